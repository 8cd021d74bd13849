//! `LexisNexis`: text and pages of the older service, in which a line `3 of 10 DOCUMENTS` begins each article, and Word
//! and rich text of Nexis Uni and Lexis Advance, in which `Body` begins the text and `End of Document` ends the article.
//!
//! Lines of text files are wrapped; a paragraph is made of those between blank lines. Covers and contents are no articles.

use dom_query::Document;

use super::{Found, LEXIS_NEXIS, Record, Table, author, decoded, is_number, some};
use crate::read::{blocks, date, html, office, rtf};

/// Names of fields, in capitals, in the languages of the service.
const LABELS: [&str; 52] = [
    "ACC-NO",
    "AUTEUR",
    "AUTOR",
    "BYLINE",
    "CATEGORY",
    "CITY",
    "COLUMN",
    "COMPANY",
    "CORRECTION",
    "CORRECTION-DATE",
    "COUNTRY",
    "DATELINE",
    "DISTRIBUTION",
    "DOCUMENT-TYPE",
    "FEATURE",
    "GEOGRAPHIC",
    "GRAFIK",
    "GRAPHIC",
    "GRAPHIQUE",
    "HIGHLIGHT",
    "INDUSTRY",
    "ISSN",
    "JOURNAL-CODE",
    "LANGUAGE",
    "LANGUE",
    "LENGTH",
    "LOAD-DATE",
    "LONGUEUR",
    "LÄNGE",
    "NAME",
    "NOTES",
    "ORGANIZATION",
    "PAGE",
    "PERSON",
    "PUB-TYPE",
    "PUBLICATION-SUBTYPE",
    "PUBLICATION-TYPE",
    "RUBRIK",
    "RUBRIQUE",
    "SECTION",
    "SERIES",
    "SPRACHE",
    "STATE",
    "SUBJECT",
    "TEASER",
    "TICKER",
    "TYPE",
    "UPDATE",
    "URL",
    "VOLUME",
    "WEBSITE",
    "ZEITUNGS-CODE",
];

/// Fields above the text: after it they say nothing.
const ABOVE: [&str; 17] = [
    "AUTEUR",
    "AUTOR",
    "BYLINE",
    "COLUMN",
    "DATELINE",
    "DISTRIBUTION",
    "FEATURE",
    "HIGHLIGHT",
    "LENGTH",
    "LONGUEUR",
    "LÄNGE",
    "PAGE",
    "RUBRIK",
    "RUBRIQUE",
    "SECTION",
    "SERIES",
    "TEASER",
];

/// What ends an article, and what begins its text, in the newer layouts.
const ENDS: [&str; 3] = ["End of Document", "Ende des Dokuments", "Fin du document"];
const BODIES: [&str; 3] = ["Body", "Volltext", "Corps de l'article"];

/// Headings behind the text in the newer layouts.
const BEHIND: [&str; 6] = [
    "Classification",
    "Graphic",
    "Grafik",
    "Graphique",
    "Klassifizierung",
    "Notes",
];

/// Longest line that is a date, in bytes.
const LONGEST_DATE: usize = 160;

/// Lists the articles of a text file; see [`crate::read::table`].
pub(in crate::read) fn list_text(path: &str, bytes: &[u8]) -> Option<Table> {
    let text = decoded(path, bytes)?;
    let mut blocks: Vec<String> = Vec::new();
    let mut words: Vec<&str> = Vec::new();
    for line in text.lines().map(str::trim).chain([""]) {
        if line.is_empty() || is_marker(line) {
            blocks.extend(some(&words.join(" ")));
            words.clear();
        }
        if is_marker(line) {
            blocks.push(line.to_owned());
        } else if !line.is_empty() {
            words.push(line);
        }
    }
    older(&blocks).table_if_any(path, LEXIS_NEXIS)
}

