//! Where the records of a file of JSON are: one on each line, one over many lines, or the elements of an array.
//!
//! What cannot be read is a fault with its line, and what follows it is read all the same.

use std::fmt;
use std::ops::Range;

use serde::de::{Deserializer as _, SeqAccess, Visitor};
use serde_json::Deserializer;
use serde_json::value::RawValue;

use crate::exchange::suggestion::reason;

/// Longest record that is read, in bytes: as long as an article may be.
const MAX_RECORD: usize = 100 * 1024 * 1024;

/// Faults that are told one by one; what is no file of records has one on each line.
const MOST_FAULTS: usize = 20;

/// What was found in a file.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Found {
    /// The first line, from 1, of each record, and where it is in bytes.
    pub(super) records: Vec<(usize, Range<usize>)>,
    /// Lines and what is wrong there, a clause.
    pub(super) faults: Vec<(usize, String)>,
}

/// Finds the records of a file.
pub(super) fn find(bytes: &[u8]) -> Found {
    let mut found = Found::default();
    let mark = if bytes.starts_with(b"\xEF\xBB\xBF") {
        3
    } else {
        0
    };
    let is_array = bytes[mark..]
        .iter()
        .find(|byte| !byte.is_ascii_whitespace())
        .is_some_and(|byte| *byte == b'[');
    if is_array {
        array(bytes, mark, &mut found);
    } else {
        lines(bytes, mark, &mut found);
    }
    let more = found.faults.len().saturating_sub(MOST_FAULTS);
    found.faults.truncate(MOST_FAULTS);
    if let (Some((line, _)), 1..) = (found.faults.last().cloned(), more) {
        found
            .faults
            .push((line, format!("{more} more lines below cannot be read")));
    }
    found
}

fn lines(bytes: &[u8], from: usize, found: &mut Found) {
    let (mut at, mut number) = (from, 0);
    while at < bytes.len() {
        number += 1;
        let rest = &bytes[at..];
        let len = rest.iter().position(|byte| *byte == b'\n');
        let end = at + len.unwrap_or(rest.len());
        let line = trimmed(bytes, at..end);
        let next = end + 1;
        if line.is_empty() {
            at = next;
            continue;
        }
        if line.len() > MAX_RECORD {
            found.faults.push((number, too_long(line.len())));
            at = next;
            continue;
        }
        match serde_json::from_slice::<&RawValue>(&bytes[line.clone()]) {
            Ok(_) => found.records.push((number, line)),
            // What is no file of records must not be read to its end for each of its lines.
            Err(error)
                if error.is_eof()
                    && may_go_on(&bytes[line.clone()])
                    && found.faults.len() < MOST_FAULTS =>
            {
                // A record over many lines.
                let Some(end) = value_end(&bytes[line.start..]) else {
                    found.faults.push((number, cut()));
                    at = next;
                    continue;
                };
                let range = line.start..line.start + end;
                let inner = bytes[range.clone()].iter().filter(|byte| **byte == b'\n');
                let lines = inner.count();
                found.records.push((number, range.clone()));
                number += lines;
                let rest = &bytes[range.end..];
                let len = rest.iter().position(|byte| *byte == b'\n');
                at = range.end + len.unwrap_or(rest.len()) + 1;
                continue;
            }
            Err(error) if error.is_eof() => found.faults.push((number, cut())),
            Err(error) => found.faults.push((number, wrong(&error, &bytes[line]))),
        }
        at = next;
    }
}

/// Tells whether a line that is no whole record may be the first of one: it ends where JSON may be broken.
fn may_go_on(line: &[u8]) -> bool {
    line.last().is_some_and(|byte| b"{[,:".contains(byte))
}

/// Returns where the value that bytes begin with ends.
fn value_end(bytes: &[u8]) -> Option<usize> {
    let bytes = &bytes[..bytes.len().min(MAX_RECORD)];
    let mut values = Deserializer::from_slice(bytes).into_iter::<&RawValue>();
    let value = values.next()?;
    value.is_ok().then(|| values.byte_offset())
}

