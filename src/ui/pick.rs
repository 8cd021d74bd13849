//! A text field that picks one of many: type a few letters, Enter takes the row that is emphasised.

use std::hash::{DefaultHasher, Hash, Hasher as _};

use egui::{
    Id, Key, Label, Modifiers, Popup, PopupCloseBehavior, RectAlign, Response, RichText,
    ScrollArea, Sense, TextEdit, Ui, vec2,
};

use super::fuzzy::Search;
use super::reader::fallback::visual;
use super::{fonts, theme::Theme, widgets};
use crate::app::texts::fold;

/// Most rows that are shown; whoever wants another types a letter more.
const MOST_ROWS: usize = 60;

/// Represents one row that can be picked.
#[derive(Clone, Debug, Default)]
pub(crate) struct Choice {
    /// What is shown.
    pub(crate) label: String,
    /// Weak text at the right.
    pub(crate) detail: String,
    /// What letters are matched with beside the label.
    pub(crate) also: String,
    /// How far the row is moved in, in a tree.
    pub(crate) depth: usize,
    /// What is said of the row while it is emphasised.
    pub(crate) about: String,
}

/// Represents what was picked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Picked {
    /// A row, by its place among the choices.
    Row(usize),
    /// Something new, as typed.
    New(String),
}

/// Represents what a picking field remembers.
#[derive(Debug, Default)]
pub(crate) struct PickField {
    text: String,
    row: usize,
    is_open: bool,
    /// Whether an arrow key or the pointer went to a row.
    has_moved: bool,
    kept: Option<Kept>,
}

/// What is offered and what of it was found: made anew when either changes, not in every frame.
#[derive(Debug)]
struct Kept {
    /// What they are kept under.
    key: u64,
    choices: Vec<Choice>,
    /// What letters are matched with, for each choice.
    folded: Vec<String>,
    /// What was typed, and the rows that were found for it.
    found: Option<(String, Vec<Picked>)>,
}

/// Says how a picking field looks and what it offers.
pub(crate) struct PickOptions<'a> {
    /// Its accessible name.
    pub(crate) name: &'a str,
    /// What it shows while it is not used.
    pub(crate) current: &'a str,
    /// What it shows while it is empty.
    pub(crate) hint: &'a str,
    /// Whether it is to have the focus now.
    pub(crate) wants_focus: bool,
    /// Whether Enter takes the first row before anything was typed.
    pub(crate) picks_first: bool,
    /// What a new entry is called, `Add “…”`; none where nothing new can be made.
    pub(crate) new: Option<&'a str>,
}

impl PickField {
    /// Tells whether somebody is picking.
    pub(crate) fn is_open(&self) -> bool {
        self.is_open
    }

    /// Shows the field; returns what was picked in this frame.
    ///
    /// `choices` is asked only while the field is used, and again only when `key` is another one: lists are long.
    pub(crate) fn show(
        &mut self,
        ui: &mut Ui,
        theme: &Theme,
        options: &PickOptions<'_>,
        key: u64,
        choices: impl FnOnce() -> Vec<Choice>,
    ) -> Option<Picked> {
        let id = ui.make_persistent_id(("pick", options.name));
        let had_focus = ui.memory(|memory| memory.has_focus(id));
        let keys = if had_focus {
            Pressed::take(ui)
        } else {
            Pressed::default()
        };
        let response = self.field(ui, id, options);
        if options.wants_focus && !had_focus {
            response.request_focus();
        }
        if response.gained_focus() || (options.wants_focus && !self.is_open) {
            self.text.clear();
            self.row = 0;
            self.has_moved = false;
            self.is_open = true;
        }
        if response.changed() {
            self.row = 0;
            self.has_moved = false;
        }
        // Whoever had the keyboard when Escape was pressed has lost it by now.
        let escaped = || ui.input(|input| input.key_pressed(Key::Escape));
        if keys.escape || (response.lost_focus() && escaped()) {
            self.close(&response);
        }
        if !self.is_open {
            return None;
        }
        let kept = self.kept.take().filter(|kept| kept.key == key);
        let mut kept = kept.unwrap_or_else(|| Kept::new(key, choices()));
        let rows = kept.rows(&self.text, options.new.is_some());
        let choices = &kept.choices;
        self.go(&keys, rows.len(), options.picks_first);
        let current = self.current(options.picks_first);
        let mut picked = current
            .filter(|_| keys.enter)
            .and_then(|row| rows.get(row).cloned());
        let mut in_popup = false;
        let popup = Popup::from_response(&response)
            .open(true)
            .align(RectAlign::BOTTOM_START)
            .close_behavior(PopupCloseBehavior::IgnoreClicks)
            .width(response.rect.width().max(240.0))
            .show(|ui| self.list(ui, theme, &rows, choices, options, keys.any_move()));
        if let Some(shown) = popup {
            picked = picked.or(shown.inner);
            in_popup = shown.response.contains_pointer();
        }
        if picked.is_some() || (response.lost_focus() && !in_popup && !keys.enter) {
            self.close(&response);
        } else if keys.enter {
            // Nothing to take: the field stays, so that the letters typed are not lost.
            response.request_focus();
        }
        if self.is_open {
            self.kept = Some(kept);
        }
        picked
    }

