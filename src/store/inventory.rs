//! What lies in the annotations folder and belongs to no article, and where in a file a statement stands. For `check`.

use std::path::Path;
use std::sync::Arc;

use super::fs::{Entry, Fs, Kind, NOWHERE};
use super::paths::CODEBOOK;
use super::project::{self, PROJECT, reason};
use super::{ArticleFile, Store, copies, paths};
use crate::format::ron_file::MAX_BYTES;
use crate::model::fold::other_forms;
use crate::model::problem::{Problem, ProblemKind};
use crate::model::project::{Annotator, Project};

/// Levels of folders that are searched for sidecars.
const MAX_DEPTH: usize = 32;

impl Store {
    /// Says what of the annotations cannot be looked into though it is there: their folder, those of annotators.
    pub(super) fn unreachable(&self) -> Vec<Problem> {
        let (fs, project) = (&*self.inner.fs, &self.inner.project);
        if let Some(problem) = unreachable(fs, self.root(), project) {
            return vec![problem];
        }
        let folder = self.inner.annotations.as_path();
        let entries = fs.list(folder).unwrap_or_default();
        let is_somebodys = |entry: &&Entry| {
            entry.kind == Kind::Folder && paths::check_annotator(&entry.name).is_ok()
        };
        let folders = entries.iter().filter(is_somebodys);
        let ids: Vec<&str> = folders.map(|entry| entry.name.as_str()).collect();
        let copied = self.copied_folders(&ids);
        let mut problems = unreachable_annotators(fs, project, folder, entries);
        problems.extend(copied);
        problems
    }

    /// Counts an annotator's statements on an article without looking them up in its text; none where there is no file
    /// that can be read.
    pub fn count_statements(&self, annotator: &str, article: &str) -> Option<usize> {
        if self.withholds(annotator, article) {
            return None;
        }
        let path = self.sidecar_path(annotator, article).ok()?;
        count_in(&*self.inner.fs, &path)
    }

    /// Tells whether a path is that of a file of the project, which no dataset may take the place of: its own files, an
    /// article, anything among the annotations.
    pub fn is_own_file(&self, path: &Path) -> bool {
        let fs = &*self.inner.fs;
        let folder = match path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        let in_folder = || Some(fs.canonical(folder).ok()?.join(path.file_name()?));
        let Some(path) = fs.canonical(path).ok().or_else(in_folder) else {
            return false;
        };
        if self
            .annotation_folders()
            .any(|folder| path.starts_with(folder))
        {
            return true;
        }
        let Some(within) = paths::relative(self.root(), &path) else {
            return false;
        };
        let articles = self.articles();
        let is_article = || {
            let place = articles.binary_search_by(|file| file.path.as_str().cmp(&within));
            place.is_ok()
        };
        within == PROJECT || within == CODEBOOK || is_article() || self.is_table(&within)
    }

    /// Lists the sidecars whose article does not exist (or is not listed), and folders that cannot be.
    pub fn strays(&self) -> Vec<Problem> {
        self.strays_of(&self.annotators(), self.articles())
    }

    /// Lists as [`Store::strays`] does, for these annotators and articles, which are sorted by path.
    pub fn strays_of(
        &self,
        annotators: &[Annotator],
        articles: Arc<Vec<ArticleFile>>,
    ) -> Vec<Problem> {
        self.search(annotators, articles).problems
    }

    /// Lists the files among the annotations that nothing reads, sorted. What systems and other programs leave is left out.
    pub fn unread_annotations(&self) -> Vec<String> {
        let (fs, folder) = (&*self.inner.fs, &self.inner.annotations);
        let mut files = self.search(&self.annotators(), self.articles()).others;
        let declared = &self.inner.project.annotators;
        for entry in fs.list(folder).unwrap_or_default() {
            let path = folder.join(&entry.name);
            // What is said elsewhere: what stands in the place of a folder, and annotations that are nobody's.
            let is_said = declared.iter().any(|annotator| annotator.id == entry.name)
                || is_stray_work(fs, &path, &entry.name);
            if entry.kind == Kind::File && !is_litter(&entry.name) && !is_said {
                files.push(self.shown(&path));
            }
        }
        let texts = folder.join(paths::TEXTS);
        for entry in fs.list(&texts).unwrap_or_default() {
            let is_text = entry.name.ends_with(paths::KEPT);
            if entry.kind == Kind::File && !is_litter(&entry.name) && !is_text {
                files.push(self.shown(&texts.join(&entry.name)));
            }
        }
        files.sort_unstable();
        files
    }

