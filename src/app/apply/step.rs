//! Steps: edits that are done together, undone together, and saved.

use std::collections::HashSet;
use std::sync::Arc;

use crate::anchor;
use crate::merge::undo;
use crate::model::edit::{Edit, Work, apply_all};
use crate::model::history::{Changes, Step, Touched};
use crate::model::id::StatementId;
use crate::model::sidecar::{Held, Sidecar, Status};
use crate::model::statement::Statement;
use crate::model::text::Text;
use crate::review::align::align;

use super::super::command;
use super::super::state::{OpenArticle, OpenProject, State, set_work};
use super::{article, saving, suggestion};

/// The name of the step that typing a note makes; while it goes on, further letters join it.
const TYPING: &str = "write note";

/// Tells whether the open article may be changed; shows why not.
pub(super) fn may_edit(state: &mut State) -> bool {
    let why = match state.open() {
        Some(open) => open.read_only.clone(),
        None => return false,
    };
    match why {
        None => true,
        Some(why) => {
            let path = state.open().map(|open| open.article.path.clone());
            let text = format!("This article is read-only: {why}");
            state.notify_about(&path.unwrap_or_default(), text, true);
            false
        }
    }
}

/// Does edits as one named step, selects `after`, and has the result saved.
pub(super) fn commit(
    state: &mut State,
    name: &str,
    mut edits: Vec<Edit>,
    after: Option<StatementId>,
) {
    if !may_edit(state) {
        return;
    }
    let Some(project) = &mut state.project else {
        return;
    };
    let Some(open) = &mut project.open else {
        return;
    };
    if open.sidecar.status == Status::Untouched {
        // First: a step may be that the article is done.
        edits.insert(0, Edit::SetStatus(Status::InProgress));
    }
    let codebook = edits.iter().any(Edit::is_of_codebook);
    if codebook && let Some(why) = project.added_read_only.clone() {
        state.notify(
            format!("Your part of the codebook is read-only: {why}"),
            true,
        );
        return;
    }
    suggestion::count(&mut project.learner, &edits);
    let before = open.selected.clone();
    let mut work = Work {
        sidecar: open.sidecar.value_mut(),
        added: project.added.value_mut(),
    };
    let changes = Changes::apply(edits, &mut work);
    if changes.is_empty() {
        return;
    }
    let step = Step {
        name: name.to_owned(),
        article: open.article.path.clone(),
        text: open.article.text.clone(),
        changes,
        before,
        after: after.clone(),
    };
    project.history.record(step);
    open.selected = after;
    changed(project, codebook);
    refresh_mates(state);
}

/// Hides teammates' work, or has it read, as one's own is taken up again or gets done, where work is blind.
fn refresh_mates(state: &mut State) {
    let Some(project) = &mut state.project else {
        return;
    };
    let reveals = project.reveals();
    let Some(open) = &mut project.open else {
        return;
    };
    if !reveals {
        if !open.mates.is_empty() {
            open.mates.clear();
            refresh_marks(project);
        }
    } else if open.mates.is_empty() && project.store.project().blind && !project.mates.is_empty() {
        article::reopen(state);
    }
}

/// Changes the selected statement as one named step; `change` says whether it changed anything.
pub(super) fn change_selected(
    state: &mut State,
    name: &str,
    change: impl FnOnce(&mut Statement) -> bool,
) {
    let Some(id) = state.selected().map(|statement| statement.id.clone()) else {
        state.notify("Select a statement first (J, K or a click)", false);
        return;
    };
    change_statement(state, &id, name, Vec::new(), change);
}

/// Changes a statement as one named step together with `others`; `change` says whether it changed anything. What was set
/// elsewhere in the fields that it changes is settled by that.
pub(super) fn change_statement(
    state: &mut State,
    id: &str,
    name: &str,
    mut others: Vec<Edit>,
    change: impl FnOnce(&mut Statement) -> bool,
) {
    let Some(open) = state.open() else { return };
    let id = open.sidecar.successor(id).to_owned();
    let Some(old) = open.sidecar.statement(&id) else {
        return;
    };
    let mut new = Statement::clone(old);
    if !change(&mut new) {
        return;
    }
    new.settle(old);
    new.changed = state.now();
    if let Some(project) = &state.project
        && project.codebook.has_merged()
    {
        // What was merged away in the codebook is written as what it became by its owner's next edit.
        new = project.codebook.mapped_statement(&new);
    }
    if let Some(project) = &state.project {
        project.codebook.stamp(Some(old.as_ref()), &mut new);
    }
    others.push(Edit::Put(Arc::new(new)));
    commit(state, name, others, Some(id.into()));
}

