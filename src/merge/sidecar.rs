//! One sidecar of two versions of it, statement by statement.

mod twins;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::statement::{self, Prefer};
use super::{Conflict, Merge, kept};
use crate::model::id::StatementId;
use crate::model::sidecar::{Sidecar, Status, Tombstone};
use crate::model::span::Anchored;
use crate::model::statement::Statement;
use crate::model::statement::conflict::FieldValue;
use twins::Folds;

/// What a sidecar knows about one statement id.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum State {
    Live(Arc<Statement>),
    Detached(Box<Statement<Anchored>>),
    Removed(Tombstone),
}

/// What a sidecar knows, by statement id.
pub(super) type States = BTreeMap<StatementId, State>;

impl State {
    /// When it was last changed, or removed.
    fn at(&self) -> &str {
        match self {
            Self::Live(statement) => &statement.changed,
            Self::Detached(said) => &said.changed,
            Self::Removed(gone) => &gone.at,
        }
    }

    /// Returns what was set in the statement elsewhere; nothing of one that nobody sees in the text.
    fn conflicts(&self) -> &[FieldValue] {
        match self {
            Self::Live(statement) => &statement.conflicts,
            Self::Detached(_) | Self::Removed(_) => &[],
        }
    }
}

impl Merge for Sidecar {
    fn merge3(base: &Self, ours: &Self, theirs: &Self) -> (Self, Vec<Conflict>) {
        let [mut b, mut o, mut t] = [base, ours, theirs].map(states);
        let folds = twins::join(&mut b, &mut o, &mut t);
        let ids: BTreeSet<&StatementId> = b.keys().chain(o.keys()).chain(t.keys()).collect();
        let mut merged = States::new();
        for id in ids {
            let (base, ours, theirs) = (b.get(id), o.get(id), t.get(id));
            let kept = if ours == theirs || theirs == base {
                ours.cloned()
            } else if ours == base {
                theirs.cloned()
            } else {
                both_changed(base, ours, theirs)
            };
            if let Some(state) = kept {
                merged.insert(id.clone(), state);
            }
        }
        folds.bury(&mut merged);
        let conflicts = new_conflicts(&merged, &o, &t);
        let mut out = Self::new(ours.article.clone(), &ours.annotator);
        out.status = status(base.status, ours.status, theirs.status);
        merge_whole(&mut out, &folds, [base, ours, theirs]);
        out.rejected = merge_rejected(&base.rejected, &ours.rejected, &theirs.rejected);
        out.rev = ours.rev.max(theirs.rev);
        fill(&mut out, merged);
        (out, conflicts)
    }
}

/// Adds to a sidecar what a copy of it has and it has not; of a statement that both have, the later values stand, and the
/// others are kept as conflicts.
///
/// The copy is older or younger as a whole, nobody knows which: its removals remove nothing here, and a removal here
/// that is later than the copy's last change stands.
pub fn with_copy(sidecar: &Sidecar, copy: &Sidecar) -> Sidecar {
    let (mut merged, mut theirs) = (states(sidecar), states(copy));
    let folds = twins::join(&mut States::new(), &mut merged, &mut theirs);
    for (id, theirs) in theirs {
        let both = match merged.get(&id) {
            None => theirs,
            Some(ours) => of_copy(ours, theirs),
        };
        merged.insert(id, both);
    }
    folds.bury(&mut merged);
    let mut out = Sidecar::new(sidecar.article.clone(), &sidecar.annotator);
    // Of what nobody has begun here, as where the file itself is gone, the copy knows how far it is.
    out.status = match sidecar.status {
        Status::Untouched => copy.status,
        begun => begun,
    };
    merge_whole(&mut out, &folds, [&Sidecar::default(), sidecar, copy]);
    out.rejected = merge_rejected(&[], &sidecar.rejected, &copy.rejected);
    out.rev = sidecar.rev.max(copy.rev);
    fill(&mut out, merged);
    out
}

/// Tells whether two sidecars hold the same work, whatever their number of saves.
pub fn same_work(a: &Sidecar, b: &Sidecar) -> bool {
    let mut a = a.clone();
    a.rev = b.rev;
    a == *b
}

/// Returns what becomes of a statement that both sides changed.
fn both_changed(
    base: Option<&State>,
    ours: Option<&State>,
    theirs: Option<&State>,
) -> Option<State> {
    let (Some(ours), Some(theirs)) = (ours, theirs) else {
        return ours.or(theirs).cloned();
    };
    let empty = statement::empty();
    // Where a statement stood in a text that is gone says nothing about this one.
    let base_at = |at: &Statement| match base {
        Some(State::Live(base)) => Statement::clone(base),
        Some(State::Detached(said)) => statement::placed(said, at),
        Some(State::Removed(_)) | None => empty.clone(),
    };
    let merged = |base: &Statement, ours: &Statement, theirs: &Statement| {
        statement::merged(base, ours, theirs, Prefer::Later)
    };
    Some(match (ours, theirs) {
        (State::Removed(ours), State::Removed(theirs)) => State::Removed(ours.merged(theirs)),
        (State::Removed(_), edited) | (edited, State::Removed(_)) => edited.clone(),
        (State::Live(ours), State::Live(theirs)) => {
            State::Live(Arc::new(merged(&base_at(&empty), ours, theirs)))
        }
        (State::Live(live), State::Detached(said)) | (State::Detached(said), State::Live(live)) => {
            let base = base_at(live);
            let at: &Statement = if base == empty { live } else { &base };
            let there = statement::placed(said, at);
            State::Live(Arc::new(merged(&base, live, &there)))
        }
        (State::Detached(ours), State::Detached(theirs)) => {
            let base = match base {
                Some(State::Detached(said)) => said,
                _ => &statement::empty(),
            };
            let both = statement::merged(base, ours, theirs, Prefer::Later);
            State::Detached(Box::new(both))
        }
    })
}

