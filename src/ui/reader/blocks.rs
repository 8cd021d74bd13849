//! Where the paragraphs of an article lie on the page, without laying all of them out.
//!
//! A block is one paragraph, or a piece of one too long to lay out at once. Heights are estimated from the number of
//! characters until a block is seen for the first time. They are summed in a Fenwick tree, so that both "where is block
//! i" and "what is at height y" stay logarithmic while heights are corrected; in `f64`, because ten megabytes of text
//! are two million points high.

use crate::model::span::Span;

/// Longest piece of a paragraph that is laid out as one, in bytes.
const LONGEST: usize = 4096;

/// The blocks of one article. Invariant: they cover the text with no gap, and there is at least one.
#[derive(Debug)]
pub(super) struct Blocks {
    /// Byte offset of each block's start, then the text's length.
    starts: Vec<usize>,
    /// Code points in each block's content; at most [`LONGEST`].
    chars: Vec<u16>,
    /// Whether a block is the last of its paragraph.
    last: Vec<bool>,
}

impl Blocks {
    /// Cuts `text` at its line ends, and longer paragraphs at a space.
    pub(super) fn new(text: &str) -> Self {
        let mut blocks = Self {
            starts: Vec::new(),
            chars: Vec::new(),
            last: Vec::new(),
        };
        let mut at = 0;
        for (newline, _) in text.match_indices('\n') {
            blocks.paragraph(text, at, line_end(text, at, newline));
            at = newline + 1;
        }
        if at < text.len() || blocks.last.is_empty() {
            blocks.paragraph(text, at, text.len());
        }
        blocks.starts.push(text.len());
        blocks
    }

    /// Returns the number of blocks.
    pub(super) fn len(&self) -> usize {
        self.last.len()
    }

    /// Returns the text of a block, without its line end.
    pub(super) fn content(&self, text: &str, block: usize) -> Span {
        let (start, end) = (self.starts[block], self.starts[block + 1]);
        let ended = end > start && text.as_bytes()[end - 1] == b'\n';
        let end = if ended {
            line_end(text, start, end - 1)
        } else {
            end
        };
        Span::new(start, end)
    }

    /// Returns the code points of a block's content.
    pub(super) fn chars(&self, block: usize) -> usize {
        usize::from(self.chars[block])
    }

    /// Tells whether the block is the last of its paragraph.
    pub(super) fn ends_paragraph(&self, block: usize) -> bool {
        self.last[block]
    }

    /// Returns the block that holds the byte offset `byte`; a line end belongs to the block before it.
    pub(super) fn at(&self, byte: usize) -> usize {
        let after = self.starts[..self.len()].partition_point(|&start| start <= byte);
        after.saturating_sub(1)
    }

    fn paragraph(&mut self, text: &str, start: usize, end: usize) {
        let mut at = start;
        while end - at > LONGEST {
            let cut = cut(text, at);
            self.push(text, at, cut, false);
            at = cut;
        }
        self.push(text, at, end, true);
    }

    fn push(&mut self, text: &str, start: usize, end: usize, last: bool) {
        let bytes = &text.as_bytes()[start..end];
        let chars = bytes.iter().filter(|&&byte| byte & 0xC0 != 0x80).count();
        self.starts.push(start);
        self.chars.push(u16::try_from(chars).unwrap_or(u16::MAX));
        self.last.push(last);
    }
}

/// Returns where a line that begins at `start` ends, of which the newline stands at `newline`: before a carriage return that
/// belongs to it, which takes no room.
fn line_end(text: &str, start: usize, newline: usize) -> usize {
    let returns = newline > start && text.as_bytes()[newline - 1] == b'\r';
    newline - usize::from(returns)
}

/// Returns where to cut a paragraph that goes on for more than [`LONGEST`] bytes after `start`: behind the last space
/// of its second half, else at a character border.
fn cut(text: &str, start: usize) -> usize {
    let most = text.floor_char_boundary(start + LONGEST);
    let least = text.floor_char_boundary(start + LONGEST / 2);
    let space = text[least..most].rfind(' ').map(|at| least + at + 1);
    space.unwrap_or(most)
}

/// Heights that can be corrected one by one, with their running sums.
#[derive(Debug, Default)]
pub(super) struct Heights {
    /// Fenwick tree: entry `i` holds the sum of the `lowest bit of i` heights that end at height `i - 1`.
    tree: Vec<f64>,
    each: Vec<f32>,
    exact: Vec<bool>,
}

