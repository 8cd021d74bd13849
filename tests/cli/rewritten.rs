//! An article that a program rewrote without touching a letter: every label is exported, and back again nothing differs.

use crate::Project;

#[path = "../common/rewrite.rs"]
pub(crate) mod rewrite;

const TEXT: &str = "Talks end without a deal

GENEVA, Feb 24 — “We never agreed to that,” Anna Berg said on Monday. “It’s a
matter of trust.”

The minister, Ms. Berg, ruled out any new round of talks before May… Carl Oss
told reporters that “nobody will be left behind”.
";

/// Returns what an export has of each statement: the letters of its quote, and who speaks.
fn exported(project: &Project) -> Vec<String> {
    let ran = project.run(&["export", "-q", "--format", "jsonl", "--out", "-"]);
    assert_eq!((ran.status, ran.err.as_str()), (Some(0), ""));
    let mut found = Vec::new();
    for line in ran.out.lines() {
        let record: serde_json::Value = serde_json::from_str(line).unwrap();
        assert_eq!(record["detached"], serde_json::json!([]));
        for statement in record["statements"].as_array().unwrap() {
            assert!(statement.get("moved").is_none());
            let spans = statement["quote"].as_array().unwrap().iter();
            let words: String = spans.map(|span| span["text"].as_str().unwrap()).collect();
            let letters: String = words
                .chars()
                .filter(|char| char.is_alphanumeric())
                .collect();
            found.push(format!("{letters} {}", statement["speaker"]["id"]));
        }
    }
    found
}

/// Labels the article as `suggest | accept` does.
fn labelled(project_file: &str) -> Project {
    let project = Project::empty();
    project.write("onrecord.ron", project_file.as_bytes());
    project.write("a.txt", TEXT.as_bytes());
    let lines = project.run(&["suggest", "-q"]).out;
    project.write("lines.jsonl", lines.as_bytes());
    let ran = project.run(&[
        "accept",
        ".",
        "--annotator",
        "ann",
        "-q",
        "--from",
        "lines.jsonl",
    ]);
    assert_eq!((ran.status, ran.err.as_str()), (Some(0), ""));
    project
}

#[test]
fn no_label_is_lost_and_none_is_made_twice() {
    let project = labelled("(format: 1)");
    let before = exported(&project);
    assert!(before.len() >= 3, "{before:?}");
    let files = project.files();
    for (name, change) in rewrite::ALL {
        project.write("a.txt", change(TEXT).as_bytes());
        assert_eq!(exported(&project), before, "{name}");
        // Accepting the same lines again changes nothing but what the file says of the article.
        let lines = project.run(&["suggest", "-q"]).out;
        project.write("lines.jsonl", lines.as_bytes());
        project.run(&[
            "accept",
            ".",
            "--annotator",
            "ann",
            "-q",
            "--from",
            "lines.jsonl",
        ]);
        project.write("a.txt", TEXT.as_bytes());
        let after = exported(&project);
        assert!(
            before.iter().all(|statement| after.contains(statement)),
            "{name}"
        );
        for (path, bytes) in &files {
            std::fs::write(path, bytes).unwrap();
        }
    }
}

#[test]
fn line_ends_need_no_kept_text() {
    let project = labelled("(format: 1, keep_texts: false)");
    let before = exported(&project);
    assert!(!project.path("annotations/texts").exists());
    project.write("a.txt", TEXT.replace('\n', "\r\n").as_bytes());
    assert_eq!(exported(&project), before);
}
