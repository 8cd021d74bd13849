//! A job as an executor sees it: what it is called and how it is run, whatever it gives.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// Numbers jobs in the order in which they were asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Number(pub(super) u64);

/// Names a job in a person's words, as a verb and what it is done to: `reading` `articles/harbour.txt`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// What is done: `exporting`, `learning from labels`. Its thread has this name.
    pub doing: &'static str,
    /// What it is done to; empty where `doing` says it all.
    pub what: String,
}

impl Name {
    /// Names what is done.
    pub fn new(doing: &'static str) -> Self {
        Self::to(doing, "")
    }

    /// Names what is done, and to what.
    pub fn to(doing: &'static str, what: impl Into<String>) -> Self {
        let what = what.into();
        Self { doing, what }
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.doing)?;
        if !self.what.is_empty() {
            write!(f, " {}", self.what)?;
        }
        Ok(())
    }
}

/// Says how much a job matters beside the window and the rest of the machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Priority {
    /// A person waits for it.
    Normal,
    /// Nobody does: it gives way to everything, so that the window stays smooth.
    Low,
}

/// Names a queue of jobs that wait for each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Lane {
    pub(super) id: u64,
    /// How many of its jobs may run at a time.
    pub at_once: usize,
}

/// Follows a job from outside: how far it is, and that it should end. Clones are of the same job.
#[derive(Clone, Debug)]
pub struct Handle {
    number: Number,
    course: Arc<Course>,
}

#[derive(Debug, Default)]
struct Course {
    done: AtomicUsize,
    total: AtomicUsize,
    is_cancelled: AtomicBool,
    is_let_go: AtomicBool,
}

impl Handle {
    pub(super) fn new(number: Number) -> Self {
        let course = Arc::default();
        Self { number, course }
    }

    /// Returns the job's number, which its replies have.
    pub fn number(&self) -> Number {
        self.number
    }

    /// Returns how much is done, and of how much; of nothing while that is not known.
    pub fn progress(&self) -> (usize, usize) {
        let of = |count: &AtomicUsize| count.load(Ordering::Relaxed);
        (of(&self.course.done), of(&self.course.total))
    }

    /// Asks the job to end. It does so at the next step of its progress, and says what came of it.
    pub fn cancel(&self) {
        self.course.is_cancelled.store(true, Ordering::Relaxed);
    }

    /// Tells whether the job was asked to end.
    pub fn is_cancelled(&self) -> bool {
        self.course.is_cancelled.load(Ordering::Relaxed)
    }

    /// Lets go of the job if it is not begun yet: it never is then, and nothing comes of it.
    pub fn let_go(&self) {
        self.course.is_let_go.store(true, Ordering::Relaxed);
    }

    pub(super) fn is_let_go(&self) -> bool {
        self.course.is_let_go.load(Ordering::Relaxed)
    }

    /// Notes how far the job is; tells whether a person would see a difference: a hundredth more, or another whole.
    pub(super) fn note(&self, done: usize, total: usize) -> bool {
        let hundredths = |done: usize, total: usize| done.saturating_mul(100) / total.max(1);
        let was_done = self.course.done.swap(done, Ordering::Relaxed);
        let was_total = self.course.total.swap(total, Ordering::Relaxed);
        was_total != total || hundredths(was_done, total) != hundredths(done, total)
    }
}

/// Puts what came of a job into its inbox.
pub type Answer = Box<dyn FnOnce() + Send>;

/// Something that is done as the first part of a job.
type First = Box<dyn FnOnce() + Send>;

/// What a job is told when its turn has come.
pub(super) enum Turn {
    /// To do its work, this first.
    Work(Option<First>),
    /// That it cannot be run, and why.
    Refused(String),
}

/// A job that waits for its turn. Dropped without it, it is let go of.
pub struct Task {
    name: Name,
    priority: Priority,
    lane: Lane,
    handle: Handle,
    first: Option<First>,
    take_turn: Box<dyn FnOnce(Turn) -> Answer + Send>,
}

impl Task {
    pub(super) fn new(
        name: Name,
        priority: Priority,
        lane: Lane,
        handle: Handle,
        take_turn: Box<dyn FnOnce(Turn) -> Answer + Send>,
    ) -> Self {
        Self {
            name,
            priority,
            lane,
            handle,
            first: None,
            take_turn,
        }
    }

    /// Returns what it is called.
    pub fn name(&self) -> &Name {
        &self.name
    }

    /// Returns how much it matters.
    pub fn priority(&self) -> Priority {
        self.priority
    }

    /// Returns the queue that it stands in.
    pub fn lane(&self) -> Lane {
        self.lane
    }

    /// Tells whether it was let go of.
    pub fn is_let_go(&self) -> bool {
        self.handle.is_let_go()
    }

    /// Has something done as the first part of the job: what breaks down in it breaks down in the job.
    #[must_use]
    pub fn after(mut self, first: impl FnOnce() + Send + 'static) -> Self {
        self.first = Some(Box::new(first));
        self
    }

    /// Does the work, unless it was let go of. A breakdown in it ends nothing but the job.
    pub fn work(self) -> Answer {
        (self.take_turn)(Turn::Work(self.first))
    }

    /// Refuses the work, and says why: `the system gives no thread`.
    pub fn refuse(self, why: impl Into<String>) -> Answer {
        (self.take_turn)(Turn::Refused(why.into()))
    }
}

impl fmt::Debug for Task {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Task")
            .field("name", &self.name)
            .field("lane", &self.lane)
            .finish_non_exhaustive()
    }
}

/// What runs jobs: threads, or in tests a hand that picks which works next and which answers next.
///
/// It keeps the order within a lane, and has no more of its jobs run at a time than the lane says.
pub trait Executor: Send + Sync {
    /// Takes a job over, and has it work and answer some time; never waits for it.
    fn run(&self, task: Task);

    /// Tells whether jobs run by themselves, so that it makes sense to wait for one.
    fn runs_by_itself(&self) -> bool {
        true
    }
}
