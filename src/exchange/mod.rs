//! Other formats: what a project's annotations look like to programs that are not this one, and what theirs become here.
//!
//! An export walks the project (`corpus`) and hands each annotator's work on each article to the format as a
//! [`record::Record`]. A format is a row of [`Format`] and one file beside this one. Offsets count Unicode code points.
//! An import ([`import`]) goes the other way: each of its formats is a row of a table too, and one module beside this one.

pub mod article_line;
mod brat;
pub mod codebook;
mod csv;
pub mod import;
pub(crate) mod jsonl;
pub mod labelled;
pub mod network;
pub mod ordered;
pub mod record;
pub mod suggestion;
mod xml;

use std::collections::HashSet;
use std::io;
use std::ops::ControlFlow;
use std::sync::Arc;

use crate::corpus::Corpus;
use crate::corpus::walk::{Progress, Visit};
use crate::model::problem::{Problem, ProblemKind};
use crate::model::project::{Annotator, GOLD};
use crate::model::sidecar::Status;
use crate::model::span::Anchored;
use crate::model::statement::Statement;
use crate::model::text::Text;
use crate::store::{AtomicFile, Opened, Store};
use record::{Record, Write};

/// A format that a project can be exported to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Everything, one JSON object per line.
    Jsonl,
    /// A table with a row per statement and stance.
    Csv,
}

/// Whose work is exported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    /// Everybody's, gold included.
    All,
    /// That of these annotators, by id, in the project's order.
    Some(Vec<String>),
    /// The adjudicated layer.
    Gold,
}

/// Says what is exported and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportOptions {
    /// The format.
    pub format: Format,
    /// Whose work.
    pub annotators: Choice,
    /// Whether JSON Lines hold the text of articles and spans; offsets and hashes alone may be shared where texts may not.
    pub texts: bool,
    /// Whether CSV guards text that a spreadsheet would take for a formula.
    pub guard: bool,
    /// Whether articles that an annotator excluded are in it too.
    pub excluded: bool,
}

/// Represents what an export did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Articles of which something was written.
    pub articles: usize,
    /// Statements that were written.
    pub statements: usize,
    /// Lines or rows that were written, a header not counted.
    pub rows: usize,
    /// Statements among them that stand elsewhere than when they were made, at which nobody has looked since.
    pub moved: usize,
    /// Statements that were not written, since their words are gone from the article.
    pub detached: usize,
    /// Articles that were not written, since the annotator excluded them; counted for each annotator.
    pub excluded: usize,
    /// What a person should know, of everything that was read.
    pub problems: Vec<Problem>,
}

/// Says why there is no export.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// Nobody of that name labels in this project.
    #[error("nobody called `{name}` labels in this project (there are: {known})")]
    UnknownAnnotator {
        /// The id asked for.
        name: String,
        /// The ids there are.
        known: String,
    },
    /// The result cannot be written.
    #[error("the export cannot be written")]
    Write(#[from] io::Error),
    /// The caller broke it off.
    #[error("cancelled")]
    Cancelled,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 2] = [Self::Jsonl, Self::Csv];

    /// Returns its name on the command line, which is also the extension of its files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Jsonl => "jsonl",
            Self::Csv => "csv",
        }
    }

    /// Returns the name shown: `JSON Lines`.
    pub fn label(self) -> &'static str {
        match self {
            Self::Jsonl => "JSON Lines",
            Self::Csv => "CSV",
        }
    }

    fn writer(self, options: &ExportOptions) -> Box<dyn Write> {
        match self {
            Self::Jsonl => Box::new(jsonl::Jsonl {
                texts: options.texts,
            }),
            Self::Csv => Box::new(csv::Csv {
                guard: options.guard,
            }),
        }
    }
}

impl Default for ExportOptions {
    fn default() -> Self {
        Self {
            format: Format::Jsonl,
            annotators: Choice::All,
            texts: true,
            guard: true,
            excluded: false,
        }
    }
}

impl Choice {
    /// Returns the annotators of a project that are meant.
    ///
    /// # Errors
    ///
    /// [`ExportError::UnknownAnnotator`] if one that is named does not label there.
    pub fn of(&self, store: &Store) -> Result<Vec<Annotator>, ExportError> {
        let all = store.annotators();
        let named = match self {
            Self::All => return Ok(all),
            Self::Some(names) => names.clone(),
            Self::Gold => vec![GOLD.to_owned()],
        };
        if let Some(name) = named
            .iter()
            .find(|name| !all.iter().any(|known| known.id == **name))
        {
            let known: Vec<&str> = all.iter().map(|annotator| annotator.id.as_str()).collect();
            return Err(ExportError::UnknownAnnotator {
                name: name.clone(),
                known: known.join(", "),
            });
        }
        Ok(all
            .into_iter()
            .filter(|annotator| named.contains(&annotator.id))
            .collect())
    }
}

