//! Who can be picked as a speaker: those named near the quote first, then the rest of the registry.

use crate::app::state::{OpenArticle, OpenProject};
use crate::model::codebook::Speaker;
use crate::model::span::Span;
use crate::model::statement::Statement;

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
        let mut ranked: Vec<(usize, usize, &Speaker)> = Vec::new();
        for speaker in &project.codebook.speakers {
            let distance = distance(speaker, near, from, extent);
            let rank = match distance {
                Some(_) => 0,
                None if used(&speaker.id) => 1,
                None => 2,
            };
            ranked.push((rank, distance.unwrap_or(0), speaker));
        }
        ranked.sort_by(|a, b| (a.0, a.1, &a.2.name).cmp(&(b.0, b.1, &b.2.name)));
        self.choices.clear();
        self.ids.clear();
        if let Some(name) = Self::unknown_mention(open, statement) {
            self.choices.push(Choice {
                label: name,
                detail: "new, as mentioned".to_owned(),
                ..Choice::default()
            });
            self.ids.push(None);
        }
        for (rank, _, speaker) in ranked {
            self.choices.push(choice(speaker, rank < 2));
            self.ids.push(Some(speaker.id.clone()));
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

fn choice(speaker: &Speaker, is_here: bool) -> Choice {
    let known: Vec<&str> = [&speaker.role, &speaker.affiliation, &speaker.country]
        .into_iter()
        .filter(|text| !text.is_empty())
        .map(String::as_str)
        .collect();
    let mut about = known.join(" · ");
    if !speaker.aliases.is_empty() {
        let gap = if about.is_empty() { "" } else { "\n" };
        about = format!("{about}{gap}Also: {}", speaker.aliases.join(", "));
    }
    Choice {
        label: speaker.name.clone(),
        detail: if is_here {
            "in this article".to_owned()
        } else {
            speaker.role.clone()
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
        .filter(|name| name.len() > 2);
    let places = names.flat_map(|name| {
        near.match_indices(name.as_str())
            .map(|(at, name)| (from + at, name.len()))
    });
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
