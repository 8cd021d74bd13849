//! Reads a codebook in, or writes it in another form.

use egui::{Button, Checkbox, RichText, Ui};

use crate::app::action::{Action, codebook};
use crate::app::overlay::{CodebookForm, Way};
use crate::app::state::State;
use crate::model::codebook::taking::Differing;
use crate::ui::theme::Theme;

use crate::ui::list;

/// Shows the dialog; tells whether it is done with.
pub(super) fn show(
    ui: &mut Ui,
    state: &State,
    theme: &Theme,
    form: &mut CodebookForm,
    actions: &mut Vec<Action>,
) -> bool {
    let Some(project) = &state.project else {
        return true;
    };
    let (title, about, button) = match form.way {
        Way::In => (
            "Import a codebook",
            "A file that ends in .ron, .csv (a table) or .qdc (REFI-QDA, for programs of qualitative analysis). What the project lacks is \
             added, and what is empty is filled; nothing is removed. Undo takes it back",
            "Import",
        ),
        Way::Out => (
            "Export the codebook",
            "The end of the name says the form: .ron (everything), .csv (a table, everything) or .qdc (REFI-QDA: targets, scales and labels)",
            "Export",
        ),
    };
    list::heading(ui, theme, title);
    list::note(ui, theme, about);
    ui.horizontal(|ui| {
        if form.way == Way::In && ui.button("Browse…").clicked() {
            actions.push(codebook::Action::Browse.into());
        }
        list::field(ui, "File", "File of the codebook", &mut form.path, 0);
    });
    if form.way == Way::In {
        let text = "What the file says otherwise takes the place of what the project has";
        ui.add(Checkbox::new(&mut form.replaces, text));
        if let Some(why) = &project.not_lead {
            let text = format!("What is new is proposed to the lead: {why}");
            list::note(ui, theme, &text);
        }
    }
    let file = form.file();
    let obstacle = if form.path.trim().is_empty() {
        Some("Say which file")
    } else if !file.is_absolute() {
        Some("Give the whole path, from / or ~ on")
    } else {
        None
    };
    if let Some(text) = obstacle.filter(|_| !form.path.trim().is_empty()) {
        list::warning(ui, theme, text);
    }
    let mut is_done = false;
    ui.horizontal(|ui| {
        let text = RichText::new(button).color(theme.colours.on_accent);
        let button = Button::new(text).fill(theme.colours.accent);
        if ui.add_enabled(obstacle.is_none(), button).clicked() {
            let differing = if form.replaces {
                Differing::Replaced
            } else {
                Differing::Stays
            };
            let action = match form.way {
                Way::In => codebook::Action::ReadIn(file, differing),
                Way::Out => codebook::Action::WriteOut(file),
            };
            actions.push(action.into());
            is_done = true;
        }
        is_done |= ui.button("Cancel").clicked();
    });
    is_done
}
