//! A merge over many articles is done, or it is not: whatever fails in the middle, the next start settles it and says how.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod common;

use onrecord::model::id::TargetId;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use common::faults::{FaultFs, Plan as Failure};
use common::{TEXT, folder, get_file, open, open_on, put_file, statement};
use onrecord::corpus::Corpus;
use onrecord::corpus::recoding::{self, Resumed};
use onrecord::model::codebook::Codebook;
use onrecord::model::codebook::edit::{EntryId, apply_all};
use onrecord::model::recode::{Answers, Plan, Planner};
use onrecord::model::statement::Statement;
use onrecord::store::Store;
use tempfile::TempDir;

const ARTICLES: [&str; 3] = ["a.txt", "b.txt", "c.txt"];
const NOW: &str = "2025-03-01T00:00:00Z";
const KEPT: &str = "annotations/anna/.recoding.ron";

fn project() -> TempDir {
    let folder = folder();
    let root = folder.path();
    put_file(root, "onrecord.ron", "(format: 2, lead: \"anna\")");
    let codebook = "(format: 2, // by hand\n targets: [(id: \"t\"), (id: \"u\")])\n";
    put_file(root, "codebook.ron", codebook);
    for article in ARTICLES {
        put_file(root, article, TEXT);
    }
    let store = open(root);
    for (annotator, articles) in [("anna", 3), ("bob", 1)] {
        for path in &ARTICLES[..articles] {
            let article = store.read_article(path).unwrap();
            let opened = store.load(annotator, &article);
            let mut sidecar = opened.sidecar.clone();
            for (id, words) in [("A", "The end."), ("B", "never")] {
                sidecar.put(Arc::new(statement(id, &[words])));
            }
            store.save(&sidecar, &article.text, &opened.base).unwrap();
        }
    }
    folder
}

fn merged(codebook: &Codebook) -> Codebook {
    let edits = codebook.merge(&EntryId::target("t"), &EntryId::target("u"));
    let mut after = codebook.clone();
    apply_all(edits.unwrap(), &mut after);
    after
}

fn plan(store: &Store, before: &Codebook, after: &Codebook) -> Plan {
    let answers = Answers::new();
    let planner = Planner::new("merge T into U", "anna", [before, after], &answers, NOW);
    let go = |_, _| ControlFlow::Continue(());
    recoding::plan(Corpus::open(store), planner, &store.annotators(), &go).unwrap()
}

/// Returns which targets anna's statements are about, on disk.
fn targets(root: &Path) -> Vec<TargetId> {
    let store = open(root);
    let mut found = Vec::new();
    for path in ARTICLES {
        let opened = store.load("anna", &store.read_article(path).unwrap());
        let statements = opened.sidecar.statements().iter();
        let taken = statements.flat_map(|statement: &Arc<Statement>| &statement.stances);
        found.extend(taken.map(|taken| taken.target.clone()));
    }
    found
}

/// What came of a merge in which an operation was to fail.
enum Outcome {
    /// There are not so many operations.
    NothingFailed,
    /// What the next start said, if it had anything to say.
    Failed(Option<Resumed>),
}

/// Merges with one operation failing.
fn fail(failure: Failure) -> Outcome {
    let folder = project();
    let root = folder.path();
    let fs = FaultFs::default();
    let store = open_on(root, Arc::new(fs.clone()));
    let (loaded, base) = store.load_codebook();
    let before = loaded.value.unwrap();
    let after = merged(&before);
    let plan = plan(&store, &before, &after);
    fs.arm(failure);
    let done = recoding::recode(&store, &plan.recoding, || {
        store.save_codebook("anna", &after, &base).map(drop)
    });
    if fs.disarm().is_none() {
        return Outcome::NothingFailed;
    }
    drop(store);
    let store = open(root);
    let resumed = recoding::resume(&store, "anna");
    let is_merged = store.codebook().current_target("t") == "u";
    let found = targets(root);
    let what = format!("{failure:?}: {done:?}, {resumed:?}, {found:?}");
    assert!(!root.join(KEPT).exists(), "{what}");
    if failure.forever {
        // As if killed there.
        let expected = if is_merged { "u" } else { "t" };
        assert!(found.iter().all(|target| target == expected), "{what}");
    } else {
        // What could not be read just then reads as merged all the same.
        let reads = |target: &TargetId| store.codebook().current_target(target) == "u";
        assert!(!is_merged || found.iter().all(reads), "{what}");
        assert!(
            is_merged || found.iter().all(|target| target == "t"),
            "{what}"
        );
    }
    assert_eq!(found.len(), 6, "{what}");
    Outcome::Failed(resumed)
}

#[test]
fn a_merge_that_is_broken_off_is_finished_or_taken_back() {
    let (mut finished, mut taken_back) = (0, 0);
    for (forever, half_done) in [(true, false), (true, true), (false, false), (false, true)] {
        for nth in 1.. {
            let failure = Failure {
                nth,
                forever,
                errno: 5,
                half_done,
            };
            let Outcome::Failed(resumed) = fail(failure) else {
                break;
            };
            match resumed {
                Some(Resumed::Finished(..)) => finished += 1,
                Some(Resumed::TakenBack(_)) => taken_back += 1,
                Some(Resumed::Unreadable(problem)) => panic!("{failure:?}: {problem}"),
                None => {}
            }
            assert!(nth < 500);
        }
    }
    assert!(finished > 20 && taken_back > 0, "{finished} {taken_back}");
}

#[test]
fn a_merge_is_counted_done_and_undone() {
    let folder = project();
    let root = folder.path();
    let store = open(root);
    let path = "annotations/anna/b.txt.ron";
    let without_end = |text: String| text.rsplit_once("// integrity").unwrap().0.to_owned();
    let (file, bobs) = (
        get_file(root, path),
        get_file(root, "annotations/bob/a.txt.ron"),
    );
    let (loaded, base) = store.load_codebook();
    let before = loaded.value.unwrap();
    let after = merged(&before);
    let plan = plan(&store, &before, &after);
    assert_eq!(plan.count(), (6, 3));
    assert_eq!(plan.others.get("bob"), Some(&2));
    assert_eq!((plan.unanswered.len(), plan.twice.len()), (0, 0));
    let write = || store.save_codebook("anna", &after, &base).map(drop);
    let done = recoding::recode(&store, &plan.recoding, write).unwrap();
    assert_eq!((done.statements, done.articles), (6, 3));
    assert_eq!((done.left, done.failed), (Vec::new(), Vec::new()));
    assert!(get_file(root, "codebook.ron").contains("// by hand"));
    assert_eq!(get_file(root, "annotations/bob/a.txt.ron"), bobs);
    assert!(targets(root).iter().all(|target| target == "u"));
    assert_eq!(recoding::resume(&store, "anna"), None);

    let (_, base) = store.load_codebook();
    let write = || store.save_codebook("anna", &before, &base).map(drop);
    let done = recoding::recode(&store, &plan.recoding.reversed(), write).unwrap();
    assert_eq!((done.statements, done.failed), (6, Vec::new()));
    assert_eq!(without_end(get_file(root, path)), without_end(file));
}
