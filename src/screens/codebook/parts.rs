//! The parts of the codebook at the left, the filter, and the field that adds an entry.

use egui::{Button, Key, Label, RichText, Role, TextEdit, Ui, WidgetInfo, vec2};

use crate::app::action::{Action, codebook};
use crate::app::codebook::Part;
use crate::app::command::codebook::Command;
use crate::app::state::{Field, OpenProject, State};
use crate::ui::presets;
use crate::ui::theme::Theme;
use crate::ui::widgets;

/// Represents what the left part of the screen remembers between frames.
#[derive(Default)]
pub(super) struct PartsView {
    new: String,
}

impl PartsView {
    /// Shows it.
    pub(super) fn show(
        &mut self,
        ui: &mut Ui,
        state: &State,
        project: &OpenProject,
        theme: &Theme,
        actions: &mut Vec<Action>,
    ) {
        widgets::name_panel(ui, "Codebook");
        ui.add_space(6.0);
        widgets::heading(ui, theme, "Codebook", "");
        for part in Part::ALL {
            let count = project.desk.count(part);
            let is_shown = project.desk.part == part;
            if part == Part::Additions && count == Some(0) && !is_shown {
                continue;
            }
            let shown = count.map(|count| count.to_string()).unwrap_or_default();
            let keys = RichText::new(shown).color(theme.colours.weak);
            let button = Button::selectable(is_shown, part.title()).shortcut_text(keys);
            let button = button.min_size(vec2(ui.available_width(), 0.0));
            let response = ui.add(button);
            let name = match count {
                Some(count) => format!("{}: {count}", part.title()),
                None => part.title().to_owned(),
            };
            response.widget_info(|| WidgetInfo::selected(Role::Button, true, is_shown, &name));
            let help = format!("{} ({})", help(part), state.keymap.shown(command(part)));
            if response.on_hover_text(help).clicked() {
                actions.push(codebook::Action::ShowPart(part).into());
            }
        }
        ui.add_space(8.0);
        if project.desk.part.is_list() {
            filter(ui, state, project, actions);
        }
        self.add(ui, state, project, actions);
        ui.add_space(8.0);
        presets::show(ui, state, project, theme, actions);
        if project.desk.uses.is_none() {
            let text = RichText::new("Uses are being counted\u{2026}")
                .color(theme.colours.weak)
                .size(theme.sizes.small);
            ui.add(Label::new(text).wrap().selectable(false));
        }
    }

    /// Shows the field that adds an entry by its name.
    fn add(
        &mut self,
        ui: &mut Ui,
        state: &State,
        project: &OpenProject,
        actions: &mut Vec<Action>,
    ) {
        let Some(sort) = project.desk.part.sort() else {
            return;
        };
        let hint = format!(
            "Add a {} ({})",
            sort.name(),
            state.keymap.shown(Command::AddEntry)
        );
        let edit = TextEdit::singleline(&mut self.new)
            .hint_text(hint)
            .desired_width(f32::INFINITY);
        let response = ui.add(edit).accessible_name("Name of a new entry");
        if state.focus == Some(Field::NewEntry) {
            response.request_focus();
        }
        let entered = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        if entered && !self.new.trim().is_empty() {
            actions.push(codebook::Action::Add(std::mem::take(&mut self.new)).into());
        }
    }
}

/// Shows the field that filters the list.
fn filter(ui: &mut Ui, state: &State, project: &OpenProject, actions: &mut Vec<Action>) {
    let mut words = project.desk.filter.clone();
    let hint = format!("Filter ({})", state.keymap.shown(Command::FilterEntries));
    let edit = TextEdit::singleline(&mut words)
        .hint_text(hint)
        .desired_width(f32::INFINITY);
    let response = ui.add(edit).accessible_name("Filter entries");
    if state.focus == Some(Field::EntryFilter) {
        response.request_focus();
    }
    if response.changed() {
        actions.push(codebook::Action::Filter(words).into());
    }
}

fn help(part: Part) -> &'static str {
    match part {
        Part::Targets => "What stances can be about",
        Part::Scales => "Scales and their stances",
        Part::Labels => "Labels for statements",
        Part::Speakers => "Who speaks",
        Part::Guidelines => "What annotators are to know beyond the definitions",
        Part::Policy => "What a quote is: marks, split quotes, indirect speech, nesting",
        Part::Checks => "What contradicts itself, and who may be one and the same",
        Part::Again => "Your stances from before a definition or scale changed",
        Part::Additions => "What others added and the lead has not taken",
    }
}

fn command(part: Part) -> Command {
    match part {
        Part::Targets => Command::Targets,
        Part::Scales => Command::Scales,
        Part::Labels => Command::Labels,
        Part::Speakers => Command::Speakers,
        Part::Guidelines => Command::Guidelines,
        Part::Policy => Command::Policy,
        Part::Checks => Command::Checks,
        Part::Again => Command::Again,
        Part::Additions => Command::Additions,
    }
}