impl Heights {
    /// Starts with estimates.
    pub(super) fn new(heights: Vec<f32>) -> Self {
        let mut tree = vec![0.0; heights.len() + 1];
        for (i, &height) in heights.iter().enumerate() {
            tree[i + 1] += f64::from(height);
            let parent = (i + 1) + lowest_bit(i + 1);
            if parent < tree.len() {
                tree[parent] += tree[i + 1];
            }
        }
        Self {
            tree,
            exact: vec![false; heights.len()],
            each: heights,
        }
    }

    /// Returns one height.
    pub(super) fn get(&self, block: usize) -> f64 {
        f64::from(self.each[block])
    }

    /// Tells whether a height is known rather than estimated.
    pub(super) fn is_exact(&self, block: usize) -> bool {
        self.exact[block]
    }

    /// Sets a height that is now known.
    pub(super) fn set(&mut self, block: usize, height: f32) {
        let delta = f64::from(height) - self.get(block);
        self.each[block] = height;
        self.exact[block] = true;
        if delta == 0.0 {
            return;
        }
        let mut at = block + 1;
        while at < self.tree.len() {
            self.tree[at] += delta;
            at += lowest_bit(at);
        }
    }

    /// Returns the sum of the heights before `block`.
    pub(super) fn above(&self, block: usize) -> f64 {
        let mut at = block;
        let mut sum = 0.0;
        while at > 0 {
            sum += self.tree[at];
            at -= lowest_bit(at);
        }
        sum
    }

    /// Returns the sum of all heights.
    pub(super) fn total(&self) -> f64 {
        self.above(self.each.len())
    }

    /// Returns the block at the height `y` and how far into it that is; clamped to the first and last block.
    pub(super) fn find(&self, y: f64) -> (usize, f64) {
        let mut at = 0;
        let mut left = y.max(0.0);
        let mut step = self.tree.len().next_power_of_two();
        while step > 0 {
            if let Some(&sum) = self.tree.get(at + step)
                && sum <= left
            {
                at += step;
                left -= sum;
            }
            step /= 2;
        }
        match self.each.len().checked_sub(1) {
            Some(last) if at > last => (last, left + self.get(last)),
            Some(_) => (at, left),
            None => (0, 0.0),
        }
    }
}

fn lowest_bit(number: usize) -> usize {
    number & number.wrapping_neg()
}

/// Where the window's upper edge stands in the article: kept by block, so that corrected heights above move nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Anchor {
    /// The block at the upper edge.
    pub(super) block: usize,
    /// How far the upper edge stands below that block's top, in points; negative only above the first block.
    pub(super) offset: f64,
}

impl Anchor {
    /// Returns the anchor at height `y`, counted from the top of the first block.
    pub(super) fn at(heights: &Heights, y: f64) -> Self {
        if y < 0.0 {
            return Self {
                block: 0,
                offset: y,
            };
        }
        let (block, offset) = heights.find(y);
        Self { block, offset }
    }

    /// Returns the height at which it stands, counted from the top of the first block.
    pub(super) fn y(self, heights: &Heights) -> f64 {
        heights.above(self.block) + self.offset
    }

    /// Moves by `delta` points, asking for the exact height of every block that is passed on the way.
    ///
    /// Far jumps go by the estimates.
    pub(super) fn moved(
        self,
        delta: f64,
        heights: &mut Heights,
        mut exact: impl FnMut(&mut Heights, usize),
    ) -> Self {
        const FAR: f64 = 4000.0;
        if delta.abs() > FAR {
            return Self::at(heights, self.y(heights) + delta);
        }
        let mut to = self;
        to.offset += delta;
        while to.offset < 0.0 && to.block > 0 {
            to.block -= 1;
            exact(heights, to.block);
            to.offset += heights.get(to.block);
        }
        while to.block + 1 < heights.each.len() {
            exact(heights, to.block);
            if to.offset < heights.get(to.block) {
                break;
            }
            to.offset -= heights.get(to.block);
            to.block += 1;
        }
        to
    }
}

