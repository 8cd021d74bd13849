//! How often a suggestion of its sort is right, and why it is made. The figures are the share of suggestions of each
//! rule that annotators of American news had too, words and speaker alike, rounded; they are a table, not a model.

use super::cue::Mood;
use super::rules::{Found, Pattern};
use crate::text::lexicon as lex;
use crate::text::token::Tokens;

/// What a speaker is mentioned by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mention {
    Nobody,
    Name,
    Pronoun,
    Relative,
    Noun,
}

impl Mention {
    fn of(tokens: &Tokens<'_>, found: &Found) -> Self {
        let Some((from, to)) = found.source else {
            return Self::Nobody;
        };
        let entry = tokens.entry(from);
        if to == from + 1 && entry.is(lex::RELATIVE) {
            Self::Relative
        } else if to == from + 1 && entry.is(lex::SUBJECT | lex::OBJECT | lex::POSSESSIVE) {
            Self::Pronoun
        } else if (from..to).any(|t| tokens.capital(t) && !tokens.entry(t).is(lex::DET)) {
            Self::Name
        } else {
            Self::Noun
        }
    }

    const fn word(self) -> &'static str {
        match self {
            Self::Nobody => "no speaker",
            Self::Name => "name",
            Self::Pronoun | Self::Relative => "pronoun",
            Self::Noun => "noun",
        }
    }
}

/// Gives how often an attribution like this is right, from 0 to 1.
#[must_use]
pub fn score(tokens: &Tokens<'_>, found: &Found) -> f32 {
    let says = found.frames & lex::SAY != 0;
    let base = match found.pattern {
        Pattern::QuotedBefore => 0.96,
        Pattern::QuotedAfter => 0.93,
        Pattern::That if says => 0.89,
        Pattern::QuotedSplit => 0.84,
        Pattern::Ask if says => 0.82,
        Pattern::Bare if says => 0.81,
        Pattern::According => 0.8,
        Pattern::To if says => 0.77,
        Pattern::QuotedWithin | Pattern::PlainSplit => 0.76,
        Pattern::Label => 0.72,
        Pattern::That => 0.7,
        Pattern::Gerund | Pattern::Adjective => 0.66,
        Pattern::PlainBefore => 0.64,
        Pattern::Nobody => 0.57,
        Pattern::Noun => 0.56,
        Pattern::To => 0.54,
        Pattern::Bare | Pattern::Alone => 0.52,
        Pattern::Ask => 0.45,
        Pattern::Possessive => 0.26,
        Pattern::Continued => 0.25,
    };
    let mood = match (found.mood, found.pattern) {
        (Mood::Participle, _) => 0.85,
        (Mood::Infinitive, _) => 0.55,
        _ => 1.0,
    };
    let mention = match (Mention::of(tokens, found), found.pattern) {
        (_, Pattern::Nobody) | (Mention::Name, _) => 1.0,
        (Mention::Nobody, _) => 0.1,
        (Mention::Noun, Pattern::QuotedBefore | Pattern::According | Pattern::QuotedAfter) => 0.9,
        (Mention::Noun, _) => 0.68,
        (Mention::Relative, _) => 0.65,
        (Mention::Pronoun, Pattern::QuotedBefore | Pattern::That | Pattern::Bare) => 0.99,
        (Mention::Pronoun, _) => 0.9,
    };
    let mixed =
        if found.quoted && matches!(found.pattern, Pattern::Noun | Pattern::Bare | Pattern::To) {
            1.15
        } else {
            1.0
        };
    let product: f32 = base * mood * mention * mixed;
    product.clamp(0.02, 0.97)
}

/// Says in a few words why an attribution is suggested: `said + name`.
#[must_use]
pub fn why(tokens: &Tokens<'_>, found: &Found) -> String {
    let mention = Mention::of(tokens, found).word();
    match (found.pattern, found.cue) {
        (Pattern::Continued, _) => "quotation that goes on".to_owned(),
        (Pattern::Alone, _) => "quotation without a cue".to_owned(),
        (Pattern::Label, _) => format!("label + {mention}"),
        (_, Some((from, to))) => {
            let cue: Vec<&str> = (from..to.min(from + 6)).map(|t| tokens.str(t)).collect();
            format!("{} + {mention}", cue.join(" ").to_lowercase())
        }
        (_, None) => mention.to_owned(),
    }
}
