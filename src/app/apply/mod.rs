//! The one place where what views ask for takes effect, split by domain.

mod ahead;
mod annotator;
mod article;
mod codebook;
mod command;
mod files;
mod label;
mod news;
mod parts;
mod place;
mod project;
mod quote;
mod repeat;
mod saving;
mod stance;
mod statement;
mod step;
mod suggestion;
mod twins;
mod view;
mod whole;

pub(crate) use project::{drain, open_first};
pub(crate) use saving::finish;

use super::action::{self, Action};
use super::state::State;

/// Applies what a frame's views asked for, in order.
pub(crate) fn apply(state: &mut State, actions: Vec<Action>) {
    for action in actions {
        let is_typing = matches!(
            action,
            Action::Label(action::label::Action::SetNote { .. })
                | Action::Codebook(
                    action::codebook::Action::Set { is_typed: true, .. }
                        | action::codebook::Action::SetGuidelines(_)
                )
        );
        if !is_typing && !matches!(action, Action::Resize(..)) {
            step::close_typing(state);
        }
        apply_one(state, action);
    }
}

fn apply_one(state: &mut State, action: Action) {
    match action {
        Action::Run(command) => command::run(state, command),
        Action::Label(action) => label::apply(state, action),
        Action::Codebook(action) => codebook::apply(state, action),
        Action::Show(screen) => codebook::show_screen(state, screen),
        Action::Open(path) => project::open(state, &path),
        Action::OpenArticle(path) => article::open(state, &path),
        Action::AddArticle { title, text } => files::add_article(state, &title, &text),
        Action::Import { from, annotator } => files::import(state, from, annotator),
        Action::BrowseExport(path) => state.tasks.ask_export(path),
        Action::BrowseImport => state.tasks.ask_import(),
        Action::BrowseImportFile => state.tasks.ask_import_file(),
        Action::ShowPath(path) => state.tasks.show(path),
        Action::SetAnnotator(annotator) => annotator::ask(state, &annotator),
        Action::TakeAnnotator(annotator) => annotator::set(state, &annotator),
        Action::Export(options, path) => project::export(state, options, path),
        Action::AnswerExport(is_written) => project::answer_export(state, is_written),
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
