//! Every part of a statement by key, two statements of one and one of two, and what is unfinished.

use egui::accesskit::Role;

use crate::support::window::{HARBOUR, Project, Window};

const QUOTE: &str = "“We keep our word,”";

/// Sets a part of a statement by selected words, and takes it away by its key.
#[track_caller]
fn check_part(set: &str, shown: &str, remove: &str) {
    let project = Project::new();
    let mut window = project.open("anna");
    window.state(QUOTE);
    window.keys("T");
    window.text("wint");
    window.keys("Enter 3");
    window.select("Ada Lindqvist");
    window.keys(set);
    assert!(window.has(shown), "{shown}\n{}", window.tree());
    window.keys(remove);
    assert!(!window.has(shown), "{shown}\n{}", window.tree());
    window.keys("Ctrl+Z");
    assert!(window.has(shown), "{shown} is back\n{}", window.tree());
}

#[test]
fn every_part_is_taken_away_by_its_key() {
    // The speaker is asked for even where the mention tells it.
    check_part("S Escape", "Clear mention", "Shift+S");
    check_part("C", "Clear cue", "Shift+C");
    check_part("V", "Remove source Ada Lindqvist", "Shift+V");
    check_part("A", "Remove addressee Ada Lindqvist", "Shift+A");
    check_part("E", "Clear evidence", "Shift+E");
}

#[test]
fn a_part_that_is_not_there_is_said_so() {
    let project = Project::new();
    let mut window = project.open("anna");
    window.state(QUOTE);
    window.keys("Shift+C");
    assert!(window.says("The statement has no cue"), "{}", window.tree());
}

#[test]
fn a_statement_is_split_at_the_caret_and_joined_again() {
    let project = Project::new();
    let mut window = project.open("anna");
    window.state("the harbour would stay open");
    window.keys("S");
    window.text("lind");
    window.keys("Enter");
    window.select("would stay");
    window.keys("B");
    let halves = [
        "Statement: Ada Lindqvist, no stance: the harbour",
        "Statement: Ada Lindqvist, no stance: would stay open",
    ];
    assert_eq!(window.marks(), halves);
    assert_eq!(window.selected(), halves[0]);
    window.keys("Shift+B");
    let whole = "Statement: Ada Lindqvist, no stance: the harbour would stay open";
    assert_eq!(window.marks(), [whole]);
    window.keys("Ctrl+Z");
    assert_eq!(window.marks(), halves);
}

/// Two finished statements around one that is not.
fn with_unfinished(project: &Project) -> Window {
    let mut window = project.open("anna");
    for words in [
        "the harbour would stay open",
        QUOTE,
        "a welcome step, at last",
    ] {
        window.state(words);
        if words != QUOTE {
            window.keys("S");
            window.text("lind");
            window.keys("Enter T");
            window.text("wint");
            window.keys("Enter 3");
        }
    }
    window
}

#[test]
fn what_is_unfinished_is_gone_to_and_listed() {
    let project = Project::new();
    let mut window = with_unfinished(&project);
    assert_eq!(window.names(Role::Row).len(), 3);
    window.keys("I");
    assert!(window.selected().ends_with(QUOTE), "{}", window.selected());
    window.keys("Shift+I");
    let rows = window.names(Role::Row);
    assert_eq!(
        rows,
        ["2: “We keep our word,”, no speaker, no target, no stance"]
    );
    window.click("List all");
    assert_eq!(window.names(Role::Row).len(), 3);
    window.click("Filter and sort articles");
    window.click("Only with unfinished statements");
    window.wait("the list", |window| {
        window.articles() == ["Harbour to stay open"]
    });
}

#[test]
fn whoever_is_done_is_told_what_is_unfinished() {
    let project = Project::new();
    let mut window = with_unfinished(&project);
    window.keys("D");
    let said = "Harbour to stay open is done, but 1 statement is unfinished: 1 without speaker, 1 without target";
    assert!(window.says(said), "{}", window.tree());
    window.wait_saved();
    assert!(
        project
            .read_sidecar("anna", HARBOUR)
            .contains("status: done")
    );
}
