//! What takes parts of a statement away, and makes two of one or one of two.

use crate::model::id::TargetId;
use std::sync::Arc;

use crate::model::edit::Edit;
use crate::model::span::{self, Span};
use crate::model::statement::{Mention, Statement};
use crate::model::text::Text;
use crate::suggest::passage;

use super::super::action::label::Part;
use super::super::state::{OpenArticle, State};
use super::stance::current_target;
use super::statement::{clear, deselect_text};
use super::step::{commit, may_edit};

/// Names what a key takes away from the selected statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Removed {
    /// The current target, with its stance.
    Target,
    /// The words that name the speaker; where there are none, the speaker.
    Speaker,
    /// The words that attribute.
    Cue,
    /// The last source in between.
    Via,
    /// The last addressee.
    Addressee,
    /// The evidence of the current stance.
    Evidence,
}

/// Takes a part of the selected statement away, or says that it has none.
pub(super) fn remove(state: &mut State, removed: Removed) {
    let Some(statement) = state.selected() else {
        state.notify("Select a statement first (J, K or a click)", false);
        return;
    };
    let target = current_target(state);
    let (part, name) = match removed {
        Removed::Target => (target.map(Part::Stance), "target"),
        Removed::Speaker => {
            let speaker = statement.speaker.as_ref();
            let part = speaker.map(|speaker| match (&speaker.name, speaker.mention) {
                (Some(_), Some(_)) => Part::Mention,
                _ => Part::Speaker,
            });
            (part, "speaker")
        }
        Removed::Cue => (statement.cue.map(|_| Part::Cue), "cue"),
        Removed::Via => {
            let last = statement.via.len().checked_sub(1);
            (last.map(Part::Via), "source in between")
        }
        Removed::Addressee => {
            let last = statement.addressees.len().checked_sub(1);
            (last.map(Part::Addressee), "addressee")
        }
        Removed::Evidence => {
            let has_some = |target: &TargetId| {
                let taken = statement.stance_on(target);
                taken.is_some_and(|taken| !taken.evidence.is_empty())
            };
            (target.filter(has_some).map(Part::Evidence), "evidence")
        }
    };
    match part {
        Some(part) => clear(state, &part),
        None => state.notify(format!("The statement has no {name}"), false),
    }
}

/// Makes two statements of the selected one. The second begins at the selected text or the caret; where neither lies within
/// the quote, behind its first part.
pub(super) fn split(state: &mut State) {
    if !may_edit(state) {
        return;
    }
    let Some(open) = state.open() else { return };
    let Some(statement) = open.selected_statement() else {
        state.notify("Select a statement first (J, K or a click)", false);
        return;
    };
    let halves = place_to_split(open, statement)
        .and_then(|at| halves(statement, at, open.text(), state.new_id(), &state.now()));
    let Some((first, second)) = halves else {
        let text = "Put the caret where the second statement is to begin, then split";
        state.notify(text, false);
        return;
    };
    let id = first.id.clone();
    let edits = vec![Edit::Put(Arc::new(first)), Edit::Put(Arc::new(second))];
    commit(state, "split statement", edits, Some(id));
    deselect_text(state);
}

/// Returns where the second of two statements begins, in bytes.
fn place_to_split(open: &OpenArticle, statement: &Statement) -> Option<usize> {
    let extent = statement.extent();
    let is_within = |at: &usize| extent.start < *at && *at < extent.end;
    let selection = open.selection.filter(|span| !span.is_empty());
    let chosen = selection.map_or(open.caret, |span| span.start);
    let second = statement.quote.get(1).map(|span| span.start);
    Some(chosen).filter(is_within).or(second)
}

/// Makes the two statements: both have speaker, cue and targets, and of what lies in the quote each has its own.
fn halves(
    statement: &Statement,
    at: usize,
    text: &Text,
    id: String,
    now: &str,
) -> Option<(Statement, Statement)> {
    let part = |range: Span| {
        let spans = statement.quote.iter();
        let spans = spans.filter_map(|span| span.intersection(range));
        let spans = spans.map(|span| text.trim(span));
        spans.filter(|span| !span.is_empty()).collect::<Vec<Span>>()
    };
    let mut first = statement.clone();
    let mut second = statement.clone();
    if !first.set_quote(part(Span::new(0, at)))
        || !second.set_quote(part(Span::new(at, text.len())))
    {
        return None;
    }
    for half in [&mut first, &mut second] {
        half.kind = passage::kind(text, &half.quote);
        now.clone_into(&mut half.changed);
    }
    second.id = id.into();
    now.clone_into(&mut second.created);
    second.note.clear();
    second.conflicts.clear();
    for taken in &mut first.stances {
        taken.evidence.retain(|span| span.start < at);
    }
    for taken in &mut second.stances {
        taken.evidence.retain(|span| span.start >= at);
    }
    Some((first, second))
}

