//! Integrum: pages of reports, in which a table of fields, `^ИС: …`, stands above each article.

use dom_query::Document;

use super::{Found, INTEGRUM, Record, Table, decoded, first, is_number, piece, some};
use crate::read::blocks;

/// Lists the articles of a page; see [`crate::read::table`].
pub(in crate::read) fn list(path: &str, bytes: &[u8]) -> Option<Table> {
    let page = decoded(path, bytes)?;
    if !page.contains('^') {
        return None;
    }
    let mut found = Found::default();
    for html in found.pieces(&page, &starts(&page)) {
        found.take(piece(path, html, &record));
    }
    found.table_if_any(path, INTEGRUM)
}

/// Returns where the articles begin: at anchors that have a number, before a table.
fn starts(page: &str) -> Vec<usize> {
    let anchors = page.match_indices("<a name=\"").filter_map(|(at, mark)| {
        let from = at + mark.len();
        let digits = page[from..].bytes().take_while(u8::is_ascii_digit).count();
        let (number, after) = page[from..].split_at(digits);
        let after = after.strip_prefix("\"></a>")?;
        (is_number(number) && after.trim_start().starts_with("<table")).then_some(at)
    });
    anchors.collect()
}

fn record(page: &Document) -> Record {
    let mut record = Record::default();
    let cell = page.select("td");
    let fields = cell.nodes().first().map(|cell| blocks::text(*cell));
    for line in fields.unwrap_or_default().lines() {
        let field = line.trim().strip_prefix('^');
        let Some((name, value)) = field.and_then(|field| field.split_once(':')) else {
            continue;
        };
        match name {
            "ИС" => record.publisher = some(value),
            "ДТ" => record.keep_date(value),
            "АВ" => record.byline = some(value),
            "ЗГ" => record.title = some(value),
            "РБ" => record.keep("section", value),
            "НР" => record.keep("issue", value),
            _ => {}
        }
    }
    record.title = record.title.take().or_else(|| first(page, "h3"));
    let text = page.select("pre");
    record.body = if let Some(text) = text.nodes().first() {
        flowing(&text.text())
    } else {
        page.select("table, h3").remove();
        blocks::text(page.root())
    };
    record
}

/// Returns the paragraphs of wrapped lines: each begins with blanks, or after a blank line.
fn flowing(text: &str) -> String {
    let mut paragraphs: Vec<String> = Vec::new();
    let mut is_new = true;
    for line in text.lines() {
        let words = blocks::line(line);
        is_new |= words.is_empty() || line.starts_with("  ");
        if words.is_empty() {
            continue;
        }
        match paragraphs.last_mut().filter(|_| !is_new) {
            Some(last) => {
                last.push(' ');
                last.push_str(&words);
            }
            None => paragraphs.push(words),
        }
        is_new = false;
    }
    paragraphs.join("\n\n")
}
