//! Comparing annotators: which statements are the same utterance, and in what the two differ.

pub mod align;
