//! Makes one of two versions of the same work that grew out of a common one. Pure: no files, no clock.
//!
//! [`merge3`] goes by id, then by field: what only one side changed is taken from that side, whatever the other did
//! beside it. Where both set one field otherwise, the later value stands and the other is kept in
//! [`Statement::conflicts`](crate::model::statement::Statement::conflicts), to be shown, exported and decided on by a
//! person. [`with_copy`] is for versions of which nobody knows what they grew out of.
//!
//! Laws, which `tests/merge` holds:
//! - Merging with what did not change gives the other side.
//! - It does not matter who merges: two that merge each other's work have the same, but for codebooks, whose entries
//!   have no times.
//! - Merging again adds nothing.
//! - Nothing is lost: what either side set or wrote is in its field or among the conflicts; an edit outlives a removal.
//! - No statement comes twice of one id, nor of one suggestion that was accepted in two windows; what is done to the one
//!   that was taken in, whenever it comes in, is done to the one that took it in.

mod canonical;
mod codebook;
mod kept;
mod policy;
mod sidecar;
mod statement;
mod text;
pub mod undo;

use std::fmt;

pub use sidecar::{same_work, with_copy};

use crate::model::id::{LabelId, StatementId};
use crate::model::statement::conflict::FieldValue;

/// What can be merged.
pub trait Merge: Sized {
    /// Merges two versions that grew out of `base`; see [`merge3`].
    fn merge3(base: &Self, ours: &Self, theirs: &Self) -> (Self, Vec<Conflict>);
}

/// Merges two versions that grew out of `base`, all with their spans in bytes of one text. Returns with it the conflicts
/// that neither side knew.
pub fn merge3<T: Merge>(base: &T, ours: &T, theirs: &T) -> (T, Vec<Conflict>) {
    T::merge3(base, ours, theirs)
}

/// Merges two versions of a text that a person writes, word by word.
pub fn merge_texts(base: &str, ours: &str, theirs: &str) -> String {
    kept::text(base, ours, theirs)
}

/// Merges two versions of a set of labels, by id.
pub fn merge_labels(base: &[LabelId], ours: &[LabelId], theirs: &[LabelId]) -> Vec<LabelId> {
    kept::labels(base, ours, theirs)
}

/// Represents a value that was set on one side and does not stand, since the other side had set another.
#[derive(Clone, Debug, PartialEq)]
pub enum Conflict {
    /// Of a statement, which keeps it.
    Statement {
        /// The statement's id.
        id: StatementId,
        /// The value.
        lost: FieldValue,
    },
    /// Of an entry of a codebook, which does not.
    Entry {
        /// The entry's id; of a stance, its scale's before it: `scale/stance`.
        id: String,
        /// The name of the field in the codebook's file.
        field: String,
        /// The value, as a person writes it.
        lost: String,
    },
}

impl fmt::Display for Conflict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Statement { id, lost } => {
                write!(f, "the field {} of statement {id}", lost.field())
            }
            Self::Entry { id, field, lost } => {
                write!(f, "the field {field} of {id:?} was {lost:?} there")
            }
        }
    }
}
