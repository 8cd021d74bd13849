//! Values as bytes, the same in every version of this program: what ties are broken by, so that whoever merges gets the
//! same.
//!
//! A part that is absent or empty is written as nothing, so that a field that a later version adds changes nothing while
//! it is empty. Parts have names; strings and lists say how long they are.

use crate::model::codebook::registry::Role;
use crate::model::codebook::{Declined, Example, Source};
use crate::model::id::{LabelId, SpeakerId, StanceId, StatementId, TargetId};
use crate::model::span::{Anchored, Span};
use crate::model::statement::conflict::FieldValue;
use crate::model::statement::{Kind, Mention, Origin, StanceTaken};

/// A value with one spelling: two that differ have different ones, and only what is empty has none.
pub(super) trait Canonical {
    /// Adds the value's bytes.
    fn write(&self, out: &mut Vec<u8>);
}

/// Returns the bytes of a value; none if it is empty.
pub(super) fn bytes<T: Canonical + ?Sized>(value: &T) -> Vec<u8> {
    let mut out = Vec::new();
    value.write(&mut out);
    out
}

fn sized(out: &mut Vec<u8>, content: &[u8]) {
    out.extend(content.len().to_string().as_bytes());
    out.push(b':');
    out.extend(content);
}

fn part<T: Canonical + ?Sized>(out: &mut Vec<u8>, name: &str, value: &T) {
    let content = bytes(value);
    if !content.is_empty() {
        sized(out, name.as_bytes());
        sized(out, &content);
    }
}

impl Canonical for str {
    fn write(&self, out: &mut Vec<u8>) {
        out.extend(self.as_bytes());
    }
}

impl Canonical for String {
    fn write(&self, out: &mut Vec<u8>) {
        self.as_str().write(out);
    }
}

macro_rules! ids {
    ($($name:ident),+) => {$(
        impl Canonical for $name {
            fn write(&self, out: &mut Vec<u8>) {
                self.as_str().write(out);
            }
        }
    )+};
}

ids!(StatementId, SpeakerId, TargetId, StanceId, LabelId);

impl Canonical for bool {
    fn write(&self, out: &mut Vec<u8>) {
        if *self {
            out.push(b'y');
        }
    }
}

impl Canonical for f64 {
    fn write(&self, out: &mut Vec<u8>) {
        out.extend(self.to_bits().to_be_bytes());
    }
}

impl Canonical for Span {
    fn write(&self, out: &mut Vec<u8>) {
        out.extend(format!("{}-{}", self.start, self.end).as_bytes());
    }
}

impl Canonical for Anchored {
    fn write(&self, out: &mut Vec<u8>) {
        out.extend(format!("{}-{} {}", self.at.start, self.at.end, self.text).as_bytes());
    }
}

impl Canonical for Kind {
    fn write(&self, out: &mut Vec<u8>) {
        self.name().write(out);
    }
}

impl<T: Canonical> Canonical for Option<T> {
    fn write(&self, out: &mut Vec<u8>) {
        if let Some(value) = self {
            out.push(b'+');
            value.write(out);
        }
    }
}

impl<T: Canonical> Canonical for [T] {
    fn write(&self, out: &mut Vec<u8>) {
        for item in self {
            sized(out, &bytes(item));
        }
    }
}

impl<T: Canonical> Canonical for Vec<T> {
    fn write(&self, out: &mut Vec<u8>) {
        self.as_slice().write(out);
    }
}

impl<A: Canonical, B: Canonical> Canonical for (A, B) {
    fn write(&self, out: &mut Vec<u8>) {
        sized(out, &bytes(&self.0));
        sized(out, &bytes(&self.1));
    }
}

impl<S: Canonical> Canonical for Mention<S> {
    fn write(&self, out: &mut Vec<u8>) {
        part(out, "name", &self.name);
        part(out, "mention", &self.mention);
    }
}

impl Canonical for Source {
    fn write(&self, out: &mut Vec<u8>) {
        part(out, "article", &self.article);
        part(out, "statement", &self.statement);
        part(out, "annotator", &self.annotator);
    }
}

