//! PDF files: the text that they hold beside the picture of their pages.
//!
//! PDF is what breaks readers: files are damaged, built to harm, or only odd, and no library gets through all of them. So
//! it is read in a process of its own, our own program called with [`COMMAND`], which may use so much memory and so much
//! time; if it breaks off, one file has no text. `glyphs` finds the lines of a page, `layout` makes paragraphs of them.
//!
//! Limitations: text that runs in another direction than most of its page is left out; columns come in the order in which
//! the file draws them.

mod glyphs;
mod layout;

use std::io::{Read as _, Write as _};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{OnceLock, mpsc};
use std::thread;
use std::time::Duration;

use pdf_extract::{Document, output_doc_page};
use rustix::process::{Resource, Rlimit, setrlimit};
use serde::{Deserialize, Serialize};

use super::head::Markup;
use super::{Draft, Source, decode, plain, unreadable};
use crate::model::problem::Problem;
use glyphs::Glyphs;

/// The subcommand that reads a PDF file from standard input.
pub const COMMAND: &str = "read-pdf";

/// How far into a file its mark may stand, in bytes.
const HEAD: usize = 1024;

/// What stands at the end of a file, and how far before it other programs leave things, in bytes.
const END: &[u8] = b"startxref";
const TAIL: usize = 64 * 1024;

/// Most memory of the process, in bytes, and most time that it computes, in seconds.
const MOST_MEMORY: u64 = 2 << 30;
const MOST_SECONDS: u64 = 30;

/// Longest wait for an answer: a busy machine computes slower.
const LONGEST_WAIT: Duration = Duration::from_mins(2);

/// Longest answer, in bytes.
const LONGEST_ANSWER: u64 = 64 << 20;

/// Most pages of a file.
const MOST_PAGES: usize = 5000;

const AS_TEXT: &str = "Open it in its program and save its text as a .txt file";
const WITHOUT_PASSWORD: &str = "Save it without a password, and add that";
const RECOGNISE: &str = "Let a program recognise its text (OCR), and add what that saves";

/// The program that reads PDF files; none in tests, which read them themselves.
static PROGRAM: OnceLock<PathBuf> = OnceLock::new();

/// What came of reading a file.
#[derive(Debug, Serialize, Deserialize)]
enum Answer {
    Text(String),
    Fault { what: String, hint: String },
}

fn fault(what: impl Into<String>, hint: &str) -> Answer {
    Answer::Fault {
        what: what.into(),
        hint: hint.to_owned(),
    }
}

/// Says which program it is that knows [`COMMAND`]; `main` calls it. Without it PDF files are read in the calling process,
/// with no limits.
pub fn set_program(program: PathBuf) {
    // It is the same program each time.
    drop(PROGRAM.set(program));
}

/// Reads a file; see [`super::read`].
pub(super) fn read(source: Source<'_>) -> Result<Draft, Problem> {
    let Source { path, bytes, .. } = source;
    if bytes.is_empty() {
        return Err(unreadable(path, "the file is empty"));
    }
    if !is_pdf(bytes) {
        let (what, hint) = decode::not_a("PDF file", bytes);
        return Err(unreadable(path, what).hinted(hint));
    }
    let answer = match PROGRAM.get() {
        Some(program) => asked(program, bytes),
        None => answer(bytes),
    };
    match answer {
        Answer::Text(text) => Ok(plain::draft(text, Markup::None)),
        Answer::Fault { what, hint } => Err(unreadable(path, what).hinted(hint)),
    }
}

fn is_pdf(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(HEAD)];
    head.windows(5).any(|window| window == b"%PDF-")
}

/// Lets the other process read a file.
fn asked(program: &Path, bytes: &[u8]) -> Answer {
    let started = Command::new(program)
        .arg(COMMAND)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn();
    let mut child = match started {
        Ok(child) => child,
        Err(error) => {
            return fault(
                format!("what reads PDF files does not start: {error}"),
                AS_TEXT,
            );
        }
    };
    let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
    let (send, receive) = mpsc::sync_channel(1);
    let (said, status) = thread::scope(|scope| {
        scope.spawn(move || {
            if let Some(mut stdin) = stdin {
                // Who does not read to the end has broken off, which the answer tells.
                drop(stdin.write_all(bytes));
            }
        });
        scope.spawn(move || {
            let mut said = Vec::new();
            if let Some(stdout) = stdout {
                drop(stdout.take(LONGEST_ANSWER).read_to_end(&mut said));
            }
            drop(send.send(said));
        });
        let said = receive.recv_timeout(LONGEST_WAIT);
        if said.is_err() {
            // It may have ended meanwhile.
            drop(child.kill());
        }
        (said, child.wait())
    });
    let is_slow = said.is_err() || status.is_ok_and(was_stopped);
    let said = said.unwrap_or_default();
    match serde_json::from_slice(&said) {
        Ok(answer) => answer,
        Err(_) if is_slow => fault(
            format!("the PDF file takes more than {MOST_SECONDS} seconds to read"),
            AS_TEXT,
        ),
        Err(_) => {
            let most = MOST_MEMORY >> 30;
            let what = format!("the PDF file is damaged, or takes more than {most} GiB to read");
            fault(what, AS_TEXT)
        }
    }
}

