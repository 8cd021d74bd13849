//! What is done with entries of the codebook: adding, ordering, removing, taking what others added.

use crate::model::codebook::change::New;
use crate::model::codebook::edit::{CodebookEdit, Entry, EntryId};
use crate::model::codebook::presets::SCALES;
use crate::model::codebook::{Codebook, Sort};

use super::super::super::codebook::{Desk, Part};
use super::super::super::state::{OpenProject, State};
use super::change::{Named, changed, commit, show};

/// Adds an entry to the part that is listed, and chooses it.
pub(super) fn add(state: &mut State, name: &str) {
    let part = state.project.as_ref().map(|project| project.desk.part);
    let Some(sort) = part.and_then(Part::sort) else {
        return;
    };
    let step = format!("add {}", sort.name());
    insert(state, &step, sort, |codebook| match sort {
        Sort::Target | Sort::Stance => codebook.new_target(name, None),
        Sort::Scale => codebook.new_scale(name),
        Sort::Label => codebook.new_label(name),
        Sort::Speaker => codebook.new_speaker(name),
    });
}

/// Adds a target under another, and chooses it.
pub(super) fn add_under(state: &mut State, parent: &str, name: &str) {
    insert(state, "add target", Sort::Target, |codebook| {
        codebook.new_target(name, Some(parent))
    });
}

/// Adds an entry and chooses it, without a filter that would hide it.
fn insert(
    state: &mut State,
    step: &str,
    sort: Sort,
    new: impl FnOnce(&Codebook) -> Result<New, crate::model::codebook::change::Refusal>,
) {
    let mut made = None;
    let is_done = commit(state, Named::new(step, None), |codebook| {
        let (id, edits) = new(codebook)?;
        made = Some(EntryId { sort, id });
        Ok(edits)
    });
    if let Some(project) = &mut state.project
        && is_done
    {
        project.desk.filter.clear();
        show(project, made);
    }
}

/// Adds a stance at the end of a scale.
pub(super) fn add_stance(state: &mut State, scale: &str, label: &str) {
    let entry = Some(EntryId::scale(scale));
    commit(state, Named::new("add stance", entry), |codebook| {
        codebook.new_stance(scale, label).map(|(_, edits)| edits)
    });
}

/// Returns the chosen entry; says so where there is none.
fn chosen(state: &mut State) -> Option<EntryId> {
    let desk = state.project.as_ref().map(|project| &project.desk);
    let found = desk
        .filter(|desk| !matches!(desk.part, Part::Additions | Part::Again))
        .filter(|desk| desk.use_list.is_none() && desk.splitting.is_none())
        .and_then(|desk| desk.chosen.clone());
    if found.is_none() {
        state.notify("Choose an entry first (J, K or a click)", false);
    }
    found
}

/// Moves the chosen entry among its siblings; a stance whose field has the caret, along its scale.
pub(in crate::app::apply) fn move_chosen(state: &mut State, is_down: bool) {
    let desk = state.project.as_ref().map(|project| &project.desk);
    let stance = desk.and_then(|desk| desk.stance.clone());
    if let Some(id) = stance.or_else(|| chosen(state)) {
        move_entry(state, &id, is_down);
    }
}

/// Puts a target under another or at the top, before one of its siblings there or last.
pub(super) fn place(state: &mut State, target: &str, parent: Option<&str>, before: Option<&str>) {
    let id = EntryId::target(target);
    let named = Named::new("move target", Some(id.clone()));
    let is_done = commit(state, named, |codebook| {
        codebook.place_target(target, parent, before)
    });
    if let Some(project) = &mut state.project
        && is_done
    {
        show(project, Some(id));
    }
}

/// Moves an entry among its siblings.
pub(super) fn move_entry(state: &mut State, id: &EntryId, is_down: bool) {
    let is_lead = state
        .project
        .as_ref()
        .is_some_and(|project| project.not_lead.is_none());
    if !is_lead {
        state.notify("The order of entries is the lead\u{2019}s to set", false);
        return;
    }
    let step = format!("move {}", id.sort.name());
    let named = Named::new(&step, Some(id.clone()));
    commit(state, named, |codebook| {
        let siblings = siblings(codebook, id);
        let Some(place) = siblings.iter().position(|known| known == id) else {
            return Ok(Vec::new());
        };
        let before = if is_down {
            if place + 1 >= siblings.len() {
                return Ok(Vec::new());
            }
            siblings.get(place + 2)
        } else {
            let Some(above) = place.checked_sub(1) else {
                return Ok(Vec::new());
            };
            siblings.get(above)
        };
        let Some(target) = codebook.target(&id.id).filter(|_| id.sort == Sort::Target) else {
            return codebook.place_before(id, before);
        };
        let parent = target.parent.clone();
        let before = before.map(|before| before.id.as_str());
        codebook.place_target(&id.id, parent.as_deref(), before)
    });
}

