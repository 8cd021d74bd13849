//! The folders that the program owns outside of any project: settings, data, state, cache.
//!
//! They lie where the system's convention has them (XDG on Linux, with its variables set or not), and are made when
//! something is written into them. Nothing that an annotator made ever lies there, but for the sample's copy.

use std::io;
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy as _;

use super::{save, write_file};
use crate::model::problem::{Problem, ProblemKind};

/// The program's folder within each of the system's.
const NAME: &str = "onrecord";

/// One of the folders that the program owns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Own {
    /// Preferences of the person at this machine. `ONRECORD_CONFIG` names the file of the settings itself.
    Settings,
    /// What lasts: the copy of the sample. `ONRECORD_DATA` names the folder.
    Data,
    /// What the program may make again at any time. `ONRECORD_CACHE` names the folder.
    Cache,
}

impl Own {
    /// Returns where the folder lies, whether it exists or not; none where the system names no such place.
    pub fn folder(self) -> Option<PathBuf> {
        if let Some(named) = self.variable().and_then(std::env::var_os)
            && !named.is_empty()
        {
            return Some(named.into());
        }
        let folders = etcetera::choose_base_strategy().ok()?;
        let above = match self {
            Self::Settings => folders.config_dir(),
            Self::Data => folders.data_dir(),
            Self::Cache => folders.cache_dir(),
        };
        Some(above.join(NAME))
    }

    fn variable(self) -> Option<&'static str> {
        match self {
            Self::Settings => None,
            Self::Data => Some("ONRECORD_DATA"),
            Self::Cache => Some("ONRECORD_CACHE"),
        }
    }
}

/// Writes a file of the program's own, and makes its folder first where it is missing. Replaces what was there.
///
/// # Errors
/// If the folder cannot be made or the file not be written; what was there is then as it was.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), Problem> {
    if let Some(folder) = path.parent() {
        make(folder).map_err(|error| {
            // What stands in the way, or what nothing can be put into.
            let there = folder.ancestors().find(|above| above.exists());
            let place = there.unwrap_or(folder).display().to_string();
            let what = save::not_saved(place.as_str(), &error).what;
            Problem::new(ProblemKind::NotSaved, place, what)
        })?;
    }
    write_file(path, bytes).map_err(|problem| Problem {
        // The advice is about labelled work.
        hint: String::new(),
        ..problem
    })
}

/// Reads a file of the program's own.
///
/// # Errors
/// As the file system reports; `InvalidData` if it is no text.
pub fn read(path: &Path) -> io::Result<String> {
    std::fs::read_to_string(path)
}

/// Gives a file of the program's own another name, in place of the file that had it.
///
/// # Errors
/// As the file system reports.
pub fn rename(from: &Path, to: &Path) -> io::Result<()> {
    std::fs::rename(from, to)
}

/// Makes a folder and those above it, for this user alone, as XDG asks for.
pub(super) fn make(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    if folder.as_os_str().is_empty() || folder.is_dir() {
        return Ok(());
    }
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true).mode(0o700).create(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_folder_is_made() {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join(".config/onrecord/settings.ron");
        for content in ["one", "two"] {
            write(&file, content.as_bytes()).unwrap();
            assert_eq!(std::fs::read_to_string(&file).unwrap(), content);
        }
    }

    #[test]
    fn a_link_to_nothing_stays_a_link() {
        let home = tempfile::tempdir().unwrap();
        let (link, named) = (
            home.path().join("settings.ron"),
            home.path().join("away/settings.ron"),
        );
        std::os::unix::fs::symlink(&named, &link).unwrap();
        let refused = write(&link, b"x").unwrap_err();
        assert!(refused.path.ends_with("/settings.ron"), "{refused}");
        assert_eq!(refused.what, "it is a link to nothing");
        assert!(link.is_symlink());
        write(&named, b"old").unwrap();
        write(&link, b"new").unwrap();
        assert!(link.is_symlink());
        assert_eq!(std::fs::read_to_string(&named).unwrap(), "new");
    }

    #[test]
    fn a_home_that_is_a_file_is_said_once_with_its_place() {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("home");
        write(&file, b"a file").unwrap();
        let refused = write(&file.join(".config/onrecord/settings.ron"), b"x").unwrap_err();
        assert!(refused.path.ends_with("/home"), "{refused}");
        assert_eq!(refused.what, "what should be a folder is a file");
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "a file");
    }
}
