//! What the offsets of a file of annotations mean in an article's text.
//!
//! brat counts code points of the text file as it is, half-open, from 0. On Record counts the same, less one leading
//! byte order mark. Other tools count UTF-16 units or UTF-8 bytes, and tools that read the file otherwise count neither the
//! mark nor the carriage returns of line ends. `counting` finds out which it was.

use super::lines::SpanLine;
use crate::model::span::Span;
use crate::model::text::Text;

/// The byte order mark in UTF-8.
const MARK: &[u8] = b"\xEF\xBB\xBF";

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    /// Unicode code points.
    Chars,
    /// UTF-16 code units: two for a character beyond U+FFFF.
    Utf16,
    /// Bytes of UTF-8.
    Utf8,
}

/// One way to count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Way {
    pub(super) unit: Unit,
    /// Whether a byte order mark counts.
    has_mark: bool,
    /// Whether a line end of two characters counts as one.
    joins: bool,
}

impl Way {
    /// How many ways there are.
    pub(super) const COUNT: usize = 12;

    /// brat's own.
    pub(super) const OWN: Self = Self {
        unit: Unit::Chars,
        has_mark: true,
        joins: false,
    };

    /// Every way, the likelier first.
    pub(super) const ALL: [Self; Self::COUNT] = Self::all();

    const fn all() -> [Self; Self::COUNT] {
        let units = [Unit::Chars, Unit::Utf16, Unit::Utf8];
        let mut all = [Self::OWN; Self::COUNT];
        let mut at = 0;
        while at < Self::COUNT {
            all[at] = Self {
                unit: units[at / 4],
                has_mark: at % 4 < 2,
                joins: at % 2 == 1,
            };
            at += 1;
        }
        all
    }
}

/// What is counted in a text, in every way.
pub(super) struct Measures<'t> {
    text: &'t Text,
    /// Whether the file begins with a byte order mark, which the text lacks.
    has_mark: bool,
    is_ascii: bool,
    /// Where characters beyond U+FFFF stand, in UTF-16 units, in order.
    wide: Vec<usize>,
    /// Where line ends of two characters stand, were each one character, in order: in code points, UTF-16 units, bytes.
    line_ends: [Vec<usize>; 3],
}

impl<'t> Measures<'t> {
    /// Measures a text; `bytes` is its file.
    pub(super) fn of(text: &'t Text, bytes: &[u8]) -> Self {
        let mut measures = Self {
            text,
            has_mark: bytes.starts_with(MARK),
            is_ascii: text.is_ascii(),
            wide: Vec::new(),
            line_ends: [Vec::new(), Vec::new(), Vec::new()],
        };
        let (mut chars, mut units, mut joined) = (0, 0, 0);
        for (byte, char) in text.char_indices() {
            if char == '\r' && text.as_bytes().get(byte + 1) == Some(&b'\n') {
                let places = [chars, units, byte];
                for (ends, at) in measures.line_ends.iter_mut().zip(places) {
                    ends.push(at - joined);
                }
                joined += 1;
            }
            if char.len_utf16() > 1 {
                measures.wide.push(units);
            }
            chars += 1;
            units += char.len_utf16();
        }
        measures
    }

