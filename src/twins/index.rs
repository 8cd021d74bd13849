//! Which runs of words stand in several texts, and which texts may share copy because of that.
//!
//! An inverted index over all runs, kept for those that stand in at least two texts. A run that stands in very many (a
//! phrase of the trade, an appeal of the paper, or a story that everybody ran) would make pairs without end. There each text
//! is held against the first ones that have it and against those just before it, and only if such runs are a good part of
//! one of the two: an appeal is not, a story is.

use super::words::runs;
use crate::corpus::pool::Pool;

/// Runs that are kept at most, while the index is made: 128 MB. Of more, every second, fourth, … is looked at, always the
/// same ones.
const MOST_RUNS: usize = 1 << 24;

/// Parts of the index that are sorted by themselves, by the first bits of a run.
const SHELVES: usize = 1 << SHELF_BITS;
const SHELF_BITS: u32 = 6;

/// Parts of the texts that are read by themselves.
const CHUNKS: usize = 32;

/// A run in more texts than this makes no pair of each two of them.
const MOST_TEXTS: usize = 48;

/// The first texts that have a run, with which every other is paired.
const LEADERS: usize = 16;

/// The texts that have a run just before another, with which it is paired too.
const NEAR: usize = 16;

/// The least runs that two texts share if one is to be looked at as the other's twin.
const LEAST_RUNS: usize = 5;

/// One run of so many words of the shorter text, at least, has to be shared.
const WORDS_PER_RUN: usize = 14;

/// A text is of common runs if one of so many of its runs, or more, stands in more than [`MOST_TEXTS`].
const COMMON: usize = 4;

/// Which runs stand in which texts. Texts go by their number.
pub(super) struct Index {
    /// How many words each text has.
    lengths: Vec<usize>,
    /// Bits that a text's number takes; a run goes by the rest.
    bits: u32,
    /// Of so many runs one is looked at; a power of two.
    step: usize,
    /// The runs that stand in several texts, sorted.
    keys: Vec<u64>,
    /// For each run the end of its texts in `held`.
    ends: Vec<usize>,
    /// The texts of each run, in order.
    held: Vec<u32>,
    /// For each text the places of its runs in `keys`, in order.
    of_text: Vec<Vec<u32>>,
    /// For each text how many of its runs stand in more than [`MOST_TEXTS`].
    common: Vec<usize>,
}

/// A part of the index while it is made.
#[derive(Default)]
struct Shelf {
    keys: Vec<u64>,
    /// How many texts have each run.
    counts: Vec<usize>,
    held: Vec<u32>,
}

impl Index {
    /// Makes the index of texts, given as their words.
    pub(super) fn new(texts: &[&[u32]], pool: &Pool) -> Self {
        let bits = usize::BITS - texts.len().saturating_sub(1).leading_zeros();
        let total: usize = texts.iter().map(|words| words.len()).sum();
        let step = (total / MOST_RUNS + 1).next_power_of_two();
        let each = texts.len().div_ceil(CHUNKS).max(1);
        let parts = pool.map(0..CHUNKS, |chunk| {
            let from = (chunk * each).min(texts.len());
            let upto = (from + each).min(texts.len());
            entries(&texts[from..upto], from, (bits, step))
        });
        let shelves = pool.map(0..SHELVES, |shelf| {
            let mut all: Vec<u64> = Vec::new();
            all.reserve_exact(parts.iter().map(|part| part[shelf].len()).sum());
            for part in &parts {
                all.extend_from_slice(&part[shelf]);
            }
            all.sort_unstable();
            all.dedup();
            Shelf::new(&all, bits)
        });
        drop(parts);
        let mut index = Self {
            lengths: texts.iter().map(|words| words.len()).collect(),
            bits,
            step,
            keys: Vec::new(),
            ends: Vec::new(),
            held: Vec::new(),
            of_text: vec![Vec::new(); texts.len()],
            common: vec![0; texts.len()],
        };
        for shelf in shelves {
            index.put(shelf);
        }
        index
    }

