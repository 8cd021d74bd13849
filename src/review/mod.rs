//! Comparing annotators: which statements are the same utterance, in what they differ, and how far annotators agree.

pub mod agreement;
pub mod align;
mod assign;
pub mod group;
