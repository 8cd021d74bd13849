//! Reads the statements of a project that have targets, to learn from.

use std::ops::ControlFlow;

use crate::corpus::Corpus;
use crate::corpus::walk::Progress;
use crate::model::project::Annotator;
use crate::model::sidecar::Status;
use crate::store::Store;
use crate::suggest::topics::LabelledStatement;

/// Reads all labelled statements of a project: one annotator's, or everybody's and the adjudicated ones.
///
/// The order is that of the articles, within one that of the annotators, then that of the text. Articles and sidecars
/// that cannot be read are left out, as is what an annotator excluded. Nothing is returned when `progress` breaks off.
pub fn labelled_statements(
    store: &Store,
    annotator: Option<&str>,
    progress: Progress<'_>,
) -> Option<Vec<LabelledStatement>> {
    let annotators: Vec<Annotator> = store
        .annotators()
        .into_iter()
        .filter(|known| annotator.is_none_or(|id| known.id == id))
        .collect();
    let mut all = Vec::new();
    let ended = Corpus::open(store).walk(
        &annotators,
        progress,
        |visit| {
            let Ok(article) = &visit.article else {
                return Vec::new();
            };
            let work = visit.work.iter();
            let work = work.filter(|(_, opened)| opened.sidecar.status != Status::Excluded);
            work.flat_map(|(_, opened)| LabelledStatement::of_sidecar(article, &opened.sidecar))
                .collect()
        },
        |mut labelled: Vec<LabelledStatement>| {
            all.append(&mut labelled);
            ControlFlow::Continue(())
        },
    );
    ended.is_continue().then_some(all)
}
