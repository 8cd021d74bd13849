//! What becomes of a suggestion once a person looks at it: the statement it would be, whether it is still open beside
//! what was labelled and rejected, and what accepting it writes. Offsets are bytes.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::sync::Arc;

use super::{Suggestion, passage};
use crate::model::codebook::{Codebook, Speaker, id_from_name};
use crate::model::sidecar::Sidecar;
use crate::model::span::{self, Span, length};
use crate::model::statement::{Mention, Origin, Statement};
use crate::model::text::Text;
use crate::text::names;

/// Opens the ids of suggestions; no statement's id has a colon.
const ID: &str = "suggestion:";

/// How far around a mention its words are looked for in small letters, in bytes.
const NAME_REACH: usize = 16 * 1024;

/// One suggestion as an annotator meets it.
#[derive(Clone, Debug, PartialEq)]
pub struct Proposal {
    /// The statement that it would become, with an id of its own ([`is_proposal`]). Its speaker has a registry entry
    /// only where the entry exists.
    pub statement: Arc<Statement>,
    /// The speaker's fullest name in the article, where the registry has no entry for it.
    pub new_speaker: Option<String>,
    /// The speaker's name in the registry, where it had an entry when the suggestion was made: by the time that it is accepted
    /// the entry may be gone again.
    pub known_speaker: Option<String>,
    /// What the article calls the new speaker; empty where it does not say.
    pub role: String,
    /// How often suggestions of this sort are right, from 0 to 1.
    pub score: f32,
    /// Why it is suggested: `said + name`.
    pub why: String,
}

impl Proposal {
    /// Returns the name of the speaker whom accepting would add to the registry.
    pub fn name_to_add(&self, codebook: &Codebook) -> Option<&str> {
        let has_entry = || {
            let id = self.statement.speaker_id();
            id.is_some_and(|id| codebook.speaker(id).is_some())
        };
        let gone = self.known_speaker.as_ref().filter(|_| !has_entry());
        self.new_speaker.as_ref().or(gone).map(String::as_str)
    }
}

/// Tells whether an id is that of a suggestion rather than a statement.
#[must_use]
pub fn is_proposal(id: &str) -> bool {
    id.starts_with(ID)
}

/// Turns what an engine found into proposals, in the order of the text. `by` is the engine's name.
#[must_use]
pub fn proposals(
    found: Vec<Suggestion>,
    by: &str,
    text: &Text,
    codebook: &Codebook,
) -> Vec<Proposal> {
    let mut ids = HashSet::new();
    let mut all: Vec<Proposal> = found
        .into_iter()
        .filter_map(|found| proposal(found, by, text, codebook))
        .filter(|proposal| ids.insert(proposal.statement.id.clone()))
        .collect();
    all.sort_by(|a, b| a.statement.order().cmp(&b.statement.order()));
    all
}

fn proposal(found: Suggestion, by: &str, text: &Text, codebook: &Codebook) -> Option<Proposal> {
    let mut id = ID.to_owned();
    for span in &found.quote {
        // Writing to a string cannot fail.
        let _ = write!(id, "{}-{},", span.start, span.end);
    }
    let mut statement = Statement::new(id.into(), found.quote, found.kind, "")?;
    statement.cue = found.cue;
    statement.origin = Origin::Suggested { by: by.to_owned() };
    let place = statement.extent().start;
    let said = found.mention.map(|span| text.slice(span));
    let known = found
        .name
        .as_deref()
        .and_then(|name| passage::resolve(codebook, name))
        .or_else(|| {
            let known = passage::resolve(codebook, said?)?;
            let may_be = |name: &String| may_be_one(name, &known.name);
            found.name.as_ref().is_none_or(may_be).then_some(known)
        });
    let new_speaker = found
        .name
        .filter(|name| known.is_none() && is_name(name, text, place));
    if found.mention.is_some() || known.is_some() {
        statement.speaker = Some(Mention {
            name: known.map(|speaker| speaker.id.clone()),
            mention: found.mention,
        });
    }
    let via = found.via.into_iter().map(|(mention, name)| Mention {
        name: passage::resolve(codebook, &name).map(|speaker| speaker.id.clone()),
        mention,
    });
    statement.via = via
        .filter(|via| via.name.is_some() || via.mention.is_some())
        .collect();
    Some(Proposal {
        statement: Arc::new(statement),
        known_speaker: known.map(|speaker| speaker.name.clone()),
        role: found
            .role
            .filter(|_| new_speaker.is_some() || known.is_some_and(has_no_role))
            .unwrap_or_default(),
        new_speaker,
        score: found.score,
        why: found.why,
    })
}

