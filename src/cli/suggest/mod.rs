//! `onrecord suggest`: the statements that the rules, a learned model or a program of the user's find, of a project or of
//! a stream.

mod folder;
mod learned;
mod program;
pub(super) mod stream;

use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use clap::Args;

use super::error::CommandError;
use super::terminal::{Terminal, say};
use super::{Outcome, ProjectArgument, QuietArgument};
use crate::exchange::ordered::Limits;
use crate::suggest::engine::{self, Engine, Registry};
use program::Command;

/// Arguments of `onrecord suggest`.
#[derive(Debug, Args)]
#[command(after_help = "\
With `-` in the place of PROJECT it is a filter: article lines {\"id\": …, \"text\": …, …} in, the same lines with
`statements` added out, in the same order. A line that is no article is named on standard error and passed on unchanged.
docs/formats.md describes lines and programs, docs/large-archives.md how to run it over archives.")]
pub struct SuggestArguments {
    #[command(flatten)]
    project: ProjectArgument,
    /// Use the model learned from a project's labels, where it beats the rules; it is learned first if need be
    #[arg(long)]
    learned: bool,
    /// The project whose labels are learned from, and whose speakers are known; PROJECT if left out
    #[arg(long = "project", value_name = "P", requires = "learned")]
    labels: Option<PathBuf>,
    /// Run a program that reads article lines and writes them with `statements`, and use that in place of the rules
    #[arg(long, value_name = "COMMAND", conflicts_with = "learned")]
    with: Option<String>,
    /// How long the program of --with may be silent while it has something to answer
    #[arg(long, value_name = "SECONDS", default_value_t = 60, requires = "with",
        value_parser = clap::value_parser!(u64).range(1..))]
    patience: u64,
    #[command(flatten)]
    quiet: QuietArgument,
}

pub(super) fn run(arguments: &SuggestArguments) -> Result<Outcome, CommandError> {
    let is_stream = arguments.project.project == Path::new("-");
    let command = arguments.with.as_deref().map(|line| Command {
        line: line.to_owned(),
        patience: Duration::from_secs(arguments.patience),
    });
    if !is_stream {
        return folder::run(arguments, command.as_ref());
    }
    let quiet = arguments.quiet.quiet;
    let (engine, registry) = match (&arguments.labels, arguments.learned) {
        (Some(project), _) => {
            let terminal = Terminal::new("reading", quiet);
            let (store, problems) = super::open(project)?;
            for problem in &problems {
                say(&format!("onrecord: {problem}"));
            }
            let engine = learned::engine(&store, &terminal)?;
            terminal.release();
            let (codebook, _) = store.whole_codebook(&store.annotators());
            (engine, engine::registry(&codebook))
        }
        (None, true) => {
            let message = "--learned over a stream needs a project to learn from";
            return Err(CommandError::new(message).hinted("Name it with --project"));
        }
        (None, false) => (Engine::rules(), Registry::new()),
    };
    match command {
        Some(command) => program::stream(&command),
        None => stream::run(&engine, &registry),
    }
}

/// Returns limits of as many threads as there are cores.
fn limits(items: usize, bytes: usize) -> Limits {
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    Limits {
        threads,
        items: items * threads,
        bytes,
    }
}

/// Counts what went wrong, and says the first of it.
#[derive(Default)]
pub(super) struct Faults {
    count: usize,
}

impl Faults {
    /// How many are said.
    const MOST: usize = 50;

    pub(super) fn add(&mut self, what: &str) {
        self.count += 1;
        if self.count <= Self::MOST {
            say(&format!("onrecord: {what}"));
        }
    }

    pub(super) fn end(&self) -> Outcome {
        if self.count > Self::MOST {
            let more = self.count - Self::MOST;
            say(&format!("onrecord: and {more} more of the sort"));
        }
        match self.count {
            0 => Outcome::Done,
            _ => Outcome::Partly,
        }
    }
}
