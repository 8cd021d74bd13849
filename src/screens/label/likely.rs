//! How it is shown what is likely for the selected statement.

use egui::{Label, RichText, Ui};

use crate::app::likely::Proposal;
use crate::app::state::{OpenArticle, OpenProject};
use crate::ui::theme::Theme;

/// Names the likeliest stance under the buttons that set it.
pub(super) fn show_stance(ui: &mut Ui, project: &OpenProject, open: &OpenArticle, theme: &Theme) {
    let (Some(stance), Some(target)) = (&open.likely.stance, open.target()) else {
        return;
    };
    let label = project.codebook.stance_label(target, &stance.id);
    let text = format!("Likely {label}, {} · {}", share(stance), stance.why);
    let text = RichText::new(text)
        .color(theme.colours.weak)
        .size(theme.sizes.small);
    ui.add(Label::new(text).wrap());
}

/// Returns how likely something is, as it is shown: `62 %`.
pub(super) fn share(proposal: &Proposal) -> String {
    format!("{:.0} %", proposal.probability * 100.0)
}
