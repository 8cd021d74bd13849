//! Tables of articles for spreadsheets: CSV and values set apart by tabs, in UTF-8, one article a row. What a spreadsheet
//! itself holds is read as if it had been saved so (`xlsx`).
//!
//! The first row names the columns. A table without a column of texts is no table of articles, and neither is one of
//! annotations, which has a column of offsets or quotes beside it.

use std::ops::Range;

use csv::{ByteRecord, Position, Reader, ReaderBuilder};

use super::head::Markup;
use super::html::put_above;
use super::names::Names;
use super::{Draft, Part, Source, Table, date, decode, plain, unreadable};
use crate::model::problem::Problem;

/// Rows that are named one by one, if they are no articles; of more only the number is told.
const MOST_NAMED: usize = 20;

/// Most columns that are kept of what has no place of its own, and most characters of a value.
const MOST_OTHER: usize = 50;
const LONGEST: usize = 2000;

/// Bytes of a table that is not in UTF-8 in which its first row is looked for.
const HEAD: usize = 4096;

/// What columns are called, in lower case, the surer first.
const TEXTS: [&str; 13] = [
    "text",
    "full_text",
    "fulltext",
    "full text",
    "article_text",
    "body",
    "content",
    "texts",
    "texte",
    "текст",
    "speech",
    "article",
    "анонс",
];
const IDS: [&str; 6] = ["id", "doc_id", "article_id", "document_id", "guid", "uuid"];
const TITLES: [&str; 6] = [
    "title",
    "headline",
    "heading",
    "titel",
    "titre",
    "заголовок",
];
const DATES: [&str; 9] = [
    "date",
    "published",
    "publication_date",
    "publication date",
    "pub_date",
    "pubdate",
    "date_published",
    "datum",
    "дата",
];
const PUBLISHERS: [&str; 8] = [
    "publisher",
    "source",
    "outlet",
    "newspaper",
    "publication",
    "publication title",
    "quelle",
    "источник",
];
const AUTHORS: [&str; 7] = [
    "author",
    "authors",
    "byline",
    "creator",
    "autor",
    "auteur",
    "автор",
];
const URLS: [&str; 4] = ["url", "link", "document url", "оригинал"];
const LANGUAGES: [&str; 2] = ["language", "lang"];

/// Columns that only tables of annotations have.
const ANNOTATIONS: [&str; 4] = ["quote", "start", "annotator", "statement"];

/// Which column has what.
struct Columns {
    names: Vec<String>,
    text: usize,
    id: Option<usize>,
}

impl Columns {
    /// Reads the first row; none if this is no table of articles.
    fn of(header: &ByteRecord) -> Option<Self> {
        let names: Vec<String> = header
            .iter()
            .map(|name| String::from_utf8_lossy(name).trim().to_lowercase())
            .collect();
        if names
            .iter()
            .any(|name| ANNOTATIONS.contains(&name.as_str()))
        {
            return None;
        }
        Some(Self {
            text: column(&names, &TEXTS)?,
            id: column(&names, &IDS),
            names,
        })
    }

    /// Returns a row's value, without white space at its ends.
    fn value<'r>(&self, row: &'r ByteRecord, called: &[&str]) -> Option<&'r str> {
        let value = row.get(column(&self.names, called)?)?;
        std::str::from_utf8(value).ok().map(str::trim)
    }

    fn text<'r>(&self, row: &'r ByteRecord) -> Result<&'r str, String> {
        let value = row.get(self.text).unwrap_or_default();
        let text = std::str::from_utf8(value)
            .map_err(|error| format!("its text is not UTF-8 (at byte {})", error.valid_up_to()))?;
        if text.trim().is_empty() {
            return Err("its text is empty".to_owned());
        }
        Ok(text)
    }
}

/// Returns the first column that has one of some names.
fn column(names: &[String], called: &[&str]) -> Option<usize> {
    called
        .iter()
        .find_map(|called| names.iter().position(|name| name == called))
}

/// Lists the articles of a file; see [`super::table`].
pub(super) fn list(path: &str, bytes: &[u8]) -> Option<Table> {
    if is_wide(bytes) {
        let mut table = Table::default();
        let source = Source {
            path,
            bytes: &bytes[..bytes.len().min(HEAD)],
            chosen: None,
        };
        let beginning = decode::prefix(source, decode::undeclared);
        Columns::of(reader(beginning.as_bytes()).byte_headers().ok()?)?;
        let problem = unreadable(path, "the table is not in UTF-8");
        table
            .problems
            .push(problem.hinted("Save it as CSV in UTF-8"));
        return Some(table);
    }
    rows(path, bytes, &Position::line)
}

