//! What is to be drawn over the text: the view-model of statements, flattened block by block.
//!
//! Annotations overlap in any way. For drawing they are cut into disjoint segments, each of which knows what lies over
//! it, so that a frame draws every stretch of text once however many statements cover it. All of it depends only on the
//! statements and the layout and is kept between frames; colours are chosen while painting.

use super::layout::{Lines, Shape, Stretch};
use crate::app::mark::{Layer, Mark};
use crate::model::span::{self, Span};

/// The part of a statement that a span is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Quote,
    Cue,
    Mention,
    Via,
    Addressee,
    Evidence,
}

/// One span of one mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Item {
    pub(super) span: Span,
    /// Index of the mark.
    pub(super) mark: usize,
    pub(super) part: Part,
}

/// All spans of all marks, found by place.
#[derive(Debug, Default)]
pub(super) struct Index {
    /// Sorted by start.
    items: Vec<Item>,
    /// For each item the furthest end of it and those before it.
    reach: Vec<usize>,
    /// For each mark its lane in the margin, 0 nearest to the text.
    pub(super) lanes: Vec<u8>,
    /// Lanes of own statements and suggestions.
    pub(super) lane_count: u8,
    /// Numbers of the teammates shown, in order: their lanes in the right margin.
    pub(super) mates: Vec<u8>,
    /// The colour of each of them, by its number.
    pub(super) mate_colours: Vec<u8>,
}

/// Most lanes in the margin; further statements share the outermost.
pub(super) const LANES: u8 = 4;

impl Index {
    pub(super) fn new(marks: &[Mark]) -> Self {
        let mut items = Vec::with_capacity(marks.len() * 2);
        for (mark, given) in marks.iter().enumerate() {
            let parts = [
                (Part::Quote, given.quote.as_slice()),
                (Part::Cue, given.cue.as_slice()),
                (Part::Mention, given.mention.as_slice()),
                (Part::Via, given.via.as_slice()),
                (Part::Addressee, given.addressees.as_slice()),
                (Part::Evidence, given.evidence.as_slice()),
            ];
            for (part, spans) in parts {
                let full = spans.iter().filter(|span| !span.is_empty());
                items.extend(full.map(|&span| Item { span, mark, part }));
            }
        }
        items.sort_by_key(|item| (item.span, item.mark));
        let mut furthest = 0;
        let reach = items.iter().map(|item| {
            furthest = furthest.max(item.span.end);
            furthest
        });
        let (lanes, lane_count) = lanes(marks);
        let (mates, mate_colours) = mates(marks).into_iter().unzip();
        Self {
            reach: reach.collect(),
            lanes,
            lane_count,
            mates,
            mate_colours,
            items,
        }
    }

    /// Returns the items that share text with `span`, in text order.
    pub(super) fn within(&self, span: Span) -> Vec<Item> {
        let end = self
            .items
            .partition_point(|item| item.span.start < span.end);
        let start = self.reach[..end].partition_point(|&reach| reach <= span.start);
        let near = self.items[start..end].iter();
        near.filter(|item| item.span.overlaps(span))
            .copied()
            .collect()
    }

    /// Returns the marks that lie over the byte `at`, in the order in which clicks go through them: one's own, then
    /// suggestions, then teammates'; the innermost first.
    pub(super) fn over(&self, marks: &[Mark], at: usize) -> Vec<usize> {
        let items = self.within(Span::new(at, at + 1));
        let mut over: Vec<usize> = items.iter().map(|item| item.mark).collect();
        over.sort_by_key(|&mark| {
            let given = &marks[mark];
            let rank = match given.layer {
                Layer::Own => 0,
                Layer::Suggestion => 1,
                Layer::Mate(_) => 2,
            };
            (rank, given.extent().len(), mark)
        });
        over.dedup();
        over
    }
}

/// Puts every own statement and suggestion into the first lane that is free beside it.
fn lanes(marks: &[Mark]) -> (Vec<u8>, u8) {
    let mut order: Vec<usize> = (0..marks.len())
        .filter(|&mark| !matches!(marks[mark].layer, Layer::Mate(_)))
        .collect();
    // The longer one of two that start together goes first, so that it gets the inner lane for all its lines.
    order.sort_by_key(|&mark| {
        let extent = marks[mark].extent();
        (extent.start, std::cmp::Reverse(extent.end), mark)
    });
    let mut lanes = vec![0; marks.len()];
    let mut free_from = [0; LANES as usize];
    let mut count = 0;
    for mark in order {
        let extent = marks[mark].extent();
        let lane = (0..LANES - 1).find(|&lane| free_from[usize::from(lane)] <= extent.start);
        let lane = lane.unwrap_or(LANES - 1);
        let until = &mut free_from[usize::from(lane)];
        *until = extent.end.max(*until);
        lanes[mark] = lane;
        count = count.max(lane + 1);
    }
    (lanes, count)
}

