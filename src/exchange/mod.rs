//! Other formats: what a project's annotations look like to programs that are not this one, and what theirs become here.
//!
//! A format is a row of the table in [`formats`], which the window and the command line read, and a module beside this one.
//! An export walks the project (`corpus`) and hands everybody's work on each article to the format as [`record::Record`]s; what
//! comes of it goes into a [`Sink`]. What the format cannot hold of it is counted ([`losses`]). An import ([`import`]) goes the
//! other way: the format lists articles and says what was made of them.

pub mod article_line;
mod attributes;
mod bio;
mod brat;
mod cas;
pub mod choose;
pub mod codebook;
mod csv;
mod dna;
mod doccano;
pub mod formats;
mod graph;
pub mod import;
pub(crate) mod jsonl;
pub mod labelled;
mod labelstudio;
mod left_out;
pub mod losses;
pub mod network;
pub mod ordered;
pub mod record;
mod refi;
mod spacy;
pub mod split;
pub mod suggestion;
mod texts;
mod units;
mod w3c;
mod xlsx;
mod xml;

use std::collections::HashSet;
use std::io;
use std::ops::ControlFlow;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use crate::corpus::Corpus;
use crate::corpus::walk::{Progress, Visit};
use crate::model::codebook::Codebook;
use crate::model::problem::{Problem, ProblemKind};
use crate::model::project::{Annotator, GOLD};
use crate::model::sidecar::{Sidecar, Status};
use crate::store::{Opened, Output, Store};
use choose::{Filter, Names, Pseudonyms};
pub use formats::{Format, Setting, Shape};
pub(crate) use left_out::{left_out, named_detached, named_moved};
use losses::Losses;
use record::{Head, Out, Record, Write};

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
    /// Whether tables guard text that a spreadsheet would take for a formula.
    pub guard: bool,
    /// Whether articles that an annotator excluded are in it too.
    pub excluded: bool,
    /// Which articles and statements.
    pub filter: Filter,
    /// Under which names annotators are written.
    pub names: Names,
    /// How CSV is written.
    pub table: Table,
    /// Places that are kept of each sort of what the format cannot hold.
    pub places: usize,
}

/// Says how a table of text is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Table {
    /// Whether it begins with a byte order mark, by which Excel knows UTF-8.
    pub has_mark: bool,
    /// What stands between fields, an ASCII character.
    pub separator: u8,
}

/// Where an export goes: one stream, and files by name where the format is a folder.
pub trait Sink {
    /// Writes what comes next of the stream.
    ///
    /// # Errors
    /// If it cannot be written.
    fn stream(&mut self, bytes: &[u8]) -> io::Result<()>;

    /// Writes a file of its own; its name may hold folders, with `/` between.
    ///
    /// # Errors
    /// If it cannot be written, or nothing but a stream is.
    fn file(&mut self, name: &str, bytes: &[u8]) -> io::Result<()>;
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
    /// What the format cannot hold of it.
    pub losses: Losses,
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
    /// Nothing of that name is in anybody's codebook, nor in a statement.
    #[error("there is no {sort} `{name}` in this project (there are: {known})")]
    UnknownEntry {
        /// What sort of entry it is.
        sort: &'static str,
        /// The id or name asked for.
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
    /// The format is one that is only read.
    #[error("nothing is exported to the format `{0}`")]
    ReadOnly(&'static str),
}

impl Default for ExportOptions {
    fn default() -> Self {
        Self {
            format: Format::Jsonl,
            annotators: Choice::All,
            texts: true,
            guard: true,
            excluded: false,
            filter: Filter::default(),
            names: Names::default(),
            table: Table::default(),
            places: losses::PLACES,
        }
    }
}

impl Default for Table {
    fn default() -> Self {
        Self {
            has_mark: false,
            separator: b',',
        }
    }
}

/// A stream alone.
struct Stream<'w>(&'w mut dyn io::Write);

impl Sink for Stream<'_> {
    fn stream(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.0.write_all(bytes)
    }

    fn file(&mut self, name: &str, _bytes: &[u8]) -> io::Result<()> {
        let what = format!("{name} is a file of a folder, and only a stream is written");
        Err(io::Error::new(io::ErrorKind::InvalidInput, what))
    }
}

