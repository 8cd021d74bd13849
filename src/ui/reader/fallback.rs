//! Word boxes: a layout of its own for paragraphs whose characters egui does not place one by one.
//!
//! egui's galley has no bidirectional order, and in Arabic, Hebrew, Thai, Bengali and Tamil its count of glyphs differs
//! from the count of characters, so that a position in it names the wrong character. Here every word (Unicode UAX #29)
//! is shaped on its own, lines are broken by the words' widths, and words are put in visual order (UAX #9). A box knows
//! which characters it holds, so that hits are exact by word; within a word the characters share its width evenly.
//!
//! All offsets count characters of the block.

use std::borrow::Cow;
use std::ops::Range;

use unicode_bidi::{BidiClass, Level, ParagraphBidiInfo, bidi_class};
use unicode_segmentation::UnicodeSegmentation as _;

/// Longest word kept in one box, in characters; longer ones may be broken anywhere between graphemes.
const LONGEST: usize = 32;

/// A paragraph as boxes, each on its line.
#[derive(Debug, Default)]
pub(super) struct Words {
    /// In the order of the text.
    pub(super) boxes: Vec<WordBox>,
    /// For each line the boxes on it, as indices. Invariant: at least one line.
    pub(super) lines: Vec<Range<usize>>,
    /// Characters of the paragraph.
    pub(super) chars: usize,
}

/// A word, a run of spaces or a mark, at its place.
#[derive(Clone, Debug)]
pub(super) struct WordBox {
    /// The characters it holds.
    pub(super) chars: Range<usize>,
    /// What is drawn: the characters, mirrored where a bracket stands in text that runs from right to left.
    pub(super) text: String,
    /// Distance of its left edge from the paragraph's.
    pub(super) x: f32,
    /// Its width.
    pub(super) width: f32,
    /// Whether its first character is at its right edge.
    pub(super) rtl: bool,
    /// Its place among the boxes of its line, from the left.
    pub(super) rank: usize,
}

/// Tells whether any character asks for an order other than left to right.
pub(crate) fn has_rtl(text: &str) -> bool {
    text.chars().any(|char| {
        char >= '\u{590}'
            && matches!(
                bidi_class(char),
                BidiClass::R
                    | BidiClass::AL
                    | BidiClass::AN
                    | BidiClass::RLE
                    | BidiClass::RLO
                    | BidiClass::RLI
            )
    })
}

/// Returns a text for a label, its words in the order in which they are read on the screen; egui draws them from left to
/// right as they come.
pub(crate) fn visual(text: &str) -> Cow<'_, str> {
    visual_within(text, f32::INFINITY, |_| 0.0)
}

/// The same for a label of several lines: broken where `width` is reached; `measure` gives the width of a piece of text.
pub(crate) fn visual_within(
    text: &str,
    width: f32,
    measure: impl FnMut(&str) -> f32,
) -> Cow<'_, str> {
    if !has_rtl(text) {
        return Cow::Borrowed(text);
    }
    let words = Words::new(text, width, measure);
    let mut lines = Vec::new();
    for line in &words.lines {
        let mut boxes: Vec<&WordBox> = words.boxes[line.clone()].iter().collect();
        boxes.sort_by_key(|word| word.rank);
        let line: String = boxes.into_iter().map(|word| word.text.as_str()).collect();
        lines.push(line);
    }
    Cow::Owned(lines.join("\n"))
}

impl Words {
    /// Breaks `text` into lines of at most `width` points; `measure` gives the width of a piece of text.
    pub(super) fn new(text: &str, width: f32, mut measure: impl FnMut(&str) -> f32) -> Self {
        let pieces = pieces(text);
        let widths: Vec<f32> = pieces
            .iter()
            .map(|range| measure(&text[range.clone()]))
            .collect();
        let lines = break_lines(text, &pieces, &widths, width);
        let bidi = ParagraphBidiInfo::new(text, None);
        let mut boxes = Vec::with_capacity(pieces.len());
        let mut chars = 0;
        for line in &lines {
            let Some((first, last)) = pieces
                .get(line.start)
                .zip(pieces.get(line.end.wrapping_sub(1)))
            else {
                continue;
            };
            let levels = bidi.reordered_levels(first.start..last.end);
            let levels: Vec<Level> = pieces[line.clone()]
                .iter()
                .map(|piece| levels[piece.start])
                .collect();
            let total: f32 = widths[line.clone()].iter().sum();
            let right_aligned = bidi.paragraph_level.is_rtl();
            let mut x = if right_aligned { width - total } else { 0.0 };
            let mut places = vec![0.0; levels.len()];
            let mut ranks = vec![0; levels.len()];
            let order = ParagraphBidiInfo::reorder_visual(&levels);
            for (rank, place) in order.into_iter().enumerate() {
                places[place] = x;
                ranks[place] = rank;
                x += widths[line.start + place];
            }
            for (place, level) in levels.iter().enumerate() {
                let piece = &text[pieces[line.start + place].clone()];
                let count = piece.chars().count();
                boxes.push(WordBox {
                    chars: chars..chars + count,
                    text: if level.is_rtl() {
                        mirrored(piece)
                    } else {
                        piece.to_owned()
                    },
                    x: places[place],
                    width: widths[line.start + place],
                    rtl: level.is_rtl(),
                    rank: ranks[place],
                });
                chars += count;
            }
        }
        Self {
            boxes,
            lines,
            chars,
        }
    }

