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
    /// The name of the teammate whose it is; empty for what is one's own.
    pub whose: String,
    /// The content, one or more spans in text order.
    pub quote: Vec<Span>,
    /// The words that attribute.
    pub cue: Option<Span>,
    /// The words that name the speaker.
    pub mention: Option<Span>,
    /// The words that name those whom the article has it from.
    pub via: Vec<Span>,
    /// The words that name those to whom it was said.
    pub addressees: Vec<Span>,
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
    /// A teammate's statement, with their place among those shown: an underline and a lane in the right margin.
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

/// Returns the number of a teammate's colour, by their id: the same in every project, window and year. The theme has
/// fewer colours than there are numbers.
pub fn colour_of(annotator: &str) -> u8 {
    // FNV-1a, which needs no table and never changes.
    let hash = annotator
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
    let [.., last] = (hash ^ (hash >> 32)).to_be_bytes();
    last
}

impl Mark {
    /// Returns the number of the colour of the teammate whose mark it is, by the id in front of its own.
    pub fn mate_colour(&self) -> u8 {
        colour_of(self.id.split('/').next().unwrap_or_default())
    }

    /// Returns the stretch from the quote's first byte to its last, gaps included.
    pub fn extent(&self) -> Span {
        let start = self.quote.first().map_or(0, |span| span.start);
        let end = self.quote.last().map_or(start, |span| span.end);
        Span::new(start, end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_teammate_has_one_colour_for_good() {
        // Whoever changes these changes what people remember.
        let colours = ["anna", "ben", "coder1", "gold"].map(|id| colour_of(id) % 8);
        assert_eq!(colours, [0, 3, 0, 1]);
    }
}
