//! What lists show of each article, gathered in the background: its title, and how far each annotator is.
//!
//! The thread is the store's own and no job: it waits for questions as long as the project is open, keeps what it listed
//! from one to the next, and what it finds is taken many at a time.

use std::collections::{HashSet, VecDeque};
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::fs::Kind;
use super::{Store, paths, project};
use crate::format::ron_file::MAX_BYTES;
use crate::format::sidecar;
use crate::model::article::Metadata;
use crate::model::problem::{Problem, ProblemKind};
use crate::model::sidecar::{Decisions, Status};

/// Articles up to this size are read whole, and so are known to be readable; of larger ones only the beginning is, where
/// it says anything.
const WHOLE: u64 = 256 << 10;

/// Bytes of a larger article in which its title is looked for.
const BEGINNING: u64 = 4 << 10;

/// Shortest time between two calls of `wake`: a list need not be drawn more often than the screen.
const PACE: Duration = Duration::from_millis(50);

/// What a list shows of one article.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ArticleInfo {
    /// Path within the project.
    pub path: String,
    /// The headline.
    pub title: Option<String>,
    /// The date, `YYYY-MM-DD`.
    pub date: Option<String>,
    /// The paper, agency or site.
    pub publisher: Option<String>,
    /// What keeps the article, or an annotator's work on it, from being read.
    pub problem: Option<Problem>,
    /// Who began it and how far they are, in the order of the project's annotators.
    pub work: Vec<Work>,
}

/// How far an annotator is with an article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Work {
    /// The annotator's id.
    pub annotator: String,
    /// As the annotator says.
    pub status: Status,
    /// How many statements there are.
    pub statements: usize,
    /// How many of them are marked to come back to.
    pub flagged: usize,
    /// How many of them lack a speaker, a target or a stance.
    pub unfinished: usize,
    /// What was decided about suggestions.
    pub decisions: Decisions,
}

/// The thread that gathers.
pub struct Index {
    shared: Arc<Shared>,
}

struct Shared {
    store: Store,
    wake: Box<dyn Fn() + Send + Sync>,
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    /// Articles that somebody asked for.
    asked: VecDeque<String>,
    /// Whether all articles are to be gathered anew.
    restart: bool,
    updates: Vec<ArticleInfo>,
    breakdowns: Vec<Problem>,
    done: usize,
    total: usize,
    /// Whether the thread waits for something to do.
    is_idle: bool,
    closing: bool,
}

impl Index {
    /// Starts to gather. `wake` is called from the thread when there is something new, not for each article.
    pub fn start(store: Store, wake: impl Fn() + Send + Sync + 'static) -> Self {
        let shared = Arc::new(Shared {
            store,
            wake: Box::new(wake),
            state: Mutex::new(State {
                restart: true,
                ..State::default()
            }),
            changed: Condvar::new(),
        });
        let worker = Arc::clone(&shared);
        let thread = std::thread::Builder::new().name("index".to_owned());
        // Without a thread, lists show file names: a pity, but nothing is lost.
        drop(thread.spawn(move || worker.run()));
        Self { shared }
    }

    /// Takes what was gathered since the last call.
    pub fn updates(&self) -> Vec<ArticleInfo> {
        std::mem::take(&mut self.shared.state().updates)
    }

    /// Takes what broke down since the last call; everything else is gathered all the same.
    pub fn breakdowns(&self) -> Vec<Problem> {
        std::mem::take(&mut self.shared.state().breakdowns)
    }

    /// Gathers one article anew, before all others.
    pub fn refresh(&self, article: &str) {
        let mut state = self.shared.state();
        if !state.asked.iter().any(|asked| asked == article) {
            state.asked.push_back(article.to_owned());
        }
        self.shared.changed.notify_all();
    }

    /// Gathers all articles anew, as when the project's listing changed.
    pub fn restart(&self) {
        self.shared.state().restart = true;
        self.shared.changed.notify_all();
    }

