//! The small bar over selected text: make a quote of it, or a part of the chosen statement.

use egui::{Align2, Area, Button, Frame, Margin, Order, Role, Ui, WidgetInfo, pos2};

use super::page::Page;
use super::{Make, ReaderAction, ReaderInput, ReaderView};
use crate::app::mark::Layer;

/// What the bar offers: label, key, accessible name.
const OFFERS: [(Make, &str, &str, &str); 6] = [
    (Make::Quote, "Quote", "Q", "Mark as quote"),
    (Make::Speaker, "Speaker", "S", "Mark as speaker"),
    (Make::Cue, "Cue", "C", "Mark as cue"),
    (Make::Via, "Via", "V", "Mark as source in between"),
    (Make::Addressee, "To", "A", "Mark as addressee"),
    (Make::Evidence, "Evidence", "E", "Mark as evidence"),
];

/// Height of the bar with its distance from the text.
const ROOM: f32 = 42.0;

/// Shows the bar above the selection, or below where there is no room above.
pub(super) fn show(ui: &Ui, input: &ReaderInput<'_>, page: &Page, actions: &mut Vec<ReaderAction>) {
    let Some(span) = input
        .selection
        .filter(|span| !span.is_empty() && !input.read_only)
    else {
        return;
    };
    let bands = page.bands(span);
    let (Some(first), Some(last)) = (bands.first(), bands.last()) else {
        return;
    };
    let clip = page.geometry.clip;
    let above = first.rect.top() - ROOM > clip.top();
    if !above && last.rect.bottom() + ROOM > clip.bottom() {
        return;
    }
    let (at, pivot) = if above {
        (
            pos2(first.rect.center().x, first.rect.top() - 8.0),
            Align2::CENTER_BOTTOM,
        )
    } else {
        (
            pos2(last.rect.center().x, last.rect.bottom() + 10.0),
            Align2::CENTER_TOP,
        )
    };
    Area::new(ReaderView::id().with("bar"))
        .order(Order::Foreground)
        .fixed_pos(at)
        .pivot(pivot)
        .constrain_to(clip)
        .fade_in(false)
        .show(ui, |ui| {
            Frame::popup(ui.style())
                .inner_margin(Margin::same(4))
                .show(ui, |ui| {
                    ui.horizontal(|ui| offers(ui, input, actions));
                });
        });
}

/// Shows the buttons: all but the first make something for a statement or suggestion that is chosen.
fn offers(ui: &mut Ui, input: &ReaderInput<'_>, actions: &mut Vec<ReaderAction>) {
    ui.spacing_mut().item_spacing.x = 2.0;
    let chosen = input.selected_mark().map(|mark| input.marks[mark].layer);
    let has_chosen = chosen.is_some_and(|layer| !matches!(layer, Layer::Mate(_)));
    let offered = OFFERS
        .into_iter()
        .filter(|(make, ..)| has_chosen || *make == Make::Quote);
    for (make, label, key, name) in offered {
        let button = ui.add(
            Button::new(label)
                .shortcut_text(key)
                .frame_when_inactive(false),
        );
        button.widget_info(|| WidgetInfo::labeled(Role::Button, true, name));
        if button.clicked() {
            actions.push(ReaderAction::Make(make));
        }
    }
}
