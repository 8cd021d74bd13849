//! Work that a person asked for and that takes a moment: an article that is added, an import, a file that is shown.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::exchange::codebook::{self, Form, Found, MAX_BYTES};
use crate::exchange::import::{self, ImportError, Options, Report};
use crate::model::codebook::taking::Differing;
use crate::model::codebook::{Codebook, id_from_name};
use crate::model::phrase::count;
use crate::model::problem::{Problem, ProblemKind};
use crate::store::{Added, Store, browse, write_file};

/// Longest name of a pasted article's file, in characters; the rest of a headline says no more.
const NAME_CHARS: usize = 60;

/// Most names that are tried for a pasted article before it is given up.
const MOST_NAMES: usize = 1000;

/// Represents what came of the work.
#[derive(Clone, Debug)]
pub enum Worked {
    /// An article was added, by its path within the project.
    Added(String),
    /// Something was imported.
    Imported {
        /// What, in a sentence.
        text: String,
        /// What is wrong or was left out.
        problems: Vec<Problem>,
    },
    /// A codebook was read; it is still to be taken in.
    Codebook {
        /// The file's name.
        name: String,
        /// What it holds.
        found: Box<Found>,
        /// What becomes of what the project has otherwise.
        differing: Differing,
    },
    /// A codebook was written.
    CodebookWritten {
        /// What is said of it.
        text: String,
        /// Whether the form could not hold all of it.
        is_partial: bool,
        /// The file.
        path: PathBuf,
    },
    /// It did not work, and why.
    Failed(String),
}

/// Reads a codebook in the form that the file's name says. `known` is what it is to be taken into.
pub(super) fn read_codebook(path: &Path, known: &Codebook, differing: Differing) -> Worked {
    let shown = path.display().to_string();
    let Some(form) = Form::of(&shown) else {
        return Worked::Failed(form_unknown(&shown));
    };
    let bytes = match browse::read(path, MAX_BYTES) {
        Ok(bytes) => bytes,
        Err(error) => return Worked::Failed(format!("{shown} cannot be read: {error}")),
    };
    match codebook::read(form, &shown, &bytes, known) {
        Ok(found) => Worked::Codebook {
            name: shown,
            found: Box::new(found),
            differing,
        },
        Err(problem) => Worked::Failed(problem.to_string()),
    }
}

/// Writes a codebook in the form that the file's name says.
pub(super) fn write_codebook(store: &Store, path: &Path, codebook: &Codebook) -> Worked {
    let shown = path.display().to_string();
    let Some(form) = Form::of(&shown) else {
        return Worked::Failed(form_unknown(&shown));
    };
    if store.is_own_file(path) {
        let text = "That is a file of the project itself; write the codebook to another place";
        return Worked::Failed(text.to_owned());
    }
    let written = match codebook::write(form, codebook) {
        Ok(written) => written,
        Err(problem) => return Worked::Failed(problem.to_string()),
    };
    if let Err(problem) = write_file(path, written.text.as_bytes()) {
        return Worked::Failed(problem.to_string());
    }
    let mut text = format!("Wrote the codebook to {shown}");
    let is_partial = !written.left_out.is_empty();
    if is_partial {
        let what = written.left_out.join(", ");
        text = format!("{text}, without what such a file cannot hold: {what}");
    }
    Worked::CodebookWritten {
        text,
        is_partial,
        path: path.to_owned(),
    }
}

fn form_unknown(shown: &str) -> String {
    format!("{shown}: a codebook is a file of which the name ends in .ron, .csv or .qdc")
}

