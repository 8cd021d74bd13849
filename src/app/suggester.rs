//! Finds suggestions for the open article on a thread of its own: a long article never holds the window up.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::thread;

use crate::model::article::Article;
use crate::model::codebook::Codebook;
use crate::suggest::engine::Engine;
use crate::suggest::proposal::{Proposal, proposals};

use super::asked::AskedFor;
use super::wake::Wake;

/// Most requests that wait; only the last one counts.
const WAITING: usize = 16;

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

/// Looks through articles on the thread `suggester`, which ends when this is dropped.
pub struct Suggester {
    /// What finds them.
    pub engine: Engine,
    /// Grows when the engine is another.
    pub engine_key: u64,
    /// Whether suggestions are shown.
    pub is_on: bool,
    wanted: SyncSender<(u64, Wanted)>,
    found: Receiver<Found>,
    asked: AskedFor,
}

impl Suggester {
    /// Starts the thread.
    pub fn start(wake: Wake, is_on: bool) -> Self {
        let (wanted, inbox) = sync_channel::<(u64, Wanted)>(WAITING);
        let (outbox, found) = sync_channel(WAITING);
        let asked = AskedFor::default();
        let answered = asked.thread();
        let started = thread::Builder::new()
            .name("suggester".to_owned())
            .spawn(move || {
                while let Ok(first) = inbox.recv() {
                    let (number, wanted) = inbox.try_iter().last().unwrap_or(first);
                    let article = &wanted.article;
                    let found = wanted.engine.article(article, &wanted.codebook);
                    let by = wanted.engine.by();
                    let found = Found {
                        key: wanted.key,
                        proposals: proposals(found, by, &article.text, &wanted.codebook),
                    };
                    if outbox.send(found).is_err() {
                        break;
                    }
                    answered.tell(number);
                    wake();
                }
            });
        if let Err(error) = started {
            log::error!("the suggester did not start: {error}");
        }
        Self {
            engine: Engine::rules(),
            engine_key: 0,
            is_on,
            wanted,
            found,
            asked,
        }
    }

    /// Tells whether an article is being looked at.
    pub fn is_busy(&self) -> bool {
        self.asked.is_open()
    }

    /// Asks for the suggestions of an article; tells whether it will be looked at.
    pub fn ask(&mut self, wanted: Wanted) -> bool {
        match self.wanted.try_send((self.asked.next(), wanted)) {
            Ok(()) => {
                self.asked.count();
                true
            }
            Err(TrySendError::Full(_)) => false,
            Err(TrySendError::Disconnected(_)) => {
                log::error!("the suggester has ended");
                true
            }
        }
    }

    /// Returns what was found since the last time.
    pub fn found(&self) -> Option<Found> {
        self.found.try_iter().last()
    }
}
