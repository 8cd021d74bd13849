//! Sidecars of format 1: they are read, stay as they are, and are written as format 2 on their first edit.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod common;

use std::path::Path;
use std::sync::Arc;

use common::{SIDECAR, TEXT, get_file, load, open, project, put_file, save};
use onrecord::model::comment::{Verdict, newest_verdict};
use onrecord::model::problem::Problem;
use onrecord::model::sidecar::Status;
use onrecord::model::statement::Statement;
use onrecord::model::writers::FileKind;
use onrecord::store::{OpenOptions, Store};

/// Opens a sidecar of the sample as format 1 wrote it, saves it without and with an edit, and compares the file.
#[track_caller]
fn check(annotator: &str, article: &str) {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |path: &Path| std::fs::read_to_string(path).unwrap();
    let name = article.rsplit('/').next().unwrap();
    let fixture = |format: &str| {
        let path = format!("tests/fixtures/{format}/{annotator}-{name}.ron");
        read(&here.join(path))
    };
    let (before, after) = (fixture("format1"), fixture("format2"));
    let folder = common::folder();
    let path = format!("annotations/{annotator}/{article}.ron");
    let text = read(&here.join("assets/sample").join(article));
    put_file(folder.path(), article, text);
    put_file(folder.path(), &path, &before);
    let store = open(folder.path());
    let article = store.read_article(article).unwrap();
    let opened = store.load(annotator, &article);
    assert_eq!((opened.problems, opened.read_only), (Vec::new(), None));
    store
        .save(&opened.sidecar, &article.text, &opened.base)
        .unwrap();
    assert_eq!(get_file(folder.path(), &path), before);
    let mut sidecar = opened.sidecar.clone();
    sidecar.status = match sidecar.status {
        Status::Done => Status::InProgress,
        _ => Status::Done,
    };
    store.save(&sidecar, &article.text, &opened.base).unwrap();
    assert_eq!(get_file(folder.path(), &path), after);
}

#[test]
fn the_first_edit_writes_format_2() {
    check("ben", "articles/2025-03/gas-transit-ultimatum.txt");
    check("gold", "articles/2025-03/sorvania-election-date.txt");
}

#[test]
fn letters_are_counted_with_the_next_edit_where_no_text_is_kept() {
    let folder = project();
    let keeping = open(folder.path());
    let opened = load(&keeping);
    let mut sidecar = opened.sidecar.clone();
    sidecar.put(Arc::new(common::statement("A", &["“never.”"])));
    save(&keeping, &sidecar, &opened);
    let before = get_file(folder.path(), SIDECAR);
    assert!(!before.contains("letters"), "{before}");
    put_file(
        folder.path(),
        "onrecord.ron",
        "(format: 2, keep_texts: false)",
    );
    let store = open(folder.path());
    let opened = load(&store);
    save(&store, &opened.sidecar, &opened);
    assert_eq!(get_file(folder.path(), SIDECAR), before);
    let mut sidecar = opened.sidecar.clone();
    sidecar.status = Status::Done;
    save(&store, &sidecar, &opened);
    let after = get_file(folder.path(), SIDECAR);
    // Before each span of it, whatever it is; `Ó` is two letters, decomposed.
    let counted = |source: &str| {
        let parsed = onrecord::format::sidecar::parse("x", source.as_bytes());
        parsed.value.unwrap().letters.map(|letters| letters.before)
    };
    assert_eq!(counted(&before), None);
    assert_eq!(counted(&after), Some(vec![2, 6, 13, 13]));
    // Read entry by entry, because of a field that is not known, it is the same.
    let newer = after.replacen("status: done", "status: done, colour: 3", 1);
    assert_eq!(counted(&newer), Some(vec![2, 6, 13, 13]));
    assert_eq!(load(&store).problems, []);
}

/// A sidecar of format 1 that has one review.
fn reviewed(resolved: bool) -> String {
    let hash = blake3::hash(TEXT.as_bytes()).to_hex();
    format!(
        "(format: 1, article: (path: \"a.txt\", blake3: \"{hash}\", chars: 68), annotator: \"anna\", reviews: [\n  \
         (annotator: \"ben\", statement: \"X\", verdict: question, comment: \"why?\", at: \"2025-02-25T10:00:00Z\", resolved: {resolved}),\n])\n"
    )
}

