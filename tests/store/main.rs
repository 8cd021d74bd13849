//! Projects on a real disk: what is opened, saved, merged, refused, and that looking writes nothing.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[path = "../common/mod.rs"]
mod common;

mod opening;
mod readers;

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::sync::Arc;

use common::{
    SIDECAR, TEXT, get_file, ids, load, note, open, project, put, put_file, save, statement,
};
use onrecord::exchange::{ExportOptions, export};
use onrecord::merge::Conflict;
use onrecord::model::problem::ProblemKind;
use onrecord::model::sidecar::Status;
use onrecord::model::statement::conflict::FieldValue;
use onrecord::model::statement::{Kind, Statement};
use onrecord::store::{OpenOptions, Store, write_file};

#[test]
fn work_comes_back() {
    let folder = project();
    let store = open(folder.path());
    let opened = load(&store);
    assert!(opened.sidecar.is_empty() && opened.read_only.is_none());
    let mut sidecar = opened.sidecar.clone();
    sidecar.put(Arc::new(statement("A", &["“No,”", "“never.”"])));
    sidecar.status = Status::InProgress;
    let saved = save(&store, &sidecar, &opened);
    assert!(saved.durability_confirmed && saved.merged.is_none() && saved.problems.is_empty());
    let again = load(&open(folder.path()));
    assert_eq!(again.problems, []);
    assert_eq!(again.sidecar.statements(), sidecar.statements());
    assert_eq!(again.base, saved.base);
}

#[test]
fn a_sidecar_looks_like_this() {
    let folder = project();
    put(folder.path(), &[statement("A", &["“No,”", "“never.”"])]);
    let expected = r#"#![enable(implicit_some)]
(
    format: 2,
    article: (
        path: "a.txt",
        blake3: "58b697165d01832134fc39af8da9bbfe39400effb3ecf04fab70fa9cf4c92a56",
        chars: 68,
    ),
    annotator: "anna",
    status: untouched,
    statements: [
        (
            id: "A",
            quote: [(start: 0, end: 5, text: "“No,”", before: "", after: " said Ólafur, “never"), (start: 19, end: 27, text: "“never.”", before: "“No,” said Ólafur, ", after: " Кремль said שלום 👨\u{200d}")],
            kind: direct,
            cue: (start: 6, end: 10, text: "said", before: "“No,” ", after: " Ólafur, “never.” Кр"),
            speaker: (name: None, mention: (start: 11, end: 17, text: "Ólafur", before: "“No,” said ", after: ", “never.” Кремль sa")),
            via: [],
            addressees: [],
            parent: None,
            stances: [(target: "t", stance: "s", evidence: [(start: 20, end: 25, text: "never", before: "“No,” said Ólafur, “", after: ".” Кремль said שלום ")], confidence: 0.5)],
            labels: [],
            note: "",
            flagged: false,
            origin: suggested(by: "rules"),
            created: "2025-02-24T09:12:44Z",
            changed: "2025-02-24T09:12:44Z",
        ),
    ],
    comments: [],
    detached: [],
    removed: [],
)
"#;
    let written = get_file(folder.path(), SIDECAR);
    let (body, integrity) = written.split_at(written.rfind("// integrity").unwrap());
    assert_eq!(body, expected);
    let hash = blake3::hash(body.as_bytes()).to_hex();
    assert_eq!(integrity, format!("// integrity: blake3:{hash} rev:1\n"));
}

/// Every file below a folder with its content and time.
fn tree(root: &Path) -> BTreeMap<String, (Vec<u8>, std::time::SystemTime)> {
    let mut found = BTreeMap::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let modified = path.metadata().unwrap().modified().unwrap();
            let bytes = std::fs::read(&path).unwrap_or_default();
            found.insert(path.display().to_string(), (bytes, modified));
            if path.is_dir() {
                folders.push(path);
            }
        }
    }
    found
}

#[test]
fn looking_writes_nothing() {
    let folder = project();
    put(folder.path(), &[statement("A", &["“No,”"])]);
    put_file(folder.path(), "annotations/ben/a.txt.ron", "(damaged");
    let before = tree(folder.path());
    let store = open(folder.path());
    let article = store.read_article("a.txt").unwrap();
    for annotator in store.annotators() {
        let opened = store.load(&annotator.id, &article);
        // Saving without an edit is no edit.
        if opened.read_only.is_none() {
            let saved = store
                .save(&opened.sidecar, &article.text, &opened.base)
                .unwrap();
            assert_eq!(saved.base, opened.base);
        }
        store.added(&annotator.id);
        store.article_info("a.txt", &[annotator.id]);
    }
    let nobody = store.load("nobody", &article);
    store
        .save(&nobody.sidecar, &article.text, &nobody.base)
        .unwrap();
    assert_eq!(tree(folder.path()), before);
}

