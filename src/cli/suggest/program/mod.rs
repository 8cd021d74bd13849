//! A program of the user's in the engine's place (`--with`). It reads article lines and answers each with the same `id` and
//! `statements`, or with a suggestion line for each statement, in the order of the articles; `docs/formats.md` says it all.
//!
//! Whatever it does, every article comes out: one that it has no good answer for as if it had not been asked.

mod child;
mod jobs;

use std::io::{self, Write as _};
use std::ops::ControlFlow;
use std::time::Duration;

use serde_json::Value;

use super::Faults;
use super::folder::{Articles, push_line};
use crate::cli::Outcome;
use crate::cli::error::CommandError;
use crate::cli::terminal::Terminal;
use crate::exchange::article_line;
use crate::exchange::suggestion::{Line, Suggested, reason};
use crate::model::phrase::count;
use child::{Answer, Child, End};
use jobs::{Job, State};

/// How a program is run.
#[derive(Clone, Debug)]
pub(super) struct Command {
    /// The line that the shell gets.
    pub(super) line: String,
    /// How long it may be silent while it has something to answer.
    pub(super) patience: Duration,
}

/// Statements of an article at most: more is no answer.
const MOST_STATEMENTS: usize = 10_000;

/// Lines that are no answers at most, before the program is ended.
const MOST_GARBAGE: usize = 1_000;

/// Asks the program about the articles of a project; writes a line for each statement.
pub(super) fn folder(
    command: &Command,
    articles: Articles,
    terminal: &Terminal,
    faults: Faults,
) -> Result<Outcome, CommandError> {
    let total = articles.left();
    let mut run = Run::start(command, jobs::of_articles(articles), faults)?;
    let mut done = 0;
    let ended = run.all(&mut |faults, job, out| {
        done += 1;
        if let Some(fault) = &job.fault {
            terminal.aside(|| faults.add(fault));
        }
        for suggested in &job.statements {
            push_line(suggested, out);
        }
        terminal.progress(done, total)
    })?;
    if ended.is_break() {
        return Err(CommandError::interrupted_output());
    }
    let (statements, articles) = (count(run.statements, "statement"), count(total, "article"));
    terminal.finish(&format!("{statements} suggested in {articles}"));
    Ok(run.faults.end())
}

/// Asks the program about the articles of a stream; passes the lines on with its statements.
pub(super) fn stream(command: &Command) -> Result<Outcome, CommandError> {
    let mut run = Run::start(command, jobs::of_stream(), Faults::default())?;
    let ended = run.all(&mut |faults, job, out| {
        if let Some(fault) = &job.fault {
            faults.add(fault);
        }
        let statements = serde_json::to_vec(&job.statements);
        match statements.ok().filter(|_| job.state == State::Answered) {
            Some(statements) => article_line::write_with(&job.line, &statements, out),
            None => out.extend_from_slice(&job.line),
        }
        ControlFlow::Continue(())
    })?;
    debug_assert!(ended.is_continue());
    Ok(run.faults.end())
}

/// What is done with an article that is through: told what is wrong with it, and written.
type Finish<'a> = &'a mut dyn FnMut(&mut Faults, &Job, &mut Vec<u8>) -> ControlFlow<()>;

/// A run of the program over many articles.
struct Run {
    child: Child,
    name: String,
    faults: Faults,
    /// How many statements were taken.
    statements: usize,
    garbage: usize,
    /// Whether it answers with a line for each statement; none while it has not answered.
    lines: Option<bool>,
}

impl Run {
    fn start(
        command: &Command,
        jobs: impl Iterator<Item = Job> + Send + 'static,
        faults: Faults,
    ) -> Result<Self, CommandError> {
        // The whole command, so that it can be run again: `python my_model.py`.
        let name = command.line.trim().chars().take(80).collect();
        let child = Child::start(command, jobs).map_err(|error| {
            CommandError::new(format!(
                "the program of --with could not be started: {error}"
            ))
        })?;
        Ok(Self {
            child,
            name,
            faults,
            statements: 0,
            garbage: 0,
            lines: None,
        })
    }

