//! What the views of the Codebook screen ask for.

use std::path::PathBuf;

use crate::app::codebook::Part;
use crate::model::codebook::Source;
use crate::model::codebook::edit::{Entry, EntryId};
use crate::model::codebook::taking::Differing;
use crate::model::project::Policy;

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
    /// Puts a target under another or at the top, before one of its siblings there or last.
    Place {
        /// Id of the target.
        target: String,
        /// Id of the target that it comes to lie under; none for the top.
        parent: Option<String>,
        /// Id of the sibling that it comes to stand before; none for the end.
        before: Option<String>,
    },
    /// Says in which stance's field the caret is; none where it is in none.
    CaretInStance(Option<EntryId>),
    /// Replaces the guidelines.
    SetGuidelines(String),
    /// Sets the project's rules.
    SetPolicy(Policy),
    /// Lists the statements that use an entry.
    ShowUses(EntryId),
    /// Goes back from the uses to the entries.
    HideUses,
    /// Opens a statement on the Label screen.
    OpenSource(Source),
    /// Opens the use at a place of the list.
    OpenUse(usize),
    /// Shows what is to be looked at, by its place in the list.
    ShowCheck(usize),
    /// Shows what is to be looked at again, by its place in the list.
    ShowLook(usize),
    /// Leaves all of one's own stances on a target as they are, by the target's id.
    TickOffAll(String),
    /// Works out what merging one entry into another changes.
    PlanMerge {
        /// The one that goes.
        from: EntryId,
        /// The one that stays.
        into: EntryId,
    },
    /// Merges or splits as it was worked out.
    Merge,
    /// Does neither.
    CancelMerge,
    /// Begins to split an entry.
    Split {
        /// The entry.
        entry: EntryId,
        /// The names of its parts.
        names: Vec<String>,
    },
    /// Asks for the uses of an entry that was split before.
    AnswerLater(EntryId),
    /// Says which part a use of the entry that is split goes to.
    Answer {
        /// Its place in the list.
        place: usize,
        /// Place of the part; none for no answer.
        part: Option<usize>,
    },
    /// Works out what the splitting changes.
    PlanSplit,
    /// Does not split.
    CancelSplit,
    /// Takes an annotator's addition into the lead's codebook.
    Take(EntryId),
    /// Does not take it, and says why.
    Decline(EntryId, String),
    /// Takes an annotator's addition as one that was merged into an entry.
    MergeAddition {
        /// The addition.
        addition: EntryId,
        /// The entry.
        into: EntryId,
    },
    /// Reads a codebook in.
    ReadIn(PathBuf, Differing),
    /// Writes the codebook in another form.
    WriteOut(PathBuf),
    /// Asks by the desktop's own dialog which codebook to read in.
    Browse,
}

impl From<Action> for super::Action {
    fn from(action: Action) -> Self {
        Self::Codebook(action)
    }
}