#[test]
fn a_file_written_otherwise_stays_as_it_is_until_an_edit() {
    let folder = project();
    put(folder.path(), &[statement("A", &["“No,”"])]);
    let other = get_file(folder.path(), SIDECAR)
        .replace("    ", "  ")
        .replace('\n', "\r\n");
    put_file(folder.path(), SIDECAR, &other);
    let store = open(folder.path());
    let opened = load(&store);
    assert_eq!(ids(&opened.sidecar), ["A"]);
    save(&store, &opened.sidecar, &opened);
    assert_eq!(get_file(folder.path(), SIDECAR), other);
}

#[test]
fn two_windows_lose_nothing() {
    let folder = project();
    put(
        folder.path(),
        &[statement("A", &["“No,”"]), statement("B", &["“never.”"])],
    );
    let (here, there) = (open(folder.path()), open(folder.path()));
    let (known_here, seen_there) = (load(&here), load(&there));
    let mut ours = known_here.sidecar.clone();
    ours.put(Arc::new(statement("C", &["The end."])));
    ours.remove("B", "2025-02-24T10:00:00Z");
    let mut theirs = seen_there.sidecar.clone();
    theirs.put(Arc::new(statement("D", &["Кремль"])));
    note(&mut theirs, "A", "look again", "2025-02-24T10:00:01Z");
    let first = save(&here, &ours, &known_here);
    assert_eq!(first.merged, None);
    let second = save(&there, &theirs, &seen_there);
    let merged = second.merged.unwrap();
    assert_eq!(ids(&merged), ["A", "C", "D"]);
    assert_eq!(merged.statement("A").unwrap().note, "look again");
    assert_eq!(merged.removed.len(), 1);
    assert_eq!(load(&open(folder.path())).sidecar, merged);
    assert_eq!(merged.rev, 3);
}

#[test]
fn words_of_two_windows_in_one_note_are_all_kept() {
    let folder = project();
    put(folder.path(), &[statement("A", &["“No,”"])]);
    let store = open(folder.path());
    let opened = load(&store);
    let (mut ours, mut theirs) = (opened.sidecar.clone(), opened.sidecar.clone());
    note(&mut ours, "A", "ours", "2025-02-24T10:00:00Z");
    note(&mut theirs, "A", "theirs", "2025-02-24T10:00:01Z");
    save(&store, &ours, &opened);
    let saved = save(&open(folder.path()), &theirs, &opened);
    let merged = saved.merged.unwrap();
    assert_eq!(ids(&merged), ["A"]);
    assert_eq!(merged.statement("A").unwrap().note, "ours theirs");
    assert_eq!(saved.conflicts, []);
}

#[test]
fn of_one_field_set_twice_both_values_stay() {
    let folder = project();
    put(folder.path(), &[statement("A", &["“No,”"])]);
    let store = open(folder.path());
    let opened = load(&store);
    let set = |words: &str, changed: &str| {
        let mut sidecar = opened.sidecar.clone();
        let mut new = Statement::clone(sidecar.statement("A").unwrap());
        new.cue = Some(common::span(words));
        changed.clone_into(&mut new.changed);
        sidecar.put(Arc::new(new));
        sidecar
    };
    let ours = set("Кремль", "2025-02-24T10:00:00Z");
    let theirs = set("שלום", "2025-02-24T10:00:01Z");
    save(&store, &ours, &opened);
    let saved = save(&open(folder.path()), &theirs, &opened);
    let lost = FieldValue::Cue(common::span("Кремль"));
    let merged = saved.merged.unwrap();
    let one = merged.statement("A").unwrap();
    assert_eq!(
        (ids(&merged), one.cue),
        (vec!["A"], Some(common::span("שלום")))
    );
    assert_eq!(one.conflicts, std::slice::from_ref(&lost));
    let id = "A".to_owned();
    assert_eq!(
        saved.conflicts,
        [Conflict::Statement {
            id: id.into(),
            lost
        }]
    );
    let written = get_file(folder.path(), SIDECAR);
    let line = "conflicts: [cue((start: 28, end: 34, text: \"Кремль\", before: ";
    assert!(written.contains(line), "{written}");
    // It comes back, follows the text, and goes when the field is set again.
    put_file(folder.path(), "a.txt", format!("Да. {TEXT}"));
    let store = open(folder.path());
    let again = load(&store);
    let mut one = Statement::clone(again.sidecar.statement("A").unwrap());
    let FieldValue::Cue(cue) = one.conflicts[0] else {
        panic!("{:?}", one.conflicts);
    };
    assert_eq!(
        store.read_article("a.txt").unwrap().text.get(cue),
        Some("Кремль")
    );
    let before = one.clone();
    one.cue = None;
    one.settle(&before);
    assert_eq!(one.conflicts, []);
}

