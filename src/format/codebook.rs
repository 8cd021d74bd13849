//! The codebook, of the project or of one annotator: targets, scales, labels, speakers.
//!
//! People write it by hand, so everything but ids may be left out when reading.

use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashSet};

use super::Loaded;
use super::ron_file::{self, FORMAT};
use crate::model::codebook::{Codebook, Label, Scale, Speaker, Stance, Target};
use crate::model::problem::{Problem, ProblemKind};

/// Levels that have lines of their own: the file, its lists, their entries, and the lists of those.
const DEPTH: usize = 4;

#[derive(Serialize, Deserialize)]
#[serde(rename = "stance")]
struct StanceFile {
    id: String,
    #[serde(default)]
    label: String,
    #[serde(default)]
    polarity: Option<f64>,
    #[serde(default)]
    colour: Option<String>,
    #[serde(default)]
    key: Option<char>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    replaced_by: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename = "scale")]
struct ScaleFile {
    id: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    stances: Vec<StanceFile>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    replaced_by: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename = "target")]
struct TargetFile {
    id: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    parent: Option<String>,
    #[serde(default)]
    scale: Option<String>,
    #[serde(default)]
    definition: String,
    #[serde(default)]
    include: String,
    #[serde(default)]
    exclude: String,
    #[serde(default)]
    examples: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    replaced_by: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename = "label")]
struct LabelFile {
    id: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    definition: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    replaced_by: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename = "speaker")]
struct SpeakerFile {
    id: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    aliases: Vec<String>,
    #[serde(default)]
    role: String,
    #[serde(default)]
    affiliation: String,
    #[serde(default)]
    country: String,
    #[serde(default)]
    attributes: BTreeMap<String, String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    replaced_by: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename = "codebook")]
struct CodebookFile {
    format: u32,
    #[serde(default)]
    scales: Vec<ScaleFile>,
    #[serde(default)]
    targets: Vec<TargetFile>,
    #[serde(default)]
    labels: Vec<LabelFile>,
    #[serde(default)]
    speakers: Vec<SpeakerFile>,
}

/// Reads a codebook. `path` is for messages.
pub fn parse(path: &str, source: &[u8]) -> Loaded<Codebook> {
    let mut loaded = ron_file::read_whole::<CodebookFile>(path, source).map(Codebook::from);
    if let Some(codebook) = &mut loaded.value {
        let faults = faults(codebook);
        if !faults.is_empty() && loaded.read_only.is_none() {
            loaded.read_only = Some("the codebook contradicts itself".to_owned());
        }
        let problem = |what| {
            Problem::new(ProblemKind::Inconsistent, path, what).hinted("Correct the file by hand")
        };
        loaded.problems.extend(faults.into_iter().map(problem));
    }
    loaded
}

/// Writes a codebook.
///
/// # Errors
/// If it cannot be written as RON.
pub fn write(codebook: &Codebook) -> Result<String, Problem> {
    ron_file::write(&CodebookFile::from(codebook), DEPTH)
        .map_err(|what| Problem::new(ProblemKind::NotSaved, "codebook.ron", what))
}

/// Takes out what no program can use, and says what that was.
fn faults(codebook: &mut Codebook) -> Vec<String> {
    let mut faults = Vec::new();
    unique(
        &mut codebook.scales,
        "scales",
        |entry| &entry.id,
        &mut faults,
    );
    unique(
        &mut codebook.targets,
        "targets",
        |entry| &entry.id,
        &mut faults,
    );
    unique(
        &mut codebook.labels,
        "labels",
        |entry| &entry.id,
        &mut faults,
    );
    unique(
        &mut codebook.speakers,
        "speakers",
        |entry| &entry.id,
        &mut faults,
    );
    for scale in &mut codebook.scales {
        let name = format!("stances of the scale {:?}", scale.id);
        unique(&mut scale.stances, &name, |entry| &entry.id, &mut faults);
        for stance in &mut scale.stances {
            if stance
                .polarity
                .is_some_and(|polarity| !polarity.is_finite())
            {
                faults.push(format!(
                    "the polarity of the stance {:?} is no number",
                    stance.id
                ));
                stance.polarity = None;
            }
            if stance
                .colour
                .as_deref()
                .is_some_and(|colour| !is_colour(colour))
            {
                faults.push(format!(
                    "the colour of the stance {:?} is not #rrggbb",
                    stance.id
                ));
                stance.colour = None;
            }
            if stance.key.is_some_and(|key| !('1'..='9').contains(&key)) {
                faults.push(format!(
                    "the key of the stance {:?} is not one of 1 to 9",
                    stance.id
                ));
                stance.key = None;
            }
        }
    }
    faults
}

