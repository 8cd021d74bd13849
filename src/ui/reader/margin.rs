//! The margin: beside each quote a bracket over its lines, and at its first line who said it and the stance.
//!
//! Labels never cover each other. Where statements stand closer than their labels are high, labels become one line
//! high, then move down, and what would move too far is counted by the label above it: `+3`.

use egui::text::{LayoutJob, TextFormat, TextWrapping};
use egui::{Align, FontId, Galley, Mesh, Painter, Pos2, Rect, pos2, vec2};
use std::sync::Arc;

use super::ReaderInput;
use super::fallback::visual;
use super::marks::Index;
use super::page::Page;
use super::paint::View;
use crate::app::mark::Layer;
use crate::ui::fonts;

/// Furthest that a label moves down from the line it belongs to.
const FURTHEST: f32 = 64.0;
/// Between the teammates' lanes, their labels and the edge.
const BESIDE: f32 = 8.0;
/// Least width that teammates' labels need.
const LEAST_ROOM: f32 = 40.0;
/// Between two labels.
const GAP: f32 = 0.0;
/// Height of a label's line, in multiples of its text size: two lines are as high as one of the article's.
const LINE_EM: f32 = 1.2;

/// Brackets and labels in sight.
#[derive(Debug, Default)]
pub(super) struct Margin {
    brackets: Vec<Bracket>,
    labels: Vec<Label>,
}

#[derive(Clone, Copy, Debug)]
struct Bracket {
    mark: usize,
    rect: Rect,
    /// Upper edge of its first line.
    line_top: f32,
    /// Whether its upper end is in sight.
    starts: bool,
}

#[derive(Clone, Debug)]
struct Label {
    mark: usize,
    rect: Rect,
    form: Form,
    /// How many labels had no room of their own.
    more: usize,
}

/// How much room a label takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// Speaker and stance on a line each.
    Full,
    /// Both on one line.
    Short,
}

/// Where a label goes.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Place {
    At(f32, Form),
    /// Counted by the label with this index.
    In(usize),
}

impl Margin {
    /// Places brackets and labels for what is in sight.
    pub(super) fn new(page: &Page, index: &Index, input: &ReaderInput<'_>) -> Self {
        let mut out = Self {
            brackets: brackets(page, index, input),
            labels: Vec::new(),
        };
        let geometry = &page.geometry;
        if geometry.margin_right - geometry.margin_left >= LEAST_ROOM {
            out.label(input, false, (geometry.margin_left, geometry.margin_right));
        }
        // Beside the teammates' lanes, where the window leaves room for a few letters.
        let last = index.mates.len().saturating_sub(1) as f32;
        let left = geometry.mates + last * input.theme.sizes.lane + BESIDE;
        let right = geometry.clip.right() - BESIDE;
        if right - left >= LEAST_ROOM {
            out.label(
                input,
                true,
                (left, right.min(left + input.theme.sizes.margin)),
            );
        }
        out
    }

    /// Places the labels of one's own marks between two edges, or those of teammates'.
    fn label(&mut self, input: &ReaderInput<'_>, of_mates: bool, (left, right): (f32, f32)) {
        let is_mate = |mark: usize| matches!(input.marks[mark].layer, Layer::Mate(_));
        let mut wants: Vec<(f32, usize)> = self
            .brackets
            .iter()
            .filter(|bracket| bracket.starts && is_mate(bracket.mark) == of_mates)
            .map(|bracket| (bracket.line_top + 2.0, bracket.mark))
            .collect();
        wants.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let line = (input.theme.sizes.small * LINE_EM).min(input.text_size * 0.8);
        let chosen = wants
            .iter()
            .position(|&(_, mark)| Some(input.marks[mark].id.as_str()) == input.selected);
        let tops: Vec<f32> = wants.iter().map(|&(y, _)| y).collect();
        let mut place_of: Vec<Option<usize>> = vec![None; wants.len()];
        for (at, place) in places(&tops, chosen, line).into_iter().enumerate() {
            match place {
                Place::At(y, form) => {
                    let height = if form == Form::Full { 2.0 * line } else { line };
                    let rect = Rect::from_min_max(pos2(left, y), pos2(right, y + height));
                    place_of[at] = Some(self.labels.len());
                    self.labels.push(Label {
                        mark: wants[at].1,
                        rect,
                        form,
                        more: 0,
                    });
                }
                Place::In(other) => {
                    if let Some(label) = place_of.get(other).copied().flatten() {
                        self.labels[label].more += 1;
                    }
                }
            }
        }
    }

