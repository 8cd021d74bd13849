//! `onrecord codebook`: printed in each form, read back in, and who uses what; codebooks that contradict themselves.

use std::fs;

use onrecord::model::codebook::edit::apply_all;
use serde_json::{Value, json};

use crate::{Project, codebook};

/// A codebook as a hand wrote it.
const BY_HAND: &str =
    "(format: 2, // ours\n targets: [(id: \"talks\", name: \"Talks\", definition: \"\")])\n";

const TABLE: &str =
    "sort,id,name,definition\ntarget,talks,Peace talks,All talks\ntarget,war,War,\n";

#[test]
fn the_codebook_is_printed_in_each_form() {
    let project = Project::sample();
    let before = project.files();
    let file = project.read("codebook.ron");
    project.check("codebook", 0, &file, "");
    project.check("codebook . --format ron -q", 0, &file, "");
    let table = project.run(&["codebook", "--format", "csv"]);
    assert_eq!((table.status, table.err.as_str()), (Some(0), ""));
    let rows: Vec<&str> = table.out.split("\r\n").collect();
    assert!(
        rows[0].starts_with("\"sort\",\"id\",\"name\","),
        "{}",
        rows[0]
    );
    let begins = [
        "\"scale\",\"stance\",",
        "\"stance\",\"no\",",
        "\"stance\",\"yes\",",
        "\"target\",\"talks\",",
        "\"speaker\",\"minister\",",
    ];
    for (row, begin) in rows[1..].iter().zip(begins) {
        assert!(row.starts_with(begin), "{row}");
    }
    assert_eq!(rows.len(), 7);
    let codes = project.run(&["codebook", "--format", "qdc"]);
    assert_eq!(
        (codes.status, codes.err.as_str()),
        (
            Some(1),
            "onrecord: left out, since qdc cannot hold it: 1 speaker, polarities and keys of stances\n"
        )
    );
    assert!(
        codes.out.contains("name=\"ruled out\" isCodable=\"true\">"),
        "{}",
        codes.out
    );
    project.check(
        "codebook --json",
        2,
        "",
        "onrecord: --json belongs to --uses, --again, --alike and --from. Print the codebook with --format\n",
    );
    assert_eq!(project.run(&["codebook", "--format", "x"]).status, Some(2));
    assert_eq!(project.run(&["codebook", "--replace"]).status, Some(2));
    assert_eq!(project.files(), before);
}

#[test]
fn what_was_printed_is_read_into_another_project() {
    let from = Project::sample();
    for form in ["ron", "csv"] {
        let printed = from.run(&["codebook", "--format", form]).out;
        let project = Project::empty();
        project.write("onrecord.ron", b"(format: 2, articles: \"articles\")");
        project.write("articles/one.txt", b"The talks go on.\n");
        let file = format!("new.{form}");
        project.write(&file, printed.as_bytes());
        project.check(
            &format!("codebook . --from {file}"),
            0,
            "added scale stance\nadded target talks\nadded speaker minister\n",
            "3 entries added, 0 changed, 0 left alone, in codebook.ron\n",
        );
        assert_eq!(project.read("codebook.ron"), from.read("codebook.ron"));
    }
    let printed = from.run(&["codebook", "--format", "qdc"]).out;
    let project = Project::empty();
    project.write("onrecord.ron", b"(format: 2, articles: \"articles\")");
    project.write("articles/one.txt", b"The talks go on.\n");
    project.write("new.qdc", printed.as_bytes());
    let ran = project.run(&["import", ".", "--format", "qdc", "--from", "new.qdc"]);
    assert_eq!(
        (ran.status, ran.err.as_str()),
        (
            Some(0),
            "2 entries added, 0 changed, 0 left alone, in codebook.ron\n"
        )
    );
    let book = project.read("codebook.ron");
    assert!(
        book.contains("\"ruled out\"") && book.contains("\"Talks\""),
        "{book}"
    );
}

#[test]
fn what_a_hand_wrote_stays_when_a_codebook_is_read_in() {
    let project = Project::empty();
    project.write("codebook.ron", BY_HAND.as_bytes());
    project.write("c.csv", TABLE.as_bytes());
    project.check(
        "codebook --from c.csv",
        1,
        "added target war\nchanged target talks: definition\nleft alone target talks: name\n",
        "1 entry added, 1 changed, 1 left alone, in codebook.ron\nonrecord: what is left alone stands otherwise in the file; --replace takes it over\n",
    );
    let book = project.read("codebook.ron");
    assert!(book.starts_with("(format: 2, // ours\n targets: [(id: \"talks\", name: \"Talks\", definition: \"All talks\")"), "{book}");
    project.check(
        "codebook . --from c.csv --replace",
        0,
        "changed target talks: name\n",
        "0 entries added, 1 changed, 0 left alone, in codebook.ron\n",
    );
    assert!(
        project
            .read("codebook.ron")
            .contains("(id: \"talks\", name: \"Peace talks\"")
    );
    let before = project.files();
    let ran = project.run(&["codebook", "--from", "c.csv", "--json", "-q"]);
    let out: Value = serde_json::from_str(&ran.out).unwrap();
    let nothing =
        json!({"into": "codebook.ron", "added": [], "changed": [], "kept": [], "problems": []});
    assert_eq!((ran.status, out), (Some(0), nothing));
    assert_eq!(project.files(), before);
}

