//! The dialogs: export, who labels, paths, recent projects.

use egui::accesskit::Role;

use crate::support::window::{HARBOUR, Project};

#[test]
fn the_export_dialog_writes_a_dataset() {
    let project = Project::new();
    let mut window = project.open("anna");
    window.state("“We keep our word,”");
    window.wait_saved();
    window.keys("Ctrl+E");
    let path = project.around().join("project.jsonl");
    assert_eq!(window.value("Path"), path.display().to_string());
    window.click_as(Role::Button, "Export");
    window.wait("the export", |window| window.says("Exported 1 statement"));
    let written = std::fs::read_to_string(&path).unwrap();
    assert!(written.contains("We keep our word"), "{written}");
    assert!(
        written.lines().all(|line| line.starts_with('{')),
        "{written}"
    );

    window.keys("Ctrl+E");
    window.wait("what becomes of the file", |window| {
        window.says("This file exists and will be replaced")
    });
    window.click_as(Role::RadioButton, "CSV");
    let path = project.around().join("project.csv");
    assert_eq!(window.value("Path"), path.display().to_string());
    window.keys("Enter");
    window.wait("the file", |_| path.exists());
    let written = std::fs::read_to_string(&path).unwrap();
    assert!(
        written.lines().count() == 2 && written.contains("We keep our word"),
        "{written}"
    );
}

#[test]
fn an_export_of_nothing_does_not_take_the_place_of_a_dataset() {
    let project = Project::new();
    project.put("project.jsonl", "a good dataset\n");
    let mut window = project.open("anna");
    window.keys("Ctrl+E");
    window.click_as(Role::Button, "Export");
    window.wait("why nothing was written", |window| {
        window.says("the file there holds something")
    });
    let path = project.around().join("project.jsonl");
    assert_eq!(std::fs::read_to_string(path).unwrap(), "a good dataset\n");
}

#[test]
fn an_export_without_a_place_says_why() {
    let project = Project::new();
    let mut window = project.open("anna");
    for (path, said) in [
        ("x.csv", "Give the whole path"),
        ("/missing/x.csv", "There is no such folder"),
        ("/", "Say where to write"),
    ] {
        window.keys("Ctrl+E");
        window.click_field("Path");
        window.keys("Ctrl+A");
        window.text(path);
        window.wait(said, |window| window.says(said));
        window.keys("Enter");
        assert!(window.has("Path"), "the dialog stays");
        window.keys("Escape");
        assert!(!window.has("Path"));
    }
}

#[test]
fn another_annotator_labels_in_files_of_their_own() {
    let project = Project::new();
    let mut window = project.open("anna");
    window.state("“We keep our word,”");
    window.wait_saved();
    window.click_as(Role::Button, "anna");
    assert!(window.is_focused("Annotator"));
    window.keys("Ctrl+A");
    window.text("Ben Okafor");
    window.keys("Enter");
    window.wait("the other annotator", |window| {
        window.has("ben-okafor") && window.has("Article text")
    });
    assert!(window.marks().is_empty(), "{:?}", window.marks());
    window.state("a welcome step, at last");
    window.wait_saved();
    assert!(
        project
            .read_sidecar("ben-okafor", HARBOUR)
            .contains("a welcome step")
    );
    assert!(
        !project
            .read_sidecar("anna", HARBOUR)
            .contains("a welcome step")
    );
}

#[test]
fn a_path_is_completed_and_opened() {
    let project = Project::new();
    project.put(
        "second/reef.txt",
        "The reef is wide. “Very wide,” said the pilot.\n",
    );
    let mut window = project.open("anna");
    window.keys("Ctrl+L");
    window.wait("the folder is listed", |window| window.has("second/"));
    window.text("sec");
    window.keys("Tab");
    let path = project.around().join("second/");
    assert_eq!(window.value("Path"), path.display().to_string());
    window.wait("the folder is listed", |window| window.has("reef.txt"));
    window.keys("Enter");
    window.wait("the other project", |window| {
        window.says("The reef is wide.")
    });
    window.keys("Ctrl+R");
    window.text("project");
    window.keys("Enter");
    window.wait("the first project", |window| window.says("told reporters"));
}

#[test]
fn a_path_that_is_not_there_stays_in_the_dialog() {
    let project = Project::new();
    let mut window = project.open("anna");
    window.keys("Ctrl+L");
    window.wait("the folder is listed", |window| window.has("project/"));
    window.text("nowhere");
    window.keys("Enter");
    assert!(
        window.says("There is no folder and no article “nowhere”"),
        "{}",
        window.tree()
    );
    window.keys("Escape");
    assert!(window.says("told reporters"));
}

#[test]
fn an_export_says_before_it_writes_what_it_would_leave_out() {
    let project = Project::new();
    project.put("project/articles/bad.txt", b"caf\0\xe9 \0\0");
    let gone = "project/annotations/anna/articles/gone.txt.ron";
    project.put(gone, "(format: 1)");
    let mut window = project.open("anna");
    window.state("“We keep our word,”");
    window.wait_saved();
    let path = project.around().join("project.jsonl");
    for (button, said, is_written) in [
        ("Cancel", "nothing was written", false),
        ("Export without them", "Exported 1 statement", true),
    ] {
        window.keys("Ctrl+E Enter");
        assert!(
            window.has("Something is missing from this dataset"),
            "{}",
            window.tree()
        );
        for file in ["articles/bad.txt", "annotations/anna/articles/gone.txt.ron"] {
            assert!(window.says(file), "{file}\n{}", window.tree());
        }
        let count = "Left out, or not wholly read: 1 article, 1 sidecar";
        assert!(window.says(count), "{}", window.tree());
        assert!(!path.exists());
        window.click_as(Role::Button, button);
        assert!(window.says(said), "{}", window.tree());
        assert_eq!(path.exists(), is_written);
    }
}

#[test]
fn an_export_names_what_went_away_with_an_article_that_was_renamed_meanwhile() {
    let project = Project::new();
    let mut window = project.open("anna");
    window.state("“We keep our word,”");
    window.wait_saved();
    let from = project.around().join("project").join(HARBOUR);
    std::fs::rename(&from, from.with_file_name("port.txt")).unwrap();
    window.keys("Ctrl+E Enter");
    assert!(
        window.has("Something is missing from this dataset"),
        "{}",
        window.tree()
    );
    // Whether or not the window has noticed by then: the statement is counted.
    for said in [
        "harbour.txt",
        "Left out, or not wholly read: 1 statement, 1 ",
    ] {
        assert!(window.says(said), "{said}\n{}", window.tree());
    }
    window.click_as(Role::Button, "Cancel");
    let left: Vec<_> = std::fs::read_dir(project.around())
        .unwrap()
        .flatten()
        .collect();
    assert_eq!(left.len(), 1, "{left:?}");
}

#[test]
fn an_export_that_is_cancelled_leaves_nothing() {
    let project = Project::new();
    let mut window = project.open("anna");
    window.keys("Ctrl+E");
    window.hold_exports(true);
    window.press("Enter");
    window.wait_on_the_way("the export runs", |window| window.has("Cancel"));
    window.click_on_the_way("Cancel");
    window.hold_exports(false);
    window.wait("it is said", |window| {
        window.says("The export was cancelled; nothing was written")
    });
    assert!(!window.has("Cancel"));
    let left: Vec<_> = std::fs::read_dir(project.around())
        .unwrap()
        .flatten()
        .collect();
    assert_eq!(left.len(), 1, "{left:?}");
}
