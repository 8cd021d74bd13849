//! What a statement is about, and the stances it takes.

use crate::model::codebook::{OFF_SCALE, Scale, Stance, Target, id_from_name};
use crate::model::edit::Edit;
use crate::model::id::{StanceId, TargetId};
use crate::model::span;
use crate::model::statement::{StanceTaken, Statement};

use super::super::action::label::{Entry, Side};
use super::super::state::{Field, OpenProject, State};
use super::statement::{deselect_text, entry, selection};
use super::step::{change_selected, change_statement, commit};

/// Sets what the next stance is about. A target without a stance is replaced, another one is added beside.
pub(super) fn set_target(state: &mut State, choice: Entry) {
    let Some(id) = state.selected().map(|statement| statement.id.clone()) else {
        return;
    };
    let Some(project) = &state.project else {
        return;
    };
    let (target, edits) = target_of(project, choice);
    let current = current_target(state);
    change_statement(state, &id, "set target", edits, |statement| {
        put_target(statement, current.as_ref(), &target)
    });
    remember(state, target);
}

/// Makes a statement one on a target; tells whether it was none. A current target without a stance is replaced, another one
/// is added beside.
pub(super) fn put_target(
    statement: &mut Statement,
    current: Option<&TargetId>,
    target: &TargetId,
) -> bool {
    if statement.stance_on(target).is_some() {
        return false;
    }
    let mut open = statement.stances.iter_mut();
    let open = open.find(|taken| Some(&taken.target) == current && taken.stance.is_none());
    match open {
        Some(open) => open.target.clone_from(target),
        None => statement.stances.push(StanceTaken {
            target: target.clone(),
            ..StanceTaken::default()
        }),
    }
    true
}

/// Puts another target in the place of the current one. Its stance stays where both have the same scale.
pub(super) fn replace_target(state: &mut State, choice: Entry) {
    let Some(id) = state.selected().map(|statement| statement.id.clone()) else {
        return;
    };
    let Some(old) = current_target(state) else {
        set_target(state, choice);
        return;
    };
    let Some(project) = &state.project else {
        return;
    };
    let (target, edits) = target_of(project, choice);
    let scale = |target: &str| {
        let scale = project.codebook.scale_of(target);
        scale.map(|scale| scale.id.clone())
    };
    let keeps = scale(&old) == scale(&target);
    let has_it = state
        .selected()
        .is_some_and(|statement| statement.stance_on(&target).is_some());
    if has_it {
        state.notify("The statement has this target already", false);
        return;
    }
    change_statement(state, &id, "replace target", edits, |statement| {
        let mut taken = statement.stances.iter_mut();
        let Some(taken) = taken.find(|taken| taken.target == old) else {
            return false;
        };
        taken.target.clone_from(&target);
        taken.read = None;
        if !keeps {
            let is_off = |stance: &StanceId| OFF_SCALE.iter().any(|(id, _)| stance == id);
            taken.stance = taken.stance.take().filter(is_off);
        }
        true
    });
    remember(state, target);
}

/// Returns the codebook's id of a target, with the edit that adds it where it is new.
fn target_of(project: &OpenProject, choice: Entry) -> (TargetId, Vec<Edit>) {
    let is_taken = |id: &str| project.codebook.target(id).is_some();
    entry(choice, is_taken, |id, name| {
        Edit::PutTarget(Target {
            id,
            name,
            ..Target::default()
        })
    })
}

/// Makes a target the current one, and the one that was set last.
pub(super) fn remember(state: &mut State, target: TargetId) {
    note_last(state, &target);
    let Some(project) = &mut state.project else {
        return;
    };
    project
        .recent_targets
        .retain(|known| target != known.as_str());
    project.recent_targets.insert(0, target.to_string());
    project.recent_targets.truncate(8);
    let root = project.store.root().to_owned();
    let recent = project.recent_targets.clone();
    state.settings.recent_targets.insert(root, recent);
    if let Some(open) = &mut project.open {
        open.current_target = Some(target);
    }
}

