//! Taking one codebook into another: what an import adds and changes, as edits. Nothing is removed, and a field that is empty
//! says nothing.

#[cfg(test)]
mod tests;

use crate::model::id::{SpeakerId, TargetId};
use std::collections::BTreeSet;

use super::edit::{CodebookEdit, Entry, EntryId};
use super::{Codebook, Label, Scale, Speaker, Stance, Target};

/// Says what becomes of a field that both codebooks have, with different values.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Differing {
    /// It stays as it is, and is named.
    #[default]
    Stays,
    /// It becomes what is taken in.
    Replaced,
}

/// Names fields of an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldsOf {
    /// The entry; none means the codebook itself.
    pub entry: Option<EntryId>,
    /// The fields, as files name them.
    pub fields: Vec<&'static str>,
}

/// Represents what taking a codebook into another one comes to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Taken {
    /// The codebook that it becomes.
    pub codebook: Codebook,
    /// The changes that lead there.
    pub edits: Vec<CodebookEdit>,
    /// The entries that are new.
    pub added: Vec<EntryId>,
    /// What changes in entries that were there.
    pub changed: Vec<FieldsOf>,
    /// What would be otherwise, and stays as it is.
    pub kept: Vec<FieldsOf>,
}

impl Codebook {
    /// Works out what taking another codebook into this one comes to. Entries are the same if they have the same id.
    ///
    /// What would contradict this codebook stays out and is named: a key that another stance has, a parent below the entry.
    pub fn taking(&self, other: &Self, differing: Differing) -> Taken {
        let codebook = self.clone();
        let taken = Taken {
            codebook,
            ..Taken::default()
        };
        let mut taking = Taking { differing, taken };
        for scale in &other.scales {
            taking.scale(scale);
        }
        for target in &other.targets {
            taking.target(target);
        }
        for label in &other.labels {
            taking.label(label);
        }
        let known: BTreeSet<&str> = self.speakers.iter().map(|one| one.id.as_str()).collect();
        for speaker in &other.speakers {
            taking.speaker(speaker, known.contains(speaker.id.as_str()));
        }
        taking.rest(other);
        taking.taken
    }
}

impl Taken {
    /// Returns what of it somebody may do who is not the lead: it becomes part of what they added before, `added`; what is
    /// the lead's stays as it is, and is named.
    #[must_use]
    pub fn proposed(self, lead: &Codebook, added: &Codebook) -> Self {
        let mut out = Self {
            codebook: added.clone(),
            added: self.added,
            kept: self.kept,
            ..Self::default()
        };
        let is_own = |id: &EntryId| lead.entry(id).is_none();
        let may = |edit: &CodebookEdit| match edit {
            CodebookEdit::Replace(entry) => is_own(&entry.id()),
            CodebookEdit::SetGuidelines(_) | CodebookEdit::SetDeclined(_) => false,
            CodebookEdit::Insert { .. } | CodebookEdit::Remove(_) | CodebookEdit::Move { .. } => {
                true
            }
        };
        for edit in self.edits.into_iter().filter(may) {
            if let CodebookEdit::Insert { entry, .. } = &edit
                && let Entry::Stance { scale, .. } = entry
                && out.codebook.scale(scale).is_none()
                && let Some(of_lead) = lead.scale(scale)
            {
                let bare = Scale {
                    stances: Vec::new(),
                    ..of_lead.clone()
                };
                out.apply(CodebookEdit::append(Entry::Scale(bare)));
            }
            out.apply(edit);
        }
        for one in self.changed {
            if one.entry.as_ref().is_some_and(is_own) {
                out.changed.push(one);
            } else {
                out.kept.push(one);
            }
        }
        out
    }

    /// Tells whether nothing changes.
    pub fn is_empty(&self) -> bool {
        self.edits.is_empty()
    }

    fn apply(&mut self, edit: CodebookEdit) {
        if edit.clone().apply(&mut self.codebook).is_some() {
            self.edits.push(edit);
        }
    }

    fn add(&mut self, entry: Entry) {
        self.added.push(entry.id());
        self.apply(CodebookEdit::append(entry));
    }

