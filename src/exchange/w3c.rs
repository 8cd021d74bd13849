//! W3C Web Annotations in JSON-LD: an array with an annotation for each statement, whose targets are the parts of the quote.
//! Offsets count code points.
//!
//! Stances, labels and notes are bodies that any program shows; `onrecord` has the statement as it is. The texts are not in the
//! file: annotations are of what their `source` names, an article's path here, and they are imported into a project that has it.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::attributes::{self, Attributes, Brings};
use super::import::report::Notes;
use super::import::{Draft, Options, Source, Work};
use super::losses::{Loss, Losses};
use super::record::{Head, Out, Record, Write};
use super::suggestion::reason;
use super::texts::{self, Glance, Place, Reader};
use crate::model::described::around;
use crate::model::problem::Problem;
use crate::model::span::{Span, normalized};
use crate::model::statement::Statement;

/// What it cannot hold.
pub(super) const CANNOT: &[Loss] = &[
    Loss::ArticleNotes,
    Loss::Reasons,
    Loss::Comments,
    Loss::Decisions,
    Loss::ConflictValues,
    Loss::Empty,
    Loss::Statuses,
    Loss::Metadata,
    Loss::Removed,
];

/// Begins the names of annotations.
const URN: &str = "urn:onrecord:";

/// Writes annotations.
pub(super) struct Annotations;

#[derive(Serialize)]
struct AnnotationOut<'a> {
    #[serde(rename = "@context")]
    context: (&'static str, ContextOut),
    id: String,
    #[serde(rename = "type")]
    kind: &'static str,
    motivation: &'static str,
    created: &'a str,
    modified: &'a str,
    creator: CreatorOut<'a>,
    body: Vec<BodyOut<'a>>,
    target: Vec<TargetOut<'a>>,
    onrecord: OwnOut<'a>,
}

#[derive(Serialize)]
struct ContextOut {
    onrecord: TermOut,
}

#[derive(Serialize)]
struct TermOut {
    #[serde(rename = "@id")]
    id: &'static str,
    #[serde(rename = "@type")]
    kind: &'static str,
}

#[derive(Serialize)]
struct CreatorOut<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    nickname: &'a str,
}

#[derive(Serialize)]
struct BodyOut<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    purpose: &'static str,
    value: std::borrow::Cow<'a, str>,
}

#[derive(Serialize)]
struct TargetOut<'a> {
    source: &'a str,
    selector: (PositionOut, QuoteOut<'a>),
}

#[derive(Serialize)]
struct PositionOut {
    #[serde(rename = "type")]
    kind: &'static str,
    start: usize,
    end: usize,
}

#[derive(Serialize)]
struct QuoteOut<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    exact: &'a str,
    prefix: &'a str,
    suffix: &'a str,
}

#[derive(Serialize)]
struct OwnOut<'a> {
    path: &'a str,
    annotator: &'a str,
    #[serde(flatten)]
    attributes: Attributes,
}

impl Write for Annotations {
    fn begin(&self, _head: Head<'_>, out: &mut Vec<u8>) {
        out.extend_from_slice(b"[\n");
    }

    fn between(&self) -> &'static [u8] {
        b",\n"
    }

    fn end(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(b"\n]\n");
    }

    fn article(&self, records: &[Record<'_>], out: &mut Out, _losses: &mut Losses) -> usize {
        let mut count = 0;
        for record in records {
            let source = iri(&record.article.path);
            for statement in record.sidecar.statements() {
                if !out.stream.is_empty() {
                    out.stream.extend_from_slice(self.between());
                }
                let one = annotation(record, statement, &source);
                if super::write_line(&one, &mut out.stream) {
                    // What stands between two of them ends the line.
                    out.stream.pop();
                    count += 1;
                }
            }
        }
        count
    }
}

