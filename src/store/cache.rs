//! The project's cache: files that the program can make again and that nothing needs, in `.cache` beside the annotators'
//! folders. Listings, the watcher and `check` leave it alone, as every name that begins with a dot; git is told to.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{AtomicFile, Store};
use crate::model::problem::{Problem, ProblemKind};

/// Folder of the cache within that of the annotations.
const FOLDER: &str = ".cache";

/// Largest file that is read from the cache, in bytes.
const MAX_BYTES: u64 = 256 << 20;

impl Store {
    /// Reads a file of the cache; none if it is not there or cannot be read.
    pub fn cached(&self, name: &str) -> Option<Vec<u8>> {
        let path = self.cache_folder().join(name);
        self.check_inside(&path, name).ok()?;
        self.inner.fs.read(&path, MAX_BYTES).ok()
    }

    /// Writes a file of the cache. It appears when it is whole.
    ///
    /// # Errors
    /// If it cannot be written; what was there is then as it was.
    pub fn put_in_cache(&self, name: &str, bytes: &[u8]) -> Result<(), Problem> {
        let folder = self.cache_folder();
        self.put(&folder.join(".gitignore"), b"*\n", false)?;
        self.put(&folder.join(name), bytes, true)
    }

    fn put(&self, path: &Path, bytes: &[u8], replace: bool) -> Result<(), Problem> {
        if !replace && self.inner.fs.metadata(path).is_ok() {
            return Ok(());
        }
        let shown = self.shown(path);
        let path = self.prepare(path, &shown)?;
        let mut file = AtomicFile::create_on(Arc::clone(&self.inner.fs), &path)?;
        let written = file.write_all(bytes);
        written.map_err(|error| Problem::new(ProblemKind::NotSaved, shown, error.to_string()))?;
        file.commit()
    }

    /// Returns where the cache lies, whether it exists or not.
    fn cache_folder(&self) -> PathBuf {
        let own = self.inner.options.own_annotations.as_deref();
        own.unwrap_or(&self.inner.annotations).join(FOLDER)
    }
}
