use std::cell::Cell;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::Write as _;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use std::time::SystemTime;

use tempfile::TempDir;

use super::*;
use crate::exchange::{ExportOptions, Format, export};
use crate::model::sidecar::Status;
use crate::model::statement::{Kind, Statement};
use crate::store::OpenOptions;

/// Long enough ago for a stamp to prove something.
const LONG_AGO: Duration = Duration::from_hours(1);

/// A project in one folder, its part of the cache in another.
struct Place {
    project: TempDir,
    cache: TempDir,
}

impl Place {
    /// Makes articles `0.txt`, `1.txt`, … with work of two annotators on each.
    fn new(articles: usize) -> Self {
        let place = Self {
            project: tempfile::tempdir().unwrap(),
            cache: tempfile::tempdir().unwrap(),
        };
        for number in 0..articles {
            let text =
                format!("Title {number}\n\n“We never left,” said one.\nThe “end” is near.\n");
            place.write(&format!("{number}.txt"), text.as_bytes());
            place.label("ann", number, &["We never left", "end"]);
            place.label("bob", number, &["never"]);
        }
        place.rest();
        place
    }

    fn path(&self, path: &str) -> PathBuf {
        self.project.path().join(path)
    }

    fn write(&self, path: &str, bytes: &[u8]) {
        let path = self.path(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        File::create(path).unwrap().write_all(bytes).unwrap();
    }

    fn read(&self, path: &str) -> Vec<u8> {
        std::fs::read(self.path(path)).unwrap()
    }

    /// Sets back when files were written; when they were changed nobody can set back, so that stamps prove nothing yet.
    fn rest(&self) {
        for path in files(self.project.path()).keys() {
            touch(path);
        }
    }

    fn store(&self, fresh: bool) -> Store {
        let options = OpenOptions {
            cache: Some(self.cache.path().to_owned()),
            fresh,
            ..OpenOptions::default()
        };
        Store::open(self.project.path(), options).unwrap().0
    }

    /// Saves statements of an annotator, one for each of these words; nothing where the file must not be written.
    fn label(&self, annotator: &str, article: usize, words: &[&str]) {
        let (store, _) = Store::open(self.project.path(), OpenOptions::default()).unwrap();
        let article = store.read_article(&format!("{article}.txt")).unwrap();
        let mut opened = store.load(annotator, &article);
        if opened.read_only.is_some() {
            return;
        }
        for words in words {
            let start = article.text.find(words).unwrap();
            let quote = vec![Span::new(start, start + words.len())];
            let id = format!("01JMX3S8V7Q2W4T5Y6Z7A{start:05}");
            let now = "2025-02-24T09:12:44Z";
            let statement = Statement::new(id.into(), quote, Kind::Direct, now).unwrap();
            opened.sidecar.put(Arc::new(statement));
        }
        opened.sidecar.status = Status::InProgress;
        let saved = store.save(&opened.sidecar, &article.text, &opened.base);
        saved.unwrap();
    }

    /// Exports; returns what was written and what was said.
    fn export(&self, format: Format, fresh: bool) -> (String, Vec<Problem>) {
        let options = ExportOptions {
            format,
            ..ExportOptions::default()
        };
        let mut out = Vec::new();
        let go_on = |_, _| ControlFlow::Continue(());
        let report = export(&self.store(fresh), &options, &mut out, &go_on).unwrap();
        (String::from_utf8(out).unwrap(), report.problems)
    }

    /// Compares an export that uses the catalogue with one that reads everything.
    #[track_caller]
    fn check(&self, what: &str) {
        for format in [Format::Jsonl, Format::Csv] {
            let with = self.export(format, false);
            let after = files(self.cache.path());
            let fresh = self.export(format, true);
            assert_eq!(with, fresh, "{what}");
            // The next one is to meet what this one left.
            for (path, bytes) in after {
                File::create(path).unwrap().write_all(&bytes).unwrap();
            }
        }
    }

    /// Returns where the catalogue lies, if one is kept.
    fn catalogue(&self) -> Option<PathBuf> {
        let files = files(self.cache.path());
        files.into_keys().find(|path| path.ends_with(NAME))
    }
}

/// Returns every file below a folder with its content.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.append(&mut files(&path));
        } else {
            let bytes = std::fs::read(&path).unwrap();
            found.insert(path, bytes);
        }
    }
    found
}

/// Sets back when a file was last written.
fn touch(path: &Path) {
    let file = File::options().append(true).open(path).unwrap();
    file.set_modified(SystemTime::now() - LONG_AGO).unwrap();
}

/// Changes a project that is in the catalogue, and exports it with and without.
#[track_caller]
fn check(what: &str, change: impl FnOnce(&Place)) {
    let place = Place::new(3);
    place.check("at first");
    change(&place);
    place.check(what);
    place.check(what);
}

