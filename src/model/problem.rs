//! What is wrong with a file or an annotation, said once and clearly: where, what, and what to do.

use std::any::Any;
use std::fmt;

use serde::{Deserialize, Serialize};

/// Represents something that a person should know about a project's files. The rest of the project keeps working.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Problem {
    /// Path of the file within the project, or as it was given.
    pub path: String,
    /// Line and column in that file, both from 1, where the problem has such a place.
    pub place: Option<(usize, usize)>,
    /// What sort of problem it is.
    pub kind: ProblemKind,
    /// What is wrong, a clause without a full stop: `the file is full of NUL bytes`.
    pub what: String,
    /// What to do, a sentence without a full stop; empty where there is nothing to do.
    pub hint: String,
    /// How many statements are left out because of it, as far as that is known.
    pub statements: usize,
}

/// Says what sort of problem it is; `check --json` prints its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum ProblemKind {
    /// The project file or the codebook cannot be read.
    UnreadableProject,
    /// A folder cannot be listed.
    UnreadableFolder,
    /// An article cannot be read.
    UnreadableArticle,
    /// A sidecar cannot be read; it is never overwritten.
    UnreadableSidecar,
    /// A file of a newer format, or with content that this version does not know; it is read-only.
    NewerContent,
    /// A file that a sync tool made of two versions.
    ConflictCopy,
    /// A file among the articles that is of no format that can be read.
    UnreadFile,
    /// Files that are one file on Windows and macOS.
    ClashingNames,
    /// A name that Windows forbids.
    ForbiddenName,
    /// A sidecar whose article does not exist.
    MissingArticle,
    /// The article's text changed since it was annotated.
    ChangedArticle,
    /// A statement whose text is gone.
    Detached,
    /// A statement whose text stands elsewhere now.
    Moved,
    /// A span outside the text, empty, or turned round.
    InvalidSpan,
    /// Something in a sidecar that contradicts itself: a doubled id, a parent that does not exist.
    Inconsistent,
    /// A statement of which two windows or computers set one field to different values.
    Conflict,
    /// A target, stance or label that the codebook lacks.
    UnknownTarget,
    /// See [`ProblemKind::UnknownTarget`].
    UnknownStance,
    /// See [`ProblemKind::UnknownTarget`].
    UnknownLabel,
    /// A speaker that the registry lacks.
    UnknownSpeaker,
    /// A statement that the project's policy does not allow.
    AgainstPolicy,
    /// A file to import, or a line of it, cannot be read.
    UnreadableImport,
    /// A file could not be written.
    NotSaved,
    /// The program broke down at some work, and goes on without it.
    BrokenDown,
}

impl ProblemKind {
    /// Returns its name in output: `unreadable_sidecar`.
    pub fn name(self) -> &'static str {
        match self {
            Self::UnreadableProject => "unreadable_project",
            Self::UnreadableFolder => "unreadable_folder",
            Self::UnreadableArticle => "unreadable_article",
            Self::UnreadableSidecar => "unreadable_sidecar",
            Self::NewerContent => "newer_content",
            Self::ConflictCopy => "conflict_copy",
            Self::UnreadFile => "unread_file",
            Self::ClashingNames => "clashing_names",
            Self::ForbiddenName => "forbidden_name",
            Self::MissingArticle => "missing_article",
            Self::ChangedArticle => "changed_article",
            Self::Detached => "detached",
            Self::Moved => "moved",
            Self::InvalidSpan => "invalid_span",
            Self::Inconsistent => "inconsistent",
            Self::Conflict => "conflict",
            Self::UnknownTarget => "unknown_target",
            Self::UnknownStance => "unknown_stance",
            Self::UnknownLabel => "unknown_label",
            Self::UnknownSpeaker => "unknown_speaker",
            Self::AgainstPolicy => "against_policy",
            Self::UnreadableImport => "unreadable_import",
            Self::NotSaved => "not_saved",
            Self::BrokenDown => "broken_down",
        }
    }
}

impl Problem {
    /// Tells whether something is missing from what was read because of it: a file, or a part of one.
    pub fn leaves_out(&self) -> bool {
        use ProblemKind as K;
        match self.kind {
            K::UnreadableProject
            | K::UnreadableFolder
            | K::UnreadableArticle
            | K::UnreadableSidecar
            | K::NewerContent
            | K::MissingArticle
            | K::Detached
            | K::InvalidSpan
            | K::Inconsistent
            | K::UnreadableImport
            | K::NotSaved
            | K::BrokenDown => true,
            K::ConflictCopy
            | K::UnreadFile
            | K::ClashingNames
            | K::ForbiddenName
            | K::ChangedArticle
            | K::Moved
            | K::Conflict
            | K::UnknownTarget
            | K::UnknownStance
            | K::UnknownLabel
            | K::UnknownSpeaker
            | K::AgainstPolicy => false,
        }
    }

    /// Makes a problem of a whole file.
    pub fn new(kind: ProblemKind, path: impl Into<String>, what: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            place: None,
            kind,
            what: what.into(),
            hint: String::new(),
            statements: 0,
        }
    }

    /// Makes a problem of a breakdown of the program, a panic, while it did something: `reading articles/harbour.txt`.
    pub fn broken_down(doing: impl Into<String>, panic: &(dyn Any + Send)) -> Self {
        let what = format!("this broke down: {}", said_by(panic));
        Self::new(ProblemKind::BrokenDown, doing, what)
            .hinted("This is a fault of the program; please report it. Everything else goes on")
    }

    /// Says where in the file, by line and column from 1.
    #[must_use]
    pub fn at(mut self, line: usize, column: usize) -> Self {
        self.place = Some((line, column));
        self
    }

    /// Says how many statements are left out because of it.
    #[must_use]
    pub fn leaving_out(mut self, statements: usize) -> Self {
        self.statements = statements;
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn hinted(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }
}

/// Returns what a breakdown of the program said of itself.
pub fn said_by(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    text.unwrap_or("nobody knows why")
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path)?;
        if let Some((line, column)) = self.place {
            write!(f, ":{line}:{column}")?;
        }
        write!(f, ": {}", self.what)?;
        if !self.hint.is_empty() {
            write!(f, ". {}", self.hint)?;
        }
        Ok(())
    }
}
