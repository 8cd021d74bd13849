//! Statements as labelled stretches with relations between them, which is how most tools for labelling hold them: each part of
//! a quote, its cue and whom it mentions is a node, and relations bind them to the quote's first part.
//!
//! [`nodes`] takes statements apart, [`Asked::work`] puts them together again, whatever the labels are called.

mod reading;
pub(super) mod roles;

pub(super) use reading::{Asked, Edge, Graph, Node};

use super::record::Record;
use crate::model::span::Span;
use crate::model::statement::{Mention, Statement};

/// What a stretch is in a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    /// The first part of the quote, which everything else is bound to.
    Quote,
    /// Another part of the quote.
    More,
    /// The words that attribute.
    Cue,
    /// The words that name the speaker.
    Speaker,
    /// The words that name a source in between.
    Via,
    /// The words that name an addressee.
    Addressee,
}

/// A labelled stretch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stretch {
    pub(super) part: Part,
    /// In bytes.
    pub(super) span: Span,
    /// The statement, by its place in the sidecar.
    pub(super) statement: usize,
}

/// Says that a statement is nested in another.
pub(super) const NESTED: &str = "nested_in";

impl Part {
    /// Every label, once.
    pub(super) const LABELS: [&str; 5] = ["Quote", "Cue", "Speaker", "Via", "Addressee"];

    /// Every relation.
    pub(super) const RELATIONS: [&str; 6] = [
        "part_of",
        "cue_of",
        "speaker_of",
        "via_of",
        "addressee_of",
        NESTED,
    ];

    /// Returns the label of such a stretch.
    pub(super) fn label(self) -> &'static str {
        match self {
            Self::Quote | Self::More => "Quote",
            Self::Cue => "Cue",
            Self::Speaker => "Speaker",
            Self::Via => "Via",
            Self::Addressee => "Addressee",
        }
    }

    /// Returns the relation that binds it to the first part of the quote; none for that.
    pub(super) fn relation(self) -> Option<&'static str> {
        match self {
            Self::Quote => None,
            Self::More => Some("part_of"),
            Self::Cue => Some("cue_of"),
            Self::Speaker => Some("speaker_of"),
            Self::Via => Some("via_of"),
            Self::Addressee => Some("addressee_of"),
        }
    }
}

/// Returns the stretches of a statement, the first part of the quote first.
pub(super) fn stretches(statement: &Statement, number: usize) -> Vec<Stretch> {
    let mention = |person: &Mention| person.mention;
    let quote = statement.quote.iter().copied();
    let parts = quote.enumerate().map(|(at, span)| match at {
        0 => (Part::Quote, span),
        _ => (Part::More, span),
    });
    let speaker = statement.speaker.iter().filter_map(mention);
    let via = statement.via.iter().filter_map(mention);
    let addressees = statement.addressees.iter().filter_map(mention);
    parts
        .chain(statement.cue.map(|span| (Part::Cue, span)))
        .chain(speaker.map(|span| (Part::Speaker, span)))
        .chain(via.map(|span| (Part::Via, span)))
        .chain(addressees.map(|span| (Part::Addressee, span)))
        .map(|(part, span)| Stretch {
            part,
            span,
            statement: number,
        })
        .collect()
}

/// Takes the statements of a record apart; returns the stretches, and relations between them by their places: from, to, name.
pub(super) fn nodes(record: &Record<'_>) -> (Vec<Stretch>, Vec<(usize, usize, &'static str)>) {
    let statements = record.sidecar.statements();
    let mut nodes = Vec::with_capacity(3 * statements.len());
    let mut edges = Vec::with_capacity(3 * statements.len());
    let mut heads = Vec::with_capacity(statements.len());
    for (number, statement) in statements.iter().enumerate() {
        let head = nodes.len();
        heads.push(head);
        for stretch in stretches(statement, number) {
            if let Some(relation) = stretch.part.relation() {
                edges.push((nodes.len(), head, relation));
            }
            nodes.push(stretch);
        }
    }
    for (number, statement) in statements.iter().enumerate() {
        let parent = statement.parent.as_deref();
        let parent = parent.and_then(|id| record.sidecar.position(id));
        if let Some(parent) = parent.filter(|parent| *parent != number) {
            edges.push((heads[number], heads[parent], NESTED));
        }
    }
    (nodes, edges)
}
