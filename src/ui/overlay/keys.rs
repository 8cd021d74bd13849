//! All keys on one page, where they can be changed.

use egui::{
    Align2, CornerRadius, Event, Key, Label, Modifiers, Rect, Role, ScrollArea, Sense, TextStyle,
    Ui, WidgetInfo, pos2, vec2,
};

use crate::app::action::Action;
use crate::app::command::{Command, Group};
use crate::app::keymap::Keys;
use crate::app::overlay::KeysPage;
use crate::app::state::State;
use crate::app::texts::fold;
use crate::ui::fonts;
use crate::ui::theme::Theme;

use crate::ui::fuzzy::Search;
use crate::ui::list::{self, Moves};

/// Least width of a column, in points.
const COLUMN: f32 = 320.0;

/// Most columns.
const MOST_COLUMNS: usize = 3;

/// Height of a row, in points.
const ROW: f32 = 24.0;

/// Height of a heading with the gap above it, in points.
const HEADING: f32 = 36.0;

/// Takes the key press that a command waits for.
///
/// Keys that another command has change hands only once that is confirmed.
pub(super) fn record(ui: &Ui, state: &State, page: &mut KeysPage, actions: &mut Vec<Action>) {
    let Some(command) = page.waiting else { return };
    let Some(pressed) = ui.input_mut(|input| take_press(&mut input.events)) else {
        return;
    };
    page.waiting = None;
    page.note.clear();
    match pressed {
        Pressed::Clipboard => {
            "Ctrl+C, Ctrl+X and Ctrl+V are kept for the clipboard".clone_into(&mut page.note);
        }
        Pressed::Keys(keys) if keys.key == Key::Escape => {}
        Pressed::Keys(keys) if keys.key == Key::Tab => {
            "Tab is kept for going through fields".clone_into(&mut page.note);
        }
        Pressed::Keys(keys)
            if matches!(keys.key, Key::Delete | Key::Backspace)
                && !(keys.ctrl || keys.alt || keys.shift) =>
        {
            page.note = format!("“{command}” has no keys now");
            actions.push(Action::Bind(command, None));
        }
        Pressed::Keys(keys) => {
            let other = state.keymap.other(command, keys);
            if let Some(other) = other {
                page.clash = Some((command, keys, other));
            } else {
                page.note = format!("{keys} gives “{command}” now");
                actions.push(Action::Bind(command, Some(keys)));
            }
        }
    }
}

/// Represents what was pressed while keys were waited for.
enum Pressed {
    Keys(Keys),
    /// The window system makes these keys into something else before they can be seen.
    Clipboard,
}

/// Takes the first press out of the input, and everything else that keys do, so that no field sees it.
fn take_press(events: &mut Vec<Event>) -> Option<Pressed> {
    let mut pressed = None;
    events.retain(|event| {
        let found = match event {
            Event::Key {
                key,
                pressed: true,
                repeat: false,
                modifiers,
                ..
            } if !is_modifier(*key) => Some(Pressed::Keys(Keys::of(*key, *modifiers))),
            Event::Copy | Event::Cut | Event::Paste(_) => Some(Pressed::Clipboard),
            Event::Key { .. } | Event::Text(_) => None,
            _ => return true,
        };
        pressed = pressed.take().or(found);
        false
    });
    pressed
}

/// Tells whether a key counts only together with another.
fn is_modifier(key: Key) -> bool {
    matches!(
        key,
        Key::ShiftLeft
            | Key::ShiftRight
            | Key::ControlLeft
            | Key::ControlRight
            | Key::AltLeft
            | Key::AltRight
            | Key::SuperLeft
            | Key::SuperRight
            | Key::CapsLock
            | Key::NumLock
    )
}

/// Shows the page; tells whether it is done with.
pub(super) fn show(
    ui: &mut Ui,
    state: &State,
    theme: &Theme,
    page: &mut KeysPage,
    actions: &mut Vec<Action>,
) -> bool {
    let mut is_done = false;
    let mut moves = Moves::default();
    if page.clash.is_some() {
        clash(ui, theme, page, actions);
    }
    ui.horizontal(|ui| {
        list::heading(ui, theme, "All keys");
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            is_done = ui.button("Close").clicked();
            ui.scope(|ui| {
                ui.set_max_width(240.0);
                let field = list::field(ui, "Filter keys", "Filter", &mut page.filter, 8);
                if field.response.changed() {
                    page.picked = None;
                }
                moves = field.moves;
            });
        });
    });
    let lines = lines(state, &page.filter);
    pick(page, &lines, moves);
    let room = (ui.ctx().content_rect().height() - 190.0).max(160.0);
    ScrollArea::vertical()
        .id_salt("keys")
        .max_height(room)
        .min_scrolled_height(room)
        .auto_shrink([false, true])
        .show(ui, |ui| {
            columns(ui, state, theme, page, &lines, actions);
        });
    if lines.is_empty() {
        list::empty(ui, theme, "No command has these words");
    }
    let hint = match page.waiting {
        Some(_) => "Press the new keys. Esc leaves them as they are, Delete takes them away",
        None if page.note.is_empty() => {
            "To change keys, click a command or pick it with ↓ and press Enter"
        }
        None => &page.note,
    };
    ui.add(
        Label::new(list::weak(theme, hint))
            .selectable(false)
            .truncate(),
    );
    is_done
}

