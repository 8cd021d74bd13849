//! The head of a text: headline, byline, date and dateline, in the shapes that scraped news has.
//!
//! Everything is found at a line's start and nothing is certain, so a doubt means that the line belongs to the body.

use unicode_segmentation::UnicodeSegmentation as _;

use super::date;
use super::dateline::{Dateline, dateline};
use super::front_matter::front_matter;
use super::lines::{Line, lines, strip_prefix};
use crate::model::article::Metadata;
use crate::model::span::Span;

/// Longest headline, in characters.
const LONGEST_TITLE: usize = 160;

/// Where a title made of a sentence is cut, in characters.
const CUT: usize = 80;

/// How many lines are looked at for what stands above the body, and how many of the body for its dateline.
const HEAD_LINES: usize = 5;
const BODY_LINES: usize = 4;

/// Words of which at least one stands in the name of an outlet at the end of a headline.
const OUTLETS: [&str; 34] = [
    "ABC",
    "AFP",
    "AP",
    "Axios",
    "BBC",
    "Bloomberg",
    "CBS",
    "Chronicle",
    "CNN",
    "DW",
    "Fox",
    "Gazette",
    "Guardian",
    "Herald",
    "Independent",
    "Interfax",
    "Journal",
    "Mail",
    "Meduza",
    "NBC",
    "News",
    "NPR",
    "Politico",
    "Post",
    "Pravda",
    "Press",
    "Reuters",
    "Star",
    "TASS",
    "Telegraph",
    "Times",
    "Tribune",
    "Ukrinform",
    "Xinhua",
];

/// How a headline is told from the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Markup {
    /// By its looks.
    None,
    /// Or by a `#` before it or a line of `=` under it.
    Markdown,
}

/// Represents what stands above the body.
#[derive(Debug, Default)]
pub(super) struct Head {
    /// What was recognised; there is always a title if there is text.
    pub(super) meta: Metadata,
    /// Stretches that are no part of the body (bytes).
    pub(super) dimmed: Vec<Span>,
    /// Where the body begins, its dateline included (byte offset).
    pub(super) body: usize,
    /// Where its first sentence begins, after the dateline (byte offset).
    pub(super) lead: usize,
}

/// Recognises the head of a text.
pub(super) fn head(text: &str, markup: Markup) -> Head {
    let front = front_matter(text);
    let mut head = Head {
        meta: front.meta,
        dimmed: front.span.into_iter().collect(),
        body: front.end,
        lead: front.end,
    };
    let mut is_after_date = false;
    let mut above = lines(text, front.end).take(HEAD_LINES).peekable();
    while let Some(line) = above.next() {
        if let Some(len) = head.take_date_prefix(&line) {
            head.body = line.span.start + len;
            is_after_date = true;
            break;
        }
        let next = above.peek();
        if !(head.take_credit(&line)
            || head.take_title(text, &line, next, markup)
            || is_underline(&line, &head))
        {
            break;
        }
        // Something must be left to be the body.
        let Some(next) = next else { break };
        head.body = next.span.start;
    }
    head.take_dateline(text, is_after_date);
    head
}

impl Head {
    /// Takes ` date 2025-02-24 ` at the start of a text; returns its length in the line.
    fn take_date_prefix(&mut self, line: &Line<'_>) -> Option<usize> {
        let rest = strip_prefix(line.text, "date ")?.trim_start();
        let (word, after) = rest.split_once(' ')?;
        let date = date::whole(word)?;
        self.meta.date.get_or_insert(date);
        let skipped = line.text.len() - after.len();
        self.dimmed
            .push(Span::new(line.span.start, line.span.start + skipped - 1));
        Some(skipped + (after.len() - after.trim_start().len()))
    }

    /// Takes a line that says who wrote it, where and when.
    fn take_credit(&mut self, line: &Line<'_>) -> bool {
        let Some(found) = credit(line) else {
            return false;
        };
        set(&mut self.meta.byline, found.byline);
        set(&mut self.meta.place, found.place);
        set(&mut self.meta.date, found.date.as_deref());
        true
    }

