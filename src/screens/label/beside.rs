//! What the statement panel shows beside the fields: what to do while nothing is selected, what teammates have, and how a
//! statement came to be.

use egui::{Label, RichText, Ui};

use crate::app::action::Action;
use crate::app::command::label::Command;
use crate::app::command::{project, window};
use crate::app::mark::colour_of;
use crate::app::state::{OpenArticle, OpenProject, State};
use crate::app::view_model::{self, local_time};
use crate::model::statement::{Origin, Statement};
use crate::ui::{fonts, presets, theme::Theme};

/// Shows what to do while no statement is selected.
pub(super) fn no_statement(
    ui: &mut Ui,
    state: &State,
    open: &OpenArticle,
    theme: &Theme,
    actions: &mut Vec<Action>,
) {
    ui.add_space(4.0);
    let weak = |text: String| {
        Label::new(RichText::new(text).color(theme.colours.weak))
            .wrap()
            .selectable(false)
    };
    let key = |command: Command| state.keymap.shown(command);
    if !open.suggestions.left.is_empty() {
        ui.add(weak(format!(
            "{} goes to the next statement or suggestion. {} accepts a suggestion, {} rejects it.",
            key(Command::NextStatement),
            key(Command::Accept),
            key(Command::Reject)
        )));
        ui.add_space(4.0);
    }
    if open.sidecar.statements().is_empty() {
        ui.add(weak(format!(
            "Select the words of a quote and press {}. With nothing selected, {} takes the quotation or sentence at the caret.",
            key(Command::MakeStatement),
            key(Command::MakeStatement)
        )));
    } else {
        ui.add(weak(format!(
            "{} and {} walk through the statements; a click on a mark selects it.",
            key(Command::NextStatement),
            key(Command::PreviousStatement)
        )));
    }
    ui.add_space(6.0);
    if let Some(project) = &state.project {
        presets::show(ui, state, project, theme, actions);
    }
    ui.horizontal_wrapped(|ui| {
        if ui.button("Make statement").clicked() {
            actions.push(Action::run(Command::MakeStatement));
        }
        if ui.button("All keys").clicked() {
            actions.push(Action::run(window::Command::Keys));
        }
        if ui.button("About this article…").clicked() {
            actions.push(Action::run(project::Command::AboutArticle));
        }
    });
}

/// Shows what teammates have for the same utterance.
pub(super) fn compare(
    ui: &mut Ui,
    open: &OpenArticle,
    statement: &Statement,
    project: &OpenProject,
    theme: &Theme,
) {
    if open.mates.is_empty() {
        return;
    }
    ui.add_space(6.0);
    ui.separator();
    let Some(index) = open.sidecar.position(&statement.id) else {
        return;
    };
    for mate in &open.mates {
        let pair = mate.pairs.iter().find(|pair| pair.ours == Some(index));
        let verdict = pair
            .map(crate::review::align::Pair::verdict)
            .unwrap_or_default();
        let colour = theme.mate(colour_of(&mate.annotator));
        ui.horizontal_wrapped(|ui| {
            ui.add(
                Label::new(
                    RichText::new(project.name_of(&mate.annotator))
                        .color(colour)
                        .family(fonts::sans_bold()),
                )
                .selectable(false),
            );
            let verdict = match verdict.as_str() {
                "same" | "missing" => verdict.clone(),
                other => format!("differs in {other}"),
            };
            ui.add(Label::new(verdict).selectable(false));
        });
        let theirs = pair.and_then(|pair| mate.sidecar.statements().get(pair.theirs?));
        if let Some(theirs) = theirs {
            let speaker = view_model::speaker_text(theirs, open.text(), &project.codebook);
            let target = view_model::target_text(theirs, &project.codebook);
            let stance = view_model::stance_text(theirs, &project.codebook);
            let parts: Vec<&str> = [&speaker, &target, &stance]
                .into_iter()
                .filter(|part| !part.is_empty())
                .map(String::as_str)
                .collect();
            let text = RichText::new(parts.join(" · "))
                .color(theme.colours.weak)
                .size(theme.sizes.small);
            ui.add(Label::new(text).wrap().selectable(false));
        }
    }
}

/// Shows how the statement came to be and when it was changed.
pub(super) fn provenance(ui: &mut Ui, statement: &Statement, theme: &Theme) {
    ui.add_space(8.0);
    let how = match &statement.origin {
        Origin::Manual => "made by hand".to_owned(),
        Origin::Suggested { by } => match by.as_str() {
            "rules" => "suggested by general rules, accepted".to_owned(),
            "learned" => "suggested from your labels, accepted".to_owned(),
            other => format!("suggested by {other}, accepted"),
        },
        Origin::Projected { from } => format!("carried over from {from}"),
        Origin::Imported { from } => format!("imported from {from}"),
    };
    let mut text = format!("{how} · {}", local_time(&statement.created));
    if statement.changed != statement.created {
        text = format!("{text} · changed {}", local_time(&statement.changed));
    }
    let text = RichText::new(text)
        .color(theme.colours.weak)
        .size(theme.sizes.small);
    ui.add(Label::new(text).wrap().selectable(false));
}
