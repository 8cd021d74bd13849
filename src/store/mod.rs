//! The disk: opening a project, loading and saving annotations, and noticing what others do to the files.
//!
//! Nothing here touches a project by looking at it. The first write is the first edit, it goes through
//! [`save`], and it never replaces anything that was not read before.
//!
//! Read [`fs`] (what the disk can do) and [`save`] (how a file is replaced) first, then [`load`].
//! What becomes of two versions of a file is the business of [`crate::merge`].

mod add;
pub mod browse;
mod cache;
mod codebooks;
mod copied;
pub(crate) mod copies;
pub mod fs;
mod glance;
mod home;
pub mod index;
mod inventory;
mod lead;
mod likeness;
mod listing;
pub mod load;
mod output;
pub mod own;
pub mod paths;
mod project;
mod recoding;
pub mod save;
pub mod saver;
mod seen;
mod singles;
mod tables;
pub mod three_way;
pub mod watch;
mod write;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

pub use add::Added;
use fs::{Fs, RealFs};
pub(crate) use glance::{Place, Stamp, nanoseconds};
pub use index::{ArticleInfo, Index, Work};
pub use listing::Listings;
pub(crate) use load::Former;
pub use load::{Base, File, Opened};
pub use output::Output;
pub use project::ArticleFile;
use project::Kept;
pub(crate) use project::{default_codebook, reason};
pub use save::{AtomicFile, write_file};
pub use saver::{Job, SaveEvent, Saver};
pub use watch::{AddedRead, Change, News, Read, Watcher};
pub use write::{CodebookBase, Saved, SavedCodebook};

use crate::env::Env;
use crate::model::article::Article;
use crate::model::codebook::Codebook;
use crate::model::fold;
use crate::model::problem::{Problem, ProblemKind};
use crate::model::project::{Annotator, Project};
use crate::model::writers::{self, FileKind};

/// How a project is opened.
#[derive(Clone)]
pub struct OpenOptions {
    /// Who labels.
    pub annotator: Option<String>,
    /// Folder that takes the place of the project's annotations folder for [`OpenOptions::annotator`]: for a project
    /// that is opened where it must not be written.
    pub own_annotations: Option<PathBuf>,
    /// Where what was made of the project's files is kept, so that nothing is made twice; none keeps nothing.
    pub cache: Option<PathBuf>,
    /// Whether what is kept there is not trusted but made anew.
    pub fresh: bool,
    /// The file system, with the clock and the chance that belong to it.
    pub fs: Arc<dyn Fs>,
}

impl Default for OpenOptions {
    fn default() -> Self {
        Self {
            annotator: None,
            own_annotations: None,
            cache: None,
            fresh: false,
            fs: Arc::new(RealFs),
        }
    }
}

/// An open project. Cheap to clone; every clone is the same project.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
    /// Who sees it, if it is not everybody's view: see [`Store::as_seen_by`].
    viewer: Option<Arc<str>>,
}

struct Inner {
    fs: Arc<dyn Fs>,
    options: OpenOptions,
    /// The project's folder, links resolved.
    root: PathBuf,
    annotations: PathBuf,
    project: Arc<Project>,
    /// Why nothing may be written at all.
    read_only: Option<String>,
    /// Why the project file must not be written.
    locked: Option<String>,
    focus: Option<String>,
    /// The file that is all there is, if it stands alone.
    only: Option<String>,
    codebook: RwLock<Arc<Codebook>>,
    articles: RwLock<Arc<Vec<ArticleFile>>>,
    /// What is known of folders that may be copies of an annotator's, by their names.
    copied: Mutex<BTreeMap<String, Option<copied::Copied>>>,
    tables: tables::Tables,
    notes: Mutex<Notes>,
}

/// What is remembered about the disk, to do nothing twice.
#[derive(Default)]
struct Notes {
    /// Which folder the project's is, by device and number: if a share vanishes, another stands at its path.
    home: (u64, u64),
    /// Content of the files that this program wrote or read, by path: what changes to just that is no news.
    seen: HashMap<PathBuf, Option<save::Hash>>,
    /// Folders whose names are known to last.
    lasting: HashSet<PathBuf>,
    /// Folders that were swept of what killed processes left.
    swept: HashSet<PathBuf>,
    /// Texts that are known to be kept.
    texts: HashSet<String>,
}

