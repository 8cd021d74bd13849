//! The text of an article as a line on which annotators marked stretches: what alpha over characters and alpha for
//! unitizing are computed from. Lengths count code points.
//!
//! Text that is no part of the article's body (front matter, site boilerplate) counts only where somebody compared has
//! marked it.

use std::borrow::Borrow;

use super::Why;
use super::sums::alpha_of;
use crate::model::span::Span;
use crate::model::statement::{Kind, Statement};
use crate::model::text::Text;

/// How many labels a character can have, none among them: quote, speaker, cue; direct, mixed, indirect.
const LABELS: usize = 4;
const QUOTE: usize = 1;
const SPEAKER: usize = 2;
const CUE: usize = 3;

/// An article cut at every border of a mark.
pub(super) struct Continuum {
    /// The pieces, in order: their length, and whether they are no part of the body.
    pieces: Vec<(f64, bool)>,
    /// What each annotator marked; none for who did not work on the article.
    lanes: Vec<Option<Lane>>,
}

/// What one annotator marked.
struct Lane {
    /// The role of each piece: quote, speaker, cue.
    roles: Vec<usize>,
    /// The kind of quote of each piece.
    kinds: Vec<usize>,
    /// The sum of the squared lengths of units, by kind.
    squares: [f64; LABELS],
    units: f64,
}

impl Continuum {
    /// Cuts a text at all marks.
    pub(super) fn new<S: Borrow<Statement>>(
        text: &Text,
        dimmed: &[Span],
        work: &[Option<&[S]>],
    ) -> Self {
        let mut borders = vec![0, text.len()];
        for statement in work.iter().flatten().flat_map(|work| work.iter()) {
            for (span, _) in marks(statement.borrow()) {
                borders.extend([span.start, span.end]);
            }
        }
        borders.extend(dimmed.iter().flat_map(|span| [span.start, span.end]));
        borders.retain(|border| *border <= text.len());
        borders.sort_unstable();
        borders.dedup();
        let chars: Vec<usize> = borders
            .iter()
            .map(|byte| text.char_of_byte(*byte))
            .collect();
        let mut pieces: Vec<(f64, bool)> = chars
            .windows(2)
            .map(|ends| ((ends[1] - ends[0]) as f64, false))
            .collect();
        let count = pieces.len();
        let within = |span: Span| {
            let place = |byte: usize| borders.partition_point(|border| *border < byte).min(count);
            place(span.start)..place(span.end)
        };
        for span in dimmed {
            for piece in &mut pieces[within(*span)] {
                piece.1 = true;
            }
        }
        let mut lanes = Vec::with_capacity(work.len());
        for work in work {
            lanes.push(work.map(|work| {
                let statements: Vec<&Statement> = work.iter().map(Borrow::borrow).collect();
                Lane::new(&statements, &pieces, within)
            }));
        }
        Self { pieces, lanes }
    }

    /// Returns the sums of some of the annotators, by their places: first those of characters, then those of units. None if
    /// fewer than two of them worked on the article.
    pub(super) fn sums(&self, members: &[usize]) -> Option<Vec<f64>> {
        let lanes = members
            .iter()
            .filter_map(|member| self.lanes[*member].as_ref());
        let lanes: Vec<&Lane> = lanes.collect();
        if lanes.len() < 2 {
            return None;
        }
        let mut sums = vec![0.0; CHARACTER_SLOTS + UNIT_SLOTS];
        let (characters, units) = sums.split_at_mut(CHARACTER_SLOTS);
        let others = lanes.len() as f64 - 1.0;
        for (piece, (length, is_dimmed)) in self.pieces.iter().enumerate() {
            let is_marked = lanes.iter().any(|lane| lane.roles[piece] > 0);
            if *is_dimmed && !is_marked {
                continue;
            }
            characters[CHARACTERS] += length;
            let roles = lanes.iter().map(|lane| lane.roles[piece]);
            add_piece(roles, *length, others, characters);
            let kinds = lanes.iter().map(|lane| lane.kinds[piece]);
            add_piece(kinds, *length, others, units);
        }
        for lane in lanes {
            units[UNITS] += lane.units;
            for (kind, square) in lane.squares.iter().enumerate() {
                units[SQUARES + kind] += square;
            }
        }
        Some(sums)
    }
}

/// Slots of either block: what agrees, values by label, then how much there is of it; of units also their squares.
const SAME: usize = 0;
const VALUES: usize = 1;
const CHARACTERS: usize = VALUES + LABELS;
const UNITS: usize = VALUES + LABELS;
const SQUARES: usize = UNITS + 1;

