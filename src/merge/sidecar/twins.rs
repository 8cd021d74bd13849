//! Statements that two sides made independently of each other of the same words, as where one suggestion was accepted in
//! two windows: one of them takes the other's work in, and the other is as good as removed.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{State, States};
use crate::merge::canonical;
use crate::model::statement::{Origin, Statement};

/// One that may have a twin on the other side.
struct Single {
    /// When it was made, and its id: the earlier of two stays.
    rank: (String, String),
    /// Whether the common version lacks it.
    is_new: bool,
}

/// Represents two statements that become one.
pub(super) struct Twins {
    /// Id of the one that stays.
    pub(super) kept: String,
    /// Id of the other.
    pub(super) dropped: String,
}

/// Finds twins and gives both the id of the one that stays, in all three versions; parents follow.
pub(super) fn join(base: &mut States, ours: &mut States, theirs: &mut States) -> Vec<Twins> {
    let here = singles(base, ours, theirs);
    let mut there = singles(base, theirs, ours);
    let mut out = Vec::new();
    for (words, here) in here {
        let there = there.remove(&words).unwrap_or_default();
        for (one, other) in here.into_iter().zip(there) {
            if !one.is_new && !other.is_new {
                continue;
            }
            let (kept, dropped) = if one.rank <= other.rank {
                (one, other)
            } else {
                (other, one)
            };
            out.push(Twins {
                kept: kept.rank.1,
                dropped: dropped.rank.1,
            });
        }
    }
    for twins in &out {
        for states in [&mut *base, &mut *ours, &mut *theirs] {
            rename(states, twins);
        }
    }
    out
}

/// Returns the statements that only one side has, by their words, the earliest first.
///
/// One that the other side took for the twin of another, and so removed, counts if it was changed since.
fn singles(base: &States, side: &States, other: &States) -> BTreeMap<Vec<u8>, Vec<Single>> {
    let mut out: BTreeMap<Vec<u8>, Vec<Single>> = BTreeMap::new();
    for (id, state) in side {
        let State::Live(statement) = state else {
            continue;
        };
        let (Origin::Suggested { .. } | Origin::Imported { .. }) = statement.origin else {
            continue;
        };
        let words = match (base.get(id), other.get(id)) {
            (None, None | Some(State::Removed(_))) => words(statement),
            (Some(State::Live(old)), Some(State::Removed(_))) if old != statement => words(old),
            _ => continue,
        };
        let single = Single {
            rank: (statement.created.clone(), id.clone()),
            is_new: !base.contains_key(id),
        };
        out.entry(words).or_default().push(single);
    }
    for singles in out.values_mut() {
        singles.sort_by(|a, b| a.rank.cmp(&b.rank));
    }
    out
}

/// Returns what two statements must have in common: quote, cue, and the words that name the speaker.
fn words(statement: &Statement) -> Vec<u8> {
    let mention = statement.speaker.as_ref().and_then(|one| one.mention);
    canonical::bytes(&(statement.quote.clone(), (statement.cue, mention)))
}

fn rename(states: &mut States, twins: &Twins) {
    let Twins { kept, dropped } = twins;
    if let Some(State::Live(statement)) = states.get(dropped) {
        let renamed = Statement {
            id: kept.clone(),
            ..Statement::clone(statement)
        };
        states.remove(dropped);
        states.insert(kept.clone(), State::Live(Arc::new(renamed)));
    }
    for state in states.values_mut() {
        match state {
            State::Live(statement) if statement.parent.as_ref() == Some(dropped) => {
                Arc::make_mut(statement).parent = Some(kept.clone());
            }
            State::Detached(said) if said.parent.as_ref() == Some(dropped) => {
                said.parent = Some(kept.clone());
            }
            _ => {}
        }
    }
}
