//! Stances that are to be looked at again: walked through, opened, and left as they are.

use super::super::super::codebook::{Part, Step, Tick, Turn};
use super::super::super::state::{OpenProject, State};
use super::super::saving;
use super::merging::PATIENCE;
use super::who;
use crate::model::codebook::Source;
use crate::model::codebook::edit::EntryId;

/// Shows the stance at a place of the list, or at its end.
pub(super) fn show(project: &mut OpenProject, place: usize) {
    let desk = &mut project.desk;
    desk.look = place.min(desk.again.len().saturating_sub(1));
    let looked = desk.again.get(desk.look);
    desk.chosen = looked.map(|one| EntryId::target(&one.target));
}

/// Leaves the chosen stance as it is: what has changed since makes no difference to it.
pub(in crate::app::apply) fn tick_off(state: &mut State) {
    let desk = state.project.as_ref().map(|project| &project.desk);
    let one = desk
        .filter(|desk| desk.part == Part::Again)
        .and_then(|desk| desk.again.get(desk.look));
    let Some(one) = one.cloned() else {
        state.notify("There is no stance to look at again here", false);
        return;
    };
    begin(state, one.target, Some(one.source));
}

/// Leaves all of one's own stances on a target as they are.
pub(super) fn tick_off_all(state: &mut State, target: String) {
    begin(state, target, None);
}

fn begin(state: &mut State, target: String, only: Option<Source>) {
    if !saving::finish(state, PATIENCE) {
        let text = "Not done: some edits are not saved yet. Try again once they are";
        state.notify(text, true);
        return;
    }
    let now = state.now();
    let Some(project) = &mut state.project else {
        return;
    };
    let name = format!(
        "leave stances on {} as they are",
        project.codebook.target_name(&target)
    );
    let step = Step::named(&name, Some(EntryId::target(&target)));
    let who = who(project);
    let tick = Tick {
        codebook: std::sync::Arc::clone(&project.codebook),
        target,
        only,
        now,
    };
    let turn = Turn { step, of: None };
    project.desk.jobs.tick_off(who, tick, turn);
}
