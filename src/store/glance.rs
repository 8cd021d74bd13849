//! What a walk through a whole project asks of the disk, which is as little as can be: it asks for every file.
//!
//! A folder is listed once, so that it is known without asking which files are links and which have copies that sync
//! tools made. Whatever is not usual is left to [`Store::load_listed`], which looks at one file closely.
//!
//! Limitations: a stamp trusts the clock of the disk. On a share whose clock is seconds behind, a file that is written
//! twice within one tick of that clock, keeps its length, and is read between the two is taken for unchanged.

use std::cell::RefCell;
use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use super::fs::{Kind, Metadata};
use super::listing::{Folder, Listings};
use super::load::{Base, Former, Opened, empty};
use super::save::Hash;
use super::{Store, paths};
use crate::format::ron_file::MAX_BYTES;
use crate::model::article::Article;
use crate::model::problem::{Problem, ProblemKind};

/// How long a file must have rested before its stamp proves anything: some file systems count time in two seconds.
const REST: Duration = Duration::from_secs(2);

/// What tells that a file is still the one that was read, without reading it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Stamp {
    bytes: u64,
    /// Nanoseconds since 1970, as all times here.
    modified: u64,
    changed: u64,
    inode: u64,
}

/// What lies at the place of a sidecar.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// Nothing, and no copies either.
    Nothing,
    /// A file of the project, without copies, and its stamp if it has one.
    File(PathBuf, Option<Stamp>),
    /// Anything else: to be looked at closely.
    Odd,
}

impl Stamp {
    pub(super) fn of(found: &Metadata) -> Option<Self> {
        Some(Self {
            bytes: found.bytes,
            modified: nanoseconds(found.modified?)?,
            changed: nanoseconds(found.changed?)?,
            inode: found.identity.1,
        })
    }

    /// Tells whether the file had rested when the stamp was taken, so that any change since then shows in it.
    pub(crate) fn is_settled(self, taken: u64) -> bool {
        let rest = u64::try_from(REST.as_nanos()).unwrap_or(u64::MAX);
        self.modified.max(self.changed).saturating_add(rest) < taken
    }
}

/// Returns a time in nanoseconds since 1970, where it can be said so.
pub(crate) fn nanoseconds(at: SystemTime) -> Option<u64> {
    let since = at.duration_since(UNIX_EPOCH).ok()?;
    u64::try_from(since.as_nanos()).ok()
}

impl Store {
    /// Reads the bytes of an article of the project.
    ///
    /// # Errors
    /// If the path leads out of the project, or the file cannot be read.
    pub(crate) fn article_bytes(
        &self,
        path: &str,
        listings: Option<&Listings>,
    ) -> Result<Vec<u8>, Problem> {
        paths::check_article(path)?;
        let full = paths::join(self.root(), path);
        let is_plain = listings.is_some_and(|listings| self.is_plain(&full, listings));
        if !is_plain {
            self.check_inside(&full, path).map_err(|problem| Problem {
                kind: ProblemKind::UnreadableArticle,
                ..problem
            })?;
        }
        let read = self.inner.fs.read(&full, crate::read::MAX_ARTICLE_BYTES);
        read.map_err(|error| self.unreadable_article(path, &error))
    }

    /// Tells whether a path is known to be that of a file within the project.
    fn is_plain(&self, path: &Path, listings: &Listings) -> bool {
        split(path).is_some_and(|(folder, name)| {
            listings.folder(self, folder).kind(name) == Some(Kind::File)
        })
    }

