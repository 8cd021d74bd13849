//! The sidecar: one annotator's work on one article, as a file.
//!
//! Every offset counts Unicode code points. The last line is a comment with the hash of all before it and the number of
//! saves; a file whose hash differs was edited outside, which is allowed and said.

use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use std::sync::Arc;

use super::Loaded;
use super::parts::{ArticleFile, ReviewFile, StatusFile, TombstoneFile};
use super::quick;
use super::ron_file::{self, FORMAT, Misread, Raw};
use super::statement::StatementFile;
use crate::model::described::describe;
use crate::model::problem::{Problem, ProblemKind};
use crate::model::sidecar::{ArticleRef, Detached, Review, Sidecar, Status, Tombstone};
use crate::model::statement::Statement;
use crate::model::statement::conflict::FieldValue;
use crate::model::text::Text;

/// Levels that have lines of their own: the file, its lists, their entries.
const DEPTH: usize = 3;

/// Opens the last line of the file.
const INTEGRITY: &str = "// integrity: blake3:";

/// Represents a sidecar as its file says it, before its spans are looked up in a text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ParsedSidecar {
    /// Which article, and which text of it. For showing: it never says where to read or write.
    pub article: ArticleRef,
    /// The annotator's id.
    pub annotator: String,
    /// How far the work is.
    pub status: Status,
    /// The statements with their texts, in the order of the file; spans are in code points and not yet checked.
    pub statements: Vec<ParsedStatement>,
    /// Verdicts on others' statements.
    pub reviews: Vec<Review>,
    /// Statements whose text was gone when the file was written.
    pub detached: Vec<Detached>,
    /// Statements that were removed.
    pub removed: Vec<Tombstone>,
    /// Suggestions that were rejected; spans are in code points and not yet checked.
    pub rejected: Vec<Detached>,
    /// Counts the saves.
    pub rev: u64,
}

/// Represents a statement as its file says it.
#[derive(Clone, Debug, PartialEq)]
pub struct ParsedStatement {
    /// The statement, its spans in code points, with their texts and contexts.
    pub said: Detached,
    /// Line and column in the file, from 1.
    pub place: (usize, usize),
}

#[derive(Serialize)]
struct Written<'a> {
    format: u32,
    article: ArticleFile,
    annotator: &'a str,
    status: StatusFile,
    statements: Vec<StatementFile>,
    reviews: Vec<ReviewFile>,
    detached: Vec<StatementFile>,
    removed: Vec<TombstoneFile>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    rejected: Vec<StatementFile>,
}

/// A file of which everything is understood, which is nearly every file: read in one pass.
#[derive(Deserialize)]
#[serde(rename = "sidecar")]
struct Whole {
    format: u32,
    article: ArticleFile,
    annotator: String,
    #[serde(default)]
    status: StatusFile,
    #[serde(default)]
    statements: Vec<StatementFile>,
    #[serde(default)]
    reviews: Vec<ReviewFile>,
    #[serde(default)]
    detached: Vec<StatementFile>,
    #[serde(default)]
    removed: Vec<TombstoneFile>,
    #[serde(default)]
    rejected: Vec<StatementFile>,
}

/// A file of which something is not understood: its entries are read one by one.
#[derive(Deserialize)]
#[serde(rename = "sidecar")]
struct Outline {
    #[serde(rename = "format")]
    _format: u32,
    article: ArticleFile,
    annotator: String,
    #[serde(default)]
    status: Option<Raw>,
    #[serde(default)]
    statements: Vec<Raw>,
    #[serde(default)]
    reviews: Vec<Raw>,
    #[serde(default)]
    detached: Vec<Raw>,
    #[serde(default)]
    removed: Vec<Raw>,
    #[serde(default)]
    rejected: Vec<Raw>,
}

