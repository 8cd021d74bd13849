//! Documents of word processors that are zip archives of XML: Word (`docx`) and `OpenDocument` (`odt`).
//!
//! Read is one part of the archive, whatever the others hold, up to a size that no article has: what an archive says of its
//! sizes may be anything. Entities that a document declares are never followed, so nothing can grow. Deleted text of a
//! tracked change, comments, footnotes, headers and footers are no part of the text.

use std::io::{Cursor, Read as _};

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;
use zip::result::ZipError;

use super::head::Markup;
use super::paragraphs::Paragraphs;
use super::{Draft, Source, decode, plain, unreadable};
use crate::model::problem::Problem;

/// The largest part that is read, in bytes when unpacked.
const LARGEST: u64 = 64 * 1024 * 1024;

/// Most files in an archive.
const MOST_FILES: usize = 10_000;

/// The part in which a Word document keeps what programs note of it, and how much of a part is looked at for marks, in bytes.
const PROPERTIES: &str = "docProps/custom.xml";
const BEGINNING: u64 = 16 * 1024;

/// An archive in memory.
pub(super) type Archive<'a> = ZipArchive<Cursor<&'a [u8]>>;

/// What there is to do about a document that cannot be read.
const HINT: &str = "Open it in its program and save its text as a .txt file";

/// What elements of a document mean, by their names with the usual prefixes.
struct Dialect {
    /// The part of the archive that is the text.
    part: &'static str,
    /// Elements whose words are text; none where all words are.
    words: Option<&'static str>,
    paragraphs: &'static [&'static str],
    /// Elements that stand for characters.
    signs: &'static [(&'static str, &'static str)],
    /// Elements that are no part of the text, with all that is in them.
    hidden: &'static [&'static str],
}

const WORD: Dialect = Dialect {
    part: "word/document.xml",
    words: Some("w:t"),
    paragraphs: &["w:p"],
    signs: &[
        ("w:tab", " "),
        ("w:br", "\n"),
        ("w:cr", "\n"),
        ("w:noBreakHyphen", "-"),
    ],
    hidden: &["mc:Fallback", "w:del", "w:moveFrom", "w:pPr", "w:rPr"],
};

const OPEN_DOCUMENT: Dialect = Dialect {
    part: "content.xml",
    words: None,
    paragraphs: &["text:p", "text:h"],
    signs: &[
        ("text:s", " "),
        ("text:tab", " "),
        ("text:line-break", "\n"),
    ],
    hidden: &[
        "office:annotation",
        "office:automatic-styles",
        "office:font-face-decls",
        "office:forms",
        "office:scripts",
        "svg:desc",
        "svg:title",
        "text:note",
        "text:tracked-changes",
    ],
};

/// Reads a Word document; see [`super::read`].
pub(super) fn read_word(source: Source<'_>) -> Result<Draft, Problem> {
    read(source, &WORD)
}

/// Reads an `OpenDocument` text; see [`super::read`].
pub(super) fn read_open_document(source: Source<'_>) -> Result<Draft, Problem> {
    read(source, &OPEN_DOCUMENT)
}

fn read(source: Source<'_>, dialect: &Dialect) -> Result<Draft, Problem> {
    let path = source.path;
    let fail = |what: String| unreadable(path, what).hinted(HINT);
    if source.bytes.is_empty() {
        return Err(unreadable(path, "the file is empty"));
    }
    // Word encrypts a document within one of the old kind.
    if source.bytes.starts_with(b"\xD0\xCF\x11\xE0") {
        let what = "the document is protected by a password, or of an old Word version";
        return Err(fail(what.to_owned()));
    }
    if !source.bytes.starts_with(b"PK") {
        let (what, hint) = decode::not_a("document of this kind", source.bytes);
        return Err(unreadable(path, what).hinted(hint));
    }
    let xml = unpacked(source.bytes, dialect).map_err(fail)?;
    let text = text(&xml, dialect).map_err(fail)?;
    if text.is_empty() {
        return Err(unreadable(path, "the document holds no text"));
    }
    Ok(plain::draft(text, Markup::None))
}

/// Returns the words of a Word document.
///
/// # Errors
/// A clause that says what is wrong.
pub(super) fn word_text(bytes: &[u8]) -> Result<String, String> {
    text(&unpacked(bytes, &WORD)?, &WORD)
}

/// Returns as much of a Word document as says whether it may be the download of a news database: its properties, and the
/// beginning of its text with all marks. Nothing where it cannot be unpacked.
pub(super) fn beginning(bytes: &[u8]) -> Vec<u8> {
    let mut all = Vec::new();
    if let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) {
        for part in [PROPERTIES, WORD.part] {
            if let Ok(part) = archive.by_name(part) {
                // Half of it may be read, if it is damaged.
                drop(part.take(BEGINNING).read_to_end(&mut all));
            }
        }
    }
    all
}

