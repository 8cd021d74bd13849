//! Markdown, in UTF-8: every character of the source is text, since annotations count them. Only the title is found
//! by its mark-up; nothing is rendered.

use super::head::{Markup, head};
use super::{Draft, decode, plain};
use crate::model::article::Metadata;
use crate::model::problem::Problem;

/// Reads a file; see [`super::read`].
pub(super) fn read(path: &str, bytes: &[u8]) -> Result<Draft, Problem> {
    Ok(plain::draft(decode::utf8(path, bytes)?, Markup::Markdown))
}

/// Reads metadata from the first bytes of a file.
pub(super) fn peek(bytes: &[u8]) -> Metadata {
    head(decode::prefix(bytes), Markup::Markdown).meta
}
