//! The pointer: selecting text by drag, choosing marks by click, moving the ends of a quote.

use egui::{CursorIcon, PointerButton, Pos2, Response, Ui, pos2};

use super::margin::Margin;
use super::page::Page;
use super::{End, ReaderAction, ReaderInput, ReaderView, quotation};
use crate::app::mark::Layer;
use crate::model::id::StatementId;
use crate::model::span::Span;

/// How near to a handle the pointer must be to take it, in points.
const GRIP: f32 = 9.0;
/// How near to the upper or lower edge a drag begins to scroll.
const EDGE: f32 = 26.0;

/// How far from a double click its quotation may begin or end, in bytes.
const QUOTATION: usize = 16 * 1024;

/// What the pointer is about.
#[derive(Debug, Default)]
pub(super) struct Pointer {
    /// Index of the mark under it.
    pub(super) hovered: Option<usize>,
    press: Option<Press>,
    drag: Option<Drag>,
    /// The statement that the last click, beside all marks, put away; a double click begins with such a click.
    put_away: Option<String>,
}

/// Where the button went down.
#[derive(Clone, Debug)]
struct Press {
    byte: usize,
    grip: Option<Grip>,
}

/// An end of a quote that can be dragged.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Grip {
    id: StatementId,
    span: usize,
    end: End,
    /// The other end of that span.
    fixed: usize,
}

#[derive(Clone, Debug)]
enum Drag {
    Select { from: usize },
    Move { grip: Grip, to: Option<usize> },
}

impl Pointer {
    /// Tells whether something is being dragged.
    pub(super) fn is_dragging(&self) -> bool {
        self.drag.is_some()
    }

    /// Returns the mark whose end is being dragged, and the span as it would become.
    pub(super) fn moving(&self, input: &ReaderInput<'_>) -> Option<(usize, Span)> {
        let Some(Drag::Move { grip, to: Some(to) }) = &self.drag else {
            return None;
        };
        let mark = input
            .marks
            .iter()
            .position(|mark| grip.id == mark.id.as_str())?;
        Some((mark, Span::new(grip.fixed, *to)))
    }
}

/// What the pointer does in this frame.
struct Now {
    at: Pos2,
    pressed: bool,
    alt: bool,
    shift: bool,
}

impl ReaderView {
    /// Turns what the pointer did into actions.
    pub(super) fn answer_pointer(
        &mut self,
        ui: &Ui,
        response: &Response,
        input: &ReaderInput<'_>,
        page: &Page,
        margin: &Margin,
        actions: &mut Vec<ReaderAction>,
    ) {
        self.hover(ui, response, input, page, margin);
        let now = ui.input(|state| {
            let at = state.pointer.interact_pos()?;
            Some(Now {
                at,
                pressed: state.pointer.primary_pressed(),
                alt: state.modifiers.alt,
                shift: state.modifiers.shift,
            })
        });
        let Some(now) = now else {
            return;
        };
        if response.is_pointer_button_down_on() && now.pressed {
            response.request_focus();
            self.pointer.press = Some(Press {
                byte: page.hit(&input.article.text, now.at),
                grip: grip_at(input, page, now.at),
            });
        }
        if response.secondary_clicked() {
            self.point(input, page, margin, &now, actions);
        }
        if response.clicked() {
            self.click(response, input, page, margin, &now, actions);
        }
        if response.dragged_by(PointerButton::Primary) {
            self.drag(ui, input, page, &now, actions);
        }
        if response.drag_stopped() {
            self.drop_drag(actions);
        }
    }

    fn hover(
        &mut self,
        ui: &Ui,
        response: &Response,
        input: &ReaderInput<'_>,
        page: &Page,
        margin: &Margin,
    ) {
        let at = response.hover_pos().filter(|_| self.pointer.drag.is_none());
        let beside = at.and_then(|at| margin.mark_at(at));
        let over = at.and_then(|at| {
            let byte = page.under(at)?;
            self.index.over(input.marks, byte).first().copied()
        });
        self.pointer.hovered = beside.or(over);
        let Some(at) = at else {
            return;
        };
        if let Some(mark) = self.pointer.hovered.map(|mark| &input.marks[mark])
            && mark.layer != Layer::Own
        {
            let speaker = if mark.speaker.is_empty() {
                "no speaker"
            } else {
                &mark.speaker
            };
            let said = [speaker, mark.sign, &mark.stance].join(" ");
            response.clone().on_hover_ui_at_pointer(|ui| {
                ui.label(said.trim_end());
            });
        }
        let in_text = page.geometry.text_left - 4.0 <= at.x
            && at.x <= page.geometry.text_left + page.geometry.measure + 4.0;
        if grip_at(input, page, at).is_some() {
            ui.set_cursor_icon(CursorIcon::ResizeHorizontal);
        } else if beside.is_some() {
            ui.set_cursor_icon(CursorIcon::PointingHand);
        } else if in_text {
            ui.set_cursor_icon(CursorIcon::Text);
        }
    }