    /// Returns the mark whose label or bracket is at a point.
    pub(super) fn mark_at(&self, at: Pos2) -> Option<usize> {
        let label = self.labels.iter().find(|label| label.rect.contains(at));
        let bracket = || {
            let grown = |bracket: &&Bracket| bracket.rect.expand2(vec2(2.5, 1.0)).contains(at);
            self.brackets.iter().find(grown)
        };
        label
            .map(|label| label.mark)
            .or_else(|| bracket().map(|bracket| bracket.mark))
    }

    /// Draws it.
    pub(super) fn paint(&self, view: &View<'_>, painter: &Painter) {
        let mut mesh = Mesh::default();
        for bracket in &self.brackets {
            paint_bracket(view, &mut mesh, bracket);
        }
        painter.add(mesh);
        for label in &self.labels {
            paint_label(view, painter, label);
        }
    }
}

/// Returns one bracket for each mark in sight, over all its lines in sight.
fn brackets(page: &Page, index: &Index, input: &ReaderInput<'_>) -> Vec<Bracket> {
    let sizes = &input.theme.sizes;
    let mut parts: Vec<(usize, f32, f32, bool)> = Vec::new();
    for laid in &page.laid {
        for rows in &laid.marks.rows {
            let top = laid.band(rows.first, 0.0, 0.0).top();
            let bottom = laid.band(rows.last, 0.0, 0.0).bottom();
            parts.push((rows.mark, top, bottom, rows.starts));
        }
    }
    parts.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let mut out: Vec<Bracket> = Vec::new();
    for (mark, top, bottom, starts) in parts {
        if let Some(last) = out.last_mut().filter(|last| last.mark == mark) {
            last.rect.max.y = last.rect.max.y.max(bottom);
            continue;
        }
        let x = match input.marks[mark].layer {
            Layer::Mate(number) => {
                let lane = index.mates.binary_search(&number).unwrap_or(0);
                page.geometry.mates + lane as f32 * sizes.lane
            }
            _ => page.geometry.lane - f32::from(index.lanes[mark]) * sizes.lane,
        };
        let top = if starts {
            top
        } else {
            top.min(page.geometry.clip.top())
        };
        out.push(Bracket {
            mark,
            rect: Rect::from_min_max(pos2(x - 1.0, top), pos2(x + 1.0, bottom)),
            line_top: top,
            starts,
        });
    }
    share_lines(&mut out);
    out
}

/// Shortens brackets of one lane that meet on a line, so that each has a part of it.
fn share_lines(brackets: &mut [Bracket]) {
    brackets.sort_by(|a, b| {
        let place =
            |bracket: &Bracket| (bracket.rect.left(), bracket.line_top, bracket.rect.bottom());
        let (a, b) = (place(a), place(b));
        a.0.total_cmp(&b.0)
            .then(a.1.total_cmp(&b.1))
            .then(a.2.total_cmp(&b.2))
    });
    for at in 1..brackets.len() {
        let (before, after) = brackets.split_at_mut(at);
        let (Some(above), Some(below)) = (before.last_mut(), after.first_mut()) else {
            return;
        };
        let meets = (above.rect.left() - below.rect.left()).abs() < 1.0
            && above.rect.bottom() > below.rect.top();
        if meets && below.rect.bottom() > above.rect.top() {
            let middle = below
                .rect
                .top()
                .midpoint(above.rect.bottom().min(below.rect.bottom()))
                .round();
            above.rect.max.y = (middle - 1.0).max(above.rect.top() + 2.0);
            below.rect.min.y = (middle + 1.0).min(below.rect.bottom() - 2.0);
        }
    }
}

