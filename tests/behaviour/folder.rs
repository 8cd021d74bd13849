//! The project's folder is renamed, or another is put in its place, while the window is open.

use std::fs;

use egui::accesskit::Role;

use crate::support::window::{HARBOUR, Project, Window};

/// Opens a project, labels in it, and takes its folder away.
fn take_away(project: &Project) -> Window {
    let mut window = project.open("anna");
    window.state("“We keep our word,”");
    window.wait_saved();
    fs::rename(project.root(), project.around().join("elsewhere")).unwrap();
    window.wait("it is said", |window| {
        window.says("the project's folder is gone")
    });
    window
}

/// Labels on, and checks that the work is kept and that one message says why it is not saved.
#[track_caller]
fn label_on(window: &mut Window) {
    window.keys("F");
    assert!(window.has("1 flagged"), "labelling goes on");
    window.wait("it cannot be saved", |window| {
        window.status().starts_with("Not saved")
    });
    assert!(window.has("folder is away"), "{}", window.tree());
    let crosses = window.names(Role::Button).into_iter();
    let crosses = crosses.filter(|name| name == "Dismiss").count();
    assert_eq!(crosses, 1, "one message\n{}", window.tree());
    assert_eq!(window.articles().len(), 3, "the list stays");
}

/// Brings the folder back, and checks that what waited is saved.
#[track_caller]
fn bring_back(project: &Project, window: &mut Window) {
    fs::rename(project.around().join("elsewhere"), project.root()).unwrap();
    window.wait("it is back", |window| {
        window.says("The project's folder is back")
    });
    window.wait_saved();
    assert!(!window.says("the project's folder is gone"));
    assert!(!window.has("folder is away"));
    let written = project.read_sidecar("anna", HARBOUR);
    assert!(written.contains("flagged: true"), "{written}");
    window.keys("Ctrl+PageDown");
    window.wait("the next article", |window| {
        window.says("The council of the island")
    });
}

#[test]
fn work_on_a_folder_that_was_renamed_is_saved_when_it_is_back() {
    let project = Project::new();
    let mut window = take_away(&project);
    label_on(&mut window);
    assert!(!project.root().exists(), "nothing is made anew");
    window.keys("Ctrl+PageDown");
    assert!(window.says("told reporters"), "what is open stays");
    bring_back(&project, &mut window);
}

#[test]
fn another_project_in_its_place_is_neither_shown_nor_written() {
    let project = Project::new();
    let mut window = take_away(&project);
    let other = "Another harbour\n\nThe other harbour is closed.\n";
    project.put(&format!("project/{HARBOUR}"), other);
    window.wait("it is said", |window| {
        window.says("another folder stands in the place of the project's")
    });
    label_on(&mut window);
    assert!(
        !window.says("the project's folder is gone"),
        "one message at a time"
    );
    window.keys("Ctrl+PageDown");
    assert!(window.says("told reporters"), "what is open stays");
    assert!(!window.says("The other harbour"), "{}", window.tree());
    assert!(!project.root().join("annotations").exists());
    fs::remove_dir_all(project.root()).unwrap();
    bring_back(&project, &mut window);
}