    /// Returns the characters on a line.
    pub(super) fn line_chars(&self, line: usize) -> Range<usize> {
        let boxes = &self.boxes[self.lines[line].clone()];
        let start = boxes.first().map_or(self.chars, |first| first.chars.start);
        let end = boxes.last().map_or(self.chars, |last| last.chars.end);
        start..end
    }

    /// Returns the character border nearest to `x` on a line.
    pub(super) fn hit(&self, line: usize, x: f32) -> usize {
        let distance = |word: &WordBox| (word.x - x).max(x - word.x - word.width).max(0.0);
        let boxes = &self.boxes[self.lines[line].clone()];
        let Some(word) = boxes
            .iter()
            .min_by(|a, b| distance(a).total_cmp(&distance(b)))
        else {
            return self.chars;
        };
        let x = (x - word.x).clamp(0.0, word.width);
        let x = if word.rtl { word.width - x } else { x };
        let count = word.chars.len();
        let each = word.width / count as f32;
        let passed = (1..=count)
            .take_while(|&n| (n as f32 - 0.5) * each <= x)
            .count();
        word.chars.start + passed
    }

    /// Returns the character drawn at `x` on a line, if there is one.
    pub(super) fn under(&self, line: usize, x: f32) -> Option<usize> {
        let boxes = &self.boxes[self.lines[line].clone()];
        let word = boxes
            .iter()
            .find(|word| word.x <= x && x < word.x + word.width)?;
        let x = if word.rtl {
            word.x + word.width - x
        } else {
            x - word.x
        };
        let count = word.chars.len();
        let each = word.width / count as f32;
        let passed = (1..count).take_while(|&n| n as f32 * each <= x).count();
        Some(word.chars.start + passed)
    }

    /// Returns the line on which a character stands and the place of its leading edge.
    pub(super) fn caret(&self, char: usize) -> (usize, f32) {
        let last_line = self.lines.len().saturating_sub(1);
        let at = self.boxes.partition_point(|word| word.chars.end <= char);
        let Some(word) = self.boxes.get(at).or(self.boxes.last()) else {
            return (last_line, 0.0);
        };
        let at = at.min(self.boxes.len() - 1);
        let line = self
            .lines
            .partition_point(|line| line.end <= at)
            .min(last_line);
        let passed = char.clamp(word.chars.start, word.chars.end) - word.chars.start;
        (line, word.place(passed))
    }

    /// Returns the stretches of a line that hold `chars`, from left to right, those that touch made one.
    pub(super) fn stretches(&self, line: usize, chars: &Range<usize>) -> Vec<(f32, f32)> {
        let mut out: Vec<(f32, f32)> = Vec::new();
        for word in &self.boxes[self.lines[line].clone()] {
            let start = chars.start.max(word.chars.start);
            let end = chars.end.min(word.chars.end);
            if start < end {
                let a = word.place(start - word.chars.start);
                let b = word.place(end - word.chars.start);
                out.push((a.min(b), a.max(b)));
            }
        }
        out.sort_by(|a, b| a.0.total_cmp(&b.0));
        out.dedup_by(|next, kept| {
            let touches = next.0 <= kept.1 + 0.5;
            if touches {
                kept.1 = kept.1.max(next.1);
            }
            touches
        });
        out
    }
}

impl WordBox {
    /// Returns the place of the border after `passed` of its characters.
    fn place(&self, passed: usize) -> f32 {
        let share = passed as f32 / self.chars.len().max(1) as f32;
        let share = if self.rtl { 1.0 - share } else { share };
        self.x + self.width * share
    }
}

/// Cuts text into words, spaces and marks, as byte ranges, never inside a grapheme.
fn pieces(text: &str) -> Vec<Range<usize>> {
    let mut graphemes = text.grapheme_indices(true).map(|(at, _)| at).peekable();
    let mut is_border = |at: usize| {
        while graphemes.next_if(|&border| border < at).is_some() {}
        at == text.len() || graphemes.peek() == Some(&at)
    };
    let mut out = Vec::new();
    let mut start = 0;
    for (at, word) in text.split_word_bound_indices() {
        let end = at + word.len();
        if !is_border(end) {
            continue;
        }
        push_piece(&mut out, text, start..end);
        start = end;
    }
    if start < text.len() {
        push_piece(&mut out, text, start..text.len());
    }
    out
}

