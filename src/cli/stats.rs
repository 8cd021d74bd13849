//! `onrecord stats`: how much there is of what.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::ops::ControlFlow;

use clap::Args;
use serde::Serialize;

use super::error::CommandError;
use super::terminal::{self, Terminal, clean, table};
use super::{AsArgument, FreshArgument, Outcome, ProjectArgument, QuietArgument, open_with};
use crate::corpus::Corpus;
use crate::corpus::walk::Visit;
use crate::exchange::{Begun, Choice, left_out};
use crate::model::codebook::Codebook;
use crate::model::id::{SpeakerId, StanceId, TargetId};
use crate::model::left_out::LeftOut;
use crate::model::phrase::count;
use crate::model::problem::Problem;
use crate::model::project::Annotator;
use crate::model::sidecar::Status;
use crate::model::statement::Kind;
use crate::store::{Opened, Store};

/// Arguments of `onrecord stats`.
#[derive(Debug, Args)]
pub struct StatsArguments {
    #[command(flatten)]
    project: ProjectArgument,
    /// Only these annotators' work
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    annotators: Vec<String>,
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

/// What is counted in one sidecar, or in many. Every map is sorted, so that output is the same each time.
#[derive(Clone, Default)]
struct Counts {
    statements: usize,
    flagged: usize,
    detached: usize,
    /// Statements that stand elsewhere than when they were made.
    moved: usize,
    kinds: [usize; Kind::ALL.len()],
    /// Statements by speaker id; none where it is not known who speaks.
    speakers: BTreeMap<Option<SpeakerId>, usize>,
    /// Stances by target id and stance id; no stance where only the target is chosen.
    stances: BTreeMap<(TargetId, Option<StanceId>), usize>,
    without_stance: usize,
    statuses: [usize; Status::ALL.len()],
}

/// What the figures lack.
struct Missing {
    /// Articles that cannot be read.
    articles: usize,
    all: LeftOut,
}

#[derive(Serialize)]
struct StatsOut<'a> {
    project: String,
    articles: usize,
    unreadable: usize,
    /// How much of each sort of thing is missing from these figures.
    left_out: BTreeMap<String, usize>,
    statements: usize,
    without_stance: usize,
    kinds: BTreeMap<&'static str, usize>,
    annotators: Vec<AnnotatorOut<'a>>,
    speakers: Vec<SpeakerOut<'a>>,
    targets: Vec<TargetOut<'a>>,
}

#[derive(Serialize)]
struct AnnotatorOut<'a> {
    id: &'a str,
    name: &'a str,
    progress: BTreeMap<&'static str, usize>,
    statements: usize,
    kinds: BTreeMap<&'static str, usize>,
    stances: usize,
    flagged: usize,
    detached: usize,
    moved: usize,
}

#[derive(Serialize)]
struct SpeakerOut<'a> {
    id: Option<&'a str>,
    name: Option<&'a str>,
    statements: usize,
}

#[derive(Serialize)]
struct TargetOut<'a> {
    id: &'a str,
    name: &'a str,
    stances: Vec<StanceOut<'a>>,
}

#[derive(Serialize)]
struct StanceOut<'a> {
    id: Option<&'a str>,
    label: Option<&'a str>,
    polarity: Option<f64>,
    count: usize,
}

