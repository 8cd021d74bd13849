//! The project's part of the user's cache: files that the program can make again and that nothing needs.
//!
//! They lie in the user's cache folder ([`own`]), never in the project, in a folder that is named after where the project
//! lies. Nothing is lost with them, so they are not flushed: whoever reads one must notice if it is not whole.

use std::io;
use std::path::{Path, PathBuf};

use super::fs::Fs;
use super::{Store, own, paths, save};
use crate::model::problem::Problem;

/// Folder of the projects within the cache.
const FOLDER: &str = "projects";

/// Permission bits of its files: what was labelled is nobody else's business.
const MODE: u32 = 0o600;

/// Largest file that is read from the cache, in bytes.
const MAX_BYTES: u64 = 2 << 30;

impl Store {
    /// Tells whether anything is kept in a cache.
    pub fn has_cache(&self) -> bool {
        self.cache_folder().is_some()
    }

    /// Tells whether what was kept of the project's files is not to be trusted.
    pub fn is_fresh(&self) -> bool {
        self.inner.options.fresh
    }

    /// Reads a file of the cache; none if it is not there or cannot be read.
    pub fn cached(&self, name: &str) -> Option<Vec<u8>> {
        let path = self.cache_folder()?.join(name);
        self.inner.fs.read(&path, MAX_BYTES).ok()
    }

    /// Writes a file of the cache, if there is one. It appears when it is whole.
    ///
    /// # Errors
    /// If it cannot be written; what was there is then as it was.
    pub fn put_in_cache(&self, name: &str, bytes: &[u8]) -> Result<(), Problem> {
        let Some(folder) = self.cache_folder() else {
            return Ok(());
        };
        let path = folder.join(name);
        let fail = |error: io::Error| save::not_saved(path.display().to_string(), &error);
        own::make(&folder).map_err(fail)?;
        put(&*self.inner.fs, &path, bytes).map_err(fail)?;
        self.sweep(&path);
        Ok(())
    }

    /// Returns where the project's part of the cache lies, whether it exists or not.
    ///
    /// An article that was opened alone has none: there is nothing to save time with.
    fn cache_folder(&self) -> Option<PathBuf> {
        let options = &self.inner.options;
        let cache = options
            .cache
            .as_ref()
            .filter(|_| self.inner.only.is_none())?;
        let mut hasher = blake3::Hasher::new();
        hasher.update(self.root().as_os_str().as_encoded_bytes());
        if let Some(own) = &options.own_annotations {
            // Whose annotations lie elsewhere makes another project of it.
            for part in [
                own.as_os_str().as_encoded_bytes(),
                options.annotator.as_deref().unwrap_or_default().as_bytes(),
            ] {
                hasher.update(&[0]).update(part);
            }
        }
        let name = hasher.finalize().to_hex();
        Some(cache.join(FOLDER).join(name.as_str()))
    }
}

fn put(fs: &dyn Fs, path: &Path, bytes: &[u8]) -> io::Result<()> {
    let temp = path.with_file_name(paths::temp_name(&fs.env()));
    let mut file = fs.create_temp(&temp, Some(MODE))?;
    let written = file
        .write_all(bytes)
        .and_then(|()| file.close())
        .and_then(|()| fs.rename(&temp, path));
    if written.is_err() {
        drop(fs.remove(&temp));
    }
    written
}
