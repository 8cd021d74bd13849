//! Sums over units from which coefficients of agreement are computed. They add up over articles, so that an interval
//! needs each article's sums and not its statements.
//!
//! Sums are numbers in slots. A block of slots belongs to one table of ratings: [`Many`] to any number of coders, [`Two`]
//! to two. A rating is the index of a category, from 0; which those are, and in which order, is the caller's business.
//! The formulas are those of the packages that are named with each coefficient, and give what they give.

use super::Why;

/// Where sums are added up.
pub(super) trait Add {
    /// Adds to one slot.
    fn add(&mut self, slot: usize, value: f64);
}

impl Add for Vec<f64> {
    fn add(&mut self, slot: usize, value: f64) {
        self[slot] += value;
    }
}

/// The sums of one article: only the slots that hold something.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Sparse(Vec<(usize, f64)>);

impl Add for Sparse {
    fn add(&mut self, slot: usize, value: f64) {
        if value != 0.0 {
            self.0.push((slot, value));
        }
    }
}

impl Sparse {
    /// Makes one number of all that were added to a slot.
    pub(super) fn compact(&mut self) {
        self.0.sort_by_key(|(slot, _)| *slot);
        self.0.dedup_by(|next, kept| {
            let is_same = next.0 == kept.0;
            if is_same {
                kept.1 += next.1;
            }
            is_same
        });
    }

    /// Returns what each slot holds.
    pub(super) fn slots(&self) -> &[(usize, f64)] {
        &self.0
    }
}

/// How many sums there are of any table before those of its categories.
const HEAD: usize = 4;
/// Units with two values or more.
const PAIRABLE: usize = 0;
/// Units with a value.
const ANY: usize = 1;
/// Pairable values that agree, as alpha counts them.
const SAME: usize = 2;
/// Shares of pairs of coders that agree.
const AGREED: usize = 3;

/// The block of a table of any number of coders, with missing values.
///
/// ```text
/// head │ pairable values by category │ shares by category │ coincidences, category × category │ pairs, category × category
/// ```
/// The last two are there if the categories are ordered.
#[derive(Clone, Copy, Debug)]
pub(super) struct Many {
    /// The first slot.
    pub(super) at: usize,
    /// How many categories there are.
    pub(super) categories: usize,
    /// Whether they are ordered.
    pub(super) is_ordered: bool,
}

impl Many {
    /// Returns how many slots it has.
    pub(super) fn size(self) -> usize {
        let square = self.categories * self.categories;
        HEAD + 2 * self.categories + if self.is_ordered { 2 * square } else { 0 }
    }

    fn values(self) -> usize {
        self.at + HEAD
    }

    fn shares(self) -> usize {
        self.values() + self.categories
    }

    fn coincidences(self) -> usize {
        self.shares() + self.categories
    }

    fn pairs(self) -> usize {
        self.coincidences() + self.categories * self.categories
    }

    /// Adds one unit: the category that each coder gave it, none where it is missing.
    pub(super) fn add(self, unit: &[Option<usize>], sums: &mut impl Add) {
        let coders = unit.iter().flatten().count();
        if coders == 0 {
            return;
        }
        let all = coders as f64;
        sums.add(self.at + ANY, 1.0);
        for category in unit.iter().flatten() {
            sums.add(self.shares() + category, 1.0 / all);
        }
        if coders == 1 {
            return;
        }
        sums.add(self.at + PAIRABLE, 1.0);
        let mut same = 0.0;
        for (index, one) in unit.iter().enumerate() {
            let Some(one) = one else { continue };
            sums.add(self.values() + one, 1.0);
            for other in unit[index + 1..].iter().flatten() {
                if one == other {
                    same += 2.0;
                }
                if self.is_ordered {
                    for cell in [(one, other), (other, one)] {
                        let cell = cell.0 * self.categories + cell.1;
                        sums.add(self.coincidences() + cell, 1.0 / (all - 1.0));
                        sums.add(self.pairs() + cell, 1.0 / (all * (all - 1.0)));
                    }
                }
            }
        }
        sums.add(self.at + SAME, same / (all - 1.0));
        sums.add(self.at + AGREED, same / (all * (all - 1.0)));
    }

    /// Returns how many units two coders or more gave a value.
    pub(super) fn units(self, sums: &[f64]) -> f64 {
        sums[self.at + PAIRABLE]
    }

    /// Computes Krippendorff's alpha for categories without an order, as `krippendorff` does.
    pub(super) fn alpha(self, sums: &[f64]) -> Result<f64, Why> {
        let values = &sums[self.values()..self.shares()];
        alpha_of(sums[self.at + SAME], values)
    }

