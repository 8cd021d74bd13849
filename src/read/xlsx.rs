//! Spreadsheets of Excel (`xlsx`), read as tables are: an article a row, a column for each field.
//!
//! The first sheet that has a column of texts counts. Cells are read one after the other and kept as CSV, since a sheet
//! may say that it is as large as it likes. What is shown of a cell counts: a date, not the number that it is.

use std::io::{Cursor, Read as _, sink};
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{DataRef, ExcelDateTime, Reader as _, Xlsx, XlsxError};
use csv::{Position, Writer, WriterBuilder};

use super::{Table, decode, office, table, unreadable};
use crate::model::problem::said_by;

/// Most bytes of all parts when unpacked, and of all cells: cells may share their texts.
const LARGEST: u64 = 256 * 1024 * 1024;

/// Most columns and rows that are read of a sheet, and most sheets that are looked at.
const MOST_COLUMNS: u32 = 1000;
const MOST_ROWS: u32 = 1_048_576;
const MOST_SHEETS: usize = 50;

/// What there is to do about a spreadsheet that cannot be read.
const HINT: &str = "Open it in its program and save it as CSV in UTF-8";

/// Lists the articles of a file; see [`super::table`].
pub(super) fn list(path: &str, bytes: &[u8]) -> Option<Table> {
    let read = AssertUnwindSafe(|| tables(path, bytes));
    // Spreadsheets are made by everybody: a fault of the reader costs one file, not the work on all.
    let read = catch_unwind(read).unwrap_or_else(|panic| {
        Err(format!(
            "the file cannot be understood: {}",
            said_by(&*panic)
        ))
    });
    match read {
        Ok(table) => table,
        Err(what) => {
            let problem = unreadable(path, what).hinted(HINT);
            Some(Table {
                problems: vec![problem],
                ..Table::default()
            })
        }
    }
}

fn tables(path: &str, bytes: &[u8]) -> Result<Option<Table>, String> {
    if bytes.starts_with(b"\xD0\xCF\x11\xE0") {
        let what = "the file is protected by a password, or of an old Excel version";
        return Err(what.to_owned());
    }
    if !bytes.starts_with(b"PK") {
        return Err(decode::not_a("spreadsheet", bytes).0);
    }
    check_size(bytes)?;
    let mut book = Xlsx::new(Cursor::new(bytes)).map_err(|error| said(&error))?;
    for name in book.sheet_names().into_iter().take(MOST_SHEETS) {
        let rows = match rows(&mut book, &name) {
            Ok(Some(rows)) => rows,
            Ok(None) => return Err(too_large()),
            // A chart or a dialog is no sheet with cells.
            Err(XlsxError::WorksheetNotFound(_)) => continue,
            Err(error) => return Err(said(&error)),
        };
        let line = |position: &Position| position.record() + rows.first;
        if let Some(mut table) = table::rows(path, &rows.csv, &line) {
            table.content = Some(rows.csv);
            return Ok(Some(table));
        }
    }
    Ok(None)
}

/// Refuses an archive that grows larger than any table when it is unpacked, whatever it says of its sizes.
fn check_size(bytes: &[u8]) -> Result<(), String> {
    let mut archive = office::archive(bytes)?;
    let mut left = LARGEST;
    for at in 0..archive.len() {
        let part = archive
            .by_index(at)
            .map_err(|error| format!("the file is damaged or cut off ({error})"))?;
        let read = std::io::copy(&mut part.take(left + 1), &mut sink());
        let read = read.map_err(|error| format!("the file is damaged ({error})"))?;
        left = left.checked_sub(read).ok_or_else(too_large)?;
    }
    Ok(())
}

fn too_large() -> String {
    let most = LARGEST / 1024 / 1024;
    format!("the file is too large (at most {most} MiB are read)")
}

/// The cells of a sheet.
struct Rows {
    csv: Vec<u8>,
    /// The number of the first row that has something in it, from 1.
    first: u64,
}

/// Reads the cells of a sheet; none if there is more in them than is read.
fn rows(book: &mut Xlsx<Cursor<&[u8]>>, name: &str) -> Result<Option<Rows>, XlsxError> {
    let mut cells = book.worksheet_cells_reader(name)?;
    let mut writer = WriterBuilder::new().flexible(true).from_writer(Vec::new());
    let mut row: Vec<String> = Vec::new();
    let (mut first, mut at) = (None, 0);
    let mut left = LARGEST;
    while let Some(cell) = cells.next_cell()? {
        let (number, column) = cell.get_position();
        let value = shown(cell.get_value());
        let is_within = column < MOST_COLUMNS && number < MOST_ROWS;
        if value.is_empty() || !is_within || number < at {
            continue;
        }
        match left.checked_sub(value.len() as u64) {
            Some(less) => left = less,
            None => return Ok(None),
        }
        if first.is_none() {
            first = Some(number);
            at = number;
        }
        while at < number {
            write(&mut writer, &mut row)?;
            at += 1;
        }
        let column = usize::try_from(column).unwrap_or_default();
        row.resize(row.len().max(column + 1), String::new());
        row[column] = value;
    }
    write(&mut writer, &mut row)?;
    let csv = writer
        .into_inner()
        .map_err(|error| XlsxError::Io(std::io::Error::other(error.to_string())))?;
    Ok(Some(Rows {
        csv,
        first: u64::from(first.unwrap_or(0)) + 1,
    }))
}

