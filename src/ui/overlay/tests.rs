//! Behaviour of what lies over the window, and of the list of articles, in the whole window.

use std::path::Path;
use std::time::{Duration, Instant};

use egui::accesskit::Role;
use egui::{Key, Modifiers, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use tempfile::TempDir;

use crate::app::command::{Command, edit, label};
use crate::app::overlay::Overlay;
use crate::app::pace::Pace;
use crate::app::settings::ThemeChoice;
use crate::app::state::OpenProject;
use crate::store;
use crate::ui::theme::Theme;
use crate::window::{App, Start};

const ARTICLES: [(&str, &str); 3] = [
    (
        "articles/2025-01-02.txt",
        "Harbour stays open, mayor says\n\n“We keep our word,” she said.\n",
    ),
    (
        "articles/2025-02-03.txt",
        "Council défers vote on piers\n\nNobody asked.\n",
    ),
    (
        "articles/2025-03-04.txt",
        "Рибалки задоволені\n\n«Гавань залишиться відкритою».\n",
    ),
];

/// The window, and the project it shows.
struct Stage {
    app: Option<App>,
    folder: TempDir,
}

type Window = Harness<'static, Stage>;

/// Opens the window on a project of three articles.
fn open() -> Window {
    open_with(&ARTICLES)
}

fn open_with(articles: &[(&str, &str)]) -> Window {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in articles {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        store::write_file(&path, text.as_bytes()).unwrap();
    }
    let stage = Stage { app: None, folder };
    let show = |ui: &mut egui::Ui, stage: &mut Stage| {
        let start = || Start {
            path: Some(stage.folder.path().to_owned()),
            annotator: Some("anna".to_owned()),
            settings: None,
            cache: None,
            pace: Pace::UNHURRIED,
        };
        let app = stage.app.get_or_insert_with(|| App::new(ui.ctx(), start()));
        app.logic(ui.ctx());
        app.ui(ui);
    };
    let mut window = Harness::builder()
        .with_size(vec2(1440.0, 900.0))
        .with_max_steps(40)
        .with_context_setup(Theme::apply)
        .build_ui_state(show, stage);
    until(&mut window, |window| {
        let known = project(window)
            .infos
            .values()
            .filter(|info| info.title.is_some());
        known.count() == project(window).articles.len()
    });
    window
}

/// Runs the window until something holds that a thread brings about.
#[track_caller]
fn until(window: &mut Window, holds: impl Fn(&Window) -> bool) {
    let begun = Instant::now();
    while !holds(window) {
        assert!(
            begun.elapsed() < Duration::from_mins(2),
            "it never came about"
        );
        window.step();
        std::thread::yield_now();
    }
    window.run();
}

fn app(window: &Window) -> &App {
    window.state().app.as_ref().unwrap()
}

fn project(window: &Window) -> &OpenProject {
    app(window).state.project.as_ref().unwrap()
}

fn press(window: &mut Window, modifiers: Modifiers, key: Key) {
    window.key_press_modifiers(modifiers, key);
    window.run();
}

fn type_in(window: &mut Window, field: &str, text: &str) {
    window.get_by_label(field).focus();
    window.run();
    window.get_by_label(field).type_text(text);
    window.run();
}

fn click(window: &mut Window, name: &str) {
    window.get_by_label(name).scroll_to_me();
    window.run();
    window.get_by_label(name).click();
    window.run();
}

/// Returns the names of the rows that are drawn in a list, those of the panel of articles last if both show any.
fn rows(window: &Window) -> Vec<String> {
    let rows = window.query_all_by_role(Role::ListBoxOption);
    rows.filter_map(|row| row.accesskit_node().label())
        .collect()
}

fn is_closed(window: &Window) -> bool {
    app(window).state.overlay.is_none()
}

fn opened(window: &Window) -> &str {
    &app(window).state.open().unwrap().article.path
}

#[test]
fn a_command_is_found_by_letters_and_run() {
    let mut window = open();
    press(&mut window, Modifiers::COMMAND, Key::K);
    type_in(&mut window, "Command", "dark");
    press(&mut window, Modifiers::NONE, Key::Enter);
    assert!(is_closed(&window));
    assert_eq!(app(&window).state.settings.theme, ThemeChoice::Dark);
}

#[test]
fn a_command_that_cannot_run_says_why_and_stays() {
    let mut window = open();
    press(&mut window, Modifiers::COMMAND, Key::K);
    type_in(&mut window, "Command", "undo");
    assert!(
        window
            .query_by_label("There is no step to take back")
            .is_some()
    );
    press(&mut window, Modifiers::NONE, Key::Enter);
    assert!(!is_closed(&window));
    press(&mut window, Modifiers::NONE, Key::Escape);
    assert!(is_closed(&window));
}

#[test]
fn a_word_of_what_a_command_does_comes_before_strewn_letters() {
    // `Open THE saMplE`
    let mut window = open();
    press(&mut window, Modifiers::COMMAND, Key::K);
    type_in(&mut window, "Command", "theme");
    press(&mut window, Modifiers::NONE, Key::Enter);
    assert!(is_closed(&window));
    assert_eq!(app(&window).state.settings.theme, ThemeChoice::Light);
    // A word of a name comes before one of a help.
    press(&mut window, Modifiers::COMMAND, Key::K);
    type_in(&mut window, "Command", "dark");
    press(&mut window, Modifiers::NONE, Key::Enter);
    assert_eq!(app(&window).state.settings.theme, ThemeChoice::Dark);
}

#[test]
fn arrows_move_through_the_palette() {
    let mut window = open();
    press(&mut window, Modifiers::COMMAND, Key::K);
    type_in(&mut window, "Command", "colours");
    press(&mut window, Modifiers::NONE, Key::ArrowDown);
    let picked = |window: &Window| match &app(window).state.overlay {
        Some(Overlay::Palette(query)) => query.picked,
        _ => usize::MAX,
    };
    assert_eq!(picked(&window), 1);
    press(&mut window, Modifiers::NONE, Key::PageDown);
    assert_eq!(picked(&window), 2);
    press(&mut window, Modifiers::NONE, Key::PageUp);
    assert_eq!(picked(&window), 0);
}

#[test]
fn an_article_is_found_by_letters_of_its_title() {
    let mut window = open();
    press(&mut window, Modifiers::COMMAND, Key::P);
    type_in(&mut window, "Go to article", "defers pier");
    press(&mut window, Modifiers::NONE, Key::Enter);
    assert!(is_closed(&window));
    assert_eq!(opened(&window), "articles/2025-02-03.txt");
}

#[test]
fn a_click_beside_it_closes_what_lies_over_the_window() {
    let mut window = open();
    press(&mut window, Modifiers::COMMAND, Key::K);
    window.drag_at(egui::pos2(20.0, 600.0));
    window.drop_at(egui::pos2(20.0, 600.0));
    window.run();
    assert!(is_closed(&window));
}

#[track_caller]
fn check_keys(window: &Window, command: impl Into<Command>, expected: &str) {
    assert_eq!(app(window).state.keymap.shown(command), expected);
}

#[test]
fn keys_are_changed_on_their_page() {
    let mut window = open();
    press(&mut window, Modifiers::NONE, Key::F1);
    click(&mut window, "Reject suggestion: X");
    press(&mut window, Modifiers::CTRL, Key::M);
    check_keys(&window, label::Command::Reject, "Ctrl+M");
    click(&mut window, "Reject suggestion: Ctrl+M");
    press(&mut window, Modifiers::NONE, Key::Q);
    check_keys(&window, label::Command::Reject, "Ctrl+M");
    press(&mut window, Modifiers::NONE, Key::Enter);
    check_keys(&window, label::Command::Reject, "Q");
    check_keys(&window, label::Command::MakeStatement, "");
    assert!(
        window
            .query_by_label("Q gives “Reject suggestion” now; “Make statement” has lost it")
            .is_some()
    );
    click(&mut window, "Reset keys: Reject suggestion");
    check_keys(&window, label::Command::Reject, "X");
    click(&mut window, "Reject suggestion: X");
    press(&mut window, Modifiers::NONE, Key::Backspace);
    check_keys(&window, label::Command::Reject, "");
    assert!(
        app(&window)
            .state
            .open()
            .unwrap()
            .sidecar
            .statements()
            .is_empty()
    );
}

#[test]
fn escape_leaves_keys_as_they_are_and_then_closes_their_page() {
    let mut window = open();
    press(&mut window, Modifiers::NONE, Key::F1);
    click(&mut window, "Undo: Ctrl+Z");
    press(&mut window, Modifiers::NONE, Key::Escape);
    check_keys(&window, edit::Command::Undo, "Ctrl+Z");
    assert!(!is_closed(&window));
    press(&mut window, Modifiers::NONE, Key::Escape);
    assert!(is_closed(&window));
}

#[test]
fn keys_are_filtered_by_name_and_key() {
    let mut window = open();
    press(&mut window, Modifiers::NONE, Key::F1);
    type_in(&mut window, "Filter keys", "ctrl+shift+z");
    assert!(
        window
            .query_by_label_contains("Redo: Ctrl+Shift+Z")
            .is_some()
    );
    assert!(window.query_by_label_contains("Quit: ").is_none());
}

#[test]
fn articles_are_filtered_and_opened() {
    let mut window = open();
    assert_eq!(rows(&window).len(), 3);
    type_in(&mut window, "Filter articles", "рибалки");
    assert_eq!(
        rows(&window),
        ["Рибалки задоволені, untouched, 0 statements"]
    );
    assert!(window.query_by_label("1 of 3").is_some());
    press(&mut window, Modifiers::NONE, Key::Enter);
    assert_eq!(opened(&window), "articles/2025-03-04.txt");
    type_in(&mut window, "Filter articles", " nothing");
    assert!(rows(&window).is_empty());
    click(&mut window, "Show all");
    assert_eq!(rows(&window).len(), 3);
    click(
        &mut window,
        "Harbour stays open, mayor says, untouched, 0 statements",
    );
    assert_eq!(opened(&window), "articles/2025-01-02.txt");
}

#[test]
fn articles_are_sorted_and_chosen_by_state() {
    let mut window = open();
    click(&mut window, "Filter and sort articles");
    click(&mut window, "By title");
    let titles = ["Council", "Harbour", "Рибалки"];
    assert!(
        rows(&window)
            .iter()
            .zip(titles)
            .all(|(row, title)| row.starts_with(title))
    );
    click(&mut window, "Filter and sort articles");
    click(&mut window, "Only done");
    assert!(rows(&window).is_empty());
}

#[test]
fn only_articles_that_are_seen_are_drawn() {
    let many: Vec<(String, String)> = (0..400)
        .map(|number| {
            (
                format!("{number:04}.txt"),
                format!("Title {number}\n\nText.\n"),
            )
        })
        .collect();
    let many: Vec<(&str, &str)> = many
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()))
        .collect();
    let mut window = open_with(&many);
    assert!(rows(&window).len() < 30);
    press(&mut window, Modifiers::COMMAND, Key::P);
    type_in(&mut window, "Go to article", "0399");
    press(&mut window, Modifiers::NONE, Key::Enter);
    assert_eq!(opened(&window), "0399.txt");
    // The row of the open article has come into view.
    assert!(
        window
            .query_by_label_contains("Title 399, untouched")
            .is_some()
    );
}

