//! What lists show of the work on articles.

use crate::model::sidecar::{Sidecar, Status};
use crate::store::{ArticleInfo, Work};

/// Says which statements the table lists.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Listed {
    /// Every one.
    #[default]
    All,
    /// Those that lack a speaker, a target or a stance.
    Unfinished,
}

impl Listed {
    /// Returns the other one.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::All => Self::Unfinished,
            Self::Unfinished => Self::All,
        }
    }
}

/// Brings what a list shows of an article up to date with a sidecar.
pub fn set_work(info: &mut ArticleInfo, sidecar: &Sidecar) {
    let work = Work {
        annotator: sidecar.annotator.clone(),
        status: sidecar.status,
        statements: sidecar.statements().len(),
        flagged: sidecar
            .statements()
            .iter()
            .filter(|statement| statement.flagged)
            .count(),
        unfinished: sidecar
            .statements()
            .iter()
            .filter(|statement| statement.is_unfinished())
            .count(),
        decisions: sidecar.decisions(),
    };
    match info
        .work
        .iter_mut()
        .find(|known| known.annotator == work.annotator)
    {
        Some(known) => *known = work,
        None if sidecar.is_empty() => {}
        None => info.work.push(work),
    }
}

/// Returns how far an annotator is with an article, as far as it is known.
pub fn status_of(info: &ArticleInfo, annotator: &str) -> Status {
    let work = info.work.iter().find(|work| work.annotator == annotator);
    work.map(|work| work.status).unwrap_or_default()
}
