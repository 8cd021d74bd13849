//! What palettes and dialogs share: headings, the text field, rows picked by keys or the mouse, keys drawn as caps.

use std::ops::Range;
use std::sync::Arc;

use egui::text::{CCursor, CCursorRange, LayoutJob, TextFormat, TextWrapping};
use egui::{
    Align, CornerRadius, EventFilter, FontId, Galley, Id, Key, Label, Modifiers, Pos2, Rect,
    Response, RichText, Role, ScrollArea, Sense, Stroke, StrokeKind, TextEdit, Ui, UiBuilder,
    WidgetInfo, pos2, vec2,
};

use crate::app::keymap::Keys;
use crate::ui::fonts;
use crate::ui::reader::fallback;
use crate::ui::theme::Theme;

/// Represents the keys pressed in a list, taken out of the input.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Moves {
    down: usize,
    up: usize,
    /// Whether Enter was pressed.
    pub(crate) enter: bool,
    /// Whether Tab was pressed.
    pub(crate) tab: bool,
}

impl Moves {
    /// Takes the keys that move in a list of which `page` rows are seen; Tab too where the list completes.
    pub(crate) fn take(ui: &Ui, page: usize, completes: bool) -> Self {
        ui.input_mut(|input| {
            let mut count = |key| input.count_and_consume_key(Modifiers::NONE, key);
            Self {
                down: count(Key::ArrowDown) + page * count(Key::PageDown),
                up: count(Key::ArrowUp) + page * count(Key::PageUp),
                enter: count(Key::Enter) > 0,
                tab: completes && count(Key::Tab) > 0,
            }
        })
    }

    /// Tells whether another row was asked for.
    pub(crate) fn any(self) -> bool {
        self.down + self.up > 0
    }

    /// Returns the row picked now, of `count` rows.
    pub(crate) fn from(self, row: usize, count: usize) -> usize {
        (row + self.down)
            .saturating_sub(self.up)
            .min(count.saturating_sub(1))
    }

    /// The same where no row need be picked.
    pub(crate) fn row_or_none(self, row: Option<usize>, count: usize) -> Option<usize> {
        // "No row" is a place above the first.
        let place = row.map_or(0, |row| row + 1);
        (place + self.down)
            .saturating_sub(self.up)
            .min(count)
            .checked_sub(1)
    }
}

/// Tells whether nothing in this overlay has the keyboard yet.
pub(crate) fn needs_focus(ui: &Ui) -> bool {
    let focused = ui
        .memory(egui::Memory::focused)
        .and_then(|id| ui.ctx().read_response(id));
    focused.is_none_or(|response| response.layer_id != ui.layer_id())
}

/// Represents a text field and what was pressed in it.
pub(crate) struct Field {
    /// The field.
    pub(crate) response: Response,
    /// The keys for the list below it.
    pub(crate) moves: Moves,
}

/// Shows the text field of a list, which takes the keyboard when the overlay opens.
pub(crate) fn field(ui: &mut Ui, name: &str, hint: &str, text: &mut String, page: usize) -> Field {
    edit(ui, name, hint, text, page, false)
}

/// Shows a text field that Tab completes.
pub(crate) fn completing(
    ui: &mut Ui,
    name: &str,
    hint: &str,
    text: &mut String,
    page: usize,
) -> Field {
    edit(ui, name, hint, text, page, true)
}

fn edit(
    ui: &mut Ui,
    name: &str,
    hint: &str,
    text: &mut String,
    page: usize,
    completes: bool,
) -> Field {
    let id = Id::unique(("overlay field", ui.layer_id().id, name));
    let has_focus = ui.memory(|memory| memory.has_focus(id));
    let moves = if has_focus {
        Moves::take(ui, page, completes)
    } else {
        Moves::default()
    };
    let filter = EventFilter {
        tab: completes,
        horizontal_arrows: true,
        vertical_arrows: true,
        ..EventFilter::default()
    };
    let edit = TextEdit::singleline(text)
        .id(id)
        .hint_text(hint.to_owned())
        .desired_width(f32::INFINITY);
    let response = ui
        .add(edit.event_filter(filter).margin(vec2(8.0, 6.0)))
        .accessible_name(name);
    if needs_focus(ui) {
        response.request_focus();
        caret_to_end(ui, &response, text);
    }
    Field { response, moves }
}

/// Puts the caret of a field behind its text.
pub(crate) fn caret_to_end(ui: &Ui, field: &Response, text: &str) {
    let mut state = TextEdit::load_state(ui.ctx(), field.id).unwrap_or_default();
    let end = CCursor::new(text.chars().count());
    state.cursor.set_char_range(Some(CCursorRange::one(end)));
    state.store(ui.ctx(), field.id);
}

