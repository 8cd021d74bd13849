//! What can be a document of a session.

use crate::merge::Merge;
use crate::model::codebook::Codebook;
use crate::model::project::Policy;
use crate::model::sidecar::Sidecar;
use crate::store::{Base, CodebookBase};

/// Something that is edited in memory and kept in a file.
pub trait Document: Clone + PartialEq + Merge {
    /// What is known of the file, which a write compares with.
    type Base: Clone;

    /// Returns what the file holds, as far as is known.
    fn in_base(base: &Self::Base) -> &Self;

    /// Tells whether both are of the same text, so that places in one mean the same in the other.
    fn has_text_of(&self, other: &Self) -> bool;
}

impl Document for Sidecar {
    type Base = Base;

    fn in_base(base: &Base) -> &Self {
        base.sidecar()
    }

    fn has_text_of(&self, other: &Self) -> bool {
        self.article.blake3 == other.article.blake3
    }
}

impl Document for Codebook {
    type Base = CodebookBase;

    fn in_base(base: &CodebookBase) -> &Self {
        base.codebook()
    }

    fn has_text_of(&self, _other: &Self) -> bool {
        true
    }
}

impl Document for Policy {
    /// What the project file says.
    type Base = Policy;

    fn in_base(base: &Policy) -> &Self {
        base
    }

    fn has_text_of(&self, _other: &Self) -> bool {
        true
    }
}
