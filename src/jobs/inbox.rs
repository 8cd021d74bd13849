//! Where the replies of one sort of job come in.

use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::task::{Answer, Handle, Lane, Name, Number, Priority, Task, Turn};
use super::{Jobs, Wake};
use crate::model::problem::{Problem, ProblemKind};

/// Represents something that a job gave, under way or at its end.
#[derive(Clone, Debug, PartialEq)]
pub struct Reply<T> {
    /// The job's number.
    pub number: Number,
    /// What it gave, or how it broke down.
    pub said: Result<T, Problem>,
}

/// Starts one sort of job and gets what they give. Dropped, it lets go of those that wait and cancels those that run.
pub struct Inbox<T> {
    jobs: Jobs,
    lane: Lane,
    mail: Arc<Mail<T>>,
}

/// What an inbox and its jobs share.
struct Mail<T> {
    post: Mutex<Post<T>>,
    came: Condvar,
    wake: Wake,
}

struct Post<T> {
    replies: VecDeque<Reply<T>>,
    under_way: BTreeMap<Number, Handle>,
}

impl<T: Send + 'static> Inbox<T> {
    pub(super) fn new(jobs: Jobs, lane: Lane) -> Self {
        let mail = Arc::new(Mail {
            post: Mutex::new(Post {
                replies: VecDeque::new(),
                under_way: BTreeMap::new(),
            }),
            came: Condvar::new(),
            wake: Arc::clone(&jobs.wake),
        });
        Self { jobs, lane, mail }
    }

    /// Starts a job, or has it wait for its turn. What `work` returns is its last reply.
    pub fn start(
        &self,
        name: Name,
        priority: Priority,
        work: impl FnOnce(&Context<T>) -> T + Send + 'static,
    ) -> Handle {
        let handle = Handle::new(Number(self.jobs.count()));
        let known = handle.clone();
        self.mail.post().under_way.insert(known.number(), known);
        let context = Context {
            handle: handle.clone(),
            mail: Arc::clone(&self.mail),
        };
        let open = Open {
            number: handle.number(),
            mail: Arc::clone(&self.mail),
            said: None,
        };
        let called = name.to_string();
        let take_turn = move |turn: Turn| -> Answer {
            let mut open = open;
            open.said = match turn {
                Turn::Work(_) if context.handle.is_let_go() => None,
                Turn::Work(first) => {
                    let done = catch_unwind(AssertUnwindSafe(|| {
                        if let Some(first) = first {
                            first();
                        }
                        work(&context)
                    }));
                    Some(done.map_err(|panic| Problem::broken_down(called, &*panic)))
                }
                Turn::Refused(why) => Some(Err(refused(called, &why))),
            };
            Box::new(move || drop(open))
        };
        let task = Task::new(
            name,
            priority,
            self.lane,
            handle.clone(),
            Box::new(take_turn),
        );
        self.jobs.executor.run(task);
        handle
    }

    /// Lets go of the jobs that are not begun yet: another that is started now overtakes them.
    pub fn let_go(&self) {
        for handle in self.mail.post().under_way.values() {
            handle.let_go();
        }
    }

    /// Returns the next reply, in the order in which they came.
    pub fn take(&self) -> Option<Reply<T>> {
        self.mail.post().replies.pop_front()
    }

    /// Returns the next reply; waits for it at most so long, and only while a job is under way.
    pub fn take_within(&self, patience: Duration) -> Option<Reply<T>> {
        let mut post = self.mail.post();
        if self.jobs.executor.runs_by_itself() && !patience.is_zero() {
            let waits = |post: &mut Post<T>| post.replies.is_empty() && !post.under_way.is_empty();
            let waited = self.mail.came.wait_timeout_while(post, patience, waits);
            post = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        post.replies.pop_front()
    }

    /// Tells whether a job waits or runs, or gave something that was not taken yet.
    pub fn is_busy(&self) -> bool {
        let post = self.mail.post();
        !post.under_way.is_empty() || !post.replies.is_empty()
    }

    /// Tells whether a job has not given its last reply yet.
    pub fn is_under_way(&self, job: &Handle) -> bool {
        self.mail.post().under_way.contains_key(&job.number())
    }
}

impl<T> Drop for Inbox<T> {
    fn drop(&mut self) {
        for handle in self.mail.post().under_way.values() {
            handle.let_go();
            handle.cancel();
        }
    }
}

impl<T> fmt::Debug for Inbox<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Inbox")
            .field("lane", &self.lane)
            .finish_non_exhaustive()
    }
}

impl<T> Mail<T> {
    fn post(&self) -> MutexGuard<'_, Post<T>> {
        self.post.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn tell(&self) {
        self.came.notify_all();
        (self.wake)();
    }
}

/// A job that has not given its last reply. However it ends, it does not stay open.
struct Open<T> {
    number: Number,
    mail: Arc<Mail<T>>,
    said: Option<Result<T, Problem>>,
}

impl<T> Drop for Open<T> {
    fn drop(&mut self) {
        let number = self.number;
        let mut post = self.mail.post();
        post.under_way.remove(&number);
        if let Some(said) = self.said.take() {
            post.replies.push_back(Reply { number, said });
        }
        drop(post);
        self.mail.tell();
    }
}

/// What a job has at hand while it works.
pub struct Context<T> {
    handle: Handle,
    mail: Arc<Mail<T>>,
}

impl<T> Context<T> {
    /// Gives something before the end.
    pub fn post(&self, found: T) {
        let reply = Reply {
            number: self.handle.number(),
            said: Ok(found),
        };
        self.mail.post().replies.push_back(reply);
        self.mail.tell();
    }

    /// Says how much is done, and of how much; tells whether to go on.
    pub fn progress(&self, done: usize, total: usize) -> ControlFlow<()> {
        if self.handle.note(done, total) {
            (self.mail.wake)();
        }
        self.goes_on()
    }

    /// Tells whether to go on.
    pub fn goes_on(&self) -> ControlFlow<()> {
        if self.handle.is_cancelled() {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    }
}

fn refused(called: String, why: &str) -> Problem {
    let what = format!("this could not be begun: {why}");
    Problem::new(ProblemKind::BrokenDown, called, what)
        .hinted("Close some other programs and try again. Everything else goes on")
}