/// Shows a dialog's heading.
pub(crate) fn heading(ui: &mut Ui, theme: &Theme, text: &str) {
    let text = RichText::new(text)
        .family(fonts::sans_bold())
        .size(theme.sizes.heading);
    ui.add(Label::new(text).selectable(false));
}

/// Shows a small weak line that explains something.
pub(crate) fn note(ui: &mut Ui, theme: &Theme, text: &str) {
    ui.add(Label::new(weak(theme, text)).selectable(false).wrap());
}

/// Shows a weak line of the usual size, at the left of a panel in which nothing is to be seen.
pub(crate) fn nothing(ui: &mut Ui, theme: &Theme, text: &str) {
    let text = RichText::new(text).color(theme.colours.weak);
    ui.add(Label::new(text).selectable(false).wrap());
}

/// Shows a line about something that is wrong.
pub(crate) fn warning(ui: &mut Ui, theme: &Theme, text: &str) {
    let text = RichText::new(text)
        .color(theme.colours.error)
        .size(theme.sizes.small);
    ui.add(Label::new(text).selectable(false).wrap());
}

/// Shows such a line, or its empty place: what lies below must not move under the pointer when it comes.
pub(crate) fn place_of_warning(ui: &mut Ui, theme: &Theme, text: Option<&str>) {
    if let Some(text) = text {
        return warning(ui, theme, text);
    }
    let font = FontId::proportional(theme.sizes.small);
    let height = ui.fonts_mut(|fonts| fonts.row_height(&font));
    ui.allocate_space(vec2(0.0, height));
}

/// Returns small weak text.
pub(crate) fn weak(theme: &Theme, text: &str) -> RichText {
    RichText::new(text)
        .color(theme.colours.weak)
        .size(theme.sizes.small)
}

/// Represents a list of which only the rows that are seen are drawn.
pub(crate) struct Rows<'a> {
    /// The look.
    pub(crate) theme: &'a Theme,
    /// What tells its scrolling from that of other lists.
    pub(crate) salt: &'a str,
    /// How many rows there are.
    pub(crate) count: usize,
    /// Height of a row, in points, where the interface has its usual size.
    pub(crate) height: f32,
    /// Most height that is taken, in points.
    pub(crate) room: f32,
}

/// Returns the height that a list in a dialog may take of what it wants, in points: what stands around it needs the rest
/// of the window, and a dialog in the middle would else grow a little with every frame.
pub(crate) fn room_in_dialog(ui: &Ui, wanted: f32) -> f32 {
    let window = ui.ctx().content_rect().height();
    wanted.min((window - 200.0).max(160.0))
}

/// Represents one row while it is drawn.
pub(crate) struct Row {
    /// Its place in the list.
    pub(crate) index: usize,
    /// Where it is drawn: the inner part, without the padding.
    pub(crate) rect: Rect,
    /// Whether it is the one picked.
    pub(crate) is_picked: bool,
    /// What the pointer does with it.
    pub(crate) response: Response,
}

impl Rows<'_> {
    /// Shows the rows. `moved` brings the picked one into view; `draw` paints a row and returns its name.
    pub(crate) fn show(
        &self,
        ui: &mut Ui,
        picked: Option<usize>,
        moved: bool,
        mut draw: impl FnMut(&mut Ui, &Row) -> String,
    ) -> Clicked {
        let mut clicked = Clicked::default();
        let room = self.room;
        let height = self.height * self.theme.scale();
        let area = ScrollArea::vertical()
            .id_salt(self.salt)
            .max_height(room)
            .min_scrolled_height(room);
        area.auto_shrink([false, true])
            .animated(false)
            .show_viewport(ui, |ui, viewport| {
                ui.set_height(height * self.count as f32);
                let content = ui.max_rect();
                let at = |index: usize| {
                    let top = content.top() + height * index as f32;
                    Rect::from_min_size(pos2(content.left(), top), vec2(content.width(), height))
                };
                if let Some(picked) = picked.filter(|_| moved) {
                    ui.scroll_to_rect(at(picked), None);
                }
                for index in seen_rows(viewport.y_range(), height, self.count) {
                    self.row(
                        ui,
                        at(index),
                        index,
                        picked == Some(index),
                        &mut clicked,
                        &mut draw,
                    );
                }
            });
        clicked
    }

    fn row(
        &self,
        ui: &mut Ui,
        rect: Rect,
        index: usize,
        is_picked: bool,
        clicked: &mut Clicked,
        draw: &mut impl FnMut(&mut Ui, &Row) -> String,
    ) {
        let response = ui.interact(rect, ui.scope_id().with((self.salt, index)), Sense::click());
        let colours = &self.theme.colours;
        let fill = match (is_picked, response.hovered() || response.has_focus()) {
            (true, _) => Some(colours.selection),
            (false, true) => Some(colours.button),
            (false, false) => None,
        };
        if let Some(fill) = fill {
            ui.painter()
                .rect_filled(rect, CornerRadius::same(self.theme.sizes.radius), fill);
        }
        if response.clicked() {
            clicked.row = Some(index);
        }
        if response.hovered() && ui.input(|input| input.pointer.is_moving()) {
            clicked.hovered = Some(index);
        }
        let row = Row {
            index,
            rect: rect.shrink2(vec2(8.0, 0.0)),
            is_picked,
            response,
        };
        let name = ui
            .scope_builder(UiBuilder::new().max_rect(row.rect), |ui| draw(ui, &row))
            .inner;
        row.response
            .widget_info(|| WidgetInfo::selected(Role::ListBoxOption, true, is_picked, &name));
    }
}

