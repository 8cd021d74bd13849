//! What the commands print when all is well, and when something is to be found.

use serde_json::{Value, json};

use crate::{ONE, Project, SIDECAR};

#[track_caller]
fn json_of(project: &Project, line: &str) -> Value {
    let ran = project.run(&line.split(' ').collect::<Vec<_>>());
    serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{error}: {ran:?}"))
}

#[test]
fn help_lists_what_is_there() {
    let project = Project::empty();
    let help = project.run(&["--help"]);
    assert_eq!(help.status, Some(0));
    for command in [
        "check",
        "stats",
        "text",
        "agree",
        "diff",
        "export",
        "codebook",
        "twins",
        "merge",
        "assign",
        "search",
        "reanchor",
        "network",
        "keys",
        "--annotator",
    ] {
        assert!(help.out.contains(command), "{command}");
    }
    assert_eq!(project.run(&["--version"]).status, Some(0));
    assert_eq!(project.run(&["export"]).status, Some(2));
    assert_eq!(project.run(&["check", "--no-such-option"]).status, Some(2));
}

#[test]
fn text_is_printed_byte_for_byte() {
    let project = Project::sample();
    project.write(
        "odd.txt",
        "\u{feff}One.\r\nTwo\u{0}\u{1b}[2J — three, no line end".as_bytes(),
    );
    project.check("text articles/one.txt", 0, ONE, "");
    project.check(
        "text odd.txt",
        0,
        "One.\r\nTwo\u{0}\u{1b}[2J — three, no line end",
        "",
    );
    let found = json_of(&project, "text articles/one.txt --json");
    assert_eq!(
        found,
        json!({
            "path": "articles/one.txt",
            "text": ONE,
            "chars": 66,
            "blake3": blake3::hash(ONE.as_bytes()).to_hex().as_str(),
            "encoding": "UTF-8",
            "meta": {
                "title": "😀 Talks end", "title_span": [0, 11], "date": null, "place": "MOSCOW", "publisher": "CNN",
                "byline": null, "url": null, "language": null, "other": {},
            },
            "dimmed": [],
        })
    );
    project.check(
        "text articles",
        2,
        "",
        "onrecord: articles: this is a folder. Name one article\n",
    );
    let missing = project.run(&["text", "articles/none.txt"]);
    assert_eq!((missing.status, missing.out.as_str()), (Some(2), ""));
    assert!(
        missing.err.starts_with("onrecord: articles/none.txt: ")
            && missing.err.matches('\n').count() == 1
    );
}

#[test]
fn a_sound_project_has_no_problems() {
    let project = Project::sample();
    let before = project.files();
    let summary = "0 problems in 2 articles and 2 sidecars with 2 statements\n";
    project.check("check", 0, "", summary);
    project.check("check . --quiet", 0, "", "");
    project.check("check articles/one.txt", 0, "", summary);
    let found = json_of(&project, "check --json");
    let expected =
        json!({"project": "Talks", "articles": 2, "sidecars": 2, "statements": 2, "problems": []});
    assert_eq!(found, expected);
    assert_eq!(project.files(), before);
}

