//! Which files are copies that sync tools made of others, as far as names tell.
//!
//! A tool that finds two versions of a file keeps both, one of them under a name that it makes. What such a name proves
//! depends on whose the file is. Beside a sidecar nobody puts files of their own, so any mark counts, and what stands
//! inside decides afterwards. Articles and the lead's files may have any name (`report (1).txt`, `codebook-old.ron`), so
//! there only marks count that nobody but a program makes; of other marks of articles the text decides (`likeness`).

use std::collections::HashMap;
use std::iter;

use super::paths::{CODEBOOK, SIDECAR, holds_parts};
use crate::model::fold::{composed, file_key};

/// Finds a mark at the end of a file's name without its extension, and returns what stands before it.
type Mark = fn(&str) -> Option<&str>;

/// The marks that nobody but a sync tool makes.
const MARKS: [Mark; 7] = [
    syncthing,
    owncloud,
    bracketed,
    numbered_conflict,
    synology,
    onedrive,
    seafile,
];

/// What stands in brackets, in lower case: alone, or with a number.
const ALONE: [&str; 3] = [
    "case conflict",
    "selective sync conflict",
    "unicode encoding conflict",
];

/// What stands in brackets with the name of a person or computer and a date, in lower case.
const WITH_NAME: [&str; 10] = [
    "conflicted copy",
    "konfliktkopie",
    "konflikt kopie",
    "in konflikt stehende kopie",
    "copie en conflit",
    "copia en conflicto",
    "copia in conflitto",
    "cópia em conflito",
    "конфликтующая копия",
    "конфліктна копія",
];

/// Tells whether a file beside a sidecar is what a sync tool made of two versions of it.
///
/// `sidecar` and `name` are file names. What stands inside decides afterwards: only a file of the same article and
/// annotator counts.
pub(super) fn of_sidecar(sidecar: &str, name: &str) -> bool {
    let stem = sidecar.strip_suffix(SIDECAR).unwrap_or(sidecar);
    if name == sidecar || name.starts_with('.') {
        return false;
    }
    let Some(rest) = name.strip_prefix(stem) else {
        return false;
    };
    match rest.strip_suffix(SIDECAR) {
        // `a.txt-DESKTOP.ron`, but not `a.txt.md.ron`, which belongs to the article `a.txt.md`.
        Some(middle) => {
            let article = &name[..name.len() - SIDECAR.len()];
            !middle.is_empty() && !crate::read::is_article(article)
        }
        // `a.txt.ron (1)`, `a.txt.ron.sync-conflict-…`
        None => rest.starts_with(SIDECAR) && !rest.ends_with('~'),
    }
}

/// Tells whether a file beside a sidecar in a folder is what a sync tool made of two versions of it.
///
/// In the folder of a table's sidecars (`wire.jsonl#`) `10.ron` is no copy of `1.ron`: there only marks count that no
/// id of an article can be.
pub(super) fn beside(folder: &str, sidecar: &str, name: &str) -> bool {
    if !holds_parts(folder) {
        return of_sidecar(sidecar, name);
    }
    let stem = sidecar.strip_suffix(SIDECAR).unwrap_or(sidecar);
    let rest = name.strip_prefix(stem);
    let is_odd = rest.is_some_and(|rest| rest.starts_with([' ', '(']) && rest.ends_with(SIDECAR));
    is_odd || originals(name).any(|original| original == sidecar)
}

/// Tells whether a file in an annotator's folder is a copy of their codebook.
///
/// `codebook.md (1).ron` is none, but a copy of the sidecar of the article `codebook.md`.
pub(super) fn of_own_codebook(name: &str) -> bool {
    let mut ends = name.match_indices(|char: char| !char.is_alphanumeric());
    of_sidecar(CODEBOOK, name) && !ends.any(|(end, _)| crate::read::is_article(&name[..end]))
}

/// Tells whether a file beside one of the lead's, the codebook or the project file, is a copy of it.
pub(super) fn of_lead(file: &str, name: &str) -> bool {
    let stem = file.strip_suffix(SIDECAR).unwrap_or(file);
    let rest = name.strip_prefix(stem);
    let middle = rest.and_then(|rest| rest.strip_suffix(SIDECAR));
    middle.is_some_and(|middle| is_numbered(middle) || names_computer(middle))
        || originals(name).any(|original| original == file)
}

