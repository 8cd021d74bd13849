//! What in a codebook contradicts itself, or will be mistaken by a reader.

use std::collections::{BTreeMap, BTreeSet};

use super::above::Above;
use super::change::LONGEST_NAME;
use super::edit::EntryId;
use super::{Codebook, Scale, Sort, Speaker, Target};

use crate::model::id::{ScaleId, SpeakerId, TargetId};

/// Represents something that is wrong with an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The entry.
    pub entry: EntryId,
    /// What is wrong, a clause without a full stop.
    pub what: String,
}

/// Names of a sort, to find those that differ in case alone: the entry, its name as written.
type Names<'a> = BTreeMap<(Sort, &'a str, String), &'a str>;

/// Returns everything that is wrong, in the order of the file.
pub fn faults(codebook: &Codebook) -> Vec<Fault> {
    let mut found = Faults::default();
    let mut names = Names::new();
    for scale in &codebook.scales {
        found.scale(codebook, scale);
        let id = EntryId::scale(&scale.id);
        found.name(&mut names, id, "", &scale.name);
        for stance in scale.offered() {
            let id = EntryId::stance(&scale.id, &stance.id);
            found.name(&mut names, id, &scale.id, &stance.label);
        }
    }
    for target in &codebook.targets {
        found.target(codebook, target);
        let above = target.parent.as_deref().unwrap_or("");
        if target.is_offered() {
            found.name(&mut names, EntryId::target(&target.id), above, &target.name);
        }
    }
    for label in &codebook.labels {
        let entry = EntryId::label(&label.id);
        let current = codebook.current_label(&label.id);
        let exists = codebook.label(current).is_some();
        found.merged(entry.clone(), label.replaced_by.as_deref(), current, exists);
        if label.replaced_by.is_none() {
            found.name(&mut names, entry, "", &label.name);
        }
    }
    let above = Above::of_speakers(codebook);
    for speaker in &codebook.speakers {
        found.speaker(codebook, speaker, &above);
        let entry = EntryId::speaker(&speaker.id);
        if speaker.is_offered() {
            found.name(&mut names, entry, "", &speaker.name);
        }
    }
    found.doubled(codebook);
    found.0
}

#[derive(Default)]
struct Faults(Vec<Fault>);

impl Faults {
    fn push(&mut self, entry: EntryId, what: String) {
        self.0.push(Fault { entry, what });
    }

    fn scale(&mut self, codebook: &Codebook, scale: &Scale) {
        let current = codebook.current_scale(&scale.id);
        let exists = codebook.scale(current).is_some();
        let entry = EntryId::scale(&scale.id);
        self.merged(entry, scale.replaced_by.as_deref(), current, exists);
        let mut keys: BTreeMap<char, &str> = BTreeMap::new();
        for stance in &scale.stances {
            let entry = EntryId::stance(&scale.id, &stance.id);
            let current = scale.current_stance(&stance.id);
            let exists = scale.stances.iter().any(|other| other.id == current);
            let by = stance.replaced_by.as_deref();
            self.merged(entry.clone(), by, current, exists);
            let Some(key) = stance.key.filter(|_| by.is_none()) else {
                continue;
            };
            if let Some(first) = keys.insert(key, &stance.id) {
                let what = format!(
                    "the stances {first:?} and {:?} of the scale {:?} have the same key, {key}",
                    stance.id, scale.id
                );
                self.push(entry, what);
            }
        }
    }

    /// Says what is wrong with a target's place in the tree, its scale, and what became of it.
    fn target(&mut self, codebook: &Codebook, target: &Target) {
        let entry = EntryId::target(&target.id);
        let exists = |id: &TargetId| codebook.target(id).is_some();
        if let Some(parent) = &target.parent {
            let ancestry = codebook.ancestry(&target.id);
            let top = ancestry.last().and_then(|top| top.parent.as_ref());
            let id = &target.id;
            if !exists(parent) {
                let what = format!("the target {id:?} lies under {parent:?}, which does not exist");
                self.push(entry.clone(), what);
            } else if top.is_some_and(exists) {
                self.push(
                    entry.clone(),
                    format!("the target {id:?} lies under itself"),
                );
            }
        }
        let is_known = |id: &ScaleId| codebook.scale(id).is_some();
        if let Some(scale) = target.scale.as_ref().filter(|id| !is_known(id)) {
            let what = format!(
                "the scale {scale:?} of the target {:?} does not exist",
                target.id
            );
            self.push(entry.clone(), what);
        }
        let gone = target.split_into.iter().find(|part| !exists(part));
        self.split(&entry, gone.map(TargetId::as_str));
        let current = codebook.current_target(&target.id);
        let is_there = codebook.target(current).is_some();
        self.merged(entry, target.replaced_by.as_deref(), current, is_there);
    }

