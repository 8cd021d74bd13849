//! Saved web pages: the article without what stands around it, found as the reader modes of browsers do
//! (`dom_smoothie`, after Mozilla's Readability), under the title that the page gives it.
//!
//! Nothing of a page is run or fetched. What is nested deeper than any page that a browser made is refused: time grows
//! with the square of the depth.

use std::panic::{AssertUnwindSafe, catch_unwind};

use dom_query::Document;
use dom_smoothie::{Config, Readability, ReadabilityError};
use encoding_rs::{Encoding as Charset, UTF_8, UTF_16BE, UTF_16LE};

use super::head::Markup;
use super::{Draft, Source, blocks, date, decode, page, plain, unreadable};
use crate::model::article::Metadata;
use crate::model::problem::{Problem, said_by};
use crate::model::span::Span;

/// The largest page that is read, in bytes.
const LARGEST: usize = 20 * 1024 * 1024;

/// Most elements that a page may have.
const MOST_ELEMENTS: usize = 50_000;

/// How deep elements may be nested.
const DEEPEST: usize = 600;

/// How far into a page its encoding is looked for, in bytes.
const HEAD: usize = 4096;

/// Elements that end by themselves, so that they do not nest however often they are opened.
const FLAT: [&str; 34] = [
    "area", "base", "br", "caption", "col", "colgroup", "dd", "dt", "embed", "frame", "hr", "img",
    "input", "li", "link", "meta", "optgroup", "option", "p", "param", "rp", "rt", "source",
    "tbody", "td", "tfoot", "th", "thead", "tr", "track", "wbr", "html", "head", "body",
];

/// What there is to do about a page that cannot be read.
const HINT: &str = "Copy its text into a .txt file";

/// Reads a file; see [`super::read`].
pub(super) fn read(source: Source<'_>) -> Result<Draft, Problem> {
    let path = source.path;
    if source.bytes.len() > LARGEST {
        let most = LARGEST / 1024 / 1024;
        let what = format!("the page is too large (at most {most} MiB are read)");
        return Err(unreadable(path, what).hinted(HINT));
    }
    let decoded = decode::text(source, declared)?;
    Ok(Draft {
        encoding: decoded.encoding,
        ..draft(path, &decoded.text)?
    })
}

/// Reads metadata from the first bytes of a file.
pub(super) fn peek(source: Source<'_>) -> Metadata {
    page::metadata(&Document::from(decode::prefix(source, declared).as_str()))
}

/// Makes an article of a page.
pub(super) fn draft(path: &str, html: &str) -> Result<Draft, Problem> {
    guarded(path, html, &|| extracted(path, html))
}

/// Returns all words of a page that are shown, with no attempt to tell an article from the rest: for the pages that
/// mails are.
pub(super) fn all_words(path: &str, html: &str) -> Result<String, Problem> {
    guarded(path, html, &|| {
        Ok(blocks::text(Document::from(html).root()))
    })
}

/// Reads a page that is not nested too deep. Pages are made by everybody: a fault of the extraction costs one page, not
/// the work on all.
pub(super) fn guarded<T>(
    path: &str,
    html: &str,
    read: &dyn Fn() -> Result<T, Problem>,
) -> Result<T, Problem> {
    if depth(html) > DEEPEST {
        let what = format!("the page is nested more than {DEEPEST} deep");
        return Err(unreadable(path, what).hinted(HINT));
    }
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|panic| {
        let what = format!("the page cannot be understood: {}", said_by(&*panic));
        Err(unreadable(path, what).hinted(HINT))
    })
}

