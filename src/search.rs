//! Finds words, or a regular expression, in texts.
//!
//! Words are found whatever their case and accents, with marks and blanks as a keyboard has them, and over the end of a
//! line. A regular expression is taken as it is, but for case.

use regex::{Regex, RegexBuilder};

use crate::model::span::Span;
use crate::text::letters::{folded, is_accent};

/// What is looked for.
#[derive(Clone, Debug)]
pub struct Pattern(How);

#[derive(Clone, Debug)]
enum How {
    /// Words, folded.
    Folded(String),
    /// Words as they are written.
    Exact(String),
    Regex(Regex),
}

impl Pattern {
    /// Looks for words whatever their case and accents; none if there is nothing to look for.
    pub fn words(words: &str) -> Option<Self> {
        let needle = Folded::of(words.trim()).text;
        (!needle.is_empty()).then_some(Self(How::Folded(needle)))
    }

    /// Looks for words just as they are written; none if there is nothing to look for.
    pub fn exact(words: &str) -> Option<Self> {
        (!words.is_empty()).then(|| Self(How::Exact(words.to_owned())))
    }

    /// Looks for what a regular expression matches, in the syntax of the crate `regex`. `ignores_case` is whether case
    /// matters not.
    ///
    /// # Errors
    /// A clause that says what is wrong with the expression.
    pub fn regex(source: &str, ignores_case: bool) -> Result<Self, String> {
        let mut builder = RegexBuilder::new(source);
        builder.case_insensitive(ignores_case).multi_line(true);
        match builder.build() {
            Ok(regex) => Ok(Self(How::Regex(regex))),
            Err(error) => {
                // The last line says what, those before it draw where.
                let text = error.to_string();
                let last = text.lines().last().unwrap_or_default();
                Err(last.trim_start_matches("error: ").to_owned())
            }
        }
    }

    /// Returns where it is found (bytes), in order and without overlaps; nothing that holds no text.
    pub fn spans(&self, text: &str) -> Vec<Span> {
        match &self.0 {
            How::Exact(words) => {
                let found = text.match_indices(words.as_str());
                found
                    .map(|(at, found)| Span::new(at, at + found.len()))
                    .collect()
            }
            How::Regex(regex) => {
                let found = regex.find_iter(text).filter(|found| !found.is_empty());
                found
                    .map(|found| Span::new(found.start(), found.end()))
                    .collect()
            }
            How::Folded(words) => {
                let folded = Folded::of(text);
                let found = folded.text.match_indices(words.as_str());
                found
                    .filter_map(|(at, found)| folded.origin(at, at + found.len()))
                    .collect()
            }
        }
    }
}

/// A text without case and accents, every run of blanks one blank.
struct Folded {
    text: String,
    /// For each of its characters: where it begins in it, and what it was made of (bytes).
    origins: Vec<(usize, Span)>,
}

impl Folded {
    fn of(text: &str) -> Self {
        let mut out = Self {
            text: String::with_capacity(text.len()),
            origins: Vec::with_capacity(text.len()),
        };
        for (at, letter) in text.char_indices() {
            let end = at + letter.len_utf8();
            let letter_there = if letter.is_whitespace() {
                Some(' ')
            } else {
                folded(letter)
            };
            match letter_there {
                // A run of blanks is one, and an accent belongs to the letter before it.
                Some(' ') if out.text.ends_with(' ') => out.extend_last(end),
                Some(folded) => {
                    out.origins.push((out.text.len(), Span::new(at, end)));
                    out.text.push(folded);
                }
                None if is_accent(letter) => out.extend_last(end),
                None => {}
            }
        }
        out
    }

    fn extend_last(&mut self, end: usize) {
        if let Some((_, last)) = self.origins.last_mut() {
            last.end = end;
        }
    }

    /// Returns what a stretch of the folded text was made of.
    fn origin(&self, from: usize, to: usize) -> Option<Span> {
        let at = |byte: usize| self.origins.partition_point(|(start, _)| *start < byte);
        let first = self.origins.get(at(from))?;
        let last = self.origins.get(at(to).checked_sub(1)?)?;
        Some(Span::new(first.1.start, last.1.end))
    }
}

/// Returns up to so many characters before and behind a stretch of a text.
pub fn around(text: &str, span: Span, most: usize) -> (&str, &str) {
    let ahead = &text[..span.start];
    let from = ahead.char_indices().rev().take(most).last();
    let behind = &text[span.end..];
    let to = behind.char_indices().nth(most);
    (
        &ahead[from.map_or(ahead.len(), |(at, _)| at)..],
        &behind[..to.map_or(behind.len(), |(at, _)| at)],
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(pattern: &Pattern, text: &str, expected: &[&str]) {
        let spans = pattern.spans(text);
        let found: Vec<&str> = spans.iter().map(|span| &text[span.range()]).collect();
        assert_eq!(found, expected);
    }

    #[track_caller]
    fn check_words(words: &str, text: &str, expected: &[&str]) {
        check(&Pattern::words(words).unwrap(), text, expected);
    }

    #[test]
    fn words_are_found_whatever_their_case_accents_and_blanks() {
        check_words("erdogan", "Erdoğan, ERDOGAN", &["Erdoğan", "ERDOGAN"]);
        check_words("Étaté", "e\u{301}tate\u{301}.", &["e\u{301}tate\u{301}"]);
        check_words("eta", "Eta\u{301}t", &["Eta\u{301}"]);
        check_words("cease fire", "a cease\r\n  fire", &["cease\r\n  fire"]);
        check_words("\"no\"", "“No,” “no”", &["“no”"]);
        check_words("aa", "aaaa", &["aa", "aa"]);
        check_words("зеленский", "😀 ЗЕЛЕНСКИЙ", &["ЗЕЛЕНСКИЙ"]);
        check_words("x", "", &[]);
        assert!(Pattern::words(" ").is_none() && Pattern::exact("").is_none());
    }

    #[test]
    fn words_may_be_found_as_they_are_written() {
        check(&Pattern::exact("No").unwrap(), "no No NO", &["No"]);
    }

    #[test]
    fn regular_expressions_are_found() {
        let regex = |source, ignores_case| Pattern::regex(source, ignores_case).unwrap();
        check(
            &regex(r"ced\w+", true),
            "He CEDED, ceding",
            &["CEDED", "ceding"],
        );
        check(&regex(r"ced\w+", false), "CEDED, ceding", &["ceding"]);
        check(&regex("^b", true), "a\nb", &["b"]);
        check(&regex("x*", true), "axxb", &["xx"]);
        let why = Pattern::regex("(a", true).unwrap_err();
        assert_eq!(why, "unclosed group");
    }

    #[test]
    fn what_stands_around_is_counted_in_characters() {
        let text = "ééé“no”ááá";
        let at = text.find("no").unwrap();
        let span = Span::new(at, at + 2);
        assert_eq!(around(text, span, 2), ("é“", "”á"));
        assert_eq!(around(text, span, 99), ("ééé“", "”ááá"));
        assert_eq!(around(text, span, 0), ("", ""));
    }
}
