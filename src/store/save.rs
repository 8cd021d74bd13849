//! The one way in which files are written: whole, lasting, and never over something that was not read before.
//!
//! ```text
//! write a temporary file in the folder ─▶ flush ─▶ close, checked ─▶ hold the folder ─▶ is the file still what was read?
//!                                       yes ─▶ rename over it ─▶ let go ─▶ flush the folder ─▶ saved
//!                                        no ─▶ remove the temporary file ─▶ conflict
//! ```
//!
//! Who reads a file to change it holds the folder from then on (`replace`); who writes what grew out of what is known
//! holds it as shown (`replace_alone`), so that many files of one folder are flushed at the same time.
//!
//! A kill or a power cut at any point leaves the old file or the new one. If the rename reports an error, the file is
//! read again to learn which it is: on network shares a rename may fail and have happened.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::fs::{Fs, FsFile, Kind, Lock, NOWHERE, RealFs};
use super::paths;
use crate::format::ron_file::MAX_BYTES;
use crate::model::problem::{Problem, ProblemKind};

/// Identifies the content of a file.
pub type Hash = blake3::Hash;

/// How a file was replaced, or why not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Replaced {
    /// The new content stands there.
    Saved {
        /// Whether the folder confirmed that it would outlast a power cut.
        confirmed: bool,
    },
    /// Another content than the expected one stands there; nothing was changed.
    Conflict,
    /// The new content was refused by the check; nothing was changed.
    Refused,
}

/// Tells whether new content is good to be put in place.
pub(super) type Check<'a> = &'a (dyn Fn() -> bool + Sync);

/// Puts `bytes` in place of what a file holds, if that is still the expected content; none means no file.
///
/// `check` runs while the disk works, and before anything is put in place. Between the last look at the file and the
/// rename lies a moment in which another program could write; who calls this holds the folder ([`hold`]) against other
/// windows.
pub(super) fn replace(
    fs: &dyn Fs,
    path: &Path,
    bytes: &[u8],
    expected: Option<Hash>,
    check: Check<'_>,
) -> io::Result<Replaced> {
    replace_with(fs, path, bytes, expected, check, &|| None)
}

/// The same for who does not hold the folder: it is held from the last look at the file until that is replaced.
pub(super) fn replace_alone(
    fs: &dyn Fs,
    path: &Path,
    bytes: &[u8],
    expected: Option<Hash>,
    check: Check<'_>,
) -> io::Result<Replaced> {
    replace_with(fs, path, bytes, expected, check, &|| hold(fs, path))
}

fn replace_with(
    fs: &dyn Fs,
    path: &Path,
    bytes: &[u8],
    expected: Option<Hash>,
    check: Check<'_>,
    holding: &dyn Fn() -> Held,
) -> io::Result<Replaced> {
    let folder = folder_of(path);
    let mode = match expected.map(|_| fs.metadata(path)) {
        Some(Ok(found)) => Some(found.mode),
        Some(Err(error)) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => None,
    };
    let temp = folder.join(paths::temp_name(&fs.env()));
    let write = || write_temp(fs, &temp, bytes, mode);
    let (written, good) = meanwhile(check, write);
    let replaced = || -> io::Result<Replaced> {
        written?;
        if !good {
            return Ok(Replaced::Refused);
        }
        let held = holding();
        if content(fs, path)? != expected {
            return Ok(Replaced::Conflict);
        }
        put_in_place(fs, &temp, path, bytes, expected, held)
    };
    let outcome = replaced();
    if !matches!(outcome, Ok(Replaced::Saved { .. })) {
        // What cannot be removed now is removed by a later save.
        drop(fs.remove(&temp));
    }
    outcome
}

/// A folder that is held, if that could be.
pub(super) type Held = Option<Box<dyn Lock>>;

/// Holds the folder of a file against other windows on this machine, as long as the result lives.
pub(super) fn hold(fs: &dyn Fs, path: &Path) -> Held {
    fs.lock(folder_of(path))
}

/// Runs a check beside the work that it is about; one after the other where the system gives no thread.
fn meanwhile<T>(check: Check<'_>, work: impl FnOnce() -> T) -> (T, bool) {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().name("check".to_owned());
        let checking = thread.spawn_scoped(scope, check);
        let done = work();
        let good = match checking {
            Ok(checking) => checking.join().unwrap_or(false),
            Err(_) => check(),
        };
        (done, good)
    })
}

