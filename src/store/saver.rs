//! Saves in the background, in the order of asking, one file at a time.
//!
//! A job that waits is replaced by a newer one for the same file, so that quick edits cost one write. A job that fails
//! is kept and tried again, by itself every few seconds and at once when asked. The thread sleeps when there is nothing
//! to do.
//!
//! The asker may hand in the next job before it has heard of the last one, with a [`Base`] that is older than the file.
//! The saver knows what it wrote in between (`Chain`), so that its own writing is never taken for somebody else's.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use super::save::Hash;
use super::{Base, CodebookBase, Store};
use crate::merge::Conflict;
use crate::model::codebook::Codebook;
use crate::model::problem::Problem;
use crate::model::sidecar::Sidecar;
use crate::model::text::Text;

/// How long a failed save rests before it is tried again.
const RETRY: Duration = Duration::from_secs(5);

/// Something to save. Of two jobs for one file, the later holds all that the earlier did.
#[derive(Clone, Debug)]
#[expect(
    clippy::large_enum_variant,
    reason = "there is one for each unsaved file"
)]
pub enum Job {
    /// An annotator's work on an article.
    Sidecar {
        /// The work.
        sidecar: Sidecar,
        /// The article's text.
        text: Text,
        /// What was last read or written, as far as the asker knows.
        base: Base,
        /// Counts the asker's changes; comes back in the event.
        ticket: u64,
    },
    /// What an annotator added to the codebook.
    Codebook {
        /// Whose it is.
        annotator: String,
        /// The additions.
        codebook: Codebook,
        /// What was last read or written, as far as the asker knows.
        base: CodebookBase,
        /// Counts the asker's changes; comes back in the event.
        ticket: u64,
    },
}

/// What became of a job.
#[derive(Clone, Debug)]
#[expect(
    clippy::large_enum_variant,
    reason = "there are as many as writes in a frame"
)]
pub enum SaveEvent {
    /// The work on an article is on the disk, up to and including this ticket.
    Saved {
        /// The ticket of the job that was written; those before it for the same file are in it.
        ticket: u64,
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
        /// The ticket of the job.
        ticket: u64,
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
    /// The job failed; it is kept and tried again.
    Failed {
        /// The ticket of the job.
        ticket: u64,
        /// Path of the article; none for a codebook.
        article: Option<String>,
        /// Why.
        problem: Problem,
    },
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
    in_flight: Option<Key>,
    failed: Vec<Job>,
    retry_at: Option<Instant>,
    events: VecDeque<SaveEvent>,
    closing: bool,
}

/// Which file a job writes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Key {
    Sidecar { annotator: String, article: String },
    Codebook { annotator: String },
}

/// What the saver wrote to one file since the asker last knew its content.
struct Chain<B, V> {
    /// Contents that the asker may still believe to be there.
    outdated: Vec<Option<Hash>>,
    /// What is there.
    written: B,
    /// What the asker handed in for it.
    submitted: V,
    /// Whether somebody else's changes were merged into it.
    merged: bool,
}

#[derive(Default)]
struct Chains {
    sidecars: HashMap<Key, Chain<Base, Sidecar>>,
    codebooks: HashMap<Key, Chain<CodebookBase, Codebook>>,
}

/// What a save compares with, of either kind.
trait Compared: Clone {
    type Value: Clone;
    fn hash(&self) -> Option<Hash>;
    /// Makes one of which the file is known to differ, so that a save merges.
    fn outdated(value: Self::Value) -> Self;
}

impl Compared for Base {
    type Value = Sidecar;

    fn hash(&self) -> Option<Hash> {
        self.hash
    }

    fn outdated(value: Sidecar) -> Self {
        Base {
            hash: None,
            sidecar: value,
        }
    }
}

impl Compared for CodebookBase {
    type Value = Codebook;

    fn hash(&self) -> Option<Hash> {
        self.hash
    }

