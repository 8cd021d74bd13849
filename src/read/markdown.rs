//! Markdown: every character of the source is text, since annotations count them. Only the title is found by its
//! mark-up; nothing is rendered.

use super::head::Markup;
use super::{Draft, Source, plain};
use crate::model::article::Metadata;
use crate::model::problem::Problem;

/// Reads a file; see [`super::read`].
pub(super) fn read(source: Source<'_>) -> Result<Draft, Problem> {
    plain::decoded(source, Markup::Markdown)
}

/// Reads metadata from the first bytes of a file.
pub(super) fn peek(source: Source<'_>) -> Metadata {
    plain::beginning(source, Markup::Markdown)
}
