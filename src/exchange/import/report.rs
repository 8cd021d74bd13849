//! What an import did, what it left out, and what else should be known: counted, with the first places.
//!
//! What is left out is lost: whoever imports must hear of it. A remark loses nothing.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::problem::Problem;

/// Places that are named of each sort of thing that is counted.
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
    /// What cannot be represented or used, and is lost, in words: `relations next`.
    pub left_out: BTreeMap<String, Counted>,
    /// What should be known although nothing is lost, in words: `files without an annotation`.
    pub remarks: BTreeMap<String, Counted>,
    /// What is wrong.
    pub problems: Vec<Problem>,
}

/// How often something was found, and where first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    /// How often.
    pub count: usize,
    /// Files and lines, from 1, of the first few; no line where it is the whole file.
    pub places: Vec<(String, Option<usize>)>,
    /// Whether whole files are counted, not what stands in them.
    pub is_of_files: bool,
}

/// What was written of one article.
#[derive(Debug, Default)]
pub(super) struct Written {
    pub(super) added: usize,
    pub(super) present: usize,
    pub(super) refused: usize,
    /// Whose sidecars were written.
    pub(super) sidecars: BTreeSet<String>,
    /// For each annotator what was made and what was there.
    pub(super) shares: BTreeMap<String, Share>,
    pub(super) notes: Notes,
}

impl Written {
    /// Adds what was made of a file of annotations. An annotator may have several of one article.
    pub(super) fn share(&mut self, annotator: &str, share: Share) {
        let sum = self.shares.entry(annotator.to_owned()).or_default();
        sum.articles = sum.articles.max(share.articles);
        sum.statements += share.statements;
        sum.known += share.known;
    }
}

impl Notes {
    /// Counts something that is left out.
    pub fn leave_out(&mut self, what: impl Into<String>, file: &str, line: Option<usize>) {
        count(&mut self.left_out, what.into(), file, line);
    }

    /// Counts a whole file that is left out.
    pub fn leave_out_file(&mut self, what: &str, file: &str) {
        self.leave_out(what, file, None);
        if let Some(counted) = self.left_out.get_mut(what) {
            counted.is_of_files = true;
        }
    }

    /// Counts something that should be known although nothing is lost.
    pub fn remark(&mut self, what: impl Into<String>, file: &str, line: Option<usize>) {
        count(&mut self.remarks, what.into(), file, line);
    }

    /// Tells whether everything was imported.
    pub fn is_complete(&self) -> bool {
        self.left_out.is_empty() && self.problems.is_empty()
    }

    /// Adds what was found later.
    pub fn add(&mut self, other: Self) {
        merge(&mut self.left_out, other.left_out);
        merge(&mut self.remarks, other.remarks);
        self.problems.extend(other.problems);
    }
}

fn count(all: &mut BTreeMap<String, Counted>, what: String, file: &str, line: Option<usize>) {
    let entry = all.entry(what).or_default();
    entry.count += 1;
    if entry.places.len() < PLACES {
        entry.places.push((file.to_owned(), line));
    }
}

fn merge(all: &mut BTreeMap<String, Counted>, more: BTreeMap<String, Counted>) {
    for (what, found) in more {
        let entry = all.entry(what).or_default();
        entry.count += found.count;
        entry.is_of_files |= found.is_of_files;
        let room = PLACES.saturating_sub(entry.places.len());
        entry.places.extend(found.places.into_iter().take(room));
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
        self.sidecars += written.sidecars.len();
        for (annotator, share) in written.shares {
            let sum = self.annotators.entry(annotator).or_default();
            sum.articles += share.articles;
            sum.statements += share.statements;
            sum.known += share.known;
            self.statements += share.statements;
            self.known += share.known;
        }
        self.notes.add(written.notes);
    }
}
