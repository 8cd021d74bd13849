//! Clauses of which only the verb stands in quotation marks: `he “never saw the letter”`.

use crate::text::lexicon as lex;
use crate::text::token::{Shape, TokenKind};
use crate::text::view::View;

/// The longest subject before such a quotation, in units.
const LONGEST: usize = 8;

/// Finds the quotation that is the verb and what follows it of a clause whose subject starts at unit `at`.
#[must_use]
pub(super) fn predicate(view: &View<'_, '_>, at: usize) -> Option<usize> {
    let limit = (at + LONGEST).min(view.len());
    let mark = (at..limit).find(|u| view.kind(*u) == TokenKind::Mark)?;
    let last = mark.checked_sub(1).filter(|last| *last >= at)?;
    let belongs = |u: usize| {
        let noun = match view.kind(u) {
            TokenKind::Word => {
                !view.finite(u)
                    && !view.is(u, lex::SUBORD | lex::RELATIVE | lex::COORD)
                    && (u == at || !view.is(u, lex::SUBJECT))
                    || view.is(u, lex::DET)
                    || view.is(u, lex::COORD) && view.name(u - 1) && view.name(u + 1)
            }
            kind => kind == TokenKind::Number,
        };
        noun && !view.reads(u, "to")
    };
    let opens = view.is(
        at,
        lex::SUBJECT | lex::DET | lex::POSSESSIVE | lex::GROUP | lex::NUMERAL,
    ) || view.name(at)
        || view.kind(at) == TokenKind::Number
        || view.word(at).ends_with('s');
    // `said the “plan” failed`, `said voters’ “fear” won`: the quotation is the noun.
    let open_noun = view.is(
        last,
        lex::DET | lex::POSSESSIVE | lex::PREP | lex::COORD | lex::NUMERAL | lex::ADVERB,
    ) && !view.is(last, lex::SUBJECT | lex::GROUP)
        || matches!(view.word(last), "'s" | "’s" | "'" | "’");
    (opens && !open_noun && (at..mark).all(belongs) && is_verbal(view, mark)).then_some(mark)
}

/// Says whether a quotation starts with a verb that has a person and a tense, or with what stands before one.
fn is_verbal(view: &View<'_, '_>, mark: usize) -> bool {
    let tokens = view.tokens;
    let Some(region) = view.region(mark) else {
        return false;
    };
    let inside = region.open + 1..region.end;
    let leads = |t: &usize| {
        let entry = tokens.entry(*t);
        entry.is(lex::ADVERB | lex::NEGATION) && !entry.is(lex::DET | lex::MODAL)
            || tokens.str(*t).ends_with("ly")
            || tokens.str(*t) == "never"
    };
    let Some(verb) = inside.clone().take(4).find(|t| !leads(t)) else {
        return false;
    };
    let is_lower = |t: usize| {
        tokens
            .list
            .get(t)
            .is_some_and(|t| t.shape == Shape::Lower && t.kind == TokenKind::Word)
    };
    if !inside.contains(&verb) || !is_lower(inside.start) || !is_lower(verb) {
        return false;
    }
    let entry = tokens.entry(verb);
    if entry.is(lex::BE | lex::HAVE | lex::DO | lex::MODAL) {
        return !matches!(
            tokens.str(verb),
            "be" | "been" | "being" | "having" | "doing"
        );
    }
    if entry.is(lex::PREP | lex::DET | lex::COORD | lex::SUBORD | lex::POSSESSIVE) {
        return false;
    }
    let word = tokens.str(verb);
    let before = mark - 1;
    let many = view.word(before).ends_with('s')
        || matches!(view.word(before), "they" | "we" | "I" | "you" | "people");
    entry.form(lex::PAST | lex::PRESENT)
        || many && entry.form(lex::BASE)
        || entry.verb == 0
            && entry.flags == 0
            && word.len() > 4
            && (word.ends_with("ed")
                || !many && word.ends_with('s') && !word.ends_with("ss") && region.words > 1)
}
