//! Imports: what other programs' annotations become in a project.
//!
//! A format is a row of the table ([`Format`]) and a module beside this one that implements [`Source`]: it lists articles, gives
//! the bytes of each, and says what its annotators made of it as [`Draft`]s. Everything else is the same for all formats
//! and lies here: whom the drafts name (`people`), what is already there (`known`), what is written (`write`), and what is told
//! of it ([`report`]).
//!
//! Everything is read before anything is written, so that wrong use and unreadable folders leave nothing behind.

mod known;
mod meaning;
mod own;
mod people;
mod recognize;
pub mod report;
mod write;

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use super::Format;
use super::formats::Open;
use crate::anchor::Placed;
use crate::corpus::pool::Pool;
use crate::corpus::walk::Progress;
use crate::model::article::Article;
use crate::model::codebook::{Codebook, Scale};
use crate::model::comment::Comment;
use crate::model::decision::Decision;
use crate::model::id::{LabelId, SpeakerId, StatementId};
use crate::model::problem::{Problem, ProblemKind};
use crate::model::sidecar::{Status, Tombstone};
use crate::model::span::{Anchored, Span};
use crate::model::statement::conflict::FieldValue;
use crate::model::statement::{Kind, Origin, StanceTaken, Statement};
use crate::model::text::Text;
use crate::read;
use crate::store::paths::check_annotator;
use people::People;
pub use recognize::recognized;
use report::Notes;
pub use report::Report;

/// Says what is imported and how.
#[derive(Clone, Debug)]
pub struct Options {
    /// The folder or file to import.
    pub from: PathBuf,
    /// Whose the annotations are that do not say it themselves.
    pub annotator: Option<String>,
    /// What a type, role or relation of the other program is here, before what the format takes for granted.
    pub map: Vec<(String, Role)>,
    /// When the import is made, RFC 3339 in UTC with seconds.
    pub now: String,
}

/// Says what part of a statement another program's annotation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// What is said.
    Quote,
    /// The words that attribute.
    Cue,
    /// Who says it.
    Speaker,
    /// Who the article has it from.
    Via,
    /// To whom it is said.
    Addressee,
    /// Marks the statements that it touches to be come back to.
    Flag,
    /// Nothing: it is left out.
    Ignore,
}

/// What there is to import, article by article.
pub trait Source: Sync {
    /// Returns the paths of the articles within the project's folder of articles, in order.
    fn articles(&self) -> Vec<&str>;

    /// Returns what was found out of place while listing.
    fn notes(&self) -> Notes;

    /// Returns the bytes of an article's file, as they are to lie in the project.
    ///
    /// # Errors
    /// If they cannot be read.
    fn bytes(&self, index: usize) -> Result<Vec<u8>, Problem>;

    /// Returns the path that an article had in the project that it was exported from, if that is known.
    fn original(&self, index: usize) -> Option<&str> {
        let _ = index;
        None
    }

    /// Tells whether an article's text comes with its annotations; else it is looked for in the project, under its original
    /// path.
    fn has_text(&self, index: usize) -> bool {
        let _ = index;
        true
    }

    /// Reads what annotators made of an article. `bytes` is its file, empty where the text is the project's; `article` is
    /// what On Record reads in it.
    fn work(&self, index: usize, bytes: &[u8], article: &Article) -> (Vec<Work>, Notes);
}

/// What one annotator made of one article.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Work {
    /// The annotator's id.
    pub annotator: String,
    /// The annotator's name, if the format says it; a project that an import makes has it.
    pub name: String,
    /// The statements; none where the annotator found nothing. Who has not begun has no `Work`, nor has who labelled
    /// something of which nothing could be used: an article with a `Work` is done, unless `whole` says otherwise.
    pub drafts: Vec<Draft>,
    /// Entries of the codebook that the statements name, as far as the format says what they are called.
    pub brings: Codebook,
    /// What else a sidecar holds, if the format holds it too.
    pub whole: Option<Box<Whole>>,
}