/// Places labels that want to stand at the heights `tops`, which rise. `chosen` gets its place first.
fn places(tops: &[f32], chosen: Option<usize>, line: f32) -> Vec<Place> {
    let full = 2.0 * line;
    let taken = chosen.map(|at| (tops[at], tops[at] + full));
    let mut out: Vec<Place> = Vec::with_capacity(tops.len());
    let mut free_from = f32::NEG_INFINITY;
    let mut last_placed = None;
    for (at, &top) in tops.iter().enumerate() {
        if chosen == Some(at) {
            out.push(Place::At(top, Form::Full));
            last_placed = Some(at);
            free_from = free_from.max(top + full + GAP);
            continue;
        }
        let next = tops.get(at + 1).copied().unwrap_or(f32::INFINITY);
        let mut y = top.max(free_from);
        let crowded = y > top + 1.0 || next < y + full + GAP;
        let form = if crowded { Form::Short } else { Form::Full };
        let height = if crowded { line } else { full };
        if let Some((from, until)) = taken
            && y < until + GAP
            && from < y + height + GAP
        {
            y = until + GAP;
        }
        let too_far = y > top + FURTHEST;
        match last_placed {
            Some(last) if too_far => out.push(Place::In(last)),
            _ => {
                out.push(Place::At(y, form));
                last_placed = Some(at);
                free_from = y + height + GAP;
            }
        }
    }
    out
}

fn paint_bracket(view: &View<'_>, mesh: &mut Mesh, bracket: &Bracket) {
    let mark = &view.input.marks[bracket.mark];
    let strong = view.selected == Some(bracket.mark) || view.hovered == Some(bracket.mark);
    let (colour, thin) = match mark.layer {
        Layer::Own => (view.ink(bracket.mark).ink, 2.0),
        Layer::Suggestion => (view.input.theme.colours.suggestion, 1.0),
        Layer::Mate(_) => (view.input.theme.mate(mark.mate_colour()), 2.0),
    };
    let thick = if strong { thin + 1.5 } else { thin };
    let x = bracket.rect.center().x;
    let (top, bottom) = (bracket.rect.top(), bracket.rect.bottom());
    let stem = Rect::from_min_max(pos2(x - thick / 2.0, top), pos2(x + thick / 2.0, bottom));
    mesh.add_colored_rect(stem, colour);
    // The ends point to the text: to the right in the left margin, to the left in the right one.
    let toward = if matches!(mark.layer, Layer::Mate(_)) {
        -4.0
    } else {
        4.0
    };
    let mut serif = |y: f32| {
        let (left, right) = (x.min(x + toward), x.max(x + toward));
        mesh.add_colored_rect(
            Rect::from_min_max(pos2(left, y), pos2(right, y + thin)),
            colour,
        );
    };
    if bracket.starts {
        serif(top);
    }
    serif(bottom - thin);
}

fn paint_label(view: &View<'_>, painter: &Painter, label: &Label) {
    let mark = &view.input.marks[label.mark];
    let colours = &view.input.theme.colours;
    let suggestion = mark.layer == Layer::Suggestion;
    let ink = if suggestion {
        colours.suggestion
    } else {
        view.ink(label.mark).ink
    };
    let speaker = if mark.speaker.is_empty() {
        "no speaker"
    } else {
        &mark.speaker
    };
    let stance = [mark.sign, &mark.stance].join(" ");
    let stance = stance.trim();
    // A teammate's label says first whose it is.
    let (speaker, below) = match mark.layer {
        Layer::Mate(_) if !mark.whose.is_empty() => (mark.whose.as_str(), speaker),
        Layer::Mate(_) => (mark.id.split('/').next().unwrap_or_default(), speaker),
        _ => (speaker, stance),
    };
    let strong = view.selected == Some(label.mark) || view.hovered == Some(label.mark);
    let named = match mark.layer {
        Layer::Mate(_) => view.input.theme.mate(mark.mate_colour()),
        _ if mark.speaker.is_empty() => colours.weak,
        _ => colours.text,
    };
    let size = view.input.theme.sizes.small;
    let bold = FontId::new(size, fonts::sans_bold());
    let plain = FontId::proportional(size);
    let width = label.rect.width();
    let flag = if mark.flagged { "⚑ " } else { "" };
    let more = if label.more > 0 {
        format!("  +{}", label.more)
    } else {
        String::new()
    };
    let speaker_font = if strong || !suggestion {
        bold
    } else {
        plain.clone()
    };
    let sign = format!("  {}", mark.sign);
    let after = match label.form {
        Form::Full if !matches!(mark.layer, Layer::Mate(_)) => "",
        _ if !mark.sign.is_empty() => sign.as_str(),
        _ => "",
    };
    let before = (flag, plain.clone(), colours.busy);
    let after = [
        (after, plain.clone(), ink),
        (more.as_str(), plain.clone(), colours.weak),
    ];
    // What is short and must be seen takes its room first; the name has the rest.
    let after = row(painter, &after, width);
    let name = row(
        painter,
        &[before, (speaker, speaker_font, named)],
        width - after.size().x,
    );
    let down = vec2(0.0, label.rect.height() / 2.0);
    let below = (label.form == Form::Full).then(|| row(painter, &[(below, plain, ink)], width));
    if matches!(mark.layer, Layer::Mate(_)) {
        let at = label.rect.left_top();
        let behind_name = at + vec2(name.size().x, 0.0);
        left_aligned(painter, at, name);
        left_aligned(painter, behind_name, after);
        if let Some(below) = below {
            left_aligned(painter, at + down, below);
        }
        return;
    }
    let at = label.rect.right_top();
    let left_of_after = at - vec2(after.size().x, 0.0);
    right_aligned(painter, at, after);
    right_aligned(painter, left_of_after, name);
    if let Some(below) = below {
        right_aligned(painter, at + down, below);
    }
}

