//! The project as one person sees it. Where work is blind, nothing that others made of an article comes through until the
//! person's own work on it is done; the lead and whoever adjudicates see all.
//!
//! It keeps honest people independent; it is no secrecy from whoever opens the files.

use std::collections::HashSet;
use std::sync::Arc;

use super::Store;
use crate::format::ron_file::MAX_BYTES;
use crate::format::sidecar::{self, ParsedSidecar};
use crate::model::codebook::Codebook;
use crate::model::sidecar::Status;
use crate::model::statement::Statement;

impl Store {
    /// Returns the project as this person sees it; with none, as whoever oversees it does. What is read through the
    /// result leaves out what is not to be seen: sidecars, counts, additions to the codebook.
    #[must_use]
    pub fn as_seen_by(&self, person: Option<&str>) -> Self {
        Self {
            inner: Arc::clone(&self.inner),
            viewer: person.map(Arc::from),
        }
    }

    /// Tells whether anything may be left out of what is seen here, since the project labels blind.
    pub fn is_limited(&self) -> bool {
        let project = &self.inner.project;
        self.viewer
            .as_deref()
            .is_some_and(|viewer| !project.oversees(viewer))
    }

    /// Tells whether an annotator's work on an article is not shown here.
    pub(super) fn withholds(&self, annotator: &str, article: &str) -> bool {
        let Some(viewer) = self.viewer.as_deref().filter(|_| self.is_limited()) else {
            return false;
        };
        viewer != annotator && self.said_status(viewer, article) != Status::Done
    }

    /// Tells whether all of an annotator's work is shown here, whatever it is of.
    pub(super) fn shows_all_of(&self, annotator: &str) -> bool {
        !self.is_limited() || self.viewer.as_deref() == Some(annotator)
    }

    /// Returns how far an annotator is with an article, as their file says; untouched where it cannot be read.
    fn said_status(&self, annotator: &str, article: &str) -> Status {
        let parsed = self.said(annotator, article);
        parsed.map_or(Status::Untouched, |parsed| parsed.status)
    }

    /// Reads what a sidecar's file says, without looking at the article.
    fn said(&self, annotator: &str, article: &str) -> Option<ParsedSidecar> {
        let path = self.sidecar_path(annotator, article).ok()?;
        let shown = self.shown(&path);
        self.check_inside(&path, &shown).ok()?;
        let bytes = self.inner.fs.read(&path, MAX_BYTES).ok()?;
        sidecar::parse(&shown, &bytes).value
    }

    /// Takes out of what an annotator added to the codebook what the viewer has not met: an entry is shown once it is
    /// used in an article that they have finished.
    pub(super) fn shown_additions(&self, annotator: &str, added: Codebook) -> Codebook {
        let Some(viewer) = self.viewer.as_deref().filter(|_| self.is_limited()) else {
            return added;
        };
        if viewer == annotator {
            return added;
        }
        let mut used = HashSet::new();
        for article in self.sidecars(viewer) {
            if self.said_status(viewer, &article) == Status::Done
                && let Some(parsed) = self.said(annotator, &article)
            {
                for entry in &parsed.statements {
                    note_used(&entry.said, &mut used);
                }
            }
        }
        only_used(added, &used)
    }
}

/// Notes the ids of the codebook that a statement has. Ids of different sorts that are alike do no harm: an entry is
/// then shown a little early.
fn note_used<S>(statement: &Statement<S>, used: &mut HashSet<String>) {
    let people = statement.speaker.iter();
    let people = people.chain(&statement.via).chain(&statement.addressees);
    used.extend(people.filter_map(|person| person.name.as_deref().map(str::to_owned)));
    used.extend(
        statement
            .labels
            .iter()
            .map(std::string::ToString::to_string),
    );
    used.extend(
        statement
            .stances
            .iter()
            .map(|taken| taken.target.to_string()),
    );
}

fn only_used(mut added: Codebook, used: &HashSet<String>) -> Codebook {
    added
        .targets
        .retain(|entry| used.contains(entry.id.as_str()));
    added
        .labels
        .retain(|entry| used.contains(entry.id.as_str()));
    added
        .speakers
        .retain(|entry| used.contains(entry.id.as_str()));
    let targets = &added.targets;
    let is_needed = |id: &str| targets.iter().any(|one| one.scale.as_deref() == Some(id));
    added.scales.retain(|scale| is_needed(&scale.id));
    added
}
