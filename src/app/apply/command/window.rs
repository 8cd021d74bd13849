//! What the commands do that change the window and nothing else.

use crate::app::action::Panel;
use crate::app::command::window::Command;
use crate::app::overlay::{KeysPage, Overlay, Query};
use crate::app::screen::Screen;
use crate::app::settings::ThemeChoice;
use crate::app::state::State;

use super::super::{codebook, view};

/// Runs a command.
pub(super) fn run(state: &mut State, command: Command) {
    use Command as C;
    match command {
        C::Palette => state.overlay = Some(Overlay::Palette(Query::default())),
        C::Keys => {
            let is_open = matches!(state.overlay, Some(Overlay::Keys(_)));
            state.overlay = (!is_open).then(|| Overlay::Keys(KeysPage::default()));
        }
        C::ShowLabel => codebook::show_screen(state, Screen::Label),
        C::ShowCodebook => codebook::show_screen(state, Screen::Codebook),
        C::ToggleArticles if state.is_narrow() => view::toggle_over(state, Panel::Articles),
        C::ToggleArticles => state.settings.articles_open ^= true,
        C::ToggleStatement => state.settings.statement_open ^= true,
        C::ToggleStatements => state.settings.statements_open ^= true,
        C::TextLarger => view::text_size(state, Some(1.0)),
        C::TextSmaller => view::text_size(state, Some(-1.0)),
        C::TextReset => view::text_size(state, None),
        C::ThemeLight => view::set_theme(state, ThemeChoice::Light),
        C::ThemeDark => view::set_theme(state, ThemeChoice::Dark),
        C::ThemeSystem => view::set_theme(state, ThemeChoice::System),
        C::Quit => state.quitting = true,
    }
}
