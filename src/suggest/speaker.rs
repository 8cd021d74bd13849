//! Noun phrases that can speak: names, titles with names, bodies, roles, groups and pronouns, found to the left of a
//! verb, to the right of an inverted one, and after `according to`. A phrase is a range of units of a sentence.

use crate::text::lexicon::{self as lex, Language};
use crate::text::token::{Range, Shape, TokenKind, Tokens};
use crate::text::view::View;

/// The farthest that a subject may lie from its verb, in units.
const REACH: usize = 45;

/// Finds the subject that ends before unit `end`; `floor` is the first unit that may belong to it.
#[must_use]
pub fn before(view: &View<'_, '_>, end: usize, floor: usize) -> Option<Range> {
    let mut end = end;
    let mut hops = 0;
    loop {
        end = skip_adjuncts(view, end, floor);
        if end <= floor {
            return None;
        }
        let last = end - 1;
        match view.kind(last) {
            TokenKind::Close => {
                end = opening(view, last, floor)?;
            }
            TokenKind::Comma if hops < 2 => {
                // `Anna Holm, the mayor of Vik, said`: the phrase ends before the comma that opens the apposition.
                let left = comma_before(view, last, floor)?;
                hops += 1;
                if let Some(found) = phrase(view, left, floor).filter(|f| apposed(view, *f)) {
                    return Some(climb(view, found, floor));
                }
                end = left;
                if hops == 2 {
                    return None;
                }
            }
            TokenKind::Dash if hops < 1 => {
                let left = (floor..last)
                    .rev()
                    .take(REACH)
                    .find(|at| view.kind(*at) == TokenKind::Dash)?;
                hops += 1;
                end = left;
            }
            _ => {
                return phrase(view, end, floor)
                    .map(|found| climb(view, found, floor))
                    .or_else(|| reduced(view, end, floor));
            }
        }
    }
}

/// Steps back over a participle and what belongs to it: of `two officials briefed on the talks` the subject is `two
/// officials`.
fn reduced(view: &View<'_, '_>, end: usize, floor: usize) -> Option<Range> {
    let plain = |u: &usize| {
        matches!(
            view.kind(*u),
            TokenKind::Word | TokenKind::Number | TokenKind::Other
        )
    };
    let participle = |u: &usize| {
        (view.entry(*u).form(lex::PARTICIPLE) || view.word(*u).ends_with("ed"))
            && view.units[*u].shape == Shape::Lower
            && view.is(u + 1, lex::PREP)
    };
    let verb = (floor..end)
        .rev()
        .take(REACH / 3)
        .take_while(plain)
        .find(participle)?;
    let (from, to) = phrase(view, verb, floor)?;
    let head = to - 1;
    let people = view.is(head, lex::ROLE | lex::GROUP | lex::RELATION)
        || view.is(from, lex::NUMERAL) && view.word(head).ends_with('s');
    (people && view.units[head].shape == Shape::Lower).then_some((from, to))
}

/// Climbs out of a relative clause: of `the man who met Lund` the subject is `the man`.
fn climb(view: &View<'_, '_>, found: Range, floor: usize) -> Range {
    let mut at = found.0;
    let verb = |u: usize| {
        view.finite(u)
            || view.entry(u).form(lex::ING | lex::PARTICIPLE)
            || view.is(
                u,
                lex::BE | lex::HAVE | lex::MODAL | lex::ADVERB | lex::NEGATION,
            )
    };
    while at > floor && found.0 - at < 4 && verb(at - 1) {
        at -= 1;
    }
    if at == found.0 || at <= floor || !matches!(view.word(at - 1), "who" | "that" | "which") {
        return found;
    }
    let mut end = at - 1;
    if end > floor && view.kind(end - 1) == TokenKind::Comma {
        end -= 1;
    }
    // `a pollster who …` may itself be the apposition of a name.
    let head = phrase(view, end, floor).filter(|f| speaks(view, *f));
    match head {
        Some(head)
            if head.0 > floor + 1
                && view.kind(head.0 - 1) == TokenKind::Comma
                && view.name(head.0 - 2) =>
        {
            phrase(view, head.0 - 1, floor).unwrap_or(head)
        }
        Some(head) => head,
        None => found,
    }
}

