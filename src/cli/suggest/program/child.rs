//! The program as a process: one thread writes to it, one reads from it, and neither can hang the third, which waits for
//! answers no longer than is patient.

use std::collections::VecDeque;
use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::process::{self, ChildStdin, ChildStdout, Stdio};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::Command;
use super::jobs::{Job, State};
use crate::cli::suggest::stream::LONGEST;
use crate::exchange::suggestion::Suggested;

/// Articles that wait for an answer at a time: a program that gathers its output before it writes it needs some.
const MOST_JOBS: usize = 4096;

/// Bytes of article lines that wait at a time; one may be longer.
const MOST_BYTES: usize = 8 << 20;

/// Lines of the program that wait to be looked at.
const MOST_ANSWERS: usize = 64;

/// How often it is looked whether the program has ended.
const TICK: Duration = Duration::from_millis(20);

/// What the program did.
#[derive(Debug)]
pub(super) enum Answer {
    /// It wrote a line.
    Line(Vec<u8>),
    /// It wrote a line longer than any answer.
    TooLong,
    /// It is no more.
    Ended(End),
    /// An article is through without it.
    Finished,
}

/// How the program ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// With success, by itself.
    Well,
    /// In another way, which this says.
    Badly(String),
}

/// The running program.
pub(super) struct Child {
    shared: Arc<Shared>,
    process: process::Child,
    patience: Duration,
    /// Why it was ended.
    killed: Option<String>,
    /// Whether its end was told.
    over: bool,
}

struct Shared {
    state: Mutex<Window>,
    changed: Condvar,
}

/// What is between the source and the output.
#[derive(Default)]
struct Window {
    jobs: VecDeque<Job>,
    bytes: usize,
    /// The source has come to its end.
    ended: bool,
    answers: VecDeque<Answer>,
    answer_bytes: usize,
    /// The program has closed its output.
    closed: bool,
    /// The program is no more: nobody is asked.
    over: bool,
    /// How many articles came when it was no more.
    unasked: usize,
    /// When it last read or wrote.
    active: Option<Instant>,
}

impl Child {
    /// Starts the program, and asks it about every job.
    pub(super) fn start(
        command: &Command,
        jobs: impl Iterator<Item = Job> + Send + 'static,
    ) -> io::Result<Self> {
        let mut process = shell(&command.line)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let shared = Arc::new(Shared {
            state: Mutex::default(),
            changed: Condvar::new(),
        });
        if let Some(input) = process.stdin.take() {
            let shared = Arc::clone(&shared);
            let thread = thread::Builder::new().name("asking".to_owned());
            drop(thread.spawn(move || shared.ask(jobs, input))?);
        }
        if let Some(output) = process.stdout.take() {
            let shared = Arc::clone(&shared);
            let thread = thread::Builder::new().name("listening".to_owned());
            drop(thread.spawn(move || shared.listen(output))?);
        }
        Ok(Self {
            shared,
            process,
            patience: command.patience,
            killed: None,
            over: false,
        })
    }

