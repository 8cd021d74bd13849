//! JSON Lines: everything, one line per article and annotator. `docs/formats.md` describes the fields.
//!
//! The types are the format; their order is the order of the fields.

mod reading;
mod said;

pub(super) use reading::open;

use serde::Serialize;

use super::record::{Record, Write};
use crate::model::article::{Metadata, Reader};
use crate::model::comment::{Comment, Verdict};
use crate::model::decision::{Decision, Judged};
use crate::model::id::LabelId;
use crate::model::sidecar::{Sidecar, Status, Tombstone};
use crate::model::span::{Anchored, Span};
use crate::model::statement::conflict::FieldValue;
use crate::model::statement::{Mention, Origin, StanceTaken, Statement};

/// The number of the format, in each line; it grows when the meaning of a field changes.
const FORMAT: u32 = 2;

/// Writes JSON Lines.
pub(super) struct Jsonl {
    /// Whether the text of articles and spans is written, or offsets alone.
    pub(super) texts: bool,
}

impl Write for Jsonl {
    fn record(&self, record: &Record<'_>, out: &mut Vec<u8>) -> usize {
        usize::from(super::write_line(&LineOut::new(record, self.texts), out))
    }
}

#[derive(Serialize)]
struct LineOut<'a> {
    format: u32,
    article: ArticleOut<'a>,
    annotator: AnnotatorOut<'a>,
    status: &'static str,
    /// Why the article is excluded; null where it is not.
    reason: Option<&'a str>,
    labels: &'a [LabelId],
    note: &'a str,
    revealed: Option<&'a str>,
    rev: u64,
    statements: Vec<StatementOut<'a>>,
    comments: Vec<CommentOut<'a>>,
    decisions: Vec<DecisionOut<'a>>,
    detached: Vec<StatementOut<'a>>,
    removed: Vec<RemovedOut<'a>>,
}

#[derive(Serialize)]
struct ArticleOut<'a> {
    path: &'a str,
    blake3: &'a str,
    chars: usize,
    reader: Option<ReaderOut<'a>>,
    meta: MetaOut<'a>,
    dimmed: Vec<[usize; 2]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'a str>,
}

#[derive(Serialize)]
struct ReaderOut<'a> {
    name: &'a str,
    version: u32,
}

/// Metadata as JSON; `onrecord text --json` prints the same.
#[derive(Serialize)]
pub(crate) struct MetaOut<'a> {
    title: Option<&'a str>,
    title_span: Option<[usize; 2]>,
    date: Option<&'a str>,
    place: Option<&'a str>,
    publisher: Option<&'a str>,
    byline: Option<&'a str>,
    url: Option<&'a str>,
    language: Option<&'a str>,
    other: serde_json::Map<String, serde_json::Value>,
}

#[derive(Serialize)]
struct AnnotatorOut<'a> {
    id: &'a str,
    name: &'a str,
}

#[derive(Serialize)]
struct StatementOut<'a> {
    id: &'a str,
    kind: &'static str,
    quote: Vec<SpanOut<'a>>,
    cue: Option<SpanOut<'a>>,
    speaker: Option<MentionOut<'a>>,
    via: Vec<MentionOut<'a>>,
    addressees: Vec<MentionOut<'a>>,
    parent: Option<&'a str>,
    stances: Vec<StanceOut<'a>>,
    labels: &'a [LabelId],
    note: &'a str,
    flagged: bool,
    origin: OriginOut<'a>,
    created: &'a str,
    changed: &'a str,
    /// Whether it stands elsewhere than when it was made, and nobody has looked since.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    moved: bool,
    /// Values that were set in its fields elsewhere and do not stand in them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    conflicts: Vec<ConflictOut<'a>>,
}

#[derive(Serialize)]
struct ConflictOut<'a> {
    field: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    target: Option<&'a str>,
    value: ValueOut<'a>,
}

