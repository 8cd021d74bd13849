//! `import`: brat's files become statements, nothing that was there is lost, and what cannot be read is named.

mod folders;
mod lines;
mod offsets;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use proptest::prelude::*;
use serde_json::Value;

use crate::{LEFT_OUT, ONE, Project, Ran};

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/brat");

fn import(project: &Project, from: &str, more: &[&str]) -> Ran {
    let arguments = ["import", "p", "--format", "brat", "--from", from];
    project.run(&[&arguments, more].concat()).counted()
}

fn import_fixture(project: &Project, name: &str, more: &[&str]) -> Ran {
    import(project, &format!("{FIXTURES}/{name}"), more)
}

/// Exports what was imported: each line by article and annotator.
fn exported(project: &Project) -> BTreeMap<(String, String), Value> {
    let ran = project.run(&["export", "p", "-q", "--format", "jsonl", "--out", "-"]);
    assert_eq!((ran.status, ran.err.as_str()), (Some(0), ""));
    let line = |line: &str| {
        let record: Value = serde_json::from_str(line).unwrap();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let key = (
            text(&record["article"]["path"]),
            text(&record["annotator"]["id"]),
        );
        (key, record)
    };
    ran.out.lines().map(line).collect()
}

/// Shows a statement: kind, pieces of the quote, cue, mention with its entry, addressees, labels, stances, note.
fn shown(statement: &Value) -> String {
    let words = |value: &Value| value["text"].as_str().unwrap_or("-").to_owned();
    let quote: Vec<String> = statement["quote"]
        .as_array()
        .unwrap()
        .iter()
        .map(words)
        .collect();
    let labels = statement["labels"].as_array().unwrap();
    let labels: Vec<&str> = labels.iter().filter_map(Value::as_str).collect();
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let speaker = &statement["speaker"];
    let named = [
        ("cue", words(&statement["cue"])),
        ("by", words(&speaker["mention"])),
        ("is", text(&speaker["id"])),
        ("to", words(&statement["addressees"][0]["mention"])),
        ("label", labels.join("+")),
        ("stance", text(&statement["stances"][0]["stance"])),
        ("note", text(&statement["note"])),
    ];
    let mut parts = vec![text(&statement["kind"]), quote.join(" / ")];
    let named = named
        .into_iter()
        .filter(|(_, value)| !value.is_empty() && value != "-");
    parts.extend(named.map(|(name, value)| format!("{name}={value}")));
    parts.extend((statement["flagged"] == true).then(|| "!".to_owned()));
    parts.join(" ")
}

#[track_caller]
fn check_statements(project: &Project, article: &str, annotator: &str, expected: &[&str]) {
    let all = exported(project);
    let record = &all[&(article.to_owned(), annotator.to_owned())];
    assert_eq!(record["status"], "done");
    let statements = record["statements"].as_array().unwrap();
    assert_eq!(statements.iter().map(shown).collect::<Vec<_>>(), expected);
    for statement in statements {
        assert_eq!(statement["origin"]["how"], "imported");
        assert_eq!(statement["origin"]["from"], "brat");
    }
}

#[test]
fn attributions_of_several_annotators_become_a_project() {
    let project = Project::empty();
    let fixture = format!("{FIXTURES}/talks");
    let arguments = ["import", "other", "-q", "--format", "brat", "--from"];
    let counted = project.run(&[&arguments[..], &[fixture.as_str()]].concat());
    let count = format!("{LEFT_OUT}2 annotations\n");
    assert!(counted.err.ends_with(&count), "{}", counted.err);
    let ran = import_fixture(&project, "talks", &[]);
    assert_eq!((ran.status, ran.out.as_str()), (Some(1), ""));
    assert_eq!(
        ran.err,
        "6 new statements in 3 articles of 2 annotators; 3 articles copied into the project
  anna: 5 new statements in 2 articles
  ben: 1 new statement in 1 article
left out: Attribution spans that belong to no statement: 1 (attributions/geneva_anna.ann:19)
left out: events without a quote: 1 (attributions/geneva_anna.ann:20)
note: Discard spans, which are ignored: 1 (attributions/geneva_anna.ann:11)
note: files without an annotation: 1 (attributions/quiet_ben.ann)
"
    );
    check_statements(
        &project,
        "articles/geneva.txt",
        "anna",
        &[
            "direct “We never agreed to that,” / “and we will not.” cue=said by=Anna Berg, the foreign minister",
            "indirect the door stays open cue=added that by=Ms. Berg note=Is this indirect? !",
            "indirect a new round is planned cue=reported that by=The Vik Gazette",
        ],
    );
    check_statements(
        &project,
        "articles/geneva.txt",
        "ben",
        &["direct “We never agreed to that, / and we will not.” cue=said"],
    );
    check_statements(
        &project,
        "articles/budget.txt",
        "anna",
        &[
            "indirect lower taxes\nand more schools cue=promised by=Carl Oss",
            "mixed the plan “a fair one” cue=called by=He",
        ],
    );
    for name in ["geneva.txt", "budget.txt", "quiet.txt"] {
        let copied = fs::read(project.path(&format!("p/articles/{name}"))).unwrap();
        assert_eq!(
            copied,
            fs::read(Path::new(FIXTURES).join("talks/text").join(name)).unwrap()
        );
    }
    project.check(
        "check p",
        0,
        "",
        "0 problems in 3 articles and 3 sidecars with 6 statements\n",
    );
    assert!(
        project
            .run(&["stats", "p", "-q"])
            .out
            .starts_with("p: 3 articles, 6 statements\n")
    );
}

