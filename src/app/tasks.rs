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
use super::work::{self, Works};

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
#[derive(Default)]
pub struct Tasks {
    dialog: Option<(Purpose, Receiver<Asked>)>,
    export: Option<ExportTask>,
    work: Works,
    /// The file that is shown; some desktops keep the thread until its window is closed.
    shown: Works,
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
        self.ask(Purpose::Open, wake, |dialog| {
            dialog.set_title("Open a folder of articles").pick_folder()
        });
    }

    /// Asks for an article with the desktop's own dialog.
    pub fn ask_article(&mut self, wake: &Wake) {
        self.ask(Purpose::Open, wake, |dialog| {
            let dialog = dialog.set_title("Open an article");
            dialog
                .add_filter("Articles", &["txt", "text", "md", "markdown"])
                .pick_file()
        });
    }

    /// Asks where to write a dataset with the desktop's own dialog, which begins at a path.
    pub fn ask_export(&mut self, path: String, wake: &Wake) {
        self.ask(Purpose::Export, wake, move |dialog| {
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

    /// Asks what to import with the desktop's own dialog.
    pub fn ask_import(&mut self, wake: &Wake) {
        self.ask(Purpose::Import, wake, |dialog| {
            dialog.set_title("Import a folder").pick_folder()
        });
    }

    /// Begins to make an article of pasted text; `false` while other such work is under way.
    pub fn add_article(&mut self, store: Store, title: &str, text: &str, wake: &Wake) -> bool {
        let (title, text) = (title.to_owned(), text.to_owned());
        self.work.start("add article", wake, move || {
            Some(work::add_article(&store, &title, &text))
        })
    }

    /// Begins to import a folder into the project at `root`; `false` while other such work is under way.
    pub fn import(
        &mut self,
        root: PathBuf,
        from: PathBuf,
        annotator: Option<String>,
        now: String,
        wake: &Wake,
    ) -> bool {
        self.work.start("import", wake, move || {
            Some(work::import(&root, from, annotator, now))
        })
    }

    /// Shows a file in its folder by the desktop's own means.
    pub fn show(&mut self, path: PathBuf, wake: &Wake) {
        self.shown
            .start("show file", wake, move || work::show(&path));
    }

    /// Returns what came of adding, importing or showing, once it has ended.
    pub fn worked(&mut self) -> Option<Worked> {
        self.work.ended().or_else(|| self.shown.ended())
    }

    /// Tells whether something is being added or imported.
    pub fn is_working(&self) -> bool {
        self.work.is_working()
    }

    fn ask(
        &mut self,
        purpose: Purpose,
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
        self.dialog = started.is_ok().then_some((purpose, answers));
    }

    /// Returns what came of the file dialog, once it is closed, and what it was shown for.
    pub fn asked(&mut self) -> Option<(Purpose, Asked)> {
        let (purpose, answers) = self.dialog.as_ref()?;
        let purpose = *purpose;
        let asked = match answers.try_recv() {
            Ok(asked) => asked,
            Err(TryRecvError::Empty) => return None,
            Err(TryRecvError::Disconnected) => Asked::Unavailable,
        };
        self.dialog = None;
        Some((purpose, asked))
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
                let written = match written {
                    Ok(text) => Exported::Written { text, path },
                    Err(other) => other,
                };
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
