//! Every operation of a save fails in turn: nothing is lost, and nothing is called saved that is not.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod common;

use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, sync_channel};
use std::time::Duration;

use common::faults::{FaultFs, Plan};
use common::{SIDECAR, ids, load, open, open_on, project, put, put_file, statement};
use onrecord::model::problem::ProblemKind;
use onrecord::model::sidecar::Sidecar;
use onrecord::model::statement::Origin;
use onrecord::session::{Doc, State};
use onrecord::store::fs::Fs as _;
use onrecord::store::{Job, SaveEvent, Saver, Store};

/// No such file, which elsewhere is no error; no space; and in turn an I/O error, no permission, a read-only disk, no
/// quota, a stale handle, busy, interrupted.
const ERRNOS: [&[i32]; 3] = [&[2], &[28], &[5, 13, 30, 122, 116, 16, 4]];

/// Prepares a project, then saves a statement `N` with each operation failing; checks what the disk holds.
#[track_caller]
fn check(prepare: impl Fn(&Path), between: impl Fn(&Path), always: &[&str]) {
    let mut fired = 0;
    for errnos in ERRNOS {
        for (forever, half_done) in [(false, false), (true, false), (false, true)] {
            for nth in 1.. {
                let plan = Plan {
                    nth,
                    forever,
                    errno: errnos[nth % errnos.len()],
                    half_done,
                };
                let folder = project();
                prepare(folder.path());
                let Some(step) = fail_once(folder.path(), plan, &between, always) else {
                    break;
                };
                fired += 1;
                assert!(nth < 200, "{step}");
            }
        }
    }
    assert!(fired > 100, "only {fired} failures");
}

fn fail_once(
    root: &Path,
    plan: Plan,
    between: &impl Fn(&Path),
    always: &[&str],
) -> Option<&'static str> {
    let fs = FaultFs::default();
    let store = open_on(root, Arc::new(fs.clone()));
    let opened = load(&store);
    let mut sidecar = opened.sidecar.clone();
    sidecar.put(Arc::new(statement("N", &["The end."])));
    between(root);
    let article = store.read_article("a.txt").unwrap();
    let before = std::fs::read(root.join(SIDECAR)).ok();

    fs.arm(plan);
    let saved = store.save(&sidecar, &article.text, &opened.base);
    let step = fs.disarm();

    let after = std::fs::read(root.join(SIDECAR)).ok();
    let on_disk = load(&open(root));
    let what = format!("{plan:?} at {step:?}: {saved:?}");
    assert_eq!(on_disk.problems, [], "{what}");
    match &saved {
        Ok(_) => assert_eq!(ids(&on_disk.sidecar), with_new(always), "{what}"),
        Err(problem) => {
            assert_eq!(problem.kind, ProblemKind::NotSaved, "{what}");
            assert!(!problem.hint.is_empty(), "{what}");
            assert!(
                after == before || ids(&on_disk.sidecar) == with_new(always),
                "{what}"
            );
        }
    }
    let again = store.save(&sidecar, &article.text, &opened.base);
    assert!(again.is_ok(), "{what}, then {again:?}");
    assert_eq!(ids(&load(&open(root)).sidecar), with_new(always), "{what}");
    step
}

fn with_new<'a>(always: &[&'a str]) -> Vec<&'a str> {
    let mut all = [always, &["N"]].concat();
    all.sort_unstable();
    all
}

#[test]
fn a_first_save_may_fail_anywhere() {
    check(|_| {}, |_| {}, &[]);
}

#[test]
fn a_later_save_may_fail_anywhere() {
    check(
        |root| put(root, &[statement("A", &["“No,”"])]),
        |_| {},
        &["A"],
    );
}

#[test]
fn a_merge_may_fail_anywhere() {
    check(
        |root| put(root, &[statement("A", &["“No,”"])]),
        |root| put(root, &[statement("B", &["Кремль"])]),
        &["A", "B"],
    );
}

#[track_caller]
fn check_reason(errno: i32, expected: &str) {
    let folder = project();
    put(folder.path(), &[statement("A", &["“No,”"])]);
    let attempt = |nth| {
        let fs = FaultFs::default();
        let store = open_on(folder.path(), Arc::new(fs.clone()));
        let opened = load(&store);
        let mut sidecar = opened.sidecar.clone();
        sidecar.put(Arc::new(statement("N", &["The end."])));
        let article = store.read_article("a.txt").unwrap();
        fs.arm(Plan {
            nth,
            forever: true,
            errno,
            half_done: false,
        });
        let saved = store.save(&sidecar, &article.text, &opened.base);
        (fs.disarm() == Some("write_all")).then(|| saved.unwrap_err())
    };
    let problem = (1..100).find_map(attempt).unwrap();
    assert_eq!(
        (problem.path.as_str(), problem.what.as_str()),
        (SIDECAR, expected)
    );
}

