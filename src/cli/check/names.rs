//! Names with which a project loses files on another system: two that are one on Windows or macOS, and those that Windows
//! forbids. Pure: no files.

use std::collections::BTreeMap;

use crate::model::fold::{composed, file_key};
use crate::model::problem::{Problem, ProblemKind};
use crate::store::paths::forbidden_on_windows;

/// Names the paths that fall together, each group once.
pub(super) fn clashes<'a>(paths: impl IntoIterator<Item = &'a str>) -> Vec<Problem> {
    let mut groups: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for path in paths {
        groups.entry(file_key(path)).or_default().push(path);
    }
    groups.values().filter_map(|group| clash(group)).collect()
}

/// Names the files and folders that Windows cannot hold, each once, whatever lies in it.
pub(super) fn forbidden<'a>(paths: impl IntoIterator<Item = &'a str>) -> Vec<Problem> {
    let mut found: BTreeMap<&str, String> = BTreeMap::new();
    for path in paths {
        let slashes = path.match_indices('/').map(|(at, _)| at);
        for end in slashes.chain([path.len()]) {
            let upto = &path[..end];
            let name = upto.rsplit('/').next().unwrap_or(upto);
            if let Some(why) = forbidden_on_windows(name) {
                found.entry(upto).or_insert(why);
            }
        }
    }
    let problem = |(path, why): (&str, String)| {
        let what = format!("{why}: a copy of the project there lacks it");
        Problem::new(ProblemKind::ForbiddenName, path, what)
            .hinted("Rename it, and what its annotations are named after it")
    };
    found.into_iter().map(problem).collect()
}

fn clash(group: &[&str]) -> Option<Problem> {
    let (first, others) = group.split_first()?;
    if others.is_empty() {
        return None;
    }
    let is_composed_as = |other: &&str| composed(first) == composed(other);
    let how = if others.iter().all(is_composed_as) {
        "only how accents are written differs (Unicode NFC and NFD)"
    } else {
        "only capital and small letters differ"
    };
    // A letter and its accent are shown apart, else both names would look the same.
    let others: Vec<String> = others.iter().map(|other| format!("{other:?}")).collect();
    let others = others.join(", ");
    let what = format!("on Windows and macOS this is the same name as {others}: {how}");
    Some(Problem::new(ProblemKind::ClashingNames, *first, what).hinted("Rename one of them"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Checks which names are said to fall together with which, and what differs.
    #[track_caller]
    fn check(paths: &[&str], expected: &[(&str, String)]) {
        let found = clashes(paths.iter().copied());
        let same = "on Windows and macOS this is the same name as ";
        let found: Vec<(&str, String)> = found
            .iter()
            .map(|problem| (problem.path.as_str(), problem.what.replace(same, "")))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn names_that_windows_forbids_are_named_once() {
        let paths = [
            "a/q?.txt",
            "a:/b.txt",
            "a:/c.txt",
            "a:/d|.txt",
            "dot./end /nul.txt",
            "fine/e.txt",
        ];
        let found = forbidden(paths);
        let found: Vec<&str> = found.iter().map(|problem| problem.path.as_str()).collect();
        let expected = [
            "a/q?.txt",
            "a:",
            "a:/d|.txt",
            "dot.",
            "dot./end ",
            "dot./end /nul.txt",
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn names_that_fall_together_are_named_once() {
        let case = "only capital and small letters differ";
        let accents = "only how accents are written differs (Unicode NFC and NFD)";
        let (single, parts) = ("\u{e9}.txt", "e\u{301}.txt");
        check(&[], &[]);
        check(
            &["a.txt", "b.txt", "deep/a.txt", "a.md", "e.txt", single],
            &[],
        );
        check(
            &["A.txt", "a.txt"],
            &[("A.txt", format!("\"a.txt\": {case}"))],
        );
        check(
            &["Deep/a.txt", "deep/A.TXT", "deep/a.txt"],
            &[(
                "Deep/a.txt",
                format!("\"deep/A.TXT\", \"deep/a.txt\": {case}"),
            )],
        );
        check(
            &[single, parts],
            &[(single, format!("{parts:?}: {accents}"))],
        );
        check(
            &["\u{c9}.txt", parts],
            &[("\u{c9}.txt", format!("{parts:?}: {case}"))],
        );
        check(
            &["B.txt", "a.txt", "A.txt", "b.txt"],
            &[
                ("a.txt", format!("\"A.txt\": {case}")),
                ("B.txt", format!("\"b.txt\": {case}")),
            ],
        );
    }
}
