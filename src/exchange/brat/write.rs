//! Writes brat standoff: a folder for each annotator, `NAME.txt` with `NAME.ann` in it as brat shows them, and the two files of
//! configuration that say what can be marked.
//!
//! A statement is an event: `Attribution` on its cue, `Quotation` on its quote where there is no cue. Stances, labels and flags are
//! its attributes, nested statements its roles, entries of the registry references of mentions.

use std::fmt::Write as _;

use super::own;
use crate::exchange::losses::{Loss, Losses};
use crate::exchange::record::{Out, Record, Write};
use crate::model::codebook::{Codebook, OFF_SCALE, Scale};
use crate::model::span::Span;
use crate::model::statement::{Kind, Mention, Statement};

/// What it cannot hold.
pub(in crate::exchange) const CANNOT: &[Loss] = &[
    Loss::Implied,
    Loss::Polarities,
    Loss::Evidence,
    Loss::Confidence,
    Loss::Conflicts,
    Loss::ArticleNotes,
    Loss::Reasons,
    Loss::Comments,
    Loss::Decisions,
    Loss::Metadata,
    Loss::Statuses,
    Loss::Empty,
    Loss::Bookkeeping,
    Loss::Origins,
    Loss::Removed,
];

/// The roles of an event, as its configuration has them.
const ROLES: &str =
    "Content+:Content, Cue?:Cue, Source?:Source, Via*:Via, Addressee*:Addressee, Nested*:<EVENT>";

/// Writes folders.
pub(in crate::exchange) struct Folders;

impl Write for Folders {
    fn files(&self, codebook: &Codebook) -> Vec<(String, Vec<u8>)> {
        let annotation = annotation_conf(codebook).into_bytes();
        let visual = visual_conf(codebook).into_bytes();
        vec![
            (own::CONF.to_owned(), annotation),
            ("visual.conf".to_owned(), visual),
        ]
    }

    fn article(&self, records: &[Record<'_>], out: &mut Out, _losses: &mut Losses) -> usize {
        for record in records {
            let path = record.article.path.replace('#', "/");
            let stem = path.strip_suffix(".txt").unwrap_or(&path);
            let place = format!("{}/{stem}", record.annotator.id);
            let text = record.article.text.as_bytes().to_vec();
            out.files.push((format!("{place}.txt"), text));
            let lines = Lines::of(record).text.into_bytes();
            out.files.push((format!("{place}.ann"), lines));
        }
        records.len()
    }
}

/// The lines of one file, and how many of each sort there are.
struct Lines<'r, 'a> {
    record: &'r Record<'a>,
    text: String,
    spans: usize,
    attributes: usize,
    references: usize,
    notes: usize,
}

impl<'r, 'a> Lines<'r, 'a> {
    fn of(record: &'r Record<'a>) -> Self {
        let mut lines = Self {
            record,
            text: String::new(),
            spans: 0,
            attributes: 0,
            references: 0,
            notes: 0,
        };
        let statements = record.sidecar.statements();
        let mut nested: Vec<Vec<usize>> = vec![Vec::new(); statements.len()];
        for (number, statement) in statements.iter().enumerate() {
            let parent = statement.parent.as_deref();
            let parent = parent.and_then(|id| record.sidecar.position(id));
            if let Some(parent) = parent.filter(|parent| *parent != number) {
                nested[parent].push(number);
            }
        }
        for (number, (statement, nested)) in statements.iter().zip(&nested).enumerate() {
            lines.statement(number + 1, statement, nested);
        }
        lines
    }

    /// Writes a stretch; returns its number. brat holds no line break in one: it goes on behind it.
    fn span(&mut self, kind: &str, span: Span) -> usize {
        self.spans += 1;
        let words = self.record.text(span);
        let mut pieces = Vec::new();
        let mut from = span.start;
        for piece in words.split(['\n', '\r']) {
            let upto = from + piece.len();
            if !piece.is_empty() {
                pieces.push((Span::new(from, upto), piece));
            }
            from = upto + 1;
        }
        if pieces.is_empty() {
            pieces.push((span, " "));
        }
        let offsets = pieces.iter().map(|(piece, _)| {
            let chars = self.record.chars(*piece);
            format!("{} {}", chars.start, chars.end)
        });
        let offsets: Vec<String> = offsets.collect();
        let words: Vec<&str> = pieces.iter().map(|(_, words)| *words).collect();
        let (number, offsets, words) = (self.spans, offsets.join(";"), words.join(" "));
        // Writing to a string cannot fail.
        let _ = writeln!(self.text, "T{number}\t{kind} {offsets}\t{words}");
        number
    }

