//! Re-coding one annotator's work over all articles, as one step that a kill does not tear in two.
//!
//! ```text
//! keep what is to be done ─▶ write the codebook ─▶ write each sidecar ─▶ forget it
//! ```
//!
//! Broken off before the codebook, nothing was done, and the next start forgets it; after it, the next start finishes.
//! Doing it twice changes nothing: a statement that has its new ids already, or others, is left alone.

use std::ops::ControlFlow;

use super::Corpus;
use super::pool::Pool;
use super::walk::{Progress, Visit};
use crate::model::phrase::count;
use crate::model::problem::{Problem, ProblemKind};
use crate::model::project::Annotator;
use crate::model::recode::{Plan, Planner, Recoding};
use crate::model::sidecar::Sidecar;
use crate::store::{Listings, Store};

/// Threads that write: mostly they wait for the disk, however many processors there are.
const THREADS: usize = 8;

/// What came of a re-coding.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Done {
    /// How many statements were changed.
    pub statements: usize,
    /// In how many articles.
    pub articles: usize,
    /// What was left as it is, and why: it reads as what it became, and is re-coded by its next edit.
    pub left: Vec<Problem>,
    /// What could not be saved. The re-coding is not finished then.
    pub failed: Vec<Problem>,
}

/// What became of a re-coding that was broken off.
#[derive(Clone, Debug, PartialEq)]
pub enum Resumed {
    /// It was finished now; its name, and what was done.
    Finished(String, Done),
    /// It was taken back, since the codebook had not been changed yet; its name.
    TakenBack(String),
    /// Nobody knows: what was kept of it cannot be read.
    Unreadable(Problem),
}

impl Resumed {
    /// Tells whether something is left that a person has to look at.
    pub fn is_trouble(&self) -> bool {
        match self {
            Self::Finished(_, done) => !done.failed.is_empty(),
            Self::TakenBack(_) => false,
            Self::Unreadable(_) => true,
        }
    }

    /// Says what became of it, for a person.
    pub fn sentence(&self) -> String {
        match self {
            Self::Finished(name, done) if done.failed.is_empty() => format!(
                "On Record was closed in the middle of \u{201c}{name}\u{201d}; it is finished now ({})",
                count(done.statements, "statement")
            ),
            Self::Finished(name, done) => format!(
                "\u{201c}{name}\u{201d} was broken off and is still not finished: {} could not be saved",
                count(done.failed.len(), "article")
            ),
            Self::TakenBack(name) => format!(
                "On Record was closed before \u{201c}{name}\u{201d} had begun; everything is as it was"
            ),
            Self::Unreadable(problem) => problem.to_string(),
        }
    }
}

/// Works out what a changed codebook means for everybody's work. None if `progress` ended it.
pub fn plan(
    corpus: Corpus,
    mut planner: Planner<'_>,
    annotators: &[Annotator],
    progress: Progress<'_>,
) -> Option<Plan> {
    let make = |visit: Visit<'_>| -> Vec<Sidecar> {
        let work = visit.work.into_iter().map(|(_, opened)| opened.sidecar);
        work.filter(|sidecar| !sidecar.statements().is_empty())
            .collect()
    };
    let take = |sidecars: Vec<Sidecar>| {
        for sidecar in &sidecars {
            planner.add(sidecar);
        }
        ControlFlow::Continue(())
    };
    let walked = corpus.walk(annotators, progress, make, take);
    walked.is_continue().then(|| planner.finish())
}

/// Does a re-coding: `write_codebook` is called once what is to be done is kept, and before any statement is changed.
///
/// # Errors
/// If nothing was done: what is to be done could not be kept, or the codebook not be written.
pub fn recode(
    store: &Store,
    recoding: &Recoding,
    write_codebook: impl FnOnce() -> Result<(), Problem>,
) -> Result<Done, Problem> {
    store.begin_recoding(recoding)?;
    if let Err(problem) = write_codebook() {
        store.end_recoding(&recoding.annotator)?;
        return Err(problem);
    }
    Ok(finish(store, recoding))
}

/// Finishes or takes back what an annotator began and did not finish; none if there is nothing.
pub fn resume(store: &Store, annotator: &str) -> Option<Resumed> {
    let found = store.unfinished_recoding(annotator)?;
    let (Some(recoding), None) = (found.value, found.read_only) else {
        let problem = found.problems.into_iter().next()?;
        return Some(Resumed::Unreadable(problem));
    };
    let added = store.added(annotator).value.unwrap_or_default();
    if recoding.is_in(&store.codebook().with(&added)) {
        let done = finish(store, &recoding);
        return Some(Resumed::Finished(recoding.name, done));
    }
    Some(match store.end_recoding(annotator) {
        Ok(()) => Resumed::TakenBack(recoding.name),
        Err(problem) => Resumed::Unreadable(problem),
    })
}

/// Changes the statements, and forgets the re-coding once all are on disk.
fn finish(store: &Store, recoding: &Recoding) -> Done {
    let articles: Vec<&str> = recoding.articles.keys().map(String::as_str).collect();
    let pool = Pool::new(THREADS.min(articles.len().max(1)));
    let listings = Listings::default();
    let each = |index: usize| article(store, recoding, articles[index], &listings);
    let mut done = Done::default();
    for one in pool.map(0..articles.len(), each) {
        match one {
            Ok(0) => {}
            Ok(statements) => {
                done.statements += statements;
                done.articles += 1;
            }
            Err(Left::AsItIs(problem)) => done.left.push(problem),
            Err(Left::NotSaved(problem)) => done.failed.push(problem),
        }
    }
    if done.failed.is_empty()
        && let Err(problem) = store.end_recoding(&recoding.annotator)
    {
        done.failed.push(problem);
    }
    done
}

/// Why an article's statements were not changed.
enum Left {
    AsItIs(Problem),
    NotSaved(Problem),
}

/// Changes the statements of one article; returns how many.
fn article(
    store: &Store,
    recoding: &Recoding,
    path: &str,
    listings: &Listings,
) -> Result<usize, Left> {
    let article = store.read_article(path).map_err(Left::AsItIs)?;
    let opened = store.load_listed(&recoding.annotator, &article, listings);
    let leave = |what: String| {
        let problem = Problem::new(ProblemKind::NotSaved, path, what);
        Left::AsItIs(problem.hinted(
            "What was merged reads as what it became, what was split is asked for again; open it to look",
        ))
    };
    if let Some(reason) = opened.read_only {
        return Err(leave(format!("it was not re-coded: {reason}")));
    }
    if !opened.moved.is_empty() || opened.detached > 0 {
        // Nothing is written of where statements moved to before somebody has looked.
        return Err(leave(
            "it was not re-coded: its text has changed".to_owned(),
        ));
    }
    let mut sidecar = opened.sidecar;
    let changed = recoding.apply(path, &mut sidecar);
    if changed > 0 {
        let saved = store.save(&sidecar, &article.text, &opened.base);
        saved.map_err(Left::NotSaved)?;
    }
    Ok(changed)
}