#[test]
fn an_edit_beats_a_removal() {
    let folder = project();
    put(folder.path(), &[statement("A", &["“No,”"])]);
    let store = open(folder.path());
    let opened = load(&store);
    let (mut ours, mut theirs) = (opened.sidecar.clone(), opened.sidecar.clone());
    ours.remove("A", "2025-02-24T11:00:00Z");
    note(&mut theirs, "A", "kept", "2025-02-24T10:00:00Z");
    save(&store, &ours, &opened);
    let merged = save(&store, &theirs, &opened);
    assert_eq!(ids(&load(&open(folder.path())).sidecar), ["A"]);
    assert!(merged.base.sidecar().removed.is_empty());
}

#[test]
fn first_saves_of_two_windows_do_not_clobber() {
    let folder = project();
    let (here, there) = (open(folder.path()), open(folder.path()));
    let (known_here, seen_there) = (load(&here), load(&there));
    let mut ours = known_here.sidecar.clone();
    ours.put(Arc::new(statement("A", &["“No,”"])));
    let mut theirs = seen_there.sidecar.clone();
    theirs.put(Arc::new(statement("B", &["Кремль"])));
    save(&here, &ours, &known_here);
    save(&there, &theirs, &seen_there);
    assert_eq!(ids(&load(&here).sidecar), ["A", "B"]);
}

#[test]
fn a_sidecar_that_vanished_is_written_anew() {
    let folder = project();
    put(folder.path(), &[statement("A", &["“No,”"])]);
    let store = open(folder.path());
    let opened = load(&store);
    std::fs::remove_dir_all(folder.path().join("annotations/anna")).unwrap();
    let mut ours = opened.sidecar.clone();
    ours.put(Arc::new(statement("B", &["Кремль"])));
    save(&store, &ours, &opened);
    assert_eq!(ids(&load(&store).sidecar), ["A", "B"]);
}

#[test]
fn a_file_edited_by_hand_is_loaded_and_said() {
    let folder = project();
    put(folder.path(), &[statement("A", &["“No,”"])]);
    let edited = get_file(folder.path(), SIDECAR).replace("note: \"\"", "note: \"by hand\"");
    put_file(folder.path(), SIDECAR, edited);
    let opened = load(&open(folder.path()));
    assert_eq!(opened.sidecar.statement("A").unwrap().note, "by hand");
    assert_eq!(opened.problems[0].kind, ProblemKind::Inconsistent);
    assert!(opened.read_only.is_none());
}

#[test]
fn statements_follow_a_text_that_changed() {
    let folder = project();
    let plain = |id, words: &str| {
        let quote = vec![common::span(words)];
        Statement::new(id, quote, Kind::Indirect, "2025-02-24T09:12:44Z").unwrap()
    };
    let statements = [plain("A".into(), "Кремль"), plain("B".into(), "The end.")];
    put(folder.path(), &statements);
    let before = get_file(folder.path(), SIDECAR);
    put_file(
        folder.path(),
        "a.txt",
        format!("Да. {}", TEXT.replace("The end.", "Fin.")),
    );
    let store = open(folder.path());
    let opened = load(&store);
    assert_eq!(
        (ids(&opened.sidecar), opened.moved.len(), opened.detached),
        (vec!["A"], 1, 1)
    );
    assert_eq!(opened.sidecar.detached[0].quote[0].text, "The end.");
    assert_eq!(opened.problems[0].kind, ProblemKind::ChangedArticle);
    assert!(
        opened.problems[0]
            .what
            .ends_with("0 kept, 1 moved, 1 detached")
    );
    save(&store, &opened.sidecar, &opened);
    assert_eq!(get_file(folder.path(), SIDECAR), before);
    // After an edit the file belongs to the new text, and when the old text comes back, so does what was set aside.
    let mut sidecar = opened.sidecar.clone();
    sidecar.status = Status::Done;
    save(&store, &sidecar, &opened);
    assert_eq!(load(&store).problems, []);
    put_file(folder.path(), "a.txt", TEXT);
    let back = load(&open(folder.path()));
    assert_eq!((ids(&back.sidecar), back.detached), (vec!["A", "B"], 0));
    assert!(back.sidecar.detached.is_empty());
}

