//! Files that hold many articles. Which articles a table has is known by reading it; that is remembered as long as the
//! file is what it was, and of the last tables their bytes too: an article of a table costs its own line, not the file.
//! A page or a document that may hold many is looked at in its beginning, and is an article itself if it does not.

use std::collections::HashMap;
use std::io;
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use super::fs::Metadata;
use super::project::ArticleFile;
use super::singles::Unknown;
use super::{Store, glance, paths};
use crate::model::article::Article;
use crate::model::article_id::ArticleId;
use crate::model::problem::{Problem, ProblemKind};
use crate::read::{self, MAX_ARTICLE_BYTES, Table};

/// Tables whose bytes are kept: a walk of several threads stands in one, or at the border of two.
const KEPT: usize = 2;

/// Bytes of a file that is too large in which it is looked for an article: other files may be of any size.
const BEGINNING: u64 = 1 << 20;

/// What is known of the project's tables.
#[derive(Default)]
pub(super) struct Tables(Mutex<State>);

#[derive(Default)]
struct State {
    /// What the files held when they were last listed, by path.
    known: HashMap<String, Known>,
    /// The last tables that were read, the latest first.
    contents: Vec<Arc<Content>>,
}

/// Tells a file from what it was: length, time, and which file it is.
type Stamp = (u64, Option<SystemTime>, (u64, u64));

/// What a file held when it was listed; nothing, if it is no table.
struct Known {
    stamp: Stamp,
    parts: Vec<ArticleFile>,
    problems: Vec<Problem>,
}

/// The bytes of a table, and where in them its articles are.
struct Content {
    file: String,
    stamp: Stamp,
    bytes: Vec<u8>,
    places: HashMap<String, Range<usize>>,
}

impl Tables {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn keep(&mut self, content: Arc<Content>) {
        self.contents.retain(|known| known.file != content.file);
        self.contents.insert(0, content);
        self.contents.truncate(KEPT);
    }
}

impl Known {
    fn none(stamp: Stamp) -> Self {
        Self {
            stamp,
            parts: Vec::new(),
            problems: Vec::new(),
        }
    }

    /// Tells whether the file is no table.
    fn is_none(&self) -> bool {
        self.parts.is_empty() && self.problems.is_empty()
    }
}

impl Content {
    fn new(file: &str, stamp: Stamp, bytes: Vec<u8>, table: &Table) -> Self {
        let place = |part: &read::Part| (part.id.clone(), part.bytes.clone());
        Self {
            file: file.to_owned(),
            stamp,
            bytes,
            places: table.parts.iter().map(place).collect(),
        }
    }
}

impl Store {
    /// Lists the articles of files that may be tables, and what cannot be read of them. What is no table is left alone, but
    /// for what is an article itself.
    pub(super) fn list_parts(&self, files: &[ArticleFile]) -> (Vec<ArticleFile>, Vec<Problem>) {
        let mut state = self.inner.tables.state();
        // They are sorted by path.
        let place = |path: &String| files.binary_search_by(|file| file.path.cmp(path));
        state.known.retain(|path, _| place(path).is_ok());
        let (mut parts, mut problems) = (Vec::new(), Vec::new());
        let (mut listed, mut unknown) = (Vec::new(), Vec::new());
        for file in files {
            if read::is_article(&file.path) && read::beginning(&file.path, file.bytes).is_none() {
                parts.push(file.clone());
                continue;
            }
            // What vanishes while it is listed was not there.
            let Ok(found) = self.metadata(&file.path) else {
                continue;
            };
            let stamp = stamp(&found);
            let is_other = |known: &Known| known.stamp != stamp;
            if state.known.get(&file.path).is_none_or(is_other) {
                let seen = glance::Stamp::of(&found);
                unknown.push((Unknown { file, seen }, stamp));
            }
            listed.push(file);
        }
        let either: Vec<Unknown<'_>> = unknown
            .iter()
            .map(|(one, _)| *one)
            .filter(|one| read::is_article(&one.file.path))
            .collect();
        let singles = self.singles(&either);
        for (Unknown { file, .. }, stamp) in unknown {
            let known = if singles.contains(file.path.as_str()) {
                Known::none(stamp)
            } else {
                self.look_into(file, stamp, &mut state)
            };
            state.known.insert(file.path.clone(), known);
        }
        for file in listed {
            if let Some(known) = state.known.get(&file.path) {
                let is_one = known.is_none() && read::is_article(&file.path);
                parts.extend(is_one.then(|| file.clone()));
                parts.extend(known.parts.iter().cloned());
                problems.extend(known.problems.iter().cloned());
            }
        }
        (parts, problems)
    }

    fn look_into(&self, file: &ArticleFile, stamp: Stamp, state: &mut State) -> Known {
        let mut known = Known::none(stamp);
        if file.bytes > MAX_ARTICLE_BYTES {
            let full = paths::join(self.root(), &file.path);
            let start = self.inner.fs.read_start(&full, BEGINNING);
            if read::table(&file.path, &start.unwrap_or_default()).is_some() {
                known.problems.push(read::too_large(&file.path, file.bytes));
            }
            return known;
        }
        let bytes = match self.table_bytes(&file.path) {
            Ok(bytes) => bytes,
            Err(problem) => {
                known.problems.push(problem);
                return known;
            }
        };
        let Some(mut table) = read::table(&file.path, &bytes) else {
            return known;
        };
        let article = |part: &read::Part| ArticleFile {
            path: ArticleId {
                file: file.path.clone(),
                part: Some(part.id.clone()),
            }
            .to_string(),
            bytes: part.bytes.len() as u64,
            modified: file.modified,
        };
        known.parts = table.parts.iter().map(article).collect();
        known.problems = std::mem::take(&mut table.problems);
        let bytes = table.content.take().unwrap_or(bytes);
        state.keep(Arc::new(Content::new(&file.path, stamp, bytes, &table)));
        known
    }

