//! What was asked of a thread, and what it has answered: whether it still works on something.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Counts what is asked of one thread. The window asks; the thread tells the number of what it has answered.
#[derive(Debug, Default)]
pub struct AskedFor {
    asked: u64,
    answered: Arc<AtomicU64>,
}

/// The thread's half.
#[derive(Clone, Debug)]
pub struct Answered(Arc<AtomicU64>);

impl AskedFor {
    /// Returns the half that the thread gets.
    pub fn thread(&self) -> Answered {
        Answered(Arc::clone(&self.answered))
    }

    /// Returns the number that the next request will have.
    pub fn next(&self) -> u64 {
        self.asked + 1
    }

    /// Counts a request that was handed over.
    pub fn count(&mut self) {
        self.asked += 1;
    }

    /// Tells whether a number is that of the last request.
    pub fn is_last(&self, number: u64) -> bool {
        number == self.asked
    }

    /// Tells whether the last request is not answered yet. Once it is, its answer can be taken.
    pub fn is_open(&self) -> bool {
        self.answered.load(Ordering::Acquire) < self.asked
    }
}

impl Answered {
    /// Says that a request was answered, and all before it were or never will be.
    pub fn tell(&self, number: u64) {
        self.0.store(number, Ordering::Release);
    }
}