    /// Takes the headline, if this line is one.
    fn take_title(
        &mut self,
        text: &str,
        line: &Line<'_>,
        next: Option<&Line<'_>>,
        markup: Markup,
    ) -> bool {
        if self.meta.title_span.is_some() || line.is_cut() {
            return false;
        }
        let marked = (markup == Markup::Markdown)
            .then(|| marked_title(line, next))
            .flatten();
        let is_known = self.meta.title.as_deref() == Some(line.text);
        let Some(span) =
            marked.or_else(|| (is_known || looks_like_title(line, next)).then_some(line.span))
        else {
            return false;
        };
        if self.meta.title.is_some() && !is_known && marked.is_none() {
            return false;
        }
        let title = &text[span.range()];
        let (title, outlet) = split_outlet(title);
        set(&mut self.meta.publisher, outlet);
        self.meta.title.get_or_insert_with(|| title.to_owned());
        self.meta.title_span = Some(Span::new(span.start, span.start + title.len()));
        true
    }

    /// Takes the dateline of the body, and a title from the body where there is none.
    fn take_dateline(&mut self, text: &str, is_after_date: bool) {
        let mut first = None;
        self.lead = self.body;
        for line in lines(text, self.body).take(BODY_LINES) {
            let plain = line.text.trim_start_matches(['*', '_']);
            let skipped = line.text.len() - plain.len();
            let expected = is_after_date && first.is_none();
            let found = dateline(plain, expected);
            let start = found
                .as_ref()
                .map_or(0, |found: &Dateline| skipped + found.len);
            if first.is_none() {
                self.lead = line.span.start + start;
            }
            first.get_or_insert((line, start));
            if let Some(found) = found {
                set(&mut self.meta.place, Some(&found.place));
                set(&mut self.meta.publisher, found.agency.as_deref());
                set(&mut self.meta.date, found.date.as_deref());
                break;
            }
        }
        let Some((line, start)) = first.filter(|_| self.meta.title.is_none()) else {
            return;
        };
        let sentence = line.text.get(start..).unwrap_or(line.text);
        self.meta.title = Some(shortened(
            sentence.trim_start_matches(['#', '*', '_', ' ', '>', '-']),
        ));
    }
}

/// Sets a field that nothing more certain has set.
fn set(field: &mut Option<String>, value: Option<&str>) {
    if let (None, Some(value)) = (&field, value) {
        *field = Some(value.to_owned());
    }
}

/// What a line between headline and body says.
#[derive(Default)]
struct Credit<'a> {
    byline: Option<&'a str>,
    place: Option<&'a str>,
    date: Option<String>,
}

/// Reads a line that says who wrote an article, where or when, and nothing else.
fn credit<'a>(line: &Line<'a>) -> Option<Credit<'a>> {
    let text = line.text.trim_matches(['*', '_']);
    if line.is_cut() || text.chars().count() > 100 {
        return None;
    }
    for (prefix, counts) in [
        ("published:", true),
        ("published on ", true),
        ("date:", true),
        ("updated:", false),
    ] {
        let rest = strip_prefix(text, prefix);
        if let Some(date) = rest.and_then(|rest| date::whole(rest.trim())) {
            let date = counts.then_some(date);
            return Some(Credit {
                date,
                ..Credit::default()
            });
        }
    }
    let name = ["By ", "BY ", "By: ", "Written by ", "Author: "]
        .iter()
        .find_map(|prefix| text.strip_prefix(prefix));
    let (names, date) = split_date(name.unwrap_or(text));
    let parts: Vec<&str> = names.split(", ").filter(|part| !part.is_empty()).collect();
    let (byline, place) = match (&parts[..], name.is_some(), date.is_some()) {
        ([], _, true) => (None, None),
        ([name], true, _) if is_person(name) => (Some(*name), None),
        ([place], false, true) if is_person(place) => (None, Some(*place)),
        ([name, place], _, true) if is_person(name) && is_person(place) => {
            (Some(*name), Some(*place))
        }
        ([name, outlet], true, false) if is_person(name) && is_person(outlet) => {
            (Some(names), None)
        }
        _ => return None,
    };
    Some(Credit {
        byline,
        place,
        date,
    })
}

/// Returns the part of a line that Markdown makes a title: after `# `, or above a line of `=`.
fn marked_title(line: &Line<'_>, next: Option<&Line<'_>>) -> Option<Span> {
    if let Some(rest) = line.text.strip_prefix("# ") {
        let title = rest.trim_start();
        let title = title.trim_end_matches('#').trim_end();
        let start = line.span.end - rest.trim_start().len();
        return (!title.is_empty()).then(|| Span::new(start, start + title.len()));
    }
    let is_underlined =
        !line.closed && next.is_some_and(|next| next.text.chars().all(|char| char == '='));
    is_underlined.then_some(line.span)
}

