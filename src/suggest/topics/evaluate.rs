//! How good proposals are, measured on articles that were held back: how often the first and the first three are
//! right, and how honest the probabilities are: the Brier score (Brier, 1950) and the expected calibration error (Guo
//! et al., ICML 2017). Beside it what is had for nothing: the most frequent choice, and the codebook's words alone.

use std::collections::HashMap;
use std::ops::ControlFlow;

use super::{Earlier, LabelledStatement, StatementView, Topics, ranked};
use crate::model::codebook::Codebook;

/// How good one way to propose is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Measures {
    /// Choices made.
    pub cases: usize,
    /// Choices in which the first proposal was right.
    pub first: usize,
    /// Choices in which one of the first three was.
    pub three: usize,
    /// The sum of squared errors over all that could be proposed.
    squares: f64,
    bins: [Bin; BINS],
}

const BINS: usize = 10;

/// First proposals of about the same probability.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Bin {
    sure: f64,
    right: f64,
}

/// What a cross-validation over articles found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Evaluation {
    /// Articles held back, all in turn.
    pub articles: usize,
    /// Targets of statements.
    pub targets: Compared,
    /// Stances, the target given.
    pub stances: Compared,
}

/// Measures beside those of the baselines.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Compared {
    /// What was learned, with the codebook.
    pub learned: Measures,
    /// The codebook's words alone.
    pub words: Measures,
    /// The most frequent: of all targets; of the stances on the target, or its scale where it has no label.
    pub frequent: Measures,
}

impl Measures {
    /// Returns how often the first proposal was right, from 0 to 1.
    pub fn first_share(&self) -> f64 {
        self.first as f64 / self.cases.max(1) as f64
    }

    /// Returns how often one of the first three was right, from 0 to 1.
    pub fn three_share(&self) -> f64 {
        self.three as f64 / self.cases.max(1) as f64
    }

    /// Returns the Brier score: the squared error of all probabilities of a choice, from 0 (best) to 2.
    pub fn brier(&self) -> f64 {
        self.squares / self.cases.max(1) as f64
    }

    /// Returns the expected calibration error: how far the first proposals' probabilities are from how often these are right,
    /// on average over ten ranges of probability.
    pub fn calibration_error(&self) -> f64 {
        let gaps = self.bins.iter().map(|bin| (bin.sure - bin.right).abs());
        gaps.sum::<f64>() / self.cases.max(1) as f64
    }

    /// Notes one choice: the probabilities, and the share of what is right in each.
    fn note(&mut self, chances: &[f64], right: &HashMap<usize, f64>) {
        let order = ranked(chances);
        let Some(best) = order.first() else { return };
        let is_right = |at: &usize| right.contains_key(at);
        self.cases += 1;
        self.first += usize::from(is_right(best));
        self.three += usize::from(order.iter().take(3).any(is_right));
        for (at, chance) in chances.iter().enumerate() {
            self.squares += (chance - right.get(&at).copied().unwrap_or(0.0)).powi(2);
        }
        let bin = (1..BINS)
            .take_while(|bin| chances[*best] * BINS as f64 >= *bin as f64)
            .count();
        self.bins[bin].sure += chances[*best];
        self.bins[bin].right += f64::from(u8::from(is_right(best)));
    }
}

/// Measures proposals by cross-validation over articles, each statement's article being held back.
///
/// `earlier` says whether the stances before a statement in its article are known, as they are to who labels from top to
/// bottom. `progress` hears how much is done, from 0 to 1, and may break off; then, or with fewer than two articles,
/// nothing is returned.
pub fn evaluate(
    codebook: &Codebook,
    labelled: &[LabelledStatement],
    earlier: bool,
    progress: &dyn Fn(f32) -> ControlFlow<()>,
) -> Option<Evaluation> {
    let mut articles: Vec<&str> = labelled.iter().map(|l| l.view.article.as_str()).collect();
    articles.sort_unstable();
    articles.dedup();
    if articles.len() < 2 {
        return None;
    }
    let number: HashMap<&str, usize> = articles.iter().enumerate().map(|(n, a)| (*a, n)).collect();
    let folds = if articles.len() <= 20 {
        articles.len()
    } else {
        5
    };
    let views = views(labelled, earlier);
    let words = Topics::new(codebook);
    let mut evaluation = Evaluation {
        articles: articles.len(),
        ..Evaluation::default()
    };
    for fold in 0..folds {
        let held = |l: &LabelledStatement| number[l.view.article.as_str()] % folds == fold;
        let kept = labelled.iter().filter(|l| !held(l)).cloned();
        let part = |part: f32| progress((fold as f32 + part) / folds as f32);
        let learned = Topics::learn(codebook, kept, &part)?;
        for (label, view) in labelled.iter().zip(&views).filter(|(l, _)| held(l)) {
            evaluation.note(&learned, &words, label, view);
        }
    }
    Some(evaluation)
}

