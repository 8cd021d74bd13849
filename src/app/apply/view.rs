//! What changes how the window looks and which keys it takes, never the annotations.

use super::super::action::Panel;
use super::super::command::Command;
use super::super::keymap::{Keymap, Keys};
use super::super::settings::{TEXT_SIZE, ThemeChoice};
use super::super::state::State;

/// Sets the colours.
pub(super) fn set_theme(state: &mut State, theme: ThemeChoice) {
    state.settings.theme = theme;
}

/// Changes the size of the article's text by points; none gives it its usual size.
pub(super) fn text_size(state: &mut State, by: Option<f32>) {
    let size = by.map_or(TEXT_SIZE, |by| state.settings.text_size + by);
    state.settings.text_size = size.clamp(10.0, 40.0);
}

/// Gives keys to a command, or takes them all away.
pub(super) fn bind(state: &mut State, command: Command, keys: Option<Keys>) {
    if let Some(other) = keys.and_then(|keys| state.keymap.other(command, keys)) {
        let kept = state
            .keymap
            .keys(other)
            .iter()
            .filter(|known| Some(**known) != keys);
        let kept: Vec<String> = kept.map(Keys::to_string).collect();
        state.settings.keys.insert(other.id().to_owned(), kept);
        state.notify(format!("“{other}” has lost these keys"), false);
    }
    let written = keys.iter().map(Keys::to_string).collect();
    state.settings.keys.insert(command.id().to_owned(), written);
    state.keymap = Keymap::new(&state.settings.keys).0;
}

/// Gives a command its default keys back.
pub(super) fn unbind(state: &mut State, command: Command) {
    state.settings.keys.remove(command.id());
    state.keymap = Keymap::new(&state.settings.keys).0;
}

/// Takes a notice away.
pub(super) fn dismiss(state: &mut State, index: usize) {
    state.take_notices_away(|known| known == index);
}

/// Takes all notices away.
pub(super) fn dismiss_all(state: &mut State) {
    state.take_notices_away(|_| true);
}

/// Shows the list of articles, beside the page or over it, or folds it.
pub(super) fn toggle_articles(state: &mut State) {
    let is_shown = state.shows_articles();
    show_left(state, false, !is_shown);
}

/// Shows the guidelines in the place of the list of articles, or what was there before.
pub(super) fn toggle_guidelines(state: &mut State) {
    let is_shown = state.shows_guidelines();
    if is_shown && !state.is_narrow() {
        // The list comes back only where it was.
        let is_open = state.settings.articles_open;
        show_left(state, false, is_open);
    } else {
        show_left(state, true, !is_shown);
    }
}

/// Shows the guidelines or the list of articles at the left, or nothing.
#[expect(clippy::fn_params_excessive_bools, reason = "what, and whether")]
fn show_left(state: &mut State, guidelines: bool, is_shown: bool) {
    let is_narrow = state.is_narrow();
    if let Some(project) = &mut state.project {
        project.desk.guidelines_shown = guidelines && is_shown;
    }
    if is_narrow {
        state.over_page = is_shown.then_some(Panel::Articles);
    } else if !guidelines {
        state.settings.articles_open = is_shown;
    }
}

/// Remembers a panel's size in points.
pub(super) fn resize(state: &mut State, panel: Panel, size: f32) {
    let kept = match panel {
        Panel::Articles => &mut state.settings.articles_width,
        Panel::Statement => &mut state.settings.statement_width,
        Panel::Statements => &mut state.settings.statements_height,
    };
    *kept = size;
}
