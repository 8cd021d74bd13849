//! Makes one of two versions of the same annotator's work.
//!
//! Statements are merged by id. With a common base ([`three_way`]) it is known who changed what; without one
//! ([`with_copy`]), as for the copies that sync tools leave, the later change counts. Editing beats removing. Where both
//! sides changed one statement, the later change stands and the other is kept beside it, flagged, under an id made of
//! its content: merging again adds nothing, in whichever order.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::Arc;

use super::kept;
use crate::model::codebook::Codebook;
use crate::model::sidecar::{Detached, Sidecar, Tombstone};
use crate::model::statement::Statement;

/// What a sidecar knows about one statement id.
#[derive(Clone, Debug, PartialEq)]
enum State {
    Live(Arc<Statement>),
    Detached(Box<Detached>),
    Removed(Tombstone),
}

impl State {
    fn statement(&self) -> Option<&Statement> {
        match self {
            Self::Live(statement) => Some(statement),
            Self::Detached(detached) => Some(&detached.statement),
            Self::Removed(_) => None,
        }
    }

    /// Orders two versions of a statement: the later change, then one that is in the text, then any fixed order.
    fn rank(&self) -> (String, bool, String) {
        let changed = match self {
            Self::Removed(tombstone) => tombstone.at.clone(),
            _ => self
                .statement()
                .map(|statement| statement.changed.clone())
                .unwrap_or_default(),
        };
        (changed, matches!(self, Self::Live(_)), format!("{self:?}"))
    }
}

type States = BTreeMap<String, State>;

/// Merges two versions that grew out of `base`. All three have their spans in bytes of one text.
///
/// What only one side changed is taken from that side. The result's `rev` is the larger one.
pub fn three_way(base: &Sidecar, ours: &Sidecar, theirs: &Sidecar) -> Sidecar {
    let (b, o, t) = (states(base), states(ours), states(theirs));
    let ids: BTreeSet<&String> = b.keys().chain(o.keys()).chain(t.keys()).collect();
    let mut merged = States::new();
    for id in ids {
        let (base, ours, theirs) = (b.get(id), o.get(id), t.get(id));
        let kept = if ours == theirs || theirs == base {
            ours.cloned()
        } else if ours == base {
            theirs.cloned()
        } else {
            both_changed(ours, theirs, &mut merged)
        };
        if let Some(state) = kept {
            merged.insert(id.clone(), state);
        }
    }
    let status = if ours.status == base.status {
        theirs.status
    } else if theirs.status == base.status {
        ours.status
    } else {
        ours.status.max(theirs.status)
    };
    let mut out = Sidecar::new(ours.article.clone(), &ours.annotator);
    out.status = status;
    merge_whole(&mut out, base, ours, theirs);
    out.rejected = merge_rejected(&base.rejected, &ours.rejected, &theirs.rejected);
    out.rev = ours.rev.max(theirs.rev);
    fill(&mut out, merged);
    out
}

/// Adds to a sidecar what a copy of it has and it has not; of two versions of a statement the later one counts.
///
/// The copy is older or younger as a whole, nobody knows which: its removals remove nothing here, and a removal here
/// that is later than the copy's last change stands.
pub fn with_copy(sidecar: &Sidecar, copy: &Sidecar) -> Sidecar {
    let mut merged = states(sidecar);
    for (id, theirs) in states(copy) {
        let wins = match (merged.get(&id), &theirs) {
            (None, _) => true,
            (Some(_), State::Removed(_)) => false,
            (Some(ours), _) => theirs.rank() > ours.rank(),
        };
        if wins {
            merged.insert(id, theirs);
        }
    }
    let mut out = Sidecar::new(sidecar.article.clone(), &sidecar.annotator);
    out.status = sidecar.status;
    merge_whole(&mut out, &Sidecar::default(), sidecar, copy);
    out.rejected = merge_rejected(&[], &sidecar.rejected, &copy.rejected);
    out.rev = sidecar.rev.max(copy.rev);
    fill(&mut out, merged);
    out
}

