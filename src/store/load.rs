//! Loading one annotator's work on one article, with the copies that sync tools made of it.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::Store;
use super::fs::{Fs, NOWHERE};
use super::listing::{self, Listings};
use super::save::Hash;
use super::{paths, project};
use crate::anchor::{self, Carried};
use crate::format::ron_file::MAX_BYTES;
use crate::format::sidecar::ParsedSidecar;
use crate::format::{ron_file, sidecar};
use crate::merge;
use crate::model::article::Article;
use crate::model::fold::composed;
use crate::model::id::StatementId;
use crate::model::problem::{Problem, ProblemKind};
use crate::model::sidecar::{ArticleRef, Sidecar};
use crate::model::text::Text;
use crate::read::MAX_ARTICLE_BYTES;

/// What was last read from a file or written to it: what a save compares with, and merges from.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Base {
    /// Identifies the file's content; none if there was no file.
    pub(super) hash: Option<Hash>,
    /// What the file says, its spans in bytes of the article's text.
    pub(super) sidecar: Arc<Sidecar>,
}

/// One annotator's work on one article, as opened. The catalogue of `corpus` keeps it, but for what a save compares with.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Opened {
    /// The work, with that of conflict copies merged in; empty where nothing can be read.
    pub sidecar: Sidecar,
    /// What a save compares with.
    #[serde(skip)]
    pub base: Base,
    /// Why the work must not be changed; none where it may be.
    pub read_only: Option<String>,
    /// What a person should know.
    pub problems: Vec<Problem>,
    /// Ids of statements that stand elsewhere than when they were made, in a text whose letters changed; nobody has
    /// looked at them yet.
    pub moved: BTreeSet<StatementId>,
    /// Statements whose text is gone, as found now.
    pub detached: usize,
    /// Whether there may be more, which is not shown yet: see [`Store::as_seen_by`].
    pub is_withheld: bool,
    /// What there is at the file's place; none if there is nothing.
    pub file: Option<File>,
    /// Whose the file says that it is, if that is somebody else.
    pub owner: Option<String>,
}

/// What there is at a sidecar's place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum File {
    /// It was read, as far as it can be understood.
    Read,
    /// It cannot be read.
    Unreadable,
}

/// An older text of an article that was looked for, since a sidecar names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Former {
    /// The hash that the sidecar names.
    pub(super) blake3: String,
    /// Whether it was there.
    pub(super) is_kept: bool,
}

/// The older texts that were looked for so far.
pub(super) type Formers = RefCell<Vec<Former>>;

/// What a sidecar's file holds today, in bytes of an article's text.
pub(super) struct OnDisk {
    pub(super) hash: Option<Hash>,
    pub(super) opened: Opened,
}

impl Store {
    /// Loads an annotator's work on an article. Writes nothing, whatever it finds.
    ///
    /// Where there is nothing, the sidecar is empty. Where the file cannot be read, it is empty too, and read-only.
    pub fn load(&self, annotator: &str, article: &Article) -> Opened {
        self.load_with(annotator, article, None)
    }

    /// Loads as [`Store::load`] does, with folders listed once for many loads.
    pub fn load_listed(&self, annotator: &str, article: &Article, listings: &Listings) -> Opened {
        self.load_with(annotator, article, Some(listings))
    }

    fn load_with(&self, annotator: &str, article: &Article, listings: Option<&Listings>) -> Opened {
        if self.withholds(annotator, &article.path) {
            return withheld(article, annotator);
        }
        let path = match self.sidecar_path(annotator, &article.path) {
            Ok(path) => path,
            Err(problem) => return refused(article, annotator, problem),
        };
        let OnDisk { hash, mut opened } = self.read_sidecar(&path, annotator, article);
        self.leave_copy(&mut opened, &path);
        if listings.is_none() {
            // A walk is not the window: what it reads is still news to whoever looks at the window.
            self.note_seen(&path, hash);
        }
        // A file that must not be written is one that no save knows: whoever tries is refused when it is read again.
        opened.base = Base {
            hash: hash.filter(|_| opened.read_only.is_none()),
            sidecar: Arc::new(opened.sidecar.clone()),
        };
        let folder = path
            .parent()
            .zip(path.file_name().and_then(|name| name.to_str()));
        let copies = folder.map_or_else(Vec::new, |(folder, name)| {
            let fs = &*self.inner.fs;
            let copies = match listings {
                Some(listings) => listings.folder(self, folder).conflict_copies(folder, name),
                None => listing::conflict_copies(fs, folder, name),
            };
            copies.into_iter().map(|copy| folder.join(copy)).collect()
        });
        self.merge_copies(copies, annotator, article, &mut opened);
        self.forbid(&mut opened);
        opened
    }

