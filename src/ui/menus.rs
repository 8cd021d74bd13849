//! The menus that a right click opens: over the text and its marks, over a row of the table, over an article of the list.
//! They hold what the keys do, so that whoever does not know the keys yet finds it, and learns them.

use egui::Ui;

use crate::app::action::Action;
use crate::app::command::Command;
use crate::app::state::{OpenProject, State};

use super::theme::Theme;
use super::{top, widgets};

/// What can be done with selected text.
const TEXT: [Command; 8] = [
    Command::MakeStatement,
    Command::SetSpeaker,
    Command::SetCue,
    Command::AddVia,
    Command::AddAddressee,
    Command::MarkEvidence,
    Command::AddSpan,
    Command::RemoveSpan,
];

/// What can be done with a suggestion.
const SUGGESTION: [Command; 4] = [
    Command::Accept,
    Command::Reject,
    Command::CopyStatement,
    Command::Suggestions,
];

/// What can be done with a statement.
const STATEMENT: [Command; 9] = [
    Command::SetSpeaker,
    Command::SetTarget,
    Command::AddVia,
    Command::AddAddressee,
    Command::SetLabels,
    Command::WriteNote,
    Command::ToggleFlag,
    Command::CopyStatement,
    Command::DeleteStatement,
];

/// What can be done where nothing is.
const PLACE: [Command; 4] = [
    Command::MakeStatement,
    Command::Find,
    Command::AboutArticle,
    Command::ArticleDone,
];

/// Shows what can be done with the selected text, else with the mark that is selected, else at this place.
pub(super) fn of_text(ui: &mut Ui, state: &State, theme: &Theme, actions: &mut Vec<Action>) {
    let Some(open) = state.open() else { return };
    let selection = open.selection.filter(|span| !span.is_empty());
    widgets::menu_scroll(ui, |ui| {
        ui.set_min_width(250.0);
        if let Some(span) = selection {
            commands(ui, state, theme, &TEXT, actions);
            ui.separator();
            if ui.button("Copy text").clicked() {
                ui.ctx().copy_text(open.text().slice(span).to_owned());
                ui.close();
            }
            return;
        }
        of_mark(ui, state, theme, actions);
    });
}

/// Shows what can be done with the statement or suggestion that is selected.
pub(super) fn of_row(ui: &mut Ui, state: &State, theme: &Theme, actions: &mut Vec<Action>) {
    widgets::menu_scroll(ui, |ui| {
        ui.set_min_width(250.0);
        of_mark(ui, state, theme, actions);
    });
}

fn of_mark(ui: &mut Ui, state: &State, theme: &Theme, actions: &mut Vec<Action>) {
    let Some(open) = state.open() else { return };
    if open.selected_proposal().is_some() {
        commands(ui, state, theme, &SUGGESTION, actions);
    } else if open.selected_statement().is_some() {
        commands(ui, state, theme, &STATEMENT, actions);
    } else {
        commands(ui, state, theme, &PLACE, actions);
    }
}

/// Shows what can be done with an article of the list.
pub(super) fn of_article(
    ui: &mut Ui,
    state: &State,
    project: &OpenProject,
    path: &str,
    theme: &Theme,
    actions: &mut Vec<Action>,
) {
    ui.set_min_width(220.0);
    let is_open = project
        .open
        .as_ref()
        .is_some_and(|open| open.article.path == path);
    if is_open {
        let all = [Command::AboutArticle, Command::ArticleDone];
        commands(ui, state, theme, &all, actions);
    } else if ui.button("Open").clicked() {
        actions.push(Action::OpenArticle(path.to_owned()));
        ui.close();
    }
    if ui.button("Show file in its folder").clicked() {
        actions.push(Action::ShowPath(project.file_of(path)));
        ui.close();
    }
    if ui.button("Copy path").clicked() {
        ui.ctx().copy_text(path.to_owned());
        ui.close();
    }
}

fn commands(ui: &mut Ui, state: &State, theme: &Theme, all: &[Command], actions: &mut Vec<Action>) {
    for &command in all {
        top::row(ui, state, command, theme, actions);
    }
}
