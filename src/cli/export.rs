//! `onrecord export`: the annotations as a dataset.

use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};

use clap::Args;
use jiff::civil::Date;

use super::error::CommandError;
use super::terminal::{Terminal, say};
use super::{AsArgument, FreshArgument, Outcome, ProjectArgument, QuietArgument, open_with};
use crate::exchange::choose::{Filter, Names};
use crate::exchange::losses::{Counted, Loss, Losses, PLACES, Place};
use crate::exchange::split::Split;
use crate::exchange::{
    Choice, ExportOptions, Format, Report, Setting, Shape, Table, export, export_to,
};
use crate::model::left_out::{LeftOut, Thing};
use crate::model::phrase::count;
use crate::model::problem::Problem;
use crate::model::sidecar::Status;
use crate::store::{AtomicFile, Output, Store};

/// Formats that a later version has.
const LATER: [&str; 4] = ["parquet", "hf", "webanno", "dna-db"];

/// Arguments of `onrecord export`.
#[derive(Clone, Debug, Args)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of its own on the command line"
)]
pub struct ExportArguments {
    #[command(flatten)]
    project: ProjectArgument,
    #[arg(long, value_name = "FORMAT", value_parser = format, help = formats())]
    format: Format,
    /// The file or the folder to write; `-` is standard output, for a format that is one file
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
    /// csv: begin with a byte order mark, by which Excel knows UTF-8
    #[arg(long)]
    bom: bool,
    /// csv: what stands between fields: `;` for Excel in many languages, `tab`, or any other ASCII character
    #[arg(long, value_name = "CHARACTER", value_parser = separator)]
    separator: Option<u8>,
    /// Only work that is so far: `untouched`, `in_progress`, `done` or `excluded`
    #[arg(long, value_name = "STATUS", value_delimiter = ',', value_parser = status)]
    status: Vec<Status>,
    /// Only statements of this speaker, by id or name; may be given several times
    #[arg(long, value_name = "NAME")]
    speaker: Vec<String>,
    /// Only statements with a stance on this target, by id or name; may be given several times
    #[arg(long, value_name = "NAME")]
    target: Vec<String>,
    /// Only statements that take this stance, by id or label; may be given several times
    #[arg(long, value_name = "NAME")]
    stance: Vec<String>,
    /// Only articles of this day or later
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = date)]
    from_date: Option<String>,
    /// Only articles of this day or earlier
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = date)]
    to_date: Option<String>,
    /// A file for each part, as train=.8,dev=.1,test=.1: the parts' names stand before the extension
    #[arg(long, value_name = "NAME=SHARE,…", conflicts_with = "losses")]
    split: Option<String>,
    /// What chance begins with in a split
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    seed: u64,
    /// Write annotators as A1, A2 and so on
    #[arg(long)]
    pseudonyms: bool,
    /// Write everything that the format cannot hold, with its places, to this file (CSV)
    #[arg(long, value_name = "FILE")]
    losses: Option<PathBuf>,
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
    let is_stream = out == Path::new("-");
    let mut files = arguments.losses.iter().chain((!is_stream).then_some(out));
    files.try_for_each(|path| refuse_own(&store, path))?;
    let terminal = Terminal::new("exporting", arguments.quiet.quiet);
    let Some(split) = &arguments.split else {
        return write(&store, &options, &terminal, arguments, problems);
    };
    let split = Split::parse(split, arguments.seed).map_err(CommandError::new)?;
    if is_stream {
        let message = "a split is several files, and standard output is one";
        return Err(CommandError::new(message).hinted("Name a file"));
    }
    let mut whole = Outcome::Done;
    for part in split.parts() {
        let of_part = ExportArguments {
            out: part_path(out, &part.name),
            ..arguments.clone()
        };
        refuse_own(&store, &of_part.out)?;
        let mut options = options.clone();
        options.filter.part = Some(part);
        // What is wrong with the project is said once.
        let problems = std::mem::take(&mut problems);
        let outcome = write(&store, &options, &terminal, &of_part, problems)?;
        if outcome != Outcome::Done {
            whole = outcome;
        }
    }
    Ok(whole)
}

