//! Saving annotations: one file at a time, merged where somebody else was faster, never over what cannot be read.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use super::fs::Kind;
use super::load::{Base, Opened};
use super::save::{self, Hash, Replaced};
use super::{Inner, Store, paths, project};
use crate::anchor;
use crate::format::sidecar;
use crate::format::{self, Loaded};
use crate::merge::{self, Conflict, merge3};
use crate::model::article::Article;
use crate::model::codebook::Codebook;
use crate::model::problem::{Problem, ProblemKind};
use crate::model::sidecar::Sidecar;
use crate::model::text::Text;

/// How often a save starts over because somebody else wrote in between.
pub(super) const ATTEMPTS: usize = 8;

/// Age from which a temporary file of a process that no longer runs is removed.
const LEFTOVER: Duration = Duration::from_hours(1);

/// How a save ended.
#[derive(Clone, Debug, PartialEq)]
pub struct Saved {
    /// What the next save compares with.
    pub base: Base,
    /// What the file holds now, if that is more than what was to be saved: another window had written.
    pub merged: Option<Sidecar>,
    /// Values that another window had set otherwise; what does not stand of them is kept in the statements.
    pub conflicts: Vec<Conflict>,
    /// Whether the disk confirmed that the file outlasts a power cut.
    pub durability_confirmed: bool,
    /// What went wrong beside the save, which itself succeeded.
    pub problems: Vec<Problem>,
}

/// What was last read from or written to an annotator's codebook.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CodebookBase {
    pub(super) hash: Option<Hash>,
    pub(super) codebook: Arc<Codebook>,
}

/// How the save of an annotator's codebook ended.
#[derive(Clone, Debug, PartialEq)]
pub struct SavedCodebook {
    /// What the next save compares with.
    pub base: CodebookBase,
    /// What the file holds now, if that is more than what was to be saved.
    pub merged: Option<Codebook>,
    /// Values that another window had set otherwise, and that do not stand.
    pub conflicts: Vec<Conflict>,
    /// Whether the disk confirmed that the file outlasts a power cut.
    pub durability_confirmed: bool,
}

impl CodebookBase {
    /// Tells whether there is a file, as far as this program knows.
    pub fn has_file(&self) -> bool {
        self.hash.is_some()
    }

    /// Returns what the file holds, as far as this program knows.
    pub fn codebook(&self) -> &Codebook {
        &self.codebook
    }
}

impl Base {
    /// Returns what the file holds, as far as this program knows.
    pub fn sidecar(&self) -> &Sidecar {
        &self.sidecar
    }

    /// Tells whether there is a file.
    pub fn exists(&self) -> bool {
        self.hash.is_some()
    }
}

