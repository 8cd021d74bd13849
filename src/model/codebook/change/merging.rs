//! Making one entry of two, and several of one.

use super::super::edit::{CodebookEdit, Entry, EntryId};
use super::super::{Codebook, Example, Label, Scale, Speaker, Stance, Target, id_from_name};
use super::{Refusal, checked_name, sort_of};
use crate::model::id::SpeakerId;

/// The parts of what was split: their ids, and the changes that make them.
pub(super) type Parts = (Vec<String>, Vec<CodebookEdit>);

impl Codebook {
    /// Makes one entry of two of a sort: `from` stays as `replaced_by` and is offered no more; what lay under it comes to
    /// lie under `into`, which takes over its examples, names, roles and whatever it lacks itself.
    ///
    /// # Errors
    /// If either does not exist, or they cannot be one.
    pub fn merge(&self, from: &EntryId, into: &EntryId) -> Result<Vec<CodebookEdit>, Refusal> {
        let (gone, kept) = (self.known(from)?, self.known(into)?);
        if from == into || sort_of(&gone) != sort_of(&kept) {
            return Err(Refusal::NotMergeable);
        }
        match (gone, kept) {
            (Entry::Target(gone), Entry::Target(kept)) => self.merge_targets(gone, kept),
            (Entry::Scale(gone), Entry::Scale(kept)) => self.merge_scales(gone, &kept),
            (
                Entry::Stance { scale, stance },
                Entry::Stance {
                    scale: other,
                    stance: kept,
                },
            ) if scale == other => merge_stances(scale, stance, &kept),
            (Entry::Label(gone), Entry::Label(kept)) => merge_labels(gone, kept),
            (Entry::Speaker(gone), Entry::Speaker(kept)) => self.merge_speakers(gone, kept),
            _ => Err(Refusal::NotMergeable),
        }
    }

    fn merge_targets(&self, gone: Target, kept: Target) -> Result<Vec<CodebookEdit>, Refusal> {
        if !kept.is_offered() {
            return Err(Refusal::NotMergeable);
        }
        let above = self.ancestry(&kept.id);
        let above: Vec<&str> = above.iter().map(|target| target.id.as_str()).collect();
        let mut edits = Vec::new();
        let mut kept = kept;
        let below = self.targets.iter();
        let below = below.filter(|target| target.parent.as_ref() == Some(&gone.id));
        for target in below {
            // What leads to the kept one cannot come to lie under it.
            let leads_there = above.contains(&target.id.as_str());
            let parent = if leads_there {
                gone.parent.clone().filter(|parent| *parent != kept.id)
            } else {
                Some(kept.id.clone())
            };
            if target.id == kept.id {
                kept.parent = parent;
            } else {
                edits.push(CodebookEdit::Replace(Entry::Target(Target {
                    parent,
                    ..target.clone()
                })));
            }
        }
        take_examples(&mut kept.examples, &gone.examples);
        take_examples(&mut kept.counter_examples, &gone.counter_examples);
        fill(&mut kept.definition, &gone.definition);
        fill(&mut kept.include, &gone.include);
        fill(&mut kept.exclude, &gone.exclude);
        let replaced_by = Some(kept.id.clone());
        edits.push(CodebookEdit::Replace(Entry::Target(kept)));
        edits.push(CodebookEdit::Replace(Entry::Target(Target {
            replaced_by,
            split_into: Vec::new(),
            ..gone
        })));
        Ok(edits)
    }

    fn merge_scales(&self, gone: Scale, kept: &Scale) -> Result<Vec<CodebookEdit>, Refusal> {
        if kept.replaced_by.is_some() {
            return Err(Refusal::NotMergeable);
        }
        let is_there = |stance: &&Stance| !kept.stances.iter().any(|other| other.id == stance.id);
        let lacking: Vec<String> = gone
            .stances
            .iter()
            .filter(is_there)
            .map(|stance| format!("{:?}", stance.label))
            .collect();
        if !lacking.is_empty() {
            return Err(Refusal::LacksStances(lacking));
        }
        let on_it = self.targets.iter();
        let on_it = on_it.filter(|target| target.scale.as_ref() == Some(&gone.id));
        let mut edits: Vec<CodebookEdit> = on_it
            .map(|target| {
                CodebookEdit::Replace(Entry::Target(Target {
                    scale: Some(kept.id.clone()),
                    ..target.clone()
                }))
            })
            .collect();
        edits.push(CodebookEdit::Replace(Entry::Scale(Scale {
            replaced_by: Some(kept.id.clone()),
            ..gone
        })));
        Ok(edits)
    }

