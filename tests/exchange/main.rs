//! What goes out comes back: each format that is written and read, over generated statements and over files of other programs.
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test that cannot set its files up must fail"
)]

mod bad;
mod codes;
mod foreign;
mod generated;
mod round;

use std::fs;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use onrecord::exchange::import::{self, ImportError, Options, Report as Imported, Role};
use onrecord::exchange::{ExportOptions, Format, Report, Shape, export_to};
use onrecord::format;
use onrecord::model::codebook::{Codebook, Label, Scale, Speaker, Stance, Target};
use onrecord::model::project::{Annotator, Project};
use onrecord::model::sidecar::{Sidecar, Status};
use onrecord::model::statement::Statement;
use onrecord::store::{OpenOptions, Output, Store};

/// A text in which characters, code points, UTF-16 units and bytes are counted differently.
pub(crate) const TEXT: &str = "Ê\u{301} — „Нет!“ 👩‍🚀 said.\r\n“Да,” א and more 😀 to say.\n";

/// Where it lies.
pub(crate) const PATH: &str = "articles/a/one.txt";

/// Makes a project with one article.
pub(crate) fn project(root: &Path) -> Store {
    let project = Project {
        name: "Talks".to_owned(),
        articles: "articles".to_owned(),
        annotators: ["coder1", "coder2"].map(annotator).to_vec(),
        ..Project::default()
    };
    let store = Store::create(root, &project, &codebook()).unwrap();
    store.add_article(PATH, TEXT.as_bytes()).unwrap();
    Store::open(root, OpenOptions::default()).unwrap().0
}

fn annotator(id: &str) -> Annotator {
    Annotator {
        id: id.to_owned(),
        name: id.to_owned(),
    }
}

pub(crate) fn codebook() -> Codebook {
    let stance = |id: &str, polarity| Stance {
        id: id.into(),
        label: format!("{id} indeed"),
        polarity: Some(polarity),
        ..Stance::default()
    };
    let target = |id: &str| Target {
        id: id.into(),
        name: format!("The {id}"),
        ..Target::default()
    };
    let speaker = |id: &str| Speaker {
        id: id.into(),
        name: format!("Name of {id}"),
        ..Speaker::default()
    };
    Codebook {
        scales: vec![Scale {
            id: "scale".into(),
            name: "Scale".to_owned(),
            stances: vec![stance("no", -1.0), stance("yes", 1.0)],
            ..Scale::default()
        }],
        targets: vec![target("talks"), target("ceasé-fire")],
        labels: vec![Label {
            id: "irony".into(),
            name: "Irony".to_owned(),
            ..Label::default()
        }],
        speakers: vec![speaker("ann"), speaker("иван")],
        ..Codebook::default()
    }
}

/// Saves statements as an annotator's.
pub(crate) fn save(store: &Store, annotator: &str, statements: Vec<Statement>) {
    let article = store.read_article(PATH).unwrap();
    let mut opened = store.load(annotator, &article);
    opened.sidecar.extend(statements.into_iter().map(Arc::new));
    opened.sidecar.status = Status::Done;
    store
        .save(&opened.sidecar, &article.text, &opened.base)
        .unwrap();
}

/// Returns an annotator's work.
pub(crate) fn work(root: &Path, annotator: &str) -> Sidecar {
    let (store, problems) = Store::open(root, OpenOptions::default()).unwrap();
    assert_eq!(problems, []);
    let article = store.read_article(PATH).unwrap();
    let opened = store.load(annotator, &article);
    assert_eq!(opened.problems, []);
    opened.sidecar
}

/// Exports a project to a path.
pub(crate) fn export(store: &Store, format: Format, path: &Path) -> Report {
    let options = ExportOptions {
        format,
        ..ExportOptions::default()
    };
    let mut output = match format.shape() {
        Shape::File(_) => Output::file(path),
        Shape::Folder(stream) => Output::folder(path, stream),
        Shape::Archive(_, stream) => Output::archive(path, stream),
    }
    .unwrap();
    let go_on = |_, _| ControlFlow::Continue(());
    let report = export_to(store, &options, &mut output, &go_on).unwrap();
    output.commit().unwrap();
    report
}

/// Returns the path to import from of what was exported.
pub(crate) fn source(format: Format, path: &Path) -> std::path::PathBuf {
    match format.shape() {
        Shape::Folder(Some(stream)) => path.join(stream),
        _ => path.to_owned(),
    }
}

/// Imports into a project.
pub(crate) fn import(
    root: &Path,
    format: Format,
    from: &Path,
    annotator: Option<&str>,
) -> Result<Imported, ImportError> {
    import_with(root, format, from, annotator, &[])
}

/// Imports into a project, with what labels are here.
pub(crate) fn import_with(
    root: &Path,
    format: Format,
    from: &Path,
    annotator: Option<&str>,
    map: &[(&str, Role)],
) -> Result<Imported, ImportError> {
    let map = map.iter().map(|(label, role)| ((*label).to_owned(), *role));
    let options = Options {
        from: from.to_owned(),
        annotator: annotator.map(str::to_owned),
        map: map.collect(),
        now: "2026-01-01T00:00:00Z".to_owned(),
    };
    import::import(root, format, &options, &|_, _| ControlFlow::Continue(()))
}

/// Returns every problem and everything that was left out.
pub(crate) fn complaints(report: &Imported) -> Vec<String> {
    let notes = &report.notes;
    let left_out = notes.left_out.iter();
    let left_out = left_out.map(|(what, found)| format!("{what}: {}", found.count));
    let problems = notes.problems.iter().map(ToString::to_string);
    left_out.chain(problems).collect()
}

/// Writes a project's files as they are written by hand.
pub(crate) fn write(path: &Path, bytes: &[u8]) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
}

/// The codebook is one that can be written.
#[test]
fn the_codebook_is_written() {
    assert!(format::codebook::write(&codebook()).is_ok());
}
