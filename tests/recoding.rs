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
use onrecord::model::recode::{Answers, Fate, Plan, Planner, open_questions};
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

fn split(codebook: &Codebook) -> Codebook {
    let (_, edits) = codebook.split_target("t", &["One", "Two"]).unwrap();
    let mut after = codebook.clone();
    apply_all(edits, &mut after);
    after
}

/// Answers for every use of what was split but the last.
fn answers() -> Answers {
    let of_article = |path: &&str| {
        let place = |id: &str| ((*path).to_owned(), id.into());
        [
            (place("A"), "one".to_owned()),
            (place("B"), "two".to_owned()),
        ]
    };
    let mut answers: Answers = ARTICLES.iter().flat_map(of_article).collect();
    answers.pop_last();
    answers
}

/// Something that is done to the codebook, and what it makes of anna's statements.
struct Case {
    change: fn(&Codebook) -> Codebook,
    answers: Answers,
    /// Their targets afterwards, article by article.
    becomes: [&'static str; 6],
}

impl Case {
    fn merge() -> Self {
        Self {
            change: merged,
            answers: Answers::new(),
            becomes: ["u"; 6],
        }
    }

    fn split() -> Self {
        Self {
            change: split,
            answers: answers(),
            becomes: ["two", "one", "two", "one", "t", "one"],
        }
    }
}

fn plan(store: &Store, [before, after]: [&Codebook; 2], answers: &Answers) -> Plan {
    let planner = Planner::new("change T", "anna", [before, after], answers, NOW);
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

/// Merges or splits with one operation failing.
fn fail(case: &Case, failure: Failure) -> Outcome {
    let folder = project();
    let root = folder.path();
    let fs = FaultFs::default();
    let store = open_on(root, Arc::new(fs.clone()));
    let (loaded, base) = store.load_codebook();
    let before = loaded.value.unwrap();
    let after = (case.change)(&before);
    let plan = plan(&store, [&before, &after], &case.answers);
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
    let codebook = store.codebook();
    let is_done = codebook.fate(&EntryId::target("t")) != Fate::default();
    let found = targets(root);
    let what = format!("{failure:?}: {done:?}, {resumed:?}, {found:?}");
    assert!(!root.join(KEPT).exists(), "{what}");
    if !is_done {
        assert_eq!(found, ["t"; 6], "{what}");
    } else if failure.forever {
        // As if killed there.
        assert_eq!(found, case.becomes, "{what}");
    } else {
        // What could not be read just then reads as merged all the same, or is asked for again.
        for (target, becomes) in found.iter().zip(case.becomes) {
            let current = codebook.current_target(target);
            let is_asked = !codebook.open_parts(&EntryId::target(current)).is_empty();
            assert!(current == becomes || is_asked, "{what}");
        }
    }
    assert_eq!(found.len(), 6, "{what}");
    Outcome::Failed(resumed)
}

#[track_caller]
fn check_broken_off(case: &Case) {
    let (mut finished, mut taken_back) = (0, 0);
    for (forever, half_done) in [(true, false), (true, true), (false, false), (false, true)] {
        for nth in 1.. {
            let failure = Failure {
                nth,
                forever,
                errno: 5,
                half_done,
            };
            let Outcome::Failed(resumed) = fail(case, failure) else {
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
fn a_merge_that_is_broken_off_is_finished_or_taken_back() {
    check_broken_off(&Case::merge());
}

#[test]
fn a_split_that_is_broken_off_is_finished_or_taken_back() {
    check_broken_off(&Case::split());
}

/// Does it and takes it back; returns anna's work on `b.txt` before, with it done, and after.
fn there_and_back(case: &Case, root: &Path) -> [String; 3] {
    let store = open(root);
    let file = || {
        let text = get_file(root, "annotations/anna/b.txt.ron");
        text.rsplit_once("// integrity").unwrap().0.to_owned()
    };
    let first = file();
    let (loaded, base) = store.load_codebook();
    let before = loaded.value.unwrap();
    let after = (case.change)(&before);
    let plan = plan(&store, [&before, &after], &case.answers);
    let write = || store.save_codebook("anna", &after, &base).map(drop);
    recoding::recode(&store, &plan.recoding, write).unwrap();
    let second = file();
    assert_eq!(targets(root), case.becomes);
    let (_, base) = store.load_codebook();
    let write = || store.save_codebook("anna", &before, &base).map(drop);
    let done = recoding::recode(&store, &plan.recoding.reversed(), write).unwrap();
    assert_eq!((done.left, done.failed), (Vec::new(), Vec::new()));
    assert_eq!(recoding::resume(&store, "anna"), None);
    [first, second, file()]
}

#[test]
fn a_split_taken_back_leaves_the_same_bytes() {
    for case in [Case::merge(), Case::split()] {
        let folder = project();
        let root = folder.path();
        let book = get_file(root, "codebook.ron");
        let [first, second, third] = there_and_back(&case, root);
        assert_ne!(first, second);
        assert_eq!(first, third);
        let back = get_file(root, "codebook.ron");
        assert!(back.contains("// by hand"), "{back}");
        assert_eq!(back.contains("one"), book.contains("one"));
    }
}

#[test]
fn what_was_not_answered_is_asked_for_and_answered_later() {
    let folder = project();
    let root = folder.path();
    let case = Case::split();
    let store = open(root);
    let (loaded, base) = store.load_codebook();
    let before = loaded.value.unwrap();
    let after = split(&before);
    let first = plan(&store, [&before, &after], &case.answers);
    assert_eq!((first.count(), first.unanswered.len()), ((5, 3), 1));
    assert_eq!(first.others.get("bob"), Some(&2));
    let write = || store.save_codebook("anna", &after, &base).map(drop);
    recoding::recode(&store, &first.recoding, write).unwrap();
    let open_article = store.read_article("c.txt").unwrap();
    let work = store.load("anna", &open_article).sidecar;
    let asked = open_questions(&store.codebook(), [&work]);
    let asked: Vec<&str> = asked
        .iter()
        .map(|(_, used)| used.statement.as_str())
        .collect();
    assert_eq!(asked, ["B"]);
    let place = ("c.txt".to_owned(), "B".into());
    let answers = Answers::from([(place, "two".to_owned())]);
    let codebook = store.codebook();
    let entry = EntryId::target("t");
    let planner = Planner::of_split("answer", "anna", &codebook, &entry, &answers, NOW);
    let go = |_, _| ControlFlow::Continue(());
    let later = recoding::plan(Corpus::open(&store), planner, &store.annotators(), &go).unwrap();
    let done = recoding::recode(&store, &later.recoding, || Ok(())).unwrap();
    assert_eq!((done.statements, done.failed), (1, Vec::new()));
    assert_eq!(targets(root), ["two", "one", "two", "one", "two", "one"]);
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
    let plan = plan(&store, [&before, &after], &Answers::new());
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
