//! Listings of folders that are kept while a whole project is read, so that a folder of ten thousand sidecars is listed
//! once and not ten thousand times.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::fs::{Fs, Kind};
use super::{copies, paths};

/// Folders as they were when first asked for. For one walk through a project, not for a window's life.
#[derive(Default)]
pub struct Listings(Mutex<HashMap<PathBuf, Arc<[String]>>>);

/// Returns the names of what sync tools made of one sidecar, sorted.
pub(super) fn conflict_copies(fs: &dyn Fs, folder: &Path, sidecar: &str) -> Vec<String> {
    copies_of(fs, folder, sidecar, |name| is_copy(folder, sidecar, name))
}

/// Tells whether a file beside a sidecar is what a sync tool made of it.
fn is_copy(folder: &Path, sidecar: &str, name: &str) -> bool {
    copies::beside(&folder.to_string_lossy(), sidecar, name)
}

/// Returns the names of a folder's files that are copies of another there, a `.ron` file, sorted.
pub(super) fn copies_of(
    fs: &dyn Fs,
    folder: &Path,
    file: &str,
    is_copy: impl Fn(&str) -> bool,
) -> Vec<String> {
    let stem = file.strip_suffix(paths::SIDECAR).unwrap_or(file);
    let entries = fs.list_beginning(folder, stem).unwrap_or_default();
    let mut names: Vec<String> = entries
        .into_iter()
        .filter(|entry| entry.kind == Kind::File && is_copy(&entry.name))
        .map(|entry| entry.name)
        .collect();
    names.sort_unstable();
    names
}

impl Listings {
    /// Returns the names of what sync tools made of a sidecar, sorted.
    pub(super) fn conflict_copies(&self, fs: &dyn Fs, folder: &Path, sidecar: &str) -> Vec<String> {
        let names = self.names(fs, folder);
        let stem = sidecar.strip_suffix(paths::SIDECAR).unwrap_or(sidecar);
        let from = names.partition_point(|name| name.as_str() < stem);
        let near = names[from..]
            .iter()
            .take_while(|name| name.starts_with(stem));
        near.filter(|name| is_copy(folder, sidecar, name))
            .cloned()
            .collect()
    }

    /// Returns the names of a folder's files, sorted.
    fn names(&self, fs: &dyn Fs, folder: &Path) -> Arc<[String]> {
        let known = |listings: &Self| {
            let map = listings.0.lock().unwrap_or_else(PoisonError::into_inner);
            map.get(folder).cloned()
        };
        if let Some(names) = known(self) {
            return names;
        }
        let entries = fs.list(folder).unwrap_or_default();
        let files = entries.into_iter().filter(|entry| entry.kind == Kind::File);
        let mut names: Vec<String> = files.map(|entry| entry.name).collect();
        names.sort_unstable();
        let names: Arc<[String]> = names.into();
        let mut map = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        map.insert(folder.to_owned(), Arc::clone(&names));
        names
    }
}