#[test]
fn who_is_not_the_lead_proposes() {
    let project = Project::empty();
    let named = b"(format: 2, lead: \"lea\", annotators: [(id: \"lea\"), (id: \"ann\")])";
    project.write("onrecord.ron", named);
    project.write("codebook.ron", BY_HAND.as_bytes());
    project.write("c.csv", TABLE.as_bytes());
    project.check(
        "codebook --from c.csv --annotator ann --replace",
        1,
        "added target war\nleft alone target talks: name, definition\n",
        "onrecord: codebook.ron: it is written by the lead alone, who is lea. What is new is proposed by ann\n1 entry added, 0 changed, 1 left alone, in the proposals of ann\n",
    );
    assert_eq!(project.read("codebook.ron"), BY_HAND);
    assert!(
        project
            .read("annotations/ann/codebook.ron")
            .contains("\"war\"")
    );
    // The lead is known without being named.
    let ran = project.run(&["codebook", "--from", "c.csv", "--replace", "-q"]);
    assert_eq!(
        (ran.status, ran.out.as_str(), ran.err.as_str()),
        (Some(0), "", "")
    );
    assert!(project.read("codebook.ron").contains("\"Peace talks\""));
    let project = Project::sample();
    project.write("c.csv", TABLE.as_bytes());
    let before = project.files();
    let ran = project.run(&["codebook", "--from", "c.csv"]);
    assert_eq!(ran.status, Some(2));
    assert!(ran.err.contains("names no lead"), "{}", ran.err);
    assert_eq!(project.files(), before);
}

#[test]
fn uses_are_counted_by_annotator() {
    let project = Project::sample();
    let before = project.files();
    project.check(
        "codebook --uses",
        0,
        "\
sort     id          name          ann  bob  all
target   talks       Talks           1    0    1
stance   stance/no   ruled out       1    0    1
stance   stance/yes  supported       0    0    0
speaker  minister    The Minister    1    1    2
",
        "3 entries used in 2 statements\n",
    );
    project.write("codebook.ron", b"(format: 2, targets: [(id: \"war\")])");
    let ran = project.run(&["codebook", "--uses", "--json", "-q"]);
    let out: Value = serde_json::from_str(&ran.out).unwrap();
    let defined: Vec<(&str, bool)> = out["entries"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| {
            (
                row["id"].as_str().unwrap(),
                row["defined"].as_bool().unwrap(),
            )
        })
        .collect();
    let expected = [
        ("war", true),
        ("talks", false),
        ("/no", false),
        ("minister", false),
    ];
    assert_eq!(defined, expected);
    assert_eq!(out["entries"][3]["statements"], json!({"ann": 1, "bob": 1}));
    assert_eq!(project.files().len(), before.len());
}

#[test]
fn what_is_to_be_looked_at_again_is_listed() {
    let project = Project::sample();
    let revision = codebook().revision("talks");
    project.annotate("ann", |statement| {
        statement.stances[0].stance = Some("no".into());
        statement.stances[0].read = revision;
    });
    let header = "annotator  article  statement  entry  why\n";
    let nothing = "0 stances to look at again, 0 uses of what was split to answer\n";
    project.check("codebook --again", 0, header, nothing);
    let mut changed = codebook();
    changed.targets[0].definition = "Any talks.".to_owned();
    let text = onrecord::format::codebook::write(&changed).unwrap();
    project.write("codebook.ron", text.as_bytes());
    project.check(
        "codebook --again",
        0,
        "\
annotator  article           statement                   entry         why
ann        articles/one.txt  01JMX3S8V7Q2W4AAAAAAAAAAAA  target talks  what the target means has changed
",
        "1 stance to look at again, 0 uses of what was split to answer\n",
    );
    let (_, edits) = codebook()
        .split_speaker("minister", &["Anna", "Ben"])
        .unwrap();
    let mut split = codebook();
    apply_all(edits, &mut split);
    let text = onrecord::format::codebook::write(&split).unwrap();
    project.write("codebook.ron", text.as_bytes());
    let ran = project.run(&["codebook", "--again", "--json", "-q"]);
    let out: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(out["again"], json!([]));
    let question = |annotator: &str| {
        json!({
            "annotator": annotator, "article": "articles/one.txt", "statement": "01JMX3S8V7Q2W4AAAAAAAAAAAA",
            "sort": "speaker", "id": "minister", "parts": ["anna", "ben"],
        })
    };
    assert_eq!(out["questions"], json!([question("ann"), question("bob")]));
}

