//! The fields of a target.

use std::collections::HashMap;

use egui::{Button, Key, TextEdit, Ui};

use crate::app::action::{Action, codebook};
use crate::app::state::OpenProject;
use crate::model::codebook::edit::Entry;
use crate::model::codebook::{Codebook, Target};
use crate::model::id::ScaleId;
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
        let options = self::options("Lies under", &current);
        let key = project.codebook_key;
        let picked = self.parent.show_kept(ui, look.theme, &options, key, || {
            choices("Nothing: at the top", others(codebook, &own).into_iter())
        });
        if let Some(Picked::Row(row)) = picked {
            let chosen = row.checked_sub(1);
            let ids = others(codebook, &own);
            let chosen = chosen.and_then(|at| ids.get(at));
            target.parent = chosen.map(|(id, _)| id.as_str().into());
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
fn others(codebook: &Codebook, own: &str) -> Vec<(String, String)> {
    let above: Above<'_> = codebook
        .targets
        .iter()
        .filter_map(|one| Some((one.id.as_str(), one.parent.as_deref()?)))
        .collect();
    let offered = codebook.offered_targets();
    offered
        .filter(|other| !is_below(&above, &other.id, own))
        .map(|other| (other.id.as_str().to_owned(), other.name.clone()))
        .collect()
}

/// What each entry lies under, by id.
pub(super) type Above<'a> = HashMap<&'a str, &'a str>;

/// Tells whether an entry is another one, or lies under it.
pub(super) fn is_below(above: &Above<'_>, id: &str, other: &str) -> bool {
    let mut next = Some(id);
    // A file written by hand may go in a circle.
    for _ in 0..=above.len() {
        match next {
            Some(id) if id == other => return true,
            Some(id) => next = above.get(id).copied(),
            None => return false,
        }
    }
    false
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
        picks_first: true,
        new: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(id: &str, other: &str, expected: bool) {
        let above = Above::from([
            ("b", "a"),
            ("c", "b"),
            ("x", "y"),
            ("y", "x"),
            ("z", "gone"),
        ]);
        assert_eq!(is_below(&above, id, other), expected);
    }

    #[test]
    fn what_lies_under_is_found_through_others() {
        check("a", "a", true);
        check("c", "a", true);
        check("a", "c", false);
        check("x", "a", false);
        check("x", "y", true);
        check("z", "a", false);
    }
}
