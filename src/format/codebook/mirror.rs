//! How the codebook looks in its file, and how that becomes the model and back.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::small::{DeclinedFile, ExampleFile, KindFile, RoleFile, is_default};
use crate::format::ron_file::FORMAT;
use crate::model::codebook::registry::Role;
use crate::model::codebook::{Codebook, Declined, Example, Label, Scale, Speaker, Stance, Target};
use crate::model::id::{LabelId, ScaleId, SpeakerId, StanceId, TargetId};

#[derive(Serialize, Deserialize)]
#[serde(rename = "stance")]
struct StanceFile {
    id: StanceId,
    #[serde(default)]
    label: String,
    #[serde(default)]
    polarity: Option<f64>,
    #[serde(default)]
    colour: Option<String>,
    #[serde(default)]
    key: Option<char>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    replaced_by: Option<StanceId>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename = "scale")]
struct ScaleFile {
    id: ScaleId,
    #[serde(default)]
    name: String,
    #[serde(default)]
    stances: Vec<StanceFile>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    replaced_by: Option<ScaleId>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename = "target")]
struct TargetFile {
    id: TargetId,
    #[serde(default)]
    name: String,
    #[serde(default)]
    parent: Option<TargetId>,
    #[serde(default)]
    scale: Option<ScaleId>,
    #[serde(default)]
    definition: String,
    #[serde(default)]
    include: String,
    #[serde(default)]
    exclude: String,
    #[serde(default)]
    examples: Vec<ExampleFile>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    counter_examples: Vec<ExampleFile>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    replaced_by: Option<TargetId>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    split_into: Vec<TargetId>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename = "label")]
struct LabelFile {
    id: LabelId,
    #[serde(default)]
    name: String,
    #[serde(default)]
    definition: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    replaced_by: Option<LabelId>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename = "speaker")]
struct SpeakerFile {
    id: SpeakerId,
    #[serde(default)]
    name: String,
    #[serde(default)]
    aliases: Vec<String>,
    #[serde(default, skip_serializing_if = "is_default")]
    kind: KindFile,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    parent: Option<SpeakerId>,
    #[serde(default)]
    role: String,
    #[serde(default)]
    affiliation: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    roles: Vec<RoleFile>,
    #[serde(default)]
    country: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    wikidata: String,
    #[serde(default)]
    attributes: BTreeMap<String, String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    replaced_by: Option<SpeakerId>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    split_into: Vec<SpeakerId>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    distinct_from: Vec<SpeakerId>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename = "codebook")]
pub(super) struct CodebookFile {
    format: u32,
    #[serde(default)]
    scales: Vec<ScaleFile>,
    #[serde(default)]
    targets: Vec<TargetFile>,
    #[serde(default)]
    labels: Vec<LabelFile>,
    #[serde(default)]
    speakers: Vec<SpeakerFile>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    guidelines: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    declined: Vec<DeclinedFile>,
}

impl From<&Codebook> for CodebookFile {
    fn from(codebook: &Codebook) -> Self {
        Self {
            format: FORMAT,
            scales: codebook
                .scales
                .iter()
                .cloned()
                .map(ScaleFile::from)
                .collect(),
            targets: codebook
                .targets
                .iter()
                .cloned()
                .map(TargetFile::from)
                .collect(),
            labels: codebook
                .labels
                .iter()
                .cloned()
                .map(LabelFile::from)
                .collect(),
            speakers: codebook
                .speakers
                .iter()
                .cloned()
                .map(SpeakerFile::from)
                .collect(),
            guidelines: codebook.guidelines.clone(),
            declined: codebook
                .declined
                .iter()
                .cloned()
                .map(DeclinedFile::from)
                .collect(),
        }
    }
}

impl From<CodebookFile> for Codebook {
    fn from(file: CodebookFile) -> Self {
        Self {
            scales: file.scales.into_iter().map(Scale::from).collect(),
            targets: file.targets.into_iter().map(Target::from).collect(),
            labels: file.labels.into_iter().map(Label::from).collect(),
            speakers: file.speakers.into_iter().map(Speaker::from).collect(),
            guidelines: file.guidelines,
            declined: file.declined.into_iter().map(Declined::from).collect(),
        }
    }
}

