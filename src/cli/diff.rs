//! `onrecord diff`: what two annotators see differently, statement by statement.

use std::ffi::OsString;
use std::fmt::Write as _;
use std::io::Write as _;
use std::ops::ControlFlow;
use std::path::Path;

use clap::Args;
use serde::Serialize;

use super::agree::is_worked_on;
use super::error::CommandError;
use super::terminal::{self, Terminal, clean};
use super::{AsArgument, FreshArgument, Outcome, QuietArgument, open_with};
use crate::corpus::Corpus;
use crate::corpus::walk::Visit;
use crate::exchange::{Begun, Choice, left_out};
use crate::model::article::Article;
use crate::model::codebook::Codebook;
use crate::model::phrase::count;
use crate::model::problem::Problem;
use crate::model::statement::Statement;
use crate::review::align::{Difference, align};
use crate::store::{Opened, Store};

/// Most characters of a quote that are shown.
const SHOWN: usize = 60;

/// Arguments of `onrecord diff`.
#[derive(Debug, Args)]
#[command(
    override_usage = "onrecord diff [OPTIONS] [PROJECT] A B",
    after_help = "\
Compared are the articles on which both have worked. The status is 1 if they differ anywhere."
)]
pub struct DiffArguments {
    /// Project folder, folder of articles, or article (`.` if left out), and the two annotators
    #[arg(value_name = "[PROJECT] A B", num_args = 2..=3, required = true)]
    names: Vec<OsString>,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    view: AsArgument,
    #[command(flatten)]
    fresh: FreshArgument,
    #[command(flatten)]
    quiet: QuietArgument,
}

#[derive(Serialize)]
struct DiffOut<'a> {
    a: &'a str,
    b: &'a str,
    articles: usize,
    same: usize,
    differences: &'a [Differing],
}

/// One statement that the two see differently.
#[derive(Serialize)]
struct Differing {
    article: String,
    line: usize,
    column: usize,
    /// In code points, half-open, from the first to the last character of either quote.
    span: [usize; 2],
    words: String,
    /// The ids of the statements; none for who has none.
    a: Option<String>,
    b: Option<String>,
    fields: Vec<Field>,
}

/// One field in which two statements differ.
#[derive(Serialize)]
struct Field {
    #[serde(rename = "field")]
    name: &'static str,
    a: String,
    b: String,
}

/// What was found in one article, or in all.
#[derive(Default)]
struct Found {
    articles: usize,
    same: usize,
    differences: Vec<Differing>,
    problems: Vec<Problem>,
}

pub(super) fn run(arguments: &DiffArguments) -> Result<Outcome, CommandError> {
    let (project, [a, b]) = places(&arguments.names)?;
    let options = arguments.fresh.options();
    let (store, mut problems) = open_with(project, options)?;
    let store = arguments.view.view(&store)?;
    let known = Choice::Some(vec![a.clone(), b.clone()]).of(&store)?;
    if known.len() < 2 {
        return Err(CommandError::new(format!(
            "{a} is compared with {b}, which is the same annotator"
        )));
    }
    // In the order asked for.
    let of = |id: &str| known.iter().find(|one| one.id == *id).cloned();
    let annotators: Vec<_> = [&a, &b].into_iter().filter_map(|id| of(id)).collect();
    let codebook = super::whole_codebook(&store, &annotators, &mut problems);
    let terminal = Terminal::new("comparing", arguments.quiet.quiet);
    let begun = Begun::of(&store, &annotators);
    let make = |visit: Visit<'_>| compare(&store, &begun, visit, &codebook);
    let mut all = Found::default();
    let take = |found: Found| {
        all.articles += found.articles;
        all.same += found.same;
        all.differences.extend(found.differences);
        all.problems.extend(found.problems);
        ControlFlow::Continue(())
    };
    let progress = |done, total| terminal.progress(done, total);
    let corpus = Corpus::open(&store);
    let listed = corpus.articles();
    if corpus.walk(&annotators, &progress, make, take).is_break() {
        return Err(CommandError::interrupted());
    }
    problems.extend(all.problems);
    let strays = store.strays_of(&annotators, listed);
    problems.extend(strays.into_iter().filter(Problem::leaves_out));
    if arguments.json {
        terminal::print_json(&DiffOut {
            a: &a,
            b: &b,
            articles: all.articles,
            same: all.same,
            differences: &all.differences,
        })?;
    } else {
        let text = text(&all.differences, (a.as_str(), b.as_str()));
        terminal::print(|out| out.write_all(text.as_bytes()))?;
    }
    terminal.finish(&format!(
        "{} and {} that are the same in {}",
        count(all.differences.len(), "difference"),
        count(all.same, "statement"),
        count(all.articles, "article"),
    ));
    let outcome = super::name(&problems);
    Ok(if outcome == Outcome::Done && !all.differences.is_empty() {
        Outcome::Found
    } else {
        outcome
    })
}

/// Returns the project and the two annotators that are named.
fn places(names: &[OsString]) -> Result<(&Path, [String; 2]), CommandError> {
    let (project, people) = match names {
        [a, b] => (Path::new("."), [a, b]),
        [project, a, b] => (Path::new(project), [a, b]),
        _ => return Err(CommandError::new("two annotators are to be named")),
    };
    let [a, b] = people.map(|name| name.to_string_lossy().into_owned());
    Ok((project, [a, b]))
}

