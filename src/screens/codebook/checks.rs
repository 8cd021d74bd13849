//! What in the codebook is to be looked at: what contradicts itself and where it stands, and who may be one and the same.

use egui::{Button, Label, RichText, Ui, vec2};

use crate::app::action::{Action, codebook};
use crate::app::codebook::Check;
use crate::app::state::OpenProject;
use crate::model::codebook::edit::EntryId;
use crate::ui::list::{self, Row, Rows};
use crate::ui::theme::Theme;
use crate::ui::widgets;

/// Height of a row, in points: a line of what it is, and one of where it stands.
const ROW: f32 = 44.0;

/// Represents what the list remembers between frames.
#[derive(Default)]
pub(super) struct ChecksView {
    /// The place that was brought into view last.
    shown: Option<usize>,
}

impl ChecksView {
    /// Shows the list.
    pub(super) fn show(
        &mut self,
        ui: &mut Ui,
        project: &OpenProject,
        theme: &Theme,
        actions: &mut Vec<Action>,
    ) {
        widgets::name_panel(ui, "Entries");
        let desk = &project.desk;
        let count = desk.checks.len();
        widgets::heading(ui, theme, desk.part.title(), &count.to_string());
        if count == 0 {
            let text = if desk.jobs.is_busy() {
                "The codebook is being looked through\u{2026}"
            } else {
                "Nothing contradicts itself, and nobody seems to be there twice"
            };
            let text = RichText::new(text).color(theme.colours.weak);
            ui.add(Label::new(text).wrap().selectable(false));
            return;
        }
        let moved = self.shown != Some(desk.check);
        self.shown = Some(desk.check);
        let rows = Rows {
            theme,
            salt: "what is to be checked",
            count,
            height: ROW,
            room: ui.available_height(),
        };
        let clicked = rows.show(ui, Some(desk.check), moved, |ui, row| {
            desk.checks
                .get(row.index)
                .map(|one| draw(ui, one, theme, row))
                .unwrap_or_default()
        });
        if let Some(place) = clicked.row {
            actions.push(codebook::Action::ShowCheck(place).into());
        }
    }
}

/// Paints what is to be looked at; returns its name.
fn draw(ui: &Ui, one: &Check, theme: &Theme, row: &Row) -> String {
    let middle = row.rect.center().y;
    let (above, below) = row.rect.split_top_bottom_at_y(middle);
    list::body(theme, &one.what, &[]).paint(ui, above.translate(vec2(0.0, 2.0)));
    let place = one.shown_place();
    let detail = match (&one.other, place.is_empty()) {
        (Some(_), _) => "likely",
        (None, true) => one.entry.sort.name(),
        (None, false) => place.as_str(),
    };
    list::small(theme, detail, row.is_picked).paint(ui, below.translate(vec2(0.0, -2.0)));
    format!("{}, {detail}", one.what)
}

/// Shows what the chosen one says in full, and what can be done about it.
pub(super) fn about(ui: &mut Ui, project: &OpenProject, theme: &Theme, actions: &mut Vec<Action>) {
    let desk = &project.desk;
    let Some(one) = desk.checks.get(desk.check) else {
        return;
    };
    ui.add(Label::new(&one.what).wrap());
    let place = one.shown_place();
    if !place.is_empty() {
        list::note(ui, theme, &format!("It stands at {place}"));
    }
    let is_lead = project.not_lead.is_none() && project.lead_read_only.is_none();
    if let Some(other) = one
        .other
        .as_ref()
        .filter(|_| is_lead && desk.merging.is_none())
    {
        for (from, into) in [(&one.entry, other), (other, &one.entry)] {
            let name = |id: &EntryId| project.codebook.speaker_name(&id.id).to_owned();
            let text = format!("Merge {} into {}", name(from), name(into));
            if ui.add(Button::new(text).wrap()).clicked() {
                let (from, into) = (from.clone(), into.clone());
                actions.push(codebook::Action::PlanMerge { from, into }.into());
            }
        }
    }
    let is_of_uses = one.other.is_none() && one.place.is_none();
    if is_of_uses && ui.add(Button::new("Show where it is used")).clicked() {
        actions.push(codebook::Action::ShowUses(one.entry.clone()).into());
    }
    if is_of_uses
        && desk.merging.is_none()
        && !project.codebook.open_parts(&one.entry).is_empty()
        && ui
            .add(Button::new("Say which part yours are about"))
            .clicked()
    {
        actions.push(codebook::Action::AnswerLater(one.entry.clone()).into());
    }
    ui.add_space(8.0);
}
