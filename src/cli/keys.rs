//! `onrecord keys`: every command of the window with its keys.

use std::io::Write as _;

use clap::Args;
use serde::Serialize;

use super::error::CommandError;
use super::{Outcome, terminal};

/// Arguments of `onrecord keys`.
#[derive(Debug, Args)]
pub struct KeysArguments {
    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct KeyOut<'a> {
    command: &'a str,
    keys: &'a str,
    help: &'a str,
}

/// Prints rows of command, keys and help.
pub(super) fn run(
    arguments: &KeysArguments,
    rows: &[(String, String, String)],
) -> Result<Outcome, CommandError> {
    if rows.is_empty() {
        return Err(CommandError::new(
            "this build has no window, and so no keys",
        ));
    }
    if arguments.json {
        let keys: Vec<KeyOut<'_>> = rows
            .iter()
            .map(|(command, keys, help)| KeyOut {
                command,
                keys,
                help,
            })
            .collect();
        terminal::print_json(&keys)?;
    } else {
        let rows: Vec<Vec<String>> = rows
            .iter()
            .map(|(command, keys, help)| vec![command.clone(), keys.clone(), help.clone()])
            .collect();
        terminal::print(|out| {
            out.write_all(terminal::table(&["command", "keys", "what it does"], &rows).as_bytes())
        })?;
    }
    Ok(Outcome::Done)
}
