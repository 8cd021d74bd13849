//! Sidecars that are damaged, newer or nonsense: said with their place, and never overwritten.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod common;

use std::sync::Arc;

use common::{SIDECAR, TEXT, get_file, ids, load, open, project, put, put_file, statement};
use onrecord::model::problem::{Problem, ProblemKind};

/// Puts a file where the sidecar belongs, loads it, tries to save over it, and compares both with expectations.
#[track_caller]
fn check_refused(content: &str, expected: &str) {
    let folder = project();
    put_file(folder.path(), SIDECAR, content);
    let store = open(folder.path());
    let opened = load(&store);
    let messages: Vec<String> = opened.problems.iter().map(Problem::to_string).collect();
    assert!(
        messages.iter().any(|message| message.contains(expected)),
        "{messages:?}"
    );
    assert!(opened.read_only.is_some());
    let mut sidecar = opened.sidecar.clone();
    sidecar.put(Arc::new(statement("Z", &["The end."])));
    let article = store.read_article("a.txt").unwrap();
    let refused = store
        .save(&sidecar, &article.text, &opened.base)
        .unwrap_err();
    assert_eq!(refused.kind, ProblemKind::NotSaved);
    assert!(refused.what.contains("not overwritten"), "{refused}");
    assert_eq!(get_file(folder.path(), SIDECAR), content);
}

/// A sidecar whose statements are given.
fn sidecar(body: &str) -> String {
    let hash = blake3::hash(TEXT.as_bytes()).to_hex();
    format!(
        "(\n format: 1,\n article: (path: \"a.txt\", blake3: \"{hash}\", chars: 68),\n annotator: \"anna\",\n{body}\n)\n"
    )
}

fn of_spans(spans: &str) -> String {
    sidecar(&format!(
        " statements: [\n  (id: \"A\", quote: [{spans}], kind: direct),\n ],"
    ))
}

#[test]
fn what_is_not_understood_is_not_overwritten() {
    check_refused("", "a.txt.ron: the file is empty");
    check_refused("(format: 1", "a.txt.ron:1:");
    check_refused("{\"json\": true}", "a.txt.ron:1:1: ");
    check_refused("(format: 3, everything: new)", "the file has format 3");
    check_refused(
        &sidecar(" status: done,").replace("format: 1", "format: 3"),
        "the file has format 3; this version of On Record knows up to 2",
    );
    check_refused(&sidecar(" mood: 3,"), "unknown field \"mood\"");
    check_refused(
        &sidecar(" status: paused,"),
        "a.txt.ron:5:10: the status is not understood",
    );
    check_refused(
        &sidecar(" statements: [\n  (id: \"A\", quote: [], kind: sung),\n ],"),
        "a.txt.ron:6:30: a statement is not understood: Unexpected variant named `sung` in enum `kind`",
    );
    check_refused(
        &sidecar(" statements: [\n  (id: \"A\", quote: [], kind: direct, tone: 1),\n ],"),
        "a.txt.ron:6:3: unknown field \"tone\"",
    );
    check_refused(
        &sidecar(" statements: [\n  (id: \"A\", quote: [], kind: direct),\n ],"),
        "a.txt.ron:6:3: statement A has no quote",
    );
    check_refused(
        &of_spans("(start: 60, end: 70)"),
        "a.txt.ron:6:3: a span of statement A (60 to 70) lies outside",
    );
    check_refused(
        &of_spans("(start: 9, end: 4)"),
        "a.txt.ron:6:3: a span of statement A is empty or turned round",
    );
    check_refused(&of_spans("(start: 4, end: 4)"), "is empty or turned round");
    check_refused(
        &of_spans("(start: 0, end: 9), (start: 4, end: 12)"),
        "overlap or are not in order",
    );
    check_refused(
        &of_spans("(start: 0, end: 5, text: \"Yes\")"),
        "are not what stands at 0 to 5",
    );
    check_refused(
        &of_spans("(start: 0, end: 5), (start: -1, end: 5)"),
        "a statement is not understood",
    );
    check_refused(&"(".repeat(100_000), "a.txt.ron:1:");
    check_refused(
        &sidecar(&format!(" reviews: {}", "[".repeat(100_000))),
        "a.txt.ron:5:",
    );
    check_refused(
        &sidecar("").replace("anna", "ben"),
        "the file says that it belongs to \"ben\"",
    );
    check_refused(
        &format!(
            "<<<<<<< HEAD\n{}=======\n{}>>>>>>> them\n",
            sidecar(""),
            sidecar(" status: done,")
        ),
        "git left conflict markers",
    );
    check_refused(
        &sidecar(
            " statements: [(id: \"A\", quote: [(start: 0, end: 5)], kind: direct), (id: \"A\", quote: [(start: 0, end: 4)], kind: direct)],",
        ),
        "two statements have the id \"A\"",
    );
}