/// Returns what becomes of a statement that a copy has too.
fn of_copy(ours: &State, theirs: State) -> State {
    match (ours, theirs) {
        (_, State::Removed(_)) => ours.clone(),
        (State::Removed(gone), theirs) => {
            if theirs.at() >= gone.at.as_str() {
                theirs
            } else {
                ours.clone()
            }
        }
        (State::Live(ours), State::Live(theirs)) => {
            State::Live(Arc::new(statement::later(ours, &theirs)))
        }
        (State::Live(live), State::Detached(said)) => {
            let there = statement::placed(&said, live);
            State::Live(Arc::new(statement::later(live, &there)))
        }
        (State::Detached(said), State::Live(live)) => {
            let here = statement::placed(said, &live);
            State::Live(Arc::new(statement::later(&here, &live)))
        }
        (State::Detached(ours), State::Detached(theirs)) => {
            State::Detached(Box::new(statement::later(ours, &theirs)))
        }
    }
}

/// Returns the conflicts that neither side has.
fn new_conflicts(merged: &States, ours: &States, theirs: &States) -> Vec<Conflict> {
    let mut out = Vec::new();
    for (id, state) in merged {
        for value in state.conflicts() {
            let knows = |side: &States| {
                let known = side.get(id);
                known.is_some_and(|known| known.conflicts().contains(value))
            };
            if !knows(ours) && !knows(theirs) {
                out.push(Conflict::Statement {
                    id: id.clone(),
                    lost: value.clone(),
                });
            }
        }
    }
    out
}

fn status(base: Status, ours: Status, theirs: Status) -> Status {
    if ours == base {
        theirs
    } else if theirs == base {
        ours
    } else {
        ours.max(theirs)
    }
}

fn states(sidecar: &Sidecar) -> States {
    let removed = sidecar.removed.iter().cloned();
    let mut states: States = removed
        .map(|tombstone| (tombstone.id.clone(), State::Removed(tombstone)))
        .collect();
    for detached in &sidecar.detached {
        let state = State::Detached(Box::new(detached.clone()));
        states.insert(detached.id.clone(), state);
    }
    for statement in sidecar.statements() {
        states.insert(statement.id.clone(), State::Live(Arc::clone(statement)));
    }
    states
}

fn fill(sidecar: &mut Sidecar, states: States) {
    let mut live = Vec::new();
    for state in states.into_values() {
        match state {
            State::Live(statement) => live.push(statement),
            State::Detached(detached) => sidecar.detached.push(*detached),
            State::Removed(tombstone) => sidecar.removed.push(tombstone),
        }
    }
    sidecar.extend(live);
}

/// Keeps what both have, what either rejected, and drops what either took back; one for each quote.
fn merge_rejected(
    base: &[Arc<Statement>],
    ours: &[Arc<Statement>],
    theirs: &[Arc<Statement>],
) -> Vec<Arc<Statement>> {
    let has = |side: &[Arc<Statement>], id: &str| side.iter().any(|known| known.id == id);
    let mut out: Vec<Arc<Statement>> = ours
        .iter()
        .filter(|known| has(theirs, &known.id) || !has(base, &known.id))
        .cloned()
        .collect();
    for suggestion in theirs {
        let is_new = !has(base, &suggestion.id) && !has(&out, &suggestion.id);
        if is_new && !out.iter().any(|known| known.quote == suggestion.quote) {
            out.push(Arc::clone(suggestion));
        }
    }
    out.sort_by(|a, b| a.order().cmp(&b.order()));
    out
}

/// Merges what belongs to the article as a whole, its status apart.
fn merge_whole(out: &mut Sidecar, folds: &Folds, versions: [&Sidecar; 3]) {
    let [base, ours, theirs] = versions;
    out.reason = kept::text(&base.reason, &ours.reason, &theirs.reason);
    out.labels = kept::labels(&base.labels, &ours.labels, &theirs.labels);
    out.note = kept::text(&base.note, &ours.note, &theirs.note);
    out.revealed = kept::revealed(ours.revealed.as_ref(), theirs.revealed.as_ref());
    let [b, o, t] = versions.map(|side| folds.comments(side));
    out.comments = kept::comments(&b, &o, &t);
    let [b, o, t] = versions.map(|side| folds.decisions(side));
    out.decisions = kept::decisions(&b, &o, &t);
}
