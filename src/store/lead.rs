//! The lead's codebook, `codebook.ron`: read to be changed, and written into what a person wrote there by hand.
//!
//! Every write starts from what the file holds at that moment. If that is not what was last read, the two are merged; what
//! the change does not touch stays as it is, comments and all.

use std::collections::BTreeSet;
use std::io::ErrorKind;
use std::path::PathBuf;
use std::sync::{Arc, PoisonError};

use super::paths::CODEBOOK;
use super::project::PROJECT;
use super::save::{self, Replaced};
use super::write::{ATTEMPTS, CodebookBase, SavedCodebook, does_not_come_back, not_over};
use super::{Store, project};
use crate::format::ron_file::MAX_BYTES;
use crate::format::{self, Loaded};
use crate::merge::merge3;
use crate::model::codebook::Codebook;
use crate::model::codebook::faults::{Fault, faults};
use crate::model::problem::{Problem, ProblemKind};
use crate::model::project::{Annotator, Assignment, Policy, Project};
use crate::model::writers::FileKind;

/// What the file of the lead's codebook holds.
struct OnDisk {
    loaded: Loaded<Codebook>,
    /// Its bytes; none if there is no file.
    bytes: Option<Vec<u8>>,
}

impl OnDisk {
    fn hash(&self) -> Option<save::Hash> {
        self.bytes.as_deref().map(blake3::hash)
    }

    fn codebook(&self) -> Codebook {
        self.loaded.value.clone().unwrap_or_default()
    }
}

impl Store {
    /// Reads the lead's codebook to change it, with what a save of it compares with. Where there is none, the one that
    /// stands in is what is changed, and the first save makes the file.
    pub fn load_codebook(&self) -> (Loaded<Codebook>, CodebookBase) {
        let problems = self.reload_codebook();
        let found = self.read_lead();
        let base = CodebookBase {
            hash: found.hash(),
            codebook: Arc::new(found.codebook()),
        };
        let read_only = self.read_only().map(str::to_owned);
        let loaded = Loaded {
            // With what only copies that sync tools made have.
            value: Some(Codebook::clone(&self.codebook())),
            read_only: found.loaded.read_only.or(read_only),
            problems,
        };
        (loaded, base)
    }

    /// Says what in the lead's codebook contradicts itself or misleads, and where in the file.
    pub fn codebook_faults(&self) -> Vec<Problem> {
        let codebook = self.codebook();
        let found = faults(&codebook);
        let places = self.places_in_codebook(&found);
        let problem = |(fault, place): (Fault, Option<(usize, usize)>)| Problem {
            place,
            ..Problem::new(ProblemKind::Inconsistent, CODEBOOK, fault.what)
                .hinted("Correct the codebook")
        };
        found.into_iter().zip(places).map(problem).collect()
    }

    /// Returns for each fault where its entry stands in the file of the lead's codebook, as line and column from 1; none
    /// where it does not stand there.
    pub fn places_in_codebook(&self, faults: &[Fault]) -> Vec<Option<(usize, usize)>> {
        if faults.is_empty() {
            return Vec::new();
        }
        let bytes = self.read_lead().bytes;
        let text = bytes
            .as_deref()
            .and_then(|bytes| std::str::from_utf8(bytes).ok());
        let entries = faults.iter().map(|fault| &fault.entry);
        match text {
            Some(text) => format::codebook::places_of(text, entries),
            None => vec![None; faults.len()],
        }
    }