    fn field(&mut self, ui: &mut Ui, id: Id, options: &PickOptions<'_>) -> Response {
        let mut shown = if self.is_open {
            std::mem::take(&mut self.text)
        } else {
            options.current.to_owned()
        };
        let hint = if self.is_open && !options.current.is_empty() {
            options.current
        } else {
            options.hint
        };
        let edit = TextEdit::singleline(&mut shown)
            .id(id)
            .hint_text(hint.to_owned())
            .desired_width(f32::INFINITY);
        let response = ui.add(edit).accessible_name(options.name);
        if self.is_open {
            self.text = shown;
        }
        response
    }

    /// Moves by the arrow keys. Where no row is emphasised, down goes to the first one.
    fn go(&mut self, keys: &Pressed, count: usize, picks_first: bool) {
        let mut moves = Pressed {
            down: keys.down,
            up: keys.up,
            ..Pressed::default()
        };
        if keys.any_move() && self.current(picks_first).is_none() {
            moves.down = moves.down.saturating_sub(1);
            self.row = 0;
        }
        self.has_moved |= keys.any_move();
        self.row = moves.moved(self.row, count);
    }

    /// Returns the row that is emphasised and that Enter takes.
    fn current(&self, picks_first: bool) -> Option<usize> {
        let is_chosen = picks_first || self.has_moved || !self.text.trim().is_empty();
        is_chosen.then_some(self.row)
    }

    fn close(&mut self, response: &Response) {
        self.is_open = false;
        self.text.clear();
        self.kept = None;
        response.surrender_focus();
    }

    fn list(
        &mut self,
        ui: &mut Ui,
        theme: &Theme,
        rows: &[Picked],
        choices: &[Choice],
        options: &PickOptions<'_>,
        moved: bool,
    ) -> Option<Picked> {
        let mut picked = None;
        let current = self.current(options.picks_first);
        ui.set_max_width(420.0);
        if rows.is_empty() {
            let may_add = options.new.is_some() && self.text.trim().is_empty();
            let text = if may_add {
                "Nothing yet: type a name"
            } else {
                "Nothing fits"
            };
            ui.add(Label::new(RichText::new(text).color(theme.colours.weak)).selectable(false));
        }
        ScrollArea::vertical().max_height(230.0).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            for (index, row) in rows.iter().enumerate() {
                let (label, detail, depth) = match row {
                    Picked::Row(place) => {
                        let choice = &choices[*place];
                        (choice.label.clone(), choice.detail.as_str(), choice.depth)
                    }
                    Picked::New(typed) => (
                        format!("{} “{typed}”", options.new.unwrap_or("Add")),
                        "new",
                        0,
                    ),
                };
                let depth = if self.text.trim().is_empty() {
                    depth
                } else {
                    0
                };
                let response = row_ui(ui, theme, &label, detail, depth, current == Some(index));
                widgets::describe(&response, detail);
                if response.clicked() {
                    picked = Some(row.clone());
                }
                if response.hovered() && ui.input(|input| input.pointer.is_moving()) {
                    self.row = index;
                    self.has_moved = true;
                }
                if moved && current == Some(index) {
                    response.scroll_to_me(None);
                }
            }
        });
        if let Some(Picked::Row(place)) = current.and_then(|row| rows.get(row))
            && let about = &choices[*place].about
            && !about.is_empty()
        {
            ui.separator();
            ui.add(
                Label::new(RichText::new(about).size(theme.sizes.small))
                    .wrap()
                    .selectable(false),
            );
        }
        picked
    }
}