    /// Says what is wrong with where a speaker belongs, what became of it, when it was what, and its item of Wikidata.
    fn speaker(&mut self, codebook: &Codebook, speaker: &Speaker, above: &Above<'_>) {
        let (id, entry) = (&speaker.id, EntryId::speaker(&speaker.id));
        if let Some(by) = &speaker.replaced_by {
            let current = codebook.current_speaker(id);
            let exists = above.has(current);
            self.merged(entry.clone(), Some(by), current, exists);
        }
        if let Some(parent) = &speaker.parent {
            if !above.has(parent.as_str()) {
                let what =
                    format!("the speaker {id:?} belongs to {parent:?}, which does not exist");
                self.push(entry.clone(), what);
            } else if above.goes_round(id) {
                self.push(
                    entry.clone(),
                    format!("the speaker {id:?} belongs to itself"),
                );
            }
        }
        for role in &speaker.roles {
            let name = if role.role.is_empty() {
                &role.affiliation
            } else {
                &role.role
            };
            let bounds = [&role.from, &role.to];
            let wrong = bounds.into_iter().find(|date| !is_date(date));
            let what = if let Some(date) = wrong {
                format!(
                    "{date:?} is no date ({name:?} of the speaker {id:?}); write it as 2004-03-09, 2004-03 or 2004"
                )
            } else if !role.to.is_empty() && !role.covers(&role.to) {
                format!("{name:?} of the speaker {id:?} ends before it begins")
            } else {
                continue;
            };
            self.push(entry.clone(), what);
        }
        if !is_item(&speaker.wikidata) {
            let what = format!(
                "{:?} of the speaker {id:?} is no item of Wikidata; write it as Q7747",
                speaker.wikidata
            );
            self.push(entry.clone(), what);
        }
        let is_gone = |part: &&SpeakerId| !above.has(part.as_str());
        let gone = speaker.split_into.iter().find(is_gone);
        self.split(&entry, gone.map(SpeakerId::as_str));
    }

    /// Notes an entry that was merged into one that does not exist, or into itself.
    fn merged(&mut self, entry: EntryId, next: Option<&str>, current: &str, exists: bool) {
        let Some(next) = next else { return };
        let (sort, id) = (entry.sort.name(), &entry.id);
        let own = match entry.sort {
            Sort::Stance => id.rsplit('/').next().unwrap_or(id),
            _ => id,
        };
        let what = if current == own {
            format!("the {sort} {id:?} was merged into itself")
        } else if exists {
            return;
        } else {
            format!(
                "the {sort} {id:?} was merged into {next:?}, which leads to nothing that exists"
            )
        };
        self.push(entry, what);
    }

    /// Notes an entry of which a part does not exist.
    fn split(&mut self, entry: &EntryId, gone: Option<&str>) {
        if let Some(part) = gone {
            let (sort, id) = (entry.sort.name(), &entry.id);
            let what = format!("the {sort} {id:?} was split into {part:?}, which does not exist");
            self.push(entry.clone(), what);
        }
    }

    /// Notes names that nobody can read, and those that differ from one before in case alone or not at all.
    fn name<'a>(&mut self, names: &mut Names<'a>, entry: EntryId, within: &'a str, name: &'a str) {
        let sort = entry.sort;
        let length = name.chars().count();
        if length > LONGEST_NAME {
            let what = format!(
                "the name of the {} {:?} has {length} characters, more than {LONGEST_NAME}",
                sort.name(),
                entry.id
            );
            self.push(entry, what);
            return;
        }
        let Some(first) = names.insert((sort, within, name.to_lowercase()), name) else {
            return;
        };
        let what = if first == name {
            format!("two {}s have the name {name:?}", sort.name())
        } else {
            format!(
                "the names of two {}s differ only in case: {first:?} and {name:?}",
                sort.name()
            )
        };
        self.push(entry, what);
    }

    /// Notes ids that stand there more than once.
    fn doubled(&mut self, codebook: &Codebook) {
        let scales = codebook.scales.iter().map(|one| EntryId::scale(&one.id));
        let targets = codebook.targets.iter().map(|one| EntryId::target(&one.id));
        let labels = codebook.labels.iter().map(|one| EntryId::label(&one.id));
        let speakers = codebook.speakers.iter();
        let speakers = speakers.map(|one| EntryId::speaker(&one.id));
        let mut seen = BTreeSet::new();
        for entry in scales.chain(targets).chain(labels).chain(speakers) {
            if !seen.insert(entry.clone()) {
                let what = format!("two {}s have the id {:?}", entry.sort.name(), entry.id);
                self.push(entry, what);
            }
        }
    }
}

/// Tells whether a text is a day, a month or a year, or empty.
fn is_date(text: &str) -> bool {
    let mut parts = text.split('-');
    let is_number = |part: &str, length: usize, (least, most): (u16, u16)| {
        let is_within = |number: u16| (least..=most).contains(&number);
        let has_digits = part.bytes().all(|byte| byte.is_ascii_digit());
        part.len() == length && has_digits && part.parse().is_ok_and(is_within)
    };
    let year = parts.next().unwrap_or_default();
    let month = parts.next();
    let day = parts.next();
    text.is_empty()
        || is_number(year, 4, (0, 9999))
            && month.is_none_or(|month| is_number(month, 2, (1, 12)))
            && day.is_none_or(|day| is_number(day, 2, (1, 31)))
            && parts.next().is_none()
}

