//! Places in one text, found in another that has the same letters and digits.
//!
//! Line ends, blanks, tabs, the wrap, words divided at line ends, a byte order mark, how accents are composed, punctuation:
//! programs and proofreaders change these, and no annotation means another thing for it. Two texts are walked letter by
//! letter; what stands between two letters (a *gap*) is compared mark by mark, with marks of one sort taken as one. Where
//! marks came, went or were exchanged, a span that took in some of them takes in what touches its letters in their place.

use std::iter::Peekable;

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::UnicodeSegmentation as _;

use crate::model::span::Span;

/// Which end of a span a place is: what it belongs to if a gap grew or shrank.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Side {
    /// A span begins here: the place belongs to what follows.
    Start,
    /// A span ends here: the place belongs to what goes before.
    End,
}

/// A place in a text (byte offset on a character border).
pub(super) type Place = (usize, Side);

/// Returns where each of these places is in `new`, in the same order; none if the two have other letters or digits.
///
/// `places` are sorted and lie in `old`. The result's offsets are bytes of `new`. Time grows with the two texts.
pub(super) fn places_in(old: &str, new: &str, places: &[Place]) -> Option<Vec<usize>> {
    let mut found = Vec::with_capacity(places.len());
    let mut waiting = places.iter().copied().peekable();
    let (mut olds, mut news) = (letters(old), letters(new));
    let (mut last_old, mut last_new) = (Letter::default(), Letter::default());
    loop {
        let (here, there) = (olds.next(), news.next());
        if here.map(|letter| letter.char) != there.map(|letter| letter.char) {
            return None;
        }
        let end = |text: &str| Letter {
            start: text.len(),
            end: text.len(),
            ..Letter::default()
        };
        let is_over = here.is_none();
        let (here, there) = (
            here.unwrap_or_else(|| end(old)),
            there.unwrap_or_else(|| end(new)),
        );
        let gaps = Gaps {
            old,
            new,
            old_at: (last_old.end, here.start),
            new_at: (last_new, there),
        };
        gaps.take(&mut waiting, &mut found);
        if is_over {
            return (found.len() == places.len()).then_some(found);
        }
        (last_old, last_new) = (here, there);
    }
}

/// Returns a stretch (bytes of `text`) without the marks and blanks at either end; as it is if it has no letter.
pub(super) fn bare(text: &str, span: Span) -> Span {
    let words = text.get(span.start..span.end).unwrap_or_default();
    let mut letters = words.char_indices().filter(|(_, char)| is_letter(*char));
    let Some((first, char)) = letters.next() else {
        return span;
    };
    let (last, char) = letters.next_back().unwrap_or((first, char));
    Span::new(span.start + first, span.start + last + char.len_utf8())
}

/// Returns the letters and digits of a text, decomposed, as one string, and where each byte of it comes from.
pub(super) fn skeleton(text: &str) -> (String, Vec<(usize, usize)>) {
    let (mut bare, mut origins) = (String::new(), Vec::new());
    for letter in letters(text) {
        let before = bare.len();
        bare.push(letter.char);
        origins.resize(
            origins.len() + bare.len() - before,
            (letter.start, letter.end),
        );
    }
    (bare, origins)
}

/// Returns how many letters stand before each of these places (byte offsets, in order).
pub(super) fn before_each(text: &str, places: &[usize]) -> Vec<usize> {
    let mut letters = letters(text).peekable();
    let mut passed = 0;
    let count = |place: &usize| {
        while letters.next_if(|letter| letter.end <= *place).is_some() {
            passed += 1;
        }
        passed
    };
    places.iter().map(count).collect()
}

/// A letter, a digit or an accent of one, decomposed: several may come of one character.
#[derive(Clone, Copy, Debug, Default)]
struct Letter {
    char: char,
    /// Where its character begins and ends (bytes).
    start: usize,
    end: usize,
}

fn letters(text: &str) -> impl Iterator<Item = Letter> {
    text.char_indices()
        .filter(|(_, char)| is_letter(*char))
        .flat_map(|(start, whole)| {
            let end = start + whole.len_utf8();
            // Most letters of most texts need no table.
            let ascii = whole.is_ascii().then_some(whole);
            let composed = (!whole.is_ascii()).then(|| std::iter::once(whole).nfd());
            let parts = ascii.into_iter().chain(composed.into_iter().flatten());
            parts.map(move |char| Letter { char, start, end })
        })
}

