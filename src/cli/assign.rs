//! `onrecord assign`: who labels what.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

use clap::Args;
use serde::Serialize;

use super::error::CommandError;
use super::terminal::{self, Terminal, table};
use super::{FreshArgument, Outcome, ProjectArgument, QuietArgument, open_with};
use crate::corpus::Corpus;
use crate::corpus::walk::Visit;
use crate::deal::{Item, Plan, deal};
use crate::model::phrase::count;
use crate::model::problem::Problem;
use crate::model::project::{Assignment, GOLD};
use crate::read;
use crate::store::Store;
use crate::store::paths::check_annotator;
use crate::twins::{Piece, Twins};

/// Arguments of `onrecord assign`.
#[derive(Debug, Args)]
#[command(after_help = "\
Articles are dealt so that everybody has about as many of each publisher and about as much to read; articles that share wire
copy (onrecord twins) go to the same people. The same articles and seed give the same. What was dealt stays, and is counted; dealing again deals only articles that nobody has. It is kept in
onrecord.ron as `assignments`, which may be edited by hand. Without --annotators it shows who has what and writes nothing.")]
pub struct AssignArguments {
    #[command(flatten)]
    project: ProjectArgument,
    /// Who gets articles: the names of the folders their annotations lie in
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    annotators: Vec<String>,
    /// How many of them label each article
    #[arg(long, value_name = "K", default_value_t = 1, requires = "annotators")]
    overlap: usize,
    /// The part of the articles that so many label, 0 to 1; the others are labelled by one
    #[arg(
        long,
        value_name = "PART",
        default_value_t = 1.0,
        requires = "annotators"
    )]
    share: f64,
    /// Decides what is left to chance
    #[arg(long, value_name = "N", default_value_t = 1, requires = "annotators")]
    seed: u64,
    /// Who deals: the lead, where the project names one
    #[arg(long = "as", value_name = "NAME")]
    person: Option<String>,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    fresh: FreshArgument,
    #[command(flatten)]
    quiet: QuietArgument,
}

#[derive(Serialize)]
struct AssignOut<'a> {
    articles: usize,
    /// Articles that were dealt now.
    new: usize,
    /// Articles that nobody has.
    free: usize,
    annotators: Vec<AnnotatorOut<'a>>,
}

#[derive(Serialize)]
struct AnnotatorOut<'a> {
    id: &'a str,
    articles: Vec<&'a str>,
    new: Vec<&'a str>,
    /// Articles that somebody else has, too.
    shared: usize,
    /// Length of the articles in code points.
    chars: usize,
    publishers: BTreeMap<&'a str, usize>,
}

pub(super) fn run(arguments: &AssignArguments) -> Result<Outcome, CommandError> {
    let plan = plan(arguments)?;
    let (store, mut problems) = open_with(&arguments.project.project, arguments.fresh.options())?;
    let terminal = Terminal::new("reading", arguments.quiet.quiet);
    let (items, pieces) = items(&store, &terminal, &mut problems)?;
    let known = store.project().assignments.clone();
    let dealt = match &plan {
        Some(plan) => {
            let twins = Twins::of(pieces);
            let family = |family: Vec<&str>| family.into_iter().map(str::to_owned).collect();
            let families: Vec<Vec<String>> = twins.families().into_iter().map(family).collect();
            deal(&items, &families, plan, &known)
        }
        None => known.clone(),
    };
    if dealt != known {
        store.add_assignments(arguments.person.as_deref(), &dealt)?;
    }
    let out = AssignOut::new(&items, &known, &dealt);
    if arguments.json {
        terminal::print_json(&out)?;
    } else {
        let shown = out.table();
        terminal::print(|to| std::io::Write::write_all(to, shown.as_bytes()))?;
    }
    let free = match out.free {
        0 => String::new(),
        free => format!("; {} nobody has", count(free, "article")),
    };
    terminal.finish(&format!("{} dealt{free}", count(out.new, "article")));
    Ok(super::name(&problems))
}

/// Returns how articles are to be dealt; none if nothing is to be dealt.
fn plan(arguments: &AssignArguments) -> Result<Option<Plan>, CommandError> {
    let mut annotators: Vec<String> = Vec::new();
    for id in &arguments.annotators {
        check_annotator(id)?;
        if id == GOLD {
            let what = format!("`{GOLD}` is what adjudication makes, and labels nothing");
            return Err(CommandError::new(what));
        }
        if annotators.contains(id) {
            return Err(CommandError::new(format!("`{id}` is named twice")));
        }
        annotators.push(id.clone());
    }
    if annotators.is_empty() {
        return Ok(None);
    }
    let most = annotators.len();
    if arguments.overlap == 0 || arguments.overlap > most {
        let what = format!(
            "--overlap {} does not fit {}",
            arguments.overlap,
            count(most, "annotator")
        );
        return Err(CommandError::new(what).hinted(format!("Give a number from 1 to {most}")));
    }
    if !(0.0..=1.0).contains(&arguments.share) {
        let what = format!("--share {} is not between 0 and 1", arguments.share);
        return Err(CommandError::new(what));
    }
    Ok(Some(Plan {
        annotators,
        overlap: arguments.overlap,
        share: arguments.share,
        seed: arguments.seed,
    }))
}

