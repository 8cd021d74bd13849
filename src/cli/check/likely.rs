//! Articles that may be copies of others, as people make them (`one.v2.txt`), and copies that sync tools made of what is
//! gone. Such a name proves nothing; with the same words, or as a tool makes it, it is worth a look.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::problem::{Problem, ProblemKind};
use crate::read;
use crate::store::{Store, copies};

/// Names the articles that have the words of another, and its name with something behind it.
pub(super) fn likely(store: &Store) -> Vec<Problem> {
    let articles = store.articles();
    let paths = articles.iter().map(|article| article.path.as_str());
    let files = paths.filter(|path| read::article_id(path).part.is_none());
    let mut problems = Vec::new();
    for (original, others) in candidates(files) {
        let Some(words) = words(store, &original) else {
            continue;
        };
        let mut same = others;
        same.retain(|other| self::words(store, other) == Some(words));
        problems.extend(same.into_iter().map(|other| {
            let what = format!(
                "its words are those of {original:?}, and its name is like that of a copy; it is an article of its own"
            );
            Problem::new(ProblemKind::ConflictCopy, other, what).hinted("Delete it if it is a copy")
        }));
    }
    problems
}

/// Names the articles that are called as a sync tool calls a copy, of an article that is not there.
pub(super) fn orphans(store: &Store) -> Vec<Problem> {
    let articles = store.articles();
    let known: BTreeSet<&str> = articles
        .iter()
        .map(|article| article.path.as_str())
        .collect();
    let orphan = |path: &&str| {
        let originals: Vec<String> = copies::originals(path).collect();
        let is_there = |original: &String| known.contains(original.as_str());
        let original = originals
            .last()
            .filter(|_| !originals.iter().any(is_there))?;
        let what = format!(
            "it is called as a sync tool calls a copy of {original:?}, which is not there; it is an article of its own"
        );
        let problem = Problem::new(ProblemKind::ConflictCopy, *path, what);
        Some(problem.hinted(format!("If its text is right, rename it to {original:?}")))
    };
    known.iter().filter_map(orphan).collect()
}

/// Identifies the letters and digits of an article's text, if it can be read.
fn words(store: &Store, path: &str) -> Option<blake3::Hash> {
    let article = store.read_article(path).ok()?;
    let letters = str::chars(&article.text).filter(|char| char.is_alphanumeric());
    Some(blake3::hash(letters.collect::<String>().as_bytes()))
}

/// Returns the paths that are another's with something behind the name that is no letter or digit, by that other path.
fn candidates<'a>(paths: impl Iterator<Item = &'a str>) -> BTreeMap<String, Vec<&'a str>> {
    let known: BTreeSet<&str> = paths.collect();
    let mut found: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for path in known.iter().copied() {
        let Some((stem, ending)) = path.rsplit_once('.') else {
            continue;
        };
        let name = path.rfind('/').map_or(0, |slash| slash + 1);
        let ends = stem
            .char_indices()
            .filter(|(_, char)| !char.is_alphanumeric());
        let mut originals = ends
            .filter(|(end, _)| *end > name)
            .map(|(end, _)| format!("{}.{ending}", stem[..end].trim_end()));
        if let Some(original) = originals.find(|original| known.contains(original.as_str())) {
            found.entry(original).or_default().push(path);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Checks which of these paths may be copies of `a/one.txt`.
    #[track_caller]
    fn check(others: &[&str], expected: &[&str]) {
        let paths = others.iter().copied().chain(["a/one.txt", "b.txt"]);
        let found: Vec<&str> = candidates(paths).into_values().flatten().collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_name_with_something_behind_it_may_be_a_copys() {
        check(&["a/one (1).txt"], &["a/one (1).txt"]);
        check(&["a/one-DESKTOP-ABC.txt"], &["a/one-DESKTOP-ABC.txt"]);
        check(
            &["a/one - Copy.txt", "a/one.v2.txt"],
            &["a/one - Copy.txt", "a/one.v2.txt"],
        );
        check(
            &[
                "a/ones.txt",
                "a/one (1).md",
                "one (1).txt",
                "a/b/one (1).txt",
                "c/(1).txt",
            ],
            &[],
        );
    }
}
