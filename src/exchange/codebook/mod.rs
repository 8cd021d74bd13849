//! Codebooks in other forms, there and back: as the project has it (RON), as a table for spreadsheets (CSV), and as programs
//! for qualitative analysis exchange theirs (the codebook of REFI-QDA, `.qdc`).
//!
//! Reading writes nothing: what came of it is taken into a codebook by
//! [`taking`](crate::model::codebook::Codebook::taking).

mod cells;
pub(super) mod guid;
mod lines;
mod qdc;
mod table;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use crate::format;
use crate::model::codebook::Codebook;
use crate::model::codebook::edit::EntryId;
use crate::model::codebook::faults::faults;
use crate::model::problem::{Problem, ProblemKind};

/// Largest file that is read, in bytes.
pub const MAX_BYTES: u64 = format::ron_file::MAX_BYTES;

/// A form of a codebook.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// As the project has it.
    Ron,
    /// A table with a row for each entry.
    Csv,
    /// The codebook of REFI-QDA, XML.
    Qdc,
}

/// Represents a codebook as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// The file.
    pub text: String,
    /// What the form cannot hold and this codebook has, as phrases: `3 speakers`.
    pub left_out: Vec<String>,
}

/// Represents a codebook that was read from a file.
#[derive(Clone, Debug)]
pub struct Found {
    /// What the file holds, as far as it is understood.
    pub codebook: Codebook,
    /// What is not understood, and where.
    pub problems: Vec<Problem>,
    path: String,
    places: Places,
}

/// Where entries stand in a file.
#[derive(Clone, Debug)]
enum Places {
    /// To be looked for in this text.
    In(String),
    /// Line and column, from 1.
    At(BTreeMap<EntryId, (usize, usize)>),
}

impl Form {
    /// Every form.
    pub const ALL: [Self; 3] = [Self::Ron, Self::Csv, Self::Qdc];

    /// Returns its name on the command line, which is also the extension of its files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ron => "ron",
            Self::Csv => "csv",
            Self::Qdc => "qdc",
        }
    }

    /// Returns the form that a file has by its name.
    pub fn of(path: &str) -> Option<Self> {
        let (_, extension) = path.rsplit_once('.')?;
        let extension = extension.to_ascii_lowercase();
        Self::ALL.into_iter().find(|form| form.name() == extension)
    }
}

impl Found {
    /// Says what is wrong with `after`, which the file was taken into, and was not with `before`.
    pub fn faults(&self, before: &Codebook, after: &Codebook) -> Vec<Problem> {
        let known = faults(before);
        let known: BTreeSet<&str> = known.iter().map(|fault| fault.what.as_str()).collect();
        let found = faults(after).into_iter();
        let new = found.filter(|fault| !known.contains(fault.what.as_str()));
        new.map(|fault| Problem {
            place: self.place(&fault.entry),
            ..Problem::new(ProblemKind::Inconsistent, self.path.clone(), fault.what)
                .hinted("Correct the codebook")
        })
        .collect()
    }

    fn place(&self, entry: &EntryId) -> Option<(usize, usize)> {
        match &self.places {
            Places::In(text) => format::codebook::place_of(text, entry),
            Places::At(places) => places.get(entry).copied(),
        }
    }
}

/// Writes a codebook.
///
/// # Errors
/// If it cannot be written as RON.
pub fn write(form: Form, codebook: &Codebook) -> Result<Written, Problem> {
    let whole = |text| Written {
        text,
        left_out: Vec::new(),
    };
    Ok(match form {
        Form::Ron => whole(format::codebook::write(codebook)?),
        Form::Csv => whole(table::write(codebook)),
        Form::Qdc => qdc::write(codebook),
    })
}

/// Reads a codebook. `path` is for messages; `known` is the codebook that it is to be taken into, whose ids are recognised
/// in what names its codes otherwise.
///
/// # Errors
/// If nothing of it can be understood.
pub fn read(form: Form, path: &str, bytes: &[u8], known: &Codebook) -> Result<Found, Problem> {
    match form {
        Form::Ron => read_ron(path, bytes),
        Form::Csv => table::read(path, &text_of(path, bytes)?),
        Form::Qdc => qdc::read(path, &text_of(path, bytes)?, known),
    }
}

fn read_ron(path: &str, bytes: &[u8]) -> Result<Found, Problem> {
    let loaded = format::codebook::parse(path, bytes);
    let problems = loaded.problems;
    let Some(codebook) = loaded.value else {
        let first = problems.into_iter().next();
        return Err(first.unwrap_or_else(|| unreadable(path, "the file cannot be read")));
    };
    Ok(Found {
        codebook,
        problems,
        path: path.to_owned(),
        places: Places::In(String::from_utf8_lossy(bytes).into_owned()),
    })
}

/// Decodes UTF-8, or UTF-16 with a byte order mark, as programs for Windows write it.
fn text_of(path: &str, bytes: &[u8]) -> Result<String, Problem> {
    let wide = |order: fn([u8; 2]) -> u16| {
        let units = bytes.chunks_exact(2).skip(1);
        let units: Vec<u16> = units.map(|pair| order([pair[0], pair[1]])).collect();
        String::from_utf16(&units).ok()
    };
    let text = match bytes {
        [0xFF, 0xFE, ..] => wide(u16::from_le_bytes),
        [0xFE, 0xFF, ..] => wide(u16::from_be_bytes),
        _ => {
            let text = std::str::from_utf8(bytes).ok();
            text.map(|text| text.strip_prefix('\u{feff}').unwrap_or(text).to_owned())
        }
    };
    let Some(text) = text else {
        let problem = unreadable(path, "the file is not UTF-8");
        return Err(problem.hinted("Save it as UTF-8; in Excel, as “CSV UTF-8”"));
    };
    if text.trim().is_empty() {
        return Err(unreadable(path, "the file is empty"));
    }
    Ok(text)
}

fn unreadable(path: &str, what: impl Into<String>) -> Problem {
    Problem::new(ProblemKind::UnreadableImport, path, what)
}