    /// Waits for what the program does next; none when all is through and it has ended.
    pub(super) fn next(&mut self) -> Option<Answer> {
        let shared = Arc::clone(&self.shared);
        let mut window = shared.lock();
        loop {
            if let Some(answer) = window.answers.pop_front() {
                if let Answer::Line(line) = &answer {
                    window.answer_bytes -= line.len();
                }
                drop(window);
                shared.changed.notify_all();
                return Some(answer);
            }
            if window
                .jobs
                .front()
                .is_some_and(|job| job.state != State::Waiting)
            {
                return Some(Answer::Finished);
            }
            if self.over && window.ended && window.jobs.is_empty() {
                return None;
            }
            if !self.over
                && let Some(how) = self.has_ended(&mut window)
            {
                self.over = true;
                window.over = true;
                drop(window);
                shared.changed.notify_all();
                return Some(Answer::Ended(how));
            }
            let busy = !window.jobs.is_empty() || window.ended;
            let waited = shared.changed.wait_timeout(
                window,
                if self.over || !busy {
                    self.patience
                } else {
                    TICK
                },
            );
            window = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Says how the program ended, if it has; ends it if it is silent for too long.
    fn has_ended(&mut self, window: &mut Window) -> Option<End> {
        let silent = window.active.is_some_and(|at| at.elapsed() > self.patience);
        let asked = !window.jobs.is_empty();
        if window.closed || self.killed.is_some() {
            let status = self.process.try_wait().ok().flatten();
            if let Some(how) = &self.killed {
                return Some(End::Badly(how.clone()));
            }
            if let Some(status) = status {
                return Some(if status.success() {
                    End::Well
                } else {
                    End::Badly(format!("it failed ({status})"))
                });
            }
        }
        if silent && (asked || window.ended) {
            let seconds = self.patience.as_secs();
            let how = match (asked, window.closed) {
                (true, false) => format!(
                    "it was ended, since it answered nothing for {seconds} s (it must answer each line as it comes and flush; --patience allows more)"
                ),
                (true, true) => "it closed its output and did not end; it was ended".to_owned(),
                (false, _) => {
                    format!("it was ended, since it did not end {seconds} s after its input")
                }
            };
            self.end(&how);
            return Some(End::Badly(how));
        }
        None
    }

    /// Ends the program and what it started.
    pub(super) fn end(&mut self, how: &str) {
        if self.killed.is_none() {
            self.killed = Some(how.to_owned());
            kill(&mut self.process);
        }
    }

    /// Takes the first article, if it is through.
    pub(super) fn take_finished(&self) -> Option<Job> {
        let mut window = self.shared.lock();
        if window.jobs.front()?.state == State::Waiting {
            return None;
        }
        let job = window.jobs.pop_front()?;
        window.bytes -= job.line.len();
        drop(window);
        self.shared.changed.notify_all();
        Some(job)
    }

    /// Returns how many articles wait before the one that an id names; without an id it is the first that waits.
    pub(super) fn place(&self, id: Option<&Value>) -> Option<usize> {
        let window = self.shared.lock();
        let mut waiting = window.jobs.iter().filter(|job| job.state == State::Waiting);
        waiting.position(|job| id.is_none() || job.id.as_ref() == id)
    }

    /// Returns the name and the length of the first article that waits.
    pub(super) fn first(&self) -> (String, usize) {
        self.with_first(|job| (job.name.clone(), job.chars))
            .unwrap_or_default()
    }

    /// Answers the first article that waits with statements beside those it has.
    pub(super) fn answer_first(&self, statements: Vec<Suggested>) {
        self.with_first(|job| {
            job.state = State::Answered;
            for statement in statements {
                job.add(statement);
            }
        });
    }

    /// Adds a statement to the first article that waits, unless it has so many.
    pub(super) fn add_first(&self, statement: Suggested, most: usize) -> bool {
        let added = self.with_first(|job| {
            let fits = job.statements.len() < most;
            if fits {
                job.add(statement);
            }
            fits
        });
        added.unwrap_or(false)
    }

    /// Lets the first article that waits through without an answer.
    pub(super) fn pass_first(&self, why: &str) {
        self.with_first(|job| {
            job.fault = Some(format!("{}: {why}", job.name));
            job.state = State::Passed;
            job.statements.clear();
        });
    }

    /// Returns how many articles came when the program was no more.
    pub(super) fn unasked(&self) -> usize {
        self.shared.lock().unasked
    }

    /// Returns how many articles wait.
    pub(super) fn waiting(&self) -> usize {
        let window = self.shared.lock();
        let waiting = window.jobs.iter().filter(|job| job.state == State::Waiting);
        waiting.count()
    }

    /// Lets every article through that waits: with the statements it has, or as if it had not been asked about.
    pub(super) fn let_all_through(&self, answered: bool) {
        let mut window = self.shared.lock();
        let waiting = window
            .jobs
            .iter_mut()
            .filter(|job| job.state == State::Waiting);
        for job in waiting {
            job.state = if answered || !job.statements.is_empty() {
                State::Answered
            } else {
                State::Passed
            };
        }
    }

    fn with_first<T>(&self, change: impl FnOnce(&mut Job) -> T) -> Option<T> {
        let mut window = self.shared.lock();
        let mut jobs = window.jobs.iter_mut();
        jobs.find(|job| job.state == State::Waiting).map(change)
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        if !self.over {
            kill(&mut self.process);
        }
        drop(self.process.wait());
    }
}

impl Job {
    /// Adds a statement, which in a project says which article it belongs to, and in a stream does not.
    fn add(&mut self, statement: Suggested) {
        self.statements.push(Suggested {
            article: self.path.as_deref().map(Value::from),
            ..statement
        });
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Window> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn update(&self, change: impl FnOnce(&mut Window)) {
        change(&mut self.lock());
        self.changed.notify_all();
    }

    fn room(&self, is_full: impl FnMut(&mut Window) -> bool) -> MutexGuard<'_, Window> {
        let waited = self.changed.wait_while(self.lock(), is_full);
        waited.unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes what is asked to the program, as fast as there is room.
    fn ask(&self, jobs: impl Iterator<Item = Job>, input: ChildStdin) {
        let mut input = Some(input);
        for mut job in jobs {
            let mut window = self.room(|window| {
                let is_full =
                    window.jobs.len() >= MOST_JOBS || window.bytes + job.line.len() > MOST_BYTES;
                !window.jobs.is_empty() && is_full
            });
            let line = Arc::clone(&job.line);
            let asked = job.state == State::Waiting;
            if asked && (window.over || input.is_none()) {
                job.state = State::Passed;
                window.unasked += 1;
            }
            let ask = job.state == State::Waiting;
            window.bytes += line.len();
            // Silence counts from the first question on.
            if ask && window.jobs.is_empty() {
                window.active = Some(Instant::now());
            }
            window.jobs.push_back(job);
            drop(window);
            self.changed.notify_all();
            if ask && let Some(pipe) = &mut input {
                if write_line(pipe, &line).is_ok() {
                    self.update(|window| window.active = Some(Instant::now()));
                } else {
                    // It reads no more; what it writes still counts.
                    input = None;
                }
            }
        }
        drop(input);
        self.update(|window| {
            window.ended = true;
            window.active = Some(Instant::now());
        });
    }

    /// Reads the program's lines.
    fn listen(&self, output: ChildStdout) {
        let mut output = BufReader::new(output);
        let most = u64::try_from(LONGEST).unwrap_or(u64::MAX);
        let mut passing = false;
        loop {
            let mut line = Vec::new();
            let read = (&mut output).take(most).read_until(b'\n', &mut line);
            if !matches!(read, Ok(1..)) {
                break;
            }
            let is_whole = line.last() == Some(&b'\n') || line.len() < LONGEST;
            let answer = match (passing, is_whole) {
                (false, true) => Answer::Line(line),
                (false, false) => Answer::TooLong,
                (true, _) => {
                    passing = !is_whole;
                    continue;
                }
            };
            passing = !is_whole;
            let mut window = self.room(|window| {
                let is_full = window.answers.len() >= MOST_ANSWERS || window.answer_bytes > LONGEST;
                is_full && !window.over
            });
            if let Answer::Line(line) = &answer {
                window.answer_bytes += line.len();
            }
            window.answers.push_back(answer);
            window.active = Some(Instant::now());
            drop(window);
            self.changed.notify_all();
        }
        self.update(|window| window.closed = true);
    }
}

fn write_line(pipe: &mut ChildStdin, line: &[u8]) -> io::Result<()> {
    let line = line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(line);
    pipe.write_all(line)?;
    if line.last() != Some(&b'\n') {
        pipe.write_all(b"\n")?;
    }
    pipe.flush()
}

#[cfg(unix)]
fn shell(line: &str) -> process::Command {
    use std::os::unix::process::CommandExt as _;

    let mut command = process::Command::new("sh");
    // A group of its own, so that what the shell starts ends with it.
    command.args(["-c", line]).process_group(0);
    command
}

#[cfg(not(unix))]
fn shell(line: &str) -> process::Command {
    let mut command = process::Command::new("cmd");
    command.args(["/C", line]);
    command
}

fn kill(process: &mut process::Child) {
    #[cfg(unix)]
    if let Some(group) = i32::try_from(process.id())
        .ok()
        .and_then(rustix::process::Pid::from_raw)
    {
        // It may have ended by itself.
        let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
    }
    drop(process.kill());
}