/// Refuses to write over a file of the project.
fn refuse_own(store: &Store, path: &Path) -> Result<(), CommandError> {
    if store.is_own_file(path) {
        let message = format!("{}: this is a file of the project itself", path.display());
        return Err(CommandError::new(message).hinted("Write the dataset to another place"));
    }
    Ok(())
}

/// Returns where a part of a split is written: its name stands before the extension.
fn part_path(path: &Path, part: &str) -> PathBuf {
    let mut name = path.file_stem().unwrap_or_default().to_owned();
    name.push(format!(".{part}"));
    if let Some(extension) = path.extension() {
        name.push(".");
        name.push(extension);
    }
    path.with_file_name(name)
}

/// Writes an export, and says how it went.
fn write(
    store: &Store,
    options: &ExportOptions,
    terminal: &Terminal,
    arguments: &ExportArguments,
    mut problems: Vec<Problem>,
) -> Result<Outcome, CommandError> {
    let is_stream = arguments.out == Path::new("-");
    let (report, refusal) = if is_stream {
        to_output(store, options, terminal, &mut problems)?
    } else {
        to_place(store, options, terminal, arguments, &mut problems)?
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
    if is_stream {
        tell_losses(&report.losses, arguments)?;
    }
    let outcome = super::name_with(&problems, &lost(&report.losses));
    refusal.map_or(Ok(outcome), Err)
}

/// Returns `2 statements of 1 article, 2 lines`.
fn summary(report: &Report, format: Format) -> String {
    format!(
        "{} of {}, {}",
        count(report.statements, "statement"),
        count(report.articles, "article"),
        count(report.rows, noun(format)),
    )
}

/// Returns what the report counts of a format.
fn noun(format: Format) -> &'static str {
    if matches!(format, Format::Csv | Format::Xlsx | Format::Dna) {
        return "row";
    }
    match format.shape() {
        Shape::File("jsonl") => "line",
        Shape::File(_) | Shape::Archive(..) => "record",
        Shape::Folder(_) => "file",
    }
}

/// Counts the labelling that the format could not hold.
fn lost(losses: &Losses) -> LeftOut {
    let mut left_out = LeftOut::default();
    for (_, counted) in losses.iter().filter(|(loss, _)| !loss.is_remark()) {
        left_out.add(Thing::Annotation, counted.count);
    }
    left_out
}

/// Says what the format cannot hold of what is exported, and writes all of it to a file if one is named.
fn tell_losses(losses: &Losses, arguments: &ExportArguments) -> Result<(), CommandError> {
    for (loss, counted) in losses.iter() {
        if loss.is_remark() && arguments.quiet.quiet {
            continue;
        }
        let heading = if loss.is_remark() { "note" } else { "left out" };
        let format = arguments.format.label();
        let places: Vec<String> = counted.places.iter().take(PLACES).map(place).collect();
        let more = if counted.count > places.len() {
            ", …"
        } else {
            ""
        };
        say(&format!(
            "{heading}: {format} holds no {}: {} ({}{more})",
            loss.text(),
            counted.count,
            places.join(", ")
        ));
    }
    match &arguments.losses {
        Some(path) => write_losses(losses, path),
        None => Ok(()),
    }
}

/// Shows a place: the article, the stretch in code points, the annotator.
fn place(place: &Place) -> String {
    let at = place.at.map_or_else(String::new, |at| {
        let (start, end) = (at.start, at.end);
        format!(" {start}-{end}")
    });
    format!("{}{at} by {}", place.article, place.annotator)
}

