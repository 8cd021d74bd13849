//! How much of a text another has: the share of its words that stand in runs which both have.
//!
//! Words are counted, not runs, since a replaced word takes four runs away and only itself from what is shared. A word
//! weighs less the more texts have the run that it stands in: what a paper puts under each of its articles tells little.

use super::index::Index;
use super::words::{RUN, runs};

/// How many texts are added to those that there are when words are weighed: of few texts, none is common to many.
const MORE_TEXTS: usize = 100;

/// Two texts are twins if one has so much of the other, whatever else it has.
const LEAST_SHARE: f32 = 1.0 / 3.0;

/// The least words of that.
const LEAST_WORDS: usize = 30;

/// They are twins too if each has so much of the other: two versions of which neither is the original. Reports by different
/// hands that quote the same statement have less of each other.
pub(super) const LEAST_OF_BOTH: f32 = 0.2;

/// The least words of that.
const LEAST_WORDS_OF_BOTH: usize = 60;

/// A shorter text is a twin all the same if the other has so much of it.
const NEARLY_ALL: f32 = 0.8;

/// Represents two texts of which one has a good part of the other.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Pair {
    /// The numbers of the two, the lower one first.
    pub(super) texts: [usize; 2],
    /// What share of each the other has.
    pub(super) shares: [f32; 2],
    /// How many words that is of the one that is shared more.
    pub(super) words: usize,
}

/// A text as it is held against others.
pub(super) struct Sketch {
    /// Its runs, sorted, each with the word that it begins with.
    runs: Vec<(u32, u32)>,
    /// What each word weighs.
    weights: Vec<f32>,
    total: f32,
}

impl Pair {
    /// Returns how alike the two are: what share of one the other has, of the one that is shared more.
    pub(super) fn likeness(&self) -> f32 {
        self.shares[0].max(self.shares[1])
    }

    /// Returns what share of the one that is shared less the other has.
    pub(super) fn lesser(&self) -> f32 {
        self.shares[0].min(self.shares[1])
    }
}

impl Sketch {
    /// Makes the sketch of a text of the index, by its number and its words.
    pub(super) fn new(text: usize, words: &[u32], index: &Index) -> Self {
        let texts = (index.texts() + MORE_TEXTS) as f32;
        let mut all: Vec<(u64, u32)> = runs(words).zip(0_u32..).collect();
        all.sort_unstable();
        let mut counts = vec![None; all.len()];
        for (&(_, at), count) in all.iter().zip(index.counts(text, &all)) {
            counts[at as usize] = count;
        }
        // Of a run that is not looked at it is supposed that it is as common as the one before.
        let mut last = 1;
        for count in &mut counts {
            last = *count.get_or_insert(last);
        }
        let weight = |at: usize| {
            let first = at.saturating_sub(RUN - 1);
            let around = &counts[first.min(counts.len())..counts.len().min(at + 1)];
            let rarest = around.iter().flatten().min().copied().unwrap_or(1);
            (texts / rarest as f32).ln()
        };
        let weights: Vec<f32> = (0..words.len()).map(weight).collect();
        let short = |&(run, at): &(u64, u32)| {
            let key = u32::try_from(run >> 32).expect("32 of 64 bits are left");
            (key, at)
        };
        Self {
            runs: all.iter().map(short).collect(),
            total: weights.iter().sum(),
            weights,
        }
    }

    /// Returns the share of its words that stand in runs beginning at those that are marked, and how many they are.
    fn share(&self, marked: &[bool]) -> (f32, usize) {
        let (mut upto, mut words, mut weight) = (0, 0, 0.0_f32);
        for (at, (&is_marked, one)) in marked.iter().zip(&self.weights).enumerate() {
            if is_marked {
                upto = at + RUN;
            }
            if at < upto {
                words += 1;
                weight += one;
            }
        }
        let share = if words == 0 { 0.0 } else { weight / self.total };
        (share, words)
    }
}