/// A value of a field, in the form that the field has.
#[derive(Serialize)]
#[serde(untagged)]
enum ValueOut<'a> {
    Quote {
        quote: Vec<SpanOut<'a>>,
        kind: &'static str,
    },
    Span(SpanOut<'a>),
    Spans(Vec<SpanOut<'a>>),
    People(Vec<MentionOut<'a>>),
    Text(Option<&'a str>),
    Labels(&'a [LabelId]),
    Number(f64),
}

#[derive(Serialize)]
struct SpanOut<'a> {
    start: usize,
    end: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'a str>,
    /// What stood around it, where the text it stood in is gone.
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    after: Option<&'a str>,
}

#[derive(Serialize)]
struct MentionOut<'a> {
    id: Option<&'a str>,
    name: Option<&'a str>,
    mention: Option<SpanOut<'a>>,
}

#[derive(Serialize)]
struct StanceOut<'a> {
    target: &'a str,
    target_name: &'a str,
    stance: Option<&'a str>,
    label: Option<&'a str>,
    polarity: Option<f64>,
    evidence: Vec<SpanOut<'a>>,
    confidence: Option<f64>,
    read: Option<&'a str>,
}

#[derive(Serialize)]
struct OriginOut<'a> {
    how: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<&'a str>,
}

#[derive(Serialize)]
struct CommentOut<'a> {
    id: &'a str,
    on: PlaceOut<'a>,
    reply_to: Option<&'a str>,
    text: &'a str,
    verdict: Option<&'static str>,
    at: &'a str,
}

/// A statement of an annotator; of a decision, with what it said.
#[derive(Serialize)]
struct PlaceOut<'a> {
    annotator: &'a str,
    statement: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    hash: Option<&'a str>,
}

#[derive(Serialize)]
struct DecisionOut<'a> {
    from: Vec<PlaceOut<'a>>,
    result: Option<&'a str>,
    by: &'a str,
    at: &'a str,
    reason: &'a str,
    rule: &'a str,
}

#[derive(Serialize)]
struct RemovedOut<'a> {
    id: &'a str,
    at: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    into: Option<&'a str>,
}

impl<'a> LineOut<'a> {
    fn new(record: &Record<'a>, texts: bool) -> Self {
        let (article, sidecar) = (record.article, record.sidecar);
        let pair = |span| pair(record, span);
        Self {
            format: FORMAT,
            article: ArticleOut {
                path: &article.path,
                blake3: &article.blake3,
                chars: article.text.chars_len(),
                reader: ReaderOut::new(&article.reader),
                meta: MetaOut::new(&article.meta, pair),
                dimmed: article.dimmed.iter().copied().map(pair).collect(),
                text: texts.then_some(&article.text),
            },
            annotator: AnnotatorOut {
                id: &record.annotator.id,
                name: &record.annotator.name,
            },
            status: sidecar.status.name(),
            reason: reason_of(sidecar),
            labels: &sidecar.labels,
            note: &sidecar.note,
            revealed: sidecar.revealed.as_deref(),
            rev: sidecar.rev,
            statements: sidecar
                .statements()
                .iter()
                .map(|statement| statement_out(record, statement, texts))
                .collect(),
            comments: sidecar.comments.iter().map(CommentOut::new).collect(),
            decisions: sidecar.decisions.iter().map(DecisionOut::new).collect(),
            detached: sidecar
                .detached
                .iter()
                .map(|detached| detached_out(record, detached, texts))
                .collect(),
            removed: sidecar.removed.iter().map(RemovedOut::new).collect(),
        }
    }
}

impl<'a> MetaOut<'a> {
    /// Makes the JSON of metadata; `pair` turns a span into a pair of code points.
    pub(crate) fn new(meta: &'a Metadata, pair: impl Fn(Span) -> [usize; 2]) -> Self {
        let other = meta
            .other
            .iter()
            .map(|(key, value)| (key.clone(), value.as_str().into()));
        Self {
            title: meta.title.as_deref(),
            title_span: meta.title_span.map(pair),
            date: meta.date.as_deref(),
            place: meta.place.as_deref(),
            publisher: meta.publisher.as_deref(),
            byline: meta.byline.as_deref(),
            url: meta.url.as_deref(),
            language: meta.language.as_deref(),
            other: other.collect(),
        }
    }
}

