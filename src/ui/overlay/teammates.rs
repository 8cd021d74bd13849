//! Whose statements are shown beside one's own.

use egui::{Checkbox, CornerRadius, Rect, Sense, Ui, vec2};

use crate::app::action::{Action, label};
use crate::app::mark::colour_of;
use crate::app::state::{OpenProject, State};
use crate::model::phrase::count;
use crate::model::sidecar::Status;
use crate::ui::theme::Theme;

use crate::ui::list;

/// Shows the dialog; tells whether it is done with.
pub(super) fn show(ui: &mut Ui, state: &State, theme: &Theme, actions: &mut Vec<Action>) -> bool {
    let Some(project) = &state.project else {
        return true;
    };
    list::heading(ui, theme, "Teammates");
    let is_hidden = !project.reveals();
    if is_hidden {
        let text = "This project labels blind: teammates’ work on an article can be seen once your own is done";
        list::note(ui, theme, text);
    } else {
        let text = "Their statements stand in a lane of their own in the margin. The table says who differs in what. \
                    Nothing of theirs is changed";
        list::note(ui, theme, text);
    }
    let others: Vec<_> = project
        .annotators
        .iter()
        .filter(|annotator| annotator.id != project.annotator)
        .collect();
    if others.is_empty() {
        list::empty(ui, theme, "Nobody else labels in this project yet");
    }
    egui::ScrollArea::vertical()
        .id_salt("teammates")
        .max_height(320.0)
        .auto_shrink([false, true])
        .show(ui, |ui| {
            for annotator in others {
                let shown_at = project.mates.iter().position(|mate| *mate == annotator.id);
                ui.horizontal(|ui| {
                    let is_drawn = shown_at.is_some() && !is_hidden;
                    swatch(ui, theme, is_drawn.then(|| colour_of(&annotator.id)));
                    let name = if annotator.name.is_empty() {
                        &annotator.id
                    } else {
                        &annotator.name
                    };
                    let mut is_shown = shown_at.is_some();
                    let response = ui.add_enabled(!is_hidden, Checkbox::new(&mut is_shown, name));
                    if list::needs_focus(ui) {
                        response.request_focus();
                    }
                    if response.changed() {
                        actions.push(Action::Label(label::Action::ToggleMate(
                            annotator.id.clone(),
                        )));
                    }
                    if !is_hidden {
                        list::note(ui, theme, &work(project, &annotator.id));
                    }
                });
            }
        });
    ui.button("Close").clicked()
}

/// Says what an annotator made of the open article.
fn work(project: &OpenProject, annotator: &str) -> String {
    let path = project.open.as_ref().map(|open| open.article.path.as_str());
    let info = path.and_then(|path| project.infos.get(path));
    let work = info.and_then(|info| info.work.iter().find(|work| work.annotator == annotator));
    match work {
        None => "not begun".to_owned(),
        Some(work) => {
            let done = if work.status == Status::Done {
                ", done"
            } else {
                ""
            };
            format!("{}{done}", count(work.statements, "statement"))
        }
    }
}

/// Shows the colour of a teammate's lane, while it is shown.
fn swatch(ui: &mut Ui, theme: &Theme, number: Option<u8>) {
    let (rect, _) = ui.allocate_exact_size(
        vec2(theme.sizes.lane, ui.spacing().interact_size.y),
        Sense::hover(),
    );
    if let Some(number) = number {
        let lane = Rect::from_center_size(rect.center(), vec2(4.0, rect.height() * 0.8));
        ui.painter()
            .rect_filled(lane, CornerRadius::same(2), theme.mate(number));
    }
}