    /// Puts a shelf behind those that are there: runs of a later one sort after all of them.
    fn put(&mut self, added: Shelf) {
        let mut texts = added.held.iter();
        for &count in &added.counts {
            let number = u32::try_from(self.ends.len()).expect("runs that are kept fit 32 bits");
            for &text in texts.by_ref().take(count) {
                self.of_text[text as usize].push(number);
                self.common[text as usize] += usize::from(count > MOST_TEXTS);
            }
            let before = self.ends.last().copied().unwrap_or(0);
            self.ends.push(before + count);
        }
        self.keys.extend(added.keys);
        self.held.extend(added.held);
    }

    /// Returns how many texts there are.
    pub(super) fn texts(&self) -> usize {
        self.lengths.len()
    }

    /// Returns for each of a text's runs, which are sorted, in how many texts it stands; none where it is not looked at.
    pub(super) fn counts(&self, text: usize, runs: &[(u64, u32)]) -> Vec<Option<usize>> {
        let mut numbers = self.of_text[text].iter().map(|&number| number as usize);
        let mut next = numbers.next();
        let count = |&(run, _): &(u64, u32)| {
            if !is_looked_at(run, self.step) {
                return None;
            }
            let key = run >> self.bits;
            while next.is_some_and(|number| self.keys[number] < key) {
                next = numbers.next();
            }
            let found = next.filter(|&number| self.keys[number] == key);
            Some(found.map_or(1, |number| self.texts_of(number).len()))
        };
        runs.iter().map(count).collect()
    }

    fn texts_of(&self, number: usize) -> &[u32] {
        let from = number.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.held[from..self.ends[number]]
    }

    /// Tells whether a good part of a text is runs that very many have.
    fn is_common(&self, text: usize) -> bool {
        self.common[text] * self.step * COMMON >= self.lengths[text]
    }

    /// Returns the texts before this one that may share copy with it, in order. `counts` has a place for each text and is all
    /// zero, before and after.
    pub(super) fn before(&self, text: usize, counts: &mut [u32]) -> Vec<usize> {
        let mut met: Vec<usize> = Vec::new();
        let mut count_in = |other: usize| {
            if counts[other] == 0 {
                met.push(other);
            }
            counts[other] += 1;
        };
        let is_common = self.is_common(text);
        for &number in &self.of_text[text] {
            let texts = self.texts_of(number as usize);
            let place = texts.partition_point(|&other| (other as usize) < text);
            if texts.len() <= MOST_TEXTS {
                for &other in &texts[..place] {
                    count_in(other as usize);
                }
                continue;
            }
            let first = place.min(LEADERS);
            let near = place.saturating_sub(NEAR).max(first);
            for &other in texts[..first].iter().chain(&texts[near..place]) {
                if is_common || self.is_common(other as usize) {
                    count_in(other as usize);
                }
            }
        }
        met.sort_unstable();
        met.retain(|&other| {
            let shared = std::mem::take(&mut counts[other]) as usize * self.step;
            let shorter = self.lengths[text].min(self.lengths[other]);
            shared >= LEAST_RUNS.max(shorter / WORDS_PER_RUN)
        });
        met
    }
}

/// Returns the runs of some texts by shelf, each with the number of its text in the last bits. `first` is the number of the
/// first text.
fn entries(texts: &[&[u32]], first: usize, (bits, step): (u32, usize)) -> Vec<Vec<u64>> {
    let total: usize = texts.iter().map(|words| words.len()).sum();
    let expected = total / step / SHELVES;
    let shelf = || Vec::with_capacity(expected + expected / 8);
    let mut shelves: Vec<Vec<u64>> = (0..SHELVES).map(|_| shelf()).collect();
    for (number, words) in texts.iter().enumerate() {
        let number = (first + number) as u64;
        for run in runs(words).filter(|&run| is_looked_at(run, step)) {
            let shelf = usize::try_from(run >> (u64::BITS - SHELF_BITS)).expect("a few bits");
            shelves[shelf].push((run >> bits << bits) | number);
        }
    }
    shelves
}

/// Tells whether a run is one of those that are looked at: every one, or a part that is the same in every text.
fn is_looked_at(run: u64, step: usize) -> bool {
    run & (step as u64 - 1) == 0
}

