//! Bad files and bad disks: each with its message, nothing lost, and the rest works.

use std::fs;

use egui::accesskit::Role;

use crate::support::window::{HARBOUR, ISLAND, Project};

#[test]
fn an_article_labelled_by_a_newer_program_is_read_only() {
    let project = Project::new();
    let newer = "#![enable(implicit_some)]\n(\n    format: 99,\n    thoughts: [\"new\"],\n)\n";
    project.put(&format!("project/annotations/anna/{HARBOUR}.ron"), newer);
    let mut window = project.open("anna");
    assert!(window.has("read-only"), "{}", window.tree());
    window.select("“We keep our word,”");
    window.keys("Q");
    assert!(
        window.says("This article is read-only: "),
        "{}",
        window.tree()
    );
    assert!(window.marks().is_empty());
    window.keys("Ctrl+PageDown");
    window.wait("the next article", |window| {
        window.says("The council of the island met")
    });
    window.state("Half a pier is no pier,");
    window.wait_saved();
    assert!(project.read_sidecar("anna", ISLAND).contains("Half a pier"));
    assert_eq!(
        project.read_sidecar("anna", HARBOUR),
        newer,
        "it stays as it was"
    );
}

#[test]
fn a_sidecar_that_was_cut_off_is_left_as_it_is() {
    let project = Project::new();
    let cut = "#![enable(implicit_some)]\n(\n    format: 1,\n    article: (path: \"art";
    project.put(&format!("project/annotations/anna/{HARBOUR}.ron"), cut);
    let mut window = project.open("anna");
    window.select("“We keep our word,”");
    window.keys("Q");
    assert!(window.says("read-only"), "{}", window.tree());
    window.run();
    assert_eq!(project.read_sidecar("anna", HARBOUR), cut);
}

#[test]
fn files_that_cannot_be_read_are_listed_with_the_reason() {
    let project = Project::new();
    project.put("project/articles/latin.txt", b"caf\xe9 and more");
    project.put(
        "project/annotations/anna/articles/island.txt.ron",
        "(format: 1, oops",
    );
    let mut window = project.open("anna");
    window.wait("the problems are found", |window| window.has("2 problems"));
    window.click_as(Role::Button, "2 problems");
    for place in [
        "articles/latin.txt",
        "annotations/anna/articles/island.txt.ron",
    ] {
        let rows = window.names(Role::ListBoxOption);
        assert!(
            rows.iter().any(|row| row.contains(place)),
            "{place}: {rows:?}"
        );
    }
    window.click_as(Role::Button, "Close");
    window.state("“We keep our word,”");
    window.wait_saved();
    assert!(
        project
            .read_sidecar("anna", HARBOUR)
            .contains("We keep our word")
    );
}

#[test]
fn what_cannot_be_saved_is_said_kept_and_saved_later() {
    let project = Project::new();
    let mut window = project.open("anna");
    // A file where the folder should be stops everybody, the system's administrator too.
    project.put("project/annotations", "in the way");
    window.state("“We keep our word,”");
    window.wait("the save fails", |window| {
        window.status().starts_with("Not saved")
    });
    window.keys("F");
    assert!(window.has("1 flagged"), "labelling goes on");
    window.wait("it still fails", |window| {
        window.status().starts_with("Not saved")
    });
    assert_eq!(
        fs::read_to_string(project.root().join("annotations")).unwrap(),
        "in the way"
    );
    fs::remove_file(project.root().join("annotations")).unwrap();
    window.click_as(Role::Button, "Save again");
    window.wait_saved();
    assert!(
        project
            .read_sidecar("anna", HARBOUR)
            .contains("flagged: true")
    );
}

#[test]
fn what_could_not_be_saved_is_not_lost_by_going_elsewhere() {
    let project = Project::new();
    let mut window = project.open("anna");
    project.put("project/annotations", "in the way");
    window.state("“We keep our word,”");
    window.wait("the save fails", |window| {
        window.status().starts_with("Not saved")
    });
    window.keys("Ctrl+PageDown");
    window.wait("the next article", |window| {
        window.says("The council of the island met")
    });
    window.keys("Ctrl+PageUp");
    window.wait("the first article", |window| window.says("told reporters"));
    assert_eq!(
        window.marks(),
        ["Statement: no speaker, no stance: “We keep our word,”"]
    );
}

/// Opens a path and checks what is said of it.
#[test]
fn another_project_waits_for_what_is_not_saved() {
    let project = Project::new();
    project.put("second/reef.txt", "Reef\n\nThe reef is wide.\n");
    let mut window = project.open("anna");
    project.put("project/annotations", "in the way");
    window.state("“We keep our word,”");
    window.wait("the save fails", |window| {
        window.status().starts_with("Not saved")
    });
    window.keys("Ctrl+L");
    window.wait("the folder is listed", |window| window.has("second/"));
    window.text("second/");
    window.keys("Enter");
    assert!(
        window.says("Some edits of the open project are not saved yet"),
        "{}",
        window.tree()
    );
    assert!(window.says("told reporters"), "it stays open");
    fs::remove_file(project.root().join("annotations")).unwrap();
    window.click_as(Role::Button, "Save again");
    window.wait_saved();
    assert!(
        project
            .read_sidecar("anna", HARBOUR)
            .contains("We keep our word")
    );
    window.keys("Ctrl+L");
    window.wait("the folder is listed", |window| window.has("second/"));
    window.text("second/");
    window.keys("Enter");
    window.wait("the other project", |window| {
        window.says("The reef is wide.")
    });
}

#[track_caller]
fn check_path(path: &str, said: &str) {
    let project = Project::new();
    project.put("nothing/readme.pdf", "%PDF");
    let window = project.look().path(project.around().join(path)).open();
    assert!(window.says(said), "{path}: {said:?}\n{}", window.tree());
}

#[test]
fn paths_that_hold_nothing_say_so() {
    check_path("nothing", "This folder has no articles that can be read");
    check_path("missing", "missing");
    check_path(
        "project/articles/island.txt",
        "The council of the island met",
    );
}
