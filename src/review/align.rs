//! Aligns the statements of two annotators on one article: which are the same utterance, and in what the two differ.
//!
//! Two statements can be the same utterance if their quotes share enough text, or share some and the same cue attributes
//! them. Each goes with one of the other annotator's at most, and so that the shares of common text (Jaccard) of all pairs
//! together are the most there can be (`assign`); where that leaves a choice, the pair with the same cue is taken, then
//! that with the same speaker. A quote of several spans is the text of all of them; quotes may overlap and lie within each
//! other, and what is nested goes with what is nested, since it shares more with it than with what is around it.
//!
//! Method: one-to-one matching by overlap, as in the evaluation of attribution in PARC3 (Pareti 2016) and `PolNeAR`
//! (Newell et al. 2018), with the assignment problem solved (Kuhn 1955, Munkres 1957) where those take the best pair first.
//! Bounds: whoever splits one quote into two statements has one of them matched; an utterance that is marked at two places
//! of the text is two.

use std::borrow::Borrow;
use std::sync::Arc;

use super::assign::{Candidate, assign};
use crate::model::id::{LabelId, TargetId};
use crate::model::span::{self, Span};
use crate::model::statement::{Mention, Statement};

/// Least share of text (Jaccard, in bytes) at which two quotes are the same utterance.
///
/// Below a half on purpose: annotators agree on what is quoted far more than on where it ends.
const LEAST_OVERLAP: f64 = 0.3;

/// Into how many steps the share of text is divided when pairs are chosen.
const STEPS: u64 = 1 << 36;

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
    /// Other labels.
    Label,
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
            Self::Label => "label",
        }
    }
}

