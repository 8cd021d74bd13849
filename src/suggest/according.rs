//! Attributions with a preposition, `according to Holm`, before, after and inside what is said.

use super::cue::Mood;
use super::rules::{Finder, Pattern};
use super::speaker;
use crate::text::lexicon::{self as lex, Language};
use crate::text::token::{Range, Shape, TokenKind};

impl Finder<'_, '_> {
    /// `…, according to Holm`, `According to Holm, …`.
    pub(super) fn according(&mut self, floor: usize, at: usize, end: usize) -> Option<usize> {
        let view = &self.view;
        let (cue, source) = self.by_words(at, end)?;
        let how = (lex::SAY, Mood::Finite);
        let from = self.said_from(floor);
        let lead =
            at.saturating_sub(from) <= 1 && (at <= from || view.is(from, lex::COORD | lex::ADVERB));
        let comma = (source.1.max(cue.1)..end)
            .take(40)
            .find(|u| view.kind(*u) == TokenKind::Comma);
        if lead {
            let begin = self.said_after(source, comma, end)?;
            let quoted = view.kind(begin) == TokenKind::Mark;
            let said = self.push(
                Pattern::According,
                Some(cue),
                Some(source),
                &[(begin, end)],
                how,
            );
            if said && quoted {
                self.opened = Some(self.found.len() - 1);
            }
            return Some(end);
        }
        let left_end = if at > 0 && matches!(view.kind(at - 1), TokenKind::Comma | TokenKind::Dash)
        {
            at - 1
        } else {
            at
        };
        self.push(
            Pattern::According,
            Some(cue),
            Some(source),
            &[(from, left_end)],
            how,
        );
        self.opened = None;
        Some(comma.unwrap_or(source.1).max(source.1).min(end))
    }

    /// Finds where what is said starts after a source that leads up to it, past an apposition to the source. German sets
    /// no comma there: `Laut Holm ist es spät`.
    fn said_after(&self, source: Range, comma: Option<usize>, end: usize) -> Option<usize> {
        let view = &self.view;
        let language = view.tokens.lexicon.language;
        if language == Language::German && view.kind(source.1) != TokenKind::Comma {
            return (source.1 < end).then_some(source.1);
        }
        let begin = comma? + 1;
        let next = (begin..end)
            .take(25)
            .find(|u| view.kind(*u) == TokenKind::Comma);
        let Some(next) = next else {
            return Some(begin);
        };
        let described = (!view.has_finite(begin, next) || view.is(begin, lex::RELATIVE))
            && view.is(begin, lex::DET | lex::RELATIVE | lex::ROLE | lex::TITLE)
            && !view.is(next + 1, lex::PREP | lex::ADVERB | lex::COORD)
            && !view.finite(next + 1);
        let apposed = described || self.is_named(source, (begin, next), end);
        Some(if apposed { next + 1 } else { begin })
    }

    /// Says whether a name between commas is that of the source before it: `according to the mayor, Anna Holm, the town
    /// is ready`.
    fn is_named(&self, source: Range, (from, to): Range, end: usize) -> bool {
        let view = &self.view;
        let tokens = view.tokens;
        let name = |u: usize| view.name(u) || view.is(u, lex::PARTICLE);
        // `Anna Holm, 52, is ready`: the name is what is said of.
        let aged = view.kind(to + 1) == TokenKind::Number && view.kind(to + 2) == TokenKind::Comma;
        let goes_on = tokens.lexicon.language != Language::English || view.has_finite(to + 1, end);
        to > from
            && to - from <= 6
            && (from..to).all(name)
            && self
                .tokens_of(source)
                .is_some_and(|source| speaker::is_one(tokens, source))
            && !aged
            && goes_on
    }

    /// Reads `according to Holm`, `selon Holm`, `по словам Холма`, `по его словам`: the cue and the source.
    fn by_words(&self, at: usize, end: usize) -> Option<(Range, Range)> {
        let view = &self.view;
        let language = view.tokens.lexicon.language;
        let length = match view.word(at) {
            "according" | "According" if view.reads(at + 1, "to") => 2,
            "selon" | "Selon" | "según" | "Según" | "laut" | "Laut" => 1,
            "d’" | "D’" | "d'" | "D'" if view.reads(at + 1, "après") => 2,
            "nach" | "Nach"
                if language == Language::German
                    && matches!(view.word(at + 1), "Angaben" | "Worten" | "Aussage") =>
            {
                2
            }
            "по" | "По" | "за" | "За" => {
                let words =
                    |u: usize| matches!(view.word(u), "словам" | "словами" | "данным" | "даними");
                if words(at + 2) && view.is(at + 1, lex::POSSESSIVE) {
                    return Some(((at, at + 3), (at + 1, at + 2)));
                }
                if !words(at + 1) {
                    return None;
                }
                2
            }
            _ => return None,
        };
        let begin = at + length;
        let length = if language == Language::German && view.reads(begin, "von") {
            length + 1
        } else {
            length
        };
        let mut source = speaker::after(view, at + length, end)?;
        if language == Language::German {
            source.1 = self.nouns(source);
        }
        Some(((at, at + length), source))
    }

    /// Finds where a German noun phrase ends: before the first word in small letters that follows one with a capital and
    /// leads to no other, which is the verb.
    fn nouns(&self, (from, to): Range) -> usize {
        let view = &self.view;
        let small = |u: usize| view.units[u].shape == Shape::Lower && !view.is(u, lex::PARTICLE);
        let leads = lex::DET | lex::PREP | lex::POSSESSIVE | lex::COORD;
        (from + 1..to)
            .find(|u| small(*u) && !view.is(*u, leads) && view.name(u - 1))
            .unwrap_or(to)
    }
}
