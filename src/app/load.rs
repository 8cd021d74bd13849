//! Reads projects and articles off the window's thread, so that a slow disk never holds the window up.

use std::path::PathBuf;
use std::time::Duration;

use crate::corpus::recoding::{self, Resumed};
use crate::jobs::{Handle, Inbox, Jobs, Name, Priority};
use crate::model::article::Article;
use crate::model::codebook::Codebook;
use crate::model::problem::Problem;
use crate::model::project::Annotator;
use crate::model::sidecar::Status;
use crate::model::writers::FileKind;
use crate::session::Mark;
use crate::store::{CodebookBase, OpenOptions, Opened, Store};

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
        /// Teammates whose work is shown, if it may be.
        mates: Vec<String>,
        /// How far the annotator is, if the window knows better than the disk.
        status: Option<Status>,
        /// What the annotator's work was known to be when it was asked for.
        mark: Mark,
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
    /// The project's folder is not there, so that nothing of it can be read.
    NoFolder(Problem),
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
    /// The lead's codebook.
    pub lead: Codebook,
    /// What is on disk of it.
    pub lead_base: CodebookBase,
    /// Why that must not be written, whoever asks.
    pub lead_read_only: Option<String>,
    /// Why the annotator does not write it, as a clause; none for the lead.
    pub not_lead: Option<String>,
    /// What became of a re-coding that was broken off.
    pub resumed: Option<Resumed>,
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
    /// What the annotator's work was known to be when it was asked for.
    pub mark: Mark,
}

/// Reads one thing at a time. A person who holds a key down asks for many articles, of which only the last counts.
pub struct Loader {
    inbox: Inbox<Reply>,
    /// What was asked for last.
    last: Option<Handle>,
    /// Whether a frame may still wait for it.
    is_awaited: bool,
}

impl Loader {
    /// Makes a loader that was asked for nothing yet.
    pub fn new(jobs: &Jobs) -> Self {
        Self {
            inbox: jobs.inbox(1),
            last: None,
            is_awaited: false,
        }
    }

    /// Tells whether something that was asked for is not there yet.
    pub fn is_busy(&self) -> bool {
        self.inbox.is_busy()
    }

    /// Asks for something. A request that is not begun yet is overtaken by a newer one.
    pub fn ask(&mut self, request: Request) {
        self.inbox.let_go();
        let name = match &request {
            Request::Project { path, .. } => Name::to("opening", path.display().to_string()),
            Request::Article { path, .. } => Name::to("reading", path.clone()),
        };
        let job = self
            .inbox
            .start(name, Priority::Normal, |_| answer(request));
        self.last = Some(job);
        self.is_awaited = true;
    }

