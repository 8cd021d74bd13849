//! What lies in a folder of brat's: texts and files of annotations, each with what pairs them.
//!
//! Names are compared composed, and their endings and the names of brat's own folders in any case: a file may come by way
//! of a system that writes names otherwise. What stays the same then is one to a reader, so that only one of two can be
//! taken; the other is named.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry as Place;
use std::path::{Path, PathBuf};

use super::own;
use crate::exchange::import::unreadable;
use crate::model::fold::composed;
use crate::model::problem::Problem;
use crate::store::copies;
use crate::store::fs::{Entry, Fs as _, Kind, RealFs};
use crate::store::reason;

/// Ends the name of a file of annotations.
const ANN: &str = ".ann";

/// Ends the name of a text.
pub(super) const TXT: &str = ".txt";

/// Name of the folder that texts lie in where the annotations have one of their own; in any case, as those below.
const TEXT: &str = "text";

/// Names of the folders that annotations lie in.
const FOLDERS: [&str; 3] = ["attributions", "annotations", "ann"];

/// Levels of folders that are searched.
const DEPTH: usize = 16;

/// Largest file of annotations that is read, in bytes.
pub(super) const MAX_BYTES: u64 = 64 * 1024 * 1024;

/// What a text and its annotations have in common: the folder of the texts, and the name without ending. Both composed.
pub(super) type Key = (String, String);

/// A text or a file of annotations.
#[derive(Clone, Debug)]
pub(super) struct Found {
    /// Its name with the ending, as the folder has it.
    pub(super) name: String,
    /// The folder of the texts that it belongs to, within what is imported. `text`, and folders of annotations beside it,
    /// are left out.
    pub(super) group: String,
    /// If it lies in a folder of annotations: the folder that holds that one, and the path from there. Both composed.
    pub(super) below: Option<(String, String)>,
    pub(super) path: PathBuf,
    /// The path within the folder that is imported, for messages.
    pub(super) shown: String,
}

/// Everything that lies in a folder and those below it.
#[derive(Default)]
pub(super) struct Search {
    pub(super) texts: BTreeMap<Key, Found>,
    pub(super) annotations: BTreeMap<Key, Found>,
    pub(super) problems: Vec<Problem>,
    /// Whether each folder is an annotator's, as this program writes them.
    pub(super) is_own: bool,
}

/// Tells whether a folder has the name of those that texts lie in.
fn is_for_texts(name: &str) -> bool {
    name.eq_ignore_ascii_case(TEXT)
}

/// Tells whether a folder has the name of those that annotations lie in.
fn is_for_annotations(name: &str) -> bool {
    FOLDERS.iter().any(|usual| name.eq_ignore_ascii_case(usual))
}

/// A folder that is listed.
#[derive(Default)]
struct Folder {
    /// The path within what is imported.
    shown: String,
    /// See [`Found::group`].
    group: String,
    /// See [`Found::below`].
    below: Option<(String, String)>,
    depth: usize,
}

/// Tells whether a file has the name of a copy that a sync tool made of another in its folder.
fn is_copy(path: &Path, name: &str) -> bool {
    let exists = |original: String| RealFs.metadata(&path.with_file_name(original)).is_ok();
    copies::is_marked(name) && copies::originals(name).any(exists)
}

impl Search {
    /// Lists a folder and those below it.
    ///
    /// # Errors
    ///
    /// If the folder itself cannot be listed; one below it is a problem beside what was found.
    pub(super) fn of(folder: &Path) -> Result<Self, Problem> {
        let mut search = Self {
            is_own: own::is_own(folder),
            ..Self::default()
        };
        search.folder(folder, &Folder::default())?;
        Ok(search)
    }

    fn folder(&mut self, path: &Path, folder: &Folder) -> Result<(), Problem> {
        let named = match folder.shown.as_str() {
            "" => path.display().to_string(),
            shown => shown.to_owned(),
        };
        let mut entries = RealFs.list(path).map_err(|error| {
            unreadable(named, reason(&error)).hinted("Name a folder that you may read")
        })?;
        entries.retain(|entry| !entry.name.starts_with('.'));
        entries.sort_by(|a, b| a.name.cmp(&b.name));
        let is_text = |entry: &Entry| entry.kind == Kind::Folder && is_for_texts(&entry.name);
        let has_text = entries.iter().any(is_text);
        for entry in entries {
            let path = path.join(&entry.name);
            match entry.kind {
                Kind::Folder if folder.depth < DEPTH => {
                    // A folder within that cannot be listed is no reason to give up the others.
                    let listed = self.folder(&path, &folder.inner(&entry.name, has_text));
                    self.problems.extend(listed.err());
                }
                Kind::File | Kind::Link => self.file(folder, entry.name, path),
                _ => {}
            }
        }
        Ok(())
    }