    fn click(
        &mut self,
        response: &Response,
        input: &ReaderInput<'_>,
        page: &Page,
        margin: &Margin,
        now: &Now,
        actions: &mut Vec<ReaderAction>,
    ) {
        self.pointer.drag = None;
        let text = &input.article.text;
        let byte = page.hit(text, now.at);
        let put_away = self.pointer.put_away.take();
        let is_more = response.triple_clicked() || response.double_clicked();
        if is_more && input.selected.is_none() && put_away.is_some() {
            actions.push(ReaderAction::Select(put_away));
        }
        if response.triple_clicked() {
            self.select(Some(text.paragraph_at(byte)), actions);
        } else if response.double_clicked() {
            let under = page.under(now.at).unwrap_or(byte);
            self.select(meant(input, under), actions);
        } else if now.shift {
            let span = snapped(input, self.cursor.tail, byte, now.alt);
            self.cursor.caret = byte;
            actions.push(ReaderAction::SetSelection(span));
        } else {
            self.cursor = super::keys::Cursor::at(byte);
            if input.selection.is_some() {
                actions.push(ReaderAction::SetSelection(None));
            }
            actions.push(ReaderAction::SetCaret(byte));
            let mark = margin.mark_at(now.at).or_else(|| {
                let over = self.index.over(input.marks, page.under(now.at)?);
                next_of(&over, input.selected_mark())
            });
            let id = mark.map(|mark| input.marks[mark].id.clone());
            if id.as_deref() != input.selected {
                if id.is_none() {
                    self.pointer.put_away = input.selected.map(str::to_owned);
                }
                actions.push(ReaderAction::Select(id));
            }
        }
    }

    /// Chooses what a menu is opened over: the selected text if that is there, else the mark, else the place.
    fn point(
        &mut self,
        input: &ReaderInput<'_>,
        page: &Page,
        margin: &Margin,
        now: &Now,
        actions: &mut Vec<ReaderAction>,
    ) {
        let byte = page.hit(&input.article.text, now.at);
        let is_in_selection = |span: Span| span.start <= byte && byte <= span.end;
        if input.selection.is_some_and(is_in_selection) {
            return;
        }
        let over = page
            .under(now.at)
            .map_or_else(Vec::new, |at| self.index.over(input.marks, at));
        let beside = margin.mark_at(now.at);
        let chosen = input.selected_mark().filter(|mark| over.contains(mark));
        let mark = beside.or(chosen).or_else(|| over.first().copied());
        self.cursor = super::keys::Cursor::at(byte);
        if input.selection.is_some() {
            actions.push(ReaderAction::SetSelection(None));
        }
        actions.push(ReaderAction::SetCaret(byte));
        let id = mark.map(|mark| input.marks[mark].id.clone());
        if id.as_deref() != input.selected {
            actions.push(ReaderAction::Select(id));
        }
    }

    /// Selects a span and lets the keyboard go on from it.
    fn select(&mut self, span: Option<Span>, actions: &mut Vec<ReaderAction>) {
        let span = span.filter(|span| !span.is_empty());
        if let Some(span) = span {
            self.cursor = super::keys::Cursor::over(span);
        }
        actions.push(ReaderAction::SetSelection(span));
    }

    fn drag(
        &mut self,
        ui: &Ui,
        input: &ReaderInput<'_>,
        page: &Page,
        now: &Now,
        actions: &mut Vec<ReaderAction>,
    ) {
        let clip = page.geometry.clip;
        if self.pointer.drag.is_none() {
            let Some(press) = self.pointer.press.take() else {
                return;
            };
            self.pointer.drag = Some(match press.grip {
                Some(grip) => Drag::Move { grip, to: None },
                None => Drag::Select { from: press.byte },
            });
        }
        let inside = pos2(
            now.at.x,
            now.at.y.clamp(clip.top() + 1.0, clip.bottom() - 1.0),
        );
        let head = page.hit(&input.article.text, inside);
        match &mut self.pointer.drag {
            Some(Drag::Select { from }) => {
                let span = snapped(input, *from, head, now.alt);
                (self.cursor.caret, self.cursor.tail) = (head, *from);
                if span != input.selection {
                    actions.push(ReaderAction::SetSelection(span));
                }
            }
            Some(Drag::Move { grip, to }) => {
                *to = moved_end(input, grip, head, now.alt);
                ui.set_cursor_icon(CursorIcon::ResizeHorizontal);
            }
            None => {}
        }
        let beyond = if now.at.y < clip.top() + EDGE {
            now.at.y - clip.top() - EDGE
        } else if now.at.y > clip.bottom() - EDGE {
            now.at.y - clip.bottom() + EDGE
        } else {
            return;
        };
        let seconds = ui.input(|state| state.stable_dt).min(0.05);
        self.anchor.offset += f64::from(beyond * seconds * 14.0);
        ui.request_repaint();
    }

