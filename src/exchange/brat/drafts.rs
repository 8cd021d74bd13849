//! Makes statements of a file of annotations.
//!
//! Events with a quote are statements. A file without any has a statement for each quote. Relations, attributes, notes and
//! equivalences then add to those whose parts they name. What ends in no statement is counted by its sort and place.

use std::collections::{HashMap, HashSet};

use super::lines::{Event, Lines, Reference};
use super::offsets::Offsets;
use crate::exchange::graph::roles::Roles;
use crate::exchange::import::report::Notes;
use crate::exchange::import::{Draft, Person, Role, may_nest, unreadable};
use crate::model::span::{Span, normalized};

/// Makes the statements of a file, whose offsets mean what `offsets` says. `shown` is its path in messages.
pub(super) fn make(
    lines: &Lines,
    offsets: Offsets<'_, '_>,
    roles: &Roles,
    shown: &str,
    notes: &mut Notes,
) -> Vec<Draft> {
    let mut maker = Maker::new(lines, roles, shown, notes);
    maker.faults();
    maker.place(offsets);
    maker.references();
    maker.events();
    if maker.drafts.is_empty() {
        maker.quotes();
    }
    maker.relations();
    maker.attributes();
    maker.flags();
    maker.notes();
    maker.rest();
    maker.drafts
}

/// What is said of an event that cannot be nested in the one that names it.
const NESTED: &str = "events as a role of another event";

/// A span where it lies in the article.
struct Placed<'a> {
    line: usize,
    kind: &'a str,
    role: Option<Role>,
    /// In bytes and in order; none where the line's offsets cannot be used.
    pieces: Vec<Span>,
    /// The entry of another list that it names.
    reference: Option<&'a Reference>,
    /// The statements that it is part of, by index.
    drafts: Vec<usize>,
}

struct Maker<'a, 'n> {
    lines: &'a Lines,
    roles: &'a Roles,
    shown: &'a str,
    told: &'n mut Notes,
    spans: Vec<Placed<'a>>,
    /// Indices of `spans` by id.
    ids: HashMap<&'a str, usize>,
    /// Indices of `spans` whose reference names somebody in a statement.
    naming: HashSet<usize>,
    /// Statements by the ids of events and relations; an id may be used twice.
    owners: HashMap<&'a str, Vec<usize>>,
    drafts: Vec<Draft>,
}

impl<'a, 'n> Maker<'a, 'n> {
    fn new(lines: &'a Lines, roles: &'a Roles, shown: &'a str, told: &'n mut Notes) -> Self {
        Self {
            lines,
            roles,
            shown,
            told,
            spans: Vec::with_capacity(lines.spans.len()),
            ids: HashMap::new(),
            naming: HashSet::new(),
            owners: HashMap::new(),
            drafts: Vec::new(),
        }
    }

    fn leave_out(&mut self, what: impl Into<String>, line: usize) {
        self.told.leave_out(what, self.shown, Some(line));
    }

    fn remark(&mut self, what: impl Into<String>, line: usize) {
        self.told.remark(what, self.shown, Some(line));
    }

    fn wrong(&mut self, line: usize, column: usize, what: impl Into<String>) {
        self.told
            .problems
            .push(unreadable(self.shown, what).at(line, column));
    }

    /// Counts what was to be ignored, which is no loss.
    fn ignore(&mut self, sort: &str, kind: &str, line: usize) {
        self.remark(format!("{kind} {sort}, which are ignored"), line);
    }

    /// Tells what is wrong with lines.
    fn faults(&mut self) {
        for fault in &self.lines.faults {
            self.wrong(fault.line, fault.column, fault.what.as_str());
        }
        for (line, letter) in &self.lines.unknown {
            self.leave_out(format!("lines of the unknown sort {letter}"), *line);
        }
        for line in &self.lines.doubled {
            self.remark("ids used twice (both lines are kept)", *line);
        }
        for line in &self.lines.repeated {
            self.remark("lines that repeat another", *line);
        }
    }

