//! What is said of the open article as a whole: labels, a note, and whether it is excluded.

use egui::{Button, RichText, ScrollArea, TextEdit, Ui};

use crate::app::action::label::Described;
use crate::app::action::{Action, label};
use crate::app::overlay::ArticleForm;
use crate::app::state::State;
use crate::ui::theme::Theme;

use crate::ui::list;

/// Shows the dialog; tells whether it is done with.
pub(super) fn show(
    ui: &mut Ui,
    state: &State,
    theme: &Theme,
    form: &mut ArticleForm,
    actions: &mut Vec<Action>,
) -> bool {
    let Some(project) = &state.project else {
        return true;
    };
    let Some(open) = &project.open else {
        return true;
    };
    if open.article.path != form.path {
        return true;
    }
    list::heading(ui, theme, "About this article");
    list::note(ui, theme, project.title(&form.path));
    list::note(ui, theme, &form.path);
    if let Some(told) = open.article.encoding.told().filter(|told| told != "UTF-8") {
        list::note(ui, theme, &format!("Read as {told}"));
    }
    let is_open = open.read_only.is_none();
    ui.add_enabled_ui(is_open, |ui| {
        labels(ui, state, theme, form);
        ui.add_space(4.0);
        ui.label("Note");
        let edit = TextEdit::multiline(&mut form.described.note)
            .desired_rows(3)
            .desired_width(f32::INFINITY);
        ui.add(edit).accessible_name("Note on the article");
        ui.add_space(4.0);
        ui.checkbox(&mut form.is_excluded, "Exclude this article");
        if form.is_excluded {
            let edit = TextEdit::singleline(&mut form.reason)
                .hint_text("Why: a list of links, a copy of another article …")
                .desired_width(f32::INFINITY);
            ui.add(edit).accessible_name("Reason");
        }
        list::note(
            ui,
            theme,
            "An excluded article is left out of exports, agreement and learning. Its statements stay",
        );
    });
    let needs_reason = form.is_excluded && form.reason.trim().is_empty();
    let mut is_done = false;
    ui.horizontal(|ui| {
        let text = RichText::new("Save").color(theme.colours.on_accent);
        let button = Button::new(text).fill(theme.colours.accent);
        let button = ui.add_enabled(is_open && !needs_reason, button);
        let button = button.on_disabled_hover_text("Say why the article is excluded");
        if list::needs_focus(ui) {
            button.request_focus();
        }
        if button.clicked() {
            actions.push(Action::Label(label::Action::Describe {
                from: form.began.clone(),
                to: described(form),
            }));
            is_done = true;
        }
        is_done |= ui.button("Cancel").clicked();
    });
    is_done
}

fn described(form: &ArticleForm) -> Described {
    let mut described = form.described.clone();
    // What is typed and not added yet is meant too.
    let typed = form.label.trim();
    if !typed.is_empty() && !described.new_labels.iter().any(|known| known == typed) {
        described.new_labels.push(typed.to_owned());
    }
    described.excluded = form.is_excluded.then(|| form.reason.trim().to_owned());
    described
}

/// Shows the codebook's labels to tick, and a field for a new one.
fn labels(ui: &mut Ui, state: &State, theme: &Theme, form: &mut ArticleForm) {
    let Some(project) = &state.project else {
        return;
    };
    ui.label("Labels");
    let described = &mut form.described;
    ScrollArea::vertical()
        .id_salt("labels of the article")
        .max_height(140.0)
        .auto_shrink([false, true])
        .show(ui, |ui| {
            for label in project.codebook.offered_labels() {
                let mut is_set = described.labels.contains(&label.id);
                let response = ui.checkbox(&mut is_set, &label.name);
                let response = if label.definition.is_empty() {
                    response
                } else {
                    response.on_hover_text(&label.definition)
                };
                if response.changed() {
                    described.labels.retain(|known| *known != label.id);
                    if is_set {
                        described.labels.push(label.id.clone());
                    }
                }
            }
        });
    let mut dropped = None;
    for (index, name) in described.new_labels.iter().enumerate() {
        if crate::ui::widgets::removable(ui, theme, name, &format!("Drop {name}")) {
            dropped = Some(index);
        }
    }
    if let Some(index) = dropped {
        described.new_labels.remove(index);
    }
    ui.horizontal(|ui| {
        let edit = TextEdit::singleline(&mut form.label)
            .hint_text("A new label")
            .desired_width(ui.available_width() - 70.0);
        ui.add(edit).accessible_name("New label");
        let name = form.label.trim().to_owned();
        if ui
            .add_enabled(!name.is_empty(), Button::new("Add"))
            .clicked()
        {
            form.described.new_labels.push(name);
            form.label.clear();
        }
    });
}