    /// Saves the lead's codebook for `person`, who must be the lead. Comments, order and spelling of what does not change
    /// stay as they are in the file.
    ///
    /// # Errors
    /// If it is not theirs to write, or could not be saved; the file is then as it was.
    pub fn save_codebook(
        &self,
        person: &str,
        codebook: &Codebook,
        base: &CodebookBase,
    ) -> Result<SavedCodebook, Problem> {
        self.may_write(person, FileKind::Codebook)
            .map_err(|why| not_over(CODEBOOK, &why))?;
        let path = self.prepare(&self.lead_path(), CODEBOOK)?;
        let fs = &*self.inner.fs;
        let _held = save::hold(fs, &path);
        for _ in 0..ATTEMPTS {
            let found = self.read_lead();
            if let Some(reason) = &found.loaded.read_only {
                return Err(not_over(CODEBOOK, reason));
            }
            let expected = found.hash();
            let there = found.codebook();
            let (next, conflicts) = if expected.is_none() || expected == base.hash {
                (codebook.clone(), Vec::new())
            } else {
                merge3(base.codebook(), codebook, &there)
            };
            let saved = |hash, confirmed| SavedCodebook {
                merged: (next != *codebook).then(|| next.clone()),
                conflicts: conflicts.clone(),
                base: CodebookBase {
                    hash,
                    codebook: Arc::new(next.clone()),
                },
                durability_confirmed: confirmed,
            };
            if expected.is_some() && next == there {
                self.take_up(&next);
                return Ok(saved(expected, save::confirm(fs, &path)));
            }
            let text = match &found.bytes {
                Some(bytes) => format::codebook::rewrite(bytes, &there, &next)?,
                None => format::codebook::write(&next)?,
            };
            let check = || {
                let back = format::codebook::parse("", text.as_bytes());
                back.value.as_ref() == Some(&next) && back.read_only.is_none()
            };
            let hash = blake3::hash(text.as_bytes());
            // Before it is there, so that the watcher never takes it for somebody else's.
            self.note_seen(&path, Some(hash));
            let replaced = save::replace(fs, &path, text.as_bytes(), expected, &check);
            match replaced.map_err(|error| save::not_saved(CODEBOOK, &error))? {
                Replaced::Refused => return Err(does_not_come_back(CODEBOOK)),
                Replaced::Saved { confirmed } => {
                    self.take_up(&next);
                    return Ok(saved(Some(hash), confirmed));
                }
                Replaced::Conflict => {}
            }
        }
        let what = "another program keeps changing the file";
        Err(Problem::new(ProblemKind::NotSaved, CODEBOOK, what)
            .hinted("It is kept and tried again"))
    }

    /// Writes a policy into the project file for `person`, who must be the lead. It is in force from the next time on that the
    /// project is opened.
    ///
    /// # Errors
    /// If it is not theirs to write, or could not be saved; the file is then as it was.
    pub fn save_policy(&self, person: &str, policy: Policy) -> Result<(), Problem> {
        self.may_write(person, FileKind::Project)
            .map_err(|why| not_over(PROJECT, &why))?;
        self.save_project(&|project| project.policy = policy)
    }

    /// Adds to the project file whose article is whose to label, and those whom it does not name yet; what it says already
    /// stays. For `person`, who must be the lead, or for whoever may, where nobody is said to.
    ///
    /// # Errors
    /// If it is not theirs to write, or could not be saved; the file is then as it was.
    pub fn add_assignments(
        &self,
        person: Option<&str>,
        assignments: &[Assignment],
    ) -> Result<(), Problem> {
        let refuse = |why: String| not_over(PROJECT, &why);
        match person {
            Some(person) => self.may_write(person, FileKind::Project).map_err(refuse)?,
            None => self.project_is_whole().map_err(refuse)?,
        }
        self.save_project(&|project| {
            for one in assignments {
                add_assignment(project, one);
            }
        })
    }

