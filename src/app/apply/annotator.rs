//! Saying whose annotations are made here.

use super::super::overlay::{Overlay, TakeName};
use super::super::state::{OpenProject, State};
use super::project;

/// Says whose annotations are made here, unless others' files would be written: then it is asked first.
pub(super) fn ask(state: &mut State, annotator: &str) {
    let id = crate::model::codebook::id_from_name(annotator, |_| false);
    let works = |project: &OpenProject| {
        let infos = project.infos.values();
        let has_work =
            |info: &&crate::store::ArticleInfo| info.work.iter().any(|work| work.annotator == id);
        infos.filter(has_work).count()
    };
    let project = state.project.as_ref();
    let articles = project
        .filter(|project| project.annotator != id && !project.is_sample)
        .map_or(0, works);
    if articles == 0 {
        return set(state, annotator);
    }
    let annotator = id;
    state.overlay = Some(Overlay::TakeName(TakeName {
        annotator,
        articles,
    }));
}

/// Says whose annotations are made here, and opens the project anew for them.
pub(super) fn set(state: &mut State, annotator: &str) {
    let id = crate::model::codebook::id_from_name(annotator, |_| false);
    state.overlay = None;
    let same = state
        .project
        .as_ref()
        .is_some_and(|project| project.annotator == id);
    state.settings.annotator = Some(id);
    if same {
        return;
    }
    let Some(project) = &state.project else {
        return;
    };
    let (root, is_sample) = (project.store.root().to_owned(), project.is_sample);
    if is_sample {
        project::open_sample(state);
    } else {
        project::open(state, &root);
    }
}
