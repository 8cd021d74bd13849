//! Suggestions for the articles of a project: a line for each, in the order of articles and positions.

use std::io::Write as _;
use std::ops::ControlFlow;

use super::program::{self, Command};
use super::{Faults, SuggestArguments, learned, limits};
use crate::cli::error::CommandError;
use crate::cli::terminal::{Terminal, say};
use crate::cli::{Outcome, open};
use crate::exchange::ordered::{Event, ordered};
use crate::exchange::suggestion::{Suggested, Writer};
use crate::model::phrase::count;
use crate::model::problem::Problem;
use crate::store::Store;
use crate::suggest::engine::{self, Engine};

/// Bytes of articles in hand at a time; a larger one is worked on alone.
const IN_HAND: usize = 32 << 20;

pub(super) fn run(
    arguments: &SuggestArguments,
    command: Option<&Command>,
) -> Result<Outcome, CommandError> {
    let (store, problems) = open(&arguments.project.project)?;
    let mut faults = Faults::default();
    for problem in &problems {
        faults.add(&problem.to_string());
    }
    let terminal = Terminal::new("suggesting", arguments.quiet.quiet);
    let articles = Articles::of(&store);
    if let Some(command) = command {
        return program::folder(command, articles, &terminal, faults);
    }
    let engine = match (&arguments.labels, arguments.learned) {
        (Some(project), _) => {
            let (labels, problems) = open(project)?;
            for problem in &problems {
                say(&format!("onrecord: {problem}"));
            }
            learned::engine(&labels, &terminal)?
        }
        (None, true) => learned::engine(&store, &terminal)?,
        (None, false) => Engine::rules(),
    };
    let engine = engine.in_language(store.project().language.as_deref());
    terminal.begin("suggesting", "articles");
    suggest(articles, &engine, &terminal, faults)
}

fn suggest(
    articles: Articles,
    engine: &Engine,
    terminal: &Terminal,
    mut faults: Faults,
) -> Result<Outcome, CommandError> {
    let store = articles.store.clone();
    let (codebook, _) = store.whole_codebook(&store.annotators());
    let registry = engine::registry(&codebook);
    let total = articles.left();
    let work = |path: String| -> Result<(Vec<u8>, usize), Problem> {
        let article = store.read_article(&path)?;
        let mut writer = Writer::new(&article.text, engine.by());
        let (mut lines, mut count) = (Vec::new(), 0);
        engine.article_each(&article, &registry, |found| {
            count += found.len();
            for suggested in writer.next(found) {
                let mut suggested = suggested;
                suggested.article = Some(path.clone().into());
                suggested.of_text(&article.blake3);
                push_line(&suggested, &mut lines);
            }
        });
        Ok((lines, count))
    };
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let (mut done, mut statements, mut failed) = (0, 0, None);
    let take = |event: Event<Result<(Vec<u8>, usize), Problem>>| {
        let written = match event {
            Event::Pause => out.flush(),
            Event::Next(result) => {
                done += 1;
                terminal.progress(done, total)?;
                match result {
                    Ok((lines, found)) => {
                        statements += found;
                        out.write_all(&lines)
                    }
                    Err(problem) => {
                        terminal.aside(|| faults.add(&problem.to_string()));
                        Ok(())
                    }
                }
            }
        };
        failed = written.err();
        match failed {
            Some(_) => ControlFlow::Break(()),
            None => ControlFlow::Continue(()),
        }
    };
    let ended = ordered(limits(16, IN_HAND), articles, work, take)
        .map_err(|error| CommandError::new(format!("the system gives no thread: {error}")))?;
    let failed = failed.or_else(|| out.flush().err());
    if let Some(error) = failed {
        return Err(CommandError::output("standard output", &error));
    }
    if ended.is_break() {
        return Err(CommandError::interrupted_output());
    }
    let (statements, articles) = (count(statements, "statement"), count(total, "article"));
    terminal.finish(&format!("{statements} suggested in {articles}"));
    Ok(faults.end())
}

/// Writes a line of JSON.
pub(super) fn push_line(suggested: &Suggested, out: &mut Vec<u8>) {
    let before = out.len();
    // Nothing in it can fail to be JSON.
    if serde_json::to_writer(&mut *out, suggested).is_err() {
        out.truncate(before);
        return;
    }
    out.push(b'\n');
}

/// The paths of the articles that are asked for, each with its size in bytes.
pub(super) struct Articles {
    pub(super) store: Store,
    paths: std::vec::IntoIter<(usize, String)>,
}

impl Articles {
    /// Lists the articles of a project, or the one that was named.
    fn of(store: &Store) -> Self {
        let all = store.articles();
        let wanted = all
            .iter()
            .filter(|article| store.focus().is_none_or(|focus| focus == article.path));
        let paths: Vec<(usize, String)> = wanted
            .map(|article| {
                let bytes = usize::try_from(article.bytes).unwrap_or(usize::MAX);
                (bytes, article.path.clone())
            })
            .collect();
        Self {
            store: store.clone(),
            paths: paths.into_iter(),
        }
    }

    /// Returns how many are left.
    pub(super) fn left(&self) -> usize {
        self.paths.len()
    }
}

impl Iterator for Articles {
    type Item = (usize, String);

    fn next(&mut self) -> Option<Self::Item> {
        self.paths.next()
    }
}