    /// Reads a sidecar's file, without looking at copies.
    pub(super) fn read_sidecar(&self, path: &Path, annotator: &str, article: &Article) -> OnDisk {
        let shown = self.shown(path);
        if let Err(problem) = self.check_inside(path, &shown) {
            return OnDisk {
                hash: None,
                opened: refused(article, annotator, problem),
            };
        }
        match read_patiently(&*self.inner.fs, path, MAX_BYTES) {
            Ok(bytes) => OnDisk {
                hash: Some(blake3::hash(&bytes)),
                opened: self.understand(&shown, &bytes, annotator, article, &RefCell::default()),
            },
            Err(error)
                if error.kind() == io::ErrorKind::NotFound && self.inner.fs.is_link(path) =>
            {
                let problem = Problem::new(ProblemKind::UnreadableSidecar, shown, NOWHERE)
                    .hinted(project::advice(&error));
                OnDisk {
                    hash: None,
                    opened: refused(article, annotator, problem),
                }
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => OnDisk {
                hash: None,
                opened: Opened {
                    sidecar: empty(article, annotator),
                    ..Opened::default()
                },
            },
            Err(error) => {
                let what = project::reason(&error);
                let problem = Problem::new(ProblemKind::UnreadableSidecar, shown, what)
                    .hinted("The file stays as it is; check whether you may read it");
                OnDisk {
                    hash: None,
                    opened: refused(article, annotator, problem),
                }
            }
        }
    }

    /// Merges what sync tools left beside a sidecar into what is shown. The copies stay where they are.
    fn merge_copies(
        &self,
        copies: Vec<PathBuf>,
        annotator: &str,
        article: &Article,
        opened: &mut Opened,
    ) {
        for copy in copies {
            let shown = self.shown(&copy);
            let bytes = match read_patiently(&*self.inner.fs, &copy, MAX_BYTES) {
                Ok(bytes) => bytes,
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                Err(error) => {
                    let what = format!(
                        "a copy that a sync tool made cannot be read: {}",
                        project::reason(&error)
                    );
                    let problem = Problem::new(ProblemKind::ConflictCopy, shown, what)
                        .hinted("What only it has is not shown");
                    opened.problems.push(problem);
                    continue;
                }
            };
            let Some(parsed) = sidecar::parse(&shown, &bytes).value else {
                let what = "it looks like a copy that a sync tool made, and cannot be read";
                let problem = Problem::new(ProblemKind::ConflictCopy, shown, what)
                    .hinted("Look at it; it is left as it is");
                opened.problems.push(problem);
                continue;
            };
            if parsed.annotator != annotator || !is_same_name(&parsed.article.path, &article.path) {
                continue;
            }
            let carried = self.carry(parsed, article, &shown, &RefCell::default());
            let theirs = carried.sidecar;
            let merged = merge::with_copy(&opened.sidecar, &theirs);
            let news = !merge::same_work(&merged, &opened.sidecar);
            let (what, hint) = if news {
                (
                    "a sync tool made a copy of the annotations; what only it has is shown with them",
                    "Your next change saves it all in one file; then delete the copy",
                )
            } else {
                (
                    "a sync tool made a copy of the annotations, which has nothing that they lack",
                    "Delete the copy",
                )
            };
            let problem = Problem::new(ProblemKind::ConflictCopy, shown, what).hinted(hint);
            opened.problems.push(problem);
            opened.sidecar = merged;
        }
    }
}

impl Store {
    /// Makes what the window shows of a sidecar's bytes.
    pub(super) fn understand(
        &self,
        shown: &str,
        bytes: &[u8],
        annotator: &str,
        article: &Article,
        formers: &Formers,
    ) -> Opened {
        let loaded = sidecar::parse(shown, bytes);
        let (mut read_only, mut problems) = (loaded.read_only, loaded.problems);
        let Some(parsed) = loaded.value else {
            let sides = self.both_sides(shown, bytes, annotator, article, formers);
            return Opened {
                sidecar: sides.unwrap_or_else(|| empty(article, annotator)),
                read_only,
                problems,
                file: Some(File::Read),
                ..Opened::default()
            };
        };
        let owner = Some(parsed.annotator.clone()).filter(|owner| owner != annotator);
        if let Some((problem, reason)) = of_another(shown, &parsed, annotator, article) {
            problems.push(problem);
            read_only = read_only.or(reason);
        }
        let carried = self.carry(parsed, article, shown, formers);
        problems.extend(carried.problems);
        if carried.left_out {
            let reason = "the file holds statements that mean nothing in this text";
            read_only.get_or_insert_with(|| reason.to_owned());
        }
        let mut sidecar = carried.sidecar;
        annotator.clone_into(&mut sidecar.annotator);
        Opened {
            sidecar,
            base: Base::default(),
            read_only,
            problems,
            moved: carried.moved,
            detached: carried.detached,
            is_withheld: false,
            file: Some(File::Read),
            owner,
        }
    }