pub(super) fn run(arguments: &StatsArguments) -> Result<Outcome, CommandError> {
    let options = arguments.fresh.options();
    let (store, mut problems) = open_with(&arguments.project.project, options)?;
    let store = arguments.view.view(&store)?;
    let choice = match &arguments.annotators[..] {
        [] => Choice::All,
        names => Choice::Some(names.to_vec()),
    };
    let annotators = choice.of(&store)?;
    let terminal = Terminal::new("counting", arguments.quiet.quiet);
    let mut counts: Vec<Counts> = annotators.iter().map(|_| Counts::default()).collect();
    let mut unreadable = 0;
    let begun = Begun::of(&store, &annotators);
    let make = |visit: Visit<'_>| -> (bool, Vec<Problem>, Vec<Counts>) {
        // How far others are is not told either, where it is not to be seen.
        let counts = |(_, opened): &(_, Opened)| {
            if opened.is_withheld {
                Counts::default()
            } else {
                Counts::of(opened)
            }
        };
        let work = visit.work.iter().map(counts).collect();
        let mut found = Vec::new();
        for (annotator, opened) in visit.work {
            let shown = || store.shown_sidecar(&annotator.id, visit.path);
            found.extend(left_out(&shown, &opened));
            found.extend(begun.gone(&shown, &annotator.id, visit.path, &opened));
            found.extend(opened.problems.into_iter().filter(Problem::leaves_out));
        }
        let unreadable = visit.article.err();
        let unreadable = unreadable.map(|problem| begun.counted(&store, visit.path, problem));
        (
            unreadable.is_some(),
            unreadable.into_iter().chain(found).collect(),
            work,
        )
    };
    let take = |(is_unreadable, found, work): (bool, Vec<Problem>, Vec<Counts>)| {
        unreadable += usize::from(is_unreadable);
        problems.extend(found);
        for (sum, one) in counts.iter_mut().zip(work) {
            sum.add(one);
        }
        ControlFlow::Continue(())
    };
    let progress = |done, total| terminal.progress(done, total);
    let corpus = Corpus::open(&store);
    let articles = corpus.articles();
    let walked = corpus.walk(&annotators, &progress, make, take);
    if walked.is_break() {
        return Err(CommandError::interrupted());
    }
    let codebook = super::whole_codebook(&store, &annotators, &mut problems);
    let strays = store.strays_of(&annotators, articles);
    problems.extend(strays.into_iter().filter(Problem::leaves_out));
    let mut total = Counts::default();
    for one in &counts {
        total.add(one.clone());
    }
    let missing = Missing {
        articles: unreadable,
        all: LeftOut::of(&problems),
    };
    let out = StatsOut::new(&store, &missing, &annotators, &counts, &total, &codebook);
    if arguments.json {
        terminal::print_json(&out)?;
    } else {
        let shown = out.tables();
        terminal::print(|out| out.write_all(shown.as_bytes()))?;
    }
    terminal.finish(&format!(
        "{} in {}",
        count(out.statements, "statement"),
        count(out.articles, "article")
    ));
    super::tell_moved(total.moved, "counted");
    Ok(super::name(&problems))
}

impl Counts {
    fn of(opened: &Opened) -> Self {
        let sidecar = &opened.sidecar;
        let mut counts = Self {
            statements: sidecar.statements().len(),
            detached: sidecar.detached.len(),
            moved: opened.moved.len(),
            ..Self::default()
        };
        counts.statuses[index(&Status::ALL, &sidecar.status)] = 1;
        for statement in sidecar.statements() {
            counts.flagged += usize::from(statement.flagged);
            counts.kinds[index(&Kind::ALL, &statement.kind)] += 1;
            *counts
                .speakers
                .entry(statement.speaker_id().map(Into::into))
                .or_default() += 1;
            counts.without_stance += usize::from(statement.stances.is_empty());
            for taken in &statement.stances {
                *counts
                    .stances
                    .entry((taken.target.clone(), taken.stance.clone()))
                    .or_default() += 1;
            }
        }
        counts
    }

    fn add(&mut self, other: Self) {
        self.statements += other.statements;
        self.flagged += other.flagged;
        self.detached += other.detached;
        self.moved += other.moved;
        self.without_stance += other.without_stance;
        self.kinds
            .iter_mut()
            .zip(other.kinds)
            .for_each(|(sum, one)| *sum += one);
        self.statuses
            .iter_mut()
            .zip(other.statuses)
            .for_each(|(sum, one)| *sum += one);
        for (key, one) in other.speakers {
            *self.speakers.entry(key).or_default() += one;
        }
        for (key, one) in other.stances {
            *self.stances.entry(key).or_default() += one;
        }
    }

    fn kinds(&self) -> BTreeMap<&'static str, usize> {
        Kind::ALL
            .iter()
            .map(|kind| kind.name())
            .zip(self.kinds)
            .collect()
    }
}

fn index<T: PartialEq>(all: &[T], one: &T) -> usize {
    all.iter()
        .position(|known| known == one)
        .unwrap_or_default()
}

impl<'a> StatsOut<'a> {
    fn new(
        store: &Store,
        missing: &Missing,
        annotators: &'a [Annotator],
        counts: &[Counts],
        total: &'a Counts,
        codebook: &'a Codebook,
    ) -> Self {
        let mut speakers: Vec<SpeakerOut<'a>> = total
            .speakers
            .iter()
            .map(|(id, statements)| SpeakerOut {
                id: id.as_deref(),
                name: id.as_deref().map(|id| codebook.speaker_name(id)),
                statements: *statements,
            })
            .collect();
        speakers.sort_by_key(|speaker| (std::cmp::Reverse(speaker.statements), speaker.id));
        Self {
            project: store.name(),
            articles: store.articles().len(),
            unreadable: missing.articles,
            left_out: missing.all.counts(),
            statements: total.statements,
            without_stance: total.without_stance,
            kinds: total.kinds(),
            annotators: annotators
                .iter()
                .zip(counts)
                .map(|(annotator, counts)| AnnotatorOut::new(annotator, counts))
                .collect(),
            speakers,
            targets: targets(total, codebook),
        }
    }

