//! Factiva: pages in two layouts, with and without the names of fields, and XML.

use dom_query::{Document, NodeRef};
use roxmltree::Node;

use super::newsml::{self, words};
use super::{FACTIVA, Found, Record, Table, author, decoded, is_number, piece, some, tag_around};
use crate::read::{blocks, date};

/// What fields without a place of their own are called, by their codes.
const FIELDS: [(&str, &str); 10] = [
    ("CO", "companies"),
    ("CY", "copyright"),
    ("ED", "edition"),
    ("IN", "industries"),
    ("NS", "subjects"),
    ("PG", "page"),
    ("PUB", "owner"),
    ("RE", "regions"),
    ("SE", "section"),
    ("WC", "length"),
];

/// Lists the articles of a page; see [`crate::read::table`].
pub(in crate::read) fn list(path: &str, bytes: &[u8]) -> Option<Table> {
    let page = decoded(path, bytes)?;
    let mut found = Found::default();
    let starts = starts(&page);
    for html in found.pieces(&page, &starts) {
        let read = |page: &Document| Record {
            language: language_of(html),
            ..record(page)
        };
        found.take(piece(path, html, &read));
    }
    found.table_if_any(path, FACTIVA)
}

/// Returns where the articles begin: at elements of the classes `article enArticle`, whatever their language is. Those
/// around them have only the first.
fn starts(page: &str) -> Vec<usize> {
    let classes = page.match_indices("class=").filter_map(|(at, mark)| {
        let value = page[at + mark.len()..].strip_prefix(['"', '\''])?;
        let value = value.split(['"', '\'']).next()?;
        let mut words = value.split_whitespace();
        let is_article = words.next() == Some("article") && words.any(is_language_class);
        is_article.then(|| tag_around(page, at)).flatten()
    });
    classes.collect()
}

/// Tells whether a class is `enArticle`, in any language.
fn is_language_class(class: &str) -> bool {
    class.strip_suffix("Article").is_some_and(is_tag)
}

fn is_tag(tag: &str) -> bool {
    tag.len() == 2 && tag.bytes().all(|byte| byte.is_ascii_lowercase())
}

/// Returns the language of an article, by the class that stands at its start.
fn language_of(html: &str) -> Option<String> {
    let tag = html.split('>').next()?;
    let mut words = tag.split(|char: char| !char.is_ascii_alphanumeric());
    let class = words.find(|word| is_language_class(word))?;
    class.strip_suffix("Article").map(str::to_owned)
}

fn record(page: &Document) -> Record {
    if page.select("td.index").length() > 0 {
        return with_names(page);
    }
    let found = page.select("div.article");
    found
        .nodes()
        .first()
        .map_or_else(Record::default, |root| without_names(*root))
}

/// Reads the layout in which fields are told by their order alone.
fn without_names(root: NodeRef<'_>) -> Record {
    let mut record = Record::default();
    let (mut before, mut after) = (Vec::new(), Vec::new());
    let mut paragraphs: Vec<String> = Vec::new();
    for node in root.element_children() {
        let text = blocks::text(node);
        let class = node.class();
        if class.is_some_and(|class| class.contains("articleParagraph")) {
            paragraphs.push(text);
        } else if node.attr("id").is_some_and(|id| &*id == "hd") {
            record.title = some(&text);
        } else if let Some(id) = accession(&text) {
            record.id = Some(id);
        } else if node.node_name().is_some_and(|name| &*name == "div")
            && let Some(line) = some(&text)
        {
            let is_above = record.title.is_none();
            let fields = if is_above { &mut before } else { &mut after };
            fields.push(line);
        }
    }
    paragraphs.retain(|paragraph| !paragraph.is_empty());
    record.body = paragraphs.join("\n\n");
    if let Some(section) = before.first() {
        record.keep("section", section);
    }
    take_fields(&mut record, &after);
    record
}

/// Takes what stands between title and text: who wrote it, how long it is, when, and in which paper.
fn take_fields(record: &mut Record, fields: &[String]) {
    let count = fields.iter().position(|field| is_count(field));
    let (above, rest) = match count {
        Some(at) => {
            record.keep("length", &fields[at]);
            (&fields[..at], &fields[at + 1..])
        }
        None => (&fields[..0], fields),
    };
    record.byline = author(&above.join(", "));
    let dated = rest.iter().position(|field| date::within(field).is_some());
    let Some(at) = dated else {
        record.publisher = rest.first().cloned();
        return;
    };
    record.keep_date(&rest[at]);
    let mut named = rest[at + 1..].iter().filter(|field| !is_time(field));
    record.publisher = named.next().cloned();
}

