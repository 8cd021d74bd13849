//! What of a project is exported: which articles and statements, and under which names of annotators.

use std::sync::Arc;

use super::split::Part;
use crate::model::article::Article;
use crate::model::codebook::Codebook;
use crate::model::project::{Annotator, GOLD};
use crate::model::sidecar::{Sidecar, Status};
use crate::model::statement::Statement;

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
