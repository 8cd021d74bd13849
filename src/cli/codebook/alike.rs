//! Which speakers may be one and the same, and why.

use std::io::Write as _;

use serde::Serialize;

use super::CodebookArguments;
use crate::cli::error::CommandError;
use crate::cli::terminal::{self, table};
use crate::cli::{Outcome, name};
use crate::model::codebook::duplicates::duplicates;
use crate::model::problem::Problem;
use crate::store::Store;

#[derive(Serialize)]
struct AlikeOut<'a> {
    one: &'a str,
    other: &'a str,
    why: &'a str,
}

pub(super) fn run(
    arguments: &CodebookArguments,
    store: &Store,
    mut problems: Vec<Problem>,
) -> Result<Outcome, CommandError> {
    let annotators = store.annotators();
    let codebook = super::super::whole_codebook(store, &annotators, &mut problems);
    let found = duplicates(&codebook);
    if arguments.json {
        let pairs = found.iter().map(|pair| AlikeOut {
            one: &pair.one,
            other: &pair.other,
            why: &pair.why,
        });
        terminal::print_json(&pairs.collect::<Vec<_>>())?;
    } else {
        let rows = found.iter().map(|pair| {
            let names = [&pair.one, &pair.other].map(|id| codebook.speaker_name(id).to_owned());
            let [one, other] = names;
            vec![
                pair.one.clone(),
                one,
                pair.other.clone(),
                other,
                pair.why.clone(),
            ]
        });
        let header = ["speaker", "name", "other", "its name", "why"];
        let shown = table(&header, &rows.collect::<Vec<_>>());
        terminal::print(|out| out.write_all(shown.as_bytes()))?;
    }
    Ok(name(&problems))
}
