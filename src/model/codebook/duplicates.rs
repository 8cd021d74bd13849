//! Speakers that may be one and the same, and why. Those of whom somebody said that they are not are left out.

use std::collections::{BTreeMap, BTreeSet};

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use super::registry::SpeakerKind;
use super::{Codebook, Speaker};

/// Most speakers of one surname that are compared with each other: more are a family, or no surname.
const MOST: usize = 100;

/// Shortest surname, in letters, in which one letter may differ.
const LONG: usize = 5;

/// Represents two speakers that may be one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Duplicate {
    /// Id of the one that stands first in the registry.
    pub one: String,
    /// Id of the other.
    pub other: String,
    /// Why, as a person reads it.
    pub why: String,
}

/// A name without what is only spelling: case, accents, dots.
struct Name {
    words: Vec<String>,
}

impl Name {
    fn new(name: &str) -> Self {
        let plain = name.nfkd().filter(|char| !is_combining_mark(*char));
        let plain: String = plain.flat_map(char::to_lowercase).collect();
        let words = plain.split(|char: char| !char.is_alphanumeric());
        let words = words.filter(|word| !word.is_empty());
        Self {
            words: words.map(str::to_owned).collect(),
        }
    }

    fn surname(&self) -> Option<&str> {
        self.words.last().map(String::as_str)
    }

    /// Tells whether first names do not contradict each other: `D.` and `Dmitry`, or none.
    fn agrees(&self, other: &Self) -> bool {
        let [ours, theirs] = [self, other].map(|name| name.words.split_last());
        let (Some((_, ours)), Some((_, theirs))) = (ours, theirs) else {
            return false;
        };
        ours.iter().zip(theirs).all(|(a, b)| {
            let is_initial = |word: &str| word.chars().count() == 1;
            a == b
                || (is_initial(a) && b.starts_with(a.as_str()))
                || (is_initial(b) && a.starts_with(b.as_str()))
        })
    }
}

/// Returns speakers that may be one, in the order of the registry, each pair once.
pub fn duplicates(codebook: &Codebook) -> Vec<Duplicate> {
    let speakers: Vec<&Speaker> = codebook.offered_speakers().collect();
    let mut found = Found {
        speakers: &speakers,
        pairs: BTreeMap::new(),
    };
    found.by_item();
    found.by_name();
    found.by_surname();
    let pairs = found.pairs.into_iter();
    let duplicate = |((one, other), why): ((usize, usize), String)| Duplicate {
        one: speakers[one].id.clone().into(),
        other: speakers[other].id.clone().into(),
        why,
    };
    pairs.map(duplicate).collect()
}

struct Found<'a> {
    speakers: &'a [&'a Speaker],
    pairs: BTreeMap<(usize, usize), String>,
}

impl Found<'_> {
    /// Notes a pair, unless it is known already or the two are known to be others.
    fn note(&mut self, a: usize, b: usize, why: impl FnOnce() -> String) {
        let (one, other) = (a.min(b), a.max(b));
        let [first, second] = [one, other].map(|index| self.speakers[index]);
        let are_others = !first.wikidata.is_empty()
            && !second.wikidata.is_empty()
            && first.wikidata != second.wikidata;
        let are_others = are_others
            || first.distinct_from.contains(&second.id)
            || second.distinct_from.contains(&first.id);
        if one != other && !are_others {
            self.pairs.entry((one, other)).or_insert_with(why);
        }
    }

    fn by_item(&mut self) {
        let mut items: BTreeMap<&str, usize> = BTreeMap::new();
        let speakers = self.speakers;
        for (index, speaker) in speakers.iter().enumerate() {
            if speaker.wikidata.is_empty() {
                continue;
            }
            let first = *items.entry(&speaker.wikidata).or_insert(index);
            self.note(first, index, || {
                format!("both are {} in Wikidata", speaker.wikidata)
            });
        }
    }

    fn by_name(&mut self) {
        let mut names: BTreeMap<String, usize> = BTreeMap::new();
        let speakers = self.speakers;
        for (index, speaker) in speakers.iter().enumerate() {
            let own: BTreeSet<&String> = std::iter::once(&speaker.name)
                .chain(&speaker.aliases)
                .collect();
            for name in own {
                let key = Name::new(name).words.join(" ");
                if key.is_empty() {
                    continue;
                }
                let first = *names.entry(key).or_insert(index);
                self.note(first, index, || format!("both are called {name:?}"));
            }
        }
    }

    fn by_surname(&mut self) {
        let speakers = self.speakers;
        let mut groups: BTreeMap<String, Vec<(usize, Name)>> = BTreeMap::new();
        let mut near: BTreeMap<String, Vec<(usize, Name)>> = BTreeMap::new();
        for (index, speaker) in speakers.iter().enumerate() {
            if speaker.kind == SpeakerKind::Body {
                continue;
            }
            let name = Name::new(&speaker.name);
            let Some(surname) = name.surname() else {
                continue;
            };
            // Another spelling of a surname mostly leaves its first letters, and the first name.
            let start: String = surname.chars().take(2).collect();
            let first = name.words.first().filter(|_| name.words.len() > 1);
            if let Some(first) = first.filter(|_| surname.chars().count() >= LONG) {
                let key = format!("{first} {start}");
                near.entry(key)
                    .or_default()
                    .push((index, Name::new(&speaker.name)));
            }
            let surname = surname.to_owned();
            groups.entry(surname).or_default().push((index, name));
        }
        for (surname, group) in &groups {
            for_pairs(group, |(a, one), (b, other)| {
                if one.agrees(other) {
                    self.note(*a, *b, || format!("both have the surname {surname:?}"));
                }
            });
        }
        for group in near.values() {
            for_pairs(group, |(a, one), (b, other)| {
                let is_near = one.surname().zip(other.surname());
                if is_near.is_some_and(|(one, other)| is_one_letter_off(one, other)) {
                    let [first, second] = [*a, *b].map(|index| &speakers[index].name);
                    self.note(*a, *b, || {
                        format!("{first:?} and {second:?} differ in one letter")
                    });
                }
            });
        }
    }
}

