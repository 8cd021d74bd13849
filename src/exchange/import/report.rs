//! What an import did, and what it left out: counted, with the first places.

use std::collections::BTreeMap;

use crate::model::problem::Problem;

/// Places that are named of each sort of thing left out.
const PLACES: usize = 3;

/// Represents what an import did.
#[derive(Debug, Default)]
pub struct Report {
    /// Articles that were copied into the project.
    pub added: usize,
    /// Articles that lay there already, just as they are.
    pub present: usize,
    /// Articles that were not imported: unreadable, or another text lies at that place.
    pub refused: usize,
    /// Sidecars that were written.
    pub sidecars: usize,
    /// Statements that were made.
    pub statements: usize,
    /// Statements that were there already.
    pub known: usize,
    /// What was written for each annotator, by id.
    pub annotators: BTreeMap<String, Share>,
    /// Entries that the registry of speakers gained.
    pub speakers: usize,
    /// Labels that the codebook gained.
    pub labels: usize,
    /// What was left out, and what is wrong.
    pub notes: Notes,
}

/// What was written for one annotator.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    /// Articles with statements of theirs.
    pub articles: usize,
    /// Statements that were made.
    pub statements: usize,
    /// Statements that were there already.
    pub known: usize,
}

/// What is to be told about files that were read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Notes {
    /// What cannot be represented, in words: `Discard spans`.
    pub left_out: BTreeMap<String, LeftOut>,
    /// What is wrong.
    pub problems: Vec<Problem>,
}

/// How often something was left out, and where first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LeftOut {
    /// How often.
    pub count: usize,
    /// Files and lines, from 1, of the first few; no line where it is the whole file.
    pub places: Vec<(String, Option<usize>)>,
}

/// What was written of one article.
#[derive(Debug, Default)]
pub(super) struct Written {
    pub(super) added: usize,
    pub(super) present: usize,
    pub(super) refused: usize,
    pub(super) sidecars: usize,
    /// For each annotator what was made and what was there.
    pub(super) shares: Vec<(String, Share)>,
    pub(super) problems: Vec<Problem>,
}

impl Notes {
    /// Counts something that is left out.
    pub fn leave_out(&mut self, what: impl Into<String>, file: &str, line: Option<usize>) {
        let entry = self.left_out.entry(what.into()).or_default();
        entry.count += 1;
        if entry.places.len() < PLACES {
            entry.places.push((file.to_owned(), line));
        }
    }

    /// Adds what was found later.
    pub fn add(&mut self, other: Self) {
        for (what, found) in other.left_out {
            let entry = self.left_out.entry(what).or_default();
            entry.count += found.count;
            let room = PLACES.saturating_sub(entry.places.len());
            entry.places.extend(found.places.into_iter().take(room));
        }
        self.problems.extend(other.problems);
    }
}

impl Report {
    pub(super) fn begin(&mut self, annotator: &str) {
        self.annotators.entry(annotator.to_owned()).or_default();
    }

    pub(super) fn add(&mut self, written: Written) {
        self.added += written.added;
        self.present += written.present;
        self.refused += written.refused;
        self.sidecars += written.sidecars;
        for (annotator, share) in written.shares {
            let sum = self.annotators.entry(annotator).or_default();
            sum.articles += share.articles;
            sum.statements += share.statements;
            sum.known += share.known;
            self.statements += share.statements;
            self.known += share.known;
        }
        self.notes.problems.extend(written.problems);
    }
}