#[test]
fn relations_attributes_and_references_are_represented() {
    let project = Project::empty();
    let more = [
        "--annotator",
        "cleo",
        "--map",
        "Verb=cue",
        "--map",
        "Person=addressee",
    ];
    let ran = import_fixture(&project, "harbour", &more);
    assert_eq!(ran.status, Some(1), "{}", ran.err);
    check_statements(
        &project,
        "articles/pier.txt",
        "cleo",
        &[
            "direct “The harbour is open,” cue=told by=the mayor is=dora-lind to=reporters label=stance-harbour-supported",
            "direct “a relief” by=Dora Lind is=dora-lind label=uncertain+tone-ironic note=Check the name.",
        ],
    );
    assert!(
        ran.err
            .contains("left out: Place spans that belong to no statement: 1 (pier.ann:7)\n"),
        "{}",
        ran.err
    );
    assert!(
        project
            .read("p/codebook.ron")
            .contains("\"wikidata\": \"Q1\"")
    );
    assert_eq!(project.run(&["check", "p"]).status, Some(0));
}

#[test]
fn a_project_that_is_there_keeps_its_codebook_and_gives_stances() {
    let project = Project::empty();
    project.write("p/onrecord.ron", b"(format: 1, articles: \"articles\")");
    let codebook = b"// Ours.\n(format: 1, scales: [(id: \"s\", stances: [(id: \"yes\", label: \"supported\")])], targets: [(id: \"h\", name: \"Harbour\")])";
    project.write("p/codebook.ron", codebook);
    let ran = import_fixture(&project, "harbour", &["--annotator", "cleo", "-q"]);
    assert_eq!(
        (ran.status, ran.err.as_str()),
        (
            Some(1),
            "left out: Place spans that belong to no statement: 1 (pier.ann:7)
left out: Verb spans that belong to no statement: 1 (pier.ann:4)
left out: relations by: 1 (pier.ann:11)
"
        )
    );
    check_statements(
        &project,
        "articles/pier.txt",
        "cleo",
        &[
            "direct “The harbour is open,” by=the mayor is=dora-lind to=reporters stance=yes",
            "direct “a relief” by=Dora Lind is=dora-lind label=uncertain+tone-ironic note=Check the name.",
        ],
    );
    assert_eq!(project.read("p/codebook.ron").as_bytes(), codebook);
    assert!(
        project
            .read("p/annotations/cleo/codebook.ron")
            .contains("Dora Lind")
    );
    assert_eq!(project.run(&["check", "p"]).status, Some(0));
}

#[test]
fn importing_twice_makes_nothing_twice() {
    let project = Project::empty();
    import_fixture(&project, "talks", &[]);
    let before = project.files();
    let ran = import_fixture(&project, "talks", &["--json"]);
    assert_eq!(project.files(), before);
    let report: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(report["statements"]["added"], 0);
    assert_eq!(report["statements"]["present"], 6);
    assert_eq!(report["articles"]["present"], 3);
    assert_eq!(report["annotators"][0]["statements"]["present"], 5);
    assert_eq!(report["left_out"][0]["places"][0]["line"], 19);
    assert_eq!(report["remarks"][0]["places"][0]["line"], 11);
    assert_eq!(report["problems"].as_array().unwrap().len(), 0);
}