/// Says what the pointer did in a list.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Clicked {
    /// The row that was clicked.
    pub(crate) row: Option<usize>,
    /// The row that the pointer moved over.
    pub(crate) hovered: Option<usize>,
}

/// Returns the rows that lie within a stretch of the list.
fn seen_rows(seen: egui::Rangef, height: f32, count: usize) -> Range<usize> {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a place in a list, never negative"
    )]
    let place = |y: f32| (y / height).floor().max(0.0) as usize;
    let first = place(seen.min).min(count);
    first..(place(seen.max) + 1).min(count)
}

/// Represents one line of text, cut with an ellipsis where it does not fit.
pub(crate) struct Line<'a> {
    /// The text.
    pub(crate) text: &'a str,
    /// Where letters stand that are emphasised, in bytes.
    pub(crate) letters: &'a [usize],
    /// The font.
    pub(crate) font: FontId,
    /// The colour.
    pub(crate) colour: egui::Color32,
}

impl Line<'_> {
    /// Lays the line out.
    pub(crate) fn galley(&self, ui: &Ui, width: f32) -> Arc<Galley> {
        let mut job = LayoutJob {
            wrap: TextWrapping::truncate_at_width(width.max(0.0)),
            break_on_newline: false,
            ..LayoutJob::default()
        };
        let plain = TextFormat::simple(self.font.clone(), self.colour);
        let strong =
            TextFormat::simple(FontId::new(self.font.size, fonts::sans_bold()), self.colour);
        let mut at = 0;
        if fallback::has_rtl(self.text) {
            // Which letters were found cannot be shown in words that stand elsewhere.
            job.append(&fallback::visual(self.text), 0.0, plain);
            return ui.painter().layout_job(job);
        }
        for stretch in stretches(self.text, self.letters) {
            job.append(&self.text[at..stretch.start], 0.0, plain.clone());
            job.append(&self.text[stretch.clone()], 0.0, strong.clone());
            at = stretch.end;
        }
        job.append(&self.text[at..], 0.0, plain);
        ui.painter().layout_job(job)
    }

    /// Paints the line at the left of a rectangle, in the middle of its height.
    pub(crate) fn paint(&self, ui: &Ui, rect: Rect) {
        let galley = self.galley(ui, rect.width());
        let at = rect.left_center() - vec2(0.0, galley.size().y * 0.5);
        ui.painter().galley(at, galley, self.colour);
    }

    /// Paints the line at the right of a rectangle; returns what is left of it, less a gap.
    pub(crate) fn paint_right(&self, ui: &Ui, rect: Rect) -> Rect {
        let galley = self.galley(ui, rect.width());
        if galley.is_empty() {
            return rect;
        }
        let at = pos2(
            rect.right() - galley.size().x,
            rect.center().y - galley.size().y * 0.5,
        );
        ui.painter().galley(at, galley, self.colour);
        rect.with_max_x((at.x - 12.0).max(rect.left()))
    }
}

/// Joins letters that stand in a row, so that a word found as a whole is shaped as a whole.
fn stretches(text: &str, letters: &[usize]) -> Vec<Range<usize>> {
    let mut joined: Vec<Range<usize>> = Vec::new();
    for &start in letters {
        let Some(letter) = text.get(start..).and_then(|rest| rest.chars().next()) else {
            continue;
        };
        let end = start + letter.len_utf8();
        match joined.last_mut() {
            Some(last) if last.end == start => last.end = end,
            _ => joined.push(start..end),
        }
    }
    joined
}

/// Returns a line of the interface's text.
pub(crate) fn body<'a>(theme: &Theme, text: &'a str, letters: &'a [usize]) -> Line<'a> {
    Line {
        text,
        letters,
        font: FontId::proportional(theme.sizes.interface),
        colour: theme.colours.text,
    }
}