    /// Changes the project file, of which what does not change stays as somebody wrote it.
    fn save_project(&self, change: &dyn Fn(&mut Project)) -> Result<(), Problem> {
        let path = self.prepare(&self.root().join(PROJECT), PROJECT)?;
        let fs = &*self.inner.fs;
        let _held = save::hold(fs, &path);
        let bytes = match fs.read(&path, MAX_BYTES) {
            Ok(bytes) => Some(bytes),
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            Err(error) => return Err(save::not_saved(PROJECT, &error)),
        };
        let (text, expected) = if let Some(bytes) = &bytes {
            let loaded = format::project::parse(PROJECT, bytes);
            let (Some(before), None) = (loaded.value, loaded.read_only) else {
                return Err(not_over(PROJECT, "it cannot be read"));
            };
            let mut after = before.clone();
            change(&mut after);
            let text = format::project::rewrite(bytes, &before, &after)?;
            (text, Some(blake3::hash(bytes)))
        } else {
            let mut project = Project::default();
            change(&mut project);
            (format::project::write(&project)?, None)
        };
        let replaced = save::replace(fs, &path, text.as_bytes(), expected, &|| true);
        match replaced.map_err(|error| save::not_saved(PROJECT, &error))? {
            Replaced::Saved { .. } => Ok(()),
            Replaced::Conflict | Replaced::Refused => {
                let what = "another program changed the file just now";
                Err(Problem::new(ProblemKind::NotSaved, PROJECT, what).hinted("Try again"))
            }
        }
    }

    fn lead_path(&self) -> PathBuf {
        self.root().join(CODEBOOK)
    }

    fn read_lead(&self) -> OnDisk {
        let path = self.lead_path();
        let fs = &*self.inner.fs;
        match fs.read(&path, MAX_BYTES) {
            Ok(bytes) => OnDisk {
                loaded: format::codebook::parse(CODEBOOK, &bytes),
                bytes: Some(bytes),
            },
            Err(error) if error.kind() == ErrorKind::NotFound && !fs.is_link(&path) => OnDisk {
                loaded: Loaded::whole(Codebook::default()),
                bytes: None,
            },
            Err(error) => {
                let what = project::reason(&error);
                let problem = Problem::new(ProblemKind::UnreadableProject, CODEBOOK, what);
                OnDisk {
                    loaded: Loaded::unreadable(problem),
                    bytes: None,
                }
            }
        }
    }

    /// Makes a codebook the one that everybody sees who asks the store.
    fn take_up(&self, codebook: &Codebook) {
        let known = self.inner.codebook.write();
        *known.unwrap_or_else(PoisonError::into_inner) = Arc::new(codebook.clone());
    }
}