    fn tables(&self) -> String {
        let mut out = String::new();
        let unreadable = match self.unreadable {
            0 => String::new(),
            some => format!(" ({some} cannot be read)"),
        };
        let articles = count(self.articles, "article");
        let statements = count(self.statements, "statement");
        // Writing to a string cannot fail.
        let _ = writeln!(
            out,
            "{}: {articles}{unreadable}, {statements}\n",
            clean(&self.project)
        );
        let number = |value: &usize| value.to_string();
        let rows: Vec<Vec<String>> = self.annotators.iter().map(AnnotatorOut::row).collect();
        let header = [
            "annotator",
            "untouched",
            "in progress",
            "done",
            "excluded",
            "statements",
            "direct",
            "mixed",
            "indirect",
            "stances",
            "flagged",
            "detached",
            "moved",
        ];
        out.push_str(&table(&header, &rows));
        let rows: Vec<Vec<String>> = self
            .speakers
            .iter()
            .map(|speaker| {
                vec![
                    speaker.name.unwrap_or("(not set)").to_owned(),
                    number(&speaker.statements),
                ]
            })
            .collect();
        out.push('\n');
        out.push_str(&table(&["speaker", "statements"], &rows));
        let mut rows = Vec::new();
        for target in &self.targets {
            for stance in &target.stances {
                let label = stance.label.unwrap_or("(not set)");
                rows.push(vec![
                    target.name.to_owned(),
                    label.to_owned(),
                    number(&stance.count),
                ]);
            }
        }
        rows.push(vec![
            "(no target)".to_owned(),
            String::new(),
            number(&self.without_stance),
        ]);
        out.push('\n');
        out.push_str(&table(&["target", "stance", "count"], &rows));
        out
    }
}

impl<'a> AnnotatorOut<'a> {
    fn new(annotator: &'a Annotator, counts: &Counts) -> Self {
        Self {
            id: &annotator.id,
            name: &annotator.name,
            progress: Status::ALL
                .iter()
                .map(|status| status.name())
                .zip(counts.statuses)
                .collect(),
            statements: counts.statements,
            kinds: counts.kinds(),
            stances: counts.stances.values().sum(),
            flagged: counts.flagged,
            detached: counts.detached,
            moved: counts.moved,
        }
    }

    fn row(&self) -> Vec<String> {
        let progress = Status::ALL
            .iter()
            .map(|status| self.progress.get(status.name()));
        let kinds = Kind::ALL.iter().map(|kind| self.kinds.get(kind.name()));
        let rest = [
            Some(&self.stances),
            Some(&self.flagged),
            Some(&self.detached),
            Some(&self.moved),
        ];
        let numbers = progress
            .chain([Some(&self.statements)])
            .chain(kinds)
            .chain(rest);
        let numbers = numbers.map(|number| number.copied().unwrap_or_default().to_string());
        std::iter::once(self.id.to_owned()).chain(numbers).collect()
    }
}

/// Returns the stances by target, in the codebook's order, then those it lacks; stances in the order of their scale.
fn targets<'a>(total: &'a Counts, codebook: &'a Codebook) -> Vec<TargetOut<'a>> {
    let mut out: Vec<TargetOut<'a>> = Vec::new();
    for ((target, stance), count) in &total.stances {
        let stance = stance.as_deref();
        let stance = StanceOut {
            id: stance,
            label: stance.map(|stance| codebook.stance_label(target, stance)),
            polarity: stance.and_then(|stance| codebook.stance(target, stance)?.polarity),
            count: *count,
        };
        match out.last_mut().filter(|last| last.id == target) {
            Some(last) => last.stances.push(stance),
            None => out.push(TargetOut {
                id: target,
                name: codebook.target_name(target),
                stances: vec![stance],
            }),
        }
    }
    let place = |id: &str| {
        codebook
            .targets
            .iter()
            .position(|target| target.id == id)
            .unwrap_or(usize::MAX)
    };
    out.sort_by_key(|target| (place(target.id), target.id));
    for target in &mut out {
        let scale = codebook.scale_of(target.id);
        let place = |id: Option<&str>| {
            let stances = scale.map_or(&[][..], |scale| &scale.stances);
            id.map_or(usize::MAX, |id| {
                stances
                    .iter()
                    .position(|stance| stance.id == id)
                    .unwrap_or(stances.len())
            })
        };
        target
            .stances
            .sort_by_key(|stance| (place(stance.id), stance.id));
    }
    out
}
