//! Any command, by a few letters of its name.

use egui::Ui;

use crate::app::action::Action;
use crate::app::command::{Command, Group, edit, project};
use crate::app::overlay::Query;
use crate::app::state::State;
use crate::app::texts::fold;
use crate::ui::theme::Theme;

use crate::ui::fuzzy::{self, Search};
use crate::ui::list::{self, Row, Rows};

/// Height of a row, in points.
const ROW: f32 = 28.0;

/// Most rows that are seen at once.
const SEEN: usize = 12;

/// Represents a command as a row of the palette.
struct Entry {
    command: Command,
    text: String,
    can_run: bool,
}

/// Shows the palette; tells whether it is done with.
pub(super) fn show(
    ui: &mut Ui,
    state: &State,
    theme: &Theme,
    query: &mut Query,
    actions: &mut Vec<Action>,
) -> bool {
    let field = list::field(ui, "Command", "Any command", &mut query.text, SEEN);
    if field.response.changed() {
        query.picked = 0;
    }
    let entries = entries(state, &query.text);
    query.picked = field.moves.from(query.picked, entries.len());
    let mut search = Search::new(&query.text);
    let rows = Rows {
        theme,
        salt: "commands",
        count: entries.len(),
        height: ROW,
        room: list::room_in_dialog(ui, ROW * SEEN as f32),
    };
    let moved = field.moves.any() || field.response.changed();
    let pointer = rows.show(ui, Some(query.picked), moved, |ui, row| {
        let entry = &entries[row.index];
        draw(ui, state, theme, entry, row, &mut search);
        entry.text.clone()
    });
    if entries.is_empty() {
        list::empty(ui, theme, "No command has these letters");
    }
    query.picked = pointer.hovered.unwrap_or(query.picked);
    if let Some(entry) = entries.get(query.picked) {
        list::note(
            ui,
            theme,
            why_not(state, entry).unwrap_or_else(|| entry.command.help()),
        );
    }
    let taken = pointer
        .row
        .or(field.moves.enter.then_some(query.picked))
        .and_then(|index| entries.get(index));
    let Some(entry) = taken.filter(|entry| entry.can_run) else {
        return false;
    };
    actions.push(Action::Run(entry.command));
    true
}

/// Letters from which on commands are found by more than their names.
const WORD: usize = 4;

/// Returns the commands found, the best first; with nothing typed those that can be run now come first.
fn entries(state: &State, typed: &str) -> Vec<Entry> {
    let entry = |command: Command| Entry {
        command,
        text: text(state, command),
        can_run: state.can_run(command),
    };
    let mut all: Vec<Option<Entry>> = Command::all()
        .into_iter()
        .map(|command| Some(entry(command)))
        .collect();
    // Who knows a command by another word than its name finds it by what it does, once enough is typed to mean something.
    let is_word = typed.trim().chars().count() >= WORD;
    let searched = |entry: &Entry| {
        let (id, help) = (entry.command.id(), entry.command.help());
        if is_word {
            format!("{}\n{id}\n{help}", entry.text)
        } else {
            entry.text.clone()
        }
    };
    let texts: Vec<String> = all.iter().flatten().map(searched).collect();
    let mut found = fuzzy::rank(typed, texts.iter().map(String::as_str));
    if is_word {
        // A word that stands in a name is meant, then one in what a command does; letters strewn over a name seldom are.
        let search = Search::new(typed);
        found.sort_by_cached_key(|(index, _)| {
            let whole = fold(&texts[*index]);
            let name = whole.lines().next().unwrap_or_default();
            (!search.stands_in(name), !search.stands_in(&whole))
        });
    }
    let mut entries: Vec<Entry> = found
        .into_iter()
        .filter_map(|(index, _)| all[index].take())
        .collect();
    // What belongs to another screen is named last, however well it fits: it could only be refused.
    entries.sort_by_key(|entry| {
        let screen = entry.command.screen();
        screen.is_some_and(|screen| screen != state.screen)
    });
    if typed.trim().is_empty() {
        entries.sort_by_key(|entry| !entry.can_run);
    }
    entries
}

/// Returns a command's name; that of a stance key says which stance it sets now.
fn text(state: &State, command: Command) -> String {
    let stance = || {
        let Command::Label(command) = command else {
            return None;
        };
        let place = command.stance()?;
        let codebook = &state.project.as_ref()?.codebook;
        let scale = codebook.scale_of(state.open()?.target()?)?;
        let stance = scale.offered().nth(place)?;
        Some(format!("Stance: {}", stance.label))
    };
    stance().unwrap_or_else(|| command.text().to_owned())
}

/// Returns why a command cannot be run now.
fn why_not(state: &State, entry: &Entry) -> Option<&'static str> {
    if entry.can_run {
        return None;
    }
    let open = state.open();
    Some(match entry.command {
        Command::Edit(edit::Command::Undo) => "There is no step to take back",
        Command::Edit(edit::Command::Redo) => "There is no step to do again",
        Command::Project(project::Command::RetrySave) => "Everything is saved",
        Command::Edit(edit::Command::CopyStatement) if open.is_some() => "Select a statement first",
        _ if state.project.is_none() => "Open a project first",
        command if command.screen().is_some_and(|one| one != state.screen) => {
            "It belongs to another screen"
        }
        Command::Project(command) if project::Command::BEGIN.contains(&command) => {
            "The project has a codebook already, or it is the lead\u{2019}s to choose"
        }
        _ if open.is_none() => "Open an article first",
        _ if open.is_some_and(|open| open.read_only.is_some()) => "This article is read-only",
        command if command.group() == Group::Statement => "Select a statement first",
        _ => "Not possible now",
    })
}

fn draw(ui: &mut Ui, state: &State, theme: &Theme, entry: &Entry, row: &Row, search: &mut Search) {
    let keys = state.keymap.keys(entry.command).first();
    let mut rest = keys.map_or(row.rect, |keys| {
        list::caps(ui, theme, *keys, row.rect, row.is_picked)
    });
    if search.is_empty() {
        rest =
            list::small(theme, entry.command.group().title(), row.is_picked).paint_right(ui, rest);
    }
    let letters = search.letters(&entry.text);
    let mut line = list::body(theme, &entry.text, &letters);
    if !entry.can_run && !row.is_picked {
        line.colour = theme.colours.weak;
    }
    line.paint(ui, rest);
}
