//! Finds by a few letters, whatever their case and accents.
//!
//! Words may come in any order; each must be found. What ranks first is what a person meant: letters in a row, letters at
//! the start of words (scores of `nucleo`, which follow fzf).

use nucleo_matcher::chars::{normalize, to_lower_case};
use nucleo_matcher::pattern::{Atom, AtomKind, CaseMatching, Normalization};
use nucleo_matcher::{Config, Matcher, Utf32Str};

/// Most characters of a text that are looked at; nobody finds a title by what comes after.
const MOST_CHARS: usize = 1_000;

/// Represents what was typed, ready to be looked for in many texts.
pub(crate) struct Search {
    words: Vec<Atom>,
    matcher: Matcher,
    folded: Folded,
}

impl Search {
    /// Makes a search by the letters of each word, which may have others between them.
    pub(crate) fn fuzzy(query: &str) -> Self {
        Self::new(query, AtomKind::Fuzzy)
    }

    /// Makes a search by whole words or parts of them, for lists that keep their order.
    pub(crate) fn exact(query: &str) -> Self {
        Self::new(query, AtomKind::Substring)
    }

    fn new(query: &str, kind: AtomKind) -> Self {
        let folded: String = query.chars().filter_map(fold).collect();
        let words = folded.split_whitespace();
        let words = words.map(|word| {
            Atom::new(
                word,
                CaseMatching::Ignore,
                Normalization::Smart,
                kind,
                false,
            )
        });
        Self {
            words: words.collect(),
            matcher: Matcher::new(Config::DEFAULT),
            folded: Folded::default(),
        }
    }

    /// Tells whether nothing is looked for.
    pub(crate) fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Returns how well the words are found in these texts together, none where one is missing in all of them.
    pub(crate) fn score(&mut self, texts: &[&str]) -> Option<u32> {
        let mut best: [u32; WORDS] = [0; WORDS];
        let count = self.words.len().min(WORDS);
        for text in texts {
            if count == 0 {
                break;
            }
            let folded = self.folded.take(text);
            for (word, best) in self.words.iter().zip(&mut best) {
                // One more than the score, so that a word found counts more than one missing.
                let score = word
                    .score(folded, &mut self.matcher)
                    .map_or(0, |score| u32::from(score) + 1);
                *best = score.max(*best);
            }
        }
        let found = &best[..count];
        (!found.contains(&0)).then(|| found.iter().sum())
    }

    /// Returns where in a text, in bytes, the letters stand that were found; in order.
    pub(crate) fn letters(&mut self, text: &str) -> Vec<usize> {
        let mut places: Vec<u32> = Vec::new();
        let folded = self.folded.take(text);
        for word in &self.words {
            word.indices(folded, &mut self.matcher, &mut places);
        }
        places.sort_unstable();
        places.dedup();
        let mut bytes = text
            .char_indices()
            .filter(|(_, letter)| fold(*letter).is_some())
            .map(|(at, _)| at);
        let mut next = 0;
        let place = |place: u32| {
            let place = place as usize;
            let byte = bytes.nth(place - next);
            next = place + 1;
            byte
        };
        places.into_iter().map_while(place).collect()
    }
}

/// Most words of a query that count.
const WORDS: usize = 8;

/// Returns the items in which the query is found, the best first, each with its place and score. An empty query finds all
/// of them, in their order.
pub(crate) fn rank<'a>(query: &str, items: impl Iterator<Item = &'a str>) -> Vec<(usize, u32)> {
    let mut search = Search::fuzzy(query);
    let found = items
        .enumerate()
        .filter_map(|(index, item)| Some((index, search.score(&[item])?)));
    let mut found: Vec<(usize, u32)> = found.collect();
    sort(&mut found);
    found
}

/// Sorts what was found, the best first; what is as good keeps its order.
pub(crate) fn sort(found: &mut [(usize, u32)]) {
    found.sort_unstable_by_key(|(index, score)| (std::cmp::Reverse(*score), *index));
}