/// Says whether a phrase can carry an apposition: a name, a title or a role.
fn apposed(view: &View<'_, '_>, (from, to): Range) -> bool {
    view.name(to - 1)
        || (from..to).any(|at| view.is(at, lex::ROLE | lex::TITLE | lex::BODY | lex::SUBJECT))
        || view.kind(to - 1) == TokenKind::Close
}

/// Finds the comma before `comma` that may open an apposition.
fn comma_before(view: &View<'_, '_>, comma: usize, floor: usize) -> Option<usize> {
    let mut at = comma;
    for _ in 0..REACH {
        if at <= floor + 1 {
            return None;
        }
        at -= 1;
        match view.kind(at) {
            TokenKind::Comma => return Some(at),
            TokenKind::Close => at = opening(view, at, floor)?,
            TokenKind::Mark if view.region(at).is_none_or(|r| r.words > 5) => return None,
            TokenKind::Semicolon | TokenKind::Stop => return None,
            _ => {}
        }
    }
    None
}

fn opening(view: &View<'_, '_>, close: usize, floor: usize) -> Option<usize> {
    (floor..close)
        .rev()
        .take(REACH)
        .find(|at| view.kind(*at) == TokenKind::Open)
}

/// Steps back over adverbs and words of time before a verb: `Holm on Sunday`, `Holm, also`.
fn skip_adjuncts(view: &View<'_, '_>, end: usize, floor: usize) -> usize {
    let mut at = end;
    while at > floor {
        let last = at - 1;
        let adverb =
            view.is(last, lex::ADVERB) && !view.is(last, lex::SUBJECT | lex::OBJECT | lex::DET);
        let lower = view.units[last].shape == Shape::Lower;
        if adverb
            || lower && view.word(last).ends_with("ly")
            || view.is(
                last,
                lex::BE | lex::HAVE | lex::DO | lex::MODAL | lex::NEGATION,
            ) && lower
        {
            at = last;
        } else if view.is(last, lex::TIME) {
            let mut start = last;
            let ago = view.reads(last, "ago") || view.reads(last, "later");
            while start > floor
                && (view.is(start - 1, lex::TIME | lex::DET)
                    || view.kind(start - 1) == TokenKind::Number
                    || ago
                        && (view.is(start - 1, lex::NUMERAL)
                            || matches!(
                                view.word(start - 1),
                                "less" | "more" | "than" | "about" | "nearly" | "couple" | "of"
                            )))
            {
                start -= 1;
            }
            if start > floor && view.is(start - 1, lex::PREP) {
                start -= 1;
            }
            if start <= floor || view.is(start - 1, lex::PREP | lex::COORD) {
                return at;
            }
            at = start;
        } else {
            return at;
        }
    }
    at
}

/// Reads the noun phrase that ends before unit `end`.
fn phrase(view: &View<'_, '_>, end: usize, floor: usize) -> Option<Range> {
    let last = end.checked_sub(1)?;
    if last < floor {
        return None;
    }
    if view.is(last, lex::SUBJECT | lex::RELATIVE) && !view.name(last) && !view.is(last, lex::BODY)
    {
        return Some((last, end));
    }
    if view.kind(last) == TokenKind::Close {
        let open = opening(view, last, floor)?;
        return phrase(view, open, floor);
    }
    let mut start = end;
    while start > floor && end - start < 22 && belongs(view, start - 1, end) {
        start -= 1;
    }
    trim(view, start, end)
}

