//! What views show of statements, as plain data: marks for the reader, rows for the table.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::ops::Range;
use std::sync::Arc;

use egui::Color32;

use crate::model::codebook::Codebook;
use crate::model::id::StatementId;
use crate::model::span::Span;
use crate::model::statement::{Mention, Statement};
use crate::model::text::Text;
use crate::suggest::proposal::Proposal;

use super::mark::{Layer, Mark, Tone};
use super::state::{Mate, OpenArticle};

/// Longest quote spelled out in a name, in characters; a screen reader need not read a page for each mark.
const NAME_CHARS: usize = 300;

/// Most suggestions that are marks at a time; of more, those around what is in sight.
const MOST_SUGGESTIONS: usize = 1000;

/// What a mark is of.
type Source = (Layer, usize, Arc<Statement>);

/// Holds the marks of an open article, so that an edit makes only those of the statements that it changed anew.
#[derive(Default)]
pub struct Marks {
    shown: Vec<Mark>,
    /// What each of them is of.
    of: Vec<Source>,
    /// Article, marks and codebook that they were made for.
    keys: Option<(u64, u64, u64)>,
    /// The stretch of text in which every suggestion is a mark; all of it where nothing is given.
    around: Option<Span>,
    version: u64,
}

impl Marks {
    /// Returns the marks: one's own statements, suggestions, then each teammate's statements.
    pub fn shown(&self) -> &[Mark] {
        &self.shown
    }

    /// Returns a number that is another whenever the marks are.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// Brings the marks up to date. `sight` is what is in sight of the text.
    pub fn refresh(
        &mut self,
        open: &OpenArticle,
        codebook: &Codebook,
        codebook_key: u64,
        sight: Option<Span>,
    ) {
        let keys = (open.key, open.marks_key, codebook_key);
        let is_covered = match (self.around, sight) {
            (Some(around), Some(sight)) => around.covers(sight),
            _ => true,
        };
        if self.keys == Some(keys) && is_covered {
            return;
        }
        let is_same = self
            .keys
            .is_some_and(|(open, _, codebook)| (open, codebook) == (keys.0, keys.2));
        let (range, around) = suggestions_around(open, sight);
        let text = open.text();
        let of = sources(open, range);
        let mark_of = |(layer, index, statement): &(Layer, usize, Arc<Statement>)| match layer {
            Layer::Own => mark(statement, *layer, text, codebook),
            Layer::Suggestion => suggested(&open.suggestions.all[*index], text, codebook),
            Layer::Mate(_) => theirs(&open.mates[*index], statement, *layer, text, codebook),
        };
        let before = std::mem::take(&mut self.of);
        self.keys = Some(keys);
        self.around = around;
        if is_same && before.len() == of.len() {
            // Most edits change one statement, and many nothing that its mark shows.
            let changed = before.iter().zip(&of).zip(&mut self.shown);
            for ((before, of), mark) in changed {
                if before.0 == of.0 && Arc::ptr_eq(&before.2, &of.2) {
                    continue;
                }
                let made = mark_of(of);
                if *mark != made {
                    *mark = made;
                    self.version += 1;
                }
            }
            self.of = of;
            return;
        }
        let known = before.iter().zip(std::mem::take(&mut self.shown));
        let mut known: HashMap<(Layer, *const Statement), Mark> = known
            .filter(|_| is_same)
            .map(|(of, mark)| ((of.0, Arc::as_ptr(&of.2)), mark))
            .collect();
        let marks = of.iter().map(|of| {
            let mark = known.remove(&(of.0, Arc::as_ptr(&of.2)));
            mark.unwrap_or_else(|| mark_of(of))
        });
        self.shown = marks.collect();
        self.of = of;
        self.version += 1;
    }
}

/// Returns what there is to mark: one's own statements, the suggestions in `range`, each teammate's statements; with their
/// places among the suggestions, or that of the teammate.
fn sources(open: &OpenArticle, range: Range<usize>) -> Vec<Source> {
    let own = open.sidecar.statements().iter().enumerate();
    let own = own.map(|(index, statement)| (Layer::Own, index, Arc::clone(statement)));
    let suggested = open.suggestions.left[range].iter().filter_map(|&index| {
        let found = open.suggestions.all.get(index)?;
        Some((Layer::Suggestion, index, Arc::clone(&found.statement)))
    });
    let mates = open.mates.iter().enumerate().flat_map(|(place, mate)| {
        let layer = Layer::Mate(u8::try_from(place).unwrap_or(u8::MAX));
        let statements = mate.sidecar.statements().iter();
        statements.map(move |statement| (layer, place, Arc::clone(statement)))
    });
    own.chain(suggested).chain(mates).collect()
}