    fn drop_drag(&mut self, actions: &mut Vec<ReaderAction>) {
        self.pointer.press = None;
        if let Some(Drag::Move { grip, to: Some(to) }) = self.pointer.drag.take() {
            actions.push(ReaderAction::MoveEnd {
                id: grip.id,
                span: grip.span,
                end: grip.end,
                to,
            });
        }
    }
}

/// Returns the handle of the chosen statement at a point.
fn grip_at(input: &ReaderInput<'_>, page: &Page, at: Pos2) -> Option<Grip> {
    let handles = handles(input, page, input.selected_mark()?);
    let near = handles
        .into_iter()
        .filter(|(place, ..)| place.distance(at) < GRIP);
    let (_, span, end) = near.min_by(|a, b| a.0.distance(at).total_cmp(&b.0.distance(at)))?;
    let mark = input
        .marks
        .iter()
        .find(|mark| Some(mark.id.as_str()) == input.selected)?;
    let quote = mark.quote.get(span)?;
    Some(Grip {
        id: mark.id.clone().into(),
        span,
        end,
        fixed: if end == End::Start {
            quote.end
        } else {
            quote.start
        },
    })
}

/// Returns the handles in sight of one's own statement: where, of which span of the quote, which end.
pub(super) fn handles(
    input: &ReaderInput<'_>,
    page: &Page,
    mark: usize,
) -> Vec<(Pos2, usize, End)> {
    let mark = &input.marks[mark];
    let mut out = Vec::new();
    if input.read_only || mark.layer != Layer::Own {
        return out;
    }
    for (at, &span) in mark.quote.iter().enumerate() {
        let bands = page.bands(span);
        let (Some(first), Some(last)) = (bands.first(), bands.last()) else {
            continue;
        };
        let caret = page.caret(span.start);
        // Where text runs from right to left, a span starts at the right.
        let rtl = caret.is_some_and(|caret| {
            let x = caret.left();
            (x - first.rect.right()).abs() < (x - first.rect.left()).abs()
        });
        let corners = if rtl {
            (first.rect.right_top(), last.rect.left_bottom())
        } else {
            (first.rect.left_top(), last.rect.right_bottom())
        };
        if page.holds(span.start) {
            out.push((corners.0, at, End::Start));
        }
        if page.holds(span.end) {
            out.push((corners.1, at, End::End));
        }
    }
    out
}

/// Returns what a drag or a shifted click from one byte to another selects.
pub(super) fn snapped(
    input: &ReaderInput<'_>,
    from: usize,
    to: usize,
    exact: bool,
) -> Option<Span> {
    let span = Span::new(from, to);
    if span.is_empty() {
        return None;
    }
    let span = if exact {
        span
    } else {
        input.article.text.snap_to_words(span)
    };
    (!span.is_empty()).then_some(span)
}

/// Returns where a dragged end goes: to the border of a word, unless the span would become empty.
fn moved_end(input: &ReaderInput<'_>, grip: &Grip, head: usize, exact: bool) -> Option<usize> {
    let beyond = match grip.end {
        End::Start => head >= grip.fixed,
        End::End => head <= grip.fixed,
    };
    if beyond {
        return None;
    }
    let span = snapped(input, grip.fixed, head, exact)?;
    Some(if grip.end == End::Start {
        span.start
    } else {
        span.end
    })
}

/// Returns what a double click means: the quotation, or outside of one the word.
fn meant(input: &ReaderInput<'_>, byte: usize) -> Option<Span> {
    let text = &input.article.text;
    // A quotation in a line of many megabytes is looked for nearby only.
    let near = Span::new(byte.saturating_sub(QUOTATION), byte + QUOTATION);
    let paragraph = text.paragraph_at(byte);
    let paragraph = paragraph.intersection(near).unwrap_or(paragraph);
    let paragraph = Span::new(text.floor(paragraph.start), text.floor(paragraph.end));
    let quotation = quotation::around(text.slice(paragraph), byte.saturating_sub(paragraph.start));
    match quotation {
        Some(range) => Some(Span::new(
            paragraph.start + range.start,
            paragraph.start + range.end,
        )),
        None => text.word_at(byte),
    }
}

/// Returns the mark after `chosen` among those that lie over each other, the first if that is not one of them.
fn next_of(over: &[usize], chosen: Option<usize>) -> Option<usize> {
    let at = over.iter().position(|&mark| Some(mark) == chosen);
    over.get(at.map_or(0, |at| (at + 1) % over.len())).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clicks_go_through_what_lies_over_each_other() {
        assert_eq!(next_of(&[4, 2, 7], None), Some(4));
        assert_eq!(next_of(&[4, 2, 7], Some(9)), Some(4));
        assert_eq!(next_of(&[4, 2, 7], Some(4)), Some(2));
        assert_eq!(next_of(&[4, 2, 7], Some(7)), Some(4));
        assert_eq!(next_of(&[4], Some(4)), Some(4));
        assert_eq!(next_of(&[], Some(4)), None);
    }
}
