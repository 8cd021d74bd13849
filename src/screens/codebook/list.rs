//! The entries of a part in the middle: a tree or a list, each with its uses.

use egui::{Ui, vec2};

use crate::app::action::{Action, codebook};
use crate::app::codebook::Part;
use crate::app::state::OpenProject;
use crate::model::codebook::edit::EntryId;
use crate::model::phrase;
use crate::ui::list::{self, Rows};
use crate::ui::theme::Theme;
use crate::ui::widgets;

use super::drag;

/// Height of a row, in points.
const ROW: f32 = 28.0;

/// How far a row is moved in for each step of the tree, in points.
const INDENT: f32 = 18.0;

/// Represents what the list remembers between frames.
#[derive(Default)]
pub(super) struct ListView {
    /// The entry that was brought into view last.
    shown: Option<EntryId>,
}

impl ListView {
    /// Shows it.
    pub(super) fn show(
        &mut self,
        ui: &mut Ui,
        project: &OpenProject,
        theme: &Theme,
        actions: &mut Vec<Action>,
    ) {
        widgets::name_panel(ui, "Entries");
        let desk = &project.desk;
        let (left, total) = (desk.listed.len(), desk.listed.total());
        let count = if left == total {
            total.to_string()
        } else {
            format!("{left} of {total}")
        };
        widgets::heading(ui, theme, desk.part.title(), &count);
        if desk.listed.is_empty() {
            let text = if total > 0 {
                "Nothing fits the filter"
            } else {
                nothing(desk.part)
            };
            list::nothing(ui, theme, text);
            return;
        }
        let picked = desk.chosen.as_ref();
        let picked = picked.and_then(|id| desk.listed.place_of(id));
        let moved = self.shown != desk.chosen;
        if moved {
            self.shown.clone_from(&desk.chosen);
        }
        let rows = Rows {
            theme,
            salt: "entries of the codebook",
            count: left,
            height: ROW,
            room: ui.available_height(),
        };
        let is_tree = desk.part == Part::Targets && desk.filter.is_empty();
        let may_drag = is_tree && drag::is_possible(project);
        let mut dropped = None;
        let clicked = rows.show(ui, picked, moved, |ui, row| {
            let Some(entry) = desk.listed.get(row.index) else {
                return String::new();
            };
            let detail = detail(project, &entry.id);
            let mut rest = list::small(theme, &detail, row.is_picked).paint_right(ui, row.rect);
            if is_tree {
                let most = rest.width() * 0.5;
                let inset = (entry.depth as f32 * INDENT * theme.scale()).min(most);
                rest = rest.translate(vec2(inset, 0.0)).with_max_x(rest.right());
            }
            list::body(theme, &entry.name, &[]).paint(ui, rest);
            if may_drag && let Some(place) = drag::row(ui, project, &desk.listed, theme, row) {
                dropped = Some(place);
            }
            if detail.is_empty() {
                entry.name.clone()
            } else {
                format!("{}, {detail}", entry.name)
            }
        });
        actions.extend(dropped.map(Action::from));
        let row = clicked.row.and_then(|row| desk.listed.get(row));
        if let Some(row) = row {
            actions.push(codebook::Action::Choose(row.id.clone()).into());
        }
    }
}

/// Returns what is said of an entry at the end of its row: its uses, or whose addition it is.
fn detail(project: &OpenProject, id: &EntryId) -> String {
    if project.desk.part == Part::Additions {
        let Some(addition) = project.desk.addition(id) else {
            return String::new();
        };
        let who = project.name_of(&addition.annotator);
        let what = addition.entry.id().sort.name();
        return match &addition.declined {
            Some(_) => format!("{what} of {who}, declined"),
            None => format!("{what} of {who}"),
        };
    }
    match project.desk.uses_of(id) {
        None => String::new(),
        Some(0) => "not used".to_owned(),
        Some(uses) => phrase::count(uses, "use"),
    }
}

/// Says what to do where there is nothing.
fn nothing(part: Part) -> &'static str {
    match part {
        Part::Targets => {
            "No targets yet. A target is what a stance is about, like \u{201c}Territorial concessions\u{201d}. Press A and type one, or add it while labelling (T)"
        }
        Part::Scales => "No scales yet. Press A and name one, then give it stances",
        Part::Labels => "No labels yet. Press A and type one, or add it while labelling (L)",
        Part::Speakers => "Nobody yet. Press A and type a name, or add it while labelling (S)",
        Part::Guidelines | Part::Policy | Part::Checks | Part::Again => "",
        Part::Additions => "Nothing waits: everything that others added was taken or declined",
    }
}
