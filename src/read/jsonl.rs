//! JSON Lines: a table of articles, one JSON object a line, `{"id": …, "text": …}` and what else is known of it.
//!
//! `id` is a string or a whole number. `title`, `date`, `publisher`, `url` and `language` are taken over where they are
//! strings; other fields are left alone. A file of which no line has a string `text` is no table: logs, exports and
//! suggestions may lie beside articles. So are lines that have `statements`, which are answers of a stream.

use std::ops::Range;

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Value;

use super::head::Markup;
use super::names::Names;
use super::{Draft, Part, Table, date, plain, unreadable};
use crate::model::problem::Problem;

/// Lines that are named one by one, if they are no articles; of more only the number is told.
const MOST_NAMED: usize = 20;

#[derive(Deserialize)]
struct Line {
    #[serde(default)]
    id: Value,
    #[serde(default)]
    text: Value,
    #[serde(default)]
    title: Value,
    #[serde(default)]
    date: Value,
    #[serde(default)]
    publisher: Value,
    #[serde(default)]
    url: Value,
    #[serde(default)]
    language: Value,
    #[serde(default)]
    statements: Option<IgnoredAny>,
}

/// Lists the articles; see [`super::table`].
pub(super) fn list(path: &str, bytes: &[u8]) -> Option<Table> {
    let mut names = Names::default();
    let mut parts = Vec::new();
    let mut faults: Vec<(usize, String)> = Vec::new();
    let mut start = 0;
    for (index, line) in bytes.split_inclusive(|&byte| byte == b'\n').enumerate() {
        let range = start..start + line.len();
        start = range.end;
        if unmarked(line).trim_ascii().is_empty() {
            continue;
        }
        let added = understand(line)
            .and_then(|(line, text)| names.name(id(&line).as_deref(), text.as_bytes()));
        match added {
            Ok(id) => parts.push(Part { id, bytes: range }),
            Err(what) => faults.push((index + 1, what)),
        }
    }
    if parts.is_empty() {
        return None;
    }
    let more = faults.len().saturating_sub(MOST_NAMED);
    let mut problems: Vec<Problem> = faults
        .into_iter()
        .take(MOST_NAMED)
        .map(|(line, what)| left_out(path, line, &what))
        .collect();
    if more > 0 {
        let what = format!("and {more} more lines that are no articles");
        problems.push(unreadable(path, what));
    }
    Some(Table {
        parts,
        problems,
        ..Table::default()
    })
}

/// Reads the article of one line; see [`super::part`].
pub(super) fn read(path: &str, file: &[u8], place: Range<usize>) -> Result<Draft, Problem> {
    let bytes = file.get(place).unwrap_or_default();
    let (line, text) = understand(bytes).map_err(|what| unreadable(path, what))?;
    let mut draft = plain::draft(text, Markup::None);
    let string = |value: Value| match value {
        Value::String(text) if !text.trim().is_empty() => Some(text),
        _ => None,
    };
    let meta = &mut draft.meta;
    if let Some(title) = string(line.title) {
        // Where the text does not begin with the title, the first words are no headline.
        meta.title_span = meta
            .title_span
            .filter(|_| meta.title.as_ref() == Some(&title));
        meta.title = Some(title);
    }
    if let Some(said) = string(line.date) {
        match date::whole(&said) {
            Some(date) => meta.date = Some(date),
            None => meta.other.push(("date".to_owned(), said)),
        }
    }
    meta.publisher = string(line.publisher).or(meta.publisher.take());
    meta.url = string(line.url).or(meta.url.take());
    meta.language = string(line.language).or(meta.language.take());
    Ok(draft)
}

/// Reads a line and takes its text out of it.
///
/// # Errors
/// A clause that says why it is no article.
fn understand(bytes: &[u8]) -> Result<(Line, String), String> {
    let line = std::str::from_utf8(unmarked(bytes))
        .map_err(|error| format!("it is not UTF-8 (at byte {})", error.valid_up_to()))?;
    if !line.trim_start().starts_with('{') {
        return Err("it is no JSON object".to_owned());
    }
    let mut line: Line = serde_json::from_str(line).map_err(|error| reason(&error))?;
    if line.statements.is_some() {
        return Err("it has `statements`: it is an answer, no article".to_owned());
    }
    match line.text.take() {
        Value::String(text) if text.trim().is_empty() => Err("its `text` is empty".to_owned()),
        Value::String(text) => Ok((line, text)),
        _ => Err("it has no string `text`".to_owned()),
    }
}

