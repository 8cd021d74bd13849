//! Opening: which folder a path belongs to, what the project says about itself, and which articles there are.
//!
//! Nothing is written here, and no article is read: a project of ten thousand opens at once. Of files that may hold many
//! articles the beginning is read (`tables`).

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::fs::{Entry, Fs, Kind, NOWHERE};
use super::{copies, likeness, listing, paths};
use crate::format::{self, Loaded};
use crate::model::codebook::Codebook;
use crate::model::codebook::presets::{SCALES, starter};
use crate::model::problem::{Problem, ProblemKind};
use crate::model::project::{Annotator, GOLD, Project};

/// Name of the project file.
pub(super) const PROJECT: &str = "onrecord.ron";

/// Folders above an article that are searched for a project file.
const CLIMB: usize = 4;

/// Levels of folders below a project that are searched for articles: more is a loop or a mistake.
pub(super) const MAX_DEPTH: usize = 32;

/// Largest project file or codebook that is read, in bytes.
const MAX_BYTES: u64 = format::ron_file::MAX_BYTES;

/// An article that a project has, not read yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArticleFile {
    /// Path within the project, `/`-separated.
    pub path: String,
    /// Length of the file in bytes.
    pub bytes: u64,
    /// When it was last written, as the file system says.
    pub modified: Option<SystemTime>,
}

/// Where a path leads.
pub(super) struct Place {
    /// The project's folder, links resolved.
    pub(super) root: PathBuf,
    /// The article that was named, within the project.
    pub(super) focus: Option<String>,
    /// The file that is all there is, within that folder, if it stands alone.
    pub(super) only: Option<String>,
}

/// What a project's folder of articles holds.
#[derive(Default)]
pub(super) struct Listed {
    /// Files that are one article each in any case, sorted by path.
    pub(super) articles: Vec<ArticleFile>,
    /// Files that may hold many, sorted by path.
    pub(super) tables: Vec<ArticleFile>,
    /// What is to be said of them.
    pub(super) problems: Vec<Problem>,
}

/// Finds the project that a path means.
pub(super) fn locate(fs: &dyn Fs, path: &Path) -> Result<Place, Problem> {
    let shown = path.display().to_string();
    let refuse = |what: &str, hint: &str| {
        Problem::new(ProblemKind::UnreadableProject, shown.clone(), what).hinted(hint)
    };
    let unreadable = |error: std::io::Error| {
        Problem::new(
            ProblemKind::UnreadableProject,
            shown.clone(),
            reason(&error),
        )
        .hinted("Check the path and whether you may read it")
    };
    let (full, part) = resolve(fs, path).map_err(unreadable)?;
    let kind = fs.metadata(&full).map_err(unreadable)?.kind;
    let folder = full.parent().unwrap_or(&full).to_owned();
    match kind {
        Kind::Folder => Ok(Place {
            root: project_above(fs, &full).unwrap_or(full),
            focus: None,
            only: None,
        }),
        Kind::File if full.file_name().is_some_and(|name| name == PROJECT) => Ok(Place {
            root: folder,
            focus: None,
            only: None,
        }),
        Kind::File => {
            let project = project_above(fs, &full);
            let root = project.clone().unwrap_or_else(|| folder.clone());
            let file = paths::relative(&root, &full);
            let file = file.ok_or_else(|| refuse("the file's name is not UTF-8", "Rename it"))?;
            if !may_be_read(&file) {
                return Err(refuse(NO_PROJECT, OPEN_ANOTHER));
            }
            paths::check_article(&file)?;
            Ok(Place {
                root,
                focus: match part {
                    Some(part) => Some(format!("{file}#{part}")),
                    None => Some(file.clone()).filter(|file| crate::read::is_article(file)),
                },
                only: project.is_none().then_some(file),
            })
        }
        Kind::Link | Kind::Other => Err(refuse(
            "this is a pipe or a device, not a project",
            OPEN_ANOTHER,
        )),
    }
}

