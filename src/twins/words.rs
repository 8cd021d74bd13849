//! The words of a text as twins are told by them: without case, accents, quotation marks and other punctuation, so that
//! a quote in straight marks is the same as one in curled marks, and `U.S.` the same as `US`.

use crate::model::span::Span;
use crate::text::letters;

/// Words in a row that make a run. Four is the least at which two reports of one event share little but what they quote.
pub(super) const RUN: usize = 4;

/// Odd, with its bits well mixed: 2^64 divided by the golden ratio.
const FACTOR: u64 = 0x9E37_79B9_7F4A_7C15;

/// Represents a word as it is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Word {
    /// Stands for its letters; two different words share one with a chance of one in four thousand million.
    pub(super) key: u32,
    /// Where it stands (bytes).
    pub(super) span: Span,
}

/// A word of which more may come.
struct Open {
    key: u64,
    span: Span,
    /// The letter that came last.
    last: char,
    /// How many letters came since the word began, or since a mark within it.
    letters: usize,
    /// A mark after the last letter that may stand within a word.
    joint: Option<char>,
}

/// Gives the words of a text in order, without those in the stretches that are left out (bytes, in order).
pub(super) fn each(text: &str, left_out: &[Span], mut take: impl FnMut(Word)) {
    let mut from = 0;
    for span in left_out {
        if span.start > from {
            each_within(text, Span::new(from, span.start), &mut take);
        }
        from = from.max(span.end);
    }
    if from < text.len() {
        each_within(text, Span::new(from, text.len()), &mut take);
    }
}

fn each_within(text: &str, stretch: Span, take: &mut impl FnMut(Word)) {
    let mut open: Option<Open> = None;
    let part = text.get(stretch.range()).unwrap_or_default();
    for (at, raw) in part.char_indices() {
        let at = stretch.start + at;
        let Some(letter) = letters::folded(raw) else {
            // Accents that stand alone, soft hyphens and the like end no word.
            if let Some(word) = open.as_mut().filter(|_| letters::is_accent(raw)) {
                word.span.end = at + raw.len_utf8();
            }
            continue;
        };
        if letter.is_alphanumeric() {
            let span = Span::new(at, at + raw.len_utf8());
            match &mut open {
                Some(word) if word.goes_on_with(letter) => word.push(letter, span.end),
                _ => {
                    let next = Open::new(letter, span);
                    if let Some(word) = open.replace(next) {
                        take(word.close());
                    }
                }
            }
        } else {
            match &mut open {
                Some(word) if word.joint.is_none() && matches!(letter, '.' | ',' | '\'') => {
                    word.joint = Some(letter);
                }
                _ => {
                    if let Some(word) = open.take() {
                        take(word.close());
                    }
                }
            }
        }
    }
    if let Some(word) = open {
        take(word.close());
    }
}

impl Open {
    fn new(letter: char, span: Span) -> Self {
        Self {
            key: mixed(0, letter),
            span,
            last: letter,
            letters: 1,
            joint: None,
        }
    }

    /// Tells whether a letter belongs to the same word: after `don'`, after `U.`, and between the digits of a number.
    fn goes_on_with(&self, letter: char) -> bool {
        if is_word_alone(self.last) || is_word_alone(letter) {
            return false;
        }
        let is_number = self.last.is_numeric() && letter.is_numeric();
        match self.joint {
            None | Some('\'') => true,
            Some('.') => is_number || self.letters == 1 && !self.last.is_numeric(),
            Some(_) => is_number,
        }
    }

    fn push(&mut self, letter: char, end: usize) {
        self.key = mixed(self.key, letter);
        self.span.end = end;
        self.last = letter;
        self.letters = if self.joint.take().is_some() {
            1
        } else {
            self.letters + 1
        };
    }

    fn close(self) -> Word {
        let key = (self.key ^ (self.key >> 31)).wrapping_mul(FACTOR) >> 32;
        Word {
            key: u32::try_from(key).expect("32 of 64 bits are left"),
            span: self.span,
        }
    }
}