/// Says what is wrong with a line, with its column: which line it is says whoever read it.
fn reason(error: &serde_json::Error) -> String {
    let what = error.to_string();
    let what = what.split(" at line ").next().unwrap_or_default();
    format!(
        "it is no article in JSON: {what} (column {})",
        error.column()
    )
}

/// Returns what a line calls its article.
fn id(line: &Line) -> Option<String> {
    match &line.id {
        Value::String(id) => Some(id.clone()),
        // Of a number with a fraction or of any length there are several spellings.
        Value::Number(id) if id.is_i64() || id.is_u64() => Some(id.to_string()),
        _ => None,
    }
}

fn left_out(path: &str, line: usize, what: &str) -> Problem {
    unreadable(path, format!("the line is left out: {what}"))
        .at(line, 1)
        .hinted("Correct the line, or take it out of the file")
}

/// Returns a line without the byte order mark that the first may begin with.
fn unmarked(line: &[u8]) -> &[u8] {
    line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(line)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read;

    /// Lists a table; `expected` are its parts, then its problems.
    #[track_caller]
    fn check(lines: &str, expected: &[&str]) {
        let found = list("w.jsonl", lines.as_bytes());
        let shown: Vec<String> = found.map_or_else(Vec::new, |table| {
            let parts = table.parts.iter().map(|part| part.id.clone());
            let problems = table.problems.iter().map(Problem::to_string);
            parts.chain(problems).collect()
        });
        assert_eq!(shown, expected);
    }

    #[test]
    fn articles_have_names_that_last() {
        check(r#"{"id":"a","text":"One."}"#, &["a"]);
        check(
            "\u{feff}{\"id\":7,\"text\":\"One.\"}\r\n\n{\"text\":\"x\",\"id\":\"Ж/1\"}\n",
            &["7", "Ж/1"],
        );
        let whole = blake3::hash(b"One.").to_hex();
        let hash = &whole.as_str()[..16];
        check(
            "{\"text\":\"One.\"}\n{\"text\":\"One.\",\"id\":null}\n",
            &[hash, &format!("{hash}-2")],
        );
    }

    #[test]
    fn what_is_no_table_is_left_alone() {
        check("", &[]);
        check(r#"{"article":"a.txt","quote":[[0,1]]}"#, &[]);
        check(
            r#"{"format":2,"article":{"path":"a.txt","text":"One."}}"#,
            &[],
        );
        check(r#"{"id":"a","text":"One.","statements":[]}"#, &[]);
        check("not JSON\n[1]\n{\"text\":5}", &[]);
    }

    #[test]
    fn lines_that_are_no_articles_are_named() {
        let hint = "Correct the line, or take it out of the file";
        let problem = |line: usize, what: &str| {
            format!("w.jsonl:{line}:1: the line is left out: {what}. {hint}")
        };
        check(
            "{\"id\":\"a\",\"text\":\"One.\"}\nx\n{\"id\":\"a\",\"text\":\"Two.\"}\n{\"text\":\" \"}",
            &[
                "a",
                &problem(2, "it is no JSON object"),
                &problem(3, "another article above has the id \"a\""),
                &problem(4, "its `text` is empty"),
            ],
        );
    }

    #[test]
    fn an_article_is_made_of_its_line() {
        let line = r#"{"id":"a","text":"Talks end\n\n“No,” said Ann.","title":"The talks","date":"2025-02-24","url":5}"#;
        let table = list("w.jsonl", line.as_bytes()).unwrap();
        let id = read::article_id("w.jsonl#a");
        let place = table.parts[0].bytes.clone();
        let article = read::part(&id, line.as_bytes(), place).unwrap();
        assert_eq!(&*article.text, "Talks end\n\n“No,” said Ann.");
        assert_eq!(article.path, "w.jsonl#a");
        assert_eq!(article.meta.title.as_deref(), Some("The talks"));
        assert_eq!(article.meta.date.as_deref(), Some("2025-02-24"));
        assert_eq!((article.meta.title_span, article.meta.url), (None, None));
        assert_eq!(
            (article.reader.name.as_str(), article.reader.version),
            ("JSON Lines", 1)
        );
    }
}
