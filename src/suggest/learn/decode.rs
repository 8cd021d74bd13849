//! The sequence model: a linear-chain conditional random field over the units of a paragraph. Holds the weights, adds
//! up scores, and gives the marginal probabilities (forward-backward) and the best labels (Viterbi).

use super::units::{Class, label};

/// The number of labels.
pub(super) const LABELS: usize = label::COUNT;

/// One weight per label.
pub(super) type Row = [f32; LABELS];

/// Scores of going from one label to the next.
pub(super) type Matrix = [Row; LABELS];

/// Scores of going from one label to the next, for each class of the unit that is gone to.
pub(super) type Transitions = [Matrix; Class::COUNT];

/// A map from feature hashes to numbers, open addressed.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Table {
    slots: Vec<(u32, u32)>,
}

const FREE: u32 = u32::MAX;

impl Table {
    /// Builds the table of keys, each mapped to its place in the list; a key given twice keeps its first place.
    pub(super) fn new(keys: &[u32]) -> Self {
        let mut slots = vec![(0, FREE); (keys.len() * 2).next_power_of_two().max(16)];
        let mask = slots.len() - 1;
        for (number, key) in keys.iter().enumerate() {
            let mut at = *key as usize & mask;
            while slots[at].1 != FREE && slots[at].0 != *key {
                at = (at + 1) & mask;
            }
            if slots[at].1 == FREE {
                slots[at] = (*key, u32::try_from(number).unwrap_or(0));
            }
        }
        Self { slots }
    }

    /// Finds a key's number.
    #[inline]
    pub(super) fn get(&self, key: u32) -> Option<u32> {
        let mask = self.slots.len().checked_sub(1)?;
        let mut at = key as usize & mask;
        loop {
            let (found, number) = self.slots[at];
            if number == FREE {
                return None;
            }
            if found == key {
                return Some(number);
            }
            at = (at + 1) & mask;
        }
    }
}

/// The weights of the sequence model.
#[derive(Clone, Debug)]
pub(super) struct Chain {
    pub rows: Vec<Row>,
    /// Per class of unit.
    pub transitions: Transitions,
}

/// Says whether a label may follow another.
pub(super) const fn allowed(from: usize, to: usize) -> bool {
    // An inside label follows its own begin or inside label.
    to < 2 || to.is_multiple_of(2) || from == to || from + 1 == to
}

impl Chain {
    /// Adds up the weights of features.
    #[inline]
    pub(super) fn score(&self, features: &[u32]) -> Row {
        let mut sum = [0.0; LABELS];
        for id in features {
            let row = &self.rows[*id as usize];
            for l in 0..LABELS {
                sum[l] += row[l];
            }
        }
        sum
    }
}

/// The transitions as factors, forbidden ones 0.
#[derive(Clone, Debug)]
pub(super) struct Factors(Transitions);

impl Factors {
    pub(super) fn new(transitions: &Transitions) -> Self {
        let mut all = *transitions;
        for matrix in &mut all {
            for (from, row) in matrix.iter_mut().enumerate() {
                for (to, value) in row.iter_mut().enumerate() {
                    *value = if allowed(from, to) {
                        value.clamp(-30.0, 30.0).exp()
                    } else {
                        0.0
                    };
                }
            }
        }
        Self(all)
    }
}

/// Room for one sequence's sums.
#[derive(Debug, Default)]
pub(super) struct Lattice {
    pub scores: Vec<Row>,
    pub classes: Vec<u8>,
    node: Vec<Row>,
    forward: Vec<Row>,
    backward: Vec<Row>,
    /// For each unit and label, the best label before.
    back: Vec<[u8; LABELS]>,
    /// The probability of each label at each unit.
    pub marginals: Vec<Row>,
}

const ZERO: Row = [0.0; LABELS];

impl Lattice {
    pub(super) fn clear(&mut self) {
        self.scores.clear();
        self.classes.clear();
    }

    /// Fills in the marginals from the scores.
    pub(super) fn run(&mut self, factors: &Factors) {
        let n = self.scores.len();
        self.node.clear();
        for score in &self.scores {
            let top = score.iter().copied().fold(f32::MIN, f32::max);
            self.node
                .push(std::array::from_fn(|l| (score[l] - top).max(-60.0).exp()));
        }
        self.forward.clear();
        self.forward.resize(n, ZERO);
        self.backward.clear();
        self.backward.resize(n, ZERO);
        self.marginals.clear();
        let mut before = ZERO;
        before[0] = 1.0;
        for at in 0..n {
            let matrix = &factors.0[usize::from(self.classes[at])];
            let mut next = ZERO;
            for (from, weight) in before.iter().enumerate() {
                for l in 0..LABELS {
                    next[l] += weight * matrix[from][l];
                }
            }
            for (value, node) in next.iter_mut().zip(self.node[at]) {
                *value *= node;
            }
            before = scaled(next);
            self.forward[at] = before;
        }
        let mut after = [1.0; LABELS];
        for at in (0..n).rev() {
            self.backward[at] = after;
            let matrix = &factors.0[usize::from(self.classes[at])];
            let weighed: Row = std::array::from_fn(|l| after[l] * self.node[at][l]);
            let mut next = ZERO;
            for (from, value) in next.iter_mut().enumerate() {
                *value = (0..LABELS).map(|l| matrix[from][l] * weighed[l]).sum();
            }
            after = scaled(next);
        }
        for at in 0..n {
            self.marginals.push(scaled(std::array::from_fn(|l| {
                self.forward[at][l] * self.backward[at][l]
            })));
        }
    }

