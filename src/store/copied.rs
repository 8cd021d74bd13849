//! Work that is a copy of somebody else's: `anna (1)` beside `anna`, which somebody made by hand or a sync tool made of a
//! whole folder, and single files that were copied into another's folder.
//!
//! Whose a file is stands in it. A copy has nothing of its own to say: its statements are counted where they belong, and
//! it is named, so that whoever works in it by mistake hears of it.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, MutexGuard, PoisonError};

use super::Store;
use super::load::{Opened, belongs_to};
use crate::format::ron_file::MAX_BYTES;
use crate::format::sidecar;
use crate::model::problem::{Problem, ProblemKind};
use crate::model::project::GOLD;
use crate::model::sidecar::Sidecar;

/// What is known of a folder that is a copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Copied {
    /// Whose folder it is a copy of.
    of: String,
    /// Statements in files that the original lacks.
    only: usize,
}

impl Store {
    /// Looks anew which folders are copies, the next time that somebody asks.
    pub(super) fn forget_copied(&self) {
        self.known_copies().clear();
    }

    /// Returns which of these folders, all that there are, are copies of others.
    pub(super) fn copied_among<'i>(&self, ids: &[&'i str]) -> Vec<(&'i str, Copied)> {
        let is_like = |id: &str| ids.iter().any(|other| *other != id && id.contains(*other));
        let may_be = ids.iter().copied().filter(|id| is_like(id));
        let copied = |id: &'i str| {
            let known = self.known_copies().get(id).cloned();
            let found = known.unwrap_or_else(|| {
                let found = self.copied(id, ids);
                self.known_copies().insert(id.to_owned(), found.clone());
                found
            });
            Some((id, found?))
        };
        may_be.filter_map(copied).collect()
    }

    fn known_copies(&self) -> MutexGuard<'_, BTreeMap<String, Option<Copied>>> {
        let known = self.inner.copied.lock();
        known.unwrap_or_else(PoisonError::into_inner)
    }

    /// Names the folders that are copies, of these, which are all that there are.
    pub(super) fn copied_folders(&self, ids: &[&str]) -> Vec<Problem> {
        let problem = |(folder, copied): (&str, Copied)| {
            let shown = format!("{}/{folder}", self.inner.project.annotations);
            let what = format!(
                "the folder is a copy of that of {:?}, and is left out: its files say that they belong there",
                copied.of
            );
            let hint = match copied.only {
                0 => "Compare the two, bring what only the copy has to the other, and delete it"
                    .to_owned(),
                more => format!(
                    "In articles of which the other has nothing it has {more} of its statements: bring those files there, \
                     and delete the copy"
                ),
            };
            let problem = Problem::new(ProblemKind::UnreadableFolder, shown, what).hinted(hint);
            problem.leaving_out(copied.only)
        };
        self.copied_among(ids).into_iter().map(problem).collect()
    }

    /// Says of whose folder one is a copy, whose name holds another's: every file in it says that it is the other's, and the
    /// other has one of them too.
    fn copied(&self, id: &str, ids: &[&str]) -> Option<Copied> {
        let declared = &self.inner.project.annotators;
        let is_somebody = id == GOLD
            || self.inner.options.annotator.as_deref() == Some(id)
            || declared.iter().any(|annotator| annotator.id == id);
        if is_somebody {
            return None;
        }
        let (mut owner, mut only, mut is_shared) = (None::<String>, 0, false);
        for article in self.sidecars(id) {
            let Some((said, statements)) = self.said_of(id, &article) else {
                continue;
            };
            // One file of one's own makes the folder one's own.
            if said == id || owner.as_ref().is_some_and(|owner| *owner != said) {
                return None;
            }
            if self.has_own(&said, id, &article) {
                is_shared = true;
            } else {
                only += statements;
            }
            owner = Some(said);
        }
        let of = owner.filter(|owner| is_shared && ids.contains(&owner.as_str()))?;
        Some(Copied { of, only })
    }

    /// Returns whose a sidecar says that it is, and how many statements it holds; none if it cannot be read.
    fn said_of(&self, annotator: &str, article: &str) -> Option<(String, usize)> {
        let path = self.sidecar_path(annotator, article).ok()?;
        let bytes = self.inner.fs.read(&path, MAX_BYTES).ok()?;
        let parsed = sidecar::parse("", &bytes).value?;
        let statements = parsed.statements.len() + parsed.detached.len();
        Some((parsed.annotator, statements))
    }

    /// Tells whether an annotator has a file of an article that is another than that in a folder.
    fn has_own(&self, annotator: &str, folder: &str, article: &str) -> bool {
        let file = self.sidecar_path(folder, article);
        file.is_ok_and(|file| self.has_other(annotator, article, &file))
    }

    fn has_other(&self, annotator: &str, article: &str, file: &Path) -> bool {
        let fs = &*self.inner.fs;
        let Ok(own) = self.sidecar_path(annotator, article) else {
            return false;
        };
        match (fs.metadata(&own), fs.metadata(file)) {
            // Where case does not count, two names may mean one file.
            (Ok(own), Ok(this)) => own.identity != this.identity,
            _ => false,
        }
    }

    /// Leaves out what a file says that is a copy of somebody else's own: its statements are counted there.
    pub(super) fn leave_copy(&self, opened: &mut Opened, file: &Path) {
        let Some(owner) = &opened.owner else {
            return;
        };
        let article = &opened.sidecar.article;
        if !self.has_other(owner, &article.path, file) {
            return;
        }
        let what =
            format!("it is a copy of the file that {owner:?} has of this article, and is left out");
        let problem = Problem::new(ProblemKind::Inconsistent, self.shown(file), what)
            .hinted("Bring what only it has to the other file, and delete it");
        let said = belongs_to(owner);
        opened.problems.retain(|problem| problem.what != said);
        opened.problems.push(problem);
        opened.sidecar = Sidecar::new(article.clone(), &opened.sidecar.annotator);
        opened.moved.clear();
        opened.detached = 0;
        opened.base.sidecar = Arc::new(opened.sidecar.clone());
    }
}