    /// Returns the next reply, or how getting it broke down; where something was asked for, waits for it as long as
    /// `patience`.
    ///
    /// A reply to anything but the last request is older than what was asked for since, and is let go.
    pub fn reply(&mut self, patience: Duration) -> Option<Result<Reply, Problem>> {
        loop {
            let patience = if self.is_awaited {
                patience
            } else {
                Duration::ZERO
            };
            let Some(reply) = self.inbox.take_within(patience) else {
                // One wait for each request: a slow disk costs one late frame, not every frame.
                self.is_awaited = false;
                return None;
            };
            let last = self.last.as_ref().map(Handle::number);
            if last == Some(reply.number) {
                self.is_awaited = false;
                return Some(reply.said);
            }
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
                    // Before anything is read that it may change.
                    let resumed = recoding::resume(&store, &annotator);
                    let store = store.as_seen_by(Some(&annotator));
                    let (added, added_base) = store.load_added(&annotator);
                    let (lead, lead_base) = store.load_codebook();
                    let added_read_only = added.why_read_only();
                    let lead_read_only = lead.why_read_only();
                    let may_write = store.may_write(&annotator, FileKind::Codebook);
                    Reply::Project(Box::new(LoadedProject {
                        annotators: store.annotators(),
                        store,
                        problems: problems.into_iter().chain(added.problems).collect(),
                        annotator,
                        added: added.value.unwrap_or_default(),
                        added_base,
                        added_read_only,
                        lead: lead.value.unwrap_or_default(),
                        lead_base,
                        lead_read_only,
                        not_lead: may_write.err(),
                        resumed,
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
            status,
            mark,
        } => {
            let article = store.read_article(&path);
            let reply = match article {
                Ok(article) => {
                    let opened = store.load(&annotator, &article);
                    let status = status.unwrap_or(opened.sidecar.status);
                    let mates = if store.project().reveals(&annotator, status) {
                        load_mates(&store.as_seen_by(None), mates, &article)
                    } else {
                        Vec::new()
                    };
                    Reply::Article(Box::new(LoadedArticle {
                        article,
                        opened,
                        mates,
                        mark,
                    }))
                }
                Err(problem) => Reply::NoArticle { path, problem },
            };
            // Looked at last: what was read of another folder is not the project's.
            store.absence().map_or(reply, Reply::NoFolder)
        }
    }
}

/// Reads teammates' work on an article; what was merged away in the codebook reads as what it became.
fn load_mates(store: &Store, mates: Vec<String>, article: &Article) -> Vec<(String, Opened)> {
    let codebook = store.codebook();
    let load = |mate: String| {
        let mut opened = store.load(&mate, article);
        opened.sidecar = codebook.mapped(opened.sidecar);
        (mate, opened)
    };
    mates.into_iter().map(load).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;
    use crate::jobs::{Executor, Task};

    /// Keeps jobs until the test has them run.
    #[derive(Clone, Default)]
    struct Hand(Arc<Mutex<Vec<Task>>>);

    impl Executor for Hand {
        fn run(&self, task: Task) {
            self.0.lock().unwrap().push(task);
        }

        fn runs_by_itself(&self) -> bool {
            false
        }
    }

    impl Hand {
        fn run_all(&self, change: impl Fn(Task) -> Task) {
            let tasks = std::mem::take(&mut *self.0.lock().unwrap());
            for task in tasks {
                change(task).work()();
            }
        }
    }

    /// Asks for something that is not there.
    fn ask(loader: &mut Loader, name: &str) {
        loader.ask(Request::Project {
            path: PathBuf::from("/nowhere").join(name),
            options: Box::default(),
            is_sample: false,
        });
    }

    #[test]
    fn only_the_last_of_many_requests_is_answered() {
        let hand = Hand::default();
        let jobs = Jobs::new(Arc::new(hand.clone()), Arc::new(|| ()));
        let mut loader = Loader::new(&jobs);
        for name in ["a", "b", "c"] {
            ask(&mut loader, name);
        }
        assert!(loader.reply(Duration::ZERO).is_none());
        hand.run_all(|task| task);
        let Some(Ok(Reply::NoProject(problem))) = loader.reply(Duration::ZERO) else {
            panic!("it is not there");
        };
        assert!(problem.path.ends_with("/nowhere/c"), "{problem}");
        assert!(loader.reply(Duration::ZERO).is_none() && !loader.is_busy());
    }

    #[test]
    fn a_reading_that_breaks_down_is_named_and_the_next_is_answered() {
        let hand = Hand::default();
        let jobs = Jobs::new(Arc::new(hand.clone()), Arc::new(|| ()));
        let mut loader = Loader::new(&jobs);
        ask(&mut loader, "a");
        hand.run_all(|task| task.after(|| panic!("by design")));
        let Some(Err(broken)) = loader.reply(Duration::ZERO) else {
            panic!("it broke down");
        };
        assert_eq!(broken.path, "opening /nowhere/a");
        ask(&mut loader, "b");
        hand.run_all(|task| task);
        assert!(matches!(
            loader.reply(Duration::ZERO),
            Some(Ok(Reply::NoProject(_)))
        ));
    }
}
