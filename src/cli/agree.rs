//! `onrecord agree`: how far annotators agree, in a project or in any table.

mod shown;
mod table;

use std::io::Write as _;
use std::ops::ControlFlow;
use std::path::PathBuf;

use clap::Args;

use super::error::CommandError;
use super::terminal::{self, Terminal};
use super::{AsArgument, FreshArgument, Outcome, ProjectArgument, QuietArgument, open_with};
use crate::corpus::Corpus;
use crate::corpus::walk::Visit;
use crate::exchange::{Begun, Choice, left_out};
use crate::model::codebook::Codebook;
use crate::model::phrase::count;
use crate::model::problem::Problem;
use crate::model::project::{Annotator, GOLD};
use crate::model::sidecar::Status;
use crate::review::agreement::table::Level;
use crate::review::agreement::{Agreement, ArticleSums, Coded, Panel, words};
use crate::store::{Opened, Store};

/// Where gamma's chance begins.
const SEED: u64 = 2_015;

/// Arguments of `onrecord agree`.
#[derive(Debug, Args)]
#[command(after_help = "\
Gold is compared with each annotator, and is not one of them unless it is named. An article that somebody has not begun is
missing for them; one that is done and has no statement counts as empty. docs/agreement.md says what each figure means.")]
pub struct AgreeArguments {
    #[command(flatten)]
    project: ProjectArgument,
    /// Only these annotators; all but gold if left out
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    annotators: Vec<String>,
    #[command(flatten)]
    ways: Ways,
    /// Any table instead of a project: CSV with a column for each coder and a row for each unit; empty cells are missing
    #[arg(long, value_name = "FILE", conflicts_with_all = ["project", "annotators", "gamma", "done", "methods", "person"])]
    table: Option<PathBuf>,
    /// What the values of the table are to each other: nominal, ordinal or interval
    #[arg(long, value_name = "LEVEL", requires = "table", default_value = "nominal", value_parser = level)]
    level: Level,
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

/// What is computed and told.
#[derive(Debug, Args)]
struct Ways {
    /// Compute gamma too, which takes longer
    #[arg(long)]
    gamma: bool,
    /// Only work that is done, article by article
    #[arg(long)]
    done: bool,
    /// Print a paragraph for the methods section of a paper
    #[arg(long, conflicts_with = "json")]
    methods: bool,
}

/// What was found in one article.
struct Found {
    sums: Option<ArticleSums>,
    excluded: usize,
    problems: Vec<Problem>,
}

fn level(name: &str) -> Result<Level, String> {
    match name {
        "nominal" => Ok(Level::Nominal),
        "ordinal" => Ok(Level::Ordinal),
        "interval" => Ok(Level::Interval),
        _ => Err("it is one of nominal, ordinal, interval".to_owned()),
    }
}

pub(super) fn run(arguments: &AgreeArguments) -> Result<Outcome, CommandError> {
    if let Some(path) = &arguments.table {
        return table::run(path, arguments.level, arguments.json);
    }
    let options = arguments.fresh.options();
    let (store, mut problems) = open_with(&arguments.project.project, options)?;
    let store = arguments.view.view(&store)?;
    let choice = match &arguments.annotators[..] {
        [] => Choice::All,
        names => Choice::Some(names.to_vec()),
    };
    let annotators = choice.of(&store)?;
    let is_gold = |annotator: &Annotator| annotator.id == GOLD;
    let gold = annotators.iter().position(is_gold);
    // Who is named is one of those compared, whoever it is.
    let gold = gold.filter(|_| arguments.annotators.is_empty());
    if annotators.len() < 2 {
        return Err(too_few(&annotators));
    }
    let panel = Panel::new(annotators.len(), gold);
    let panel = if arguments.ways.gamma {
        panel.with_gamma(SEED)
    } else {
        panel
    };
    let terminal = Terminal::new("comparing", arguments.quiet.quiet);
    let codebook = super::whole_codebook(&store, &annotators, &mut problems);
    let begun = Begun::of(&store, &annotators);
    let make = |visit: Visit<'_>| {
        compare(
            &store,
            &begun,
            visit,
            (&panel, &codebook),
            arguments.ways.done,
        )
    };
    let (mut articles, mut excluded) = (Vec::new(), 0);
    let take = |found: Found| {
        articles.extend(found.sums);
        excluded += found.excluded;
        problems.extend(found.problems);
        ControlFlow::Continue(())
    };
    let progress = |done, total| terminal.progress(done, total);
    let corpus = Corpus::open(&store);
    let listed = corpus.articles();
    if corpus.walk(&annotators, &progress, make, take).is_break() {
        return Err(CommandError::interrupted());
    }
    let strays = store.strays_of(&annotators, listed);
    problems.extend(strays.into_iter().filter(Problem::leaves_out));
    let agreement = Agreement::of(&articles, &panel);
    let told = shown::Told {
        agreement: &agreement,
        annotators: &annotators,
        gold,
        excluded,
        codebook: &codebook,
        problems: &problems,
    };
    print(arguments, &told)?;
    terminal.finish(&format!(
        "{} compared in {}",
        count(annotators.len(), "annotator"),
        count(agreement.articles, "article")
    ));
    Ok(super::name(&problems))
}

fn print(arguments: &AgreeArguments, told: &shown::Told<'_>) -> Result<(), CommandError> {
    if arguments.json {
        return terminal::print_json(&told.json());
    }
    let text = if arguments.ways.methods {
        let people = told.annotators.len() - usize::from(told.gold.is_some());
        format!("{}\n", words::methods(told.agreement, people))
    } else {
        told.text()
    };
    terminal::print(|out| out.write_all(text.as_bytes()))
}

fn too_few(annotators: &[Annotator]) -> CommandError {
    let who = match annotators {
        [] => "nobody".to_owned(),
        all => format!("only {}", all[0].id),
    };
    CommandError::new(format!(
        "agreement takes two annotators or more, and there is {who}"
    ))
    .hinted("Name two that have worked on the same articles")
}

/// Compares what annotators made of one article.
fn compare(
    store: &Store,
    begun: &Begun,
    visit: Visit<'_>,
    (panel, codebook): (&Panel, &Codebook),
    only_done: bool,
) -> Found {
    let mut found = Found {
        sums: None,
        excluded: 0,
        problems: Vec::new(),
    };
    let article = match visit.article {
        Ok(article) => article,
        Err(problem) => {
            found
                .problems
                .push(begun.counted(store, visit.path, problem));
            return found;
        }
    };
    let excluded = |(_, opened): &&(&Annotator, Opened)| opened.sidecar.status == Status::Excluded;
    found.excluded = visit.work.iter().filter(excluded).count();
    let work = visit.work.iter();
    let coded = Coded {
        path: visit.path,
        date: article.meta.date.as_deref(),
        text: &article.text,
        dimmed: &article.dimmed,
        work: work
            .map(|(_, opened)| is_worked_on(opened, only_done).then(|| opened.sidecar.statements()))
            .collect(),
    };
    found.sums = ArticleSums::of(&coded, panel, codebook);
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
    found
}

/// Tells whether somebody worked on an article, so that what they did not mark says something.
pub(super) fn is_worked_on(opened: &Opened, only_done: bool) -> bool {
    !opened.is_withheld
        && match opened.sidecar.status {
            Status::Done => true,
            Status::Excluded => false,
            Status::Untouched | Status::InProgress => {
                !only_done && !opened.sidecar.statements().is_empty()
            }
        }
}
