//! The statement panel: everything about the selected statement, and where it is set.

use egui::{Button, Label, RichText, ScrollArea, Ui};

use crate::app::action::label::{Entry, Part, PersonRole};
use crate::app::action::{Action, label};
use crate::app::command::label::Command;
use crate::app::command::{project, window};
use crate::app::mark::colour_of;
use crate::app::people::Person;
use crate::app::state::{Field, OpenArticle, OpenProject, State};
use crate::app::view_model::{self, local_time};
use crate::model::statement::{Kind, Origin, Statement};
use crate::ui::pick::{Choice, PickField, PickOptions, Picked};
use crate::ui::widgets::{self, field_name};
use crate::ui::{fonts, theme::Theme};

use super::elsewhere;
use super::likely;
use super::note::NoteField;
use super::stances;
use super::suggestion;

/// Width of the column of field names, in points.
const NAMES: f32 = 62.0;

/// Represents what the panel remembers between frames.
#[derive(Default)]
pub(super) struct StatementView {
    speaker: PickField,
    target: PickField,
    via: PickField,
    addressee: PickField,
    labels: PickField,
    note: NoteField,
}

impl StatementView {
    /// Shows the panel.
    pub(super) fn show(
        &mut self,
        ui: &mut Ui,
        state: &State,
        theme: &Theme,
        actions: &mut Vec<Action>,
    ) {
        widgets::name_panel(ui, "Statement");
        let Some(project) = &state.project else {
            return widgets::heading(ui, theme, "Statement", "");
        };
        let Some(open) = &project.open else {
            return widgets::heading(ui, theme, "Statement", "");
        };
        if let Some(proposal) = open.selected_proposal() {
            return suggestion::show(ui, state, project, open, proposal, NAMES, theme, actions);
        }
        let count = open.sidecar.statements().len();
        let Some(statement) = open.selected_statement() else {
            widgets::heading(ui, theme, "Statement", "");
            return no_statement(ui, state, open, theme, actions);
        };
        let statement = std::sync::Arc::clone(statement);
        let number = open.selected_index().map_or(0, |index| index + 1);
        widgets::heading(ui, theme, "Statement", &format!("{number} of {count}"));
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            widgets::quote(ui, open.text(), &statement, theme);
            ui.add_enabled_ui(open.read_only.is_none(), |ui| {
                self.fields(ui, state, project, open, &statement, theme, actions);
            });
            compare(ui, open, &statement, project, theme);
            provenance(ui, &statement, theme);
        });
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "the fields are drawn from all that the panel knows"
    )]
    fn fields(
        &mut self,
        ui: &mut Ui,
        state: &State,
        project: &OpenProject,
        open: &OpenArticle,
        statement: &Statement,
        theme: &Theme,
        actions: &mut Vec<Action>,
    ) {
        ui.horizontal(|ui| {
            field_name(ui, theme, "Kind", NAMES);
            ui.spacing_mut().item_spacing.x = 2.0;
            for kind in Kind::ALL {
                let button = Button::selectable(statement.kind == kind, kind.name());
                let button = ui.add(button);
                widgets::describe(&button, "Kind of quote");
                if button.clicked() {
                    actions.push(Action::Label(label::Action::SetKind(kind)));
                }
            }
        });
        let other = |ui: &mut Ui, fields: &[&str], actions: &mut Vec<Action>| {
            elsewhere::show(ui, project, open, statement, fields, theme, actions);
        };
        other(ui, &["quote"], actions);
        self.speaker_row(ui, state, project, open, statement, theme, actions);
        other(ui, &["speaker", "mention"], actions);
        cue_row(ui, open, statement, theme, actions);
        self.people_rows(ui, state, project, open, statement, theme, actions);
        other(ui, &["cue", "via", "addressees", "parent"], actions);
        ui.add_space(4.0);
        self.target_row(ui, state, project, open, theme, actions);
        stances::show(ui, state, project, open, statement, theme, actions);
        other(ui, &["stance", "evidence", "confidence"], actions);
        likely::show_stance(ui, project, open, theme);
        ui.add_space(4.0);
        self.label_row(ui, state, project, statement, theme, actions);
        other(ui, &["labels"], actions);
        self.note_row(ui, state, open, statement, theme, actions);
        other(ui, &["note"], actions);
        buttons(ui, state, statement, actions);
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "the row is drawn from all that the panel knows"
    )]
    fn speaker_row(
        &mut self,
        ui: &mut Ui,
        state: &State,
        project: &OpenProject,
        open: &OpenArticle,
        statement: &Statement,
        theme: &Theme,
        actions: &mut Vec<Action>,
    ) {
        let codebook = &project.codebook;
        let current = statement
            .speaker_id()
            .map(|id| codebook.speaker_name(id))
            .unwrap_or_default();
        let options = PickOptions {
            name: "Speaker",
            current,
            hint: "Who said it (S)",
            wants_focus: state.focus == Some(Field::Speaker),
            new: Some("Add"),
        };
        let speaker = &mut self.speaker;
        let mut picked = None;
        ui.horizontal(|ui| {
            field_name(ui, theme, "Speaker", NAMES);
            picked = speaker.show(ui, theme, &options, || people(open, statement, actions));
        });
        if let Some(choice) = picked.and_then(|picked| entry_of(open, picked)) {
            actions.push(Action::Label(label::Action::SetSpeaker(choice)));
        }
        let Some(mention) = statement
            .speaker
            .as_ref()
            .and_then(|speaker| speaker.mention)
        else {
            return;
        };
        value_row(
            ui,
            theme,
            "mention",
            &open.text().slice(mention).replace('\n', " "),
            "Clear mention",
            || {
                actions.push(Action::Label(label::Action::Clear(Part::Mention)));
            },
        );
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "the rows are drawn from all that the panel knows"
    )]
    fn people_rows(
        &mut self,
        ui: &mut Ui,
        state: &State,
        project: &OpenProject,
        open: &OpenArticle,
        statement: &Statement,
        theme: &Theme,
        actions: &mut Vec<Action>,
    ) {
        let rows = [
            (
                &mut self.via,
                PersonRole::Via,
                "Via",
                "Source in between",
                "Through whom (V)",
                &statement.via,
                Field::Via,
            ),
            (
                &mut self.addressee,
                PersonRole::Addressee,
                "To",
                "Addressee",
                "To whom (A)",
                &statement.addressees,
                Field::Addressee,
            ),
        ];
        for (pick, role, label, name, hint, set, field) in rows {
            for (index, person) in set.iter().enumerate() {
                let shown = view_model::person_text(person, open.text(), &project.codebook);
                let (remove, part) = match role {
                    PersonRole::Via => (format!("Remove source {shown}"), Part::Via(index)),
                    PersonRole::Addressee => {
                        (format!("Remove addressee {shown}"), Part::Addressee(index))
                    }
                };
                value_row(ui, theme, label, &shown, &remove, || {
                    actions.push(Action::Label(label::Action::Clear(part)));
                });
            }
            let options = PickOptions {
                name,
                current: "",
                hint,
                wants_focus: state.focus == Some(field),
                new: Some("Add"),
            };
            let mut picked = None;
            ui.horizontal(|ui| {
                field_name(ui, theme, if set.is_empty() { label } else { "" }, NAMES);
                picked = pick.show(ui, theme, &options, || people(open, statement, actions));
            });
            if let Some(choice) = picked.and_then(|picked| entry_of(open, picked)) {
                actions.push(Action::Label(label::Action::AddPerson(role, choice)));
            }
        }
    }

    fn target_row(
        &mut self,
        ui: &mut Ui,
        state: &State,
        project: &OpenProject,
        open: &OpenArticle,
        theme: &Theme,
        actions: &mut Vec<Action>,
    ) {
        let options = PickOptions {
            name: "Target",
            current: "",
            hint: "What it is about (T)",
            wants_focus: state.focus == Some(Field::Target),
            new: Some("Add target"),
        };
        let mut ids = Vec::new();
        let (target, likely) = (&mut self.target, &open.likely.targets);
        let mut picked = None;
        ui.horizontal(|ui| {
            field_name(ui, theme, "Target", NAMES);
            picked = target.show(ui, theme, &options, || {
                let (choices, found) = stances::targets(project, likely);
                ids = found;
                choices
            });
        });
        match picked {
            Some(Picked::Row(row)) => {
                if let Some(id) = ids.get(row) {
                    actions.push(Action::Label(label::Action::SetTarget(Entry::Known(
                        id.clone(),
                    ))));
                }
            }
            Some(Picked::New(name)) => {
                actions.push(Action::Label(label::Action::SetTarget(Entry::New(name))));
            }
            None => {}
        }
    }

    fn label_row(
        &mut self,
        ui: &mut Ui,
        state: &State,
        project: &OpenProject,
        statement: &Statement,
        theme: &Theme,
        actions: &mut Vec<Action>,
    ) {
        let codebook = &project.codebook;
        let options = PickOptions {
            name: "Labels",
            current: "",
            hint: "Add or take away (L)",
            wants_focus: state.focus == Some(Field::Labels),
            new: Some("Add label"),
        };
        let labels = &mut self.labels;
        let mut picked = None;
        ui.horizontal(|ui| {
            field_name(ui, theme, "Labels", NAMES);
            picked = labels.show(ui, theme, &options, || {
                let choice = |label: &crate::model::codebook::Label| Choice {
                    label: label.name.clone(),
                    detail: if statement.labels.contains(&label.id) {
                        "✓".to_owned()
                    } else {
                        String::new()
                    },
                    about: label.definition.clone(),
                    ..Choice::default()
                };
                codebook.offered_labels().map(choice).collect()
            });
        });
        match picked {
            Some(Picked::Row(row)) => {
                if let Some(label) = codebook.offered_labels().nth(row) {
                    actions.push(Action::Label(label::Action::ToggleLabel(label.id.clone())));
                }
            }
            Some(Picked::New(name)) => actions.push(Action::Label(label::Action::NewLabel(name))),
            None => {}
        }
        for id in &statement.labels {
            let name = codebook.label(id).map_or(id.as_str(), |label| &label.name);
            value_row(ui, theme, "", name, &format!("Remove label {name}"), || {
                actions.push(Action::Label(label::Action::ToggleLabel(id.clone())));
            });
        }
    }

    fn note_row(
        &mut self,
        ui: &mut Ui,
        state: &State,
        open: &OpenArticle,
        statement: &Statement,
        theme: &Theme,
        actions: &mut Vec<Action>,
    ) {
        ui.horizontal_top(|ui| {
            field_name(ui, theme, "Note", NAMES);
            let wants_focus = state.focus == Some(Field::Note);
            let sidecar = open.sidecar.value();
            if let Some(note) = self.note.show(ui, sidecar, statement, wants_focus) {
                let id = statement.id.clone();
                actions.push(Action::Label(label::Action::SetNote { id, note }));
            }
        });
    }
}

