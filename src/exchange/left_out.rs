//! The words in which statements are named that an export lacks, or that stand elsewhere than they did.

use std::sync::Arc;

use crate::model::problem::{Problem, ProblemKind};
use crate::model::span::Anchored;
use crate::model::statement::Statement;
use crate::model::text::Text;
use crate::store::Opened;

/// Names the statements of a sidecar that no export has, since their words are gone.
pub(crate) fn left_out(shown: &dyn Fn() -> String, opened: &Opened) -> Option<Problem> {
    let detached = &opened.sidecar.detached;
    let (count, are, whose) = match detached.len() {
        0 => return None,
        1 => ("one statement".to_owned(), "is", "its"),
        more => (format!("{more} statements"), "are", "their"),
    };
    let named = named_detached(opened);
    let what = format!(
        "{count} {are} left out, since not all of {whose} words (quote, cue, who) stand in the article any more: {named}"
    );
    let hint = match detached.len() {
        1 => "It stays in the file; label it anew where it stands now",
        _ => "They stay in the file; label them anew where they stand now",
    };
    let problem = Problem::new(ProblemKind::Detached, shown(), what).hinted(hint);
    Some(problem.leaving_out(detached.len()))
}

/// Returns the words of the statements of a sidecar whose words are gone, and their ids.
pub(crate) fn named_detached(opened: &Opened) -> String {
    let words = |said: &Statement<Anchored>| {
        let first = said.quote.first();
        (
            first.map_or("", |span| span.text.as_str()).to_owned(),
            said.id.to_string(),
        )
    };
    let all: Vec<_> = opened.sidecar.detached.iter().map(words).collect();
    named(&all)
}

/// Returns the words of the statements of a sidecar that stand elsewhere now, and their ids.
pub(crate) fn named_moved(opened: &Opened, text: &Text) -> String {
    let moved = opened.moved.iter();
    let statements = moved.filter_map(|id| opened.sidecar.statement(id));
    let words = |statement: &Arc<Statement>| {
        let first = statement.quote.first();
        let words = first.map_or("", |span| text.slice(*span));
        (words.to_owned(), statement.id.to_string())
    };
    let all: Vec<_> = statements.map(words).collect();
    named(&all)
}

/// Most statements of which the words are said too.
const WORDED: usize = 8;

/// Most characters that are said of one statement's words.
const WORDS: usize = 60;

/// Names statements by their words and ids: the first by both, the others by their ids; one alone by its words.
fn named(all: &[(String, String)]) -> String {
    let short = |words: &str| match words.char_indices().nth(WORDS) {
        Some((end, _)) => {
            let begin = format!("{}…", &words[..end]);
            format!("{begin:?}")
        }
        None => format!("{words:?}"),
    };
    if let [(words, _)] = all {
        return short(words);
    }
    let (first, others) = all.split_at(all.len().min(WORDED));
    let first = first.iter();
    let first: Vec<String> = first
        .map(|(words, id)| format!("{} ({id})", short(words)))
        .collect();
    let first = first.join(", ");
    let ids: Vec<&str> = others.iter().map(|(_, id)| id.as_str()).collect();
    match ids.len() {
        0 => first,
        more => format!("{first} and {more} more ({})", ids.join(", ")),
    }
}
