//! Moving about: which article is open, what is selected in it, what is looked for.

use std::sync::Arc;

use crate::model::edit::Edit;
use crate::model::id::{StatementId, TargetId};
use crate::model::sidecar::{Sidecar, Status};
use crate::model::span::Span;
use crate::model::statement::Statement;
use crate::model::text::Text;
use crate::session::Doc;
use crate::text::letters;

use super::super::load::Request;
use super::super::state::{Find, OpenArticle, State, status_of};
use super::step::{commit, refresh_marks};

/// Most hits that are shown; more would help nobody.
const MOST_HITS: usize = 10_000;

/// Has an article of the project read and shown.
pub(super) fn open(state: &mut State, path: &str) {
    read(state, path);
    state.overlay = None;
    state.over_page = None;
}

fn read(state: &mut State, path: &str) {
    let Some(project) = &mut state.project else {
        return;
    };
    project.loading = Some(path.to_owned());
    let open = project.open.as_ref();
    let open = open.filter(|open| open.article.path == path);
    let parked = project.parked.get(path);
    let known = open
        .map(|open| &open.sidecar)
        .or_else(|| parked.map(|parked| &parked.sidecar));
    let request = Request::Article {
        store: project.store.clone(),
        path: path.to_owned(),
        annotator: project.annotator.clone(),
        mates: project.mates.clone(),
        status: known.map(|known| known.status),
        mark: known.map(Doc::mark).unwrap_or_default(),
    };
    state.loader.ask(request);
    let root = project.store.root().to_owned();
    state.settings.last_article.insert(root, path.to_owned());
}

/// Returns what is selected of somebody's work as it is now: the same, or the statement that has taken it in.
pub(super) fn follow(selected: Option<StatementId>, sidecar: &Sidecar) -> Option<StatementId> {
    selected
        .map(|id| sidecar.successor(&id).to_owned())
        .map(Into::into)
}

/// Reads the open article again, under whatever lies over the window.
pub(super) fn reopen(state: &mut State) {
    if let Some(path) = state.open().map(|open| open.article.path.clone()) {
        read(state, &path);
    }
}

/// Opens the article `by` places further in the list.
pub(super) fn step(state: &mut State, by: isize) {
    let Some(project) = &state.project else {
        return;
    };
    let current = project
        .loading
        .as_deref()
        .or_else(|| project.open.as_ref().map(|open| open.article.path.as_str()));
    let index = current.and_then(|path| project.articles.iter().position(|file| file.path == path));
    let next = match index {
        Some(index) => index.checked_add_signed(by),
        None => Some(0),
    };
    if let Some(file) = next.and_then(|next| project.articles.get(next)) {
        let path = file.path.clone();
        open(state, &path);
    }
}

/// Marks the article as done and opens the next one that is not.
pub(super) fn done(state: &mut State) {
    let Some(open) = state.open() else { return };
    let (path, is_done) = (open.article.path.clone(), open.sidecar.status.is_settled());
    if !is_done {
        let selected = open.selected.clone();
        commit(
            state,
            "article done",
            vec![Edit::SetStatus(Status::Done)],
            selected,
        );
        if state
            .open()
            .is_some_and(|open| open.sidecar.status != Status::Done)
        {
            return;
        }
    }
    let Some(project) = &state.project else {
        return;
    };
    let from = project
        .articles
        .iter()
        .position(|file| file.path == path)
        .map_or(0, |index| index + 1);
    let (before, after) = project.articles.split_at(from.min(project.articles.len()));
    let is_open = |path: &str| {
        let info = project.infos.get(path);
        info.is_none_or(|info| {
            info.problem.is_none() && !status_of(info, &project.annotator).is_settled()
        })
    };
    let next = after
        .iter()
        .chain(before)
        .find(|file| file.path != path && is_open(&file.path));
    match next.map(|file| file.path.clone()) {
        Some(next) => self::open(state, &next),
        None => state.notify("Every article is done", false),
    }
}