/// Lists the articles of rows. `line` says at which line of its file a row is to be found, by where it begins.
pub(super) fn rows(path: &str, bytes: &[u8], line: &dyn Fn(&Position) -> u64) -> Option<Table> {
    let content = unmarked(bytes);
    let offset = bytes.len() - content.len();
    let mut table = Table::default();
    let mut reader = reader(content);
    let columns = Columns::of(reader.byte_headers().ok()?)?;
    let mut names = Names::default();
    let mut faults: Vec<(usize, String)> = Vec::new();
    let mut row = ByteRecord::new();
    loop {
        let from = position(&reader);
        let line = usize::try_from(line(reader.position())).unwrap_or_default();
        match reader.read_byte_record(&mut row) {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) => {
                faults.push((line, format!("it cannot be read: {error}")));
                break;
            }
        }
        // Spreadsheets leave rows without anything in them.
        if row.iter().all(|value| value.trim_ascii().is_empty()) {
            continue;
        }
        let id = columns.id.and_then(|id| row.get(id));
        let id = id
            .and_then(|id| std::str::from_utf8(id).ok())
            .map(str::trim);
        let given = columns
            .text(&row)
            .and_then(|text| names.name(id, text.as_bytes()));
        match given {
            Ok(id) => table.parts.push(Part {
                id,
                bytes: offset + from..offset + position(&reader),
            }),
            Err(what) => faults.push((line, what)),
        }
    }
    let more = faults.len().saturating_sub(MOST_NAMED);
    let left_out = |(line, what): (usize, String)| {
        let what = format!("the row is left out: {what}");
        unreadable(path, what)
            .at(line, 1)
            .hinted("Correct the row, or take it out of the file")
    };
    let told = faults.into_iter().take(MOST_NAMED).map(left_out);
    table.problems.extend(told);
    if more > 0 {
        let what = format!("and {more} more rows that are no articles");
        table.problems.push(unreadable(path, what));
    }
    (!table.parts.is_empty() || !table.problems.is_empty()).then_some(table)
}

/// Reads the article of one row; see [`super::part`].
pub(super) fn part(path: &str, file: &[u8], place: Range<usize>) -> Result<Draft, Problem> {
    let none = || unreadable(path, "the row is no article");
    let content = unmarked(file);
    let mut header = reader(content);
    let columns = header.byte_headers().ok().and_then(Columns::of);
    let columns = columns.ok_or_else(none)?;
    let mut rows = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter(content))
        .from_reader(file.get(place).unwrap_or_default());
    let mut row = ByteRecord::new();
    let is_read = rows.read_byte_record(&mut row).unwrap_or(false);
    if !is_read {
        return Err(none());
    }
    let text = columns.text(&row).map_err(|what| unreadable(path, what))?;
    let mut draft = plain::draft(text.to_owned(), Markup::None);
    let value = |called: &[&str]| {
        let value = columns
            .value(&row, called)
            .filter(|value| !value.is_empty());
        value.map(str::to_owned)
    };
    let meta = &mut draft.meta;
    if let Some(said) = value(&DATES) {
        match date::whole(&said).or_else(|| date::within(&said)) {
            Some(date) => meta.date = Some(date),
            None => meta.other.push(("date".to_owned(), said)),
        }
    }
    meta.publisher = value(&PUBLISHERS).or(meta.publisher.take());
    meta.byline = value(&AUTHORS).or(meta.byline.take());
    meta.url = value(&URLS).or(meta.url.take());
    meta.language = value(&LANGUAGES).or(meta.language.take());
    meta.other.extend(others(&columns, &row));
    if let Some(title) = value(&TITLES) {
        put_above(&mut draft, super::blocks::line(&title));
    }
    Ok(draft)
}

/// Returns the values of columns that have no place of their own.
fn others(columns: &Columns, row: &ByteRecord) -> Vec<(String, String)> {
    let lists: [&[&str]; 8] = [
        &TEXTS,
        &IDS,
        &TITLES,
        &DATES,
        &PUBLISHERS,
        &AUTHORS,
        &URLS,
        &LANGUAGES,
    ];
    let taken: Vec<usize> = lists
        .iter()
        .filter_map(|called| column(&columns.names, called))
        .collect();
    let values = columns.names.iter().zip(row).enumerate();
    let other = values
        .filter(|(at, _)| !taken.contains(at))
        .filter_map(|(_, (name, value))| {
            let value = std::str::from_utf8(value).ok()?.trim();
            let value: String = value.chars().take(LONGEST).collect();
            (!name.is_empty() && !value.is_empty()).then(|| (name.clone(), value))
        });
    other.take(MOST_OTHER).collect()
}

fn reader(content: &[u8]) -> Reader<&[u8]> {
    ReaderBuilder::new()
        .flexible(true)
        .delimiter(delimiter(content))
        .from_reader(content)
}

