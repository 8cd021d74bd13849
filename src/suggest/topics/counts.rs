//! How often labels say what, in all articles or in all but one: whatever is learned or proposed for an article must
//! not count that article's own labels twice.

use std::collections::HashMap;

/// What is counted, by number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum What {
    /// Statements.
    All,
    /// Statements on a target.
    Target(usize),
    /// A stance taken, whatever the target.
    Choice(usize),
    /// Stances taken on a target.
    On(usize),
    /// A stance taken on a target.
    ChoiceOn(usize, usize),
    /// Statements of somebody.
    By(Who),
    /// Statements of somebody on a target.
    ByOn(Who, usize),
    /// A stance somebody took, whatever the target.
    ChoiceBy(Who, usize),
    /// Stances somebody took on a target.
    StancesByOn(Who, usize),
    /// A stance somebody took on a target.
    ChoiceByOn(Who, usize, usize),
}

/// Who speaks, by number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Who {
    /// A speaker.
    Speaker(usize),
    /// The country or body that a speaker speaks for.
    Side(usize),
}

/// Counts, in all and in each article.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Counts {
    all: HashMap<What, u32>,
    within: HashMap<(usize, What), u32>,
}

impl Counts {
    /// Counts something once more.
    pub(super) fn add(&mut self, article: usize, what: What) {
        *self.all.entry(what).or_default() += 1;
        *self.within.entry((article, what)).or_default() += 1;
    }

    /// Gives a count without that of one article.
    pub(super) fn without(&self, article: Option<usize>, what: What) -> f64 {
        let all = self.all.get(&what).copied().unwrap_or(0);
        let within = article
            .and_then(|article| self.within.get(&(article, what)))
            .copied()
            .unwrap_or(0);
        f64::from(all.saturating_sub(within))
    }
}
