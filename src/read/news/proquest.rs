//! `ProQuest`: pages of documents, and mails of results, which are such pages.

use dom_query::Document;
use mail_parser::{MessageParser, PartType};

use super::{Found, PRO_QUEST, Record, Table, decoded, first, piece, some};
use crate::read::blocks;

/// Fields without a place of their own that are kept, with what they are called.
const FIELDS: [(&str, &str); 6] = [
    ("Section", "section"),
    ("Pages", "page"),
    ("Subject", "subjects"),
    ("Document type", "type"),
    ("Dateline", "dateline"),
    ("Database", "database"),
];

/// Lists the documents of a page; see [`crate::read::table`].
pub(in crate::read) fn list(path: &str, bytes: &[u8]) -> Option<Table> {
    found(path, &decoded(path, bytes)?).table_if_any(path, PRO_QUEST)
}

/// Lists the documents of a mail; see [`crate::read::table`].
pub(in crate::read) fn list_mail(path: &str, bytes: &[u8]) -> Option<Table> {
    let mail = MessageParser::default().parse(bytes)?;
    let pages = mail.parts.iter().filter_map(|part| match &part.body {
        PartType::Html(page) => Some(page),
        _ => None,
    });
    let mut all = Found::default();
    for page in pages {
        let found = found(path, page);
        all.records.extend(found.records);
        all.faults.extend(found.faults);
    }
    all.table_if_any(path, PRO_QUEST)
}

fn found(path: &str, page: &str) -> Found {
    let starts: Vec<usize> = page
        .match_indices("<a name=\"DocID_")
        .map(|(at, _)| at)
        .collect();
    let mut found = Found::default();
    for html in found.pieces(page, &starts) {
        let (said, text) = split(html);
        let text = piece(path, text, &|page: &Document| Record {
            body: body(page),
            ..Record::default()
        });
        let about = piece(path, &said, &record);
        found.take(about.and_then(|about| {
            let body = text?.body;
            let body = if body.is_empty() { about.body } else { body };
            Ok(Record { body, ..about })
        }));
    }
    found
}

/// Splits the full text, which is a page of its own, out of what is said about it.
fn split(html: &str) -> (String, &str) {
    // Only ASCII changes: places stay what they are.
    let lower = html.to_ascii_lowercase();
    let whole = || (html.to_owned(), "");
    let Some(start) = lower.find("<text ").or_else(|| lower.find("<text>")) else {
        return whole();
    };
    let Some(end) = lower[start..].find("</text>").map(|at| start + at) else {
        return whole();
    };
    let inner = html[start..end].find('>').map_or(end, |at| start + at + 1);
    (
        format!("{}{}", &html[..start], &html[end..]),
        html.get(inner..end).unwrap_or_default(),
    )
}

/// Returns the words of a full text without what stands beside its pictures.
fn body(page: &Document) -> String {
    page.select(".document_view_image").remove();
    blocks::text(page.root())
}

fn record(page: &Document) -> Record {
    let mut record = Record {
        title: first(page, "p[style*='font-weight:bold']"),
        ..Record::default()
    };
    for name in page.select("strong").nodes() {
        let Some(parent) = name.parent() else {
            continue;
        };
        let label = blocks::line(&name.text());
        let Some(label) = label.strip_suffix(':') else {
            continue;
        };
        let all = blocks::line(&parent.text());
        let value = all.strip_prefix(label).unwrap_or_default();
        let value = value.trim_start_matches(':').trim();
        match label {
            "Author" => record.byline = some(value),
            "Publication title" => record.publisher = named(value),
            "Publication date" => record.keep_date(value),
            "ProQuest document ID" => record.id = some(value),
            "Document URL" => record.url = some(value).filter(|url| url.starts_with("http")),
            "Language of publication" => record.keep_language(value),
            "Title" if record.title.is_none() => record.title = some(value),
            // Where there is no full text, this is all there is.
            "Abstract" => {
                let next = parent.next_element_sibling();
                let next = next.map(blocks::text).unwrap_or_default();
                let said = if value.is_empty() {
                    next.as_str()
                } else {
                    value
                };
                if !said.starts_with("None available") {
                    said.clone_into(&mut record.body);
                }
            }
            _ => {
                if let Some((_, called)) = FIELDS.iter().find(|(name, _)| *name == label) {
                    record.keep(called, value);
                }
            }
        }
    }
    record
}

/// Returns a paper's name without where it appears: `Los Angeles Times; Los Angeles, Calif.`
fn named(value: &str) -> Option<String> {
    some(value.split(';').next().unwrap_or(value))
}
