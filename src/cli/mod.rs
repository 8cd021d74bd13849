//! The command line: the program without a window, for scripts, servers and pipelines.
//!
//! A subcommand is one file here, with its arguments beside it; their doc comments are the help. Results go to standard
//! output, everything else to standard error (`terminal`); a failure is one line and an exit status (`error`).

mod accept;
mod agree;
mod assign;
mod check;
mod codebook;
mod diff;
mod error;
mod export;
mod import;
mod keys;
mod merge;
mod network;
mod pdf;
mod problem_out;
mod reanchor;
mod search;
mod stats;
mod suggest;
mod terminal;
mod text;
mod twins;

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use crate::model::codebook::Codebook;
use crate::model::left_out::LeftOut;
use crate::model::problem::{Problem, ProblemKind};
use crate::model::project::Annotator;
use crate::store::own::Own;
use crate::store::{OpenOptions, Store};
use error::CommandError;

/// Label what was said in the news, who said it, and which stance it takes
///
/// Without a command it opens the window. PROJECT is a project folder, any folder of articles, or one article; `.` where
/// it is left out.
#[derive(Debug, Parser)]
#[command(name = "onrecord", version, args_conflicts_with_subcommands = true)]
#[command(
    after_help = "Exit status: 0 complete, 1 finished but something was left out or found and is named, 2 nothing was written: wrong use, or input that cannot be read."
)]
pub struct Arguments {
    /// What to do; none opens the window.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// What the window opens with.
    #[command(flatten)]
    pub window: WindowArguments,
}

/// What the window opens with.
#[derive(Clone, Debug, Default, Args)]
pub struct WindowArguments {
    /// Project folder, folder of articles, or article to open
    #[arg(value_name = "PROJECT")]
    pub project: Option<PathBuf>,
    /// Who labels: the name of the folder their annotations lie in
    #[arg(long, value_name = "NAME")]
    pub annotator: Option<String>,
}

/// The subcommands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Read everything and list what is wrong
    Check(check::CheckArguments),
    /// Count articles, statements, speakers, targets and stances
    Stats(stats::StatsArguments),
    /// Print an article's text exactly as annotations count it
    Text(text::TextArguments),
    /// Find statements by rules, by what was learned, or by a program of your own
    Suggest(suggest::SuggestArguments),
    /// Take suggestions over as statements of an annotator
    Accept(accept::AcceptArguments),
    /// Measure how far annotators agree
    Agree(agree::AgreeArguments),
    /// List what two annotators see differently
    Diff(diff::DiffArguments),
    /// Write the annotations as a dataset
    Export(Box<export::ExportArguments>),
    /// Read another tool's annotations into a project
    Import(import::ImportArguments),
    /// Print the codebook, read one in, or list who uses what
    Codebook(codebook::CodebookArguments),
    /// Find articles that share wire copy
    Twins(twins::TwinsArguments),
    /// Write a discourse network: who says what on which target, who agrees with whom
    Network(network::NetworkArguments),
    /// List what became of annotations whose article changed
    Reanchor(reanchor::ReanchorArguments),
    /// Show words in context, in all texts or in what was labelled
    Search(search::SearchArguments),
    /// Deal articles out to annotators, or show who has what
    Assign(assign::AssignArguments),
    /// Merge three versions of an annotator's file, as a merge driver of git or by hand
    Merge(merge::MergeArguments),
    /// List every command and key of the window
    Keys(keys::KeysArguments),
    /// Read a PDF file from standard input, for the program itself
    #[command(hide = true, name = crate::read::pdf::COMMAND)]
    Pdf,
}

/// The project that a command works on.
#[derive(Clone, Debug, Args)]
struct ProjectArgument {
    /// Project folder, folder of articles, or article
    #[arg(value_name = "PROJECT", default_value = ".")]
    project: PathBuf,
}

/// What every command that walks a project can be told.
#[derive(Clone, Debug, Args)]
struct QuietArgument {
    /// Show no progress and no summary
    #[arg(long, short)]
    quiet: bool,
}

/// As whom a command reads a project.
#[derive(Clone, Debug, Args)]
struct AsArgument {
    /// Read the project as this annotator sees it: where work is blind, without what others made of articles that they have not finished
    #[arg(long = "as", value_name = "NAME")]
    person: Option<String>,
}

impl AsArgument {
    /// Returns the project as it is to be read; says so if something may be left out of that.
    ///
    /// # Errors
    /// If nobody of that name labels in it.
    fn view(&self, store: &Store) -> Result<Store, CommandError> {
        let Some(person) = &self.person else {
            return Ok(store.clone());
        };
        let known = store.annotators();
        if !known.iter().any(|known| known.id == *person) {
            let known: Vec<&str> = known.iter().map(|known| known.id.as_str()).collect();
            return Err(CommandError::new(format!(
                "nobody called `{person}` labels in this project (there are: {})",
                known.join(", ")
            )));
        }
        let seen = store.as_seen_by(Some(person));
        if seen.is_limited() {
            terminal::say(&format!(
                "onrecord: this project labels blind: what others made of articles that {person} has not finished is left out"
            ));
        }
        Ok(seen)
    }
}

/// What every command can be told that may take over what an earlier one made of the project's files.
#[derive(Clone, Debug, Default, Args)]
struct FreshArgument {
    /// Read every file anew, whatever the cache knows of it
    #[arg(long)]
    fresh: bool,
}

impl FreshArgument {
    fn options(&self) -> OpenOptions {
        OpenOptions {
            cache: Own::Cache.folder(),
            fresh: self.fresh,
            ..OpenOptions::default()
        }
    }
}