    fn outdated(value: Codebook) -> Self {
        CodebookBase {
            hash: None,
            codebook: value,
        }
    }
}

impl<B: Compared> Chain<B, B::Value> {
    /// Returns what a save must compare with, given what the asker believes to be there.
    fn base(known: &mut HashMap<Key, Self>, key: &Key, believed: B) -> B {
        let Some(chain) = known.get_mut(key) else {
            return believed;
        };
        if believed.hash() == chain.written.hash() {
            chain.outdated.clear();
            believed
        } else if !chain.outdated.contains(&believed.hash()) {
            believed
        } else if chain.merged {
            // The asker has not seen what was merged in. Compared with the merged file, its absence would look like
            // a removal; compared with what was handed in, it is what it is: somebody else's addition.
            B::outdated(chain.submitted.clone())
        } else {
            chain.written.clone()
        }
    }

    /// Remembers a write.
    fn wrote(known: &mut HashMap<Key, Self>, key: Key, believed: Option<Hash>, next: Self) {
        let mut next = next;
        if let Some(chain) = known.remove(&key) {
            next.outdated = chain.outdated;
            next.outdated.push(chain.written.hash());
        }
        next.outdated.push(believed);
        known.insert(key, next);
    }
}

impl Job {
    fn key(&self) -> Key {
        match self {
            Self::Sidecar { sidecar, .. } => Key::Sidecar {
                annotator: sidecar.annotator.clone(),
                article: sidecar.article.path.clone(),
            },
            Self::Codebook { annotator, .. } => Key::Codebook {
                annotator: annotator.clone(),
            },
        }
    }

    fn ticket(&self) -> u64 {
        match self {
            Self::Sidecar { ticket, .. } | Self::Codebook { ticket, .. } => *ticket,
        }
    }

    fn failed(&self, problem: Problem) -> SaveEvent {
        SaveEvent::Failed {
            ticket: self.ticket(),
            article: match self.key() {
                Key::Sidecar { article, .. } => Some(article),
                Key::Codebook { .. } => None,
            },
            problem,
        }
    }
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
        let key = job.key();
        let mut state = self.shared.state();
        state.failed.retain(|failed| failed.key() != key);
        match state
            .waiting
            .iter_mut()
            .find(|waiting| waiting.key() == key)
        {
            Some(waiting) => *waiting = job,
            None => state.waiting.push_back(job),
        }
        self.shared.changed.notify_all();
    }

    /// Takes the events since the last call.
    pub fn events(&self) -> impl Iterator<Item = SaveEvent> + use<> {
        std::mem::take(&mut self.shared.state().events).into_iter()
    }

    /// Tries failed saves again at once.
    pub fn retry(&self) {
        self.shared.state().revive();
        self.shared.changed.notify_all();
    }

    /// Returns how many files are not saved: waiting, being written, or failed.
    pub fn pending(&self) -> usize {
        self.shared.state().pending()
    }

    /// Tells whether something is being written or waits for it, or was written and that was not taken yet; what has
    /// failed rests.
    pub fn is_busy(&self) -> bool {
        let state = self.shared.state();
        !state.waiting.is_empty() || state.in_flight.is_some() || !state.events.is_empty()
    }

    /// Waits until everything is saved or has failed once more, at most so long; returns how many files are not saved.
    pub fn finish(&self, timeout: Duration) -> usize {
        let until = Instant::now() + timeout;
        let mut state = self.shared.state();
        state.revive();
        self.shared.changed.notify_all();
        while !state.waiting.is_empty() || state.in_flight.is_some() {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                break;
            }
            let waited = self.shared.changed.wait_timeout(state, left);
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        state.pending()
    }
}

impl Drop for Saver {
    /// Lets the thread end after what is waiting. [`Saver::finish`] waits for it; this does not.
    fn drop(&mut self) {
        self.shared.state().closing = true;
        self.shared.changed.notify_all();
    }
}

impl State {
    fn pending(&self) -> usize {
        self.waiting.len() + usize::from(self.in_flight.is_some()) + self.failed.len()
    }

