//! spaCy and Prodigy: JSON Lines with `spans` and `relations`, a line for each article and annotator. Offsets count code points.
//!
//! ```text
//! {"text":"…","spans":[{"start":0,"end":5,"label":"Quote","onrecord":{…}}],
//!  "relations":[{"label":"speaker_of","head_span":{"start":…},"child_span":{…}}],
//!  "answer":"accept","_annotator_id":"coder1","meta":{"source":"…"}}
//! ```
//!
//! Tokens are left to whoever reads it, as Prodigy's own recipes add them. Read are also the training tuples of older spaCy,
//! `[text, {"entities": [[0, 5, "Quote"]]}]`.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::attributes::{self, Attributes};
use super::graph::{self, Asked, Edge, Graph, Node, Part};
use super::import::report::Notes;
use super::import::{Options, Source, Work};
use super::record::{Record, Write};
use super::suggestion::reason;
use super::texts::{self, Glance, Place, Reader};
use crate::model::problem::Problem;

/// Writes a line for each article and annotator.
pub(super) struct Spacy;

#[derive(Serialize)]
struct LineOut<'a> {
    text: &'a str,
    meta: MetaOut<'a>,
    spans: Vec<SpanOut>,
    relations: Vec<RelationOut>,
    answer: &'static str,
    #[serde(rename = "_annotator_id")]
    annotator: &'a str,
    #[serde(rename = "_session_id")]
    session: &'a str,
    onrecord: OwnOut<'a>,
}

#[derive(Serialize)]
struct MetaOut<'a> {
    source: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    publisher: Option<&'a str>,
}

#[derive(Serialize)]
struct OwnOut<'a> {
    path: &'a str,
}

#[derive(Serialize)]
struct SpanOut {
    start: usize,
    end: usize,
    label: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    onrecord: Option<Attributes>,
}

#[derive(Serialize)]
struct RelationOut {
    label: &'static str,
    head_span: EndOut,
    child_span: EndOut,
    /// Which spans of the line they are, where several lie at one place.
    onrecord: [usize; 2],
}

#[derive(Serialize)]
struct EndOut {
    start: usize,
    end: usize,
    label: &'static str,
}

impl Write for Spacy {
    fn record(&self, record: &Record<'_>, out: &mut Vec<u8>) -> usize {
        let (nodes, edges) = graph::nodes(record);
        let statements = record.sidecar.statements();
        let span = |node: &graph::Stretch| {
            let [start, end] = attributes::range(record, node.span);
            let is_head = node.part == Part::Quote;
            SpanOut {
                start,
                end,
                label: node.part.label(),
                onrecord: is_head
                    .then(|| Attributes::of(record, &statements[node.statement], false)),
            }
        };
        let end = |at: usize| {
            let [start, end] = attributes::range(record, nodes[at].span);
            let label = nodes[at].part.label();
            EndOut { start, end, label }
        };
        let relation = |(from, to, label): (usize, usize, &'static str)| RelationOut {
            label,
            head_span: end(from),
            child_span: end(to),
            onrecord: [from, to],
        };
        let (article, annotator) = (record.article, record.annotator.id.as_str());
        let line = LineOut {
            text: &article.text,
            meta: MetaOut {
                source: article.meta.url.as_deref().unwrap_or(&article.path),
                title: article.meta.title.as_deref(),
                date: article.meta.date.as_deref(),
                publisher: article.meta.publisher.as_deref(),
            },
            spans: nodes.iter().map(span).collect(),
            relations: edges.into_iter().map(relation).collect(),
            answer: "accept",
            annotator,
            session: annotator,
            onrecord: OwnOut {
                path: &article.path,
            },
        };
        usize::from(super::write_line(&line, out))
    }
}

/// Reads lines.
struct Lines(Asked);

