//! The few operations on files that saving needs, as a trait, so that tests can make each of them fail.
//!
//! Limitations: the real file system is that of Unix. Elsewhere replacing a file, and making that last, need other
//! calls than these.

use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use rustix::fs::{CWD, OFlags, RenameFlags};

use crate::env::Env;

/// What is wrong with a link that leads nowhere.
pub(super) const NOWHERE: &str = "it is a link to nothing";

/// What a path names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A regular file.
    File,
    /// A folder.
    Folder,
    /// A symbolic link; only in listings, everything else follows links.
    Link,
    /// A pipe, a device, a socket.
    Other,
}

/// What is known about a file without reading it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Metadata {
    /// What it is.
    pub kind: Kind,
    /// Length in bytes.
    pub bytes: u64,
    /// When it was last written, as the file system says.
    pub modified: Option<SystemTime>,
    /// When anything about it was last changed, its name or its times included; nobody can set that back.
    pub changed: Option<SystemTime>,
    /// Permission bits.
    pub mode: u32,
    /// Device and number: two paths with the same pair name one file.
    pub identity: (u64, u64),
}

/// A name in a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The name; what is not UTF-8 in it is replaced, and so cannot be opened by it.
    pub name: String,
    /// What it is.
    pub kind: Kind,
}

/// A file being written.
pub trait FsFile: Send {
    /// Writes all of the bytes.
    ///
    /// # Errors
    /// As the file system reports.
    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()>;

    /// Waits until all that was written is on the disk.
    ///
    /// # Errors
    /// As the file system reports; what was written may then be lost, and asking again proves nothing.
    fn sync(&mut self) -> io::Result<()>;

    /// Closes the file.
    ///
    /// # Errors
    /// As the file system reports: a network share may say only now that it is full.
    fn close(self: Box<Self>) -> io::Result<()>;
}

/// What is held while a folder's files are replaced; other windows wait. Dropping it gives the folder back.
pub trait Lock: Send {}

/// The operations on files that the program uses.
pub trait Fs: Send + Sync {
    /// Returns the clock and the chance that belong to this disk: this machine's, but on a disk that is made up.
    fn env(&self) -> Env {
        Env::real()
    }

    /// Reads a regular file of at most `max` bytes. Never waits, as opening a pipe would.
    ///
    /// # Errors
    /// As the file system reports; `InvalidInput` if it is no regular file, `FileTooLarge` if it is larger.
    fn read(&self, path: &Path, max: u64) -> io::Result<Vec<u8>>;

    /// Reads the first `max` bytes of a regular file.
    ///
    /// # Errors
    /// As for [`Fs::read`].
    fn read_start(&self, path: &Path, max: u64) -> io::Result<Vec<u8>>;

    /// Tells what a path names; links are followed.
    ///
    /// # Errors
    /// As the file system reports.
    fn metadata(&self, path: &Path) -> io::Result<Metadata>;

    /// Tells whether a path names a symbolic link, wherever that leads.
    fn is_link(&self, path: &Path) -> bool {
        let _ = path;
        false
    }

    /// Returns the path with every link resolved.
    ///
    /// # Errors
    /// As the file system reports.
    fn canonical(&self, path: &Path) -> io::Result<PathBuf>;

    /// Lists a folder, in no order.
    ///
    /// # Errors
    /// As the file system reports.
    fn list(&self, folder: &Path) -> io::Result<Vec<Entry>>;

    /// Lists what in a folder has a name that begins so: cheaper than listing a large folder and looking for it there.
    ///
    /// # Errors
    /// As the file system reports.
    fn list_beginning(&self, folder: &Path, prefix: &str) -> io::Result<Vec<Entry>> {
        let mut entries = self.list(folder)?;
        entries.retain(|entry| entry.name.starts_with(prefix));
        Ok(entries)
    }

    /// Makes a folder.
    ///
    /// # Errors
    /// As the file system reports.
    fn create_dir(&self, folder: &Path) -> io::Result<()>;

    /// Makes a file that does not exist yet, with these permission bits, or with those that new files get.
    ///
    /// # Errors
    /// As the file system reports.
    fn create_temp(&self, path: &Path, mode: Option<u32>) -> io::Result<Box<dyn FsFile>>;

    /// Gives a file another name, in place of the file that had it.
    ///
    /// # Errors
    /// As the file system reports; on a network share it may have happened nevertheless.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;

    /// Gives a file a name that no file has.
    ///
    /// # Errors
    /// `AlreadyExists` if one has it; else as the file system reports.
    fn rename_noreplace(&self, from: &Path, to: &Path) -> io::Result<()>;

    /// Waits until what a file holds is on the disk, whoever wrote it.
    ///
    /// # Errors
    /// As the file system reports.
    fn sync_file(&self, path: &Path) -> io::Result<()>;

    /// Waits until the names in a folder are on the disk.
    ///
    /// # Errors
    /// As the file system reports.
    fn sync_dir(&self, folder: &Path) -> io::Result<()>;

    /// Removes a file.
    ///
    /// # Errors
    /// As the file system reports.
    fn remove(&self, path: &Path) -> io::Result<()>;

    /// Holds a folder against other windows on this machine; none where the file system knows no locks, or another
    /// window does not give it back in time. A courtesy: nothing depends on it but the last millisecond.
    fn lock(&self, folder: &Path) -> Option<Box<dyn Lock>>;
}

/// The file system itself.
#[derive(Clone, Copy, Debug, Default)]
pub struct RealFs;

