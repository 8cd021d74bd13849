//! The calls that are planned and not there yet. They are known, so that trying one says so plainly; the help leaves
//! them out.

use std::ffi::OsString;

use clap::{Args, Subcommand};

use super::Outcome;
use super::error::CommandError;

/// A call that a later version has.
#[derive(Debug, Subcommand)]
pub enum Later {
    /// Measure agreement
    #[command(hide = true, disable_help_flag = true)]
    Agree(Anything),
    /// Compare two annotators
    #[command(hide = true, disable_help_flag = true)]
    Diff(Anything),
    /// Find articles that share wire copy
    #[command(hide = true, disable_help_flag = true)]
    Twins(Anything),
}

/// Arguments that are taken and not looked at.
#[derive(Debug, Args)]
pub struct Anything {
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, hide = true)]
    _ignored: Vec<OsString>,
}

pub(super) fn run(later: &Later) -> Result<Outcome, CommandError> {
    let name = match later {
        Later::Agree(_) => "agree",
        Later::Diff(_) => "diff",
        Later::Twins(_) => "twins",
    };
    Err(CommandError::new(format!("`{name}` is not there yet")))
}
