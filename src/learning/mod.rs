//! Learning from a project: which of its labels are learned from, and the model kept in its cache.
//!
//! One annotator's labels are taken for each article, those of the annotator asked for, or of anybody:
//! - of those who marked it done, gold's, else the first's in the project's order;
//! - else, of those who have at least [`ENOUGH`] statements in it, likewise, and then only up to the end of the paragraph
//!   in which their last one lies, since what comes after may not have been read yet;
//! - where there are more than [`MOST_LABELS`] labels or [`MOST_BYTES`] of text, some articles are
//!   left out, always the same ones for the same project.
//!
//! What was learned lies in the user's cache with a fingerprint of those labels. A file that is damaged, of another version or of
//! other labels is as good as none: the model is learned anew.

use std::ops::ControlFlow;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::corpus::Corpus;
use crate::corpus::walk::Visit;
use crate::model::article::Article;
use crate::model::problem::Problem;
use crate::model::project::GOLD;
use crate::model::sidecar::{Sidecar, Status};
use crate::model::span::Span;
use crate::model::text::Text;
use crate::store::{Store, paths};
use crate::suggest::engine::Engine;
use crate::suggest::learn::{self, Example, Labelled, Model};

/// Statements that an article in progress must have to be learned from.
pub const ENOUGH: usize = 3;

/// Labels that are learned from at most: more hardly help, and time and memory grow with them.
pub const MOST_LABELS: usize = 40_000;

/// Text that is learned from at most, in bytes.
pub const MOST_BYTES: usize = 16 << 20;

/// Counts up whenever the file's layout changes or labels are chosen in another way.
const FORMAT: u32 = 1;

/// A model learned from a project's labels, and what is known about it.
#[derive(Clone, Debug, PartialEq)]
pub struct LearnedModel {
    /// The model.
    pub model: Arc<Model>,
    /// What labels that were held back say of it.
    pub evaluation: Figures,
    /// How many statements it was learned from.
    pub labels: usize,
    /// How many articles they lie in.
    pub articles: usize,
    /// Identifies the labels it was learned from.
    pub fingerprint: String,
}

/// What labels that were held back say of the rules and of a model.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Figures {
    /// The rules' F1 scores, from 0 to 1.
    pub rules: Scores,
    /// The model's.
    pub learned: Scores,
    /// Whether the model is better by more than chance.
    pub is_better: bool,
}

/// F1 scores, from 0 to 1: of quotes that share at least half of their words with a labelled one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scores {
    /// Of quotes all in quotation marks.
    pub direct: f64,
    /// Of quotes with quotation marks.
    pub quoted: f64,
    /// Of all quotes.
    pub all: f64,
    /// Of quotes with quotation marks, where the speaker must be right too.
    pub quoted_speaker: f64,
    /// Of all quotes, where the speaker must be right too.
    pub all_speaker: f64,
}

/// What a project offers to learn from.
#[derive(Clone, Debug, Default)]
pub struct Labels {
    articles: Vec<LabelledArticle>,
    fingerprint: String,
    /// What could not be read.
    pub problems: Vec<Problem>,
}

#[derive(Clone, Debug)]
struct LabelledArticle {
    hash: String,
    text: Text,
    /// How far the text was labelled (byte offset).
    upto: usize,
    statements: Vec<Labelled>,
    rejected: Vec<Vec<Span>>,
}

/// Says why nothing was learned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotLearned {
    /// There are too few labels: four articles are the least.
    TooFew,
    /// The caller broke it off.
    Cancelled,
}

/// Told how much is done, from 0 to 1; may break off.
pub type Progress<'a> = &'a dyn Fn(f32) -> ControlFlow<()>;

impl Labels {
    /// Collects what a project offers to learn from: an annotator's labels, or anybody's. None if broken off.
    #[must_use]
    pub fn collect(store: &Store, annotator: Option<&str>, progress: Progress<'_>) -> Option<Self> {
        let mut annotators = store.annotators();
        annotators.retain(|known| annotator.is_none_or(|wanted| known.id == wanted));
        // In the project's order gold comes last, but what it says was decided.
        annotators.sort_by_key(|known| known.id != GOLD);
        let mut found = Self::default();
        let done = |done: usize, total: usize| progress(done as f32 / total.max(1) as f32);
        let take = |(article, problems): (Option<LabelledArticle>, Vec<Problem>)| {
            found.articles.extend(article);
            found.problems.extend(problems);
            ControlFlow::Continue(())
        };
        let walked = Corpus::open(store).walk(&annotators, &done, labelled, take);
        if walked.is_break() {
            return None;
        }
        found.draw();
        found.fingerprint = found.identify();
        Some(found)
    }

