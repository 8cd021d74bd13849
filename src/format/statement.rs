//! How a statement looks in a sidecar: every span with its text and what stands around it.
//!
//! What such spans mean in today's text is the business of [`crate::anchor`].

mod conflict;

use serde::{Deserialize, Serialize};

use crate::model::id::{LabelId, SpeakerId, StanceId, StatementId, TargetId};
use crate::model::span::{Anchored, CharSpan};
use crate::model::statement::{Kind, Mention, Origin, StanceTaken, Statement};
use conflict::ConflictFile;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename = "span")]
pub(super) struct SpanFile {
    start: usize,
    end: usize,
    #[serde(default)]
    text: String,
    #[serde(default)]
    before: String,
    #[serde(default)]
    after: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename = "kind", rename_all = "snake_case")]
pub(super) enum KindFile {
    Direct,
    Mixed,
    Indirect,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename = "mention")]
pub(super) struct MentionFile {
    #[serde(default)]
    name: Option<SpeakerId>,
    #[serde(default)]
    mention: Option<SpanFile>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename = "stance")]
struct StanceFile {
    target: TargetId,
    #[serde(default)]
    stance: Option<StanceId>,
    #[serde(default)]
    evidence: Vec<SpanFile>,
    #[serde(default)]
    confidence: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    read: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename = "origin", rename_all = "snake_case")]
enum OriginFile {
    #[default]
    Manual,
    Suggested {
        by: String,
    },
    Projected {
        from: String,
    },
    Imported {
        from: String,
    },
}

/// A statement as a sidecar spells it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename = "statement")]
pub(super) struct StatementFile {
    id: StatementId,
    quote: Vec<SpanFile>,
    kind: KindFile,
    #[serde(default)]
    cue: Option<SpanFile>,
    #[serde(default)]
    speaker: Option<MentionFile>,
    #[serde(default)]
    via: Vec<MentionFile>,
    #[serde(default)]
    addressees: Vec<MentionFile>,
    #[serde(default)]
    parent: Option<StatementId>,
    #[serde(default)]
    stances: Vec<StanceFile>,
    #[serde(default)]
    labels: Vec<LabelId>,
    #[serde(default)]
    note: String,
    #[serde(default)]
    flagged: bool,
    #[serde(default)]
    origin: OriginFile,
    #[serde(default)]
    created: String,
    #[serde(default)]
    changed: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    conflicts: Vec<ConflictFile>,
}

impl From<Kind> for KindFile {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Direct => Self::Direct,
            Kind::Mixed => Self::Mixed,
            Kind::Indirect => Self::Indirect,
        }
    }
}

impl From<KindFile> for Kind {
    fn from(kind: KindFile) -> Self {
        match kind {
            KindFile::Direct => Self::Direct,
            KindFile::Mixed => Self::Mixed,
            KindFile::Indirect => Self::Indirect,
        }
    }
}

impl From<Anchored> for SpanFile {
    fn from(span: Anchored) -> Self {
        Self {
            start: span.at.start,
            end: span.at.end,
            text: span.text,
            before: span.before,
            after: span.after,
        }
    }
}

impl From<SpanFile> for Anchored {
    fn from(file: SpanFile) -> Self {
        Self {
            at: CharSpan {
                start: file.start,
                end: file.end,
            },
            text: file.text,
            before: file.before,
            after: file.after,
        }
    }
}

impl From<Mention<Anchored>> for MentionFile {
    fn from(mention: Mention<Anchored>) -> Self {
        Self {
            name: mention.name,
            mention: mention.mention.map(SpanFile::from),
        }
    }
}

impl From<MentionFile> for Mention<Anchored> {
    fn from(file: MentionFile) -> Self {
        Self {
            name: file.name,
            mention: file.mention.map(Anchored::from),
        }
    }
}

impl From<StanceTaken<Anchored>> for StanceFile {
    fn from(taken: StanceTaken<Anchored>) -> Self {
        Self {
            target: taken.target,
            stance: taken.stance,
            evidence: all(taken.evidence),
            confidence: taken.confidence,
            read: taken.read,
        }
    }
}

impl From<StanceFile> for StanceTaken<Anchored> {
    fn from(file: StanceFile) -> Self {
        Self {
            target: file.target,
            stance: file.stance,
            evidence: all(file.evidence),
            confidence: file.confidence,
            read: file.read,
        }
    }
}

/// Converts each of a list.
pub(super) fn all<A, B: From<A>>(list: Vec<A>) -> Vec<B> {
    list.into_iter().map(B::from).collect()
}

impl From<Statement<Anchored>> for StatementFile {
    fn from(statement: Statement<Anchored>) -> Self {
        Self {
            id: statement.id,
            quote: all(statement.quote),
            kind: statement.kind.into(),
            cue: statement.cue.map(SpanFile::from),
            speaker: statement.speaker.map(MentionFile::from),
            via: all(statement.via),
            addressees: all(statement.addressees),
            parent: statement.parent,
            stances: all(statement.stances),
            labels: statement.labels,
            note: statement.note,
            flagged: statement.flagged,
            origin: match statement.origin {
                Origin::Manual => OriginFile::Manual,
                Origin::Suggested { by } => OriginFile::Suggested { by },
                Origin::Projected { from } => OriginFile::Projected { from },
                Origin::Imported { from } => OriginFile::Imported { from },
            },
            created: statement.created,
            changed: statement.changed,
            conflicts: all(statement.conflicts),
        }
    }
}

impl From<StatementFile> for Statement<Anchored> {
    fn from(file: StatementFile) -> Self {
        Self {
            id: file.id,
            quote: all(file.quote),
            kind: file.kind.into(),
            cue: file.cue.map(Anchored::from),
            speaker: file.speaker.map(Mention::from),
            via: all(file.via),
            addressees: all(file.addressees),
            parent: file.parent,
            stances: all(file.stances),
            labels: file.labels,
            note: file.note,
            flagged: file.flagged,
            origin: match file.origin {
                OriginFile::Manual => Origin::Manual,
                OriginFile::Suggested { by } => Origin::Suggested { by },
                OriginFile::Projected { from } => Origin::Projected { from },
                OriginFile::Imported { from } => Origin::Imported { from },
            },
            created: file.created,
            changed: file.changed,
            conflicts: all(file.conflicts),
        }
    }
}
