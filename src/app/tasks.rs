//! What a person has done beside the window: file dialogs, exports, imports, articles added, at most one of each.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::exchange::{self, ExportError, ExportOptions, Shape};
use crate::jobs::{Handle, Inbox, Jobs, Name, Priority};
use crate::model::codebook::Codebook;
use crate::model::codebook::taking::Differing;
use crate::model::problem::Problem;
use crate::store::{Output, Store};

use super::work;

pub use super::work::Worked;

/// A file dialog that answers sooner than this was never shown: no person cancels so fast, and the dialog's own answer
/// for "cancelled" and "there is no dialog here" is the same.
const FASTEST_PERSON: Duration = Duration::from_millis(250);

/// Represents what came of a file dialog.
#[derive(Debug, PartialEq, Eq)]
pub enum Asked {
    /// A path was chosen.
    Chosen(PathBuf),
    /// The person cancelled.
    Cancelled,
    /// No dialog could be shown on this desktop.
    Unavailable,
}

/// Represents what an export would leave out: it waits for the person to say whether it is written all the same.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Losses {
    /// Where it would be written.
    pub path: PathBuf,
    /// Statements that it holds.
    pub statements: usize,
    /// Articles that they are of.
    pub articles: usize,
    /// What could not be read, or not wholly, and what is missing for another reason.
    pub problems: Vec<Problem>,
}

/// Represents what came of an export.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Exported {
    /// It was written.
    Written {
        /// What, in a sentence.
        text: String,
        /// Where.
        path: PathBuf,
    },
    /// It was not, and why.
    Failed(String),
    /// The person broke it off; nothing was written.
    Cancelled,
    /// It is ready, but something is missing from it.
    Asks(Losses),
}

/// Represents the tasks that run.
pub struct Tasks {
    dialogs: Inbox<(Purpose, Asked)>,
    exports: Inbox<Stage>,
    export: Option<ExportTask>,
    work: Inbox<Option<Worked>>,
    /// The file that is shown; some desktops keep the thread until its window is closed.
    shown: Inbox<Option<Worked>>,
}

/// Says what a file dialog was shown for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// What is to be opened.
    Open,
    /// Where a dataset is to be written.
    Export,
    /// The folder that is to be imported.
    Import,
    /// The codebook that is to be read in.
    Codebook,
}

/// Represents an export that runs.
pub struct ExportTask {
    /// Where it writes.
    pub path: PathBuf,
    job: Handle,
    /// What waits for an answer, if it asked.
    ready: Option<Box<Ready>>,
}

/// How far an export came by itself.
enum Stage {
    /// To its end.
    Ended(Exported),
    /// To a question.
    Asks(Losses, Box<Ready>),
}

/// A dataset that is whole but not in its place. Dropped, it leaves nothing behind.
struct Ready {
    output: Output,
    /// What is said when it is in its place.
    text: String,
}

/// What an export calls itself.
const EXPORTING: &str = "exporting";

impl Tasks {
    /// Makes tasks of which none runs.
    pub fn new(jobs: &Jobs) -> Self {
        Self {
            dialogs: jobs.inbox(1),
            exports: jobs.inbox(1),
            export: None,
            work: jobs.inbox(1),
            shown: jobs.inbox(1),
        }
    }

    /// Asks for a folder with the desktop's own dialog.
    pub fn ask_folder(&self) {
        self.ask(Purpose::Open, |dialog| {
            dialog.set_title("Open a folder of articles").pick_folder()
        });
    }

    /// Asks for an article with the desktop's own dialog.
    pub fn ask_article(&self) {
        self.ask(Purpose::Open, |dialog| {
            let dialog = dialog.set_title("Open an article");
            dialog
                .add_filter("Articles", &crate::read::readable())
                .pick_file()
        });
    }

    /// Asks where to write a dataset with the desktop's own dialog, which begins at a path.
    pub fn ask_export(&self, path: String) {
        self.ask(Purpose::Export, move |dialog| {
            let path = PathBuf::from(path);
            let mut dialog = dialog.set_title("Write the dataset to");
            if let Some(folder) = path.parent() {
                dialog = dialog.set_directory(folder);
            }
            if let Some(name) = path.file_name() {
                dialog = dialog.set_file_name(name.to_string_lossy());
            }
            dialog.save_file()
        });
    }

    /// Asks which folder to import with the desktop's own dialog.
    pub fn ask_import(&self) {
        self.ask(Purpose::Import, |dialog| {
            dialog.set_title("Import a folder").pick_folder()
        });
    }

