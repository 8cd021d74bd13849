//! Article formats: bytes of a file in, [`Article`] out.
//!
//! A format is one row of [`FORMATS`] and one file beside this one. It makes the text that annotations count, and says
//! what it recognised of metadata and of stretches that are no part of the body; nothing it recognises changes the text.
//!
//! The rule for files that are nothing but text, which every offset on disk depends on: the file is decoded (`decode`
//! says how its encoding is found), one leading byte order mark is dropped, and every other character is kept and counted,
//! carriage returns and NUL included. For UTF-8 that is what Python's `open(path, encoding="utf-8-sig", newline="")` gives.
//!
//! A file may hold many articles: a table, or the download of a news database ([`TABLES`]). It is read in two steps, so
//! that memory does not grow with it: [`table`] says which parts there are and where, [`part`] makes the article of one.
//! Which of both a page or a document is, shows only within it: [`may_be_many`] looks at its beginning.
//!
//! This module touches no disk: `store` reads the bytes.

mod blocks;
mod boilerplate;
mod date;
mod dateline;
mod decode;
mod front_matter;
mod head;
mod html;
mod jsonl;
mod lines;
mod mail;
mod many;
mod markdown;
mod names;
mod news;
mod office;
mod page;
mod paragraphs;
pub mod pdf;
mod plain;
mod rtf;
mod subtitles;
mod table;
mod xlsx;

use std::ops::Range;

use crate::model::article::{Article, Encoding, Metadata, Reader};
use crate::model::article_id::ArticleId;
use crate::model::problem::{Problem, ProblemKind};
use crate::model::span::{self, Span};
use crate::model::text::Text;

pub use many::{
    TABLES, TableFormat, beginning, is_table, may_be_many, may_hold, part, readable, table,
};

/// The largest file that is read, in bytes.
pub const MAX_ARTICLE_BYTES: u64 = 100 * 1024 * 1024;

/// One format of articles.
pub struct Format {
    /// The name shown: `Markdown`.
    pub name: &'static str,
    /// The extensions of its files, in lower case, without the dot.
    pub extensions: &'static [&'static str],
    /// Grows when the same bytes make another text: offsets into the texts of another version may be off.
    pub version: u32,
    /// Whether the text is the file itself, decoded.
    is_text: bool,
    /// Reads the whole file.
    read: fn(Source<'_>) -> Result<Draft, Problem>,
    /// Reads metadata from the first bytes of a file; none where they say nothing.
    peek: Option<fn(Source<'_>) -> Metadata>,
}

/// What a format reads.
#[derive(Clone, Copy, Debug)]
struct Source<'a> {
    /// The file's path, for problems alone.
    path: &'a str,
    bytes: &'a [u8],
    /// The encoding that the project sets for it, by any of its labels.
    chosen: Option<&'a str>,
}

/// What a format makes of a file.
#[derive(Debug, Default)]
struct Draft {
    text: String,
    meta: Metadata,
    /// Stretches that are no part of the body, in any order (bytes).
    dimmed: Vec<Span>,
    /// Where the first sentence of the report begins (byte offset).
    lead: usize,
    /// In which encoding the file was read.
    encoding: Encoding,
}

/// Every format that can be read. A new one is a row here.
pub const FORMATS: &[Format] = &[
    Format {
        name: "plain text",
        extensions: &["txt", "text"],
        version: 1,
        is_text: true,
        read: plain::read,
        peek: Some(plain::peek),
    },
    Format {
        name: "Markdown",
        extensions: &["md", "markdown"],
        version: 1,
        is_text: true,
        read: markdown::read,
        peek: Some(markdown::peek),
    },
    Format {
        name: "web page",
        extensions: &["html", "htm", "xhtml"],
        version: 1,
        is_text: false,
        read: html::read,
        peek: Some(html::peek),
    },
    Format {
        name: "Word document",
        extensions: &["docx"],
        version: 1,
        is_text: false,
        read: office::read_word,
        peek: None,
    },
    Format {
        name: "OpenDocument text",
        extensions: &["odt"],
        version: 1,
        is_text: false,
        read: office::read_open_document,
        peek: None,
    },
    Format {
        name: "rich text",
        extensions: &["rtf"],
        version: 1,
        is_text: false,
        read: rtf::read,
        peek: None,
    },
    Format {
        name: "PDF",
        extensions: &["pdf"],
        version: 1,
        is_text: false,
        read: pdf::read,
        peek: None,
    },
    Format {
        name: "mail",
        extensions: &["eml"],
        version: 1,
        is_text: false,
        read: mail::read,
        peek: Some(mail::peek),
    },
    Format {
        name: "archived web page",
        extensions: &["mhtml", "mht"],
        version: 1,
        is_text: false,
        read: mail::read_page,
        peek: None,
    },
    Format {
        name: "subtitles",
        extensions: &["srt", "vtt"],
        version: 1,
        is_text: false,
        read: subtitles::read,
        peek: Some(subtitles::peek),
    },
];

