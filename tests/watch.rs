//! The watcher reports what others do and not what the program does; the index gathers what lists show.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod common;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, sync_channel};
use std::time::{Duration, Instant};

use common::faults::FaultFs;
use common::{SIDECAR, get_file, load, open, open_on, project, put, put_file, save, statement};
use onrecord::model::problem::{Problem, ProblemKind};
use onrecord::model::sidecar::Status;
use onrecord::store::{Change, Index, News, Read, Watcher};

const PATIENCE: Duration = Duration::from_mins(2);

/// Gathers changes until all of the expected ones came.
#[track_caller]
fn expect(watcher: &Watcher, news: &Receiver<()>, expected: &[Change]) {
    let mut found = BTreeSet::new();
    let begun = Instant::now();
    while !expected.iter().all(|change| found.contains(change)) {
        assert!(
            begun.elapsed() < PATIENCE,
            "{found:?} instead of {expected:?}"
        );
        let _ = news.recv_timeout(Duration::from_millis(100));
        found.extend(watcher.news().into_iter().map(|news| news.change));
    }
    let found: Vec<Change> = found.into_iter().collect();
    assert_eq!(found, expected);
}

fn sidecar(annotator: &str) -> Change {
    Change::Sidecar {
        annotator: annotator.to_owned(),
        article: "a.txt".to_owned(),
    }
}

#[test]
fn what_others_do_is_reported_and_what_the_program_does_is_not() {
    let folder = project();
    let root = folder.path();
    put(root, &[statement("A", &["“No,”"])]);
    put_file(root, "annotations/ben/a.txt.ron", "(format: 1)");
    put_file(root, "codebook.ron", "(format: 1)");
    let store = open(root);
    let mut opened = load(&store);
    let (sender, news) = sync_channel(64);
    let watcher = Watcher::start(store.clone(), move || _ = sender.try_send(()));
    // The watcher watches once it reports; until then, this is repeated.
    let begun = Instant::now();
    while watcher.news().is_empty() {
        assert!(begun.elapsed() < PATIENCE);
        put_file(root, "codebook.ron", "(format: 1, labels: [(id: \"x\")])");
        let _ = news.recv_timeout(Duration::from_millis(100));
    }

    let mut work = opened.sidecar.clone();
    work.put(Arc::new(statement("B", &["Кремль"])));
    opened.base = save(&store, &work, &opened).base;
    put_file(root, "annotations/ben/a.txt.ron", "(format: 2)");
    // Of two reports in order the first is not this program's own.
    expect(&watcher, &news, &[sidecar("ben")]);

    let theirs = get_file(root, SIDECAR).replace("note: \"\"", "note: \"theirs\"");
    put_file(root, SIDECAR, theirs);
    expect(&watcher, &news, &[sidecar("anna")]);

    put_file(root, "annotations/anna/a.txt (1).ron", "(format: 1)");
    expect(&watcher, &news, &[sidecar("anna")]);

    put_file(root, "a.txt", "Another text.\n");
    expect(&watcher, &news, &[Change::Article("a.txt".to_owned())]);

    put_file(root, "b.txt", "One more.\n");
    expect(&watcher, &news, &[Change::Listing]);
    store.rescan();

    put_file(root, "annotations/anna/codebook.ron", "(format: 1)");
    let annotator = Some("anna".to_owned());
    expect(&watcher, &news, &[Change::Codebook { annotator }]);

    // Copies of a codebook are shown with it.
    put_file(root, "codebook (1).ron", "(format: 1)");
    expect(&watcher, &news, &[Change::Codebook { annotator: None }]);
    put_file(root, "annotations/anna/codebook (1).ron", "(format: 1)");
    let annotator = Some("anna".to_owned());
    expect(&watcher, &news, &[Change::Codebook { annotator }]);

    // A copy of an article is named when the articles are listed, until it is gone.
    let copy = "a.sync-conflict-20250224-101112-ABCDEFG.txt";
    put_file(root, copy, "Another version.\n");
    expect(&watcher, &news, &[Change::Listing]);
    assert_eq!(store.rescan()[0].kind, ProblemKind::ConflictCopy);
    assert_eq!(store.articles().len(), 2);
    std::fs::remove_file(root.join(copy)).unwrap();
    expect(&watcher, &news, &[Change::Listing]);
    assert_eq!(store.rescan(), []);
}