#[test]
fn what_changed_is_read_anew() {
    let sidecar = "annotations/ann/1.txt.ron";
    check("nothing", |_| {});
    check("the same length and time", |place| {
        let text = String::from_utf8(place.read(sidecar)).unwrap();
        place.write(sidecar, text.replace("direct", "mixed\u{20}").as_bytes());
        touch(&place.path(sidecar));
    });
    check("an article, its sidecar not", |place| {
        let text = String::from_utf8(place.read("1.txt")).unwrap();
        place.write("1.txt", text.replace("Title", "A longer title").as_bytes());
    });
    check("an article, of the same length", |place| {
        let text = String::from_utf8(place.read("1.txt")).unwrap();
        place.write("1.txt", text.replace("“end”", "“END”").as_bytes());
        touch(&place.path("1.txt"));
    });
    check("line ends", |place| {
        let text = String::from_utf8(place.read("1.txt")).unwrap();
        place.write("1.txt", text.replace('\n', "\r\n").as_bytes());
    });
    check("a sidecar", |place| place.label("ann", 1, &["near"]));
    check("a sidecar damaged", |place| {
        place.write(sidecar, b"(format: 1");
    });
    check("a sidecar gone", |place| {
        std::fs::remove_file(place.path(sidecar)).unwrap();
    });
    check("a sidecar that is a link", |place| {
        std::fs::remove_file(place.path(sidecar)).unwrap();
        std::os::unix::fs::symlink("0.txt.ron", place.path(sidecar)).unwrap();
    });
    check("a copy beside it", |place| {
        let copy = "annotations/ann/1.txt.sync-conflict-20250224-101112-ABCDEFG.ron";
        let bytes = place.read(sidecar);
        place.label("ann", 1, &["near"]);
        place.write(copy, &bytes);
    });
    check("touched", |place| touch(&place.path(sidecar)));
    check("renamed", |place| {
        std::fs::rename(place.path("1.txt"), place.path("4.txt")).unwrap();
        std::fs::rename(place.path(sidecar), place.path("annotations/ann/4.txt.ron")).unwrap();
    });
    check("two sidecars changed places", |place| {
        let (one, two) = (place.path(sidecar), place.path("annotations/ann/2.txt.ron"));
        let between = place.path("annotations/between");
        for (from, to) in [(&one, &between), (&two, &one), (&between, &two)] {
            std::fs::rename(from, to).unwrap();
        }
    });
    check("an annotator more", |place| {
        place.label("cat", 2, &["near"]);
    });
    check("a codebook", |place| {
        place.write(
            "annotations/ann/codebook.ron",
            b"(format: 1, speakers: [(id: \"a\", name: \"Ann\")])",
        );
    });
    check("an article gone", |place| {
        std::fs::remove_file(place.path("0.txt")).unwrap();
    });
}

#[test]
fn articles_of_a_table_and_what_was_merged_away_are_the_same() {
    const BOOK: &str =
        "(format: 2, labels: [(id: \"new\", name: \"New\"), (id: \"old\", name: \"Old\"REPLACED)])";
    let place = Place::new(1);
    place.write(
        "w.jsonl",
        b"{\"id\": \"a\", \"text\": \"We never left.\"}\n",
    );
    place.write("codebook.ron", BOOK.replace("REPLACED", "").as_bytes());
    let (store, _) = Store::open(place.project.path(), OpenOptions::default()).unwrap();
    let article = store.read_article("w.jsonl#a").unwrap();
    let mut opened = store.load("ann", &article);
    let id = "01JMX3S8V7Q2W4T5Y6Z7A00000".to_owned();
    let now = "2025-02-24T09:12:44Z";
    let made = Statement::new(id.into(), vec![Span::new(3, 8)], Kind::Direct, now).unwrap();
    opened.sidecar.put(Arc::new(Statement {
        labels: vec!["old".into()],
        ..made
    }));
    let saved = store.save(&opened.sidecar, &article.text, &opened.base);
    saved.unwrap();
    place.check("a table");
    let labels = |place: &Place, label: &str| {
        let (lines, _) = place.export(Format::Jsonl, false);
        lines.contains("w.jsonl#a") && lines.contains(&format!("\"labels\":[\"{label}\""))
    };
    assert!(labels(&place, "old"));
    // The sidecar did not change, and what the catalogue keeps of it is what the file says.
    let merged = BOOK.replace("REPLACED", ", replaced_by: \"new\"");
    place.write("codebook.ron", merged.as_bytes());
    place.check("merged away");
    assert!(labels(&place, "new") && !labels(&place, "old"));
    let text = b"{\"id\": \"a\", \"text\": \"Oh, we never left.\"}\n";
    place.write("w.jsonl", text);
    place.check("another text");
}