#[test]
fn speakers_that_may_be_one_are_listed_until_they_are_told_apart() {
    let project = Project::empty();
    project.write("onrecord.ron", b"(format: 2, articles: \"articles\")");
    project.write("articles/one.txt", b"The talks go on.\n");
    let write = |distinct: &str| {
        let text = format!(
            "(format: 2, speakers: [(id: \"ann-oak\", name: \"Ann Oak\"{distinct}), (id: \"oak\", name: \"A. Oak\")])\n"
        );
        project.write("codebook.ron", text.as_bytes());
    };
    write("");
    project.check(
        "codebook --alike",
        0,
        "\
speaker  name     other  its name  why
ann-oak  Ann Oak  oak    A. Oak    both have the surname \"oak\"
",
        "",
    );
    let ran = project.run(&["codebook", "--alike", "--json"]);
    let out: Value = serde_json::from_str(&ran.out).unwrap();
    let why = "both have the surname \"oak\"";
    assert_eq!(out, json!([{"one": "ann-oak", "other": "oak", "why": why}]));
    write(", distinct_from: [\"oak\"]");
    let header = "speaker  name  other  its name  why\n";
    project.check("codebook --alike", 0, header, "");
}

#[test]
fn files_that_are_no_codebooks_change_nothing() {
    let project = Project::empty();
    project.write("codebook.ron", BY_HAND.as_bytes());
    project.write("c.csv", b"a,b\n1,2\n");
    project.write("c.qdc", b"<CodeBook>");
    project.write("c.ron", b"(format: 2, targets: [");
    project.write("c.txt", b"target");
    let before = project.files();
    for (file, expected) in [
        (
            "c.csv",
            "onrecord: c.csv:1:1: the first line names no columns",
        ),
        ("c.qdc", "onrecord: c.qdc:"),
        ("c.ron", "onrecord: c.ron:"),
        (
            "c.txt",
            "onrecord: c.txt: its name does not say what form it has. Say it with --format",
        ),
        ("gone.csv", "onrecord: gone.csv: it cannot be read: "),
    ] {
        let ran = project.run(&["codebook", "--from", file]);
        assert_eq!((ran.status, ran.out.as_str()), (Some(2), ""), "{file}");
        assert!(ran.err.starts_with(expected), "{}", ran.err);
        assert_eq!(ran.err.matches('\n').count(), 1, "{}", ran.err);
    }
    assert_eq!(project.files(), before);
}

/// Checks what `check` says of a codebook whose second line this is and whose entries stand on the lines that follow.
/// Nothing is written by any command that reads it, and the rest of the project works.
#[track_caller]
fn check_broken(list: &str, entries: &[&str], expected: &[&str]) {
    let project = Project::empty();
    project.write("onrecord.ron", b"(format: 2, articles: \"articles\")");
    project.write("articles/one.txt", b"The talks go on.\n");
    let book = format!("(format: 2,\n{list}: [\n{},\n])\n", entries.join(",\n"));
    project.write("codebook.ron", book.as_bytes());
    let before = project.files();
    let ran = project.run(&["check", "-q"]);
    let shown = |line: &str| line.get(..150).unwrap_or(line).to_owned();
    let found: Vec<String> = ran.out.lines().map(shown).collect();
    let expected: Vec<String> = expected
        .iter()
        .map(|line| shown(&format!("codebook.ron:{line}")))
        .collect();
    assert_eq!(found, expected, "{book}");
    assert_eq!(ran.status, Some(i32::from(!expected.is_empty())));
    for command in [
        &["stats", "-q"][..],
        &["codebook", "-q"],
        &["codebook", "--uses", "-q"],
    ] {
        let ran = project.run(command);
        assert!(matches!(ran.status, Some(0 | 1)), "{ran:?}");
        assert!(!ran.out.is_empty(), "{ran:?}");
    }
    let text = project.run(&["text", "articles/one.txt"]);
    assert_eq!(
        (text.status, text.out.as_str()),
        (Some(0), "The talks go on.\n")
    );
    assert_eq!(project.files(), before);
}

