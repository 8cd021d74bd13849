//! A codebook that was read from a file is taken in, as one step: into the lead's by the lead, into their own additions by
//! everybody else.

use std::sync::Arc;

use crate::exchange::codebook::Found;
use crate::model::codebook::Codebook;
use crate::model::codebook::edit::{CodebookEdit, EntryId, apply_all};
use crate::model::codebook::taking::{Differing, Taken};
use crate::model::phrase::count;

use super::super::super::state::{OpenProject, State};
use super::change::{Named, of_lead, record, why_not};
use super::entries::has_stances;

/// Takes a codebook in. What is not understood, and what is otherwise and stays, is said.
pub(in crate::app::apply) fn take_in(
    state: &mut State,
    name: &str,
    found: &Found,
    differing: Differing,
) {
    let Some(project) = &mut state.project else {
        return;
    };
    if let Some(why) = why_not(project) {
        state.notify(why, true);
        return;
    }
    let before = Arc::clone(&project.codebook);
    let (mut current, cleared) = (Codebook::clone(&before), cleared(project, &found.codebook));
    apply_all(cleared.clone(), &mut current);
    let taken = current.taking(&found.codebook, differing);
    let named = Named::new("import codebook", None);
    let taken = if project.not_lead.is_none() {
        if !taken.is_empty() {
            let edits = cleared.into_iter().chain(taken.edits.iter().cloned());
            let (lead, added) = of_lead(project, edits.collect());
            record(project, named, lead, added);
        }
        taken
    } else {
        let taken = taken.proposed(project.lead.value(), project.added.value());
        if !taken.is_empty() {
            record(project, named, Vec::new(), taken.edits.clone());
        }
        taken
    };
    let mut problems = found.problems.clone();
    problems.extend(found.faults(&before, &project.codebook));
    let is_whole = problems.is_empty();
    project.add_problems(problems);
    state.notify(told(name, &taken, is_whole), !is_whole);
    state.keep_last_notice();
}

/// Returns what takes the scale away that stands in where there is no codebook, if scales come and nobody has used it.
fn cleared(project: &OpenProject, coming: &Codebook) -> Vec<CodebookEdit> {
    if coming.scales.is_empty() || !project.may_begin() || has_stances(project) {
        return Vec::new();
    }
    let Some(stood_in) = project.lead.scales.first() else {
        return Vec::new();
    };
    let edits = project.lead.remove(&EntryId::scale(&stood_in.id));
    edits.unwrap_or_default()
}

/// Says what was taken in.
fn told(name: &str, taken: &Taken, is_whole: bool) -> String {
    let (added, changed, kept) = (taken.added.len(), taken.changed.len(), taken.kept.len());
    let added = if added == 1 {
        "1 entry".to_owned()
    } else {
        format!("{added} entries")
    };
    let mut text = format!("Imported from {name}: {added} added, {changed} changed");
    if kept > 0 {
        let kept = count(kept, "time");
        text = format!("{text}; {kept} the file says otherwise, and what is there stays");
    }
    if !is_whole {
        text = format!("{text}. Not everything was understood: see File, Problems with files");
    }
    text
}
