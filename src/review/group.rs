//! Groups the statements of any number of annotators on one article: each group is one utterance, as everybody has it.
//!
//! Every two annotators are matched as well as can be ([`matches()`]); the matches are then taken from the one that shares
//! most text to the one that shares least, and each joins the groups that its two statements are in, unless somebody would
//! have two statements in the group, or its statements would on average share less than a fifth of their text with each other. So
//! groups are consistent: nobody has two statements in one, and no statement is in two. For two annotators a group is a match.
//!
//! Bounds: for more than two annotators the best groups take an integer program (it is the multidimensional assignment
//! problem, as in Mathet, Widlöcher and Métivier 2015), whose time nobody can promise. Taking the best match first may leave
//! a statement alone that another choice would have placed.

use std::borrow::Borrow;

use super::align::{self, Difference, Match, matches};
use super::assign::Roots;
use crate::model::span::Span;
use crate::model::statement::Statement;

/// Least share of text that the statements of a group have in common, on average over its pairs.
const LEAST_MEAN: f64 = 0.2;

/// Represents one utterance: for each annotator the index of their statement, if they have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The members, in the order of the annotators.
    pub members: Vec<Option<usize>>,
}

/// Says what there is to say of a group first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// Everybody says the same of it.
    Same,
    /// All have it, or all that can, and differ; first in this.
    Differs(Difference),
    /// Somebody who worked on the article does not have it.
    SomeLack,
}

impl Verdict {
    /// Returns the words shown for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Differs(Difference::Speaker) => "speaker differs",
            Self::Differs(Difference::Target) => "target differs",
            Self::Differs(Difference::Stance) => "stance differs",
            Self::Differs(Difference::Span) => "span differs",
            Self::Differs(Difference::Kind) => "kind differs",
            Self::Differs(Difference::Label) => "label differs",
            Self::SomeLack => "only some have it",
        }
    }
}

impl Group {
    /// Returns how many annotators have it.
    pub fn len(&self) -> usize {
        self.members.iter().flatten().count()
    }

