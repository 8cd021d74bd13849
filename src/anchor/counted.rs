//! Spans found by how many letters stand before them, where the text that was annotated is not kept.
//!
//! A hash of the letters proves that none changed. Then words that stand several times, as in a paragraph that is repeated,
//! are told apart by the number of letters before them.

use std::collections::{BTreeSet, HashMap};

use super::letters::{before_each, skeleton};
use crate::format::sidecar::ParsedSidecar;
use crate::model::sidecar::{LetterCounts, Sidecar};
use crate::model::statement::Statement;
use crate::model::text::Text;

/// Counts the letters of a text (`sidecar`'s, whose spans are in bytes of it) before each of its spans.
pub fn letter_counts(sidecar: &Sidecar, text: &Text) -> LetterCounts {
    let all = sidecar.statements().iter().chain(&sidecar.rejected);
    let starts: BTreeSet<usize> = all
        .flat_map(|statement| statement.spans())
        .map(|span| span.start)
        .collect();
    let starts: Vec<usize> = starts.into_iter().collect();
    LetterCounts {
        blake3: hash_of(&skeleton(text).0),
        before: before_each(text, &starts),
    }
}

/// Where the spans of a sidecar begin among the letters of today's text.
pub(super) struct Counted {
    /// By where they begin in the text that was annotated (code points): bytes of today's letters, decomposed.
    at: HashMap<usize, usize>,
}

impl Counted {
    /// Looks up all spans of a sidecar; none if its file has no counts, or today's letters, which `bare` holds, are others.
    pub(super) fn of(parsed: &ParsedSidecar, bare: &str) -> Option<Self> {
        let counts = parsed.letters.as_ref()?;
        if counts.blake3 != hash_of(bare) {
            return None;
        }
        let said = parsed.statements.iter().map(|entry| &entry.said);
        let starts: BTreeSet<usize> = said
            .chain(&parsed.rejected)
            .flat_map(Statement::spans)
            .map(|span| span.at.start)
            .collect();
        if starts.len() != counts.before.len() {
            // Somebody edited the file by hand.
            return None;
        }
        let borders = bare.char_indices().map(|(at, _)| at);
        let mut borders = borders.chain([bare.len()]).enumerate().peekable();
        let mut found = HashMap::with_capacity(starts.len());
        for (start, before) in starts.into_iter().zip(&counts.before) {
            while borders.next_if(|(letters, _)| letters < before).is_some() {}
            let (_, at) = borders.peek().filter(|(letters, _)| letters == before)?;
            found.insert(start, *at);
        }
        Some(Self { at: found })
    }

    /// Returns where a span begins in today's letters (bytes), by where it began in the annotated text (code points).
    pub(super) fn place(&self, start: usize) -> Option<usize> {
        self.at.get(&start).copied()
    }
}

fn hash_of(letters: &str) -> String {
    blake3::hash(letters.as_bytes()).to_hex().to_string()
}
