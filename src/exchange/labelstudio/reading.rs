//! Reads tasks of Label Studio, this program's or any other's that mark stretches of a text.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value};

use super::{FLAG, KIND, STANCE, TAGS};
use crate::exchange::attributes::{Attributes, Named, Taken};
use crate::exchange::graph::{Asked, Edge, Graph, Node};
use crate::exchange::import::report::Notes;
use crate::exchange::import::{Options, Source, Work, unreadable};
use crate::exchange::suggestion::reason;
use crate::exchange::texts::{self, Glance, Place, Reader};
use crate::exchange::units::Utf16;
use crate::model::problem::Problem;
use crate::model::span::{CharSpan, Span};

/// Reads tasks.
struct Tasks(Asked);

/// Opens a file. See [`crate::exchange::Format`].
pub(in crate::exchange) fn open(options: &Options) -> Result<Box<dyn Source>, Problem> {
    let tasks = Box::new(Tasks(Asked::new(options)));
    texts::open_bytes(options, texts::read_document(options)?, tasks)
}

#[derive(Deserialize)]
struct Task {
    #[serde(default)]
    id: Option<Value>,
    #[serde(default)]
    data: Map<String, Value>,
    #[serde(default)]
    annotations: Vec<Annotation>,
    #[serde(default)]
    predictions: Vec<Value>,
}

#[derive(Deserialize)]
struct Annotation {
    #[serde(default)]
    completed_by: Option<Value>,
    #[serde(default)]
    was_cancelled: bool,
    #[serde(default)]
    onrecord: Option<Whose>,
    #[serde(default)]
    result: Vec<Item>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Whose {
    annotator: Option<String>,
}

/// One result: a region, what is chosen or written of one, or a relation between two.
#[derive(Deserialize)]
struct Item {
    #[serde(default)]
    id: Option<Value>,
    #[serde(default)]
    from_name: String,
    #[serde(rename = "type", default)]
    kind: String,
    #[serde(default)]
    value: Map<String, Value>,
    #[serde(default)]
    from_id: Option<Value>,
    #[serde(default)]
    to_id: Option<Value>,
    #[serde(default)]
    labels: Vec<String>,
    #[serde(default)]
    meta: Option<Meta>,
}

#[derive(Deserialize)]
struct Meta {
    #[serde(default)]
    onrecord: Option<Own>,
}

#[derive(Deserialize)]
struct Own {
    #[serde(default)]
    annotator: Option<String>,
    #[serde(flatten)]
    attributes: Attributes,
}

fn task(record: &[u8]) -> Result<Task, String> {
    serde_json::from_slice(record)
        .map_err(|error| format!("it is no task of Label Studio: {}", reason(&error)))
}

impl Task {
    /// Returns the text: what is called so, else the longest that there is.
    fn text(&mut self) -> Option<String> {
        let texts = self.data.iter();
        let texts = texts.filter_map(|(key, value)| Some((key, value.as_str()?.len())));
        let longest = texts.max_by_key(|(_, len)| *len);
        let key = match self.data.get("text") {
            Some(Value::String(_)) => "text".to_owned(),
            _ => longest?.0.clone(),
        };
        match self.data.remove(&key)? {
            Value::String(text) => Some(text),
            _ => None,
        }
    }
}

impl Annotation {
    /// Returns who made it, as far as it says it.
    fn whose(&self) -> Option<String> {
        let own = self.onrecord.as_ref().and_then(|own| own.annotator.clone());
        let carried = || {
            let mut metas = self.result.iter().filter_map(|item| item.meta.as_ref());
            metas.find_map(|meta| meta.onrecord.as_ref()?.annotator.clone())
        };
        let user = || match self.completed_by.as_ref()? {
            Value::Object(fields) => Some(format!("user-{}", shown(fields.get("id")?))),
            Value::Null => None,
            id => Some(format!("user-{}", shown(id))),
        };
        own.or_else(carried).or_else(user)
    }
}

/// Returns an id, which may be a number.
fn shown(id: &Value) -> String {
    match id {
        Value::String(id) => id.clone(),
        other => other.to_string(),
    }
}

impl Reader for Tasks {
    fn glance(&self, record: &[u8]) -> Result<Option<Glance>, String> {
        let mut task = task(record)?;
        let id = task.id.as_ref().map(shown);
        let path = task.data.get("path").and_then(Value::as_str);
        let is_own = |annotation: &Annotation| annotation.onrecord.is_some();
        // Another's `path` is no path in a project.
        let is_own = task.annotations.iter().any(is_own)
            || task.annotations.iter().any(|one| {
                let mut metas = one.result.iter().filter_map(|item| item.meta.as_ref());
                metas.any(|meta| meta.onrecord.is_some())
            });
        let path = path.filter(|_| is_own).map(str::to_owned);
        let is_nobodys = task.annotations.iter().any(|one| one.whose().is_none());
        let text = task.text().ok_or("there is no text in its `data`")?;
        Ok(Some(Glance {
            path,
            id,
            text: Some(text),
            is_nobodys,
        }))
    }

