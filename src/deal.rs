//! Deals articles out to those who label: so many for each, about the same length, of every publisher about as many.
//!
//! The longest come first, and each goes to those who have the fewest of its publisher, then the least to read, then as
//! chance has it. Chance comes from the seed and the articles' paths alone: whoever deals the same articles with the same
//! seed gets the same. What was dealt stays where it is and is counted; only what is new is dealt.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::model::project::Assignment;
use crate::read;

/// An article that is or is to be dealt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Path within the project.
    pub path: String,
    /// Length in code points.
    pub chars: usize,
    /// Who published it; empty where that is not known.
    pub publisher: String,
}

/// How articles are dealt.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// Ids of those who get articles.
    pub annotators: Vec<String>,
    /// How many label each article, at least one.
    pub overlap: usize,
    /// The part of the articles that so many label, 0 to 1; the others are labelled by one.
    pub share: f64,
    /// Decides what is left to chance.
    pub seed: u64,
}

/// What one annotator has so far.
#[derive(Clone, Debug, Default)]
struct Hand {
    chars: usize,
    /// Articles by publisher.
    publishers: BTreeMap<String, usize>,
}

/// Articles that go to the same people: one, or all that run the same text.
struct Unit<'a> {
    items: Vec<&'a Item>,
    chars: usize,
    /// Decides between units, and annotators, that are otherwise equal.
    chance: [u8; 32],
}

/// Returns all assignments with what is new dealt: articles that nobody has. `twins` are groups of articles, by path, that
/// run the same text and go to the same people; an article that is in none goes alone.
pub fn deal(
    items: &[Item],
    twins: &[Vec<String>],
    plan: &Plan,
    known: &[Assignment],
) -> Vec<Assignment> {
    let mut all = known.to_vec();
    for annotator in &plan.annotators {
        if !all.iter().any(|one| one.annotator == *annotator) {
            all.push(Assignment {
                annotator: annotator.clone(),
                articles: Vec::new(),
            });
        }
    }
    let dealt = holders(known);
    let mut hands: BTreeMap<&str, Hand> = BTreeMap::new();
    for annotator in &plan.annotators {
        hands.entry(annotator.as_str()).or_default();
    }
    let mut new: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for item in items {
        for holder in found(&dealt, &item.path).into_iter().flatten() {
            if let Some(hand) = hands.get_mut(holder) {
                hand.take(item);
            }
        }
    }
    let (units, followers) = units(items, twins, plan.seed, &dealt);
    for (item, holders) in followers {
        for holder in holders {
            new.entry(holder.to_owned())
                .or_default()
                .push(item.path.clone());
            if let Some(hand) = hands.get_mut(holder) {
                hand.take(item);
            }
        }
    }
    let shared = shared(&units, plan.share);
    for (index, unit) in units.iter().enumerate() {
        let wanted = if shared.contains(&index) {
            plan.overlap
        } else {
            1
        };
        for annotator in chosen(&hands, unit, wanted) {
            let articles = new.entry(annotator.clone()).or_default();
            articles.extend(unit.items.iter().map(|item| item.path.clone()));
            if let Some(hand) = hands.get_mut(annotator.as_str()) {
                unit.items.iter().for_each(|item| hand.take(item));
            }
        }
    }
    for (annotator, mut articles) in new {
        articles.sort();
        if let Some(one) = all.iter_mut().find(|one| one.annotator == annotator) {
            one.articles.extend(articles);
        }
    }
    all.retain(|one| !one.articles.is_empty() || known.contains(one));
    all
}

impl Hand {
    fn take(&mut self, item: &Item) {
        self.chars += item.chars;
        *self.publishers.entry(item.publisher.clone()).or_default() += 1;
    }

    /// Counts the articles of the publishers of a unit.
    fn of_same(&self, unit: &Unit<'_>) -> usize {
        let publishers: BTreeSet<&str> = unit
            .items
            .iter()
            .map(|item| item.publisher.as_str())
            .collect();
        let counts = publishers
            .iter()
            .filter_map(|name| self.publishers.get(*name));
        counts.sum()
    }
}

/// Returns who has each article that is dealt.
fn holders(known: &[Assignment]) -> BTreeMap<&str, Vec<&str>> {
    let mut out: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for one in known {
        for article in &one.articles {
            let holders = out.entry(article.as_str()).or_default();
            holders.push(&one.annotator);
        }
    }
    out
}

