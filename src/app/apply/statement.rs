//! What changes a statement beside its quote.

use crate::model::codebook::{Label, Speaker, id_from_name};
use crate::model::edit::Edit;
use crate::model::id::SpeakerId;
use crate::model::span::Span;
use crate::model::statement::{Kind, Mention};
use crate::suggest::passage;

use super::super::action::label::{Entry, Part, PersonRole};
use super::super::command::edit::Command;
use super::super::state::{Field, OpenProject, State};
use super::step::{change_selected, change_statement, commit};

/// Removes the selected statement and selects the next.
pub(super) fn delete(state: &mut State) {
    let Some(open) = state.open() else { return };
    let Some(index) = open.selected_index() else {
        return;
    };
    let statements = open.sidecar.statements();
    let count = statements.len();
    let id = statements[index].id.clone();
    let next = statements
        .get(index + 1)
        .or_else(|| statements.get(index.checked_sub(1)?));
    let next = next.map(|statement| statement.id.clone());
    let at = state.now();
    let edits = vec![Edit::Remove { id, at }];
    commit(state, "delete statement", edits, next);
    if state
        .open()
        .is_some_and(|open| open.sidecar.statements().len() < count)
    {
        let keys = state.keymap.shown(Command::Undo);
        state.notify(format!("Statement deleted. {keys} brings it back"), false);
    }
}

/// Makes the selected text the cue.
pub(super) fn set_cue(state: &mut State) {
    let Some(selection) = selection(state) else {
        return;
    };
    change_selected(state, "set cue", |statement| {
        let changed = statement.cue != Some(selection);
        statement.cue = Some(selection);
        changed
    });
    deselect_text(state);
}

/// Sets the role of the selected statement's speaker, whom the annotator added.
pub(super) fn set_role(state: &mut State, role: String) {
    let Some(project) = &state.project else {
        return;
    };
    let id = state
        .selected()
        .and_then(|statement| statement.speaker_id());
    let added = id.and_then(|id| project.added.value().speaker(id));
    let Some(added) = added.cloned() else {
        return;
    };
    let selected = state.open().and_then(|open| open.selected.clone());
    let edits = vec![Edit::PutSpeaker(Speaker { role, ..added })];
    commit(state, "set role", edits, selected);
}

/// Makes the selected text the mention of the speaker, or has the speaker asked for.
pub(super) fn ask_speaker(state: &mut State) {
    if state.selected().is_none() {
        state.notify("Select a statement first (J, K or a click)", false);
        return;
    }
    let selected_text = state
        .open()
        .and_then(|open| open.selection)
        .filter(|span| !span.is_empty());
    if let Some(mention) = selected_text {
        let name = known_speaker(state, text_of(state, mention));
        change_selected(state, "set speaker", |statement| {
            let old = statement.speaker.take();
            let name = name.or_else(|| old.clone().and_then(|old| old.name));
            statement.speaker = Some(Mention {
                name,
                mention: Some(mention),
            });
            statement.speaker != old
        });
        deselect_text(state);
    }
    state.settings.statement_open = true;
    state.focus = Some(Field::Speaker);
}

/// Sets who the speaker is; a new name becomes an entry of the annotator's part of the registry.
pub(super) fn set_speaker(state: &mut State, choice: Entry) {
    let Some(id) = state.selected().map(|statement| statement.id.clone()) else {
        return;
    };
    let Some(project) = &state.project else {
        return;
    };
    let (name, edits) = person(project, choice);
    let mention = mention_of(state, &id, &name, &edits);
    change_statement(state, &id, "set speaker", edits, |statement| {
        let old = statement.speaker.clone();
        let kept = old.as_ref().and_then(|old| old.mention).or(mention);
        statement.speaker = Some(Mention {
            name: Some(name),
            mention: kept,
        });
        statement.speaker != old
    });
}