/// Reads all articles: what is dealt, and what tells which of them share copy.
fn items(
    store: &Store,
    terminal: &Terminal,
    problems: &mut Vec<Problem>,
) -> Result<(Vec<Item>, Vec<Piece>), CommandError> {
    let (mut items, mut pieces) = (Vec::new(), Vec::new());
    let make = |visit: Visit<'_>| {
        visit.article.map(|article| {
            let piece = Piece::new(&article);
            let item = Item {
                path: article.path.clone(),
                chars: article.text.chars_len(),
                publisher: article.meta.publisher.unwrap_or_default(),
            };
            (item, piece)
        })
    };
    let take = |read: Result<(Item, Piece), Problem>| {
        match read {
            Ok((item, piece)) => {
                items.push(item);
                pieces.push(piece);
            }
            Err(problem) => problems.push(problem),
        }
        ControlFlow::Continue(())
    };
    let progress = |done, total| terminal.progress(done, total);
    let walked = Corpus::open(store).walk(&[], &progress, make, take);
    if walked.is_break() {
        return Err(CommandError::interrupted());
    }
    Ok((items, pieces))
}

impl<'a> AssignOut<'a> {
    fn new(items: &'a [Item], known: &'a [Assignment], dealt: &'a [Assignment]) -> Self {
        let (before, now) = (holders(known), holders(dealt));
        let mut people: BTreeMap<&str, AnnotatorOut<'a>> = BTreeMap::new();
        let (mut new, mut free) = (0, 0);
        for item in items {
            let had = of(&before, &item.path);
            let have = of(&now, &item.path);
            new += usize::from(had.is_empty() && !have.is_empty());
            free += usize::from(have.is_empty());
            for id in have.iter().copied() {
                let one = people.entry(id).or_insert_with(|| AnnotatorOut::new(id));
                one.articles.push(&item.path);
                if !had.contains(id) {
                    one.new.push(&item.path);
                }
                one.shared += usize::from(have.len() > 1);
                one.chars += item.chars;
                *one.publishers.entry(&item.publisher).or_default() += 1;
            }
        }
        let order = dealt.iter().map(|one| one.annotator.as_str());
        let annotators = order.filter_map(|id| people.remove(id)).collect();
        Self {
            articles: items.len(),
            new,
            free,
            annotators,
        }
    }

    fn table(&self) -> String {
        let row = |one: &AnnotatorOut<'_>| -> Vec<String> {
            let numbers = [one.articles.len(), one.new.len(), one.shared, one.chars];
            let numbers = numbers.iter().map(usize::to_string);
            let publishers: Vec<String> = one
                .publishers
                .iter()
                .filter(|(name, _)| !name.is_empty())
                .map(|(name, count)| format!("{name} {count}"))
                .collect();
            std::iter::once(one.id.to_owned())
                .chain(numbers)
                .chain([publishers.join(", ")])
                .collect()
        };
        let rows: Vec<Vec<String>> = self.annotators.iter().map(row).collect();
        let header = [
            "annotator",
            "articles",
            "new",
            "shared",
            "characters",
            "publishers",
        ];
        table(&header, &rows)
    }
}

impl<'a> AnnotatorOut<'a> {
    fn new(id: &'a str) -> Self {
        Self {
            id,
            articles: Vec::new(),
            new: Vec::new(),
            shared: 0,
            chars: 0,
            publishers: BTreeMap::new(),
        }
    }
}

/// Returns who has each article, or file of articles, that is named.
fn holders(assignments: &[Assignment]) -> BTreeMap<&str, BTreeSet<&str>> {
    let mut out: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for one in assignments {
        for article in &one.articles {
            let holders = out.entry(article.as_str()).or_default();
            holders.insert(&one.annotator);
        }
    }
    out
}

/// Returns who has an article: it is named itself, or the file that holds it is.
fn of<'a>(holders: &BTreeMap<&'a str, BTreeSet<&'a str>>, path: &str) -> BTreeSet<&'a str> {
    let file = read::article_id(path).file;
    let named = [path, file.as_str()].into_iter();
    named
        .filter_map(|name| holders.get(name))
        .flatten()
        .copied()
        .collect()
}
