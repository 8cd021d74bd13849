//! The page: where the columns are, which blocks are in sight, and what lies where on the screen.
//!
//! [`Document`] lives as long as the article is open; [`Page`] is made anew for each frame and holds the few blocks that
//! are in sight, laid out, with the statements over them.

use std::sync::Arc;

use egui::{Painter, Pos2, Rect, pos2};
use unicode_segmentation::GraphemeCursor;

use super::ReaderInput;
use super::blocks::Anchor;
use super::document::Document;
use super::layout::{Lines, Shape};
use super::marks::{BlockMarks, Index, LANES};
use crate::model::span::Span;
use crate::ui::theme::Sizes;

/// Width of the reader, in points, from which teammates' names have room beside the text.
const WITH_NAMES: f32 = 640.0;

/// That room, in points.
const NAMES: f32 = 84.0;

/// Where the columns of the page are, in points of the screen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Geometry {
    /// The whole reader.
    pub(super) clip: Rect,
    /// Left edge of the text.
    pub(super) text_left: f32,
    /// Width of the text.
    pub(super) measure: f32,
    /// Left edge of the margin's labels.
    pub(super) margin_left: f32,
    /// Right edge of the margin's labels.
    pub(super) margin_right: f32,
    /// Centre of the innermost bracket lane; the others follow to the left.
    pub(super) lane: f32,
    /// Centre of the first teammate's lane; the others follow to the right.
    pub(super) mates: f32,
}

impl Geometry {
    /// Divides the reader into margin, text and lanes, the text as near to the middle as the margin lets it.
    ///
    /// Room for all lanes is kept whether they are used or not: the text must not move when a statement is added.
    ///
    /// Teammates' names get room of their own once some are shown, and the window has it.
    pub(super) fn new(
        clip: Rect,
        sizes: &Sizes,
        text_size: f32,
        (lanes, mates): (u8, usize),
    ) -> Self {
        let best = sizes.measure_em * text_size;
        let right = 26.0 + sizes.lane * f32::from(LANES);
        let right = if mates > 0 && clip.width() > WITH_NAMES {
            right + NAMES
        } else {
            right
        };
        let beside = sizes.margin_gap + sizes.lane * f32::from(LANES);
        let mut margin = sizes.margin;
        let mut padding = sizes.page_padding;
        let left_for_text =
            |margin: f32, padding: f32| clip.width() - 2.0 * padding - margin - beside - right;
        if left_for_text(margin, padding) < best {
            padding = 10.0;
        }
        let least = 18.0 * text_size;
        if left_for_text(margin, padding) < least {
            margin = (margin - (least - left_for_text(margin, padding))).max(64.0);
        }
        // Where even so a line would hold but a few words, the names beside it go: brackets and the panel tell as much.
        if left_for_text(margin, padding) < 12.0 * text_size {
            margin = 0.0;
        }
        let measure = best.min(left_for_text(margin, padding)).max(80.0).floor();
        let text_left = (clip.width() - measure) / 2.0;
        let text_left = text_left
            .min(clip.width() - padding - right - measure)
            .max(padding + margin + beside);
        let text_left = (clip.left() + text_left).round();
        let lane = text_left - sizes.margin_gap * 0.6;
        let margin_right = lane - sizes.lane * (f32::from(lanes.max(1)) - 0.5) - 5.0;
        Self {
            clip,
            text_left,
            measure,
            margin_left: margin_right - margin,
            margin_right,
            lane,
            mates: text_left + measure + 14.0,
        }
    }
}

/// A block in sight, laid out.
#[derive(Debug)]
pub(super) struct Laid {
    /// Its text, in bytes of the article.
    pub(super) content: Span,
    /// Top left corner of its first line on the screen.
    pub(super) origin: Pos2,
    /// Height of its lines together.
    pub(super) height: f32,
    pub(super) shape: Arc<Shape>,
    pub(super) lines: Lines,
    pub(super) marks: Arc<BlockMarks>,
    pub(super) line_height: f32,
    pub(super) size: f32,
    /// From the top of a line to its baseline.
    pub(super) baseline: f32,
    /// Whether it is the headline.
    pub(super) heading: bool,
}

impl Laid {
    /// Returns the band that marks fill on a line, between `left` and `right` of the block.
    pub(super) fn band(&self, line: usize, left: f32, right: f32) -> Rect {
        let top = self.origin.y + line as f32 * self.line_height;
        let half = (self.size * 0.68).min(self.line_height / 2.0);
        let middle = top + self.line_height / 2.0;
        Rect::from_min_max(
            pos2(self.origin.x + left, (middle - half).round()),
            pos2(self.origin.x + right, (middle + half).round()),
        )
    }

    /// Returns the height of a line's baseline on the screen.
    pub(super) fn baseline_of(&self, line: usize) -> f32 {
        self.origin.y + line as f32 * self.line_height + self.baseline
    }

    /// Returns the line at the height `y` of the screen, clamped to the first and last.
    pub(super) fn line_at(&self, y: f32) -> usize {
        let last = self.shape.line_count(&self.lines).saturating_sub(1);
        let passed = ((y - self.origin.y) / self.line_height).floor().max(0.0);
        (0..last)
            .take_while(|&line| line as f32 + 1.0 <= passed)
            .count()
    }
}

