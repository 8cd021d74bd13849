//! The lead's codebook and what somebody added, as one; and copies that are brought up to date entry by entry.

use std::collections::HashSet;

use super::Codebook;

impl Codebook {
    /// Returns this codebook with another's entries added; an entry whose id exists here stays as it is here, and so do
    /// the guidelines; but a scale gets the stances that it lacks.
    #[must_use]
    pub fn with(&self, added: &Self) -> Self {
        let mut both = self.clone();
        both.add(added);
        both
    }

    /// Makes it what [`Codebook::with`] returns for these two. Where it was that already but for a few entries, as after a
    /// letter that was typed, only these are copied.
    pub fn become_both(&mut self, lead: &Self, added: &Self) {
        self.clone_from(lead);
        self.add(added);
    }

    /// Adds another's entries.
    fn add(&mut self, added: &Self) {
        add_missing(&mut self.scales, &added.scales, |entry| &entry.id);
        for added in &added.scales {
            if let Some(scale) = self.scales.iter_mut().find(|known| known.id == added.id) {
                add_missing(&mut scale.stances, &added.stances, |entry| &entry.id);
            }
        }
        add_missing(&mut self.targets, &added.targets, |entry| &entry.id);
        add_missing(&mut self.labels, &added.labels, |entry| &entry.id);
        add_missing(&mut self.speakers, &added.speakers, |entry| &entry.id);
    }
}

impl Clone for Codebook {
    fn clone(&self) -> Self {
        Self {
            scales: self.scales.clone(),
            targets: self.targets.clone(),
            labels: self.labels.clone(),
            speakers: self.speakers.clone(),
            guidelines: self.guidelines.clone(),
            declined: self.declined.clone(),
        }
    }

    /// Copies what differs: a copy that is brought up to date after a letter that was typed costs one entry, not thousands.
    fn clone_from(&mut self, other: &Self) {
        copy_differing(&mut self.scales, &other.scales);
        copy_differing(&mut self.targets, &other.targets);
        copy_differing(&mut self.labels, &other.labels);
        copy_differing(&mut self.speakers, &other.speakers);
        if self.guidelines != other.guidelines {
            self.guidelines.clone_from(&other.guidelines);
        }
        copy_differing(&mut self.declined, &other.declined);
    }
}

/// Appends those entries whose id is not there yet.
fn add_missing<T: Clone>(ours: &mut Vec<T>, theirs: &[T], id: impl Fn(&T) -> &str) {
    if theirs.is_empty() {
        return;
    }
    let mut missing: HashSet<&str> = theirs.iter().map(&id).collect();
    for entry in &*ours {
        missing.remove(id(entry));
    }
    for entry in theirs {
        if missing.remove(id(entry)) {
            ours.push(entry.clone());
        }
    }
}

/// Makes a list the same as another, entry by entry.
fn copy_differing<T: Clone + PartialEq>(ours: &mut Vec<T>, theirs: &[T]) {
    ours.truncate(theirs.len());
    let (same_place, rest) = theirs.split_at(ours.len());
    for (own, other) in ours.iter_mut().zip(same_place) {
        if own != other {
            own.clone_from(other);
        }
    }
    ours.extend_from_slice(rest);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::codebook::Target;

    /// Codebooks whose targets are ids, each with the words that it means.
    fn defined(written: &[(&str, &str)]) -> Codebook {
        let target = |(id, definition): &(&str, &str)| Target {
            id: (*id).into(),
            definition: (*definition).to_owned(),
            ..Target::default()
        };
        Codebook {
            targets: written.iter().map(target).collect(),
            ..Codebook::default()
        }
    }

    #[track_caller]
    fn check_both(lead: &[(&str, &str)], added: &[(&str, &str)], expected: &[(&str, &str)]) {
        let (lead, added) = (defined(lead), defined(added));
        assert_eq!(lead.with(&added), defined(expected));
        let nothing: &[(&str, &str)] = &[];
        for before in [nothing, &[("a", "old"), ("x", "gone"), ("b", "")], expected] {
            let mut both = defined(before);
            both.guidelines = "old".to_owned();
            both.become_both(&lead, &added);
            assert_eq!(both, defined(expected));
        }
    }

    #[test]
    fn what_was_added_stands_behind_the_leads() {
        check_both(&[], &[], &[]);
        check_both(&[("a", "one")], &[("a", "two")], &[("a", "one")]);
        check_both(
            &[("a", ""), ("b", "")],
            &[("c", "new"), ("a", "x"), ("c", "twice")],
            &[("a", ""), ("b", ""), ("c", "new")],
        );
    }
}
