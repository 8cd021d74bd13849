//! Discourse networks: who says what about which target, and who agrees with whom.
//!
//! The figures are those of Discourse Network Analyzer (Leifeld 2017, “Discourse Network Analysis: Policy Debates as Dynamic
//! Networks”, in *The Oxford Handbook of Political Networks*; its `Exporter`, which rDNA uses, too), with speakers as actors,
//! targets as concepts and a stance's polarity as the qualifier. Let `x(i, j, k)` be how often speaker *i* takes stance *k* on
//! target *j*, and `d(k, l)` how far two stances are apart, as a part of the scale: the difference of their polarities by that of
//! the scale's ends.
//!
//! - Two modes, speaker and target: `x` summed over stances, and weighted by polarity (`subtract`).
//! - One mode, two speakers: congruence is the sum over targets and pairs of stances of `x(i, j, k) · x(i', j, l) · (1 - d(k, l))`,
//!   conflict that of `… · d(k, l)`, and subtract the difference. Normalised by average activity they are divided by the
//!   mean of how many stances either speaker takes.
//!
//! Stances without a polarity (`unclear`, `mixed`, `not stated`) are on no scale: they count in two modes, and in one mode not
//! at all.

mod write;

use std::collections::BTreeMap;

use crate::model::codebook::Codebook;
use crate::model::id::{SpeakerId, StanceId, TargetId};
use crate::model::sidecar::Sidecar;
pub use write::{Form, written};

/// What stands on the two ends of an edge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Two speakers.
    One,
    /// A speaker and a target.
    Two,
}

/// Who takes which stance on what.
type Use = (SpeakerId, TargetId, Option<StanceId>);

/// Indices of the two nodes of an edge.
type Ends = (usize, usize);

/// Polarities of stances, and how often each was taken.
type Levels<P> = Vec<(P, usize)>;

/// How often each speaker takes each stance.
#[derive(Clone, Debug, Default)]
pub struct Uses {
    all: BTreeMap<Use, usize>,
    /// Stances that no speaker of the registry takes.
    pub unknown: usize,
}

/// A network.
#[derive(Clone, Debug, PartialEq)]
pub struct Network {
    /// Its nodes: speakers, then targets, by id.
    pub nodes: Vec<Node>,
    /// Its edges, in the order of their nodes.
    pub edges: Vec<Edge>,
    /// What the figures of an edge are called.
    pub columns: &'static [&'static str],
}

/// A speaker or a target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// Unique in the network: `speaker:dmitry-peskov`.
    pub id: String,
    /// The name shown.
    pub label: String,
    /// `speaker` or `target`.
    pub kind: &'static str,
    /// How many stances it takes, or are taken on it.
    pub uses: usize,
}

/// A tie between two nodes.
#[derive(Clone, Debug, PartialEq)]
pub struct Edge {
    /// Index of its first node: a speaker.
    pub source: usize,
    /// Index of its second: another speaker behind it, or a target.
    pub target: usize,
    /// Its figures, as many as the network has columns.
    pub figures: Vec<f64>,
}

/// Figures of an edge between speaker and target. `weight` is how many stances there are, `for`, `against` and `neutral`
/// how many of which polarity, `other` how many have none, `subtract` the sum of their polarities, `share` the weight by all
/// stances of the speaker.
const TWO: [&str; 7] = [
    "weight", "for", "against", "neutral", "other", "subtract", "share",
];

/// Figures of an edge between speakers. `weight` is the congruence, normalised.
const ONE: [&str; 7] = [
    "weight",
    "congruence",
    "conflict",
    "subtract",
    "congruence_normalised",
    "conflict_normalised",
    "subtract_normalised",
];

