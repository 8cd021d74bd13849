//! What a person does to a codebook, as the changes that it takes: nothing is changed here, and what cannot be is refused
//! with a sentence.
//!
//! An id stays for good; names may change. What is merged away stays as an entry with `replaced_by`, what is split as one
//! with `split_into`, so that others' uses of it are understood.

mod merging;
#[cfg(test)]
mod tests;

use std::fmt;

use super::edit::{CodebookEdit, Entry, EntryId};
use super::presets::ScalePreset;
use super::{Codebook, Label, Scale, Sort, Speaker, Stance, Target, id_from_name};

/// Longest name, in code points: what is longer is text that was pasted into the wrong field.
pub const LONGEST_NAME: usize = 300;

/// Says why a codebook is not changed so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// There is no such entry.
    Unknown(EntryId),
    /// The name has no letters.
    NoName,
    /// The name is longer than [`LONGEST_NAME`]; this long, in code points.
    LongName(usize),
    /// The target would lie under itself, or the speaker belong to itself; its name.
    UnderItself(String),
    /// Another stance of the scale has the key; its label.
    KeyTaken(char, String),
    /// The key is not one of 1 to 9.
    NoKey(char),
    /// The colour is not `#rrggbb`.
    NoColour(String),
    /// The polarity is no number.
    NoPolarity,
    /// Both are the same entry, or not of one sort, or not on one scale.
    NotMergeable,
    /// The scale lacks stances of the one that is to be merged into it; their labels.
    LacksStances(Vec<String>),
    /// There are fewer than two parts to split into.
    TooFewParts,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown(entry) => write!(f, "there is no {} {:?}", entry.sort.name(), entry.id),
            Self::NoName => write!(f, "the name is empty; type one"),
            Self::LongName(length) => write!(
                f,
                "the name has {length} characters, more than {LONGEST_NAME}; shorten it"
            ),
            Self::UnderItself(name) => write!(
                f,
                "{name:?} would lie under itself; choose a place outside of it"
            ),
            Self::KeyTaken(key, label) => {
                write!(f, "the key {key} sets {label:?} already; choose another")
            }
            Self::NoKey(key) => write!(f, "{key:?} cannot be a key; choose one of 1 to 9"),
            Self::NoColour(text) => {
                write!(
                    f,
                    "{text:?} is no colour; write it as #rrggbb, like #d73027"
                )
            }
            Self::NoPolarity => write!(f, "the polarity is no number; type one, like -2"),
            Self::NotMergeable => write!(f, "these two cannot be one"),
            Self::LacksStances(labels) => write!(
                f,
                "the other scale lacks {}; add what is missing there first",
                labels.join(", ")
            ),
            Self::TooFewParts => write!(f, "name at least two parts to split it into"),
        }
    }
}

impl std::error::Error for Refusal {}

/// An entry that is new: its id, and the changes that make it.
pub type New = (String, Vec<CodebookEdit>);

/// Returns a name without blanks around it.
///
/// # Errors
/// If it is empty, or longer than any name.
pub fn checked_name(name: &str) -> Result<String, Refusal> {
    let name = name.trim();
    let length = name.chars().count();
    match length {
        0 => Err(Refusal::NoName),
        1..=LONGEST_NAME => Ok(name.to_owned()),
        _ => Err(Refusal::LongName(length)),
    }
}

impl Codebook {
    /// Adds a target, last among those under `parent`.
    ///
    /// # Errors
    /// If the name will not do, or there is no such parent.
    pub fn new_target(&self, name: &str, parent: Option<&str>) -> Result<New, Refusal> {
        let name = checked_name(name)?;
        if let Some(parent) = parent {
            self.known_target(parent)?;
        }
        let id = id_from_name(&name, |id| self.target(id).is_some());
        let target = Target {
            id: id.clone().into(),
            name,
            parent: parent.map(Into::into),
            ..Target::default()
        };
        Ok((id, vec![CodebookEdit::append(Entry::Target(target))]))
    }

    /// Adds a scale without stances.
    ///
    /// # Errors
    /// If the name will not do.
    pub fn new_scale(&self, name: &str) -> Result<New, Refusal> {
        let name = checked_name(name)?;
        let id = id_from_name(&name, |id| self.scale(id).is_some());
        let scale = Scale {
            id: id.clone().into(),
            name,
            ..Scale::default()
        };
        Ok((id, vec![CodebookEdit::append(Entry::Scale(scale))]))
    }

    /// Adds a scale as a preset has it.
    pub fn new_scale_from(&self, preset: &ScalePreset) -> New {
        let mut scale = preset.scale();
        scale.id = id_from_name(preset.id, |id| self.scale(id).is_some()).into();
        let id = scale.id.clone();
        (id.into(), vec![CodebookEdit::append(Entry::Scale(scale))])
    }

