//! Folders that are annotators': each holds the same texts, with annotations of its own. A text is the same if its letters
//! and digits are: one copy may have other line ends than another.
//!
//! ```text
//! anna/talks.txt  anna/talks.ann        two folders side by side, one text in both: the folders are annotators,
//! ben/talks.txt   ben/talks.ann         the article is talks.txt
//! ```
//!
//! One folder alone shows nothing, and neither do folders whose texts of one name differ: such a folder is part of the
//! articles' paths. Once a folder is known as an annotator's, everything in it is.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::search::{Found, Key};
use crate::anchor::letters_hash;
use crate::model::fold::{composed, file_key};
use crate::read;
use crate::store::fs::{Fs as _, RealFs};
use crate::store::paths::check_annotator;

/// Stands for the folder that differs; no name holds it.
const HOLE: &str = "\0";

/// Every text, in the order of their keys.
pub(super) struct Texts {
    pub(super) list: Vec<(Key, Found)>,
    /// The indexes of the texts whose keys differ in nothing but capital and small letters.
    folded: BTreeMap<Key, Vec<usize>>,
    /// What each holds, read once it is asked for; none where it cannot be read.
    hashes: Vec<OnceCell<Option<Content>>>,
}

/// What a text holds.
#[derive(Clone, Copy)]
struct Content {
    /// Of its bytes.
    whole: blake3::Hash,
    /// Of its letters and digits, which are the same in copies that differ in line ends, blanks or marks; of its bytes where
    /// it has none.
    letters: blake3::Hash,
}

/// Whose folder a text lies in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Owner {
    pub(super) annotator: String,
    /// The path of the text's folder without the annotator's.
    pub(super) rest: String,
}

impl Texts {
    pub(super) fn new(texts: BTreeMap<Key, Found>) -> Self {
        let list: Vec<(Key, Found)> = texts.into_iter().collect();
        let hashes = list.iter().map(|_| OnceCell::new()).collect();
        let mut by_fold: BTreeMap<Key, Vec<usize>> = BTreeMap::new();
        for (at, (key, _)) in list.iter().enumerate() {
            by_fold.entry(folded(key)).or_default().push(at);
        }
        Self {
            list,
            folded: by_fold,
            hashes,
        }
    }

    /// Returns the index of the text of this name in a folder.
    pub(super) fn place(&self, group: &str, stem: &str) -> Option<usize> {
        let found = self
            .list
            .binary_search_by(|((a, b), _)| (a.as_str(), b.as_str()).cmp(&(group, stem)));
        found.ok()
    }

    /// Returns the index of the only text in a folder whose name is this but for capital and small letters.
    pub(super) fn folded_place(&self, group: &str, stem: &str) -> Option<usize> {
        match self.folded.get(&fold(group, stem))?.as_slice() {
            [only] => Some(*only),
            _ => None,
        }
    }

    /// Tells whether two texts, by index, are the same byte for byte.
    pub(super) fn are_same_bytes(&self, a: usize, b: usize) -> bool {
        let whole = |at| self.content(at).map(|content| content.whole);
        a == b || (whole(a).is_some() && whole(a) == whole(b))
    }

    /// Tells whether texts, by index, have the same letters and digits. One text has.
    pub(super) fn are_equal(&self, members: &[usize]) -> bool {
        let Some((first, others)) = members.split_first() else {
            return true;
        };
        others.is_empty() || {
            let first = self.hash(*first);
            first.is_some() && others.iter().all(|other| self.hash(*other) == first)
        }
    }

    fn hash(&self, at: usize) -> Option<blake3::Hash> {
        self.content(at).map(|content| content.letters)
    }