    /// Looks through the folders of these annotators.
    fn search<'a>(
        &'a self,
        annotators: &'a [Annotator],
        articles: Arc<Vec<ArticleFile>>,
    ) -> Search<'a> {
        let mut search = Search {
            store: self,
            articles,
            annotator: "",
            counts: true,
            problems: Vec::new(),
            others: Vec::new(),
        };
        for annotator in annotators {
            let Ok(folder) = self.annotator_folder(&annotator.id) else {
                continue;
            };
            search.annotator = &annotator.id;
            search.counts = self.shows_all_of(&annotator.id);
            search.folder(&folder, &self.inner.project.articles, 0);
        }
        search
    }

    /// Lists the files among the articles that no format reads, sorted. What nobody expects to be an article is left
    /// out: the project's own files, a README, what systems and other programs leave.
    pub fn unread_files(&self) -> Vec<String> {
        if self.inner.only.is_some() {
            return Vec::new();
        }
        let mut files = project::list_others(&*self.inner.fs, self.root(), &self.inner.project);
        files.retain(|path| !is_no_article(path.rsplit('/').next().unwrap_or(path)));
        files
    }

    /// Returns the line and column, from 1, at which a statement's id stands in a sidecar.
    pub fn place_of(
        &self,
        annotator: &str,
        article: &str,
        statement: &str,
    ) -> Option<(usize, usize)> {
        let path = self.sidecar_path(annotator, article).ok()?;
        let bytes = self.inner.fs.read(&path, MAX_BYTES).ok()?;
        let source = std::str::from_utf8(&bytes).ok()?;
        let at = source.find(&format!("id: \"{statement}\""))?;
        let line_start = source[..at].rfind('\n').map_or(0, |newline| newline + 1);
        let line = source[..at].matches('\n').count() + 1;
        Some((line, source[line_start..at].chars().count() + 1))
    }

    /// Returns the path of a sidecar as messages show it.
    pub fn shown_sidecar(&self, annotator: &str, article: &str) -> String {
        let path = self.sidecar_path(annotator, article);
        path.map_or_else(|_| article.to_owned(), |path| self.shown(&path))
    }
}

/// Says why the folder of the annotations cannot be looked into, though there is, or should be, something.
fn unreachable(fs: &dyn Fs, root: &Path, project: &Project) -> Option<Problem> {
    let (name, usual) = (&project.annotations, Project::default().annotations);
    let folder = paths::join(root, name);
    let what = match fs.list(&folder) {
        Ok(_) => return None,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && !fs.is_link(&folder) => {
            // A project that nobody has labelled yet has none. One whose annotations lie under the usual name has a
            // project file that names another.
            let is_mistaken = *name != usual && fs.list(&paths::join(root, &usual)).is_ok();
            if !is_mistaken {
                return None;
            }
            format!(
                "the folder of the annotations, which {PROJECT} names, does not exist, but {usual:?} does"
            )
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            format!("the folder of the annotations is not there: {NOWHERE}")
        }
        Err(error) => format!(
            "the folder of the annotations cannot be read: {}",
            reason(&error)
        ),
    };
    let problem = Problem::new(ProblemKind::UnreadableProject, name.as_str(), what);
    Some(problem.hinted("Bring it back, or mount the share again"))
}

/// Names the annotators whose folder cannot be looked into, and what lies beside them and can be nobody's.
fn unreachable_annotators(
    fs: &dyn Fs,
    project: &Project,
    folder: &Path,
    entries: Vec<Entry>,
) -> Vec<Problem> {
    let (shown, mut problems) = (project.annotations.as_str(), Vec::new());
    for entry in entries {
        let path = folder.join(&entry.name);
        if let Err(refused) = paths::check_annotator(&entry.name) {
            let is_meant = entry.kind == Kind::Folder
                && !entry.name.starts_with('.')
                && entry.name != paths::TEXTS;
            if is_meant && fs.list(&path).is_ok_and(|found| !found.is_empty()) {
                let what = format!("the folder is nobody's: {}", refused.what);
                let shown = format!("{shown}/{}", entry.name);
                let problem = Problem::new(ProblemKind::UnreadableFolder, shown, what);
                let hint = "What lies in it is left out; give it the name of an annotator";
                problems.push(problem.hinted(hint));
            }
            continue;
        }
        let is_declared = project
            .annotators
            .iter()
            .any(|annotator| annotator.id == entry.name);
        let what = match entry.kind {
            Kind::Folder => fs.list(&path).err().map(|error| reason(&error)),
            Kind::Link if fs.metadata(&path).is_err() => Some(NOWHERE.to_owned()),
            Kind::Link => Some("it is a link, which is not followed".to_owned()),
            Kind::File | Kind::Other if is_declared => Some("it is not a folder".to_owned()),
            Kind::File if is_stray_work(fs, &path, &entry.name) => {
                let shown = format!("{shown}/{}", entry.name);
                let what = "these annotations lie in no annotator's folder";
                let problem = Problem::new(ProblemKind::UnreadableSidecar, shown, what);
                let hint = "They are left out; move the file to the folder of whom it names";
                problems.push(problem.hinted(hint));
                None
            }
            Kind::File | Kind::Other => None,
        };
        if let Some(what) = what {
            let shown = format!("{shown}/{}", entry.name);
            let problem = Problem::new(ProblemKind::UnreadableFolder, shown, what);
            let hint = "What this annotator made is left out; put the folder itself there";
            problems.push(problem.hinted(hint));
        }
    }
    problems.sort();
    problems
}

