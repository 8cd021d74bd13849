//! Half-open ranges of an article's text, in bytes or in code points, and the set operations on them.
//!
//! Gap indexing: an offset names the gap before a character, so that `Span::new(4, 7)` of
//!
//! ```text
//!  H e   “ n o ”        bytes:        0 1 2 3 . . 6 7 8 . . 11   (a curly mark is three bytes)
//! 0 1 2 3 4 5 6 7       code points:  0 1 2 3     4 5 6     7
//! ```
//!
//! is `bytes 3..11` for the four characters `“no”`, and code points `3..7`. An empty span lies between two characters.

use std::ops::Range;

use serde::{Deserialize, Serialize};

/// Represents a half-open range of an article's text in bytes, both ends on character borders.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct Span {
    /// Byte offset of the first byte.
    pub start: usize,
    /// Byte offset after the last byte. Invariant: `start <= end`.
    pub end: usize,
}

/// Represents a half-open range of an article's text in Unicode code points, as files and exports count.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct CharSpan {
    /// Index of the first code point.
    pub start: usize,
    /// Index after the last code point.
    pub end: usize,
}

/// Represents a stretch of a text that is not at hand, as files have it: where it was, what it said and what stood around
/// it. What it means in today's text is the business of [`crate::anchor`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Anchored {
    /// Where it was. A file may have the ends turned round, which is not hidden here.
    pub at: CharSpan,
    /// Its words; empty in a file written by hand that leaves them out.
    pub text: String,
    /// Up to [`CONTEXT`](super::described::CONTEXT) characters before it.
    pub before: String,
    /// As many behind it.
    pub after: String,
}

impl Span {
    /// Makes a span of two byte offsets in either order.
    pub fn new(a: usize, b: usize) -> Self {
        Self {
            start: a.min(b),
            end: a.max(b),
        }
    }

    /// Returns the length in bytes.
    pub fn len(self) -> usize {
        self.end - self.start
    }

    /// Tells whether the span holds no text.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Returns the span as a range for slicing.
    pub fn range(self) -> Range<usize> {
        self.start..self.end
    }

    /// Tells whether the byte at `offset` lies inside.
    pub fn contains(self, offset: usize) -> bool {
        self.start <= offset && offset < self.end
    }

    /// Tells whether all of `other` lies inside.
    pub fn covers(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Tells whether the two share at least one byte.
    pub fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Returns what both hold, if they share at least one byte.
    pub fn intersection(self, other: Self) -> Option<Self> {
        let (start, end) = (self.start.max(other.start), self.end.min(other.end));
        (start < end).then_some(Self { start, end })
    }
}

/// Returns the spans sorted, empty ones dropped, and those that overlap or touch made one.
pub fn normalized(mut spans: Vec<Span>) -> Vec<Span> {
    spans.retain(|span| !span.is_empty());
    spans.sort_unstable();
    let mut out: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match out.last_mut() {
            Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
            _ => out.push(span),
        }
    }
    out
}

/// Returns how many bytes spans hold that do not overlap, as those of a quote.
pub fn length(spans: &[Span]) -> usize {
    spans.iter().map(|span| span.len()).sum()
}

/// Returns the stretches that two quotes share.
pub fn shared<'a>(one: &'a [Span], other: &'a [Span]) -> impl Iterator<Item = Span> + 'a {
    let with = move |span: &'a Span| {
        other
            .iter()
            .filter_map(move |part| span.intersection(*part))
    };
    one.iter().flat_map(with)
}

/// Returns what is left of `spans` once `hole` is taken out of them.
pub fn without(spans: &[Span], hole: Span) -> Vec<Span> {
    let mut out = Vec::with_capacity(spans.len() + 1);
    for &span in spans {
        if !span.overlaps(hole) {
            out.push(span);
            continue;
        }
        if span.start < hole.start {
            out.push(Span::new(span.start, hole.start));
        }
        if hole.end < span.end {
            out.push(Span::new(hole.end, span.end));
        }
    }
    out
}

/// A stretch of text over which the same set of spans lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    /// The stretch, in bytes.
    pub span: Span,
    /// Indices into the spans given, in rising order. Never empty.
    pub ids: Vec<usize>,
}

