//! Reads a codebook from a file into a project: the lead's is changed where it stands, anybody else proposes.

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::path::Path;

use serde::Serialize;

use super::uses::count_entries;
use crate::cli::error::CommandError;
use crate::cli::problem_out::ProblemOut;
use crate::cli::terminal::{self, Terminal, clean, say};
use crate::cli::{Outcome, name, open_with};
use crate::corpus::recoding;
use crate::exchange::codebook::{Form, Found, MAX_BYTES, read};
use crate::model::codebook::edit::EntryId;
use crate::model::codebook::taking::{Differing, FieldsOf, Taken};
use crate::model::codebook::{Codebook, FILE};
use crate::model::problem::Problem;
use crate::model::project::GOLD;
use crate::model::writers::{FileKind, lead};
use crate::store::{OpenOptions, Store, default_codebook};

/// What is read into which project.
pub(in crate::cli) struct Taking<'a> {
    pub(in crate::cli) project: &'a Path,
    pub(in crate::cli) from: &'a Path,
    /// The form of the file; none means as its name says.
    pub(in crate::cli) form: Option<Form>,
    /// Who reads it in; none means the lead.
    pub(in crate::cli) annotator: Option<&'a str>,
    pub(in crate::cli) differing: Differing,
    pub(in crate::cli) json: bool,
    pub(in crate::cli) quiet: bool,
}

/// What came of it.
struct Done {
    taken: Taken,
    problems: Vec<Problem>,
    /// Where it lies now, for people.
    into: String,
}

#[derive(Serialize)]
struct TakenOut<'a> {
    into: &'a str,
    added: Vec<EntryOut<'a>>,
    changed: Vec<EntryOut<'a>>,
    kept: Vec<EntryOut<'a>>,
    problems: Vec<ProblemOut<'a>>,
}

#[derive(Serialize)]
struct EntryOut<'a> {
    sort: &'static str,
    id: &'a str,
    fields: &'a [&'static str],
}

pub(in crate::cli) fn run(taking: &Taking<'_>) -> Result<Outcome, CommandError> {
    let shown = taking.from.display().to_string();
    let form = taking.form.or_else(|| Form::of(&shown)).ok_or_else(|| {
        CommandError::new(format!("{shown}: its name does not say what form it has"))
            .hinted("Say it with --format ron, csv or qdc")
    })?;
    let bytes = bytes(taking.from, &shown)?;
    let options = OpenOptions {
        annotator: taking.annotator.map(str::to_owned),
        ..OpenOptions::default()
    };
    let (store, _) = open_with(taking.project, options)?;
    let person = person(&store, taking.annotator)?;
    if !person.is_empty()
        && let Some(resumed) = recoding::resume(&store, &person)
    {
        let sentence = resumed.sentence();
        if resumed.is_trouble() {
            return Err(CommandError::new(sentence));
        }
        say(&format!("onrecord: {sentence}"));
    }
    let file = (form, shown.as_str(), bytes.as_slice());
    let done = match store.may_write(&person, FileKind::Codebook) {
        Ok(()) => into_lead(&store, &person, file, taking.differing)?,
        Err(why) if person.is_empty() => {
            return Err(CommandError::new(format!("{FILE}: {why}")));
        }
        Err(why) => {
            say(&format!(
                "onrecord: {FILE}: {why}. What is new is proposed by {person}"
            ));
            into_added(&store, &person, file, taking.differing)?
        }
    };
    tell(taking, &done)
}

/// Reads the file that was named.
fn bytes(from: &Path, shown: &str) -> Result<Vec<u8>, CommandError> {
    let cannot = |what: &dyn std::fmt::Display| {
        CommandError::new(format!("{shown}: it cannot be read: {what}"))
    };
    let mut bytes = Vec::new();
    let file = File::open(from).map_err(|error| cannot(&error))?;
    let read = file.take(MAX_BYTES + 1).read_to_end(&mut bytes);
    read.map_err(|error| cannot(&error))?;
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > MAX_BYTES {
        return Err(cannot(&"it has more than 64 MB"));
    }
    Ok(bytes)
}

/// Returns who reads the codebook in: whoever is named, else the lead; nobody where nobody labels yet.
fn person(store: &Store, named: Option<&str>) -> Result<String, CommandError> {
    let annotators = store.annotators();
    let project = store.project();
    if let Some(name) = named.or_else(|| lead(&project, &annotators)) {
        return Ok(name.to_owned());
    }
    if annotators.iter().all(|one| one.id == GOLD) {
        return Ok(String::new());
    }
    let message = "the project names no lead, so it is not known whose codebook this becomes";
    Err(CommandError::new(message)
        .hinted("Name the lead in onrecord.ron, or propose with --annotator NAME"))
}

