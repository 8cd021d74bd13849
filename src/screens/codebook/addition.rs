//! What somebody added, and the lead takes, merges or declines.

use egui::{Button, Label, TextEdit, Ui};

use crate::app::action::{Action, codebook};
use crate::app::state::{Field, OpenProject, State};
use crate::model::codebook::additions::Addition;
use crate::model::codebook::edit::{Entry, EntryId};
use crate::model::codebook::{Codebook, Scale};
use crate::ui::pick::{Choice, PickField, PickOptions, Picked, key_of};
use crate::ui::theme::Theme;
use crate::ui::{list, widgets};

use super::merging::others;

/// Represents what is remembered between frames.
#[derive(Default)]
pub(super) struct AdditionView {
    why: String,
    into: PickField,
}

impl AdditionView {
    /// Shows the chosen addition.
    pub(super) fn show(
        &mut self,
        ui: &mut Ui,
        state: &State,
        project: &OpenProject,
        theme: &Theme,
        actions: &mut Vec<Action>,
    ) {
        let id = project.desk.chosen.as_ref();
        let Some(addition) = id.and_then(|id| project.desk.addition(id)) else {
            let text = "Choose an addition to see what it means";
            list::nothing(ui, theme, text);
            return;
        };
        let id = addition.entry.id();
        let who = project.name_of(&addition.annotator);
        widgets::heading(ui, theme, addition.entry.name(), id.sort.name());
        list::note(ui, theme, &format!("Added by {who}"));
        if let Some(like) = &addition.like {
            let name = project.codebook.entry(like);
            let name = name.map(|entry| entry.name().to_owned());
            let text = format!(
                "The codebook has an entry of this name: {}",
                name.unwrap_or_default()
            );
            list::warning(ui, theme, &text);
        }
        let means = means(&addition.entry);
        if !means.is_empty() {
            ui.add(Label::new(means).wrap());
        }
        if let Some(why) = &addition.declined {
            ui.add(Label::new(format!("Declined: {why}")).wrap());
        }
        if !project.may_lead() {
            return;
        }
        ui.add_space(6.0);
        if ui.add(Button::new("Take it")).clicked() {
            actions.push(codebook::Action::Take(id.clone()).into());
        }
        if addition.declined.is_some() {
            return;
        }
        if let Some(into) = self.merge_field(ui, state, project, theme, addition) {
            let addition = id.clone();
            actions.push(codebook::Action::MergeAddition { addition, into }.into());
        }
        let edit = TextEdit::singleline(&mut self.why)
            .hint_text("Why not, for who added it")
            .desired_width(f32::INFINITY);
        ui.add(edit).accessible_name("Why it is declined");
        let has_reason = !self.why.trim().is_empty();
        let button = Button::new("Decline it");
        if ui.add_enabled(has_reason, button).clicked() {
            let why = std::mem::take(&mut self.why).trim().to_owned();
            actions.push(codebook::Action::Decline(id, why).into());
        }
    }
}

impl AdditionView {
    /// Shows the field that picks the entry which the addition is one with; returns the one that was picked.
    fn merge_field(
        &mut self,
        ui: &mut Ui,
        state: &State,
        project: &OpenProject,
        theme: &Theme,
        addition: &Addition,
    ) -> Option<EntryId> {
        let options = PickOptions {
            name: "Merge into",
            current: "",
            hint: "It is one with another entry (M)",
            wants_focus: state.focus == Some(Field::MergeInto),
            picks_first: false,
            new: None,
        };
        let key = key_of((project.codebook_key, addition.entry.id()));
        let all = || mergeable(&project.lead, &addition.entry);
        let picked = self.into.show(ui, theme, &options, key, || {
            let choice = |(_, label)| Choice {
                label,
                ..Choice::default()
            };
            all().into_iter().map(choice).collect()
        });
        let Some(Picked::Row(row)) = picked else {
            return None;
        };
        all().into_iter().nth(row).map(|(id, _)| id)
    }
}

/// Returns the entries of the lead's codebook that an addition can be one with, by id and name.
fn mergeable(lead: &Codebook, entry: &Entry) -> Vec<(EntryId, String)> {
    let Entry::Stance { scale, stance } = entry else {
        return others(lead, &entry.id());
    };
    let known = lead.scale(scale).into_iter().flat_map(Scale::offered);
    known
        .filter(|one| one.id != stance.id)
        .map(|one| (EntryId::stance(scale, &one.id), one.label.clone()))
        .collect()
}

/// Returns what an entry says of itself.
fn means(entry: &Entry) -> String {
    match entry {
        Entry::Target(target) => target.definition.clone(),
        Entry::Label(label) => label.definition.clone(),
        Entry::Scale(scale) => {
            let labels: Vec<&str> = scale.offered().map(|one| one.label.as_str()).collect();
            labels.join(", ")
        }
        Entry::Stance { scale, .. } => format!("On the scale {scale}"),
        Entry::Speaker(speaker) => {
            let parts = [&speaker.role, &speaker.affiliation, &speaker.country];
            let parts = parts.into_iter().map(String::as_str);
            let parts: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
            parts.join(", ")
        }
    }
}
