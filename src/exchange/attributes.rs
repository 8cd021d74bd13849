//! What is said of a statement beside where its parts stand, as JSON: the formats that have room for what is not theirs carry it
//! along under the name `onrecord`, so that a statement comes back as it went. Offsets count code points.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::import::{Draft, Own, Person};
use super::jsonl::origin_of;
use super::losses::Loss;
use super::record::Record;
use crate::model::codebook::{Codebook, Label, OFF_SCALE, Scale, Speaker, Stance, Target};
use crate::model::span::{CharSpan, Span};
use crate::model::statement::{Kind, Mention, Origin, StanceTaken, Statement};
use crate::model::text::Text;

/// What a format cannot hold that has articles with all statements, and this of each of them.
pub(super) const CANNOT: &[Loss] = &[
    Loss::ArticleNotes,
    Loss::Reasons,
    Loss::Comments,
    Loss::Decisions,
    Loss::ConflictValues,
    Loss::Statuses,
    Loss::Removed,
];

/// The scale of stances of targets that an import makes, which the files do not name.
const SCALE: &str = "imported";

/// A half-open range of code points.
pub(super) type Range = [usize; 2];

/// What is said of a statement.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Attributes {
    /// Its id.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) id: String,
    /// How much of it stands in quotation marks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) kind: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) cue: Option<Range>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) speaker: Option<Who>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) via: Vec<Who>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) addressees: Vec<Who>,
    /// Id of the statement that it is nested in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) parent: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) stances: Vec<Taken>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) labels: Vec<Named>,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) note: String,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(super) flagged: bool,
    /// How it came to be: `manual`, `suggested`, `projected`, `imported`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) how: String,
    /// By or from what it came to be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) from: Option<String>,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) created: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) changed: String,
}

/// Somebody, by the registry.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Who {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<String>,
    /// Whether the article mentions them, where the format itself says in which words.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(super) mentioned: bool,
    /// The words in the article, where the format does not say it itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) mention: Option<Range>,
}

/// An entry of the codebook.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Named {
    pub(super) id: String,
    #[serde(default)]
    pub(super) name: String,
}

/// A stance.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Taken {
    pub(super) target: String,
    pub(super) target_name: String,
    pub(super) stance: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) label: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) polarity: Option<f64>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) evidence: Vec<Range>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) confidence: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) read: Option<String>,
}

impl Attributes {
    /// Returns what is said of a statement; where cue and mentions stand only with `places`.
    pub(super) fn of(record: &Record<'_>, statement: &Statement, places: bool) -> Self {
        let range = |span: Span| range(record, span);
        let who = |person: &Mention| {
            let id = person.name.as_deref();
            Who {
                id: id.map(str::to_owned),
                name: id.map(|id| record.codebook.speaker_name(id).to_owned()),
                mentioned: person.mention.is_some() && !places,
                mention: person.mention.filter(|_| places).map(range),
            }
        };
        let (how, from) = origin_of(&statement.origin);
        let label = |id: &str| Named {
            id: id.to_owned(),
            name: label_name(record.codebook, id).to_owned(),
        };
        Self {
            id: statement.id.as_str().to_owned(),
            kind: Some(statement.kind.name().to_owned()),
            cue: statement.cue.filter(|_| places).map(range),
            speaker: statement.speaker.as_ref().map(who),
            via: statement.via.iter().map(who).collect(),
            addressees: statement.addressees.iter().map(who).collect(),
            parent: statement.parent.as_deref().map(str::to_owned),
            stances: statement
                .stances
                .iter()
                .map(|taken| Taken::of(record, taken))
                .collect(),
            labels: statement.labels.iter().map(|id| label(id)).collect(),
            note: statement.note.clone(),
            flagged: statement.flagged,
            how: how.to_owned(),
            from: from.map(str::to_owned),
            created: statement.created.clone(),
            changed: statement.changed.clone(),
        }
    }

