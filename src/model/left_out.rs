//! What is missing from what was read or written, counted: whoever names losses one by one ends with their number.

use std::collections::{BTreeMap, BTreeSet};

use super::codebook;
use super::phrase::count;
use super::problem::{Problem, ProblemKind};

/// Ends the names of sidecars.
const SIDECAR: &str = ".ron";

/// What can be left out; they are told in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Thing {
    /// A statement that was labelled.
    Statement,
    /// A suggestion that was to become a statement.
    Suggestion,
    /// Another program's annotation.
    Annotation,
    /// A line of a file that was to be read in.
    Line,
    /// An article.
    Article,
    /// A file of one annotator's work on one article.
    Sidecar,
    /// A codebook, the lead's or what an annotator added.
    Codebook,
    /// Any other file.
    File,
    /// A folder with what lies in it.
    Folder,
    /// Work at which the program broke down.
    Breakdown,
}

/// Counts what was left out, or not wholly read. A file of which several things are wrong counts once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LeftOut {
    numbers: BTreeMap<Thing, usize>,
    /// What is counted by its place: a file, and a line of it where each line is one.
    places: BTreeSet<(Thing, String, usize)>,
}

impl Thing {
    /// Returns its name, one of it.
    fn noun(self) -> &'static str {
        match self {
            Self::Statement => "statement",
            Self::Suggestion => "suggestion",
            Self::Annotation => "annotation",
            Self::Line => "line",
            Self::Article => "article",
            Self::Sidecar => "sidecar",
            Self::Codebook => "codebook",
            Self::File => "file",
            Self::Folder => "folder",
            Self::Breakdown => "breakdown",
        }
    }

    /// Says what a problem leaves out beside statements.
    fn of(problem: &Problem) -> Self {
        use ProblemKind as K;
        let name = problem.path.rsplit('/').next().unwrap_or_default();
        let file = match name {
            codebook::FILE => Self::Codebook,
            name if name.ends_with(SIDECAR) && problem.path.contains('/') => Self::Sidecar,
            _ => Self::File,
        };
        match problem.kind {
            K::UnreadableArticle => Self::Article,
            K::UnreadableFolder => Self::Folder,
            K::UnreadableImport if problem.place.is_some() => Self::Line,
            K::BrokenDown => Self::Breakdown,
            K::UnreadableProject if name.ends_with(SIDECAR) => Self::Codebook,
            K::UnreadableProject if file == Self::File => Self::Folder,
            K::UnreadableSidecar if file == Self::File => Self::Sidecar,
            _ => file,
        }
    }
}

impl LeftOut {
    /// Counts what these problems leave out.
    pub fn of(problems: &[Problem]) -> Self {
        let mut left_out = Self::default();
        for problem in problems {
            left_out.problem(problem);
        }
        left_out
    }

    /// Counts things of one sort.
    pub fn add(&mut self, thing: Thing, number: usize) {
        if number > 0 {
            *self.numbers.entry(thing).or_default() += number;
        }
    }

    /// Counts what was counted elsewhere too.
    pub fn extend(&mut self, other: &Self) {
        for (thing, number) in &other.numbers {
            self.add(*thing, *number);
        }
        self.places.extend(other.places.iter().cloned());
    }

    /// Counts what a problem leaves out; nothing if it leaves nothing out.
    pub fn problem(&mut self, problem: &Problem) {
        if !problem.leaves_out() {
            return;
        }
        self.add(Thing::Statement, problem.statements);
        let is_all = problem.statements > 0
            && matches!(
                problem.kind,
                ProblemKind::Detached | ProblemKind::InvalidSpan
            );
        if is_all {
            return;
        }
        let thing = Thing::of(problem);
        let line = match (thing, problem.place) {
            (Thing::Article | Thing::Line, Some((line, _))) => line,
            _ => 0,
        };
        self.places.insert((thing, problem.path.clone(), line));
    }

    /// Returns how many there are of each thing that is missing, by its name in the plural.
    pub fn counts(&self) -> BTreeMap<String, usize> {
        let all = self.numbers().into_iter();
        all.map(|(thing, number)| (format!("{}s", thing.noun()), number))
            .collect()
    }

    /// Returns `2 statements, 1 article`; none where nothing is missing.
    pub fn text(&self) -> Option<String> {
        let numbers = self.numbers();
        let parts: Vec<String> = numbers
            .into_iter()
            .map(|(thing, number)| count(number, thing.noun()))
            .collect();
        (!parts.is_empty()).then(|| parts.join(", "))
    }

    fn numbers(&self) -> BTreeMap<Thing, usize> {
        let mut numbers = self.numbers.clone();
        for (thing, ..) in &self.places {
            *numbers.entry(*thing).or_default() += 1;
        }
        numbers
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(problems: &[Problem], expected: Option<&str>) {
        assert_eq!(LeftOut::of(problems).text().as_deref(), expected);
    }

    fn problem(kind: ProblemKind, path: &str) -> Problem {
        Problem::new(kind, path, "it is broken")
    }

    #[test]
    fn what_is_missing_is_counted_by_what_it_is() {
        use ProblemKind as K;
        check(&[], None);
        check(&[problem(K::Moved, "annotations/a/x.txt.ron")], None);
        let broken = problem(K::NewerContent, "annotations/a/codebook.ron");
        check(&[broken.clone(), broken], Some("1 codebook"));
        let gone = problem(K::MissingArticle, "annotations/a/x.txt.ron").leaving_out(3);
        let detached = problem(K::Detached, "annotations/a/y.txt.ron").leaving_out(2);
        let article = problem(K::UnreadableArticle, "y.txt").at(1, 4);
        check(
            &[gone, detached, article],
            Some("5 statements, 1 article, 1 sidecar"),
        );
        let lines = [2, 3].map(|line| problem(K::UnreadableArticle, "w.jsonl").at(line, 1));
        check(&lines, Some("2 articles"));
        check(
            &[
                problem(K::UnreadableProject, "annotations"),
                problem(K::UnreadableImport, "x.ann"),
                problem(K::UnreadableImport, "x.ann").at(4, 1),
            ],
            Some("1 line, 1 file, 1 folder"),
        );
    }
}
