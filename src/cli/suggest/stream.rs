//! Suggestions for a stream: article lines in, the same lines with `statements` out, in their order and in constant memory.

use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Condvar, Mutex, PoisonError};

use super::{Faults, limits};
use crate::cli::Outcome;
use crate::cli::error::CommandError;
use crate::exchange::article_line;
use crate::exchange::ordered::{Event, ordered};
use crate::exchange::suggestion::Writer;
use crate::read;
use crate::suggest::engine::{Engine, Registry};

/// The longest line that is looked at, in bytes: longer ones are passed on as they are.
pub(super) const LONGEST: usize = 2 << 20;

/// Bytes of lines that are handed to a worker in one go, if they are there already.
const BATCH: usize = 64 << 10;

/// Bytes of lines in hand at a time.
const IN_HAND: usize = 2 << 20;

/// Bytes of text that the engine reads at a time, all workers together: it needs many times as much memory.
const AT_WORK: usize = 500_000;

/// A stretch of the input.
#[derive(Debug)]
pub(in crate::cli) struct Piece {
    /// The number of its first line, from 1.
    pub(in crate::cli) line: u64,
    pub(in crate::cli) bytes: Vec<u8>,
    /// What keeps it from being worked on; it is passed on as it is.
    pub(in crate::cli) fault: Option<String>,
    /// Whether it is part of a line whose fault was told.
    pub(in crate::cli) passed: bool,
}

/// What was made of a piece.
#[derive(Default)]
struct Made {
    bytes: Bytes,
    faults: Vec<String>,
}

pub(super) fn run(engine: &Engine, registry: &Registry) -> Result<Outcome, CommandError> {
    let gate = Gate::default();
    let work = |piece: Piece| {
        let mut made = Made::default();
        if piece.passed || piece.fault.is_some() {
            made.faults.extend(piece.fault);
            made.bytes.push(&piece.bytes);
            return made;
        }
        for (line, number) in piece
            .bytes
            .split_inclusive(|byte| *byte == b'\n')
            .zip(piece.line..)
        {
            if let Err(what) = suggest(line, engine, registry, &gate, &mut made.bytes) {
                made.bytes.push(line);
                made.faults
                    .push(format!("line {number}: {what}; it is passed on unchanged"));
            }
        }
        made
    };
    let mut out = io::stdout().lock();
    let (mut faults, mut failed) = (Faults::default(), None);
    let take = |event: Event<Made>| {
        let written = match event {
            Event::Pause => out.flush(),
            Event::Next(made) => {
                for fault in &made.faults {
                    faults.add(fault);
                }
                made.bytes.write(&mut out)
            }
        };
        failed = written.err();
        match failed {
            Some(_) => ControlFlow::Break(()),
            None => ControlFlow::Continue(()),
        }
    };
    let source = Lines::new(BufReader::with_capacity(BATCH, io::stdin()), BATCH);
    let source = source.map(|piece| (piece.bytes.len(), piece));
    let ended = ordered(limits(32, IN_HAND), source, work, take)
        .map_err(|error| CommandError::new(format!("the system gives no thread: {error}")))?;
    let failed = failed.or_else(|| out.flush().err());
    if let Some(error) = failed {
        return Err(CommandError::output("standard output", &error));
    }
    if ended.is_break() {
        return Err(CommandError::new(
            "a fault of the program ended the stream; please report it",
        ));
    }
    Ok(faults.end())
}

/// Writes a line with its statements; an empty line as it is.
fn suggest(
    line: &[u8],
    engine: &Engine,
    registry: &Registry,
    gate: &Gate,
    out: &mut Bytes,
) -> Result<(), String> {
    if line.trim_ascii().is_empty() {
        out.push(line);
        return Ok(());
    }
    let asked = article_line::read(line)?;
    let article = {
        let mut article = read::text(asked.text);
        article.meta.language = asked.language.or(article.meta.language);
        article
    };
    let (before, after) = article_line::cut(line);
    let start = out.size;
    out.push(before);
    out.push(b",\"statements\":[");
    let mut writer = Writer::new(&article.text, engine.by());
    let mut first = true;
    let found = gate.pass(article.text.len(), || {
        catch_unwind(AssertUnwindSafe(|| {
            engine.article_each(&article, registry, |found| {
                for suggested in writer.next(found) {
                    let json = serde_json::to_vec(&suggested).unwrap_or_default();
                    out.push(if first { b"" } else { b"," });
                    out.push(&json);
                    first = false;
                }
            });
        }))
    });
    if found.is_err() {
        out.cut(start);
        return Err("a fault of the program, please report it".to_owned());
    }
    out.push(b"]");
    out.push(after);
    Ok(())
}

/// Bytes in parts, so that many of them are never moved.
#[derive(Debug, Default)]
struct Bytes {
    parts: Vec<Vec<u8>>,
    size: usize,
}

impl Bytes {
    /// Bytes from which on a part is full.
    const PART: usize = 256 << 10;

    fn push(&mut self, bytes: &[u8]) {
        self.size += bytes.len();
        match self.parts.last_mut() {
            Some(last) if last.len() + bytes.len() <= Self::PART => last.extend_from_slice(bytes),
            _ => self.parts.push(bytes.to_vec()),
        }
    }

    /// Leaves out everything after the first `size` bytes.
    fn cut(&mut self, size: usize) {
        let mut left = size;
        for part in &mut self.parts {
            part.truncate(left);
            left -= part.len();
        }
        self.size = size;
    }

    fn write(&self, out: &mut impl io::Write) -> io::Result<()> {
        self.parts.iter().try_for_each(|part| out.write_all(part))
    }
}

