//! Opens a folder or an article whose path is typed, with completion.

use std::path::{MAIN_SEPARATOR, is_separator};
use std::sync::Arc;

use egui::Ui;

use crate::app::action::Action;
use crate::app::listing::{Entry, Folder, MOST_ENTRIES, What};
use crate::app::overlay::{PathForm, expand};
use crate::app::state::State;
use crate::ui::theme::Theme;

use crate::ui::fuzzy::{self, Search};
use crate::ui::list::{self, Field, Rows};

/// Height of a row, in points.
const ROW: f32 = 26.0;

/// Most rows that are seen at once.
const SEEN: usize = 12;

/// Shows the dialog; tells whether it is done with.
pub(super) fn show(
    ui: &mut Ui,
    state: &State,
    theme: &Theme,
    form: &mut PathForm,
    actions: &mut Vec<Action>,
) -> bool {
    let field = list::completing(ui, "Path", "Folder or article", &mut form.text, SEEN);
    if field.response.changed() {
        form.row = None;
        form.note.clear();
    }
    let (folder_text, name) = split(&form.text);
    let (folder_text, name) = (folder_text.to_owned(), name.to_owned());
    let listed = form.listing.of(&expand(&folder_text), &state.jobs).cloned();
    let found = match &listed {
        Some(Ok(folder)) => find(folder, &name),
        _ => Vec::new(),
    };
    form.row = field
        .moves
        .row_or_none(form.row.filter(|row| *row < found.len()), found.len());
    let clicked = rows(ui, theme, form, &found, &name, field.moves.any());
    says(
        ui,
        theme,
        form,
        &folder_text,
        &name,
        listed.as_ref(),
        found.len(),
    );
    if field.moves.tab {
        complete(ui, form, &field, &folder_text, &name, &found);
    }
    let mut opens = None;
    if let Some(entry) = clicked.and_then(|row| found.get(row)) {
        if entry.what == What::Folder {
            step_into(ui, form, &field, &folder_text, entry);
        } else {
            opens = Some(format!("{folder_text}{}", entry.name));
        }
    }
    ui.horizontal(|ui| {
        if ui
            .button("Open")
            .on_hover_text("Opens what the path names")
            .clicked()
            || field.moves.enter
        {
            let picked = form.row.and_then(|row| found.get(row));
            opens = chosen(form, &folder_text, &name, picked, listed.as_ref(), &found);
        }
        list::note(
            ui,
            theme,
            "Tab completes, Enter opens, ~ is your own folder",
        );
    });
    let Some(path) = opens else { return false };
    actions.push(Action::Open(expand(&path)));
    true
}

/// Splits a typed path behind its last separator: the folder, and the beginning of a name in it.
fn split(typed: &str) -> (&str, &str) {
    let typed = typed.trim_start();
    if typed == "~" {
        return ("~/", "");
    }
    let place = typed.rfind(is_separator).map_or(0, |at| at + 1);
    typed.split_at(place)
}

/// Returns the folders and articles whose names fit: those that begin so first, then those that hold the letters.
fn find(folder: &Folder, name: &str) -> Vec<Entry> {
    let hidden = name.starts_with('.');
    let listed = folder
        .entries
        .iter()
        .filter(|entry| entry.what != What::Other);
    let listed = listed.filter(|entry| hidden || !entry.name.starts_with('.'));
    let (mut found, rest): (Vec<&Entry>, Vec<&Entry>) =
        listed.partition(|entry| begins(&entry.name, name));
    if !name.is_empty() {
        let ranked = fuzzy::rank(name, rest.iter().map(|entry| entry.name.as_str()));
        found.extend(ranked.into_iter().map(|(index, _)| rest[index]));
    }
    found.into_iter().cloned().collect()
}

/// Tells whether a name begins as typed, whatever the case.
fn begins(name: &str, typed: &str) -> bool {
    let mut letters = name.chars().flat_map(char::to_lowercase);
    typed
        .chars()
        .flat_map(char::to_lowercase)
        .all(|letter| letters.next() == Some(letter))
}