impl Store {
    /// Opens a project folder, any folder of articles, or one article.
    ///
    /// An article within a project (its file at most four folders up) opens the project; else it stands alone. The
    /// problems are of the project file, the codebook and the listing; everything else works regardless.
    ///
    /// # Errors
    /// If there is nothing at that path that could be opened.
    pub fn open(path: &Path, options: OpenOptions) -> Result<(Self, Vec<Problem>), Problem> {
        let fs = Arc::clone(&options.fs);
        if let Some(annotator) = &options.annotator {
            paths::check_annotator(annotator)?;
        }
        let place = project::locate(&*fs, path)?;
        let identity = fs.metadata(&place.root).map_err(|error| {
            let shown = path.display().to_string();
            Problem::new(
                ProblemKind::UnreadableProject,
                shown,
                project::reason(&error),
            )
        })?;
        let (loaded, locked) = project::read_project(&*fs, &place.root);
        let why = loaded.why_read_only();
        let read_only = why.map(|why| format!("where annotations lie is not known. {why}"));
        let mut problems = loaded.problems;
        let project = loaded.value.unwrap_or_default();
        let store = Self {
            inner: Arc::new(Inner {
                annotations: paths::join(&place.root, &project.annotations),
                root: place.root,
                project: Arc::new(project),
                read_only,
                locked,
                focus: place.focus,
                only: place.only,
                codebook: RwLock::default(),
                articles: RwLock::default(),
                copied: Mutex::default(),
                tables: tables::Tables::default(),
                notes: Mutex::new(Notes {
                    home: identity.identity,
                    ..Notes::default()
                }),
                fs,
                options,
            }),
            viewer: None,
        };
        problems.extend(project::project_copies(&*store.inner.fs, store.root()));
        problems.extend(store.reload_codebook());
        problems.extend(store.rescan());
        // A file that may hold articles and stands alone is opened for them.
        let only = store.inner.only.as_deref();
        if only.is_some_and(crate::read::is_table) && store.articles().is_empty() {
            let shown = path.display().to_string();
            let none = Problem::new(ProblemKind::UnreadableProject, shown, project::NO_PROJECT);
            return Err(none.hinted(project::OPEN_ANOTHER));
        }
        problems.extend(store.unreachable());
        Ok((store, problems))
    }

    /// Returns the project's folder.
    pub fn root(&self) -> &Path {
        &self.inner.root
    }

    /// Returns the clock and the chance that belong to the project's disk.
    pub fn env(&self) -> Env {
        self.inner.fs.env()
    }

    /// Returns the name to show: the project's own, else the folder's.
    pub fn name(&self) -> String {
        if !self.inner.project.name.is_empty() {
            return self.inner.project.name.clone();
        }
        let name = self.inner.root.file_name();
        name.map_or_else(
            || self.inner.root.display().to_string(),
            |name| name.to_string_lossy().into_owned(),
        )
    }

    /// Returns what the project says about itself.
    pub fn project(&self) -> Arc<Project> {
        Arc::clone(&self.inner.project)
    }

    /// Returns the article that was named when the project was opened, as a path within the project; none if what was named
    /// is a file that holds articles.
    pub fn focus(&self) -> Option<&str> {
        let focus = self.inner.focus.as_deref();
        focus.filter(|focus| !self.is_table(focus))
    }

    /// Returns why nothing may be written in this project; none where it may be.
    pub fn read_only(&self) -> Option<&str> {
        self.inner.read_only.as_deref()
    }

    /// Tells whether a person may write a file of the project, as [`may_write`](writers::may_write) says.
    ///
    /// # Errors
    /// A clause that says why not: it is somebody else's, or the file holds what would be lost.
    pub fn may_write(&self, person: &str, file: FileKind<'_>) -> Result<(), String> {
        if let Some(why) = &self.inner.read_only {
            return Err(why.clone());
        }
        if file == FileKind::Project {
            self.project_is_whole()?;
        }
        writers::may_write(&self.inner.project, &self.annotators(), person, file)
    }