/// Returns the project that an article or a folder of articles belongs to: the nearest folder above with a project file,
/// or with annotations of just this. None for what is a project itself, or belongs to none.
fn project_above(fs: &dyn Fs, path: &Path) -> Option<PathBuf> {
    let usual = Project::default().annotations;
    let is_project = |folder: &Path| {
        fs.metadata(&folder.join(PROJECT)).is_ok() || fs.is_link(&folder.join(PROJECT))
    };
    if is_project(path) || fs.metadata(&path.join(&usual)).is_ok() {
        return None;
    }
    let holds_annotations_of_it = |folder: &Path| {
        let within = path.strip_prefix(folder).ok()?;
        let annotations = folder.join(&usual);
        let mut annotators = fs.list(&annotations).ok()?.into_iter();
        annotators.find(|entry| {
            let inner = annotations.join(&entry.name).join(within);
            // A sidecar, those of a table, or those of a folder's articles.
            let may_be = ["", paths::SIDECAR, paths::PARTS].map(|end| {
                let mut path = inner.clone().into_os_string();
                path.push(end);
                PathBuf::from(path)
            });
            entry.kind == Kind::Folder && may_be.iter().any(|path| fs.metadata(path).is_ok())
        })
    };
    let mut above = path.ancestors().skip(1).take(CLIMB);
    let found = above.find(|above| is_project(above) || holds_annotations_of_it(above).is_some());
    found.map(Path::to_owned)
}

/// What is wrong with a file that is nothing that could be opened.
pub(super) const NO_PROJECT: &str = "this is no article and no project";

/// What to open instead.
pub(super) const OPEN_ANOTHER: &str = "Open a folder, or an article: text (.txt, .md), a page (.html), Word (.docx), PDF, mail (.eml)";

/// Resolves the links of a path, which may name an article within a table; returns that part of it too, as printed.
fn resolve(fs: &dyn Fs, path: &Path) -> std::io::Result<(PathBuf, Option<String>)> {
    let error = match fs.canonical(path) {
        Ok(full) => return Ok((full, None)),
        Err(error) => error,
    };
    let id = path.to_str().map(crate::read::article_id);
    match id.filter(|id| id.part.is_some() && error.kind() == std::io::ErrorKind::NotFound) {
        Some(id) => Ok((fs.canonical(Path::new(&id.file))?, id.printed_part())),
        None => Err(error),
    }
}

/// Reads the project file; one that says nothing is as good as none. Returns with it why the file itself must not be
/// written, though everything else may: it holds fields that would be lost.
pub(super) fn read_project(fs: &dyn Fs, root: &Path) -> (Loaded<Project>, Option<String>) {
    let read = read_ron(fs, &root.join(PROJECT), PROJECT, format::project::parse);
    let mut loaded = read.unwrap_or_else(|| without_project(fs, root));
    let locked = loaded.read_only.clone();
    if format::project::is_understood(&loaded) {
        loaded.read_only = None;
    }
    check_project(&mut loaded);
    (loaded, locked)
}

/// Returns what a folder without a project file is: any folder of articles, unless there is a copy of a project file that
/// went away. Where its annotations lie is then not known.
fn without_project(fs: &dyn Fs, root: &Path) -> Loaded<Project> {
    let is_copy = |name: &str| copies::of_lead(PROJECT, name);
    let copies = listing::copies_of(fs, root, PROJECT, is_copy);
    let Some(copy) = copies.first() else {
        return Loaded::whole(Project::default());
    };
    let what = format!(
        "the project file is gone, but a copy that a sync tool made of it is there: {copy:?}"
    );
    let problem = Problem::new(ProblemKind::UnreadableProject, PROJECT, what);
    Loaded::unreadable(problem.hinted(format!("If it is right, rename it to {PROJECT}")))
}

/// Takes out of a project file what cannot be used, and says what that was.
fn check_project(loaded: &mut Loaded<Project>) {
    let Some(project) = &mut loaded.value else {
        return;
    };
    let before = loaded.problems.len();
    for folder in [&project.articles, &project.annotations] {
        if !folder.is_empty()
            && let Err(problem) = paths::check_article(folder)
        {
            let what = format!("the folder {folder:?} cannot be used: {}", problem.what);
            let problem = Problem::new(ProblemKind::UnreadableProject, PROJECT, what);
            loaded
                .problems
                .push(problem.hinted("Name a folder within the project"));
        }
    }
    if project.annotations.is_empty() {
        project.annotations = Project::default().annotations;
    }
    if let Some(problem) = loaded.problems.get(before) {
        // Guessing other folders would put work where nobody looks for it.
        loaded.read_only = Some(problem.what.clone());
        *project = Project {
            articles: String::new(),
            annotations: Project::default().annotations,
            ..project.clone()
        };
    }
    project
        .annotators
        .retain(|annotator| match paths::check_annotator(&annotator.id) {
            Ok(()) => true,
            Err(problem) => {
                loaded.problems.push(Problem {
                    path: PROJECT.to_owned(),
                    ..problem
                });
                false
            }
        });
    let mut unknown = Vec::new();
    project.encodings.retain(|path, label| {
        let is_known = crate::read::encoding(label).is_some();
        if !is_known {
            let what = format!("the encoding {label:?} of {path:?} is not known");
            unknown.push(Problem::new(ProblemKind::UnreadableProject, PROJECT, what).hinted(
                "Give it a name that the web knows it by: utf-8, windows-1251, koi8-r, gbk, shift_jis",
            ));
        }
        is_known
    });
    loaded.problems.extend(unknown);
}