    /// Tells whether nobody has it, which no group that was found is.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns in what its statements differ, any from any other, in the order of [`Difference`].
    pub fn differences<S: Borrow<Statement>>(&self, work: &[Option<&[S]>]) -> Vec<Difference> {
        let statements = self.statements(work);
        let mut found = Vec::new();
        for (index, one) in statements.iter().enumerate() {
            for other in &statements[index + 1..] {
                found.extend(align::differences(one, other));
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Says what there is to say of it first; whoever did not work on the article lacks nothing.
    pub fn verdict<S: Borrow<Statement>>(&self, work: &[Option<&[S]>]) -> Verdict {
        if self.len() < work.iter().flatten().count() {
            return Verdict::SomeLack;
        }
        let differences = self.differences(work);
        differences
            .first()
            .map_or(Verdict::Same, |first| Verdict::Differs(*first))
    }

    /// Returns its statements, in the order of the annotators.
    pub fn statements<'a, S: Borrow<Statement>>(
        &self,
        work: &[Option<&'a [S]>],
    ) -> Vec<&'a Statement> {
        let members = self.members.iter().zip(work);
        members
            .filter_map(|(member, work)| {
                let work: &'a [S] = (*work)?;
                let statement: &'a Statement = work.get((*member)?)?.borrow();
                Some(statement)
            })
            .collect()
    }
}

/// Groups what annotators have of one article, each in text order; none for who did not work on it. Groups come in text
/// order, and every statement is in one, if alone.
pub fn groups<S: Borrow<Statement>>(work: &[Option<&[S]>]) -> Vec<Group> {
    let mut pairs = Vec::new();
    for (a, ours) in work.iter().enumerate() {
        for (b, theirs) in work.iter().enumerate().skip(a + 1) {
            if let (Some(ours), Some(theirs)) = (ours, theirs) {
                pairs.push(((a, b), matches(ours, theirs)));
            }
        }
    }
    grouped(work, &pairs)
}

/// Groups what annotators have, as [`groups`] does, of matches that are known: those of every two annotators, by their
/// places.
pub fn grouped<S: Borrow<Statement>>(
    work: &[Option<&[S]>],
    pairs: &[((usize, usize), Vec<Match>)],
) -> Vec<Group> {
    let mut starts = Vec::with_capacity(work.len());
    let mut all: Vec<(usize, usize, &Statement)> = Vec::new();
    for (annotator, work) in work.iter().enumerate() {
        starts.push(all.len());
        for (index, one) in work.iter().flat_map(|work| work.iter()).enumerate() {
            let statement: &Statement = one.borrow();
            all.push((annotator, index, statement));
        }
    }
    let mut links: Vec<(f64, usize, usize)> = Vec::new();
    for ((a, b), matches) in pairs {
        let place = |found: &Match| {
            (
                found.share,
                starts[*a] + found.ours,
                starts[*b] + found.theirs,
            )
        };
        links.extend(matches.iter().map(place));
    }
    let order = |at: usize| all[at].2.order();
    // Ties go by the text, so that the order of the annotators does not matter.
    links.sort_by(|x, y| {
        let later = || order(x.1).min(order(x.2)).cmp(&order(y.1).min(order(y.2)));
        y.0.total_cmp(&x.0).then_with(later)
    });
    let mut sets = Sets::new(all.len());
    for (_, one, other) in links {
        sets.join(one, other, &all);
    }
    let mut groups: Vec<(Span, Group)> = Vec::new();
    for members in sets
        .members
        .into_iter()
        .filter(|members| !members.is_empty())
    {
        let mut group = vec![None; work.len()];
        let mut extent: Option<Span> = None;
        for member in members {
            let (annotator, index, statement) = all[member];
            group[annotator] = Some(index);
            let own = statement.extent();
            extent = Some(extent.map_or(own, |known| known.min(own)));
        }
        let extent = extent.unwrap_or(Span { start: 0, end: 0 });
        groups.push((extent, Group { members: group }));
    }
    groups.sort_by_key(|(extent, _)| *extent);
    groups.into_iter().map(|(_, group)| group).collect()
}

/// Groups in the making.
struct Sets {
    roots: Roots,
    /// The members of each set, under the member by which it is known.
    members: Vec<Vec<usize>>,
}

impl Sets {
    fn new(count: usize) -> Self {
        Self {
            roots: Roots::new(count),
            members: (0..count).map(|member| vec![member]).collect(),
        }
    }

    /// Joins the sets of two statements, if they may be one group.
    fn join(&mut self, one: usize, other: usize, all: &[(usize, usize, &Statement)]) {
        let (one, other) = (self.roots.find(one), self.roots.find(other));
        if one == other {
            return;
        }
        let (mut shares, mut count) = (0.0, 0_u32);
        for &a in &self.members[one] {
            for &b in &self.members[other] {
                if all[a].0 == all[b].0 {
                    return;
                }
                shares += align::jaccard(&all[a].2.quote, &all[b].2.quote);
                count += 1;
            }
        }
        // Two that are matched are one group, whatever they share.
        if count > 1 && shares < LEAST_MEAN * f64::from(count) {
            return;
        }
        let moved = std::mem::take(&mut self.members[other]);
        let mut whole = std::mem::take(&mut self.members[one]);
        whole.extend(moved);
        let root = self.roots.join(one, other);
        self.members[root] = whole;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::statement::{Kind, Mention};

    /// Makes an annotator's statements of `start..end speaker`.
    fn work(given: &[&str]) -> Vec<Statement> {
        let make = |(id, given): (usize, &&str)| {
            let (range, name) = given.split_once(' ').unwrap();
            let (start, end) = range.split_once("..").unwrap();
            let quote = vec![Span::new(start.parse().unwrap(), end.parse().unwrap())];
            let mut made = Statement::new(id.to_string().into(), quote, Kind::Direct, "").unwrap();
            made.speaker = Some(Mention {
                name: Some(name.into()),
                mention: None,
            });
            made
        };
        given.iter().enumerate().map(make).collect()
    }

    /// Compares groups, one line each: `01- same` for the first two annotators' statements with these numbers.
    #[track_caller]
    fn check(given: &[Option<&[&str]>], expected: &[&str]) {
        let all: Vec<Option<Vec<Statement>>> = given.iter().map(|one| one.map(work)).collect();
        let all: Vec<Option<&[Statement]>> = all.iter().map(Option::as_deref).collect();
        let shown = |group: &Group| {
            let member = |member: &Option<usize>| {
                member.map_or_else(|| "-".to_owned(), |index| index.to_string())
            };
            let members: String = group.members.iter().map(member).collect();
            format!("{members} {}", group.verdict(&all).name())
        };
        let found: Vec<String> = groups(&all).iter().map(shown).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn an_utterance_is_one_group() {
        check(&[], &[]);
        check(&[Some(&["0..10 x"])], &["0 same"]);
        let one: &[&str] = &["0..10 x"];
        check(&[Some(one), Some(one), Some(one)], &["000 same"]);
        check(
            &[Some(one), Some(one), Some(&["0..10 y"])],
            &["000 speaker differs"],
        );
        check(
            &[Some(one), Some(&[]), Some(one)],
            &["0-0 only some have it"],
        );
        check(&[Some(one), None, Some(one)], &["0-0 same"]);
        check(
            &[Some(one), Some(&["2..10 x"]), Some(&["20..30 x"])],
            &["00- only some have it", "--0 only some have it"],
        );
    }

    #[test]
    fn groups_are_consistent() {
        // The first splits what the others have whole: one part goes with it, the other stays alone.
        let whole: &[&str] = &["0..20 x"];
        check(
            &[Some(&["0..12 x", "12..20 x"]), Some(whole), Some(whole)],
            &["000 span differs", "1-- only some have it"],
        );
        // What is linked only through the one between them does not become one utterance.
        check(
            &[Some(&["0..10 x"]), Some(&["5..15 x"]), Some(&["10..20 x"])],
            &["00- only some have it", "--0 only some have it"],
        );
        let nested: &[&str] = &["0..100 x", "40..60 y"];
        check(
            &[Some(nested), Some(nested), Some(&["42..60 y"])],
            &["00- only some have it", "110 span differs"],
        );
    }
}
