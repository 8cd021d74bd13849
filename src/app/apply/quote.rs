//! What makes a quote: the words that a statement holds.

use std::sync::Arc;

use crate::model::edit::Edit;
use crate::model::id::StatementId;
use crate::model::span::{self, Span};
use crate::model::statement::{Mention, Statement};
use crate::suggest::passage;

use super::super::state::State;
use super::article;
use super::statement::{deselect_text, known_speaker, selection, text_of};
use super::step::{change_selected, change_statement, commit, may_edit};

/// Makes a statement of the selected text, else of the quotation or sentence at the caret, and selects it.
///
/// A selection that sweeps over a quote broken by its attribution gives the parts as spans, with cue and speaker taken
/// out of the middle and set.
pub(super) fn make(state: &mut State) {
    if !may_edit(state) {
        return;
    }
    let Some(project) = &state.project else {
        return;
    };
    let Some(open) = &project.open else { return };
    let text = open.text();
    let (quotes, frame) = match open.selection {
        Some(selection) if !selection.is_empty() => {
            passage::sweep(text, selection, &project.store.project().policy)
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

/// Moves the start or the end of the selected statement's quote by a word.
#[expect(clippy::fn_params_excessive_bools, reason = "which end, and which way")]
pub(super) fn nudge(state: &mut State, start: bool, on: bool) {
    let Some(open) = state.open() else { return };
    let Some(statement) = open.selected_statement() else {
        return;
    };
    let text = open.text();
    let extent = statement.extent();
    let to = match (start, on) {
        (true, false) => text.prev_word_start(extent.start),
        (true, true) => text.next_word_start(extent.start),
        (false, false) => text.prev_word_end(extent.end),
        (false, true) => text.next_word_end(extent.end),
    };
    let (id, span) = (
        statement.id.clone(),
        if start { 0 } else { statement.quote.len() - 1 },
    );
    // Whoever takes words off may mean to leave a mark out; whoever adds some is not to miss it by a hair.
    let takes_marks = start != on;
    place_end(state, &id, span, start, to, takes_marks);
}

/// Moves one end of a span of a statement's quote to a byte offset, or over the quotation mark there.
pub(super) fn move_end(state: &mut State, id: &str, span: usize, start: bool, to: usize) {
    place_end(state, id, span, start, to, true);
}

#[expect(clippy::fn_params_excessive_bools, reason = "which end, and how")]
fn place_end(state: &mut State, id: &str, span: usize, start: bool, to: usize, takes_marks: bool) {
    let Some(project) = &state.project else {
        return;
    };
    let Some(open) = &project.open else { return };
    let text = open.text().clone();
    let policy = project.store.project().policy.marks;
    let to = text.floor(to);
    let name = if start {
        "move start of quote"
    } else {
        "move end of quote"
    };
    change_statement(state, id, name, Vec::new(), |statement| {
        let Some(old) = statement.quote.get(span).copied() else {
            return false;
        };
        let new = if start {
            Span {
                start: to.min(old.end),
                end: old.end,
            }
        } else {
            Span {
                start: old.start,
                end: to.max(old.start),
            }
        };
        if new.is_empty() {
            return false;
        }
        let marked = if takes_marks {
            passage::marked(&text, new, policy)
        } else {
            new
        };
        // Only the end that was moved.
        let new = if start {
            Span::new(marked.start, new.end)
        } else {
            Span::new(new.start, marked.end)
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
