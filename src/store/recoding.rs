//! What is kept of a re-coding while it is under way: `.recoding.ron` in its annotator's folder.
//!
//! It is written before anything is changed and removed when everything is on disk. Whoever finds one at a start knows
//! that the program was broken off in between (`corpus::recoding::resume`).

use std::io::ErrorKind;
use std::path::PathBuf;

use super::Store;
use super::save::{self, Replaced};
use crate::format::ron_file::MAX_BYTES;
use crate::format::{Loaded, recoding};
use crate::model::problem::{Problem, ProblemKind};
use crate::model::recode::Recoding;

/// Its name. What begins with a dot is no annotation: neither the watcher nor a check looks at it.
const NAME: &str = ".recoding.ron";

impl Store {
    /// Keeps a re-coding before it is done. When this returns, it outlasts a kill.
    ///
    /// # Errors
    /// If it could not be written, or another one of the same annotator is not finished.
    pub fn begin_recoding(&self, recoding: &Recoding) -> Result<(), Problem> {
        let path = self.recoding_path(&recoding.annotator)?;
        let shown = self.shown(&path);
        let path = self.prepare(&path, &shown)?;
        let text = recoding::write(recoding)?;
        let fs = &*self.inner.fs;
        let _held = save::hold(fs, &path);
        let check = || {
            let back = recoding::parse("", text.as_bytes());
            back.value.as_ref() == Some(recoding)
        };
        let replaced = save::replace(fs, &path, text.as_bytes(), None, &check);
        match replaced.map_err(|error| save::not_saved(shown.as_str(), &error))? {
            Replaced::Saved { .. } => Ok(()),
            Replaced::Refused => Err(super::write::does_not_come_back(&shown)),
            Replaced::Conflict => {
                let what = "another merge or split of yours is not finished";
                Err(Problem::new(ProblemKind::NotSaved, shown, what)
                    .hinted("Close the project and open it again, which finishes it"))
            }
        }
    }

    /// Reads the re-coding that an annotator began and did not finish; none if there is none.
    pub fn unfinished_recoding(&self, annotator: &str) -> Option<Loaded<Recoding>> {
        let path = self.recoding_path(annotator).ok()?;
        let shown = self.shown(&path);
        if let Err(problem) = self.check_inside(&path, &shown) {
            return Some(Loaded::unreadable(problem));
        }
        match self.inner.fs.read(&path, MAX_BYTES) {
            Ok(bytes) => Some(recoding::parse(&shown, &bytes)),
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            Err(error) => {
                let what = super::reason(&error);
                let problem = Problem::new(ProblemKind::UnreadableProject, shown, what);
                Some(Loaded::unreadable(problem))
            }
        }
    }

    /// Forgets a re-coding that is done, or that was never begun in earnest.
    ///
    /// # Errors
    /// If the file could not be removed; the next start then finds it, and that there is nothing left to do.
    pub fn end_recoding(&self, annotator: &str) -> Result<(), Problem> {
        let path = self.recoding_path(annotator)?;
        let shown = self.shown(&path);
        let path = self.prepare(&path, &shown)?;
        let fs = &*self.inner.fs;
        match fs.remove(&path) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                Err(save::not_saved(shown.as_str(), &error))
            }
            _ => {
                if let Some(folder) = path.parent() {
                    // One that comes back after a power cut is found to be done.
                    drop(fs.sync_dir(folder));
                }
                Ok(())
            }
        }
    }

    fn recoding_path(&self, annotator: &str) -> Result<PathBuf, Problem> {
        Ok(self.annotator_folder(annotator)?.join(NAME))
    }
}
