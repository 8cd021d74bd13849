//! The guidelines: where they are written, and beside it how they are read.

use egui::{ScrollArea, TextEdit, Ui};

use crate::app::action::{Action, codebook};
use crate::app::command::label::Command;
use crate::app::state::{Field, OpenProject, State};
use crate::ui::markdown::MarkdownView;
use crate::ui::theme::Theme;
use crate::ui::{list, widgets};

/// Fewest lines of the field, so that it looks like a page.
const ROWS: usize = 24;

/// Represents what is remembered between frames.
#[derive(Default)]
pub(super) struct GuidelinesView {
    text: String,
    /// The state of the codebook that the text was compared with.
    key: Option<u64>,
    shown: MarkdownView,
}

impl GuidelinesView {
    /// Shows the field in which they are written.
    pub(super) fn edit(
        &mut self,
        ui: &mut Ui,
        state: &State,
        project: &OpenProject,
        theme: &Theme,
        actions: &mut Vec<Action>,
    ) {
        widgets::name_panel(ui, "Guidelines");
        widgets::heading(ui, theme, "Guidelines", "");
        let keys = state.keymap.shown(Command::ShowGuidelines);
        let note = format!(
            "What annotators are to know beyond the definitions. # begins a heading, - an entry of a list; **words** are stressed. {keys} shows them while labelling"
        );
        list::note(ui, theme, &note);
        if self.key != Some(project.codebook_key) {
            self.key = Some(project.codebook_key);
            if self.text != project.codebook.guidelines {
                self.text.clone_from(&project.codebook.guidelines);
            }
        }
        let may_write = project.may_lead();
        ScrollArea::vertical()
            .id_salt("guidelines as they are written")
            .auto_shrink(false)
            .show(ui, |ui| {
                let edit = TextEdit::multiline(&mut self.text)
                    .hint_text("# What we label\n\nA statement is \u{2026}")
                    .desired_width(f32::INFINITY)
                    .desired_rows(ROWS);
                let response = ui.add_enabled(may_write, edit);
                let response = response.accessible_name("Guidelines");
                if state.focus == Some(Field::EntryName) && may_write {
                    response.request_focus();
                }
                if response.changed() {
                    let text = self.text.clone();
                    actions.push(codebook::Action::SetGuidelines(text).into());
                }
            });
    }

    /// Shows how they are read.
    pub(super) fn read(&mut self, ui: &mut Ui, project: &OpenProject, theme: &Theme) {
        widgets::heading(ui, theme, "As they are read", "");
        let text = &project.codebook.guidelines;
        if text.trim().is_empty() {
            list::note(ui, theme, "Nothing is written yet");
            return;
        }
        self.shown.show(ui, theme, text);
    }
}