/// Represents what a file holds that is a table of articles.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// Its articles, in the order of the file.
    pub parts: Vec<Part>,
    /// What cannot be read of it, with lines.
    pub problems: Vec<Problem>,
    /// What the places of the parts refer to, where it is not the file itself: its articles, taken out of what they are
    /// packed in.
    pub content: Option<Vec<u8>>,
}

/// Represents one article of a table, not read yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// What the table calls it, else 16 hexadecimal digits of its text's hash, with a number after the first of equal
    /// texts. Unique within the table.
    pub id: String,
    /// Where it stands in the file, or in [`Table::content`] where there is one, in bytes.
    pub bytes: Range<usize>,
}

/// Reads the name of an article: a file, or a part of a table.
pub fn article_id(path: &str) -> ArticleId {
    // A file may be called `note.txt#2.html`: what ends as an article does is no part of one.
    let holds_parts = |file: &str| is_table(file) || (may_hold(file) && !is_article(path));
    ArticleId::parse(path, holds_parts)
}

/// Reads an article, by the extension of its path.
///
/// # Errors
///
/// A [`Problem`] of kind [`ProblemKind::UnreadableArticle`] that says where and why, if the file is empty, binary, too
/// large, or of a format that is not known.
pub fn read(path: &str, bytes: &[u8]) -> Result<Article, Problem> {
    read_in(path, bytes, None)
}

/// Reads an article as [`read`] does, in the encoding that is set for it.
///
/// # Errors
/// As [`read`], and if the file makes no sense in that encoding.
pub fn read_in(path: &str, bytes: &[u8], chosen: Option<&str>) -> Result<Article, Problem> {
    let format = format_of(path).ok_or_else(|| {
        if is_table(path) {
            return unreadable(path, "the file holds articles within it")
                .hinted("Name one of them: its path, #, and its id");
        }
        let known: Vec<String> = extensions()
            .iter()
            .map(|known| format!(".{known}"))
            .collect();
        unreadable(path, "the file is of no known article format")
            .hinted(format!("Articles end in {}", known.join(", ")))
    })?;
    if bytes.len() as u64 > MAX_ARTICLE_BYTES {
        return Err(too_large(path, bytes.len() as u64));
    }
    let source = Source {
        path,
        bytes,
        chosen,
    };
    let draft = (format.read)(source)?;
    Ok(article(path, draft, format.name, format.version))
}

fn article(path: &str, draft: Draft, name: &str, version: u32) -> Article {
    Article {
        path: path.to_owned(),
        blake3: blake3::hash(draft.text.as_bytes()).to_hex().to_string(),
        dimmed: span::normalized(draft.dimmed),
        meta: draft.meta,
        lead: draft.lead,
        text: Text::new(draft.text),
        reader: Reader {
            name: name.to_owned(),
            version,
        },
        encoding: draft.encoding,
    }
}

/// Tells whether an article's text is its file, decoded, so that [`known_text`] gives it again.
pub(crate) fn is_text(path: &str) -> bool {
    format_of(path).is_some_and(|format| format.is_text)
}

/// Returns the text of a file that [`is_text`] and that was read before; none if its encoding is not known.
pub(crate) fn known_text(bytes: &[u8], encoding: &Encoding) -> Option<Text> {
    decode::again(bytes, &encoding.name).map(Text::new)
}

/// Tells whether what reads a path today is what a text was made by.
pub(crate) fn is_current(path: &str, reader: &Reader) -> bool {
    format_of(path)
        .is_some_and(|format| format.name == reader.name && format.version == reader.version)
}

/// Returns the name of an encoding, by any label that the web has for it: `cp1251` is `windows-1251`; none if it is not
/// known.
pub fn encoding(label: &str) -> Option<&'static str> {
    decode::name(label)
}

