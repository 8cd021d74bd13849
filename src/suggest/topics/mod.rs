//! Targets and stances for a statement: the likeliest first, each with its probability and why.
//!
//! Sources say what they know of each choice (`sources`): the codebook's own words (`catalogue`), a logistic regression
//! over the words and letters of labelled statements (`linear`), how often something was labelled and by whom said
//! (`counts`), what was said before in the article, and how words lean (`tone`). A conditional logit with a few weights
//! blends them (`blend`); it learns from what the sources say of articles that were held back, which makes its
//! probabilities honest. With no labels, usual weights stand in and the codebook's words decide. `evaluate` measures
//! all of it by cross-validation over articles.
//!
//! Nothing here depends on chance or time: the same labels in the same order give the same answers. The time is
//! linear in texts and labels, and of a long text only the beginning is read. Nothing is ever set by itself.

mod blend;
mod catalogue;
mod counts;
mod evaluate;
mod learn;
mod linear;
mod reading;
mod sources;
mod tone;
mod why;
mod words;

use std::ops::ControlFlow;

use self::blend::Blend;
use self::catalogue::{Catalogue, Definitions};
use self::counts::Counts;
pub use self::evaluate::{Compared, Evaluation, Measures, evaluate};
use self::linear::Linear;
use self::reading::{Names, Reading, Said};
use self::sources::{Known, STANCE_SOURCES, TARGET_SOURCES, USUAL_STANCES, USUAL_TARGETS};
use self::words::Rarity;
use crate::model::article::Article;
use crate::model::codebook::Codebook;
use crate::model::id::{SpeakerId, StanceId, StatementId, TargetId};
use crate::model::sidecar::Sidecar;
use crate::model::span::Span;
use crate::model::statement::{Kind, Statement};

/// So many targets are proposed at most.
const MOST_TARGETS: usize = 9;

/// So much around a quote is read on either side, in bytes.
const AROUND: usize = 300;

/// So many of the stances taken before in an article are looked at.
const MOST_EARLIER: usize = 200;

/// Holds what proposals for a statement are made from. Every text may be empty, every list too.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StatementView {
    /// Path of the article: what was learned from its own labels is then not counted twice.
    pub article: String,
    /// The article's headline.
    pub headline: String,
    /// The words said, the spans of a quote in several parts joined by spaces.
    pub quote: String,
    /// The words that attribute them.
    pub cue: String,
    /// The rest of the paragraph.
    pub context: String,
    /// How much of the quote stands in quotation marks.
    pub kind: Kind,
    /// Id of the speaker in the registry.
    pub speaker: Option<SpeakerId>,
    /// Stances taken before it in the article, in order. Learning takes these from the order of labelled statements.
    pub earlier: Vec<Earlier>,
}

/// Represents a stance taken before in the same article.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Earlier {
    /// Id of the statement that takes it.
    pub statement: StatementId,
    /// Id of its speaker in the registry.
    pub speaker: Option<SpeakerId>,
    /// Id of the target.
    pub target: TargetId,
    /// Id of the stance.
    pub stance: Option<StanceId>,
}

/// Holds a statement with the targets and stances that an annotator gave it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LabelledStatement {
    /// What is known of the statement.
    pub view: StatementView,
    /// Whose labels these are.
    pub annotator: String,
    /// Ids of targets, each with the id of the stance, in order. Those that the codebook lacks are left out.
    pub stances: Vec<(TargetId, Option<StanceId>)>,
}

/// Represents one target or stance proposed.
#[derive(Clone, Debug, PartialEq)]
pub struct Proposal {
    /// Id of the target or the stance.
    pub id: String,
    /// How likely it is right, from 0 to 1.
    pub probability: f64,
    /// Why it is proposed: `words: territory, concessions`.
    pub why: String,
}

