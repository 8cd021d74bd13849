//! Plain text, in any encoding.

use super::head::{Markup, head};
use super::{Draft, Source, boilerplate, decode};
use crate::model::article::Metadata;
use crate::model::problem::Problem;

/// Reads a file; see [`super::read`].
pub(super) fn read(source: Source<'_>) -> Result<Draft, Problem> {
    decoded(source, Markup::None)
}

/// Reads metadata from the first bytes of a file.
pub(super) fn peek(source: Source<'_>) -> Metadata {
    beginning(source, Markup::None)
}

/// Reads a file that is nothing but text.
pub(super) fn decoded(source: Source<'_>, markup: Markup) -> Result<Draft, Problem> {
    let decoded = decode::text(source, decode::undeclared)?;
    Ok(Draft {
        encoding: decoded.encoding,
        ..draft(decoded.text, markup)
    })
}

/// Reads metadata from the first bytes of a file that is nothing but text.
pub(super) fn beginning(source: Source<'_>, markup: Markup) -> Metadata {
    head(&decode::prefix(source, decode::undeclared), markup).meta
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
        ..Draft::default()
    }
}