/// Takes a file into the lead's codebook.
fn into_lead(
    store: &Store,
    person: &str,
    (form, shown, bytes): (Form, &str, &[u8]),
    differing: Differing,
) -> Result<Done, CommandError> {
    let (loaded, base) = store.load_codebook();
    if let Some(reason) = loaded.read_only {
        let message = format!("{FILE}: it is not overwritten: {reason}");
        return Err(CommandError::new(message).hinted("Correct it by hand first"));
    }
    let mut current = loaded.value.unwrap_or_default();
    let found = read(form, shown, bytes, &current)?;
    // What stands in where there is no codebook gives way to one, unless somebody has used it.
    let stands_in = !base.has_file() && current == default_codebook();
    let is_used = || {
        let annotators = store.annotators();
        annotators
            .iter()
            .any(|one| !store.sidecars(&one.id).is_empty())
    };
    if stands_in && !found.codebook.scales.is_empty() && !is_used() {
        current = Codebook::default();
    }
    let taken = current.taking(&found.codebook, differing);
    if !taken.is_empty() {
        store.save_codebook(person, &taken.codebook, &base)?;
    }
    let faults = found.faults(&current, &taken.codebook);
    Ok(Done {
        problems: with(found, faults),
        taken,
        into: FILE.to_owned(),
    })
}

/// Takes a file into what somebody who is not the lead added.
fn into_added(
    store: &Store,
    person: &str,
    (form, shown, bytes): (Form, &str, &[u8]),
    differing: Differing,
) -> Result<Done, CommandError> {
    let (loaded, base) = store.load_added(person);
    if let Some(reason) = loaded.read_only {
        let message = format!("the codebook of {person} is not overwritten: {reason}");
        return Err(CommandError::new(message).hinted("Correct it by hand first"));
    }
    let added = loaded.value.unwrap_or_default();
    let lead = store.codebook();
    let whole = lead.with(&added);
    let found = read(form, shown, bytes, &whole)?;
    let taken = whole.taking(&found.codebook, differing);
    let taken = taken.proposed(&lead, &added);
    if !taken.is_empty() {
        store.save_added(person, &taken.codebook, &base)?;
    }
    let faults = found.faults(&whole, &lead.with(&taken.codebook));
    Ok(Done {
        problems: with(found, faults),
        taken,
        into: format!("the proposals of {person}"),
    })
}

fn with(found: Found, faults: Vec<Problem>) -> Vec<Problem> {
    let mut problems = found.problems;
    problems.extend(faults);
    problems
}

/// Says what was added, what changed and what stays.
fn tell(taking: &Taking<'_>, done: &Done) -> Result<Outcome, CommandError> {
    let taken = &done.taken;
    let terminal = Terminal::new("reading", taking.quiet);
    if taking.json {
        terminal::print_json(&TakenOut::new(done))?;
    } else if !taking.quiet {
        let mut lines: Vec<String> = taken
            .added
            .iter()
            .map(|id| line("added", Some(id), &[]))
            .collect();
        let of =
            |what: &'static str| move |one: &FieldsOf| line(what, one.entry.as_ref(), &one.fields);
        lines.extend(taken.changed.iter().map(of("changed")));
        lines.extend(taken.kept.iter().map(of("left alone")));
        terminal::print(|out| lines.iter().try_for_each(|line| writeln!(out, "{line}")))?;
    }
    terminal.finish(&format!(
        "{} added, {} changed, {} left alone, in {}",
        count_entries(taken.added.len()),
        taken.changed.len(),
        taken.kept.len(),
        done.into,
    ));
    let outcome = name(&done.problems);
    if taken.kept.is_empty() {
        return Ok(outcome);
    }
    if taking.differing == Differing::Stays {
        say("onrecord: what is left alone stands otherwise in the file; --replace takes it over");
    }
    Ok(Outcome::Partly)
}

fn line(what: &str, entry: Option<&EntryId>, fields: &[&str]) -> String {
    let entry = entry.map_or_else(
        || "the codebook".to_owned(),
        |id| format!("{} {}", id.sort.name(), id.id),
    );
    let fields = if fields.is_empty() {
        String::new()
    } else {
        format!(": {}", fields.join(", "))
    };
    clean(&format!("{what} {entry}{fields}")).into_owned()
}

impl<'a> TakenOut<'a> {
    fn new(done: &'a Done) -> Self {
        let out = |entry: Option<&'a EntryId>, fields: &'a [&'static str]| EntryOut {
            sort: entry.map_or("codebook", |id| id.sort.name()),
            id: entry.map_or("", |id| &id.id),
            fields,
        };
        let of = |one: &'a FieldsOf| out(one.entry.as_ref(), &one.fields);
        let taken = &done.taken;
        Self {
            into: &done.into,
            added: taken.added.iter().map(|id| out(Some(id), &[])).collect(),
            changed: taken.changed.iter().map(of).collect(),
            kept: taken.kept.iter().map(of).collect(),
            problems: done.problems.iter().map(ProblemOut::new).collect(),
        }
    }
}
