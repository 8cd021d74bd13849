//! Sentences as the rules see them: a quotation is one unit, whatever stands in it, so that an attribution and the
//! words around it are one sentence even when the quotation has many. Sentences of absurd length are cut, so that
//! every rule that looks along a sentence stays linear in the text.

use super::lexicon::{self as lex, Entry};
use super::marks::{Marks, OUTSIDE, Region};
use super::token::{Shape, TokenKind, Tokens};

/// One unit of a sentence: a token outside quotation marks, or a whole quotation.
#[derive(Clone, Copy, Debug)]
pub struct Unit {
    /// Its first token.
    pub from: usize,
    /// One past its last token.
    pub to: usize,
    /// The token's kind; `Mark` for a quotation.
    pub kind: TokenKind,
    /// How the token is written.
    pub shape: Shape,
    /// The token's entry in the lexicon.
    pub entry: &'static Entry,
}

/// The longest sentence in units; a longer one is cut.
const LONGEST: usize = 300;

/// One sentence.
#[derive(Debug)]
pub struct View<'a, 't> {
    /// The tokens of the text.
    pub tokens: &'a Tokens<'t>,
    /// The quotations of the text.
    pub marks: &'a Marks,
    /// The units, in order.
    pub units: Vec<Unit>,
}

impl<'a, 't> View<'a, 't> {
    /// Makes an empty sentence; `fill` puts units in.
    #[must_use]
    pub fn new(tokens: &'a Tokens<'t>, marks: &'a Marks) -> Self {
        Self {
            tokens,
            marks,
            units: Vec::with_capacity(LONGEST),
        }
    }

    /// Reads the sentence that starts at token `from`, within a paragraph that ends at `end`; gives where the next starts.
    pub fn fill(&mut self, from: usize, end: usize) -> usize {
        self.units.clear();
        let mut at = from;
        while at < end {
            let region = self.marks.region_of.get(at).copied().unwrap_or(OUTSIDE);
            let to = if region == OUTSIDE {
                at + 1
            } else {
                self.marks.at(at).map_or(at + 1, |r| r.end.max(at + 1))
            };
            self.units.push(self.unit(at, to, region != OUTSIDE));
            at = to;
            if self.units.len() >= LONGEST || self.ends_before(at, end) {
                break;
            }
        }
        at
    }

    fn unit(&self, from: usize, to: usize, region: bool) -> Unit {
        let token = self.tokens.list[from];
        if region {
            let entry = self.tokens.lexicon.entry(0);
            Unit {
                from,
                to,
                kind: TokenKind::Mark,
                shape: Shape::None,
                entry,
            }
        } else {
            // A lone mark is an apostrophe; it is nothing to the rules.
            let kind = if token.kind == TokenKind::Mark {
                TokenKind::Other
            } else {
                token.kind
            };
            Unit {
                from,
                to,
                kind,
                shape: token.shape,
                entry: self.tokens.entry(from),
            }
        }
    }

    /// Says whether a sentence ends between the last unit and token `next`.
    fn ends_before(&self, next: usize, end: usize) -> bool {
        let Some(last) = self.units.last() else {
            return false;
        };
        if next >= end {
            return true;
        }
        let opens = self.tokens.kind(next) == TokenKind::Mark
            || self.tokens.capital(next)
            || self.tokens.kind(next) == TokenKind::Number;
        match last.kind {
            TokenKind::Stop | TokenKind::Ellipsis => {
                let closing = matches!(self.tokens.kind(next), TokenKind::Close | TokenKind::Comma);
                let lower = self.tokens.list[next].shape == Shape::Lower
                    && last.kind == TokenKind::Ellipsis;
                !closing && !lower && (opens || self.tokens.list[next].spaced)
            }
            TokenKind::Mark => {
                let (stop, sharp) = self.ending(last);
                let bracket = matches!(self.tokens.kind(next), TokenKind::Open | TokenKind::Dash);
                stop && (opens || bracket) && !(sharp && self.attributes(next, end))
            }
            // An abbreviation at a sentence's end, when a small word follows with a capital.
            TokenKind::Word => {
                let text = self.tokens.str(last.from);
                let starter = self.tokens.capital(next)
                    && self.tokens.entry(next).is(lex::DET
                        | lex::SUBJECT
                        | lex::COORD
                        | lex::SUBORD
                        | lex::PREP
                        | lex::POSSESSIVE);
                text.ends_with('.') && starter && !last.entry.is(lex::TITLE)
            }
            _ => false,
        }
    }

    /// Says whether a quotation ends with a stop inside its marks, and whether that is a sharp one (`?`, `!`, `…`, none).
    #[must_use]
    pub fn ending(&self, unit: &Unit) -> (bool, bool) {
        let mut at = unit.to;
        while at > unit.from {
            at -= 1;
            match self.tokens.kind(at) {
                TokenKind::Mark | TokenKind::Close => {}
                TokenKind::Stop => return (true, self.tokens.str(at) != "."),
                TokenKind::Ellipsis => return (true, true),
                TokenKind::Dash => return (false, true),
                _ => return (false, false),
            }
        }
        (false, false)
    }

