//! Asks before somebody else's files are labelled in.

use egui::{Button, RichText, Ui};

use crate::app::action::Action;
use crate::app::command::project::Command;
use crate::app::overlay::TakeName;
use crate::app::state::State;
use crate::model::phrase::count;
use crate::ui::theme::Theme;

use crate::ui::list;

/// Shows the question; tells whether it is done with.
pub(super) fn show(
    ui: &mut Ui,
    state: &State,
    theme: &Theme,
    asked: &TakeName,
    actions: &mut Vec<Action>,
) -> bool {
    let Some(project) = &state.project else {
        return true;
    };
    let name = project.name_of(&asked.annotator);
    list::heading(ui, theme, &format!("Label as {name}?"));
    let articles = count(asked.articles, "article");
    list::note(
        ui,
        theme,
        &format!(
            "{name} has labelled {articles} here. Whatever you change from now on is written into {name}’s files. \
             If you are somebody else, give a name of your own"
        ),
    );
    let mut is_done = false;
    ui.horizontal(|ui| {
        let other = ui.button("Another name…");
        if list::needs_focus(ui) {
            other.request_focus();
        }
        if other.clicked() {
            actions.push(Action::run(Command::ChooseAnnotator));
            is_done = true;
        }
        let text = RichText::new(format!("Yes, label as {name}")).color(theme.colours.on_accent);
        if ui
            .add(Button::new(text).fill(theme.colours.accent))
            .clicked()
        {
            actions.push(Action::TakeAnnotator(asked.annotator.clone()));
            is_done = true;
        }
    });
    is_done
}
