//! `export`: where it writes to and what it refuses.

use std::fs::{self, OpenOptions as FileOptions};
use std::process::Stdio;

use onrecord::model::sidecar::Status;
use onrecord::store::{OpenOptions, Store};
use serde_json::Value;

use crate::{ONE, Project, SIDECAR};

#[test]
fn json_lines_slice_the_text() {
    let project = Project::sample();
    let before = project.files().len();
    project.check(
        "export --format jsonl --out all.jsonl",
        0,
        "",
        "2 statements of 1 article, 2 lines\n",
    );
    let written = project.read("all.jsonl");
    let lines: Vec<Value> = written
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines.len(), 2);
    let chars: Vec<char> = ONE.chars().collect();
    for (line, annotator) in lines.iter().zip(["ann", "bob"]) {
        assert_eq!(line["annotator"]["id"], annotator);
        let quote = &line["statements"][0]["quote"][0];
        let at = |key: &str| usize::try_from(quote[key].as_u64().unwrap()).unwrap();
        let sliced: String = chars[at("start")..at("end")].iter().collect();
        assert_eq!(quote["text"], sliced);
        assert_eq!(sliced, "“We never agreed,”");
    }
    assert_eq!(project.files().len(), before + 1);
    // The same again gives the same bytes, and goes to standard output too.
    let again = project.run(&["export", "--format", "jsonl", "--out", "-"]);
    assert_eq!((again.status, again.out), (Some(0), written));
}

#[test]
fn annotators_can_be_chosen() {
    let project = Project::sample();
    project.annotate("gold", |_| {});
    let rows = |arguments: &str| {
        let line = format!("export -q --format csv --out - {arguments}");
        let ran = project.run(&line.trim().split(' ').collect::<Vec<_>>());
        assert_eq!((ran.status, ran.err.as_str()), (Some(0), ""));
        ran.out.matches("\r\n").count() - 1
    };
    assert_eq!(rows(""), 3);
    assert_eq!(rows("--annotators bob,ann"), 2);
    assert_eq!(rows("--gold"), 1);
    project.check(
        "export --format csv --out x.csv --annotators dora",
        2,
        "",
        "onrecord: nobody called `dora` labels in this project (there are: ann, bob, gold)\n",
    );
    assert!(!project.path("x.csv").exists());
}

#[test]
fn what_an_annotator_excluded_is_left_out_and_said() {
    let project = Project::sample();
    let (store, _) = Store::open(&project.path(""), OpenOptions::default()).unwrap();
    let article = store.read_article("articles/one.txt").unwrap();
    let mut opened = store.load("ann", &article);
    opened.sidecar.status = Status::Excluded;
    "a list of links".clone_into(&mut opened.sidecar.reason);
    let sidecar = &opened.sidecar;
    store.save(sidecar, &article.text, &opened.base).unwrap();
    project.check(
        "export --format jsonl --out some.jsonl",
        0,
        "",
        "1 statement of 1 article, 1 line\nonrecord: 1 excluded article is left out (`--with-excluded` takes them in)\n",
    );
    assert!(!project.read("some.jsonl").contains("a list of links"));
    project.check(
        "export --format jsonl --out all.jsonl --with-excluded",
        0,
        "",
        "2 statements of 1 article, 2 lines\n",
    );
    assert!(project.read("all.jsonl").contains("a list of links"));
}

#[test]
fn wrong_use_is_refused() {
    let project = Project::sample();
    let later = project.run(&["export", "--format", "parquet", "--out", "x"]);
    assert_eq!(later.status, Some(2));
    assert!(
        later.err.contains("the format `parquet` is not there yet"),
        "{}",
        later.err
    );
    assert_eq!(
        project
            .run(&["export", "--format", "csv", "--out", "x", "--no-text"])
            .status,
        Some(2)
    );
    assert_eq!(
        project
            .run(&["export", "--format", "jsonl", "--out", "x", "--raw"])
            .status,
        Some(2)
    );
    assert!(!project.path("x").exists());
}

