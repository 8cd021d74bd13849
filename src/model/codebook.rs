//! The codebook: what stances can be about, which there are, and who speaks.

pub mod above;
pub mod additions;
mod both;
pub mod change;
pub mod duplicates;
pub mod edit;
pub mod faults;
pub mod presets;
pub mod registry;
pub mod taking;

use std::collections::{BTreeMap, HashMap, HashSet};

use registry::{Role, SpeakerKind};

use super::id::{LabelId, ScaleId, SpeakerId, StanceId, StatementId, TargetId};

/// Name of the file in which a codebook lies, the project's and each annotator's.
pub const FILE: &str = "codebook.ron";

/// The stances that stand beside every scale. They have no polarity, are never averaged, and are counted.
pub const OFF_SCALE: [(&str, &str); 3] = [
    ("unclear", "unclear"),
    ("mixed", "mixed"),
    ("not-stated", "not stated"),
];

/// Represents the codebook of a project, or what one annotator added to it.
#[derive(Debug, Default, PartialEq)]
pub struct Codebook {
    /// The scales of stances.
    pub scales: Vec<Scale>,
    /// What stances can be about: a tree by [`Target::parent`], siblings in this order.
    pub targets: Vec<Target>,
    /// Labels for statements.
    pub labels: Vec<Label>,
    /// The registry of speakers.
    pub speakers: Vec<Speaker>,
    /// What annotators are to know beyond the definitions, in Markdown.
    pub guidelines: String,
    /// Additions of annotators that the lead did not take.
    pub declined: Vec<Declined>,
}

/// Represents an addition of an annotator that the lead did not take.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Declined {
    /// The annotator's id.
    pub annotator: String,
    /// What sort of entry it is.
    pub sort: Sort,
    /// The entry's id; of a stance, its scale's before it: `scale/stance`.
    pub id: String,
    /// Why, for its author.
    pub why: String,
    /// When, RFC 3339 in UTC with seconds.
    pub at: String,
}

/// Says what an entry of a codebook is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sort {
    /// A [`Target`].
    #[default]
    Target,
    /// A [`Scale`].
    Scale,
    /// A [`Stance`] on a scale; its id is `scale/stance`.
    Stance,
    /// A [`Label`].
    Label,
    /// A [`Speaker`].
    Speaker,
}

impl Sort {
    /// Every sort.
    pub const ALL: [Self; 5] = [
        Self::Target,
        Self::Scale,
        Self::Stance,
        Self::Label,
        Self::Speaker,
    ];

    /// Returns its name in files, tables and sentences.
    pub fn name(self) -> &'static str {
        match self {
            Self::Target => "target",
            Self::Scale => "scale",
            Self::Stance => "stance",
            Self::Label => "label",
            Self::Speaker => "speaker",
        }
    }
}

/// Represents a scale of stances.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scale {
    /// Unique among scales.
    pub id: ScaleId,
    /// The name shown.
    pub name: String,
    /// Its stances from one end to the other.
    pub stances: Vec<Stance>,
    /// Id of the scale that this one was merged into; such an entry is offered no more.
    pub replaced_by: Option<ScaleId>,
}

/// Represents one position on a scale.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Stance {
    /// Unique on its scale.
    pub id: StanceId,
    /// The label shown: `ruled out`.
    pub label: String,
    /// How far against (negative) or for (positive) the target; none where it is neither.
    pub polarity: Option<f64>,
    /// `#rrggbb`; none means by polarity.
    pub colour: Option<String>,
    /// The key that sets it, `1` to `9`.
    pub key: Option<char>,
    /// Id of the stance on the same scale that this one was merged into; such an entry is offered no more.
    pub replaced_by: Option<StanceId>,
}