/// Proposes targets and stances: what a codebook says and what was learned from labels.
#[derive(Clone, Debug, PartialEq)]
pub struct Topics {
    catalogue: Catalogue,
    definitions: Definitions,
    rarity: Rarity,
    names: Names,
    counts: Counts,
    models: Models,
    target_blend: Blend<TARGET_SOURCES>,
    stance_blend: Blend<STANCE_SOURCES>,
    labels: usize,
}

/// The two logistic regressions.
#[derive(Clone, Debug, Default, PartialEq)]
struct Models {
    targets: Linear,
    stances: Linear,
}

impl StatementView {
    /// Reads a statement of a sidecar. All its spans are cut to the text.
    pub fn new(article: &Article, sidecar: &Sidecar, statement: &Statement) -> Self {
        let mut view = Self::alone(article, statement);
        let statements = sidecar.statements();
        let upto = statements.partition_point(|other| other.order() < statement.order());
        let before = statements[upto.saturating_sub(MOST_EARLIER)..upto]
            .iter()
            .filter(|other| other.id != statement.id);
        let stances = before.flat_map(|other| {
            other.stances.iter().map(|taken| Earlier {
                statement: other.id.clone(),
                speaker: other.speaker_id().map(Into::into),
                target: taken.target.clone(),
                stance: taken.stance.clone(),
            })
        });
        view.earlier = stances.collect();
        view
    }

    /// Reads a statement without what was said before it.
    fn alone(article: &Article, statement: &Statement) -> Self {
        let text = &article.text;
        let slice = |span: Span| words::head(text.slice(span));
        let quote: Vec<&str> = statement.quote.iter().map(|span| slice(*span)).collect();
        let extent = statement.extent();
        let paragraph = text.paragraph_at(extent.start);
        let from = text.floor(paragraph.start.max(extent.start.saturating_sub(AROUND)));
        let last = text.paragraph_at(extent.end.saturating_sub(1).max(extent.start));
        let to = text.floor(last.end.min(extent.end.saturating_add(AROUND)));
        let before = text
            .get(Span {
                start: from,
                end: extent.start,
            })
            .unwrap_or_default();
        let after = text
            .get(Span {
                start: extent.end,
                end: to,
            })
            .unwrap_or_default();
        Self {
            article: article.path.clone(),
            headline: article.meta.title.clone().unwrap_or_default(),
            quote: words::head(&quote.join(" ")).to_owned(),
            cue: statement.cue.map(slice).unwrap_or_default().to_owned(),
            context: format!("{before} {after}"),
            kind: statement.kind,
            speaker: statement.speaker_id().map(Into::into),
            earlier: Vec::new(),
        }
    }
}

impl LabelledStatement {
    /// Reads the statements of a sidecar that take a stance, or have a target at least, in the order of the text.
    pub fn of_sidecar(article: &Article, sidecar: &Sidecar) -> Vec<Self> {
        let labelled = sidecar
            .statements()
            .iter()
            .filter(|s| !s.stances.is_empty());
        labelled
            .map(|statement| Self {
                view: StatementView::alone(article, statement),
                annotator: sidecar.annotator.clone(),
                stances: statement
                    .stances
                    .iter()
                    .map(|taken| (taken.target.clone(), taken.stance.clone()))
                    .collect(),
            })
            .collect()
    }
}

impl Topics {
    /// Reads a codebook. Proposals come from its words alone.
    pub fn new(codebook: &Codebook) -> Self {
        let catalogue = Catalogue::new(codebook);
        let mut rarity = Rarity::default();
        let definitions = Definitions::new(&catalogue, &mut rarity);
        Self {
            catalogue,
            definitions,
            rarity,
            names: Names::default(),
            counts: Counts::default(),
            models: Models::default(),
            target_blend: Blend(USUAL_TARGETS),
            stance_blend: Blend(USUAL_STANCES),
            labels: 0,
        }
    }

    /// Learns from labelled statements; those of one annotator in one article follow one another in the order of the
    /// text.
    ///
    /// `progress` hears how much is done, from 0 to 1, and may break off; then nothing is returned.
    pub fn learn(
        codebook: &Codebook,
        labelled: impl IntoIterator<Item = LabelledStatement>,
        progress: &dyn Fn(f32) -> ControlFlow<()>,
    ) -> Option<Self> {
        learn::learn(codebook, labelled, progress)
    }

