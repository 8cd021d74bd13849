//! Reads a project article by article, by several threads, and hands what they make of each to one place, in order.
//!
//! Memory does not grow with the project: a batch of articles is in hand at a time.

use std::num::NonZero;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use crate::model::article::Article;
use crate::model::problem::Problem;
use crate::model::project::Annotator;
use crate::store::{Listings, Opened, Store};

/// Articles in a batch, for each thread: enough that waiting for the last does not matter.
const BATCH: usize = 64;

/// Threads at most: the disk is the limit beyond.
const MOST_THREADS: usize = 8;

/// Told after each article how many are done, of how many; may end the walk.
pub type Progress<'a> = &'a dyn Fn(usize, usize) -> ControlFlow<()>;

/// One annotator and what they made of an article.
pub type Work<'a> = (&'a Annotator, Opened);

/// Represents one article of a walk.
#[derive(Debug)]
pub struct Visit<'a> {
    /// Path of the article within the project.
    pub path: &'a str,
    /// The article, or why it cannot be read.
    pub article: Result<Article, Problem>,
    /// What each annotator made of it, in the order asked for; empty if the article cannot be read.
    pub work: Vec<Work<'a>>,
}

/// Visits every article of a project.
///
/// `make` runs on several threads, `take` on the caller's, in the order of the articles. Returns whether the walk came to
/// its end; `progress` or `take` may break it off.
pub fn walk<T: Send>(
    store: &Store,
    annotators: &[Annotator],
    progress: Progress<'_>,
    make: impl Fn(Visit<'_>) -> T + Sync,
    mut take: impl FnMut(T) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let articles = store.articles();
    let threads = thread::available_parallelism()
        .map_or(1, NonZero::get)
        .min(MOST_THREADS);
    let listings = Listings::default();
    let mut done = 0;
    progress(done, articles.len())?;
    for batch in articles.chunks(BATCH * threads) {
        let visit = |index: usize| make(visit(store, &listings, annotators, &batch[index].path));
        for made in in_parallel(threads, batch.len(), visit) {
            take(made)?;
            done += 1;
            progress(done, articles.len())?;
        }
    }
    ControlFlow::Continue(())
}

fn visit<'a>(
    store: &Store,
    listings: &Listings,
    annotators: &'a [Annotator],
    path: &'a str,
) -> Visit<'a> {
    let article = store.read_article(path);
    let work = article.as_ref().map_or_else(
        |_| Vec::new(),
        |article| {
            let codebook = store.codebook();
            let load = |annotator: &'a Annotator| {
                let mut opened = store.load_listed(&annotator.id, article, listings);
                // What was merged away in the codebook reads as what it became.
                opened.sidecar = codebook.mapped(opened.sidecar);
                (annotator, opened)
            };
            annotators.iter().map(load).collect()
        },
    );
    Visit {
        path,
        article,
        work,
    }
}

/// Returns `make` of every index below `len`, in order.
pub(super) fn in_parallel<T: Send>(
    threads: usize,
    len: usize,
    make: impl Fn(usize) -> T + Sync,
) -> Vec<T> {
    let next = AtomicUsize::new(0);
    let results = Mutex::new(Vec::with_capacity(len));
    let work = || {
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            if index >= len {
                return;
            }
            let one = make(index);
            results
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push((index, one));
        }
    };
    thread::scope(|scope| {
        for number in 1..threads.min(len) {
            let name = format!("walk {number}");
            // A thread that cannot be had is one thread less: this one does all that is left.
            drop(thread::Builder::new().name(name).spawn_scoped(scope, work));
        }
        work();
    });
    let mut results = results.into_inner().unwrap_or_else(PoisonError::into_inner);
    results.sort_unstable_by_key(|(index, _)| *index);
    results.into_iter().map(|(_, one)| one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_is_kept() {
        for threads in [1, 2, 7] {
            for len in [0, 1, 5, 100] {
                let expected: Vec<usize> = (0..len).map(|index| index * index).collect();
                assert_eq!(in_parallel(threads, len, |index| index * index), expected);
            }
        }
    }
}
