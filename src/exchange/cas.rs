//! UIMA CAS in JSON (version 0.4): a file for each article and annotator, with the text, its types and its annotations. Offsets
//! count UTF-16 units.
//!
//! Each stretch of a statement is an annotation of its own type (`onrecord.Quote`, `onrecord.Cue`, …) that refers to the first part
//! of the quote; that one holds what else is said of the statement, for people in features of their own and whole in `data`.

use std::collections::HashMap;
use std::path::Path;

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::attributes::Attributes;
use super::graph::{self, Asked, Edge, Graph, Node, Part};
use super::import::report::Notes;
use super::import::{Options, Source, Work, unreadable};
use super::losses::{Loss, Losses};
use super::record::{Out, Record, Write};
use super::suggestion::reason;
use super::texts::{self, Glance, Place, Reader};
use super::units::Utf16;
use crate::model::problem::Problem;
use crate::model::span::Span;
use crate::store::fs::{Fs as _, Kind, RealFs};
use crate::store::reason as reason_of;

/// What it cannot hold.
pub(super) const CANNOT: &[Loss] = &[
    Loss::ArticleNotes,
    Loss::Reasons,
    Loss::Comments,
    Loss::Decisions,
    Loss::ConflictValues,
    Loss::Metadata,
    Loss::Statuses,
    Loss::Removed,
];

/// Begins the names of types.
const SPACE: &str = "onrecord.";

/// The annotation that says what the file is of.
const DOCUMENT: &str = "onrecord.Document";

/// Last parts of names of types that are no labels.
const STRUCTURE: [&str; 8] = [
    "Sofa",
    "DocumentAnnotation",
    "DocumentMetaData",
    "Document",
    "Sentence",
    "Token",
    "Paragraph",
    "TagsetDescription",
];

/// Levels of folders that are searched.
const DEPTH: usize = 16;

/// Largest file that is read, in bytes.
const MAX_FILE: u64 = 512 * 1024 * 1024;

/// Writes files.
pub(super) struct Files;

