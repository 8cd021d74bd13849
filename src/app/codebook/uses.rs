//! Which statements use which entries of the codebook, and where they stand.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

use crate::corpus::Corpus;
use crate::corpus::walk::Visit;
use crate::jobs::Context;
use crate::model::codebook::edit::EntryId;
use crate::model::codebook::{Codebook, Source};
use crate::model::sidecar::Sidecar;
use crate::model::statement::Statement;
use crate::model::text::Text;

use super::again::{Look, looks};
use super::background::{Counted, Found, Who};
use super::checks;

/// Most characters of a quote that are shown in a list of uses.
const MOST_CHARS: usize = 240;

/// How many statements use each entry; entries that nothing uses are left out.
pub type Uses = BTreeMap<EntryId, usize>;

/// Represents a statement that uses an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Use {
    /// The statement.
    pub source: Source,
    /// The beginning of its quote, on one line.
    pub text: String,
}

/// Represents the uses of one entry.
#[derive(Clone, Debug)]
pub struct UseList {
    /// The entry.
    pub of: EntryId,
    /// Its name, or its id where the codebook lacks it.
    pub name: String,
    /// The statements, in the order of the articles and of their texts; none until they were found.
    pub uses: Option<Vec<Use>>,
    /// Place of the one that Enter opens.
    pub place: usize,
}

impl UseList {
    /// Returns the use that Enter opens.
    pub fn chosen(&self) -> Option<&Use> {
        self.uses.as_ref()?.get(self.place)
    }

    /// Goes to the next use, or the one before.
    pub fn walk(&mut self, is_on: bool) {
        let last = self.uses.as_ref().map_or(0, Vec::len).saturating_sub(1);
        self.place = if is_on {
            (self.place + 1).min(last)
        } else {
            self.place.saturating_sub(1)
        };
    }
}

/// Counts how often entries are used, and reads what others added.
pub(super) fn count(who: &Who, context: &Context<Found>) -> Counted {
    let (codebook, others) = everything(who);
    let make = |visit: Visit<'_>| -> (Vec<EntryId>, Vec<Look>) {
        let sidecars = visit.work.iter().map(|(_, opened)| &opened.sidecar);
        let statements = sidecars.clone().flat_map(Sidecar::statements);
        let ids = statements.flat_map(|statement| used(&codebook, statement));
        let ids = ids.collect();
        let mut again = Vec::new();
        let own = sidecars.filter(|sidecar| sidecar.annotator == who.annotator);
        if let Ok(article) = &visit.article {
            again.extend(own.flat_map(|sidecar| looks(&codebook, article, sidecar)));
        }
        (ids, again)
    };
    let (mut uses, mut again) = (Uses::new(), Vec::new());
    let take = |(found, looks): (Vec<EntryId>, Vec<Look>)| {
        for id in found {
            *uses.entry(id).or_default() += 1;
        }
        again.extend(looks);
        ControlFlow::Continue(())
    };
    let progress = |done, total| context.progress(done, total);
    let (corpus, annotators) = (Corpus::open(&who.store), who.store.annotators());
    // Broken off only where nobody waits for it any more.
    let _ = corpus.walk(&annotators, &progress, make, take);
    let lacking = checks::lacking(&codebook, &uses);
    Counted {
        uses,
        lacking,
        again,
        others,
    }
}

