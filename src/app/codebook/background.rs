//! What the Codebook screen has done off the window's thread: reading the lead's codebook anew, counting uses, working out
//! what a merging changes, and doing it.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use crate::corpus::Corpus;
use crate::corpus::recoding::{self, Done};
use crate::corpus::walk::Visit;
use crate::format::Loaded;
use crate::jobs::{Context, Inbox, Jobs, Name, Priority};
use crate::model::codebook::Codebook;
use crate::model::codebook::edit::EntryId;
use crate::model::problem::Problem;
use crate::model::recode::{Answers, Coded, Plan, Planner, Recoding};
use crate::model::sidecar::Sidecar;
use crate::session::Mark;
use crate::store::{CodebookBase, Store};

use super::Step;

/// How many statements use each entry; entries that nothing uses are left out.
pub type Uses = BTreeMap<EntryId, usize>;

/// Represents what was found out about a project's codebook.
#[derive(Debug, Default)]
pub struct Counted {
    /// How many statements use each entry.
    pub uses: Uses,
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
            Found::Counted(Box::new(count(&who, context)))
        });
    }

    /// Works out what follows from a codebook that becomes another one.
    pub fn plan(&self, who: Who, name: String, [before, after]: [Codebook; 2], now: String) {
        let doing = Name::to("working out", name.clone());
        self.inbox.start(doing, Priority::Normal, move |context| {
            let answers = Answers::new();
            let planner = Planner::new(&name, &who.annotator, [&before, &after], &answers, &now);
            let progress = |done, total| context.progress(done, total);
            let corpus = Corpus::open(&who.store);
            // Whoever began to label since the project was opened is among them.
            let annotators = who.store.annotators();
            let plan = recoding::plan(corpus, planner, &annotators, &progress);
            Found::Planned(plan.map(Box::new))
        });
    }

    /// Writes a codebook and changes the statements that follow from it.
    pub fn recode(&mut self, who: Who, recoding: Recoding, next: Next, turn: Turn) {
        self.is_recoding = true;
        let doing = Name::to("changing statements:", recoding.name.clone());
        self.inbox.start(doing, Priority::Normal, move |_| {
            let write = || {
                let saved = who
                    .store
                    .save_codebook(&who.annotator, &next.codebook, &next.base);
                saved.map(|_| ())
            };
            let done = recoding::recode(&who.store, &recoding, write);
            Found::Recoded(Box::new(Recoded { turn, done }))
        });
    }
}

fn count(who: &Who, context: &Context<Found>) -> Counted {
    let mut counted = Counted::default();
    let annotators = who.store.annotators();
    for annotator in &annotators {
        if annotator.id != who.annotator
            && let Some(codebook) = who.store.added(&annotator.id).value
        {
            counted.others.push((annotator.id.clone(), codebook));
        }
    }
    let mut codebook = Codebook::clone(&who.store.codebook());
    let own = who.store.added(&who.annotator).value;
    for added in own.iter().chain(counted.others.iter().map(|(_, one)| one)) {
        codebook = codebook.with(added);
    }
    let make = |visit: Visit<'_>| -> Vec<EntryId> {
        let sidecars = visit.work.iter().map(|(_, opened)| &opened.sidecar);
        let statements = sidecars.flat_map(Sidecar::statements);
        statements
            .flat_map(|statement| used(&codebook, &Coded::of(statement)))
            .collect()
    };
    let mut uses = Uses::new();
    let take = |found: Vec<EntryId>| {
        for id in found {
            *uses.entry(id).or_default() += 1;
        }
        ControlFlow::Continue(())
    };
    let progress = |done, total| context.progress(done, total);
    let corpus = Corpus::open(&who.store);
    // Broken off only where nobody waits for it any more.
    let _ = corpus.walk(&annotators, &progress, make, take);
    counted.uses = uses;
    counted
}

/// Returns the entries that a statement uses, each once.
fn used(codebook: &Codebook, coded: &Coded) -> Vec<EntryId> {
    let people = coded.via.iter().chain(&coded.addressees);
    let people = people.chain([&coded.speaker]).flatten();
    let mut ids: Vec<EntryId> = people.map(EntryId::speaker).collect();
    ids.extend(coded.labels.iter().map(EntryId::label));
    for (target, stance) in &coded.stances {
        ids.push(EntryId::target(target));
        let Some(scale) = codebook.scale_of(target) else {
            continue;
        };
        if let Some(stance) = stance {
            ids.push(EntryId::stance(&scale.id, stance));
            ids.push(EntryId::scale(&scale.id));
        }
    }
    ids.sort();
    ids.dedup();
    ids
}
