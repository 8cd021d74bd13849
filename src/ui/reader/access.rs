//! What screen readers and tests find: the article, its paragraphs in sight, and a node for each mark in sight.
//!
//! Nodes are made only while something listens. A mark's node can be clicked in two ways: by its action, which chooses
//! exactly that mark, and by the pointer at its centre, which lies where no other mark is above it if there is such a
//! place.

use egui::accesskit::{Action, Node};
use egui::emath::TSTransform;
use egui::text_selection::accesskit_text::update_accesskit_for_text_widget;
use egui::{Id, Rect, Response, Role, Sense, Ui, WidgetInfo};

use super::layout::Lines;
use super::marks::Index;
use super::page::Laid;
use super::paint::View;
use super::{ReaderAction, ReaderView};

/// Tells what is in sight, and takes clicks that come from a screen reader.
pub(super) fn tell(
    ui: &Ui,
    response: &Response,
    view: &View<'_>,
    index: &Index,
    actions: &mut Vec<ReaderAction>,
) {
    response.widget_info(|| WidgetInfo::labeled(Role::Document, true, "Article text"));
    let listens = ui
        .accesskit_node_builder(response.id, |_: &mut Node| ())
        .is_some();
    if !listens {
        return;
    }
    for laid in &view.page.laid {
        tell_paragraph(ui, view, laid);
    }
    for (mark, rect) in places(view, index) {
        let id = mark_id(&view.input.marks[mark].id);
        let asked = ui.input(|state| state.has_accesskit_action_request(id, Action::Click));
        tell_mark(ui, view, mark, id, rect);
        if asked {
            actions.push(ReaderAction::Select(Some(
                view.input.marks[mark].id.clone(),
            )));
        }
    }
}

fn mark_id(id: &str) -> Id {
    ReaderView::id().with(("mark", id))
}

fn tell_paragraph(ui: &Ui, view: &View<'_>, laid: &Laid) {
    if laid.content.is_empty() {
        return;
    }
    let id = ReaderView::id().with(("paragraph", laid.content.start));
    let width = view.page.geometry.measure;
    let rect = Rect::from_min_size(laid.origin, egui::vec2(width, laid.height));
    let node = ui.interact(rect, id, Sense::hover());
    let text = view.input.article.text.slice(laid.content);
    node.widget_info(|| WidgetInfo::labeled(Role::Label, true, text));
    // Text runs are made of the galley's glyphs; where those are not the text, the label alone says it right.
    if let Lines::Galley(galley) = &laid.lines
        && laid.shape.is_exact()
    {
        let at = TSTransform::from_translation(laid.origin.to_vec2());
        update_accesskit_for_text_widget(ui, id, None, at, galley);
    }
}

fn tell_mark(ui: &Ui, view: &View<'_>, mark: usize, id: Id, rect: Rect) {
    let node = ui.interact(rect, id, Sense::hover());
    let name = &view.input.marks[mark].name;
    node.widget_info(|| WidgetInfo::labeled(Role::Mark, true, name));
    ui.accesskit_node_builder(id, |node: &mut Node| {
        node.add_action(Action::Click);
        node.set_selected(view.selected == Some(mark));
    });
}

/// Returns the marks in sight, in text order, each with a stretch of one of its lines.
fn places(view: &View<'_>, index: &Index) -> Vec<(usize, Rect)> {
    let clip = view.page.geometry.clip;
    let mut out: Vec<(usize, Rect, bool)> = Vec::new();
    let mut known: Vec<Option<usize>> = vec![None; view.input.marks.len()];
    for laid in &view.page.laid {
        for piece in &laid.marks.pieces {
            let rect = laid.band(piece.stretch.line, piece.stretch.left, piece.stretch.right);
            if !clip.contains(rect.center()) {
                continue;
            }
            let over = index.over(view.input.marks, piece.span.start);
            for (rank, mark) in over.into_iter().enumerate() {
                match known[mark] {
                    None => {
                        known[mark] = Some(out.len());
                        out.push((mark, rect, rank == 0));
                    }
                    Some(at) if rank == 0 && !out[at].2 => out[at] = (mark, rect, true),
                    Some(_) => {}
                }
            }
        }
    }
    out.into_iter()
        .map(|(mark, rect, _)| (mark, rect))
        .collect()
}
