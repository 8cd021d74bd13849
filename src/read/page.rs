//! What a web page says of itself: JSON-LD, `OpenGraph`, `<meta>`, the address that it was saved from.

use std::collections::BTreeMap;

use dom_query::Document;
use serde_json::Value;

use super::blocks::line;
use super::date;
use crate::model::article::Metadata;

/// How deep an article may lie in JSON-LD.
const DEEPEST: usize = 4;

/// Longest value that is kept, in characters.
const LONGEST: usize = 2000;

/// Types of JSON-LD that are articles.
const ARTICLES: [&str; 8] = [
    "Article",
    "NewsArticle",
    "ReportageNewsArticle",
    "AnalysisNewsArticle",
    "OpinionNewsArticle",
    "BlogPosting",
    "LiveBlogPosting",
    "Report",
];

/// Names under which pages give their fields in `<meta>`, the surer first.
const TITLES: [&str; 5] = [
    "og:title",
    "dc.title",
    "dcterms.title",
    "twitter:title",
    "headline",
];
const DATES: [&str; 13] = [
    "article:published_time",
    "datepublished",
    "parsely-pub-date",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.created",
    "sailthru.date",
    "publishdate",
    "publish-date",
    "pubdate",
    "dc.date",
    "og:published_time",
    "date",
];
const AUTHORS: [&str; 6] = [
    "author",
    "dc.creator",
    "parsely-author",
    "sailthru.author",
    "byl",
    "article:author",
];
const PUBLISHERS: [&str; 4] = [
    "og:site_name",
    "dc.publisher",
    "application-name",
    "publisher",
];
const LANGUAGES: [&str; 3] = ["content-language", "dc.language", "og:locale"];

/// Returns what a page says of itself.
pub(super) fn metadata(page: &Document) -> Metadata {
    let fields = fields(page);
    let first = |names: &[&str]| names.iter().find_map(|name| fields.get(*name).cloned());
    let stated = stated(page).unwrap_or_default();
    let time = || {
        let times = page.select("time[datetime]");
        let mut dates = times
            .nodes()
            .iter()
            .filter_map(|time| time.attr("datetime"));
        dates.find_map(|date| date::whole(&line(&date)))
    };
    let mut dates = DATES.iter().filter_map(|name| fields.get(*name));
    Metadata {
        title: first(&TITLES)
            .or(stated.title)
            .or_else(|| of(page, "title", None)),
        date: stated
            .date
            .or_else(|| dates.find_map(|date| date::whole(date)))
            .or_else(time),
        publisher: first(&PUBLISHERS).or(stated.publisher),
        // An address of the author's page is no name.
        byline: stated
            .byline
            .or_else(|| first(&AUTHORS))
            .filter(|name| !name.starts_with("http")),
        url: of(page, "link[rel='canonical']", Some("href"))
            .or_else(|| fields.get("og:url").cloned())
            .or(stated.url)
            .filter(|url| url.starts_with("http")),
        language: of(page, "html", Some("lang"))
            .or_else(|| first(&LANGUAGES))
            .or(stated.language)
            .map(|tag| tag.replace('_', "-")),
        ..Metadata::default()
    }
}

/// Returns the address that a browser wrote into a page that it saved.
pub(super) fn saved_from(html: &str) -> Option<String> {
    let head = &html[..html.floor_char_boundary(4096)];
    let (_, rest) = head.split_once("<!-- saved from url=(")?;
    let (_, rest) = rest.split_once(')')?;
    let (url, _) = rest.split_once("-->")?;
    some(url).filter(|url| url.starts_with("http"))
}

/// Returns the first value of each name in `<meta>`.
fn fields(page: &Document) -> BTreeMap<String, String> {
    let mut fields = BTreeMap::new();
    for meta in page.select("meta[content]").nodes() {
        let names = ["property", "name", "itemprop", "http-equiv"];
        let value = meta.attr("content").and_then(|value| some(&value));
        let name = names.iter().find_map(|name| meta.attr(name));
        if let (Some(name), Some(value)) = (name, value) {
            fields.entry(name.trim().to_lowercase()).or_insert(value);
        }
    }
    fields
}

/// Returns the text, or an attribute, of the first element that a selector finds.
fn of(page: &Document, selector: &str, attribute: Option<&str>) -> Option<String> {
    let found = page.select(selector);
    let node = found.nodes().first()?;
    match attribute {
        Some(name) => some(&node.attr(name)?),
        None => some(&node.text()),
    }
}

fn some(value: &str) -> Option<String> {
    let value: String = line(value).chars().take(LONGEST).collect();
    (!value.is_empty()).then_some(value)
}

/// Reads the article of a page's JSON-LD.
fn stated(page: &Document) -> Option<Metadata> {
    let scripts = page.select("script[type='application/ld+json']");
    scripts.nodes().iter().find_map(|script| {
        let text = script.text();
        let json = text
            .trim()
            .trim_start_matches("<![CDATA[")
            .trim_end_matches("]]>");
        let value: Value = serde_json::from_str(json).ok()?;
        article(&value, 0).map(of_article)
    })
}