/// Tells whether a line is the underline of a title that was just taken.
fn is_underline(line: &Line<'_>, head: &Head) -> bool {
    head.meta
        .title_span
        .is_some_and(|title| title.end < line.span.start)
        && line.text.chars().all(|char| char == '=')
}

/// Tells whether a line looks like a headline above a body.
fn looks_like_title(line: &Line<'_>, next: Option<&Line<'_>>) -> bool {
    let text = line.text;
    let chars = text.chars().count();
    let last = text
        .trim_end_matches(|char: char| "”’\"')»]".contains(char))
        .chars()
        .next_back();
    let Some((next, last)) = next.zip(last) else {
        return false;
    };
    // Without a blank line between them, the next line must look like a paragraph, or both are lines of wrapped text.
    let opens = |text: &str| {
        text.chars()
            .find(|char| char.is_alphanumeric())
            .is_some_and(|char| !char.is_lowercase())
    };
    let is_apart = line.closed
        || credit(next).is_some()
        || (next.span.len() * 10 > line.span.len() * 15 && opens(next.text));
    chars <= LONGEST_TITLE
        && text.contains(' ')
        && !".,;:…-–—".contains(last)
        && !text.starts_with(['#', '-', '*', '>', '|', '='])
        && opens(text)
        && is_apart
        && dateline(text, false).is_none()
}

/// Splits the name of an outlet off the end of a headline: `Talks resume - Times`.
fn split_outlet(title: &str) -> (&str, Option<&str>) {
    for separator in [" | ", " - ", " – ", " — "] {
        let Some((before, name)) = title.rsplit_once(separator) else {
            continue;
        };
        let words: Vec<&str> = name.split_whitespace().collect();
        let is_capital = words
            .iter()
            .all(|word| word.starts_with(char::is_uppercase) || ["of", "the"].contains(word));
        let is_site = words.len() == 1 && name.contains('.') && !name.ends_with('.');
        let is_outlet =
            is_site || separator == " | " || words.iter().any(|word| OUTLETS.contains(word));
        if (1..=4).contains(&words.len())
            && (is_capital || is_site)
            && is_outlet
            && before.trim_end().contains(' ')
        {
            return (before.trim_end(), Some(name.trim()));
        }
    }
    (title, None)
}

/// Splits the date off the end of a credit: `Name, City, 12 March 2025`.
fn split_date(text: &str) -> (&str, Option<String>) {
    if let Some(date) = date::whole(text) {
        return ("", Some(date));
    }
    for (at, separator) in text.match_indices([',', '|', '–', '—', '-']) {
        if let Some(date) = date::whole(text[at + separator.len()..].trim()) {
            return (text[..at].trim_end(), Some(date));
        }
    }
    (text, None)
}

/// Tells whether words are a name of a person or place: one to seven words, most with a capital.
fn is_person(words: &str) -> bool {
    let mut count = 0;
    let small = ["and", "de", "in", "of", "van", "von", "al", "the"];
    let is_named = words.split_whitespace().all(|word| {
        count += 1;
        (word.starts_with(char::is_uppercase) || small.contains(&word))
            && word
                .chars()
                .all(|char| char.is_alphanumeric() || ".-'’".contains(char))
    });
    is_named && (1..=7).contains(&count) && words.starts_with(char::is_uppercase)
}

/// Cuts the first sentence (Unicode UAX #29) of a paragraph to a title.
fn shortened(paragraph: &str) -> String {
    let sentence = paragraph
        .unicode_sentences()
        .next()
        .unwrap_or(paragraph)
        .trim();
    let sentence = sentence.replace(char::is_control, " ");
    let Some((end, _)) = sentence.char_indices().nth(CUT) else {
        return sentence;
    };
    let cut = &sentence[..end];
    let cut = cut.rsplit_once(' ').map_or(cut, |(words, _)| words);
    format!(
        "{}…",
        cut.trim_end_matches(|char: char| !char.is_alphanumeric() && !"”’\"'".contains(char))
    )
}

#[cfg(test)]
mod tests;