    fn merge_speakers(&self, gone: Speaker, kept: Speaker) -> Result<Vec<CodebookEdit>, Refusal> {
        if !kept.is_offered() {
            return Err(Refusal::NotMergeable);
        }
        let mut kept = kept;
        for name in std::iter::once(&gone.name).chain(&gone.aliases) {
            if *name != kept.name && !kept.aliases.contains(name) {
                kept.aliases.push(name.clone());
            }
        }
        for role in &gone.roles {
            if !kept.roles.contains(role) {
                kept.roles.push(role.clone());
            }
        }
        for (key, value) in &gone.attributes {
            let value = || value.clone();
            kept.attributes.entry(key.clone()).or_insert_with(value);
        }
        fill(&mut kept.role, &gone.role);
        fill(&mut kept.affiliation, &gone.affiliation);
        fill(&mut kept.country, &gone.country);
        fill(&mut kept.wikidata, &gone.wikidata);
        for other in &gone.distinct_from {
            if *other != kept.id && !kept.distinct_from.contains(other) {
                kept.distinct_from.push(other.clone());
            }
        }
        kept.distinct_from.retain(|other| *other != gone.id);
        // What leads to the kept one cannot come to belong to it.
        let above = self.bodies_above(&kept.id);
        let leads_there = |id: &SpeakerId| above.iter().any(|body| body.id == *id);
        let beyond = gone.parent.clone().filter(|parent| *parent != kept.id);
        let within = self.speakers.iter();
        let within = within.filter(|one| one.parent.as_ref() == Some(&gone.id));
        let mut edits: Vec<CodebookEdit> = within
            .filter(|one| one.id != kept.id)
            .map(|speaker| {
                let parent = if leads_there(&speaker.id) {
                    beyond.clone()
                } else {
                    Some(kept.id.clone())
                };
                CodebookEdit::Replace(Entry::Speaker(Speaker {
                    parent,
                    ..speaker.clone()
                }))
            })
            .collect();
        if kept.parent.as_ref() == Some(&gone.id) {
            kept.parent = beyond;
        }
        let replaced_by = Some(kept.id.clone());
        edits.push(CodebookEdit::Replace(Entry::Speaker(kept)));
        edits.push(CodebookEdit::Replace(Entry::Speaker(Speaker {
            replaced_by,
            split_into: Vec::new(),
            ..gone
        })));
        Ok(edits)
    }

    /// Makes several targets of one, which stays as `split_into` and is offered no more: each use is asked for, and keeps
    /// the old id until it is answered. The parts stand where it stood and have its scale; the first has what lay under it.
    ///
    /// # Errors
    /// If there is no such target, a name will not do, or there are fewer than two.
    pub fn split_target(&self, id: &str, names: &[&str]) -> Result<Parts, Refusal> {
        let old = self.known_target(id)?;
        let names = part_names(names)?;
        let mut ids: Vec<String> = Vec::new();
        let mut edits = Vec::new();
        let place = self.place_of(&EntryId::target(id)).unwrap_or(0);
        for (number, name) in names.into_iter().enumerate() {
            let id = id_from_name(&name, |id| {
                self.target(id).is_some() || ids.iter().any(|known| known == id)
            });
            ids.push(id.clone());
            let entry = Entry::Target(Target {
                id: id.into(),
                name,
                parent: old.parent.clone(),
                scale: old.scale.clone(),
                ..Target::default()
            });
            let place = place + 1 + number;
            edits.push(CodebookEdit::Insert { entry, place });
        }
        let below = self.targets.iter();
        let below = below.filter(|target| target.parent.as_deref() == Some(id));
        edits.extend(below.map(|target| {
            CodebookEdit::Replace(Entry::Target(Target {
                parent: ids.first().map(|id| id.as_str().into()),
                ..target.clone()
            }))
        }));
        edits.push(CodebookEdit::Replace(Entry::Target(Target {
            split_into: ids.iter().map(|id| id.as_str().into()).collect(),
            replaced_by: None,
            ..old.clone()
        })));
        Ok((ids, edits))
    }

