//! The page: where the columns are, which blocks are in sight, and what lies where on the screen.
//!
//! [`Document`] lives as long as the article is open and knows heights; [`Page`] is made anew for each frame and holds
//! the few blocks that are in sight, laid out, with the statements over them.

use std::collections::HashMap;
use std::sync::Arc;

use egui::{Painter, Pos2, Rect, pos2};
use unicode_segmentation::GraphemeCursor;

use super::blocks::{Anchor, Blocks, Heights};
use super::layout::{Lines, Shape, Style};
use super::marks::{BlockMarks, Index, LANES, Mark};
use super::{ReaderInput, header};
use crate::model::article::Article;
use crate::model::span::Span;
use crate::ui::theme::{self, Sizes};

/// Most blocks whose layout is remembered while they are out of sight.
const REMEMBERED: usize = 512;

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
    pub(super) fn new(clip: Rect, sizes: &Sizes, text_size: f32, lanes: u8) -> Self {
        let best = sizes.measure_em * text_size;
        let right = 26.0 + sizes.lane * f32::from(LANES);
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

/// What decides how the text breaks into lines.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct LayoutKey {
    article: u64,
    measure: f32,
    text_size: f32,
    pixels_per_point: f32,
}

/// A block's layout and marks, as long as they hold.
#[derive(Debug)]
struct Remembered {
    shape: Arc<Shape>,
    marks: Option<(u64, Arc<BlockMarks>)>,
    frame: u64,
}

/// An open article: its blocks and what is known about their heights.
#[derive(Debug)]
pub(super) struct Document {
    key: LayoutKey,
    pub(super) blocks: Blocks,
    pub(super) heights: Heights,
    /// The block that is the headline.
    heading: Option<usize>,
    /// Height of what stands above the first block.
    pub(super) top: f64,
    /// Height of the empty stretch after the last.
    bottom: f64,
    body: Style,
    title: Style,
    paragraph_gap: f32,
    blank: f32,
    remembered: HashMap<usize, Remembered>,
    frame: u64,
}

impl Document {
    /// Makes the document of an article, or keeps `old` as far as it still holds. The anchor stays on its text.
    pub(super) fn new(
        old: Option<Self>,
        input: &ReaderInput<'_>,
        geometry: &Geometry,
        painter: &Painter,
        anchor: &mut Anchor,
    ) -> Self {
        let key = LayoutKey {
            article: input.article_key,
            measure: geometry.measure,
            text_size: input.text_size,
            pixels_per_point: painter.ctx().pixels_per_point(),
        };
        let bottom = f64::from(geometry.clip.height() * 0.4).round();
        let same_text = |old: &Self| old.key.article == key.article;
        let (blocks, share) = match old {
            Some(old) if old.key == key => return Self { bottom, ..old },
            Some(old) if same_text(&old) => {
                let share = anchor.offset / old.heights.get(anchor.block).max(1.0);
                (old.blocks, share)
            }
            _ => {
                *anchor = Anchor {
                    block: 0,
                    offset: f64::NEG_INFINITY,
                };
                (Blocks::new(&input.article.text), 0.0)
            }
        };
        let sizes = &input.theme.sizes;
        let style = |family, size: f32, line_em: f32| Style {
            font: egui::FontId::new(size, family),
            line_height: (size * line_em).round(),
            width: geometry.measure,
        };
        let mut document = Self {
            key,
            heading: heading(input.article, &blocks),
            heights: Heights::default(),
            blocks,
            top: 0.0,
            bottom,
            body: style(theme::serif(), input.text_size, sizes.line_em),
            title: style(theme::serif_bold(), input.text_size * sizes.title_em, 1.25),
            paragraph_gap: (input.text_size * sizes.paragraph_em).round(),
            blank: (input.text_size * sizes.blank_em).round(),
            remembered: HashMap::new(),
            frame: 0,
        };
        document.top = f64::from(header::height_above(&document, input, painter));
        document.heights = Heights::new(document.estimates(&input.article.text));
        if anchor.offset >= 0.0 {
            document.measure(input, painter, anchor.block);
            anchor.offset = share * document.heights.get(anchor.block);
        }
        document
    }

    /// Returns the height of the whole, with what stands above and below the text.
    pub(super) fn total(&self) -> f64 {
        self.top + self.heights.total() + self.bottom
    }

    /// Returns the height above the upper edge of the window.
    pub(super) fn scrolled(&self, anchor: Anchor) -> f64 {
        self.top + anchor.y(&self.heights)
    }

    /// Returns the anchor with `scrolled` points above it, as near as the article's length allows.
    pub(super) fn anchor_at(&self, scrolled: f64, view_height: f32) -> Anchor {
        let most = (self.total() - f64::from(view_height)).max(0.0);
        Anchor::at(&self.heights, scrolled.clamp(0.0, most) - self.top)
    }