    /// Merges the two versions in a file with git's conflict markers, for showing.
    fn both_sides(
        &self,
        shown: &str,
        bytes: &[u8],
        annotator: &str,
        article: &Article,
        formers: &Formers,
    ) -> Option<Sidecar> {
        let (ours, theirs) = ron_file::conflict_sides(std::str::from_utf8(bytes).ok()?)?;
        let read = |side: String| {
            let parsed = sidecar::parse(shown, side.as_bytes()).value?;
            Some(self.carry(parsed, article, shown, formers).sidecar)
        };
        let mut merged = match (read(ours), read(theirs)) {
            (Some(ours), Some(theirs)) => merge::with_copy(&ours, &theirs),
            (ours, theirs) => ours.or(theirs)?,
        };
        annotator.clone_into(&mut merged.annotator);
        Some(merged)
    }

    /// Looks up a sidecar's spans in an article; the text that was annotated is read if it is another.
    fn carry(
        &self,
        parsed: ParsedSidecar,
        article: &Article,
        shown: &str,
        formers: &Formers,
    ) -> Carried {
        anchor::carry(parsed, article, shown, &|annotated| {
            let text = self.kept_text(&annotated.blake3, 4 * annotated.chars);
            formers.borrow_mut().push(Former {
                blake3: annotated.blake3.clone(),
                is_kept: text.is_some(),
            });
            text
        })
    }

    /// Returns the text of an article that has this hash, where today's is another: one that was kept when it was
    /// annotated, or what programs may have made today's from.
    pub fn former_text(&self, today: &Text, blake3: &str) -> Option<Text> {
        // As much as all accents and line ends of today's text could take.
        let most = 8 * today.len();
        self.kept_text(blake3, most)
            .or_else(|| anchor::former(today, blake3))
    }

    /// Returns the text that a sidecar was made on, as it names it: its article's of today, or one that was kept or can be
    /// made of it. Whatever the file says of where its article lies, the text has the hash that it says.
    pub fn annotated_text(&self, annotated: &ArticleRef) -> Option<Text> {
        let today = self.read_article(&annotated.path).ok();
        let is_it = |article: &&Article| article.blake3 == annotated.blake3;
        if let Some(article) = today.as_ref().filter(is_it) {
            return Some(article.text.clone());
        }
        let most = annotated.chars.saturating_mul(4);
        self.kept_text(&annotated.blake3, most)
            .or_else(|| anchor::former(&today?.text, &annotated.blake3))
    }

