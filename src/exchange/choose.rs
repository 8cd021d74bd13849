//! What of a project is exported: which articles and statements, and under which names of annotators.

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::sync::Arc;

use super::ExportError;
use super::split::Part;
use crate::corpus::Corpus;
use crate::corpus::walk::Progress;
use crate::model::article::Article;
use crate::model::codebook::{Codebook, OFF_SCALE, Sort};
use crate::model::project::{Annotator, GOLD};
use crate::model::sidecar::{Sidecar, Status};
use crate::model::statement::Statement;
use crate::store::Store;

/// Entries that are named, at most, where somebody asks for one that is not there.
const NAMED: usize = 30;

/// Says which articles and statements are exported; what it leaves empty does not matter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only work that is so far.
    pub statuses: Vec<Status>,
    /// Only statements of these speakers, by id or name.
    pub speakers: Vec<String>,
    /// Only statements with a stance on one of these targets, by id or name.
    pub targets: Vec<String>,
    /// Only statements that take one of these stances, by id or label; where targets are named, on one of them.
    pub stances: Vec<String>,
    /// Only articles of this day or later, `YYYY-MM-DD`. One without a date is left out.
    pub from: Option<String>,
    /// Only articles of this day or earlier.
    pub upto: Option<String>,
    /// Only articles of this part of a split.
    pub part: Option<Part>,
}

/// Says under which names annotators are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Names {
    /// Their own.
    #[default]
    Own,
    /// `A1`, `A2` and so on, in the project's order; gold stays gold.
    Pseudonyms,
}

impl Filter {
    /// Tells whether an annotator's work on an article is asked for.
    pub(super) fn takes(&self, article: &Article, sidecar: &Sidecar) -> bool {
        let is_far = self.statuses.is_empty() || self.statuses.contains(&sidecar.status);
        // Dates in this form sort as text; an article may have one of a month or a year alone.
        let date = article.meta.date.as_deref();
        let is_late = |from: &String| date.is_some_and(|date| date >= from.as_str());
        let is_early = |upto: &String| {
            let len = |date: &str| upto.len().min(date.len());
            date.is_some_and(|date| date.get(..len(date)) <= upto.get(..len(date)))
        };
        let is_in = |part: &Part| part.split.of(&article.path) == part.name;
        self.part.as_ref().is_none_or(is_in)
            && is_far
            && self.from.as_ref().is_none_or(is_late)
            && self.upto.as_ref().is_none_or(is_early)
    }

    /// Checks that there is what it names: an entry of somebody's codebook, or an id that a statement has though no
    /// codebook does.
    ///
    /// # Errors
    ///
    /// [`ExportError::UnknownEntry`] for the first name of nothing; [`ExportError::Cancelled`].
    pub(super) fn check(&self, store: &Store, progress: Progress<'_>) -> Result<(), ExportError> {
        if !self.is_of_statements() {
            return Ok(());
        }
        let annotators = store.annotators();
        let (codebook, _) = store.whole_codebook(&annotators);
        let unknown = self.unknown(&codebook);
        if unknown.is_empty() {
            return Ok(());
        }
        let mut left = unknown.clone();
        let walked = Corpus::open(store).walk(
            &annotators,
            progress,
            |visit| {
                let mut met = unknown.clone();
                met.retain(|one| {
                    let mut work = visit.work.iter();
                    work.any(|(_, opened)| one.is_in(&opened.sidecar))
                });
                met
            },
            |met| {
                left.retain(|one| !met.contains(one));
                if left.is_empty() {
                    ControlFlow::Break(())
                } else {
                    ControlFlow::Continue(())
                }
            },
        );
        match (left.first(), walked) {
            (None, _) => Ok(()),
            (Some(_), ControlFlow::Break(())) => Err(ExportError::Cancelled),
            (Some(unknown), ControlFlow::Continue(())) => Err(unknown.error(&codebook)),
        }
    }

