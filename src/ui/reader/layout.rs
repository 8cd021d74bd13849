//! The layout of one block: which character stands where.
//!
//! A block goes through egui's galley as a whole if that is known to place its characters one by one; otherwise through
//! [`Words`]. Everything above this module asks in bytes of the article and never sees which of the two it was.

use std::ops::Range;
use std::sync::Arc;

use egui::text::{CharIndex, LayoutJob, TextFormat};
use egui::{Color32, FontId, Galley, Painter, Pos2, pos2};

use super::fallback::{Words, has_rtl};

/// How text of a block is set.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Style {
    /// Face and size.
    pub(super) font: FontId,
    /// From one line to the next.
    pub(super) line_height: f32,
    /// Width of the column.
    pub(super) width: f32,
}

/// Byte offsets of the characters of a block.
#[derive(Debug)]
pub(super) enum CharMap {
    /// Every character is one byte.
    Ascii(usize),
    /// The byte at which each character starts, then the length.
    Wide(Vec<u32>),
}

impl CharMap {
    pub(super) fn new(text: &str) -> Self {
        if text.is_ascii() {
            return Self::Ascii(text.len());
        }
        let ends = text.char_indices().map(|(at, _)| at).chain([text.len()]);
        Self::Wide(
            ends.map(|at| u32::try_from(at).unwrap_or(u32::MAX))
                .collect(),
        )
    }

    /// Returns the number of characters.
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Ascii(len) => *len,
            Self::Wide(starts) => starts.len() - 1,
        }
    }

    /// Returns the byte at which a character starts.
    pub(super) fn byte(&self, char: usize) -> usize {
        match self {
            Self::Ascii(len) => char.min(*len),
            Self::Wide(starts) => starts[char.min(starts.len() - 1)] as usize,
        }
    }

    /// Returns the character that holds a byte.
    pub(super) fn char(&self, byte: usize) -> usize {
        match self {
            Self::Ascii(len) => byte.min(*len),
            Self::Wide(starts) => {
                let after = starts.partition_point(|&start| start as usize <= byte);
                after.saturating_sub(1).min(starts.len() - 1)
            }
        }
    }
}

/// A stretch of one line, relative to the block.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Stretch {
    /// The line.
    pub(super) line: usize,
    /// Left edge.
    pub(super) left: f32,
    /// Right edge.
    pub(super) right: f32,
}

/// What stays the same about a block while its text and its width do.
#[derive(Debug)]
pub(super) struct Shape {
    /// What is drawn, character for character.
    shown: String,
    /// Where the characters start in the article's text.
    pub(super) map: CharMap,
    /// Whether egui's galley places the characters one by one.
    trusted: bool,
    /// The word boxes of one that is not trusted.
    words: Option<Words>,
}

/// A block laid out for this frame.
#[derive(Clone, Debug)]
pub(super) enum Lines {
    /// One galley.
    Galley(Arc<Galley>),
    /// One galley for each word box, in the boxes' order.
    Words(Vec<Arc<Galley>>),
}

impl Shape {
    /// Lays out a block for the first time.
    pub(super) fn new(text: &str, style: &Style, painter: &Painter) -> (Self, Lines) {
        let mut shape = Self {
            shown: shown(text),
            map: CharMap::new(text),
            trusted: !has_rtl(text),
            words: None,
        };
        if shape.trusted {
            let galley = painter.layout_job(job(&shape.shown, style));
            if slots(&galley) == shape.map.len() {
                return (shape, Lines::Galley(galley));
            }
            shape.trusted = false;
        }
        shape.words = Some(Words::new(&shape.shown, style.width, |piece| {
            let galley = painter.layout_job(word_job(piece, style));
            galley.rows.first().map_or(0.0, |row| row.size.x)
        }));
        let lines = shape.lines(style, painter);
        (shape, lines)
    }

