//! Whom imported statements name, and who of them gets an entry in the registry of speakers.
//!
//! A mention names a person if the engine's reader of names (`text::names`) sees one there: a full name, or the surname
//! of the only one of that name whom the article has named in full before. Pronouns, roles and groups stay mentions
//! without a name: guessing whom `he` means is for suggestions, not for what people have labelled. A person is the same in
//! all articles by first and last name; the commonest spelling is the entry's name, the others are its aliases. Only
//! spellings that somebody marked as a mention count, since headlines have capitals of their own.

use std::collections::{BTreeMap, HashMap};

use super::{Draft, Person, Work};
use crate::model::codebook::{Codebook, Speaker, id_from_name};
use crate::model::id::SpeakerId;
use crate::model::span::Span;
use crate::model::text::Text;
use crate::text::lexicon::{self as lex, Language, Lexicon};
use crate::text::names::{self, fold};
use crate::text::token::Tokens;

/// Statements that a person must be named in for an entry, unless the other program gives the name.
const ENOUGH: usize = 5;

/// Sets the names of whom drafts mention, as one article gives them.
pub(super) fn name(text: &Text, work: &mut [Work]) {
    let mut people = work
        .iter_mut()
        .flat_map(|work| &mut work.drafts)
        .flat_map(Draft::people_mut)
        .filter(|person| person.name.is_none() && !person.is_settled)
        .peekable();
    if people.peek().is_none() {
        return;
    }
    let tokens = Tokens::new(
        text,
        Span::new(0, text.len()),
        Lexicon::of(Language::guess(text)),
    );
    let known = names::People::read(&tokens);
    for person in people {
        let spans = person.mention.iter().chain(&person.same);
        let found = spans.filter_map(|span| named(&tokens, &known, *span));
        if let Some((name, is_full)) = found.max_by_key(|(name, is_full)| (*is_full, name.len())) {
            person.name = Some(name.to_owned());
            person.is_full = is_full;
        }
    }
}

/// Returns the full name of the one person that a stretch names, and whether it stands there in full.
fn named<'p>(
    tokens: &Tokens<'_>,
    people: &'p names::People,
    span: Span,
) -> Option<(&'p str, bool)> {
    let from = tokens.list.partition_point(|t| t.span.start < span.start);
    let to = tokens.list.partition_point(|t| t.span.start < span.end);
    if (from..to).any(|at| tokens.entry(at).is(lex::COORD)) {
        return None;
    }
    let person = people.list.get(people.within(tokens, (from, to))?)?;
    let key = key(&person.name)?;
    if tokens.slice(span).contains(&person.name) {
        return Some((&person.name, true));
    }
    let (first, last) = key.split_once(' ')?;
    let words: Vec<String> = tokens.slice(span).split_whitespace().map(fold).collect();
    if words.iter().any(|word| word == first) {
        // A shorter or longer form of the full name.
        return Some((&person.name, false));
    }
    let before = tokens.text.get(..span.start)?.contains(&person.name);
    let mut bearers = people.list.iter().filter(|other| {
        let key = self::key(&other.name);
        key.is_some_and(|key| key.split_once(' ').is_some_and(|(_, other)| other == last))
    });
    let is_only = bearers.next().is_some() && bearers.next().is_none();
    (before && is_only).then_some((&person.name, false))
}

/// Returns what two spellings of one full name have in common; none for a single word. Who is told from a parent by `Jr.` is
/// somebody else.
fn key(name: &str) -> Option<String> {
    let is_suffix =
        |word: &&str| matches!(*word, "Jr." | "Sr." | "Jr" | "Sr" | "II" | "III" | "IV");
    let mut words = name.split_whitespace().filter(|word| !is_suffix(word));
    let (first, last) = (fold(words.next()?), fold(words.next_back()?));
    let suffix = name.split_whitespace().find(is_suffix);
    let suffix = suffix.map(|word| format!(" {}", word.trim_end_matches('.').to_lowercase()));
    let suffix = suffix.unwrap_or_default();
    (first.len() > 1 && last.len() > 1).then(|| format!("{first} {last}{suffix}"))
}