/// Moves through the commands shown; Enter makes the one picked, or the only one, wait for its keys.
fn pick(page: &mut KeysPage, lines: &[Line], moves: Moves) {
    let commands: Vec<Command> = lines
        .iter()
        .filter_map(|line| match line {
            Line::Row(command) => Some(*command),
            Line::Heading(_) => None,
        })
        .collect();
    if moves.any() {
        page.picked = moves.row_or_none(page.picked, commands.len());
    }
    let picked = page.picked.or((commands.len() == 1).then_some(0));
    if moves.enter
        && page.clash.is_none()
        && let Some(command) = picked.and_then(|picked| commands.get(picked))
    {
        page.waiting = Some(*command);
        page.note.clear();
    }
    let picked = page.picked.and_then(|picked| commands.get(picked));
    page.shown_as_picked = picked.map(|command| (*command, moves.any()));
}

/// Says whose keys were pressed, and asks whether they are to change hands: by Enter and Escape, or the mouse.
fn clash(ui: &mut Ui, theme: &Theme, page: &mut KeysPage, actions: &mut Vec<Action>) {
    let Some((command, keys, other)) = page.clash else {
        return;
    };
    let (mut takes, mut leaves) = ui.input_mut(|input| {
        let mut pressed = |key| input.count_and_consume_key(Modifiers::NONE, key) > 0;
        (pressed(Key::Enter), pressed(Key::Escape))
    });
    ui.horizontal(|ui| {
        let text = format!("{keys} gives “{other}”. Give it to “{command}” instead?");
        list::warning(ui, theme, &text);
        takes |= ui.button("Give it (Enter)").clicked();
        leaves |= ui.button("Leave it (Esc)").clicked();
    });
    if takes {
        page.note = format!("{keys} gives “{command}” now; “{other}” has lost it");
        actions.push(Action::Bind(command, Some(keys)));
    }
    if takes || leaves {
        page.clash = None;
    }
}

/// Represents a line of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Line {
    Heading(Group),
    Row(Command),
}

impl Line {
    fn height(self) -> f32 {
        match self {
            Self::Heading(_) => HEADING,
            Self::Row(_) => ROW,
        }
    }
}

/// Returns the lines to show: the groups with the commands in which the filter's words stand.
fn lines(state: &State, filter: &str) -> Vec<Line> {
    let search = Search::new(filter);
    let mut lines = Vec::new();
    let all = Command::all();
    for group in Group::ALL {
        let rows = all
            .iter()
            .copied()
            .filter(|command| command.group() == group);
        let rows = rows.filter(|command| {
            let text = || format!("{command}\n{}\n{}", command.help(), shown(state, *command));
            search.is_empty() || search.stands_in(&fold(&text()))
        });
        let start = lines.len();
        lines.extend(rows.map(Line::Row));
        if lines.len() > start {
            lines.insert(start, Line::Heading(group));
        }
    }
    lines
}

/// Returns all keys of a command as they are shown.
fn shown(state: &State, command: Command) -> String {
    let keys: Vec<String> = state
        .keymap
        .keys(command)
        .iter()
        .map(Keys::to_string)
        .collect();
    keys.join(", ")
}

/// Breaks the lines into columns of about the same height; no heading stands at the foot of one.
fn broken(lines: &[Line], columns: usize) -> Vec<&[Line]> {
    let total: f32 = lines.iter().map(|line| line.height()).sum();
    let target = total / columns as f32;
    let (mut broken, mut start, mut height) = (Vec::new(), 0, 0.0);
    for (index, line) in lines.iter().enumerate() {
        let follows_heading = index > start && matches!(lines[index - 1], Line::Heading(_));
        if index > start
            && !follows_heading
            && height + line.height() * 0.5 > target
            && broken.len() + 1 < columns
        {
            broken.push(&lines[start..index]);
            (start, height) = (index, 0.0);
        }
        height += line.height();
    }
    broken.push(&lines[start..]);
    broken
}

fn columns(
    ui: &mut Ui,
    state: &State,
    theme: &Theme,
    page: &mut KeysPage,
    lines: &[Line],
    actions: &mut Vec<Action>,
) {
    let room = ui.available_width() - ui.spacing().scroll.allocated_width();
    let count = (1..=MOST_COLUMNS)
        .rev()
        .find(|count| room / *count as f32 >= COLUMN)
        .unwrap_or(1);
    let gap = 32.0;
    let width = (room - gap * (count - 1) as f32) / count as f32;
    let columns = broken(lines, count);
    let height = columns
        .iter()
        .map(|lines| lines.iter().map(|line| line.height()).sum::<f32>())
        .fold(0.0, f32::max);
    let (rect, _) = ui.allocate_exact_size(vec2(room, height), Sense::hover());
    for (index, lines) in columns.into_iter().enumerate() {
        let mut at = rect.left_top() + vec2((width + gap) * index as f32, 0.0);
        for line in lines {
            let place = Rect::from_min_size(at, vec2(width, line.height()));
            match line {
                Line::Heading(group) => heading(ui, theme, *group, place),
                Line::Row(command) => row(ui, state, theme, page, *command, place, actions),
            }
            at.y += line.height();
        }
    }
}

