//! What is asked for on the Codebook screen takes effect.

mod again;
mod change;
mod checks;
mod entries;
mod examples;
mod merging;
mod policy;
mod splitting;
mod taking;
mod uses;

pub(super) use again::tick_off;
pub(super) use change::{read_again, undo_or_redo};
pub(super) use checks::tell_apart;
pub(super) use entries::{begin, move_chosen, move_in, move_out, remove_chosen};
pub(super) use examples::take as take_example;
pub(super) use merging::ask as ask_merge;
pub(super) use splitting::ask as ask_split;
pub(super) use taking::take_in;
pub(super) use uses::{arrive, open_chosen, toggle as toggle_uses};

use std::sync::Arc;

use crate::model::codebook::additions::additions;
use crate::model::codebook::edit::{CodebookEdit, Entry, EntryId};

use super::super::action::codebook::Action;
use super::super::codebook::{Found, Part, Who};
use super::super::screen::Screen;
use super::super::state::{OpenProject, State};
use super::files;

/// Applies one thing that was asked for.
pub(super) fn apply(state: &mut State, action: Action) {
    match action {
        Action::ShowPart(part) => show_part(state, part),
        Action::Filter(words) => within(state, |project| {
            project.desk.filter = words;
            refresh(project);
        }),
        Action::CountUses => recount(state),
        Action::Choose(id) => within(state, |project| {
            project.desk.chosen = Some(id);
            (project.desk.merging, project.desk.stance) = (None, None);
            project.desk.splitting = None;
        }),
        Action::Add(name) => entries::add(state, &name),
        Action::AddUnder { parent, name } => entries::add_under(state, &parent, &name),
        Action::AddStance { scale, label } => entries::add_stance(state, &scale, &label),
        Action::Set {
            entry,
            step,
            is_typed,
        } => change::set(state, *entry, step, is_typed),
        Action::Move { entry, is_down } => entries::move_entry(state, &entry, is_down),
        Action::Place {
            target,
            parent,
            before,
        } => entries::place(state, &target, parent.as_deref(), before.as_deref()),
        Action::CaretInStance(stance) => within(state, |project| project.desk.stance = stance),
        Action::Remove(entry) => entries::remove(state, &entry),
        Action::Begin(preset) => entries::begin(state, preset),
        Action::SetGuidelines(text) => set_guidelines(state, text),
        Action::SetPolicy(policy) => policy::set(state, policy),
        Action::ShowUses(of) => within(state, |project| uses::show(project, of)),
        Action::HideUses => within(state, |project| project.desk.use_list = None),
        Action::OpenSource(source) => uses::open(state, source),
        Action::OpenUse(place) => uses::open_at(state, place),
        Action::ShowCheck(place) => within(state, |project| show_check(project, place)),
        Action::ShowLook(place) => within(state, |project| again::show(project, place)),
        Action::TickOffAll(target) => again::tick_off_all(state, target),
        Action::PlanMerge { from, into } => merging::plan(state, from, into),
        Action::Merge => merging::merge(state),
        Action::CancelMerge => within(state, |project| project.desk.merging = None),
        Action::Split { entry, names } => splitting::begin(state, entry, &names),
        Action::AnswerLater(entry) => within(state, |project| {
            splitting::answer_later(project, entry);
        }),
        Action::Answer { place, part } => within(state, |project| {
            if let Some(splitting) = &mut project.desk.splitting {
                splitting.answer(place, part);
            }
        }),
        Action::PlanSplit => splitting::plan(state),
        Action::CancelSplit => within(state, |project| project.desk.splitting = None),
        Action::Take(id) => entries::take(state, &id),
        Action::Decline(id, why) => entries::decline(state, &id, &why),
        Action::MergeAddition { addition, into } => {
            entries::merge_addition(state, &addition, &into);
        }
        Action::ReadIn(path, differing) => files::read_codebook(state, path, differing),
        Action::WriteOut(path) => files::write_codebook(state, path),
        Action::Browse => state.tasks.ask_codebook(),
    }
}

/// Changes the open project, if there is one.
fn within(state: &mut State, change: impl FnOnce(&mut OpenProject)) {
    if let Some(project) = &mut state.project {
        change(project);
    }
}

