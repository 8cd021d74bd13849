//! A file of annotations, line by line. Pure: no text, no meaning.
//!
//! ```text
//! T1<TAB>Content 12 40;61 98<TAB>words        a span of one piece or several
//! E1<TAB>Attribution:T3 Source:T2 Content:T1  an event: its type and trigger, then roles and what fills them
//! R1<TAB>Addressee Arg1:T1 Arg2:T4            a relation of two
//! A1<TAB>Stance E1 support                    an attribute, with a value or without (M in old files)
//! N1<TAB>Reference T2 Wikidata:Q567<TAB>Name  an entry of another list
//! #1<TAB>AnnotatorNotes E1<TAB>words          a note
//! *<TAB>Equiv T2 T5                           spans that mean the same
//! ```

use std::collections::{HashMap, HashSet};

/// Faults that are told of one file; what is no file of annotations has one in every line.
const MOST_FAULTS: usize = 20;

/// Everything that a file says, in its order.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Lines {
    pub(super) spans: Vec<SpanLine>,
    pub(super) events: Vec<Event>,
    pub(super) relations: Vec<Relation>,
    pub(super) attributes: Vec<Attribute>,
    pub(super) references: Vec<Reference>,
    pub(super) notes: Vec<Note>,
    /// Groups of ids that mean the same, with their lines.
    pub(super) same: Vec<(usize, Vec<String>)>,
    /// Lines of sorts that are not known, by number from 1, and their first letter.
    pub(super) unknown: Vec<(usize, char)>,
    /// Lines, by number from 1, whose id another line above has too; both are kept.
    pub(super) doubled: Vec<usize>,
    /// Lines, by number from 1, that are letter by letter as one above; one is kept.
    pub(super) repeated: Vec<usize>,
    pub(super) faults: Vec<Fault>,
}

/// A `T` line. Offsets count as the file does; see `offsets`.
#[derive(Debug, PartialEq)]
pub(super) struct SpanLine {
    pub(super) line: usize,
    pub(super) id: String,
    pub(super) kind: String,
    /// At least one; none turned round or empty.
    pub(super) pieces: Vec<(usize, usize)>,
    /// The words, as the file repeats them; empty where it does not.
    pub(super) words: String,
}

/// An `E` line.
#[derive(Debug, PartialEq)]
pub(super) struct Event {
    pub(super) line: usize,
    pub(super) id: String,
    pub(super) kind: String,
    pub(super) trigger: String,
    pub(super) roles: Vec<(String, String)>,
}

/// An `R` line.
#[derive(Debug, PartialEq)]
pub(super) struct Relation {
    pub(super) line: usize,
    pub(super) id: String,
    pub(super) kind: String,
    pub(super) ends: [String; 2],
}

/// An `A` or `M` line.
#[derive(Debug, PartialEq)]
pub(super) struct Attribute {
    pub(super) line: usize,
    pub(super) name: String,
    pub(super) of: String,
    pub(super) value: Option<String>,
}

/// An `N` line.
#[derive(Debug, PartialEq)]
pub(super) struct Reference {
    pub(super) line: usize,
    pub(super) of: String,
    pub(super) entry: String,
    pub(super) name: String,
}

/// A `#` line.
#[derive(Debug, PartialEq)]
pub(super) struct Note {
    pub(super) line: usize,
    pub(super) of: String,
    pub(super) words: String,
}

/// What is wrong with a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    /// From 1.
    pub(super) line: usize,
    /// In characters, from 1.
    pub(super) column: usize,
    /// A clause without a full stop.
    pub(super) what: String,
}

impl SpanLine {
    /// Tells whether the file repeats the words of the span.
    pub(super) fn has_words(&self) -> bool {
        !self.words.trim().is_empty()
    }
}

impl Lines {
    /// Tells whether there is no annotation.
    pub(super) fn is_empty(&self) -> bool {
        self.spans.is_empty()
            && self.events.is_empty()
            && self.relations.is_empty()
            && self.attributes.is_empty()
            && self.references.is_empty()
            && self.notes.is_empty()
            && self.same.is_empty()
            && self.unknown.is_empty()
    }
}