/// Shows the buttons that finish, reject, flag and delete. Only what came of a suggestion can be rejected.
fn buttons(ui: &mut Ui, state: &State, statement: &Statement, actions: &mut Vec<Action>) {
    ui.add_space(4.0);
    ui.horizontal_wrapped(|ui| {
        let keys = |command: Command| {
            let keys = state.keymap.shown(command);
            format!("{} ({keys})", command.row().help)
        };
        let flag = Button::selectable(
            statement.flagged,
            if statement.flagged {
                "⚑ Flagged"
            } else {
                "⚑ Flag"
            },
        );
        let all = [
            (Button::new("Accept"), Command::Accept),
            (Button::new("Reject"), Command::Reject),
            (flag, Command::ToggleFlag),
            (Button::new("Delete statement"), Command::DeleteStatement),
        ];
        for (button, command) in all {
            if ui
                .add_enabled(state.can_run(command), button)
                .on_hover_text(keys(command))
                .clicked()
            {
                actions.push(Action::run(command));
            }
        }
    });
}

/// Shows what to do while no statement is selected.
fn no_statement(
    ui: &mut Ui,
    state: &State,
    open: &OpenArticle,
    theme: &Theme,
    actions: &mut Vec<Action>,
) {
    ui.add_space(4.0);
    let weak = |text: String| {
        Label::new(RichText::new(text).color(theme.colours.weak))
            .wrap()
            .selectable(false)
    };
    let key = |command: Command| state.keymap.shown(command);
    if !open.suggestions.left.is_empty() {
        ui.add(weak(format!(
            "{} goes to the next statement or suggestion. {} accepts a suggestion, {} rejects it.",
            key(Command::NextStatement),
            key(Command::Accept),
            key(Command::Reject)
        )));
        ui.add_space(4.0);
    }
    if open.sidecar.statements().is_empty() {
        ui.add(weak(format!(
            "Select the words of a quote and press {}. With nothing selected, {} takes the quotation or sentence at the caret.",
            key(Command::MakeStatement),
            key(Command::MakeStatement)
        )));
    } else {
        ui.add(weak(format!(
            "{} and {} walk through the statements; a click on a mark selects it.",
            key(Command::NextStatement),
            key(Command::PreviousStatement)
        )));
    }
    ui.add_space(6.0);
    ui.horizontal_wrapped(|ui| {
        if ui.button("Make statement").clicked() {
            actions.push(Action::run(Command::MakeStatement));
        }
        if ui.button("All keys").clicked() {
            actions.push(Action::run(window::Command::Keys));
        }
        if ui.button("About this article…").clicked() {
            actions.push(Action::run(project::Command::AboutArticle));
        }
    });
}