/// Flattens spans, which may overlap in any way, into disjoint segments in text order.
///
/// Stretches that no span covers are left out. Linear in the number of borders times the spans that lie over each.
pub fn segments(spans: &[Span]) -> Vec<Segment> {
    let mut borders: Vec<(usize, bool, usize)> = Vec::with_capacity(spans.len() * 2);
    for (id, span) in spans
        .iter()
        .enumerate()
        .filter(|(_, span)| !span.is_empty())
    {
        borders.push((span.start, true, id));
        borders.push((span.end, false, id));
    }
    borders.sort_unstable();
    let mut out = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    let mut from = 0;
    for (at, opens, id) in borders {
        if from < at && !open.is_empty() {
            out.push(Segment {
                span: Span::new(from, at),
                ids: open.clone(),
            });
        }
        from = at;
        match (open.binary_search(&id), opens) {
            (Err(place), true) => open.insert(place, id),
            (Ok(place), false) => drop(open.remove(place)),
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn spans(pairs: &[(usize, usize)]) -> Vec<Span> {
        pairs.iter().map(|&(a, b)| Span::new(a, b)).collect()
    }

    #[track_caller]
    fn check_normalized(given: &[(usize, usize)], expected: &[(usize, usize)]) {
        assert_eq!(normalized(spans(given)), spans(expected));
    }

    #[test]
    fn normalizing_joins_what_touches() {
        check_normalized(&[], &[]);
        check_normalized(&[(3, 3)], &[]);
        check_normalized(&[(5, 8), (0, 2)], &[(0, 2), (5, 8)]);
        check_normalized(&[(0, 4), (2, 8)], &[(0, 8)]);
        check_normalized(&[(0, 4), (4, 8)], &[(0, 8)]);
        check_normalized(&[(0, 9), (2, 3)], &[(0, 9)]);
    }

    #[track_caller]
    fn check_without(given: &[(usize, usize)], hole: (usize, usize), expected: &[(usize, usize)]) {
        assert_eq!(
            without(&spans(given), Span::new(hole.0, hole.1)),
            spans(expected)
        );
    }

    #[test]
    fn a_hole_is_cut_out() {
        check_without(&[(0, 10)], (4, 6), &[(0, 4), (6, 10)]);
        check_without(&[(0, 10)], (0, 6), &[(6, 10)]);
        check_without(&[(0, 10)], (10, 12), &[(0, 10)]);
        check_without(&[(0, 4), (6, 9)], (2, 7), &[(0, 2), (7, 9)]);
        check_without(&[(2, 4)], (0, 9), &[]);
    }

    #[track_caller]
    fn check_shared(one: &[(usize, usize)], other: &[(usize, usize)], expected: &[(usize, usize)]) {
        let found: Vec<Span> = shared(&spans(one), &spans(other)).collect();
        assert_eq!(found, spans(expected));
    }

    #[test]
    fn quotes_share_what_both_hold() {
        check_shared(&[(0, 4), (6, 9)], &[(2, 7)], &[(2, 4), (6, 7)]);
        check_shared(&[(0, 4)], &[(4, 8)], &[]);
        check_shared(&[], &[(4, 8)], &[]);
        assert_eq!(length(&spans(&[(0, 4), (6, 9)])), 7);
    }

    #[test]
    fn segments_of_overlapping_spans() {
        let found = segments(&spans(&[(0, 6), (4, 9), (4, 6), (12, 14)]));
        let expected = [
            (0, 4, vec![0]),
            (4, 6, vec![0, 1, 2]),
            (6, 9, vec![1]),
            (12, 14, vec![3]),
        ];
        let expected: Vec<Segment> = expected
            .into_iter()
            .map(|(a, b, ids)| Segment {
                span: Span::new(a, b),
                ids,
            })
            .collect();
        assert_eq!(found, expected);
    }

    proptest! {
        #[test]
        fn every_byte_has_the_ids_that_cover_it(pairs in prop::collection::vec((0usize..40, 0usize..40), 0..8)) {
            let given = spans(&pairs);
            let found = segments(&given);
            for byte in 0..40 {
                let expected: Vec<usize> =
                    given.iter().enumerate().filter(|(_, s)| s.contains(byte)).map(|(i, _)| i).collect();
                let actual: Vec<usize> =
                    found.iter().filter(|s| s.span.contains(byte)).flat_map(|s| s.ids.clone()).collect();
                prop_assert_eq!(actual, expected);
            }
        }

        #[test]
        fn a_cut_removes_just_the_hole(pairs in prop::collection::vec((0usize..40, 0usize..40), 0..8), a in 0usize..40, b in 0usize..40) {
            let given = normalized(spans(&pairs));
            let hole = Span::new(a, b);
            let left = without(&given, hole);
            for byte in 0..40 {
                let was = given.iter().any(|s| s.contains(byte));
                let is = left.iter().any(|s| s.contains(byte));
                prop_assert_eq!(is, was && !hole.contains(byte));
            }
        }
    }
}
