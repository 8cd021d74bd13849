//! What is known about an article beside its text: metadata, and which parts of the text are not its body.

use serde::{Deserialize, Serialize};

use super::span::Span;
use super::text::Text;

/// Represents one readable article.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Article {
    /// Path within the project, `/`-separated: `articles/2025-02/kremlin.txt`; of an article within a file its printed
    /// [`ArticleId`](super::article_id::ArticleId): `articles/wire.jsonl#a-17`.
    pub path: String,
    /// The text that annotations count.
    pub text: Text,
    /// BLAKE3 of the text's UTF-8 bytes, in hexadecimal; the identity of what was annotated.
    pub blake3: String,
    /// What was recognised about it.
    pub meta: Metadata,
    /// Stretches of the text that are no part of the body (front matter, site boilerplate), in order; shown dimmed.
    pub dimmed: Vec<Span>,
    /// Where the first sentence of the report begins (byte offset): after headline, byline, date and dateline.
    pub lead: usize,
    /// What made the text of the file.
    pub reader: Reader,
    /// In which encoding the file was read.
    pub encoding: Encoding,
}

/// Says in which encoding a file's text was read. Where the format itself says what its letters are, the name is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Encoding {
    /// Its name in the WHATWG Encoding Standard: `windows-1251`.
    pub name: String,
    /// How it was known.
    pub source: EncodingSource,
    /// How many characters could not be decoded; each stands in the text as U+FFFD.
    pub broken: usize,
}

/// Says how the encoding of a file was known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum EncodingSource {
    /// The bytes make sense in UTF-8, and by chance they never would.
    #[default]
    Sense,
    /// A byte order mark says it.
    Mark,
    /// The file says it, as the head of a page does.
    Declared,
    /// It is the likeliest by the letters that stand together.
    Guessed,
    /// The project file says it.
    Chosen,
}

impl Encoding {
    /// Returns what a person is told of it, a phrase: `windows-1251, guessed`; none where there is nothing to tell.
    pub fn told(&self) -> Option<String> {
        if self.name.is_empty() {
            return None;
        }
        let how = match self.source {
            EncodingSource::Sense => "",
            EncodingSource::Mark => ", by its byte order mark",
            EncodingSource::Declared => ", as the file says",
            EncodingSource::Guessed => ", guessed",
            EncodingSource::Chosen => ", as the project file says",
        };
        let broken = match self.broken {
            0 => String::new(),
            1 => "; one character could not be read".to_owned(),
            many => format!("; {many} characters could not be read"),
        };
        Some(format!("{}{how}{broken}", self.name))
    }
}

/// Names what makes texts of files. Another version may make another text of the same bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reader {
    /// The name of the format that it reads; empty where it is not known.
    pub name: String,
    /// Its version, from 1; 0 where it is not known.
    pub version: u32,
}

/// Represents what an article says about itself. Every field may be missing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Metadata {
    /// The headline.
    pub title: Option<String>,
    /// Where in the text the headline stands, if it stands there (bytes).
    pub title_span: Option<Span>,
    /// The date of the article, `YYYY-MM-DD`.
    pub date: Option<String>,
    /// The place of the dateline: `MOSCOW`.
    pub place: Option<String>,
    /// The paper, agency or site.
    pub publisher: Option<String>,
    /// Who wrote it.
    pub byline: Option<String>,
    /// Where it was published.
    pub url: Option<String>,
    /// BCP 47 language tag.
    pub language: Option<String>,
    /// Fields of the front matter that have no place above, in order.
    pub other: Vec<(String, String)>,
}
