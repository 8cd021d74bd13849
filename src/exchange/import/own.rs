//! What only an export of this program says comes back into statements and sidecars.

use super::{Own, Whole};
use crate::model::sidecar::Sidecar;
use crate::model::statement::Statement;

/// Puts what only an export of this program says into a statement.
pub(super) fn with_own(mut statement: Statement, own: &Own) -> Statement {
    if let Some(kind) = own.kind {
        statement.kind = kind;
    }
    for taken in &own.stances {
        if statement.stance_on(&taken.target).is_none() {
            statement.stances.push(taken.clone());
        }
    }
    for label in &own.labels {
        if !statement.labels.contains(label) {
            statement.labels.push(label.clone());
        }
    }
    if statement.parent.is_none() {
        statement.parent.clone_from(&own.parent);
    }
    if let Some(origin) = &own.origin {
        statement.origin.clone_from(origin);
    }
    if let Some(created) = &own.created {
        statement.created.clone_from(created);
    }
    if let Some(changed) = &own.changed {
        statement.changed.clone_from(changed);
    }
    statement.conflicts.clone_from(&own.conflicts);
    statement
}

/// Puts what a sidecar held beside statements into one that was not begun.
pub(super) fn fill(sidecar: &mut Sidecar, whole: &Whole) {
    sidecar.status = whole.status;
    sidecar.reason.clone_from(&whole.reason);
    sidecar.labels.clone_from(&whole.labels);
    sidecar.note.clone_from(&whole.note);
    sidecar.revealed.clone_from(&whole.revealed);
    sidecar.comments.clone_from(&whole.comments);
    sidecar.decisions.clone_from(&whole.decisions);
    sidecar.detached.clone_from(&whole.detached);
    sidecar.removed.clone_from(&whole.removed);
}