/// Names the copies that sync tools made of the project file. Which of two says where annotations lie is not guessed.
pub(super) fn project_copies(fs: &dyn Fs, root: &Path) -> Vec<Problem> {
    let is_copy = |name: &str| copies::of_lead(PROJECT, name);
    let names = listing::copies_of(fs, root, PROJECT, is_copy);
    let problem = |name: String| {
        let what = "a sync tool made this copy of the project file; it is not read";
        Problem::new(ProblemKind::ConflictCopy, name, what).hinted(format!(
            "Compare the two, keep what is right in {PROJECT}, and delete the copy"
        ))
    };
    let mut problems: Vec<Problem> = names.into_iter().map(problem).collect();
    problems.extend(possible_copies(fs, root, PROJECT));
    problems
}

/// Names what beside one of the lead's files may be a copy of it, which is not read.
pub(super) fn possible_copies(fs: &dyn Fs, root: &Path, file: &str) -> Vec<Problem> {
    let may_be = |name: &str| copies::may_be_of_lead(file, name);
    let names = listing::copies_of(fs, root, file, may_be);
    let problem = |name: String| {
        let what = format!("it may be a copy that OneDrive made of {file}; it is not read");
        Problem::new(ProblemKind::ConflictCopy, name, what).hinted(format!(
            "Compare the two, keep what is right in {file}, and delete it; if it is another version, call it otherwise"
        ))
    };
    names.into_iter().map(problem).collect()
}

/// Reads the codebook at `path`, if there is one. `shown` is its path in messages.
pub(super) fn read_codebook(fs: &dyn Fs, path: &Path, shown: &str) -> Option<Loaded<Codebook>> {
    read_ron(fs, path, shown, format::codebook::parse)
}

/// Returns the codebook of a project that has none: one scale, and everything else for the annotator to add.
pub(crate) fn default_codebook() -> Codebook {
    starter(&SCALES[0])
}

/// Returns who labels: those whom the project declares, then those who have a folder, then gold.
pub(super) fn annotators(fs: &dyn Fs, project: &Project, folders: &[&Path]) -> Vec<Annotator> {
    let mut found: Vec<String> = folders
        .iter()
        .filter_map(|folder| fs.list(folder).ok())
        .flatten()
        .filter(|entry| entry.kind == Kind::Folder)
        .map(|entry| entry.name)
        .filter(|name| paths::check_annotator(name).is_ok())
        .collect();
    found.sort();
    let mut all = project.annotators.clone();
    for id in found {
        if !all.iter().any(|annotator| annotator.id == id) {
            let name = if id == GOLD {
                "Gold".to_owned()
            } else {
                id.clone()
            };
            all.push(Annotator { id, name });
        }
    }
    all.sort_by_key(|annotator| annotator.id == GOLD);
    all
}

/// Lists the articles of a project, sorted by path, and what is to be said of them.
///
/// Copies that sync tools made of articles are named and not listed, but for those of which `keep` says what else they
/// are: nothing that somebody works on is taken from them.
pub(super) fn list_articles(
    fs: &dyn Fs,
    root: &Path,
    project: &Project,
    keep: &dyn Fn(&str) -> Option<Kept>,
) -> Listed {
    let mut listed = walk(fs, root, project, keep).listed;
    listed.articles.sort_by(|a, b| a.path.cmp(&b.path));
    listed.tables.sort_by(|a, b| a.path.cmp(&b.path));
    listed
}

/// Lists one file that stands alone.
pub(super) fn list_one(fs: &dyn Fs, root: &Path, file: &str) -> Listed {
    let mut listed = Listed::default();
    let found = look(fs, root, file);
    if crate::read::may_hold(file) {
        listed.tables.extend(found);
    } else {
        listed.articles.extend(found);
    }
    listed
}

