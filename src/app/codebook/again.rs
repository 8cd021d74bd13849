//! Stances that are to be looked at again since a definition or scale changed.

use std::ops::ControlFlow;
use std::sync::Arc;

use crate::corpus::Corpus;
use crate::corpus::recoding::{self, Done};
use crate::corpus::walk::Visit;
use crate::jobs::Context;
use crate::model::article::Article;
use crate::model::codebook::{Codebook, Source};
use crate::model::problem::Problem;
use crate::model::recode::Recoding;
use crate::model::revision::{Changed, ticking_off, to_look_at_again};
use crate::model::sidecar::Sidecar;

use super::background::{Found, Who};
use super::uses::excerpt;

/// Represents a stance that is to be looked at again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Look {
    /// The statement.
    pub source: Source,
    /// The beginning of its quote, on one line.
    pub text: String,
    /// Id of the target.
    pub target: String,
    /// The label of the stance; empty where only the target is chosen.
    pub stance: String,
    /// What has changed.
    pub changed: Changed,
}

/// Says which stances are left as they are.
pub struct Tick {
    /// The codebook as it is now.
    pub codebook: Arc<Codebook>,
    /// Id of the target.
    pub target: String,
    /// The one statement; none for all.
    pub only: Option<Source>,
    /// The time now, RFC 3339 in UTC with seconds.
    pub now: String,
}

/// Returns the stances of somebody's work on an article that are to be looked at again.
pub(super) fn looks(codebook: &Codebook, article: &Article, sidecar: &Sidecar) -> Vec<Look> {
    let again = to_look_at_again(codebook, [sidecar]).into_iter();
    let look = again.filter_map(|one| {
        let statement = sidecar.statement(&one.place.statement)?;
        let taken = statement.stance_on(&one.target)?;
        let stance = taken.stance.as_deref();
        let label = stance.map(|stance| codebook.stance_label(&one.target, stance).to_owned());
        Some(Look {
            text: excerpt(statement, &article.text),
            source: Source {
                article: one.place.article,
                statement: one.place.statement,
                annotator: one.place.annotator,
            },
            target: one.target,
            stance: label.unwrap_or_default(),
            changed: one.changed,
        })
    });
    look.collect()
}

/// Leaves stances as they are; returns what takes that back, and what was done.
///
/// # Errors
/// If nothing was done.
pub(super) fn tick_off(
    who: &Who,
    name: &str,
    tick: &Tick,
    context: &Context<Found>,
) -> Result<(Recoding, Done), Problem> {
    let of = |sidecar: &Sidecar| {
        let (codebook, target) = (&tick.codebook, &tick.target);
        ticking_off(name, &who.annotator, codebook, target, [sidecar], &tick.now)
    };
    let mut all = Recoding {
        name: name.to_owned(),
        annotator: who.annotator.clone(),
        ..Recoding::default()
    };
    if let Some(only) = &tick.only {
        let article = who.store.read_article(&only.article)?;
        all = of(&who.store.load(&who.annotator, &article).sidecar);
        for recoded in all.articles.values_mut() {
            recoded.retain(|one| one.statement == only.statement);
        }
    } else {
        let make = |visit: Visit<'_>| -> Vec<Recoding> {
            let work = visit.work.iter();
            work.map(|(_, opened)| of(&opened.sidecar)).collect()
        };
        let take = |found: Vec<Recoding>| {
            for one in found {
                all.articles.extend(one.articles);
            }
            ControlFlow::Continue(())
        };
        let progress = |done, total| context.progress(done, total);
        let mut own = who.store.annotators();
        own.retain(|one| one.id == who.annotator);
        // Broken off only where nobody waits for it any more.
        let _ = Corpus::open(&who.store).walk(&own, &progress, make, take);
    }
    let done = recoding::recode(&who.store, &all, || Ok(()))?;
    Ok((all.reversed(), done))
}
