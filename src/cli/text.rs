//! `onrecord text`: an article's text as annotations count it.

use std::io::Write as _;
use std::path::PathBuf;

use clap::Args;
use serde::Serialize;

use super::error::CommandError;
use super::{Outcome, open, terminal};
use crate::exchange::jsonl::MetaOut;
use crate::model::article::Article;
use crate::model::span::Span;

/// Arguments of `onrecord text`.
#[derive(Debug, Args)]
pub struct TextArguments {
    /// The article
    #[arg(value_name = "ARTICLE")]
    article: PathBuf,
    /// Print one JSON document with the text, its hash and what is known about it; offsets count code points
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct TextOut<'a> {
    path: &'a str,
    text: &'a str,
    chars: usize,
    blake3: &'a str,
    /// In which encoding the file was read; null where it says itself what its letters are.
    encoding: Option<&'a str>,
    meta: MetaOut<'a>,
    dimmed: Vec<[usize; 2]>,
}

pub(super) fn run(arguments: &TextArguments) -> Result<Outcome, CommandError> {
    let shown = arguments.article.display();
    let (store, _) = open(&arguments.article)?;
    let path = store.focus().ok_or_else(|| {
        if crate::read::may_hold(&arguments.article.to_string_lossy()) {
            let what = format!("{shown}: the file holds articles within it");
            return CommandError::new(what).hinted("Name one of them: its path, #, and its id");
        }
        CommandError::new(format!("{shown}: this is a folder")).hinted("Name one article")
    })?;
    let article = store.read_article(path)?;
    if arguments.json {
        terminal::print_json(&text_out(&article))?;
    } else {
        terminal::print(|out| out.write_all(article.text.as_bytes()))?;
    }
    Ok(Outcome::Done)
}

fn text_out(article: &Article) -> TextOut<'_> {
    let pair = |span: Span| {
        let chars = article.text.chars(span);
        [chars.start, chars.end]
    };
    TextOut {
        path: &article.path,
        text: &article.text,
        chars: article.text.chars_len(),
        blake3: &article.blake3,
        encoding: Some(article.encoding.name.as_str()).filter(|name| !name.is_empty()),
        meta: MetaOut::new(&article.meta, pair),
        dimmed: article.dimmed.iter().copied().map(pair).collect(),
    }
}