#[test]
fn two_machines_make_the_same_of_a_review() {
    let (here, there) = (project(), project());
    put_file(here.path(), SIDECAR, reviewed(false));
    put_file(there.path(), SIDECAR, reviewed(true));
    let (open_here, settled_there) = (open(here.path()), open(there.path()));
    let (ours, theirs) = (load(&open_here), load(&settled_there));
    assert_eq!(ours.sidecar.comments.len(), 1);
    assert_eq!(theirs.sidecar.comments.len(), 2);
    assert_eq!(ours.sidecar.comments[0], theirs.sidecar.comments[0]);
    let verdict = newest_verdict(&theirs.sidecar.comments);
    assert_eq!(verdict, Some(Verdict::Resolved));
    // The other machine's file arrives as a copy, and is merged: there is one comment, and it is settled.
    let mut settled = theirs.sidecar.clone();
    settled.status = Status::InProgress;
    save(&settled_there, &settled, &theirs);
    let copy = "annotations/anna/a.txt.sync-conflict-20250224-101112-ABCDEFG.ron";
    put_file(here.path(), copy, get_file(there.path(), SIDECAR));
    let merged = load(&open(here.path())).sidecar;
    let mut ids: Vec<&str> = merged.comments.iter().map(|one| one.id.as_str()).collect();
    ids.sort_unstable();
    let mut expected: Vec<&str> = settled.comments.iter().map(|one| one.id.as_str()).collect();
    expected.sort_unstable();
    assert_eq!(ids, expected);
}

/// Puts a project file; returns what opening it says, and why the project file must not be written, if it must not.
fn open_with(project_file: &str) -> (Vec<Problem>, Option<String>, Store, tempfile::TempDir) {
    let folder = project();
    put_file(folder.path(), "onrecord.ron", project_file);
    let (store, problems) = Store::open(folder.path(), OpenOptions::default()).unwrap();
    let why = store.may_write("anna", FileKind::Project).err();
    (problems, why, store, folder)
}

#[test]
fn a_project_file_with_unknown_fields_is_not_written_and_hinders_nothing_else() {
    let (problems, why, store, folder) = open_with("(format: 2, lead: \"anna\", colour: 3)");
    assert_eq!(problems.len(), 1);
    assert!(why.unwrap().contains("unknown field \"colour\""));
    let opened = load(&store);
    let mut sidecar = opened.sidecar.clone();
    sidecar.put(Arc::new(common::statement("A", &["“No,”"])));
    save(&store, &sidecar, &opened);
    assert!(folder.path().join(SIDECAR).exists());
    let (_, why, ..) = open_with("(format: 2, lead: \"anna\")");
    assert_eq!(why, None);
    let (_, why, ..) = open_with("(format: 2, lead: \"ben\")");
    assert!(why.unwrap().contains("ben"));
    let (_, why, store, _folder) = open_with("(format: 3)");
    assert!(why.is_some() && store.read_only().is_some());
}

#[test]
fn what_is_withheld_comes_through_once_ones_own_work_is_done() {
    let (_, _, store, folder) = open_with(
        "(format: 2, blind: true, lead: \"lea\", annotators: [(id: \"anna\"), (id: \"ben\")])",
    );
    let article = store.read_article("a.txt").unwrap();
    let label = |annotator: &str, status: Status| {
        let opened = store.load(annotator, &article);
        let mut sidecar = opened.sidecar.clone();
        let one = common::statement("A", &["“No,”"]);
        let speaker = onrecord::model::statement::Mention {
            name: Some("olafur".into()),
            mention: None,
        };
        sidecar.put(Arc::new(Statement {
            speaker: Some(speaker),
            ..one
        }));
        sidecar.status = status;
        store.save(&sidecar, &article.text, &opened.base).unwrap();
    };
    label("ben", Status::Done);
    label("anna", Status::InProgress);
    put_file(
        folder.path(),
        "annotations/ben/codebook.ron",
        "(format: 2, speakers: [(id: \"olafur\"), (id: \"other\")])",
    );
    let seen = |viewer: &str| {
        let seen = store.as_seen_by(Some(viewer));
        let opened = seen.load("ben", &article);
        let info = seen.article_info("a.txt", &["anna".to_owned(), "ben".to_owned()]);
        let added = seen.added("ben").value.unwrap().speakers.len();
        (opened.sidecar.statements().len(), info.work.len(), added)
    };
    assert_eq!(seen("anna"), (0, 1, 0));
    assert!(
        store
            .as_seen_by(Some("anna"))
            .load("ben", &article)
            .is_withheld
    );
    assert_eq!(seen("ben"), (1, 2, 2));
    assert_eq!(seen("lea"), (1, 2, 2));
    assert_eq!(seen("gold"), (1, 2, 2));
    label("anna", Status::Done);
    assert_eq!(seen("anna"), (1, 2, 1));
}