    /// Finds out where spans lie.
    fn place(&mut self, offsets: Offsets<'_, '_>) {
        for line in &self.lines.spans {
            let pieces = offsets.pieces(line).unwrap_or_else(|what| {
                self.wrong(line.line, 1, what);
                Vec::new()
            });
            self.ids.insert(&line.id, self.spans.len());
            self.spans.push(Placed {
                line: line.line,
                kind: &line.kind,
                role: self.roles.of(&line.kind),
                pieces,
                reference: None,
                drafts: Vec::new(),
            });
        }
    }

    fn references(&mut self) {
        for line in &self.lines.references {
            let Some(at) = self.ids.get(line.of.as_str()).copied() else {
                self.leave_out("references of what is no span", line.line);
                continue;
            };
            let known = self.spans[at].reference;
            match known {
                None => self.spans[at].reference = Some(line),
                Some(first) if (&first.entry, &first.name) == (&line.entry, &line.name) => {
                    self.remark("lines that repeat another", line.line);
                }
                Some(_) => {
                    let what = "further references of a mention (the first is kept)";
                    self.leave_out(what, line.line);
                }
            }
        }
        for (line, ids) in &self.lines.same {
            if ids.iter().any(|id| !self.ids.contains_key(id.as_str())) {
                self.leave_out("equivalences of what is no span", *line);
            }
        }
    }

    fn events(&mut self) {
        let mut nested = Vec::new();
        for event in &self.lines.events {
            let (index, before) = (self.drafts.len(), nested.len());
            self.drafts.push(Draft::default());
            self.event(event, index, &mut nested);
            if self.drafts[index].quote.is_empty() {
                self.drafts.pop();
                for (line, ..) in nested.drain(before..) {
                    self.leave_out(NESTED, line);
                }
                for span in &mut self.spans {
                    span.drafts.retain(|draft| *draft != index);
                }
                match self.roles.of(&event.kind) {
                    Some(Role::Ignore) => self.ignore("events", &event.kind, event.line),
                    _ => self.leave_out("events without a quote", event.line),
                }
            } else {
                self.owners.entry(&event.id).or_default().push(index);
            }
        }
        for (line, id, outer) in nested {
            self.nest(line, id, outer);
        }
    }

    /// Nests the statements of an event's id in another.
    fn nest(&mut self, line: usize, id: &str, outer: usize) {
        let all = self.owners.get(id).cloned().unwrap_or_default();
        if all.is_empty() {
            self.leave_out(NESTED, line);
        }
        for inner in all {
            if may_nest(&self.drafts, inner, outer) {
                self.drafts[inner].parent = Some(outer);
            } else {
                self.leave_out(NESTED, line);
            }
        }
    }

