//! doccano: JSON Lines with `entities` and `relations`, a line for each article and annotator. Offsets count code points.
//!
//! ```text
//! {"id":1,"text":"…","entities":[{"id":1,"label":"Quote","start_offset":0,"end_offset":5}],
//!  "relations":[{"id":1,"from_id":2,"to_id":1,"type":"speaker_of"}],"onrecord":{…}}
//! ```
//!
//! doccano keeps every other field of a line as metadata of its own and writes it out again; `onrecord` is one. Read are also
//! `"label": [[0, 5, "Quote"]]`, relations without ids, and files that are one document.

use std::collections::{HashMap, HashSet};

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
pub(super) struct Doccano;

#[derive(Serialize)]
struct LineOut<'a> {
    text: &'a str,
    entities: Vec<EntityOut>,
    relations: Vec<RelationOut>,
    #[serde(rename = "Comments")]
    comments: [&'a str; 0],
    #[serde(rename = "onrecord")]
    own: OwnOut<'a>,
}

#[derive(Serialize)]
struct EntityOut {
    id: usize,
    label: &'static str,
    start_offset: usize,
    end_offset: usize,
}

#[derive(Serialize)]
struct RelationOut {
    id: usize,
    from_id: usize,
    to_id: usize,
    #[serde(rename = "type")]
    kind: &'static str,
}

#[derive(Serialize)]
struct OwnOut<'a> {
    path: &'a str,
    annotator: &'a str,
    statements: Vec<StatementOut>,
}

/// What is said of a statement, found again by where its quote begins and ends.
#[derive(Serialize)]
struct StatementOut {
    start: usize,
    end: usize,
    #[serde(flatten)]
    attributes: Attributes,
}

impl Write for Doccano {
    fn record(&self, record: &Record<'_>, out: &mut Vec<u8>) -> usize {
        let (nodes, edges) = graph::nodes(record);
        let statements = record.sidecar.statements();
        let entity = |(index, node): (usize, &graph::Stretch)| {
            let [start_offset, end_offset] = attributes::range(record, node.span);
            EntityOut {
                id: index + 1,
                label: node.part.label(),
                start_offset,
                end_offset,
            }
        };
        let relation =
            |(index, (from, to, kind)): (usize, (usize, usize, &'static str))| RelationOut {
                id: index + 1,
                from_id: from + 1,
                to_id: to + 1,
                kind,
            };
        let heads = nodes.iter().filter(|node| node.part == Part::Quote);
        let own = heads.map(|node| {
            let [start, end] = attributes::range(record, node.span);
            StatementOut {
                start,
                end,
                attributes: Attributes::of(record, &statements[node.statement], false),
            }
        });
        let line = LineOut {
            text: &record.article.text,
            entities: nodes.iter().enumerate().map(entity).collect(),
            relations: edges.into_iter().enumerate().map(relation).collect(),
            comments: [],
            own: OwnOut {
                path: &record.article.path,
                annotator: &record.annotator.id,
                statements: own.collect(),
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

#[derive(Deserialize)]
struct Fields {
    #[serde(default)]
    id: Option<Value>,
    #[serde(default)]
    text: Option<String>,
    #[serde(default, alias = "labels")]
    label: Option<Vec<(usize, usize, String)>>,
    #[serde(default)]
    entities: Option<Vec<Entity>>,
    #[serde(default)]
    relations: Vec<Relation>,
    #[serde(default, rename = "Comments", alias = "comments")]
    comments: Vec<Value>,
    #[serde(default, rename = "onrecord")]
    own: Option<OwnIn>,
}

#[derive(Deserialize)]
struct Entity {
    #[serde(default)]
    id: Option<i64>,
    label: String,
    start_offset: usize,
    end_offset: usize,
}

#[derive(Deserialize)]
struct Relation {
    from_id: i64,
    to_id: i64,
    #[serde(rename = "type", default)]
    kind: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct OwnIn {
    path: Option<String>,
    annotator: Option<String>,
    statements: Vec<StatementIn>,
}

#[derive(Deserialize)]
struct StatementIn {
    start: usize,
    end: usize,
    #[serde(flatten)]
    attributes: Attributes,
}

fn fields(record: &[u8]) -> Result<Fields, String> {
    serde_json::from_slice(record)
        .map_err(|error| format!("it is no line of doccano's: {}", reason(&error)))
}

impl Fields {
    /// Returns the stretches, with their ids.
    fn spans(&mut self) -> Vec<(i64, Entity)> {
        let entities = self.entities.take().unwrap_or_default();
        let labels = self.label.take().unwrap_or_default();
        let label = |(start_offset, end_offset, label): (usize, usize, String)| Entity {
            id: None,
            label,
            start_offset,
            end_offset,
        };
        let labels = labels.into_iter().map(label);
        let all = entities.into_iter().chain(labels).zip(0..);
        all.map(|(entity, number)| (entity.id.unwrap_or(number), entity))
            .collect()
    }
}

impl Reader for Lines {
    fn glance(&self, record: &[u8]) -> Result<Option<Glance>, String> {
        let fields = fields(record)?;
        let text = fields.text.ok_or(
            "there is no `text` in it; columns of other names must be called `text` and `label`",
        )?;
        let own = fields.own.unwrap_or_default();
        let id = fields.id.map(|id| match id {
            Value::String(id) => id,
            other => other.to_string(),
        });
        let has_work = fields.label.is_some() || fields.entities.is_some();
        Ok(Some(Glance {
            path: own.path,
            id,
            text: Some(text),
            is_nobodys: own.annotator.is_none() && has_work,
        }))
    }

    fn work(
        &self,
        record: &[u8],
        place: Place<'_>,
        notes: &mut Notes,
    ) -> Result<Vec<Work>, String> {
        let mut fields = fields(record)?;
        for _ in &fields.comments {
            notes.leave_out("comments on a text", place.shown, Some(place.line));
        }
        if fields.label.is_none() && fields.entities.is_none() {
            return Ok(Vec::new());
        }
        let mut graph = Graph::default();
        let mut known = HashMap::new();
        let own = fields.own.take().unwrap_or_default();
        let mut said = own.statements;
        let is_part = |relation: &&Relation| Some(relation.kind.as_str()) == Part::More.relation();
        let parts = fields.relations.iter().filter(is_part);
        let parts: HashSet<i64> = parts.map(|relation| relation.from_id).collect();
        for (id, entity) in fields.spans() {
            let range = [entity.start_offset, entity.end_offset];
            let span = texts::place_span(range, place, notes);
            // Two quotes at one place have what was said of them in their order.
            let at = said
                .iter()
                .position(|own| [own.start, own.end] == range)
                .filter(|_| {
                    let is_head = entity.label == Part::Quote.label() && !parts.contains(&id);
                    span.is_some() && is_head
                });
            known.insert(id, graph.nodes.len());
            graph.nodes.push(Node {
                own: at.map(|at| said.remove(at).attributes),
                label: entity.label,
                span,
                ..Node::default()
            });
        }
        for relation in fields.relations {
            let ends = (known.get(&relation.from_id), known.get(&relation.to_id));
            let (Some(&from), Some(&to)) = ends else {
                let what = "relations of what is not in the record";
                notes.leave_out(what, place.shown, Some(place.line));
                continue;
            };
            graph.edges.push(Edge {
                from,
                to,
                label: relation.kind,
            });
        }
        Ok(vec![self.0.work(&graph, own.annotator, place, notes)])
    }
}