/// Who is named, how often and how.
#[derive(Debug)]
pub(super) struct People {
    /// Ids of the registry by [`key`], and by the folded name or alias.
    known: HashMap<String, SpeakerId>,
    ids: Vec<SpeakerId>,
    found: BTreeMap<String, Found>,
}

/// One person as the files name them.
#[derive(Debug, Default)]
struct Found {
    /// How often somebody is named so.
    count: usize,
    /// How often each spelling stands in a mention.
    spellings: BTreeMap<String, usize>,
    reference: Option<String>,
    is_given: bool,
}

/// The registry that an import needs.
#[derive(Debug)]
pub(super) struct Registry {
    known: HashMap<String, SpeakerId>,
    /// Entries that are new, in the order of their ids.
    pub(super) new: Vec<Speaker>,
}

impl People {
    /// Knows the registry of a codebook.
    pub(super) fn new(codebook: &Codebook) -> Self {
        let mut known = HashMap::new();
        for speaker in &codebook.speakers {
            for name in std::iter::once(&speaker.name).chain(&speaker.aliases) {
                let keys = key(name).into_iter().chain([fold(name)]);
                for key in keys.filter(|key| !key.is_empty()) {
                    known.entry(key).or_insert_with(|| speaker.id.clone());
                }
            }
        }
        Self {
            known,
            ids: codebook
                .speakers
                .iter()
                .map(|speaker| speaker.id.clone())
                .collect(),
            found: BTreeMap::new(),
        }
    }

    /// Counts whom statements name.
    pub(super) fn count(&mut self, drafts: &[Draft]) {
        for person in drafts.iter().flat_map(Draft::people) {
            let Some(name) = person.name.as_ref().filter(|_| !person.is_settled) else {
                continue;
            };
            let found = self.found.entry(key_of(name)).or_default();
            found.count += 1;
            if person.is_full || person.is_given {
                *found.spellings.entry(name.clone()).or_default() += 1;
            }
            found.is_given |= person.is_given;
            if found.reference.is_none() {
                found.reference.clone_from(&person.reference);
            }
        }
    }

    /// Decides who gets an entry.
    pub(super) fn decide(self) -> Registry {
        let Self {
            mut known,
            mut ids,
            found,
        } = self;
        let mut new = Vec::new();
        for (key, found) in found {
            let often = found.count >= ENOUGH && !found.spellings.is_empty();
            if known.contains_key(&key) || !(often || found.is_given) {
                continue;
            }
            let speaker = found.speaker(|id| ids.iter().any(|known| known == id));
            ids.push(speaker.id.clone());
            known.insert(key, speaker.id.clone());
            new.push(speaker);
        }
        new.sort_by(|a, b| a.id.cmp(&b.id));
        Registry { known, new }
    }
}

impl Found {
    fn speaker(self, taken: impl Fn(&str) -> bool) -> Speaker {
        let best = self
            .spellings
            .iter()
            .max_by_key(|(name, count)| (**count, name.len()))
            .map(|(name, _)| name.clone());
        let name = best.unwrap_or_default();
        let (scheme, value) = self
            .reference
            .as_deref()
            .and_then(|reference| reference.split_once(':'))
            .unwrap_or_default();
        Speaker {
            id: id_from_name(&name, taken).into(),
            aliases: self
                .spellings
                .into_keys()
                .filter(|other| *other != name)
                .collect(),
            attributes: [(scheme.to_lowercase(), value.to_owned())]
                .into_iter()
                .filter(|(scheme, _)| !scheme.is_empty())
                .collect(),
            name,
            ..Speaker::default()
        }
    }
}

impl Registry {
    /// Returns the entry of somebody whose mention reads `words`.
    pub(super) fn id(&self, person: &Person, words: Option<&str>) -> Option<&SpeakerId> {
        let by_name = person
            .name
            .as_ref()
            .and_then(|name| self.known.get(&key_of(name)));
        by_name.or_else(|| self.known.get(&fold(words?)))
    }
}

