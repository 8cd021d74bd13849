//! What is likely for the selected statement: targets and stances as the codebook and the project's labels suggest them.
//! They are shown first where one picks, and never set by themselves.

use crate::model::article::Article;
use crate::model::sidecar::Sidecar;
use crate::model::statement::Statement;
use crate::suggest::topics::{StatementView, Topics};

pub use crate::suggest::topics::Proposal;

/// Most targets that are proposed.
const MOST: usize = 3;

/// Least probability of a target that is proposed.
const LEAST_TARGET: f64 = 0.1;

/// Least probability of a stance that is named.
const LEAST_STANCE: f64 = 0.4;

/// Least probability of a target that is ready to be taken by Enter alone.
const LEAST_CLEAR: f64 = 0.4;

/// Represents what is likely, and for what it was worked out.
#[derive(Clone, Debug, Default)]
pub struct Likely {
    /// The likeliest targets that the statement does not have yet.
    pub targets: Vec<Proposal>,
    /// The likeliest stance on the current target.
    pub stance: Option<Proposal>,
    of: Option<Key>,
    seen: Option<Seen>,
}

/// What it is worked out from: what was learned, the statement without what does not count, and its current target.
type Key = (u64, Statement, Option<String>);

/// Represents what it may depend on, in short: cheap to make, and different more often than need be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Grows with the annotations and the codebook.
    pub marks_key: u64,
    /// Grows when something was learned.
    pub topics_key: u64,
    /// Whether suggestions are shown.
    pub is_on: bool,
    /// Id of what is selected.
    pub selected: Option<String>,
    /// The current target.
    pub target: Option<String>,
}

impl Likely {
    /// Tells whether enough speaks for the first target to have it ready where one picks.
    pub fn is_clear(&self) -> bool {
        let first = self.targets.first();
        first.is_some_and(|first| first.probability >= LEAST_CLEAR)
    }

    /// Tells whether anything that it may depend on is not as it was when this was asked last.
    pub fn is_outdated(&mut self, now: Seen) -> bool {
        let now = Some(now);
        let is_outdated = self.seen != now;
        self.seen = now;
        is_outdated
    }

    /// Brings it up to date for a statement of an article. `topics_key` differs for all that was ever learned, and where
    /// nothing is to be proposed.
    pub fn refresh(
        &mut self,
        topics: Option<&Topics>,
        topics_key: u64,
        (article, sidecar): (&Article, &Sidecar),
        statement: &Statement,
        target: Option<&str>,
    ) {
        let counted = Statement {
            note: String::new(),
            changed: String::new(),
            labels: Vec::new(),
            flagged: false,
            ..statement.clone()
        };
        let key = (topics_key, counted, target.map(str::to_owned));
        if self.of.as_ref() == Some(&key) {
            return;
        }
        self.of = Some(key);
        (self.targets, self.stance) = (Vec::new(), None);
        let Some(topics) = topics else {
            return;
        };
        let view = StatementView::new(article, sidecar, statement);
        let most = most_claimed(topics.labels());
        let mut targets = topics.targets(&view);
        targets.retain(|found| {
            found.is_grounded
                && found.probability >= LEAST_TARGET
                && statement.stance_on(&found.id).is_none()
        });
        for found in &mut targets {
            found.probability = found.probability.min(most);
        }
        targets.truncate(MOST);
        self.targets = targets;
        let is_open = |target: &&str| {
            let taken = statement.stance_on(target);
            taken.is_some_and(|taken| taken.stance.is_none())
        };
        self.stance = target.filter(is_open).and_then(|target| {
            let best = topics.stances(&view, target).into_iter().next();
            let mut best =
                best.filter(|found| found.is_grounded && found.probability >= LEAST_STANCE)?;
            best.probability = best.probability.min(most);
            Some(best)
        });
    }
}

/// Returns the greatest probability that so many labels can bear out: the next statement may be on something of which none
/// was (Laplace's rule of succession).
fn most_claimed(labels: usize) -> f64 {
    let labels = labels as f64;
    (labels + 1.0) / (labels + 2.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_labels_claim_little() {
        assert!(most_claimed(0) <= 0.5);
        assert!(most_claimed(1) < 0.7);
        assert!(most_claimed(98) > 0.98);
    }

    #[track_caller]
    fn check_clear(probabilities: &[f64], expected: bool) {
        let target = |probability: &f64| Proposal {
            id: "pier".to_owned(),
            probability: *probability,
            why: String::new(),
            is_grounded: true,
        };
        let likely = Likely {
            targets: probabilities.iter().map(target).collect(),
            ..Likely::default()
        };
        assert_eq!(likely.is_clear(), expected);
    }

    #[test]
    fn what_is_not_clear_is_not_ready() {
        check_clear(&[], false);
        check_clear(&[0.3, 0.2], false);
        check_clear(&[0.5, 0.2], true);
    }
}