/// Notes a target as the one that was set last, with the stance that the selected statement takes on it.
fn note_last(state: &mut State, target: &TargetId) {
    let taken = state
        .selected()
        .and_then(|statement| statement.stance_on(target));
    let stance = taken.and_then(|taken| taken.stance.clone());
    if let Some(project) = &mut state.project {
        // Until another is set on this target, the last one on it is what comes again.
        let before = project.set_last.take().filter(|(last, _)| last == target);
        let stance = stance.or(before.and_then(|(_, stance)| stance));
        project.set_last = Some((target.clone(), stance));
    }
}

/// Returns the target that the stance keys set.
pub(super) fn current_target(state: &State) -> Option<TargetId> {
    let open = state.open()?;
    open.target().map(TargetId::from)
}

/// Sets the nth stance (from 1) of the current target's scale.
pub(super) fn set_nth_stance(state: &mut State, n: u8) {
    let Some(project) = &state.project else {
        return;
    };
    let Some(target) = project.open.as_ref().and_then(|open| open.target()) else {
        ask_target(state);
        return;
    };
    let Some(scale) = project.codebook.scale_of(target) else {
        return;
    };
    let key = char::from_digit(u32::from(n), 10);
    let by_key = scale
        .offered()
        .find(|stance| stance.key.is_some() && stance.key == key);
    let by_place = || {
        scale
            .offered()
            .nth(usize::from(n) - 1)
            .filter(|stance| stance.key.is_none())
    };
    let Some(stance) = by_key.or_else(by_place) else {
        let text = format!("The scale “{}” has no stance {n}", scale.name);
        state.notify(text, false);
        return;
    };
    let stance = stance.id.clone();
    set_stance(state, &stance);
}

/// Sets the stance on the current target; the stance it has already is taken away.
pub(super) fn set_stance(state: &mut State, stance: &str) {
    let Some(target) = current_target(state) else {
        ask_target(state);
        return;
    };
    change_selected(state, "set stance", |statement| {
        let Some(taken) = statement
            .stances
            .iter_mut()
            .find(|taken| taken.target == target)
        else {
            return false;
        };
        let same = taken.stance.as_deref() == Some(stance);
        taken.stance = (!same).then(|| stance.into());
        true
    });
    note_last(state, &target);
}

/// Adds a stance to the scale of the current target, as an addition of the annotator's, and sets it.
pub(super) fn new_stance(state: &mut State, label: &str) {
    let label = label.trim();
    let Some(target) = current_target(state) else {
        ask_target(state);
        return;
    };
    let (Some(project), Some(statement)) = (&state.project, state.selected()) else {
        return;
    };
    if label.is_empty() {
        return;
    }
    let statement = statement.id.clone();
    let (stance, scale) = added_stance(project, &target, label);
    let edits = vec![Edit::PutScale(scale)];
    change_statement(state, &statement, "add stance", edits, |statement| {
        let mut taken = statement.stances.iter_mut();
        let Some(taken) = taken.find(|taken| taken.target == target) else {
            return false;
        };
        taken.stance = Some(stance.into());
        true
    });
    note_last(state, &target);
}

/// Returns the id of a stance that a target's scale lacks, and the annotator's own part of that scale with it.
fn added_stance(project: &OpenProject, target: &str, label: &str) -> (String, Scale) {
    let whole = project.codebook.scale_of(target);
    let is_taken = |id: &str| {
        let on_scale = whole.is_some_and(|scale| scale.stances.iter().any(|one| one.id == id));
        on_scale || OFF_SCALE.iter().any(|(off, _)| *off == id)
    };
    let stance = Stance {
        id: id_from_name(label, is_taken).into(),
        label: label.to_owned(),
        key: whole.and_then(free_key),
        ..Stance::default()
    };
    let mut scale = own_part(project, whole);
    let id = stance.id.clone();
    scale.stances.push(stance);
    (id.into(), scale)
}

