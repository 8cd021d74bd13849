//! Who can be picked as a speaker: the one set, those named near the quote, then the rest of the registry.

use std::collections::HashSet;

use crate::model::codebook::{Codebook, Speaker};
use crate::model::sidecar::Sidecar;
use crate::model::span::Span;
use crate::model::statement::Statement;
use crate::model::text::Text;
use crate::suggest::passage;

/// How far around the quote names are looked for, in bytes; enough for any article, and cheap for a book.
const REACH: usize = 60_000;

/// Represents somebody who can be picked, as they are shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Person {
    /// The registry id; none for a name that the registry lacks.
    pub id: Option<String>,
    /// The name.
    pub name: String,
    /// Where they are from: the statement, the article, the registry.
    pub detail: String,
    /// Other names.
    pub also: String,
    /// What the registry says of them.
    pub about: String,
}

/// Represents the speakers that can be picked for a statement, the likeliest first.
#[derive(Clone, Debug, Default)]
pub struct People {
    /// All of them.
    pub list: Vec<Person>,
    /// For which state of the annotations and which statement this is.
    of: Option<(u64, String)>,
}

impl People {
    /// Finds them for a statement of an article. `marks_key` grows with the annotations and the codebook.
    pub fn of(
        codebook: &Codebook,
        text: &Text,
        sidecar: &Sidecar,
        statement: &Statement,
        marks_key: u64,
    ) -> Self {
        let extent = statement.extent();
        let named = passage::named(text, extent, REACH);
        let unknown = unknown_mention(text, statement);
        let candidates = candidates(codebook, &named);
        let mut ranked = known(codebook, &candidates, text, sidecar, statement, &named);
        if let Some(name) = &unknown {
            ranked.push((1, 0, Who::New(name)));
        }
        for person in &named {
            let is_known = passage::resolve(&candidates, &person.name).is_some()
                || unknown.as_ref() == Some(&person.name);
            if !is_known {
                let rank = if person.speaks { 2 } else { 3 };
                ranked.push((rank, person.distance, Who::New(&person.name)));
            }
        }
        ranked.sort_by_key(|(rank, distance, who)| (*rank, *distance, who.name()));
        let list = ranked.into_iter().map(|(rank, _, who)| who.person(rank));
        Self {
            list: list.collect(),
            of: Some((marks_key, statement.id.clone().into())),
        }
    }

    /// Returns the id of the statement that these were found for.
    pub fn statement(&self) -> Option<&str> {
        self.of.as_ref().map(|(_, id)| id.as_str())
    }

    /// Returns the state of the annotations that they were found in, by its key; none where they are not for a statement, by
    /// its id.
    pub fn listed_for(&self, statement: &str) -> Option<u64> {
        let of = self.of.as_ref().filter(|(_, id)| id == statement);
        of.map(|(key, _)| *key)
    }

    /// Tells whether these are for a statement, by its id.
    pub fn are_of(&self, statement: &str) -> bool {
        self.listed_for(statement).is_some()
    }

    /// Tells whether nothing changed since they were found for a statement.
    pub fn are_latest(&self, statement: &str, marks_key: u64) -> bool {
        self.listed_for(statement) == Some(marks_key)
    }
}

/// Returns those entries of the registry that the names may mean, since asking thousands for each of them takes long: of
/// whoever is meant, a name ends in the same word.
fn candidates(codebook: &Codebook, named: &[passage::Named]) -> Codebook {
    let last_word = |name: &str| name.split_whitespace().next_back().map(str::to_lowercase);
    let ends: HashSet<String> = named
        .iter()
        .filter_map(|named| last_word(&named.name))
        .collect();
    let may_be = |speaker: &&Speaker| {
        let mut all = std::iter::once(&speaker.name).chain(&speaker.aliases);
        all.any(|name| last_word(name).is_some_and(|word| ends.contains(&word)))
    };
    Codebook {
        speakers: codebook.speakers.iter().filter(may_be).cloned().collect(),
        ..Codebook::default()
    }
}

