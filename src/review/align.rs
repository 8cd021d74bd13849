//! Aligns the statements of two annotators on one article.
//!
//! Two statements are the same utterance when their quotes share enough text. Pairs are taken greedily, those that share
//! most first, so that nobody's statement is used twice. Method: one-to-one matching by Jaccard overlap, as in the
//! evaluation of attribution in PARC3 (Pareti 2016) and `PolNeAR` (Newell et al. 2018).

use std::sync::Arc;

use crate::model::id::TargetId;
use crate::model::span::{self, Span};
use crate::model::statement::{Mention, Statement};

/// Least share of text (Jaccard, in bytes) at which two quotes are the same utterance.
///
/// Below a half on purpose: annotators agree on what is quoted far more than on where it ends.
const LEAST_OVERLAP: f64 = 0.3;

/// Represents one row of a comparison: the statements are indices into the slices compared.
#[derive(Clone, Debug, PartialEq)]
pub struct Pair {
    /// Index of the first annotator's statement; none where they have none.
    pub ours: Option<usize>,
    /// Index of the second annotator's statement; none where they have none.
    pub theirs: Option<usize>,
    /// In what the two differ. Empty for a row with one side only.
    pub differences: Vec<Difference>,
}

/// Says in what two statements of the same utterance differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Difference {
    /// Another person or body, or, where the registry is not used, another mention.
    Speaker,
    /// Stances towards other targets.
    Target,
    /// Another stance towards the same target.
    Stance,
    /// Other bounds of the quote.
    Span,
    /// Direct, mixed or indirect.
    Kind,
}

impl Difference {
    /// Returns the word shown for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Speaker => "speaker",
            Self::Target => "target",
            Self::Stance => "stance",
            Self::Span => "span",
            Self::Kind => "kind",
        }
    }
}

impl Pair {
    /// Returns what the row shows at a glance: `same`, `speaker, stance`, `missing` (theirs lack it), `only theirs`.
    pub fn verdict(&self) -> String {
        match (self.ours, self.theirs) {
            (Some(_), None) => "missing".to_owned(),
            (None, _) => "only theirs".to_owned(),
            _ if self.differences.is_empty() => "same".to_owned(),
            _ => {
                let names: Vec<&str> = self
                    .differences
                    .iter()
                    .map(|difference| difference.name())
                    .collect();
                names.join(", ")
            }
        }
    }
}

/// Aligns two annotators' statements, both in text order; rows come in text order too.
pub fn align(ours: &[Arc<Statement>], theirs: &[Arc<Statement>]) -> Vec<Pair> {
    let mut candidates: Vec<(f64, usize, usize)> = Vec::new();
    let mut first = 0;
    let reach = running_ends(theirs);
    for (i, our) in ours.iter().enumerate() {
        let extent = our.extent();
        while first < theirs.len() && reach[first] <= extent.start {
            first += 1;
        }
        for (j, their) in theirs.iter().enumerate().skip(first) {
            if their.extent().start >= extent.end {
                break;
            }
            let share = jaccard(&our.quote, &their.quote);
            if share >= LEAST_OVERLAP {
                candidates.push((share, i, j));
            }
        }
    }
    candidates.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
    let mut partner = vec![None; ours.len()];
    let mut taken = vec![false; theirs.len()];
    for (_, i, j) in candidates {
        if partner[i].is_none() && !taken[j] {
            partner[i] = Some(j);
            taken[j] = true;
        }
    }
    let mut rows: Vec<Pair> = partner
        .iter()
        .enumerate()
        .map(|(i, &j)| Pair {
            ours: Some(i),
            theirs: j,
            differences: j.map_or_else(Vec::new, |j| differences(&ours[i], &theirs[j])),
        })
        .collect();
    rows.extend((0..theirs.len()).filter(|&j| !taken[j]).map(|j| Pair {
        ours: None,
        theirs: Some(j),
        differences: Vec::new(),
    }));
    rows.sort_by_key(|row| {
        let statement = row
            .ours
            .map_or_else(|| row.theirs.map(|j| &theirs[j]), |i| Some(&ours[i]));
        (
            statement.map(|statement| statement.extent()),
            row.ours,
            row.theirs,
        )
    });
    rows
}

