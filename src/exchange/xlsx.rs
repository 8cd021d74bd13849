//! XLSX: the table that [`super::csv`] is, as a workbook. Offsets, polarities and confidences are numbers, all else is text.
//!
//! The rows are written as the sheet's XML one by one, so that memory does not grow with cells; the archive is
//! [`Output`](crate::store::Output)'s.

use super::csv::{HEADER, each_row};
use super::losses::{Loss, Losses};
use super::record::{Head, Out, Record, Write};
use super::xml::escaped;
use crate::model::codebook::Codebook;

/// The file of the archive that the rows stand in.
pub(super) const SHEET: &str = "xl/worksheets/sheet1.xml";

/// Most UTF-16 units in a cell.
const MOST: usize = 32_767;

/// Columns whose fields are numbers, where they are not empty.
const NUMBERS: [&str; 8] = [
    "start",
    "end",
    "cue_start",
    "cue_end",
    "speaker_start",
    "speaker_end",
    "polarity",
    "confidence",
];

const CONTENT_TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>
"#;

const RELATIONS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>
"#;

const WORKBOOK: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="statements" sheetId="1" r:id="rId1"/></sheets></workbook>
"#;

const WORKBOOK_RELATIONS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>
"#;

/// Begins the sheet: its first row stays in sight.
const BEGIN: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetData>
"#;

/// Writes a workbook.
pub(super) struct Xlsx {
    /// Whether text that a spreadsheet would take for a formula is guarded: it is none here, but becomes one where the
    /// sheet is saved as CSV.
    pub(super) guard: bool,
}

impl Write for Xlsx {
    fn files(&self, _codebook: &Codebook) -> Vec<(String, Vec<u8>)> {
        let files = [
            ("[Content_Types].xml", CONTENT_TYPES),
            ("_rels/.rels", RELATIONS),
            ("xl/workbook.xml", WORKBOOK),
            ("xl/_rels/workbook.xml.rels", WORKBOOK_RELATIONS),
        ];
        let file = |(name, content): (&str, &str)| (name.to_owned(), content.as_bytes().to_vec());
        files.map(file).to_vec()
    }

    fn begin(&self, _head: Head<'_>, out: &mut Vec<u8>) {
        out.extend_from_slice(BEGIN.as_bytes());
        let mut row = String::from("<row>");
        for title in HEADER {
            words(title, &mut row);
        }
        row.push_str("</row>\n");
        out.extend_from_slice(row.as_bytes());
    }

    fn end(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(b"</sheetData></worksheet>\n");
    }

    fn article(&self, records: &[Record<'_>], out: &mut Out, losses: &mut Losses) -> usize {
        let is_number = HEADER.map(|title| NUMBERS.contains(&title));
        let mut count = 0;
        for record in records {
            count += each_row(record, self.guard, |fields| {
                let mut row = String::from("<row>");
                for (field, is_number) in fields.iter().zip(is_number) {
                    cell(field, is_number, &mut row, || {
                        losses.add(Loss::LongTexts, record, None);
                    });
                }
                row.push_str("</row>\n");
                out.stream.extend_from_slice(row.as_bytes());
            });
        }
        count
    }
}

/// Writes a cell; `cut` is told where it does not hold all.
fn cell(field: &str, is_number: bool, row: &mut String, cut: impl FnOnce()) {
    if field.is_empty() {
        row.push_str("<c/>");
    } else if is_number {
        row.push_str("<c><v>");
        row.push_str(field);
        row.push_str("</v></c>");
    } else {
        let short = shortened(field);
        if short.len() < field.len() {
            cut();
        }
        words(short, row);
    }
}

fn words(text: &str, row: &mut String) {
    row.push_str("<c t=\"inlineStr\"><is><t xml:space=\"preserve\">");
    row.push_str(&escaped(text, false));
    row.push_str("</t></is></c>");
}

/// Returns as much of a text as a cell holds.
fn shortened(text: &str) -> &str {
    if text.len() <= MOST {
        return text;
    }
    let mut units = 0;
    let end = text.char_indices().find(|(_, char)| {
        units += char.len_utf16();
        units > MOST
    });
    end.map_or(text, |(at, _)| &text[..at])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_cut_between_characters() {
        let long = "😀".repeat(MOST);
        assert_eq!(shortened(&long).chars().count(), MOST / 2);
        assert_eq!(shortened("a"), "a");
        let mut row = String::new();
        let mut is_cut = false;
        cell(&long, false, &mut row, || is_cut = true);
        assert!(is_cut);
        cell("", false, &mut row, || ());
        cell("-2.5", true, &mut row, || ());
        assert!(row.ends_with("<c/><c><v>-2.5</v></c>"), "{row}");
    }

    #[test]
    fn every_number_is_a_column() {
        for name in NUMBERS {
            assert!(HEADER.contains(&name), "{name}");
        }
        for xml in [CONTENT_TYPES, RELATIONS, WORKBOOK, WORKBOOK_RELATIONS] {
            assert!(roxmltree::Document::parse(xml).is_ok());
        }
    }
}