/// Returns the id of an entry of the codebook, with the edit that adds it where it is new.
pub(super) fn entry<I: From<String> + Clone>(
    choice: Entry,
    is_taken: impl Fn(&str) -> bool,
    add: impl FnOnce(I, String) -> Edit,
) -> (I, Vec<Edit>) {
    match choice {
        Entry::Known(id) => (id.into(), Vec::new()),
        Entry::New(name) => {
            let id = I::from(id_from_name(&name, is_taken));
            let edit = add(id.clone(), name.trim().to_owned());
            (id, vec![edit])
        }
    }
}

/// Returns the registry's id of somebody, with the edit that adds them where they are new.
fn person(project: &OpenProject, choice: Entry) -> (SpeakerId, Vec<Edit>) {
    let is_taken = |id: &str| project.codebook.speaker(id).is_some();
    entry(choice, is_taken, |id, name| {
        Edit::PutSpeaker(Speaker {
            id,
            name,
            ..Speaker::default()
        })
    })
}

/// Finds the mention of a speaker beside a statement's quote: their name or an alias in the same paragraph.
fn mention_of(state: &State, statement: &str, speaker: &str, edits: &[Edit]) -> Option<Span> {
    let project = state.project.as_ref()?;
    let open = project.open.as_ref()?;
    let statement = open.sidecar.statement(statement)?;
    let added = edits.iter().find_map(|edit| match edit {
        Edit::PutSpeaker(entry) => Some(entry),
        _ => None,
    });
    let entry = added.or_else(|| project.codebook.speaker(speaker))?;
    passage::mention_beside(open.text(), &statement.quote, entry)
}

/// Returns the registry's id for a mention, if a name or alias is just that, or the last word of just one name.
pub(super) fn known_speaker(state: &State, mention: &str) -> Option<SpeakerId> {
    let project = state.project.as_ref()?;
    passage::resolve(&project.codebook, mention).map(|entry| entry.id.clone())
}

/// Adds somebody of the registry, or a new entry of it, as a source in between or an addressee.
pub(super) fn add_known_person(state: &mut State, role: PersonRole, choice: Entry) {
    let Some(id) = state.selected().map(|statement| statement.id.clone()) else {
        return;
    };
    let Some(project) = &state.project else {
        return;
    };
    let (name, edits) = person(project, choice);
    let mention = mention_of(state, &id, &name, &edits);
    let (step, is_via) = match role {
        PersonRole::Via => ("add source in between", true),
        PersonRole::Addressee => ("add addressee", false),
    };
    change_statement(state, &id, step, edits, |statement| {
        let people = if is_via {
            &mut statement.via
        } else {
            &mut statement.addressees
        };
        let is_new = people
            .iter()
            .all(|known| known.name.as_deref() != Some(name.as_str()));
        if is_new {
            people.push(Mention {
                name: Some(name),
                mention,
            });
        }
        is_new
    });
}

/// Adds the selected text as a source in between or an addressee; with nothing selected, has somebody picked.
pub(super) fn add_person(state: &mut State, via: bool) {
    let selected_text = state
        .open()
        .and_then(|open| open.selection)
        .filter(|span| !span.is_empty());
    let Some(mention) = selected_text else {
        if state.selected().is_none() {
            state.notify("Select a statement first (J, K or a click)", false);
            return;
        }
        state.settings.statement_open = true;
        state.focus = Some(if via { Field::Via } else { Field::Addressee });
        return;
    };
    let name = known_speaker(state, text_of(state, mention));
    let person = Mention {
        name,
        mention: Some(mention),
    };
    change_selected(
        state,
        if via {
            "add source in between"
        } else {
            "add addressee"
        },
        |statement| {
            let people = if via {
                &mut statement.via
            } else {
                &mut statement.addressees
            };
            let new = !people.contains(&person);
            if new {
                people.push(person);
            }
            new
        },
    );
    deselect_text(state);
}

/// Sets the kind of the selected statement.
pub(super) fn set_kind(state: &mut State, kind: Kind) {
    change_selected(state, "set kind", |statement| {
        let changed = statement.kind != kind;
        statement.kind = kind;
        changed
    });
}

