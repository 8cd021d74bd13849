//! One codebook of two versions of it, entry by entry, then field by field.
//!
//! Entries have no times: of a field that both set otherwise ours stands, and theirs is returned. An entry that one side
//! removed and the other changed stays.

use std::collections::{BTreeMap, BTreeSet};

use super::statement::union;
use super::{Conflict, Merge, text};
use crate::model::codebook::registry::SpeakerKind;
use crate::model::codebook::{Codebook, Label, Scale, Speaker, Stance, Target};
use crate::model::id::{LabelId, ScaleId, SpeakerId, StanceId, TargetId};

impl Merge for Codebook {
    fn merge3(base: &Self, ours: &Self, theirs: &Self) -> (Self, Vec<Conflict>) {
        let mut found = Vec::new();
        let guidelines = guidelines(base, ours, theirs, &mut found);
        let merged = Self {
            guidelines,
            declined: union(&base.declined, &ours.declined, &theirs.declined),
            scales: entries(&base.scales, &ours.scales, &theirs.scales, "", &mut found),
            targets: entries(
                &base.targets,
                &ours.targets,
                &theirs.targets,
                "",
                &mut found,
            ),
            labels: entries(&base.labels, &ours.labels, &theirs.labels, "", &mut found),
            speakers: entries(
                &base.speakers,
                &ours.speakers,
                &theirs.speakers,
                "",
                &mut found,
            ),
        };
        (merged, found)
    }
}

/// Merges the guidelines: what both wrote in different places of them is kept, if it can be.
fn guidelines(
    base: &Codebook,
    ours: &Codebook,
    theirs: &Codebook,
    found: &mut Vec<Conflict>,
) -> String {
    let [base, ours, theirs] = [base, ours, theirs].map(|side| &side.guidelines);
    let mut fields = Fields {
        id: "codebook".to_owned(),
        found,
    };
    text::merged(base, ours, theirs)
        .unwrap_or_else(|| fields.choose("guidelines", base, ours, theirs))
}

/// An entry of a codebook.
trait Entry: Clone + Default + PartialEq {
    fn id(&self) -> &str;

    /// Merges two versions of one entry; `fields` chooses.
    fn merged(base: &Self, ours: &Self, theirs: &Self, fields: &mut Fields<'_>) -> Self;
}

/// Merges two lists of entries, in the order of the side that changed it; entries that only the other has come last.
fn entries<E: Entry>(
    base: &[E],
    ours: &[E],
    theirs: &[E],
    within: &str,
    found: &mut Vec<Conflict>,
) -> Vec<E> {
    if theirs == base {
        return ours.to_vec();
    }
    let is_same_order = base.iter().map(E::id).eq(ours.iter().map(E::id));
    let (first, second) = if is_same_order {
        (theirs, ours)
    } else {
        (ours, theirs)
    };
    let mut seen = BTreeSet::new();
    let ids = first.iter().chain(second).map(E::id);
    let ids = ids.filter(|id| seen.insert(*id));
    let merged = ids.filter_map(|id| entry([base, ours, theirs], id, within, found));
    merged.collect()
}

fn entry<E: Entry>(
    sides: [&[E]; 3],
    id: &str,
    within: &str,
    found: &mut Vec<Conflict>,
) -> Option<E> {
    let [base, ours, theirs] = sides.map(|side| side.iter().find(|entry| entry.id() == id));
    if ours == theirs || theirs == base {
        return ours.cloned();
    }
    if ours == base {
        return theirs.cloned();
    }
    let (Some(ours), Some(theirs)) = (ours, theirs) else {
        return ours.or(theirs).cloned();
    };
    let empty = E::default();
    let mut fields = Fields {
        id: format!("{within}{id}"),
        found,
    };
    Some(E::merged(base.unwrap_or(&empty), ours, theirs, &mut fields))
}

/// The fields of one entry, and what does not stand in them.
struct Fields<'a> {
    id: String,
    found: &'a mut Vec<Conflict>,
}

impl Fields<'_> {
    /// Returns what stands of a field.
    fn choose<T: Shown>(&mut self, field: &str, base: &T, ours: &T, theirs: &T) -> T {
        if ours == theirs || theirs == base {
            return ours.clone();
        }
        if ours == base {
            return theirs.clone();
        }
        self.found.push(Conflict::Entry {
            id: self.id.clone(),
            field: field.to_owned(),
            lost: theirs.shown(),
        });
        ours.clone()
    }
}

/// A value of a field, as a person writes it.
trait Shown: Clone + PartialEq {
    fn shown(&self) -> String;
}

impl Shown for String {
    fn shown(&self) -> String {
        self.clone()
    }
}

macro_rules! ids {
    ($($name:ident),+) => {$(
        impl Shown for $name {
            fn shown(&self) -> String {
                self.to_string()
            }
        }
    )+};
}

