//! Learns from the project's labels off the window's thread, and looks through all articles when the list asks for it.
//!
//! One thing at a time, and nothing waits for it; it ends when the project closes.

use std::collections::HashMap;
use std::sync::Arc;

use crate::exchange::labelled::labelled_statements;
use crate::jobs::{Context, Handle, Inbox, Jobs, Name, Priority};
use crate::learning::{self, LearnedModel, NotLearned};
use crate::model::codebook::Codebook;
use crate::model::problem::Problem;
use crate::store::Store;
use crate::suggest::engine::{Engine, registry};
use crate::suggest::topics::Topics;

use super::pace::Pace;

/// What the jobs found.
pub enum Report {
    /// A model of where statements are, as it lay in the cache or as it was just learned; none where there are too few
    /// labels.
    Model(Option<LearnedModel>),
    /// What was learned of targets and stances.
    Topics(Box<Topics>),
    /// What was estimated, by the article's path.
    Survey(HashMap<String, Estimate>),
}

/// What is expected of an article before anybody labels it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Estimate {
    /// How many statements it will have: the suggestions, each as much as it is likely.
    pub statements: f32,
    /// How unsure the suggestions are on average, from 0 to 1.
    pub uncertainty: f32,
}

/// What a job gives: something found, or at its end perhaps nothing.
type Found = Option<Report>;

/// Learns, one thing after the other.
pub struct Learner {
    /// What was learned of quotes, with what held-back labels say of it; none while there are too few labels.
    pub learned: Option<LearnedModel>,
    /// What is known of targets and stances; none in the first moment.
    pub topics: Option<Box<Topics>>,
    /// Grows when the above is another.
    pub topics_key: u64,
    /// Changes of the annotations since it was last learned from them.
    pub unlearned: usize,
    /// What is expected of the articles, by path; empty until the list asks for it.
    pub survey: HashMap<String, Estimate>,
    source: Source,
    priority: Priority,
    inbox: Inbox<Found>,
    learning: Option<Handle>,
    surveying: Option<Handle>,
}

/// What is learned from.
#[derive(Clone)]
struct Source {
    store: Store,
    /// Whose labels alone count, if somebody's do.
    annotator: Option<String>,
}

impl Learner {
    /// Has the model in the cache read and, if `learns`, brought up to date.
    ///
    /// `pace` says whether that takes the lowest priority, so that the window stays smooth.
    pub fn start(
        jobs: &Jobs,
        store: Store,
        annotator: String,
        codebook: Arc<Codebook>,
        learns: bool,
        pace: Pace,
    ) -> Self {
        let source = Source {
            // Who labels blind is not to meet teammates' labels in what is suggested.
            annotator: store.project().blind.then_some(annotator),
            store,
        };
        let mut learner = Self {
            learned: None,
            topics: None,
            topics_key: 0,
            unlearned: 0,
            survey: HashMap::new(),
            source,
            priority: if pace.learns_gently {
                Priority::Low
            } else {
                Priority::Normal
            },
            inbox: jobs.inbox(1),
            learning: None,
            surveying: None,
        };
        learner.recall(Arc::clone(&codebook));
        if learns {
            learner.learn(codebook);
        }
        learner
    }

    /// Tells whether something is being read, learned or looked through.
    pub fn is_busy(&self) -> bool {
        self.inbox.is_busy()
    }

    /// Has read what was learned before.
    fn recall(&self, codebook: Arc<Codebook>) {
        let source = self.source.clone();
        let name = Name::new("reading what was learned before");
        self.inbox.start(name, self.priority, move |context| {
            context.post(Some(Report::Topics(Box::new(Topics::new(&codebook)))));
            let known = learning::read_model(&source.store, source.annotator.as_deref());
            known.map(|known| Report::Model(Some(known)))
        });
    }

    /// Asks for learning from the labels as they are on disk.
    pub fn learn(&mut self, codebook: Arc<Codebook>) {
        let source = self.source.clone();
        let name = Name::new("learning from labels");
        let job = self.inbox.start(name, self.priority, move |context| {
            source.learn(&codebook, context)
        });
        self.learning = Some(job);
    }

