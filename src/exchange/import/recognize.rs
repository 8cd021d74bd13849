//! Which format it is that a person wants to import, as far as files show it.

use std::path::Path;

use aho_corasick::AhoCorasick;

use super::unreadable;
use crate::exchange::Format;
use crate::model::problem::Problem;
use crate::store::fs::{Fs as _, Kind, RealFs};
use crate::store::reason;

/// Bytes of a file that are looked at.
const LOOK: u64 = 4 * 1024 * 1024;

/// What stands in files of a format and in no other's, the surest first.
const SIGNS: [(&str, Format); 11] = [
    ("\"annotator\":{\"id\":", Format::Jsonl),
    ("urn:QDA-XML:project:1.0", Format::Refi),
    ("\"http://www.w3.org/ns/anno.jsonld\"", Format::W3c),
    ("\"TextQuoteSelector\"", Format::W3c),
    ("\"%FEATURE_STRUCTURES\"", Format::Cas),
    ("\"completed_by\"", Format::LabelStudio),
    ("\"from_name\"", Format::LabelStudio),
    ("\"spans\"", Format::Spacy),
    ("\"_input_hash\"", Format::Spacy),
    ("\"start_offset\"", Format::Doccano),
    ("\"label\"", Format::Doccano),
];

/// Returns the format of what lies at a path.
///
/// # Errors
/// If it cannot be looked at, or is of no format that is known.
pub fn recognized(path: &Path) -> Result<Format, Problem> {
    let shown = || path.display().to_string();
    let fail = |error: std::io::Error| unreadable(shown(), reason(&error));
    let found = RealFs.metadata(path).map_err(fail)?;
    if found.kind == Kind::Folder {
        return Ok(Format::Brat);
    }
    let start = RealFs.read_start(path, LOOK).map_err(fail)?;
    let found = if start.starts_with(b"PK") {
        Some(Format::Refi)
    } else {
        format_of(&start)
    };
    found.ok_or_else(|| {
        let what = "the file is of no format that can be imported";
        let known: Vec<&str> = Format::imported().map(Format::label).collect();
        unreadable(shown(), what).hinted(format!("There are {}", known.join(", ")))
    })
}

/// Returns the format that the beginning of a file shows.
fn format_of(start: &[u8]) -> Option<Format> {
    let signs = AhoCorasick::new(SIGNS.map(|(sign, _)| sign)).ok()?;
    let first = signs.find_iter(start).map(|found| found.pattern()).min()?;
    Some(SIGNS[first.as_usize()].1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(start: &str, expected: Option<Format>) {
        assert_eq!(format_of(start.as_bytes()), expected);
    }

    #[test]
    fn formats_are_known_by_their_files() {
        let line =
            r#"{"format":2,"article":{"text":"\"spans\""},"annotator":{"id":"a"},"label":1}"#;
        check(line, Some(Format::Jsonl));
        check(
            r#"[{"@context":"http://www.w3.org/ns/anno.jsonld"}]"#,
            Some(Format::W3c),
        );
        check(
            r#"[{"annotations":[{"completed_by":1}]}]"#,
            Some(Format::LabelStudio),
        );
        check(r#"{"text":"a","spans":[]}"#, Some(Format::Spacy));
        check(r#"{"text":"a","label":[[0,1,"A"]]}"#, Some(Format::Doccano));
        check(r#"{"text":"a"}"#, None);
        check("", None);
    }
}
