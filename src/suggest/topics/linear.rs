//! Multinomial logistic regression over many sparse features, with an L2 penalty, learned by stochastic gradient
//! descent with a step for each feature (`AdaGrad`: Duchi, Hazan and Singer, JMLR 12, 2011). Features are hashes
//! (Weinberger et al., ICML 2009). Each case says among which neighbouring classes it chooses.

use std::collections::HashMap;
use std::ops::{ControlFlow, Range};

use super::words::Bag;

/// One case to learn from.
pub(super) struct Case<'a> {
    pub bag: &'a Bag,
    /// The classes it chooses among.
    pub range: Range<usize>,
    /// The right ones and how much each counts; they sum to one.
    pub right: Vec<(usize, f32)>,
}

/// How it is learned.
#[derive(Clone, Copy, Debug)]
pub(super) struct Settings {
    /// The first step.
    pub rate: f32,
    /// The penalty on weights.
    pub penalty: f32,
}

/// The weights: one row of classes for each feature.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Linear {
    rows: HashMap<u32, u32>,
    weights: Vec<f32>,
    bias: Vec<f32>,
}

/// Many cases need fewer rounds.
const STEPS: usize = 40_000;

/// With more cases than this, features of a single case are left out.
const MANY: usize = 2_000;

impl Linear {
    /// Learns from cases; nothing when `progress`, which hears how much is done from 0 to 1, breaks off.
    pub(super) fn learn(
        cases: &[Case<'_>],
        classes: usize,
        settings: Settings,
        progress: &dyn Fn(f32) -> ControlFlow<()>,
    ) -> Option<Self> {
        let mut linear = Self {
            rows: rows(cases),
            weights: Vec::new(),
            bias: vec![0.0; classes],
        };
        linear.weights = vec![0.0; linear.rows.len() * classes];
        // Looking a feature up once is enough for all rounds.
        let found: Vec<Vec<(usize, f32)>> =
            cases.iter().map(|case| linear.found(case.bag)).collect();
        let mut squares = vec![1.0_f32; linear.rows.len() + 1];
        let mut order: Vec<usize> = (0..cases.len()).collect();
        let mut random = 0x9e37_79b9_7f4a_7c15_u64;
        let rounds = (STEPS / cases.len().max(1)).clamp(4, 12);
        let mut scores = vec![0.0_f32; classes];
        for round in 0..rounds {
            shuffle(&mut order, &mut random);
            for (done, index) in order.iter().enumerate() {
                if done % 256 == 0 {
                    let part = done as f32 / order.len() as f32;
                    if progress((round as f32 + part) / rounds as f32).is_break() {
                        return None;
                    }
                }
                let (case, found) = (&cases[*index], &found[*index]);
                let gradient = &mut scores[case.range.clone()];
                linear.score_into(found, case.range.clone(), gradient);
                softmax(gradient);
                for (class, share) in &case.right {
                    if let Some(at) = class.checked_sub(case.range.start) {
                        gradient[at] -= share;
                    }
                }
                linear.step(found, &case.range, gradient, &mut squares, settings);
            }
        }
        Some(linear)
    }

    fn step(
        &mut self,
        found: &[(usize, f32)],
        range: &Range<usize>,
        gradient: &[f32],
        squares: &mut [f32],
        settings: Settings,
    ) {
        let classes = self.bias.len();
        let length: f32 = gradient.iter().map(|g| g * g).sum();
        let last = squares.len() - 1;
        squares[last] += length;
        let rate = settings.rate / squares[last].sqrt();
        for (bias, g) in self.bias[range.clone()].iter_mut().zip(gradient) {
            *bias -= rate * g;
        }
        for (row, value) in found {
            squares[*row] += length * value * value;
            let rate = settings.rate / squares[*row].sqrt();
            let start = row * classes;
            let weights = &mut self.weights[start + range.start..start + range.end];
            for (weight, g) in weights.iter_mut().zip(gradient) {
                *weight -= rate * (g * value + settings.penalty * *weight);
            }
        }
    }

    fn found(&self, bag: &Bag) -> Vec<(usize, f32)> {
        bag.list
            .iter()
            .filter_map(|(key, value)| Some((*self.rows.get(key)? as usize, *value)))
            .collect()
    }

    fn score_into(&self, found: &[(usize, f32)], range: Range<usize>, scores: &mut [f32]) {
        let classes = self.bias.len();
        scores.copy_from_slice(&self.bias[range.clone()]);
        for (row, value) in found {
            let start = row * classes;
            let weights = &self.weights[start + range.start..start + range.end];
            for (score, weight) in scores.iter_mut().zip(weights) {
                *score += weight * value;
            }
        }
    }

    /// Gives the logarithm of the probability of each class of a range.
    pub(super) fn log_probabilities(&self, bag: &Bag, range: Range<usize>) -> Vec<f64> {
        let even = -(range.len().max(1) as f64).ln();
        if self.bias.len() < range.end {
            return vec![even; range.len()];
        }
        let mut scores = vec![0.0; range.len()];
        self.score_into(&self.found(bag), range, &mut scores);
        softmax(&mut scores);
        scores.iter().map(|p| f64::from(p.max(1e-6)).ln()).collect()
    }

    /// Gives the weight of a feature for a class.
    pub(super) fn weight(&self, key: u32, class: usize) -> f32 {
        self.rows.get(&key).map_or(0.0, |row| {
            let at = *row as usize * self.bias.len() + class;
            self.weights.get(at).copied().unwrap_or(0.0)
        })
    }
}

/// Numbers the features of cases in the order of their first appearance.
fn rows(cases: &[Case<'_>]) -> HashMap<u32, u32> {
    let least = if cases.len() > MANY { 2 } else { 1 };
    let mut counts: HashMap<u32, u32> = HashMap::new();
    for (key, _) in cases.iter().flat_map(|case| &case.bag.list) {
        *counts.entry(*key).or_default() += 1;
    }
    let mut rows = HashMap::new();
    let mut next = 0;
    for (key, _) in cases.iter().flat_map(|case| &case.bag.list) {
        if counts.get(key).is_some_and(|count| *count >= least) && !rows.contains_key(key) {
            rows.insert(*key, next);
            next += 1;
        }
    }
    rows
}

/// Turns scores into probabilities.
fn softmax(scores: &mut [f32]) {
    let top = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let mut sum = 0.0;
    for score in scores.iter_mut() {
        *score = (*score - top).exp();
        sum += *score;
    }
    for score in scores {
        *score /= sum;
    }
}

/// Shuffles the same way every time.
fn shuffle(order: &mut [usize], random: &mut u64) {
    for last in (1..order.len()).rev() {
        *random ^= *random << 13;
        *random ^= *random >> 7;
        *random ^= *random << 17;
        let pick = *random % (last as u64 + 1);
        order.swap(last, usize::try_from(pick).unwrap_or(0));
    }
}
