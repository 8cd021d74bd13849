//! The fields of a target.

use egui::{Key, TextEdit, Ui};

use crate::app::action::{Action, codebook};
use crate::app::state::OpenProject;
use crate::model::codebook::edit::Entry;
use crate::model::codebook::{Codebook, Target};
use crate::model::id::{ScaleId, TargetId};
use crate::ui::pick::{Choice, PickField, PickOptions, Picked};

use super::draft::{Draft, examples};
use super::fields::{Look, area, caption};

/// Represents what the fields remember between frames.
#[derive(Default)]
pub(super) struct TargetView {
    scale: PickField,
    parent: PickField,
    below: String,
}

impl TargetView {
    /// Shows them.
    pub(super) fn show(
        &mut self,
        ui: &mut Ui,
        project: &OpenProject,
        draft: &mut Draft,
        look: Look<'_>,
        actions: &mut Vec<Action>,
    ) {
        texts(ui, project, draft, look, actions);
        if look.is_enabled {
            self.place(ui, project, draft, look, actions);
        }
        let Entry::Target(target) = &draft.entry else {
            return;
        };
        caption(ui, look, "New target under this one");
        let edit = TextEdit::singleline(&mut self.below)
            .hint_text("Name")
            .desired_width(f32::INFINITY);
        let response = ui.add(edit).accessible_name("New target under this one");
        let entered = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        if entered && !self.below.trim().is_empty() {
            let add = codebook::Action::AddUnder {
                parent: target.id.clone().into(),
                name: std::mem::take(&mut self.below),
            };
            actions.push(add.into());
        }
    }

    /// Shows its scale and what it lies under.
    fn place(
        &mut self,
        ui: &mut Ui,
        project: &OpenProject,
        draft: &mut Draft,
        look: Look<'_>,
        actions: &mut Vec<Action>,
    ) {
        let Entry::Target(target) = &mut draft.entry else {
            return;
        };
        let codebook = &project.codebook;
        caption(ui, look, "Scale");
        let current = scale_text(codebook, target);
        let options = self::options("Scale", &current);
        let picked = self.scale.show(ui, look.theme, &options, || {
            let scales = scales(codebook).into_iter();
            choices("As what it lies under, else the first", scales)
        });
        let mut step = None;
        if let Some(Picked::Row(row)) = picked {
            let chosen = row.checked_sub(1);
            let ids = scales(codebook);
            target.scale = chosen.and_then(|at| ids.get(at)).map(|(id, _)| id.clone());
            step = Some("set scale");
        }
        caption(ui, look, "Lies under");
        let parent = target.parent.as_deref();
        let current = parent.map_or("nothing", |id| codebook.target_name(id));
        let current = current.to_owned();
        let own = target.id.clone();
        let picked = self.parent.show(
            ui,
            look.theme,
            &self::options("Lies under", &current),
            || choices("Nothing: at the top", others(codebook, &own).into_iter()),
        );
        if let Some(Picked::Row(row)) = picked {
            let chosen = row.checked_sub(1);
            let ids = others(codebook, &own);
            target.parent = chosen.and_then(|at| ids.get(at)).map(|(id, _)| id.clone());
            step = Some("move target");
        }
        if let Some(step) = step {
            draft.set_picked(project, step, actions);
        }
    }
}

/// Shows what a target means, and its examples.
fn texts(
    ui: &mut Ui,
    project: &OpenProject,
    draft: &mut Draft,
    look: Look<'_>,
    actions: &mut Vec<Action>,
) {
    let Entry::Target(target) = &mut draft.entry else {
        return;
    };
    let texts = &mut draft.texts;
    let mut step = None;
    if area(ui, look, ("Definition", 3), &mut target.definition) {
        step = Some("write definition");
    }
    if area(ui, look, ("Include", 2), &mut target.include) {
        step = Some("write what is included");
    }
    if area(ui, look, ("Exclude", 2), &mut target.exclude) {
        step = Some("write what is excluded");
    }
    if area(ui, look, ("Examples, a line each", 2), &mut texts.examples) {
        target.examples = examples(&texts.examples, &target.examples);
        step = Some("write examples");
    }
    let name = "Looks like it and is not, a line each";
    if area(ui, look, (name, 2), &mut texts.counter_examples) {
        target.counter_examples = examples(&texts.counter_examples, &target.counter_examples);
        step = Some("write what it is not");
    }
    if let Some(step) = step {
        draft.set_typed(project, step, actions);
    }
}

/// Says on which scale stances towards a target lie.
fn scale_text(codebook: &Codebook, target: &Target) -> String {
    let own = target.scale.as_deref().and_then(|id| codebook.scale(id));
    if let Some(scale) = own {
        return scale.name.clone();
    }
    match codebook.scale_of(&target.id) {
        Some(scale) => format!("{} (not its own)", scale.name),
        None => "none".to_owned(),
    }
}

/// Returns the scales that can be chosen, by id and name.
fn scales(codebook: &Codebook) -> Vec<(ScaleId, String)> {
    let scales = codebook.scales.iter();
    let offered = scales.filter(|scale| scale.replaced_by.is_none());
    offered
        .map(|scale| (scale.id.clone(), scale.name.clone()))
        .collect()
}

/// Returns the targets that another one can lie under, by id and name.
fn others(codebook: &Codebook, own: &str) -> Vec<(TargetId, String)> {
    let offered = codebook.offered_targets().filter(|other| other.id != own);
    offered
        .map(|other| (other.id.clone(), other.name.clone()))
        .collect()
}

/// Returns what a picker offers: none of them first.
pub(super) fn choices<I>(none: &str, all: impl Iterator<Item = (I, String)>) -> Vec<Choice> {
    let labels = all.map(|(_, label)| label);
    let choice = |label: String| Choice {
        label,
        ..Choice::default()
    };
    std::iter::once(none.to_owned())
        .chain(labels)
        .map(choice)
        .collect()
}

/// Returns how a picker looks that takes only what is there.
pub(super) fn options<'a>(name: &'a str, current: &'a str) -> PickOptions<'a> {
    PickOptions {
        name,
        current,
        hint: "Type a few letters",
        wants_focus: false,
        new: None,
    }
}
