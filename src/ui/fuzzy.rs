//! Finds by a few letters, whatever their case and accents.
//!
//! Words may come in any order; each must be found. What ranks first is what a person meant: letters in a row, letters at
//! the start of words (scores of `nucleo`, which follow fzf).

use nucleo_matcher::{Config, Matcher, Utf32Str, Utf32String};

use crate::app::texts::{fold, fold_letter};

/// How many of the best are scored with care; all others by the first place where their letters are found, which takes a
/// fraction of the time and tells well enough that they are not among the best.
const WITH_CARE: usize = 100;

/// Score of a word that stands below the first line: less than that of any word of three letters within it.
const BELOW: u32 = 40;

/// Least score for each letter of a word that does not stand as it was typed, once it is scored with care: letters
/// strewn over a text stand for nothing. A letter scores 16; gaps take off, beginnings of words add.
const LEAST: u32 = 20;

/// Represents what was typed, ready to be looked for in many texts.
pub(crate) struct Search {
    words: Vec<Word>,
    matcher: Matcher,
    wide: Vec<char>,
}

struct Word {
    text: String,
    needle: Utf32String,
}

impl Search {
    /// Makes a search by the words of a query.
    pub(crate) fn new(query: &str) -> Self {
        let folded = fold(query);
        let words = folded.split_whitespace().map(|word| Word {
            text: word.to_owned(),
            needle: word.into(),
        });
        let mut config = Config::DEFAULT;
        // Both sides are folded already.
        (config.ignore_case, config.normalize) = (false, false);
        Self {
            words: words.collect(),
            matcher: Matcher::new(config),
            wide: Vec::new(),
        }
    }

    /// Tells whether nothing is looked for.
    pub(crate) fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Tells whether every word stands in a folded text as it was typed: for lists that keep their order.
    pub(crate) fn stands_in(&self, folded: &str) -> bool {
        self.words.iter().all(|word| folded.contains(&word.text))
    }

    /// Returns the places of the folded texts in which the words are found, with their scores, the best first. In the
    /// first line of a text letters may have others between them; what stands below it is found as it was typed.
    pub(crate) fn rank<'a>(&mut self, folded: impl Iterator<Item = &'a str>) -> Vec<(usize, u32)> {
        let mut found: Vec<(usize, u32, &str)> = Vec::new();
        for (index, text) in folded.enumerate() {
            if let Some(score) = self.score(text, false) {
                found.push((index, score, text));
            }
        }
        let order = |(index, score, _): &(usize, u32, &str)| (std::cmp::Reverse(*score), *index);
        if !self.is_empty() {
            found.sort_unstable_by_key(order);
            let best = found.len().min(WITH_CARE);
            let hurried = found.split_off(best);
            found.retain_mut(|(_, score, text)| {
                let careful = self.score(text, true);
                *score = careful.unwrap_or_default();
                careful.is_some()
            });
            let best = found.len();
            found.extend(hurried);
            found[..best].sort_unstable_by_key(order);
        }
        found
            .into_iter()
            .map(|(index, score, _)| (index, score))
            .collect()
    }

    fn score(&mut self, folded: &str, with_care: bool) -> Option<u32> {
        let (line, below) = folded.split_once('\n').unwrap_or((folded, ""));
        let first = line;
        let line = Utf32Str::new_folded(line, &mut self.wide);
        let mut sum = 0;
        for word in &self.words {
            let needle = word.needle.slice(..);
            let score = if with_care {
                self.matcher.fuzzy_match(line, needle)
            } else {
                self.matcher.fuzzy_match_greedy(line, needle)
            };
            let letters = u32::try_from(needle.len()).unwrap_or(u32::MAX);
            let least = LEAST.saturating_mul(letters);
            let fits = |score: &u32| !with_care || *score >= least || first.contains(&word.text);
            sum += match score.map(u32::from).filter(fits) {
                Some(score) => score,
                None if below.contains(&word.text) => BELOW,
                None => return None,
            };
        }
        Some(sum)
    }

    /// Returns where in a text, in bytes, the letters stand that were found; in order.
    pub(crate) fn letters(&mut self, text: &str) -> Vec<usize> {
        if self.is_empty() {
            return Vec::new();
        }
        let folded = fold(text);
        let haystack = Utf32Str::new_folded(&folded, &mut self.wide);
        let mut places: Vec<u32> = Vec::new();
        for word in &self.words {
            self.matcher
                .fuzzy_indices(haystack, word.needle.slice(..), &mut places);
        }
        places.sort_unstable();
        places.dedup();
        let mut bytes = text
            .char_indices()
            .filter(|(_, letter)| fold_letter(*letter).is_some())
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

/// Makes a text for the matcher letter by letter. Accents are folded already, so there is nothing to join.
trait NewFolded<'a> {
    fn new_folded(text: &'a str, wide: &'a mut Vec<char>) -> Self;
}

impl<'a> NewFolded<'a> for Utf32Str<'a> {
    fn new_folded(text: &'a str, wide: &'a mut Vec<char>) -> Self {
        if text.is_ascii() {
            return Self::Ascii(text.as_bytes());
        }
        wide.clear();
        wide.extend(text.chars());
        Self::Unicode(wide)
    }
}

/// Returns the items in which the query is found, the best first, each with its place and score. An empty query finds all
/// of them, in their order.
pub(crate) fn rank<'a>(query: &str, items: impl Iterator<Item = &'a str>) -> Vec<(usize, u32)> {
    let folded: Vec<String> = items.map(fold).collect();
    Search::new(query).rank(folded.iter().map(String::as_str))
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
        check("dsrk", &["Lindqvist speaks of work"], &[]);
        check("berg", &["Sandberg"], &["Sandberg"]);
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
        check("l'etat", &["l’e\u{301}tat"], &["l’e\u{301}tat"]);
        check(
            "зеленский",
            &["Зеленскии", "ЗЕЛЕНСКИЙ"],
            &["Зеленскии", "ЗЕЛЕНСКИЙ"],
        );
        check("слово еще", &["Ещё слово"], &["Ещё слово"]);
    }

    #[test]
    fn the_best_of_many_is_found_with_care() {
        // A hurried look takes the first letters that fit, here those of the file name's first words.
        let mut items = vec!["s-t-o-r-m of words".to_owned(); WITH_CARE / 2];
        items.push("s t o Storm".to_owned());
        let found = rank("storm", items.iter().map(String::as_str));
        assert_eq!(found[0].0, WITH_CARE / 2);
    }

    #[test]
    fn what_stands_below_the_title_is_found_as_typed() {
        check(
            "feb",
            &["Talks\na/2025-feb.txt", "Far everyone be\nb.txt"],
            &["Far everyone be\nb.txt", "Talks\na/2025-feb.txt"],
        );
        check(
            "talks 25-f",
            &["Talks\na/2025-feb.txt"],
            &["Talks\na/2025-feb.txt"],
        );
        check("a25", &["Talks\na/2025-feb.txt"], &[]);
    }

    #[track_caller]
    fn check_letters(query: &str, text: &str, expected: &str) {
        let found = Search::new(query).letters(text);
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
    fn check_stands(query: &str, text: &str, expected: bool) {
        assert_eq!(Search::new(query).stands_in(&fold(text)), expected);
    }

    #[test]
    fn words_stand_as_they_were_typed() {
        check_stands("peace 2025", "Peace talks\n2025-02-24.txt", true);
        check_stands("peace 2026", "Peace talks\n2025-02-24.txt", false);
        check_stands("ptalks", "Peace talks", false);
        check_stands("", "", true);
    }
}
