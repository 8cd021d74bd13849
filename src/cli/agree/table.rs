//! `onrecord agree --table`: the coefficients of any table of ratings.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use serde_json::{Map, Value, json};

use crate::cli::Outcome;
use crate::cli::error::CommandError;
use crate::cli::terminal::{self, table};
use crate::review::agreement::Why;
use crate::review::agreement::table::{Coefficients, Level, Table};

/// A byte order mark, which programs of offices put first.
const MARK: &[u8] = b"\xEF\xBB\xBF";

pub(super) fn run(path: &Path, level: Level, json: bool) -> Result<Outcome, CommandError> {
    let (coders, ratings) = read(path)?;
    if level != Level::Nominal && !ratings.is_numeric() {
        return Err(CommandError::new(format!(
            "{}: not all of its values are numbers, which this level needs",
            path.display()
        ))
        .hinted("Give the level as nominal, or the values as numbers in their order"));
    }
    let found = ratings.coefficients(level);
    if json {
        terminal::print_json(&shown(&coders, &found))?;
    } else {
        let text = text(&coders, &found);
        terminal::print(|out| out.write_all(text.as_bytes()))?;
    }
    Ok(Outcome::Done)
}

/// Reads a table; returns the names of its coders and their ratings.
fn read(path: &Path) -> Result<(Vec<String>, Table), CommandError> {
    let fault = |what: String| CommandError::new(format!("{}: {what}", path.display()));
    let bytes = fs::read(path).map_err(|error| fault(format!("it cannot be read: {error}")))?;
    let bytes = bytes.strip_prefix(MARK).unwrap_or(&bytes);
    let mut reader = csv::Reader::from_reader(bytes);
    let broken = |error: csv::Error| fault(format!("it is no table: {error}"));
    let coders: Vec<String> = reader
        .headers()
        .map_err(broken)?
        .iter()
        .map(|name| name.trim().to_owned())
        .collect();
    if coders.len() < 2 {
        return Err(fault("it has fewer than two columns".to_owned()).hinted(
            "Each column is a coder, with a name in the first row; columns are separated by commas",
        ));
    }
    let mut rows = Vec::new();
    for row in reader.records() {
        rows.push(row.map_err(broken)?);
    }
    let cells: Vec<Option<&str>> = rows
        .iter()
        .flat_map(csv::StringRecord::iter)
        .map(|cell| Some(cell.trim()).filter(|cell| !cell.is_empty()))
        .collect();
    let ratings = Table::new(coders.len(), &cells);
    Ok((coders, ratings))
}

fn shown(coders: &[String], found: &Coefficients) -> Value {
    let mut why = Map::new();
    let mut value = |name: &str, value: Result<f64, Why>| {
        if let Err(reason) = value {
            why.insert(name.to_owned(), reason.text().into());
        }
        value.ok()
    };
    let alpha = value("alpha", found.alpha);
    let fleiss = value("fleiss", found.fleiss);
    let ac1 = value("ac1", found.ac1);
    let ac2 = value("ac2", found.ac2);
    let pairs = found.pairs.iter().map(|pair| {
        json!({
            "a": coders[pair.a],
            "b": coders[pair.b],
            "kappa": pair.kappa.ok(),
            "kappa_linear": pair.linear.ok(),
            "kappa_quadratic": pair.quadratic.ok(),
        })
    });
    let pairs: Vec<Value> = pairs.collect();
    let mut shown = json!({
        "alpha": alpha,
        "fleiss": fleiss,
        "ac1": ac1,
        "ac2": ac2,
        "pairs": pairs,
    });
    if !why.is_empty() {
        shown["why"] = Value::Object(why);
    }
    shown
}

fn text(coders: &[String], found: &Coefficients) -> String {
    let value = |value: Result<f64, Why>| match value {
        Ok(value) => format!("{value:.3}"),
        Err(why) => format!("none: {}", why.text()),
    };
    let all = [
        ("Krippendorff's alpha", found.alpha),
        ("Fleiss' kappa", found.fleiss),
        ("Gwet's AC1", found.ac1),
        ("Gwet's AC2", found.ac2),
    ];
    let rows: Vec<Vec<String>> = all
        .into_iter()
        .map(|(name, found)| vec![name.to_owned(), value(found)])
        .collect();
    let mut out = table(&["of all coders", "value"], &rows);
    let rows: Vec<Vec<String>> = found
        .pairs
        .iter()
        .map(|pair| {
            let who = format!("{} and {}", coders[pair.a], coders[pair.b]);
            vec![
                who,
                value(pair.kappa),
                value(pair.linear),
                value(pair.quadratic),
            ]
        })
        .collect();
    out.push('\n');
    let header = ["Cohen's kappa of", "plain", "linear", "quadratic"];
    out.push_str(&table(&header, &rows));
    out
}
