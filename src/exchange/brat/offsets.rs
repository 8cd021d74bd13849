//! What the offsets of a file of annotations mean in an article's text.
//!
//! brat counts code points of the text file as it is, half-open, from 0. On Record counts the same, less one leading
//! byte order mark. Tools that read the file otherwise count neither the mark nor the carriage returns of line ends; which
//! it was is told by the words that the file repeats.

use super::lines::SpanLine;
use crate::model::span::{CharSpan, Span};
use crate::model::text::Text;

/// The byte order mark in UTF-8.
const MARK: &[u8] = b"\xEF\xBB\xBF";

/// One way to count.
pub(super) struct Offsets<'t> {
    text: &'t Text,
    /// Characters before the text that are counted.
    before: usize,
    /// Where line ends of two characters stand that count one, as the file counts, in order.
    line_ends: Vec<usize>,
}

impl<'t> Offsets<'t> {
    /// Finds the way to count in which most spans have the words that their lines repeat; brat's own, if none is better.
    /// `bytes` is the text's file.
    pub(super) fn of(text: &'t Text, bytes: &[u8], spans: &[SpanLine]) -> Self {
        let marks = usize::from(bytes.starts_with(MARK));
        let ends = line_ends(text);
        let mut ways = Vec::new();
        for before in (0..=marks).rev() {
            ways.push(Self {
                text,
                before,
                line_ends: Vec::new(),
            });
            if !ends.is_empty() {
                ways.push(Self {
                    text,
                    before,
                    line_ends: ends.clone(),
                });
            }
        }
        if ways.len() > 1 {
            let fitting = |way: &Self| spans.iter().filter(|span| way.pieces(span).is_ok()).count();
            // The last one is taken, of equals too.
            ways.reverse();
            ways.sort_by_cached_key(fitting);
        }
        ways.pop().unwrap_or(Self {
            text,
            before: 0,
            line_ends: Vec::new(),
        })
    }

    /// Returns the pieces of a span, in bytes and in order.
    ///
    /// # Errors
    ///
    /// Says what is wrong, a clause, if they lie outside of the text or their words are others than the line repeats.
    pub(super) fn pieces(&self, line: &SpanLine) -> Result<Vec<Span>, String> {
        let mut pieces = Vec::with_capacity(line.pieces.len());
        let mut words = String::new();
        for (start, end) in &line.pieces {
            let chars = CharSpan {
                start: self.char(*start),
                end: self.char(*end),
            };
            let span = self.text.bytes(chars).ok_or_else(|| {
                let length = self.text.chars_len();
                format!("the span {start} {end} is not in the text, which has {length} characters")
            })?;
            words.push_str(self.text.slice(span));
            pieces.push(span);
        }
        if !line.words.trim().is_empty() && !same_letters(&words, &line.words) {
            return Err("the words at these offsets are not those in the line".to_owned());
        }
        pieces.retain(|piece| !piece.is_empty());
        pieces.sort_unstable();
        if pieces.is_empty() {
            return Err("the span holds no text".to_owned());
        }
        Ok(pieces)
    }

    /// Returns the code point of the text that an offset of the file means.
    fn char(&self, offset: usize) -> usize {
        let offset = offset.saturating_sub(self.before);
        offset.saturating_add(self.line_ends.partition_point(|end| *end < offset))
    }
}

/// Returns where the text's line ends of two characters stand, were each one character.
fn line_ends(text: &Text) -> Vec<usize> {
    let ends = text.match_indices("\r\n").enumerate();
    ends.map(|(nth, (byte, _))| text.char_of_byte(byte) - nth)
        .collect()
}

/// Compares without white space: a line has a space for each line break and between pieces.
fn same_letters(a: &str, b: &str) -> bool {
    let is_letter = |char: &char| !char.is_whitespace();
    a.chars().filter(is_letter).eq(b.chars().filter(is_letter))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::brat::lines;
    use crate::read;

    /// Reads the spans of a file over a text; shows the words of each piece.
    #[track_caller]
    fn check(bytes: &[u8], annotations: &str, expected: &[Result<&[&str], &str>]) {
        let article = read::read("a.txt", bytes).unwrap();
        let lines = lines::parse(annotations.as_bytes());
        let offsets = Offsets::of(&article.text, bytes, &lines.spans);
        let found: Vec<Result<Vec<&str>, String>> = lines
            .spans
            .iter()
            .map(|span| {
                let pieces = offsets.pieces(span)?;
                Ok(pieces
                    .into_iter()
                    .map(|piece| article.text.slice(piece))
                    .collect())
            })
            .collect();
        let expected: Vec<Result<Vec<&str>, String>> = expected
            .iter()
            .map(|one| one.map(<[&str]>::to_vec).map_err(str::to_owned))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn offsets_count_the_file_as_it_is() {
        check(
            "Ê\u{301} — “Нет!” 👩‍🚀 said.".as_bytes(),
            "T1\tA 5 11\t“Нет!”\nT2\tA 16 20\tsaid",
            &[Ok(&["“Нет!”"]), Ok(&["said"])],
        );
        check(
            b"One.\r\nTwo.\r\nEnd.",
            "T1\tA 6 10\tTwo.\nT2\tA 12 15\tEnd",
            &[Ok(&["Two."]), Ok(&["End"])],
        );
        check(
            "\u{feff}One two".as_bytes(),
            "T1\tA 5 8\ttwo",
            &[Ok(&["two"])],
        );
        check(
            b"It is a long enough line: a \0 b",
            "T1\tA 30 31\tb",
            &[Ok(&["b"])],
        );
        check(
            b"One two three",
            "T1\tA 8 13;0 3\tthree One",
            &[Ok(&["One", "three"])],
        );
        check(b"One\ntwo", "T1\tA 0 7\tOne two", &[Ok(&["One\ntwo"])]);
        check(b"One two", "T1\tA 4 7", &[Ok(&["two"])]);
    }

    #[test]
    fn offsets_that_count_otherwise_are_known_by_their_words() {
        check(
            b"One.\r\nTwo.\r\nEnd.",
            "T1\tA 5 9\tTwo.\nT2\tA 10 13\tEnd",
            &[Ok(&["Two."]), Ok(&["End"])],
        );
        check(
            b"One.\r\nTwo.",
            "T1\tA 0 9\tOne. Two.",
            &[Ok(&["One.\r\nTwo."])],
        );
        check(
            "\u{feff}One two".as_bytes(),
            "T1\tA 4 7\ttwo",
            &[Ok(&["two"])],
        );
        check(
            "\u{feff}One.\r\nTwo.".as_bytes(),
            "T1\tA 6 9\tTwo",
            &[Ok(&["Two"])],
        );
        check(
            "\u{feff}One.\r\nTwo.".as_bytes(),
            "T1\tA 5 8\tTwo",
            &[Ok(&["Two"])],
        );
    }

    #[test]
    fn what_fits_nowhere_is_refused() {
        let other = Err("the words at these offsets are not those in the line");
        check(
            b"One two",
            "T1\tA 0 3\ttwo\nT2\tA 0 3\tOne",
            &[other, Ok(&["One"])],
        );
        check(
            b"One two",
            "T1\tA 4 8\ttwo\nT2\tA 99 18446744073709551615\tx",
            &[
                Err("the span 4 8 is not in the text, which has 7 characters"),
                Err("the span 99 18446744073709551615 is not in the text, which has 7 characters"),
            ],
        );
    }
}