/// Returns the teammates shown, by number, each with the number of their colour.
fn mates(marks: &[Mark]) -> Vec<(u8, u8)> {
    let mut mates: Vec<(u8, u8)> = marks
        .iter()
        .filter_map(|mark| match mark.layer {
            Layer::Mate(number) => Some((number, mark.mate_colour())),
            _ => None,
        })
        .collect();
    mates.sort_unstable();
    mates.dedup_by_key(|(number, _)| *number);
    mates
}

/// The marks of one block, laid over its lines.
#[derive(Debug, Default)]
pub(super) struct BlockMarks {
    /// What lies over the text, flattened; in text order, each on one line.
    pub(super) pieces: Vec<Piece>,
    /// Underlines, those of one kind that touch made one.
    pub(super) underlines: Vec<Underline>,
    /// Quotes of suggestions.
    pub(super) outlines: Vec<Outline>,
    /// The statements beside whose lines a bracket stands.
    pub(super) rows: Vec<Rows>,
}

/// A stretch of one line over which the same marks lie.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece {
    pub(super) stretch: Stretch,
    /// The text of the whole segment, which may go on over several lines.
    pub(super) span: Span,
    /// The innermost of one's own quotes.
    pub(super) fill: Option<usize>,
}

/// A line under a stretch of text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Underline {
    pub(super) stretch: Stretch,
    pub(super) kind: Kind,
}

/// Says what a line under the text means. The order is that of drawing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// A teammate's quote, with the lane of that teammate.
    Mate(u8),
    /// A quote of one's own that is to be looked at.
    Unsure,
    /// A speaker mention of one's own.
    Mention,
    /// A cue of one's own.
    Cue,
    /// Whom the article has a statement of one's own from.
    Via,
    /// To whom a statement of one's own was said.
    Addressee,
}

/// A stretch of one line of a suggestion's quote.
#[derive(Clone, Copy, Debug)]
pub(super) struct Outline {
    pub(super) mark: usize,
    pub(super) stretch: Stretch,
    /// Whether a span of the quote begins in this stretch.
    pub(super) first: bool,
    /// Whether it ends in this stretch.
    pub(super) last: bool,
}

/// The lines of one mark within a block.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rows {
    pub(super) mark: usize,
    pub(super) first: usize,
    pub(super) last: usize,
    /// Whether the quote begins in this block.
    pub(super) starts: bool,
}

/// A block with its layout.
struct Block<'a> {
    content: Span,
    shape: &'a Shape,
    lines: &'a Lines,
}

impl Block<'_> {
    /// Returns the stretches of lines that hold the part of `span` that lies in the block.
    fn stretches(&self, span: Span) -> Vec<Stretch> {
        let mut out = Vec::new();
        if let Some(inside) = span.intersection(self.content) {
            let start = self.content.start;
            let bytes = inside.start - start..inside.end - start;
            self.shape.stretches(self.lines, bytes, &mut out);
        }
        out
    }

    /// Returns the line on which a byte of the article stands.
    fn line(&self, byte: usize) -> usize {
        let inside = byte.clamp(self.content.start, self.content.end) - self.content.start;
        self.shape.caret(self.lines, inside).0
    }
}

impl BlockMarks {
    /// Flattens what lies over the block `content`.
    pub(super) fn new(
        index: &Index,
        marks: &[Mark],
        content: Span,
        shape: &Shape,
        lines: &Lines,
    ) -> Self {
        let items = index.within(content);
        if items.is_empty() {
            return Self::default();
        }
        let block = Block {
            content,
            shape,
            lines,
        };
        Self {
            pieces: pieces(&items, marks, &block),
            underlines: underlines(&items, index, marks, &block),
            outlines: outlines(&items, marks, &block),
            rows: rows(&items, marks, &block),
        }
    }
}

fn pieces(items: &[Item], marks: &[Mark], block: &Block<'_>) -> Vec<Piece> {
    let within = items
        .iter()
        .filter_map(|item| item.span.intersection(block.content));
    let spans: Vec<Span> = within.collect();
    let mut out = Vec::new();
    for flat in span::segments(&spans) {
        let quotes = flat.ids.iter().map(|&id| items[id]);
        let own =
            quotes.filter(|item| item.part == Part::Quote && marks[item.mark].layer == Layer::Own);
        let fill = own
            .map(|item| item.mark)
            .min_by_key(|&mark| (marks[mark].extent().len(), mark));
        let stretches = block.stretches(flat.span).into_iter();
        out.extend(stretches.map(|stretch| Piece {
            stretch,
            span: flat.span,
            fill,
        }));
    }
    out
}

