//! What each source says of each choice: rows of numbers that the blend weighs.

use super::blend::Row;
use super::catalogue::{Catalogue, Definitions};
use super::counts::{Counts, What, Who};
use super::linear::Linear;
use super::reading::{Reading, Said};
use super::words::Bag;

/// Sources for targets: likeness of the quote, of what stands around it and of the headline to the codebook; likeness
/// to what is excluded; how often; what was learned; what came before in the article: how often, just before, its
/// branch; the speaker; those for whom the speaker speaks; whether no label has it.
pub(super) const TARGET_SOURCES: usize = 12;

/// Their weights before anything was learned.
pub(super) const USUAL_TARGETS: Row<TARGET_SOURCES> = [
    24.0, 8.5, 5.0, -7.0, 0.5, 0.8, 1.0, 1.3, 0.7, 0.5, 0.3, -0.3,
];

/// Sources for stances: the label in the cue, in the quote; how words lean; standing beside the scale; what was learned;
/// how often on the scale, on the target, by the speaker on the target, by the speaker's side on the target, by the
/// speaker on the scale; by the speaker on the target before in the article.
pub(super) const STANCE_SOURCES: usize = 11;

/// Their weights before anything was learned.
pub(super) const USUAL_STANCES: Row<STANCE_SOURCES> =
    [2.5, 1.0, 0.5, 0.0, 0.3, 1.0, 1.0, 1.0, 0.6, 0.5, 0.5];

/// So many stances are imagined on each scale before any is counted.
const PULL: f64 = 3.0;

/// So many are imagined to be as usual where somebody's are counted, or those on a target.
const DRAW: f64 = 2.0;

/// What is known, as far as sources ask it.
#[derive(Clone, Copy)]
pub(super) struct Known<'a> {
    pub catalogue: &'a Catalogue,
    pub definitions: &'a Definitions,
    pub counts: &'a Counts,
}

impl Known<'_> {
    /// Says what each source says of each target.
    pub(super) fn targets(
        &self,
        reading: &Reading,
        earlier: &[Said],
        linear: &Linear,
    ) -> Vec<Row<TARGET_SOURCES>> {
        let size = self.catalogue.targets.len();
        if size == 0 {
            return Vec::new();
        }
        let like = |bag: &Bag| self.definitions.likeness(bag, size);
        let (quote, context, headline) = (
            like(&reading.quote),
            like(&reading.context),
            like(&reading.headline),
        );
        let excluded = self.definitions.exclusion(&reading.quote, size);
        let learned = linear.log_probabilities(&reading.features, 0..size);
        let mut before = vec![0.0_f64; size];
        for said in earlier {
            before[said.target] += 1.0;
        }
        let last = earlier.last().map(|said| said.statement);
        let just: Vec<usize> = earlier
            .iter()
            .rev()
            .take_while(|said| Some(said.statement) == last)
            .map(|said| said.target)
            .collect();
        let even = (size as f64).ln();
        let count = |what| self.counts.without(reading.article, what);
        let all = count(What::All);
        (0..size)
            .map(|target| {
                let times = count(What::Target(target));
                let usual = (times + 0.5) / (all + 0.5 * size as f64);
                let root = self.catalogue.root(target);
                [
                    quote[target],
                    context[target],
                    headline[target],
                    excluded[target],
                    usual.ln() + even,
                    learned[target] + even,
                    before[target].ln_1p(),
                    flag(just.contains(&target)),
                    flag(just.iter().any(|t| self.catalogue.root(*t) == root)),
                    self.leaning(reading, reading.speaker, target, usual),
                    self.leaning(reading, reading.side, target, usual),
                    flag(times < 0.5),
                ]
            })
            .collect()
    }

    /// Says how much more often somebody speaks on a target than others do, as a logarithm.
    fn leaning(&self, reading: &Reading, who: Option<Who>, target: usize, usual: f64) -> f64 {
        who.map_or(0.0, |who| {
            let on = self
                .counts
                .without(reading.article, What::ByOn(who, target));
            let of = self.counts.without(reading.article, What::By(who));
            more_often(on, of, usual)
        })
    }

    /// Says what each source says of each stance that a target may take.
    pub(super) fn stances(
        &self,
        reading: &Reading,
        earlier: &[Said],
        linear: &Linear,
        target: usize,
    ) -> Vec<Row<STANCE_SOURCES>> {
        let range = self.catalogue.targets[target].choices.clone();
        let learned = linear.log_probabilities(&reading.stance_features, range.clone());
        let even = (range.len() as f64).ln();
        let count = |what| self.counts.without(reading.article, what);
        let on_scale: f64 = range.clone().map(|c| count(What::Choice(c))).sum();
        let on_target = count(What::On(target));
        let guesses: f64 = range.clone().map(|choice| self.guess(choice)).sum();
        range
            .clone()
            .zip(learned)
            .map(|(choice, learned)| {
                let entry = &self.catalogue.choices[choice];
                let guess = PULL * self.guess(choice) / guesses;
                let usual = (count(What::Choice(choice)) + guess) / (on_scale + PULL);
                let there =
                    (count(What::ChoiceOn(target, choice)) + DRAW * usual) / (on_target + DRAW);
                let (took, of) = self.took(reading, earlier, reading.speaker, target, choice);
                let (sided, of_side) = self.took(reading, &[], reading.side, target, choice);
                let anywhere = reading.speaker.map_or(0.0, |who| {
                    let taken = count(What::ChoiceBy(who, choice));
                    let all: f64 = range.clone().map(|c| count(What::ChoiceBy(who, c))).sum();
                    more_often(taken, all, usual)
                });
                let here = earlier
                    .iter()
                    .filter(|said| said.choice == Some(choice) && said.is(reading.speaker, target))
                    .count();
                [
                    reading.has_in_cue(&entry.words),
                    reading.has_in_quote(&entry.words),
                    reading.tone.lean * entry.polarity,
                    flag(entry.off),
                    learned + even,
                    usual.ln() + even,
                    (there / usual).ln(),
                    more_often(took, of, there),
                    more_often(sided, of_side, there),
                    anywhere,
                    (here as f64).ln_1p(),
                ]
            })
            .collect()
    }

    /// Says how usual a stance is before anything was counted: those beside a scale are rare.
    fn guess(&self, choice: usize) -> f64 {
        if self.catalogue.choices[choice].off {
            0.15
        } else {
            1.0
        }
    }

    /// Counts how often somebody took a stance on a target, of how many times: in other articles, and before in this.
    pub(super) fn took(
        &self,
        reading: &Reading,
        earlier: &[Said],
        who: Option<Who>,
        target: usize,
        choice: usize,
    ) -> (f64, f64) {
        let Some(who) = who else {
            return (0.0, 0.0);
        };
        let mut took = self
            .counts
            .without(reading.article, What::ChoiceByOn(who, target, choice));
        let mut of = self
            .counts
            .without(reading.article, What::StancesByOn(who, target));
        for said in earlier.iter().filter(|said| said.is(Some(who), target)) {
            of += flag(said.choice.is_some());
            took += flag(said.choice == Some(choice));
        }
        (took, of)
    }
}

/// Says how much more often than usual something is, as a logarithm, drawn to zero where there is little to go by.
fn more_often(times: f64, of: f64, usual: f64) -> f64 {
    let share = (times + DRAW * usual) / (of + DRAW);
    (share / usual).ln()
}

fn flag(is: bool) -> f64 {
    f64::from(u8::from(is))
}
