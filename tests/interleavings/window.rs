//! One window without a window: its documents, what it asked of the disk, and what came back but was not taken in yet.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Arc, Mutex};

use onrecord::model::article::Article;
use onrecord::model::problem::Problem;
use onrecord::model::sidecar::Sidecar;
use onrecord::session::{Doc, Mark, Order, Reading};
use onrecord::store::fs::Fs;
use onrecord::store::{OpenOptions, Opened, Saved, Store};

use crate::disk::SimFs;

/// Who labels, in both windows.
pub(crate) const ANNOTATOR: &str = "anna";

/// What a window asked of the disk.
#[expect(clippy::large_enum_variant, reason = "there are a few at a time")]
pub(crate) enum Job {
    Write(String, Order<Sidecar>, Article),
    Read(String, Mark),
}

/// What came of it.
#[expect(clippy::large_enum_variant, reason = "there are a few at a time")]
pub(crate) enum Reply {
    Written(String, Result<Saved, Problem>),
    Read(String, Mark, Result<(Article, Opened), Problem>),
}

/// An article that is open, with the text that its document is of.
pub(crate) struct Open {
    pub(crate) doc: Doc<Sidecar>,
    pub(crate) article: Article,
}

pub(crate) struct Window {
    pub(crate) store: Store,
    pub(crate) open: BTreeMap<String, Open>,
    pub(crate) jobs: Vec<Job>,
    /// Filled by jobs that are done, wherever they were done.
    pub(crate) replies: Arc<Mutex<Vec<Reply>>>,
    /// Articles that are to be read again once nothing is under way.
    pub(crate) again: BTreeSet<String>,
    /// Articles of which the disk did not confirm that the last write outlasts a power cut.
    pub(crate) unconfirmed: Arc<Mutex<BTreeSet<String>>>,
}

impl Window {
    /// Opens the project, and both articles.
    pub(crate) fn open(fs: &SimFs, articles: &[&str]) -> Self {
        let fs: Arc<dyn Fs> = Arc::new(fs.clone());
        let options = OpenOptions {
            annotator: Some(ANNOTATOR.to_owned()),
            fs,
            ..OpenOptions::default()
        };
        let (store, _) = Store::open(Path::new("/p"), options).unwrap();
        let mut open = BTreeMap::new();
        for path in articles {
            let article = store.read_article(path).unwrap();
            let Opened {
                sidecar,
                base,
                read_only,
                ..
            } = store.load(ANNOTATOR, &article);
            let doc = Doc::new(sidecar, base, read_only);
            open.insert((*path).to_owned(), Open { doc, article });
        }
        Self {
            store,
            open,
            jobs: Vec::new(),
            replies: Arc::default(),
            again: BTreeSet::new(),
            unconfirmed: Arc::default(),
        }
    }

    /// Asks for what is to be written, and for what is to be read again.
    pub(crate) fn order(&mut self) {
        for (path, open) in &mut self.open {
            if let Some(order) = open.doc.order() {
                self.jobs
                    .push(Job::Write(path.clone(), order, open.article.clone()));
            }
        }
        let open = &self.open;
        let (now, later) = std::mem::take(&mut self.again)
            .into_iter()
            .partition(|path| open.get(path).is_some_and(|open| open.doc.is_saved()));
        self.again = later;
        for path in now {
            self.ask(&path);
        }
    }

    /// Asks for an article as it is on disk.
    pub(crate) fn ask(&mut self, path: &str) {
        if let Some(open) = self.open.get(path) {
            self.jobs.push(Job::Read(path.to_owned(), open.doc.mark()));
        }
    }

    /// Takes a job out, as what does it.
    pub(crate) fn start(&mut self, index: usize) -> Box<dyn FnOnce() + Send> {
        let (job, store, replies) = (
            self.jobs.remove(index),
            self.store.clone(),
            Arc::clone(&self.replies),
        );
        let unconfirmed = Arc::clone(&self.unconfirmed);
        Box::new(move || {
            let reply = match job {
                Job::Write(path, order, article) => {
                    let saved = store.save(&order.value, &article.text, &order.base);
                    let mut unconfirmed = unconfirmed.lock().unwrap();
                    match &saved {
                        Ok(saved) if saved.durability_confirmed => unconfirmed.remove(&path),
                        _ => unconfirmed.insert(path.clone()),
                    };
                    Reply::Written(path, saved)
                }
                Job::Read(path, mark) => {
                    let read = store.read_article(&path).map(|article| {
                        let opened = store.load(ANNOTATOR, &article);
                        (article, opened)
                    });
                    Reply::Read(path, mark, read)
                }
            };
            replies.lock().unwrap().push(reply);
        })
    }

    /// Takes in one thing that came back.
    pub(crate) fn take(&mut self, index: usize) {
        let reply = self.replies.lock().unwrap().remove(index);
        match reply {
            Reply::Written(path, written) => {
                let Some(open) = self.open.get_mut(&path) else {
                    return;
                };
                match written {
                    Ok(Saved { base, merged, .. }) => {
                        open.doc.written(base, merged);
                    }
                    Err(problem) => open.doc.not_written(problem),
                }
            }
            Reply::Read(path, mark, read) => {
                let Some(open) = self.open.get_mut(&path) else {
                    return;
                };
                let Ok((article, opened)) = read else {
                    self.again.insert(path);
                    return;
                };
                let Opened {
                    sidecar,
                    base,
                    read_only,
                    ..
                } = opened;
                match open.doc.read(mark, sidecar, base, read_only) {
                    Reading::Taken => open.article = article,
                    Reading::Rebased => {}
                    Reading::Again => {
                        self.again.insert(path);
                    }
                }
            }
        }
    }

    /// Tells whether nothing is asked for, under way or to be taken in.
    pub(crate) fn is_quiet(&self) -> bool {
        self.jobs.is_empty()
            && self.again.is_empty()
            && self.replies.lock().unwrap().is_empty()
            && self.open.values().all(|open| open.doc.is_saved())
    }
}