/// Represents what a stance can be about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Target {
    /// Unique among targets: `territorial-concessions`.
    pub id: TargetId,
    /// The name shown: `Territorial concessions`.
    pub name: String,
    /// The target above it in the tree.
    pub parent: Option<TargetId>,
    /// The scale of its stances; none means its parent's, else the first scale.
    pub scale: Option<ScaleId>,
    /// What it means.
    pub definition: String,
    /// What is to be coded as it.
    pub include: String,
    /// What is not.
    pub exclude: String,
    /// Quotes that are to be coded as it.
    pub examples: Vec<Example>,
    /// Quotes that look like it and are not.
    pub counter_examples: Vec<Example>,
    /// Id of the target that this one was merged into; such an entry is offered no more.
    pub replaced_by: Option<TargetId>,
    /// Ids of the targets that this one was split into; such an entry is offered no more, and its uses are asked for.
    pub split_into: Vec<TargetId>,
}

/// Represents an example of what is, or is not, to be coded as a target.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Example {
    /// The words.
    pub text: String,
    /// The statement that it was taken from; none where somebody wrote it down.
    pub source: Option<Source>,
}

/// Names a statement of an article.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Source {
    /// The article, printed as `PATH` or `PATH#PART`.
    pub article: String,
    /// The statement's id.
    pub statement: StatementId,
    /// The id of the annotator who made it.
    pub annotator: String,
}

impl From<&str> for Example {
    fn from(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            source: None,
        }
    }
}

/// Represents a label for statements.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Label {
    /// Unique among labels.
    pub id: LabelId,
    /// The name shown.
    pub name: String,
    /// What it means.
    pub definition: String,
    /// Id of the label that this one was merged into; such an entry is offered no more.
    pub replaced_by: Option<LabelId>,
}

/// Represents a person or body that speaks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Speaker {
    /// Unique among speakers: `dmitry-peskov`.
    pub id: SpeakerId,
    /// The name shown: `Dmitry Peskov`.
    pub name: String,
    /// Other spellings and names.
    pub aliases: Vec<String>,
    /// Whether it is a person or a body.
    pub kind: SpeakerKind,
    /// Id of the body that it belongs to, another speaker.
    pub parent: Option<SpeakerId>,
    /// `Kremlin spokesman`; what is so whenever none of `roles` is.
    pub role: String,
    /// Party, ministry, company; what is so whenever none of `roles` names one.
    pub affiliation: String,
    /// Roles and affiliations of a time.
    pub roles: Vec<Role>,
    /// Country.
    pub country: String,
    /// Item of Wikidata, `Q7747`; empty where none is known.
    pub wikidata: String,
    /// Whatever else the project records.
    pub attributes: BTreeMap<String, String>,
    /// Id of the speaker that this one was merged into; such an entry is offered no more.
    pub replaced_by: Option<SpeakerId>,
    /// Ids of the speakers that this one was split into; such an entry is offered no more, and its uses are asked for.
    pub split_into: Vec<SpeakerId>,
    /// Ids of speakers that look like this one and are somebody else; said of either of the two.
    pub distinct_from: Vec<SpeakerId>,
}

impl Scale {
    /// Returns the stances that may be chosen, from one end to the other: those that were not merged away.
    pub fn offered(&self) -> impl Iterator<Item = &Stance> {
        self.stances
            .iter()
            .filter(|stance| stance.replaced_by.is_none())
    }
}

impl Target {
    /// Tells whether it may be chosen: it was neither merged away nor split.
    pub fn is_offered(&self) -> bool {
        self.replaced_by.is_none() && self.split_into.is_empty()
    }
}

impl Speaker {
    /// Tells whether it may be chosen: it was neither merged away nor split.
    pub fn is_offered(&self) -> bool {
        self.replaced_by.is_none() && self.split_into.is_empty()
    }
}

impl Codebook {
    /// Returns the scale with this id.
    pub fn scale(&self, id: &str) -> Option<&Scale> {
        self.scales.iter().find(|scale| scale.id == id)
    }