/// Returns which of the suggestions left are marks, and the stretch of text in which all are; nothing for all of it.
fn suggestions_around(open: &OpenArticle, sight: Option<Span>) -> (Range<usize>, Option<Span>) {
    let left = &open.suggestions.left;
    if left.len() <= MOST_SUGGESTIONS {
        return (0..left.len(), None);
    }
    let extent = |at: usize| {
        let found = left
            .get(at)
            .and_then(|&index| open.suggestions.all.get(index));
        found.map_or(Span::new(0, 0), |found| found.statement.extent())
    };
    let place = sight.map_or(open.caret, |sight| sight.start.midpoint(sight.end));
    let middle = left.partition_point(|&index| {
        let found = open.suggestions.all.get(index);
        found.is_some_and(|found| found.statement.extent().start < place)
    });
    let from = middle.saturating_sub(MOST_SUGGESTIONS / 2);
    let to = left.len().min(from + MOST_SUGGESTIONS);
    let start = if from == 0 { 0 } else { extent(from).start };
    let end = if to == left.len() {
        open.text().len()
    } else {
        extent(to - 1).start.max(start)
    };
    (from..to, Some(Span::new(start, end)))
}

fn suggested(proposal: &Proposal, text: &Text, codebook: &Codebook) -> Mark {
    let mut mark = mark(&proposal.statement, Layer::Suggestion, text, codebook);
    if let Some(name) = proposal.name_to_add(codebook) {
        name.clone_into(&mut mark.speaker);
    }
    mark.name = format!(
        "Suggestion: {}: {}",
        or(&mark.speaker, "no speaker"),
        short_quote(&proposal.statement, text)
    );
    mark
}

fn theirs(
    mate: &Mate,
    statement: &Statement,
    layer: Layer,
    text: &Text,
    codebook: &Codebook,
) -> Mark {
    let mut mark = mark(statement, layer, text, codebook);
    mark.id = format!("{}/{}", mate.annotator, statement.id);
    mark.name = format!("{}’s {}", mate.name, mark.name);
    mark.whose.clone_from(&mate.name);
    mark
}

fn mark(statement: &Statement, layer: Layer, text: &Text, codebook: &Codebook) -> Mark {
    let speaker = speaker_text(statement, text, codebook);
    let stance = stance_text(statement, codebook);
    let quote = short_quote(statement, text);
    let name = format!(
        "Statement: {}, {}: {quote}",
        or(&speaker, "no speaker"),
        or(&stance, "no stance"),
    );
    let (tone, sign) = tone(statement, codebook);
    Mark {
        id: statement.id.clone().into(),
        layer,
        whose: String::new(),
        quote: statement.quote.clone(),
        cue: statement.cue,
        mention: statement
            .speaker
            .as_ref()
            .and_then(|speaker| speaker.mention),
        via: mentions(&statement.via),
        addressees: mentions(&statement.addressees),
        evidence: statement
            .stances
            .iter()
            .flat_map(|taken| taken.evidence.iter().copied())
            .collect(),
        tone,
        sign,
        speaker,
        stance,
        name,
        flagged: statement.flagged,
        unsure: false,
    }
}

/// Returns the words that name people, as far as the article has them.
fn mentions(people: &[Mention]) -> Vec<Span> {
    people.iter().filter_map(|person| person.mention).collect()
}

fn or<'a>(text: &'a str, otherwise: &'a str) -> &'a str {
    if text.is_empty() { otherwise } else { text }
}

/// Returns the text of a quote as far as a name needs it.
fn short_quote(statement: &Statement, text: &Text) -> String {
    let mut quote = quote_text(statement, text);
    if let Some((end, _)) = quote.char_indices().nth(NAME_CHARS) {
        quote.truncate(end);
        quote.push('…');
    }
    quote
}

