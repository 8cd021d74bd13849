//! A statement as files have it: its spans in code points, each with the words that it covers and those around it.

use super::span::Anchored;
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
        Some(Anchored {
            at: text.chars(span),
            text: words.to_owned(),
            before: before(text, span.start),
            after: after(text, span.end),
        })
    })
}

fn before(text: &str, byte: usize) -> String {
    let ahead = &text[..byte];
    let start = ahead.char_indices().rev().take(CONTEXT).last();
    ahead[start.map_or(byte, |(at, _)| at)..].to_owned()
}

fn after(text: &str, byte: usize) -> String {
    text[byte..].chars().take(CONTEXT).collect()
}