fn rows(
    ui: &mut Ui,
    theme: &Theme,
    form: &mut PathForm,
    found: &[Entry],
    name: &str,
    moved: bool,
) -> Option<usize> {
    let mut search = Search::new(name);
    let rows = Rows {
        theme,
        salt: "entries",
        count: found.len(),
        height: ROW,
        room: list::room_in_dialog(ui, ROW * SEEN as f32),
    };
    let pointer = rows.show(ui, form.row, moved, |ui, row| {
        let entry = &found[row.index];
        let letters = search.letters(&entry.name);
        if entry.what == What::Folder {
            let rest = list::small(theme, "folder", row.is_picked).paint_right(ui, row.rect);
            let name = format!("{}{MAIN_SEPARATOR}", entry.name);
            list::body(theme, &name, &letters).paint(ui, rest);
            name
        } else {
            list::body(theme, &entry.name, &letters).paint(ui, row.rect);
            entry.name.clone()
        }
    });
    pointer.row
}

/// Says what is wrong, or why nothing is listed.
fn says(
    ui: &mut Ui,
    theme: &Theme,
    form: &PathForm,
    folder_text: &str,
    name: &str,
    listed: Option<&Result<Arc<Folder>, String>>,
    found: usize,
) {
    if !form.note.is_empty() {
        list::warning(ui, theme, &form.note);
        return;
    }
    match listed {
        None => list::note(ui, theme, "Listing…"),
        Some(Err(reason)) => list::warning(ui, theme, &format!("{reason}: {folder_text}")),
        Some(Ok(_)) if found == 0 && name.is_empty() => {
            list::note(
                ui,
                theme,
                "Here are no folders and no articles that can be read (.txt, .html, .docx …)",
            );
        }
        Some(Ok(_)) if found == 0 => {
            list::note(
                ui,
                theme,
                &format!("No folder and no article here is called “{name}…”"),
            );
        }
        Some(Ok(folder)) if folder.is_cut => {
            let text = format!(
                "This folder is large; {MOST_ENTRIES} of its entries are listed. Any path can be typed"
            );
            list::note(ui, theme, &text);
        }
        Some(Ok(_)) => {}
    }
}

/// Completes the typed name: to the row picked, else as far as all names that begin so agree.
fn complete(
    ui: &Ui,
    form: &mut PathForm,
    field: &Field,
    folder_text: &str,
    name: &str,
    found: &[Entry],
) {
    let begun: Vec<&Entry> = found
        .iter()
        .filter(|entry| begins(&entry.name, name))
        .collect();
    let only = match (form.row.and_then(|row| found.get(row)), begun.as_slice()) {
        (Some(entry), _) => Some(entry),
        (None, [entry]) => Some(*entry),
        // Nothing begins so: the letters mean the best of what holds them.
        (None, []) => found.first(),
        (None, _) => None,
    };
    if let Some(entry) = only {
        return step_into(ui, form, field, folder_text, entry);
    }
    let names: Vec<&str> = begun.iter().map(|entry| entry.name.as_str()).collect();
    let common = common_start(&names);
    if common.len() > name.len() {
        form.text = format!("{folder_text}{common}");
        list::caret_to_end(ui, &field.response, &form.text);
    }
}

/// Returns what all names begin with, whatever the case, spelled as in the first.
fn common_start<'a>(names: &[&'a str]) -> &'a str {
    let Some(first) = names.first() else {
        return "";
    };
    let ends = first
        .char_indices()
        .map(|(at, letter)| at + letter.len_utf8());
    let common = ends
        .take_while(|end| names.iter().all(|name| begins(name, &first[..*end])))
        .last();
    &first[..common.unwrap_or(0)]
}

/// Puts an entry into the field: a folder with a separator, so that what lies in it is listed next.
fn step_into(ui: &Ui, form: &mut PathForm, field: &Field, folder_text: &str, entry: &Entry) {
    form.text = format!("{folder_text}{}", entry.name);
    if entry.what == What::Folder {
        form.text.push(MAIN_SEPARATOR);
    }
    form.row = None;
    form.note.clear();
    list::caret_to_end(ui, &field.response, &form.text);
    field.response.request_focus();
}