#[test]
fn the_index_gathers_titles_and_progress() {
    let folder = project();
    let root = folder.path();
    let store = open(root);
    let opened = load(&store);
    let mut work = opened.sidecar.clone();
    let mut flagged = statement("A", &["“No,”"]);
    flagged.flagged = true;
    work.put(Arc::new(flagged));
    work.put(Arc::new(statement("B", &["Кремль"])));
    work.status = Status::Done;
    save(&store, &work, &opened);
    put_file(root, "bad.txt", b"\xFF\xFE\xFD");
    put_file(root, "annotations/ben/a.txt.ron", "(damaged");
    put_file(
        root,
        "titled.md",
        "---\ntitle: A headline\ndate: 2025-02-24\n---\nBody.\n",
    );
    store.rescan();

    let (sender, news) = sync_channel(64);
    let index = Index::start(store, move || _ = sender.try_send(()));
    let mut found = Vec::new();
    let begun = Instant::now();
    while found.len() < 3 {
        assert!(begun.elapsed() < PATIENCE, "{found:?}");
        let _ = news.recv_timeout(Duration::from_millis(100));
        found.extend(index.updates());
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    assert_eq!(index.progress(), (3, 3));
    let work = &found[0].work[0];
    assert_eq!(
        (
            work.annotator.as_str(),
            work.status,
            work.statements,
            work.flagged
        ),
        ("anna", Status::Done, 2, 1)
    );
    let kinds: Vec<_> = found
        .iter()
        .map(|info| info.problem.as_ref().map(|problem| problem.kind))
        .collect();
    let expected = [
        Some(ProblemKind::UnreadableSidecar),
        Some(ProblemKind::UnreadableArticle),
        None,
    ];
    assert_eq!(kinds, expected);
    assert_eq!(found[2].title.as_deref(), Some("A headline"));
    assert_eq!(found[2].date.as_deref(), Some("2025-02-24"));

    std::fs::remove_file(root.join("annotations/ben/a.txt.ron")).unwrap();
    index.refresh("a.txt");
    let mut again = Vec::new();
    while again.is_empty() {
        assert!(begun.elapsed() < PATIENCE);
        let _ = news.recv_timeout(Duration::from_millis(100));
        again = index.updates();
    }
    assert_eq!(
        (again[0].path.as_str(), &again[0].problem),
        ("a.txt", &None)
    );
}

/// Waits until something broke down, and returns it.
#[track_caller]
fn breakdown(news: &Receiver<()>, breakdowns: impl Fn() -> Vec<Problem>) -> Problem {
    let begun = Instant::now();
    loop {
        assert!(begun.elapsed() < PATIENCE, "nothing broke down");
        let _ = news.recv_timeout(Duration::from_millis(100));
        if let Some(problem) = breakdowns().pop() {
            assert_eq!(problem.kind, ProblemKind::BrokenDown);
            return problem;
        }
    }
}

#[test]
fn an_article_that_breaks_the_index_down_is_named_and_the_others_are_gathered() {
    let folder = project();
    put_file(folder.path(), "b.txt", "One more.\n");
    let fs = FaultFs::default();
    let store = open_on(folder.path(), Arc::new(fs.clone()));
    fs.break_at(Some("a.txt"));
    let (sender, news) = sync_channel(64);
    let index = Index::start(store, move || _ = sender.try_send(()));
    let broken = breakdown(&news, || index.breakdowns());
    assert_eq!(broken.path, "looking at a.txt");
    let begun = Instant::now();
    let mut found = index.updates();
    while found.is_empty() {
        assert!(begun.elapsed() < PATIENCE);
        let _ = news.recv_timeout(Duration::from_millis(100));
        found = index.updates();
    }
    assert_eq!(found[0].path, "b.txt");
    fs.break_at(None);
    index.refresh("a.txt");
    let mut found = index.updates();
    while found.is_empty() {
        assert!(begun.elapsed() < PATIENCE);
        let _ = news.recv_timeout(Duration::from_millis(100));
        found = index.updates();
    }
    assert_eq!(found[0].path, "a.txt");
}

#[test]
fn a_watcher_that_breaks_down_says_so_and_watches_on() {
    let folder = project();
    let root = folder.path();
    let fs = FaultFs::default();
    let store = open_on(root, Arc::new(fs.clone()));
    fs.break_at(Some("codebook.ron"));
    put_file(root, "codebook.ron", "(format: 1)");
    let (sender, news) = sync_channel(64);
    let watcher = Watcher::start(store, move || _ = sender.try_send(()));
    let broken = breakdown(&news, || {
        put_file(root, "codebook.ron", "(format: 1, labels: [(id: \"x\")])");
        watcher.breakdowns()
    });
    assert_eq!(broken.path, "looking for what others changed");
    fs.break_at(None);
    put_file(root, "b.txt", "One more.\n");
    let begun = Instant::now();
    let is_listing = |news: News| news.change == Change::Listing;
    while !watcher.news().into_iter().any(is_listing) {
        assert!(begun.elapsed() < PATIENCE);
        let _ = news.recv_timeout(Duration::from_millis(100));
    }
}

#[test]
fn a_folder_that_goes_away_is_one_piece_of_news_and_so_is_its_return() {
    let outer = common::folder();
    let (root, away) = (outer.path().join("study"), outer.path().join("away"));
    put_file(&root, "a.txt", "A text.\n");
    let (sender, news) = sync_channel(64);
    let watcher = Watcher::start(open(&root), move || _ = sender.try_send(()));
    let next = || {
        let begun = Instant::now();
        loop {
            assert!(begun.elapsed() < PATIENCE);
            let found = watcher.news();
            if !found.is_empty() {
                return found;
            }
            let _ = news.recv_timeout(Duration::from_millis(100));
        }
    };
    std::fs::rename(&root, &away).unwrap();
    let gone = next();
    assert_eq!(gone.len(), 1, "{gone:?}");
    let Read::Absence(Some(problem)) = &gone[0].read else {
        panic!("{gone:?}");
    };
    assert_eq!(problem.what, "the project's folder is gone");
    put_file(&root, "other.txt", "Another study.\n");
    let other = next();
    assert_eq!(
        other.len(),
        1,
        "what lies there is nobody's news: {other:?}"
    );
    std::fs::remove_dir_all(&root).unwrap();
    std::fs::rename(&away, &root).unwrap();
    let is_back = |news: &News| news.read == Read::Absence(None);
    while !next().iter().any(is_back) {}
    put_file(&root, "b.txt", "One more.\n");
    let is_listing = |news: &News| news.change == Change::Listing;
    while !next().iter().any(is_listing) {}
}