/// Opens the path dialog with a text in it, and waits until its folder is listed.
fn type_path(window: &mut Window, path: &Path, rest: &str) {
    if is_closed(window) {
        press(window, Modifiers::COMMAND, Key::L);
        press(window, Modifiers::COMMAND, Key::A);
    }
    let typed = path.join(rest).display().to_string();
    type_in(window, "Path", &typed);
    until(window, |window| window.query_by_label("Listing…").is_none());
}

#[test]
fn a_path_is_completed_and_opened() {
    let mut window = open();
    let root = window.state().folder.path().to_owned();
    type_path(&mut window, &root, "ar");
    press(&mut window, Modifiers::NONE, Key::Tab);
    until(&mut window, |window| {
        window.query_by_label("2025-01-02.txt").is_some()
    });
    let field = window.get_by_label("Path").value();
    assert_eq!(field, Some(format!("{}/articles/", root.display())));
    press(&mut window, Modifiers::NONE, Key::Tab);
    let field = window.get_by_label("Path").value();
    assert_eq!(field, Some(format!("{}/articles/2025-0", root.display())));
    press(&mut window, Modifiers::NONE, Key::ArrowDown);
    press(&mut window, Modifiers::NONE, Key::ArrowDown);
    press(&mut window, Modifiers::NONE, Key::Enter);
    until(&mut window, |window| {
        app(window).state.opening.is_none() && app(window).state.open().is_some()
    });
    assert!(is_closed(&window));
    assert!(opened(&window).ends_with("2025-02-03.txt"));
}