impl Kept {
    fn new(key: u64, choices: Vec<Choice>) -> Self {
        // Of a long list this takes longer than to find something in it: not with the first letter, then.
        let texts = choices.iter();
        let texts = texts.map(|choice| fold(&format!("{} {}", choice.label, choice.also)));
        Self {
            key,
            folded: texts.collect(),
            choices,
            found: None,
        }
    }

    /// Returns what can be picked now, best first.
    fn rows(&mut self, text: &str, may_be_new: bool) -> Vec<Picked> {
        if let Some((of, rows)) = &self.found
            && of == text
        {
            return rows.clone();
        }
        let rows = self.find(text.trim(), may_be_new);
        self.found = Some((text.to_owned(), rows.clone()));
        rows
    }

    fn find(&mut self, typed: &str, may_be_new: bool) -> Vec<Picked> {
        if typed.is_empty() {
            let count = self.choices.len().min(MOST_ROWS);
            return (0..count).map(Picked::Row).collect();
        }
        let ranked = Search::new(typed).rank(self.folded.iter().map(String::as_str));
        let mut rows: Vec<Picked> = ranked
            .into_iter()
            .take(MOST_ROWS)
            .map(|(index, _)| Picked::Row(index))
            .collect();
        let small = typed.to_lowercase();
        let is_known = |choice: &Choice| choice.label.to_lowercase() == small;
        if may_be_new && !self.choices.iter().any(is_known) {
            rows.push(Picked::New(typed.to_owned()));
        }
        rows
    }
}

/// Makes the key of a list that is made of these things.
pub(crate) fn key_of(of: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    of.hash(&mut hasher);
    hasher.finish()
}

/// Draws one row of a list that picks.
fn row_ui(
    ui: &mut Ui,
    theme: &Theme,
    label: &str,
    detail: &str,
    depth: usize,
    is_current: bool,
) -> Response {
    let size = vec2(ui.available_width(), theme.sizes.interface * 1.75);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    response
        .widget_info(|| egui::WidgetInfo::selected(egui::Role::ListItem, true, is_current, label));
    if !ui.is_rect_visible(rect) {
        return response;
    }
    let painter = ui.painter_at(rect);
    let fill = if is_current {
        Some(theme.colours.selection)
    } else {
        response.hovered().then_some(theme.colours.button)
    };
    if let Some(fill) = fill {
        painter.rect_filled(rect, theme.sizes.radius, fill);
    }
    let inset = 6.0 + depth as f32 * 14.0;
    let weak = if is_current {
        theme.colours.text
    } else {
        theme.colours.weak
    };
    let detail = painter.layout_no_wrap(
        detail.to_owned(),
        egui::FontId::proportional(theme.sizes.small),
        weak,
    );
    let detail_at = rect.right_center() - vec2(detail.size().x + 6.0, detail.size().y * 0.5);
    let room = (detail_at.x - rect.left() - inset - 8.0).max(20.0);
    let font = if depth == 0 && is_current {
        fonts::sans_bold()
    } else {
        egui::FontFamily::Proportional
    };
    let job = egui::text::LayoutJob {
        wrap: egui::text::TextWrapping::truncate_at_width(room),
        ..egui::text::LayoutJob::simple_singleline(
            visual(label).into_owned(),
            egui::FontId::new(theme.sizes.interface, font),
            theme.colours.text,
        )
    };
    let galley = painter.layout_job(job);
    painter.galley(
        rect.left_center() + vec2(inset, -galley.size().y * 0.5),
        galley,
        theme.colours.text,
    );
    painter.galley(detail_at, detail, weak);
    response
}

/// Represents the keys that move in a list, taken out of the input.
#[derive(Default)]
struct Pressed {
    down: usize,
    up: usize,
    enter: bool,
    escape: bool,
}

impl Pressed {
    fn take(ui: &Ui) -> Self {
        ui.input_mut(|input| Self {
            down: input.count_and_consume_key(Modifiers::NONE, Key::ArrowDown)
                + 8 * input.count_and_consume_key(Modifiers::NONE, Key::PageDown),
            up: input.count_and_consume_key(Modifiers::NONE, Key::ArrowUp)
                + 8 * input.count_and_consume_key(Modifiers::NONE, Key::PageUp),
            enter: input.consume_key(Modifiers::NONE, Key::Enter),
            escape: input.consume_key(Modifiers::NONE, Key::Escape),
        })
    }

    fn any_move(&self) -> bool {
        self.down + self.up > 0
    }

    fn moved(&self, row: usize, count: usize) -> usize {
        (row + self.down)
            .saturating_sub(self.up)
            .min(count.saturating_sub(1))
    }
}
