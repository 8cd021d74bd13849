//! How what belongs to an article as a whole is merged: comments, decisions, labels, note, reason, revealing. One function
//! for each, which stands on its own.
//!
//! Each gives the same whoever merges, and merging what was merged again adds nothing.

use std::collections::BTreeMap;

use super::text as words;
use crate::model::comment::Comment;
use crate::model::decision::Decision;
use crate::model::id::LabelId;

/// What stands between two texts that contradict each other.
const BETWEEN: &str = "\n\n";

/// Merges comments by id: keeps what both have, what either added, and drops what either removed.
pub(super) fn comments(base: &[Comment], ours: &[Comment], theirs: &[Comment]) -> Vec<Comment> {
    keyed(base, ours, theirs, |comment| comment.id.as_str())
}

/// Merges decisions by the statements that they were made of; of two the later stands.
pub(super) fn decisions(
    base: &[Decision],
    ours: &[Decision],
    theirs: &[Decision],
) -> Vec<Decision> {
    keyed(base, ours, theirs, Decision::key)
}

/// Merges labels as sets: keeps what both have, what either added, and drops what either removed.
pub(super) fn labels(base: &[LabelId], ours: &[LabelId], theirs: &[LabelId]) -> Vec<LabelId> {
    keyed(base, ours, theirs, LabelId::as_str)
}

/// Merges a text that people write word by word, as notes of statements are; where both put other words in place of the
/// same ones, both texts are kept, as paragraphs of their own.
pub(super) fn text(base: &str, ours: &str, theirs: &str) -> String {
    if ours == theirs || theirs == base {
        return ours.to_owned();
    }
    if ours == base || are_both(base, theirs, ours) {
        return theirs.to_owned();
    }
    if are_both(base, ours, theirs) {
        return ours.to_owned();
    }
    if let Some(merged) = words::merged(base, ours, theirs) {
        return merged;
    }
    let (first, second) = if ours < theirs {
        (ours, theirs)
    } else {
        (theirs, ours)
    };
    format!("{first}{BETWEEN}{second}")
}

/// Tells whether a text is what was made of this one and another that contradicts it.
fn are_both(base: &str, whole: &str, one: &str) -> bool {
    let behind = whole.strip_prefix(one);
    let behind = behind.and_then(|rest| rest.strip_prefix(BETWEEN));
    let before = whole.strip_suffix(one);
    let before = before.and_then(|rest| rest.strip_suffix(BETWEEN));
    let mut others = behind.into_iter().chain(before);
    others.any(|other| words::merged(base, one, other).is_none())
}

/// Merges the times at which others' work was first shown: what was seen once was seen.
pub(super) fn revealed(ours: Option<&String>, theirs: Option<&String>) -> Option<String> {
    ours.into_iter().chain(theirs).min().cloned()
}

/// Merges lists of entries that have a key each. Of two versions of an entry the one stands that was changed, and if
/// both were, the greater.
fn keyed<'a, T: Clone + Ord, K: Ord>(
    base: &'a [T],
    ours: &'a [T],
    theirs: &'a [T],
    key: impl Fn(&'a T) -> K,
) -> Vec<T> {
    if ours == theirs || theirs == base {
        return ours.to_vec();
    }
    if ours == base {
        return theirs.to_vec();
    }
    let by_key = |side: &'a [T]| -> BTreeMap<K, &'a T> {
        side.iter().map(|entry| (key(entry), entry)).collect()
    };
    let (before, ours, theirs) = (by_key(base), by_key(ours), by_key(theirs));
    let mut out: Vec<T> = Vec::with_capacity(ours.len() + theirs.len());
    for (key, &our) in &ours {
        let known = before.get(key);
        let stands = match theirs.get(key) {
            Some(their) if known == Some(&our) => *their,
            Some(their) if known == Some(their) => our,
            Some(their) => our.max(*their),
            None if known.is_some() => continue,
            None => our,
        };
        out.push(stands.clone());
    }
    let added = theirs
        .iter()
        .filter(|(key, _)| !ours.contains_key(*key) && !before.contains_key(*key));
    out.extend(added.map(|(_, their)| T::clone(their)));
    out.sort();
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_text(base: &str, ours: &str, theirs: &str, expected: &str) {
        assert_eq!(text(base, ours, theirs), expected);
        assert_eq!(text(base, theirs, ours), expected);
        assert_eq!(text(base, expected, theirs), expected);
    }

    #[test]
    fn notes_keep_what_both_wrote() {
        check_text("", "", "", "");
        check_text("a", "a", "b", "b");
        check_text("a", "b", "b", "b");
        check_text("a", "", "a", "");
        check_text("", "a", "b", "a b");
        check_text("n", "n a", "b n", "b n a");
        check_text("a b c", "a b", "a b c d", "a b d");
        check_text("x", "a", "b", "a\n\nb");
        check_text("a b c", "a x c", "a y c", "a x c\n\na y c");
        check_text("", "a", "a and b", "a and b");
    }

    #[track_caller]
    fn check_labels(base: &str, ours: &str, theirs: &str, expected: &str) {
        let list = |text: &str| -> Vec<LabelId> {
            let letters = text.chars().map(String::from);
            letters.map(LabelId::from).collect()
        };
        let merged = |ours: &str, theirs: &str| labels(&list(base), &list(ours), &list(theirs));
        let merged = |ours: &str, theirs: &str| {
            merged(ours, theirs)
                .iter()
                .map(LabelId::as_str)
                .collect::<String>()
        };
        assert_eq!(merged(ours, theirs), expected);
        assert_eq!(merged(theirs, ours), expected);
        assert_eq!(merged(expected, theirs), expected);
    }

    #[test]
    fn labels_are_sets() {
        check_labels("", "ab", "cb", "abc");
        check_labels("abc", "ab", "bc", "b");
        check_labels("ab", "ab", "b", "b");
        check_labels("a", "", "ac", "c");
    }

    #[test]
    fn of_two_decisions_the_later_stands() {
        let decision = |at: &str, result: Option<&str>| Decision {
            at: at.to_owned(),
            result: result.map(Into::into),
            ..Decision::default()
        };
        let (early, late) = (decision("1", Some("x")), decision("2", None));
        let (early, late) = (vec![early], vec![late]);
        assert_eq!(decisions(&[], &early, &late), late);
        assert_eq!(decisions(&[], &late, &early), late);
        assert_eq!(decisions(&early, &early, &[]), []);
    }

    #[test]
    fn what_was_seen_first_was_seen() {
        let (early, late) = ("1".to_owned(), "2".to_owned());
        assert_eq!(revealed(Some(&late), Some(&early)), Some(early.clone()));
        assert_eq!(revealed(None, Some(&late)), Some(late));
        assert_eq!(revealed(None, None), None);
    }
}