fn is_letter(char: char) -> bool {
    // Selectors only say how the character before them is to look.
    let is_selector = matches!(char, '\u{fe00}'..='\u{fe0f}');
    char.is_alphanumeric() || (!char.is_ascii() && is_combining_mark(char) && !is_selector)
}

/// Tells whether nobody sees a character: soft hyphens, spaces without a width, joiners, marks of direction, selectors.
pub(super) fn is_invisible(char: char) -> bool {
    matches!(char,
        '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}'
        | '\u{feff}' | '\u{fe00}'..='\u{fe0f}')
}

/// What stands between two letters in either text.
struct Gaps<'t> {
    old: &'t str,
    new: &'t str,
    /// From where to where, in bytes; turned round where both letters come of one character.
    old_at: (usize, usize),
    new_at: (Letter, Letter),
}

impl Gaps<'_> {
    /// Finds the places that lie in this gap, its ends included.
    fn take(&self, waiting: &mut Peekable<impl Iterator<Item = Place>>, found: &mut Vec<usize>) {
        while let Some((at, side)) = waiting.next_if(|(at, _)| *at <= self.old_at.1) {
            found.push(self.place(at, side));
        }
    }

    fn place(&self, at: usize, side: Side) -> usize {
        let (before, after) = self.new_at;
        if after.start < before.end {
            // Here are two characters, there is one.
            return match side {
                Side::Start => after.start,
                Side::End => after.end,
            };
        }
        let (start, end) = self.old_at;
        let old = self.old.get(start..end).unwrap_or_default();
        let new = &self.new[before.end..after.start];
        let at = at.saturating_sub(start).min(old.len());
        let (is_first, is_last) = (start == 0, end == self.old.len());
        if old == new || (is_last && new.starts_with(old)) {
            return before.end + at;
        }
        if is_first && new.ends_with(old) {
            return after.start - old.len() + at;
        }
        let marks = Marks {
            is_first,
            is_last,
            ..Marks::new(old, new)
        };
        before.end + marks.place((old, new), at, side)
    }
}

/// The marks of two gaps, and how many of them are the same from either end.
struct Marks {
    old: Vec<Mark>,
    new: Vec<Mark>,
    same_first: usize,
    same_last: usize,
    /// Whether nothing stands before the old gap.
    is_first: bool,
    /// Whether nothing stands behind the old gap.
    is_last: bool,
}

/// A mark, or a part of one that is written as several elsewhere.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Mark {
    sort: char,
    start: usize,
    end: usize,
}

impl Marks {
    fn new(old: &str, new: &str) -> Self {
        let (mut old, mut new) = (marks(old), marks(new));
        let is_same = |(a, b): &(&Mark, &Mark)| a.sort == b.sort;
        if old.len() != new.len() || !old.iter().zip(&new).all(|pair| is_same(&pair)) {
            (old, new) = (essential(old), essential(new));
        }
        let same_first = old.iter().zip(&new).take_while(is_same).count();
        let most = old.len().min(new.len()) - same_first;
        let backwards = old.iter().rev().zip(new.iter().rev()).take(most);
        let same_last = backwards.take_while(is_same).count();
        Self {
            old,
            new,
            same_first,
            same_last,
            is_first: false,
            is_last: false,
        }
    }

    /// Returns the place in the new gap of a place in the old one; both in bytes of their gap.
    fn place(&self, gaps: (&str, &str), at: usize, side: Side) -> usize {
        let (old, _) = gaps;
        let (before, after) = old.split_at(at);
        match side {
            Side::Start if after.starts_with(char::is_whitespace) => self.blank_start(gaps, at),
            Side::End if before.ends_with(char::is_whitespace) => self.blank_end(gaps, at),
            Side::Start => self.next(gaps, at),
            Side::End => self.last(gaps, at),
        }
    }

    /// Returns where the first mark from a place on begins, or the letter behind the gap.
    fn next(&self, (_, new): (&str, &str), at: usize) -> usize {
        let next = self.old.iter().position(|mark| mark.start >= at);
        next.map_or(new.len(), |next| self.start_of(next, new))
    }

    /// Returns where the last mark up to a place ends, or the letter before the gap.
    fn last(&self, (_, new): (&str, &str), at: usize) -> usize {
        let last = self.old.iter().rposition(|mark| mark.end <= at);
        last.map_or(0, |last| self.end_of(last, new))
    }

