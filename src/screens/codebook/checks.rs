//! What in the codebook is to be looked at: what contradicts itself and where it stands, and who may be one and the same.

use egui::{Button, Label, Ui};

use crate::app::action::{Action, codebook};
use crate::app::codebook::Check;
use crate::app::command::codebook::Command;
use crate::app::state::{OpenProject, State};
use crate::model::codebook::edit::EntryId;
use crate::ui::list;
use crate::ui::theme::Theme;
use crate::ui::widgets;

use super::places::{self, Place};

/// Represents what the list remembers between frames.
#[derive(Default)]
pub(super) struct ChecksView {
    /// The place that was brought into view last.
    shown: Option<usize>,
}

impl ChecksView {
    /// Shows the list.
    pub(super) fn show(
        &mut self,
        ui: &mut Ui,
        project: &OpenProject,
        theme: &Theme,
        actions: &mut Vec<Action>,
    ) {
        widgets::name_panel(ui, "Entries");
        let desk = &project.desk;
        let count = desk.checks.len();
        widgets::heading(ui, theme, desk.part.title(), &count.to_string());
        if count == 0 {
            let text = if desk.jobs.is_busy() {
                "The codebook is being looked through\u{2026}"
            } else {
                "Nothing contradicts itself, and nobody seems to be there twice"
            };
            list::nothing(ui, theme, text);
            return;
        }
        let moved = self.shown != Some(desk.check);
        self.shown = Some(desk.check);
        let list = ("what is to be checked", count);
        let clicked = places::show(ui, theme, list, (desk.check, moved), |place| {
            desk.checks.get(place).map(row)
        });
        if let Some(place) = clicked {
            actions.push(codebook::Action::ShowCheck(place).into());
        }
    }
}

/// Returns what a row says of what is to be looked at.
fn row(one: &Check) -> Place {
    let place = one.shown_place();
    let detail = match (&one.other, place.is_empty()) {
        (Some(_), _) => "likely",
        (None, true) => one.entry.sort.name(),
        (None, false) => place.as_str(),
    };
    Place::new(&one.what, detail)
}

/// Shows what the chosen one says in full, and what can be done about it.
pub(super) fn about(
    ui: &mut Ui,
    state: &State,
    project: &OpenProject,
    theme: &Theme,
    actions: &mut Vec<Action>,
) {
    let desk = &project.desk;
    let Some(one) = desk.checks.get(desk.check) else {
        return;
    };
    ui.add(Label::new(&one.what).wrap());
    let place = one.shown_place();
    if !place.is_empty() {
        list::note(ui, theme, &format!("It stands at {place}"));
    }
    if let Some(other) = one
        .other
        .as_ref()
        .filter(|_| project.may_lead() && desk.merging.is_none())
    {
        for (from, into) in [(&one.entry, other), (other, &one.entry)] {
            let name = |id: &EntryId| project.codebook.speaker_name(&id.id).to_owned();
            let text = format!("Merge {} into {}", name(from), name(into));
            if ui.add(Button::new(text).wrap()).clicked() {
                let (from, into) = (from.clone(), into.clone());
                actions.push(codebook::Action::PlanMerge { from, into }.into());
            }
        }
        let keys = state.keymap.shown(Command::TellApart);
        let button = ui.add(Button::new("They are not the same"));
        let help = format!("{} ({keys})", Command::TellApart.row().help);
        if button.on_hover_text(help).clicked() {
            actions.push(Action::run(Command::TellApart));
        }
    }
    let is_of_uses = one.other.is_none() && one.place.is_none();
    if is_of_uses && ui.add(Button::new("Show where it is used")).clicked() {
        actions.push(codebook::Action::ShowUses(one.entry.clone()).into());
    }
    if is_of_uses
        && desk.merging.is_none()
        && !project.codebook.open_parts(&one.entry).is_empty()
        && ui
            .add(Button::new("Say which part yours are about"))
            .clicked()
    {
        actions.push(codebook::Action::AnswerLater(one.entry.clone()).into());
    }
    ui.add_space(8.0);
}
