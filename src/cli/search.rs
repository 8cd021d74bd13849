//! `onrecord search`: words in context, over all texts or over what was labelled.

use std::io::{self, BufWriter, StdoutLock, Write as _};
use std::ops::ControlFlow;
use std::path::PathBuf;

use clap::Args;
use serde::Serialize;

use super::error::CommandError;
use super::terminal::{Terminal, clean};
use super::{AsArgument, FreshArgument, Outcome, QuietArgument, open_with};
use crate::corpus::Corpus;
use crate::corpus::walk::Visit;
use crate::exchange::Choice;
use crate::model::codebook::Codebook;
use crate::model::phrase::count;
use crate::model::problem::Problem;
use crate::model::span::{CharSpan, Span};
use crate::model::statement::Statement;
use crate::model::text::Text;
use crate::search::{Pattern, around};

/// Arguments of `onrecord search`.
#[derive(Debug, Args)]
#[command(after_help = "\
Words are found whatever their case and accents, and over the end of a line. A PATTERN between slashes, /ced(e|ing)/, is a regular
expression. Offsets count Unicode code points into what `onrecord text` prints. The exit status is 0 whether anything was found
or not.")]
pub struct SearchArguments {
    /// The project, if it is not `.`, and what is looked for
    #[arg(value_names = ["PROJECT", "PATTERN"], num_args = 1..=2, required = true)]
    project_and_pattern: Vec<String>,
    /// Search quotes, cues, speakers and notes of statements
    #[arg(long)]
    statements: bool,
    /// Only these annotators' statements
    #[arg(
        long,
        value_name = "NAMES",
        value_delimiter = ',',
        requires = "statements"
    )]
    annotators: Vec<String>,
    #[command(flatten)]
    reading: ReadingArguments,
    #[command(flatten)]
    output: OutputArguments,
    #[command(flatten)]
    view: AsArgument,
    #[command(flatten)]
    fresh: FreshArgument,
    #[command(flatten)]
    quiet: QuietArgument,
}

/// How a pattern is read.
#[derive(Debug, Args)]
struct ReadingArguments {
    /// Take PATTERN for a regular expression
    #[arg(long)]
    regex: bool,
    /// Find only what has the same case and accents
    #[arg(long)]
    exact: bool,
}

/// What is printed.
#[derive(Debug, Args)]
struct OutputArguments {
    /// Characters that are shown on either side
    #[arg(long, value_name = "N", default_value_t = 40)]
    context: usize,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

/// A place where something was found.
#[derive(Serialize)]
struct Hit {
    article: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    annotator: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    statement: Option<String>,
    /// Which part of the statement.
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<&'static str>,
    /// Code points into the article's text; none of what does not stand in it.
    start: Option<usize>,
    end: Option<usize>,
    before: String,
    text: String,
    after: String,
}

/// What an article has.
struct Found {
    hits: Vec<Hit>,
    problems: Vec<Problem>,
}

pub(super) fn run(arguments: &SearchArguments) -> Result<Outcome, CommandError> {
    let (project, source) = match &arguments.project_and_pattern[..] {
        [project, pattern] => (PathBuf::from(project), pattern),
        [pattern] => (PathBuf::from("."), pattern),
        _ => return Err(CommandError::new("there is nothing to look for")),
    };
    let pattern = pattern(source, &arguments.reading)?;
    let (store, mut problems) = open_with(&project, arguments.fresh.options())?;
    let store = arguments.view.view(&store)?;
    let annotators = match &arguments.annotators[..] {
        _ if !arguments.statements => Vec::new(),
        [] => Choice::All.of(&store)?,
        names => Choice::Some(names.to_vec()).of(&store)?,
    };
    let codebook = super::whole_codebook(&store, &annotators, &mut problems);
    let looking = Looking {
        pattern: &pattern,
        codebook: &codebook,
        context: arguments.output.context,
    };
    let terminal = Terminal::new("searching", arguments.quiet.quiet);
    let make = |visit: Visit<'_>| looking.visit(visit, arguments.statements);
    let mut out = Output::new(arguments.output.json);
    let mut failed = out.begin(source).err();
    let take = |found: Found| {
        problems.extend(found.problems);
        let written = found.hits.iter().try_for_each(|hit| out.hit(hit));
        failed = failed.take().or(written.err());
        match failed {
            Some(_) => ControlFlow::Break(()),
            None => ControlFlow::Continue(()),
        }
    };
    let progress = |done, total| terminal.progress(done, total);
    let walked = Corpus::open(&store).walk(&annotators, &progress, make, take);
    let hits = out.hits;
    let ended = match failed {
        None if walked.is_continue() => out.end(),
        None => return Err(CommandError::interrupted_output()),
        Some(error) => Err(error),
    };
    ended.map_err(|error| CommandError::output("standard output", &error))?;
    terminal.finish(&count(hits, "place"));
    super::name(&problems);
    Ok(Outcome::Done)
}

fn pattern(source: &str, reading: &ReadingArguments) -> Result<Pattern, CommandError> {
    let between = source
        .strip_prefix('/')
        .and_then(|rest| rest.strip_suffix('/'))
        .filter(|inside| !inside.is_empty());
    let regex = if reading.regex { Some(source) } else { between };
    if let Some(regex) = regex {
        let made = Pattern::regex(regex, !reading.exact);
        return made.map_err(|what| CommandError::new(format!("the regular expression: {what}")));
    }
    let words = if reading.exact {
        Pattern::exact(source)
    } else {
        Pattern::words(source)
    };
    words.ok_or_else(|| CommandError::new("there is nothing to look for"))
}

/// What is looked for, and how it is shown.
struct Looking<'a> {
    pattern: &'a Pattern,
    codebook: &'a Codebook,
    /// Characters on either side.
    context: usize,
}

