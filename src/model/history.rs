//! Undo and redo of named steps, with the selection that goes with them.
//!
//! Limitations:
//! - The history is a line, not a tree: an edit after undoing drops what could be redone.
//! - It lives as long as the window; what is on disk has no history of its own.
//!
//! A step stays with the text that it was done on. Whoever takes it back, or lets it go on, in another one carries it over
//! first (`anchor::carry_changes`), so that its places are found however often the article was rewritten in between.

use std::collections::HashSet;

use super::edit::{Edit, Work, apply_all};
use super::id::StatementId;
use super::sidecar::{Held, Sidecar};
use super::text::Text;

/// Represents what a step did, as far as it takes to take it back (or, among steps to redo, to do it again).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Changes {
    /// The statements that it made, changed or removed.
    pub statements: Vec<Touched>,
    /// The changes that take back whatever else it did.
    pub edits: Vec<Edit>,
}

/// Represents a statement as a step found it and left it, in one text: others may change it in between.
#[derive(Clone, Debug, PartialEq)]
pub struct Touched {
    /// The statement's id.
    pub id: StatementId,
    /// The statement before; none where there was none.
    pub before: Option<Held>,
    /// The statement after; none where it was removed.
    pub after: Option<Held>,
}

impl Changes {
    /// Applies edits in order and remembers what they did.
    pub fn apply(edits: Vec<Edit>, work: &mut Work<'_>) -> Self {
        let mut statements = touched(&edits, work.sidecar);
        let mut edits = apply_all(edits, work);
        edits.retain(|edit| edit.statement().is_none());
        for touched in &mut statements {
            touched.after = work.sidecar.held(&touched.id);
        }
        statements.retain(|touched| touched.before.is_some() || touched.after.is_some());
        Self { statements, edits }
    }

    /// Tells whether nothing was done.
    pub fn is_empty(&self) -> bool {
        self.statements.is_empty() && self.edits.is_empty()
    }
}

/// Returns the statements that edits touch, as they are before.
fn touched(edits: &[Edit], sidecar: &Sidecar) -> Vec<Touched> {
    let mut seen = HashSet::new();
    let ids = edits.iter().filter_map(Edit::statement);
    let ids = ids.filter(|id| seen.insert(*id));
    let touched = ids.map(|id| Touched {
        id: id.into(),
        before: sidecar.held(id),
        after: None,
    });
    touched.collect()
}

/// Represents one step that a person would name: `set speaker`.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// What was done, as menus show it: `set speaker`.
    pub name: String,
    /// Path of the article it was done in.
    pub article: String,
    /// The text that its places are in.
    pub text: Text,
    /// What it did.
    pub changes: Changes,
    /// Id of the statement that was selected before.
    pub before: Option<StatementId>,
    /// Id of the statement that was selected after.
    pub after: Option<StatementId>,
}

/// Represents what can be undone and redone in a project, across its articles.
#[derive(Clone, Debug, Default)]
pub struct History {
    undo: Vec<Step>,
    redo: Vec<Step>,
}

impl History {
    /// Records a step that was just done.
    pub fn record(&mut self, mut step: Step) {
        self.redo.clear();
        let mut others = self.undo.iter().rev();
        if let Some(last) = others.find(|other| other.article == step.article)
            && last.text == step.text
        {
            // An article that is read again and again is in memory once.
            step.text = last.text.clone();
        }
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

    /// Returns the last step done, which goes on.
    pub fn last_mut(&mut self) -> Option<&mut Step> {
        self.undo.last_mut()
    }

    /// Takes the last step done. The caller takes its changes back and hands it to [`History::undone`].
    pub fn take_undo(&mut self) -> Option<Step> {
        self.undo.pop()
    }

    /// Takes the last step undone. The caller does it again and hands it to [`History::redone`].
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
}
