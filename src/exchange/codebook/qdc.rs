//! The codebook of REFI-QDA (`.qdc`), which programs of qualitative analysis read and write: a tree of codes with
//! descriptions and colours.
//!
//! Targets are codes as they lie in their tree. A scale is a code that holds its stances, a label a code; two sets say which
//! codes these are, so that they come back as what they were. Whatever else a program wrote is a target.

mod description;
mod reading;

use super::{Written, guid};
use crate::exchange::xml::{Xml, escaped};
use crate::model::codebook::change::is_colour;
use crate::model::codebook::edit::EntryId;
use crate::model::codebook::{Codebook, Example, Sort, Stance, Target};
use crate::model::phrase::count;
pub(super) use reading::read;

/// Name of the set whose members are scales.
const SCALES: &str = "On Record: scales";

/// Name of the set whose members are labels.
const LABELS: &str = "On Record: labels";

/// Writes a codebook; entries that were merged away or split are not in it.
pub(super) fn write(codebook: &Codebook) -> Written {
    let mut xml = Xml::default();
    xml.text
        .push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let origin = concat!("On Record ", env!("CARGO_PKG_VERSION"));
    let space = "urn:QDA-XML:codebook:1.0";
    xml.open("CodeBook", &[("xmlns", space), ("origin", origin)]);
    xml.open("Codes", &[]);
    targets(&mut xml, codebook);
    let scales = codebook.scales.iter();
    let scales = || scales.clone().filter(|scale| scale.replaced_by.is_none());
    for scale in scales() {
        open_code(&mut xml, &EntryId::scale(&scale.id), &scale.name, None, "");
        for stance in scale.offered() {
            let entry = EntryId::stance(&scale.id, &stance.id);
            open_code(
                &mut xml,
                &entry,
                &stance.label,
                stance.colour.as_deref(),
                "",
            );
            xml.close("Code");
        }
        xml.close("Code");
    }
    for label in codebook.offered_labels() {
        let entry = EntryId::label(&label.id);
        open_code(&mut xml, &entry, &label.name, None, &label.definition);
        xml.close("Code");
    }
    xml.close("Codes");
    let scales: Vec<EntryId> = scales().map(|scale| EntryId::scale(&scale.id)).collect();
    let labels = codebook.offered_labels();
    let labels: Vec<EntryId> = labels.map(|label| EntryId::label(&label.id)).collect();
    if !scales.is_empty() || !labels.is_empty() {
        xml.open("Sets", &[]);
        set(&mut xml, SCALES, &scales);
        set(&mut xml, LABELS, &labels);
        xml.close("Sets");
    }
    xml.close("CodeBook");
    Written {
        text: xml.text,
        left_out: left_out(codebook),
    }
}

fn targets(xml: &mut Xml, codebook: &Codebook) {
    let mut open = 0;
    for (depth, target) in codebook.tree() {
        while open > depth {
            xml.close("Code");
            open -= 1;
        }
        let description = description::of(target);
        open_code(
            xml,
            &EntryId::target(&target.id),
            &target.name,
            None,
            &description,
        );
        open += 1;
    }
    for _ in 0..open {
        xml.close("Code");
    }
}

/// Says what a codebook has that this form cannot hold.
fn left_out(codebook: &Codebook) -> Vec<String> {
    let stances = || codebook.scales.iter().flat_map(|scale| &scale.stances);
    let gone = codebook
        .targets
        .iter()
        .filter(|one| !one.is_offered())
        .count()
        + codebook
            .labels
            .iter()
            .filter(|one| one.replaced_by.is_some())
            .count()
        + codebook
            .scales
            .iter()
            .filter(|one| one.replaced_by.is_some())
            .count()
        + stances().filter(|one| one.replaced_by.is_some()).count();
    let counted = [
        (codebook.speakers.len(), "speaker"),
        (codebook.declined.len(), "declined addition"),
    ];
    let counted = counted.into_iter().filter(|(number, _)| *number > 0);
    let mut out: Vec<String> = counted.map(|(number, noun)| count(number, noun)).collect();
    let has_number = |stance: &Stance| stance.polarity.is_some() || stance.key.is_some();
    let is_taken = |example: &Example| example.source.is_some();
    let has_source = |target: &Target| {
        let mut examples = target.examples.iter().chain(&target.counter_examples);
        examples.any(is_taken)
    };
    let others = [
        (gone > 0, "entries that were merged away or split"),
        (!codebook.guidelines.is_empty(), "the guidelines"),
        (stances().any(has_number), "polarities and keys of stances"),
        (
            codebook.targets.iter().any(|one| one.scale.is_some()),
            "which scale a target has",
        ),
        (
            codebook.targets.iter().any(has_source),
            "where examples were taken from",
        ),
    ];
    let others = others.into_iter().filter(|(is_there, _)| *is_there);
    out.extend(others.map(|(_, what)| what.to_owned()));
    out
}

/// Opens a code, and writes its description.
fn open_code(xml: &mut Xml, entry: &EntryId, name: &str, colour: Option<&str>, description: &str) {
    let guid = guid::of(entry);
    let mut attributes = vec![("guid", guid.as_str()), ("name", name)];
    let is_codable = entry.sort != Sort::Scale;
    attributes.push(("isCodable", if is_codable { "true" } else { "false" }));
    if let Some(colour) = colour.filter(|colour| is_colour(colour)) {
        attributes.push(("color", colour));
    }
    xml.open("Code", &attributes);
    if !description.is_empty() {
        let description = escaped(description, false);
        xml.line(&format!("<Description>{description}</Description>"));
    }
}

fn set(xml: &mut Xml, name: &str, members: &[EntryId]) {
    if members.is_empty() {
        return;
    }
    let guid = guid::made_of(name);
    xml.open("Set", &[("guid", guid.as_str()), ("name", name)]);
    for member in members {
        let guid = guid::of(member);
        xml.empty("MemberCode", &[("guid", guid.as_str())]);
    }
    xml.close("Set");
}
