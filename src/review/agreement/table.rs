//! Coefficients of any table of ratings: a row for each unit, a column for each coder. Knows nothing of statements.
//!
//! Which package's definition each follows: Krippendorff's alpha `krippendorff`; Cohen's kappa, plain and weighted,
//! `scikit-learn`; Fleiss' kappa, Gwet's AC1 and AC2 `irrCAC`, which for Fleiss' kappa gives what `statsmodels` gives where
//! nothing is missing. Where these give no number (only one category was used), there is none here either, with the reason.

use super::Why;
use super::sums::{Many, Two, Weights, alpha_of, ordinal_weight, quadratic_weight};

/// What categories of a table are to each other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Level {
    /// Names.
    #[default]
    Nominal,
    /// Ranks.
    Ordinal,
    /// Numbers whose differences mean something.
    Interval,
}

/// Represents ratings of units by coders.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    coders: usize,
    /// Unit by unit, in each by coder: the index of a category, none where it is missing.
    ratings: Vec<Option<u32>>,
    categories: usize,
    /// What each category is as a number, rising; none if not all are numbers.
    numbers: Option<Vec<f64>>,
}

/// The coefficients of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct Coefficients {
    /// Krippendorff's alpha at the table's level.
    pub alpha: Result<f64, Why>,
    /// Fleiss' kappa.
    pub fleiss: Result<f64, Why>,
    /// Gwet's AC1.
    pub ac1: Result<f64, Why>,
    /// Gwet's AC2: with ordinal weights for ranks, quadratic ones for numbers; for names it is AC1.
    pub ac2: Result<f64, Why>,
    /// Every two coders, in the order of the columns.
    pub pairs: Vec<Kappas>,
}

/// Cohen's kappa of two coders, over the units that both rated.
#[derive(Clone, Debug, PartialEq)]
pub struct Kappas {
    /// The first coder's column.
    pub a: usize,
    /// The second coder's.
    pub b: usize,
    /// Plain.
    pub kappa: Result<f64, Why>,
    /// With linear weights.
    pub linear: Result<f64, Why>,
    /// With quadratic weights.
    pub quadratic: Result<f64, Why>,
}

impl Table {
    /// Makes a table of cells, unit by unit and in each by coder; none is a missing value. Categories that are all numbers
    /// are ordered as numbers, and `1` is `1.0`; others as text.
    pub fn new(coders: usize, cells: &[Option<&str>]) -> Self {
        let number = |cell: &str| cell.parse::<f64>().ok().filter(|number| number.is_finite());
        let mut texts: Vec<&str> = cells.iter().flatten().copied().collect();
        texts.sort_unstable();
        texts.dedup();
        let numbers: Option<Vec<f64>> = texts.iter().map(|text| number(text)).collect();
        let index = |place: usize| u32::try_from(place).unwrap_or(u32::MAX);
        let Some(mut numbers) = numbers else {
            let place = |cell: &str| texts.binary_search(&cell).unwrap_or_default();
            let ratings = cells.iter().map(|cell| cell.map(|cell| index(place(cell))));
            return Self {
                coders,
                ratings: ratings.collect(),
                categories: texts.len(),
                numbers: None,
            };
        };
        // Of zeros there is one.
        for number in &mut numbers {
            *number += 0.0;
        }
        numbers.sort_by(f64::total_cmp);
        numbers.dedup();
        let place = |cell: &str| {
            let number = number(cell).unwrap_or_default();
            numbers.partition_point(|known| *known < number)
        };
        let ratings = cells.iter().map(|cell| cell.map(|cell| index(place(cell))));
        Self {
            coders,
            ratings: ratings.collect(),
            categories: numbers.len(),
            numbers: Some(numbers),
        }
    }

    /// Tells whether all values are numbers, as ranks and intervals must be.
    pub fn is_numeric(&self) -> bool {
        self.numbers.is_some()
    }