fn annotation<'a>(
    record: &Record<'a>,
    statement: &'a Statement,
    source: &'a str,
) -> AnnotationOut<'a> {
    let target = |span: &Span| {
        let chars = record.chars(*span);
        let (prefix, suffix) = around(&record.article.text, *span);
        TargetOut {
            source,
            selector: (
                PositionOut {
                    kind: "TextPositionSelector",
                    start: chars.start,
                    end: chars.end,
                },
                QuoteOut {
                    kind: "TextQuoteSelector",
                    exact: record.text(*span),
                    prefix,
                    suffix,
                },
            ),
        }
    };
    let annotator = record.annotator.id.as_str();
    AnnotationOut {
        context: (
            "http://www.w3.org/ns/anno.jsonld",
            ContextOut {
                onrecord: TermOut {
                    id: "urn:onrecord:statement",
                    kind: "@json",
                },
            },
        ),
        id: format!("{URN}{}:{}", iri(annotator), iri(&statement.id)),
        kind: "Annotation",
        motivation: "classifying",
        created: &statement.created,
        modified: &statement.changed,
        creator: CreatorOut {
            kind: "Person",
            nickname: annotator,
        },
        body: bodies(record, statement),
        target: statement.quote.iter().map(target).collect(),
        onrecord: OwnOut {
            path: &record.article.path,
            annotator,
            attributes: Attributes::of(record, statement, true),
        },
    }
}

/// Returns what other programs can show of a statement.
fn bodies<'a>(record: &Record<'a>, statement: &'a Statement) -> Vec<BodyOut<'a>> {
    let body = |purpose, value| BodyOut {
        kind: "TextualBody",
        purpose,
        value,
    };
    let codebook = record.codebook;
    let stances = statement.stances.iter().map(|taken| {
        let target = codebook.target_name(&taken.target);
        let stance = taken.stance.as_deref();
        let value = stance.map_or_else(
            || target.to_owned(),
            |stance| format!("{target}: {}", codebook.stance_label(&taken.target, stance)),
        );
        body("classifying", value.into())
    });
    let labels = statement.labels.iter();
    let labels = labels.map(|id| body("tagging", attributes::label_name(codebook, id).into()));
    let note = (!statement.note.is_empty()).then(|| body("commenting", (&statement.note).into()));
    stances.chain(labels).chain(note).collect()
}

/// Returns a path as a relative address, in which all but plain characters are escaped.
fn iri(path: &str) -> String {
    use std::fmt::Write as _;

    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_./~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

/// Returns the path that an address was made of; the address itself where its escapes are none.
fn path_of(iri: &str) -> String {
    let mut out = Vec::with_capacity(iri.len());
    let mut bytes = iri.bytes();
    while let Some(byte) = bytes.next() {
        if byte != b'%' {
            out.push(byte);
            continue;
        }
        let digit = |byte: Option<u8>| char::from(byte?).to_digit(16);
        let code = digit(bytes.next()).zip(digit(bytes.next()));
        match code.and_then(|(high, low)| u8::try_from(high * 16 + low).ok()) {
            Some(byte) => out.push(byte),
            None => return iri.to_owned(),
        }
    }
    String::from_utf8(out).unwrap_or_else(|_| iri.to_owned())
}

/// Reads annotations.
struct Reading {
    annotator: Option<String>,
}

/// Opens a file. See [`super::Format`].
pub(super) fn open(options: &Options) -> Result<Box<dyn Source>, Problem> {
    let reading = Reading {
        annotator: options.annotator.clone(),
    };
    let bytes = texts::read_document(options)?;
    let bytes = items(&bytes).unwrap_or(bytes);
    texts::open_bytes(options, bytes, Box::new(reading))
}

/// Returns the annotations of a collection or a page as an array, one on each line.
fn items(bytes: &[u8]) -> Option<Vec<u8>> {
    #[derive(Deserialize)]
    struct Collection<'a> {
        #[serde(borrow, default)]
        first: Option<Page<'a>>,
        #[serde(borrow, default)]
        items: Option<Vec<&'a RawValue>>,
    }
    #[derive(Deserialize)]
    struct Page<'a> {
        #[serde(borrow, default)]
        items: Vec<&'a RawValue>,
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    // An array would be taken for the fields in their order.
    if !bytes.trim_ascii_start().starts_with(b"{") {
        return None;
    }
    let found: Collection<'_> = serde_json::from_slice(bytes).ok()?;
    let items = found.items.or(found.first.map(|page| page.items))?;
    let mut out = b"[".to_vec();
    for (number, item) in items.iter().enumerate() {
        if number > 0 {
            out.push(b',');
        }
        out.push(b'\n');
        // On one line each, so that a number says which.
        let line = item
            .get()
            .as_bytes()
            .iter()
            .filter(|byte| !b"\r\n".contains(byte));
        out.extend(line);
    }
    out.push(b']');
    Some(out)
}

