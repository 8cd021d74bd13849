//! The field in which a note is written. What another window wrote into the note comes in under the person's hands, and
//! the caret stays where they write.

use egui::text::{CCursor, CCursorRange};
use egui::{Id, Response, TextEdit, Ui};

use crate::model::sidecar::Sidecar;
use crate::model::statement::Statement;

/// Represents what the field remembers between frames.
#[derive(Default)]
pub(super) struct NoteField {
    /// What is shown and edited.
    text: String,
    /// Id of the statement whose note it is.
    of: Option<String>,
    /// The note as the statement had it in the last frame.
    seen: String,
}

impl NoteField {
    /// Shows the field for a statement of a sidecar; returns the note where a person changed it. Whoever writes on goes on
    /// writing where another statement took this one in.
    pub(super) fn show(
        &mut self,
        ui: &mut Ui,
        sidecar: &Sidecar,
        statement: &Statement,
        wants_focus: bool,
    ) -> Option<String> {
        let id = ui.make_persistent_id("note");
        let of = self.of.as_deref();
        let is_its = of.is_some_and(|of| sidecar.successor(of) == statement.id);
        let is_used = is_its && ui.memory(|memory| memory.has_focus(id));
        self.of = Some(statement.id.clone().into());
        if !is_used {
            self.text.clone_from(&statement.note);
        } else if self.seen != statement.note && self.text != statement.note {
            self.carry(ui, id, &statement.note);
        }
        self.seen.clone_from(&statement.note);
        let edit = TextEdit::multiline(&mut self.text)
            .id(id)
            .desired_rows(2)
            .desired_width(f32::INFINITY);
        let response = ui
            .add(edit.hint_text("Why, or what is unclear (N)"))
            .accessible_name("Note");
        if wants_focus {
            response.request_focus();
        }
        leave_on_escape(ui, &response);
        response.changed().then(|| self.text.clone())
    }

    /// Takes over a note that somebody else changed.
    fn carry(&mut self, ui: &Ui, id: Id, note: &str) {
        let mut state = TextEdit::load_state(ui.ctx(), id).unwrap_or_default();
        let end = self.text.chars().count();
        let range = state.cursor.char_range();
        let at = range.map_or(end, |range| range.primary.index.0);
        let (text, at) = carried(&self.text, at, note);
        self.text = text;
        let caret = CCursorRange::one(CCursor::new(at));
        state.cursor.set_char_range(Some(caret));
        state.store(ui.ctx(), id);
    }
}

fn leave_on_escape(ui: &Ui, response: &Response) {
    if response.has_focus() && ui.input(|input| input.key_pressed(egui::Key::Escape)) {
        response.surrender_focus();
    }
}

/// Returns the text to go on with, and the caret in it, where `old` with the caret at `at` has become `new`; carets count
/// characters.
///
/// What is typed next must not grow together with a word of somebody else's.
fn carried(old: &str, at: usize, new: &str) -> (String, usize) {
    let (before, behind): (String, String) = (
        old.chars().take(at).collect(),
        old.chars().skip(at).collect(),
    );
    let is_word = |char: Option<char>| char.is_some_and(|char| !char.is_whitespace());
    let sides = |text: &str, at: usize| {
        let mut chars = text.chars().skip(at.saturating_sub(1));
        let ahead = if at == 0 { None } else { chars.next() };
        (is_word(ahead), is_word(chars.next()))
    };
    let wanted = sides(old, at);
    let count = new.chars().count();
    let from_start = new.starts_with(&before).then_some(at);
    let from_end = new
        .ends_with(&behind)
        .then(|| count - behind.chars().count());
    let mut places = [from_start, from_end].into_iter().flatten();
    if let Some(found) = places.find(|&place| sides(new, place) == wanted) {
        return (new.to_owned(), found);
    }
    let gap = if sides(new, count).0 { " " } else { "" };
    (format!("{new}{gap}"), count + gap.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Compares texts in which `|` is the caret.
    #[track_caller]
    fn check(old: &str, new: &str, expected: &str) {
        let at = old.chars().position(|char| char == '|').unwrap();
        let (text, at) = carried(&old.replace('|', ""), at, new);
        let mut chars: Vec<char> = text.chars().collect();
        chars.insert(at, '|');
        assert_eq!(chars.into_iter().collect::<String>(), expected);
    }

    #[test]
    fn the_caret_stays_where_it_is_written() {
        check("wo|", "wo other", "wo| other");
        check("wo|", "other wo", "other wo|");
        check("a |", "a other ", "a other |");
        check("їжак |b", "їжак x b", "їжак |x b");
        check("|", "other", "other |");
        check("a| b", "a b c", "a| b c");
        check("a| b", "c a b", "c a| b");
    }
}