/// Adds a piece, or several where it is too long for one box.
fn push_piece(out: &mut Vec<Range<usize>>, text: &str, piece: Range<usize>) {
    if text[piece.clone()].chars().count() <= LONGEST {
        out.push(piece);
        return;
    }
    let (mut start, mut count) = (piece.start, 0);
    for (at, grapheme) in text[piece.clone()].grapheme_indices(true) {
        let chars = grapheme.chars().count();
        if count > 0 && count + chars > LONGEST {
            out.push(start..piece.start + at);
            (start, count) = (piece.start + at, 0);
        }
        count += chars;
    }
    out.push(start..piece.end);
}

/// Returns which pieces stand on which line.
fn break_lines(
    text: &str,
    pieces: &[Range<usize>],
    widths: &[f32],
    width: f32,
) -> Vec<Range<usize>> {
    let is_space = |piece: usize| text[pieces[piece].clone()].chars().all(char::is_whitespace);
    let mut lines = Vec::new();
    let (mut start, mut x) = (0, 0.0);
    let mut chance = 0;
    for piece in 0..pieces.len() {
        let may_break = piece > start && !is_space(piece) && {
            let before = &text[pieces[piece - 1].clone()];
            before.ends_with(|char: char| char.is_whitespace() || matches!(char, '-' | '—' | '–'))
                || text[pieces[piece].clone()].starts_with(breaks_anywhere)
        };
        if may_break {
            chance = piece;
        }
        if !is_space(piece) && piece > start && x + widths[piece] > width {
            let at = if chance > start { chance } else { piece };
            lines.push(start..at);
            start = at;
            x = widths[at..piece].iter().sum();
        }
        x += widths[piece];
    }
    lines.push(start..pieces.len());
    lines
}

/// Tells whether a line may be broken before this letter, in scripts that put no space between words.
fn breaks_anywhere(char: char) -> bool {
    matches!(char,
        '\u{0E01}'..='\u{0E2E}' | '\u{0E40}'..='\u{0E44}' // Thai consonants and leading vowels.
        | '\u{0E81}'..='\u{0EAE}' | '\u{0EC0}'..='\u{0EC4}' // Lao.
        | '\u{1000}'..='\u{102A}' // Myanmar.
        | '\u{1780}'..='\u{17B3}' // Khmer.
        | '\u{3041}'..='\u{30FA}' | '\u{3400}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}')
}

/// Swaps a bracket that stands alone for its mirror image, which text from right to left asks for.
fn mirrored(piece: &str) -> String {
    const PAIRS: [(char, char); 9] = [
        ('(', ')'),
        ('[', ']'),
        ('{', '}'),
        ('<', '>'),
        ('«', '»'),
        ('‹', '›'),
        ('≤', '≥'),
        ('（', '）'),
        ('【', '】'),
    ];
    let mirror = |char: char| {
        let pair = PAIRS
            .iter()
            .find(|(open, close)| char == *open || char == *close);
        pair.map_or(
            char,
            |&(open, close)| if char == open { close } else { open },
        )
    };
    if piece.chars().any(char::is_alphanumeric) {
        return piece.to_owned();
    }
    piece.chars().map(mirror).collect()
}

#[cfg(test)]
#[expect(clippy::float_cmp)] // Widths in tests are whole numbers.
mod tests {
    use super::*;

    #[track_caller]
    fn check_visual(text: &str, expected: &str) {
        assert_eq!(visual(text), expected);
    }

    #[test]
    fn labels_have_their_words_in_the_order_of_the_screen() {
        check_visual("plain “words” (here)", "plain “words” (here)");
        check_visual("x שלום עולם y", "x עולם שלום y");
        check_visual("שלום עולם", "עולם שלום");
        check_visual("שלום (abc) עולם", "עולם (abc) שלום");
        check_visual("مرحبا 24 بالعالم", "بالعالم 24 مرحبا");
        check_visual("", "");
        let lines = visual_within("שלום עולם גדול", 9.0, |piece| {
            piece.chars().count() as f32
        });
        assert_eq!(lines, " עולם שלום\nגדול");
    }
    use proptest::prelude::*;

    const SAMPLES: [&str; 9] = [
        "The slogan “سلام عليكم” was shouted. Mr Smith said (in Arabic) no.",
        "אמר דובר הממשלה (לשעבר) ביום 24 בפברואר: “לא ניסוג”.",
        "abc שלום עולם def",
        "กำลังประชุมกันที่กรุงเทพฯ น้ำท่วม",
        "কো কৌ সংবাদ সম্মেলনে বলেন",
        "கொ தோ செய்தியாளர்கள்",
        "A family 👨‍👩‍👧‍👦 and e\u{301}te\u{301} \u{1F1FA}\u{1F1E6}",
        "",
        "   ",
    ];

