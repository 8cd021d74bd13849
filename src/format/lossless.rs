//! RON text as it stands, with the place of every value: what a person wrote by hand stays as they wrote it when a value
//! in it changes.
//!
//! This knows brackets, commas, strings and comments, and nothing of what values mean. It is asked about files that were
//! understood before; of what it does not understand it makes nothing.

mod patch;
#[cfg(test)]
mod tests;

use std::ops::Range;

use super::Loaded;
use crate::model::problem::{Problem, ProblemKind};

pub(super) use patch::entries;
use patch::patched;

/// Deepest nesting that is looked into, as deep as files are read.
const DEEPEST: usize = 128;

/// Puts into a file what differs between two values of it, spelled as this program writes them; everything else stays as
/// somebody wrote it. `parse` says what a text means, which must be `after` in the end; `name` is for messages.
///
/// # Errors
/// If the file is not understood well enough to change it; nothing is to be written then.
pub(super) fn rewritten<T: PartialEq>(
    name: &str,
    source: &[u8],
    (was, is): (&str, &str),
    after: &T,
    parse: impl Fn(&[u8]) -> Loaded<T>,
) -> Result<String, Problem> {
    let text = std::str::from_utf8(source).ok();
    let patched = text.and_then(|text| patched(text, was, is));
    let comes_back = |patched: &String| {
        let back = parse(patched.as_bytes());
        back.value.as_ref() == Some(after) && back.read_only.is_none()
    };
    patched.filter(comes_back).ok_or_else(|| {
        let what = "the change cannot be put into the file as it was written by hand";
        Problem::new(ProblemKind::NotSaved, name, what)
            .hinted("Make the change in the file itself, and please report this")
    })
}

/// A value and where it stands, in bytes.
#[derive(Clone, Debug)]
struct Node {
    at: Range<usize>,
    /// What it holds; none of a value without parts that have places of their own.
    group: Option<Group>,
}

/// What stands between two brackets.
#[derive(Clone, Debug)]
struct Group {
    sort: Sort,
    /// Where the bracket that opens it ends.
    open: usize,
    /// Where the bracket that closes it begins.
    close: usize,
    items: Vec<Item>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sort {
    /// `(name: value)`
    Struct,
    /// `[value]`
    List,
    /// `{key: value}`
    Map,
}

#[derive(Clone, Debug)]
struct Item {
    /// Field of a struct, key of a map.
    key: Option<Range<usize>>,
    value: Node,
    /// Where the comma behind it ends.
    comma: Option<usize>,
}

impl Item {
    fn start(&self) -> usize {
        self.key
            .as_ref()
            .map_or(self.value.at.start, |key| key.start)
    }