impl Uses {
    /// Counts the stances of one article, of all whose work on it there is. `once` counts a speaker's stance on a target once,
    /// however often and by however many annotators it was labelled in the article.
    pub fn of_article<'a>(work: impl Iterator<Item = &'a Sidecar>, once: bool) -> Self {
        let mut out = Self::default();
        for statement in work.flat_map(Sidecar::statements) {
            let Some(speaker) = statement.speaker_id() else {
                out.unknown += statement.stances.len();
                continue;
            };
            for taken in &statement.stances {
                let use_of = (speaker.into(), taken.target.clone(), taken.stance.clone());
                let count = out.all.entry(use_of).or_default();
                *count = if once { 1 } else { *count + 1 };
            }
        }
        out
    }

    /// Adds those of another article.
    pub fn add(&mut self, other: Self) {
        self.unknown += other.unknown;
        for (use_of, count) in other.all {
            *self.all.entry(use_of).or_default() += count;
        }
    }

    /// Makes a network. Names, scales and polarities are those of the codebook.
    pub fn network(&self, mode: Mode, codebook: &Codebook) -> Network {
        match mode {
            Mode::One => self.one_mode(codebook),
            Mode::Two => self.two_modes(codebook),
        }
    }

    fn two_modes(&self, codebook: &Codebook) -> Network {
        let mut nodes = self.speakers(codebook, |_| true);
        let first_target = nodes.len();
        let mut targets: BTreeMap<&TargetId, usize> = BTreeMap::new();
        for ((_, target, _), count) in &self.all {
            *targets.entry(target).or_default() += count;
        }
        nodes.extend(targets.iter().map(|(id, uses)| Node {
            id: format!("target:{id}"),
            label: codebook.target_name(id).to_owned(),
            kind: "target",
            uses: *uses,
        }));
        let places = targets.keys().copied().zip(first_target..);
        let places: BTreeMap<&TargetId, usize> = places.collect();
        let mut ties: BTreeMap<Ends, Levels<Option<f64>>> = BTreeMap::new();
        for ((speaker, target, stance), count) in &self.all {
            let polarity = polarity(codebook, target, stance.as_ref());
            let ends = (index(&nodes[..first_target], speaker), places[target]);
            ties.entry(ends).or_default().push((polarity, *count));
        }
        let edge = |((source, target), levels): (Ends, Levels<Option<f64>>)| {
            let sum = |is_it: &dyn Fn(Option<f64>) -> bool| -> f64 {
                let of_it = levels.iter().filter(|(polarity, _)| is_it(*polarity));
                plain(of_it.map(|(_, count)| *count as f64).sum())
            };
            let weighted = levels
                .iter()
                .filter_map(|(polarity, count)| Some((*polarity)? * *count as f64));
            let weight = sum(&|_| true);
            let figures = vec![
                weight,
                sum(&|polarity| polarity.is_some_and(|polarity| polarity > 0.0)),
                sum(&|polarity| polarity.is_some_and(|polarity| polarity < 0.0)),
                sum(&|polarity| polarity == Some(0.0)),
                sum(&|polarity| polarity.is_none()),
                plain(weighted.sum()),
                weight / (nodes[source].uses as f64),
            ];
            Edge {
                source,
                target,
                figures,
            }
        };
        let edges = ties.into_iter().map(edge).collect();
        Network {
            nodes,
            edges,
            columns: &TWO,
        }
    }

    fn one_mode(&self, codebook: &Codebook) -> Network {
        let is_counted =
            |(_, target, stance): &Use| polarity(codebook, target, stance.as_ref()).is_some();
        let nodes = self.speakers(codebook, is_counted);
        // By target, then by speaker: the polarities and how often.
        let mut targets: BTreeMap<&TargetId, BTreeMap<usize, Levels<f64>>> = BTreeMap::new();
        for ((speaker, target, stance), count) in &self.all {
            if let Some(polarity) = polarity(codebook, target, stance.as_ref()) {
                let speakers = targets.entry(target).or_default();
                let levels = speakers.entry(index(&nodes, speaker)).or_default();
                levels.push((polarity, *count));
            }
        }
        let mut ties: BTreeMap<Ends, (f64, f64)> = BTreeMap::new();
        for (target, speakers) in &targets {
            let range = range(codebook, target);
            for (first, ours) in speakers {
                for (second, theirs) in speakers.range(first + 1..) {
                    let tie = ties.entry((*first, *second)).or_default();
                    for (polarity, count) in ours {
                        for (other, others) in theirs {
                            let apart = apart(*polarity, *other, range);
                            let both = (count * others) as f64;
                            tie.0 += both * (1.0 - apart);
                            tie.1 += both * apart;
                        }
                    }
                }
            }
        }
        let edge = |((source, target), (congruence, conflict)): (Ends, (f64, f64))| {
            let activity = (nodes[source].uses + nodes[target].uses) as f64 / 2.0;
            let subtract = plain(congruence - conflict);
            let figures = vec![
                congruence / activity,
                congruence,
                conflict,
                subtract,
                congruence / activity,
                conflict / activity,
                plain(subtract / activity),
            ];
            Edge {
                source,
                target,
                figures,
            }
        };
        let edges = ties.into_iter().map(edge).collect();
        Network {
            nodes,
            edges,
            columns: &ONE,
        }
    }

    /// Returns the speakers who take a stance that counts, by id.
    fn speakers(&self, codebook: &Codebook, counts: impl Fn(&Use) -> bool) -> Vec<Node> {
        let mut speakers: BTreeMap<&SpeakerId, usize> = BTreeMap::new();
        for (use_of, count) in self.all.iter().filter(|(use_of, _)| counts(use_of)) {
            *speakers.entry(&use_of.0).or_default() += count;
        }
        let node = |(id, uses): (&SpeakerId, usize)| Node {
            id: speaker_node(id),
            label: codebook.speaker_name(id).to_owned(),
            kind: "speaker",
            uses,
        };
        speakers.into_iter().map(node).collect()
    }
}

fn speaker_node(id: &str) -> String {
    format!("speaker:{id}")
}

/// Returns the index of a speaker, who is one of these.
fn index(speakers: &[Node], speaker: &str) -> usize {
    let id = speaker_node(speaker);
    speakers.partition_point(|node| node.id < id)
}

fn polarity(codebook: &Codebook, target: &str, stance: Option<&StanceId>) -> Option<f64> {
    codebook.stance(target, stance?)?.polarity
}

/// Returns how far the ends of a target's scale are apart.
fn range(codebook: &Codebook, target: &str) -> f64 {
    let scale = codebook.scale_of(target);
    let stances = scale.map_or(&[][..], |scale| &scale.stances);
    let all = || stances.iter().filter_map(|stance| stance.polarity);
    let (most, least) = (all().reduce(f64::max), all().reduce(f64::min));
    most.zip(least).map_or(0.0, |(most, least)| most - least)
}

/// Returns how far two polarities are apart, as a part of their scale: 0 to 1.
fn apart(one: f64, other: f64, range: f64) -> f64 {
    if range > 0.0 {
        (one - other).abs() / range
    } else {
        0.0
    }
}

/// Returns a figure without the sign of nothing.
fn plain(figure: f64) -> f64 {
    figure + 0.0
}

#[cfg(test)]
mod tests;
