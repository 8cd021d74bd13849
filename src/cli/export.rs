//! `onrecord export`: the annotations as a dataset.

use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};

use clap::Args;

use super::error::CommandError;
use super::terminal::{Terminal, say};
use super::{AsArgument, FreshArgument, Outcome, ProjectArgument, QuietArgument, open_with};
use crate::exchange::{Choice, ExportOptions, Format, Report, export};
use crate::model::phrase::count;
use crate::model::problem::Problem;
use crate::store::{AtomicFile, Store};

/// Formats that a later version has.
const LATER: [&str; 13] = [
    "xlsx",
    "parquet",
    "hf",
    "brat",
    "webanno",
    "cas",
    "doccano",
    "labelstudio",
    "spacy",
    "bio",
    "w3c",
    "refi",
    "dna",
];

/// Arguments of `onrecord export`.
#[derive(Debug, Args)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of its own on the command line"
)]
pub struct ExportArguments {
    #[command(flatten)]
    project: ProjectArgument,
    /// jsonl (everything, a line per article and annotator) or csv (a row per statement and stance)
    #[arg(long, value_name = "FORMAT", value_parser = format)]
    format: Format,
    /// The file to write; `-` is standard output
    #[arg(long, value_name = "PATH")]
    out: PathBuf,
    /// Only these annotators' work
    #[arg(
        long,
        value_name = "NAMES",
        value_delimiter = ',',
        conflicts_with = "gold"
    )]
    annotators: Vec<String>,
    /// Only the adjudicated layer
    #[arg(long)]
    gold: bool,
    /// jsonl: leave out the texts of articles and spans, for where they may not be shared
    #[arg(long)]
    no_text: bool,
    /// Articles that an annotator excluded too
    #[arg(long)]
    with_excluded: bool,
    /// csv: do not put a ' before text that a spreadsheet would take for a formula
    #[arg(long)]
    raw: bool,
    #[command(flatten)]
    view: AsArgument,
    #[command(flatten)]
    fresh: FreshArgument,
    #[command(flatten)]
    quiet: QuietArgument,
}

pub(super) fn run(arguments: &ExportArguments) -> Result<Outcome, CommandError> {
    let opened = open_with(&arguments.project.project, arguments.fresh.options())?;
    let (store, mut problems) = opened;
    let store = arguments.view.view(&store)?;
    let options = options(arguments)?;
    let out = &arguments.out;
    if out != Path::new("-") && store.is_own_file(out) {
        let message = format!("{}: this is a file of the project itself", out.display());
        return Err(CommandError::new(message).hinted("Write the dataset to another place"));
    }
    let terminal = Terminal::new("exporting", arguments.quiet.quiet);
    let (report, refusal) = if arguments.out == Path::new("-") {
        to_output(&store, &options, &terminal, &mut problems)?
    } else {
        to_file(&store, &options, &terminal, &arguments.out, &mut problems)?
    };
    if refusal.is_none() {
        terminal.finish(&summary(&report, options.format));
    } else {
        terminal.clear();
    }
    if let Some(text) = report.excluded_text() {
        say(&format!(
            "onrecord: {text} (`--with-excluded` takes them in)"
        ));
    }
    super::tell_moved(report.moved, "marked `moved`");
    let outcome = super::name(&problems);
    refusal.map_or(Ok(outcome), Err)
}

/// Returns `2 statements of 1 article, 2 lines`.
fn summary(report: &Report, format: Format) -> String {
    let unit = match format {
        Format::Csv => "row",
        Format::Jsonl => "line",
    };
    format!(
        "{} of {}, {}",
        count(report.statements, "statement"),
        count(report.articles, "article"),
        count(report.rows, unit),
    )
}

/// Says why an export is not written that holds nothing though there is something that could not be read: a header would
/// take the place of a good dataset.
fn empty_by_loss(report: &Report, problems: &[Problem]) -> Option<CommandError> {
    let is_loss = report.statements == 0 && problems.iter().any(Problem::leaves_out);
    is_loss.then(|| {
        CommandError::new("nothing was written: of what there is no statement could be read")
    })
}