/// What a sidecar holds beside its statements.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Whole {
    /// How far the work is.
    pub status: Status,
    /// Why the article is excluded.
    pub reason: String,
    /// Ids of labels of the article.
    pub labels: Vec<LabelId>,
    /// A note on the article.
    pub note: String,
    /// When others' work was first shown.
    pub revealed: Option<String>,
    /// What was said about statements.
    pub comments: Vec<Comment>,
    /// What was decided in adjudication.
    pub decisions: Vec<Decision>,
    /// Statements whose words are gone.
    pub detached: Vec<Statement<Anchored>>,
    /// Statements that were removed.
    pub removed: Vec<Tombstone>,
}

impl Work {
    /// Returns the work in bytes of another text that has the same letters and digits; none if it has others.
    #[must_use]
    pub fn carried(&self, from: &Text, to: &Text) -> Option<Self> {
        let spans = self.drafts.iter().flat_map(Draft::all_spans).collect();
        let placed = Placed::find(from, to, spans)?;
        let drafts = self.drafts.iter().map(|draft| draft.placed(&placed));
        Some(Self {
            drafts: drafts.collect(),
            ..self.clone()
        })
    }
}

/// One statement as another program has it. Spans are in bytes of the article's text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Draft {
    /// The content; at least one span that holds text.
    pub quote: Vec<Span>,
    /// The words that attribute.
    pub cue: Option<Span>,
    /// Who said it.
    pub speaker: Option<Person>,
    /// Who the article has it from.
    pub via: Vec<Person>,
    /// To whom it was said.
    pub addressees: Vec<Person>,
    /// The draft that it is nested in, by index. Invariant: no loops.
    pub parent: Option<usize>,
    /// Names with or without values, which become stances or labels.
    pub attributes: Vec<(String, Option<String>)>,
    /// Free text.
    pub note: String,
    /// Marked to come back to.
    pub flagged: bool,
    /// What only an export of this program says of a statement.
    pub own: Option<Box<Own>>,
}

/// What only an export of this program says of a statement. Spans are in bytes of the article's text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Own {
    /// Its id.
    pub id: Option<StatementId>,
    /// How much of it stands in quotation marks, as its annotator says.
    pub kind: Option<Kind>,
    /// Its stances, by ids of the codebook.
    pub stances: Vec<StanceTaken>,
    /// Ids of its labels.
    pub labels: Vec<LabelId>,
    /// Id of the statement that it is nested in, where that is none of the drafts beside it.
    pub parent: Option<StatementId>,
    /// How it came to be.
    pub origin: Option<Origin>,
    /// When it was made.
    pub created: Option<String>,
    /// When it was changed.
    pub changed: Option<String>,
    /// Values that were set elsewhere.
    pub conflicts: Vec<FieldValue>,
}

/// Somebody whom a draft mentions.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Person {
    /// The words in the article (bytes).
    pub mention: Option<Span>,
    /// Other places that name the same person, by the other program's word (bytes).
    pub same: Vec<Span>,
    /// The person's name: the other program's word, else the fullest form that the article gives.
    pub name: Option<String>,
    /// Whether the name stands in the mention, letter by letter.
    pub is_full: bool,
    /// Whether the name is the other program's word.
    pub is_given: bool,
    /// What the other program calls the person in a list of its own: `Wikidata:Q567`.
    pub reference: Option<String>,
    /// The entry of the registry that it is.
    pub id: Option<SpeakerId>,
    /// Whether it is none where `id` names none: whoever labelled it has said so.
    pub is_settled: bool,
}

/// Says why there is no import.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// What there is to import, or the project, cannot be used.
    #[error("{0}")]
    Unusable(Problem),
    /// The caller broke it off; what was written by then is whole.
    #[error("interrupted")]
    Cancelled,
}

impl From<Problem> for ImportError {
    fn from(problem: Problem) -> Self {
        Self::Unusable(problem)
    }
}

impl Role {
    /// Every role with its name on the command line.
    pub const ALL: [(&'static str, Self); 7] = [
        ("quote", Self::Quote),
        ("cue", Self::Cue),
        ("speaker", Self::Speaker),
        ("via", Self::Via),
        ("addressee", Self::Addressee),
        ("flag", Self::Flag),
        ("ignore", Self::Ignore),
    ];
}

impl Draft {
    /// Returns everybody whom it mentions.
    pub fn people(&self) -> impl Iterator<Item = &Person> {
        self.speaker.iter().chain(&self.via).chain(&self.addressees)
    }

