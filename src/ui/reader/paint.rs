//! Drawing: fills and underlines below the text, outlines and handles above it.
//!
//! The text itself is one immutable galley per paragraph; a change of colour redraws, but lays nothing out. All flat
//! rectangles of a frame go into one mesh, so that thousands of marks on one screen stay cheap.

use egui::epaint::CubicBezierShape;
use egui::{
    Color32, CornerRadius, Mesh, Painter, Pos2, Rect, Shape, Stroke, StrokeKind, pos2, vec2,
};

use super::marks::{Index, Layer, Part, Piece, Segment, Tone};
use super::page::{Band, Laid, Page};
use super::{End, ReaderInput, select};
use crate::model::span::Span;
use crate::ui::theme::{Ink, Theme};

/// Up to so many rectangles have round corners; more are drawn plain, and cost a tenth.
const ROUNDED: usize = 300;

/// How much of the page's colour lies over a dimmed stretch within a paragraph.
const DIMMING: f32 = 0.33;

/// What is drawn.
pub(super) struct View<'a> {
    pub(super) input: &'a ReaderInput<'a>,
    pub(super) page: &'a Page,
    pub(super) index: &'a Index,
    /// The colours of each mark.
    pub(super) inks: &'a [Ink],
    /// Index of the chosen mark.
    pub(super) selected: Option<usize>,
    /// Index of the mark under the pointer.
    pub(super) hovered: Option<usize>,
    /// The mark whose end is being dragged, and that span of its quote as it would become.
    pub(super) moving: Option<(usize, Span)>,
}

/// Returns the colours of a tone.
pub(super) fn ink(theme: &Theme, tone: Tone) -> Ink {
    match tone {
        Tone::None => theme.colours.none,
        Tone::Polarity(polarity) => theme.polarity(polarity),
        Tone::OffScale => theme.colours.off_scale,
        Tone::Colour(colour) => theme.custom(colour),
    }
}

impl View<'_> {
    /// Returns the colours of a mark.
    pub(super) fn ink(&self, mark: usize) -> Ink {
        self.inks[mark]
    }

    fn colours(&self) -> &crate::ui::theme::Palette {
        &self.input.theme.colours
    }

    /// Returns the fill of a segment: the chosen statement's, else that under the pointer, else the innermost's.
    fn fill(&self, segment: &Segment) -> Option<Color32> {
        let innermost = segment.fill?;
        let own = |mark: usize| {
            self.input.marks[mark].layer == Layer::Own && segment.has(mark, Part::Quote)
        };
        let strong = self
            .selected
            .filter(|&mark| own(mark) && self.moving.is_none());
        let strong = strong.or(self.hovered.filter(|&mark| own(mark)));
        Some(strong.map_or_else(|| self.ink(innermost).fill, |mark| self.ink(mark).strong))
    }
}

/// Draws what lies below the text: fills, search hits, selection, underlines.
pub(super) fn under_text(view: &View<'_>, painter: &Painter) {
    fills(view, painter);
    if let Some((mark, span)) = view.moving {
        for band in view.page.bands(span) {
            painter.rect_filled(band.rect, radius(view), view.ink(mark).strong);
        }
    }
    find_hits(view, painter);
    if let Some(span) = view.input.selection {
        let mut mesh = Mesh::default();
        for band in view.page.bands(span) {
            mesh.add_colored_rect(band.rect, view.colours().selection);
        }
        painter.add(mesh);
    }
    lines(view, painter);
}

fn radius(view: &View<'_>) -> CornerRadius {
    CornerRadius::same(view.input.theme.sizes.mark_radius)
}

