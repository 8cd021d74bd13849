//! Two entries become one: what changes is worked out first, shown, and done as one step over all articles.

use std::sync::Arc;
use std::time::Duration;

use crate::model::codebook::Codebook;
use crate::model::codebook::edit::{EntryId, apply_all};
use crate::model::recode::{Answers, Plan, Recoding};

use super::super::super::codebook::{Asked, Does, Merging, Next, Recoded, Step, Turn};
use super::super::super::state::{Field, OpenProject, State};
use super::super::step::refresh_codebook;
use super::super::{article, saving};
use super::change::{read_again, show};
use super::{recount, refresh, who};

/// How long it waits until what was edited is on disk, before statements are changed there: not long enough to be felt.
pub(super) const PATIENCE: Duration = Duration::from_millis(300);

/// Has the entry asked for that the chosen one is to be merged into.
pub(in crate::app::apply) fn ask(state: &mut State) {
    let Some(project) = &state.project else {
        return;
    };
    if let Some(why) = &project.not_lead {
        let text = format!("Entries are merged in the codebook: {why}");
        state.notify(text, false);
    } else if project.desk.chosen.is_none() {
        state.notify("Choose an entry first (J, K or a click)", false);
    } else {
        state.focus = Some(Field::MergeInto);
    }
}

/// Works out what merging an entry into another one changes.
pub(super) fn plan(state: &mut State, from: EntryId, into: EntryId) {
    let now = state.now();
    let Some(project) = &mut state.project else {
        return;
    };
    let codebook = &project.codebook;
    let edits = match codebook.merge(&from, &into) {
        Ok(edits) => edits,
        Err(refusal) => {
            state.notify(format!("Not merged: {refusal}"), false);
            return;
        }
    };
    let name_of = |id: &EntryId| {
        let entry = codebook.entry(id);
        entry
            .map(|entry| entry.name().to_owned())
            .unwrap_or_default()
    };
    let name = format!("merge {} into {}", name_of(&from), name_of(&into));
    let mut after = Codebook::clone(codebook);
    apply_all(edits.clone(), &mut after);
    let before = Codebook::clone(codebook);
    let asked = Asked {
        name: name.clone(),
        answers: Answers::new(),
        of: None,
        now,
    };
    let who = who(project);
    project.desk.jobs.plan(who, [before, after], asked);
    project.desk.merging = Some(Merging {
        from,
        into,
        name,
        does: Does::Merge,
        edits,
        plan: None,
    });
}

/// Takes in what a merging changes.
pub(super) fn take_plan(state: &mut State, plan: Option<Plan>) {
    let Some(project) = &mut state.project else {
        return;
    };
    if let (Some(plan), Some(merging)) = (plan, &mut project.desk.merging)
        && plan.recoding.name == merging.name
    {
        merging.plan = Some(plan);
    }
}

/// Merges or splits as it was worked out.
pub(super) fn merge(state: &mut State) {
    let Some(project) = &mut state.project else {
        return;
    };
    let Some(merging) = project.desk.merging.take() else {
        return;
    };
    let Some(plan) = merging.plan else {
        return;
    };
    let into = merging.into;
    // Of what was split before only statements change.
    let is_of_codebook = !merging.edits.is_empty();
    let mut next = Codebook::clone(&project.codebook);
    // Taken back, everything is as it is in the lead's codebook now.
    let back = apply_all(merging.edits, &mut next);
    let next = is_of_codebook.then_some(next);
    let step = Step {
        lead: back,
        recoding: Some(plan.recoding.reversed()),
        ..Step::named(&merging.name, Some(into))
    };
    begin(state, plan.recoding, next, Turn { step, of: None });
}

/// Takes a merging or splitting back, or does it again.
pub(super) fn take_back(state: &mut State, step: Step, is_undo: bool) {
    let Some(project) = &state.project else {
        return;
    };
    let Some(recoding) = step.recoding.clone() else {
        return;
    };
    // What was done to statements alone is taken back in them alone.
    let mut next = (!step.lead.is_empty()).then(|| Codebook::clone(&project.lead));
    let lead = next
        .as_mut()
        .map(|next| apply_all(step.lead.clone(), next))
        .unwrap_or_default();
    let opposite = Step {
        lead,
        recoding: Some(recoding.reversed()),
        ..step.clone()
    };
    let turn = Turn {
        step: opposite,
        of: Some((is_undo, step)),
    };
    begin(state, recoding, next, turn);
}

/// Has statements changed in the background, once everything that was edited is on disk.
fn begin(state: &mut State, recoding: Recoding, codebook: Option<Codebook>, turn: Turn) {
    let is_saved = saving::finish(state, PATIENCE);
    let Some(project) = &mut state.project else {
        return;
    };
    if !is_saved {
        stays(project, turn);
        let text = "Not done: some edits are not saved yet. Try again once they are";
        state.notify(text, true);
        return;
    }
    let ahead = codebook
        .as_ref()
        .map(|codebook| codebook.with(&project.added));
    let next = codebook.map(|codebook| Next {
        codebook,
        base: project.lead.base().clone(),
    });
    let (who, entry) = (who(project), turn.step.entry.clone());
    project.desk.jobs.recode(who, recoding, next, turn);
    if let Some(ahead) = ahead {
        // Shown at once, while thousands of statements are written; read anew when they are, or could not be.
        project.codebook_key += 1;
        project.codebook = Arc::new(ahead);
        refresh(project);
        show(project, entry);
    }
}

/// Puts a step that was not taken back, or not done again, where it was.
fn stays(project: &mut OpenProject, turn: Turn) {
    if let Some((is_undo, step)) = turn.of {
        project.desk.put_step(step, !is_undo);
    }
}

/// Takes in what came of a re-coding: the codebook and the open article are read anew.
pub(super) fn take_done(state: &mut State, recoded: Recoded) {
    let Some(project) = &mut state.project else {
        return;
    };
    let Recoded { turn, done } = recoded;
    let done = match done {
        Ok(done) => done,
        Err(problem) => {
            stays(project, turn);
            refresh_codebook(project);
            refresh(project);
            state.notify(format!("Nothing was changed: {problem}"), true);
            return;
        }
    };
    let Turn { step, of } = turn;
    let (name, entry) = (step.name.clone(), step.entry.clone());
    let verb = match of {
        Some((true, _)) => "Undo: ",
        Some((false, _)) => "Redo: ",
        None => "Done: ",
    };
    match of {
        Some((is_undo, _)) => project.desk.put_step(step, is_undo),
        None => project.desk.record(step, false),
    }
    read_again(project);
    show(project, entry);
    project.add_problems(done.left.iter().chain(&done.failed).cloned());
    let rest = match done.left.len() + done.failed.len() {
        0 => String::new(),
        rest => format!("; {rest} were left as they are: see File, Problems with files"),
    };
    let (statements, articles) = (done.statements, done.articles);
    let text = format!("{verb}{name} ({statements} statements, articles: {articles}{rest})");
    state.notify(text, !rest.is_empty());
    article::reopen(state);
    recount(state);
}
