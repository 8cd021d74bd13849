//! Saving: what is handed to the saver, and what comes back from it.

use std::time::{Duration, Instant};

use crate::merge::Conflict;
use crate::model::problem::Problem;
use crate::model::sidecar::Sidecar;
use crate::session::Doc;
use crate::store::{Job, SaveEvent};

use super::super::state::{OpenProject, State};
use super::article;
use super::step::{refresh_codebook, refresh_marks};

/// Has every edit written that is not on disk or on its way there.
pub(super) fn submit(project: &mut OpenProject) {
    // First, so that no statement is on the disk whose speaker is not.
    if let Some(order) = project.added.order() {
        project.saver.submit(Job::Codebook {
            annotator: project.annotator.clone(),
            codebook: order.value,
            base: order.base,
        });
    }
    if let Some(order) = project.lead.order() {
        project.saver.submit(Job::Lead {
            person: project.annotator.clone(),
            codebook: order.value,
            base: order.base,
        });
    }
    if let Some(order) = project.policy.order() {
        project.saver.submit(Job::Rules {
            person: project.annotator.clone(),
            policy: *order.value,
        });
    }
    let open = project.open.iter_mut();
    let open = open.map(|open| (&mut open.sidecar, &open.article));
    let parked = project.parked.values_mut();
    let parked = parked.map(|parked| (&mut parked.sidecar, &parked.article));
    for (sidecar, article) in open.chain(parked) {
        if let Some(order) = sidecar.order() {
            project.saver.submit(Job::Sidecar {
                sidecar: order.value,
                text: article.text.clone(),
                base: order.base,
            });
        }
    }
}

/// Tries again to write what could not be saved.
pub(super) fn retry(project: &mut OpenProject) {
    project.added.retry();
    project.lead.retry();
    project.policy.retry();
    if let Some(open) = &mut project.open {
        open.sidecar.retry();
    }
    for parked in project.parked.values_mut() {
        parked.sidecar.retry();
    }
    submit(project);
}

/// Waits until everything is saved or has failed once more, at most so long; tells whether everything is saved.
pub(crate) fn finish(state: &mut State, patience: Duration) -> bool {
    let until = Instant::now() + patience;
    if let Some(project) = &mut state.project {
        retry(project);
    }
    loop {
        let Some(project) = &state.project else {
            return true;
        };
        let left = until.saturating_duration_since(Instant::now());
        project.saver.finish(left);
        take(state);
        let Some(project) = &state.project else {
            return true;
        };
        if left.is_zero() || !project.saver.is_busy() {
            return project.is_saved();
        }
    }
}

/// Takes in what the saver did.
pub(super) fn take(state: &mut State) {
    let Some(project) = &mut state.project else {
        return;
    };
    let (mut is_merged, mut is_codebook_merged) = (false, false);
    let mut notes: Vec<String> = Vec::new();
    for event in project.saver.events() {
        match event {
            SaveEvent::Saved {
                article,
                base,
                merged,
                conflicts,
                ..
            } => {
                project.note_saved();
                let is_open = is_open(project, &article);
                let Some(sidecar) = sidecar(project, &article) else {
                    continue;
                };
                let changed = sidecar.written(base, merged) && is_open;
                if let (true, Some(open)) = (changed, &mut project.open) {
                    open.selected = article::follow(open.selected.take(), &open.sidecar);
                    notes.push(said_of(&conflicts).to_owned());
                }
                is_merged |= changed;
            }
            SaveEvent::SavedCodebook {
                base,
                merged,
                conflicts,
                ..
            } => {
                project.note_saved();
                is_codebook_merged |= project.added.written(base, merged);
                notes.extend(conflicts.iter().map(said_of_entry));
            }
            SaveEvent::Failed { article, problem } => {
                not_written(project, article.as_deref(), problem);
            }
            SaveEvent::SavedLead(saved) => {
                let saved = *saved;
                project.note_saved();
                is_codebook_merged |= project.lead.written(saved.base, saved.merged);
                notes.extend(saved.conflicts.iter().map(said_of_entry));
            }
            SaveEvent::LeadFailed(problem) => project.lead.not_written(problem),
            SaveEvent::SavedRules(policy) => {
                project.note_saved();
                project.policy.written(policy, None);
            }
            SaveEvent::RulesFailed(problem) => project.policy.not_written(problem),
            SaveEvent::TryAgain => retry(project),
        }
    }
    submit(project);
    project
        .parked
        .retain(|_, parked| !parked.sidecar.is_saved());
    if is_codebook_merged {
        refresh_codebook(project);
    }
    if is_merged || is_codebook_merged {
        refresh_marks(project);
    }
    let waits = project.open.as_ref();
    let reads_again = waits.is_some_and(|open| open.reads_again && open.sidecar.is_saved());
    for note in notes {
        state.notify(note, false);
    }
    if reads_again {
        article::reopen(state);
    }
}

/// Takes in that an article's work, or what was added to the codebook, could not be written.
fn not_written(project: &mut OpenProject, article: Option<&str>, problem: Problem) {
    match article {
        None => project.added.not_written(problem),
        Some(article) => {
            if let Some(sidecar) = sidecar(project, article) {
                sidecar.not_written(problem);
            }
        }
    }
}

fn said_of_entry(conflict: &Conflict) -> String {
    format!("Somebody else changed the same entry; yours stands: {conflict}")
}

fn said_of(conflicts: &[Conflict]) -> &'static str {
    if conflicts.is_empty() {
        "Another window had changed this article; both sets of edits are kept"
    } else {
        "Another window had set the same field; both values are kept: see “Also set elsewhere” in the statement"
    }
}

fn is_open(project: &OpenProject, article: &str) -> bool {
    let open = project.open.as_ref();
    open.is_some_and(|open| open.article.path == article)
}

fn sidecar<'a>(project: &'a mut OpenProject, article: &str) -> Option<&'a mut Doc<Sidecar>> {
    match &mut project.open {
        Some(open) if open.article.path == article => Some(&mut open.sidecar),
        _ => {
            let parked = project.parked.get_mut(article)?;
            Some(&mut parked.sidecar)
        }
    }
}
