//! Making a project, and putting articles into one: what an import needs beside saving annotations.

use std::io;
use std::path::Path;
use std::sync::Arc;

use super::fs::{Fs, Kind, RealFs};
use super::save::{self, Replaced};
use super::{OpenOptions, Store, paths, project, write_file};
use crate::format;
use crate::model::codebook::Codebook;
use crate::model::problem::{Problem, ProblemKind};
use crate::model::project::Project;

/// How an article was put into a project.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Added {
    /// It was written.
    New,
    /// It lay there already, byte for byte.
    Present,
    /// Another text lies there; nothing was changed.
    Different,
}

impl Store {
    /// Tells whether there is nothing at a path, or an empty folder: whether a project could be made there.
    ///
    /// # Errors
    /// If the folder cannot be looked into.
    pub fn may_create(path: &Path) -> Result<bool, Problem> {
        let fs = RealFs;
        let fail = |error: io::Error| {
            let shown = path.display().to_string();
            Problem::new(
                ProblemKind::UnreadableProject,
                shown,
                project::reason(&error),
            )
        };
        match fs.metadata(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
            Err(error) => Err(fail(error)),
            Ok(found) if found.kind == Kind::Folder => Ok(fs.list(path).map_err(fail)?.is_empty()),
            Ok(_) => Ok(false),
        }
    }

    /// Makes a project and opens it. The folder that it is made in must exist.
    ///
    /// # Errors
    /// If it cannot be written. What was written by then is left.
    pub fn create(path: &Path, project: &Project, codebook: &Codebook) -> Result<Self, Problem> {
        let shown = path.display().to_string();
        match std::fs::create_dir(path) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
                return Err(save::not_saved(shown, &error));
            }
            _ => {}
        }
        let codebook = format::codebook::write(codebook)?;
        write_file(&path.join(paths::CODEBOOK), codebook.as_bytes())?;
        let project = format::project::write(project)?;
        write_file(&path.join(project::PROJECT), project.as_bytes())?;
        // Whether the folder's name outlasts a power cut is not known everywhere; what lies in it was flushed.
        let above = path.parent().filter(|above| !above.as_os_str().is_empty());
        drop(RealFs.sync_dir(above.unwrap_or(Path::new("."))));
        Ok(Self::open(path, OpenOptions::default())?.0)
    }

    /// Puts an article into the project, if there is none of its path.
    ///
    /// # Errors
    /// If the path leads out of the project or is none of an article, or the file cannot be written.
    pub fn add_article(&self, path: &str, bytes: &[u8]) -> Result<Added, Problem> {
        paths::check_article(path)?;
        let full = self.prepare(&paths::join(self.root(), path), path)?;
        let fs: Arc<dyn Fs> = Arc::clone(&self.inner.fs);
        let fail = |error: io::Error| save::not_saved(path, &error);
        let _held = save::hold(&*fs, &full);
        match fs.read(&full, crate::read::MAX_ARTICLE_BYTES) {
            Ok(found) if found == bytes => return Ok(Added::Present),
            Ok(_) => return Ok(Added::Different),
            Err(error) if error.kind() == io::ErrorKind::FileTooLarge => {
                return Ok(Added::Different);
            }
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(fail(error)),
            Err(_) => {}
        }
        match save::replace(&*fs, &full, bytes, None, &|| true).map_err(fail)? {
            Replaced::Saved { .. } => Ok(Added::New),
            Replaced::Conflict | Replaced::Refused => Ok(Added::Different),
        }
    }
}
