//! Sidecars whose offsets count code points: what can be merged without the article's text.
//!
//! A file says of each stretch where it stands and which words stand there. As long as all files were made on one text, no
//! more is needed: offsets are compared as numbers, and the words are looked up again when the result is written.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::format::sidecar::{ParsedSidecar, ParsedStatement};
use crate::model::sidecar::{LetterCounts, Sidecar};
use crate::model::span::{Anchored, Span};
use crate::model::statement::Statement;

/// Beyond any text: where stretches of a text stand that is not at hand, so that none is taken for one of this text.
const ELSEWHERE: usize = usize::MAX / 2;

/// What stands at each stretch that one of the files names, by where it is in code points.
#[derive(Default)]
pub(super) struct Stretches(BTreeMap<Span, Anchored>);

impl Stretches {
    /// Returns a file's content with offsets in code points, and notes the words of every stretch.
    ///
    /// # Errors
    /// A clause that says which statement means nothing in its text, or contradicts another file of the same text.
    pub(super) fn flatten(&mut self, parsed: &ParsedSidecar) -> Result<Sidecar, String> {
        let chars = parsed.article.chars;
        flat(parsed, &mut |span| self.note(span, chars))
    }

    /// Notes what stands at a stretch of a text of so many code points; returns where it is.
    fn note(&mut self, span: &Anchored, chars: usize) -> Result<Span, String> {
        let (start, end) = (span.at.start, span.at.end);
        let words = span.text.chars().count();
        if start >= end || end > chars || (words > 0 && words != end - start) {
            return Err(format!("a span ({start} to {end}) does not fit its text"));
        }
        let at = Span::new(start, end);
        let known = self.0.entry(at).or_insert_with(|| span.clone());
        if *known == *span {
            return Ok(at);
        }
        if !known.text.is_empty() && !span.text.is_empty() && known.text != span.text {
            return Err(format!(
                "the files have different words at {start} to {end} of one text"
            ));
        }
        // A hand may have left out words, or what stands around them.
        let says = |one: &Anchored| {
            let around = one.before.len() + one.after.len();
            (one.text.len(), around, one.before.clone())
        };
        if says(span) > says(known) {
            *known = span.clone();
        }
        Ok(at)
    }

    /// Returns what a file is to hold of a sidecar with offsets in code points; none if no file named one of its stretches.
    pub(super) fn described(&self, sidecar: &Sidecar) -> Option<ParsedSidecar> {
        let one = |statement: &Arc<Statement>| {
            statement.try_map_spans(&mut |span| self.0.get(span).cloned())
        };
        let entry = |said| ParsedStatement {
            said,
            place: (0, 0),
        };
        let live = sidecar.statements().iter();
        let statements: Option<Vec<ParsedStatement>> =
            live.map(|statement| one(statement).map(entry)).collect();
        let rejected: Option<Vec<Statement<Anchored>>> = sidecar.rejected.iter().map(one).collect();
        Some(ParsedSidecar {
            article: sidecar.article.clone(),
            letters: None,
            annotator: sidecar.annotator.clone(),
            status: sidecar.status,
            reason: sidecar.reason.clone(),
            labels: sidecar.labels.clone(),
            note: sidecar.note.clone(),
            revealed: sidecar.revealed.clone(),
            statements: statements?,
            comments: sidecar.comments.clone(),
            decisions: sidecar.decisions.clone(),
            detached: sidecar.detached.clone(),
            removed: sidecar.removed.clone(),
            rejected: rejected?,
            rev: sidecar.rev,
        })
    }
}

/// Returns the content of a file that was made on a text that is not at hand: none of its stretches is one of another text.
pub(super) fn elsewhere(parsed: &ParsedSidecar) -> Sidecar {
    let there = |at: usize| ELSEWHERE.saturating_add(at);
    flat(parsed, &mut |span| {
        Ok(Span::new(there(span.at.start), there(span.at.end)))
    })
    .unwrap_or_default()
}

fn flat(
    parsed: &ParsedSidecar,
    place: &mut dyn FnMut(&Anchored) -> Result<Span, String>,
) -> Result<Sidecar, String> {
    let mut sidecar = Sidecar::new(parsed.article.clone(), &parsed.annotator);
    sidecar.status = parsed.status;
    sidecar.reason.clone_from(&parsed.reason);
    sidecar.labels.clone_from(&parsed.labels);
    sidecar.note.clone_from(&parsed.note);
    sidecar.revealed.clone_from(&parsed.revealed);
    sidecar.comments.clone_from(&parsed.comments);
    sidecar.decisions.clone_from(&parsed.decisions);
    sidecar.detached.clone_from(&parsed.detached);
    sidecar.rev = parsed.rev;
    let mut one = |said: &Statement<Anchored>| -> Result<Arc<Statement>, String> {
        let mut wrong = None;
        let found = said.try_map_spans(&mut |span| {
            let found = place(span);
            found.map_err(|what| wrong = Some(what)).ok()
        });
        let id = &said.id;
        let found = found.ok_or_else(|| {
            let what = wrong.unwrap_or_default();
            format!("statement {id}: {what}")
        })?;
        let mut pairs = found.quote.windows(2);
        if pairs.any(|pair| pair[1].start < pair[0].end) {
            return Err(format!(
                "the spans of the quote of statement {id} overlap or are not in order"
            ));
        }
        Ok(Arc::new(found))
    };
    let live = parsed.statements.iter().map(|entry| one(&entry.said));
    let live: Vec<Arc<Statement>> = live.collect::<Result<_, String>>()?;
    let rejected = parsed.rejected.iter().map(one);
    sidecar.rejected = rejected.collect::<Result<_, String>>()?;
    sidecar.rejected.sort_by(|a, b| a.order().cmp(&b.order()));
    // A statement that stands there was not removed, whatever a tombstone says.
    let ids: BTreeSet<&str> = live.iter().map(|statement| statement.id.as_str()).collect();
    let removed = parsed.removed.iter();
    sidecar.removed = removed
        .filter(|gone| !ids.contains(gone.id.as_str()))
        .cloned()
        .collect();
    sidecar.extend(live);
    Ok(sidecar)
}

/// Returns where the stretches of a file stand among the letters of its text, of what the files say that it was merged from;
/// none where they do not say it of all of them.
pub(super) fn letters(of: &ParsedSidecar, from: &[&ParsedSidecar]) -> Option<LetterCounts> {
    let counted = from
        .iter()
        .filter_map(|one| Some((*one, one.letters.as_ref()?)));
    let mut known: BTreeMap<usize, usize> = BTreeMap::new();
    let mut hash: Option<&str> = None;
    for (file, counts) in counted {
        let starts = starts(file);
        if starts.len() != counts.before.len() || hash.is_some_and(|hash| hash != counts.blake3) {
            return None;
        }
        hash = Some(counts.blake3.as_str());
        known.extend(starts.into_iter().zip(counts.before.iter().copied()));
    }
    let before: Option<Vec<usize>> = starts(of)
        .iter()
        .map(|start| known.get(start).copied())
        .collect();
    Some(LetterCounts {
        blake3: hash?.to_owned(),
        before: before?,
    })
}

/// Returns where stretches of a file begin, in code points.
fn starts(file: &ParsedSidecar) -> BTreeSet<usize> {
    let said = file.statements.iter().map(|entry| &entry.said);
    let all = said.chain(&file.rejected).flat_map(Statement::spans);
    all.map(|span| span.at.start).collect()
}
