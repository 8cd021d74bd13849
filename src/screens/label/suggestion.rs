//! The statement panel while a suggestion is selected: what it would become, why it is there, and the decision.

use egui::{Button, Label, RichText, ScrollArea, Ui};

use crate::app::action::Action;
use crate::app::command::label::Command;
use crate::app::state::{OpenArticle, OpenProject, Proposal, State};
use crate::app::view_model;
use crate::model::statement::Origin;
use crate::ui::theme::Theme;
use crate::ui::widgets::{self, field_name};

/// Shows the panel. `names` is the width of the column of field names, in points.
#[expect(
    clippy::too_many_arguments,
    reason = "the panel is drawn from all that is known of the suggestion"
)]
pub(super) fn show(
    ui: &mut Ui,
    state: &State,
    project: &OpenProject,
    open: &OpenArticle,
    proposal: &Proposal,
    names: f32,
    theme: &Theme,
    actions: &mut Vec<Action>,
) {
    let id = &proposal.statement.id;
    let place = open.proposals().position(|other| other.statement.id == *id);
    let place = place.map_or(0, |place| place + 1);
    let count = open.suggestions.left.len();
    widgets::heading(ui, theme, "Suggestion", &format!("{place} of {count}"));
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        let statement = &proposal.statement;
        widgets::quote(ui, open.text(), statement, theme);
        let text = open.text();
        let row = |ui: &mut Ui, name: &str, value: &str| {
            ui.horizontal_top(|ui| {
                field_name(ui, theme, name, names);
                ui.vertical(|ui| {
                    // The name beside it stands in the middle of a row of buttons' height.
                    ui.add_space(3.0);
                    let value = ui.add(Label::new(value).wrap());
                    widgets::describe(&value, name);
                });
            });
        };
        row(ui, "Kind", statement.kind.name());
        row(ui, "Speaker", &speaker(project, open, proposal));
        let mention = statement.speaker.as_ref().and_then(|known| known.mention);
        if let Some(mention) = mention {
            row(ui, "mention", &text.slice(mention).replace('\n', " "));
        }
        if let Some(cue) = statement.cue {
            row(ui, "Cue", &text.slice(cue).replace('\n', " "));
        }
        for person in &statement.via {
            let shown = view_model::person_text(person, text, &project.codebook);
            row(ui, "Via", &shown);
        }
        row(ui, "Why", &why(proposal));
        ui.add_space(4.0);
        buttons(ui, state, theme, actions);
        ui.add_space(4.0);
        let keys = [Command::SetSpeaker, Command::SetTarget].map(|key| state.keymap.shown(key));
        let text = format!(
            "{}, {} or any other key that changes a statement accepts it first.",
            keys[0], keys[1]
        );
        let weak = RichText::new(text).color(theme.colours.weak);
        ui.add(Label::new(weak.size(theme.sizes.small)).wrap());
    });
}

fn speaker(project: &OpenProject, open: &OpenArticle, proposal: &Proposal) -> String {
    if let Some(name) = proposal.name_to_add(&project.codebook) {
        let role = match proposal.role.as_str() {
            "" => String::new(),
            role => format!(", {role}"),
        };
        return format!("{name} (new){role}");
    }
    let shown = view_model::speaker_text(&proposal.statement, open.text(), &project.codebook);
    if shown.is_empty() {
        "not found".to_owned()
    } else {
        shown
    }
}

/// Says why a suggestion is there, who made it, and how often its like is right.
fn why(proposal: &Proposal) -> String {
    let by = match &proposal.statement.origin {
        Origin::Suggested { by } if by != "rules" && by != "learned" => format!(" · {by}"),
        _ => String::new(),
    };
    format!(
        "{} · right in {:.0} of 100{by}",
        proposal.why,
        (proposal.score * 100.0).clamp(0.0, 100.0)
    )
}

fn buttons(ui: &mut Ui, state: &State, theme: &Theme, actions: &mut Vec<Action>) {
    ui.horizontal_wrapped(|ui| {
        let accept = RichText::new("Accept").color(theme.colours.on_accent);
        let all = [
            (
                Button::new(accept).fill(theme.colours.accent),
                Command::Accept,
            ),
            (Button::new("Reject"), Command::Reject),
            (Button::new("Suggestions…"), Command::Suggestions),
        ];
        for (button, command) in all {
            let hint = format!("{} ({})", command.row().help, state.keymap.shown(command));
            let button = ui
                .add_enabled(state.can_run(command), button)
                .on_hover_text(hint);
            if button.clicked() {
                actions.push(Action::run(command));
            }
        }
    });
}