/// Says whether unit `at` goes on with the noun phrase to its right.
fn belongs(view: &View<'_, '_>, at: usize, end: usize) -> bool {
    match view.kind(at) {
        TokenKind::Number => true,
        TokenKind::Word => {
            let name = view.name(at);
            if matches!(view.word(at), "'s" | "’s") {
                return true;
            }
            if view.is(at, lex::SUBJECT) && !name {
                return false;
            }
            if view.reads(at, "that") && at > 0 && complements(view, at - 1) {
                return false;
            }
            if view.is(at, lex::COORD) {
                return joined(view, at, end);
            }
            let prepositional = view.is(at, lex::PREP)
                && !matches!(
                    view.word(at),
                    "after"
                        | "before"
                        | "since"
                        | "until"
                        | "as"
                        | "like"
                        | "despite"
                        | "than"
                        | "during"
                        | "without"
                );
            if view.is(at, lex::SUBORD | lex::RELATIVE | lex::NEGATION)
                && !prepositional
                && !name
                && !view.is(at, lex::DET)
            {
                return false;
            }
            if view.is(at, lex::PREP) && !prepositional {
                return false;
            }
            name || !view.finite(at) || view.is(at, lex::ROLE | lex::TITLE | lex::GROUP | lex::BODY)
        }
        TokenKind::Other => matches!(view.word(at), "%" | "$" | "'" | "’" | "-" | "/" | "&"),
        TokenKind::Mark => view.region(at).is_some_and(|r| r.words <= 4) && at + 1 < end,
        _ => false,
    }
}

/// Says whether `that` after a word opens a clause.
fn complements(view: &View<'_, '_>, at: usize) -> bool {
    let entry = view.entry(at);
    entry.verb & (lex::THAT | lex::BARE) != 0 || (entry.noun | entry.adjective) & lex::THAT != 0
}

/// Says whether a conjunction joins two parts of one subject: names, or nouns with no verb before.
fn joined(view: &View<'_, '_>, at: usize, end: usize) -> bool {
    let Some(left) = at.checked_sub(1) else {
        return false;
    };
    matches!(view.word(at), "and" | "or" | "&")
        && (view.name(left) && view.name(at + 1)
            || view.is(left, lex::GROUP | lex::ROLE)
                && view.is(end - 1, lex::GROUP | lex::ROLE)
                && !view.is(at + 1, lex::DET))
}

/// Cuts what leads up to the phrase but is no part of it: adverbs, a phrase of place or time with no comma.
fn trim(view: &View<'_, '_>, start: usize, end: usize) -> Option<Range> {
    let mut start = start;
    while start < end {
        let that = view.reads(start, "that") && start + 1 < end && view.is(start + 1, lex::DET);
        let lead = that
            || view.is(
                start,
                lex::COORD | lex::SUBORD | lex::ADVERB | lex::RELATIVE | lex::TIME | lex::NEGATION,
            ) && !view.is(start, lex::DET | lex::GROUP)
            || view.kind(start) == TokenKind::Other
            || view.kind(start) == TokenKind::Mark && start + 1 < end;
        if lead {
            start += 1;
            continue;
        }
        if !view.is(start, lex::PREP) || view.is(start, lex::ADVERB) {
            break;
        }
        if view.kind(start + 1) == TokenKind::Number && start + 1 < end
            || view.is(start + 1, lex::NUMERAL)
        {
            // `about four in ten`
            start += 1;
            break;
        }
        // After a preposition at the start, the subject is what follows the first noun phrase, a name or an article.
        let next = (start + 2..end).find(|at| {
            view.is(*at, lex::DET | lex::POSSESSIVE) && !view.is(*at - 1, lex::PREP | lex::DET)
                || view.name(*at)
                    && !view.name(*at - 1)
                    && !view.is(
                        *at - 1,
                        lex::DET | lex::PREP | lex::TITLE | lex::ROLE | lex::POSSESSIVE,
                    )
        })?;
        start = next;
    }
    if start >= end || end - start > 20 {
        return None;
    }
    let content = (start..end).any(|at| {
        view.kind(at) == TokenKind::Word
            && !view.is(at, lex::PREP | lex::COORD | lex::TIME | lex::BE | lex::HAVE)
            || view.kind(at) == TokenKind::Number
    });
    content.then_some((start, end))
}

