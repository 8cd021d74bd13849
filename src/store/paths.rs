//! Where files of a project lie, and which names are refused.
//!
//! Paths inside a project are written with `/` and never lead out of it: nothing that stands in a file, and no link,
//! makes the program read or write elsewhere.

use std::path::{Path, PathBuf};

use crate::env::Env;
use crate::model::article_id::{ArticleId, may_be_part};
pub(super) use crate::model::codebook::FILE as CODEBOOK;
use crate::model::problem::{Problem, ProblemKind};
use crate::read;

/// Longest file name in bytes that every usual file system, encrypted ones included, can hold.
const MAX_NAME: usize = 240;

/// Ends the name of a sidecar.
pub(super) const SIDECAR: &str = ".ron";

/// Begins the name of a file that is being written; sync tools leave such names alone.
const TEMP: &str = ".~";

/// Says why a name cannot be that of an annotator, who gets a folder of that name on any system.
///
/// # Errors
/// A problem that names the annotator and what is wrong with the name.
pub fn check_annotator(id: &str) -> Result<(), Problem> {
    let what = if id.is_empty() {
        "an annotator's name is empty".to_owned()
    } else if is_reserved(id) {
        format!("{id:?} is a name that Windows keeps for itself")
    } else if let Some(char) = id.chars().find(|&char| is_odd(char)) {
        format!("the annotator's name {id:?} holds {char:?}")
    } else if id.starts_with('.') || id.ends_with(['.', ' ']) || id.starts_with(' ') {
        format!("the annotator's name {id:?} begins or ends with a dot or a space")
    } else if id == TEXTS {
        format!("{id:?} is the folder of the annotated texts, and no annotator")
    } else if id.len() > MAX_NAME {
        "an annotator's name is too long".to_owned()
    } else {
        return Ok(());
    };
    Err(Problem::new(ProblemKind::Inconsistent, id, what)
        .hinted("Use letters, digits, hyphens and dots"))
}

/// Says why Windows can hold no file or folder of this name, a clause; none if it can.
pub fn forbidden_on_windows(name: &str) -> Option<String> {
    let is_forbidden = |char: char| char < ' ' || "\\:*?\"<>|".contains(char);
    if is_reserved(name) {
        Some("Windows keeps this name for itself".to_owned())
    } else if let Some(char) = name.chars().find(|&char| is_forbidden(char)) {
        Some(format!("Windows allows no {char:?} in a name"))
    } else if name.ends_with(['.', ' ']) {
        Some("Windows allows no dot or space at the end of a name".to_owned())
    } else {
        None
    }
}

/// Folder of the annotated texts within that of the annotations.
pub(super) const TEXTS: &str = "texts";

/// Ends the names of the texts in it.
pub(super) const KEPT: &str = ".zst";

/// Says why a path cannot be that of an article within a project.
///
/// # Errors
/// A problem that names the path and what is wrong with it.
pub fn check_article(path: &str) -> Result<(), Problem> {
    let what = if path.is_empty() {
        "the path is empty"
    } else if path.starts_with('/') {
        "the path is not within the project"
    } else if path.contains('\\') {
        "the path holds a backslash, which is a separator on some systems"
    } else if path.contains(char::is_control) {
        "the path holds a control character"
    } else if path.contains('\u{fffd}') {
        "the file's name is not UTF-8"
    } else if path
        .split('/')
        .any(|part| part.is_empty() || part == "." || part == "..")
    {
        "the path holds an empty part, `.` or `..`"
    } else if path.split('/').any(is_reserved) {
        "the path holds a name that Windows keeps for itself"
    } else if path.split('/').any(|part| part.len() > MAX_NAME) {
        "the file's name is too long for the annotations' name, which is longer"
    } else {
        return Ok(());
    };
    Err(Problem::new(ProblemKind::UnreadableArticle, path, what).hinted("Rename the file"))
}

