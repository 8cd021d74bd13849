//! Runs of words with capitals that can be a person's name: what joins them (particles, a nickname in marks, `Jr.` behind a
//! comma) and what is cut off (titles, roles, small words).

use crate::text::lexicon::{self as lex, Language};
use crate::text::token::{Shape, TokenKind, Tokens};

/// A run that may be a name.
pub(super) struct Run {
    /// Its first token.
    pub(super) from: usize,
    /// One past its last token.
    pub(super) to: usize,
    /// Where its titles begin.
    pub(super) titles: usize,
    /// The last word of the name itself.
    pub(super) last: usize,
    /// What tells a person from their parent: `Jr.`, `III`.
    pub(super) suffix: Option<usize>,
    /// The first particle after the name's first word, where the surname begins.
    pub(super) particles: Option<usize>,
    /// Whether it has more than a surname.
    pub(super) is_full: bool,
}

/// The longest run, in tokens.
const LONGEST: usize = 12;

/// More words than this are no name.
const MOST_WORDS: usize = 5;

/// More than this between two words is a column of a table, in bytes.
const WIDEST_GAP: usize = 4;

/// Lists the runs of words with capitals that can be names, titles cut off.
pub(super) fn runs(tokens: &Tokens<'_>) -> Vec<Run> {
    let mut out = Vec::new();
    let mut at = 0;
    let mut floor = 0;
    while at < tokens.list.len() {
        if !tokens.capital(at) {
            at += 1;
            continue;
        }
        let start = at;
        at += 1;
        while at < tokens.list.len() && at - start < LONGEST {
            let Some(next) = step(tokens, start, at) else {
                break;
            };
            at = next;
        }
        out.extend(cut(tokens, leading(tokens, start, floor), at));
        floor = at;
    }
    out
}

/// Gives one past what joins a run at a token: a word with a capital, and what such a word follows on.
fn step(tokens: &Tokens<'_>, start: usize, at: usize) -> Option<usize> {
    if !goes_on(tokens, at) || is_suffix(tokens.str(at - 1)) {
        return None;
    }
    if tokens.capital(at) {
        return Some(at + 1);
    }
    if tokens.kind(at) == TokenKind::Comma {
        let joins = at > start + 1 && is_suffix(tokens.str(at + 1));
        return joins.then_some(at + 2);
    }
    let end = if tokens.kind(at) == TokenKind::Mark {
        nickname(tokens, at)?
    } else {
        particles(tokens, start, at)?
    };
    (tokens.capital(end) && goes_on(tokens, end)).then_some(end + 1)
}

/// Gives one past the particles at a token: `de la`, `von der`, `bin`. In languages whose particles are prepositions too,
/// several of them, or one that lost its vowel, only follow on a first name.
fn particles(tokens: &Tokens<'_>, start: usize, at: usize) -> Option<usize> {
    let end = (at..at + 3)
        .find(|t| !(is_particle(tokens, *t) && goes_on(tokens, *t)))
        .unwrap_or(at + 3);
    if end == at {
        return None;
    }
    let is_plain = tokens.lexicon.language == Language::English
        || tokens.lexicon.language != Language::German
            && end == at + 1
            && !tokens.str(at).ends_with(['\'', '’']);
    let title = |t: &usize| tokens.entry(*t).is(lex::TITLE | lex::ROLE | lex::COURTESY);
    let words = (start..at).rev().take_while(|t| !title(t)).count();
    let follows = words == 1 || words == 0 && tokens.entry(at - 1).is(lex::COURTESY);
    (is_plain || follows).then_some(end)
}

/// Gives one past a nickname in marks that stands between the words of a name: `Anna “Annie” Holm`.
fn nickname(tokens: &Tokens<'_>, at: usize) -> Option<usize> {
    let spaced = |t: usize| tokens.list.get(t).is_some_and(|token| token.spaced);
    let before = tokens.entry(at - 1);
    let no_name = SMALL | lex::NOT_NAME | lex::TITLE | lex::ROLE | lex::COURTESY;
    if before.is(no_name) && !before.is(lex::MALE | lex::FEMALE) || !spaced(at) || spaced(at + 1) {
        return None;
    }
    let close = (at + 1..at + 4).find(|t| !tokens.capital(*t))?;
    let closes = close > at + 1 && tokens.kind(close) == TokenKind::Mark && !spaced(close);
    (closes && spaced(close + 1)).then_some(close + 1)
}

