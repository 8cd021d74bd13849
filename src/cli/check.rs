//! `onrecord check`: reads everything and lists what is wrong.

mod likely;
mod names;
mod rules;

use std::io::Write as _;
use std::ops::ControlFlow;

use clap::Args;
use serde::Serialize;

use super::error::CommandError;
use super::problem_out::ProblemOut;
use super::terminal::{self, Terminal, clean};
use super::{AsArgument, FreshArgument, Outcome, ProjectArgument, QuietArgument};
use crate::corpus::Corpus;
use crate::corpus::walk::Visit;
use crate::model::codebook::Codebook;
use crate::model::phrase::count;
use crate::model::problem::{Problem, ProblemKind};
use crate::model::project::{Annotator, Project};
use crate::read;
use crate::store::{ArticleFile, Opened, Store};
use rules::Finding;

/// How many files that are no articles are named one by one.
const MOST_UNREAD: usize = 20;

/// Arguments of `onrecord check`.
#[derive(Debug, Args)]
pub struct CheckArguments {
    #[command(flatten)]
    project: ProjectArgument,
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
struct CheckOut<'a> {
    project: String,
    articles: usize,
    sidecars: usize,
    statements: usize,
    problems: Vec<ProblemOut<'a>>,
}

/// What was found in one article, or in all.
#[derive(Default)]
struct Found {
    articles: usize,
    sidecars: usize,
    statements: usize,
    problems: Vec<Problem>,
}

pub(super) fn run(arguments: &CheckArguments) -> Result<Outcome, CommandError> {
    let options = arguments.fresh.options();
    let (store, problems) = Store::open(&arguments.project.project, options)?;
    let store = arguments.view.view(&store)?;
    let terminal = Terminal::new("checking", arguments.quiet.quiet);
    let mut found = Found {
        problems,
        ..Found::default()
    };
    found.problems.extend(project_problems(&store));
    let annotators = store.annotators();
    let (codebooks, problems) = store.codebooks_of(&annotators);
    found.problems.extend(problems);
    let project = store.project();
    let make = |visit: Visit<'_>| check_article(&store, &project, &codebooks, visit);
    let take = |one: Found| {
        found.articles += one.articles;
        found.sidecars += one.sidecars;
        found.statements += one.statements;
        found.problems.extend(one.problems);
        ControlFlow::Continue(())
    };
    let progress = |done, total| terminal.progress(done, total);
    let walked = Corpus::open(&store).walk(&annotators, &progress, make, take);
    if walked.is_break() {
        return Err(CommandError::interrupted());
    }
    found.problems.extend(store.strays());
    found.problems.extend(unportable(&store, &annotators));
    let mut copies = likely::likely(&store);
    copies.extend(likely::orphans(&store));
    let is_named = |copy: &Problem| {
        let mut named = found.problems.iter();
        named.any(|problem| problem.kind == copy.kind && problem.path == copy.path)
    };
    copies.retain(|copy| !is_named(copy));
    found.problems.extend(copies);
    found.problems.extend(unread(&store));
    print(arguments, &store, &found)?;
    terminal.finish(&format!(
        "{} in {} and {} with {}",
        count(found.problems.len(), "problem"),
        count(found.articles, "article"),
        count(found.sidecars, "sidecar"),
        count(found.statements, "statement"),
    ));
    Ok(if found.problems.is_empty() {
        Outcome::Done
    } else {
        Outcome::Found
    })
}

fn print(arguments: &CheckArguments, store: &Store, found: &Found) -> Result<(), CommandError> {
    if arguments.json {
        return terminal::print_json(&CheckOut {
            project: store.name(),
            articles: found.articles,
            sidecars: found.sidecars,
            statements: found.statements,
            problems: found.problems.iter().map(ProblemOut::new).collect(),
        });
    }
    terminal::print(|out| {
        found
            .problems
            .iter()
            .try_for_each(|problem| writeln!(out, "{}", clean(&problem.to_string())))
    })
}

/// Checks what the project file and the codebook say.
fn project_problems(store: &Store) -> Vec<Problem> {
    let mut problems = store.codebook_faults();
    let articles = store.articles();
    for assignment in &store.project().assignments {
        for path in &assignment.articles {
            let found = articles.binary_search_by(|article| article.path.as_str().cmp(path));
            let is_of = |article: &ArticleFile| read::article_id(&article.path).file == *path;
            let is_table = || read::may_hold(path) && articles.iter().any(is_of);
            if found.is_err() && !is_table() {
                let what = format!(
                    "{path:?}, assigned to {}, does not exist",
                    assignment.annotator
                );
                problems.push(
                    Problem::new(ProblemKind::MissingArticle, "onrecord.ron", what)
                        .hinted("Bring the article back, or take it out of the assignments"),
                );
            }
        }
    }
    problems
}