/// Lists the articles of a page; see [`crate::read::table`].
pub(in crate::read) fn list_page(path: &str, bytes: &[u8]) -> Option<Table> {
    let page = decoded(path, bytes)?;
    // These elements are never closed: articles would be nested in each other.
    let page = page.replace("<DIV CLASS=\"c10\"/>", "");
    let starts: Vec<usize> = page
        .match_indices("<DOC NUMBER=")
        .map(|(at, _)| at)
        .collect();
    let mut found = Found::default();
    let mut all: Vec<String> = Vec::new();
    for piece in found.pieces(&page, &starts) {
        let read = || Ok(blocks::text(Document::from(piece).root()));
        match html::guarded(path, piece, &read) {
            Ok(text) => all.extend(paragraphs(&text).filter(|block| block != "-->")),
            Err(problem) => found.faults.push(problem.what),
        }
    }
    let older = older(&all);
    found.records.extend(older.records);
    found.faults.extend(older.faults);
    found.table_if_any(path, LEXIS_NEXIS)
}

/// Lists the articles of a Word document; see [`crate::read::table`].
pub(in crate::read) fn list_word(path: &str, bytes: &[u8]) -> Option<Table> {
    let text = office::word_text(bytes).ok()?;
    let mut found = newer(&text);
    if !office::is_delivery(bytes) {
        return found.table_if_any(path, LEXIS_NEXIS);
    }
    if found.records.is_empty() && found.faults.is_empty() {
        let what = "it is a download of LexisNexis, but no article is found in it";
        found.faults.push(what.to_owned());
    }
    found.table(path, LEXIS_NEXIS)
}

/// Lists the articles of rich text; see [`crate::read::table`].
pub(in crate::read) fn list_rich(path: &str, bytes: &[u8]) -> Option<Table> {
    let text = rtf::text(bytes).ok()?;
    let found = newer(&text);
    if !found.records.is_empty() {
        return found.table(path, LEXIS_NEXIS);
    }
    let blocks: Vec<String> = paragraphs(&text).collect();
    older(&blocks).table_if_any(path, LEXIS_NEXIS)
}

/// Returns the paragraphs of a text, each a line.
fn paragraphs(text: &str) -> impl Iterator<Item = String> {
    text.split("\n\n").filter_map(some)
}

/// Tells whether a line begins an article: `3 of 10 DOCUMENTS`, `Dokument 3 von 10`.
fn is_marker(line: &str) -> bool {
    let words: Vec<&str> = line.split_whitespace().take(5).collect();
    match words[..] {
        [at, "of" | "de", all, "DOCUMENT" | "DOCUMENTS"] | ["Dokument", at, "von", all] => {
            is_number(at) && is_number(all)
        }
        _ => false,
    }
}

/// Reads the articles of the older layouts.
fn older(blocks: &[String]) -> Found {
    let mut found = Found::default();
    // What stands before the first is the cover.
    for article in blocks.split(|block| is_marker(block)).skip(1) {
        found.add(older_record(article));
    }
    found
}

/// Reads one article: paper, date, title, fields, text, fields, copyright.
fn older_record(blocks: &[String]) -> Record {
    let mut record = Record::default();
    let dated = blocks.iter().take(4).position(|block| is_date(block));
    if let Some(at) = dated {
        record.keep_date(&blocks[at]);
    }
    record.publisher = blocks.first().filter(|_| dated != Some(0)).cloned();
    let mut rest = blocks.get(dated.unwrap_or(0) + 1..).unwrap_or_default();
    if let Some((title, after)) = rest.split_first()
        && capital_field(title).is_none()
    {
        record.title = Some(title.clone());
        rest = after;
    }
    let fields = rest
        .iter()
        .take_while(|block| capital_field(block).is_some_and(|(name, _)| ABOVE.contains(&name)));
    let fields = fields.count();
    let (above, rest) = rest.split_at(fields);
    let behind = |block: &String| {
        let name = capital_field(block).map(|(name, _)| name);
        name.is_some_and(|name| !ABOVE.contains(&name))
    };
    let end = rest
        .iter()
        .position(behind)
        .or_else(|| rest.iter().rposition(|block| is_copyright(block)))
        .unwrap_or(rest.len());
    let (body, below) = rest.split_at(end);
    for (name, value) in above.iter().chain(below).filter_map(|block| field(block)) {
        take_field(&mut record, &name, value);
    }
    record.body = body.join("\n\n");
    record
}

