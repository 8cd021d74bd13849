//! Copies of articles that a name alone does not tell: `Talks 2.txt` (iCloud), `Talks (1).txt` (Google Drive),
//! `Talks-ANNAS-PC.txt` (`OneDrive`), `Talks.Conflict.txt`, `Talks - Copy.txt`.
//!
//! `Budget 2.txt` may be an article of its own, and `Talks 2.txt` what an agency made of `Talks.txt` a day later. So the
//! article without the mark must lie beside it, and have the same text. Where the name speaks of a conflict, one place may
//! be another that holds no digit and is at most a twentieth of it: two versions that a sync tool kept differ so.

use std::path::Path;

use super::fs::Fs;
use crate::anchor::has_same_letters;
use crate::read::{self, MAX_ARTICLE_BYTES};

/// What file managers put behind the name of a copy, in lower case.
const COPY: [&str; 7] = [
    " - copy",
    " - kopie",
    " - copie",
    " - copia",
    " - копия",
    " copy",
    " kopie",
];

/// What sync tools put behind the name of one of two versions, in lower case.
const CONFLICT: [&str; 6] = [
    ".conflict",
    "_conflict",
    "-conflict",
    " conflict",
    " [conflict]",
    " (conflict)",
];

/// Returns the names that an article may have had before it was copied, if its own may be a copy's.
pub(super) fn originals(name: &str) -> Vec<String> {
    let Some((stem, extension)) = name.rsplit_once('.') else {
        return Vec::new();
    };
    let whole = [counted(stem), worded(stem)].into_iter().flatten();
    let stems = whole.chain(of_computers(stem));
    let named = stems.filter(|stem| !stem.is_empty());
    named.map(|stem| format!("{stem}.{extension}")).collect()
}

/// Tells whether a file of a folder holds the text of another, and may be called its copy. Where their sizes differ much neither is read.
pub(super) fn are_alike(fs: &dyn Fs, folder: &Path, one: &str, other: &str) -> bool {
    let [one_path, other_path] = [one, other].map(|name| folder.join(name));
    let sizes = (fs.metadata(&one_path), fs.metadata(&other_path));
    let (Ok(one_size), Ok(other_size)) = sizes else {
        return false;
    };
    let (least, most) = (
        one_size.bytes.min(other_size.bytes),
        one_size.bytes.max(other_size.bytes),
    );
    // Line ends, and how letters are coded, change sizes too.
    if most > 4 * least || most > MAX_ARTICLE_BYTES {
        return false;
    }
    let bytes = |path: &Path| fs.read(path, MAX_ARTICLE_BYTES).ok();
    let (Some(ours), Some(theirs)) = (bytes(&one_path), bytes(&other_path)) else {
        return false;
    };
    let text = |name: &str, bytes: &[u8]| read::read(name, bytes).map(|article| article.text);
    match (text(one, &ours), text(other, &theirs)) {
        (Ok(ours), Ok(theirs)) => {
            let is_conflict = other.to_lowercase().contains("conflict");
            has_same_letters(&ours, &theirs) || is_conflict && differs_little(&ours, &theirs)
        }
        // Tables, and what cannot be read.
        _ => ours == theirs,
    }
}

/// Tells whether two texts have the same words but for one place.
fn differs_little(one: &str, other: &str) -> bool {
    let (ours, theirs) = (words(one), words(other));
    let same = ours.iter().zip(&theirs).take_while(|(a, b)| a == b).count();
    let (ours, theirs) = (&ours[same..], &theirs[same..]);
    let backwards = ours.iter().rev().zip(theirs.iter().rev());
    let behind = backwards.take_while(|(a, b)| a == b).count();
    let place = [ours, theirs].map(|words| &words[..words.len() - behind]);
    let longest = place[0].len().max(place[1].len());
    let has_digit = |word: &&str| word.contains(char::is_numeric);
    longest * 20 <= same + longest + behind && !place.into_iter().flatten().any(has_digit)
}

