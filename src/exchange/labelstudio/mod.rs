//! Label Studio: tasks in JSON with a labelling config beside them; a task for each article, an annotation in it for each
//! annotator. Offsets count UTF-16 units.
//!
//! Kinds, stances, labels, notes and flags are choices and fields that annotators see and change there; the rest of a statement is
//! carried along in the meta of its quote's region ([`Attributes`]).

mod config;
mod reading;

pub(super) use reading::open;

use serde::Serialize;

use super::attributes::Attributes;
use super::graph::{self, Part};
use super::losses::Losses;
use super::record::{Head, Out, Record, Write};
use super::units::Utf16;
use crate::model::article::Metadata;
use crate::model::codebook::Codebook;
use crate::model::id::LabelId;
use crate::model::statement::Statement;

/// Names of the tags of the config, which results name.
const LABELS: &str = "label";
const KIND: &str = "kind";
const FLAG: &str = "flagged";
const NOTE: &str = "note";
const TAGS: &str = "labels";
/// Begins the name of the choices for a target, before its id.
const STANCE: &str = "stance-";
/// The one choice of a flag.
const YES: &str = "yes";

/// Writes tasks.
pub(super) struct LabelStudio;

#[derive(Serialize)]
struct TaskOut<'a> {
    data: DataOut<'a>,
    annotations: Vec<AnnotationOut<'a>>,
}

#[derive(Serialize)]
struct DataOut<'a> {
    text: &'a str,
    path: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    publisher: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
}

#[derive(Serialize)]
struct AnnotationOut<'a> {
    onrecord: WhoseOut<'a>,
    result: Vec<ResultOut<'a>>,
}

#[derive(Serialize)]
struct WhoseOut<'a> {
    annotator: &'a str,
}

#[derive(Serialize)]
#[serde(untagged)]
enum ResultOut<'a> {
    Region(RegionOut<'a>),
    Relation {
        from_id: String,
        to_id: String,
        #[serde(rename = "type")]
        kind: &'static str,
        direction: &'static str,
        labels: [&'static str; 1],
    },
}

#[derive(Serialize)]
struct RegionOut<'a> {
    id: String,
    from_name: String,
    to_name: &'static str,
    #[serde(rename = "type")]
    kind: &'static str,
    value: ValueOut<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    meta: Option<Box<MetaOut<'a>>>,
}

#[derive(Clone, Serialize)]
struct ValueOut<'a> {
    start: usize,
    end: usize,
    text: TextOut<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    labels: Option<[&'a str; 1]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    choices: Option<Vec<&'a str>>,
}

/// The words of a region, or what is written in a field.
#[derive(Clone, Serialize)]
#[serde(untagged)]
enum TextOut<'a> {
    Words(&'a str),
    Written([&'a str; 1]),
}

#[derive(Serialize)]
struct MetaOut<'a> {
    onrecord: OwnOut<'a>,
}

#[derive(Serialize)]
struct OwnOut<'a> {
    annotator: &'a str,
    #[serde(flatten)]
    attributes: Attributes,
}

impl Write for LabelStudio {
    fn begin(&self, _head: Head<'_>, out: &mut Vec<u8>) {
        out.extend_from_slice(b"[\n");
    }

    fn between(&self) -> &'static [u8] {
        b",\n"
    }

    fn end(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(b"\n]\n");
    }

    fn files(&self, codebook: &Codebook) -> Vec<(String, Vec<u8>)> {
        let config = config::write(codebook).into_bytes();
        vec![("config.xml".to_owned(), config)]
    }

    fn article(&self, records: &[Record<'_>], out: &mut Out, _losses: &mut Losses) -> usize {
        let Some(first) = records.first() else {
            return 0;
        };
        let article = first.article;
        let units = Utf16::new(&article.text);
        let annotations = records.iter().enumerate();
        let annotations = annotations.map(|(number, record)| annotation(record, number, &units));
        let task = TaskOut {
            data: DataOut::new(&article.path, &article.text, &article.meta),
            annotations: annotations.collect(),
        };
        if super::write_line(&task, &mut out.stream) {
            // What stands between two tasks ends the line.
            out.stream.pop();
            return 1;
        }
        0
    }
}

