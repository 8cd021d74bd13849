//! Reads projects and articles on a thread of their own, so that a slow disk never holds the window up.

use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::thread;
use std::time::Duration;

use crate::model::article::Article;
use crate::model::codebook::Codebook;
use crate::model::problem::Problem;
use crate::model::project::Annotator;
use crate::store::{CodebookBase, OpenOptions, Opened, Store};

use super::state::Wake;

/// Most requests that wait; a person who holds a key down asks for many articles, of which only the last counts.
const WAITING: usize = 64;

/// Represents what the loader is asked for.
pub enum Request {
    /// Opens a project.
    Project {
        /// A folder or an article.
        path: PathBuf,
        /// Who labels, and where that lies.
        options: Box<OpenOptions>,
        /// Whether it is the bundled sample.
        is_sample: bool,
    },
    /// Opens an article of a project.
    Article {
        /// The project.
        store: Store,
        /// Path of the article within it.
        path: String,
        /// Who labels.
        annotator: String,
        /// Teammates whose work is shown.
        mates: Vec<String>,
    },
}

/// Represents what the loader found.
pub enum Reply {
    /// A project.
    Project(Box<LoadedProject>),
    /// A project that cannot be opened.
    NoProject(Problem),
    /// An article.
    Article(Box<LoadedArticle>),
    /// An article that cannot be read.
    NoArticle {
        /// Path of the article.
        path: String,
        /// Why.
        problem: Problem,
    },
}

/// Represents a project that was opened.
pub struct LoadedProject {
    /// The disk.
    pub store: Store,
    /// What is wrong with its files.
    pub problems: Vec<Problem>,
    /// Who labels.
    pub annotator: String,
    /// Everybody who labels in it.
    pub annotators: Vec<Annotator>,
    /// What they added to the codebook.
    pub added: Codebook,
    /// What is on disk of it.
    pub added_base: CodebookBase,
    /// Why that must not be written.
    pub added_read_only: Option<String>,
    /// Whether it is the bundled sample.
    pub is_sample: bool,
}

/// Represents an article that was read.
pub struct LoadedArticle {
    /// The article.
    pub article: Article,
    /// The annotator's work on it.
    pub opened: Opened,
    /// Teammates' work on it.
    pub mates: Vec<(String, Opened)>,
}

/// Reads on the thread `loader`.
pub struct Loader {
    requests: SyncSender<Request>,
    replies: Receiver<Reply>,
    asked: usize,
}

impl Loader {
    /// Starts the thread, which ends when the loader is dropped.
    pub fn start(wake: Wake) -> Self {
        let (requests, inbox) = sync_channel::<Request>(WAITING);
        let (outbox, replies) = sync_channel::<Reply>(WAITING);
        let started = thread::Builder::new()
            .name("loader".to_owned())
            .spawn(move || {
                while let Ok(mut request) = inbox.recv() {
                    let mut skipped = 0;
                    while let Ok(newer) = inbox.try_recv() {
                        request = newer;
                        skipped += 1;
                    }
                    log::debug!("{skipped} requests were overtaken");
                    let reply = answer(request);
                    if outbox.send(reply).is_err() {
                        break;
                    }
                    wake();
                }
            });
        if let Err(error) = started {
            log::error!("the loader did not start: {error}");
        }
        Self {
            requests,
            replies,
            asked: 0,
        }
    }

    /// Asks for something. A request that is not begun yet is overtaken by a newer one.
    pub fn ask(&mut self, request: Request) {
        match self.requests.try_send(request) {
            Ok(()) => self.asked += 1,
            Err(TrySendError::Full(_)) => log::warn!("the loader is busy; the request was dropped"),
            Err(TrySendError::Disconnected(_)) => log::error!("the loader has ended"),
        }
    }

    /// Returns the next reply; where something was asked for, waits for it as long as `patience`.
    pub fn reply(&mut self, patience: Duration) -> Option<Reply> {
        if self.asked == 0 {
            return self.replies.try_recv().ok();
        }
        match self.replies.recv_timeout(patience) {
            Ok(reply) => {
                self.asked = 0;
                Some(reply)
            }
            Err(RecvTimeoutError::Timeout) => {
                // One wait for each request: a slow disk costs one late frame, not every frame.
                self.asked = 0;
                None
            }
            Err(RecvTimeoutError::Disconnected) => None,
        }
    }
}

fn answer(request: Request) -> Reply {
    match request {
        Request::Project {
            path,
            options,
            is_sample,
        } => {
            let annotator = options.annotator.clone().unwrap_or_default();
            match Store::open(&path, *options) {
                Ok((store, problems)) => {
                    let (added, added_base) = store.load_added(&annotator);
                    Reply::Project(Box::new(LoadedProject {
                        annotators: store.annotators(),
                        store,
                        problems: problems.into_iter().chain(added.problems).collect(),
                        annotator,
                        added: added.value.unwrap_or_default(),
                        added_base,
                        added_read_only: added.read_only,
                        is_sample,
                    }))
                }
                Err(problem) => Reply::NoProject(problem),
            }
        }
        Request::Article {
            store,
            path,
            annotator,
            mates,
        } => match store.read_article(&path) {
            Ok(article) => {
                let opened = store.load(&annotator, &article);
                let mates = mates.into_iter().map(|mate| {
                    let opened = store.load(&mate, &article);
                    (mate, opened)
                });
                let mates = mates.collect();
                Reply::Article(Box::new(LoadedArticle {
                    article,
                    opened,
                    mates,
                }))
            }
            Err(problem) => Reply::NoArticle { path, problem },
        },
    }
}