ids!(ScaleId, StanceId, TargetId, LabelId, SpeakerId);

impl Shown for f64 {
    fn shown(&self) -> String {
        self.to_string()
    }
}

impl Shown for char {
    fn shown(&self) -> String {
        self.to_string()
    }
}

impl Shown for SpeakerKind {
    fn shown(&self) -> String {
        self.name().to_owned()
    }
}

impl<T: Shown> Shown for Option<T> {
    fn shown(&self) -> String {
        self.as_ref().map_or_else(String::new, T::shown)
    }
}

impl Entry for Scale {
    fn id(&self) -> &str {
        &self.id
    }

    fn merged(base: &Self, ours: &Self, theirs: &Self, fields: &mut Fields<'_>) -> Self {
        let within = format!("{}/", ours.id);
        Self {
            id: ours.id.clone(),
            name: fields.choose("name", &base.name, &ours.name, &theirs.name),
            stances: entries(
                &base.stances,
                &ours.stances,
                &theirs.stances,
                &within,
                fields.found,
            ),
            replaced_by: fields.choose(
                "replaced_by",
                &base.replaced_by,
                &ours.replaced_by,
                &theirs.replaced_by,
            ),
        }
    }
}

impl Entry for Stance {
    fn id(&self) -> &str {
        &self.id
    }

    fn merged(base: &Self, ours: &Self, theirs: &Self, fields: &mut Fields<'_>) -> Self {
        Self {
            id: ours.id.clone(),
            label: fields.choose("label", &base.label, &ours.label, &theirs.label),
            polarity: fields.choose("polarity", &base.polarity, &ours.polarity, &theirs.polarity),
            colour: fields.choose("colour", &base.colour, &ours.colour, &theirs.colour),
            key: fields.choose("key", &base.key, &ours.key, &theirs.key),
            replaced_by: fields.choose(
                "replaced_by",
                &base.replaced_by,
                &ours.replaced_by,
                &theirs.replaced_by,
            ),
        }
    }
}

impl Entry for Target {
    fn id(&self) -> &str {
        &self.id
    }

    fn merged(base: &Self, ours: &Self, theirs: &Self, fields: &mut Fields<'_>) -> Self {
        let mut text = |field: &str, get: fn(&Self) -> &String| {
            fields.choose(field, get(base), get(ours), get(theirs))
        };
        let name = text("name", |of| &of.name);
        let definition = text("definition", |of| &of.definition);
        let include = text("include", |of| &of.include);
        let exclude = text("exclude", |of| &of.exclude);
        Self {
            id: ours.id.clone(),
            name,
            parent: fields.choose("parent", &base.parent, &ours.parent, &theirs.parent),
            scale: fields.choose("scale", &base.scale, &ours.scale, &theirs.scale),
            definition,
            include,
            exclude,
            examples: union(&base.examples, &ours.examples, &theirs.examples),
            counter_examples: union(
                &base.counter_examples,
                &ours.counter_examples,
                &theirs.counter_examples,
            ),
            split_into: union(&base.split_into, &ours.split_into, &theirs.split_into),
            replaced_by: fields.choose(
                "replaced_by",
                &base.replaced_by,
                &ours.replaced_by,
                &theirs.replaced_by,
            ),
        }
    }
}

impl Entry for Label {
    fn id(&self) -> &str {
        &self.id
    }

    fn merged(base: &Self, ours: &Self, theirs: &Self, fields: &mut Fields<'_>) -> Self {
        Self {
            id: ours.id.clone(),
            name: fields.choose("name", &base.name, &ours.name, &theirs.name),
            definition: fields.choose(
                "definition",
                &base.definition,
                &ours.definition,
                &theirs.definition,
            ),
            replaced_by: fields.choose(
                "replaced_by",
                &base.replaced_by,
                &ours.replaced_by,
                &theirs.replaced_by,
            ),
        }
    }
}

impl Entry for Speaker {
    fn id(&self) -> &str {
        &self.id
    }

