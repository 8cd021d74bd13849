//! Articles that share copy: taking in what was found, going from one to the next, comparing them.

use super::super::overlay::Overlay;
use super::super::state::State;
use super::article;

/// Takes in what was found.
pub(super) fn drain(state: &mut State) {
    let Some(project) = &mut state.project else {
        return;
    };
    let (is_new, broken) = project.twins.take();
    if is_new {
        // The list may show these alone.
        project.infos_key += 1;
    }
    for problem in broken {
        state.notify(problem.to_string(), true);
    }
}

/// Opens the next article that shares the open one's copy.
pub(super) fn open_next(state: &mut State) {
    let Some(path) = open_path(state) else { return };
    let project = state.project.as_ref();
    let next = project.and_then(|project| project.twins.next(&path));
    match next.map(str::to_owned) {
        Some(next) => article::open(state, &next),
        None => say_none(state),
    }
}

/// Shows what the open article says otherwise than its twins.
pub(super) fn compare(state: &mut State) {
    let Some(project) = &mut state.project else {
        return;
    };
    let Some(article) = project.open.as_ref().map(|open| open.article.clone()) else {
        return;
    };
    if project.twins.group_of(&article.path).is_none() {
        say_none(state);
        return;
    }
    project.twins.compare(article);
    state.overlay = Some(Overlay::Twins);
}

fn open_path(state: &State) -> Option<String> {
    state.open().map(|open| open.article.path.clone())
}

fn say_none(state: &mut State) {
    let is_busy = |state: &State| {
        let project = state.project.as_ref();
        project.is_some_and(|project| project.twins.is_busy())
    };
    let text = if is_busy(state) {
        "Articles that share copy are still being looked for"
    } else {
        "No other article shares the copy of this one"
    };
    state.notify(text, false);
}