/// Returns two texts as a pair if one has a good part of the other.
pub(super) fn pair(texts: [usize; 2], [one, other]: [&Sketch; 2]) -> Option<Pair> {
    let mut marked = [
        vec![false; one.weights.len()],
        vec![false; other.weights.len()],
    ];
    let (mut left, mut right) = (&one.runs[..], &other.runs[..]);
    while let (Some(first), Some(second)) = (left.first(), right.first()) {
        let key = first.0.max(second.0);
        let of_left = skip(&mut left, key);
        let of_right = skip(&mut right, key);
        if !of_left.is_empty() && !of_right.is_empty() {
            for (of, marked) in [of_left, of_right].into_iter().zip(&mut marked) {
                for &(_, at) in of {
                    marked[at as usize] = true;
                }
            }
        }
    }
    let [of_one, of_other] = [one.share(&marked[0]), other.share(&marked[1])];
    let (share, words) = if of_one.0 >= of_other.0 {
        of_one
    } else {
        of_other
    };
    let pair = Pair {
        texts,
        shares: [of_one.0, of_other.0],
        words,
    };
    let is_part = share >= LEAST_SHARE && words >= LEAST_WORDS;
    let is_both = pair.lesser() >= LEAST_OF_BOTH && words >= LEAST_WORDS_OF_BOTH;
    (is_part || is_both || share >= NEARLY_ALL).then_some(pair)
}

/// Goes over what is less than a key, and over what has it; returns the latter.
fn skip<'a>(runs: &mut &'a [(u32, u32)], key: u32) -> &'a [(u32, u32)] {
    let all = *runs;
    let from = all.iter().position(|run| run.0 >= key);
    let rest = &all[from.unwrap_or(all.len())..];
    let end = rest.iter().position(|run| run.0 > key);
    let (same, after) = rest.split_at(end.unwrap_or(rest.len()));
    *runs = after;
    same
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::pool::Pool;

    /// Checks the shares of two texts, whose words have these numbers, in per cent; none where they are no pair.
    #[track_caller]
    fn check(one: &[(u32, u32)], other: &[(u32, u32)], expected: Option<[u8; 2]>) {
        let words = |parts: &[(u32, u32)]| -> Vec<u32> {
            parts.iter().flat_map(|&(from, upto)| from..upto).collect()
        };
        let texts = [words(one), words(other)];
        let index = Index::new(&[&texts[0], &texts[1]], &Pool::new(1));
        let sketch = |text: usize| Sketch::new(text, &texts[text], &index);
        let found = pair([0, 1], [&sketch(0), &sketch(1)]);
        let shown = |pair: Pair| {
            pair.shares
                .map(|share| format!("{:.0}", share * 100.0).parse::<u8>().unwrap())
        };
        assert_eq!(found.map(shown), expected, "{one:?} {other:?}");
    }

    #[test]
    fn shares_are_of_words() {
        check(&[(0, 100)], &[(0, 100)], Some([100, 100]));
        check(&[(0, 100)], &[(200, 300)], None);
        // A short text within a long one; both orders.
        check(
            &[(0, 50)],
            &[(500, 900), (0, 50), (900, 1300)],
            Some([100, 5]),
        );
        check(
            &[(500, 900), (0, 50), (900, 1300)],
            &[(0, 50)],
            Some([5, 100]),
        );
        // Paragraphs in another order are the same ones.
        check(
            &[(0, 50), (50, 100)],
            &[(50, 100), (0, 50)],
            Some([100, 100]),
        );
        // A fifth of the words was replaced.
        let replaced = [
            (0, 8),
            (900, 902),
            (10, 18),
            (902, 904),
            (20, 28),
            (904, 906),
            (30, 40),
        ];
        check(&[(0, 40)], &replaced, Some([84, 84]));
        // Less than a third of either, and few words.
        check(&[(0, 31), (100, 200)], &[(0, 31), (300, 400)], None);
        // A quarter of each, and many words; then a quarter of one only.
        check(
            &[(0, 80), (100, 300)],
            &[(0, 80), (400, 600)],
            Some([26, 26]),
        );
        check(&[(0, 80), (100, 300)], &[(0, 80), (400, 900)], None);
    }

    #[test]
    fn little_is_no_pair() {
        check(&[], &[], None);
        check(&[(0, 3)], &[(0, 3)], None);
        check(&[(0, 12)], &[(0, 12)], Some([100, 100]));
        check(&[(0, 20), (100, 110)], &[(0, 20), (200, 240)], None);
    }
}
