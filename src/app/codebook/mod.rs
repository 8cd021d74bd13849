//! What the Codebook screen knows beside the codebook: what is listed and chosen, how often entries are used, what was
//! done there and can be taken back, and what is under way.

mod again;
mod background;
mod checks;
mod listed;
mod splitting;
mod uses;

pub use again::{Look, Tick};
pub use background::{Asked, Background, Counted, Found, Next, Recoded, Turn, Who};
pub use checks::Check;
pub use listed::{Counts, Listed, Row};
pub use splitting::Splitting;
pub use uses::{Use, UseList, Uses};

use crate::jobs::Jobs;
use crate::model::codebook::additions::Addition;
use crate::model::codebook::edit::{CodebookEdit, EntryId};
use crate::model::codebook::{Codebook, Sort};
use crate::model::project::Policy;
use crate::model::recode::{Plan, Recoding};

/// Most steps that can be taken back.
const MOST_STEPS: usize = 1_000;

/// Names what is listed of the codebook.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Part {
    /// What stances can be about.
    #[default]
    Targets,
    /// The scales.
    Scales,
    /// Labels for statements.
    Labels,
    /// The registry.
    Speakers,
    /// What annotators are to know beyond the definitions.
    Guidelines,
    /// The rules for where quotes begin and end, and what is labelled.
    Policy,
    /// What contradicts itself, and who may be one and the same.
    Checks,
    /// One's own stances that were taken before a definition or scale changed.
    Again,
    /// What others added and the lead has not taken.
    Additions,
}

impl Part {
    /// Every part, in the order of the list.
    pub const ALL: [Self; 9] = [
        Self::Targets,
        Self::Scales,
        Self::Labels,
        Self::Speakers,
        Self::Guidelines,
        Self::Policy,
        Self::Checks,
        Self::Again,
        Self::Additions,
    ];

    /// Returns its name, as the list shows it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Targets => "Targets",
            Self::Scales => "Scales",
            Self::Labels => "Labels",
            Self::Speakers => "Speakers",
            Self::Guidelines => "Guidelines",
            Self::Policy => "Rules",
            Self::Checks => "To check",
            Self::Again => "To look at again",
            Self::Additions => "Additions",
        }
    }

    /// Tells whether it is a list of entries that can be filtered.
    pub fn is_list(self) -> bool {
        self.sort().is_some() || self == Self::Additions
    }

    /// Returns what its entries are; none where they are of any sort, or it has none.
    pub fn sort(self) -> Option<Sort> {
        match self {
            Self::Targets => Some(Sort::Target),
            Self::Scales => Some(Sort::Scale),
            Self::Labels => Some(Sort::Label),
            Self::Speakers => Some(Sort::Speaker),
            Self::Guidelines | Self::Policy | Self::Checks | Self::Again | Self::Additions => None,
        }
    }
}

/// Represents something that was done on the screen, as what takes it back, or does it again.
#[derive(Clone, Debug)]
pub struct Step {
    /// What it is called: `rename target`.
    pub name: String,
    /// The entry that it was done to.
    pub entry: Option<EntryId>,
    /// Changes of the lead's codebook.
    pub lead: Vec<CodebookEdit>,
    /// Changes of what the annotator added.
    pub added: Vec<CodebookEdit>,
    /// What is done to statements together with it.
    pub recoding: Option<Recoding>,
    /// The rules that it puts in force, where it is about them.
    pub policy: Option<Policy>,
}

impl Step {
    /// Makes a step that changes nothing yet.
    pub fn named(name: &str, entry: Option<EntryId>) -> Self {
        Self {
            name: name.to_owned(),
            entry,
            lead: Vec::new(),
            added: Vec::new(),
            recoding: None,
            policy: None,
        }
    }
}

/// Says what is done to entries and, with them, to statements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Does {
    /// Two become one.
    Merge,
    /// One becomes several.
    Split,
}

/// Represents two entries that are to become one, or one that is to become several, before it is done.
#[derive(Clone, Debug)]
pub struct Merging {
    /// The one that goes.
    pub from: EntryId,
    /// The one that stays, or the first part.
    pub into: EntryId,
    /// The step's name: `merge Kremlin into Russia`.
    pub name: String,
    /// Which of the two it is.
    pub does: Does,
    /// What becomes of the codebook.
    pub edits: Vec<CodebookEdit>,
    /// What becomes of statements, once it is worked out.
    pub plan: Option<Plan>,
}

