//! Downloads of news databases, and e-papers: one file, many articles, each with what is said of it.
//!
//! A database has a file here, which knows its layouts. Each makes [`Record`]s, which are kept as lines of JSON, so that
//! one article can be read without the others; what is read of a file that large is read once.
//!
//! Limitation: text files and pages are read in the encoding that they have or say, not in one that the project sets.

pub(super) mod epub;
pub(super) mod europresse;
pub(super) mod factiva;
pub(super) mod integrum;
pub(super) mod lexis;
pub(super) mod newsml;
pub(super) mod proquest;

use std::ops::Range;

use dom_query::Document;
use serde::{Deserialize, Serialize};

use super::head::Markup;
use super::html::{self, put_above};
use super::names::Names;
use super::{Draft, Part, Source, Table, decode, plain, unreadable};
use crate::model::article::Metadata;
use crate::model::problem::Problem;

/// The names of the databases, which say by which reader a text was made.
pub(super) const FACTIVA: &str = "Factiva";
pub(super) const LEXIS_NEXIS: &str = "LexisNexis";
pub(super) const PRO_QUEST: &str = "ProQuest";
pub(super) const INTEGRUM: &str = "Integrum";
pub(super) const EUROPRESSE: &str = "Europresse";
pub(super) const NEWS_ML: &str = "NewsML";
pub(super) const E_BOOK: &str = "EPUB";

/// Most articles of a page: databases give a few hundred at once.
const MOST_ARTICLES: usize = 20_000;

/// Longest tag of an element, in bytes, as far as a mark in it is.
const LONGEST_TAG: usize = 2000;

/// Articles that are named one by one, if they cannot be read; of more only the number is told.
const MOST_NAMED: usize = 20;

/// Longest value that is kept, in characters, and most values that have no place of their own.
const LONGEST: usize = 2000;
const MOST_OTHER: usize = 50;

/// Languages by their names, in English and their own, in lower case.
const LANGUAGES: [(&str, &str); 38] = [
    ("arabic", "ar"),
    ("bahasa indonesia", "id"),
    ("chinese", "zh"),
    ("czech", "cs"),
    ("dansk", "da"),
    ("danish", "da"),
    ("deutsch", "de"),
    ("dutch", "nl"),
    ("english", "en"),
    ("anglais", "en"),
    ("englisch", "en"),
    ("español", "es"),
    ("finnish", "fi"),
    ("français", "fr"),
    ("french", "fr"),
    ("französisch", "fr"),
    ("german", "de"),
    ("greek", "el"),
    ("hebrew", "he"),
    ("hungarian", "hu"),
    ("indonesian", "id"),
    ("italian", "it"),
    ("italiano", "it"),
    ("japanese", "ja"),
    ("korean", "ko"),
    ("nederlands", "nl"),
    ("norwegian", "no"),
    ("polish", "pl"),
    ("polski", "pl"),
    ("portuguese", "pt"),
    ("português", "pt"),
    ("romanian", "ro"),
    ("russian", "ru"),
    ("русский", "ru"),
    ("spanish", "es"),
    ("swedish", "sv"),
    ("turkish", "tr"),
    ("ukrainian", "uk"),
];

/// What a database says of one article.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Record {
    /// What the database calls it.
    id: Option<String>,
    title: Option<String>,
    /// `YYYY-MM-DD`.
    date: Option<String>,
    publisher: Option<String>,
    byline: Option<String>,
    /// BCP 47 language tag.
    language: Option<String>,
    url: Option<String>,
    /// Its paragraphs, set apart by blank lines.
    body: String,
    /// What has no place above, by name.
    other: Vec<(String, String)>,
}

impl Record {
    /// Keeps a value that has no place of its own.
    fn keep(&mut self, name: &str, value: &str) {
        let value: String = value.trim().chars().take(LONGEST).collect();
        if !value.is_empty() && self.other.len() < MOST_OTHER {
            self.other.push((name.to_owned(), value));
        }
    }

    /// Keeps what is said of the language: its tag, if it is one that is known.
    fn keep_language(&mut self, said: &str) {
        match language(said) {
            Some(tag) => self.language = Some(tag.to_owned()),
            None => self.keep("language", said),
        }
    }

    /// Keeps what is said of the day, if it is a date that can be read.
    fn keep_date(&mut self, said: &str) {
        match super::date::within(said) {
            Some(date) => self.date = Some(date),
            None => self.keep("date", said),
        }
    }
}

/// A record as it is kept, with the database that it is of.
#[derive(Serialize)]
struct Kept<'a> {
    by: &'a str,
    #[serde(flatten)]
    record: &'a Record,
}

/// As much of a kept record as says of which database it is.
#[derive(Deserialize)]
struct Maker {
    by: String,
}

/// What a file holds.
#[derive(Debug, Default)]
struct Found {
    records: Vec<Record>,
    /// Why an article, or the file, is not read, each a clause.
    faults: Vec<String>,
}

impl Found {
    /// Adds an article, unless it holds nothing.
    fn add(&mut self, record: Record) {
        if record.body.trim().is_empty() {
            let title = record.title.unwrap_or_default();
            self.faults
                .push(format!("the article {title:?} holds no text"));
        } else {
            self.records.push(record);
        }
    }

    /// Adds an article that was read, or why it was not.
    fn take(&mut self, read: Result<Record, String>) {
        match read {
            Ok(record) => self.add(record),
            Err(fault) => self.faults.push(fault),
        }
    }

