//! REFI-QDA projects (`.qdpx`), which `NVivo`, ATLAS.ti, MAXQDA, `QualCoder` and others exchange: a zip archive of `project.qde` and a
//! text for each source, whose passages are coded.
//!
//! Each stretch of a statement is a selection. Its name begins with the statement's id, by which they belong together, and says
//! what it is: `01JMX… quote`, `01JMX… cue`. What is said of the statement are codes of its quote. Offsets count code points of
//! the texts as they lie in the archive.

mod reading;

pub(super) use reading::open;

use super::codebook::guid;
use super::graph::{self, Part};
use super::losses::{Loss, Losses};
use super::record::{Head, Out, Record, Write};
use super::xml::{Xml, escaped};
use crate::model::codebook::{OFF_SCALE, Scale};
use crate::model::statement::{Kind, Statement};

/// What it cannot hold.
pub(super) const CANNOT: &[Loss] = &[
    Loss::Implied,
    Loss::Parents,
    Loss::Polarities,
    Loss::Evidence,
    Loss::Confidence,
    Loss::Conflicts,
    Loss::ArticleNotes,
    Loss::Reasons,
    Loss::Comments,
    Loss::Decisions,
    Loss::Empty,
    Loss::Metadata,
    Loss::Statuses,
    Loss::Origins,
    Loss::Removed,
];

/// The file that everything but the texts stands in.
pub(super) const QDE: &str = "project.qde";

/// Begins the name of the program, by which an export of it is known.
const ORIGIN: &str = "On Record";

/// Names of the codes at the top.
const PARTS: [&str; 5] = ["Quote", "Cue", "Speaker", "Via", "Addressee"];
const TARGETS: &str = "Targets";
const LABELS: &str = "Labels";
const FLAG: &str = "Come back to it";

/// Begins the description of a code that is an entry of the codebook.
const ID: &str = "id: ";

/// Writes a project.
pub(super) struct Project;

