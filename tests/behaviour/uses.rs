//! From the codebook to the statements and back: the uses of an entry, and examples taken from statements.

use egui::accesskit::Role;

use crate::support::window::{HARBOUR, Project, Window};

/// Makes a statement about the lighthouse.
fn about_lighthouse(window: &mut Window, words: &str) {
    window.state(words);
    window.keys("T");
    window.text("lighthouse");
    window.keys("Enter");
    window.wait_saved();
}

fn rows(window: &Window) -> Vec<String> {
    window.names(Role::ListBoxOption)
}

/// Returns the row in which these words stand.
#[track_caller]
fn row(window: &Window, words: &str) -> String {
    let rows = rows(window);
    let found = rows.iter().find(|row| row.contains(words)).cloned();
    found.unwrap_or_else(|| panic!("no {words:?} among {rows:?}"))
}

#[test]
fn the_uses_of_an_entry_are_listed_and_opened() {
    let project = Project::new();
    about_lighthouse(&mut project.open("ben"), "“We keep our word,”");
    let mut window = project.open("anna");
    about_lighthouse(&mut window, "a welcome step, at last");
    window.keys("Ctrl+PageDown");
    assert_ne!(window.open_path(), HARBOUR);

    window.keys("F6 J J");
    window.wait("uses", |window| window.has("Lighthouse, 2 uses"));
    window.keys("U");
    assert!(window.has("Uses of Lighthouse"), "{}", window.tree());
    assert_eq!(rows(&window).len(), 2, "{:?}", rows(&window));
    let own = row(&window, "a welcome step");
    assert!(own.ends_with("Harbour to stay open, anna"), "{own}");
    window.click(&own);
    window.wait("the article", |window| window.open_path() == HARBOUR);
    assert!(
        window.selected().contains("a welcome step"),
        "{}",
        window.tree()
    );

    window.keys("F6");
    let theirs = row(&window, "“We keep our word,”");
    window.click(&theirs);
    window.wait("their statement", |window| {
        window.selected().starts_with("ben’s Statement")
    });

    // The place in the list is kept, and J and K walk through it.
    window.keys("F6 J K K Enter");
    assert!(!window.selected().is_empty(), "{}", window.tree());
    window.keys("F6 Escape");
    assert!(!window.has("Uses of Lighthouse"), "{}", window.tree());
    assert_eq!(rows(&window).len(), 3);
    window.keys("K U");
    assert!(window.has("No statement uses it"), "{}", window.tree());
    window.keys("U");
    assert_eq!(rows(&window).len(), 3);
}

#[test]
fn an_example_is_taken_from_a_statement_and_leads_back_to_it() {
    let project = Project::new();
    let mut window = project.open("anna");
    window.keys("O");
    about_lighthouse(&mut window, "“We keep our word,”");
    window.keys("O");
    assert!(
        window.says("Taken as an example of “Lighthouse”"),
        "{}",
        window.tree()
    );
    window.wait_saved();
    let codebook = std::fs::read_to_string(project.root().join("codebook.ron")).unwrap();
    assert!(codebook.contains("We keep our word"), "{codebook}");
    assert!(codebook.contains(HARBOUR), "{codebook}");
    window.keys("O");
    assert!(window.says("already"), "{}", window.tree());

    window.keys("Ctrl+PageDown F6 J J");
    assert_eq!(window.value("Examples, a line each"), "“We keep our word,”");
    window.click("Harbour to stay open: “We keep our word,”");
    window.wait("the article", |window| window.open_path() == HARBOUR);
    assert!(window.selected().contains("We keep our word"));

    // It cannot be an example of both.
    window.keys("Shift+O F6");
    assert_eq!(window.value("Examples, a line each"), "");
    let counter = window.value("Looks like it and is not, a line each");
    assert_eq!(counter, "“We keep our word,”");
    window.keys("Ctrl+Z Ctrl+Z");
    assert_eq!(window.value("Looks like it and is not, a line each"), "");
    assert_eq!(window.value("Examples, a line each"), "");
}
