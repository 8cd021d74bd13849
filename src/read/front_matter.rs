//! Front matter: a block of YAML between `---` lines at the start of a file.
//!
//! The block is YAML; where it is none, which unquoted colons in headlines make common, it is read line by line as
//! `key: value`. Values are scalars or lists of them, joined by `, `; anything deeper is left out. Anchors are not
//! followed, so nothing can grow. A block that is neither is no front matter but part of the text.

use granit_parser::{Event, Parser};

use super::date;
use super::lines::lines;
use crate::model::article::Metadata;
use crate::model::span::Span;

/// Longest block, in bytes.
const LONGEST: usize = 64 * 1024;

/// Most fields that are kept, and most characters of a value.
const MOST_FIELDS: usize = 200;
const LONGEST_VALUE: usize = 2000;

/// Represents what stands between the `---` lines.
#[derive(Debug, Default)]
pub(super) struct FrontMatter {
    /// What it says.
    pub(super) meta: Metadata,
    /// The block with both its lines (bytes).
    pub(super) span: Option<Span>,
    /// Where the text goes on (byte offset).
    pub(super) end: usize,
}

/// Reads the front matter of a text, if it has any.
pub(super) fn front_matter(text: &str) -> FrontMatter {
    let Some((inner, span)) = block(text) else {
        return FrontMatter::default();
    };
    let source = &text[inner.range()];
    let Some(fields) = yaml(source).or_else(|| plain(source)) else {
        return FrontMatter::default();
    };
    FrontMatter {
        meta: metadata(fields),
        span: Some(span),
        end: span.end,
    }
}

/// Returns what stands between the first `---` line and the next, and the block with both.
fn block(text: &str) -> Option<(Span, Span)> {
    let head = &text[..text.floor_char_boundary(LONGEST)];
    let mut at = 0;
    let mut start = None;
    for line in head.split_inclusive('\n') {
        let mark = line.trim_end();
        match start {
            None if mark == "---" => start = Some(at + line.len()),
            None => return None,
            Some(start) if mark == "---" || mark == "..." => {
                return Some((Span::new(start, at), Span::new(0, at + mark.len())));
            }
            Some(_) => {}
        }
        at += line.len();
    }
    None
}

/// Reads a YAML mapping; none if it is not YAML, not a mapping, or empty.
fn yaml(source: &str) -> Option<Vec<(String, String)>> {
    let mut fields: Vec<(String, Vec<String>)> = Vec::new();
    let (mut depth, mut key, mut is_list) = (0usize, None, false);
    for next in Parser::new_from_str(source) {
        let (event, _) = next.ok()?;
        match &event {
            Event::MappingStart(..) | Event::SequenceStart(..) => {
                let is_mapping = matches!(event, Event::MappingStart(..));
                match depth {
                    0 if !is_mapping => return None,
                    1 if key.is_none() => return None,
                    _ => {}
                }
                depth += 1;
                if depth == 2 {
                    fields.push((key.take()?, Vec::new()));
                    is_list = !is_mapping;
                }
            }
            Event::MappingEnd | Event::SequenceEnd => depth = depth.saturating_sub(1),
            Event::Scalar(value, ..) => match (depth, key.take()) {
                (0, _) => return None,
                (1, None) => key = Some(value.to_string()),
                (1, Some(key)) => fields.push((key, vec![value.to_string()])),
                (2, _) if is_list => fields.last_mut()?.1.push(value.to_string()),
                _ => {}
            },
            Event::Alias(_) if depth == 1 => key = None,
            Event::DocumentStart(true, _) => return None,
            _ => {}
        }
        if fields.len() > MOST_FIELDS {
            return None;
        }
    }
    let fields: Vec<(String, String)> = fields
        .into_iter()
        .map(|(key, values)| (key, values.join(", ")))
        .filter(|(key, value)| {
            !key.trim().is_empty() && !value.trim().is_empty() && value != "~" && value != "null"
        })
        .collect();
    (!fields.is_empty()).then_some(fields)
}

/// Reads lines of `key: value`; none if any line at the margin is something else.
fn plain(source: &str) -> Option<Vec<(String, String)>> {
    let mut fields = Vec::new();
    for line in lines(source, 0) {
        let is_indented = source[..line.span.start].ends_with([' ', '\t']);
        if is_indented || line.text.starts_with(['#', '-']) {
            continue;
        }
        let (key, value) = line.text.split_once(':')?;
        let is_key = key.len() <= 40
            && key
                .chars()
                .all(|char| char.is_alphanumeric() || " _-.".contains(char));
        if !is_key || fields.len() == MOST_FIELDS {
            return None;
        }
        let value = value.trim();
        let bare = value
            .strip_prefix('"')
            .and_then(|value| value.strip_suffix('"'))
            .unwrap_or(value);
        if !bare.is_empty() {
            fields.push((key.trim().to_owned(), bare.to_owned()));
        }
    }
    (!fields.is_empty()).then_some(fields)
}

