//! What every export goes through: one annotator's work on one article, with all that is needed to explain it.

use std::collections::BTreeSet;
use std::io;

use super::Sink;
use super::losses::Losses;
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

/// What a format does with records; a format is a module with one implementation.
///
/// Articles are independent of each other, so that they can be written by several threads.
pub(super) trait Write: Sync {
    /// Writes what stands above everything.
    fn begin(&self, head: Head<'_>, out: &mut Vec<u8>) {
        let _ = (head, out);
    }

    /// Returns what stands between what two articles put into the stream.
    fn between(&self) -> &'static [u8] {
        b""
    }

    /// Writes what stands below everything.
    fn end(&self, out: &mut Vec<u8>) {
        let _ = out;
    }

    /// Returns files that belong to no article, with their names.
    fn files(&self, codebook: &Codebook) -> Vec<(String, Vec<u8>)> {
        let _ = codebook;
        Vec::new()
    }

    /// Writes everybody's work on one article, at least one record; returns how many rows or lines it took, and counts
    /// what only the format knows that it loses.
    fn article(&self, records: &[Record<'_>], out: &mut Out, losses: &mut Losses) -> usize {
        let _ = losses;
        let records = records.iter();
        records
            .map(|record| self.record(record, &mut out.stream))
            .sum()
    }

    /// Writes one record into the stream, where a format takes them one by one; returns how many rows or lines it took.
    fn record(&self, record: &Record<'_>, out: &mut Vec<u8>) -> usize {
        let _ = (record, out);
        0
    }
}

/// What an export is of.
#[derive(Clone, Copy)]
pub(super) struct Head<'a> {
    /// Every entry that somebody's codebook has whose work is exported.
    pub(super) codebook: &'a Codebook,
    /// Whose work is exported.
    pub(super) annotators: &'a [Annotator],
    /// The project's name.
    pub(super) name: &'a str,
}

/// What a format makes of one article.
#[derive(Default)]
pub(super) struct Out {
    /// What goes into the stream.
    pub(super) stream: Vec<u8>,
    /// Files of their own, by name.
    pub(super) files: Vec<(String, Vec<u8>)>,
}

impl Out {
    /// Hands everything on; `between` is put before what is not the first in the stream.
    pub(super) fn pour(
        self,
        sink: &mut dyn Sink,
        between: &[u8],
        is_first: &mut bool,
    ) -> io::Result<()> {
        if !self.stream.is_empty() {
            if !*is_first {
                sink.stream(between)?;
            }
            *is_first = false;
            sink.stream(&self.stream)?;
        }
        let mut files = self.files.iter();
        files.try_for_each(|(name, bytes)| sink.file(name, bytes))
    }
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
