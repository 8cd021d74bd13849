//! What things are: plain data with no files, no clock, no windows.
//!
//! Start with [`statement`] (what an analyst makes), then [`sidecar`] (all that one annotator made of one article) and
//! [`edit`] (every way it can change). The terms are those of the attribution and stance literature: source, cue and
//! content from PARC3 and `PolNeAR`, target and stance from `SemEval`-2016 Task 6.
//!
//! What derives `Serialize` here does so for the catalogue in the user's cache alone (`corpus`), which is made anew whenever
//! it changes. What a project's files look like only `format` says.

pub mod article;
pub mod article_id;
pub mod codebook;
pub mod comment;
pub mod current;
pub mod decision;
pub mod described;
pub mod edit;
pub mod fold;
pub mod history;
pub mod id;
pub mod left_out;
pub mod phrase;
pub mod problem;
pub mod project;
pub mod recode;
pub mod revision;
pub mod sidecar;
pub mod span;
pub mod statement;
pub mod text;
pub mod uses;
pub mod writers;
