//! Labels with a colon at the start of paragraphs: the turns of a transcript, and what looks like a speaker but is none: a
//! dateline (`VIK: …`), a kicker (`ANALYSIS: …`). A label in capitals is a speaker where the text has several, where it
//! holds a role, where the text names a person so, and where what follows is said in the first person. A turn goes on over
//! paragraphs without a label up to the next turn.

use std::collections::BTreeMap;

use crate::text::lexicon as lex;
use crate::text::marks::{Marks, OUTSIDE};
use crate::text::token::{Paragraph, Range, Shape, TokenKind, Tokens};

/// The longest label, in tokens.
const LONGEST: usize = 18;

/// A turn goes on over no more paragraphs than this.
const MOST: usize = 8;

/// So many speakers with labels that only have capitals are told from other words before a colon.
const MOST_SPEAKERS: usize = 16;

/// What a paragraph starts with.
#[derive(Clone, Copy, Debug)]
pub(super) enum Head {
    /// Nothing that matters.
    Plain,
    /// Words and a colon that are nobody's; the token after them.
    Kicker(usize),
    /// A speaker and a colon.
    Turn(Label),
    /// It goes on with the turn before.
    More,
}

/// A speaker's label.
#[derive(Clone, Copy, Debug)]
pub(super) struct Label {
    /// The words that name the speaker, in tokens.
    name: Range,
    pub(super) colon: usize,
    /// The first token of what is said.
    pub(super) said: usize,
    look: Look,
}

/// How a label is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Look {
    /// `HOLM:`
    Shouted,
    /// `**Holm:**`
    Bold,
    /// `Q:`
    Question,
    /// `A:`
    Answer,
    /// `Holm:`
    Named,
}

impl Label {
    /// Gives the tokens that name the speaker; nothing for whoever asks in `Q:`.
    pub(super) fn source(&self) -> Option<Range> {
        (self.look != Look::Question).then_some(self.name)
    }
}

/// Says of each paragraph what it starts with.
pub(super) fn heads(tokens: &Tokens<'_>, marks: &Marks) -> Vec<Head> {
    let labels: Vec<Option<Label>> = tokens.paragraphs.iter().map(|p| read(tokens, *p)).collect();
    let transcript = transcript(tokens, &labels);
    let mut heads: Vec<Head> = Vec::with_capacity(labels.len());
    for (label, paragraph) in labels.iter().zip(&tokens.paragraphs) {
        let head = label.map_or(Head::Plain, |label| {
            head(tokens, marks, *paragraph, label, &transcript)
        });
        heads.push(head);
    }
    go_on(&mut heads, &transcript);
    heads
}

/// Which labels make the text a transcript.
struct Transcript {
    /// Every label that looks so is a speaker.
    looks: Vec<Look>,
    /// Labels with capitals that are speakers, in small letters and in order.
    names: Vec<String>,
}

impl Transcript {
    fn has(&self, tokens: &Tokens<'_>, label: &Label) -> bool {
        match label.look {
            Look::Named => self.names.binary_search(&key(tokens, label)).is_ok(),
            look => self.looks.contains(&look),
        }
    }
}

/// Gives the last word of a label's name in small letters.
fn key(tokens: &Tokens<'_>, label: &Label) -> String {
    tokens.str(label.name.1 - 1).to_lowercase()
}

/// Looks at all labels, kickers left out. Those in capitals need a second one, a bold one or one with capitals needs one
/// that comes again.
fn transcript(tokens: &Tokens<'_>, labels: &[Option<Label>]) -> Transcript {
    let mut looks: BTreeMap<Look, usize> = BTreeMap::new();
    let mut names: BTreeMap<(Look, String), (usize, bool)> = BTreeMap::new();
    for label in labels.iter().flatten().filter(|l| !is_kicker(tokens, l)) {
        *looks.entry(label.look).or_default() += 1;
        if matches!(label.look, Look::Named | Look::Bold) {
            let name = names.entry((label.look, key(tokens, label))).or_default();
            name.0 += 1;
            name.1 |= label.name.1 > label.name.0 + 1;
        }
    }
    let again = |look: Look| {
        names
            .iter()
            .filter(move |(name, seen)| name.0 == look && seen.0 > 1)
    };
    let both = looks.contains_key(&Look::Question) && looks.contains_key(&Look::Answer);
    let is_several = |look: Look, count: usize| match look {
        Look::Shouted => count > 1,
        Look::Bold => count > 1 && again(look).next().is_some(),
        Look::Question | Look::Answer => both,
        Look::Named => false,
    };
    let people = again(Look::Named)
        .take(MOST_SPEAKERS)
        .filter(|(name, seen)| seen.1 || is_surname(tokens, &name.1))
        .map(|(name, _)| name.1.clone());
    let names: Vec<String> = people.collect();
    Transcript {
        looks: looks
            .iter()
            .filter(|(look, count)| is_several(**look, **count))
            .map(|(look, _)| *look)
            .collect(),
        names: if names.len() > 1 { names } else { Vec::new() },
    }
}

