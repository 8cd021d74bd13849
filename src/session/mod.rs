//! The work in progress: documents that a person edits in memory, that are written in the background, and that others
//! change on disk meanwhile.
//!
//! Pure: no disk, no threads, no clock, no window. What is asked of the disk goes out as values ([`Order`]), what comes
//! back comes in by [`Doc::written`], [`Doc::not_written`] and [`Doc::read`], in whichever order. The rules:
//!
//! - One write of a document is under way at a time; it is of all edits so far, and the next compares with what it wrote.
//! - What a write found on disk beside its own is merged into what was edited since ([`merge3`]).
//! - What was read before the last write came back is older than what is known, and is asked for again.
//! - What was read is never shown in place of edits that are not on disk: it is merged under them.
//! - Edits that are not on disk stay with the text that they were made on: a text that changed waits for them.
//! - `Saved` is said of a document only while every edit of it is on disk.

mod document;

use std::cell::Cell;
use std::sync::Arc;

use crate::merge::merge3;
use crate::model::problem::Problem;
use crate::mutants::{self, Mutant};

pub use document::Document;

/// A document that is open, with what is known of its file.
#[derive(Clone, Debug)]
pub struct Doc<T: Document> {
    value: T,
    base: T::Base,
    read_only: Option<String>,
    /// How many edits were made.
    edits: u64,
    /// How many of them are on disk.
    on_disk: u64,
    writing: Option<Writing<T>>,
    /// An older copy, so that what is handed out for writing is no copy of everything: it is brought up to date.
    spare: Option<T>,
    failed: Option<Failure>,
    /// How many writes came back.
    writes: u64,
    /// How often it was asked what the disk holds.
    asked: Cell<u64>,
    /// The latest of these that was answered.
    answered: u64,
}

#[derive(Clone, Debug)]
struct Writing<T> {
    value: Arc<T>,
    edits: u64,
}

#[derive(Clone, Debug)]
struct Failure {
    problem: Problem,
    /// Edits that there were: one more is reason enough to try again.
    edits: u64,
}

/// What is to be written.
#[derive(Clone, Debug)]
pub struct Order<T: Document> {
    /// The document; whoever wrote it lets go of it, for it is used again.
    pub value: Arc<T>,
    /// What the file must be compared with.
    pub base: T::Base,
}

/// When something was read: before or after a write came back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mark {
    writes: u64,
    asked: u64,
}

/// What became of something that was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// It is shown.
    Taken,
    /// It was merged under edits that are not on disk yet.
    Rebased,
    /// It is older than what is known, or of a text that has to wait: it must be read again when nothing is under way.
    Again,
}

/// How far a document's edits are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State<'a> {
    /// Every edit is on disk.
    Saved,
    /// Edits wait, or are being written.
    Saving,
    /// The last write failed, and why; it is kept.
    Failed(&'a Problem),
}

impl<T: Document> Doc<T> {
    /// Makes a document of what was read. `read_only` says why it must not be changed.
    pub fn new(value: T, base: T::Base, read_only: Option<String>) -> Self {
        Self {
            spare: Some(value.clone()),
            value,
            base,
            read_only,
            edits: 0,
            on_disk: 0,
            writing: None,
            failed: None,
            writes: 0,
            asked: Cell::new(0),
            answered: 0,
        }
    }

    /// Returns the document as it is seen.
    pub fn value(&self) -> &T {
        &self.value
    }

    /// Returns why it must not be changed; none where it may.
    pub fn read_only(&self) -> Option<&str> {
        self.read_only.as_deref()
    }

    /// Returns what is on disk, as far as is known.
    pub fn base(&self) -> &T::Base {
        &self.base
    }

    /// Changes the document.
    pub fn edit<R>(&mut self, change: impl FnOnce(&mut T) -> R) -> R {
        self.edited();
        change(&mut self.value)
    }

    /// Returns the document to change it. Whoever does says so by [`Doc::edited`].
    pub fn value_mut(&mut self) -> &mut T {
        &mut self.value
    }

    /// Counts an edit.
    pub fn edited(&mut self) {
        self.edits += 1;
    }