/// Replaces the note of a statement; letters typed one after the other are one step.
pub(super) fn type_note(state: &mut State, id: &str, note: String) {
    let Some(open) = state.open() else { return };
    let id = open.sidecar.successor(id);
    let Some(old) = open.sidecar.statement(id).cloned() else {
        return;
    };
    if old.note == note || !may_edit(state) {
        return;
    }
    let now = state.now();
    let Some(project) = &mut state.project else {
        return;
    };
    let Some(open) = &mut project.open else {
        return;
    };
    let last = project.history.next_undo();
    let goes_on = project.typing
        && last.is_some_and(|step| {
            let of = step.after.as_deref();
            let of = of.map(|id| open.sidecar.successor(id));
            let is_here = step.article == open.article.path && step.text == open.article.text;
            step.name == TYPING && of == Some(old.id.as_str()) && is_here
        });
    let mut new = Statement::clone(&old);
    new.note = note;
    new.settle(&old);
    new.changed = now;
    if goes_on {
        let new = Arc::new(new);
        if let Some(step) = project.history.last_mut() {
            undo::go_on(&mut step.changes.statements, &open.sidecar, &old, &new);
        }
        open.sidecar.value_mut().put(new);
        changed(project, false);
    } else {
        let id = new.id.clone();
        commit(state, TYPING, vec![Edit::Put(Arc::new(new))], Some(id));
        if let Some(project) = &mut state.project {
            project.typing = true;
        }
    }
}

/// Ends the step that typing makes, so that the next letter begins another.
pub(super) fn close_typing(state: &mut State) {
    if let Some(project) = &mut state.project {
        project.typing = false;
        project.desk.typing = false;
    }
}

/// Takes the last step back, or does it again, in the article it was done in.
pub(super) fn undo_or_redo(state: &mut State, is_undo: bool) {
    let Some(project) = &mut state.project else {
        return;
    };
    let next = if is_undo {
        project.history.next_undo()
    } else {
        project.history.next_redo()
    };
    let Some(next) = next else {
        let what = if is_undo { "undo" } else { "redo" };
        let of_codebook = project.desk.next_step(is_undo).is_some();
        let mut text = format!("Nothing to {what}");
        if of_codebook {
            let keys = state.keymap.shown(command::window::Command::ShowCodebook);
            text = format!("{text} here; a step in the codebook is waiting on its screen ({keys})");
        }
        state.notify(text, false);
        return;
    };
    let elsewhere = next.article.clone();
    if project
        .open
        .as_ref()
        .is_none_or(|open| open.article.path != elsewhere)
    {
        project.after_loading = Some(is_undo);
        article::open(state, &elsewhere);
        return;
    }
    if !may_edit(state) {
        return;
    }
    let Some(project) = &mut state.project else {
        return;
    };
    let taken = if is_undo {
        project.history.take_undo()
    } else {
        project.history.take_redo()
    };
    let (Some(mut step), Some(open)) = (taken, &mut project.open) else {
        return;
    };
    carry(&mut step, &open.article.text);
    let mut work = Work {
        sidecar: open.sidecar.value_mut(),
        added: project.added.value_mut(),
    };
    let codebook = take_back(&mut step.changes, &mut work);
    let aside = set_aside(&step.changes.statements);
    let selected = if is_undo { &step.before } else { &step.after };
    open.selected = article::follow(selected.clone(), &open.sidecar);
    let text = format!("{}: {}", if is_undo { "Undo" } else { "Redo" }, step.name);
    let text = match aside {
        Some(aside) => format!("{text}. {aside}"),
        None => text,
    };
    if is_undo {
        project.history.undone(step);
    } else {
        project.history.redone(step);
    }
    changed(project, codebook);
    refresh_mates(state);
    let selected = state.open().and_then(OpenArticle::selected_any);
    state.scroll_to = selected
        .map(|statement| statement.extent())
        .or(state.scroll_to);
    state.notify(text, false);
}