/// Returns the entries among which one is ordered, itself among them.
fn siblings(codebook: &Codebook, id: &EntryId) -> Vec<EntryId> {
    match id.sort {
        Sort::Target => {
            let parent = codebook.target(&id.id).and_then(|one| one.parent.clone());
            let offered = codebook.offered_targets();
            let beside = offered.filter(|one| one.parent == parent);
            beside.map(|one| EntryId::target(&one.id)).collect()
        }
        Sort::Scale => {
            let scales = codebook.scales.iter();
            let offered = scales.filter(|one| one.replaced_by.is_none());
            offered.map(|one| EntryId::scale(&one.id)).collect()
        }
        Sort::Stance => {
            let Some(Entry::Stance { scale, .. }) = codebook.entry(id) else {
                return Vec::new();
            };
            let stances = codebook.scale(&scale).into_iter();
            let stances = stances.flat_map(crate::model::codebook::Scale::offered);
            stances
                .map(|one| EntryId::stance(&scale, &one.id))
                .collect()
        }
        Sort::Label => {
            let offered = codebook.offered_labels();
            offered.map(|one| EntryId::label(&one.id)).collect()
        }
        Sort::Speaker => {
            let offered = codebook.offered_speakers();
            offered.map(|one| EntryId::speaker(&one.id)).collect()
        }
    }
}

/// Puts the chosen target under the one that stands before it.
pub(in crate::app::apply) fn move_in(state: &mut State) {
    let Some(id) = chosen(state).filter(|id| id.sort == Sort::Target) else {
        return;
    };
    let named = Named::new("move target", Some(id.clone()));
    commit(state, named, |codebook| {
        let siblings = siblings(codebook, &id);
        let place = siblings.iter().position(|known| *known == id);
        let above = place.and_then(|place| place.checked_sub(1));
        match above.map(|above| &siblings[above]) {
            Some(above) => codebook.place_target(&id.id, Some(&above.id), None),
            None => Ok(Vec::new()),
        }
    });
}

/// Puts the chosen target beside the one that it lies under, behind it.
pub(in crate::app::apply) fn move_out(state: &mut State) {
    let Some(id) = chosen(state).filter(|id| id.sort == Sort::Target) else {
        return;
    };
    let named = Named::new("move target", Some(id.clone()));
    commit(state, named, |codebook| {
        let target = codebook.target(&id.id);
        let Some(above) = target.and_then(|target| target.parent.as_deref()) else {
            return Ok(Vec::new());
        };
        let siblings = siblings(codebook, &EntryId::target(above));
        let place = siblings.iter().position(|known| known.id == above);
        let before = place.and_then(|place| siblings.get(place + 1));
        let before = before.map(|before| before.id.as_str());
        let parent = codebook.target(above).and_then(|one| one.parent.as_deref());
        codebook.place_target(&id.id, parent, before)
    });
}

/// Removes the chosen entry if nothing uses it.
pub(in crate::app::apply) fn remove_chosen(state: &mut State) {
    if let Some(id) = chosen(state) {
        remove(state, &id);
    }
}

/// Removes an entry if nothing uses it.
pub(super) fn remove(state: &mut State, id: &EntryId) {
    let Some(project) = &state.project else {
        return;
    };
    let entry = project.codebook.entry(id);
    let name = entry.map(|entry| entry.name().to_owned());
    let name = name.unwrap_or_default();
    let text = match project.desk.uses_of(id) {
        Some(0) => None,
        Some(uses) => Some(format!(
            "\u{201c}{name}\u{201d} stays: {} it. Merge it into another entry instead (M)",
            if uses == 1 {
                "1 statement uses".to_owned()
            } else {
                format!("{uses} statements use")
            }
        )),
        None => Some("Its uses are still being counted; try again in a moment".to_owned()),
    };
    if let Some(text) = text {
        state.notify(text, false);
        return;
    }
    let place = project.desk.listed.place_of(id);
    let step = format!("remove {}", id.sort.name());
    let is_done = commit(state, Named::new(&step, Some(id.clone())), |codebook| {
        codebook.remove(id)
    });
    if let Some(project) = &mut state.project
        && is_done
        && project.desk.chosen.as_ref() == Some(id)
    {
        project.desk.chosen = place.and_then(|place| neighbour(&project.desk, place));
    }
}

