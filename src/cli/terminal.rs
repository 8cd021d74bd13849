//! Standard output and standard error: results, messages, progress, and Ctrl+C.

use std::borrow::Cow;
use std::io::{self, BufWriter, IsTerminal as _, StdoutLock, Write as _};
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde::Serialize;

use super::error::CommandError;

/// What a command shows beside its result, and whether it should stop.
pub(super) struct Terminal {
    bar: ProgressBar,
    quiet: bool,
    stopped: Arc<AtomicBool>,
    /// Whether Ctrl+C ends the process at once.
    ends: Arc<AtomicBool>,
}

/// What shells give for a program that Ctrl+C ended.
pub(super) const INTERRUPTED: i32 = 130;

impl Terminal {
    /// Sets up Ctrl+C and, if standard error is a terminal, a progress bar. `what` says what is done: `reading`.
    pub(super) fn new(what: &'static str, quiet: bool) -> Self {
        let stopped = Arc::new(AtomicBool::new(false));
        let ends = Arc::new(AtomicBool::new(false));
        let (flag, at_once) = (Arc::clone(&stopped), Arc::clone(&ends));
        // Without a handler Ctrl+C ends the process at once, which leaves no half file either.
        drop(ctrlc::set_handler(move || {
            flag.store(true, Ordering::Relaxed);
            if at_once.load(Ordering::Relaxed) {
                std::process::exit(INTERRUPTED);
            }
        }));
        let is_shown = !quiet && io::stderr().is_terminal();
        let target = if is_shown {
            ProgressDrawTarget::stderr()
        } else {
            ProgressDrawTarget::hidden()
        };
        let bar = ProgressBar::with_draw_target(Some(0), target);
        let terminal = Self {
            bar,
            quiet,
            stopped,
            ends,
        };
        terminal.begin(what, "articles");
        terminal
    }

    /// Starts another part of the work: what is done, and what is counted.
    pub(super) fn begin(&self, what: &'static str, unit: &str) {
        self.bar.reset();
        self.bar.set_message(what);
        let style =
            ProgressStyle::with_template(&format!("{{msg}} {{bar:30}} {{pos}}/{{len}} {unit}"));
        if let Ok(style) = style {
            self.bar.set_style(style);
        }
    }

    /// Takes the progress bar away.
    pub(super) fn clear(&self) {
        self.bar.finish_and_clear();
    }

    /// Says something while the progress bar is shown.
    pub(super) fn aside(&self, say: impl FnOnce()) {
        self.bar.suspend(say);
    }

    /// Takes the progress bar away, and ends the process at Ctrl+C from now on: for what reads standard input, which
    /// may wait for ever.
    pub(super) fn release(&self) {
        self.clear();
        self.ends.store(true, Ordering::Relaxed);
    }

    /// Shows how many of how many articles are done; breaks off after Ctrl+C.
    pub(super) fn progress(&self, done: usize, total: usize) -> ControlFlow<()> {
        self.bar.set_length(total as u64);
        self.bar.set_position(done as u64);
        if self.stopped.load(Ordering::Relaxed) {
            self.bar.finish_and_clear();
            return ControlFlow::Break(());
        }
        ControlFlow::Continue(())
    }

    /// Ends the progress bar and says how it went.
    pub(super) fn finish(&self, summary: &str) {
        self.bar.finish_and_clear();
        if !self.quiet {
            say(summary);
        }
    }
}

/// Prints one line to standard error.
pub(super) fn say(line: &str) {
    // If nobody can be told, there is nobody to tell.
    drop(writeln!(io::stderr().lock(), "{}", clean(line)));
}

/// Writes a result to standard output, whole.
pub(super) fn print(
    write: impl FnOnce(&mut BufWriter<StdoutLock<'static>>) -> io::Result<()>,
) -> Result<(), CommandError> {
    let mut out = BufWriter::new(io::stdout().lock());
    write(&mut out)
        .and_then(|()| out.flush())
        .map_err(|error| CommandError::output("standard output", &error))
}

/// Prints one JSON document.
pub(super) fn print_json(value: &impl Serialize) -> Result<(), CommandError> {
    print(|out| {
        serde_json::to_writer_pretty(&mut *out, value)?;
        writeln!(out)
    })
}

/// Makes text safe to print as one line: file names and texts may hold what moves a terminal's cursor or colours it.
pub(super) fn clean(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for char in text.chars() {
        if is_unsafe(char) {
            out.extend(char.escape_default());
        } else {
            out.push(char);
        }
    }
    Cow::Owned(out)
}

/// Tells whether a character is a control or turns the direction of what follows.
fn is_unsafe(char: char) -> bool {
    char.is_control() || matches!(char, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Lays out rows as columns under a header; numbers are set to the right.
pub(super) fn table(header: &[&str], rows: &[Vec<String>]) -> String {
    let is_number = |text: &str| !text.is_empty() && text.chars().all(|char| char.is_ascii_digit());
    let mut widths: Vec<usize> = header.iter().map(|title| title.chars().count()).collect();
    let rows: Vec<Vec<Cow<'_, str>>> = rows
        .iter()
        .map(|row| row.iter().map(|cell| clean(cell)).collect())
        .collect();
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let header: Vec<Cow<'_, str>> = header.iter().map(|title| Cow::Borrowed(*title)).collect();
    let is_right: Vec<bool> = (0..widths.len())
        .map(|column| {
            !rows.is_empty()
                && rows
                    .iter()
                    .all(|row| row.get(column).is_none_or(|cell| is_number(cell)))
        })
        .collect();
    let mut out = String::new();
    for row in std::iter::once(&header).chain(&rows) {
        let cells = row
            .iter()
            .zip(&widths)
            .zip(&is_right)
            .map(|((cell, &width), &right)| {
                if right {
                    format!("{cell:>width$}")
                } else {
                    format!("{cell:<width$}")
                }
            });
        out.push_str(cells.collect::<Vec<_>>().join("  ").trim_end());
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_moves_the_cursor() {
        assert_eq!(clean("a\u{1b}[2Jb\n\u{202e}"), "a\\u{1b}[2Jb\\n\\u{202e}");
        assert_eq!(clean("Кремль “x” 😀"), "Кремль “x” 😀");
    }

    #[test]
    fn tables_are_aligned() {
        let rows = [
            vec!["ann".to_owned(), "5".to_owned()],
            vec!["Зоя".to_owned(), "12".to_owned()],
        ];
        assert_eq!(table(&["who", "n"], &rows), "who   n\nann   5\nЗоя  12\n");
        assert_eq!(table(&["who", "n"], &[]), "who  n\n");
    }
}