#[test]
fn what_an_annotator_has_is_kept_and_what_they_removed_stays_away() {
    let project = Project::empty();
    import_fixture(&project, "talks", &[]);
    let sidecar = "p/annotations/anna/budget.txt.ron";
    // One statement is changed by hand, another removed.
    let (store, _) =
        onrecord::store::Store::open(&project.path("p"), onrecord::store::OpenOptions::default())
            .unwrap();
    let article = store.read_article("articles/budget.txt").unwrap();
    let opened = store.load("anna", &article);
    let mut changed = opened.sidecar.clone();
    let (first, second) = (
        opened.sidecar.statements()[0].clone(),
        opened.sidecar.statements()[1].clone(),
    );
    let mut edited = (*first).clone();
    edited.quote[0].end -= 8;
    edited.note = "shorter".to_owned();
    changed.put(std::sync::Arc::new(edited));
    changed.remove(&second.id, "2026-01-01T00:00:00Z");
    changed.status = onrecord::model::sidecar::Status::InProgress;
    store.save(&changed, &article.text, &opened.base).unwrap();
    let before = project.read(sidecar);
    assert_eq!(import_fixture(&project, "talks", &["-q"]).status, Some(1));
    assert_eq!(project.read(sidecar), before);
}

/// Takes one statement of `anna` away, as the window does.
fn remove_one(project: &Project) {
    let (store, _) =
        onrecord::store::Store::open(&project.path("p"), onrecord::store::OpenOptions::default())
            .unwrap();
    let article = store.read_article("articles/budget.txt").unwrap();
    let opened = store.load("anna", &article);
    let mut changed = opened.sidecar.clone();
    let id = opened.sidecar.statements()[0].id.clone();
    changed.remove(&id, "2026-01-01T00:00:00Z");
    store.save(&changed, &article.text, &opened.base).unwrap();
}

#[test]
fn importing_again_after_an_article_was_rewritten_makes_nothing_twice() {
    let changes: [fn(&str) -> String; 3] = [
        |text| text.replace('\n', "\r\n"),
        |text| text.replace(' ', "  "),
        |text| format!("\u{feff}{}", text.replace(['“', '”'], "\"")),
    ];
    for change in changes {
        let project = Project::empty();
        import_fixture(&project, "talks", &[]);
        remove_one(&project);
        for name in ["budget", "geneva", "quiet"] {
            let path = format!("p/articles/{name}.txt");
            let text = project.read(&path);
            project.write(&path, change(&text).as_bytes());
        }
        let before = project.files();
        let ran = import_fixture(&project, "talks", &["--json", "-q"]);
        assert_eq!(ran.status, Some(1), "{}", ran.err);
        let report: Value = serde_json::from_str(&ran.out).unwrap();
        assert_eq!(report["problems"].as_array().unwrap().len(), 0, "{report}");
        assert_eq!(report["articles"]["present"], 3);
        assert_eq!(report["articles"]["refused"], 0);
        assert_eq!(report["statements"]["added"], 0, "{report}");
        assert_eq!(report["statements"]["present"], 6);
        assert_eq!(project.files(), before);
    }
}

#[test]
fn what_is_imported_may_have_other_line_ends_than_the_article() {
    let project = Project::empty();
    let lf = "He said:\n\n“No.”\nShe went.\n";
    let crlf = lf.replace('\n', "\r\n");
    project.write("from/x.txt", lf.as_bytes());
    project.write("from/x_a.ann", "T1\tQuote 10 15\t“No.”\n".as_bytes());
    assert_eq!(import(&project, "from", &["-q"]).status, Some(0));
    let before = project.files();
    project.write("from/x.txt", crlf.as_bytes());
    project.write("from/x_a.ann", "T1\tQuote 12 17\t“No.”\n".as_bytes());
    let ran = import(&project, "from", &["-q"]);
    assert_eq!((ran.status, ran.err.as_str()), (Some(0), ""));
    for (path, bytes) in &before {
        if path.starts_with(project.path("p")) {
            assert!(fs::read(path).unwrap() == *bytes, "{}", path.display());
        }
    }
    // What is new there is put where it stands in the article.
    project.write(
        "from/x_a.ann",
        "T1\tQuote 12 17\t“No.”\nT2\tQuote 19 22\tShe\n".as_bytes(),
    );
    assert_eq!(import(&project, "from", &["-q"]).status, Some(0));
    check_statements(
        &project,
        "articles/x.txt",
        "a",
        &["direct “No.”", "indirect She"],
    );
}

