//! `onrecord reanchor`: what became of annotations whose article changed.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::ops::ControlFlow;

use clap::Args;
use serde::Serialize;

use super::error::CommandError;
use super::terminal::{self, Terminal, clean};
use super::{AsArgument, FreshArgument, Outcome, ProjectArgument, QuietArgument, open_with};
use crate::corpus::Corpus;
use crate::corpus::walk::Visit;
use crate::exchange::Choice;
use crate::format::sidecar::{self, ParsedSidecar};
use crate::model::article::Article;
use crate::model::phrase::count;
use crate::model::problem::Problem;
use crate::model::project::{Annotator, GOLD};
use crate::model::span::{Anchored, CharSpan};
use crate::model::statement::Statement;
use crate::store::{File, OpenOptions, Opened, Store};

/// Stands between the parts of a quote.
const BETWEEN: &str = " … ";

/// Arguments of `onrecord reanchor`.
#[derive(Debug, Args)]
#[command(after_help = "\
Statements are carried over where nothing else can be meant; one whose words are gone is kept aside (detached), never dropped.
Nothing is written without --write, and then only one annotator's files. The exit status is 1 if an article changed.")]
pub struct ReanchorArguments {
    #[command(flatten)]
    project: ProjectArgument,
    /// Whose annotations: the name of their folder; all without it
    #[arg(long, value_name = "NAME")]
    annotator: Option<String>,
    /// Write what was carried over: of --annotator, or of the only one who labels
    #[arg(long)]
    write: bool,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    view: AsArgument,
    #[command(flatten)]
    fresh: FreshArgument,
    #[command(flatten)]
    quiet: QuietArgument,
}

#[derive(Serialize)]
struct ReanchorOut {
    kept: usize,
    moved: usize,
    detached: usize,
    sidecars: Vec<Changed>,
}

/// A sidecar that was made on another text than its article has.
#[derive(Serialize)]
struct Changed {
    path: String,
    article: String,
    annotator: String,
    /// Statements with the same words that nothing moved past.
    kept: usize,
    moved: Vec<Said>,
    detached: Vec<Said>,
    written: bool,
    #[serde(skip)]
    is_writable: bool,
}

/// A statement, as it was and as it is.
#[derive(Serialize)]
struct Said {
    id: String,
    old: Words,
    /// None if it is gone.
    new: Option<Words>,
}

/// The words of a quote and where they stand.
#[derive(Serialize)]
struct Words {
    /// Code points into the text.
    start: usize,
    end: usize,
    text: String,
}

pub(super) fn run(arguments: &ReanchorArguments) -> Result<Outcome, CommandError> {
    let options = OpenOptions {
        annotator: arguments.annotator.clone(),
        ..arguments.fresh.options()
    };
    let (store, mut problems) = open_with(&arguments.project.project, options)?;
    let store = arguments.view.view(&store)?;
    let annotators = chosen(&store, arguments)?;
    let terminal = Terminal::new("comparing", arguments.quiet.quiet);
    let mut all: Vec<Changed> = Vec::new();
    let make = |visit: Visit<'_>| compare(&store, visit);
    let take = |(found, faults): (Vec<Changed>, Vec<Problem>)| {
        all.extend(found);
        problems.extend(faults);
        ControlFlow::Continue(())
    };
    let progress = |done, total| terminal.progress(done, total);
    let walked = Corpus::open(&store).walk(&annotators, &progress, make, take);
    if walked.is_break() {
        return Err(CommandError::interrupted());
    }
    if arguments.write {
        for changed in all.iter_mut().filter(|changed| changed.is_writable) {
            match write(&store, changed) {
                Ok(()) => changed.written = true,
                Err(problem) => problems.push(problem),
            }
        }
    }
    let sum = |count: &dyn Fn(&Changed) -> usize| -> usize { all.iter().map(count).sum() };
    let out = ReanchorOut {
        kept: sum(&|changed| changed.kept),
        moved: sum(&|changed| changed.moved.len()),
        detached: sum(&|changed| changed.detached.len()),
        sidecars: all,
    };
    if arguments.json {
        terminal::print_json(&out)?;
    } else {
        let shown = out.lines();
        terminal::print(|to| to.write_all(shown.as_bytes()))?;
    }
    let written = out.sidecars.iter().filter(|changed| changed.written);
    terminal.finish(&format!(
        "{} on texts that changed: {} kept, {} moved, {} detached; {} written",
        count(out.sidecars.len(), "sidecar"),
        out.kept,
        out.moved,
        out.detached,
        written.count()
    ));
    let outcome = super::name(&problems);
    Ok(if out.sidecars.is_empty() {
        outcome
    } else {
        Outcome::Found
    })
}