    /// Returns the names that no entry of a codebook has.
    fn unknown(&self, codebook: &Codebook) -> Vec<Asked<'_>> {
        let mut unknown = Vec::new();
        for (sort, names) in [
            (Sort::Speaker, &self.speakers),
            (Sort::Target, &self.targets),
            (Sort::Stance, &self.stances),
        ] {
            let known = entries(codebook, sort);
            for name in names {
                let name = name.as_str();
                let is_known = known
                    .iter()
                    .any(|(id, shown)| *id == name || *shown == name);
                // No name asks for statements that name nobody, or take no stance.
                if !is_known && !name.is_empty() {
                    unknown.push(Asked { sort, name });
                }
            }
        }
        unknown
    }

    /// Tells whether it matters which statements there are.
    fn is_of_statements(&self) -> bool {
        !(self.speakers.is_empty() && self.targets.is_empty() && self.stances.is_empty())
    }

    /// Leaves the statements that are asked for in a sidecar; `false` if none is left, though some were asked for.
    pub(super) fn leave(&self, sidecar: &mut Sidecar, codebook: &Codebook) -> bool {
        if !self.is_of_statements() {
            return true;
        }
        let all = sidecar.statements().iter();
        let kept = all.filter(|statement| self.has(statement, codebook));
        let kept: Vec<Arc<Statement>> = kept.cloned().collect();
        let is_some = !kept.is_empty();
        let mut left = Sidecar::new(sidecar.article.clone(), &sidecar.annotator);
        left.status = sidecar.status;
        left.reason.clone_from(&sidecar.reason);
        left.labels.clone_from(&sidecar.labels);
        left.note.clone_from(&sidecar.note);
        left.revealed.clone_from(&sidecar.revealed);
        left.comments = std::mem::take(&mut sidecar.comments);
        left.decisions = std::mem::take(&mut sidecar.decisions);
        left.rev = sidecar.rev;
        left.extend(kept);
        *sidecar = left;
        is_some
    }

    fn has(&self, statement: &Statement, codebook: &Codebook) -> bool {
        let is_of = |wanted: &[String], id: &str, name: &str| {
            wanted.is_empty() || wanted.iter().any(|one| one == id || one == name)
        };
        let speaker = statement.speaker_id();
        let name = speaker.map_or("", |id| codebook.speaker_name(id));
        let takes = statement.stances.iter().any(|taken| {
            let target = taken.target.as_str();
            let stance = taken.stance.as_deref().unwrap_or_default();
            let label = codebook.stance_label(target, stance);
            is_of(&self.targets, target, codebook.target_name(target))
                && is_of(&self.stances, stance, label)
        });
        let needs_stance = !(self.targets.is_empty() && self.stances.is_empty());
        is_of(&self.speakers, speaker.unwrap_or_default(), name) && (takes || !needs_stance)
    }
}

/// An entry of a codebook that is asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Asked<'f> {
    sort: Sort,
    name: &'f str,
}

impl Asked<'_> {
    /// Tells whether a statement has it by its id.
    fn is_in(self, sidecar: &Sidecar) -> bool {
        let mut statements = sidecar.statements().iter();
        statements.any(|statement| match self.sort {
            Sort::Speaker => statement.speaker_id() == Some(self.name),
            Sort::Target => statement.stance_on(self.name).is_some(),
            _ => {
                let mut stances = statement.stances.iter();
                stances.any(|taken| taken.stance.as_deref() == Some(self.name))
            }
        })
    }

    /// Says that it is not there, and which are.
    fn error(self, codebook: &Codebook) -> ExportError {
        let ids = entries(codebook, self.sort).into_iter().map(|(id, _)| id);
        let ids: BTreeSet<&str> = ids.collect();
        let shown: Vec<&str> = ids.iter().copied().take(NAMED).collect();
        let known = match ids.len() - shown.len() {
            0 if shown.is_empty() => "none".to_owned(),
            0 => shown.join(", "),
            more => format!("{} and {more} more", shown.join(", ")),
        };
        ExportError::UnknownEntry {
            sort: self.sort.name(),
            name: self.name.to_owned(),
            known,
        }
    }
}

