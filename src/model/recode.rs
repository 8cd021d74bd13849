//! Re-coding one's own statements after a merge or split in the codebook, over all articles, as one step.
//!
//! A [`Recoding`] says for each statement which ids it had and which it gets. It is worked out before anything is
//! changed, shown as a preview, kept on disk while it is under way (`store::recoding`), and taken back by its reverse. A
//! statement that has other ids by then was changed by somebody, and is left alone.

mod planner;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::codebook::Codebook;
use super::codebook::edit::{Entry, EntryId};
use super::id::{LabelId, SpeakerId, StanceId, StatementId, TargetId};
use super::sidecar::Sidecar;
use super::statement::{Mention, Statement};
pub use planner::Planner;

/// Represents what becomes of one annotator's statements.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recoding {
    /// What was done, as menus show it: `merge Kremlin into Russia`.
    pub name: String,
    /// Whose statements they are.
    pub annotator: String,
    /// What became of the entries of the codebook.
    pub fates: Vec<FateChange>,
    /// The articles with something to change, by their printed ids.
    pub articles: BTreeMap<String, Vec<Recoded>>,
}

/// Represents what becomes of one statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recoded {
    /// The statement's id.
    pub statement: StatementId,
    /// What it has.
    pub was: Coded,
    /// What it gets.
    pub becomes: Coded,
}

/// Represents the ids of the codebook that a statement has, and when it was changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coded {
    /// The speaker.
    pub speaker: Option<SpeakerId>,
    /// Who the article has it from.
    pub via: Vec<Option<SpeakerId>>,
    /// To whom it was said.
    pub addressees: Vec<Option<SpeakerId>>,
    /// The labels.
    pub labels: Vec<LabelId>,
    /// Target and stance of each stance that it takes.
    pub stances: Vec<(TargetId, Option<StanceId>)>,
    /// Under which revision of the codebook each of them was taken.
    pub reads: Vec<Option<String>>,
    /// When the statement was last changed, RFC 3339 in UTC with seconds.
    pub changed: String,
}

/// Represents what became of an entry of the codebook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FateChange {
    /// The entry.
    pub entry: EntryId,
    /// What it was before.
    pub was: Fate,
    /// What it is now.
    pub becomes: Fate,
}

/// Says whether an entry of the codebook was merged or split.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fate {
    /// What it was merged into.
    pub replaced_by: Option<String>,
    /// What it was split into.
    pub split_into: Vec<String>,
}

/// Names a statement that uses an entry.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Use {
    /// The annotator's id.
    pub annotator: String,
    /// The article, printed.
    pub article: String,
    /// The statement's id.
    pub statement: StatementId,
}

/// Represents a re-coding before it is done: what a person is asked to agree to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// What is done.
    pub recoding: Recoding,
    /// How many statements of others read differently from now on, by annotator; their files stay as they are.
    pub others: BTreeMap<String, usize>,
    /// One's own uses of what is split that nobody answered for: they keep the old id.
    pub unanswered: Vec<Use>,
    /// One's own statements that take stances on both of two targets that become one: both stances stay, one on the old
    /// target.
    pub twice: Vec<Use>,
    /// One's own statements whose stance the scale of their new target lacks.
    pub off_scale: Vec<Use>,
}

/// Which part each use of something that was split goes to, by article and statement.
pub type Answers = BTreeMap<(String, StatementId), String>;

impl Plan {
    /// Returns how many of one's own statements, in how many articles, are changed.
    pub fn count(&self) -> (usize, usize) {
        let articles = &self.recoding.articles;
        (articles.values().map(Vec::len).sum(), articles.len())
    }
}

impl Recoding {
    /// Tells whether there is nothing to change.
    pub fn is_empty(&self) -> bool {
        self.articles.is_empty()
    }

