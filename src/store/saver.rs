//! Saves in the background, in the order of asking, one file at a time. The thread sleeps when there is nothing to do.
//!
//! What is to be saved, and what it is compared with, is decided by whoever asks: [`session`](crate::session) hands in
//! one job for a document at a time. A job that fails is handed back, and after a while it is told that trying again may
//! help.

use std::any::Any;
use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use super::{Base, CodebookBase, SavedCodebook, Store};
use crate::merge::Conflict;
use crate::model::codebook::Codebook;
use crate::model::problem::{Problem, ProblemKind, said_by};
use crate::model::project::Policy;
use crate::model::sidecar::Sidecar;
use crate::model::text::Text;

/// How long after a failure it is told that trying again may help.
const RETRY: Duration = Duration::from_secs(5);

/// Something to save.
#[derive(Clone, Debug)]
pub enum Job {
    /// An annotator's work on an article.
    Sidecar {
        /// The work.
        sidecar: Arc<Sidecar>,
        /// The text that it is of.
        text: Text,
        /// What was last read or written.
        base: Base,
    },
    /// What an annotator added to the codebook.
    Codebook {
        /// Whose it is.
        annotator: String,
        /// The additions.
        codebook: Arc<Codebook>,
        /// What was last read or written.
        base: CodebookBase,
    },
    /// The lead's codebook.
    Lead {
        /// Who saves it.
        person: String,
        /// The codebook.
        codebook: Arc<Codebook>,
        /// What was last read or written.
        base: CodebookBase,
    },
    /// The project's rules.
    Rules {
        /// Who saves them.
        person: String,
        /// The rules.
        policy: Policy,
    },
}

/// What became of a job.
#[derive(Clone, Debug)]
#[expect(
    clippy::large_enum_variant,
    reason = "there are as many as writes in a frame"
)]
pub enum SaveEvent {
    /// The work on an article is on the disk.
    Saved {
        /// Whose work it is.
        annotator: String,
        /// Path of the article.
        article: String,
        /// What the next save compares with.
        base: Base,
        /// What the file holds, if somebody else's changes were merged in.
        merged: Option<Sidecar>,
        /// Values that somebody else had set otherwise; what does not stand of them is kept in the statements.
        conflicts: Vec<Conflict>,
        /// Whether the disk confirmed that the file outlasts a power cut.
        durability_confirmed: bool,
        /// What went wrong beside the save.
        problems: Vec<Problem>,
        /// When.
        at: SystemTime,
    },
    /// The additions to the codebook are on the disk.
    SavedCodebook {
        /// Whose they are.
        annotator: String,
        /// What the next save compares with.
        base: CodebookBase,
        /// What the file holds, if somebody else's changes were merged in.
        merged: Option<Codebook>,
        /// Values that somebody else had set otherwise, and that do not stand.
        conflicts: Vec<Conflict>,
        /// When.
        at: SystemTime,
    },
    /// The lead's codebook is on the disk.
    SavedLead(Box<SavedCodebook>),
    /// The lead's codebook could not be saved; it is not kept here.
    LeadFailed(Problem),
    /// The project's rules are on the disk.
    SavedRules(Policy),
    /// The project's rules could not be saved; they are not kept here.
    RulesFailed(Problem),
    /// The job failed; it is not kept here.
    Failed {
        /// Path of the article; none for additions to the codebook.
        article: Option<String>,
        /// Why.
        problem: Problem,
    },
    /// A while has passed since something failed.
    TryAgain,
}

/// The thread that saves.
pub struct Saver {
    shared: Arc<Shared>,
}

struct Shared {
    store: Store,
    wake: Box<dyn Fn() + Send + Sync>,
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    waiting: VecDeque<Job>,
    is_writing: bool,
    retry_at: Option<Instant>,
    events: VecDeque<SaveEvent>,
    closing: bool,
}

/// What the thread does next.
enum Next {
    Write(Job),
    Tell,
    End,
}

impl Saver {
    /// Starts the thread. `wake` is called from it whenever there is an event.
    ///
    /// # Panics
    /// If the system gives no thread; there is no saving without one.
    pub fn start(store: Store, wake: impl Fn() + Send + Sync + 'static) -> Self {
        let shared = Arc::new(Shared {
            store,
            wake: Box::new(wake),
            state: Mutex::default(),
            changed: Condvar::new(),
        });
        let worker = Arc::clone(&shared);
        let thread = std::thread::Builder::new().name("saver".to_owned());
        let started = thread.spawn(move || worker.run());
        assert!(started.is_ok(), "the system gives no thread to save with");
        Self { shared }
    }

    /// Hands in a job; never waits for the disk.
    pub fn submit(&self, job: Job) {
        self.shared.state().waiting.push_back(job);
        self.shared.changed.notify_all();
    }

    /// Takes the events since the last call.
    pub fn events(&self) -> impl Iterator<Item = SaveEvent> + use<> {
        std::mem::take(&mut self.shared.state().events).into_iter()
    }

    /// Tells whether something is being written or waits for it, or was written and that was not taken yet.
    pub fn is_busy(&self) -> bool {
        let state = self.shared.state();
        !state.waiting.is_empty() || state.is_writing || !state.events.is_empty()
    }

