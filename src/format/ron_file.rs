//! What all RON files of a project share: header, layout, and a way of reading that says where and why it fails.
//!
//! Lists of a file can be read entry by entry (`Raw`), so that one entry that this version does not understand costs
//! that entry alone. Anything not understood makes the file read-only: what cannot be written back is not written over.

use std::borrow::Cow;

use ron::extensions::Extensions;
use ron::ser::PrettyConfig;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::Loaded;
use crate::model::problem::{Problem, ProblemKind};

/// The version of the format that this program writes, the first field of each file. Older ones are read, and written
/// as this one on their first edit.
pub const FORMAT: u32 = 2;

/// Begins what is said of a field that is not known.
const UNKNOWN_FIELD: &str = "unknown field ";

/// Largest file that is read, in bytes: a hundred times the largest sidecar of a book.
pub const MAX_BYTES: u64 = 64 << 20;

/// A part of a file that is read on its own, later.
pub(crate) type Raw = Box<ron::value::RawValue>;

/// Why a file, or a part of one, was not understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Misread {
    /// Line and column from 1, within what was read.
    pub(crate) place: Option<(usize, usize)>,
    /// What is wrong.
    pub(crate) what: String,
}

/// Something read, and the names of the fields that this version does not know.
pub(crate) struct Understood<T> {
    /// What was read.
    pub(crate) value: T,
    /// Unknown fields, as paths: `speaker.gender`.
    pub(crate) unknown: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename = "file")]
struct Probe {
    format: u32,
}

/// Makes the text of a file out of its bytes: drops a BOM, makes `\r\n` one `\n`, and refuses what no writer of such
/// a file makes.
///
/// # Errors
/// A problem of the given kind with the place of the first fault.
pub(crate) fn decode<'a>(
    path: &str,
    bytes: &'a [u8],
    kind: ProblemKind,
) -> Result<Cow<'a, str>, Problem> {
    if u64::try_from(bytes.len()).is_ok_and(|length| length > MAX_BYTES) {
        let what = format!("the file is larger than {} MiB", MAX_BYTES >> 20);
        return Err(Problem::new(kind, path, what).hinted("Look at what made it so large"));
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let good = String::from_utf8_lossy(&bytes[..error.valid_up_to()]);
        let (line, column) = end_of(&good);
        let what = format!("the file is not UTF-8 (at byte {})", error.valid_up_to());
        Problem::new(kind, path, what)
            .at(line, column)
            .hinted("Restore it from a backup or from version control")
    })?;
    if text.trim().is_empty() {
        return Err(Problem::new(kind, path, "the file is empty")
            .hinted("Restore it from a backup, or delete it to begin anew"));
    }
    let text = if text.contains('\r') {
        Cow::Owned(text.replace("\r\n", "\n"))
    } else {
        Cow::Borrowed(text)
    };
    let control = |byte: u8| byte.is_ascii_control() && byte != b'\n' && byte != b'\t';
    // Counting is faster than stopping at the first, and nearly every file has none.
    let count = text.bytes().filter(|byte| control(*byte)).count();
    let first = (count > 0).then(|| text.bytes().position(control));
    if let Some(at) = first.flatten() {
        let (line, column) = end_of(&text[..at]);
        let code = text.as_bytes()[at];
        let what = format!("the file is damaged: a control character (U+{code:04X})");
        return Err(Problem::new(kind, path, what)
            .at(line, column)
            .hinted("Restore it from a backup or from version control"));
    }
    Ok(text)
}

/// Returns the two versions inside a file into which git wrote conflict markers.
pub fn conflict_sides(text: &str) -> Option<(String, String)> {
    if !text.contains("<<<<<<< ") {
        return None;
    }
    let (mut ours, mut theirs) = (String::new(), String::new());
    let (mut in_ours, mut in_theirs, mut found) = (true, true, false);
    for line in text.split_inclusive('\n') {
        let mark = |mark: &str| line.starts_with(mark) && line.trim_end().len() >= 7;
        if mark("<<<<<<< ") {
            (in_ours, in_theirs, found) = (true, false, true);
        } else if found && mark("||||||| ") {
            (in_ours, in_theirs) = (false, false);
        } else if found && line.trim_end() == "=======" {
            (in_ours, in_theirs) = (false, true);
        } else if found && mark(">>>>>>> ") {
            (in_ours, in_theirs) = (true, true);
        } else {
            if in_ours {
                ours.push_str(line);
            }
            if in_theirs {
                theirs.push_str(line);
            }
        }
    }
    found.then_some((ours, theirs))
}

