//! Files that hold texts with what was labelled in them, as records of JSON: a record for each text, or for each text and
//! annotator.
//!
//! [`records`] finds the records and their lines, whatever one of them looks like; a format says what a record holds
//! ([`Reader`]); this module is the [`Source`] that an import reads.

mod records;

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

use super::attributes;
use super::import::report::Notes;
use super::import::{Options, Source, Work, unreadable};
use crate::anchor::has_same_letters;
use crate::model::article::Article;
use crate::model::problem::Problem;
use crate::model::span::Span;
use crate::model::text::Text;
use crate::store::fs::{Fs as _, RealFs};
use crate::store::reason;

/// Largest file that is read, in bytes.
const MAX_FILE: u64 = 2 * 1024 * 1024 * 1024;

/// Hexadecimal digits of a text's hash that name it where nothing else does.
const DIGITS: usize = 16;

/// Longest id that becomes part of a file's name, in bytes.
const MAX_ID: usize = 100;

/// Where a record stands, for messages, and the text that it is about.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place<'a> {
    /// The file.
    pub(super) shown: &'a str,
    /// The record's first line, from 1.
    pub(super) line: usize,
    /// The text that its offsets count in.
    pub(super) text: &'a Text,
}

/// What a record says of itself.
#[derive(Debug, Default)]
pub(super) struct Glance {
    /// The article's path in the project that it was exported from.
    pub(super) path: Option<String>,
    /// What the other program calls it.
    pub(super) id: Option<String>,
    /// The text, if the record has it.
    pub(super) text: Option<String>,
    /// Whether it holds work of which it does not say whose it is.
    pub(super) is_nobodys: bool,
}

/// Says what the records of a format hold.
pub(super) trait Reader: Send + Sync {
    /// Looks at a record. None if there is nothing in it to import, which is no fault.
    ///
    /// # Errors
    /// A clause that says what is wrong.
    fn glance(&self, record: &[u8]) -> Result<Option<Glance>, String>;

    /// Reads what was labelled in a record.
    ///
    /// # Errors
    /// A clause that says what is wrong with the whole record.
    fn work(&self, record: &[u8], place: Place<'_>, notes: &mut Notes)
    -> Result<Vec<Work>, String>;
}

/// One article of a file.
struct Entry {
    /// Where it is put within the folder of articles.
    path: String,
    original: Option<String>,
    has_text: bool,
    records: Vec<(usize, Range<usize>)>,
}

struct Texts {
    shown: String,
    bytes: Vec<u8>,
    entries: Vec<Entry>,
    notes: Notes,
    reader: Box<dyn Reader>,
}

/// Returns the stretch that a range of code points means; says so where it means none.
pub(super) fn place_span(
    range: attributes::Range,
    place: Place<'_>,
    notes: &mut Notes,
) -> Option<Span> {
    match attributes::span(place.text, range) {
        Ok(span) => Some(span),
        Err(what) => {
            let problem = unreadable(place.shown, what).at(place.line, 1);
            notes.problems.push(problem);
            None
        }
    }
}

/// What is said of records that hold no article.
const NOTHING: &str = "records with nothing to import";

/// Opens a file of records.
pub(super) fn open(options: &Options, reader: Box<dyn Reader>) -> Result<Box<dyn Source>, Problem> {
    let bytes = read(options)?;
    open_bytes(options, bytes, reader)
}

/// Reads a file that is one document of JSON, which is never empty as a file of lines may be.
pub(super) fn read_document(options: &Options) -> Result<Vec<u8>, Problem> {
    let bytes = read(options)?;
    refuse_empty(&options.from, &bytes)?;
    Ok(bytes)
}

/// Refuses a document of JSON in which nothing stands.
///
/// # Errors
/// If that is so.
pub(super) fn refuse_empty(path: &Path, bytes: &[u8]) -> Result<(), Problem> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    if bytes.trim_ascii().is_empty() {
        let problem = unreadable(path.display().to_string(), "the file is empty");
        return Err(problem.hinted("Export it anew from the other program"));
    }
    Ok(())
}

/// Reads a file of records.
fn read(options: &Options) -> Result<Vec<u8>, Problem> {
    let bytes = RealFs.read(&options.from, MAX_FILE);
    bytes.map_err(|error| unreadable(options.from.display().to_string(), reason(&error)))
}

