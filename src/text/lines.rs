//! Which line ends of a text end no paragraph. A text that was wrapped at a width has line ends inside its sentences; they
//! are blanks to whoever reads it. A line end is one of those where the next line's first word had no more room within
//! the width that the text keeps to; where a sentence plainly goes on in small letters; and, beside such a place, where
//! the line breaks off without a stop. An empty line always ends a paragraph. Every line is looked at twice.

use super::lexicon::{self as lex, Language, Lexicon};
use crate::model::span::Span;

/// Lines are wrapped at no more than this, in code points.
const WIDEST: usize = 130;

/// Nobody wraps text at less than this, in code points.
const NARROWEST: usize = 30;

/// A shorter line with no stop is a heading or an item, in code points.
const SHORT: usize = 20;

/// How far around a part of a text lines are looked at, in bytes.
const REACH: usize = 8 * 1024;

/// The line ends of a part of a text that end no paragraph.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lines {
    /// Where they stand, in bytes, in order.
    soft: Vec<usize>,
}

/// One line without the blanks around it.
#[derive(Clone, Copy)]
struct Line<'t> {
    text: &'t str,
    /// Where its line feed stands.
    end: usize,
    /// Its length in code points, no more than one above [`WIDEST`].
    width: usize,
}

impl Lines {
    /// Reads the lines of a part of a text and around it; `part` is in bytes.
    #[must_use]
    pub fn read(text: &str, part: Span) -> Self {
        let from = text.floor_char_boundary(part.start.saturating_sub(REACH));
        let upto = text.floor_char_boundary(part.end.saturating_add(REACH));
        let around = text.get(from..upto).unwrap_or_default();
        let mut soft = Vec::new();
        if around.contains('\n') {
            let width = width(around);
            decide(around, from, width, &mut soft);
            soft.sort_unstable();
        }
        Self { soft }
    }

    /// Says whether the line feed at a byte is only a blank.
    #[must_use]
    pub fn is_soft(&self, at: usize) -> bool {
        self.soft.binary_search(&at).is_ok()
    }

    /// Gives the paragraphs that hold a passage, as far as was read; both are in bytes.
    #[must_use]
    pub fn paragraph(&self, text: &str, passage: Span) -> Span {
        let low = text.floor_char_boundary(passage.start.saturating_sub(REACH));
        let high = text.floor_char_boundary(passage.end.saturating_add(REACH));
        let first = text.floor_char_boundary(passage.start);
        let last = text.floor_char_boundary(passage.end).max(first);
        let ends = |part: Span| {
            let feeds = text.get(part.start..part.end).unwrap_or_default();
            feeds
                .match_indices('\n')
                .map(move |(at, _)| part.start + at)
                .filter(move |at| !self.is_soft(*at))
        };
        let start = ends(Span::new(low, first))
            .next_back()
            .map_or(low, |at| at + 1);
        let end = ends(Span::new(last, high)).next().unwrap_or(high);
        Span::new(start, end)
    }
}

/// Lists the lines of a stretch that starts at byte `from` of its text.
fn lines(part: &str, from: usize) -> impl Iterator<Item = Line<'_>> {
    let mut at = from;
    part.split('\n').map(move |whole| {
        let end = at + whole.len();
        at = end + 1;
        let text = whole.trim();
        let width = if text.len() > WIDEST * 4 {
            WIDEST + 1
        } else {
            text.chars().count().min(WIDEST + 1)
        };
        Line { text, end, width }
    })
}