/// Makes an article of a text that stands in no file of its own: as [`read`] does for plain text, without path and hash.
pub fn text(text: String) -> Article {
    let draft = plain::draft(text, head::Markup::None);
    Article {
        dimmed: span::normalized(draft.dimmed),
        meta: draft.meta,
        lead: draft.lead,
        text: Text::new(draft.text),
        ..Article::default()
    }
}

/// Returns what a list shows of an article, from the first bytes of its file; as far as it goes, and never fails.
///
/// 4 KiB are enough. The title may be cut differently from what [`read`] finds where the text is.
pub fn peek(path: &str, bytes: &[u8], chosen: Option<&str>) -> Metadata {
    let source = Source {
        path,
        bytes,
        chosen,
    };
    let peek = format_of(path).and_then(|format| format.peek);
    peek.map_or_else(Metadata::default, |peek| peek(source))
}

/// Tells whether the first bytes of a file say what it is about, so that [`peek`] is worth while.
pub fn may_peek(path: &str) -> bool {
    format_of(path).is_some_and(|format| format.peek.is_some())
}

/// Tells whether a path names an article: a file with a known extension that is neither hidden nor another program's
/// lock or temporary file.
pub fn is_article(path: &str) -> bool {
    format_of(path).is_some()
}

/// Returns the problem of a file that is larger than [`MAX_ARTICLE_BYTES`]; `bytes` is its size.
pub fn too_large(path: &str, bytes: u64) -> Problem {
    let (is, most) = (bytes.div_ceil(1024 * 1024), MAX_ARTICLE_BYTES / 1024 / 1024);
    unreadable(
        path,
        format!("the file is too large ({is} MiB; at most {most} MiB are read)"),
    )
    .hinted("Split it into one file per article")
}

/// Returns the format of a path that [`is_article`].
fn format_of(path: &str) -> Option<&'static Format> {
    let extension = extension(path)?;
    FORMATS
        .iter()
        .find(|format| format.extensions.contains(&extension.as_str()))
}

/// Returns a file's extension in lower case; none if it has none, is hidden, or another program's lock or temporary file.
fn extension(path: &str) -> Option<String> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let (stem, extension) = name.rsplit_once('.')?;
    let is_other = stem.is_empty() || name.starts_with('.') || name.starts_with('~');
    (!is_other).then(|| extension.to_lowercase())
}

/// Returns the extensions of all articles, in lower case, without the dot.
pub fn extensions() -> Vec<&'static str> {
    let all = FORMATS.iter().flat_map(|format| format.extensions);
    all.copied().collect()
}