/// Tells whether a file beside the annotators' folders is a sidecar.
fn is_stray_work(fs: &dyn Fs, path: &Path, name: &str) -> bool {
    name.to_lowercase().contains(paths::SIDECAR) && count_in(fs, path).is_some()
}

/// Tells whether a file's name says that it is not meant to be an article.
fn is_no_article(name: &str) -> bool {
    let is_of_project = |file: &str| {
        name == file || copies::of_lead(file, name) || copies::may_be_of_lead(file, name)
    };
    [PROJECT, CODEBOOK].into_iter().any(is_of_project) || is_litter(name)
}

/// Tells whether a file's name says that it means nothing to a project: a README, what systems and other programs leave.
fn is_litter(name: &str) -> bool {
    let lower = name.to_lowercase();
    let stem = lower.split('.').next().unwrap_or_default();
    lower.starts_with('.')
        || ["readme", "license", "licence"].contains(&stem)
        || ["thumbs.db", "desktop.ini", "icon\r"].contains(&lower.as_str())
        || lower.starts_with('~')
        || lower.ends_with('~')
        || [".tmp", ".part", ".crdownload"]
            .iter()
            .any(|end| lower.ends_with(end))
}

/// Counts the statements of a sidecar; none where it cannot be read.
fn count_in(fs: &dyn Fs, path: &Path) -> Option<usize> {
    let bytes = fs.read(path, MAX_BYTES).ok()?;
    let parsed = crate::format::sidecar::parse("", &bytes).value?;
    Some(parsed.statements.len() + parsed.detached.len())
}

fn is_codebook(name: &str) -> bool {
    name == CODEBOOK || copies::of_own_codebook(name)
}

/// Returns the path of an article in a folder, which is empty for the project's own, and of a table's part
/// (`wire.jsonl#17`) in the folder of their sidecars (`wire.jsonl#`).
fn inner(within: &str, name: &str) -> String {
    if within.is_empty() || paths::holds_parts(within) {
        format!("{within}{name}")
    } else {
        format!("{within}/{name}")
    }
}

struct Search<'a> {
    store: &'a Store,
    /// The project's, sorted by path.
    articles: Arc<Vec<ArticleFile>>,
    /// Whose folder is searched.
    annotator: &'a str,
    /// Whether it may be told how much there is.
    counts: bool,
    problems: Vec<Problem>,
    /// Files that nothing reads.
    others: Vec<String>,
}