    /// Returns how many statements there are to learn from.
    #[must_use]
    pub fn len(&self) -> usize {
        let counts = self.articles.iter().map(|article| article.statements.len());
        counts.sum()
    }

    /// Tells whether there is nothing to learn from.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns how many articles the statements lie in, those without any included.
    #[must_use]
    pub fn articles(&self) -> usize {
        self.articles.len()
    }

    /// Returns what identifies these labels.
    #[must_use]
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    /// Learns a model from the labels and measures it.
    ///
    /// # Errors
    /// If there are too few labels, or the caller broke it off.
    pub fn learn(&self, progress: Progress<'_>) -> Result<LearnedModel, NotLearned> {
        let examples: Vec<Example<'_>> = self.articles.iter().map(example).collect();
        if examples.len() < 4 || self.is_empty() {
            return Err(NotLearned::TooFew);
        }
        let trained = learn::train(&examples, progress).ok_or(NotLearned::Cancelled)?;
        let evaluation = Figures {
            rules: scores(&trained.evaluation.rules),
            learned: scores(&trained.evaluation.learned),
            is_better: trained.is_better(),
        };
        Ok(LearnedModel {
            model: Arc::new(trained.model),
            evaluation,
            labels: trained.labels,
            articles: self.articles.len(),
            fingerprint: self.fingerprint.clone(),
        })
    }

    /// Mixes the articles, always in the same way, so that neighbours in time or by publisher do not stand together, and
    /// leaves out what is more than is learned from.
    fn draw(&mut self) {
        // Knuth's generator, whose high bits are good; what it draws only decides the order.
        let mut random = 12_345_u64;
        for last in (1..self.articles.len()).rev() {
            random = random
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            let drawn = usize::try_from(random >> 33).unwrap_or(0);
            self.articles.swap(last, drawn % (last + 1));
        }
        let (mut labels, mut bytes) = (0, 0);
        self.articles.retain(|article| {
            let (more, longer) = (labels + article.statements.len(), bytes + article.upto);
            let fits = more <= MOST_LABELS && longer <= MOST_BYTES;
            if fits {
                (labels, bytes) = (more, longer);
            }
            fits
        });
    }

    fn identify(&self) -> String {
        let mut hasher = blake3::Hasher::new();
        let mut number = |number: usize| {
            hasher.update(&(number as u64).to_le_bytes());
        };
        number(FORMAT as usize);
        let mut span = |span: Span| {
            number(span.start);
            number(span.end);
        };
        for article in &self.articles {
            span(Span::new(0, article.upto));
            for statement in &article.statements {
                statement.quote.iter().copied().for_each(&mut span);
                // No span is empty: these divide what could run together.
                span(Span::new(0, 0));
                span(statement.cue.unwrap_or(Span::new(0, 0)));
                span(statement.mention.unwrap_or(Span::new(0, 0)));
            }
            span(Span::new(1, 1));
            for quote in &article.rejected {
                quote.iter().copied().for_each(&mut span);
                span(Span::new(0, 0));
            }
            span(Span::new(1, 1));
        }
        for article in &self.articles {
            hasher.update(article.hash.as_bytes());
        }
        hasher.finalize().to_hex().to_string()
    }
}

/// Learns a model from a project's labels, and keeps it in the user's cache, if there is one.
///
/// A model that was learned from the same labels is taken as it is. What could not be read or kept is returned beside it.
///
/// # Errors
/// If there are too few labels, or the caller broke it off.
pub fn learn_project(
    store: &Store,
    annotator: Option<&str>,
    progress: Progress<'_>,
) -> Result<(LearnedModel, Vec<Problem>), NotLearned> {
    // Reading takes a small part of the time.
    const READING: f32 = 0.1;
    let reading = |part: f32| progress(part * READING);
    let labels = Labels::collect(store, annotator, &reading).ok_or(NotLearned::Cancelled)?;
    let mut problems = labels.problems.clone();
    if let Some(known) = read_model(store, annotator)
        && known.fingerprint == labels.fingerprint
    {
        return Ok((known, problems));
    }
    let learned = labels.learn(&|part| progress(READING + part * (1.0 - READING)))?;
    problems.extend(keep_model(store, annotator, &learned).err());
    Ok((learned, problems))
}

/// Reads the model that is kept of a project, of whichever labels; none if there is none that can be read.
#[must_use]
pub fn read_model(store: &Store, annotator: Option<&str>) -> Option<LearnedModel> {
    let bytes = store.cached(&file_name(annotator)?)?;
    let split = bytes.iter().position(|byte| *byte == b'\n')?;
    let header: Header = serde_json::from_slice(&bytes[..split]).ok()?;
    let body = &bytes[split + 1..];
    if header.format != FORMAT || header.blake3 != blake3::hash(body).to_hex().as_str() {
        return None;
    }
    Some(LearnedModel {
        model: Arc::new(Model::read(body).ok()?),
        evaluation: header.evaluation,
        labels: header.labels,
        articles: header.articles,
        fingerprint: header.fingerprint,
    })
}