    /// Lays it out for this frame. egui keeps what did not change since the last one.
    pub(super) fn lines(&self, style: &Style, painter: &Painter) -> Lines {
        match &self.words {
            Some(words) => Lines::Words(
                words
                    .boxes
                    .iter()
                    .map(|word| painter.layout_job(word_job(&word.text, style)))
                    .collect(),
            ),
            None => Lines::Galley(painter.layout_job(job(&self.shown, style))),
        }
    }

    /// Tells whether the characters have exact places; else only the words have.
    pub(super) fn is_exact(&self) -> bool {
        self.trusted
    }

    /// Returns the number of lines.
    pub(super) fn line_count(&self, lines: &Lines) -> usize {
        match (lines, &self.words) {
            (Lines::Galley(galley), _) => galley.rows.len(),
            (Lines::Words(_), Some(words)) => words.lines.len(),
            (Lines::Words(_), None) => 0,
        }
    }

    /// Returns the characters on a line.
    pub(super) fn line_chars(&self, lines: &Lines, line: usize) -> Range<usize> {
        match (lines, &self.words) {
            (Lines::Galley(galley), _) => {
                let count = |rows: &[egui::epaint::text::PlacedRow]| {
                    rows.iter()
                        .map(|row| row.char_count_including_newline().0)
                        .sum::<usize>()
                };
                let start = count(&galley.rows[..line.min(galley.rows.len())]);
                let here = galley.rows.get(line).map_or(0, |row| row.glyphs.len());
                start..start + here
            }
            (Lines::Words(_), Some(words)) => words.line_chars(line),
            (Lines::Words(_), None) => 0..0,
        }
    }

    /// Returns the byte, relative to the block, of the character border nearest to `x` on a line.
    pub(super) fn hit(&self, lines: &Lines, line: usize, x: f32) -> usize {
        let char = match (lines, &self.words) {
            (Lines::Galley(galley), _) => {
                let start = self.line_chars(lines, line).start;
                let row = galley.rows.get(line);
                start + row.map_or(0, |row| row.char_at(x - row.pos.x).0)
            }
            (Lines::Words(_), Some(words)) => words.hit(line, x),
            (Lines::Words(_), None) => 0,
        };
        self.map.byte(char)
    }

    /// Returns the byte, relative to the block, of the character drawn at `x` on a line, if there is one.
    pub(super) fn under(&self, lines: &Lines, line: usize, x: f32) -> Option<usize> {
        let char = match (lines, &self.words) {
            (Lines::Galley(galley), _) => {
                let row = galley.rows.get(line)?;
                let x = x - row.pos.x;
                let column = row
                    .glyphs
                    .iter()
                    .position(|glyph| glyph.pos.x <= x && x < glyph.max_x());
                self.line_chars(lines, line).start + column?
            }
            (Lines::Words(_), Some(words)) => words.under(line, x)?,
            (Lines::Words(_), None) => return None,
        };
        Some(self.map.byte(char))
    }

    /// Returns the line and the horizontal place of a character border, given as byte relative to the block.
    pub(super) fn caret(&self, lines: &Lines, byte: usize) -> (usize, f32) {
        let char = self.map.char(byte);
        match (lines, &self.words) {
            (Lines::Galley(galley), _) => {
                let mut start = 0;
                for (line, row) in galley.rows.iter().enumerate() {
                    let end = start + row.char_count_including_newline().0;
                    if char < end || line + 1 == galley.rows.len() {
                        let column = CharIndex(char.saturating_sub(start));
                        return (line, row.pos.x + row.x_offset(column));
                    }
                    start = end;
                }
                (0, 0.0)
            }
            (Lines::Words(_), Some(words)) => words.caret(char),
            (Lines::Words(_), None) => (0, 0.0),
        }
    }

    /// Adds the stretches of lines that hold a range of bytes relative to the block.
    pub(super) fn stretches(&self, lines: &Lines, bytes: Range<usize>, out: &mut Vec<Stretch>) {
        let chars = self.map.char(bytes.start)..self.map.char(bytes.end);
        if chars.is_empty() {
            return;
        }
        match (lines, &self.words) {
            (Lines::Galley(galley), _) => galley_stretches(galley, &chars, out),
            (Lines::Words(_), Some(words)) => {
                for line in 0..words.lines.len() {
                    for (left, right) in words.stretches(line, &chars) {
                        out.push(Stretch { line, left, right });
                    }
                }
            }
            (Lines::Words(_), None) => {}
        }
    }