/// Tells whether a text names an item of Wikidata, or nothing.
fn is_item(text: &str) -> bool {
    let digits = text.strip_prefix('Q').unwrap_or_default();
    text.is_empty() || !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::super::Label;
    use super::super::presets::{SCALES, starter};
    use super::super::registry::Role;
    use super::*;

    #[track_caller]
    fn check(change: impl FnOnce(&mut Codebook), expected: &[&str]) {
        let mut codebook = starter(&SCALES[2]);
        codebook.targets.push(Target {
            id: "war".into(),
            name: "War".to_owned(),
            ..Target::default()
        });
        codebook.labels.push(Label {
            id: "key".into(),
            name: "Key".to_owned(),
            ..Label::default()
        });
        codebook.speakers.push(Speaker {
            id: "ann".into(),
            name: "Ann".to_owned(),
            ..Speaker::default()
        });
        change(&mut codebook);
        let found: Vec<String> = faults(&codebook).into_iter().map(|one| one.what).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn contradictions_are_named() {
        check(|_| {}, &[]);
        check(
            |book| book.targets[0].parent = Some("x".into()),
            &["the target \"war\" lies under \"x\", which does not exist"],
        );
        check(
            |book| book.targets[0].parent = Some("war".into()),
            &["the target \"war\" lies under itself"],
        );
        check(
            |book| book.targets[0].scale = Some("t".into()),
            &["the scale \"t\" of the target \"war\" does not exist"],
        );
        check(
            |book| book.speakers[0].replaced_by = Some("bob".into()),
            &["the speaker \"ann\" was merged into \"bob\", which leads to nothing that exists"],
        );
        check(
            |book| book.speakers[0].parent = Some("bob".into()),
            &["the speaker \"ann\" belongs to \"bob\", which does not exist"],
        );
        check(
            |book| book.labels[0].replaced_by = Some("key".into()),
            &["the label \"key\" was merged into itself"],
        );
        check(
            |book| book.scales[0].stances[1].key = Some('1'),
            &["the stances \"no\" and \"yes\" of the scale \"agreement\" have the same key, 1"],
        );
        check(
            |book| book.scales[0].stances[1].replaced_by = Some("so".into()),
            &[
                "the stance \"agreement/yes\" was merged into \"so\", which leads to nothing that exists",
            ],
        );
        check(
            |book| book.labels.push(book.labels[0].clone()),
            &[
                "two labels have the name \"Key\"",
                "two labels have the id \"key\"",
            ],
        );
    }

    #[track_caller]
    fn check_role(from: &str, to: &str, expected: &[&str]) {
        let role = Role {
            role: "minister".to_owned(),
            from: from.to_owned(),
            to: to.to_owned(),
            ..Role::default()
        };
        check(|book| book.speakers[0].roles.push(role), expected);
    }

    #[test]
    fn speakers_that_cannot_be_are_named() {
        check_role("", "", &[]);
        check_role("2004", "2004-03", &[]);
        check_role("2004-03-09", "2004-03-09", &[]);
        let ends = "\"minister\" of the speaker \"ann\" ends before it begins";
        check_role("2004-03-09", "2004-03-08", &[ends]);
        check_role("2005", "2004-12", &[ends]);
        let no_date = |text: &str| {
            format!(
                "{text:?} is no date (\"minister\" of the speaker \"ann\"); write it as 2004-03-09, 2004-03 or 2004"
            )
        };
        for text in [
            "March 2004",
            "2004-13",
            "2004-1",
            "04",
            "2004-01-32",
            "2004-01-01-01",
            "+204",
        ] {
            check_role(text, "", &[&no_date(text)]);
        }
        check(|book| book.speakers[0].wikidata = "Q7747".to_owned(), &[]);
        check(
            |book| book.speakers[0].wikidata = "7747".to_owned(),
            &["\"7747\" of the speaker \"ann\" is no item of Wikidata; write it as Q7747"],
        );
        check(
            |book| {
                let ann = book.speakers[0].clone();
                book.speakers[0].parent = Some("b".into());
                book.speakers.push(Speaker {
                    id: "b".into(),
                    name: "B".to_owned(),
                    parent: Some("ann".into()),
                    ..ann
                });
            },
            &[
                "the speaker \"ann\" belongs to itself",
                "the speaker \"b\" belongs to itself",
            ],
        );
    }

    #[test]
    fn names_that_mislead_are_named() {
        let named = |name: &str| Speaker {
            id: "other".into(),
            name: name.to_owned(),
            ..Speaker::default()
        };
        check(
            |book| book.speakers.push(named("ANN")),
            &["the names of two speakers differ only in case: \"Ann\" and \"ANN\""],
        );
        check(
            |book| book.speakers.push(named(&"x".repeat(10_000))),
            &["the name of the speaker \"other\" has 10000 characters, more than 300"],
        );
        check(|book| book.speakers.push(named("נשיא")), &[]);
        // Under different targets one name means different things.
        check(
            |book| {
                let target = book.targets[0].clone();
                book.targets.push(Target {
                    id: "b".into(),
                    parent: Some("war".into()),
                    ..target
                });
            },
            &[],
        );
    }
}
