//! Attributions that French and Spanish set inside the marks of what is said: `« Le texte, a expliqué Anne Colline, sera
//! voté. »`, and verbs that their subject leans on: `dit-elle`.

use super::rules::{Finder, Pattern};
use crate::text::lexicon::{self as lex, Language};
use crate::text::marks::Region;
use crate::text::token::{Range, Shape, TokenKind, Tokens};

/// The longest such attribution, in tokens.
const LONGEST: usize = 14;

/// An attribution inside a quotation, in tokens.
struct Incise {
    cue: Range,
    source: Range,
    /// The commas around it.
    commas: Range,
}

impl Finder<'_, '_> {
    /// Finds an attribution inside one of the sentence's quotations; tells whether there is one.
    pub(super) fn incise(&mut self, end: usize) -> bool {
        let tokens = self.view.tokens;
        let language = tokens.lexicon.language;
        if !matches!(language, Language::French | Language::Spanish) {
            return false;
        }
        let found = (0..end).find_map(|unit| {
            let region = self.view.region(unit)?;
            read(tokens, region).map(|incise| (region.open, region.end, incise))
        });
        let Some((open, close, incise)) = found else {
            return false;
        };
        let (left, right) = incise.commas;
        let mut content = vec![(open, left)];
        if right + 2 < close {
            content.push((right + 1, close));
        }
        self.put(
            Pattern::QuotedSplit,
            Some(incise.cue),
            Some(incise.source),
            content,
        );
        self.opened = Some(self.found.len() - 1);
        true
    }
}

/// Reads the first attribution inside a quotation.
fn read(tokens: &Tokens<'_>, region: &Region) -> Option<Incise> {
    (region.open + 2..region.end)
        .filter(|t| tokens.kind(*t) == TokenKind::Comma)
        .find_map(|comma| at(tokens, comma, region.end))
}

/// Reads the attribution that stands behind a comma and before another, or before the quotation's end.
fn at(tokens: &Tokens<'_>, comma: usize, end: usize) -> Option<Incise> {
    let limit = end.min(comma + LONGEST);
    let closes = |t: usize| matches!(tokens.kind(t), TokenKind::Comma | TokenKind::Stop);
    let close = (comma + 1..limit).find(|t| closes(*t))?;
    let verb = comma + 1 + usize::from(tokens.entry(comma + 1).is(lex::HAVE));
    let says = tokens.entry(verb).verb_is(lex::SAY)
        && tokens
            .list
            .get(verb)
            .is_some_and(|t| t.shape == Shape::Lower);
    if !says || verb >= close {
        return None;
    }
    let cue = (comma + 1, verb + 1);
    if let Some(leaning) = (cue.0..cue.1).find(|t| leans(tokens.str(*t))) {
        return Some(Incise {
            cue,
            source: (leaning, leaning + 1),
            commas: (comma, close),
        });
    }
    let opens = |t: &usize| {
        tokens.capital(*t)
            || tokens
                .entry(*t)
                .is(lex::DET | lex::TITLE | lex::ROLE | lex::SUBJECT)
    };
    let from = (verb + 1..close)
        .find(opens)
        .filter(|from| (verb + 1..*from).all(|t| tokens.entry(t).is(lex::TIME | lex::ADVERB)))?;
    let joins = |t: usize| matches!(tokens.str(t), "de" | "du" | "des" | "del" | "d’" | "d'");
    let stops = |t: &usize| {
        let entry = tokens.entry(*t);
        entry.is(lex::PREP) && !joins(*t) || entry.is(lex::TIME)
    };
    let to = (from + 1..close).find(stops).unwrap_or(close);
    let is_clause = (from..close).any(|t| {
        let entry = tokens.entry(t);
        entry.is(lex::SUBORD | lex::BE | lex::HAVE) || entry.verb != 0
    });
    (!is_clause).then_some(Incise {
        cue,
        source: (from, to),
        commas: (comma, close),
    })
}

/// Says whether a French verb carries its subject: `dit-elle`, `a-t-il`.
pub(super) fn leans(word: &str) -> bool {
    word.rsplit_once('-')
        .is_some_and(|(_, tail)| matches!(tail, "il" | "elle" | "ils" | "elles" | "on"))
}