    fn merged(base: &Self, ours: &Self, theirs: &Self, fields: &mut Fields<'_>) -> Self {
        let mut text = |field: &str, get: fn(&Self) -> &String| {
            fields.choose(field, get(base), get(ours), get(theirs))
        };
        let name = text("name", |of| &of.name);
        let role = text("role", |of| &of.role);
        let affiliation = text("affiliation", |of| &of.affiliation);
        let country = text("country", |of| &of.country);
        let wikidata = text("wikidata", |of| &of.wikidata);
        Self {
            id: ours.id.clone(),
            name,
            aliases: union(&base.aliases, &ours.aliases, &theirs.aliases),
            role,
            affiliation,
            country,
            wikidata,
            kind: fields.choose("kind", &base.kind, &ours.kind, &theirs.kind),
            parent: fields.choose("parent", &base.parent, &ours.parent, &theirs.parent),
            roles: union(&base.roles, &ours.roles, &theirs.roles),
            split_into: union(&base.split_into, &ours.split_into, &theirs.split_into),
            distinct_from: union(
                &base.distinct_from,
                &ours.distinct_from,
                &theirs.distinct_from,
            ),
            attributes: attributes(
                [&base.attributes, &ours.attributes, &theirs.attributes],
                fields,
            ),
            replaced_by: fields.choose(
                "replaced_by",
                &base.replaced_by,
                &ours.replaced_by,
                &theirs.replaced_by,
            ),
        }
    }
}

/// Merges attributes key by key; one that is set outlives its removal.
fn attributes(
    sides: [&BTreeMap<String, String>; 3],
    fields: &mut Fields<'_>,
) -> BTreeMap<String, String> {
    let [_, ours, theirs] = sides;
    let keys: BTreeSet<&String> = ours.keys().chain(theirs.keys()).collect();
    let mut out = BTreeMap::new();
    for key in keys {
        let [base, ours, theirs] = sides.map(|side| side.get(key).cloned());
        let value = match (&ours, &theirs) {
            (None, Some(set)) | (Some(set), None) if base.as_ref() != Some(set) => {
                Some(set.clone())
            }
            _ => fields.choose(&format!("attributes.{key}"), &base, &ours, &theirs),
        };
        if let Some(value) = value {
            out.insert(key.clone(), value);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn speaker(name: &str, role: &str, aliases: &[&str]) -> Codebook {
        let aliases = aliases.iter().map(|&alias| alias.to_owned());
        Codebook {
            speakers: vec![Speaker {
                id: "p".into(),
                name: name.to_owned(),
                role: role.to_owned(),
                aliases: aliases.collect(),
                ..Speaker::default()
            }],
            ..Codebook::default()
        }
    }

    #[track_caller]
    fn check(ours: &Codebook, theirs: &Codebook, expected: &Codebook, lost: &[&str]) {
        let base = speaker("Peskov", "", &["Песков"]);
        let (merged, found) = Codebook::merge3(&base, ours, theirs);
        assert_eq!(merged, *expected);
        let found: Vec<String> = found.iter().map(Conflict::to_string).collect();
        assert_eq!(found, lost);
        let (back, _) = Codebook::merge3(&base, &base, ours);
        assert_eq!(back, *ours);
        let (back, _) = Codebook::merge3(&base, ours, &base);
        assert_eq!(back, *ours);
        // Merging again adds nothing.
        assert_eq!(Codebook::merge3(&base, expected, theirs).0, *expected);
    }

    #[test]
    fn entries_are_merged_field_by_field() {
        let base = || speaker("Peskov", "", &["Песков"]);
        check(&base(), &base(), &base(), &[]);
        check(
            &speaker("Dmitry Peskov", "", &["Песков"]),
            &speaker("Peskov", "spokesman", &["Песков", "Peskow"]),
            &speaker("Dmitry Peskov", "spokesman", &["Песков", "Peskow"]),
            &[],
        );
        check(
            &speaker("Dmitry Peskov", "", &["Песков", "a"]),
            &speaker("D. Peskov", "", &["Песков", "b"]),
            &speaker("Dmitry Peskov", "", &["Песков", "a", "b"]),
            &["the field name of \"p\" was \"D. Peskov\" there"],
        );
        // What one removed and the other changed stays; what one removed and the other left is gone.
        let changed = speaker("Dmitry Peskov", "", &[]);
        check(&Codebook::default(), &changed, &changed, &[]);
        check(&Codebook::default(), &base(), &Codebook::default(), &[]);
    }

    #[track_caller]
    fn check_order(ours: &str, theirs: &str, expected: &str) {
        let scale = |ids: &str| {
            let stance = |id: &str| Stance {
                id: id.into(),
                ..Stance::default()
            };
            let scale = Scale {
                id: "s".into(),
                stances: ids.split(' ').map(stance).collect(),
                ..Scale::default()
            };
            Codebook {
                scales: vec![scale],
                ..Codebook::default()
            }
        };
        let (merged, found) = Codebook::merge3(&scale("a b c"), &scale(ours), &scale(theirs));
        assert_eq!((merged, found), (scale(expected), Vec::new()));
    }

    #[test]
    fn scales_keep_their_order() {
        check_order("a b c", "a x b c", "a x b c");
        check_order("a x b c", "a b c", "a x b c");
        check_order("a x b c", "a b c y", "a x b c y");
        check_order("c b a", "a b c y", "c b a y");
        check_order("a c", "a b c", "a c");
    }
}