/// Names what other systems cannot hold, or not side by side: articles, and annotators' folders.
fn unportable(store: &Store, annotators: &[Annotator]) -> Vec<Problem> {
    let listed = store.articles();
    let articles = listed.iter().map(|article| article.path.as_str());
    let project = store.project();
    let folders: Vec<String> = annotators
        .iter()
        .map(|annotator| format!("{}/{}", project.annotations, annotator.id))
        .collect();
    let mut problems = names::clashes(articles);
    problems.extend(names::clashes(folders.iter().map(String::as_str)));
    let files: Vec<String> = listed
        .iter()
        .map(|article| read::article_id(&article.path).file)
        .collect();
    let all = files.iter().chain(&folders);
    problems.extend(names::forbidden(all.map(String::as_str)));
    problems
}

/// Names files that nothing reads, among the articles and among the annotations.
fn unread(store: &Store) -> Vec<Problem> {
    let project = store.project();
    let articles = Unread {
        folder: match project.articles.as_str() {
            "" => ".",
            folder => folder,
        },
        what: "the file is of no known article format, and is not read",
        hint: "Articles end in .txt, .md, .html, .docx, .odt, .rtf, .pdf, .eml, .srt or .vtt; \
               save its text as such a file, or move it out of the folder",
        more: "of no known article format",
    };
    let annotations = Unread {
        folder: &project.annotations,
        what: "nothing reads this file among the annotations",
        hint: "Annotations end in .ron; move it out of the folder",
        more: "that nothing reads",
    };
    let mut problems = articles.problems(&store.unread_files());
    problems.extend(annotations.problems(&store.unread_annotations()));
    problems
}

/// What is said of files in a folder that nothing reads.
struct Unread<'a> {
    folder: &'a str,
    what: &'a str,
    hint: &'a str,
    /// What those are that are not named.
    more: &'a str,
}

impl Unread<'_> {
    /// Names the first of these files, and how many more there are.
    fn problems(&self, files: &[String]) -> Vec<Problem> {
        let problem = |path: &String| {
            Problem::new(ProblemKind::UnreadFile, path, self.what).hinted(self.hint)
        };
        let mut problems: Vec<Problem> = files.iter().take(MOST_UNREAD).map(problem).collect();
        let more = files.len() - problems.len();
        if more > 0 {
            let what = format!("and {more} more {}", self.more);
            problems.push(Problem::new(ProblemKind::UnreadFile, self.folder, what));
        }
        problems
    }
}

fn check_article(
    store: &Store,
    project: &Project,
    codebooks: &[(String, Codebook)],
    visit: Visit<'_>,
) -> Found {
    let mut found = Found {
        articles: 1,
        ..Found::default()
    };
    found.problems.extend(visit.article.err());
    let fallback = Codebook::default();
    for (annotator, opened) in &visit.work {
        let known = codebooks.iter().find(|(id, _)| *id == annotator.id);
        let codebook = known.map_or(&fallback, |(_, codebook)| codebook);
        found.sidecars += usize::from(opened.base.exists());
        found.statements += opened.sidecar.statements().len();
        found.problems.extend(opened.problems.iter().cloned());
        let findings = rules::sidecar(&opened.sidecar, codebook, project.policy);
        let findings = findings
            .into_iter()
            .chain(moved(opened))
            .chain(rules::comments(&opened.sidecar, &visit.work));
        let placed = findings.map(|finding| place(store, &annotator.id, visit.path, finding));
        found.problems.extend(placed);
    }
    found
}

fn moved(opened: &Opened) -> Option<Finding> {
    (!opened.moved.is_empty()).then(|| {
        let what = match opened.moved.len() {
            1 => "one statement stands elsewhere in the article now".to_owned(),
            more => format!("{more} statements stand elsewhere in the article now"),
        };
        Finding::new(ProblemKind::Moved, what).hinted("Look through them in the window")
    })
}

/// Says in which file and line a finding is.
fn place(store: &Store, annotator: &str, article: &str, finding: Finding) -> Problem {
    let path = store.shown_sidecar(annotator, article);
    let place = finding
        .statement
        .and_then(|id| store.place_of(annotator, article, &id));
    let problem = Problem::new(finding.kind, path, finding.what).hinted(finding.hint);
    place.map_or(problem.clone(), |(line, column)| problem.at(line, column))
}