#[derive(Deserialize)]
struct AnnotationIn {
    #[serde(default)]
    motivation: Value,
    #[serde(default)]
    creator: Value,
    #[serde(default)]
    body: Value,
    #[serde(default)]
    target: Value,
    #[serde(default)]
    onrecord: Option<OwnIn>,
}

#[derive(Deserialize)]
struct OwnIn {
    path: String,
    #[serde(default)]
    annotator: Option<String>,
    #[serde(flatten)]
    attributes: Attributes,
}

fn annotation_in(record: &[u8]) -> Result<AnnotationIn, String> {
    serde_json::from_slice(record)
        .map_err(|error| format!("it is no annotation: {}", reason(&error)))
}

/// Returns one value or all of an array.
fn each(value: &Value) -> &[Value] {
    match value {
        Value::Array(all) => all,
        Value::Null => &[],
        one => std::slice::from_ref(one),
    }
}

impl AnnotationIn {
    /// Returns the address of what is annotated.
    fn source(&self) -> Option<&str> {
        each(&self.target).iter().find_map(|target| match target {
            Value::String(iri) => Some(iri.as_str()),
            target => {
                let source = target.get("source").or_else(|| target.get("id"))?;
                source.as_str().or_else(|| source.get("id")?.as_str())
            }
        })
    }

    fn is_link(&self) -> bool {
        each(&self.motivation).iter().any(|one| one == "linking")
    }

    fn whose(&self) -> Option<String> {
        if let Some(own) = &self.onrecord {
            return own.annotator.clone();
        }
        let creator = each(&self.creator).first()?;
        let field = |name: &str| creator.get(name).and_then(Value::as_str);
        let name = creator.as_str().or(field("nickname")).or(field("name"));
        let name = name.or(field("id"))?;
        let plain = |char: char| if char.is_alphanumeric() { char } else { '-' };
        let name: String = name.chars().map(plain).collect();
        Some(name.trim_matches('-').to_owned()).filter(|name| !name.is_empty())
    }
}

impl Reader for Reading {
    fn glance(&self, record: &[u8]) -> Result<Option<Glance>, String> {
        let annotation = annotation_in(record)?;
        if annotation.is_link() {
            return Err("it is a link between annotations, which is not imported".to_owned());
        }
        let own = annotation.onrecord.as_ref().map(|own| own.path.clone());
        let path = own.or_else(|| annotation.source().map(path_of));
        let path = path.ok_or("it does not say what it is an annotation of")?;
        Ok(Some(Glance {
            path: Some(path),
            is_nobodys: annotation.whose().is_none(),
            ..Glance::default()
        }))
    }

    fn work(
        &self,
        record: &[u8],
        place: Place<'_>,
        notes: &mut Notes,
    ) -> Result<Vec<Work>, String> {
        let annotation = annotation_in(record)?;
        let mut draft = Draft::default();
        for target in each(&annotation.target) {
            draft.quote.push(selected(target, place)?);
        }
        draft.quote = normalized(std::mem::take(&mut draft.quote));
        let mut brings = Brings::default();
        match &annotation.onrecord {
            Some(own) => own.attributes.fill(place.text, &mut draft, &mut brings)?,
            None => say(&annotation.body, &mut draft, place, notes),
        }
        let annotator = annotation.whose().or_else(|| self.annotator.clone());
        Ok(vec![Work {
            annotator: annotator.unwrap_or_default(),
            drafts: vec![draft],
            brings: brings.into_codebook(),
            ..Work::default()
        }])
    }
}

/// Puts bodies into a draft: tags are attributes, comments its note.
fn say(body: &Value, draft: &mut Draft, place: Place<'_>, notes: &mut Notes) {
    for body in each(body) {
        let value = body.get("value").and_then(Value::as_str);
        let purposes = body.get("purpose").map_or(&[][..], each);
        let is_tag = purposes
            .iter()
            .any(|one| one == "tagging" || one == "classifying");
        match value {
            Some(value) if is_tag => {
                let (name, value) = match value.split_once(": ") {
                    Some((name, value)) => (name, Some(value.to_owned())),
                    None => (value, None),
                };
                draft.attributes.push((name.to_owned(), value));
            }
            Some(value) => {
                if !draft.note.is_empty() {
                    draft.note.push('\n');
                }
                draft.note.push_str(value);
            }
            None => notes.leave_out("bodies that are no text", place.shown, Some(place.line)),
        }
    }
}

