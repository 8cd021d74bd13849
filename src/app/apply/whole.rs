//! What is said of the article as a whole, and a statement as it is quoted elsewhere.

use crate::merge::{merge_labels, merge_texts};
use crate::model::codebook::{Label, id_from_name};
use crate::model::edit::Edit;
use crate::model::id::LabelId;
use crate::model::sidecar::Status;

use super::super::action::label::Described;
use super::super::cite;
use super::super::overlay::{ArticleForm, Overlay};
use super::super::state::State;
use super::step::commit;

/// Opens the dialog about the open article.
pub(super) fn ask(state: &mut State) {
    let Some(open) = state.open() else { return };
    let sidecar = &*open.sidecar;
    let is_excluded = sidecar.status == Status::Excluded;
    let described = Described {
        labels: sidecar.labels.clone(),
        note: sidecar.note.clone(),
        excluded: is_excluded.then(|| sidecar.reason.trim().to_owned()),
        ..Described::default()
    };
    let form = ArticleForm {
        path: open.article.path.clone(),
        began: described.clone(),
        described,
        is_excluded,
        reason: sidecar.reason.clone(),
        label: String::new(),
    };
    state.overlay = Some(Overlay::Article(form));
}

/// Sets labels, note and exclusion of the open article, as one step of what changed `from` what there was when the person
/// began. What another window set meanwhile stays.
pub(super) fn describe(state: &mut State, from: &Described, to: Described) {
    let Some(project) = &state.project else {
        return;
    };
    let Some(open) = &project.open else { return };
    let sidecar = &*open.sidecar;
    let mut labels = merge_labels(&from.labels, &to.labels, &sidecar.labels);
    let note = merge_texts(&from.note, &to.note, &sidecar.note);
    let mut edits = Vec::new();
    let mut added: Vec<LabelId> = Vec::new();
    for name in &to.new_labels {
        let is_taken = |id: &str| {
            project.codebook.label(id).is_some() || added.iter().any(|known| known == id)
        };
        let id = LabelId::from(id_from_name(name, is_taken));
        edits.push(Edit::PutLabel(Label {
            id: id.clone(),
            name: name.trim().to_owned(),
            ..Label::default()
        }));
        added.push(id);
    }
    labels.extend(added);
    let mut names = Vec::new();
    match to.excluded {
        same if same == from.excluded => {}
        Some(reason) => {
            if sidecar.status != Status::Excluded {
                edits.push(Edit::SetStatus(Status::Excluded));
                names.push("exclude article");
            }
            if sidecar.reason != reason {
                edits.push(Edit::SetReason(reason));
            }
        }
        None if sidecar.status == Status::Excluded => {
            edits.push(Edit::SetStatus(Status::InProgress));
            edits.push(Edit::SetReason(String::new()));
            names.push("take article in again");
        }
        None => {}
    }
    if sidecar.labels != labels {
        edits.push(Edit::SetArticleLabels(labels));
        names.push("label article");
    }
    if sidecar.note != note {
        edits.push(Edit::SetArticleNote(note));
        names.push("note on article");
    }
    if edits.is_empty() {
        return;
    }
    let name = names.first().copied().unwrap_or("describe article");
    let selected = open.selected.clone();
    commit(state, name, edits, selected);
}

/// Puts the selected statement with its source on the clipboard.
pub(super) fn copy_statement(state: &mut State) {
    let Some(project) = &state.project else {
        return;
    };
    let statement = project.open.as_ref().and_then(|open| {
        let statement = open.selected_any()?;
        Some(cite::cite(statement, &open.article, &project.codebook))
    });
    match statement {
        Some(text) => {
            state.copied = Some(text);
            state.notify("Copied the statement with its source", false);
        }
        None => state.notify("Select a statement first (J, K or a click)", false),
    }
}
