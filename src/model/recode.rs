//! Re-coding one's own statements after a merge or split in the codebook, over all articles, as one step.
//!
//! A [`Recoding`] says for each statement which ids it had and which it gets. It is worked out before anything is
//! changed, shown as a preview, kept on disk while it is under way (`store::recoding`), and taken back by its reverse. A
//! statement that has other ids by then was changed by somebody, and is left alone.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::Arc;

use super::codebook::edit::{Entry, EntryId};
use super::codebook::{Codebook, OFF_SCALE, Sort};
use super::current::unique;
use super::id::{LabelId, SpeakerId, StanceId, StatementId, TargetId};
use super::sidecar::Sidecar;
use super::statement::{Mention, Statement};

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

/// Works out a [`Plan`] from everybody's work, sidecar by sidecar.
#[derive(Debug)]
pub struct Planner<'a> {
    after: &'a Codebook,
    answers: &'a Answers,
    now: &'a str,
    moves: Vec<Move>,
    plan: Plan,
}

/// What becomes of the uses of one entry.
#[derive(Debug)]
struct Move {
    sort: Sort,
    id: String,
    /// Of a stance: the scale that it stands on.
    scale: Option<String>,
    to: To,
}

#[derive(Debug)]
enum To {
    One(String),
    /// One of these, as a person says for each use.
    Parts(Vec<String>),
}

/// Says whether an id was put in place of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Swapped {
    No,
    Yes,
    /// It was not: the statement takes a stance on that target as well.
    Twice,
}

/// What a person has to decide about a statement.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Asked {
    /// Which part of what was split is meant.
    part: bool,
    /// Which of two stances on what is one target now.
    twice: bool,
}

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

impl<'a> Planner<'a> {
    /// Begins to plan what follows for the work of `annotator` from a codebook that becomes another one.
    ///
    /// `now` is RFC 3339 in UTC with seconds.
    pub fn new(
        name: &str,
        annotator: &str,
        [before, after]: [&'a Codebook; 2],
        answers: &'a Answers,
        now: &'a str,
    ) -> Self {
        let fates = fate_changes(before, after);
        let moves = fates.iter().filter_map(|fate| Move::new(fate, after));
        let moves = moves.collect();
        let recoding = Recoding {
            name: name.to_owned(),
            annotator: annotator.to_owned(),
            fates,
            articles: BTreeMap::new(),
        };
        Self {
            after,
            answers,
            now,
            moves,
            plan: Plan {
                recoding,
                ..Plan::default()
            },
        }
    }

    /// Takes in somebody's work on an article, as their file says it.
    pub fn add(&mut self, sidecar: &Sidecar) {
        if self.moves.is_empty() {
            return;
        }
        let article = &sidecar.article.path;
        let is_own = sidecar.annotator == self.plan.recoding.annotator;
        for statement in sidecar.statements() {
            let (next, asked) = self.becomes(article, statement);
            let is_changed = next != **statement;
            if !is_changed && asked == Asked::default() {
                continue;
            }
            if !is_own {
                let others = &mut self.plan.others;
                *others.entry(sidecar.annotator.clone()).or_default() += 1;
                continue;
            }
            let used = || Use {
                annotator: sidecar.annotator.clone(),
                article: article.clone(),
                statement: statement.id.clone(),
            };
            if asked.part {
                self.plan.unanswered.push(used());
            }
            if asked.twice {
                self.plan.twice.push(used());
            }
            if self.is_off_scale(&next) {
                self.plan.off_scale.push(used());
            }
            if is_changed {
                let recoded = Recoded {
                    statement: statement.id.clone(),
                    was: Coded::of(statement),
                    becomes: Coded {
                        changed: self.now.to_owned(),
                        ..Coded::of(&next)
                    },
                };
                let articles = &mut self.plan.recoding.articles;
                articles.entry(article.clone()).or_default().push(recoded);
            }
        }
    }

    /// Returns what was worked out.
    pub fn finish(self) -> Plan {
        self.plan
    }

    /// Returns a statement as it becomes, and what a person has to decide about it.
    fn becomes(&self, article: &str, statement: &Statement) -> (Statement, Asked) {
        let mut next = statement.clone();
        let mut asked = Asked::default();
        for one in &self.moves {
            let parts = match &one.to {
                To::One(id) => {
                    if one.swap(id, &mut next, self.after) == Swapped::Twice {
                        asked.twice = true;
                    }
                    continue;
                }
                To::Parts(parts) => parts,
            };
            let place = (article.to_owned(), statement.id.clone());
            let answer = self.answers.get(&place);
            match answer.filter(|part| parts.contains(part)) {
                Some(part) => {
                    asked.twice |= one.swap(part, &mut next, self.after) == Swapped::Twice;
                }
                // What is put in place of itself tells whether it is there.
                None => {
                    asked.part |= one.swap(&one.id, &mut next, self.after) == Swapped::Yes;
                }
            }
        }
        (next, asked)
    }

    fn is_off_scale(&self, statement: &Statement) -> bool {
        statement.stances.iter().any(|taken| {
            let Some(stance) = &taken.stance else {
                return false;
            };
            let is_off = OFF_SCALE.iter().any(|(id, _)| stance == id);
            !is_off && self.after.stance(&taken.target, stance).is_none()
        })
    }
}

impl Move {
    fn new(fate: &FateChange, after: &Codebook) -> Option<Self> {
        let EntryId { sort, id } = &fate.entry;
        let has_parts = matches!(sort, Sort::Target | Sort::Speaker);
        if fate.becomes.replaced_by.is_none() {
            let parts = fate.becomes.split_into.clone();
            return (has_parts && !parts.is_empty()).then(|| Self {
                sort: *sort,
                id: id.clone(),
                scale: None,
                to: To::Parts(parts),
            });
        }
        let current = match sort {
            Sort::Target => after.current_target(id),
            Sort::Speaker => after.current_speaker(id),
            Sort::Label => after.current_label(id),
            // Its stances have the same ids on the one that it became.
            Sort::Scale => return None,
            Sort::Stance => return Self::of_stance(fate, after),
        };
        Some(Self {
            sort: *sort,
            id: id.clone(),
            scale: None,
            to: To::One(current.to_owned()),
        })
    }