/// Sets how far the work is.
pub(super) fn set_status(state: &mut State, status: Status) {
    let Some(open) = state.open() else { return };
    if open.sidecar.status == status {
        return;
    }
    let selected = open.selected.clone();
    let name = match status {
        Status::Untouched => "mark as untouched",
        Status::InProgress => "mark as in progress",
        Status::Done => "article done",
        Status::Excluded => "exclude article",
    };
    commit(state, name, vec![Edit::SetStatus(status)], selected);
}

/// Selects a statement or a suggestion, or none.
pub(super) fn select(state: &mut State, id: Option<StatementId>) {
    if let Some(open) = state.open_mut()
        && open.selected != id
    {
        open.selected = id;
        open.current_target = None;
    }
}

/// Selects a statement or a suggestion and brings it into view.
pub(super) fn go_to(state: &mut State, id: &str) {
    select(state, Some(id.into()));
    let Some(open) = state.open_mut() else { return };
    let own = open.selected_any().map(|own| own.extent());
    let theirs = || {
        let (mate, id) = id.split_once('/')?;
        let mate = open.mates.iter().find(|known| known.annotator == mate)?;
        Some(mate.sidecar.statement(id)?.extent())
    };
    let Some(extent) = own.or_else(theirs) else {
        return;
    };
    open.caret = extent.start;
    open.selection = None;
    state.scroll_to = Some(extent);
}

/// Selects the statement or suggestion next in the text, or the one before; with none selected, from the caret.
pub(super) fn walk(state: &mut State, forward: bool) {
    let Some(open) = state.open() else { return };
    let next = neighbour(open, forward).map(|statement| statement.id.clone());
    let is_empty = open.sidecar.statements().is_empty() && open.suggestions.left.is_empty();
    match next {
        Some(id) => go_to(state, &id),
        None if is_empty => {
            state.notify("No statements yet: select text and press Q", false);
        }
        None if forward => state.notify("That was the last statement", false),
        None => {}
    }
}

/// Returns the statement or suggestion behind the selected one or the caret, or before it.
fn neighbour(open: &OpenArticle, forward: bool) -> Option<&Arc<Statement>> {
    let statements = open.sidecar.statements();
    let left = &open.suggestions.left;
    let proposal = |at: usize| {
        let index = *left.get(at)?;
        open.suggestions
            .all
            .get(index)
            .map(|found| &found.statement)
    };
    // How many statements, and how many suggestions, lie before a place.
    let before = |lies_before: &dyn Fn(&Statement) -> bool| {
        let own = statements.partition_point(|statement| lies_before(statement));
        let all = &open.suggestions.all;
        let suggested = left.partition_point(|&index| {
            all.get(index)
                .is_some_and(|found| lies_before(&found.statement))
        });
        (own, suggested)
    };
    let selected = open.selected_any();
    if forward {
        let (own, suggested) = match selected {
            Some(selected) => before(&|other| other.order() <= selected.order()),
            None => before(&|other| other.extent().end <= open.caret),
        };
        let (own, suggested) = (statements.get(own), proposal(suggested));
        return own
            .into_iter()
            .chain(suggested)
            .min_by(|a, b| a.order().cmp(&b.order()));
    }
    let (own, suggested) = match selected {
        Some(selected) => before(&|other| other.order() < selected.order()),
        None => before(&|other| other.extent().start < open.caret),
    };
    let own = own.checked_sub(1).and_then(|at| statements.get(at));
    let suggested = suggested.checked_sub(1).and_then(proposal);
    own.into_iter()
        .chain(suggested)
        .max_by(|a, b| a.order().cmp(&b.order()))
}

/// Selects text, or none.
pub(super) fn select_text(state: &mut State, span: Option<Span>) {
    if let Some(open) = state.open_mut() {
        open.selection = span.filter(|span| !span.is_empty());
        if let Some(span) = span {
            open.caret = span.end;
        }
    }
}

/// Puts the caret at a byte offset.
pub(super) fn set_caret(state: &mut State, byte: usize) {
    if let Some(open) = state.open_mut() {
        open.caret = open.article.text.floor(byte);
        open.selection = None;
    }
}

/// Makes one of the statement's targets the one that the stance keys set.
pub(super) fn set_current_target(state: &mut State, target: TargetId) {
    if let Some(open) = state.open_mut() {
        open.current_target = Some(target);
    }
}

