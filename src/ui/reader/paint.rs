//! Drawing: fills and underlines below the text, outlines and handles above it.
//!
//! The text itself is one immutable galley per paragraph; a change of colour redraws, but lays nothing out. All flat
//! rectangles of a frame go into one mesh, so that thousands of marks on one screen stay cheap.

use egui::{Color32, CornerRadius, Mesh, Painter, Pos2, Rect, Stroke, StrokeKind, pos2, vec2};

use super::layout::Stretch;
use super::marks::{Index, Kind, Piece};
use super::page::{Band, Laid, Page};
use super::{End, ReaderInput, select};
use crate::app::mark::{Layer, Tone};
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

    /// Returns the fill of a piece: the chosen statement's, else that under the pointer, else the innermost's.
    fn fill(&self, piece: &Piece) -> Option<Color32> {
        let innermost = piece.fill?;
        let own = |mark: usize| {
            let mark = &self.input.marks[mark];
            let over = mark
                .quote
                .iter()
                .any(|span| span.contains(piece.span.start));
            mark.layer == Layer::Own && over
        };
        let chosen = self.selected.filter(|_| self.moving.is_none());
        let strong = chosen.filter(|&mark| own(mark));
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
            let Some(colour) = view.fill(piece) else {
                continue;
            };
            let rect = band(laid, &piece.stretch);
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

fn band(laid: &Laid, stretch: &Stretch) -> Rect {
    laid.band(stretch.line, stretch.left, stretch.right)
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

/// Draws underlines: mentions solid, cues dotted, sources in between dashed, addressees double, unsure quotes wavy,
/// teammates' quotes in their lanes.
fn lines(view: &View<'_>, painter: &Painter) {
    let mut mesh = Mesh::default();
    let colours = view.colours();
    for laid in &view.page.laid {
        for underline in &laid.marks.underlines {
            let stretch = underline.stretch;
            let left = laid.origin.x + stretch.left;
            let right = laid.origin.x + stretch.right;
            let y = underline_y(laid.baseline_of(stretch.line), laid.size);
            match underline.kind {
                Kind::Mention => {
                    mesh.add_colored_rect(flat(left, right, y, 1.5), colours.underline);
                }
                Kind::Cue => dots(&mut mesh, left, right, y, colours.underline),
                Kind::Via => dashes(&mut mesh, left, right, y, colours.underline),
                Kind::Addressee => double(&mut mesh, left, right, y, colours.underline),
                Kind::Unsure => wave(&mut mesh, left, right, y + 1.0, colours.busy),
                Kind::Mate(lane) => {
                    let number = view.index.mate_colours.get(usize::from(lane)).copied();
                    let colour = view.input.theme.mate(number.unwrap_or(0));
                    let y = y + 4.0 + f32::from(lane % 3) * 3.0;
                    mesh.add_colored_rect(flat(left, right, y, 2.0), colour);
                }
            }
        }
    }
    if let Some(mark) = view.selected {
        chosen_lines(view, mark, &mut mesh);
    }
    painter.add(mesh);
}

/// Draws the underlines of the chosen mark, over those of all.
fn chosen_lines(view: &View<'_>, chosen: usize, mesh: &mut Mesh) {
    let mark = &view.input.marks[chosen];
    let accent = view.colours().accent;
    let y = |band: &Band| underline_y(band.baseline, band.size);
    for band in mark
        .mention
        .into_iter()
        .flat_map(|span| view.page.bands(span))
    {
        mesh.add_colored_rect(
            flat(band.rect.left(), band.rect.right(), y(&band), 2.0),
            accent,
        );
    }
    for band in mark.cue.into_iter().flat_map(|span| view.page.bands(span)) {
        dots(mesh, band.rect.left(), band.rect.right(), y(&band), accent);
    }
    for band in mark.via.iter().flat_map(|&span| view.page.bands(span)) {
        dashes(mesh, band.rect.left(), band.rect.right(), y(&band), accent);
    }
    for band in mark
        .addressees
        .iter()
        .flat_map(|&span| view.page.bands(span))
    {
        double(mesh, band.rect.left(), band.rect.right(), y(&band), accent);
    }
    let ink = view.ink(chosen).ink;
    for band in mark.evidence.iter().flat_map(|&span| view.page.bands(span)) {
        let below = band.rect.bottom() - 1.0;
        mesh.add_colored_rect(flat(band.rect.left(), band.rect.right(), below, 2.0), ink);
    }
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

fn dashes(mesh: &mut Mesh, left: f32, right: f32, y: f32, colour: Color32) {
    let mut x = left.round();
    while x < right {
        mesh.add_colored_rect(flat(x, (x + 7.0).min(right), y, 1.5), colour);
        x += 10.0;
    }
}

fn double(mesh: &mut Mesh, left: f32, right: f32, y: f32, colour: Color32) {
    for below in [0.0, 2.5] {
        mesh.add_colored_rect(flat(left, right, y + below, 1.0), colour);
    }
}

/// Adds a zigzag of slanting pieces, each a parallelogram.
fn wave(mesh: &mut Mesh, left: f32, right: f32, y: f32, colour: Color32) {
    const STEP: f32 = 3.0;
    const RISE: f32 = 1.2;
    const THICK: f32 = 1.4;
    let (mut x, mut rise) = (left, RISE);
    while x < right {
        let corners = [
            pos2(x, y - rise),
            pos2(x + STEP, y + rise),
            pos2(x + STEP, y + rise + THICK),
            pos2(x, y - rise + THICK),
        ];
        let Ok(first) = u32::try_from(mesh.vertices.len()) else {
            return;
        };
        for corner in corners {
            mesh.colored_vertex(corner, colour);
        }
        mesh.add_triangle(first, first + 1, first + 2);
        mesh.add_triangle(first, first + 2, first + 3);
        x += STEP;
        rise = -rise;
    }
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
        for outline in &laid.marks.outlines {
            let rect = band(laid, &outline.stretch);
            let strong = view.selected == Some(outline.mark) || view.hovered == Some(outline.mark);
            let thick = if strong { 2.0 } else { 1.0 };
            let mut level = |y: f32| {
                mesh.add_colored_rect(flat(rect.left(), rect.right(), y, thick), colour);
            };
            level(rect.top());
            level(rect.bottom() - thick);
            let mut upright = |x: f32| {
                let side = Rect::from_min_max(pos2(x, rect.top()), pos2(x + thick, rect.bottom()));
                mesh.add_colored_rect(side, colour);
            };
            if outline.first {
                upright(rect.left() - thick);
            }
            if outline.last {
                upright(rect.right());
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
        Layer::Mate(_) => view.input.theme.mate(mark.mate_colour()),
        _ => view.colours().accent,
    };
    for pair in ends.windows(2) {
        link(
            painter,
            &pair[0],
            &pair[1],
            view.page.geometry.text_left,
            colour,
        );
    }
}

/// Ties two stretches of text: along the underlines on one line; across lines between them and beside the column, which
/// begins at `left`, so that no word is crossed.
fn link(painter: &Painter, a: &[Band], b: &[Band], left: f32, colour: Color32) {
    let stroke = Stroke::new(1.5, colour);
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
    let start = pos2(
        from.rect.center().x,
        underline_y(from.baseline, from.size) + 1.0,
    );
    let end = pos2(
        to.rect.left() + (to.rect.width() / 2.0).min(10.0),
        to.rect.top(),
    );
    let points = route(start, end, (from.rect.bottom(), to.rect.top()), left);
    painter.line(points, stroke);
    painter.circle_filled(start, 2.5, colour);
    painter.circle_filled(end, 2.5, colour);
}

/// Returns the corners of the way from one line to one below it. `gap` is where the upper line ends and the lower one
/// begins.
fn route(start: Pos2, end: Pos2, gap: (f32, f32), left: f32) -> Vec<Pos2> {
    // In the middle of the few points between two lines.
    let (below, above) = (gap.0 + 2.0, gap.1 - 2.0);
    if above - below < 12.0 {
        let y = below.midpoint(above).round();
        return vec![start, pos2(start.x, y), pos2(end.x, y), end];
    }
    let beside = left - 7.0;
    vec![
        start,
        pos2(start.x, below),
        pos2(beside, below),
        pos2(beside, above),
        pos2(end.x, above),
        end,
    ]
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
    fn a_tie_crosses_no_line_of_text() {
        // The lines end and begin at these heights; what is level runs between them.
        let level = |gap: (f32, f32)| {
            let points = route(pos2(50.0, gap.0 - 4.0), pos2(90.0, gap.1), gap, 20.0);
            let (level, upright): (Vec<_>, Vec<_>) = points
                .windows(2)
                .map(|pair| (pair[0], pair[1]))
                .partition(|(from, to)| (from.x - to.x).abs() > 0.5);
            let mut long = upright
                .iter()
                .filter(|(from, to)| (from.y - to.y).abs() > 12.0);
            let is_beside = long.all(|(from, _)| from.x < 20.0);
            let heights: Vec<f32> = level.iter().map(|(from, _)| from.y).collect();
            (heights, is_beside)
        };
        assert_eq!(level((100.0, 104.0)), (vec![102.0], true));
        assert_eq!(level((100.0, 162.0)), (vec![102.0, 160.0], true));
    }

    #[test]
    fn dimmed_text_stays_readable() {
        for theme in [Theme::light(), Theme::dark()] {
            let colours = &theme.colours;
            let dimmed = mix(colours.text, colours.page, DIMMING);
            assert!(contrast(dimmed, colours.page) >= 4.5);
        }
    }
}
