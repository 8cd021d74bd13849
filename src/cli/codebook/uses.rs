//! Who uses what: how many statements of each annotator have an entry of the codebook.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::ops::ControlFlow;

use serde::Serialize;

use super::CodebookArguments;
use crate::cli::error::CommandError;
use crate::cli::terminal::{self, Terminal, table};
use crate::cli::{Outcome, name};
use crate::corpus::Corpus;
use crate::corpus::walk::Visit;
use crate::exchange::left_out;
use crate::model::codebook::edit::EntryId;
use crate::model::codebook::{Codebook, OFF_SCALE};
use crate::model::phrase::count;
use crate::model::problem::Problem;
use crate::model::project::Annotator;
use crate::store::{Opened, Store};

/// Statements by entry and by annotator, whose numbers are places in the list of annotators.
#[derive(Default)]
struct Uses {
    entries: BTreeMap<EntryId, BTreeMap<usize, usize>>,
    statements: usize,
}

/// What one article comes to.
struct Found {
    uses: Uses,
    problems: Vec<Problem>,
}

#[derive(Serialize)]
struct UsesOut<'a> {
    project: String,
    annotators: Vec<&'a str>,
    statements: usize,
    entries: Vec<EntryOut<'a>>,
}

#[derive(Serialize)]
struct EntryOut<'a> {
    sort: &'static str,
    id: String,
    name: String,
    /// Whether the codebook has it.
    defined: bool,
    statements: BTreeMap<&'a str, usize>,
    total: usize,
}

pub(super) fn run(
    arguments: &CodebookArguments,
    store: &Store,
    mut problems: Vec<Problem>,
) -> Result<Outcome, CommandError> {
    let annotators = store.annotators();
    let codebook = super::super::whole_codebook(store, &annotators, &mut problems);
    let terminal = Terminal::new("counting", arguments.quiet.quiet);
    let mut all = Uses::default();
    let make = |visit: Visit<'_>| visited(store, &annotators, &codebook, visit);
    let take = |found: Found| {
        all.add(found.uses);
        problems.extend(found.problems);
        ControlFlow::Continue(())
    };
    let progress = |done, total| terminal.progress(done, total);
    let corpus = Corpus::open(store);
    let articles = corpus.articles();
    let walked = corpus.walk(&annotators, &progress, make, take);
    if walked.is_break() {
        return Err(CommandError::interrupted());
    }
    let out = UsesOut {
        project: store.name(),
        annotators: annotators.iter().map(|one| one.id.as_str()).collect(),
        statements: all.statements,
        entries: rows(&codebook, &all, &annotators),
    };
    if arguments.json {
        terminal::print_json(&out)?;
    } else {
        let shown = out.table();
        terminal::print(|out| out.write_all(shown.as_bytes()))?;
    }
    terminal.finish(&format!(
        "{} used in {}",
        count_entries(out.entries.iter().filter(|row| row.total > 0).count()),
        count(out.statements, "statement"),
    ));
    let strays = store.strays_of(&annotators, articles);
    problems.extend(strays.into_iter().filter(Problem::leaves_out));
    Ok(name(&problems))
}

/// Returns `1 entry`, `2 entries`.
pub(super) fn count_entries(number: usize) -> String {
    let noun = if number == 1 { "entry" } else { "entries" };
    format!("{number} {noun}")
}

fn visited(
    store: &Store,
    annotators: &[Annotator],
    codebook: &Codebook,
    visit: Visit<'_>,
) -> Found {
    let mut found = Found {
        uses: Uses::default(),
        problems: visit.article.err().into_iter().collect(),
    };
    for (annotator, opened) in visit.work {
        let place = annotators.iter().position(|one| one.id == annotator.id);
        // What others make of it is not told where it is not to be seen.
        if let Some(place) = place.filter(|_| !opened.is_withheld) {
            found.uses.count(codebook, place, &opened);
        }
        let shown = || store.shown_sidecar(&annotator.id, visit.path);
        found.problems.extend(left_out(&shown, &opened));
        let of_file = opened.problems.into_iter().filter(Problem::leaves_out);
        found.problems.extend(of_file);
    }
    found
}