fn fills(view: &View<'_>, painter: &Painter) {
    let mut runs: Vec<(Rect, Color32)> = Vec::new();
    for laid in &view.page.laid {
        for piece in &laid.marks.pieces {
            let Some(colour) = view.fill(&laid.marks.segments[piece.segment]) else {
                continue;
            };
            let rect = band(laid, piece);
            match runs.last_mut() {
                Some((last, same)) if *same == colour && continues(*last, rect) => {
                    last.max.x = rect.max.x;
                }
                _ => runs.push((rect, colour)),
            }
        }
    }
    if runs.len() > ROUNDED {
        let mut mesh = Mesh::default();
        for (rect, colour) in runs {
            mesh.add_colored_rect(rect, colour);
        }
        painter.add(mesh);
        return;
    }
    let round = view.input.theme.sizes.mark_radius;
    for (at, &(rect, colour)) in runs.iter().enumerate() {
        let joins_before = at > 0 && continues(runs[at - 1].0, rect);
        let joins_after = runs.get(at + 1).is_some_and(|next| continues(rect, next.0));
        let (left, right) = (
            if joins_before { 0 } else { round },
            if joins_after { 0 } else { round },
        );
        let corners = CornerRadius {
            nw: left,
            sw: left,
            ne: right,
            se: right,
        };
        painter.rect_filled(
            rect.expand2(vec2(f32::from(left.min(right)) * 0.5, 0.0)),
            corners,
            colour,
        );
    }
}

/// Tells whether `next` begins where `rect` ends, on the same line.
fn continues(rect: Rect, next: Rect) -> bool {
    (rect.top() - next.top()).abs() < 1.0 && (rect.right() - next.left()).abs() < 0.8
}

fn band(laid: &Laid, piece: &Piece) -> Rect {
    laid.band(piece.stretch.line, piece.stretch.left, piece.stretch.right)
}

fn find_hits(view: &View<'_>, painter: &Painter) {
    let (Some(first), Some(last)) = (view.page.laid.first(), view.page.laid.last()) else {
        return;
    };
    let hits = view.input.find;
    let start = hits.partition_point(|hit| hit.end <= first.content.start);
    let end = hits.partition_point(|hit| hit.start < last.content.end);
    let mut mesh = Mesh::default();
    for (at, &hit) in hits.iter().enumerate().take(end).skip(start) {
        let current = view.input.find_current == Some(at);
        let colour = if current {
            view.colours().find_current
        } else {
            view.colours().find
        };
        for band in view.page.bands(hit) {
            mesh.add_colored_rect(band.rect, colour);
        }
    }
    painter.add(mesh);
}

/// Draws underlines: mentions solid, cues dotted, unsure quotes wavy, teammates' quotes in their lanes.
fn lines(view: &View<'_>, painter: &Painter) {
    let mut mesh = Mesh::default();
    let colours = view.colours();
    for laid in &view.page.laid {
        for piece in &laid.marks.pieces {
            let segment = &laid.marks.segments[piece.segment];
            let (left, right) = ends(laid, piece);
            let y = underline_y(laid.baseline_of(piece.stretch.line), laid.size);
            let chosen = |part| view.selected.is_some_and(|mark| segment.has(mark, part));
            let colour = |part| {
                if chosen(part) {
                    colours.accent
                } else {
                    colours.underline
                }
            };
            if segment.mention || chosen(Part::Mention) {
                let thick = if chosen(Part::Mention) { 2.0 } else { 1.5 };
                mesh.add_colored_rect(flat(left, right, y, thick), colour(Part::Mention));
            }
            if segment.cue || chosen(Part::Cue) {
                let below = if segment.mention { 3.0 } else { 0.0 };
                dots(&mut mesh, left, right, y + below, colour(Part::Cue));
            }
            if chosen(Part::Evidence) {
                let ink = view
                    .selected
                    .map_or(colours.underline, |mark| view.ink(mark).ink);
                let rect = band(laid, piece);
                mesh.add_colored_rect(flat(left, right, rect.bottom() - 1.0, 2.0), ink);
            }
            if segment.unsure {
                painter.add(wave(left, right, y + 1.0, colours.busy));
            }
            for &lane in &segment.mates {
                let number = view
                    .index
                    .mates
                    .get(usize::from(lane))
                    .copied()
                    .unwrap_or(0);
                let y = y + 4.0 + f32::from(lane % 3) * 3.0;
                mesh.add_colored_rect(flat(left, right, y, 2.0), view.input.theme.mate(number));
            }
        }
    }
    painter.add(mesh);
}

fn ends(laid: &Laid, piece: &Piece) -> (f32, f32) {
    (
        laid.origin.x + piece.stretch.left,
        laid.origin.x + piece.stretch.right,
    )
}

