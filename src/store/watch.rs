//! Notices what others do to a project's files: teammates, sync tools, another window.
//!
//! What the system reports is a hint; the files decide. Where it reports nothing, as on network shares, or drops
//! reports, names, sizes and times are compared now and then. What this program itself wrote is no news: the content of
//! the file is what it was known to be.
//!
//! Whether the project's folder is still there is looked at with every report and every few seconds. While it is not,
//! whatever lies at its path is nobody's news.
//!
//! The thread is the store's own and no job: it waits for reports as long as the project is open, and keeps what it knew of
//! the files from one to the next.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use notify::{RecursiveMode, Watcher as _};

use super::fs::Kind;
use super::write::CodebookBase;
use super::{Store, copies, likeness, paths, project, save};
use crate::format::Loaded;
use crate::model::codebook::Codebook;
use crate::model::problem::Problem;

/// How long it must be quiet before files are looked at: a sync tool writes many at once.
const QUIET: Duration = Duration::from_millis(30);

/// Longest wait for quiet.
const PATIENCE: Duration = Duration::from_millis(300);

/// How often files are compared where the system reports nothing.
const POLL: Duration = Duration::from_secs(10);

/// How often it is looked whether the project's folder is there, where the system reports what happens in it.
const HEARTBEAT: Duration = Duration::from_secs(5);

/// How often it is looked whether the project's folder is back.
const AWAY: Duration = Duration::from_secs(1);

/// Reports that may wait; when more come, everything is compared instead.
const REPORTS: usize = 4096;

/// Something that changed, and not by this program.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// An annotator's work on an article, or a copy that a sync tool made of it.
    Sidecar {
        /// Whose work.
        annotator: String,
        /// Path of the article.
        article: String,
    },
    /// The content of an article.
    Article(String),
    /// Articles came or went.
    Listing,
    /// A codebook: the lead's, or what an annotator added.
    Codebook {
        /// Whose additions; none for the lead's codebook.
        annotator: Option<String>,
    },
    /// The project's folder: it went away, or came back.
    Folder,
}

/// Represents a change, with what was read anew for it.
#[derive(Clone, Debug, PartialEq)]
pub struct News {
    /// What changed.
    pub change: Change,
    /// What was read.
    pub read: Read,
}

/// Represents what the watcher read, so that the window's thread need not.
#[derive(Clone, Debug, PartialEq)]
pub enum Read {
    /// Nothing: whoever shows the file reads it.
    Nothing,
    /// The list of articles, or the lead's codebook, which the store now has, with what is wrong with them.
    Problems(Vec<Problem>),
    /// What this project's annotator added to the codebook.
    Added(Box<AddedRead>),
    /// Why the project's folder is not there; none where it is back.
    Absence(Option<Problem>),
}

/// Represents what an annotator added to the codebook, as it was on the disk at some time.
#[derive(Clone, Debug, PartialEq)]
pub struct AddedRead {
    /// What was read.
    pub loaded: Loaded<Codebook>,
    /// What a save of it compares with.
    pub base: CodebookBase,
    /// What this program had written last, before it was read.
    written: Option<save::Hash>,
}

/// The thread that watches.
pub struct Watcher {
    reports: SyncSender<Report>,
    news: Arc<Mutex<BTreeMap<Change, Read>>>,
    breakdowns: Arc<Mutex<Vec<Problem>>>,
}

enum Report {
    Paths(Vec<PathBuf>),
    CompareAll,
    Stop,
}

type Snapshot = BTreeMap<PathBuf, (u64, Option<SystemTime>)>;

impl Watcher {
    /// Starts to watch. `wake` is called from the thread whenever there are changes.
    pub fn start(store: Store, wake: impl Fn() + Send + Sync + 'static) -> Self {
        let (reports, incoming) = sync_channel(REPORTS);
        let (news, breakdowns) = (Arc::default(), Arc::default());
        let worker = Worker {
            store,
            wake: Box::new(wake),
            news: Arc::clone(&news),
            breakdowns: Arc::clone(&breakdowns),
            missed: Arc::default(),
            known: Snapshot::new(),
            watching: None,
            absence: None,
        };
        let sender = reports.clone();
        let thread = std::thread::Builder::new().name("watcher".to_owned());
        // Without a thread, others' changes show when an article is opened, and saving merges all the same.
        drop(thread.spawn(move || worker.run(&sender, &incoming)));
        Self {
            reports,
            news,
            breakdowns,
        }
    }