/// Reads a file. What cannot be read is a fault, and the rest goes on.
pub(super) fn parse(bytes: &[u8]) -> Lines {
    let mut reader = Reader::default();
    if bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") {
        reader.fault(1, 1, "the file is UTF-16; save it as UTF-8".to_owned());
        return reader.finish();
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    for (number, line) in (1..).zip(bytes.split(|byte| *byte == b'\n')) {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let read = match std::str::from_utf8(line) {
            Ok(line) => reader.line(number, line),
            Err(error) => {
                let before = String::from_utf8_lossy(&line[..error.valid_up_to()]);
                let byte = line.get(error.valid_up_to()).copied().unwrap_or_default();
                Err((
                    before.chars().count() + 1,
                    format!("the line is not UTF-8 (byte 0x{byte:02X})"),
                ))
            }
        };
        if let Err((column, what)) = read {
            reader.fault(number, column, what);
        }
    }
    reader.finish()
}

/// A column in characters, from 1, and what is wrong there.
type Wrong = (usize, String);

#[derive(Default)]
struct Reader<'s> {
    lines: Lines,
    /// The first line in which an id was used.
    ids: HashMap<&'s str, usize>,
    /// Lines with ids that were read.
    read: HashSet<&'s str>,
    /// Characters that the words of the last span lack: a span over a line break has its words in several lines.
    lacking: usize,
    /// Whether those words were read before, with an equal line.
    is_repeated: bool,
    more_faults: usize,
}

impl<'s> Reader<'s> {
    fn fault(&mut self, line: usize, column: usize, what: String) {
        if self.lines.faults.len() < MOST_FAULTS {
            self.lines.faults.push(Fault { line, column, what });
        } else {
            self.more_faults += 1;
        }
    }

    fn finish(mut self) -> Lines {
        if let (Some(last), 1..) = (self.lines.faults.last().cloned(), self.more_faults) {
            let what = format!("{} more lines below cannot be read", self.more_faults);
            self.lines.faults.push(Fault { what, ..last });
        }
        self.lines
    }

    fn line(&mut self, number: usize, line: &'s str) -> Result<(), Wrong> {
        let mut fields = line.splitn(3, '\t');
        let id = fields.next().unwrap_or_default();
        let Some(sort) = sort(id) else {
            return self.other(line);
        };
        let Some(body) = fields.next() else {
            return self.other(line);
        };
        self.lacking = 0;
        let tail = fields.next().unwrap_or_default();
        let at = id.chars().count() + 2;
        self.is_repeated = false;
        if self.read.contains(line) {
            self.lines.repeated.push(number);
            if sort == 'T' {
                self.lacking = lacking(&pieces(body, at)?, tail);
                self.is_repeated = true;
            }
            return Ok(());
        }
        let first = self.ids.get(id).copied();
        if let ('T', Some(first)) = (sort, first) {
            // What names the id names one span, and nothing tells which.
            return Err((1, format!("the id {id} is used in line {first} already")));
        }
        self.known(sort, number, (id, body, tail), at)?;
        // Equivalences have no ids.
        if sort != '*' {
            self.read.insert(line);
            self.ids.entry(id).or_insert(number);
            self.lines.doubled.extend(first.map(|_| number));
        }
        Ok(())
    }

    /// Reads a line of a known form: its id, what stands after the first tab (from column `at`) and after the second.
    fn known(
        &mut self,
        sort: char,
        number: usize,
        (id, body, tail): (&str, &str, &str),
        at: usize,
    ) -> Result<(), Wrong> {
        match sort {
            'T' => {
                let pieces = pieces(body, at)?;
                self.lacking = lacking(&pieces, tail);
                self.lines.spans.push(SpanLine {
                    line: number,
                    id: id.to_owned(),
                    kind: kind(body).to_owned(),
                    pieces,
                    words: tail.to_owned(),
                });
            }
            'E' => self.lines.events.push(event(number, id, body, at)?),
            'R' => self.lines.relations.push(relation(number, id, body, at)?),
            'A' | 'M' => self.lines.attributes.push(attribute(number, body, at)?),
            'N' => {
                let [_, of, entry] = words(body, at, "TYPE ID ENTRY")?;
                self.lines.references.push(Reference {
                    line: number,
                    of,
                    entry,
                    name: tail.trim().to_owned(),
                });
            }
            '#' => {
                let [_, of] = words(body, at, "TYPE ID")?;
                self.lines.notes.push(Note {
                    line: number,
                    of,
                    words: tail.trim().to_owned(),
                });
            }
            '*' => {
                let ids = body.split_whitespace().skip(1).map(str::to_owned);
                self.lines.same.push((number, ids.collect()));
            }
            letter => self.lines.unknown.push((number, letter)),
        }
        Ok(())
    }