/// Returns the height of underlines for a line of text.
fn underline_y(baseline: f32, size: f32) -> f32 {
    (baseline + size * 0.17).round()
}

fn flat(left: f32, right: f32, y: f32, thick: f32) -> Rect {
    Rect::from_min_max(pos2(left, y), pos2(right, y + thick))
}

fn dots(mesh: &mut Mesh, left: f32, right: f32, y: f32, colour: Color32) {
    let mut x = left.round();
    while x + 2.0 <= right {
        mesh.add_colored_rect(flat(x, x + 2.0, y, 2.0), colour);
        x += 4.0;
    }
}

fn wave(left: f32, right: f32, y: f32, colour: Color32) -> Shape {
    let mut points = Vec::new();
    let (mut x, mut up) = (left, true);
    while x < right {
        points.push(pos2(x, if up { y - 1.2 } else { y + 1.2 }));
        x += 2.5;
        up = !up;
    }
    Shape::line(points, Stroke::new(1.3, colour))
}

/// Draws the text, dimmed where it is no part of the article's body.
pub(super) fn text(view: &View<'_>, painter: &Painter) {
    let colours = view.colours();
    let dimmed = &view.input.article.dimmed;
    for laid in &view.page.laid {
        let over: Vec<Span> = {
            let start = dimmed.partition_point(|span| span.end <= laid.content.start);
            let near = dimmed[start..]
                .iter()
                .take_while(|span| span.start < laid.content.end);
            near.copied().collect()
        };
        let trimmed = view.input.article.text.trim(laid.content);
        let all = over.iter().any(|span| span.covers(trimmed));
        let colour = if all { colours.weak } else { colours.text };
        laid.shape
            .paint(&laid.lines, painter, laid.origin, laid.line_height, colour);
        if all {
            continue;
        }
        for span in over
            .iter()
            .filter_map(|span| span.intersection(laid.content))
        {
            for band in view.page.bands(span) {
                painter.rect_filled(band.rect, 0.0, colours.page.gamma_multiply(DIMMING));
            }
        }
    }
}

/// Draws what lies above the text: outlines of suggestions, the line that ties a statement together, its handles.
pub(super) fn over_text(view: &View<'_>, painter: &Painter) {
    outlines(view, painter);
    if let Some(index) = view.input.find_current
        && let Some(&hit) = view.input.find.get(index)
    {
        let stroke = Stroke::new(1.5, view.colours().text);
        for band in view.page.bands(hit) {
            painter.rect_stroke(
                band.rect.expand(1.0),
                radius(view),
                stroke,
                StrokeKind::Middle,
            );
        }
    }
    let Some(mark) = view.selected else {
        return;
    };
    if view.moving.is_none() {
        tie(view, painter, mark);
    }
    for (at, _, end) in select::handles(view.input, view.page, mark) {
        handle(view, painter, at, end);
    }
}

fn outlines(view: &View<'_>, painter: &Painter) {
    let mut mesh = Mesh::default();
    let colour = view.colours().suggestion;
    for laid in &view.page.laid {
        for piece in &laid.marks.pieces {
            let segment = &laid.marks.segments[piece.segment];
            if !segment.suggestion {
                continue;
            }
            let rect = band(laid, piece);
            for item in &segment.items {
                let mark = &view.input.marks[item.mark];
                if mark.layer != Layer::Suggestion || item.part != Part::Quote {
                    continue;
                }
                let strong = view.selected == Some(item.mark) || view.hovered == Some(item.mark);
                let thick = if strong { 2.0 } else { 1.0 };
                mesh.add_colored_rect(flat(rect.left(), rect.right(), rect.top(), thick), colour);
                mesh.add_colored_rect(
                    flat(rect.left(), rect.right(), rect.bottom() - thick, thick),
                    colour,
                );
                let upright = |x: f32| {
                    Rect::from_min_max(pos2(x, rect.top()), pos2(x + thick, rect.bottom()))
                };
                let starts = segment
                    .span
                    .is_some_and(|span| span.start == item.span.start);
                if piece.first && starts {
                    mesh.add_colored_rect(upright(rect.left() - thick), colour);
                }
                let stops = segment.span.is_some_and(|span| span.end == item.span.end);
                if piece.last && stops {
                    mesh.add_colored_rect(upright(rect.right()), colour);
                }
            }
        }
    }
    painter.add(mesh);
}