/// Ranks the entries of the registry, each with how far it is named from the quote. `candidates` are those that the text
/// may name.
fn known<'a>(
    codebook: &'a Codebook,
    candidates: &Codebook,
    text: &Text,
    sidecar: &Sidecar,
    statement: &Statement,
    named: &[passage::Named],
) -> Vec<(usize, usize, Who<'a>)> {
    let extent = statement.extent();
    let around = Span::new(
        extent.start.saturating_sub(REACH),
        (extent.end + REACH).min(text.len()),
    );
    let near = text.slice(around);
    let from = text.floor(around.start);
    let used = sidecar.statements().iter();
    let used: HashSet<&str> = used
        .filter_map(|statement| statement.speaker_id())
        .collect();
    let words: HashSet<&str> = words(near).collect();
    let speaking = named
        .iter()
        .filter(|named| named.speaks && named.distance == 0);
    let speaking: Vec<&str> = speaking
        .filter_map(|named| passage::resolve(candidates, &named.name))
        // A name of an entry that was merged away names what it became.
        .map(|speaker| codebook.current_speaker(&speaker.id))
        .collect();
    let says_it = |speaker: &Speaker| speaking.contains(&speaker.id.as_str());
    let rank = |speaker: &'a Speaker| {
        let distance = distance(speaker, (near, &words), from, extent);
        let rank = match distance {
            _ if statement.speaker_id() == Some(&speaker.id) => 0,
            Some(_) => 2,
            None if says_it(speaker) => 2,
            None if used.contains(speaker.id.as_str()) => 4,
            None => 5,
        };
        let distance = distance.filter(|_| !says_it(speaker)).unwrap_or(0);
        (rank, distance, Who::Known(speaker))
    };
    codebook.offered_speakers().map(rank).collect()
}

/// Returns the words that mention the speaker where the registry has nobody for them.
fn unknown_mention(text: &Text, statement: &Statement) -> Option<String> {
    let speaker = statement
        .speaker
        .as_ref()
        .filter(|speaker| speaker.name.is_none())?;
    let mention = text.slice(speaker.mention?);
    mention
        .chars()
        .next()?
        .is_uppercase()
        .then(|| mention.to_owned())
}

/// Somebody who can be picked.
#[derive(Clone, Copy)]
enum Who<'a> {
    /// An entry of the registry.
    Known(&'a Speaker),
    /// A name that only the article has.
    New(&'a str),
}

impl<'a> Who<'a> {
    fn name(self) -> &'a str {
        match self {
            Self::Known(speaker) => &speaker.name,
            Self::New(name) => name,
        }
    }

    fn person(self, rank: usize) -> Person {
        match self {
            Self::Known(speaker) => entry(speaker, rank),
            Self::New(name) => Person {
                name: name.to_owned(),
                detail: "new, as the article has it".to_owned(),
                ..Person::default()
            },
        }
    }
}

fn entry(speaker: &Speaker, rank: usize) -> Person {
    let about: Vec<&str> = [&speaker.role, &speaker.affiliation, &speaker.country]
        .into_iter()
        .filter(|text| !text.is_empty())
        .map(String::as_str)
        .collect();
    let mut about = about.join(" · ");
    if !speaker.aliases.is_empty() {
        let gap = if about.is_empty() { "" } else { "\n" };
        about = format!("{about}{gap}Also: {}", speaker.aliases.join(", "));
    }
    Person {
        id: Some(speaker.id.clone().into()),
        name: speaker.name.clone(),
        detail: match rank {
            0 => "set now".to_owned(),
            2 | 4 => "in this article".to_owned(),
            _ => speaker.role.clone(),
        },
        also: speaker.aliases.join(" "),
        about,
    }
}

/// Returns the words of a text: what stands between anything that is neither letter nor digit.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split(|letter: char| !letter.is_alphanumeric());
    words.filter(|word| !word.is_empty())
}

/// Returns how far from the quote a speaker is named in a text with these words, in bytes; none where they are not.
fn distance(
    speaker: &Speaker,
    (near, known): (&str, &HashSet<&str>),
    from: usize,
    extent: Span,
) -> Option<usize> {
    // Most of a large registry is not in the article: that is seen by a word, before the text is searched.
    let names = std::iter::once(&speaker.name)
        .chain(&speaker.aliases)
        .filter(|name| name.chars().nth(1).is_some())
        .filter(|name| words(name).all(|word| known.contains(word)));
    let places =
        names.flat_map(|name| passage::whole_words(near, name).map(|at| (from + at, name.len())));
    places
        .map(|(at, len)| {
            if at < extent.start {
                extent.start.saturating_sub(at + len)
            } else {
                at.saturating_sub(extent.end)
            }
        })
        .min()
}