/// Tells whether a file beside one of the lead's may be a copy of it: `OneDrive` appends the computer's name, which may be
/// any word in capitals (`codebook-LAPTOP123.ron`), as the name of another version may be. What is in it proves nothing
/// either.
pub(super) fn may_be_of_lead(file: &str, name: &str) -> bool {
    let stem = file.strip_suffix(SIDECAR).unwrap_or(file);
    let rest = name.strip_prefix(stem);
    let middle = rest.and_then(|rest| rest.strip_suffix(SIDECAR)?.strip_prefix('-'));
    let is_computer = |name: &str| {
        let has = |is: fn(&char) -> bool| name.chars().any(|char| is(&char));
        let is_plain = name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        let is_capital = !has(char::is_ascii_lowercase)
            && (4..=15).contains(&name.len())
            && (has(char::is_ascii_digit) || name.contains('-') || name.starts_with("LAPTOP"));
        is_plain && has(char::is_ascii_uppercase) && (is_capital || name.contains("MacBook"))
    };
    middle.is_some_and(is_computer) && !of_lead(file, name)
}

/// Returns which of a folder's articles are copies, each with the article that it is a copy of.
///
/// A mark alone proves nothing: the article without it must lie there too.
pub(super) fn of_articles<'a>(names: &[&'a str]) -> HashMap<&'a str, &'a str> {
    let marked = names.iter().copied().filter(|name| is_marked(name));
    let marked: Vec<&str> = marked.collect();
    if marked.is_empty() {
        return HashMap::new();
    }
    let mut sorted = names.to_vec();
    sorted.sort_unstable();
    // `Talks.txt` and `talks (Case Conflict).txt` belong together.
    let known: HashMap<String, &str> = sorted
        .into_iter()
        .map(|name| (file_key(name), name))
        .collect();
    let of = |name: &'a str| {
        let found = originals(name).find_map(|name| known.get(&file_key(&name)).copied());
        found.map(|original| (name, original))
    };
    marked.into_iter().filter_map(of).collect()
}

/// Tells whether a file's name, or path, has a mark that nobody but a sync tool makes.
pub(crate) fn is_marked(name: &str) -> bool {
    original(name).is_some()
}

/// Returns the names that a file may have had before it was marked, once or several times.
pub(crate) fn originals(name: &str) -> impl Iterator<Item = String> {
    iter::successors(original(name), |name| original(name))
}

fn original(name: &str) -> Option<String> {
    let (stem, extension) = name.rsplit_once('.')?;
    let before = MARKS.iter().find_map(|mark| mark(stem))?;
    (!before.is_empty()).then(|| format!("{before}.{extension}"))
}

/// `.sync-conflict-20250224-101112-ABCDEFG`
fn syncthing(stem: &str) -> Option<&str> {
    let (before, mark) = stem.rsplit_once(".sync-conflict-")?;
    let device = after_moment(mark)?;
    let is_id = |id: &str| !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric());
    (device.is_empty() || device.strip_prefix('-').is_some_and(is_id)).then_some(before)
}

/// `_conflict-20250224-101112`
fn owncloud(stem: &str) -> Option<&str> {
    let (before, mark) = stem.rsplit_once("_conflict-")?;
    after_moment(mark)?.is_empty().then_some(before)
}

/// ` (Anna's conflicted copy 2025-02-24)`, of Dropbox, Nextcloud and others; a number may follow: ` (1)`.
fn bracketed(stem: &str) -> Option<&str> {
    // A second copy has its number within the brackets or behind them.
    let numbered = stem.strip_suffix("))").and_then(|rest| {
        let (rest, number) = rest.rsplit_once(" (")?;
        is_number(number).then(|| rest.rsplit_once(" ("))?
    });
    let (before, inside) = numbered.or_else(|| bracket(without_number(stem)))?;
    says_conflict(&composed(inside).to_lowercase()).then_some(before)
}

/// `_conf(1)`
fn numbered_conflict(stem: &str) -> Option<&str> {
    let (before, number) = stem.strip_suffix(')')?.rsplit_once("_conf(")?;
    is_number(number).then_some(before)
}

/// `_Annas-Laptop_Feb-24-101112-2025_Conflict`
fn synology(stem: &str) -> Option<&str> {
    let (rest, moment) = stem.strip_suffix("_Conflict")?.rsplit_once('_')?;
    let parts: Vec<&str> = moment.split('-').collect();
    let [month, day, time, year] = parts[..] else {
        return None;
    };
    let is_moment = month.len() == 3
        && (time.len(), year.len()) == (6, 4)
        && [day, time, year].into_iter().all(is_number);
    let (before, _device) = rest.rsplit_once('_')?;
    is_moment.then_some(before)
}