/// Lists the files among the articles that are none, sorted by path.
pub(super) fn list_others(fs: &dyn Fs, root: &Path, project: &Project) -> Vec<String> {
    let mut others = walk(fs, root, project, &|_| None).others;
    others.sort_unstable();
    others
}

fn walk<'a>(
    fs: &'a dyn Fs,
    root: &'a Path,
    project: &Project,
    keep: &'a dyn Fn(&str) -> Option<Kept>,
) -> Walk<'a> {
    let mut walk = Walk {
        fs,
        root,
        skipped: paths::join(root, &project.annotations),
        keep,
        listed: Listed::default(),
        others: Vec::new(),
    };
    walk.folder(&paths::join(root, &project.articles), &project.articles, 0);
    walk
}

/// Why a copy that a sync tool made of an article is an article all the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kept {
    /// It is what was opened.
    Opened,
    /// Somebody has annotations of it, or it is assigned to somebody.
    Used,
}

/// Looks at one article without reading it.
pub(super) fn look(fs: &dyn Fs, root: &Path, path: &str) -> Option<ArticleFile> {
    let found = fs.metadata(&paths::join(root, path)).ok()?;
    Some(ArticleFile {
        path: path.to_owned(),
        bytes: found.bytes,
        modified: found.modified,
    })
}

/// Says what to do about something that could not be read.
pub(super) fn advice(error: &std::io::Error) -> &'static str {
    match error.kind() {
        std::io::ErrorKind::PermissionDenied => "Check whether you may read it",
        std::io::ErrorKind::NotFound => "Bring back what it leads to, or delete the link",
        _ => "Put the file back, or delete what stands there in its place",
    }
}

/// Says in words why something could not be read.
pub(crate) fn reason(error: &std::io::Error) -> String {
    use std::io::ErrorKind as E;
    match error.kind() {
        E::NotFound => "there is no such file or folder".to_owned(),
        E::PermissionDenied => "you may not read it".to_owned(),
        E::FileTooLarge => "it is too large".to_owned(),
        _ => error.to_string(),
    }
}

struct Walk<'a> {
    fs: &'a dyn Fs,
    root: &'a Path,
    /// The folder of the annotations, which holds no articles.
    skipped: PathBuf,
    keep: &'a dyn Fn(&str) -> Option<Kept>,
    listed: Listed,
    /// Files that are no articles, hidden ones left out.
    others: Vec<String>,
}

