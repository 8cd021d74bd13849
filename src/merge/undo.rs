//! Takes a step back: what it did, and nothing that others did since.

use std::sync::Arc;

use super::statement::{self, Prefer};
use crate::model::history::Touched;
use crate::model::id::StatementId;
use crate::model::sidecar::{Held, Sidecar};
use crate::model::statement::Statement;
use crate::mutants::{self, Mutant};

/// Takes back what a step did to statements; returns what does it again. The step is of the text that the sidecar is of.
///
/// A statement that nobody else changed is as it was before, to the second; one whose words were there before and are gone
/// from the text is set aside. One that somebody removed since stays removed; one that the step made and somebody else went
/// on with stays. What it did to one that another took in is taken back in that.
pub fn take_back(statements: Vec<Touched>, sidecar: &mut Sidecar) -> Vec<Touched> {
    let take = |touched: Touched| {
        let touched = followed(touched, sidecar);
        let now = sidecar.held(&touched.id);
        let then = taken_back(&touched, now.as_ref());
        match (&then, &now) {
            (Some(then), _) => sidecar.hold(then.clone()),
            (None, Some(gone)) => sidecar.let_go(&touched.id, gone.changed()),
            (None, None) => {}
        }
        Touched {
            id: touched.id,
            before: now,
            after: then,
        }
    };
    statements.into_iter().map(take).collect()
}

fn taken_back(touched: &Touched, now: Option<&Held>) -> Option<Held> {
    let (before, after) = (touched.before.as_ref(), touched.after.as_ref());
    if is_same(now, after) || mutants::has(Mutant::WholeUndo) {
        return before.cloned();
    }
    match (after, now, before) {
        (Some(after), Some(now), Some(before)) => Some(merged(after, now, before)),
        _ => now.cloned(),
    }
}

/// Tells whether nobody changed a statement. Of words that are gone from the text it says nothing where they stood.
fn is_same(now: Option<&Held>, after: Option<&Held>) -> bool {
    match (now, after) {
        (Some(Held::Detached(now)), Some(Held::Detached(after))) => {
            let [now, after] = [now, after].map(|said| said.try_map_spans(&mut |_| Some(())));
            now == after
        }
        _ => now == after,
    }
}

/// Merges what a step left and found into what there is now. That stays where it is, in the text or set aside: of versions
/// that are not, only what has no place counts.
fn merged(after: &Held, now: &Held, before: &Held) -> Held {
    match now {
        Held::Live(now) => {
            let [after, before] = [after, before].map(|held| match held {
                Held::Live(one) => Statement::clone(one),
                Held::Detached(said) => statement::placed(said, now),
            });
            let merged = statement::merged(&after, now, &before, Prefer::Ours);
            Held::Live(Arc::new(merged))
        }
        Held::Detached(now) => {
            let [after, before] = [after, before].map(|held| match held {
                Held::Live(one) => statement::placed(one, now),
                Held::Detached(said) => Statement::clone(said),
            });
            let merged = statement::merged(&after, now, &before, Prefer::Ours);
            Held::Detached(Box::new(merged))
        }
    }
}

/// Returns the same of the statement that took this one in, if one did; what lies in one that was taken in lies in the one
/// that took it in.
fn followed(touched: Touched, sidecar: &Sidecar) -> Touched {
    if sidecar.removed.iter().all(|gone| gone.into.is_none()) {
        return touched;
    }
    let id = StatementId::from(sidecar.successor(&touched.id));
    let follow = |held: Held| {
        let other = match &held {
            Held::Live(one) => {
                redirected(one, &id, sidecar).map(|other| Held::Live(Arc::new(other)))
            }
            Held::Detached(said) => {
                redirected(said, &id, sidecar).map(|other| Held::Detached(Box::new(other)))
            }
        };
        other.unwrap_or(held)
    };
    Touched {
        before: touched.before.map(follow),
        after: touched.after.map(follow),
        id,
    }
}

/// Returns a statement under another id, within the one that took its parent in; none if it is that already.
fn redirected<S: Clone>(
    statement: &Statement<S>,
    id: &StatementId,
    sidecar: &Sidecar,
) -> Option<Statement<S>> {
    let parent = statement.parent.as_deref();
    let parent = parent.map(|parent| StatementId::from(sidecar.successor(parent)));
    if statement.id == *id && statement.parent == parent {
        return None;
    }
    Some(Statement {
        parent: parent.filter(|parent| parent != id),
        id: id.clone(),
        ..statement.clone()
    })
}