    fn work(
        &self,
        record: &[u8],
        place: Place<'_>,
        notes: &mut Notes,
    ) -> Result<Vec<Work>, String> {
        let task = task(record)?;
        let line = Some(place.line);
        for _ in &task.predictions {
            notes.remark("predictions, which are nobody's labels", place.shown, line);
        }
        let units = Utf16::new(place.text);
        let mut all = Vec::new();
        for annotation in &task.annotations {
            if annotation.was_cancelled {
                notes.remark("skipped tasks", place.shown, line);
                continue;
            }
            let mut said = Notes::default();
            let graph = graph_of(annotation, &units, place, &mut said);
            let work = self.0.work(&graph, annotation.whose(), place, &mut said);
            let is_used = !work.drafts.is_empty() || said.is_complete();
            notes.add(said);
            if is_used {
                all.push(work);
            }
        }
        Ok(all)
    }
}

/// Gathers the regions of an annotation with what is chosen of each, and the relations.
fn graph_of(
    annotation: &Annotation,
    units: &Utf16<'_>,
    place: Place<'_>,
    notes: &mut Notes,
) -> Graph {
    let mut graph = Graph::default();
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    let line = Some(place.line);
    for item in annotation
        .result
        .iter()
        .filter(|item| item.kind == "labels")
    {
        let span = region(item, units, place, notes);
        let meta = item.meta.as_ref().and_then(|meta| meta.onrecord.as_ref());
        let labels = item.value.get("labels").and_then(Value::as_array);
        let labels = labels.into_iter().flatten().filter_map(Value::as_str);
        for (nth, label) in labels.enumerate() {
            if let (0, Some(id)) = (nth, &item.id) {
                known.insert(shown(id), graph.nodes.len());
            }
            graph.nodes.push(Node {
                label: label.to_owned(),
                span,
                own: meta.filter(|_| nth == 0).map(|own| own.attributes.clone()),
                ..Node::default()
            });
        }
    }
    let mut chosen: BTreeMap<usize, Chosen<'_>> = BTreeMap::new();
    for item in &annotation.result {
        let of = |id: &Option<Value>| known.get(&shown(id.as_ref()?)).copied();
        match (item.kind.as_str(), of(&item.id)) {
            ("labels", _) => {}
            ("choices", Some(at)) => {
                let choices = item.value.get("choices").and_then(Value::as_array);
                let choices = choices.into_iter().flatten().filter_map(Value::as_str);
                let all = chosen.entry(at).or_default();
                all.entry(item.from_name.as_str())
                    .or_default()
                    .extend(choices.map(str::to_owned));
            }
            ("textarea", Some(at)) => {
                let note = &mut graph.nodes[at].note;
                for text in written(item.value.get("text")) {
                    if !note.is_empty() {
                        note.push('\n');
                    }
                    note.push_str(text);
                }
            }
            ("relation", _) => match (of(&item.from_id), of(&item.to_id)) {
                (Some(from), Some(to)) => graph.edges.push(Edge {
                    from,
                    to,
                    label: item.labels.first().cloned().unwrap_or_default(),
                }),
                _ => notes.leave_out("relations of what is no region", place.shown, line),
            },
            (kind, _) => {
                let what = format!("results of the type {kind} that belong to no region of a text");
                notes.leave_out(what, place.shown, line);
            }
        }
    }
    for (at, all) in chosen {
        choose(&mut graph.nodes[at], all);
    }
    graph
}

/// What was chosen of a region, by the name of the tag.
type Chosen<'a> = BTreeMap<&'a str, Vec<String>>;

/// Returns what is written in a field.
fn written(value: Option<&Value>) -> Vec<&str> {
    match value {
        Some(Value::String(text)) => vec![text],
        Some(Value::Array(all)) => all.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

/// Puts what was chosen into a region: what this program's config asks for into what it said itself, which it overrides.
fn choose(node: &mut Node, mut all: Chosen<'_>) {
    let own = node.own.take();
    let is_own = own.is_some();
    let mut own = own.unwrap_or_default();
    let kinds = all.remove(KIND);
    let has_kind = kinds.is_some();
    own.kind = kinds.and_then(|kinds| kinds.into_iter().next());
    own.flagged = all.remove(FLAG).is_some();
    if !is_own {
        // Of a project that was set up there with this config.
        let is_marked = has_kind || own.flagged;
        node.own = is_marked.then_some(own);
        for (name, choices) in all {
            let choices = choices.into_iter();
            let name = if name == TAGS { None } else { Some(name) };
            node.attributes.extend(choices.map(|choice| match name {
                Some(name) => (name.to_owned(), Some(choice)),
                None => (choice, None),
            }));
        }
        return;
    }
    let labels = all.remove(TAGS).unwrap_or_default();
    let mut before = std::mem::take(&mut own.labels);
    own.labels = labels
        .into_iter()
        .map(|id| {
            let known = before.iter().position(|label| label.id == id);
            let name = known.map(|at| before.swap_remove(at).name);
            Named {
                name: name.unwrap_or_default(),
                id,
            }
        })
        .collect();
    // A stance that is not chosen any more is gone; a target without one was never to be chosen.
    own.stances.retain_mut(|taken| {
        let name = format!("{STANCE}{}", taken.target);
        let chosen = all
            .remove(name.as_str())
            .and_then(|all| all.into_iter().next());
        if chosen.is_none() || taken.stance == chosen {
            return taken.stance == chosen;
        }
        taken.stance = chosen;
        (taken.label, taken.polarity, taken.read) = (None, None, None);
        true
    });
    for (name, choices) in all {
        let Some(target) = name.strip_prefix(STANCE) else {
            let choices = choices.into_iter();
            let attribute = |choice| (name.to_owned(), Some(choice));
            node.attributes.extend(choices.map(attribute));
            continue;
        };
        own.stances.push(Taken {
            target: target.to_owned(),
            stance: choices.into_iter().next(),
            ..Taken::default()
        });
    }
    node.own = Some(own);
}

/// Finds the stretch of a region: in UTF-16 units, or in code points if its words stand there alone.
fn region(item: &Item, units: &Utf16<'_>, place: Place<'_>, notes: &mut Notes) -> Option<Span> {
    let number = |name: &str| {
        let value = item.value.get(name).and_then(Value::as_u64);
        value.and_then(|value| usize::try_from(value).ok())
    };
    let problem = |what: String| unreadable(place.shown, what).at(place.line, 1);
    let (Some(start), Some(end)) = (number("start"), number("end")) else {
        let what = "a region has no offsets that are numbers".to_owned();
        notes.problems.push(problem(what));
        return None;
    };
    let words = item.value.get("text").and_then(Value::as_str);
    let fits = |span: &Span| words.is_none_or(|words| words == place.text.slice(*span));
    let found = units.span(start, end);
    if let Some(span) = found.filter(fits) {
        return Some(span);
    }
    let chars = place.text.bytes(CharSpan { start, end });
    let chars = chars.filter(|span| words.is_some() && !span.is_empty());
    if let Some(span) = chars.filter(fits) {
        let what = "regions counted in code points, in place of UTF-16 units";
        notes.remark(what, place.shown, Some(place.line));
        return Some(span);
    }
    notes.problems.push(problem(match found {
        Some(_) => format!("the words at {start} {end} are not those of the region"),
        None => format!("the region {start} {end} is not in the text, or cuts a character"),
    }));
    None
}
