//! One text of two edits of it, word by word.
//!
//! What either wrote is kept, what either took out is gone. Words that both wrote at one place stand one after the other;
//! only where both put other words in place of the same ones is there no answer. Blanks belong to the word behind them.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::ops::Range;

/// Most comparisons of two words for one text; longer texts are compared as a whole where they differ.
const MOST_CELLS: usize = 1 << 22;

/// Returns the text with both edits, the same whoever is `ours`; none where they contradict each other.
///
/// Merging the result again with either edit gives the result.
pub(super) fn merged(base: &str, ours: &str, theirs: &str) -> Option<String> {
    let found = attempt(base, ours, theirs)?;
    // What words that stand there several times belong to is a guess, and a guess is not repeated elsewhere.
    let is_stable = |side: &str| attempt(base, &found, side).as_deref() == Some(found.as_str());
    let known = counts(base);
    let mut new = ours.split_whitespace().chain(theirs.split_whitespace());
    let has_all = new.all(|word| known.contains_key(word) || found.contains(word));
    (has_all && is_stable(ours) && is_stable(theirs)).then_some(found)
}

/// Returns that of two edits which has all that the other changed, if one does.
pub(super) fn containing<'a>(base: &str, ours: &'a str, theirs: &'a str) -> Option<&'a str> {
    let rank = |text: &'a str| (text.len(), text);
    match (has(base, ours, theirs), has(base, theirs, ours)) {
        (true, true) if rank(ours) < rank(theirs) => Some(theirs),
        (true, _) => Some(ours),
        (false, true) => Some(theirs),
        (false, false) => None,
    }
}

fn attempt(base: &str, ours: &str, theirs: &str) -> Option<String> {
    if ours == theirs || theirs == base {
        return Some(ours.to_owned());
    }
    if ours == base {
        return Some(theirs.to_owned());
    }
    let known = counts(base);
    let are_words_changed = counts(ours) != known && counts(theirs) != known;
    match containing(base, ours, theirs).filter(|_| are_words_changed) {
        Some(whole) => Some(whole.to_owned()),
        None => woven(base, ours, theirs),
    }
}

/// Tells whether one edit has all that another changed: it goes on where the other ends, or has as many of each word.
fn has(base: &str, one: &str, other: &str) -> bool {
    if other.starts_with(base) && one.starts_with(other) {
        return true;
    }
    let (base, one, other) = (counts(base), counts(one), counts(other));
    let mut words = other.keys().chain(base.keys());
    words.all(|word| {
        let count = |of: &BTreeMap<&str, usize>| of.get(word).copied().unwrap_or(0);
        match count(&other).cmp(&count(&base)) {
            Ordering::Greater => count(&one) >= count(&other),
            Ordering::Less => count(&one) <= count(&other),
            Ordering::Equal => true,
        }
    })
}

fn counts(text: &str) -> BTreeMap<&str, usize> {
    let mut out = BTreeMap::new();
    for word in text.split_whitespace() {
        *out.entry(word).or_insert(0) += 1;
    }
    out
}

/// A word with the blanks before it.
#[derive(Clone, Copy, Debug)]
struct Word<'a> {
    gap: &'a str,
    word: &'a str,
}

/// A stretch of the base's words, and what a side has in place of it.
#[derive(Clone, Debug)]
struct Edit<'a> {
    base: Range<usize>,
    words: &'a [Word<'a>],
}

impl Edit<'_> {
    fn replaces(&self) -> bool {
        !self.base.is_empty() && !self.words.is_empty()
    }

    /// Tells whether two edits put different words in place of the same one.
    fn contradicts(&self, other: &Edit<'_>) -> bool {
        let overlap = self.base.start < other.base.end && other.base.start < self.base.end;
        let same = self.base == other.base && are_same(self.words, other.words);
        self.replaces() && other.replaces() && overlap && !same
    }
}

fn woven(base: &str, ours: &str, theirs: &str) -> Option<String> {
    let (b, o, t) = (words(base), words(ours), words(theirs));
    let (in_ours, in_theirs) = (matches(&b, &o), matches(&b, &t));
    let (our_edits, their_edits) = (edits(&b, &o, &in_ours), edits(&b, &t, &in_theirs));
    let mut pairs = our_edits.iter().flat_map(|edit| {
        let theirs = their_edits.iter();
        theirs.map(move |other| edit.contradicts(other))
    });
    if pairs.any(|contradicts| contradicts) {
        return None;
    }
    let mut out = one_of(leading(base), leading(ours), leading(theirs)).to_owned();
    let mut is_first = true;
    let mut push = |gap: &str, word: &str| {
        if !std::mem::take(&mut is_first) {
            out.push_str(if gap.is_empty() { " " } else { gap });
        }
        out.push_str(word);
    };
    for at in 0..=b.len() {
        for word in inserted(at, &our_edits, &their_edits) {
            push(word.gap, word.word);
        }
        let kept = (place(&in_ours, at), place(&in_theirs, at));
        if let (Some(word), (Some(here), Some(there))) = (b.get(at), kept) {
            push(one_of(word.gap, o[here].gap, t[there].gap), word.word);
        }
    }
    out.push_str(one_of(trailing(base), trailing(ours), trailing(theirs)));
    Some(out)
}

