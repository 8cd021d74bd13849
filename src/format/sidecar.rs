//! The sidecar: one annotator's work on one article, as a file.
//!
//! Every offset counts Unicode code points. The last line is a comment with the hash of all before it and the number of
//! saves; a file whose hash differs was edited outside, which is allowed and said.

use std::collections::HashSet;
use std::sync::Arc;

use super::Loaded;
use super::layout::{Outline, Whole, Written};
use super::parts::{ArticleFile, CommentFile, DecisionFile, StatusFile, TombstoneFile};
use super::quick;
use super::ron_file::{self, FORMAT, Misread, Raw};
use super::statement::StatementFile;
use super::upgrade::{self, ReviewFile};
use crate::model::comment::Comment;
use crate::model::decision::Decision;
use crate::model::described::describe;
use crate::model::id::LabelId;
use crate::model::problem::{Problem, ProblemKind};
use crate::model::sidecar::{ArticleRef, LetterCounts, Sidecar, Status, Tombstone};
use crate::model::span::Anchored;
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
    /// Where its spans stand among the letters of that text, if the file says it.
    pub letters: Option<LetterCounts>,
    /// The annotator's id.
    pub annotator: String,
    /// How far the work is.
    pub status: Status,
    /// Why the article is excluded.
    pub reason: String,
    /// Labels of the article as a whole.
    pub labels: Vec<LabelId>,
    /// Note on the article as a whole.
    pub note: String,
    /// When others' work was first shown, where work is blind.
    pub revealed: Option<String>,
    /// The statements with their texts, in the order of the file; spans are in code points and not yet checked.
    pub statements: Vec<ParsedStatement>,
    /// What is said about statements; of format 1, what became of its reviews.
    pub comments: Vec<Comment>,
    /// What adjudication made of statements.
    pub decisions: Vec<Decision>,
    /// Statements whose text was gone when the file was written.
    pub detached: Vec<Statement<Anchored>>,
    /// Statements that were removed.
    pub removed: Vec<Tombstone>,
    /// Suggestions that were rejected; spans are in code points and not yet checked.
    pub rejected: Vec<Statement<Anchored>>,
    /// Counts the saves.
    pub rev: u64,
}

/// Represents a statement as its file says it.
#[derive(Clone, Debug, PartialEq)]
pub struct ParsedStatement {
    /// The statement, its spans in code points, with their texts and contexts.
    pub said: Statement<Anchored>,
    /// Line and column in the file, from 1.
    pub place: (usize, usize),
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
    let mut file = quick::read::<Whole>(text).or_else(slowly)?;
    if file.format > FORMAT {
        return None;
    }
    let mut reader = Reader::new(path, text, None);
    let mut ids = HashSet::new();
    let mut statements = Vec::with_capacity(file.statements.len());
    for said in file.statements.into_iter().map(Statement::from) {
        let place = reader.locate_id(&said.id);
        statements.push(ParsedStatement { said, place });
    }
    let detached: Vec<Statement<Anchored>> =
        file.detached.into_iter().map(Statement::from).collect();
    let rejected: Vec<Statement<Anchored>> =
        file.rejected.into_iter().map(Statement::from).collect();
    let live = statements.iter().map(|entry| &entry.said);
    let mut all = live.clone().chain(&detached).chain(&rejected);
    let sound = all.all(|statement| ids.insert(statement.id.as_str()))
        && live.clone().all(|statement| unsound(statement).is_none());
    let mut comments: Vec<Comment> = file.comments.into_iter().map(Comment::from).collect();
    let mut said = HashSet::new();
    if !sound
        || !comments
            .iter()
            .all(|comment| said.insert(comment.id.as_str()))
    {
        return None;
    }
    upgrade::add_reviews(file.reviews, &mut comments);
    let mut removed: Vec<Tombstone> = file.removed.into_iter().map(Tombstone::from).collect();
    removed.sort();
    let parsed = ParsedSidecar {
        letters: file.article.take_letters(),
        article: file.article.into(),
        annotator: file.annotator,
        status: file.status.into(),
        reason: file.reason,
        labels: file.labels,
        note: file.note,
        revealed: file.revealed,
        statements,
        comments,
        decisions: file.decisions.into_iter().map(Decision::from).collect(),
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
    write_with(sidecar, text, None)
}

/// Writes as [`write()`] does, and where the spans stand among the text's letters: for projects that do not keep the text.
///
/// # Errors
/// As there.
pub fn write_with(
    sidecar: &Sidecar,
    text: &Text,
    letters: Option<&LetterCounts>,
) -> Result<String, Problem> {
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
        article: ArticleFile::from(&sidecar.article).with_letters(letters),
        annotator: &sidecar.annotator,
        status: sidecar.status.into(),
        reason: &sidecar.reason,
        labels: &sidecar.labels,
        note: &sidecar.note,
        revealed: sidecar.revealed.as_deref(),
        statements,
        comments: sidecar.comments.iter().map(CommentFile::from).collect(),
        decisions: sidecar.decisions.iter().map(DecisionFile::from).collect(),
        detached: sidecar
            .detached
            .iter()
            .cloned()
            .map(StatementFile::from)
            .collect(),
        removed: sidecar.removed.iter().map(TombstoneFile::from).collect(),
        rejected: files(&sidecar.rejected, text).map_err(fail)?,
    };
    with_integrity(&file, sidecar.rev).map_err(fail)
}