/// Returns the ids and names of a codebook's speakers, targets or stances.
fn entries(codebook: &Codebook, sort: Sort) -> Vec<(&str, &str)> {
    match sort {
        Sort::Speaker => {
            let all = codebook.speakers.iter();
            all.map(|one| (one.id.as_str(), one.name.as_str()))
                .collect()
        }
        Sort::Target => {
            let all = codebook.targets.iter();
            all.map(|one| (one.id.as_str(), one.name.as_str()))
                .collect()
        }
        _ => {
            let all = codebook.scales.iter().flat_map(|scale| &scale.stances);
            let all = all.map(|one| (one.id.as_str(), one.label.as_str()));
            all.chain(OFF_SCALE).collect()
        }
    }
}

/// The names of a project's annotators in an export, in the project's order.
pub(super) struct Pseudonyms(Vec<(String, Annotator)>);

impl Pseudonyms {
    /// Names everybody.
    pub(super) fn of(annotators: &[Annotator], names: Names) -> Self {
        let mut number = 0;
        let all = annotators.iter().map(|annotator| {
            let shown = match names {
                Names::Pseudonyms if annotator.id != GOLD => {
                    number += 1;
                    Annotator {
                        id: format!("A{number}"),
                        name: String::new(),
                    }
                }
                _ => annotator.clone(),
            };
            (annotator.id.clone(), shown)
        });
        Self(all.collect())
    }

    /// Returns the name of an annotator; none of whoever is not in the project.
    pub(super) fn get(&self, id: &str) -> Option<&Annotator> {
        let mut all = self.0.iter();
        all.find(|(known, _)| known == id).map(|(_, shown)| shown)
    }

    /// Puts names in place of ids in what a sidecar says of others.
    pub(super) fn put(&self, sidecar: &mut Sidecar) {
        let change = |id: &mut String| {
            let shown = self.get(id).map_or("unknown", |shown| shown.id.as_str());
            *id = shown.to_owned();
        };
        change(&mut sidecar.annotator);
        for comment in &mut sidecar.comments {
            change(&mut comment.on.annotator);
        }
        for decision in &mut sidecar.decisions {
            change(&mut decision.by);
            for judged in &mut decision.from {
                change(&mut judged.annotator);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::sidecar::ArticleRef;

    #[track_caller]
    fn check(from: Option<&str>, upto: Option<&str>, date: Option<&str>, expected: bool) {
        let filter = Filter {
            from: from.map(str::to_owned),
            upto: upto.map(str::to_owned),
            ..Filter::default()
        };
        let mut article = Article::default();
        article.meta.date = date.map(str::to_owned);
        let sidecar = Sidecar::new(ArticleRef::default(), "ann");
        assert_eq!(filter.takes(&article, &sidecar), expected, "{date:?}");
    }

    #[test]
    fn articles_are_chosen_by_date() {
        check(None, None, None, true);
        check(Some("2025-01-01"), None, None, false);
        check(Some("2025-01-01"), None, Some("2025-01-01"), true);
        check(Some("2025-01-01"), None, Some("2024-12-31"), false);
        check(None, Some("2025-01-31"), Some("2025-01-31"), true);
        check(None, Some("2025-01-31"), Some("2025-02-01"), false);
        check(None, Some("2025-01"), Some("2025-01-31"), true);
        check(None, Some("2025"), Some("2026-01-01"), false);
    }

    #[test]
    fn annotators_get_other_names() {
        let annotator = |id: &str| Annotator {
            id: id.to_owned(),
            name: id.to_owned(),
        };
        let all = ["zoe", GOLD, "ann"].map(annotator);
        let names = Pseudonyms::of(&all, Names::Pseudonyms);
        let name = |id: &str| names.get(id).map(|shown| shown.id.clone());
        assert_eq!(name("zoe").as_deref(), Some("A1"));
        assert_eq!(name("ann").as_deref(), Some("A2"));
        assert_eq!(name(GOLD).as_deref(), Some(GOLD));
        assert_eq!(name("bob"), None);
    }
}
