//! An entry becomes several: each of one's own uses is asked for, what changes is worked out and shown, and done as one step.

use crate::model::codebook::edit::{CodebookEdit, EntryId, apply_all};
use crate::model::codebook::{Codebook, Sort};

use super::super::super::codebook::{Asked, Does, Merging, Part, Splitting, Use};
use super::super::super::state::{Field, OpenProject, State};
use super::who;

/// Has the names of the parts asked for.
pub(in crate::app::apply) fn ask(state: &mut State) {
    let Some(project) = &state.project else {
        return;
    };
    let desk = &project.desk;
    let is_chosen = desk.chosen.is_some() && desk.part != Part::Additions;
    if let Some(why) = &project.not_lead {
        let text = format!("Entries are split in the codebook: {why}");
        state.notify(text, false);
    } else if is_chosen {
        state.focus = Some(Field::SplitInto);
    } else {
        state.notify("Choose an entry first (J, K or a click)", false);
    }
}

/// Begins to split an entry into parts of these names: looks for the uses that are to be asked for.
pub(super) fn begin(state: &mut State, from: EntryId, names: &[String]) {
    let Some(project) = &mut state.project else {
        return;
    };
    let codebook = &project.codebook;
    let parts: Vec<&str> = names.iter().map(String::as_str).collect();
    let made = match from.sort {
        Sort::Target => codebook.split_target(&from.id, &parts),
        _ => codebook.split_speaker(&from.id, &parts),
    };
    let (ids, edits) = match made {
        Ok(made) => made,
        Err(refusal) => {
            state.notify(format!("Not split: {refusal}"), false);
            return;
        }
    };
    let parts = ids.into_iter().zip(names.iter().cloned()).collect();
    ask_for_uses(project, from, parts, edits);
}

/// Asks for the uses of an entry that was split before and for which nobody has said which part is meant.
pub(super) fn answer_later(project: &mut OpenProject, from: EntryId) {
    let codebook = &project.codebook;
    let part = |id: String| {
        let part = EntryId {
            sort: from.sort,
            id,
        };
        let name = codebook.entry(&part).map(|entry| entry.name().to_owned());
        (part.id, name.unwrap_or_default())
    };
    let parts: Vec<(String, String)> = codebook.open_parts(&from).into_iter().map(part).collect();
    if !parts.is_empty() {
        ask_for_uses(project, from, parts, Vec::new());
    }
}

fn ask_for_uses(
    project: &mut OpenProject,
    from: EntryId,
    parts: Vec<(String, String)>,
    edits: Vec<CodebookEdit>,
) {
    let entry = project.codebook.entry(&from);
    let name = entry.map(|entry| entry.name().to_owned());
    project.desk.use_list = None;
    project.desk.splitting = Some(Splitting {
        from: from.clone(),
        name: name.unwrap_or_default(),
        parts,
        edits,
        uses: None,
        answers: Vec::new(),
        place: 0,
    });
    project.desk.jobs.find_uses(who(project), from);
}

/// Takes in the uses of an entry that is to be split; others answer for theirs.
pub(super) fn take(project: &mut OpenProject, of: &EntryId, found: &[Use]) {
    let own = found
        .iter()
        .filter(|one| one.source.annotator == project.annotator);
    if let Some(splitting) = &mut project.desk.splitting
        && splitting.from == *of
        && splitting.uses.is_none()
    {
        splitting.take(own.cloned().collect());
    }
}

/// Works out what changes, now that each use was asked for.
pub(super) fn plan(state: &mut State) {
    let now = state.now();
    let Some(project) = &mut state.project else {
        return;
    };
    let Some(splitting) = project.desk.splitting.take() else {
        return;
    };
    let answers = splitting.said();
    let is_later = splitting.edits.is_empty();
    let name = if is_later {
        format!("answer for {}", splitting.name)
    } else {
        format!("split {}", splitting.name)
    };
    let before = Codebook::clone(&project.codebook);
    let mut after = before.clone();
    apply_all(splitting.edits.clone(), &mut after);
    let into = splitting.parts.first().map(|(id, _)| EntryId {
        sort: splitting.from.sort,
        id: id.clone(),
    });
    let asked = Asked {
        name: name.clone(),
        answers,
        of: is_later.then(|| splitting.from.clone()),
        now,
    };
    let who = who(project);
    project.desk.jobs.plan(who, [before, after], asked);
    project.desk.merging = Some(Merging {
        into: into.unwrap_or_else(|| splitting.from.clone()),
        from: splitting.from,
        name,
        does: Does::Split,
        edits: splitting.edits,
        plan: None,
    });
}