    /// Puts all of it into a draft, and into `brings` the entries that it names.
    ///
    /// # Errors
    /// A clause that says which offsets are outside of the text; the draft is then as it was but for some parts.
    pub(super) fn fill(
        &self,
        text: &Text,
        draft: &mut Draft,
        brings: &mut Brings,
    ) -> Result<(), String> {
        if let Some(cue) = self.cue {
            draft.cue = Some(span(text, cue)?);
        }
        let mut own = Own {
            id: (!self.id.is_empty()).then(|| self.id.as_str().into()),
            kind: self.kind.as_deref().and_then(kind_of),
            parent: self.parent.as_deref().map(Into::into),
            origin: origin(&self.how, self.from.as_deref()),
            created: Some(self.created.clone()).filter(|at| !at.is_empty()),
            changed: Some(self.changed.clone()).filter(|at| !at.is_empty()),
            ..Own::default()
        };
        if let Some(who) = &self.speaker {
            let mut found = draft.speaker.take().into_iter();
            draft.speaker = Some(who.person(text, &mut found, brings)?);
        }
        draft.via = people(&self.via, std::mem::take(&mut draft.via), text, brings)?;
        let addressees = std::mem::take(&mut draft.addressees);
        draft.addressees = people(&self.addressees, addressees, text, brings)?;
        for taken in &self.stances {
            own.stances.push(taken.read(text)?);
            brings.stance(taken);
        }
        for label in &self.labels {
            own.labels.push(label.id.as_str().into());
            brings.label(label);
        }
        if !self.note.is_empty() {
            draft.note.clone_from(&self.note);
        }
        draft.flagged |= self.flagged;
        draft.own = Some(Box::new(own));
        Ok(())
    }
}

/// Binds what is said of people to the mentions that the format itself has, in their order.
fn people(
    said: &[Who],
    found: Vec<Person>,
    text: &Text,
    brings: &mut Brings,
) -> Result<Vec<Person>, String> {
    let mut found = found.into_iter();
    let mut all = Vec::with_capacity(said.len());
    for who in said {
        // A mention that was taken away in the other program leaves nobody who is not named.
        let person = who.person(text, &mut found, brings)?;
        if person.mention.is_some() || person.id.is_some() {
            all.push(person);
        }
    }
    all.extend(found);
    Ok(all)
}

impl Who {
    fn person(
        &self,
        text: &Text,
        found: &mut dyn Iterator<Item = Person>,
        brings: &mut Brings,
    ) -> Result<Person, String> {
        let mut person = match (self.mention, self.mentioned) {
            (Some(mention), _) => Person {
                mention: Some(span(text, mention)?),
                ..Person::default()
            },
            (None, true) => found.next().unwrap_or_default(),
            (None, false) => Person::default(),
        };
        person.is_settled = true;
        if let Some(id) = &self.id {
            person.id = Some(id.as_str().into());
            brings.speaker(id, self.name.as_deref().unwrap_or(id));
        }
        Ok(person)
    }
}

impl Taken {
    /// Returns a stance as JSON has it.
    pub(super) fn of(record: &Record<'_>, taken: &StanceTaken) -> Self {
        let (codebook, target) = (record.codebook, taken.target.as_str());
        let stance = taken.stance.as_deref();
        Self {
            target: target.to_owned(),
            target_name: codebook.target_name(target).to_owned(),
            stance: stance.map(str::to_owned),
            label: stance.map(|stance| codebook.stance_label(target, stance).to_owned()),
            polarity: stance.and_then(|stance| codebook.stance(target, stance)?.polarity),
            evidence: taken
                .evidence
                .iter()
                .map(|span| range(record, *span))
                .collect(),
            confidence: taken.confidence,
            read: taken.read.clone(),
        }
    }

    fn read(&self, text: &Text) -> Result<StanceTaken, String> {
        let evidence: Result<_, _> = self.evidence.iter().map(|at| span(text, *at)).collect();
        Ok(StanceTaken {
            target: self.target.as_str().into(),
            stance: self.stance.as_deref().map(Into::into),
            evidence: evidence?,
            confidence: self.confidence,
            read: self.read.clone(),
        })
    }
}

