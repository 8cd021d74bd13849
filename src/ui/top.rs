//! The bar at the top: menus, the project's name, the switch between screens, what the screen puts there, and the way to any
//! command.

use egui::{Align, Button, Frame, Layout, Margin, MenuBar, Panel, RichText, Role, Ui, WidgetInfo};

use crate::app::action::Action;
use crate::app::command::{Command, Group, codebook, edit, label, project, window};
use crate::app::screen::Screen;
use crate::app::settings::ThemeChoice;
use crate::app::state::State;

use super::{fonts, theme::Theme, widgets};

/// What shows a screen's own controls in the bar, from the right to the left.
pub(crate) type Controls = fn(&mut Ui, &State, &mut Vec<Action>);

/// Shows the bar, with the controls of the screen that is shown.
pub(crate) fn show(
    ui: &mut Ui,
    state: &State,
    theme: &Theme,
    controls: Controls,
    actions: &mut Vec<Action>,
) {
    let frame = Frame::new()
        .fill(theme.colours.panel)
        .inner_margin(Margin::symmetric(8, 4));
    Panel::top("menus").frame(frame).show(ui, |ui| {
        MenuBar::new().ui(ui, |ui| {
            for group in Group::ALL {
                // What another screen alone can do would push the rest out of a narrow window.
                let is_here = |command: &Command| {
                    command.group() == group
                        && command.screen().is_none_or(|one| one == state.screen)
                };
                if !Command::all().iter().any(is_here) {
                    continue;
                }
                ui.menu_button(group.title(), |ui| menu(ui, state, group, theme, actions));
            }
            if state.is_narrow() {
                let keys = state.keymap.shown(window::Command::ToggleArticles);
                let button = Button::selectable(state.shows_articles(), "Articles");
                let help = format!("The list of articles, over the page ({keys})");
                if ui.add(button).on_hover_text(help).clicked() {
                    actions.push(Action::run(window::Command::ToggleArticles));
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
                actions.push(Action::run(project::Command::OpenRecent));
            }
            switch(ui, state, actions);
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                right(ui, state, theme, controls, actions);
            });
        });
    });
}

fn right(ui: &mut Ui, state: &State, theme: &Theme, controls: Controls, actions: &mut Vec<Action>) {
    let keys = state.keymap.shown(window::Command::Palette);
    // The keys say enough where there is no room for more.
    let text = if state.is_narrow() {
        keys.clone()
    } else {
        format!("Any command  {keys}")
    };
    let button = Button::new(RichText::new(text).color(theme.colours.weak));
    let response = ui.add(button);
    let name = format!("Any command  {keys}");
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
    if response.clicked() {
        actions.push(Action::run(window::Command::Palette));
    }
    controls(ui, state, actions);
}

/// Shows the switch between the screens, once there are several.
fn switch(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    if Screen::ALL.len() < 2 {
        return;
    }
    ui.add_space(8.0);
    for &screen in Screen::ALL {
        let button = Button::selectable(state.screen == screen, screen.title());
        if ui.add(button).clicked() {
            actions.push(Action::Show(screen));
        }
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
        if matches!(command, Command::Label(command) if command.stance().is_some()) {
            // Nine rows that differ by a digit would push the rest off the screen.
            if !stances_shown {
                stances_shown = true;
                ui.menu_button("Stance of the scale", |ui| {
                    for command in label::Command::STANCES {
                        row(ui, state, command.into(), theme, actions);
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
    use codebook::Command as C;
    use edit::Command as E;
    use label::Command as L;
    use project::Command as P;
    use window::Command as W;
    match command {
        Command::Label(command) => matches!(
            command,
            L::MakeStatement | L::SetSpeaker | L::SetLabels | L::ArticleDone
        ),
        Command::Codebook(command) => {
            matches!(
                command,
                C::MoveUp | C::RemoveEntry | C::NextEntry | C::Targets
            )
        }
        Command::Edit(command) => command == E::Find,
        Command::Project(command) => {
            matches!(
                command,
                P::OpenFolder | P::Export | P::ChooseAnnotator | P::ReadCodebook | P::BeginOpposed
            )
        }
        Command::Window(command) => matches!(
            command,
            W::ToggleArticles | W::TextLarger | W::ThemeLight | W::Quit
        ),
    }
}

/// Shows a command as a row of a menu, with its keys.
pub(crate) fn row(
    ui: &mut Ui,
    state: &State,
    command: Command,
    theme: &Theme,
    actions: &mut Vec<Action>,
) {
    let is_set = matches!(command, Command::Window(command) if is_set(state, command));
    let text = match command {
        Command::Edit(edit::Command::Undo) => named("Undo", state.next_step(true)),
        Command::Edit(edit::Command::Redo) => named("Redo", state.next_step(false)),
        _ => command.text().to_owned(),
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

/// Tells whether what a command chooses or unfolds is so now.
fn is_set(state: &State, command: window::Command) -> bool {
    use window::Command as C;
    match command {
        C::ThemeLight => state.settings.theme == ThemeChoice::Light,
        C::ThemeDark => state.settings.theme == ThemeChoice::Dark,
        C::ThemeSystem => state.settings.theme == ThemeChoice::System,
        C::ToggleArticles => state.shows_articles(),
        C::ToggleStatement => state.settings.statement_open,
        C::ToggleStatements => state.settings.statements_open,
        _ => false,
    }
}

fn named(verb: &str, step: Option<&str>) -> String {
    step.map_or_else(|| verb.to_owned(), |step| format!("{verb}: {step}"))
}