fn extracted(path: &str, html: &str) -> Result<Draft, Problem> {
    let said = page::metadata(&Document::from(html));
    let config = Config {
        max_elements_to_parse: MOST_ELEMENTS,
        ..Config::default()
    };
    let found = Readability::new(html, None, Some(config)).and_then(|mut page| page.parse());
    let article = found.map_err(|error| no_article(path, &error))?;
    let body = blocks::text(Document::from(&*article.content).root());
    if body.is_empty() {
        return Err(no_article(path, &ReadabilityError::GrabFailed));
    }
    let mut draft = plain::draft(body, Markup::None);
    let some = |value: &str| Some(blocks::line(value)).filter(|value| !value.is_empty());
    let title = some(&article.title).or(said.title);
    let recognised = std::mem::take(&mut draft.meta);
    draft.meta = Metadata {
        title: None,
        title_span: None,
        date: said
            .date
            .or_else(|| article.published_time.as_deref().and_then(date::whole))
            .or(recognised.date),
        place: recognised.place,
        publisher: article
            .site_name
            .as_deref()
            .and_then(some)
            .or(said.publisher)
            .or(recognised.publisher),
        byline: article
            .byline
            .as_deref()
            .and_then(some)
            .or(said.byline)
            .or(recognised.byline)
            .map(without_by),
        url: said.url.or_else(|| page::saved_from(html)),
        language: said.language,
        other: recognised.other,
    };
    if let Some(title) = title {
        put_above(&mut draft, title);
    } else {
        draft.meta.title = recognised.title;
        draft.meta.title_span = recognised.title_span;
    }
    Ok(draft)
}

/// Puts a title above a text, unless it stands there.
pub(super) fn put_above(draft: &mut Draft, title: String) {
    if title.is_empty() {
        return;
    }
    if !draft.text.starts_with(&title) {
        let above = title.len() + 2;
        draft.text.insert_str(0, &format!("{title}\n\n"));
        for span in &mut draft.dimmed {
            *span = Span::new(span.start + above, span.end + above);
        }
        draft.lead += above;
    }
    draft.meta.title_span = Some(Span::new(0, title.len()));
    draft.meta.title = Some(title);
}

fn without_by(name: String) -> String {
    let bare = name
        .strip_prefix("By ")
        .or_else(|| name.strip_prefix("by "));
    match bare {
        Some(bare) => bare.to_owned(),
        None => name,
    }
}

fn no_article(path: &str, error: &ReadabilityError) -> Problem {
    let what = match error {
        ReadabilityError::TooManyElements(..) => {
            format!("the page is too large (it has more than {MOST_ELEMENTS} elements)")
        }
        _ => "no article can be told from the rest of the page".to_owned(),
    };
    unreadable(path, what).hinted(HINT)
}

/// Returns what a page declares as its encoding.
pub(super) fn declared(bytes: &[u8]) -> Option<&'static Charset> {
    let head = bytes[..bytes.len().min(HEAD)].to_ascii_lowercase();
    let head = String::from_utf8_lossy(&head);
    let in_meta = head.match_indices("<meta").find_map(|(at, _)| {
        let tag = head[at..].split('>').next()?;
        label(tag, "charset")
    });
    let in_xml = || {
        let tag = head.trim_start().strip_prefix("<?xml")?.split('>').next()?;
        label(tag, "encoding")
    };
    let found = decode::charset(in_meta.or_else(in_xml)?.as_bytes())?;
    // Whoever can read this has not read UTF-16.
    let is_wide = found == UTF_16LE || found == UTF_16BE;
    Some(if is_wide { UTF_8 } else { found })
}

/// Returns the value after `name=` within a tag.
fn label<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = tag.split_once(name)?;
    let value = rest.trim_start().strip_prefix('=')?.trim_start();
    let value = value.trim_start_matches(['"', '\'']);
    let end = value
        .find(|char: char| char.is_whitespace() || "\"';/?".contains(char))
        .unwrap_or(value.len());
    Some(&value[..end])
}