impl Uses {
    fn count(&mut self, codebook: &Codebook, annotator: usize, opened: &Opened) {
        for statement in opened.sidecar.statements() {
            self.statements += 1;
            for entry in codebook.used_by(statement) {
                let counts = self.entries.entry(entry).or_default();
                *counts.entry(annotator).or_default() += 1;
            }
        }
    }

    fn add(&mut self, other: Self) {
        self.statements += other.statements;
        for (entry, counts) in other.entries {
            let sums = self.entries.entry(entry).or_default();
            for (annotator, number) in counts {
                *sums.entry(annotator).or_default() += number;
            }
        }
    }
}

/// Returns the entries in the order of the codebook, then those that it lacks.
fn rows<'a>(codebook: &Codebook, all: &Uses, annotators: &'a [Annotator]) -> Vec<EntryOut<'a>> {
    let mut rows = Vec::new();
    let mut left = all.entries.clone();
    let mut add = |entry: EntryId, name: &str, is_offered: bool| {
        let counts = left.remove(&entry);
        // What was merged away or split is of interest only where it is still used.
        if is_offered || counts.is_some() {
            rows.push(row(
                entry,
                Some(name),
                &counts.unwrap_or_default(),
                annotators,
            ));
        }
    };
    for target in &codebook.targets {
        add(
            EntryId::target(&target.id),
            &target.name,
            target.is_offered(),
        );
    }
    for scale in &codebook.scales {
        for stance in &scale.stances {
            let entry = EntryId::stance(&scale.id, &stance.id);
            let is_offered = stance.replaced_by.is_none() && scale.replaced_by.is_none();
            add(entry, &stance.label, is_offered);
        }
        for (id, label) in OFF_SCALE {
            add(EntryId::stance(&scale.id, id), label, false);
        }
    }
    for label in &codebook.labels {
        let is_offered = label.replaced_by.is_none();
        add(EntryId::label(&label.id), &label.name, is_offered);
    }
    for speaker in &codebook.speakers {
        add(
            EntryId::speaker(&speaker.id),
            &speaker.name,
            speaker.is_offered(),
        );
    }
    rows.extend(
        left.into_iter()
            .map(|(entry, counts)| row(entry, None, &counts, annotators)),
    );
    rows
}

fn row<'a>(
    entry: EntryId,
    name: Option<&str>,
    counts: &BTreeMap<usize, usize>,
    annotators: &'a [Annotator],
) -> EntryOut<'a> {
    let number = |place: usize| counts.get(&place).copied().unwrap_or_default();
    let statements = annotators.iter().enumerate();
    EntryOut {
        sort: entry.sort.name(),
        name: name.map_or_else(|| entry.id.clone(), str::to_owned),
        defined: name.is_some(),
        statements: statements
            .map(|(place, annotator)| (annotator.id.as_str(), number(place)))
            .collect(),
        total: counts.values().sum(),
        id: entry.id,
    }
}

impl UsesOut<'_> {
    fn table(&self) -> String {
        let mut header = vec!["sort", "id", "name"];
        header.extend(&self.annotators);
        header.push("all");
        let rows: Vec<Vec<String>> = self.entries.iter().map(|row| self.cells(row)).collect();
        table(&header, &rows)
    }

    fn cells(&self, row: &EntryOut<'_>) -> Vec<String> {
        let name = if row.defined {
            row.name.clone()
        } else {
            "(not in the codebook)".to_owned()
        };
        let mut cells = vec![row.sort.to_owned(), row.id.clone(), name];
        for annotator in &self.annotators {
            let number = row.statements.get(*annotator).copied().unwrap_or_default();
            cells.push(number.to_string());
        }
        cells.push(row.total.to_string());
        cells
    }
}