/// Calls for each two of a group that is not too large.
fn for_pairs<T>(group: &[T], mut each: impl FnMut(&T, &T)) {
    if group.len() > MOST {
        return;
    }
    for (index, one) in group.iter().enumerate() {
        for other in &group[index + 1..] {
            each(one, other);
        }
    }
}

/// Tells whether two words differ in one letter: another one, or one more.
fn is_one_letter_off(a: &str, b: &str) -> bool {
    let [a, b] = [a, b].map(|word| word.chars().collect::<Vec<char>>());
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let same = short.iter().zip(&long).take_while(|(a, b)| a == b).count();
    match long.len() - short.len() {
        0 => same < short.len() && short[same + 1..] == long[same + 1..],
        1 => short[same..] == long[same + 1..],
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::codebook::edit::apply_all;

    /// Compares what is said of two speakers: `name|alias`, and a Wikidata item behind `@`.
    #[track_caller]
    fn check(one: &str, other: &str, expected: Option<&str>) {
        let speaker = |(id, text): (&str, &str)| {
            let (names, item) = text.split_once('@').unwrap_or((text, ""));
            let mut names = names.split('|').map(str::to_owned);
            Speaker {
                id: id.into(),
                name: names.next().unwrap(),
                aliases: names.collect(),
                wikidata: item.to_owned(),
                ..Speaker::default()
            }
        };
        let codebook = Codebook {
            speakers: [("a", one), ("b", other)].map(speaker).into(),
            ..Codebook::default()
        };
        let found = duplicates(&codebook);
        let why: Vec<&str> = found.iter().map(|pair| pair.why.as_str()).collect();
        assert_eq!(why, expected.into_iter().collect::<Vec<_>>());
    }

    #[test]
    fn likely_duplicates_say_why() {
        check("Dmitry Peskov", "Ann Oak", None);
        check(
            "Dmitry Peskov",
            "PESKOV",
            Some("both have the surname \"peskov\""),
        );
        check(
            "Dmitry Peskov",
            "D. Peskov",
            Some("both have the surname \"peskov\""),
        );
        check("Dmitry Peskov", "Nikolay Peskov", None);
        check("Dmitry Peskov", "N. Peskov", None);
        check(
            "Ólafur Jóns",
            "Olafur Jons",
            Some("both are called \"Olafur Jons\""),
        );
        check(
            "Dmitry Peskov|Песков",
            "Песков",
            Some("both are called \"Песков\""),
        );
        check(
            "Dmitry Peskov",
            "Dmitry Peskow",
            Some("\"Dmitry Peskov\" and \"Dmitry Peskow\" differ in one letter"),
        );
        check("Dmitry Peskov@Q1", "Peskov@Q2", None);
        check("Kremlin@Q1", "Russia@Q1", Some("both are Q1 in Wikidata"));
        check("—", "—", None);
    }

    #[test]
    fn who_was_told_apart_is_no_duplicate() {
        let speaker = |id: &str, name: &str| Speaker {
            id: id.into(),
            name: name.to_owned(),
            ..Speaker::default()
        };
        let mut codebook = Codebook {
            speakers: vec![
                speaker("a", "Ann Oak"),
                speaker("b", "A. Oak"),
                speaker("c", "Ann Oak"),
            ],
            ..Codebook::default()
        };
        assert_eq!(duplicates(&codebook).len(), 3);
        let edits = codebook.tell_apart("a", "c").unwrap();
        apply_all(edits, &mut codebook);
        let found = duplicates(&codebook);
        let pairs: Vec<(&str, &str)> = found
            .iter()
            .map(|pair| (pair.one.as_str(), pair.other.as_str()))
            .collect();
        assert_eq!(pairs, [("a", "b"), ("b", "c")]);
        assert_eq!(codebook.tell_apart("c", "a").unwrap(), []);
        assert!(codebook.tell_apart("a", "gone").is_err());
    }

    #[test]
    fn a_large_registry_is_searched_in_no_time() {
        let speaker = |number: usize| Speaker {
            id: format!("s{number}").into(),
            name: format!("Ann Name{number}"),
            ..Speaker::default()
        };
        let codebook = Codebook {
            speakers: (0..20_000).map(speaker).collect(),
            ..Codebook::default()
        };
        assert_eq!(duplicates(&codebook), []);
    }
}
