//! What the reader shows of a statement or a suggestion, as plain data.

use egui::Color32;

use crate::model::span::Span;

/// One statement or suggestion as the reader shows it. All spans are in bytes of the article's text.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// Id of the statement or suggestion.
    pub id: String,
    /// Whose it is.
    pub layer: Layer,
    /// The content, one or more spans in text order.
    pub quote: Vec<Span>,
    /// The words that attribute.
    pub cue: Option<Span>,
    /// The words that name the speaker.
    pub mention: Option<Span>,
    /// The words that show the stance.
    pub evidence: Vec<Span>,
    /// What its colour says.
    pub tone: Tone,
    /// Polarity as a sign for the margin: `+`, `−`, `·`, `?`, or nothing.
    pub sign: &'static str,
    /// Speaker, as short as the margin wants it; empty if there is none.
    pub speaker: String,
    /// Stance, as short as the margin wants it; empty if there is none.
    pub stance: String,
    /// Name for screen readers and tests, used as it is: `Statement: <speaker>, <stance>: <quote>`.
    pub name: String,
    /// Marked to come back to.
    pub flagged: bool,
    /// Moved by an edit of the article, or otherwise to be looked at.
    pub unsure: bool,
}

/// Says whose mark it is, which decides how it is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Layer {
    /// The annotator's own statement: filled, with bracket and label in the left margin.
    Own,
    /// A suggestion: an outline.
    Suggestion,
    /// A teammate's statement, with the number of their colour: an underline and a lane in the right margin.
    Mate(u8),
}

/// Says which colour a statement has.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Tone {
    /// No stance yet.
    #[default]
    None,
    /// A stance from −1 to +1.
    Polarity(f32),
    /// A stance that has no polarity: unclear, mixed, not stated.
    OffScale,
    /// A stance with a colour of its own in the codebook.
    Colour(Color32),
}

impl Mark {
    /// Returns the stretch from the quote's first byte to its last, gaps included.
    pub fn extent(&self) -> Span {
        let start = self.quote.first().map_or(0, |span| span.start);
        let end = self.quote.last().map_or(start, |span| span.end);
        Span::new(start, end)
    }
}