    /// Says why the project file must not be written by anybody.
    ///
    /// # Errors
    /// A clause that says what it holds that would be lost.
    fn project_is_whole(&self) -> Result<(), String> {
        match self.inner.read_only.as_ref().or(self.inner.locked.as_ref()) {
            Some(why) => Err(why.clone()),
            None => Ok(()),
        }
    }

    /// Returns the lead's codebook, or the one that stands in where there is none.
    pub fn codebook(&self) -> Arc<Codebook> {
        Arc::clone(
            &self
                .inner
                .codebook
                .read()
                .unwrap_or_else(PoisonError::into_inner),
        )
    }

    /// Returns who labels: those whom the project declares, those who have annotations, and gold last.
    pub fn annotators(&self) -> Vec<Annotator> {
        let own = self.inner.options.own_annotations.as_deref();
        let folders: Vec<&Path> = [self.inner.annotations.as_path()]
            .into_iter()
            .chain(own)
            .collect();
        let mut all = project::annotators(&*self.inner.fs, &self.inner.project, &folders);
        let ids: Vec<&str> = all.iter().map(|annotator| annotator.id.as_str()).collect();
        let copied = self.copied_among(&ids).into_iter();
        let copied: Vec<String> = copied.map(|(id, _)| id.to_owned()).collect();
        all.retain(|annotator| !copied.contains(&annotator.id));
        all
    }

    /// Returns the project's articles, sorted by path, as last listed.
    pub fn articles(&self) -> Arc<Vec<ArticleFile>> {
        Arc::clone(
            &self
                .inner
                .articles
                .read()
                .unwrap_or_else(PoisonError::into_inner),
        )
    }

    /// Lists the articles anew; returns what could not be listed, and copies that sync tools made.
    pub fn rescan(&self) -> Vec<Problem> {
        self.forget_copied();
        let Inner {
            fs, root, project, ..
        } = &*self.inner;
        let project::Listed {
            mut articles,
            tables,
            mut problems,
        } = match &self.inner.only {
            Some(only) => project::list_one(&**fs, root, only),
            None => project::list_articles(&**fs, root, project, &|path| self.kept(path)),
        };
        let (parts, faults) = self.list_parts(&tables);
        articles.extend(parts);
        articles.sort_by(|a, b| a.path.cmp(&b.path));
        problems.extend(faults);
        problems.sort();
        let mut known = self
            .inner
            .articles
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        *known = Arc::new(articles);
        problems
    }

    /// Says why an article is one although a sync tool made it as a copy of another; none if it is not.
    fn kept(&self, article: &str) -> Option<Kept> {
        let is_of = |path: &str| crate::read::article_id(path).file == article;
        if self.focus().is_some_and(is_of) {
            return Some(Kept::Opened);
        }
        let assigned = &self.inner.project.assignments;
        let is_assigned = assigned
            .iter()
            .any(|one| one.articles.iter().any(|path| is_of(path)));
        let is_annotated = || {
            self.annotators().iter().any(|annotator| {
                let path = self.work_on(&annotator.id, article);
                path.is_ok_and(|path| self.may_exist(&path))
            })
        };
        (is_assigned || is_annotated()).then_some(Kept::Used)
    }

    /// Tells whether there is a file, or it cannot be known.
    fn may_exist(&self, path: &Path) -> bool {
        match self.inner.fs.metadata(path) {
            Ok(_) => true,
            Err(error) => error.kind() != std::io::ErrorKind::NotFound,
        }
    }

    /// Reads an article of the project: a file, or a part of a table (`wire.jsonl#a-17`).
    ///
    /// # Errors
    /// If the path leads out of the project, or the file cannot be read or is no text.
    pub fn read_article(&self, path: &str) -> Result<Article, Problem> {
        let id = crate::read::article_id(path);
        paths::check_id(&id)?;
        if id.part.is_some() {
            return self.read_part(&id);
        }
        self.check_is_one(path)?;
        let bytes = self.article_bytes(path, None)?;
        crate::read::read_in(path, &bytes, self.inner.project.encoding_of(path))
    }