/// How many slots alpha over characters needs.
pub(super) const CHARACTER_SLOTS: usize = CHARACTERS + 1;
/// How many slots alpha for unitizing needs.
pub(super) const UNIT_SLOTS: usize = SQUARES + LABELS;

/// Adds a stretch of the text to which each annotator gave one label.
fn add_piece(labels: impl Iterator<Item = usize>, length: f64, others: f64, sums: &mut [f64]) {
    let mut counts = [0.0; LABELS];
    for label in labels {
        counts[label] += 1.0;
    }
    let mut same = 0.0;
    for (label, count) in counts.iter().enumerate() {
        sums[VALUES + label] += length * count;
        same += count * (count - 1.0);
    }
    sums[SAME] += length * same / others;
}

/// Computes Krippendorff's alpha over characters, and of how many it is.
pub(super) fn alpha_characters(sums: &[f64]) -> (Result<f64, Why>, f64) {
    let alpha = alpha_of(sums[SAME], &sums[VALUES..CHARACTERS]);
    (alpha, sums[CHARACTERS])
}

/// Computes Krippendorff's alpha for unitizing (Krippendorff, Mathet, Bouvry and Widlöcher 2016), and of how many units it
/// is.
///
/// Observed are the lengths that intersect, expected those that would if units kept their lengths and were put anywhere;
/// text that is in no unit is cut into units of one character, so that a gap is not expected to stay whole.
pub(super) fn alpha_unitizing(sums: &[f64]) -> (Result<f64, Why>, f64) {
    let values = &sums[VALUES..CHARACTERS];
    let mut squares = [0.0; LABELS];
    squares.copy_from_slice(&sums[SQUARES..SQUARES + LABELS]);
    squares[0] = values[0];
    let units = sums[UNITS];
    let total: f64 = values.iter().sum();
    if total <= 0.0 {
        return (Err(Why::NoUnits), units);
    }
    if units <= 0.0 {
        return (Err(Why::NoStatements), units);
    }
    let pairs = values
        .iter()
        .zip(squares)
        .map(|(value, square)| value * value - square);
    let pairs: f64 = pairs.sum();
    let all = total * total - squares.iter().sum::<f64>();
    let expected = if all > 0.0 {
        total - total * pairs / all
    } else {
        0.0
    };
    if expected <= 0.0 {
        return (Err(Why::OneCategory), units);
    }
    (Ok(1.0 - (total - sums[SAME]) / expected), units)
}

impl Lane {
    fn new(
        statements: &[&Statement],
        pieces: &[(f64, bool)],
        within: impl Fn(Span) -> std::ops::Range<usize>,
    ) -> Self {
        let mut lane = Self {
            roles: vec![0; pieces.len()],
            kinds: vec![0; pieces.len()],
            squares: [0.0; LABELS],
            units: 0.0,
        };
        // A character that is several things is a cue before a speaker, and a speaker before a quote.
        for role in [QUOTE, SPEAKER, CUE] {
            for statement in statements {
                for (span, _) in marks(statement).filter(|(_, known)| *known == role) {
                    lane.roles[within(span)].fill(role);
                }
            }
        }
        let mut units: Vec<(Span, Kind)> = statements
            .iter()
            .flat_map(|statement| statement.quote.iter().map(|span| (*span, statement.kind)))
            .collect();
        units.sort_by_key(|(span, kind)| (span.start, std::cmp::Reverse(span.end), *kind));
        // Units of one annotator may not overlap: the text is the unit's that begins first.
        let mut end = 0;
        for (span, kind) in units {
            if span.end <= end {
                continue;
            }
            let unit = Span::new(span.start.max(end), span.end);
            end = unit.end;
            let kind = 1 + kind as usize;
            let range = within(unit);
            let length: f64 = pieces[range.clone()].iter().map(|piece| piece.0).sum();
            lane.kinds[range].fill(kind);
            lane.squares[kind] += length * length;
            lane.units += 1.0;
        }
        lane
    }
}

/// Returns what a statement marks in the text, with its role.
fn marks(statement: &Statement) -> impl Iterator<Item = (Span, usize)> {
    let speaker = statement.speaker.iter().filter_map(|who| who.mention);
    let quote = statement.quote.iter().map(|span| (*span, QUOTE));
    quote
        .chain(speaker.map(|span| (span, SPEAKER)))
        .chain(statement.cue.map(|span| (span, CUE)))
}

#[cfg(test)]
mod tests;