/// Returns who has an article: it is named itself, or the file that holds it is.
fn found<'m, 'a>(
    dealt: &'m BTreeMap<&'a str, Vec<&'a str>>,
    path: &str,
) -> Option<&'m Vec<&'a str>> {
    let file = || read::article_id(path).file;
    dealt.get(path).or_else(|| dealt.get(file().as_str()))
}

/// New articles that go to whoever has their twins.
type Followers<'a> = Vec<(&'a Item, Vec<&'a str>)>;

/// Returns what is to be dealt, the longest first, and the new articles whose twins somebody has.
fn units<'a>(
    items: &'a [Item],
    twins: &'a [Vec<String>],
    seed: u64,
    dealt: &BTreeMap<&'a str, Vec<&'a str>>,
) -> (Vec<Unit<'a>>, Followers<'a>) {
    let mut group_of: BTreeMap<&str, usize> = BTreeMap::new();
    for (index, group) in twins.iter().enumerate() {
        for path in group {
            group_of.entry(path.as_str()).or_insert(index);
        }
    }
    let mut groups: BTreeMap<usize, Vec<&Item>> = BTreeMap::new();
    let mut out: Vec<Unit<'a>> = Vec::new();
    let mut followers = Vec::new();
    for item in items {
        if found(dealt, &item.path).is_some() {
            continue;
        }
        let Some(group) = group_of.get(item.path.as_str()) else {
            out.push(Unit::new(vec![item], seed));
            continue;
        };
        let mut there = twins[*group].iter().filter_map(|path| found(dealt, path));
        match there.next() {
            Some(holders) => followers.push((item, holders.clone())),
            None => groups.entry(*group).or_default().push(item),
        }
    }
    out.extend(groups.into_values().map(|items| Unit::new(items, seed)));
    out.sort_by_key(|unit| (Reverse(unit.chars), unit.chance));
    (out, followers)
}

impl<'a> Unit<'a> {
    fn new(items: Vec<&'a Item>, seed: u64) -> Self {
        let first = items.iter().map(|item| item.path.as_str()).min();
        Self {
            chars: items.iter().map(|item| item.chars).sum(),
            chance: chance(seed, first.unwrap_or_default()),
            items,
        }
    }
}

/// Returns which units are labelled by several: the part that is asked for, by chance.
fn shared(units: &[Unit<'_>], share: f64) -> BTreeSet<usize> {
    let mut by_chance: Vec<usize> = (0..units.len()).collect();
    by_chance.sort_by_key(|index| units[*index].chance);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a part of a number of articles"
    )]
    let wanted = (units.len() as f64 * share.clamp(0.0, 1.0)).round() as usize;
    by_chance.into_iter().take(wanted).collect()
}

/// Returns who gets a unit.
fn chosen(hands: &BTreeMap<&str, Hand>, unit: &Unit<'_>, wanted: usize) -> Vec<String> {
    let mut ranked: Vec<(usize, usize, [u8; 32], &str)> = hands
        .iter()
        .map(|(id, hand)| {
            let chance = blake3::keyed_hash(&unit.chance, id.as_bytes());
            (hand.of_same(unit), hand.chars, *chance.as_bytes(), *id)
        })
        .collect();
    ranked.sort_unstable();
    let ids = ranked.into_iter().take(wanted.max(1));
    ids.map(|(_, _, _, id)| id.to_owned()).collect()
}