#[test]
fn another_text_of_that_name_is_a_conflict() {
    let project = Project::empty();
    project.write("p/onrecord.ron", b"(format: 1, articles: \"articles\")");
    project.write("p/articles/budget.txt", ONE.as_bytes());
    let ran = import_fixture(&project, "talks", &["-q"]);
    assert_eq!((ran.status, ran.out.as_str()), (Some(1), ""));
    assert_eq!(
        ran.err,
        "left out: Attribution spans that belong to no statement: 1 (attributions/geneva_anna.ann:19)\n\
         left out: events without a quote: 1 (attributions/geneva_anna.ann:20)\n\
         onrecord: articles/budget.txt: another text of this name is in the project; it stays as it is. \
         Rename one of the two, with its annotations, and import again\n"
    );
    assert_eq!(project.read("p/articles/budget.txt"), ONE);
    assert!(!project.path("p/annotations/anna/budget.txt.ron").exists());
    assert!(project.path("p/annotations/anna/geneva.txt.ron").exists());
}

#[test]
fn what_loses_nothing_is_a_note_and_ends_with_0() {
    let project = Project::empty();
    project.write("from/x.txt", b"He said no.");
    project.write("from/x_a.ann", b"T1\tQuote 8 10\tno\nT2\tDiscard 0 2\tHe\n");
    project.write("from/x_b.ann", b"");
    project.write("from/y.txt", b"Nothing was said.");
    let ran = import(&project, "from", &[]);
    assert_eq!(ran.status, Some(0), "{}", ran.err);
    assert_eq!(
        ran.err,
        "1 new statement in 2 articles of 1 annotator; 2 articles copied into the project
  a: 1 new statement in 1 article
note: Discard spans, which are ignored: 1 (x_a.ann:2)
note: files without an annotation: 1 (x_b.ann)
note: texts without annotations (imported as articles): 1 (y.txt)
"
    );
    let ran = import(&project, "from", &["-q"]);
    assert_eq!((ran.status, ran.err.as_str()), (Some(0), ""));
}

/// Imports one text with one file of annotations by `a`; expects a status, and what is told of the annotations.
#[track_caller]
fn check_file(text: &[u8], annotations: &[u8], status: i32, told: &str, expected: &[&str]) {
    let project = Project::empty();
    project.write("from/x.txt", text);
    project.write("from/x_a.ann", annotations);
    let ran = import(&project, "from", &["-q"]);
    assert_eq!((ran.status, ran.err.as_str()), (Some(status), told));
    assert_eq!(fs::read(project.path("p/articles/x.txt")).unwrap(), text);
    let all = exported(&project);
    let statements = all
        .values()
        .flat_map(|record| record["statements"].as_array().unwrap());
    assert_eq!(statements.map(shown).collect::<Vec<_>>(), expected);
    assert_eq!(project.run(&["check", "p", "-q"]).status, Some(0));
}

#[test]
fn offsets_count_the_file_as_it_is() {
    check_file(
        b"He said:\r\n\"No.\"\r\nEnd\r\n",
        b"T1\tQuote 10 15\t\"No.\"\r\n",
        0,
        "",
        &["direct \"No.\""],
    );
    check_file(
        b"He said:\r\n\"No.\"\r\nEnd\r\n",
        b"T1\tQuote 9 14\t\"No.\"",
        0,
        "",
        &["direct \"No.\""],
    );
    check_file(
        "\u{feff}He said: “No.” End".as_bytes(),
        "T1\tQuote 10 15\t“No.”".as_bytes(),
        0,
        "",
        &["direct “No.”"],
    );
    check_file(
        "Ê\u{301}: „Нет!“ 👩‍🚀 said \0 “Да,” א".as_bytes(),
        "T1\tQuote 4 10\t„Нет!“\nT2\tQuote 22 27\t“Да,”".as_bytes(),
        0,
        "",
        &["direct „Нет!“", "direct “Да,”"],
    );
}

#[test]
fn damaged_lines_are_named_and_the_rest_goes_on() {
    check_file(
        b"He said no, and they said yes.",
        b"T1\tQuote 8 10\tno\nwhat is this\nT2\tQuote 26 29\tyes\nT3\tQuote 26 99\tyes\nT4\tQuote 0 2\tWe\nT5\tQuote a b\tx\n\xFF\n",
        1,
        "onrecord: x_a.ann:2:1: \"what is this\" is no annotation: a line begins with an id as T1 and a tab\n\
         onrecord: x_a.ann:4:1: the span 26 99 is not in the text, which has 30 characters\n\
         onrecord: x_a.ann:5:1: the words at these offsets are not those in the line\n\
         onrecord: x_a.ann:6:10: \"a b\" is no span: START END, or several with `;`\n\
         onrecord: x_a.ann:7:1: the line is not UTF-8 (byte 0xFF)\n",
        &["indirect no", "indirect yes"],
    );
}