#[test]
fn what_is_not_understood_of_an_article_is_not_overwritten() {
    check_refused(
        &sidecar(
            " comments: [\n  (id: \"C\", on: (annotator: \"ben\", statement: \"X\"), verdict: maybe),\n ],",
        ),
        "a comment is not understood",
    );
    check_refused(
        &sidecar(
            " comments: [(id: \"C\", on: (annotator: \"b\", statement: \"X\")), (id: \"C\", on: (annotator: \"b\", statement: \"Y\"))],",
        ),
        "two comments have the id \"C\"",
    );
    check_refused(
        &sidecar(" decisions: [(from: [], mood: 1)],"),
        "unknown field \"mood\"",
    );
    check_refused(&sidecar(" note: 5,"), "the note is not understood");
    check_refused(
        &sidecar(" labels: 5,"),
        "the list of labels is not understood",
    );
    check_refused(
        &sidecar("").replace(
            "chars: 68",
            "chars: 68, reader: (name: \"x\", version: 1, mood: 1)",
        ),
        "unknown field \"article.reader.mood\"",
    );
}

#[test]
fn one_bad_statement_costs_only_itself() {
    let folder = project();
    let good = "(id: \"G\", quote: [(start: 0, end: 5)], kind: direct)";
    let bad = "(id: \"B\", quote: [(start: 0, end: 5)], kind: sung)";
    put_file(
        folder.path(),
        SIDECAR,
        sidecar(&format!(" statements: [{bad}, {good}],")),
    );
    assert_eq!(ids(&load(&open(folder.path())).sidecar), ["G"]);
}

#[test]
fn both_sides_of_a_git_conflict_are_shown() {
    let folder = project();
    put(folder.path(), &[statement("A", &["“No,”"])]);
    let ours = get_file(folder.path(), SIDECAR);
    put(folder.path(), &[statement("B", &["Кремль"])]);
    let theirs = get_file(folder.path(), SIDECAR);
    put_file(
        folder.path(),
        SIDECAR,
        format!("<<<<<<< HEAD\n{ours}=======\n{theirs}>>>>>>> x\n"),
    );
    let opened = load(&open(folder.path()));
    assert_eq!(ids(&opened.sidecar), ["A", "B"]);
    assert!(opened.read_only.is_some());
}

#[test]
fn damage_anywhere_is_survived() {
    let folder = project();
    put(folder.path(), &[statement("A", &["“No,”"])]);
    let whole = std::fs::read(folder.path().join(SIDECAR)).unwrap();
    let store = open(folder.path());
    let article = store.read_article("a.txt").unwrap();
    let path = folder.path().join(SIDECAR);
    let check = |bytes: &[u8], what: String| {
        std::fs::File::create(&path)
            .and_then(|mut file| std::io::Write::write_all(&mut file, bytes))
            .unwrap();
        let opened = store.load("anna", &article);
        // Damage is either said, or the file means what it meant.
        let same = opened
            .sidecar
            .statement("A")
            .is_some_and(|found| **found == statement("A", &["“No,”"]));
        assert!(!opened.problems.is_empty() || same, "{what}");
        if opened.read_only.is_some() {
            let mut sidecar = opened.sidecar.clone();
            sidecar.put(Arc::new(statement("Z", &["The end."])));
            assert!(
                store.save(&sidecar, &article.text, &opened.base).is_err(),
                "{what}"
            );
            assert_eq!(std::fs::read(&path).unwrap(), bytes, "{what}");
        }
    };
    for length in 0..whole.len() {
        check(&whole[..length], format!("cut after {length} bytes"));
    }
    for at in 0..whole.len() {
        let mut bytes = whole.clone();
        bytes[at] ^= 1 << (at % 8);
        check(&bytes, format!("bit {} of byte {at} flipped", at % 8));
    }
}

#[test]
fn what_would_not_read_back_is_not_written() {
    let folder = project();
    put(folder.path(), &[statement("A", &["“No,”"])]);
    let before = get_file(folder.path(), SIDECAR);
    let store = open(folder.path());
    let opened = load(&store);
    let mut sidecar = opened.sidecar.clone();
    let mut broken = statement("B", &["Кремль"]);
    broken.stances[0].confidence = Some(f64::NAN);
    sidecar.put(Arc::new(broken));
    let article = store.read_article("a.txt").unwrap();
    let refused = store
        .save(&sidecar, &article.text, &opened.base)
        .unwrap_err();
    assert!(refused.what.contains("does not read back"), "{refused}");
    assert_eq!(get_file(folder.path(), SIDECAR), before);
    let names = std::fs::read_dir(folder.path().join("annotations/anna")).unwrap();
    assert_eq!(names.count(), 1);
}