fn has_no_role(speaker: &Speaker) -> bool {
    speaker.role.is_empty() && speaker.roles.is_empty()
}

/// Tells whether somebody whom the article names may be who the registry names: of two full names the first ones are
/// spellings of one, or one is the other's initial, and `Jr.` stands behind both or neither.
fn may_be_one(name: &str, known: &str) -> bool {
    let suffix = |name: &str| {
        let last = name.split_whitespace().next_back().unwrap_or_default();
        let last = last.trim_end_matches('.').to_lowercase();
        matches!(last.as_str(), "jr" | "sr" | "ii" | "iii" | "iv").then_some(last)
    };
    let full = |name: &str| {
        let mut words = name.split_whitespace().peekable();
        let first = words
            .next()
            .filter(|word| word.starts_with(char::is_uppercase));
        first.filter(|_| words.peek().is_some()).map(names::fold)
    };
    let (Some(one), Some(other)) = (full(name), full(known)) else {
        return true;
    };
    let alike = one.starts_with(&other) || other.starts_with(&one);
    alike && suffix(name) == suffix(known)
}

/// Tells whether a speaker's designation is a name rather than a description: `Kremlin`, `Anna Berg`, but not `two
/// officials` or `Russian officials`. Words that stand in small letters near `at` are no names.
fn is_name(name: &str, text: &Text, at: usize) -> bool {
    let begins_small =
        |word: &str| word.starts_with(|char: char| char.is_lowercase() || !char.is_alphabetic());
    let mut words = name.split_whitespace();
    let (Some(first), last) = (words.next(), words.next_back()) else {
        return false;
    };
    if begins_small(first) || last.is_some_and(begins_small) {
        return false;
    }
    // A word that stands elsewhere in small letters has its capital from the start of a sentence.
    let small = name.to_lowercase();
    if last.is_some() || small == name {
        return true;
    }
    let near = Span::new(
        text.floor(at.saturating_sub(NAME_REACH)),
        text.floor((at + NAME_REACH).min(text.len())),
    );
    passage::whole_words(text.slice(near), &small)
        .next()
        .is_none()
}

/// Returns the indices of the proposals that are still open: most of whose words no statement covers, of which none was
/// made and then trimmed, and that are not like a rejected one.
#[must_use]
pub fn left(proposals: &[Proposal], sidecar: &Sidecar) -> Vec<usize> {
    let labelled = Cover::new(sidecar.statements());
    let rejected = Cover::new(&sidecar.rejected);
    let quotes = proposals
        .iter()
        .map(|found| found.statement.quote.as_slice());
    let quotes: HashSet<&[Span]> = quotes.collect();
    let is_left = |index: &usize| {
        let suggested = &proposals[*index].statement;
        let quote = &suggested.quote;
        let all = length(quote);
        let covered = labelled.any(quote, |own, shared| {
            shared * 2 >= all || shared == length(&own.quote) && is_trimmed(own, suggested, &quotes)
        });
        // Jaccard, so that a smaller suggestion within a large one that was rejected may still come.
        let is_like = |other: &Statement, shared: usize| shared * 3 >= all + length(&other.quote);
        covered || rejected.any(quote, is_like)
    };
    (0..proposals.len())
        .filter(|index| !is_left(index))
        .collect()
}

/// Tells whether a statement that lies within a suggestion was made of it and then trimmed: it has its attribution, or came
/// of a suggestion and has none, and is no other suggestion.
fn is_trimmed(own: &Statement, suggested: &Statement, quotes: &HashSet<&[Span]>) -> bool {
    let is_suggested = matches!(own.origin, Origin::Suggested { .. });
    let has_its_cue = own.cue.is_some() && own.cue == suggested.cue;
    (has_its_cue || is_suggested && own.cue.is_none()) && !quotes.contains(own.quote.as_slice())
}

/// Finds the quotes that share text with another.
struct Cover<'a> {
    /// In the order of the text.
    statements: &'a [Arc<Statement>],
    /// For each the furthest end of it and those before it.
    reach: Vec<usize>,
}