/// Reads a sidecar. `path` is for messages.
///
/// What cannot be understood is left out, listed, and makes the result read-only.
pub fn parse(path: &str, source: &[u8]) -> Loaded<ParsedSidecar> {
    let text = match ron_file::decode(path, source, ProblemKind::UnreadableSidecar) {
        Ok(text) => text,
        Err(problem) => return Loaded::unreadable(problem),
    };
    if ron_file::conflict_sides(&text).is_some() {
        let what = "git left conflict markers in the file";
        let problem = Problem::new(ProblemKind::UnreadableSidecar, path, what).hinted(
            "Settle the conflict in git; until then both versions are shown together, read-only",
        );
        return Loaded::unreadable(problem);
    }
    if let Some(loaded) = read_whole(path, &text) {
        return loaded;
    }
    let version = match ron_file::version(&text) {
        Ok(version) => version,
        Err(error) => return Loaded::unreadable(unreadable(path, error)),
    };
    let newer = (version > FORMAT).then(|| ron_file::newer_format(path, version));
    let outline = match ron_file::understand::<Outline>(&text) {
        Ok(outline) => outline,
        Err(error) => {
            return Loaded::unreadable(newer.unwrap_or_else(|| unreadable(path, error)));
        }
    };
    let mut reader = Reader::new(path, &text, newer);
    reader.note_unknown(&outline.unknown, None);
    let parsed = reader.sidecar(outline.value);
    let Reader {
        not_understood,
        problems,
        ..
    } = reader;
    let because = "the file holds something that this version of On Record does not understand";
    Loaded {
        value: Some(parsed),
        read_only: not_understood.then(|| because.to_owned()),
        problems,
    }
}

/// Reads a file in one pass; none if there is anything about it that has to be looked at entry by entry.
fn read_whole(path: &str, text: &str) -> Option<Loaded<ParsedSidecar>> {
    let slowly = || {
        let read = ron_file::understand::<Whole>(text).ok()?;
        read.unknown.is_empty().then_some(read.value)
    };
    let file = quick::read::<Whole>(text).or_else(slowly)?;
    if file.format != FORMAT {
        return None;
    }
    let mut reader = Reader::new(path, text, None);
    let mut ids = HashSet::new();
    let mut statements = Vec::with_capacity(file.statements.len());
    for said in file.statements.into_iter().map(Detached::from) {
        let place = reader.locate_id(&said.statement.id);
        statements.push(ParsedStatement { said, place });
    }
    let detached: Vec<Detached> = file.detached.into_iter().map(Detached::from).collect();
    let rejected: Vec<Detached> = file.rejected.into_iter().map(Detached::from).collect();
    let live = statements.iter().map(|entry| &entry.said.statement);
    let mut all = live
        .clone()
        .chain(detached.iter().map(|said| &said.statement))
        .chain(rejected.iter().map(|said| &said.statement));
    let sound = all.all(|statement| ids.insert(statement.id.as_str()))
        && live.clone().all(|statement| unsound(statement).is_none());
    if !sound {
        return None;
    }
    let mut removed: Vec<Tombstone> = file.removed.into_iter().map(Tombstone::from).collect();
    removed.sort();
    let parsed = ParsedSidecar {
        article: file.article.into(),
        annotator: file.annotator,
        status: file.status.into(),
        statements,
        reviews: file.reviews.into_iter().map(Review::from).collect(),
        detached,
        removed,
        rejected,
        rev: reader.integrity(),
    };
    Some(Loaded {
        problems: reader.problems,
        ..Loaded::whole(parsed)
    })
}

/// Writes a sidecar whose spans are in bytes of `text`.
///
/// # Errors
/// If a span does not lie in the text on character borders, or the text is not the one the sidecar names.
pub fn write(sidecar: &Sidecar, text: &Text) -> Result<String, Problem> {
    let fail = |what: String| {
        Problem::new(ProblemKind::NotSaved, sidecar.article.path.clone(), what)
            .hinted("This is a fault of the program; please report it. Nothing was written")
    };
    if sidecar.article.chars != text.chars_len() {
        return Err(fail(
            "the annotations belong to another version of the text".to_owned(),
        ));
    }
    let statements = files(sidecar.statements(), text).map_err(fail)?;
    let file = Written {
        format: FORMAT,
        article: ArticleFile::from(&sidecar.article),
        annotator: &sidecar.annotator,
        status: sidecar.status.into(),
        statements,
        reviews: sidecar.reviews.iter().map(ReviewFile::from).collect(),
        detached: sidecar
            .detached
            .iter()
            .cloned()
            .map(StatementFile::from)
            .collect(),
        removed: sidecar.removed.iter().map(TombstoneFile::from).collect(),
        rejected: files(&sidecar.rejected, text).map_err(fail)?,
    };
    let out = ron_file::write(&file, DEPTH).map_err(fail)?;
    let hash = blake3::hash(out.as_bytes()).to_hex();
    let rev = sidecar.rev;
    Ok([
        &out,
        INTEGRITY,
        hash.as_str(),
        " rev:",
        &rev.to_string(),
        "\n",
    ]
    .concat())
}

/// Returns statements as files have them.
///
/// # Errors
/// A clause that says which of them does not lie in the text.
fn files(statements: &[Arc<Statement>], text: &Text) -> Result<Vec<StatementFile>, String> {
    let file = |statement: &Arc<Statement>| {
        describe(statement, text)
            .map(StatementFile::from)
            .ok_or_else(|| format!("statement {} lies outside of the text", statement.id))
    };
    statements.iter().map(file).collect()
}