impl Write for Files {
    fn article(&self, records: &[Record<'_>], out: &mut Out, _losses: &mut Losses) -> usize {
        for record in records {
            let path = record.article.path.replace('#', "/");
            let name = format!("{}/{path}.json", record.annotator.id);
            let mut bytes = Vec::new();
            super::write_line(&cas(record), &mut bytes);
            out.files.push((name, bytes));
        }
        records.len()
    }
}

/// Returns the types, with their features.
fn types() -> Value {
    let string = |name: &str| json!({"%NAME": name, "%RANGE": "uima.cas.String"});
    let quote = format!("{SPACE}{}", Part::Quote.label());
    let refers = |name: &str| json!({"%NAME": name, "%RANGE": quote});
    let mut types = Map::new();
    types.insert(
        DOCUMENT.to_owned(),
        json!({"%NAME": DOCUMENT, "%SUPER_TYPE": "uima.tcas.Annotation", "path": string("path"), "annotator": string("annotator")}),
    );
    for label in Part::LABELS {
        let name = format!("{SPACE}{label}");
        let mut fields = json!({"%NAME": name, "%SUPER_TYPE": "uima.tcas.Annotation"});
        if label == Part::Quote.label() {
            for feature in ["partOf", "nestedIn"] {
                fields[feature] = refers(feature);
            }
            for feature in ["kind", "stances", "labels", "note", "data"] {
                fields[feature] = string(feature);
            }
        } else {
            fields["of"] = refers("of");
        }
        types.insert(name, fields);
    }
    Value::Object(types)
}

fn cas(record: &Record<'_>) -> Value {
    let text = &record.article.text;
    let units = Utf16::new(text);
    let end = units.at(text.len());
    let (nodes, edges) = graph::nodes(record);
    let language = record.article.meta.language.as_deref();
    let language = language.unwrap_or("x-unspecified");
    // The text and what it is of come first.
    let first = 4;
    let mut all = vec![
        json!({"%ID": 1, "%TYPE": "uima.cas.Sofa", "sofaNum": 1, "sofaID": "_InitialView", "mimeType": "text", "sofaString": &**text}),
        json!({"%ID": 2, "%TYPE": "uima.tcas.DocumentAnnotation", "@sofa": 1, "begin": 0, "end": end, "language": language}),
        json!({"%ID": 3, "%TYPE": DOCUMENT, "@sofa": 1, "begin": 0, "end": end, "path": record.article.path, "annotator": record.annotator.id}),
    ];
    for (number, node) in nodes.iter().enumerate() {
        let [begin, end] = units.range(node.span);
        let kind = format!("{SPACE}{}", node.part.label());
        let mut fields =
            json!({"%ID": first + number, "%TYPE": kind, "@sofa": 1, "begin": begin, "end": end});
        if node.part == Part::Quote {
            let statement = &record.sidecar.statements()[node.statement];
            shown(&mut fields, &Attributes::of(record, statement, false));
        }
        all.push(fields);
    }
    for (from, to, relation) in edges {
        let feature = match relation {
            graph::NESTED => "@nestedIn",
            "part_of" => "@partOf",
            _ => "@of",
        };
        // Three stand before the first stretch.
        all[from + first - 1][feature] = json!(to + first);
    }
    let members: Vec<usize> = (2..first + nodes.len()).collect();
    json!({
        "%TYPES": types(),
        "%FEATURE_STRUCTURES": all,
        "%VIEWS": {"_InitialView": {"%SOFA": 1, "%MEMBERS": members}},
    })
}

/// Adds what is said of a statement: in words, and whole.
fn shown(fields: &mut Value, said: &Attributes) {
    let stances = said.stances.iter().map(|taken| {
        let stance = taken.label.as_deref().unwrap_or_default();
        format!("{}: {stance}", taken.target_name)
    });
    let stances: Vec<String> = stances.collect();
    let labels: Vec<&str> = said
        .labels
        .iter()
        .map(|label| label.name.as_str())
        .collect();
    fields["kind"] = json!(said.kind);
    for (name, text) in [
        ("stances", stances.join("; ")),
        ("labels", labels.join("; ")),
        ("note", said.note.clone()),
    ] {
        if !text.is_empty() {
            fields[name] = json!(text);
        }
    }
    // Strings and numbers cannot fail to be JSON.
    fields["data"] = json!(serde_json::to_string(said).unwrap_or_default());
}

/// Reads files.
struct Reading(Asked);

/// Opens a file, or a folder of files. See [`super::Format`].
pub(super) fn open(options: &Options) -> Result<Box<dyn Source>, Problem> {
    let reading = Box::new(Reading(Asked::new(options)));
    let shown = options.from.display().to_string();
    let found = RealFs.metadata(&options.from);
    let found = found.map_err(|error| unreadable(shown.clone(), reason_of(&error)))?;
    if found.kind != Kind::Folder {
        return texts::open_bytes(options, texts::read_document(options)?, reading);
    }
    let mut bytes = Vec::new();
    gather(&options.from, DEPTH, &mut bytes)?;
    if bytes.is_empty() {
        return Err(unreadable(shown, "there is no file .json in this folder"));
    }
    texts::open_bytes(options, bytes, reading)
}

/// Reads the files of a folder, each as one line.
fn gather(folder: &Path, depth: usize, bytes: &mut Vec<u8>) -> Result<(), Problem> {
    let fail = |path: &Path, error: std::io::Error| {
        unreadable(path.display().to_string(), reason_of(&error))
    };
    let mut entries = RealFs.list(folder).map_err(|error| fail(folder, error))?;
    entries.sort_by(|a, b| a.name.cmp(&b.name));
    for entry in entries {
        let path = folder.join(&entry.name);
        if entry.kind == Kind::Folder {
            if depth > 0 {
                gather(&path, depth - 1, bytes)?;
            }
            continue;
        }
        if !entry.name.to_ascii_lowercase().ends_with(".json") {
            continue;
        }
        let content = RealFs.read(&path, MAX_FILE);
        let content = content.map_err(|error| fail(&path, error))?;
        texts::refuse_empty(&path, &content)?;
        let content = content.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&content);
        // No string of JSON holds a line break as such.
        bytes.extend(content.iter().filter(|byte| !b"\r\n".contains(byte)));
        bytes.push(b'\n');
    }
    Ok(())
}

#[derive(Deserialize)]
struct Cas {
    #[serde(rename = "%FEATURE_STRUCTURES", default)]
    structures: Structures,
}

/// Feature structures stand in an array, or by their ids.
#[derive(Deserialize)]
#[serde(untagged)]
enum Structures {
    List(Vec<Map<String, Value>>),
    ById(HashMap<String, Map<String, Value>>),
}

impl Default for Structures {
    fn default() -> Self {
        Self::List(Vec::new())
    }
}

fn structures(record: &[u8]) -> Result<Vec<Map<String, Value>>, String> {
    let cas: Cas = serde_json::from_slice(record)
        .map_err(|error| format!("it is no CAS: {}", reason(&error)))?;
    Ok(match cas.structures {
        Structures::List(all) => all,
        Structures::ById(all) => {
            let mut all: Vec<(u64, Map<String, Value>)> = all
                .into_iter()
                .filter_map(|(id, fields)| Some((id.parse().ok()?, fields)))
                .collect();
            all.sort_by_key(|(id, _)| *id);
            let with_id = |(id, mut fields): (u64, Map<String, Value>)| {
                fields.insert("%ID".to_owned(), json!(id));
                fields
            };
            all.into_iter().map(with_id).collect()
        }
    })
}

/// Returns the last part of the name of a structure's type.
fn label_of(fields: &Map<String, Value>) -> &str {
    let name = fields
        .get("%TYPE")
        .and_then(Value::as_str)
        .unwrap_or_default();
    name.rsplit('.').next().unwrap_or_default()
}