/// Writes every place of everything that is lost as a table.
fn write_losses(losses: &Losses, path: &Path) -> Result<(), CommandError> {
    let mut file = AtomicFile::create(path)?;
    let mut rows = csv::Writer::from_writer(&mut file);
    let row = |rows: &mut csv::Writer<&mut AtomicFile>, (loss, counted): (Loss, &Counted)| {
        counted.places.iter().try_for_each(|place| {
            let number = |at: Option<usize>| at.map_or_else(String::new, |at| at.to_string());
            let start = number(place.at.map(|at| at.start));
            let end = number(place.at.map(|at| at.end));
            let (article, annotator) = (place.article.as_str(), place.annotator.as_str());
            rows.write_record([
                loss.text(),
                article,
                annotator,
                start.as_str(),
                end.as_str(),
            ])
        })
    };
    let written = rows
        .write_record(["what", "article", "annotator", "start", "end"])
        .and_then(|()| losses.iter().try_for_each(|one| row(&mut rows, one)));
    let flushed = written.map_err(io::Error::from).and_then(|()| rows.flush());
    drop(rows);
    flushed.map_err(|error| CommandError::output(&path.display().to_string(), &error))?;
    file.commit()?;
    Ok(())
}

/// Says why an export is not written that holds nothing though there is something that could not be read: a header would
/// take the place of a good dataset.
fn empty_by_loss(report: &Report, problems: &[Problem]) -> Option<CommandError> {
    let is_loss = report.statements == 0 && problems.iter().any(Problem::leaves_out);
    is_loss.then(|| {
        CommandError::new("nothing was written: of what there is no statement could be read")
    })
}

/// Lists the formats for the help.
fn formats() -> String {
    let about = |format: Format| format!("{} ({})", format.name(), format.label());
    let all: Vec<String> = Format::exported().map(about).collect();
    format!("One of {}", all.join(", "))
}

/// Finds a format by its name.
fn format(name: &str) -> Result<Format, String> {
    let known = Format::exported().find(|format| format.name() == name);
    known.ok_or_else(|| {
        let known: Vec<&str> = Format::exported().map(Format::name).collect();
        let known = known.join(", ");
        if LATER.contains(&name) {
            format!("the format `{name}` is not there yet (there are: {known})")
        } else {
            format!("there is no such format (there are: {known})")
        }
    })
}

/// Finds a status by its name.
fn status(name: &str) -> Result<Status, String> {
    let found = Status::ALL.into_iter().find(|status| status.name() == name);
    found.ok_or_else(|| {
        let known = Status::ALL.map(Status::name).join(", ");
        format!("there is no such status (there are: {known})")
    })
}

/// The first of all days, of which a month or a year lacks the end.
const FIRST: &str = "0000-01-01";

/// Checks a day, a month or a year.
fn date(text: &str) -> Result<String, String> {
    let is_form = |form: &str| {
        let fits = |(char, form): (char, char)| match form {
            '0' => char.is_ascii_digit(),
            form => char == form,
        };
        text.len() == form.len() && text.chars().zip(form.chars()).all(fits)
    };
    if !["0000-00-00", "0000-00", "0000"].into_iter().any(is_form) {
        return Err("write a day as 2025-02-24, or a month or a year".to_owned());
    }
    let rest = FIRST.get(text.len()..).unwrap_or_default();
    if format!("{text}{rest}").parse::<Date>().is_err() {
        return Err(format!("{text} is not in the calendar"));
    }
    Ok(text.to_owned())
}

/// Reads what stands between fields.
fn separator(text: &str) -> Result<u8, String> {
    match text.as_bytes() {
        [byte] if byte.is_ascii() && !b"\"\r\n".contains(byte) => Ok(*byte),
        _ if text == "tab" => Ok(b'\t'),
        _ => Err("write one ASCII character, or `tab`".to_owned()),
    }
}

