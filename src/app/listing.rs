//! Lists folders off the window's thread, so that completing a path never waits for a disk.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::jobs::{Inbox, Jobs, Name, Number, Priority};
use crate::read;
use crate::store::browse::{self, Named};

/// Most entries that are read of a folder.
pub const MOST_ENTRIES: usize = 2_000;

/// Most folders that are listed at once. A share that has gone away holds its thread until it comes back.
const MOST_THREADS: usize = 4;

/// Most folders that are remembered.
const MOST_FOLDERS: usize = 64;

/// What is known of a folder: its entries, or why there are none.
type Answer = Result<Arc<Folder>, String>;

/// Represents what is known of folders so far.
#[derive(Debug, Default)]
pub struct Listing {
    /// Nothing while it is being read.
    known: BTreeMap<PathBuf, Option<Answer>>,
    asked: BTreeMap<Number, PathBuf>,
    inbox: Option<Inbox<Answer>>,
}

/// Represents what lies in a folder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folder {
    /// Folders first, then files, each by name.
    pub entries: Vec<Entry>,
    /// Whether the folder holds more than [`MOST_ENTRIES`] entries.
    pub is_cut: bool,
}

/// Represents a folder or a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its name.
    pub name: String,
    /// What it is.
    pub what: What,
}

/// Says what lies in a folder under a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// A folder.
    Folder,
    /// An article that can be read.
    Article,
    /// Any other file.
    Other,
}

impl Listing {
    /// Returns what lies in a folder, or why that cannot be told; none while it is not known yet.
    pub fn of(&mut self, folder: &Path, jobs: &Jobs) -> Option<&Answer> {
        self.take();
        if !self.known.contains_key(folder) {
            self.ask(folder, jobs);
        }
        self.known.get(folder)?.as_ref()
    }

    /// Takes in what was found.
    fn take(&mut self) {
        let inbox = self.inbox.as_ref();
        while let Some(reply) = inbox.and_then(Inbox::take) {
            if let Some(folder) = self.asked.remove(&reply.number) {
                let said = reply.said.map_err(|problem| problem.to_string());
                self.known.insert(folder, Some(said.flatten()));
            }
        }
    }

    fn ask(&mut self, folder: &Path, jobs: &Jobs) {
        if self.asked.len() >= MOST_FOLDERS {
            return;
        }
        if self.known.len() >= MOST_FOLDERS {
            self.known.retain(|_, answer| answer.is_none());
        }
        self.known.insert(folder.to_owned(), None);
        let name = Name::to("listing", folder.display().to_string());
        let inbox = self.inbox.get_or_insert_with(|| jobs.inbox(MOST_THREADS));
        let wanted = folder.to_owned();
        let job = inbox.start(name, Priority::Normal, move |_| {
            list(&wanted).map(Arc::new).map_err(|error| reason(&error))
        });
        self.asked.insert(job.number(), folder.to_owned());
    }
}

/// Lists a folder, folders first; what has a name that is not UTF-8 is left out.
fn list(folder: &Path) -> io::Result<Folder> {
    let (names, is_cut) = browse::list(folder, MOST_ENTRIES)?;
    let entry = |found: Named| Entry {
        what: match found.is_folder {
            true => What::Folder,
            false if read::is_article(&found.name) || read::is_table(&found.name) => What::Article,
            false => What::Other,
        },
        name: found.name,
    };
    let mut entries: Vec<Entry> = names.into_iter().map(entry).collect();
    let order = |entry: &Entry| {
        (
            entry.what != What::Folder,
            entry.name.to_lowercase(),
            entry.name.clone(),
        )
    };
    entries.sort_by_cached_key(order);
    Ok(Folder { entries, is_cut })
}

fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "There is no such folder".to_owned(),
        io::ErrorKind::NotADirectory => "That is a file, not a folder".to_owned(),
        io::ErrorKind::PermissionDenied => "You may not read this folder".to_owned(),
        _ => format!("This folder cannot be listed: {error}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_listed_with_folders_first() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["b.txt", "A.md", "c.png"] {
            std::fs::File::create(folder.path().join(name)).unwrap();
        }
        std::fs::create_dir(folder.path().join("z")).unwrap();
        let listed = list(folder.path()).unwrap();
        let shown: Vec<(&str, What)> = listed
            .entries
            .iter()
            .map(|entry| (entry.name.as_str(), entry.what))
            .collect();
        let expected = [
            ("z", What::Folder),
            ("A.md", What::Article),
            ("b.txt", What::Article),
            ("c.png", What::Other),
        ];
        assert_eq!(shown, expected);
        assert!(!listed.is_cut);
    }

    #[test]
    fn a_large_folder_is_cut() {
        let folder = tempfile::tempdir().unwrap();
        for number in 0..=MOST_ENTRIES {
            std::fs::File::create(folder.path().join(format!("{number}.txt"))).unwrap();
        }
        let listed = list(folder.path()).unwrap();
        assert_eq!(listed.entries.len(), MOST_ENTRIES);
        assert!(listed.is_cut);
    }

    #[test]
    fn what_cannot_be_listed_says_why() {
        let folder = tempfile::tempdir().unwrap();
        let missing = list(&folder.path().join("missing")).unwrap_err();
        assert_eq!(reason(&missing), "There is no such folder");
        let file = folder.path().join("a.txt");
        std::fs::File::create(&file).unwrap();
        assert_eq!(
            reason(&list(&file).unwrap_err()),
            "That is a file, not a folder"
        );
    }
}
