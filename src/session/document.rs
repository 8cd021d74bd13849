//! What can be a document of a session.

use crate::model::codebook::Codebook;
use crate::model::sidecar::Sidecar;
use crate::store::merge;
use crate::store::{Base, CodebookBase};

/// Something that is edited in memory and kept in a file.
pub trait Document: Clone + PartialEq {
    /// What is known of the file, which a write compares with.
    type Base: Clone;

    /// Merges two versions that grew out of `base`.
    #[must_use]
    fn merge3(base: &Self, ours: &Self, theirs: &Self) -> Self;

    /// Returns what the file holds, as far as is known.
    fn in_base(base: &Self::Base) -> &Self;

    /// Tells whether both are of the same text, so that places in one mean the same in the other.
    fn has_text_of(&self, other: &Self) -> bool;
}

impl Document for Sidecar {
    type Base = Base;

    fn merge3(base: &Self, ours: &Self, theirs: &Self) -> Self {
        merge::three_way(base, ours, theirs)
    }

    fn in_base(base: &Base) -> &Self {
        base.sidecar()
    }

    fn has_text_of(&self, other: &Self) -> bool {
        self.article.blake3 == other.article.blake3
    }
}

impl Document for Codebook {
    type Base = CodebookBase;

    fn merge3(base: &Self, ours: &Self, theirs: &Self) -> Self {
        merge::codebooks(base, ours, theirs)
    }

    fn in_base(base: &CodebookBase) -> &Self {
        base.codebook()
    }

    fn has_text_of(&self, _other: &Self) -> bool {
        true
    }
}
