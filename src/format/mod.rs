//! What the project's files look like: the mirrors of the model that are written as RON, and nothing else is.
//!
//! The types with `Serialize` here belong to files, those of [`crate::model`] to the program, so that either can change
//! without the other. Reading is tolerant and says what it could not read; writing has one spelling. [`sidecar`] is the
//! file that matters most, [`ron_file`] is what the three kinds of file share.

pub mod codebook;
mod layout;
mod lossless;
mod parts;
pub mod project;
mod quick;
pub mod recoding;
pub mod ron_file;
pub mod sidecar;
mod statement;
mod upgrade;

use crate::model::problem::Problem;

/// Represents what was made of a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Loaded<T> {
    /// What the file holds, as far as it can be read.
    pub value: Option<T>,
    /// Why the file must not be written; none where it may be.
    pub read_only: Option<String>,
    /// What a person should know about the file.
    pub problems: Vec<Problem>,
}

impl<T> Loaded<T> {
    /// Makes the result of a file that was read without a problem.
    pub fn whole(value: T) -> Self {
        Self {
            value: Some(value),
            read_only: None,
            problems: Vec::new(),
        }
    }

    /// Makes the result of a file that cannot be read at all, and so must not be written either.
    pub fn unreadable(problem: Problem) -> Self {
        Self {
            value: None,
            read_only: Some(problem.what.clone()),
            problems: vec![problem],
        }
    }

    /// Returns why the file must not be written, with line and column where they are known; none where it may be.
    pub fn why_read_only(&self) -> Option<String> {
        let why = self.read_only.as_ref()?;
        let same = self.problems.iter().find(|problem| problem.what == *why);
        Some(match (same, self.problems.first()) {
            (Some(problem), _) => problem.to_string(),
            (None, Some(first)) => format!("{why} ({first})"),
            (None, None) => why.clone(),
        })
    }

    /// Converts the value and keeps the rest.
    pub fn map<U>(self, convert: impl FnOnce(T) -> U) -> Loaded<U> {
        Loaded {
            value: self.value.map(convert),
            read_only: self.read_only,
            problems: self.problems,
        }
    }
}