/// Sorts fields into the places that metadata have; what has none is kept in order.
fn metadata(fields: Vec<(String, String)>) -> Metadata {
    let mut meta = Metadata::default();
    for (key, value) in fields {
        let value: String = value
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .chars()
            .take(LONGEST_VALUE)
            .collect();
        let place = match key.to_lowercase().replace(['_', ' '], "-").as_str() {
            "title" | "headline" => &mut meta.title,
            "date" | "published" | "publication-date" | "pubdate" | "date-published" => {
                match date::whole(&value) {
                    Some(date) if meta.date.is_none() => {
                        meta.date = Some(date);
                        continue;
                    }
                    _ => {
                        meta.other.push((key, value));
                        continue;
                    }
                }
            }
            "place" | "location" | "dateline" => &mut meta.place,
            "publisher" | "source" | "outlet" | "newspaper" | "site" => &mut meta.publisher,
            "author" | "authors" | "byline" | "by" => &mut meta.byline,
            "url" | "link" | "canonical-url" => &mut meta.url,
            "language" | "lang" => &mut meta.language,
            _ => {
                meta.other.push((key, value));
                continue;
            }
        };
        if place.is_none() {
            *place = Some(value);
        } else {
            meta.other.push((key, value));
        }
    }
    meta
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(block: &str, expected: &str) {
        let text = format!("---\n{block}\n---\nBody.");
        let found = front_matter(&text);
        let meta = found.meta;
        let named = [
            ("title", meta.title),
            ("date", meta.date),
            ("place", meta.place),
            ("publisher", meta.publisher),
            ("byline", meta.byline),
            ("url", meta.url),
            ("language", meta.language),
        ];
        let named = named
            .into_iter()
            .filter_map(|(key, value)| Some((key.to_owned(), value?)));
        let other = meta
            .other
            .into_iter()
            .map(|(key, value)| (format!("+{key}"), value));
        let shown: Vec<String> = named
            .chain(other)
            .map(|(key, value)| format!("{key}={value}"))
            .collect();
        assert_eq!(shown.join("; "), expected);
        if !expected.is_empty() {
            assert_eq!(
                &text[found.span.unwrap().range()],
                &text[..text.len() - "\nBody.".len()]
            );
        }
    }

    #[test]
    fn fields_find_their_places() {
        check(
            "title: Talks resume\ndate: 2025-02-24",
            "title=Talks resume; date=2025-02-24",
        );
        check(
            "Headline: \"A \\u2014 b\"\nlang: en\nsource: X",
            "title=A — b; publisher=X; language=en",
        );
        check(
            "authors: [A. One, B. Two]\ntopics:\n- war\n- peace",
            "byline=A. One, B. Two; +topics=war, peace",
        );
        check(
            "title: >\n  Talks\n  resume\nurl: https://a.b/c?d#e",
            "title=Talks resume; url=https://a.b/c?d#e",
        );
        check("date: yesterday\nempty:\nnone: ~", "+date=yesterday");
        check(
            "title: One\nnested: {a: {b: [c]}}\nlast: 1.10",
            "title=One; +last=1.10",
        );
        check("title: One\nheadline: Two", "title=One; +headline=Two");
        check("a: &x [q]\nb: *x\nc: d", "+a=q; +c=d");
    }

    #[test]
    fn what_is_not_quite_yaml_is_read_by_line() {
        check(
            "title: Trump: we will see\ndate: 24 February 2025",
            "title=Trump: we will see; date=2025-02-24",
        );
        check(
            "title: “No”, he said: never\n# x\n  deep: y",
            "title=“No”, he said: never",
        );
        check(
            "title: \"It is: so\" he said",
            "title=\"It is: so\" he said",
        );
    }

    #[test]
    fn what_is_none_stays_text() {
        check("", "");
        check("The talks go on.", "");
        check("- one\n- two", "");
        check(&"[".repeat(100_000), "");
        for deep in ["[", "{a: ", "- ", "? ", "&a "] {
            let found = front_matter(&format!("---\na: {}\n---\n", deep.repeat(15_000)));
            assert!(
                found
                    .meta
                    .other
                    .iter()
                    .all(|(_, value)| value.len() <= LONGEST_VALUE)
            );
        }
        for text in [
            "--- \n",
            "---\ntitle: x",
            "text\n---\ntitle: x\n---\n",
            "----\na: b\n----\n",
            "",
        ] {
            assert!(front_matter(text).span.is_none(), "{text}");
        }
        assert!(
            front_matter("---\r\ntitle: x\r\n---\r\nBody")
                .span
                .is_some()
        );
    }
}
