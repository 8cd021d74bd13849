//! Files that may hold many articles and hold none: most pages and documents. Which they are is found out in their
//! beginnings, by several threads, and kept in the cache: the next time a folder of very many is listed at once.

use std::collections::{BTreeMap, HashSet};
use std::num::NonZero;
use std::thread;

use serde::{Deserialize, Serialize};

use super::glance::{Stamp, nanoseconds};
use super::project::ArticleFile;
use super::{Store, paths};
use crate::read;

/// Name of the file in the cache.
const NAME: &str = "singles";

/// Files from which on it is kept what was found; fewer are looked into at once.
const LEAST: usize = 500;

/// Most threads, and fewest files for one.
const MOST_THREADS: usize = 8;
const LEAST_FILES: usize = 64;

/// What is kept.
#[derive(Default, Serialize, Deserialize)]
struct Kept {
    /// The formats that were known, with their versions: others may be found by later ones.
    formats: String,
    /// The files that hold no articles within them.
    files: BTreeMap<String, Stamp>,
}

/// A file that is to be looked into.
#[derive(Clone, Copy)]
pub(super) struct Unknown<'a> {
    pub(super) file: &'a ArticleFile,
    /// What it was when it was listed.
    pub(super) seen: Option<Stamp>,
}

impl Store {
    /// Returns which files are one article each, of those that are some by their endings.
    pub(super) fn singles<'a>(&self, files: &[Unknown<'a>]) -> HashSet<&'a str> {
        let taken = nanoseconds(self.env().now()).unwrap_or(0);
        let is_kept = files.len() >= LEAST && self.has_cache();
        let mut kept = Kept::default();
        if is_kept {
            kept = self.kept_singles();
        }
        let is_known = |one: &Unknown<'_>| {
            let known = kept.files.get(&one.file.path).copied();
            known.is_some() && known == one.seen
        };
        let (known, new): (Vec<Unknown<'_>>, Vec<Unknown<'_>>) =
            files.iter().copied().partition(is_known);
        let found = self.looked_into(&new);
        let mut is_news = false;
        for one in &found {
            if let Some(seen) = one.seen.filter(|seen| seen.is_settled(taken)) {
                kept.files.insert(one.file.path.clone(), seen);
                is_news = true;
            }
        }
        if is_kept && is_news {
            kept.formats = formats();
            if let Ok(bytes) = postcard::to_stdvec(&kept) {
                // What cannot be kept is looked into again.
                drop(self.put_in_cache(NAME, &bytes));
            }
        }
        let all = known.into_iter().chain(found);
        all.map(|one| one.file.path.as_str()).collect()
    }

    /// Returns what is kept, if it was found by what reads today.
    fn kept_singles(&self) -> Kept {
        let bytes = (!self.is_fresh()).then(|| self.cached(NAME)).flatten();
        let kept = bytes.and_then(|bytes| postcard::from_bytes::<Kept>(&bytes).ok());
        let kept = kept.filter(|kept| kept.formats == formats());
        kept.unwrap_or_default()
    }

    /// Looks into files; returns those that are one article each.
    fn looked_into<'a>(&self, files: &[Unknown<'a>]) -> Vec<Unknown<'a>> {
        let look = |files: &[Unknown<'a>]| -> Vec<Unknown<'a>> {
            let singles = files.iter().filter(|one| !self.may_be_many(one.file));
            singles.copied().collect()
        };
        let threads = thread::available_parallelism().map_or(1, NonZero::get);
        let size = files.len().div_ceil(threads.min(MOST_THREADS));
        if files.len() <= LEAST_FILES {
            return look(files);
        }
        thread::scope(|scope| {
            let parts = files.chunks(size.max(LEAST_FILES));
            let running: Vec<_> = parts.map(|part| scope.spawn(move || look(part))).collect();
            // What breaks a thread down breaks nothing else: its files are looked into one by one.
            let found = running
                .into_iter()
                .flat_map(|one| one.join().unwrap_or_default());
            found.collect()
        })
    }

    /// Tells whether a file that is an article by its ending may hold many.
    pub(super) fn may_be_many(&self, file: &ArticleFile) -> bool {
        let Some(wanted) = read::beginning(&file.path, file.bytes) else {
            return false;
        };
        let full = paths::join(self.root(), &file.path);
        let start = self.inner.fs.read_start(&full, wanted);
        start.is_ok_and(|start| read::may_be_many(&file.path, &start))
    }
}

/// Returns the formats of files that hold many articles, with their versions.
fn formats() -> String {
    let formats = read::TABLES.iter();
    let shown = formats.map(|format| format!("{} {}", format.name, format.version));
    shown.collect::<Vec<_>>().join(", ")
}
