//! Work on many things by one thread for each core, with the results in the order of the things, and never more of them
//! in hand than a limit allows.
//!
//! ```text
//! source (its own thread) ─▶ queue ─▶ workers ─▶ results, waiting for their turn ─▶ take (the caller's thread)
//!        ▲ waits while too much is between here …                                 … and here
//! ```

use std::collections::{BTreeMap, VecDeque};
use std::io;
use std::ops::ControlFlow;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

/// How much may be in hand at a time.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Threads that work.
    pub threads: usize,
    /// Things between source and result.
    pub items: usize,
    /// What they weigh together, in bytes; one thing is let through whatever it weighs.
    pub bytes: usize,
}

/// What the caller is handed.
#[derive(Debug)]
pub enum Event<T> {
    /// The next result.
    Next(T),
    /// The next result is not ready yet: a good moment to pass on what is buffered.
    Pause,
}

struct Shared<I, O> {
    limits: Limits,
    state: Mutex<State<I, O>>,
    changed: Condvar,
}

struct State<I, O> {
    queue: VecDeque<(usize, usize, I)>,
    results: BTreeMap<usize, (usize, O)>,
    /// How many things the source gave.
    given: usize,
    /// How many results were taken.
    taken: usize,
    bytes: usize,
    /// The source has come to its end.
    ended: bool,
    /// Nobody wants any more, or a worker broke down.
    stopped: bool,
}

/// Works on everything that `source` gives, each with its weight in bytes; hands the results to `take` in that order.
///
/// `take` may break off. The source runs on a thread of its own, which is not waited for: it may hang in a read.
///
/// # Errors
/// If the system gives no thread.
pub fn ordered<I, O>(
    limits: Limits,
    source: impl Iterator<Item = (usize, I)> + Send + 'static,
    work: impl Fn(I) -> O + Sync,
    mut take: impl FnMut(Event<O>) -> ControlFlow<()>,
) -> io::Result<ControlFlow<()>>
where
    I: Send + 'static,
    O: Send + 'static,
{
    let shared = Arc::new(Shared {
        limits,
        state: Mutex::new(State {
            queue: VecDeque::new(),
            results: BTreeMap::new(),
            given: 0,
            taken: 0,
            bytes: 0,
            ended: false,
            stopped: false,
        }),
        changed: Condvar::new(),
    });
    let giving = Arc::clone(&shared);
    let giver = thread::Builder::new().name("source".to_owned());
    drop(giver.spawn(move || {
        // However it ends, a worker that waits for it must hear of it.
        let _end = OnDrop(|| giving.update(|state| state.ended = true));
        giving.give(source);
    })?);
    thread::scope(|scope| {
        // Whichever way this ends, the others must.
        let _stop = OnDrop(|| shared.update(|state| state.stopped = true));
        for number in 0..limits.threads.max(1) {
            let worker = thread::Builder::new().name(format!("worker {number}"));
            let spawned = worker.spawn_scoped(scope, || shared.work(&work));
            // With one worker less it takes longer; with none it cannot be done.
            if number == 0 {
                spawned?;
            }
        }
        Ok(shared.take(&mut take))
    })
}

