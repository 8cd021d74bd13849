//! The bar at the bottom, and the messages above it.

use egui::{Align, Button, Frame, Label, Layout, Margin, Panel, RichText, Ui};

use crate::app::action::Action;
use crate::app::command::{edit, label, project};
use crate::app::state::{OpenArticle, OpenProject, State};
use crate::model::phrase::count;
use crate::model::sidecar::Status;

use super::theme::Theme;
use super::widgets;

/// Most messages shown at a time.
const MOST_SHOWN: usize = 3;

/// Shows the bar.
pub(crate) fn show(ui: &mut Ui, state: &State, theme: &Theme, actions: &mut Vec<Action>) {
    let frame = Frame::new()
        .fill(theme.colours.panel)
        .inner_margin(Margin::symmetric(8, 3));
    Panel::bottom("status").frame(frame).show(ui, |ui| {
        ui.style_mut().text_styles.insert(
            egui::TextStyle::Body,
            egui::FontId::proportional(theme.sizes.small),
        );
        ui.style_mut().text_styles.insert(
            egui::TextStyle::Button,
            egui::FontId::proportional(theme.sizes.small),
        );
        ui.spacing_mut().interact_size.y = theme.sizes.small * 1.6;
        ui.horizontal(|ui| {
            left(ui, state, theme, actions);
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                right(ui, state, theme, actions);
            });
        });
    });
}

fn left(ui: &mut Ui, state: &State, theme: &Theme, actions: &mut Vec<Action>) {
    let Some(project) = &state.project else {
        let text = if state.opening.is_some() {
            "Opening…"
        } else {
            "No project"
        };
        ui.add(Label::new(text).selectable(false));
        return;
    };
    let text = project.saving_text();
    let (sign, colour) = if text.starts_with("Not") {
        ("✗", theme.colours.error)
    } else if text.starts_with("Saving") {
        ("●", theme.colours.busy)
    } else {
        ("✓", theme.colours.ok)
    };
    ui.add(Label::new(RichText::new(sign).color(colour)).selectable(false));
    let failed = text.starts_with("Not");
    let shown = RichText::new(&text).color(if failed {
        theme.colours.error
    } else {
        theme.colours.text
    });
    let hint = project.failures().next();
    let hint = hint.map(|(_, problem)| problem.to_string());
    // Before the text, which may be long: what can be done about it must be in sight.
    if failed && ui.add(Button::new("Save again")).clicked() {
        actions.push(Action::run(project::Command::RetrySave));
    }
    let room = ui.available_width() * 0.6;
    let response = ui.scope(|ui| {
        ui.set_max_width(room);
        ui.add(Label::new(shown).truncate())
    });
    let response = response.inner;
    if let Some(hint) = hint {
        response.on_hover_text(hint);
    }
    ui.add(Label::new(RichText::new("·").color(theme.colours.weak)).selectable(false));
    let who = Button::new(&project.annotator).frame(false);
    if ui
        .add(who)
        .on_hover_text("Who labels. Click to change")
        .clicked()
    {
        actions.push(Action::run(project::Command::ChooseAnnotator));
    }
    if let Some(task) = state.tasks.exporting() {
        let (done, total) = task.progress();
        let share = if total == 0 {
            0.0
        } else {
            done as f32 / total as f32
        };
        let bar = egui::ProgressBar::new(share)
            .desired_width(140.0)
            .text(format!("Exporting {done} of {total}"));
        ui.add(bar);
        if ui.button("Cancel").clicked() {
            actions.push(Action::CancelTask);
        }
    }
}

fn right(ui: &mut Ui, state: &State, theme: &Theme, actions: &mut Vec<Action>) {
    let Some(project) = &state.project else {
        return;
    };
    let weak = |text: String| RichText::new(text).color(theme.colours.weak);
    // From the right edge on; a dot stands between two parts, never beside one alone.
    let mut is_first = true;
    let mut dot = |ui: &mut Ui| {
        if !std::mem::take(&mut is_first) {
            ui.add(Label::new(weak("·".to_owned())).selectable(false));
        }
    };
    let text = |ui: &mut Ui, text: RichText| ui.add(Label::new(text).selectable(false).truncate());
    if let Some(step) = state.next_step(true) {
        let keys = state.keymap.shown(edit::Command::Undo);
        dot(ui);
        text(ui, weak(format!("{keys} undo {step}")));
    }
    if !project.problems.is_empty() {
        dot(ui);
        problems(ui, project.problems.len(), theme, actions);
    }
    if project.absence.is_some() {
        dot(ui);
        text(
            ui,
            RichText::new("folder is away").color(theme.colours.error),
        );
    }
    let Some(open) = &project.open else { return };
    if open.read_only.is_some() {
        dot(ui);
        text(ui, RichText::new("read-only").color(theme.colours.busy));
    }
    if open.sidecar.status == Status::Excluded {
        dot(ui);
        let shown = text(ui, RichText::new("excluded").color(theme.colours.busy));
        shown.on_hover_text(&open.sidecar.reason);
    }
    if open.is_gone {
        dot(ui);
        text(ui, RichText::new("file is gone").color(theme.colours.error));
    }
    if let Some(text) = suggestions_text(project, open) {
        dot(ui);
        suggestions(ui, state, &text, theme, actions);
    }
    let statements = open.sidecar.statements();
    let flagged = statements
        .iter()
        .filter(|statement| statement.flagged)
        .count();
    if flagged > 0 {
        dot(ui);
        text(ui, weak(format!("{flagged} flagged")));
    }
    dot(ui);
    text(ui, weak(count(statements.len(), "statement")));
}