    /// Reads a line that begins with no id: empty, or the rest of a span's words.
    fn other(&mut self, line: &str) -> Result<(), Wrong> {
        if self.lacking > 0
            && let Some(last) = self.lines.spans.last_mut()
        {
            self.lacking = self.lacking.saturating_sub(line.chars().count() + 1);
            if !self.is_repeated {
                last.words.push('\n');
                last.words.push_str(line);
            }
            return Ok(());
        }
        if line.trim().is_empty() {
            return Ok(());
        }
        Err((
            1,
            format!(
                "{:?} is no annotation: a line begins with an id as T1 and a tab",
                cut(line)
            ),
        ))
    }
}

/// Returns the letter of an id: `T` of `T12`.
fn sort(id: &str) -> Option<char> {
    let letter = id.chars().next()?;
    let rest = &id[letter.len_utf8()..];
    let is_id = (letter.is_ascii_alphabetic() || letter == '#')
        && rest.starts_with(|c: char| c.is_ascii_digit());
    (is_id && !rest.contains(char::is_whitespace) || id == "*").then_some(letter)
}

/// Returns the type that the middle field of a `T` line begins with.
fn kind(body: &str) -> &str {
    body.split_once(' ').map_or(body, |(kind, _)| kind)
}

/// Reads the offsets in the middle field of a `T` line, which begins in column `at`.
fn pieces(body: &str, at: usize) -> Result<Vec<(usize, usize)>, Wrong> {
    let (kind, offsets) = body.split_once(' ').unwrap_or((body, ""));
    let at = at + kind.chars().count() + 1;
    let mut pieces = Vec::new();
    for piece in offsets.trim().split(';') {
        let numbers: Vec<Result<usize, _>> = piece.split_whitespace().map(str::parse).collect();
        match numbers[..] {
            [Ok(start), Ok(end)] if start < end => pieces.push((start, end)),
            [Ok(_), Ok(_)] => {
                return Err((at, format!("the span {piece} is empty or turned round")));
            }
            _ => {
                let what = format!(
                    "{:?} is no span: START END, or several with `;`",
                    cut(piece)
                );
                return Err((at, what));
            }
        }
    }
    Ok(pieces)
}

/// Returns how many characters are lacking in the words that stand in a span's own line.
fn lacking(pieces: &[(usize, usize)], tail: &str) -> usize {
    if tail.is_empty() {
        return 0;
    }
    // brat joins the words of pieces by one space.
    let spaces = pieces.len().saturating_sub(1);
    let long = pieces
        .iter()
        .fold(spaces, |sum, (start, end)| sum.saturating_add(end - start));
    long.saturating_sub(tail.chars().count())
}

fn event(line: usize, id: &str, body: &str, at: usize) -> Result<Event, Wrong> {
    let mut parts = body.split_whitespace().map(|part| {
        part.split_once(':')
            .map(|(name, id)| (name.to_owned(), id.to_owned()))
            .ok_or_else(|| (at, format!("{:?} is no role: ROLE:ID", cut(part))))
    });
    let (kind, trigger) = parts
        .next()
        .unwrap_or_else(|| Err((at, "the event is empty".to_owned())))?;
    Ok(Event {
        line,
        id: id.to_owned(),
        kind,
        trigger,
        roles: parts.collect::<Result<_, _>>()?,
    })
}

fn relation(line: usize, id: &str, body: &str, at: usize) -> Result<Relation, Wrong> {
    let [kind, from, to] = words(body, at, "TYPE Arg1:ID Arg2:ID")?;
    let end = |part: String| {
        part.split_once(':')
            .map_or(part.clone(), |(_, id)| id.to_owned())
    };
    Ok(Relation {
        line,
        id: id.to_owned(),
        kind,
        ends: [end(from), end(to)],
    })
}