/// Finds a format by its name.
fn format(name: &str) -> Result<Format, String> {
    let known = Format::ALL.into_iter().find(|format| format.name() == name);
    known.ok_or_else(|| {
        let known = Format::ALL.map(Format::name).join(", ");
        if LATER.contains(&name) {
            format!("the format `{name}` is not there yet (there are: {known})")
        } else {
            format!("there is no such format (there are: {known})")
        }
    })
}

fn options(arguments: &ExportArguments) -> Result<ExportOptions, CommandError> {
    let wrong = |option: &str, format: Format| {
        CommandError::new(format!(
            "{option} belongs to another format than {}",
            format.name()
        ))
    };
    match arguments.format {
        Format::Csv if arguments.no_text => return Err(wrong("--no-text", Format::Csv)),
        Format::Jsonl if arguments.raw => return Err(wrong("--raw", Format::Jsonl)),
        Format::Csv | Format::Jsonl => {}
    }
    let annotators = match &arguments.annotators[..] {
        [] if arguments.gold => Choice::Gold,
        [] => Choice::All,
        names => Choice::Some(names.to_vec()),
    };
    Ok(ExportOptions {
        format: arguments.format,
        annotators,
        texts: !arguments.no_text,
        guard: !arguments.raw,
        excluded: arguments.with_excluded,
    })
}

/// What came of an export, and why it was not written, if it was not.
type Written = (Report, Option<CommandError>);

fn to_output(
    store: &Store,
    options: &ExportOptions,
    terminal: &Terminal,
    problems: &mut Vec<Problem>,
) -> Result<Written, CommandError> {
    let mut out = Held {
        start: Vec::new(),
        out: BufWriter::new(io::stdout().lock()),
        is_let_go: false,
    };
    let mut report = export(store, options, &mut out, &|done, total| {
        terminal.progress(done, total)
    })?;
    problems.append(&mut report.problems);
    let refusal = empty_by_loss(&report, problems);
    if refusal.is_none() {
        let written = out.let_go().and_then(|()| out.out.flush());
        written.map_err(|error| CommandError::output("standard output", &error))?;
    }
    Ok((report, refusal))
}

/// Most that is held back of what goes to standard output, in bytes.
const HELD: usize = 1 << 20;

/// Holds the start back until it is known that there is more than a header: whoever sends the output to a file would have a
/// good dataset replaced by it.
struct Held<W> {
    start: Vec<u8>,
    out: W,
    is_let_go: bool,
}

impl<W: io::Write> Held<W> {
    fn let_go(&mut self) -> io::Result<()> {
        self.is_let_go = true;
        self.out.write_all(&std::mem::take(&mut self.start))
    }
}

impl<W: io::Write> io::Write for Held<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.is_let_go {
            return self.out.write(bytes);
        }
        self.start.extend_from_slice(bytes);
        if self.start.len() > HELD {
            self.let_go()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Writes a file that appears only when it is whole.
fn to_file(
    store: &Store,
    options: &ExportOptions,
    terminal: &Terminal,
    path: &Path,
    problems: &mut Vec<Problem>,
) -> Result<Written, CommandError> {
    let mut out = AtomicFile::create(path)?;
    let report = export(store, options, &mut out, &|done, total| {
        terminal.progress(done, total)
    });
    let mut report = report.map_err(|error| match error {
        crate::exchange::ExportError::Write(error) => {
            CommandError::output(&path.display().to_string(), &error)
        }
        error => error.into(),
    })?;
    problems.append(&mut report.problems);
    let is_empty = || {
        let message = format!("{}: {}", path.display(), report.refusal(&out)?);
        Some(CommandError::new(message).hinted("Delete it first, or choose another name"))
    };
    let refusal = empty_by_loss(&report, problems).or_else(is_empty);
    if refusal.is_none() {
        out.commit()?;
    }
    Ok((report, refusal))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_named() {
        assert_eq!(format("csv"), Ok(Format::Csv));
        assert!(format("brat").unwrap_err().contains("not there yet"));
        assert!(format("x").unwrap_err().contains("jsonl, csv"));
    }
}