    fn note(&mut self, entry: Option<&EntryId>, fields: Fields) {
        let of = |fields| FieldsOf {
            entry: entry.cloned(),
            fields,
        };
        if !fields.changed.is_empty() {
            self.changed.push(of(fields.changed));
        }
        if !fields.kept.is_empty() {
            self.kept.push(of(fields.kept));
        }
    }
}

/// Which fields of an entry change, and which do not although they are otherwise.
struct Fields {
    differing: Differing,
    changed: Vec<&'static str>,
    kept: Vec<&'static str>,
}

impl Fields {
    /// Takes a field in; a name that is the entry's id is as good as none.
    fn take<T: Clone + Default + PartialEq>(
        &mut self,
        name: &'static str,
        ours: &mut T,
        theirs: &T,
    ) {
        let nothing = T::default();
        if ours == theirs || *theirs == nothing {
            return;
        }
        if *ours == nothing || self.differing == Differing::Replaced {
            ours.clone_from(theirs);
            self.changed.push(name);
        } else {
            self.kept.push(name);
        }
    }

    /// Takes in what an entry lies under or belongs to, unless that would come to lie under the entry.
    fn take_parent<I: Clone + PartialEq>(
        &mut self,
        ours: &mut Option<I>,
        theirs: Option<&I>,
        loops: impl FnOnce(&I) -> bool,
    ) {
        if theirs.is_some_and(loops) {
            self.kept.push("parent");
        } else {
            self.take("parent", ours, &theirs.cloned());
        }
    }

    fn take_name(&mut self, field: &'static str, id: &str, ours: &mut String, theirs: &str) {
        if theirs == id || theirs == ours || theirs.is_empty() {
            return;
        }
        if ours == id || self.differing == Differing::Replaced {
            theirs.clone_into(ours);
            self.changed.push(field);
        } else {
            self.kept.push(field);
        }
    }
}

struct Taking {
    differing: Differing,
    taken: Taken,
}

impl Taking {
    fn fields(&self) -> Fields {
        Fields {
            differing: self.differing,
            changed: Vec::new(),
            kept: Vec::new(),
        }
    }

    /// Puts an entry in place of the one that was there.
    fn set(&mut self, entry: Entry, fields: Fields) {
        let id = entry.id();
        if !fields.changed.is_empty() {
            self.taken.apply(CodebookEdit::Replace(entry));
        }
        self.taken.note(Some(&id), fields);
    }

    fn scale(&mut self, theirs: &Scale) {
        let Some(ours) = self.taken.codebook.scale(&theirs.id) else {
            self.taken.add(Entry::Scale(theirs.clone()));
            return;
        };
        let mut next = ours.clone();
        let mut fields = self.fields();
        fields.take_name("name", &theirs.id, &mut next.name, &theirs.name);
        fields.take("replaced_by", &mut next.replaced_by, &theirs.replaced_by);
        self.set(Entry::Scale(next), fields);
        for stance in &theirs.stances {
            self.stance(&theirs.id, stance.clone());
        }
    }

    fn stance(&mut self, scale: &str, mut theirs: Stance) {
        let Some(on) = self.taken.codebook.scale(scale) else {
            return;
        };
        let mut fields = self.fields();
        let is_taken = on
            .offered()
            .any(|other| other.id != theirs.id && other.key == theirs.key);
        if theirs.key.is_some() && is_taken {
            theirs.key = None;
            fields.kept.push("key");
        }
        let entry = |stance| Entry::Stance {
            scale: scale.to_owned(),
            stance,
        };
        let ours = on.stances.iter().find(|one| one.id == theirs.id);
        let Some(ours) = ours.cloned() else {
            let entry = entry(theirs);
            let id = entry.id();
            self.taken.add(entry);
            self.taken.note(Some(&id), fields);
            return;
        };
        let mut next = ours;
        fields.take_name("label", &theirs.id, &mut next.label, &theirs.label);
        fields.take("polarity", &mut next.polarity, &theirs.polarity);
        fields.take("colour", &mut next.colour, &theirs.colour);
        fields.take("key", &mut next.key, &theirs.key);
        fields.take("replaced_by", &mut next.replaced_by, &theirs.replaced_by);
        self.set(entry(next), fields);
    }