impl<'a> DataOut<'a> {
    fn new(path: &'a str, text: &'a str, meta: &'a Metadata) -> Self {
        Self {
            text,
            path,
            title: meta.title.as_deref(),
            date: meta.date.as_deref(),
            publisher: meta.publisher.as_deref(),
            url: meta.url.as_deref(),
        }
    }
}

fn annotation<'a>(record: &Record<'a>, number: usize, units: &Utf16<'_>) -> AnnotationOut<'a> {
    let (nodes, edges) = graph::nodes(record);
    let annotator = record.annotator.id.as_str();
    // Ids are unique within a task, which has everybody's.
    let id = |node: usize| format!("{number}-{node}");
    let mut result = Vec::with_capacity(3 * nodes.len());
    for (at, node) in nodes.iter().enumerate() {
        let [start, end] = units.range(node.span);
        let value = ValueOut {
            start,
            end,
            text: TextOut::Words(record.text(node.span)),
            labels: None,
            choices: None,
        };
        let statement: &'a Statement = &record.sidecar.statements()[node.statement];
        let is_head = node.part == Part::Quote;
        result.push(ResultOut::Region(RegionOut {
            id: id(at),
            from_name: LABELS.to_owned(),
            to_name: "text",
            kind: "labels",
            value: ValueOut {
                labels: Some([node.part.label()]),
                ..value.clone()
            },
            meta: is_head.then(|| {
                let attributes = rest(record, statement);
                Box::new(MetaOut {
                    onrecord: OwnOut {
                        annotator,
                        attributes,
                    },
                })
            }),
        }));
        if is_head {
            choices(statement, &id(at), &value, &mut result);
        }
    }
    for (from, to, label) in edges {
        result.push(ResultOut::Relation {
            from_id: id(from),
            to_id: id(to),
            kind: "relation",
            direction: "right",
            labels: [label],
        });
    }
    AnnotationOut {
        onrecord: WhoseOut { annotator },
        result,
    }
}

/// Returns what is said of a statement that no choice and no field shows.
fn rest(record: &Record<'_>, statement: &Statement) -> Attributes {
    Attributes {
        kind: None,
        note: String::new(),
        flagged: false,
        ..Attributes::of(record, statement, false)
    }
}

/// Adds what annotators choose and write of a quote's region.
fn choices<'a>(
    statement: &'a Statement,
    id: &str,
    value: &ValueOut<'a>,
    result: &mut Vec<ResultOut<'a>>,
) {
    let mut choose = |name: String, choices: Vec<&'a str>| {
        result.push(ResultOut::Region(RegionOut {
            id: id.to_owned(),
            from_name: name,
            to_name: "text",
            kind: "choices",
            value: ValueOut {
                choices: Some(choices),
                ..value.clone()
            },
            meta: None,
        }));
    };
    choose(KIND.to_owned(), vec![statement.kind.name()]);
    for taken in &statement.stances {
        if let Some(stance) = &taken.stance {
            choose(format!("{STANCE}{}", taken.target), vec![stance.as_str()]);
        }
    }
    if !statement.labels.is_empty() {
        let labels = statement.labels.iter().map(LabelId::as_str);
        choose(TAGS.to_owned(), labels.collect());
    }
    if statement.flagged {
        choose(FLAG.to_owned(), vec![YES]);
    }
    if !statement.note.is_empty() {
        result.push(ResultOut::Region(RegionOut {
            id: id.to_owned(),
            from_name: NOTE.to_owned(),
            to_name: "text",
            kind: "textarea",
            value: ValueOut {
                text: TextOut::Written([&statement.note]),
                ..value.clone()
            },
            meta: None,
        }));
    }
}
