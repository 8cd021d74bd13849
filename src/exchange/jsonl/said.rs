//! A line as it is read: every field that may be missing is, and what is not known is passed over.

use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
pub(super) struct GlanceIn {
    #[serde(default)]
    pub(super) format: u32,
    pub(super) article: ArticleIn,
}

#[derive(Deserialize)]
pub(super) struct ArticleIn {
    pub(super) path: String,
    #[serde(default)]
    pub(super) blake3: String,
    #[serde(default)]
    pub(super) text: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct LineIn {
    pub(super) article: ArticleIn,
    pub(super) annotator: AnnotatorIn,
    pub(super) status: String,
    #[serde(default)]
    pub(super) reason: Option<String>,
    #[serde(default)]
    pub(super) labels: Vec<String>,
    #[serde(default)]
    pub(super) note: String,
    #[serde(default)]
    pub(super) revealed: Option<String>,
    #[serde(default)]
    pub(super) statements: Vec<Value>,
    #[serde(default)]
    pub(super) comments: Vec<CommentIn>,
    #[serde(default)]
    pub(super) decisions: Vec<DecisionIn>,
    #[serde(default)]
    pub(super) detached: Vec<Value>,
    #[serde(default)]
    pub(super) removed: Vec<RemovedIn>,
}

#[derive(Deserialize)]
pub(super) struct AnnotatorIn {
    pub(super) id: String,
    #[serde(default)]
    pub(super) name: String,
}

#[derive(Deserialize)]
pub(super) struct StatementIn {
    pub(super) id: String,
    pub(super) kind: String,
    pub(super) quote: Vec<SpanIn>,
    #[serde(default)]
    pub(super) cue: Option<SpanIn>,
    #[serde(default)]
    pub(super) speaker: Option<MentionIn>,
    #[serde(default)]
    pub(super) via: Vec<MentionIn>,
    #[serde(default)]
    pub(super) addressees: Vec<MentionIn>,
    #[serde(default)]
    pub(super) parent: Option<String>,
    #[serde(default)]
    pub(super) stances: Vec<StanceIn>,
    #[serde(default)]
    pub(super) labels: Vec<String>,
    #[serde(default)]
    pub(super) note: String,
    #[serde(default)]
    pub(super) flagged: bool,
    #[serde(default)]
    pub(super) origin: OriginIn,
    #[serde(default)]
    pub(super) created: String,
    #[serde(default)]
    pub(super) changed: String,
    #[serde(default)]
    pub(super) conflicts: Vec<ConflictIn>,
}

#[derive(Deserialize)]
pub(super) struct SpanIn {
    pub(super) start: usize,
    pub(super) end: usize,
    #[serde(default)]
    pub(super) text: Option<String>,
    #[serde(default)]
    pub(super) before: Option<String>,
    #[serde(default)]
    pub(super) after: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct MentionIn {
    #[serde(default)]
    pub(super) id: Option<String>,
    #[serde(default)]
    pub(super) name: Option<String>,
    #[serde(default)]
    pub(super) mention: Option<SpanIn>,
}

#[derive(Deserialize)]
pub(super) struct StanceIn {
    pub(super) target: String,
    #[serde(default)]
    pub(super) target_name: String,
    #[serde(default)]
    pub(super) stance: Option<String>,
    #[serde(default)]
    pub(super) label: Option<String>,
    #[serde(default)]
    pub(super) polarity: Option<f64>,
    #[serde(default)]
    pub(super) evidence: Vec<SpanIn>,
    #[serde(default)]
    pub(super) confidence: Option<f64>,
    #[serde(default)]
    pub(super) read: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct OriginIn {
    pub(super) how: String,
    pub(super) from: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct ConflictIn {
    pub(super) field: String,
    #[serde(default)]
    pub(super) target: Option<String>,
    pub(super) value: Value,
}

#[derive(Deserialize)]
pub(super) struct QuoteIn {
    pub(super) quote: Vec<SpanIn>,
    pub(super) kind: String,
}

#[derive(Deserialize)]
pub(super) struct CommentIn {
    pub(super) id: String,
    pub(super) on: PlaceIn,
    #[serde(default)]
    pub(super) reply_to: Option<String>,
    #[serde(default)]
    pub(super) text: String,
    #[serde(default)]
    pub(super) verdict: Option<String>,
    #[serde(default)]
    pub(super) at: String,
}

#[derive(Deserialize)]
pub(super) struct PlaceIn {
    pub(super) annotator: String,
    pub(super) statement: String,
    #[serde(default)]
    pub(super) hash: String,
}

#[derive(Deserialize)]
pub(super) struct DecisionIn {
    pub(super) from: Vec<PlaceIn>,
    #[serde(default)]
    pub(super) result: Option<String>,
    #[serde(default)]
    pub(super) by: String,
    #[serde(default)]
    pub(super) at: String,
    #[serde(default)]
    pub(super) reason: String,
    #[serde(default)]
    pub(super) rule: String,
}

#[derive(Deserialize)]
pub(super) struct RemovedIn {
    pub(super) id: String,
    #[serde(default)]
    pub(super) at: String,
    #[serde(default)]
    pub(super) into: Option<String>,
}
