//! An article's text, with its offsets in bytes and in code points and the borders of its words and sentences.
//!
//! The text is kept exactly as annotations count it: no character is added, dropped or replaced after reading.

use std::ops::Deref;
use std::sync::Arc;

use unicode_segmentation::UnicodeSegmentation as _;

use super::span::{CharSpan, Span};

/// Bytes between two entries of the code point index: small enough that a look-up scans little, large enough that
/// the index is a sixty-fourth of the text.
const STRIDE: usize = 512;

/// Bytes whose characters are counted at once when a character is looked up.
const STRETCH: usize = 128;

/// Longest stretch of text, in bytes, that a search for a word or sentence border looks at on either side.
///
/// Without it a 50 MB line would make each selection walk the whole line.
const REACH: usize = 4096;

/// The text of an article, cheap to clone and share between threads.
#[derive(Clone, Debug)]
pub struct Text {
    string: Arc<str>,
    /// Code points before byte `i * STRIDE`, where that byte may lie inside a character that is then not counted yet.
    index: Arc<[usize]>,
    chars: usize,
}

impl Text {
    /// Indexes `string`.
    pub fn new(string: impl Into<Arc<str>>) -> Self {
        let string = string.into();
        let mut index = Vec::with_capacity(string.len() / STRIDE + 1);
        let mut chars = 0;
        for chunk in string.as_bytes().chunks(STRIDE) {
            index.push(chars);
            chars += count_chars(chunk);
        }
        Self {
            string,
            index: index.into(),
            chars,
        }
    }

    /// Returns the length in code points.
    pub fn chars_len(&self) -> usize {
        self.chars
    }

    /// Tells whether every character is one byte, so that both offsets are the same.
    fn is_plain(&self) -> bool {
        self.chars == self.string.len()
    }

    /// Returns the code points before the byte offset `byte`, which is clamped into the text.
    pub fn char_of_byte(&self, byte: usize) -> usize {
        let byte = byte.min(self.string.len());
        if self.is_plain() {
            return byte;
        }
        let block = byte / STRIDE;
        match self.index.get(block) {
            Some(before) => before + count_chars(&self.string.as_bytes()[block * STRIDE..byte]),
            None => self.chars,
        }
    }

    /// Returns the byte offset of the code point with index `char`, or none where the text is shorter.
    pub fn byte_of_char(&self, char: usize) -> Option<usize> {
        if char >= self.chars {
            return (char == self.chars).then_some(self.string.len());
        }
        if self.is_plain() {
            return Some(char);
        }
        let block = self.index.partition_point(|&before| before <= char) - 1;
        let mut left = char - self.index[block];
        let mut at = block * STRIDE;
        let bytes = self.string.as_bytes();
        // Whole stretches are counted, which is fast; only the last one is looked at byte by byte.
        while let Some(stretch) = bytes.get(at..at + STRETCH) {
            let chars = count_chars(stretch);
            if chars > left {
                break;
            }
            left -= chars;
            at += STRETCH;
        }
        for (offset, byte) in bytes[at..].iter().enumerate() {
            if is_char_start(*byte) {
                if left == 0 {
                    return Some(at + offset);
                }
                left -= 1;
            }
        }
        None
    }

    /// Converts a span of bytes into one of code points.
    pub fn chars(&self, span: Span) -> CharSpan {
        CharSpan {
            start: self.char_of_byte(span.start),
            end: self.char_of_byte(span.end),
        }
    }

    /// Converts a span of code points into one of bytes, or none where it reaches beyond the text or is turned round.
    pub fn bytes(&self, span: CharSpan) -> Option<Span> {
        if span.start > span.end {
            return None;
        }
        Some(Span {
            start: self.byte_of_char(span.start)?,
            end: self.byte_of_char(span.end)?,
        })
    }

    /// Returns the text of a span, or none where it does not lie inside the text on character borders.
    pub fn get(&self, span: Span) -> Option<&str> {
        self.string.get(span.range())
    }

    /// Returns the text of a span, cut to what lies inside the text; for showing, never for saving.
    pub fn slice(&self, span: Span) -> &str {
        let start = self.floor(span.start);
        let end = self.floor(span.end).max(start);
        &self.string[start..end]
    }

    /// Returns the nearest character border at or before the byte offset `byte`.
    pub fn floor(&self, byte: usize) -> usize {
        self.string.floor_char_boundary(byte)
    }