#[cfg(test)]
#[expect(clippy::float_cmp)] // Sums of whole numbers are exact.
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check_blocks(text: &str, expected: &[&str]) {
        let blocks = Blocks::new(text);
        let found: Vec<&str> = (0..blocks.len())
            .map(|block| &text[blocks.content(text, block).range()])
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn blocks_are_the_lines() {
        check_blocks("", &[""]);
        check_blocks("one", &["one"]);
        check_blocks("one\n", &["one"]);
        check_blocks("one\n\ntwo", &["one", "", "two"]);
        check_blocks("\n", &[""]);
        check_blocks("one\r\ntwo\r\n", &["one", "two"]);
        check_blocks("one\r\n\r\ntwo\r", &["one", "", "two\r"]);
        check_blocks("\r\r\n\n", &["\r", ""]);
    }

    #[test]
    fn giant_paragraphs_are_cut_behind_a_space() {
        let text = "word ".repeat(5000);
        let blocks = Blocks::new(&text);
        assert_eq!(blocks.len(), 7);
        for block in 0..blocks.len() {
            let content = blocks.content(&text, block);
            assert!(content.len() <= LONGEST);
            assert!(text[content.range()].ends_with(' '));
            assert_eq!(blocks.ends_paragraph(block), block == 6);
        }
        let solid = "é".repeat(10_000);
        let blocks = Blocks::new(&solid);
        let bytes: usize = (0..blocks.len())
            .map(|block| blocks.content(&solid, block).len())
            .sum();
        assert_eq!(bytes, solid.len());
    }

    #[test]
    fn a_line_end_belongs_to_the_block_before_it() {
        let blocks = Blocks::new("one\n\ntwo");
        let found: Vec<usize> = (0..=8).map(|byte| blocks.at(byte)).collect();
        assert_eq!(found, [0, 0, 0, 0, 1, 2, 2, 2, 2]);
    }

    #[test]
    fn heights_are_found_from_both_sides() {
        let mut heights = Heights::new(vec![10.0, 20.0, 30.0]);
        assert_eq!(heights.find(-5.0), (0, 0.0));
        assert_eq!(heights.find(10.0), (1, 0.0));
        assert_eq!(heights.find(59.0), (2, 29.0));
        assert_eq!(heights.find(80.0), (2, 50.0));
        heights.set(1, 5.0);
        assert_eq!((heights.above(2), heights.total()), (15.0, 45.0));
        assert_eq!(Heights::default().find(3.0), (0, 0.0));
    }

    #[test]
    fn corrected_heights_above_move_nothing() {
        let mut heights = Heights::new(vec![100.0; 10]);
        let exact = |heights: &mut Heights, block| heights.set(block, 40.0);
        let start = Anchor {
            block: 5,
            offset: 30.0,
        };
        let up = start.moved(-50.0, &mut heights, exact);
        assert_eq!(
            up,
            Anchor {
                block: 4,
                offset: 20.0
            }
        );
        let down = up.moved(50.0, &mut heights, exact);
        assert_eq!(down, start);
        let top = up.moved(-3000.0, &mut heights, exact);
        assert_eq!((top.block, top.offset < 0.0), (0, true));
    }

    proptest! {
        #[test]
        fn sums_agree_with_plain_addition(
            given in proptest::collection::vec(0_u16..500, 1..80),
            changes in proptest::collection::vec((0_usize..80, 0_u16..500), 0..40),
            y in 0_u16..20_000,
        ) {
            let mut plain: Vec<f32> = given.iter().map(|&h| f32::from(h)).collect();
            let mut heights = Heights::new(plain.clone());
            for (block, height) in changes {
                let block = block % plain.len();
                plain[block] = f32::from(height);
                heights.set(block, f32::from(height));
            }
            for block in 0..=plain.len() {
                let sum: f64 = plain[..block].iter().map(|&h| f64::from(h)).sum();
                prop_assert_eq!(heights.above(block), sum);
            }
            let (block, offset) = heights.find(f64::from(y));
            prop_assert_eq!(heights.above(block) + offset, f64::from(y));
            prop_assert!(offset < heights.get(block) || block + 1 == plain.len());
        }

        #[test]
        fn blocks_cover_the_text(text in "[a-zé \r\n]{0,300}", repeat in 1_usize..60) {
            let text = text.repeat(repeat);
            let blocks = Blocks::new(&text);
            let mut at = 0;
            for block in 0..blocks.len() {
                let content = blocks.content(&text, block);
                prop_assert_eq!(content.start, at);
                prop_assert!(content.len() <= LONGEST);
                prop_assert_eq!(blocks.chars(block), text[content.range()].chars().count());
                let rest = &text[content.end..];
                let ends = ["\r\n", "\n"].into_iter().find(|end| rest.starts_with(*end));
                at = content.end + ends.filter(|_| blocks.ends_paragraph(block)).map_or(0, str::len);
                for byte in content.start..content.end {
                    prop_assert_eq!(blocks.at(byte), block);
                }
            }
            prop_assert_eq!(at, text.len());
        }
    }
}