impl<'a> ReaderOut<'a> {
    fn new(reader: &'a Reader) -> Option<Self> {
        (!reader.name.is_empty()).then(|| Self {
            name: &reader.name,
            version: reader.version,
        })
    }
}

impl<'a> CommentOut<'a> {
    fn new(comment: &'a Comment) -> Self {
        Self {
            id: &comment.id,
            on: PlaceOut {
                annotator: &comment.on.annotator,
                statement: &comment.on.statement,
                hash: None,
            },
            reply_to: comment.reply_to.as_deref(),
            text: &comment.text,
            verdict: comment.verdict.map(Verdict::name),
            at: &comment.at,
        }
    }
}

impl<'a> DecisionOut<'a> {
    fn new(decision: &'a Decision) -> Self {
        let place = |judged: &'a Judged| PlaceOut {
            annotator: &judged.annotator,
            statement: &judged.statement,
            hash: Some(&judged.hash),
        };
        Self {
            from: decision.from.iter().map(place).collect(),
            result: decision.result.as_deref(),
            by: &decision.by,
            at: &decision.at,
            reason: &decision.reason,
            rule: &decision.rule,
        }
    }
}

/// Returns why an article is excluded, if it is.
fn reason_of(sidecar: &Sidecar) -> Option<&str> {
    (sidecar.status == Status::Excluded).then_some(sidecar.reason.as_str())
}

impl<'a> RemovedOut<'a> {
    fn new(tombstone: &'a Tombstone) -> Self {
        Self {
            id: &tombstone.id,
            at: &tombstone.at,
            into: tombstone.into.as_deref(),
        }
    }
}

fn pair(record: &Record<'_>, span: Span) -> [usize; 2] {
    let chars = record.chars(span);
    [chars.start, chars.end]
}

fn statement_out<'a>(
    record: &Record<'a>,
    statement: &'a Statement,
    texts: bool,
) -> StatementOut<'a> {
    let mut make = |&span: &'a Span| {
        let [start, end] = pair(record, span);
        let text = texts.then(|| record.text(span));
        SpanOut {
            start,
            end,
            text,
            before: None,
            after: None,
        }
    };
    StatementOut::new(record, statement, &mut make)
}

/// A detached statement's offsets are code points of a text that is gone, and its texts lie beside them.
fn detached_out<'a>(
    record: &Record<'a>,
    detached: &'a Statement<Anchored>,
    texts: bool,
) -> StatementOut<'a> {
    let mut make = |span: &'a Anchored| SpanOut {
        start: span.at.start,
        end: span.at.end,
        text: texts.then_some(span.text.as_str()),
        before: texts.then_some(span.before.as_str()),
        after: texts.then_some(span.after.as_str()),
    };
    StatementOut::new(record, detached, &mut make)
}