    /// A span that begins with blanks begins with as many, or with all there are if it began with all.
    fn blank_start(&self, (old, new): (&str, &str), at: usize) -> usize {
        let blanks = old[at..].len() - old[at..].trim_start_matches(is_blank).len();
        let end = self.next((old, new), at);
        let run = &new[new[..end].trim_end_matches(is_blank).len()..end];
        let is_whole =
            old[..at].trim_end_matches(is_blank).len() == at && !(at == 0 && self.is_first);
        let kept = match blank_units(run).rev().nth(count(&old[at..at + blanks]) - 1) {
            Some((byte, _)) if !is_whole => run.len() - byte,
            _ => run.len(),
        };
        end - kept
    }

    /// As [`Marks::blank_start`], for the end of a span that ends with blanks.
    fn blank_end(&self, (old, new): (&str, &str), at: usize) -> usize {
        let blanks = old[..at].len() - old[..at].trim_end_matches(is_blank).len();
        let start = self.last((old, new), at);
        let behind = &new[start..];
        let run = &behind[..behind.len() - behind.trim_start_matches(is_blank).len()];
        let is_whole = old[at..].trim_start_matches(is_blank).len() == old.len() - at
            && !(at == old.len() && self.is_last);
        let kept = match blank_units(run).nth(count(&old[at - blanks..at]) - 1) {
            Some((byte, unit)) if !is_whole => byte + unit.len(),
            _ => run.len(),
        };
        start + kept
    }

    /// Returns where a mark of the old gap begins in the new one: if it is gone, where what came in its place does.
    fn start_of(&self, index: usize, new: &str) -> usize {
        let (old_last, new_last) = self.first_of_last();
        let index = if index < self.same_first {
            index
        } else if index >= old_last {
            new_last + index - old_last
        } else {
            let most = self.exchanged(index == self.same_first, old_last - index);
            let mut first = new_last;
            while new_last - first < most && self.touches(first - 1, new) {
                first -= 1;
            }
            first
        };
        self.new.get(index).map_or(new.len(), |mark| mark.start)
    }

    /// Returns where a mark of the old gap ends in the new one: if it is gone, where what came in its place does.
    fn end_of(&self, index: usize, new: &str) -> usize {
        let (old_last, new_last) = self.first_of_last();
        let count = if index < self.same_first {
            index + 1
        } else if index >= old_last {
            new_last + index - old_last + 1
        } else {
            let most = self.exchanged(index + 1 == old_last, index + 1 - self.same_first);
            let mut count = self.same_first;
            while count - self.same_first < most && self.is_touched(count, new) {
                count += 1;
            }
            count
        };
        let last = count.checked_sub(1).and_then(|last| self.new.get(last));
        last.map_or(0, |mark| mark.end)
    }

    /// Returns where the marks that are the same from the end begin, in either gap.
    fn first_of_last(&self) -> (usize, usize) {
        let last = |marks: &[Mark]| marks.len() - self.same_last;
        (last(&self.old), last(&self.new))
    }

    /// Returns how many of the marks that came may be taken for those that went, of which a span had `taken`.
    fn exchanged(&self, all: bool, taken: usize) -> usize {
        let came = self.new.len() - self.same_last - self.same_first;
        if all { came } else { taken.min(came) }
    }

    /// Tells whether no blank stands between a mark of the new gap and what follows it.
    fn touches(&self, index: usize, new: &str) -> bool {
        let start = self.new.get(index + 1).map_or(new.len(), |mark| mark.start);
        self.new
            .get(index)
            .is_some_and(|mark| !has_blank(new, mark.end, start))
    }

    /// Tells whether no blank stands between a mark of the new gap and what goes before it.
    fn is_touched(&self, index: usize, new: &str) -> bool {
        let before = index.checked_sub(1).and_then(|last| self.new.get(last));
        let end = before.map_or(0, |mark| mark.end);
        self.new
            .get(index)
            .is_some_and(|mark| !has_blank(new, end, mark.start))
    }
}

/// Tells whether there is white space from one place (bytes) of a gap to another; between parts of one mark there is none.
fn has_blank(gap: &str, from: usize, to: usize) -> bool {
    let between = gap.get(from..to).unwrap_or_default();
    between.contains(char::is_whitespace)
}

