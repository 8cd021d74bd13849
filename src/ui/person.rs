//! Who can be picked as a speaker: the one set, those named near the quote, then the rest of the registry.

use crate::app::state::{OpenArticle, OpenProject};
use crate::model::codebook::Speaker;
use crate::model::span::Span;
use crate::model::statement::Statement;
use crate::suggest::passage;

use super::pick::Choice;

/// How far around the quote names are looked for, in bytes; enough for any article, and cheap for a book.
const REACH: usize = 60_000;

/// Represents the speakers that can be picked for a statement, with their registry ids beside.
#[derive(Default)]
pub(super) struct People {
    /// The rows.
    pub(super) choices: Vec<Choice>,
    /// For each row the registry id; none for a name that the registry lacks.
    pub(super) ids: Vec<Option<String>>,
    /// For which article, state of the annotations and statement this is.
    of: Option<(u64, u64, String)>,
}

impl People {
    /// Brings the rows up to date for a statement.
    pub(super) fn refresh(
        &mut self,
        project: &OpenProject,
        open: &OpenArticle,
        statement: &Statement,
    ) {
        let of = (open.key, open.marks_key, statement.id.clone());
        if self.of.as_ref() == Some(&of) {
            return;
        }
        self.of = Some(of);
        let text = open.text();
        let extent = statement.extent();
        let around = Span::new(
            extent.start.saturating_sub(REACH),
            (extent.end + REACH).min(text.len()),
        );
        let near = text.slice(around);
        let from = text.floor(around.start);
        let used = |id: &str| {
            let mut all = open.sidecar.statements().iter();
            all.any(|statement| statement.speaker_id() == Some(id))
        };
        let named = passage::named(text, extent, REACH);
        let speaking = named
            .iter()
            .filter(|named| named.speaks && named.distance == 0);
        let speaking: Vec<&str> = speaking
            .filter_map(|named| passage::resolve(&project.codebook, &named.name))
            .map(|speaker| speaker.id.as_str())
            .collect();
        let says_it = |speaker: &Speaker| speaking.contains(&speaker.id.as_str());
        let mut ranked: Vec<(usize, usize, Who<'_>)> = Vec::new();
        for speaker in project.codebook.offered_speakers() {
            let distance = distance(speaker, near, from, extent);
            let rank = match distance {
                _ if statement.speaker_id() == Some(&speaker.id) => 0,
                Some(_) => 2,
                None if says_it(speaker) => 2,
                None if used(&speaker.id) => 4,
                None => 5,
            };
            let distance = distance.filter(|_| !says_it(speaker)).unwrap_or(0);
            ranked.push((rank, distance, Who::Known(speaker)));
        }
        let unknown = Self::unknown_mention(open, statement);
        if let Some(name) = &unknown {
            ranked.push((1, 0, Who::New(name)));
        }
        for person in &named {
            let is_known = passage::resolve(&project.codebook, &person.name).is_some()
                || unknown.as_ref() == Some(&person.name);
            if !is_known {
                let rank = if person.speaks { 2 } else { 3 };
                ranked.push((rank, person.distance, Who::New(&person.name)));
            }
        }
        ranked.sort_by_key(|(rank, distance, who)| (*rank, *distance, who.name()));
        self.choices.clear();
        self.ids.clear();
        for (rank, _, who) in ranked {
            self.choices.push(who.choice(rank));
            self.ids.push(match who {
                Who::Known(speaker) => Some(speaker.id.clone()),
                Who::New(_) => None,
            });
        }
    }

    /// Returns the words that mention the speaker where the registry has nobody for them.
    fn unknown_mention(open: &OpenArticle, statement: &Statement) -> Option<String> {
        let speaker = statement
            .speaker
            .as_ref()
            .filter(|speaker| speaker.name.is_none())?;
        let mention = open.text().slice(speaker.mention?);
        mention
            .chars()
            .next()?
            .is_uppercase()
            .then(|| mention.to_owned())
    }
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

    fn choice(self, rank: usize) -> Choice {
        match self {
            Self::Known(speaker) => known(speaker, rank),
            Self::New(name) => Choice {
                label: name.to_owned(),
                detail: "new, as the article has it".to_owned(),
                ..Choice::default()
            },
        }
    }
}

fn known(speaker: &Speaker, rank: usize) -> Choice {
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
    Choice {
        label: speaker.name.clone(),
        detail: match rank {
            0 => "as it is".to_owned(),
            2 | 4 => "in this article".to_owned(),
            _ => speaker.role.clone(),
        },
        also: speaker.aliases.join(" "),
        depth: 0,
        about,
    }
}

/// Returns how far from the quote a speaker is named, in bytes; none where they are not.
fn distance(speaker: &Speaker, near: &str, from: usize, extent: Span) -> Option<usize> {
    let names = std::iter::once(&speaker.name)
        .chain(&speaker.aliases)
        .filter(|name| name.chars().nth(1).is_some());
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