/// Reads the parts of one file, and gathers what is wrong with them.
struct Reader<'a> {
    path: &'a str,
    text: &'a str,
    /// Up to where entries were found.
    cursor: Cursor,
    not_understood: bool,
    problems: Vec<Problem>,
}

/// A place in a file that only moves on, so that finding all entries costs one pass.
#[derive(Default)]
struct Cursor {
    /// Byte offset.
    at: usize,
    /// Line ends before it.
    line: usize,
    /// Byte offset of the start of its line.
    line_start: usize,
}

impl Cursor {
    fn advance(&mut self, text: &str, bytes: usize) {
        let passed = &text[self.at..self.at + bytes];
        if let Some(last) = passed.rfind('\n') {
            self.line_start = self.at + last + 1;
            self.line += passed.bytes().filter(|&byte| byte == b'\n').count();
        }
        self.at += bytes;
    }
}

impl<'a> Reader<'a> {
    fn new(path: &'a str, text: &'a str, newer: Option<Problem>) -> Self {
        Self {
            path,
            text,
            cursor: Cursor::default(),
            not_understood: newer.is_some(),
            problems: newer.into_iter().collect(),
        }
    }

    fn sidecar(&mut self, outline: Outline) -> ParsedSidecar {
        let status = outline
            .status
            .and_then(|raw| self.entry::<StatusFile>(&raw, "the status"));
        self.cursor = Cursor::default();
        let mut ids = HashSet::new();
        let mut statements = self.statements(&outline.statements, &mut ids);
        self.cursor = Cursor::default();
        let reviews = self.entries::<ReviewFile>(&outline.reviews, "a review");
        self.cursor = Cursor::default();
        let detached = self.statements(&outline.detached, &mut ids);
        self.cursor = Cursor::default();
        let removed = self.entries::<TombstoneFile>(&outline.removed, "a removed statement");
        self.cursor = Cursor::default();
        let rejected = self.statements(&outline.rejected, &mut ids);
        statements.retain(|entry| self.is_sound(entry));
        let mut removed: Vec<Tombstone> = removed.into_iter().map(Tombstone::from).collect();
        removed.sort();
        ParsedSidecar {
            article: outline.article.into(),
            annotator: outline.annotator,
            status: status.unwrap_or_default().into(),
            statements,
            reviews: reviews.into_iter().map(Review::from).collect(),
            detached: detached.into_iter().map(|entry| entry.said).collect(),
            removed,
            rejected: rejected.into_iter().map(|entry| entry.said).collect(),
            rev: self.integrity(),
        }
    }

    fn statements(&mut self, raws: &[Raw], ids: &mut HashSet<String>) -> Vec<ParsedStatement> {
        let mut out = Vec::with_capacity(raws.len());
        for raw in raws {
            let place = self.locate(raw);
            let Some(file) = self.entry_at::<StatementFile>(raw, "a statement", place) else {
                continue;
            };
            let said = Detached::from(file);
            if ids.insert(said.statement.id.clone()) {
                out.push(ParsedStatement { said, place });
            } else {
                let what = format!("two statements have the id {:?}", said.statement.id);
                self.refuse(what, place);
            }
        }
        out
    }

    fn entries<T: serde::de::DeserializeOwned>(&mut self, raws: &[Raw], what: &str) -> Vec<T> {
        raws.iter()
            .filter_map(|raw| self.entry(raw, what))
            .collect()
    }

    fn entry<T: serde::de::DeserializeOwned>(&mut self, raw: &Raw, what: &str) -> Option<T> {
        let place = self.locate(raw);
        self.entry_at(raw, what, place)
    }

    fn entry_at<T: serde::de::DeserializeOwned>(
        &mut self,
        raw: &Raw,
        what: &str,
        place: (usize, usize),
    ) -> Option<T> {
        match ron_file::understand::<T>(raw.get_ron().trim_start()) {
            Ok(read) => {
                self.note_unknown(&read.unknown, Some(place));
                Some(read.value)
            }
            Err(error) => {
                let (line, column) = error
                    .place
                    .map_or(place, |inner| ron_file::place_within(place, inner));
                let what = format!("{what} is not understood: {}", error.what);
                let problem = Problem::new(ProblemKind::NewerContent, self.path, what)
                    .at(line, column)
                    .hinted(
                        "It is left out and the file is read-only; a newer On Record may know it",
                    );
                self.problems.push(problem);
                self.not_understood = true;
                None
            }
        }
    }

