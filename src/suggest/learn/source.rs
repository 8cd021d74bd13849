//! Who says it: each candidate picks its source among the stretches that the sequence model labels so, the rules' own
//! source and nobody, by a log-linear choice.

use super::candidate::{Candidate, Marginals};
use super::link::{Case, Choice, argmax};
use super::units::{Article, Class, Unit, label, mix};

/// Found by the model.
const BY_MODEL: u32 = 1;
/// The source of the rules' statement that the candidate agrees with.
const BY_RULE: u32 = 2;
/// The source that the candidate came with.
const GIVEN: u32 = 4;

/// A stretch that may be the source of a candidate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Stretch {
    pub range: (usize, usize),
    /// Who found it, one bit each.
    origin: u32,
}

/// All stretches labelled as sources, in order, and the rules' own.
pub(super) struct Sources {
    /// From the model, sorted.
    pub read: Vec<(usize, usize)>,
    /// For each rules' statement.
    pub rules: Vec<Option<(usize, usize)>>,
    /// Where each paragraph starts, to keep to it.
    pub starts: Vec<usize>,
}

const REACH: usize = 3;

fn overlap(a: (usize, usize), b: (usize, usize)) -> bool {
    a.0 < b.1 && b.0 < a.1
}

fn bucket(n: usize) -> u32 {
    match n {
        0..=3 => u32::try_from(n).unwrap_or(0),
        4..=6 => 4,
        7..=12 => 5,
        13..=25 => 6,
        _ => 7,
    }
}

fn step(p: f32) -> u32 {
    const STEPS: [f32; 6] = [0.05, 0.2, 0.4, 0.6, 0.8, 0.95];
    u32::try_from(STEPS.iter().filter(|s| p >= **s).count()).unwrap_or(0)
}

impl Sources {
    /// Lists the stretches that a candidate may pick; picking none of them is one more choice.
    fn options(&self, c: &Candidate) -> Vec<Stretch> {
        let anchor = c.statement.cue.unwrap_or(c.statement.content[0]);
        let paragraph = self.starts.partition_point(|s| *s <= anchor.0);
        let low = paragraph.checked_sub(1).map_or(0, |p| self.starts[p]);
        let high = self.starts.get(paragraph).copied().unwrap_or(usize::MAX);
        let at = self.read.partition_point(|s| s.0 < anchor.0);
        let from = at.saturating_sub(REACH);
        let inside = |r: &&(usize, usize)| r.0 >= low && r.0 < high;
        let near = self.read[from..self.read.len().min(at + REACH)]
            .iter()
            .filter(inside);
        let mut all: Vec<Stretch> = near
            .map(|r| Stretch {
                range: *r,
                origin: BY_MODEL,
            })
            .collect();
        let of_rule = c.rule.checked_sub(1).and_then(|r| self.rules[r]);
        for (range, origin) in of_rule
            .map(|r| (r, BY_RULE))
            .into_iter()
            .chain(c.given.map(|r| (r, GIVEN)))
        {
            match all.iter_mut().find(|o| overlap(o.range, range)) {
                Some(option) => option.origin |= origin,
                None => all.push(Stretch { range, origin }),
            }
        }
        all
    }

    /// Describes what a candidate may pick.
    pub(super) fn describe(
        &self,
        article: &Article<'_>,
        marginals: &Marginals,
        c: &Candidate,
        case: &mut Case,
    ) -> Vec<Stretch> {
        case.clear();
        let options = self.options(c);
        let asker = Asker::new(article, marginals, c, &options);
        let (mut left, mut right) = (0, 0);
        for option in &options {
            if option.range.0 >= asker.anchor.1 {
                right += option.origin & BY_MODEL;
            } else {
                left += option.origin & BY_MODEL;
            }
            asker.option(option, left.min(3) * 4 + right.min(3), case);
        }
        asker.nobody(options.len(), case);
        options
    }

    /// Lets a candidate pick its source.
    pub(super) fn pick(
        &self,
        choice: &Choice,
        article: &Article<'_>,
        marginals: &Marginals,
        c: &mut Candidate,
        case: &mut Case,
    ) -> f32 {
        let options = self.describe(article, marginals, c, case);
        let mut p = Vec::new();
        choice.probabilities(case, &mut p);
        let best = argmax(&p);
        c.statement.source = options.get(best).map(|o| o.range);
        p[best]
    }
}

/// What is known of a candidate that asks for its source.
struct Asker<'a> {
    units: &'a [Unit],
    marginals: &'a Marginals,
    content: &'a [(usize, usize)],
    /// The units that the source is looked for around: the cue, else the first of the content.
    anchor: (usize, usize),
    /// The rule that the candidate agrees with, and how much.
    rule: u32,
    agrees: u32,
    /// Whether there is a cue, and on which sides of it content stands.
    shape: u32,
    /// Who has sources to offer.
    has: u32,
}

