//! Every way in which a codebook can change, as values: applying one returns the one that takes it back.
//!
//! What a person does (`change`) is a list of these.

use super::{Codebook, Declined, Label, Scale, Sort, Speaker, Stance, Target};

/// Represents an entry of a codebook.
#[derive(Clone, Debug, PartialEq)]
pub enum Entry {
    /// A target.
    Target(Target),
    /// A scale, with its stances.
    Scale(Scale),
    /// A stance.
    Stance {
        /// Id of the scale that it stands on.
        scale: String,
        /// The stance.
        stance: Stance,
    },
    /// A label.
    Label(Label),
    /// A speaker.
    Speaker(Speaker),
}

/// Names an entry of a codebook.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct EntryId {
    /// What it is.
    pub sort: Sort,
    /// Its id; of a stance, its scale's before it: `scale/stance`.
    pub id: String,
}

/// Represents one change of a codebook.
#[derive(Clone, Debug, PartialEq)]
pub enum CodebookEdit {
    /// Adds an entry, unless one of its id is there.
    Insert {
        /// The entry.
        entry: Entry,
        /// Its index among its siblings in the file; beyond the end means last.
        place: usize,
    },
    /// Removes an entry.
    Remove(EntryId),
    /// Replaces the entry that has its id.
    Replace(Entry),
    /// Moves an entry to another index among its siblings in the file.
    Move {
        /// The entry.
        entry: EntryId,
        /// Its index afterwards; beyond the end means last.
        place: usize,
    },
    /// Sets the guidelines, Markdown.
    SetGuidelines(String),
    /// Sets which additions were declined.
    SetDeclined(Vec<Declined>),
}

impl EntryId {
    /// Names a target.
    pub fn target(id: impl Into<String>) -> Self {
        Self {
            sort: Sort::Target,
            id: id.into(),
        }
    }

    /// Names a scale.
    pub fn scale(id: impl Into<String>) -> Self {
        Self {
            sort: Sort::Scale,
            id: id.into(),
        }
    }

    /// Names a stance of a scale.
    pub fn stance(scale: &str, stance: &str) -> Self {
        Self {
            sort: Sort::Stance,
            id: format!("{scale}/{stance}"),
        }
    }

    /// Names a label.
    pub fn label(id: impl Into<String>) -> Self {
        Self {
            sort: Sort::Label,
            id: id.into(),
        }
    }

    /// Names a speaker.
    pub fn speaker(id: impl Into<String>) -> Self {
        Self {
            sort: Sort::Speaker,
            id: id.into(),
        }
    }

    /// Returns the scale and the stance that the id of a stance names, in this codebook.
    fn on_scale<'a>(&'a self, codebook: &Codebook) -> Option<(usize, &'a str)> {
        // An id may itself have a stroke in it.
        let mut scales = codebook.scales.iter().enumerate();
        scales.find_map(|(index, scale)| {
            let stance = self.id.strip_prefix(scale.id.as_str())?.strip_prefix('/')?;
            let is_there = scale.stances.iter().any(|entry| entry.id == stance);
            is_there.then_some((index, stance))
        })
    }
}

impl Entry {
    /// Returns what names it.
    pub fn id(&self) -> EntryId {
        match self {
            Self::Target(entry) => EntryId::target(&entry.id),
            Self::Scale(entry) => EntryId::scale(&entry.id),
            Self::Stance { scale, stance } => EntryId::stance(scale, &stance.id),
            Self::Label(entry) => EntryId::label(&entry.id),
            Self::Speaker(entry) => EntryId::speaker(&entry.id),
        }
    }

    /// Returns the name shown.
    pub fn name(&self) -> &str {
        match self {
            Self::Target(entry) => &entry.name,
            Self::Scale(entry) => &entry.name,
            Self::Stance { stance, .. } => &stance.label,
            Self::Label(entry) => &entry.name,
            Self::Speaker(entry) => &entry.name,
        }
    }

    /// Puts the entry at an index; `false` if one of its id is there, or its scale is not.
    fn insert(self, place: usize, codebook: &mut Codebook) -> bool {
        match self {
            Self::Target(entry) => insert(&mut codebook.targets, entry, place),
            Self::Scale(entry) => insert(&mut codebook.scales, entry, place),
            Self::Label(entry) => insert(&mut codebook.labels, entry, place),
            Self::Speaker(entry) => insert(&mut codebook.speakers, entry, place),
            Self::Stance { scale, stance } => {
                let mut scales = codebook.scales.iter_mut();
                let found = scales.find(|known| *known.id == *scale);
                found.is_some_and(|scale| insert(&mut scale.stances, stance, place))
            }
        }
    }

    /// Puts the entry in place of the one that has its id; returns that one.
    fn replace(self, codebook: &mut Codebook) -> Option<Self> {
        match self {
            Self::Target(entry) => replace(&mut codebook.targets, entry).map(Self::Target),
            Self::Scale(entry) => replace(&mut codebook.scales, entry).map(Self::Scale),
            Self::Label(entry) => replace(&mut codebook.labels, entry).map(Self::Label),
            Self::Speaker(entry) => replace(&mut codebook.speakers, entry).map(Self::Speaker),
            Self::Stance { scale, stance } => {
                let mut scales = codebook.scales.iter_mut();
                let found = scales.find(|known| *known.id == *scale)?;
                let stance = replace(&mut found.stances, stance)?;
                Some(Self::Stance { scale, stance })
            }
        }
    }
}

impl CodebookEdit {
    /// Makes the change that puts an entry last among its siblings.
    pub fn append(entry: Entry) -> Self {
        Self::Insert {
            entry,
            place: usize::MAX,
        }
    }