    /// Widens a span to the borders of the words it touches, and leaves out white space at its ends.
    ///
    /// A span of white space alone becomes empty.
    pub fn snap_to_words(&self, span: Span) -> Span {
        let trimmed = self.trim(span);
        if trimmed.is_empty() {
            return trimmed;
        }
        let start = self
            .word_at(trimmed.start)
            .map_or(trimmed.start, |word| word.start);
        let last = self.prev_char(trimmed.end);
        let end = self
            .word_at(last)
            .map_or(trimmed.end, |word| word.end.max(trimmed.end));
        Span::new(start, end)
    }

    /// Leaves out white space at the ends of a span.
    pub fn trim(&self, span: Span) -> Span {
        let text = self.slice(span);
        let start = self.floor(span.start) + (text.len() - text.trim_start().len());
        let end = start + text.trim().len();
        Span::new(start, end)
    }

    /// Returns the word (Unicode UAX #29, letters or digits) in which the byte offset `byte` lies.
    pub fn word_at(&self, byte: usize) -> Option<Span> {
        let byte = self.floor(byte);
        let around = self.around(byte);
        self.slice(around)
            .split_word_bound_indices()
            .map(|(at, word)| {
                (
                    Span::new(around.start + at, around.start + at + word.len()),
                    word,
                )
            })
            .take_while(|(span, _)| span.start <= byte)
            .find(|(span, word)| span.contains(byte) && word.chars().any(char::is_alphanumeric))
            .map(|(span, _)| span)
    }

    /// Returns the end of the first word that ends after the byte offset `byte`, else the end of the text.
    pub fn next_word_end(&self, byte: usize) -> usize {
        let from = self.floor(byte);
        let start = self.word_at(from).map_or(from, |word| word.start);
        let upto = self.floor(from + REACH);
        let found = self.string[start..upto]
            .unicode_word_indices()
            .map(|(at, word)| start + at + word.len())
            .find(|&end| end > from);
        found.unwrap_or(upto)
    }

    /// Returns the start of the last word that begins before the byte offset `byte`, else the start of the text.
    pub fn prev_word_start(&self, byte: usize) -> usize {
        let upto = self.floor(byte);
        let from = self.floor(upto.saturating_sub(REACH));
        let found = self.string[from..upto]
            .unicode_word_indices()
            .map(|(at, _)| from + at)
            .rfind(|&at| at < upto);
        found.unwrap_or(from)
    }

    /// Returns the paragraph (a line of the text, without its line end) that holds the byte offset `byte`.
    pub fn paragraph_at(&self, byte: usize) -> Span {
        let byte = self.floor(byte);
        let start = self.string[..byte].rfind('\n').map_or(0, |at| at + 1);
        let end = self.string[byte..]
            .find('\n')
            .map_or(self.string.len(), |at| byte + at);
        let end = if self.string[start..end].ends_with('\r') {
            end - 1
        } else {
            end
        };
        Span::new(start, end)
    }

    /// Returns the sentence (Unicode UAX #29) that holds the byte offset `byte`, without white space at its ends.
    pub fn sentence_at(&self, byte: usize) -> Span {
        let byte = self.floor(byte);
        let paragraph = self.paragraph_at(byte);
        let near = self.around(byte);
        let within = paragraph.intersection(near).unwrap_or(paragraph);
        self.slice(within)
            .split_sentence_bound_indices()
            .map(|(at, sentence)| Span::new(within.start + at, within.start + at + sentence.len()))
            .find(|span| span.contains(byte) || span.end == within.end)
            .map_or(within, |span| self.trim(span))
    }

    /// Returns the start of the character before the byte offset `byte`.
    fn prev_char(&self, byte: usize) -> usize {
        self.string[..byte]
            .char_indices()
            .next_back()
            .map_or(0, |(at, _)| at)
    }

    /// Returns the stretch within [`REACH`] of the byte offset `byte`, cut at line ends.
    fn around(&self, byte: usize) -> Span {
        let from = self.floor(byte.saturating_sub(REACH));
        let upto = self.floor(byte + REACH);
        let start = self.string[from..byte]
            .rfind('\n')
            .map_or(from, |at| from + at + 1);
        let end = self.string[byte..upto]
            .find('\n')
            .map_or(upto, |at| byte + at);
        Span::new(start, end)
    }
}

impl Default for Text {
    fn default() -> Self {
        Self::new("")
    }
}

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        &self.string
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        self.string == other.string
    }
}

fn is_char_start(byte: u8) -> bool {
    byte & 0xC0 != 0x80
}

