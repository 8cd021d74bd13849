//! Paragraphs that are no part of the news: appeals to readers, newsletter lines, copyright notices. What stands in
//! quotation marks there is nobody's statement.

use std::borrow::Cow;
use std::sync::OnceLock;

use aho_corasick::AhoCorasick;

use super::token::Tokens;

/// Phrases that open an appeal which runs to the article's end.
const OPENERS: &[&str] = &[
    "a message from",
    "dear reader",
    "dear readers",
    "before you go",
    "thank you for reading",
    "support our work",
    "уважаемые читатели",
    "дорогие читатели",
    "шановні читачі",
    "liebe leser",
    "chers lecteurs",
    "queridos lectores",
];

/// Phrases that count towards a paragraph's being boilerplate.
const PHRASES: &[&str] = &[
    "subscribe",
    "newsletter",
    "sign up",
    "your inbox",
    "all rights reserved",
    "copyright ©",
    "(c) copyright",
    "follow us on",
    "support us",
    "your support",
    "please support",
    "donate",
    "make a contribution",
    "click here",
    "terms of use",
    "privacy policy",
    "cookies",
    "advertisement",
    "remind me later",
    "read more:",
    "download our app",
    "independent journalism",
    "need your help",
    "will not be published",
    "may not be reproduced",
    "подпишитесь",
    "подписывайтесь",
    "підписуйтесь",
    "abonnieren",
    "abonnez-vous",
    "suscríbete",
    "suscribase",
];

/// Says for each paragraph whether it is boilerplate.
#[must_use]
pub fn paragraphs(tokens: &Tokens<'_>) -> Vec<bool> {
    let mut appeal = false;
    let count = tokens.paragraphs.len();
    let mut out = Vec::with_capacity(count);
    for (number, paragraph) in tokens.paragraphs.iter().enumerate() {
        // Appeals are short; a long paragraph is read by its beginning only.
        let end = paragraph.end.min(paragraph.start + 120);
        let text = on_one_line(tokens.slice(tokens.span(paragraph.start, end)));
        appeal = appeal
            || number > 0 && number * 3 > count && OPENERS.iter().any(|o| starts_with(&text, o));
        out.push(appeal || phrases(&text) >= 2);
    }
    out
}

/// Gives a text without the line ends that it was wrapped with.
fn on_one_line(text: &str) -> Cow<'_, str> {
    if text.contains('\n') {
        Cow::Owned(text.split_whitespace().collect::<Vec<_>>().join(" "))
    } else {
        Cow::Borrowed(text)
    }
}

fn starts_with(text: &str, opener: &str) -> bool {
    let mut letters = text.chars().flat_map(char::to_lowercase);
    opener.chars().all(|c| letters.next() == Some(c))
}

/// Counts the different phrases of boilerplate in a text, two at most.
fn phrases(text: &str) -> usize {
    static FINDER: OnceLock<Option<AhoCorasick>> = OnceLock::new();
    let finder = FINDER.get_or_init(|| {
        AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .build(PHRASES)
            .ok()
    });
    let Some(finder) = finder else { return 0 };
    let mut first = None;
    for found in finder.find_iter(text) {
        match first {
            None => first = Some(found.pattern()),
            Some(pattern) if pattern != found.pattern() => return 2,
            Some(_) => {}
        }
    }
    usize::from(first.is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::span::Span;
    use crate::text::lexicon::{Language, Lexicon};

    #[track_caller]
    fn check(text: &str, want: &[bool]) {
        let tokens = Tokens::new(
            text,
            Span::new(0, text.len()),
            Lexicon::of(Language::English),
        );
        assert_eq!(paragraphs(&tokens), want);
    }

    #[test]
    fn appeals() {
        check(
            "News.\nMore.\nA Message from The Vik Gazette:\nWe are “proud” of it.",
            &[false, false, true, true],
        );
        check(
            "Dear readers, he wrote in the letter.\nNews.\nMore news.",
            &[false, false, false],
        );
        check(
            "News.\nSubscribe to our newsletter.\nNews.",
            &[false, true, false],
        );
        check(
            "News.\n\nWrite to us if you want to sign\nup to our newsletter.",
            &[false, true],
        );
        check("He said people should subscribe to the idea.", &[false]);
    }
}
