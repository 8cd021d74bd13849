//! Every operation of a save fails in turn: nothing is lost, and nothing is called saved that is not.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod common;

use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, sync_channel};
use std::time::Duration;

use common::faults::{FaultFs, Plan};
use common::{SIDECAR, ids, load, open, open_on, project, put, statement};
use onrecord::model::problem::ProblemKind;
use onrecord::model::sidecar::Sidecar;
use onrecord::model::statement::Origin;
use onrecord::store::fs::Fs as _;
use onrecord::store::{Job, Opened, SaveEvent, Saver, Store};

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

fn job(sidecar: &Sidecar, store: &Store, opened: &Opened, ticket: u64) -> Job {
    Job::Sidecar {
        sidecar: sidecar.clone(),
        text: store.read_article("a.txt").unwrap().text,
        base: opened.base.clone(),
        ticket,
    }
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
    let opened = load(&store);
    let (saver, news) = saver(&store);
    let mut sidecar = opened.sidecar.clone();
    sidecar.put(Arc::new(statement("A", &["“No,”"])));
    let first = job(&sidecar, &store, &opened, 1);
    sidecar.put(Arc::new(statement("B", &["Кремль"])));
    let second = job(&sidecar, &store, &opened, 2);
    fs.arm(Plan {
        nth: 1,
        forever: true,
        errno: 28,
        half_done: false,
    });
    saver.submit(first);
    let event = next_event(&saver, &news);
    assert!(
        matches!(&event, SaveEvent::Failed { ticket: 1, .. }),
        "{event:?}"
    );
    saver.submit(second);
    let event = next_event(&saver, &news);
    assert!(
        matches!(&event, SaveEvent::Failed { ticket: 2, .. }),
        "{event:?}"
    );
    assert_eq!(saver.pending(), 1);
    assert_eq!(saver.finish(Duration::from_mins(2)), 1);
    fs.disarm();
    saver.retry();
    let event = next_event(&saver, &news);
    assert!(
        matches!(&event, SaveEvent::Saved { ticket: 2, .. }),
        "{event:?}"
    );
    assert_eq!(saver.pending(), 0);
    assert_eq!(ids(&load(&open(folder.path())).sidecar), ["A", "B"]);
}

#[test]
fn quick_edits_are_one_file_at_a_time_and_the_last_is_saved() {
    let folder = project();
    let store = open(folder.path());
    let opened = load(&store);
    let (saver, news) = saver(&store);
    let mut sidecar = opened.sidecar.clone();
    for ticket in 1..=200 {
        sidecar.put(Arc::new(statement(&format!("S{ticket}"), &["Кремль"])));
        // Always with the first base, as if no event ever arrived.
        saver.submit(job(&sidecar, &store, &opened, ticket));
    }
    assert!(saver.pending() <= 2);
    assert_eq!(saver.finish(Duration::from_mins(2)), 0);
    let mut last = 0;
    for event in saver.events() {
        match event {
            SaveEvent::Saved { ticket, merged, .. } => {
                assert!(ticket > last && merged.is_none());
                last = ticket;
            }
            event => panic!("{event:?}"),
        }
    }
    assert_eq!(last, 200);
    drop(news);
    assert_eq!(
        load(&open(folder.path())).sidecar.statements(),
        sidecar.statements()
    );
}

#[test]
fn an_asker_that_is_behind_takes_nothing_away() {
    let folder = project();
    put(folder.path(), &[statement("A", &["“No,”"])]);
    let store = open(folder.path());
    let opened = load(&store);
    let (saver, news) = saver(&store);
    // Somebody else adds B; the asker, who never hears of it, goes on with what it knows.
    put(folder.path(), &[statement("B", &["Кремль"])]);
    let mut sidecar = opened.sidecar.clone();
    for (ticket, id) in [(1, "C"), (2, "D"), (3, "E")] {
        sidecar.put(Arc::new(statement(id, &["The end."])));
        saver.submit(job(&sidecar, &store, &opened, ticket));
        let event = next_event(&saver, &news);
        assert!(
            matches!(
                &event,
                SaveEvent::Saved {
                    merged: Some(_),
                    ..
                }
            ),
            "{event:?}"
        );
    }
    sidecar.remove("A", "2025-02-24T10:00:00Z");
    saver.submit(job(&sidecar, &store, &opened, 4));
    next_event(&saver, &news);
    assert_eq!(
        ids(&load(&open(folder.path())).sidecar),
        ["B", "C", "D", "E"]
    );
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
