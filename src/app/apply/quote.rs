//! What makes a quote: the words that a statement holds.

use std::sync::Arc;

use crate::model::edit::Edit;
use crate::model::id::StatementId;
use crate::model::span::{self, Span};
use crate::model::statement::{Mention, Statement};
use crate::suggest::passage::{self, Way, end_by_word, start_by_word};

use super::super::state::State;
use super::statement::{deselect_text, known_speaker, selection, text_of};
use super::step::{change_selected, change_statement, commit, may_edit};
use super::{article, suggestion};

/// Makes a statement of the selected text, else of the suggestion or the quotation or sentence at the caret, and selects it.
/// What is suggested there brings its speaker and its cue along.
///
/// A selection that sweeps over a quote broken by its attribution gives the parts as spans, with cue and speaker taken
/// out of the middle and set.
pub(super) fn make(state: &mut State) {
    if !may_edit(state) {
        return;
    }
    if suggestion::make(state) {
        return;
    }
    let Some(project) = &state.project else {
        return;
    };
    let Some(open) = &project.open else { return };
    let text = open.text();
    let (quotes, frame) = match open.selection {
        Some(selection) if !selection.is_empty() => {
            passage::sweep(text, selection, &project.policy)
        }
        _ => (
            vec![vec![passage::at(text, open.caret)]],
            passage::Frame::default(),
        ),
    };
    let speaker = frame.mention.map(|mention| Mention {
        name: known_speaker(state, text_of(state, mention)),
        mention: Some(mention),
    });
    let made = quotes.into_iter().filter_map(|quote| {
        let kind = passage::kind(text, &quote);
        let mut statement = Statement::new(state.new_id().into(), quote, kind, &state.now())?;
        statement.cue = frame.cue;
        statement.speaker.clone_from(&speaker);
        Some(statement)
    });
    let mut made: Vec<Statement> = made.collect();
    let has = |quote: &[Span]| {
        let mut all = open.sidecar.statements().iter();
        all.find(|statement| statement.quote == quote)
            .map(|statement| statement.id.clone())
    };
    let known: Vec<StatementId> = made.iter().filter_map(|new| has(&new.quote)).collect();
    made.retain(|new| has(&new.quote).is_none());
    if let (Some(known), true) = (known.first(), made.is_empty()) {
        let known = known.clone();
        state.notify("These words are a statement already", false);
        article::go_to(state, &known);
        return;
    }
    let Some(id) = made.first().map(|statement| statement.id.clone()) else {
        state.notify("Select some text first", false);
        return;
    };
    let edits = made
        .into_iter()
        .map(|statement| Edit::Put(Arc::new(statement)));
    commit(state, "make statement", edits.collect(), Some(id));
    if let Some(open) = state.open_mut() {
        open.selection = None;
        open.current_target = None;
    }
}

/// Adds the selected text to the quote, or takes it out.
pub(super) fn change_quote(state: &mut State, add: bool) {
    let Some(selection) = selection(state) else {
        return;
    };
    let name = if add {
        "add to quote"
    } else {
        "take out of quote"
    };
    let text = state
        .open()
        .map(|open| open.text().clone())
        .unwrap_or_default();
    change_selected(state, name, |statement| {
        let quote = if add {
            let mut quote = statement.quote.clone();
            quote.push(selection);
            span::normalized(quote)
        } else {
            let left = span::without(&statement.quote, selection);
            left.into_iter()
                .map(|span| text.trim(span))
                .filter(|span| !span.is_empty())
                .collect()
        };
        if quote == statement.quote || !statement.set_quote(quote) {
            return false;
        }
        statement.kind = passage::kind(&text, &statement.quote);
        true
    });
    deselect_text(state);
}

/// Moves the start or the end of the selected statement's quote by a word, within its paragraph.
pub(super) fn nudge(state: &mut State, end: End, way: Way) {
    let Some(project) = &state.project else {
        return;
    };
    let Some(open) = &project.open else { return };
    let Some(statement) = open.selected_statement() else {
        return;
    };
    let policy = project.policy.marks;
    let (text, extent) = (open.text(), statement.extent());
    let (to, span) = match end {
        End::Start => (start_by_word(text, extent.start, way, policy), 0),
        End::End => (
            end_by_word(text, extent.end, way, policy),
            statement.quote.len() - 1,
        ),
    };
    let id = statement.id.clone();
    match to {
        // Where words end, marks were counted in already.
        Some(to) => place_end(state, &id, span, end, to, MarksOf::Place),
        None => state.notify("A quote stays within its paragraph", false),
    }
}

/// Moves one end of a span of a statement's quote to a byte offset, or over the quotation mark there.
pub(super) fn move_end(state: &mut State, id: &str, span: usize, end: End, to: usize) {
    place_end(state, id, span, end, to, MarksOf::Policy);
}

/// Names an end of a quote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// Its first byte.
    Start,
    /// Behind its last byte.
    End,
}

/// Says which quotation marks an end that is moved takes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum MarksOf {
    /// Those that the project's policy wants.
    Policy,
    /// Those before which, or behind which, it is put.
    Place,
}

fn place_end(state: &mut State, id: &str, span: usize, end: End, to: usize, marks: MarksOf) {
    let Some(project) = &state.project else {
        return;
    };
    let Some(open) = &project.open else { return };
    let text = open.text().clone();
    let policy = project.policy.marks;
    let to = text.floor(to);
    let name = match end {
        End::Start => "move start of quote",
        End::End => "move end of quote",
    };
    change_statement(state, id, name, Vec::new(), |statement| {
        let Some(old) = statement.quote.get(span).copied() else {
            return false;
        };
        let new = match end {
            End::Start => Span {
                start: to.min(old.end),
                end: old.end,
            },
            End::End => Span {
                start: old.start,
                end: to.max(old.start),
            },
        };
        if new.is_empty() {
            return false;
        }
        let marked = match marks {
            MarksOf::Policy => passage::marked(&text, new, policy),
            MarksOf::Place => new,
        };
        // Only the end that was moved.
        let new = match end {
            End::Start => Span::new(marked.start, new.end),
            End::End => Span::new(new.start, marked.end),
        };
        if new == old {
            return false;
        }
        let mut quote = statement.quote.clone();
        quote[span] = new;
        statement.set_quote(quote);
        statement.kind = passage::kind(&text, &statement.quote);
        true
    });
}