/// Finds the width at which a text was wrapped: hardly a line is wider, most lines end where the next word had no more
/// room, and many of them in the middle of a sentence.
fn width(part: &str) -> Option<usize> {
    let mut widths = [0_usize; WIDEST + 2];
    let mut count = 0_usize;
    for line in lines(part, 0).filter(|line| line.width > 0) {
        widths[line.width] += 1;
        count += 1;
    }
    // One line in 25 may be wider, such as an address.
    let mut wider = 0;
    let width = (0..widths.len()).rev().find(|width| {
        wider += widths[*width];
        wider > count / 25
    })?;
    if !(NARROWEST..=WIDEST).contains(&width) {
        return None;
    }
    let (mut inner, mut full, mut plain) = (0_usize, 0_usize, 0_usize);
    let mut last: Option<Line<'_>> = None;
    for line in lines(part, 0) {
        if let Some(before) = last.filter(|before| before.width > 0 && line.width > 0) {
            inner += 1;
            full += usize::from(is_full(before, line, width));
            plain += usize::from(goes_on(before, line));
        }
        last = Some(line);
    }
    (inner >= 2 && full * 5 >= inner * 3 && plain * 5 >= inner * 2).then_some(width)
}

/// Decides on every line end of a stretch that starts at byte `from` of its text.
fn decide(part: &str, from: usize, width: Option<usize>, soft: &mut Vec<usize>) {
    let mut last: Option<Line<'_>> = None;
    let mut joined = false;
    // Line ends between two empty lines that are soft only beside one that plainly is.
    let mut doubtful = Vec::new();
    let mut evident = false;
    let mut lexicon = None;
    for line in lines(part, from) {
        let Some(before) = last.replace(line) else {
            continue;
        };
        if before.width == 0 || line.width == 0 {
            if evident {
                soft.append(&mut doubtful);
            }
            doubtful.clear();
            (joined, evident) = (false, false);
            continue;
        }
        let full = width.is_some_and(|width| is_full(before, line, width))
            && !(is_item(line) && is_finished(before.text));
        let plain = goes_on(before, line) && (joined || before.width >= SHORT);
        evident |= plain && before.width <= WIDEST;
        let open =
            width.is_none() && before.width <= WIDEST && breaks_off(before.text) && !is_item(line);
        let mut words = || *lexicon.get_or_insert_with(|| Lexicon::of(Language::guess(part)));
        joined = full || plain || open && needs_more(before.text, words());
        if joined {
            soft.push(before.end);
        } else if open {
            doubtful.push(before.end);
        }
    }
    if evident {
        soft.append(&mut doubtful);
    }
}

/// Says whether the first word of a line had no room at the end of the line before it.
fn is_full(before: Line<'_>, line: Line<'_>, width: usize) -> bool {
    let word = line.text.split([' ', '\t']).next().unwrap_or_default();
    before.width + 1 + word.chars().take(WIDEST).count() > width
}

/// Says whether a line breaks off and the next goes on with a small letter.
fn goes_on(before: Line<'_>, line: Line<'_>) -> bool {
    line.text.starts_with(char::is_lowercase) && breaks_off(before.text)
}

/// Says whether a line ends in a word, a comma or the like.
fn breaks_off(line: &str) -> bool {
    let open = |c: char| c.is_alphanumeric() || ",;-–—’'”\"»)%".contains(c);
    is_initial(line) || !is_finished(line) && line.ends_with(open)
}

/// Says whether a line ends with a stop, marks and brackets after it aside.
fn is_finished(line: &str) -> bool {
    let closing = |c: char| matches!(c, '”' | '"' | '’' | '\'' | '»' | ')' | ']' | '*' | '_');
    !is_initial(line)
        && line
            .trim_end_matches(closing)
            .ends_with(['.', '!', '?', '…', ':', '。', '！', '？'])
}

/// Says whether a line ends with the initial of a name: `J.`.
fn is_initial(line: &str) -> bool {
    let Some(word) = line.strip_suffix('.') else {
        return false;
    };
    let mut back = word.chars().rev();
    back.next().is_some_and(char::is_uppercase)
        && back.next().is_none_or(|c| c.is_whitespace() || c == '.')
}

/// Says whether a line starts like an item of a list, a turn of a dialogue or a signature.
fn is_item(line: Line<'_>) -> bool {
    let mut chars = line.text.chars();
    match chars.next() {
        Some('-' | '–' | '—' | '―' | '•' | '·' | '◦' | '▪' | '>') => true,
        Some('*') => chars.next() == Some(' '),
        _ => false,
    }
}

