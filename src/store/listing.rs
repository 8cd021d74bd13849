//! Listings of folders that are kept while a whole project is read, so that a folder of ten thousand sidecars is listed
//! once and not ten thousand times.

use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::fs::{Entry, Fs, Kind};
use super::{Store, copies, paths};
use crate::model::fold;

/// Folders as they were when first asked for. For one walk through a project, not for a window's life.
#[derive(Default)]
pub struct Listings(Mutex<HashMap<PathBuf, Arc<Folder>>>);

/// A folder as it was when first asked for.
#[derive(Debug)]
pub(super) enum Folder {
    /// There is none.
    Missing,
    /// What lies in it, sorted by name, and the keys of the names ([`fold::file_key`]), sorted too. No link on the way to
    /// it leads out of the project.
    Listed(Vec<Entry>, Vec<String>),
    /// It cannot be listed, or lies outside of the project.
    Closed,
}

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
    /// Returns what lies in a folder.
    pub(super) fn folder(&self, store: &Store, folder: &Path) -> Arc<Folder> {
        let known = |listings: &Self| {
            let map = listings.0.lock().unwrap_or_else(PoisonError::into_inner);
            map.get(folder).cloned()
        };
        if let Some(known) = known(self) {
            return known;
        }
        let found = Arc::new(Folder::look(store, folder));
        let mut map = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        map.insert(folder.to_owned(), Arc::clone(&found));
        found
    }
}

impl Folder {
    fn look(store: &Store, folder: &Path) -> Self {
        if store.check_inside(folder, "").is_err() {
            return Self::Closed;
        }
        match store.inner.fs.list(folder) {
            Ok(mut entries) => {
                entries.sort_unstable_by(|a, b| a.name.cmp(&b.name));
                let keys = entries.iter().map(|entry| fold::file_key(&entry.name));
                let mut keys: Vec<String> = keys.collect();
                keys.sort_unstable();
                Self::Listed(entries, keys)
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Self::Missing,
            Err(_) => Self::Closed,
        }
    }

    fn entries(&self) -> &[Entry] {
        match self {
            Self::Listed(entries, _) => entries,
            Self::Missing | Self::Closed => &[],
        }
    }

    /// Returns what a name in it is.
    pub(super) fn kind(&self, name: &str) -> Option<Kind> {
        let entries = self.entries();
        let found = entries.binary_search_by(|entry| entry.name.as_str().cmp(name));
        found.ok().map(|index| entries[index].kind)
    }

    /// Tells whether a name in it is that one, as far as any file system looks at names.
    pub(super) fn has_alike(&self, name: &str) -> bool {
        match self {
            Self::Listed(_, keys) => keys.binary_search(&fold::file_key(name)).is_ok(),
            Self::Missing | Self::Closed => false,
        }
    }

    /// Returns the names of what sync tools made of a sidecar, sorted. `path` is the folder's own.
    pub(super) fn conflict_copies(&self, path: &Path, sidecar: &str) -> Vec<String> {
        let entries = self.entries();
        let stem = sidecar.strip_suffix(paths::SIDECAR).unwrap_or(sidecar);
        let from = entries.partition_point(|entry| entry.name.as_str() < stem);
        let near = entries[from..]
            .iter()
            .take_while(|entry| entry.name.starts_with(stem));
        near.filter(|entry| entry.kind == Kind::File && is_copy(path, sidecar, &entry.name))
            .map(|entry| entry.name.clone())
            .collect()
    }
}
