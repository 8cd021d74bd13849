//! The process is killed at any moment while it saves without pause: the file always reads, and holds every edit that
//! was reported as saved.
//!
//! `ONRECORD_KILLS` says how often; a hundred times if it does not.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod common;

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::time::Duration;

use common::{load, note, open, put_file, statement};
use onrecord::model::sidecar::Sidecar;
use onrecord::model::text::Text;
use onrecord::session::Doc;
use onrecord::store::{Job, SaveEvent, Saver};

/// Names the project to the process that is killed.
const CHILD: &str = "ONRECORD_KILL_CHILD";

/// Statements that are edited in turn.
const STATEMENTS: u64 = 20;

fn id(edit: u64) -> String {
    format!("S{:02}", edit % STATEMENTS)
}

/// Is the process that is killed, if it is told to be; else does nothing.
#[test]
fn child() {
    let Some(root) = std::env::var_os(CHILD) else {
        return;
    };
    let store = open(Path::new(&root));
    let text = store.read_article("a.txt").unwrap().text;
    let opened = load(&store);
    let mut doc = Doc::new(opened.sidecar, opened.base, None);
    let (sender, news) = sync_channel(1);
    let saver = Saver::start(store, move || _ = sender.try_send(()));
    let first = last_edit(&doc).map_or(0, |edit| edit + 1);
    for edit in first.. {
        doc.edit(|sidecar| {
            if sidecar.statement(&id(edit)).is_none() {
                sidecar.put(Arc::new(statement(&id(edit), &["Кремль", "The end."])));
            }
            let now = "2025-02-24T10:00:00Z";
            note(sidecar, &id(edit), &edit.to_string(), now);
        });
        submit(&mut doc, &saver, &text);
        // Every third edit goes on without waiting, so that edits wait while a write is under way.
        if edit % 3 == 0 {
            news.recv_timeout(Duration::from_mins(2)).unwrap();
        }
        for event in saver.events() {
            match event {
                SaveEvent::Saved {
                    base, merged: None, ..
                } => {
                    doc.written(base, None);
                    let edit = last_edit(doc.base().sidecar()).unwrap();
                    println!("saved {edit}");
                }
                event => panic!("{event:?}"),
            }
        }
        submit(&mut doc, &saver, &text);
    }
}

fn submit(doc: &mut Doc<Sidecar>, saver: &Saver, text: &Text) {
    if let Some(order) = doc.order() {
        saver.submit(Job::Sidecar {
            sidecar: order.value,
            text: text.clone(),
            base: order.base,
        });
    }
}

fn last_edit(sidecar: &Sidecar) -> Option<u64> {
    let edits = sidecar
        .statements()
        .iter()
        .map(|entry| entry.note.parse().unwrap());
    edits.max()
}

fn start(root: &Path) -> (Child, Receiver<u64>) {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "child", "--nocapture", "--test-threads=1"])
        .env(CHILD, root)
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit())
        .spawn()
        .unwrap();
    let output = BufReader::new(child.stdout.take().unwrap());
    let (sender, saved) = sync_channel(1 << 16);
    let reader = std::thread::Builder::new().name("reader".to_owned());
    let read = move || {
        for line in output.lines().map_while(Result::ok) {
            if let Some(number) = line.strip_prefix("saved ") {
                sender.send(number.parse().unwrap()).unwrap();
            }
        }
    };
    reader.spawn(read).unwrap();
    (child, saved)
}

#[test]
fn what_was_reported_as_saved_survives_a_kill() {
    let kills = std::env::var("ONRECORD_KILLS").map_or(100, |kills| kills.parse().unwrap());
    // On the disk itself, not in memory.
    let folder = tempfile::tempdir().unwrap();
    put_file(folder.path(), "a.txt", common::TEXT);
    let mut last = None;
    let mut random = 0x9E37_79B9_7F4A_7C15_u64;
    for kill in 0..kills {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        let (mut child, saved) = start(folder.path());
        let first = saved.recv_timeout(Duration::from_mins(2)).unwrap();
        last = last.max(Some(first));
        // Any time up to six milliseconds after the first save: a save takes about one.
        let moment = std::time::Instant::now() + Duration::from_micros(random % 6000);
        loop {
            let left = moment.saturating_duration_since(std::time::Instant::now());
            match saved.recv_timeout(left) {
                Ok(edit) => last = last.max(Some(edit)),
                Err(RecvTimeoutError::Timeout) => break,
                Err(error) => panic!("{error}"),
            }
        }
        child.kill().unwrap();
        child.wait().unwrap();
        last = last.max(saved.iter().max());
        check(folder.path(), last.unwrap(), kill);
    }
    println!("{kills} kills, {} edits, none lost", last.unwrap_or(0));
}

#[track_caller]
fn check(root: &Path, last: u64, kill: u64) {
    let opened = load(&open(root));
    assert_eq!(opened.problems, [], "after kill {kill}");
    for edit in last.saturating_sub(STATEMENTS - 1)..=last {
        let found = opened.sidecar.statement(&id(edit));
        let found: Option<u64> = found.map(|entry| entry.note.parse().unwrap());
        assert!(
            found >= Some(edit),
            "edit {edit} is lost after kill {kill}: {found:?}"
        );
    }
}
