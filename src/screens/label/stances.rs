//! The part of the statement panel about stances: the targets, the scale's buttons, the evidence.

use egui::{Align, Button, Label, Layout, RichText, Stroke, Ui, vec2};

use crate::app::action::label::Part;
use crate::app::action::{Action, label};
use crate::app::command::label::Command;
use crate::app::likely::Proposal;
use crate::app::state::{OpenArticle, OpenProject, State};
use crate::app::view_model;
use crate::model::codebook::{Codebook, OFF_SCALE, Scale, Target};
use crate::model::statement::{StanceTaken, Statement};
use crate::ui::pick::Choice;
use crate::ui::presets;
use crate::ui::theme::{Ink, Theme};
use crate::ui::widgets;

use super::likely::share;

/// Shows the stances that the statement takes, and the buttons that set the current one.
pub(super) fn show(
    ui: &mut Ui,
    state: &State,
    project: &OpenProject,
    open: &OpenArticle,
    statement: &Statement,
    theme: &Theme,
    actions: &mut Vec<Action>,
) {
    presets::show(ui, project, theme, actions);
    let current = open.target();
    for taken in &statement.stances {
        let is_current = current == Some(taken.target.as_str());
        taken_row(
            ui,
            project,
            open,
            taken,
            is_current,
            statement.stances.len() > 1,
            theme,
            actions,
        );
    }
    let Some(target) = current else {
        let weak = RichText::new("Choose a target (T) to set a stance")
            .color(theme.colours.weak)
            .size(theme.sizes.small);
        ui.add(Label::new(weak).selectable(false));
        return;
    };
    let now = statement
        .stance_on(target)
        .and_then(|taken| taken.stance.as_deref());
    buttons(
        ui,
        state,
        &project.codebook,
        target,
        now,
        open.read_only.is_none(),
        theme,
        actions,
    );
}

#[expect(
    clippy::too_many_arguments,
    clippy::fn_params_excessive_bools,
    reason = "one row, drawn from the view's parts"
)]
fn taken_row(
    ui: &mut Ui,
    project: &OpenProject,
    open: &OpenArticle,
    taken: &StanceTaken,
    is_current: bool,
    is_one_of_many: bool,
    theme: &Theme,
    actions: &mut Vec<Action>,
) {
    let name = project.codebook.target_name(&taken.target);
    let stance = taken.stance.as_deref().map_or("no stance yet", |stance| {
        project.codebook.stance_label(&taken.target, stance)
    });
    ui.horizontal(|ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if widgets::icon(ui, "✕", &format!("Remove {name}"), theme.colours.weak).clicked() {
                actions.push(Action::Label(label::Action::Clear(Part::Stance(
                    taken.target.clone().into(),
                ))));
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let mut text = RichText::new(format!("{name} – {stance}"));
                if is_current && is_one_of_many {
                    text = text.family(crate::ui::fonts::sans_bold());
                }
                let row = Button::new(text).frame(false).truncate();
                let row = ui
                    .add(row)
                    .on_hover_text(about(&project.codebook, &taken.target));
                if row.clicked() {
                    actions.push(Action::Label(label::Action::CurrentTarget(
                        taken.target.clone(),
                    )));
                }
            });
        });
    });
    for span in &taken.evidence {
        let words = format!("“{}”", open.text().slice(*span));
        if widgets::removable(ui, theme, &words, "Clear evidence") {
            actions.push(Action::Label(label::Action::Clear(Part::Evidence(
                taken.target.clone().into(),
            ))));
        }
    }
}

#[expect(
    clippy::too_many_arguments,
    reason = "one row of buttons, drawn from the view's parts"
)]
fn buttons(
    ui: &mut Ui,
    state: &State,
    codebook: &Codebook,
    target: &str,
    now: Option<&str>,
    is_enabled: bool,
    theme: &Theme,
    actions: &mut Vec<Action>,
) {
    let scale = codebook.scale_of(target);
    let stances = scale.into_iter().flat_map(Scale::offered);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(4.0, 4.0);
        for (index, stance) in stances.enumerate() {
            let share = view_model::share(codebook, target, &stance.id);
            let ink = match (share, view_model::colour(codebook, target, &stance.id)) {
                (_, Some(colour)) => theme.custom(colour),
                (Some(share), None) => theme.polarity(share),
                (None, None) => theme.colours.off_scale,
            };
            let key = match stance.key {
                Some(key) => key.to_string(),
                None if index < 9 => (index + 1).to_string(),
                None => String::new(),
            };
            let is_set = now == Some(stance.id.as_str());
            stance_button(
                ui,
                &stance.label,
                &key,
                is_set,
                is_enabled,
                ink,
                theme,
                || {
                    actions.push(Action::Label(label::Action::SetStance(stance.id.clone())));
                },
            );
        }
        let commands = [
            Command::StanceUnclear,
            Command::StanceMixed,
            Command::StanceNotStated,
        ];
        for ((id, label), command) in OFF_SCALE.into_iter().zip(commands) {
            let key = state.keymap.shown(command);
            stance_button(
                ui,
                label,
                &key,
                now == Some(id),
                is_enabled,
                theme.colours.off_scale,
                theme,
                || {
                    actions.push(Action::Label(label::Action::SetStance(id.into())));
                },
            );
        }
    });
}