/// Tells whether a Word document says that `LexisNexis` made it for a download.
pub(super) fn is_delivery(bytes: &[u8]) -> bool {
    let properties = archive(bytes);
    let properties = properties.and_then(|mut archive| packed_part(&mut archive, PROPERTIES));
    properties.is_ok_and(|xml| String::from_utf8_lossy(&xml).contains("LADocCount"))
}

/// Opens a document's archive.
///
/// # Errors
/// A clause that says why it cannot be read.
pub(super) fn archive(bytes: &[u8]) -> Result<Archive<'_>, String> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(&error))?;
    if archive.len() > MOST_FILES {
        return Err(format!("the document holds more than {MOST_FILES} files"));
    }
    if is_encrypted(&mut archive) {
        return Err("the document is protected by a password".to_owned());
    }
    Ok(archive)
}

/// Takes the text's part out of an archive.
///
/// # Errors
/// A clause that says why there is none.
fn unpacked(bytes: &[u8], dialect: &Dialect) -> Result<String, String> {
    let xml = packed_part(&mut archive(bytes)?, dialect.part)?;
    String::from_utf8(xml).map_err(|error| format!("the document is damaged ({error})"))
}

/// Takes a part out of an archive, up to a size that no article has.
///
/// # Errors
/// A clause that says why there is none.
pub(super) fn packed_part(archive: &mut Archive<'_>, name: &str) -> Result<Vec<u8>, String> {
    let part = archive.by_name(name).map_err(|error| damaged(&error))?;
    let mut xml = Vec::new();
    // One byte more than may be, to know.
    part.take(LARGEST + 1)
        .read_to_end(&mut xml)
        .map_err(|error| format!("the document is damaged ({error})"))?;
    if xml.len() as u64 > LARGEST {
        let most = LARGEST / 1024 / 1024;
        return Err(format!(
            "the document is too large (at most {most} MiB of text are read)"
        ));
    }
    Ok(xml)
}

/// Tells whether an `OpenDocument` says that its parts are encrypted.
fn is_encrypted(archive: &mut Archive<'_>) -> bool {
    let Ok(manifest) = archive.by_name("META-INF/manifest.xml") else {
        return false;
    };
    let mut xml = Vec::new();
    let is_read = manifest.take(1 << 20).read_to_end(&mut xml).is_ok();
    is_read && String::from_utf8_lossy(&xml).contains("encryption-data")
}

fn damaged(error: &ZipError) -> String {
    match error {
        ZipError::FileNotFound => "the file is an archive of another kind".to_owned(),
        ZipError::UnsupportedArchive(what) => format!("the document cannot be unpacked ({what})"),
        _ => format!("the document is damaged or cut off ({error})"),
    }
}

/// Reads the paragraphs of a document's XML.
///
/// # Errors
/// A clause that says what is wrong.
fn text(xml: &str, dialect: &Dialect) -> Result<String, String> {
    let mut words = Words::default();
    let mut reader = Reader::from_str(xml);
    loop {
        let event = reader.read_event();
        let event = event.map_err(|error| format!("the document is damaged ({error})"))?;
        match event {
            Event::Start(start) => words.start(&start, dialect),
            Event::Empty(start) => {
                words.start(&start, dialect);
                words.end(start.name().as_ref(), dialect);
            }
            Event::End(end) => words.end(end.name().as_ref(), dialect),
            Event::Text(text) => {
                let text = text.xml10_content();
                words.add(&text.unwrap_or_default(), dialect);
            }
            Event::CData(data) => words.add(&String::from_utf8_lossy(&data), dialect),
            Event::GeneralRef(name) => {
                let char = name.resolve_char_ref().ok().flatten();
                let name = String::from_utf8_lossy(&name);
                let found = char.map(String::from);
                let found = found.or_else(|| resolve_predefined_entity(&name).map(str::to_owned));
                words.add(&found.unwrap_or_default(), dialect);
            }
            Event::Eof => break,
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
        }
    }
    Ok(words.paragraphs.finish())
}

/// The words so far.
#[derive(Debug, Default)]
struct Words {
    paragraphs: Paragraphs,
    /// How many elements are open whose words are text.
    open: usize,
    /// How many elements are open within one that is no part of the text, itself included.
    hidden: usize,
}

impl Words {
    fn start(&mut self, start: &BytesStart<'_>, dialect: &Dialect) {
        let name = start.name();
        let name: &[u8] = name.as_ref();
        let is = |known: &&str| known.as_bytes() == name;
        if self.hidden > 0 || dialect.hidden.iter().any(is) {
            self.hidden += 1;
            return;
        }
        if dialect.words.is_some_and(|words| is(&words)) || dialect.paragraphs.iter().any(is) {
            self.open += 1;
        }
        if dialect.paragraphs.iter().any(is) {
            self.paragraphs.end();
        }
        let sign = dialect.signs.iter().find(|(known, _)| is(known));
        match sign {
            Some((_, "\n")) => self.paragraphs.end_line(),
            Some((_, sign)) => self.paragraphs.add(sign),
            None => {}
        }
    }

