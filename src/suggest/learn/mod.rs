//! Suggestions learned from a project's own labels. A sequence model (`decode`, `train`) labels the units of each
//! paragraph (`units`) as source, cue and content, with what the rules say there among its features (`features`);
//! contents pick their cues (`link`) and become candidates beside those of the rules (`candidate`); these pick their
//! sources (`source`), are ranked (`rank`), and the likeliest that do not overlap are suggested (`second`). A model is
//! worth using only when labels that were held back show that it beats the rules (`evaluate`); `file` keeps it.
//! Nothing here depends on chance: the same labels in the same order give the same model.

mod candidate;
mod corpus;
mod decode;
mod evaluate;
mod features;
mod file;
mod labels;
mod link;
mod rank;
mod reading;
mod second;
mod source;
mod train;
mod units;
mod weights;

use std::ops::ControlFlow;

use self::candidate::Candidate;
use self::corpus::{Corpus, Strengths};
use self::decode::Factors;
pub use self::evaluate::{Counts, Evaluation, Scores};
use self::features::Context;
pub use self::file::DamagedModel;
use self::link::Statement;
use self::reading::{read_article, rule_statements};
use self::second::{Heldout, Judged, Second};
pub use self::train::Settings;
use self::units::Article;
use self::weights::Weights;
use super::rules::{Found, Pattern};
use super::{Options, Suggestion};
use crate::model::span::Span;
use crate::text::lexicon::Language;

/// Holds a statement as an annotator labelled it; all spans are in bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Labelled {
    /// What is said.
    pub quote: Vec<Span>,
    /// The words that attribute it.
    pub cue: Option<Span>,
    /// The words that name the speaker.
    pub mention: Option<Span>,
}

/// Holds an article with all its labels; what is not labelled counts as no statement.
#[derive(Clone, Debug)]
pub struct Example<'t> {
    /// The article's text.
    pub text: &'t str,
    /// What the annotator labelled.
    pub statements: Vec<Labelled>,
    /// The quotes of suggestions that the annotator rejected, in bytes.
    pub rejected: Vec<Vec<Span>>,
}

/// Holds what was learned from labels.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    weights: Weights,
    strengths: Strengths,
    second: Second,
    /// Whether the labels leave quotation marks out.
    bare: bool,
    /// How many statements it was learned from.
    labels: usize,
}

/// Holds a model and what labels that were held back say of it.
#[derive(Clone, Debug)]
pub struct Trained {
    /// The model.
    pub model: Model,
    /// Its scores beside those of the rules.
    pub evaluation: Evaluation,
    /// How many statements it was learned from.
    pub labels: usize,
}

impl Trained {
    /// Tells whether the model beats the rules on labels that were held back.
    #[must_use]
    pub fn is_better(&self) -> bool {
        self.evaluation.is_better()
    }
}