impl<'a> Asker<'a> {
    fn new(
        article: &'a Article<'_>,
        marginals: &'a Marginals,
        c: &'a Candidate,
        options: &[Stretch],
    ) -> Self {
        let content = &c.statement.content;
        let (first, last) = (content[0].0, content[content.len() - 1].1);
        let anchor = c.statement.cue.unwrap_or((first, first + 1));
        let by = |bits: u32| u32::from(options.iter().any(|o| o.origin & bits != 0));
        Self {
            units: &article.units,
            marginals,
            content,
            anchor,
            rule: c
                .rule
                .checked_sub(1)
                .map_or(0, |r| article.found[r].pattern as u32 + 1),
            agrees: step(c.agrees),
            shape: u32::from(c.statement.cue.is_some()) * 4
                + u32::from(anchor.0 > first) * 2
                + u32::from(anchor.0 < last),
            has: by(BY_MODEL) + 2 * by(BY_RULE | GIVEN),
        }
    }

    /// Describes one stretch; `rank` says how many lie nearer on each side.
    fn option(&self, option: &Stretch, rank: u32, case: &mut Case) {
        let (units, (from, to), shape) = (self.units, option.range, self.shape);
        let (first, last) = (self.content[0].0, self.content[self.content.len() - 1].1);
        let side = u32::from(from >= self.anchor.1) + 2 * u32::from(to <= self.anchor.0);
        let gap = bucket(if side == 1 {
            from - self.anchor.1
        } else {
            self.anchor.0.saturating_sub(to)
        });
        let far = bucket(if from >= last {
            from - last
        } else {
            first.saturating_sub(to)
        });
        let meets = |range| u32::from(self.content.iter().any(|r| overlap(*r, range)));
        let inside = meets(option.range);
        let crossed = meets(if side == 1 {
            (self.anchor.1, from)
        } else {
            (to, self.anchor.0.max(to))
        });
        let p = self.probability(option.range);
        let apart = units[from]
            .sentence
            .abs_diff(units[self.anchor.0].sentence)
            .min(2);
        let name = u32::from(units[from..to].iter().any(|u| u.class == Class::Name));
        let cue = units[self.anchor.0].word;
        let all = [
            (option.origin, self.agrees, self.rule),
            (option.origin, side, shape),
            (option.origin, step(p), self.has),
            (side, gap, shape),
            (side, gap, option.origin),
            (side, far, crossed),
            (side, crossed * 2 + inside, shape),
            (side, rank, shape),
            (side, cue, 0),
            (side, cue, gap),
            (units[from].tag, side, gap),
            (units[to - 1].tag, side, gap),
            (units[from].word, side, 0),
            (units[to - 1].word, side, 0),
            (units.get(to).map_or(0, |u| u.word), side, gap),
            (from.checked_sub(1).map_or(0, |u| units[u].word), side, gap),
            (apart, side, shape),
            (name, side, shape),
            (step(p), side, self.agrees),
            (bucket(to - from), side, 0),
        ];
        for (template, (a, b, c)) in (0x5001_u32..).zip(all) {
            case.features
                .push(mix(mix(mix(mix(template, a), b), c), 0x77));
        }
        case.end();
    }

    /// Describes picking nobody.
    fn nobody(&self, options: usize, case: &mut Case) {
        let options = u32::try_from(options).unwrap_or(u32::MAX).min(9);
        let all = [
            self.shape,
            self.units[self.anchor.0].word,
            self.has * 8 + self.agrees,
            self.rule * 8 + self.has,
            self.units[self.content[0].0].tag,
            options,
        ];
        for (template, value) in (0_u32..).zip(all) {
            case.features
                .push(mix(mix(mix(0x6000, template), value), self.shape));
        }
        case.end();
    }

    /// Gives the mean probability that the units of a range are a source.
    fn probability(&self, (from, to): (usize, usize)) -> f32 {
        let sum: f32 = self.marginals[from..to]
            .iter()
            .map(|p| p[usize::from(label::SOURCE)] + p[usize::from(label::SOURCE) + 1])
            .sum();
        sum / (to - from).max(1) as f32
    }
}

/// Says which option is right, the number of options standing for none; nothing when the source is not among them.
pub(super) fn right(options: &[Stretch], gold: Option<(usize, usize)>) -> Option<usize> {
    match gold {
        None => Some(options.len()),
        Some(gold) => options.iter().position(|o| overlap(o.range, gold)),
    }
}