/// Returns, for each statement, the largest end (bytes) of it and those before it, so that a scan knows when to move on.
fn running_ends(statements: &[Arc<Statement>]) -> Vec<usize> {
    let mut largest = 0;
    let ends = statements.iter().map(|statement| {
        largest = largest.max(statement.extent().end);
        largest
    });
    ends.collect()
}

/// Returns in what two statements of the same utterance differ, in the order of [`Difference`].
pub fn differences(ours: &Statement, theirs: &Statement) -> Vec<Difference> {
    let mut found = Vec::new();
    if !same_person(ours.speaker.as_ref(), theirs.speaker.as_ref()) {
        found.push(Difference::Speaker);
    }
    let targets = |statement: &Statement| {
        let mut ids: Vec<TargetId> = statement
            .stances
            .iter()
            .map(|taken| taken.target.clone())
            .collect();
        ids.sort_unstable();
        ids
    };
    if targets(ours) != targets(theirs) {
        found.push(Difference::Target);
    }
    let clash = ours.stances.iter().any(|taken| {
        theirs
            .stance_on(&taken.target)
            .is_some_and(|other| other.stance != taken.stance)
    });
    if clash {
        found.push(Difference::Stance);
    }
    if ours.quote != theirs.quote {
        found.push(Difference::Span);
    }
    if ours.kind != theirs.kind {
        found.push(Difference::Kind);
    }
    found
}

fn same_person(ours: Option<&Mention>, theirs: Option<&Mention>) -> bool {
    match (ours, theirs) {
        (Some(a), Some(b)) if a.name.is_some() || b.name.is_some() => a.name == b.name,
        (Some(a), Some(b)) => match (a.mention, b.mention) {
            (Some(a), Some(b)) => a.overlaps(b),
            (a, b) => a == b,
        },
        (None, None) => true,
        _ => false,
    }
}

/// Returns the share of text that two quotes have in common: bytes of both over bytes of either.
pub fn jaccard(a: &[Span], b: &[Span]) -> f64 {
    let common: usize = span::shared(a, b).map(Span::len).sum();
    let either = span::length(a) + span::length(b) - common;
    if either == 0 {
        0.0
    } else {
        common as f64 / either as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::statement::{Kind, StanceTaken};

    /// Makes a statement of `start..end speaker target=stance`.
    fn statement(id: usize, given: &str) -> Arc<Statement> {
        let mut words = given.split(' ');
        let (start, end) = words.next().unwrap().split_once("..").unwrap();
        let quote = vec![Span::new(start.parse().unwrap(), end.parse().unwrap())];
        let mut made = Statement::new(id.to_string().into(), quote, Kind::Direct, "").unwrap();
        made.speaker = words.next().map(|name| Mention {
            name: Some(name.into()),
            mention: None,
        });
        made.stances = words
            .map(|word| word.split_once('=').unwrap())
            .map(|(target, stance)| StanceTaken {
                target: target.into(),
                stance: Some(stance.into()),
                ..StanceTaken::default()
            })
            .collect();
        Arc::new(made)
    }

    #[track_caller]
    fn check(ours: &[&str], theirs: &[&str], expected: &[&str]) {
        let make = |given: &[&str]| -> Vec<Arc<Statement>> {
            given
                .iter()
                .enumerate()
                .map(|(id, given)| statement(id, given))
                .collect()
        };
        let rows: Vec<String> = align(&make(ours), &make(theirs))
            .iter()
            .map(Pair::verdict)
            .collect();
        assert_eq!(rows, expected);
    }

    #[test]
    fn statements_are_aligned() {
        check(&["0..10 x"], &["0..10 x"], &["same"]);
        check(&["0..10 x"], &["0..10 y"], &["speaker"]);
        check(&["0..10 x a=for"], &["0..10 x a=against"], &["stance"]);
        check(&["0..10 x a=for"], &["0..10 x b=for"], &["target"]);
        check(
            &["0..10 x a=for"],
            &["2..12 y a=no"],
            &["speaker, stance, span"],
        );
        check(&["0..10 x"], &["20..30 x"], &["missing", "only theirs"]);
        check(&["0..10 x"], &["9..19 x"], &["missing", "only theirs"]);
        check(&["0..10 x", "0..20 x"], &["0..20 x"], &["missing", "same"]);
        check(
            &["0..100 x", "40..50 x"],
            &["0..100 x", "40..50 x"],
            &["same", "same"],
        );
        check(&[], &["0..1 x"], &["only theirs"]);
    }
}