    /// Returns the one that takes this one back.
    #[must_use]
    pub fn reversed(&self) -> Self {
        let back = |fate: &FateChange| FateChange {
            entry: fate.entry.clone(),
            was: fate.becomes.clone(),
            becomes: fate.was.clone(),
        };
        let turned = |one: &Recoded| Recoded {
            statement: one.statement.clone(),
            was: one.becomes.clone(),
            becomes: one.was.clone(),
        };
        let articles = self.articles.iter();
        Self {
            name: self.name.clone(),
            annotator: self.annotator.clone(),
            fates: self.fates.iter().map(back).collect(),
            articles: articles
                .map(|(path, all)| (path.clone(), all.iter().map(turned).collect()))
                .collect(),
        }
    }

    /// Tells whether a codebook says of the entries what this re-coding follows from.
    pub fn is_in(&self, codebook: &Codebook) -> bool {
        let holds = |fate: &FateChange| codebook.fate(&fate.entry) == fate.becomes;
        self.fates.iter().all(holds)
    }

    /// Changes an annotator's work on one article; returns how many statements it changed. Doing it again changes nothing.
    pub fn apply(&self, article: &str, sidecar: &mut Sidecar) -> usize {
        let mut changed = 0;
        for one in self.articles.get(article).into_iter().flatten() {
            let found = sidecar.statement(&one.statement);
            if let Some(next) = found.and_then(|statement| one.next(statement)) {
                sidecar.put(Arc::new(next));
                changed += 1;
            }
        }
        changed
    }
}

impl Recoded {
    /// Returns the statement with its new ids; none where it has others than were known.
    fn next(&self, statement: &Statement) -> Option<Statement> {
        if !Coded::of(statement).has_ids_of(&self.was) {
            return None;
        }
        let mut next = statement.clone();
        let Coded {
            speaker,
            via,
            addressees,
            labels,
            stances,
            reads,
            changed,
        } = &self.becomes;
        if let Some(mention) = &mut next.speaker {
            mention.name.clone_from(speaker);
        }
        set_names(&mut next.via, via);
        set_names(&mut next.addressees, addressees);
        next.labels.clone_from(labels);
        for (taken, (target, stance)) in next.stances.iter_mut().zip(stances) {
            taken.target.clone_from(target);
            taken.stance.clone_from(stance);
        }
        for (taken, read) in next.stances.iter_mut().zip(reads) {
            taken.read.clone_from(read);
        }
        next.changed.clone_from(changed);
        Some(next)
    }
}

impl Coded {
    /// Returns what a statement has.
    pub fn of(statement: &Statement) -> Self {
        let names = |people: &[Mention]| people.iter().map(|one| one.name.clone()).collect();
        let stances = statement.stances.iter();
        Self {
            speaker: statement.speaker.as_ref().and_then(|one| one.name.clone()),
            via: names(&statement.via),
            addressees: names(&statement.addressees),
            labels: statement.labels.clone(),
            stances: stances
                .map(|taken| (taken.target.clone(), taken.stance.clone()))
                .collect(),
            reads: statement
                .stances
                .iter()
                .map(|taken| taken.read.clone())
                .collect(),
            changed: statement.changed.clone(),
        }
    }

    /// Tells whether both have the same ids, whenever that was.
    fn has_ids_of(&self, other: &Self) -> bool {
        self.speaker == other.speaker
            && self.via == other.via
            && self.addressees == other.addressees
            && self.labels == other.labels
            && self.stances == other.stances
    }
}

fn set_names(people: &mut [Mention], names: &[Option<SpeakerId>]) {
    for (mention, name) in people.iter_mut().zip(names) {
        mention.name.clone_from(name);
    }
}

impl Codebook {
    /// Says whether an entry was merged or split. One that does not exist was neither.
    pub fn fate(&self, entry: &EntryId) -> Fate {
        match self.entry(entry) {
            Some(Entry::Target(entry)) => fate(entry.replaced_by, entry.split_into),
            Some(Entry::Speaker(entry)) => fate(entry.replaced_by, entry.split_into),
            Some(Entry::Scale(entry)) => fate(entry.replaced_by, Vec::new()),
            Some(Entry::Stance { stance, .. }) => fate(stance.replaced_by, Vec::new()),
            Some(Entry::Label(entry)) => fate(entry.replaced_by, Vec::new()),
            None => Fate::default(),
        }
    }
}