/// Adds an annotator's articles to those that a project assigns to them.
fn add_assignment(project: &mut Project, added: &Assignment) {
    let of_same = |known: &Assignment| known.annotator == added.annotator;
    let known = project.assignments.iter().filter(|one| of_same(one));
    let known: BTreeSet<String> = known.flat_map(|one| one.articles.clone()).collect();
    let articles = added.articles.iter();
    let articles = articles
        .filter(|article| !known.contains(*article))
        .cloned();
    match project.assignments.iter_mut().find(|one| of_same(one)) {
        Some(there) => there.articles.extend(articles),
        None => project.assignments.push(Assignment {
            annotator: added.annotator.clone(),
            articles: articles.collect(),
        }),
    }
    let is_known = |known: &Annotator| known.id == added.annotator;
    if !project.annotators.iter().any(is_known) {
        project.annotators.push(Annotator {
            id: added.annotator.clone(),
            name: added.annotator.clone(),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::project::POLICIES;
    use crate::store::{OpenOptions, write_file};

    const SOURCE: &str = "(\n    format: 2,\n    // Mine.\n    labels: [(id: \"a\")], // end\n)\n";

    fn open(folder: &tempfile::TempDir) -> Store {
        Store::open(folder.path(), OpenOptions::default())
            .unwrap()
            .0
    }

    fn put(folder: &tempfile::TempDir, text: &str) {
        write_file(&folder.path().join(CODEBOOK), text.as_bytes()).unwrap();
    }

    fn text(folder: &tempfile::TempDir) -> Option<String> {
        std::fs::read_to_string(folder.path().join(CODEBOOK)).ok()
    }

    fn with_label(mut codebook: Codebook, name: &str) -> Codebook {
        let (_, edits) = codebook.new_label(name).unwrap();
        for edit in edits {
            edit.apply(&mut codebook);
        }
        codebook
    }

    #[test]
    fn the_first_change_makes_the_file_and_looking_does_not() {
        let folder = tempfile::tempdir().unwrap();
        let store = open(&folder);
        let (loaded, base) = store.load_codebook();
        let codebook = loaded.value.unwrap();
        assert_eq!(codebook, project::default_codebook());
        assert_eq!(text(&folder), None);
        let next = with_label(codebook, "Key");
        let saved = store.save_codebook("anna", &next, &base).unwrap();
        assert_eq!(saved.merged, None);
        assert_eq!(*store.codebook(), next);
        assert_eq!(open(&folder).codebook(), store.codebook());
    }

    #[test]
    fn what_a_hand_wrote_stays_and_what_it_writes_meanwhile_is_merged() {
        let folder = tempfile::tempdir().unwrap();
        put(&folder, SOURCE);
        let store = open(&folder);
        let (loaded, base) = store.load_codebook();
        let codebook = loaded.value.unwrap();
        store.save_codebook("anna", &codebook, &base).unwrap();
        assert_eq!(text(&folder).as_deref(), Some(SOURCE));
        let next = with_label(codebook, "B");
        let by_hand = SOURCE.replace("(id: \"a\")", "(id: \"a\", name: \"A!\")");
        put(&folder, &by_hand);
        let saved = store.save_codebook("anna", &next, &base).unwrap();
        let expected = by_hand.replace("\"A!\")", "\"A!\"), (id: \"b\", name: \"B\")");
        assert_eq!(text(&folder), Some(expected));
        assert_eq!(saved.merged.unwrap().labels.len(), 2);
        assert_eq!(saved.conflicts, []);
    }

    #[test]
    fn what_is_not_understood_or_not_theirs_is_not_written() {
        let folder = tempfile::tempdir().unwrap();
        put(&folder, SOURCE);
        let store = open(&folder);
        let (loaded, base) = store.load_codebook();
        let next = with_label(loaded.value.unwrap(), "B");
        let broken = "(format: 2, labels: [";
        put(&folder, broken);
        let refused = store.save_codebook("anna", &next, &base).unwrap_err();
        assert!(refused.what.contains("not overwritten"), "{refused}");
        assert_eq!(text(&folder).as_deref(), Some(broken));
        put(&folder, SOURCE);
        let project = "(format: 2, lead: \"lea\", annotators: [(id: \"lea\"), (id: \"anna\")])";
        write_file(&folder.path().join("onrecord.ron"), project.as_bytes()).unwrap();
        let store = open(&folder);
        let refused = store.save_codebook("anna", &next, &base).unwrap_err();
        assert!(
            refused.what.contains("the lead alone, who is lea"),
            "{refused}"
        );
        store.save_codebook("lea", &next, &base).unwrap();
        let policy = POLICIES[1].policy;
        assert!(store.save_policy("anna", policy).is_err());
        store.save_policy("lea", policy).unwrap();
        let deal = |annotator: &str, article: &str| Assignment {
            annotator: annotator.to_owned(),
            articles: vec![article.to_owned()],
        };
        // What another deals at the same time stays.
        for (annotator, article) in [("eve", "a.txt"), ("eve", "b.txt"), ("eve", "a.txt")] {
            let dealt = [deal(annotator, article)];
            assert!(store.add_assignments(Some("anna"), &dealt).is_err());
            store.add_assignments(Some("lea"), &dealt).unwrap();
        }
        let project = open(&folder).project();
        assert_eq!(project.assignments.len(), 1);
        assert_eq!(project.assignments[0].articles, ["a.txt", "b.txt"]);
        assert_eq!(project.annotators.len(), 3);
        let file = std::fs::read_to_string(folder.path().join("onrecord.ron")).unwrap();
        assert!(
            file.starts_with("(format: 2, lead: \"lea\", annotators: [(id: \"lea\")"),
            "{file}"
        );
        assert_eq!(open(&folder).project().policy.preset(), Some(&POLICIES[1]));
    }
}