    /// Applies the change; returns the one that takes it back, or none where there was nothing to change.
    pub fn apply(self, codebook: &mut Codebook) -> Option<Self> {
        match self {
            Self::Insert { entry, place } => {
                let id = entry.id();
                entry.insert(place, codebook).then_some(Self::Remove(id))
            }
            Self::Remove(id) => {
                let (entry, place) = codebook.take_entry(&id)?;
                Some(Self::Insert { entry, place })
            }
            Self::Replace(entry) => entry.replace(codebook).map(Self::Replace),
            Self::Move { entry, place } => {
                let from = codebook.move_entry(&entry, place)?;
                Some(Self::Move { entry, place: from })
            }
            Self::SetGuidelines(text) => {
                let is_same = codebook.guidelines == text;
                let old = std::mem::replace(&mut codebook.guidelines, text);
                (!is_same).then_some(Self::SetGuidelines(old))
            }
            Self::SetDeclined(declined) => {
                let is_same = codebook.declined == declined;
                let old = std::mem::replace(&mut codebook.declined, declined);
                (!is_same).then_some(Self::SetDeclined(old))
            }
        }
    }
}

/// Applies changes in order; returns those that take them back, in the order in which they do.
pub fn apply_all(edits: Vec<CodebookEdit>, codebook: &mut Codebook) -> Vec<CodebookEdit> {
    let edits = edits.into_iter();
    let mut inverse: Vec<CodebookEdit> = edits.filter_map(|edit| edit.apply(codebook)).collect();
    inverse.reverse();
    inverse
}

impl Codebook {
    /// Returns the entry that is named.
    pub fn entry(&self, id: &EntryId) -> Option<Entry> {
        match id.sort {
            Sort::Target => self.target(&id.id).cloned().map(Entry::Target),
            Sort::Scale => self.scale(&id.id).cloned().map(Entry::Scale),
            Sort::Label => self.label(&id.id).cloned().map(Entry::Label),
            Sort::Speaker => self.speaker(&id.id).cloned().map(Entry::Speaker),
            Sort::Stance => {
                let (scale, stance) = id.on_scale(self)?;
                let scale = &self.scales[scale];
                let stance = scale.stances.iter().find(|entry| entry.id == stance)?;
                Some(Entry::Stance {
                    scale: scale.id.clone().into(),
                    stance: stance.clone(),
                })
            }
        }
    }

    /// Returns the index of an entry among its siblings in the file.
    pub fn place_of(&self, id: &EntryId) -> Option<usize> {
        match id.sort {
            Sort::Target => position(&self.targets, &id.id),
            Sort::Scale => position(&self.scales, &id.id),
            Sort::Label => position(&self.labels, &id.id),
            Sort::Speaker => position(&self.speakers, &id.id),
            Sort::Stance => {
                let (scale, stance) = id.on_scale(self)?;
                position(&self.scales[scale].stances, stance)
            }
        }
    }

    fn take_entry(&mut self, id: &EntryId) -> Option<(Entry, usize)> {
        let place = self.place_of(id)?;
        let entry = match id.sort {
            Sort::Target => Entry::Target(self.targets.remove(place)),
            Sort::Scale => Entry::Scale(self.scales.remove(place)),
            Sort::Label => Entry::Label(self.labels.remove(place)),
            Sort::Speaker => Entry::Speaker(self.speakers.remove(place)),
            Sort::Stance => {
                let (scale, _) = id.on_scale(self)?;
                let scale = &mut self.scales[scale];
                Entry::Stance {
                    stance: scale.stances.remove(place),
                    scale: scale.id.clone().into(),
                }
            }
        };
        Some((entry, place))
    }

    /// Moves an entry; returns where it stood, or none if it stays.
    fn move_entry(&mut self, id: &EntryId, place: usize) -> Option<usize> {
        let from = self.place_of(id)?;
        let has_moved = match id.sort {
            Sort::Target => shift(&mut self.targets, from, place),
            Sort::Scale => shift(&mut self.scales, from, place),
            Sort::Label => shift(&mut self.labels, from, place),
            Sort::Speaker => shift(&mut self.speakers, from, place),
            Sort::Stance => {
                let (scale, _) = id.on_scale(self)?;
                shift(&mut self.scales[scale].stances, from, place)
            }
        };
        has_moved.then_some(from)
    }
}

/// What has an id among its siblings.
trait Named {
    fn id(&self) -> &str;
}

impl Named for Target {
    fn id(&self) -> &str {
        &self.id
    }
}

impl Named for Scale {
    fn id(&self) -> &str {
        &self.id
    }
}

impl Named for Stance {
    fn id(&self) -> &str {
        &self.id
    }
}

impl Named for Label {
    fn id(&self) -> &str {
        &self.id
    }
}

impl Named for Speaker {
    fn id(&self) -> &str {
        &self.id
    }
}

fn position<T: Named>(entries: &[T], id: &str) -> Option<usize> {
    entries.iter().position(|entry| entry.id() == id)
}

fn insert<T: Named>(entries: &mut Vec<T>, entry: T, place: usize) -> bool {
    if position(entries, entry.id()).is_some() {
        return false;
    }
    entries.insert(place.min(entries.len()), entry);
    true
}

fn replace<T: Named + PartialEq>(entries: &mut [T], entry: T) -> Option<T> {
    let place = position(entries, entry.id())?;
    (entries[place] != entry).then(|| std::mem::replace(&mut entries[place], entry))
}

fn shift<T>(entries: &mut Vec<T>, from: usize, to: usize) -> bool {
    let entry = entries.remove(from);
    let to = to.min(entries.len());
    entries.insert(to, entry);
    from != to
}