impl<'a> StatementOut<'a> {
    /// Makes the JSON of a statement, with its spans made by `make` in the order of [`Statement::spans`].
    fn new<S>(
        record: &Record<'a>,
        statement: &'a Statement<S>,
        make: &mut dyn FnMut(&'a S) -> SpanOut<'a>,
    ) -> Self {
        let quote = statement.quote.iter().map(&mut *make).collect();
        let cue = statement.cue.as_ref().map(&mut *make);
        let mut person = |mention: &'a Mention<S>| MentionOut::new(record, mention, make);
        let speaker = statement.speaker.as_ref().map(&mut person);
        let via = statement.via.iter().map(&mut person).collect();
        let addressees = statement.addressees.iter().map(&mut person).collect();
        let stances = statement
            .stances
            .iter()
            .map(|taken| StanceOut::new(record, taken, make))
            .collect();
        let conflicts = statement
            .conflicts
            .iter()
            .map(|value| ConflictOut::new(record, value, make))
            .collect();
        Self {
            id: &statement.id,
            kind: statement.kind.name(),
            quote,
            cue,
            speaker,
            via,
            addressees,
            parent: statement.parent.as_deref(),
            stances,
            labels: &statement.labels,
            note: &statement.note,
            flagged: statement.flagged,
            origin: OriginOut::new(&statement.origin),
            created: &statement.created,
            changed: &statement.changed,
            moved: record.moved.contains(&statement.id),
            conflicts,
        }
    }
}

impl<'a> MentionOut<'a> {
    fn new<S>(
        record: &Record<'a>,
        mention: &'a Mention<S>,
        make: &mut dyn FnMut(&'a S) -> SpanOut<'a>,
    ) -> Self {
        let id = mention.name.as_deref();
        Self {
            id,
            name: id.map(|id| record.codebook.speaker_name(id)),
            mention: mention.mention.as_ref().map(make),
        }
    }
}

impl<'a> ConflictOut<'a> {
    fn new<S>(
        record: &Record<'a>,
        value: &'a FieldValue<S>,
        make: &mut dyn FnMut(&'a S) -> SpanOut<'a>,
    ) -> Self {
        let out = match value {
            FieldValue::Quote { quote, kind } => ValueOut::Quote {
                quote: quote.iter().map(make).collect(),
                kind: kind.name(),
            },
            FieldValue::Cue(span) | FieldValue::Mention(span) => ValueOut::Span(make(span)),
            FieldValue::Evidence { evidence, .. } => {
                ValueOut::Spans(evidence.iter().map(make).collect())
            }
            FieldValue::Via(people) | FieldValue::Addressees(people) => {
                let people = people.iter();
                let people = people.map(|person| MentionOut::new(record, person, make));
                ValueOut::People(people.collect())
            }
            FieldValue::Speaker(id) => ValueOut::Text(Some(id)),
            FieldValue::Parent(id) => ValueOut::Text(Some(id)),
            FieldValue::Note(text) => ValueOut::Text(Some(text)),
            FieldValue::Stance { stance, .. } => ValueOut::Text(stance.as_deref()),
            FieldValue::Confidence { confidence, .. } => ValueOut::Number(*confidence),
            FieldValue::Labels(labels) => ValueOut::Labels(labels),
        };
        Self {
            field: value.field(),
            target: value.target(),
            value: out,
        }
    }
}

impl<'a> StanceOut<'a> {
    fn new<S>(
        record: &Record<'a>,
        taken: &'a StanceTaken<S>,
        make: &mut dyn FnMut(&'a S) -> SpanOut<'a>,
    ) -> Self {
        let (codebook, target, stance) = (
            record.codebook,
            taken.target.as_str(),
            taken.stance.as_deref(),
        );
        Self {
            target,
            target_name: codebook.target_name(target),
            stance,
            label: stance.map(|stance| codebook.stance_label(target, stance)),
            polarity: stance.and_then(|stance| codebook.stance(target, stance)?.polarity),
            evidence: taken.evidence.iter().map(make).collect(),
            confidence: taken.confidence,
            read: taken.read.as_deref(),
        }
    }
}

impl<'a> OriginOut<'a> {
    fn new(origin: &'a Origin) -> Self {
        let (how, from) = origin_of(origin);
        Self { how, from }
    }
}

/// Returns how a statement came to be, and from what.
pub(super) fn origin_of(origin: &Origin) -> (&'static str, Option<&str>) {
    match origin {
        Origin::Manual => ("manual", None),
        Origin::Suggested { by } => ("suggested", Some(by)),
        Origin::Projected { from } => ("projected", Some(from)),
        Origin::Imported { from } => ("imported", Some(from)),
    }
}