/// Returns whose work is looked at. What is to be written must be one person's.
fn chosen(store: &Store, arguments: &ReanchorArguments) -> Result<Vec<Annotator>, CommandError> {
    if let Some(name) = &arguments.annotator {
        return Ok(Choice::Some(vec![name.clone()]).of(store)?);
    }
    let mut all = Choice::All.of(store)?;
    if arguments.write {
        all.retain(|known| known.id != GOLD);
        if all.len() != 1 {
            let what = "whose files are to be written is not said";
            return Err(CommandError::new(what).hinted("Say it with --annotator NAME"));
        }
    }
    Ok(all)
}

/// Compares everybody's work on an article with the article.
fn compare(store: &Store, visit: Visit<'_>) -> (Vec<Changed>, Vec<Problem>) {
    let article = match visit.article {
        Ok(article) => article,
        // Whether anybody's work is lost with it is for `check` to say.
        Err(problem) => return (Vec::new(), vec![problem]),
    };
    let (mut found, mut problems) = (Vec::new(), Vec::new());
    for (annotator, opened) in visit.work {
        problems.extend(
            opened
                .problems
                .iter()
                .filter(|one| one.leaves_out())
                .cloned(),
        );
        let path = store.sidecar_path(&annotator.id, &article.path).ok();
        let bytes = path
            .filter(|_| opened.file == Some(File::Read))
            .and_then(|path| std::fs::read(path).ok());
        let shown = store.shown_sidecar(&annotator.id, &article.path);
        let parsed = bytes.and_then(|bytes| sidecar::parse(&shown, &bytes).value);
        let parsed = parsed.filter(|parsed| parsed.article.blake3 != article.blake3);
        found.extend(
            parsed.map(|parsed| Changed::new(shown, annotator, &article, &parsed, &opened)),
        );
    }
    (found, problems)
}

impl Changed {
    fn new(
        path: String,
        annotator: &Annotator,
        article: &Article,
        parsed: &ParsedSidecar,
        opened: &Opened,
    ) -> Self {
        let mut out = Self {
            path,
            article: article.path.clone(),
            annotator: annotator.id.clone(),
            kept: 0,
            moved: Vec::new(),
            detached: Vec::new(),
            written: false,
            is_writable: opened.read_only.is_none(),
        };
        let live = parsed.statements.iter().map(|entry| &entry.said);
        let before: BTreeMap<&str, &Statement<Anchored>> = live
            .chain(&parsed.detached)
            .map(|said| (said.id.as_str(), said))
            .collect();
        for statement in opened.sidecar.statements() {
            let Some(old) = before.get(statement.id.as_str()) else {
                continue;
            };
            if !opened.moved.contains(&statement.id) {
                out.kept += 1;
                continue;
            }
            let at = article.text.chars(statement.extent());
            let parts = statement.quote.iter();
            let parts: Vec<&str> = parts.map(|span| article.text.slice(*span)).collect();
            out.moved.push(Said {
                id: statement.id.to_string(),
                old: Words::of(old),
                new: Some(Words::new(at, &parts)),
            });
        }
        let was_live = |said: &&Statement<Anchored>| {
            let mut live = parsed.statements.iter();
            live.any(|entry| entry.said.id == said.id)
        };
        let gone = opened.sidecar.detached.iter().filter(was_live);
        out.detached = gone
            .map(|said| Said {
                id: said.id.to_string(),
                old: Words::of(said),
                new: None,
            })
            .collect();
        out
    }
}

impl Words {
    fn new(at: CharSpan, parts: &[&str]) -> Self {
        Self {
            start: at.start,
            end: at.end,
            text: parts.join(BETWEEN),
        }
    }

    fn of(said: &Statement<Anchored>) -> Self {
        let at = CharSpan {
            start: said.quote.first().map_or(0, |span| span.at.start),
            end: said.quote.last().map_or(0, |span| span.at.end),
        };
        let parts = said.quote.iter();
        let parts: Vec<&str> = parts.map(|span| span.text.as_str()).collect();
        Self::new(at, &parts)
    }

    fn shown(&self) -> String {
        let Self { start, end, text } = self;
        format!("{start}-{end} [{text}]")
    }
}

impl ReanchorOut {
    fn lines(&self) -> String {
        let mut out = String::new();
        for changed in &self.sidecars {
            let Changed {
                path,
                kept,
                moved,
                detached,
                ..
            } = changed;
            let written = if changed.written { "; written" } else { "" };
            // Writing to a string cannot fail.
            let _ = writeln!(
                out,
                "{}: {kept} kept, {} moved, {} detached{written}",
                clean(path),
                moved.len(),
                detached.len()
            );
            for said in moved.iter().chain(detached) {
                let old = said.old.shown();
                let line = match &said.new {
                    Some(new) => format!("  moved {}: {old} -> {}", said.id, new.shown()),
                    None => format!("  detached {}: {old}", said.id),
                };
                let _ = writeln!(out, "{}", clean(&line));
            }
        }
        out
    }
}

/// Writes what was carried over, as it is carried over now.
fn write(store: &Store, changed: &Changed) -> Result<(), Problem> {
    let article = store.read_article(&changed.article)?;
    let opened = store.load(&changed.annotator, &article);
    store.save_carried(&opened, &article.text)?;
    Ok(())
}