#[test]
fn copies_of_sync_tools_are_merged_and_named() {
    let folder = project();
    put(
        folder.path(),
        &[statement("A", &["“No,”"]), statement("B", &["Кремль"])],
    );
    let copy = get_file(folder.path(), SIDECAR);
    let name = "annotations/anna/a.txt.sync-conflict-20250224-101112-ABCDEFG.ron";
    put_file(folder.path(), name, &copy);
    std::fs::remove_file(folder.path().join(SIDECAR)).unwrap();
    put(folder.path(), &[statement("C", &["The end."])]);
    let foreign = copy
        .replace("annotator: \"anna\"", "annotator: \"ben\"")
        .replace("id: \"A\"", "id: \"F\"");
    put_file(folder.path(), "annotations/anna/a.txt (1).ron", foreign);
    let store = open(folder.path());
    assert_eq!(store.annotators().len(), 1);
    let opened = load(&store);
    assert_eq!(ids(&opened.sidecar), ["A", "B", "C"]);
    assert_eq!(opened.problems.len(), 1);
    assert_eq!(
        (opened.problems[0].kind, opened.problems[0].path.as_str()),
        (ProblemKind::ConflictCopy, name)
    );
    // What is removed afterwards does not come back from the copy.
    let mut sidecar = opened.sidecar.clone();
    sidecar.remove("B", "2025-02-24T10:00:00Z");
    save(&store, &sidecar, &opened);
    assert_eq!(get_file(folder.path(), name), copy);
    let again = load(&open(folder.path()));
    assert_eq!(ids(&again.sidecar), ["A", "C"]);
    assert!(again.problems[0].what.contains("nothing that they lack"));
}

#[test]
fn the_annotated_text_is_kept_once() {
    let folder = project();
    put(folder.path(), &[statement("A", &["“No,”"])]);
    let texts = folder.path().join("annotations/texts");
    let kept: Vec<_> = std::fs::read_dir(&texts)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    let hash = blake3::hash(TEXT.as_bytes()).to_hex();
    assert_eq!(kept, [texts.join(format!("{hash}.zst"))]);
    let bytes = std::fs::read(&kept[0]).unwrap();
    assert_eq!(
        zstd::bulk::decompress(&bytes, TEXT.len()).unwrap(),
        TEXT.as_bytes()
    );
    let folder = project();
    put_file(
        folder.path(),
        "onrecord.ron",
        "(format: 1, keep_texts: false)",
    );
    put(folder.path(), &[statement("A", &["“No,”"])]);
    assert!(!folder.path().join("annotations/texts").exists());
}

#[test]
fn permissions_are_kept_and_nothing_is_left_behind() {
    let folder = project();
    put(folder.path(), &[statement("A", &["“No,”"])]);
    let path = folder.path().join(SIDECAR);
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o664)).unwrap();
    put(folder.path(), &[statement("B", &["“No,”"])]);
    assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o664);
    let names: Vec<_> = std::fs::read_dir(path.parent().unwrap()).unwrap().collect();
    assert_eq!(names.len(), 1);
}

#[test]
fn leftovers_of_killed_processes_are_swept_when_old() {
    let folder = project();
    put(folder.path(), &[statement("A", &["“No,”"])]);
    // A process number that no system gives.
    let old = "annotations/anna/.~01JMX3S8V7Q2W4E5R6T7Y8Z9AB.4194999.tmp";
    let young = "annotations/anna/.~01JMX3S8V7Q2W4E5R6T7Y8Z9AC.4194999.tmp";
    let alive = format!(
        "annotations/anna/.~01JMX3S8V7Q2W4E5R6T7Y8Z9AD.{}.tmp",
        std::process::id()
    );
    let day_ago = std::time::SystemTime::now() - std::time::Duration::from_hours(24);
    for name in [old, young, &alive] {
        put_file(folder.path(), name, "x");
        let file = std::fs::File::options()
            .write(true)
            .open(folder.path().join(name))
            .unwrap();
        if name != young {
            file.set_modified(day_ago).unwrap();
        }
    }
    put(folder.path(), &[statement("B", &["“No,”"])]);
    let there = [old, young, &alive].map(|name| folder.path().join(name).exists());
    assert_eq!(there, [false, true, true]);
}

