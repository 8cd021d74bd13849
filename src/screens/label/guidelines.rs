//! The project's guidelines and rules, in the place of the list of articles while one labels.

use egui::{Label, RichText, ScrollArea, Ui};

use crate::app::action::Action;
use crate::app::command::label::Command;
use crate::app::command::{codebook, window};
use crate::app::state::State;
use crate::ui::markdown::MarkdownView;
use crate::ui::theme::Theme;
use crate::ui::{fonts, list, rules, widgets};

/// Represents what the view remembers between frames.
#[derive(Default)]
pub(super) struct GuidelinesView {
    shown: MarkdownView,
}

impl GuidelinesView {
    /// Shows them.
    pub(super) fn show(
        &mut self,
        ui: &mut Ui,
        state: &State,
        theme: &Theme,
        actions: &mut Vec<Action>,
    ) {
        widgets::name_panel(ui, "Guidelines");
        let Some(project) = &state.project else {
            return;
        };
        ui.add_space(6.0);
        let keys = state.keymap.shown(Command::ShowGuidelines);
        widgets::heading(ui, theme, "Guidelines", "");
        let back = format!("Back to the articles ({keys})");
        if ui.small_button(back).clicked() {
            actions.push(Action::run(Command::ShowGuidelines));
        }
        ScrollArea::vertical()
            .id_salt("guidelines while labelling")
            .auto_shrink(false)
            .show(ui, |ui| {
                let text = &project.codebook.guidelines;
                if text.trim().is_empty() {
                    let screen = state.keymap.shown(window::Command::ShowCodebook);
                    let part = state.keymap.shown(codebook::Command::Guidelines);
                    let note = format!(
                        "Nothing is written yet. They are written on the Codebook screen ({screen}, then {part})"
                    );
                    list::note(ui, theme, &note);
                } else {
                    self.shown.show(ui, theme, text);
                }
                ui.add_space(10.0);
                let title = RichText::new("Rules").family(fonts::sans_bold());
                ui.add(Label::new(title).selectable(false));
                for rule in rules::sentences(*project.policy.value()) {
                    list::note(ui, theme, rule);
                }
            });
    }
}