/// Returns what stands at a place of the list now, or before it at the end.
fn neighbour(desk: &Desk, place: usize) -> Option<EntryId> {
    let last = desk.listed.len().checked_sub(1)?;
    let row = desk.listed.get(place.min(last))?;
    Some(row.id.clone())
}

/// Makes a scale to begin with the project's, and the file with it. The scale that stood in goes where nothing was set on it.
pub(in crate::app::apply) fn begin(state: &mut State, preset: usize) {
    let Some(preset) = SCALES.get(preset) else {
        return;
    };
    let Some(project) = &mut state.project else {
        return;
    };
    if !project.may_begin() {
        let text =
            "The project has a codebook already; its scales are changed on the Codebook screen";
        state.notify(text, false);
        return;
    }
    let is_set = has_stances(project);
    let stood_in = project.lead.scales.first().cloned();
    if stood_in.as_ref() == Some(&preset.scale()) {
        // It is what stands in already; from now on it is in a file.
        project.lead.edited();
        changed(project);
        return;
    }
    commit(state, Named::new("choose scale", None), |codebook| {
        let (_, edits) = codebook.new_scale_from(preset);
        let mut edits: Vec<CodebookEdit> = edits
            .into_iter()
            .map(|edit| match edit {
                CodebookEdit::Insert { entry, .. } => CodebookEdit::Insert { entry, place: 0 },
                other => other,
            })
            .collect();
        if let Some(old) = stood_in.filter(|_| !is_set) {
            edits.extend(codebook.remove(&EntryId::scale(&old.id))?);
        }
        Ok(edits)
    });
}

/// Tells whether stances may have been set already.
pub(super) fn has_stances(project: &OpenProject) -> bool {
    let open = project.open.iter().map(|open| &open.sidecar);
    let parked = project.parked.values().map(|parked| &parked.sidecar);
    let mut statements = open.chain(parked).flat_map(|doc| doc.statements());
    let is_set = statements.any(|one| one.stances.iter().any(|taken| taken.stance.is_some()));
    let path = project.open.as_ref().map(|open| open.article.path.as_str());
    let elsewhere = project.infos.values();
    let mut elsewhere = elsewhere.filter(|info| Some(info.path.as_str()) != path);
    is_set || elsewhere.any(|info| info.work.iter().any(|work| work.statements > 0))
}

/// Takes an annotator's addition into the lead's codebook.
pub(super) fn take(state: &mut State, id: &EntryId) {
    let Some(project) = &state.project else {
        return;
    };
    let Some(addition) = project.desk.addition(id).cloned() else {
        return;
    };
    let lead = project.lead.value().clone();
    let named = Named::new("take addition", Some(id.clone()));
    commit(state, named, |_| Ok(addition.take(&lead)));
}

/// Takes an annotator's addition as one that was merged into an entry: their uses read as that.
pub(super) fn merge_addition(state: &mut State, id: &EntryId, into: &EntryId) {
    let Some(project) = &state.project else {
        return;
    };
    let Some(addition) = project.desk.addition(id).cloned() else {
        return;
    };
    let lead = project.lead.value().clone();
    let named = Named::new("merge addition", Some(into.clone()));
    commit(state, named, |_| addition.merge(&lead, into));
}

/// Does not take an annotator's addition, and says why.
pub(super) fn decline(state: &mut State, id: &EntryId, why: &str) {
    let at = state.now();
    let Some(project) = &state.project else {
        return;
    };
    let Some(addition) = project.desk.addition(id).cloned() else {
        return;
    };
    let lead = project.lead.value().clone();
    let named = Named::new("decline addition", None);
    commit(state, named, |_| Ok(addition.decline(&lead, why, &at)));
}
