//! The whole window as a person meets it: opened on a folder of articles, driven by keys, pointer and accessible names,
//! looked at by what a screen reader would say.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[path = "../support/mod.rs"]
mod support;

mod articles;
mod breakdowns;
mod checks;
mod codebook;
mod desk;
mod dialogs;
mod focus;
mod folder;
mod labelling;
mod looking;
mod others;
mod parts;
mod rules;
mod selecting;
mod speakers;
mod stances;
mod suggestions;
mod trouble;
mod twins;
mod undo;
mod uses;