/// Returns the rows of those who can be picked as somebody of a statement, as far as they are listed; asks for them where
/// they are of another time.
fn people(open: &OpenArticle, statement: &Statement, actions: &mut Vec<Action>) -> Vec<Choice> {
    if !open.people.are_latest(&statement.id, open.marks_key) {
        actions.push(Action::Label(label::Action::ListPeople));
    }
    if !open.people.are_of(&statement.id) {
        return Vec::new();
    }
    let row = |person: &Person| Choice {
        label: person.name.clone(),
        detail: person.detail.clone(),
        also: person.also.clone(),
        depth: 0,
        about: person.about.clone(),
    };
    open.people.list.iter().map(row).collect()
}

/// Returns the entry of the registry that was picked from the list of people.
fn entry_of(open: &OpenArticle, picked: Picked) -> Option<Entry> {
    match picked {
        Picked::New(name) => Some(Entry::New(name)),
        Picked::Row(row) => {
            let person = open.people.list.get(row)?;
            Some(match &person.id {
                Some(id) => Entry::Known(id.clone()),
                None => Entry::New(person.name.clone()),
            })
        }
    }
}

/// Shows the cue.
fn cue_row(
    ui: &mut Ui,
    open: &OpenArticle,
    statement: &Statement,
    theme: &Theme,
    actions: &mut Vec<Action>,
) {
    let text = open.text();
    if let Some(cue) = statement.cue {
        value_row(
            ui,
            theme,
            "Cue",
            &text.slice(cue).replace('\n', " "),
            "Clear cue",
            || {
                actions.push(Action::Label(label::Action::Clear(Part::Cue)));
            },
        );
    }
}