/// Writes a project's annotations to `out`, in the order of articles and annotators.
///
/// Who has not begun an article has no part in it, nor has who excluded it, unless those are asked for. Problems of single files leave those out and are reported.
///
/// # Errors
///
/// [`ExportError`], with `out` written in part.
pub fn export(
    store: &Store,
    options: &ExportOptions,
    out: &mut dyn io::Write,
    progress: Progress<'_>,
) -> Result<Report, ExportError> {
    let annotators = options.annotators.of(store)?;
    let writer = options.format.writer(options);
    let (codebooks, problems) = store.codebooks_of(&annotators);
    let begun = Begun::of(store, &annotators);
    let codebook = |annotator: &Annotator| codebooks.iter().find(|(id, _)| *id == annotator.id);
    let make = |visit: Visit<'_>| {
        let mut made = Made::default();
        let article = match visit.article {
            Ok(article) => article,
            Err(problem) => {
                let problem = begun.counted(store, visit.path, problem);
                made.report.problems.push(problem);
                return made;
            }
        };
        for (annotator, opened) in visit.work {
            if opened.sidecar.status == Status::Excluded && !options.excluded {
                made.report.excluded += 1;
                continue;
            }
            let shown = || store.shown_sidecar(&annotator.id, visit.path);
            let said = &mut made.report.problems;
            said.extend(left_out(&shown, &opened));
            said.extend(begun.gone(&shown, &annotator.id, visit.path, &opened));
            // What became of the statements of an article that changed is said above.
            let mut problems = opened.problems;
            problems.retain(|problem| problem.kind != ProblemKind::ChangedArticle);
            said.extend(problems);
            let Some((_, codebook)) = codebook(annotator).filter(|_| !opened.sidecar.is_empty())
            else {
                continue;
            };
            let record = Record {
                article: &article,
                annotator,
                sidecar: &opened.sidecar,
                moved: &opened.moved,
                codebook,
            };
            made.report.moved += opened.moved.len();
            made.report.detached += opened.sidecar.detached.len();
            made.report.rows += writer.record(&record, &mut made.bytes);
            made.report.statements += opened.sidecar.statements().len();
            made.report.articles = 1;
        }
        made
    };
    let mut header = Vec::new();
    writer.begin(&mut header);
    out.write_all(&header)?;
    let mut failed = None;
    let mut report = Report {
        problems,
        ..Report::default()
    };
    let take = |made: Made| {
        report.add(made.report);
        match out.write_all(&made.bytes) {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                failed = Some(error);
                ControlFlow::Break(())
            }
        }
    };
    let corpus = Corpus::open(store);
    // What is listed anew meanwhile is neither missed nor told twice.
    let articles = corpus.articles();
    let walked = corpus.walk(&annotators, progress, make, take);
    match (walked, failed) {
        (_, Some(error)) => Err(error.into()),
        (ControlFlow::Break(()), None) => Err(ExportError::Cancelled),
        (ControlFlow::Continue(()), None) => {
            let problems = &mut report.problems;
            problems.extend(store.strays_of(&annotators, articles));
            problems.retain(|problem| problem.kind != ProblemKind::ConflictCopy);
            Ok(report)
        }
    }
}

/// What was made of one article.
#[derive(Default)]
struct Made {
    bytes: Vec<u8>,
    report: Report,
}

/// Which annotators have a file for which article, as it was when the walk began.
pub(crate) struct Begun(Vec<(String, HashSet<String>)>);

impl Begun {
    pub(crate) fn of(store: &Store, annotators: &[Annotator]) -> Self {
        let files = |annotator: &Annotator| {
            let files = store.sidecars(&annotator.id).into_iter().collect();
            (annotator.id.clone(), files)
        };
        Self(annotators.iter().map(files).collect())
    }

    fn has(&self, annotator: &str, article: &str) -> bool {
        let mut known = self.0.iter();
        known.any(|(id, files)| id == annotator && files.contains(article))
    }

    /// Says that a file was there and is not any more.
    pub(crate) fn gone(
        &self,
        shown: &dyn Fn() -> String,
        annotator: &str,
        article: &str,
        opened: &Opened,
    ) -> Option<Problem> {
        let is_seen_gone = opened.file.is_none() && !opened.is_withheld;
        let is_gone = is_seen_gone && self.has(annotator, article);
        is_gone.then(|| {
            let what = "the file went away while the project was read";
            Problem::new(ProblemKind::UnreadableSidecar, shown(), what)
                .hinted("Do it again once nobody moves files")
        })
    }