/// Returns the text of a quote, its spans joined by an ellipsis, line ends as spaces.
pub fn quote_text(statement: &Statement, text: &Text) -> String {
    let parts: Vec<&str> = statement
        .quote
        .iter()
        .map(|span| text.slice(*span))
        .collect();
    parts.join(" … ").replace(['\n', '\r'], " ")
}

/// Returns the name shown for the speaker, else the words that mention them, else nothing.
pub fn speaker_text(statement: &Statement, text: &Text, codebook: &Codebook) -> String {
    statement
        .speaker
        .as_ref()
        .map(|speaker| person_text(speaker, text, codebook))
        .unwrap_or_default()
}

/// Returns the name shown for a person, else the words that mention them.
pub fn person_text(person: &Mention, text: &Text, codebook: &Codebook) -> String {
    match (&person.name, person.mention) {
        (Some(name), _) => codebook.speaker_name(name).to_owned(),
        (None, Some(mention)) => text.slice(mention).to_owned(),
        (None, None) => String::new(),
    }
}

/// Returns a time as this machine's clock shows it, `24 Feb 2025, 10:12`; what is no time as it is.
pub fn local_time(at: &str) -> String {
    at.parse::<jiff::Timestamp>().map_or_else(
        |_| at.to_owned(),
        |at| {
            let at = at.to_zoned(jiff::tz::TimeZone::system());
            at.strftime("%-d %b %Y, %H:%M").to_string()
        },
    )
}

/// Returns the labels of the stances taken, joined by commas.
pub fn stance_text(statement: &Statement, codebook: &Codebook) -> String {
    let labels: Vec<&str> = statement
        .stances
        .iter()
        .filter_map(|taken| Some(codebook.stance_label(&taken.target, taken.stance.as_deref()?)))
        .collect();
    labels.join(", ")
}

/// Returns the names of the targets, joined by commas.
pub fn target_text(statement: &Statement, codebook: &Codebook) -> String {
    let names: Vec<&str> = statement
        .stances
        .iter()
        .map(|taken| codebook.target_name(&taken.target))
        .collect();
    names.join(", ")
}

/// Returns a statement's colour and sign: those of its stance; of several, of their mean.
pub fn tone(statement: &Statement, codebook: &Codebook) -> (Tone, &'static str) {
    let taken: Vec<(&str, &str)> = statement
        .stances
        .iter()
        .filter_map(|taken| Some((taken.target.as_str(), taken.stance.as_deref()?)))
        .collect();
    if taken.is_empty() {
        return (Tone::None, "");
    }
    let shares: Vec<f32> = taken
        .iter()
        .filter_map(|(target, stance)| share(codebook, target, stance))
        .collect();
    if shares.is_empty() {
        return (Tone::OffScale, "?");
    }
    if let [(target, stance)] = taken[..]
        && let Some(colour) = colour(codebook, target, stance)
    {
        return (Tone::Colour(colour), sign(shares[0]));
    }
    let mean = shares.iter().sum::<f32>() / shares.len() as f32;
    (Tone::Polarity(mean), sign(mean))
}

/// Returns the colour that the codebook gives a stance.
pub fn colour(codebook: &Codebook, target: &str, stance: &str) -> Option<Color32> {
    let written = codebook.stance(target, stance)?.colour.as_deref()?;
    Color32::from_hex(written).ok()
}

/// Returns a stance's polarity as a share of its scale's largest, from −1 to 1; none for those without polarity.
pub fn share(codebook: &Codebook, target: &str, stance: &str) -> Option<f32> {
    let polarity = codebook.stance(target, stance)?.polarity?;
    let all = codebook
        .scale_of(target)?
        .stances
        .iter()
        .filter_map(|stance| stance.polarity);
    let largest = all.map(f64::abs).fold(0.0, f64::max);
    #[expect(clippy::cast_possible_truncation, reason = "a share of a colour scale")]
    let share = if largest > 0.0 {
        (polarity / largest) as f32
    } else {
        0.0
    };
    Some(share.clamp(-1.0, 1.0))
}

/// Returns the sign shown for a polarity, so that it is never told by colour alone.
pub fn sign(share: f32) -> &'static str {
    match share {
        share if share <= -0.75 => "−−",
        share if share < -0.1 => "−",
        share if share <= 0.1 => "±",
        share if share < 0.75 => "+",
        _ => "++",
    }
}