    fn file(&mut self, folder: &Folder, name: String, path: PathBuf) {
        if is_copy(&path, &name) {
            let shown = within(&folder.shown, &name);
            let what = "a sync tool made this copy of a file; it is left out";
            self.problems.push(
                unreadable(shown, what)
                    .hinted("Keep the right one of the two, delete the other, and import again"),
            );
            return;
        }
        let group = composed(&folder.group).into_owned();
        let key = |stem: &str| (group.clone(), composed(stem).into_owned());
        let (text, annotations) = (stem(&name, TXT).map(key), stem(&name, ANN).map(key));
        let found = Found {
            group: folder.group.clone(),
            below: folder.below.clone(),
            shown: within(&folder.shown, &name),
            path,
            name,
        };
        if let Some(key) = text {
            self.text(key, found);
        } else if let Some(key) = annotations {
            self.annotations(key, found);
        }
    }

    fn text(&mut self, key: Key, found: Found) {
        match self.texts.entry(key) {
            Place::Vacant(place) => {
                place.insert(found);
            }
            Place::Occupied(mut place) => {
                // Of `a.TXT` and `a.txt` the one that is written as most are.
                let is_usual = |one: &Found| one.name.ends_with(TXT);
                let other = if is_usual(&found) && !is_usual(place.get()) {
                    place.insert(found)
                } else {
                    found
                };
                let problem = doubled("text", &other, place.get());
                self.problems.push(problem);
            }
        }
    }

    fn annotations(&mut self, key: Key, found: Found) {
        match self.annotations.entry(key) {
            Place::Vacant(place) => {
                place.insert(found);
            }
            Place::Occupied(mut place) => {
                let read = |one: &Found| RealFs.read(&one.path, MAX_BYTES).ok();
                let (known, new) = (read(place.get()), read(&found));
                // brat makes an empty file for each text, which says nothing.
                let is_same = new.is_some() && new == known;
                if is_same || new.as_deref().is_some_and(is_blank) {
                    return;
                }
                if known.as_deref().is_some_and(is_blank) {
                    place.insert(found);
                    return;
                }
                let problem = doubled("file of annotations", &found, place.get());
                self.problems.push(problem);
            }
        }
    }
}

impl Folder {
    /// Returns a folder in this one. `has_text` tells whether this one has a folder `text`.
    fn inner(&self, name: &str, has_text: bool) -> Self {
        let is_for_annotations = is_for_annotations(name);
        let group = if has_text && (is_for_texts(name) || is_for_annotations) {
            self.group.clone()
        } else {
            within(&self.group, name)
        };
        let below = match &self.below {
            Some((base, rest)) => Some((base.clone(), within(rest, &composed(name)))),
            None => is_for_annotations.then(|| {
                let base = composed(&self.group).into_owned();
                (base, String::new())
            }),
        };
        Self {
            shown: within(&self.shown, name),
            group,
            below,
            depth: self.depth + 1,
        }
    }
}

/// Says that one of two files is not taken.
fn doubled(what: &str, other: &Found, taken: &Found) -> Problem {
    let what = format!(
        "it is not imported, because the {what} {} has the same name but for the case of its ending, \
         the way its letters are composed or its folder",
        taken.shown
    );
    unreadable(other.shown.clone(), what).hinted("Rename one of the two, with what belongs to it")
}

fn is_blank(bytes: &[u8]) -> bool {
    bytes.trim_ascii().is_empty()
}

/// Returns a file's name without its ending, which may be in capitals.
fn stem<'n>(name: &'n str, ending: &str) -> Option<&'n str> {
    let at = name.len().checked_sub(ending.len())?;
    let found = name.get(at..)?;
    found.eq_ignore_ascii_case(ending).then_some(&name[..at])
}

/// Joins two paths written with `/`, either of which may be empty.
pub(super) fn within(folder: &str, name: &str) -> String {
    match (folder, name) {
        ("", name) => name.to_owned(),
        (folder, "") => folder.to_owned(),
        (folder, name) => format!("{folder}/{name}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings_are_known_in_any_case() {
        assert_eq!(stem("a.txt", TXT), Some("a"));
        assert_eq!(stem("a.b.TXT", TXT), Some("a.b"));
        assert_eq!(stem("ä.Ann", ANN), Some("ä"));
        assert_eq!(stem("é.ann", TXT), None);
        assert_eq!(stem("txt", TXT), None);
        assert_eq!(stem("aé€", TXT), None);
    }

    #[test]
    fn paths_are_joined() {
        assert_eq!(within("", "a"), "a");
        assert_eq!(within("a", ""), "a");
        assert_eq!(within("a/b", "c"), "a/b/c");
    }
}