fn mixed(key: u64, letter: char) -> u64 {
    (key.rotate_left(5) ^ u64::from(u32::from(letter))).wrapping_mul(FACTOR)
}

/// Tells whether a character is a word of its own: where no blanks stand between words, whole sentences would be one.
fn is_word_alone(letter: char) -> bool {
    matches!(letter, '\u{2E80}'..='\u{A4CF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

/// Returns what stands for each run of [`RUN`] words, in the order of the text.
pub(super) fn runs(words: &[u32]) -> impl Iterator<Item = u64> {
    words.windows(RUN).map(|run| {
        let hash = run.iter().fold(0_u64, |hash, &word| {
            (hash.rotate_left(23) ^ u64::from(word)).wrapping_mul(FACTOR)
        });
        (hash ^ (hash >> 29)).wrapping_mul(FACTOR)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, left_out: &[Span]) -> String {
        let mut words = Vec::new();
        each(text, left_out, |word| words.push(&text[word.span.range()]));
        words.join("|")
    }

    fn keys(text: &str) -> Vec<u32> {
        let mut keys = Vec::new();
        each(text, &[], |word| keys.push(word.key));
        keys
    }

    /// Checks which words a text has.
    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(shown(text, &[]), expected);
    }

    /// Checks that two texts have the same words.
    #[track_caller]
    fn check_same(one: &str, other: &str) {
        assert_eq!(keys(one), keys(other), "{one} {other}");
    }

    /// Checks that two words are not taken for the same.
    #[track_caller]
    fn check_differ(one: &str, other: &str) {
        assert_ne!(keys(one), keys(other), "{one} {other}");
    }

    #[test]
    fn texts_are_cut_into_words() {
        check("", "");
        check(" … — “” !", "");
        check("“That’s promising,” he added.", "That’s|promising|he|added");
        check("the U.S. and the U.K.", "the|U.S|and|the|U.K");
        check("the war.The talks", "the|war|The|talks");
        check(
            "1,000 or 3.5 per cent, 2 of 3",
            "1,000|or|3.5|per|cent|2|of|3",
        );
        check("full-scale, three—year", "full|scale|three|year");
        check("In 2022. A call", "In|2022|A|call");
        check("‘war’ and 'peace'", "war|and|peace");
        check("和平会谈 now", "和|平|会|谈|now");
        check("e\u{301}tat co\u{AD}op", "e\u{301}tat|co\u{AD}op");
    }

    #[test]
    fn what_is_left_out_has_no_words() {
        let text = "By Ann. The talks go on. Subscribe now";
        let left_out = [Span::new(0, 7), Span::new(24, text.len())];
        assert_eq!(shown(text, &left_out), "The|talks|go|on");
        let overlapping = [Span::new(0, 24), Span::new(4, 10)];
        assert_eq!(shown(text, &overlapping), "Subscribe|now");
    }

    #[test]
    fn words_are_the_same_however_they_are_written() {
        check_same("“It’s a war,” he said", "\"It's a WAR\" - he said!");
        check_same("«Нет!» — сказал он", "„Нет“, сказал он.");
        check_same("the US", "the U.S.");
        check_same("Erdoğan café", "Erdogan cafe\u{301}");
        check_same("1,000 men", "1000 men");
        check_same("dont", "don’t");
        check_same("co\u{AD}operate", "cooperate");
    }

    #[test]
    fn other_words_are_others() {
        check_differ("war", "conflict");
        check_differ("realise", "realize");
        check_differ("a bc", "ab c");
        check_differ("ab", "ba");
        check_differ("1000", "1001");
    }

    #[test]
    fn runs_are_told_by_their_words_and_order() {
        let of = |text: &str| runs(&keys(text)).collect::<Vec<_>>();
        assert_eq!(of("one two three").len(), 0);
        assert_eq!(of("one two three four five").len(), 2);
        assert_eq!(of("One, two, three: four!"), of("one two three four"));
        assert_ne!(of("one two three four"), of("two one three four"));
        assert_eq!(of("x one two three four")[1], of("one two three four y")[0]);
    }
}