/// Finds the statements that use an entry.
pub(super) fn find(who: &Who, of: &EntryId, context: &Context<Found>) -> Vec<Use> {
    let (codebook, _) = everything(who);
    let make = |visit: Visit<'_>| -> Vec<Use> {
        let Ok(article) = &visit.article else {
            return Vec::new();
        };
        let mut found = Vec::new();
        for (annotator, opened) in &visit.work {
            let statements = opened.sidecar.statements().iter();
            let using = statements.filter(|statement| used(&codebook, statement).contains(of));
            found.extend(using.map(|statement| Use {
                source: Source {
                    article: article.path.clone(),
                    statement: statement.id.clone(),
                    annotator: annotator.id.clone(),
                },
                text: excerpt(statement, &article.text),
            }));
        }
        found
    };
    let mut all = Vec::new();
    let take = |found: Vec<Use>| {
        all.extend(found);
        ControlFlow::Continue(())
    };
    let progress = |done, total| context.progress(done, total);
    let (corpus, annotators) = (Corpus::open(&who.store), who.store.annotators());
    // Broken off only where nobody waits for it any more.
    let _ = corpus.walk(&annotators, &progress, make, take);
    all
}

/// Returns the codebook with what everybody added, and what others did, by annotator.
fn everything(who: &Who) -> (Codebook, Vec<(String, Codebook)>) {
    let mut others = Vec::new();
    for annotator in &who.store.annotators() {
        if annotator.id != who.annotator
            && let Some(codebook) = who.store.added(&annotator.id).value
        {
            others.push((annotator.id.clone(), codebook));
        }
    }
    let mut codebook = Codebook::clone(&who.store.codebook());
    let own = who.store.added(&who.annotator).value;
    for added in own.iter().chain(others.iter().map(|(_, one)| one)) {
        codebook = codebook.with(added);
    }
    (codebook, others)
}

/// Returns the beginning of a quote, its parts and lines joined.
pub(super) fn excerpt(statement: &Statement, text: &Text) -> String {
    let parts: Vec<&str> = statement
        .quote
        .iter()
        .map(|span| text.slice(*span))
        .collect();
    let whole = parts.join(" \u{2026} ").replace(['\n', '\r'], " ");
    match whole.char_indices().nth(MOST_CHARS) {
        Some((end, _)) => format!("{}\u{2026}", &whole[..end]),
        None => whole,
    }
}

/// Returns the entries that a statement uses, and the scales on which its stances lie.
fn used(codebook: &Codebook, statement: &Statement) -> BTreeSet<EntryId> {
    let mut used = codebook.used_by(statement);
    let set = statement.stances.iter();
    let set = set.filter(|taken| taken.stance.is_some());
    let scales = set.filter_map(|taken| codebook.scale_of(&taken.target));
    used.extend(scales.map(|scale| EntryId::scale(&scale.id)));
    used
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::codebook::presets::{SCALES, starter};
    use crate::model::span::Span;
    use crate::model::statement::{Kind, StanceTaken};

    fn statement(stance: Option<&str>) -> Statement {
        let quote = vec![Span::new(0, 5), Span::new(6, 11)];
        let made = Statement::new("x".into(), quote, Kind::Direct, "");
        let mut statement = made.unwrap();
        statement.stances.push(StanceTaken {
            target: "land".into(),
            stance: stance.map(Into::into),
            ..StanceTaken::default()
        });
        statement
    }

    #[track_caller]
    fn check(stance: Option<&str>, expected: &str) {
        let ids = used(&starter(&SCALES[2]), &statement(stance));
        let ids: Vec<String> = ids
            .iter()
            .map(|id| format!("{} {}", id.sort.name(), id.id))
            .collect();
        assert_eq!(ids.join(", "), expected);
    }

    #[test]
    fn a_stance_uses_its_scale() {
        check(None, "target land");
        check(
            Some("yes"),
            "target land, scale agreement, stance agreement/yes",
        );
    }

    #[test]
    fn a_quote_is_one_line() {
        let text = Text::new("never\nwill!");
        let shown = excerpt(&statement(None), &text);
        assert_eq!(shown, "never \u{2026} will!");
        let long = Text::new("x\n".repeat(2_000));
        let mut statement = statement(None);
        statement.quote = vec![Span::new(0, 4_000)];
        let shown = excerpt(&statement, &long);
        assert_eq!(shown.chars().count(), MOST_CHARS + 1);
    }
}
