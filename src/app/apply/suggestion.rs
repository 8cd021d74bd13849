//! Suggestions: asking for them, accepting and rejecting them. Nothing of them is saved before a person decides.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::Arc;

use crate::learning::LearnedModel;
use crate::model::edit::Edit;
use crate::model::id::StatementId;
use crate::model::problem::Problem;
use crate::model::sidecar::Status;
use crate::model::span::{self, Span};
use crate::model::statement::{Origin, Statement};
use crate::suggest::engine::Engine;
use crate::suggest::{passage, proposal};

use super::super::command::edit::Command;
use super::super::learner::{Learner, Report};
use super::super::state::{OpenArticle, OpenProject, Proposal, State, Suggestions};
use super::super::suggester::{Found, Wanted};
use super::article::{go_to, select};
use super::step::{commit, may_edit, refresh_marks};

/// Changes after which it is learned from the labels again.
const ENOUGH: usize = 40;

/// As how many changes it counts that an article is done, since all of its labels may be learned from then. So many are
/// enough while nothing was learned yet.
const DONE: usize = 10;

/// Asks for what is not known yet of the open article, and takes in what was found.
pub(super) fn drain(state: &mut State) {
    let Some(project) = &mut state.project else {
        return;
    };
    let mut broken = Vec::new();
    while let Some(found) = project.suggester.found() {
        match found {
            Ok(found) => take_found(project, found),
            Err(problem) => broken.push(problem),
        }
    }
    broken.extend(take_reports(project));
    learn(project);
    ask(project);
    for problem in broken {
        state.notify(problem.to_string(), true);
    }
}

/// Returns what is suggested in an article that is read anew: the same, where its text is the same. Whoever stands on a
/// suggestion goes on standing there.
pub(super) fn kept(former: Option<&mut OpenArticle>, key: u64) -> Suggestions {
    match former.filter(|open| open.key == key) {
        Some(open) => std::mem::take(&mut open.suggestions),
        None => Suggestions::default(),
    }
}

/// Takes in what was found in an article, if that is still open.
fn take_found(project: &mut OpenProject, found: Found) {
    let open = project.open.as_mut();
    let Some(open) = open.filter(|open| open.key == found.key) else {
        return;
    };
    let place = open
        .selected_proposal()
        .map(|chosen| chosen.statement.extent());
    open.suggestions.all = found.proposals;
    open.suggestions.found += 1;
    refresh_marks(project);
    if let (Some(place), Some(open)) = (place, &mut project.open) {
        keep_place(open, place);
    }
}

/// Selects the suggestion that stands where the selected one stood before others were found.
fn keep_place(open: &mut OpenArticle, place: Span) {
    if open.selected_proposal().is_some() {
        return;
    }
    let near = open.proposals().find(|found| {
        let extent = found.statement.extent();
        extent.overlaps(place) || extent.start >= place.start
    });
    open.selected = near.map(|found| found.statement.id.clone());
}

/// Takes in what was learned; returns how learning broke down, if it did.
fn take_reports(project: &mut OpenProject) -> Vec<Problem> {
    let mut broken = Vec::new();
    while let Some(report) = project.learner.report() {
        let report = match report {
            Ok(report) => report,
            Err(problem) => {
                broken.push(problem);
                continue;
            }
        };
        match report {
            Report::Model(learned) => {
                let engine = learned
                    .as_ref()
                    .map_or_else(Engine::rules, LearnedModel::engine);
                let is_other = project
                    .learner
                    .learned
                    .as_ref()
                    .map(|known| &known.fingerprint)
                    != learned.as_ref().map(|known| &known.fingerprint);
                if is_other && engine.by() != "rules"
                    || engine.by() != project.suggester.engine.by()
                {
                    project.suggester.engine = engine;
                    project.suggester.engine_key += 1;
                }
                project.learner.learned = learned;
            }
            Report::Topics(topics) => {
                project.learner.topics = Some(topics);
                project.learner.topics_key += 1;
            }
            Report::Survey(found) => {
                project.learner.survey = found;
                project.infos_key += 1;
            }
        }
    }
    broken
}

