//! The project's rules for quotes, with what each means.

use egui::{Button, Label, RadioButton, RichText, ScrollArea, Ui};

use crate::app::action::{Action, codebook};
use crate::app::state::OpenProject;
use crate::model::project::POLICIES;
use crate::ui::rules::QUESTIONS;
use crate::ui::theme::Theme;
use crate::ui::{fonts, list, widgets};

/// Shows them.
pub(super) fn show(ui: &mut Ui, project: &OpenProject, theme: &Theme, actions: &mut Vec<Action>) {
    widgets::name_panel(ui, "Rules");
    let policy = *project.policy.value();
    let preset = policy
        .preset()
        .map_or("the project\u{2019}s own", |one| one.name);
    widgets::heading(ui, theme, "Rules", preset);
    if let Some(why) = &project.not_lead {
        let text = format!("The rules are the lead\u{2019}s to set: {why}");
        list::note(ui, theme, &text);
    }
    let is_enabled = project.not_lead.is_none();
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        list::note(
            ui,
            theme,
            "What a quote is, so that everybody marks the same. They are kept in onrecord.ron. Statements that are there already stay as they are",
        );
        ui.add_space(6.0);
        ui.add(Label::new("As in").selectable(false));
        ui.horizontal_wrapped(|ui| {
            for preset in &POLICIES {
                let is_set = preset.policy == policy;
                let button = Button::selectable(is_set, preset.name);
                let response = ui.add_enabled(is_enabled, button);
                if response.on_hover_text(preset.about).clicked() {
                    actions.push(codebook::Action::SetPolicy(preset.policy).into());
                }
            }
        });
        if let Some(preset) = policy.preset() {
            list::note(ui, theme, preset.about);
        }
        for question in &QUESTIONS {
            ui.add_space(10.0);
            let about = RichText::new(question.about).family(fonts::sans_bold());
            ui.add(Label::new(about).selectable(false));
            for answer in &question.answers {
                let is_set = answer.is_in(policy);
                let button = RadioButton::new(is_set, answer.rule);
                if ui.add_enabled(is_enabled, button).clicked() && !is_set {
                    let policy = (answer.put)(policy);
                    actions.push(codebook::Action::SetPolicy(policy).into());
                }
                list::note(ui, theme, answer.means);
            }
        }
    });
}
