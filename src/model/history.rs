//! Undo and redo of named steps, with the selection that goes with them.
//!
//! Limitations:
//! - The history is a line, not a tree: an edit after undoing drops what could be redone.
//! - It lives as long as the window; what is on disk has no history of its own.

use super::edit::Edit;

/// Represents one step that a person would name: `set speaker`.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// What was done, as menus show it: `set speaker`.
    pub name: String,
    /// Path of the article it was done in.
    pub article: String,
    /// The changes that take it back (or, among steps to redo, do it again).
    pub edits: Vec<Edit>,
    /// Id of the statement that was selected before.
    pub before: Option<String>,
    /// Id of the statement that was selected after.
    pub after: Option<String>,
}

/// Represents what can be undone and redone in a project, across its articles.
#[derive(Clone, Debug, Default)]
pub struct History {
    undo: Vec<Step>,
    redo: Vec<Step>,
}

impl History {
    /// Records a step that was just done, given with the changes that take it back.
    pub fn record(&mut self, step: Step) {
        self.redo.clear();
        self.undo.push(step);
    }

    /// Returns the step that [`History::take_undo`] would return.
    pub fn next_undo(&self) -> Option<&Step> {
        self.undo.last()
    }

    /// Returns the step that [`History::take_redo`] would return.
    pub fn next_redo(&self) -> Option<&Step> {
        self.redo.last()
    }

    /// Takes the last step done. The caller applies its edits and hands their inverse to [`History::undone`].
    pub fn take_undo(&mut self) -> Option<Step> {
        self.undo.pop()
    }

    /// Takes the last step undone. The caller applies its edits and hands their inverse to [`History::redone`].
    pub fn take_redo(&mut self) -> Option<Step> {
        self.redo.pop()
    }

    /// Records that a step was undone, given with the changes that do it again.
    pub fn undone(&mut self, step: Step) {
        self.redo.push(step);
    }

    /// Records that a step was done again, given with the changes that take it back.
    pub fn redone(&mut self, step: Step) {
        self.undo.push(step);
    }

    /// Returns how many steps can be undone.
    pub fn undo_len(&self) -> usize {
        self.undo.len()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use proptest::prelude::*;

    use super::*;
    use crate::model::codebook::{Codebook, Speaker};
    use crate::model::edit::{Work, apply_all};
    use crate::model::sidecar::{Sidecar, Status};
    use crate::model::span::Span;
    use crate::model::statement::{Kind, Statement};

    fn edit() -> impl Strategy<Value = Edit> {
        let id = (0u8..6).prop_map(|n| format!("s{n}"));
        let put =
            (id.clone(), 0usize..50, 1usize..9, "[a-c]{0,2}").prop_map(|(id, start, len, note)| {
                let quote = vec![Span::new(start, start + len)];
                let mut statement =
                    Statement::new(id, quote, Kind::Direct, "2025-01-01T00:00:00Z").unwrap();
                statement.note = note;
                Edit::Put(Arc::new(statement))
            });
        let put_rejected = (id.clone(), 0usize..50).prop_map(|(id, start)| {
            let quote = vec![Span::new(start, start + 3)];
            let made = Statement::new(id, quote, Kind::Direct, "2025-01-01T00:00:00Z").unwrap();
            Edit::Reject(Arc::new(made))
        });
        let speaker = (id.clone(), "[a-c]{1,2}").prop_map(|(id, name)| {
            Edit::PutSpeaker(Speaker {
                id,
                name,
                ..Speaker::default()
            })
        });
        prop_oneof![
            4 => put,
            2 => id.clone().prop_map(|id| Edit::Remove { id, at: "2025-01-02T00:00:00Z".to_owned() }),
            1 => put_rejected,
            1 => id.clone().prop_map(Edit::TakeRejected),
            1 => prop::sample::select(&Status::ALL[..]).prop_map(Edit::SetStatus),
            1 => speaker,
            1 => id.prop_map(Edit::RemoveSpeaker),
        ]
    }

    /// All that an annotator sees; tombstones stay behind on purpose.
    fn seen(sidecar: &Sidecar, added: &Codebook) -> (Sidecar, Codebook) {
        let mut sidecar = sidecar.clone();
        sidecar.removed.clear();
        (sidecar, added.clone())
    }

    proptest! {
        #[test]
        fn undo_and_redo_are_inverse(steps in prop::collection::vec(prop::collection::vec(edit(), 1..4), 1..12)) {
            let (mut sidecar, mut added) = (Sidecar::default(), Codebook::default());
            let mut history = History::default();
            let mut states = vec![seen(&sidecar, &added)];
            for edits in steps {
                let edits = apply_all(edits, &mut Work { sidecar: &mut sidecar, added: &mut added });
                let step = Step { name: "step".to_owned(), article: String::new(), edits, before: None, after: None };
                history.record(step);
                states.push(seen(&sidecar, &added));
            }
            for _round in 0..2 {
                for state in states.iter().rev().skip(1) {
                    let mut step = history.take_undo().unwrap();
                    step.edits = apply_all(step.edits, &mut Work { sidecar: &mut sidecar, added: &mut added });
                    history.undone(step);
                    prop_assert_eq!(&seen(&sidecar, &added), state);
                }
                prop_assert!(history.next_undo().is_none());
                for state in &states[1..] {
                    let mut step = history.take_redo().unwrap();
                    step.edits = apply_all(step.edits, &mut Work { sidecar: &mut sidecar, added: &mut added });
                    history.redone(step);
                    prop_assert_eq!(&seen(&sidecar, &added), state);
                }
                prop_assert!(history.next_redo().is_none());
            }
        }
    }
}