    /// Tells whether something is being gathered, or was gathered and not taken yet.
    pub fn is_busy(&self) -> bool {
        let state = self.shared.state();
        state.restart
            || !state.is_idle
            || !state.asked.is_empty()
            || !state.updates.is_empty()
            || !state.breakdowns.is_empty()
    }

    /// Returns how many articles are gathered, and how many there are.
    pub fn progress(&self) -> (usize, usize) {
        let state = self.shared.state();
        (state.done, state.total)
    }
}

impl Drop for Index {
    fn drop(&mut self) {
        self.shared.state().closing = true;
        self.shared.changed.notify_all();
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn run(&self) {
        let mut round = Round::default();
        loop {
            round.doing.clear();
            match catch_unwind(AssertUnwindSafe(|| self.step(&mut round))) {
                Ok(ControlFlow::Continue(())) => {}
                Ok(ControlFlow::Break(())) => return,
                Err(panic) => {
                    let problem = Problem::broken_down(round.doing.as_str(), &*panic);
                    let mut state = self.state();
                    state.breakdowns.push(problem);
                    drop(state);
                    (self.wake)();
                }
            }
        }
    }

    /// Does one thing, or waits for one; ends when the project closes.
    fn step(&self, round: &mut Round) -> ControlFlow<()> {
        let mut state = self.state();
        if state.closing {
            return ControlFlow::Break(());
        }
        if state.restart {
            state.restart = false;
            drop(state);
            "listing the project's articles".clone_into(&mut round.doing);
            let articles = self.store.articles();
            let paths = articles.iter().map(|article| article.path.clone());
            round.queue = paths.collect();
            round.sidecars = Sidecars::find(&self.store);
            let mut state = self.state();
            (state.done, state.total) = (0, round.queue.len());
            return ControlFlow::Continue(());
        }
        let asked = state.asked.pop_front();
        let counts = asked.is_none();
        let Some(path) = asked.or_else(|| round.queue.pop_front()) else {
            if !state.updates.is_empty() {
                drop(state);
                (self.wake)();
                state = self.state();
            }
            state.is_idle = true;
            let idle =
                |state: &mut State| !state.closing && !state.restart && state.asked.is_empty();
            let waited = self.changed.wait_while(state, idle);
            waited.unwrap_or_else(PoisonError::into_inner).is_idle = false;
            return ControlFlow::Continue(());
        };
        state.done += usize::from(counts);
        drop(state);
        round.doing = format!("looking at {path}");
        let annotators = if counts {
            round.sidecars.of(&path)
        } else {
            Sidecars::all(&self.store)
        };
        let info = self.store.article_info(&path, &annotators);
        self.state().updates.push(info);
        if round.woke.is_none_or(|woke| woke.elapsed() > PACE) {
            round.woke = Some(Instant::now());
            (self.wake)();
        }
        ControlFlow::Continue(())
    }
}

/// What the thread keeps from one article to the next.
#[derive(Default)]
struct Round {
    queue: VecDeque<String>,
    sidecars: Sidecars,
    /// When the window was last woken.
    woke: Option<Instant>,
    /// What is being done, in a person's words.
    doing: String,
}

/// Which annotators have a sidecar for which article, found by listing folders rather than by asking for each file.
#[derive(Default)]
struct Sidecars {
    annotators: Vec<(String, HashSet<String>)>,
}

impl Sidecars {
    fn find(store: &Store) -> Self {
        let found = |annotator: String| {
            let articles = store.sidecars(&annotator).into_iter().collect();
            (annotator, articles)
        };
        Self {
            annotators: Self::all(store).into_iter().map(found).collect(),
        }
    }

    fn all(store: &Store) -> Vec<String> {
        store
            .annotators()
            .into_iter()
            .map(|annotator| annotator.id)
            .collect()
    }