/// Opens a file. See [`super::Format`].
pub(super) fn open(options: &Options) -> Result<Box<dyn Source>, Problem> {
    texts::open(options, Box::new(Lines(Asked::new(options))))
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Line {
    text: Option<String>,
    spans: Option<Vec<SpanIn>>,
    relations: Vec<RelationIn>,
    answer: Option<String>,
    #[serde(rename = "_annotator_id")]
    annotator: Option<String>,
    onrecord: Option<OwnIn>,
}

#[derive(Deserialize)]
struct OwnIn {
    path: String,
}

#[derive(Deserialize)]
struct SpanIn {
    start: usize,
    end: usize,
    #[serde(default)]
    label: String,
    #[serde(default)]
    onrecord: Option<Attributes>,
}

#[derive(Deserialize)]
struct RelationIn {
    #[serde(default)]
    label: String,
    #[serde(default)]
    head_span: Option<SpanIn>,
    #[serde(default)]
    child_span: Option<SpanIn>,
    #[serde(default)]
    onrecord: Option<[usize; 2]>,
}

/// A text with its entities, as older versions of spaCy were trained with.
type Tuple = (String, HashMap<String, Value>);

fn line(record: &[u8]) -> Result<Line, String> {
    let wrong =
        |error: serde_json::Error| format!("it is no line of spaCy or Prodigy: {}", reason(&error));
    if !record.starts_with(b"[") {
        return serde_json::from_slice(record).map_err(wrong);
    }
    let (text, mut fields): Tuple = serde_json::from_slice(record).map_err(wrong)?;
    let entities = fields.remove("entities").unwrap_or_default();
    let entities: Vec<(usize, usize, String)> = match entities {
        Value::Null => Vec::new(),
        entities => serde_json::from_value(entities).map_err(wrong)?,
    };
    let span = |(start, end, label): (usize, usize, String)| SpanIn {
        start,
        end,
        label,
        onrecord: None,
    };
    Ok(Line {
        text: Some(text),
        spans: Some(entities.into_iter().map(span).collect()),
        ..Line::default()
    })
}

impl Reader for Lines {
    fn glance(&self, record: &[u8]) -> Result<Option<Glance>, String> {
        let line = line(record)?;
        let text = line.text.ok_or("there is no `text` in it")?;
        Ok(Some(Glance {
            path: line.onrecord.map(|own| own.path),
            id: None,
            text: Some(text),
            is_nobodys: line.annotator.is_none() && line.spans.is_some(),
        }))
    }

    fn work(
        &self,
        record: &[u8],
        place: Place<'_>,
        notes: &mut Notes,
    ) -> Result<Vec<Work>, String> {
        let line = line(record)?;
        let at = Some(place.line);
        if let Some(answer) = line.answer.filter(|answer| answer != "accept") {
            // Whoever did not accept a task has not labelled it.
            let what = format!("tasks answered with {answer}");
            notes.leave_out(what, place.shown, at);
            return Ok(Vec::new());
        }
        let Some(spans) = line.spans else {
            return Ok(Vec::new());
        };
        let mut graph = Graph::default();
        let mut known: HashMap<[usize; 2], usize> = HashMap::new();
        for span in spans {
            let range = [span.start, span.end];
            known.entry(range).or_insert(graph.nodes.len());
            graph.nodes.push(Node {
                span: texts::place_span(range, place, notes),
                label: span.label,
                own: span.onrecord,
                ..Node::default()
            });
        }
        for relation in line.relations {
            let end = |span: &Option<SpanIn>| {
                let span = span.as_ref()?;
                known.get(&[span.start, span.end]).copied()
            };
            let by_place = (end(&relation.head_span), end(&relation.child_span));
            let count = graph.nodes.len();
            let by_number = relation
                .onrecord
                .filter(|ends| ends.iter().all(|end| *end < count));
            let ends = match (by_number, by_place) {
                (Some([from, to]), _) | (None, (Some(from), Some(to))) => (from, to),
                _ => {
                    notes.leave_out("relations of what is no span", place.shown, at);
                    continue;
                }
            };
            graph.edges.push(Edge {
                from: ends.0,
                to: ends.1,
                label: relation.label,
            });
        }
        Ok(vec![self.0.work(&graph, line.annotator, place, notes)])
    }
}