/// Counts what can be learned from a step.
pub(super) fn count(learner: &mut Learner, edits: &[Edit]) {
    let is_done = edits.contains(&Edit::SetStatus(Status::Done));
    learner.unlearned += if is_done { DONE } else { 1 };
}

/// Has what changed learned from, once there is enough of it and it is on disk.
fn learn(project: &mut OpenProject) {
    let is_saved = project.is_saved();
    let enough = match project.learner.learned {
        Some(_) => ENOUGH,
        None => DONE,
    };
    if !project.suggester.is_on
        || project.learner.unlearned < enough
        || !is_saved
        || project.learner.progress().is_some()
    {
        return;
    }
    project.learner.learn(Arc::clone(&project.codebook));
    project.learner.unlearned = 0;
}

/// Has every article estimated, for the order of the list.
pub(super) fn survey(state: &mut State) {
    if let Some(project) = &mut state.project {
        let (engine, codebook) = (
            project.suggester.engine.clone(),
            Arc::clone(&project.codebook),
        );
        project.learner.survey(engine, codebook);
    }
}

/// Has the open article looked at, if it was not yet, or not by this engine, or not with these speakers.
fn ask(project: &mut OpenProject) {
    let asks = (project.suggester.engine_key, project.codebook_key);
    if !project.suggester.is_on {
        return;
    }
    let Some(open) = &mut project.open else {
        return;
    };
    if open.suggestions.asked == Some(asks) {
        return;
    }
    let wanted = Wanted {
        key: open.key,
        article: open.article.clone(),
        codebook: Arc::clone(&project.codebook),
        engine: project.suggester.engine.clone(),
    };
    project.suggester.ask(wanted);
    open.suggestions.asked = Some(asks);
}

/// Shows suggestions, or hides them.
pub(super) fn toggle(state: &mut State) {
    state.settings.suggestions ^= true;
    let on = state.settings.suggestions;
    if let Some(project) = &mut state.project {
        project.suggester.is_on = on;
        if on {
            // What was labelled meanwhile was not learned from.
            project.learner.unlearned = ENOUGH;
        }
        refresh_marks(project);
        if let Some(open) = &mut project.open
            && !on
            && open.selected.as_deref().is_some_and(proposal::is_proposal)
        {
            open.selected = None;
        }
    }
    let text = if on {
        "Suggestions are shown"
    } else {
        "Suggestions are off"
    };
    state.notify(text, false);
}

/// Brings which suggestions are still open up to date with the annotator's work, if its quotes changed.
pub(super) fn refresh_left(open: &mut OpenArticle, is_on: bool) {
    let mut hasher = DefaultHasher::new();
    (is_on, open.suggestions.found).hash(&mut hasher);
    for statement in open.sidecar.statements() {
        (&statement.quote, statement.cue).hash(&mut hasher);
    }
    for rejected in &open.sidecar.rejected {
        rejected.id.hash(&mut hasher);
    }
    let of = hasher.finish();
    if open.suggestions.left_of == Some(of) {
        return;
    }
    open.suggestions.left_of = Some(of);
    open.suggestions.left = if is_on {
        proposal::left(&open.suggestions.all, &open.sidecar)
    } else {
        Vec::new()
    };
    if let Some(taken) = accepted_elsewhere(open) {
        open.selected = Some(taken);
    }
}

/// Returns the statement that another window made of the selected suggestion.
fn accepted_elsewhere(open: &OpenArticle) -> Option<StatementId> {
    let id = open.selected.as_deref()?;
    let mut all = open.suggestions.all.iter();
    let chosen = all.find(|known| known.statement.id == id)?;
    let mut own = open.sidecar.statements().iter();
    let taken = own.find(|own| own.quote == chosen.statement.quote)?;
    Some(taken.id.clone())
}

