//! Lists of places: each row says what stands there, and below that where it is or why it is listed.

use egui::{Ui, vec2};

use crate::ui::list::{self, Row, Rows};
use crate::ui::theme::Theme;

/// Height of a row, in points: two lines.
const ROW: f32 = 44.0;

/// Represents one row of such a list.
#[derive(Default)]
pub(super) struct Place {
    /// What stands there.
    pub(super) text: String,
    /// Where it is, or why it is listed.
    pub(super) detail: String,
    /// What a screen reader says of the row.
    pub(super) name: String,
}

impl Place {
    /// Makes a row whose name says both.
    pub(super) fn new(text: &str, detail: &str) -> Self {
        Self {
            name: format!("{text}, {detail}"),
            text: text.to_owned(),
            detail: detail.to_owned(),
        }
    }
}

/// Shows a list of `count` places of which one is chosen, and brings that into view where `moved`; returns the place that was
/// clicked. `salt` tells its scrolling from that of other lists.
pub(super) fn show(
    ui: &mut Ui,
    theme: &Theme,
    (salt, count): (&str, usize),
    (chosen, moved): (usize, bool),
    place: impl Fn(usize) -> Option<Place>,
) -> Option<usize> {
    let rows = Rows {
        theme,
        salt,
        count,
        height: ROW,
        room: ui.available_height(),
    };
    let clicked = rows.show(ui, Some(chosen), moved, |ui, row| {
        let place = place(row.index).unwrap_or_default();
        paint(ui, theme, row, &place);
        place.name
    });
    clicked.row
}

fn paint(ui: &Ui, theme: &Theme, row: &Row, place: &Place) {
    let (above, below) = row.rect.split_top_bottom_at_y(row.rect.center().y);
    list::body(theme, &place.text, &[]).paint(ui, above.translate(vec2(0.0, 2.0)));
    let detail = list::small(theme, &place.detail, row.is_picked);
    detail.paint(ui, below.translate(vec2(0.0, -2.0)));
}