/// Shows how many problems there are, as the button that lists them.
fn problems(ui: &mut Ui, number: usize, theme: &Theme, actions: &mut Vec<Action>) {
    let text = count(number, "problem");
    let button = Button::new(RichText::new(text).color(theme.colours.error)).frame(false);
    let hint = "Files that could not be read, with place and reason";
    if ui.add(button).on_hover_text(hint).clicked() {
        actions.push(Action::run(project::Command::ShowProblems));
    }
}

/// Says how many suggestions wait, and how far learning is; nothing where there is nothing to say.
fn suggestions_text(project: &OpenProject, open: &OpenArticle) -> Option<String> {
    if !project.suggester.is_on {
        return Some("suggestions off".to_owned());
    }
    let learning = project.learner.progress();
    let learning = learning.map(|done| format!("learning from your labels, {:.0} %", done * 100.0));
    let left = open.suggestions.left.len();
    let left = (left > 0).then(|| format!("{} left", count(left, "suggestion")));
    let parts: Vec<String> = learning.into_iter().chain(left).collect();
    (!parts.is_empty()).then(|| parts.join(" · "))
}

/// Shows what is known of suggestions; a click opens their page.
fn suggestions(ui: &mut Ui, state: &State, text: &str, theme: &Theme, actions: &mut Vec<Action>) {
    let button = Button::new(RichText::new(text).color(theme.colours.weak)).frame(false);
    let hint = format!(
        "Accept many at once; see how often they are right ({})",
        state.keymap.shown(label::Command::Suggestions)
    );
    if ui.add(button).on_hover_text(hint).clicked() {
        actions.push(Action::run(label::Command::Suggestions));
    }
}

/// Shows the messages that wait to be read, above the bar. They take room of their own, so that they cover nothing.
pub(crate) fn notices(ui: &mut Ui, state: &State, theme: &Theme, actions: &mut Vec<Action>) {
    if state.notices.is_empty() {
        return;
    }
    let frame = Frame::new()
        .fill(theme.colours.panel)
        .inner_margin(Margin::symmetric(8, 4));
    let panel = Panel::bottom("notices").resizable(false).frame(frame);
    panel.show(ui, |ui| {
        let older = state.notices.len().saturating_sub(MOST_SHOWN);
        if older > 0 {
            more(ui, older, theme, actions);
        }
        for (index, notice) in state.notices.iter().enumerate().skip(older) {
            let (sign, colour) = if notice.is_error {
                ("⚠", theme.colours.error)
            } else {
                ("·", theme.colours.weak)
            };
            ui.horizontal_top(|ui| {
                ui.add(Label::new(RichText::new(sign).color(colour)).selectable(false));
                let beside = if notice.file.is_some() { 150.0 } else { 34.0 };
                let room = (ui.available_width() - beside * theme.scale()).max(60.0);
                ui.scope(|ui| {
                    ui.set_max_width(room);
                    ui.add(Label::new(&notice.text).wrap());
                });
                if let Some(file) = &notice.file
                    && ui.button("Show in folder").clicked()
                {
                    actions.push(Action::ShowPath(file.clone()));
                }
                if widgets::icon(ui, "✕", "Dismiss", theme.colours.weak).clicked() {
                    actions.push(Action::Dismiss(index));
                }
            });
        }
    });
}

/// Says how many older messages there are, and offers to take all of them away.
fn more(ui: &mut Ui, count: usize, theme: &Theme, actions: &mut Vec<Action>) {
    ui.horizontal(|ui| {
        let text = RichText::new(format!("and {count} more")).color(theme.colours.weak);
        ui.add(Label::new(text).selectable(false));
        if ui.button("Dismiss all").clicked() {
            actions.push(Action::DismissAll);
        }
    });
}