/// Says why there cannot be an article of this name within a project.
///
/// # Errors
/// As for [`check_article`].
pub(super) fn check_id(id: &ArticleId) -> Result<(), Problem> {
    check_article(&id.file)?;
    if id.part.as_deref().is_none_or(may_be_part) {
        return Ok(());
    }
    let what = "the id within the file is too long for a file's name";
    Err(Problem::new(ProblemKind::UnreadableArticle, id.to_string(), what).hinted("Shorten it"))
}

/// Ends the name of the folder that holds the sidecars of a table's articles.
pub(super) const PARTS: &str = "#";

/// Returns where the sidecar of an article lies below its annotator's folder. `articles` is the project's folder of
/// articles, which is not part of it.
pub(super) fn sidecar(id: &ArticleId, articles: &str) -> String {
    let file = within(&id.file, articles).unwrap_or(&id.file);
    match id.printed_part() {
        Some(part) => format!("{file}{PARTS}/{part}{SIDECAR}"),
        None => format!("{file}{SIDECAR}"),
    }
}

/// Returns the article whose sidecar lies at a path, by the path alone; none if it is no sidecar's.
pub(super) fn article_of(sidecar: &str) -> Option<String> {
    let stem = sidecar.strip_suffix(SIDECAR)?;
    if let Some((file, part)) = stem.rsplit_once("#/") {
        let printed = format!("{file}#{part}");
        if read::article_id(&printed).part.is_some() {
            return Some(printed);
        }
    }
    read::is_article(stem).then(|| stem.to_owned())
}

/// Tells whether a folder, by its name or path, is one of a table's sidecars.
pub(super) fn holds_parts(folder: &str) -> bool {
    let name = folder.trim_end_matches('/');
    name.strip_suffix(PARTS).is_some_and(read::may_hold)
}

/// Returns a path as seen from a folder that it lies in; none if it does not, or the folder is the project's own.
pub(super) fn within<'a>(path: &'a str, folder: &str) -> Option<&'a str> {
    let rest = path.strip_prefix(folder)?.strip_prefix('/');
    rest.filter(|_| !folder.is_empty())
}

/// Joins a path written with `/`, which was checked, to a folder.
pub(super) fn join(folder: &Path, path: &str) -> PathBuf {
    let mut joined = folder.to_owned();
    joined.extend(path.split('/').filter(|part| !part.is_empty()));
    joined
}

/// Returns a path below a folder as written with `/`, if it is UTF-8.
pub(super) fn relative(folder: &Path, path: &Path) -> Option<String> {
    let parts = path.strip_prefix(folder).ok()?.components();
    let parts: Option<Vec<&str>> = parts.map(|part| part.as_os_str().to_str()).collect();
    Some(parts?.join("/"))
}

/// Returns a name for a file being written, which no other process makes, and which tells whose it is.
pub(super) fn temp_name(env: &Env) -> String {
    format!("{TEMP}{}.{}.tmp", env.id(), std::process::id())
}

/// Returns the process that made a file of such a name.
pub(super) fn temp_owner(name: &str) -> Option<u32> {
    let rest = name.strip_prefix(TEMP)?.strip_suffix(".tmp")?;
    let (id, process) = rest.split_once('.')?;
    ulid::Ulid::from_string(id).ok()?;
    process.parse().ok()
}

fn is_odd(char: char) -> bool {
    char.is_control() || "/\\:*?\"<>|\u{fffd}".contains(char)
}