    /// Takes what broke down since the last call; what changes later is noticed all the same.
    pub fn breakdowns(&self) -> Vec<Problem> {
        let breakdowns = self.breakdowns.lock();
        std::mem::take(&mut *breakdowns.unwrap_or_else(PoisonError::into_inner))
    }

    /// Takes what changed since the last call.
    pub fn news(&self) -> Vec<News> {
        let mut news = self.news.lock().unwrap_or_else(PoisonError::into_inner);
        let news = std::mem::take(&mut *news).into_iter();
        news.map(|(change, read)| News { change, read }).collect()
    }

    /// Compares all files, as when the window gets the focus.
    pub fn compare_all(&self) {
        // If the queue is full, what is in it makes the thread look anyway.
        drop(self.reports.try_send(Report::CompareAll));
    }
}

impl Drop for Watcher {
    fn drop(&mut self) {
        drop(self.reports.try_send(Report::Stop));
    }
}

struct Worker {
    store: Store,
    wake: Box<dyn Fn() + Send + Sync>,
    news: Arc<Mutex<BTreeMap<Change, Read>>>,
    breakdowns: Arc<Mutex<Vec<Problem>>>,
    /// Whether reports were lost.
    missed: Arc<AtomicBool>,
    known: Snapshot,
    /// What reports; none where the system does not.
    watching: Option<notify::RecommendedWatcher>,
    /// Why the project's folder is not there; none while it is.
    absence: Option<Problem>,
}

/// What was heard before files are looked at.
struct Heard {
    paths: BTreeSet<PathBuf>,
    /// Whether all files are to be compared.
    all: bool,
}

impl Worker {
    fn run(mut self, sender: &SyncSender<Report>, incoming: &Receiver<Report>) {
        let mut goes_on = self.guard(|worker| {
            worker.watching = worker.watch(sender);
            worker.known = worker.snapshot();
            ControlFlow::Continue(())
        });
        while goes_on.is_continue() {
            goes_on = self.guard(|worker| match worker.listen(incoming) {
                Some(heard) => {
                    worker.look(heard, sender);
                    ControlFlow::Continue(())
                }
                None => ControlFlow::Break(()),
            });
        }
    }

    /// Does something; where that breaks down, it is said, and everything is compared the next time.
    fn guard(&mut self, work: impl FnOnce(&mut Self) -> ControlFlow<()>) -> ControlFlow<()> {
        catch_unwind(AssertUnwindSafe(|| work(self))).unwrap_or_else(|panic| {
            let doing = "looking for what others changed";
            let problem = Problem::broken_down(doing, &*panic);
            let breakdowns = self.breakdowns.lock();
            breakdowns
                .unwrap_or_else(PoisonError::into_inner)
                .push(problem);
            self.missed.store(true, Ordering::Relaxed);
            (self.wake)();
            ControlFlow::Continue(())
        })
    }

    /// Waits for reports, or for the time to look; none when the project is closed.
    fn listen(&self, incoming: &Receiver<Report>) -> Option<Heard> {
        let is_away = self.absence.is_some();
        let pause = match &self.watching {
            _ if is_away => AWAY,
            Some(_) => HEARTBEAT,
            None => POLL,
        };
        let mut paths = BTreeSet::new();
        let mut all = false;
        match incoming.recv_timeout(pause) {
            Ok(Report::Stop) | Err(RecvTimeoutError::Disconnected) => return None,
            Ok(Report::CompareAll) => all = true,
            Err(RecvTimeoutError::Timeout) => all = self.watching.is_none(),
            Ok(Report::Paths(found)) => {
                paths.extend(found);
                match gather(incoming, &mut paths) {
                    Gathered::Paths => {}
                    Gathered::All => all = true,
                    Gathered::Stop => return None,
                }
            }
        }
        Some(Heard { paths, all })
    }