#[test]
fn wrong_use_writes_nothing() {
    let project = Project::empty();
    project.write("from/x.txt", b"He said no.");
    project.write("from/x.ann", b"T1\tQuote 8 10\tno\n");
    project.write("empty/readme.md", b"x");
    let refused = |line: &str, expected: &str| {
        let before = project.files();
        project.check(line, 2, "", expected);
        assert_eq!(project.files(), before);
        assert!(!project.path("p").exists());
    };
    refused(
        "import p --format brat --from from",
        "onrecord: x.ann: nobody says whose annotations these are. Give --annotator NAME, or call the files NAME_<annotator>.ann\n",
    );
    refused(
        "import p --format brat --from nowhere",
        "onrecord: nowhere: there is no such file or folder. Name a folder that you may read\n",
    );
    refused(
        "import p --format brat --from empty",
        "onrecord: empty: there is no text (.txt) in this folder, nor in a folder `text` in it. \
         Name the folder that holds NAME.txt and NAME.ann, or text/ and annotations/\n",
    );
    refused(
        "import p --format brat --from from --annotator a/b",
        "onrecord: a/b: the annotator's name \"a/b\" holds '/'. Use letters, digits, hyphens and dots\n",
    );
    refused(
        "import from/x.txt --format brat --from from --annotator a",
        "onrecord: from/x.txt: this is an article, not a project. Name a folder\n",
    );
    let unknown = project.run(&["import", "p", "--format", "nvivo", "--from", "from"]);
    assert_eq!(unknown.status, Some(2));
    assert!(
        unknown.err.contains("there are: jsonl, brat, "),
        "{}",
        unknown.err
    );
}

#[test]
fn what_has_no_partner_is_told() {
    let project = Project::empty();
    project.write("from/deep/x.txt", b"He said no.");
    project.write("from/deep/x_ann_a.ann", b"T1\tQuote 8 10\tno\n");
    project.write("from/deep/x_y.txt", b"He said yes.");
    project.write("from/deep/z_a.ann", b"T1\tQuote 8 10\tno\n");
    project.write("from/deep/bad.txt", b"caf\0\xE9");
    let ran = import(&project, "from", &[]);
    assert_eq!(ran.status, Some(1));
    for line in [
        "1 new statement in 2 articles of 1 annotator; 2 articles copied into the project",
        "  ann_a: 1 new statement in 1 article",
        "note: texts without annotations (imported as articles): 2 (deep/bad.txt, deep/x_y.txt)",
        "onrecord: deep/z_a.ann: there is no text for these annotations. Put z_a.txt beside it, or into the folder `text`",
        "onrecord: deep/bad.txt: the file is not text: it is full of NUL bytes",
    ] {
        assert!(
            ran.err.lines().any(|found| found == line),
            "{line}\n{}",
            ran.err
        );
    }
    assert!(project.path("p/articles/deep/x.txt").exists());
    assert!(project.path("p/annotations/ann_a/deep/x.txt.ron").exists());
}

#[test]
fn a_sidecar_that_cannot_be_read_is_left_alone() {
    let project = Project::empty();
    import_fixture(&project, "talks", &[]);
    let sidecar = "p/annotations/anna/budget.txt.ron";
    project.write(sidecar, b"(format: 1, article: (");
    let ran = import_fixture(&project, "talks", &["-q"]);
    assert_eq!(ran.status, Some(1));
    assert!(
        ran.err
            .contains("annotations/anna/budget.txt.ron: nothing is imported into this file: "),
        "{}",
        ran.err
    );
    assert_eq!(project.read(sidecar), "(format: 1, article: (");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    /// Whatever the annotations are, the program ends well, says what is wrong, and leaves a sound project.
    #[test]
    fn garbage_does_no_harm(
        lines in prop::collection::vec(
            prop_oneof![
                "[TERAMN#*X][0-9]?\t(Content|Cue|Source|Say:T[0-9]) ([0-9]{1,3} [0-9]{1,20};?|Content:T[0-9] ?){0,3}(\t\\PC{0,8})?",
                "\\PC{0,40}",
            ],
            0..12,
        ),
        bytes in prop::collection::vec(any::<u8>(), 0..40),
    ) {
        let project = Project::empty();
        project.write("from/x.txt", "“No,” he said. Ångström added 😀 more.".as_bytes());
        project.write("from/x_a.ann", &[lines.join("\n").as_bytes(), b"\n", &bytes].concat());
        let ran = import(&project, "from", &[]);
        prop_assert!(matches!(ran.status, Some(0 | 1)), "{ran:?}");
        prop_assert!(!ran.err.contains("panicked"), "{}", ran.err);
        prop_assert_eq!(project.run(&["check", "p", "-q"]).status, Some(0));
    }
}
