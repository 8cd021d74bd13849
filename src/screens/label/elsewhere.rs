//! The line under a field of the statement panel that says which other value it was given, and the buttons that decide.

use egui::{Label, RichText, Ui};

use crate::app::action::{Action, label};
use crate::app::state::{OpenArticle, OpenProject};
use crate::app::view_model;
use crate::model::codebook::Codebook;
use crate::model::id::LabelId;
use crate::model::span::Span;
use crate::model::statement::conflict::FieldValue;
use crate::model::statement::{Mention, Statement};
use crate::model::text::Text;
use crate::ui::theme::Theme;
use crate::ui::widgets;

/// Shows what was set elsewhere in these fields.
pub(super) fn show(
    ui: &mut Ui,
    project: &OpenProject,
    open: &OpenArticle,
    statement: &Statement,
    fields: &[&str],
    theme: &Theme,
    actions: &mut Vec<Action>,
) {
    for (index, value) in statement.conflicts.iter().enumerate() {
        if !fields.contains(&value.field()) {
            continue;
        }
        let shown = text_of(value, open.text(), &project.codebook);
        ui.horizontal_wrapped(|ui| {
            let line = RichText::new(format!("Also set elsewhere: {shown}"))
                .color(theme.colours.weak)
                .size(theme.sizes.small);
            ui.add(Label::new(line).wrap().selectable(false));
            if ui.small_button("Take").clicked() {
                actions.push(Action::Label(label::Action::Settle {
                    index,
                    is_taken: true,
                }));
            }
            let name = format!("Drop {shown}");
            if widgets::icon(ui, "✕", &name, theme.colours.weak).clicked() {
                actions.push(Action::Label(label::Action::Settle {
                    index,
                    is_taken: false,
                }));
            }
        });
    }
}

/// Returns a value as a person reads it.
fn text_of(value: &FieldValue, text: &Text, codebook: &Codebook) -> String {
    let words = |span: Span| text.slice(span).replace('\n', " ");
    let all = |spans: &[Span]| {
        let parts: Vec<String> = spans.iter().map(|&span| words(span)).collect();
        parts.join(" … ")
    };
    let people = |people: &[Mention]| {
        let name = |person: &Mention| view_model::person_text(person, text, codebook);
        people.iter().map(name).collect::<Vec<_>>().join(", ")
    };
    match value {
        FieldValue::Quote { quote, kind } => format!("{} ({})", all(quote), kind.name()),
        FieldValue::Cue(span) | FieldValue::Mention(span) => words(*span),
        FieldValue::Speaker(id) => codebook.speaker_name(id).to_owned(),
        FieldValue::Via(list) | FieldValue::Addressees(list) => people(list),
        FieldValue::Parent(id) => format!("nested in {id}"),
        FieldValue::Stance { target, stance } => {
            let stance = stance.as_deref();
            let stance = stance.map_or("no stance yet", |id| codebook.stance_label(target, id));
            format!("{} – {stance}", codebook.target_name(target))
        }
        FieldValue::Evidence { target, evidence } => {
            format!("{} – “{}”", codebook.target_name(target), all(evidence))
        }
        FieldValue::Confidence { target, confidence } => {
            format!("{} – sure by {confidence}", codebook.target_name(target))
        }
        FieldValue::Labels(labels) => {
            let name = |id: &LabelId| {
                let label = codebook.label(id);
                label.map_or_else(|| id.to_string(), |label| label.name.clone())
            };
            labels.iter().map(name).collect::<Vec<_>>().join(", ")
        }
        FieldValue::Note(note) => note.replace('\n', " "),
    }
}
