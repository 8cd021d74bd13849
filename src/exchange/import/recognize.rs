//! Which format it is that a person wants to import, as far as files show it.

use std::path::Path;

use super::unreadable;
use crate::exchange::Format;
use crate::model::problem::Problem;
use crate::store::fs::{Fs as _, Kind, RealFs};
use crate::store::reason;

/// Returns the format of what lies at a path.
///
/// # Errors
/// If it cannot be looked at, or is of no format that is known.
pub fn recognized(path: &Path) -> Result<Format, Problem> {
    let shown = || path.display().to_string();
    let found = RealFs
        .metadata(path)
        .map_err(|error| unreadable(shown(), reason(&error)))?;
    if found.kind == Kind::Folder {
        return Ok(Format::Brat);
    }
    Err(unreadable(
        shown(),
        "the file is of no format that can be imported",
    ))
}