/// Returns the letter without case and accent; none for an accent that stands alone.
fn fold(letter: char) -> Option<char> {
    if letter.is_ascii() {
        return Some(letter);
    }
    Some(match letter {
        '\u{300}'..='\u{36F}' | '\u{AD}' | '\u{200B}'..='\u{200F}' => return None,
        '‘' | '’' | 'ʼ' | '′' => '\'',
        '“' | '”' | '„' | '«' | '»' => '"',
        '‐'..='―' | '−' => '-',
        '\u{A0}' | '\u{2000}'..='\u{200A}' | '\u{202F}' => ' ',
        letter => match to_lower_case(normalize(letter)) {
            'ё' => 'е',
            'й' => 'и',
            'ї' => 'і',
            'ґ' => 'г',
            letter => letter,
        },
    })
}

/// A text without accents, kept between texts for its memory.
#[derive(Default)]
struct Folded {
    ascii: Vec<u8>,
    wide: Vec<char>,
}

impl Folded {
    /// Folds a text: in ASCII where that can hold it, which is searched several times as fast.
    fn take<'a>(&'a mut self, text: &'a str) -> Utf32Str<'a> {
        if text.is_ascii() && text.len() <= MOST_CHARS {
            return Utf32Str::Ascii(text.as_bytes());
        }
        self.ascii.clear();
        self.wide.clear();
        for letter in text.chars().filter_map(fold).take(MOST_CHARS) {
            match u8::try_from(letter) {
                Ok(byte) if byte.is_ascii() && self.wide.is_empty() => self.ascii.push(byte),
                _ => {
                    if self.wide.is_empty() {
                        self.wide.extend(self.ascii.iter().copied().map(char::from));
                    }
                    self.wide.push(letter);
                }
            }
        }
        if self.wide.is_empty() {
            Utf32Str::Ascii(&self.ascii)
        } else {
            Utf32Str::Unicode(&self.wide)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(query: &str, items: &[&str], expected: &[&str]) {
        let found = rank(query, items.iter().copied());
        let found: Vec<&str> = found.into_iter().map(|(index, _)| items[index]).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn the_best_comes_first() {
        check("", &["b", "a"], &["b", "a"]);
        check("  ", &["b", "a"], &["b", "a"]);
        check("und", &["Round tables", "Undo"], &["Undo", "Round tables"]);
        check(
            "ms",
            &["Seems", "Make statement"],
            &["Make statement", "Seems"],
        );
        check("z", &["Undo", "Redo"], &[]);
        check(
            "talks peace",
            &["Peace talks", "Peace", "Talks"],
            &["Peace talks"],
        );
    }

    #[test]
    fn case_and_accents_do_not_count() {
        check("ERDOGAN", &["Erdoğan visits"], &["Erdoğan visits"]);
        check("erdoğan", &["Erdogan visits"], &["Erdogan visits"]);
        check("e\u{301}tat", &["l’état"], &["l’état"]);
        check("etat", &["l’e\u{301}tat"], &["l’e\u{301}tat"]);
        check("l'etat", &["l’état"], &["l’état"]);
        check(
            "зеленский",
            &["Зеленскии", "ЗЕЛЕНСКИЙ"],
            &["Зеленскии", "ЗЕЛЕНСКИЙ"],
        );
        check("слово еще", &["Ещё слово"], &["Ещё слово"]);
        check("twenty-one", &["twenty—one"], &["twenty—one"]);
    }

    #[track_caller]
    fn check_letters(query: &str, text: &str, expected: &str) {
        let found = Search::fuzzy(query).letters(text);
        let found: String = found
            .into_iter()
            .filter_map(|at| text[at..].chars().next())
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn letters_are_found_where_they_stand() {
        check_letters("mst", "Make statement", "Mst");
        check_letters("", "Make statement", "");
        check_letters("etat", "L’état", "état");
        check_letters("tat", "“e\u{301}tat”", "tat");
        check_letters("мир", "🕊 Мир", "Мир");
    }

    #[track_caller]
    fn check_texts(query: &str, texts: &[&str], expected: bool) {
        assert_eq!(Search::exact(query).score(texts).is_some(), expected);
    }

    #[test]
    fn words_are_found_in_any_of_the_texts() {
        check_texts("peace 2025", &["Peace talks", "2025-02-24.txt"], true);
        check_texts("peace 2026", &["Peace talks", "2025-02-24.txt"], false);
        check_texts("ptalks", &["Peace talks"], false);
        check_texts("", &[], true);
    }

    #[test]
    fn what_is_long_is_cut() {
        let long = format!("{}z", "a".repeat(MOST_CHARS));
        check("z", &[&long], &[]);
        check("aa", &[&long], &[&long]);
    }
}
