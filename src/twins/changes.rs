//! What one version of an article says otherwise than another: a comparison word by word.

use std::collections::BTreeMap;

use similar::{Algorithm, DiffTag, capture_diff_slices};

use super::words::{self, Word};
use crate::model::article::Article;
use crate::model::span::Span;
use crate::model::text::Text;

/// Texts with more words are not compared: that takes time that grows with the product of what differs.
const MOST_WORDS: usize = 4_000;

/// Words that replace others are shown as a replacement up to so many on either side; more are a passage.
const MOST_REPLACED: usize = 6;

/// Represents what became of one version in another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Words that stand in place of others, in the order of the text; equal ones once.
    pub replaced: Vec<Replaced>,
    /// How many words were cut, beside those.
    pub cut: usize,
    /// How many were added.
    pub added: usize,
}

/// Represents words that stand in place of others: `conflict`, `war`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replaced {
    /// What the one version says.
    pub from: String,
    /// What the other says.
    pub to: String,
    /// How often.
    pub times: usize,
    /// Where the first of them stands in the other version (bytes).
    pub at: Span,
}

/// Compares two versions of an article; case, accents and punctuation do not count, nor what is no part of the body. None
/// if one of them is too long for that.
pub fn changes(from: &Article, to: &Article) -> Option<Changes> {
    let [before, after] = [from, to].map(|article| {
        let mut all = Vec::new();
        words::each(&article.text, &article.dimmed, |word| all.push(word));
        all
    });
    if before.len().max(after.len()) > MOST_WORDS {
        return None;
    }
    let keys = |all: &[Word]| all.iter().map(|word| word.key).collect::<Vec<u32>>();
    let mut changes = Changes::default();
    let mut known: BTreeMap<(String, String), usize> = BTreeMap::new();
    for operation in capture_diff_slices(Algorithm::Patience, &keys(&before), &keys(&after)) {
        let (old, new) = (operation.old_range(), operation.new_range());
        let is_short = old.len().max(new.len()) <= MOST_REPLACED;
        match operation.tag() {
            DiffTag::Equal => {}
            DiffTag::Replace if is_short => {
                let (was, _) = shown(&from.text, &before[old]);
                let (is, at) = shown(&to.text, &after[new]);
                let next = changes.replaced.len();
                let place = *known.entry((was.clone(), is.clone())).or_insert(next);
                match changes.replaced.get_mut(place) {
                    Some(replaced) => replaced.times += 1,
                    None => changes.replaced.push(Replaced {
                        from: was,
                        to: is,
                        times: 1,
                        at,
                    }),
                }
            }
            DiffTag::Replace | DiffTag::Delete | DiffTag::Insert => {
                changes.cut += old.len();
                changes.added += new.len();
            }
        }
    }
    Some(changes)
}

/// Returns words as the text has them, on one line, and where they stand.
fn shown(text: &Text, words: &[Word]) -> (String, Span) {
    let (Some(first), Some(last)) = (words.first(), words.last()) else {
        return (String::new(), Span::new(0, 0));
    };
    let span = Span::new(first.span.start, last.span.end);
    let words: Vec<&str> = text.slice(span).split_whitespace().collect();
    (words.join(" "), span)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn article(text: &str) -> Article {
        Article {
            text: Text::new(text),
            ..Article::default()
        }
    }

    /// Checks what became of a text, as `from > to`, each with how often if more than once, then what was cut and added.
    #[track_caller]
    fn check(from: &str, to: &str, expected: &str) {
        let to = article(to);
        let changes = changes(&article(from), &to).unwrap();
        let one = |replaced: &Replaced| {
            assert!(
                to.text[replaced.at.range()].starts_with(replaced.to.split(' ').next().unwrap())
            );
            let times = match replaced.times {
                1 => String::new(),
                times => format!(" ×{times}"),
            };
            format!("{} > {}{times}", replaced.from, replaced.to)
        };
        let replaced: Vec<String> = changes.replaced.iter().map(one).collect();
        let found = format!(
            "{} -{} +{}",
            replaced.join(", "),
            changes.cut,
            changes.added
        );
        assert_eq!(found.trim_start(), expected);
    }

    #[test]
    fn replaced_words_are_named() {
        check("", "", "-0 +0");
        check("The talks go on", "The talks go on", "-0 +0");
        check(
            "how to end the Ukraine conflict — a call",
            "how to end the Ukraine war — a call",
            "conflict > war -0 +0",
        );
        check(
            "“Nothing prevents us from realising it,” he said.",
            "\"Nothing prevents us from realizing it\", he said",
            "realising > realizing -0 +0",
        );
        check(
            "The conflict began; the conflict goes on",
            "The war began; the war goes on",
            "conflict > war ×2 -0 +0",
        );
        check("Top US officials met", "Top U.S. officials met", "-0 +0");
        check("One two three four", "One two four five six", "-1 +2");
        check(
            "Mr\nPutin said",
            "President Vladimir Putin said",
            "Mr > President Vladimir -0 +0",
        );
    }

    #[test]
    fn a_passage_is_counted() {
        check(
            "a b c d e f g h i, then",
            "q r s t u v w x y z, then",
            "-9 +10",
        );
    }

    #[test]
    fn what_is_too_long_is_not_compared() {
        let long = article(&"word ".repeat(MOST_WORDS + 1));
        assert_eq!(changes(&long, &article("word")), None);
    }
}