/// Opens what was read of a file of records.
pub(super) fn open_bytes(
    options: &Options,
    bytes: Vec<u8>,
    reader: Box<dyn Reader>,
) -> Result<Box<dyn Source>, Problem> {
    let path = &options.from;
    let shown = path.display().to_string();
    if bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") {
        let problem = unreadable(shown, "the file is UTF-16");
        return Err(problem.hinted("Save it as UTF-8"));
    }
    let found = records::find(&bytes);
    let mut notes = Notes::default();
    for (line, what) in found.faults {
        notes
            .problems
            .push(unreadable(shown.clone(), what).at(line, 1));
    }
    let mut entries: Vec<Entry> = Vec::new();
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    for (line, range) in found.records {
        let glance = match reader.glance(&bytes[range.clone()]) {
            Ok(Some(glance)) => glance,
            Ok(None) => {
                notes.remark(NOTHING, &shown, Some(line));
                continue;
            }
            Err(what) => {
                notes
                    .problems
                    .push(unreadable(shown.clone(), what).at(line, 1));
                continue;
            }
        };
        if glance.is_nobodys && options.annotator.is_none() {
            let what = "the file does not say whose these annotations are";
            let problem = unreadable(shown, what).at(line, 1);
            return Err(problem.hinted("Say it with --annotator"));
        }
        let (path, has_text) = (name(&glance, path), glance.text.is_some());
        let index = *known.entry(path.clone()).or_insert_with(|| {
            entries.push(Entry {
                path,
                original: glance.path,
                has_text: false,
                records: Vec::new(),
            });
            entries.len() - 1
        });
        let entry = &mut entries[index];
        if has_text && !entry.has_text {
            // The first record is the one whose text becomes the article.
            entry.records.insert(0, (line, range));
        } else {
            entry.records.push((line, range));
        }
        entry.has_text |= has_text;
    }
    Ok(Box::new(Texts {
        shown,
        bytes,
        entries,
        notes,
        reader,
    }))
}

/// Returns where an article is put: at its own path, else under its id or its text's hash in a folder named as the file.
fn name(glance: &Glance, file: &Path) -> String {
    if let Some(path) = &glance.path {
        return text_path(path);
    }
    let folder = file.file_stem().map_or_else(String::new, |stem| {
        let stem = stem.to_string_lossy();
        stem.chars().map(plain).collect()
    });
    let folder = match folder.trim_matches('.') {
        "" => "imported",
        folder => folder,
    };
    let id = glance.id.as_deref().filter(|id| id.len() <= MAX_ID);
    let id: String = id.unwrap_or_default().chars().map(plain).collect();
    let stem = match id.trim_matches('.') {
        "" => {
            let text = glance.text.as_deref().unwrap_or_default();
            let hash = blake3::hash(text.as_bytes()).to_hex();
            hash[..DIGITS].to_owned()
        }
        id => id.to_owned(),
    };
    format!("{folder}/{stem}.txt")
}

/// Returns a character as any file's name may hold it.
pub(super) fn plain(char: char) -> char {
    if char.is_alphanumeric() || "-_.".contains(char) {
        char
    } else {
        '-'
    }
}

/// Returns the path of a file that is nothing but the text of an article. Of a web page or of a row of a table what comes
/// back is its text.
pub(super) fn text_path(path: &str) -> String {
    let path = path.replace('#', "/");
    let ending = path.rsplit_once('.').map(|(_, ending)| ending);
    let is_text = ending.is_some_and(|ending| {
        let plain = ["txt", "text", "md", "markdown"];
        plain.iter().any(|known| ending.eq_ignore_ascii_case(known))
    });
    if is_text { path } else { format!("{path}.txt") }
}

impl Texts {
    fn entry_text(&self, entry: &Entry) -> Result<String, Problem> {
        let none = |line: usize, what: String| unreadable(self.shown.clone(), what).at(line, 1);
        let Some((line, range)) = entry.records.first() else {
            return Err(none(1, "there is no text".to_owned()));
        };
        let glance = self.reader.glance(&self.bytes[range.clone()]);
        let glance = glance.map_err(|what| none(*line, what))?;
        let text = glance.and_then(|glance| glance.text);
        text.ok_or_else(|| none(*line, "the record holds no text".to_owned()))
    }
}