    /// Computes Krippendorff's alpha for ranks, as `krippendorff` does (`ordinal`).
    pub(super) fn alpha_ordinal(self, sums: &[f64]) -> Result<f64, Why> {
        let values = &sums[self.values()..self.shares()];
        let before: Vec<f64> = values
            .iter()
            .scan(0.0, |sum, value| {
                *sum += value;
                Some(*sum)
            })
            .collect();
        self.alpha_by(sums, |low, high| {
            let between = before[high] - before[low] + values[low];
            between - f64::midpoint(values[low], values[high])
        })
    }

    /// Computes Krippendorff's alpha for numbers, as `krippendorff` does (`interval`).
    pub(super) fn alpha_interval(self, sums: &[f64], numbers: &[f64]) -> Result<f64, Why> {
        self.alpha_by(sums, |low, high| numbers[high] - numbers[low])
    }

    /// Computes alpha with the square of a distance between categories, the lower first.
    fn alpha_by(self, sums: &[f64], distance: impl Fn(usize, usize) -> f64) -> Result<f64, Why> {
        let values = &sums[self.values()..self.shares()];
        let total: f64 = values.iter().sum();
        let (mut observed, mut expected) = (0.0, 0.0);
        for low in 0..self.categories {
            for high in low + 1..self.categories {
                let square = distance(low, high).powi(2);
                let coincidences = sums[self.coincidences() + low * self.categories + high];
                observed += coincidences * square;
                expected += values[low] * values[high] * square;
            }
        }
        if total < 2.0 {
            return Err(Why::NoUnits);
        }
        if expected <= 0.0 {
            return Err(Why::OneCategory);
        }
        Ok(1.0 - (total - 1.0) * observed / expected)
    }

    /// Computes Fleiss' kappa; with missing values as `irrCAC` does, without them as `statsmodels` does.
    pub(super) fn fleiss(self, sums: &[f64]) -> Result<f64, Why> {
        let (observed, shares) = self.observed(sums)?;
        let expected: f64 = shares.iter().map(|share| share * share).sum();
        if shares.iter().filter(|share| **share > 0.0).count() < 2 {
            return Err(Why::OneCategory);
        }
        Ok((observed - expected) / (1.0 - expected))
    }

    /// Computes Gwet's AC1, as `irrCAC` does.
    pub(super) fn ac1(self, sums: &[f64]) -> Result<f64, Why> {
        let (observed, shares) = self.observed(sums)?;
        let used = shares.iter().filter(|share| **share > 0.0).count();
        if used < 2 {
            return Err(Why::OneCategory);
        }
        let spread: f64 = shares.iter().map(|share| share * (1.0 - share)).sum();
        let expected = spread / (used as f64 - 1.0);
        Ok((observed - expected) / (1.0 - expected))
    }

    /// Computes Gwet's AC2, as `irrCAC` does. `weights` says how much two of the categories that were used agree (1:
    /// wholly), by their places among these.
    pub(super) fn ac2(
        self,
        sums: &[f64],
        weights: impl Fn(&[usize], usize, usize) -> f64,
    ) -> Result<f64, Why> {
        let (_, shares) = self.observed(sums)?;
        let used: Vec<usize> = (0..self.categories)
            .filter(|category| shares[*category] > 0.0)
            .collect();
        if used.len() < 2 {
            return Err(Why::OneCategory);
        }
        let (mut observed, mut all) = (0.0, 0.0);
        for (row, one) in used.iter().enumerate() {
            for (column, other) in used.iter().enumerate() {
                let weight = weights(&used, row, column);
                all += weight;
                observed += weight * sums[self.pairs() + one * self.categories + other];
            }
        }
        observed /= self.units(sums);
        let spread: f64 = shares.iter().map(|share| share * (1.0 - share)).sum();
        let count = used.len() as f64;
        let expected = all * spread / (count * (count - 1.0));
        Ok((observed - expected) / (1.0 - expected))
    }

    /// Returns the share of pairs of coders that agree, over units, and the share that each category has.
    fn observed(self, sums: &[f64]) -> Result<(f64, Vec<f64>), Why> {
        let units = self.units(sums);
        if units <= 0.0 {
            return Err(Why::NoUnits);
        }
        let any = sums[self.at + ANY];
        let shares = &sums[self.shares()..self.coincidences()];
        let shares = shares.iter().map(|share| share / any).collect();
        Ok((sums[self.at + AGREED] / units, shares))
    }
}