    fn end(&mut self, name: &[u8], dialect: &Dialect) {
        let is = |known: &&str| known.as_bytes() == name;
        if self.hidden > 0 {
            self.hidden -= 1;
            return;
        }
        if dialect.words.is_some_and(|words| is(&words)) || dialect.paragraphs.iter().any(is) {
            self.open = self.open.saturating_sub(1);
        }
        if dialect.paragraphs.iter().any(is) {
            self.paragraphs.end();
        }
    }

    /// Adds words. Where only some elements hold text, a paragraph is open and one of them too.
    fn add(&mut self, text: &str, dialect: &Dialect) {
        let least = if dialect.words.is_some() { 2 } else { 1 };
        if self.hidden > 0 || self.open < least {
            return;
        }
        self.paragraphs.add(text);
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use zip::write::SimpleFileOptions;
    use zip::{CompressionMethod, ZipWriter};

    use super::*;
    use crate::read::read;

    /// Packs parts into an archive.
    fn packed(parts: &[(&str, &str)]) -> Vec<u8> {
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        for (name, content) in parts {
            archive.start_file(*name, options).unwrap();
            archive.write_all(content.as_bytes()).unwrap();
        }
        archive.finish().unwrap().into_inner()
    }

    fn word(body: &str) -> Vec<u8> {
        let xml = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE a [<!ENTITY bomb \"&bomb;&bomb;\">]>\n\
             <w:document><w:body>{body}</w:body></w:document>"
        );
        packed(&[
            ("[Content_Types].xml", "<Types/>"),
            ("word/document.xml", xml.as_str()),
        ])
    }

    #[track_caller]
    fn check(path: &str, bytes: &[u8], expected: &str) {
        assert_eq!(&*read(path, bytes).unwrap().text, expected);
    }

    #[test]
    fn the_words_of_a_word_document_are_read() {
        check(
            "a.docx",
            &word(
                "<w:p><w:pPr><w:tabs><w:tab/></w:tabs></w:pPr><w:r><w:t>We </w:t></w:r><w:r><w:t xml:space=\"preserve\">never</w:t>\
                 <w:tab/><w:t>agreed &amp; &#8220;that&#8221;&bomb;.</w:t><w:br/><w:t>No.</w:t></w:r></w:p>\n\
                 <w:p><w:del><w:r><w:delText>gone</w:delText></w:r></w:del><w:ins><w:r><w:t>New.</w:t></w:r></w:ins></w:p>\
                 <w:p><w:r><w:instrText>PAGE</w:instrText></w:r></w:p><w:tbl><w:tr><w:tc><w:p><w:r><w:t>Cell</w:t></w:r></w:p></w:tc></w:tr></w:tbl>",
            ),
            "We never agreed & “that”.\nNo.\n\nNew.\n\nCell",
        );
    }

    #[test]
    fn the_words_of_an_open_document_are_read() {
        let xml = "<office:document-content><office:automatic-styles><text:p>no</text:p></office:automatic-styles><office:body>\n\
                   <text:h>Talks</text:h>\n <text:p>We<text:s text:c=\"2\"/><text:span>never</text:span><text:note><text:p>1</text:p></text:note> \
                   agreed.<text:line-break/>No.</text:p><text:p/></office:body></office:document-content>";
        check(
            "a.odt",
            &packed(&[("content.xml", xml)]),
            "Talks\n\nWe never agreed.\nNo.",
        );
    }

    #[track_caller]
    fn check_refused(path: &str, bytes: &[u8], expected: &str) {
        let problem = read(path, bytes).unwrap_err();
        assert!(problem.what.contains(expected), "{problem}");
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        check_refused("a.docx", b"", "the file is empty");
        check_refused("a.docx", b"%PDF-1.7", "but a PDF file");
        check_refused("a.docx", b"We never agreed.", "but something else");
        check_refused("a.docx", b"\xD0\xCF\x11\xE0\xA1\xB1", "password");
        check_refused(
            "a.docx",
            &packed(&[("a", "b")]),
            "an archive of another kind",
        );
        check_refused("a.docx", &word(""), "no text");
        check_refused("a.docx", &word("<w:p></w:x>"), "damaged");
        let whole = word("<w:p><w:r><w:t>One.</w:t></w:r></w:p>");
        check_refused("a.docx", &whole[..whole.len() / 2], "damaged or cut off");
        let manifest = "<manifest:encryption-data/>";
        let locked = packed(&[("META-INF/manifest.xml", manifest), ("content.xml", "x")]);
        check_refused("a.odt", &locked, "protected by a password");
    }

    #[test]
    fn a_bomb_is_cut_off() {
        let size = usize::try_from(LARGEST).unwrap() + 1;
        let blanks = " ".repeat(size);
        let bomb = packed(&[("content.xml", blanks.as_str())]);
        assert!(bomb.len() < 1 << 20);
        check_refused("a.odt", &bomb, "too large");
    }
}
