//! What the bar at the top holds of the Label screen: whether the article is done, and the teammates that are shown.

use egui::{Button, Ui};

use crate::app::action::{Action, label};
use crate::app::command::label::Command;
use crate::app::command::project;
use crate::app::state::State;
use crate::model::sidecar::Status;

/// Shows the controls, from the right to the left.
pub(in crate::screens) fn controls(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let Some(open) = state.open() else { return };
    let is_done = open.sidecar.status == Status::Done;
    let keys = state.keymap.shown(Command::ArticleDone);
    let button = Button::selectable(is_done, if is_done { "✓ Done" } else { "Done" });
    let response = ui.add_enabled(open.read_only.is_none(), button);
    response.widget_info(|| {
        egui::WidgetInfo::selected(
            egui::Role::Button,
            open.read_only.is_none(),
            is_done,
            "Done",
        )
    });
    let help = if is_done {
        "Take “done” back".to_owned()
    } else {
        format!("Article done, go to the next that is not ({keys})")
    };
    if response.on_hover_text(help).clicked() {
        actions.push(if is_done {
            Action::Label(label::Action::SetStatus(Status::InProgress))
        } else {
            Action::run(Command::ArticleDone)
        });
    }
    let mates = state
        .project
        .as_ref()
        .map_or(0, |project| project.mates.len());
    let text = if mates == 0 {
        "Teammates".to_owned()
    } else {
        format!("Teammates: {mates}")
    };
    if ui
        .add(Button::selectable(mates > 0, text))
        .on_hover_text(project::Command::ShowTeammates.row().help)
        .clicked()
    {
        actions.push(Action::run(project::Command::ShowTeammates));
    }
}