impl Search<'_> {
    /// Looks through a folder of sidecars; `within` is the folder that their articles lie in.
    fn folder(&mut self, folder: &Path, within: &str, depth: usize) {
        let entries = match self.store.inner.fs.list(folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return,
            Err(error) => {
                let shown = self.store.shown(folder);
                let problem = Problem::new(ProblemKind::UnreadableFolder, shown, reason(&error));
                self.problems
                    .push(problem.hinted("Check whether you may read it"));
                return;
            }
        };
        let mut names: Vec<(String, Kind)> = entries
            .into_iter()
            .filter(|entry| !entry.name.starts_with('.'))
            .map(|entry| (entry.name, entry.kind))
            .collect();
        names.sort_by(|a, b| a.0.cmp(&b.0));
        for (name, kind) in names {
            let path = folder.join(&name);
            match kind {
                Kind::Folder if depth < MAX_DEPTH => {
                    self.folder(&path, &inner(within, &name), depth + 1);
                }
                // A copy of the codebook is named where the codebook is read.
                Kind::File if depth > 0 || !is_codebook(&name) => self.file(&path, within, &name),
                // One of an article that exists is named where it is read.
                Kind::Link
                    if name.ends_with(paths::SIDECAR)
                        && self.store.inner.fs.metadata(&path).is_err()
                        && !self.is_known(&path, within, &name) =>
                {
                    let shown = self.store.shown(&path);
                    let problem = Problem::new(ProblemKind::UnreadableSidecar, shown, NOWHERE);
                    let hint = "Bring back what it leads to, or delete the link";
                    self.problems.push(problem.hinted(hint));
                }
                _ => {}
            }
        }
    }

    fn file(&mut self, path: &Path, within: &str, name: &str) {
        if self.is_known(path, within, name) {
            return;
        }
        if !name.to_lowercase().contains(paths::SIDECAR) {
            if !is_litter(name) {
                self.others.push(self.store.shown(path));
            }
            return;
        }
        // A copy that a sync tool made is reported with the sidecar that it is a copy of.
        if self.is_copy(within, name) {
            return;
        }
        let shown = self.store.shown(path);
        let counted = Some(path).filter(|_| self.counts);
        let counted = counted.and_then(|path| count_in(&*self.store.inner.fs, path));
        let count = match counted {
            Some(1) => " (one statement)".to_owned(),
            Some(count) => format!(" ({count} statements)"),
            None => String::new(),
        };
        let (what, hint) = if let Some(original) = self.copied(within, name) {
            (
                format!(
                    "these annotations{count} are of a copy of {original:?} that a sync tool made, and the copy is gone"
                ),
                format!("Bring what is right in them to {original:?}, then delete them"),
            )
        } else if let Some((article, copy)) = self.copy_of(within, name) {
            (
                format!(
                    "the article of these annotations{count} does not exist, but a copy that a sync tool made of it does: {copy:?}"
                ),
                format!("If its text is right, rename it to {article:?}"),
            )
        } else {
            (
                format!("the article of these annotations{count} does not exist"),
                "Bring the article back, or move the annotations to where it went".to_owned(),
            )
        };
        let problem = Problem::new(ProblemKind::MissingArticle, shown, what)
            .leaving_out(counted.unwrap_or_default());
        self.problems.push(problem.hinted(hint));
    }

    /// Tells whether a file has the name of an article's sidecar.
    fn is_known(&self, path: &Path, within: &str, name: &str) -> bool {
        let article = name.strip_suffix(paths::SIDECAR);
        article.is_some_and(|article| self.is_of_article(path, &inner(within, article)))
    }

    fn has(&self, article: &str) -> bool {
        let order = |known: &ArticleFile| known.path.as_str().cmp(article);
        self.articles.binary_search_by(order).is_ok()
    }

    /// Tells whether a file is the sidecar of an article: of this one, or of one whose name has its accents composed otherwise
    /// and that has no sidecar of its very name.
    fn is_of_article(&self, path: &Path, article: &str) -> bool {
        let is_its = |name: &String| {
            let sidecar = self.store.sidecar_path(self.annotator, name);
            self.has(name) && sidecar.is_ok_and(|sidecar| sidecar == path)
        };
        self.has(article) || other_forms(article).any(|name| is_its(&name))
    }

    /// Tells whether a file is what a sync tool made of the sidecar of one of a folder's articles.
    fn is_copy(&self, within: &str, name: &str) -> bool {
        self.beside(within)
            .any(|article| copies::beside(within, &format!("{article}{}", paths::SIDECAR), name))
    }

    /// Returns the name of the article of a sidecar, and that of a copy which a sync tool made of it before it went away.
    fn copy_of<'n>(&self, within: &str, name: &'n str) -> Option<(&'n str, String)> {
        let article = name.strip_suffix(paths::SIDECAR)?;
        let mut near = self.beside(within);
        let copy = near.find(|near| copies::originals(near).any(|original| original == article))?;
        Some((article, copy.to_owned()))
    }

    /// Returns the names of the articles in a folder.
    fn beside(&self, within: &str) -> impl Iterator<Item = &str> {
        let folder = inner(within, "");
        let from = self.articles.partition_point(|known| known.path < folder);
        let near = self.articles[from..].iter();
        let near = near.map_while(move |known| known.path.strip_prefix(&folder));
        near.filter(|article| !article.contains('/'))
    }

    /// Returns the article of which a sync tool made the copy that a sidecar belongs to.
    fn copied(&self, within: &str, name: &str) -> Option<String> {
        let article = name.strip_suffix(paths::SIDECAR)?;
        copies::originals(article).find(|original| self.has(&inner(within, original)))
    }
}