/// Represents a row of the table of statements.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The statement's id; a teammate's own is `annotator/id`.
    pub id: StatementId,
    /// Place in the text, from 1; none for statements that only a teammate has.
    pub number: Option<usize>,
    /// The quote.
    pub quote: String,
    /// Direct, mixed, indirect.
    pub kind: &'static str,
    /// The speaker.
    pub speaker: String,
    /// The targets.
    pub target: String,
    /// The stances.
    pub stance: String,
    /// Labels, note and flag in short.
    pub marks: String,
    /// For each teammate shown, in what they differ.
    pub compared: Vec<String>,
}

/// Names a row of the table by what it shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowOf {
    /// One's own statement, by its place in the text.
    Own(usize),
    /// A statement that only a teammate has: which teammate, and its place among theirs.
    Mate(usize, usize),
}

/// Returns the rows of the table in the order of the text: one's own statements, then those that only teammates have.
pub fn rows(open: &OpenArticle) -> Vec<RowOf> {
    let own = (0..open.sidecar.statements().len()).map(RowOf::Own);
    let mates = open.mates.iter().enumerate();
    let theirs = mates.flat_map(|(place, mate)| {
        let only = mate.pairs.iter().filter(|pair| pair.ours.is_none());
        only.filter_map(move |pair| Some(RowOf::Mate(place, pair.theirs?)))
    });
    own.chain(theirs).collect()
}

/// Returns the id of a row: that of its statement; a teammate's own is `annotator/id`.
pub fn row_id(open: &OpenArticle, row: RowOf) -> String {
    match row {
        RowOf::Own(index) => {
            let statement = open.sidecar.statements().get(index);
            statement.map_or_else(String::new, |statement| statement.id.clone().into())
        }
        RowOf::Mate(place, index) => {
            let mate = open.mates.get(place);
            let statement = mate.and_then(|mate| mate.sidecar.statements().get(index));
            mate.zip(statement)
                .map_or_else(String::new, |(mate, statement)| {
                    format!("{}/{}", mate.annotator, statement.id)
                })
        }
    }
}

/// Tells whether a row is one's own statement that lacks a speaker, a target or a stance.
pub fn is_unfinished(open: &OpenArticle, row: RowOf) -> bool {
    match row {
        RowOf::Own(index) => {
            let statement = open.sidecar.statements().get(index);
            statement.is_some_and(|statement| statement.is_unfinished())
        }
        RowOf::Mate(..) => false,
    }
}

/// Returns what a row shows.
pub fn row_at(open: &OpenArticle, codebook: &Codebook, of: RowOf) -> Option<Row> {
    let text = open.text();
    let mut shown = match of {
        RowOf::Own(index) => {
            let mut shown = row(open.sidecar.statements().get(index)?, text, codebook);
            shown.number = Some(index + 1);
            let verdict = |mate: &Mate| {
                let pair = mate.pairs.iter().find(|pair| pair.ours == Some(index));
                pair.map(crate::review::align::Pair::verdict)
                    .unwrap_or_default()
            };
            shown.compared = open.mates.iter().map(verdict).collect();
            shown
        }
        RowOf::Mate(place, index) => {
            let mate = open.mates.get(place)?;
            let mut shown = row(mate.sidecar.statements().get(index)?, text, codebook);
            shown.compared = vec![String::new(); open.mates.len()];
            shown.compared[place] = format!("only {}", mate.annotator);
            shown
        }
    };
    shown.id = row_id(open, of).into();
    Some(shown)
}

fn row(statement: &Statement, text: &Text, codebook: &Codebook) -> Row {
    let mut marks = String::new();
    if statement.flagged {
        marks.push('⚑');
    }
    if !statement.note.is_empty() {
        marks.push('✎');
    }
    let labels: Vec<&str> = statement
        .labels
        .iter()
        .map(|id| codebook.label(id).map_or(id.as_str(), |label| &label.name))
        .collect();
    if !labels.is_empty() {
        let gap = if marks.is_empty() { "" } else { " " };
        write!(marks, "{gap}{}", labels.join(", ")).ok();
    }
    Row {
        id: statement.id.clone(),
        number: None,
        quote: quote_text(statement, text),
        kind: statement.kind.name(),
        speaker: speaker_text(statement, text, codebook),
        target: target_text(statement, codebook),
        stance: stance_text(statement, codebook),
        marks,
        compared: Vec::new(),
    }
}