/// Reads the label that a paragraph starts with.
fn read(tokens: &Tokens<'_>, paragraph: Paragraph) -> Option<Label> {
    let Paragraph { start, end } = paragraph;
    let is_star = |t: usize| matches!(tokens.str(t), "*" | "_");
    let from = (start..end).take(3).find(|t| !is_star(*t))?;
    let limit = end.min(from + LONGEST);
    let colon = (from + 1..limit).find(|t| tokens.kind(*t) == TokenKind::Colon)?;
    let fits = |t: usize| {
        matches!(
            tokens.kind(t),
            TokenKind::Word
                | TokenKind::Number
                | TokenKind::Comma
                | TokenKind::Open
                | TokenKind::Close
        ) || matches!(tokens.str(t), "*" | "_" | "-" | "/" | "&")
    };
    let said = (colon + 1..end).find(|t| !is_star(*t))?;
    let spaced = tokens.list.get(colon + 1).is_some_and(|t| t.spaced) || is_star(colon + 1);
    let to = (from..colon)
        .find(|t| tokens.kind(*t) != TokenKind::Word)
        .unwrap_or(colon);
    if to == from || !spaced || !(from..colon).all(fits) {
        return None;
    }
    let look = look(tokens, (from, to), colon, from > start)?;
    Some(Label {
        name: (from, to),
        colon,
        said,
        look,
    })
}

/// Tells how a label is written; nothing where it can be none.
fn look(tokens: &Tokens<'_>, name: Range, colon: usize, is_bold: bool) -> Option<Look> {
    let (from, to) = name;
    match tokens.str(from) {
        "Q" if to == from + 1 && to == colon => return Some(Look::Question),
        "A" if to == from + 1 && to == colon => return Some(Look::Answer),
        _ => {}
    }
    let mut depth = 0_usize;
    let mut shouted = false;
    let mut quiet = false;
    for t in from..colon {
        match tokens.kind(t) {
            TokenKind::Open => depth += 1,
            TokenKind::Close => depth = depth.saturating_sub(1),
            TokenKind::Word if depth == 0 => match tokens.list[t].shape {
                Shape::Upper => shouted = true,
                // An initial says nothing of how the rest is written, and `McGEE` neither.
                Shape::Title if tokens.str(t).chars().count() < 3 => {}
                Shape::Title if tokens.str(t).starts_with("Mc") => {}
                Shape::Lower if matches!(tokens.str(t), "'s" | "’s") => {}
                _ => quiet = true,
            },
            _ => {}
        }
    }
    let named = (from..to).all(|t| tokens.capital(t) || tokens.entry(t).is(lex::PARTICLE));
    if is_bold && named {
        Some(Look::Bold)
    } else if shouted && !quiet {
        Some(Look::Shouted)
    } else if named && to <= from + 4 && colon <= to + 8 {
        Some(Look::Named)
    } else {
        None
    }
}

/// Says whether a label tells what follows rather than who says it: `ANALYSIS`, `Editor's note`.
fn is_kicker(tokens: &Tokens<'_>, label: &Label) -> bool {
    let (from, to) = label.name;
    let longest = if label.look == Look::Named { 2 } else { 4 };
    let is = |t: usize| tokens.entry(t).is(lex::KICKER);
    to <= from + longest && (is(from) || is(to - 1))
}

/// Decides what a paragraph with a label starts with.
fn head(
    tokens: &Tokens<'_>,
    marks: &Marks,
    paragraph: Paragraph,
    label: Label,
    transcript: &Transcript,
) -> Head {
    if is_kicker(tokens, &label) {
        return Head::Kicker(label.said);
    }
    if transcript.has(tokens, &label) {
        return Head::Turn(label);
    }
    let quotes = tokens.kind(label.said) == TokenKind::Mark;
    if label.look != Look::Shouted || quotes {
        return Head::Plain;
    }
    let (from, to) = label.name;
    let is = |flags: u64| (from..to).any(|t| tokens.entry(t).is(flags));
    if is(lex::BODY) {
        return Head::Plain;
    }
    let speaks = is(lex::ROLE | lex::TITLE)
        || is(lex::MALE | lex::FEMALE) && to > from + 1
        || first_person(tokens, marks, (label.said, paragraph.end))
        || to == from + 1 && is_surname(tokens, tokens.str(from));
    if speaks {
        Head::Turn(label)
    } else {
        Head::Kicker(label.said)
    }
}

/// Says whether something outside quotation marks is said in the first person.
fn first_person(tokens: &Tokens<'_>, marks: &Marks, (from, to): Range) -> bool {
    (from..to).any(|t| {
        marks.region_of.get(t) == Some(&OUTSIDE)
            && matches!(
                tokens.str(t),
                "I" | "we" | "We" | "my" | "My" | "our" | "Our" | "me" | "us"
            )
    })
}

/// Says whether the text has a word as the surname of a name in full.
fn is_surname(tokens: &Tokens<'_>, name: &str) -> bool {
    let name = name.to_lowercase();
    let no_name = lex::NOT_NAME | lex::PREP | lex::DET | lex::BODY;
    (1..tokens.list.len()).any(|t| {
        tokens.list[t].shape == Shape::Title
            && tokens.str(t).to_lowercase() == name
            && tokens.list[t - 1].shape == Shape::Title
            && !tokens.entry(t - 1).is(no_name)
            && !tokens.list[t].first
    })
}

/// Lets turns go on over paragraphs without a label that stand before another turn.
fn go_on(heads: &mut [Head], transcript: &Transcript) {
    if transcript.looks.is_empty() && transcript.names.is_empty() {
        return;
    }
    let mut last: Option<usize> = None;
    for at in 0..heads.len() {
        if !matches!(heads[at], Head::Turn(_)) {
            continue;
        }
        if let Some(before) = last.filter(|before| at - before <= MOST) {
            for between in &mut heads[before + 1..at] {
                if matches!(between, Head::Plain) {
                    *between = Head::More;
                }
            }
        }
        last = Some(at);
    }
}
