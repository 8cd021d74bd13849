//! The bodies and groups that sentences are about, for `it` and `they`: `The Harbour Board met. It said …`.

use crate::text::lexicon as lex;
use crate::text::marks::{Marks, OUTSIDE};
use crate::text::token::{Range, Shape, TokenKind, Tokens};

/// The longest name of a body, in tokens.
const LONGEST: usize = 9;

/// A body or a group that a sentence starts with.
#[derive(Clone, Copy, Debug)]
pub(super) struct Body {
    /// Its words, in tokens.
    pub(super) words: Range,
    /// Whether it is several people rather than one body.
    pub(super) is_many: bool,
}

/// Lists the bodies and groups that sentences outside quotation marks start with, in order.
pub(super) fn subjects(tokens: &Tokens<'_>, marks: &Marks) -> Vec<Body> {
    let starts = |at: usize| {
        tokens.list[at].first
            || at.checked_sub(1).is_some_and(|before| {
                matches!(tokens.kind(before), TokenKind::Stop | TokenKind::Mark)
            })
    };
    (0..tokens.list.len())
        .filter(|at| tokens.capital(*at) && marks.region_of.get(*at) == Some(&OUTSIDE))
        .filter(|at| starts(*at))
        .filter_map(|at| read(tokens, at))
        .collect()
}

/// Reads the body or group that stands at a token.
fn read(tokens: &Tokens<'_>, at: usize) -> Option<Body> {
    let stops = lex::PREP
        | lex::BE
        | lex::HAVE
        | lex::MODAL
        | lex::DO
        | lex::RELATIVE
        | lex::SUBORD
        | lex::COORD
        | lex::NEGATION
        | lex::SUBJECT;
    let noun = lex::BODY | lex::GROUP | lex::ROLE | lex::SOURCE | lex::NUMERAL | lex::DET;
    let goes_on = |t: usize| {
        let entry = tokens.entry(t);
        let verb = entry.form(lex::PAST | lex::PRESENT) && !entry.is(noun)
            || entry.flags == 0 && entry.verb == 0 && tokens.str(t).ends_with("ed");
        let name = tokens.capital(t) && !entry.is(lex::TIME);
        tokens.kind(t) == TokenKind::Word
            && !tokens.list[t].first
            && (name || !entry.is(stops | lex::ADVERB | lex::TIME) && !verb || entry.is(lex::DET))
    };
    if tokens.entry(at).is(stops) {
        return None;
    }
    let limit = tokens.list.len().min(at + LONGEST);
    let end = (at + 1..limit).find(|t| !goes_on(*t)).unwrap_or(limit);
    let is_many = is_many(tokens, (at, end));
    let body = tokens.entry(end - 1).is(lex::BODY) && !tokens.entry(end - 1).is(lex::ROLE);
    // `The Ministry of Defence`
    let of = tokens.str(end) == "of" && tokens.capital(end + 1);
    let named = of.then(|| {
        (end + 2..limit.max(end + 2))
            .find(|t| !(tokens.capital(*t) && goes_on(*t)))
            .unwrap_or(limit.max(end + 2))
    });
    (is_many || body).then_some(Body {
        words: (at, named.unwrap_or(end)),
        is_many,
    })
}

/// Says whether a phrase is several people: `two officials`, `the Vik Sisters`, `residents`.
pub(super) fn is_many(tokens: &Tokens<'_>, (from, to): Range) -> bool {
    let opening = tokens.entry(from);
    let last = to - 1;
    let entry = tokens.entry(last);
    let word = tokens.str(last);
    let plural = word.ends_with('s') && !word.ends_with("ss") && word.len() > 3;
    let people = entry.is(lex::GROUP) && !entry.is(lex::NUMERAL);
    let counted = opening.is(lex::NUMERAL) || opening.is(lex::DET | lex::POSSESSIVE);
    let person = entry.is(lex::ROLE | lex::RELATION) || opening.is(lex::NUMERAL);
    let named = tokens
        .list
        .get(last)
        .is_some_and(|t| t.shape == Shape::Title)
        && last > from
        && !entry.is(lex::BODY);
    people || plural && counted && (person || named)
}