fn attribute(line: usize, body: &str, at: usize) -> Result<Attribute, Wrong> {
    let mut parts = body.splitn(3, ' ').map(str::trim).map(str::to_owned);
    match (parts.next(), parts.next(), parts.next()) {
        (Some(name), Some(of), value) if !name.is_empty() && !of.is_empty() => Ok(Attribute {
            line,
            name,
            of,
            value: value.filter(|value| !value.is_empty()),
        }),
        _ => Err((
            at,
            format!("{:?} is no attribute: NAME ID, or NAME ID VALUE", cut(body)),
        )),
    }
}

/// Splits the middle field of a line into words.
fn words<const N: usize>(body: &str, at: usize, form: &str) -> Result<[String; N], Wrong> {
    let words: Vec<String> = body.split_whitespace().map(str::to_owned).collect();
    let wrong = || (at, format!("{:?} is not {form}", cut(body)));
    words.try_into().ok().ok_or_else(wrong)
}

/// Returns the beginning of what is shown in a message.
fn cut(text: &str) -> String {
    const LONGEST: usize = 40;
    if text.chars().nth(LONGEST).is_none() {
        return text.to_owned();
    }
    text.chars().take(LONGEST).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check_span(line: &str, expected: (&str, &[(usize, usize)], &str)) {
        let lines = parse(line.as_bytes());
        assert_eq!(lines.faults, []);
        let span = &lines.spans[0];
        assert_eq!(
            (
                span.kind.as_str(),
                span.pieces.as_slice(),
                span.words.as_str()
            ),
            expected
        );
    }

    #[test]
    fn spans_have_pieces_and_words() {
        check_span(
            "T1\tContent 12 40\twords",
            ("Content", &[(12, 40)], "words"),
        );
        check_span(
            "T1\tContent 0 4;9 12\tsome one\r\n",
            ("Content", &[(0, 4), (9, 12)], "some one"),
        );
        check_span("\u{feff}T1\tCue 5 9", ("Cue", &[(5, 9)], ""));
        check_span(
            "T1\tContent 0 9\tone\n\nfour",
            ("Content", &[(0, 9)], "one\n\nfour"),
        );
        check_span("T1\tContent 0 3\tone\n\n", ("Content", &[(0, 3)], "one"));
    }

    #[track_caller]
    fn check_fault(source: &[u8], expected: &str) {
        let lines = parse(source);
        let shown: Vec<String> = lines
            .faults
            .iter()
            .map(|fault| format!("{}:{}: {}", fault.line, fault.column, fault.what))
            .collect();
        assert_eq!(shown.join("; "), expected);
    }

    #[test]
    fn faults_have_a_place() {
        check_fault(b"", "");
        check_fault(b"\n \r\n", "");
        check_fault(
            b"hello",
            "1:1: \"hello\" is no annotation: a line begins with an id as T1 and a tab",
        );
        check_fault(
            b"T1 Cue 1 2 x",
            "1:1: \"T1 Cue 1 2 x\" is no annotation: a line begins with an id as T1 and a tab",
        );
        check_fault(
            b"T1\tCue 5 5\tx",
            "1:8: the span 5 5 is empty or turned round",
        );
        check_fault(
            b"T1\tCue 5 -9\tx",
            "1:8: \"5 -9\" is no span: START END, or several with `;`",
        );
        check_fault(
            b"T1\tCue 1 2\tx\nT1\tCue 3 4\tx",
            "2:1: the id T1 is used in line 1 already",
        );
        check_fault(
            b"T1\tCue 1 2\t\xFF",
            "1:12: the line is not UTF-8 (byte 0xFF)",
        );
        check_fault(b"E1\t", "1:4: the event is empty");
        check_fault(b"E1\tA:T1 B", "1:4: \"B\" is no role: ROLE:ID");
        check_fault(
            b"R1\tA Arg1:T1",
            "1:4: \"A Arg1:T1\" is not TYPE Arg1:ID Arg2:ID",
        );
        check_fault(
            b"A1\tStance",
            "1:4: \"Stance\" is no attribute: NAME ID, or NAME ID VALUE",
        );
        check_fault(
            b"#1\tAnnotatorNotes\tx",
            "1:4: \"AnnotatorNotes\" is not TYPE ID",
        );
        assert_eq!(
            parse("x\n".repeat(500).as_bytes()).faults.len(),
            MOST_FAULTS + 1
        );
    }

    #[test]
    fn every_sort_of_line_is_read() {
        let source = "E1\tSay:T1 Who:T2\nR1\tto Arg1:T1 Arg2:T2\nA1\tSure E1\nM2\tHow E1 very much\n\
                      N1\tReference T2 Wikidata:Q1\tAnna Berg\n#1\tAnnotatorNotes E1\tWhy?\n*\tEquiv T2 T3\nX1\tnew kind";
        let lines = parse(source.as_bytes());
        assert_eq!(lines.faults, []);
        assert_eq!(lines.events[0].roles, [("Who".to_owned(), "T2".to_owned())]);
        assert_eq!(lines.relations[0].ends, ["T1", "T2"]);
        assert_eq!(lines.attributes[0].value, None);
        assert_eq!(lines.attributes[1].value.as_deref(), Some("very much"));
        assert_eq!(lines.references[0].name, "Anna Berg");
        assert_eq!(lines.notes[0].words, "Why?");
        assert_eq!(lines.same, [(7, vec!["T2".to_owned(), "T3".to_owned()])]);
        assert_eq!(lines.unknown, [(8, 'X')]);
    }

    /// Reads lines; expects how many are kept of each sort with an id, the doubled ones and the repeated ones.
    #[track_caller]
    fn check_twice(source: &str, kept: [usize; 6], doubled: &[usize], repeated: &[usize]) {
        let lines = parse(source.as_bytes());
        let found = [
            lines.spans.len(),
            lines.events.len(),
            lines.relations.len(),
            lines.attributes.len(),
            lines.references.len(),
            lines.notes.len(),
        ];
        assert_eq!(found, kept, "{source}");
        assert_eq!(lines.doubled, doubled, "{source}");
        assert_eq!(lines.repeated, repeated, "{source}");
        assert_eq!(lines.faults, [], "{source}");
    }

    #[test]
    fn an_id_used_twice_loses_no_line() {
        let same = "T1\tA 0 5\tone\ntwo\nT2\tA 9 12\tend\n";
        check_twice(&format!("{same}{same}"), [2, 0, 0, 0, 0, 0], &[], &[4, 6]);
        check_twice("E1\tA:T1\nE1\tA:T2", [0, 2, 0, 0, 0, 0], &[2], &[]);
        check_twice("E1\tA:T1\nE1\tA:T1", [0, 1, 0, 0, 0, 0], &[], &[2]);
        check_twice(
            "E1\tA:T1\nE1\tA:T2\nE1\tA:T2",
            [0, 2, 0, 0, 0, 0],
            &[2],
            &[3],
        );
        check_twice(
            "R1\tA Arg1:T1 Arg2:T2\nR1\tB Arg1:T1 Arg2:T2",
            [0, 0, 2, 0, 0, 0],
            &[2],
            &[],
        );
        check_twice("A1\tA E1\nA1\tB E1", [0, 0, 0, 2, 0, 0], &[2], &[]);
        check_twice(
            "N1\tA T1 W:1\tx\nN1\tA T1 W:2\ty",
            [0, 0, 0, 0, 2, 0],
            &[2],
            &[],
        );
        check_twice("#1\tA T1\tx\n#1\tA T1\ty", [0, 0, 0, 0, 0, 2], &[2], &[]);
        check_twice("*\tEquiv T1 T2\n*\tEquiv T3 T4", [0; 6], &[], &[]);
    }

    proptest! {
        #[test]
        fn anything_can_be_read(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            parse(&bytes);
        }

        #[test]
        fn anything_like_a_line_can_be_read(source in "([TERAMN#*X][0-9]{0,2}\t?([A-Za-z]{0,3}[ :;\t]|[0-9]{1,22}[ ;]|T[0-9]|é){0,8}\r?\n?){0,8}") {
            let lines = parse(source.as_bytes());
            for span in &lines.spans {
                prop_assert!(!span.pieces.is_empty());
            }
        }
    }
}
