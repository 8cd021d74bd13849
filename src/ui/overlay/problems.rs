//! What is wrong with the project's files.

use egui::{Align, Label, Layout, ScrollArea, Ui, vec2};

use crate::app::state::State;
use crate::model::problem::Problem;
use crate::ui::theme::Theme;

use crate::ui::list::{self, Row, Rows};

/// Height of a row, in points.
const ROW: f32 = 44.0;

/// Shows the list; tells whether it is done with.
pub(super) fn show(ui: &mut Ui, state: &State, theme: &Theme) -> bool {
    let Some(project) = &state.project else {
        return true;
    };
    let problems = &project.problems;
    let mut is_done = false;
    ui.horizontal(|ui| {
        list::heading(ui, theme, "Problems with files");
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let close = ui.button("Close");
            if list::needs_focus(ui) {
                close.request_focus();
            }
            is_done = close.clicked();
            if !problems.is_empty() && ui.button("Copy all").clicked() {
                let lines: Vec<String> = problems.iter().map(Problem::to_string).collect();
                ui.ctx().copy_text(lines.join("\n"));
            }
        });
    });
    messages(ui, state, theme);
    if problems.is_empty() {
        list::empty(ui, theme, "Every file of this project could be read");
        return is_done;
    }
    list::note(
        ui,
        theme,
        "The rest of the project works. Nothing that is listed was changed on disk. A click copies a line",
    );
    rows(ui, theme, problems);
    is_done
}

/// Shows the messages about what went wrong that were taken away.
fn messages(ui: &mut Ui, state: &State, theme: &Theme) {
    if state.past_errors.is_empty() {
        return;
    }
    list::note(ui, theme, "Messages of this window, the last one first");
    ScrollArea::vertical()
        .id_salt("messages")
        .max_height(120.0)
        .auto_shrink([false, true])
        .show(ui, |ui| {
            for text in state.past_errors.iter().rev() {
                ui.add(Label::new(text).wrap());
            }
        });
    ui.separator();
}

/// Shows problems, a row each; a click copies one.
pub(super) fn rows(ui: &mut Ui, theme: &Theme, problems: &[Problem]) {
    let room = ui.ctx().content_rect().height() - 200.0;
    let rows = Rows {
        theme,
        salt: "problems",
        count: problems.len(),
        height: ROW,
        room: list::room_in_dialog(ui, room.clamp(ROW * 3.0, ROW * 12.0)),
    };
    let pointer = rows.show(ui, None, false, |ui, row| {
        draw(ui, theme, &problems[row.index], row)
    });
    if let Some(problem) = pointer.row.and_then(|row| problems.get(row)) {
        ui.ctx().copy_text(problem.to_string());
    }
}

fn draw(ui: &mut Ui, theme: &Theme, problem: &Problem, row: &Row) -> String {
    let middle = row.rect.center().y;
    let (above, below) = row.rect.split_top_bottom_at_y(middle);
    let place = match problem.place {
        Some((line, column)) => format!("{}:{line}:{column}", problem.path),
        None => problem.path.clone(),
    };
    list::body(theme, &place, &[]).paint(ui, above.translate(vec2(0.0, 2.0)));
    let what = if problem.hint.is_empty() {
        problem.what.clone()
    } else {
        format!("{}. {}", problem.what, problem.hint)
    };
    list::small(theme, &what, false).paint(ui, below.translate(vec2(0.0, -2.0)));
    row.response.clone().on_hover_ui(|ui| {
        ui.label(problem.to_string());
    });
    problem.to_string()
}
