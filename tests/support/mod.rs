//! What several test programs share. Each uses a part of it.
#![allow(dead_code, reason = "every test program is compiled with all of it")]
#![allow(
    unused_imports,
    reason = "not every test program needs every name that is given on"
)]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

pub(crate) mod project;
pub(crate) mod shown;
pub(crate) mod soft;
pub(crate) mod stage;
pub(crate) mod window;
