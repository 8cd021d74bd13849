//! stub
use super::theme::Theme;
use crate::app::action::Action;
use crate::app::state::State;
use egui::Ui;
#[derive(Default)]
pub(super) struct ArticlesView;
impl ArticlesView {
    pub(super) fn show(
        &mut self,
        _ui: &mut Ui,
        _state: &State,
        _theme: &Theme,
        _actions: &mut Vec<Action>,
    ) {
    }
}
