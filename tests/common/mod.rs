//! What the tests of the disk share: a small project, statements in it, sidecars of any content, a disk that fails.
#![allow(dead_code, reason = "each test uses a part of it")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

pub(crate) mod any;
pub(crate) mod faults;

use std::path::Path;
use std::sync::Arc;

use onrecord::model::sidecar::Sidecar;
use onrecord::model::span::Span;
use onrecord::model::statement::{Kind, Mention, Origin, StanceTaken, Statement};
use onrecord::store::fs::Fs;
use onrecord::store::{OpenOptions, Opened, Saved, Store};

/// Curly quotes, an emoji of several code points, two alphabets beside Latin, one of them from right to left.
pub(crate) const TEXT: &str = "“No,” said Ólafur, “never.” Кремль said שלום 👨‍👩‍👧 to all.\nThe end.\n";

/// Path of the sidecar of [`TEXT`].
pub(crate) const SIDECAR: &str = "annotations/anna/a.txt.ron";

pub(crate) fn put_file(root: &Path, path: &str, content: impl AsRef<[u8]>) {
    let path = root.join(path);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    let mut file = std::fs::File::create(path).unwrap();
    std::io::Write::write_all(&mut file, content.as_ref()).unwrap();
}

pub(crate) fn get_file(root: &Path, path: &str) -> String {
    std::fs::read_to_string(root.join(path)).unwrap()
}

/// Makes a folder, in memory where that is possible: hundreds of projects are flushed to it.
pub(crate) fn folder() -> tempfile::TempDir {
    let memory = tempfile::tempdir_in("/dev/shm");
    memory.or_else(|_| tempfile::tempdir()).unwrap()
}

/// Makes a project of one article.
pub(crate) fn project() -> tempfile::TempDir {
    let folder = folder();
    put_file(folder.path(), "a.txt", TEXT);
    folder
}

pub(crate) fn span(words: &str) -> Span {
    let at = TEXT.find(words).unwrap();
    Span::new(at, at + words.len())
}

pub(crate) fn statement(id: &str, words: &[&str]) -> Statement {
    let quote = words.iter().map(|words| span(words)).collect();
    let now = "2025-02-24T09:12:44Z";
    let mut statement = Statement::new(id.into(), quote, Kind::Direct, now).unwrap();
    statement.cue = Some(span("said"));
    statement.speaker = Some(Mention {
        name: None,
        mention: Some(span("Ólafur")),
    });
    statement.stances = vec![StanceTaken {
        target: "t".into(),
        stance: Some("s".into()),
        evidence: vec![span("never")],
        confidence: Some(0.5),
        ..StanceTaken::default()
    }];
    statement.origin = Origin::Suggested {
        by: "rules".to_owned(),
    };
    statement
}

/// Changes a statement's note, and the time of its change.
pub(crate) fn note(sidecar: &mut Sidecar, id: &str, note: &str, changed: &str) {
    let mut statement = Statement::clone(sidecar.statement(id).unwrap());
    note.clone_into(&mut statement.note);
    changed.clone_into(&mut statement.changed);
    sidecar.put(Arc::new(statement));
}

pub(crate) fn ids(sidecar: &Sidecar) -> Vec<&str> {
    let mut ids: Vec<&str> = sidecar
        .statements()
        .iter()
        .map(|entry| entry.id.as_str())
        .collect();
    ids.sort_unstable();
    ids
}

pub(crate) fn open(root: &Path) -> Store {
    let (store, problems) = Store::open(root, OpenOptions::default()).unwrap();
    assert_eq!(problems, []);
    store
}

pub(crate) fn open_on(root: &Path, fs: Arc<dyn Fs>) -> Store {
    let options = OpenOptions {
        fs,
        ..OpenOptions::default()
    };
    Store::open(root, options).unwrap().0
}

/// Loads anna's work on the article.
pub(crate) fn load(store: &Store) -> Opened {
    let article = store.read_article("a.txt").unwrap();
    store.load("anna", &article)
}

pub(crate) fn save(store: &Store, sidecar: &Sidecar, opened: &Opened) -> Saved {
    let article = store.read_article("a.txt").unwrap();
    store.save(sidecar, &article.text, &opened.base).unwrap()
}

/// Loads anna's work, puts statements, saves.
pub(crate) fn put(root: &Path, statements: &[Statement]) {
    let store = open(root);
    let opened = load(&store);
    let mut sidecar = opened.sidecar.clone();
    for statement in statements {
        sidecar.put(Arc::new(statement.clone()));
    }
    save(&store, &sidecar, &opened);
}
