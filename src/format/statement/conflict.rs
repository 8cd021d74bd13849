//! How a value that was set elsewhere, and does not stand in its field, looks in a sidecar.

use serde::{Deserialize, Serialize};

use super::{KindFile, MentionFile, SpanFile, all};
use crate::model::id::{LabelId, SpeakerId, StanceId, StatementId, TargetId};
use crate::model::span::Anchored;
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
    Speaker(SpeakerId),
    Mention(SpanFile),
    Via(Vec<MentionFile>),
    Addressees(Vec<MentionFile>),
    Parent(StatementId),
    Stance {
        target: TargetId,
        #[serde(default)]
        stance: Option<StanceId>,
    },
    Evidence {
        target: TargetId,
        evidence: Vec<SpanFile>,
    },
    Confidence {
        target: TargetId,
        confidence: f64,
    },
    Labels(Vec<LabelId>),
    Note(String),
}

impl From<FieldValue<Anchored>> for ConflictFile {
    fn from(value: FieldValue<Anchored>) -> Self {
        match value {
            FieldValue::Quote { quote, kind } => Self::Quote {
                quote: all(quote),
                kind: kind.into(),
            },
            FieldValue::Cue(span) => Self::Cue(span.into()),
            FieldValue::Speaker(name) => Self::Speaker(name),
            FieldValue::Mention(span) => Self::Mention(span.into()),
            FieldValue::Via(people) => Self::Via(all(people)),
            FieldValue::Addressees(people) => Self::Addressees(all(people)),
            FieldValue::Parent(id) => Self::Parent(id),
            FieldValue::Stance { target, stance } => Self::Stance { target, stance },
            FieldValue::Evidence { target, evidence } => Self::Evidence {
                target,
                evidence: all(evidence),
            },
            FieldValue::Confidence { target, confidence } => {
                Self::Confidence { target, confidence }
            }
            FieldValue::Labels(labels) => Self::Labels(labels),
            FieldValue::Note(note) => Self::Note(note),
        }
    }
}

impl From<ConflictFile> for FieldValue<Anchored> {
    fn from(file: ConflictFile) -> Self {
        match file {
            ConflictFile::Quote { quote, kind } => Self::Quote {
                quote: all(quote),
                kind: kind.into(),
            },
            ConflictFile::Cue(span) => Self::Cue(span.into()),
            ConflictFile::Speaker(name) => Self::Speaker(name),
            ConflictFile::Mention(span) => Self::Mention(span.into()),
            ConflictFile::Via(people) => Self::Via(all(people)),
            ConflictFile::Addressees(people) => Self::Addressees(all(people)),
            ConflictFile::Parent(id) => Self::Parent(id),
            ConflictFile::Stance { target, stance } => Self::Stance { target, stance },
            ConflictFile::Evidence { target, evidence } => Self::Evidence {
                target,
                evidence: all(evidence),
            },
            ConflictFile::Confidence { target, confidence } => {
                Self::Confidence { target, confidence }
            }
            ConflictFile::Labels(labels) => Self::Labels(labels),
            ConflictFile::Note(note) => Self::Note(note),
        }
    }
}