#[expect(
    clippy::too_many_arguments,
    clippy::fn_params_excessive_bools,
    reason = "a button with all that it shows"
)]
fn stance_button(
    ui: &mut Ui,
    label: &str,
    key: &str,
    is_set: bool,
    is_enabled: bool,
    ink: Ink,
    theme: &Theme,
    clicked: impl FnOnce(),
) {
    let mut text = egui::text::LayoutJob::default();
    let font = egui::FontId::proportional(theme.sizes.interface);
    let weak = if is_set {
        theme.colours.text
    } else {
        theme.colours.weak
    };
    if !key.is_empty() {
        text.append(
            key,
            0.0,
            egui::TextFormat::simple(egui::FontId::proportional(theme.sizes.small), weak),
        );
    }
    text.append(
        label,
        if key.is_empty() { 0.0 } else { 5.0 },
        egui::TextFormat::simple(font, theme.colours.text),
    );
    let stroke = if is_set {
        Stroke::new(2.0, ink.ink)
    } else {
        Stroke::new(1.0, theme.colours.line)
    };
    let button = Button::new(text)
        .fill(if is_set { ink.strong } else { ink.fill })
        .stroke(stroke);
    let response = ui.add_enabled(is_enabled, button);
    response.widget_info(|| {
        egui::WidgetInfo::selected(
            egui::Role::Button,
            is_enabled,
            is_set,
            format!("Stance: {label}"),
        )
    });
    if response.clicked() {
        clicked();
    }
}

/// Returns the targets that can be picked: the likely ones, those set last, then the tree; with their ids beside.
pub(super) fn targets(project: &OpenProject, likely: &[Proposal]) -> (Vec<Choice>, Vec<String>) {
    let codebook = &project.codebook;
    let (mut choices, mut ids) = (Vec::new(), Vec::new());
    for proposal in likely {
        let Some(target) = codebook.target(&proposal.id) else {
            continue;
        };
        let about = about(codebook, &proposal.id);
        let gap = if about.is_empty() { "" } else { "\n" };
        choices.push(Choice {
            label: target.name.clone(),
            detail: share(proposal),
            also: parents(codebook, &proposal.id),
            depth: 0,
            about: format!("{about}{gap}Likely: {}", proposal.why),
        });
        ids.push(proposal.id.clone());
    }
    for id in project.recent_targets.iter().take(4) {
        let is_offered = |target: &&Target| target.is_offered() && !ids.contains(id);
        let Some(target) = codebook.target(id).filter(is_offered) else {
            continue;
        };
        choices.push(Choice {
            label: target.name.clone(),
            detail: "recent".to_owned(),
            also: parents(codebook, id),
            depth: 0,
            about: about(codebook, id),
        });
        ids.push(id.clone());
    }
    for (depth, target) in codebook.tree() {
        choices.push(Choice {
            label: target.name.clone(),
            detail: String::new(),
            also: parents(codebook, &target.id),
            depth,
            about: about(codebook, &target.id),
        });
        ids.push(target.id.clone().into());
    }
    (choices, ids)
}

fn parents(codebook: &Codebook, id: &str) -> String {
    let above: Vec<&str> = codebook
        .ancestry(id)
        .into_iter()
        .skip(1)
        .map(|target| target.name.as_str())
        .collect();
    above.join(" ")
}

/// Returns what the codebook says of a target.
fn about(codebook: &Codebook, id: &str) -> String {
    let Some(target) = codebook.target(id) else {
        return "The codebook does not have this target".to_owned();
    };
    let mut lines: Vec<String> = Vec::new();
    if !target.definition.is_empty() {
        lines.push(target.definition.clone());
    }
    for (name, text) in [("Include", &target.include), ("Exclude", &target.exclude)] {
        if !text.is_empty() {
            lines.push(format!("{name}: {text}"));
        }
    }
    lines.join("\n")
}
