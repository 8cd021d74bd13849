//! The fields of a sidecar in their order: as it is written, as it is read at once, and as it is read entry by entry.
//!
//! Those that format 1 has not are left out where they say nothing, so that a file says what was done and no more.

use serde::{Deserialize, Serialize};

use super::parts::{ArticleFile, CommentFile, DecisionFile, StatusFile, TombstoneFile};
use super::ron_file::Raw;
use super::statement::StatementFile;
use super::upgrade::ReviewFile;

use crate::model::id::LabelId;

/// A file as it is written.
#[derive(Serialize)]
pub(super) struct Written<'a> {
    pub(super) format: u32,
    pub(super) article: ArticleFile,
    pub(super) annotator: &'a str,
    pub(super) status: StatusFile,
    #[serde(skip_serializing_if = "str::is_empty")]
    pub(super) reason: &'a str,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub(super) labels: &'a [LabelId],
    #[serde(skip_serializing_if = "str::is_empty")]
    pub(super) note: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) revealed: Option<&'a str>,
    pub(super) statements: Vec<StatementFile>,
    pub(super) comments: Vec<CommentFile>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) decisions: Vec<DecisionFile>,
    pub(super) detached: Vec<StatementFile>,
    pub(super) removed: Vec<TombstoneFile>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) rejected: Vec<StatementFile>,
}

/// A file of which everything is understood, which is nearly every file: read in one pass.
#[derive(Deserialize)]
#[serde(rename = "sidecar")]
pub(super) struct Whole {
    pub(super) format: u32,
    pub(super) article: ArticleFile,
    pub(super) annotator: String,
    #[serde(default)]
    pub(super) status: StatusFile,
    #[serde(default)]
    pub(super) reason: String,
    #[serde(default)]
    pub(super) labels: Vec<LabelId>,
    #[serde(default)]
    pub(super) note: String,
    #[serde(default)]
    pub(super) revealed: Option<String>,
    #[serde(default)]
    pub(super) statements: Vec<StatementFile>,
    #[serde(default)]
    pub(super) reviews: Vec<ReviewFile>,
    #[serde(default)]
    pub(super) comments: Vec<CommentFile>,
    #[serde(default)]
    pub(super) decisions: Vec<DecisionFile>,
    #[serde(default)]
    pub(super) detached: Vec<StatementFile>,
    #[serde(default)]
    pub(super) removed: Vec<TombstoneFile>,
    #[serde(default)]
    pub(super) rejected: Vec<StatementFile>,
}

/// A file of which something is not understood: its entries are read one by one.
#[derive(Deserialize)]
#[serde(rename = "sidecar")]
pub(super) struct Outline {
    #[serde(rename = "format")]
    _format: u32,
    pub(super) article: ArticleFile,
    pub(super) annotator: String,
    #[serde(default)]
    pub(super) status: Option<Raw>,
    #[serde(default)]
    pub(super) reason: Option<Raw>,
    #[serde(default)]
    pub(super) labels: Option<Raw>,
    #[serde(default)]
    pub(super) note: Option<Raw>,
    #[serde(default)]
    pub(super) revealed: Option<Raw>,
    #[serde(default)]
    pub(super) statements: Vec<Raw>,
    #[serde(default)]
    pub(super) reviews: Vec<Raw>,
    #[serde(default)]
    pub(super) comments: Vec<Raw>,
    #[serde(default)]
    pub(super) decisions: Vec<Raw>,
    #[serde(default)]
    pub(super) detached: Vec<Raw>,
    #[serde(default)]
    pub(super) removed: Vec<Raw>,
    #[serde(default)]
    pub(super) rejected: Vec<Raw>,
}
