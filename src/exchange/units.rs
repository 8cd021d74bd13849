//! Offsets in UTF-16 code units, which JavaScript and Java count.

use crate::model::span::Span;
use crate::model::text::Text;

/// Converts between bytes of a text and UTF-16 units.
pub(super) struct Utf16<'t> {
    text: &'t Text,
    /// Where characters of two units begin, in bytes, in order.
    wide: Vec<usize>,
}

impl<'t> Utf16<'t> {
    /// Looks a text through.
    pub(super) fn new(text: &'t Text) -> Self {
        let bytes = text.as_bytes().iter().enumerate();
        // Characters beyond U+FFFF are those of four bytes.
        let wide = bytes.filter(|(_, byte)| **byte >= 0xF0);
        Self {
            text,
            wide: wide.map(|(at, _)| at).collect(),
        }
    }

    /// Returns how many units stand before a byte offset.
    pub(super) fn at(&self, byte: usize) -> usize {
        let wide = self.wide.partition_point(|at| *at < byte);
        self.text.char_of_byte(byte) + wide
    }

    /// Returns where a span begins and ends in units.
    pub(super) fn range(&self, span: Span) -> [usize; 2] {
        [self.at(span.start), self.at(span.end)]
    }

    /// Returns the byte offset behind so many units; none where the text is shorter, or a character is cut.
    pub(super) fn byte(&self, units: usize) -> Option<usize> {
        // As many characters of two units stand before it as have their first unit before it.
        let (mut low, mut high) = (0, self.wide.len());
        while low < high {
            let middle = low.midpoint(high);
            if self.at(self.wide[middle]) < units {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        let byte = self.text.byte_of_char(units.checked_sub(low)?)?;
        (self.at(byte) == units).then_some(byte)
    }

    /// Returns the stretch that a range of units means; none where it is empty, turned round, outside of the text, or cuts a
    /// character.
    pub(super) fn span(&self, start: usize, end: usize) -> Option<Span> {
        let span = Span {
            start: self.byte(start)?,
            end: self.byte(end)?,
        };
        (span.start < span.end).then_some(span)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn offsets_are_those_of_javascript(text in "[a\u{301}é\u{20ac}😀👩\u{200d}\r\n]{0,40}") {
            let kept = Text::new(text.as_str());
            let units = Utf16::new(&kept);
            let mut count = 0;
            for (byte, char) in text.char_indices() {
                prop_assert_eq!(units.at(byte), count);
                prop_assert_eq!(units.byte(count), Some(byte));
                if char.len_utf16() == 2 {
                    prop_assert_eq!(units.byte(count + 1), None);
                }
                count += char.len_utf16();
            }
            prop_assert_eq!(units.byte(count), Some(text.len()));
            prop_assert_eq!(units.byte(count + 1), None);
        }
    }
}