/// Says whether the last word of a line cannot be a paragraph's last: an article, a conjunction, a preposition.
fn needs_more(line: &str, lexicon: &Lexicon) -> bool {
    let needs = lex::DET
        | lex::PREP
        | lex::COORD
        | lex::SUBORD
        | lex::RELATIVE
        | lex::POSSESSIVE
        | lex::MODAL;
    let ends = lex::ADVERB | lex::OBJECT | lex::TIME | lex::NUMERAL;
    let word = line.rsplit(char::is_whitespace).next().unwrap_or_default();
    let entry = lexicon.entry(lexicon.find(word));
    word.starts_with(char::is_lowercase) && entry.is(needs) && !entry.is(ends) && entry.verb == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Shows a text with its soft line ends as `·`.
    #[track_caller]
    fn check(text: &str, want: &str) {
        let lines = Lines::read(text, Span::new(0, text.len()));
        let got: String = text
            .char_indices()
            .map(|(at, c)| if lines.is_soft(at) { '·' } else { c })
            .collect();
        assert_eq!(got, want);
    }

    #[track_caller]
    fn same(text: &str) {
        check(text, text);
    }

    #[test]
    fn wrapped_text() {
        check(
            "The council of Vik will meet again\non Monday, said the mayor, Anna\nHolm. Nobody expects the meeting\nto be short. The last one took the\ncouncillors until midnight.\n\nThey have met four times so far.",
            "The council of Vik will meet again·on Monday, said the mayor, Anna·Holm. Nobody expects the meeting·to be short. The last one took the·councillors until midnight.\n\nThey have met four times so far.",
        );
        // A paragraph ends with a line that has room left, also without an empty line.
        check(
            "The council of Vik will meet again\non Monday, said the mayor, Anna\nHolm.\nNobody expects the meeting to be\nshort. The last one took until the\nmorning.",
            "The council of Vik will meet again·on Monday, said the mayor, Anna·Holm.\nNobody expects the meeting to be·short. The last one took until the·morning.",
        );
        check(
            "The council of Vik will meet\r\nagain on Monday.\r\n\r\nNobody came.",
            "The council of Vik will meet\r·again on Monday.\r\n\r\nNobody came.",
        );
    }

    #[test]
    fn a_few_lines() {
        check(
            "The long line breaks off\nand goes on.",
            "The long line breaks off·and goes on.",
        );
        check(
            "They were told by the office that\nVik would pay.",
            "They were told by the office that·Vik would pay.",
        );
        check(
            "They were told what the office\nwants, said Anna\nHolm, who runs it.",
            "They were told what the office·wants, said Anna·Holm, who runs it.",
        );
        check(
            "Совет города собирается снова\nв понедельник.",
            "Совет города собирается снова·в понедельник.",
        );
    }

    #[test]
    fn other_lines() {
        same("One.\nTwo.\n\nThree.");
        same("The mayor of Vik resigns\nAnna Holm said on Monday that she had enough.");
        same("“We came on foot, all of us.”\n— Anna Holm");
        same("— Encore une semaine ? demanda Anne.\n— Deux, répondit Jean.");
        same("- Anna Holm, farmer\n- Jon Lund, baker\n- Ida Moe, judge");
        same("Ports\nand harbours");
        same("\n\n \n");
        same("");
    }

    #[test]
    fn paragraphs_of_a_passage() {
        let text = "One.\n\nThe long line breaks off\nand goes on.\nThree.";
        let lines = Lines::read(text, Span::new(0, text.len()));
        let check = |word: &str, want: &str| {
            let at = text.find(word).unwrap();
            let span = lines.paragraph(text, Span::new(at, at + word.len()));
            assert_eq!(&text[span.start..span.end], want);
        };
        check("goes", "The long line breaks off\nand goes on.");
        check("long", "The long line breaks off\nand goes on.");
        check("One", "One.");
        check("Three", "Three.");
    }
}
