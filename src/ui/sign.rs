//! The sign of an article: how far the annotator is with it.

use egui::{Align2, FontId, Pos2, Ui};

use crate::app::state::OpenProject;
use crate::model::sidecar::Status;

use super::theme::Theme;

/// Says how far the annotator is with an article, as a shape with a colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Sign(pub(crate) Status);

impl Sign {
    /// Returns the sign of an article, and how many statements the annotator has there.
    pub(crate) fn of(project: &OpenProject, path: &str) -> (Self, usize) {
        let (status, statements) = own(project, path);
        (Self(status), statements)
    }

    /// Paints the sign.
    pub(crate) fn paint(self, ui: &Ui, theme: &Theme, left_center: Pos2) {
        let (sign, colour) = match self.0 {
            Status::Done => ("●", theme.colours.ok),
            Status::InProgress => ("◐", theme.colours.busy),
            Status::Untouched => ("○", theme.colours.weak),
            Status::Excluded => ("–", theme.colours.weak),
        };
        let font = FontId::proportional(theme.sizes.small);
        ui.painter()
            .text(left_center, Align2::LEFT_CENTER, sign, font, colour);
    }

    /// Returns it in words.
    pub(crate) fn name(self) -> &'static str {
        match self.0 {
            Status::Done => "done",
            Status::InProgress => "in progress",
            Status::Untouched => "untouched",
            Status::Excluded => "excluded",
        }
    }
}

/// Returns how far the annotator is with an article, and with how many statements.
fn own(project: &OpenProject, path: &str) -> (Status, usize) {
    // What the window holds of the open article is newer than what the index knows.
    if let Some(open) = project
        .open
        .as_ref()
        .filter(|open| open.article.path == path)
    {
        return (open.sidecar.status, open.sidecar.statements().len());
    }
    let work = project.infos.get(path).and_then(|info| {
        info.work
            .iter()
            .find(|work| work.annotator == project.annotator)
    });
    work.map_or((Status::Untouched, 0), |work| {
        (work.status, work.statements)
    })
}
