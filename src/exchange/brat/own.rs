//! How this program writes what brat has no place for, and reads it again: names of attributes, and ids as brat can hold them.

use std::fmt::Write as _;
use std::path::Path;

use crate::exchange::attributes::{Brings, Named, Taken, kind_of};
use crate::exchange::import::{Draft, Own};
use crate::model::statement::StanceTaken;
use crate::store::fs::{Fs as _, RealFs};

/// The file that says what can be marked.
pub(super) const CONF: &str = "annotation.conf";

/// Begins that file, by which an export of this program is known.
pub(super) const MARK: &str = "# On Record: a folder for each annotator";

/// Begins references that are ids of the registry.
pub(super) const SCHEME: &str = "onrecord:";

/// Names of attributes, or what they begin with.
pub(super) const KIND: &str = "Kind";
pub(super) const FLAG: &str = "Flagged";
pub(super) const STANCE: &str = "Stance_";
pub(super) const TARGET: &str = "Target_";
pub(super) const LABEL: &str = "Label_";

/// Tells whether a folder is an export of this program.
pub(super) fn is_own(folder: &Path) -> bool {
    let begin = RealFs.read_start(&folder.join(CONF), MARK.len() as u64);
    begin.is_ok_and(|begin| begin == MARK.as_bytes())
}

/// Returns an id with ASCII letters, digits and hyphens alone, which are all that brat allows: `_e9_` stands for `é`.
pub(super) fn encoded(id: &str) -> String {
    let mut out = String::with_capacity(id.len());
    for char in id.chars() {
        if char.is_ascii_alphanumeric() || char == '-' {
            out.push(char);
        } else {
            // Writing to a string cannot fail.
            let _ = write!(out, "_{:x}_", u32::from(char));
        }
    }
    out
}

/// Returns the id that [`encoded`] made this of.
pub(super) fn decoded(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut parts = name.split('_');
    out.push_str(parts.next().unwrap_or_default());
    while let Some(code) = parts.next() {
        let char = u32::from_str_radix(code, 16).ok().and_then(char::from_u32);
        out.extend(char);
        out.push_str(parts.next().unwrap_or_default());
    }
    out
}

/// Returns a note as one line.
pub(super) fn note(text: &str) -> String {
    let text = text.replace('\\', "\\\\").replace('\n', "\\n");
    text.replace('\r', "\\r").replace('\t', "\\t")
}

/// Returns the note that [`note`] made a line of.
fn written_note(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut chars = line.chars();
    while let Some(char) = chars.next() {
        match char {
            '\\' => match chars.next() {
                Some('n') => out.push('\n'),
                Some('r') => out.push('\r'),
                Some('t') => out.push('\t'),
                other => out.extend(other),
            },
            char => out.push(char),
        }
    }
    out
}

/// Makes what this program wrote of a statement what it was.
pub(super) fn restore(draft: &mut Draft, brings: &mut Brings) {
    let mut own = Own::default();
    for (name, value) in std::mem::take(&mut draft.attributes) {
        if name == KIND {
            own.kind = value.as_deref().and_then(kind_of);
        } else if name == FLAG {
            draft.flagged = true;
        } else if let Some(label) = name.strip_prefix(LABEL) {
            let id = decoded(label);
            own.labels.push(id.as_str().into());
            let name = id.clone();
            brings.label(&Named { id, name });
        } else if let Some(target) = name.strip_prefix(STANCE).or(name.strip_prefix(TARGET)) {
            let taken = Taken {
                target: decoded(target),
                stance: value.as_deref().map(decoded),
                ..Taken::default()
            };
            brings.stance(&taken);
            own.stances.push(StanceTaken {
                target: taken.target.into(),
                stance: taken.stance.map(Into::into),
                ..StanceTaken::default()
            });
        } else {
            draft.attributes.push((name, value));
        }
    }
    draft.note = written_note(&draft.note);
    draft.own = Some(Box::new(own));
    for person in draft.people_mut() {
        person.is_settled = true;
        let entry = person.reference.as_deref();
        let Some(id) = entry.and_then(|entry| entry.strip_prefix(SCHEME)) else {
            continue;
        };
        let id = decoded(id);
        brings.speaker(&id, person.name.as_deref().unwrap_or(&id));
        person.id = Some(id.into());
        person.reference = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn ids_and_notes_come_back(text in "[a-zé_😀 \\\\\n\r\t-]{0,12}") {
            let name = encoded(&text);
            prop_assert!(name.chars().all(|char| char.is_ascii_alphanumeric() || "-_".contains(char)));
            prop_assert_eq!(decoded(&name), text.as_str());
            let line = note(&text);
            prop_assert!(!line.contains(['\n', '\r', '\t']));
            prop_assert_eq!(written_note(&line), text);
        }
    }
}