/// Represents what the screen knows.
pub struct Desk {
    /// What is listed.
    pub part: Part,
    /// Words that must stand in what is listed.
    pub filter: String,
    /// The entry that is shown.
    pub chosen: Option<EntryId>,
    /// The list.
    pub listed: Listed,
    /// How many entries each part has.
    pub counts: Counts,
    /// How often each entry is used; none until it was counted.
    pub uses: Option<Uses>,
    /// What statements use and no codebook has.
    pub lacking: Uses,
    /// The uses of one entry, while they are listed.
    pub use_list: Option<UseList>,
    /// What is to be looked at.
    pub checks: Vec<Check>,
    /// Place of the one that is shown.
    pub check: usize,
    /// One's own stances that are to be looked at again.
    pub again: Vec<Look>,
    /// Place of the one that is shown.
    pub look: usize,
    /// The state of the codebook that was checked last, or is being checked, by its key.
    pub checked_of: Option<u64>,
    /// The stance whose field has the caret: what is moved is this one, not its scale.
    pub stance: Option<EntryId>,
    /// What others added, by annotator.
    pub others: Vec<(String, Codebook)>,
    /// What of it the lead's codebook lacks.
    pub additions: Vec<Addition>,
    /// What `additions` were worked out from, by the codebook's key; none where something else has changed.
    pub additions_of: Option<u64>,
    /// Whether the guidelines stand in the place of the list of articles on the Label screen.
    pub guidelines_shown: bool,
    /// Two entries that are to become one, or one that is to become several, while that is shown before it is done.
    pub merging: Option<Merging>,
    /// An entry that is to become several, while its uses are asked for.
    pub splitting: Option<Splitting>,
    /// Whether the last step is one that is still being typed.
    pub typing: bool,
    /// What is under way.
    pub jobs: Background,
    undo: Vec<Step>,
    redo: Vec<Step>,
}

impl Desk {
    /// Makes one that knows nothing yet.
    pub fn new(jobs: &Jobs) -> Self {
        Self {
            part: Part::default(),
            filter: String::new(),
            chosen: None,
            listed: Listed::default(),
            counts: Counts::default(),
            uses: None,
            lacking: Uses::new(),
            use_list: None,
            checks: Vec::new(),
            check: 0,
            again: Vec::new(),
            look: 0,
            checked_of: None,
            stance: None,
            others: Vec::new(),
            additions: Vec::new(),
            additions_of: None,
            guidelines_shown: false,
            merging: None,
            splitting: None,
            typing: false,
            jobs: Background::new(jobs),
            undo: Vec::new(),
            redo: Vec::new(),
        }
    }

    /// Returns the name of the step that is taken back next, or done again.
    pub fn next_step(&self, is_undo: bool) -> Option<&str> {
        let steps = if is_undo { &self.undo } else { &self.redo };
        steps.last().map(|step| step.name.as_str())
    }

    /// Takes the step that is taken back next, or done again, out of the list.
    pub fn take_step(&mut self, is_undo: bool) -> Option<Step> {
        let steps = if is_undo {
            &mut self.undo
        } else {
            &mut self.redo
        };
        steps.pop()
    }

    /// Keeps a step that was taken back, or done again, as the one that does the opposite.
    pub fn put_step(&mut self, step: Step, was_undo: bool) {
        if was_undo {
            self.redo.push(step);
        } else {
            self.undo.push(step);
        }
    }

    /// Keeps what takes back something that was done now; what goes on with what is being typed is one step with it.
    pub fn record(&mut self, step: Step, is_typed: bool) {
        self.redo.clear();
        let goes_on = is_typed
            && self.typing
            && self
                .undo
                .last()
                .is_some_and(|last| last.name == step.name && last.entry == step.entry);
        self.typing = is_typed;
        if goes_on {
            return;
        }
        self.undo.push(step);
        let surplus = self.undo.len().saturating_sub(MOST_STEPS);
        self.undo.drain(..surplus);
    }

    /// Returns the addition with this id that waits, else the one that was declined.
    pub fn addition(&self, id: &EntryId) -> Option<&Addition> {
        let mut of_id = self.additions.iter().filter(|one| one.entry.id() == *id);
        let mut waiting = of_id.clone().filter(|one| one.declined.is_none());
        waiting.next().or_else(|| of_id.next())
    }

    /// Returns how many entries a part has, as the list of parts shows it; none for what is no list.
    pub fn count(&self, part: Part) -> Option<usize> {
        match part {
            Part::Guidelines | Part::Policy => None,
            Part::Checks => Some(self.checks.len()),
            Part::Again => Some(self.again.len()),
            Part::Additions => {
                let waiting = self.additions.iter().filter(|one| one.declined.is_none());
                Some(waiting.count())
            }
            _ => Some(self.counts.of(part)),
        }
    }

    /// Returns by how many statements an entry is used; none while that is not known.
    pub fn uses_of(&self, id: &EntryId) -> Option<usize> {
        let uses = self.uses.as_ref()?;
        Some(uses.get(id).copied().unwrap_or(0))
    }
}