    /// Returns a text that was kept when it was annotated, if it has at most so many bytes.
    fn kept_text(&self, blake3: &str, most: usize) -> Option<Text> {
        let mut found = self.kept_places(blake3).filter_map(|path| {
            self.check_inside(&path, "").ok()?;
            let bytes = read_patiently(&*self.inner.fs, &path, MAX_ARTICLE_BYTES).ok()?;
            // What it says of its length may be anything.
            let most = usize::try_from(MAX_ARTICLE_BYTES).ok()?.min(most);
            let text = String::from_utf8(zstd::bulk::decompress(&bytes, most).ok()?).ok()?;
            let is_it = blake3::hash(text.as_bytes()).to_hex().as_str() == blake3;
            is_it.then(|| Text::new(text))
        });
        found.next()
    }

    /// Returns where a text may be kept whose hash is this; nowhere if it is none.
    pub(super) fn kept_places(&self, blake3: &str) -> impl Iterator<Item = PathBuf> {
        let is_hash = blake3.bytes().all(|byte| byte.is_ascii_hexdigit());
        let name = format!("{blake3}.zst");
        let folders = self.annotation_folders().filter(move |_| is_hash);
        folders.map(move |folder| folder.join(paths::TEXTS).join(&name))
    }
}

/// Reads a file; once more where that failed for a reason that may have passed, as on a share that was busy. Whoever
/// looks at an article is told nothing of such a moment, and nobody would look again after it.
fn read_patiently(fs: &dyn Fs, path: &Path, most: u64) -> io::Result<Vec<u8>> {
    fs.read(path, most).or_else(|error| match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::PermissionDenied | io::ErrorKind::FileTooLarge => {
            Err(error)
        }
        _ => fs.read(path, most),
    })
}

/// Says that a file belongs to somebody else, which makes it read-only, or to another article, which does not: articles
/// are moved, and what their name was is only for showing.
fn of_another(
    shown: &str,
    parsed: &ParsedSidecar,
    annotator: &str,
    article: &Article,
) -> Option<(Problem, Option<String>)> {
    if parsed.annotator != annotator {
        let what = belongs_to(&parsed.annotator);
        let problem = Problem::new(ProblemKind::Inconsistent, shown, what.clone())
            .hinted("It is read-only; move it to that annotator's folder");
        return Some((problem, Some(what)));
    }
    (!is_same_name(&parsed.article.path, &article.path)).then(|| {
        let what = belongs_to(&parsed.article.path);
        let hint = "The next change corrects it, if the article was moved";
        (
            Problem::new(ProblemKind::Inconsistent, shown, what).hinted(hint),
            None,
        )
    })
}

pub(super) fn belongs_to(what: &str) -> String {
    format!("the file says that it belongs to {what:?}")
}

/// Tells whether two paths differ in nothing but how accents are composed, which sync tools change.
fn is_same_name(a: &str, b: &str) -> bool {
    composed(a) == composed(b)
}

/// Makes what is seen of work that is not shown yet: nothing, and nothing to change.
fn withheld(article: &Article, annotator: &str) -> Opened {
    Opened {
        sidecar: empty(article, annotator),
        read_only: Some("it is shown once your own work on the article is done".to_owned()),
        is_withheld: true,
        ..Opened::default()
    }
}

fn refused(article: &Article, annotator: &str, problem: Problem) -> Opened {
    Opened {
        sidecar: empty(article, annotator),
        read_only: Some(problem.what.clone()),
        problems: vec![problem],
        file: Some(File::Unreadable),
        ..Opened::default()
    }
}

/// Makes the sidecar of an annotator who has not begun.
pub(super) fn empty(article: &Article, annotator: &str) -> Sidecar {
    let reference = ArticleRef {
        path: article.path.clone(),
        blake3: article.blake3.clone(),
        chars: article.text.chars_len(),
        reader: article.reader.clone(),
    };
    Sidecar::new(reference, annotator)
}
