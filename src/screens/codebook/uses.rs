//! The statements that use an entry, in all articles.

use egui::{Button, Key, Label, Modifiers, RichText, Ui, vec2};

use crate::app::action::{Action, codebook};
use crate::app::codebook::{Use, UseList};
use crate::app::command::codebook::Command;
use crate::app::state::{OpenProject, State};
use crate::model::codebook::edit::EntryId;
use crate::ui::list::{self, Row, Rows};
use crate::ui::theme::Theme;
use crate::ui::widgets;

/// Height of a row, in points: a line of the quote, and one of where it stands.
const ROW: f32 = 44.0;

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
            let text = RichText::new("No statement uses it").color(theme.colours.weak);
            ui.add(Label::new(text).wrap().selectable(false));
            return;
        }
        let now = Some((found.of.clone(), found.place));
        let moved = self.shown != now;
        self.shown = now;
        let rows = Rows {
            theme,
            salt: "uses of an entry",
            count: uses.len(),
            height: ROW,
            room: ui.available_height(),
        };
        let clicked = rows.show(ui, Some(found.place), moved, |ui, row| {
            uses.get(row.index)
                .map(|one| draw(ui, project, one, theme, row))
                .unwrap_or_default()
        });
        if let Some(place) = clicked.row {
            actions.push(codebook::Action::OpenUse(place).into());
        }
    }
}

/// Paints a use; returns its name.
fn draw(ui: &Ui, project: &OpenProject, one: &Use, theme: &Theme, row: &Row) -> String {
    let middle = row.rect.center().y;
    let (above, below) = row.rect.split_top_bottom_at_y(middle);
    list::body(theme, &one.text, &[]).paint(ui, above.translate(vec2(0.0, 2.0)));
    let title = project.title(&one.source.article);
    let who = project.name_of(&one.source.annotator);
    let place = format!("{title} \u{b7} {who}");
    list::small(theme, &place, row.is_picked).paint(ui, below.translate(vec2(0.0, -2.0)));
    format!("{}, {title}, {who}", one.text)
}