    /// Returns where it ends, its comma included.
    fn end(&self) -> usize {
        self.comma.unwrap_or(self.value.at.end)
    }
}

/// Returns the value that a file holds.
fn parse(text: &str) -> Option<Node> {
    let mut parser = Parser {
        text,
        at: 0,
        depth: 0,
    };
    parser.blank()?;
    while parser.rest().starts_with("#!") {
        parser.at += parser.rest().find(']')? + 1;
        parser.blank()?;
    }
    let node = parser.value()?;
    parser.blank()?;
    parser.rest().is_empty().then_some(node)
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
}

impl<'a> Parser<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<u8> {
        self.rest().bytes().next()
    }

    fn take(&mut self, byte: u8) -> bool {
        let is_there = self.peek() == Some(byte);
        self.at += usize::from(is_there);
        is_there
    }

    /// Goes on to the next token; none in a comment that does not end.
    fn blank(&mut self) -> Option<()> {
        loop {
            let rest = self.rest();
            let text =
                rest.trim_start_matches(|char: char| char.is_whitespace() || char == '\u{feff}');
            self.at += rest.len() - text.len();
            let length = comment(text)?;
            if length == 0 {
                return Some(());
            }
            self.at += length;
        }
    }

    fn value(&mut self) -> Option<Node> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return None;
        }
        let start = self.at;
        let mut group = None;
        match self.peek()? {
            b'"' | b'\'' => self.quoted()?,
            b'[' => group = Some(self.items(Sort::List, b']')?),
            b'{' => group = Some(self.items(Sort::Map, b'}')?),
            b'(' => group = Some(self.items(Sort::Struct, b')')?),
            _ if self.raw_string()? => {}
            _ => {
                self.word()?;
                let after = self.at;
                self.blank()?;
                if self.peek() == Some(b'(') {
                    group = Some(self.items(Sort::Struct, b')')?);
                } else {
                    self.at = after;
                }
            }
        }
        // What is not all fields is a value as a whole: `Some("x")`.
        let is_whole = |group: &Group| {
            group.sort == Sort::Struct && group.items.iter().any(|item| item.key.is_none())
        };
        let group = group.filter(|group| !is_whole(group));
        self.depth -= 1;
        Some(Node {
            at: start..self.at,
            group,
        })
    }

    fn items(&mut self, sort: Sort, end: u8) -> Option<Group> {
        self.at += 1;
        let open = self.at;
        let mut items = Vec::new();
        loop {
            self.blank()?;
            let close = self.at;
            if self.take(end) {
                return Some(Group {
                    sort,
                    open,
                    close,
                    items,
                });
            }
            let is_apart = items.last().is_none_or(|last: &Item| last.comma.is_some());
            if !is_apart {
                return None;
            }
            let from = self.at;
            let has_key = match sort {
                Sort::List => false,
                // A field has a name, and other values may begin with one.
                Sort::Struct => self.word().is_some(),
                Sort::Map => self.value().is_some(),
            };
            let name = from..self.at;
            let key = (has_key && self.colon()?).then_some(name);
            if key.is_none() {
                self.at = from;
            }
            let value = self.value()?;
            self.blank()?;
            // A comment may stand before the comma.
            let comma = self.take(b',').then_some(self.at);
            items.push(Item { key, value, comma });
        }
    }

    fn colon(&mut self) -> Option<bool> {
        self.blank()?;
        let found = self.take(b':');
        if found {
            self.blank()?;
        }
        Some(found)
    }

    /// Reads a number or a name.
    fn word(&mut self) -> Option<()> {
        let ends = |char: char| char.is_whitespace() || ",:()[]{}\"'/".contains(char);
        let rest = self.rest();
        let length = rest.find(ends).unwrap_or(rest.len());
        self.at += length;
        (length > 0).then_some(())
    }

    /// Reads a string or a character, which begins here.
    fn quoted(&mut self) -> Option<()> {
        let quote = self.peek()?;
        let bytes = self.rest().as_bytes();
        let mut at = 1;
        loop {
            match bytes.get(at)? {
                b'\\' => at += 2,
                byte if *byte == quote => break,
                _ => at += 1,
            }
        }
        self.at += at + 1;
        Some(())
    }

    /// Reads a string with a letter before it, `r#"…"#` or `b"…"`, if one begins here.
    fn raw_string(&mut self) -> Option<bool> {
        let rest = self.rest();
        let after = rest.strip_prefix('b').unwrap_or(rest);
        let has_letter = after.len() < rest.len();
        if has_letter && after.starts_with(['"', '\'']) {
            self.at += 1;
            self.quoted()?;
            return Some(true);
        }
        let Some(raw) = after.strip_prefix('r') else {
            return Some(false);
        };
        let hashes = raw.len() - raw.trim_start_matches('#').len();
        let Some(content) = raw[hashes..].strip_prefix('"') else {
            return Some(false);
        };
        let end = format!("\"{}", "#".repeat(hashes));
        let length = content.find(&end)? + end.len();
        self.at += rest.len() - content.len() + length;
        Some(true)
    }
}

/// Returns the length of the comment that a text begins with, 0 if it begins with none; none if it does not end.
fn comment(text: &str) -> Option<usize> {
    if text.starts_with("//") {
        return Some(text.find('\n').unwrap_or(text.len()));
    }
    if !text.starts_with("/*") {
        return Some(0);
    }
    let (mut depth, mut at) = (0_usize, 0);
    let bytes = text.as_bytes();
    loop {
        match bytes.get(at..at + 2)? {
            b"/*" => (depth, at) = (depth + 1, at + 2),
            b"*/" if depth == 1 => return Some(at + 2),
            b"*/" => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
    }
}
