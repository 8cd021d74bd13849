//! Makes statements of labelled stretches and the relations between them.

use std::collections::BTreeMap;

use super::NESTED;
use super::roles::Roles;
use crate::exchange::attributes::{Attributes, Brings};
use crate::exchange::import::report::Notes;
use crate::exchange::import::{Draft, Options, Person, Role, Work, may_nest};
use crate::exchange::texts::Place;
use crate::model::span::{Span, normalized};

/// What stands in a text that somebody labelled.
#[derive(Debug, Default)]
pub(in crate::exchange) struct Graph {
    pub(in crate::exchange) nodes: Vec<Node>,
    pub(in crate::exchange) edges: Vec<Edge>,
}

/// A labelled stretch.
#[derive(Debug, Default)]
pub(in crate::exchange) struct Node {
    pub(in crate::exchange) label: String,
    /// In bytes; none where its offsets cannot be used, which was told.
    pub(in crate::exchange) span: Option<Span>,
    /// What this program said of the statement whose quote begins with it.
    pub(in crate::exchange) own: Option<Attributes>,
    /// Names with or without values that belong to it.
    pub(in crate::exchange) attributes: Vec<(String, Option<String>)>,
    /// Free text.
    pub(in crate::exchange) note: String,
}

/// A relation between two stretches, by their places in the graph.
#[derive(Debug)]
pub(in crate::exchange) struct Edge {
    pub(in crate::exchange) from: usize,
    pub(in crate::exchange) to: usize,
    pub(in crate::exchange) label: String,
}

/// Binds parts of a quote.
const PARTS: [&str; 4] = ["partof", "partofquote", "continues", "samequote"];

/// What a person said of an import of labelled stretches.
pub(in crate::exchange) struct Asked {
    roles: Roles,
    annotator: Option<String>,
}

impl Asked {
    /// Takes what matters here.
    pub(in crate::exchange) fn new(options: &Options) -> Self {
        Self {
            roles: Roles::new(&options.map),
            annotator: options.annotator.clone(),
        }
    }

    /// Makes the work of whom a record names, else of whom the person named.
    pub(in crate::exchange) fn work(
        &self,
        graph: &Graph,
        annotator: Option<String>,
        place: Place<'_>,
        notes: &mut Notes,
    ) -> Work {
        let mut brings = Brings::default();
        let drafts = drafts(graph, &self.roles, place, &mut brings, notes);
        let annotator = annotator.or_else(|| self.annotator.clone());
        Work {
            annotator: annotator.unwrap_or_default(),
            drafts,
            brings: brings.into_codebook(),
            ..Work::default()
        }
    }
}

/// Makes the statements; what is part of none is counted.
fn drafts(
    graph: &Graph,
    roles: &Roles,
    place: Place<'_>,
    brings: &mut Brings,
    notes: &mut Notes,
) -> Vec<Draft> {
    let mut maker = Maker {
        graph,
        roles,
        place,
        notes,
        head: vec![None; graph.nodes.len()],
        used: vec![false; graph.nodes.len()],
        drafts: Vec::new(),
    };
    maker.quotes();
    maker.bind();
    maker.nest();
    maker.own(brings);
    maker.rest();
    maker.drafts
}

struct Maker<'a, 'n> {
    graph: &'a Graph,
    roles: &'a Roles,
    place: Place<'a>,
    notes: &'n mut Notes,
    /// The statement whose quote a stretch is part of.
    head: Vec<Option<usize>>,
    used: Vec<bool>,
    drafts: Vec<Draft>,
}

