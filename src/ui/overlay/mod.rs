//! stub
pub(super) mod fuzzy;
use super::theme::Theme;
use crate::app::action::Action;
use crate::app::overlay::Overlay;
use crate::app::state::State;
use egui::Ui;
/// stub
pub(super) fn show(
    _ui: &mut Ui,
    _state: &State,
    _theme: &Theme,
    _overlay: &mut Option<Overlay>,
    _actions: &mut Vec<Action>,
) {
}
