//! A conditional logit (`McFadden`, 1974) that blends what different sources say of each choice into one probability:
//! the codebook's words, the words learned, how often, who spoke, what was said before. It learns from what those
//! sources say of articles that they had not seen (stacking: Wolpert, Neural Networks 5, 1992), so that its weights
//! are their temperatures (Guo et al., ICML 2017; Platt, 1999) and its probabilities are honest. A few weights, drawn
//! towards the usual ones: with no labels those are used as they are.

/// What the sources say of one choice.
pub(super) type Row<const D: usize> = [f64; D];

/// One case to learn from: a row for each choice, and how right each is; these sum to one.
pub(super) struct Case<const D: usize> {
    pub rows: Vec<Row<D>>,
    pub right: Vec<f64>,
}

/// The weights of the sources.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Blend<const D: usize>(pub Row<D>);

/// How much a weight is drawn to the usual one, in cases.
const PULL: f64 = 10.0;

const ROUNDS: usize = 12;

impl<const D: usize> Blend<D> {
    /// Learns weights by Newton's method, starting from the usual ones.
    pub(super) fn learn(usual: &Row<D>, cases: &[Case<D>]) -> Self {
        let mut blend = Self(*usual);
        let mut loss = blend.loss(usual, cases);
        for _ in 0..ROUNDS {
            let step = blend.direction(usual, cases);
            let mut scale = 1.0;
            let mut better = None;
            while better.is_none() && scale > 1e-3 {
                let mut tried = blend.clone();
                for (weight, step) in tried.0.iter_mut().zip(&step) {
                    *weight -= scale * step;
                }
                let now = tried.loss(usual, cases);
                better = (now < loss).then_some((tried, now));
                scale /= 2.0;
            }
            let Some((tried, now)) = better else { break };
            let done = loss - now < 1e-6 * loss.abs();
            (blend, loss) = (tried, now);
            if done {
                break;
            }
        }
        blend
    }

    /// Gives the probability of each choice.
    pub(super) fn probabilities(&self, rows: &[Row<D>]) -> Vec<f64> {
        let mut scores: Vec<f64> = rows.iter().map(|row| dot(&self.0, row)).collect();
        let top = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let mut sum = 0.0;
        for score in &mut scores {
            *score = (*score - top).exp();
            sum += *score;
        }
        for score in &mut scores {
            *score /= sum;
        }
        scores
    }

    fn loss(&self, usual: &Row<D>, cases: &[Case<D>]) -> f64 {
        let mut loss = 0.0;
        for case in cases {
            for (p, right) in self.probabilities(&case.rows).iter().zip(&case.right) {
                if *right > 0.0 {
                    loss -= right * p.max(1e-12).ln();
                }
            }
        }
        for (weight, usual) in self.0.iter().zip(usual) {
            loss += 0.5 * PULL * (weight - usual).powi(2);
        }
        loss
    }

    /// Gives Newton's step: the gradient through the inverse of the curvature.
    fn direction(&self, usual: &Row<D>, cases: &[Case<D>]) -> Row<D> {
        let mut gradient = [0.0; D];
        let mut curvature = [[0.0; D]; D];
        for at in 0..D {
            gradient[at] = PULL * (self.0[at] - usual[at]);
            curvature[at][at] = PULL;
        }
        for case in cases {
            let chances = self.probabilities(&case.rows);
            let mut mean = [0.0; D];
            for (row, p) in case.rows.iter().zip(&chances) {
                for (mean, value) in mean.iter_mut().zip(row) {
                    *mean += p * value;
                }
            }
            for ((row, p), right) in case.rows.iter().zip(&chances).zip(&case.right) {
                for i in 0..D {
                    gradient[i] += (p - right) * row[i];
                    let from = p * (row[i] - mean[i]);
                    for j in 0..=i {
                        curvature[i][j] += from * (row[j] - mean[j]);
                    }
                }
            }
        }
        solve(&curvature, gradient)
    }
}

fn dot<const D: usize>(a: &Row<D>, b: &Row<D>) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// Solves a system whose matrix, given by its lower half, is symmetric and positive (Cholesky).
fn solve<const D: usize>(matrix: &[Row<D>; D], mut right: Row<D>) -> Row<D> {
    let mut lower = [[0.0; D]; D];
    for i in 0..D {
        for j in 0..=i {
            let sum: f64 = (0..j).map(|k| lower[i][k] * lower[j][k]).sum();
            lower[i][j] = if i == j {
                (matrix[i][i] - sum).max(1e-9).sqrt()
            } else {
                (matrix[i][j] - sum) / lower[j][j]
            };
        }
    }
    for i in 0..D {
        let sum: f64 = (0..i).map(|k| lower[i][k] * right[k]).sum();
        right[i] = (right[i] - sum) / lower[i][i];
    }
    for i in (0..D).rev() {
        let sum: f64 = (i + 1..D).map(|k| lower[k][i] * right[k]).sum();
        right[i] = (right[i] - sum) / lower[i][i];
    }
    right
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_solve(matrix: [[f64; 2]; 2], right: [f64; 2], expected: [f64; 2]) {
        let found = solve(&matrix, right);
        for (found, expected) in found.iter().zip(&expected) {
            assert!((found - expected).abs() < 1e-9, "{found} {expected}");
        }
    }

    #[test]
    fn systems_are_solved() {
        check_solve([[1.0, 0.0], [0.0, 1.0]], [3.0, 4.0], [3.0, 4.0]);
        check_solve([[4.0, 0.0], [2.0, 3.0]], [10.0, 11.0], [1.0, 3.0]);
    }

    /// Cases of two choices in which the first is right so often: the weight must say how often.
    #[track_caller]
    fn check_chance(right: usize, of: usize) {
        let case = |number| Case {
            rows: vec![[1.0], [0.0]],
            right: if number < right {
                vec![1.0, 0.0]
            } else {
                vec![0.0, 1.0]
            },
        };
        let cases: Vec<Case<1>> = (0..of).map(case).collect();
        let chance = Blend::learn(&[0.0], &cases).probabilities(&cases[0].rows)[0];
        let expected = right as f64 / of as f64;
        assert!((chance - expected).abs() < 0.02, "{chance} {expected}");
    }

    #[test]
    fn probabilities_are_how_often() {
        check_chance(900, 1_000);
        check_chance(500, 1_000);
        check_chance(120, 1_000);
    }

    #[test]
    fn without_labels_the_weights_are_the_usual_ones() {
        let blend = Blend::learn(&[0.5, -2.0], &[]);
        assert_eq!(blend, Blend([0.5, -2.0]));
    }
}