    /// Draws the text.
    pub(super) fn paint(
        &self,
        lines: &Lines,
        painter: &Painter,
        at: Pos2,
        line_height: f32,
        colour: Color32,
    ) {
        match (lines, &self.words) {
            (Lines::Galley(galley), _) => painter.galley(at, Arc::clone(galley), colour),
            (Lines::Words(galleys), Some(words)) => {
                for (line, boxes) in words.lines.iter().enumerate() {
                    let y = at.y + line as f32 * line_height;
                    for (word, galley) in words.boxes[boxes.clone()]
                        .iter()
                        .zip(&galleys[boxes.clone()])
                    {
                        painter.galley(pos2(at.x + word.x, y), Arc::clone(galley), colour);
                    }
                }
            }
            (Lines::Words(_), None) => {}
        }
    }

    /// Returns the height of all lines.
    pub(super) fn height(&self, lines: &Lines, line_height: f32) -> f32 {
        match lines {
            Lines::Galley(galley) => galley.size().y,
            Lines::Words(_) => self.line_count(lines) as f32 * line_height,
        }
    }
}

/// Returns the distance from the top of a line to its baseline.
pub(super) fn baseline(style: &Style, painter: &Painter) -> f32 {
    let galley = painter.layout_job(word_job("x", style));
    let glyph = galley.rows.first().and_then(|row| row.glyphs.first());
    glyph.map_or(style.line_height * 0.7, |glyph| glyph.pos.y)
}

fn galley_stretches(galley: &Galley, chars: &Range<usize>, out: &mut Vec<Stretch>) {
    let mut row_start = 0;
    for (line, row) in galley.rows.iter().enumerate() {
        let row_end = row_start + row.glyphs.len();
        let start = chars.start.max(row_start);
        let mut end = chars.end.min(row_end);
        // A space at the end of a line hangs beyond the column; a mark over it would look ragged.
        if end == row_end {
            let trailing = row
                .glyphs
                .iter()
                .rev()
                .take_while(|glyph| glyph.chr.is_whitespace());
            end = end.saturating_sub(trailing.count()).max(start.min(end));
        }
        if start < end {
            let place = |char: usize| row.pos.x + row.x_offset(CharIndex(char - row_start));
            let (left, right) = (place(start), place(end));
            out.push(Stretch { line, left, right });
        }
        row_start = row_end + usize::from(row.ends_with_newline);
        if row_start >= chars.end {
            break;
        }
    }
}

/// Returns the number of places egui keeps for characters; only if it is the number of characters are they right.
fn slots(galley: &Galley) -> usize {
    galley
        .rows
        .iter()
        .map(|row| row.char_count_including_newline().0)
        .sum()
}

/// Returns the text as it is drawn: each character by exactly one, control characters by a visible or a blank one.
fn shown(text: &str) -> String {
    let show = |char: char| match char {
        '\t' | '\r' => char,
        '\0'..='\u{1F}' | '\u{7F}' => '·',
        '\u{80}'..='\u{9F}' | '\u{2028}' | '\u{2029}' => ' ',
        _ => char,
    };
    text.chars().map(show).collect()
}

fn job(text: &str, style: &Style) -> LayoutJob {
    let mut job = word_job(text, style);
    job.wrap.max_width = style.width;
    job
}

fn word_job(text: &str, style: &Style) -> LayoutJob {
    let format = TextFormat {
        font_id: style.font.clone(),
        line_height: Some(style.line_height),
        // Painted in a colour chosen later, so that a change of theme or of dimming lays nothing out again.
        color: Color32::PLACEHOLDER,
        ..TextFormat::default()
    };
    LayoutJob::single_section(text.to_owned(), format)
}