    fn content(&self, at: usize) -> Option<Content> {
        let read = || {
            let bytes = RealFs.read(&self.list[at].1.path, read::MAX_ARTICLE_BYTES);
            let bytes = bytes.ok()?;
            let whole = blake3::hash(&bytes);
            let letters = std::str::from_utf8(&bytes).ok().and_then(letters_hash);
            Some(Content {
                whole,
                letters: letters.unwrap_or(whole),
            })
        };
        *self.hashes[at].get_or_init(read)
    }

    /// Says of each text in whose folder it lies, if in anybody's. `has_work` tells whether a text has annotations beside it.
    pub(super) fn owners(&self, has_work: impl Fn(&Key) -> bool) -> Vec<Option<Owner>> {
        let folders = self.folders(has_work);
        let owner = |(key, found): &(Key, Found)| owner(&folders, &key.0, &found.group);
        self.list.iter().map(owner).collect()
    }

    /// Takes the first folder that each text lies in for its annotator's.
    pub(super) fn first_folders(&self) -> Vec<Option<Owner>> {
        let owner = |(_, found): &(Key, Found)| {
            let group = found.group.as_str();
            let (annotator, rest) = group.split_once('/').unwrap_or((group, ""));
            (!annotator.is_empty()).then(|| Owner {
                annotator: composed(annotator).into_owned(),
                rest: rest.to_owned(),
            })
        };
        self.list.iter().map(owner).collect()
    }

    /// Finds the folders that are annotators', by their paths, composed.
    fn folders(&self, has_work: impl Fn(&Key) -> bool) -> BTreeSet<String> {
        // Texts that differ in one folder alone lie side by side.
        let mut beside: BTreeMap<(usize, String, &str), Vec<usize>> = BTreeMap::new();
        for (index, (key, _)) in self.list.iter().enumerate() {
            if key.0.is_empty() || !has_work(key) {
                continue;
            }
            let parts: Vec<&str> = key.0.split('/').collect();
            for (at, part) in parts.iter().enumerate() {
                if check_annotator(part).is_ok() {
                    let mut holed = parts.clone();
                    holed[at] = HOLE;
                    let place = (at, holed.join("/"), key.1.as_str());
                    beside.entry(place).or_default().push(index);
                }
            }
        }
        let mut folders = BTreeSet::new();
        for ((at, ..), members) in beside {
            let shared = self.shared(&members).into_iter();
            folders.extend(shared.map(|member| upto(&self.list[member].0.0, at)));
        }
        folders
    }

    /// Returns the texts, by index, that another among them equals.
    fn shared(&self, members: &[usize]) -> Vec<usize> {
        let mut found: HashMap<blake3::Hash, Vec<usize>> = HashMap::new();
        if members.len() > 1 {
            for member in members {
                if let Some(hash) = self.hash(*member) {
                    found.entry(hash).or_default().push(*member);
                }
            }
        }
        let mut shared: Vec<usize> = found
            .into_values()
            .filter(|equal| equal.len() > 1)
            .flatten()
            .collect();
        shared.sort_unstable();
        shared
    }
}

/// Returns a key as systems see it that take capital and small letters for the same.
pub(super) fn folded((group, stem): &Key) -> Key {
    fold(group, stem)
}

fn fold(group: &str, stem: &str) -> Key {
    (file_key(group), file_key(stem))
}

/// Returns a path up to its folder number `at`, from 0.
fn upto(path: &str, at: usize) -> String {
    let parts: Vec<&str> = path.split('/').take(at + 1).collect();
    parts.join("/")
}

/// Says in whose folder a text lies: the outermost that is an annotator's. `key` is the path of its folder composed.
fn owner(folders: &BTreeSet<String>, key: &str, group: &str) -> Option<Owner> {
    if folders.is_empty() {
        return None;
    }
    let parts: Vec<&str> = group.split('/').collect();
    let at = (0..parts.len()).find(|at| folders.contains(&upto(key, *at)))?;
    Some(Owner {
        annotator: composed(parts[at]).into_owned(),
        rest: [&parts[..at], &parts[at + 1..]].concat().join("/"),
    })
}