/// Finds the article in JSON-LD.
fn article(value: &Value, depth: usize) -> Option<&Value> {
    if depth > DEEPEST {
        return None;
    }
    match value {
        Value::Array(values) => values.iter().find_map(|value| article(value, depth + 1)),
        Value::Object(fields) => {
            let is_one = |name: &Value| name.as_str().is_some_and(|name| ARTICLES.contains(&name));
            let is_article = match fields.get("@type") {
                Some(Value::Array(names)) => names.iter().any(is_one),
                Some(name) => is_one(name),
                None => false,
            };
            if is_article {
                return Some(value);
            }
            let graph = fields.get("@graph").or_else(|| fields.get("mainEntity"))?;
            article(graph, depth + 1)
        }
        _ => None,
    }
}

fn of_article(value: &Value) -> Metadata {
    let string = |name: &str| value.get(name).and_then(Value::as_str).and_then(some);
    let page = || value.get("mainEntityOfPage").and_then(id);
    Metadata {
        title: string("headline"),
        date: string("datePublished").and_then(|date| date::whole(&date)),
        publisher: value.get("publisher").and_then(names),
        byline: value.get("author").and_then(names),
        url: string("url").or_else(page),
        language: string("inLanguage"),
        ..Metadata::default()
    }
}

fn id(value: &Value) -> Option<String> {
    let id = value.get("@id").unwrap_or(value);
    id.as_str().and_then(some)
}

/// Returns the names of persons or bodies, which may be one or several, plain or described.
fn names(value: &Value) -> Option<String> {
    let name = |value: &Value| {
        let name = value.get("name").unwrap_or(value);
        name.as_str().and_then(some)
    };
    let all: Vec<String> = match value {
        Value::Array(values) => values.iter().filter_map(name).collect(),
        _ => name(value).into_iter().collect(),
    };
    (!all.is_empty()).then(|| all.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(html: &str, expected: &str) {
        let meta = metadata(&Document::from(html));
        let named = [
            ("title", meta.title),
            ("date", meta.date),
            ("publisher", meta.publisher),
            ("byline", meta.byline),
            ("url", meta.url),
            ("language", meta.language),
        ];
        let shown: Vec<String> = named
            .into_iter()
            .filter_map(|(name, value)| Some(format!("{name}={}", value?)))
            .collect();
        assert_eq!(shown.join("; "), expected);
    }

    #[test]
    fn fields_are_found_where_pages_have_them() {
        check("<title> Talks\n end </title>", "title=Talks end");
        check(
            "<html lang=pt-BR><meta property=og:title content='Talks end'><title>Talks end | Wire</title>",
            "title=Talks end; language=pt-BR",
        );
        check(
            "<meta name=DC.date.issued content='2016-02-01T01:28:49'><meta name=author content='Anna Berg'>\
             <meta property=og:site_name content='The Wire'><link rel=canonical href='https://a.b/c'>",
            "date=2016-02-01; publisher=The Wire; byline=Anna Berg; url=https://a.b/c",
        );
        check(
            "<time datetime='2025-02-24T10:00:00+02:00'>today</time>",
            "date=2025-02-24",
        );
        check(
            "<meta property=article:author content='https://a.b/anna'>",
            "",
        );
        check("<meta property=og:locale content=en_GB>", "language=en-GB");
    }

    #[test]
    fn an_article_is_found_in_json() {
        let page = |json: &str| format!("<script type='application/ld+json'>{json}</script>");
        check(
            &page(
                r#"{"@type":"NewsArticle","headline":"Talks","datePublished":"2025-02-24","author":[{"name":"A"},{"name":"B"}],
                "publisher":{"name":"W"},"mainEntityOfPage":{"@id":"https://a.b/c"},"inLanguage":"de"}"#,
            ),
            "title=Talks; date=2025-02-24; publisher=W; byline=A, B; url=https://a.b/c; language=de",
        );
        check(
            &page(
                r#"{"@graph":[{"@type":"WebSite","name":"W"},{"@type":["Article"],"author":"A"}]}"#,
            ),
            "byline=A",
        );
        check(&page(r#"[{"@type":"Person","name":"A"}]"#), "");
        check(&page("{\"@type\":"), "");
        check(&page(&"[".repeat(100_000)), "");
    }

    #[test]
    fn a_saved_page_knows_where_it_came_from() {
        let found =
            saved_from("<!DOCTYPE html>\n<!-- saved from url=(0017)https://a.b/c/d -->\n<p>");
        assert_eq!(found.as_deref(), Some("https://a.b/c/d"));
        assert_eq!(
            saved_from("<!-- saved from url=(0011)about:blank -->"),
            None
        );
    }
}