/// Tells whether the system ended a process for its time.
fn was_stopped(status: std::process::ExitStatus) -> bool {
    use std::os::unix::process::ExitStatusExt as _;
    // `SIGXCPU` and `SIGKILL`, which are these numbers on every system.
    status
        .signal()
        .is_some_and(|signal| [24, 9].contains(&signal))
}

/// Reads a PDF file in the process that was made for it, with limits; returns what is to be written to standard output.
pub fn answered(bytes: &[u8]) -> Vec<u8> {
    let limit = |resource, most| {
        let limit = Rlimit {
            current: Some(most),
            maximum: Some(most),
        };
        // Where the system has no such limit, the one on waiting is left.
        let _ = setrlimit(resource, limit);
    };
    limit(Resource::As, MOST_MEMORY);
    limit(Resource::Cpu, MOST_SECONDS);
    serde_json::to_vec(&answer(bytes)).unwrap_or_default()
}

/// Reads a PDF file.
fn answer(bytes: &[u8]) -> Answer {
    let read = catch_unwind(AssertUnwindSafe(|| text(bytes)));
    read.unwrap_or_else(|_| fault("the PDF file is damaged or cut off", AS_TEXT))
}

fn text(bytes: &[u8]) -> Answer {
    let end = &bytes[bytes.len().saturating_sub(TAIL)..];
    if !end.windows(END.len()).any(|window| window == END) {
        // What can be made of a beginning would pass for the whole.
        return fault("the PDF file is damaged or cut off", AS_TEXT);
    }
    let mut document = match Document::load_mem(bytes) {
        Ok(document) => document,
        Err(error) if is_about_password(&error) => return protected(),
        Err(_) => return fault("the PDF file is damaged or cut off", AS_TEXT),
    };
    if document.is_encrypted() && document.decrypt("").is_err() {
        return protected();
    }
    let numbers: Vec<u32> = document.get_pages().into_keys().collect();
    if numbers.is_empty() {
        return fault("the PDF file is damaged or cut off", AS_TEXT);
    }
    if numbers.len() > MOST_PAGES {
        let what = format!("the PDF file has more than {MOST_PAGES} pages");
        return fault(what, "Split it into one file per article");
    }
    let mut pages = Vec::with_capacity(numbers.len());
    for number in numbers {
        let mut glyphs = Glyphs::default();
        let drawn = catch_unwind(AssertUnwindSafe(|| {
            output_doc_page(&document, &mut glyphs, number)
        }));
        if !matches!(drawn, Ok(Ok(()))) {
            // A text with a page left out would pass for the whole.
            let what = format!("page {number} of the PDF file cannot be read");
            return fault(what, AS_TEXT);
        }
        pages.push(glyphs.lines());
    }
    let text = layout::text(pages);
    if text.is_empty() {
        let what = "the PDF file holds pictures of its pages and no text";
        return fault(what, RECOGNISE);
    }
    if is_garbled(&text) {
        let what = "the PDF file does not say which letters its signs stand for";
        return fault(what, RECOGNISE);
    }
    Answer::Text(text)
}

fn protected() -> Answer {
    fault("the PDF file is protected by a password", WITHOUT_PASSWORD)
}

fn is_about_password(error: &pdf_extract::Error) -> bool {
    use pdf_extract::Error;
    matches!(error, Error::InvalidPassword | Error::Decryption(_))
}

/// Tells whether much of a text is no letters that anybody knows.
fn is_garbled(text: &str) -> bool {
    let is_odd = |char: &char| {
        matches!(char, '\u{fffd}' | '\u{e000}'..='\u{f8ff}') || (char.is_control() && *char != '\n')
    };
    let odd = text.chars().filter(is_odd).count();
    odd * 5 > text.chars().count()
}

#[cfg(test)]
mod tests;
