//! How a statement looks in a sidecar: every span with its text and what stands around it.
//!
//! The in-memory form on this side is [`Detached`]: a statement whose spans are in code points, with their texts. What
//! such spans mean in today's text is the business of [`crate::anchor`].

mod conflict;

use serde::{Deserialize, Serialize};

use crate::model::sidecar::Detached;
use crate::model::span::Span;
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
    name: Option<String>,
    #[serde(default)]
    mention: Option<SpanFile>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename = "stance")]
struct StanceFile {
    target: String,
    #[serde(default)]
    stance: Option<String>,
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
    id: String,
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
    parent: Option<String>,
    #[serde(default)]
    stances: Vec<StanceFile>,
    #[serde(default)]
    labels: Vec<String>,
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

/// Gives each span of a statement, in the order of [`Statement::spans`], its text and context.
pub(super) struct Writer {
    texts: std::vec::IntoIter<String>,
    contexts: std::vec::IntoIter<(String, String)>,
}

impl Writer {
    pub(super) fn span(&mut self, span: Span) -> SpanFile {
        let (before, after) = self.contexts.next().unwrap_or_default();
        SpanFile {
            start: span.start,
            end: span.end,
            text: self.texts.next().unwrap_or_default(),
            before,
            after,
        }
    }

    pub(super) fn spans(&mut self, spans: &[Span]) -> Vec<SpanFile> {
        spans.iter().map(|&span| self.span(span)).collect()
    }

    fn mention(&mut self, mention: &Mention) -> MentionFile {
        MentionFile {
            name: mention.name.clone(),
            mention: mention.mention.map(|span| self.span(span)),
        }
    }

    pub(super) fn mentions(&mut self, mentions: &[Mention]) -> Vec<MentionFile> {
        mentions.iter().map(|entry| self.mention(entry)).collect()
    }

    fn stance(&mut self, taken: &StanceTaken) -> StanceFile {
        StanceFile {
            target: taken.target.clone(),
            stance: taken.stance.clone(),
            evidence: self.spans(&taken.evidence),
            confidence: taken.confidence,
            read: taken.read.clone(),
        }
    }
}

/// Takes the texts and contexts of spans aside, in the order of [`Statement::spans`].
#[derive(Default)]
pub(super) struct Reader {
    texts: Vec<String>,
    contexts: Vec<(String, String)>,
}

impl Reader {
    pub(super) fn span(&mut self, span: SpanFile) -> Span {
        self.texts.push(span.text);
        self.contexts.push((span.before, span.after));
        // Not `Span::new`, which would hide that the file has the ends turned round.
        Span {
            start: span.start,
            end: span.end,
        }
    }

    pub(super) fn spans(&mut self, spans: Vec<SpanFile>) -> Vec<Span> {
        spans.into_iter().map(|span| self.span(span)).collect()
    }

    fn mention(&mut self, mention: MentionFile) -> Mention {
        Mention {
            name: mention.name,
            mention: mention.mention.map(|span| self.span(span)),
        }
    }

    pub(super) fn mentions(&mut self, mentions: Vec<MentionFile>) -> Vec<Mention> {
        mentions
            .into_iter()
            .map(|entry| self.mention(entry))
            .collect()
    }

    fn stance(&mut self, taken: StanceFile) -> StanceTaken {
        StanceTaken {
            target: taken.target,
            stance: taken.stance,
            evidence: self.spans(taken.evidence),
            confidence: taken.confidence,
            read: taken.read,
        }
    }
}

impl From<Detached> for StatementFile {
    fn from(detached: Detached) -> Self {
        let mut writer = Writer {
            texts: detached.texts.into_iter(),
            contexts: detached.contexts.into_iter(),
        };
        let statement = detached.statement;
        Self {
            id: statement.id,
            quote: writer.spans(&statement.quote),
            kind: statement.kind.into(),
            cue: statement.cue.map(|span| writer.span(span)),
            speaker: statement
                .speaker
                .as_ref()
                .map(|entry| writer.mention(entry)),
            via: writer.mentions(&statement.via),
            addressees: writer.mentions(&statement.addressees),
            parent: statement.parent,
            stances: statement
                .stances
                .iter()
                .map(|taken| writer.stance(taken))
                .collect(),
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
            conflicts: statement
                .conflicts
                .into_iter()
                .map(|value| ConflictFile::new(value, &mut writer))
                .collect(),
        }
    }
}

impl From<StatementFile> for Detached {
    fn from(file: StatementFile) -> Self {
        let mut reader = Reader::default();
        let statement = Statement {
            id: file.id,
            quote: reader.spans(file.quote),
            kind: file.kind.into(),
            cue: file.cue.map(|span| reader.span(span)),
            speaker: file.speaker.map(|entry| reader.mention(entry)),
            via: reader.mentions(file.via),
            addressees: reader.mentions(file.addressees),
            parent: file.parent,
            stances: file
                .stances
                .into_iter()
                .map(|taken| reader.stance(taken))
                .collect(),
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
            conflicts: file
                .conflicts
                .into_iter()
                .map(|value| value.read(&mut reader))
                .collect(),
        };
        Self {
            statement,
            texts: reader.texts,
            contexts: reader.contexts,
        }
    }
}
