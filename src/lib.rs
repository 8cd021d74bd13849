//! On Record: labels what was said in the news, who said it, and which stance it takes.
//!
//! The crate is a library with two faces over one core: the window (`app`, `ui`, `screens` and `window`, feature `gui`) and
//! the command line ([`cli`]). Modules stand here in reading order; a module may use those above it, never those below.
//!
//! Invariants:
//! - Inside the program every offset into an article counts bytes ([`model::span::Span`]); on disk, in exports and on
//!   the command line every offset counts Unicode code points ([`model::span::CharSpan`]). `format`, `exchange` and
//!   `cli` are the only places that convert.
//! - Only `store` touches the disk. Only `format` decides what a file looks like.
//! - Every change to annotations is a [`model::edit::Edit`]; what applies it returns its inverse.
//! - Nothing is written by opening, looking or failing to read.

pub mod model;

pub mod env;

pub mod mutants;

pub mod jobs;

pub mod merge;

pub mod read;

pub mod format;

pub mod anchor;

pub mod text;

pub mod suggest;

pub mod review;

pub mod deal;

pub mod search;

pub mod store;

pub mod corpus;
pub mod session;

pub mod twins;

pub mod exchange;

pub mod learning;

pub mod cli;

#[cfg(feature = "gui")]
pub mod app;
#[cfg(feature = "gui")]
pub mod screens;
#[cfg(feature = "gui")]
pub mod ui;
#[cfg(feature = "gui")]
pub mod window;

/// Returns every command of the window as its name, its keys and what it does; empty in a build without the window.
pub fn keys_table() -> Vec<(String, String, String)> {
    #[cfg(feature = "gui")]
    return app::keys_table();
    #[cfg(not(feature = "gui"))]
    Vec::new()
}
