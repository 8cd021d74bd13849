//! What the commands of the menu Edit do.

use crate::app::command::edit::Command;
use crate::app::screen::Screen;
use crate::app::state::{Field, State};

use super::super::{article, codebook, step, whole};

/// Runs a command.
pub(super) fn run(state: &mut State, command: Command) {
    let is_of_codebook = state.screen == Screen::Codebook;
    match command {
        Command::Undo if is_of_codebook => codebook::undo_or_redo(state, true),
        Command::Redo if is_of_codebook => codebook::undo_or_redo(state, false),
        Command::Undo => step::undo_or_redo(state, true),
        Command::Redo => step::undo_or_redo(state, false),
        Command::CopyStatement => whole::copy_statement(state),
        Command::Find => {
            state.find_open = true;
            state.focus = Some(Field::Find);
        }
        Command::FindNext => article::find_step(state, true),
        Command::FindPrevious => article::find_step(state, false),
    }
}