/// Lays out a title on one line, or on two where it needs them.
pub(crate) fn two_lines(ui: &Ui, theme: &Theme, text: &str, width: f32) -> Arc<Galley> {
    let line = body(theme, text, &[]);
    if fallback::has_rtl(text) {
        // Words that stand in the order of the screen cannot be broken into lines.
        return line.galley(ui, width);
    }
    let mut job = LayoutJob::simple(text.to_owned(), line.font, line.colour, width.max(0.0));
    job.wrap.max_rows = 2;
    job.break_on_newline = false;
    ui.painter().layout_job(job)
}

/// Returns a line of small text, weak unless it stands on the selection's colour.
pub(crate) fn small<'a>(theme: &Theme, text: &'a str, is_picked: bool) -> Line<'a> {
    Line {
        text,
        letters: &[],
        font: FontId::proportional(theme.sizes.small),
        colour: if is_picked {
            theme.colours.text
        } else {
            theme.colours.weak
        },
    }
}

/// Paints keys as caps at the right of a rectangle; returns what is left of it, less a gap.
pub(crate) fn caps(ui: &Ui, theme: &Theme, keys: Keys, rect: Rect, is_picked: bool) -> Rect {
    let colour = if is_picked {
        theme.colours.text
    } else {
        theme.colours.weak
    };
    let font = FontId::proportional(theme.sizes.small);
    let mut right = rect.right();
    for part in parts(keys).into_iter().rev() {
        let galley = ui.painter().layout_no_wrap(part, font.clone(), colour);
        let size = vec2((galley.size().x + 10.0).max(20.0), galley.size().y + 4.0);
        let cap = Rect::from_center_size(pos2(right - size.x * 0.5, rect.center().y), size);
        let border = Stroke::new(1.0, theme.colours.line);
        let radius = CornerRadius::same(theme.sizes.mark_radius);
        ui.painter()
            .rect(cap, radius, theme.colours.field, border, StrokeKind::Inside);
        let at: Pos2 = cap.center() - galley.size() * 0.5;
        ui.painter().galley(at, galley, colour);
        right = cap.left() - 3.0;
    }
    rect.with_max_x((right - 9.0).max(rect.left()))
}

/// Returns the caps of keys: `Ctrl`, `Shift`, `Z`.
fn parts(keys: Keys) -> Vec<String> {
    let held = [
        (keys.ctrl, "Ctrl"),
        (keys.alt, "Alt"),
        (keys.shift, "Shift"),
    ];
    let mut parts: Vec<String> = held
        .into_iter()
        .filter(|(held, _)| *held)
        .map(|(_, name)| name.to_owned())
        .collect();
    let key = Keys {
        ctrl: false,
        alt: false,
        shift: false,
        ..keys
    };
    parts.push(key.to_string());
    parts
}

/// Shows a line in the place of a list that is empty.
pub(crate) fn empty(ui: &mut Ui, theme: &Theme, text: &str) {
    ui.with_layout(egui::Layout::top_down(Align::Center), |ui| {
        ui.add_space(12.0);
        ui.add(
            Label::new(RichText::new(text).color(theme.colours.weak))
                .selectable(false)
                .wrap(),
        );
        ui.add_space(12.0);
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moves_stay_in_the_list() {
        let moves = |down, up| Moves {
            down,
            up,
            ..Moves::default()
        };
        assert_eq!(moves(1, 0).from(0, 3), 1);
        assert_eq!(moves(9, 0).from(0, 3), 2);
        assert_eq!(moves(0, 9).from(2, 3), 0);
        assert_eq!(moves(1, 0).from(0, 0), 0);
        assert_eq!(moves(1, 0).row_or_none(None, 3), Some(0));
        assert_eq!(moves(0, 1).row_or_none(Some(0), 3), None);
        assert_eq!(moves(9, 0).row_or_none(None, 3), Some(2));
        assert_eq!(moves(1, 0).row_or_none(None, 0), None);
    }

    #[test]
    fn only_rows_that_are_seen_are_drawn() {
        let seen = |min, max| seen_rows(egui::Rangef::new(min, max), 10.0, 100);
        assert_eq!(seen(0.0, 25.0), 0..3);
        assert_eq!(seen(15.0, 25.0), 1..3);
        assert_eq!(seen(985.0, 1005.0), 98..100);
        assert_eq!(seen(2000.0, 2010.0), 100..100);
    }

    #[test]
    fn letters_in_a_row_are_one_stretch() {
        assert_eq!(stretches("abécd", &[0, 1, 2, 5]), [0..4, 5..6]);
        assert_eq!(stretches("abc", &[]), Vec::<Range<usize>>::new());
        assert_eq!(stretches("abc", &[7]), Vec::<Range<usize>>::new());
    }

    #[test]
    fn keys_have_a_cap_each() {
        assert_eq!(
            parts("Ctrl+Shift+Z".parse().unwrap()),
            ["Ctrl", "Shift", "Z"]
        );
        assert_eq!(parts("Ctrl+Plus".parse().unwrap()), ["Ctrl", "+"]);
    }
}
