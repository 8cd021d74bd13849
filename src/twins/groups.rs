//! Which pairs make a group.
//!
//! A group is what hangs together, with two guards, without which one digest would tie a week's news into one:
//!
//! - A long piece that holds several short ones is in the group of one of them, that of which it has most words.
//! - A group has a centre, the text that is most alike to others, and holds what is its twin, or the twin of half of those
//!   that are. What is left over is looked at by itself (star clusters: Aslam, Pelekhov and Rus 2004).

use std::cmp::{Ordering, Reverse};
use std::collections::BTreeSet;

use super::likeness::{LEAST_OF_BOTH, Pair};

/// The neighbours of each text, with how alike they are.
type Neighbours = Vec<Vec<(usize, f32)>>;

/// Returns groups of at least two texts, each in order, in the order of their first ones. A text is in one group at most.
pub(super) fn groups(texts: usize, pairs: &[Pair]) -> Vec<Vec<usize>> {
    let all = neighbours(texts, pairs.iter());
    let kept = neighbours(texts, kept(texts, pairs).into_iter());
    let mut groups = Vec::new();
    let every = (0..texts).filter(|&text| !kept[text].is_empty());
    let mut waiting = components(every.collect(), &kept);
    while let Some(component) = waiting.pop() {
        let group = star(&component, &all);
        let rest: BTreeSet<usize> = component.difference(&group).copied().collect();
        if group.len() > 1 {
            groups.push(group.into_iter().collect());
            waiting.extend(components(rest, &kept));
        }
    }
    groups.sort_unstable();
    groups
}

fn neighbours<'a>(texts: usize, pairs: impl Iterator<Item = &'a Pair>) -> Neighbours {
    let mut neighbours = vec![Vec::new(); texts];
    for pair in pairs {
        let [one, other] = pair.texts;
        neighbours[one].push((other, pair.likeness()));
        neighbours[other].push((one, pair.likeness()));
    }
    neighbours
}

/// Leaves out pairs that tie a long piece to a short one within it, but for the one that it has most words of.
fn kept(texts: usize, pairs: &[Pair]) -> Vec<&Pair> {
    let mut best: Vec<Option<&Pair>> = vec![None; texts];
    for pair in pairs.iter().filter(|pair| pair.lesser() < LEAST_OF_BOTH) {
        let longer = longer(pair);
        // Of equals the first stays.
        if best[longer].is_none_or(|best| order(pair, best, longer) == Ordering::Greater) {
            best[longer] = Some(pair);
        }
    }
    let is_kept = |pair: &&Pair| {
        pair.lesser() >= LEAST_OF_BOTH || best[longer(pair)].is_some_and(|best| best == *pair)
    };
    pairs.iter().filter(is_kept).collect()
}

/// Returns the one of a pair of which less is shared.
fn longer(pair: &Pair) -> usize {
    pair.texts[usize::from(pair.shares[1] < pair.shares[0])]
}

/// Orders what a long piece holds by its words, and equals by their texts.
fn order(one: &Pair, other: &Pair, longer: usize) -> Ordering {
    let held = |pair: &Pair| pair.texts[usize::from(pair.texts[0] == longer)];
    let by_words = one.words.cmp(&other.words);
    by_words.then_with(|| Reverse(held(one)).cmp(&Reverse(held(other))))
}

/// Takes texts apart into those that hang together.
fn components(mut texts: BTreeSet<usize>, kept: &Neighbours) -> Vec<BTreeSet<usize>> {
    let mut components = Vec::new();
    while let Some(first) = texts.pop_first() {
        let (mut component, mut waiting) = (BTreeSet::from([first]), vec![first]);
        while let Some(text) = waiting.pop() {
            for &(other, _) in &kept[text] {
                if texts.remove(&other) {
                    component.insert(other);
                    waiting.push(other);
                }
            }
        }
        if component.len() > 1 {
            components.push(component);
        }
    }
    components
}

