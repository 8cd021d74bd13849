//! Says whose annotations are made here.

use egui::Ui;

use crate::app::action::Action;
use crate::app::overlay::Query;
use crate::app::state::State;
use crate::model::codebook::id_from_name;
use crate::model::project::GOLD;
use crate::ui::theme::Theme;

use crate::ui::list::{self, Rows};

/// Height of a row, in points.
const ROW: f32 = 28.0;

/// Most rows that are seen at once.
const SEEN: usize = 8;

/// Shows the dialog; tells whether it is done with.
pub(super) fn show(
    ui: &mut Ui,
    state: &State,
    theme: &Theme,
    query: &mut Query,
    actions: &mut Vec<Action>,
) -> bool {
    let Some(project) = &state.project else {
        return true;
    };
    list::heading(ui, theme, "Who labels");
    let field = list::field(
        ui,
        "Annotator",
        "Your name or short name",
        &mut query.text,
        SEEN,
    );
    let known = &project.annotators;
    let current = known
        .iter()
        .position(|annotator| annotator.id == query.text);
    if field.moves.any() {
        query.picked = field.moves.row_or_none(current, known.len()).unwrap_or(0);
        if let Some(annotator) = known.get(query.picked) {
            query.text.clone_from(&annotator.id);
            list::caret_to_end(ui, &field.response, &query.text);
        }
    }
    let rows = Rows {
        theme,
        salt: "annotators",
        count: known.len(),
        height: ROW,
        room: list::room_in_dialog(ui, ROW * SEEN as f32),
    };
    let pointer = rows.show(ui, current, field.moves.any(), |ui, row| {
        let annotator = &known[row.index];
        let note = match &annotator.id {
            id if *id == project.annotator => "labels now",
            id if id == GOLD => "the adjudicated layer",
            _ => "",
        };
        let rest = list::small(theme, note, row.is_picked).paint_right(ui, row.rect);
        let text = if annotator.name == annotator.id || annotator.name.is_empty() {
            annotator.id.clone()
        } else {
            format!("{} ({})", annotator.name, annotator.id)
        };
        list::body(theme, &text, &[]).paint(ui, rest);
        text
    });
    let name = query.text.trim();
    let folder = if name.is_empty() {
        "<name>".to_owned()
    } else {
        id_from_name(name, |_| false)
    };
    let annotations = &project.store.project().annotations;
    let text =
        format!("Each annotator’s work lies in files of its own, here in {annotations}/{folder}/");
    list::note(ui, theme, &text);
    let mut taken = pointer
        .row
        .and_then(|row| known.get(row))
        .map(|annotator| annotator.id.clone());
    ui.horizontal(|ui| {
        let button = egui::Button::new("Label under this name");
        let is_clicked = ui.add_enabled(!name.is_empty(), button).clicked();
        if is_clicked || (field.moves.enter && !name.is_empty()) {
            taken = Some(name.to_owned());
        }
    });
    let Some(annotator) = taken else { return false };
    actions.push(Action::SetAnnotator(annotator));
    true
}
