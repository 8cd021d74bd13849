//! What the Codebook screen has done off the window's thread: reading the lead's codebook anew, counting uses, working out
//! what a merging changes, and doing it.

use std::sync::Arc;

use crate::corpus::Corpus;
use crate::corpus::recoding::{self, Done};
use crate::format::Loaded;
use crate::jobs::{Inbox, Jobs, Name, Priority};
use crate::model::codebook::Codebook;
use crate::model::codebook::edit::EntryId;
use crate::model::problem::Problem;
use crate::model::recode::{Answers, Plan, Planner, Recoding};
use crate::session::Mark;
use crate::store::{CodebookBase, Store};

use super::Step;
use super::again::{self, Look, Tick};
use super::checks::{self, Check};
use super::uses::{self, Use, Uses};

/// Represents what was found out about a project's codebook.
#[derive(Debug, Default)]
pub struct Counted {
    /// How many statements use each entry.
    pub uses: Uses,
    /// Those of them that stand in no codebook.
    pub lacking: Uses,
    /// One's own stances that are to be looked at again.
    pub again: Vec<Look>,
    /// What others added, by annotator.
    pub others: Vec<(String, Codebook)>,
}

/// Represents what is kept of a re-coding once it is done.
#[derive(Debug)]
pub struct Turn {
    /// What takes it back.
    pub step: Step,
    /// The step that it takes back (true) or does again, if it is not a new one.
    pub of: Option<(bool, Step)>,
}

/// Represents a re-coding that was done.
#[derive(Debug)]
pub struct Recoded {
    /// What is kept of it.
    pub turn: Turn,
    /// What was done, or why nothing was.
    pub done: Result<Done, Problem>,
}

/// Represents what came of something that was under way.
pub enum Found {
    /// The lead's codebook, as it is on the disk now.
    Read {
        /// When it was asked for.
        mark: Mark,
        /// The codebook.
        loaded: Box<Loaded<Codebook>>,
        /// What a save compares with.
        base: Box<CodebookBase>,
    },
    /// How often entries are used.
    Counted(Box<Counted>),
    /// The statements that use an entry.
    Uses(EntryId, Vec<Use>),
    /// What is to be looked at in the codebook.
    Checked(Vec<Check>),
    /// What a merging changes; none where it was broken off.
    Planned(Option<Box<Plan>>),
    /// A re-coding.
    Recoded(Box<Recoded>),
}

/// Represents what is under way, one thing after the other.
pub struct Background {
    inbox: Inbox<Found>,
    /// Whether statements are being changed: nothing else is merged until then.
    is_recoding: bool,
}

/// Who asks, and of whom the work is looked at.
pub struct Who {
    /// The project as the annotator sees it.
    pub store: Store,
    /// The annotator.
    pub annotator: String,
}

/// What is to be worked out.
pub struct Asked {
    /// What it is called.
    pub name: String,
    /// Where uses of what is split go.
    pub answers: Answers,
    /// The entry that was split before and is answered for now, if that is all.
    pub of: Option<EntryId>,
    /// The time now, RFC 3339 in UTC with seconds.
    pub now: String,
}

/// A codebook that is to take the place of the lead's, with what a save compares with.
pub struct Next {
    /// The codebook.
    pub codebook: Codebook,
    /// What was last read or written.
    pub base: CodebookBase,
}

impl Background {
    /// Makes one in which nothing is under way.
    pub(super) fn new(jobs: &Jobs) -> Self {
        Self {
            inbox: jobs.inbox(1),
            is_recoding: false,
        }
    }

    /// Tells whether anything is under way.
    pub fn is_busy(&self) -> bool {
        self.inbox.is_busy()
    }

    /// Tells whether statements are being changed.
    pub fn is_recoding(&self) -> bool {
        self.is_recoding
    }

    /// Returns what came next, or how it broke down.
    pub fn take(&mut self) -> Option<Result<Found, Problem>> {
        let said = self.inbox.take()?.said;
        if matches!(said, Ok(Found::Recoded(_)) | Err(_)) {
            self.is_recoding = false;
        }
        Some(said)
    }

    /// Reads the lead's codebook anew.
    pub fn read(&self, store: Store, mark: Mark) {
        let name = Name::new("reading the codebook");
        self.inbox.start(name, Priority::Normal, move |_| {
            let (loaded, base) = store.load_codebook();
            Found::Read {
                mark,
                loaded: Box::new(loaded),
                base: Box::new(base),
            }
        });
    }

    /// Counts how often entries are used, and reads what others added.
    pub fn count(&self, who: Who) {
        let name = Name::new("counting uses of the codebook");
        self.inbox.start(name, Priority::Normal, move |context| {
            Found::Counted(Box::new(uses::count(&who, context)))
        });
    }

    /// Finds the statements that use an entry.
    pub fn find_uses(&self, who: Who, of: EntryId) {
        let name = Name::new("looking for uses of the codebook");
        self.inbox.start(name, Priority::Normal, move |context| {
            let found = uses::find(&who, &of, context);
            Found::Uses(of, found)
        });
    }

    /// Looks through the codebook for what contradicts itself and who may be one and the same. `lacking` is what
    /// statements use and no codebook has.
    pub fn check(&self, store: Store, codebook: Arc<Codebook>, lacking: Uses) {
        let name = Name::new("looking through the codebook");
        self.inbox.start(name, Priority::Low, move |_| {
            Found::Checked(checks::check(&store, &codebook, &lacking))
        });
    }

    /// Works out what follows from a codebook that becomes another one.
    pub fn plan(&self, who: Who, [before, after]: [Codebook; 2], asked: Asked) {
        let doing = Name::to("working out", asked.name.clone());
        self.inbox.start(doing, Priority::Normal, move |context| {
            let Asked {
                name,
                answers,
                of,
                now,
            } = &asked;
            let planner = match of {
                Some(of) => Planner::of_split(name, &who.annotator, &after, of, answers, now),
                None => Planner::new(name, &who.annotator, [&before, &after], answers, now),
            };
            let progress = |done, total| context.progress(done, total);
            let corpus = Corpus::open(&who.store);
            // Whoever began to label since the project was opened is among them.
            let annotators = who.store.annotators();
            let plan = recoding::plan(corpus, planner, &annotators, &progress);
            Found::Planned(plan.map(Box::new))
        });
    }

    /// Leaves stances as they are that were to be looked at again.
    pub fn tick_off(&mut self, who: Who, tick: Tick, turn: Turn) {
        self.is_recoding = true;
        let name = turn.step.name.clone();
        let doing = Name::to("changing statements:", name.clone());
        self.inbox.start(doing, Priority::Normal, move |context| {
            let mut turn = turn;
            let done = again::tick_off(&who, &name, &tick, context);
            let done = done.map(|(back, done)| {
                turn.step.recoding = Some(back);
                done
            });
            Found::Recoded(Box::new(Recoded { turn, done }))
        });
    }

    /// Changes statements; first writes the codebook from which that follows, if one is given.
    pub fn recode(&mut self, who: Who, recoding: Recoding, next: Option<Next>, turn: Turn) {
        self.is_recoding = true;
        let doing = Name::to("changing statements:", recoding.name.clone());
        self.inbox.start(doing, Priority::Normal, move |_| {
            let write = || {
                let Some(next) = &next else { return Ok(()) };
                let (codebook, base) = (&next.codebook, &next.base);
                let saved = who.store.save_codebook(&who.annotator, codebook, base);
                saved.map(|_| ())
            };
            let done = recoding::recode(&who.store, &recoding, write);
            Found::Recoded(Box::new(Recoded { turn, done }))
        });
    }
}
