//! The entries of a part of the codebook as rows, with those that a filter leaves. Worked out when something changes, never
//! in a frame in which nothing did.

use std::collections::HashMap;

use super::Part;
use crate::app::texts::fold;
use crate::model::codebook::additions::Addition;
use crate::model::codebook::edit::EntryId;
use crate::model::codebook::{Codebook, Sort};

/// Represents an entry as a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The entry.
    pub id: EntryId,
    /// How far it is moved in, in a tree.
    pub depth: usize,
    /// What is shown.
    pub name: String,
    /// What it is found by beside its name.
    also: String,
    /// Name and the rest, without case and accents.
    folded: String,
}

/// How many entries there are to choose from, of each sort.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// The state of the codebook that was counted, by its key.
    of: Option<u64>,
    targets: usize,
    scales: usize,
    labels: usize,
    speakers: usize,
}

impl Counts {
    /// Counts anew where the codebook has changed.
    pub fn refresh(&mut self, codebook: &Codebook, key: u64) {
        if self.of == Some(key) {
            return;
        }
        let scales = codebook.scales.iter();
        let scales = scales.filter(|scale| scale.replaced_by.is_none());
        *self = Self {
            of: Some(key),
            targets: codebook.offered_targets().count(),
            scales: scales.count(),
            labels: codebook.offered_labels().count(),
            speakers: codebook.offered_speakers().count(),
        };
    }

    /// Returns how many entries a part of the codebook has.
    pub fn of(&self, part: Part) -> usize {
        match part {
            Part::Targets => self.targets,
            Part::Scales => self.scales,
            Part::Labels => self.labels,
            Part::Speakers => self.speakers,
            Part::Guidelines | Part::Policy | Part::Checks | Part::Again | Part::Additions => 0,
        }
    }
}

/// Represents the rows of a part.
#[derive(Debug, Default)]
pub struct Listed {
    all: Vec<Row>,
    /// Where in them each entry stands, the first of those that have the same id.
    places: HashMap<EntryId, usize>,
    /// Places of those that the filter leaves.
    left: Vec<usize>,
    of: Option<(u64, Part)>,
    filter: String,
}

impl Listed {
    /// Returns how many rows the filter leaves.
    pub fn len(&self) -> usize {
        self.left.len()
    }

    /// Tells whether it leaves none.
    pub fn is_empty(&self) -> bool {
        self.left.is_empty()
    }

    /// Returns how many there are without the filter.
    pub fn total(&self) -> usize {
        self.all.len()
    }

    /// Returns a row by its place.
    pub fn get(&self, place: usize) -> Option<&Row> {
        self.left.get(place).and_then(|at| self.all.get(*at))
    }

    /// Returns the place of an entry.
    pub fn place_of(&self, id: &EntryId) -> Option<usize> {
        let at = self.places.get(id)?;
        self.left.binary_search(at).ok()
    }

    /// Has the rows of a part worked out anew.
    pub fn forget(&mut self, part: Part) {
        if self.of.is_some_and(|(_, known)| known == part) {
            self.of = None;
        }
    }

    /// Brings the rows up to date. `key` differs for all that is ever listed of a part.
    pub fn refresh(
        &mut self,
        codebook: &Codebook,
        additions: &[Addition],
        (key, part): (u64, Part),
        filter: &str,
    ) {
        let is_same = self.of == Some((key, part));
        if is_same && self.filter == filter {
            return;
        }
        if !is_same {
            self.of = Some((key, part));
            let mut rows = Rows::after(std::mem::take(&mut self.all));
            rows.add_all(codebook, additions, part);
            let are_others = rows.are_others();
            self.all = rows.made;
            if are_others {
                self.places.clear();
                for (at, row) in self.all.iter().enumerate() {
                    self.places.entry(row.id.clone()).or_insert(at);
                }
            }
        }
        filter.clone_into(&mut self.filter);
        let folded = fold(filter);
        let words: Vec<&str> = folded.split_whitespace().collect();
        let fits = |row: &Row| words.iter().all(|word| row.folded.contains(word));
        let rows = self.all.iter().enumerate();
        self.left = rows
            .filter(|(_, row)| fits(row))
            .map(|(at, _)| at)
            .collect();
    }
}

/// Rows that are being made after others: mostly one entry of many changed, and what is the same is taken over.
struct Rows {
    old: std::vec::IntoIter<Row>,
    made: Vec<Row>,
    /// What an entry is found by beside its name, while that is put together.
    also: String,
    /// Whether an entry stands where another one stood.
    is_moved: bool,
}

impl Rows {
    fn after(old: Vec<Row>) -> Self {
        Self {
            made: Vec::with_capacity(old.len()),
            old: old.into_iter(),
            also: String::new(),
            is_moved: false,
        }
    }

    /// Tells whether the rows are of other entries than before, or in another order.
    fn are_others(&self) -> bool {
        self.is_moved || !self.old.as_slice().is_empty()
    }

