//! Which formats of files hold many articles, and how a file is told to be one.
//!
//! Some endings say it: `.csv`. A page or a document may be one article or many; what it is shows within it, and its
//! beginning is looked at for the marks of the databases.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use super::{Draft, MAX_ARTICLE_BYTES, Table, is_article, unreadable};
use super::{article, extension, extensions, jsonl, mail, news, office, xlsx};
use crate::model::article::Article;
use crate::model::article_id::ArticleId;
use crate::model::problem::Problem;

/// Bytes of a page in which marks are looked for.
const BEGINNING: u64 = 64 * 1024;

/// A text file that is shorter, in bytes, is one article: most are, and none of them is looked into.
const LEAST_TEXT: u64 = 8 * 1024;

/// One format of files that hold many articles.
pub struct TableFormat {
    /// The name shown: `JSON Lines`.
    pub name: &'static str,
    /// The extensions of its files, in lower case, without the dot.
    pub extensions: &'static [&'static str],
    /// Grows when the same bytes make another text.
    pub version: u32,
    /// What stands in the beginning of such a file and of few others, one of these; none where the ending says enough.
    marks: &'static [&'static str],
    /// Lists the parts; the path is for problems alone.
    list: fn(path: &str, bytes: &[u8]) -> Option<Table>,
    /// Reads one part of a file, of which [`Part::bytes`](super::Part::bytes) says where it is; the path is for problems alone.
    read: ReadPart,
}

/// Reads the part of a file at a place in it, in bytes; the path is for problems alone.
type ReadPart = fn(path: &str, file: &[u8], place: Range<usize>) -> Result<Draft, Problem>;

/// Every format of files that hold many articles. A new one is a row here.
pub const TABLES: &[TableFormat] = &[
    TableFormat {
        name: "JSON Lines",
        extensions: &["jsonl"],
        version: 1,
        marks: &[],
        list: jsonl::list,
        read: jsonl::read,
    },
    TableFormat {
        name: "table",
        extensions: &["csv", "tsv", "tab"],
        version: 1,
        marks: &[],
        list: super::table::list,
        read: super::table::part,
    },
    TableFormat {
        name: "spreadsheet",
        extensions: &["xlsx", "xlsm"],
        version: 1,
        marks: &[],
        list: xlsx::list,
        read: super::table::part,
    },
    TableFormat {
        name: "mailbox",
        extensions: &["mbox"],
        version: 1,
        marks: &[],
        list: mail::list,
        read: mail::part,
    },
    TableFormat {
        name: news::FACTIVA,
        extensions: &["html", "htm"],
        version: 1,
        marks: &["<title>Factiva", "<TITLE>Factiva", "enArticle"],
        list: news::factiva::list,
        read: news::part,
    },
    TableFormat {
        name: news::FACTIVA,
        extensions: &["xml"],
        version: 1,
        marks: &[],
        list: news::factiva::list_xml,
        read: news::part,
    },
    TableFormat {
        name: news::LEXIS_NEXIS,
        extensions: &["txt", "text"],
        version: 1,
        marks: &[" DOCUMENTS", "Dokument 1 von "],
        list: news::lexis::list_text,
        read: news::part,
    },
    TableFormat {
        name: news::LEXIS_NEXIS,
        extensions: &["html", "htm"],
        version: 1,
        marks: &["<DOC NUMBER=", "DOC_ID_0_"],
        list: news::lexis::list_page,
        read: news::part,
    },
    TableFormat {
        name: news::LEXIS_NEXIS,
        extensions: &["docx"],
        version: 1,
        marks: &["LADocCount", "LADeliveryID", "Length:", "Job Number:"],
        list: news::lexis::list_word,
        read: news::part,
    },
    TableFormat {
        name: news::LEXIS_NEXIS,
        extensions: &["rtf"],
        version: 1,
        marks: &["End of Document", " DOCUMENTS"],
        list: news::lexis::list_rich,
        read: news::part,
    },
    TableFormat {
        name: news::PRO_QUEST,
        extensions: &["html", "htm"],
        version: 1,
        marks: &["name=\"DocID_", "ProQuest document"],
        list: news::proquest::list,
        read: news::part,
    },
    TableFormat {
        name: news::PRO_QUEST,
        extensions: &["eml"],
        version: 1,
        marks: &["ProQuest", "proquest.com"],
        list: news::proquest::list_mail,
        read: news::part,
    },
    TableFormat {
        name: news::INTEGRUM,
        extensions: &["html", "htm"],
        version: 1,
        marks: &["<title>Report ", "<h3>Report "],
        list: news::integrum::list,
        read: news::part,
    },
    TableFormat {
        name: news::EUROPRESSE,
        extensions: &["html", "htm"],
        version: 1,
        marks: &["DocPublicationName", "cedrom-sni", "europresse"],
        list: news::europresse::list,
        read: news::part,
    },
    TableFormat {
        name: news::NEWS_ML,
        extensions: &["xml"],
        version: 1,
        marks: &[],
        list: news::newsml::list,
        read: news::part,
    },
    TableFormat {
        name: news::E_BOOK,
        extensions: &["epub"],
        version: 1,
        marks: &[],
        list: news::epub::list,
        read: news::part,
    },
];

