//! What is opened, and where its annotations lie.

use std::path::Path;
use std::sync::Arc;

use onrecord::model::problem::ProblemKind;
use onrecord::store::{OpenOptions, Store};

use crate::common::{TEXT, ids, load, open, project, put_file, save, statement};
use crate::tree;

#[track_caller]
fn check_open(root: &Path, path: &str, focus: Option<&str>, articles: &[&str]) {
    let (store, problems) = Store::open(&root.join(path), OpenOptions::default()).unwrap();
    assert_eq!(problems, []);
    let found: Vec<String> = store
        .articles()
        .iter()
        .map(|article| article.path.clone())
        .collect();
    assert_eq!(
        (store.focus(), found),
        (
            focus,
            articles.iter().map(|&path| path.to_owned()).collect()
        )
    );
}

#[test]
fn a_path_opens_what_it_means() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    put_file(
        root,
        "study/onrecord.ron",
        "(format: 1, name: \"Study\", articles: \"articles\")",
    );
    put_file(root, "study/articles/2025/b.md", "b");
    put_file(root, "study/articles/a.txt", "a");
    put_file(root, "study/articles/.hidden.txt", "");
    put_file(root, "study/notes.txt", "not an article of this project");
    put_file(root, "study/annotations/x/readme.txt", "");
    put_file(root, "loose/one.txt", "1");
    put_file(root, "loose/two.txt", "2");
    let all = &["articles/2025/b.md", "articles/a.txt"];
    check_open(root, "study", None, all);
    check_open(root, "study/onrecord.ron", None, all);
    check_open(
        root,
        "study/articles/2025/b.md",
        Some("articles/2025/b.md"),
        all,
    );
    check_open(root, "loose", None, &["one.txt", "two.txt"]);
    check_open(root, "loose/two.txt", Some("two.txt"), &["two.txt"]);
    let store = open(&root.join("study"));
    assert_eq!(store.name(), "Study");
    let sidecar = store.sidecar_path("anna", "articles/2025/b.md").unwrap();
    assert!(sidecar.ends_with("study/annotations/anna/2025/b.md.ron"));
    for (annotator, article) in [
        ("..", "a.txt"),
        ("anna", "../a.txt"),
        ("anna", "/a.txt"),
        ("a/b", "a.txt"),
    ] {
        assert!(store.sidecar_path(annotator, article).is_err());
    }
    assert!(Store::open(&root.join("gone"), OpenOptions::default()).is_err());
}

#[test]
fn a_broken_project_file_keeps_everything_from_being_written() {
    for broken in [
        "(format: 1, annotations: \"../elsewhere\")",
        "(format: 1, annotations",
        "(format: 7)",
    ] {
        let folder = project();
        put_file(folder.path(), "onrecord.ron", broken);
        let (store, problems) = Store::open(folder.path(), OpenOptions::default()).unwrap();
        assert!(!problems.is_empty());
        let opened = load(&store);
        assert!(opened.read_only.is_some(), "{broken}");
        let mut sidecar = opened.sidecar.clone();
        sidecar.put(Arc::new(statement("A", &["“No,”"])));
        let article = store.read_article("a.txt").unwrap();
        assert!(store.save(&sidecar, &article.text, &opened.base).is_err());
        assert!(!folder.path().join("annotations").exists());
    }
}

#[test]
fn own_work_on_a_project_that_is_not_ones_own_lies_elsewhere() {
    let (folder, own) = (project(), tempfile::tempdir().unwrap());
    let before = tree(folder.path());
    let options = OpenOptions {
        annotator: Some("anna".to_owned()),
        own_annotations: Some(own.path().join("deep/annotations")),
        ..OpenOptions::default()
    };
    let (store, _) = Store::open(folder.path(), options).unwrap();
    let opened = load(&store);
    let mut sidecar = opened.sidecar.clone();
    sidecar.put(Arc::new(statement("A", &["“No,”"])));
    save(&store, &sidecar, &opened);
    assert_eq!(ids(&load(&store).sidecar), ["A"]);
    assert!(own.path().join("deep/annotations/anna/a.txt.ron").exists());
    assert_eq!(tree(folder.path()), before);
}

#[test]
fn a_folder_that_was_replaced_is_not_written_into() {
    let outer = tempfile::tempdir().unwrap();
    put_file(outer.path(), "study/a.txt", TEXT);
    let root = outer.path().join("study");
    let store = open(&root);
    let opened = load(&store);
    let mut sidecar = opened.sidecar.clone();
    sidecar.put(Arc::new(statement("A", &["“No,”"])));
    let article = store.read_article("a.txt").unwrap();
    std::fs::rename(&root, outer.path().join("away")).unwrap();
    let gone = store
        .save(&sidecar, &article.text, &opened.base)
        .unwrap_err();
    assert_eq!(
        (gone.kind, gone.what.as_str()),
        (ProblemKind::NotSaved, "the folder is gone")
    );
    std::fs::create_dir(&root).unwrap();
    let other = store
        .save(&sidecar, &article.text, &opened.base)
        .unwrap_err();
    assert!(
        other.what.contains("another one than when it was opened"),
        "{other}"
    );
    assert!(tree(&root).is_empty());
}
