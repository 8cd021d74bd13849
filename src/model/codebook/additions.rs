//! What annotators added to the codebook and the lead has neither taken nor declined, as one list.
//!
//! An addition stays in its author's own file, which they alone write. Taking it puts it into the lead's codebook, merging
//! puts it there as `replaced_by`, declining says why in the lead's codebook, where its author reads it.

use super::change::Refusal;
use super::edit::{CodebookEdit, Entry, EntryId, apply_all};
use super::{Codebook, Declined, Scale};

/// Represents an entry that an annotator added.
#[derive(Clone, Debug, PartialEq)]
pub struct Addition {
    /// The annotator's id.
    pub annotator: String,
    /// The entry. A scale that the lead has is no addition; stances that it lacks are.
    pub entry: Entry,
    /// Why the lead declined it; none while it waits.
    pub declined: Option<String>,
    /// An entry of the lead's that has its name.
    pub like: Option<EntryId>,
}

/// Returns what each annotator added that the lead's codebook lacks, in the order of `added`.
pub fn additions(lead: &Codebook, added: &[(String, Codebook)]) -> Vec<Addition> {
    let mut out = Vec::new();
    for (annotator, codebook) in added {
        for entry in entries(codebook, lead) {
            let id = entry.id();
            if lead.entry(&id).is_some() {
                continue;
            }
            let declined = lead
                .declined
                .iter()
                .find(|one| one.annotator == *annotator && one.sort == id.sort && one.id == id.id);
            out.push(Addition {
                annotator: annotator.clone(),
                declined: declined.map(|one| one.why.clone()),
                like: like(lead, &entry),
                entry,
            });
        }
    }
    out
}

impl Addition {
    /// Takes it into the lead's codebook, last among its siblings.
    pub fn take(&self, lead: &Codebook) -> Vec<CodebookEdit> {
        let mut edits = vec![CodebookEdit::append(self.entry.clone())];
        edits.extend(self.settled(lead));
        edits
    }

    /// Takes it into the lead's codebook as one that was merged into another entry, so that its author's uses are
    /// understood.
    ///
    /// # Errors
    /// If the two cannot be one.
    pub fn merge(&self, lead: &Codebook, into: &EntryId) -> Result<Vec<CodebookEdit>, Refusal> {
        let mut edits = self.take(lead);
        let mut with = lead.clone();
        apply_all(edits.clone(), &mut with);
        edits.extend(with.merge(&self.entry.id(), into)?);
        Ok(edits)
    }

    /// Declines it. `at` is RFC 3339 in UTC with seconds.
    pub fn decline(&self, lead: &Codebook, why: &str, at: &str) -> Vec<CodebookEdit> {
        let EntryId { sort, id } = self.entry.id();
        let mut declined = self.others(lead);
        declined.push(Declined {
            annotator: self.annotator.clone(),
            sort,
            id,
            why: why.to_owned(),
            at: at.to_owned(),
        });
        vec![CodebookEdit::SetDeclined(declined)]
    }

    /// Returns what makes it declined no more, if it was.
    fn settled(&self, lead: &Codebook) -> Option<CodebookEdit> {
        let others = self.others(lead);
        (others != lead.declined).then_some(CodebookEdit::SetDeclined(others))
    }

    /// Returns what else was declined.
    fn others(&self, lead: &Codebook) -> Vec<Declined> {
        let EntryId { sort, id } = self.entry.id();
        let mut others = lead.declined.clone();
        others.retain(|one| (&one.annotator, one.sort, &one.id) != (&self.annotator, sort, &id));
        others
    }
}

