//! The menus that a right click opens: over the text and its marks, over a row of the table, over an article of the list.
//! They hold what the keys do, so that whoever does not know the keys yet finds it, and learns them.

use egui::Ui;

use crate::app::action::Action;
use crate::app::command::Command;
use crate::app::command::edit::Command as E;
use crate::app::command::label::Command as L;
use crate::app::command::project::Command as P;
use crate::app::state::{OpenProject, State};
use crate::ui::theme::Theme;
use crate::ui::{list, top, widgets};

/// Twins of an article that its menu leads to.
const MOST_TWINS: usize = 8;

/// What can be done with selected text.
const TEXT: [Command; 8] = [
    Command::Label(L::MakeStatement),
    Command::Label(L::SetSpeaker),
    Command::Label(L::SetCue),
    Command::Label(L::AddVia),
    Command::Label(L::AddAddressee),
    Command::Label(L::MarkEvidence),
    Command::Label(L::AddSpan),
    Command::Label(L::RemoveSpan),
];

/// What can be done with a suggestion.
const SUGGESTION: [Command; 4] = [
    Command::Label(L::Accept),
    Command::Label(L::Reject),
    Command::Edit(E::CopyStatement),
    Command::Label(L::Suggestions),
];

/// What can be done with a statement.
const STATEMENT: [Command; 12] = [
    Command::Label(L::SetSpeaker),
    Command::Label(L::SetTarget),
    Command::Label(L::SetStance),
    Command::Label(L::AddVia),
    Command::Label(L::AddAddressee),
    Command::Label(L::SetLabels),
    Command::Label(L::WriteNote),
    Command::Label(L::ToggleFlag),
    Command::Label(L::SplitStatement),
    Command::Label(L::JoinStatements),
    Command::Edit(E::CopyStatement),
    Command::Label(L::DeleteStatement),
];

/// What can be done where nothing is.
const PLACE: [Command; 4] = [
    Command::Label(L::MakeStatement),
    Command::Edit(E::Find),
    Command::Project(P::AboutArticle),
    Command::Label(L::ArticleDone),
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
        let all = [
            Command::Project(P::AboutArticle),
            Command::Label(L::ArticleDone),
        ];
        commands(ui, state, theme, &all, actions);
    } else if ui.button("Open").clicked() {
        actions.push(Action::OpenArticle(path.to_owned()));
        ui.close();
    }
    of_twins(ui, state, project, path, theme, actions);
    if ui.button("Show file in its folder").clicked() {
        actions.push(Action::ShowPath(project.file_of(path)));
        ui.close();
    }
    if ui.button("Copy path").clicked() {
        ui.ctx().copy_text(path.to_owned());
        ui.close();
    }
}

/// Shows which articles share the copy of one, if any do.
fn of_twins(
    ui: &mut Ui,
    state: &State,
    project: &OpenProject,
    path: &str,
    theme: &Theme,
    actions: &mut Vec<Action>,
) {
    let Some(count) = project.twins.count(path) else {
        return;
    };
    ui.separator();
    list::note(ui, theme, &format!("{count} articles share this copy"));
    let open = project.open.as_ref();
    if open.is_some_and(|open| open.article.path == path) {
        let all = [
            Command::Project(P::NextTwin),
            Command::Project(P::ShowTwins),
        ];
        commands(ui, state, theme, &all, actions);
    } else {
        for twin in project.twins.others(path).take(MOST_TWINS) {
            let text = format!("Open its twin: {}", project.title(&twin.path));
            if ui.button(text).on_hover_text(twin.path.as_str()).clicked() {
                actions.push(Action::OpenArticle(twin.path.clone()));
                ui.close();
            }
        }
    }
    ui.separator();
}

fn commands(ui: &mut Ui, state: &State, theme: &Theme, all: &[Command], actions: &mut Vec<Action>) {
    for &command in all {
        top::row(ui, state, command, theme, actions);
    }
}
