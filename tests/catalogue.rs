//! A project that is read again: files that did not change are not parsed, and those that rested are not even read.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod common;

use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use common::faults::FaultFs;
use common::{SIDECAR, get_file, project, put, put_file, statement};
use onrecord::exchange::{ExportOptions, export};
use onrecord::learning::Labels;
use onrecord::store::{OpenOptions, Store};

/// Longer than a file must rest, and than a test takes on any machine.
const REST: Duration = Duration::from_hours(24);

/// Opens the project at a time, on a disk that notes what is read.
fn open(root: &Path, cache: &Path, now: SystemTime) -> (Store, FaultFs) {
    let disk = FaultFs::default();
    disk.stop_clock(now);
    let options = OpenOptions {
        cache: Some(cache.to_owned()),
        fs: Arc::new(disk.clone()),
        ..OpenOptions::default()
    };
    (Store::open(root, options).unwrap().0, disk)
}

/// Exports at a time; returns what was written, and whether the sidecar was read.
fn exported(root: &Path, cache: &Path, now: SystemTime) -> (Vec<u8>, bool) {
    let (store, disk) = open(root, cache, now);
    let mut out = Vec::new();
    let go_on = |_, _| ControlFlow::Continue(());
    export(&store, &ExportOptions::default(), &mut out, &go_on).unwrap();
    (out, disk.has_read(SIDECAR))
}

#[test]
fn what_rested_is_not_read_again() {
    let (folder, cache) = (project(), tempfile::tempdir().unwrap());
    let (root, cache) = (folder.path(), cache.path());
    // Before the file is written, however long that takes.
    let now = SystemTime::now();
    put(root, &[statement("01JMX3S8V7Q2W4T5Y6Z7A00001", &["“No,”"])]);
    let (first, _) = exported(root, cache, now);
    let again = exported(root, cache, now);
    assert_eq!(again, (first.clone(), true), "just written");
    let later = now + REST;
    let again = exported(root, cache, later);
    assert_eq!(again, (first.clone(), true), "to settle it");
    assert_eq!(exported(root, cache, later), (first.clone(), false));
    let (store, disk) = open(root, cache, later);
    let labels = Labels::collect(&store, None, &|_| ControlFlow::Continue(()));
    assert!(labels.is_some() && !disk.has_read(SIDECAR));
    put_file(root, SIDECAR, get_file(root, SIDECAR));
    let again = exported(root, cache, later);
    assert_eq!(again, (first, true), "written again");
}

#[test]
fn pages_that_are_one_article_each_are_not_looked_into_again() {
    let (folder, cache) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (root, cache) = (folder.path(), cache.path());
    for number in 0..500 {
        put_file(root, &format!("{number:03}.html"), "<p>One.</p>");
    }
    let listed = |now: SystemTime| {
        let (store, disk) = open(root, cache, now);
        (store.articles().len(), disk.has_read("007.html"))
    };
    let now = SystemTime::now();
    assert_eq!(listed(now), (500, true), "just written");
    let later = now + REST;
    assert_eq!(listed(later), (500, true), "to settle it");
    assert_eq!(listed(later), (500, false));
    let article = "<div class=\"article enArticle\"><p class=\"articleParagraph\">One.</p></div>";
    let page = format!("<title>Factiva</title>{article}{article}");
    put_file(root, "007.html", &page);
    assert_eq!(listed(later), (501, true), "it holds two now");
}