/// Tells whether a character is a blank, or may stand among blanks without being seen.
fn is_blank(char: char) -> bool {
    char.is_whitespace() || is_invisible(char)
}

/// Returns the blanks of a run, each line end as one.
fn blank_units(run: &str) -> impl DoubleEndedIterator<Item = (usize, &str)> {
    run.grapheme_indices(true)
        .filter(|(_, unit)| !unit.chars().all(is_invisible))
}

fn count(run: &str) -> usize {
    blank_units(run).count()
}

fn marks(gap: &str) -> Vec<Mark> {
    let mut marks = Vec::new();
    for (start, char) in gap.char_indices().filter(|(_, char)| !char.is_whitespace()) {
        let end = start + char.len_utf8();
        let (sort, count) = sort(char);
        marks.extend(std::iter::repeat_n(Mark { sort, start, end }, count));
    }
    marks
}

/// Leaves out the marks that nobody sees, and takes for one what is written as one elsewhere: the dashes of a row (`--` for
/// `—`), and two single quotation marks (`''` for `”`).
fn essential(marks: Vec<Mark>) -> Vec<Mark> {
    let mut kept: Vec<Mark> = Vec::with_capacity(marks.len());
    // Where the row of marks ends that the last one kept stands in.
    let mut reach = 0;
    for mark in marks {
        if is_invisible(mark.sort) {
            reach = if mark.start == reach { mark.end } else { reach };
            continue;
        }
        let is_next = mark.start == reach;
        reach = mark.end;
        match kept.last_mut().filter(|_| is_next) {
            Some(last) if last.sort == DASH && mark.sort == DASH => last.end = mark.end,
            Some(last) if last.sort == SINGLE && mark.sort == SINGLE => {
                last.sort = DOUBLE;
                last.end = mark.end;
            }
            _ => kept.push(mark),
        }
    }
    kept
}

/// The plain form of every single quotation mark.
const SINGLE: char = '\'';

/// The plain form of every double quotation mark.
const DOUBLE: char = '"';

/// The plain form of every dash.
const DASH: char = '-';