    /// Goes through all articles.
    fn all(&mut self, finish: Finish<'_>) -> Result<ControlFlow<()>, CommandError> {
        let mut out = io::stdout().lock();
        let mut buffer = Vec::new();
        loop {
            while let Some(job) = self.child.take_finished() {
                self.statements += job.statements.len();
                if finish(&mut self.faults, &job, &mut buffer).is_break() {
                    return Ok(ControlFlow::Break(()));
                }
            }
            out.write_all(&buffer)
                .and_then(|()| out.flush())
                .map_err(|error| CommandError::output("standard output", &error))?;
            buffer.clear();
            match self.child.next() {
                Some(Answer::Line(line)) => self.answer(&line),
                Some(Answer::TooLong) => self.refuse("a line is too long"),
                Some(Answer::Ended(how)) => self.ended(&how),
                Some(Answer::Finished) => {}
                None => break,
            }
        }
        if self.child.unasked() > 0 {
            let what = count(self.child.unasked(), "article");
            let fault = format!(
                "the program of --with was no more: {what} came later and got no statements"
            );
            self.faults.add(&fault);
        }
        Ok(ControlFlow::Continue(()))
    }

    /// Takes a line of the program.
    fn answer(&mut self, line: &[u8]) {
        if line.trim_ascii().is_empty() {
            return;
        }
        match Line::read(line) {
            Ok(Line::Article { id, statements }) => self.article(id.as_ref(), statements),
            Ok(Line::Statement(statement)) => self.statement(*statement),
            Err(what) => self.refuse(&format!("a line is no answer: {what}")),
        }
    }

    /// Takes an answer with all statements of an article.
    fn article(&mut self, id: Option<&Value>, statements: Vec<Value>) {
        self.lines = Some(false);
        let Some(place) = self.child.place(id) else {
            return self
                .refuse("a line answers an article that was not asked about, or is through");
        };
        for _ in 0..place {
            // What is in front is through: it was left out.
            self.child.pass_first("the program of --with left it out");
        }
        let (name, chars) = self.child.first();
        let mut taken = Vec::with_capacity(statements.len().min(MOST_STATEMENTS));
        if statements.len() > MOST_STATEMENTS {
            self.fault(&name, "there are too many statements; none is taken");
        } else {
            for (number, statement) in (1..).zip(statements) {
                let read = serde_json::from_value(statement).map_err(|error| reason(&error));
                match read.and_then(|statement| self.checked(statement, chars)) {
                    Ok(statement) => taken.push(statement),
                    Err(what) => self.fault(&name, &format!("statement {number}: {what}")),
                }
            }
        }
        self.child.answer_first(taken);
    }

    /// Takes an answer with one statement of an article.
    fn statement(&mut self, statement: Suggested) {
        self.lines = Some(true);
        let Some(place) = self.child.place(statement.article.as_ref()) else {
            return self
                .refuse("a line answers an article that was not asked about, or is through");
        };
        for _ in 0..place {
            self.child.answer_first(Vec::new());
        }
        let (name, chars) = self.child.first();
        match self.checked(statement, chars) {
            Ok(statement) => {
                if !self.child.add_first(statement, MOST_STATEMENTS) {
                    self.refuse(&format!("{name}: there are too many statements"));
                }
            }
            Err(what) => self.fault(&name, &what),
        }
    }

    fn checked(&self, mut statement: Suggested, chars: usize) -> Result<Suggested, String> {
        statement.check(chars)?;
        statement.by.get_or_insert_with(|| self.name.clone());
        Ok(statement)
    }

    fn fault(&mut self, name: &str, what: &str) {
        self.faults.add(&format!(
            "{name}: the program of --with: {what}; it is left out"
        ));
    }

    /// Refuses a line that is no answer; so many, and the program is ended.
    fn refuse(&mut self, what: &str) {
        self.garbage += 1;
        if self.garbage <= 3 {
            self.faults.add(&format!("the program of --with: {what}"));
        }
        if self.garbage == MOST_GARBAGE {
            self.child.end("it was ended, since it writes no answers");
        }
    }

    /// Lets the rest through when the program is no more.
    fn ended(&mut self, how: &End) {
        let left = self.child.waiting();
        let all_said = self.lines == Some(true) && *how == End::Well;
        if let End::Badly(how) = how {
            let more = match left {
                0 => String::new(),
                left => format!(
                    "; it gave no answer for {} (the first: {})",
                    count(left, "article"),
                    self.child.first().0
                ),
            };
            self.faults
                .add(&format!("the program of --with: {how}{more}"));
        } else if left > 0 && !all_said {
            let (name, left) = (self.child.first().0, count(left, "article"));
            let silent = if self.lines.is_none() {
                "wrote no answer and ended"
            } else {
                "ended"
            };
            self.faults.add(&format!(
                "the program of --with: it {silent} before it answered {left} (the first: {name})"
            ));
        }
        self.child.let_all_through(all_said);
    }
}
