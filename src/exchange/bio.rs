//! `CoNLL`: a token on each line, with its offsets in code points and a tag of each layer, `B-`, `I-` or `O` (IOB2). Sentences end with
//! an empty line; lines that begin with `# ` say which article it is and whose work.
//!
//! ```text
//! # article = articles/talks.txt
//! # annotator = coder1
//! “       59  60  B-direct  O       O          O  O  B-talks=ruled-out
//! We      60  62  I-direct  O       O          O  O  I-talks=ruled-out
//! ```
//!
//! A layer holds one tag for a token: of stretches that overlap the longest is written, the others are counted as lost.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::io::Write as _;

use unicode_segmentation::UnicodeSegmentation as _;

use super::losses::{Loss, Losses};
use super::record::{Out, Record, Write};
use crate::model::span::Span;
use crate::model::statement::{Mention, Statement};

/// What it cannot hold.
pub(super) const CANNOT: &[Loss] = &[
    Loss::Parts,
    Loss::Names,
    Loss::Implied,
    Loss::Parents,
    Loss::FurtherStances,
    Loss::Polarities,
    Loss::Evidence,
    Loss::Confidence,
    Loss::Labels,
    Loss::Notes,
    Loss::Flags,
    Loss::Conflicts,
    Loss::ArticleNotes,
    Loss::Reasons,
    Loss::Comments,
    Loss::Decisions,
    Loss::Metadata,
    Loss::Statuses,
    Loss::Bookkeeping,
    Loss::Origins,
    Loss::Removed,
];

/// The layers, in the order of their columns.
const LAYERS: [&str; 6] = ["quote", "cue", "speaker", "via", "addressee", "stance"];

/// Writes tokens.
pub(super) struct Tokens;

/// A stretch with its tag.
type Tagged<'a> = (Span, Cow<'a, str>);

impl Write for Tokens {
    fn article(&self, records: &[Record<'_>], out: &mut Out, losses: &mut Losses) -> usize {
        let mut count = 0;
        for record in records {
            count += tokens(record, &mut out.stream, losses);
        }
        count
    }
}

fn tokens(record: &Record<'_>, out: &mut Vec<u8>, losses: &mut Losses) -> usize {
    let layers = layers(record);
    let layers = layers.map(|layer| longest(record, layer, losses));
    let mut borders = BTreeSet::new();
    for (span, _) in layers.iter().flatten() {
        borders.extend([span.start, span.end]);
    }
    // Writing to memory cannot fail.
    let line = |name: &str| name.replace(['\n', '\r'], " ");
    let _ = writeln!(out, "# article = {}", line(&record.article.path));
    let _ = writeln!(out, "# annotator = {}", line(&record.annotator.id));
    let _ = writeln!(out, "# columns = token start end {}", LAYERS.join(" "));
    let text = &record.article.text;
    let mut places = [0; LAYERS.len()];
    let (mut count, mut chars, mut counted) = (0, 0, 0);
    for (sentence_at, sentence) in text.split_sentence_bound_indices() {
        let before = count;
        for (at, word) in sentence.split_word_bound_indices() {
            if word.trim().is_empty() {
                continue;
            }
            let at = sentence_at + at;
            for span in cut(Span::new(at, at + word.len()), &borders) {
                chars += str::chars(&text[counted..span.start]).count();
                let token = &text[span.range()];
                let end = chars + str::chars(token).count();
                let _ = write!(out, "{token}\t{chars}\t{end}");
                (chars, counted) = (end, span.end);
                for (layer, place) in layers.iter().zip(&mut places) {
                    tag(layer, place, span, out);
                }
                out.push(b'\n');
                count += 1;
            }
        }
        if count > before {
            out.push(b'\n');
        }
    }
    if count == 0 {
        out.push(b'\n');
    }
    count
}

/// Writes the tag of a token in a layer; `place` is the first stretch that does not end before it.
fn tag(layer: &[Tagged<'_>], place: &mut usize, token: Span, out: &mut Vec<u8>) {
    while layer
        .get(*place)
        .is_some_and(|(span, _)| span.end <= token.start)
    {
        *place += 1;
    }
    let _ = match layer.get(*place) {
        Some((span, tag)) if span.covers(token) => {
            let begin = if span.start == token.start { "B" } else { "I" };
            write!(out, "\t{begin}-{tag}")
        }
        _ => write!(out, "\tO"),
    };
}

/// Cuts a token at the borders within it: where a stretch begins or ends in a word.
fn cut(token: Span, borders: &BTreeSet<usize>) -> Vec<Span> {
    let mut pieces = Vec::with_capacity(1);
    let mut from = token.start;
    for border in borders.range(token.start + 1..token.end.max(token.start + 1)) {
        pieces.push(Span::new(from, *border));
        from = *border;
    }
    pieces.push(Span::new(from, token.end));
    pieces
}

/// Returns the stretches of each layer.
fn layers<'a>(record: &Record<'a>) -> [Vec<Tagged<'a>>; LAYERS.len()] {
    let mut layers: [Vec<Tagged<'a>>; LAYERS.len()] = Default::default();
    for statement in record.sidecar.statements() {
        let statement: &'a Statement = statement;
        for part in &statement.quote {
            layers[0].push((*part, statement.kind.name().into()));
            if let Some(taken) = statement.stances.first() {
                let stance = taken.stance.as_deref().unwrap_or_default();
                let tag = format!("{}={stance}", taken.target);
                layers[5].push((*part, tag.into()));
            }
        }
        layers[1].extend(statement.cue.map(|span| (span, "cue".into())));
        let people = [
            (2, "speaker", statement.speaker.as_slice()),
            (3, "via", statement.via.as_slice()),
            (4, "addressee", statement.addressees.as_slice()),
        ];
        for (layer, tag, people) in people {
            let mention = |person: &Mention| Some((person.mention?, tag.into()));
            layers[layer].extend(people.iter().filter_map(mention));
        }
    }
    layers
}

/// Returns the stretches of a layer that do not overlap, in order: of those that do the longest, which is the first where several are.
fn longest<'a>(
    record: &Record<'_>,
    mut layer: Vec<Tagged<'a>>,
    losses: &mut Losses,
) -> Vec<Tagged<'a>> {
    layer.sort_by(|(a, _), (b, _)| b.len().cmp(&a.len()).then(a.start.cmp(&b.start)));
    let mut kept: Vec<Tagged<'a>> = Vec::with_capacity(layer.len());
    for (span, tag) in layer {
        let at = kept.partition_point(|(other, _)| other.start < span.start);
        let is_free = |index: usize| {
            let other = kept.get(index);
            other.is_none_or(|(other, _)| !other.overlaps(span))
        };
        let is_before_free = at.checked_sub(1).is_none_or(is_free);
        if is_before_free && is_free(at) {
            kept.insert(at, (span, tag));
        } else if !kept
            .iter()
            .any(|(other, known)| *other == span && *known == tag)
        {
            // The same mention of two statements is there once, and nothing is lost.
            losses.add(Loss::Hidden, record, Some(span));
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_cut_at_borders() {
        let borders: BTreeSet<usize> = [0, 2, 5].into();
        let spans = |list: &[(usize, usize)]| -> Vec<Span> {
            list.iter().map(|(a, b)| Span::new(*a, *b)).collect()
        };
        assert_eq!(cut(Span::new(0, 4), &borders), spans(&[(0, 2), (2, 4)]));
        assert_eq!(cut(Span::new(2, 5), &borders), spans(&[(2, 5)]));
        assert_eq!(cut(Span::new(0, 1), &borders), spans(&[(0, 1)]));
    }
}
