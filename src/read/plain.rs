//! Plain text, in UTF-8.

use super::head::{Markup, head};
use super::{Draft, boilerplate, decode};
use crate::model::article::Metadata;
use crate::model::problem::Problem;

/// Reads a file; see [`super::read`].
pub(super) fn read(path: &str, bytes: &[u8]) -> Result<Draft, Problem> {
    Ok(draft(decode::utf8(path, bytes)?, Markup::None))
}

/// Reads metadata from the first bytes of a file.
pub(super) fn peek(bytes: &[u8]) -> Metadata {
    head(decode::prefix(bytes), Markup::None).meta
}

/// Recognises what is no part of a text's body.
pub(super) fn draft(text: String, markup: Markup) -> Draft {
    let head = head(&text, markup);
    let found = boilerplate::boilerplate(&text, head.body);
    let mut meta = head.meta;
    meta.publisher = meta.publisher.or(found.publisher);
    Draft {
        text,
        meta,
        lead: head.lead,
        dimmed: [head.dimmed, found.spans].concat(),
    }
}
