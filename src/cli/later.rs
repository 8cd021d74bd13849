//! The calls that are planned and not there yet. They are known, so that trying one says so plainly; the help leaves
//! them out.

use std::ffi::OsString;

use clap::{Args, Subcommand};

use super::Outcome;
use super::error::CommandError;

/// A call that a later version has.
#[derive(Debug, Subcommand)]
pub enum Later {
    /// Search texts and statements
    #[command(hide = true, disable_help_flag = true)]
    Search(Anything),
    /// Write a discourse network
    #[command(hide = true, disable_help_flag = true)]
    Network(Anything),
    /// Share out articles among annotators
    #[command(hide = true, disable_help_flag = true)]
    Assign(Anything),
    /// Merge versions of a sidecar
    #[command(hide = true, disable_help_flag = true)]
    Merge(Anything),
    /// Carry annotations over to changed articles
    #[command(hide = true, disable_help_flag = true)]
    Reanchor(Anything),
}

/// Arguments that are taken and not looked at.
#[derive(Debug, Args)]
pub struct Anything {
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, hide = true)]
    _ignored: Vec<OsString>,
}

pub(super) fn run(later: &Later) -> Result<Outcome, CommandError> {
    let name = match later {
        Later::Search(_) => "search",
        Later::Network(_) => "network",
        Later::Assign(_) => "assign",
        Later::Merge(_) => "merge",
        Later::Reanchor(_) => "reanchor",
    };
    Err(CommandError::new(format!("`{name}` is not there yet")))
}
