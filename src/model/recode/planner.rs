//! Working out what a changed codebook means for everybody's statements.

use crate::model::id::LabelId;
use std::collections::BTreeMap;

use super::{Answers, Coded, FateChange, Plan, Recoded, Recoding, Use, fate_changes};
use crate::model::codebook::edit::{Entry, EntryId};
use crate::model::codebook::{Codebook, OFF_SCALE, Sort};
use crate::model::current::unique;
use crate::model::sidecar::Sidecar;
use crate::model::statement::Statement;

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

    /// Begins to plan what follows for the work of `annotator` from answers that are given later, for uses of an entry that
    /// was split before. The codebook stays as it is.
    ///
    /// `now` is RFC 3339 in UTC with seconds.
    pub fn of_split(
        name: &str,
        annotator: &str,
        codebook: &'a Codebook,
        entry: &EntryId,
        answers: &'a Answers,
        now: &'a str,
    ) -> Self {
        let moves = Move::parts(entry, codebook).into_iter().collect();
        Self {
            moves,
            ..Self::new(name, annotator, [codebook, codebook], answers, now)
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
                Some(part) => match one.swap(part, &mut next, self.after) {
                    // Whoever answers has looked at what the part means.
                    Swapped::Yes if one.sort == Sort::Target => {
                        let read = self.after.revision(part);
                        let mut stances = next.stances.iter_mut();
                        if let Some(taken) = stances.find(|taken| taken.target == part.as_str()) {
                            taken.read = read;
                        }
                    }
                    Swapped::Twice => asked.twice = true,
                    Swapped::Yes | Swapped::No => {}
                },
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
            let is_off = OFF_SCALE.iter().any(|(id, _)| id == stance);
            !is_off && self.after.stance(&taken.target, stance).is_none()
        })
    }
}

impl Move {
    fn new(fate: &FateChange, after: &Codebook) -> Option<Self> {
        let EntryId { sort, id } = &fate.entry;
        if fate.becomes.replaced_by.is_none() {
            return Self::parts(&fate.entry, after);
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

    /// Returns what becomes of uses of an entry that was split; none if it was not.
    fn parts(entry: &EntryId, after: &Codebook) -> Option<Self> {
        let parts = after.open_parts(entry);
        (!parts.is_empty()).then(|| Self {
            sort: entry.sort,
            id: entry.id.clone(),
            scale: None,
            to: To::Parts(parts),
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