/// Returns the key of a name, which for one word is the word.
fn key_of(name: &str) -> String {
    key(name).unwrap_or_else(|| fold(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Names the `[…]` of a text.
    #[track_caller]
    fn check_name(given: &str, expected: &str) {
        let start = given.find('[').unwrap();
        let end = given.find(']').unwrap() - 1;
        let text = Text::new(given.replace(['[', ']'], ""));
        let person = Person {
            mention: Some(Span::new(start, end)),
            ..Person::default()
        };
        let draft = Draft {
            speaker: Some(person),
            ..Draft::default()
        };
        let mut work = [Work {
            drafts: vec![draft],
            ..Work::default()
        }];
        name(&text, &mut work);
        let found = work[0].drafts[0]
            .speaker
            .as_ref()
            .and_then(|person| person.name.as_deref());
        assert_eq!(found.unwrap_or_default(), expected);
    }

    #[test]
    fn names_and_surnames_name_people() {
        check_name("“No,” said [Minister Anna Berg].", "Anna Berg");
        check_name("Anna Berg left. “No,” [Berg] said.", "Anna Berg");
        check_name("Anna Berg left. “No,” [she] said.", "");
        check_name("Anna Berg left. “No,” said [the minister].", "");
        check_name("“No,” said [Anna Berg and Carl Oss].", "");
        check_name("Anna Berg left. “No,” said [Berg’s spokesman].", "");
        check_name("“No,” [Berg] said.", "");
        check_name("“No,” [Berg] said. Anna Berg left.", "");
        check_name("Anna Berg and Carl Berg left. “No,” [Berg] said.", "");
        check_name(
            "Anna Berg and Carl Berg left. “No,” [Carl Berg] said.",
            "Carl Berg",
        );
    }

    fn statements(names: &[(&str, usize)]) -> Vec<Draft> {
        let draft = |name: &str| Draft {
            speaker: Some(Person {
                name: Some(name.to_owned()),
                is_full: !name.contains("Does"),
                ..Person::default()
            }),
            ..Draft::default()
        };
        names
            .iter()
            .flat_map(|(name, count)| std::iter::repeat_n(draft(name), *count))
            .collect()
    }

    #[test]
    fn who_speaks_often_gets_an_entry() {
        let codebook = Codebook {
            speakers: vec![Speaker {
                id: "oss".into(),
                name: "Carl Oss".to_owned(),
                aliases: vec!["the Chair".to_owned()],
                ..Speaker::default()
            }],
            ..Codebook::default()
        };
        let mut people = People::new(&codebook);
        people.count(&statements(&[
            ("Anna K. Berg", 2),
            ("Anna Berg", 4),
            ("Carl P. Oss", 9),
            ("Dora Lind", 1),
            ("Does Lind", 9),
        ]));
        let registry = people.decide();
        let entry = |speaker: &Speaker| format!("{} {:?}", speaker.id, speaker.aliases);
        let new: Vec<String> = registry.new.iter().map(entry).collect();
        assert_eq!(new, ["anna-berg [\"Anna K. Berg\"]"]);
        let id = |name: Option<&str>, words: &str| {
            let person = Person {
                name: name.map(str::to_owned),
                ..Person::default()
            };
            registry.id(&person, Some(words)).cloned()
        };
        assert_eq!(id(Some("Carl P. Oss"), "Oss").as_deref(), Some("oss"));
        assert_eq!(id(None, "The Chair").as_deref(), Some("oss"));
        assert_eq!(id(None, "he"), None);
        assert_eq!(id(Some("Dora Lind"), "Lind"), None);
    }

    #[test]
    fn parents_and_children_are_two() {
        let mut people = People::new(&Codebook::default());
        people.count(&statements(&[("Jon Lind", 6), ("Jon Lind Jr.", 6)]));
        let registry = people.decide();
        let names: Vec<&str> = registry.new.iter().map(|s| s.name.as_str()).collect();
        assert_eq!(names, ["Jon Lind", "Jon Lind Jr."]);
    }
}