/// Returns how deep the elements of a page are nested at most, as its tags say.
fn depth(html: &str) -> usize {
    let (mut open, mut most) = (0usize, 0usize);
    for (at, _) in html.match_indices('<') {
        let rest = &html[at + 1..];
        let closing = rest.strip_prefix('/');
        let name = closing.unwrap_or(rest);
        let end = name
            .find(|char: char| !char.is_ascii_alphanumeric())
            .unwrap_or(name.len());
        let name = &name[..end];
        if name.is_empty() || FLAT.iter().any(|flat| flat.eq_ignore_ascii_case(name)) {
            continue;
        }
        open = match closing {
            Some(_) => open.saturating_sub(1),
            None => open + 1,
        };
        most = most.max(open);
    }
    most
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::read_in;

    const PAGE: &str = include_str!("../../tests/fixtures/pages/talks.html");

    const BODY: &str = include_str!("../../tests/fixtures/pages/talks.txt");

    #[test]
    fn an_article_is_told_from_what_stands_around_it() {
        let article = read_in("talks.html", PAGE.as_bytes(), None).unwrap();
        assert_eq!(&*article.text, BODY.trim_end());
        let meta = &article.meta;
        let title = &article.text[meta.title_span.unwrap().range()];
        assert_eq!(title, "Harbour talks end without a deal");
        assert_eq!(meta.title.as_deref(), Some(title));
        assert_eq!(meta.date.as_deref(), Some("2025-02-24"));
        assert_eq!(meta.byline.as_deref(), Some("Anna Berg"));
        assert_eq!(meta.publisher.as_deref(), Some("The Harlow Wire"));
        assert_eq!(meta.url.as_deref(), Some("https://wire.example/harbour"));
        assert_eq!(meta.language.as_deref(), Some("en-GB"));
        assert_eq!(article.reader.name, "web page");
        assert!(article.text[article.lead..].starts_with("The talks about"));
    }

    #[test]
    fn a_page_gives_the_same_text_each_time() {
        let first = read_in("talks.html", PAGE.as_bytes(), None);
        for _ in 0..20 {
            assert_eq!(read_in("talks.html", PAGE.as_bytes(), None), first);
        }
    }

    #[track_caller]
    fn check_declared(head: &str, expected: Option<&str>) {
        assert_eq!(
            declared(head.as_bytes()).map(Charset::name),
            expected,
            "{head}"
        );
    }

    #[test]
    fn a_page_may_say_its_encoding() {
        check_declared("<meta charset=\"windows-1251\">", Some("windows-1251"));
        check_declared("<p><META CHARSET = koi8-r />", Some("KOI8-R"));
        check_declared(
            "<meta http-equiv='Content-Type' content='text/html; charset=gb2312'>",
            Some("GBK"),
        );
        check_declared(
            "<?xml version='1.0' encoding='iso-8859-2'?>",
            Some("ISO-8859-2"),
        );
        check_declared("<meta charset=utf-16>", Some("UTF-8"));
        check_declared("<meta charset=klingon>", None);
        check_declared("<meta name=a content=charset>", None);
        check_declared("charset=koi8-r", None);
    }

    #[test]
    fn a_page_is_read_in_the_encoding_that_it_says_unless_it_is_wrong() {
        let page = PAGE.replace("utf-8", "windows-1252");
        let (legacy, _, _) = encoding_rs::WINDOWS_1252.encode(&page);
        let article = read_in("a.html", &legacy, None).unwrap();
        assert_eq!(&*article.text, BODY.trim_end());
        assert_eq!(
            article.encoding.told().as_deref(),
            Some("windows-1252, as the file says")
        );
        let article = read_in("a.html", page.as_bytes(), None).unwrap();
        assert_eq!(&*article.text, BODY.trim_end());
        assert_eq!(article.encoding.told().as_deref(), Some("UTF-8"));
    }

    #[track_caller]
    fn check_refused(html: &str, expected: &str) {
        let problem = read_in("a.html", html.as_bytes(), None).unwrap_err();
        assert_eq!(problem.to_string(), format!("a.html: {expected}. {HINT}"));
    }

    #[test]
    fn what_is_no_article_is_named() {
        let none = "no article can be told from the rest of the page";
        check_refused("<html><body></body></html>", none);
        check_refused("<p> &nbsp; </p>", none);
        check_refused(
            &"<div>".repeat(700),
            "the page is nested more than 600 deep",
        );
        assert_eq!(depth("<p>a<p>b<br><div><b>c</b></div><i>"), 2);
    }
}
