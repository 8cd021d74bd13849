//! What is worked out for views ahead of drawing, so that they only read it.

use super::super::likely::Seen;
use super::super::people::People;
use super::super::state::{Field, State};

/// Brings what views show of the selected statement up to date.
pub(super) fn refresh(state: &mut State) {
    if state.focus == Some(Field::Speaker) || is_taken_in(state) {
        list_people(state);
    }
    if state.settings.statement_open {
        refresh_likely(state);
    }
}

/// Tells whether the statement for which people were listed was taken in by another: whoever is picking goes on with that.
fn is_taken_in(state: &State) -> bool {
    state.open().is_some_and(|open| {
        let listed = open.people.statement();
        listed.is_some_and(|id| open.sidecar.successor(id) != id)
    })
}

/// Lists who can be picked as the speaker of the selected statement. Only done when somebody picks: the article around
/// the quote is read for it.
pub(super) fn list_people(state: &mut State) {
    let Some(project) = &mut state.project else {
        return;
    };
    let Some(open) = &mut project.open else {
        return;
    };
    let Some(statement) = open.selected_statement().cloned() else {
        return;
    };
    if !open.people.are_latest(&statement.id, open.marks_key) {
        open.people = People::of(
            &project.codebook,
            &open.article.text,
            open.sidecar.value(),
            &statement,
            open.marks_key,
        );
    }
}

/// Works out which targets and stances are likely, if that was not done for the same.
fn refresh_likely(state: &mut State) {
    let Some(project) = &mut state.project else {
        return;
    };
    let Some(open) = &mut project.open else {
        return;
    };
    let is_on = project.suggester.is_on;
    let target = open.target().map(str::to_owned);
    let now = Seen {
        marks_key: open.marks_key,
        topics_key: project.learner.topics_key,
        is_on,
        selected: open.selected.clone().map(Into::into),
        target: target.clone(),
    };
    if !open.likely.is_outdated(now) {
        return;
    }
    let Some(statement) = open.selected_statement().cloned() else {
        return;
    };
    let topics = project.learner.topics.as_deref().filter(|_| is_on);
    let key = topics.map_or(u64::MAX, |_| project.learner.topics_key);
    let work = (&open.article, open.sidecar.value());
    open.likely
        .refresh(topics, key, work, &statement, target.as_deref());
}