    /// Puts failed jobs back in line.
    fn revive(&mut self) {
        let failed = std::mem::take(&mut self.failed);
        self.waiting.extend(failed);
        self.retry_at = None;
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn run(&self) {
        let mut chains = Chains::default();
        let mut told: HashMap<Key, (u64, Problem)> = HashMap::new();
        while let Some(job) = self.next() {
            let key = job.key();
            let outcome = chains.run(&self.store, &job);
            let mut state = self.state();
            state.in_flight = None;
            match outcome {
                Ok(event) => {
                    told.remove(&key);
                    state.events.push_back(event);
                }
                Err(problem) => {
                    // A disk that stays full is said once for each edit, not every few seconds.
                    let news = (job.ticket(), problem.clone());
                    if told.get(&key) != Some(&news) {
                        state.events.push_back(job.failed(problem.clone()));
                        told.insert(key.clone(), news);
                    }
                    if !state.waiting.iter().any(|waiting| waiting.key() == key) {
                        state.failed.push(job);
                    }
                    state.retry_at = Some(Instant::now() + RETRY);
                }
            }
            drop(state);
            self.changed.notify_all();
            (self.wake)();
        }
    }

    /// Waits for the next job; none when the saver is closed and nothing waits.
    fn next(&self) -> Option<Job> {
        let mut state = self.state();
        loop {
            if let Some(job) = state.waiting.pop_front() {
                state.in_flight = Some(job.key());
                return Some(job);
            }
            if state.closing {
                return None;
            }
            state = match state.retry_at.filter(|_| !state.failed.is_empty()) {
                None => self
                    .changed
                    .wait(state)
                    .unwrap_or_else(PoisonError::into_inner),
                Some(at) => {
                    let left = at.saturating_duration_since(Instant::now());
                    if left.is_zero() {
                        state.revive();
                        continue;
                    }
                    let waited = self.changed.wait_timeout(state, left);
                    waited.unwrap_or_else(PoisonError::into_inner).0
                }
            };
        }
    }
}

impl Chains {
    fn run(&mut self, store: &Store, job: &Job) -> Result<SaveEvent, Problem> {
        let key = job.key();
        let at = SystemTime::now;
        match job {
            Job::Sidecar {
                sidecar,
                text,
                base,
                ticket,
            } => {
                let believed = base.hash;
                let base = Chain::base(&mut self.sidecars, &key, base.clone());
                let saved = store.save(sidecar, text, &base)?;
                let chain = Chain {
                    outdated: Vec::new(),
                    written: saved.base.clone(),
                    submitted: sidecar.clone(),
                    merged: saved.merged.is_some(),
                };
                Chain::wrote(&mut self.sidecars, key, believed, chain);
                Ok(SaveEvent::Saved {
                    ticket: *ticket,
                    annotator: sidecar.annotator.clone(),
                    article: sidecar.article.path.clone(),
                    base: saved.base,
                    merged: saved.merged,
                    conflicts: saved.conflicts,
                    durability_confirmed: saved.durability_confirmed,
                    problems: saved.problems,
                    at: at(),
                })
            }
            Job::Codebook {
                annotator,
                codebook,
                base,
                ticket,
            } => {
                let believed = base.hash;
                let base = Chain::base(&mut self.codebooks, &key, base.clone());
                let saved = store.save_added(annotator, codebook, &base)?;
                let chain = Chain {
                    outdated: Vec::new(),
                    written: saved.base.clone(),
                    submitted: codebook.clone(),
                    merged: saved.merged.is_some(),
                };
                Chain::wrote(&mut self.codebooks, key, believed, chain);
                Ok(SaveEvent::SavedCodebook {
                    ticket: *ticket,
                    annotator: annotator.clone(),
                    base: saved.base,
                    merged: saved.merged,
                    conflicts: saved.conflicts,
                    at: at(),
                })
            }
        }
    }
}
