//! What words tell of a stance before anything was learned: a short list of words that are for or against something,
//! and words that turn it round. English only; other languages rely on the labels of stances and on what is learned.

use super::words;

/// Words that stand against what they speak of, by how they begin.
const AGAINST: &[&str] = &[
    "accus",
    "against",
    "ban",
    "block",
    "blast",
    "blam",
    "condemn",
    "critici",
    "decline",
    "declining",
    "denied",
    "denies",
    "deny",
    "disagree",
    "dismiss",
    "disput",
    "doubt",
    "exclud",
    "fail",
    "impossib",
    "mock",
    "object",
    "oppos",
    "refus",
    "reject",
    "rebuff",
    "resist",
    "ruled",
    "ruling",
    "rules",
    "scoff",
    "shrug",
    "slam",
    "threat",
    "turned",
    "unaccept",
    "unlikel",
    "warn",
    "withdraw",
    "wrong",
];

/// Words that stand for it.
const FOR: &[&str] = &[
    "accept",
    "agree",
    "applaud",
    "approv",
    "back",
    "call",
    "commend",
    "confiden",
    "conten",
    "demand",
    "endors",
    "expect",
    "favo",
    "hail",
    "hope",
    "insist",
    "invit",
    "must",
    "need",
    "offer",
    "prais",
    "prepared",
    "press",
    "pledg",
    "promis",
    "propos",
    "ready",
    "recommend",
    "request",
    "support",
    "thank",
    "urg",
    "vow",
    "want",
    "welcom",
    "will",
    "willing",
    "wish",
];

/// Words that turn what follows round.
const NEGATIONS: &[&str] = &[
    "cannot",
    "neither",
    "never",
    "no",
    "nobody",
    "none",
    "nor",
    "not",
    "nothing",
    "without",
    "nie",
    "nicht",
    "kein",
    "keine",
    "ne",
    "pas",
    "jamais",
    "nunca",
    "не",
    "нет",
    "ни",
    "ні",
    "ніколи",
    "никогда",
];

/// A negation turns round so many words after it.
const REACH: usize = 3;

/// What a text's words tell.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Tone {
    /// From -1, against, to 1, for.
    pub lean: f64,
    /// Whether it has a negation.
    pub negated: bool,
}

impl Tone {
    /// Reads the words that attribute and the words said.
    pub(super) fn read(cue: &str, quote: &str) -> Self {
        let (cue, _) = sum(cue);
        let (quote, negated) = sum(quote);
        let sum = 2.0 * cue + quote;
        Self {
            lean: sum / (1.0 + sum.abs()),
            negated,
        }
    }
}

fn sum(text: &str) -> (f64, bool) {
    let (mut sum, mut negated, mut since) = (0.0, false, REACH);
    for word in words::words(text) {
        if is_negation(&word) {
            (negated, since) = (true, 0);
            sum -= 0.5;
            continue;
        }
        let starts = |list: &[&str]| list.iter().any(|stem| word.starts_with(stem));
        let lean = f64::from(i8::from(starts(FOR)) - i8::from(starts(AGAINST)));
        sum += if since < REACH { -lean } else { lean };
        since = since.saturating_add(1);
    }
    (sum, negated)
}

/// Tells whether a word, in lower case, is a negation.
pub(super) fn is_negation(word: &str) -> bool {
    NEGATIONS.contains(&word) || word.ends_with("n't")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(cue: &str, quote: &str, lean: i8) {
        let tone = Tone::read(cue, quote);
        let found = i8::from(tone.lean > 0.0) - i8::from(tone.lean < 0.0);
        assert_eq!(found, lean, "{cue} / {quote}: {tone:?}");
    }

    #[test]
    fn words_lean() {
        check("ruled out", "any concession", -1);
        check("welcomed", "the talks", 1);
        check("said", "we do not support it", -1);
        check("said", "we don’t accept it", -1);
        check("said", "the river is wide", 0);
        check("", "", 0);
    }
}
