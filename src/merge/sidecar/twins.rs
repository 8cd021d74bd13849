//! Statements that two sides made independently of each other of the same words, as where one suggestion was accepted in
//! two windows: one of them takes the other's work in, and the other leaves a tombstone that names the one.
//!
//! What a side still does to the other goes into the one, and what names the other names the one, whenever it comes in.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::{State, States};
use crate::merge::canonical;
use crate::merge::statement::{self, Prefer};
use crate::model::comment::Comment;
use crate::model::decision::Decision;
use crate::model::id::StatementId;
use crate::model::sidecar::{Sidecar, Tombstone};
use crate::model::statement::conflict::FieldValue;
use crate::model::statement::{Origin, Statement};
use crate::mutants::{self, Mutant};

/// One that may have a twin on the other side.
struct Single {
    /// When it was made, and its id: the earlier of two stays.
    rank: (String, String),
    /// Whether the common version lacks it.
    is_new: bool,
}

/// Represents which statements were taken in by which.
#[derive(Default)]
pub(super) struct Folds {
    /// By the id of the one that was taken in.
    all: BTreeMap<StatementId, Fold>,
}

struct Fold {
    /// Id of the statement that took it in.
    into: StatementId,
    /// When, where that is known already.
    at: Option<String>,
}

/// Statements as the common version has them, by id.
type Before = BTreeMap<StatementId, Arc<Statement>>;

/// Finds twins, and those that either side knows, and gives both the id of the one that stays, in all three versions.
pub(super) fn join(base: &mut States, ours: &mut States, theirs: &mut States) -> Folds {
    let mut folds = Folds::known([&*base, &*ours, &*theirs]);
    let before = folds.before(base);
    for states in [&mut *base, &mut *ours, &mut *theirs] {
        folds.apply(states, &before);
    }
    let new = found(base, ours, theirs);
    let before = new.before(base);
    for states in [&mut *base, &mut *ours, &mut *theirs] {
        new.apply(states, &before);
    }
    folds.all.extend(new.all);
    for states in [base, ours, theirs] {
        folds.redirect(states);
    }
    folds
}