impl<I, O> Shared<I, O> {
    fn lock(&self) -> MutexGuard<'_, State<I, O>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn update(&self, change: impl FnOnce(&mut State<I, O>)) {
        change(&mut self.lock());
        self.changed.notify_all();
    }

    fn wait_while<'a>(
        &self,
        guard: MutexGuard<'a, State<I, O>>,
        condition: impl FnMut(&mut State<I, O>) -> bool,
    ) -> MutexGuard<'a, State<I, O>> {
        let waited = self.changed.wait_while(guard, condition);
        waited.unwrap_or_else(PoisonError::into_inner)
    }

    fn give(&self, source: impl Iterator<Item = (usize, I)>) {
        let Limits { items, bytes, .. } = self.limits;
        for (weight, item) in source {
            let mut state = self.wait_while(self.lock(), |state| {
                let in_hand = state.given - state.taken;
                let is_full = in_hand >= items || state.bytes + weight > bytes;
                !state.stopped && in_hand > 0 && is_full
            });
            if state.stopped {
                return;
            }
            let number = state.given;
            state.queue.push_back((number, weight, item));
            state.given += 1;
            state.bytes += weight;
            drop(state);
            self.changed.notify_all();
        }
    }

    fn work(&self, work: &(impl Fn(I) -> O + Sync)) {
        loop {
            let mut state = self.wait_while(self.lock(), |state| {
                state.queue.is_empty() && !state.ended && !state.stopped
            });
            if state.stopped {
                return;
            }
            let Some((number, weight, item)) = state.queue.pop_front() else {
                return;
            };
            drop(state);
            let breakdown = OnDrop(|| self.update(|state| state.stopped = true));
            let result = work(item);
            std::mem::forget(breakdown);
            self.update(|state| {
                state.results.insert(number, (weight, result));
            });
        }
    }

    fn take(&self, take: &mut impl FnMut(Event<O>) -> ControlFlow<()>) -> ControlFlow<()> {
        let mut paused = true;
        loop {
            let mut state = self.lock();
            let number = state.taken;
            if let Some((weight, result)) = state.results.remove(&number) {
                drop(state);
                take(Event::Next(result))?;
                paused = false;
                // Only now is it out of hand.
                self.update(|state| {
                    state.taken += 1;
                    state.bytes -= weight;
                });
                continue;
            }
            if state.stopped {
                return ControlFlow::Break(());
            }
            if state.ended && state.taken == state.given {
                return ControlFlow::Continue(());
            }
            if !paused {
                drop(state);
                take(Event::Pause)?;
                paused = true;
                continue;
            }
            state = self.wait_while(state, |state| {
                let is_done = state.ended && state.taken == state.given;
                !state.results.contains_key(&number) && !state.stopped && !is_done
            });
            drop(state);
        }
    }
}

struct OnDrop<F: Fn()>(F);

impl<F: Fn()> Drop for OnDrop<F> {
    fn drop(&mut self) {
        (self.0)();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    fn limits(threads: usize, items: usize, bytes: usize) -> Limits {
        Limits {
            threads,
            items,
            bytes,
        }
    }

    #[track_caller]
    fn check(limits: Limits, count: usize, weight: usize) {
        static IN_HAND: AtomicUsize = AtomicUsize::new(0);
        let most = Arc::new(AtomicUsize::new(0));
        let highest = Arc::clone(&most);
        IN_HAND.store(0, Ordering::SeqCst);
        let source = (0..count).map(move |number| (weight, number));
        let work = |number: usize| {
            highest.fetch_max(IN_HAND.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            // Later ones are quicker, so that they have to wait for their turn.
            (0..(count - number) * 100).fold(number, |sum, step| sum ^ step ^ step)
        };
        let mut results = Vec::new();
        let take = |event| {
            if let Event::Next(result) = event {
                IN_HAND.fetch_sub(1, Ordering::SeqCst);
                results.push(result);
            }
            ControlFlow::Continue(())
        };
        let ended = ordered(limits, source, work, take).unwrap();
        assert!(ended.is_continue());
        assert_eq!(results, (0..count).collect::<Vec<_>>());
        let allowed = limits.items.min(limits.bytes / weight.max(1)).max(1);
        assert!(most.load(Ordering::SeqCst) <= allowed);
    }

    #[test]
    fn the_order_is_kept_within_the_limits() {
        for threads in [1, 2, 7] {
            for (items, bytes, weight) in [(1, 1, 1), (4, 1000, 1), (100, 10, 3), (5, 10, 1000)] {
                for count in [0, 1, 5, 200] {
                    check(limits(threads, items, bytes), count, weight);
                }
            }
        }
    }

    #[test]
    fn it_breaks_off_while_the_source_hangs() {
        let (sender, receiver) = std::sync::mpsc::sync_channel::<usize>(1);
        sender.send(1).unwrap();
        let source = receiver.into_iter().map(|number| (1, number));
        let take = |event| match event {
            Event::Next(_) => ControlFlow::Continue(()),
            Event::Pause => ControlFlow::Break(()),
        };
        let ended = ordered(limits(2, 4, 4), source, |number| number, take).unwrap();
        assert!(ended.is_break());
        drop(sender);
    }

    #[test]
    fn a_breakdown_does_not_hang() {
        let run = || {
            let work = |number: usize| {
                assert!(number != 3, "on purpose");
                number
            };
            let source = (0..100).map(|number| (1, number));
            ordered(limits(2, 4, 4), source, work, |_| ControlFlow::Continue(()))
        };
        assert!(std::panic::catch_unwind(run).is_err());
    }
}