/// How a command ends that did not fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// Done.
    Done,
    /// It found what it looks for.
    Found,
    /// Done, but something was left out or could not be read; what, was said.
    Partly,
}

impl Arguments {
    /// Reads the command line. Help, version and wrong use are printed, and give the status to exit with.
    ///
    /// # Errors
    ///
    /// The exit status, if there is nothing more to do.
    pub fn read(args: impl IntoIterator<Item = OsString>) -> Result<Self, ExitCode> {
        Self::try_parse_from(args).map_err(|error| {
            // A closed pipe is nobody's fault: `onrecord --help | head -1`.
            drop(error.print());
            ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2))
        })
    }
}

/// Runs a subcommand; returns the status to exit with.
pub fn run(command: Command) -> ExitCode {
    let result = match command {
        Command::Check(arguments) => check::run(&arguments),
        Command::Stats(arguments) => stats::run(&arguments),
        Command::Text(arguments) => text::run(&arguments),
        Command::Suggest(arguments) => suggest::run(&arguments),
        Command::Accept(arguments) => accept::run(&arguments),
        Command::Agree(arguments) => agree::run(&arguments),
        Command::Diff(arguments) => diff::run(&arguments),
        Command::Export(arguments) => export::run(&arguments),
        Command::Import(arguments) => import::run(&arguments),
        Command::Codebook(arguments) => codebook::run(&arguments),
        Command::Twins(arguments) => twins::run(&arguments),
        Command::Network(arguments) => network::run(&arguments),
        Command::Reanchor(arguments) => reanchor::run(&arguments),
        Command::Search(arguments) => search::run(&arguments),
        Command::Assign(arguments) => assign::run(&arguments),
        Command::Merge(arguments) => merge::run(&arguments),
        Command::Keys(arguments) => keys::run(&arguments, &crate::keys_table()),
        Command::Pdf => pdf::run(),
    };
    match result {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Found | Outcome::Partly) => ExitCode::from(1),
        Err(error) => error.report(terminal::say),
    }
}

/// Name of the project file.
const PROJECT_FILE: &str = "onrecord.ron";

/// Opens a project; returns it with what is wrong with its project file, codebook and folders.
///
/// A copy that a sync tool made leaves nothing out. `check` names it, and no other command ends otherwise for it.
fn open(path: &Path) -> Result<(Store, Vec<Problem>), CommandError> {
    open_with(path, FreshArgument::default().options())
}

/// Opens a project as [`open`] does. One whose project file cannot be read is refused: where its articles and annotations
/// lie is not known, and what was found by guessing would be taken for all there is.
fn open_with(path: &Path, options: OpenOptions) -> Result<(Store, Vec<Problem>), CommandError> {
    let (store, mut problems) = Store::open(path, options)?;
    if store.read_only().is_some() {
        let is_cause = |problem: &&Problem| problem.path == PROJECT_FILE && problem.leaves_out();
        return Err(match problems.iter().find(is_cause) {
            Some(cause) => cause.clone().into(),
            None => CommandError::new("the project file cannot be read"),
        });
    }
    problems.retain(|problem| problem.kind != ProblemKind::ConflictCopy);
    Ok((store, problems))
}

/// Returns the lead's codebook with what annotators added, and notes what of it could not be read.
fn whole_codebook(
    store: &Store,
    annotators: &[Annotator],
    problems: &mut Vec<Problem>,
) -> Codebook {
    let (codebook, found) = store.whole_codebook(annotators);
    problems.extend(found.into_iter().filter(Problem::leaves_out));
    codebook
}

/// Says how many statements stand elsewhere than when they were made, and what becomes of them: they are `counted`.
fn tell_moved(moved: usize, become_what: &str) {
    let said = match moved {
        0 => return,
        1 => format!(
            "1 statement stands elsewhere than when it was labelled, since the article changed, and is {become_what}. Look at it in the window"
        ),
        more => format!(
            "{more} statements stand elsewhere than when they were labelled, since the article changed, and are {become_what}. Look through them in the window"
        ),
    };
    terminal::say(&format!("onrecord: {said}"));
}

/// Names what is wrong, and counts what is left out for it; returns how a command ends of which that is the result.
fn name(problems: &[Problem]) -> Outcome {
    name_with(problems, &LeftOut::default())
}

/// Names what is wrong as [`name`] does; `more` was left out besides, and named before.
fn name_with(problems: &[Problem], more: &LeftOut) -> Outcome {
    for problem in problems {
        terminal::say(&format!("onrecord: {problem}"));
    }
    let mut left_out = LeftOut::of(problems);
    left_out.extend(more);
    close(&left_out)
}

/// Says how much was left out, the last line of what is said of it in every command; returns how a command ends then.
fn close(left_out: &LeftOut) -> Outcome {
    match left_out.text() {
        Some(text) => {
            terminal::say(&format!("onrecord: left out, or not wholly read: {text}"));
            Outcome::Partly
        }
        None => Outcome::Done,
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_definition_holds() {
        Arguments::command().debug_assert();
    }

    #[track_caller]
    fn parse(line: &str) -> Result<Arguments, clap::Error> {
        Arguments::try_parse_from(line.split(' '))
    }

    #[test]
    fn no_command_is_the_window() {
        let arguments = parse("onrecord some/folder --annotator ann").unwrap();
        assert!(arguments.command.is_none());
        assert_eq!(
            arguments.window.project.as_deref(),
            Some(Path::new("some/folder"))
        );
        assert_eq!(arguments.window.annotator.as_deref(), Some("ann"));
        assert!(parse("onrecord").unwrap().window.project.is_none());
        assert!(parse("onrecord a b").is_err());
    }
}
