//! Words that attribute: verb groups with their auxiliaries, and what follows the verb before the words that it
//! attributes begin (a recipient, a day, `that`, a colon).

use super::predicate::predicate;
use crate::text::lexicon::{self as lex, Language};
use crate::text::token::{Shape, TokenKind};
use crate::text::view::View;

/// A verb that may attribute, with the words around it that belong to it.
#[derive(Clone, Copy, Debug)]
pub struct Cue {
    /// The first unit of the verb group: its auxiliaries and adverbs too.
    pub start: usize,
    /// The verb itself.
    pub verb: usize,
    /// One past the group's last unit, its particle.
    pub end: usize,
    /// What the verb can take.
    pub frames: u32,
    /// How the verb stands.
    pub mood: Mood,
}

/// How a verb stands in its sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mood {
    /// With a person and a tense.
    Finite,
    /// In `-ing`, after a comma or a noun.
    Participle,
    /// After `to`.
    Infinitive,
    /// Passive.
    Passive,
}

/// What stands between a cue and the words it attributes, and how these begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opening {
    /// A quotation, after a colon, a comma or nothing.
    Quotation,
    /// The rest of the sentence after a colon.
    Colon,
    /// `that` and a clause.
    That,
    /// A clause without `that`.
    Bare,
    /// `to` and a verb.
    To,
    /// A noun phrase, perhaps after a preposition.
    Noun,
    /// A question.
    Ask,
    /// A form in `-ing`.
    Gerund,
}

/// Reads the verb group around the verb at unit `at`, if it is one that may attribute.
#[must_use]
pub fn verb(view: &View<'_, '_>, at: usize, headline: bool) -> Option<Cue> {
    let unit = view.units.get(at)?;
    let entry = unit.entry;
    if unit.kind != TokenKind::Word || entry.verb & !lex::PLAIN == 0 && entry.particles.is_empty() {
        return None;
    }
    if unit.shape != Shape::Lower && !headline || at == 0 && !entry.form(lex::ING) {
        return None;
    }
    let mut frames = entry.verb;
    let mut end = at + 1;
    if let Some(found) = entry.particles.iter().find(|p| view.reads(at + 1, &p.0)) {
        frames = found.1;
        end += 1;
    } else if let Some(found) = entry.particles.iter().find(|p| {
        p.0.split_once('_')
            .is_some_and(|(a, b)| view.reads(at + 1, a) && view.reads(at + 2, b))
    }) {
        frames = found.1;
        end += 2;
    }
    if frames & !lex::PLAIN == 0 {
        return None;
    }
    let (start, helpers) = helpers(view, at);
    let mood = mood(view, at, start, helpers, headline)?;
    Some(Cue {
        start,
        verb: at,
        end,
        frames,
        mood,
    })
}

/// The helpers found before a verb.
#[derive(Clone, Copy, Default)]
struct Helpers(u8);

impl Helpers {
    const BE: u8 = 1;
    const HAVE: u8 = 2;
    const OTHER: u8 = 4;
    const TO: u8 = 8;

    const fn has(self, helpers: u8) -> bool {
        self.0 & helpers != 0
    }
}

/// Walks left over auxiliaries, negations and adverbs.
fn helpers(view: &View<'_, '_>, verb: usize) -> (usize, Helpers) {
    let mut found = Helpers::default();
    let mut start = verb;
    let mut settled = verb;
    while start > 0 && verb - start < 8 {
        let at = start - 1;
        let unit = &view.units[at];
        if unit.kind != TokenKind::Word
            || unit.shape != Shape::Lower && !unit.entry.is(lex::NEGATION | lex::MODAL)
        {
            break;
        }
        let possessive = matches!(view.word(at), "'s" | "’s");
        if view.reads(at, "to") && !found.has(Helpers::HAVE | Helpers::BE) {
            found.0 |= Helpers::TO;
            settled = at;
        } else if unit.entry.is(lex::BE) && (!possessive || may_be_clitic(view, at, verb)) {
            found.0 |= Helpers::BE;
            settled = at;
        } else if unit.entry.is(lex::HAVE) {
            found.0 |= Helpers::HAVE;
            settled = at;
        } else if unit.entry.is(lex::MODAL | lex::DO) {
            found.0 |= Helpers::OTHER;
            settled = at;
        } else if unit.entry.is(lex::NEGATION | lex::ADVERB)
            && !unit.entry.is(lex::DET | lex::SUBORD)
            || view.word(at).ends_with("ly") && !unit.entry.is(lex::TIME)
        {
            // An adverb belongs to the group; `still` between subject and verb too.
            settled = at;
        } else {
            break;
        }
        start = at;
    }
    (settled, found)
}

