//! Quotations that go on over paragraphs which do not open again: opened in one, closed at the end of another, with no
//! mark between. Every paragraph is looked at a fixed number of times.

use super::{Marks, OUTSIDE, Region, Style};
use crate::text::token::{Paragraph, TokenKind, Tokens};

/// A quotation goes on over no more paragraphs than this.
const MOST: usize = 8;

/// A quotation that one paragraph leaves open at its end.
#[derive(Clone, Copy, Debug)]
pub(super) struct Unclosed {
    /// The number of the paragraph.
    pub(super) paragraph: usize,
    /// The token of the opening mark.
    pub(super) open: usize,
}

/// What a paragraph's marks tell of a quotation that may go on over it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Over {
    /// It has none.
    Silent,
    /// It ends with a closing mark, the only one it has; the token.
    Closes(usize),
    /// It has others.
    Other,
}

impl Marks {
    /// Adds the quotations that go on over paragraphs without opening again.
    pub(super) fn close(&mut self, tokens: &Tokens<'_>, open: &[Unclosed]) {
        let added = go_on(tokens, self, open);
        if added.is_empty() {
            return;
        }
        let replaced = |open: usize| {
            added
                .binary_search_by_key(&open, |region| region.open)
                .is_ok()
        };
        self.regions.retain(|region| !replaced(region.open));
        self.regions.extend(added.iter().copied());
        self.regions.sort_by_key(|region| region.open);
        self.region_of.fill(OUTSIDE);
        for (index, region) in self.regions.iter().enumerate() {
            let number = u32::try_from(index).unwrap_or(OUTSIDE);
            self.region_of[region.open..region.end].fill(number);
        }
    }
}

/// Lists the regions of quotations over paragraphs, in order: of the first paragraph from its mark on, of the others all
/// that they are.
fn go_on(tokens: &Tokens<'_>, marks: &Marks, open: &[Unclosed]) -> Vec<Region> {
    let mut added = Vec::new();
    let mut floor = 0;
    for unclosed in open {
        let first = tokens.paragraphs[unclosed.paragraph];
        let known = marks.at(unclosed.open);
        let mixed = known.is_none() && (unclosed.open..first.end).any(|t| marks.at(t).is_some());
        if unclosed.open < floor || mixed {
            continue;
        }
        let mut parts = vec![part(tokens, unclosed.open, first.end)];
        parts[0].reopened = known.is_some_and(|region| region.reopened);
        let following = tokens.paragraphs.iter().skip(unclosed.paragraph + 1);
        for paragraph in following.take(MOST) {
            match over(tokens, marks, *paragraph, unclosed.open) {
                Over::Silent => parts.push(part(tokens, paragraph.start, paragraph.end)),
                Over::Closes(mark) => {
                    let mut last = part(tokens, paragraph.start, mark + 1);
                    last.closed = true;
                    last.continues = false;
                    parts.push(last);
                    floor = mark;
                    break;
                }
                Over::Other => break,
            }
        }
        if parts.last().is_some_and(|last| last.closed) {
            for part in &mut parts {
                part.style = style(tokens, unclosed.open);
            }
            added.append(&mut parts);
        }
    }
    added
}

/// Makes the region of one paragraph of a quotation over several.
fn part(tokens: &Tokens<'_>, open: usize, end: usize) -> Region {
    Region {
        open,
        end,
        style: style(tokens, open),
        closed: false,
        continues: true,
        reopened: true,
        words: 0,
    }
}

/// Gives the style of an opening mark.
fn style(tokens: &Tokens<'_>, open: usize) -> Style {
    match tokens.str(open) {
        "‘" | "'" => Style::Single,
        "«" => Style::Guillemet,
        _ => Style::Double,
    }
}

/// Tells whether a quotation that opened at a token may go on over a paragraph.
fn over(tokens: &Tokens<'_>, marks: &Marks, paragraph: Paragraph, open: usize) -> Over {
    let Paragraph { start, end } = paragraph;
    let closing = match tokens.str(open) {
        "“" => "”",
        "\"" => "\"",
        "«" => "»",
        "„" => "“",
        "‘" => "’",
        _ => return Over::Other,
    };
    let free = (start..end).all(|t| marks.at(t).is_none());
    let is_mark = |t: usize| tokens.kind(t) == TokenKind::Mark;
    let spaced = |t: usize| tokens.list.get(t).is_none_or(|t| t.spaced);
    // Lone apostrophes are no closing marks: `the voters’ list`.
    let matters = |t: &usize| {
        is_mark(*t) && (closing == "’" || !matches!(tokens.str(*t), "'" | "’" | "‘" | "`"))
    };
    let Some(first) = (start..end).find(matters) else {
        return if free { Over::Silent } else { Over::Other };
    };
    let stop = matches!(
        tokens.kind(first - 1),
        TokenKind::Stop | TokenKind::Ellipsis | TokenKind::Comma | TokenKind::Dash
    );
    let only = (first + 1..end).all(|t| !matters(&t));
    let closes =
        tokens.str(first) == closing && first > start && !spaced(first) && stop && only && free;
    if closes {
        Over::Closes(first)
    } else {
        Over::Other
    }
}
