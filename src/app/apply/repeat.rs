//! What was set last is set again: statements on one thing mostly follow one another.

use crate::model::codebook::{Codebook, OFF_SCALE, Target};
use crate::model::id::{StanceId, TargetId};

use super::super::action::label::Entry;
use super::super::state::State;
use super::stance::{current_target, put_target, remember, set_target};
use super::step::change_statement;
use super::suggestion;

/// Sets the target that was set last. A suggestion is accepted by that.
pub(super) fn target(state: &mut State) {
    let Some(target) = last_target(state) else {
        state.notify("No target was set yet", false);
        return;
    };
    suggestion::accept(state);
    if state.selected().is_none() {
        state.notify("Select a statement first (J, K or a click)", false);
        return;
    }
    set_target(state, Entry::Known(target.into()));
}

/// Sets the target and the stance that were set last. A suggestion is accepted by that.
pub(super) fn stance(state: &mut State) {
    let Some((target, stance)) = last_stance(state) else {
        state.notify("No stance was set on the last target yet", false);
        return;
    };
    suggestion::accept(state);
    let Some(id) = state.selected().map(|statement| statement.id.clone()) else {
        state.notify("Select a statement first (J, K or a click)", false);
        return;
    };
    let current = current_target(state);
    change_statement(state, &id, "set stance again", Vec::new(), |statement| {
        put_target(statement, current.as_ref(), &target);
        let mut taken = statement.stances.iter_mut();
        let Some(taken) = taken.find(|taken| taken.target == target) else {
            return false;
        };
        let is_other = taken.stance.as_ref() != Some(&stance);
        taken.stance = Some(stance.clone());
        is_other
    });
    remember(state, target);
}

/// Returns the target that was set last, if it can still be chosen; of another day, where none was set today.
fn last_target(state: &State) -> Option<TargetId> {
    let project = state.project.as_ref()?;
    let set = project.set_last.as_ref().map(|(target, _)| target.clone());
    let of_another_day = || project.recent_targets.first();
    let target = set.or_else(|| of_another_day().map(|id| id.as_str().into()))?;
    is_offered(&project.codebook, &target).then_some(target)
}

/// Returns the target and the stance that were set last, if both can still be chosen.
fn last_stance(state: &State) -> Option<(TargetId, StanceId)> {
    let project = state.project.as_ref()?;
    let (target, stance) = project.set_last.clone()?;
    let (stance, codebook) = (stance?, &project.codebook);
    let on_scale = codebook.stance(&target, &stance);
    let is_known = on_scale.is_some_and(|known| known.replaced_by.is_none())
        || OFF_SCALE.iter().any(|(off, _)| stance == *off);
    (is_known && is_offered(codebook, &target)).then_some((target, stance))
}

fn is_offered(codebook: &Codebook, target: &str) -> bool {
    codebook.target(target).is_some_and(Target::is_offered)
}
