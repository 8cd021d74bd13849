//! Changes of the codebook as steps: into the lead's codebook by the lead, into their own additions by everybody else.

use crate::format::Loaded;
use crate::model::codebook::additions::additions;
use crate::model::codebook::change::Refusal;
use crate::model::codebook::edit::{CodebookEdit, Entry, EntryId, apply_all};
use crate::model::codebook::{Codebook, FILE, Scale};
use crate::model::problem::{Problem, ProblemKind};
use crate::session::{Mark, Reading};
use crate::store::CodebookBase;

use super::super::super::codebook::Step;
use super::super::super::state::{OpenProject, State};
use super::super::saving;
use super::super::step::{refresh_codebook, refresh_marks};
use super::{merging, policy};

/// What a change is called, and of which entry it is.
pub(super) struct Named<'a> {
    /// The step's name.
    pub(super) name: &'a str,
    /// The entry.
    pub(super) entry: Option<EntryId>,
    /// Whether it is one of many letters.
    pub(super) is_typed: bool,
}

impl<'a> Named<'a> {
    /// Names a change that is a step of its own.
    pub(super) fn new(name: &'a str, entry: Option<EntryId>) -> Self {
        Self {
            name,
            entry,
            is_typed: false,
        }
    }
}

/// Puts another version of an entry in its place.
pub(super) fn set(state: &mut State, entry: Entry, step: &str, is_typed: bool) {
    let named = Named {
        name: step,
        entry: Some(entry.id()),
        is_typed,
    };
    commit(state, named, |codebook| codebook.set(entry));
}

/// Changes the codebook that is seen as one step, and has the result saved; tells whether it could be done. What cannot is
/// said.
pub(super) fn commit(
    state: &mut State,
    named: Named<'_>,
    change: impl FnOnce(&Codebook) -> Result<Vec<CodebookEdit>, Refusal>,
) -> bool {
    let Some(project) = &mut state.project else {
        return false;
    };
    if let Some(why) = why_not(project) {
        state.notify(why, true);
        return false;
    }
    let edits = match change(&project.codebook) {
        Ok(edits) => edits,
        Err(refusal) => {
            state.notify(format!("Not changed: {refusal}"), false);
            return false;
        }
    };
    if edits.is_empty() {
        return true;
    }
    let (lead, added) = if project.not_lead.is_none() {
        of_lead(project, edits)
    } else {
        match of_others(project, edits) {
            Ok(added) => (Vec::new(), added),
            Err(why) => {
                state.notify(why, false);
                return false;
            }
        }
    };
    record(project, named, lead, added);
    true
}

/// Makes changes in the lead's codebook and in what the annotator added, as one step, and has the result saved.
pub(super) fn record(
    project: &mut OpenProject,
    named: Named<'_>,
    lead: Vec<CodebookEdit>,
    added: Vec<CodebookEdit>,
) {
    let step = Step {
        lead,
        added,
        ..Step::named(named.name, named.entry)
    };
    let step = apply_step(project, step);
    project.desk.record(step, named.is_typed);
    changed(project);
}

/// Says why the codebook cannot be changed at all; none where it can.
pub(super) fn why_not(project: &OpenProject) -> Option<String> {
    if project.desk.jobs.is_recoding() {
        return Some("Statements are being changed; wait until that is done".to_owned());
    }
    if project.not_lead.is_none() {
        let why = project.lead_read_only.as_ref()?;
        return Some(format!("The codebook is read-only: {why}"));
    }
    let why = project.added_read_only.as_ref()?;
    Some(format!("Your part of the codebook is read-only: {why}"))
}

/// Returns the changes that a step of the lead makes in their codebook, and in what they added while labelling. The latter
/// is taken into the codebook first, so that both are one list, in the order that is seen.
pub(super) fn of_lead(
    project: &OpenProject,
    edits: Vec<CodebookEdit>,
) -> (Vec<CodebookEdit>, Vec<CodebookEdit>) {
    let own = [(project.annotator.clone(), project.added.value().clone())];
    let own = additions(&project.lead, &own).into_iter();
    let mut lead: Vec<CodebookEdit> = own
        .map(|addition| CodebookEdit::append(addition.entry))
        .collect();
    let removed = edits.iter();
    let removed = removed.filter(|edit| matches!(edit, CodebookEdit::Remove(_)));
    let added = removed.cloned().collect();
    lead.extend(edits);
    (lead, added)
}