    /// Returns its spans: quote, cue and mentions.
    pub fn spans(&self) -> impl Iterator<Item = Span> {
        let mentions = self.people().filter_map(|person| person.mention);
        self.quote.iter().copied().chain(self.cue).chain(mentions)
    }

    /// Returns its spans, with other places that name the people in it.
    fn all_spans(&self) -> impl Iterator<Item = Span> {
        let same = self.people().flat_map(|person| &person.same);
        let own = self.own.iter();
        let stances = own.clone().flat_map(|own| &own.stances);
        let evidence = stances.flat_map(|taken| &taken.evidence);
        let conflicts = own.flat_map(|own| own.conflicts.iter().flat_map(FieldValue::spans));
        self.spans()
            .chain(same.chain(evidence).chain(conflicts).copied())
    }

    /// Returns it where its spans are in another text. What nothing is left of there is left out.
    fn placed(&self, placed: &Placed) -> Self {
        let place = |span: Span| placed.get(span);
        let all_there =
            |spans: &[Span]| -> Vec<Span> { spans.iter().copied().filter_map(place).collect() };
        let mut draft = self.clone();
        draft.quote = all_there(&self.quote);
        draft.cue = self.cue.and_then(place);
        for person in draft.people_mut() {
            person.mention = person.mention.and_then(place);
            person.same = all_there(&person.same);
        }
        if let Some(own) = &mut draft.own {
            for taken in &mut own.stances {
                taken.evidence = all_there(&taken.evidence);
            }
            let moved = own.conflicts.iter();
            let moved = moved.filter_map(|value| value.try_map_spans(&mut |span| place(*span)));
            own.conflicts = moved.collect();
        }
        draft
    }

