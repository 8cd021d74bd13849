//! Which articles share copy, and what their versions say otherwise.

use serde_json::{Value, json};

use crate::Project;

const STORY: &str = "The ministry said on Sunday that the talks about the conflict would go on next week in Geneva, that \
    both sides wanted to end it before winter, and that “nothing” kept them from realising the political will of the two \
    leaders, however long the road to a lasting truce may turn out to be.";

/// Makes a project of two versions of a story and another article.
fn versions() -> Project {
    let project = Project::empty();
    let other = STORY
        .replace("conflict", "war")
        .replace("realising", "realizing")
        .replace(['“', '”'], "\"");
    let article = |name: &str, text: String| project.write(name, text.as_bytes());
    article("a.md", format!("# Talks go on\n\n{STORY}\n"));
    article(
        "b.md",
        format!("# Ministry says talks go on\n\n{other}\n\nFew believe it.\n"),
    );
    article(
        "c.md",
        "# Rain\n\nIt will rain in the north on Monday, and the wind will turn to the west.\n"
            .to_owned(),
    );
    project
}

#[test]
fn groups_are_listed_with_what_changed() {
    versions().check(
        "twins",
        0,
        "2 articles, likeness 96 %\n  \
           a.md: Talks go on\n  \
           b.md: Ministry says talks go on\n    \
             conflict → war, realising → realizing; 5 words added\n",
        "1 group of 2 articles that share copy, of 3 articles\n",
    );
}

#[test]
fn groups_are_one_json_document() {
    let ran = versions().run(&["twins", ".", "--json", "-q"]);
    assert_eq!((ran.status, ran.err.as_str()), (Some(0), ""));
    let found: Value = serde_json::from_str(&ran.out).unwrap();
    let article = |path: &str, title: &str, words: usize, changes: Value| {
        json!({
            "path": path, "title": title, "date": null, "publisher": null, "words": words,
            "likeness": 0.96, "changes": changes,
        })
    };
    let changes = json!({
        "replaced": [
            {"from": "conflict", "to": "war", "times": 1},
            {"from": "realising", "to": "realizing", "times": 1},
        ],
        "cut": 0, "added": 5,
    });
    let expected = json!({
        "project": "project", "articles": 3, "unreadable": 0,
        "groups": [{
            "likeness": 0.96,
            "articles": [
                article("a.md", "Talks go on", 57, Value::Null),
                article("b.md", "Ministry says talks go on", 62, changes),
            ],
        }],
        "links": [],
    });
    assert_eq!(found, expected);
}

#[test]
fn no_twins_are_no_error() {
    let said = "0 groups of 0 articles that share copy, of 2 articles\n";
    Project::sample().check("twins", 0, "", said);
    Project::empty().check("twins -q", 0, "", "");
    let project = Project::empty();
    let said = project.run(&["stats", "nowhere"]).err;
    project.check("twins nowhere", 2, "", &said);
}

#[test]
fn what_cannot_be_read_is_named_and_the_rest_is_compared() {
    let project = versions();
    project.write("d.txt", b"");
    let ran = project.run(&["twins", "-q"]);
    assert_eq!(ran.status, Some(0));
    assert!(ran.out.starts_with("2 articles"), "{}", ran.out);
    assert_eq!(ran.err, "onrecord: d.txt: the file is empty\n");
}

#[test]
fn the_catalogue_changes_nothing() {
    let project = versions();
    let first = project.run(&["twins"]).out;
    assert_eq!(project.run(&["twins"]).out, first);
    assert_eq!(project.run(&["twins", "--fresh"]).out, first);
}
