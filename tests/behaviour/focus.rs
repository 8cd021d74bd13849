//! The keyboard goes where the eye is: to the article, unless a field, a list or a dialog was asked for.

use egui::accesskit::Role;

use crate::support::window::{Project, Window};

const QUOTE: &str = "“We keep our word,”";

/// Returns where the caret stands, in bytes.
fn caret(window: &Window) -> usize {
    window.app().state.open().map_or(0, |open| open.caret)
}

#[test]
fn the_caret_is_in_the_article_from_the_start() {
    let project = Project::new();
    let mut window = project.open("anna");
    let start = caret(&window);
    window.keys("ArrowRight ArrowRight");
    assert_eq!(caret(&window), start + 2);
    window.keys("ArrowLeft ArrowLeft Ctrl+Shift+ArrowRight Ctrl+Shift+ArrowRight Q");
    assert_eq!(
        window.marks(),
        ["Statement: no speaker, no stance: The mayor"]
    );
    window.keys("ArrowRight Ctrl+Shift+ArrowRight C");
    assert!(window.has("Clear cue"), "{}", window.tree());
}

/// Does something that takes the keyboard away from the article, and checks that the next arrow moves the caret by a
/// letter.
#[track_caller]
fn check_back(what: &str, step: impl Fn(&mut Window)) {
    let project = Project::new();
    let mut window = project.open("anna");
    window.state(QUOTE);
    window.keys("T");
    window.text("wint");
    window.keys("Enter ArrowRight");
    let before = caret(&window);
    step(&mut window);
    window.keys("ArrowRight");
    assert_eq!(caret(&window), before + 1, "{what}");
    window.keys("F");
    assert!(window.has("1 flagged"), "{what}: letters are commands");
}

/// Presses a key that asks for something, types letters, and ends it by another key.
#[track_caller]
fn check_field(key: &str, letters: &str, end: &str) {
    check_back(&format!("{key} {letters} {end}"), |window| {
        window.keys(key);
        window.text(letters);
        window.keys(end);
    });
}

#[test]
fn whatever_is_closed_gives_the_keyboard_back() {
    check_field("N", "why", "Escape");
    check_field("S", "lind", "Enter");
    check_field("S", "lind", "Escape");
    check_field("T", "light", "Enter");
    check_field("T", "light", "Escape");
    check_field("R", "light", "Enter");
    check_field("P", "neutral", "Enter");
    check_field("P", "wait and see", "Enter");
    check_field("V", "berg", "Enter");
    check_field("A", "berg", "Escape");
    check_field("L", "prom", "Enter");
    check_field("Ctrl+F", "no such words", "Escape");
    check_field("Ctrl+K", "flag", "Escape");
    check_field("Ctrl+P", "isl", "Escape");
    check_field("F1", "quote", "Escape");
    check_back("a button", |window| {
        window.click_as(Role::Button, "Stance: for");
    });
    check_back("a row", |window| {
        window.click_field("Filter articles");
        window.keys("Escape");
    });
    check_back("a menu", |window| {
        let menu = window.rect_of_menu("Statement");
        window.click_at(menu.center());
        window.keys("Escape");
    });
}

#[test]
fn walking_goes_on_after_an_arrow() {
    let project = Project::new();
    let mut window = project.open("anna");
    window.state(QUOTE);
    window.state("a welcome step, at last");
    let second = window.selected();
    window.keys("K");
    let first = window.selected();
    assert_ne!(first, second);
    for arrow in ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"] {
        window.keys(&format!("{arrow} J"));
        assert_eq!(window.selected(), second, "after {arrow}");
        window.keys(&format!("{arrow} K"));
        assert_eq!(window.selected(), first, "after {arrow}");
    }
}

#[test]
fn arrows_never_go_to_a_header_that_enter_then_presses() {
    let project = Project::new();
    let mut window = project.open("anna");
    window.state(QUOTE);
    window.state("a welcome step, at last");
    window.keys("K Enter ArrowDown Enter ArrowUp Enter ArrowLeft Enter");
    for column in ["#", "Quote", "Kind", "Speaker", "Target", "Stance", "Marks"] {
        let sorted = window.rects_of_value(&format!("{column} ▾"));
        assert!(sorted.is_empty(), "{column}\n{}", window.tree());
    }
}

#[test]
fn escape_takes_a_message_away_and_then_puts_the_statement_away() {
    let project = Project::new();
    let mut window = project.open("anna");
    window.state(QUOTE);
    window.keys("Shift+C");
    assert!(window.has("Dismiss"), "the statement has no cue");
    window.keys("Escape");
    assert!(!window.has("Dismiss"), "{}", window.tree());
    assert!(window.selected().ends_with(QUOTE));
    window.keys("Escape");
    assert_eq!(window.selected(), "");
}

#[test]
fn space_clicks_nothing_in_the_article() {
    let project = Project::new();
    let mut window = project.open("anna");
    window.state(QUOTE);
    let selected = window.selected();
    let elsewhere = window.place("pier", 2);
    window.harness.event(egui::Event::PointerMoved(elsewhere));
    window.keys("Space");
    assert_eq!(window.selected(), selected);
}
