//! Figures of a set of articles, with intervals: the sums of each article lie in slots that all of them share, and every
//! sample of articles is a sum of those sums. Samples are summed up many at a time, one beside the other, so that the
//! processor adds several in one step.

use std::collections::BTreeMap;

use super::article::{Compared, Measured, Rating};
use super::continuum::{CHARACTER_SLOTS, UNIT_SLOTS, alpha_characters, alpha_unitizing};
use super::random::Random;
use super::sums::{Add as _, Many, Sparse, Two, Weights, ordinal_weight};
use super::{Figure, Figures, Layer, Measure, Why, whole};

/// How many samples of articles an interval is made of.
const SAMPLES: usize = BLOCKS * BLOCK;

/// How many samples are summed up at a time, and how often.
const BLOCK: usize = 50;
const BLOCKS: usize = 20;

/// Where chance begins, so that the same articles give the same interval.
const SEED: u64 = 20_160_711;

/// The share of samples on either side of an interval.
const TAIL: f64 = 0.025;

/// Slots of what is counted of statements.
const STATEMENTS: usize = 0;
const EXACT: usize = 1;
const MATCHED: usize = 2;
const FRAMES: usize = 3;
const SHARE: usize = 4;
const UTTERANCES: usize = 5;
/// Gamma times how much there is of it, how much there is, and in how many articles.
const GAMMA: usize = 6;
const GAMMA_WEIGHT: usize = 7;
const GAMMA_UNITS: usize = 8;
/// Articles on which two or more of those compared worked.
const ARTICLES: usize = 9;
const MARKS: usize = 10;
const LAYERS: usize = MARKS + CHARACTER_SLOTS + UNIT_SLOTS;

/// Whose figures: everybody's, then those of every two.
type Place = usize;

/// One number of each of the samples that are summed up at a time.
type Block = [f64; BLOCK];

/// What is known of some articles, ready to be summed up.
pub(super) struct Scope<'a> {
    /// Of each place whether it is a pair whose kappa counts in the mean of everybody's.
    counted: Vec<bool>,
    /// Whether every two have all figures; else only those that everybody's are made of.
    has_pairs: bool,
    /// The categories of each layer, with their numbers from 0.
    categories: [BTreeMap<&'a str, usize>; Layer::ALL.len()],
    /// The polarities of stances, rising.
    polarities: Vec<f64>,
    layout: Layout,
    /// The sums of each place and each article.
    sums: Vec<Vec<Sparse>>,
}

/// Which slots each table has.
struct Layout {
    layers: [(Many, Two); Layer::ALL.len()],
    ranks: (Many, Two),
    size: usize,
}

impl Layout {
    fn new(categories: [usize; Layer::ALL.len()], ranks: usize) -> Self {
        let mut at = LAYERS;
        let mut block = |categories: usize, is_ordered: bool| {
            let many = Many {
                at,
                categories,
                is_ordered,
            };
            let two = Two {
                at: at + many.size(),
                categories,
                is_ordered,
            };
            at = two.at + two.size();
            (many, two)
        };
        let layers = categories.map(|count| block(count, false));
        let ranks = block(ranks, true);
        Self {
            layers,
            ranks,
            size: at,
        }
    }
}