    /// Asks which file to import with the desktop's own dialog.
    pub fn ask_import_file(&self) {
        self.ask(Purpose::Import, |dialog| {
            dialog.set_title("Import a file").pick_file()
        });
    }

    /// Begins to make an article of pasted text; `false` while other such work is under way.
    pub fn add_article(&self, store: Store, title: &str, text: &str) -> bool {
        let (title, text) = (title.to_owned(), text.to_owned());
        let is_free = !self.work.is_busy();
        if is_free {
            let name = Name::new("adding an article");
            self.work.start(name, Priority::Normal, move |_| {
                Some(work::add_article(&store, &title, &text))
            });
        }
        is_free
    }

    /// Begins to import a folder into the project at `root`; `false` while other such work is under way.
    pub fn import(
        &self,
        root: PathBuf,
        from: PathBuf,
        annotator: Option<String>,
        now: String,
    ) -> bool {
        let is_free = !self.work.is_busy();
        if is_free {
            let name = Name::new("importing");
            self.work.start(name, Priority::Normal, move |_| {
                Some(work::import(&root, from, annotator, now))
            });
        }
        is_free
    }

    /// Asks for a codebook to read in with the desktop's own dialog.
    pub fn ask_codebook(&self) {
        self.ask(Purpose::Codebook, |dialog| {
            dialog
                .set_title("Read in a codebook")
                .add_filter("Codebooks", &["ron", "csv", "qdc"])
                .pick_file()
        });
    }

    /// Begins to read a codebook that is to be taken into another; `false` while other such work is under way.
    pub fn read_codebook(&self, known: Arc<Codebook>, path: PathBuf, differing: Differing) -> bool {
        let is_free = !self.work.is_busy();
        if is_free {
            let name = Name::new("reading a codebook");
            self.work.start(name, Priority::Normal, move |_| {
                Some(work::read_codebook(&path, &known, differing))
            });
        }
        is_free
    }

    /// Begins to write a codebook; `false` while other such work is under way.
    pub fn write_codebook(&self, store: Store, codebook: Arc<Codebook>, path: PathBuf) -> bool {
        let is_free = !self.work.is_busy();
        if is_free {
            let name = Name::new("writing a codebook");
            self.work.start(name, Priority::Normal, move |_| {
                Some(work::write_codebook(&store, &path, &codebook))
            });
        }
        is_free
    }

    /// Shows a file in its folder by the desktop's own means.
    pub fn show(&self, path: PathBuf) {
        if !self.shown.is_busy() {
            let name = Name::new("showing a file");
            self.shown
                .start(name, Priority::Normal, move |_| work::show(&path));
        }
    }

    /// Returns what came of adding, importing or showing, once it has ended.
    pub fn worked(&self) -> Option<Worked> {
        let reply = self.work.take().or_else(|| self.shown.take())?;
        match reply.said {
            Ok(worked) => worked,
            Err(broken) => Some(Worked::Failed(broken.to_string())),
        }
    }

    /// Tells whether something is being added or imported.
    pub fn is_working(&self) -> bool {
        self.work.is_busy()
    }

    fn ask(
        &self,
        purpose: Purpose,
        show: impl FnOnce(rfd::FileDialog) -> Option<PathBuf> + Send + 'static,
    ) {
        if self.dialogs.is_busy() {
            return;
        }
        let name = Name::new("showing a file dialog");
        self.dialogs.start(name, Priority::Normal, move |_| {
            let begun = Instant::now();
            let asked = match show(rfd::FileDialog::new()) {
                Some(path) => Asked::Chosen(path),
                None if begun.elapsed() < FASTEST_PERSON => Asked::Unavailable,
                None => Asked::Cancelled,
            };
            (purpose, asked)
        });
    }

    /// Returns what came of the file dialog, once it is closed, and what it was shown for, or how it broke down.
    pub fn asked(&self) -> Option<Result<(Purpose, Asked), Problem>> {
        self.dialogs.take().map(|reply| reply.said)
    }

    /// Begins to write a dataset; `false` if another is being written. `known` is what is missing from the project itself.
    pub fn export(
        &mut self,
        store: Store,
        options: ExportOptions,
        path: PathBuf,
        known: Vec<Problem>,
    ) -> bool {
        if self.export.is_some() {
            return false;
        }
        let name = Name::new(EXPORTING);
        let to = path.clone();
        let job = self.exports.start(name, Priority::Normal, move |context| {
            let progress = |done: usize, total: usize| context.progress(done, total);
            let written = write(&store, &options, &to, known, &progress);
            written.unwrap_or_else(Stage::Ended)
        });
        let ready = None;
        self.export = Some(ExportTask { path, job, ready });
        true
    }