/// Reads only which version of the format a file has.
pub(crate) fn version(text: &str) -> Result<u32, Misread> {
    options()
        .from_str::<Probe>(text)
        .map(|probe| probe.format)
        .map_err(|error| misread(&error))
}

/// Reads a file, or one entry of it, and notes the fields that are unknown.
pub(crate) fn understand<T: DeserializeOwned>(text: &str) -> Result<Understood<T>, Misread> {
    let spanned = |error| misread(&error);
    let mut source = ron::Deserializer::from_str_with_options(text, &options()).map_err(spanned)?;
    let mut unknown = Vec::new();
    let read =
        serde_ignored::deserialize(&mut source, |path| unknown.push(tidy(&path.to_string())));
    let value = read.map_err(|error| misread(&source.span_error(error)))?;
    source
        .end()
        .map_err(|error| misread(&source.span_error(error)))?;
    Ok(Understood { value, unknown })
}

/// Reads a file of the project all at once: project file and codebooks, which one person writes.
///
/// A newer format makes it read-only, and so do unknown fields, which would be lost.
pub(crate) fn read_whole<T: DeserializeOwned>(path: &str, source: &[u8]) -> Loaded<T> {
    let text = match decode(path, source, ProblemKind::UnreadableProject) {
        Ok(text) => text,
        Err(problem) => return Loaded::unreadable(problem),
    };
    if conflict_sides(&text).is_some() {
        let what = "git left conflict markers in the file";
        let problem = Problem::new(ProblemKind::UnreadableProject, path, what)
            .hinted("Settle the conflict in git");
        return Loaded::unreadable(problem);
    }
    let version = version(&text);
    let newer = version.as_ref().is_ok_and(|&version| version > FORMAT);
    let newer = newer.then(|| newer_format(path, *version.as_ref().unwrap_or(&FORMAT)));
    match understand::<T>(&text) {
        Ok(read) => {
            let fields = read.unknown.iter().map(|field| unknown_field(path, field));
            let problems: Vec<Problem> = newer.into_iter().chain(fields).collect();
            Loaded {
                value: Some(read.value),
                read_only: problems.first().map(|problem| problem.what.clone()),
                problems,
            }
        }
        Err(error) => Loaded::unreadable(newer.unwrap_or_else(|| {
            let mut problem = Problem::new(ProblemKind::UnreadableProject, path, error.what)
                .hinted("Correct the file by hand or restore it from a backup");
            problem.place = error.place;
            problem
        })),
    }
}

/// Says that a file is of a later version.
pub(crate) fn newer_format(path: &str, version: u32) -> Problem {
    let what =
        format!("the file has format {version}; this version of On Record knows up to {FORMAT}");
    Problem::new(ProblemKind::NewerContent, path, what)
        .hinted("It is read-only here; open it with a newer On Record")
}

/// Says that a file has a field that this version does not know.
pub(crate) fn unknown_field(path: &str, field: &str) -> Problem {
    Problem::new(
        ProblemKind::NewerContent,
        path,
        format!("{UNKNOWN_FIELD}{field:?}"),
    )
    .hinted("The file is read-only, so that the field is not lost; a newer On Record may know it")
}

/// Tells whether a problem is [`unknown_field`]: all that is known of the file was read as it is meant.
pub(crate) fn is_unknown_field(problem: &Problem) -> bool {
    problem.kind == ProblemKind::NewerContent && problem.what.starts_with(UNKNOWN_FIELD)
}

