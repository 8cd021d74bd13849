//! The fields of a target.

use egui::{Button, Key, TextEdit, Ui};

use crate::app::action::{Action, codebook};
use crate::app::state::OpenProject;
use crate::model::codebook::above::Above;
use crate::model::codebook::edit::Entry;
use crate::model::codebook::{Codebook, Target};
use crate::model::id::{ScaleId, TargetId};
use crate::ui::pick::PickField;

use super::asked::Asked;
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
        let (codebook, key) = (&project.codebook, project.codebook_key);
        let mut step = None;
        let asked = Asked {
            name: "Scale",
            current: &scale_text(codebook, target),
            none: "As what it lies under, else the first",
        };
        let all = || scales(codebook);
        if asked.show(ui, &mut self.scale, look, key, &mut target.scale, all) {
            step = Some("set scale");
        }
        let parent = target.parent.clone();
        let parent = parent.as_deref();
        let asked = Asked {
            name: "Lies under",
            current: parent.map_or("nothing", |id| codebook.target_name(id)),
            none: "Nothing: at the top",
        };
        let all = || others(codebook, &target.id);
        if asked.show(ui, &mut self.parent, look, key, &mut target.parent, all) {
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
    sources(ui, project, look, target, actions);
    if let Some(step) = step {
        draft.set_typed(project, step, actions);
    }
}

/// Shows the statements that examples were taken from; a click opens one.
fn sources(
    ui: &mut Ui,
    project: &OpenProject,
    look: Look<'_>,
    target: &Target,
    actions: &mut Vec<Action>,
) {
    let examples = target.examples.iter().chain(&target.counter_examples);
    let mut taken = examples.filter_map(|one| Some((one, one.source.as_ref()?)));
    let Some(first) = taken.next() else { return };
    caption(ui, look, "Statements that examples were taken from");
    for (place, (example, source)) in std::iter::once(first).chain(taken).enumerate() {
        let title = project.title(&source.article);
        let text = format!("{title}: {}", example.text.replace('\n', " "));
        let button = Button::new(text).truncate();
        let response = ui.push_id(("source", place), |ui| ui.add(button)).inner;
        let help = format!(
            "Opens the statement by {}",
            project.name_of(&source.annotator)
        );
        if response.on_hover_text(help).clicked() {
            actions.push(codebook::Action::OpenSource(source.clone()).into());
        }
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

/// Returns the targets that another one can lie under, by id and name: none that lies under it already.
fn others(codebook: &Codebook, own: &str) -> Vec<(TargetId, String)> {
    let above = Above::of_targets(codebook);
    let offered = codebook.offered_targets();
    offered
        .filter(|other| !above.is_below(&other.id, own))
        .map(|other| (other.id.clone(), other.name.clone()))
        .collect()
}