/// Writes a sidecar as its file says it: nothing is looked up in a text.
///
/// # Errors
/// If it cannot be written as RON.
pub fn write_parsed(parsed: &ParsedSidecar) -> Result<String, Problem> {
    let said = parsed.statements.iter().map(|entry| &entry.said);
    let detached = parsed.detached.iter();
    let rejected = parsed.rejected.iter();
    let file = Written {
        format: FORMAT,
        article: ArticleFile::from(&parsed.article).with_letters(parsed.letters.as_ref()),
        annotator: &parsed.annotator,
        status: parsed.status.into(),
        reason: &parsed.reason,
        labels: &parsed.labels,
        note: &parsed.note,
        revealed: parsed.revealed.as_deref(),
        statements: said.cloned().map(StatementFile::from).collect(),
        comments: parsed.comments.iter().map(CommentFile::from).collect(),
        decisions: parsed.decisions.iter().map(DecisionFile::from).collect(),
        detached: detached.cloned().map(StatementFile::from).collect(),
        removed: parsed.removed.iter().map(TombstoneFile::from).collect(),
        rejected: rejected.cloned().map(StatementFile::from).collect(),
    };
    let path = parsed.article.path.as_str();
    with_integrity(&file, parsed.rev)
        .map_err(|what| Problem::new(ProblemKind::NotSaved, path, what))
}

/// Spells a file, with the line that says what it holds and how often it was saved.
fn with_integrity(file: &Written<'_>, rev: u64) -> Result<String, String> {
    let out = ron_file::write(file, DEPTH)?;
    let hash = blake3::hash(out.as_bytes()).to_hex();
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

    fn sidecar(&mut self, mut outline: Outline) -> ParsedSidecar {
        let status = self.field::<StatusFile>(outline.status, "the status");
        let reason = self.field(outline.reason, "the reason");
        let labels = self.field(outline.labels, "the list of labels");
        let note = self.field(outline.note, "the note");
        let revealed = self.field(outline.revealed, "the time of revealing");
        let mut ids = HashSet::new();
        let mut statements = self.statements(&outline.statements, &mut ids);
        let mut comments = self.comments(&outline.comments);
        let reviews = self.entries::<ReviewFile>(&outline.reviews, "a review");
        upgrade::add_reviews(reviews, &mut comments);
        let decisions = self.entries::<DecisionFile>(&outline.decisions, "a decision");
        let detached = self.statements(&outline.detached, &mut ids);
        let removed = self.entries::<TombstoneFile>(&outline.removed, "a removed statement");
        let rejected = self.statements(&outline.rejected, &mut ids);
        statements.retain(|entry| self.is_sound(entry));
        let mut removed: Vec<Tombstone> = removed.into_iter().map(Tombstone::from).collect();
        removed.sort();
        ParsedSidecar {
            letters: outline.article.take_letters(),
            article: outline.article.into(),
            annotator: outline.annotator,
            status: status.unwrap_or_default().into(),
            reason: reason.unwrap_or_default(),
            labels: labels.unwrap_or_default(),
            note: note.unwrap_or_default(),
            revealed,
            statements,
            comments,
            decisions: decisions.into_iter().map(Decision::from).collect(),
            detached: detached.into_iter().map(|entry| entry.said).collect(),
            removed,
            rejected: rejected.into_iter().map(|entry| entry.said).collect(),
            rev: self.integrity(),
        }
    }

    /// Reads a field that is no list of entries, and may be missing.
    fn field<T: serde::de::DeserializeOwned>(&mut self, raw: Option<Raw>, what: &str) -> Option<T> {
        self.cursor = Cursor::default();
        raw.and_then(|raw| self.entry(&raw, what))
    }

    fn comments(&mut self, raws: &[Raw]) -> Vec<Comment> {
        self.cursor = Cursor::default();
        let mut out: Vec<Comment> = Vec::with_capacity(raws.len());
        let mut ids = HashSet::new();
        for raw in raws {
            let place = self.locate(raw);
            let Some(file) = self.entry_at::<CommentFile>(raw, "a comment", place) else {
                continue;
            };
            let comment = Comment::from(file);
            if ids.insert(comment.id.clone()) {
                out.push(comment);
            } else {
                self.refuse(format!("two comments have the id {:?}", comment.id), place);
            }
        }
        out
    }

    fn statements(&mut self, raws: &[Raw], ids: &mut HashSet<String>) -> Vec<ParsedStatement> {
        self.cursor = Cursor::default();
        let mut out = Vec::with_capacity(raws.len());
        for raw in raws {
            let place = self.locate(raw);
            let Some(file) = self.entry_at::<StatementFile>(raw, "a statement", place) else {
                continue;
            };
            let said = Statement::from(file);
            if ids.insert(said.id.clone().into()) {
                out.push(ParsedStatement { said, place });
            } else {
                let what = format!("two statements have the id {:?}", said.id);
                self.refuse(what, place);
            }
        }
        out
    }

    fn entries<T: serde::de::DeserializeOwned>(&mut self, raws: &[Raw], what: &str) -> Vec<T> {
        self.cursor = Cursor::default();
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
        let what = unsound(&entry.said);
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
fn unsound(statement: &Statement<Anchored>) -> Option<String> {
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