/// Keeps a project's model in the user's cache, if there is one.
///
/// # Errors
/// If it cannot be written; what was there is then as it was.
pub fn keep_model(
    store: &Store,
    annotator: Option<&str>,
    learned: &LearnedModel,
) -> Result<(), Problem> {
    let body = learned.model.write();
    let header = Header {
        format: FORMAT,
        fingerprint: learned.fingerprint.clone(),
        labels: learned.labels,
        articles: learned.articles,
        evaluation: learned.evaluation,
        blake3: blake3::hash(&body).to_hex().to_string(),
    };
    let Some(name) = file_name(annotator) else {
        return Ok(());
    };
    let mut bytes = serde_json::to_vec(&header).map_err(|error| {
        let kind = crate::model::problem::ProblemKind::NotSaved;
        Problem::new(kind, name.as_str(), error.to_string())
    })?;
    bytes.push(b'\n');
    bytes.extend_from_slice(&body);
    store.put_in_cache(&name, &bytes)
}

impl LearnedModel {
    /// Returns the engine that its evaluation speaks for: the model where it is better than the rules, else the rules.
    #[must_use]
    pub fn engine(&self) -> Engine {
        if self.evaluation.is_better {
            Engine::learned(Arc::clone(&self.model))
        } else {
            Engine::rules()
        }
    }
}

/// The first line of a model's file, as JSON; the model follows.
#[derive(Serialize, Deserialize)]
struct Header {
    format: u32,
    fingerprint: String,
    labels: usize,
    articles: usize,
    evaluation: Figures,
    /// Of the model's bytes.
    blake3: String,
}

/// Returns the name of a model's file; none for a name that cannot be an annotator's, who then has no labels either.
fn file_name(annotator: Option<&str>) -> Option<String> {
    match annotator {
        Some(annotator) => paths::check_annotator(annotator)
            .is_ok()
            .then(|| format!("learned-{annotator}.model")),
        None => Some("learned.model".to_owned()),
    }
}

/// Takes the labels of an article that are learned from, if there are any, and what could not be read.
fn labelled(visit: Visit<'_>) -> (Option<LabelledArticle>, Vec<Problem>) {
    let article = match visit.article {
        Ok(article) => article,
        Err(problem) => return (None, vec![problem]),
    };
    let mut problems = Vec::new();
    let (mut done, mut begun) = (None, None);
    for (_, opened) in visit.work {
        problems.extend(opened.problems);
        let sidecar = opened.sidecar;
        match sidecar.status {
            Status::Done if done.is_none() => done = Some(sidecar),
            Status::Excluded => {}
            _ if sidecar.statements().len() >= ENOUGH && begun.is_none() => begun = Some(sidecar),
            _ => {}
        }
    }
    let chosen = done.or(begun);
    (
        chosen.map(|sidecar| labels_of(&article, &sidecar)),
        problems,
    )
}

fn labels_of(article: &Article, sidecar: &Sidecar) -> LabelledArticle {
    let text = &article.text;
    let last = sidecar
        .statements()
        .iter()
        .map(|known| known.extent().end)
        .max();
    let upto = match sidecar.status {
        Status::Done => text.len(),
        _ => last.map_or(0, |last| text.paragraph_at(last).end.max(last)),
    };
    let label = |statement: &Arc<crate::model::statement::Statement>| Labelled {
        quote: statement.quote.clone(),
        cue: statement.cue,
        mention: statement
            .speaker
            .as_ref()
            .and_then(|speaker| speaker.mention),
    };
    let rejected = sidecar
        .rejected
        .iter()
        .filter(|known| known.extent().end <= upto);
    LabelledArticle {
        hash: article.blake3.clone(),
        text: text.clone(),
        upto,
        statements: sidecar.statements().iter().map(label).collect(),
        rejected: rejected.map(|known| known.quote.clone()).collect(),
    }
}

fn example(article: &LabelledArticle) -> Example<'_> {
    Example {
        text: article.text.slice(Span::new(0, article.upto)),
        statements: article.statements.clone(),
        rejected: article.rejected.clone(),
    }
}

fn scores(scores: &learn::Scores) -> Scores {
    Scores {
        direct: scores.direct.f1(),
        quoted: scores.quoted.f1(),
        all: scores.all.f1(),
        quoted_speaker: scores.quoted_speaker.f1(),
        all_speaker: scores.all_speaker.f1(),
    }
}

#[cfg(test)]
mod tests;
