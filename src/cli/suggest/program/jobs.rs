//! The articles that a program is asked about: what it gets, and what becomes of them.

use std::io::{self, BufReader};
use std::sync::Arc;

use serde::Serialize;
use serde_json::Value;

use crate::cli::suggest::folder::Articles;
use crate::cli::suggest::stream::{Lines, Piece};
use crate::exchange::article_line;
use crate::exchange::suggestion::Suggested;

/// How far an article is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// The program has been asked, or will be.
    Waiting,
    /// Its answer is here.
    Answered,
    /// It was not asked, or gave no answer.
    Passed,
}

/// One article that the program is asked about, or a stretch of the stream that it is not.
#[derive(Debug)]
pub(super) struct Job {
    /// How messages call it: `line 7`, or its path.
    pub(super) name: String,
    /// Its id, which answers name.
    pub(super) id: Option<Value>,
    /// Length of its text in code points.
    pub(super) chars: usize,
    /// The line that the program gets, and that a stream passes on.
    pub(super) line: Arc<Vec<u8>>,
    /// Its path in a project.
    pub(super) path: Option<String>,
    /// What a person should know.
    pub(super) fault: Option<String>,
    pub(super) state: State,
    pub(super) statements: Vec<Suggested>,
}

impl Job {
    fn new(name: String, line: Vec<u8>) -> Self {
        Self {
            name,
            id: None,
            chars: 0,
            line: Arc::new(line),
            path: None,
            fault: None,
            state: State::Waiting,
            statements: Vec::new(),
        }
    }

    fn passed(name: String, line: Vec<u8>, fault: Option<String>) -> Self {
        Self {
            fault,
            state: State::Passed,
            ..Self::new(name, line)
        }
    }
}

/// What a program gets of an article of a project.
#[derive(Serialize)]
struct Asked<'a> {
    id: &'a str,
    text: &'a str,
    title: Option<&'a str>,
    date: Option<&'a str>,
    language: Option<&'a str>,
}

/// Reads the articles of a project.
pub(super) fn of_articles(articles: Articles) -> impl Iterator<Item = Job> + Send + 'static {
    let store = articles.store.clone();
    let project = store.project();
    articles.map(move |(_, path)| {
        let article = match store.read_article(&path) {
            Ok(article) => article,
            Err(problem) => return Job::passed(path, Vec::new(), Some(problem.to_string())),
        };
        let language = article.meta.language.as_ref().or(project.language.as_ref());
        let asked = Asked {
            id: &path,
            text: &article.text,
            title: article.meta.title.as_deref(),
            date: article.meta.date.as_deref(),
            language: language.map(String::as_str),
        };
        let mut line = serde_json::to_vec(&asked).unwrap_or_default();
        line.push(b'\n');
        Job {
            id: Some(Value::from(path.as_str())),
            chars: article.text.chars_len(),
            path: Some(path.clone()),
            ..Job::new(path, line)
        }
    })
}

/// Reads the lines of standard input.
pub(super) fn of_stream() -> impl Iterator<Item = Job> + Send + 'static {
    // One line at a time: each is an article of its own.
    Lines::new(BufReader::new(io::stdin()), 1).map(|piece: Piece| {
        let Piece {
            line: number,
            bytes,
            fault,
            passed,
        } = piece;
        let name = format!("line {number}");
        if passed || fault.is_some() || bytes.trim_ascii().is_empty() {
            return Job::passed(name, bytes, fault);
        }
        let read = article_line::read(&bytes).map(|article| {
            let id = article.id.and_then(|id| serde_json::from_str(id).ok());
            (id, article.text.chars().count())
        });
        match read {
            Ok((id, chars)) => Job {
                id,
                chars,
                ..Job::new(name, bytes)
            },
            Err(what) => {
                let fault = format!("{name}: {what}; it is passed on unchanged");
                Job::passed(name, bytes, Some(fault))
            }
        }
    })
}