/// Makes a statement of the selected suggestion and selects it; tells whether there was one to accept.
pub(super) fn accept(state: &mut State) -> bool {
    let Some(project) = &state.project else {
        return false;
    };
    let Some(open) = &project.open else {
        return false;
    };
    let Some(chosen) = open.selected_proposal() else {
        return false;
    };
    let (id, now) = (state.new_id(), state.now());
    let (statement, speaker) =
        proposal::accept(chosen, id.clone(), &now, open.text(), &project.codebook);
    let mut edits: Vec<Edit> = speaker.into_iter().map(Edit::PutSpeaker).collect();
    edits.push(Edit::Put(Arc::new(statement)));
    commit(state, "accept suggestion", edits, Some(id.into()));
    true
}

/// Accepts a suggestion, so that what comes next changes a statement; returns the id to go on with.
pub(super) fn accepted(state: &mut State, id: StatementId) -> StatementId {
    if !proposal::is_proposal(&id) {
        return match state.open() {
            Some(open) => open.sidecar.successor(&id).into(),
            None => id,
        };
    }
    if let Some(open) = state.open_mut() {
        open.selected = Some(id.clone());
    }
    accept(state);
    let selected = state.open().and_then(|open| open.selected.clone());
    selected.unwrap_or(id)
}

/// Accepts every open suggestion with at least this score, as one step.
pub(super) fn accept_all(state: &mut State, least: f32) {
    state.overlay = None;
    if !may_edit(state) {
        return;
    }
    let Some(project) = &state.project else {
        return;
    };
    let Some(open) = &project.open else { return };
    let now = state.now();
    let mut codebook = (*project.codebook).clone();
    let (mut edits, mut first, mut count) = (Vec::new(), None, 0_usize);
    for chosen in open.proposals().filter(|chosen| chosen.score >= least) {
        let (statement, speaker) =
            proposal::accept(chosen, state.new_id(), &now, open.text(), &codebook);
        if let Some(speaker) = speaker {
            // The next suggestion by the same person finds the entry.
            codebook.speakers.push(speaker.clone());
            edits.push(Edit::PutSpeaker(speaker));
        }
        first.get_or_insert_with(|| statement.id.clone());
        edits.push(Edit::Put(Arc::new(statement)));
        count += 1;
    }
    let Some(first) = first else {
        state.notify("No suggestion reaches that score", false);
        return;
    };
    let name = format!("accept {count} suggestions");
    commit(state, &name, edits, Some(first.clone()));
    go_to(state, &first);
}

/// Makes a statement of the selected suggestion, of the one at the caret, or of selected text with what is suggested
/// there; tells whether there is such a suggestion.
pub(super) fn make(state: &mut State) -> bool {
    let Some(project) = &state.project else {
        return false;
    };
    let Some(open) = &project.open else {
        return false;
    };
    let selection = open.selection.filter(|span| !span.is_empty());
    let Some(selection) = selection else {
        let at_caret = || {
            let holds = |found: &&Proposal| {
                let mut quote = found.statement.quote.iter();
                quote.any(|span| span.contains(open.caret))
            };
            // The innermost one.
            open.proposals()
                .filter(holds)
                .min_by_key(|found| found.statement.extent().len())
        };
        let chosen = open.selected_proposal().or_else(at_caret);
        let Some(id) = chosen.map(|chosen| chosen.statement.id.clone()) else {
            return false;
        };
        select(state, Some(id));
        return accept(state);
    };
    let text = open.text();
    let (mut quotes, frame) = passage::sweep(text, selection, &project.policy);
    let Some(quote) = quotes.pop().filter(|_| quotes.is_empty()) else {
        return false;
    };
    let Some(chosen) = meant_by(open, &quote) else {
        return false;
    };
    let suggested = &chosen.statement;
    let is_quoted = |span: &Span| quote.iter().any(|part| part.overlaps(*span));
    // Who swept over attribution and all meant the words that are suggested.
    let is_swept = suggested.cue.as_ref().is_some_and(is_quoted)
        && quote.iter().any(|part| part.covers(suggested.extent()));
    let cue = frame.cue.or(suggested.cue);
    let cue = cue.filter(|cue| is_swept || !is_quoted(cue));
    let quote = if is_swept {
        suggested.quote.clone()
    } else {
        quote
    };
    let mut own = open.sidecar.statements().iter();
    if own.any(|own| own.quote == quote) {
        return false;
    }
    let (id, now) = (state.new_id(), state.now());
    let (mut statement, speaker) =
        proposal::accept(chosen, id.clone(), &now, text, &project.codebook);
    statement.kind = passage::kind(text, &quote);
    statement.cue = cue;
    // The words are the person's own choice, even where they are those that were suggested.
    statement.origin = Origin::Manual;
    if !statement.set_quote(quote) {
        return false;
    }
    let mut edits: Vec<Edit> = speaker.into_iter().map(Edit::PutSpeaker).collect();
    edits.push(Edit::Put(Arc::new(statement)));
    commit(state, "make statement", edits, Some(id.into()));
    if let Some(open) = state.open_mut() {
        open.selection = None;
        open.current_target = None;
    }
    true
}