/// The blocks in sight.
#[derive(Debug)]
pub(super) struct Page {
    pub(super) geometry: Geometry,
    /// From top to bottom. Invariant: not empty.
    pub(super) laid: Vec<Laid>,
}

impl Page {
    /// Lays out what is in sight below `anchor`.
    pub(super) fn new(
        document: &mut Document,
        input: &ReaderInput<'_>,
        index: &Index,
        geometry: Geometry,
        anchor: Anchor,
        painter: &Painter,
    ) -> Self {
        document.begin_frame();
        let (body_baseline, title_baseline) = document.baselines(painter);
        let clip = geometry.clip;
        let mut y = f64::from(clip.top()) - anchor.offset;
        let mut laid = Vec::new();
        for block in anchor.block..document.blocks.len() {
            let (shape, lines) = document.lay_out(input, painter, block);
            let content = document.blocks.content(&input.article.text, block);
            let marks = document.marks(input, index, block, content, &lines);
            let heading = document.is_heading(block);
            let style = document.style(block);
            laid.push(Laid {
                content,
                // Small again once the upper edge is subtracted.
                #[expect(clippy::cast_possible_truncation)]
                origin: pos2(geometry.text_left, y.round() as f32),
                height: shape.height(&lines, style.line_height),
                shape,
                lines,
                marks,
                line_height: style.line_height,
                size: style.font.size,
                baseline: if heading {
                    title_baseline
                } else {
                    body_baseline
                },
                heading,
            });
            y += document.heights.get(block);
            if y > f64::from(clip.bottom()) {
                break;
            }
        }
        Self { geometry, laid }
    }

    /// Returns the block at the height `y`, clamped to the first and last in sight.
    fn block_at(&self, y: f32) -> Option<&Laid> {
        let after = self.laid.partition_point(|laid| laid.origin.y <= y);
        self.laid.get(after.saturating_sub(1))
    }

    /// Returns the character border nearest to a point, as byte of the article, never inside a grapheme.
    pub(super) fn hit(&self, text: &str, at: Pos2) -> usize {
        let Some(laid) = self.block_at(at.y) else {
            return 0;
        };
        let line = laid.line_at(at.y);
        let inside = laid.shape.hit(&laid.lines, line, at.x - laid.origin.x);
        laid.content.start + grapheme_border(&text[laid.content.range()], inside)
    }

    /// Returns the character at a point, as byte of the article, if one is drawn there.
    pub(super) fn under(&self, at: Pos2) -> Option<usize> {
        let laid = self.block_at(at.y)?;
        if at.y > laid.origin.y + laid.height {
            return None;
        }
        let line = laid.line_at(at.y);
        let inside = laid.shape.under(&laid.lines, line, at.x - laid.origin.x)?;
        Some(laid.content.start + inside)
    }

    /// Returns the stretches of lines that hold `span` as far as they are in sight, from top to bottom.
    pub(super) fn bands(&self, span: Span) -> Vec<Band> {
        let mut out = Vec::new();
        let mut stretches = Vec::new();
        let first = self
            .laid
            .partition_point(|laid| laid.content.end <= span.start);
        for laid in &self.laid[first..] {
            let Some(inside) = span.intersection(laid.content) else {
                if laid.content.start >= span.end {
                    break;
                }
                continue;
            };
            stretches.clear();
            let start = laid.content.start;
            laid.shape.stretches(
                &laid.lines,
                inside.start - start..inside.end - start,
                &mut stretches,
            );
            out.extend(stretches.iter().map(|stretch| Band {
                rect: laid.band(stretch.line, stretch.left, stretch.right),
                baseline: laid.baseline_of(stretch.line),
                size: laid.size,
            }));
        }
        out
    }

    /// Tells whether a byte of the article is in a block in sight.
    pub(super) fn holds(&self, byte: usize) -> bool {
        let holds = |laid: &Laid| laid.content.start <= byte && byte <= laid.content.end;
        self.laid.iter().any(holds)
    }

    /// Returns where a text cursor at a byte of the article stands, if it is in sight.
    pub(super) fn caret(&self, byte: usize) -> Option<Rect> {
        let after = self.laid.partition_point(|laid| laid.content.start <= byte);
        let laid = self.laid.get(after.checked_sub(1)?)?;
        let inside = byte.checked_sub(laid.content.start)?;
        if byte > laid.content.end {
            return None;
        }
        let (line, x) = laid.shape.caret(&laid.lines, inside);
        Some(laid.band(line, x, x))
    }
}

/// A stretch of one line on the screen.
#[derive(Clone, Copy, Debug)]
pub(super) struct Band {
    pub(super) rect: Rect,
    pub(super) baseline: f32,
    pub(super) size: f32,
}

/// Returns the last border between graphemes at or before `byte`.
pub(super) fn grapheme_border(text: &str, byte: usize) -> usize {
    if text.is_ascii() {
        return byte;
    }
    let mut cursor = GraphemeCursor::new(byte, text.len(), true);
    match cursor.is_boundary(text, 0) {
        Ok(true) | Err(_) => byte,
        Ok(false) => cursor.prev_boundary(text, 0).ok().flatten().unwrap_or(0),
    }
}
