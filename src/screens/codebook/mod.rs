//! The screen on which it is said what there is to choose from: targets, scales, labels and speakers, with what others added.

mod addition;
mod again;
mod asked;
mod checks;
mod draft;
mod drag;
mod fields;
mod guidelines;
mod list;
mod merging;
mod parts;
mod places;
mod policy;
mod roles;
mod scale;
mod speaker;
mod splitting;
mod target;
mod uses;

use egui::{Button, CentralPanel, Frame, Label, Margin, Panel, RichText, ScrollArea, Ui};

use crate::app::action::{Action, codebook};
use crate::app::codebook::Part;
use crate::app::state::{OpenProject, State};
use crate::ui::theme::Theme;
use crate::ui::widgets;

/// Represents what the screen's views remember between frames.
#[derive(Default)]
pub(super) struct CodebookView {
    parts: parts::PartsView,
    list: list::ListView,
    uses: uses::UsesView,
    checks: checks::ChecksView,
    again: again::AgainView,
    guidelines: guidelines::GuidelinesView,
    draft: Option<draft::Draft>,
    fields: fields::FieldsView,
    merging: merging::MergingView,
    splitting: splitting::SplittingView,
    addition: addition::AdditionView,
}

/// Shows what the bar at the top holds of this screen, from the right to the left.
pub(super) fn controls(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let Some(project) = &state.project else {
        return;
    };
    let is_free = project.desk.uses.is_some();
    let response = ui.add_enabled(is_free, Button::new("Count uses"));
    let help = "Counts anew how many statements use each entry";
    if response.on_hover_text(help).clicked() {
        actions.push(codebook::Action::CountUses.into());
    }
}

impl CodebookView {
    /// Draws the screen.
    pub(super) fn show(
        &mut self,
        ui: &mut Ui,
        state: &State,
        theme: &Theme,
        actions: &mut Vec<Action>,
    ) {
        let Some(project) = &state.project else {
            CentralPanel::default().show(ui, |ui| {
                let text = "Open a folder of articles with Ctrl+O to see its codebook";
                widgets::empty(ui, theme, text);
            });
            return;
        };
        let whole = ui.available_width();
        let (left, right) = if state.is_narrow() {
            (150.0, (whole * 0.42).max(260.0))
        } else {
            (190.0 * theme.scale(), (whole * 0.4).clamp(340.0, 620.0))
        };
        let panel = Panel::left("parts of the codebook").resizable(false);
        panel.exact_size(left).show(ui, |ui| {
            ui.set_min_size(ui.available_size());
            ScrollArea::vertical()
                .id_salt("parts of the codebook")
                .auto_shrink(false)
                .show(ui, |ui| self.parts.show(ui, state, project, theme, actions));
        });
        if project.desk.part != Part::Policy {
            let panel = Panel::right("entry of the codebook").resizable(false);
            panel.exact_size(right).show(ui, |ui| {
                ui.set_min_size(ui.available_size());
                widgets::name_panel(ui, "Entry");
                ScrollArea::vertical()
                    .id_salt(("entry of the codebook", project.desk.part))
                    .auto_shrink(false)
                    .show(ui, |ui| self.entry(ui, state, project, theme, actions));
            });
        }
        let frame = Frame::new()
            .fill(theme.colours.page)
            .inner_margin(Margin::symmetric(8, 6));
        CentralPanel::default().frame(frame).show(ui, |ui| {
            self.middle(ui, state, project, theme, actions);
        });
    }

    /// Shows what stands in the middle: entries, the uses of one, or what a part has in place of entries.
    fn middle(
        &mut self,
        ui: &mut Ui,
        state: &State,
        project: &OpenProject,
        theme: &Theme,
        actions: &mut Vec<Action>,
    ) {
        if let Some(found) = &project.desk.use_list {
            return self.uses.show(ui, state, project, found, theme, actions);
        }
        if let Some(splitting) = &project.desk.splitting {
            return self.splitting.list(ui, project, splitting, theme, actions);
        }
        match project.desk.part {
            Part::Guidelines => self.guidelines.edit(ui, state, project, theme, actions),
            Part::Policy => policy::show(ui, project, theme, actions),
            Part::Checks => self.checks.show(ui, project, theme, actions),
            Part::Again => self.again.show(ui, project, theme, actions),
            _ => self.list.show(ui, project, theme, actions),
        }
    }

    /// Shows the chosen entry.
    fn entry(
        &mut self,
        ui: &mut Ui,
        state: &State,
        project: &OpenProject,
        theme: &Theme,
        actions: &mut Vec<Action>,
    ) {
        ui.add_space(6.0);
        lead_line(ui, project, theme);
        if project.desk.part == Part::Additions {
            self.addition.show(ui, state, project, theme, actions);
            return;
        }
        if project.desk.part == Part::Guidelines {
            self.guidelines.read(ui, project, theme);
            return;
        }
        if project.desk.part == Part::Again {
            return again::about(ui, state, project, theme, actions);
        }
        if let Some(splitting) = &project.desk.splitting {
            return splitting::answer(ui, state, splitting, theme, actions);
        }
        if project.desk.part == Part::Checks {
            checks::about(ui, state, project, theme, actions);
        }
        draft::Draft::refresh(&mut self.draft, project);
        let Some(draft) = &mut self.draft else {
            if project.desk.part == Part::Checks {
                return;
            }
            let text = "Choose an entry to see what it means, or add one (A)";
            let text = RichText::new(text).color(theme.colours.weak);
            ui.add(Label::new(text).wrap().selectable(false));
            return;
        };
        // What is to be confirmed stands where the eye is.
        let is_first = project.desk.merging.is_some() || project.desk.jobs.is_recoding();
        if is_first {
            self.merging.show(ui, state, project, theme, actions);
            ui.add_space(8.0);
        }
        self.fields.show(ui, state, project, draft, theme, actions);
        if !is_first {
            ui.add_space(8.0);
            self.merging.show(ui, state, project, theme, actions);
            ui.add_space(8.0);
            self.splitting.ask(ui, state, project, theme, actions);
        }
    }
}

/// Says who writes the codebook, to whoever does not.
fn lead_line(ui: &mut Ui, project: &OpenProject, theme: &Theme) {
    let text = match (&project.not_lead, &project.lead_read_only) {
        (Some(why), _) => format!(
            "The codebook is shared: {why}. What you add is a proposal, kept in a file of your own, that the lead takes or declines"
        ),
        (None, Some(why)) => format!("The codebook is read-only: {why}"),
        (None, None) => return,
    };
    let text = RichText::new(text)
        .color(theme.colours.busy)
        .size(theme.sizes.small);
    ui.add(Label::new(text).wrap());
    ui.add_space(6.0);
}