/// Writes a row and makes room for the next. Every row has a length of its own.
fn write(writer: &mut Writer<Vec<u8>>, row: &mut Vec<String>) -> Result<(), XlsxError> {
    let failed = |error: csv::Error| XlsxError::Io(error.into());
    for value in row.iter() {
        writer.write_field(value).map_err(failed)?;
    }
    if row.is_empty() {
        writer.write_field("").map_err(failed)?;
    }
    row.clear();
    writer.write_record(None::<&[u8]>).map_err(failed)
}

/// Returns what a person sees in a cell.
fn shown(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Empty | DataRef::Error(_) => String::new(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(is) => is.to_string(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            text.clone()
        }
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::DateTime(time) => moment(time),
    }
}

fn moment(time: &ExcelDateTime) -> String {
    if time.is_duration() {
        return time.as_f64().to_string();
    }
    let (year, month, day, hour, minute, second, _) = time.to_ymd_hms_milli();
    let date = format!("{year:04}-{month:02}-{day:02}");
    if (hour, minute, second) == (0, 0, 0) {
        return date;
    }
    format!("{date} {hour:02}:{minute:02}:{second:02}")
}

/// Says in words what is wrong with a spreadsheet.
fn said(error: &XlsxError) -> String {
    match error {
        XlsxError::Password => "the file is protected by a password".to_owned(),
        error => format!("the file is damaged or cut off ({error})"),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;
    use crate::read;

    /// Makes a workbook of one sheet, whose rows are given as XML.
    fn book(rows: &str) -> Vec<u8> {
        let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
        let of = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        let package = "http://schemas.openxmlformats.org/package/2006/relationships";
        let parts = [
            (
                "_rels/.rels",
                format!(
                    "<Relationships xmlns=\"{package}\"><Relationship Id=\"rId1\" Type=\"{of}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
                ),
            ),
            (
                "xl/workbook.xml",
                format!(
                    "<workbook xmlns=\"{main}\" xmlns:r=\"{of}\"><sheets><sheet name=\"One\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
                ),
            ),
            (
                "xl/_rels/workbook.xml.rels",
                format!(
                    "<Relationships xmlns=\"{package}\"><Relationship Id=\"rId1\" Type=\"{of}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
                ),
            ),
            (
                "xl/worksheets/sheet1.xml",
                format!("<worksheet xmlns=\"{main}\"><sheetData>{rows}</sheetData></worksheet>"),
            ),
        ];
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in parts {
            archive
                .start_file(name, SimpleFileOptions::default())
                .unwrap();
            archive.write_all(content.as_bytes()).unwrap();
        }
        archive.finish().unwrap().into_inner()
    }

    fn cell(at: &str, text: &str) -> String {
        format!("<c r=\"{at}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
    }

    fn row(number: u32, values: &[&str]) -> String {
        let cells = values.iter().zip('A'..).map(|(value, column)| {
            let at = format!("{column}{number}");
            if value.is_empty() {
                String::new()
            } else {
                cell(&at, value)
            }
        });
        format!("<row r=\"{number}\">{}</row>", cells.collect::<String>())
    }

    #[test]
    fn a_row_is_an_article() {
        let file = book(
            &[
                row(2, &["id", "Title", "", "text", "date", "section"]),
                row(
                    3,
                    &[
                        "a",
                        "Talks end",
                        "x",
                        "“No,”\nsaid Ann.",
                        "31.12.12",
                        "World",
                    ],
                ),
                row(5, &["b", "", "", "Two.", "", ""]),
                row(6, &["c", "No text", "", "", "", ""]),
            ]
            .concat(),
        );
        let table = read::table("t.xlsx", &file).unwrap();
        let ids: Vec<&str> = table.parts.iter().map(|part| part.id.as_str()).collect();
        assert_eq!(ids, ["a", "b"]);
        let said: Vec<String> = table.problems.iter().map(ToString::to_string).collect();
        assert_eq!(said.len(), 1, "{said:?}");
        assert!(said[0].starts_with("t.xlsx:6:1: the row is left out: its text is empty"));
        let id = read::article_id("t.xlsx#a");
        let content = table.content.as_deref().unwrap();
        let article = read::part(&id, content, table.parts[0].bytes.clone()).unwrap();
        assert_eq!(&*article.text, "Talks end\n\n“No,”\nsaid Ann.");
        assert_eq!(article.meta.date.as_deref(), Some("2012-12-31"));
        assert_eq!(
            article.meta.other,
            [("section".to_owned(), "World".to_owned())]
        );
        assert_eq!(article.reader.name, "spreadsheet");
    }

    #[test]
    fn a_sheet_that_is_no_table_of_articles_is_left_alone() {
        let file = book(&[row(1, &["a", "b"]), row(2, &["1", "2"])].concat());
        assert_eq!(read::table("t.xlsx", &file), None);
        assert_eq!(read::table("t.xlsx", &book("")), None);
    }

    #[test]
    fn a_cell_far_away_costs_nothing() {
        let far = format!("<row r=\"1048576\">{}</row>", cell("XFD1048576", "far"));
        let file = book(&[row(1, &["id", "text"]), row(2, &["a", "One."]), far].concat());
        let table = read::table("t.xlsx", &file).unwrap();
        assert_eq!((table.parts.len(), table.problems.len()), (1, 0));
    }

    #[track_caller]
    fn check_refused(bytes: &[u8], expected: &str) {
        let table = read::table("t.xlsx", bytes).unwrap();
        let said = table.problems[0].to_string();
        assert!(said.contains(expected) && table.parts.is_empty(), "{said}");
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        check_refused(b"\xD0\xCF\x11\xE0\xA1\xB1", "protected by a password");
        check_refused(b"%PDF-1.7", "no spreadsheet but a PDF file");
        let whole = book(&row(1, &["id", "text"]));
        check_refused(&whole[..whole.len() / 2], "damaged or cut off");
    }
}