/// Returns the hash of what a file holds, none if there is no file.
pub(super) fn content(fs: &dyn Fs, path: &Path) -> io::Result<Option<Hash>> {
    match fs.read(path, MAX_BYTES) {
        Ok(bytes) => Ok(Some(blake3::hash(&bytes))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn write_temp(fs: &dyn Fs, temp: &Path, bytes: &[u8], mode: Option<u32>) -> io::Result<()> {
    let mut file = fs.create_temp(temp, mode)?;
    file.write_all(bytes)?;
    file.sync()?;
    file.close()
}

fn put_in_place(
    fs: &dyn Fs,
    temp: &Path,
    path: &Path,
    bytes: &[u8],
    expected: Option<Hash>,
    held: Held,
) -> io::Result<Replaced> {
    let renamed = match expected {
        Some(_) => fs.rename(temp, path),
        None => fs.rename_noreplace(temp, path),
    };
    if let Err(error) = renamed {
        match content(fs, path)? {
            Some(found) if found == blake3::hash(bytes) => {
                // It happened nevertheless, or somebody wrote the same; then the temporary file is still there.
                drop(fs.remove(temp));
                let confirmed = confirm(fs, path);
                return Ok(Replaced::Saved { confirmed });
            }
            found if found == expected => return Err(error),
            _ => return Ok(Replaced::Conflict),
        }
    }
    // What stands there stands there: who waits for the folder need not wait for the disk.
    drop(held);
    let confirmed = fs.sync_dir(folder_of(path)).is_ok();
    Ok(Replaced::Saved { confirmed })
}

/// Tells whether what a file holds outlasts a power cut, after waiting for it. For a file that holds already what was to
/// be written: whoever wrote it may not have waited.
pub(super) fn confirm(fs: &dyn Fs, path: &Path) -> bool {
    fs.sync_file(path).is_ok() && fs.sync_dir(folder_of(path)).is_ok()
}

/// Says why a file could not be written, and what to do.
pub(super) fn not_saved(path: impl Into<String>, error: &io::Error) -> Problem {
    use io::ErrorKind as E;
    let (what, hint) = match error.kind() {
        E::StorageFull => (
            "the disk is full",
            "Free some space; what is not saved yet is kept and tried again",
        ),
        E::QuotaExceeded => (
            "the quota on this disk is used up",
            "Free some space; it is tried again",
        ),
        E::FileTooLarge => ("the file would be too large", "Split the article"),
        E::ReadOnlyFilesystem => (
            "the disk is read-only",
            "Copy the project to a place where you may write",
        ),
        E::PermissionDenied => (
            "you may not write there",
            "Ask for the right to write, or copy the project to a place where you may",
        ),
        E::NotADirectory => ("what should be a folder is a file", "Move that file away"),
        E::NotFound => (
            "the folder is gone",
            "Bring it back, or mount the share again; it is tried again",
        ),
        E::StaleNetworkFileHandle | E::TimedOut | E::HostUnreachable | E::NetworkDown => {
            ("the network share does not answer", "It is tried again")
        }
        E::InvalidFilename => (
            "the file's name is too long",
            "Give the article a shorter name",
        ),
        _ => {
            let what = format!("it could not be written: {error}");
            let hint = "It is kept and tried again";
            return Problem::new(ProblemKind::NotSaved, path, what).hinted(hint);
        }
    };
    Problem::new(ProblemKind::NotSaved, path, what).hinted(hint)
}

/// Says why a file could not be written that is written once, because somebody asked for it, and what to do.
fn not_written(path: &Path, error: &io::Error) -> Problem {
    use io::ErrorKind as E;
    let shown = path.display().to_string();
    let hint = match error.kind() {
        E::NotFound => {
            let what = format!("there is no folder {}", folder_of(path).display());
            return Problem::new(ProblemKind::NotSaved, shown, what)
                .hinted("Make it first, or choose another place");
        }
        E::StorageFull | E::QuotaExceeded => "Free some space, and do it again",
        E::FileTooLarge => "Choose a disk that holds files so large",
        E::ReadOnlyFilesystem | E::PermissionDenied => "Choose a place where you may write",
        E::NotADirectory => "Choose another place",
        E::InvalidFilename => "Choose a shorter name",
        E::StaleNetworkFileHandle | E::TimedOut | E::HostUnreachable | E::NetworkDown => {
            "Do it again when it does"
        }
        _ => "Do it again, or choose another place",
    };
    not_saved(shown, error).hinted(hint)
}

/// Writes a file that is no annotation: an export, the settings. Replaces what was there.
///
/// # Errors
/// If the file cannot be written; what was there is then as it was.
pub fn write_file(path: &Path, bytes: &[u8]) -> Result<(), Problem> {
    let mut file = AtomicFile::create(path)?;
    file.write_all(bytes)
        .map_err(|error| not_written(path, &error))?;
    file.commit()
}

/// A file that appears only when it is whole. Dropped without [`AtomicFile::commit`], it leaves nothing behind.
pub struct AtomicFile {
    fs: Arc<dyn Fs>,
    temp: PathBuf,
    path: PathBuf,
    file: Option<Box<dyn FsFile>>,
    buffer: Vec<u8>,
    /// Length of the file that it will replace, in bytes.
    replaced: u64,
    /// Bytes that it has so far.
    length: u64,
}

impl AtomicFile {
    /// Bytes that are gathered before they are written.
    const BUFFER: usize = 1 << 16;

    /// Begins a file that will stand at `path`.
    ///
    /// # Errors
    /// If nothing can be written in its folder.
    pub fn create(path: &Path) -> Result<Self, Problem> {
        Self::create_on(Arc::new(RealFs), path)
    }

    /// Begins a file on a given file system.
    ///
    /// # Errors
    /// As for [`AtomicFile::create`].
    pub fn create_on(fs: Arc<dyn Fs>, path: &Path) -> Result<Self, Problem> {
        let fail = |error: io::Error| not_written(path, &error);
        // A link stays a link: what it names is replaced. Where that is not there, its disk may only be away.
        let path = match fs.canonical(path) {
            Ok(path) => path,
            Err(_) if fs.is_link(path) => {
                let place = path.display().to_string();
                let hint = "Bring back what it names, or choose another name";
                return Err(Problem::new(ProblemKind::NotSaved, place, NOWHERE).hinted(hint));
            }
            Err(_) => path.to_owned(),
        };
        let found = fs.metadata(&path).ok();
        if found.is_some_and(|found| found.kind != Kind::File) {
            let what = "there is something of that name which is not a file";
            return Err(
                Problem::new(ProblemKind::NotSaved, path.display().to_string(), what)
                    .hinted("Choose another name"),
            );
        }
        let temp = folder_of(&path).join(paths::temp_name(&fs.env()));
        let file = fs
            .create_temp(&temp, found.map(|found| found.mode))
            .map_err(fail)?;
        Ok(Self {
            fs,
            temp,
            path,
            file: Some(file),
            buffer: Vec::with_capacity(Self::BUFFER),
            replaced: found.map_or(0, |found| found.bytes),
            length: 0,
        })
    }

    /// Tells whether the file that it would replace holds more.
    pub fn is_shorter(&self) -> bool {
        self.length < self.replaced
    }

    /// Returns where it will stand.
    pub(super) fn place(&self) -> &Path {
        &self.path
    }

    /// Returns where it lies until then.
    pub(super) fn temp(&self) -> &Path {
        &self.temp
    }

    /// Puts the file in its place.
    ///
    /// # Errors
    /// If it cannot be written to the end; what was there before is then as it was.
    pub fn commit(mut self) -> Result<(), Problem> {
        self.finish()
            .map_err(|error| not_written(&self.path, &error))
    }

    fn finish(&mut self) -> io::Result<()> {
        self.flush()?;
        if let Some(mut file) = self.file.take() {
            file.sync()?;
            file.close()?;
        }
        self.fs.rename(&self.temp, &self.path)?;
        self.temp = PathBuf::new();
        self.fs.sync_dir(folder_of(&self.path))
    }
}

impl Write for AtomicFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.buffer.extend_from_slice(bytes);
        self.length += bytes.len() as u64;
        if self.buffer.len() >= Self::BUFFER {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if let Some(file) = &mut self.file {
            file.write_all(&self.buffer)?;
        }
        self.buffer.clear();
        Ok(())
    }
}

impl Drop for AtomicFile {
    fn drop(&mut self) {
        if !self.temp.as_os_str().is_empty() {
            self.file = None;
            drop(self.fs.remove(&self.temp));
        }
    }
}

/// Returns the folder that a path lies in.
pub(super) fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}