/// Returns which articles and statements are asked for.
fn filter(arguments: &ExportArguments) -> Result<Filter, CommandError> {
    let (from, upto) = (arguments.from_date.clone(), arguments.to_date.clone());
    if let (Some(from), Some(upto)) = (&from, &upto) {
        // A day is within its month, and a month within its year.
        let len = from.len().min(upto.len());
        if from.get(..len) > upto.get(..len) {
            let message = format!("no day is both from {from} on and up to {upto}");
            return Err(CommandError::new(message).hinted("Exchange --from-date and --to-date"));
        }
    }
    Ok(Filter {
        statuses: arguments.status.clone(),
        speakers: arguments.speaker.clone(),
        targets: arguments.target.clone(),
        stances: arguments.stance.clone(),
        from,
        upto,
        part: None,
    })
}

fn options(arguments: &ExportArguments) -> Result<ExportOptions, CommandError> {
    let format = arguments.format;
    let given = [
        ("--no-text", Setting::Texts, arguments.no_text),
        ("--raw", Setting::Guard, arguments.raw),
        ("--bom", Setting::Table, arguments.bom),
        ("--separator", Setting::Table, arguments.separator.is_some()),
    ];
    for (option, setting, is_given) in given {
        if is_given && !format.has(setting) {
            return Err(CommandError::new(format!(
                "{option} belongs to another format than {}",
                format.name()
            )));
        }
    }
    if arguments.out == Path::new("-") {
        let (what, hint) = match format.shape() {
            Shape::File(_) => ("", ""),
            Shape::Folder(_) => ("a folder of files", "Name a folder that is not there yet"),
            Shape::Archive(..) => ("an archive", "Name a file"),
        };
        if !what.is_empty() {
            let message = format!("{} is {what}", format.name());
            return Err(CommandError::new(message).hinted(hint));
        }
    }
    let annotators = match &arguments.annotators[..] {
        [] if arguments.gold => Choice::Gold,
        [] => Choice::All,
        names => Choice::Some(names.to_vec()),
    };
    Ok(ExportOptions {
        format,
        annotators,
        texts: !arguments.no_text,
        guard: !arguments.raw,
        excluded: arguments.with_excluded,
        filter: filter(arguments)?,
        names: if arguments.pseudonyms {
            Names::Pseudonyms
        } else {
            Names::Own
        },
        table: Table {
            has_mark: arguments.bom,
            separator: arguments.separator.unwrap_or(b','),
        },
        places: match arguments.losses {
            Some(_) => usize::MAX,
            None => PLACES,
        },
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

/// Writes a file or a folder that appears only when it is whole, after it was said what it lacks.
fn to_place(
    store: &Store,
    options: &ExportOptions,
    terminal: &Terminal,
    arguments: &ExportArguments,
    problems: &mut Vec<Problem>,
) -> Result<Written, CommandError> {
    let path = arguments.out.as_path();
    let mut out = match options.format.shape() {
        Shape::File(_) => Output::file(path)?,
        Shape::Folder(stream) => Output::folder(path, stream)?,
        Shape::Archive(_, stream) => Output::archive(path, stream)?,
    };
    let report = export_to(store, options, &mut out, &|done, total| {
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
        terminal.clear();
        tell_losses(&report.losses, arguments)?;
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
        assert!(format("parquet").unwrap_err().contains("not there yet"));
        assert!(format("x").unwrap_err().contains("jsonl, csv"));
        assert_eq!(separator(";"), Ok(b';'));
        assert_eq!(date("2025-02-24").as_deref(), Ok("2025-02-24"));
        assert!(date("2025").is_ok() && date("24.2.2025").is_err() && date("2025-2").is_err());
        assert!(date("2025-12").is_ok() && date("2024-02-29").is_ok());
        for wrong in ["2025-13-45", "2025-13", "2025-02-29", "2025-00"] {
            assert!(date(wrong).unwrap_err().contains("calendar"), "{wrong}");
        }
        assert_eq!(status("done"), Ok(Status::Done));
        assert!(status("x").unwrap_err().contains("in_progress"));
        assert_eq!(separator("tab"), Ok(b'\t'));
        for wrong in ["", "\"", "\n", "·", ";;"] {
            assert!(separator(wrong).is_err(), "{wrong:?}");
        }
    }
}
