//! Pictures of the window, drawn on the CPU and compared with those in this folder.
//!
//! `UPDATE_SNAPSHOTS=1 cargo test --test pictures` draws those anew that differ; look at them before they are kept.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[path = "../support/mod.rs"]
mod support;

mod reader;
mod whole;
