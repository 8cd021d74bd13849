//! What runs beside the window: file dialogs and exports, at most one of each.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TryRecvError, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

use crate::exchange::{self, ExportError, ExportOptions};
use crate::model::problem::Problem;
use crate::store::{AtomicFile, Store};

use super::wake::Wake;

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
    /// The person broke it off; nothing was written.
    Cancelled,
    /// It is ready, but something is missing from it.
    Asks(Losses),
}

/// Represents the tasks that run.
#[derive(Default)]
pub struct Tasks {
    dialog: Option<Receiver<Asked>>,
    export: Option<ExportTask>,
}

/// Represents an export that runs.
pub struct ExportTask {
    /// Where it writes.
    pub path: PathBuf,
    done: Arc<AtomicUsize>,
    total: Arc<AtomicUsize>,
    cancelled: Arc<AtomicBool>,
    outcome: Receiver<Exported>,
    answer: SyncSender<bool>,
    /// Whether it waits for an answer.
    asks: bool,
}

impl Tasks {
    /// Asks for a folder with the desktop's own dialog.
    pub fn ask_folder(&mut self, wake: &Wake) {
        self.ask(wake, |dialog| {
            dialog.set_title("Open a folder of articles").pick_folder()
        });
    }

    /// Asks for an article with the desktop's own dialog.
    pub fn ask_article(&mut self, wake: &Wake) {
        self.ask(wake, |dialog| {
            let dialog = dialog.set_title("Open an article");
            dialog
                .add_filter("Articles", &["txt", "text", "md", "markdown"])
                .pick_file()
        });
    }

    fn ask(
        &mut self,
        wake: &Wake,
        show: impl FnOnce(rfd::FileDialog) -> Option<PathBuf> + Send + 'static,
    ) {
        if self.dialog.is_some() {
            return;
        }
        let (answer, answers) = sync_channel(1);
        let wake = Arc::clone(wake);
        let started = thread::Builder::new()
            .name("file dialog".to_owned())
            .spawn(move || {
                let begun = Instant::now();
                let asked = match show(rfd::FileDialog::new()) {
                    Some(path) => Asked::Chosen(path),
                    None if begun.elapsed() < FASTEST_PERSON => Asked::Unavailable,
                    None => Asked::Cancelled,
                };
                answer.send(asked).ok();
                wake();
            });
        self.dialog = started.is_ok().then_some(answers);
    }

    /// Returns what came of the file dialog, once it is closed.
    pub fn asked(&mut self) -> Option<Asked> {
        let asked = match self.dialog.as_ref()?.try_recv() {
            Ok(asked) => asked,
            Err(TryRecvError::Empty) => return None,
            Err(TryRecvError::Disconnected) => Asked::Unavailable,
        };
        self.dialog = None;
        Some(asked)
    }

    /// Begins to write a dataset; `false` if another is being written. `known` is what is missing from the project itself.
    pub fn export(
        &mut self,
        store: Store,
        options: ExportOptions,
        path: PathBuf,
        known: Vec<Problem>,
        wake: &Wake,
    ) -> bool {
        if self.export.is_some() {
            return false;
        }
        let (send, outcome) = sync_channel(1);
        let (answer, answers) = sync_channel(1);
        let task = ExportTask {
            path,
            done: Arc::default(),
            total: Arc::default(),
            cancelled: Arc::default(),
            outcome,
            answer,
            asks: false,
        };
        let (done, total, cancelled) = (
            Arc::clone(&task.done),
            Arc::clone(&task.total),
            Arc::clone(&task.cancelled),
        );
        let (path, wake) = (task.path.clone(), Arc::clone(wake));
        let started = thread::Builder::new()
            .name("export".to_owned())
            .spawn(move || {
                let progress = |at: usize, of: usize| {
                    done.store(at, Ordering::Relaxed);
                    total.store(of, Ordering::Relaxed);
                    wake();
                    if cancelled.load(Ordering::Relaxed) {
                        ControlFlow::Break(())
                    } else {
                        ControlFlow::Continue(())
                    }
                };
                let ask = |losses: Losses| {
                    send.send(Exported::Asks(losses)).ok();
                    wake();
                    // Nobody answers once the window is closed.
                    answers.recv().unwrap_or(false)
                };
                let written = write(&store, &options, &path, known, &progress, &ask);
                let written = written.map_or_else(|other| other, Exported::Written);
                send.send(written).ok();
                wake();
            });
        self.export = started.is_ok().then_some(task);
        true
    }

    /// Returns the export that runs; none while it waits for an answer.
    pub fn exporting(&self) -> Option<&ExportTask> {
        self.export.as_ref().filter(|task| !task.asks)
    }

    /// Returns what came of the export, once it has ended or asks.
    pub fn exported(&mut self) -> Option<Exported> {
        let task = self.export.as_mut()?;
        let outcome = match task.outcome.try_recv() {
            Ok(outcome) => outcome,
            Err(TryRecvError::Empty) => return None,
            Err(TryRecvError::Disconnected) => {
                Exported::Failed("the export ended early".to_owned())
            }
        };
        task.asks = matches!(outcome, Exported::Asks(_));
        if !task.asks {
            self.export = None;
        }
        Some(outcome)
    }

    /// Answers an export that asks: whether it is written although something is missing from it.
    pub fn answer(&mut self, is_written: bool) {
        if let Some(task) = &mut self.export {
            task.asks = false;
            // Who has ended already needs no answer.
            task.answer.try_send(is_written).ok();
        }
    }

    /// Stops the export; nothing of it stays on disk.
    pub fn cancel(&mut self) {
        if let Some(task) = &self.export {
            task.cancelled.store(true, Ordering::Relaxed);
        }
    }
}

impl ExportTask {
    /// Returns how many articles are written, and of how many.
    pub fn progress(&self) -> (usize, usize) {
        (
            self.done.load(Ordering::Relaxed),
            self.total.load(Ordering::Relaxed),
        )
    }
}

fn write(
    store: &Store,
    options: &ExportOptions,
    path: &Path,
    known: Vec<Problem>,
    progress: &dyn Fn(usize, usize) -> ControlFlow<()>,
    ask: &dyn Fn(Losses) -> bool,
) -> Result<String, Exported> {
    let failed = |problem: Problem| Exported::Failed(problem.to_string());
    if store.is_own_file(path) {
        let text = "That is a file of the project itself; write the dataset to another place";
        return Err(Exported::Failed(text.to_owned()));
    }
    let mut file = AtomicFile::create(path).map_err(failed)?;
    let report = exchange::export(store, options, &mut file, progress);
    let report = report.map_err(|error| match error {
        ExportError::Cancelled => Exported::Cancelled,
        ExportError::Write(error) => Exported::Failed(format!("{}: {error}", path.display())),
        error @ ExportError::UnknownAnnotator { .. } => Exported::Failed(error.to_string()),
    })?;
    let excluded = report.excluded_text();
    let all = known.into_iter().chain(report.problems);
    let problems: Vec<Problem> = all.filter(Problem::leaves_out).collect();
    let is_partial = !problems.is_empty();
    let losses = Losses {
        path: path.to_owned(),
        statements: report.statements,
        articles: report.articles,
        problems,
    };
    if is_partial && !ask(losses) {
        return Err(Exported::Cancelled);
    }
    file.commit().map_err(failed)?;
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
    Ok(text)
}