/// `-DESKTOP-7GH2K9A` or `-LAPTOP-7GH2K9AB`, the names that Windows itself gives to computers; a number may follow: `-2`.
fn onedrive(stem: &str) -> Option<&str> {
    let of = |stem: &str, kind: &str, long: usize| {
        let (before, id) = stem.rsplit_once(kind)?;
        let is_plain = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
        (id.len() == long && id.bytes().all(is_plain)).then_some(before.len())
    };
    let unnumbered = stem
        .rsplit_once('-')
        .filter(|(_, number)| number.len() < 3 && is_number(number))
        .map_or(stem, |(before, _)| before);
    let found = of(unnumbered, "-DESKTOP-", 7).or_else(|| of(unnumbered, "-LAPTOP-", 8));
    found.map(|end| &stem[..end])
}

/// ` (SFConflict anna@example.org 2025-02-24-10-11-12)`
fn seafile(stem: &str) -> Option<&str> {
    let (before, inside) = bracket(stem)?;
    let (_, moment) = inside.strip_prefix("SFConflict ")?.rsplit_once(' ')?;
    let parts: Vec<&str> = moment.split('-').collect();
    (parts.len() == 6 && parts.into_iter().all(is_number)).then_some(before)
}

/// Splits off what stands in brackets at the end.
fn bracket(stem: &str) -> Option<(&str, &str)> {
    stem.strip_suffix(')')?.rsplit_once(" (")
}

fn without_number(stem: &str) -> &str {
    match bracket(stem) {
        Some((before, number)) if is_number(number) => before,
        _ => stem,
    }
}

fn says_conflict(inside: &str) -> bool {
    let has_letters = |text: &str| text.contains(char::is_alphabetic);
    let is_alone = |words: &&str| {
        let after = inside.strip_prefix(*words);
        after.is_some_and(|after| !has_letters(after))
    };
    // The name stands before the words, with a date after them, or all of it after them.
    let is_named = |words: &&str| {
        let around = inside.split_once(*words);
        around.is_some_and(|(before, after)| match before {
            "" => after.starts_with([' ', ',']) || !has_letters(after),
            _ => before.ends_with(' ') && !has_letters(after),
        })
    };
    ALONE.iter().any(is_alone) || WITH_NAME.iter().any(is_named)
}

/// ` (1)`
fn is_numbered(middle: &str) -> bool {
    let inside = middle.trim_start().strip_prefix('(');
    inside
        .and_then(|rest| rest.strip_suffix(')'))
        .is_some_and(is_number)
}

/// `-DESKTOP-AB12CD`: a name that Windows gives to computers, as `OneDrive` appends it.
fn names_computer(middle: &str) -> bool {
    let rest = middle
        .strip_prefix("-DESKTOP-")
        .or_else(|| middle.strip_prefix("-LAPTOP-"));
    let is_plain = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'-';
    rest.is_some_and(|rest| !rest.is_empty() && rest.bytes().all(is_plain))
}