    /// Gives the probability of each pair of labels at `at - 1` and `at`; the label before the first unit is `OUT`.
    pub(super) fn pairs(&self, factors: &Factors, at: usize) -> Matrix {
        let matrix = &factors.0[usize::from(self.classes[at])];
        let mut start = ZERO;
        start[0] = 1.0;
        let before = at.checked_sub(1).map_or(start, |b| self.forward[b]);
        let weighed: Row = std::array::from_fn(|l| self.node[at][l] * self.backward[at][l]);
        let mut out = [ZERO; LABELS];
        let mut sum = 0.0;
        for from in 0..LABELS {
            for to in 0..LABELS {
                out[from][to] = before[from] * matrix[from][to] * weighed[to];
                sum += out[from][to];
            }
        }
        let scale = 1.0 / f32::max(sum, 1e-30);
        for value in out.iter_mut().flatten() {
            *value *= scale;
        }
        out
    }

    /// Finds the best labels when `bias` is taken from the scores of the two labels that say a unit belongs to nothing.
    pub(super) fn best(&mut self, transitions: &Transitions, bias: f32, out: &mut Vec<u8>) {
        out.clear();
        let n = self.scores.len();
        self.back.clear();
        let mut before = [f32::NEG_INFINITY; LABELS];
        before[0] = 0.0;
        for at in 0..n {
            let matrix = &transitions[usize::from(self.classes[at])];
            let mut next = [f32::NEG_INFINITY; LABELS];
            let mut from_of = [0_u8; LABELS];
            for from in 0..LABELS {
                for to in 0..LABELS {
                    let value = before[from] + matrix[from][to];
                    if allowed(from, to) && value > next[to] {
                        next[to] = value;
                        from_of[to] = u8::try_from(from).unwrap_or(0);
                    }
                }
            }
            for (l, (value, score)) in next.iter_mut().zip(self.scores[at]).enumerate() {
                *value += score
                    - if l < usize::from(label::SOURCE) {
                        bias
                    } else {
                        0.0
                    };
            }
            self.back.push(from_of);
            before = next;
        }
        let mut label =
            (0..LABELS).fold(0, |best, l| if before[l] > before[best] { l } else { best });
        for from_of in self.back.iter().rev() {
            out.push(u8::try_from(label).unwrap_or(0));
            label = usize::from(from_of[label]);
        }
        out.reverse();
    }
}

fn scaled(row: Row) -> Row {
    let sum: f32 = row.iter().sum();
    let scale = 1.0 / sum.max(1e-30);
    row.map(|v| v * scale)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn chain(seed: &[f32]) -> Transitions {
        let mut values = seed.iter().copied().cycle();
        std::array::from_fn(|_| {
            std::array::from_fn(|_| std::array::from_fn(|_| values.next().unwrap_or(0.0)))
        })
    }

    /// Lists all allowed ways to label `n` units, with their scores.
    fn paths(lattice: &Lattice, transitions: &Transitions, n: usize) -> Vec<(Vec<u8>, f64)> {
        let mut all = vec![(Vec::new(), 0.0)];
        for at in 0..n {
            let matrix = &transitions[usize::from(lattice.classes[at])];
            let mut next = Vec::new();
            for (path, score) in &all {
                let before = path.last().map_or(0, |l: &u8| usize::from(*l));
                for l in (0..LABELS).filter(|l| allowed(before, *l)) {
                    let mut longer = path.clone();
                    longer.push(u8::try_from(l).unwrap_or(0));
                    next.push((
                        longer,
                        score + f64::from(lattice.scores[at][l]) + f64::from(matrix[before][l]),
                    ));
                }
            }
            all = next;
        }
        all
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]

        /// Both ways through the lattice are checked against every way there is.
        #[test]
        fn lattice(seed in proptest::collection::vec(-2.0_f32..2.0, 97), n in 1..5_usize) {
            let transitions = chain(&seed);
            let mut lattice = Lattice::default();
            for at in 0..n {
                lattice.scores.push(std::array::from_fn(|l| seed[(at * 11 + l * 3) % 97]));
                lattice.classes.push(u8::try_from(at % Class::COUNT).unwrap_or(0));
            }
            let all = paths(&lattice, &transitions, n);
            let total: f64 = all.iter().map(|p| p.1.exp()).sum();
            let factors = Factors::new(&transitions);
            lattice.run(&factors);
            for at in 0..n {
                for l in 0..LABELS {
                    let want: f64 = all.iter().filter(|p| usize::from(p.0[at]) == l).map(|p| p.1.exp()).sum::<f64>() / total;
                    prop_assert!((want - f64::from(lattice.marginals[at][l])).abs() < 1e-4);
                    let pairs: f32 = (0..LABELS).map(|from| lattice.pairs(&factors, at)[from][l]).sum();
                    prop_assert!((want - f64::from(pairs)).abs() < 1e-4);
                }
            }
            let mut best = Vec::new();
            lattice.best(&transitions, 0.0, &mut best);
            let score = |path: &[u8]| all.iter().find(|p| p.0 == path).map_or(f64::NEG_INFINITY, |p| p.1);
            let top = all.iter().map(|p| p.1).fold(f64::NEG_INFINITY, f64::max);
            prop_assert!((score(&best) - top).abs() < 1e-4);
        }

        #[test]
        fn table(keys in proptest::collection::btree_set(any::<u32>(), 0..300), other: u32) {
            let keys: Vec<u32> = keys.into_iter().collect();
            let table = Table::new(&keys);
            for (number, key) in (0..).zip(&keys) {
                prop_assert_eq!(table.get(*key), Some(number));
            }
            prop_assert_eq!(table.get(other).is_some(), keys.contains(&other));
        }
    }
}
