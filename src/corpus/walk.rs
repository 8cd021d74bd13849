//! Reads a project article by article, by several threads, and hands what they make of each to one place, in order.
//!
//! Memory does not grow with the project: two batches of articles are in hand at a time, one that is worked on and one
//! that is taken.

use std::num::NonZero;
use std::ops::ControlFlow;
use std::thread;

use super::Corpus;
use super::pool::Pool;
use crate::model::article::Article;
use crate::model::codebook::Codebook;
use crate::model::problem::Problem;
use crate::model::project::Annotator;
use crate::store::Opened;

/// Articles in a batch, for each thread: enough that waiting for the last does not matter.
const BATCH: usize = 192;

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

impl Corpus {
    /// Visits every article of the project, and keeps what was made of files that changed.
    ///
    /// `make` runs on several threads, `take` on the caller's, in the order of the articles. Returns whether the walk
    /// came to its end; `progress` or `take` may break it off, and then nothing is kept.
    pub fn walk<T: Send>(
        self,
        annotators: &[Annotator],
        progress: Progress<'_>,
        make: impl Fn(Visit<'_>) -> T + Sync,
        mut take: impl FnMut(T) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let articles = self.articles();
        let total = articles.len();
        let threads = thread::available_parallelism().map_or(1, NonZero::get);
        let threads = threads.min(MOST_THREADS);
        let pool = Pool::new(threads);
        // Looked at once: a codebook of thousands of speakers has rarely one that was merged away.
        let codebook = Some(self.store.codebook()).filter(|codebook| codebook.has_merged());
        let merged = codebook.as_deref();
        let (mut from, mut done, mut in_hand) = (0, 0, Vec::new());
        progress(done, total)?;
        while done < total {
            let batch = from..total.min(from + BATCH * threads);
            from = batch.end;
            let visit = |index: usize| make(self.visit(annotators, &articles[index].path, merged));
            let take_all = || {
                in_hand.into_iter().try_for_each(|one| {
                    take(one)?;
                    done += 1;
                    progress(done, total)
                })
            };
            let (next, taken) = pool.map_beside(batch, visit, take_all);
            taken?;
            in_hand = next;
        }
        self.keep();
        ControlFlow::Continue(())
    }

    /// Reads an article and the work on it; `merged` is the codebook, if entries of it were merged away.
    fn visit<'a>(
        &self,
        annotators: &'a [Annotator],
        path: &'a str,
        merged: Option<&Codebook>,
    ) -> Visit<'a> {
        let article = self.article(path);
        let work = article.as_ref().map_or_else(
            |_| Vec::new(),
            |article| {
                let work = |annotator: &'a Annotator| {
                    let mut opened = self.work(annotator, article);
                    // What was merged away in the codebook reads as what it became; the catalogue keeps what the file says.
                    if let Some(codebook) = merged {
                        opened.sidecar = codebook.mapped(opened.sidecar);
                    }
                    (annotator, opened)
                };
                annotators.iter().map(work).collect()
            },
        );
        Visit {
            path,
            article,
            work,
        }
    }
}
