//! Projects that were open before.

use egui::Ui;

use crate::app::action::Action;
use crate::app::overlay::Query;
use crate::app::state::State;
use crate::ui::theme::Theme;

use crate::ui::fuzzy::{self, Search};
use crate::ui::list::{self, Rows};

/// Height of a row, in points.
const ROW: f32 = 28.0;

/// Most rows that are seen at once.
const SEEN: usize = 12;

/// Shows the list; tells whether it is done with.
pub(super) fn show(
    ui: &mut Ui,
    state: &State,
    theme: &Theme,
    query: &mut Query,
    actions: &mut Vec<Action>,
) -> bool {
    let field = list::field(
        ui,
        "Recent",
        "Projects opened before",
        &mut query.text,
        SEEN,
    );
    if field.response.changed() {
        query.picked = 0;
    }
    let recent = &state.settings.recent;
    let paths: Vec<String> = recent
        .iter()
        .map(|path| path.display().to_string())
        .collect();
    let found = fuzzy::rank(&query.text, paths.iter().map(String::as_str));
    query.picked = field.moves.from(query.picked, found.len());
    let mut search = Search::new(&query.text);
    let rows = Rows {
        theme,
        salt: "recent",
        count: found.len(),
        height: ROW,
        room: list::room_in_dialog(ui, ROW * SEEN as f32),
    };
    let pointer = rows.show(ui, Some(query.picked), field.moves.any(), |ui, row| {
        let path = &paths[found[row.index].0];
        let (folder, name) = path
            .rsplit_once(std::path::is_separator)
            .unwrap_or(("", path));
        let letters = search.letters(path);
        let from = path.len() - name.len();
        let letters: Vec<usize> = letters
            .into_iter()
            .filter_map(|at| at.checked_sub(from))
            .collect();
        let line = list::body(theme, name, &letters);
        let width = line.galley(ui, row.rect.width()).size().x;
        line.paint(ui, row.rect);
        let rest = row
            .rect
            .with_min_x((row.rect.left() + width + 16.0).min(row.rect.right()));
        list::small(theme, folder, row.is_picked).paint_right(ui, rest);
        path.clone()
    });
    if paths.is_empty() {
        list::empty(ui, theme, "No project was open before");
    } else if found.is_empty() {
        list::empty(ui, theme, "No project has these letters");
    }
    query.picked = pointer.hovered.unwrap_or(query.picked);
    let taken = pointer
        .row
        .or(field.moves.enter.then_some(query.picked))
        .and_then(|index| found.get(index));
    let Some((index, _)) = taken else {
        return false;
    };
    actions.push(Action::Open(recent[*index].clone()));
    true
}
