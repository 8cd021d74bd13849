//! What an export would leave out, before it is written.

use egui::{Button, RichText, Ui};

use crate::app::action::Action;
use crate::app::tasks::Losses;
use crate::model::left_out::LeftOut;
use crate::model::phrase::count;
use crate::ui::theme::Theme;

use super::problems;
use crate::ui::list;

/// Shows the dialog; tells whether it is done with.
pub(super) fn show(ui: &mut Ui, theme: &Theme, losses: &Losses, actions: &mut Vec<Action>) -> bool {
    list::heading(ui, theme, "Something is missing from this dataset");
    list::note(
        ui,
        theme,
        &format!(
            "It is not written yet. It would hold {} of {}; what is listed could not be read, or not wholly, and is left out",
            count(losses.statements, "statement"),
            count(losses.articles, "article"),
        ),
    );
    problems::rows(ui, theme, &losses.problems);
    if let Some(text) = LeftOut::of(&losses.problems).text() {
        list::note(ui, theme, &format!("Left out, or not wholly read: {text}"));
    }
    list::note(ui, theme, &losses.path.display().to_string());
    let mut is_done = false;
    ui.horizontal(|ui| {
        let text = RichText::new("Export without them").color(theme.colours.on_accent);
        if ui
            .add(Button::new(text).fill(theme.colours.accent))
            .clicked()
        {
            actions.push(Action::AnswerExport(true));
            is_done = true;
        }
        let cancel = ui.button("Cancel");
        if list::needs_focus(ui) {
            cancel.request_focus();
        }
        if cancel.clicked() {
            actions.push(Action::AnswerExport(false));
            is_done = true;
        }
    });
    is_done
}