    fn of_stance(fate: &FateChange, after: &Codebook) -> Option<Self> {
        let Some(Entry::Stance { scale, stance }) = after.entry(&fate.entry) else {
            return None;
        };
        let next = after.scale(&scale)?.current_stance(&stance.id).to_owned();
        Some(Self {
            sort: Sort::Stance,
            id: stance.id.into(),
            scale: Some(scale),
            to: To::One(next),
        })
    }

    /// Puts an id in place of this one wherever a statement has it.
    fn swap(&self, becomes: &str, statement: &mut Statement, after: &Codebook) -> Swapped {
        match self.sort {
            Sort::Speaker => {
                let people = statement.speaker.iter_mut();
                let people = people.chain(&mut statement.via);
                let people = people.chain(&mut statement.addressees);
                let names = people.filter_map(|one| one.name.as_mut());
                let mut found = Swapped::No;
                for name in names.filter(|name| **name == *self.id) {
                    *name = becomes.into();
                    found = Swapped::Yes;
                }
                found
            }
            Sort::Target => {
                let Some(place) = position(statement, &self.id) else {
                    return Swapped::No;
                };
                if becomes != self.id && position(statement, becomes).is_some() {
                    return Swapped::Twice;
                }
                statement.stances[place].target = becomes.into();
                Swapped::Yes
            }
            Sort::Label if statement.labels.iter().any(|id| *id == *self.id) => {
                let renamed = |label: &LabelId| {
                    let next = if *label == *self.id { becomes } else { label };
                    LabelId::from(next)
                };
                statement.labels = unique(statement.labels.iter().map(renamed));
                Swapped::Yes
            }
            Sort::Stance => {
                let mut found = Swapped::No;
                for taken in &mut statement.stances {
                    let is_it = taken.stance.as_deref() == Some(&self.id);
                    let scale = is_it.then(|| after.scale_of(&taken.target)).flatten();
                    if scale.is_some_and(|scale| self.scale.as_deref() == Some(&scale.id)) {
                        taken.stance = Some(becomes.into());
                        found = Swapped::Yes;
                    }
                }
                found
            }
            Sort::Label | Sort::Scale => Swapped::No,
        }
    }
}

/// Returns which of a statement's stances is on a target.
fn position(statement: &Statement, target: &str) -> Option<usize> {
    let mut stances = statement.stances.iter();
    stances.position(|taken| taken.target == target)
}
