//! A statement of an article becomes an example of its target, from which one gets back to it.

use crate::model::codebook::edit::{Entry, EntryId};
use crate::model::codebook::{Example, Source};

use super::super::super::command::label::Command;
use super::super::super::state::State;
use super::super::super::view_model::quote_text;
use super::change::{Named, commit};

/// Takes the selected statement as an example of its current target, or of what looks like it and is not (`is_counter`).
pub(in crate::app::apply) fn take(state: &mut State, is_counter: bool) {
    let Some(project) = &state.project else {
        return;
    };
    let chosen = project.open.as_ref().and_then(|open| {
        let statement = open.selected_statement()?;
        Some((open, statement))
    });
    let Some((open, statement)) = chosen else {
        let text = "Select a statement first (J, K or a click); a suggestion is accepted first";
        return state.notify(text, false);
    };
    let target = open.target().map(|id| project.codebook.current_target(id));
    let target = target.and_then(|id| project.codebook.target(id)).cloned();
    let Some(mut target) = target else {
        let keys = state.keymap.shown(Command::SetTarget);
        let text = format!("Set the target first ({keys}) that it is an example of");
        return state.notify(text, false);
    };
    let source = Source {
        article: open.article.path.clone(),
        statement: statement.id.clone(),
        annotator: project.annotator.clone(),
    };
    let example = Example {
        text: quote_text(statement, open.text()),
        source: Some(source),
    };
    let (into, from) = if is_counter {
        (&mut target.counter_examples, &mut target.examples)
    } else {
        (&mut target.examples, &mut target.counter_examples)
    };
    let of = if is_counter {
        "an example of what looks like"
    } else {
        "an example of"
    };
    // A statement cannot be both.
    from.retain(|known| known.source != example.source);
    let had = into.iter().position(|known| known.source == example.source);
    match had {
        Some(place) if into[place] == example => {
            let text = format!("It is {of} \u{201c}{}\u{201d} already", target.name);
            return state.notify(text, false);
        }
        // The quote was changed since.
        Some(place) => into[place] = example,
        None => into.push(example),
    }
    let text = format!(
        "Taken as {of} \u{201c}{}\u{201d}. It stands on the Codebook screen, where it can be taken back",
        target.name
    );
    let named = Named::new("take example", Some(EntryId::target(&target.id)));
    let is_done = commit(state, named, |codebook| codebook.set(Entry::Target(target)));
    if is_done {
        state.notify(text, false);
    }
}
