//! What the commands of the Label screen do.

use crate::app::command::label::Command;
use crate::app::overlay::{Overlay, SuggestionsPage};
use crate::app::state::{Field, OpenArticle, State};
use crate::suggest::passage::Way;

use super::super::quote::End;
use super::super::{
    article, codebook, parts, quote, repeat, stance, statement, step, suggestion, view,
};

/// Runs a command.
pub(super) fn run(state: &mut State, command: Command) {
    use Command as C;
    if command.edits() && state.open().is_some() && !step::may_edit(state) {
        return;
    }
    let has_selection = state
        .open()
        .and_then(|open| open.selection)
        .is_some_and(|span| !span.is_empty());
    if command.changes_statement() && (has_selection || !command.needs_selection()) {
        // Whoever changes a suggestion has accepted it.
        suggestion::accept(state);
    }
    match command {
        C::NextStatement => article::walk(state, true),
        C::PreviousStatement => article::walk(state, false),
        C::Accept => accept(state),
        C::Reject => suggestion::reject(state),
        C::Suggestions => state.overlay = Some(Overlay::Suggestions(SuggestionsPage::default())),
        C::DeleteStatement => delete(state),
        C::ToggleSuggestions => suggestion::toggle(state),
        C::MakeStatement => quote::make(state),
        C::AddSpan => quote::change_quote(state, true),
        C::RemoveSpan => quote::change_quote(state, false),
        C::StartBack => quote::nudge(state, End::Start, Way::Back),
        C::StartOn => quote::nudge(state, End::Start, Way::On),
        C::EndBack => quote::nudge(state, End::End, Way::Back),
        C::EndOn => quote::nudge(state, End::End, Way::On),
        C::SetSpeaker => statement::ask_speaker(state),
        C::SetCue => statement::set_cue(state),
        C::SplitStatement => parts::split(state),
        C::JoinStatements => parts::join(state),
        C::SetTarget => stance::ask_target(state),
        C::ReplaceTarget => stance::ask_other_target(state),
        C::SameTarget => repeat::target(state),
        C::SameStance => repeat::stance(state),
        C::RemoveTarget => parts::remove(state, parts::Removed::Target),
        C::SetStance => stance::ask_stance(state),
        C::Stance1 => stance::set_nth_stance(state, 1),
        C::Stance2 => stance::set_nth_stance(state, 2),
        C::Stance3 => stance::set_nth_stance(state, 3),
        C::Stance4 => stance::set_nth_stance(state, 4),
        C::Stance5 => stance::set_nth_stance(state, 5),
        C::Stance6 => stance::set_nth_stance(state, 6),
        C::Stance7 => stance::set_nth_stance(state, 7),
        C::Stance8 => stance::set_nth_stance(state, 8),
        C::Stance9 => stance::set_nth_stance(state, 9),
        C::StanceUnclear => stance::set_stance(state, "unclear"),
        C::StanceMixed => stance::set_stance(state, "mixed"),
        C::StanceNotStated => stance::set_stance(state, "not-stated"),
        C::SetLabels => focus(state, Field::Labels),
        C::WriteNote => focus(state, Field::Note),
        C::ToggleFlag => statement::toggle_flag(state),
        C::AddVia => statement::add_person(state, true),
        C::AddAddressee => statement::add_person(state, false),
        C::MarkEvidence => stance::mark_evidence(state),
        C::RemoveSpeaker => parts::remove(state, parts::Removed::Speaker),
        C::RemoveCue => parts::remove(state, parts::Removed::Cue),
        C::RemoveVia => parts::remove(state, parts::Removed::Via),
        C::RemoveAddressee => parts::remove(state, parts::Removed::Addressee),
        C::RemoveEvidence => parts::remove(state, parts::Removed::Evidence),
        C::NextUnfinished => article::next_unfinished(state),
        C::OnlyUnfinished => state.listed = state.listed.other(),
        C::NextKind => statement::next_kind(state),
        C::TakeExample => codebook::take_example(state, false),
        C::TakeCounterExample => codebook::take_example(state, true),
        C::ShowGuidelines => view::toggle_guidelines(state),
        C::ArticleDone => article::done(state),
    }
}

/// Accepts the selected suggestion; where a statement is selected, goes on to the next.
fn accept(state: &mut State) {
    if !suggestion::accept(state) {
        article::walk(state, true);
    }
}

/// Removes the selected statement. A suggestion that is deleted, accepted before or not, is one that is rejected: it would
/// come back otherwise.
fn delete(state: &mut State) {
    if state.open().is_some_and(OpenArticle::is_of_suggestion) {
        suggestion::remove(state);
    } else {
        statement::delete(state);
    }
}

/// Gives a field of the statement panel the focus.
fn focus(state: &mut State, field: Field) {
    if state.selected().is_none() {
        state.notify("Select a statement first (J, K or a click)", false);
        return;
    }
    state.settings.statement_open = true;
    state.focus = Some(field);
}