    /// Looks at what was heard of.
    fn look(&mut self, heard: Heard, sender: &SyncSender<Report>) {
        let Heard { mut paths, mut all } = heard;
        let was_away = self.absence.is_some();
        let absence = self.store.absence();
        if absence != self.absence {
            self.absence.clone_from(&absence);
            let news = Read::Absence(absence);
            self.tell(BTreeMap::from([(Change::Folder, news)]));
        }
        if self.absence.is_some() {
            return;
        }
        let mut found = BTreeSet::new();
        if was_away {
            // What is watched may be a folder that is elsewhere now.
            self.watching = self.watch(sender);
            all = true;
            found.extend([Change::Listing, Change::Codebook { annotator: None }]);
        }
        // A folder that came may have been filled before it could be watched.
        all |= paths.iter().any(|path| self.is_folder(path));
        if all || self.missed.swap(false, Ordering::Relaxed) {
            paths.extend(self.compare());
        }
        found.extend(paths.iter().filter_map(|path| self.judge(path)));
        let mut read = BTreeMap::new();
        for change in found {
            let content = self.read(&change);
            read.insert(change, content);
        }
        if !read.is_empty() {
            self.tell(read);
        }
    }

    fn tell(&self, mut read: BTreeMap<Change, Read>) {
        let mut news = self.news.lock().unwrap_or_else(PoisonError::into_inner);
        news.append(&mut read);
        drop(news);
        (self.wake)();
    }

    /// Reads anew what a change is of, as far as that is the project's and not an article's.
    fn read(&self, change: &Change) -> Read {
        match change {
            Change::Listing => Read::Problems(self.store.rescan()),
            Change::Codebook { annotator: None } => Read::Problems(self.store.reload_codebook()),
            Change::Codebook {
                annotator: Some(annotator),
            } if self.store.is_own(annotator) => {
                // A save notes what it writes before it is there: what is read in between is older than what is noted.
                let held = self.store.hold_added(annotator);
                let written = self.store.written_added(annotator);
                let (loaded, base) = self.store.load_added(annotator);
                drop(held);
                Read::Added(Box::new(AddedRead {
                    loaded,
                    base,
                    written,
                }))
            }
            Change::Codebook { .. }
            | Change::Sidecar { .. }
            | Change::Article(_)
            | Change::Folder => Read::Nothing,
        }
    }

    /// Asks the system to report; none where it cannot, or would report only what this machine does.
    fn watch(&self, sender: &SyncSender<Report>) -> Option<notify::RecommendedWatcher> {
        if self.store.folders().any(is_shared) {
            return None;
        }
        let (sender, missed) = (sender.clone(), Arc::clone(&self.missed));
        let handler = move |event: notify::Result<notify::Event>| {
            let report = match event {
                Ok(event) if event.need_rescan() => Report::CompareAll,
                Ok(event) if event.kind.is_access() => return,
                Ok(event) => Report::Paths(event.paths),
                Err(_) => Report::CompareAll,
            };
            if sender.try_send(report).is_err() {
                missed.store(true, Ordering::Relaxed);
            }
        };
        let mut watcher = notify::recommended_watcher(handler).ok()?;
        for folder in self.store.folders() {
            // A folder that does not exist yet comes into one that is watched.
            let exists = self.store.inner.fs.metadata(folder).is_ok();
            if exists && watcher.watch(folder, RecursiveMode::Recursive).is_err() {
                return None;
            }
        }
        Some(watcher)
    }

    /// Returns the files that are not as they were when last compared.
    fn compare(&mut self) -> Vec<PathBuf> {
        let now = self.snapshot();
        let gone = self.known.keys().filter(|path| !now.contains_key(*path));
        let other = now
            .iter()
            .filter(|(path, found)| self.known.get(*path) != Some(found));
        let paths = gone.chain(other.map(|(path, _)| path)).cloned().collect();
        self.known = now;
        paths
    }