    /// Returns the text.
    pub(super) fn text(&self) -> &'t Text {
        self.text
    }

    /// Returns the ways that differ over this text, the likelier first.
    pub(super) fn ways(&self) -> Vec<Way> {
        let differs = |way: &Way| self.plain(*way) == *way;
        Way::ALL.into_iter().filter(differs).collect()
    }

    /// Returns the likeliest way that counts the same over this text.
    pub(super) fn plain(&self, way: Way) -> Way {
        let has_mark = way.has_mark || !self.has_mark;
        let is_same = match way.unit {
            Unit::Chars => true,
            Unit::Utf16 => self.wide.is_empty(),
            // The mark has three bytes.
            Unit::Utf8 => self.is_ascii && !(self.has_mark && has_mark),
        };
        Way {
            unit: if is_same { Unit::Chars } else { way.unit },
            has_mark,
            joins: way.joins && !self.line_ends[0].is_empty(),
        }
    }

    /// Says how a way counts: `UTF-16 units, CRLF as one`.
    pub(super) fn named(&self, way: Way) -> String {
        let way = self.plain(way);
        let mut name = match way.unit {
            Unit::Chars => "code points",
            Unit::Utf16 => "UTF-16 units",
            Unit::Utf8 => "UTF-8 bytes",
        }
        .to_owned();
        if !way.has_mark {
            name.push_str(", without the byte order mark");
        }
        if way.joins {
            name.push_str(", CRLF as one");
        }
        name
    }

    /// Returns the pieces of a span, in bytes and in order.
    ///
    /// # Errors
    ///
    /// Says what is wrong, a clause, if they lie outside of the text or their words are others than the line repeats.
    pub(super) fn pieces(&self, way: Way, line: &SpanLine) -> Result<Vec<Span>, String> {
        let mut pieces = Vec::with_capacity(line.pieces.len());
        let mut words = String::new();
        for (start, end) in &line.pieces {
            let ends = self.byte(way, *start).zip(self.byte(way, *end));
            let (from, upto) = ends.ok_or_else(|| self.outside(way, *start, *end))?;
            let span = Span::new(from, upto);
            words.push_str(self.text.slice(span));
            pieces.push(span);
        }
        if line.has_words() && !same_letters(&words, &line.words) {
            return Err("the words at these offsets are not those in the line".to_owned());
        }
        pieces.retain(|piece| !piece.is_empty());
        pieces.sort_unstable();
        if pieces.is_empty() {
            return Err("the span holds no text".to_owned());
        }
        Ok(pieces)
    }

    fn outside(&self, way: Way, start: usize, end: usize) -> String {
        if way.unit == Unit::Chars {
            let length = self.text.chars_len();
            return format!(
                "the span {start} {end} is not in the text, which has {length} characters"
            );
        }
        let name = self.named(way);
        format!("the span {start} {end} is not in the text, or cuts a character, counted in {name}")
    }

    /// Returns the byte offset in the text that an offset of the file means, if it is one between two characters.
    fn byte(&self, way: Way, offset: usize) -> Option<usize> {
        let mark = match way.unit {
            _ if !(self.has_mark && way.has_mark) => 0,
            Unit::Utf8 => MARK.len(),
            Unit::Chars | Unit::Utf16 => 1,
        };
        let offset = self.split(way, offset.saturating_sub(mark));
        match way.unit {
            Unit::Chars => self.text.byte_of_char(offset),
            Unit::Utf8 => self.text.is_char_boundary(offset).then_some(offset),
            Unit::Utf16 => {
                let before = self.wide.partition_point(|at| at + 1 < offset);
                let is_cut = self.wide.get(before).is_some_and(|at| at + 1 == offset);
                if is_cut {
                    return None;
                }
                self.text.byte_of_char(offset - before)
            }
        }
    }

    /// Counts the second character of the line ends before an offset.
    fn split(&self, way: Way, offset: usize) -> usize {
        if !way.joins {
            return offset;
        }
        let [chars, units, bytes] = &self.line_ends;
        let ends = match way.unit {
            Unit::Chars => chars,
            Unit::Utf16 => units,
            Unit::Utf8 => bytes,
        };
        offset.saturating_add(ends.partition_point(|end| *end < offset))
    }
}

/// A text whose offsets are counted in one way.
#[derive(Clone, Copy)]
pub(super) struct Offsets<'m, 't> {
    pub(super) measures: &'m Measures<'t>,
    pub(super) way: Way,
    /// Whether pieces with nothing but a line break between them are one: brat holds no line break in a span.
    pub(super) joins: bool,
}

impl Offsets<'_, '_> {
    /// See [`Measures::pieces`].
    ///
    /// # Errors
    ///
    /// As there.
    pub(super) fn pieces(&self, line: &SpanLine) -> Result<Vec<Span>, String> {
        let pieces = self.measures.pieces(self.way, line)?;
        if !self.joins {
            return Ok(pieces);
        }
        let mut joined: Vec<Span> = Vec::with_capacity(pieces.len());
        for piece in pieces {
            match joined.last_mut() {
                Some(last) if self.is_break(last.end, piece.start) => last.end = piece.end,
                _ => joined.push(piece),
            }
        }
        Ok(joined)
    }

    fn is_break(&self, from: usize, upto: usize) -> bool {
        let gap = self.measures.text().get(Span::new(from, upto));
        gap.is_some_and(|gap| gap.chars().all(|char| char == '\n' || char == '\r'))
    }
}

/// Compares without white space: a line has a space for each line break and between pieces.
fn same_letters(a: &str, b: &str) -> bool {
    let is_letter = |char: &char| !char.is_whitespace();
    a.chars().filter(is_letter).eq(b.chars().filter(is_letter))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn own_is_the_first_way() {
        assert_eq!(Way::ALL[0], Way::OWN);
        for (at, way) in Way::ALL.iter().enumerate() {
            assert!(!Way::ALL[..at].contains(way), "{way:?}");
        }
    }

    proptest! {
        /// Each border of characters is found from what a walk over the file counts before it.
        #[test]
        fn every_way_finds_every_border(string in "(\\PC|\r\n|\r|\n|😀|é){0,12}", marked in any::<bool>()) {
            let text = Text::new(string.as_str());
            let file = if marked { format!("\u{feff}{string}") } else { string.clone() };
            let measures = Measures::of(&text, file.as_bytes());
            for way in Way::ALL {
                let count = |text: &str| match way.unit {
                    Unit::Chars => text.chars().count(),
                    Unit::Utf16 => text.encode_utf16().count(),
                    Unit::Utf8 => text.len(),
                };
                let mark = if marked && way.has_mark { count("\u{feff}") } else { 0 };
                for (byte, char) in string.char_indices() {
                    let before = &string[..byte];
                    let is_within = char == '\n' && before.ends_with('\r');
                    let joined = if way.joins { before.matches("\r\n").count() } else { 0 };
                    if !(way.joins && is_within) {
                        prop_assert_eq!(measures.byte(way, mark + count(before) - joined), Some(byte), "{:?}", way);
                        let plain = measures.plain(way);
                        prop_assert_eq!(measures.byte(plain, mark + count(before) - joined), Some(byte), "{:?}", plain);
                    }
                }
            }
        }
    }
}
