//! What is to be drawn over the text: the view-model of statements, flattened block by block.
//!
//! Annotations overlap in any way. For drawing they are cut into disjoint segments, each of which knows what lies over
//! it, so that a frame draws every stretch of text once however many statements cover it. All of it depends only on the
//! statements and the layout and is kept between frames; colours are chosen while painting.

use egui::Color32;

use super::layout::{Lines, Shape, Stretch};
use crate::model::span::{self, Span};

/// One statement or suggestion as the reader shows it. All spans are in bytes of the article's text.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// Id of the statement or suggestion.
    pub id: String,
    /// Whose it is.
    pub layer: Layer,
    /// The content, one or more spans in text order.
    pub quote: Vec<Span>,
    /// The words that attribute.
    pub cue: Option<Span>,
    /// The words that name the speaker.
    pub mention: Option<Span>,
    /// The words that show the stance.
    pub evidence: Vec<Span>,
    /// What its colour says.
    pub tone: Tone,
    /// Polarity as a sign for the margin: `+`, `−`, `·`, `?`, or nothing.
    pub sign: &'static str,
    /// Speaker, as short as the margin wants it; empty if there is none.
    pub speaker: String,
    /// Stance, as short as the margin wants it; empty if there is none.
    pub stance: String,
    /// Name for screen readers and tests, used as it is: `Statement: <speaker>, <stance>: <quote>`.
    pub name: String,
    /// Marked to come back to.
    pub flagged: bool,
    /// Moved by an edit of the article, or otherwise to be looked at.
    pub unsure: bool,
}

/// Says whose mark it is, which decides how it is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Layer {
    /// The annotator's own statement: filled, with bracket and label in the left margin.
    Own,
    /// A suggestion: an outline.
    Suggestion,
    /// A teammate's statement, with the number of their colour: an underline and a lane in the right margin.
    Mate(u8),
}

/// Says which colour a statement has.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Tone {
    /// No stance yet.
    #[default]
    None,
    /// A stance from −1 to +1.
    Polarity(f32),
    /// A stance that has no polarity: unclear, mixed, not stated.
    OffScale,
    /// A stance with a colour of its own in the codebook.
    Colour(Color32),
}

impl Mark {
    /// Returns the stretch from the quote's first byte to its last, gaps included.
    pub fn extent(&self) -> Span {
        let start = self.quote.first().map_or(0, |span| span.start);
        let end = self.quote.last().map_or(start, |span| span.end);
        Span::new(start, end)
    }
}

/// The part of a statement that a span is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Quote,
    Cue,
    Mention,
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
        Self {
            reach: reach.collect(),
            lanes,
            lane_count,
            mates: mates(marks),
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

fn mates(marks: &[Mark]) -> Vec<u8> {
    let mut mates: Vec<u8> = marks
        .iter()
        .filter_map(|mark| match mark.layer {
            Layer::Mate(number) => Some(number),
            _ => None,
        })
        .collect();
    mates.sort_unstable();
    mates.dedup();
    mates
}

/// The marks of one block, laid over its lines.
#[derive(Debug, Default)]
pub(super) struct BlockMarks {
    /// In text order, each on one line.
    pub(super) pieces: Vec<Piece>,
    pub(super) segments: Vec<Segment>,
    /// The statements beside whose lines a bracket stands.
    pub(super) rows: Vec<Rows>,
}

/// A stretch of one line over which the same marks lie.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece {
    pub(super) stretch: Stretch,
    /// Index into the segments.
    pub(super) segment: usize,
    /// Whether the segment's text begins in this piece.
    pub(super) first: bool,
    /// Whether the segment's text ends in this piece.
    pub(super) last: bool,
}

/// What lies over a stretch of text.
#[derive(Debug, Default)]
#[expect(clippy::struct_excessive_bools)] // Each is a line to draw; they come in any combination.
pub(super) struct Segment {
    pub(super) span: Option<Span>,
    /// The items, without those of teammates.
    pub(super) items: Vec<Item>,
    /// The innermost of one's own quotes.
    pub(super) fill: Option<usize>,
    /// One's own quote here is to be looked at.
    pub(super) unsure: bool,
    /// A speaker mention of one's own.
    pub(super) mention: bool,
    /// A cue of one's own.
    pub(super) cue: bool,
    /// Some suggestion's quote.
    pub(super) suggestion: bool,
    /// Lanes of the teammates whose quotes lie here.
    pub(super) mates: Vec<u8>,
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
        let mut out = Self::default();
        if items.is_empty() {
            return out;
        }
        let relative = |span: Span| {
            let inside = span
                .intersection(content)
                .unwrap_or(Span::new(content.start, content.start));
            inside.start - content.start..inside.end - content.start
        };
        let spans: Vec<Span> = items
            .iter()
            .filter_map(|item| item.span.intersection(content))
            .collect();
        let mut stretches = Vec::new();
        for flat in span::segments(&spans) {
            stretches.clear();
            shape.stretches(lines, relative(flat.span), &mut stretches);
            let count = stretches.len();
            out.pieces
                .extend(stretches.iter().enumerate().map(|(at, &stretch)| Piece {
                    stretch,
                    segment: out.segments.len(),
                    first: at == 0,
                    last: at + 1 == count,
                }));
            let over = flat.ids.iter().map(|&id| items[id]);
            out.segments
                .push(Segment::new(flat.span, over, index, marks));
        }
        let mut beside: Vec<usize> = items
            .iter()
            .filter(|item| item.part == Part::Quote)
            .map(|item| item.mark)
            .collect();
        beside.sort_unstable();
        beside.dedup();
        for mark in beside {
            let extent = marks[mark].extent();
            let inside = relative(extent);
            let last_byte = inside.end.saturating_sub(1).max(inside.start);
            out.rows.push(Rows {
                mark,
                first: shape.caret(lines, inside.start).0,
                last: shape.caret(lines, last_byte).0,
                starts: content.start <= extent.start,
            });
        }
        out
    }
}

impl Segment {
    fn new(span: Span, items: impl Iterator<Item = Item>, index: &Index, marks: &[Mark]) -> Self {
        let mut out = Self {
            span: Some(span),
            ..Self::default()
        };
        for item in items {
            let mark = &marks[item.mark];
            match (mark.layer, item.part) {
                (Layer::Mate(number), Part::Quote) => {
                    let lane = index.mates.binary_search(&number).unwrap_or(0);
                    let lane = u8::try_from(lane).unwrap_or(u8::MAX);
                    if !out.mates.contains(&lane) {
                        out.mates.push(lane);
                    }
                }
                (Layer::Mate(_), _) => continue,
                (Layer::Suggestion, Part::Quote) => out.suggestion = true,
                (Layer::Own, Part::Quote) => {
                    out.unsure |= mark.unsure;
                    let inner = out
                        .fill
                        .is_none_or(|fill| mark.extent().len() < marks[fill].extent().len());
                    if inner {
                        out.fill = Some(item.mark);
                    }
                }
                (Layer::Own, Part::Mention) => out.mention = true,
                (Layer::Own, Part::Cue) => out.cue = true,
                _ => {}
            }
            if !matches!(mark.layer, Layer::Mate(_)) {
                out.items.push(item);
            }
        }
        out
    }

    /// Tells whether a part of `mark` lies here.
    pub(super) fn has(&self, mark: usize, part: Part) -> bool {
        self.items
            .iter()
            .any(|item| item.mark == mark && item.part == part)
    }
}
