//! What views ask for. Views never change anything themselves; `app::apply` is the one place that does.

use std::path::PathBuf;

use crate::exchange::ExportOptions;
use crate::model::sidecar::Status;
use crate::model::span::Span;
use crate::model::statement::Kind;

use super::command::Command;
use super::keymap::Keys;
use super::settings::ThemeChoice;

/// Represents one thing that a view asks for.
#[derive(Clone, Debug)]
#[must_use]
pub enum Action {
    /// Gives a command.
    Run(Command),
    /// Opens a project, a folder or an article by its path.
    Open(PathBuf),
    /// Opens an article of the project.
    OpenArticle(String),
    /// Selects a statement, or none.
    Select(Option<String>),
    /// Selects a statement and brings it into view.
    GoTo(String),
    /// Selects text, in bytes, or none.
    SelectText(Option<Span>),
    /// Puts the caret at a byte offset.
    SetCaret(usize),
    /// Moves one end of a span of a statement's quote.
    MoveEnd {
        /// The statement.
        id: String,
        /// Which span of its quote.
        span: usize,
        /// Whether it is the start that moves.
        start: bool,
        /// Where to, in bytes.
        to: usize,
    },
    /// Has those listed who can be picked as the speaker of the selected statement.
    ListPeople,
    /// Sets the speaker of the selected statement.
    SetSpeaker(Entry),
    /// Sets whether and how much of the quote stands in quotation marks.
    SetKind(Kind),
    /// Takes something away from the selected statement.
    Clear(Part),
    /// Sets what the next stance is about, adding it to the statement.
    SetTarget(Entry),
    /// Makes one of the statement's targets the one that the stance keys set.
    CurrentTarget(String),
    /// Sets the stance on the current target, by id.
    SetStance(String),
    /// Adds a label or takes it away, by id.
    ToggleLabel(String),
    /// Adds a label that the codebook lacks, by name.
    NewLabel(String),
    /// Replaces the note of a statement.
    SetNote {
        /// The statement.
        id: String,
        /// The note.
        note: String,
    },
    /// Decides on a value that was set elsewhere in a field of the selected statement.
    Settle {
        /// Its place among the statement's conflicts.
        index: usize,
        /// Whether the field gets it; else it is dropped.
        is_taken: bool,
    },
    /// Sets how far the work on the article is.
    SetStatus(Status),
    /// Sets what is said of the article as a whole, in one step.
    Describe {
        /// What was said of it when the person began.
        from: Described,
        /// What is to be said.
        to: Described,
    },
    /// Adds somebody through whom the article has the selected statement, or to whom it was said.
    AddPerson(PersonRole, Entry),
    /// Makes an article of pasted text.
    AddArticle {
        /// Its headline.
        title: String,
        /// Its text.
        text: String,
    },
    /// Takes in another program's annotations from a folder.
    Import {
        /// The folder.
        from: PathBuf,
        /// Whose the annotations are that do not say it.
        annotator: Option<String>,
    },
    /// Asks by the desktop's own dialog where to export to.
    BrowseExport(String),
    /// Asks by the desktop's own dialog what to import.
    BrowseImport,
    /// Shows a file in its folder.
    ShowPath(PathBuf),
    /// Shows a teammate's statements, or hides them.
    ToggleMate(String),
    /// Brings a span of the article into view.
    ScrollTo(Span),
    /// Looks for these words in the article.
    FindText(String),
    /// Closes find.
    CloseFind,
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
    /// Accepts every suggestion of the article with at least this score, from 0 to 1.
    AcceptAll(f32),
    /// Has every article looked through, for an order of the list that needs it.
    Survey,
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

/// Represents what is said of an article as a whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Described {
    /// Its labels, by id.
    pub labels: Vec<String>,
    /// Labels that the codebook lacks, by name.
    pub new_labels: Vec<String>,
    /// Free text.
    pub note: String,
    /// Why it is excluded; none where it is not.
    pub excluded: Option<String>,
}

/// Says what somebody beside the speaker is to a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PersonRole {
    /// A source in between.
    Via,
    /// Somebody to whom it was said.
    Addressee,
}

/// Names an entry of the codebook: a speaker, a target, a label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// One that is there, by id.
    Known(String),
    /// One to be added to the annotator's part, by name.
    New(String),
}

/// Names a part of a statement that can be taken away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// Who said it.
    Speaker,
    /// The words that name the speaker.
    Mention,
    /// The words that attribute.
    Cue,
    /// A source in between, by its place.
    Via(usize),
    /// An addressee, by its place.
    Addressee(usize),
    /// The stance on a target, by the target's id.
    Stance(String),
    /// The evidence of the stance on a target, by the target's id.
    Evidence(String),
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
