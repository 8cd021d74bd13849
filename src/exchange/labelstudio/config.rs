//! The labelling config of Label Studio: what annotators can mark, choose and write there.

use super::{FLAG, KIND, LABELS, NOTE, STANCE, TAGS, YES};
use crate::exchange::graph::Part;
use crate::exchange::xml::Xml;
use crate::model::codebook::{Codebook, OFF_SCALE, Scale};
use crate::model::statement::Kind;

/// Colours of the labels.
const COLOURS: [&str; 5] = ["#3366cc", "#dc3912", "#109618", "#ff9900", "#990099"];

/// Writes the config for a codebook.
pub(super) fn write(codebook: &Codebook) -> String {
    let mut out = Xml::default();
    out.open("View", &[]);
    out.open("Relations", &[]);
    for relation in Part::RELATIONS {
        out.empty("Relation", &[("value", relation)]);
    }
    out.close("Relations");
    out.open("Labels", &[("name", LABELS), ("toName", "text")]);
    for (label, colour) in Part::LABELS.into_iter().zip(COLOURS) {
        out.empty("Label", &[("value", label), ("background", colour)]);
    }
    out.close("Labels");
    let text = [
        ("name", "text"),
        ("value", "$text"),
        ("granularity", "symbol"),
    ];
    out.empty("Text", &text);
    let kinds: Vec<(&str, &str)> = Kind::ALL.map(|kind| (kind.name(), kind.name())).to_vec();
    choices(&mut out, KIND, "Kind", "single-radio", &kinds);
    for target in codebook.offered_targets() {
        let scale = codebook.scale_of(&target.id).into_iter();
        let stances = scale.flat_map(Scale::offered);
        let stances = stances.map(|stance| (stance.id.as_str(), stance.label.as_str()));
        let stances: Vec<(&str, &str)> = stances.chain(OFF_SCALE).collect();
        let name = format!("{STANCE}{}", target.id);
        choices(&mut out, &name, &target.name, "single-radio", &stances);
    }
    let labels = codebook.offered_labels();
    let labels: Vec<(&str, &str)> = labels
        .map(|label| (label.id.as_str(), label.name.as_str()))
        .collect();
    if !labels.is_empty() {
        choices(&mut out, TAGS, "Labels", "multiple", &labels);
    }
    choices(&mut out, FLAG, "Come back to it", "multiple", &[(YES, YES)]);
    let note = [("name", NOTE), ("toName", "text"), ("placeholder", "Note")];
    out.empty("TextArea", &[&note[..], &OF_QUOTE[..]].concat());
    out.close("View");
    out.text
}

/// Says that something is asked for each quote.
const OF_QUOTE: [(&str, &str); 3] = [
    ("perRegion", "true"),
    ("whenTagName", LABELS),
    ("whenLabelValue", "Quote"),
];

/// Writes what can be chosen of a quote: ids, and what is shown for each.
fn choices(out: &mut Xml, name: &str, shown: &str, how: &str, all: &[(&str, &str)]) {
    out.empty("Header", &[("value", shown)]);
    let own = [("name", name), ("toName", "text"), ("choice", how)];
    out.open("Choices", &[&own[..], &OF_QUOTE[..]].concat());
    for (id, label) in all.iter().copied() {
        out.empty("Choice", &[("value", label), ("alias", id)]);
    }
    out.close("Choices");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::codebook::Target;

    #[test]
    fn it_is_xml_whatever_names_hold() {
        let codebook = Codebook {
            targets: vec![Target {
                id: "talks".into(),
                name: "Talks <\"&'>\u{1}".to_owned(),
                ..Target::default()
            }],
            ..Codebook::default()
        };
        let written = write(&codebook);
        let tree = roxmltree::Document::parse(&written).unwrap();
        let names = tree.descendants().filter_map(|tag| tag.attribute("name"));
        let names: Vec<&str> = names.collect();
        let expected = ["label", "text", "kind", "stance-talks", "flagged", "note"];
        assert_eq!(names, expected);
    }
}
