//! The part of the statement panel about stances: the targets, the scale's buttons, the evidence.

use std::collections::HashMap;

use egui::{Align, Button, Label, Layout, RichText, Stroke, Ui, vec2};

use crate::app::action::label::{Part, Side};
use crate::app::action::{Action, label};
use crate::app::command::label::Command;
use crate::app::likely::Proposal;
use crate::app::state::{OpenArticle, OpenProject, State};
use crate::app::view_model;
use crate::model::codebook::{Codebook, OFF_SCALE, Scale, Target};
use crate::model::statement::{StanceTaken, Statement};
use crate::ui::pick::{Choice, key_of};
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
    presets::show(ui, state, project, theme, actions);
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
        if let Some(text) = last(state, project) {
            let weak = RichText::new(text)
                .color(theme.colours.weak)
                .size(theme.sizes.small);
            ui.add(Label::new(weak).wrap().selectable(false));
        }
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

/// Says what was set last, and by which keys it is set again; nothing where nothing was set yet.
fn last(state: &State, project: &OpenProject) -> Option<String> {
    let (target, stance) = project.set_last.as_ref()?;
    let name = project.codebook.target_name(target);
    let keys = state.keymap.shown(Command::SameTarget);
    let again = format!("Again {name} ({keys})");
    let Some(stance) = stance else {
        return Some(again);
    };
    let label = project.codebook.stance_label(target, stance);
    let keys = state.keymap.shown(Command::SameStance);
    Some(format!("{again}, {label} ({keys})"))
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
                    taken.target.clone(),
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
                taken.target.clone(),
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

/// Returns the stances that can be picked for a target, in the order of its scale; those beside the scale come last.
pub(super) fn choices(codebook: &Codebook, target: &str) -> Vec<Choice> {
    let scale = codebook.scale_of(target);
    let on_scale = scale.into_iter().flat_map(Scale::offered);
    let on_scale = on_scale.map(|stance| Choice {
        label: stance.label.clone(),
        detail: stance
            .polarity
            .and_then(|_| view_model::share(codebook, target, &stance.id))
            .map_or_else(String::new, |share| view_model::sign(share).to_owned()),
        ..Choice::default()
    });
    let beside = OFF_SCALE.iter().map(|(_, label)| Choice {
        label: (*label).to_owned(),
        detail: "beside the scale".to_owned(),
        ..Choice::default()
    });
    on_scale.chain(beside).collect()
}

/// Returns the id of the stance in a row of [`choices`].
pub(super) fn choice_at(codebook: &Codebook, target: &str, row: usize) -> Option<String> {
    let scale = codebook.scale_of(target);
    let on_scale = scale.into_iter().flat_map(Scale::offered);
    let on_scale = on_scale.map(|stance| stance.id.as_str());
    let beside = OFF_SCALE.iter().map(|(id, _)| *id);
    on_scale.chain(beside).nth(row).map(str::to_owned)
}

/// Shows on which side a stance stands, where the annotator added it: it may be said, and need not be.
pub(super) fn sides(
    ui: &mut Ui,
    project: &OpenProject,
    target: &str,
    stance: &str,
    theme: &Theme,
    actions: &mut Vec<Action>,
) {
    let scale = project.codebook.scale_of(target);
    let added = scale.and_then(|scale| project.added.value().scale(&scale.id));
    let added = added.and_then(|scale| scale.stances.iter().find(|one| one.id == stance));
    let Some(added) = added else { return };
    let now = Side::of(added.polarity);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 2.0;
        let about = format!("“{}” is new. Against or for the target?", added.label);
        let about = RichText::new(about)
            .color(theme.colours.weak)
            .size(theme.sizes.small);
        ui.add(Label::new(about).selectable(false));
        for side in Side::ALL {
            let is_set = now == Some(side);
            let button = ui.add(Button::selectable(is_set, side.sign()));
            button.widget_info(|| {
                let name = format!("New stance: {}", side.name());
                egui::WidgetInfo::selected(egui::Role::Button, true, is_set, name)
            });
            if button.clicked() {
                let side = label::Action::SetSide(stance.into(), side);
                actions.push(Action::Label(side));
            }
        }
    });
}