fn fate<T: Into<String>>(replaced_by: Option<T>, split_into: Vec<T>) -> Fate {
    Fate {
        replaced_by: replaced_by.map(Into::into),
        split_into: split_into.into_iter().map(Into::into).collect(),
    }
}

impl Codebook {
    /// Returns the parts that uses of a target or speaker may go to that was split, as they are now: a part that was merged
    /// away is what it became, one that was split again its own parts. Empty for what was not split.
    pub fn open_parts(&self, entry: &EntryId) -> Vec<String> {
        let mut open: Vec<String> = Vec::new();
        let mut seen = BTreeSet::from([entry.clone()]);
        let mut next = self.fate(entry).split_into;
        next.reverse();
        while let Some(id) = next.pop() {
            let part = EntryId {
                sort: entry.sort,
                id: id.clone(),
            };
            if self.entry(&part).is_none() || !seen.insert(part.clone()) {
                continue;
            }
            let Fate {
                replaced_by,
                split_into,
            } = self.fate(&part);
            match replaced_by {
                Some(by) => next.push(by),
                None if split_into.is_empty() => open.push(id),
                None => next.extend(split_into.into_iter().rev()),
            }
        }
        open
    }
}

/// Returns the uses of targets and speakers that were split for which nobody has said yet which part is meant, with what was
/// split, in the order of the work.
pub fn open_questions<'a>(
    codebook: &Codebook,
    work: impl IntoIterator<Item = &'a Sidecar>,
) -> Vec<(EntryId, Use)> {
    let targets = codebook.targets.iter();
    let targets = targets.filter(|one| one.replaced_by.is_none() && !one.split_into.is_empty());
    let speakers = codebook.speakers.iter();
    let speakers = speakers.filter(|one| one.replaced_by.is_none() && !one.split_into.is_empty());
    let split: BTreeSet<EntryId> = targets
        .map(|one| EntryId::target(&one.id))
        .chain(speakers.map(|one| EntryId::speaker(&one.id)))
        .collect();
    if split.is_empty() {
        return Vec::new();
    }
    let of_statement = |sidecar: &Sidecar, statement: &Statement| -> Vec<(EntryId, Use)> {
        let used = Use {
            annotator: sidecar.annotator.clone(),
            article: sidecar.article.path.clone(),
            statement: statement.id.clone(),
        };
        let entries = codebook.used_by(statement).into_iter();
        let entries = entries.filter(|entry| split.contains(entry));
        entries.map(|entry| (entry, used.clone())).collect()
    };
    let mut open = Vec::new();
    for sidecar in work {
        for statement in sidecar.statements() {
            open.extend(of_statement(sidecar, statement));
        }
    }
    open
}

/// Returns the entries that were merged or split, or are not so any more, between two versions of a codebook.
pub fn fate_changes(before: &Codebook, after: &Codebook) -> Vec<FateChange> {
    let mut ids = Vec::new();
    for book in [before, after] {
        let targets = book.targets.iter();
        let targets = targets.filter(|one| !one.is_offered());
        ids.extend(targets.map(|one| EntryId::target(&one.id)));
        let speakers = book.speakers.iter();
        let speakers = speakers.filter(|one| !one.is_offered());
        ids.extend(speakers.map(|one| EntryId::speaker(&one.id)));
        let labels = book.labels.iter().filter(|one| one.replaced_by.is_some());
        ids.extend(labels.map(|one| EntryId::label(&one.id)));
        let scales = book.scales.iter().filter(|one| one.replaced_by.is_some());
        ids.extend(scales.map(|one| EntryId::scale(&one.id)));
        for scale in &book.scales {
            let merged = scale.stances.iter();
            let merged = merged.filter(|one| one.replaced_by.is_some());
            ids.extend(merged.map(|one| EntryId::stance(&scale.id, &one.id)));
        }
    }
    ids.sort();
    ids.dedup();
    let change = |entry: EntryId| {
        let (was, becomes) = (before.fate(&entry), after.fate(&entry));
        (was != becomes).then_some(FateChange {
            entry,
            was,
            becomes,
        })
    };
    ids.into_iter().filter_map(change).collect()
}