/// Returns the plain form of a mark, and how many of them it is.
fn sort(mark: char) -> (char, usize) {
    match mark {
        '‘' | '’' | '‚' | '‛' | '′' | '`' | '´' | '‹' | '›' => (SINGLE, 1),
        '“' | '”' | '„' | '‟' | '″' | '«' | '»' | '＂' => (DOUBLE, 1),
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | '﹘' | '﹣' | '－' => (DASH, 1),
        '…' => ('.', 3),
        _ => (mark, 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Finds the stretch between `[` and `]` of the old text in the new one; both are marked up.
    #[track_caller]
    fn check(old: &str, new: &str) {
        let stretch = |marked: &str| {
            let start = marked.find('[').unwrap();
            let end = marked.find(']').unwrap() - 1;
            (marked.replace(['[', ']'], ""), start, end)
        };
        let (old_text, start, end) = stretch(old);
        let (new_text, new_start, new_end) = stretch(new);
        let found = places_in(
            &old_text,
            &new_text,
            &[(start, Side::Start), (end, Side::End)],
        );
        assert_eq!(found, Some(vec![new_start, new_end]), "{old:?} {new:?}");
        let back = places_in(
            &new_text,
            &old_text,
            &[(new_start, Side::Start), (new_end, Side::End)],
        );
        assert_eq!(back, Some(vec![start, end]), "back: {old:?} {new:?}");
    }

    #[test]
    fn what_leaves_the_letters_alone_moves_nothing() {
        for (old, new) in [
            ("a [b c] d", "a [b c] d"),
            ("a\n\n[“b\nc,”] d\n", "a\r\n\r\n[“b\r\nc,”] d\r\n"),
            ("one [“two,”] he", "one  [\"two,\"]  he"),
            ("[“We’ll see”]", "[\"We'll see\"]"),
            ("x [word", "x \u{a0} [word"),
            ("[caf\u{e9}] y", "[cafe\u{301}] y"),
            ("x [\u{1ea5}n] y", "x [a\u{302}\u{301}n] y"),
            ("x[...] y", "x[…] y"),
            ("“a” [“b”] “c”", "\"a\"\n[\"b\"]\n\"c\""),
            ("he said—[she]", "he said — [she]"),
            ("[🙂] a", " [🙂]\u{a0}a"),
            ("[end.”]", "[end.\"]\n\n"),
            ("\u{feff}[a] b", "[a] b"),
            ("[e\u{fe0f}] b", "[e\u{fe0f}] b"),
            ("(a) [(b)] c", "(a)[(b)]c"),
            ("a[\nb\n]c", "a[\r\nb\r\n]c"),
            ("a [\n b ]\n c", "a [\n b ]\n c"),
            ("a[  b] c", "a[\nb]  c"),
            ("he said -- [she] went", "he said — [she] went"),
            ("x [–] y", "x [--] y"),
            ("a [hy\u{ad}phen] b", "a [hyphen] b"),
            ("a [b] c", "a \u{200b}[b]\u{200b} c"),
            ("[no-one’s]", "[no\u{2011}one's]"),
            ("[a\u{ad}\u{200b}] b", "[a\u{ad}\u{200b}]\nb"),
            ("a[ b] c", "a[ \u{200b}b] c"),
            ("[ a ]", "[ a ]"),
        ] {
            let with = |marked: &str| marked.contains(']');
            if with(old) && with(new) {
                check(old, new);
            }
        }
        check(
            "[한국] x",
            "[\u{1112}\u{1161}\u{11ab}\u{1100}\u{116e}\u{11a8}] x",
        );
    }

    #[test]
    fn a_mark_that_came_or_went_takes_no_other_with_it() {
        let one_way = |old: &str, new: &str| {
            let (start, end) = (old.find('[').unwrap(), old.find(']').unwrap() - 1);
            let places = [(start, Side::Start), (end, Side::End)];
            let found = places_in(&old.replace(['[', ']'], ""), new, &places).unwrap();
            new[found[0]..found[1]].to_owned()
        };
        assert_eq!(one_way("x [“a,”] y", "x “a” y"), "“a”");
        assert_eq!(one_way("x [“a”] y", "x a y"), "a");
        assert_eq!(one_way("x ([“a”]) y", "x “a” y"), "“a”");
        assert_eq!(one_way("x [a] y", "\u{feff}x \u{ad}a\u{200b} y"), "a");
    }

    #[test]
    fn marks_that_were_exchanged_stay_with_the_words_that_had_them() {
        for (old, new) in [
            ("he: [“a,”] b", "he: [``a,''] b"),
            ("he: [\"a.\"] b", "he: [''a.''] b"),
            ("he: [“a,”] b", "he: [(a;)] b"),
            ("no. [“A!”] b", "no: [«A?»] b"),
            ("a. [“B.”] c", "a. [— B.] c"),
            ("a [b—] c", "a [b--] c"),
            ("a – [b] – c", "a -- [b] -- c"),
            ("a, [b], c", "a — [b] — c"),
            ("[a . . .] b", "[a…] b"),
            ("x [terri-\ntorial] y", "x [territorial] y"),
            ("x [terri-torial] y", "x [terri-\ntorial] y"),
            ("x [no one] y", "x [no, one] y"),
            ("[a-b’s] c", "[abs] c"),
        ] {
            let ends = |marked: &str| (marked.find('[').unwrap(), marked.find(']').unwrap() - 1);
            let plain = |marked: &str| marked.replace(['[', ']'], "");
            let (start, end) = ends(old);
            let places = [(start, Side::Start), (end, Side::End)];
            let found = places_in(&plain(old), &plain(new), &places).unwrap();
            let (start, end) = ends(new);
            // A dash that stands alone is no quotation mark.
            let start = if new.contains("[— ") {
                start + "— ".len()
            } else {
                start
            };
            assert_eq!(found, [start, end], "{old:?} {new:?}");
        }
    }

    #[test]
    fn marks_at_the_ends_of_words_are_told_from_them() {
        for (text, from, to) in [("“a, b.”", 3, 7), ("—", 0, 3), ("a", 0, 1), ("", 0, 0)] {
            let whole = Span::new(0, text.len());
            assert_eq!(bare(text, whole), Span::new(from, to), "{text:?}");
        }
    }

    #[test]
    fn other_letters_are_another_text() {
        for (old, new) in [
            ("a b", "a c"),
            ("a b", "a"),
            ("a", "a b"),
            ("1", "2"),
            ("e", "é"),
        ] {
            assert_eq!(places_in(old, new, &[]), None, "{old:?} {new:?}");
        }
        assert_eq!(places_in("", " ", &[(0, Side::Start)]), Some(vec![0]));
    }
}