/// Returns a relation's name without what tools write differently.
fn plain(name: &str) -> String {
    let letters = name.chars().filter(|char| char.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

impl Maker<'_, '_> {
    fn is_quote(&self, at: usize) -> bool {
        self.graph.nodes.get(at).is_some_and(|node| {
            node.span.is_some() && self.roles.of(&node.label) == Some(Role::Quote)
        })
    }

    fn leave_out(&mut self, what: impl Into<String>) {
        self.notes
            .leave_out(what, self.place.shown, Some(self.place.line));
    }

    /// Makes a statement of each quote, with all parts that are bound together.
    fn quotes(&mut self) {
        let mut whole: Vec<usize> = (0..self.graph.nodes.len()).collect();
        for edge in &self.graph.edges {
            if PARTS.contains(&plain(&edge.label).as_str())
                && self.is_quote(edge.from)
                && self.is_quote(edge.to)
            {
                let (a, b) = (root(&whole, edge.from), root(&whole, edge.to));
                // The first in the text is the head, whichever way the relation goes.
                let (head, part) = if self.order(a) <= self.order(b) {
                    (a, b)
                } else {
                    (b, a)
                };
                whole[part] = head;
            }
        }
        let mut of: BTreeMap<usize, usize> = BTreeMap::new();
        for at in 0..self.graph.nodes.len() {
            if !self.is_quote(at) {
                continue;
            }
            let head = root(&whole, at);
            let index = *of.entry(head).or_insert_with(|| {
                self.drafts.push(Draft::default());
                self.drafts.len() - 1
            });
            self.head[at] = Some(index);
            self.used[at] = true;
            let node = &self.graph.nodes[at];
            let draft = &mut self.drafts[index];
            draft.quote.extend(node.span);
            draft.attributes.extend(node.attributes.iter().cloned());
            if !node.note.is_empty() {
                if !draft.note.is_empty() {
                    draft.note.push('\n');
                }
                draft.note.push_str(&node.note);
            }
        }
        for draft in &mut self.drafts {
            draft.quote = normalized(std::mem::take(&mut draft.quote));
        }
    }

    fn order(&self, at: usize) -> (Option<Span>, usize) {
        (self.graph.nodes[at].span, at)
    }

    /// Adds what relations bind to quotes: the relation's name says what it is, else the label of the other end.
    fn bind(&mut self) {
        for edge in &self.graph.edges {
            let name = plain(&edge.label);
            let ends = [(edge.from, edge.to), (edge.to, edge.from)];
            if name == plain(NESTED) || PARTS.contains(&name.as_str()) {
                continue;
            }
            let bound = ends.into_iter().find_map(|(quote, other)| {
                let index = self.head.get(quote).copied().flatten()?;
                let node = self.graph.nodes.get(other)?;
                if self.head[other].is_some() {
                    return None;
                }
                let role = self
                    .roles
                    .of(&edge.label)
                    .or_else(|| self.roles.of(&node.label))?;
                Some((index, other, role, node.span?))
            });
            let Some((index, at, role, span)) = bound else {
                self.leave_out(format!("relations {}", edge.label));
                continue;
            };
            self.used[at] = true;
            self.fill(index, role, span, &edge.label);
        }
    }

    fn fill(&mut self, index: usize, role: Role, span: Span, name: &str) {
        let draft = &mut self.drafts[index];
        let person = Person {
            mention: Some(span),
            ..Person::default()
        };
        match role {
            Role::Cue if draft.cue.is_none() => draft.cue = Some(span),
            Role::Speaker if draft.speaker.is_none() => draft.speaker = Some(person),
            Role::Via => draft.via.push(person),
            Role::Addressee => draft.addressees.push(person),
            Role::Flag => draft.flagged = true,
            Role::Ignore => {}
            Role::Quote => {
                draft.quote.push(span);
                draft.quote = normalized(std::mem::take(&mut draft.quote));
            }
            Role::Cue | Role::Speaker => self.leave_out(format!("further {name} of a statement")),
        }
    }

    /// Nests statements in others, but in no circle.
    fn nest(&mut self) {
        for edge in &self.graph.edges {
            if plain(&edge.label) != plain(NESTED) {
                continue;
            }
            let ends = (
                self.head.get(edge.from).copied().flatten(),
                self.head.get(edge.to).copied().flatten(),
            );
            match ends {
                (Some(inner), Some(outer)) if may_nest(&self.drafts, inner, outer) => {
                    self.drafts[inner].parent = Some(outer);
                }
                _ => self.leave_out("statements nested in what they hold, or in several"),
            }
        }
    }

    /// Adds what this program said of statements.
    fn own(&mut self, brings: &mut Brings) {
        // The text of the offsets is that of the article, which the place knows.
        for at in 0..self.graph.nodes.len() {
            let (Some(own), Some(index)) = (&self.graph.nodes[at].own, self.head[at]) else {
                continue;
            };
            if self.drafts[index].own.is_some() {
                continue;
            }
            let draft = &mut self.drafts[index];
            let parent = draft.parent;
            if let Err(what) = own.fill(self.place.text, draft, brings) {
                self.leave_out(format!("what On Record said of a statement: {what}"));
            }
            // What the relations say is newer.
            let draft = &mut self.drafts[index];
            if let (Some(_), Some(own)) = (parent, &mut draft.own) {
                own.parent = None;
            }
        }
    }

    /// Counts the stretches that are part of nothing.
    fn rest(&mut self) {
        for at in 0..self.graph.nodes.len() {
            let node = &self.graph.nodes[at];
            if self.used[at] || node.span.is_none() {
                continue;
            }
            if self.roles.of(&node.label) == Some(Role::Ignore) {
                let what = format!("{} spans, which are ignored", node.label);
                let line = Some(self.place.line);
                self.notes.remark(what, self.place.shown, line);
            } else {
                let what = format!("{} spans that belong to no statement", node.label);
                self.leave_out(what);
            }
        }
    }
}

/// Returns the head of what a stretch is bound to.
fn root(whole: &[usize], at: usize) -> usize {
    let mut at = at;
    // Each step leads to another head, and heads lead to themselves.
    while whole[at] != at {
        at = whole[at];
    }
    at
}
