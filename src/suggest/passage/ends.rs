//! Where the ends of a quote go by words. Both ways lead over the same places, so that a step on is taken back by a step
//! back, and no step leaves the paragraph.

use unicode_segmentation::UnicodeSegmentation as _;

use super::around;
use crate::model::project::Marks as MarksPolicy;
use crate::model::span::Span;
use crate::model::text::Text;
use crate::text::token::is_mark;

/// Says which way an end goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Towards the start of the text.
    Back,
    /// Towards its end.
    On,
}

/// Returns where the start of a quote at the byte offset `byte` goes by a word: to where a word begins, with the quotation
/// marks before it where they belong to quotes. None where the paragraph has no more words.
pub fn start_by_word(text: &Text, byte: usize, way: Way, policy: MarksPolicy) -> Option<usize> {
    next(
        places(text, byte, |paragraph, word| {
            word.start - before(&paragraph[..word.start], policy)
        }),
        byte,
        way,
    )
}

/// Returns where the end of a quote at the byte offset `byte` goes by a word: to where a word ends, with the quotation
/// marks behind it where they belong to quotes. None where the paragraph has no more words.
pub fn end_by_word(text: &Text, byte: usize, way: Way, policy: MarksPolicy) -> Option<usize> {
    next(
        places(text, byte, |paragraph, word| {
            word.end + behind(&paragraph[word.end..], policy)
        }),
        byte,
        way,
    )
}

/// Returns the place of each word of the paragraph around a byte, in order; `place` gets the paragraph and the word in it.
fn places(text: &Text, byte: usize, place: impl Fn(&str, Span) -> usize) -> Vec<usize> {
    let byte = text.floor(byte);
    let paragraph = around(text, Span::new(byte, byte));
    let shown = text.slice(paragraph);
    let words = shown.unicode_word_indices();
    words
        .map(|(at, word)| paragraph.start + place(shown, Span::new(at, at + word.len())))
        .collect()
}

fn next(places: Vec<usize>, byte: usize, way: Way) -> Option<usize> {
    let mut places = places.into_iter();
    match way {
        Way::Back => places.rfind(|place| *place < byte),
        Way::On => places.find(|place| *place > byte),
    }
}

/// Returns how many bytes before a word belong to a quote that starts with it. Marks that stand at the end of the word
/// before belong to that.
fn before(rest: &str, policy: MarksPolicy) -> usize {
    let joined = rest.trim_end_matches(is_between);
    let run = &rest[joined.len()..];
    if policy == MarksPolicy::Outside || joined.ends_with(char::is_alphanumeric) {
        return 0;
    }
    run.find(is_mark).map_or(0, |at| run.len() - at)
}

/// Returns how many bytes behind a word belong to a quote that ends with it: up to the closing marks, or with them. Marks
/// that open what follows belong to that.
fn behind(rest: &str, policy: MarksPolicy) -> usize {
    let run = &rest[..rest.len() - rest.trim_start_matches(is_between).len()];
    if rest[run.len()..].starts_with(char::is_alphanumeric) {
        return 0;
    }
    let first = run.find(is_mark);
    let last = run.char_indices().rfind(|(_, char)| is_mark(*char));
    match (policy, first, last) {
        (MarksPolicy::Inside, _, Some((at, mark))) => at + mark.len_utf8(),
        (MarksPolicy::Outside, Some(at), _) => at,
        _ => 0,
    }
}

/// Tells whether a character stands between words without a blank.
fn is_between(char: char) -> bool {
    !char.is_alphanumeric() && !char.is_whitespace()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const TEXT: &str =
        "He left.\n\nShe said “we keep our word,” and left. ‘No,’ he said.\n\nThey left.";

    /// Goes from the start or the end of words by one step, and back.
    #[track_caller]
    fn check(words: &str, is_start: bool, way: Way, policy: MarksPolicy, expected: &str) {
        let text = Text::new(TEXT);
        let start = TEXT.find(words).unwrap();
        let span = Span::new(start, start + words.len());
        let step = |span: Span, way: Way| {
            if is_start {
                let to = start_by_word(&text, span.start, way, policy)?;
                Some(Span { start: to, ..span })
            } else {
                let to = end_by_word(&text, span.end, way, policy)?;
                Some(Span { end: to, ..span })
            }
        };
        let moved = step(span, way);
        let found = moved.map_or("", |moved| &TEXT[moved.range()]);
        assert_eq!(found, expected);
        let opposite = match way {
            Way::Back => Way::On,
            Way::On => Way::Back,
        };
        if let Some(moved) = moved {
            assert_eq!(step(moved, opposite), Some(span), "a step is taken back");
        }
    }

    #[test]
    fn steps_go_by_words_and_marks_within_the_paragraph() {
        let inside = MarksPolicy::Inside;
        check("said", true, Way::Back, inside, "She said");
        check("keep our", true, Way::Back, inside, "“we keep our");
        check("“we keep", true, Way::On, inside, "keep");
        check("we keep our", false, Way::On, inside, "we keep our word,”");
        check("word,”", false, Way::On, inside, "word,” and");
        check("‘No,’ he", false, Way::Back, inside, "‘No,’");
        check("She", true, Way::Back, inside, "");
        check("No,’ he said", false, Way::On, inside, "");
        let outside = MarksPolicy::Outside;
        check("keep our", true, Way::Back, outside, "we keep our");
        check("we keep our", false, Way::On, outside, "we keep our word,");
    }

    /// Goes by a word from a byte offset, for either end of a quote.
    type Step = fn(&Text, usize, Way, MarksPolicy) -> Option<usize>;

    /// Checks two steps one way, of which the second is taken back by one the other way.
    fn check_back(text: &Text, at: usize, (way, back): (Way, Way)) -> Result<(), TestCaseError> {
        let steps: [Step; 2] = [start_by_word, end_by_word];
        for (step, policy) in steps.into_iter().flat_map(|step| {
            [MarksPolicy::Inside, MarksPolicy::Outside].map(move |policy| (step, policy))
        }) {
            let to = |byte: usize, way: Way| step(text, byte, way, policy);
            let Some(first) = to(at, way) else { continue };
            let Some(second) = to(first, way) else {
                continue;
            };
            prop_assert_eq!(to(second, back), Some(first), "{:?} {:?}", way, policy);
            let paragraph = around(text, Span::new(first, first));
            let passed = Span::new(first.min(second), first.max(second));
            prop_assert!(paragraph.covers(passed), "{:?} {:?}", paragraph, passed);
        }
        Ok(())
    }

    proptest! {
        #[test]
        fn every_step_is_taken_back(
            text in "[ab “”‘’\"'«».,—\n]{0,40}",
            at in 0_usize..80,
        ) {
            let text = Text::new(text);
            let at = text.floor(at.min(text.len()));
            check_back(&text, at, (Way::On, Way::Back))?;
            check_back(&text, at, (Way::Back, Way::On))?;
        }
    }
}
