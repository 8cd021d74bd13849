//! `onrecord import`: another tool's annotations as statements.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::Args;
use serde::Serialize;

use super::codebook::take;
use super::error::CommandError;
use super::problem_out::ProblemOut;
use super::terminal::{self, Terminal, say};
use super::{Outcome, QuietArgument};
use crate::env::Env;
use crate::exchange::Format;
use crate::exchange::codebook::Form;
use crate::exchange::import::report::{Counted, Share};
use crate::exchange::import::{self, ImportError, Options, Report, Role};
use crate::model::codebook::taking::Differing;
use crate::model::left_out::{LeftOut, Thing};
use crate::model::phrase::count;

/// Arguments of `onrecord import`.
#[derive(Debug, Args)]
pub struct ImportArguments {
    /// Project folder; it is made if it is not there
    #[arg(value_name = "PROJECT")]
    project: PathBuf,
    #[arg(long, value_name = "FORMAT", value_parser = format, help = formats())]
    format: Wanted,
    /// The file to import; of brat the folder, or one with the folders text/ and annotations/ (or attributions/)
    #[arg(long, value_name = "PATH")]
    from: PathBuf,
    /// Whose the annotations are whose files do not say it
    #[arg(long, value_name = "NAME")]
    annotator: Option<String>,
    /// What a type, role or relation is: quote, cue, speaker, via, addressee, flag, ignore
    #[arg(long, value_name = "TYPE=ROLE", value_parser = mapping)]
    map: Vec<(String, Role)>,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    quiet: QuietArgument,
}

/// What is imported.
#[derive(Clone, Copy, Debug)]
enum Wanted {
    /// Annotations.
    Work(Format),
    /// A codebook, as `onrecord codebook --from` reads it.
    Codebook(Form),
}

#[derive(Serialize)]
struct ImportOut<'a> {
    articles: ArticlesOut,
    sidecars: usize,
    statements: StatementsOut,
    annotators: Vec<AnnotatorOut<'a>>,
    speakers_added: usize,
    labels_added: usize,
    left_out: Vec<CountedOut<'a>>,
    remarks: Vec<CountedOut<'a>>,
    problems: Vec<ProblemOut<'a>>,
}

#[derive(Serialize)]
struct ArticlesOut {
    added: usize,
    present: usize,
    refused: usize,
}

#[derive(Serialize)]
struct StatementsOut {
    added: usize,
    present: usize,
}

#[derive(Serialize)]
struct AnnotatorOut<'a> {
    id: &'a str,
    articles: usize,
    statements: StatementsOut,
}

#[derive(Serialize)]
struct CountedOut<'a> {
    what: &'a str,
    count: usize,
    places: Vec<PlaceOut<'a>>,
}

#[derive(Serialize)]
struct PlaceOut<'a> {
    path: &'a str,
    line: Option<usize>,
}

pub(super) fn run(arguments: &ImportArguments) -> Result<Outcome, CommandError> {
    let format = match arguments.format {
        Wanted::Work(format) => format,
        Wanted::Codebook(form) => return codebook(arguments, form),
    };
    let options = Options {
        from: arguments.from.clone(),
        annotator: arguments.annotator.clone(),
        map: arguments.map.clone(),
        now: Env::real().stamp(),
    };
    let terminal = Terminal::new("importing", arguments.quiet.quiet);
    let progress = |done: usize, total: usize| terminal.progress(done / 2, total / 2);
    let report = import::import(&arguments.project, format, &options, &progress);
    let report = report.map_err(|error| match error {
        ImportError::Unusable(problem) => problem.into(),
        ImportError::Cancelled => {
            CommandError::interrupted_with("what is imported is whole, and importing again goes on")
        }
    })?;
    if arguments.json {
        terminal::print_json(&ImportOut::new(&report))?;
    }
    terminal.finish(&summary(&report));
    tell(&report, arguments.quiet.quiet);
    super::close(&left_out(&report));
    let did_nothing = report.added + report.present + report.statements + report.known == 0;
    if did_nothing && !report.notes.is_complete() {
        return Err(CommandError::new("nothing was imported"));
    }
    Ok(if report.notes.is_complete() {
        Outcome::Done
    } else {
        Outcome::Partly
    })
}

/// Reads a codebook in.
fn codebook(arguments: &ImportArguments, form: Form) -> Result<Outcome, CommandError> {
    if !arguments.map.is_empty() {
        return Err(CommandError::new(format!(
            "--map belongs to another format than {}",
            form.name()
        )));
    }
    take::run(&take::Taking {
        project: &arguments.project,
        from: &arguments.from,
        form: Some(form),
        annotator: arguments.annotator.as_deref(),
        differing: Differing::Stays,
        json: arguments.json,
        quiet: arguments.quiet.quiet,
    })
}

/// Counts what was left out.
fn left_out(report: &Report) -> LeftOut {
    let mut left_out = LeftOut::of(&report.notes.problems);
    for found in report.notes.left_out.values() {
        let thing = if found.is_of_files {
            Thing::File
        } else {
            Thing::Annotation
        };
        left_out.add(thing, found.count);
    }
    left_out
}

/// Lists the formats for the help.
fn formats() -> String {
    let about = |format: Format| format!("{} ({})", format.name(), format.label());
    let all: Vec<String> = Format::imported().map(about).collect();
    let all = all.join(", ");
    format!("One of {all}, or qdc (a codebook of REFI-QDA, into a project that is there)")
}