/// Returns the path to open; none, with a note, where nothing is there.
fn chosen(
    form: &mut PathForm,
    folder_text: &str,
    name: &str,
    picked: Option<&Entry>,
    listed: Option<&Result<Arc<Folder>, String>>,
    found: &[Entry],
) -> Option<String> {
    if let Some(entry) = picked {
        return Some(format!("{folder_text}{}", entry.name));
    }
    if form.text.trim().is_empty() {
        "Type the path of a folder or an article".clone_into(&mut form.note);
        return None;
    }
    match listed {
        Some(Err(reason)) => {
            form.note = format!("{reason}: {folder_text}");
            None
        }
        Some(Ok(folder)) if !name.is_empty() => {
            let is_there = folder.is_cut || folder.entries.iter().any(|entry| entry.name == name);
            match found {
                _ if is_there => Some(form.text.clone()),
                [entry] => Some(format!("{folder_text}{}", entry.name)),
                _ => {
                    form.note =
                        format!("There is no folder and no article “{name}” in {folder_text}");
                    None
                }
            }
        }
        // What is not listed yet is opened, which says what is wrong if anything is.
        _ => Some(form.text.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(names: &[&str]) -> Folder {
        let entry = |name: &&str| Entry {
            name: name.trim_end_matches('/').to_owned(),
            what: match name {
                name if name.ends_with('/') => What::Folder,
                name if crate::read::is_article(name) => What::Article,
                _ => What::Other,
            },
        };
        Folder {
            entries: names.iter().map(entry).collect(),
            is_cut: false,
        }
    }

    #[test]
    fn a_path_is_split_behind_its_last_separator() {
        assert_eq!(split("/news/fe"), ("/news/", "fe"));
        assert_eq!(split("/news/"), ("/news/", ""));
        assert_eq!(split("fe"), ("", "fe"));
        assert_eq!(split("~"), ("~/", ""));
        assert_eq!(split("~/x"), ("~/", "x"));
    }

    #[track_caller]
    fn check_find(typed: &str, expected: &[&str]) {
        let folder = folder(&["articles/", "Arts/", "parts/", ".git/", "a.txt", "a.png"]);
        let found: Vec<String> = find(&folder, typed)
            .into_iter()
            .map(|entry| entry.name)
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn names_that_begin_as_typed_come_first() {
        check_find("", &["articles", "Arts", "parts", "a.txt"]);
        check_find("ar", &["articles", "Arts", "parts"]);
        check_find("PART", &["parts"]);
        check_find(".g", &[".git"]);
        check_find("x", &["a.txt"]);
        check_find("pdf", &[]);
    }

    #[track_caller]
    fn check_common(names: &[&str], expected: &str) {
        assert_eq!(common_start(names), expected);
    }

    #[test]
    fn names_are_completed_as_far_as_they_agree() {
        check_common(&["articles", "Arts"], "art");
        check_common(&["été", "étage"], "ét");
        check_common(&["a", "b"], "");
        check_common(&[], "");
    }

    #[track_caller]
    fn check_chosen(typed: &str, names: &[&str], expected: Option<&str>) {
        let mut form = PathForm::new(typed);
        let (folder_text, name) = split(typed);
        let listed = Ok(Arc::new(folder(names)));
        let found = find(listed.as_ref().unwrap(), name);
        let chosen = chosen(&mut form, folder_text, name, None, Some(&listed), &found);
        assert_eq!(chosen.as_deref(), expected);
        assert_eq!(form.note.is_empty(), expected.is_some());
    }

    #[test]
    fn what_is_not_there_is_not_opened() {
        let names = ["articles/", "arts/", "b.txt"];
        check_chosen("/n/articles", &names, Some("/n/articles"));
        check_chosen("/n/", &names, Some("/n/"));
        check_chosen("/n/b", &names, Some("/n/b.txt"));
        check_chosen("/n/ar", &names, None);
        check_chosen("/n/z", &names, None);
        check_chosen("  ", &names, None);
    }
}