#[test]
fn links_out_of_the_project_are_neither_read_nor_written() {
    let (folder, outside) = (project(), project());
    put(outside.path(), &[statement("A", &["“No,”"])]);
    let secret = outside.path().join(SIDECAR);
    let before = std::fs::read(&secret).unwrap();
    let path = folder.path().join(SIDECAR);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::os::unix::fs::symlink(&secret, &path).unwrap();
    std::os::unix::fs::symlink(outside.path().join("a.txt"), folder.path().join("b.txt")).unwrap();
    let (store, problems) = Store::open(folder.path(), OpenOptions::default()).unwrap();
    assert_eq!(problems[0].path, "b.txt");
    assert!(store.read_article("b.txt").is_err());
    let opened = load(&store);
    assert!(opened.sidecar.is_empty() && opened.read_only.is_some());
    let mut sidecar = opened.sidecar.clone();
    sidecar.put(Arc::new(statement("Z", &["“No,”"])));
    let article = store.read_article("a.txt").unwrap();
    assert!(store.save(&sidecar, &article.text, &opened.base).is_err());
    assert_eq!(std::fs::read(&secret).unwrap(), before);
    // A link within the project is followed, and stays a link.
    std::fs::remove_file(folder.path().join("b.txt")).unwrap();
    std::fs::remove_file(&path).unwrap();
    put_file(folder.path(), "elsewhere.ron", &before);
    std::os::unix::fs::symlink(folder.path().join("elsewhere.ron"), &path).unwrap();
    put(folder.path(), &[statement("B", &["Кремль"])]);
    assert!(path.is_symlink());
    assert!(get_file(folder.path(), "elsewhere.ron").contains("\"B\""));
}

#[test]
fn a_pipe_is_refused_without_waiting() {
    let folder = project();
    let pipe = folder.path().join("pipe.txt");
    rustix::fs::mknodat(
        rustix::fs::CWD,
        &pipe,
        rustix::fs::FileType::Fifo,
        0o600.into(),
        0,
    )
    .unwrap();
    let (store, problems) = Store::open(folder.path(), OpenOptions::default()).unwrap();
    let named: Vec<&str> = problems.iter().map(|found| found.what.as_str()).collect();
    assert_eq!(named, ["it is no file"]);
    let paths: Vec<String> = store
        .articles()
        .iter()
        .map(|article| article.path.clone())
        .collect();
    assert_eq!(paths, ["a.txt"]);
    let refused = store.read_article("pipe.txt").unwrap_err();
    assert!(refused.what.contains("a pipe or device"), "{refused}");
    assert!(Store::open(&pipe, OpenOptions::default()).is_err());
}

#[test]
fn exports_appear_whole_or_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("out.csv");
    write_file(&path, b"one").unwrap();
    write_file(&path, b"two").unwrap();
    assert_eq!(std::fs::read(&path).unwrap(), b"two");
    let mut file = onrecord::store::AtomicFile::create(&path).unwrap();
    std::io::Write::write_all(&mut file, &vec![b'x'; 100_000]).unwrap();
    drop(file);
    assert_eq!(tree(folder.path()).len(), 1);
    assert_eq!(std::fs::read(&path).unwrap(), b"two");
    assert!(write_file(folder.path(), b"x").is_err());
    assert!(write_file(&folder.path().join("no/such/folder.csv"), b"x").is_err());
}

#[test]
fn an_article_that_is_renamed_while_an_export_runs_is_named() {
    let folder = project();
    put_file(folder.path(), "b.txt", "More.\n");
    put(folder.path(), &[statement("A", &["“No,”"])]);
    let store = open(folder.path());
    let mut out = Vec::new();
    let rename = |done: usize, _: usize| {
        if done == 0 {
            let (from, to) = (folder.path().join("a.txt"), folder.path().join("c.txt"));
            std::fs::rename(from, to).unwrap();
        }
        ControlFlow::Continue(())
    };
    let report = export(&store, &ExportOptions::default(), &mut out, &rename).unwrap();
    assert!(report.is_partial());
    let named: Vec<(ProblemKind, &str)> = report
        .problems
        .iter()
        .map(|problem| (problem.kind, problem.path.as_str()))
        .collect();
    assert_eq!(named, [(ProblemKind::UnreadableArticle, "a.txt")]);
}
