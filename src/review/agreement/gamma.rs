//! Gamma (Mathet, Widlöcher and Métivier 2015): how far annotators agree on where units are and of which category, measured
//! on the alignment of their units that has the least disorder, against the disorder that chance would have.
//!
//! Definitions and constants are those of `pygamma-agreement` with its defaults: the dissimilarity of two units is that of
//! their positions and that of their categories together, each of weight 1; a unit without a partner costs 1; chance is 30
//! made-up articles whose units have the number, lengths, gaps and categories of those there are.
//!
//! Bounds: of two annotators the best alignment is found. Of more it is not looked for among all, which takes a solver of
//! integer programs; each annotator in turn is aligned with all others as well as can be, until nothing gets better. Chance
//! is aligned in the same way.

use super::random::Random;
use super::whole;
use crate::model::statement::Statement;
use crate::model::text::Text;
use crate::review::assign::{Candidate, assign};

/// How many articles are made up.
const SAMPLES: usize = 30;

/// How often every annotator has their turn, at most.
const MOST_ROUNDS: usize = 20;

/// Shortest unit that is made up, in characters.
const SHORTEST: f64 = 1e-3;

/// A unit: where it begins and ends, in characters, and its category.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Unit {
    pub(super) start: f64,
    pub(super) end: f64,
    pub(super) category: usize,
}

/// Computes gamma of the quotes of two annotators or more in one article, with the average number of quotes of one of them;
/// none if there are no quotes. A quote of several spans is one unit, from its first character to its last.
pub(super) fn of_statements(lanes: &[&[&Statement]], text: &Text, seed: u64) -> Option<(f64, f64)> {
    let unit = |statement: &&Statement| {
        let chars = text.chars(statement.extent());
        Unit {
            start: chars.start as f64,
            end: chars.end as f64,
            category: statement.kind as usize,
        }
    };
    let lanes: Vec<Vec<Unit>> = lanes
        .iter()
        .map(|lane| lane.iter().map(unit).collect())
        .collect();
    let count: usize = lanes.iter().map(Vec::len).sum();
    // Articles differ in chance, and each has always the same.
    let mut random = Random::new(seed.wrapping_add(text.chars_len() as u64));
    let gamma = gamma(&lanes, &mut random)?;
    Some((gamma, count as f64 / lanes.len() as f64))
}

/// Computes gamma of annotators' units, those of each in order; none if there is nothing to align.
pub(super) fn gamma(lanes: &[Vec<Unit>], random: &mut Random) -> Option<f64> {
    if lanes.len() < 2 || lanes.iter().all(Vec::is_empty) {
        return None;
    }
    let shape = Shape::of(lanes);
    let expected: f64 = (0..SAMPLES)
        .map(|_| disorder(&shape.sample(lanes.len(), random)))
        .sum();
    let expected = expected / SAMPLES as f64;
    (expected > 0.0).then(|| 1.0 - disorder(lanes) / expected)
}

/// Computes the least disorder that was found, for each unit of an annotator.
pub(super) fn disorder(lanes: &[Vec<Unit>]) -> f64 {
    let count: usize = lanes.iter().map(Vec::len).sum();
    if count == 0 {
        return 0.0;
    }
    let mut alignment = Alignment::new(lanes);
    let mut least = f64::INFINITY;
    for _ in 0..MOST_ROUNDS {
        for annotator in 0..lanes.len() {
            alignment.place(annotator);
        }
        let cost = alignment.cost();
        // Two annotators are done after one round each.
        if cost >= least - 1e-12 || lanes.len() == 2 {
            least = least.min(cost);
            break;
        }
        least = cost;
    }
    least * lanes.len() as f64 / (alignment.pairs * count as f64)
}

/// Units of annotators in groups, each with one unit of an annotator at most.
struct Alignment<'a> {
    lanes: &'a [Vec<Unit>],
    groups: Vec<Vec<Option<usize>>>,
    /// How many pairs of annotators there are.
    pairs: f64,
}

impl<'a> Alignment<'a> {
    fn new(lanes: &'a [Vec<Unit>]) -> Self {
        let annotators = lanes.len() as f64;
        Self {
            lanes,
            groups: Vec::new(),
            pairs: annotators * (annotators - 1.0) / 2.0,
        }
    }