fn unreadable(path: &str, what: impl Into<String>) -> Problem {
    Problem::new(ProblemKind::UnreadableArticle, path, what)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check_is_article(path: &str, expected: bool) {
        assert_eq!(is_article(path), expected);
    }

    #[test]
    fn articles_are_known_by_their_names() {
        check_is_article("a/kremlin.txt", true);
        check_is_article("KREMLIN.TXT", true);
        check_is_article("a/page.htm", true);
        check_is_article("a/Interview.DOCX", true);
        check_is_article("a/scan.PDF", true);
        check_is_article("a/scan.png", false);
        check_is_article("a/wire.csv", false);
        check_is_article("notes.v2.markdown", true);
        check_is_article("a/.hidden.txt", false);
        check_is_article("a/.~lock.kremlin.txt", false);
        check_is_article("a/~$kremlin.txt", false);
        check_is_article("onrecord.ron", false);
        check_is_article("kremlin.txt.ron", false);
        check_is_article("txt", false);
        check_is_article(".txt", false);
        check_is_article("a.txt/picture", false);
    }

    #[track_caller]
    fn check_text(bytes: &[u8], expected: &str) {
        let article = read("a.txt", bytes).unwrap();
        assert_eq!(&*article.text, expected);
        assert_eq!(
            article.blake3,
            blake3::hash(expected.as_bytes()).to_hex().to_string()
        );
    }

    #[test]
    fn every_character_but_one_mark_is_kept() {
        check_text(b"One.\r\nTwo.\rThree.\n", "One.\r\nTwo.\rThree.\n");
        check_text("\u{feff}One.".as_bytes(), "One.");
        check_text("\u{feff}\u{feff}One.".as_bytes(), "\u{feff}One.");
        check_text(
            b"It is a long enough line with one \0 in it.",
            "It is a long enough line with one \0 in it.",
        );
        check_text(
            b"Tr\xE8s \xE9lev\xE9e apr\xE8s l'\xE9t\xE9.",
            "Très élevée après l'été.",
        );
        check_text(
            "  Кремль 😀 e\u{301}\u{202e}  ".as_bytes(),
            "  Кремль 😀 e\u{301}\u{202e}  ",
        );
    }

    #[test]
    fn no_two_formats_have_one_ending() {
        let all = extensions();
        let mut unique = all.clone();
        unique.sort_unstable();
        unique.dedup();
        assert_eq!(unique.len(), all.len());
    }

    #[test]
    fn what_may_hold_articles_is_known_by_its_name() {
        assert!(is_table("a.csv") && is_table("a.XML") && !is_table("a.html"));
        assert!(may_hold("a.csv") && may_hold("a.html") && !may_hold("a.md"));
        let part = |path: &str| article_id(path).part;
        assert_eq!(part("a.html#x1").as_deref(), Some("x1"));
        assert_eq!(part("a.html#x1.txt"), None);
        assert_eq!(part("a.csv#x1.txt").as_deref(), Some("x1.txt"));
        assert_eq!(part("a.md#x1"), None);
    }

    /// Whatever bytes a file has, a word is said or a text is made, and the same again.
    #[track_caller]
    fn check_any(bytes: &[u8]) {
        for extension in extensions() {
            let path = format!("a.{extension}");
            let (once, again) = (read(&path, bytes), read(&path, bytes));
            assert_eq!(once, again);
            if let Ok(article) = once {
                let text: &str = &article.text;
                assert!(!text.trim().is_empty(), "{path}");
                assert!(text.is_char_boundary(article.lead), "{path}");
            }
            peek(&path, bytes, None);
        }
        for format in TABLES {
            let path = format!("a.{}", format.extensions[0]);
            may_be_many(&path, bytes);
            let found = table(&path, bytes).unwrap_or_default();
            let content = found.content.as_deref().unwrap_or(bytes);
            for found in found.parts {
                let id = article_id(&format!("{path}#x"));
                // A part may hold nothing that is text.
                let _ = part(&id, content, found.bytes);
            }
        }
    }

    #[test]
    fn what_cannot_be_an_article_is_refused() {
        assert!(read("a.exe", b"text").unwrap_err().hint.contains(".md"));
        assert!(
            too_large("a.txt", MAX_ARTICLE_BYTES + 1)
                .what
                .contains("101 MiB")
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn nothing_that_a_file_holds_breaks_a_reader(
            start in "(|PK\\x03\\x04|\\{\\\\rtf1 |<html><body>|Subject: a\\n\\n|id,text\\n|From a\\n|00:01,000 --> 00:02,000\\n|<div class='article enArticle'><p class='articleParagraph'>|<a name='1'></a><table>|<a name=\"DocID_1\">|1 of 2 DOCUMENTS\\n|<newsitem><p>|<i class='DocPublicationName'>)",
            bytes in proptest::collection::vec(any::<u8>(), 0..200),
            words in "(<p>|\\{|\\}|\\\\'e9|\\\\u5?|[ \\n,\";a-z“é]){0,40}",
        ) {
            check_any(&[start.as_bytes(), words.as_bytes()].concat());
            check_any(&[start.as_bytes(), words.as_bytes(), &bytes].concat());
        }
    }

    proptest! {
        #[test]
        fn recognition_never_changes_the_text(string in "(---\n)?([ #*=-]{0,3}(MOSCOW|date 2025-02-24|By|title:|©|\\PC{0,20})[ .:\n—-]{0,3}){1,12}") {
            for path in ["a.txt", "a.md"] {
                let Ok(article) = read(path, string.as_bytes()) else { continue };
                prop_assert_eq!(&*article.text, string.strip_prefix('\u{feff}').unwrap_or(&string));
                if path == "a.txt" {
                    let same = text(article.text.to_string());
                    prop_assert_eq!((&same.dimmed, &same.meta, same.lead), (&article.dimmed, &article.meta, article.lead));
                }
                for span in article.dimmed.iter().chain(&article.meta.title_span) {
                    prop_assert!(article.text.get(*span).is_some_and(|text| !text.is_empty()));
                }
                prop_assert!(article.meta.title.is_some());
                // A file may be cut anywhere, in the middle of a character too.
                for cut in 0..string.len().min(80) {
                    peek(path, &string.as_bytes()[..cut], None);
                }
            }
        }
    }
}