    /// Returns how many labelled statements were learned from.
    pub fn labels(&self) -> usize {
        self.labels
    }

    /// Proposes targets for a statement, likeliest first, the top few. Probabilities are shares of one over all targets of
    /// the codebook.
    pub fn targets(&self, view: &StatementView) -> Vec<Proposal> {
        let (reading, earlier) = self.read(view);
        let rows = self
            .known()
            .targets(&reading, &earlier, &self.models.targets);
        let chances = self.target_blend.probabilities(&rows);
        let order = ranked(&chances);
        let best = order.into_iter().take(MOST_TARGETS);
        best.map(|target| Proposal {
            id: self.catalogue.id(target).to_owned(),
            probability: chances[target],
            why: self.why_target(view, &reading, &earlier, target, &rows),
        })
        .collect()
    }

    /// Proposes stances towards a target for a statement: all of its scale and those beside it, likeliest first. Empty if the
    /// codebook lacks the target.
    pub fn stances(&self, view: &StatementView, target: &str) -> Vec<Proposal> {
        let Some(target) = self.catalogue.number(target) else {
            return Vec::new();
        };
        let (reading, earlier) = self.read(view);
        let known = self.known();
        let rows = known.stances(&reading, &earlier, &self.models.stances, target);
        let chances = self.stance_blend.probabilities(&rows);
        let first = self.catalogue.targets[target].choices.start;
        let order = ranked(&chances);
        order
            .into_iter()
            .map(|at| Proposal {
                id: self.catalogue.choices[first + at].id.clone(),
                probability: chances[at],
                why: self.why_stance(view, &reading, &earlier, (target, at), &rows),
            })
            .collect()
    }

    /// Gives the probability of every target, by number.
    fn target_chances(&self, view: &StatementView) -> Vec<f64> {
        let (reading, earlier) = self.read(view);
        let rows = self
            .known()
            .targets(&reading, &earlier, &self.models.targets);
        self.target_blend.probabilities(&rows)
    }

    /// Gives the probability of every stance that a target may take.
    fn stance_chances(&self, view: &StatementView, target: usize) -> Vec<f64> {
        let (reading, earlier) = self.read(view);
        let known = self.known();
        let rows = known.stances(&reading, &earlier, &self.models.stances, target);
        self.stance_blend.probabilities(&rows)
    }

    fn known(&self) -> Known<'_> {
        Known {
            catalogue: &self.catalogue,
            definitions: &self.definitions,
            counts: &self.counts,
        }
    }

    fn read(&self, view: &StatementView) -> (Reading, Vec<Said>) {
        let reading = Reading::new(view, &self.catalogue, &self.names).weighed(&self.rarity);
        let skipped = view.earlier.len().saturating_sub(MOST_EARLIER);
        let mut said: Vec<Said> = Vec::new();
        let mut statement = 0;
        let mut before: Option<&str> = None;
        for earlier in &view.earlier[skipped..] {
            statement += usize::from(before.is_some_and(|id| id != earlier.statement));
            before = Some(&earlier.statement);
            let Some(target) = self.catalogue.number(&earlier.target) else {
                continue;
            };
            let stance = earlier.stance.as_deref();
            said.push(Said {
                statement,
                speaker: earlier
                    .speaker
                    .as_deref()
                    .and_then(|id| self.names.speakers.get(id)),
                target,
                choice: stance.and_then(|stance| self.catalogue.choice(target, stance)),
            });
        }
        (reading, said)
    }
}

/// Lists places of numbers, greatest first, equal ones in their order.
fn ranked(numbers: &[f64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..numbers.len()).collect();
    order.sort_by(|a, b| numbers[*b].total_cmp(&numbers[*a]));
    order
}

#[cfg(test)]
mod tests;