    /// Returns the export that runs; none while it waits for an answer.
    pub fn exporting(&self) -> Option<&ExportTask> {
        self.export.as_ref().filter(|task| task.ready.is_none())
    }

    /// Returns what came of the export, once it has ended or asks.
    pub fn exported(&mut self) -> Option<Exported> {
        let reply = self.exports.take()?;
        let ended = match (reply.said, &mut self.export) {
            (Ok(Stage::Asks(losses, ready)), Some(task)) => {
                task.ready = Some(ready);
                return Some(Exported::Asks(losses));
            }
            (Ok(Stage::Asks(..)), None) => return None,
            (Ok(Stage::Ended(exported)), _) => exported,
            (Err(problem), _) => Exported::Failed(problem.to_string()),
        };
        self.export = None;
        Some(ended)
    }

    /// Answers an export that asks: whether it is written although something is missing from it.
    pub fn answer(&mut self, is_written: bool) {
        let Some(task) = &mut self.export else {
            return;
        };
        // What has ended already needs no answer.
        let Some(ready) = task.ready.take() else {
            return;
        };
        let (name, path) = (Name::new(EXPORTING), task.path.clone());
        task.job = self.exports.start(name, Priority::Normal, move |_| {
            Stage::Ended(if is_written {
                ready.put_in_place(path)
            } else {
                Exported::Cancelled
            })
        });
    }

    /// Stops the export; nothing of it stays on disk.
    pub fn cancel(&mut self) {
        if let Some(task) = &self.export {
            task.job.cancel();
        }
    }
}

impl ExportTask {
    /// Returns how many articles are written, and of how many.
    pub fn progress(&self) -> (usize, usize) {
        self.job.progress()
    }
}

impl Ready {
    fn put_in_place(self, path: PathBuf) -> Exported {
        match self.output.commit() {
            Ok(()) => Exported::Written {
                text: self.text,
                path,
            },
            Err(problem) => Exported::Failed(problem.to_string()),
        }
    }
}

/// Writes a dataset, up to the point where a person must say whether it is good as it is.
fn write(
    store: &Store,
    options: &ExportOptions,
    path: &Path,
    known: Vec<Problem>,
    progress: &dyn Fn(usize, usize) -> ControlFlow<()>,
) -> Result<Stage, Exported> {
    let failed = |problem: Problem| Exported::Failed(problem.to_string());
    if store.is_own_file(path) {
        let text = "That is a file of the project itself; write the dataset to another place";
        return Err(Exported::Failed(text.to_owned()));
    }
    let output = match options.format.shape() {
        Shape::File(_) => Output::file(path),
        Shape::Folder(stream) => Output::folder(path, stream),
        Shape::Archive(_, stream) => Output::archive(path, stream),
    };
    let mut output = output.map_err(failed)?;
    let report = exchange::export_to(store, options, &mut output, progress);
    let report = report.map_err(|error| match error {
        ExportError::Cancelled => Exported::Cancelled,
        ExportError::Write(error) => Exported::Failed(format!("{}: {error}", path.display())),
        error @ (ExportError::UnknownAnnotator { .. }
        | ExportError::UnknownEntry { .. }
        | ExportError::ReadOnly(_)) => Exported::Failed(error.to_string()),
    })?;
    if let Some(problem) = store.absence() {
        return Err(failed(problem));
    }
    let excluded = report.excluded_text();
    if let Some(refusal) = report.refusal(&output) {
        let mut text = format!("{}: {refusal}", path.display());
        if let Some(excluded) = excluded {
            text = format!("{text}; {excluded}");
        }
        let text = format!("{text}. Delete it first, or choose another name");
        return Err(Exported::Failed(text));
    }
    let lost = exchange::losses::told(&report.losses, options.format);
    let all = known.into_iter().chain(report.problems).chain(lost);
    let problems: Vec<Problem> = all.filter(Problem::leaves_out).collect();
    let mut text = format!(
        "Exported {} statements of {} articles to {}",
        report.statements,
        report.articles,
        path.display()
    );
    if let Some(excluded) = excluded {
        text = format!("{text}; {excluded}");
    }
    if report.moved > 0 {
        text = format!(
            "{text}; {} of them stand elsewhere than when they were labelled",
            report.moved
        );
    }
    let ready = Ready { output, text };
    if problems.is_empty() {
        return Ok(Stage::Ended(ready.put_in_place(path.to_owned())));
    }
    let losses = Losses {
        path: path.to_owned(),
        statements: report.statements,
        articles: report.articles,
        problems,
    };
    Ok(Stage::Asks(losses, Box::new(ready)))
}