    /// Waits until nothing is being written or waits for it, at most so long; tells whether that is so.
    pub fn finish(&self, timeout: Duration) -> bool {
        let state = self.shared.state();
        let works = |state: &mut State| !state.waiting.is_empty() || state.is_writing;
        let waited = self
            .shared
            .changed
            .wait_timeout_while(state, timeout, works);
        let (_state, outcome) = waited.unwrap_or_else(PoisonError::into_inner);
        !outcome.timed_out()
    }
}

impl Drop for Saver {
    /// Lets the thread end after what is waiting. [`Saver::finish`] waits for it; this does not.
    fn drop(&mut self) {
        self.shared.state().closing = true;
        self.shared.changed.notify_all();
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn run(&self) {
        loop {
            let event = match self.next() {
                Next::Write(job) => job.run(&self.store),
                Next::Tell => SaveEvent::TryAgain,
                Next::End => return,
            };
            let mut state = self.state();
            state.is_writing = false;
            if event.is_failure() {
                state.retry_at = Some(Instant::now() + RETRY);
            }
            state.events.push_back(event);
            drop(state);
            self.changed.notify_all();
            (self.wake)();
        }
    }

    /// Waits for something to do.
    fn next(&self) -> Next {
        let mut state = self.state();
        loop {
            if let Some(job) = state.waiting.pop_front() {
                state.is_writing = true;
                return Next::Write(job);
            }
            if state.closing {
                return Next::End;
            }
            let left = state
                .retry_at
                .map(|at| at.saturating_duration_since(Instant::now()));
            state = match left {
                None => self
                    .changed
                    .wait(state)
                    .unwrap_or_else(PoisonError::into_inner),
                Some(Duration::ZERO) => {
                    state.retry_at = None;
                    return Next::Tell;
                }
                Some(left) => {
                    let waited = self.changed.wait_timeout(state, left);
                    waited.unwrap_or_else(PoisonError::into_inner).0
                }
            };
        }
    }
}

impl Job {
    /// Writes; a breakdown of the program is a failure like any other, and the next job is done all the same.
    fn run(self, store: &Store) -> SaveEvent {
        let of = match &self {
            Self::Sidecar { sidecar, .. } => Of::Article(sidecar.article.path.clone()),
            Self::Codebook { .. } => Of::Additions,
            Self::Lead { .. } => Of::Lead,
            Self::Rules { .. } => Of::Rules,
        };
        let written = catch_unwind(AssertUnwindSafe(|| self.write(store)));
        let problem = match written {
            Ok(Ok(event)) => return event,
            Ok(Err(problem)) => problem,
            Err(panic) => broken_down(of.file(), &*panic),
        };
        of.failed(problem)
    }

    fn write(self, store: &Store) -> Result<SaveEvent, Problem> {
        match self {
            Self::Sidecar {
                sidecar,
                text,
                base,
            } => {
                let saved = store.save(&sidecar, &text, &base)?;
                Ok(SaveEvent::Saved {
                    annotator: sidecar.annotator.clone(),
                    article: sidecar.article.path.clone(),
                    base: saved.base,
                    merged: saved.merged,
                    conflicts: saved.conflicts,
                    durability_confirmed: saved.durability_confirmed,
                    problems: saved.problems,
                    at: store.env().now(),
                })
            }
            Self::Lead {
                person,
                codebook,
                base,
            } => {
                let saved = store.save_codebook(&person, &codebook, &base)?;
                Ok(SaveEvent::SavedLead(Box::new(saved)))
            }
            Self::Rules { person, policy } => {
                store.save_policy(&person, policy)?;
                Ok(SaveEvent::SavedRules(policy))
            }
            Self::Codebook {
                annotator,
                codebook,
                base,
            } => {
                let saved = store.save_added(&annotator, &codebook, &base)?;
                Ok(SaveEvent::SavedCodebook {
                    annotator,
                    base: saved.base,
                    merged: saved.merged,
                    conflicts: saved.conflicts,
                    at: store.env().now(),
                })
            }
        }
    }
}

impl SaveEvent {
    /// Tells whether something could not be saved.
    fn is_failure(&self) -> bool {
        matches!(
            self,
            Self::Failed { .. } | Self::LeadFailed(_) | Self::RulesFailed(_)
        )
    }
}

/// What a job is of.
enum Of {
    Article(String),
    Additions,
    Lead,
    Rules,
}

impl Of {
    /// Returns what it is called where something is said of it.
    fn file(&self) -> &str {
        match self {
            Self::Article(path) => path,
            Self::Additions | Self::Lead => "codebook",
            Self::Rules => "rules",
        }
    }

    /// Returns the event of its failure.
    fn failed(self, problem: Problem) -> SaveEvent {
        match self {
            Self::Article(path) => SaveEvent::Failed {
                article: Some(path),
                problem,
            },
            Self::Additions => SaveEvent::Failed {
                article: None,
                problem,
            },
            Self::Lead => SaveEvent::LeadFailed(problem),
            Self::Rules => SaveEvent::RulesFailed(problem),
        }
    }
}

fn broken_down(file: &str, panic: &(dyn Any + Send)) -> Problem {
    let what = format!("saving broke down: {}", said_by(panic));
    Problem::new(ProblemKind::NotSaved, file, what).hinted(
        "This is a fault of the program; please report it. Your edits are kept and tried again",
    )
}
