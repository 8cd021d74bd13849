//! Draws the window and returns what a person asks for: the screen that is shown, and around it what all screens share.
//!
//! Each screen is a folder with its views. What it knows, its commands and what its views ask for lie in `app`, under the
//! screen's name: `app::command::label`, `app::action::label`, `app::apply::label`.

pub(crate) mod codebook;
pub(crate) mod label;

use egui::Ui;

use crate::app::action::Action;
use crate::app::overlay::Overlay;
use crate::app::screen::Screen;
use crate::app::state::State;
use crate::ui::reader::ReaderView;
use crate::ui::theme::Theme;
use crate::ui::{overlay, status, top};

/// Represents what views remember between frames: scroll, what is being typed, what was computed for display.
#[derive(Default)]
pub struct Views {
    label: label::LabelView,
    codebook: codebook::CodebookView,
}

impl Views {
    /// Draws the window.
    pub fn show(
        &mut self,
        ui: &mut Ui,
        state: &State,
        overlay: &mut Option<Overlay>,
        actions: &mut Vec<Action>,
    ) {
        let theme = Theme::of(ui.ctx());
        let controls = match state.screen {
            Screen::Label => label::controls,
            Screen::Codebook => codebook::controls,
        };
        top::show(ui, state, theme, controls, actions);
        status::show(ui, state, theme, actions);
        status::notices(ui, state, theme, actions);
        match state.screen {
            Screen::Label => self.label.show(ui, state, theme, actions),
            Screen::Codebook => self.codebook.show(ui, state, theme, actions),
        }
        overlay::show(ui, state, theme, overlay, actions);
    }

    /// Tells whether the next keys are to be recorded rather than obeyed.
    pub fn waits_for_keys(&self, state: &State) -> bool {
        matches!(&state.overlay, Some(Overlay::Keys(page)) if page.waiting.is_some())
    }

    /// Tells whether the article has the keyboard.
    pub fn reader_has_focus(&self, ctx: &egui::Context) -> bool {
        ctx.memory(|memory| memory.has_focus(ReaderView::id()))
    }
}