/// Returns the suggestion of which a quote is a part, or the greater part; of several the one that shares most.
fn meant_by<'a>(open: &'a OpenArticle, quote: &[Span]) -> Option<&'a Proposal> {
    let shared = |found: &Proposal| -> usize {
        let shared = span::shared(&found.statement.quote, quote);
        shared.map(Span::len).sum()
    };
    let all = span::length(quote);
    let fits = |found: &&Proposal| {
        let shared = shared(found);
        shared > 0 && shared * 2 >= all
    };
    open.proposals()
        .filter(fits)
        .max_by_key(|found| shared(found))
}

/// Rejects the selected suggestion and selects the next; a statement that came of one is removed and rejected, unless it
/// was worked on since.
pub(super) fn reject(state: &mut State) {
    let Some(open) = state.open() else { return };
    if let Some(statement) = open.selected_statement() {
        let why = if !matches!(statement.origin, Origin::Suggested { .. }) {
            Some("This statement is your own; Delete removes it")
        } else if open.is_worked_on(statement) {
            Some("You have worked on this statement; Delete removes it")
        } else {
            None
        };
        if let Some(why) = why {
            state.notify(why, false);
            return;
        }
    }
    take_back(state);
}

/// Removes the selected suggestion, or the statement that came of one with all that was made of it, so that it does not
/// come back.
pub(super) fn remove(state: &mut State) {
    let was_statement = state.selected().map(|statement| statement.id.clone());
    take_back(state);
    let is_gone = |id: &StatementId| {
        let open = state.open();
        open.is_some_and(|open| open.sidecar.statement(id).is_none())
    };
    if was_statement.is_some_and(|id| is_gone(&id)) {
        let keys = state.keymap.shown(Command::Undo);
        state.notify(format!("Statement deleted. {keys} brings it back"), false);
    }
}

/// Rejects the selected suggestion, or the selected statement as one, and selects the next suggestion.
fn take_back(state: &mut State) {
    let Some(open) = state.open() else { return };
    let mut edits = Vec::new();
    let (from, rejected) = if let Some(chosen) = open.selected_proposal() {
        (
            chosen.statement.extent(),
            Statement::clone(&chosen.statement),
        )
    } else if let Some(statement) = open.selected_statement() {
        edits.push(Edit::Remove {
            id: statement.id.clone(),
            at: state.now(),
        });
        (statement.extent(), Statement::clone(statement))
    } else {
        state.notify("Select a suggestion first (J, K or a click)", false);
        return;
    };
    let next = next_after(open, from);
    let at = state.now();
    edits.push(Edit::Reject(Arc::new(Statement {
        id: state.new_id().into(),
        created: at.clone(),
        changed: at,
        ..rejected
    })));
    commit(state, "reject suggestion", edits, next.clone());
    if let Some(next) = next {
        go_to(state, &next);
    }
}

/// Returns the next suggestion behind a passage, else the next one at all.
fn next_after(open: &OpenArticle, from: Span) -> Option<StatementId> {
    let others = || {
        open.proposals()
            .filter(|other| other.statement.extent() != from)
    };
    let after = others().find(|other| other.statement.extent().start >= from.start);
    let next = after.or_else(|| others().next());
    next.map(|next| next.statement.id.clone())
}