/// Tells whether a field says how long an article is: `2,029 words`, in any language.
fn is_count(field: &str) -> bool {
    let words: Vec<&str> = field.split_whitespace().collect();
    let Some((last, numbers)) = words.split_last() else {
        return false;
    };
    let is_figure = |word: &&str| is_number(&word.replace([',', '.'], ""));
    !numbers.is_empty() && numbers.iter().all(is_figure) && last.chars().all(char::is_alphabetic)
}

fn is_time(field: &str) -> bool {
    let parts: Vec<&str> = field.split(':').collect();
    parts.len() > 1 && parts.iter().all(|part| is_number(part) && part.len() == 2)
}

/// Reads the layout of a table with a row for each field.
fn with_names(page: &Document) -> Record {
    let mut record = Record::default();
    let mut bodies: Vec<String> = Vec::new();
    for name in page.select("td.index").nodes() {
        let Some(cell) = name.next_element_sibling() else {
            continue;
        };
        let (name, text) = (blocks::line(&name.text()), blocks::text(cell));
        let line = blocks::line(&text);
        match name.as_str() {
            "HD" => record.title = some(&line),
            "LP" | "TD" => bodies.push(text),
            "PD" => record.keep_date(&line),
            "SN" => record.publisher = some(&line),
            "BY" => record.byline = author(&line),
            "AN" => record.id = accession(&line),
            // The class of the article says the tag of its language.
            "LA" | "SC" | "ET" => {}
            _ => {
                let known = FIELDS.iter().find(|(code, _)| *code == name);
                if let Some((_, called)) = known {
                    record.keep(called, &line);
                }
            }
        }
    }
    bodies.retain(|body| !body.is_empty());
    record.body = bodies.join("\n\n");
    record
}

/// Returns the number of an article: `Document PNP0000020010926du4i003v3`, in any language.
fn accession(line: &str) -> Option<String> {
    let mut words = line.split_whitespace();
    let (_, id, None) = (words.next()?, words.next()?, words.next()) else {
        return None;
    };
    let is_one = id.len() > 15
        && id.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && id.bytes().any(|byte| byte.is_ascii_digit());
    is_one.then(|| id.to_owned())
}

/// Lists the articles of XML; see [`crate::read::table`].
pub(in crate::read) fn list_xml(path: &str, bytes: &[u8]) -> Option<Table> {
    let text = decoded(path, bytes)?;
    if !text.contains("accessionNo") {
        return None;
    }
    let mut found = Found::default();
    match newsml::tree(&text) {
        Ok(tree) => {
            let articles = tree.descendants().filter(|node| {
                let is_number = |child: Node<'_, '_>| child.has_tag_name("accessionNo");
                node.has_tag_name("article") && node.children().any(is_number)
            });
            for article in articles {
                found.add(of_xml(article));
            }
        }
        Err(fault) => found.faults.push(fault),
    }
    found.table(path, FACTIVA)
}

fn of_xml(article: Node<'_, '_>) -> Record {
    let child = |name: &str| {
        let mut children = article.children();
        children.find(|child| child.has_tag_name(name))
    };
    let value = |name: &str| child(name).and_then(|node| some(&words(node)));
    let paragraphs = |name: &'static str| {
        let within = child(name).into_iter().flat_map(|node| node.descendants());
        within
            .filter(|node| node.has_tag_name("paragraph"))
            .filter_map(|node| some(&words(node)))
    };
    let body: Vec<String> = paragraphs("leadParagraph")
        .chain(paragraphs("tailParagraphs"))
        .collect();
    let mut record = Record {
        id: value("accessionNo"),
        title: value("headline"),
        publisher: value("sourceName").or_else(|| value("publisherName")),
        byline: value("byline").as_deref().and_then(author),
        language: value("baseLanguage").map(|tag| tag.to_lowercase()),
        body: body.join("\n\n"),
        ..Record::default()
    };
    if let Some(date) = value("publicationDate") {
        // A time may stand behind the day, in one word.
        record.keep_date(date.split('T').next().unwrap_or(&date));
    }
    for (name, called) in [("sectionName", "section"), ("edition", "edition")] {
        if let Some(said) = value(name) {
            record.keep(called, &said);
        }
    }
    record
}
