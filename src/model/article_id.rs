//! The name of an article: a file's path, and the part of it where the file holds many.
//!
//! ```text
//! articles/2025-02/kremlin.txt      a file that is one article
//! articles/wire.jsonl#a-17          the part `a-17` of a table
//! ```
//!
//! A part is what the table calls it (an id), never its place: rows come and go. It is printed percent-encoded, so that
//! it can be the name of a file on any system.

use std::fmt::{self, Write as _};

/// Stands between a file and its part.
const BETWEEN: char = '#';

/// Longest part in bytes, as printed: a file's name must have room for an ending.
const MAX_PART: usize = 120;

/// Represents the name of an article within a project.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ArticleId {
    /// Path of the file within the project, `/`-separated.
    pub file: String,
    /// Which part of the file, not encoded; none where the file is one article.
    pub part: Option<String>,
}

impl ArticleId {
    /// Reads what [`ArticleId`] prints. `holds_parts` tells which files hold many articles: `note #1.txt` is a file.
    pub fn parse(printed: &str, holds_parts: impl Fn(&str) -> bool) -> Self {
        let split = printed.rsplit_once(BETWEEN);
        let found = split.filter(|(file, part)| !part.contains('/') && holds_parts(file));
        let part = found.and_then(|(file, part)| Some((file, decoded(part)?)));
        match part {
            Some((file, part)) => Self {
                file: file.to_owned(),
                part: Some(part),
            },
            None => Self {
                file: printed.to_owned(),
                part: None,
            },
        }
    }

    /// Returns the part as it is printed and as files are named after it.
    pub fn printed_part(&self) -> Option<String> {
        self.part.as_deref().map(encoded)
    }
}

impl fmt::Display for ArticleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        match self.printed_part() {
            Some(part) => write!(f, "{BETWEEN}{part}"),
            None => Ok(()),
        }
    }
}

/// Tells whether a table's name of a part can name a file: it is not empty and not longer than names may be.
pub fn may_be_part(part: &str) -> bool {
    let is_short = part.len() <= MAX_PART && encoded(part).len() <= MAX_PART;
    is_short && !part.is_empty()
}

/// Encodes all but ASCII letters and digits, hyphens, underscores, and dots within: no system reads anything else into
/// such a name.
fn encoded(part: &str) -> String {
    let last = part.len().saturating_sub(1);
    // `CON` and `nul.txt` are devices on Windows: one letter encoded makes them names.
    let is_device = is_device(part);
    let mut out = String::with_capacity(part.len());
    for (at, byte) in part.bytes().enumerate() {
        let is_plain = match byte {
            b'.' => at > 0 && at < last,
            _ => byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'),
        };
        if is_plain && !(at == 0 && is_device) {
            out.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

/// Takes the encoding back; none if it is none, or not the one that [`encoded`] makes.
fn decoded(printed: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(printed.len());
    let mut rest = printed.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let (digits, after) = rest.split_at_checked(2)?;
        let digits = std::str::from_utf8(digits).ok()?;
        bytes.push(u8::from_str_radix(digits, 16).ok()?);
        rest = after;
    }
    let part = String::from_utf8(bytes).ok()?;
    (!part.is_empty() && encoded(&part) == printed).then_some(part)
}

fn is_device(part: &str) -> bool {
    let stem = part.split('.').next().unwrap_or_default().to_lowercase();
    let numbered = stem
        .strip_prefix("com")
        .or_else(|| stem.strip_prefix("lpt"));
    ["con", "prn", "aux", "nul"].contains(&stem.as_str())
        || numbered
            .is_some_and(|digit| digit.len() == 1 && digit.bytes().all(|b| b.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parse(printed: &str) -> ArticleId {
        ArticleId::parse(printed, |file| file.ends_with("jsonl"))
    }

    #[track_caller]
    fn check(printed: &str, file: &str, part: Option<&str>) {
        let id = parse(printed);
        assert_eq!((id.file.as_str(), id.part.as_deref()), (file, part));
        assert_eq!(id.to_string(), printed);
    }

    #[test]
    fn files_and_parts_are_told_apart() {
        check("a/one.txt", "a/one.txt", None);
        check("a/note #1.txt", "a/note #1.txt", None);
        check("a/wire.jsonl", "a/wire.jsonl", None);
        check("a/wire.jsonl#17", "a/wire.jsonl", Some("17"));
        check("a#b/wire.jsonl#x-1_y.z", "a#b/wire.jsonl", Some("x-1_y.z"));
        check("w.jsonl#%D0%96%2F%23", "w.jsonl", Some("Ж/#"));
        check("w.jsonl#%43ON", "w.jsonl", Some("CON"));
        check("w.jsonl#%2Ehidden", "w.jsonl", Some(".hidden"));
    }

    #[test]
    fn what_is_not_printed_so_is_no_part() {
        for printed in [
            "w.jsonl#",
            "w.jsonl#a b",
            "w.jsonl#%2e",
            "w.jsonl#%4",
            "w.jsonl#%41",
            "w.jsonl#%FF",
            "w.jsonl#CON",
            "w.jsonl#../x",
            "w.jsonl#..",
        ] {
            check(printed, printed, None);
        }
        assert!(may_be_part("17") && !may_be_part("") && !may_be_part(&"ж".repeat(40)));
    }

    proptest! {
        #[test]
        fn every_part_comes_back(part in ".{1,20}") {
            let id = ArticleId { file: "a/w.jsonl".to_owned(), part: Some(part) };
            let printed = id.to_string();
            prop_assert_eq!(parse(&printed), id);
            let name = printed.strip_prefix("a/w.jsonl#").unwrap();
            prop_assert!(name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.%".contains(&byte)));
        }
    }
}
