//! The statement panel: everything about the selected statement, and where it is set.

use egui::{Button, RichText, Role, ScrollArea, Ui, WidgetInfo};

use crate::app::action::label::{Entry, Part, PersonRole};
use crate::app::action::{Action, label};
use crate::app::command::label::Command;
use crate::app::people::Person;
use crate::app::state::{Field, OpenArticle, OpenProject, State};
use crate::app::view_model;
use crate::model::statement::{Kind, Statement};
use crate::ui::pick::{Choice, PickField, PickOptions, Picked, key_of};
use crate::ui::theme::Theme;
use crate::ui::widgets::{self, field_name};

use super::beside;
use super::elsewhere;
use super::likely;
use super::note::NoteField;
use super::stances;
use super::suggestion;

/// Width of the column of field names, in points.
const NAMES: f32 = 62.0;

/// Width below which the kinds of quotes stand closer together, in points.
const KINDS: f32 = 178.0;

/// Represents what the panel remembers between frames.
#[derive(Default)]
pub(super) struct StatementView {
    speaker: PickField,
    target: PickField,
    /// Whether what is picked takes the place of the current target.
    replaces: bool,
    stance: PickField,
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
            return beside::no_statement(ui, state, open, theme, actions);
        };
        let statement = std::sync::Arc::clone(statement);
        let number = open.selected_index().map_or(0, |index| index + 1);
        widgets::heading(ui, theme, "Statement", &format!("{number} of {count}"));
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            widgets::quote(ui, open.text(), &statement, theme);
            ui.add_enabled_ui(open.read_only.is_none(), |ui| {
                self.fields(ui, state, project, open, &statement, theme, actions);
            });
            beside::compare(ui, open, &statement, project, theme);
            beside::provenance(ui, &statement, theme);
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
            if ui.available_width() < KINDS {
                // What does not fit would push the other fields out of the panel.
                ui.spacing_mut().button_padding.x *= 0.5;
            }
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
        self.stance_row(ui, state, project, open, theme, actions);
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
            picks_first: true,
            new: Some("Add"),
        };
        let field = (&mut self.speaker, "Speaker");
        let picked = pick_person(ui, theme, field, &options, (open, statement), actions);
        if let Some(choice) = picked {
            actions.push(Action::Label(label::Action::SetSpeaker(choice)));
        }
        if let Some(role) = role_proposed(project, open, statement) {
            let text = format!("Role: {role}?");
            let text = RichText::new(text).size(theme.sizes.small);
            let button = ui.add(Button::new(text).wrap());
            button.widget_info(|| {
                WidgetInfo::labeled(Role::Button, true, format!("Take over the role: {role}"))
            });
            let about = "As the article has it; it is kept of the speaker whom you added";
            if button.on_hover_text(about).clicked() {
                actions.push(Action::Label(label::Action::SetRole(role.to_owned())));
            }
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
        for (picker, role, label, name, hint, set, field) in rows {
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
                picks_first: true,
                new: Some("Add"),
            };
            let label = if set.is_empty() { label } else { "" };
            let field = (picker, label);
            let picked = pick_person(ui, theme, field, &options, (open, statement), actions);
            if let Some(choice) = picked {
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
        match state.focus {
            Some(Field::OtherTarget) => self.replaces = true,
            Some(_) => self.replaces = false,
            None => self.replaces &= self.target.is_open(),
        }
        let current = open.target().filter(|_| self.replaces);
        let options = PickOptions {
            name: "Target",
            current: current.map_or("", |target| project.codebook.target_name(target)),
            hint: "What it is about (T)",
            wants_focus: matches!(state.focus, Some(Field::Target | Field::OtherTarget)),
            picks_first: open.likely.is_clear(),
            new: Some("Add target"),
        };
        let likely = &open.likely.targets;
        let field = (&mut self.target, "Target");
        let key = stances::targets_key(project, likely);
        let picked = pick(ui, theme, field, &options, key, || {
            stances::targets(project, likely)
        });
        let choice = picked.and_then(|picked| match picked {
            Picked::Row(row) => stances::target_at(project, likely, row).map(Entry::Known),
            Picked::New(name) => Some(Entry::New(name)),
        });
        let Some(choice) = choice else { return };
        let replaces = std::mem::take(&mut self.replaces);
        actions.push(Action::Label(if replaces {
            label::Action::ReplaceTarget(choice)
        } else {
            label::Action::SetTarget(choice)
        }));
    }

    /// Shows the field in which a stance is typed, and the sides of one that the annotator added.
    fn stance_row(
        &mut self,
        ui: &mut Ui,
        state: &State,
        project: &OpenProject,
        open: &OpenArticle,
        theme: &Theme,
        actions: &mut Vec<Action>,
    ) {
        let Some(target) = open.target() else { return };
        let taken = open.selected_statement().and_then(|statement| {
            let taken = statement.stance_on(target)?;
            taken.stance.as_deref()
        });
        let options = PickOptions {
            name: "Stance",
            current: taken.map_or("", |stance| project.codebook.stance_label(target, stance)),
            hint: "Type one (P)",
            wants_focus: state.focus == Some(Field::Stance),
            picks_first: false,
            new: Some("Add stance"),
        };
        let field = (&mut self.stance, "Stance");
        let key = key_of((project.codebook_key, target));
        let picked = pick(ui, theme, field, &options, key, || {
            stances::choices(&project.codebook, target)
        });
        match picked {
            Some(Picked::Row(row)) => {
                let id = stances::choice_at(&project.codebook, target, row);
                // The one that is set already is not taken away by being picked.
                if let Some(id) = id.filter(|id| taken != Some(id.as_str())) {
                    actions.push(Action::Label(label::Action::SetStance(id.into())));
                }
            }
            Some(Picked::New(name)) => {
                actions.push(Action::Label(label::Action::NewStance(name)));
            }
            None => {}
        }
        if let Some(taken) = taken {
            stances::sides(ui, project, target, taken, theme, actions);
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
            picks_first: true,
            new: Some("Add label"),
        };
        let field = (&mut self.labels, "Labels");
        let key = key_of((project.codebook_key, &statement.labels));
        let picked = pick(ui, theme, field, &options, key, || {
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

/// Shows a field in which something is picked, behind its name; returns what was picked.
fn pick(
    ui: &mut Ui,
    theme: &Theme,
    (field, label): (&mut PickField, &str),
    options: &PickOptions<'_>,
    key: u64,
    choices: impl FnOnce() -> Vec<Choice>,
) -> Option<Picked> {
    let row = ui.horizontal(|ui| {
        field_name(ui, theme, label, NAMES);
        field.show(ui, theme, options, key, choices)
    });
    row.inner
}

/// Shows a field in which somebody is picked, behind its name; returns the entry of the registry that was picked. Asks for
/// those who can be where they are of another time.
fn pick_person(
    ui: &mut Ui,
    theme: &Theme,
    (field, label): (&mut PickField, &str),
    options: &PickOptions<'_>,
    (open, statement): (&OpenArticle, &Statement),
    actions: &mut Vec<Action>,
) -> Option<Entry> {
    let listed = open.people.listed_for(&statement.id);
    let key = key_of((statement.id.as_str(), listed));
    let picked = pick(ui, theme, (&mut *field, label), options, key, || {
        people(open, statement)
    });
    if field.is_open() && !open.people.are_latest(&statement.id, open.marks_key) {
        actions.push(Action::Label(label::Action::ListPeople));
    }
    entry_of(open, picked?)
}

/// Shows the buttons that go on, reject, flag and delete; those alone that mean something for the statement: only what came
/// of a suggestion can be rejected.
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
            (Button::new("Next"), Command::NextStatement),
            (Button::new("Reject"), Command::Reject),
            (flag, Command::ToggleFlag),
            (Button::new("Delete statement"), Command::DeleteStatement),
        ];
        let meant = all
            .into_iter()
            .filter(|(_, command)| state.can_run(*command));
        for (button, command) in meant {
            if ui.add(button).on_hover_text(keys(command)).clicked() {
                actions.push(Action::run(command));
            }
        }
    });
}

/// Returns the rows of those who can be picked as somebody of a statement, as far as they are listed.
fn people(open: &OpenArticle, statement: &Statement) -> Vec<Choice> {
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

/// Returns the role that the article gives the statement's speaker, whom the annotator added without one.
fn role_proposed<'a>(
    project: &OpenProject,
    open: &'a OpenArticle,
    statement: &Statement,
) -> Option<&'a str> {
    let speaker = project.added.value().speaker(statement.speaker_id()?)?;
    if !speaker.role.is_empty() || !speaker.roles.is_empty() {
        return None;
    }
    let mut suggested = open.suggestions.all.iter();
    let same = suggested.find(|one| one.statement.quote == statement.quote)?;
    Some(same.role.as_str()).filter(|role| !role.is_empty())
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