    fn snapshot(&self) -> Snapshot {
        let fs = &*self.store.inner.fs;
        let mut found = Snapshot::new();
        let mut folders: Vec<(PathBuf, usize)> = self
            .store
            .folders()
            .map(|folder| (folder.to_owned(), 0))
            .collect();
        while let Some((folder, depth)) = folders.pop() {
            for entry in fs.list(&folder).unwrap_or_default() {
                let path = folder.join(&entry.name);
                match entry.kind {
                    _ if entry.name.starts_with('.') => {}
                    Kind::Folder if depth < project::MAX_DEPTH => folders.push((path, depth + 1)),
                    Kind::File => {
                        if let Ok(file) = fs.metadata(&path) {
                            found.insert(path, (file.bytes, file.modified));
                        }
                    }
                    _ => {}
                }
            }
        }
        found
    }

    /// Says what a changed path means; none if it means nothing, or this program did it.
    fn judge(&self, path: &Path) -> Option<Change> {
        let name = path.file_name()?.to_str()?;
        if name.starts_with('.') {
            return None;
        }
        let root = self.store.root();
        let is_codebook = name == paths::CODEBOOK || copies::of_lead(paths::CODEBOOK, name);
        if is_codebook && path.parent() == Some(root) {
            return Some(Change::Codebook { annotator: None });
        }
        let annotations = self.store.annotation_folders();
        for folder in annotations {
            if let Some(within) = paths::relative(folder, path) {
                return self.judge_annotation(path, &within, name);
            }
        }
        self.judge_article(path, &paths::relative(root, path)?)
    }

    fn judge_annotation(&self, path: &Path, within: &str, name: &str) -> Option<Change> {
        let (annotator, rest) = within.split_once('/')?;
        paths::check_annotator(annotator).ok()?;
        let is_codebook = name == paths::CODEBOOK || copies::of_own_codebook(name);
        let change = if is_codebook && rest == name {
            Change::Codebook {
                annotator: Some(annotator.to_owned()),
            }
        } else {
            let parent = rest.strip_suffix(name)?;
            let article = match paths::article_of(rest) {
                Some(article) => self.store.article_path(&article),
                None => self.copied_article(parent, name)?,
            };
            if may_be_copy(&article) && !self.is_listed(&article) {
                // A copy of an article becomes one when somebody annotates it.
                return Some(Change::Listing);
            }
            Change::Sidecar {
                annotator: annotator.to_owned(),
                article,
            }
        };
        let known = self.store.notes().seen.get(path).copied();
        let fs = &*self.store.inner.fs;
        let now = save::content(fs, path).ok();
        (known.is_none() || now != known).then_some(change)
    }

    fn is_listed(&self, article: &str) -> bool {
        let articles = self.store.articles();
        let found = articles.binary_search_by(|known| known.path.as_str().cmp(article));
        found.is_ok()
    }

    fn is_folder(&self, path: &Path) -> bool {
        let found = self.store.inner.fs.metadata(path);
        found.is_ok_and(|found| found.kind == Kind::Folder)
    }

    /// Returns the article of which a sync tool copied a sidecar.
    fn copied_article(&self, parent: &str, name: &str) -> Option<String> {
        let articles = self.store.articles();
        let folder = &self.store.inner.project.articles;
        let of = |path: &str| {
            let sidecar = paths::sidecar(&crate::read::article_id(path), folder);
            let sidecar = sidecar.strip_prefix(parent)?;
            copies::beside(parent, sidecar, name).then(|| path.to_owned())
        };
        articles.iter().find_map(|article| of(&article.path))
    }

    fn judge_article(&self, path: &Path, within: &str) -> Option<Change> {
        let articles = self.store.articles();
        let known = articles
            .binary_search_by(|article| article.path.as_str().cmp(within))
            .ok();
        if crate::read::is_table(within) || self.store.is_table(within) {
            return (!self.store.is_listed_table(within)).then_some(Change::Listing);
        }
        let found = project::look(&*self.store.inner.fs, self.store.root(), within);
        if !crate::read::is_article(within) {
            // A folder that came, went or got another name took its articles with it.
            let folder = self.is_folder(path);
            let held = || {
                let inside = |path: &str| {
                    path.strip_prefix(within)
                        .is_some_and(|rest| rest.starts_with('/'))
                };
                articles.iter().any(|article| inside(&article.path))
            };
            return (folder != held()).then_some(Change::Listing);
        }
        match (known.map(|index| &articles[index]), found) {
            (Some(known), Some(found)) => {
                let change = || {
                    if self.store.has_become_table(&found) {
                        Change::Listing
                    } else {
                        Change::Article(within.to_owned())
                    }
                };
                (*known != found).then(change)
            }
            // A copy of an article, which is named with the listing, is gone.
            (None, None) => may_be_copy(within).then_some(Change::Listing),
            _ => Some(Change::Listing),
        }
    }
}