/// Represents two statements that are the same utterance.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Match {
    /// Index of the first annotator's statement.
    pub ours: usize,
    /// Index of the second annotator's.
    pub theirs: usize,
    /// The share of text that the quotes have in common.
    pub share: f64,
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
    let matches = matches(ours, theirs);
    let mut partner = vec![None; ours.len()];
    let mut taken = vec![false; theirs.len()];
    for found in matches {
        partner[found.ours] = Some(found.theirs);
        taken[found.theirs] = true;
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

/// Returns which of two annotators' statements, both in text order, are the same utterance, in the order of the first's.
pub fn matches<S: Borrow<Statement>>(ours: &[S], theirs: &[S]) -> Vec<Match> {
    let mut candidates: Vec<Candidate> = Vec::new();
    let mut shares: Vec<f64> = Vec::new();
    let mut first = 0;
    let reach = running_ends(theirs);
    for (i, our) in ours.iter().enumerate() {
        let our: &Statement = our.borrow();
        let extent = our.extent();
        while first < theirs.len() && reach[first] <= extent.start {
            first += 1;
        }
        for (j, their) in theirs.iter().enumerate().skip(first) {
            let their: &Statement = their.borrow();
            if their.extent().start >= extent.end {
                break;
            }
            let (common, either) = common(&our.quote, &their.quote);
            let share = ratio(common, either);
            if share >= LEAST_OVERLAP || (common > 0 && is_same_cue(our, their)) {
                candidates.push(Candidate {
                    row: i,
                    column: j,
                    weight: weight(common, either, (our, their)),
                });
                shares.push(share);
            }
        }
    }
    let chosen = assign(ours.len(), theirs.len(), &candidates);
    let found = candidates.iter().zip(shares);
    found
        .filter(|(candidate, _)| chosen[candidate.row] == Some(candidate.column))
        .map(|(candidate, share)| Match {
            ours: candidate.row,
            theirs: candidate.column,
            share,
        })
        .collect()
}

/// Returns what a pair weighs: the share of text in common; less than one step of it if cue and speaker are the same, so
/// that these only decide between equals.
fn weight(common: usize, either: usize, (our, their): (&Statement, &Statement)) -> i64 {
    let steps = (common as u64).saturating_mul(STEPS) / (either as u64).max(1);
    let same_speaker = is_same_person(our.speaker.as_ref(), their.speaker.as_ref());
    let rest = 2 * i64::from(is_same_cue(our, their)) + i64::from(same_speaker);
    i64::try_from(steps).unwrap_or(i64::MAX).saturating_mul(4) + rest
}

/// Returns, for each statement, the largest end (bytes) of it and those before it, so that a scan knows when to move on.
fn running_ends<S: Borrow<Statement>>(statements: &[S]) -> Vec<usize> {
    let mut largest = 0;
    let ends = statements.iter().map(|statement| {
        let statement: &Statement = statement.borrow();
        largest = largest.max(statement.extent().end);
        largest
    });
    ends.collect()
}

/// Returns in what two statements of the same utterance differ, in the order of [`Difference`].
pub fn differences(ours: &Statement, theirs: &Statement) -> Vec<Difference> {
    let mut found = Vec::new();
    if !is_same_person(ours.speaker.as_ref(), theirs.speaker.as_ref()) {
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
    if sorted(&ours.labels) != sorted(&theirs.labels) {
        found.push(Difference::Label);
    }
    found
}

fn sorted(labels: &[LabelId]) -> Vec<&LabelId> {
    let mut labels: Vec<&LabelId> = labels.iter().collect();
    labels.sort_unstable();
    labels.dedup();
    labels
}

/// Tells whether words of one cue stand in the other too.
fn is_same_cue(ours: &Statement, theirs: &Statement) -> bool {
    let both = ours.cue.zip(theirs.cue);
    both.is_some_and(|(our, their)| our.overlaps(their))
}

/// Tells whether two annotators name the same speaker: the same entry of the registry or, where neither names one, words
/// of the article that overlap.
pub fn is_same_person(ours: Option<&Mention>, theirs: Option<&Mention>) -> bool {
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
    let (common, either) = common(a, b);
    ratio(common, either)
}

/// Returns how many bytes stand in both quotes, and how many in either.
fn common(a: &[Span], b: &[Span]) -> (usize, usize) {
    let common: usize = span::shared(a, b).map(Span::len).sum();
    (common, span::length(a) + span::length(b) - common)
}

fn ratio(common: usize, either: usize) -> f64 {
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

    fn range(given: &str) -> Span {
        let (start, end) = given.split_once("..").unwrap();
        Span::new(start.parse().unwrap(), end.parse().unwrap())
    }

    /// Makes a statement of `start..end+start..end speaker`, `@start..end` for its cue, `target=stance` and `#label`.
    fn statement(id: usize, given: &str) -> Arc<Statement> {
        let mut words = given.split(' ');
        let quote = words.next().unwrap().split('+').map(range).collect();
        let mut made = Statement::new(id.to_string().into(), quote, Kind::Direct, "").unwrap();
        for word in words {
            if let Some(cue) = word.strip_prefix('@') {
                made.cue = Some(range(cue));
            } else if let Some(label) = word.strip_prefix('#') {
                made.labels.push(label.into());
            } else if let Some((target, stance)) = word.split_once('=') {
                made.stances.push(StanceTaken {
                    target: target.into(),
                    stance: Some(stance.into()),
                    ..StanceTaken::default()
                });
            } else {
                made.speaker = Some(Mention {
                    name: Some(word.into()),
                    mention: None,
                });
            }
        }
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
        check(&["0..10 x #a #b"], &["0..10 x #b #a"], &["same"]);
        check(&["0..10 x #a"], &["0..10 x"], &["label"]);
    }

    #[test]
    fn all_pairs_together_share_the_most() {
        // Whoever took the best pair first, 10..40 with 5..36, would leave the two others alone.
        check(
            &["0..20 x", "10..40 x"],
            &["5..36 x", "20..50 x"],
            &["span", "span"],
        );
        // Quotes of several spans are the text of all of them.
        check(&["0..10+20..30 x"], &["0..10+20..30 x"], &["same"]);
        check(&["0..10+20..30 x"], &["20..30 x"], &["span"]);
        // What is nested goes with what is nested.
        check(
            &["0..100 x", "40..60 y"],
            &["42..60 y"],
            &["missing", "span"],
        );
        check(
            &["0..100 x", "40..60 y"],
            &["0..90 x"],
            &["span", "missing"],
        );
    }

    #[test]
    fn cue_and_speaker_decide_between_equals() {
        let both = ["0..10 x", "0..10 y"];
        check(&both, &["0..10 y"], &["missing", "same"]);
        check(&both, &["0..10 x"], &["same", "missing"]);
        let both = ["0..10 x @20..24", "0..10 x @30..34"];
        check(&both, &["0..10 x @30..34"], &["missing", "same"]);
        // Little text in common is enough where the same words attribute it.
        check(&["0..100 x @100..104"], &["0..10 x @101..104"], &["span"]);
        check(
            &["0..100 x @100..104"],
            &["0..10 x @90..94"],
            &["only theirs", "missing"],
        );
        check(
            &["0..10 x @20..24"],
            &["12..18 x @20..24"],
            &["missing", "only theirs"],
        );
    }
}