    fn target(&mut self, theirs: &Target) {
        let book = &self.taken.codebook;
        let Some(ours) = book.target(&theirs.id) else {
            self.taken.add(Entry::Target(theirs.clone()));
            return;
        };
        let mut next = ours.clone();
        let mut fields = self.fields();
        let loops = |parent: &TargetId| {
            let above = book.ancestry(parent);
            above.iter().any(|above| above.id == theirs.id)
        };
        fields.take_parent(&mut next.parent, theirs.parent.as_ref(), loops);
        fields.take_name("name", &theirs.id, &mut next.name, &theirs.name);
        fields.take("scale", &mut next.scale, &theirs.scale);
        fields.take("definition", &mut next.definition, &theirs.definition);
        fields.take("include", &mut next.include, &theirs.include);
        fields.take("exclude", &mut next.exclude, &theirs.exclude);
        fields.take("examples", &mut next.examples, &theirs.examples);
        let (ours, others) = (&mut next.counter_examples, &theirs.counter_examples);
        fields.take("counter_examples", ours, others);
        fields.take("replaced_by", &mut next.replaced_by, &theirs.replaced_by);
        fields.take("split_into", &mut next.split_into, &theirs.split_into);
        self.set(Entry::Target(next), fields);
    }

    fn label(&mut self, theirs: &Label) {
        let Some(ours) = self.taken.codebook.label(&theirs.id) else {
            self.taken.add(Entry::Label(theirs.clone()));
            return;
        };
        let mut next = ours.clone();
        let mut fields = self.fields();
        fields.take_name("name", &theirs.id, &mut next.name, &theirs.name);
        fields.take("definition", &mut next.definition, &theirs.definition);
        fields.take("replaced_by", &mut next.replaced_by, &theirs.replaced_by);
        self.set(Entry::Label(next), fields);
    }

    /// Takes a speaker in. `is_known` says whether it was there before: a registry of many thousands is not searched for each.
    fn speaker(&mut self, theirs: &Speaker, is_known: bool) {
        let book = &self.taken.codebook;
        let ours = book.speaker(&theirs.id).filter(|_| is_known);
        let Some(ours) = ours else {
            self.taken.add(Entry::Speaker(theirs.clone()));
            return;
        };
        let mut next = ours.clone();
        let mut fields = self.fields();
        let loops = |parent: &SpeakerId| {
            let above = book.bodies_above(parent);
            above.iter().any(|above| above.id == theirs.id)
        };
        fields.take_parent(&mut next.parent, theirs.parent.as_ref(), loops);
        fields.take_name("name", &theirs.id, &mut next.name, &theirs.name);
        fields.take("aliases", &mut next.aliases, &theirs.aliases);
        fields.take("kind", &mut next.kind, &theirs.kind);
        fields.take("role", &mut next.role, &theirs.role);
        fields.take("affiliation", &mut next.affiliation, &theirs.affiliation);
        fields.take("roles", &mut next.roles, &theirs.roles);
        fields.take("country", &mut next.country, &theirs.country);
        fields.take("wikidata", &mut next.wikidata, &theirs.wikidata);
        fields.take("attributes", &mut next.attributes, &theirs.attributes);
        fields.take("replaced_by", &mut next.replaced_by, &theirs.replaced_by);
        fields.take("split_into", &mut next.split_into, &theirs.split_into);
        let distinct = &theirs.distinct_from;
        fields.take("distinct_from", &mut next.distinct_from, distinct);
        self.set(Entry::Speaker(next), fields);
    }

    /// Takes in what belongs to no entry.
    fn rest(&mut self, other: &Codebook) {
        let mut fields = self.fields();
        let mut guidelines = self.taken.codebook.guidelines.clone();
        fields.take("guidelines", &mut guidelines, &other.guidelines);
        if guidelines != self.taken.codebook.guidelines {
            self.taken.apply(CodebookEdit::SetGuidelines(guidelines));
        }
        let mut declined = self.taken.codebook.declined.clone();
        for one in &other.declined {
            if !declined.contains(one) {
                declined.push(one.clone());
            }
        }
        if declined != self.taken.codebook.declined {
            fields.changed.push("declined");
            self.taken.apply(CodebookEdit::SetDeclined(declined));
        }
        self.taken.note(None, fields);
    }
}