/// Lets the last step go on: what changed a statement of a sidecar from `old` to `new` belongs to it.
pub fn go_on(statements: &mut [Touched], sidecar: &Sidecar, old: &Statement, new: &Arc<Statement>) {
    let mut all = statements.iter_mut();
    let touched = all.find(|touched| sidecar.successor(&touched.id) == new.id);
    let Some(Held::Live(after)) = touched.and_then(|touched| touched.after.as_mut()) else {
        return;
    };
    *after = if **after == *old {
        Arc::clone(new)
    } else {
        // What others did in between is none of the step's.
        Arc::new(statement::merged(old, new, after, Prefer::Ours))
    };
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::codebook::{Codebook, Speaker};
    use crate::model::edit::{Edit, Work, apply_all};
    use crate::model::history::{Changes, History, Step};
    use crate::model::id::LabelId;
    use crate::model::sidecar::{Status, Tombstone};
    use crate::model::span::{Anchored, Span};
    use crate::model::statement::Kind;
    use crate::model::text::Text;

    const NOW: &str = "2025-01-01T00:00:00Z";

    fn statement(id: &str, start: usize, note: &str) -> Statement {
        let quote = vec![Span::new(start, start + 3)];
        let mut made = Statement::new(id.into(), quote, Kind::Direct, NOW).unwrap();
        note.clone_into(&mut made.note);
        made
    }

    fn edit() -> impl Strategy<Value = Edit> {
        let id = (0u8..6).prop_map(|n| format!("s{n}"));
        let put = (id.clone(), 0usize..50, "[a-c]{0,2}")
            .prop_map(|(id, start, note)| Edit::Put(Arc::new(statement(&id, start, &note))));
        let reject = (id.clone(), 0usize..50)
            .prop_map(|(id, start)| Edit::Reject(Arc::new(statement(&id, start, ""))));
        let speaker = (id.clone(), "[a-c]{1,2}").prop_map(|(id, name)| {
            Edit::PutSpeaker(Speaker {
                id: id.into(),
                name,
                ..Speaker::default()
            })
        });
        prop_oneof![
            4 => put,
            2 => id.clone().prop_map(|id| Edit::Remove { id: id.into(), at: NOW.to_owned() }),
            1 => reject,
            1 => id.clone().prop_map(|id| Edit::TakeRejected(id.into())),
            1 => prop::sample::select(&Status::ALL[..]).prop_map(Edit::SetStatus),
            1 => "[a-c]{0,2}".prop_map(Edit::SetReason),
            1 => prop::collection::vec("[a-c]".prop_map(LabelId::from), 0..3).prop_map(Edit::SetArticleLabels),
            1 => "[a-c]{0,2}".prop_map(Edit::SetArticleNote),
            1 => speaker,
            1 => id.prop_map(|id| Edit::RemoveSpeaker(id.into())),
        ]
    }

    /// All that an annotator sees; tombstones stay behind on purpose.
    fn seen(sidecar: &Sidecar, added: &Codebook) -> (Sidecar, Codebook) {
        let mut sidecar = sidecar.clone();
        sidecar.removed.clear();
        (sidecar, added.clone())
    }

    fn undo(step: &mut Step, work: &mut Work<'_>) {
        let changes = std::mem::take(&mut step.changes);
        step.changes = Changes {
            statements: take_back(changes.statements, work.sidecar),
            edits: apply_all(changes.edits, work),
        };
    }

    proptest! {
        #[test]
        fn undo_and_redo_are_inverse(steps in prop::collection::vec(prop::collection::vec(edit(), 1..4), 1..12)) {
            let (mut sidecar, mut added) = (Sidecar::default(), Codebook::default());
            let mut history = History::default();
            let mut states = vec![seen(&sidecar, &added)];
            for edits in steps {
                let changes = Changes::apply(edits, &mut Work { sidecar: &mut sidecar, added: &mut added });
                let step = Step { name: "step".to_owned(), article: String::new(), text: Text::default(), changes, before: None, after: None };
                history.record(step);
                states.push(seen(&sidecar, &added));
            }
            for _round in 0..2 {
                for state in states.iter().rev().skip(1) {
                    let mut step = history.take_undo().unwrap();
                    undo(&mut step, &mut Work { sidecar: &mut sidecar, added: &mut added });
                    history.undone(step);
                    prop_assert_eq!(&seen(&sidecar, &added), state);
                }
                prop_assert!(history.next_undo().is_none());
                for state in &states[1..] {
                    let mut step = history.take_redo().unwrap();
                    undo(&mut step, &mut Work { sidecar: &mut sidecar, added: &mut added });
                    history.redone(step);
                    prop_assert_eq!(&seen(&sidecar, &added), state);
                }
                prop_assert!(history.next_redo().is_none());
            }
        }

        #[test]
        fn what_others_did_survives_undo_and_redo(
            ours in prop::collection::vec(0usize..FIELDS, 1..5),
            theirs in prop::collection::vec(0usize..FIELDS, 1..5),
        ) {
            let mut sidecar = Sidecar::default();
            sidecar.put(Arc::new(statement("s", 0, "")));
            let before = sidecar.held("s");
            set(&mut sidecar, &ours, "ours");
            let after = sidecar.held("s");
            set(&mut sidecar, &theirs, "theirs");
            let touched = vec![Touched { id: "s".into(), before, after }];
            let again = take_back(touched, &mut sidecar);
            for field in 0..FIELDS {
                let expected = if theirs.contains(&field) { "theirs" } else { "" };
                prop_assert_eq!(get(&sidecar, field), expected, "field {}", field);
            }
            take_back(again, &mut sidecar);
            for field in 0..FIELDS {
                let is_ours = ours.contains(&field) && !theirs.contains(&field);
                let expected = if is_ours { "ours" } else if theirs.contains(&field) { "theirs" } else { "" };
                prop_assert_eq!(get(&sidecar, field), expected, "field {}", field);
            }
        }
    }

    /// Fields that [`set`] sets and [`get`] tells: parent, speaker, cue, note.
    const FIELDS: usize = 4;

    fn set(sidecar: &mut Sidecar, fields: &[usize], value: &str) {
        let mut new = Statement::clone(sidecar.statement("s").unwrap());
        for field in fields {
            match field {
                0 => new.parent = Some(value.into()),
                1 => new.speaker.get_or_insert_default().name = Some(value.into()),
                2 => new.cue = Some(Span::new(value.len(), 10)),
                _ => value.clone_into(&mut new.note),
            }
        }
        sidecar.put(Arc::new(new));
    }

    fn get(sidecar: &Sidecar, field: usize) -> &str {
        let of = sidecar.statement("s").unwrap();
        match field {
            0 => of.parent.as_deref().unwrap_or_default(),
            1 => of.speaker_id().unwrap_or_default(),
            2 => match of.cue.map(|cue| cue.start) {
                None => "",
                Some(4) => "ours",
                Some(_) => "theirs",
            },
            _ => &of.note,
        }
    }

    #[track_caller]
    fn check_note(typed: &[&str], merged_in: &str, undone: &str) {
        let mut sidecar = Sidecar::default();
        sidecar.put(Arc::new(statement("s", 0, "")));
        let before = sidecar.held("s");
        let mut touched = Vec::new();
        let count = typed.len();
        for (at, note) in typed.iter().enumerate() {
            let old = sidecar.statement("s").cloned().unwrap();
            let new = Arc::new(statement("s", 0, note));
            sidecar.put(Arc::clone(&new));
            if at == 0 {
                touched.push(Touched {
                    id: "s".into(),
                    before: before.clone(),
                    after: Some(Held::Live(new)),
                });
            } else {
                go_on(&mut touched, &sidecar, &old, &new);
            }
            if at + 1 == count {
                break;
            }
            // Another window's words come in while it is typed.
            let note = format!("{}{merged_in}", sidecar.statement("s").unwrap().note);
            sidecar.put(Arc::new(statement("s", 0, &note)));
        }
        take_back(touched, &mut sidecar);
        assert_eq!(sidecar.statement("s").unwrap().note, undone);
    }

    /// Another window took `s` in as `a`, which it had made, and wrote a note; returns what is left of that.
    fn folded(before: Option<&str>, after: Option<&str>, now: &str) -> Option<String> {
        let version = |note: &str| Some(Held::Live(Arc::new(statement("s", 0, note))));
        let touched = Touched {
            id: "s".into(),
            before: before.and_then(version),
            after: after.and_then(version),
        };
        let mut sidecar = Sidecar::default();
        sidecar.put(Arc::new(statement("a", 0, now)));
        sidecar.removed = vec![Tombstone {
            id: "s".into(),
            at: NOW.to_owned(),
            into: Some("a".into()),
        }];
        let again = take_back(vec![touched], &mut sidecar);
        assert_eq!(again[0].id, "a");
        assert!(sidecar.statement("s").is_none());
        sidecar.statement("a").map(|one| one.note.clone())
    }

    #[test]
    fn a_step_of_a_statement_that_another_took_in_is_taken_back_there() {
        let taken =
            |before, after, now| folded(before, after, now).unwrap_or_else(|| "gone".to_owned());
        assert_eq!(taken(Some(""), Some("mine"), "mine theirs"), "theirs");
        assert_eq!(taken(Some("x"), Some("x mine"), "x mine"), "x");
        assert_eq!(taken(None, Some("mine"), "mine theirs"), "mine theirs");
        assert_eq!(taken(None, Some("mine"), "mine"), "gone");
    }

    /// A statement with a note: in the text (`a`), or set aside (`(a)`), its words as an older text had them (`((a))`).
    fn held(said: &str) -> Option<Held> {
        let note = said.trim_matches(['(', ')']);
        let live = statement("s", 0, note);
        let depth = said.chars().take_while(|char| *char == '(').count();
        if said.is_empty() || depth == 0 {
            return (!said.is_empty()).then(|| Held::Live(Arc::new(live)));
        }
        let words = Anchored {
            text: format!("words {depth}"),
            ..Anchored::default()
        };
        let aside = live.try_map_spans(&mut |_| Some(words.clone())).unwrap();
        Some(Held::Detached(Box::new(aside)))
    }

    fn said(held: Option<&Held>) -> String {
        match held {
            None => String::new(),
            Some(Held::Live(one)) => one.note.clone(),
            Some(Held::Detached(said)) => {
                let depth = if said.quote[0].text.ends_with('1') {
                    1
                } else {
                    2
                };
                [&"(".repeat(depth), &said.note, &")".repeat(depth)]
                    .map(String::as_str)
                    .concat()
            }
        }
    }

    #[track_caller]
    fn check_held(before: &str, after: &str, now: &str, expected: &str) {
        let mut sidecar = Sidecar::default();
        if let Some(now) = held(now) {
            sidecar.hold(now);
        }
        let touched = Touched {
            id: "s".into(),
            before: held(before),
            after: held(after),
        };
        let again = take_back(vec![touched], &mut sidecar);
        assert_eq!(said(sidecar.held("s").as_ref()), expected);
        take_back(again, &mut sidecar);
        assert_eq!(said(sidecar.held("s").as_ref()), now, "done again");
    }

    #[test]
    fn what_is_set_aside_is_taken_back_and_done_again() {
        // A removal: what was there before has no words any more.
        check_held("(a)", "", "", "(a)");
        check_held("a", "", "", "a");
        // One that was made, or changed, and then set aside.
        check_held("", "(a)", "(a)", "");
        check_held("", "(a)", "((a))", "");
        check_held("(a)", "(a b)", "(a b)", "(a)");
        check_held("(a)", "(a b)", "((a b))", "(a)");
        // Only what it was before has its words in the text, or only what it became.
        check_held("a", "(a b)", "(a b)", "a");
        check_held("(a)", "a b", "a b", "(a)");
        // Somebody went on with it.
        check_held("(a)", "(a b)", "(a b c)", "(a c)");
        check_held("(a)", "a b", "a b c", "a c");
        check_held("a", "(a b)", "(a b c)", "(a c)");
        check_held("", "(a)", "(a c)", "(a c)");
    }

    #[test]
    fn typing_that_goes_on_is_one_step() {
        check_note(&["a", "ab", "abc"], "", "");
        check_note(&["a", "ab x"], " x", "x");
        check_note(&["a", "a b x"], " x", "x");
    }
}
