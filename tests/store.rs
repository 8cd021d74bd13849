//! Projects on a real disk: what is opened, saved, merged, refused, and that looking writes nothing.

use std::path::Path;
use std::sync::Arc;

use onrecord::model::sidecar::{Sidecar, Status};
use onrecord::model::span::Span;
use onrecord::model::statement::{Kind, Mention, Origin, StanceTaken, Statement};
use onrecord::store::{OpenOptions, Opened, Store};

const TEXT: &str = "“No,” said Ólafur, “never.” Кремль said שלום 👨‍👩‍👧 to all.\nThe end.\n";

fn put_file(root: &Path, path: &str, content: impl AsRef<[u8]>) {
    let path = root.join(path);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    let mut file = std::fs::File::create(path).unwrap();
    std::io::Write::write_all(&mut file, content.as_ref()).unwrap();
}

fn span(words: &str) -> Span {
    let at = TEXT.find(words).unwrap();
    Span::new(at, at + words.len())
}

fn statement(id: &str, words: &[&str]) -> Statement {
    let quote = words.iter().map(|words| span(words)).collect();
    let mut statement =
        Statement::new(id.to_owned(), quote, Kind::Direct, "2025-02-24T09:12:44Z").unwrap();
    statement.cue = Some(span("said"));
    statement.speaker = Some(Mention {
        name: None,
        mention: Some(span("Ólafur")),
    });
    statement.stances = vec![StanceTaken {
        target: "t".to_owned(),
        stance: Some("s".to_owned()),
        evidence: vec![span("never")],
        confidence: Some(0.5),
    }];
    statement.origin = Origin::Suggested {
        by: "rules".to_owned(),
    };
    statement
}

fn open(root: &Path) -> Store {
    let (store, problems) = Store::open(root, OpenOptions::default()).unwrap();
    assert_eq!(problems, []);
    store
}

fn load(store: &Store) -> Opened {
    let article = store.read_article("a.txt").unwrap();
    store.load("anna", &article)
}

fn save(store: &Store, sidecar: &Sidecar, opened: &Opened) -> onrecord::store::Saved {
    let article = store.read_article("a.txt").unwrap();
    store.save(sidecar, &article.text, &opened.base).unwrap()
}

#[test]
fn work_comes_back() {
    let folder = tempfile::tempdir().unwrap();
    put_file(folder.path(), "a.txt", TEXT);
    let store = open(folder.path());
    let opened = load(&store);
    assert!(opened.sidecar.is_empty());
    let mut sidecar = opened.sidecar.clone();
    sidecar.put(Arc::new(statement("A", &["“No,”", "“never.”"])));
    sidecar.status = Status::InProgress;
    let saved = save(&store, &sidecar, &opened);
    assert!(saved.durability_confirmed && saved.merged.is_none() && saved.problems.is_empty());
    let again = load(&open(folder.path()));
    assert_eq!(again.problems, []);
    assert_eq!(again.sidecar.statements(), sidecar.statements());
    assert_eq!(again.base, saved.base);
    println!(
        "{}",
        std::fs::read_to_string(folder.path().join("annotations/anna/a.txt.ron")).unwrap()
    );
}
