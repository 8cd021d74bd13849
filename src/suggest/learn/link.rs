//! Puts labelled stretches together into statements: each content picks its cue, contents with one cue are one
//! statement, and each cue picks its source. Who picks whom is a log-linear choice, learned from the labels.

use super::units::{Article, Class, Unit, label, mix};

/// A stretch of units with one label.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Segment {
    /// `label::SOURCE`, `label::CUE` or `label::CONTENT`.
    pub sort: u8,
    pub from: usize,
    pub to: usize,
}

/// A statement in units.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Statement {
    pub content: Vec<(usize, usize)>,
    pub cue: Option<(usize, usize)>,
    pub source: Option<(usize, usize)>,
    /// How sure the pick of its cue was.
    pub sure_cue: f32,
}

/// The number of weights of a choice.
const BITS: u32 = 15;

/// A log-linear choice among candidates.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Choice {
    pub weights: Vec<f32>,
}

/// One choice to learn from: the features of each candidate, and which is right.
#[derive(Clone, Debug, Default)]
pub(super) struct Case {
    pub features: Vec<u32>,
    pub ends: Vec<usize>,
    pub right: usize,
}

impl Case {
    /// Ends the features of a candidate.
    pub(super) fn end(&mut self) {
        self.ends.push(self.features.len());
    }

    fn candidate(&self, number: usize) -> &[u32] {
        let from = number.checked_sub(1).map_or(0, |n| self.ends[n]);
        &self.features[from..self.ends[number]]
    }

    pub(super) fn clear(&mut self) {
        self.features.clear();
        self.ends.clear();
        self.right = 0;
    }
}

impl Default for Choice {
    fn default() -> Self {
        Self {
            weights: vec![0.0; 1 << BITS],
        }
    }
}

impl Choice {
    /// Gives the probability of each candidate.
    pub(super) fn probabilities(&self, case: &Case, out: &mut Vec<f32>) {
        out.clear();
        let mut top = f32::MIN;
        for number in 0..case.ends.len() {
            let score: f32 = case
                .candidate(number)
                .iter()
                .map(|f| self.weights[slot(*f)])
                .sum();
            top = top.max(score);
            out.push(score);
        }
        let mut sum = 0.0;
        for value in out.iter_mut() {
            *value = (*value - top).exp();
            sum += *value;
        }
        for value in out.iter_mut() {
            *value /= sum;
        }
    }

    /// Learns from cases, going over them a few times in order.
    pub(super) fn learn(cases: &[Case]) -> Self {
        let mut choice = Self::default();
        let mut squares = vec![0.1_f32; 1 << BITS];
        let mut p = Vec::new();
        for _ in 0..6 {
            for case in cases {
                choice.probabilities(case, &mut p);
                for (number, p) in p.iter().enumerate() {
                    let g = p - f32::from(u8::from(number == case.right));
                    if g.abs() < 1e-3 {
                        continue;
                    }
                    for f in case.candidate(number) {
                        let at = slot(*f);
                        let g = g + 1e-4 * choice.weights[at];
                        squares[at] += g * g;
                        choice.weights[at] -= 0.1 * g / squares[at].sqrt();
                    }
                }
            }
        }
        choice
    }
}

const fn slot(feature: u32) -> usize {
    (feature >> (32 - BITS)) as usize
}

/// The number of candidates on each side.
const REACH: usize = 3;

/// The farthest that a candidate may stand, in segments.
const FAR: usize = 40;

fn bucket(n: usize) -> u32 {
    match n {
        0..=3 => u32::try_from(n).unwrap_or(0),
        4..=6 => 4,
        7..=12 => 5,
        13..=25 => 6,
        _ => 7,
    }
}

/// The stretches of a paragraph, and what is asked about them often.
pub(super) struct Scene<'a> {
    pub units: &'a [Unit],
    pub segments: &'a [Segment],
    /// For each unit the number of the rules' attribution whose cue, source or content it is, `0` for none.
    pub rule_of: &'a [u32],
    pub offset: usize,
}

