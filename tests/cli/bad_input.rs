//! Bad input: a clear message with file and place, the file as it was, and the rest of the project working.

use crate::{ONE, Project, SIDECAR};

/// Adds a bad article to a sound project. `check` names it, nothing changes, and the rest is exported as before.
#[track_caller]
fn check_article(name: &str, bytes: &[u8], expected: &str) {
    let project = Project::sample();
    let export = |project: &Project| {
        project
            .run(&["export", "-q", "--format", "jsonl", "--out", "-"])
            .out
    };
    let sound = export(&project);
    project.write(&format!("articles/{name}"), bytes);
    let before = project.files();
    let ran = project.run(&["check", "-q"]);
    assert_eq!(
        (ran.status, ran.out.as_str()),
        (Some(1), format!("articles/{name}{expected}\n").as_str())
    );
    let text = project.run(&["text", &format!("articles/{name}")]);
    assert_eq!((text.status, text.out.as_str()), (Some(2), ""));
    assert_eq!(text.err, format!("onrecord: articles/{name}{expected}\n"));
    assert_eq!(export(&project), sound);
    assert_eq!(project.files(), before);
}

#[test]
fn articles_that_are_no_text() {
    check_article("empty.txt", b"", ": the file is empty");
    check_article(
        "broken.txt",
        b"\xFF\xFEO\0n\0e\0\0\xD8\0\xD8.\0",
        ": the file makes no sense as text in UTF-16LE. Set its encoding under `encodings` in onrecord.ron, or save it as UTF-8",
    );
    check_article(
        "word.md",
        b"PK\x03\x04\0\0\0\0",
        ": the file is not text but a zip archive, as Word, Excel and EPUB files are. Let its name end in what it is: .docx, .xlsx or .epub",
    );
    check_article(
        "binary.txt",
        &[0, 1, 2, 0, 0, 0, 3, 0, 9, 0, 0, 0],
        ": the file is not text: it is full of NUL bytes",
    );
}

#[test]
fn one_line_of_fifty_megabytes_is_an_article() {
    let project = Project::empty();
    let line = "The talks go on and on. ".repeat(50 * 1024 * 1024 / 24);
    project.write("long.txt", line.as_bytes());
    let ran = project.run(&["text", "long.txt"]);
    assert_eq!((ran.status, ran.out.len()), (Some(0), line.len()));
    assert_eq!(project.run(&["check", "-q"]).status, Some(0));
}

/// Replaces a sidecar of a sound project by a bad one. `check` names it with a place, exporting goes on without it, and
/// it stays as it was.
#[track_caller]
fn check_sidecar(change: impl FnOnce(&str) -> String, kind: &str, expected: &str) {
    let project = Project::sample();
    project.write(SIDECAR, change(&project.read(SIDECAR)).as_bytes());
    let before = project.files();
    let ran = project.run(&["check", "--json", "-q"]);
    assert_eq!(ran.status, Some(1), "{ran:?}");
    let found: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let problem = &found["problems"][0];
    assert_eq!(
        (problem["kind"].as_str(), problem["path"].as_str()),
        (Some(kind), Some(SIDECAR)),
        "{found:#}"
    );
    assert!(
        problem["what"].as_str().unwrap().contains(expected),
        "{found:#}"
    );
    assert!(!problem["hint"].as_str().unwrap().is_empty(), "{found:#}");
    let export = project.run(&[
        "export",
        "-q",
        "--format",
        "jsonl",
        "--out",
        "-",
        "--annotators",
        "bob",
    ]);
    assert_eq!(
        (export.status, export.out.lines().count()),
        (Some(0), 1),
        "{}",
        export.err
    );
    assert_eq!(project.files(), before);
}

#[test]
fn sidecars_that_cannot_be_understood() {
    check_sidecar(
        |sidecar| sidecar[..sidecar.len() / 2].to_owned(),
        "unreadable_sidecar",
        "",
    );
    check_sidecar(|_| String::new(), "unreadable_sidecar", "");
    check_sidecar(|_| "[".repeat(100_000), "unreadable_sidecar", "");
    check_sidecar(
        |_| format!("(statements: {}", "[".repeat(100_000)),
        "unreadable_sidecar",
        "",
    );
    check_sidecar(
        |sidecar| sidecar.replace("format: 2", "format: 99"),
        "newer_content",
        "99",
    );
    check_sidecar(
        |sidecar| sidecar.replace("flagged", "flogged"),
        "newer_content",
        "flogged",
    );
}

#[test]
fn spans_that_mean_nothing() {
    let chars = ONE.chars().count();
    let quote = |sidecar: &str, start: usize, end: usize| {
        let sidecar = sidecar.split("// integrity").next().unwrap();
        let at = sidecar.find("start: 28").expect("the quote");
        sidecar[..at].to_owned()
            + &sidecar[at..]
                .replacen("start: 28", &format!("start: {start}"), 1)
                .replacen("end: 46", &format!("end: {end}"), 1)
    };
    check_sidecar(
        |sidecar| quote(sidecar, chars + 5, chars + 9),
        "invalid_span",
        "",
    );
    check_sidecar(|sidecar| quote(sidecar, 46, 28), "invalid_span", "");
    check_sidecar(|sidecar| quote(sidecar, 30, 30), "invalid_span", "");
    let twice = |sidecar: &str| {
        let sidecar = sidecar.split("// integrity").next().unwrap();
        let at = sidecar.find("quote: [").expect("the quote") + "quote: [".len();
        let end = at + sidecar[at..].find(']').expect("its end");
        let span = sidecar[at..end].trim().trim_end_matches(',');
        format!("{}{span}, {span}{}", &sidecar[..at], &sidecar[end..])
    };
    check_sidecar(twice, "invalid_span", "overlap");
}