impl<'a> Cover<'a> {
    fn new(statements: &'a [Arc<Statement>]) -> Self {
        let mut furthest = 0;
        let reach = statements.iter().map(|statement| {
            furthest = furthest.max(statement.extent().end);
            furthest
        });
        Self {
            reach: reach.collect(),
            statements,
        }
    }

    /// Tells whether one of the statements is as `test` says, which gets it and how many bytes it shares with `quote`.
    fn any(&self, quote: &[Span], test: impl Fn(&Statement, usize) -> bool) -> bool {
        let (Some(first), Some(last)) = (quote.first(), quote.last()) else {
            return false;
        };
        let upto = self
            .statements
            .partition_point(|statement| statement.extent().start < last.end);
        let from = self.reach[..upto].partition_point(|&reach| reach <= first.start);
        self.statements[from..upto].iter().any(|statement| {
            let shared = span::shared(&statement.quote, quote).map(Span::len).sum();
            shared > 0 && test(statement, shared)
        })
    }
}

/// Makes the statement that accepting a proposal adds, and the registry entry where its speaker is new.
///
/// `id` is the statement's; `now` is RFC 3339 in UTC with seconds.
#[must_use]
pub fn accept(
    proposal: &Proposal,
    id: String,
    now: &str,
    text: &Text,
    codebook: &Codebook,
) -> (Statement, Option<Speaker>) {
    let mut statement = Statement::clone(&proposal.statement);
    statement.id = id.into();
    now.clone_into(&mut statement.created);
    now.clone_into(&mut statement.changed);
    let is_gone = |who: &Mention| {
        let id = who.name.as_deref();
        id.is_some_and(|id| codebook.speaker(id).is_none())
    };
    for via in statement.via.iter_mut().filter(|via| is_gone(via)) {
        via.name = None;
    }
    statement.via.retain(|via| *via != Mention::default());
    let Some(name) = proposal.name_to_add(codebook) else {
        return (statement, None);
    };
    let mention = statement.speaker.as_ref().and_then(|known| known.mention);
    // Another suggestion may have brought the entry since.
    let known = passage::resolve(codebook, name);
    let entry = known.is_none().then(|| Speaker {
        id: id_from_name(name, |id| codebook.speaker(id).is_some()).into(),
        name: name.to_owned(),
        aliases: mention
            .map(|span| text.slice(span))
            .filter(|said| is_other_name(said, name))
            .map(str::to_owned)
            .into_iter()
            .collect(),
        ..Speaker::default()
    });
    let speaker = entry.as_ref().or(known).map(|speaker| speaker.id.clone());
    statement.speaker = Some(Mention {
        name: speaker,
        mention,
    });
    (statement, entry)
}