/// Carries a step over to a text, if it was done on another: the article was rewritten since.
fn carry(step: &mut Step, text: &Text) {
    if step.text == *text {
        return;
    }
    let changes = std::mem::take(&mut step.changes);
    step.changes = anchor::carry_changes(changes, &step.text, text);
    step.text = text.clone();
}

/// Takes a step's changes back, and makes them those that do it again; tells whether it changed the codebook.
fn take_back(changes: &mut Changes, work: &mut Work<'_>) -> bool {
    let Changes {
        statements,
        mut edits,
    } = std::mem::take(changes);
    let untouched = untouched_since(&statements, work.sidecar);
    let statements = undo::take_back(statements, work.sidecar);
    keep_what_is_used(&mut edits, work.sidecar, &untouched);
    let is_of_codebook = edits.iter().any(Edit::is_of_codebook);
    *changes = Changes {
        statements,
        edits: apply_all(edits, work),
    };
    is_of_codebook
}

/// Says which statements of a step that was just taken back have no words in the text any more.
fn set_aside(statements: &[Touched]) -> Option<String> {
    let is_aside = |held: &Option<Held>| matches!(held, Some(Held::Detached(_)));
    let new = |touched: &&Touched| is_aside(&touched.after) && !is_aside(&touched.before);
    match statements.iter().filter(new).count() {
        0 => None,
        1 => Some(
            "The words of its statement are not in the text any more; it is kept as detached"
                .to_owned(),
        ),
        count => Some(format!(
            "The words of {count} of its statements are not in the text any more; they are kept as detached"
        )),
    }
}

/// Returns the ids of those statements of a step that nobody changed since.
fn untouched_since(statements: &[Touched], sidecar: &Sidecar) -> HashSet<StatementId> {
    let is_same = |touched: &&Touched| sidecar.held(&touched.id) == touched.after;
    let same = statements.iter().filter(is_same);
    same.map(|touched| touched.id.clone()).collect()
}

/// Leaves out of a step what another window's work, merged since, stands on: a speaker that other statements have, and
/// that the article is untouched.
fn keep_what_is_used(edits: &mut Vec<Edit>, sidecar: &Sidecar, own: &HashSet<StatementId>) {
    let live = sidecar.statements().iter();
    let live = live.map(|statement| (&statement.id, statement.speaker_id()));
    let aside = sidecar.detached.iter();
    let aside = aside.map(|said| (&said.id, said.speaker_id()));
    let mut has_others = false;
    let used: HashSet<&str> = live
        .chain(aside)
        .filter(|(id, _)| !own.contains(*id))
        .inspect(|_| has_others = true)
        .filter_map(|(_, speaker)| speaker)
        .collect();
    edits.retain(|edit| match edit {
        Edit::RemoveSpeaker(speaker) => !used.contains(speaker.as_str()),
        Edit::SetStatus(Status::Untouched) => !has_others,
        _ => true,
    });
}

/// Brings what is derived from the annotations up to date and has them saved.
pub(super) fn changed(project: &mut OpenProject, codebook: bool) {
    if codebook {
        refresh_codebook(project);
        project.added.edited();
    }
    refresh_marks(project);
    if let Some(open) = &mut project.open {
        open.sidecar.edited();
    }
    saving::submit(project);
}

/// Puts the lead's codebook and what was added together.
pub(super) fn refresh_codebook(project: &mut OpenProject) {
    project.codebook_key += 1;
    // Whoever works in the background may still have the one before: the two take turns, so that a letter that is typed
    // costs no copy of thousands of entries.
    let mut next = std::mem::take(&mut project.codebook_before);
    match Arc::get_mut(&mut next) {
        Some(free) => free.become_both(&project.lead, &project.added),
        None => next = Arc::new(project.lead.with(&project.added)),
    }
    project.codebook_before = std::mem::replace(&mut project.codebook, next);
}

/// Brings marks and comparisons up to date with the sidecars.
pub(super) fn refresh_marks(project: &mut OpenProject) {
    let Some(open) = &mut project.open else {
        return;
    };
    open.marks_key += 1;
    suggestion::refresh_left(open, project.suggester.is_on);
    for mate in &mut open.mates {
        mate.pairs = align(open.sidecar.statements(), mate.sidecar.statements());
    }
    if let Some(info) = project.infos.get_mut(&open.article.path) {
        set_work(info, &open.sidecar);
        project.infos_key += 1;
    }
}