    /// Computes every coefficient. At a level that needs numbers, where there are none, those that need them have none.
    pub fn coefficients(&self, level: Level) -> Coefficients {
        let many = Many {
            at: 0,
            categories: self.categories,
            is_ordered: level != Level::Nominal,
        };
        let mut sums = vec![0.0_f64; many.size()];
        for unit in self.units() {
            many.add(&unit, &mut sums);
        }
        Coefficients {
            alpha: self.alpha(level, many, &sums),
            fleiss: many.fleiss(&sums),
            ac1: many.ac1(&sums),
            ac2: self.ac2(level, many, &sums),
            pairs: self.kappas(),
        }
    }

    fn alpha(&self, level: Level, many: Many, sums: &[f64]) -> Result<f64, Why> {
        let numbers = || self.numbers.as_deref().ok_or(Why::NoNumbers);
        match level {
            Level::Nominal => many.alpha(sums),
            Level::Ordinal => numbers().and_then(|_| many.alpha_ordinal(sums)),
            Level::Interval => many.alpha_interval(sums, numbers()?),
        }
    }

    fn ac2(&self, level: Level, many: Many, sums: &[f64]) -> Result<f64, Why> {
        let numbers = self.numbers.as_deref().ok_or(Why::NoNumbers);
        match level {
            Level::Nominal => many.ac1(sums),
            Level::Ordinal => numbers.and_then(|_| {
                many.ac2(sums, |used, row, column| {
                    ordinal_weight(used.len(), row, column)
                })
            }),
            Level::Interval => {
                let numbers = numbers?;
                many.ac2(sums, |used, row, column| {
                    let ends = (numbers[used[0]], numbers[used[used.len() - 1]]);
                    quadratic_weight(ends, numbers[used[row]], numbers[used[column]])
                })
            }
        }
    }

    fn kappas(&self) -> Vec<Kappas> {
        let two = Two {
            at: 0,
            categories: self.categories,
            is_ordered: self.is_numeric(),
        };
        let mut kappas = Vec::new();
        for a in 0..self.coders {
            for b in a + 1..self.coders {
                let mut sums = vec![0.0_f64; two.size()];
                for unit in self.units() {
                    if let (Some(one), Some(other)) = (unit[a], unit[b]) {
                        two.add((one, other), &mut sums);
                    }
                }
                let weighted = |weights| {
                    if self.is_numeric() {
                        two.weighted(&sums, weights)
                    } else {
                        Err(Why::NoNumbers)
                    }
                };
                kappas.push(Kappas {
                    a,
                    b,
                    kappa: two.kappa(&sums),
                    linear: weighted(Weights::Linear),
                    quadratic: weighted(Weights::Quadratic),
                });
            }
        }
        kappas
    }

    fn units(&self) -> impl Iterator<Item = Vec<Option<usize>>> {
        let index = |rating: &Option<u32>| rating.map(|rating| rating as usize);
        self.ratings
            .chunks_exact(self.coders.max(1))
            .map(move |unit| unit.iter().map(index).collect())
    }
}

/// Computes Krippendorff's alpha for categories without an order over ratings in memory, unit by unit and in each by
/// coder: the index of a category, below `categories`, or none where it is missing.
///
/// # Errors
///
/// Why there is no number.
pub fn nominal_alpha(
    ratings: &[Option<u32>],
    coders: usize,
    categories: usize,
) -> Result<f64, Why> {
    let mut values = vec![0_u64; categories];
    // Pairs of coders that agree, by how many rated the unit.
    let mut same = vec![0_u64; coders + 1];
    for unit in ratings.chunks_exact(coders.max(1)) {
        let count = unit.iter().flatten().count();
        if count < 2 {
            continue;
        }
        let mut pairs = 0;
        for (index, one) in unit.iter().enumerate() {
            let Some(category) = one else { continue };
            values[*category as usize] += 1;
            for other in &unit[index + 1..] {
                pairs += u64::from(one == other);
            }
        }
        same[count] += pairs;
    }
    let share = |(count, pairs): (usize, &u64)| 2.0 * *pairs as f64 / (count as f64 - 1.0);
    let same: f64 = same.iter().enumerate().skip(2).map(share).sum();
    let values: Vec<f64> = values.into_iter().map(|value| value as f64).collect();
    alpha_of(same, &values)
}

#[cfg(test)]
mod tests;