/// Writes pasted text as a new article of the project, beside whatever is there.
pub(super) fn add_article(store: &Store, title: &str, text: &str) -> Worked {
    let title = title.trim();
    let bytes = match title {
        "" => format!("{}\n", text.trim()),
        title => format!("{title}\n\n{}\n", text.trim()),
    };
    let project = store.project();
    let folder = match project.articles.trim_matches('/') {
        "" => "articles",
        folder => folder,
    };
    let stem = id_from_name(title, |_| false);
    let stem: String = stem.chars().take(NAME_CHARS).collect();
    let stem = match stem.trim_matches('-') {
        "" | "unnamed" => "pasted",
        stem => stem,
    };
    for number in 1..=MOST_NAMES {
        let path = match number {
            1 => format!("{folder}/{stem}.txt"),
            number => format!("{folder}/{stem}-{number}.txt"),
        };
        match store.add_article(&path, bytes.as_bytes()) {
            Ok(Added::New) => {
                store.rescan();
                return Worked::Added(path);
            }
            Ok(Added::Present) => {
                let text = format!("This article is there already: {path}");
                return Worked::Failed(text);
            }
            Ok(Added::Different) => {}
            Err(problem) => return Worked::Failed(problem.to_string()),
        }
    }
    Worked::Failed(format!(
        "There are too many articles called {stem}; give it another headline"
    ))
}

/// Imports another program's annotations, a file or a folder, into the project at `root`.
pub(super) fn import(root: &Path, from: PathBuf, annotator: Option<String>, now: String) -> Worked {
    let options = Options {
        from,
        annotator,
        map: Vec::new(),
        now,
    };
    let format = match import::recognized(&options.from) {
        Ok(format) => format,
        Err(problem) => return Worked::Failed(problem.to_string()),
    };
    let report = import::import(root, format, &options, &|_, _| ControlFlow::Continue(()));
    match report {
        Ok(report) => {
            let (text, problems) = told(report);
            Worked::Imported { text, problems }
        }
        Err(ImportError::Unusable(problem)) => Worked::Failed(problem.to_string()),
        Err(ImportError::Cancelled) => Worked::Failed("The import was cancelled".to_owned()),
    }
}

/// Says what was imported, and lists what was left out beside what is wrong.
fn told(report: Report) -> (String, Vec<Problem>) {
    let mut text = format!(
        "Imported {} in {} by {}",
        count(report.statements, "new statement"),
        count(report.added + report.present, "article"),
        count(report.annotators.len(), "annotator"),
    );
    if report.known > 0 {
        text = format!("{text}; {} there already", count(report.known, "statement"));
    }
    let mut problems = report.notes.problems;
    for (what, found) in report.notes.left_out {
        let place = found.places.first();
        let path = place.map_or_else(String::new, |(path, _)| path.clone());
        let what = format!("left out by the import: {what}, {} of them", found.count);
        problems.push(Problem::new(ProblemKind::Inconsistent, path, what));
    }
    if !problems.is_empty() {
        text = format!("{text}. Not everything could be imported: see File, Problems with files");
    }
    (text, problems)
}

/// Shows a file in its folder by the desktop's own means.
pub(super) fn show(path: &Path) -> Option<Worked> {
    let folder = path.parent().unwrap_or(path);
    let mut command = if cfg!(target_os = "macos") {
        let mut command = Command::new("open");
        command.arg("-R").arg(path);
        command
    } else if cfg!(target_os = "windows") {
        let mut command = Command::new("explorer");
        command.arg(folder);
        command
    } else {
        let mut command = Command::new("xdg-open");
        command.arg(folder);
        command
    };
    let is_shown = command.status().is_ok_and(|status| {
        // The file manager of Windows says 1 whatever it did.
        status.success() || cfg!(target_os = "windows")
    });
    (!is_shown).then(|| {
        Worked::Failed(format!(
            "This desktop cannot show folders. The file is {}",
            path.display()
        ))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::OpenOptions;

    #[test]
    fn a_pasted_article_overwrites_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let (store, _) = Store::open(folder.path(), OpenOptions::default()).unwrap();
        let add = |title: &str, text: &str| match add_article(&store, title, text) {
            Worked::Added(path) => path,
            other => format!("{other:?}"),
        };
        assert_eq!(add("Talks end!", "One."), "articles/talks-end.txt");
        assert_eq!(add("Talks end!", "Two."), "articles/talks-end-2.txt");
        assert!(add("Talks end!", " One.\n").contains("there already"));
        assert_eq!(add(" ", "One."), "articles/pasted.txt");
        let first = store.read_article("articles/talks-end.txt").unwrap();
        assert_eq!(&*first.text, "Talks end!\n\nOne.\n");
        assert_eq!(store.articles().len(), 3);
    }
}
