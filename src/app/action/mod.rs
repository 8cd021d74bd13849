//! What views ask for. Views never change anything themselves; `app::apply` is the one place that does.
//!
//! What the views of one screen alone ask for is an enum of its own; what any screen may ask for stands here.

pub mod codebook;
pub mod label;

use std::path::PathBuf;

use crate::exchange::ExportOptions;

use super::command::Command;
use super::keymap::Keys;
use super::screen::Screen;
use super::settings::ThemeChoice;

/// Represents one thing that a view asks for.
#[derive(Clone, Debug)]
#[must_use]
pub enum Action {
    /// Gives a command.
    Run(Command),
    /// Asks for something of the Label screen.
    Label(label::Action),
    /// Asks for something of the Codebook screen.
    Codebook(codebook::Action),
    /// Shows a screen.
    Show(Screen),
    /// Opens a project, a folder or an article by its path.
    Open(PathBuf),
    /// Opens an article of the project.
    OpenArticle(String),
    /// Makes an article of pasted text.
    AddArticle {
        /// Its headline.
        title: String,
        /// Its text.
        text: String,
    },
    /// Takes in another program's annotations from a folder or a file.
    Import {
        /// The folder or file.
        from: PathBuf,
        /// Whose the annotations are that do not say it.
        annotator: Option<String>,
    },
    /// Asks by the desktop's own dialog where to export to.
    BrowseExport(String),
    /// Asks by the desktop's own dialog which folder to import.
    BrowseImport,
    /// Asks by the desktop's own dialog which file to import.
    BrowseImportFile,
    /// Shows a file in its folder.
    ShowPath(PathBuf),
    /// Closes whatever lies over the window.
    CloseOverlay,
    /// Sets the colours.
    SetTheme(ThemeChoice),
    /// Gives keys to a command; none takes them away; the last says that the defaults come back.
    Bind(Command, Option<Keys>),
    /// Gives a command its default keys back.
    Unbind(Command),
    /// Says whose annotations are made here.
    SetAnnotator(String),
    /// The same, where the person was asked whether they mean another annotator's files.
    TakeAnnotator(String),
    /// Writes a dataset.
    Export(ExportOptions, PathBuf),
    /// Writes the export that waits although something is missing from it, or does not.
    AnswerExport(bool),
    /// Stops the task that runs.
    CancelTask,
    /// Folds the list of articles that lies over the page.
    FoldArticles,
    /// Takes a notice away.
    Dismiss(usize),
    /// Takes all notices away.
    DismissAll,
    /// Remembers a panel's size in points.
    Resize(Panel, f32),
}

impl Action {
    /// Gives a command of any table.
    pub fn run(command: impl Into<Command>) -> Self {
        Self::Run(command.into())
    }
}

/// Names a panel whose size is remembered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Panel {
    /// The list of articles.
    Articles,
    /// The statement panel.
    Statement,
    /// The table of statements.
    Statements,
}