impl Walk<'_> {
    fn problems(&mut self) -> &mut Vec<Problem> {
        &mut self.listed.problems
    }

    fn folder(&mut self, folder: &Path, path: &str, depth: usize) {
        if folder == self.skipped || depth > MAX_DEPTH {
            return;
        }
        let entries = match self.fs.list(folder) {
            Ok(entries) => entries,
            Err(error) => {
                let shown = if path.is_empty() { "." } else { path };
                let problem = Problem::new(ProblemKind::UnreadableFolder, shown, reason(&error))
                    .hinted("Its articles are not listed; check whether you may read it");
                self.problems().push(problem);
                return;
            }
        };
        let copies = copies_among(self.fs, folder, &entries);
        for entry in &entries {
            if entry.name.starts_with('.') {
                continue;
            }
            let inner = if path.is_empty() {
                entry.name.clone()
            } else {
                format!("{path}/{}", entry.name)
            };
            let full = folder.join(&entry.name);
            match entry.kind {
                Kind::Folder => self.folder(&full, &inner, depth + 1),
                Kind::File | Kind::Link if may_be_read(&inner) => {
                    let copy = copies.get(entry.name.as_str());
                    if copy.is_none_or(|copy| self.keeps(&inner, copy)) {
                        self.file(&full, inner, entry.kind);
                    }
                }
                Kind::File => self.others.push(inner),
                Kind::Other if may_be_read(&inner) => {
                    let what = "it is no file";
                    let problem = Problem::new(ProblemKind::UnreadableArticle, inner, what);
                    let hint = "Put the file there, or delete what stands in its place";
                    self.problems().push(problem.hinted(hint));
                }
                Kind::Link | Kind::Other => {}
            }
        }
    }

    /// Names a copy that was made of an article; tells whether it is an article all the same.
    fn keeps(&mut self, path: &str, copy: &Copied<'_>) -> bool {
        let original = copy.original;
        let kept = (self.keep)(path);
        let (what, hint) = match kept {
            Some(Kept::Opened) => return true,
            Some(Kept::Used) => (
                "it stays an article, since it is annotated or assigned",
                format!(
                    "Bring what is right in it and its annotations to {original:?}, then delete it"
                ),
            ),
            None => (
                "it is not taken for an article of its own",
                format!(
                    "Compare the two, keep the right one as {original:?}, and delete the other"
                ),
            ),
        };
        let what = if copy.is_by_name {
            format!("a sync tool made this copy of {original:?}; {what}")
        } else {
            format!("its name and its text are those of a copy of {original:?}; {what}")
        };
        let problem = Problem::new(ProblemKind::ConflictCopy, path, what).hinted(hint);
        self.problems().push(problem);
        kept.is_some()
    }

    fn file(&mut self, full: &Path, path: String, kind: Kind) {
        if let Err(problem) = paths::check_article(&path) {
            self.problems().push(problem);
            return;
        }
        if crate::read::article_id(&path).part.is_some() {
            let what = "the file's name reads as an article within a table";
            let problem = Problem::new(ProblemKind::UnreadableArticle, path, what);
            self.problems().push(problem.hinted("Rename the file"));
            return;
        }
        let leaves = |full: &Path| {
            let target = self.fs.canonical(full);
            target.is_ok_and(|target| !target.starts_with(self.root))
        };
        if kind == Kind::Link && leaves(full) {
            let what = "it is a link to a file outside of the project";
            let problem = Problem::new(ProblemKind::UnreadableArticle, path, what)
                .hinted("Copy the file into the project");
            self.problems().push(problem);
            return;
        }
        match look(self.fs, self.root, &path) {
            Some(found) if crate::read::may_hold(&path) => self.listed.tables.push(found),
            Some(found) => self.listed.articles.push(found),
            None if kind == Kind::Link => {
                let problem = Problem::new(ProblemKind::UnreadableArticle, path, NOWHERE);
                let hint = "Bring back what it leads to, or delete the link";
                self.problems().push(problem.hinted(hint));
            }
            // What vanishes while it is listed was not there.
            None => {}
        }
    }
}

/// Tells whether a file is an article, or may hold some.
fn may_be_read(path: &str) -> bool {
    crate::read::is_article(path) || crate::read::may_hold(path)
}

/// What an article is a copy of.
struct Copied<'a> {
    /// The name of the file, in the same folder.
    original: &'a str,
    /// Whether the name alone proves it; else the name may be a copy's, and the texts are alike.
    is_by_name: bool,
}

/// Returns which articles of a folder are copies of others.
fn copies_among<'e>(
    fs: &dyn Fs,
    folder: &Path,
    entries: &'e [Entry],
) -> HashMap<&'e str, Copied<'e>> {
    let names: Vec<&str> = entries
        .iter()
        .filter(|entry| entry.kind == Kind::File && may_be_read(&entry.name))
        .map(|entry| entry.name.as_str())
        .collect();
    let by_name = copies::of_articles(&names);
    let known: HashSet<&str> = names.iter().copied().collect();
    let alike = |name: &&'e str| {
        let originals = likeness::originals(name);
        let mut there = originals.iter().filter_map(|name| known.get(name.as_str()));
        let found = there.find(|original| likeness::are_alike(fs, folder, original, name));
        found.copied()
    };
    let copied = |name: &&'e str| {
        let certain = by_name.get(name).copied();
        let original = certain.or_else(|| alike(name))?;
        let is_by_name = certain.is_some();
        let copied = Copied {
            original,
            is_by_name,
        };
        Some((*name, copied))
    };
    names.iter().filter_map(copied).collect()
}

fn read_ron<T>(
    fs: &dyn Fs,
    path: &Path,
    shown: &str,
    parse: impl Fn(&str, &[u8]) -> Loaded<T>,
) -> Option<Loaded<T>> {
    match fs.read(path, MAX_BYTES) {
        Ok(bytes) => Some(parse(shown, &bytes)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && !fs.is_link(path) => None,
        Err(error) => {
            let what = match error.kind() {
                std::io::ErrorKind::NotFound => NOWHERE.to_owned(),
                _ => reason(&error),
            };
            let problem = Problem::new(ProblemKind::UnreadableProject, shown, what);
            Some(Loaded::unreadable(problem.hinted(advice(&error))))
        }
    }
}