/// Returns the changes that a step makes in one's own additions.
///
/// # Errors
/// If it changes what is the lead's.
fn of_others(project: &OpenProject, edits: Vec<CodebookEdit>) -> Result<Vec<CodebookEdit>, String> {
    let (lead, own) = (project.lead.value(), project.added.value());
    let is_free = |id: &EntryId| lead.entry(id).is_none();
    let mut added = Vec::new();
    for edit in edits {
        match edit {
            CodebookEdit::Insert {
                entry: Entry::Stance { scale, stance },
                ..
            } if own.scale(&scale).is_none() => {
                let name = project.codebook.scale(&scale);
                let name = name.map(|known| known.name.clone()).unwrap_or_default();
                added.push(CodebookEdit::append(Entry::Scale(Scale {
                    id: scale.into(),
                    name,
                    stances: vec![stance],
                    ..Scale::default()
                })));
            }
            CodebookEdit::Insert { entry, .. } => added.push(CodebookEdit::append(entry)),
            CodebookEdit::Replace(entry) if is_free(&entry.id()) => {
                added.push(CodebookEdit::Replace(entry));
            }
            CodebookEdit::Remove(id) if is_free(&id) => added.push(CodebookEdit::Remove(id)),
            // Where it stands is the lead's to say; under what it stands is said by another change.
            CodebookEdit::Move { .. } => {}
            _ => {
                let why = project.not_lead.as_deref().unwrap_or_default();
                return Err(format!(
                    "The codebook is not changed: {why}. You can add entries, which the lead takes or declines"
                ));
            }
        }
    }
    Ok(added)
}

/// Applies a step's changes; returns the step that takes them back.
fn apply_step(project: &mut OpenProject, step: Step) -> Step {
    let (is_of_lead, is_of_added) = (!step.lead.is_empty(), !step.added.is_empty());
    let lead = apply_all(step.lead, project.lead.value_mut());
    let added = apply_all(step.added, project.added.value_mut());
    if is_of_lead {
        project.lead.edited();
    }
    if is_of_added {
        project.added.edited();
    }
    let policy = step.policy.map(|policy| policy::put(project, policy));
    Step {
        lead,
        added,
        policy,
        ..step
    }
}

/// Brings what is derived from the codebook up to date and has it saved.
pub(super) fn changed(project: &mut OpenProject) {
    refresh_codebook(project);
    refresh_marks(project);
    super::refresh(project);
    saving::submit(project);
}

/// Takes the last step of the screen back, or does it again.
pub(in crate::app::apply) fn undo_or_redo(state: &mut State, is_undo: bool) {
    let Some(project) = &mut state.project else {
        return;
    };
    if let Some(why) = why_not(project) {
        state.notify(why, true);
        return;
    }
    let Some(step) = project.desk.take_step(is_undo) else {
        let nothing = if is_undo {
            "Nothing to undo"
        } else {
            "Nothing to redo"
        };
        state.notify(nothing, false);
        return;
    };
    if step.recoding.is_some() {
        merging::take_back(state, step, is_undo);
        return;
    }
    let verb = if is_undo { "Undo" } else { "Redo" };
    let text = format!("{verb}: {}", step.name);
    let entry = step.entry.clone();
    let back = apply_step(project, step);
    project.desk.put_step(back, is_undo);
    changed(project);
    show(project, entry);
    state.notify(text, false);
}

/// Chooses an entry if it is there, else none that is gone.
pub(super) fn show(project: &mut OpenProject, entry: Option<EntryId>) {
    let is_there = |id: &EntryId| project.codebook.entry(id).is_some();
    let next = entry.filter(is_there);
    let kept = project.desk.chosen.take().filter(is_there);
    project.desk.chosen = next.or(kept);
}

/// Reads the lead's codebook anew, which somebody else changed.
pub(in crate::app::apply) fn read_again(project: &mut OpenProject) {
    let mark = project.lead.mark();
    project.desk.jobs.read(project.store.clone(), mark);
}

/// Takes in what was read of the lead's codebook. A file that cannot be read leaves what is shown as it is.
pub(super) fn take_read(
    state: &mut State,
    mark: Mark,
    loaded: Loaded<Codebook>,
    base: CodebookBase,
) {
    let Some(project) = &mut state.project else {
        return;
    };
    let read_only = loaded.why_read_only();
    // What was said of the file before is said anew, or not any more.
    let is_of_file =
        |known: &Problem| known.path == FILE && known.kind != ProblemKind::ConflictCopy;
    project.problems.retain(|known| !is_of_file(known));
    project.add_problems(loaded.problems);
    let Some(value) = loaded.value else {
        return;
    };
    let before = std::mem::replace(&mut project.lead_read_only, read_only.clone());
    // What meets a write that is under way is merged by the write after it.
    if project.lead.read(mark, value, base, None) != Reading::Again {
        changed(project);
    }
    match (before, read_only) {
        (before, Some(why)) if before.as_ref() != Some(&why) => {
            let text = format!("The codebook is read-only, and its file is left as it is: {why}");
            state.notify(text, true);
        }
        (Some(_), None) => state.notify("The codebook can be changed again", false),
        _ => {}
    }
}