/// Shows a teammate's statements, or hides them.
pub(super) fn toggle_mate(state: &mut State, mate: String) {
    let Some(project) = &mut state.project else {
        return;
    };
    if let Some(index) = project.mates.iter().position(|known| *known == mate) {
        project.mates.remove(index);
        if let Some(open) = &mut project.open {
            open.mates.retain(|shown| shown.annotator != mate);
        }
        refresh_marks(project);
    } else if project.reveals() {
        project.mates.push(mate);
        reopen(state);
    } else {
        state.notify(
            "Teammates’ work on an article can be seen once your own is done",
            false,
        );
    }
}

/// Looks for words in the article and goes to the first hit from the caret on.
pub(super) fn find(state: &mut State, words: String) {
    let Some(open) = state.open_mut() else { return };
    // An article that has just been opened is looked through from its first word.
    let from = if open.caret == open.article.lead {
        0
    } else {
        open.caret
    };
    refresh_find(&mut open.find, &open.article.text, words);
    let next = open.find.hits.partition_point(|hit| hit.start < from);
    open.find.current =
        (!open.find.hits.is_empty()).then_some(if next < open.find.hits.len() { next } else { 0 });
    show_hit(state);
}

/// Goes to the next hit or the one before, round the end.
pub(super) fn find_step(state: &mut State, forward: bool) {
    let Some(open) = state.open_mut() else { return };
    let count = open.find.hits.len();
    if count == 0 {
        state.find_open = true;
        return;
    }
    let current = open.find.current.unwrap_or(0);
    open.find.current = Some(if forward {
        (current + 1) % count
    } else {
        (current + count - 1) % count
    });
    show_hit(state);
}

fn show_hit(state: &mut State) {
    let hit = state
        .open()
        .and_then(|open| open.find.hits.get(open.find.current?).copied());
    state.scroll_to = hit.or(state.scroll_to);
}

/// Closes find; the current hit becomes the selection, so that a statement can be made of it.
pub(super) fn close_find(state: &mut State) {
    state.find_open = false;
    if let Some(open) = state.open_mut() {
        let hit = open
            .find
            .current
            .and_then(|current| open.find.hits.get(current).copied());
        if let Some(hit) = hit {
            open.selection = Some(hit);
            open.caret = hit.end;
        }
        open.find = Find::default();
    }
}

/// Finds words in a text, upper and lower case alike, straight and curly marks alike.
fn refresh_find(find: &mut Find, text: &Text, words: String) {
    find.hits.clear();
    find.current = None;
    let wanted: Vec<char> = words.chars().map(folded).collect();
    find.words = words;
    let Some(&first) = wanted.first() else { return };
    let mut chars = text.char_indices();
    while let Some((start, char)) = chars.next() {
        if folded(char) != first {
            continue;
        }
        let mut rest = chars.clone();
        let same = wanted[1..]
            .iter()
            .all(|wanted| rest.next().is_some_and(|(_, char)| folded(char) == *wanted));
        if same {
            let end = rest.clone().next().map_or(text.len(), |(at, _)| at);
            find.hits.push(Span::new(start, end));
            chars = rest;
            if find.hits.len() == MOST_HITS {
                return;
            }
        }
    }
}

/// Returns a character as find compares it. One for one, so that offsets stay true.
fn folded(char: char) -> char {
    match char {
        '\n' | '\t' => ' ',
        'ё' | 'Ё' => 'е',
        char => letters::small(letters::typed(char)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, words: &str, expected: &[&str]) {
        let text = Text::new(text);
        let mut find = Find::default();
        refresh_find(&mut find, &text, words.to_owned());
        let hits: Vec<&str> = find.hits.iter().map(|hit| text.slice(*hit)).collect();
        assert_eq!(hits, expected);
    }

    #[test]
    fn words_are_found_as_people_type_them() {
        check("Talks, talks, TALKS", "talks", &["Talks", "talks", "TALKS"]);
        check("the “gifts” he’d", "\"gifts\"", &["“gifts”"]);
        check("the “gifts” he’d", "he'd", &["he’d"]);
        check("Зеленський", "зелен", &["Зелен"]);
        check("aaa", "aa", &["aa"]);
        check("İstanbul", "i", &[]);
        check("x", "", &[]);
    }
}
