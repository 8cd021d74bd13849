//! Merging the chosen entry into another: the picker, and what changes before it is done.

use egui::{Align, Button, Label, Ui};

use crate::app::action::{Action, codebook};
use crate::app::codebook::{Does, Merging};
use crate::app::command::codebook::Command;
use crate::app::state::{Field, OpenProject, State};
use crate::model::codebook::edit::EntryId;
use crate::model::codebook::{Codebook, Sort};
use crate::model::recode::Plan;
use crate::ui::list;
use crate::ui::pick::{Choice, PickField, PickOptions, Picked};
use crate::ui::theme::Theme;

/// Represents what is remembered between frames.
#[derive(Default)]
pub(super) struct MergingView {
    into: PickField,
}

impl MergingView {
    /// Shows it, to whoever may merge.
    pub(super) fn show(
        &mut self,
        ui: &mut Ui,
        state: &State,
        project: &OpenProject,
        theme: &Theme,
        actions: &mut Vec<Action>,
    ) {
        if project.desk.jobs.is_recoding() {
            list::note(ui, theme, "Statements are being changed\u{2026}");
            return;
        }
        if let Some(merging) = &project.desk.merging {
            preview(ui, merging, theme, actions);
            return;
        }
        if !project.may_lead() {
            return;
        }
        let Some(id) = &project.desk.chosen else {
            return;
        };
        let keys = state.keymap.shown(Command::MergeEntry);
        ui.add(Label::new(list::weak(theme, &format!("Merge into ({keys})"))).selectable(false));
        if state.focus == Some(Field::MergeInto) {
            ui.scroll_to_cursor(Some(Align::Center));
        }
        let options = PickOptions {
            name: "Merge into",
            current: "",
            hint: "The entry that stays",
            wants_focus: state.focus == Some(Field::MergeInto),
            picks_first: false,
            new: None,
        };
        let codebook = &project.codebook;
        let key = project.codebook_key;
        let picked = self.into.show(ui, theme, &options, key, || {
            let others = others(codebook, id).into_iter();
            let choice = |(_, label)| Choice {
                label,
                ..Choice::default()
            };
            others.map(choice).collect()
        });
        if let Some(Picked::Row(row)) = picked
            && let Some((into, _)) = others(codebook, id).into_iter().nth(row)
        {
            let from = id.clone();
            actions.push(codebook::Action::PlanMerge { from, into }.into());
        }
    }
}

/// Shows what a merging changes, and has it confirmed.
fn preview(ui: &mut Ui, merging: &Merging, theme: &Theme, actions: &mut Vec<Action>) {
    ui.add(Label::new(format!("To be done: {}", merging.name)).wrap());
    let Some(plan) = &merging.plan else {
        list::note(ui, theme, "Working out what changes\u{2026}");
        return;
    };
    for line in consequences(plan) {
        list::note(ui, theme, &line);
    }
    let (yes, no) = match merging.does {
        Does::Merge => ("Merge", "Do not merge"),
        Does::Split => ("Split", "Do not split"),
    };
    ui.horizontal(|ui| {
        if ui.add(Button::new(yes)).clicked() {
            actions.push(codebook::Action::Merge.into());
        }
        if ui.add(Button::new(no)).clicked() {
            actions.push(codebook::Action::CancelMerge.into());
        }
    });
}

/// Says what a merging changes, a line for each thing.
fn consequences(plan: &Plan) -> Vec<String> {
    let (statements, articles) = plan.count();
    let mut lines = vec![format!(
        "Your statements that change: {statements}, in articles: {articles}"
    )];
    let others: usize = plan.others.values().sum();
    if others > 0 {
        lines.push(format!(
            "Statements of others that read so from now on: {others}; their files stay as they are"
        ));
    }
    if !plan.twice.is_empty() {
        lines.push(format!(
            "Statements with a stance on both, which stay as they are: {}",
            plan.twice.len()
        ));
    }
    if !plan.unanswered.is_empty() {
        lines.push(format!(
            "Statements that keep the old entry, and are listed to be checked: {}",
            plan.unanswered.len()
        ));
    }
    if !plan.off_scale.is_empty() {
        lines.push(format!(
            "Statements whose stance the other\u{2019}s scale lacks: {}",
            plan.off_scale.len()
        ));
    }
    lines
}

/// Returns what an entry can be merged into, by id and name.
pub(super) fn others(codebook: &Codebook, own: &EntryId) -> Vec<(EntryId, String)> {
    let all: Vec<(EntryId, String)> = match own.sort {
        Sort::Target => codebook
            .offered_targets()
            .map(|one| (EntryId::target(&one.id), one.name.clone()))
            .collect(),
        Sort::Scale => codebook
            .scales
            .iter()
            .filter(|one| one.replaced_by.is_none())
            .map(|one| (EntryId::scale(&one.id), one.name.clone()))
            .collect(),
        Sort::Label => codebook
            .offered_labels()
            .map(|one| (EntryId::label(&one.id), one.name.clone()))
            .collect(),
        Sort::Speaker => codebook
            .offered_speakers()
            .map(|one| (EntryId::speaker(&one.id), one.name.clone()))
            .collect(),
        // A stance is never the chosen entry; it is edited within its scale.
        Sort::Stance => Vec::new(),
    };
    all.into_iter().filter(|(id, _)| id != own).collect()
}
