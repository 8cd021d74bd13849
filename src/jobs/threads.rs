//! Runs each job on a thread of its own.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

use super::task::{Executor, Lane, Priority, Task};

/// Runs each job on a thread that has its name and its priority. Clones share their lanes.
#[derive(Clone, Debug, Default)]
pub struct Threads {
    lanes: Arc<Mutex<BTreeMap<Lane, Queue>>>,
}

#[derive(Debug, Default)]
struct Queue {
    running: usize,
    waiting: VecDeque<Task>,
}

impl Executor for Threads {
    fn run(&self, task: Task) {
        let lane = task.lane();
        let mut lanes = self.lanes();
        let queue = lanes.entry(lane).or_default();
        let all = std::mem::take(&mut queue.waiting).into_iter();
        let (gone, waiting): (VecDeque<Task>, VecDeque<Task>) = all.partition(Task::is_let_go);
        queue.waiting = waiting;
        queue.waiting.push_back(task);
        drop(lanes);
        // What a job holds is given back with no lane held.
        drop(gone);
        self.start_next(lane);
    }
}

impl Threads {
    fn lanes(&self) -> MutexGuard<'_, BTreeMap<Lane, Queue>> {
        self.lanes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Starts the first job that waits in a lane, if one may run.
    fn start_next(&self, lane: Lane) {
        let mut lanes = self.lanes();
        let Some(queue) = lanes.get_mut(&lane) else {
            return;
        };
        if queue.running >= lane.at_once {
            return;
        }
        let Some(task) = queue.waiting.pop_front() else {
            if queue.running == 0 {
                lanes.remove(&lane);
            }
            return;
        };
        queue.running += 1;
        drop(lanes);
        let thread = thread::Builder::new().name(task.name().doing.to_owned());
        let ending = Ending(self.clone(), lane);
        // A thread that is not started takes what it was given with it; so it is given by a place.
        let place = Arc::new(Mutex::new(Some((task, ending))));
        let given = Arc::clone(&place);
        let started = thread.spawn(move || {
            if let Some((task, _ending)) = take(&given) {
                if task.priority() == Priority::Low {
                    give_way();
                }
                (task.work())();
            }
        });
        if let Err(error) = started
            && let Some((task, _ending)) = take(&place)
        {
            (task.refuse(format!("the system gives no thread ({error})")))();
        }
    }
}

fn take<T>(place: &Mutex<Option<T>>) -> Option<T> {
    place.lock().unwrap_or_else(PoisonError::into_inner).take()
}

/// Has the next of a lane begun when one has ended, however it has.
struct Ending(Threads, Lane);

impl Drop for Ending {
    fn drop(&mut self) {
        let Self(threads, lane) = self;
        if let Some(queue) = threads.lanes().get_mut(lane) {
            queue.running = queue.running.saturating_sub(1);
        }
        threads.start_next(*lane);
    }
}

/// Gives this thread, and those that it starts, the lowest priority. One that the system does not give way is merely a
/// worse neighbour.
fn give_way() {
    #[cfg(target_os = "linux")]
    rustix::process::setpriority_process(Some(rustix::thread::gettid()), 19).ok();
}