#[test]
fn reasons_are_said_in_words() {
    check_reason(28, "the disk is full");
    check_reason(122, "the quota on this disk is used up");
    check_reason(13, "you may not write there");
    check_reason(30, "the disk is read-only");
    check_reason(2, "the folder is gone");
    check_reason(
        5,
        "it could not be written: Input/output error (os error 5)",
    );
}

/// A saver, and a channel that says when it has news.
fn saver(store: &Store) -> (Saver, Receiver<()>) {
    let (sender, receiver) = sync_channel(64);
    // A full channel has news enough.
    let wake = move || _ = sender.try_send(());
    (Saver::start(store.clone(), wake), receiver)
}

/// Anna's work on the article, as a window holds it.
fn doc(store: &Store) -> Doc<Sidecar> {
    let opened = load(store);
    Doc::new(opened.sidecar, opened.base, None)
}

fn put_in(doc: &mut Doc<Sidecar>, id: &str, words: &str) {
    doc.edit(|sidecar| sidecar.put(Arc::new(statement(id, &[words]))));
}

/// Hands in what is to be written, if anything is.
fn submit(doc: &mut Doc<Sidecar>, saver: &Saver, store: &Store) -> bool {
    let Some(order) = doc.order() else {
        return false;
    };
    saver.submit(Job::Sidecar {
        sidecar: order.value,
        text: store.read_article("a.txt").unwrap().text,
        base: order.base,
    });
    true
}

fn next_event(saver: &Saver, news: &Receiver<()>) -> SaveEvent {
    loop {
        if let Some(event) = saver.events().next() {
            return event;
        }
        news.recv_timeout(Duration::from_mins(2)).unwrap();
    }
}

#[test]
fn a_full_disk_is_said_and_what_waited_is_saved_when_there_is_space() {
    let folder = project();
    let fs = FaultFs::default();
    let store = open_on(folder.path(), Arc::new(fs.clone()));
    let disk = open(folder.path());
    let mut doc = doc(&store);
    let (saver, news) = saver(&store);
    fs.arm(Plan {
        nth: 1,
        forever: true,
        errno: 28,
        half_done: false,
    });
    for (id, words) in [("A", "“No,”"), ("B", "Кремль")] {
        put_in(&mut doc, id, words);
        assert!(submit(&mut doc, &saver, &disk));
        let SaveEvent::Failed { problem, .. } = next_event(&saver, &news) else {
            panic!("there is no space");
        };
        doc.not_written(problem);
        assert!(
            matches!(doc.state(), State::Failed(problem) if problem.what == "the disk is full")
        );
        assert!(!submit(&mut doc, &saver, &disk), "it rests");
    }
    assert!(saver.finish(Duration::from_mins(2)));
    fs.disarm();
    // After a while it is told that trying again may help.
    assert!(matches!(next_event(&saver, &news), SaveEvent::TryAgain));
    doc.retry();
    submit(&mut doc, &saver, &disk);
    let SaveEvent::Saved { base, merged, .. } = next_event(&saver, &news) else {
        panic!("there is space");
    };
    doc.written(base, merged);
    assert_eq!(doc.state(), State::Saved);
    assert_eq!(ids(&load(&disk).sidecar), ["A", "B"]);
}

#[test]
fn quick_edits_are_one_file_at_a_time_and_the_last_is_saved() {
    let folder = project();
    let store = open(folder.path());
    let mut doc = doc(&store);
    let (saver, news) = saver(&store);
    let mut writes = 0;
    for number in 1..=200 {
        put_in(&mut doc, &format!("S{number}"), "Кремль");
        submit(&mut doc, &saver, &store);
    }
    while doc.state() != State::Saved {
        let SaveEvent::Saved { base, merged, .. } = next_event(&saver, &news) else {
            panic!("the disk works");
        };
        assert_eq!(merged, None);
        doc.written(base, merged);
        writes += 1;
        submit(&mut doc, &saver, &store);
    }
    assert_eq!(writes, 2, "what waits is written at once");
    assert_eq!(
        load(&open(folder.path())).sidecar.statements(),
        doc.statements()
    );
}

#[test]
fn what_another_window_wrote_meanwhile_is_kept() {
    let folder = project();
    put(folder.path(), &[statement("A", &["“No,”"])]);
    let store = open(folder.path());
    let mut doc = doc(&store);
    let (saver, news) = saver(&store);
    put(folder.path(), &[statement("B", &["Кремль"])]);
    put_in(&mut doc, "C", "The end.");
    submit(&mut doc, &saver, &store);
    // Edited while the write is under way, before anything is heard of it.
    put_in(&mut doc, "D", "never");
    doc.edit(|sidecar| sidecar.remove("A", "2025-02-24T10:00:00Z"));
    for _ in 0..2 {
        let SaveEvent::Saved { base, merged, .. } = next_event(&saver, &news) else {
            panic!("the disk works");
        };
        doc.written(base, merged);
        submit(&mut doc, &saver, &store);
    }
    assert_eq!(doc.state(), State::Saved);
    for sidecar in [doc.value(), &load(&open(folder.path())).sidecar] {
        assert_eq!(ids(sidecar), ["B", "C", "D"]);
    }
}

