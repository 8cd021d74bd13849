//! What the codebook asks people to look at, over all articles: stances that were taken before a definition or scale changed,
//! and uses of what was split.

use std::ops::ControlFlow;

use super::Corpus;
use super::walk::{Progress, Visit};
use crate::model::codebook::Codebook;
use crate::model::codebook::edit::EntryId;
use crate::model::project::Annotator;
use crate::model::recode::{Use, open_questions};
use crate::model::revision::{Again, to_look_at_again};

/// What is to be looked at, in the order of the articles.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ToDo {
    /// Stances that were taken under another definition or scale.
    pub again: Vec<Again>,
    /// Uses of what was split, with what that was, for which nobody has said which part is meant.
    pub questions: Vec<(EntryId, Use)>,
}

/// Finds what is to be looked at in the work of these annotators. None if `progress` ended it.
pub fn to_do(
    corpus: Corpus,
    codebook: &Codebook,
    annotators: &[Annotator],
    progress: Progress<'_>,
) -> Option<ToDo> {
    let make = |visit: Visit<'_>| {
        // What is not to be seen is not asked about.
        let seen = visit.work.iter().filter(|(_, opened)| !opened.is_withheld);
        let work = || seen.clone().map(|(_, opened)| &opened.sidecar);
        ToDo {
            again: to_look_at_again(codebook, work()),
            questions: open_questions(codebook, work()),
        }
    };
    let mut all = ToDo::default();
    let take = |found: ToDo| {
        all.again.extend(found.again);
        all.questions.extend(found.questions);
        ControlFlow::Continue(())
    };
    let walked = corpus.walk(annotators, progress, make, take);
    walked.is_continue().then_some(all)
}
