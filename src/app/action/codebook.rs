//! What the views of the Codebook screen ask for.

use crate::app::codebook::Part;
use crate::model::codebook::edit::{Entry, EntryId};

/// Represents one thing that a view of the Codebook screen asks for.
#[derive(Clone, Debug)]
#[must_use]
pub enum Action {
    /// Lists another part of the codebook.
    ShowPart(Part),
    /// Shows only entries in which these words stand.
    Filter(String),
    /// Counts anew how many statements use each entry.
    CountUses,
    /// Chooses an entry.
    Choose(EntryId),
    /// Adds an entry to the part that is listed, by name.
    Add(String),
    /// Adds a target under another, by name.
    AddUnder {
        /// Id of the target above it.
        parent: String,
        /// Its name.
        name: String,
    },
    /// Adds a stance at the end of a scale.
    AddStance {
        /// Id of the scale.
        scale: String,
        /// What is shown of the stance.
        label: String,
    },
    /// Puts another version of an entry in its place.
    Set {
        /// The new version.
        entry: Box<Entry>,
        /// The step's name: `write definition`.
        step: &'static str,
        /// Whether it is one of many letters, which are one step together.
        is_typed: bool,
    },
    /// Moves an entry among its siblings.
    Move {
        /// The entry.
        entry: EntryId,
        /// Whether towards the end.
        is_down: bool,
    },
    /// Removes an entry if nothing uses it.
    Remove(EntryId),
    /// Makes a scale to begin with the project's, by its place among those that are offered.
    Begin(usize),
    /// Works out what merging the chosen entry into another one changes.
    PlanMerge(EntryId),
    /// Merges as it was worked out.
    Merge,
    /// Does not merge.
    CancelMerge,
    /// Takes an annotator's addition into the lead's codebook.
    Take(EntryId),
    /// Does not take it, and says why.
    Decline(EntryId, String),
}

impl From<Action> for super::Action {
    fn from(action: Action) -> Self {
        Self::Codebook(action)
    }
}
