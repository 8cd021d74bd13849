//! What in the codebook is to be looked at: what contradicts itself, what statements use and nobody defined, and who may be
//! one and the same.

use std::collections::HashSet;

use crate::model::codebook::duplicates::duplicates;
use crate::model::codebook::edit::EntryId;
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
/// codebook had when they were counted.
pub(super) fn check(store: &Store, codebook: &Codebook, lacking: &Uses) -> Vec<Check> {
    let found = faults(codebook);
    let places = store.places_in_codebook(&found);
    let wrong = found.into_iter().zip(places).map(|(fault, place)| Check {
        entry: fault.entry,
        other: None,
        what: fault.what,
        place,
    });
    let undefined = lacking.iter();
    let undefined = undefined
        .filter(|(id, _)| codebook.entry(id).is_none())
        .map(|(id, uses)| undefined_entry(id, *uses));
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
    wrong.chain(undefined).chain(alike).collect()
}

/// Says that statements use what stands in no codebook.
fn undefined_entry(id: &EntryId, uses: usize) -> Check {
    Check {
        what: format!(
            "the {} {:?} is used by {} and stands in no codebook",
            id.sort.name(),
            id.id,
            count(uses, "statement")
        ),
        entry: id.clone(),
        other: None,
        place: None,
    }
}

/// Returns what statements use and a codebook lacks.
pub(super) fn lacking(codebook: &Codebook, uses: &Uses) -> Uses {
    let mut known: HashSet<EntryId> = HashSet::new();
    for scale in &codebook.scales {
        known.insert(EntryId::scale(&scale.id));
        let stances = scale.stances.iter();
        known.extend(stances.map(|stance| EntryId::stance(&scale.id, &stance.id)));
    }
    known.extend(codebook.targets.iter().map(|one| EntryId::target(&one.id)));
    known.extend(codebook.labels.iter().map(|one| EntryId::label(&one.id)));
    let speakers = codebook.speakers.iter();
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
    use crate::model::codebook::Label;

    #[test]
    fn what_nobody_defined_is_named() {
        let codebook = Codebook {
            labels: vec![Label {
                id: "key".to_owned(),
                ..Label::default()
            }],
            ..Codebook::default()
        };
        let uses = Uses::from([
            (EntryId::label("key"), 3),
            (EntryId::target("land"), 1),
            (EntryId::stance("position", "not-stated"), 1),
        ]);
        let found = lacking(&codebook, &uses);
        let found: Vec<String> = found
            .iter()
            .map(|(id, uses)| undefined_entry(id, *uses).what)
            .collect();
        assert_eq!(
            found,
            ["the target \"land\" is used by 1 statement and stands in no codebook"]
        );
    }
}