impl Looking<'_> {
    fn visit(&self, visit: Visit<'_>, in_statements: bool) -> Found {
        let article = match visit.article {
            Ok(article) => article,
            Err(problem) => {
                return Found {
                    hits: Vec::new(),
                    problems: vec![problem],
                };
            }
        };
        let text = &article.text;
        if !in_statements {
            let spans = self.pattern.spans(text);
            let hits = spans.into_iter().map(|span| Hit {
                article: visit.path.to_owned(),
                ..self.hit(text, span, Some(text.chars(span)))
            });
            return Found {
                hits: hits.collect(),
                problems: Vec::new(),
            };
        }
        let (mut hits, mut problems) = (Vec::new(), Vec::new());
        for (annotator, opened) in visit.work {
            problems.extend(opened.problems.into_iter().filter(Problem::leaves_out));
            for statement in opened.sidecar.statements() {
                for (field, hit) in self.statement(statement, text) {
                    hits.push(Hit {
                        article: visit.path.to_owned(),
                        annotator: Some(annotator.id.clone()),
                        statement: Some(statement.id.to_string()),
                        field: Some(field),
                        ..hit
                    });
                }
            }
        }
        Found { hits, problems }
    }

    /// Returns where a statement has it, field by field.
    fn statement(&self, statement: &Statement, text: &Text) -> Vec<(&'static str, Hit)> {
        let speaker = statement.speaker.as_ref();
        let mention = speaker.and_then(|speaker| speaker.mention);
        let stretches = statement.quote.iter().map(|span| ("quote", *span));
        let stretches = stretches
            .chain(statement.cue.map(|span| ("cue", span)))
            .chain(mention.map(|span| ("mention", span)));
        let mut out = Vec::new();
        for (field, stretch) in stretches {
            for span in self.pattern.spans(text.slice(stretch)) {
                let there = Span::new(stretch.start + span.start, stretch.start + span.end);
                out.push((field, self.hit(text, there, Some(text.chars(there)))));
            }
        }
        let name = speaker.and_then(|speaker| speaker.name.as_deref());
        let name = name.map(|id| self.codebook.speaker_name(id));
        let written = [
            ("speaker", name.unwrap_or_default()),
            ("note", statement.note.as_str()),
        ];
        for (field, words) in written {
            let spans = self.pattern.spans(words).into_iter();
            out.extend(spans.map(|span| (field, self.hit(words, span, None))));
        }
        out
    }

    fn hit(&self, text: &str, span: Span, at: Option<CharSpan>) -> Hit {
        let (before, after) = around(text, span, self.context);
        Hit {
            article: String::new(),
            annotator: None,
            statement: None,
            field: None,
            start: at.map(|at| at.start),
            end: at.map(|at| at.end),
            before: before.to_owned(),
            text: text[span.range()].to_owned(),
            after: after.to_owned(),
        }
    }
}

/// Standard output, written as the walk goes on.
struct Output {
    out: BufWriter<StdoutLock<'static>>,
    json: bool,
    hits: usize,
}

impl Output {
    fn new(json: bool) -> Self {
        Self {
            out: BufWriter::new(io::stdout().lock()),
            json,
            hits: 0,
        }
    }

    fn begin(&mut self, pattern: &str) -> io::Result<()> {
        if self.json {
            write!(self.out, "{{\n  \"pattern\": ")?;
            serde_json::to_writer(&mut self.out, pattern)?;
            write!(self.out, ",\n  \"places\": [")?;
        }
        Ok(())
    }

    fn hit(&mut self, hit: &Hit) -> io::Result<()> {
        self.hits += 1;
        if self.json {
            let between = if self.hits == 1 { "\n    " } else { ",\n    " };
            self.out.write_all(between.as_bytes())?;
            return Ok(serde_json::to_writer(&mut self.out, hit)?);
        }
        let place = match (hit.start, hit.end) {
            (Some(start), Some(end)) => format!(":{start}-{end}"),
            _ => String::new(),
        };
        let of = |part: Option<&str>| part.map_or_else(String::new, |part| format!(" {part}"));
        let Hit {
            before,
            text,
            after,
            ..
        } = hit;
        let line = format!(
            "{}{place}:{}{}{} {}[{}]{}",
            hit.article,
            of(hit.annotator.as_deref()),
            of(hit.statement.as_deref()),
            of(hit.field),
            one_line(before),
            one_line(text),
            one_line(after)
        );
        writeln!(self.out, "{}", clean(line.trim_end()))
    }

    fn end(mut self) -> io::Result<()> {
        if self.json {
            let last = if self.hits == 0 { "" } else { "\n  " };
            writeln!(self.out, "{last}],\n  \"count\": {}\n}}", self.hits)?;
        }
        self.out.flush()
    }
}

/// Returns a text with every run of blanks and line ends as one blank.
fn one_line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        let letter = if letter.is_whitespace() { ' ' } else { letter };
        if letter != ' ' || !out.ends_with(' ') {
            out.push(letter);
        }
    }
    out
}