impl Fs for RealFs {
    fn read(&self, path: &Path, max: u64) -> io::Result<Vec<u8>> {
        let (file, length) = open_regular(path)?;
        if length > max {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or(0).saturating_add(1));
        file.take(max.saturating_add(1)).read_to_end(&mut bytes)?;
        if u64::try_from(bytes.len()).is_ok_and(|length| length > max) {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        Ok(bytes)
    }

    fn read_start(&self, path: &Path, max: u64) -> io::Result<Vec<u8>> {
        let (file, _) = open_regular(path)?;
        let mut bytes = Vec::new();
        file.take(max).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    fn metadata(&self, path: &Path) -> io::Result<Metadata> {
        let found = std::fs::metadata(path)?;
        Ok(Metadata {
            kind: kind(found.file_type()),
            bytes: found.len(),
            modified: found.modified().ok(),
            changed: changed(&found),
            mode: found.mode() & 0o7777,
            identity: (found.dev(), found.ino()),
        })
    }

    fn is_link(&self, path: &Path) -> bool {
        path.is_symlink()
    }

    fn canonical(&self, path: &Path) -> io::Result<PathBuf> {
        path.canonicalize()
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<Entry>> {
        self.list_beginning(folder, "")
    }

    fn list_beginning(&self, folder: &Path, prefix: &str) -> io::Result<Vec<Entry>> {
        let mut entries = Vec::new();
        for entry in std::fs::read_dir(folder)? {
            let entry = entry?;
            let name = entry.file_name();
            if name.as_encoded_bytes().starts_with(prefix.as_bytes()) {
                entries.push(Entry {
                    name: name.to_string_lossy().into_owned(),
                    kind: kind(entry.file_type()?),
                });
            }
        }
        Ok(entries)
    }

    fn create_dir(&self, folder: &Path) -> io::Result<()> {
        std::fs::create_dir(folder)
    }

    fn create_temp(&self, path: &Path, mode: Option<u32>) -> io::Result<Box<dyn FsFile>> {
        let file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o666)
            .open(path)?;
        if let Some(mode) = mode {
            // Where permissions cannot be set, as on FAT, all files have the same.
            drop(file.set_permissions(std::fs::Permissions::from_mode(mode)));
        }
        Ok(Box::new(RealFile(file)))
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        std::fs::rename(from, to)
    }

    fn rename_noreplace(&self, from: &Path, to: &Path) -> io::Result<()> {
        use rustix::io::Errno;
        match rustix::fs::renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE) {
            // Not every file system knows the flag; a second link to the file is as good.
            Err(Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP) => {
                match std::fs::hard_link(from, to) {
                    Ok(()) => std::fs::remove_file(from),
                    Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(error),
                    Err(_) if to.exists() => Err(io::ErrorKind::AlreadyExists.into()),
                    Err(_) => std::fs::rename(from, to),
                }
            }
            result => Ok(result?),
        }
    }

    fn sync_file(&self, path: &Path) -> io::Result<()> {
        open_regular(path)?.0.sync_all()
    }

    fn sync_dir(&self, folder: &Path) -> io::Result<()> {
        File::open(folder)?.sync_all()
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        std::fs::remove_file(path)
    }

    fn lock(&self, folder: &Path) -> Option<Box<dyn Lock>> {
        const PATIENCE: std::time::Duration = std::time::Duration::from_secs(2);
        let file = File::open(folder).ok()?;
        let begun = std::time::Instant::now();
        loop {
            match file.try_lock() {
                Ok(()) => return Some(Box::new(RealLock { _folder: file })),
                Err(std::fs::TryLockError::WouldBlock) if begun.elapsed() < PATIENCE => {
                    std::thread::sleep(std::time::Duration::from_micros(200));
                }
                Err(_) => return None,
            }
        }
    }
}

struct RealLock {
    _folder: File,
}

impl Lock for RealLock {}

struct RealFile(File);

impl FsFile for RealFile {
    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.0.write_all(bytes)
    }

    fn sync(&mut self) -> io::Result<()> {
        self.0.sync_all()
    }

    fn close(self: Box<Self>) -> io::Result<()> {
        match nix::unistd::close(self.0) {
            // The descriptor is closed all the same, and closing it twice could close another's.
            Ok(()) | Err(nix::errno::Errno::EINTR) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
}

fn open_regular(path: &Path) -> io::Result<(File, u64)> {
    // Without `NONBLOCK`, opening a pipe waits for somebody to write into it.
    let flags = i32::try_from(OFlags::NONBLOCK.bits()).unwrap_or(0);
    let file = OpenOptions::new()
        .read(true)
        .custom_flags(flags)
        .open(path)?;
    let found = file.metadata()?;
    if found.is_file() {
        return Ok((file, found.len()));
    }
    let what = if found.is_dir() {
        "a folder"
    } else {
        "a pipe or device"
    };
    let what = format!("it is {what}, not a file");
    Err(io::Error::new(io::ErrorKind::InvalidInput, what))
}

/// Returns when anything about a file was last changed, where that was after 1970.
fn changed(found: &std::fs::Metadata) -> Option<SystemTime> {
    let seconds = u64::try_from(found.ctime()).ok()?;
    let rest = u32::try_from(found.ctime_nsec()).ok()?;
    SystemTime::UNIX_EPOCH.checked_add(Duration::new(seconds, rest))
}

fn kind(found: std::fs::FileType) -> Kind {
    if found.is_file() {
        Kind::File
    } else if found.is_dir() {
        Kind::Folder
    } else if found.is_symlink() {
        Kind::Link
    } else {
        Kind::Other
    }
}
