//! What can lie over the window, with the text typed into it.

use std::path::PathBuf;

use crate::exchange::ExportOptions;

use super::command::Command;

/// Represents a dialog or palette over the window. At most one is open.
#[derive(Clone, Debug)]
pub enum Overlay {
    /// Any command.
    Palette(Query),
    /// Any article of the project.
    Articles(Query),
    /// Projects that were open before.
    Recent(Query),
    /// Teammates to show.
    Teammates,
    /// All keys.
    Keys(KeysPage),
    /// A path that is typed.
    Path(Query),
    /// Who labels.
    Annotator(Query),
    /// Writing a dataset.
    Export(ExportForm),
    /// What is wrong with the project's files.
    Problems,
}

/// Represents a line of text with the row picked below it.
#[derive(Clone, Debug, Default)]
pub struct Query {
    /// What was typed.
    pub text: String,
    /// Index of the row picked.
    pub picked: usize,
}

/// Represents the page of all keys.
#[derive(Clone, Debug, Default)]
pub struct KeysPage {
    /// Narrows the list.
    pub filter: String,
    /// The command that waits for its new keys.
    pub waiting: Option<Command>,
}

/// Represents the export dialog.
#[derive(Clone, Debug)]
pub struct ExportForm {
    /// What to write.
    pub options: ExportOptions,
    /// Where to, as typed.
    pub path: String,
}

impl ExportForm {
    /// Returns where to write.
    pub fn target(&self) -> PathBuf {
        PathBuf::from(self.path.trim())
    }
}