fn compare(store: &Store, begun: &Begun, visit: Visit<'_>, codebook: &Codebook) -> Found {
    let mut found = Found::default();
    let article = match visit.article {
        Ok(article) => article,
        Err(problem) => {
            let problem = begun.counted(store, visit.path, problem);
            found.problems.push(problem);
            return found;
        }
    };
    for (annotator, opened) in &visit.work {
        let shown = || store.shown_sidecar(&annotator.id, visit.path);
        found.problems.extend(left_out(&shown, opened));
        let gone = begun.gone(&shown, &annotator.id, visit.path, opened);
        found.problems.extend(gone);
        let problems = opened
            .problems
            .iter()
            .filter(|problem| problem.leaves_out());
        found.problems.extend(problems.cloned());
    }
    let work: Vec<&Opened> = visit.work.iter().map(|(_, opened)| opened).collect();
    if let [a, b] = work[..]
        && is_worked_on(a, false)
        && is_worked_on(b, false)
    {
        found.articles = 1;
        let (ours, theirs) = (a.sidecar.statements(), b.sidecar.statements());
        for pair in align(ours, theirs) {
            let our = pair.ours.map(|index| &*ours[index]);
            let their = pair.theirs.map(|index| &*theirs[index]);
            match differing(&article, (our, their), &pair.differences, codebook) {
                Some(one) => found.differences.push(one),
                None => found.same += 1,
            }
        }
    }
    found
}

/// Describes two statements of the same utterance, of which one may be missing; none if they are the same.
fn differing(
    article: &Article,
    (our, their): (Option<&Statement>, Option<&Statement>),
    differences: &[Difference],
    codebook: &Codebook,
) -> Option<Differing> {
    if differences.is_empty() && our.is_some() && their.is_some() {
        return None;
    }
    let either = our.or(their)?;
    let other = their.unwrap_or(either);
    let (one, two) = (either.extent(), other.extent());
    let start = one.start.min(two.start);
    let text = &article.text;
    let before = &text[..text.floor(start)];
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    let field = |difference: &Difference| {
        let said = |statement: &Statement| said(*difference, statement, article, codebook);
        Field {
            name: difference.name(),
            a: said(either),
            b: said(other),
        }
    };
    Some(Differing {
        article: article.path.clone(),
        line: 1 + before.matches('\n').count(),
        column: 1 + before[line_start..].chars().count(),
        span: [
            text.char_of_byte(start),
            text.char_of_byte(one.end.max(two.end)),
        ],
        words: words(either, article),
        a: our.map(|statement| statement.id.to_string()),
        b: their.map(|statement| statement.id.to_string()),
        fields: differences.iter().map(field).collect(),
    })
}

/// Returns the words of a quote, its spans with `…` between them.
fn words(statement: &Statement, article: &Article) -> String {
    let spans = statement.quote.iter().map(|span| article.text.slice(*span));
    let spans: Vec<&str> = spans.collect();
    let whole = spans.join(" … ");
    let mut words: String = whole.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some((end, _)) = words.char_indices().nth(SHOWN) {
        words.truncate(end);
        words.push('…');
    }
    words
}

/// Returns what a statement says in one field.
fn said(what: Difference, statement: &Statement, article: &Article, codebook: &Codebook) -> String {
    let list = |mut all: Vec<String>| {
        all.sort();
        match all.join(", ") {
            none if none.is_empty() => "none".to_owned(),
            some => some,
        }
    };
    let stances = statement.stances.iter();
    match what {
        Difference::Span => words(statement, article),
        Difference::Kind => statement.kind.name().to_owned(),
        Difference::Label => {
            let labels = statement.labels.iter();
            list(
                labels
                    .map(|id| {
                        codebook
                            .label(id)
                            .map_or(&**id, |label| &label.name)
                            .to_owned()
                    })
                    .collect(),
            )
        }
        Difference::Target => list(
            stances
                .map(|taken| codebook.target_name(&taken.target).to_owned())
                .collect(),
        ),
        Difference::Stance => {
            let shown = stances.map(|taken| {
                let stance = taken.stance.as_deref();
                let label =
                    stance.map_or("not chosen", |id| codebook.stance_label(&taken.target, id));
                format!("{}: {label}", codebook.target_name(&taken.target))
            });
            list(shown.collect())
        }
        Difference::Speaker => {
            let speaker = statement.speaker.as_ref();
            let name = speaker.and_then(|who| who.name.as_deref());
            let words = speaker.and_then(|who| who.mention);
            match (name, words) {
                (Some(id), _) => codebook.speaker_name(id).to_owned(),
                (None, Some(span)) => format!("“{}”", article.text.slice(span)),
                (None, None) => "none".to_owned(),
            }
        }
    }
}

fn text(all: &[Differing], (a, b): (&str, &str)) -> String {
    let mut out = String::new();
    for one in all {
        let place = format!("{}:{}:{}", clean(&one.article), one.line, one.column);
        let what = match (&one.a, &one.b) {
            (Some(_), None) => format!("only {a} has it"),
            (None, _) => format!("only {b} has it"),
            _ => {
                let names: Vec<&str> = one.fields.iter().map(|field| field.name).collect();
                match names[..] {
                    [only] => format!("{only} differs"),
                    _ => format!("{} differ", names.join(", ")),
                }
            }
        };
        // Writing to a string cannot fail.
        let _ = writeln!(out, "{place}: {what}: {}", clean(&one.words));
        for field in &one.fields {
            let (ours, theirs) = (clean(&field.a), clean(&field.b));
            let _ = writeln!(out, "  {}: {a} {ours} | {b} {theirs}", field.name);
        }
    }
    out
}
