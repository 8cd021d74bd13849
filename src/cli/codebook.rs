//! `onrecord codebook`: the codebook in another form, who uses what, and reading one into a project.

mod again;
mod alike;
pub(super) mod take;
mod uses;

use std::io::Write as _;
use std::path::PathBuf;

use clap::Args;

use super::error::CommandError;
use super::terminal::{self, say};
use super::{AsArgument, FreshArgument, Outcome, ProjectArgument, QuietArgument, open_with};
use crate::exchange::codebook::{Form, write};
use crate::model::codebook::taking::Differing;
use crate::model::codebook::{Codebook, FILE};
use crate::store::Store;

/// Arguments of `onrecord codebook`.
#[derive(Debug, Args)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of its own on the command line"
)]
#[command(after_help = "\
`--from` adds what the project lacks and fills what is empty there; what is otherwise in the file is named and stays, unless
`--replace` is given. Nothing is removed. The lead's codebook is changed where it stands, so that comments and order in
codebook.ron stay; what somebody else reads in becomes their proposals.")]
pub struct CodebookArguments {
    #[command(flatten)]
    project: ProjectArgument,
    /// ron (as codebook.ron), csv (a table) or qdc (REFI-QDA, for programs of qualitative analysis); ron if left out, or as the file's name says
    #[arg(long, value_name = "FORMAT", value_parser = form)]
    format: Option<Form>,
    /// List each target, stance, label and speaker with how many statements use it, by annotator
    #[arg(long, conflicts_with_all = ["format", "from"])]
    uses: bool,
    /// List the stances to look at again, since their target's definition or scale has changed, and the uses of what was split
    #[arg(long, conflicts_with_all = ["format", "from", "uses"])]
    again: bool,
    /// List the speakers that may be one and the same, and why, but for those of whom it was said that they are not
    #[arg(long, conflicts_with_all = ["format", "from", "uses", "again"])]
    alike: bool,
    /// Read a codebook from a file into the project
    #[arg(long, value_name = "FILE")]
    from: Option<PathBuf>,
    /// Who reads it in; the lead if left out
    #[arg(long, value_name = "NAME", requires = "from")]
    annotator: Option<String>,
    /// What is otherwise in the file takes the place of what the project has
    #[arg(long, requires = "from")]
    replace: bool,
    /// With --uses, --again, --alike and --from: print one JSON document
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    view: AsArgument,
    #[command(flatten)]
    fresh: FreshArgument,
    #[command(flatten)]
    quiet: QuietArgument,
}

pub(super) fn run(arguments: &CodebookArguments) -> Result<Outcome, CommandError> {
    if let Some(from) = &arguments.from {
        return take::run(&take::Taking {
            project: &arguments.project.project,
            from,
            form: arguments.format,
            annotator: arguments.annotator.as_deref(),
            differing: if arguments.replace {
                Differing::Replaced
            } else {
                Differing::Stays
            },
            json: arguments.json,
            quiet: arguments.quiet.quiet,
        });
    }
    if arguments.json && !arguments.uses && !arguments.again && !arguments.alike {
        let message = "--json belongs to --uses, --again, --alike and --from";
        return Err(CommandError::new(message).hinted("Print the codebook with --format"));
    }
    let options = arguments.fresh.options();
    let (store, problems) = open_with(&arguments.project.project, options)?;
    let unreadable = problems
        .iter()
        .find(|problem| problem.path == FILE && problem.leaves_out());
    if let Some(problem) = unreadable.filter(|_| is_lost(&store)) {
        return Err(problem.clone().into());
    }
    let store = arguments.view.view(&store)?;
    if arguments.uses {
        return uses::run(arguments, &store, problems);
    }
    if arguments.again {
        return again::run(arguments, &store, problems);
    }
    if arguments.alike {
        return alike::run(arguments, &store, problems);
    }
    let form = arguments.format.unwrap_or(Form::Ron);
    let written = write(form, &store.codebook())?;
    terminal::print(|out| out.write_all(written.text.as_bytes()))?;
    if !written.left_out.is_empty() {
        let what = written.left_out.join(", ");
        say(&format!(
            "onrecord: left out, since {} cannot hold it: {what}",
            form.name()
        ));
        super::name(&problems);
        return Ok(Outcome::Partly);
    }
    Ok(super::name(&problems))
}

/// Tells whether nothing of the lead's codebook could be read, so that what stands in for it is not the project's.
fn is_lost(store: &Store) -> bool {
    let (_, base) = store.load_codebook();
    *base.codebook() == Codebook::default()
}

/// Finds a form by its name.
pub(super) fn form(name: &str) -> Result<Form, String> {
    let known = Form::ALL.into_iter().find(|form| form.name() == name);
    known.ok_or_else(|| {
        let known = Form::ALL.map(Form::name).join(", ");
        format!("there is no such format (there are: {known})")
    })
}
