//! What a selection means: its quotation marks, its attribution, and what a click puts away.

use crate::support::window::{HARBOUR, Project};

/// Selects words, makes a statement, and checks what it holds.
#[track_caller]
fn check_made(words: &str, quote: &str) {
    let project = Project::new();
    let mut window = project.open("anna");
    window.state(words);
    assert!(
        window.selected().ends_with(&format!(": {quote}")),
        "{:?}",
        window.selected()
    );
}

#[test]
fn marks_that_the_pointer_missed_belong_to_the_quote() {
    check_made("We keep our word,”", "“We keep our word,”");
    check_made("“We keep our word", "“We keep our word,”");
    check_made("We keep our word,", "“We keep our word,”");
    check_made("keep our word", "keep our word");
}

#[test]
fn an_end_that_is_moved_to_the_mark_takes_it_in() {
    let project = Project::new();
    let mut window = project.open("anna");
    window.state("“We keep our");
    assert!(window.selected().ends_with(": “We keep our"));
    window.keys("Shift+]");
    assert!(
        window.selected().ends_with(": “We keep our word,”"),
        "{}",
        window.selected()
    );
    window.keys("Shift+[");
    assert!(!window.selected().ends_with("”"), "{}", window.selected());
}

#[test]
fn an_attribution_swept_over_becomes_cue_and_mention() {
    let project = Project::new();
    project.put(
        &format!("project/{HARBOUR}"),
        "Harbour\n\n“We will keep our word this winter,” Ada Lindqvist said.\n",
    );
    let mut window = project.open("anna");
    window.state("“We will keep our word this winter,” Ada Lindqvist said.");
    assert_eq!(
        window.marks(),
        ["Statement: Ada Lindqvist, no stance: “We will keep our word this winter,”"]
    );
    assert!(
        window.has("Clear cue") && window.has("Clear mention"),
        "{}",
        window.tree()
    );
}

#[test]
fn the_same_words_twice_are_one_statement() {
    let project = Project::new();
    let mut window = project.open("anna");
    window.state("“We keep our word,”");
    window.keys("Q");
    assert_eq!(window.marks().len(), 1);
    window.state("a welcome step, at last");
    window.state("“We keep our word,”");
    assert_eq!(window.marks().len(), 2);
    assert!(window.selected().ends_with("“We keep our word,”"));
    assert!(window.says("These words are a statement already"));
}

#[test]
fn a_double_click_beside_the_marks_leaves_the_statement_chosen() {
    let project = Project::new();
    let mut window = project.open("anna");
    window.state("“We keep our word,”");
    let at = window.place("Lindqvist", 3);
    window.double_click_at(at);
    assert!(
        window.selected().ends_with("“We keep our word,”"),
        "{}",
        window.tree()
    );
    window.keys("S");
    assert!(
        window.marks()[0].starts_with("Statement: Ada Lindqvist,"),
        "{:?}",
        window.marks()
    );
    window.keys("Escape");
    window.run();
    let at = window.place("reporters", 3);
    window.click_at(at);
    assert_eq!(window.selected(), "", "a single click puts it away");
}

#[test]
fn backspace_deletes_no_statement() {
    let project = Project::new();
    let mut window = project.open("anna");
    window.state("“We keep our word,”");
    window.keys("Backspace");
    assert_eq!(
        window.marks().len(),
        usize::from(!cfg!(target_os = "macos"))
    );
    window.keys("Delete");
    assert!(window.marks().is_empty());
    assert!(window.says("Statement deleted"), "{}", window.tree());
    window.keys("Ctrl+Z");
    assert_eq!(window.marks().len(), 1);
}