/// Learns a model from labelled articles and measures it by cross-validation.
///
/// `progress` hears how much is done, from 0 to 1, and may break off. Returns nothing then, or when fewer than four
/// articles or no statements are given.
#[must_use]
pub fn train(
    examples: &[Example<'_>],
    progress: &dyn Fn(f32) -> ControlFlow<()>,
) -> Option<Trained> {
    train_with(examples, Settings::default(), progress)
}

/// Says into how many parts the articles are split to read each with a model that has not seen it: a small project
/// can spare fewer labels and more time.
const fn folds(labels: usize) -> usize {
    match labels {
        0..2_500 => 5,
        2_500..7_000 => 4,
        _ => 3,
    }
}

/// Learns a model as [`train`] does, with other settings than the usual.
#[must_use]
pub fn train_with(
    examples: &[Example<'_>],
    settings: Settings,
    progress: &dyn Fn(f32) -> ControlFlow<()>,
) -> Option<Trained> {
    let labels: usize = examples.iter().map(|e| e.statements.len()).sum();
    if examples.len() < 4 || labels == 0 {
        return None;
    }
    let folds = folds(labels);
    let corpus = Corpus::read(examples, settings.least);
    let quick = Settings {
        rounds: settings.fold_rounds,
        ..settings
    };
    // The parts of the work, by the paragraphs gone through.
    let before = (quick.rounds * (folds - 1)) as f32;
    let whole = before + settings.rounds as f32;
    let mut judged = Vec::with_capacity(examples.len());
    for fold in 0..folds {
        let done = |part: f32| progress((fold as f32 + part) / folds as f32 * before / whole);
        let chain = train::learn(
            &corpus.data,
            &corpus.paragraphs(|a| a % folds != fold),
            corpus.keys.len(),
            quick,
            &done,
        )?;
        let cue = corpus.cue_choice(|a| a % folds != fold);
        let factors = Factors::new(&chain.transitions);
        for article in (0..examples.len()).filter(|a| a % folds == fold) {
            judged.push(Judged::new(
                &corpus,
                article,
                corpus.reading(article, &chain, &factors, &cue),
            ));
        }
    }
    let heldout = Heldout::new(&corpus, &mut judged, folds);
    let mut second = Second::learn(&corpus, &mut judged, |_| true);
    heldout.finish(&mut second);
    drop(judged);
    second.cue = corpus.cue_choice(|_| true);
    let done = |part: f32| progress((before + part * settings.rounds as f32) / whole);
    let chain = train::learn(
        &corpus.data,
        &corpus.paragraphs(|_| true),
        corpus.keys.len(),
        settings,
        &done,
    )?;
    let weights = Weights::new(&corpus.keys, &chain);
    let model = Model {
        weights,
        strengths: corpus.strengths,
        second,
        bare: corpus.bare,
        labels,
    };
    Some(Trained {
        model,
        evaluation: heldout.evaluation,
        labels,
    })
}

/// Finds the statements of a text with a learned model, in order of position.
#[must_use]
pub fn suggest_learned(text: &str, options: &Options<'_>, model: &Model) -> Vec<Suggestion> {
    let body = options.body.unwrap_or(Span::new(0, text.len()));
    let language = options
        .language
        .unwrap_or_else(|| Language::guess(text.get(body.start..body.end).unwrap_or_default()));
    let factors = Factors::new(&model.weights.transitions);
    let mut all = Vec::new();
    for block in super::blocks(text, body) {
        model.block(text, block, language, options, &factors, &mut all);
    }
    all
}

impl Model {
    /// Returns how many statements the model was learned from.
    #[must_use]
    pub const fn labels(&self) -> usize {
        self.labels
    }

    fn block(
        &self,
        text: &str,
        body: Span,
        language: Language,
        options: &Options<'_>,
        factors: &Factors,
        all: &mut Vec<Suggestion>,
    ) {
        let mut article = Article::read(text, Some(body), Some(language));
        let chosen = self.choose(&mut article, factors);
        let found: Vec<Found> = chosen
            .iter()
            .map(|c| self.found(&article, &c.statement))
            .collect();
        let kept: Vec<bool> = found
            .iter()
            .map(|f| !article.is_boilerplate(f.paragraph))
            .collect();
        let suggestions = super::name_all(&article.tokens, &article.marks, &found, options);
        for ((mut suggestion, candidate), _) in suggestions
            .into_iter()
            .zip(&chosen)
            .zip(kept)
            .filter(|s| s.1)
        {
            suggestion.score = self.second.scale.score(candidate.p, candidate.sure_source);
            suggestion.why = format!("learned from {} labels", self.labels);
            all.push(suggestion);
        }
    }

    fn choose(&self, article: &mut Article<'_>, factors: &Factors) -> Vec<Candidate> {
        for unit in &mut article.units {
            unit.strength = self.strengths.get(unit.word);
        }
        let article = &*article;
        let (mut context, mut keys) = (Context::default(), Vec::new());
        let rules = rule_statements(article);
        let reading = read_article(
            article,
            &rules,
            &self.weights.transitions,
            factors,
            &self.second.cue,
            |paragraph, lattice| {
                let (from, to) = article.paragraphs[paragraph];
                let units = &article.units[from..to];
                context.read(units);
                for (at, unit) in units.iter().enumerate() {
                    keys.clear();
                    features::extract(article, units, &context, at, &mut keys);
                    lattice.scores.push(self.weights.score(&keys));
                    lattice.classes.push(unit.class as u8);
                }
            },
        );
        self.second.choose(article, reading)
    }

    /// Turns a statement into an attribution like the rules', in tokens.
    fn found(&self, article: &Article<'_>, statement: &Statement) -> Found {
        let content = statement
            .content
            .iter()
            .map(|c| self.bounds(article, article.tokens_of(*c)))
            .collect();
        let first = statement
            .content
            .first()
            .map_or(0, |c| article.tokens_of(*c).0);
        let paragraph = article
            .tokens
            .paragraphs
            .partition_point(|p| p.end <= first);
        let cue = statement.cue.map(|c| article.tokens_of(c));
        let through = article.through(paragraph, cue);
        Found {
            pattern: Pattern::That,
            cue,
            source: through
                .and_then(|rule| rule.source)
                .or_else(|| statement.source.map(|s| article.tokens_of(s))),
            content,
            paragraph,
            quoted: false,
            frames: 0,
            mood: super::cue::Mood::Finite,
            via: through.map(|rule| rule.via.clone()).unwrap_or_default(),
        }
    }

    /// Leaves the marks at both ends of a range of tokens out when the labels do.
    fn bounds(&self, article: &Article<'_>, (mut from, mut to): (usize, usize)) -> (usize, usize) {
        if self.bare && to > from + 2 {
            from += usize::from(article.opens(from));
            to -= usize::from(
                article
                    .marks
                    .at(to - 1)
                    .is_some_and(|r| r.closed && r.end == to),
            );
        }
        (from, to)
    }
}

#[cfg(test)]
mod tests;
