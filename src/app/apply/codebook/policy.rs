//! The project's rules for quotes: set by the lead, in force at once, and written into the project file.

use crate::model::project::Policy;

use super::super::super::codebook::Step;
use super::super::super::state::{OpenProject, State};
use super::super::saving;

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
    if *project.policy.value() == policy {
        return;
    }
    let before = put(project, policy);
    let step = Step {
        policy: Some(before),
        ..Step::named("set rules", None)
    };
    project.desk.record(step, false);
    saving::submit(project);
}

/// Puts rules in force, to be written; returns those that were in force.
pub(super) fn put(project: &mut OpenProject, policy: Policy) -> Policy {
    project
        .policy
        .edit(|in_force| std::mem::replace(in_force, policy))
}
