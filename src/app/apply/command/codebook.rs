//! What the commands of the Codebook screen do.

use crate::app::codebook::Part;
use crate::app::command::codebook::Command;
use crate::app::state::{Field, State};

use super::super::codebook;

/// Runs a command.
pub(super) fn run(state: &mut State, command: Command) {
    use Command as C;
    match command {
        C::AddEntry => state.focus = Some(Field::NewEntry),
        C::RenameEntry => state.focus = Some(Field::EntryName),
        C::FilterEntries => state.focus = Some(Field::EntryFilter),
        C::MergeEntry => codebook::ask_merge(state),
        C::MoveUp => codebook::move_chosen(state, false),
        C::MoveDown => codebook::move_chosen(state, true),
        C::MoveIn => codebook::move_in(state),
        C::MoveOut => codebook::move_out(state),
        C::RemoveEntry => codebook::remove_chosen(state),
        C::NextEntry => codebook::walk(state, true),
        C::PreviousEntry => codebook::walk(state, false),
        C::Targets => codebook::show_part(state, Part::Targets),
        C::Scales => codebook::show_part(state, Part::Scales),
        C::Labels => codebook::show_part(state, Part::Labels),
        C::Speakers => codebook::show_part(state, Part::Speakers),
        C::Additions => codebook::show_part(state, Part::Additions),
    }
}
