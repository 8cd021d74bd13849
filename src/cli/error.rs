//! How a command fails: one line that says what, where and what to do, and an exit status.

use std::io;
use std::process::ExitCode;

use crate::exchange::ExportError;
use crate::model::problem::Problem;

/// Represents why a command ended without its result.
#[derive(Debug)]
pub(super) struct CommandError {
    kind: ErrorKind,
    message: String,
    /// What to do, sentences without a full stop.
    hints: Vec<String>,
}

/// Says whose fault it is, which decides the exit status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ErrorKind {
    /// Wrong use, or input that cannot be read, or output that cannot be written.
    User,
    /// Whoever reads the output wants no more, which is no error.
    BrokenPipe,
    /// Ctrl+C.
    Interrupted,
}

impl CommandError {
    /// Makes an error of wrong use or unreadable input; `message` is a clause without a full stop.
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self {
            kind: ErrorKind::User,
            message: message.into(),
            hints: Vec::new(),
        }
    }

    /// Makes the error of Ctrl+C.
    pub(super) fn interrupted() -> Self {
        Self::interrupted_with("nothing was written")
    }

    /// Makes the error of Ctrl+C; `left` says what there is then.
    pub(super) fn interrupted_with(left: &str) -> Self {
        Self {
            kind: ErrorKind::Interrupted,
            ..Self::new(format!("interrupted; {left}"))
        }
    }

    /// Makes the error of Ctrl+C for a command that writes as it goes.
    pub(super) fn interrupted_output() -> Self {
        Self {
            kind: ErrorKind::Interrupted,
            ..Self::new("interrupted; the output is not complete")
        }
    }

    /// Makes the error of output that cannot be written; `to` names it.
    pub(super) fn output(to: &str, error: &io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Self {
                kind: ErrorKind::BrokenPipe,
                ..Self::new("")
            };
        }
        let reason = match error.kind() {
            io::ErrorKind::StorageFull => "the disk is full".to_owned(),
            _ => error.to_string(),
        };
        Self::new(format!("{to}: it could not be written: {reason}"))
    }

    /// Says what to do.
    pub(super) fn hinted(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// Has the error said; returns the status to exit with.
    pub(super) fn report(&self, say: impl FnOnce(&str)) -> ExitCode {
        match self.kind {
            ErrorKind::BrokenPipe => return ExitCode::SUCCESS,
            ErrorKind::User | ErrorKind::Interrupted => {
                say(&format!("onrecord: {}", self.line()));
            }
        }
        match self.kind {
            // What shells give for a program that Ctrl+C ended.
            ErrorKind::Interrupted => ExitCode::from(130),
            _ => ExitCode::from(2),
        }
    }

    fn line(&self) -> String {
        let mut line = self.message.clone();
        for hint in &self.hints {
            line.push_str(". ");
            line.push_str(hint);
        }
        line
    }
}

impl From<Problem> for CommandError {
    fn from(problem: Problem) -> Self {
        Self::new(problem.to_string())
    }
}

impl From<ExportError> for CommandError {
    fn from(error: ExportError) -> Self {
        match error {
            ExportError::UnknownAnnotator { .. }
            | ExportError::UnknownEntry { .. }
            | ExportError::ReadOnly(_) => Self::new(error.to_string()),
            ExportError::Write(error) => Self::output("the export", &error),
            ExportError::Cancelled => Self::interrupted(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::problem::ProblemKind;

    #[test]
    fn an_error_is_one_line() {
        let problem = Problem::new(ProblemKind::UnreadableArticle, "a.txt", "it is empty")
            .at(2, 3)
            .hinted("Fill it");
        assert_eq!(
            CommandError::from(problem).line(),
            "a.txt:2:3: it is empty. Fill it"
        );
        assert_eq!(
            CommandError::new("no").hinted("Do").hinted("Or").line(),
            "no. Do. Or"
        );
    }

    #[test]
    fn a_closed_pipe_is_success() {
        let closed = io::Error::from(io::ErrorKind::BrokenPipe);
        assert_eq!(
            CommandError::output("-", &closed).report(|_| ()),
            ExitCode::SUCCESS
        );
        let full = io::Error::from(io::ErrorKind::StorageFull);
        assert_eq!(
            CommandError::output("-", &full).line(),
            "-: it could not be written: the disk is full"
        );
    }
}