/// Returns what the list of targets that can be picked is made of, in short.
pub(super) fn targets_key(project: &OpenProject, likely: &[Proposal]) -> u64 {
    let likely: Vec<(&str, String, &str)> = likely
        .iter()
        .map(|one| (one.id.as_str(), share(one), one.why.as_str()))
        .collect();
    key_of((project.codebook_key, likely, &project.recent_targets))
}

/// Returns the targets that can be picked: the likely ones, those set last, then the tree.
pub(super) fn targets(project: &OpenProject, likely: &[Proposal]) -> Vec<Choice> {
    let codebook = &project.codebook;
    let known = Known::new(codebook);
    let offered = offered(codebook, likely, &project.recent_targets);
    let choice = |(why, target): (Why<'_>, &Target)| {
        let about = about_target(target);
        let (detail, depth, about) = match why {
            Why::Likely(proposal) => {
                let gap = if about.is_empty() { "" } else { "\n" };
                let about = format!("{about}{gap}Likely: {}", proposal.why);
                (share(proposal), 0, about)
            }
            Why::Recent => ("recent".to_owned(), 0, about),
            Why::InTree(depth) => (String::new(), depth, about),
        };
        Choice {
            label: target.name.clone(),
            detail,
            also: known.parents(target),
            depth,
            about,
        }
    };
    offered.into_iter().map(choice).collect()
}

/// Returns the id of the target in a row of [`targets`].
pub(super) fn target_at(project: &OpenProject, likely: &[Proposal], row: usize) -> Option<String> {
    let offered = offered(&project.codebook, likely, &project.recent_targets);
    let (_, target) = offered.get(row)?;
    Some(target.id.clone().into())
}

/// Says why a target can be picked where it stands.
enum Why<'a> {
    /// It is likely.
    Likely(&'a Proposal),
    /// It was set lately.
    Recent,
    /// It stands in the tree, so deep.
    InTree(usize),
}

fn offered<'a>(
    codebook: &'a Codebook,
    likely: &'a [Proposal],
    recent: &[String],
) -> Vec<(Why<'a>, &'a Target)> {
    let mut all: Vec<(Why<'a>, &Target)> = Vec::new();
    for proposal in likely {
        if let Some(target) = codebook.target(&proposal.id) {
            all.push((Why::Likely(proposal), target));
        }
    }
    for id in recent.iter().take(4) {
        let is_new = all.iter().all(|(_, known)| known.id != *id.as_str());
        let target = codebook.target(id).filter(|target| target.is_offered());
        if let Some(target) = target.filter(|_| is_new) {
            all.push((Why::Recent, target));
        }
    }
    let tree = codebook.tree().into_iter();
    all.extend(tree.map(|(depth, target)| (Why::InTree(depth), target)));
    all
}

/// The targets by id: for thousands of them, since looking each up in the codebook takes long.
struct Known<'a>(HashMap<&'a str, &'a Target>);

impl<'a> Known<'a> {
    fn new(codebook: &'a Codebook) -> Self {
        let all = codebook.targets.iter().rev();
        Self(all.map(|target| (target.id.as_str(), target)).collect())
    }

    /// Returns the names of what a target lies under, nearest first. A tree that goes in a circle ends where it comes round.
    fn parents(&self, target: &Target) -> String {
        let mut seen = vec![target.id.as_str()];
        let mut names: Vec<&str> = Vec::new();
        let mut next = target.parent.as_deref();
        while let Some(above) = next.and_then(|id| self.0.get(id)) {
            if seen.contains(&above.id.as_str()) {
                break;
            }
            seen.push(&above.id);
            names.push(&above.name);
            next = above.parent.as_deref();
        }
        names.join(" ")
    }
}

/// Returns what the codebook says of a target.
fn about(codebook: &Codebook, id: &str) -> String {
    let about = codebook.target(id).map(about_target);
    about.unwrap_or_else(|| "The codebook does not have this target".to_owned())
}

fn about_target(target: &Target) -> String {
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