fn count_chars(bytes: &[u8]) -> usize {
    bytes.iter().filter(|&&byte| is_char_start(byte)).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Emoji, a combining mark, Cyrillic, Hebrew, curly quotes, a family joined by zero-width joiners.
    const MIXED: &str = "a😀b e\u{301}! Кремль שלום “ні” 👨‍👩‍👧 end";

    #[test]
    fn offsets_convert_both_ways() {
        let text = Text::new(MIXED);
        let borders: Vec<usize> = MIXED
            .char_indices()
            .map(|(at, _)| at)
            .chain([MIXED.len()])
            .collect();
        assert_eq!(text.chars_len(), borders.len() - 1);
        for (char, &byte) in borders.iter().enumerate() {
            assert_eq!(text.char_of_byte(byte), char);
            assert_eq!(text.byte_of_char(char), Some(byte));
        }
        assert_eq!(text.byte_of_char(borders.len()), None);
        assert_eq!(text.bytes(CharSpan { start: 3, end: 2 }), None);
    }

    /// Marks the span `[…]` of the fixture, applies `f`, and compares with the `[…]` of `expected`.
    #[track_caller]
    fn check(f: impl Fn(&Text, Span) -> Span, given: &str, expected: &str) {
        let start = given.find('[').unwrap();
        let end = given.find(']').unwrap() - 1;
        let text = Text::new(given.replace(['[', ']'], ""));
        let span = f(&text, Span::new(start, end));
        let mut shown = text.to_string();
        shown.insert(span.end, ']');
        shown.insert(span.start, '[');
        assert_eq!(shown, expected);
    }

    #[test]
    fn selections_snap_to_words() {
        let snap = |text: &Text, span| text.snap_to_words(span);
        check(snap, "he [ru]led out", "he [ruled] out");
        check(snap, "he r[uled o]ut", "he [ruled out]");
        check(snap, "he[ ruled ]out", "he [ruled] out");
        check(snap, "“[No o]ne”", "“[No one]”");
        check(snap, "[“No o]ne”", "[“No one]”");
        check(snap, "“No o[ne”]", "“No [one”]");
        check(snap, "don[’t] go", "[don’t] go");
        check(snap, "Зеленс[ьк]ий", "[Зеленський]");
        check(snap, "a [ ]b", "a  []b");
    }

    #[test]
    fn words_and_sentences_are_found() {
        let word = |text: &Text, span: Span| text.word_at(span.start).unwrap_or(span);
        check(word, "he r[]uled out", "he [ruled] out");
        check(word, "he[] ruled", "he[] ruled");
        let sentence = |text: &Text, span: Span| text.sentence_at(span.start);
        check(
            sentence,
            "One. T[]wo goes on. Three.",
            "One. [Two goes on.] Three.",
        );
        check(sentence, "One.\nT[]wo\nThree.", "One.\n[Two]\nThree.");
        check(sentence, "One. Two.[]", "One. [Two.]");
    }

    #[test]
    fn words_are_passed_one_by_one() {
        let forward = |text: &Text, span: Span| Span::new(span.start, text.next_word_end(span.end));
        check(forward, "[one two] three four", "[one two three] four");
        check(forward, "one “[two]” three", "one “[two” three]");
        let back = |text: &Text, span: Span| Span::new(text.prev_word_start(span.start), span.end);
        check(back, "one [two three] four", "[one two three] four");
        check(back, "[one] two", "[one] two");
    }

    proptest! {
        #[test]
        fn code_points_and_bytes_are_inverse(string in "\\PC{0,400}", repeat in 1usize..12) {
            let string = string.repeat(repeat);
            let text = Text::new(string.as_str());
            prop_assert_eq!(text.chars_len(), string.chars().count());
            for (char, (byte, _)) in string.char_indices().enumerate().step_by(37) {
                prop_assert_eq!(text.char_of_byte(byte), char);
                prop_assert_eq!(text.byte_of_char(char), Some(byte));
            }
        }

        #[test]
        fn snapping_keeps_the_selected_text(string in "[a-zé “”'.\n]{0,60}", a in 0usize..60, b in 0usize..60) {
            let text = Text::new(string.as_str());
            let span = Span::new(text.floor(a), text.floor(b));
            let snapped = text.snap_to_words(span);
            prop_assert!(text.get(snapped).is_some());
            prop_assert!(snapped.is_empty() || snapped.covers(text.trim(span)));
            prop_assert_eq!(text.snap_to_words(snapped), snapped);
        }
    }
}
