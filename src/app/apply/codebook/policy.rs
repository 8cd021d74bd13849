//! The project's rules for quotes: set by the lead, in force at once, and written into the project file.

use crate::model::project::Policy;

use super::super::super::codebook::{PolicySaved, Step};
use super::super::super::state::{OpenProject, State};

/// Sets the rules, as one step.
pub(super) fn set(state: &mut State, policy: Policy) {
    let Some(project) = &mut state.project else {
        return;
    };
    if let Some(why) = &project.not_lead {
        let text = format!("The rules are not changed: {why}");
        state.notify(text, false);
        return;
    }
    if project.policy == policy {
        return;
    }
    let before = put(project, policy);
    let step = Step {
        policy: Some(before),
        ..Step::named("set rules", None)
    };
    project.desk.record(step, false);
}

/// Puts rules in force and has them written; returns those that were in force.
pub(super) fn put(project: &mut OpenProject, policy: Policy) -> Policy {
    let before = std::mem::replace(&mut project.policy, policy);
    let (store, person) = (project.store.clone(), project.annotator.clone());
    project
        .desk
        .jobs
        .save_policy(store, person, [before, policy]);
    before
}

/// Takes in what came of writing the rules. Those that could not be written are not in force.
pub(super) fn take_saved(state: &mut State, written: PolicySaved) {
    let Some(project) = &mut state.project else {
        return;
    };
    match written.saved {
        Ok(()) => project.note_saved(),
        Err(problem) => {
            if project.policy == written.policy {
                project.policy = written.before;
            }
            state.notify(format!("The rules are as they were: {problem}"), true);
        }
    }
}