/// Says whether `'s` is `is` or `has` rather than a genitive.
fn may_be_clitic(view: &View<'_, '_>, at: usize, verb: usize) -> bool {
    view.entry(verb).form(lex::ING | lex::PARTICIPLE)
        && at > 0
        && (view.is(at - 1, lex::SUBJECT | lex::RELATIVE) || view.entry(verb).form(lex::ING))
}

fn mood(
    view: &View<'_, '_>,
    verb: usize,
    start: usize,
    helpers: Helpers,
    headline: bool,
) -> Option<Mood> {
    let entry = view.entry(verb);
    let before = start.checked_sub(1);
    if helpers.has(Helpers::TO) {
        return (entry.form(lex::BASE)).then_some(Mood::Infinitive);
    }
    if helpers.has(Helpers::OTHER)
        || helpers.has(Helpers::HAVE) && entry.form(lex::PARTICIPLE) && !helpers.has(Helpers::BE)
    {
        return (entry.form(lex::BASE | lex::PARTICIPLE)).then_some(Mood::Finite);
    }
    if helpers.has(Helpers::BE) {
        if entry.form(lex::ING) {
            return Some(Mood::Finite);
        }
        return entry.form(lex::PARTICIPLE).then_some(Mood::Passive);
    }
    if entry.form(lex::ING) {
        return Some(Mood::Participle);
    }
    let before = before?;
    let noun = view.is(before, lex::DET | lex::POSSESSIVE)
        && !view.is(before, lex::GROUP | lex::NUMERAL | lex::RELATIVE)
        || matches!(view.word(before), "'s" | "’s")
        || view.is(before, lex::PREP) && !view.is(before, lex::ADVERB | lex::TIME);
    if noun {
        return None;
    }
    let finite = view.finite(verb)
        || headline && entry.form(lex::PRESENT | lex::PAST)
        || entry.form(lex::PAST)
        || entry.form(lex::PRESENT) && loose_subject(view, before, verb)
        || entry.form(lex::BASE)
            && (view.is(before, lex::COORD) || plural(view, before))
            && !view.is(verb + 1, lex::BE | lex::HAVE | lex::MODAL);
    if !finite || view.reads(verb + 1, "by") && entry.form(lex::PARTICIPLE) {
        return None;
    }
    Some(Mood::Finite)
}

/// Says whether what stands before a word in `-s` may be its subject although it is no name.
fn loose_subject(view: &View<'_, '_>, before: usize, verb: usize) -> bool {
    let next = verb + 1;
    let goes_on = view.reads(next, "that")
        || view.kind(next) == TokenKind::Mark
        || view.is(next, lex::SUBJECT | lex::DET)
        || view.name(next)
        || view.reads(next, "to");
    view.kind(before) == TokenKind::Comma
        || view.kind(before) == TokenKind::Close
        || view.kind(before) == TokenKind::Mark && goes_on
        || view.is(before, lex::COORD | lex::TIME | lex::RELATIVE) && goes_on
        || goes_on
            && view.kind(before) == TokenKind::Word
            && !view.is(before, lex::PREP | lex::DET | lex::POSSESSIVE)
            && view.units[before].shape == Shape::Lower
            && !view.word(before).ends_with('s')
}

fn plural(view: &View<'_, '_>, at: usize) -> bool {
    view.kind(at) == TokenKind::Word
        && view.word(at).ends_with('s')
        && !view.word(at).ends_with("ss")
        && !view.is(
            at,
            lex::TIME | lex::BE | lex::HAVE | lex::DET | lex::POSSESSIVE,
        )
        || view.kind(at) == TokenKind::Number
        || view.is(at, lex::NUMERAL | lex::GROUP)
        || view.is(at, lex::TIME)
            && at > 0
            && (view.is(at - 1, lex::PREP) || view.units[at].shape == Shape::Title)
        || view.reads(at, "percent")
        || view.reads(at, "people")
        || view.kind(at) == TokenKind::Close
}