    /// Returns the anchor `delta` points further down, laying out what is passed on the way.
    pub(super) fn moved(
        &mut self,
        anchor: Anchor,
        delta: f64,
        input: &ReaderInput<'_>,
        painter: &Painter,
    ) -> Anchor {
        let mut heights = std::mem::take(&mut self.heights);
        let moved = anchor.moved(delta, &mut heights, |heights, block| {
            if !heights.is_exact(block) {
                std::mem::swap(&mut self.heights, heights);
                self.lay_out(input, painter, block);
                std::mem::swap(&mut self.heights, heights);
            }
        });
        self.heights = heights;
        moved
    }

    /// Returns the key of the article that it was made of.
    pub(super) fn article(&self) -> u64 {
        self.key.article
    }

    /// Tells whether the headline stands in the text.
    pub(super) fn has_heading(&self) -> bool {
        self.heading.is_some()
    }

    /// Returns how headlines are set.
    pub(super) fn title_style(&self) -> &Style {
        &self.title
    }

    /// Lays out one block if its height is not known yet.
    pub(super) fn measure(&mut self, input: &ReaderInput<'_>, painter: &Painter, block: usize) {
        if !self.heights.is_exact(block) {
            self.lay_out(input, painter, block);
        }
    }

    /// Lays out a block for this frame and learns its height.
    fn lay_out(
        &mut self,
        input: &ReaderInput<'_>,
        painter: &Painter,
        block: usize,
    ) -> (Arc<Shape>, Lines) {
        let style = self.style(block).clone();
        let content = self.blocks.content(&input.article.text, block);
        let frame = self.frame;
        let (shape, lines) = if let Some(known) = self.remembered.get_mut(&block) {
            known.frame = frame;
            let lines = known.shape.lines(&style, painter);
            (Arc::clone(&known.shape), lines)
        } else {
            let text = input.article.text.slice(content);
            let (shape, lines) = Shape::new(text, &style, painter);
            let shape = Arc::new(shape);
            let remembered = Remembered {
                shape: Arc::clone(&shape),
                marks: None,
                frame,
            };
            self.remembered.insert(block, remembered);
            (shape, lines)
        };
        let height = self.height_with(input, block, shape.height(&lines, style.line_height));
        self.heights.set(block, height);
        (shape, lines)
    }

    /// Returns the height of a block whose lines have the height `lines`, with what follows it.
    fn height_with(&self, input: &ReaderInput<'_>, block: usize, lines: f32) -> f32 {
        if self.blocks.chars(block) == 0 {
            return self.blank;
        }
        if self.heading == Some(block) {
            return lines + header::line_height(input) + self.paragraph_gap * 2.0;
        }
        let gap = if self.blocks.ends_paragraph(block) {
            self.paragraph_gap
        } else {
            0.0
        };
        lines + gap
    }

    fn style(&self, block: usize) -> &Style {
        if self.heading == Some(block) {
            &self.title
        } else {
            &self.body
        }
    }

    fn estimates(&self, text: &str) -> Vec<f32> {
        // Half an em is the mean width of a letter of a book face; wide scripts take more, and are corrected when seen.
        let per_line = (self.body.width / (self.body.font.size * 0.48)).max(1.0);
        let blank = |block: usize| self.blocks.content(text, block).is_empty();
        (0..self.blocks.len())
            .map(|block| {
                if blank(block) {
                    return self.blank;
                }
                let lines = (self.blocks.chars(block) as f32 / per_line).ceil().max(1.0);
                let gap = if self.blocks.ends_paragraph(block) {
                    self.paragraph_gap
                } else {
                    0.0
                };
                lines * self.body.line_height + gap
            })
            .collect()
    }

    /// Forgets layouts of blocks that were not seen for long.
    fn forget(&mut self) {
        if self.remembered.len() > REMEMBERED {
            let frame = self.frame;
            self.remembered.retain(|_, known| known.frame == frame);
        }
    }
}