impl Canonical for Example {
    fn write(&self, out: &mut Vec<u8>) {
        part(out, "text", &self.text);
        part(out, "source", &self.source);
    }
}

impl Canonical for Role {
    fn write(&self, out: &mut Vec<u8>) {
        part(out, "role", &self.role);
        part(out, "affiliation", &self.affiliation);
        part(out, "from", &self.from);
        part(out, "to", &self.to);
    }
}

impl Canonical for Declined {
    fn write(&self, out: &mut Vec<u8>) {
        part(out, "annotator", &self.annotator);
        part(out, "sort", self.sort.name());
        part(out, "id", &self.id);
        part(out, "why", &self.why);
        part(out, "at", &self.at);
    }
}

impl<S: Canonical> Canonical for StanceTaken<S> {
    fn write(&self, out: &mut Vec<u8>) {
        part(out, "target", &self.target);
        part(out, "stance", &self.stance);
        part(out, "evidence", &self.evidence);
        part(out, "confidence", &self.confidence);
        part(out, "read", &self.read);
    }
}

impl Canonical for Origin {
    fn write(&self, out: &mut Vec<u8>) {
        let (how, from) = match self {
            Self::Manual => return,
            Self::Suggested { by } => ("suggested", by),
            Self::Projected { from } => ("projected", from),
            Self::Imported { from } => ("imported", from),
        };
        sized(out, how.as_bytes());
        sized(out, from.as_bytes());
    }
}

impl<S: Canonical> Canonical for FieldValue<S> {
    fn write(&self, out: &mut Vec<u8>) {
        sized(out, self.field().as_bytes());
        part(out, "target", self.target().unwrap_or_default());
        match self {
            Self::Quote { quote, kind } => {
                part(out, "quote", quote);
                part(out, "kind", kind);
            }
            Self::Cue(span) | Self::Mention(span) => part(out, "value", span),
            Self::Via(people) | Self::Addressees(people) => part(out, "value", people),
            Self::Speaker(id) => part(out, "value", id),
            Self::Parent(id) => part(out, "value", id),
            Self::Note(text) => part(out, "value", text),
            Self::Stance { stance, .. } => part(out, "value", stance),
            Self::Evidence { evidence, .. } => part(out, "value", evidence),
            Self::Confidence { confidence, .. } => part(out, "value", confidence),
            Self::Labels(labels) => part(out, "value", labels),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(value: &dyn Canonical, expected: &str) {
        assert_eq!(String::from_utf8(bytes(value)).unwrap(), expected);
    }

    #[test]
    fn what_is_empty_is_written_as_nothing() {
        check(&String::new(), "");
        check(&false, "");
        check(&None::<String>, "");
        check(&Vec::<Span>::new(), "");
        check(&Mention::<Span>::default(), "");
        check(&Origin::Manual, "");
    }

    #[test]
    fn the_spelling_never_changes() {
        check(&Span::new(3, 12), "3-12");
        check(&Some(String::new()), "+");
        check(&vec!["a".to_owned(), String::new()], "1:a0:");
        check(&(Kind::Mixed, true), "5:mixed1:y");
        check(
            &Origin::Suggested {
                by: "rules".to_owned(),
            },
            "9:suggested5:rules",
        );
        let person: Mention = Mention {
            name: Some("ann".into()),
            mention: None,
        };
        check(&person, "4:name4:+ann");
        check(
            &FieldValue::Via(vec![person]),
            "3:via5:value15:12:4:name4:+ann",
        );
        check(&FieldValue::Cue(Span::new(1, 2)), "3:cue5:value3:1-2");
        let stance: FieldValue = FieldValue::Stance {
            target: "t".into(),
            stance: Some("no".into()),
        };
        check(&stance, "6:stance6:target1:t5:value3:+no");
        let stance: FieldValue = FieldValue::Stance {
            target: "t".into(),
            stance: None,
        };
        check(&stance, "6:stance6:target1:t");
    }
}