/// Finds where the words that a cue attributes begin: how, at which unit, and where the cue itself ends.
#[must_use]
pub fn complement(view: &View<'_, '_>, cue: &Cue) -> Option<(Opening, usize, usize)> {
    let frames = cue.frames;
    let mut at = cue.end;
    if view.tokens.lexicon.language != Language::English
        && let Some(begin) = foreign_that(view, at)
    {
        return Some((Opening::That, begin, cue.end));
    }
    let far = (at + 24).min(view.len());
    at = skip_adverbs(view, at, far);
    if takes_predicate(frames) && predicate(view, at).is_some() {
        return Some((Opening::Bare, at, cue.end));
    }
    if frames & (lex::TELL | lex::SAY | lex::THAT | lex::QUOTE | lex::OBJECT_TO) != 0
        && let Some(found) = past_recipient(view, at, far, frames)
    {
        return Some((found.0, found.1, cue.end));
    }
    if let Some((opening, begin)) = opening_at(view, at, frames) {
        return Some((opening, begin, cue.end));
    }
    if frames & lex::AS != 0 && view.reads(at, "as") && at + 1 < view.len() {
        let opening = if view.kind(at + 1) == TokenKind::Mark {
            Opening::Quotation
        } else {
            Opening::Noun
        };
        return Some((opening, at + 1, at + 1));
    }
    if let Some(bit) = preposition(view.word(at))
        && frames & bit != 0
        && at + 1 < view.len()
    {
        return Some((Opening::Noun, at + 1, at + 1));
    }
    if frames & (lex::BARE) != 0 && starts_clause(view, at) {
        return Some((Opening::Bare, at, cue.end));
    }
    if frames & (lex::NOUN | lex::AS) != 0 && starts_noun(view, at) {
        return Some((Opening::Noun, at, cue.end));
    }
    None
}

/// Says whether a verb takes a clause of which only the verb may be quoted.
fn takes_predicate(frames: u32) -> bool {
    frames & (lex::SAY | lex::THAT | lex::BARE | lex::TELL) != 0 && frames & lex::PLAIN == 0
}

/// Finds the clause after `что`, `що`, `dass` or `que`, a few words after the verb at most.
fn foreign_that(view: &View<'_, '_>, from: usize) -> Option<usize> {
    let near = (from..(from + 8).min(view.len())).take_while(|u| {
        !matches!(
            view.kind(*u),
            TokenKind::Stop | TokenKind::Mark | TokenKind::Colon
        )
    });
    near.into_iter()
        .find(|u| {
            matches!(
                view.word(*u),
                "что" | "що" | "dass" | "daß" | "que" | "qu’" | "qu'"
            )
        })
        .filter(|u| u + 1 < view.len())
}

/// Reads the opening that the unit at `at` itself shows.
fn opening_at(view: &View<'_, '_>, at: usize, frames: u32) -> Option<(Opening, usize)> {
    const TAKES_QUOTATION: u32 = lex::SAY | lex::THAT | lex::QUOTE | lex::BARE | lex::TELL;
    match view.kind(at) {
        TokenKind::Colon if frames & TAKES_QUOTATION != 0 && at + 1 < view.len() => {
            return Some((
                if view.kind(at + 1) == TokenKind::Mark {
                    Opening::Quotation
                } else {
                    Opening::Colon
                },
                at + 1,
            ));
        }
        TokenKind::Comma | TokenKind::Dash
            if view.kind(at + 1) == TokenKind::Mark
                && at + 1 < view.len()
                && frames & (lex::SAY | lex::QUOTE) != 0 =>
        {
            return Some((Opening::Quotation, at + 1));
        }
        TokenKind::Mark if at < view.len() => return Some((Opening::Quotation, at)),
        _ => {}
    }
    if view.reads(at, "that")
        && frames & (lex::THAT | lex::BARE | lex::SAY) != 0
        && at + 1 < view.len()
    {
        return Some((Opening::That, at));
    }
    if view.reads(at, "to") && frames & lex::TO != 0 && infinitive(view, at + 1) {
        return Some((Opening::To, at));
    }
    let asks = view.is(at, lex::QUESTION) || view.reads(at, "if");
    if asks && frames & (lex::ASK | lex::SAY) != 0 && !view.reads(at, "when") && at + 1 < view.len()
    {
        return Some((Opening::Ask, at));
    }
    if frames & lex::GERUND != 0
        && view.kind(at) == TokenKind::Word
        && view.word(at).ends_with("ing")
        && view.word(at).len() > 4
    {
        return Some((Opening::Gerund, at));
    }
    None
}

