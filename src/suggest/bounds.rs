//! Where the words that are said end: with the sentence, or earlier where something else begins.

use super::cue::{self, Cue};
use super::predicate::predicate;
use super::rules::Finder;
use crate::text::lexicon::{self as lex};
use crate::text::token::{Shape, TokenKind};

/// The frames of verbs that start another attribution even without a conjunction.
const STRONG: u32 = lex::SAY | lex::TELL;

impl Finder<'_, '_> {
    /// Where a quotation after its cue ends: at the quotation's end, or with the clause when it is only part of one.
    pub(super) fn quotation_end(&self, begin: usize, to: usize, cue: &Cue) -> usize {
        let view = &self.view;
        let (stop, _) = view.ending(&view.units[begin]);
        let mut at = begin + 1;
        if stop || at >= to {
            return at.min(to);
        }
        if self.ends_with_comma(begin) {
            // `called it “bad,” and left`
            while view.kind(at) == TokenKind::Mark && at < to {
                at += 1;
            }
            return at;
        }
        self.clause_end(begin, to, cue)
    }

    /// Where a clause without `that` ends: with the quotation, where that is its verb and a stop or a comma follows.
    pub(super) fn predicate_end(&self, begin: usize, to: usize, cue: &Cue) -> usize {
        let view = &self.view;
        let Some(mark) = predicate(view, begin).filter(|mark| *mark < to) else {
            return self.clause_end(begin, to, cue);
        };
        let stop = view.units.get(mark).is_some_and(|unit| view.ending(unit).0);
        if stop || self.ends_with_comma(mark) || view.kind(mark + 1) == TokenKind::Comma {
            return (mark + 1).min(to);
        }
        self.clause_end(begin, to, cue)
    }

    /// Where a clause that is said ends.
    pub(super) fn clause_end(&self, begin: usize, to: usize, cue: &Cue) -> usize {
        let view = &self.view;
        let mut at = begin + 1;
        let subordinate = self.subordinate(cue);
        let relative = cue.start > 0 && view.is(cue.start - 1, lex::RELATIVE);
        while at < to {
            match view.kind(at) {
                TokenKind::Comma if relative && (view.finite(at + 1) || view.is(at + 1, lex::ADVERB) && view.finite(at + 2)) => return at,
                TokenKind::Comma => {
                    if subordinate && self.main_clause(at + 1, to) {
                        return at;
                    }
                    let next = view.entry(at + 1);
                    if next.form(lex::ING) && next.verb & lex::ADDING != 0 {
                        return at;
                    }
                    if self.new_attribution(at + 1, to, cue) {
                        return at;
                    }
                }
                TokenKind::Semicolon if self.new_attribution(at + 1, to, cue) => return at,
                TokenKind::Mark
                    // A quotation that ends with a comma inside may end what is said.
                    if (self.new_attribution(at + 1, to, cue) || self.ends_with_comma(at) && self.breaks_off(at + 1, to, subordinate)) => {
                        return at + 1;
                    }
                TokenKind::Word if view.is(at, lex::COORD) && at > begin + 1 && self.new_attribution(at, to, cue) => return at,
                _ => {}
            }
            at += 1;
        }
        to
    }

    /// Says whether the quotation at a unit ends with a comma inside its marks.
    pub(super) fn ends_with_comma(&self, unit: usize) -> bool {
        self.view.region(unit).is_some_and(|r| {
            r.closed && self.view.tokens.kind(r.end.saturating_sub(2)) == TokenKind::Comma
        })
    }

    /// Says whether what follows a comma leaves what is said: an apposition, a participle, a main clause.
    pub(super) fn breaks_off(&self, from: usize, to: usize, subordinate: bool) -> bool {
        let view = &self.view;
        let participle =
            view.entry(from).form(lex::ING) || view.word(from).ends_with("ing") && !view.name(from);
        let apposed = view.is(from, lex::DET) && !view.has_finite(from, to);
        participle
            || apposed
            || view.is(from, lex::RELATIVE)
            || subordinate && self.main_clause(from, to)
    }

    /// Says whether a cue stands in a subordinate clause at its sentence's start: `When Holm said that …, Lund left`.
    pub(super) fn subordinate(&self, cue: &Cue) -> bool {
        let view = &self.view;
        let start = cue.start.min(12);
        let opener = |u: usize| {
            view.is(u, lex::SUBORD) && !view.is(u, lex::DET | lex::RELATIVE) && !view.reads(u, "so")
        };
        (0..3.min(cue.start)).any(opener)
            && (0..start).all(|u| view.kind(u) != TokenKind::Comma || u < 3)
            && cue.start <= 16
    }