    /// Adds to what is wrong with an article how many statements are left out with it.
    pub(crate) fn counted(&self, store: &Store, article: &str, problem: Problem) -> Problem {
        let annotators = self.0.iter().filter(|(_, files)| files.contains(article));
        let count: usize = annotators
            .filter_map(|(annotator, _)| store.count_statements(annotator, article))
            .sum();
        let what = match count {
            0 => return problem,
            1 => format!("{}; one statement is left out", problem.what),
            _ => format!("{}; {count} statements are left out", problem.what),
        };
        Problem { what, ..problem }.leaving_out(count)
    }
}

/// Names the statements of a sidecar that no export has, since their words are gone.
pub(crate) fn left_out(shown: &dyn Fn() -> String, opened: &Opened) -> Option<Problem> {
    let detached = &opened.sidecar.detached;
    let (count, are, whose) = match detached.len() {
        0 => return None,
        1 => ("one statement".to_owned(), "is", "its"),
        more => (format!("{more} statements"), "are", "their"),
    };
    let named = named_detached(opened);
    let what = format!(
        "{count} {are} left out, since not all of {whose} words (quote, cue, who) stand in the article any more: {named}"
    );
    let hint = match detached.len() {
        1 => "It stays in the file; label it anew where it stands now",
        _ => "They stay in the file; label them anew where they stand now",
    };
    let problem = Problem::new(ProblemKind::Detached, shown(), what).hinted(hint);
    Some(problem.leaving_out(detached.len()))
}

/// Returns the words of the statements of a sidecar whose words are gone, and their ids.
pub(crate) fn named_detached(opened: &Opened) -> String {
    let words = |said: &Statement<Anchored>| {
        let first = said.quote.first();
        (
            first.map_or("", |span| span.text.as_str()).to_owned(),
            said.id.to_string(),
        )
    };
    let all: Vec<_> = opened.sidecar.detached.iter().map(words).collect();
    named(&all)
}

/// Returns the words of the statements of a sidecar that stand elsewhere now, and their ids.
pub(crate) fn named_moved(opened: &Opened, text: &Text) -> String {
    let moved = opened.moved.iter();
    let statements = moved.filter_map(|id| opened.sidecar.statement(id));
    let words = |statement: &Arc<Statement>| {
        let first = statement.quote.first();
        let words = first.map_or("", |span| text.slice(*span));
        (words.to_owned(), statement.id.to_string())
    };
    let all: Vec<_> = statements.map(words).collect();
    named(&all)
}

/// Most statements of which the words are said too.
const WORDED: usize = 8;

/// Most characters that are said of one statement's words.
const WORDS: usize = 60;

/// Names statements by their words and ids: the first by both, the others by their ids; one alone by its words.
fn named(all: &[(String, String)]) -> String {
    let short = |words: &str| match words.char_indices().nth(WORDS) {
        Some((end, _)) => {
            let begin = format!("{}…", &words[..end]);
            format!("{begin:?}")
        }
        None => format!("{words:?}"),
    };
    if let [(words, _)] = all {
        return short(words);
    }
    let (first, others) = all.split_at(all.len().min(WORDED));
    let first = first.iter();
    let first: Vec<String> = first
        .map(|(words, id)| format!("{} ({id})", short(words)))
        .collect();
    let first = first.join(", ");
    let ids: Vec<&str> = others.iter().map(|(_, id)| id.as_str()).collect();
    match ids.len() {
        0 => first,
        more => format!("{first} and {more} more ({})", ids.join(", ")),
    }
}

impl Report {
    fn add(&mut self, other: Self) {
        self.articles += other.articles;
        self.statements += other.statements;
        self.rows += other.rows;
        self.moved += other.moved;
        self.detached += other.detached;
        self.excluded += other.excluded;
        self.problems.extend(other.problems);
    }

    /// Says why an export in which nothing stands does not take the place of a file that holds more; none where it may.
    pub fn refusal(&self, file: &AtomicFile) -> Option<&'static str> {
        let is_empty = self.rows == 0 && file.is_shorter();
        is_empty.then_some(
            "nothing was written: nobody has labelled anything that would be in it, and the file there holds something",
        )
    }

    /// Says how many articles are left out on purpose; none where there are none.
    pub fn excluded_text(&self) -> Option<String> {
        match self.excluded {
            0 => None,
            1 => Some("1 excluded article is left out".to_owned()),
            more => Some(format!("{more} excluded articles are left out")),
        }
    }

    /// Tells whether something is missing from the export.
    pub fn is_partial(&self) -> bool {
        self.problems.iter().any(Problem::leaves_out)
    }
}

#[cfg(test)]
mod tests;