    /// Tells whether a file that was listed as an article has become one that holds many.
    pub(super) fn has_become_table(&self, file: &ArticleFile) -> bool {
        let may_be = file.bytes <= MAX_ARTICLE_BYTES && self.may_be_many(file);
        let bytes = may_be.then(|| self.table_bytes(&file.path));
        let bytes = bytes.and_then(Result::ok);
        bytes.is_some_and(|bytes| read::table(&file.path, &bytes).is_some())
    }

    /// Refuses a file that holds articles where one is wanted.
    ///
    /// # Errors
    /// If the file held articles when it was last listed.
    pub(super) fn check_is_one(&self, file: &str) -> Result<(), Problem> {
        if !self.is_table(file) {
            return Ok(());
        }
        let what = "the file holds articles within it";
        let problem = Problem::new(ProblemKind::UnreadableArticle, file, what);
        Err(problem.hinted("Name one of them: its path, #, and its id"))
    }

    /// Reads one article of a table.
    ///
    /// # Errors
    /// If the file cannot be read, is no table, or has no such article.
    pub(super) fn read_part(&self, id: &ArticleId) -> Result<Article, Problem> {
        let content = self.content(&id.file)?;
        let place = id.part.as_ref().and_then(|part| content.places.get(part));
        let Some(place) = place else {
            let what = "the file has no article of this id";
            let problem = Problem::new(ProblemKind::UnreadableArticle, id.to_string(), what);
            return Err(problem.hinted("Bring it back, or correct the id"));
        };
        read::part(id, &content.bytes, place.clone())
    }

    /// Returns a table's bytes, which are read only if the file is another than it was.
    fn content(&self, file: &str) -> Result<Arc<Content>, Problem> {
        let stamp = self.stamp(file);
        let stamp = stamp.map_err(|error| self.unreadable_article(file, &error))?;
        // Held while it is read: several threads that want one table read it once.
        let mut state = self.inner.tables.state();
        let mut known = state.contents.iter();
        let found = known.find(|known| known.file == file && known.stamp == stamp);
        if let Some(found) = found {
            return Ok(Arc::clone(found));
        }
        let bytes = self.table_bytes(file)?;
        let mut table = read::table(file, &bytes).ok_or_else(|| no_table(file))?;
        let bytes = table.content.take().unwrap_or(bytes);
        let content = Arc::new(Content::new(file, stamp, bytes, &table));
        state.keep(Arc::clone(&content));
        Ok(content)
    }

    fn table_bytes(&self, file: &str) -> Result<Vec<u8>, Problem> {
        let full = paths::join(self.root(), file);
        self.check_inside(&full, file).map_err(|problem| Problem {
            kind: ProblemKind::UnreadableArticle,
            ..problem
        })?;
        let bytes = self.inner.fs.read(&full, MAX_ARTICLE_BYTES);
        bytes.map_err(|error| self.unreadable_article(file, &error))
    }

    fn metadata(&self, file: &str) -> io::Result<Metadata> {
        self.inner.fs.metadata(&paths::join(self.root(), file))
    }

    fn stamp(&self, file: &str) -> io::Result<Stamp> {
        self.metadata(file).map(|found| stamp(&found))
    }

    /// Tells whether a file held articles when they were last listed, or looked as if it should.
    pub(super) fn is_table(&self, file: &str) -> bool {
        let state = self.inner.tables.state();
        state.known.get(file).is_some_and(|known| !known.is_none())
    }

    /// Tells whether a file that may be a table is what it was when the articles were last listed.
    pub(super) fn is_listed_table(&self, file: &str) -> bool {
        let stamp = self.stamp(file).ok();
        let state = self.inner.tables.state();
        match (state.known.get(file), stamp) {
            (Some(known), Some(stamp)) => known.stamp == stamp,
            (Some(known), None) => known.is_none(),
            (None, found) => found.is_none() || !self.is_among_articles(file),
        }
    }

    /// Tells whether a table is what it was when the articles were last listed, on whatever device it lies now.
    pub(super) fn is_known_table(&self, file: &str) -> bool {
        let anywhere = |(bytes, modified, (_, number)): Stamp| (bytes, modified, number);
        let stamp = self.stamp(file).ok().map(anywhere);
        let state = self.inner.tables.state();
        let known = state.known.get(file).map(|known| anywhere(known.stamp));
        known.is_some() && known == stamp
    }

    /// Tells whether a file lies where the project's articles do.
    fn is_among_articles(&self, file: &str) -> bool {
        let articles = &self.inner.project.articles;
        match &self.inner.only {
            Some(only) => only == file,
            None if articles.is_empty() => true,
            None => paths::within(file, articles).is_some(),
        }
    }
}

fn stamp(found: &Metadata) -> Stamp {
    (found.bytes, found.modified, found.identity)
}

fn no_table(file: &str) -> Problem {
    let (what, hint) = if read::is_article(file) {
        let what = "the file is one article, with no others in it: it is no download of a news database that is known";
        (what, "Name the file alone, or download the articles anew")
    } else {
        let hint = "Name another file, or give it a column or field of texts";
        ("the file is no table of articles", hint)
    };
    Problem::new(ProblemKind::UnreadableArticle, file, what).hinted(hint)
}
