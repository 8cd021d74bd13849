//! Scrolling: wheel, jumps to a span, and the bar at the right with a tick for each statement.

use egui::{Color32, Mesh, Painter, Rect, Response, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use super::document::Document;
use super::page::Geometry;
use super::paint::ink;
use super::{ReaderInput, ReaderView};
use crate::app::mark::Layer;

/// Width of the scroll bar.
const BAR: f32 = 12.0;
/// Shortest handle.
const LEAST: f32 = 28.0;

/// Where the statements lie along the scroll bar, from 0 to 1, kept until marks or heights change.
#[derive(Debug, Default)]
pub(super) struct Ticks {
    /// What they were made of: article, marks, look, and the height of the article.
    key: Option<(u64, u64, bool)>,
    total: f64,
    places: Vec<(f32, Color32)>,
}

impl ReaderView {
    /// Moves the window by the wheel, or to a span that is to be shown.
    pub(super) fn scroll(
        &mut self,
        ui: &Ui,
        response: &Response,
        document: &mut Document,
        input: &ReaderInput<'_>,
        geometry: &Geometry,
    ) {
        let painter = ui.painter_at(geometry.clip);
        let view = geometry.clip.height();
        let mut delta = 0.0;
        if response.contains_pointer() || self.pointer.is_dragging() {
            ui.input_mut(|state| {
                delta = f64::from(-state.smooth_scroll_delta.y);
                state.smooth_scroll_delta.y = 0.0;
            });
        }
        self.anchor = document.moved(self.anchor, delta, input, &painter);
        if let Some(span) = self.pending.take() {
            self.show_span(document, input, &painter, span, view);
        }
        let scrolled = document.scrolled(self.anchor);
        let within = document.anchor_at(scrolled, view);
        if (document.scrolled(within) - scrolled).abs() > 0.01 {
            self.anchor = within;
        }
    }

    /// Brings `span` into sight: by as little as needed if it is near, else a third below the upper edge.
    fn show_span(
        &mut self,
        document: &mut Document,
        input: &ReaderInput<'_>,
        painter: &Painter,
        span: crate::model::span::Span,
        view: f32,
    ) {
        let line = f64::from(input.text_size * input.theme.sizes.line_em);
        let (end, _) = document.place(input, painter, span.end);
        let (start, _) = document.place(input, painter, span.start);
        let top = document.scrolled(start);
        let bottom = document.scrolled(end) + line;
        let scrolled = document.scrolled(self.anchor);
        let view_height = f64::from(view);
        let margin = (view_height * 0.12).min(line * 2.0);
        let is_seen = top >= scrolled + margin && bottom <= scrolled + view_height - margin;
        if is_seen {
            return;
        }
        let near = span.is_empty()
            && top > scrolled - view_height
            && bottom < scrolled + 2.0 * view_height;
        let to = if !near {
            top - view_height / 3.0
        } else if top < scrolled + margin {
            top - margin
        } else {
            bottom + margin - view_height
        };
        self.anchor = document.anchor_at(to, view);
        document.measure(input, painter, self.anchor.block);
    }

    /// Draws the bar, and moves by it.
    pub(super) fn scroll_bar(
        &mut self,
        ui: &Ui,
        document: &mut Document,
        input: &ReaderInput<'_>,
        geometry: &Geometry,
    ) {
        let view = f64::from(geometry.clip.height());
        let total = document.total();
        if total <= view {
            return;
        }
        let track = Rect::from_min_max(
            pos2(geometry.clip.right() - BAR, geometry.clip.top()),
            geometry.clip.right_bottom(),
        );
        let id = Self::id().with("scroll bar");
        let response = ui.interact(track, id, Sense::click_and_drag());
        response.widget_info(|| WidgetInfo::labeled(Role::ScrollBar, true, "Scroll the article"));
        let handle = length(track.height(), view / total)
            .max(LEAST)
            .min(track.height());
        let free = track.height() - handle;
        if let Some(at) = response.interact_pointer_pos()
            && (response.dragged() || response.clicked())
        {
            let share = ((at.y - track.top() - handle / 2.0) / free.max(1.0)).clamp(0.0, 1.0);
            let to = f64::from(share) * (total - view);
            self.anchor = document.anchor_at(to, geometry.clip.height());
            ui.request_repaint();
        }
        let painter = ui.painter_at(geometry.clip);
        self.update_ticks(document, input, total);
        let mut mesh = Mesh::default();
        let mut before = f32::NEG_INFINITY;
        for &(share, colour) in &self.ticks.places {
            let y = (track.top() + share * track.height()).round();
            if y > before + 1.0 {
                let tick = Rect::from_min_size(pos2(track.right() - 9.0, y), vec2(6.0, 2.0));
                mesh.add_colored_rect(tick, colour);
                before = y;
            }
        }
        painter.add(mesh);
        let share = document.scrolled(self.anchor) / (total - view);
        let top = track.top() + length(free, share.clamp(0.0, 1.0));
        let active = response.hovered() || response.dragged();
        let width = if active { 7.0 } else { 4.0 };
        let shown = Rect::from_min_size(
            pos2(track.right() - width - 2.0, top + 2.0),
            vec2(width, handle - 4.0),
        );
        let colours = &input.theme.colours;
        let colour = if active {
            colours.control_line
        } else {
            colours.control_line.gamma_multiply(0.55)
        };
        painter.rect_filled(shown, width / 2.0, colour);
    }

    fn update_ticks(&mut self, document: &Document, input: &ReaderInput<'_>, total: f64) {
        let key = Some((input.article_key, input.marks_key, input.theme.dark));
        if self.ticks.key == key && (self.ticks.total - total).abs() < total * 0.005 {
            return;
        }
        let own = input.marks.iter().filter(|mark| mark.layer == Layer::Own);
        let mut places: Vec<(f32, Color32)> = own
            .map(|mark| {
                let block = document.blocks.at(mark.extent().start);
                let y = document.top + document.heights.above(block);
                (length(1.0, y / total), ink(input.theme, mark.tone).ink)
            })
            .collect();
        places.sort_by(|a, b| a.0.total_cmp(&b.0));
        self.ticks = Ticks { key, total, places };
    }
}

/// Returns a share of a length on the screen.
fn length(whole: f32, share: f64) -> f32 {
    // A share between 0 and 1 of some hundred points: `f32` is exact enough.
    #[expect(clippy::cast_possible_truncation)]
    let share = share as f32;
    whole * share
}
