//! Training of the sequence model: stochastic gradients with a step size per weight (`AdaGrad`) and an L1 penalty that
//! is paid when a weight is next looked at, so that most weights are zero in the end (Duchi, Hazan and Singer 2011).

use std::ops::ControlFlow;

use super::decode::{Chain, Factors, LABELS, Lattice, Row, Transitions};
use super::units::{Class, Counter};

/// The paragraphs to learn from: features and labels of each unit.
#[derive(Debug, Default)]
pub(super) struct Sequences {
    pub features: Vec<u32>,
    /// For each unit, one past its last feature.
    pub ends: Vec<usize>,
    pub labels: Vec<u8>,
    pub classes: Vec<u8>,
    /// For each paragraph, one past its last unit.
    pub paragraphs: Vec<usize>,
}

/// Says how the training goes about it.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// How often it goes over all paragraphs.
    pub rounds: usize,
    /// How often it does when only part of the articles is learned from, to read the others.
    pub fold_rounds: usize,
    /// The size of its steps.
    pub rate: f32,
    /// The L1 penalty on a weight, over all paragraphs.
    pub penalty: f32,
    /// How often a feature must be seen to be kept.
    pub least: u8,
}

impl Default for Settings {
    /// Gives what did best on articles held back from a large corpus of news.
    fn default() -> Self {
        Self {
            rounds: 8,
            fold_rounds: 6,
            rate: 0.2,
            penalty: 2.0,
            least: 3,
        }
    }
}

impl Sequences {
    /// Drops features seen less often than `least` times, numbers the others, and gives their keys.
    pub(super) fn number(&mut self, least: u8) -> Vec<u32> {
        // Two small counters per feature, each shared with others: nothing is dropped that is seen often enough.
        const BITS: u32 = 22;
        let place = |key: u32| {
            (
                (key >> (32 - BITS)) as usize,
                (key.wrapping_mul(0x9e37_79b1) >> (32 - BITS)) as usize,
            )
        };
        let mut counts = [vec![0_u8; 1 << BITS], vec![0_u8; 1 << BITS]];
        for key in &self.features {
            let (one, two) = place(*key);
            counts[0][one] = counts[0][one].saturating_add(1);
            counts[1][two] = counts[1][two].saturating_add(1);
        }
        let mut numbers: Counter<u32> = Counter::default();
        let mut keys = Vec::new();
        let (mut write, mut from) = (0, 0);
        for end in &mut self.ends {
            for read in from..*end {
                let key = self.features[read];
                let (one, two) = place(key);
                if counts[0][one].min(counts[1][two]) >= least {
                    let next = u32::try_from(keys.len()).unwrap_or(u32::MAX);
                    let number = *numbers.entry(key).or_insert(next);
                    if number == next {
                        keys.push(key);
                    }
                    self.features[write] = number;
                    write += 1;
                }
            }
            from = *end;
            *end = write;
        }
        self.features.truncate(write);
        self.features.shrink_to_fit();
        keys
    }
}

/// A feature's weights and the sums of their squared gradients, on one line of the cache.
#[derive(Clone, Copy)]
#[repr(align(64))]
struct Cell {
    weights: Row,
    squares: Row,
}

/// The mean of the weights after so many last rounds is what is learned.
const MEAN_OF: usize = 5;

/// The state of the training.
struct Trainer<'a> {
    data: &'a Sequences,
    settings: Settings,
    cells: Vec<Cell>,
    seen: Vec<u32>,
    transitions: Transitions,
    trans_squares: Transitions,
    step: u32,
    /// The penalty of one step.
    share: f32,
}

/// Learns the weights of `features` features from some of the paragraphs; nothing when `progress` breaks off.
pub(super) fn learn(
    data: &Sequences,
    paragraphs: &[usize],
    features: usize,
    settings: Settings,
    progress: &dyn Fn(f32) -> ControlFlow<()>,
) -> Option<Chain> {
    let mut trainer = Trainer {
        data,
        settings,
        cells: vec![
            Cell {
                weights: [0.0; LABELS],
                squares: [0.1; LABELS]
            };
            features
        ],
        transitions: [[[0.0; LABELS]; LABELS]; Class::COUNT],
        seen: vec![0; features],
        trans_squares: [[[0.1; LABELS]; LABELS]; Class::COUNT],
        step: 0,
        share: settings.penalty / (paragraphs.len().max(1) as f32),
    };
    let mut order = paragraphs.to_vec();
    let mut lattice = Lattice::default();
    let mut random = 0x2545_f491_4f6c_dd1d_u64;
    let mut mean = Mean::new(features);
    for round in 0..settings.rounds {
        shuffle(&mut order, &mut random);
        for (count, paragraph) in order.iter().enumerate() {
            trainer.paragraph(*paragraph, &mut lattice);
            if count.is_multiple_of(256) {
                let done =
                    (round as f32 + count as f32 / order.len() as f32) / settings.rounds as f32;
                if progress(done).is_break() {
                    return None;
                }
            }
        }
        if round + MEAN_OF >= settings.rounds {
            mean.add(&mut trainer);
        }
    }
    Some(mean.finish())
}