/// Says whether a unit can be a verb after `to`: one that the lexicon knows, or a word that it does not know at all.
fn infinitive(view: &View<'_, '_>, at: usize) -> bool {
    let entry = view.entry(at);
    let unknown = entry.flags == 0 && entry.verb == 0 && entry.noun == 0 && entry.adjective == 0;
    let lower = view
        .units
        .get(at)
        .is_some_and(|u| u.shape == Shape::Lower && u.kind == TokenKind::Word);
    entry.form(lex::BASE)
        || entry.is(lex::BE | lex::HAVE | lex::DO)
        || unknown && lower && !view.word(at).ends_with("ing") && !view.word(at).ends_with('s')
}

fn skip_adverbs(view: &View<'_, '_>, at: usize, far: usize) -> usize {
    let mut at = at;
    while at < far {
        if view.is(at, lex::TIME)
            && (view.units[at].shape == Shape::Title || !view.is(at, lex::ADVERB))
            || view.is(at, lex::ADVERB) && !view.is(at, lex::DET | lex::SUBORD | lex::PREP)
        {
            at += 1;
        } else if (view.is(at, lex::PREP) || view.is(at, lex::DET)) && view.is(at + 1, lex::TIME) {
            at += 2;
        } else if view.is(at, lex::PREP) && view.is(at + 1, lex::DET) && view.is(at + 2, lex::TIME)
        {
            at += 3;
        } else {
            return at;
        }
        // `March 12, 2016`
        if view.kind(at) == TokenKind::Number && view.is(at - 1, lex::TIME) {
            at += 1;
        }
    }
    at
}

/// Skips a recipient or a phrase of place, when what comes after it shows that words follow: `told reporters in Vik that`.
fn past_recipient(
    view: &View<'_, '_>,
    from: usize,
    far: usize,
    frames: u32,
) -> Option<(Opening, usize)> {
    let phrase = view.is(from, lex::PREP) && !view.is(from, lex::RELATIVE);
    if !phrase && frames & (lex::TELL | lex::OBJECT_TO) == 0 {
        return None;
    }
    let recipient = frames & (lex::TELL | lex::OBJECT_TO) != 0;
    let mut at = from;
    while at < far {
        let kind = view.kind(at);
        match kind {
            TokenKind::Stop | TokenKind::Semicolon => return None,
            TokenKind::Colon => return opening_at(view, at, frames),
            TokenKind::Comma => {
                if view.kind(at + 1) == TokenKind::Mark && at + 1 < view.len() {
                    return Some((Opening::Quotation, at + 1));
                }
                if !phrase || view.reads(at + 1, "that") {
                    return view
                        .reads(at + 1, "that")
                        .then_some((Opening::That, at + 1));
                }
                return None;
            }
            TokenKind::Mark if at > from && view.region(at).is_some_and(|r| r.words > 3) => {
                return Some((Opening::Quotation, at));
            }
            _ => {}
        }
        if at > from
            && view.reads(at, "that")
            && frames & (lex::THAT | lex::BARE | lex::SAY) != 0
            && !view.is(at - 1, lex::PREP)
            && (!noun_takes(view, at - 1) || stands_in(view, from, at))
        {
            return Some((Opening::That, at));
        }
        if at > from
            && recipient
            && takes_predicate(frames)
            && view.is(at, lex::SUBJECT | lex::DET | lex::POSSESSIVE)
            && !view.is(at - 1, lex::PREP | lex::DET | lex::POSSESSIVE)
            && predicate(view, at).is_some()
        {
            return Some((Opening::Bare, at));
        }
        if at > from && recipient {
            if view.reads(at, "to")
                && frames & (lex::OBJECT_TO | lex::TO) != 0
                && infinitive(view, at + 1)
            {
                return Some((Opening::To, at));
            }
            if view.is(at, lex::QUESTION)
                && !view.reads(at, "who")
                && !view.reads(at, "which")
                && frames & (lex::ASK | lex::TELL) != 0
            {
                return Some((Opening::Ask, at));
            }
            if at <= from + 6
                && frames & lex::BARE != 0
                && !view.is(at - 1, lex::PREP | lex::DET | lex::POSSESSIVE)
                && (view.is(at, lex::SUBJECT)
                    || view.is(at, lex::DET | lex::POSSESSIVE) && !view.is(at, lex::PREP))
                && starts_clause(view, at)
            {
                return Some((Opening::Bare, at));
            }
        }
        if view.finite(at) && !view.is(at, lex::TITLE | lex::ROLE) {
            return None;
        }
        at += 1;
    }
    None
}

