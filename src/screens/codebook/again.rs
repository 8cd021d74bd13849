//! Stances that are to be looked at again, since what they were taken under has changed.

use egui::{Button, Label, Ui};

use crate::app::action::{Action, codebook};
use crate::app::command::codebook::Command;
use crate::app::state::{OpenProject, State};
use crate::ui::list;
use crate::ui::theme::Theme;
use crate::ui::widgets;

use super::places::{self, Place};

/// Represents what the list remembers between frames.
#[derive(Default)]
pub(super) struct AgainView {
    /// The place that was brought into view last.
    shown: Option<usize>,
}

impl AgainView {
    /// Shows the list.
    pub(super) fn show(
        &mut self,
        ui: &mut Ui,
        project: &OpenProject,
        theme: &Theme,
        actions: &mut Vec<Action>,
    ) {
        widgets::name_panel(ui, "Uses");
        let desk = &project.desk;
        let count = desk.again.len();
        widgets::heading(ui, theme, desk.part.title(), &count.to_string());
        if count == 0 {
            let text = if desk.uses.is_none() {
                "Looking through all articles\u{2026}"
            } else {
                "Nothing: no definition and no scale has changed since you took your stances"
            };
            list::nothing(ui, theme, text);
            return;
        }
        let moved = self.shown != Some(desk.look);
        self.shown = Some(desk.look);
        let list = ("stances to look at again", count);
        let clicked = places::show(ui, theme, list, (desk.look, moved), |place| {
            let one = desk.again.get(place)?;
            let target = project.codebook.target_name(&one.target);
            let detail = format!("{target}: {}", one.changed.what());
            Some(Place::new(&one.text, &detail))
        });
        if let Some(place) = clicked {
            actions.push(codebook::Action::ShowLook(place).into());
        }
    }
}

/// Shows the chosen stance with what its target means now, and what can be done about it.
pub(super) fn about(
    ui: &mut Ui,
    state: &State,
    project: &OpenProject,
    theme: &Theme,
    actions: &mut Vec<Action>,
) {
    let Some(one) = project.desk.again.get(project.desk.look) else {
        return;
    };
    let name = project.codebook.target_name(&one.target);
    widgets::heading(ui, theme, name, one.stance.as_str());
    ui.add(Label::new(&one.text).wrap());
    list::note(ui, theme, one.changed.what());
    if let Some(target) = project.codebook.target(&one.target) {
        for (caption, text) in [
            ("Definition", &target.definition),
            ("Include", &target.include),
            ("Exclude", &target.exclude),
        ] {
            if !text.is_empty() {
                list::note(ui, theme, caption);
                ui.add(Label::new(text).wrap());
            }
        }
    }
    ui.add_space(8.0);
    if project.desk.jobs.is_recoding() {
        list::note(ui, theme, "Statements are being changed\u{2026}");
        return;
    }
    for command in [Command::OpenEntry, Command::TickOff] {
        let text = match command {
            Command::OpenEntry => "Open it",
            _ => "Leave it as it is",
        };
        let response = ui.add(Button::new(text));
        if response
            .on_hover_text(state.keymap.shown(command))
            .clicked()
        {
            actions.push(Action::run(command));
        }
    }
    let all = format!("Leave all on {name} as they are");
    if ui.add(Button::new(all).wrap()).clicked() {
        actions.push(codebook::Action::TickOffAll(one.target.clone()).into());
    }
}
