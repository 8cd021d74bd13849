//! `onrecord accept`: suggestion lines become an annotator's statements.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use serde_json::Value;

use super::error::CommandError;
use super::suggest::Faults;
use super::suggest::stream::Lines;
use super::terminal::{Terminal, say};
use super::{Outcome, ProjectArgument, QuietArgument, open_with};
use crate::anchor::{Placed, is_same_words};
use crate::exchange::suggestion::{Line, OTHER_TEXT, Suggested, reason};
use crate::exchange::{named_detached, named_moved};
use crate::model::article::Article;
use crate::model::codebook::Codebook;
use crate::model::left_out::{LeftOut, Thing};
use crate::model::phrase::count;
use crate::model::problem::{Problem, ProblemKind};
use crate::model::sidecar::{Sidecar, Status};
use crate::model::span::Span;
use crate::model::statement::Statement;
use crate::model::text::Text;
use crate::store::{CodebookBase, OpenOptions, Opened, Store};
use crate::suggest::{Suggestion, proposal};

/// Arguments of `onrecord accept`.
#[derive(Debug, Args)]
#[command(after_help = "\
It reads what `onrecord suggest` writes, and what a stream of it passes on where an id is the article's path. What the
annotator has already, or has rejected, is left as it is: accepting twice changes nothing. A line that means nothing is
named and left out.")]
pub struct AcceptArguments {
    #[command(flatten)]
    project: ProjectArgument,
    /// Whose statements they become: the name of the folder their annotations lie in
    #[arg(long, value_name = "NAME")]
    annotator: String,
    /// File of suggestion lines; standard input if left out
    #[arg(long, value_name = "FILE")]
    from: Option<PathBuf>,
    #[command(flatten)]
    quiet: QuietArgument,
}

/// Suggestions of one article, each with the number of its line.
type Suggestions = Vec<(u64, Suggested)>;

pub(super) fn run(arguments: &AcceptArguments) -> Result<Outcome, CommandError> {
    let options = OpenOptions {
        annotator: Some(arguments.annotator.clone()),
        ..OpenOptions::default()
    };
    let (store, problems) = open_with(&arguments.project.project, options)?;
    let from = arguments.from.as_deref();
    let from = from.filter(|path| *path != Path::new("-"));
    let mut told = Told {
        stream: from.map_or_else(
            || "standard input".to_owned(),
            |path| path.display().to_string(),
        ),
        faults: Faults::default(),
        left_out: LeftOut::default(),
    };
    for problem in &problems {
        told.problem(problem);
    }
    let articles = match from {
        Some(path) => {
            let file = File::open(path).map_err(|error| {
                CommandError::new(format!("{}: it cannot be read: {error}", told.stream))
            })?;
            read(file, &store, &mut told)
        }
        None => read(io::stdin(), &store, &mut told),
    };
    let terminal = Terminal::new("accepting", arguments.quiet.quiet);
    let mut accept = Accept::new(&store, &arguments.annotator)?;
    let total = articles.len();
    for (done, (path, suggestions)) in articles.into_iter().enumerate() {
        if terminal.progress(done, total) == ControlFlow::Break(()) {
            return Err(CommandError::interrupted_output());
        }
        let lines: Vec<u64> = suggestions.iter().map(|(line, _)| *line).collect();
        let result = accept.article(&path, suggestions);
        terminal.aside(|| match result {
            Ok(refused) => {
                for (line, what) in refused {
                    told.line(Thing::Suggestion, line, &format!("{path}: {what}"));
                }
            }
            Err(problem) => told.article(&lines, &problem),
        });
    }
    terminal.finish(&accept.summary());
    told.faults.end();
    let outcome = super::close(&told.left_out);
    let did_nothing = accept.accepted + accept.there + accept.rejected == 0;
    if outcome == Outcome::Partly && did_nothing {
        return Err(CommandError::new("nothing was accepted"));
    }
    Ok(outcome)
}

/// What is said of what is not taken over, each with its place in the stream, and how much it is.
struct Told {
    /// What the stream is called.
    stream: String,
    faults: Faults,
    left_out: LeftOut,
}

impl Told {
    /// Names something that is wrong with the project.
    fn problem(&mut self, problem: &Problem) {
        if problem.leaves_out() {
            self.faults.add(&problem.to_string());
            self.left_out.problem(problem);
        } else {
            say(&format!("onrecord: {problem}"));
        }
    }

    /// Names what is not taken over of a line.
    fn line(&mut self, thing: Thing, line: u64, what: &str) {
        let stream = &self.stream;
        self.faults
            .add(&format!("{stream}:{line}: {what}; it is left out"));
        self.left_out.add(thing, 1);
    }

    /// Names what is wrong with the stream at a line.
    fn fault(&mut self, line: u64, what: &str) {
        let what = what.strip_prefix(&format!("line {line}: ")).unwrap_or(what);
        self.faults.add(&format!("{}:{line}: {what}", self.stream));
        self.left_out.add(Thing::Line, 1);
    }