#[test]
fn a_path_where_nothing_is_says_so() {
    let mut window = open();
    let root = window.state().folder.path().to_owned();
    type_path(&mut window, &root, "zzz");
    press(&mut window, Modifiers::NONE, Key::Enter);
    assert!(
        window
            .query_by_label_contains("There is no folder and no article “zzz”")
            .is_some()
    );
    assert!(!is_closed(&window));
}

#[test]
fn another_annotator_labels() {
    let mut window = open();
    press(&mut window, Modifiers::COMMAND, Key::K);
    type_in(&mut window, "Command", "who labels");
    press(&mut window, Modifiers::NONE, Key::Enter);
    press(&mut window, Modifiers::COMMAND, Key::A);
    type_in(&mut window, "Annotator", "Ben");
    press(&mut window, Modifiers::NONE, Key::Enter);
    until(&mut window, |window| project(window).annotator == "ben");
    assert!(is_closed(&window));
}

#[test]
fn a_dataset_is_exported() {
    let mut window = open();
    let target = tempfile::tempdir().unwrap();
    press(&mut window, Modifiers::COMMAND, Key::E);
    click(&mut window, "CSV");
    press(&mut window, Modifiers::COMMAND, Key::A);
    let path = target.path().join("out.csv");
    type_in(&mut window, "Path", &path.display().to_string());
    click(&mut window, "Export");
    until(&mut window, |window| {
        app(window).state.tasks.exporting().is_none()
    });
    assert!(is_closed(&window));
    assert!(path.exists());
}

