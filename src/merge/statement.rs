//! One statement of two versions of it, field by field.
//!
//! What only one side changed is taken from that side. Of a field that both set otherwise the later value stands, by the
//! time of the statement's last change, then in a fixed order; the other is kept among its conflicts. Sets take what
//! either added and lose what either took away; stances are merged target by target, notes word by word. Who sets a field
//! says more than who empties it, and who changes a stance more than who takes it away.

use super::{canonical, text};
use crate::model::id::StatementId;
use crate::model::statement::conflict::FieldValue;
use crate::model::statement::{Kind, Mention, Origin, StanceTaken, Statement};
use canonical::Canonical;

/// A stretch of a text that statements are merged with.
pub(super) trait Place: Canonical + Clone + PartialEq {}

impl<S: Canonical + Clone + PartialEq> Place for S {}

/// Says what stands of a field that both sides set otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Prefer {
    /// The later value; the other is kept.
    Later,
    /// Ours, and nothing is kept of the other.
    Ours,
}

/// Merges two versions that grew out of `base`. All have their spans in one text.
pub(super) fn merged<S: Place>(
    base: &Statement<S>,
    ours: &Statement<S>,
    theirs: &Statement<S>,
    prefer: Prefer,
) -> Statement<S> {
    if ours == theirs || theirs == base {
        return ours.clone();
    }
    if ours == base {
        return theirs.clone();
    }
    let mut merger = Merger {
        base,
        ours,
        theirs,
        prefer,
        lost: Vec::new(),
    };
    let (quote, kind) = merger.quote();
    let cue = merger.option(|of| of.cue.clone(), FieldValue::Cue);
    let speaker = merger.speaker();
    let via = merger.via();
    let parent = merger.option(|of| of.parent.clone(), FieldValue::Parent);
    let stances = merger.stances();
    let note = merger.note();
    let (flagged, _) = merger.choose(&base.flagged, &ours.flagged, &theirs.flagged);
    let (origin, _) = merger.choose(&base.origin, &ours.origin, &theirs.origin);
    let (created, changed) = times(ours, theirs);
    let mut out = Statement {
        id: ours.id.clone(),
        quote,
        kind,
        cue,
        speaker,
        via,
        addressees: union(&base.addressees, &ours.addressees, &theirs.addressees),
        parent,
        stances,
        labels: union(&base.labels, &ours.labels, &theirs.labels),
        note,
        flagged,
        origin,
        created,
        changed,
        conflicts: Vec::new(),
    };
    let mut conflicts = union(&base.conflicts, &ours.conflicts, &theirs.conflicts);
    conflicts.extend(merger.lost);
    out.conflicts = tidy(conflicts, &out);
    out
}

/// Merges two versions of which nobody knows what they grew out of: the later stands, and what the other says otherwise
/// is kept.
pub(super) fn later<S: Place>(ours: &Statement<S>, theirs: &Statement<S>) -> Statement<S> {
    if ours == theirs {
        return ours.clone();
    }
    let rank = |of: &Statement<S>| {
        (
            of.changed.clone(),
            canonical::bytes(&FieldValue::all_of(of)),
        )
    };
    let (stands, lost) = if rank(ours) >= rank(theirs) {
        (ours, theirs)
    } else {
        (theirs, ours)
    };
    let mut out = stands.clone();
    let mut conflicts = FieldValue::all_of(lost);
    match text::containing("", &ours.note, &theirs.note) {
        Some(whole) => whole.clone_into(&mut out.note),
        None => conflicts.push(FieldValue::Note(lost.note.clone())),
    }
    conflicts.extend(stands.conflicts.iter().chain(&lost.conflicts).cloned());
    (out.created, out.changed) = times(ours, theirs);
    out.conflicts = tidy(conflicts, &out);
    out
}

/// Returns a statement with the places that another version of it has, where its own are those of a text that is gone.
pub(super) fn placed<S, T: Clone + Default>(
    said: &Statement<S>,
    at: &Statement<T>,
) -> Statement<T> {
    let mut out = said
        .try_map_spans(&mut |_| Some(T::default()))
        .expect("each span has a successor");
    out.quote.clone_from(&at.quote);
    out.cue.clone_from(&at.cue);
    let name = said.speaker.as_ref().and_then(|one| one.name.clone());
    let mention = at.speaker.as_ref().and_then(|one| one.mention.clone());
    out.speaker = (name.is_some() || mention.is_some()).then_some(Mention { name, mention });
    out.via.clone_from(&at.via);
    out.addressees.clone_from(&at.addressees);
    for taken in &mut out.stances {
        let there = at.stance_on(&taken.target);
        taken.evidence = there.map_or_else(Vec::new, |there| there.evidence.clone());
    }
    out.conflicts.retain(|value| value.spans().is_empty());
    let there = at.conflicts.iter();
    let there = there.filter(|value| !value.spans().is_empty());
    out.conflicts.extend(there.cloned());
    out
}

