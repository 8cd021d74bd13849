//! What every export goes through: one annotator's work on one article, with all that is needed to explain it.

use std::collections::BTreeSet;

use crate::model::article::Article;
use crate::model::codebook::Codebook;
use crate::model::id::StatementId;
use crate::model::project::Annotator;
use crate::model::sidecar::Sidecar;
use crate::model::span::{CharSpan, Span};

/// Represents one annotator's work on one article, as an export sees it.
#[derive(Clone, Copy, Debug)]
pub struct Record<'a> {
    /// The article with its text.
    pub article: &'a Article,
    /// Whose work it is.
    pub annotator: &'a Annotator,
    /// The work.
    pub sidecar: &'a Sidecar,
    /// Ids of statements that stand elsewhere than when they were made, at which nobody has looked since.
    pub moved: &'a BTreeSet<StatementId>,
    /// The project's codebook with what the annotator added to it.
    pub codebook: &'a Codebook,
}

/// What a format does with records; a format is a file with one implementation.
pub(super) trait Write: Sync {
    /// Writes what stands above the first record.
    fn begin(&self, out: &mut Vec<u8>) {
        let _ = out;
    }

    /// Writes one record; returns how many rows or lines it took. Records are independent of each other, so that they
    /// can be written by several threads.
    fn record(&self, record: &Record<'_>, out: &mut Vec<u8>) -> usize;
}

impl<'a> Record<'a> {
    /// Returns a span in code points.
    pub(super) fn chars(&self, span: Span) -> CharSpan {
        self.article.text.chars(span)
    }

    /// Returns the text of a span.
    pub(super) fn text(&self, span: Span) -> &'a str {
        self.article.text.slice(span)
    }
}
