//! A statement as files have it: its spans in code points, each with the words that it covers and those around it.

use super::span::{Anchored, Span};
use super::statement::Statement;
use super::text::Text;

/// Characters of context on either side of a span.
pub const CONTEXT: usize = 20;

/// Returns a statement as files have it: spans in code points, each with its text and surroundings.
///
/// None if a span is empty or does not lie in the text on character borders.
pub fn describe(statement: &Statement, text: &Text) -> Option<Statement<Anchored>> {
    statement.try_map_spans(&mut |&span| {
        let words = text.get(span).filter(|words| !words.is_empty())?;
        let (before, after) = around(text, span);
        Some(Anchored {
            at: text.chars(span),
            text: words.to_owned(),
            before: before.to_owned(),
            after: after.to_owned(),
        })
    })
}

/// Returns what stands before and behind a span of a text, up to [`CONTEXT`] characters of each.
pub fn around(text: &Text, span: Span) -> (&str, &str) {
    let before = &text[..span.start];
    let from = before.char_indices().rev().nth(CONTEXT - 1);
    let after = &text[span.end..];
    let upto = after.char_indices().nth(CONTEXT);
    (
        &before[from.map_or(0, |(at, _)| at)..],
        &after[..upto.map_or(after.len(), |(at, _)| at)],
    )
}
