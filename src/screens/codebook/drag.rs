//! Targets are moved in their tree by dragging a row onto another, or between two.

use egui::{CornerRadius, Rect, Sense, Stroke, StrokeKind, Ui, pos2};

use crate::app::action::codebook::Action;
use crate::app::codebook::Listed;
use crate::app::state::OpenProject;
use crate::ui::list::Row;
use crate::ui::theme::Theme;

/// The share of a row's height at either end that stands for the gap between two rows.
const EDGE: f32 = 0.28;

/// The target that is dragged, by its id.
struct Dragged(String);

/// Says where on a row something is let go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Where {
    Before,
    Under,
    Behind,
}

/// Tells whether rows can be dragged: the tree is shown whole, and the annotator may change it.
pub(super) fn is_possible(project: &OpenProject) -> bool {
    project.desk.filter.is_empty() && project.may_lead() && !project.desk.jobs.is_recoding()
}

/// Has a row of the tree dragged, and shows where what is dragged would come to lie; returns what is asked for once it is let
/// go.
pub(super) fn row(
    ui: &Ui,
    project: &OpenProject,
    listed: &Listed,
    theme: &Theme,
    row: &Row,
) -> Option<Action> {
    let entry = listed.get(row.index)?;
    let response = row.response.interact(Sense::drag());
    response.dnd_set_drag_payload(Dragged(entry.id.id.clone()));
    let dragged = response.dnd_hover_payload::<Dragged>()?;
    if dragged.0 == entry.id.id {
        return None;
    }
    let at = ui.input(|input| input.pointer.interact_pos())?;
    let rect = row.response.rect;
    let place = place((at.y - rect.top()) / rect.height());
    paint(ui, theme, rect, place);
    let dropped = response.dnd_release_payload::<Dragged>()?;
    let target = dropped.0.clone();
    let (parent, before) = lies(project, listed, row.index, place)?;
    Some(Action::Place {
        target,
        parent,
        before,
    })
}

/// Returns under which target, and before which, something comes to lie that is let go on a row.
fn lies(
    project: &OpenProject,
    listed: &Listed,
    index: usize,
    place: Where,
) -> Option<(Option<String>, Option<String>)> {
    let entry = listed.get(index)?;
    let own = entry.id.id.clone();
    let beside = project.codebook.target(&own)?.parent.as_deref();
    let beside = beside.map(str::to_owned);
    let first = listed.get(index + 1);
    let first = first.filter(|next| next.depth > entry.depth);
    Some(match (place, first) {
        (Where::Under, _) => (Some(own), None),
        // Between a target and the first under it.
        (Where::Behind, Some(first)) => (Some(own), Some(first.id.id.clone())),
        (Where::Behind, None) => (beside, next_sibling(listed, index)),
        (Where::Before, _) => (beside, Some(own)),
    })
}

fn place(share: f32) -> Where {
    if share < EDGE {
        Where::Before
    } else if share > 1.0 - EDGE {
        Where::Behind
    } else {
        Where::Under
    }
}

/// Returns the id of the next target of the same depth under the same one.
fn next_sibling(listed: &Listed, index: usize) -> Option<String> {
    let depth = listed.get(index)?.depth;
    let mut below = (index + 1..listed.len()).filter_map(|place| listed.get(place));
    let next = below.find(|row| row.depth <= depth)?;
    (next.depth == depth).then(|| next.id.id.clone())
}

/// Paints a line between two rows, or a frame around one.
fn paint(ui: &Ui, theme: &Theme, rect: Rect, place: Where) {
    let stroke = Stroke::new(2.0, theme.colours.accent);
    let y = match place {
        Where::Before => rect.top(),
        Where::Behind => rect.bottom(),
        Where::Under => {
            let radius = CornerRadius::same(theme.sizes.radius);
            ui.painter()
                .rect_stroke(rect, radius, stroke, StrokeKind::Inside);
            return;
        }
    };
    let ends = [pos2(rect.left(), y), pos2(rect.right(), y)];
    ui.painter().line_segment(ends, stroke);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::codebook::Part;
    use crate::model::codebook::{Codebook, Target};

    #[test]
    fn the_edges_of_a_row_are_the_gaps_beside_it() {
        let places = [0.0, 0.2, 0.5, 0.8, 1.0].map(place);
        assert_eq!(
            places,
            [
                Where::Before,
                Where::Before,
                Where::Under,
                Where::Behind,
                Where::Behind
            ]
        );
    }

    #[test]
    fn the_next_sibling_is_found_behind_what_lies_under() {
        let target = |(id, parent): (&str, Option<&str>)| Target {
            id: id.into(),
            parent: parent.map(Into::into),
            ..Target::default()
        };
        let tree = [
            ("a", None),
            ("b", Some("a")),
            ("c", Some("b")),
            ("d", Some("a")),
            ("e", None),
        ];
        let codebook = Codebook {
            targets: tree.map(target).into(),
            ..Codebook::default()
        };
        let mut listed = Listed::default();
        listed.refresh(&codebook, &[], (1, Part::Targets), "");
        let next = (0..5).map(|index| next_sibling(&listed, index));
        let next: Vec<String> = next.map(Option::unwrap_or_default).collect();
        assert_eq!(next, ["e", "d", "", "", ""]);
    }
}