/// Says whether a phrase up to a unit is the text that something is said in: `in a joint statement`, so that `that` after it
/// belongs to the verb.
fn stands_in(view: &View<'_, '_>, from: usize, to: usize) -> bool {
    (view.reads(from, "in") || view.reads(from, "on"))
        && view.is(to - 1, lex::SOURCE)
        && (from + 1..to).all(|u| view.kind(u) == TokenKind::Word && !view.is(u, lex::PREP))
}

/// Says whether `that` after a noun belongs to the noun: `the claim that`.
fn noun_takes(view: &View<'_, '_>, at: usize) -> bool {
    view.entry(at).noun & lex::THAT != 0
}

/// Gives the frame of a preposition.
fn preposition(word: &str) -> Option<u32> {
    Some(match word {
        "for" => lex::FOR,
        "of" => lex::OF,
        "on" => lex::ON,
        "about" => lex::ABOUT,
        "to" => lex::TOWARD,
        "against" => lex::AGAINST,
        "with" => lex::WITH,
        "at" => lex::AT,
        "in" => lex::IN,
        "over" => lex::OVER,
        "from" => lex::FROM,
        _ => return None,
    })
}

/// Says whether a clause with its own verb starts at a unit.
fn starts_clause(view: &View<'_, '_>, at: usize) -> bool {
    if at >= view.len()
        || !matches!(
            view.kind(at),
            TokenKind::Word | TokenKind::Number | TokenKind::Other
        )
    {
        return false;
    }
    if view.is(at, lex::SUBJECT) && view.finite(at + 1) {
        return true;
    }
    if view.is(at, lex::PREP)
        && !view.is(at, lex::SUBORD | lex::ADVERB | lex::DET)
        && view.units[at].shape == Shape::Lower
        && !matches!(
            view.word(at),
            "in" | "under"
                | "after"
                | "with"
                | "by"
                | "at"
                | "on"
                | "during"
                | "from"
                | "for"
                | "without"
                | "despite"
        )
    {
        return false;
    }
    let limit = (at + 22).min(view.len());
    for look in at + 1..limit {
        match view.kind(look) {
            TokenKind::Stop | TokenKind::Semicolon | TokenKind::Colon => return false,
            _ => {}
        }
        if view.finite(look) {
            // `the man who won`: the verb of a relative clause is none of this clause.
            return !view.is(look - 1, lex::RELATIVE) || view.has_finite(look + 1, limit);
        }
    }
    false
}

/// Says whether a noun phrase starts at a unit.
fn starts_noun(view: &View<'_, '_>, at: usize) -> bool {
    match view.kind(at) {
        TokenKind::Number => true,
        TokenKind::Word => {
            !view.is(
                at,
                lex::PREP
                    | lex::COORD
                    | lex::SUBORD
                    | lex::BE
                    | lex::HAVE
                    | lex::MODAL
                    | lex::QUESTION,
            ) || view.is(at, lex::DET | lex::POSSESSIVE | lex::OBJECT)
        }
        TokenKind::Other => matches!(view.word(at), "$" | "#"),
        _ => false,
    }
}