/// Lays out pieces of text beside each other, cut to `width` with an ellipsis.
fn row(painter: &Painter, parts: &[(&str, FontId, egui::Color32)], width: f32) -> Arc<Galley> {
    let mut job = LayoutJob {
        wrap: TextWrapping::truncate_at_width(width),
        break_on_newline: false,
        ..LayoutJob::default()
    };
    for (text, font, colour) in parts {
        if !text.is_empty() {
            let format = TextFormat {
                valign: Align::Center,
                ..TextFormat::simple(font.clone(), *colour)
            };
            job.append(&visual(text), 0.0, format);
        }
    }
    painter.layout_job(job)
}

fn left_aligned(painter: &Painter, at: Pos2, galley: Arc<Galley>) {
    painter.galley(
        pos2(at.x.round(), at.y.round()),
        galley,
        egui::Color32::PLACEHOLDER,
    );
}

fn right_aligned(painter: &Painter, at: Pos2, galley: Arc<Galley>) {
    let left = (at.x - galley.size().x).round();
    painter.galley(pos2(left, at.y.round()), galley, egui::Color32::PLACEHOLDER);
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: f32 = 15.0;

    #[track_caller]
    fn check(tops: &[f32], chosen: Option<usize>, expected: &[Place]) {
        assert_eq!(places(tops, chosen, LINE), expected);
    }

    #[test]
    fn labels_give_way() {
        use Form::{Full, Short};
        use Place::{At, In};
        check(&[], None, &[]);
        check(&[0.0, 100.0], None, &[At(0.0, Full), At(100.0, Full)]);
        check(&[0.0, 20.0], None, &[At(0.0, Short), At(20.0, Full)]);
        check(&[0.0, 0.0], None, &[At(0.0, Short), At(15.0, Short)]);
        check(&[0.0, 0.0], Some(1), &[At(30.0, Short), At(0.0, Full)]);
        let all = places(&[0.0; 8], None, LINE);
        assert_eq!(all[4..], [At(60.0, Short), In(4), In(4), In(4)]);
    }

    #[test]
    fn labels_never_overlap() {
        let tops: Vec<f32> = (0..200_u8).map(|i| f32::from(i) * 7.3 % 400.0).collect();
        for chosen in [None, Some(0), Some(77), Some(199)] {
            let mut tops = tops.clone();
            tops.sort_by(f32::total_cmp);
            let mut boxes: Vec<(f32, f32)> = places(&tops, chosen, LINE)
                .into_iter()
                .filter_map(|place| match place {
                    Place::At(y, Form::Full) => Some((y, y + 2.0 * LINE)),
                    Place::At(y, Form::Short) => Some((y, y + LINE)),
                    Place::In(_) => None,
                })
                .collect();
            boxes.sort_by(|a, b| a.0.total_cmp(&b.0));
            assert!(
                boxes.windows(2).all(|pair| pair[0].1 <= pair[1].0),
                "{boxes:?}"
            );
        }
    }
}