/// Tells whether an article may be a copy of another: named with the listing, and not in it.
fn may_be_copy(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    copies::is_marked(name) || !likeness::originals(name).is_empty()
}

enum Gathered {
    Paths,
    All,
    Stop,
}

/// Takes what else is reported until it is quiet.
fn gather(incoming: &Receiver<Report>, paths: &mut BTreeSet<PathBuf>) -> Gathered {
    let begun = Instant::now();
    let mut all = false;
    while begun.elapsed() < PATIENCE {
        match incoming.recv_timeout(QUIET) {
            Ok(Report::Paths(found)) => paths.extend(found),
            Ok(Report::CompareAll) => all = true,
            Ok(Report::Stop) | Err(RecvTimeoutError::Disconnected) => return Gathered::Stop,
            Err(RecvTimeoutError::Timeout) => break,
        }
    }
    if all { Gathered::All } else { Gathered::Paths }
}

/// Tells whether a folder lies on a share, of which the system reports only what this machine does.
#[cfg(target_os = "linux")]
fn is_shared(folder: &Path) -> bool {
    // NFS, SMB (three numbers), FUSE, 9P, Ceph, AFS: from statfs(2).
    const SHARES: [i64; 9] = [
        0x6969,
        0x517B,
        0xFE53_4D42,
        0xFF53_4D42,
        0x6573_5546,
        0x0102_1997,
        0x00C3_6400,
        0x5346_414F,
        0x6B41_4653,
    ];
    rustix::fs::statfs(folder).is_ok_and(|found| SHARES.contains(&found.f_type))
}

#[cfg(not(target_os = "linux"))]
fn is_shared(_folder: &Path) -> bool {
    false
}

impl Store {
    /// Tells whether this program wrote nothing newer of what its annotator added to the codebook since that was read.
    pub fn is_latest(&self, read: &AddedRead) -> bool {
        let annotator = self.inner.options.annotator.as_deref();
        annotator.is_some_and(|own| self.written_added(own) == read.written)
    }

    /// Holds what an annotator added to the codebook against a save that is under way.
    fn hold_added(&self, annotator: &str) -> save::Held {
        let folder = self.annotator_folder(annotator).ok()?;
        save::hold(&*self.inner.fs, &folder.join(paths::CODEBOOK))
    }

    fn is_own(&self, annotator: &str) -> bool {
        self.inner.options.annotator.as_deref() == Some(annotator)
    }

    /// Returns the content of the last codebook that this program wrote for an annotator.
    fn written_added(&self, annotator: &str) -> Option<save::Hash> {
        let folder = self.annotator_folder(annotator).ok()?;
        let path = folder.join(paths::CODEBOOK);
        self.notes().seen.get(&path).copied().flatten()
    }

    /// Returns the folders in which anything of the project lies.
    fn folders(&self) -> impl Iterator<Item = &Path> {
        let own = self.inner.options.own_annotations.as_deref();
        std::iter::once(self.root()).chain(own)
    }

    pub(super) fn annotation_folders(&self) -> impl Iterator<Item = &Path> {
        let own = self.inner.options.own_annotations.as_deref();
        std::iter::once(self.inner.annotations.as_path()).chain(own)
    }

    /// Returns the path within the project of an article that is named as its sidecar is, below an annotator's folder.
    fn article_path(&self, within: &str) -> String {
        let articles = &self.inner.project.articles;
        if articles.is_empty() {
            within.to_owned()
        } else {
            format!("{articles}/{within}")
        }
    }
}