    /// Adds a stance at the end of a scale, with the first key that is free.
    ///
    /// # Errors
    /// If the label will not do, or there is no such scale.
    pub fn new_stance(&self, scale: &str, label: &str) -> Result<New, Refusal> {
        let label = checked_name(label)?;
        let known = self.known_scale(scale)?;
        let is_off = |id: &str| super::OFF_SCALE.iter().any(|(off, _)| *off == id);
        let is_taken = |id: &str| known.stances.iter().any(|stance| stance.id == id);
        let id = id_from_name(&label, |id| is_taken(id) || is_off(id));
        let is_free = |key: &char| !known.offered().any(|stance| stance.key == Some(*key));
        let stance = Stance {
            id: id.clone().into(),
            label,
            key: ('1'..='9').find(is_free),
            ..Stance::default()
        };
        let entry = Entry::Stance {
            scale: scale.to_owned(),
            stance,
        };
        Ok((id, vec![CodebookEdit::append(entry)]))
    }

    /// Adds a label.
    ///
    /// # Errors
    /// If the name will not do.
    pub fn new_label(&self, name: &str) -> Result<New, Refusal> {
        let name = checked_name(name)?;
        let id = id_from_name(&name, |id| self.label(id).is_some());
        let label = Label {
            id: id.clone().into(),
            name,
            ..Label::default()
        };
        Ok((id, vec![CodebookEdit::append(Entry::Label(label))]))
    }

    /// Adds a speaker.
    ///
    /// # Errors
    /// If the name will not do.
    pub fn new_speaker(&self, name: &str) -> Result<New, Refusal> {
        let name = checked_name(name)?;
        let id = id_from_name(&name, |id| self.speaker(id).is_some());
        let speaker = Speaker {
            id: id.clone().into(),
            name,
            ..Speaker::default()
        };
        Ok((id, vec![CodebookEdit::append(Entry::Speaker(speaker))]))
    }

    /// Gives an entry another name; its id stays.
    ///
    /// # Errors
    /// If the name will not do, or there is no such entry.
    pub fn rename(&self, id: &EntryId, name: &str) -> Result<Vec<CodebookEdit>, Refusal> {
        let entry = self.known(id)?;
        let name = checked_name(name)?;
        self.set(match entry {
            Entry::Target(entry) => Entry::Target(Target { name, ..entry }),
            Entry::Scale(entry) => Entry::Scale(Scale { name, ..entry }),
            Entry::Label(entry) => Entry::Label(Label { name, ..entry }),
            Entry::Speaker(entry) => Entry::Speaker(Speaker { name, ..entry }),
            Entry::Stance { scale, stance } => Entry::Stance {
                scale,
                stance: Stance {
                    label: name,
                    ..stance
                },
            },
        })
    }

    /// Puts another version of an entry in its place: definitions, examples, aliases, roles, keys, colours.
    ///
    /// # Errors
    /// If there is no entry of its id, or the new version contradicts itself or others.
    pub fn set(&self, entry: Entry) -> Result<Vec<CodebookEdit>, Refusal> {
        let old = self.known(&entry.id())?;
        checked_name(entry.name())?;
        match &entry {
            Entry::Target(target) => self.check_target(target)?,
            Entry::Stance { scale, stance } => self.check_stance(scale, stance)?,
            Entry::Speaker(speaker) => {
                if let Some(parent) = &speaker.parent {
                    self.known(&EntryId::speaker(parent))?;
                    let above = self.bodies_above(parent);
                    if above.iter().any(|above| above.id == speaker.id) {
                        return Err(Refusal::UnderItself(speaker.name.clone()));
                    }
                }
            }
            Entry::Scale(_) | Entry::Label(_) => {}
        }
        Ok(if old == entry {
            Vec::new()
        } else {
            vec![CodebookEdit::Replace(entry)]
        })
    }

    /// Says of two speakers that look alike that they are not the same.
    ///
    /// # Errors
    /// If either does not exist.
    pub fn tell_apart(&self, one: &str, other: &str) -> Result<Vec<CodebookEdit>, Refusal> {
        let known = |id: &str| {
            let found = self.speaker(id);
            found.ok_or_else(|| Refusal::Unknown(EntryId::speaker(id)))
        };
        let (first, second) = (known(one)?, known(other)?);
        let is_said =
            first.distinct_from.contains(&second.id) || second.distinct_from.contains(&first.id);
        if is_said {
            return Ok(Vec::new());
        }
        let mut first = first.clone();
        first.distinct_from.push(second.id.clone());
        Ok(vec![CodebookEdit::Replace(Entry::Speaker(first))])
    }

    /// Puts a target under another, or at the top, before one of its siblings there or last.
    ///
    /// # Errors
    /// If it would lie under itself, or one of the three does not exist.
    pub fn place_target(
        &self,
        id: &str,
        parent: Option<&str>,
        before: Option<&str>,
    ) -> Result<Vec<CodebookEdit>, Refusal> {
        let mut target = self.known_target(id)?.clone();
        target.parent = parent.map(Into::into);
        let mut edits = self.set(Entry::Target(target))?;
        let from = self.place_of(&EntryId::target(id)).unwrap_or(0);
        let place = match before {
            Some(before) => {
                self.known_target(before)?;
                let place = self.place_of(&EntryId::target(before)).unwrap_or(0);
                // Taken out of the list it leaves a gap before what stands behind it.
                if from < place { place - 1 } else { place }
            }
            None => self.targets.len() - 1,
        };
        if from != place {
            let entry = EntryId::target(id);
            edits.push(CodebookEdit::Move { entry, place });
        }
        Ok(edits)
    }