impl Store {
    /// Saves an annotator's work on an article whose text is `text`.
    ///
    /// If the file is not what `base` says, the two are merged field by field. Nothing is written where nothing
    /// changed. When this returns, the file is on the disk.
    ///
    /// # Errors
    /// If the work could not be saved; the file is then as it was.
    pub fn save(&self, sidecar: &Sidecar, text: &Text, base: &Base) -> Result<Saved, Problem> {
        let path = self.sidecar_path(&sidecar.annotator, &sidecar.article.path)?;
        let shown = self.shown(&path);
        if *sidecar == *base.sidecar && (base.exists() || sidecar.is_empty()) {
            // What wrote the file may have been left without the disk's word.
            let fs = &*self.inner.fs;
            let confirmed =
                !base.exists() || save::confirm(fs, &fs.canonical(&path).unwrap_or(path));
            return Ok(unchanged(base, confirmed));
        }
        let path = self.prepare(&path, &shown)?;
        let mut problems = Vec::new();
        problems.extend(self.keep_text(sidecar, text).err());
        let article = article_of(sidecar, text);
        let mut next = sidecar.clone();
        let mut conflicts = Vec::new();
        let mut expected = base.hash;
        // Who met another window keeps it out from then on.
        let mut held = None;
        for _ in 0..ATTEMPTS {
            next.rev = next.rev.max(base.sidecar.rev) + 1;
            let bytes = self.written(&next, &article.text)?;
            let check = || comes_back(&bytes, &next, &article);
            let hash = blake3::hash(bytes.as_bytes());
            // Before it is there, so that the watcher never takes it for somebody else's.
            self.note_seen(&path, Some(hash));
            let fs = &*self.inner.fs;
            let replace = match &held {
                None => save::replace_alone,
                Some(_) => save::replace,
            };
            let replaced = replace(fs, &path, bytes.as_bytes(), expected, &check);
            match replaced.map_err(|error| save::not_saved(shown.as_str(), &error))? {
                Replaced::Refused => return Err(does_not_come_back(&shown)),
                Replaced::Saved { confirmed } => {
                    self.sweep(&path);
                    return Ok(Saved {
                        merged: (!merge::same_work(&next, sidecar)).then(|| next.clone()),
                        conflicts,
                        base: Base {
                            hash: Some(hash),
                            sidecar: Arc::new(next),
                        },
                        durability_confirmed: confirmed,
                        problems,
                    });
                }
                Replaced::Conflict => {
                    held.get_or_insert_with(|| save::hold(fs, &path));
                    let found = self.read_sidecar(&path, &sidecar.annotator, &article);
                    if let Some(reason) = found.opened.read_only {
                        return Err(not_over(&shown, &reason));
                    }
                    let theirs = found.opened.sidecar;
                    // A file that is gone was not edited: what is saved is all there is.
                    (next, conflicts) = match found.hash {
                        Some(_) => merge3(&*base.sidecar, sidecar, &theirs),
                        None => (sidecar.clone(), Vec::new()),
                    };
                    expected = found.hash;
                    if found.hash.is_some() && merge::same_work(&next, &theirs) {
                        let confirmed = save::confirm(fs, &path);
                        return Ok(already_there(sidecar, theirs, found.hash, confirmed));
                    }
                }
            }
        }
        let what = "another program keeps changing the file";
        Err(Problem::new(ProblemKind::NotSaved, shown, what).hinted("It is kept and tried again"))
    }

    /// Saves work as it was carried over when it was loaded, to an article whose text is `text`, although nobody edited it.
    ///
    /// # Errors
    /// As for [`Store::save`], or if it was loaded read-only.
    pub fn save_carried(&self, opened: &Opened, text: &Text) -> Result<Saved, Problem> {
        let sidecar = &opened.sidecar;
        if let Some(reason) = &opened.read_only {
            let path = self.sidecar_path(&sidecar.annotator, &sidecar.article.path)?;
            return Err(not_over(&self.shown(&path), reason));
        }
        // The file was made on another text, and so is not what is saved.
        let mut before = Sidecar::clone(&opened.base.sidecar);
        before.article.blake3.clear();
        let base = Base {
            hash: opened.base.hash,
            sidecar: Arc::new(before),
        };
        self.save(sidecar, text, &base)
    }

    /// Returns what the file of a sidecar holds.
    fn written(&self, sidecar: &Sidecar, text: &Text) -> Result<String, Problem> {
        // Where the text is kept it shows more than counts do.
        let keeps = self.inner.project.keep_texts;
        let letters = (!keeps).then(|| anchor::letter_counts(sidecar, text));
        sidecar::write_with(sidecar, text, letters.as_ref())
    }

    /// Reads the file of what an annotator added to the codebook, without looking at copies.
    pub(super) fn read_added(&self, annotator: &str) -> (Loaded<Codebook>, CodebookBase) {
        let path = match self.annotator_folder(annotator) {
            Ok(folder) => folder.join(paths::CODEBOOK),
            Err(problem) => return (Loaded::unreadable(problem), CodebookBase::default()),
        };
        let shown = self.shown(&path);
        if let Err(problem) = self.check_inside(&path, &shown) {
            return (Loaded::unreadable(problem), CodebookBase::default());
        }
        let hash = save::content(&*self.inner.fs, &path).ok().flatten();
        let read = project::read_codebook(&*self.inner.fs, &path, &shown);
        let mut loaded = read.unwrap_or_else(|| Loaded::whole(Codebook::default()));
        if let Some(reason) = &self.inner.read_only {
            loaded.read_only.get_or_insert_with(|| reason.clone());
        }
        let codebook = Arc::new(loaded.value.clone().unwrap_or_default());
        (loaded, CodebookBase { hash, codebook })
    }