fn unique<T>(entries: &mut Vec<T>, name: &str, id: impl Fn(&T) -> &str, faults: &mut Vec<String>) {
    let mut seen = HashSet::new();
    entries.retain(|entry| {
        let id = id(entry);
        if id.is_empty() {
            faults.push(format!("one of the {name} has no id"));
        } else if !seen.insert(id.to_owned()) {
            faults.push(format!("two {name} have the id {id:?}"));
            return false;
        }
        !id.is_empty()
    });
}

fn is_colour(text: &str) -> bool {
    let digits = text.strip_prefix('#').unwrap_or_default();
    digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
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
            examples: target.examples,
            replaced_by: target.replaced_by,
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
            examples: file.examples,
            replaced_by: file.replaced_by,
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
            role: speaker.role,
            affiliation: speaker.affiliation,
            country: speaker.country,
            attributes: speaker.attributes,
            replaced_by: speaker.replaced_by,
        }
    }
}

impl From<SpeakerFile> for Speaker {
    fn from(file: SpeakerFile) -> Self {
        Self {
            name: or_id(file.name, &file.id),
            id: file.id,
            aliases: file.aliases,
            role: file.role,
            affiliation: file.affiliation,
            country: file.country,
            attributes: file.attributes,
            replaced_by: file.replaced_by,
        }
    }
}

fn or_id(name: String, id: &str) -> String {
    if name.is_empty() { id.to_owned() } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = r##"#![enable(implicit_some)]
(
    format: 1,
    scales: [(id: "s", stances: [(id: "no", polarity: -1.5, colour: "#d73027", key: '1'), (id: "yes")])],
    targets: [(id: "t", parent: "u", examples: ["“Ні”"], replaced_by: "u"), (id: "u", name: "U")],
    speakers: [(id: "p", name: "P", attributes: {"party": "x", "born": "1967"})],
)
"##;

    #[test]
    fn a_codebook_comes_back_as_it_was_written() {
        let codebook = parse("codebook.ron", SOURCE.as_bytes()).value.unwrap();
        assert_eq!(codebook.scales[0].stances[0].polarity, Some(-1.5));
        assert_eq!(codebook.scales[0].stances[1].label, "yes");
        assert_eq!(codebook.current_target("t"), "u");
        let written = write(&codebook).unwrap();
        assert!(written.contains("format: 2,"));
        assert_eq!(written.matches("replaced_by").count(), 1);
        let again = parse("codebook.ron", written.as_bytes());
        assert_eq!(write(again.value.as_ref().unwrap()).unwrap(), written);
        assert_eq!(again, Loaded::whole(codebook));
    }

    #[track_caller]
    fn check_problem(body: &str, expected: &str) {
        let loaded = parse("codebook.ron", format!("(format: 1, {body})").as_bytes());
        assert!(loaded.read_only.is_some());
        assert!(loaded.value.is_some());
        assert_eq!(loaded.problems[0].what, expected);
    }

    #[test]
    fn contradictions_are_named() {
        check_problem(
            "labels: [(id: \"a\"), (id: \"a\")]",
            "two labels have the id \"a\"",
        );
        check_problem("labels: [(id: \"\")]", "one of the labels has no id");
        check_problem(
            "scales: [(id: \"s\", stances: [(id: \"a\", polarity: NaN)])]",
            "the polarity of the stance \"a\" is no number",
        );
        check_problem(
            "scales: [(id: \"s\", stances: [(id: \"a\", colour: \"red\")])]",
            "the colour of the stance \"a\" is not #rrggbb",
        );
        check_problem(
            "scales: [(id: \"s\", stances: [(id: \"a\", key: 'x')])]",
            "the key of the stance \"a\" is not one of 1 to 9",
        );
    }
}