/// Goes to the next kind.
pub(super) fn next_kind(state: &mut State) {
    let Some(kind) = state.selected().map(|statement| statement.kind) else {
        return;
    };
    let next = match kind {
        Kind::Direct => Kind::Mixed,
        Kind::Mixed => Kind::Indirect,
        Kind::Indirect => Kind::Direct,
    };
    set_kind(state, next);
}

/// Takes a part of the selected statement away.
pub(super) fn clear(state: &mut State, part: &Part) {
    let name = match part {
        Part::Speaker => "clear speaker",
        Part::Mention => "clear mention",
        Part::Cue => "clear cue",
        Part::Via(_) => "remove source in between",
        Part::Addressee(_) => "remove addressee",
        Part::Stance(_) => "remove stance",
        Part::Evidence(_) => "clear evidence",
    };
    change_selected(state, name, |statement| {
        let old = statement.clone();
        match part {
            Part::Speaker => statement.speaker = None,
            Part::Mention => {
                statement.speaker = statement.speaker.take().and_then(|speaker| {
                    speaker.name.map(|name| Mention {
                        name: Some(name),
                        mention: None,
                    })
                });
            }
            Part::Cue => statement.cue = None,
            Part::Via(index) if *index < statement.via.len() => drop(statement.via.remove(*index)),
            Part::Addressee(index) if *index < statement.addressees.len() => {
                drop(statement.addressees.remove(*index));
            }
            Part::Via(_) | Part::Addressee(_) => {}
            Part::Stance(target) => statement
                .stances
                .retain(|taken| taken.target != target.as_str()),
            Part::Evidence(target) => {
                for taken in statement
                    .stances
                    .iter_mut()
                    .filter(|taken| taken.target == target.as_str())
                {
                    taken.evidence.clear();
                }
            }
        }
        *statement != old
    });
}

/// Adds a label to the selected statement, or takes it away.
pub(super) fn toggle_label(state: &mut State, label: &str) {
    change_selected(state, "set labels", |statement| {
        let had = statement.labels.iter().any(|known| known == label);
        if had {
            statement.labels.retain(|known| known != label);
        } else {
            statement.labels.push(label.into());
        }
        true
    });
}

/// Adds a label that the codebook lacks to it and to the selected statement.
pub(super) fn new_label(state: &mut State, name: &str) {
    let Some(id) = state.selected().map(|statement| statement.id.clone()) else {
        return;
    };
    let Some(project) = &state.project else {
        return;
    };
    let label = Label {
        id: id_from_name(name, |id| project.codebook.label(id).is_some()).into(),
        name: name.trim().to_owned(),
        ..Label::default()
    };
    let label_id = label.id.clone();
    change_statement(
        state,
        &id,
        "set labels",
        vec![Edit::PutLabel(label)],
        |statement| {
            statement.labels.push(label_id);
            true
        },
    );
}

/// Puts a value that was set elsewhere in its field, or drops it.
pub(super) fn settle(state: &mut State, index: usize, is_taken: bool) {
    let name = if is_taken { "take value" } else { "drop value" };
    change_selected(state, name, |statement| {
        if index >= statement.conflicts.len() {
            return false;
        }
        let value = statement.conflicts.remove(index);
        if is_taken {
            value.put(statement);
        }
        true
    });
}

/// Flags the selected statement, or takes the flag away.
pub(super) fn toggle_flag(state: &mut State) {
    change_selected(state, "flag", |statement| {
        statement.flagged = !statement.flagged;
        true
    });
}

/// Returns the selected text's span, or says that some is needed.
pub(super) fn selection(state: &mut State) -> Option<Span> {
    let selection = state
        .open()
        .and_then(|open| open.selection)
        .filter(|span| !span.is_empty());
    if selection.is_none() {
        state.notify("Select some text first", false);
    }
    selection
}

pub(super) fn deselect_text(state: &mut State) {
    if let Some(open) = state.open_mut() {
        open.selection = None;
    }
}

pub(super) fn text_of(state: &State, span: Span) -> &str {
    state.open().map_or("", |open| open.text().slice(span))
}
