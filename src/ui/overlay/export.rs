//! Writes a labelled dataset.

use std::path::Path;

use egui::{Button, RichText, Ui};

use crate::app::action::Action;
use crate::app::listing::What;
use crate::app::overlay::ExportForm;
use crate::app::state::{OpenProject, State};
use crate::exchange::{Choice, Format, Setting, Shape};
use crate::model::project::GOLD;
use crate::ui::theme::Theme;
use crate::ui::widgets;

use crate::ui::list;

/// Width of the names of parts, at the left.
const NAMES: f32 = 84.0;

/// Shows the dialog; tells whether it is done with.
pub(super) fn show(
    ui: &mut Ui,
    state: &State,
    theme: &Theme,
    form: &mut ExportForm,
    actions: &mut Vec<Action>,
) -> bool {
    let Some(project) = &state.project else {
        return true;
    };
    list::heading(ui, theme, "Export a dataset");
    part(ui, theme, "Format", |ui| format(ui, theme, form));
    part(ui, theme, "Whose work", |ui| choice(ui, project, form));
    part(ui, theme, "Contents", |ui| contents(ui, form));
    let mut enter = false;
    part(ui, theme, "File", |ui| {
        ui.horizontal(|ui| {
            if ui.button("Browse…").clicked() {
                actions.push(Action::BrowseExport(form.path.clone()));
            }
            let field = list::field(ui, "Path", "Where to write", &mut form.path, 0);
            enter = field.moves.enter;
        });
    });
    let obstacle = obstacle(state, form);
    let warning = match &obstacle {
        Some(_) => None,
        None => replaced(state, form),
    };
    list::place_of_warning(ui, theme, obstacle.as_deref().or(warning.as_deref()));
    let mut is_done = false;
    ui.horizontal(|ui| {
        let text = RichText::new("Export").color(theme.colours.on_accent);
        let button = Button::new(text).fill(theme.colours.accent);
        let is_asked = ui.add_enabled(obstacle.is_none(), button).clicked() || enter;
        if is_asked && obstacle.is_none() {
            actions.push(Action::Export(form.options.clone(), form.target()));
            is_done = true;
        }
        is_done |= ui.button("Cancel").clicked();
    });
    is_done
}

/// Shows one part of the form with its name at the left.
fn part(ui: &mut Ui, theme: &Theme, name: &str, show: impl FnOnce(&mut Ui)) {
    ui.horizontal_top(|ui| {
        widgets::field_name(ui, theme, name, NAMES);
        ui.vertical(show);
    });
}

fn format(ui: &mut Ui, theme: &Theme, form: &mut ExportForm) {
    let before = form.options.format;
    ui.horizontal_wrapped(|ui| {
        for format in Format::exported() {
            ui.radio_value(&mut form.options.format, format, format.label());
        }
    });
    let after = form.options.format;
    list::note(ui, theme, after.about());
    if before != after {
        form.path = with_extension(&form.path, before.extension(), after.extension());
    }
}

/// Replaces the extension of a path if it is the one that belonged to the format before; a folder has none.
fn with_extension(path: &str, before: &str, after: &str) -> String {
    let stem = match before {
        "" => Some(path).filter(|path| !path.is_empty() && !path.ends_with('/')),
        before => path
            .strip_suffix(before)
            .and_then(|stem| stem.strip_suffix('.')),
    };
    match (stem, after) {
        (None, _) => path.to_owned(),
        (Some(stem), "") => stem.to_owned(),
        (Some(stem), after) => format!("{stem}.{after}"),
    }
}

