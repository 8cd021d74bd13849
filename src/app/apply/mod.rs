//! The one place where what views ask for takes effect, split by domain.

mod ahead;
mod article;
mod command;
mod files;
mod news;
mod place;
mod project;
mod quote;
mod saving;
mod statement;
mod step;
mod suggestion;
mod view;
mod whole;

pub(crate) use project::{drain, open_first};
pub(crate) use saving::finish;

use super::action::Action;
use super::state::State;

/// Applies what a frame's views asked for, in order.
pub(crate) fn apply(state: &mut State, actions: Vec<Action>) {
    for action in actions {
        if !matches!(action, Action::SetNote { .. } | Action::Resize(..)) {
            step::close_typing(state);
        }
        apply_one(state, action);
    }
}

fn apply_one(state: &mut State, action: Action) {
    match action {
        Action::Run(command) => command::run(state, command),
        Action::Open(path) => project::open(state, &path),
        Action::OpenArticle(path) => article::open(state, &path),
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
            quote::move_end(state, &id, span, start, to);
        }
        Action::SetSpeaker(choice) => statement::set_speaker(state, choice),
        Action::ListPeople => ahead::list_people(state),
        Action::SetKind(kind) => statement::set_kind(state, kind),
        Action::Clear(part) => statement::clear(state, &part),
        Action::SetTarget(choice) => statement::set_target(state, choice),
        Action::CurrentTarget(target) => article::set_current_target(state, target),
        Action::SetStance(stance) => statement::set_stance(state, &stance),
        Action::ToggleLabel(label) => statement::toggle_label(state, &label),
        Action::NewLabel(name) => statement::new_label(state, &name),
        Action::SetNote { id, note } => step::type_note(state, &id, note),
        Action::Settle { index, is_taken } => statement::settle(state, index, is_taken),
        Action::SetStatus(status) => article::set_status(state, status),
        Action::Describe { from, to } => whole::describe(state, &from, to),
        Action::AddPerson(role, choice) => statement::add_known_person(state, role, choice),
        Action::AddArticle { title, text } => files::add_article(state, &title, &text),
        Action::Import { from, annotator } => files::import(state, from, annotator),
        Action::BrowseExport(path) => state.tasks.ask_export(path),
        Action::BrowseImport => state.tasks.ask_import(),
        Action::ShowPath(path) => state.tasks.show(path),
        Action::ToggleMate(mate) => article::toggle_mate(state, mate),
        Action::ScrollTo(span) => state.scroll_to = Some(span),
        Action::FindText(words) => article::find(state, words),
        Action::CloseFind => article::close_find(state),
        Action::SetAnnotator(annotator) => project::ask_annotator(state, &annotator),
        Action::TakeAnnotator(annotator) => project::set_annotator(state, &annotator),
        Action::Export(options, path) => project::export(state, options, path),
        Action::AnswerExport(is_written) => project::answer_export(state, is_written),
        Action::AcceptAll(least) => suggestion::accept_all(state, least),
        Action::Survey => suggestion::survey(state),
        Action::CancelTask => state.tasks.cancel(),
        Action::CloseOverlay => state.overlay = None,
        Action::SetTheme(theme) => view::set_theme(state, theme),
        Action::Bind(command, keys) => view::bind(state, command, keys),
        Action::Unbind(command) => view::unbind(state, command),
        Action::FoldArticles => state.over_page = None,
        Action::Dismiss(index) => view::dismiss(state, index),
        Action::DismissAll => view::dismiss_all(state),
        Action::Resize(panel, size) => view::resize(state, panel, size),
    }
}
