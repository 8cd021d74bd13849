//! What lies in the annotations folder and belongs to no article, and where in a file a statement stands. For `check`.

use std::collections::HashSet;
use std::path::Path;

use super::fs::Kind;
use super::project::{self, CODEBOOK, PROJECT, reason};
use super::{Store, copies, paths};
use crate::format::ron_file::MAX_BYTES;
use crate::model::problem::{Problem, ProblemKind};
use crate::model::project::Annotator;

/// Levels of folders that are searched for sidecars.
const MAX_DEPTH: usize = 32;

impl Store {
    /// Lists the sidecars whose article does not exist (or is not listed), and folders that cannot be.
    pub fn strays(&self) -> Vec<Problem> {
        self.strays_of(&self.annotators())
    }

    /// Lists as [`Store::strays`] does, for these annotators.
    pub fn strays_of(&self, annotators: &[Annotator]) -> Vec<Problem> {
        let articles = self.articles();
        let mut search = Search {
            store: self,
            known: HashSet::new(),
            problems: Vec::new(),
        };
        for annotator in annotators {
            let Ok(folder) = self.annotator_folder(&annotator.id) else {
                continue;
            };
            search.known = articles
                .iter()
                .filter_map(|article| self.sidecar_path(&annotator.id, &article.path).ok())
                .map(|path| self.shown(&path))
                .collect();
            search.folder(&folder, 0);
        }
        search.problems
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

/// Tells whether a file's name says that it is not meant to be an article.
fn is_no_article(name: &str) -> bool {
    let lower = name.to_lowercase();
    let stem = lower.split('.').next().unwrap_or_default();
    let is_of_project = |file: &str| name == file || copies::of_lead(file, name);
    [PROJECT, CODEBOOK].into_iter().any(is_of_project)
        || ["readme", "license", "licence"].contains(&stem)
        || ["thumbs.db", "desktop.ini", "icon\r"].contains(&lower.as_str())
        || lower.starts_with('~')
        || lower.ends_with('~')
        || [".tmp", ".part", ".crdownload"]
            .iter()
            .any(|end| lower.ends_with(end))
}

fn is_codebook(name: &str) -> bool {
    name == CODEBOOK || copies::of_own_codebook(name)
}

struct Search<'a> {
    store: &'a Store,
    /// Where the sidecars of the project's articles would lie, as messages show it.
    known: HashSet<String>,
    problems: Vec<Problem>,
}

impl Search<'_> {
    fn folder(&mut self, folder: &Path, depth: usize) {
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
                Kind::Folder if depth < MAX_DEPTH => self.folder(&path, depth + 1),
                // A copy of the codebook is named where the codebook is read.
                Kind::File if depth > 0 || !is_codebook(&name) => self.file(&path, &name),
                _ => {}
            }
        }
    }

    fn file(&mut self, path: &Path, name: &str) {
        let shown = self.store.shown(path);
        if self.known.contains(&shown) || !name.contains(paths::SIDECAR) {
            return;
        }
        // A copy that a sync tool made is reported with the sidecar that it is a copy of.
        let folder = shown.strip_suffix(name).unwrap_or_default();
        let is_copy = self.known.iter().any(|known| {
            let sidecar = known
                .strip_prefix(folder)
                .filter(|name| !name.contains('/'));
            sidecar.is_some_and(|sidecar| copies::beside(folder, sidecar, name))
        });
        if is_copy {
            return;
        }
        let problem = match self.copied(folder, name) {
            Some(original) => {
                let what = format!(
                    "these annotations are of a copy of {original:?} that a sync tool made, and the copy is gone"
                );
                let hint = format!("Bring what is right in them to {original:?}, then delete them");
                Problem::new(ProblemKind::ConflictCopy, shown, what).hinted(hint)
            }
            None => {
                let what = "the article of these annotations does not exist";
                Problem::new(ProblemKind::MissingArticle, shown, what)
                    .hinted("Bring the article back, or move the annotations to where it went")
            }
        };
        self.problems.push(problem);
    }

    /// Returns the article of which a sync tool made the copy that a sidecar belongs to.
    fn copied(&self, folder: &str, name: &str) -> Option<String> {
        let article = name.strip_suffix(paths::SIDECAR)?;
        let sidecar = |article: &str| format!("{folder}{article}{}", paths::SIDECAR);
        copies::originals(article).find(|original| self.known.contains(&sidecar(original)))
    }
}
