//! What in the codebook is to be looked at: what contradicts itself, what statements use and nobody defined, and who may be
//! one and the same.

use std::collections::HashSet;

use crate::model::codebook::duplicates::duplicates;
use crate::model::codebook::edit::{Entry, EntryId};
use crate::model::codebook::faults::faults;
use crate::model::codebook::{Codebook, OFF_SCALE, Sort};
use crate::model::phrase::count;
use crate::store::Store;

use super::uses::Uses;

/// Represents one thing that is to be looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// The entry that it is about.
    pub entry: EntryId,
    /// The entry that may be the same.
    pub other: Option<EntryId>,
    /// What there is to look at, a clause.
    pub what: String,
    /// Line and column in the codebook's file, both from 1; none where it is not there.
    pub place: Option<(usize, usize)>,
}

impl Check {
    /// Returns where it stands, as the list shows it.
    pub fn shown_place(&self) -> String {
        match self.place {
            Some((line, column)) => format!("codebook.ron:{line}:{column}"),
            None => String::new(),
        }
    }
}

/// Looks through a codebook; what is wrong comes first, then what is only likely. `lacking` is what statements use and no
/// codebook had, or what was split, when they were counted.
pub(super) fn check(store: &Store, codebook: &Codebook, lacking: &Uses) -> Vec<Check> {
    let found = faults(codebook);
    let places = store.places_in_codebook(&found);
    let wrong = found.into_iter().zip(places).map(|(fault, place)| Check {
        entry: fault.entry,
        other: None,
        what: fault.what,
        place,
    });
    let used = lacking.iter();
    let used = used.filter_map(|(id, uses)| used_entry(codebook, id, *uses));
    let alike = duplicates(codebook).into_iter().map(|pair| Check {
        what: format!(
            "{} and {} may be the same: {}",
            codebook.speaker_name(&pair.one),
            codebook.speaker_name(&pair.other),
            pair.why
        ),
        entry: EntryId::speaker(pair.one),
        other: Some(EntryId::speaker(pair.other)),
        place: None,
    });
    wrong.chain(used).chain(alike).collect()
}

/// Says that statements use what stands in no codebook, or what was split; none where that is not so any more.
fn used_entry(codebook: &Codebook, id: &EntryId, uses: usize) -> Option<Check> {
    let (sort, uses) = (id.sort.name(), count(uses, "statement"));
    let what = match codebook.entry(id) {
        None => format!(
            "the {sort} {:?} is used by {uses} and stands in no codebook",
            id.id
        ),
        Some(entry) if is_split(&entry) => format!(
            "the {sort} {:?} was split and is still used by {uses}",
            entry.name()
        ),
        Some(_) => return None,
    };
    Some(Check {
        entry: id.clone(),
        other: None,
        what,
        place: None,
    })
}

fn is_split(entry: &Entry) -> bool {
    match entry {
        Entry::Target(target) => !target.split_into.is_empty(),
        Entry::Speaker(speaker) => !speaker.split_into.is_empty(),
        Entry::Scale(_) | Entry::Stance { .. } | Entry::Label(_) => false,
    }
}

/// Returns what statements use and a codebook lacks, or has split.
pub(super) fn lacking(codebook: &Codebook, uses: &Uses) -> Uses {
    let mut known: HashSet<EntryId> = HashSet::new();
    for scale in &codebook.scales {
        known.insert(EntryId::scale(&scale.id));
        let stances = scale.stances.iter();
        known.extend(stances.map(|stance| EntryId::stance(&scale.id, &stance.id)));
    }
    let whole = codebook.targets.iter();
    let whole = whole.filter(|one| one.split_into.is_empty());
    known.extend(whole.map(|one| EntryId::target(&one.id)));
    known.extend(codebook.labels.iter().map(|one| EntryId::label(&one.id)));
    let speakers = codebook.speakers.iter();
    let speakers = speakers.filter(|one| one.split_into.is_empty());
    known.extend(speakers.map(|one| EntryId::speaker(&one.id)));
    let unknown = uses.iter();
    unknown
        .filter(|(id, _)| !known.contains(*id) && !is_beside_scales(id))
        .map(|(id, uses)| (id.clone(), *uses))
        .collect()
}

/// Tells whether it is one of the stances that stand beside every scale.
fn is_beside_scales(id: &EntryId) -> bool {
    let stance = id.id.rsplit_once('/').map(|(_, stance)| stance);
    id.sort == Sort::Stance && OFF_SCALE.iter().any(|(off, _)| stance == Some(*off))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::codebook::{Label, Target};

    #[test]
    fn what_nobody_defined_and_what_was_split_is_named() {
        let codebook = Codebook {
            labels: vec![Label {
                id: "key".into(),
                ..Label::default()
            }],
            targets: vec![Target {
                id: "sea".into(),
                name: "Sea".to_owned(),
                split_into: vec!["coast".into()],
                ..Target::default()
            }],
            ..Codebook::default()
        };
        let uses = Uses::from([
            (EntryId::label("key"), 3),
            (EntryId::target("land"), 1),
            (EntryId::target("sea"), 2),
            (EntryId::stance("position", "not-stated"), 1),
        ]);
        let found = lacking(&codebook, &uses);
        let found: Vec<String> = found
            .iter()
            .filter_map(|(id, uses)| used_entry(&codebook, id, *uses))
            .map(|one| one.what)
            .collect();
        assert_eq!(
            found,
            [
                "the target \"land\" is used by 1 statement and stands in no codebook",
                "the target \"Sea\" was split and is still used by 2 statements"
            ]
        );
    }
}