    /// Saves what an annotator added to the codebook.
    ///
    /// # Errors
    /// If it could not be saved; the file is then as it was.
    pub fn save_added(
        &self,
        annotator: &str,
        codebook: &Codebook,
        base: &CodebookBase,
    ) -> Result<SavedCodebook, Problem> {
        let path = self.annotator_folder(annotator)?.join(paths::CODEBOOK);
        let shown = self.shown(&path);
        let path = self.prepare(&path, &shown)?;
        let mut next = codebook.clone();
        let mut conflicts = Vec::new();
        let mut expected = base.hash;
        let _held = save::hold(&*self.inner.fs, &path);
        for _ in 0..ATTEMPTS {
            let bytes = format::codebook::write(&next)?;
            let check = || {
                let back = format::codebook::parse("", bytes.as_bytes());
                back.value.as_ref() == Some(&next) && back.read_only.is_none()
            };
            let hash = blake3::hash(bytes.as_bytes());
            // Before it is there, so that the watcher never takes it for somebody else's.
            self.note_seen(&path, Some(hash));
            let fs = &*self.inner.fs;
            let replaced = save::replace(fs, &path, bytes.as_bytes(), expected, &check);
            match replaced.map_err(|error| save::not_saved(shown.as_str(), &error))? {
                Replaced::Refused => return Err(does_not_come_back(&shown)),
                Replaced::Saved { confirmed } => {
                    return Ok(SavedCodebook {
                        merged: (next != *codebook).then(|| next.clone()),
                        conflicts,
                        base: CodebookBase {
                            hash: Some(hash),
                            codebook: Arc::new(next),
                        },
                        durability_confirmed: confirmed,
                    });
                }
                Replaced::Conflict => {
                    let (found, on_disk) = self.read_added(annotator);
                    if let Some(reason) = found.read_only {
                        return Err(not_over(&shown, &reason));
                    }
                    (next, conflicts) = match on_disk.hash {
                        Some(_) => merge3(base.codebook(), codebook, on_disk.codebook()),
                        None => (codebook.clone(), Vec::new()),
                    };
                    expected = on_disk.hash;
                }
            }
        }
        let what = "another program keeps changing the file";
        Err(Problem::new(ProblemKind::NotSaved, shown, what).hinted("It is kept and tried again"))
    }

    /// Makes sure that a file may and can be written; returns its path with links resolved.
    pub(super) fn prepare(&self, path: &Path, shown: &str) -> Result<PathBuf, Problem> {
        let Inner { fs, read_only, .. } = &*self.inner;
        if let Some(reason) = read_only {
            return Err(not_over(shown, reason));
        }
        let fail = |error: io::Error| save::not_saved(shown, &error);
        if !self.is_home().map_err(fail)? {
            let what = "the project's folder is another one than when it was opened";
            return Err(Problem::new(ProblemKind::NotSaved, shown, what)
                .hinted("Bring the folder back, or mount the share again; it is tried again"));
        }
        self.check_inside(path, shown).map_err(|problem| Problem {
            kind: ProblemKind::NotSaved,
            ..problem
        })?;
        let path = match fs.canonical(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => path.to_owned(),
            found => found.map_err(fail)?,
        };
        if let Some(folder) = path.parent() {
            self.make_folders(folder).map_err(fail)?;
        }
        Ok(path)
    }

    /// Makes a folder, and those above it, last. Folders that exist are only flushed once.
    fn make_folders(&self, folder: &Path) -> io::Result<()> {
        let fs = &*self.inner.fs;
        let exists = fs
            .metadata(folder)
            .is_ok_and(|found| found.kind == Kind::Folder);
        if exists && (folder == self.inner.root || self.notes().lasting.contains(folder)) {
            return Ok(());
        }
        let Some(above) = folder.parent() else {
            return Ok(());
        };
        let within = folder.starts_with(&self.inner.root);
        if exists && !within {
            return Ok(());
        }
        self.make_folders(above)?;
        if !exists {
            match fs.create_dir(folder) {
                Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
                _ => {}
            }
        }
        fs.sync_dir(above)?;
        self.notes().lasting.insert(folder.to_owned());
        Ok(())
    }