    /// Looks at the place of an annotator's work on an article of the project.
    pub(crate) fn place(&self, annotator: &str, article: &str, listings: &Listings) -> Place {
        if self.withholds(annotator, article) {
            return Place::Odd;
        }
        let Ok(path) = self.sidecar_path(annotator, article) else {
            return Place::Odd;
        };
        let Some((above, name)) = split(&path) else {
            return Place::Odd;
        };
        let folder = listings.folder(self, above);
        match &*folder {
            Folder::Missing => return Place::Nothing,
            Folder::Closed => return Place::Odd,
            Folder::Listed(..) => {}
        }
        if !folder.conflict_copies(above, name).is_empty() {
            return Place::Odd;
        }
        // Most annotators have not begun most articles: what the listing tells is not asked for again.
        if !folder.has_alike(name) {
            return Place::Nothing;
        }
        match (folder.kind(name), self.inner.fs.metadata(&path)) {
            (Some(Kind::File), Ok(found)) if found.kind == Kind::File => {
                let stamp = Stamp::of(&found);
                Place::File(path, stamp)
            }
            (None, Err(error)) if error.kind() == io::ErrorKind::NotFound => Place::Nothing,
            // A link, a file that just came or went, or one whose name is the same to this file system alone.
            _ => Place::Odd,
        }
    }

    /// Reads a sidecar's file; none if it cannot be read.
    pub(crate) fn sidecar_bytes(&self, file: &Path) -> Option<Vec<u8>> {
        self.inner.fs.read(file, MAX_BYTES).ok()
    }

    /// Makes of a sidecar's bytes what its file alone says, and names the older texts that were looked for.
    pub(crate) fn understood(
        &self,
        file: &Path,
        bytes: &[u8],
        annotator: &str,
        article: &Article,
    ) -> (Opened, Vec<Former>) {
        let formers = RefCell::default();
        let opened = self.understand(&self.shown(file), bytes, annotator, article, &formers);
        (opened, formers.into_inner())
    }

    /// Tells whether an older text is there today if it was there then, and else is not.
    pub(crate) fn is_still_so(&self, former: &Former) -> bool {
        let mut places = self.kept_places(&former.blake3);
        let is_there = places.any(|place| self.inner.fs.metadata(&place).is_ok());
        is_there == former.is_kept
    }

    /// Completes what a sidecar's file alone says.
    pub(crate) fn opened(&self, mut opened: Opened, file: &Path, hash: Hash) -> Opened {
        self.leave_copy(&mut opened, file);
        opened.base = Base {
            hash: Some(hash).filter(|_| opened.read_only.is_none()),
            sidecar: Arc::new(opened.sidecar.clone()),
        };
        self.forbid(&mut opened);
        opened
    }

    /// Makes the work of an annotator who has not begun.
    pub(crate) fn nothing(&self, annotator: &str, article: &Article) -> Opened {
        let sidecar = empty(article, annotator);
        let base = Base {
            hash: None,
            sidecar: Arc::new(sidecar.clone()),
        };
        let mut opened = Opened {
            sidecar,
            base,
            ..Opened::default()
        };
        self.forbid(&mut opened);
        opened
    }

    /// Makes work read-only where nothing may be written in the whole project.
    pub(super) fn forbid(&self, opened: &mut Opened) {
        if let Some(reason) = &self.inner.read_only {
            opened.read_only.get_or_insert_with(|| reason.clone());
        }
    }
}

fn split(path: &Path) -> Option<(&Path, &str)> {
    let name = path.file_name().and_then(OsStr::to_str)?;
    Some((path.parent()?, name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(modified: u64, changed: u64, taken: u64, expected: bool) {
        let stamp = Stamp {
            bytes: 1,
            modified,
            changed,
            inode: 1,
        };
        assert_eq!(stamp.is_settled(taken), expected);
    }

    #[test]
    fn a_file_must_rest() {
        const SECOND: u64 = 1_000_000_000;
        check(0, 0, 2 * SECOND, false);
        check(0, 0, 2 * SECOND + 1, true);
        check(0, SECOND, 2 * SECOND + 1, false);
        check(SECOND, 0, 2 * SECOND + 1, false);
        // A time that is still to come proves nothing.
        check(u64::MAX, 0, 5 * SECOND, false);
    }
}