fn choice(ui: &mut Ui, project: &OpenProject, form: &mut ExportForm) {
    let has_gold = project
        .annotators
        .iter()
        .any(|annotator| annotator.id == GOLD);
    let chosen = &mut form.options.annotators;
    ui.horizontal(|ui| {
        if ui.radio(*chosen == Choice::All, "Everybody").clicked() {
            *chosen = Choice::All;
        }
        if ui
            .radio(matches!(chosen, Choice::Some(_)), "Chosen annotators")
            .clicked()
        {
            *chosen = Choice::Some(form.chosen.clone());
        }
        let gold = ui.add_enabled(
            has_gold,
            egui::RadioButton::new(*chosen == Choice::Gold, "Gold"),
        );
        if gold
            .on_disabled_hover_text("This project has no gold layer yet")
            .clicked()
        {
            *chosen = Choice::Gold;
        }
    });
    let Choice::Some(names) = chosen else { return };
    egui::ScrollArea::vertical()
        .id_salt("chosen")
        .max_height(160.0)
        .show(ui, |ui| {
            for annotator in &project.annotators {
                let mut is_chosen = names.contains(&annotator.id);
                let name = if annotator.name.is_empty() {
                    &annotator.id
                } else {
                    &annotator.name
                };
                if ui.checkbox(&mut is_chosen, name).changed() {
                    names.retain(|name| *name != annotator.id);
                    if is_chosen {
                        names.push(annotator.id.clone());
                    }
                }
            }
        });
    form.chosen.clone_from(names);
}

fn contents(ui: &mut Ui, form: &mut ExportForm) {
    let format = form.options.format;
    if format.has(Setting::Texts) {
        let help = "Without it the file says only where each quote stands, not its words: it may be shared where the texts may not";
        ui.checkbox(&mut form.options.texts, "With text")
            .on_hover_text(help);
    }
    if format.has(Setting::Guard) {
        let help = "Puts an apostrophe before what a spreadsheet would run as a formula";
        ui.checkbox(&mut form.options.guard, "Safe for spreadsheets")
            .on_hover_text(help);
    }
    if format.has(Setting::Table) {
        let help = "Excel takes the file for what it is then when it is opened by a double click";
        ui.checkbox(
            &mut form.options.table.has_mark,
            "Marked as Unicode for Excel",
        )
        .on_hover_text(help);
    }
    let help = "Articles that somebody excluded are left out unless this is ticked";
    ui.checkbox(&mut form.options.excluded, "With excluded articles")
        .on_hover_text(help);
}

/// Says why nothing can be exported yet.
fn obstacle(state: &State, form: &mut ExportForm) -> Option<String> {
    if state.tasks.exporting().is_some() {
        return Some("Another export is running".to_owned());
    }
    if form.options.annotators == Choice::Some(Vec::new()) {
        return Some("Choose whose work is exported".to_owned());
    }
    let target = form.target();
    if form.path.trim().is_empty()
        || target.file_name().is_none()
        || form.path.ends_with(std::path::is_separator)
    {
        return Some("Say where to write: the path of a file".to_owned());
    }
    if !target.is_absolute() {
        return Some("Give the whole path, from / or ~ on".to_owned());
    }
    let folder = target.parent()?;
    if let Some(Err(reason)) = form.listing.of(folder, &state.jobs) {
        return Some(format!("{reason}: {}", folder.display()));
    }
    let is_folder = matches!(form.options.format.shape(), Shape::Folder(_));
    let there = what_is_there(state, form, &target)?;
    match (is_folder, there == What::Folder) {
        (false, true) => Some("That is a folder".to_owned()),
        (true, false) => {
            Some("This is a folder of files, and there is a file of that name".to_owned())
        }
        _ => None,
    }
}

/// Says that a file will be replaced.
fn replaced(state: &State, form: &mut ExportForm) -> Option<String> {
    let target = form.target();
    if matches!(form.options.format.shape(), Shape::Folder(_)) {
        return None;
    }
    what_is_there(state, form, &target).map(|_| "This file exists and will be replaced".to_owned())
}

/// Returns what lies at a path, as far as its folder is known.
fn what_is_there(state: &State, form: &mut ExportForm, target: &Path) -> Option<What> {
    let name = target.file_name()?.to_str()?;
    let listed = form
        .listing
        .of(target.parent()?, &state.jobs)?
        .as_ref()
        .ok()?;
    listed
        .entries
        .iter()
        .find(|entry| entry.name == name)
        .map(|entry| entry.what)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_extension_follows_the_format() {
        assert_eq!(with_extension("/a/b.jsonl", "jsonl", "csv"), "/a/b.csv");
        assert_eq!(with_extension("/a/b.json", "jsonl", "csv"), "/a/b.json");
        assert_eq!(with_extension("/a/jsonl", "jsonl", "csv"), "/a/jsonl");
        assert_eq!(with_extension("/a/b.jsonl", "jsonl", ""), "/a/b");
        assert_eq!(with_extension("/a/b", "", "csv"), "/a/b.csv");
    }
}