impl Scene<'_> {
    fn word(&self, at: Option<usize>) -> u32 {
        at.and_then(|a| self.units.get(a)).map_or(3, |u| {
            if u.class == Class::Quotation {
                5
            } else {
                u.word
            }
        })
    }

    fn tag(&self, at: usize) -> u32 {
        self.units.get(at).map_or(3, |u| u.tag)
    }

    fn between(&self, a: usize, b: usize, sort: u8) -> u32 {
        let (low, high) = (a.min(b) + 1, a.max(b));
        u32::try_from(
            self.segments
                .get(low..high)
                .map_or(0, |s| s.iter().filter(|s| s.sort == sort).count().min(3)),
        )
        .unwrap_or(3)
    }

    /// Lists the nearest segments of a sort on each side of segment `of`.
    fn near(&self, of: usize, sort: u8) -> Vec<usize> {
        let left = (0..of)
            .rev()
            .take(FAR)
            .filter(|s| self.segments[*s].sort == sort)
            .take(REACH);
        let right = (of + 1..self.segments.len())
            .take(FAR)
            .filter(|s| self.segments[*s].sort == sort)
            .take(REACH);
        left.chain(right).collect()
    }

    /// Gives 1 when the rules have both segments in one attribution, 0 when in two, 2 when one is in none.
    fn same_rule(&self, a: &Segment, b: &Segment) -> u32 {
        match (self.rules(a), self.rules(b)) {
            (0, _) | (_, 0) => 2,
            (a, b) => u32::from(a == b),
        }
    }

    fn rules(&self, s: &Segment) -> u32 {
        self.rule_of
            .get(self.offset + s.from..self.offset + s.to)
            .and_then(|r| r.iter().copied().find(|r| *r != 0))
            .unwrap_or(0)
    }

    /// Describes a cue that a content may pick; `rank` says how many cues on that side are nearer.
    fn cue(&self, content: usize, cue: usize, rank: u32, case: &mut Case) {
        let (a, b) = (&self.segments[content], &self.segments[cue]);
        let before = b.from < a.from;
        let side = u32::from(before);
        let gap = bucket(if before {
            a.from.saturating_sub(b.to)
        } else {
            b.from.saturating_sub(a.to)
        });
        let sentence = |s: &Segment| self.units.get(s.from).map_or(0, |u| u.sentence);
        let apart = sentence(a).abs_diff(sentence(b)).min(2);
        let quoted = u32::from(
            self.units[a.from..a.to]
                .iter()
                .any(|u| u.class == Class::Quotation),
        );
        let rule = self.same_rule(a, b);
        let middle = self.between(content, cue, label::CONTENT) * 16
            + self.between(content, cue, label::CUE) * 4
            + self.between(content, cue, label::SOURCE);
        // What stands beside the border that faces the other.
        let facing = if before {
            a.from.checked_sub(1)
        } else {
            Some(a.to)
        };
        let other = if before {
            Some(b.to)
        } else {
            b.from.checked_sub(1)
        };
        let all = [
            (rank, rule),
            (gap, apart),
            (middle, rule),
            (middle, quoted),
            (middle, 9),
            (self.word(facing), middle.min(1)),
            (self.word(other), middle.min(1)),
            (self.word(Some(b.from)), middle.min(1)),
            (self.word(Some(b.to - 1)), middle.min(1)),
            (self.word(Some(a.from)), apart),
            (self.word(Some(a.to - 1)), gap),
            (self.tag(b.from), gap),
            (self.tag(b.to - 1), gap),
            (self.tag(a.from), self.tag(b.from)),
            (apart, quoted),
            (rule, 9),
            (u32::from(a.from == 0) * 2 + u32::from(b.from == 0), middle),
        ];
        for (template, (x, y)) in (1_u32..).zip(all) {
            case.features
                .push(mix(mix(mix(mix(template, side), x), y), 0x1b87));
        }
        case.end();
    }

    /// Describes picking no cue, when `count` stand near.
    fn no_cue(&self, content: usize, count: usize, case: &mut Case) {
        let segment = &self.segments[content];
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        let ruled = self.rules(segment).min(1);
        let all = [
            0,
            count,
            self.word(Some(segment.from)),
            ruled,
            self.tag(segment.from),
        ];
        for (template, value) in (0x100_u32..).zip(all) {
            case.features.push(mix(mix(template, value), 0x1b87));
        }
        case.end();
    }

    /// Lists the cues that a content may pick, the last candidate being none, and describes them.
    fn cues(&self, content: usize, case: &mut Case) -> Vec<Option<usize>> {
        case.clear();
        let mut all: Vec<Option<usize>> = Vec::with_capacity(2 * REACH + 1);
        let (mut left, mut right) = (0, 0);
        for cue in self.near(content, label::CUE) {
            let rank = if cue < content { &mut left } else { &mut right };
            self.cue(content, cue, *rank, case);
            *rank += 1;
            all.push(Some(cue));
        }
        self.no_cue(content, all.len(), case);
        all.push(None);
        all
    }
}

