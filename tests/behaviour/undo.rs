//! Undo and redo: every step, by name, with what was selected.

use crate::support::window::{HARBOUR, Project, Window};

#[test]
fn steps_are_named_and_the_selection_comes_back() {
    let project = Project::new();
    let mut window = project.open("anna");
    window.state("“We keep our word,”");
    window.keys("S");
    window.text("lind");
    window.keys("Enter");
    window.state("a welcome step, at last");
    let (first, second) = (
        "Statement: Ada Lindqvist, no stance: “We keep our word,”",
        "Statement: no speaker, no stance: “a welcome step, at last”",
    );
    assert!(
        window.has("Ctrl+Z undo make statement"),
        "{}",
        window.tree()
    );
    window.keys("Ctrl+Z");
    assert!(window.says("Undo: make statement"));
    assert_eq!(window.marks(), [first]);
    assert_eq!(window.selected(), first, "as before the step");
    assert!(window.has("Ctrl+Z undo set speaker"));
    window.keys("Ctrl+Z");
    assert_eq!(
        window.marks(),
        ["Statement: no speaker, no stance: “We keep our word,”"]
    );
    window.keys("Ctrl+Z");
    assert!(window.marks().is_empty());
    window.keys("Ctrl+Shift+Z Ctrl+Y Ctrl+Y");
    assert!(window.says("Redo: make statement"));
    assert_eq!(window.marks(), [first, second]);
    assert_eq!(window.selected(), second);
    window.keys("Ctrl+Y");
    assert!(window.says("Nothing to redo"));
}

#[test]
fn a_step_done_elsewhere_is_undone_where_it_was_done() {
    let project = Project::new();
    let mut window = project.open("anna");
    window.state("“We keep our word,”");
    window.keys("Ctrl+PageDown");
    window.wait("the next article", |window| {
        window.says("The council of the island met")
    });
    window.keys("Ctrl+Z");
    window.wait("the first article", |window| {
        window.says("Ada Lindqvist told reporters")
    });
    assert!(window.marks().is_empty(), "{:?}", window.marks());
    window.keys("Ctrl+Y");
    assert_eq!(window.marks().len(), 1);
}

#[test]
fn two_hundred_edits_in_a_row_are_all_undoable_and_on_disk() {
    let project = Project::new();
    let mut window = project.open("anna");
    window.state("“We keep our word,”");
    window.keys("T");
    window.text("wint");
    window.keys("Enter");
    window.wait_saved();
    let before = project.read_sidecar("anna", HARBOUR);
    // Stances 1, 2, 1, 2 …: every press changes something.
    for edit in 0..199 {
        window.press(if edit % 2 == 0 { "1" } else { "2" });
    }
    window.press("3");
    window.wait_saved();
    assert!(
        project
            .read_sidecar("anna", HARBOUR)
            .contains("stance: \"for\"")
    );
    for _ in 0..200 {
        window.press("Ctrl+Z");
    }
    window.run();
    assert!(window.has("Ctrl+Z undo set target"), "{}", window.tree());
    window.wait_saved();
    let after = project.read_sidecar("anna", HARBOUR);
    assert_eq!(without_revision(&before), without_revision(&after));
    for _ in 0..200 {
        window.press("Ctrl+Y");
    }
    window.run();
    assert!(window.is_set("Stance: for"));
}

/// Leaves out the last word, which counts how often the file was written.
fn without_revision(sidecar: &str) -> &str {
    let (before, revision) = sidecar.rsplit_once(" rev:").unwrap();
    assert!(revision.trim().parse::<u64>().is_ok(), "{revision}");
    before
}

/// Makes a statement with a note, deletes it, and has another program rewrite the article; returns the window and the text
/// as it was.
fn deleted_and_rewritten(project: &Project, from: &str, to: &str) -> (Window, String) {
    let mut window = project.open("anna");
    window.state("a welcome step, at last");
    window.keys("N");
    window.text("alpha");
    window.wait_saved();
    window.keys("Escape Delete");
    window.wait_saved();
    assert!(!project.read_sidecar("anna", HARBOUR).contains("alpha"));
    let text = std::fs::read_to_string(project.root().join(HARBOUR)).unwrap();
    assert!(text.contains(from));
    project.put(&format!("project/{HARBOUR}"), text.replace(from, to));
    window.wait("the other text", |window| {
        let open = window.app().state.open();
        open.is_some_and(|open| !open.text().contains(from) && open.text().contains("union"))
    });
    (window, text)
}

#[test]
fn a_deletion_is_undone_in_an_article_that_was_rewritten() {
    let project = Project::new();
    let gone = "“We keep our word,” Ada Lindqvist told reporters on the quay. ";
    let (mut window, _) = deleted_and_rewritten(&project, gone, "");
    window.keys("Ctrl+Z");
    assert!(window.says("Undo: delete statement"));
    assert!(!window.says("kept as detached"));
    assert_eq!(
        window.marks(),
        ["Statement: no speaker, no stance: “a welcome step, at last”"]
    );
    window.wait_saved();
    let written = project.read_sidecar("anna", HARBOUR);
    assert!(written.contains("a welcome step, at last"), "{written}");
    assert!(written.contains("note: \"alpha\""), "{written}");
    window.keys("Ctrl+Y");
    assert!(window.marks().is_empty());
    window.wait_saved();
    assert!(!project.read_sidecar("anna", HARBOUR).contains("alpha"));
}

#[test]
fn a_statement_whose_words_are_gone_comes_back_set_aside() {
    let project = Project::new();
    let gone = "“a welcome step, at last”";
    let (mut window, text) = deleted_and_rewritten(&project, gone, "nothing new");
    window.keys("Ctrl+Z");
    assert!(
        window.says("Undo: delete statement. The words of its statement are not in the text"),
        "{}",
        window.tree()
    );
    assert!(window.marks().is_empty());
    window.wait_saved();
    let written = project.read_sidecar("anna", HARBOUR);
    assert!(written.contains("note: \"alpha\""), "{written}");
    project.put(&format!("project/{HARBOUR}"), text);
    window.wait("its words are back", |window| window.marks().len() == 1);
    window.keys("J");
    assert_eq!(window.value("Note"), "alpha");
}