    fn statement(&mut self, event: usize, statement: &Statement, nested: &[usize]) {
        let trigger = match (statement.cue, statement.quote.first()) {
            (Some(cue), _) => Some(("Attribution", cue)),
            (None, quote) => quote.map(|quote| ("Quotation", *quote)),
        };
        let Some((kind, trigger)) = trigger else {
            return;
        };
        let mut roles = String::new();
        let mut add = |name: &str, nth: usize, id: &str| {
            let number = match nth {
                0 => String::new(),
                nth => (nth + 1).to_string(),
            };
            let _ = write!(roles, " {name}{number}:{id}");
        };
        let trigger = self.span(kind, trigger);
        for (nth, part) in statement.quote.iter().enumerate() {
            add("Content", nth, &format!("T{}", self.span("Content", *part)));
        }
        if let Some(cue) = statement.cue {
            add("Cue", 0, &format!("T{}", self.span("Cue", cue)));
        }
        let people = [
            ("Source", statement.speaker.as_slice()),
            ("Via", statement.via.as_slice()),
            ("Addressee", statement.addressees.as_slice()),
        ];
        for (name, people) in people {
            let mentions = people
                .iter()
                .filter_map(|person| Some((person, person.mention?)));
            for (nth, (person, mention)) in mentions.enumerate() {
                let number = self.span(name, mention);
                add(name, nth, &format!("T{number}"));
                self.reference(number, person);
            }
        }
        for (nth, inner) in nested.iter().enumerate() {
            add("Nested", nth, &format!("E{}", inner + 1));
        }
        let _ = writeln!(self.text, "E{event}\t{kind}:T{trigger}{roles}");
        self.attributes(event, statement);
        if !statement.note.is_empty() {
            self.notes += 1;
            let (number, note) = (self.notes, own::note(&statement.note));
            let _ = writeln!(self.text, "#{number}\tAnnotatorNotes E{event}\t{note}");
        }
    }

    fn reference(&mut self, span: usize, person: &Mention) {
        let Some(id) = &person.name else { return };
        self.references += 1;
        let (number, entry) = (self.references, own::encoded(id));
        let name = self
            .record
            .codebook
            .speaker_name(id)
            .replace(['\n', '\r', '\t'], " ");
        let scheme = own::SCHEME;
        let _ = writeln!(
            self.text,
            "N{number}\tReference T{span} {scheme}{entry}\t{name}"
        );
    }

    fn attributes(&mut self, event: usize, statement: &Statement) {
        self.attribute(event, own::KIND, statement.kind.name());
        for taken in &statement.stances {
            let target = own::encoded(&taken.target);
            match &taken.stance {
                Some(stance) => {
                    let name = format!("{}{target}", own::STANCE);
                    self.attribute(event, &name, &own::encoded(stance));
                }
                None => self.attribute(event, &format!("{}{target}", own::TARGET), ""),
            }
        }
        for label in &statement.labels {
            let name = format!("{}{}", own::LABEL, own::encoded(label));
            self.attribute(event, &name, "");
        }
        if statement.flagged {
            self.attribute(event, own::FLAG, "");
        }
    }

    fn attribute(&mut self, event: usize, name: &str, value: &str) {
        self.attributes += 1;
        let number = self.attributes;
        let line = format!("A{number}\t{name} E{event} {value}");
        self.text.push_str(line.trim_end());
        self.text.push('\n');
    }
}

/// Writes what can be marked.
fn annotation_conf(codebook: &Codebook) -> String {
    let mut out = format!(
        "{}\n[entities]\nContent\nCue\nSource\nVia\nAddressee\n\n[relations]\n\n[events]\nAttribution\t{ROLES}\nQuotation\t{ROLES}\n\n[attributes]\n",
        own::MARK
    );
    let kinds = Kind::ALL.map(Kind::name).join("|");
    let _ = writeln!(out, "{}\tArg:<EVENT>, Value:{kinds}", own::KIND);
    let _ = writeln!(out, "{}\tArg:<EVENT>", own::FLAG);
    for target in codebook.offered_targets() {
        let id = own::encoded(&target.id);
        let scale = codebook.scale_of(&target.id).into_iter();
        let stances = scale.flat_map(Scale::offered);
        let stances = stances.map(|stance| stance.id.as_str());
        let stances = stances.chain(OFF_SCALE.map(|(id, _)| id));
        let stances: Vec<String> = stances.map(own::encoded).collect();
        let stances = stances.join("|");
        let _ = writeln!(out, "{}{id}\tArg:<EVENT>, Value:{stances}", own::STANCE);
        let _ = writeln!(out, "{}{id}\tArg:<EVENT>", own::TARGET);
    }
    for label in codebook.offered_labels() {
        let _ = writeln!(
            out,
            "{}{}\tArg:<EVENT>",
            own::LABEL,
            own::encoded(&label.id)
        );
    }
    out
}

/// Writes how it is shown.
fn visual_conf(codebook: &Codebook) -> String {
    let mut out = String::from("[labels]\n");
    let shown = |name: &str| name.replace(['|', '\n', '\r', '\t'], " ");
    for target in codebook.offered_targets() {
        let (id, name) = (own::encoded(&target.id), shown(&target.name));
        let _ = writeln!(out, "{}{id} | {name}", own::STANCE);
        let _ = writeln!(out, "{}{id} | {name}: no stance yet", own::TARGET);
    }
    for label in codebook.offered_labels() {
        let (id, name) = (own::encoded(&label.id), shown(&label.name));
        let _ = writeln!(out, "{}{id} | {name}", own::LABEL);
    }
    out.push_str("\n[drawing]\n");
    let colours = [
        ("Content", "#9fc2ff"),
        ("Quotation", "#9fc2ff"),
        ("Cue", "#ffd59f"),
        ("Attribution", "#ffd59f"),
        ("Source", "#a8e0a8"),
        ("Via", "#d9b3ff"),
        ("Addressee", "#f4b6c2"),
    ];
    for (name, colour) in colours {
        let _ = writeln!(
            out,
            "{name}\tbgColor:{colour}, fgColor:black, borderColor:darken"
        );
    }
    out
}