/// Computes alpha for categories without an order from the pairable values that agree and those of each category.
pub(super) fn alpha_of(same: f64, values: &[f64]) -> Result<f64, Why> {
    let total: f64 = values.iter().sum();
    if total < 2.0 {
        return Err(Why::NoUnits);
    }
    let squares: f64 = values.iter().map(|value| value * value).sum();
    let expected = total * total - squares;
    if values.iter().filter(|value| **value > 0.0).count() < 2 {
        return Err(Why::OneCategory);
    }
    Ok(1.0 - (total - 1.0) * (total - same) / expected)
}

/// The block of a table of two coders: units, units that agree, then what each gave to each category or, where the
/// categories are ordered, how often one gave this and the other that.
#[derive(Clone, Copy, Debug)]
pub(super) struct Two {
    /// The first slot.
    pub(super) at: usize,
    /// How many categories there are.
    pub(super) categories: usize,
    /// Whether they are ordered.
    pub(super) is_ordered: bool,
}

/// How much less categories agree the further apart they are, counted in categories.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Weights {
    /// By their distance.
    Linear,
    /// By its square.
    Quadratic,
}

impl Two {
    /// Returns how many slots it has.
    pub(super) fn size(self) -> usize {
        let square = self.categories * self.categories;
        2 + 2 * self.categories + if self.is_ordered { square } else { 0 }
    }

    fn first(self) -> usize {
        self.at + 2
    }

    fn second(self) -> usize {
        self.first() + self.categories
    }

    fn cells(self) -> usize {
        self.second() + self.categories
    }

    /// Adds one unit that both coders gave a category.
    pub(super) fn add(self, (one, other): (usize, usize), sums: &mut impl Add) {
        sums.add(self.at, 1.0);
        if one == other {
            sums.add(self.at + 1, 1.0);
        }
        sums.add(self.first() + one, 1.0);
        sums.add(self.second() + other, 1.0);
        if self.is_ordered {
            sums.add(self.cells() + one * self.categories + other, 1.0);
        }
    }

    /// Returns how many units both coders gave a value.
    pub(super) fn units(self, sums: &[f64]) -> f64 {
        sums[self.at]
    }

    /// Computes Cohen's kappa, as `scikit-learn` does.
    pub(super) fn kappa(self, sums: &[f64]) -> Result<f64, Why> {
        let units = self.units(sums);
        if units <= 0.0 {
            return Err(Why::NoUnits);
        }
        let (first, second) = (&sums[self.first()..], &sums[self.second()..]);
        let by_chance: f64 = (0..self.categories)
            .map(|category| first[category] * second[category])
            .sum();
        let by_chance = units - by_chance / units;
        if by_chance <= 0.0 {
            return Err(Why::OneCategory);
        }
        Ok(1.0 - (units - sums[self.at + 1]) / by_chance)
    }

    /// Computes weighted kappa, as `scikit-learn` does: the distance of categories is counted among those that either
    /// coder used.
    pub(super) fn weighted(self, sums: &[f64], weights: Weights) -> Result<f64, Why> {
        let units = self.units(sums);
        if units <= 0.0 {
            return Err(Why::NoUnits);
        }
        let (first, second) = (&sums[self.first()..], &sums[self.second()..]);
        let used: Vec<usize> = (0..self.categories)
            .filter(|category| first[*category] + second[*category] > 0.0)
            .collect();
        let (mut observed, mut expected) = (0.0, 0.0);
        for (row, one) in used.iter().enumerate() {
            for (column, other) in used.iter().enumerate() {
                let distance = row.abs_diff(column) as f64;
                let weight = match weights {
                    Weights::Linear => distance,
                    Weights::Quadratic => distance * distance,
                };
                observed += weight * sums[self.cells() + one * self.categories + other];
                expected += weight * first[*one] * second[*other] / units;
            }
        }
        if expected <= 0.0 {
            return Err(Why::OneCategory);
        }
        Ok(1.0 - observed / expected)
    }
}

/// Returns the weights that `irrCAC` calls ordinal, of so many categories by their places: what lies between two counts.
pub(super) fn ordinal_weight(count: usize, row: usize, column: usize) -> f64 {
    let pairs = |span: usize| (span * (span + 1)) as f64;
    1.0 - pairs(row.abs_diff(column)) / pairs(count - 1)
}

/// Returns the weights that `irrCAC` calls quadratic, of the numbers of the first and last category and of two.
pub(super) fn quadratic_weight((first, last): (f64, f64), one: f64, other: f64) -> f64 {
    1.0 - ((one - other) / (last - first)).powi(2)
}