fn heading(ui: &Ui, theme: &Theme, group: Group, rect: Rect) {
    let font = egui::FontId::new(theme.sizes.interface, fonts::sans_bold());
    let at = pos2(rect.left() + 8.0, rect.bottom() - 6.0);
    ui.painter().text(
        at,
        Align2::LEFT_BOTTOM,
        group.title(),
        font,
        theme.colours.accent,
    );
}

fn row(
    ui: &mut Ui,
    state: &State,
    theme: &Theme,
    page: &mut KeysPage,
    command: Command,
    rect: Rect,
    actions: &mut Vec<Action>,
) {
    let response = ui.interact(rect, ui.scope_id().with(("keys", command)), Sense::click());
    let keys = shown(state, command);
    response.widget_info(|| {
        let keys = if keys.is_empty() { "no keys" } else { &keys };
        WidgetInfo::labeled(Role::Button, true, format!("{command}: {keys}"))
    });
    if response.clicked() {
        page.waiting = Some(command);
        page.note.clear();
    }
    if !ui.is_rect_visible(rect) {
        return;
    }
    let is_waiting = page.waiting == Some(command);
    let picked = page
        .shown_as_picked
        .filter(|(picked, _)| *picked == command);
    if picked.is_some_and(|(_, is_new)| is_new) {
        response.scroll_to_me(None);
    }
    if is_waiting || picked.is_some() || response.hovered() || response.has_focus() {
        let fill = if is_waiting {
            theme.colours.selection
        } else {
            theme.colours.button
        };
        ui.painter()
            .rect_filled(rect, CornerRadius::same(theme.sizes.radius), fill);
    }
    let inner = rect.shrink2(vec2(8.0, 0.0));
    let mut left = inner;
    if is_waiting {
        left = list::small(theme, "Press keys…", true).paint_right(ui, left);
    } else if keys.is_empty() {
        left = list::small(theme, "–", response.hovered()).paint_right(ui, left);
    } else {
        for keys in state.keymap.keys(command).iter().rev() {
            left = list::caps(ui, theme, *keys, left, response.hovered());
        }
    }
    if state.settings.keys.contains_key(command.id()) && !is_waiting {
        left = reset(ui, theme, command, left, actions);
    }
    list::body(theme, command.text(), &[]).paint(ui, left);
    response.on_hover_text(command.help());
}

/// Offers a command's default keys at the right of a rectangle; returns what is left of it.
fn reset(
    ui: &mut Ui,
    theme: &Theme,
    command: Command,
    rect: Rect,
    actions: &mut Vec<Action>,
) -> Rect {
    let font = TextStyle::Small.resolve(ui.style());
    let galley = ui
        .painter()
        .layout_no_wrap("Reset".to_owned(), font, theme.colours.accent);
    let place = Rect::from_min_max(
        pos2(rect.right() - galley.size().x, rect.top()),
        rect.right_bottom(),
    );
    let response = ui.interact(
        place,
        ui.scope_id().with(("reset", command)),
        Sense::click(),
    );
    response
        .widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("Reset keys: {command}")));
    if response.clicked() {
        actions.push(Action::Unbind(command));
    }
    let at = pos2(place.left(), place.center().y - galley.size().y * 0.5);
    if response.hovered() || response.has_focus() {
        let below = place.center().y + galley.size().y * 0.5;
        ui.painter().hline(
            place.x_range(),
            below,
            egui::Stroke::new(1.0, theme.colours.accent),
        );
    }
    ui.painter().galley(at, galley, theme.colours.accent);
    response.on_hover_text("Gives the command its usual keys back");
    rect.with_max_x(place.left() - 8.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::command::window;

    #[track_caller]
    fn check_broken(count: usize, columns: usize, expected: &[usize]) {
        let mut lines = vec![Line::Heading(Group::File)];
        lines.extend(vec![
            Line::Row(Command::Window(window::Command::Quit));
            count
        ]);
        lines.push(Line::Heading(Group::Help));
        lines.push(Line::Row(Command::Window(window::Command::Keys)));
        let broken = broken(&lines, columns);
        let lens: Vec<usize> = broken.iter().map(|lines| lines.len()).collect();
        assert_eq!(lens, expected);
        let ends_in_heading = |lines: &&[Line]| matches!(lines.last(), Some(Line::Heading(_)));
        assert!(!broken.iter().any(ends_in_heading));
    }

    #[test]
    fn columns_are_about_as_high() {
        check_broken(10, 1, &[13]);
        check_broken(10, 2, &[7, 6]);
        check_broken(10, 3, &[4, 5, 4]);
        check_broken(2, 2, &[3, 2]);
        check_broken(1, 3, &[2, 2]);
    }
}