    /// Says why nothing is taken over of an article, of which the suggestions stand in these lines.
    fn article(&mut self, lines: &[u64], problem: &Problem) {
        let (stream, first) = (&self.stream, lines.first().copied().unwrap_or_default());
        let are = match lines.len() {
            1 => "1 suggestion is left out".to_owned(),
            more => format!("{more} suggestions are left out"),
        };
        self.faults
            .add(&format!("{stream}:{first}: {are}: {problem}"));
        self.left_out.add(Thing::Suggestion, lines.len());
    }
}

/// Reads suggestion lines, by article. Those that mean nothing are told.
fn read(from: impl Read, store: &Store, told: &mut Told) -> BTreeMap<String, Suggestions> {
    let known = store.articles();
    let known: HashSet<&str> = known.iter().map(|article| article.path.as_str()).collect();
    let mut articles: BTreeMap<String, Suggestions> = BTreeMap::new();
    for piece in Lines::new(BufReader::new(from), 1) {
        if let Some(fault) = &piece.fault {
            told.fault(
                piece.line,
                &fault.replace("passed on unchanged", "left out"),
            );
        }
        if piece.passed || piece.fault.is_some() || piece.bytes.trim_ascii().is_empty() {
            continue;
        }
        let number = piece.line;
        let mut refuse = |what: &str| told.line(Thing::Line, number, what);
        let (article, statements) = match Line::read(&piece.bytes) {
            Ok(Line::Statement(statement)) => (statement.article.clone(), vec![*statement]),
            Ok(Line::Article { id, statements }) => {
                let read = statements.into_iter().map(serde_json::from_value);
                match read.collect() {
                    Ok(statements) => (id, statements),
                    Err(error) => {
                        refuse(&reason(&error));
                        continue;
                    }
                }
            }
            Err(what) => {
                refuse(&what);
                continue;
            }
        };
        match article.as_ref().and_then(Value::as_str) {
            Some(path) if known.contains(path) => {
                let all = articles.entry(path.to_owned()).or_default();
                all.extend(statements.into_iter().map(|statement| (number, statement)));
            }
            Some(path) => refuse(&format!("the project has no article {path:?}")),
            None => refuse("it does not say of which article it is"),
        }
    }
    articles
}

/// Says that nothing is accepted in an article, since its words changed, and names the statements that somebody should look at.
fn refused(path: &str, opened: &Opened, text: &Text) -> Problem {
    let mut what =
        "nothing is accepted in this article: it changed since it was annotated".to_owned();
    if !opened.moved.is_empty() {
        what.push_str("; elsewhere now: ");
        what.push_str(&named_moved(opened, text));
    }
    if opened.detached > 0 {
        what.push_str("; not there any more: ");
        what.push_str(&named_detached(opened));
    }
    Problem::new(ProblemKind::NotSaved, path, what)
        .hinted("Look through the changes in the window, and accept again")
}

/// The texts of an article that suggestions were made in, where today's is another, by their hashes; none where such a text is
/// not known or has other letters.
struct Formers<'a> {
    article: &'a Article,
    texts: BTreeMap<String, Option<(Text, Placed)>>,
}

impl<'a> Formers<'a> {
    fn of(store: &Store, article: &'a Article, suggestions: &[(u64, Suggested)]) -> Self {
        let all = suggestions.iter().map(|(_, suggested)| suggested);
        let hashes = all.clone().filter_map(Suggested::text_hash);
        let others: BTreeSet<&str> = hashes.filter(|hash| *hash != article.blake3).collect();
        let former = |hash: &str| {
            let text = store.former_text(&article.text, hash)?;
            let of_it = all.clone().filter(|one| one.text_hash() == Some(hash));
            let spans = of_it.flat_map(|one| one.spans(&text)).collect();
            let placed = Placed::find(&text, &article.text, spans)?;
            Some((text, placed))
        };
        let texts = others
            .into_iter()
            .map(|hash| (hash.to_owned(), former(hash)));
        Self {
            article,
            texts: texts.collect(),
        }
    }

    /// Turns a suggestion into one in bytes of today's text, if that has the letters of the text it was made in.
    fn read(&self, suggested: &Suggested) -> Result<Suggestion, String> {
        let hash = suggested.text_hash();
        match hash.filter(|hash| *hash != self.article.blake3) {
            None => suggested.read(&self.article.text),
            Some(hash) => match self.texts.get(hash) {
                Some(Some((former, placed))) => suggested.read_of(former, placed),
                _ => Err(OTHER_TEXT.to_owned()),
            },
        }
    }
}