impl Sink for Output {
    fn stream(&mut self, bytes: &[u8]) -> io::Result<()> {
        io::Write::write_all(self, bytes)
    }

    fn file(&mut self, name: &str, bytes: &[u8]) -> io::Result<()> {
        self.add(name, bytes)
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

/// Writes a project's annotations to `out`, in a format that is one file, in the order of articles and annotators.
///
/// # Errors
///
/// As [`export_to`].
pub fn export(
    store: &Store,
    options: &ExportOptions,
    out: &mut dyn io::Write,
    progress: Progress<'_>,
) -> Result<Report, ExportError> {
    export_to(store, options, &mut Stream(out), progress)
}

/// Writes a project's annotations, in the order of articles and annotators.
///
/// Who has not begun an article has no part in it, nor has who excluded it, unless those are asked for. Problems of single files leave those out and are reported.
///
/// # Errors
///
/// [`ExportError`], with the sink written in part.
pub fn export_to(
    store: &Store,
    options: &ExportOptions,
    sink: &mut dyn Sink,
    progress: Progress<'_>,
) -> Result<Report, ExportError> {
    let annotators = options.annotators.of(store)?;
    let writer = options
        .format
        .writer(options)
        .ok_or(ExportError::ReadOnly(options.format.name()))?;
    options.filter.check(store, progress)?;
    let (codebooks, problems) = store.codebooks_of(&annotators);
    let mut whole = Codebook::clone(&store.codebook());
    for (_, codebook) in &codebooks {
        whole = whole.with(codebook);
    }
    let names = Pseudonyms::of(&store.annotators(), options.names);
    let shown = annotators.iter();
    let shown = shown.filter_map(|annotator| names.get(&annotator.id).cloned());
    let shown: Vec<Annotator> = shown.collect();
    let head = Head {
        codebook: &whole,
        annotators: &shown,
        name: &store.name(),
    };
    let mut bytes = Vec::new();
    writer.begin(head, &mut bytes);
    sink.stream(&bytes)?;
    for (name, bytes) in writer.files(&whole) {
        sink.file(&name, &bytes)?;
    }
    let maker = Maker {
        store,
        options,
        writer: &*writer,
        codebooks: &codebooks,
        begun: Begun::of(store, &annotators),
        names,
    };
    let mut failed = None;
    let mut is_first = true;
    let mut report = Report {
        losses: Losses::keeping(options.places),
        problems,
        ..Report::default()
    };
    let take = |made: Made| {
        report.add(made.report);
        match made.out.pour(sink, writer.between(), &mut is_first) {
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
    let walked = corpus.walk(&annotators, progress, |visit| maker.make(visit), take);
    match (walked, failed) {
        (_, Some(error)) => Err(error.into()),
        (ControlFlow::Break(()), None) => Err(ExportError::Cancelled),
        (ControlFlow::Continue(()), None) => {
            let mut end = Vec::new();
            writer.end(&mut end);
            sink.stream(&end)?;
            let problems = &mut report.problems;
            problems.extend(store.strays_of(&annotators, articles));
            problems.retain(|problem| problem.kind != ProblemKind::ConflictCopy);
            Ok(report)
        }
    }
}

/// Makes what a format says of each article.
struct Maker<'a> {
    store: &'a Store,
    options: &'a ExportOptions,
    writer: &'a dyn Write,
    codebooks: &'a [(String, Codebook)],
    begun: Begun,
    names: Pseudonyms,
}

impl Maker<'_> {
    fn codebook(&self, annotator: &str) -> Option<&Codebook> {
        let mut known = self.codebooks.iter();
        let found = known.find(|(id, _)| id == annotator)?;
        Some(&found.1)
    }

    /// Leaves what is asked for in an annotator's work, under the names that are asked for; `false` if that is nothing.
    fn choose(&self, annotator: &Annotator, sidecar: &mut Sidecar) -> bool {
        let Some(codebook) = self.codebook(&annotator.id) else {
            return false;
        };
        let is_some = self.options.filter.leave(sidecar, codebook);
        if self.options.names == Names::Pseudonyms {
            self.names.put(sidecar);
        }
        is_some
    }

    fn make(&self, visit: Visit<'_>) -> Made {
        let store = self.store;
        let mut made = Made::default();
        made.report.losses = Losses::keeping(self.options.places);
        let article = match visit.article {
            Ok(article) => article,
            Err(problem) => {
                let problem = self.begun.counted(store, visit.path, problem);
                made.report.problems.push(problem);
                return made;
            }
        };
        let mut kept = Vec::with_capacity(visit.work.len());
        for (annotator, mut opened) in visit.work {
            if opened.sidecar.status == Status::Excluded && !self.options.excluded {
                made.report.excluded += 1;
                continue;
            }
            if !self.options.filter.takes(&article, &opened.sidecar) {
                continue;
            }
            let shown = || store.shown_sidecar(&annotator.id, visit.path);
            let said = &mut made.report.problems;
            said.extend(left_out(&shown, &opened));
            said.extend(self.begun.gone(&shown, &annotator.id, visit.path, &opened));
            // What became of the statements of an article that changed is said above.
            let mut problems = std::mem::take(&mut opened.problems);
            problems.retain(|problem| problem.kind != ProblemKind::ChangedArticle);
            said.extend(problems);
            if self.choose(annotator, &mut opened.sidecar) {
                kept.push((annotator, opened));
            }
        }
        let records: Vec<Record<'_>> = kept
            .iter()
            .filter(|(_, opened)| !opened.sidecar.is_empty())
            .filter_map(|(annotator, opened)| {
                Some(Record {
                    article: &article,
                    annotator: self.names.get(&annotator.id)?,
                    sidecar: &opened.sidecar,
                    moved: &opened.moved,
                    codebook: self.codebook(&annotator.id)?,
                })
            })
            .collect();
        let cannot = self.options.format.cannot();
        for record in &records {
            made.report.moved += record.moved.len();
            made.report.detached += record.sidecar.detached.len();
            made.report.statements += record.sidecar.statements().len();
            made.report.articles = 1;
            made.report.losses.of(record, cannot);
        }
        if !records.is_empty() {
            let losses = &mut made.report.losses;
            made.report.rows += self.writer.article(&records, &mut made.out, losses);
        }
        made
    }
}

/// Writes one JSON object as a line; tells whether it was written, which what is made of a record always is: neither strings
/// nor numbers can fail to be JSON. What JavaScript takes for the end of a line is escaped.
fn write_line(value: &impl serde::Serialize, out: &mut Vec<u8>) -> bool {
    let before = out.len();
    if serde_json::to_writer(&mut *out, value).is_err() {
        out.truncate(before);
        return false;
    }
    escape_ends(out, before);
    out.push(b'\n');
    true
}

/// What JavaScript and others take for the end of a line.
static LINE_ENDS: LazyLock<AhoCorasick> = LazyLock::new(|| {
    AhoCorasick::new(["\u{2028}", "\u{2029}", "\u{85}"]).expect("three short words")
});

/// Escapes U+2028, U+2029 and U+0085 in JSON: they may stand in its strings, but some programs end a line there.
fn escape_ends(out: &mut Vec<u8>, from: usize) {
    if let Some(first) = LINE_ENDS.find(&out[from..]) {
        let rest = out.split_off(from + first.start());
        let escaped = ["\\u2028", "\\u2029", "\\u0085"];
        out.extend_from_slice(&LINE_ENDS.replace_all_bytes(&rest, &escaped));
    }
}

/// What was made of one article.
#[derive(Default)]
struct Made {
    out: Out,
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

impl Report {
    fn add(&mut self, other: Self) {
        self.articles += other.articles;
        self.statements += other.statements;
        self.rows += other.rows;
        self.moved += other.moved;
        self.detached += other.detached;
        self.excluded += other.excluded;
        self.losses.merge(other.losses);
        self.problems.extend(other.problems);
    }

    /// Says why an export in which nothing stands does not take the place of a file that holds more; none where it may.
    pub fn refusal(&self, file: &Output) -> Option<&'static str> {
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
