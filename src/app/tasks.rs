//! What a person has done beside the window: file dialogs and exports, at most one of each.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::exchange::{self, ExportError, ExportOptions};
use crate::jobs::{Handle, Inbox, Jobs, Name, Priority};
use crate::model::problem::Problem;
use crate::store::{AtomicFile, Store};

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
    Written(String),
    /// It was not, and why.
    Failed(String),
    /// It is ready, but something is missing from it.
    Asks(Losses),
}

/// Represents the tasks that run.
pub struct Tasks {
    dialogs: Inbox<Asked>,
    exports: Inbox<Stage>,
    export: Option<ExportTask>,
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
    file: AtomicFile,
    /// What is said when it is in its place.
    text: String,
}

/// What an export calls itself.
const EXPORTING: &str = "exporting";

/// What is said of an export that a person stopped.
const CANCELLED: &str = "The export was cancelled; nothing was written";

impl Tasks {
    /// Makes tasks of which none runs.
    pub fn new(jobs: &Jobs) -> Self {
        Self {
            dialogs: jobs.inbox(1),
            exports: jobs.inbox(1),
            export: None,
        }
    }

    /// Asks for a folder with the desktop's own dialog.
    pub fn ask_folder(&self) {
        self.ask(|dialog| dialog.set_title("Open a folder of articles").pick_folder());
    }

    /// Asks for an article with the desktop's own dialog.
    pub fn ask_article(&self) {
        self.ask(|dialog| {
            let dialog = dialog.set_title("Open an article");
            dialog
                .add_filter("Articles", &["txt", "text", "md", "markdown"])
                .pick_file()
        });
    }

    fn ask(&self, show: impl FnOnce(rfd::FileDialog) -> Option<PathBuf> + Send + 'static) {
        if self.dialogs.is_busy() {
            return;
        }
        let name = Name::new("showing a file dialog");
        self.dialogs.start(name, Priority::Normal, move |_| {
            let begun = Instant::now();
            match show(rfd::FileDialog::new()) {
                Some(path) => Asked::Chosen(path),
                None if begun.elapsed() < FASTEST_PERSON => Asked::Unavailable,
                None => Asked::Cancelled,
            }
        });
    }

    /// Returns what came of the file dialog, once it is closed, or how it broke down.
    pub fn asked(&self) -> Option<Result<Asked, Problem>> {
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
            written.unwrap_or_else(|text| Stage::Ended(Exported::Failed(text)))
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
        let name = Name::new(EXPORTING);
        task.job = self.exports.start(name, Priority::Normal, move |_| {
            let exported = if is_written {
                ready.put_in_place()
            } else {
                drop(ready);
                Err(CANCELLED.to_owned())
            };
            Stage::Ended(exported.map_or_else(Exported::Failed, Exported::Written))
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
    fn put_in_place(self) -> Result<String, String> {
        self.file.commit().map_err(|problem| problem.to_string())?;
        Ok(self.text)
    }
}

/// Writes a dataset, up to the point where a person must say whether it is good as it is.
fn write(
    store: &Store,
    options: &ExportOptions,
    path: &Path,
    known: Vec<Problem>,
    progress: &dyn Fn(usize, usize) -> ControlFlow<()>,
) -> Result<Stage, String> {
    if store.is_own_file(path) {
        let text = "That is a file of the project itself; write the dataset to another place";
        return Err(text.to_owned());
    }
    let mut file = AtomicFile::create(path).map_err(|problem| problem.to_string())?;
    let report = exchange::export(store, options, &mut file, progress);
    let report = report.map_err(|error| match error {
        ExportError::Cancelled => CANCELLED.to_owned(),
        ExportError::Write(error) => format!("{}: {error}", path.display()),
        error @ ExportError::UnknownAnnotator { .. } => error.to_string(),
    })?;
    if let Some(problem) = store.absence() {
        return Err(problem.to_string());
    }
    let all = known.into_iter().chain(report.problems);
    let problems: Vec<Problem> = all.filter(Problem::leaves_out).collect();
    let mut text = format!(
        "Exported {} statements of {} articles to {}",
        report.statements,
        report.articles,
        path.display()
    );
    if report.moved > 0 {
        text = format!(
            "{text}; {} of them stand elsewhere than when they were labelled",
            report.moved
        );
    }
    let ready = Ready { file, text };
    if problems.is_empty() {
        let text = ready.put_in_place()?;
        return Ok(Stage::Ended(Exported::Written(text)));
    }
    let losses = Losses {
        path: path.to_owned(),
        statements: report.statements,
        articles: report.articles,
        problems,
    };
    Ok(Stage::Asks(losses, Box::new(ready)))
}
