//! The fields of the chosen entry: what all sorts of entries have, and around the fields of its own sort.

use egui::{Button, Label, Response, RichText, TextEdit, Ui};

use crate::app::action::Action;
use crate::app::command::codebook::Command;
use crate::app::state::{Field, OpenProject, State};
use crate::model::codebook::Sort;
use crate::model::codebook::edit::{Entry, EntryId};
use crate::ui::theme::Theme;
use crate::ui::{list, widgets};

use super::draft::Draft;
use super::{scale, speaker, target};

/// Represents what the fields remember between frames.
#[derive(Default)]
pub(super) struct FieldsView {
    target: target::TargetView,
    scale: scale::ScaleView,
    speaker: speaker::SpeakerView,
}

/// What a field is drawn with.
#[derive(Clone, Copy)]
pub(super) struct Look<'a> {
    /// The look of the window.
    pub(super) theme: &'a Theme,
    /// Whether the entry may be changed.
    pub(super) is_enabled: bool,
}

impl FieldsView {
    /// Shows them.
    pub(super) fn show(
        &mut self,
        ui: &mut Ui,
        state: &State,
        project: &OpenProject,
        draft: &mut Draft,
        theme: &Theme,
        actions: &mut Vec<Action>,
    ) {
        let id = draft.entry.id();
        let look = Look {
            theme,
            is_enabled: may_change(project, &id),
        };
        let uses = match project.desk.uses_of(&id) {
            None => String::new(),
            Some(1) => "1 use".to_owned(),
            Some(uses) => format!("{uses} uses"),
        };
        widgets::heading(ui, theme, title(id.sort), &uses);
        ui.push_id(("entry", id.sort.name(), id.id.as_str()), |ui| {
            name(ui, state, project, draft, look, actions);
            match id.sort {
                Sort::Target => self.target.show(ui, project, draft, look, actions),
                Sort::Scale | Sort::Stance => self.scale.show(ui, project, draft, look, actions),
                Sort::Label => label(ui, project, draft, look, actions),
                Sort::Speaker => self.speaker.show(ui, project, draft, look, actions),
            }
        });
        if let Some(refusal) = &draft.refusal {
            let text = format!("Not taken: {refusal}");
            let text = RichText::new(text).color(theme.colours.error);
            ui.add(Label::new(text).wrap());
        }
        ui.add_space(6.0);
        buttons(ui, state, id.sort, look, actions);
    }
}

/// Tells whether an entry may be changed by the annotator: the lead changes all, everybody else what they added.
fn may_change(project: &OpenProject, id: &EntryId) -> bool {
    if project.not_lead.is_none() {
        return project.lead_read_only.is_none();
    }
    project.added_read_only.is_none() && project.lead.entry(id).is_none()
}

fn title(sort: Sort) -> &'static str {
    match sort {
        Sort::Target => "Target",
        Sort::Scale => "Scale",
        Sort::Stance => "Stance",
        Sort::Label => "Label",
        Sort::Speaker => "Speaker",
    }
}

/// Shows the name.
fn name(
    ui: &mut Ui,
    state: &State,
    project: &OpenProject,
    draft: &mut Draft,
    look: Look<'_>,
    actions: &mut Vec<Action>,
) {
    let (text, step) = match &mut draft.entry {
        Entry::Target(entry) => (&mut entry.name, "rename target"),
        Entry::Scale(entry) => (&mut entry.name, "rename scale"),
        Entry::Stance { stance, .. } => (&mut stance.label, "rename stance"),
        Entry::Label(entry) => (&mut entry.name, "rename label"),
        Entry::Speaker(entry) => (&mut entry.name, "rename speaker"),
    };
    let response = line(ui, look, "Name", text);
    if state.focus == Some(Field::EntryName) && look.is_enabled {
        response.request_focus();
        list::caret_to_end(ui, &response, text);
    }
    if response.changed() {
        draft.set_typed(project, step, actions);
    }
}

/// Shows what a label means.
fn label(
    ui: &mut Ui,
    project: &OpenProject,
    draft: &mut Draft,
    look: Look<'_>,
    actions: &mut Vec<Action>,
) {
    let Entry::Label(entry) = &mut draft.entry else {
        return;
    };
    if area(ui, look, ("Definition", 3), &mut entry.definition) {
        draft.set_typed(project, "write definition", actions);
    }
}

/// Shows a field of one line below its name.
pub(super) fn line(ui: &mut Ui, look: Look<'_>, name: &str, text: &mut String) -> Response {
    caption(ui, look, name);
    let edit = TextEdit::singleline(text).desired_width(f32::INFINITY);
    ui.add_enabled(look.is_enabled, edit).accessible_name(name)
}

/// Shows a field of several lines below its name; tells whether something was typed.
pub(super) fn area(
    ui: &mut Ui,
    look: Look<'_>,
    (name, rows): (&str, usize),
    text: &mut String,
) -> bool {
    caption(ui, look, name);
    let edit = TextEdit::multiline(text)
        .desired_width(f32::INFINITY)
        .desired_rows(rows);
    let response = ui.add_enabled(look.is_enabled, edit);
    response.accessible_name(name).changed()
}

/// Shows the name of a field, above it.
pub(super) fn caption(ui: &mut Ui, look: Look<'_>, name: &str) {
    let text = list::weak(look.theme, name);
    ui.add(Label::new(text).selectable(false));
}

/// Shows what can be done with the entry.
fn buttons(ui: &mut Ui, state: &State, sort: Sort, look: Look<'_>, actions: &mut Vec<Action>) {
    let in_tree = [
        Command::MoveUp,
        Command::MoveDown,
        Command::MoveIn,
        Command::MoveOut,
        Command::RemoveEntry,
    ];
    let in_list = [Command::MoveUp, Command::MoveDown, Command::RemoveEntry];
    let all: &[Command] = if sort == Sort::Target {
        &in_tree
    } else {
        &in_list
    };
    ui.horizontal_wrapped(|ui| {
        for &command in all {
            let row = command.row();
            let response = ui.add_enabled(look.is_enabled, Button::new(row.text));
            let help = format!("{} ({})", row.help, state.keymap.shown(command));
            if response.on_hover_text(help).clicked() {
                actions.push(Action::run(command));
            }
        }
    });
}
