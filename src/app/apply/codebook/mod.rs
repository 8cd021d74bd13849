//! What is asked for on the Codebook screen takes effect.

mod change;
mod entries;
mod merging;

pub(super) use change::{read_again, undo_or_redo};
pub(super) use entries::{move_chosen, move_in, move_out, remove_chosen};
pub(super) use merging::ask as ask_merge;

use crate::model::codebook::additions::additions;

use super::super::action::codebook::Action;
use super::super::codebook::{Found, Part, Who};
use super::super::screen::Screen;
use super::super::state::{OpenProject, State};

/// Applies one thing that was asked for.
pub(super) fn apply(state: &mut State, action: Action) {
    match action {
        Action::ShowPart(part) => show_part(state, part),
        Action::Filter(words) => {
            if let Some(project) = &mut state.project {
                project.desk.filter = words;
                refresh(project);
            }
        }
        Action::CountUses => recount(state),
        Action::Choose(id) => {
            if let Some(project) = &mut state.project {
                project.desk.chosen = Some(id);
                project.desk.merging = None;
            }
        }
        Action::Add(name) => entries::add(state, &name),
        Action::AddUnder { parent, name } => entries::add_under(state, &parent, &name),
        Action::AddStance { scale, label } => entries::add_stance(state, &scale, &label),
        Action::Set {
            entry,
            step,
            is_typed,
        } => change::set(state, *entry, step, is_typed),
        Action::Move { entry, is_down } => entries::move_entry(state, &entry, is_down),
        Action::Remove(entry) => entries::remove(state, &entry),
        Action::Begin(preset) => entries::begin(state, preset),
        Action::PlanMerge(into) => merging::plan(state, into),
        Action::Merge => merging::merge(state),
        Action::CancelMerge => {
            if let Some(project) = &mut state.project {
                project.desk.merging = None;
            }
        }
        Action::Take(id) => entries::take(state, &id),
        Action::Decline(id, why) => entries::decline(state, &id, &why),
    }
}

/// Shows a screen. Whoever comes to the codebook finds its uses counted anew.
pub(super) fn show_screen(state: &mut State, screen: Screen) {
    if state.screen == screen {
        return;
    }
    state.screen = screen;
    state.over_page = None;
    recount(state);
    if let Some(project) = &state.project
        && screen == Screen::Codebook
    {
        let part = project.desk.part;
        show_part(state, part);
    }
}

/// Lists a part, and chooses its first entry.
pub(super) fn show_part(state: &mut State, part: Part) {
    let Some(project) = &mut state.project else {
        return;
    };
    let desk = &mut project.desk;
    if desk.part != part {
        (desk.part, desk.merging, desk.chosen) = (part, None, None);
        desk.filter.clear();
    }
    refresh(project);
    let desk = &mut project.desk;
    if desk.chosen.is_none() {
        desk.chosen = desk.listed.get(0).map(|row| row.id.clone());
    }
}

/// Chooses the next entry of the list, or the one before.
pub(super) fn walk(state: &mut State, is_on: bool) {
    let Some(project) = &mut state.project else {
        return;
    };
    let desk = &mut project.desk;
    let Some(last) = desk.listed.len().checked_sub(1) else {
        return;
    };
    let place = desk.chosen.as_ref();
    let place = place.and_then(|id| desk.listed.place_of(id));
    let next = match place {
        Some(place) if is_on => (place + 1).min(last),
        Some(place) => place.saturating_sub(1),
        None => 0,
    };
    desk.chosen = desk.listed.get(next).map(|row| row.id.clone());
    desk.merging = None;
}

/// Counts uses anew, while the screen is shown.
pub(super) fn recount(state: &mut State) {
    if state.screen != Screen::Codebook {
        return;
    }
    if let Some(project) = &mut state.project {
        // What was shown before may be long ago.
        project.desk.uses = None;
        project.desk.jobs.count(who(project));
    }
}

/// Returns who asks, for what is done in the background.
fn who(project: &OpenProject) -> Who {
    Who {
        store: project.store.clone(),
        annotator: project.annotator.clone(),
    }
}

/// Takes in what was found out in the background, and brings the list up to date while the screen is shown.
pub(super) fn drain(state: &mut State) {
    while let Some(project) = &mut state.project
        && let Some(found) = project.desk.jobs.take()
    {
        match found {
            Ok(Found::Read { mark, loaded, base }) => {
                change::take_read(project, mark, *loaded, *base);
            }
            Ok(Found::Counted(counted)) => {
                let desk = &mut project.desk;
                desk.uses = Some(counted.uses);
                desk.others = counted.others;
                desk.additions_of = None;
            }
            Ok(Found::Planned(plan)) => merging::take_plan(state, plan.map(|plan| *plan)),
            Ok(Found::Recoded(recoded)) => merging::take_done(state, *recoded),
            Err(broken) => state.notify(broken.to_string(), true),
        }
    }
    if state.screen == Screen::Codebook
        && let Some(project) = &mut state.project
    {
        refresh(project);
    }
}

/// Brings the list of entries up to date.
fn refresh(project: &mut OpenProject) {
    let key = project.codebook_key;
    let desk = &mut project.desk;
    // Looking for entries of the same name takes time, so that it is not done where nobody sees it.
    let is_listed = desk.part == Part::Additions;
    if desk.additions_of.is_none() || (is_listed && desk.additions_of != Some(key)) {
        desk.additions_of = Some(key);
        desk.additions = additions(&project.lead, &desk.others);
        desk.listed.forget(Part::Additions);
    }
    let of = (key, desk.part);
    desk.listed
        .refresh(&project.codebook, &desk.additions, of, &desk.filter);
}