/// Replaces the guidelines; letters typed one after the other are one step.
fn set_guidelines(state: &mut State, text: String) {
    let named = change::Named {
        name: "write guidelines",
        entry: None,
        is_typed: true,
    };
    change::commit(state, named, |codebook| {
        let is_same = codebook.guidelines == text;
        let edits = [CodebookEdit::SetGuidelines(text)].into_iter();
        Ok(edits.filter(|_| !is_same).collect())
    });
}

/// Shows a screen. Whoever comes to the codebook finds its uses counted anew.
pub(super) fn show_screen(state: &mut State, screen: Screen) {
    if state.screen == screen {
        return;
    }
    state.screen = screen;
    state.over_page = None;
    recount(state);
    if screen == Screen::Codebook {
        within(state, |project| {
            let part = project.desk.part;
            list(project, part);
            uses::find_again(project);
        });
    }
}

/// Lists a part, and chooses its first entry.
pub(super) fn show_part(state: &mut State, part: Part) {
    within(state, |project| {
        (project.desk.use_list, project.desk.splitting) = (None, None);
        list(project, part);
    });
}

fn list(project: &mut OpenProject, part: Part) {
    let desk = &mut project.desk;
    if desk.part != part {
        (desk.part, desk.merging, desk.chosen) = (part, None, None);
        desk.stance = None;
        desk.filter.clear();
    }
    refresh(project);
    if part == Part::Checks {
        let place = project.desk.check;
        return show_check(project, place);
    }
    if part == Part::Again {
        let place = project.desk.look;
        return again::show(project, place);
    }
    let desk = &mut project.desk;
    if desk.chosen.is_none() {
        desk.chosen = desk.listed.get(0).map(|row| row.id.clone());
    }
}

/// Shows what is to be looked at, at a place of the list or at its end, with the entry that it is about.
fn show_check(project: &mut OpenProject, place: usize) {
    let desk = &mut project.desk;
    desk.check = place.min(desk.checks.len().saturating_sub(1));
    let entry = desk.checks.get(desk.check).map(|one| one.entry.clone());
    desk.chosen = entry.map(|id| match project.codebook.entry(&id) {
        // A stance is changed among those of its scale.
        Some(Entry::Stance { scale, .. }) => EntryId::scale(scale),
        _ => id,
    });
    desk.merging = None;
}

/// Chooses the next entry of the list, or the one before; where uses are listed, the next use.
pub(super) fn walk(state: &mut State, is_on: bool) {
    let Some(project) = &mut state.project else {
        return;
    };
    let desk = &mut project.desk;
    if let Some(list) = &mut desk.use_list {
        return list.walk(is_on);
    }
    if let Some(splitting) = &mut desk.splitting {
        return splitting.walk(is_on);
    }
    desk.stance = None;
    let step = |place: usize| {
        if is_on {
            place + 1
        } else {
            place.saturating_sub(1)
        }
    };
    if desk.part == Part::Checks {
        let place = step(desk.check);
        return show_check(project, place);
    }
    if desk.part == Part::Again {
        let place = step(desk.look);
        return again::show(project, place);
    }
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
                change::take_read(state, mark, *loaded, *base);
            }
            Ok(Found::Uses(of, found)) => {
                splitting::take(project, &of, &found);
                uses::take(project, &of, found);
            }
            Ok(Found::Checked(checks)) => {
                project.desk.checks = checks;
                // What waits to be confirmed stays.
                if project.desk.part == Part::Checks && project.desk.merging.is_none() {
                    let place = project.desk.check;
                    show_check(project, place);
                }
            }
            Ok(Found::Counted(counted)) => {
                let desk = &mut project.desk;
                (desk.uses, desk.lacking) = (Some(counted.uses), counted.lacking);
                (desk.others, desk.again) = (counted.others, counted.again);
                (desk.additions_of, desk.checked_of) = (None, None);
                if desk.part == Part::Again {
                    let place = desk.look;
                    again::show(project, place);
                }
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
    desk.counts.refresh(&project.codebook, key);
    // Once more whenever nothing else is under way: what is typed meanwhile is looked at together.
    if desk.checked_of != Some(key) && !desk.jobs.is_busy() {
        desk.checked_of = Some(key);
        let (store, codebook) = (project.store.clone(), Arc::clone(&project.codebook));
        desk.jobs.check(store, codebook, desk.lacking.clone());
    }
}