/// Reads the noun phrase that starts at unit `start`: the subject of an inverted verb, or the source after `according to`.
#[must_use]
pub fn after(view: &View<'_, '_>, start: usize, ceiling: usize) -> Option<Range> {
    let mut at = start;
    if view.is(at, lex::SUBJECT | lex::OBJECT) && !view.name(at) && !owns(view, at, ceiling) {
        return Some((at, at + 1));
    }
    while at < ceiling && at - start < 25 {
        let word = view.word(at);
        let stays = match view.kind(at) {
            TokenKind::Number => true,
            TokenKind::Word => {
                let stop_word = view.is(at, lex::RELATIVE | lex::SUBJECT | lex::SUBORD)
                    && !view.is(at, lex::DET)
                    || view.is(at, lex::TIME)
                        && at > start
                        && (!view.name(at - 1) || view.units[at].shape == Shape::Lower)
                    || view.is(at, lex::TIME)
                        && view.units[at].shape == Shape::Title
                        && !view.name(at + 1)
                    || view.is(at, lex::PREP)
                        && !matches!(word, "of" | "for" | "from" | "to")
                        && !(word == "in" && view.name(at + 1) && !view.is(at + 1, lex::TIME))
                        && (word != "with" || view.is(at + 1, lex::POSSESSIVE))
                        && !(word == "at" && view.is(at + 1, lex::DET) && view.name(at + 2))
                        && !(word == "at" && view.name(at + 1))
                    || view.is(at, lex::COORD) && !(view.name(at + 1) && at > start)
                    || view.is(at, lex::BE | lex::HAVE | lex::DO | lex::MODAL)
                        && !matches!(word, "'s" | "’s")
                    || at > start && view.finite(at) && !view.is(at, lex::ROLE | lex::TITLE);
                !stop_word
            }
            TokenKind::Other => matches!(word, "%" | "$" | "'" | "’" | "-" | "/" | "&"),
            TokenKind::Mark => {
                at > start && view.region(at).is_some_and(|r| r.words <= 3) && view.name(at + 1)
            }
            _ => false,
        };
        if !stays {
            break;
        }
        at += 1;
    }
    while at > start
        && view.is(at - 1, lex::PREP | lex::DET | lex::ADVERB | lex::COORD)
        && !view.is(at - 1, lex::GROUP)
    {
        at -= 1;
    }
    (at > start).then_some((start, at))
}

/// Says whether a pronoun says whose the next word is: `her deputy`, but not `to her on Monday`.
fn owns(view: &View<'_, '_>, at: usize, ceiling: usize) -> bool {
    let ends = lex::PREP | lex::TIME | lex::DET | lex::SUBORD | lex::COORD | lex::ADVERB | lex::BE;
    view.is(at, lex::POSSESSIVE)
        && at + 1 < ceiling
        && view.kind(at + 1) == TokenKind::Word
        && !view.is(at + 1, ends)
}

/// Says whether a phrase looks like somebody or something that speaks.
#[must_use]
pub fn speaks(view: &View<'_, '_>, (from, to): Range) -> bool {
    (from..to).any(|at| {
        view.name(at)
            || view.is(
                at,
                lex::SUBJECT | lex::ROLE | lex::GROUP | lex::BODY | lex::SOURCE | lex::TITLE,
            )
            || view.reads(at, "who")
    })
}

/// Says whether a phrase, in tokens, describes one person whose name may follow behind a comma: `the finance minister`,
/// `his deputy`, `a spokeswoman for the port`, but not `the ministry`, `officials`.
#[must_use]
pub fn is_one(tokens: &Tokens<'_>, (from, to): Range) -> bool {
    let head = (from + 1..to)
        .find(|t| tokens.entry(*t).is(lex::PREP))
        .unwrap_or(to)
        - 1;
    let entry = tokens.entry(head);
    let word = tokens.str(head);
    let many = entry.is(lex::BODY | lex::SOURCE | lex::GROUP)
        || word.ends_with('s') && !word.ends_with("ss")
        || word == "police";
    if many || tokens.kind(head) != TokenKind::Word {
        return false;
    }
    let opens = tokens.entry(from).is(lex::DET | lex::POSSESSIVE)
        || (from..head).any(|t| matches!(tokens.str(t), "'s" | "’s" | "'" | "’"));
    let german = tokens.lexicon.language == Language::German;
    let noun = tokens
        .list
        .get(head)
        .is_some_and(|t| t.shape == Shape::Lower)
        || german;
    entry.is(lex::ROLE | lex::TITLE | lex::RELATION) || opens && noun && head > from
}