/// For each extension what finds the marks of all its formats at once; none where one of them has none.
static MARKS: LazyLock<BTreeMap<&str, Option<AhoCorasick>>> = LazyLock::new(|| {
    let extensions = TABLES.iter().flat_map(|row| row.extensions);
    let finder = |extension: &&'static str| {
        let marks: Vec<&str> = rows_of(extension)
            .flat_map(|row| row.marks)
            .copied()
            .collect();
        let all_have = rows_of(extension).all(|row| !row.marks.is_empty());
        let finder = all_have.then(|| AhoCorasick::new(marks).expect("a few short strings"));
        (*extension, finder)
    };
    extensions.map(finder).collect()
});

/// Lists the articles of a file that holds many, by the extension of its path; none if it is no table of articles.
pub fn table(path: &str, bytes: &[u8]) -> Option<Table> {
    let extension = extension(path)?;
    rows_of(&extension).find_map(|row| (row.list)(path, bytes))
}

/// Reads one article of a file that holds many, at the place that [`Part::bytes`](super::Part::bytes) says. `content` is
/// [`Table::content`] where there is one, else the file.
///
/// # Errors
/// A [`Problem`] of kind [`UnreadableArticle`](crate::model::problem::ProblemKind::UnreadableArticle) if they are no
/// article.
pub fn part(id: &ArticleId, content: &[u8], place: Range<usize>) -> Result<Article, Problem> {
    let path = id.to_string();
    let extension = extension(&id.file).unwrap_or_default();
    let of_database = news::made_by(content, &place);
    let is_it = |row: &&TableFormat| match &of_database {
        Some(name) => row.name == *name,
        None => true,
    };
    let row = rows_of(&extension)
        .find(is_it)
        .or_else(|| rows_of(&extension).next())
        .ok_or_else(|| unreadable(&path, "the file holds no articles within it"))?;
    let draft = (row.read)(&path, content, place)?;
    Ok(article(&path, draft, row.name, row.version))
}

/// Returns the extensions of all files that are articles or may hold some, in lower case, without the dot.
pub fn readable() -> Vec<&'static str> {
    let mut all = extensions();
    all.extend(TABLES.iter().flat_map(|row| row.extensions));
    all.sort_unstable();
    all.dedup();
    all
}

/// Tells whether a path names a file that holds many articles or none, by its extension.
pub fn is_table(path: &str) -> bool {
    may_hold(path) && !is_article(path)
}

/// Tells whether a path names a file that may hold many articles, by its extension; it may be one article too.
pub fn may_hold(path: &str) -> bool {
    extension(path).is_some_and(|extension| rows_of(&extension).next().is_some())
}

/// Returns how many bytes of a file of this length [`may_be_many`] asks for; none where it is one article in any case.
pub fn beginning(path: &str, bytes: u64) -> Option<u64> {
    let extension = extension(path).filter(|_| may_hold(path))?;
    match extension.as_str() {
        "txt" | "text" if bytes < LEAST_TEXT => None,
        // The list of what an archive holds stands at its end.
        "docx" | "rtf" => Some(MAX_ARTICLE_BYTES),
        _ => Some(BEGINNING),
    }
}

/// Tells whether a file whose ending leaves it open may hold many articles, by as much of it as [`beginning`] says.
/// Whether it does, says [`table`].
pub fn may_be_many(path: &str, bytes: &[u8]) -> bool {
    let Some(extension) = extension(path) else {
        return false;
    };
    let Some(marks) = MARKS.get(extension.as_str()) else {
        return false;
    };
    let Some(marks) = marks else {
        return true;
    };
    if extension == "docx" {
        return marks.is_match(&office::beginning(bytes));
    }
    marks.is_match(bytes)
}

/// Returns the rows of an extension.
fn rows_of(extension: &str) -> impl Iterator<Item = &'static TableFormat> {
    TABLES
        .iter()
        .filter(move |row| row.extensions.contains(&extension))
}