    /// Keeps the annotated text under its hash, so that an article that changes later can be compared with it.
    fn keep_text(&self, sidecar: &Sidecar, text: &Text) -> Result<(), Problem> {
        let hash = &sidecar.article.blake3;
        if !self.inner.project.keep_texts || self.notes().texts.contains(hash) {
            return Ok(());
        }
        let folder = self.annotations_of(&sidecar.annotator).join(paths::TEXTS);
        let path = folder.join(format!("{hash}.zst"));
        let shown = self.shown(&path);
        let fail = |error: io::Error| save::not_saved(shown.as_str(), &error);
        if self.inner.fs.metadata(&path).is_err() {
            let path = self.prepare(&path, &shown)?;
            let bytes = zstd::bulk::compress(text.as_bytes(), 0).map_err(fail)?;
            // Whoever was faster wrote the same.
            save::replace(&*self.inner.fs, &path, &bytes, None, &|| true).map_err(fail)?;
            self.sweep(&path);
        }
        self.notes().texts.insert(hash.clone());
        Ok(())
    }

    /// Remembers what a file holds, so that the watcher does not report this program's own writing.
    pub(super) fn note_seen(&self, path: &Path, hash: Option<Hash>) {
        self.notes().seen.insert(path.to_owned(), hash);
    }

    /// Removes what killed processes left in a file's folder, once for each folder.
    pub(super) fn sweep(&self, path: &Path) {
        let Some(folder) = path.parent() else {
            return;
        };
        if !self.notes().swept.insert(folder.to_owned()) {
            return;
        }
        let fs = &*self.inner.fs;
        for entry in fs.list(folder).unwrap_or_default() {
            let Some(owner) = paths::temp_owner(&entry.name) else {
                continue;
            };
            let file = folder.join(&entry.name);
            let written = fs.metadata(&file).ok().and_then(|found| found.modified);
            let age = written.and_then(|at| self.env().now().duration_since(at).ok());
            if age.is_some_and(|age| age > LEFTOVER) && !is_running(owner) {
                drop(fs.remove(&file));
            }
        }
    }
}

/// Tells whether reading what was written gives what was to be written.
fn comes_back(bytes: &str, sidecar: &Sidecar, article: &Article) -> bool {
    let back = sidecar::parse("", bytes.as_bytes());
    let carried = back
        .value
        .map(|parsed| anchor::carry(parsed, article, "", &|_| None));
    back.read_only.is_none() && carried.is_some_and(|carried| carried.sidecar == *sidecar)
}

pub(super) fn does_not_come_back(shown: &str) -> Problem {
    let what = "what would be written does not read back as it was";
    Problem::new(ProblemKind::NotSaved, shown, what)
        .hinted("This is a fault of the program; please report it. Nothing was written")
}

pub(super) fn not_over(shown: &str, reason: &str) -> Problem {
    let what = format!("the file is not overwritten: {reason}");
    Problem::new(ProblemKind::NotSaved, shown, what)
        .hinted("Correct or move the file; what is not saved yet is kept and tried again")
}

fn unchanged(base: &Base, durability_confirmed: bool) -> Saved {
    Saved {
        base: base.clone(),
        merged: None,
        conflicts: Vec::new(),
        durability_confirmed,
        problems: Vec::new(),
    }
}

/// The file holds already what was to be saved, and perhaps more: there is nothing to write.
fn already_there(
    wanted: &Sidecar,
    theirs: Sidecar,
    hash: Option<Hash>,
    durability_confirmed: bool,
) -> Saved {
    Saved {
        merged: (!merge::same_work(wanted, &theirs)).then(|| theirs.clone()),
        conflicts: Vec::new(),
        base: Base {
            hash,
            sidecar: Arc::new(theirs),
        },
        durability_confirmed,
        problems: Vec::new(),
    }
}

/// Makes of a text what looking up spans needs.
fn article_of(sidecar: &Sidecar, text: &Text) -> Article {
    Article {
        path: sidecar.article.path.clone(),
        text: text.clone(),
        blake3: sidecar.article.blake3.clone(),
        reader: sidecar.article.reader.clone(),
        ..Article::default()
    }
}

fn is_running(process: u32) -> bool {
    let process = i32::try_from(process)
        .ok()
        .and_then(rustix::process::Pid::from_raw);
    // Of a process of somebody else one only learns that one may not signal it, and so that it runs.
    process.is_none_or(|process| {
        rustix::process::test_kill_process(process) != Err(rustix::io::Errno::SRCH)
    })
}
