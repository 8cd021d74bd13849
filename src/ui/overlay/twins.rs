//! What the open article says otherwise than those that share its copy.

use egui::{Label, Ui};

use crate::app::action::{Action, label};
use crate::app::state::{OpenProject, State};
use crate::app::twins::{Compared, Other};
use crate::model::phrase::count;
use crate::ui::reader::header::readable_date;
use crate::ui::theme::Theme;

use crate::ui::list;

/// Height of what scrolls, in points.
const HEIGHT: f32 = 420.0;

/// Words that stand in place of others, of one twin, that are shown.
const MOST: usize = 60;

/// Shows the dialog; tells whether it is done with.
pub(super) fn show(ui: &mut Ui, state: &State, theme: &Theme, actions: &mut Vec<Action>) -> bool {
    let Some((project, open)) = state.project.as_ref().zip(state.open()) else {
        return true;
    };
    let path = open.article.path.as_str();
    list::heading(ui, theme, "Twins");
    let articles = project.twins.count(path).unwrap_or(1);
    let text = format!(
        "{} share this copy. Words that this one has in place of others lead to where they stand",
        count(articles, "article")
    );
    list::note(ui, theme, &text);
    let mut is_done = false;
    match project.twins.compared(path) {
        Some(compared) => is_done = all(ui, project, theme, compared, actions),
        None => list::empty(ui, theme, "The versions are being compared"),
    }
    let close = ui.button("Close");
    if list::needs_focus(ui) {
        close.request_focus();
    }
    close.clicked() || is_done
}

/// Shows every twin; tells whether one was opened or gone to.
fn all(
    ui: &mut Ui,
    project: &OpenProject,
    theme: &Theme,
    compared: &Compared,
    actions: &mut Vec<Action>,
) -> bool {
    let mut is_done = false;
    egui::ScrollArea::vertical()
        .id_salt("twins")
        .max_height(HEIGHT)
        .auto_shrink([false, true])
        .show(ui, |ui| {
            for other in &compared.twins {
                ui.push_id(&other.member.path, |ui| {
                    ui.separator();
                    is_done |= head(ui, project, theme, other, actions);
                    is_done |= words(ui, theme, other, actions);
                });
            }
        });
    is_done
}

/// Shows which article it is; tells whether it was opened.
fn head(
    ui: &mut Ui,
    project: &OpenProject,
    theme: &Theme,
    other: &Other,
    actions: &mut Vec<Action>,
) -> bool {
    let member = &other.member;
    let mut is_opened = false;
    ui.horizontal_wrapped(|ui| {
        let title = project.title(&member.path);
        ui.add(Label::new(title).selectable(false));
        if ui
            .button("Open")
            .on_hover_text(member.path.as_str())
            .clicked()
        {
            actions.push(Action::OpenArticle(member.path.clone()));
            is_opened = true;
        }
    });
    let date = member.date.as_deref().map(readable_date);
    let about: Vec<String> = date.into_iter().chain(member.publisher.clone()).collect();
    if !about.is_empty() {
        list::note(ui, theme, &about.join(" · "));
    }
    is_opened
}

/// Shows the words that differ; tells whether one was gone to.
fn words(ui: &mut Ui, theme: &Theme, other: &Other, actions: &mut Vec<Action>) -> bool {
    let Some(changes) = &other.changes else {
        let text = "It cannot be read, or is too long to be compared word by word";
        list::note(ui, theme, text);
        return false;
    };
    let mut is_gone_to = false;
    ui.horizontal_wrapped(|ui| {
        for replaced in changes.replaced.iter().take(MOST) {
            let times = match replaced.times {
                1 => String::new(),
                times => format!(" ×{times}"),
            };
            let text = format!("{} (there: {}){times}", replaced.to, replaced.from);
            if ui.button(text).clicked() {
                let select = label::Action::SelectText(Some(replaced.at));
                actions.push(Action::Label(select));
                actions.push(Action::Label(label::Action::ScrollTo(replaced.at)));
                is_gone_to = true;
            }
        }
    });
    let rest = changes.replaced.len().saturating_sub(MOST);
    let mut said = Vec::new();
    if rest > 0 {
        said.push(format!("{rest} more"));
    }
    if changes.added > 0 {
        said.push(format!("{} stand here alone", count(changes.added, "word")));
    }
    if changes.cut > 0 {
        said.push(format!("{} stand there alone", count(changes.cut, "word")));
    }
    if said.is_empty() && changes.replaced.is_empty() {
        said.push("The words are the same".to_owned());
    }
    if !said.is_empty() {
        list::note(ui, theme, &said.join(", "));
    }
    is_gone_to
}