    fn add<'a>(
        &mut self,
        (sort, id): (Sort, &str),
        depth: usize,
        name: &str,
        also: impl IntoIterator<Item = &'a str>,
    ) {
        self.also.clear();
        for part in also {
            self.also.push_str(part);
            self.also.push('\n');
        }
        let old = self.old.next();
        let row = match old.filter(|old| old.id.sort == sort && old.id.id == id) {
            Some(old) if old.name == name && old.also == self.also => Row { depth, ..old },
            same => {
                self.is_moved |= same.is_none();
                Row {
                    id: EntryId {
                        sort,
                        id: id.to_owned(),
                    },
                    depth,
                    name: name.to_owned(),
                    also: self.also.clone(),
                    folded: fold(&format!("{name}\n{}", self.also)),
                }
            }
        };
        self.made.push(row);
    }

    fn add_all(&mut self, codebook: &Codebook, additions: &[Addition], part: Part) {
        match part {
            Part::Targets => {
                for (depth, target) in codebook.tree() {
                    self.add((Sort::Target, &target.id), depth, &target.name, []);
                }
            }
            Part::Scales => {
                let scales = codebook.scales.iter();
                for scale in scales.filter(|scale| scale.replaced_by.is_none()) {
                    let labels = scale.offered().map(|stance| stance.label.as_str());
                    self.add((Sort::Scale, &scale.id), 0, &scale.name, labels);
                }
            }
            Part::Labels => {
                for label in codebook.offered_labels() {
                    self.add((Sort::Label, &label.id), 0, &label.name, []);
                }
            }
            Part::Speakers => {
                for speaker in codebook.offered_speakers() {
                    let also = speaker.aliases.iter().chain([&speaker.role]);
                    let also = also.map(String::as_str);
                    self.add((Sort::Speaker, &speaker.id), 0, &speaker.name, also);
                }
            }
            Part::Additions => {
                for one in additions {
                    let (id, by) = (one.entry.id(), one.annotator.as_str());
                    self.add((id.sort, &id.id), 0, one.entry.name(), [by]);
                }
            }
            Part::Guidelines | Part::Policy | Part::Checks | Part::Again => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::codebook::{Label, Target};

    /// Targets written as `id` or `id<parent`.
    fn targets(written: &[&str]) -> Codebook {
        let target = |written: &&str| {
            let (id, parent) = written.split_once('<').unwrap_or((written, ""));
            Target {
                id: id.into(),
                name: id.to_uppercase(),
                parent: (!parent.is_empty()).then(|| parent.into()),
                ..Target::default()
            }
        };
        Codebook {
            targets: written.iter().map(target).collect(),
            ..Codebook::default()
        }
    }

    #[track_caller]
    fn check_left(filter: &str, expected: &[&str]) {
        let label = |name: &str| Label {
            id: name.into(),
            name: name.to_owned(),
            ..Label::default()
        };
        let codebook = Codebook {
            labels: ["Éclair", "Irony", "Iron law"].map(label).to_vec(),
            ..Codebook::default()
        };
        let mut listed = Listed::default();
        listed.refresh(&codebook, &[], (1, Part::Labels), "x");
        listed.refresh(&codebook, &[], (2, Part::Labels), filter);
        let rows = (0..listed.len()).filter_map(|place| listed.get(place));
        let names: Vec<&str> = rows.map(|row| row.name.as_str()).collect();
        assert_eq!((names.as_slice(), listed.total()), (expected, 3));
    }

    #[test]
    fn a_filter_leaves_what_has_its_words() {
        check_left("", &["Éclair", "Irony", "Iron law"]);
        check_left("iron", &["Irony", "Iron law"]);
        check_left("LAW iron", &["Iron law"]);
        check_left("eclair", &["Éclair"]);
        check_left("z", &[]);
    }

    #[test]
    fn an_entry_is_found_where_it_stands_now() {
        let mut listed = Listed::default();
        let mut check = |key: u64, written: &[&str], expected: &[(&str, Option<usize>)]| {
            listed.refresh(&targets(written), &[], (key, Part::Targets), "");
            for (id, place) in expected {
                assert_eq!(listed.place_of(&EntryId::target(*id)), *place, "{id}");
            }
            assert_eq!(listed.total(), written.len());
        };
        check(1, &["a", "b", "c"], &[("a", Some(0)), ("c", Some(2))]);
        check(2, &["b", "a", "c"], &[("a", Some(1)), ("b", Some(0))]);
        check(3, &["b", "a<b"], &[("a", Some(1)), ("c", None)]);
        check(4, &["a"], &[("a", Some(0)), ("b", None)]);
    }

    #[test]
    fn an_entry_is_found_among_those_that_are_left() {
        let codebook = targets(&["a", "b<a", "c"]);
        let mut listed = Listed::default();
        listed.refresh(&codebook, &[], (1, Part::Targets), "");
        assert_eq!(listed.place_of(&EntryId::target("c")), Some(2));
        listed.refresh(&codebook, &[], (1, Part::Targets), "c");
        assert_eq!(listed.place_of(&EntryId::target("c")), Some(0));
        assert_eq!(listed.place_of(&EntryId::target("a")), None);
    }
}