    fn unreadable_article(&self, path: &str, error: &std::io::Error) -> Problem {
        if error.kind() == std::io::ErrorKind::FileTooLarge {
            let found = project::look(&*self.inner.fs, &self.inner.root, path);
            return crate::read::too_large(path, found.map_or(0, |found| found.bytes));
        }
        Problem::new(ProblemKind::UnreadableArticle, path, project::reason(error))
            .hinted("The rest of the project works without it")
    }

    /// Returns where an annotator's work on an article lies, whether it exists or not.
    ///
    /// # Errors
    /// If the annotator's name or the article's path is one that is refused.
    pub fn sidecar_path(&self, annotator: &str, article: &str) -> Result<PathBuf, Problem> {
        let id = crate::read::article_id(article);
        paths::check_id(&id)?;
        let folder = self.annotator_folder(annotator)?;
        let name = paths::sidecar(&id, &self.inner.project.articles);
        let path = paths::join(&folder, &name);
        if name.is_ascii() || self.inner.fs.metadata(&path).is_ok() {
            return Ok(path);
        }
        // A sync tool may have composed the accents of one of the two names, or decomposed them.
        let other = fold::other_forms(&name).map(|name| paths::join(&folder, &name));
        let mut other = other.filter(|path| self.inner.fs.metadata(path).is_ok());
        Ok(other.next().unwrap_or(path))
    }

    /// Returns where an annotator's work on a file lies: a sidecar, or the folder of those of its articles.
    fn work_on(&self, annotator: &str, file: &str) -> Result<PathBuf, Problem> {
        let sidecar = self.sidecar_path(annotator, file)?;
        let may_be_one = crate::read::is_article(file);
        if !crate::read::may_hold(file) || (may_be_one && self.may_exist(&sidecar)) {
            return Ok(sidecar);
        }
        let mut folder = sidecar.with_extension("").into_os_string();
        folder.push(paths::PARTS);
        Ok(folder.into())
    }

    /// Returns the folder of an annotator's work.
    fn annotator_folder(&self, annotator: &str) -> Result<PathBuf, Problem> {
        paths::check_annotator(annotator)?;
        Ok(self.annotations_of(annotator).join(annotator))
    }

    /// Returns the annotations folder that an annotator's own folder lies in.
    fn annotations_of(&self, annotator: &str) -> &Path {
        let options = &self.inner.options;
        match &options.own_annotations {
            Some(own) if options.annotator.as_deref() == Some(annotator) => own,
            _ => &self.inner.annotations,
        }
    }

    /// Returns a path as messages show it: within the project where it is.
    fn shown(&self, path: &Path) -> String {
        paths::relative(&self.inner.root, path).unwrap_or_else(|| path.display().to_string())
    }

    /// Refuses a path of which a link leads out of the project.
    fn check_inside(&self, path: &Path, shown: &str) -> Result<(), Problem> {
        let refuse = |what: String, hint: &str| {
            Problem::new(ProblemKind::UnreadableSidecar, shown, what).hinted(hint)
        };
        let known = self.resolve_existing(path).map_err(|error| {
            refuse(
                project::reason(&error),
                "Check whether you may read its folder",
            )
        })?;
        let own = self.inner.options.own_annotations.as_deref();
        let in_own = own.is_some_and(|own| match self.inner.fs.canonical(own) {
            Ok(own) => known.starts_with(own),
            Err(_) => path.starts_with(own),
        });
        if known.starts_with(&self.inner.root) || in_own {
            return Ok(());
        }
        let what = "it is, or lies in, a link that leads out of the project".to_owned();
        let hint = "It is neither read nor written; put the file itself there";
        Err(refuse(what, hint))
    }

    /// Resolves the links of as much of a path as exists.
    fn resolve_existing(&self, path: &Path) -> std::io::Result<PathBuf> {
        for path in path.ancestors() {
            match self.inner.fs.canonical(path) {
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                result => return result,
            }
        }
        Err(std::io::ErrorKind::NotFound.into())
    }

    fn notes(&self) -> MutexGuard<'_, Notes> {
        self.inner
            .notes
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store")
            .field("root", &self.inner.root)
            .finish_non_exhaustive()
    }
}
