//! Makes an article of text that is pasted.

use egui::{Button, RichText, ScrollArea, TextEdit, Ui};

use crate::app::action::Action;
use crate::app::overlay::NewArticleForm;
use crate::app::state::State;
use crate::ui::theme::Theme;

use crate::ui::list;

/// Shows the dialog; tells whether it is done with.
pub(super) fn show(
    ui: &mut Ui,
    state: &State,
    theme: &Theme,
    form: &mut NewArticleForm,
    actions: &mut Vec<Action>,
) -> bool {
    if state.project.is_none() {
        return true;
    }
    list::heading(ui, theme, "Add an article");
    list::field(ui, "Headline", "Headline", &mut form.title, 0);
    ScrollArea::vertical()
        .id_salt("pasted text")
        .max_height((ui.ctx().content_rect().height() - 260.0).max(80.0))
        .show(ui, |ui| {
            let edit = TextEdit::multiline(&mut form.text)
                .hint_text("Paste the text here")
                .desired_rows(12)
                .desired_width(f32::INFINITY);
            ui.add(edit).accessible_name("Text of the article");
        });
    list::note(
        ui,
        theme,
        "It becomes a new file in the project’s folder of articles; nothing is ever overwritten",
    );
    let mut is_done = false;
    ui.horizontal(|ui| {
        let text = RichText::new("Add article").color(theme.colours.on_accent);
        let button = Button::new(text).fill(theme.colours.accent);
        let is_ready = !form.text.trim().is_empty();
        let button = ui.add_enabled(is_ready, button);
        if button
            .on_disabled_hover_text("Paste the text first")
            .clicked()
        {
            actions.push(Action::AddArticle {
                title: form.title.clone(),
                text: form.text.clone(),
            });
            is_done = true;
        }
        is_done |= ui.button("Cancel").clicked();
    });
    is_done
}