    /// Returns the target with this id.
    pub fn target(&self, id: &str) -> Option<&Target> {
        self.targets.iter().find(|target| target.id == id)
    }

    /// Returns the speaker with this id.
    pub fn speaker(&self, id: &str) -> Option<&Speaker> {
        self.speakers.iter().find(|speaker| speaker.id == id)
    }

    /// Returns the label with this id.
    pub fn label(&self, id: &str) -> Option<&Label> {
        self.labels.iter().find(|label| label.id == id)
    }

    /// Returns the scale on which stances towards a target lie: its own, its nearest ancestor's, else the first.
    pub fn scale_of(&self, target: &str) -> Option<&Scale> {
        let named = self
            .ancestry(target)
            .into_iter()
            .find_map(|target| target.scale.as_deref());
        named
            .map(|id| self.current_scale(id))
            .and_then(|id| self.scales.iter().find(|scale| scale.id == id))
            .or_else(|| self.scales.first())
    }

    /// Returns the stance with this id towards this target, if its scale has it.
    pub fn stance(&self, target: &str, stance: &str) -> Option<&Stance> {
        self.scale_of(target)?
            .stances
            .iter()
            .find(|entry| entry.id == stance)
    }

    /// Returns the label shown for a stance: the scale's, that of [`OFF_SCALE`], else the id itself.
    pub fn stance_label<'a>(&'a self, target: &str, stance: &'a str) -> &'a str {
        if let Some(found) = self.stance(target, stance) {
            return &found.label;
        }
        let off = OFF_SCALE.iter().find(|(id, _)| *id == stance);
        off.map_or(stance, |(_, label)| *label)
    }

    /// Returns the name shown for a target, or the id itself where the codebook lacks it.
    pub fn target_name<'a>(&'a self, id: &'a str) -> &'a str {
        self.target(id).map_or(id, |target| &target.name)
    }

    /// Returns the name shown for a speaker, or the id itself where the registry lacks it.
    pub fn speaker_name<'a>(&'a self, id: &'a str) -> &'a str {
        self.speaker(id).map_or(id, |speaker| &speaker.name)
    }

    /// Returns a target and those above it, nearest first. A tree that loops ends at the first repeated entry.
    pub fn ancestry(&self, id: &str) -> Vec<&Target> {
        let mut found: Vec<&Target> = Vec::new();
        let mut next = self.target(id);
        while let Some(target) = next {
            if found.iter().any(|seen| seen.id == target.id) {
                break;
            }
            found.push(target);
            next = target
                .parent
                .as_deref()
                .and_then(|parent| self.target(parent));
        }
        found
    }

    /// Returns the tree of the targets that are offered as rows of depth and target, parents before children; those whose
    /// parent is missing, merged away or in a loop stand at the top.
    pub fn tree(&self) -> Vec<(usize, &Target)> {
        let offered: Vec<&Target> = self.offered_targets().collect();
        let known: HashSet<&str> = offered.iter().map(|target| target.id.as_str()).collect();
        let mut below: HashMap<Option<&str>, Vec<&Target>> = HashMap::new();
        for target in &offered {
            let parent = target.parent.as_deref();
            let parent = parent.filter(|parent| known.contains(parent));
            below.entry(parent).or_default().push(target);
        }
        let mut rows = Vec::with_capacity(offered.len());
        let mut seen: HashSet<&str> = HashSet::new();
        let tops = below.get(&None).cloned().unwrap_or_default();
        // Whatever is in a loop comes after all that is not.
        for top in tops.into_iter().chain(offered) {
            let mut waiting = vec![(0, top)];
            while let Some((depth, target)) = waiting.pop() {
                if !seen.insert(&target.id) {
                    continue;
                }
                rows.push((depth, target));
                let children = below.get(&Some(target.id.as_str()));
                let children = children.into_iter().flatten().rev();
                waiting.extend(children.map(|child| (depth + 1, *child)));
            }
        }
        rows
    }

