//! An open article: its blocks, what is known about their heights, and the layouts worth remembering.

use std::collections::HashMap;
use std::sync::Arc;

use egui::Painter;

use super::blocks::{Anchor, Blocks, Heights};
use super::layout::{Lines, Shape, Style, baseline};
use super::marks::{BlockMarks, Index};
use super::page::{Geometry, grapheme_border};
use super::{ReaderInput, header};
use crate::model::article::Article;
use crate::model::span::Span;
use crate::ui::fonts;

/// Most blocks whose layout is remembered while they are out of sight.
const REMEMBERED: usize = 512;

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
            body: style(fonts::serif(), input.text_size, sizes.line_em),
            title: style(fonts::serif_bold(), input.text_size * sizes.title_em, 1.25),
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

    /// Returns what decides how the text breaks into lines.
    pub(super) fn layout_key(&self) -> LayoutKey {
        self.key
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

    /// Tells whether a block is the headline.
    pub(super) fn is_heading(&self, block: usize) -> bool {
        self.heading == Some(block)
    }

    /// Returns the distance from the top of a line to its baseline, for paragraphs and for the headline.
    pub(super) fn baselines(&self, painter: &Painter) -> (f32, f32) {
        (
            baseline(&self.body, painter),
            baseline(&self.title, painter),
        )
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
    pub(super) fn lay_out(
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

    pub(super) fn style(&self, block: usize) -> &Style {
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

    /// Begins a frame, and forgets layouts of blocks that were not seen in the last one if there are many.
    pub(super) fn begin_frame(&mut self) {
        self.frame += 1;
        if self.remembered.len() > REMEMBERED {
            let last = self.frame - 1;
            self.remembered.retain(|_, known| known.frame >= last);
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

impl Document {
    /// Returns the marks over a block, laid over its lines.
    pub(super) fn marks(
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
        let marks = input.marks;
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
