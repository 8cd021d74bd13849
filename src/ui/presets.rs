//! The line that offers scales to begin with, in a project that has no codebook yet. It stands in no one's way: whoever goes
//! on labelling has the scale that stands in.

use egui::{Button, Label, RichText, Role, Ui, WidgetInfo, vec2};

use crate::app::action::{Action, codebook};
use crate::app::command::project::Command;
use crate::app::state::{OpenProject, State};
use crate::model::codebook::presets::SCALES;

use super::theme::Theme;

/// Shows the line, where there is a choice.
pub(crate) fn show(
    ui: &mut Ui,
    state: &State,
    project: &OpenProject,
    theme: &Theme,
    actions: &mut Vec<Action>,
) {
    if !project.may_begin() {
        return;
    }
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(4.0, 4.0);
        let text = RichText::new("Stances to begin with:")
            .color(theme.colours.weak)
            .size(theme.sizes.small);
        ui.add(Label::new(text).selectable(false));
        for ((place, preset), command) in SCALES.iter().enumerate().zip(Command::BEGIN) {
            let keys = state.keymap.shown(command);
            let text = if keys.is_empty() {
                preset.about.to_owned()
            } else {
                format!("{} ({keys})", preset.about)
            };
            let text = RichText::new(text).size(theme.sizes.small);
            let labels: Vec<&str> = preset.labels().collect();
            let response = ui.add(Button::new(text).wrap());
            let name = format!("Begin with: {}", preset.about);
            response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
            if response.on_hover_text(labels.join(", ")).clicked() {
                actions.push(codebook::Action::Begin(place).into());
            }
        }
    });
    ui.add_space(4.0);
}