    /// Cuts a page into pieces, each from one place to the next, the last to the end.
    fn pieces<'a>(&mut self, page: &'a str, starts: &[usize]) -> Vec<&'a str> {
        if starts.len() > MOST_ARTICLES {
            let what = format!("the file holds more than {MOST_ARTICLES} articles");
            self.faults.push(what);
            return Vec::new();
        }
        let ends = starts.iter().skip(1).copied().chain([page.len()]);
        let pairs = starts.iter().copied().zip(ends);
        let pieces = pairs.filter_map(|(start, end)| page.get(start..end));
        pieces.collect()
    }

    /// Makes the table of a file that may be something else; none if no article was found in it: it is one itself then.
    fn table_if_any(self, path: &str, by: &str) -> Option<Table> {
        if self.records.is_empty() {
            return None;
        }
        self.table(path, by)
    }

    /// Makes the table; none if there is nothing in the file.
    fn table(self, path: &str, by: &str) -> Option<Table> {
        let mut table = Table::default();
        let mut names = Names::default();
        let mut content = Vec::new();
        let mut faults = self.faults;
        for record in &self.records {
            let title = record.title.as_deref().unwrap_or_default();
            let place = names.name(
                record.id.as_deref(),
                format!("{title}\n{}", record.body).as_bytes(),
            );
            let start = content.len();
            let line = serde_json::to_vec(&Kept { by, record });
            match (place, line) {
                (Ok(id), Ok(line)) => {
                    content.extend(line);
                    let bytes = start..content.len();
                    content.push(b'\n');
                    table.parts.push(Part { id, bytes });
                }
                (Err(what), _) => faults.push(format!("the article {title:?} is left out: {what}")),
                (_, Err(error)) => faults.push(error.to_string()),
            }
        }
        let more = faults.len().saturating_sub(MOST_NAMED);
        let told = faults.into_iter().take(MOST_NAMED);
        let problem =
            |what: String| unreadable(path, what).hinted("Look at the file, or get it anew");
        table.problems.extend(told.map(problem));
        if more > 0 {
            let what = format!("and {more} more articles that cannot be read");
            table.problems.push(unreadable(path, what));
        }
        table.content = Some(content);
        (!table.parts.is_empty() || !table.problems.is_empty()).then_some(table)
    }
}

/// Says of which database the part at a place is; none if it is of none.
pub(super) fn made_by(content: &[u8], place: &Range<usize>) -> Option<String> {
    let line = content.get(place.clone())?;
    serde_json::from_slice::<Maker>(line)
        .ok()
        .map(|maker| maker.by)
}

/// Reads one article; see [`super::part`].
pub(super) fn part(path: &str, content: &[u8], place: Range<usize>) -> Result<Draft, Problem> {
    let line = content.get(place).unwrap_or_default();
    let record: Record = serde_json::from_slice(line)
        .map_err(|error| unreadable(path, format!("the article cannot be read: {error}")))?;
    let mut draft = plain::draft(record.body, Markup::None);
    let recognised = std::mem::take(&mut draft.meta);
    draft.meta = Metadata {
        title: None,
        title_span: None,
        date: record.date.or(recognised.date),
        place: recognised.place,
        publisher: record.publisher.or(recognised.publisher),
        byline: record.byline.or(recognised.byline),
        url: record.url,
        language: record.language,
        other: record.other,
    };
    if let Some(title) = record.title.filter(|title| !title.is_empty()) {
        put_above(&mut draft, title);
    } else {
        draft.meta.title = recognised.title;
        draft.meta.title_span = recognised.title_span;
    }
    Ok(draft)
}

/// Decodes a page or a file of text; none if it is none, which whoever reads it as an article says.
fn decoded(path: &str, bytes: &[u8]) -> Option<String> {
    let source = Source {
        path,
        bytes,
        chosen: None,
    };
    let decoded = decode::text(source, html::declared).ok()?;
    Some(decoded.text)
}

/// Reads a piece of a page: what it holds of one article.
fn piece(path: &str, html: &str, read: &dyn Fn(&Document) -> Record) -> Result<Record, String> {
    let read = || Ok(read(&Document::from(html)));
    html::guarded(path, html, &read).map_err(|problem| problem.what)
}

/// Returns where the element begins in whose tag a mark stands.
fn tag_around(page: &str, at: usize) -> Option<usize> {
    let from = page.floor_char_boundary(at.saturating_sub(LONGEST_TAG));
    page[from..at].rfind('<').map(|tag| from + tag)
}

/// Returns the text of the first element that a selector finds, as a line; none where it is empty.
fn first(page: &Document, selector: &str) -> Option<String> {
    let found = page.select(selector);
    let node = found.nodes().first()?;
    some(&super::blocks::text(*node))
}

/// Returns words as a line; none where there are none.
fn some(words: &str) -> Option<String> {
    Some(super::blocks::line(words)).filter(|line| !line.is_empty())
}

/// Returns a name without the word before it that says that it is the author's, and without the site behind it.
fn author(said: &str) -> Option<String> {
    let bare = ["By ", "BY ", "by ", "Von ", "Par ", "Por "]
        .iter()
        .find_map(|by| said.trim().strip_prefix(by));
    let name = bare.unwrap_or(said).trim();
    let is_site = |word: &str| word.contains('.') && !word.contains(' ') && !word.ends_with('.');
    let name = match name.rsplit_once(", ") {
        Some((name, site)) if is_site(site) => name,
        _ => name,
    };
    some(name)
}

/// Returns the tag of a language that is called by its name; of several, the first.
fn language(said: &str) -> Option<&'static str> {
    let first = said
        .split([';', ',', '|', '('])
        .next()?
        .trim()
        .to_lowercase();
    let known = LANGUAGES.iter().find(|(name, _)| *name == first);
    known.map(|(_, tag)| *tag)
}

/// Tells whether a word is a number.
fn is_number(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests;
