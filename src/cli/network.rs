//! `onrecord network`: who says what about which target, and who agrees with whom, for programs that draw networks.

use std::ops::ControlFlow;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::error::CommandError;
use super::terminal::{Terminal, say};
use super::{AsArgument, FreshArgument, Outcome, ProjectArgument, QuietArgument, open_with};
use crate::corpus::Corpus;
use crate::corpus::walk::Visit;
use crate::exchange::network::{Form, Mode, Uses, written};
use crate::exchange::{Begun, Choice, left_out};
use crate::model::phrase::count;
use crate::model::problem::Problem;
use crate::model::project::GOLD;
use crate::model::sidecar::Status;
use crate::store::{Store, write_file};

/// Arguments of `onrecord network`.
#[derive(Debug, Args)]
#[command(after_help = "\
The extension of FILE says the format: .graphml, .gexf or .csv (a row for each edge). Gold is what is counted where there is gold,
else everybody's work; a stance of a speaker on a target counts once in an article. What the figures are stands in
docs/command-line.md.")]
pub struct NetworkArguments {
    #[command(flatten)]
    project: ProjectArgument,
    /// two: speakers and targets; one: speakers who agree or not
    #[arg(long, value_name = "MODE")]
    mode: ModeName,
    /// The file to write
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Only these annotators' work
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    annotators: Vec<String>,
    /// Count every statement, however often it is said in an article and by however many labelled
    #[arg(long)]
    each: bool,
    #[command(flatten)]
    view: AsArgument,
    #[command(flatten)]
    fresh: FreshArgument,
    #[command(flatten)]
    quiet: QuietArgument,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum ModeName {
    One,
    Two,
}

/// What an article adds.
struct Made {
    uses: Uses,
    problems: Vec<Problem>,
}

pub(super) fn run(arguments: &NetworkArguments) -> Result<Outcome, CommandError> {
    let out = &arguments.out;
    let shown = out.display();
    let extension = out.extension().and_then(|extension| extension.to_str());
    let form = extension.and_then(Form::of).ok_or_else(|| {
        CommandError::new(format!("{shown}: its name says no format"))
            .hinted("End it with .graphml, .gexf or .csv")
    })?;
    let options = arguments.fresh.options();
    let (store, mut problems) = open_with(&arguments.project.project, options)?;
    if store.is_own_file(out) {
        let message = format!("{shown}: this is a file of the project itself");
        return Err(CommandError::new(message).hinted("Write the network to another place"));
    }
    let store = arguments.view.view(&store)?;
    let annotators = choice(&store, &arguments.annotators).of(&store)?;
    let codebook = super::whole_codebook(&store, &annotators, &mut problems);
    let terminal = Terminal::new("counting", arguments.quiet.quiet);
    let begun = Begun::of(&store, &annotators);
    let make = |visit: Visit<'_>| made(&store, &begun, visit, !arguments.each);
    let mut uses = Uses::default();
    let take = |made: Made| {
        uses.add(made.uses);
        problems.extend(made.problems);
        ControlFlow::Continue(())
    };
    let progress = |done, total| terminal.progress(done, total);
    let corpus = Corpus::open(&store);
    let articles = corpus.articles();
    if corpus.walk(&annotators, &progress, make, take).is_break() {
        return Err(CommandError::interrupted());
    }
    let strays = store.strays_of(&annotators, articles);
    problems.extend(strays.into_iter().filter(Problem::leaves_out));
    let mode = match arguments.mode {
        ModeName::One => Mode::One,
        ModeName::Two => Mode::Two,
    };
    let network = uses.network(mode, &codebook);
    write_file(out, &written(&network, form))?;
    terminal.finish(&format!(
        "{} and {}",
        count(network.nodes.len(), "node"),
        count(network.edges.len(), "edge")
    ));
    if uses.unknown > 0 {
        let unknown = count(uses.unknown, "stance");
        say(&format!(
            "onrecord: {unknown} of speakers that are not named from the codebook have no part in it"
        ));
    }
    Ok(super::name(&problems))
}

/// Returns whose work is counted: whose is named, else gold if there is any, else everybody's.
fn choice(store: &Store, names: &[String]) -> Choice {
    match names {
        [] if store.sidecars(GOLD).is_empty() => Choice::All,
        [] => Choice::Gold,
        names => Choice::Some(names.to_vec()),
    }
}

/// Counts what was made of an article.
fn made(store: &Store, begun: &Begun, visit: Visit<'_>, once: bool) -> Made {
    let mut problems = Vec::new();
    if let Err(problem) = visit.article {
        problems.push(begun.counted(store, visit.path, problem));
    }
    let counted = visit.work.iter().map(|(_, opened)| &opened.sidecar);
    let counted = counted.filter(|sidecar| sidecar.status != Status::Excluded);
    let uses = Uses::of_article(counted, once);
    for (annotator, opened) in &visit.work {
        let shown = || store.shown_sidecar(&annotator.id, visit.path);
        problems.extend(left_out(&shown, opened));
        problems.extend(begun.gone(&shown, &annotator.id, visit.path, opened));
        let found = opened.problems.iter().filter(|one| one.leaves_out());
        problems.extend(found.cloned());
    }
    Made { uses, problems }
}
