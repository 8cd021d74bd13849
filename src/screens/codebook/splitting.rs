//! Splitting the chosen entry: the names of its parts, and the question which part each use goes to.

use egui::{Button, Label, TextEdit, Ui};

use crate::app::action::{Action, codebook};
use crate::app::codebook::Splitting;
use crate::app::command::codebook::Command;
use crate::app::state::{Field, OpenProject, State};
use crate::model::codebook::Sort;
use crate::ui::list;
use crate::ui::theme::Theme;
use crate::ui::widgets;

use super::places::{self, Place};

/// Represents what is remembered between frames.
#[derive(Default)]
pub(super) struct SplittingView {
    names: String,
    /// The place that was brought into view last.
    shown: Option<usize>,
}

impl SplittingView {
    /// Shows the field in which the parts are named, to whoever may split.
    pub(super) fn ask(
        &mut self,
        ui: &mut Ui,
        state: &State,
        project: &OpenProject,
        theme: &Theme,
        actions: &mut Vec<Action>,
    ) {
        let desk = &project.desk;
        let is_free = desk.merging.is_none() && !desk.jobs.is_recoding();
        let entry = desk.chosen.as_ref();
        let entry = entry.filter(|id| matches!(id.sort, Sort::Target | Sort::Speaker));
        let Some(entry) = entry.filter(|_| project.may_lead() && is_free) else {
            return;
        };
        let keys = state.keymap.shown(Command::SplitEntry);
        let caption = format!("Split into, a name each line ({keys})");
        ui.add(Label::new(list::weak(theme, &caption)).selectable(false));
        let edit = TextEdit::multiline(&mut self.names)
            .desired_width(f32::INFINITY)
            .desired_rows(2);
        let response = ui.add(edit).accessible_name("Split into");
        if state.focus == Some(Field::SplitInto) {
            response.request_focus();
            response.scroll_to_me(None);
        }
        let names = self.names.lines().map(str::trim);
        let names: Vec<String> = names
            .filter(|name| !name.is_empty())
            .map(str::to_owned)
            .collect();
        let button = Button::new("Split\u{2026}");
        if ui.add_enabled(names.len() > 1, button).clicked() {
            self.names.clear();
            let entry = entry.clone();
            actions.push(codebook::Action::Split { entry, names }.into());
        }
    }

    /// Shows the uses that are asked for.
    pub(super) fn list(
        &mut self,
        ui: &mut Ui,
        project: &OpenProject,
        splitting: &Splitting,
        theme: &Theme,
        actions: &mut Vec<Action>,
    ) {
        widgets::name_panel(ui, "Uses");
        let count = splitting.uses.as_ref().map(|uses| uses.len().to_string());
        let title = format!("Your uses of {}", splitting.name);
        widgets::heading(ui, theme, &title, &count.unwrap_or_default());
        let Some(uses) = &splitting.uses else {
            list::note(ui, theme, "Looking through all articles\u{2026}");
            return;
        };
        if uses.is_empty() {
            list::note(ui, theme, "You have not used it");
            return;
        }
        let moved = self.shown != Some(splitting.place);
        self.shown = Some(splitting.place);
        let list = ("uses of what is split", uses.len());
        let clicked = places::show(ui, theme, list, (splitting.place, moved), |place| {
            let one = uses.get(place)?;
            let part = splitting.answered(place).unwrap_or("not said");
            Some(Place {
                name: format!("{}, {part}", one.text),
                text: one.text.clone(),
                detail: format!("{part} \u{b7} {}", project.title(&one.source.article)),
            })
        });
        if let Some(place) = clicked {
            let part = splitting.answers.get(place).copied().flatten();
            actions.push(codebook::Action::Answer { place, part }.into());
        }
    }
}

/// Shows the question which part the chosen use goes to, and what follows.
pub(super) fn answer(
    ui: &mut Ui,
    state: &State,
    splitting: &Splitting,
    theme: &Theme,
    actions: &mut Vec<Action>,
) {
    let title = format!("Split {}", splitting.name);
    widgets::heading(ui, theme, &title, "");
    let place = splitting.place;
    if let Some(one) = splitting.uses.as_ref().and_then(|uses| uses.get(place)) {
        ui.add(Label::new(&one.text).wrap());
        let keys = state.keymap.shown(Command::OpenEntry);
        let text = format!("Which part is it about? {keys} goes through them");
        list::note(ui, theme, &text);
        let chosen = splitting.answers.get(place).copied().flatten();
        for (part, (_, name)) in splitting.parts.iter().enumerate() {
            let is_chosen = chosen == Some(part);
            if ui
                .add(Button::selectable(is_chosen, name.as_str()))
                .clicked()
            {
                let part = (!is_chosen).then_some(part);
                actions.push(codebook::Action::Answer { place, part }.into());
            }
        }
        ui.add_space(8.0);
    }
    let said = splitting.answers.iter().filter(|one| one.is_some()).count();
    let text = format!(
        "Said for {said} of {}. The others keep the old entry and are listed to be checked; teammates answer for theirs",
        splitting.answers.len()
    );
    list::note(ui, theme, &text);
    ui.horizontal(|ui| {
        let is_found = splitting.uses.is_some();
        let button = Button::new("See what changes");
        if ui.add_enabled(is_found, button).clicked() {
            actions.push(codebook::Action::PlanSplit.into());
        }
        if ui.add(Button::new("Do not split")).clicked() {
            actions.push(codebook::Action::CancelSplit.into());
        }
    });
}