    /// Says how far the edits are.
    pub fn state(&self) -> State<'_> {
        match &self.failed {
            Some(failure) => State::Failed(&failure.problem),
            None if self.is_saved() => State::Saved,
            None => State::Saving,
        }
    }

    /// Tells whether every edit is on disk.
    pub fn is_saved(&self) -> bool {
        let is_done = self.edits == self.on_disk && self.writing.is_none();
        is_done || (self.writes > 0 && mutants::has(Mutant::SavedTooSoon))
    }

    /// Returns what is to be written now, if anything is; it is under way then.
    pub fn order(&mut self) -> Option<Order<T>> {
        let rests = self
            .failed
            .as_ref()
            .is_some_and(|failure| failure.edits == self.edits);
        if self.edits == self.on_disk || self.writing.is_some() || rests {
            return None;
        }
        let copy = match self.spare.take() {
            Some(mut copy) => {
                copy.clone_from(&self.value);
                copy
            }
            None => self.value.clone(),
        };
        let value = Arc::new(copy);
        self.writing = Some(Writing {
            value: Arc::clone(&value),
            edits: self.edits,
        });
        Some(Order {
            value,
            base: self.base.clone(),
        })
    }

    /// Lets a write that failed be tried again.
    pub fn retry(&mut self) {
        if let Some(failure) = &mut self.failed {
            // No number of edits: whatever there is, it is to be written.
            failure.edits = u64::MAX;
        }
    }

    /// Takes in that the order was written. `merged` is what the file holds if that is more than what was ordered; tells
    /// whether the document changed by it.
    pub fn written(&mut self, base: T::Base, merged: Option<T>) -> bool {
        let Some(writing) = self.writing.take() else {
            return false;
        };
        self.writes += 1;
        self.on_disk = writing.edits;
        self.failed = None;
        self.base = base;
        let Some(theirs) = merged else {
            self.spare = Arc::into_inner(writing.value);
            return false;
        };
        let takes_all = self.edits == writing.edits || mutants::has(Mutant::MergedOverEdits);
        self.value = if takes_all {
            theirs
        } else {
            merge3(&*writing.value, &self.value, &theirs).0
        };
        self.spare = Arc::into_inner(writing.value);
        self.catch_up();
        true
    }

    /// Takes in that the order could not be written. It is kept.
    pub fn not_written(&mut self, problem: Problem) {
        if let Some(writing) = self.writing.take() {
            if mutants::has(Mutant::ForgottenFailure) {
                self.on_disk = writing.edits;
                return;
            }
            self.spare = Arc::into_inner(writing.value);
            self.failed = Some(Failure {
                problem,
                edits: writing.edits,
            });
        }
    }

    /// Returns the mark of something that is read from now on.
    pub fn mark(&self) -> Mark {
        self.asked.set(self.asked.get() + 1);
        Mark {
            writes: self.writes,
            asked: self.asked.get(),
        }
    }

    /// Takes in what was read under a mark.
    pub fn read(
        &mut self,
        mark: Mark,
        value: T,
        base: T::Base,
        read_only: Option<String>,
    ) -> Reading {
        let is_overtaken = mark.asked < self.answered;
        let is_old = mark.writes != self.writes || is_overtaken || self.writing.is_some();
        if is_old && !mutants::has(Mutant::OlderRead) {
            return Reading::Again;
        }
        if self.is_saved() || mutants::has(Mutant::ReadOverEdits) {
            self.answered = mark.asked;
            (self.value, self.base, self.read_only) = (value, base, read_only);
            self.catch_up();
            return Reading::Taken;
        }
        // A file that cannot be read any more is no reason to let go of edits, nor may they be written over it.
        let is_other = !value.has_text_of(&self.value) && !mutants::has(Mutant::OtherText);
        if read_only.is_some() || is_other {
            return Reading::Again;
        }
        self.value = merge3(T::in_base(&self.base), &self.value, &value).0;
        self.base = base;
        self.answered = mark.asked;
        self.catch_up();
        Reading::Rebased
    }

    /// Brings the copy that is kept up to date. After what was read or merged, which is all new, this is done at once, so
    /// that no edit waits for it.
    fn catch_up(&mut self) {
        match &mut self.spare {
            Some(spare) => spare.clone_from(&self.value),
            None => self.spare = Some(self.value.clone()),
        }
    }
}

impl<T: Document> std::ops::Deref for Doc<T> {
    type Target = T;

    /// Reads the document as it is seen.
    fn deref(&self) -> &T {
        &self.value
    }
}

#[cfg(test)]
mod tests;
