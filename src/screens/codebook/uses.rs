//! The statements that use an entry, in all articles.

use egui::{Button, Key, Modifiers, Ui};

use crate::app::action::{Action, codebook};
use crate::app::codebook::{Use, UseList};
use crate::app::command::codebook::Command;
use crate::app::state::{OpenProject, State};
use crate::model::codebook::edit::EntryId;
use crate::ui::list;
use crate::ui::theme::Theme;
use crate::ui::widgets;

use super::places::{self, Place};

/// Represents what the list remembers between frames.
#[derive(Default)]
pub(super) struct UsesView {
    /// The use that was brought into view last.
    shown: Option<(EntryId, usize)>,
}

impl UsesView {
    /// Shows the list.
    pub(super) fn show(
        &mut self,
        ui: &mut Ui,
        state: &State,
        project: &OpenProject,
        found: &UseList,
        theme: &Theme,
        actions: &mut Vec<Action>,
    ) {
        widgets::name_panel(ui, "Uses");
        let count = found.uses.as_ref().map(|uses| uses.len().to_string());
        let title = format!("Uses of {}", found.name);
        widgets::heading(ui, theme, &title, &count.unwrap_or_default());
        let keys = state.keymap.shown(Command::ShowUses);
        let is_back = ui
            .add(Button::new("Back to the entries"))
            .on_hover_text(keys);
        let is_typing = ui.ctx().egui_wants_keyboard_input();
        let escaped =
            !is_typing && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
        if is_back.clicked() || escaped {
            actions.push(codebook::Action::HideUses.into());
        }
        let Some(uses) = &found.uses else {
            list::note(ui, theme, "Looking through all articles\u{2026}");
            return;
        };
        if uses.is_empty() {
            list::nothing(ui, theme, "No statement uses it");
            return;
        }
        let now = Some((found.of.clone(), found.place));
        let moved = self.shown != now;
        self.shown = now;
        let list = ("uses of an entry", uses.len());
        let clicked = places::show(ui, theme, list, (found.place, moved), |place| {
            uses.get(place).map(|one| row(project, one))
        });
        if let Some(place) = clicked {
            actions.push(codebook::Action::OpenUse(place).into());
        }
    }
}

/// Returns what a row says of a use.
fn row(project: &OpenProject, one: &Use) -> Place {
    let title = project.title(&one.source.article);
    let who = project.name_of(&one.source.annotator);
    Place {
        name: format!("{}, {title}, {who}", one.text),
        text: one.text.clone(),
        detail: format!("{title} \u{b7} {who}"),
    }
}
