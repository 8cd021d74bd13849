//! Learns from the project's labels on a thread of its own, and looks through all articles when the list asks for it.
//!
//! The thread works on one thing at a time and is told when the project closes; nothing waits for it.

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use crate::exchange::labelled::labelled_statements;
use crate::learning::{self, LearnedModel, NotLearned};
use crate::model::codebook::Codebook;
use crate::store::Store;
use crate::suggest::engine::{Engine, registry};
use crate::suggest::topics::Topics;

use super::asked::{Answered, AskedFor};
use super::pace::Pace;
use super::wake::Wake;

/// What the thread is asked for.
enum Task {
    /// Learn from the labels as they are on disk now.
    Learn(Arc<Codebook>),
    /// Estimate every article with this engine.
    Survey(Engine, Arc<Codebook>),
}

/// What the thread found.
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

/// Learns on the thread `learner`.
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
    tasks: SyncSender<(u64, Task)>,
    reports: Receiver<Report>,
    shared: Arc<Shared>,
    asked: AskedFor,
}

#[derive(Default)]
struct Shared {
    /// Set when the project closes.
    is_over: AtomicBool,
    /// Per mille of the learning done; [`IDLE`] while nothing is learned.
    progress: AtomicU32,
}

/// Stands for no progress.
const IDLE: u32 = u32::MAX;

impl Learner {
    /// Starts the thread, which reads the model in the cache and, if `learns`, brings it up to date.
    ///
    /// `pace` says whether it takes the lowest priority, so that the window stays smooth.
    pub fn start(
        store: Store,
        annotator: String,
        codebook: Arc<Codebook>,
        learns: bool,
        pace: Pace,
        wake: Wake,
    ) -> Self {
        let (tasks, inbox) = sync_channel(4);
        let (outbox, reports) = sync_channel(8);
        // The start itself is the first thing that is asked for.
        let mut asked = AskedFor::default();
        asked.count();
        let shared = Arc::new(Shared {
            progress: AtomicU32::new(IDLE),
            ..Shared::default()
        });
        let worker = Worker {
            // Who labels blind is not to meet teammates' labels in what is suggested.
            annotator: store.project().blind.then_some(annotator),
            store,
            shared: Arc::clone(&shared),
            outbox,
            wake,
            answered: asked.thread(),
        };
        let started = thread::Builder::new()
            .name("learner".to_owned())
            .spawn(move || {
                if pace.learns_gently {
                    give_way();
                }
                worker.run(&inbox, &codebook, learns);
            });
        if let Err(error) = started {
            log::error!("the learner did not start: {error}");
        }
        Self {
            learned: None,
            topics: None,
            topics_key: 0,
            unlearned: 0,
            survey: HashMap::new(),
            tasks,
            reports,
            shared,
            asked,
        }
    }

    /// Tells whether something is being read, learned or looked through.
    pub fn is_busy(&self) -> bool {
        self.asked.is_open()
    }

    fn ask(&mut self, task: Task) -> bool {
        let is_taken = self.tasks.try_send((self.asked.next(), task)).is_ok();
        if is_taken {
            self.asked.count();
        }
        is_taken
    }

    /// Asks for learning from the labels as they are on disk; `false` if so much is asked for already.
    pub fn learn(&mut self, codebook: Arc<Codebook>) -> bool {
        self.ask(Task::Learn(codebook))
    }

    /// Asks for an estimate of every article.
    pub fn survey(&mut self, engine: Engine, codebook: Arc<Codebook>) -> bool {
        self.ask(Task::Survey(engine, codebook))
    }

    /// Returns the next thing found.
    pub fn report(&self) -> Option<Report> {
        self.reports.try_recv().ok()
    }

    /// Returns how much of the learning is done, from 0 to 1; none while nothing is learned.
    pub fn progress(&self) -> Option<f32> {
        let done = self.shared.progress.load(Ordering::Relaxed);
        (done != IDLE).then_some(done as f32 / 1000.0)
    }
}

impl Drop for Learner {
    fn drop(&mut self) {
        self.shared.is_over.store(true, Ordering::Relaxed);
    }
}

struct Worker {
    store: Store,
    annotator: Option<String>,
    shared: Arc<Shared>,
    outbox: SyncSender<Report>,
    wake: Wake,
    answered: Answered,
}

impl Worker {
    fn run(&self, tasks: &Receiver<(u64, Task)>, codebook: &Codebook, learns: bool) {
        self.report(Report::Topics(Box::new(Topics::new(codebook))));
        if let Some(known) = learning::read_model(&self.store, self.annotator.as_deref()) {
            self.report(Report::Model(Some(known)));
        }
        if learns {
            self.learn(codebook);
        }
        self.answered.tell(1);
        (self.wake)();
        while let Ok((number, task)) = tasks.recv() {
            match task {
                Task::Learn(codebook) => self.learn(&codebook),
                Task::Survey(engine, codebook) => self.survey(&engine, &codebook),
            }
            if self.is_over().is_break() {
                return;
            }
            self.answered.tell(number);
            (self.wake)();
        }
    }

    fn report(&self, report: Report) {
        // Nobody listens once the project is closed.
        self.outbox.send(report).ok();
        (self.wake)();
    }

    fn is_over(&self) -> ControlFlow<()> {
        if self.shared.is_over.load(Ordering::Relaxed) {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    }

    /// Learns of quotes, then of targets and stances.
    fn learn(&self, codebook: &Codebook) {
        self.shared.progress.store(0, Ordering::Relaxed);
        let annotator = self.annotator.as_deref();
        let topics = labelled_statements(&self.store, annotator, &|_, _| self.is_over());
        let topics =
            topics.and_then(|labelled| Topics::learn(codebook, labelled, &|_| self.is_over()));
        if let Some(topics) = topics {
            self.report(Report::Topics(Box::new(topics)));
        }
        let progress = |part: f32| {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "from 0 to 1000"
            )]
            let done = (part.clamp(0.0, 1.0) * 1000.0) as u32;
            if self.shared.progress.swap(done, Ordering::Relaxed) / 10 != done / 10 {
                (self.wake)();
            }
            self.is_over()
        };
        let learned = learning::learn_project(&self.store, annotator, &progress);
        self.shared.progress.store(IDLE, Ordering::Relaxed);
        match learned {
            Ok((learned, problems)) => {
                for problem in problems {
                    log::warn!("learning: {problem}");
                }
                self.report(Report::Model(Some(learned)));
            }
            Err(NotLearned::TooFew) => self.report(Report::Model(None)),
            Err(NotLearned::Cancelled) => {}
        }
    }

    /// Looks through every article.
    fn survey(&self, engine: &Engine, codebook: &Codebook) {
        let registry = registry(codebook);
        let mut found = HashMap::new();
        for file in self.store.articles().iter() {
            if self.is_over().is_break() {
                return;
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
        self.report(Report::Survey(found));
    }
}

/// Gives this thread, and those that it starts, the lowest priority, so that the window stays smooth.
fn give_way() {
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::process::setpriority_process(Some(rustix::thread::gettid()), 19) {
        log::debug!("the learner keeps its priority: {error}");
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