    fn event(&mut self, event: &'a Event, index: usize, nested: &mut Vec<(usize, &'a str, usize)>) {
        for (name, id) in &event.roles {
            if let Some(at) = self.ids.get(id.as_str()).copied() {
                let role = self.roles.of(name).or(self.spans[at].role);
                self.fill(index, at, role, name, event.line);
            } else if self.lines.events.iter().any(|other| other.id == *id) {
                nested.push((event.line, id, index));
            } else {
                self.wrong(
                    event.line,
                    1,
                    format!("the event names {id}, which is not in this file"),
                );
            }
        }
        let Some(at) = self.ids.get(event.trigger.as_str()).copied() else {
            let what = format!(
                "the event names {}, which is not in this file",
                event.trigger
            );
            self.wrong(event.line, 1, what);
            return;
        };
        // The trigger of most schemes is the cue, once more or alone.
        let role = self
            .roles
            .of(&event.kind)
            .or(self.spans[at].role)
            .unwrap_or(Role::Cue);
        let is_filled = match role {
            Role::Cue => self.drafts[index].cue.is_some(),
            Role::Quote => !self.drafts[index].quote.is_empty(),
            _ => false,
        };
        if is_filled {
            self.spans[at].drafts.push(index);
        } else {
            self.fill(index, at, Some(role), &event.kind, event.line);
        }
        if !self.roles.is_plain(&event.kind) {
            self.drafts[index]
                .attributes
                .push((event.kind.clone(), None));
        }
    }

    /// Makes a span part of a statement; `name` is what the file calls it there.
    fn fill(&mut self, index: usize, at: usize, role: Option<Role>, name: &str, line: usize) {
        let longest = longest(&self.spans[at].pieces);
        let (Some(longest), Some(role)) = (longest, role) else {
            if longest.is_some() {
                self.leave_out(format!("roles {name} of an event"), line);
            }
            return;
        };
        self.spans[at].drafts.push(index);
        let (person, named_by) = self.person(at, longest);
        let span = &self.spans[at];
        let draft = &mut self.drafts[index];
        let is_broken = span.pieces.len() > 1;
        let broken = match role {
            Role::Quote => {
                let all = draft.quote.iter().chain(&span.pieces).copied().collect();
                draft.quote = normalized(all);
                return;
            }
            Role::Cue if draft.cue.is_none() => {
                draft.cue = Some(longest);
                "cues in several pieces (the longest piece is taken)"
            }
            Role::Speaker if draft.speaker.is_none() => {
                draft.speaker = Some(person);
                self.naming.extend(named_by);
                "speakers in several pieces (the longest piece is taken)"
            }
            Role::Via | Role::Addressee => {
                let people = match role {
                    Role::Via => &mut draft.via,
                    _ => &mut draft.addressees,
                };
                people.push(person);
                self.naming.extend(named_by);
                "people in several pieces (the longest piece is taken)"
            }
            Role::Flag => {
                draft.flagged = true;
                return;
            }
            Role::Ignore => return,
            Role::Cue | Role::Speaker => {
                let what = format!("further {name} of a statement");
                return self.leave_out(what, line);
            }
        };
        if is_broken {
            self.leave_out(broken, line);
        }
    }

    /// Returns whom a span mentions, and the span whose reference gives the name.
    fn person(&self, at: usize, mention: Span) -> (Person, Option<usize>) {
        let group = self
            .lines
            .same
            .iter()
            .map(|(_, ids)| ids)
            .filter(|ids| ids.iter().any(|id| self.ids.get(id.as_str()) == Some(&at)));
        let others: Vec<usize> = group
            .flatten()
            .filter_map(|id| self.ids.get(id.as_str()).copied())
            .filter(|other| *other != at)
            .collect();
        let mut all = std::iter::once(at).chain(others.iter().copied());
        let named_by = all.find(|at| self.spans[*at].reference.is_some());
        let reference = named_by.and_then(|at| self.spans[at].reference);
        let given = reference.filter(|reference| !reference.name.is_empty());
        let same = others
            .iter()
            .filter_map(|at| longest(&self.spans[*at].pieces));
        let person = Person {
            mention: Some(mention),
            same: same.collect(),
            name: given.map(|reference| reference.name.clone()),
            is_given: given.is_some(),
            reference: reference.map(|reference| reference.entry.clone()),
            ..Person::default()
        };
        (person, named_by)
    }

    /// Makes a statement of each quote.
    fn quotes(&mut self) {
        for at in 0..self.spans.len() {
            let span = &self.spans[at];
            if span.role == Some(Role::Quote) && !span.pieces.is_empty() {
                let (index, kind, line) = (self.drafts.len(), span.kind, span.line);
                self.drafts.push(Draft::default());
                self.fill(index, at, Some(Role::Quote), kind, line);
            }
        }
    }

    /// Adds what relations bind to a quote: the name of the relation says what it is, else the type of the other end.
    fn relations(&mut self) {
        for line in &self.lines.relations {
            let [a, b] = &line.ends;
            let ends = [(a, b), (b, a)];
            let bound = ends.into_iter().find_map(|(quote, other)| {
                let at = self.ids.get(other.as_str()).copied()?;
                let drafts = self.quoted(quote);
                let role = self.roles.of(&line.kind).or(self.spans[at].role)?;
                let is_part = matches!(
                    role,
                    Role::Cue | Role::Speaker | Role::Via | Role::Addressee
                );
                (is_part && !drafts.is_empty() && self.quoted(other).is_empty())
                    .then_some((drafts, at, role))
            });
            let Some((drafts, at, role)) = bound else {
                match self.roles.of(&line.kind) {
                    Some(Role::Ignore) => self.ignore("relations", &line.kind, line.line),
                    _ => self.leave_out(format!("relations {}", line.kind), line.line),
                }
                continue;
            };
            let owned = self.owners.entry(&line.id).or_default();
            owned.extend(&drafts);
            for index in drafts {
                self.fill(index, at, Some(role), self.spans[at].kind, line.line);
            }
        }
    }

    /// Returns the statements that an event is, or a span is the quote of.
    fn quoted(&self, id: &str) -> Vec<usize> {
        if let Some(drafts) = self.owners.get(id) {
            return drafts.clone();
        }
        let Some(span) = self.ids.get(id).map(|at| &self.spans[*at]) else {
            return Vec::new();
        };
        let is_quote = |index: &usize| {
            let quote = &self.drafts[*index].quote;
            span.pieces
                .iter()
                .all(|piece| quote.iter().any(|part| part.covers(*piece)))
        };
        span.drafts.iter().copied().filter(is_quote).collect()
    }

    fn attributes(&mut self) {
        for line in &self.lines.attributes {
            let drafts = self.quoted(&line.of);
            if drafts.is_empty() {
                self.leave_out(format!("attributes {}", line.name), line.line);
            }
            for index in drafts {
                let attribute = (line.name.clone(), line.value.clone());
                self.drafts[index].attributes.push(attribute);
            }
        }
    }

    /// Marks the statements that spans of doubt touch.
    fn flags(&mut self) {
        for span in self
            .spans
            .iter_mut()
            .filter(|span| span.role == Some(Role::Flag))
        {
            for (index, draft) in self.drafts.iter_mut().enumerate() {
                let touches = draft
                    .spans()
                    .any(|part| span.pieces.iter().any(|piece| piece.overlaps(part)));
                if touches {
                    draft.flagged = true;
                    span.drafts.push(index);
                }
            }
        }
    }

    fn notes(&mut self) {
        for line in &self.lines.notes {
            let of_span = self
                .ids
                .get(line.of.as_str())
                .map(|at| self.spans[*at].drafts.clone());
            let mut drafts = of_span.unwrap_or_else(|| self.quoted(&line.of));
            drafts.sort_unstable();
            drafts.dedup();
            if drafts.is_empty() {
                self.leave_out("notes on no statement", line.line);
            }
            for index in drafts {
                let note = &mut self.drafts[index].note;
                if !note.is_empty() {
                    note.push('\n');
                }
                note.push_str(&line.words);
            }
        }
    }

    /// Counts the spans that are part of nothing.
    fn rest(&mut self) {
        let is_same = |at: usize| {
            let mut ids = self.lines.same.iter().flat_map(|(_, ids)| ids);
            ids.any(|id| self.ids.get(id.as_str()) == Some(&at))
        };
        let left = |(at, span): (usize, &Placed<'a>)| {
            let is_left = span.drafts.is_empty() && !span.pieces.is_empty() && !is_same(at);
            is_left.then_some((span.kind, span.role, span.line))
        };
        let left: Vec<_> = self.spans.iter().enumerate().filter_map(left).collect();
        for (kind, role, line) in left {
            match role {
                Some(Role::Ignore) => self.ignore("spans", kind, line),
                _ => self.leave_out(format!("{kind} spans that belong to no statement"), line),
            }
        }
        let naming = &self.naming;
        let idle = |(at, span): (usize, &Placed<'a>)| {
            let reference = span.reference.filter(|_| !naming.contains(&at))?;
            Some(reference.line)
        };
        let idle: Vec<usize> = self.spans.iter().enumerate().filter_map(idle).collect();
        for line in idle {
            self.leave_out("references of what is nobody in a statement", line);
        }
    }
}

/// Returns the longest piece of a span.
fn longest(pieces: &[Span]) -> Option<Span> {
    let mut best = None::<Span>;
    for piece in pieces {
        if best.is_none_or(|best| piece.len() > best.len()) {
            best = Some(*piece);
        }
    }
    best
}

#[cfg(test)]
mod tests;