/// Merges two versions of what an annotator added to the codebook.
///
/// Of an entry that both changed, ours stands: there is no time to tell which is later. An entry that one side removed
/// and the other changed stays.
pub fn codebooks(base: &Codebook, ours: &Codebook, theirs: &Codebook) -> Codebook {
    fn merge<T: Clone + PartialEq>(
        base: &[T],
        ours: &[T],
        theirs: &[T],
        id: impl Fn(&T) -> &str,
    ) -> Vec<T> {
        let find =
            |entries: &[T], wanted: &str| entries.iter().find(|entry| id(entry) == wanted).cloned();
        let mut out = Vec::new();
        for entry in ours {
            let (base, theirs) = (find(base, id(entry)), find(theirs, id(entry)));
            if base.as_ref() == Some(entry) {
                out.extend(theirs);
            } else {
                out.push(entry.clone());
            }
        }
        for entry in theirs {
            let known = find(ours, id(entry)).is_some();
            if !known && find(base, id(entry)).as_ref() != Some(entry) {
                out.push(entry.clone());
            }
        }
        out
    }
    Codebook {
        scales: merge(&base.scales, &ours.scales, &theirs.scales, |entry| {
            &entry.id
        }),
        targets: merge(&base.targets, &ours.targets, &theirs.targets, |entry| {
            &entry.id
        }),
        labels: merge(&base.labels, &ours.labels, &theirs.labels, |entry| {
            &entry.id
        }),
        speakers: merge(&base.speakers, &ours.speakers, &theirs.speakers, |entry| {
            &entry.id
        }),
    }
}

/// Tells whether two sidecars hold the same work, whatever their number of saves.
pub fn same_work(a: &Sidecar, b: &Sidecar) -> bool {
    let mut a = a.clone();
    a.rev = b.rev;
    a == *b
}

/// Returns what stands of a statement that both sides changed, and puts what does not beside it.
fn both_changed(
    ours: Option<&State>,
    theirs: Option<&State>,
    merged: &mut States,
) -> Option<State> {
    let (Some(ours), Some(theirs)) = (ours, theirs) else {
        return ours.or(theirs).cloned();
    };
    let (winner, loser) = match (ours, theirs) {
        (State::Removed(_), State::Live(_) | State::Detached(_)) => return Some(theirs.clone()),
        (State::Live(_) | State::Detached(_), State::Removed(_)) => return Some(ours.clone()),
        _ if ours.rank() >= theirs.rank() => (ours, theirs),
        _ => (theirs, ours),
    };
    if let (Some(stands), Some(lost)) = (winner.statement(), loser.statement())
        && says_more(lost, stands)
    {
        let (id, state) = set_beside(loser);
        merged.insert(id, state);
    }
    Some(winner.clone())
}

/// Tells whether dropping `lost` in favour of `stands` would lose anything but a time.
fn says_more(lost: &Statement, stands: &Statement) -> bool {
    let mut lost = lost.clone();
    lost.changed.clone_from(&stands.changed);
    lost != *stands
}

/// Gives a version of a statement an id of its own, made of its content, and flags it.
fn set_beside(state: &State) -> (String, State) {
    let hash = blake3::hash(format!("{:?}", state.statement()).as_bytes());
    let mut id = String::new();
    for byte in &hash.as_bytes()[..13] {
        // Writing to a string cannot fail.
        let _ = write!(id, "{byte:02X}");
    }
    let aside = |statement: &Statement| Statement {
        id: id.clone(),
        flagged: true,
        ..statement.clone()
    };
    let state = match state {
        State::Live(statement) => State::Live(Arc::new(aside(statement))),
        State::Detached(detached) => State::Detached(Box::new(Detached {
            statement: aside(&detached.statement),
            ..(**detached).clone()
        })),
        State::Removed(tombstone) => State::Removed(tombstone.clone()),
    };
    (id, state)
}

fn states(sidecar: &Sidecar) -> States {
    let removed = sidecar.removed.iter().cloned();
    let mut states: States = removed
        .map(|tombstone| (tombstone.id.clone(), State::Removed(tombstone)))
        .collect();
    for detached in &sidecar.detached {
        let state = State::Detached(Box::new(detached.clone()));
        states.insert(detached.statement.id.clone(), state);
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
fn merge_whole(out: &mut Sidecar, base: &Sidecar, ours: &Sidecar, theirs: &Sidecar) {
    out.reason = kept::text(&base.reason, &ours.reason, &theirs.reason);
    out.labels = kept::labels(&base.labels, &ours.labels, &theirs.labels);
    out.note = kept::text(&base.note, &ours.note, &theirs.note);
    out.revealed = kept::revealed(ours.revealed.as_ref(), theirs.revealed.as_ref());
    out.comments = kept::comments(&base.comments, &ours.comments, &theirs.comments);
    out.decisions = kept::decisions(&base.decisions, &ours.decisions, &theirs.decisions);
}