/// Takes suggestions over as one annotator's statements.
struct Accept<'a> {
    store: &'a Store,
    annotator: &'a str,
    /// The project's codebook, with what the annotator added.
    codebook: Codebook,
    added: Codebook,
    base: CodebookBase,
    accepted: usize,
    articles: usize,
    there: usize,
    rejected: usize,
    speakers: usize,
}

impl<'a> Accept<'a> {
    fn new(store: &'a Store, annotator: &'a str) -> Result<Self, CommandError> {
        let (loaded, base) = store.load_added(annotator);
        if let Some(reason) = loaded.why_read_only() {
            let what = format!("the codebook of {annotator} is not overwritten: {reason}");
            return Err(CommandError::new(what));
        }
        let added = loaded.value.unwrap_or_default();
        Ok(Self {
            store,
            annotator,
            codebook: store.codebook().with(&added),
            added,
            base,
            accepted: 0,
            articles: 0,
            there: 0,
            rejected: 0,
            speakers: 0,
        })
    }

    /// Takes over the suggestions of one article, and saves; returns the lines of which nothing was taken, and why.
    fn article(
        &mut self,
        path: &str,
        suggestions: Suggestions,
    ) -> Result<Vec<(u64, String)>, Problem> {
        let article = self.store.read_article(path)?;
        let mut opened = self.store.load(self.annotator, &article);
        if let Some(reason) = &opened.read_only {
            let kind = ProblemKind::NotSaved;
            let what = format!(
                "the annotations of {} are not changed: {reason}",
                self.annotator
            );
            return Err(Problem::new(kind, path, what));
        }
        if opened.moved.len() + opened.detached > 0 {
            return Err(refused(path, &opened, &article.text));
        }
        let (before, speakers) = (self.accepted, self.added.speakers.len());
        let mut refused = Vec::new();
        let formers = Formers::of(self.store, &article, &suggestions);
        for (line, suggested) in suggestions {
            let found = formers.read(&suggested);
            let taken = found.and_then(|found| {
                self.statement(found, &suggested, &article.text, &mut opened.sidecar)
            });
            refused.extend(taken.err().map(|what| (line, what)));
        }
        if self.accepted == before {
            return Ok(refused);
        }
        if self.added.speakers.len() > speakers {
            // First, so that no statement is on the disk whose speaker is not.
            let saved = self
                .store
                .save_added(self.annotator, &self.added, &self.base);
            let saved = saved.inspect_err(|_| self.accepted = before)?;
            self.speakers += self.added.speakers.len() - speakers;
            if let Some(merged) = saved.merged {
                self.codebook = self.store.codebook().with(&merged);
                self.added = merged;
            }
            self.base = saved.base;
        }
        if opened.sidecar.status == Status::Untouched {
            opened.sidecar.status = Status::InProgress;
        }
        let saved = self
            .store
            .save(&opened.sidecar, &article.text, &opened.base);
        saved.inspect_err(|_| self.accepted = before)?;
        self.articles += 1;
        Ok(refused)
    }

    /// Takes over one suggestion, unless the annotator has it or has rejected it.
    fn statement(
        &mut self,
        found: Suggestion,
        suggested: &Suggested,
        text: &Text,
        sidecar: &mut Sidecar,
    ) -> Result<(), String> {
        let by = suggested
            .by
            .clone()
            .unwrap_or_else(|| "suggestions".to_owned());
        let proposals = proposal::proposals(vec![found], &by, text, &self.codebook);
        let Some(proposal) = proposals.first() else {
            return Err("`quote` holds no text".to_owned());
        };
        let quote: &[Span] = &proposal.statement.quote;
        // What is a part of a quote in several parts is labelled with it; quotation marks may have come or gone since.
        let is_same = |a: Span, b: Span| is_same_words(text, a, b);
        let has = |known: &[Span], span: Span| known.iter().any(|known| is_same(*known, span));
        let has_all = |known: &Arc<Statement>| quote.iter().all(|span| has(&known.quote, *span));
        if sidecar.statements().iter().any(has_all) {
            self.there += 1;
            return Ok(());
        }
        let is_it = |known: &Arc<Statement>| known.quote.len() == quote.len() && has_all(known);
        if sidecar.rejected.iter().any(is_it) {
            self.rejected += 1;
            return Ok(());
        }
        let env = self.store.env();
        let (id, now) = (env.id(), env.stamp());
        let (statement, speaker) = proposal::accept(proposal, id, &now, text, &self.codebook);
        sidecar.put(Arc::new(statement));
        if let Some(speaker) = speaker {
            self.codebook.speakers.push(speaker.clone());
            self.added.speakers.push(speaker);
        }
        self.accepted += 1;
        Ok(())
    }

    fn summary(&self) -> String {
        format!(
            "{} accepted in {}, {} added; left as they are: {} already there, {} rejected",
            count(self.accepted, "statement"),
            count(self.articles, "article"),
            count(self.speakers, "speaker"),
            self.there,
            self.rejected,
        )
    }
}
