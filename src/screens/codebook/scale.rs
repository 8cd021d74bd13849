//! The fields of a scale: its stances from one end to the other.

use egui::{Key, Response, TextEdit, Ui};

use crate::app::action::{Action, codebook};
use crate::app::state::OpenProject;
use crate::model::codebook::change::Refusal;
use crate::model::codebook::edit::{Entry, EntryId};
use crate::model::codebook::{OFF_SCALE, Stance};
use crate::ui::{list, widgets};

use super::draft::{Draft, StanceTexts};
use super::fields::{Look, caption};

/// Represents what the fields remember between frames.
#[derive(Default)]
pub(super) struct ScaleView {
    new: String,
}

impl ScaleView {
    /// Shows them.
    pub(super) fn show(
        &mut self,
        ui: &mut Ui,
        project: &OpenProject,
        draft: &mut Draft,
        look: Look<'_>,
        actions: &mut Vec<Action>,
    ) {
        let Entry::Scale(scale) = &mut draft.entry else {
            return;
        };
        caption(
            ui,
            look,
            "Stances, from against to for: label, polarity, key, colour",
        );
        let id = scale.id.clone();
        let mut typed = None;
        let shown = scale.stances.iter_mut().zip(&mut draft.texts.stances);
        let shown = shown.filter(|(stance, _)| stance.replaced_by.is_none());
        for (place, (stance, texts)) in shown.enumerate() {
            let number = place + 1;
            let is_typed = ui
                .horizontal_wrapped(|ui| {
                    row(ui, (id.as_str(), number), stance, texts, look, actions)
                })
                .inner;
            if is_typed {
                typed = Some(read(stance, texts).map(|()| stance.clone()));
            }
        }
        match typed {
            Some(Ok(stance)) => {
                let entry = Entry::Stance {
                    scale: id.clone().into(),
                    stance,
                };
                draft.set(project, entry, ("change stance", true), actions);
            }
            Some(Err(refusal)) => draft.refusal = Some(refusal.to_string()),
            None => {}
        }
        let edit = TextEdit::singleline(&mut self.new)
            .hint_text("Add a stance: ruled out")
            .desired_width(f32::INFINITY);
        let response = ui.add(edit).accessible_name("New stance");
        let entered = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        if entered && !self.new.trim().is_empty() {
            let add = codebook::Action::AddStance {
                scale: id.into(),
                label: std::mem::take(&mut self.new),
            };
            actions.push(add.into());
            // Scales have several stances; the next is typed at once.
            response.request_focus();
        }
        let beside: Vec<&str> = OFF_SCALE.iter().map(|(_, label)| *label).collect();
        let text = format!("Beside every scale stand: {}", beside.join(", "));
        list::note(ui, look.theme, &text);
    }
}

/// Shows a stance; tells whether something was typed.
fn row(
    ui: &mut Ui,
    (scale, number): (&str, usize),
    stance: &mut Stance,
    texts: &mut StanceTexts,
    look: Look<'_>,
    actions: &mut Vec<Action>,
) -> bool {
    let theme = look.theme;
    let mut is_typed = false;
    let fields = [
        (&mut stance.label, "Label", "", 130.0),
        (
            &mut texts.polarity,
            "Polarity",
            "\u{2212}1 \u{2026} 1",
            54.0,
        ),
        (&mut texts.key, "Key", "key", 34.0),
        (&mut texts.colour, "Colour", "#rrggbb", 76.0),
    ];
    for (text, what, hint, width) in fields {
        let response = field(ui, look, text, (hint, width * theme.scale()));
        let response = response.accessible_name(format!("{what} of stance {number}"));
        is_typed |= response.on_hover_text(what).changed();
    }
    if look.is_enabled {
        let label = &stance.label;
        let entry = || EntryId::stance(scale, &stance.id);
        let weak = theme.colours.weak;
        if widgets::icon(ui, "\u{2191}", &format!("Move {label} up"), weak).clicked() {
            let (entry, is_down) = (entry(), false);
            actions.push(codebook::Action::Move { entry, is_down }.into());
        }
        if widgets::icon(ui, "\u{2193}", &format!("Move {label} down"), weak).clicked() {
            let (entry, is_down) = (entry(), true);
            actions.push(codebook::Action::Move { entry, is_down }.into());
        }
        if widgets::icon(ui, "\u{2715}", &format!("Remove {label}"), weak).clicked() {
            actions.push(codebook::Action::Remove(entry()).into());
        }
    }
    is_typed
}

fn field(ui: &mut Ui, look: Look<'_>, text: &mut String, (hint, width): (&str, f32)) -> Response {
    let edit = TextEdit::singleline(text)
        .hint_text(hint.to_owned())
        .desired_width(width);
    ui.add_enabled(look.is_enabled, edit)
}

/// Takes what is typed of numbers, keys and colours into a stance.
fn read(stance: &mut Stance, texts: &StanceTexts) -> Result<(), Refusal> {
    let polarity = texts
        .polarity
        .trim()
        .replace('\u{2212}', "-")
        .replace(',', ".");
    let number: Option<f64> = match polarity.as_str() {
        "" => None,
        written => Some(written.parse().unwrap_or(f64::NAN)),
    };
    if number.is_some_and(f64::is_nan) {
        return Err(Refusal::NoPolarity);
    }
    stance.polarity = number;
    let mut letters = texts.key.trim().chars();
    stance.key = letters.next();
    if let Some(second) = letters.next() {
        return Err(Refusal::NoKey(second));
    }
    let colour = texts.colour.trim();
    stance.colour = (!colour.is_empty()).then(|| colour.to_owned());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check([polarity, key, colour]: [&str; 3], expected: Option<(Option<f64>, Option<char>)>) {
        let texts = StanceTexts {
            polarity: polarity.to_owned(),
            key: key.to_owned(),
            colour: colour.to_owned(),
        };
        let mut stance = Stance::default();
        let read = read(&mut stance, &texts).ok();
        assert_eq!(read.map(|()| (stance.polarity, stance.key)), expected);
    }

    #[test]
    fn what_is_typed_of_a_stance_is_read() {
        check(["", "", ""], Some((None, None)));
        check(
            [" \u{2212}1,5 ", "3", "#d73027"],
            Some((Some(-1.5), Some('3'))),
        );
        check(["2", "", ""], Some((Some(2.0), None)));
        check(["much", "", ""], None);
        check(["-", "", ""], None);
        check(["1", "12", ""], None);
    }
}
