//! What the sequence model makes of an article: candidates for statements, and the stretches that may be sources.

use super::candidate::{self, Candidate, Marginals};
use super::decode::{Factors, LABELS, Lattice, Transitions};
use super::link::{self, Choice, Scene, Statement};
use super::source::Sources;
use super::units::{Article, label};

/// What the sequence model makes of an article.
pub(super) struct Reading {
    pub candidates: Vec<Candidate>,
    pub marginals: Vec<[f32; LABELS]>,
    pub sources: Sources,
}

impl Reading {
    /// Gives the probability of each label at each unit.
    pub(super) fn marginals(&self) -> &Marginals {
        &self.marginals
    }
}

/// How much bolder the second reading is: what is taken from the score of a label that says nothing.
const BOLD: f32 = 0.9;

/// Reads an article; `fill` puts the scores and classes of a paragraph's units into the lattice.
pub(super) fn read_article(
    article: &Article<'_>,
    rules: &[Statement],
    transitions: &Transitions,
    factors: &Factors,
    cue: &Choice,
    mut fill: impl FnMut(usize, &mut Lattice),
) -> Reading {
    let rule_of = link::rule_numbers(article);
    let mut lattice = Lattice::default();
    let (mut labels, mut bold) = (Vec::new(), Vec::new());
    let (mut segments, mut out) = (Vec::new(), Vec::new());
    let mut marginals = vec![[0.0; LABELS]; article.units.len()];
    let (mut read, mut sources) = (Vec::new(), Vec::new());
    for (number, (from, to)) in article.paragraphs.iter().enumerate() {
        lattice.clear();
        fill(number, &mut lattice);
        lattice.run(factors);
        marginals[*from..*to].copy_from_slice(&lattice.marginals);
        lattice.best(transitions, 0.0, &mut labels);
        lattice.best(transitions, BOLD, &mut bold);
        let units = &article.units[*from..*to];
        let mut read_as = |labels: &[u8], origin: u8| {
            link::segments(labels, &mut segments);
            let scene = Scene {
                units,
                segments: &segments,
                rule_of: &rule_of,
                offset: *from,
            };
            out.clear();
            link::link(cue, &scene, &mut out);
            read.extend(out.drain(..).map(|s| (s, origin)));
        };
        if labels == bold {
            read_as(&labels, candidate::BY_MODEL | candidate::BOLDLY);
        } else {
            read_as(&labels, candidate::BY_MODEL);
            read_as(&bold, candidate::BOLDLY);
        }
        link::segments(&bold, &mut segments);
        let of_source = segments.iter().filter(|s| s.sort == label::SOURCE);
        sources.extend(of_source.map(|s| (from + s.from, from + s.to)));
    }
    let candidates = candidate::collect(article, read, rules);
    let starts = article.paragraphs.iter().map(|p| p.0).collect();
    Reading {
        candidates,
        marginals,
        sources: Sources {
            read: sources,
            rules: rules.iter().map(|r| r.source).collect(),
            starts,
        },
    }
}

/// Gives the rules' attributions in units.
pub(super) fn rule_statements(article: &Article<'_>) -> Vec<Statement> {
    let units = |r: (usize, usize)| article.units_of(r);
    let statement = |f: &super::super::rules::Found| Statement {
        content: f.content.iter().map(|c| units(*c)).collect(),
        cue: f.cue.map(units).filter(|r| r.0 < r.1),
        source: f.source.map(units).filter(|r| r.0 < r.1),
        sure_cue: 0.5,
    };
    article.found.iter().map(statement).collect()
}
