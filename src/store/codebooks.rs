//! Reading codebooks, the lead's and each annotator's, with the copies that sync tools made of them.
//!
//! What only a copy has is shown with the codebook. Nothing is written here: an annotator's next change saves it all in
//! one file, and of the lead's codebook the lead takes care.

use std::path::Path;
use std::sync::{Arc, PoisonError};

use super::paths::CODEBOOK;
use super::project;
use super::write::CodebookBase;
use super::{Store, copies, listing};
use crate::format::Loaded;
use crate::model::codebook::Codebook;
use crate::model::problem::{Problem, ProblemKind};
use crate::model::project::Annotator;

/// What to do with a copy of an annotator's codebook whose entries are shown.
const OWN: &str = "The next change to it saves it all in one file; then delete the copy";

/// What to do with a copy of the lead's codebook whose entries are shown.
const LEAD: &str = "Bring what is right in it to codebook.ron, then delete the copy";

/// What is said of a copy that is of no use.
const UNREADABLE: &str = "it looks like a copy that a sync tool made, and cannot be read";

impl Store {
    /// Reads the lead's codebook again. One that cannot be read leaves what was read before.
    pub fn reload_codebook(&self) -> Vec<Problem> {
        let root = self.root();
        let read = project::read_codebook(&*self.inner.fs, &root.join(CODEBOOK), CODEBOOK);
        let exists = read.is_some();
        let mut loaded = read.unwrap_or_else(|| Loaded::whole(Codebook::default()));
        self.merge_copies_of(
            root,
            &|name| copies::of_lead(CODEBOOK, name),
            LEAD,
            &mut loaded,
        );
        loaded
            .problems
            .extend(project::possible_copies(&*self.inner.fs, root, CODEBOOK));
        if !exists {
            stand_alone(&mut loaded.problems);
        }
        if !exists && loaded.value == Some(Codebook::default()) {
            loaded.value = Some(project::default_codebook());
        }
        let known = self.inner.codebook.write();
        let mut known = known.unwrap_or_else(PoisonError::into_inner);
        match loaded.value {
            Some(codebook) => *known = Arc::new(codebook),
            None if **known == Codebook::default() => {
                *known = Arc::new(project::default_codebook());
            }
            None => {}
        }
        loaded.problems
    }

    /// Reads what an annotator added to the codebook; an empty one where there is nothing.
    pub fn added(&self, annotator: &str) -> Loaded<Codebook> {
        self.load_added(annotator).0
    }

    /// Returns the codebook of each annotator, the lead's with what they added, and what is wrong with the latter.
    pub fn codebooks_of(
        &self,
        annotators: &[Annotator],
    ) -> (Vec<(String, Codebook)>, Vec<Problem>) {
        let lead = self.codebook();
        let mut problems = Vec::new();
        let with = |annotator: &Annotator| {
            let added = self.added(&annotator.id);
            problems.extend(added.problems);
            let known = lead.with(&added.value.unwrap_or_default());
            (annotator.id.clone(), known)
        };
        (annotators.iter().map(with).collect(), problems)
    }

    /// Returns the lead's codebook with what any of these annotators added, the first of them before the others, and what
    /// is wrong with the latter.
    pub fn whole_codebook(&self, annotators: &[Annotator]) -> (Codebook, Vec<Problem>) {
        let mut whole = Codebook::clone(&self.codebook());
        let mut problems = Vec::new();
        for annotator in annotators {
            let added = self.added(&annotator.id);
            problems.extend(added.problems);
            whole = whole.with(&added.value.unwrap_or_default());
        }
        (whole, problems)
    }

    /// Reads what an annotator added to the codebook, copies merged in, and what a save of it compares with: the file.
    pub fn load_added(&self, annotator: &str) -> (Loaded<Codebook>, CodebookBase) {
        let (mut loaded, base) = self.read_added(annotator);
        let exists = base.hash.is_some();
        if let Ok(folder) = self.annotator_folder(annotator) {
            self.merge_copies_of(&folder, &copies::of_own_codebook, OWN, &mut loaded);
        }
        if !exists && loaded.read_only.is_none() {
            stand_alone(&mut loaded.problems);
        }
        loaded = loaded.map(|added| self.shown_additions(annotator, added));
        (loaded, base)
    }