    /// Says whether a main clause starts at a unit: a subject and a verb.
    pub(super) fn main_clause(&self, from: usize, to: usize) -> bool {
        let view = &self.view;
        let subject = view.name(from)
            || view.is(from, lex::SUBJECT | lex::DET | lex::POSSESSIVE)
            || view.kind(from) == TokenKind::Number;
        subject && view.has_finite(from + 1, (from + 14).min(to))
    }

    /// Says whether another attribution starts at a unit: a conjunction, perhaps a subject, and a verb of saying.
    pub(super) fn new_attribution(&self, from: usize, to: usize, cue: &Cue) -> bool {
        let view = &self.view;
        let mut at = from;
        let joined = view.is(at, lex::COORD) || view.reads(at, "while") || view.reads(at, "though");
        if joined {
            at += 1;
        }
        while view.is(at, lex::ADVERB | lex::HAVE) && at < to {
            at += 1;
        }
        if joined
            && view.entry(at).verb
                & (STRONG | lex::THAT | lex::TO | lex::NOUN | lex::QUOTE | lex::FOR)
                != 0
            && view.entry(at).form(lex::PAST | lex::PRESENT)
            && view.units.get(at).is_some_and(|u| u.shape == Shape::Lower)
        {
            let same =
                view.entry(at).forms & view.entry(cue.verb).forms & (lex::PAST | lex::PRESENT) != 0;
            return same
                && cue::verb(view, at, false).is_some_and(|c| cue::complement(view, &c).is_some());
        }
        let limit = (at + 7).min(to);
        let start = at;
        while at < limit {
            let entry = view.entry(at);
            if at > start
                && entry.verb & STRONG != 0
                && entry.form(lex::PAST | lex::PRESENT)
                && view.finite(at)
            {
                return joined || view.is(start, lex::SUBJECT) || view.name(start);
            }
            let fits = view.name(at)
                || view.is(
                    at,
                    lex::SUBJECT
                        | lex::DET
                        | lex::ROLE
                        | lex::TITLE
                        | lex::ADVERB
                        | lex::HAVE
                        | lex::GROUP,
                )
                || view.kind(at) == TokenKind::Number;
            if !fits {
                return false;
            }
            at += 1;
        }
        false
    }

    /// Where a noun phrase that is said ends.
    pub(super) fn noun_end(&self, begin: usize, to: usize, as_well: bool) -> usize {
        let view = &self.view;
        let mut at = begin + 1;
        while at < to {
            match view.kind(at) {
                TokenKind::Comma
                | TokenKind::Semicolon
                | TokenKind::Dash
                | TokenKind::Colon
                | TokenKind::Open => return at,
                TokenKind::Word => {
                    let cut = matches!(
                        view.word(at),
                        "during"
                            | "after"
                            | "before"
                            | "since"
                            | "amid"
                            | "following"
                            | "because"
                            | "while"
                            | "when"
                            | "if"
                            | "although"
                            | "though"
                            | "until"
                            | "where"
                            | "saying"
                            | "but"
                            | "without"
                    ) || !as_well && view.reads(at, "as")
                        || matches!(view.word(at), "on" | "in" | "at" | "last" | "this")
                            && (view.is(at + 1, lex::TIME)
                                || view.is(at + 1, lex::DET)
                                    && (view.entry(at + 2).flags & (lex::SOURCE | lex::TIME) != 0))
                        || view.is(at, lex::TIME)
                            && view.units[at].shape == Shape::Title
                            && !view.name(at - 1)
                        || view.is(at, lex::COORD)
                            && (view.finite(at + 1)
                                || view.entry(at + 1).form(lex::PAST) && !view.name(at + 1)
                                || view.is(at + 1, lex::SUBJECT));
                    if cut {
                        return at;
                    }
                }
                _ => {}
            }
            at += 1;
        }
        to
    }

    /// Where a verb phrase that is said ends.
    pub(super) fn verb_phrase_end(&self, begin: usize, to: usize, cue: &Cue) -> usize {
        let view = &self.view;
        let mut at = begin + 1;
        while at < to {
            match view.kind(at) {
                TokenKind::Comma | TokenKind::Semicolon | TokenKind::Dash => {
                    let list = view.kind(at) == TokenKind::Comma
                        && view.is(at + 1, lex::COORD)
                        && view.entry(at + 2).form(lex::BASE)
                        && !view.entry(at + 2).form(lex::PAST);
                    if !list {
                        return at;
                    }
                }
                TokenKind::Word => {
                    let cut = matches!(
                        view.word(at),
                        "because" | "while" | "although" | "though" | "but" | "as"
                    ) || view.is(at, lex::COORD)
                        && (self.new_attribution(at, to, cue)
                            || view.entry(at + 1).form(lex::PAST)
                                && !view.entry(at + 1).form(lex::BASE)
                                && !view.name(at + 1));
                    if cut {
                        return at;
                    }
                }
                _ => {}
            }
            at += 1;
        }
        to
    }
}