impl From<Scale> for ScaleFile {
    fn from(scale: Scale) -> Self {
        let stance = |stance: Stance| StanceFile {
            id: stance.id,
            label: stance.label,
            polarity: stance.polarity,
            colour: stance.colour,
            key: stance.key,
            replaced_by: stance.replaced_by,
        };
        Self {
            id: scale.id,
            name: scale.name,
            stances: scale.stances.into_iter().map(stance).collect(),
            replaced_by: scale.replaced_by,
        }
    }
}

impl From<ScaleFile> for Scale {
    fn from(file: ScaleFile) -> Self {
        let stance = |file: StanceFile| Stance {
            label: or_id(file.label, &file.id),
            id: file.id,
            polarity: file.polarity,
            colour: file.colour,
            key: file.key,
            replaced_by: file.replaced_by,
        };
        Self {
            name: or_id(file.name, &file.id),
            id: file.id,
            stances: file.stances.into_iter().map(stance).collect(),
            replaced_by: file.replaced_by,
        }
    }
}

impl From<Target> for TargetFile {
    fn from(target: Target) -> Self {
        Self {
            id: target.id,
            name: target.name,
            parent: target.parent,
            scale: target.scale,
            definition: target.definition,
            include: target.include,
            exclude: target.exclude,
            examples: target.examples.into_iter().map(ExampleFile::from).collect(),
            counter_examples: target
                .counter_examples
                .into_iter()
                .map(ExampleFile::from)
                .collect(),
            replaced_by: target.replaced_by,
            split_into: target.split_into,
        }
    }
}

impl From<TargetFile> for Target {
    fn from(file: TargetFile) -> Self {
        Self {
            name: or_id(file.name, &file.id),
            id: file.id,
            parent: file.parent,
            scale: file.scale,
            definition: file.definition,
            include: file.include,
            exclude: file.exclude,
            examples: file.examples.into_iter().map(Example::from).collect(),
            counter_examples: file
                .counter_examples
                .into_iter()
                .map(Example::from)
                .collect(),
            replaced_by: file.replaced_by,
            split_into: file.split_into,
        }
    }
}

impl From<Label> for LabelFile {
    fn from(label: Label) -> Self {
        Self {
            id: label.id,
            name: label.name,
            definition: label.definition,
            replaced_by: label.replaced_by,
        }
    }
}

impl From<LabelFile> for Label {
    fn from(file: LabelFile) -> Self {
        Self {
            name: or_id(file.name, &file.id),
            id: file.id,
            definition: file.definition,
            replaced_by: file.replaced_by,
        }
    }
}

impl From<Speaker> for SpeakerFile {
    fn from(speaker: Speaker) -> Self {
        Self {
            id: speaker.id,
            name: speaker.name,
            aliases: speaker.aliases,
            kind: speaker.kind.into(),
            parent: speaker.parent,
            role: speaker.role,
            affiliation: speaker.affiliation,
            roles: speaker.roles.into_iter().map(RoleFile::from).collect(),
            country: speaker.country,
            wikidata: speaker.wikidata,
            attributes: speaker.attributes,
            replaced_by: speaker.replaced_by,
            split_into: speaker.split_into,
            distinct_from: speaker.distinct_from,
        }
    }
}

impl From<SpeakerFile> for Speaker {
    fn from(file: SpeakerFile) -> Self {
        Self {
            name: or_id(file.name, &file.id),
            id: file.id,
            aliases: file.aliases,
            kind: file.kind.into(),
            parent: file.parent,
            role: file.role,
            affiliation: file.affiliation,
            roles: file.roles.into_iter().map(Role::from).collect(),
            country: file.country,
            wikidata: file.wikidata,
            attributes: file.attributes,
            replaced_by: file.replaced_by,
            split_into: file.split_into,
            distinct_from: file.distinct_from,
        }
    }
}

fn or_id(name: String, id: &str) -> String {
    if name.is_empty() { id.to_owned() } else { name }
}