/// Returns the block that is nothing but the headline.
fn heading(article: &Article, blocks: &Blocks) -> Option<usize> {
    let title = article.meta.title_span?;
    let block = blocks.at(title.start);
    let content = blocks.content(&article.text, block);
    let before = article.text.slice(Span::new(
        content.start,
        title.start.clamp(content.start, content.end),
    ));
    let only_marks = before
        .chars()
        .all(|char| char == '#' || char.is_whitespace());
    let most = title.len() * 10 >= content.len() * 6;
    (only_marks && most && content.covers(title)).then_some(block)
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
        document.frame += 1;
        document.forget();
        let body_baseline = super::layout::baseline(&document.body, painter);
        let title_baseline = super::layout::baseline(&document.title, painter);
        let clip = geometry.clip;
        let mut y = f64::from(clip.top()) - anchor.offset;
        let mut laid = Vec::new();
        for block in anchor.block..document.blocks.len() {
            let (shape, lines) = document.lay_out(input, painter, block);
            let content = document.blocks.content(&input.article.text, block);
            let marks = document.marks(input, index, block, content, &lines);
            let heading = document.heading == Some(block);
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

impl Document {
    /// Returns the marks over a block, laid over its lines.
    fn marks(
        &mut self,
        input: &ReaderInput<'_>,
        index: &Index,
        block: usize,
        content: Span,
        lines: &Lines,
    ) -> Arc<BlockMarks> {
        let Some(known) = self.remembered.get_mut(&block) else {
            return Arc::default();
        };
        if let Some((key, marks)) = &known.marks
            && *key == input.marks_key
        {
            return Arc::clone(marks);
        }
        let marks: &[Mark] = input.marks;
        let made = Arc::new(BlockMarks::new(index, marks, content, &known.shape, lines));
        known.marks = Some((input.marks_key, Arc::clone(&made)));
        made
    }

    /// Returns the place of a byte of the article within the whole height, laying out its block.
    pub(super) fn place(
        &mut self,
        input: &ReaderInput<'_>,
        painter: &Painter,
        byte: usize,
    ) -> (Anchor, f32) {
        let block = self.blocks.at(byte);
        let (shape, lines) = self.lay_out(input, painter, block);
        let content = self.blocks.content(&input.article.text, block);
        let inside = byte.clamp(content.start, content.end) - content.start;
        let (line, x) = shape.caret(&lines, inside);
        let offset = line as f32 * self.style(block).line_height;
        let anchor = Anchor {
            block,
            offset: f64::from(offset),
        };
        (anchor, x)
    }

    /// Returns the byte at `x` on the line below (or above) the one that holds `byte`.
    pub(super) fn line_below(
        &mut self,
        input: &ReaderInput<'_>,
        painter: &Painter,
        byte: usize,
        x: f32,
        down: bool,
    ) -> Option<usize> {
        let text = &input.article.text;
        let mut block = self.blocks.at(byte);
        let (shape, lines) = self.lay_out(input, painter, block);
        let content = self.blocks.content(text, block);
        let (line, _) = shape.caret(
            &lines,
            byte.clamp(content.start, content.end) - content.start,
        );
        let count = shape.line_count(&lines);
        let inside_next = if down { line + 1 < count } else { line > 0 };
        if inside_next {
            let line = if down { line + 1 } else { line - 1 };
            let hit = shape.hit(&lines, line, x);
            return Some(content.start + grapheme_border(&text[content.range()], hit));
        }
        loop {
            block = if down {
                block + 1
            } else {
                block.checked_sub(1)?
            };
            if block >= self.blocks.len() {
                return None;
            }
            let content = self.blocks.content(text, block);
            if content.is_empty() {
                continue;
            }
            let (shape, lines) = self.lay_out(input, painter, block);
            let line = if down {
                0
            } else {
                shape.line_count(&lines).saturating_sub(1)
            };
            let hit = shape.hit(&lines, line, x);
            return Some(content.start + grapheme_border(&text[content.range()], hit));
        }
    }

    /// Returns the bytes of the line that holds `byte`.
    pub(super) fn line_around(
        &mut self,
        input: &ReaderInput<'_>,
        painter: &Painter,
        byte: usize,
    ) -> Span {
        let block = self.blocks.at(byte);
        let (shape, lines) = self.lay_out(input, painter, block);
        let content = self.blocks.content(&input.article.text, block);
        let (line, _) = shape.caret(
            &lines,
            byte.clamp(content.start, content.end) - content.start,
        );
        let chars = shape.line_chars(&lines, line);
        let span = Span::new(
            content.start + shape.map.byte(chars.start),
            content.start + shape.map.byte(chars.end),
        );
        // The space at which the line was broken stands at the end of it, and the cursor before that.
        let shown = input.article.text.slice(span).trim_end().len();
        if span.end < content.end {
            Span::new(span.start, span.start + shown)
        } else {
            span
        }
    }
}

/// Returns the last border between graphemes at or before `byte`.
fn grapheme_border(text: &str, byte: usize) -> usize {
    if text.is_ascii() {
        return byte;
    }
    let mut cursor = GraphemeCursor::new(byte, text.len(), true);
    match cursor.is_boundary(text, 0) {
        Ok(true) | Err(_) => byte,
        Ok(false) => cursor.prev_boundary(text, 0).ok().flatten().unwrap_or(0),
    }
}