/// Returns what follows a date and a time: `20250224-101112`.
fn after_moment(text: &str) -> Option<&str> {
    let (date, rest) = text.split_once('-')?;
    let (time, after) = rest.split_at_checked(6)?;
    (date.len() == 8 && is_number(date) && is_number(time)).then_some(after)
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_part(name: &str, expected: bool) {
        assert_eq!(beside("x/w.jsonl#", "1.ron", name), expected, "{name}");
    }

    #[test]
    fn articles_of_a_table_are_no_copies_of_each_other() {
        check_part("10.ron", false);
        check_part("1-2.ron", false);
        check_part("1.ron", false);
        check_part("1 (1).ron", true);
        check_part("1 (Anna's conflicted copy 2025-02-24).ron", true);
        check_part("1.sync-conflict-20250224-101112-ABCDEFG.ron", true);
    }

    #[track_caller]
    fn check_sidecar(names: &[&str], expected: bool) {
        for name in names {
            assert_eq!(of_sidecar("a.txt.ron", name), expected, "{name}");
        }
    }

    #[test]
    fn copies_of_sidecars_are_known_by_name() {
        check_sidecar(
            &[
                "a.txt.sync-conflict-20250224-101112-ABCDEFG.ron",
                "a.txt.sync-conflict-20250224-101112.ron",
                "a.txt.ron.sync-conflict-20250224-101112-ABCDEFG",
                "a.txt (Anna's conflicted copy 2025-02-24).ron",
                "a.txt (conflicted copy).ron",
                "a.txt (conflicted copy 2025-02-24 101112).ron",
                "a.txt (Anna's conflicted copy 2025-02-24) (1).ron",
                "a.txt (Case Conflict).ron",
                "a.txt (Case Conflict 1).ron",
                "a.txt (Selective Sync Conflict).ron",
                "a.txt (Konflikt Kopie).ron",
                "a.txt (Anna's Konfliktkopie 2025-02-24).ron",
                "a.txt (Copie en conflit de Anna 2025-02-24).ron",
                "a.txt (Конфликтующая копия).ron",
                "a.txt-DESKTOP-AB12CD.ron",
                "a.txt-LAPTOP.ron",
                "a.txt-Annas-MacBook-Pro.ron",
                "a.txt-DESKTOP-AB12CD-2.ron",
                "a.txt (1).ron",
                "a.txt(1).ron",
                "a.txt 2.ron",
                "a.txt copy.ron",
                "a.txt - Copy.ron",
                "a.txt - Kopie.ron",
                "a.txt_conf(1).ron",
                "a.txt.Conflict.ron",
                "a.txt.conflict-20250224.ron",
                "a.txt_anna_Feb-24-101112-2025_Conflict.ron",
                "a.txt [Conflict].ron",
                "a.txt.ron (1)",
                "a.txt.ron.orig",
                "a.txt.ron.mine",
                "a.txt.ron.r17",
            ],
            true,
        );
        check_sidecar(
            &[
                "a.txt.ron",
                "b.txt.ron",
                "a.text.ron",
                "a.txt.md.ron",
                "a.txt-b.txt.ron",
                "codebook.ron",
                ".~01.1.tmp",
                ".a.txt.ron.swp",
                "a.txt.ron~",
                "a.txt",
                "a.tx (1).ron",
                "a.txt.bak",
            ],
            false,
        );
    }

    #[track_caller]
    fn check_codebook(names: &[&str], (own, lead): (bool, bool)) {
        for name in names {
            let found = (of_own_codebook(name), of_lead(CODEBOOK, name));
            assert_eq!(found, (own, lead), "{name}");
        }
    }

    #[test]
    fn copies_of_codebooks_are_known_by_name() {
        check_codebook(
            &[
                "codebook.sync-conflict-20250224-101112-ABCDEFG.ron",
                "codebook.sync-conflict-20250224-101112-A.sync-conflict-20250225-101112-B.ron",
                "codebook (Anna's conflicted copy 2025-02-24).ron",
                "codebook (Anna's conflicted copy 2025-02-24) (1).ron",
                "codebook (conflicted copy 2025-02-24 101112).ron",
                "codebook (Case Conflict).ron",
                "codebook (Copie en conflit de Anna 2025-02-24).ron",
                "codebook_conf(1).ron",
                "codebook_conflict-20250224-101112.ron",
                "codebook_anna_Feb-24-101112-2025_Conflict.ron",
                "codebook (1).ron",
                "codebook(1).ron",
                "codebook-DESKTOP-AB12CD.ron",
                "codebook-DESKTOP-AB12CD-2.ron",
                "codebook-LAPTOP-7GH.ron",
                "codebook (SFConflict bob@x.org 2026-11-20-10-11-12).ron",
            ],
            (true, true),
        );
        // The lead may keep other versions; into an annotator's folder only programs write.
        check_codebook(
            &[
                "codebook-old.ron",
                "codebook-v2.ron",
                "codebook 2.ron",
                "codebook copy.ron",
                "codebook-LAPTOP.ron",
                "codebook-DESKTOP-.ron",
                "codebook [Conflict].ron",
                "codebook.ron.orig",
                "codebook.ron (1)",
            ],
            (true, false),
        );
        check_codebook(
            &[
                "codebook.ron",
                "codebook.txt.ron",
                "codebook.md (1).ron",
                "codebook.txt.sync-conflict-20250224-101112-ABCDEFG.ron",
                "codebook-notes.txt-LAPTOP.ron",
                "onrecord.ron",
                ".codebook.ron.swp",
                "codebook.ron~",
                "a.txt (1).ron",
            ],
            (false, false),
        );
        for (name, expected) in [
            ("codebook-LAPTOP123.ron", true),
            ("codebook-ANNA-PC.ron", true),
            ("codebook-LAPTOP.ron", true),
            ("codebook-Annas-MacBook-Pro.ron", true),
            ("codebook-old.ron", false),
            ("codebook-FINAL.ron", false),
            ("codebook-2025-02-24.ron", false),
            ("codebook-v2.ron", false),
            ("codebook-DESKTOP-AB12CD.ron", false),
            ("codebook.ron", false),
        ] {
            assert_eq!(may_be_of_lead(CODEBOOK, name), expected, "{name}");
        }
        assert!(of_lead("onrecord.ron", "onrecord (1).ron"));
        assert!(!of_lead("onrecord.ron", "onrecord-new.ron"));
    }

    #[track_caller]
    fn check_article(name: &str, expected: Option<&str>) {
        let found = of_articles(&["Talks.txt", "a.v2.txt", "b.md", "tail (1).txt", name]);
        assert_eq!(found.get(name).copied(), expected, "{name}");
        assert!(found.len() <= 1);
    }

    #[test]
    fn copies_of_articles_are_known_by_unmistakable_names() {
        for (name, original) in [
            (
                "Talks.sync-conflict-20250224-101112-ABCDEFG.txt",
                "Talks.txt",
            ),
            ("Talks.sync-conflict-20250224-101112.txt", "Talks.txt"),
            ("b.sync-conflict-20250224-101112-ABCDEFG.md", "b.md"),
            (
                "Talks.sync-conflict-20250224-101112-A.sync-conflict-20250225-101112-B.txt",
                "Talks.txt",
            ),
            ("a.v2 (Anna's conflicted copy 2025-02-24).txt", "a.v2.txt"),
            (
                "Talks (Anna's conflicted copy 2025-02-24 (1)).txt",
                "Talks.txt",
            ),
            (
                "Talks (Anna's conflicted copy 2025-02-24) (1).txt",
                "Talks.txt",
            ),
            (
                "tail (1) (Anna's conflicted copy 2025-02-24).txt",
                "tail (1).txt",
            ),
            ("Talks (conflicted copy).txt", "Talks.txt"),
            ("Talks (conflicted copy 2025-02-24 101112).txt", "Talks.txt"),
            (
                "Talks (conflicted copy anna 2025-02-24 101112).txt",
                "Talks.txt",
            ),
            ("Talks_conflict-20250224-101112.txt", "Talks.txt"),
            ("talks (Case Conflict).txt", "Talks.txt"),
            ("TALKS (Case Conflict 1).txt", "Talks.txt"),
            ("Talks (Selective Sync Conflict).txt", "Talks.txt"),
            ("Talks (Unicode Encoding Conflict).txt", "Talks.txt"),
            (
                "Talks (SFConflict anna@example.org 2025-02-24-10-11-12).txt",
                "Talks.txt",
            ),
            ("Talks (Konflikt Kopie).txt", "Talks.txt"),
            ("Talks (Anna's Konfliktkopie 2025-02-24).txt", "Talks.txt"),
            (
                "Talks (In Konflikt stehende Kopie von Anna 2025-02-24).txt",
                "Talks.txt",
            ),
            (
                "Talks (Copie en conflit de Anna 2025-02-24).txt",
                "Talks.txt",
            ),
            ("Talks (Конфликтующая копия).txt", "Talks.txt"),
            ("Talks_conf(1).txt", "Talks.txt"),
            ("Talks_anna_Feb-24-101112-2025_Conflict.txt", "Talks.txt"),
            ("Talks-DESKTOP-7GH2K9A.txt", "Talks.txt"),
            ("a.v2-LAPTOP-7GH2K9AB.txt", "a.v2.txt"),
            ("Talks-DESKTOP-7GH2K9A-2.txt", "Talks.txt"),
        ] {
            check_article(name, Some(original));
        }
    }

    #[test]
    fn an_article_that_is_called_like_a_copy_stays_one() {
        for name in [
            "Talks (1).txt",
            "Talks(1).txt",
            "Talks 2.txt",
            "Talks copy.txt",
            "Talks - Copy.txt",
            "Talks-LAPTOP.txt",
            "Talks-DESKTOP-AB12CD.txt",
            "Talks-DESKTOP-7gh2k9a.txt",
            "Talks-DESKTOP-7GH2K9A-2025.txt",
            "Talks-LAPTOP-7GH2K9A.txt",
            "Talks.Conflict.txt",
            "Talks_Conflict.txt",
            "Talks [Conflict].txt",
            "Talks (conflict).txt",
            "Talks (SFConflict of anna).txt",
            "Talks (The copy in conflict).txt",
            "Talks (Cold Case Conflict).txt",
            "Talks (the unconflicted copy).txt",
            "Talks (Anna's conflicted copy editor).txt",
            "Talks.sync-conflict-2025.txt",
            "Talks.sync-conflict-20250224-101112-.txt",
            "Talks_conflict-20250224.txt",
            "Talks_conf(x).txt",
            "Talks_anna_Feb-24_Conflict.txt",
            // The article that they would be copies of is not there.
            "Speech.sync-conflict-20250224-101112-ABCDEFG.txt",
            "Talks.sync-conflict-20250224-101112-ABCDEFG.md",
            "b (Anna's conflicted copy 2025-02-24).txt",
            " (conflicted copy).txt",
            ".sync-conflict-20250224-101112-ABCDEFG.txt",
        ] {
            check_article(name, None);
        }
    }
}