impl Write for Project {
    fn begin(&self, head: Head<'_>, out: &mut Vec<u8>) {
        let mut xml = Xml::default();
        xml.text
            .push_str("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
        let origin = format!("{ORIGIN} {}", env!("CARGO_PKG_VERSION"));
        let space = "urn:QDA-XML:project:1.0";
        xml.open(
            "Project",
            &[
                ("xmlns", space),
                ("name", head.name),
                ("origin", origin.as_str()),
            ],
        );
        xml.open("Users", &[]);
        for annotator in head.annotators {
            let guid = user(&annotator.id);
            xml.empty(
                "User",
                &[("guid", guid.as_str()), ("name", annotator.id.as_str())],
            );
        }
        xml.close("Users");
        xml.open("CodeBook", &[]);
        xml.open("Codes", &[]);
        codes(&mut xml, head);
        xml.close("Codes");
        xml.close("CodeBook");
        xml.open("Sources", &[]);
        out.extend_from_slice(xml.text.as_bytes());
    }

    fn end(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(b"  </Sources>\n</Project>\n");
    }

    fn article(&self, records: &[Record<'_>], out: &mut Out, _losses: &mut Losses) -> usize {
        let Some(first) = records.first() else {
            return 0;
        };
        let article = first.article;
        let source = guid::made_of(&format!("source {}", article.path));
        let text = article.text.as_bytes().to_vec();
        out.files.push((format!("sources/{source}.txt"), text));
        let place = format!("internal://{source}.txt");
        let mut xml = Xml {
            depth: 2,
            ..Xml::default()
        };
        let by = user(&first.annotator.id);
        let attributes = [
            ("guid", source.as_str()),
            ("name", article.path.as_str()),
            ("plainTextPath", place.as_str()),
            ("creatingUser", by.as_str()),
        ];
        xml.open("TextSource", &attributes);
        for record in records {
            for (number, statement) in record.sidecar.statements().iter().enumerate() {
                selections(&mut xml, record, statement, number);
            }
        }
        xml.close("TextSource");
        out.stream.extend_from_slice(xml.text.as_bytes());
        1
    }
}

/// Writes the tree of codes: what stretches are, targets with their stances, labels, the flag.
fn codes(xml: &mut Xml, head: Head<'_>) {
    let codebook = head.codebook;
    for part in PARTS {
        open_code(xml, &code(&[part]), part, None);
        if part == PARTS[0] {
            for kind in Kind::ALL {
                leaf(xml, &code(&[part, kind.name()]), kind.name(), None);
            }
        } else if part != PARTS[1] {
            for speaker in &codebook.speakers {
                let guid = code(&[part, speaker.id.as_str()]);
                leaf(xml, &guid, &speaker.name, Some(speaker.id.as_str()));
            }
        }
        xml.close("Code");
    }
    open_code(xml, &code(&[TARGETS]), TARGETS, None);
    for target in &codebook.targets {
        open_code(
            xml,
            &code(&[TARGETS, target.id.as_str()]),
            &target.name,
            Some(target.id.as_str()),
        );
        let scale = codebook.scale_of(&target.id).into_iter();
        let stances = scale.flat_map(Scale::offered);
        let stances = stances.map(|stance| (stance.id.as_str(), stance.label.as_str()));
        for (id, label) in stances.chain(OFF_SCALE) {
            leaf(
                xml,
                &code(&[TARGETS, target.id.as_str(), id]),
                label,
                Some(id),
            );
        }
        xml.close("Code");
    }
    xml.close("Code");
    open_code(xml, &code(&[LABELS]), LABELS, None);
    for label in &codebook.labels {
        leaf(
            xml,
            &code(&[LABELS, label.id.as_str()]),
            &label.name,
            Some(label.id.as_str()),
        );
    }
    xml.close("Code");
    leaf(xml, &code(&[FLAG]), FLAG, None);
}

/// Writes the selections of a statement.
fn selections(xml: &mut Xml, record: &Record<'_>, statement: &Statement, number: usize) {
    let people = statement.speaker.iter();
    let people = people.chain(&statement.via).chain(&statement.addressees);
    let mut people = people.filter(|person| person.mention.is_some());
    let by = user(&record.annotator.id);
    for (nth, stretch) in graph::stretches(statement, number).into_iter().enumerate() {
        let what = match stretch.part {
            Part::Quote | Part::More => "quote",
            Part::Cue => "cue",
            Part::Speaker => "speaker",
            Part::Via => "via",
            Part::Addressee => "addressee",
        };
        let mut codings = match stretch.part {
            Part::Quote => of_statement(statement),
            Part::More => vec![code(&[PARTS[0]])],
            Part::Cue => vec![code(&[PARTS[1]])],
            Part::Speaker | Part::Via | Part::Addressee => {
                let named = people.next().and_then(|person| person.name.as_deref());
                let part = stretch.part.label();
                vec![named.map_or_else(|| code(&[part]), |id| code(&[part, id]))]
            }
        };
        codings.dedup();
        let name = format!("{} {what}", statement.id);
        let chars = record.chars(stretch.span);
        let (start, end) = (chars.start.to_string(), chars.end.to_string());
        let own = format!("{} {} {nth}", record.annotator.id, record.article.path);
        let own = guid::made_of(&format!("selection {} {own}", statement.id));
        let attributes = [
            ("guid", own.as_str()),
            ("name", name.as_str()),
            ("startPosition", start.as_str()),
            ("endPosition", end.as_str()),
            ("creatingUser", by.as_str()),
            ("creationDateTime", statement.created.as_str()),
            ("modifiedDateTime", statement.changed.as_str()),
        ];
        xml.open("PlainTextSelection", &attributes);
        if stretch.part == Part::Quote && !statement.note.is_empty() {
            words(xml, "Description", &statement.note);
        }
        for (index, target) in codings.iter().enumerate() {
            let guid = guid::made_of(&format!("coding {own} {index}"));
            xml.open(
                "Coding",
                &[("guid", guid.as_str()), ("creatingUser", by.as_str())],
            );
            xml.empty("CodeRef", &[("targetGUID", target.as_str())]);
            xml.close("Coding");
        }
        xml.close("PlainTextSelection");
    }
}

/// Returns the codes of what is said of a statement.
fn of_statement(statement: &Statement) -> Vec<String> {
    let mut all = vec![code(&[PARTS[0], statement.kind.name()])];
    for taken in &statement.stances {
        all.push(match &taken.stance {
            Some(stance) => code(&[TARGETS, taken.target.as_str(), stance.as_str()]),
            None => code(&[TARGETS, taken.target.as_str()]),
        });
    }
    let labels = statement.labels.iter();
    all.extend(labels.map(|label| code(&[LABELS, label.as_str()])));
    if statement.flagged {
        all.push(code(&[FLAG]));
    }
    all
}

/// Returns the guid of a code by the names and ids that lead to it.
fn code(path: &[&str]) -> String {
    guid::made_of(&format!("code {}", path.join("\u{1f}")))
}

/// Returns the guid of an annotator.
fn user(id: &str) -> String {
    guid::made_of(&format!("annotator {id}"))
}

/// Writes an element that holds words alone.
fn words(xml: &mut Xml, name: &str, text: &str) {
    xml.line(&format!("<{name}>{}</{name}>", escaped(text, true)));
}

/// Opens a code; its entry's id stands in its description.
fn open_code(xml: &mut Xml, guid: &str, name: &str, id: Option<&str>) {
    let attributes = [("guid", guid), ("name", name), ("isCodable", "true")];
    xml.open("Code", &attributes);
    if let Some(id) = id {
        words(xml, "Description", &format!("{ID}{id}"));
    }
}

/// Writes a code with none in it.
fn leaf(xml: &mut Xml, guid: &str, name: &str, id: Option<&str>) {
    open_code(xml, guid, name, id);
    xml.close("Code");
}
