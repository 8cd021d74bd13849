//! A statement as files have it: its spans in code points, each with the words that it covers and those around it.

use super::sidecar::Detached;
use super::span::Span;
use super::statement::{Mention, StanceTaken, Statement};
use super::text::Text;

/// Characters of context on either side of a span.
pub const CONTEXT: usize = 20;

/// Returns a statement as files have it: spans in code points, each with its text and surroundings.
///
/// None if a span is empty or does not lie in the text on character borders.
pub fn describe(statement: &Statement, text: &Text) -> Option<Detached> {
    let mut texts = Vec::new();
    let mut contexts = Vec::new();
    let counted = with_spans(statement, &mut |span| {
        let words = text.get(span).filter(|words| !words.is_empty())?;
        texts.push(words.to_owned());
        contexts.push((before(text, span.start), after(text, span.end)));
        let chars = text.chars(span);
        Some(Span::new(chars.start, chars.end))
    })?;
    Some(Detached {
        statement: counted,
        texts,
        contexts,
    })
}

/// Makes a statement with other spans, asked for in the order of [`Statement::spans`]; none if one has no successor.
pub fn with_spans(
    statement: &Statement,
    next: &mut impl FnMut(Span) -> Option<Span>,
) -> Option<Statement> {
    fn all(spans: &[Span], next: &mut impl FnMut(Span) -> Option<Span>) -> Option<Vec<Span>> {
        spans.iter().map(|&span| next(span)).collect()
    }
    fn mention(entry: &Mention, next: &mut impl FnMut(Span) -> Option<Span>) -> Option<Mention> {
        Some(Mention {
            name: entry.name.clone(),
            mention: match entry.mention {
                Some(span) => Some(next(span)?),
                None => None,
            },
        })
    }
    let quote = all(&statement.quote, next)?;
    let cue = match statement.cue {
        Some(span) => Some(next(span)?),
        None => None,
    };
    let speaker = match &statement.speaker {
        Some(entry) => Some(mention(entry, next)?),
        None => None,
    };
    let via: Option<_> = statement
        .via
        .iter()
        .map(|entry| mention(entry, next))
        .collect();
    let addressees: Option<_> = statement
        .addressees
        .iter()
        .map(|entry| mention(entry, next))
        .collect();
    let (via, addressees) = (via?, addressees?);
    let stance = |taken: &StanceTaken| {
        Some(StanceTaken {
            evidence: all(&taken.evidence, next)?,
            target: taken.target.clone(),
            stance: taken.stance.clone(),
            confidence: taken.confidence,
            read: taken.read.clone(),
        })
    };
    let stances: Option<_> = statement.stances.iter().map(stance).collect();
    let stances = stances?;
    Some(Statement {
        id: statement.id.clone(),
        quote,
        kind: statement.kind,
        cue,
        speaker,
        via,
        addressees,
        parent: statement.parent.clone(),
        stances,
        labels: statement.labels.clone(),
        note: statement.note.clone(),
        flagged: statement.flagged,
        origin: statement.origin.clone(),
        created: statement.created.clone(),
        changed: statement.changed.clone(),
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