    /// Merges what sync tools left beside a codebook into what is shown. The copies stay where they are.
    fn merge_copies_of(
        &self,
        folder: &Path,
        is_copy: &dyn Fn(&str) -> bool,
        then: &str,
        loaded: &mut Loaded<Codebook>,
    ) {
        let fs = &*self.inner.fs;
        for name in listing::copies_of(fs, folder, CODEBOOK, is_copy) {
            let path = folder.join(name);
            let shown = self.shown(&path);
            if self.check_inside(&path, &shown).is_err() {
                continue;
            }
            // What vanishes while it is looked at was not there.
            if let Some(copy) = project::read_codebook(fs, &path, &shown) {
                let (what, hint) = merge(&mut loaded.value, copy, then);
                let problem = Problem::new(ProblemKind::ConflictCopy, shown, what).hinted(hint);
                loaded.problems.push(problem);
            }
        }
    }
}

/// Adds to a codebook what only a copy of it has; returns what a person should know, and what to do.
fn merge<'a>(
    codebook: &mut Option<Codebook>,
    copy: Loaded<Codebook>,
    then: &'a str,
) -> (String, &'a str) {
    let theirs = match (copy.value, copy.read_only) {
        (Some(theirs), None) => theirs,
        // What is not understood of a copy would be lost with it.
        (_, reason) => {
            let what = format!("{UNREADABLE}: {}", reason.unwrap_or_default());
            return (what, "Look at it; it is left as it is");
        }
    };
    let Some(ours) = codebook else {
        let what = "a sync tool made a copy of the codebook, which itself cannot be read";
        return (
            what.to_owned(),
            "Look at both, and keep what is right in one file",
        );
    };
    let merged = ours.with(&theirs);
    let (what, hint) = match (has_all(&merged, &theirs), merged != *ours) {
        (false, _) => (
            "a sync tool made a copy of the codebook; what only it has is shown with it, what it says otherwise is not",
            "Compare the two, keep what is right in one file, and delete the other",
        ),
        (true, true) => (
            "a sync tool made a copy of the codebook; what only it has is shown with it",
            then,
        ),
        (true, false) => (
            "a sync tool made a copy of the codebook, which has nothing that it lacks",
            "Delete the copy",
        ),
    };
    *ours = merged;
    (what.to_owned(), hint)
}

/// Says of copies that the codebook itself is gone. One that cannot be read is then a loss.
fn stand_alone(problems: &mut [Problem]) {
    let of_copy = |problem: &&mut Problem| problem.kind == ProblemKind::ConflictCopy;
    for problem in problems.iter_mut().filter(of_copy) {
        if problem.what.starts_with(UNREADABLE) {
            problem.kind = ProblemKind::UnreadableProject;
            problem.what = format!("{CODEBOOK} is gone; {}", problem.what);
            problem.hint = format!("Bring {CODEBOOK} back");
        } else {
            problem.what = format!(
                "{CODEBOOK} is gone, and this looks like a copy that a sync tool made of it"
            );
            problem.hint = format!("If it is right, rename it to {CODEBOOK}");
        }
    }
}