/// Returns those neighbours that lie in a component.
fn within<'a>(
    component: &'a BTreeSet<usize>,
    neighbours: &'a [(usize, f32)],
) -> impl Iterator<Item = &'a (usize, f32)> {
    let is_within = move |(other, _): &&(usize, f32)| component.contains(other);
    neighbours.iter().filter(is_within)
}

/// Returns the centre of what hangs together with those that belong to it.
fn star(component: &BTreeSet<usize>, all: &Neighbours) -> BTreeSet<usize> {
    let near = |text: usize| within(component, &all[text]);
    let weight = |text: usize| near(text).map(|&(_, likeness)| likeness).sum::<f32>();
    let mut weights = component.iter().map(|&text| (text, weight(text)));
    let Some(mut centre) = weights.next() else {
        return BTreeSet::new();
    };
    for (text, weight) in weights {
        if weight > centre.1 {
            centre = (text, weight);
        }
    }
    let mut group: BTreeSet<usize> = near(centre.0).map(|&(other, _)| other).collect();
    group.insert(centre.0);
    loop {
        let belongs = |text: &&usize| {
            let twins = near(**text).filter(|(other, _)| group.contains(other));
            twins.count() * 2 >= group.len()
        };
        let more: Vec<usize> = component
            .difference(&group)
            .filter(belongs)
            .copied()
            .collect();
        if more.is_empty() {
            return group;
        }
        group.extend(more);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two texts, what share of each is shared in per cent, and how many words that is.
    type Shared = (usize, usize, u8, u8, usize);

    /// Checks the groups of pairs, whichever comes first.
    #[track_caller]
    fn check(pairs: &[Shared], expected: &[&[usize]]) {
        let pair = |&(one, other, of_one, of_other, words): &Shared| Pair {
            texts: [one, other],
            shares: [of_one, of_other].map(|share| f32::from(share) / 100.0),
            words,
        };
        let pairs: Vec<Pair> = pairs.iter().map(pair).collect();
        assert_eq!(groups(20, &pairs), expected);
        let turned: Vec<Pair> = pairs.iter().rev().copied().collect();
        assert_eq!(groups(20, &turned), expected);
    }

    #[test]
    fn twins_are_grouped() {
        check(&[], &[]);
        check(&[(3, 7, 90, 90, 99)], &[&[3, 7]]);
        check(
            &[(0, 1, 90, 90, 99), (1, 2, 90, 90, 99), (4, 5, 90, 90, 99)],
            &[&[0, 1, 2], &[4, 5]],
        );
    }

    #[test]
    fn versions_of_one_original_are_a_group() {
        let of_original: Vec<Shared> = (1..9).map(|other| (0, other, 60, 60, 99)).collect();
        check(&of_original, &[&[0, 1, 2, 3, 4, 5, 6, 7, 8]]);
    }

    #[test]
    fn a_digest_ties_nothing_together() {
        check(
            &[
                (0, 1, 90, 80, 200),
                (2, 3, 90, 80, 200),
                (9, 1, 10, 100, 50),
                (9, 3, 19, 100, 80),
                (9, 5, 10, 100, 50),
            ],
            &[&[0, 1], &[2, 3, 9]],
        );
        // Of equals the first.
        check(&[(9, 5, 10, 100, 50), (9, 1, 10, 100, 50)], &[&[1, 9]]);
    }

    #[test]
    fn one_short_item_within_two_long_pieces_is_a_group() {
        check(&[(4, 5, 100, 10, 50), (4, 6, 100, 10, 50)], &[&[4, 5, 6]]);
    }

    #[test]
    fn a_chain_is_taken_apart() {
        let chain: Vec<Shared> = (0..6).map(|one| (one, one + 1, 50, 50, 99)).collect();
        check(&chain, &[&[0, 1, 2], &[3, 4, 5]]);
    }
}
