//! Steps of a history that were done on a text which is another by now: carried over as the statements of a file are.

use std::sync::Arc;

use super::Finder;
use crate::format::sidecar::{ParsedSidecar, ParsedStatement};
use crate::model::described::describe;
use crate::model::edit::Edit;
use crate::model::history::{Changes, Touched};
use crate::model::sidecar::{ArticleRef, Held};
use crate::model::span::{Anchored, Span};
use crate::model::statement::Statement;
use crate::model::text::Text;
use crate::mutants::{self, Mutant};

/// Carries what a step did on one text over to another. What it found or left is set aside where words of it are gone, as the
/// statement itself is, and what was set aside stands in the text where its words came back.
#[expect(
    clippy::missing_panics_doc,
    reason = "each statement of the step is described"
)]
pub fn carry_changes(changes: Changes, from: &Text, to: &Text) -> Changes {
    if from == to || mutants::has(Mutant::StepOfOldText) {
        return changes;
    }
    let Changes { statements, edits } = changes;
    let parsed = ParsedSidecar {
        article: ArticleRef {
            chars: from.chars_len(),
            ..ArticleRef::default()
        },
        statements: described(&statements, &edits, from),
        ..ParsedSidecar::default()
    };
    let mut finder = Finder::new(&parsed, to);
    finder.look_up(&parsed, &|_| Some(from.clone()));
    let mut all = parsed.statements.into_iter().map(|entry| entry.said);
    let mut next = || all.next().expect("each statement was described");
    let mut carried = |held: Held| {
        let said = match held {
            Held::Live(_) => Box::new(next()),
            Held::Detached(said) => said,
        };
        match finder.find(&said) {
            Some((found, _)) => Held::Live(Arc::new(found)),
            None => Held::Detached(said),
        }
    };
    let statements = statements
        .into_iter()
        .map(|touched| Touched {
            id: touched.id,
            before: touched.before.map(&mut carried),
            after: touched.after.map(&mut carried),
        })
        .collect();
    let edit = |edit: Edit| match edit {
        // As in a file: a suggestion whose words are gone does not come back.
        Edit::Reject(_) => {
            let (found, _) = finder.find(&next())?;
            Some(Edit::Reject(Arc::new(found)))
        }
        other => Some(other),
    };
    let edits = edits.into_iter().filter_map(edit).collect();
    Changes { statements, edits }
}

/// Returns, as files have them, those of a step's statements that stand in its text, in order.
fn described(statements: &[Touched], edits: &[Edit], text: &Text) -> Vec<ParsedStatement> {
    let held = statements.iter();
    let held = held.flat_map(|touched| [&touched.before, &touched.after]);
    let live = held.filter_map(|held| match held {
        Some(Held::Live(statement)) => Some(statement),
        _ => None,
    });
    let rejected = edits.iter().filter_map(|edit| match edit {
        Edit::Reject(suggestion) => Some(suggestion),
        _ => None,
    });
    let entry = |statement: &Arc<Statement>| ParsedStatement {
        said: describe(statement, text).unwrap_or_else(|| without_words(statement, text)),
        place: (0, 0),
    };
    live.chain(rejected).map(entry).collect()
}

/// Describes a statement that does not lie in the text, which no step should have: it is found nowhere, and kept.
fn without_words(statement: &Statement, text: &Text) -> Statement<Anchored> {
    let mut at = |span: &Span| {
        Some(Anchored {
            at: text.chars(*span),
            ..Anchored::default()
        })
    };
    statement
        .try_map_spans(&mut at)
        .expect("each span has a successor")
}