#[test]
fn codebooks_that_contradict_themselves_are_named_and_stay() {
    check_broken(
        "targets",
        &[
            "(id: \"a\", name: \"Krieg\")",
            "(id: \"b\", name: \"שלום\")",
        ],
        &[],
    );
    check_broken(
        "targets",
        &["(id: \"a\")", "(id: \"b\", parent: \"gone\")"],
        &["4:1: the target \"b\" lies under \"gone\", which does not exist. Correct the codebook"],
    );
    check_broken(
        "targets",
        &["(id: \"a\", parent: \"b\")", "(id: \"b\", parent: \"a\")"],
        &[
            "3:1: the target \"a\" lies under itself. Correct the codebook",
            "4:1: the target \"b\" lies under itself. Correct the codebook",
        ],
    );
    check_broken(
        "targets",
        &["(id: \"a\", scale: \"gone\", replaced_by: \"gone\")"],
        &[
            "3:1: the scale \"gone\" of the target \"a\" does not exist. Correct the codebook",
            "3:1: the target \"a\" was merged into \"gone\", which leads to nothing that exists. Correct the codebook",
        ],
    );
    check_broken(
        "scales",
        &["(id: \"s\", stances: [(id: \"x\", key: '1'), (id: \"y\", key: '1')])"],
        &[
            "3:1: the stances \"x\" and \"y\" of the scale \"s\" have the same key, 1. Correct the codebook",
        ],
    );
    check_broken(
        "scales",
        &[
            "(id: \"s\", name: \"S\")",
            "(id: \"t\")",
            "(id: \"s\", name: \"Other\")",
        ],
        &["5:1: two scales have the id \"s\". Correct the file by hand"],
    );
    check_broken(
        "scales",
        &[
            "(id: \"s\")",
            "(id: \"t\", stances: [(id: \"x\", key: 'x')])",
        ],
        &["4:1: the key of the stance \"x\" is not one of 1 to 9. Correct the file by hand"],
    );
}

#[test]
fn names_speakers_and_dates_that_cannot_be_are_named() {
    check_broken(
        "labels",
        &[
            "(id: \"a\", name: \"Irony\")",
            "(id: \"b\", name: \"IRONY\")",
        ],
        &[
            "4:1: the names of two labels differ only in case: \"Irony\" and \"IRONY\". Correct the codebook",
        ],
    );
    check_broken(
        "speakers",
        &[
            "(id: \"a\", parent: \"b\")",
            "(id: \"b\", kind: body, parent: \"a\")",
            "(id: \"c\", roles: [(role: \"x\", from: \"soon\")])",
        ],
        &[
            "3:1: the speaker \"a\" belongs to itself. Correct the codebook",
            "4:1: the speaker \"b\" belongs to itself. Correct the codebook",
            "5:1: \"soon\" is no date (\"x\" of the speaker \"c\"); write it as 2004-03-09, 2004-03 or 2004. Correct the codebook",
        ],
    );
    let long = "x".repeat(10_000);
    check_broken(
        "targets",
        &[&format!("(id: \"a\", name: \"{long}\")")],
        &[
            "3:1: the name of the target \"a\" has 10000 characters, more than 300. Correct the codebook",
        ],
    );
}

#[test]
fn a_codebook_that_contradicts_itself_is_not_written_over() {
    let project = Project::empty();
    project.write("c.csv", TABLE.as_bytes());
    for (book, status, expected) in [
        (
            "(format: 2, targets: [(id: \"a\"), (id: \"a\")])",
            2,
            "codebook.ron: it is not overwritten: the codebook contradicts itself",
        ),
        (
            "(format: 2, targets: [(id: \"a\", id: \"b\")])",
            2,
            "codebook.ron: it is not overwritten: ",
        ),
        (
            "(format: 2, targets: [",
            2,
            "codebook.ron: it is not overwritten: ",
        ),
        (
            "(format: 2, targets: [(id: \"a\", shade: 1)])",
            2,
            "codebook.ron: it is not overwritten: ",
        ),
        ("(format: 3)", 2, "codebook.ron: it is not overwritten: "),
    ] {
        project.write("codebook.ron", book.as_bytes());
        let ran = project.run(&["codebook", "--from", "c.csv"]);
        assert_eq!(ran.status, Some(status), "{book}: {ran:?}");
        assert!(ran.err.contains(expected), "{book}: {}", ran.err);
        assert_eq!(
            fs::read_to_string(project.path("codebook.ron")).unwrap(),
            book
        );
    }
    // What cannot be read is not printed as if it were another.
    project.write("codebook.ron", b"(format: 2, targets: [");
    let ran = project.run(&["codebook"]);
    assert_eq!((ran.status, ran.out.as_str()), (Some(2), ""));
    assert!(
        ran.err.starts_with("onrecord: codebook.ron:1:"),
        "{}",
        ran.err
    );
}
