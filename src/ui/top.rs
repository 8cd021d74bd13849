//! The bar at the top: menus, the project's name, the article's state, and the way to any command.

use egui::{Align, Button, Frame, Layout, Margin, MenuBar, Panel, RichText, Role, Ui, WidgetInfo};

use crate::app::action::Action;
use crate::app::command::{Command, Group};
use crate::app::settings::ThemeChoice;
use crate::app::state::State;
use crate::model::sidecar::Status;

use super::{fonts, theme::Theme, widgets};

/// Shows the bar.
pub(super) fn show(ui: &mut Ui, state: &State, theme: &Theme, actions: &mut Vec<Action>) {
    let frame = Frame::new()
        .fill(theme.colours.panel)
        .inner_margin(Margin::symmetric(8, 4));
    Panel::top("menus").frame(frame).show(ui, |ui| {
        MenuBar::new().ui(ui, |ui| {
            for group in Group::ALL {
                ui.menu_button(group.title(), |ui| menu(ui, state, group, theme, actions));
            }
            if state.is_narrow() {
                let keys = state.keymap.shown(Command::ToggleArticles);
                let button = Button::selectable(state.shows_articles(), "Articles");
                let help = format!("The list of articles, over the page ({keys})");
                if ui.add(button).on_hover_text(help).clicked() {
                    actions.push(Action::Run(Command::ToggleArticles));
                }
            }
            ui.add_space(8.0);
            let name = state
                .project
                .as_ref()
                .map(|project| project.store.name())
                .unwrap_or_default();
            let text = RichText::new(name).family(fonts::sans_bold());
            if ui
                .add(Button::new(text).frame(false))
                .on_hover_text("Open another project")
                .clicked()
            {
                actions.push(Action::Run(Command::OpenRecent));
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                right(ui, state, theme, actions);
            });
        });
    });
}

fn right(ui: &mut Ui, state: &State, theme: &Theme, actions: &mut Vec<Action>) {
    let keys = state.keymap.shown(Command::Palette);
    let text = RichText::new(format!("Any command  {keys}")).color(theme.colours.weak);
    if ui.add(Button::new(text)).clicked() {
        actions.push(Action::Run(Command::Palette));
    }
    let Some(open) = state.open() else { return };
    let is_done = open.sidecar.status == Status::Done;
    let keys = state.keymap.shown(Command::ArticleDone);
    let button = Button::selectable(is_done, if is_done { "✓ Done" } else { "Done" });
    let response = ui.add_enabled(open.read_only.is_none(), button);
    response.widget_info(|| {
        egui::WidgetInfo::selected(
            egui::Role::Button,
            open.read_only.is_none(),
            is_done,
            "Done",
        )
    });
    let help = if is_done {
        "Take “done” back".to_owned()
    } else {
        format!("Article done, go to the next that is not ({keys})")
    };
    if response.on_hover_text(help).clicked() {
        actions.push(if is_done {
            Action::SetStatus(Status::InProgress)
        } else {
            Action::Run(Command::ArticleDone)
        });
    }
    let mates = state
        .project
        .as_ref()
        .map_or(0, |project| project.mates.len());
    let text = if mates == 0 {
        "Teammates".to_owned()
    } else {
        format!("Teammates: {mates}")
    };
    if ui
        .add(Button::selectable(mates > 0, text))
        .on_hover_text(Command::ShowTeammates.help())
        .clicked()
    {
        actions.push(Action::Run(Command::ShowTeammates));
    }
}

fn menu(ui: &mut Ui, state: &State, group: Group, theme: &Theme, actions: &mut Vec<Action>) {
    widgets::menu_scroll(ui, |ui| rows(ui, state, group, theme, actions));
}

fn rows(ui: &mut Ui, state: &State, group: Group, theme: &Theme, actions: &mut Vec<Action>) {
    ui.set_min_width(250.0);
    let mut stances_shown = false;
    for command in Command::all()
        .into_iter()
        .filter(|command| command.group() == group)
    {
        if matches!(command, Command::Stance(_)) {
            // Nine rows that differ by a digit would push the rest off the screen.
            if !stances_shown {
                stances_shown = true;
                ui.menu_button("Stance of the scale", |ui| {
                    for command in (1..=9).map(Command::Stance) {
                        row(ui, state, command, theme, actions);
                    }
                });
            }
            continue;
        }
        if starts_part(command) {
            ui.separator();
        }
        row(ui, state, command, theme, actions);
    }
}

/// Tells whether a line goes above this command in its menu.
fn starts_part(command: Command) -> bool {
    matches!(
        command,
        Command::MakeStatement
            | Command::SetSpeaker
            | Command::SetLabels
            | Command::OpenFolder
            | Command::Export
            | Command::ChooseAnnotator
            | Command::Quit
            | Command::Find
            | Command::ToggleArticles
            | Command::TextLarger
            | Command::ThemeLight
            | Command::ArticleDone
    )
}

/// Shows a command as a row of a menu, with its keys.
pub(super) fn row(
    ui: &mut Ui,
    state: &State,
    command: Command,
    theme: &Theme,
    actions: &mut Vec<Action>,
) {
    let is_set = match command {
        Command::ThemeLight => state.settings.theme == ThemeChoice::Light,
        Command::ThemeDark => state.settings.theme == ThemeChoice::Dark,
        Command::ThemeSystem => state.settings.theme == ThemeChoice::System,
        Command::ToggleArticles => state.shows_articles(),
        Command::ToggleStatement => state.settings.statement_open,
        Command::ToggleStatements => state.settings.statements_open,
        _ => false,
    };
    let text = match (
        command,
        state.project.as_ref().map(|project| &project.history),
    ) {
        (Command::Undo, Some(history)) => {
            named("Undo", history.next_undo().map(|step| step.name.as_str()))
        }
        (Command::Redo, Some(history)) => {
            named("Redo", history.next_redo().map(|step| step.name.as_str()))
        }
        _ => command.text(),
    };
    let keys = RichText::new(state.keymap.shown(command)).color(theme.colours.weak);
    let button = Button::selectable(is_set, &*text).shortcut_text(keys);
    let is_enabled = state.can_run(command);
    let response = ui.add_enabled(is_enabled, button);
    response.widget_info(|| WidgetInfo::selected(Role::MenuItem, is_enabled, is_set, &text));
    let response = response.on_hover_text(command.help());
    if response.clicked() {
        actions.push(Action::Run(command));
        ui.close();
    }
}

fn named(verb: &str, step: Option<&str>) -> String {
    step.map_or_else(|| verb.to_owned(), |step| format!("{verb}: {step}"))
}