    /// Returns the targets that may be chosen: those that were not merged away.
    pub fn offered_targets(&self) -> impl Iterator<Item = &Target> {
        self.targets.iter().filter(|target| target.is_offered())
    }

    /// Returns the labels that may be chosen: those that were not merged away.
    pub fn offered_labels(&self) -> impl Iterator<Item = &Label> {
        self.labels
            .iter()
            .filter(|label| label.replaced_by.is_none())
    }

    /// Returns the speakers that may be chosen: those that were not merged away.
    pub fn offered_speakers(&self) -> impl Iterator<Item = &Speaker> {
        self.speakers.iter().filter(|speaker| speaker.is_offered())
    }
}

/// Returns an id made of a name: lower case, letters and digits of any script kept, the rest one hyphen.
///
/// `taken` says which ids exist; the id gets a number if it does.
pub fn id_from_name(name: &str, taken: impl Fn(&str) -> bool) -> String {
    let mut id = String::new();
    for char in name.chars().flat_map(char::to_lowercase) {
        if char.is_alphanumeric() {
            id.push(char);
        } else if !id.is_empty() && !id.ends_with('-') {
            id.push('-');
        }
    }
    let stem = match id.trim_end_matches('-') {
        "" => "unnamed",
        stem => stem,
    };
    if !taken(stem) {
        return stem.to_owned();
    }
    let mut number = 2usize;
    loop {
        let id = format!("{stem}-{number}");
        if !taken(&id) {
            return id;
        }
        number += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codebook(parents: &[(&str, Option<&str>)]) -> Codebook {
        let target = |(id, parent): &(&str, Option<&str>)| Target {
            id: (*id).into(),
            parent: parent.map(Into::into),
            ..Target::default()
        };
        Codebook {
            targets: parents.iter().map(target).collect(),
            ..Codebook::default()
        }
    }

    #[track_caller]
    fn check_tree(parents: &[(&str, Option<&str>)], expected: &str) {
        let codebook = codebook(parents);
        let rows: Vec<String> = codebook
            .tree()
            .iter()
            .map(|(depth, target)| format!("{}{}", ".".repeat(*depth), target.id))
            .collect();
        assert_eq!(rows.join(" "), expected);
    }

    #[test]
    fn targets_form_a_tree() {
        check_tree(
            &[("a", None), ("b", Some("a")), ("c", None), ("d", Some("b"))],
            "a .b ..d c",
        );
        check_tree(&[("b", Some("a")), ("a", None)], "a .b");
        check_tree(&[("a", Some("gone"))], "a");
        check_tree(&[("a", Some("b")), ("b", Some("a"))], "a .b");
        check_tree(&[("a", Some("a"))], "a");
        check_tree(
            &[
                ("x", None),
                ("a", Some("b")),
                ("b", Some("a")),
                ("c", Some("b")),
            ],
            "x a .b ..c",
        );
    }

    #[test]
    fn what_was_merged_away_is_not_offered() {
        let mut codebook = codebook(&[("a", None), ("b", Some("a")), ("c", None)]);
        codebook.targets[0].replaced_by = Some("c".into());
        let rows = codebook.tree();
        let shown: Vec<(usize, &str)> = rows
            .iter()
            .map(|(depth, target)| (*depth, target.id.as_str()))
            .collect();
        assert_eq!(shown, [(0, "b"), (0, "c")]);
    }

    #[track_caller]
    fn check_id(name: &str, expected: &str) {
        assert_eq!(id_from_name(name, |id| id == "peskov"), expected);
    }

    #[test]
    fn ids_come_from_names() {
        check_id("Territorial concessions", "territorial-concessions");
        check_id("  Володимир Зеленський ", "володимир-зеленський");
        check_id("Peskov", "peskov-2");
        check_id("—", "unnamed");
        check_id("../x/y", "x-y");
    }
}
