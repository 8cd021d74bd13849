//! What several test programs share. Each uses a part of it.
#![allow(dead_code, reason = "every test program is compiled with all of it")]

pub(crate) mod soft;
pub(crate) mod stage;