/// Makes one statement of the selected one and the next in the text.
pub(super) fn join(state: &mut State) {
    if !may_edit(state) {
        return;
    }
    let Some(open) = state.open() else { return };
    let Some(index) = open.selected_index() else {
        state.notify("Select a statement first (J, K or a click)", false);
        return;
    };
    let statements = open.sidecar.statements();
    let (Some(first), Some(second)) = (statements.get(index), statements.get(index + 1)) else {
        state.notify("There is no statement behind this one to join with", false);
        return;
    };
    let now = state.now();
    let joined = joined(first, second, open.text(), &now);
    let (id, gone) = (joined.id.clone(), second.id.clone());
    let nested = statements.iter().filter(|other| {
        let is_either = other.id == id || other.id == gone;
        !is_either && other.parent.as_ref() == Some(&gone)
    });
    let nested = nested.map(|other| {
        let mut other = Statement::clone(other);
        other.parent = Some(id.clone());
        other.changed.clone_from(&now);
        Edit::Put(Arc::new(other))
    });
    let mut edits: Vec<Edit> = nested.collect();
    edits.push(Edit::Put(Arc::new(joined)));
    edits.push(Edit::Remove { id: gone, at: now });
    commit(state, "join statements", edits, Some(id));
}

/// Makes one statement of two: what the first has stands, and what it lacks comes from the second.
fn joined(first: &Statement, second: &Statement, text: &Text, now: &str) -> Statement {
    let mut joined = first.clone();
    let quote = [first.quote.clone(), second.quote.clone()].concat();
    joined.quote = without_blank_gaps(span::normalized(quote), text);
    joined.kind = passage::kind(text, &joined.quote);
    joined.cue = first.cue.or(second.cue);
    joined.speaker = first.speaker.clone().or_else(|| second.speaker.clone());
    add_people(&mut joined.via, &second.via);
    add_people(&mut joined.addressees, &second.addressees);
    if joined.parent.as_ref() == Some(&second.id) {
        joined.parent.clone_from(&second.parent);
    }
    for taken in &second.stances {
        let mut known = joined.stances.iter_mut();
        match known.find(|known| known.target == taken.target) {
            Some(known) => {
                known.stance = known.stance.take().or_else(|| taken.stance.clone());
                known.evidence.extend(&taken.evidence);
                known.evidence = span::normalized(std::mem::take(&mut known.evidence));
            }
            None => joined.stances.push(taken.clone()),
        }
    }
    for label in &second.labels {
        if !joined.labels.contains(label) {
            joined.labels.push(label.clone());
        }
    }
    let notes = [first.note.as_str(), second.note.as_str()];
    let notes: Vec<&str> = notes.into_iter().filter(|note| !note.is_empty()).collect();
    joined.note = notes.join("\n");
    joined.flagged |= second.flagged;
    joined.settle(first);
    now.clone_into(&mut joined.changed);
    joined
}

fn add_people(people: &mut Vec<Mention>, others: &[Mention]) {
    for person in others {
        if !people.contains(person) {
            people.push(person.clone());
        }
    }
}

/// Makes one span of those between which there is nothing but blanks within a paragraph.
fn without_blank_gaps(spans: Vec<Span>, text: &Text) -> Vec<Span> {
    let mut out: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        let is_blank = |last: &Span| {
            let gap = text.slice(Span::new(last.end, span.start));
            gap.chars().all(char::is_whitespace) && !gap.contains("\n\n")
        };
        match out.last_mut() {
            Some(last) if is_blank(last) => last.end = span.end,
            _ => out.push(span),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "“We keep our word. Nobody will be left alone,” she said. “Not one.”";

    fn statement(parts: &[&str]) -> Statement {
        let span = |part: &&str| {
            let start = TEXT.find(part).expect("the text has it");
            Span::new(start, start + part.len())
        };
        let quote = parts.iter().map(span).collect();
        let now = "2025-01-01T00:00:00Z";
        Statement::new(
            "a".into(),
            quote,
            crate::model::statement::Kind::Direct,
            now,
        )
        .expect("there are words")
    }

    fn words(statement: &Statement) -> Vec<&str> {
        let spans = statement.quote.iter();
        spans.map(|span| &TEXT[span.range()]).collect()
    }

    #[track_caller]
    fn check_split(parts: &[&str], before: &str, first: &[&str], second: &[&str]) {
        let text = Text::new(TEXT);
        let at = TEXT.find(before).expect("the text has it");
        let (one, two) =
            halves(&statement(parts), at, &text, "b".to_owned(), "now").expect("both have words");
        assert_eq!(
            (words(&one), words(&two)),
            (first.to_vec(), second.to_vec())
        );
        assert_eq!((one.id.as_str(), two.id.as_str()), ("a", "b"));
        let whole = joined(&one, &two, &text, "now");
        assert_eq!(
            words(&whole),
            parts.to_vec(),
            "joined, they are what they were"
        );
    }

    #[test]
    fn what_is_split_is_joined_again() {
        check_split(
            &["“We keep our word. Nobody will be left alone,”"],
            "Nobody",
            &["“We keep our word."],
            &["Nobody will be left alone,”"],
        );
        check_split(
            &[
                "“We keep our word. Nobody will be left alone,”",
                "“Not one.”",
            ],
            "“Not",
            &["“We keep our word. Nobody will be left alone,”"],
            &["“Not one.”"],
        );
    }

    #[test]
    fn nothing_is_split_off_without_words() {
        let text = Text::new(TEXT);
        let whole = statement(&["“Not one.”"]);
        let start = whole.extent().start;
        assert_eq!(halves(&whole, start, &text, "b".to_owned(), "now"), None);
    }
}