/// Makes a statement that says nothing: what two grew out of that were made independently of each other.
pub(super) fn empty<S>() -> Statement<S> {
    Statement {
        id: StatementId::default(),
        quote: Vec::new(),
        kind: Kind::default(),
        cue: None,
        speaker: None,
        via: Vec::new(),
        addressees: Vec::new(),
        parent: None,
        stances: Vec::new(),
        labels: Vec::new(),
        note: String::new(),
        flagged: false,
        origin: Origin::Manual,
        created: String::new(),
        changed: String::new(),
        conflicts: Vec::new(),
    }
}

/// Returns when it was made, the earlier, and when it was last changed, the later.
fn times<S>(ours: &Statement<S>, theirs: &Statement<S>) -> (String, String) {
    let made = [&ours.created, &theirs.created].into_iter();
    let created = made.filter(|at| !at.is_empty()).min();
    (
        created.cloned().unwrap_or_default(),
        (&ours.changed).max(&theirs.changed).clone(),
    )
}

/// Leaves out what stands in its field after all, and puts the rest in a fixed order.
fn tidy<S: Place>(conflicts: Vec<FieldValue<S>>, statement: &Statement<S>) -> Vec<FieldValue<S>> {
    let mut out = conflicts;
    out.retain(|value| !value.is_in(statement));
    out.sort_by_cached_key(canonical::bytes);
    out.dedup();
    out
}

/// Merges two sets: what both kept, in the order of the base, then what either added, in a fixed order.
pub(super) fn union<T: Canonical + Clone + PartialEq>(
    base: &[T],
    ours: &[T],
    theirs: &[T],
) -> Vec<T> {
    if ours == theirs || theirs == base {
        return ours.to_vec();
    }
    if ours == base {
        return theirs.to_vec();
    }
    let kept = base.iter();
    let kept = kept.filter(|item| ours.contains(item) && theirs.contains(item));
    let added = ours.iter().chain(theirs);
    let mut added: Vec<&T> = added.filter(|item| !base.contains(item)).collect();
    added.sort_by_cached_key(|item| canonical::bytes(*item));
    let mut out: Vec<T> = Vec::new();
    for item in kept.chain(added) {
        if !out.contains(item) {
            out.push(item.clone());
        }
    }
    in_any_order(out, base, ours, theirs)
}

/// Returns what was merged; if both sides changed no more than the order, one of theirs.
fn in_any_order<T: Canonical + Clone + PartialEq>(
    merged: Vec<T>,
    base: &[T],
    ours: &[T],
    theirs: &[T],
) -> Vec<T> {
    if merged.as_slice() != base {
        merged
    } else if canonical::bytes(ours) >= canonical::bytes(theirs) {
        ours.to_vec()
    } else {
        theirs.to_vec()
    }
}

struct Merger<'a, S> {
    base: &'a Statement<S>,
    ours: &'a Statement<S>,
    theirs: &'a Statement<S>,
    prefer: Prefer,
    /// What was set and does not stand.
    lost: Vec<FieldValue<S>>,
}

