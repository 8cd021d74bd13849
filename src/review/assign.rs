//! The assignment problem: who goes with whom, so that what all pairs weigh together is the most there can be.
//!
//! Solved exactly, by Kuhn's and Munkres's method (crate `pathfinding`). What cannot go together is cut apart first, so
//! that the cost is that of the largest cluster, cubed, and not that of the whole.

use std::collections::BTreeMap;

use pathfinding::kuhn_munkres::kuhn_munkres;
use pathfinding::matrix::Matrix;

/// Represents what may go together: a row, a column and what the pair weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Candidate {
    /// Index of the row.
    pub(super) row: usize,
    /// Index of the column.
    pub(super) column: usize,
    /// What the pair weighs. Only what weighs more than nothing can be chosen.
    pub(super) weight: i64,
}

/// Returns for each of `rows` its column, if it has one: each column goes to one row at most, only candidates are chosen,
/// and no other choice weighs more.
pub(super) fn assign(rows: usize, columns: usize, candidates: &[Candidate]) -> Vec<Option<usize>> {
    let mut chosen = vec![None; rows];
    for cluster in clusters(rows, columns, candidates) {
        if let [only] = cluster[..] {
            chosen[only.row] = Some(only.column);
            continue;
        }
        for (row, column) in best(&cluster) {
            chosen[row] = Some(column);
        }
    }
    chosen
}

/// Returns the candidates in clusters that share no row and no column.
fn clusters(rows: usize, columns: usize, candidates: &[Candidate]) -> Vec<Vec<Candidate>> {
    let mut roots = Roots::new(rows + columns);
    for candidate in candidates {
        roots.join(candidate.row, rows + candidate.column);
    }
    let mut found: BTreeMap<usize, Vec<Candidate>> = BTreeMap::new();
    for candidate in candidates.iter().filter(|candidate| candidate.weight > 0) {
        let root = roots.find(candidate.row);
        found.entry(root).or_default().push(*candidate);
    }
    found.into_values().collect()
}

/// Returns the best choice in one cluster.
fn best(cluster: &[Candidate]) -> Vec<(usize, usize)> {
    let rows = distinct(cluster.iter().map(|candidate| candidate.row));
    let columns = distinct(cluster.iter().map(|candidate| candidate.column));
    // The method wants no more rows than columns.
    let is_turned = rows.len() > columns.len();
    let (short, long) = if is_turned {
        (&columns, &rows)
    } else {
        (&rows, &columns)
    };
    let mut weights = Matrix::new(short.len(), long.len(), 0_i64);
    let place = |all: &[usize], one: usize| all.binary_search(&one).unwrap_or_default();
    for candidate in cluster {
        let (row, column) = (
            place(&rows, candidate.row),
            place(&columns, candidate.column),
        );
        let at = if is_turned {
            (column, row)
        } else {
            (row, column)
        };
        weights[at] = weights[at].max(candidate.weight);
    }
    let (_, partners) = kuhn_munkres(&weights);
    let pairs = partners.into_iter().enumerate();
    pairs
        // What weighs nothing is no candidate: the method gives every row some column.
        .filter(|&(at, partner)| weights[(at, partner)] > 0)
        .map(|(at, partner)| {
            if is_turned {
                (long[partner], short[at])
            } else {
                (short[at], long[partner])
            }
        })
        .collect()
}

fn distinct(all: impl Iterator<Item = usize>) -> Vec<usize> {
    let mut all: Vec<usize> = all.collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// Sets that are joined and asked for: each is known by one of its members.
pub(super) struct Roots(Vec<usize>);

impl Roots {
    /// Makes so many sets of one member.
    pub(super) fn new(members: usize) -> Self {
        Self((0..members).collect())
    }

    /// Returns the member by which the set of this one is known.
    pub(super) fn find(&mut self, member: usize) -> usize {
        let mut at = member;
        while self.0[at] != at {
            self.0[at] = self.0[self.0[at]];
            at = self.0[at];
        }
        at
    }

    /// Makes one set of two; returns the member by which it is known.
    pub(super) fn join(&mut self, one: usize, other: usize) -> usize {
        let (one, other) = (self.find(one), self.find(other));
        let (root, below) = (one.min(other), one.max(other));
        self.0[below] = root;
        root
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn candidates(given: &[(usize, usize, i64)]) -> Vec<Candidate> {
        let make = |&(row, column, weight): &(usize, usize, i64)| Candidate {
            row,
            column,
            weight,
        };
        given.iter().map(make).collect()
    }

    #[track_caller]
    fn check(
        (rows, columns): (usize, usize),
        given: &[(usize, usize, i64)],
        expected: &[Option<usize>],
    ) {
        assert_eq!(assign(rows, columns, &candidates(given)), expected);
    }

    #[test]
    fn the_heaviest_choice_is_taken() {
        check((0, 0), &[], &[]);
        check((2, 1), &[], &[None, None]);
        check((1, 1), &[(0, 0, 5)], &[Some(0)]);
        check((1, 1), &[(0, 0, 0)], &[None]);
        check((2, 1), &[(0, 0, 5), (1, 0, 6)], &[None, Some(0)]);
        check((1, 2), &[(0, 0, 5), (0, 1, 6)], &[Some(1)]);
        // Who takes the heaviest pair first ends with less.
        let given = [(0, 0, 9), (0, 1, 8), (1, 0, 8)];
        check((2, 2), &given, &[Some(1), Some(0)]);
        // One heavy pair outweighs two light ones.
        let given = [(0, 0, 9), (0, 1, 4), (1, 0, 4)];
        check((2, 2), &given, &[Some(0), None]);
    }

    /// Returns the weight of the best choice, by trying all.
    fn most(row: usize, rows: usize, taken: &mut Vec<usize>, all: &[Candidate]) -> i64 {
        if row == rows {
            return 0;
        }
        let mut best = most(row + 1, rows, taken, all);
        for candidate in all.iter().filter(|candidate| candidate.row == row) {
            if !taken.contains(&candidate.column) {
                taken.push(candidate.column);
                best = best.max(candidate.weight + most(row + 1, rows, taken, all));
                taken.pop();
            }
        }
        best
    }

    proptest! {
        #[test]
        fn no_choice_weighs_more(
            given in prop::collection::btree_map((0_usize..5, 0_usize..5), 0_i64..9, 0..14),
        ) {
            let given: Vec<_> = given.into_iter().map(|((row, column), weight)| (row, column, weight)).collect();
            let all = candidates(&given);
            let chosen = assign(5, 5, &all);
            let mut columns: Vec<usize> = chosen.iter().flatten().copied().collect();
            columns.sort_unstable();
            let count = columns.len();
            columns.dedup();
            prop_assert_eq!(columns.len(), count);
            let weight = |(row, column): (usize, usize)| {
                all.iter().find(|one| (one.row, one.column) == (row, column)).unwrap().weight
            };
            let pairs = chosen.iter().enumerate().filter_map(|(row, column)| Some((row, (*column)?)));
            let total: i64 = pairs.map(weight).sum();
            prop_assert_eq!(total, most(0, 5, &mut Vec::new(), &all));
        }
    }
}
