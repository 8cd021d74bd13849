//! What each command does: one file for each table, which matches every command of it.

mod codebook;
mod edit;
mod label;
mod project;
mod window;

pub(super) use project::open_path;

use super::super::command::Command;
use super::super::state::State;

/// Runs a command.
pub(super) fn run(state: &mut State, command: Command) {
    if command
        .screen()
        .is_some_and(|screen| screen != state.screen)
    {
        return;
    }
    match command {
        Command::Label(command) => label::run(state, command),
        Command::Codebook(command) => codebook::run(state, command),
        Command::Edit(command) => edit::run(state, command),
        Command::Project(command) => project::run(state, command),
        Command::Window(command) => window::run(state, command),
    }
}
