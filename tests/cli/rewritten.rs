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
fn labelled(project_file: &str, text: &str) -> Project {
    let project = Project::empty();
    project.write("onrecord.ron", project_file.as_bytes());
    project.write("a.txt", text.as_bytes());
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
    let project = labelled("(format: 1)", TEXT);
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
fn punctuation_takes_no_label_away_and_lines_made_before_are_accepted() {
    let project = labelled("(format: 1)", TEXT);
    let before = exported(&project);
    let files = project.files();
    for (name, change) in rewrite::MARKS {
        project.write("a.txt", change(TEXT).as_bytes());
        assert_eq!(exported(&project), before, "{name}");
        let accept = |annotator: &str| {
            let from = ["--from", "lines.jsonl"];
            let to = ["accept", ".", "--annotator", annotator];
            let ran = project.run(&[to.as_slice(), from.as_slice()].concat());
            assert_eq!(ran.status, Some(0), "{name}: {}", ran.err);
            ran.err
        };
        // Whoever has them gets nothing twice, and whoever does not gets the same words.
        let said = accept("ann");
        assert!(said.contains("0 statements accepted"), "{name}: {said}");
        accept("bea");
        let both = exported(&project);
        assert_eq!(both[..before.len()], before, "{name}");
        let words = |said: &[String]| -> Vec<String> {
            let words = said.iter().filter_map(|said| said.split(' ').next());
            words.map(str::to_owned).collect()
        };
        assert_eq!(words(&both[before.len()..]), words(&before), "{name}");
        let now: Vec<_> = project.files().into_keys().collect();
        for path in now.iter().filter(|path| !files.contains_key(*path)) {
            std::fs::remove_file(path).unwrap();
        }
        for (path, bytes) in &files {
            std::fs::write(path, bytes).unwrap();
        }
    }
    // One letter that changed is another text, whatever became of the marks.
    project.write("a.txt", TEXT.replace("agreed", "agree").as_bytes());
    let ran = project.run(&["accept", ".", "--annotator", "ann", "--from", "lines.jsonl"]);
    assert_eq!(ran.status, Some(2), "{}", ran.err);
}

#[test]
fn line_ends_need_no_kept_text() {
    let project = labelled("(format: 1, keep_texts: false)", TEXT);
    let before = exported(&project);
    assert!(!project.path("annotations/texts").exists());
    project.write("a.txt", TEXT.replace('\n', "\r\n").as_bytes());
    assert_eq!(exported(&project), before);
}

#[test]
fn what_is_repeated_needs_no_kept_text() {
    let text = [TEXT, TEXT, "Earlier:\n\n", TEXT].concat();
    let project = labelled("(format: 2, keep_texts: false)", &text);
    let before = exported(&project);
    assert!(before.len() >= 9, "{before:?}");
    let places = |project: &Project| {
        project
            .run(&["export", "-q", "--format", "csv", "--out", "-"])
            .out
    };
    let first = places(&project);
    for (name, change) in rewrite::ALL {
        project.write("a.txt", change(&text).as_bytes());
        assert_eq!(exported(&project), before, "{name}");
        project.write("a.txt", text.as_bytes());
        assert_eq!(places(&project), first, "{name}");
    }
    // A letter that changed is a change, and said.
    project.write("a.txt", text.replacen("deal", "treaty", 1).as_bytes());
    let ran = project.run(&["check", "-q"]);
    assert_eq!(ran.status, Some(1));
    assert!(
        ran.out
            .contains("the article changed since it was annotated"),
        "{}",
        ran.out
    );
}

#[test]
fn counts_that_somebody_changed_place_nothing_wrong() {
    let text = [TEXT, TEXT, TEXT].concat();
    let project = labelled("(format: 2, keep_texts: false)", &text);
    let path = "annotations/ann/a.txt.ron";
    let written = project.read(path);
    let written = written.split("// integrity").next().unwrap();
    let from = written.find("before: [").unwrap();
    let to = from + written[from..].find(']').unwrap();
    let words: Vec<String> = exported(&project);
    for list in ["", "0", "1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12", "99999999"] {
        let changed = format!("{}before: [{list}{}", &written[..from], &written[to..]);
        project.write(path, changed.as_bytes());
        project.write("a.txt", text.replace(' ', "  ").as_bytes());
        let ran = project.run(&["export", "-q", "--format", "jsonl", "--out", "-"]);
        // Nothing is lost in silence: it is there, or named.
        let record: serde_json::Value =
            serde_json::from_str(ran.out.lines().next().unwrap_or("{}")).unwrap();
        let live = record["statements"].as_array().map_or(0, Vec::len);
        let gone = record["detached"].as_array().map_or(0, Vec::len);
        assert_eq!(live + gone, words.len(), "{list}");
        assert_eq!(ran.status, Some(i32::from(gone > 0)), "{list}: {}", ran.err);
    }
}