/// Returns where the next row begins (bytes).
fn position(reader: &Reader<&[u8]>) -> usize {
    usize::try_from(reader.position().byte()).unwrap_or(usize::MAX)
}

/// Returns what sets values apart: what stands oftenest in the first line, a comma where nothing does.
fn delimiter(content: &[u8]) -> u8 {
    let line = content.split(|byte| *byte == b'\n').next();
    let line = line.unwrap_or_default();
    let count = |sign: u8| line.split(|byte| *byte == sign).count();
    let mut best = b',';
    for sign in [b'\t', b';'] {
        if count(sign) > count(best) {
            best = sign;
        }
    }
    best
}

/// Returns the bytes after a byte order mark.
fn unmarked(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes)
}

/// Tells whether a file is in UTF-16, as spreadsheets write it, or no text at all.
fn is_wide(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\xFF\xFE")
        || bytes.starts_with(b"\xFE\xFF")
        || (decode::other_format(bytes).is_none() && bytes.iter().take(1000).any(|byte| *byte == 0))
}

#[cfg(test)]
mod tests {
    use crate::read::{self, Table};

    fn list(file: &str) -> Option<Table> {
        read::table("t.csv", file.as_bytes())
    }

    /// Lists a table; `expected` are its parts, then its problems.
    #[track_caller]
    fn check(file: &str, expected: &[&str]) {
        let shown: Vec<String> = list(file).map_or_else(Vec::new, |table| {
            let parts = table.parts.iter().map(|part| part.id.clone());
            let problems = table.problems.iter().map(ToString::to_string);
            parts.chain(problems).collect()
        });
        assert_eq!(shown, expected);
    }

    #[test]
    fn rows_are_articles_by_their_names() {
        check("id,text\na,One.\nb,Two.\n", &["a", "b"]);
        check("\u{feff}ID;Body\r\n7;\"One;\r\ntwo\"\r\n", &["7"]);
        check("doc_id\ttext\tdate\n7\tOne\t2025\n", &["7"]);
        check("id,Текст,Дата\n7,One,31.12.12\n,,\n", &["7"]);
        let whole = blake3::hash(b"One.").to_hex();
        let hash = &whole.as_str()[..16];
        check("text\nOne.\nOne.\n", &[hash, &format!("{hash}-2")]);
        let hint = "Correct the row, or take it out of the file";
        check(
            "id,text\na,One.\na,Two.\nb,\n",
            &[
                "a",
                &format!(
                    "t.csv:3:1: the row is left out: another article above has the id \"a\". {hint}"
                ),
                &format!("t.csv:4:1: the row is left out: its text is empty. {hint}"),
            ],
        );
    }

    #[test]
    fn what_is_no_table_of_articles_is_left_alone() {
        check("", &[]);
        check("a,b\n1,2\n", &[]);
        check("article,quote,start\nx,y,1\n", &[]);
        check("text,start,end\nx,1,2\n", &[]);
        let wide = |file: &str| {
            file.encode_utf16()
                .flat_map(u16::to_le_bytes)
                .collect::<Vec<u8>>()
        };
        assert_eq!(read::table("t.csv", &wide("a,b\n1,2\n")), None);
        let table = read::table("t.csv", &wide("id,text\n1,One.\n")).unwrap();
        assert_eq!(
            table.problems[0].to_string(),
            "t.csv: the table is not in UTF-8. Save it as CSV in UTF-8"
        );
    }

    #[test]
    fn an_article_is_made_of_its_row() {
        let file = "id,Headline,date,source,text,section\na,Talks end,2025-02-24,The Wire,\"“No,” said \"\"Ann\"\".\nThe end.\",World\n\
                    b,,soon,,Two.,\n";
        let table = list(file).unwrap();
        let article = |at: usize| {
            let part = &table.parts[at];
            let id = read::article_id(&format!("t.csv#{}", part.id));
            read::part(&id, file.as_bytes(), part.bytes.clone()).unwrap()
        };
        let first = article(0);
        assert_eq!(&*first.text, "Talks end\n\n“No,” said \"Ann\".\nThe end.");
        assert_eq!(first.meta.title.as_deref(), Some("Talks end"));
        assert_eq!(first.meta.date.as_deref(), Some("2025-02-24"));
        assert_eq!(first.meta.publisher.as_deref(), Some("The Wire"));
        assert_eq!(
            first.meta.other,
            [("section".to_owned(), "World".to_owned())]
        );
        assert_eq!(first.reader.name, "table");
        let second = article(1);
        assert_eq!(&*second.text, "Two.");
        assert_eq!(second.meta.other, [("date".to_owned(), "soon".to_owned())]);
    }
}
