//! Where one is in an article, and where one was in those that one comes back to.

use crate::model::article::Article;
use crate::model::id::StatementId;
use crate::model::sidecar::Sidecar;
use crate::suggest::proposal::is_proposal;

use super::super::state::{OpenArticle, Place};
use super::article;

/// Returns where one is in an article.
pub(super) fn of(open: &OpenArticle) -> Place {
    Place {
        blake3: open.article.blake3.clone(),
        selected: open.selected.clone(),
        selection: open.selection,
        caret: open.caret,
        current_target: open.current_target.clone(),
    }
}

/// Returns where one is once an article is shown: where one was when one left it; in one that is read anew (`same`) where
/// one is, as far as its text is the same (`is_kept`).
pub(super) fn returned(
    left: Option<Place>,
    same: Option<&OpenArticle>,
    is_kept: bool,
    article: &Article,
    sidecar: &Sidecar,
) -> Place {
    let start = || Place {
        blake3: article.blake3.clone(),
        selected: None,
        selection: None,
        caret: article.lead,
        current_target: None,
    };
    let mut place = match same {
        Some(open) if is_kept => of(open),
        Some(open) => Place {
            selected: open.selected.clone(),
            ..start()
        },
        None => left
            .filter(|place| place.blake3 == article.blake3)
            .unwrap_or_else(start),
    };
    place.selected = article::follow(place.selected, sidecar);
    let is_there = |id: &StatementId| sidecar.position(id).is_some();
    place.selected = place
        .selected
        .filter(|id| is_kept || is_there(id) || (same.is_none() && is_proposal(id)));
    place
}