fn is_reserved(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or(name).to_ascii_lowercase();
    // `nul .txt` is `nul`.
    let stem = stem.trim_end();
    let device = stem
        .strip_prefix("com")
        .or_else(|| stem.strip_prefix("lpt"));
    ["con", "prn", "aux", "nul", "conin$", "conout$"].contains(&stem)
        || device.is_some_and(|digit| digit.len() == 1 && digit.bytes().all(|b| b.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_names(check: fn(&str) -> Result<(), Problem>, good: &[&str], bad: &[&str]) {
        for name in good {
            assert!(check(name).is_ok(), "{name:?} is refused");
        }
        for name in bad {
            assert!(check(name).is_err(), "{name:?} is allowed");
        }
    }

    #[test]
    fn names_that_lead_elsewhere_are_refused() {
        check_names(
            check_annotator,
            &["coder1", "anna.k", "Оксана", "gold", "console", "com10"],
            &[
                "", ".", "..", "../x", "a/b", "a\\b", "a:b", "CON", "nul.txt", "com1", "LPT9",
                "a.", "a ", ".a", " a", "a\0", "a\nb", "texts", "a*", "\u{fffd}",
            ],
        );
        check_names(
            check_article,
            &[
                "a.txt",
                "a/b.txt",
                "Kremlin: no.txt",
                "Кремль.txt",
                "...txt",
                "a..b/c.txt",
            ],
            &[
                "",
                "/etc/passwd",
                "../a.txt",
                "a/../b.txt",
                "a/./b.txt",
                "a//b.txt",
                "a\\b.txt",
                "a\0.txt",
                "a/",
                "con.txt",
                "x/NUL",
                "C:\\a.txt",
                "\u{fffd}.txt",
            ],
        );
        assert!(check_article(&"a".repeat(241)).is_err());
    }

    #[test]
    fn names_that_windows_forbids_are_told() {
        for name in [
            "q?.txt", "a:b.txt", "a*", "a\\b", "\"a\"", "<a", "a>", "a|b", "a\tb", "CON",
            "nul.txt", "Aux .md", "com1", "CONIN$", "a.", "a ", "..",
        ] {
            assert!(forbidden_on_windows(name).is_some(), "{name:?}");
        }
        for name in [
            "a.txt",
            "Кремль.txt",
            "a b",
            " a",
            ".a",
            "console",
            "com10",
            "“a”",
            "a\u{7f}",
            "w.jsonl#",
            "a'b!$%&(1)",
        ] {
            assert_eq!(forbidden_on_windows(name), None, "{name:?}");
        }
    }

    #[track_caller]
    fn check_sidecar(article: &str, expected: &str) {
        let id = read::article_id(article);
        let found = sidecar(&id, "articles");
        assert_eq!(found, expected);
        let within = within(article, "articles").unwrap_or(article);
        assert_eq!(article_of(&found).as_deref(), Some(within));
        assert!(check_id(&id).is_ok());
    }

    #[test]
    fn sidecars_lie_where_their_articles_do() {
        check_sidecar("articles/2025/a.txt", "2025/a.txt.ron");
        check_sidecar("other/a.md", "other/a.md.ron");
        check_sidecar("articles/w.jsonl#a-1", "w.jsonl#/a-1.ron");
        check_sidecar("articles/x/w.jsonl#%D0%96", "x/w.jsonl#/%D0%96.ron");
        for no in [
            "a.png.ron",
            "w.jsonl.ron",
            "w.jsonl#/.ron",
            "w.jsonl#/a b.ron",
            "a.txt",
        ] {
            assert_eq!(article_of(no), None, "{no}");
        }
        assert!(holds_parts("x/w.jsonl#/") && holds_parts("w.jsonl#"));
        assert!(!holds_parts("a#") && !holds_parts("w.jsonl"));
    }

    #[test]
    fn temporary_names_tell_whose_they_are() {
        assert_eq!(
            temp_owner(&temp_name(&Env::real())),
            Some(std::process::id())
        );
        assert!(temp_name(&Env::real()).len() < 60);
        for other in [
            ".~x.1.tmp",
            "a.tmp",
            ".~lock.a.txt#",
            ".~01JMX3S8V7Q2W4.x.tmp",
        ] {
            assert_eq!(temp_owner(other), None, "{other}");
        }
    }
}