impl<'a> Scope<'a> {
    /// Takes up what was found in some articles. `counted` says of each pair whether it is one of everybody's.
    pub(super) fn new(articles: &[&'a Compared], counted: &[bool], has_pairs: bool) -> Self {
        let mut categories: [BTreeMap<&'a str, usize>; Layer::ALL.len()] = Default::default();
        let mut polarities: Vec<f64> = Vec::new();
        for measured in articles.iter().copied().flat_map(all_of).flatten() {
            for (rows, known) in measured.rows.iter().zip(&mut categories) {
                for rating in rows.iter().flatten().flatten() {
                    known.insert(&rating.key, 0);
                    polarities.extend(rating.number);
                }
            }
        }
        for known in &mut categories {
            for (place, number) in known.values_mut().enumerate() {
                *number = place;
            }
        }
        // Of zeros there is one.
        for polarity in &mut polarities {
            *polarity += 0.0;
        }
        polarities.sort_by(f64::total_cmp);
        polarities.dedup();
        let counts = std::array::from_fn(|layer| categories[layer].len());
        let mut scope = Self {
            counted: std::iter::once(false)
                .chain(counted.iter().copied())
                .collect(),
            has_pairs,
            layout: Layout::new(counts, polarities.len()),
            categories,
            polarities,
            sums: Vec::new(),
        };
        let places = 0..=counted.len();
        scope.sums = places
            .map(|place| {
                let measured = articles.iter().map(|article| at(article, place));
                measured
                    .map(|measured| scope.summed(place, measured))
                    .collect()
            })
            .collect();
        scope
    }

    /// Returns the figures of every place, in the order of [`Measure::all`]; with intervals if there are articles enough.
    pub(super) fn figures(&self, with_intervals: bool) -> Vec<Figures> {
        let measures = Measure::all();
        let articles = self.sums.first().map_or(0, Vec::len);
        let sums: Vec<Vec<f64>> = self.sums.iter().map(|all| self.total(all)).collect();
        let found = self.evaluate(&measures, &sums);
        let mut samples: Vec<Vec<Vec<f64>>> = vec![vec![Vec::new(); measures.len()]; sums.len()];
        if with_intervals && articles > 1 {
            let mut random = Random::new(SEED);
            for _ in 0..BLOCKS {
                let times = draw(articles, &mut random);
                let blocks: Vec<Vec<Block>> = self
                    .sums
                    .iter()
                    .map(|all| self.totals(all, &times))
                    .collect();
                for sample in 0..BLOCK {
                    let sums: Vec<Vec<f64>> = blocks
                        .iter()
                        .map(|block| block.iter().map(|slot| slot[sample]).collect())
                        .collect();
                    let values = self.evaluate(&measures, &sums);
                    for (known, values) in samples.iter_mut().zip(values) {
                        for (known, (value, _)) in known.iter_mut().zip(values) {
                            known.extend(value.ok());
                        }
                    }
                }
            }
        }
        let places = found.into_iter().zip(samples).zip(&sums);
        places
            .map(|((found, samples), sums)| {
                let is_enough = sums[ARTICLES] > 1.0;
                let each = measures.iter().zip(found).zip(samples);
                let figure = |((measure, (value, n)), samples): ((&Measure, _), Vec<f64>)| {
                    let interval = match value {
                        Err(why) => Err(why),
                        Ok(_) if is_enough => interval(samples),
                        Ok(_) => Err(Why::FewArticles),
                    };
                    (*measure, Figure { value, n, interval })
                };
                Figures(each.map(figure).collect())
            })
            .collect()
    }

    /// Returns the sums over articles.
    fn total(&self, articles: &[Sparse]) -> Vec<f64> {
        let mut sums = vec![0.0; self.layout.size];
        for article in articles {
            for (slot, value) in article.slots() {
                sums[*slot] += value;
            }
        }
        sums
    }

    /// Returns the sums over articles in each sample, where `times` says how often each article is in it.
    fn totals(&self, articles: &[Sparse], times: &[Block]) -> Vec<Block> {
        let mut sums = vec![[0.0; BLOCK]; self.layout.size];
        for (article, times) in articles.iter().zip(times) {
            for (slot, value) in article.slots() {
                for (sum, times) in sums[*slot].iter_mut().zip(times) {
                    *sum += times * value;
                }
            }
        }
        sums
    }

    /// Returns the sums of one article at one place.
    fn summed(&self, place: Place, measured: Option<&Measured>) -> Sparse {
        let mut sums = Sparse::default();
        let Some(measured) = measured else {
            return sums;
        };
        if place == 0 || self.has_pairs {
            count(measured, &mut sums);
        }
        for (layer, rows) in measured.rows.iter().enumerate() {
            let number = |rating: &Rating| self.categories[layer].get(&*rating.key).copied();
            for row in rows {
                let unit = places(row, number);
                self.add(self.layout.layers[layer], place, &unit, &mut sums);
            }
        }
        let rank = |rating: &Rating| {
            let number = rating.number?;
            Some(self.polarities.partition_point(|known| *known < number))
        };
        for row in &measured.rows[Layer::Stance as usize] {
            let unit = places(row, rank);
            // What has no polarity is no rank: it is missing here.
            if unit.iter().flatten().count() > 1 {
                self.add(self.layout.ranks, place, &unit, &mut sums);
            }
        }
        sums.compact();
        sums
    }

    /// Adds a unit to the table of all and, at the place of a pair, to that of two.
    fn add(
        &self,
        (many, two): (Many, Two),
        place: Place,
        unit: &[Option<usize>],
        sums: &mut Sparse,
    ) {
        if place == 0 || self.has_pairs {
            many.add(unit, sums);
        }
        if let [Some(one), Some(other)] = *unit
            && place > 0
        {
            two.add((one, other), sums);
        }
    }

    /// Computes every figure of every place, and of how many units it is.
    fn evaluate(&self, all: &[Measure], sums: &[Vec<f64>]) -> Vec<Vec<(Result<f64, Why>, usize)>> {
        let mut found: Vec<Vec<(Result<f64, Why>, usize)>> = Vec::with_capacity(sums.len());
        for (place, sums) in sums.iter().enumerate() {
            let value = |measure: &Measure| self.value(*measure, place, sums);
            found.push(all.iter().map(value).collect());
        }
        // Everybody's kappa is the mean of that of every two.
        let kappas = all
            .iter()
            .enumerate()
            .filter(|(_, measure)| is_kappa(**measure));
        for (index, _) in kappas {
            let pairs = found.iter().zip(&self.counted);
            let pairs = pairs.filter(|(_, counted)| **counted);
            let pairs: Vec<(Result<f64, Why>, usize)> =
                pairs.map(|(figures, _)| figures[index]).collect();
            let values: Vec<f64> = pairs.iter().filter_map(|(value, _)| value.ok()).collect();
            let why = pairs.iter().filter_map(|(value, _)| value.err()).max();
            found[0][index].0 = if values.is_empty() {
                Err(why.unwrap_or(Why::NoUnits))
            } else {
                Ok(values.iter().sum::<f64>() / values.len() as f64)
            };
        }
        found
    }

    /// Computes one figure of one place.
    fn value(&self, measure: Measure, place: Place, sums: &[f64]) -> (Result<f64, Why>, usize) {
        let f1 = |slot: usize| {
            let n = whole(sums[UTTERANCES]);
            (ratio(sums[slot], sums[STATEMENTS], Why::NoStatements), n)
        };
        let counted = |(value, n): (Result<f64, Why>, f64)| (value, whole(n));
        let many = |layer: Layer| self.layout.layers[layer as usize].0;
        let ranks = self.layout.ranks.0;
        let rated = |value, many: Many| (value, whole(many.units(sums)));
        match measure {
            Measure::DetectionExact => f1(EXACT),
            Measure::DetectionOverlap => f1(MATCHED),
            Measure::Frame => f1(FRAMES),
            Measure::Boundary => {
                // Statements are counted twice, once for each of the two.
                let pairs = sums[MATCHED] / 2.0;
                (ratio(sums[SHARE], pairs, Why::NoUnits), whole(pairs))
            }
            Measure::Characters => counted(alpha_characters(&sums[MARKS..])),
            Measure::Unitizing => counted(alpha_unitizing(&sums[MARKS + CHARACTER_SLOTS..])),
            Measure::Gamma => {
                let is_nothing = sums[STATEMENTS] <= 0.0;
                let why = if is_nothing {
                    Why::NoStatements
                } else {
                    Why::NotAsked
                };
                let value = ratio(sums[GAMMA], sums[GAMMA_WEIGHT], why);
                (value, whole(sums[GAMMA_UNITS]))
            }
            Measure::Kappa(layer) if place > 0 => rated(
                self.layout.layers[layer as usize].1.kappa(sums),
                many(layer),
            ),
            Measure::KappaWeighted if place > 0 => {
                let two = self.layout.ranks.1;
                rated(two.weighted(sums, Weights::Quadratic), ranks)
            }
            // Filled in from those of every two.
            Measure::Kappa(layer) => rated(Err(Why::NoUnits), many(layer)),
            Measure::KappaWeighted => rated(Err(Why::NoUnits), ranks),
            Measure::Fleiss(layer) => rated(many(layer).fleiss(sums), many(layer)),
            Measure::Alpha(layer) => rated(many(layer).alpha(sums), many(layer)),
            Measure::Ac1(layer) => rated(many(layer).ac1(sums), many(layer)),
            Measure::AlphaOrdinal => rated(ranks.alpha_ordinal(sums), ranks),
            Measure::AlphaInterval => rated(ranks.alpha_interval(sums, &self.polarities), ranks),
            Measure::Ac2 => {
                let weight = |used: &[usize], row: usize, column: usize| {
                    ordinal_weight(used.len(), row, column)
                };
                rated(ranks.ac2(sums, weight), ranks)
            }
        }
    }
}

/// Returns what was found at each place of an article.
fn all_of(article: &Compared) -> impl Iterator<Item = Option<&Measured>> {
    let pairs = article.pairs.iter().map(Option::as_ref);
    std::iter::once(article.overall.as_ref()).chain(pairs)
}

fn at(article: &Compared, place: Place) -> Option<&Measured> {
    match place.checked_sub(1) {
        None => article.overall.as_ref(),
        Some(pair) => article.pairs.get(pair)?.as_ref(),
    }
}

fn is_kappa(measure: Measure) -> bool {
    matches!(measure, Measure::Kappa(_) | Measure::KappaWeighted)
}

/// Draws samples of as many articles as there are; returns of each article how often it is in each.
fn draw(articles: usize, random: &mut Random) -> Vec<Block> {
    let mut times = vec![[0.0; BLOCK]; articles];
    for drawn in 0..BLOCK * articles {
        times[random.below(articles)][drawn / articles] += 1.0;
    }
    times
}

/// Adds what was counted of one article: statements, gamma, and the sums of marks.
fn count(measured: &Measured, sums: &mut Sparse) {
    let counts = &measured.detection;
    let (gamma, weight) = measured.gamma.unwrap_or((0.0, 0.0));
    for (slot, value) in [
        (STATEMENTS, counts.statements),
        (EXACT, counts.exact),
        (MATCHED, counts.matched),
        (FRAMES, counts.frames),
        (SHARE, counts.share),
        (UTTERANCES, counts.utterances),
        (GAMMA, gamma * weight),
        (GAMMA_WEIGHT, weight),
        (GAMMA_UNITS, f64::from(u8::from(measured.gamma.is_some()))),
        (ARTICLES, 1.0),
    ] {
        sums.add(slot, value);
    }
    for (slot, value) in measured.marks.iter().enumerate() {
        sums.add(MARKS + slot, *value);
    }
}

/// Returns the places of the ratings of one unit among the categories.
fn places(row: &[Option<Rating>], place: impl Fn(&Rating) -> Option<usize>) -> Vec<Option<usize>> {
    let rated = |rating: &Option<Rating>| rating.as_ref().and_then(&place);
    row.iter().map(rated).collect()
}

fn ratio(part: f64, all: f64, why: Why) -> Result<f64, Why> {
    if all > 0.0 { Ok(part / all) } else { Err(why) }
}

/// Returns the bounds between which all samples but the tails lie; none if most samples have no number.
fn interval(mut samples: Vec<f64>) -> Result<(f64, f64), Why> {
    if samples.len() * 2 < SAMPLES {
        return Err(Why::FewArticles);
    }
    samples.sort_by(f64::total_cmp);
    let last = (samples.len() - 1) as f64;
    let bound = |share: f64| {
        let place = share * last;
        let below = whole(place.floor());
        let above = (below + 1).min(samples.len() - 1);
        let part = place - place.floor();
        samples[below] + part * (samples[above] - samples[below])
    };
    Ok((bound(TAIL), bound(1.0 - TAIL)))
}