/// The mean of the weights at the ends of the last rounds, which swings less than the weights themselves.
struct Mean {
    rows: Vec<Row>,
    transitions: Transitions,
    count: f32,
}

impl Mean {
    fn new(features: usize) -> Self {
        Self {
            rows: vec![[0.0; LABELS]; features],
            transitions: [[[0.0; LABELS]; LABELS]; Class::COUNT],
            count: 0.0,
        }
    }

    fn add(&mut self, trainer: &mut Trainer<'_>) {
        for feature in 0..trainer.cells.len() {
            trainer.pay(feature);
        }
        for (sum, cell) in self
            .rows
            .iter_mut()
            .flatten()
            .zip(trainer.cells.iter().flat_map(|c| c.weights))
        {
            *sum += cell;
        }
        for (sum, weight) in self
            .transitions
            .iter_mut()
            .flatten()
            .flatten()
            .zip(trainer.transitions.iter().flatten().flatten())
        {
            *sum += weight;
        }
        self.count += 1.0;
    }

    fn finish(mut self) -> Chain {
        let scale = 1.0 / self.count.max(1.0);
        self.rows
            .iter_mut()
            .flatten()
            .chain(self.transitions.iter_mut().flatten().flatten())
            .for_each(|w| *w *= scale);
        Chain {
            rows: self.rows,
            transitions: self.transitions,
        }
    }
}

/// Puts a list into an order that `random` alone determines.
pub(super) fn shuffle(order: &mut [usize], random: &mut u64) {
    for at in (1..order.len()).rev() {
        *random ^= *random << 13;
        *random ^= *random >> 7;
        *random ^= *random << 17;
        let other = usize::try_from(*random % (at as u64 + 1)).unwrap_or(0);
        order.swap(at, other);
    }
}

impl Trainer<'_> {
    /// Lets a feature pay the penalty of the steps since it was last seen.
    #[inline]
    fn pay(&mut self, feature: usize) {
        let steps = self.step - self.seen[feature];
        if steps == 0 {
            return;
        }
        self.seen[feature] = self.step;
        let due = self.share * steps as f32 * self.settings.rate;
        let cell = &mut self.cells[feature];
        for l in 0..LABELS {
            let cut = due / cell.squares[l].sqrt();
            let weight = cell.weights[l];
            cell.weights[l] = (weight.abs() - cut).max(0.0).copysign(weight);
        }
    }

    fn paragraph(&mut self, number: usize, lattice: &mut Lattice) {
        let data = self.data;
        let from = number.checked_sub(1).map_or(0, |n| data.paragraphs[n]);
        let to = data.paragraphs[number];
        self.step += 1;
        lattice.clear();
        for unit in from..to {
            let features = unit_features(data, unit);
            let mut sum = [0.0; LABELS];
            for feature in features {
                self.pay(*feature as usize);
                let weights = &self.cells[*feature as usize].weights;
                for l in 0..LABELS {
                    sum[l] += weights[l];
                }
            }
            lattice.scores.push(sum);
            lattice.classes.push(data.classes[unit]);
        }
        let factors = Factors::new(&self.transitions);
        lattice.run(&factors);
        self.transitions(lattice, &factors, from, to);
        for unit in from..to {
            let mut gradient = lattice.marginals[unit - from];
            gradient[usize::from(data.labels[unit])] -= 1.0;
            if gradient.iter().all(|g| g.abs() < 2e-3) {
                continue;
            }
            for feature in unit_features(data, unit) {
                let cell = &mut self.cells[*feature as usize];
                for (l, g) in gradient.into_iter().enumerate() {
                    cell.squares[l] += g * g;
                    cell.weights[l] -= self.settings.rate * g / cell.squares[l].sqrt();
                }
            }
        }
    }

    fn transitions(&mut self, lattice: &Lattice, factors: &Factors, from: usize, to: usize) {
        let mut sums = [[[0.0_f32; LABELS]; LABELS]; Class::COUNT];
        let mut before = 0;
        for unit in from..to {
            let class = usize::from(self.data.classes[unit]);
            let mut pairs = lattice.pairs(factors, unit - from);
            let label = usize::from(self.data.labels[unit]);
            pairs[before][label] -= 1.0;
            before = label;
            for (sum, pair) in sums[class].iter_mut().flatten().zip(pairs.iter().flatten()) {
                *sum += pair;
            }
        }
        let weights = self.transitions.iter_mut().flatten().flatten();
        for ((weight, square), g) in weights
            .zip(self.trans_squares.iter_mut().flatten().flatten())
            .zip(sums.iter().flatten().flatten())
        {
            if *g != 0.0 {
                *square += g * g;
                *weight -= self.settings.rate * g / square.sqrt();
            }
        }
    }
}

/// Lists the features of a unit.
pub(super) fn unit_features(data: &Sequences, unit: usize) -> &[u32] {
    let from = unit.checked_sub(1).map_or(0, |u| data.ends[u]);
    &data.features[from..data.ends[unit]]
}