/// Writes a value in the one layout that files have; `depth` levels have lines of their own.
///
/// # Errors
/// A clause that says what cannot be written.
pub(crate) fn write(value: &impl Serialize, depth: usize) -> Result<String, String> {
    let layout = PrettyConfig::new()
        .depth_limit(depth)
        .new_line("\n")
        .indentor("    ")
        .separate_tuple_members(false)
        .enumerate_arrays(false)
        .struct_names(false)
        .escape_strings(true)
        .extensions(Extensions::IMPLICIT_SOME);
    let mut text = String::new();
    // Not `options()`: what is enabled by default would not be said in the file's header.
    ron::Options::default()
        .to_writer_pretty(&mut text, value, layout)
        .map_err(|error| error.to_string())?;
    text.push('\n');
    Ok(text)
}

/// Returns the line and column, from 1, of the end of a text.
pub(crate) fn end_of(text: &str) -> (usize, usize) {
    let line = text.matches('\n').count() + 1;
    let start = text.rfind('\n').map_or(0, |at| at + 1);
    (line, text[start..].chars().count() + 1)
}

/// Returns the place of `inner`, counted from the place where what it is part of begins.
pub(crate) fn place_within(outer: (usize, usize), inner: (usize, usize)) -> (usize, usize) {
    match inner {
        (1, column) => (outer.0, outer.1 + column - 1),
        (line, column) => (outer.0 + line - 1, column),
    }
}

fn options() -> ron::Options {
    // The recursion limit stays at its default: without it, nested brackets exhaust the stack.
    ron::Options::default().with_default_extension(Extensions::IMPLICIT_SOME)
}

fn misread(error: &ron::error::SpannedError) -> Misread {
    let place = error.span.start;
    Misread {
        place: (place.line > 0).then_some((place.line, place.col)),
        what: error.code.to_string(),
    }
}

/// Drops the steps through options, which no one sees in the file: `cue.?.kind` is `cue.kind`.
fn tidy(path: &str) -> String {
    path.replace(".?", "").replace("?.", "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_sides(text: &str, expected: Option<(&str, &str)>) {
        let sides = conflict_sides(text);
        let sides = sides.as_ref().map(|(a, b)| (a.as_str(), b.as_str()));
        assert_eq!(sides, expected);
    }

    #[test]
    fn both_sides_of_a_conflict_are_found() {
        check_sides("a\nb\n", None);
        check_sides("a\n=======\nb\n", None);
        check_sides(
            "a\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> other\nd\n",
            Some(("a\nb\nd\n", "a\nc\nd\n")),
        );
        check_sides(
            "<<<<<<< HEAD\nb\n||||||| base\nx\n=======\nc\n>>>>>>> other\n",
            Some(("b\n", "c\n")),
        );
    }

    #[track_caller]
    fn check_decode(bytes: &[u8], expected: Result<&str, &str>) {
        let found = decode("x.ron", bytes, ProblemKind::UnreadableSidecar);
        match (&found, expected) {
            (Ok(text), Ok(expected)) => assert_eq!(text, expected),
            (Err(problem), Err(expected)) => {
                assert!(problem.to_string().contains(expected), "{problem}");
            }
            _ => panic!("{found:?}"),
        }
    }

    #[test]
    fn files_are_decoded_or_refused() {
        check_decode(b"(a: 1)\r\n", Ok("(a: 1)\n"));
        check_decode("\u{feff}(a: 1)".as_bytes(), Ok("(a: 1)"));
        check_decode(b"", Err("the file is empty"));
        check_decode(b" \n\n", Err("the file is empty"));
        check_decode(
            b"(a:\n \xE9)",
            Err("x.ron:2:2: the file is not UTF-8 (at byte 5)"),
        );
        check_decode(b"(a: \"\0\")", Err("x.ron:1:6: the file is damaged"));
        check_decode(b"\xFF\xFE(\0a\0", Err("not UTF-8"));
    }

    #[test]
    fn nested_brackets_end_in_a_message() {
        for open in ["(", "[", "{1:", "Some(", "(format: ", "(x: ["] {
            assert!(version(&open.repeat(100_000)).is_err());
        }
    }

    #[test]
    fn places_within_an_entry_are_places_in_the_file() {
        assert_eq!(place_within((4, 9), (1, 3)), (4, 11));
        assert_eq!(place_within((4, 9), (2, 3)), (5, 3));
        assert_eq!(end_of("ab\nc"), (2, 2));
    }
}