/// Finds a format by its name.
fn format(name: &str) -> Result<Wanted, String> {
    if name == Form::Qdc.name() {
        return Ok(Wanted::Codebook(Form::Qdc));
    }
    let known = Format::imported().find(|format| format.name() == name);
    known.map(Wanted::Work).ok_or_else(|| {
        let known = Format::imported().map(Format::name);
        let known: Vec<&str> = known.chain([Form::Qdc.name()]).collect();
        format!(
            "there is no such format to import (there are: {})",
            known.join(", ")
        )
    })
}

/// Reads `TYPE=ROLE`.
fn mapping(text: &str) -> Result<(String, Role), String> {
    let roles = || Role::ALL.map(|(name, _)| name).join(", ");
    let (name, wanted) = text
        .split_once('=')
        .filter(|(name, _)| !name.is_empty())
        .ok_or_else(|| format!("write TYPE=ROLE, with one of the roles {}", roles()))?;
    let role = Role::ALL.iter().find(|(role, _)| *role == wanted);
    let (_, role) =
        role.ok_or_else(|| format!("there is no such role (there are: {})", roles()))?;
    Ok((name.to_owned(), *role))
}

fn summary(report: &Report) -> String {
    let mut parts = vec![format!(
        "{} in {} of {}",
        count(report.statements, "new statement"),
        count(report.added + report.present, "article"),
        count(report.annotators.len(), "annotator"),
    )];
    let more = [
        (report.added, "article", "copied into the project"),
        (report.known, "statement", "there already"),
        (report.speakers, "speaker", "added to the registry"),
        (report.labels, "label", "added to the codebook"),
    ];
    for (number, noun, what) in more.into_iter().filter(|(number, ..)| *number > 0) {
        parts.push(format!("{} {what}", count(number, noun)));
    }
    parts.join("; ")
}

/// Says what was made of whom, what was left out and what is wrong. What is lost is never quiet.
fn tell(report: &Report, is_quiet: bool) {
    let notes = &report.notes;
    if !is_quiet {
        shares(report).for_each(|line| say(&line));
    }
    counted("left out", &notes.left_out).for_each(|line| say(&line));
    if !is_quiet {
        counted("note", &notes.remarks).for_each(|line| say(&line));
    }
    for problem in &notes.problems {
        say(&format!("onrecord: {problem}"));
    }
}

/// Returns a line for each annotator.
fn shares(report: &Report) -> impl Iterator<Item = String> {
    report.annotators.iter().map(|(id, share)| {
        let known = match share.known {
            0 => String::new(),
            known => format!(", {known} there already"),
        };
        let statements = count(share.statements, "new statement");
        format!(
            "  {id}: {statements} in {}{known}",
            count(share.articles, "article")
        )
    })
}

/// Returns a line for each sort of thing that was counted.
fn counted(heading: &str, all: &BTreeMap<String, Counted>) -> impl Iterator<Item = String> {
    all.iter().map(move |(what, found)| {
        let places: Vec<String> = found.places.iter().map(place).collect();
        let more = if found.count > places.len() {
            ", …"
        } else {
            ""
        };
        let places = places.join(", ");
        format!("{heading}: {what}: {} ({places}{more})", found.count)
    })
}

fn place((path, line): &(String, Option<usize>)) -> String {
    line.map_or_else(|| path.clone(), |line| format!("{path}:{line}"))
}

impl<'a> ImportOut<'a> {
    fn new(report: &'a Report) -> Self {
        let annotator = |(id, share): (&'a String, &Share)| AnnotatorOut {
            id,
            articles: share.articles,
            statements: StatementsOut {
                added: share.statements,
                present: share.known,
            },
        };
        let place = |(path, line): &'a (String, Option<usize>)| PlaceOut { path, line: *line };
        let counted = |(what, found): (&'a String, &'a Counted)| CountedOut {
            what,
            count: found.count,
            places: found.places.iter().map(place).collect(),
        };
        let notes = &report.notes;
        Self {
            articles: ArticlesOut {
                added: report.added,
                present: report.present,
                refused: report.refused,
            },
            sidecars: report.sidecars,
            statements: StatementsOut {
                added: report.statements,
                present: report.known,
            },
            annotators: report.annotators.iter().map(annotator).collect(),
            speakers_added: report.speakers,
            labels_added: report.labels,
            left_out: notes.left_out.iter().map(counted).collect(),
            remarks: notes.remarks.iter().map(counted).collect(),
            problems: notes.problems.iter().map(ProblemOut::new).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_and_roles_are_named() {
        let name = |name: &str| match format(name) {
            Ok(Wanted::Work(format)) => format.name(),
            Ok(Wanted::Codebook(form)) => form.name(),
            Err(_) => "",
        };
        assert_eq!((name("brat"), name("qdc")), ("brat", "qdc"));
        assert!(format("x").unwrap_err().contains("brat"));
        assert_eq!(
            mapping("Person=speaker"),
            Ok(("Person".to_owned(), Role::Speaker))
        );
        assert!(mapping("Person=boss").unwrap_err().contains("addressee"));
        assert!(mapping("=cue").unwrap_err().contains("TYPE=ROLE"));
        assert!(mapping("Person").unwrap_err().contains("TYPE=ROLE"));
    }
}
