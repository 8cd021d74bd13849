//! A logistic regression that says how likely a candidate is right. Its probabilities are honest because it learns
//! from candidates of articles that the sequence model had not seen.

/// The number of weights.
const BITS: u32 = 15;

/// What is known of a candidate: features by their hashes, each with a value.
#[derive(Clone, Debug, Default)]
pub(super) struct Features {
    list: Vec<(u16, f32)>,
}

impl Features {
    /// Adds a feature with a value.
    pub(super) fn value(&mut self, key: u32, value: f32) {
        let slot = key.wrapping_mul(0x9e37_79b1) >> (32 - BITS);
        self.list.push((u16::try_from(slot).unwrap_or(0), value));
    }

    /// Adds a feature that is there.
    pub(super) fn flag(&mut self, key: u32) {
        self.value(key, 1.0);
    }
}

/// The weights.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Ranker {
    pub weights: Vec<f32>,
}

impl Default for Ranker {
    fn default() -> Self {
        Self {
            weights: vec![0.0; 1 << BITS],
        }
    }
}

impl Ranker {
    /// Gives the probability that a candidate is right.
    pub(super) fn probability(&self, features: &Features) -> f32 {
        let sum: f32 = features
            .list
            .iter()
            .map(|(slot, value)| self.weights[usize::from(*slot)] * value)
            .sum();
        sigmoid(sum)
    }

    /// Learns from candidates, each with how right it is, from 0 to 1, and how much it counts.
    pub(super) fn learn(cases: &[(&Features, f32, f32)]) -> Self {
        let mut ranker = Self::default();
        let mut squares = vec![1.0_f32; 1 << BITS];
        let mut order: Vec<usize> = (0..cases.len()).collect();
        let mut random = 0x9e37_79b9_7f4a_7c15_u64;
        for _ in 0..8 {
            super::train::shuffle(&mut order, &mut random);
            for index in &order {
                let (features, right, weight) = &cases[*index];
                let g = (ranker.probability(features) - right) * weight;
                for (slot, value) in &features.list {
                    let at = usize::from(*slot);
                    let g = g * value + 2e-4 * ranker.weights[at];
                    squares[at] += g * g;
                    ranker.weights[at] -= 0.15 * g / squares[at].sqrt();
                }
            }
        }
        ranker
    }
}

/// Turns a rank and how sure the source is into how often such a suggestion is right: one more logistic regression.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Scale(pub [f32; 3]);

impl Default for Scale {
    fn default() -> Self {
        Self([0.0, 1.0, 0.0])
    }
}

impl Scale {
    /// Gives how often a suggestion is right, from 0 to 1.
    pub(super) fn score(self, p: f32, sure: f32) -> f32 {
        let [bias, rank, source] = self.0;
        sigmoid(bias + rank * logit(p) + source * logit(sure)).clamp(0.0, 1.0)
    }

    /// Learns from candidates: rank, sureness, and whether each was right.
    pub(super) fn learn(cases: &[(f32, f32, bool)]) -> Self {
        let mut scale = Self::default();
        for _ in 0..60 {
            let mut sums = [0.0_f32; 3];
            for (p, sure, right) in cases {
                let g = scale.score(*p, *sure) - f32::from(u8::from(*right));
                for (sum, value) in sums.iter_mut().zip([1.0, logit(*p), logit(*sure)]) {
                    *sum += g * value;
                }
            }
            for (weight, sum) in scale.0.iter_mut().zip(sums) {
                *weight -= 0.5 * sum / cases.len().max(1) as f32;
            }
        }
        scale
    }
}

fn logit(p: f32) -> f32 {
    let p = p.clamp(0.005, 0.995);
    (p / (1.0 - p)).ln()
}

fn sigmoid(x: f32) -> f32 {
    1.0 / (1.0 + (-x).exp())
}
