//! What views show of statements, as plain data: marks for the reader, rows for the table.

use std::fmt::Write as _;

use egui::Color32;

use crate::model::codebook::Codebook;
use crate::model::statement::{Mention, Statement};
use crate::model::text::Text;
use crate::ui::reader::{Layer, Mark, Tone};

use super::state::OpenArticle;

/// Longest quote spelled out in a name, in characters; a screen reader need not read a page for each mark.
const NAME_CHARS: usize = 300;

/// Returns the marks of an open article: one's own statements, then each teammate's.
pub fn marks(open: &OpenArticle, codebook: &Codebook) -> Vec<Mark> {
    let text = open.text();
    let own = open.sidecar.statements().iter();
    let mut marks: Vec<Mark> = own
        .map(|statement| mark(statement, Layer::Own, text, codebook))
        .collect();
    for proposal in open.proposals() {
        let mut mark = mark(&proposal.statement, Layer::Suggestion, text, codebook);
        if let Some(name) = &proposal.new_speaker {
            mark.speaker.clone_from(name);
        }
        mark.name = format!(
            "Suggestion: {}: {}",
            or(&mark.speaker, "no speaker"),
            short_quote(&proposal.statement, text)
        );
        marks.push(mark);
    }
    for (index, mate) in open.mates.iter().enumerate() {
        let layer = Layer::Mate(u8::try_from(index).unwrap_or(u8::MAX));
        for statement in mate.sidecar.statements() {
            let mut mark = mark(statement, layer, text, codebook);
            mark.id = format!("{}/{}", mate.annotator, statement.id);
            mark.name = format!("{}’s {}", mate.annotator, mark.name);
            marks.push(mark);
        }
    }
    marks
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
        id: statement.id.clone(),
        layer,
        quote: statement.quote.clone(),
        cue: statement.cue,
        mention: statement
            .speaker
            .as_ref()
            .and_then(|speaker| speaker.mention),
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
    pub id: String,
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

/// Returns the rows of the table in the order of the text: one's own statements, then those that only teammates have.
pub fn rows(open: &OpenArticle, codebook: &Codebook) -> Vec<Row> {
    let text = open.text();
    let mut rows: Vec<Row> = Vec::new();
    for (index, statement) in open.sidecar.statements().iter().enumerate() {
        let mut row = row(statement, text, codebook);
        row.number = Some(index + 1);
        for mate in &open.mates {
            let pair = mate.pairs.iter().find(|pair| pair.ours == Some(index));
            row.compared.push(
                pair.map(crate::review::align::Pair::verdict)
                    .unwrap_or_default(),
            );
        }
        rows.push(row);
    }
    for (place, mate) in open.mates.iter().enumerate() {
        let only = mate
            .pairs
            .iter()
            .filter(|pair| pair.ours.is_none())
            .filter_map(|pair| pair.theirs);
        for index in only {
            let Some(statement) = mate.sidecar.statements().get(index) else {
                continue;
            };
            let mut row = row(statement, text, codebook);
            row.id = format!("{}/{}", mate.annotator, statement.id);
            row.compared = vec![String::new(); open.mates.len()];
            row.compared[place] = format!("only {}", mate.annotator);
            rows.push(row);
        }
    }
    rows
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