/// Draws a thin line from the speaker over the cue to the quote.
fn tie(view: &View<'_>, painter: &Painter, mark: usize) {
    let mark = &view.input.marks[mark];
    let named = [mark.mention, mark.cue];
    let mut ends: Vec<Vec<Band>> = named
        .into_iter()
        .flatten()
        .map(|span| view.page.bands(span))
        .collect();
    let near = named.into_iter().flatten().next_back();
    if let Some(near) = near {
        let distance = |span: &&Span| {
            span.start
                .abs_diff(near.end)
                .min(near.start.abs_diff(span.end))
        };
        ends.extend(
            mark.quote
                .iter()
                .min_by_key(distance)
                .map(|&span| view.page.bands(span)),
        );
    }
    let colour = match mark.layer {
        Layer::Mate(number) => view.input.theme.mate(number),
        _ => view.colours().accent,
    };
    for pair in ends.windows(2) {
        link(painter, &pair[0], &pair[1], colour);
    }
}

/// Ties two stretches of text: along the underlines on one line, by a curve across lines.
fn link(painter: &Painter, a: &[Band], b: &[Band], colour: Color32) {
    let stroke = Stroke::new(1.2, colour);
    let (Some(a_first), Some(a_last), Some(b_first), Some(b_last)) =
        (a.first(), a.last(), b.first(), b.last())
    else {
        return;
    };
    let before =
        (a_last.rect.top(), a_last.rect.left()) <= (b_first.rect.top(), b_first.rect.left());
    let (from, to) = if before {
        (a_last, b_first)
    } else {
        (b_last, a_first)
    };
    if (from.rect.top() - to.rect.top()).abs() < 1.0 {
        let y = underline_y(from.baseline, from.size) + 0.75;
        if from.rect.right() < to.rect.left() {
            painter.line_segment(
                [pos2(from.rect.right(), y), pos2(to.rect.left(), y)],
                stroke,
            );
        }
        return;
    }
    let start = pos2(from.rect.center().x, from.rect.bottom());
    let end = pos2(to.rect.left().max(to.rect.center().x - 60.0), to.rect.top());
    let bend = ((end.y - start.y) * 0.5).clamp(6.0, 60.0);
    painter.add(CubicBezierShape::from_points_stroke(
        [start, start + vec2(0.0, bend), end - vec2(0.0, bend), end],
        false,
        Color32::TRANSPARENT,
        stroke,
    ));
    painter.circle_filled(start, 2.0, colour);
    painter.circle_filled(end, 2.0, colour);
}

fn handle(view: &View<'_>, painter: &Painter, at: Pos2, end: End) {
    let colours = view.colours();
    let size = view.input.text_size;
    let (stem, knob) = match end {
        End::Start => (at + vec2(0.0, size * 1.36), at + vec2(0.0, -2.0)),
        End::End => (at - vec2(0.0, size * 1.36), at + vec2(0.0, 2.0)),
    };
    painter.line_segment([at, stem], Stroke::new(1.5, colours.accent));
    painter.circle(knob, 3.5, colours.accent, Stroke::new(1.0, colours.page));
}

/// Draws the text cursor.
pub(super) fn caret(view: &View<'_>, painter: &Painter, byte: usize) {
    if let Some(rect) = view.page.caret(byte) {
        let x = rect.left().round();
        let colour = view.colours().caret;
        painter.rect_filled(
            Rect::from_min_max(pos2(x - 1.0, rect.top()), pos2(x + 1.0, rect.bottom())),
            0.0,
            colour,
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::theme::{contrast, mix};

    #[test]
    fn dimmed_text_stays_readable() {
        for theme in [Theme::light(), Theme::dark()] {
            let colours = &theme.colours;
            let dimmed = mix(colours.text, colours.page, DIMMING);
            assert!(contrast(dimmed, colours.page) >= 4.5);
        }
    }
}