impl Shelf {
    /// Keeps of sorted entries those of runs that stand in several texts.
    fn new(entries: &[u64], bits: u32) -> Self {
        let mut shelf = Self::default();
        let text = (1_u64 << bits) - 1;
        for same in entries.chunk_by(|one, next| one >> bits == next >> bits) {
            if let [first, _, ..] = same {
                shelf.keys.push(first >> bits);
                shelf.counts.push(same.len());
                let texts = same.iter().map(|entry| entry & text);
                let texts = texts.map(|text| u32::try_from(text).expect("texts fit 32 bits"));
                shelf.held.extend(texts);
            }
        }
        shelf
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Makes a text whose words have these numbers.
    fn text(parts: &[(u32, u32)]) -> Vec<u32> {
        parts.iter().flat_map(|&(from, upto)| from..upto).collect()
    }

    fn index(texts: &[Vec<u32>]) -> Index {
        let texts: Vec<&[u32]> = texts.iter().map(Vec::as_slice).collect();
        Index::new(&texts, &Pool::new(2))
    }

    /// Checks which earlier texts each text is held against.
    #[track_caller]
    fn check(texts: &[Vec<u32>], expected: &[&[usize]]) {
        let index = index(texts);
        let mut counts = vec![0; texts.len()];
        let found: Vec<Vec<usize>> = (0..texts.len())
            .map(|text| index.before(text, &mut counts))
            .collect();
        assert_eq!(found, expected);
        assert!(counts.iter().all(|&count| count == 0));
    }

    #[test]
    fn texts_that_share_runs_are_held_against_each_other() {
        check(&[], &[]);
        check(&[text(&[(0, 20)])], &[&[]]);
        check(&[vec![], vec![1], text(&[(0, 20)])], &[&[], &[], &[]]);
        check(&[text(&[(0, 20)]), text(&[(0, 20)])], &[&[], &[0]]);
        // A short text within a long one.
        check(&[text(&[(0, 900)]), text(&[(100, 140)])], &[&[], &[0]]);
        // Four runs are too few; of two long texts a few more are, too.
        check(&[text(&[(0, 7)]), text(&[(0, 7)])], &[&[], &[]]);
        check(
            &[text(&[(0, 500)]), text(&[(0, 10), (1000, 1500)])],
            &[&[], &[]],
        );
        check(
            &[text(&[(0, 500)]), text(&[(0, 50), (1000, 1500)])],
            &[&[], &[0]],
        );
    }

    #[test]
    fn what_everybody_has_makes_no_pairs_without_end() {
        let texts: Vec<Vec<u32>> = (0..200).map(|_| text(&[(0, 40)])).collect();
        let index = index(&texts);
        let mut counts = vec![0; texts.len()];
        let found = index.before(150, &mut counts);
        let expected: Vec<usize> = (0..LEADERS).chain(150 - NEAR..150).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn what_stands_under_everything_makes_no_pairs() {
        let texts: Vec<Vec<u32>> = (0..200)
            .map(|number| text(&[(0, 40), (1000 * number + 1000, 1000 * number + 1400)]))
            .collect();
        let index = index(&texts);
        let mut counts = vec![0; texts.len()];
        assert!(index.before(150, &mut counts).is_empty());
    }

    #[test]
    fn runs_are_counted_by_text() {
        let texts = [
            text(&[(0, 10), (0, 10)]),
            text(&[(0, 6)]),
            text(&[(50, 60)]),
        ];
        let index = index(&texts);
        let counts = |number: usize| {
            let mut all: Vec<(u64, u32)> = runs(&texts[number]).zip(0_u32..).collect();
            all.sort_unstable();
            let counts = index.counts(number, &all);
            let mut by_place: Vec<_> = all.iter().map(|run| run.1).zip(counts).collect();
            by_place.sort_unstable();
            let counts = by_place.into_iter().map(|(_, count)| count.unwrap());
            counts.collect::<Vec<usize>>()
        };
        assert_eq!(
            counts(0),
            [2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 1, 1, 1, 1]
        );
        assert_eq!(counts(1), [2, 2, 2]);
        assert_eq!(counts(2), [1; 7]);
        assert_eq!(index.texts(), 3);
    }
}
