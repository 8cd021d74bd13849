//! What several screens draw with: the reader, lists and pickers, the bars, what lies over the window, the theme. Nothing
//! here changes the state.

pub mod fonts;
pub(crate) mod fuzzy;
pub(crate) mod list;
pub mod overlay;
pub(crate) mod pick;
pub(crate) mod presets;
pub mod reader;
pub(crate) mod sign;
pub(crate) mod status;
pub mod theme;
pub(crate) mod top;
pub(crate) mod widgets;