fn value_row(
    ui: &mut Ui,
    theme: &Theme,
    name: &str,
    value: &str,
    remove: &str,
    removed: impl FnOnce(),
) {
    ui.horizontal(|ui| {
        field_name(ui, theme, name, NAMES);
        if widgets::removable(ui, theme, value, remove) {
            removed();
        }
    });
}

/// Shows what teammates have for the same utterance.
fn compare(
    ui: &mut Ui,
    open: &OpenArticle,
    statement: &Statement,
    project: &OpenProject,
    theme: &Theme,
) {
    if open.mates.is_empty() {
        return;
    }
    ui.add_space(6.0);
    ui.separator();
    let Some(index) = open.sidecar.position(&statement.id) else {
        return;
    };
    for mate in &open.mates {
        let pair = mate.pairs.iter().find(|pair| pair.ours == Some(index));
        let verdict = pair
            .map(crate::review::align::Pair::verdict)
            .unwrap_or_default();
        let colour = theme.mate(colour_of(&mate.annotator));
        ui.horizontal_wrapped(|ui| {
            ui.add(
                Label::new(
                    RichText::new(project.name_of(&mate.annotator))
                        .color(colour)
                        .family(fonts::sans_bold()),
                )
                .selectable(false),
            );
            let verdict = match verdict.as_str() {
                "same" | "missing" => verdict.clone(),
                other => format!("differs in {other}"),
            };
            ui.add(Label::new(verdict).selectable(false));
        });
        let theirs = pair.and_then(|pair| mate.sidecar.statements().get(pair.theirs?));
        if let Some(theirs) = theirs {
            let speaker = view_model::speaker_text(theirs, open.text(), &project.codebook);
            let target = view_model::target_text(theirs, &project.codebook);
            let stance = view_model::stance_text(theirs, &project.codebook);
            let parts: Vec<&str> = [&speaker, &target, &stance]
                .into_iter()
                .filter(|part| !part.is_empty())
                .map(String::as_str)
                .collect();
            let text = RichText::new(parts.join(" · "))
                .color(theme.colours.weak)
                .size(theme.sizes.small);
            ui.add(Label::new(text).wrap().selectable(false));
        }
    }
}

/// Shows how the statement came to be and when it was changed.
fn provenance(ui: &mut Ui, statement: &Statement, theme: &Theme) {
    ui.add_space(8.0);
    let how = match &statement.origin {
        Origin::Manual => "made by hand".to_owned(),
        Origin::Suggested { by } => match by.as_str() {
            "rules" => "suggested by general rules, accepted".to_owned(),
            "learned" => "suggested from your labels, accepted".to_owned(),
            other => format!("suggested by {other}, accepted"),
        },
        Origin::Projected { from } => format!("carried over from {from}"),
        Origin::Imported { from } => format!("imported from {from}"),
    };
    let mut text = format!("{how} · {}", local_time(&statement.created));
    if statement.changed != statement.created {
        text = format!("{text} · changed {}", local_time(&statement.changed));
    }
    let text = RichText::new(text)
        .color(theme.colours.weak)
        .size(theme.sizes.small);
    ui.add(Label::new(text).wrap().selectable(false));
}
