//! Paragraphs that a site adds to every article: appeals, newsletters, links, copyright.
//!
//! Conservative: a paragraph is boilerplate only if it opens as such paragraphs do and holds no quotation. What is found
//! is only shown dimmed; it can be labelled like any other text.

use super::lines::{Line, lines, strip_prefix};
use crate::model::span::Span;

/// Longest paragraph that can be boilerplate, in bytes.
const LONGEST: usize = 500;

/// Longest appeal that runs to the end of the text, in bytes.
const LONGEST_APPEAL: usize = 4000;

/// How boilerplate opens, in any case.
const OPENINGS: [&str; 26] = [
    "remind me later",
    "sign up for ",
    "sign up to ",
    "subscribe to ",
    "subscribe now",
    "read more:",
    "read also:",
    "also read:",
    "see also:",
    "related:",
    "related articles",
    "more on this story",
    "recommended:",
    "follow us on ",
    "follow our ",
    "join our telegram",
    "share this article",
    "download our app",
    "download the app",
    "click here to ",
    "advertisement",
    "story continues below",
    "copyright ",
    "©",
    "(c) ",
    "all rights reserved",
];

/// What only appeals to readers say.
const APPEALS: [&str; 9] = [
    "support us monthly",
    "please support us",
    "make a donation",
    "donate today",
    "donate now",
    "consider donating",
    "every contribution makes",
    "become a supporter",
    "subscribe today",
];

/// Represents what was found.
#[derive(Debug, Default)]
pub(super) struct Boilerplate {
    /// The paragraphs (bytes).
    pub(super) spans: Vec<Span>,
    /// The publisher, where an appeal names it.
    pub(super) publisher: Option<String>,
}

/// Finds the boilerplate of a text from the byte offset `from`.
pub(super) fn boilerplate(text: &str, from: usize) -> Boilerplate {
    let mut found = Boilerplate::default();
    let mut is_first = true;
    for line in lines(text, from) {
        if let Some(publisher) = message_from(text, &line).filter(|_| !is_first) {
            found
                .spans
                .push(Span::new(line.span.start, text.trim_end().len()));
            found.publisher = Some(publisher.to_owned());
            break;
        }
        is_first = false;
        if is_boilerplate(&line) {
            found.spans.push(line.span);
        }
    }
    found
}

/// Returns whose message to its readers begins here and runs to the end of the text.
fn message_from<'a>(text: &str, line: &Line<'a>) -> Option<&'a str> {
    let publisher = strip_prefix(line.text, "a message from ")?
        .strip_suffix(':')?
        .trim();
    let rest = text.get(line.span.end..)?;
    let is_appeal = rest.len() <= LONGEST_APPEAL && has_appeal(rest);
    (is_appeal && (1..=60).contains(&publisher.len())).then_some(publisher)
}

fn is_boilerplate(line: &Line<'_>) -> bool {
    let text = line.text;
    if line.span.len() > LONGEST || text.contains(['“', '”', '"', '„', '«']) {
        return false;
    }
    let opens = OPENINGS
        .iter()
        .any(|opening| strip_prefix(text, opening).is_some());
    // `Copyright law was changed, the minister said.` is news: a notice names a year or the sign.
    let is_notice = strip_prefix(text, "copyright ").is_none_or(|rest| {
        rest.starts_with(['©', '(']) || rest.starts_with(|char: char| char.is_ascii_digit())
    });
    // So is `Advertisement spending rose.`: the word stands alone.
    let is_alone = strip_prefix(text, "advertisement")
        .is_none_or(|rest| rest.trim_end_matches(['.', ':']).is_empty());
    (opens && is_notice && is_alone) || has_appeal(text)
}

fn has_appeal(text: &str) -> bool {
    let lower = text.to_lowercase();
    APPEALS.iter().any(|appeal| lower.contains(appeal))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let found = boilerplate(text, 0);
        let shown: Vec<&str> = found.spans.iter().map(|span| &text[span.range()]).collect();
        assert_eq!(shown, expected);
    }

    #[test]
    fn boilerplate_is_found() {
        check(
            "News.\n\n Sign up for our letter. \nMore news.",
            &["Sign up for our letter."],
        );
        check("News.\nRemind me later.", &["Remind me later."]);
        check(
            "News.\n© 2025 The Paper\nAdvertisement\nRead more: x",
            &["© 2025 The Paper", "Advertisement", "Read more: x"],
        );
        check(
            "News.\nCopyright 2025 The Paper",
            &["Copyright 2025 The Paper"],
        );
        check(
            "News.\nIf you can, please support us.",
            &["If you can, please support us."],
        );
        check(
            "News.\nA message from The Paper:\nWe need you.\nDonate today.\n",
            &["A message from The Paper:\nWe need you.\nDonate today."],
        );
        assert_eq!(
            boilerplate("N.\nA message from X Y:\nDonate now", 0)
                .publisher
                .as_deref(),
            Some("X Y")
        );
    }

    #[test]
    fn news_is_left_alone() {
        check("Copyright law was changed, the minister said.", &[]);
        check("Advertisement spending rose.", &[]);
        check("“Sign up for the army,” he said.", &[]);
        check("Sign up for “the army”, he said.", &[]);
        check("A message from Mr. Putin:\nThe talks go on.", &[]);
        check(
            "A message from The Paper:\nDonate today.",
            &["Donate today."],
        );
        check("They asked for donations.", &[]);
    }
}