/// Tells whether a codebook has every entry of another, word for word.
fn has_all(codebook: &Codebook, other: &Codebook) -> bool {
    fn all<T: PartialEq>(entries: &[T], others: &[T]) -> bool {
        others.iter().all(|entry| entries.contains(entry))
    }
    all(&codebook.scales, &other.scales)
        && all(&codebook.targets, &other.targets)
        && all(&codebook.labels, &other.labels)
        && all(&codebook.speakers, &other.speakers)
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;
    use crate::store::{OpenOptions, write_file};

    const ANN: &str = "(format: 1, speakers: [(id: \"a\", name: \"Ann\")])";
    const BEN: &str = "(format: 1, speakers: [(id: \"b\", name: \"Ben\")])";

    fn put(folder: &TempDir, path: &str, content: &str) {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        write_file(&path, content.as_bytes()).unwrap();
    }

    fn speakers(codebook: &Codebook) -> Vec<&str> {
        let speakers = codebook.speakers.iter();
        speakers.map(|entry| entry.name.as_str()).collect()
    }

    fn named(problems: &[Problem]) -> Vec<&str> {
        let is_copy = |problem: &Problem| problem.kind == ProblemKind::ConflictCopy;
        assert!(problems.iter().all(is_copy), "{problems:?}");
        problems.iter().map(|one| one.path.as_str()).collect()
    }

    /// Opens a project with these files; compares the lead's speakers, and which copies are named.
    #[track_caller]
    fn check_lead(files: &[(&str, &str)], expected: &[&str], copies: &[&str]) {
        let folder = tempfile::tempdir().unwrap();
        for (path, content) in files {
            put(&folder, path, content);
        }
        let (store, problems) = Store::open(folder.path(), OpenOptions::default()).unwrap();
        assert_eq!(speakers(&store.codebook()), expected);
        assert_eq!(named(&problems), copies);
    }

    #[test]
    fn copies_of_the_leads_files_are_named_and_the_codebook_is_merged() {
        let copy = "codebook (Anna's conflicted copy 2025-02-24).ron";
        check_lead(&[("codebook.ron", ANN)], &["Ann"], &[]);
        check_lead(
            &[("codebook.ron", ANN), (copy, BEN)],
            &["Ann", "Ben"],
            &[copy],
        );
        check_lead(&[("codebook.ron", ANN), (copy, ANN)], &["Ann"], &[copy]);
        check_lead(
            &[("codebook.ron", ANN), (copy, "(format: 99)")],
            &["Ann"],
            &[copy],
        );
        check_lead(&[(copy, BEN)], &["Ben"], &[copy]);
        let may_be = "codebook-LAPTOP123.ron";
        check_lead(&[("codebook.ron", ANN), (may_be, BEN)], &["Ann"], &[may_be]);
        // What the lead keeps is no sync tool's.
        check_lead(
            &[("codebook.ron", ANN), ("codebook-old.ron", BEN)],
            &["Ann"],
            &[],
        );
        let project = "onrecord.sync-conflict-20250224-101112-ABCDEFG.ron";
        check_lead(
            &[
                ("onrecord.ron", "(format: 1)"),
                ("codebook.ron", ANN),
                (project, "(format: 1)"),
            ],
            &["Ann"],
            &[project],
        );
    }

    #[test]
    fn a_copy_whose_original_is_gone_says_so() {
        let folder = tempfile::tempdir().unwrap();
        let copy = "codebook (SFConflict bob@x.org 2026-11-20-10-11-12).ron";
        put(&folder, copy, BEN);
        put(&folder, &format!("annotations/anna/{copy}"), ANN);
        let (store, problems) = Store::open(folder.path(), OpenOptions::default()).unwrap();
        assert_eq!(named(&problems), [copy]);
        let own = store.added("anna");
        for problem in [&problems[0], &own.problems[0]] {
            assert!(
                problem.what.starts_with("codebook.ron is gone"),
                "{problem}"
            );
            assert!(problem.hint.contains("rename it"), "{problem}");
        }
        put(&folder, copy, "(format: 1, oops");
        let problems = store.reload_codebook();
        assert!(problems[0].leaves_out(), "{problems:?}");
    }

    #[test]
    fn without_a_codebook_the_default_stands_in() {
        let folder = tempfile::tempdir().unwrap();
        let (store, _) = Store::open(folder.path(), OpenOptions::default()).unwrap();
        assert_eq!(*store.codebook(), project::default_codebook());
    }

    #[test]
    fn copies_of_an_annotators_codebook_are_merged_by_the_next_save() {
        let folder = tempfile::tempdir().unwrap();
        let own = "annotations/anna/codebook.ron";
        let broken = "annotations/anna/codebook (1).ron";
        let copy = "annotations/anna/codebook.sync-conflict-20250224-101112-ABCDEFG.ron";
        put(&folder, own, ANN);
        put(&folder, broken, "(format: 1, speakers: [");
        put(
            &folder,
            copy,
            &BEN.replace("])", ", (id: \"a\", name: \"Anna\")])"),
        );
        let (store, _) = Store::open(folder.path(), OpenOptions::default()).unwrap();
        let (loaded, base) = store.load_added("anna");
        assert!(loaded.read_only.is_none());
        assert_eq!(named(&loaded.problems), [broken, copy]);
        assert!(loaded.problems[1].what.contains("says otherwise"));
        let shown = loaded.value.unwrap();
        assert_eq!(speakers(&shown), ["Ann", "Ben"]);
        assert_eq!(speakers(&base.codebook), ["Ann"]);
        // Another window writes in between: its entry and those of the copy are kept.
        let theirs = ANN.replace("])", ", (id: \"c\", name: \"Cleo\")])");
        put(&folder, own, &theirs);
        store.save_added("anna", &shown, &base).unwrap();
        let file = store.read_added("anna").0.value.unwrap();
        assert_eq!(speakers(&file), ["Ann", "Ben", "Cleo"]);
        put(&folder, copy, BEN);
        std::fs::remove_file(folder.path().join(broken)).unwrap();
        let again = store.added("anna");
        assert_eq!(named(&again.problems), [copy]);
        assert!(again.problems[0].what.contains("nothing that it lacks"));
    }
}