/// Returns what the annotator added to a scale so far; a scale to begin with where there is none.
fn own_part(project: &OpenProject, whole: Option<&Scale>) -> Scale {
    let (id, name) = whole.map_or(("stance", "Stance"), |scale| {
        (scale.id.as_str(), scale.name.as_str())
    });
    let known = project.added.value().scale(id);
    known.cloned().unwrap_or_else(|| Scale {
        id: id.into(),
        name: name.to_owned(),
        ..Scale::default()
    })
}

/// Returns the key of a stance that is added to the end of a scale; none where its place is its key.
fn free_key(scale: &Scale) -> Option<char> {
    let by_place = |index: usize| char::from_digit(u32::try_from(index + 1).ok()?, 10);
    let keys = scale.offered().enumerate();
    let keys: Vec<Option<char>> = keys
        .map(|(index, stance)| stance.key.or_else(|| by_place(index)))
        .collect();
    let own = by_place(keys.len());
    if keys.len() < 9 && !keys.contains(&own) {
        return None;
    }
    ('1'..='9').find(|key| !keys.contains(&Some(*key)))
}

/// Says on which side of the current target's scale a stance stands that the annotator added; where it stands there
/// already, it stands on no side again.
pub(super) fn set_side(state: &mut State, stance: &str, side: Side) {
    let Some(target) = current_target(state) else {
        return;
    };
    let Some(project) = &state.project else {
        return;
    };
    let Some(whole) = project.codebook.scale_of(&target) else {
        return;
    };
    let others = whole.stances.iter().filter(|one| one.id != stance);
    let largest = others
        .filter_map(|one| one.polarity)
        .map(f64::abs)
        .fold(0.0, f64::max);
    let far = if largest > 0.0 { largest } else { 1.0 };
    let polarity = match side {
        Side::Against => -far,
        Side::Neither => 0.0,
        Side::For => far,
    };
    let mut scale = own_part(project, Some(whole));
    let Some(own) = scale.stances.iter_mut().find(|own| own.id == stance) else {
        state.notify("This stance stands in the codebook of the project", false);
        return;
    };
    own.polarity = (Side::of(own.polarity) != Some(side)).then_some(polarity);
    let selected = state.open().and_then(|open| open.selected.clone());
    let edits = vec![Edit::PutScale(scale)];
    commit(state, "set side of stance", edits, selected);
}

/// Has the stance on the current target asked for.
pub(super) fn ask_stance(state: &mut State) {
    if current_target(state).is_none() {
        ask_target(state);
        return;
    }
    state.settings.statement_open = true;
    state.focus = Some(Field::Stance);
}

/// Has the target asked for that takes the place of the current one.
pub(super) fn ask_other_target(state: &mut State) {
    ask_target(state);
    if state.focus == Some(Field::Target) && current_target(state).is_some() {
        state.focus = Some(Field::OtherTarget);
    }
}

/// Has the target asked for.
pub(super) fn ask_target(state: &mut State) {
    if state.selected().is_none() {
        state.notify("Select a statement first (J, K or a click)", false);
        return;
    }
    state.settings.statement_open = true;
    state.focus = Some(Field::Target);
}

/// Makes the selected text evidence of the stance on the current target.
pub(super) fn mark_evidence(state: &mut State) {
    let Some(selection) = selection(state) else {
        return;
    };
    let Some(target) = current_target(state) else {
        ask_target(state);
        return;
    };
    change_selected(state, "mark evidence", |statement| {
        let Some(taken) = statement
            .stances
            .iter_mut()
            .find(|taken| taken.target == target)
        else {
            return false;
        };
        taken.evidence.push(selection);
        taken.evidence = span::normalized(std::mem::take(&mut taken.evidence));
        true
    });
    deselect_text(state);
}