/// Reads the articles of the newer layouts.
fn newer(text: &str) -> Found {
    let blocks: Vec<String> = paragraphs(text).collect();
    let mut found = Found::default();
    let is_end = |block: &String| ENDS.contains(&block.as_str());
    let mut articles: Vec<&[String]> = blocks.split(is_end).collect();
    // What follows the last end is nothing; without any end it is no download.
    articles.pop();
    for article in articles {
        let body = article
            .iter()
            .position(|block| BODIES.contains(&block.as_str()));
        if let Some(body) = body {
            found.add(newer_record(&article[..body], &article[body + 1..]));
        } else {
            let first = article.first().cloned().unwrap_or_default();
            let what = format!("the article {first:?} has no text that is marked as its body");
            found.faults.push(what);
        }
    }
    found
}

/// Reads one article, of which the title, the paper, the date and fields stand above its text.
fn newer_record(head: &[String], text: &[String]) -> Record {
    let mut record = Record::default();
    // Before the first there are a cover and contents, which have dates too.
    let dated = head
        .iter()
        .rposition(|block| is_date(block) && field(block).is_none() && !is_copyright(block));
    let above = dated.unwrap_or(head.len());
    if let Some(at) = dated {
        record.keep_date(&head[at]);
    }
    let named = |back: usize| above.checked_sub(back).and_then(|at| head.get(at));
    record.publisher = named(1).map(|name| name.trim_end_matches('.').to_owned());
    record.title = named(2).or_else(|| head.first()).cloned();
    let is_behind = |block: &String| {
        let is_load = field(block).is_some_and(|(name, _)| name == "LOAD-DATE");
        is_load || BEHIND.contains(&block.as_str())
    };
    let end = text.iter().position(is_behind).unwrap_or(text.len());
    let (body, below) = text.split_at(end);
    let fields = head.get(above..).unwrap_or_default().iter().chain(below);
    for (name, value) in fields.filter_map(|block| field(block)) {
        take_field(&mut record, &name, value);
    }
    record.body = body.join("\n\n");
    record
}

fn take_field(record: &mut Record, name: &str, value: &str) {
    match name {
        "BYLINE" | "AUTOR" | "AUTEUR" => record.byline = author(value),
        "LANGUAGE" | "SPRACHE" | "LANGUE" => record.keep_language(value),
        "URL" => record.url = some(value).filter(|url| url.starts_with("http")),
        // When the database got it, and what anybody can count.
        "LOAD-DATE" | "LENGTH" | "LÄNGE" | "LONGUEUR" | "UPDATE" => {}
        _ => record.keep(&name.to_lowercase(), value),
    }
}

/// Reads a line that begins with the name of a field, in any case; returns the name in capitals, and the value.
fn field(block: &str) -> Option<(String, &str)> {
    let (name, value) = block.split_once(':')?;
    let name = name.trim().to_uppercase();
    LABELS
        .contains(&name.as_str())
        .then(|| (name, value.trim()))
}

/// Reads a line that begins with the name of a field in capitals, as the older layouts have them.
fn capital_field(block: &str) -> Option<(&str, &str)> {
    let (name, value) = block.split_once(':')?;
    LABELS.contains(&name).then(|| (name, value.trim()))
}

fn is_date(block: &str) -> bool {
    block.len() <= LONGEST_DATE && date::within(block).is_some()
}

fn is_copyright(block: &str) -> bool {
    let rest = block
        .strip_prefix("Copyright ")
        .or_else(|| block.strip_prefix("© "));
    rest.is_some_and(|rest| {
        let rest = rest.trim_start_matches(['©', '(', 'c', ')', ' ']);
        rest.starts_with(|char: char| char.is_ascii_digit())
    })
}