    fn of(&self, article: &str) -> Vec<String> {
        let having = self
            .annotators
            .iter()
            .filter(|(_, articles)| articles.contains(article));
        having.map(|(annotator, _)| annotator.clone()).collect()
    }
}

impl Store {
    /// Returns the articles for which an annotator has a file, sorted, whether the articles exist or not.
    pub fn sidecars(&self, annotator: &str) -> Vec<String> {
        let Ok(folder) = self.annotator_folder(annotator) else {
            return Vec::new();
        };
        let mut found = Vec::new();
        let mut folders = vec![(folder, self.inner.project.articles.clone(), 0)];
        while let Some((folder, path, depth)) = folders.pop() {
            for entry in self.inner.fs.list(&folder).unwrap_or_default() {
                let inner = if path.is_empty() {
                    entry.name.clone()
                } else {
                    format!("{path}/{}", entry.name)
                };
                if entry.kind == Kind::Folder && depth < project::MAX_DEPTH {
                    folders.push((folder.join(&entry.name), inner, depth + 1));
                } else {
                    found.extend(paths::article_of(&inner));
                }
            }
        }
        found.sort();
        found
    }

    /// Gathers what lists show of an article, with the work of these annotators, as far as there is any.
    pub fn article_info(&self, path: &str, annotators: &[String]) -> ArticleInfo {
        let (meta, problem) = match self.describe_article(path) {
            Ok(meta) => (meta, None),
            Err(problem) => (Metadata::default(), Some(problem)),
        };
        let mut info = ArticleInfo {
            path: path.to_owned(),
            title: meta.title,
            date: meta.date,
            publisher: meta.publisher,
            problem,
            work: Vec::new(),
        };
        for annotator in annotators {
            match self.work(annotator, path) {
                Ok((work, problem)) => {
                    info.work.extend(work);
                    info.problem = info.problem.or(problem);
                }
                Err(problem) => {
                    info.problem.get_or_insert(problem);
                }
            }
        }
        info
    }

    fn describe_article(&self, path: &str) -> Result<Metadata, Problem> {
        if crate::read::article_id(path).part.is_some() {
            return Ok(self.read_article(path)?.meta);
        }
        let full = paths::join(&self.inner.root, path);
        let size = self.inner.fs.metadata(&full).map_or(0, |found| found.bytes);
        if size <= WHOLE || !crate::read::may_peek(path) {
            return Ok(self.read_article(path)?.meta);
        }
        let start = self.inner.fs.read_start(&full, BEGINNING);
        let start = start.map_err(|error| self.unreadable_article(path, &error))?;
        let chosen = self.inner.project.encoding_of(path);
        Ok(crate::read::peek(path, &start, chosen))
    }

    /// Counts an annotator's statements without looking them up in the text, none where there is no file, and says what
    /// makes the file read-only.
    fn work(
        &self,
        annotator: &str,
        article: &str,
    ) -> Result<(Option<Work>, Option<Problem>), Problem> {
        if self.withholds(annotator, article) {
            return Ok((None, None));
        }
        let path = self.sidecar_path(annotator, article)?;
        let shown = self.shown(&path);
        self.check_inside(&path, &shown)?;
        let bytes = match self.inner.fs.read(&path, MAX_BYTES) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Ok((None, None));
            }
            Err(error) => {
                let what = project::reason(&error);
                return Err(Problem::new(ProblemKind::UnreadableSidecar, shown, what));
            }
        };
        let mut loaded = sidecar::parse(&shown, &bytes);
        let Some(parsed) = loaded.value else {
            let unknown =
                || Problem::new(ProblemKind::UnreadableSidecar, shown, "it cannot be read");
            return Err(loaded.problems.pop().unwrap_or_else(unknown));
        };
        let flagged = parsed.statements.iter().filter(|entry| entry.said.flagged);
        let said = parsed.statements.iter().map(|entry| &entry.said);
        let unfinished = said.filter(|said| said.is_unfinished());
        let work = Work {
            annotator: annotator.to_owned(),
            status: parsed.status,
            statements: parsed.statements.len(),
            flagged: flagged.count(),
            unfinished: unfinished.count(),
            decisions: Decisions::count(
                parsed.statements.iter().map(|entry| &entry.said),
                parsed.rejected.iter(),
            ),
        };
        let is_read_only = loaded.read_only.is_some();
        let problem = loaded.problems.into_iter().next().filter(|_| is_read_only);
        Ok((Some(work), problem))
    }
}
