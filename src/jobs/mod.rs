//! Work off the window's thread, in one way: a job has a name in a person's words, a priority, a progress, and can be
//! cancelled; what it gives comes back as a numbered reply, and so does a breakdown of the program in it, as a
//! [`Problem`](crate::model::problem::Problem) that says what the job was doing. Everything else goes on.
//!
//! ```text
//! Inbox::start ─▶ Task ─▶ Executor (threads; in tests a hand that picks who works and who answers next) ─▶ Inbox::take
//! ```
//!
//! Threads that wait for something all their life (the saver, the index, the watcher) are not jobs: they are `store`'s own.

mod inbox;
mod task;
mod threads;

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

pub use inbox::{Context, Inbox, Reply};
pub use task::{Answer, Executor, Handle, Lane, Name, Number, Priority, Task};
pub use threads::Threads;

/// Asks the window for another frame, from any thread.
pub type Wake = Arc<dyn Fn() + Send + Sync>;

/// Represents what runs jobs. Clones are the same one.
#[derive(Clone)]
pub struct Jobs {
    executor: Arc<dyn Executor>,
    wake: Wake,
    numbers: Arc<AtomicU64>,
}

impl Jobs {
    /// Has jobs run by an executor; `wake` is called whenever one has something to say.
    pub fn new(executor: Arc<dyn Executor>, wake: Wake) -> Self {
        Self {
            executor,
            wake,
            numbers: Arc::default(),
        }
    }

    /// Makes an inbox for the replies of one sort of job, of which at most `at_once` run at a time; the others wait.
    pub fn inbox<T: Send + 'static>(&self, at_once: usize) -> Inbox<T> {
        let lane = Lane {
            id: self.count(),
            at_once,
        };
        Inbox::new(self.clone(), lane)
    }

    fn count(&self) -> u64 {
        self.numbers.fetch_add(1, Ordering::Relaxed) + 1
    }
}

impl fmt::Debug for Jobs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Jobs").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