    /// Returns everybody whom it mentions, to be changed.
    pub(super) fn people_mut(&mut self) -> impl Iterator<Item = &mut Person> {
        let others = self.via.iter_mut().chain(&mut self.addressees);
        self.speaker.iter_mut().chain(others)
    }
}

/// Tells whether one draft may be nested in another, by their indexes: it is in none yet, and the other not in it.
pub(super) fn may_nest(drafts: &[Draft], inner: usize, outer: usize) -> bool {
    let mut above = Some(outer);
    while let Some(at) = above {
        if at == inner {
            return false;
        }
        above = drafts[at].parent;
    }
    drafts[inner].parent.is_none()
}

/// What was read of one article, before anything is written.
struct Gathered {
    path: String,
    work: Vec<Work>,
    notes: Notes,
    is_readable: bool,
}

/// Articles in a batch: progress is told, and Ctrl+C heard, in between.
const BATCH: usize = 64;

/// Threads that read, which computes more than it waits.
const READERS: usize = 8;

/// Threads that write, which wait for the disk most of the time.
const WRITERS: usize = 16;

/// Imports into a project, which is made if there is none.
///
/// The articles are copied into the project's folder of articles, the annotations become statements of their
/// annotators. What is already there stays as it is, and importing twice makes nothing twice. `progress` is told twice as
/// many steps as there are articles: each is read, then written.
///
/// # Errors
///
/// [`ImportError::Unusable`], with nothing written; [`ImportError::Cancelled`], with whole files written.
pub fn import(
    project: &Path,
    format: Format,
    options: &Options,
    progress: Progress<'_>,
) -> Result<Report, ImportError> {
    if let Some(annotator) = &options.annotator {
        check_annotator(annotator)?;
    }
    let open: Open = format.source().ok_or_else(|| {
        let what = format!("nothing is imported from the format `{}`", format.name());
        unreadable(options.from.display().to_string(), what)
    })?;
    let source = open(options)?;
    let target = write::Target::look(project)?;
    let paths = source.articles();
    let total = paths.len();
    let mut report = Report::default();
    report.notes.add(source.notes());
    let gathered = batches(total, READERS, 0, progress, |index| {
        gather(&*source, &target, (index, paths[index]))
    })?;
    let known = target.codebook().with(&brought(&gathered));
    let mut people = People::new(&known);
    for (annotator, drafts) in each_work(&gathered) {
        report.begin(annotator);
        people.count(drafts);
    }
    // A project is not made of nothing.
    if gathered.iter().all(|one| !one.is_readable) {
        for one in gathered {
            report.refused += 1;
            report.notes.add(one.notes);
        }
        report.notes.problems.sort();
        return Ok(report);
    }
    let plan = target.prepare(format.name(), options, &gathered, &known, people.decide())?;
    let written = batches(total, WRITERS, total, progress, |index| {
        plan.article(&gathered[index], &*source, index)
    })?;
    for (one, written) in gathered.into_iter().zip(written) {
        report.notes.add(one.notes);
        report.add(written);
    }
    plan.finish(&mut report);
    report.notes.problems.sort();
    Ok(report)
}

fn each_work(gathered: &[Gathered]) -> impl Iterator<Item = (&str, &[Draft])> {
    let all = gathered.iter().flat_map(|one| &one.work);
    all.map(|work| (work.annotator.as_str(), work.drafts.as_slice()))
}

/// Returns the entries of codebooks that work brings; the first of an id counts.
fn brought(gathered: &[Gathered]) -> Codebook {
    let mut scales: BTreeMap<&str, Scale> = BTreeMap::new();
    let (mut targets, mut labels, mut speakers) =
        (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    for brings in gathered.iter().flat_map(|one| &one.work) {
        let brings = &brings.brings;
        for scale in &brings.scales {
            let known = scales.entry(scale.id.as_str()).or_insert_with(|| Scale {
                stances: Vec::new(),
                ..scale.clone()
            });
            for stance in &scale.stances {
                if !known.stances.iter().any(|other| other.id == stance.id) {
                    known.stances.push(stance.clone());
                }
            }
        }
        for target in &brings.targets {
            targets.entry(target.id.as_str()).or_insert(target);
        }
        for label in &brings.labels {
            labels.entry(label.id.as_str()).or_insert(label);
        }
        for speaker in &brings.speakers {
            speakers.entry(speaker.id.as_str()).or_insert(speaker);
        }
    }
    Codebook {
        scales: scales.into_values().collect(),
        targets: targets.into_values().cloned().collect(),
        labels: labels.into_values().cloned().collect(),
        speakers: speakers.into_values().cloned().collect(),
        ..Codebook::default()
    }
}

/// Does the same with every article, in parallel; `before` says how many steps were done before, of twice `total`.
fn batches<T: Send>(
    total: usize,
    threads: usize,
    before: usize,
    progress: Progress<'_>,
    make: impl Fn(usize) -> T + Sync,
) -> Result<Vec<T>, ImportError> {
    let pool = Pool::new(threads);
    let mut all = Vec::with_capacity(total);
    while all.len() < total {
        if progress(before + all.len(), 2 * total).is_break() {
            return Err(ImportError::Cancelled);
        }
        let from = all.len();
        let len = BATCH.min(total - from);
        all.extend(pool.map(from..from + len, &make));
    }
    match progress(before + total, 2 * total) {
        ControlFlow::Break(()) => Err(ImportError::Cancelled),
        ControlFlow::Continue(()) => Ok(all),
    }
}

/// Reads an article with everybody's work, and finds out whom it names.
fn gather(source: &dyn Source, target: &write::Target, (index, path): (usize, &str)) -> Gathered {
    let read = if source.has_text(index) {
        source
            .bytes(index)
            .and_then(|bytes| Ok((read::read(path, &bytes)?, bytes)))
    } else {
        let there = target.article(source.original(index).unwrap_or(path));
        there.map(|article| (article, Vec::new()))
    };
    let mut notes = Notes::default();
    let (work, is_readable) = match read {
        Ok((article, bytes)) => {
            let (mut work, found) = source.work(index, &bytes, &article);
            notes = found;
            work.retain(|work| match check_annotator(&work.annotator) {
                Ok(()) => true,
                Err(problem) => {
                    let count = work.drafts.len();
                    notes.problems.push(problem.leaving_out(count));
                    false
                }
            });
            people::name(&article.text, &mut work);
            (work, true)
        }
        Err(problem) => {
            notes.problems.push(problem);
            (Vec::new(), false)
        }
    };
    Gathered {
        path: path.to_owned(),
        work,
        notes,
        is_readable,
    }
}

/// Makes the problem of a file to import; `what` is a clause without a full stop.
pub(super) fn unreadable(path: impl Into<String>, what: impl Into<String>) -> Problem {
    Problem::new(ProblemKind::UnreadableImport, path, what)
}
