//! What somebody added, and the lead takes or declines.

use egui::{Button, Label, TextEdit, Ui};

use crate::app::action::{Action, codebook};
use crate::app::state::OpenProject;
use crate::model::codebook::edit::Entry;
use crate::ui::theme::Theme;
use crate::ui::{list, widgets};

/// Represents what is remembered between frames.
#[derive(Default)]
pub(super) struct AdditionView {
    why: String,
}

impl AdditionView {
    /// Shows the chosen addition.
    pub(super) fn show(
        &mut self,
        ui: &mut Ui,
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
