//! What the window shows: views that read the model and return actions, and the theme they are drawn in.

pub mod fonts;
pub mod reader;
pub mod theme;