    /// Says whether an attribution starts at token `next`: a name or pronoun, then a verb of saying, then a full stop or
    /// comma before anything else is said.
    fn attributes(&self, next: usize, end: usize) -> bool {
        let mut at = next;
        while at < end && at < next + 7 {
            let entry = self.tokens.entry(at);
            if at > next
                && entry.verb_is(lex::SAY)
                && entry.form(lex::PAST | lex::PRESENT)
                && self.tokens.list[at].shape == Shape::Lower
            {
                let following = at + 1;
                return following >= end
                    || matches!(
                        self.tokens.kind(following),
                        TokenKind::Stop | TokenKind::Comma | TokenKind::Colon
                    )
                    || self
                        .tokens
                        .entry(following)
                        .is(lex::TIME | lex::PREP | lex::ADVERB)
                    || entry.verb_is(lex::TELL);
            }
            let fits = self.tokens.capital(at)
                || entry.is(lex::SUBJECT
                    | lex::DET
                    | lex::TITLE
                    | lex::ROLE
                    | lex::ADVERB
                    | lex::HAVE)
                || matches!(self.tokens.kind(at), TokenKind::Open | TokenKind::Close);
            if !fits {
                return false;
            }
            at += 1;
        }
        false
    }

    /// Gives the number of units.
    #[must_use]
    pub fn len(&self) -> usize {
        self.units.len()
    }

    /// Says whether there is no unit.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.units.is_empty()
    }

    /// Gives a unit's kind; `Stop` beyond both ends.
    #[must_use]
    pub fn kind(&self, at: usize) -> TokenKind {
        #[cfg(test)]
        super::work::count();
        self.units.get(at).map_or(TokenKind::Stop, |u| u.kind)
    }

    /// Says whether a unit has one of the lexicon's flags.
    #[must_use]
    pub fn is(&self, at: usize, flags: u64) -> bool {
        self.units.get(at).is_some_and(|u| u.entry.is(flags))
    }

    /// Gives the lexicon's entry of a unit.
    #[must_use]
    pub fn entry(&self, at: usize) -> &'static Entry {
        #[cfg(test)]
        super::work::count();
        self.units
            .get(at)
            .map_or_else(|| self.tokens.lexicon.entry(0), |u| u.entry)
    }

    /// Gives a unit's text; empty for a quotation.
    #[must_use]
    pub fn word(&self, at: usize) -> &'t str {
        self.units
            .get(at)
            .filter(|u| u.kind != TokenKind::Mark)
            .map_or("", |u| self.tokens.str(u.from))
    }

    /// Says whether a unit is the word given in small letters.
    #[must_use]
    pub fn reads(&self, at: usize, word: &str) -> bool {
        self.word(at).eq_ignore_ascii_case(word)
    }

    /// Says whether a unit is a word with a capital that is not only the sentence's first, or is one that can be a name.
    #[must_use]
    pub fn name(&self, at: usize) -> bool {
        self.units.get(at).is_some_and(|u| {
            u.kind == TokenKind::Word
                && matches!(u.shape, Shape::Title | Shape::Upper)
                && !u.entry.is(lex::TIME
                    | lex::SUBJECT
                    | lex::DET
                    | lex::COORD
                    | lex::SUBORD
                    | lex::PREP
                    | lex::POSSESSIVE
                    | lex::RELATIVE)
        })
    }

    /// Gives the quotation that a unit is.
    #[must_use]
    pub fn region(&self, at: usize) -> Option<&'a Region> {
        self.units
            .get(at)
            .filter(|u| u.kind == TokenKind::Mark)
            .and_then(|u| self.marks.at(u.from))
    }

    /// Says whether a unit is a verb with a person and a tense, as far as form and neighbours tell.
    #[must_use]
    pub fn finite(&self, at: usize) -> bool {
        let Some(unit) = self.units.get(at) else {
            return false;
        };
        if unit.kind != TokenKind::Word || unit.shape != Shape::Lower {
            return false;
        }
        let entry = unit.entry;
        if entry.is(lex::BE | lex::HAVE | lex::DO | lex::MODAL) {
            return !matches!(
                self.word(at),
                "be" | "been" | "being" | "having" | "doing" | "'s" | "’s"
            );
        }
        let Some(before) = at.checked_sub(1) else {
            return false;
        };
        let noun_before = self.is(before, lex::DET | lex::POSSESSIVE | lex::PREP)
            || matches!(self.word(before), "'s" | "’s");
        if entry.form(lex::PAST) {
            return !(noun_before || entry.form(lex::PARTICIPLE) && self.reads(at + 1, "by"));
        }
        if entry.form(lex::PRESENT) {
            let subject = self.name(before)
                || self.is(
                    before,
                    lex::SUBJECT
                        | lex::RELATIVE
                        | lex::ADVERB
                        | lex::BODY
                        | lex::ROLE
                        | lex::SOURCE
                        | lex::TITLE,
                );
            return !noun_before
                && (subject && !self.reads(at + 1, "of")
                    || self.is(before, lex::SUBJECT | lex::RELATIVE));
        }
        if entry.form(lex::BASE) {
            return self.is(
                before,
                lex::SUBJECT | lex::MODAL | lex::DO | lex::RELATIVE | lex::GROUP,
            ) || self.is(before, lex::ADVERB)
                && before
                    .checked_sub(1)
                    .is_some_and(|b| self.is(b, lex::SUBJECT | lex::GROUP | lex::RELATIVE))
                || self.is(before, lex::ROLE | lex::SOURCE) && self.word(before).ends_with('s');
        }
        entry.verb == 0
            && entry.flags == 0
            && !noun_before
            && unit.to == unit.from + 1
            && self.word(at).ends_with("ed")
            && self.word(at).len() > 4
    }

    /// Says whether one of the units is a verb with a person and a tense.
    #[must_use]
    pub fn has_finite(&self, from: usize, to: usize) -> bool {
        (from..to.min(self.len())).any(|at| self.finite(at))
    }
}
