//! Bad files and bad disks: each with its message, nothing lost, and the rest works.

use std::fs;

use egui::accesskit::Role;
use onrecord::store::{OpenOptions, Store};

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
fn a_broken_project_file_is_told_with_its_line_as_on_the_command_line() {
    let project = Project::new();
    project.put("project/onrecord.ron", "(\n    format: 1,\n    oops,\n)\n");
    let (_, problems) = Store::open(&project.root(), OpenOptions::default()).unwrap();
    let said = problems[0].to_string();
    assert!(said.starts_with("onrecord.ron:3:"), "{said}");
    let mut window = project.open("anna");
    window.keys("Ctrl+E");
    assert!(
        window.says("Nothing can be exported: "),
        "{}",
        window.tree()
    );
    assert!(window.says(&said), "{said}\n{}", window.tree());
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
    project.put("project/articles/bad.txt", b"caf\0\xe9 \0\0");
    project.put(
        "project/annotations/anna/articles/island.txt.ron",
        "(format: 1, oops",
    );
    let mut window = project.open("anna");
    window.wait("the problems are found", |window| window.has("2 problems"));
    window.click_as(Role::Button, "2 problems");
    for place in [
        "articles/bad.txt",
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
    project.put("nothing/readme.png", "x");
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

#[test]
fn messages_name_file_line_and_column() {
    let project = Project::new();
    project.put(
        &format!("project/annotations/anna/{HARBOUR}.ron"),
        "(\n    format: 1,\n    oops\n)\n",
    );
    let window = project.open("anna");
    let place = format!("This article is read-only: annotations/anna/{HARBOUR}.ron:");
    assert!(window.says(&place), "{}", window.tree());
    assert!(window.says(&format!("{HARBOUR}.ron:3:")) || window.says(&format!("{HARBOUR}.ron:4:")));
}

#[test]
fn an_open_article_whose_file_goes_away_stays_readable_and_safe() {
    let project = Project::new();
    let mut window = project.open("anna");
    window.state("“We keep our word,”");
    window.wait_saved();
    let path = project.root().join(HARBOUR);
    let text = fs::read_to_string(&path).unwrap();
    fs::remove_file(&path).unwrap();
    window.wait("it is said", |window| {
        window.says("articles/harbour.txt: the file is gone")
    });
    assert!(window.has("file is gone"), "the status bar says it too");
    assert!(window.says("told reporters"), "the text stays");
    assert_eq!(window.articles().len(), 3);
    window.wait("the list shows it", |window| {
        window.says("Harbour to stay open, in progress, 1 statement, with a problem")
    });
    window.keys("F");
    window.wait_saved();
    assert!(
        project
            .read_sidecar("anna", HARBOUR)
            .contains("flagged: true")
    );
    project.put(&format!("project/{HARBOUR}"), text);
    window.wait("it is back", |window| !window.says("the file is gone"));
    assert_eq!(window.marks().len(), 1);
    fs::remove_file(&path).unwrap();
    window.wait("it is said", |window| window.says("the file is gone"));
    window.keys("Ctrl+PageDown");
    window.wait("another article", |window| {
        window.says("The council of the island")
    });
    assert!(
        !window.says("harbour.txt: the file is gone"),
        "{}",
        window.tree()
    );
    assert_eq!(window.articles().len(), 2);
}

#[test]
fn messages_of_an_article_go_with_it() {
    let project = Project::new();
    let newer = "(format: 99, thoughts: [\"new\"])\n";
    project.put(&format!("project/annotations/anna/{HARBOUR}.ron"), newer);
    let mut window = project.open("anna");
    assert!(window.says("This article is read-only: "));
    window.wait("the list shows it", |window| {
        window.says("Harbour to stay open, untouched, 0 statements, with a problem")
    });
    assert!(window.has("1 problem"), "{}", window.tree());
    for _ in 0..3 {
        window.keys("Ctrl+PageDown");
        window.wait("another article", |window| {
            window.says("The council of the island")
        });
        assert!(!window.says("This article is read-only: "));
        window.keys("Ctrl+PageUp");
        window.wait("the first article", |window| window.says("told reporters"));
    }
    assert!(window.has("1 problem"), "{}", window.tree());
    window.keys("Q Q");
    let said = window.names(Role::Button);
    let crosses = said.iter().filter(|name| *name == "Dismiss").count();
    assert_eq!(crosses, 1, "equal messages are one");
}

#[test]
fn content_that_this_version_does_not_know_shows_in_the_list() {
    let project = Project::new();
    let mut window = project.open("anna");
    window.keys("Ctrl+PageDown");
    window.wait("another article", |window| {
        window.says("The council of the island")
    });
    window.state("“Half a pier is no pier,”");
    window.wait_saved();
    let path = project.sidecar("anna", ISLAND);
    let written = fs::read_to_string(&path).unwrap();
    let known = written.replacen("status: ", "mood: \"new\",\n    status: ", 1);
    project.put(&format!("project/annotations/anna/{ISLAND}.ron"), known);
    window.wait("the list shows it", |window| {
        window.says("1 statement, with a problem")
    });
}

#[test]
fn many_messages_are_counted_and_taken_away_together() {
    let project = Project::new();
    let mut window = project.open("anna");
    for name in ["a", "b", "c", "d", "e"] {
        let path = project.around().join(name);
        window.drop_files(&[path]);
        window.wait("it is said", |window| window.says(&format!("/{name}")));
    }
    assert!(window.has("and 2 more"), "{}", window.tree());
    window.click("Dismiss all");
    assert!(!window.has("Dismiss"), "{}", window.tree());
}

#[test]
fn the_first_article_that_can_be_read_is_opened() {
    let project = Project::new();
    project.put("project/articles/aaa.txt", b"caf\0\xe9 \0\0");
    project.put("project/articles/bbb.txt", b"caf\0\xe9 \0\0");
    let mut window = project.open("anna");
    window.wait("a readable one", |window| window.says("told reporters"));
    assert!(window.says("articles/aaa.txt"), "{}", window.tree());
}

#[test]
fn folders_and_files_are_opened_by_dropping_them() {
    let project = Project::new();
    project.put("second/reef.txt", "Reef\n\nThe reef is wide.\n");
    project.put("second/shoal.txt", "Shoal\n\nThe shoal is flat.\n");
    let mut window = project.open("anna");
    window.drop_files(&[project.around().join("second")]);
    window.wait("the folder", |window| window.says("The reef is wide."));
    assert_eq!(window.articles().len(), 2);
    window.drop_files(&[project.around().join("second/shoal.txt")]);
    window.wait("the file", |window| window.says("The shoal is flat."));
    window.drop_files(&[project.around().join("second/none.pdf")]);
    window.wait("it is said", |window| window.says("none.pdf"));
    assert!(window.says("The shoal is flat."), "what was open stays");
}

#[test]
fn a_line_of_fifty_megabytes_is_read_and_labelled() {
    let project = Project::new();
    let words = "The harbour would stay open, he said; the ice was thin. ".repeat(900_000);
    project.put(&format!("project/{HARBOUR}"), words);
    let mut window = project.open("anna");
    window.wait("the article", |window| window.says("the ice was thin"));
    window.state("he said; the ice");
    assert_eq!(window.marks().len(), 1);
    for _ in 0..20 {
        window.press("PageDown");
    }
    assert!(window.says("the ice was thin"), "{}", window.tree());
    window.wait_saved();
}
