//! Small pieces that several views share.

use egui::{
    Align, Color32, Label, Layout, Response, RichText, Role, ScrollArea, Sense, Ui, WidgetInfo,
    vec2,
};

use super::reader::fallback::{visual, visual_within};
use super::{fonts, theme::Theme};
use crate::app::view_model;
use crate::model::statement::Statement;
use crate::model::text::Text;

/// Names the panel that `ui` draws, so that tests and screen readers find it.
pub(crate) fn name_panel(ui: &Ui, name: &str) {
    let response = ui.interact(
        ui.max_rect(),
        ui.scope_id().with("panel name"),
        Sense::hover(),
    );
    response.widget_info(|| WidgetInfo::labeled(Role::Pane, true, name));
}

/// Shows what a menu holds; what the window has no room for is scrolled to.
pub(crate) fn menu_scroll(ui: &mut Ui, show: impl FnOnce(&mut Ui)) {
    let room = ui.ctx().content_rect().height() - 64.0;
    let room = room.max(120.0);
    // Without a least height a popup gives it no more than its own usual one, however much room there is.
    ScrollArea::vertical()
        .max_height(room)
        .min_scrolled_height(room)
        .show(ui, show);
}

/// Says for a screen reader what something is beside its name.
pub(crate) fn describe(response: &Response, text: &str) {
    if !text.is_empty() {
        response
            .ctx
            .accesskit_node_builder(response.id, |node| node.set_description(text));
    }
}

/// Shows a line in the middle of an empty view.
pub(crate) fn empty(ui: &mut Ui, theme: &Theme, text: &str) {
    ui.centered_and_justified(|ui| {
        ui.add(Label::new(RichText::new(text).color(theme.colours.weak)).selectable(false));
    });
}

/// Shows a panel's heading, with something weak after it.
pub(crate) fn heading(ui: &mut Ui, theme: &Theme, text: &str, after: &str) {
    ui.horizontal(|ui| {
        let text = RichText::new(text)
            .family(fonts::sans_bold())
            .size(theme.sizes.heading);
        ui.add(Label::new(text).selectable(false));
        if !after.is_empty() {
            let after = RichText::new(after)
                .color(theme.colours.weak)
                .size(theme.sizes.small);
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                ui.add(Label::new(after).selectable(false))
            });
        }
    });
}

/// Shows the name of a field, at the left of its row.
pub(crate) fn field_name(ui: &mut Ui, theme: &Theme, text: &str, width: f32) {
    let label = Label::new(
        RichText::new(text)
            .color(theme.colours.weak)
            .size(theme.sizes.small),
    )
    .selectable(false);
    let height = ui.spacing().interact_size.y;
    let width = width * theme.scale();
    ui.allocate_ui_with_layout(
        vec2(width, height),
        Layout::left_to_right(Align::Center),
        |ui| {
            ui.set_min_size(vec2(width, height));
            ui.add(label);
        },
    );
}

/// Shows a small button without a frame, named for screen readers.
pub(crate) fn icon(ui: &mut Ui, sign: &str, name: &str, colour: Color32) -> Response {
    let button = egui::Button::new(RichText::new(sign).color(colour))
        .frame(false)
        .min_size(vec2(20.0, 20.0));
    let response = ui.add(button);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, name));
    response.on_hover_text(name)
}

/// Shows a line cut to its room, its words in the order of the screen; its name is the text as it is written.
fn line(ui: &mut Ui, text: &str) {
    let shown = visual(text);
    let response = ui.add(Label::new(&*shown).truncate().selectable(false));
    if shown != text {
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, text));
    }
}

/// Shows a value that can be taken away: its text, and a cross. Tells whether the cross was clicked.
pub(crate) fn removable(ui: &mut Ui, theme: &Theme, text: &str, name: &str) -> bool {
    let mut removed = false;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 2.0;
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            removed = icon(ui, "✕", name, theme.colours.weak).clicked();
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                line(ui, text);
            });
        });
    });
    removed
}

/// Shows the beginning of a quote as the article has it.
pub(crate) fn quote(ui: &mut Ui, article: &Text, statement: &Statement, theme: &Theme) {
    let mut shown = view_model::quote_text(statement, article);
    if let Some((end, _)) = shown.char_indices().nth(260) {
        shown.truncate(end);
        shown.push('…');
    }
    let size = theme.sizes.interface + 2.0;
    let font = egui::FontId::new(size, fonts::serif());
    let painter = ui.painter().clone();
    let measure = |piece: &str| {
        let galley = painter.layout_no_wrap(piece.to_owned(), font.clone(), theme.colours.text);
        galley.size().x
    };
    let lines = visual_within(&shown, ui.available_width(), measure);
    let text = RichText::new(&*lines).family(fonts::serif()).size(size);
    let response = ui.add(Label::new(text).wrap());
    if lines != shown {
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &shown));
    }
    ui.add_space(4.0);
}