impl Folds {
    /// Returns those that versions know of; of two that differ the later.
    fn known<'a>(versions: impl IntoIterator<Item = &'a States>) -> Self {
        let mut all: BTreeMap<StatementId, Fold> = BTreeMap::new();
        let states = versions.into_iter().flat_map(BTreeMap::values);
        for state in states {
            let State::Removed(Tombstone {
                id,
                at,
                into: Some(into),
            }) = state
            else {
                continue;
            };
            let known = all.get(id);
            let rank = (at, into);
            if known.is_none_or(|known| (known.at.as_ref(), &known.into) < (Some(rank.0), rank.1)) {
                let (into, at) = (into.clone(), Some(at.clone()));
                all.insert(id.clone(), Fold { into, at });
            }
        }
        Self { all }
    }

    /// Returns the id under which a statement stands: its own, or that of the one that took it in. A circle, which only a
    /// file written by hand has, leads nowhere.
    fn end<'a>(&'a self, id: &'a str) -> &'a str {
        let mut at = id;
        for _ in 0..=self.all.len() {
            match self.all.get(at) {
                Some(fold) => at = &fold.into,
                None => return at,
            }
        }
        id
    }

    /// Returns those that were taken in, as the common version has them.
    fn before(&self, base: &States) -> Before {
        let live = |id: &StatementId| match base.get(id) {
            Some(State::Live(statement)) => Some((id.clone(), Arc::clone(statement))),
            _ => None,
        };
        self.all.keys().filter_map(live).collect()
    }

    /// Has what one version says of those that were taken in go on in the ones that took them in.
    fn apply(&self, states: &mut States, before: &Before) {
        for dropped in self.all.keys() {
            let kept = self.end(dropped);
            if kept != dropped {
                fold(states, before.get(dropped), kept, dropped);
            }
        }
    }

    /// Has what names those that were taken in name the ones that took them in. None lies within itself by that.
    fn redirect(&self, states: &mut States) {
        if self.all.is_empty() {
            return;
        }
        for (id, state) in states {
            match state {
                State::Live(statement) if self.names_any(statement) => {
                    self.redirect_in(id, Arc::make_mut(statement));
                }
                State::Detached(said) if self.names_any(said) => self.redirect_in(id, said),
                _ => {}
            }
        }
    }

    fn names_any<S>(&self, statement: &Statement<S>) -> bool {
        let elsewhere = statement.conflicts.iter().filter_map(|value| match value {
            FieldValue::Parent(id) => Some(id),
            _ => None,
        });
        let mut all = statement.parent.iter().chain(elsewhere);
        all.any(|id| self.all.contains_key(id))
    }

    fn redirect_in<S>(&self, id: &str, statement: &mut Statement<S>) {
        let end = |named: &StatementId| {
            let end = self.end(named);
            (end != id).then(|| StatementId::from(end))
        };
        statement.parent = statement.parent.as_ref().and_then(end);
        let parent = statement.parent.as_ref();
        statement.conflicts.retain_mut(|value| {
            let FieldValue::Parent(named) = value else {
                return true;
            };
            let end = end(named).filter(|end| Some(end) != parent);
            let is_kept = end.is_some();
            *named = end.unwrap_or_default();
            is_kept
        });
    }

    /// Returns what is said of statements, about those that they are now.
    pub(super) fn comments<'a>(&self, sidecar: &'a Sidecar) -> Cow<'a, [Comment]> {
        let names_any =
            |comment: &Comment| self.names(sidecar, &comment.on.annotator, &comment.on.statement);
        if !sidecar.comments.iter().any(names_any) {
            return Cow::Borrowed(&sidecar.comments);
        }
        let mut out = sidecar.comments.clone();
        for comment in &mut out {
            if names_any(comment) {
                let end = self.end(&comment.on.statement).into();
                comment.on.statement = end;
            }
        }
        Cow::Owned(out)
    }

    /// Returns what was decided, of the statements that there are now. What came of it is one of the same sidecar.
    pub(super) fn decisions<'a>(&self, sidecar: &'a Sidecar) -> Cow<'a, [Decision]> {
        if self.all.is_empty() {
            return Cow::Borrowed(&sidecar.decisions);
        }
        let mut out = sidecar.decisions.clone();
        for decision in &mut out {
            for judged in &mut decision.from {
                if self.names(sidecar, &judged.annotator, &judged.statement) {
                    let end = self.end(&judged.statement).into();
                    judged.statement = end;
                }
            }
            let result = decision.result.as_deref();
            decision.result = result.map(|id| self.end(id).into());
        }
        Cow::Owned(out)
    }

    /// Tells whether a statement of somebody is one of this sidecar that was taken in.
    fn names(&self, sidecar: &Sidecar, annotator: &str, id: &str) -> bool {
        annotator == sidecar.annotator && self.all.contains_key(id)
    }

    /// Leaves a tombstone for each that was taken in.
    pub(super) fn bury(&self, merged: &mut States) {
        for (id, Fold { into, at }) in &self.all {
            if at.is_some() && merged.contains_key(id) {
                continue;
            }
            let changed = merged.get(into).map(State::at).unwrap_or_default();
            let mut at = at.clone().unwrap_or_else(|| changed.to_owned());
            if let Some(State::Removed(gone)) = merged.get(id) {
                at = at.max(gone.at.clone());
            }
            let into = Some(into.clone()).filter(|_| !mutants::has(Mutant::FoldedAway));
            let id = id.clone();
            merged.insert(id.clone(), State::Removed(Tombstone { id, at, into }));
        }
    }
}

/// Finds the twins that nobody knows of yet.
fn found(base: &States, ours: &States, theirs: &States) -> Folds {
    let mut folds = Folds::default();
    if mutants::has(Mutant::Twins) {
        return folds;
    }
    let mut there = singles(base, theirs, ours);
    for (words, here) in singles(base, ours, theirs) {
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
            let (into, at) = (kept.rank.1, None);
            folds.all.insert(
                dropped.rank.1.into(),
                Fold {
                    into: into.into(),
                    at,
                },
            );
        }
    }
    folds
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
            rank: (statement.created.clone(), id.clone().into()),
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

/// Gives a statement the id of the one that took it in. Where both are there, what changed since `before` goes into that
/// one. Who removed the one, and had not heard of the other, removed both.
fn fold(states: &mut States, before: Option<&Arc<Statement>>, kept: &str, dropped: &str) {
    let statement = match states.get(dropped) {
        Some(State::Live(statement)) => statement,
        Some(State::Removed(gone)) if gone.into.is_none() && before.is_some() => {
            let removed = Tombstone {
                id: kept.into(),
                ..gone.clone()
            };
            let kept = states.entry(kept.into());
            kept.or_insert(State::Removed(removed));
            return;
        }
        _ => return,
    };
    let renamed = Statement {
        id: kept.into(),
        ..Statement::clone(statement)
    };
    let folded = match states.get(kept) {
        None | Some(State::Removed(_)) => Arc::new(renamed),
        Some(State::Live(there)) if before == Some(statement) => Arc::clone(there),
        Some(State::Live(there)) => {
            let empty = statement::empty();
            let before = before.map_or(&empty, |before| &**before);
            Arc::new(statement::merged(before, there, &renamed, Prefer::Later))
        }
        // Words that are gone from the text are nobody's twin.
        Some(State::Detached(_)) => return,
    };
    states.remove(dropped);
    states.insert(kept.into(), State::Live(folded));
}
