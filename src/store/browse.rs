//! What lies at any path of this machine, for whoever looks for a project to open, or names a file to be read in.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

/// Represents what lies in a folder under a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// The name.
    pub name: String,
    /// Whether it is a folder, or a link that leads to one.
    pub is_folder: bool,
}

/// Lists a folder, in no order, and tells whether it holds more than `most` names; what has a name that is not UTF-8 is
/// left out.
///
/// # Errors
/// As the file system reports.
pub fn list(folder: &Path, most: usize) -> io::Result<(Vec<Named>, bool)> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let Ok(name) = entry.file_name().into_string() else {
            continue;
        };
        if names.len() == most {
            return Ok((names, true));
        }
        // What a link leads to counts, not the link.
        let is_folder = match entry.file_type()? {
            kind if kind.is_symlink() => is_folder(&entry.path()),
            kind => kind.is_dir(),
        };
        names.push(Named { name, is_folder });
    }
    Ok((names, false))
}

/// Reads a file that a person named.
///
/// # Errors
/// As the file system reports; also if it has more than `most` bytes.
pub fn read(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?
        .take(most.saturating_add(1))
        .read_to_end(&mut bytes)?;
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > most {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    Ok(bytes)
}

/// Tells whether there is anything at a path.
pub fn is_there(path: &Path) -> bool {
    path.exists()
}

/// Tells whether there is a file at a path, or a link to one.
pub fn is_file(path: &Path) -> bool {
    path.is_file()
}

/// Tells whether there is a folder at a path, or a link to one.
pub fn is_folder(path: &Path) -> bool {
    path.is_dir()
}

/// Tells whether two paths name one place, links resolved; not where there is nothing.
pub fn is_same(one: &Path, other: &Path) -> bool {
    let place = |path: &Path| path.canonicalize().ok();
    place(one).is_some_and(|found| place(other) == Some(found))
}