    /// Makes several speakers of one, which stays as `split_into`; see [`Codebook::split_target`]. An alias that is a
    /// part's name stays with the old entry, which is matched no more; the first part has who belonged to the old one.
    ///
    /// # Errors
    /// If there is no such speaker, a name will not do, or there are fewer than two.
    pub fn split_speaker(&self, id: &str, names: &[&str]) -> Result<Parts, Refusal> {
        let unknown = || Refusal::Unknown(EntryId::speaker(id));
        let old = self.speaker(id).ok_or_else(unknown)?;
        let names = part_names(names)?;
        let mut ids: Vec<String> = Vec::new();
        let mut edits = Vec::new();
        let place = self.place_of(&EntryId::speaker(id)).unwrap_or(0);
        for (number, name) in names.into_iter().enumerate() {
            let id = id_from_name(&name, |id| {
                self.speaker(id).is_some() || ids.iter().any(|known| known == id)
            });
            ids.push(id.clone());
            let entry = Entry::Speaker(Speaker {
                id: id.into(),
                name,
                kind: old.kind,
                parent: old.parent.clone(),
                country: old.country.clone(),
                ..Speaker::default()
            });
            let place = place + 1 + number;
            edits.push(CodebookEdit::Insert { entry, place });
        }
        let within = self.speakers.iter();
        let within = within.filter(|one| one.parent.as_deref() == Some(id));
        edits.extend(within.map(|speaker| {
            CodebookEdit::Replace(Entry::Speaker(Speaker {
                parent: ids.first().cloned().map(Into::into),
                ..speaker.clone()
            }))
        }));
        edits.push(CodebookEdit::Replace(Entry::Speaker(Speaker {
            split_into: ids.iter().map(|id| id.as_str().into()).collect(),
            replaced_by: None,
            ..old.clone()
        })));
        Ok((ids, edits))
    }
}

fn merge_stances(scale: String, gone: Stance, kept: &Stance) -> Result<Vec<CodebookEdit>, Refusal> {
    if kept.replaced_by.is_some() {
        return Err(Refusal::NotMergeable);
    }
    let stance = Stance {
        replaced_by: Some(kept.id.clone()),
        // Its key is free for another.
        key: None,
        ..gone
    };
    Ok(vec![CodebookEdit::Replace(Entry::Stance { scale, stance })])
}

fn merge_labels(gone: Label, kept: Label) -> Result<Vec<CodebookEdit>, Refusal> {
    if kept.replaced_by.is_some() {
        return Err(Refusal::NotMergeable);
    }
    let mut kept = kept;
    fill(&mut kept.definition, &gone.definition);
    let replaced_by = Some(kept.id.clone());
    Ok(vec![
        CodebookEdit::Replace(Entry::Label(kept)),
        CodebookEdit::Replace(Entry::Label(Label {
            replaced_by,
            ..gone
        })),
    ])
}

fn part_names(names: &[&str]) -> Result<Vec<String>, Refusal> {
    if names.len() < 2 {
        return Err(Refusal::TooFewParts);
    }
    names.iter().map(|name| checked_name(name)).collect()
}

fn fill(kept: &mut String, gone: &str) {
    if kept.is_empty() {
        gone.clone_into(kept);
    }
}

fn take_examples(kept: &mut Vec<Example>, gone: &[Example]) {
    for example in gone {
        if !kept.contains(example) {
            kept.push(example.clone());
        }
    }
}
