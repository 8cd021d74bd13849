//! `onrecord read-pdf`: what the program calls itself with, so that a PDF file that breaks its reader breaks nothing else.

use std::io::{self, Read as _, Write as _};

use super::error::CommandError;
use super::{Outcome, terminal};
use crate::read::pdf;

/// Reads a PDF file from standard input and prints what came of it, as JSON.
pub(super) fn run() -> Result<Outcome, CommandError> {
    let mut bytes = Vec::new();
    io::stdin()
        .lock()
        .read_to_end(&mut bytes)
        .map_err(|error| CommandError::new(format!("standard input cannot be read: {error}")))?;
    let answer = pdf::answered(&bytes);
    terminal::print(|out| out.write_all(&answer))?;
    Ok(Outcome::Done)
}