#[test]
fn an_older_text_that_comes_back_is_looked_at() {
    let place = Place::new(1);
    let old = place.read("0.txt");
    let name = format!("annotations/texts/{}.zst", blake3::hash(&old).to_hex());
    drop(std::fs::remove_file(place.path(&name)));
    // Other marks, the same letters: what it was is not guessed, but found if it was kept.
    let words = String::from_utf8(old.clone()).unwrap();
    place.write("0.txt", words.replace(['“', '”'], "\"").as_bytes());
    place.check("without the older text");
    place.write(&name, &zstd::bulk::compress(&old, 0).unwrap());
    place.check("with it");
    assert_eq!(place.export(Format::Jsonl, false).1, []);
    std::fs::remove_file(place.path(&name)).unwrap();
    place.check("without it again");
}

#[test]
fn a_bad_catalogue_is_made_anew() {
    let place = Place::new(2);
    let expected = place.export(Format::Jsonl, false);
    let file = place.catalogue().unwrap();
    let whole = std::fs::read(&file).unwrap();
    let mut bad: Vec<Vec<u8>> = [0, 1, 20, 40, 80, whole.len() / 2, whole.len() - 1]
        .iter()
        .map(|length| whole[..*length].to_vec())
        .collect();
    for at in (0..whole.len()).step_by(97) {
        let mut flipped = whole.clone();
        flipped[at] ^= 0x10;
        bad.push(flipped);
    }
    let version = env!("CARGO_PKG_VERSION").as_bytes();
    let mut older = whole.clone();
    older["On Record ".len()..][..version.len()].fill(b'0');
    bad.push(older);
    for bytes in bad {
        File::create(&file).unwrap().write_all(&bytes).unwrap();
        assert_eq!(place.export(Format::Jsonl, false), expected);
        let made = std::fs::read(&file).unwrap();
        assert!(Catalogue::read(made).is_some());
    }
    std::fs::remove_dir_all(place.cache.path().join("projects")).unwrap();
    assert_eq!(place.export(Format::Jsonl, false), expected);
    // Where nothing can be kept nothing is said.
    std::fs::remove_dir_all(place.cache.path().join("projects")).unwrap();
    File::create(place.cache.path().join("projects")).unwrap();
    assert_eq!(place.export(Format::Jsonl, false), expected);
}

#[test]
fn nothing_is_kept_of_a_walk_that_was_broken_off_or_without_a_cache() {
    let place = Place::new(2);
    let left = Cell::new(1);
    let progress = |_, _| match left.replace(0) {
        0 => ControlFlow::Break(()),
        _ => ControlFlow::Continue(()),
    };
    let walk = |store: &Store| {
        let annotators = store.annotators();
        Corpus::open(store).walk(
            &annotators,
            &progress,
            |_| (),
            |()| ControlFlow::Continue(()),
        )
    };
    assert!(walk(&place.store(false)).is_break());
    let (bare, _) = Store::open(place.project.path(), OpenOptions::default()).unwrap();
    left.set(usize::MAX);
    assert!(walk(&bare).is_break());
    assert_eq!(files(place.cache.path()), BTreeMap::new());
}

#[test]
fn any_row_of_changes_leaves_no_difference() {
    let place = Place::new(4);
    // Knuth's generator: the row is the same each time.
    let mut random = 2_025_u64;
    let mut draw = |below: usize| {
        random = random
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(random >> 33).unwrap() % below
    };
    for step in 0..60 {
        let (article, annotator) = (draw(4), ["ann", "bob"][draw(2)]);
        let text = format!("{article}.txt");
        let sidecar = format!("annotations/{annotator}/{text}.ron");
        let change = draw(8);
        match change {
            0 => place.label(annotator, article, &["near"]),
            1 => place.write(
                &text,
                format!("New {step}\n\n“We never left,” said one.\nThe “end” is near.\n")
                    .as_bytes(),
            ),
            2 => place.write(
                &text,
                &[&place.read(&text)[..], b"The end is near.\n"].concat(),
            ),
            3 => drop(std::fs::remove_file(place.path(&sidecar))),
            4 if place.path(&sidecar).exists() => {
                let bytes = place.read(&sidecar);
                place.write(&sidecar, &bytes[..draw(bytes.len().max(1))]);
            }
            5 if place.path(&sidecar).exists() => touch(&place.path(&sidecar)),
            6 => drop(place.catalogue().map(std::fs::remove_file)),
            _ => place.rest(),
        }
        place.check(&format!("step {step}: change {change} of {sidecar}"));
    }
}