impl Source for Texts {
    fn articles(&self) -> Vec<&str> {
        let entries = self.entries.iter();
        entries.map(|entry| entry.path.as_str()).collect()
    }

    fn notes(&self) -> Notes {
        self.notes.clone()
    }

    fn bytes(&self, index: usize) -> Result<Vec<u8>, Problem> {
        self.entry_text(&self.entries[index])
            .map(String::into_bytes)
    }

    fn original(&self, index: usize) -> Option<&str> {
        self.entries[index].original.as_deref()
    }

    fn has_text(&self, index: usize) -> bool {
        self.entries[index].has_text
    }

    fn work(&self, index: usize, _bytes: &[u8], article: &Article) -> (Vec<Work>, Notes) {
        let mut notes = Notes::default();
        let mut all = Vec::new();
        for (line, range) in &self.entries[index].records {
            let record = &self.bytes[range.clone()];
            let mut said = Notes::default();
            let work = self.one(record, *line, article, &mut said);
            let is_complete = said.is_complete();
            notes.add(said);
            match work {
                Ok(work) => {
                    let work = work.into_iter();
                    // Whoever labelled something that is not here has not found the article to hold no statement.
                    let is_used = |work: &Work| {
                        is_complete || !work.drafts.is_empty() || work.whole.is_some()
                    };
                    for work in work.filter(is_used) {
                        add(&mut all, work);
                    }
                }
                Err(what) => notes
                    .problems
                    .push(unreadable(self.shown.clone(), what).at(*line, 1)),
            }
        }
        (all, notes)
    }
}

/// Adds work, to that of the same annotator where records hold one statement each.
fn add(all: &mut Vec<Work>, work: Work) {
    let is_same = |known: &Work| known.annotator == work.annotator && known.whole.is_none();
    let same = all
        .iter()
        .position(is_same)
        .filter(|_| work.whole.is_none());
    let Some(at) = same else {
        all.push(work);
        return;
    };
    let known = &mut all[at];
    let before = known.drafts.len();
    known
        .drafts
        .extend(work.drafts.into_iter().map(|mut draft| {
            draft.parent = draft.parent.map(|parent| parent + before);
            draft
        }));
    if known.brings != work.brings {
        known.brings = known.brings.with(&work.brings);
    }
}

impl Texts {
    /// Reads one record, whose text may differ from the article's in line ends and blanks.
    fn one(
        &self,
        record: &[u8],
        line: usize,
        article: &Article,
        notes: &mut Notes,
    ) -> Result<Vec<Work>, String> {
        let place = Place {
            shown: &self.shown,
            line,
            text: &article.text,
        };
        let glance = self.reader.glance(record)?.unwrap_or_default();
        let other = glance
            .text
            .filter(|text| text.as_bytes() != article.text.as_bytes());
        let Some(other) = other else {
            return self.reader.work(record, place, notes);
        };
        let other = Text::new(other);
        if !has_same_letters(&other, &article.text) {
            return Err("the text is another than that of the article of this name".to_owned());
        }
        let own = Place {
            text: &other,
            ..place
        };
        let work = self.reader.work(record, own, notes)?;
        let work = work.iter();
        Ok(work
            .filter_map(|work| work.carried(&other, &article.text))
            .collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_name(path: Option<&str>, id: Option<&str>, expected: &str) {
        let glance = Glance {
            path: path.map(str::to_owned),
            id: id.map(str::to_owned),
            text: Some("One.".to_owned()),
            ..Glance::default()
        };
        assert_eq!(name(&glance, Path::new("/tmp/my export.jsonl")), expected);
    }

    #[test]
    fn articles_have_names() {
        check_name(Some("articles/a.txt"), Some("7"), "articles/a.txt");
        check_name(Some("articles/a.html"), None, "articles/a.html.txt");
        check_name(Some("wire.jsonl#a-17"), None, "wire.jsonl/a-17.txt");
        check_name(None, Some("7"), "my-export/7.txt");
        check_name(None, Some("../x/y"), "my-export/-x-y.txt");
        let hash = blake3::hash(b"One.").to_hex();
        check_name(None, None, &format!("my-export/{}.txt", &hash[..16]));
    }
}
