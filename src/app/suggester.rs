//! Finds suggestions for the open article off the window's thread: a long article never holds the window up.

use std::sync::Arc;

use crate::jobs::{Inbox, Jobs, Name, Priority};
use crate::model::article::Article;
use crate::model::codebook::Codebook;
use crate::model::problem::Problem;
use crate::suggest::engine::Engine;
use crate::suggest::proposal::{Proposal, proposals};

/// Represents an article to be looked at.
pub struct Wanted {
    /// The key of the article's text in the window.
    pub key: u64,
    /// The article.
    pub article: Article,
    /// What mentions are looked up in.
    pub codebook: Arc<Codebook>,
    /// What looks.
    pub engine: Engine,
}

/// Represents what was found in an article.
pub struct Found {
    /// The key of the article's text in the window.
    pub key: u64,
    /// The suggestions, in the order of the text.
    pub proposals: Vec<Proposal>,
}

/// Looks through one article at a time.
pub struct Suggester {
    /// What finds them.
    pub engine: Engine,
    /// Grows when the engine is another.
    pub engine_key: u64,
    /// Whether suggestions are shown.
    pub is_on: bool,
    inbox: Inbox<Found>,
}

impl Suggester {
    /// Makes a suggester that has looked at nothing yet.
    pub fn new(jobs: &Jobs, is_on: bool) -> Self {
        Self {
            engine: Engine::rules(),
            engine_key: 0,
            is_on,
            inbox: jobs.inbox(1),
        }
    }

    /// Tells whether an article is being looked at.
    pub fn is_busy(&self) -> bool {
        self.inbox.is_busy()
    }

    /// Asks for the suggestions of an article. Whatever else was asked for and is not begun yet is overtaken.
    pub fn ask(&self, wanted: Wanted) {
        self.inbox.let_go();
        let name = Name::to("finding suggestions in", wanted.article.path.clone());
        self.inbox.start(name, Priority::Normal, move |_| {
            let article = &wanted.article;
            let found = wanted.engine.article(article, &wanted.codebook);
            let by = wanted.engine.by();
            Found {
                key: wanted.key,
                proposals: proposals(found, by, &article.text, &wanted.codebook),
            }
        });
    }

    /// Returns the next thing found, or how looking for it broke down.
    pub fn found(&self) -> Option<Result<Found, Problem>> {
        self.inbox.take().map(|reply| reply.said)
    }
}
