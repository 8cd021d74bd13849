//! The sequence model's weights as they are kept: one row of bytes per feature, found by its hash, all in one array so
//! that a look-up touches one line of memory.

use super::decode::{Chain, LABELS, Row, Transitions};

/// The weights of one feature in steps of the scale.
pub(super) type Steps = [i8; LABELS];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Slot {
    key: u32,
    steps: Steps,
}

/// A slot that no feature has: features with no weight at all are not kept.
const FREE: Slot = Slot {
    key: 0,
    steps: [0; LABELS],
};

/// The weights of the sequence model.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Weights {
    slots: Vec<Slot>,
    /// Many bits for each feature, one of them set: what finds its bit unset is not in the table.
    filter: Vec<u64>,
    /// What one step is worth.
    pub scale: f32,
    /// Scores of going from one label to the next, per class of unit.
    pub transitions: Transitions,
}

impl Weights {
    /// Rounds learned weights to steps; features with slight weights only are dropped.
    pub(super) fn new(keys: &[u32], chain: &Chain) -> Self {
        let top = chain
            .rows
            .iter()
            .flatten()
            .fold(0.1_f32, |top, w| top.max(w.abs()))
            .min(HIGHEST);
        let scale = top / f32::from(i8::MAX);
        let rows = keys
            .iter()
            .zip(&chain.rows)
            .filter(|(_, row)| row.iter().any(|w| w.abs() >= SLIGHT))
            .map(|(key, row)| (*key, row.map(|w| step(w / scale))));
        let mut kept: Vec<(u32, Steps)> = rows.filter(|r| r.1 != FREE.steps).collect();
        kept.sort_unstable();
        Self::from_rows(&kept, scale, &chain.transitions)
    }

    /// Builds the table of features, in order of their keys, none with zero weights only.
    pub(super) fn from_rows(rows: &[(u32, Steps)], scale: f32, transitions: &Transitions) -> Self {
        let mut slots = vec![FREE; rows.len() * 3 + 16];
        let mut filter = vec![0_u64; (rows.len() / 8).next_power_of_two().max(16)];
        for (key, steps) in rows {
            let mut at = home(*key, slots.len());
            while slots[at].steps != FREE.steps {
                at = following(at, slots.len());
            }
            slots[at] = Slot {
                key: *key,
                steps: *steps,
            };
            let (word, bit) = place(*key, filter.len());
            filter[word] |= 1 << bit;
        }
        Self {
            slots,
            filter,
            scale,
            transitions: *transitions,
        }
    }

    /// Lists the features and their weights, by key.
    pub(super) fn rows(&self) -> Vec<(u32, Steps)> {
        let mut rows: Vec<(u32, Steps)> = self
            .slots
            .iter()
            .filter(|s| s.steps != FREE.steps)
            .map(|s| (s.key, s.steps))
            .collect();
        rows.sort_unstable();
        rows
    }

    /// Adds up the weights of features.
    pub(super) fn score(&self, keys: &[u32]) -> Row {
        let mut sum = [0_i16; LABELS];
        let (mut present, mut fetched) = ([0_u32; CHUNK], [FREE; CHUNK]);
        for chunk in keys.chunks(CHUNK) {
            // First the filter, without a branch that could be guessed wrong, then the table for what is left.
            let mut count = 0;
            for key in chunk {
                let (word, bit) = place(*key, self.filter.len());
                present[count % CHUNK] = *key;
                count += usize::from(self.filter[word] >> bit & 1 == 1);
            }
            // The slots are fetched all at once, so that waiting for one is waiting for many.
            for (slot, key) in fetched.iter_mut().zip(&present[..count]) {
                *slot = self.slots[home(*key, self.slots.len())];
            }
            let mut displaced = 0;
            for at in 0..count {
                let slot = &fetched[at];
                let key = present[at];
                // All bits set where the slot is the key's, none where another feature sits in its place.
                let mask = -i16::from(slot.key == key);
                for (sum, step) in sum.iter_mut().zip(&slot.steps) {
                    // A sum of 255 bytes fits; a unit has fewer features.
                    *sum = sum.wrapping_add(i16::from(*step) & mask);
                }
                present[displaced] = key;
                displaced += usize::from(slot.key != key);
            }
            for steps in present[..displaced]
                .iter()
                .filter_map(|key| self.find(*key))
            {
                for (sum, step) in sum.iter_mut().zip(steps) {
                    *sum = sum.wrapping_add(i16::from(step));
                }
            }
        }
        sum.map(|s| f32::from(s) * self.scale)
    }

    /// Finds a feature's weights.
    fn find(&self, key: u32) -> Option<Steps> {
        let mut at = home(key, self.slots.len());
        loop {
            let slot = self.slots[at];
            if slot.steps == FREE.steps {
                return None;
            }
            if slot.key == key {
                return Some(slot.steps);
            }
            at = following(at, self.slots.len());
        }
    }
}

/// So many features are looked at in one go; no unit has more.
const CHUNK: usize = 128;

/// Gives the slot where the search for a key starts: keys are hashes, so their size says how far into the table.
#[inline]
fn home(key: u32, slots: usize) -> usize {
    ((u64::from(key) * slots as u64) >> 32) as usize
}

#[inline]
const fn following(at: usize, slots: usize) -> usize {
    if at + 1 == slots { 0 } else { at + 1 }
}

/// Gives the word and the bit of the filter that stand for a key; `words` is a power of two.
#[inline]
const fn place(key: u32, words: usize) -> (usize, u32) {
    ((key >> 6) as usize & (words - 1), key & 63)
}

/// A feature with slighter weights only is dropped: most of them are left over from single units.
const SLIGHT: f32 = 0.12;

/// Greater weights are cut, so that the steps stay small.
const HIGHEST: f32 = 4.0;

/// Rounds to a whole number of steps.
fn step(value: f32) -> i8 {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "clamped to the range of the type"
    )]
    let rounded = value.round().clamp(-127.0, 127.0) as i8;
    rounded
}

#[cfg(test)]
mod tests {
    use super::super::units::Class;
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn sums_of_rows(rows in proptest::collection::btree_map(any::<u32>(), any::<[i8; LABELS]>(), 0..80), absent: u32) {
            let rows: Vec<(u32, Steps)> = rows.into_iter().filter(|r| r.1 != FREE.steps).collect();
            let weights = Weights::from_rows(&rows, 0.5, &[[[0.0; LABELS]; LABELS]; Class::COUNT]);
            prop_assert_eq!(weights.rows(), rows.clone());
            let mut keys: Vec<u32> = rows.iter().map(|r| r.0).collect();
            if !keys.contains(&absent) {
                keys.push(absent);
            }
            let sum = weights.score(&keys);
            for (l, sum) in sum.iter().enumerate() {
                let want: i32 = rows.iter().map(|r| i32::from(r.1[l])).sum();
                prop_assert!((f64::from(*sum) - f64::from(want) * 0.5).abs() < 1e-3);
            }
        }
    }
}
