//! The entries of a part of the codebook as rows, with those that a filter leaves. Worked out when something changes, never
//! in a frame in which nothing did.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::Part;
use crate::app::texts::fold;
use crate::model::codebook::additions::Addition;
use crate::model::codebook::edit::EntryId;
use crate::model::codebook::{Codebook, Target};

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

/// Represents the rows of a part.
#[derive(Debug, Default)]
pub struct Listed {
    all: Vec<Row>,
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
        self.left.iter().position(|at| self.all[*at].id == *id)
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
            let old = std::mem::take(&mut self.all);
            let mut old = old.into_iter();
            // Mostly one entry of many changed: what is the same is not folded anew.
            self.all = bare(codebook, additions, part)
                .into_iter()
                .map(|row| row.folded(old.next()))
                .collect();
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

impl Row {
    fn new(id: EntryId, depth: usize, name: &str, also: String) -> Self {
        Self {
            id,
            depth,
            name: name.to_owned(),
            also,
            folded: String::new(),
        }
    }

    fn folded(self, old: Option<Self>) -> Self {
        let known = old.filter(|old| old.name == self.name && old.also == self.also);
        let folded = known.map_or_else(
            || fold(&format!("{}\n{}", self.name, self.also)),
            |old| old.folded,
        );
        Self { folded, ..self }
    }
}

fn bare(codebook: &Codebook, additions: &[Addition], part: Part) -> Vec<Row> {
    match part {
        Part::Targets => {
            let tree = tree(codebook).into_iter();
            tree.map(|(depth, target)| {
                let id = EntryId::target(&target.id);
                Row::new(id, depth, &target.name, String::new())
            })
            .collect()
        }
        Part::Scales => {
            let scales = codebook.scales.iter();
            let scales = scales.filter(|scale| scale.replaced_by.is_none());
            scales
                .map(|scale| {
                    let labels: Vec<&str> = scale
                        .offered()
                        .map(|stance| stance.label.as_str())
                        .collect();
                    let id = EntryId::scale(&scale.id);
                    Row::new(id, 0, &scale.name, labels.join("\n"))
                })
                .collect()
        }
        Part::Labels => codebook
            .offered_labels()
            .map(|label| Row::new(EntryId::label(&label.id), 0, &label.name, String::new()))
            .collect(),
        Part::Speakers => codebook
            .offered_speakers()
            .map(|speaker| {
                let id = EntryId::speaker(&speaker.id);
                let also = format!("{}\n{}", speaker.aliases.join("\n"), speaker.role);
                Row::new(id, 0, &speaker.name, also)
            })
            .collect(),
        Part::Additions => additions
            .iter()
            .map(|one| Row::new(one.entry.id(), 0, one.entry.name(), one.annotator.clone()))
            .collect(),
    }
}

/// Returns the tree of the targets that are offered as rows of depth and target, parents before children; those whose
/// parent is missing, merged away or in a loop stand at the top.
fn tree(codebook: &Codebook) -> Vec<(usize, &Target)> {
    let offered: Vec<&Target> = codebook.offered_targets().collect();
    let known: HashMap<&str, &Target> = offered
        .iter()
        .map(|target| (target.id.as_str(), *target))
        .collect();
    let mut below: BTreeMap<Option<&str>, Vec<&Target>> = BTreeMap::new();
    for target in &offered {
        let parent = target.parent.as_deref();
        let parent = parent.filter(|parent| known.contains_key(parent));
        below.entry(parent).or_default().push(target);
    }
    let mut rows = Vec::with_capacity(offered.len());
    let mut seen: HashSet<&str> = HashSet::new();
    let tops = below.get(&None).cloned().unwrap_or_default();
    // Whatever is in a loop comes after all that is not.
    for top in tops.into_iter().chain(offered) {
        let mut waiting = vec![(0, top)];
        while let Some((depth, target)) = waiting.pop() {
            if !seen.insert(&target.id) {
                continue;
            }
            rows.push((depth, target));
            let children = below.get(&Some(target.id.as_str()));
            let children = children.into_iter().flatten().rev();
            waiting.extend(children.map(|child| (depth + 1, *child)));
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::codebook::Label;

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
    fn check_tree(written: &[&str], expected: &str) {
        let codebook = targets(written);
        let rows = tree(&codebook).into_iter();
        let rows: Vec<String> = rows
            .map(|(depth, target)| format!("{}{}", "-".repeat(depth), target.id))
            .collect();
        assert_eq!(rows.join(" "), expected);
    }

    #[test]
    fn the_tree_has_every_target_once() {
        check_tree(&["a", "b", "c<a", "d<c"], "a -c --d b");
        check_tree(&["b<a", "a", "c<a"], "a -b -c");
        check_tree(&["a<gone", "b"], "a b");
        check_tree(&["x", "a<b", "b<a", "c<b"], "x a -b --c");
        check_tree(&["a<a"], "a");
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
}