/// Lets through as many as can be read at a time without taking too much memory.
#[derive(Default)]
struct Gate {
    bytes: Mutex<usize>,
    changed: Condvar,
}

impl Gate {
    fn pass<T>(&self, bytes: usize, work: impl FnOnce() -> T) -> T {
        let bytes = bytes.min(AT_WORK);
        let lock = self.bytes.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self
            .changed
            .wait_while(lock, |inside| *inside > 0 && *inside + bytes > AT_WORK);
        *waited.unwrap_or_else(PoisonError::into_inner) += bytes;
        let done = work();
        *self.bytes.lock().unwrap_or_else(PoisonError::into_inner) -= bytes;
        self.changed.notify_all();
        done
    }
}

/// Reads lines: as many in one piece as are there already, and a line that is too long in several.
pub(in crate::cli) struct Lines<R> {
    from: BufReader<R>,
    /// Bytes of a piece of several lines, about.
    batch: usize,
    line: u64,
    /// In the middle of a line that is too long.
    passing: bool,
    ended: bool,
}

impl<R: io::Read> Lines<R> {
    pub(in crate::cli) fn new(from: BufReader<R>, batch: usize) -> Self {
        Self {
            from,
            batch,
            line: 1,
            passing: false,
            ended: false,
        }
    }

    /// Reads to the end of the line, but at most so much; tells whether the line ended.
    fn read_line(&mut self, bytes: &mut Vec<u8>, most: usize) -> io::Result<bool> {
        let before = bytes.len();
        let limit = u64::try_from(most).unwrap_or(u64::MAX);
        (&mut self.from).take(limit).read_until(b'\n', bytes)?;
        // Less than allowed without a line end is the end of the input.
        Ok(bytes.last() == Some(&b'\n') || bytes.len() - before < most)
    }

    /// Reads what comes next into a piece.
    fn fill(&mut self, piece: &mut Piece) -> io::Result<()> {
        if self.passing {
            let ended = self.read_line(&mut piece.bytes, self.batch)?;
            self.passing = !ended;
            self.line += u64::from(ended);
            return Ok(());
        }
        if !self.read_line(&mut piece.bytes, LONGEST)? {
            self.passing = true;
            let (number, most) = (self.line, LONGEST >> 20);
            piece.fault = Some(format!(
                "line {number}: it is longer than {most} MiB; it is passed on unchanged"
            ));
            return Ok(());
        }
        self.line += 1;
        while piece.bytes.len() < self.batch && self.from.buffer().contains(&b'\n') {
            self.read_line(&mut piece.bytes, LONGEST)?;
            self.line += 1;
        }
        Ok(())
    }
}

impl<R: io::Read> Iterator for Lines<R> {
    type Item = Piece;

    fn next(&mut self) -> Option<Piece> {
        let mut piece = Piece {
            line: self.line,
            bytes: Vec::new(),
            fault: None,
            passed: self.passing,
        };
        if self.ended {
            return None;
        }
        if let Err(error) = self.fill(&mut piece) {
            self.ended = true;
            piece.fault = Some(format!(
                "standard input: it could not be read from line {} on: {error}",
                self.line
            ));
            return Some(piece);
        }
        (!piece.bytes.is_empty()).then_some(piece)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Cuts `given` into pieces, read `step` bytes at a time, and shows the numbers of their first lines.
    #[track_caller]
    fn check(given: &[u8], batch: usize, expected: &str) {
        let pieces: Vec<Piece> = Lines::new(BufReader::with_capacity(8, given), batch).collect();
        let shown: Vec<String> = pieces
            .iter()
            .map(|piece| format!("{}:{}", piece.line, piece.bytes.escape_ascii()))
            .collect();
        assert_eq!(shown.join(" "), expected);
    }

    #[test]
    fn lines_that_are_there_are_read_together() {
        check(b"", 64, "");
        check(b"a\nb\n", 64, "1:a\\nb\\n");
        check(b"a\nb\n", 1, "1:a\\n 2:b\\n");
        check(b"a\n\nb", 64, "1:a\\n\\n 3:b");
        check(b"long enough\nb\nc\n", 64, "1:long enough\\nb\\nc\\n");
        check(
            b"long enough\nb\nlate\n",
            64,
            "1:long enough\\nb\\n 3:late\\n",
        );
    }

    #[test]
    fn bytes_can_be_cut() {
        for size in [0, 1, 5, 300_000, 300_007] {
            let mut bytes = Bytes::default();
            for part in [&b"one"[..], b"two", &vec![b'x'; 300_000], b"z"] {
                bytes.push(part);
            }
            let mut whole = Vec::new();
            bytes.write(&mut whole).unwrap();
            bytes.cut(size);
            let mut cut = Vec::new();
            bytes.write(&mut cut).unwrap();
            assert!(cut == whole[..size] && bytes.size == size);
        }
    }

    #[test]
    fn a_line_that_is_too_long_is_passed_on() {
        let mut given = vec![b'x'; LONGEST + 100_000];
        given.extend_from_slice(b"\nnext\n");
        let pieces: Vec<Piece> = Lines::new(BufReader::new(&given[..]), BATCH).collect();
        let sizes: Vec<(u64, usize, bool)> = pieces
            .iter()
            .map(|piece| (piece.line, piece.bytes.len(), piece.fault.is_some()))
            .collect();
        let rest = 100_001 - BATCH;
        assert_eq!(
            sizes,
            [
                (1, LONGEST, true),
                (1, BATCH, false),
                (1, rest, false),
                (2, 5, false)
            ]
        );
        let all: Vec<u8> = pieces.into_iter().flat_map(|piece| piece.bytes).collect();
        assert!(all == given);
    }
}