#[test]
fn texts_stay_where_they_may_not_be_shared() {
    let project = Project::sample();
    let ran = project.run(&[
        "export",
        "-q",
        "--format",
        "jsonl",
        "--no-text",
        "--out",
        "-",
    ]);
    assert_eq!(ran.status, Some(0));
    assert!(!ran.out.contains("never agreed") && ran.out.contains("\"blake3\""));
}

#[test]
fn an_export_that_cannot_be_written_leaves_what_was_there() {
    let project = Project::sample();
    project.write("taken.csv/file", b"");
    let ran = project.run(&["export", "--format", "csv", "--out", "taken.csv"]);
    assert_eq!(ran.status, Some(2));
    assert!(ran.err.contains("taken.csv"), "{}", ran.err);
    project.check(
        "export --format csv --out no/such/folder/x.csv",
        2,
        "",
        "onrecord: no/such/folder/x.csv: there is no folder no/such/folder. Make it first, or choose another place\n",
    );
    // An unreadable project does not touch the target either.
    project.write("old.csv", b"old");
    assert_eq!(
        project
            .run(&["export", "nowhere", "--format", "csv", "--out", "old.csv"])
            .status,
        Some(2)
    );
    assert_eq!(project.read("old.csv"), "old");
}

#[test]
fn what_cannot_be_read_is_left_out_and_said() {
    let project = Project::sample();
    project.write(SIDECAR, b"(format: 1, article: (");
    project.write("articles/bad.txt", b"caf\0\xE9");
    let ran = project.run(&["export", "--format", "jsonl", "--out", "x.jsonl"]);
    assert_eq!(ran.status, Some(1));
    assert!(
        ran.err
            .contains("onrecord: articles/bad.txt: the file is not text"),
        "{}",
        ran.err
    );
    assert!(
        ran.err.contains(&format!("onrecord: {SIDECAR}:")),
        "{}",
        ran.err
    );
    assert_eq!(project.read("x.jsonl").lines().count(), 1);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told() {
    let project = Project::sample();
    let full = FileOptions::new().write(true).open("/dev/full").unwrap();
    let mut command = project.command(&["export", "-q", "--format", "csv", "--out", "-"]);
    let output = command
        .stdout(full)
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
        .wait_with_output()
        .unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(
        said,
        "onrecord: standard output: it could not be written: the disk is full\n"
    );
}

#[cfg(unix)]
#[test]
fn a_closed_pipe_is_success() {
    let project = Project::sample();
    // Far more than a pipe holds.
    for number in 0..40 {
        project.write(
            &format!("articles/{number}.txt"),
            "The talks go on. ".repeat(2000).as_bytes(),
        );
    }
    for line in [
        "export -q --format csv --out -",
        "text articles/1.txt",
        "stats -q",
        "check --json",
    ] {
        let mut command = project.command(&line.split(' ').collect::<Vec<_>>());
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!(
            (output.status.code(), output.stderr.len()),
            (Some(0), 0),
            "{line}"
        );
    }
}

#[cfg(unix)]
#[test]
fn ctrl_c_leaves_no_half_file() {
    use std::io::Read as _;

    let project = Project::sample();
    for number in 0..3000 {
        project.write(
            &format!("articles/{number}.txt"),
            "The talks go on. ".repeat(200).as_bytes(),
        );
    }
    project.write("old.csv", b"old");
    // The signal is sent at once, and whether it comes before, during or after the export, there is the old file or the
    // whole new one.
    let mut command = project.command(&["export", "-q", "--format", "csv", "--out", "old.csv"]);
    let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
    let id = rustix::process::Pid::from_child(&child);
    rustix::process::kill_process(id, rustix::process::Signal::INT).unwrap();
    let mut said = String::new();
    child
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut said)
        .unwrap();
    let status = child.wait().unwrap();
    let content = project.read("old.csv");
    if status.success() {
        assert!(content.starts_with("\"article\""));
    } else {
        assert_eq!(content, "old");
    }
    let left: Vec<_> = fs::read_dir(project.path("."))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.starts_with(".~"))
        .collect();
    assert!(left.is_empty() || status.code().is_none(), "{left:?}");
}
