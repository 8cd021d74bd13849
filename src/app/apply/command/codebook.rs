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
        C::OpenEntry => codebook::open_chosen(state),
        C::ShowUses => codebook::toggle_uses(state),
        C::RenameEntry => state.focus = Some(Field::EntryName),
        C::FilterEntries => state.focus = Some(Field::EntryFilter),
        C::MergeEntry => codebook::ask_merge(state),
        C::SplitEntry => codebook::ask_split(state),
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
        C::Guidelines => codebook::show_part(state, Part::Guidelines),
        C::Policy => codebook::show_part(state, Part::Policy),
        C::Checks => codebook::show_part(state, Part::Checks),
        C::Again => codebook::show_part(state, Part::Again),
        C::TickOff => codebook::tick_off(state),
        C::TellApart => codebook::tell_apart(state),
        C::Additions => codebook::show_part(state, Part::Additions),
    }
}