    /// Asks for an estimate of every article; one that was asked for and is not begun yet is overtaken.
    pub fn survey(&mut self, engine: Engine, codebook: Arc<Codebook>) {
        if let Some(before) = &self.surveying {
            before.let_go();
        }
        let source = self.source.clone();
        let name = Name::new("estimating every article");
        let job = self.inbox.start(name, self.priority, move |context| {
            source.survey(&engine, &codebook, context)
        });
        self.surveying = Some(job);
    }

    /// Returns the next thing found, or how finding it broke down.
    pub fn report(&self) -> Option<Result<Report, Problem>> {
        std::iter::from_fn(|| self.inbox.take()).find_map(|reply| reply.said.transpose())
    }

    /// Returns how much of the learning is done, from 0 to 1; none while nothing is learned.
    pub fn progress(&self) -> Option<f32> {
        let job = self.learning.as_ref()?;
        let (done, total) = job.progress();
        let is_under_way = self.inbox.is_under_way(job);
        is_under_way.then(|| done as f32 / total.max(1) as f32)
    }
}

impl Source {
    /// Learns of quotes, then of targets and stances.
    fn learn(&self, codebook: &Codebook, context: &Context<Found>) -> Found {
        if self.store.absence().is_some() {
            // What lies there now is not this project's.
            return None;
        }
        let annotator = self.annotator.as_deref();
        let goes_on = || context.goes_on();
        let topics = labelled_statements(&self.store, annotator, &|_, _| goes_on());
        let topics = topics.and_then(|labelled| Topics::learn(codebook, labelled, &|_| goes_on()));
        if let Some(topics) = topics {
            context.post(Some(Report::Topics(Box::new(topics))));
        }
        let progress = |part: f32| {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "from 0 to 1000"
            )]
            let done = (part.clamp(0.0, 1.0) * 1000.0) as usize;
            context.progress(done, 1000)
        };
        match learning::learn_project(&self.store, annotator, &progress) {
            // Files that cannot be read are listed as such already.
            Ok((learned, _)) => Some(Report::Model(Some(learned))),
            Err(NotLearned::TooFew) => Some(Report::Model(None)),
            Err(NotLearned::Cancelled) => None,
        }
    }

    /// Looks through every article.
    fn survey(&self, engine: &Engine, codebook: &Codebook, context: &Context<Found>) -> Found {
        if self.store.absence().is_some() {
            return None;
        }
        let registry = registry(codebook);
        let mut found = HashMap::new();
        let articles = self.store.articles();
        for (index, file) in articles.iter().enumerate() {
            if context.progress(index, articles.len()).is_break() {
                return None;
            }
            // What cannot be read is listed as such, and expected to hold nothing.
            let Ok(article) = self.store.read_article(&file.path) else {
                continue;
            };
            let mut scores: Vec<f32> = Vec::new();
            engine.article_each(&article, &registry, |suggested| {
                scores.extend(suggested.iter().map(|found| found.score));
            });
            found.insert(file.path.clone(), estimate(&scores));
        }
        Some(Report::Survey(found))
    }
}

/// Sums up how likely the suggestions of an article are.
fn estimate(scores: &[f32]) -> Estimate {
    let count = scores.len().max(1) as f32;
    // The variance of a yes or no that is so likely, as a share of the greatest there is.
    let unsure = scores.iter().map(|score| 4.0 * score * (1.0 - score));
    Estimate {
        statements: scores.iter().sum(),
        uncertainty: unsure.sum::<f32>() / count,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn estimates_count_what_is_likely() {
        let none = estimate(&[]);
        assert_eq!((none.statements, none.uncertainty), (0.0, 0.0));
        let sure = estimate(&[1.0, 1.0]);
        assert_eq!((sure.statements, sure.uncertainty), (2.0, 0.0));
        let unsure = estimate(&[0.5, 0.5, 1.0, 0.0]);
        assert_eq!((unsure.statements, unsure.uncertainty), (2.0, 0.5));
    }
}