/// Returns what a seed makes of a name: any bytes, and the same each time.
fn chance(seed: u64, name: &str) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&seed.to_le_bytes());
    hasher.update(name.as_bytes());
    *hasher.finalize().as_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn items(count: usize, publishers: usize) -> Vec<Item> {
        let item = |index: usize| Item {
            path: format!("a{index:03}.txt"),
            chars: 500 + (index * 7919) % 3000,
            publisher: format!("p{}", index % publishers.max(1)),
        };
        (0..count).map(item).collect()
    }

    fn plan(annotators: usize, overlap: usize, share: f64) -> Plan {
        Plan {
            annotators: (0..annotators).map(|index| format!("c{index}")).collect(),
            overlap,
            share,
            seed: 7,
        }
    }

    fn times(dealt: &[Assignment], path: &str) -> usize {
        let of = |one: &&Assignment| one.articles.iter().any(|article| article == path);
        dealt.iter().filter(of).count()
    }

    #[track_caller]
    fn check_balance(count: usize, publishers: usize, annotators: usize, overlap: usize) {
        let items = items(count, publishers);
        let dealt = deal(&items, &[], &plan(annotators, overlap, 1.0), &[]);
        for item in &items {
            assert_eq!(times(&dealt, &item.path), overlap);
        }
        let of = |one: &Assignment, publisher: Option<&str>| -> (usize, usize) {
            let own = items
                .iter()
                .filter(|item| one.articles.contains(&item.path));
            let own = own.filter(|item| publisher.is_none_or(|name| item.publisher == name));
            own.fold((0, 0), |(count, chars), item| {
                (count + 1, chars + item.chars)
            })
        };
        let spread = |numbers: Vec<usize>| {
            let most = numbers.iter().max().copied().unwrap_or(0);
            most - numbers.iter().min().copied().unwrap_or(0)
        };
        for publisher in 0..publishers {
            let name = format!("p{publisher}");
            let counts = dealt
                .iter()
                .map(|one| of(one, Some(name.as_str())).0)
                .collect();
            assert!(spread(counts) <= 1, "{name}");
        }
        let chars: Vec<usize> = dealt.iter().map(|one| of(one, None).1).collect();
        let mean = chars.iter().sum::<usize>() / chars.len();
        assert!(spread(chars.clone()) <= mean / 5, "{chars:?}");
    }

    #[test]
    fn everybody_has_as_much_of_each_publisher() {
        check_balance(60, 1, 3, 1);
        check_balance(60, 4, 3, 2);
        check_balance(100, 5, 4, 1);
        check_balance(90, 3, 3, 3);
    }

    #[test]
    fn a_part_is_labelled_by_several() {
        let items = items(50, 2);
        let dealt = deal(&items, &[], &plan(4, 3, 0.2), &[]);
        let several = items.iter().filter(|item| times(&dealt, &item.path) == 3);
        assert_eq!(several.count(), 10);
        let all: usize = dealt.iter().map(|one| one.articles.len()).sum();
        assert_eq!(all, 10 * 3 + 40);
    }

    #[test]
    fn dealing_again_deals_only_what_is_new() {
        let all = items(40, 3);
        let plan = plan(3, 2, 1.0);
        let first = deal(&all[..25], &[], &plan, &[]);
        assert_eq!(deal(&all[..25], &[], &plan, &first), first);
        let second = deal(&all, &[], &plan, &first);
        for (before, after) in first.iter().zip(&second) {
            assert_eq!(after.articles[..before.articles.len()], before.articles[..]);
        }
        assert!(all.iter().all(|item| times(&second, &item.path) == 2));
        // In whatever order they are listed.
        let mut turned = all.clone();
        turned.reverse();
        assert_eq!(deal(&turned, &[], &plan, &first), second);
    }

    #[test]
    fn twins_stay_together() {
        let all = items(12, 2);
        let twins = vec![
            vec!["a001.txt".to_owned(), "a007.txt".to_owned()],
            vec!["a002.txt".to_owned(), "a011.txt".to_owned()],
        ];
        let plan = plan(3, 1, 1.0);
        let holder = |dealt: &[Assignment], path: &str| {
            let mut of = dealt
                .iter()
                .filter(|one| one.articles.iter().any(|known| known == path));
            of.next().map(|one| one.annotator.clone())
        };
        let first = deal(&all[..11], &twins, &plan, &[]);
        assert_eq!(holder(&first, "a001.txt"), holder(&first, "a007.txt"));
        let second = deal(&all, &twins, &plan, &first);
        assert_eq!(holder(&second, "a002.txt"), holder(&second, "a011.txt"));
        assert!(holder(&second, "a011.txt").is_some());
    }

    proptest! {
        #[test]
        fn every_article_is_dealt_as_often_as_asked(
            count in 0usize..40,
            publishers in 1usize..5,
            annotators in 1usize..5,
            overlap in 1usize..5,
            seed in any::<u64>(),
        ) {
            let items = items(count, publishers);
            let plan = Plan { seed, ..plan(annotators, overlap, 1.0) };
            let dealt = deal(&items, &[], &plan, &[]);
            for item in &items {
                prop_assert_eq!(times(&dealt, &item.path), overlap.min(annotators));
            }
            prop_assert_eq!(deal(&items, &[], &plan, &[]), dealt);
        }
    }
}
