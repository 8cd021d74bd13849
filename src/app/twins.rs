//! Finds the articles that share copy off the window's thread, and what twins of the open one say otherwise.

use crate::corpus::Corpus;
use crate::jobs::{Inbox, Jobs, Name, Priority};
use crate::model::article::Article;
use crate::model::problem::Problem;
use crate::store::Store;
use crate::twins::{self, Changes, Group, Member, Twins, changes};

use super::pace::Pace;

/// Represents what an article says otherwise than its twins.
#[derive(Debug)]
pub struct Compared {
    /// Path of the article.
    pub path: String,
    /// Its twins.
    pub twins: Vec<Other>,
}

/// Represents a twin of an article.
#[derive(Debug)]
pub struct Other {
    /// What is known of it.
    pub member: Member,
    /// What became of it in the article; none where it cannot be read or is too long to be compared.
    pub changes: Option<Changes>,
}

/// Knows which articles share copy.
pub struct TwinFinder {
    /// The groups, as they were found last; none in the first moment.
    known: Twins,
    /// What was compared last.
    compared: Option<Compared>,
    store: Store,
    priority: Priority,
    found: Inbox<Option<Twins>>,
    comparing: Inbox<Compared>,
}

impl TwinFinder {
    /// Has the twins of a project found.
    pub fn start(jobs: &Jobs, store: Store, pace: Pace) -> Self {
        let finder = Self {
            known: Twins::default(),
            compared: None,
            store,
            priority: if pace.learns_gently {
                Priority::Low
            } else {
                Priority::Normal
            },
            found: jobs.inbox(1),
            comparing: jobs.inbox(1),
        };
        finder.look();
        finder
    }

    /// Tells whether twins are being found or compared.
    pub fn is_busy(&self) -> bool {
        self.found.is_busy() || self.comparing.is_busy()
    }

    /// Has them found anew, since articles changed. What was asked for and is not begun yet is overtaken.
    pub fn look(&self) {
        self.found.let_go();
        let store = self.store.clone();
        let name = Name::new("looking for articles that share copy");
        self.found.start(name, self.priority, move |context| {
            let progress = |done, total| context.progress(done, total);
            let found = twins::find(Corpus::open(&store), &progress);
            found.map(|(twins, _)| twins)
        });
    }

    /// Has an article compared with its twins.
    pub fn compare(&mut self, article: Article) {
        self.compared = None;
        self.comparing.let_go();
        let members = self.others(&article.path).cloned().collect::<Vec<_>>();
        let store = self.store.clone();
        let name = Name::to("comparing versions of", article.path.clone());
        self.comparing.start(name, Priority::Normal, move |_| {
            let compared = |member: Member| {
                let twin = store.read_article(&member.path).ok();
                let changes = twin.and_then(|twin| changes(&twin, &article));
                Other { member, changes }
            };
            Compared {
                twins: members.into_iter().map(compared).collect(),
                path: article.path.clone(),
            }
        });
    }

    /// Takes in what was found; tells whether the groups are others, and how it broke down.
    pub fn take(&mut self) -> (bool, Vec<Problem>) {
        let (mut is_new, mut broken) = (false, Vec::new());
        while let Some(reply) = self.found.take() {
            match reply.said {
                Ok(Some(twins)) => {
                    is_new |= twins != self.known;
                    self.known = twins;
                }
                Ok(None) => {}
                Err(problem) => broken.push(problem),
            }
        }
        while let Some(reply) = self.comparing.take() {
            match reply.said {
                Ok(compared) => self.compared = Some(compared),
                Err(problem) => broken.push(problem),
            }
        }
        (is_new, broken)
    }

    /// Returns the group that an article is in.
    pub fn group_of(&self, path: &str) -> Option<&Group> {
        self.known.group_of(path)
    }

    /// Returns how many articles share an article's copy, itself among them; none if no other does.
    pub fn count(&self, path: &str) -> Option<usize> {
        self.group_of(path).map(|group| group.members.len())
    }

    /// Returns the twins of an article, without itself.
    pub fn others<'a>(&'a self, path: &'a str) -> impl Iterator<Item = &'a Member> {
        let members = self
            .group_of(path)
            .into_iter()
            .flat_map(|group| &group.members);
        members.filter(move |member| member.path != path)
    }

    /// Returns the path of the twin that comes after an article, the first one after the last.
    pub fn next(&self, path: &str) -> Option<&str> {
        let members = &self.group_of(path)?.members;
        let place = members.iter().position(|member| member.path == path)?;
        let next = members.get((place + 1) % members.len())?;
        Some(next.path.as_str())
    }

    /// Returns what was compared, if that was this article.
    pub fn compared(&self, path: &str) -> Option<&Compared> {
        self.compared
            .as_ref()
            .filter(|compared| compared.path == path)
    }
}