#[test]
fn an_export_to_nowhere_is_not_begun() {
    let mut window = open();
    press(&mut window, Modifiers::COMMAND, Key::E);
    press(&mut window, Modifiers::COMMAND, Key::A);
    type_in(&mut window, "Path", "out.jsonl");
    assert!(
        window
            .query_by_label("Give the whole path, from / or ~ on")
            .is_some()
    );
    press(&mut window, Modifiers::NONE, Key::Enter);
    assert!(!is_closed(&window));
}

#[test]
fn teammates_and_problems_have_empty_states() {
    let mut window = open();
    press(&mut window, Modifiers::NONE, Key::G);
    assert!(
        window
            .query_by_label("Nobody else labels in this project yet")
            .is_some()
    );
    press(&mut window, Modifiers::NONE, Key::Escape);
    assert!(is_closed(&window));
    press(&mut window, Modifiers::COMMAND, Key::K);
    type_in(&mut window, "Command", "problems");
    press(&mut window, Modifiers::NONE, Key::Enter);
    assert!(
        window
            .query_by_label("Every file of this project could be read")
            .is_some()
    );
}

#[test]
fn a_file_that_cannot_be_read_is_listed() {
    let mut articles = ARTICLES.to_vec();
    articles.push(("articles/empty.txt", ""));
    let mut window = open_with(&articles[..3]);
    let path = window.state().folder.path().join("articles/empty.txt");
    store::write_file(&path, b"").unwrap();
    press(&mut window, Modifiers::COMMAND, Key::L);
    press(&mut window, Modifiers::COMMAND, Key::A);
    let root = window.state().folder.path().display().to_string();
    type_in(&mut window, "Path", &root);
    press(&mut window, Modifiers::NONE, Key::Enter);
    until(&mut window, |window| !project(window).problems.is_empty());
    press(&mut window, Modifiers::COMMAND, Key::K);
    type_in(&mut window, "Command", "problems");
    press(&mut window, Modifiers::NONE, Key::Enter);
    assert!(
        rows(&window)
            .iter()
            .any(|row| row.starts_with("articles/empty.txt"))
    );
}

#[test]
fn a_teammate_is_shown_and_the_dialog_stays() {
    let mut window = open();
    let ben = window.state().folder.path().join("annotations/ben");
    std::fs::create_dir_all(ben).unwrap();
    let root = window.state().folder.path().display().to_string();
    press(&mut window, Modifiers::COMMAND, Key::L);
    press(&mut window, Modifiers::COMMAND, Key::A);
    type_in(&mut window, "Path", &root);
    press(&mut window, Modifiers::NONE, Key::Enter);
    until(&mut window, |window| project(window).annotators.len() == 1);
    press(&mut window, Modifiers::NONE, Key::G);
    click(&mut window, "ben");
    until(&mut window, |window| project(window).loading.is_none());
    assert!(!is_closed(&window));
    assert_eq!(project(&window).mates, ["ben"]);
    click(&mut window, "ben");
    assert!(project(&window).mates.is_empty());
    click(&mut window, "Close");
    assert!(is_closed(&window));
}

#[test]
fn teammates_are_hidden_while_a_project_labels_blind() {
    let mut articles = ARTICLES.to_vec();
    articles.push((
        "onrecord.ron",
        "(format: 1, blind: true, annotators: [(id: \"ben\", name: \"Ben Okafor\")])\n",
    ));
    let mut window = open_with(&articles);
    press(&mut window, Modifiers::NONE, Key::G);
    let text = "This project labels blind: teammates’ work on an article can be seen once your own is done";
    assert!(window.query_by_label(text).is_some());
    click(&mut window, "Ben Okafor");
    assert!(project(&window).mates.is_empty());
}