impl<S: Place> Merger<'_, S> {
    /// Returns what stands of a field, and what was set otherwise.
    fn choose<T: Canonical + Clone + PartialEq>(
        &self,
        base: &T,
        ours: &T,
        theirs: &T,
    ) -> (T, Option<T>) {
        if ours == theirs || theirs == base || (ours != base && self.prefer == Prefer::Ours) {
            return (ours.clone(), None);
        }
        if ours == base {
            return (theirs.clone(), None);
        }
        let (a, b) = (canonical::bytes(ours), canonical::bytes(theirs));
        if a.is_empty() {
            return (theirs.clone(), None);
        }
        if b.is_empty() {
            return (ours.clone(), None);
        }
        if (&self.ours.changed, a) >= (&self.theirs.changed, b) {
            (ours.clone(), Some(theirs.clone()))
        } else {
            (theirs.clone(), Some(ours.clone()))
        }
    }

    fn option<T: Canonical + Clone + PartialEq>(
        &mut self,
        get: impl Fn(&Statement<S>) -> Option<T>,
        keep: impl FnOnce(T) -> FieldValue<S>,
    ) -> Option<T> {
        let (base, ours, theirs) = (get(self.base), get(self.ours), get(self.theirs));
        let (stands, lost) = self.choose(&base, &ours, &theirs);
        self.lost.extend(lost.flatten().map(keep));
        stands
    }

    /// A quote and its kind go together where both changed the quote.
    fn quote(&mut self) -> (Vec<S>, Kind) {
        let (base, ours, theirs) = (self.base, self.ours, self.theirs);
        let is_changed = |of: &Statement<S>| of.quote != base.quote;
        if is_changed(ours) && is_changed(theirs) && ours.quote != theirs.quote {
            let pair = |of: &Statement<S>| (of.quote.clone(), of.kind);
            let (stands, lost) = self.choose(&pair(base), &pair(ours), &pair(theirs));
            let lost = lost.map(|(quote, kind)| FieldValue::Quote { quote, kind });
            self.lost.extend(lost);
            return stands;
        }
        let (quote, _) = self.choose(&base.quote, &ours.quote, &theirs.quote);
        let (kind, lost) = self.choose(&base.kind, &ours.kind, &theirs.kind);
        self.lost.extend(lost.map(|kind| FieldValue::Quote {
            quote: quote.clone(),
            kind,
        }));
        (quote, kind)
    }

    fn speaker(&mut self) -> Option<Mention<S>> {
        let name = self.option(|of| of.speaker.as_ref()?.name.clone(), FieldValue::Speaker);
        let mention = self.option(
            |of| of.speaker.as_ref()?.mention.clone(),
            FieldValue::Mention,
        );
        (name.is_some() || mention.is_some()).then_some(Mention { name, mention })
    }

    fn via(&mut self) -> Vec<Mention<S>> {
        let (base, ours, theirs) = (self.base, self.ours, self.theirs);
        let (stands, lost) = self.choose(&base.via, &ours.via, &theirs.via);
        self.lost.extend(lost.map(FieldValue::Via));
        stands
    }

    fn note(&mut self) -> String {
        let (base, ours, theirs) = (self.base, self.ours, self.theirs);
        if let Some(note) = text::merged(&base.note, &ours.note, &theirs.note) {
            return note;
        }
        let (stands, lost) = self.choose(&base.note, &ours.note, &theirs.note);
        self.lost.extend(lost.map(FieldValue::Note));
        stands
    }

    fn stances(&mut self) -> Vec<StanceTaken<S>> {
        let (base, ours, theirs) = (self.base, self.ours, self.theirs);
        let (base, ours, theirs) = (&base.stances, &ours.stances, &theirs.stances);
        if ours == theirs || theirs == base {
            return ours.clone();
        }
        if ours == base {
            return theirs.clone();
        }
        let (b, o, t) = (keyed(base), keyed(ours), keyed(theirs));
        let mut keys: Vec<Key<'_>> = b.iter().map(|entry| entry.0).collect();
        let added = o.iter().chain(&t).map(|entry| entry.0);
        let mut added: Vec<Key<'_>> = added.filter(|key| !keys.contains(key)).collect();
        added.sort_unstable();
        added.dedup();
        keys.extend(added);
        let stance = |key: Key<'_>| self.stance(find(&b, key), find(&o, key), find(&t, key));
        let merged: Vec<StanceTaken<S>> = keys.into_iter().filter_map(stance).collect();
        in_any_order(merged, base, ours, theirs)
    }

    fn stance(
        &mut self,
        base: Option<&StanceTaken<S>>,
        ours: Option<&StanceTaken<S>>,
        theirs: Option<&StanceTaken<S>>,
    ) -> Option<StanceTaken<S>> {
        if ours == theirs || theirs == base {
            return ours.cloned();
        }
        if ours == base {
            return theirs.cloned();
        }
        let (Some(ours), Some(theirs)) = (ours, theirs) else {
            let other = theirs.filter(|_| self.prefer == Prefer::Later);
            return ours.or(other).cloned();
        };
        let target = ours.target.clone();
        let empty = StanceTaken::new(target.clone());
        let base = base.unwrap_or(&empty);
        let (stance, lost) = self.choose(&base.stance, &ours.stance, &theirs.stance);
        self.lost.extend(lost.map(|stance| FieldValue::Stance {
            target: target.clone(),
            stance,
        }));
        let (confidence, lost) =
            self.choose(&base.confidence, &ours.confidence, &theirs.confidence);
        let lost = lost.flatten().map(|confidence| FieldValue::Confidence {
            target: target.clone(),
            confidence,
        });
        self.lost.extend(lost);
        // Under which revision it was taken belongs to the stance that stands.
        let read = match (stance == ours.stance, stance == theirs.stance) {
            (true, false) => ours.read.clone(),
            (false, true) => theirs.read.clone(),
            _ => self.choose(&base.read, &ours.read, &theirs.read).0,
        };
        Some(StanceTaken {
            target,
            stance,
            evidence: union(&base.evidence, &ours.evidence, &theirs.evidence),
            confidence,
            read,
        })
    }
}

/// A target, and how many stances on it stand before: a file written by hand may have several.
type Key<'a> = (&'a str, usize);

fn keyed<S>(stances: &[StanceTaken<S>]) -> Vec<(Key<'_>, &StanceTaken<S>)> {
    let before = |at: usize, target: &str| {
        let ahead = stances[..at].iter();
        ahead.filter(|taken| taken.target == target).count()
    };
    let all = stances.iter().enumerate();
    all.map(|(at, taken)| ((taken.target.as_str(), before(at, &taken.target)), taken))
        .collect()
}

fn find<'a, S>(
    stances: &[(Key<'_>, &'a StanceTaken<S>)],
    key: Key<'_>,
) -> Option<&'a StanceTaken<S>> {
    let found = stances.iter().find(|entry| entry.0 == key);
    found.map(|entry| entry.1)
}
