//! Work that is not one's own: teammates' statements, and a second window on the same project.

use egui::accesskit::Role;

use crate::support::window::{HARBOUR, Project, Window};

/// Makes statements as somebody: words and the digit of a stance on the winter opening.
fn label(window: &mut Window, statements: &[(&str, &str)]) {
    for (words, stance) in statements {
        window.state(words);
        window.keys("T");
        window.text("wint");
        window.keys("Enter");
        window.keys(stance);
    }
    window.wait_saved();
}

#[test]
fn a_teammates_statements_are_shown_and_compared() {
    let project = Project::new();
    let (word, step, ice) = (
        "“We keep our word,”",
        "a welcome step, at last",
        "“Nobody will be left alone with the ice.”",
    );
    label(
        &mut project.open("ben"),
        &[(word, "3"), (step, "2"), (ice, "1")],
    );
    let written = project.read_sidecar("ben", HARBOUR);
    let mut window = project.open("anna");
    label(&mut window, &[(word, "3"), (step, "1")]);
    window.keys("G");
    window.click_as(Role::CheckBox, "ben");
    window.wait("the teammate’s work", |window| window.marks().len() == 5);
    window.click_as(Role::Button, "Close");
    assert!(window.has("Teammates: 1"), "{}", window.tree());
    let theirs = format!("ben’s Statement: no speaker, against: {ice}");
    assert!(window.marks().contains(&theirs), "{:?}", window.marks());
    for cell in ["same", "stance", "only ben", "differs in stance"] {
        assert!(window.has(cell), "{cell:?}\n{}", window.tree());
    }
    window.keys("G");
    window.click_as(Role::CheckBox, "ben");
    window.click_as(Role::Button, "Close");
    assert_eq!(window.marks().len(), 2);
    assert_eq!(
        project.read_sidecar("ben", HARBOUR),
        written,
        "nothing of theirs is changed"
    );
}

#[test]
fn what_another_window_writes_appears() {
    let project = Project::new();
    let (mut one, mut two) = (project.open("anna"), project.open("anna"));
    two.state("“We keep our word,”");
    two.wait_saved();
    one.wait("the statement of the other window", |window| {
        window.marks().len() == 1
    });
    one.state("a welcome step, at last");
    one.wait_saved();
    two.wait("the statement of the first window", |window| {
        window.marks().len() == 2
    });
}

#[test]
fn edits_of_two_windows_at_once_are_both_kept() {
    let project = Project::new();
    let (mut one, mut two) = (project.open("anna"), project.open("anna"));
    one.state("“We keep our word,”");
    two.state("a welcome step, at last");
    one.keys("F");
    two.keys("F");
    one.wait_saved();
    two.wait_saved();
    for window in [&mut one, &mut two] {
        window.wait("both statements", |window| window.marks().len() == 2);
        window.wait("both flags", |window| window.has("2 flagged"));
    }
    let written = project.read_sidecar("anna", HARBOUR);
    assert_eq!(written.matches("flagged: true").count(), 2, "{written}");
}

#[test]
fn words_that_two_windows_type_into_one_note_are_all_kept() {
    let project = Project::new();
    let mut one = project.open("anna");
    one.state("“We keep our word,”");
    one.wait_saved();
    let mut two = project.open("anna");
    two.keys("J");
    one.keys("N");
    two.keys("N");
    one.text("alpha");
    two.text("beta");
    for window in [&mut one, &mut two] {
        window.wait("both words", |_| {
            let written = project.read_sidecar("anna", HARBOUR);
            written.contains("alpha") && written.contains("beta")
        });
    }
    let written = project.read_sidecar("anna", HARBOUR);
    assert_eq!(written.matches("quote: [").count(), 1, "{written}");
    assert!(!written.contains("conflicts"), "{written}");
}

#[test]
fn a_value_that_was_set_elsewhere_is_shown_and_can_be_taken() {
    let project = Project::new();
    let mut window = project.open("anna");
    window.state("“We keep our word,”");
    window.wait_saved();
    drop(window);
    let written = project.read_sidecar("anna", HARBOUR);
    let line = "            changed: ";
    let other = format!("            conflicts: [note(\"other\")],\n{line}");
    let path = format!("project/annotations/anna/{HARBOUR}.ron");
    project.put(&path, written.replace(line, &other));
    let mut window = project.open("anna");
    window.keys("J");
    assert!(
        window.says("Also set elsewhere: other"),
        "{}",
        window.tree()
    );
    window.click("Take");
    window.wait_saved();
    assert!(!window.says("Also set elsewhere"));
    let written = project.read_sidecar("anna", HARBOUR);
    assert!(written.contains("note: \"other\""), "{written}");
    assert!(!written.contains("conflicts"), "{written}");
}