/// Tells whether words that mention somebody are a name of theirs that the full one does not end in: `Zelensky` for
/// `Volodymyr Zelenskyy`, but not `he`, `the minister`, `Prime Minister Berg`.
fn is_other_name(said: &str, name: &str) -> bool {
    !said.contains(char::is_whitespace)
        && said.starts_with(char::is_uppercase)
        && !name.split(' ').any(|part| part == said)
        && name
            .split(' ')
            .any(|part| names::fold(part) == names::fold(said))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::sidecar::ArticleRef;
    use crate::suggest::{Options, suggest};

    const TEXT: &str = "“We will never leave,” Anna Berg said. “Not one of us will.” Officials declined to comment. \
        The Kremlin ruled out any concessions, and some officials agreed that talks were near.";

    fn codebook() -> Codebook {
        Codebook {
            speakers: vec![Speaker {
                id: "kremlin".into(),
                name: "Kremlin".to_owned(),
                ..Speaker::default()
            }],
            ..Codebook::default()
        }
    }

    fn found() -> (Text, Vec<Proposal>) {
        let text = Text::new(TEXT);
        let found = suggest(&text, &Options::default());
        let all = proposals(found, "rules", &text, &codebook());
        (text, all)
    }

    /// Whoever took the entry back after the suggestion was found.
    #[test]
    fn an_entry_that_is_gone_again_is_made_anew() {
        let (text, all) = found();
        let nobody = Codebook::default();
        let (statement, entry) = accept(&all[2], "1".to_owned(), "2025", &text, &nobody);
        let entry = entry.unwrap();
        assert_eq!(entry.name, "Kremlin");
        assert_eq!(statement.speaker_id(), Some(entry.id.as_str()));
    }

    #[test]
    fn proposals_know_who_is_new() {
        let (text, all) = found();
        let shown: Vec<String> = all
            .iter()
            .map(|proposal| {
                let speaker = proposal.statement.speaker_id().unwrap_or("?");
                let new = proposal.new_speaker.as_deref().unwrap_or("-");
                let quote = text.slice(proposal.statement.quote[0]);
                format!(
                    "{speaker} {new}: {}",
                    quote.chars().take(12).collect::<String>()
                )
            })
            .collect();
        assert_eq!(
            shown,
            [
                "? Anna Berg: “We will nev",
                "? -: to comment",
                "kremlin -: any concessi",
                "? -: that talks w",
            ]
        );
        let (statement, entry) = accept(&all[0], "1".to_owned(), "2025", &text, &codebook());
        assert_eq!(statement.speaker_id(), Some("anna-berg"));
        assert_eq!(entry.unwrap().name, "Anna Berg");
        assert!(
            accept(&all[2], "2".to_owned(), "2025", &text, &codebook())
                .1
                .is_none()
        );
    }

    #[test]
    fn what_is_labelled_or_rejected_is_not_proposed() {
        let (_, all) = found();
        let mut sidecar = Sidecar::new(ArticleRef::default(), "anna");
        assert_eq!(left(&all, &sidecar), [0, 1, 2, 3]);
        let first = all[0].statement.extent();
        let inner = Span::new(first.start + 3, first.end - 3);
        let own = Statement::new("01".into(), vec![inner], all[0].statement.kind, "").unwrap();
        sidecar.put(Arc::new(own));
        assert_eq!(left(&all, &sidecar), [1, 2, 3]);
        sidecar.reject(Arc::clone(&all[2].statement));
        assert_eq!(left(&all, &sidecar), [1, 3]);
        let small = Span::new(first.start, first.start + 5);
        let word = Statement::new("01".into(), vec![small], all[0].statement.kind, "").unwrap();
        sidecar.put(Arc::new(word));
        assert_eq!(
            left(&all, &sidecar),
            [0, 1, 3],
            "a word of it is not the quote"
        );
    }

    #[track_caller]
    fn check_role(text: &str, expected: &str) {
        let text = Text::new(text);
        let found = suggest(&text, &Options::default());
        let all = proposals(found, "rules", &text, &Codebook::default());
        let shown = all[0].new_speaker.clone().unwrap_or_default();
        assert_eq!(format!("{shown}, {}", all[0].role), expected);
    }

    #[test]
    fn new_speakers_have_the_role_that_the_article_gives() {
        check_role(
            "“It is good news,” Nils Gran, a maths teacher, told the paper.",
            "Nils Gran, maths teacher",
        );
        check_role(
            "“It is good news,” port spokesman Nils Gran told the paper.",
            "Nils Gran, port spokesman",
        );
        check_role(
            "“It is good news,” Nils Gran told the paper.",
            "Nils Gran, ",
        );
    }

    #[test]
    fn two_people_of_one_surname_stay_two() {
        for (name, known, want) in [
            ("Anna Berg", "Anna Berg", true),
            ("A. Berg", "Anna Berg", true),
            ("Maria Berg", "Anna Berg", false),
            ("Jon Berg Jr.", "Jon Berg", false),
            ("Berg", "Anna Berg", true),
            ("the minister", "Anna Berg", true),
        ] {
            assert_eq!(may_be_one(name, known), want, "{name}, {known}");
        }
        let text = Text::new("Maria Berg left. “We will never leave,” Berg said.");
        let mut codebook = codebook();
        codebook.speakers.push(Speaker {
            id: "anna-berg".into(),
            name: "Anna Berg".to_owned(),
            ..Speaker::default()
        });
        let found = suggest(&text, &Options::default());
        let all = proposals(found, "rules", &text, &codebook);
        assert_eq!(all[0].statement.speaker_id(), None);
        assert_eq!(all[0].new_speaker.as_deref(), Some("Maria Berg"));
    }

    #[test]
    fn other_spellings_become_aliases() {
        assert!(is_other_name("Zelensky", "Volodymyr Zelenskyy"));
        for said in ["he", "Zelenskyy", "the president", "President", "Berg"] {
            assert!(!is_other_name(said, "Volodymyr Zelenskyy"), "{said}");
        }
    }
}