/// Returns a string of what the file is of.
fn of_document(all: &[Map<String, Value>], name: &str) -> Option<String> {
    let mut found = all
        .iter()
        .filter(|fields| fields.get("%TYPE").is_some_and(|kind| kind == DOCUMENT));
    found.find_map(|fields| Some(fields.get(name)?.as_str()?.to_owned()))
}

/// Returns the texts of a file.
fn sofas(all: &[Map<String, Value>]) -> impl Iterator<Item = (Option<u64>, &str)> {
    all.iter().filter_map(|fields| {
        let text = fields.get("sofaString")?.as_str()?;
        Some((fields.get("%ID").and_then(Value::as_u64), text))
    })
}

impl Reader for Reading {
    fn glance(&self, record: &[u8]) -> Result<Option<Glance>, String> {
        let all = structures(record)?;
        let (_, text) = sofas(&all).next().ok_or("there is no text in it")?;
        let is_label = |fields: &Map<String, Value>| {
            fields.contains_key("begin") && !STRUCTURE.contains(&label_of(fields))
        };
        Ok(Some(Glance {
            path: of_document(&all, "path"),
            text: Some(text.to_owned()),
            is_nobodys: of_document(&all, "annotator").is_none() && all.iter().any(is_label),
            ..Glance::default()
        }))
    }

    fn work(
        &self,
        record: &[u8],
        place: Place<'_>,
        notes: &mut Notes,
    ) -> Result<Vec<Work>, String> {
        let all = structures(record)?;
        let at = Some(place.line);
        let mut texts = sofas(&all);
        let sofa = texts.next().and_then(|(id, _)| id);
        for _ in texts {
            notes.leave_out("further texts of a file", place.shown, at);
        }
        let units = Utf16::new(place.text);
        let mut graph = Graph::default();
        let mut known = HashMap::new();
        let mut referring = Vec::new();
        for fields in &all {
            let number = |name: &str| fields.get(name).and_then(Value::as_u64);
            let (Some(begin), Some(end)) = (number("begin"), number("end")) else {
                continue;
            };
            let is_here = number("@sofa").is_none() || number("@sofa") == sofa;
            if STRUCTURE.contains(&label_of(fields)) || !is_here {
                continue;
            }
            let range = usize::try_from(begin).ok().zip(usize::try_from(end).ok());
            let span = range.and_then(|(begin, end)| units.span(begin, end));
            if span.is_none() {
                let what = format!("the annotation {begin} {end} is empty or not in the text");
                let problem = unreadable(place.shown, what).at(place.line, 1);
                notes.problems.push(problem);
            }
            if let Some(id) = number("%ID") {
                known.insert(id, graph.nodes.len());
            }
            referring.push((graph.nodes.len(), fields));
            graph.nodes.push(node(fields, span));
        }
        for (from, fields) in referring {
            for (feature, target) in fields {
                let Some(label) = feature.strip_prefix('@').filter(|name| *name != "sofa") else {
                    continue;
                };
                match target.as_u64().and_then(|id| known.get(&id)) {
                    Some(to) => graph.edges.push(Edge {
                        from,
                        to: *to,
                        label: label.to_owned(),
                    }),
                    None => notes.leave_out(format!("references {label}"), place.shown, at),
                }
            }
        }
        let annotator = of_document(&all, "annotator");
        if graph.nodes.is_empty() && annotator.is_none() {
            return Ok(Vec::new());
        }
        Ok(vec![self.0.work(&graph, annotator, place, notes)])
    }
}

/// Makes a stretch of an annotation; of another program's, strings are attributes.
fn node(fields: &Map<String, Value>, span: Option<Span>) -> Node {
    let kind = fields.get("%TYPE").and_then(Value::as_str);
    let is_own = kind.is_some_and(|kind| kind.starts_with(SPACE));
    let data = fields.get("data").and_then(Value::as_str);
    let data = data.filter(|_| is_own);
    let own: Option<Attributes> = data.and_then(|data| serde_json::from_str(data).ok());
    let strings = fields.iter().filter(|_| !is_own);
    let strings = strings.filter_map(|(name, value)| {
        let is_plain = !name.starts_with(['%', '@', '^']);
        let value = value
            .as_str()
            .filter(|value| is_plain && !value.is_empty())?;
        Some((name.clone(), Some(value.to_owned())))
    });
    Node {
        label: label_of(fields).to_owned(),
        span,
        own,
        attributes: strings.collect(),
        ..Node::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_another_program_calls_data_is_an_attribute() {
        let made = |kind: &str| {
            let fields = json!({"%TYPE": kind, "data": "{\"id\":\"7\"}"});
            let node = node(fields.as_object().unwrap(), None);
            (node.own.map(|own| own.id), node.attributes.len())
        };
        assert_eq!(made("onrecord.Quote"), (Some("7".to_owned()), 0));
        assert_eq!(made("other.Quote"), (None, 1));
    }
}