/// Returns where a side has the base's word `at`, if it kept it.
fn place(kept: &[(usize, usize)], at: usize) -> Option<usize> {
    let found = kept.binary_search_by_key(&at, |pair| pair.0);
    found.ok().map(|found| kept[found].1)
}

/// Returns what was changed, of two changes the longer.
fn one_of<'a>(base: &str, ours: &'a str, theirs: &'a str) -> &'a str {
    if ours == base {
        theirs
    } else if theirs == base || (ours.len(), ours) >= (theirs.len(), theirs) {
        ours
    } else {
        theirs
    }
}

fn leading(text: &str) -> &str {
    &text[..text.len() - text.trim_start().len()]
}

fn trailing(text: &str) -> &str {
    // A text of blanks alone has them in front.
    let text = text.trim_start();
    &text[text.trim_end().len()..]
}

fn words(text: &str) -> Vec<Word<'_>> {
    let mut out = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let start = rest.find(|char: char| !char.is_whitespace());
        let (gap, behind) = rest.split_at(start.unwrap_or(rest.len()));
        let end = behind.find(char::is_whitespace).unwrap_or(behind.len());
        let (word, next) = behind.split_at(end);
        out.push(Word { gap, word });
        rest = next;
    }
    out
}

fn is_same(pair: &(&Word<'_>, &Word<'_>)) -> bool {
    pair.0.word == pair.1.word
}

fn are_same(ours: &[Word<'_>], theirs: &[Word<'_>]) -> bool {
    ours.len() == theirs.len() && ours.iter().zip(theirs).all(|pair| is_same(&pair))
}

/// Returns which words of the base a side has kept, as pairs of places in both, rising.
fn matches(base: &[Word<'_>], side: &[Word<'_>]) -> Vec<(usize, usize)> {
    let front = base.iter().zip(side).take_while(is_same).count();
    let (b, s) = (&base[front..], &side[front..]);
    let back = b.iter().rev().zip(s.iter().rev());
    let back = back.take_while(is_same).count();
    let (b, s) = (&b[..b.len() - back], &s[..s.len() - back]);
    let mut out: Vec<(usize, usize)> = (0..front).map(|at| (at, at)).collect();
    out.extend(longest(b, s).iter().map(|(i, j)| (front + i, front + j)));
    out.extend((0..back).map(|at| (base.len() - back + at, side.len() - back + at)));
    out
}