/// Gives every statement what was said before it, or nothing.
fn views(labelled: &[LabelledStatement], earlier: bool) -> Vec<StatementView> {
    let mut before: Vec<Earlier> = Vec::new();
    let mut views: Vec<StatementView> = Vec::with_capacity(labelled.len());
    for (at, label) in labelled.iter().enumerate() {
        let mut view = label.view.clone();
        let last = at.checked_sub(1).map(|last| &labelled[last]);
        let same = |l: &LabelledStatement| {
            l.view.article == view.article && l.annotator == label.annotator
        };
        if !last.is_some_and(same) {
            before.clear();
        }
        view.earlier.clear();
        if earlier {
            let skipped = before.len().saturating_sub(super::MOST_EARLIER);
            view.earlier.extend_from_slice(&before[skipped..]);
        }
        before.extend(label.stances.iter().map(|(target, stance)| Earlier {
            statement: at.to_string().into(),
            speaker: view.speaker.clone(),
            target: target.clone(),
            stance: stance.clone(),
        }));
        views.push(view);
    }
    views
}

impl Evaluation {
    fn note(
        &mut self,
        learned: &Topics,
        words: &Topics,
        label: &LabelledStatement,
        view: &StatementView,
    ) {
        let catalogue = &learned.catalogue;
        let taken = super::learn::taken(catalogue, &label.stances);
        if taken.is_empty() {
            return;
        }
        let share = 1.0 / taken.len() as f64;
        let right = taken.iter().map(|(target, _)| (*target, share)).collect();
        let targets = &mut self.targets;
        targets.learned.note(&learned.target_chances(view), &right);
        targets.words.note(&words.target_chances(view), &right);
        targets.frequent.note(&learned.target_frequencies(), &right);
        for (target, choice) in taken {
            let Some(choice) = choice else { continue };
            let first = catalogue.targets[target].choices.start;
            let right = HashMap::from([(choice - first, 1.0)]);
            let stances = &mut self.stances;
            let chances = |topics: &Topics| topics.stance_chances(view, target);
            stances.learned.note(&chances(learned), &right);
            stances.words.note(&chances(words), &right);
            let frequent = learned.stance_frequencies(target);
            stances.frequent.note(&frequent, &right);
        }
    }
}

impl Topics {
    /// Gives the share of labels that each target has.
    fn target_frequencies(&self) -> Vec<f64> {
        use super::counts::What;
        let all = self.catalogue.targets.len();
        shares((0..all).map(|target| self.counts.without(None, What::Target(target))))
    }

    /// Gives the share of a target's labels that each stance has; its scale's where it has no label.
    fn stance_frequencies(&self, target: usize) -> Vec<f64> {
        use super::counts::What;
        let range = self.catalogue.targets[target].choices.clone();
        let count = |what| self.counts.without(None, what);
        if count(What::On(target)) > 0.0 {
            shares(range.map(|choice| count(What::ChoiceOn(target, choice))))
        } else {
            shares(range.map(|choice| count(What::Choice(choice))))
        }
    }
}

fn shares(counts: impl Iterator<Item = f64>) -> Vec<f64> {
    let counts: Vec<f64> = counts.collect();
    let sum: f64 = counts.iter().sum();
    let even = 1.0 / counts.len().max(1) as f64;
    let share = |count: f64| if sum > 0.0 { count / sum } else { even };
    counts.into_iter().map(share).collect()
}
