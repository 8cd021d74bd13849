//! A project that is read again: files that did not change are not parsed, and those that rested are not even read.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod common;

use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use common::faults::FaultFs;
use common::{SIDECAR, get_file, project, put, put_file, statement};
use onrecord::exchange::{ExportOptions, export};
use onrecord::learning::Labels;
use onrecord::store::{OpenOptions, Store};

/// Longer than a file must rest.
const REST: Duration = Duration::from_millis(2100);

/// Opens the project on a disk that notes what is read.
fn open(root: &Path, cache: &Path) -> (Store, FaultFs) {
    let disk = FaultFs::default();
    let options = OpenOptions {
        cache: Some(cache.to_owned()),
        fs: Arc::new(disk.clone()),
        ..OpenOptions::default()
    };
    (Store::open(root, options).unwrap().0, disk)
}

/// Exports; returns what was written, and whether the sidecar was read.
fn exported(root: &Path, cache: &Path) -> (Vec<u8>, bool) {
    let (store, disk) = open(root, cache);
    let mut out = Vec::new();
    let go_on = |_, _| ControlFlow::Continue(());
    export(&store, &ExportOptions::default(), &mut out, &go_on).unwrap();
    (out, disk.has_read(SIDECAR))
}

#[test]
fn what_rested_is_not_read_again() {
    let (folder, cache) = (project(), tempfile::tempdir().unwrap());
    let (root, cache) = (folder.path(), cache.path());
    put(root, &[statement("01JMX3S8V7Q2W4T5Y6Z7A00001", &["“No,”"])]);
    let (first, _) = exported(root, cache);
    assert_eq!(exported(root, cache), (first.clone(), true), "just written");
    std::thread::sleep(REST);
    assert_eq!(exported(root, cache), (first.clone(), true), "to settle it");
    assert_eq!(exported(root, cache), (first.clone(), false));
    let (store, disk) = open(root, cache);
    let labels = Labels::collect(&store, None, &|_| ControlFlow::Continue(()));
    assert!(labels.is_some() && !disk.has_read(SIDECAR));
    put_file(root, SIDECAR, get_file(root, SIDECAR));
    assert_eq!(exported(root, cache), (first, true), "written again");
}