    /// Takes an annotator's units out and puts them where they cost least.
    fn place(&mut self, annotator: usize) {
        for group in &mut self.groups {
            group[annotator] = None;
        }
        self.groups
            .retain(|group| group.iter().any(Option::is_some));
        let units = &self.lanes[annotator];
        let mut candidates = Vec::new();
        for (row, unit) in units.iter().enumerate() {
            for (column, group) in self.groups.iter().enumerate() {
                // A group less, and its members are paired with one unit more.
                let gain = self.pairs + self.closeness(group, unit);
                if gain > 0.0 {
                    candidates.push(Candidate {
                        row,
                        column,
                        weight: steps(gain),
                    });
                }
            }
        }
        let chosen = assign(units.len(), self.groups.len(), &candidates);
        for (index, column) in chosen.into_iter().enumerate() {
            if let Some(column) = column {
                self.groups[column][annotator] = Some(index);
            } else {
                let mut group = vec![None; self.lanes.len()];
                group[annotator] = Some(index);
                self.groups.push(group);
            }
        }
    }

    /// Returns how much less than nothing in common a unit has with the members of a group.
    fn closeness(&self, group: &[Option<usize>], unit: &Unit) -> f64 {
        let members = self.lanes.iter().zip(group);
        let members = members.filter_map(|(lane, member)| lane.get((*member)?));
        members
            .map(|member| 1.0 - dissimilarity(unit, member))
            .sum()
    }

    /// Returns the disorder of all groups, summed over pairs of annotators.
    fn cost(&self) -> f64 {
        let cost = |group: &Vec<Option<usize>>| {
            let members = self.lanes.iter().zip(group);
            let members: Vec<&Unit> = members
                .filter_map(|(lane, member)| lane.get((*member)?))
                .collect();
            let mut cost = self.pairs;
            for (index, one) in members.iter().enumerate() {
                for other in &members[index + 1..] {
                    cost -= 1.0 - dissimilarity(one, other);
                }
            }
            cost
        };
        self.groups.iter().map(cost).sum()
    }
}

fn dissimilarity(one: &Unit, other: &Unit) -> f64 {
    let apart = (one.start - other.start).abs() + (one.end - other.end).abs();
    let both = (one.end - one.start) + (other.end - other.start);
    let position = apart / both;
    let category = if one.category == other.category {
        0.0
    } else {
        1.0
    };
    position * position + category
}

/// Returns a gain as a whole number, since the choice is among those.
#[expect(
    clippy::cast_possible_truncation,
    reason = "at most a few for each annotator"
)]
fn steps(gain: f64) -> i64 {
    (gain * 1e9).ceil() as i64
}

/// What the units of annotators are like.
struct Shape {
    count: (f64, f64),
    gap: (f64, f64),
    length: (f64, f64),
    /// The categories of all units: one is drawn as often as it is there.
    categories: Vec<usize>,
}

impl Shape {
    fn of(lanes: &[Vec<Unit>]) -> Self {
        let counts: Vec<f64> = lanes.iter().map(|lane| lane.len() as f64).collect();
        let units = || lanes.iter().flatten();
        let lengths: Vec<f64> = units().map(|unit| unit.end - unit.start).collect();
        let mut gaps = vec![0.0];
        for lane in lanes {
            gaps.extend(lane.first().map(|unit| unit.start).filter(|gap| *gap > 0.0));
            gaps.extend(lane.windows(2).map(|two| two[1].start - two[0].end));
        }
        Self {
            count: spread(&counts),
            gap: spread(&gaps),
            length: spread(&lengths),
            categories: units().map(|unit| unit.category).collect(),
        }
    }

    /// Makes up the units of so many annotators.
    fn sample(&self, annotators: usize, random: &mut Random) -> Vec<Vec<Unit>> {
        let mut lanes: Vec<Vec<Unit>> = Vec::with_capacity(annotators);
        for _ in 0..annotators {
            let mut count = whole(random.normal(self.count.0, self.count.1).abs().floor());
            if lanes.iter().all(Vec::is_empty) {
                count = count.max(1);
            }
            let mut last = 0.0;
            let mut lane = Vec::with_capacity(count);
            for _ in 0..count {
                let start = last + random.normal(self.gap.0, self.gap.1);
                let length = random.normal(self.length.0, self.length.1).abs();
                let end = start + length.max(SHORTEST);
                let category = self.categories[random.below(self.categories.len())];
                lane.push(Unit {
                    start,
                    end,
                    category,
                });
                last = end;
            }
            lanes.push(lane);
        }
        lanes
    }
}

/// Returns the mean and the standard deviation.
fn spread(numbers: &[f64]) -> (f64, f64) {
    let count = numbers.len().max(1) as f64;
    let mean = numbers.iter().sum::<f64>() / count;
    let squares: f64 = numbers.iter().map(|number| (number - mean).powi(2)).sum();
    (mean, (squares / count).sqrt())
}

#[cfg(test)]
mod tests;