/// Adds the choices that a labelled paragraph shows; `cue_of` says for each content which segment is its cue.
pub(super) fn cases(scene: &Scene<'_>, cue_of: &[Option<usize>], cases: &mut Vec<Case>) {
    for (index, segment) in scene.segments.iter().enumerate() {
        if segment.sort == label::CONTENT {
            let mut case = Case::default();
            let all = scene.cues(index, &mut case);
            if let Some(right) = all.iter().position(|c| *c == cue_of[index]) {
                case.right = right;
                cases.push(case);
            }
        }
    }
}

/// Puts the contents and cues of a paragraph together; a content with no cue is a statement of its own.
pub(super) fn link(choice: &Choice, scene: &Scene<'_>, out: &mut Vec<Statement>) {
    let mut case = Case::default();
    let mut p = Vec::new();
    let mut cues: Vec<Option<usize>> = Vec::new();
    for (index, segment) in scene.segments.iter().enumerate() {
        if segment.sort != label::CONTENT {
            continue;
        }
        let all = scene.cues(index, &mut case);
        choice.probabilities(&case, &mut p);
        let best = argmax(&p);
        let cue = all[best];
        let range = |s: usize| {
            (
                scene.offset + scene.segments[s].from,
                scene.offset + scene.segments[s].to,
            )
        };
        // Contents come in order, so one with the cue of a former content is near the end of the list.
        if let Some(group) = (0..out.len())
            .rev()
            .take(2 * REACH)
            .find(|g| cue.is_some() && cues.get(*g) == Some(&cue))
        {
            out[group].content.push(range(index));
            out[group].sure_cue = out[group].sure_cue.min(p[best]);
        } else {
            cues.push(cue);
            out.push(Statement {
                content: vec![range(index)],
                cue: cue.map(range),
                source: None,
                sure_cue: p[best],
            });
        }
    }
}

/// Gives the place of the greatest value, the first of equals.
pub(super) fn argmax(values: &[f32]) -> usize {
    (0..values.len()).fold(
        0,
        |best, at| if values[at] > values[best] { at } else { best },
    )
}

/// Cuts labels into segments.
pub(super) fn segments(labels: &[u8], out: &mut Vec<Segment>) {
    out.clear();
    for (at, label) in labels.iter().enumerate() {
        let sort = label::sort(*label);
        if sort == label::OUT {
            continue;
        }
        match out.last_mut() {
            Some(last) if last.to == at && last.sort == sort && label & 1 == 1 => last.to = at + 1,
            _ => out.push(Segment {
                sort,
                from: at,
                to: at + 1,
            }),
        }
    }
}

/// Gives, for each unit of an article, the number from 1 of the rules' attribution that it belongs to.
pub(super) fn rule_numbers(article: &Article<'_>) -> Vec<u32> {
    let mut out = vec![0; article.units.len()];
    for (number, found) in (1_u32..).zip(&article.found) {
        for range in found.content.iter().chain(&found.source).chain(&found.cue) {
            let (from, to) = article.units_of(*range);
            out[from..to].fill(number);
        }
    }
    out
}
