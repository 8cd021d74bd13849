//! What lies over the window: the palette, lists to pick from, dialogs. One at a time, closed by Escape or a click beside
//! it.

mod annotator;
mod article;
mod articles;
mod codebook;
mod export;
mod import;
mod keys;
mod losses;
mod palette;
mod paste;
mod path;
mod problems;
mod recent;
mod suggestions;
mod take_name;
mod teammates;
#[cfg(test)]
mod tests;
mod twins;

use egui::{Align2, Color32, Frame, Id, Margin, Modal, Ui, vec2};

use crate::app::action::Action;
use crate::app::overlay::Overlay;
use crate::app::state::State;

use super::theme::Theme;

/// Width of palettes and of most dialogs, in points.
const WIDTH: f32 = 560.0;

/// Distance of palettes from the top of the window, in points.
const TOP: f32 = 64.0;

/// Says how an overlay lies over the window.
struct Place {
    name: &'static str,
    width: f32,
    is_at_top: bool,
}

/// Shows what lies over the window, if anything does.
pub fn show(
    ui: &mut Ui,
    state: &State,
    theme: &Theme,
    overlay: &mut Option<Overlay>,
    actions: &mut Vec<Action>,
) {
    let Some(open) = overlay else { return };
    if let Overlay::Keys(page) = open {
        // The key that is waited for may be Escape, which then does not close the page.
        keys::record(ui, state, page, actions);
    }
    let screen = ui.ctx().content_rect();
    let place = place(open);
    let width = place.width.min(screen.width() - 48.0);
    let id = Id::unique(("overlay", place.name));
    let area = Modal::default_area(id)
        .fade_in(false)
        .accessible_name(place.name);
    let area = if place.is_at_top {
        area.anchor(
            Align2::CENTER_TOP,
            vec2(0.0, TOP.min(screen.height() * 0.1)),
        )
    } else {
        area
    };
    // What lies below stays readable: one labels with an eye on the text.
    let modal = Modal::new(id)
        .area(area)
        .backdrop_color(Color32::TRANSPARENT);
    let frame = Frame::popup(ui.style()).inner_margin(Margin::same(12));
    let shown = modal.frame(frame).show(ui.ctx(), |ui| {
        ui.set_width(width);
        ui.spacing_mut().item_spacing = vec2(theme.sizes.spacing, theme.sizes.spacing);
        match open {
            Overlay::Palette(query) => palette::show(ui, state, theme, query, actions),
            Overlay::Articles(query) => articles::show(ui, state, theme, query, actions),
            Overlay::Recent(query) => recent::show(ui, state, theme, query, actions),
            Overlay::Teammates => teammates::show(ui, state, theme, actions),
            Overlay::Twins => twins::show(ui, state, theme, actions),
            Overlay::Keys(page) => keys::show(ui, state, theme, page, actions),
            Overlay::Path(form) => path::show(ui, state, theme, form, actions),
            Overlay::Annotator(query) => annotator::show(ui, state, theme, query, actions),
            Overlay::Export(form) => export::show(ui, state, theme, form, actions),
            Overlay::Losses(losses) => losses::show(ui, theme, losses, actions),
            Overlay::Suggestions(page) => suggestions::show(ui, state, theme, page, actions),
            Overlay::Problems => problems::show(ui, state, theme),
            Overlay::TakeName(asked) => take_name::show(ui, state, theme, asked, actions),
            Overlay::Article(form) => article::show(ui, state, theme, form, actions),
            Overlay::NewArticle(form) => paste::show(ui, state, theme, form, actions),
            Overlay::Import(form) => import::show(ui, state, theme, form, actions),
            Overlay::CodebookFile(form) => codebook::show(ui, state, theme, form, actions),
        }
    });
    if shown.inner || shown.should_close() {
        let is_answered = |action: &Action| matches!(action, Action::AnswerExport(_));
        if matches!(overlay, Some(Overlay::Losses(_))) && !actions.iter().any(is_answered) {
            actions.push(Action::AnswerExport(false));
        }
        *overlay = None;
        // The overlay is still on screen; the frame without it must come even if nothing else asks for one.
        ui.ctx().request_repaint();
    }
}

fn place(overlay: &Overlay) -> Place {
    let (name, width, is_at_top) = match overlay {
        Overlay::Palette(_) => ("Any command", WIDTH, true),
        Overlay::Articles(_) => ("Articles of the project", WIDTH, true),
        Overlay::Recent(_) => ("Recent projects", WIDTH, true),
        Overlay::Path(_) => ("Open a path", WIDTH, true),
        Overlay::Annotator(_) => ("Who labels", 460.0, true),
        Overlay::Teammates => ("Teammates", 460.0, true),
        Overlay::Twins => ("Twins", 640.0, true),
        Overlay::Export(_) => ("Export a dataset", WIDTH, false),
        Overlay::Losses(_) => ("What is left out", 760.0, false),
        Overlay::Keys(_) => ("All keys", 1240.0, false),
        Overlay::Suggestions(_) => ("Suggestions", WIDTH, false),
        Overlay::Problems => ("Problems", 760.0, false),
        Overlay::TakeName(_) => ("Label under another’s name", 460.0, true),
        Overlay::Article(_) => ("About this article", WIDTH, false),
        Overlay::NewArticle(_) => ("Add an article", 640.0, false),
        Overlay::Import(_) => ("Import annotations", WIDTH, false),
        Overlay::CodebookFile(_) => ("Codebook in a file", WIDTH, false),
    };
    Place {
        name,
        width,
        is_at_top,
    }
}