#[cfg(unix)]
#[test]
fn names_and_links_that_lead_elsewhere() {
    use std::os::unix::fs::symlink;

    let outside = tempfile::tempdir().unwrap();
    std::fs::write(outside.path().join("secret.txt"), "Secret.").unwrap();
    let project = Project::sample();
    symlink(
        outside.path().join("secret.txt"),
        project.path("articles/link.txt"),
    )
    .unwrap();
    let ran = project.run(&["check", "-q"]);
    assert_eq!(ran.status, Some(1));
    assert!(ran.out.starts_with("articles/link.txt: "), "{}", ran.out);
    project.write(
        "onrecord.ron",
        b"(format: 1, articles: \"../elsewhere\", annotations: \"/etc\")",
    );
    let ran = project.run(&["check", "-q"]);
    assert_eq!(ran.status, Some(1));
    assert!(ran.out.contains("onrecord.ron: "), "{}", ran.out);
    project.write(
        "onrecord.ron",
        b"(format: 1, annotators: [(id: \"../x\", name: \"X\")])",
    );
    let ran = project.run(&["check", "-q"]);
    assert!(ran.out.contains("../x"), "{}", ran.out);
    assert!(!project.path("../x").exists());
    let ran = project.run(&[
        "export",
        "--format",
        "csv",
        "--out",
        "-",
        "--annotators",
        "../x",
    ]);
    assert_eq!(ran.status, Some(2));
}

#[test]
fn what_moves_the_cursor_is_not_printed() {
    let project = Project::empty();
    project.write("a\u{1b}[2J.txt", b"");
    let ran = project.run(&["check", "-q"]);
    assert!(
        !ran.out.contains('\u{1b}') && ran.out.contains("\\u{1b}"),
        "{}",
        ran.out
    );
}

#[cfg(unix)]
#[test]
fn folders_without_permission() {
    use std::fs::{self, Permissions};
    use std::os::unix::fs::PermissionsExt as _;

    let project = Project::sample();
    project.write("articles/closed/a.txt", b"One.");
    let closed = project.path("articles/closed");
    fs::set_permissions(&closed, Permissions::from_mode(0o000)).unwrap();
    // Root may read anything.
    let may_read = fs::read_dir(&closed).is_ok();
    let ran = project.run(&["check", "-q"]);
    let exported = project.run(&[
        "export",
        "--format",
        "csv",
        "--out",
        "articles/closed/x.csv",
    ]);
    fs::set_permissions(&closed, Permissions::from_mode(0o700)).unwrap();
    if may_read {
        return;
    }
    assert_eq!(ran.status, Some(1));
    assert!(ran.out.starts_with("articles/closed: "), "{}", ran.out);
    assert_eq!(exported.status, Some(2));
    assert!(
        exported
            .err
            .starts_with("onrecord: articles/closed/x.csv: "),
        "{}",
        exported.err
    );
}

/// Puts a codebook into an empty project; `check` names what is wrong with it, and nothing changes.
#[track_caller]
fn check_codebook(text: &str, expected: &[&str]) {
    let project = Project::empty();
    project.write("one.txt", b"One.\n");
    project.write("codebook.ron", text.as_bytes());
    let before = project.files();
    let ran = project.run(&["check", "-q"]);
    let lines: Vec<&str> = ran.out.lines().collect();
    assert_eq!(lines, expected);
    assert_eq!(ran.status, Some(i32::from(!expected.is_empty())));
    assert_eq!(project.files(), before);
}

#[test]
fn codebooks_that_contradict_themselves() {
    check_codebook("(format: 2)", &[]);
    check_codebook(
        "(format: 2,\n targets: [(id: \"a\", parent: \"b\"), (id: \"b\", parent: \"a\")])",
        &[
            "codebook.ron:2:12: the target \"a\" lies under itself. Correct the codebook",
            "codebook.ron:2:36: the target \"b\" lies under itself. Correct the codebook",
        ],
    );
    check_codebook(
        "(format: 2, scales: [(id: \"s\", stances: [(id: \"a\", key: '1'), (id: \"b\", key: '1')])])",
        &[
            "codebook.ron:1:22: the stances \"a\" and \"b\" of the scale \"s\" have the same key, 1. Correct the codebook",
        ],
    );
    check_codebook(
        "(format: 2, speakers: [(id: \"a\", name: \"נשיא\"), (id: \"b\", name: \"Ann\"), (id: \"c\", name: \"ANN\")])",
        &[
            "codebook.ron:1:73: the names of two speakers differ only in case: \"Ann\" and \"ANN\". Correct the codebook",
        ],
    );
    let long = format!(
        "(format: 2, labels: [(id: \"a\", name: \"{}\")])",
        "x".repeat(10_000)
    );
    check_codebook(
        &long,
        &[
            "codebook.ron:1:22: the name of the label \"a\" has 10000 characters, more than 300. Correct the codebook",
        ],
    );
}