    fn lay_out(text: &str, width: f32) -> Words {
        Words::new(text, width, |piece| piece.chars().count() as f32 * 10.0)
    }

    /// Shows each line as it stands on the page, from left to right.
    fn shown(text: &str, width: f32) -> Vec<String> {
        let words = lay_out(text, width);
        let line = |line: &Range<usize>| {
            let mut boxes = words.boxes[line.clone()].to_vec();
            boxes.sort_by(|a, b| a.x.total_cmp(&b.x));
            boxes.iter().map(|word| word.text.as_str()).collect()
        };
        words.lines.iter().map(line).collect()
    }

    #[test]
    fn words_stand_in_visual_order() {
        assert_eq!(shown("abc שלום עולם def", 900.0), ["abc עולם שלום def"]);
        assert_eq!(shown("שלום (abc) עולם", 900.0), ["עולם (abc) שלום"]);
        assert_eq!(
            shown("plain (text) here", 60.0),
            ["plain ", "(text) ", "here"]
        );
        assert_eq!(shown("", 60.0), [""]);
    }

    #[test]
    fn text_from_right_to_left_stands_at_the_right() {
        let words = lay_out("שלום עולם", 300.0);
        assert_eq!((words.boxes[0].x, words.boxes[0].width), (260.0, 40.0));
        assert_eq!(words.boxes[2].x, 210.0);
    }

    #[test]
    fn a_hit_names_the_character_under_it() {
        let words = lay_out("ab שלום", 900.0);
        assert_eq!(words.hit(0, 0.0), 0);
        assert_eq!(words.hit(0, 14.0), 1);
        assert_eq!(words.hit(0, 69.0), 3);
        assert_eq!(words.hit(0, 46.0), 5);
        assert_eq!(words.hit(0, 900.0), 3);
        assert_eq!(words.caret(3), (0, 70.0));
    }

    #[test]
    fn a_span_over_a_change_of_direction_has_two_stretches() {
        let words = lay_out("ab שלום", 900.0);
        assert_eq!(words.stretches(0, &(0..5)), [(0.0, 30.0), (50.0, 70.0)]);
        assert_eq!(words.stretches(0, &(0..7)), [(0.0, 70.0)]);
    }

    #[test]
    fn a_giant_word_is_broken_between_graphemes() {
        let text = "ש\u{5B8}".repeat(500);
        let words = lay_out(&text, 600.0);
        assert!(words.lines.len() > 10);
        assert!(words.boxes.iter().all(|word| word.width <= 600.0));
        assert!(words.boxes.iter().all(|word| word.chars.start % 2 == 0));
    }

    #[test]
    fn scripts_that_run_from_right_to_left_are_told() {
        for (text, expected) in [
            ("plain “text” — and Кремль", false),
            ("a שלום", true),
            ("سلام", true),
            ("١٢٣", true),
            ("\u{202E}abc", true),
            ("กำลัง", false),
            ("👨‍👩‍👧", false),
        ] {
            assert_eq!(has_rtl(text), expected, "{text}");
        }
    }

    #[track_caller]
    fn check_whole(text: &str, width: f32) {
        let words = lay_out(text, width);
        assert_eq!(words.chars, text.chars().count(), "{text}");
        let mut at = 0;
        for word in &words.boxes {
            assert_eq!(word.chars.start, at, "{text}");
            at = word.chars.end;
        }
        let mut line_start = 0;
        for line in 0..words.lines.len() {
            let chars = words.line_chars(line);
            assert_eq!(chars.start, line_start, "{text}");
            line_start = chars.end;
        }
        assert_eq!(line_start, words.chars);
        for word in &words.boxes {
            let (line, x) = words.caret(word.chars.start);
            let inside = if word.rtl { x - 1.0 } else { x + 1.0 };
            assert_eq!(words.hit(line, inside), word.chars.start, "{text}");
            let stretches = words.stretches(line, &word.chars);
            assert_eq!(stretches, [(word.x, word.x + word.width)], "{text}");
        }
    }

    #[test]
    fn every_character_has_one_place() {
        for text in SAMPLES {
            for width in [40.0, 200.0, 2000.0] {
                check_whole(text, width);
            }
        }
    }

    proptest! {
        #[test]
        fn any_text_has_a_place_for_every_character(
            text in "[a-c שלםسمกำতোகொ()«» \\-—0-9é👨‍👩]{0,80}",
            width in 20_u16..600,
        ) {
            check_whole(&text, f32::from(width));
        }
    }
}