    /// Puts an entry before one of its siblings in the file, or last: scales, stances, labels, speakers.
    ///
    /// # Errors
    /// If either does not exist.
    pub fn place_before(
        &self,
        id: &EntryId,
        before: Option<&EntryId>,
    ) -> Result<Vec<CodebookEdit>, Refusal> {
        let unknown = |id: &EntryId| Refusal::Unknown(id.clone());
        let from = self.place_of(id).ok_or_else(|| unknown(id))?;
        let place = match before {
            Some(before) => {
                let place = self.place_of(before).ok_or_else(|| unknown(before))?;
                if from < place { place - 1 } else { place }
            }
            None => usize::MAX,
        };
        if from == place {
            return Ok(Vec::new());
        }
        let entry = id.clone();
        Ok(vec![CodebookEdit::Move { entry, place }])
    }

    /// Removes an entry. What lies under a target or body comes to lie where that lay; uses keep the id.
    ///
    /// # Errors
    /// If there is no such entry.
    pub fn remove(&self, id: &EntryId) -> Result<Vec<CodebookEdit>, Refusal> {
        let entry = self.known(id)?;
        let mut edits = Vec::new();
        match &entry {
            Entry::Target(gone) => {
                let below = self.targets.iter();
                let below = below.filter(|target| target.parent.as_ref() == Some(&gone.id));
                edits.extend(below.map(|target| {
                    CodebookEdit::Replace(Entry::Target(Target {
                        parent: gone.parent.clone(),
                        ..target.clone()
                    }))
                }));
            }
            Entry::Scale(gone) => {
                let on_it = self.targets.iter();
                let on_it = on_it.filter(|target| target.scale.as_ref() == Some(&gone.id));
                edits.extend(on_it.map(|target| {
                    CodebookEdit::Replace(Entry::Target(Target {
                        scale: None,
                        ..target.clone()
                    }))
                }));
            }
            Entry::Speaker(gone) => {
                let within = self.speakers.iter();
                let within = within.filter(|one| one.parent.as_ref() == Some(&gone.id));
                edits.extend(within.map(|speaker| {
                    CodebookEdit::Replace(Entry::Speaker(Speaker {
                        parent: gone.parent.clone(),
                        ..speaker.clone()
                    }))
                }));
            }
            Entry::Stance { .. } | Entry::Label(_) => {}
        }
        edits.push(CodebookEdit::Remove(id.clone()));
        Ok(edits)
    }

    fn known(&self, id: &EntryId) -> Result<Entry, Refusal> {
        self.entry(id).ok_or_else(|| Refusal::Unknown(id.clone()))
    }

    fn known_target(&self, id: &str) -> Result<&Target, Refusal> {
        let found = self.target(id);
        found.ok_or_else(|| Refusal::Unknown(EntryId::target(id)))
    }

    fn known_scale(&self, id: &str) -> Result<&Scale, Refusal> {
        let found = self.scale(id);
        found.ok_or_else(|| Refusal::Unknown(EntryId::scale(id)))
    }

    fn check_target(&self, target: &Target) -> Result<(), Refusal> {
        if let Some(scale) = &target.scale {
            self.known_scale(scale)?;
        }
        let Some(parent) = &target.parent else {
            return Ok(());
        };
        self.known_target(parent)?;
        let above = self.ancestry(parent);
        if above.iter().any(|above| above.id == target.id) {
            return Err(Refusal::UnderItself(target.name.clone()));
        }
        Ok(())
    }

    fn check_stance(&self, scale: &str, stance: &Stance) -> Result<(), Refusal> {
        if stance.polarity.is_some_and(|number| !number.is_finite()) {
            return Err(Refusal::NoPolarity);
        }
        if let Some(colour) = stance.colour.as_ref().filter(|text| !is_colour(text)) {
            return Err(Refusal::NoColour(colour.clone()));
        }
        let Some(key) = stance.key else {
            return Ok(());
        };
        if !('1'..='9').contains(&key) {
            return Err(Refusal::NoKey(key));
        }
        let mut others = self.known_scale(scale)?.offered();
        match others.find(|other| other.id != stance.id && other.key == Some(key)) {
            Some(other) => Err(Refusal::KeyTaken(key, other.label.clone())),
            None => Ok(()),
        }
    }
}

/// Tells whether a text is a colour, `#rrggbb`.
pub fn is_colour(text: &str) -> bool {
    let digits = text.strip_prefix('#').unwrap_or_default();
    digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Returns what an entry of this sort is, for those that are merged or split.
fn sort_of(entry: &Entry) -> Sort {
    entry.id().sort
}
