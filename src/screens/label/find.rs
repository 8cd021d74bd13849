//! The bar that finds words in the article.

use egui::{Frame, Key, Label, Margin, Modifiers, Panel, RichText, TextEdit, Ui};

use crate::app::action::{Action, label};
use crate::app::command::edit::Command;
use crate::app::state::{Field, OpenArticle, State};
use crate::ui::theme::Theme;
use crate::ui::widgets;

/// Represents what the bar remembers between frames.
#[derive(Default)]
pub(super) struct FindView {
    words: String,
}

impl FindView {
    /// Shows the bar.
    pub(super) fn show(
        &mut self,
        ui: &mut Ui,
        state: &State,
        open: &OpenArticle,
        theme: &Theme,
        actions: &mut Vec<Action>,
    ) {
        let frame = Frame::new()
            .fill(theme.colours.panel)
            .inner_margin(Margin::symmetric(10, 5));
        Panel::top("find").frame(frame).show(ui, |ui| {
            ui.horizontal(|ui| {
                let id = ui.make_persistent_id("find");
                let is_used = ui.memory(|memory| memory.has_focus(id));
                let (enter, back) = if is_used {
                    ui.input_mut(|input| {
                        (
                            input.consume_key(Modifiers::NONE, Key::Enter),
                            input.consume_key(Modifiers::SHIFT, Key::Enter),
                        )
                    })
                } else {
                    (false, false)
                };
                if !is_used && open.find.words.is_empty() {
                    self.words.clear();
                }
                let edit = TextEdit::singleline(&mut self.words)
                    .id(id)
                    .hint_text("Find in the article")
                    .desired_width(260.0);
                let response = ui.add(edit).accessible_name("Find in article");
                // Escape takes the focus from the field before anything is drawn.
                let escape =
                    response.lost_focus() && ui.input(|input| input.key_pressed(Key::Escape));
                if state.focus == Some(Field::Find) {
                    response.request_focus();
                }
                if response.changed() {
                    actions.push(Action::Label(label::Action::FindText(self.words.clone())));
                }
                if enter || back {
                    actions.push(Action::run(if back {
                        Command::FindPrevious
                    } else {
                        Command::FindNext
                    }));
                    response.request_focus();
                }
                let count = open.find.hits.len();
                let text = match (open.find.current, self.words.is_empty()) {
                    (_, true) => String::new(),
                    (Some(current), false) => format!("{} of {count}", current + 1),
                    (None, false) => "not found".to_owned(),
                };
                ui.add(Label::new(RichText::new(text).color(theme.colours.weak)).selectable(false));
                if widgets::icon(ui, "↑", "Previous hit", theme.colours.text).clicked() {
                    actions.push(Action::run(Command::FindPrevious));
                }
                if widgets::icon(ui, "↓", "Next hit", theme.colours.text).clicked() {
                    actions.push(Action::run(Command::FindNext));
                }
                if widgets::icon(ui, "✕", "Close find", theme.colours.weak).clicked() || escape {
                    self.words.clear();
                    actions.push(Action::Label(label::Action::CloseFind));
                }
            });
        });
    }
}
