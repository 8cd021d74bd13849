//! `onrecord twins`: groups of articles that share wire copy, and what their versions say otherwise.

use std::io::Write as _;

use clap::Args;
use serde::Serialize;

use super::error::CommandError;
use super::terminal::{self, Terminal, clean};
use super::{FreshArgument, Outcome, ProjectArgument, QuietArgument, open_with};
use crate::corpus::Corpus;
use crate::model::phrase::count;
use crate::store::Store;
use crate::twins::{self, Changes, Group, Link, Member, Twins};

/// Arguments of `onrecord twins`.
#[derive(Debug, Args)]
pub struct TwinsArguments {
    #[command(flatten)]
    project: ProjectArgument,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    fresh: FreshArgument,
    #[command(flatten)]
    quiet: QuietArgument,
}

#[derive(Serialize)]
struct TwinsOut<'a> {
    project: String,
    articles: usize,
    unreadable: usize,
    groups: Vec<GroupOut<'a>>,
    /// Articles that share copy and are in no group together.
    links: Vec<LinkOut<'a>>,
}

#[derive(Serialize)]
struct GroupOut<'a> {
    likeness: f64,
    articles: Vec<MemberOut<'a>>,
}

#[derive(Serialize)]
struct MemberOut<'a> {
    path: &'a str,
    title: Option<&'a str>,
    date: Option<&'a str>,
    publisher: Option<&'a str>,
    words: usize,
    likeness: f64,
    /// What it says otherwise than the group's first article; null for that one.
    changes: Option<ChangesOut<'a>>,
}

#[derive(Serialize)]
struct ChangesOut<'a> {
    replaced: Vec<ReplacedOut<'a>>,
    cut: usize,
    added: usize,
}

#[derive(Serialize)]
struct ReplacedOut<'a> {
    from: &'a str,
    to: &'a str,
    times: usize,
}

#[derive(Serialize)]
struct LinkOut<'a> {
    articles: [&'a str; 2],
    likeness: f64,
}

pub(super) fn run(arguments: &TwinsArguments) -> Result<Outcome, CommandError> {
    let options = arguments.fresh.options();
    let (store, mut problems) = open_with(&arguments.project.project, options)?;
    let terminal = Terminal::new("reading", arguments.quiet.quiet);
    let progress = |done, total| terminal.progress(done, total);
    let Some((twins, unreadable)) = twins::find(Corpus::open(&store), &progress) else {
        return Err(CommandError::interrupted());
    };
    let changes = twins.changes(&store);
    if arguments.json {
        terminal::print_json(&twins_out(&store, &twins, &changes, unreadable.len()))?;
    } else {
        let shown = groups_text(&twins, &changes);
        terminal::print(|out| out.write_all(shown.as_bytes()))?;
    }
    terminal.finish(&summary(&twins));
    problems.extend(unreadable);
    for problem in problems.iter().filter(|problem| problem.leaves_out()) {
        terminal::say(&format!("onrecord: {problem}"));
    }
    Ok(Outcome::Done)
}

/// Says how many groups there are, of how many articles.
fn summary(twins: &Twins) -> String {
    format!(
        "{} of {} that share copy, of {}",
        count(twins.groups.len(), "group"),
        count(twins.grouped(), "article"),
        count(twins.articles, "article"),
    )
}

/// Returns the groups as a person reads them.
fn groups_text(twins: &Twins, changes: &[Vec<Option<Changes>>]) -> String {
    let mut out = String::new();
    for (group, changes) in twins.groups.iter().zip(changes) {
        if !out.is_empty() {
            out.push('\n');
        }
        let articles = count(group.members.len(), "article");
        line(
            &mut out,
            &format!("{articles}, likeness {}", per_cent(group.likeness)),
        );
        for (member, changes) in group.members.iter().zip(changes) {
            line(&mut out, &format!("  {}", member_text(member)));
            if let Some(text) = changes.as_ref().map(changes_text) {
                line(&mut out, &format!("    {text}"));
            }
        }
    }
    if !twins.links.is_empty() {
        if !out.is_empty() {
            out.push('\n');
        }
        out.push_str("in no group together, but sharing copy\n");
    }
    for Link { paths, likeness } in &twins.links {
        let [one, other] = paths;
        line(
            &mut out,
            &format!("  {one} and {other}, likeness {}", per_cent(*likeness)),
        );
    }
    out
}

/// Adds a line that nothing can break.
fn line(out: &mut String, text: &str) {
    out.push_str(&clean(text));
    out.push('\n');
}

fn member_text(member: &Member) -> String {
    let about = [&member.date, &member.publisher, &member.title];
    let about: Vec<&str> = about.into_iter().flatten().map(String::as_str).collect();
    if about.is_empty() {
        member.path.clone()
    } else {
        format!("{}: {}", member.path, about.join(", "))
    }
}

/// Says what a version says otherwise: `conflict → war, realising → realizing; 2 words cut, 310 added`.
fn changes_text(changes: &Changes) -> String {
    let replaced = changes.replaced.iter().map(|replaced| {
        let times = match replaced.times {
            1 => String::new(),
            times => format!(" ({times} times)"),
        };
        format!("{} → {}{times}", replaced.from, replaced.to)
    });
    let replaced = replaced.collect::<Vec<_>>().join(", ");
    let cut = (changes.cut > 0).then(|| format!("{} cut", count(changes.cut, "word")));
    let added = (changes.added > 0).then(|| format!("{} added", count(changes.added, "word")));
    let passages = [cut, added].into_iter().flatten().collect::<Vec<_>>();
    let parts = [replaced, passages.join(", ")];
    let said: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    if said.is_empty() {
        "the same words".to_owned()
    } else {
        said.join("; ")
    }
}

fn per_cent(share: f32) -> String {
    format!("{:.0} %", share * 100.0)
}

fn twins_out<'a>(
    store: &Store,
    twins: &'a Twins,
    changes: &'a [Vec<Option<Changes>>],
    unreadable: usize,
) -> TwinsOut<'a> {
    let groups = twins.groups.iter().zip(changes);
    let link = |link: &'a Link| LinkOut {
        articles: link.paths.each_ref().map(String::as_str),
        likeness: rounded(link.likeness),
    };
    TwinsOut {
        project: store.name(),
        articles: twins.articles,
        unreadable,
        groups: groups
            .map(|(group, changes)| group_out(group, changes))
            .collect(),
        links: twins.links.iter().map(link).collect(),
    }
}

fn group_out<'a>(group: &'a Group, changes: &'a [Option<Changes>]) -> GroupOut<'a> {
    let member = |(member, changes): (&'a Member, &'a Option<Changes>)| MemberOut {
        path: &member.path,
        title: member.title.as_deref(),
        date: member.date.as_deref(),
        publisher: member.publisher.as_deref(),
        words: member.words,
        likeness: rounded(member.likeness),
        changes: changes.as_ref().map(changes_out),
    };
    GroupOut {
        likeness: rounded(group.likeness),
        articles: group.members.iter().zip(changes).map(member).collect(),
    }
}

fn changes_out(changes: &Changes) -> ChangesOut<'_> {
    let replaced = changes.replaced.iter().map(|replaced| ReplacedOut {
        from: &replaced.from,
        to: &replaced.to,
        times: replaced.times,
    });
    ChangesOut {
        replaced: replaced.collect(),
        cut: changes.cut,
        added: changes.added,
    }
}

/// Returns a share to three digits: more are noise.
fn rounded(share: f32) -> f64 {
    (f64::from(share) * 1000.0).round() / 1000.0
}