/// Returns the entries of a codebook; of scales that the lead has, their stances.
fn entries(codebook: &Codebook, lead: &Codebook) -> Vec<Entry> {
    let mut out: Vec<Entry> = Vec::new();
    for scale in &codebook.scales {
        if lead.scale(&scale.id).is_none() {
            out.push(Entry::Scale(Scale::clone(scale)));
            continue;
        }
        out.extend(scale.stances.iter().map(|stance| Entry::Stance {
            scale: scale.id.clone().into(),
            stance: stance.clone(),
        }));
    }
    out.extend(codebook.targets.iter().cloned().map(Entry::Target));
    out.extend(codebook.labels.iter().cloned().map(Entry::Label));
    out.extend(codebook.speakers.iter().cloned().map(Entry::Speaker));
    out
}

/// Returns the lead's entry that has an entry's name, whatever the case of its letters.
fn like(lead: &Codebook, entry: &Entry) -> Option<EntryId> {
    let name = entry.name().to_lowercase();
    let is_it = |other: &str| other.to_lowercase() == name;
    match entry {
        Entry::Target(_) => {
            let found = lead.offered_targets().find(|one| is_it(&one.name));
            found.map(|one| EntryId::target(&one.id))
        }
        Entry::Scale(_) => {
            let found = lead.scales.iter().find(|one| is_it(&one.name));
            found.map(|one| EntryId::scale(&one.id))
        }
        Entry::Stance { scale, .. } => {
            let found = lead.scale(scale)?.offered().find(|one| is_it(&one.label));
            found.map(|one| EntryId::stance(scale, &one.id))
        }
        Entry::Label(_) => {
            let found = lead.offered_labels().find(|one| is_it(&one.name));
            found.map(|one| EntryId::label(&one.id))
        }
        Entry::Speaker(speaker) => {
            let names = |name: &String| is_it(name) || speaker.aliases.contains(name);
            let mut offered = lead.offered_speakers();
            let found = offered.find(|one| names(&one.name) || one.aliases.iter().any(names));
            found.map(|one| EntryId::speaker(&one.id))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::codebook::presets::{SCALES, starter};
    use crate::model::codebook::{Label, Stance};

    fn label(id: &str, name: &str) -> Label {
        Label {
            id: id.into(),
            name: name.to_owned(),
            ..Label::default()
        }
    }

    #[test]
    fn additions_are_taken_merged_and_declined() {
        let mut lead = starter(&SCALES[2]);
        lead.labels.push(label("irony", "Irony"));
        let perhaps = Stance {
            id: "perhaps".into(),
            label: "perhaps".to_owned(),
            ..Stance::default()
        };
        let ann = Codebook {
            scales: vec![Scale {
                id: "agreement".into(),
                stances: vec![perhaps],
                ..Scale::default()
            }],
            labels: vec![
                label("ironic", "IRONY"),
                label("irony", "Irony"),
                label("x", "X"),
            ],
            ..Codebook::default()
        };
        assert_eq!(lead.with(&ann).scales[0].stances.len(), 3);
        let added = [("ann".to_owned(), ann)];
        let found = additions(&lead, &added);
        let ids: Vec<String> = found.iter().map(|one| one.entry.id().id).collect();
        assert_eq!(ids, ["agreement/perhaps", "ironic", "x"]);
        let [perhaps, ironic, x] = found.as_slice() else {
            panic!("there are three");
        };
        assert_eq!(ironic.like, Some(EntryId::label("irony")));
        let before = lead.clone();
        let mut back = apply_all(perhaps.take(&lead), &mut lead);
        let into = EntryId::label("irony");
        let merged = ironic.merge(&lead, &into).unwrap();
        back = [apply_all(merged, &mut lead), back].concat();
        assert_eq!(lead.current_label("ironic"), "irony");
        let declined = x.decline(&lead, "too wide", "2025-01-01T00:00:00Z");
        back = [apply_all(declined, &mut lead), back].concat();
        let left = additions(&lead, &added);
        assert_eq!(left.len(), 1);
        assert_eq!(left[0].declined.as_deref(), Some("too wide"));
        let mut taken = lead.clone();
        apply_all(left[0].take(&lead), &mut taken);
        assert_eq!((taken.declined.len(), taken.labels.len()), (0, 3));
        apply_all(back, &mut lead);
        assert_eq!(lead, before);
    }
}