    fn note_unknown(&mut self, unknown: &[String], place: Option<(usize, usize)>) {
        for field in unknown {
            let mut problem = ron_file::unknown_field(self.path, field);
            problem.place = place;
            self.problems.push(problem);
            self.not_understood = true;
        }
    }

    /// Refuses a statement that says what no statement can mean.
    fn is_sound(&mut self, entry: &ParsedStatement) -> bool {
        let what = unsound(&entry.said.statement);
        let sound = what.is_none();
        if let Some(what) = what {
            self.refuse(what, entry.place);
        }
        sound
    }

    /// Notes something that contradicts itself, is left out, and so keeps the file from being written.
    fn refuse(&mut self, what: String, (line, column): (usize, usize)) {
        let problem = Problem::new(ProblemKind::Inconsistent, self.path, what)
            .at(line, column)
            .hinted("It is left out and the file is read-only; correct the file by hand");
        self.problems.push(problem);
        self.not_understood = true;
    }

    /// Returns where an entry stands in the file; entries are asked for in the order of the file.
    fn locate(&mut self, raw: &Raw) -> (usize, usize) {
        let wanted = raw.get_ron().trim_start();
        let Some(found) = self.text[self.cursor.at..].find(wanted) else {
            return (1, 1);
        };
        self.cursor.advance(self.text, found);
        let column = self.text[self.cursor.line_start..self.cursor.at]
            .chars()
            .count()
            + 1;
        let place = (self.cursor.line + 1, column);
        self.cursor.advance(self.text, wanted.len());
        place
    }

    /// Returns where the statement with this id begins; statements are asked for in the order of the file.
    fn locate_id(&mut self, id: &str) -> (usize, usize) {
        let rest = &self.text[self.cursor.at..];
        let Some(found) = rest.find(&format!("id: \"{id}\"")) else {
            // The id is spelt in another way; the last place that is known is near.
            return (self.cursor.line + 1, 1);
        };
        let bracket = rest[..found].rfind('(').unwrap_or(found);
        self.cursor.advance(self.text, bracket);
        let column = self.text[self.cursor.line_start..self.cursor.at]
            .chars()
            .count()
            + 1;
        let place = (self.cursor.line + 1, column);
        self.cursor.advance(self.text, found - bracket + 1);
        place
    }

    /// Compares the file with its last line; returns the number of saves.
    fn integrity(&mut self) -> u64 {
        let Some((body, line)) = integrity_line(self.text) else {
            return 0;
        };
        let mut fields = line.split_whitespace();
        let hash = fields.next().unwrap_or_default();
        let rev = fields
            .next()
            .and_then(|field| field.strip_prefix("rev:"))
            .and_then(|number| number.parse().ok());
        if blake3::hash(body.as_bytes()).to_hex().as_str() != hash || rev.is_none() {
            let what = "the file was changed outside of On Record, or is damaged";
            let problem = Problem::new(ProblemKind::Inconsistent, self.path, what)
                .at(ron_file::end_of(body).0, 1)
                .hinted("Look through it; the next change writes a new integrity line");
            self.problems.push(problem);
        }
        rev.unwrap_or(0)
    }
}

fn integrity_line(text: &str) -> Option<(&str, &str)> {
    let at = text.rfind(INTEGRITY)?;
    let (body, line) = text.split_at(at);
    let line = line.strip_prefix(INTEGRITY)?;
    (body.ends_with('\n') && !line.trim_end().contains('\n')).then_some((body, line))
}

/// Says what is wrong with a statement, whatever text it belongs to.
fn unsound(statement: &Statement) -> Option<String> {
    let set_elsewhere = statement.conflicts.iter().filter_map(|value| match value {
        FieldValue::Confidence { confidence, .. } => Some(*confidence),
        _ => None,
    });
    let mut confidences = statement
        .stances
        .iter()
        .filter_map(|taken| taken.confidence)
        .chain(set_elsewhere);
    if statement.id.is_empty() {
        Some("a statement has no id".to_owned())
    } else if statement.quote.is_empty() {
        Some(format!("statement {} has no quote", statement.id))
    } else if !confidences.all(|share| (0.0..=1.0).contains(&share)) {
        let id = &statement.id;
        Some(format!(
            "a confidence of statement {id} is not between 0 and 1"
        ))
    } else {
        None
    }
}

fn unreadable(path: &str, error: Misread) -> Problem {
    let mut problem = Problem::new(ProblemKind::UnreadableSidecar, path, error.what)
        .hinted("The file stays as it is; correct it by hand or restore it from a backup");
    problem.place = error.place;
    problem
}