/// Returns a file as another window leaves it that had made a statement of the same words, and took this one's in.
fn taken_in(written: &str) -> String {
    let mut parts = written.split("id: \"");
    let id = parts.nth(1).unwrap().split('"').next().unwrap();
    let gone = format!("removed: [(id: \"{id}\", at: \"2025-02-25T10:01:00Z\", into: \"0\")]");
    assert!(written.contains("removed: []"), "{written}");
    let other = written.replace(&format!("id: \"{id}\""), "id: \"0\"");
    other.replace("removed: []", &gone)
}

#[test]
fn what_is_typed_goes_on_in_the_statement_that_took_this_one_in() {
    let project = Project::new();
    let mut window = project.open("anna");
    window.state("“We keep our word,”");
    window.keys("N");
    window.text("alpha");
    window.wait_saved();
    let written = taken_in(&project.read_sidecar("anna", HARBOUR));
    let path = format!("project/annotations/anna/{HARBOUR}.ron");
    project.put(
        &path,
        written.replace("note: \"alpha\"", "note: \"beta alpha\""),
    );
    window.wait("the other window’s word", |window| {
        window.value("Note") == "beta alpha"
    });
    assert!(window.is_focused("Note"));
    window.text("bet");
    window.wait_saved();
    let written = project.read_sidecar("anna", HARBOUR);
    assert!(written.contains("note: \"beta alphabet\""), "{written}");
    assert_eq!(written.matches("quote: [").count(), 1, "{written}");
    window.keys("Escape Ctrl+Z");
    assert_eq!(
        window.value("Note"),
        "beta",
        "undo takes back what was typed"
    );
    window.keys("Ctrl+Z");
    assert_eq!(window.marks().len(), 1, "the other window made it too");
}

#[test]
fn a_new_speakers_name_goes_to_the_statement_that_took_this_one_in() {
    let project = Project::new();
    let mut window = project.open("anna");
    window.state("“We keep our word,”");
    window.wait_saved();
    window.keys("S");
    window.text("lind");
    let written = taken_in(&project.read_sidecar("anna", HARBOUR));
    let path = format!("project/annotations/anna/{HARBOUR}.ron");
    project.put(&path, written.replace("flagged: false", "flagged: true"));
    window.wait("the other window’s flag", |window| {
        window.has("1 flagged")
    });
    window.keys("Enter");
    window.wait_saved();
    let written = project.read_sidecar("anna", HARBOUR);
    assert!(written.contains("name: \"ada\""), "{written}");
    assert_eq!(written.matches("quote: [").count(), 1, "{written}");
}

#[test]
fn a_suggestion_that_another_window_accepts_stays_selected_as_a_statement() {
    let project = Project::new();
    let open = || {
        let mut window = project.look().suggestions().open();
        window.wait("suggestions", |window| !window.suggestions().is_empty());
        window.keys("J J");
        window
    };
    let (mut one, mut two) = (open(), open());
    two.keys("Enter");
    two.wait_saved();
    one.wait("the statement of the other window", |window| {
        window.marks().len() == 1
    });
    assert_eq!(one.selected(), one.marks()[0]);
    one.keys("N");
    one.text("alpha");
    one.wait_saved();
    let written = project.read_sidecar("anna", HARBOUR);
    assert!(written.contains("note: \"alpha\""), "{written}");
}

#[test]
fn what_is_said_of_the_article_in_two_windows_is_all_kept() {
    let project = Project::new();
    let (mut one, mut two) = (project.open("anna"), project.open("anna"));
    let note = |window: &mut Window, words: &str| {
        window.click_field("Note on the article");
        window.text(words);
        window.click_as(Role::Button, "Save");
        window.wait_saved();
    };
    one.keys("Ctrl+I");
    two.keys("Ctrl+I");
    note(&mut two, "beta");
    one.wait("the other window’s note", |window| {
        window
            .app()
            .state
            .open()
            .is_some_and(|open| open.sidecar.note == "beta")
    });
    note(&mut one, "alpha");
    let written = project.read_sidecar("anna", HARBOUR);
    assert!(
        written.contains("alpha") && written.contains("beta"),
        "{written}"
    );
}
