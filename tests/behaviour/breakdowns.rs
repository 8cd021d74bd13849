//! The program breaks down at some work in the background: it is said what it was doing, and labelling and saving go on.

use crate::support::window::{HARBOUR, Project, Window};

/// Has jobs that do something break down, brings one about, and checks that it is named and that everything else goes on.
#[track_caller]
fn check(doing: &'static str, keys: &str, what: &str) -> (Project, Window) {
    let project = Project::new();
    let mut window = project.look().suggestions().open();
    window.break_down(Some(doing));
    window.keys(keys);
    let said = format!("{doing}{what}: this broke down: by design");
    window.wait("it is said", |window| window.says(&said));
    assert!(
        window.says("This is a fault of the program; please report it"),
        "{}",
        window.tree()
    );
    window.state("“We keep our word,”");
    window.wait_saved();
    let written = project.read_sidecar("anna", HARBOUR);
    assert!(written.contains("We keep our word"), "{doing}: {written}");
    window.break_down(None);
    (project, window)
}

#[test]
fn an_article_that_could_not_be_read_is_read_when_it_is_asked_for_again() {
    let (_project, mut window) = check("reading", "Ctrl+PageDown", " articles/island.txt");
    assert!(window.says("told reporters"), "what was open stays");
    window.keys("Ctrl+PageDown");
    window.wait("the next article", |window| {
        window.says("The council of the island")
    });
}

#[test]
fn an_export_that_breaks_down_leaves_nothing_and_the_next_is_written() {
    let (project, mut window) = check("exporting", "Ctrl+E Enter", "");
    let is_dataset = |entry: &std::fs::DirEntry| entry.path().is_file();
    let written = || {
        let all = std::fs::read_dir(project.around()).unwrap().flatten();
        all.filter(is_dataset).count()
    };
    assert_eq!(written(), 0);
    window.keys("Ctrl+E Enter");
    window.wait("the export", |window| window.says("Exported 1 statement"));
    assert_eq!(written(), 1);
}

#[test]
fn learning_that_breaks_down_is_named() {
    // Suggestions that are shown again are learned anew.
    check("learning from labels", "Ctrl+4 Ctrl+4", "");
}

#[test]
fn suggestions_that_break_down_are_none() {
    let project = Project::new();
    let mut window = project.look().suggestions().open();
    window.break_down(Some("finding suggestions in"));
    window.keys("Ctrl+PageDown");
    window.wait("it is said", |window| {
        window.says("finding suggestions in articles/island.txt: this broke down: by design")
    });
    window.state("“Half a pier is no pier,”");
    window.wait_saved();
    assert!(window.suggestions().is_empty(), "{}", window.tree());
    window.break_down(None);
    window.keys("Ctrl+PageUp");
    window.wait("suggestions", |window| !window.suggestions().is_empty());
}
