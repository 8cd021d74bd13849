//! What the entries of a tree lie under: for asking about all of thousands of them, since [`Codebook::ancestry`] and
//! [`Codebook::bodies_above`] search the codebook at each step.

use std::collections::{BTreeSet, HashMap};

use super::Codebook;

/// Represents for each entry, by id, the one that it lies under or belongs to, if any.
pub struct Above<'a>(HashMap<&'a str, Option<&'a str>>);

impl<'a> Above<'a> {
    /// Returns what each target lies under.
    pub fn of_targets(codebook: &'a Codebook) -> Self {
        let all = codebook.targets.iter();
        all.map(|one| (one.id.as_str(), one.parent.as_deref()))
            .collect()
    }

    /// Returns what each speaker belongs to.
    pub fn of_speakers(codebook: &'a Codebook) -> Self {
        let all = codebook.speakers.iter();
        all.map(|one| (one.id.as_str(), one.parent.as_deref()))
            .collect()
    }

    /// Tells whether there is an entry of this id.
    pub fn has(&self, id: &str) -> bool {
        self.0.contains_key(id)
    }

    /// Tells whether an entry is another one, or lies under it.
    pub fn is_below(&self, id: &str, other: &str) -> bool {
        id == other || self.above(id).any(|above| above == other)
    }

    /// Tells whether what an entry lies under lies under the entry, or leads round in a circle.
    pub fn goes_round(&self, id: &str) -> bool {
        let mut seen = BTreeSet::from([id]);
        self.above(id).any(|above| !seen.insert(above))
    }

    /// Returns what an entry lies under, nearest first. A file written by hand may go in a circle: it ends when all there
    /// can be has come.
    fn above<'b>(&'b self, id: &str) -> impl Iterator<Item = &'a str> + use<'a, 'b> {
        let next = |id: &str| self.0.get(id).copied().flatten();
        std::iter::successors(next(id), move |above| next(above)).take(self.0.len() + 1)
    }
}

impl<'a> FromIterator<(&'a str, Option<&'a str>)> for Above<'a> {
    fn from_iter<I: IntoIterator<Item = (&'a str, Option<&'a str>)>>(all: I) -> Self {
        Self(all.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn above() -> Above<'static> {
        let all = [
            ("a", None),
            ("b", Some("a")),
            ("c", Some("b")),
            ("x", Some("y")),
            ("y", Some("x")),
            ("z", Some("gone")),
            ("into", Some("x")),
        ];
        all.into_iter().collect()
    }

    #[track_caller]
    fn check(id: &str, other: &str, expected: bool) {
        assert_eq!(above().is_below(id, other), expected);
    }

    #[test]
    fn what_lies_under_is_found_through_others() {
        check("a", "a", true);
        check("c", "a", true);
        check("a", "c", false);
        check("x", "a", false);
        check("x", "y", true);
        check("z", "a", false);
    }

    #[track_caller]
    fn check_round(id: &str, expected: bool) {
        assert_eq!(above().goes_round(id), expected);
    }

    #[test]
    fn circles_are_found_from_within_and_from_outside() {
        check_round("a", false);
        check_round("c", false);
        check_round("x", true);
        check_round("into", true);
        check_round("z", false);
    }
}
