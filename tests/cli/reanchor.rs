//! `onrecord reanchor`: what became of statements whose article changed.

use serde_json::Value;

use crate::{ONE, Project, SIDECAR};

const ID: &str = "01JMX3S8V7Q2W4AAAAAAAAAAAA";

/// Makes the sample with other words in its first article.
fn changed(from: &str, to: &str) -> Project {
    let project = Project::sample();
    assert!(ONE.contains(from));
    project.write("articles/one.txt", ONE.replace(from, to).as_bytes());
    project
}

#[test]
fn nothing_is_found_where_no_article_changed() {
    let project = Project::sample();
    let before = project.files();
    let said = "0 sidecars on texts that changed: 0 kept, 0 moved, 0 detached; 0 written\n";
    project.check("reanchor", 0, "", said);
    project.check("reanchor . --write --annotator ann -q", 0, "", "");
    assert_eq!(project.files(), before);
}

#[test]
fn what_moved_is_listed_with_its_words() {
    let project = changed("Talks", "All Talks");
    let before = project.files();
    let ran = project.run(&["reanchor", "--annotator", "ann"]);
    assert_eq!(ran.status, Some(1), "{}", ran.err);
    let expected = format!(
        "{SIDECAR}: 0 kept, 1 moved, 0 detached\n  moved {ID}: 28-46 [“We never agreed,”] -> 32-50 [“We never agreed,”]\n"
    );
    assert_eq!(ran.out, expected);
    assert_eq!(project.files(), before);
    let ran = project.run(&["reanchor", "--json", "-q"]);
    let found: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(found["moved"], 2);
    assert_eq!(found["sidecars"][1]["moved"][0]["new"]["start"], 32);
}

#[test]
fn what_is_gone_is_listed_and_kept() {
    let project = changed("We never agreed", "Nobody was there");
    let ran = project.run(&["reanchor", "--annotator", "ann", "-q", "--write"]);
    assert_eq!(ran.status, Some(1), "{}", ran.err);
    let expected = format!(
        "{SIDECAR}: 0 kept, 0 moved, 1 detached; written\n  detached {ID}: 28-46 [“We never agreed,”]\n"
    );
    assert_eq!(ran.out, expected);
    let file = project.read(SIDECAR);
    let detached = file.split("detached: [").nth(1).unwrap();
    assert!(detached.contains(ID), "{file}");
}

#[test]
fn one_annotators_files_are_written_and_nobody_elses() {
    let project = changed("Talks", "All Talks");
    let of_bob = "annotations/bob/one.txt.ron";
    let bobs = project.read(of_bob);
    project.check(
        "reanchor . --write",
        2,
        "",
        "onrecord: whose files are to be written is not said. Say it with --annotator NAME\n",
    );
    let ran = project.run(&["reanchor", ".", "--write", "--annotator", "ann"]);
    assert_eq!(ran.status, Some(1), "{}", ran.err);
    assert!(ran.out.contains("0 detached; written\n"), "{}", ran.out);
    assert!(project.read(SIDECAR).contains("start: 32, end: 50"));
    assert_eq!(project.read(of_bob), bobs);
    // Once it is written, there is nothing to find.
    let again = project.run(&["reanchor", ".", "--annotator", "ann", "-q"]);
    assert_eq!(
        (again.status, again.out.as_str()),
        (Some(0), ""),
        "{}",
        again.err
    );
    project.check(
        "reanchor . --annotator eve",
        2,
        "",
        "onrecord: nobody called `eve` labels in this project (there are: ann, bob)\n",
    );
}
