//! What is to be looked at again since the codebook changed, and which uses of what was split nobody has answered for.

use std::io::Write as _;

use serde::Serialize;

use super::CodebookArguments;
use crate::cli::error::CommandError;
use crate::cli::terminal::{self, Terminal, table};
use crate::cli::{Outcome, name};
use crate::corpus::Corpus;
use crate::corpus::again::to_do;
use crate::model::codebook::Codebook;
use crate::model::codebook::edit::EntryId;
use crate::model::phrase::count;
use crate::model::problem::Problem;
use crate::model::recode::Use;
use crate::model::revision::{Again, Changed};
use crate::store::Store;

#[derive(Serialize)]
struct ToDoOut<'a> {
    again: Vec<AgainOut<'a>>,
    questions: Vec<QuestionOut<'a>>,
}

#[derive(Serialize)]
struct AgainOut<'a> {
    annotator: &'a str,
    article: &'a str,
    statement: &'a str,
    target: &'a str,
    /// `meaning`, `scale` or `both`.
    changed: &'static str,
}

#[derive(Serialize)]
struct QuestionOut<'a> {
    annotator: &'a str,
    article: &'a str,
    statement: &'a str,
    sort: &'static str,
    id: &'a str,
    /// Ids of what may be meant.
    parts: Vec<String>,
}

pub(super) fn run(
    arguments: &CodebookArguments,
    store: &Store,
    mut problems: Vec<Problem>,
) -> Result<Outcome, CommandError> {
    let annotators = store.annotators();
    let codebook = super::super::whole_codebook(store, &annotators, &mut problems);
    let terminal = Terminal::new("comparing", arguments.quiet.quiet);
    let progress = |done, total| terminal.progress(done, total);
    let found = to_do(Corpus::open(store), &codebook, &annotators, &progress);
    let found = found.ok_or_else(CommandError::interrupted)?;
    if arguments.json {
        let again = found.again.iter().map(AgainOut::new);
        let questions = found.questions.iter();
        let questions = questions.map(|(entry, used)| QuestionOut::new(&codebook, entry, used));
        terminal::print_json(&ToDoOut {
            again: again.collect(),
            questions: questions.collect(),
        })?;
    } else {
        let mut rows: Vec<Vec<String>> = found.again.iter().map(again_row).collect();
        let questions = found.questions.iter();
        rows.extend(questions.map(|(entry, used)| question_row(&codebook, entry, used)));
        let header = ["annotator", "article", "statement", "entry", "why"];
        let shown = table(&header, &rows);
        terminal::print(|out| out.write_all(shown.as_bytes()))?;
    }
    terminal.finish(&format!(
        "{} to look at again, {} of what was split to answer",
        count(found.again.len(), "stance"),
        count(found.questions.len(), "use"),
    ));
    Ok(name(&problems))
}

fn again_row(again: &Again) -> Vec<String> {
    let entry = EntryId::target(&again.target);
    row(&again.place, &entry, again.changed.what().to_owned())
}

fn question_row(codebook: &Codebook, entry: &EntryId, used: &Use) -> Vec<String> {
    let parts = codebook.open_parts(entry).join(", ");
    row(used, entry, format!("it was split into {parts}"))
}

fn row(place: &Use, entry: &EntryId, why: String) -> Vec<String> {
    vec![
        place.annotator.clone(),
        place.article.clone(),
        place.statement.clone().into(),
        format!("{} {}", entry.sort.name(), entry.id),
        why,
    ]
}

impl<'a> AgainOut<'a> {
    fn new(again: &'a Again) -> Self {
        Self {
            annotator: &again.place.annotator,
            article: &again.place.article,
            statement: &again.place.statement,
            target: &again.target,
            changed: match again.changed {
                Changed::Meaning => "meaning",
                Changed::Scale => "scale",
                Changed::Both => "both",
            },
        }
    }
}

impl<'a> QuestionOut<'a> {
    fn new(codebook: &Codebook, entry: &'a EntryId, used: &'a Use) -> Self {
        Self {
            annotator: &used.annotator,
            article: &used.article,
            statement: &used.statement,
            sort: entry.sort.name(),
            id: &entry.id,
            parts: codebook.open_parts(entry),
        }
    }
}