/// Steps back over the particles in small letters before a surname: `the mayor de la Torre`. Only English has no other use
/// for them.
fn leading(tokens: &Tokens<'_>, start: usize, floor: usize) -> usize {
    let mut from = start;
    while tokens.lexicon.language == Language::English
        && from > floor
        && start - from < 3
        && is_particle(tokens, from - 1)
        && goes_on(tokens, from)
    {
        from -= 1;
    }
    from
}

/// Says whether a token belongs to the run before it: no paragraph ends between them.
fn goes_on(tokens: &Tokens<'_>, at: usize) -> bool {
    let (Some(before), Some(token)) = (
        at.checked_sub(1).and_then(|b| tokens.list.get(b)),
        tokens.list.get(at),
    ) else {
        return false;
    };
    token.span.start - before.span.end <= WIDEST_GAP && !token.first
}

/// Says whether a token is a particle of a name in small letters.
fn is_particle(tokens: &Tokens<'_>, at: usize) -> bool {
    tokens.entry(at).is(lex::PARTICLE)
        && tokens.list.get(at).is_some_and(|t| t.shape == Shape::Lower)
}

/// Says whether a word after a name tells somebody from their parent.
fn is_suffix(word: &str) -> bool {
    matches!(word, "Jr." | "Sr." | "Jr" | "Sr" | "II" | "III" | "IV")
}

/// Words that no name starts with.
const SMALL: u64 = lex::DET
    | lex::PREP
    | lex::COORD
    | lex::SUBORD
    | lex::SUBJECT
    | lex::POSSESSIVE
    | lex::RELATIVE
    | lex::TIME
    | lex::BE
    | lex::HAVE
    | lex::MODAL
    | lex::NEGATION
    | lex::NUMERAL;

/// Cuts titles, nationalities before titles and small words off a run; nothing is left of what cannot be a name.
fn cut(tokens: &Tokens<'_>, from: usize, to: usize) -> Option<Run> {
    let given = lex::MALE | lex::FEMALE;
    let owner = |t: usize| matches!(tokens.str(t), "'s" | "’s" | "’S" | "'S");
    let mut start = from;
    let mut end = to;
    let title = |t: &usize| {
        let entry = tokens.entry(*t);
        // `Martin King`
        let surname =
            entry.is(lex::PEER) && t + 1 == end && *t > from && tokens.entry(t - 1).is(given);
        entry.is(lex::TITLE | lex::ROLE) && !entry.is(given) && !surname
    };
    if let Some(last) = (start..end).rev().find(title) {
        start = last + 1;
    }
    while start < end
        && (tokens.entry(start).is(SMALL | lex::NOT_NAME | lex::ADVERB)
            && !tokens.entry(start).is(given)
            || owner(start)
            || tokens.kind(start) != TokenKind::Word)
    {
        start += 1;
    }
    while end > start
        && (tokens.entry(end - 1).is(lex::TIME)
            && !(end > start + 1 && tokens.entry(end - 2).is(given))
            || owner(end - 1)
            || tokens.kind(end - 1) != TokenKind::Word)
        && !tokens.entry(end - 1).is(given)
    {
        end -= 1;
    }
    let words = (start..end).filter(|t| tokens.capital(*t)).count();
    // `the Earl of Vik`
    let office = end == to
        && start + 1 == end
        && tokens.entry(start).is(lex::PEER)
        && tokens.str(to) == "of"
        && tokens.capital(to + 1);
    if words == 0 || words > MOST_WORDS || office {
        return None;
    }
    let (last, suffix) = ending(tokens, start, end);
    let adjective =
        tokens.entry(last).is(lex::NOT_NAME) && !tokens.entry(last).is(given | lex::PARTICLE);
    let body = adjective
        || (start..end).any(|t| {
            tokens.entry(t).is(lex::BODY)
                || tokens.entry(t).is(lex::SOURCE | lex::GROUP) && t == last
        });
    let shouted = (start..end).all(|t| tokens.list[t].shape == Shape::Upper);
    if body || shouted && end - start > 1 {
        return None;
    }
    Some(Run {
        from: start,
        to: end,
        titles: from,
        last,
        suffix,
        particles: (start + 1..last).find(|t| is_particle(tokens, *t)),
        is_full: (start..=last).filter(|t| tokens.capital(*t)).count() > 1,
    })
}

/// Gives the last word of a name and what tells its bearer from their parent.
fn ending(tokens: &Tokens<'_>, start: usize, end: usize) -> (usize, Option<usize>) {
    let suffix = end - 1;
    if suffix == start || !is_suffix(tokens.str(suffix)) {
        return (suffix, None);
    }
    let comma = tokens.kind(suffix - 1) == TokenKind::Comma && suffix - 1 > start;
    (suffix - 1 - usize::from(comma), Some(suffix))
}
