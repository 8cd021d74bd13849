//! Work on many things at once, by several threads, with the results in the order of the things.
//!
//! Each piece of work has threads of its own, which have the priority of the thread that asks: what is learned in the
//! background gives way to the window, and what a person waits for does not. Rayon's own threads could not do both.

use std::ops::Range;

use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};
use rayon::{ThreadPool, ThreadPoolBuilder};

/// The threads for one piece of work; they end when this is dropped.
///
/// A thread of a pool that waits for another pool takes up work of its own pool meanwhile. So whoever holds something
/// that such work waits for must wait on a thread that is of no pool.
pub(crate) struct Pool(Option<ThreadPool>);

impl Pool {
    /// Starts so many threads. Where the system gives none, the work is done all the same, by the one that asks for it.
    pub(crate) fn new(threads: usize) -> Self {
        let builder = ThreadPoolBuilder::new().num_threads(threads);
        let named = builder.thread_name(|number| format!("pool {number}"));
        Self(named.build().ok())
    }

    /// Returns `make` of every index of a range, in order.
    pub(crate) fn map<T: Send>(
        &self,
        range: Range<usize>,
        make: impl Fn(usize) -> T + Sync,
    ) -> Vec<T> {
        self.map_beside(range, make, || ()).0
    }

    /// Returns `make` of every index of a range, in order, and what `beside` gives, which runs on this thread meanwhile.
    pub(crate) fn map_beside<T: Send, R>(
        &self,
        range: Range<usize>,
        make: impl Fn(usize) -> T + Sync,
        beside: impl FnOnce() -> R,
    ) -> (Vec<T>, R) {
        let make = &make;
        let Some(pool) = &self.0 else {
            let done = beside();
            return (range.map(make).collect(), done);
        };
        let mut all = Vec::new();
        let done = pool.in_place_scope(|scope| {
            scope.spawn(|_| all = range.into_par_iter().map(make).collect());
            beside()
        });
        (all, done)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(pool: &Pool, len: usize) {
        let expected: Vec<usize> = (0..len).map(|index| index * index).collect();
        let here = std::thread::current().id();
        let (made, beside) = pool.map_beside(
            0..len,
            |index| index * index,
            || std::thread::current().id(),
        );
        assert_eq!((made, beside), (expected, here));
    }

    #[test]
    fn the_order_is_kept() {
        for len in [0, 1, 5, 100] {
            check(&Pool(None), len);
            for threads in [1, 2, 7] {
                check(&Pool::new(threads), len);
            }
        }
    }
}