/// Mounts a project's disk anew after something was done to it, and tells whether what was edited before is saved then.
#[track_caller]
fn is_saved_after(change: impl Fn(&Path)) -> bool {
    let folder = project();
    let root = folder.path();
    let fs = FaultFs::default();
    let store = open_on(root, Arc::new(fs.clone()));
    let mut doc = doc(&store);
    put_in(&mut doc, "A", "Кремль");
    let article = store.read_article("a.txt").unwrap();
    change(root);
    fs.remount();
    let before = tree(root);
    let saved = store.save(doc.value(), &article.text, doc.base());
    assert_eq!(saved.is_ok(), store.absence().is_none());
    if let Err(problem) = &saved {
        assert_eq!(problem.kind, ProblemKind::NotSaved);
        assert_eq!(tree(root), before, "nothing is written into it");
    }
    saved.is_ok()
}

/// Returns the names of all that lies in a folder, in order.
fn tree(folder: &Path) -> Vec<String> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            names.extend(tree(&path));
        }
        names.push(path.display().to_string());
    }
    names.sort();
    names
}

#[test]
fn a_disk_that_was_mounted_anew_is_written_only_with_the_same_project_on_it() {
    assert!(is_saved_after(|_| ()));
    assert!(is_saved_after(|root| put_file(
        root,
        "b.txt",
        "One more.\n"
    )));
    assert!(!is_saved_after(|root| put_file(root, "a.txt", "Others.\n")));
    assert!(!is_saved_after(|root| std::fs::remove_file(
        root.join("a.txt")
    )
    .unwrap()));
    let other = "(format: 1, name: \"Another study\")";
    assert!(!is_saved_after(|root| put_file(
        root,
        "onrecord.ron",
        other
    )));
}

#[test]
fn a_project_that_goes_away_and_comes_back_is_the_same() {
    let outer = common::folder();
    let (root, away) = (outer.path().join("study"), outer.path().join("away"));
    put_file(&root, "a.txt", common::TEXT);
    let store = open(&root);
    assert_eq!(store.absence(), None);
    std::fs::rename(&root, &away).unwrap();
    let gone = store.absence().unwrap();
    assert_eq!(gone.what, "the project's folder is gone");
    put_file(&root, "a.txt", common::TEXT);
    let other = store.absence().unwrap();
    assert_eq!(
        other.what,
        "another folder stands in the place of the project's"
    );
    std::fs::remove_dir_all(&root).unwrap();
    std::fs::rename(&away, &root).unwrap();
    assert_eq!(store.absence(), None);
}

#[test]
fn a_disk_without_failures_is_the_disk() {
    let fs = FaultFs::default();
    let folder = project();
    assert!(fs.metadata(folder.path()).is_ok());
    assert_eq!(fs.disarm(), None);
}

/// Adds statements one by one, each saved, and takes over what was merged in.
fn work(root: &Path, side: &str) {
    let store = open(root);
    let article = store.read_article("a.txt").unwrap();
    let opened = store.load("anna", &article);
    let (mut sidecar, mut base) = (opened.sidecar, opened.base);
    for number in 0..15 {
        let id = format!("{side}{number:02}");
        let mut made = statement(&id, &["Кремль"]);
        // Two that came of one suggestion would be one.
        made.origin = Origin::Manual;
        sidecar.put(Arc::new(made));
        let saved = store.save(&sidecar, &article.text, &base).unwrap();
        base = saved.base;
        sidecar = saved.merged.unwrap_or(sidecar);
    }
}

#[test]
fn two_windows_at_once_lose_nothing() {
    let folder = project();
    let root = folder.path();
    std::thread::scope(|scope| {
        for side in ["x", "y"] {
            let thread = std::thread::Builder::new().name(side.to_owned());
            thread
                .spawn_scoped(scope, move || work(root, side))
                .unwrap();
        }
    });
    assert_eq!(load(&open(root)).sidecar.statements().len(), 30);
}

/// What a save finds on disk already was put there by a write of which the disk may have said nothing.
#[test]
fn what_is_there_already_lasts_only_once_the_disk_says_so() {
    let folder = project();
    put(folder.path(), &[statement("A", &["The end."])]);
    let fs = FaultFs::default();
    let store = open_on(folder.path(), Arc::new(fs.clone()));
    let opened = load(&store);
    let article = store.read_article("a.txt").unwrap();
    let mut flushed = 0;
    for nth in 1.. {
        fs.arm(Plan {
            nth,
            forever: false,
            errno: 5,
            half_done: false,
        });
        let saved = store.save(&opened.sidecar, &article.text, &opened.base);
        let Some(step) = fs.disarm() else {
            break;
        };
        let is_flush = step == "sync_dir";
        assert_eq!(saved.unwrap().durability_confirmed, !is_flush, "{step}");
        flushed += usize::from(is_flush);
    }
    assert_eq!(flushed, 1);
}