fn underlines(items: &[Item], index: &Index, marks: &[Mark], block: &Block<'_>) -> Vec<Underline> {
    let mut spans: Vec<(Kind, Span)> = items
        .iter()
        .filter_map(|item| {
            let kind = line_under(&marks[item.mark], item.part, index)?;
            Some((kind, item.span))
        })
        .collect();
    spans.sort_unstable();
    let mut out = Vec::new();
    for same in spans.chunk_by(|a, b| a.0 == b.0) {
        let kind = same[0].0;
        for span in span::normalized(same.iter().map(|&(_, span)| span).collect()) {
            let stretches = block.stretches(span).into_iter();
            out.extend(stretches.map(|stretch| Underline { stretch, kind }));
        }
    }
    out
}

/// Says which line stands under a part of a mark, if any does.
fn line_under(mark: &Mark, part: Part, index: &Index) -> Option<Kind> {
    Some(match (mark.layer, part) {
        (Layer::Mate(number), Part::Quote) => {
            let lane = index.mates.binary_search(&number).unwrap_or(0);
            Kind::Mate(u8::try_from(lane).unwrap_or(u8::MAX))
        }
        (Layer::Own, Part::Quote) if mark.unsure => Kind::Unsure,
        (Layer::Own, Part::Mention) => Kind::Mention,
        (Layer::Own, Part::Cue) => Kind::Cue,
        (Layer::Own, Part::Via) => Kind::Via,
        (Layer::Own, Part::Addressee) => Kind::Addressee,
        _ => return None,
    })
}

fn outlines(items: &[Item], marks: &[Mark], block: &Block<'_>) -> Vec<Outline> {
    let mut out = Vec::new();
    let suggested = items
        .iter()
        .filter(|item| item.part == Part::Quote && marks[item.mark].layer == Layer::Suggestion);
    for item in suggested {
        let stretches = block.stretches(item.span);
        let last = stretches.len().saturating_sub(1);
        out.extend(
            stretches
                .into_iter()
                .enumerate()
                .map(|(at, stretch)| Outline {
                    mark: item.mark,
                    stretch,
                    first: at == 0 && block.content.start <= item.span.start,
                    last: at == last && item.span.end <= block.content.end,
                }),
        );
    }
    out
}

fn rows(items: &[Item], marks: &[Mark], block: &Block<'_>) -> Vec<Rows> {
    let quotes = items.iter().filter(|item| item.part == Part::Quote);
    let mut beside: Vec<usize> = quotes.map(|item| item.mark).collect();
    beside.sort_unstable();
    beside.dedup();
    let rows = beside.into_iter().map(|mark| {
        let extent = marks[mark].extent();
        Rows {
            mark,
            first: block.line(extent.start),
            last: block.line(extent.end.saturating_sub(1).max(extent.start)),
            starts: block.content.start <= extent.start,
        }
    });
    rows.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::mark::Tone;

    fn mark(layer: Layer) -> Mark {
        Mark {
            id: "ben/1".to_owned(),
            layer,
            whose: String::new(),
            quote: vec![Span::new(0, 4)],
            cue: Some(Span::new(5, 9)),
            mention: Some(Span::new(10, 14)),
            via: vec![Span::new(15, 19)],
            addressees: vec![Span::new(20, 24), Span::new(25, 29)],
            evidence: Vec::new(),
            tone: Tone::None,
            sign: "",
            speaker: String::new(),
            stance: String::new(),
            name: String::new(),
            flagged: false,
            unsure: false,
        }
    }

    /// Checks which lines stand under the parts of a mark, in the order of the text.
    #[track_caller]
    fn check_lines(layer: Layer, expected: &[Kind]) {
        let marks = [mark(layer)];
        let index = Index::new(&marks);
        let items = index.within(Span::new(0, 100));
        let lines = items
            .iter()
            .filter_map(|item| line_under(&marks[item.mark], item.part, &index));
        assert_eq!(lines.collect::<Vec<Kind>>(), expected);
    }

    #[test]
    fn every_part_of_an_own_statement_has_its_line() {
        let own = [
            Kind::Cue,
            Kind::Mention,
            Kind::Via,
            Kind::Addressee,
            Kind::Addressee,
        ];
        check_lines(Layer::Own, &own);
        check_lines(Layer::Suggestion, &[]);
        check_lines(Layer::Mate(0), &[Kind::Mate(0)]);
    }
}
