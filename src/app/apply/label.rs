//! What the views of the Label screen ask for takes effect.

use super::super::action::label::Action;
use super::super::state::State;
use super::quote::End;
use super::{ahead, article, quote, stance, statement, step, suggestion, whole};

/// Applies one thing that was asked for.
pub(super) fn apply(state: &mut State, action: Action) {
    match action {
        Action::Select(id) => article::select(state, id),
        Action::GoTo(id) => article::go_to(state, &id),
        Action::SelectText(span) => article::select_text(state, span),
        Action::SetCaret(byte) => article::set_caret(state, byte),
        Action::MoveEnd {
            id,
            span,
            start,
            to,
        } => {
            let id = suggestion::accepted(state, id);
            let end = if start { End::Start } else { End::End };
            quote::move_end(state, &id, span, end, to);
        }
        Action::SetSpeaker(choice) => statement::set_speaker(state, choice),
        Action::ListPeople => ahead::list_people(state),
        Action::SetKind(kind) => statement::set_kind(state, kind),
        Action::Clear(part) => statement::clear(state, &part),
        Action::SetRole(role) => statement::set_role(state, role),
        Action::SetTarget(choice) => stance::set_target(state, choice),
        Action::ReplaceTarget(choice) => stance::replace_target(state, choice),
        Action::CurrentTarget(target) => article::set_current_target(state, target),
        Action::SetStance(stance) => stance::set_stance(state, &stance),
        Action::NewStance(label) => stance::new_stance(state, &label),
        Action::SetSide(stance, side) => stance::set_side(state, &stance, side),
        Action::ToggleLabel(label) => statement::toggle_label(state, &label),
        Action::NewLabel(name) => statement::new_label(state, &name),
        Action::SetNote { id, note } => step::type_note(state, &id, note),
        Action::Settle { index, is_taken } => statement::settle(state, index, is_taken),
        Action::SetStatus(status) => article::set_status(state, status),
        Action::Describe { from, to } => whole::describe(state, &from, to),
        Action::AddPerson(role, choice) => statement::add_known_person(state, role, choice),
        Action::ToggleMate(mate) => article::toggle_mate(state, mate),
        Action::ScrollTo(span) => state.scroll_to = Some(span),
        Action::FindText(words) => article::find(state, words),
        Action::CloseFind => article::close_find(state),
        Action::AcceptAll(least) => suggestion::accept_all(state, least),
        Action::Survey => suggestion::survey(state),
    }
}