/// Checks that `check` finds these kinds of problems, each in this file.
#[track_caller]
fn check_found(project: &Project, expected: &[(&str, &str)]) -> Value {
    let before = project.files();
    assert_eq!(project.run(&["check", "-q"]).status, Some(1));
    let found = json_of(project, "check --json");
    let problems = found["problems"].as_array().unwrap();
    let shown: Vec<(&str, &str)> = problems
        .iter()
        .map(|problem| {
            (
                problem["kind"].as_str().unwrap(),
                problem["path"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(shown, expected, "{found:#}");
    assert_eq!(project.files(), before);
    found
}

#[test]
fn names_the_codebook_lacks_are_found() {
    let project = Project::sample();
    let sidecar = project.read(SIDECAR);
    let sidecar = sidecar
        .replace("\"talks\"", "\"war\"")
        .replace("\"minister\"", "\"nobody\"");
    // The line that says whether the file was changed by hand may be missing.
    let sidecar = sidecar.split("// integrity").next().unwrap();
    project.write(SIDECAR, sidecar.as_bytes());
    let found = check_found(
        &project,
        &[("unknown_target", SIDECAR), ("unknown_speaker", SIDECAR)],
    );
    let line = found["problems"][0]["line"].as_u64().unwrap();
    let line = usize::try_from(line).unwrap();
    assert!(
        sidecar.lines().nth(line - 1).unwrap().contains("id: "),
        "{found:#}"
    );
}

#[test]
fn sidecars_without_an_article_are_found() {
    let project = Project::sample();
    let sidecar = project.read(SIDECAR);
    project.write("annotations/ann/deep/gone.txt.ron", sidecar.as_bytes());
    check_found(
        &project,
        &[("missing_article", "annotations/ann/deep/gone.txt.ron")],
    );
}

#[test]
fn copies_of_sync_tools_are_found() {
    let project = Project::sample();
    let copy = "annotations/ann/one.txt.sync-conflict-20250224-091244-ABCDEFG.ron";
    project.write(copy, project.read(SIDECAR).as_bytes());
    check_found(&project, &[("conflict_copy", copy)]);
}

#[test]
fn a_changed_article_is_found() {
    let project = Project::sample();
    project.write(
        "articles/one.txt",
        format!("A new first line, which a later version of the article has.\n\n{ONE}").as_bytes(),
    );
    let found = check_found(
        &project,
        &[
            ("changed_article", SIDECAR),
            ("moved", SIDECAR),
            ("changed_article", "annotations/bob/one.txt.ron"),
            ("moved", "annotations/bob/one.txt.ron"),
        ],
    );
    assert!(
        found["problems"][0]["what"]
            .as_str()
            .unwrap()
            .contains("1 moved")
    );
}

#[test]
fn the_policy_is_checked() {
    let project = Project::sample();
    project.write(
        "onrecord.ron",
        b"(format: 1, articles: \"articles\", policy: (nesting: false))",
    );
    project.annotate("ann", |statement| {
        statement.id = "01JMX3S8V7Q2W4BBBBBBBBBBBB".into();
    });
    check_found(&project, &[("against_policy", SIDECAR)]);
}

#[test]
fn stats_count() {
    let project = Project::sample();
    let expected = "\
Talks: 2 articles, 2 statements

annotator  untouched  in progress  done  excluded  statements  direct  mixed  indirect  stances  flagged  detached  moved
ann                1            1     0         0           1       1      0         0        1        0         0      0
bob                1            1     0         0           1       1      0         0        0        0         0      0

speaker       statements
The Minister           2

target       stance     count
Talks        ruled out      1
(no target)                 1
";
    project.check("stats", 0, expected, "2 statements in 2 articles\n");
    let found = json_of(&project, "stats --json --annotators ann");
    assert_eq!(
        found,
        json!({
            "project": "Talks", "articles": 2, "unreadable": 0, "left_out": {}, "statements": 1, "without_stance": 0,
            "kinds": {"direct": 1, "mixed": 0, "indirect": 0},
            "annotators": [{
                "id": "ann", "name": "ann", "progress": {"untouched": 1, "in_progress": 1, "done": 0, "excluded": 0},
                "statements": 1, "kinds": {"direct": 1, "mixed": 0, "indirect": 0}, "stances": 1, "flagged": 0,
                "detached": 0, "moved": 0,
            }],
            "speakers": [{"id": "minister", "name": "The Minister", "statements": 1}],
            "targets": [{
                "id": "talks", "name": "Talks",
                "stances": [{"id": "no", "label": "ruled out", "polarity": -2.0, "count": 1}],
            }],
        })
    );
    project.check(
        "stats --annotators carol",
        2,
        "",
        "onrecord: nobody called `carol` labels in this project (there are: ann, bob)\n",
    );
}

#[test]
fn a_folder_of_articles_is_a_project() {
    let project = Project::empty();
    project.write("a.txt", b"One.");
    project.check(
        "check",
        0,
        "",
        "0 problems in 1 article and 0 sidecars with 0 statements\n",
    );
    assert!(
        project
            .run(&["stats", "-q"])
            .out
            .contains(": 1 article, 0 statements\n")
    );
    let nothing = project.run(&["check", "no/such/folder"]);
    assert_eq!(nothing.status, Some(2));
    assert!(
        nothing.err.starts_with("onrecord: no/such/folder: "),
        "{}",
        nothing.err
    );
}