/// Finds the stretch that a target names: where it says, if the words are there; else the words, if they stand there once.
fn selected(target: &Value, place: Place<'_>) -> Result<Span, String> {
    let selectors = target.get("selector").map_or(&[][..], each);
    let of = |kind: &str| {
        let mut all = selectors.iter().filter_map(Value::as_object);
        all.find(|selector| selector.get("type").is_some_and(|found| found == kind))
    };
    let text = |fields: &Map<String, Value>, name: &str| {
        let value = fields.get(name).and_then(Value::as_str);
        value.unwrap_or_default().to_owned()
    };
    let (position, quote) = (of("TextPositionSelector"), of("TextQuoteSelector"));
    let number = |fields: &Map<String, Value>, name: &str| {
        let value = fields.get(name).and_then(Value::as_u64);
        value.and_then(|value| usize::try_from(value).ok())
    };
    let exact = quote.map(|fields| text(fields, "exact"));
    if let Some(fields) = position {
        let range = number(fields, "start").zip(number(fields, "end"));
        let (start, end) = range.ok_or("its position has no offsets")?;
        let span = attributes::span(place.text, [start, end])?;
        if exact
            .as_ref()
            .is_some_and(|exact| exact != place.text.slice(span))
        {
            return Err(format!(
                "the words at {start} {end} are not those that it quotes"
            ));
        }
        return Ok(span);
    }
    let (Some(fields), Some(exact)) = (quote, exact.filter(|exact| !exact.is_empty())) else {
        return Err("it names no stretch of a text by its words or its place".to_owned());
    };
    let (prefix, suffix) = (text(fields, "prefix"), text(fields, "suffix"));
    let stands = |at: &usize| {
        let (before, after) = (&place.text[..*at], &place.text[at + exact.len()..]);
        before.ends_with(&prefix) && after.starts_with(&suffix)
    };
    let mut found = place
        .text
        .match_indices(&exact)
        .map(|(at, _)| at)
        .filter(stands);
    match (found.next(), found.next()) {
        (Some(at), None) => Ok(Span::new(at, at + exact.len())),
        (None, _) => Err("the words that it quotes are not in the article".to_owned()),
        (Some(_), Some(_)) => Err("the words that it quotes stand in several places".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::text::Text;

    #[test]
    fn addresses_are_paths() {
        for path in ["articles/a b.txt", "wire.jsonl#a-17", "ä/100%.txt", "Ни"] {
            assert_eq!(path_of(&iri(path)), path);
        }
        assert_eq!(path_of("a%2"), "a%2");
    }

    #[track_caller]
    fn check(target: &str, expected: Result<&str, &str>) {
        let text = Text::new("😀 No. No, no. Yes.");
        let place = Place {
            shown: "x",
            line: 1,
            text: &text,
        };
        let target: Value = serde_json::from_str(target).unwrap();
        let found = selected(&target, place).map(|span| text.slice(span));
        match (found, expected) {
            (Ok(found), Ok(expected)) => assert_eq!(found, expected),
            (Err(found), Err(expected)) => assert!(found.contains(expected), "{found}"),
            (found, expected) => panic!("{found:?} {expected:?}"),
        }
    }

    #[test]
    fn stretches_are_found_by_place_and_words() {
        let position = r#"{"type":"TextPositionSelector","start":2,"end":4}"#;
        let quote = |exact: &str, prefix: &str| {
            format!(r#"{{"type":"TextQuoteSelector","exact":"{exact}","prefix":"{prefix}"}}"#)
        };
        let target = |selector: &str| format!(r#"{{"source":"a","selector":{selector}}}"#);
        check(&target(position), Ok("No"));
        check(
            &target(&format!("[{position},{}]", quote("No", ""))),
            Ok("No"),
        );
        check(
            &target(&format!("[{position},{}]", quote("Yes", ""))),
            Err("not those"),
        );
        check(&target(&quote("Yes", "")), Ok("Yes"));
        check(&target(&quote("No", ". ")), Ok("No"));
        check(&target(&quote("No", "")), Err("several"));
        check(&target(&quote("Never", "")), Err("not in the article"));
        check(r#"{"source":"a","selector":"b"}"#, Err("names no stretch"));
        check(r#""http://a""#, Err("names no stretch"));
    }
}
