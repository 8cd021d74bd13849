//! How a value that was set elsewhere, and does not stand in its field, looks in a sidecar.

use serde::{Deserialize, Serialize};

use super::{KindFile, MentionFile, Reader, SpanFile, Writer};
use crate::model::statement::conflict::FieldValue;

/// A value with the name of its field, as [`FieldValue::field`] gives it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename = "conflict", rename_all = "snake_case")]
pub(super) enum ConflictFile {
    Quote {
        quote: Vec<SpanFile>,
        kind: KindFile,
    },
    Cue(SpanFile),
    Speaker(String),
    Mention(SpanFile),
    Via(Vec<MentionFile>),
    Addressees(Vec<MentionFile>),
    Parent(String),
    Stance {
        target: String,
        #[serde(default)]
        stance: Option<String>,
    },
    Evidence {
        target: String,
        evidence: Vec<SpanFile>,
    },
    Confidence {
        target: String,
        confidence: f64,
    },
    Labels(Vec<String>),
    Note(String),
}

impl ConflictFile {
    /// Makes the file's form; values are asked for in the order of the statement.
    pub(super) fn new(value: FieldValue, writer: &mut Writer) -> Self {
        match value {
            FieldValue::Quote { quote, kind } => Self::Quote {
                quote: writer.spans(&quote),
                kind: kind.into(),
            },
            FieldValue::Cue(span) => Self::Cue(writer.span(span)),
            FieldValue::Speaker(name) => Self::Speaker(name),
            FieldValue::Mention(span) => Self::Mention(writer.span(span)),
            FieldValue::Via(people) => Self::Via(writer.mentions(&people)),
            FieldValue::Addressees(people) => Self::Addressees(writer.mentions(&people)),
            FieldValue::Parent(id) => Self::Parent(id),
            FieldValue::Stance { target, stance } => Self::Stance { target, stance },
            FieldValue::Evidence { target, evidence } => Self::Evidence {
                target,
                evidence: writer.spans(&evidence),
            },
            FieldValue::Confidence { target, confidence } => {
                Self::Confidence { target, confidence }
            }
            FieldValue::Labels(labels) => Self::Labels(labels),
            FieldValue::Note(note) => Self::Note(note),
        }
    }

    /// Makes the model's form, spans still in code points.
    pub(super) fn read(self, reader: &mut Reader) -> FieldValue {
        match self {
            Self::Quote { quote, kind } => FieldValue::Quote {
                quote: reader.spans(quote),
                kind: kind.into(),
            },
            Self::Cue(span) => FieldValue::Cue(reader.span(span)),
            Self::Speaker(name) => FieldValue::Speaker(name),
            Self::Mention(span) => FieldValue::Mention(reader.span(span)),
            Self::Via(people) => FieldValue::Via(reader.mentions(people)),
            Self::Addressees(people) => FieldValue::Addressees(reader.mentions(people)),
            Self::Parent(id) => FieldValue::Parent(id),
            Self::Stance { target, stance } => FieldValue::Stance { target, stance },
            Self::Evidence { target, evidence } => FieldValue::Evidence {
                target,
                evidence: reader.spans(evidence),
            },
            Self::Confidence { target, confidence } => {
                FieldValue::Confidence { target, confidence }
            }
            Self::Labels(labels) => FieldValue::Labels(labels),
            Self::Note(note) => FieldValue::Note(note),
        }
    }
}
