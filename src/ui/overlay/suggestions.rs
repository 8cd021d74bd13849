//! The page of suggestions: accepting many at once, what makes them, and how often they were right.

use egui::{Button, Grid, Label, RichText, ScrollArea, Slider, Ui};

use crate::app::action::{Action, label};
use crate::app::command::label::Command;
use crate::app::overlay::SuggestionsPage;
use crate::app::state::{OpenProject, Proposal, State};
use crate::app::view_model;
use crate::model::sidecar::Decisions;
use crate::model::statement::Kind;
use crate::ui::theme::Theme;

use crate::ui::list;

/// Most suggestions that the preview lists.
const MOST: usize = 200;

/// Shows the page; tells whether it is done with.
pub(super) fn show(
    ui: &mut Ui,
    state: &State,
    theme: &Theme,
    page: &mut SuggestionsPage,
    actions: &mut Vec<Action>,
) -> bool {
    let Some(project) = &state.project else {
        return true;
    };
    list::heading(ui, theme, "Suggestions");
    let mut on = state.settings.suggestions;
    if ui.checkbox(&mut on, "Show suggestions").changed() {
        actions.push(Action::run(Command::ToggleSuggestions));
    }
    engine(ui, project, theme);
    let mut done = false;
    if on {
        ui.separator();
        done = accept_all(ui, project, theme, page, actions);
    }
    ui.separator();
    rates(ui, project, theme);
    ui.add_space(4.0);
    done | ui.button("Close").clicked()
}

/// Says what finds the suggestions, and how good it was on labels that were held back.
fn engine(ui: &mut Ui, project: &OpenProject, theme: &Theme) {
    let text = match &project.learner.learned {
        None => "They are found by general rules, on this machine. Once four articles are labelled, the program learns \
                 from them too"
            .to_owned(),
        Some(learned) => {
            let percent = |share: f64| format!("{:.0} %", share * 100.0);
            let figures = &learned.evaluation;
            format!(
                "Learned from {} statements in {} articles. Tried on articles that it had not seen, general rules agreed \
                 with your labels on {} of the quotes and what was learned on {}, so {}",
                learned.labels,
                learned.articles,
                percent(figures.rules.all),
                percent(figures.learned.all),
                if figures.is_better {
                    "what was learned is used"
                } else {
                    "general rules are used"
                }
            )
        }
    };
    list::note(ui, theme, &text);
    if let Some(done) = project.learner.progress() {
        let bar = egui::ProgressBar::new(done)
            .desired_width(240.0)
            .text("Learning from this project’s labels");
        ui.add(bar);
    }
}

/// Shows what would be accepted above the chosen score; tells whether it is.
fn accept_all(
    ui: &mut Ui,
    project: &OpenProject,
    theme: &Theme,
    page: &mut SuggestionsPage,
    actions: &mut Vec<Action>,
) -> bool {
    let Some(open) = &project.open else {
        return false;
    };
    let slider = Slider::new(&mut page.least, 0.0..=1.0)
        .step_by(0.05)
        .fixed_decimals(2);
    ui.horizontal(|ui| {
        ui.label("Accept all in this article with a score of at least");
        let response = ui.add(slider).accessible_name("Least score");
        if list::needs_focus(ui) {
            response.request_focus();
        }
    });
    let fits: Vec<&Proposal> = open
        .proposals()
        .filter(|proposal| proposal.score >= page.least)
        .collect();
    ScrollArea::vertical()
        .id_salt("suggestions above the score")
        .max_height(200.0)
        .auto_shrink([false, true])
        .show(ui, |ui| {
            for proposal in fits.iter().take(MOST) {
                let new = proposal.name_to_add(&project.codebook).map(str::to_owned);
                let name = new.unwrap_or_else(|| {
                    view_model::speaker_text(&proposal.statement, open.text(), &project.codebook)
                });
                let quote = view_model::quote_text(&proposal.statement, open.text());
                let text = format!("{:.2}  {name}: {quote}", proposal.score);
                ui.add(Label::new(RichText::new(text).size(theme.sizes.small)).truncate());
            }
            if fits.len() > MOST {
                list::note(ui, theme, &format!("and {} more", fits.len() - MOST));
            }
        });
    let left = open.suggestions.left.len();
    let can = !fits.is_empty() && open.read_only.is_none();
    let text = format!("Accept {} of {left}", fits.len());
    let button = Button::new(RichText::new(text).color(theme.colours.on_accent));
    let button = ui.add_enabled(can, button.fill(theme.colours.accent));
    let enter = ui.input(|input| input.key_pressed(egui::Key::Enter));
    let asked = button
        .on_hover_text("One step, which one undo takes back")
        .clicked()
        || (enter && can);
    if asked {
        actions.push(Action::Label(label::Action::AcceptAll(page.least)));
    }
    asked
}

/// Shows how often suggestions were accepted, by kind.
fn rates(ui: &mut Ui, project: &OpenProject, theme: &Theme) {
    let mut all = Decisions::default();
    for file in project.articles.iter() {
        let info = project.infos.get(&file.path);
        let own = info.into_iter().flat_map(|info| &info.work);
        for work in own.filter(|work| work.annotator == project.annotator) {
            all.add(&work.decisions);
        }
    }
    let decided: usize = all.accepted.iter().chain(&all.rejected).sum();
    if decided == 0 {
        list::note(
            ui,
            theme,
            "How often they are right will be shown here once you accept or reject some",
        );
        return;
    }
    Grid::new("acceptance rates")
        .num_columns(4)
        .spacing([24.0, 4.0])
        .show(ui, |ui| {
            for name in ["Kind", "accepted", "rejected", "rate"] {
                ui.label(list::weak(theme, name));
            }
            ui.end_row();
            for kind in Kind::ALL {
                let accepted = all.accepted[kind as usize];
                let rejected = all.rejected[kind as usize];
                ui.label(kind.name());
                ui.label(accepted.to_string());
                ui.label(rejected.to_string());
                ui.label(match accepted + rejected {
                    0 => "–".to_owned(),
                    of => format!("{} %", accepted * 100 / of),
                });
                ui.end_row();
            }
        });
}