/// Gathers the entries of a codebook that annotations name.
#[derive(Debug, Default)]
pub(super) struct Brings {
    codebook: Codebook,
    known: BTreeSet<(u8, String)>,
}

impl Brings {
    fn is_new(&mut self, sort: u8, id: &str) -> bool {
        self.known.insert((sort, id.to_owned()))
    }

    /// Notes a person or body.
    pub(super) fn speaker(&mut self, id: &str, name: &str) {
        if self.is_new(0, id) {
            self.codebook.speakers.push(Speaker {
                id: id.into(),
                name: name.to_owned(),
                ..Speaker::default()
            });
        }
    }

    /// Notes a label.
    pub(super) fn label(&mut self, label: &Named) {
        if self.is_new(1, &label.id) {
            let name = if label.name.is_empty() {
                &label.id
            } else {
                &label.name
            };
            self.codebook.labels.push(Label {
                id: label.id.as_str().into(),
                name: name.clone(),
                ..Label::default()
            });
        }
    }

    /// Notes the target of a stance, and the stance on a scale.
    pub(super) fn stance(&mut self, taken: &Taken) {
        let target = taken.target.as_str();
        if self.is_new(2, target) {
            let name = match taken.target_name.as_str() {
                "" => target,
                name => name,
            };
            self.codebook.targets.push(Target {
                id: target.into(),
                name: name.to_owned(),
                scale: Some(SCALE.into()),
                ..Target::default()
            });
        }
        let Some(stance) = &taken.stance else { return };
        let is_off = OFF_SCALE.iter().any(|(off, _)| off == stance);
        if is_off || !self.is_new(3, stance) {
            return;
        }
        if self.codebook.scales.is_empty() {
            self.codebook.scales.push(Scale {
                id: SCALE.into(),
                name: "Imported".to_owned(),
                ..Scale::default()
            });
        }
        for scale in &mut self.codebook.scales {
            scale.stances.push(Stance {
                id: stance.as_str().into(),
                label: taken.label.clone().unwrap_or_else(|| stance.clone()),
                polarity: taken.polarity,
                ..Stance::default()
            });
        }
    }

    /// Returns them.
    pub(super) fn into_codebook(self) -> Codebook {
        self.codebook
    }
}

/// Returns the name of a label, or the id where the codebook lacks it.
pub(super) fn label_name<'c>(codebook: &'c Codebook, id: &'c str) -> &'c str {
    codebook.label(id).map_or(id, |label| &label.name)
}

/// Returns a span in code points.
pub(super) fn range(record: &Record<'_>, span: Span) -> Range {
    let chars = record.chars(span);
    [chars.start, chars.end]
}

/// Returns the stretch of a text that a range of code points means.
///
/// # Errors
/// A clause that says what is wrong.
pub(super) fn span(text: &Text, range: Range) -> Result<Span, String> {
    let [start, end] = range;
    if start >= end {
        return Err(format!("the span {start} {end} is empty or turned round"));
    }
    text.bytes(CharSpan { start, end }).ok_or_else(|| {
        let length = text.chars_len();
        format!("the span {start} {end} is not in the text, which has {length} characters")
    })
}

/// Finds a kind by its name.
pub(super) fn kind_of(name: &str) -> Option<Kind> {
    Kind::ALL.into_iter().find(|kind| kind.name() == name)
}

/// Makes an origin of what files say; none if they say nothing that is known.
pub(super) fn origin(how: &str, from: Option<&str>) -> Option<Origin> {
    let from = from.unwrap_or_default().to_owned();
    match how {
        "manual" => Some(Origin::Manual),
        "suggested" => Some(Origin::Suggested { by: from }),
        "projected" => Some(Origin::Projected { from }),
        "imported" => Some(Origin::Imported { from }),
        _ => None,
    }
}