fn words(text: &str) -> Vec<&str> {
    let words = text.split(|char: char| !char.is_alphanumeric());
    words.filter(|word| !word.is_empty()).collect()
}

/// ` 2`, ` (1)`, `(1)`
fn counted(stem: &str) -> Option<&str> {
    let number = |text: &str| {
        (1..=3).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    if let Some((before, inside)) = stem
        .strip_suffix(')')
        .and_then(|stem| stem.rsplit_once('('))
    {
        return number(inside).then(|| before.trim_end());
    }
    let (before, behind) = stem.rsplit_once(' ')?;
    number(behind).then_some(before)
}

/// ` copy`, ` - Copy (2)`, `.Conflict`
fn worded(stem: &str) -> Option<&str> {
    let stem = counted(stem).unwrap_or(stem);
    let mut ends = COPY.iter().chain(&CONFLICT);
    ends.find_map(|end| {
        // What is longer in lower case is none of these.
        let at = stem.len().checked_sub(end.len())?;
        let (before, behind) = stem.split_at_checked(at)?;
        (behind.to_lowercase() == *end).then_some(before)
    })
}

/// `-ANNAS-PC`: what stands behind a hyphen, if it may be a computer's name.
fn of_computers(stem: &str) -> impl Iterator<Item = &str> {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    let is_name = move |name: &str| {
        name.bytes().any(|byte| byte.is_ascii_uppercase()) && name.bytes().all(is_plain)
    };
    let hyphens = stem.match_indices('-');
    hyphens.filter_map(move |(at, _)| is_name(&stem[at + 1..]).then_some(&stem[..at]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_may_be_a_copys_lead_to_the_original() {
        for (name, expected) in [
            ("Talks 2.txt", "Talks.txt"),
            ("Talks (1).txt", "Talks.txt"),
            ("Talks(1).txt", "Talks.txt"),
            ("Talks copy.txt", "Talks.txt"),
            ("Talks copy 2.txt", "Talks.txt"),
            ("Talks - Copy.md", "Talks.md"),
            ("Talks - Copy (2).txt", "Talks.txt"),
            ("Talks - Копия.txt", "Talks.txt"),
            ("Talks.Conflict.txt", "Talks.txt"),
            ("Talks_conflict.txt", "Talks.txt"),
            ("Talks [Conflict].txt", "Talks.txt"),
            ("Talks-ANNAS-PC.txt", "Talks.txt"),
            ("Talks-Annas-MacBook.txt", "Talks.txt"),
            ("two-talks-LAPTOP.txt", "two-talks.txt"),
        ] {
            let found = originals(name);
            assert!(
                found.iter().any(|found| found == expected),
                "{name}: {found:?}"
            );
        }
        for name in [
            "Talks.txt",
            "Talks 2025.txt",
            "Talks-2.txt",
            "talks-end.txt",
            "Talks.v2.txt",
            "2.txt",
            " 2.txt",
            "Copy.txt",
            "Talks (Monday).txt",
            "Talks",
        ] {
            assert_eq!(originals(name), [""; 0], "{name}");
        }
    }

    #[test]
    fn articles_that_differ_are_not_alike() {
        let text = "The minister said on Monday that no talks are planned. ".repeat(8);
        let with = |from: &str, to: &str| text.replacen(from, to, 1);
        for (other, expected) in [
            (text.clone(), true),
            (with("no talks", "new talks"), true),
            (with("planned", "planned, as a spokesman said"), true),
            (with("Monday", "Monday 12"), false),
            (
                with(
                    "planned",
                    "planned, as a spokesman of the ministry said when asked",
                ),
                false,
            ),
            (text.replace("Monday", "Friday"), false),
            (format!("{text}{text}"), false),
            ("Budget.".to_owned(), false),
        ] {
            assert_eq!(differs_little(&text, &other), expected, "{other}");
            assert_eq!(differs_little(&other, &text), expected, "{other}");
        }
        assert!(differs_little("", ""));
        assert!(!differs_little("One.", "Two."));
    }
}