fn array(bytes: &[u8], from: usize, found: &mut Found) {
    let mut elements: Vec<&RawValue> = Vec::new();
    let mut read = Deserializer::from_slice(&bytes[from..]);
    let read = read.deserialize_seq(Elements(&mut elements));
    let base = bytes.as_ptr().addr();
    let (mut line, mut counted) = (1, 0);
    for element in elements {
        let element = element.get();
        let start = element.as_ptr().addr() - base;
        let before = bytes[counted..start].iter().filter(|byte| **byte == b'\n');
        line += before.count();
        counted = start;
        if element.len() > MAX_RECORD {
            found.faults.push((line, too_long(element.len())));
        } else {
            found.records.push((line, start..start + element.len()));
        }
    }
    if let Err(error) = read {
        let what = if error.is_eof() {
            cut()
        } else {
            format!("it is no JSON: {}", reason(&error))
        };
        found.faults.push((error.line().max(1), what));
    }
}

/// Gathers the elements of an array, as far as they can be read.
struct Elements<'e, 'b>(&'e mut Vec<&'b RawValue>);

impl<'b> Visitor<'b> for Elements<'_, 'b> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array")
    }

    fn visit_seq<A: SeqAccess<'b>>(self, mut all: A) -> Result<(), A::Error> {
        while let Some(element) = all.next_element()? {
            self.0.push(element);
        }
        Ok(())
    }
}

fn trimmed(bytes: &[u8], range: Range<usize>) -> Range<usize> {
    let line = &bytes[range.clone()];
    let before = line.len() - line.trim_ascii_start().len();
    let len = line.trim_ascii().len();
    range.start + before..range.start + before + len
}

fn cut() -> String {
    "the record is cut off, or the file is damaged here".to_owned()
}

fn too_long(len: usize) -> String {
    let (is, most) = (len / 1024 / 1024, MAX_RECORD / 1024 / 1024);
    format!("the record is too long ({is} MB of at most {most})")
}

fn wrong(error: &serde_json::Error, line: &[u8]) -> String {
    match std::str::from_utf8(line) {
        Ok(_) => format!("it is no JSON: {}", reason(error)),
        Err(error) => {
            let byte = line.get(error.valid_up_to()).copied().unwrap_or_default();
            let at = error.valid_up_to();
            format!("the line is not UTF-8 (byte 0x{byte:02X} at offset {at})")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(file: &str, records: &[(usize, &str)], faults: &[usize]) {
        let found = find(file.as_bytes());
        let all = found.records.iter();
        let all: Vec<(usize, &str)> = all.map(|(line, at)| (*line, &file[at.clone()])).collect();
        assert_eq!(all, records, "{file}");
        let lines: Vec<usize> = found.faults.iter().map(|(line, _)| *line).collect();
        assert_eq!(lines, faults, "{file}");
    }

    #[test]
    fn records_are_found_with_their_lines() {
        check("", &[], &[]);
        check("{}\n\n {\"a\":1} \r\n", &[(1, "{}"), (3, "{\"a\":1}")], &[]);
        check("\u{feff}{}", &[(1, "{}")], &[]);
        check(
            "{\n \"a\": 1\n}\n{}\n",
            &[(1, "{\n \"a\": 1\n}"), (4, "{}")],
            &[],
        );
        check("[{},\n{\"a\":1}]", &[(1, "{}"), (2, "{\"a\":1}")], &[]);
    }

    #[test]
    fn what_is_broken_is_a_fault_and_the_rest_is_read() {
        check("{}\n{\"a\":\n", &[(1, "{}")], &[2]);
        check("{\"a\":\"b\n{}\n", &[(2, "{}")], &[1]);
        check("x\n{}\n", &[(2, "{}")], &[1]);
        check("[{},\n{\"a\":", &[(1, "{}")], &[2]);
        check("[{},\nx]", &[(1, "{}")], &[2]);
        let found = find(b"{\"a\":\"\xff\"}\n{}");
        assert_eq!(found.records.len(), 1);
        assert!(found.faults[0].1.contains("not UTF-8"), "{found:?}");
        let many = "x\n".repeat(50);
        assert_eq!(find(many.as_bytes()).faults.len(), MOST_FAULTS + 1);
    }
}