/// Returns the longest row of words that both have.
fn longest(base: &[Word<'_>], side: &[Word<'_>]) -> Vec<(usize, usize)> {
    let width = side.len() + 1;
    if base.len().saturating_mul(width) > MOST_CELLS {
        return Vec::new();
    }
    let mut table = vec![0_u32; (base.len() + 1) * width];
    for i in (0..base.len()).rev() {
        for j in (0..side.len()).rev() {
            table[i * width + j] = if base[i].word == side[j].word {
                table[(i + 1) * width + j + 1] + 1
            } else {
                table[(i + 1) * width + j].max(table[i * width + j + 1])
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    let mut out = Vec::new();
    while i < base.len() && j < side.len() {
        if base[i].word == side[j].word {
            out.push((i, j));
            (i, j) = (i + 1, j + 1);
        } else if table[(i + 1) * width + j] >= table[i * width + j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    out
}

/// Returns what a side changed, given which words it kept.
fn edits<'a>(base: &[Word<'_>], side: &'a [Word<'a>], kept: &[(usize, usize)]) -> Vec<Edit<'a>> {
    let end = (base.len(), side.len());
    let (mut from, mut side_from) = (0, 0);
    let mut out = Vec::new();
    for &(at, side_at) in kept.iter().chain(std::iter::once(&end)) {
        if from < at || side_from < side_at {
            out.push(Edit {
                base: from..at,
                words: &side[side_from..side_at],
            });
        }
        (from, side_from) = (at + 1, side_at + 1);
    }
    out
}

/// Returns the words that the sides have before the base's word `at`: first those that are only added.
fn inserted<'a>(at: usize, ours: &[Edit<'a>], theirs: &[Edit<'a>]) -> Vec<Word<'a>> {
    let mut out = Vec::new();
    for replaces in [false, true] {
        let find = |edits: &[Edit<'a>]| {
            let mut here = edits.iter().filter(|edit| edit.base.start == at);
            let found = here.find(|edit| edit.base.is_empty() != replaces);
            found.map_or(&[][..], |edit| edit.words)
        };
        let (ours, theirs) = (find(ours), find(theirs));
        let (first, second) = if is_before(ours, theirs) {
            (ours, theirs)
        } else {
            (theirs, ours)
        };
        if !holds(second, first) {
            out.extend(first);
        }
        if !holds(first, second) || holds(second, first) {
            out.extend(second);
        }
    }
    out
}

/// Puts two rows of words in an order that does not depend on whose they are.
fn is_before(ours: &[Word<'_>], theirs: &[Word<'_>]) -> bool {
    let by_words = ours
        .iter()
        .map(|word| word.word)
        .cmp(theirs.iter().map(|word| word.word));
    let by_gaps = || {
        ours.iter()
            .map(|word| word.gap)
            .cmp(theirs.iter().map(|word| word.gap))
    };
    by_words.then_with(by_gaps) != Ordering::Greater
}

/// Tells whether one row of words has another in it.
fn holds(whole: &[Word<'_>], part: &[Word<'_>]) -> bool {
    part.is_empty() || whole.windows(part.len()).any(|row| are_same(row, part))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(base: &str, ours: &str, theirs: &str, expected: Option<&str>) {
        assert_eq!(merged(base, ours, theirs).as_deref(), expected);
        assert_eq!(merged(base, theirs, ours).as_deref(), expected);
    }

    #[test]
    fn what_both_write_is_kept() {
        check("", "ours", "theirs", Some("ours theirs"));
        check("a", "a ours", "a theirs", Some("a ours theirs"));
        check("a", "a\nours", "theirs a", Some("theirs a\nours"));
        check("a b c", "a x b c", "a b y c", Some("a x b y c"));
        check("a b", "a", "a b c", Some("a c"));
        check("a b", "b", "a c b", Some("c b"));
        check("a b c", "x", "a b c d", Some("x d"));
        check("", "ours", "ours theirs", Some("ours theirs"));
        check("", "a ours", "b ours theirs", Some("a ours b ours theirs"));
    }

    #[test]
    fn a_word_that_is_being_typed_goes_on() {
        check("wo", "word", "wo other", Some("word other"));
        check("wo", "word", "other wo", Some("other word"));
        check("", "wo", "word", Some("word"));
        check("a", "a ", "a b", Some("a b "));
    }

    #[test]
    fn words_that_are_taken_out_stay_out() {
        check("a b c d", "a d", "a b x c d", Some("a x d"));
        check("a b c d", "a d", "a b c", Some("a"));
        check("a b", "", "a b", Some(""));
        check("a b", "", "a b c", Some("c"));
        check("no no", "no", "no no yes", Some("no yes"));
    }

    #[test]
    fn other_words_in_place_of_the_same_ones_contradict_each_other() {
        check("a b c", "a x c", "a y c", None);
        check("a b c", "a x c", "a x c", Some("a x c"));
        check("a b c d", "a x d", "a b y d", None);
        check("talks", "talk", "walks", None);
    }

    fn edit() -> impl Strategy<Value = String> {
        let word = prop::sample::select(&["a", "b", "c", "ab", " ", "\n", "ї"][..]);
        prop::collection::vec(word, 0..8).prop_map(|words| words.join(" "))
    }

    proptest! {
        #[test]
        fn merging_has_its_laws(base in edit(), ours in edit(), theirs in edit()) {
            let here = merged(&base, &ours, &theirs);
            prop_assert_eq!(&here, &merged(&base, &theirs, &ours));
            prop_assert_eq!(merged(&base, &ours, &base), Some(ours.clone()));
            prop_assert_eq!(merged(&base, &ours, &ours), Some(ours.clone()));
            if let Some(here) = here {
                for side in [&ours, &theirs, &here] {
                    prop_assert_eq!(merged(&base, &here, side), Some(here.clone()));
                }
            }
        }

        #[test]
        fn every_word_that_is_added_is_kept(
            base in prop::collection::vec("[a-c]x", 0..6),
            ours in prop::collection::vec((0usize..6, "[a-f]o"), 0..6),
            theirs in prop::collection::vec((0usize..6, "[a-f]t"), 0..6),
        ) {
            let add = |more: &[(usize, String)]| {
                let mut words = base.clone();
                for (at, word) in more {
                    words.insert((*at).min(words.len()), word.clone());
                }
                words.join(" ")
            };
            let here = merged(&base.join(" "), &add(&ours), &add(&theirs));
            let here = here.expect("who only adds does not contradict");
            let words: Vec<&str> = here.split(' ').collect();
            for word in base.iter().chain(ours.iter().chain(&theirs).map(|(_, word)| word)) {
                prop_assert!(words.contains(&word.as_str()), "{} in {}", word, here);
            }
        }
    }
}
