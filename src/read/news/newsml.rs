//! Formats of news agencies in XML: `NewsML` as Reuters' corpora and agencies write it, NITF. A file has one item or many.
//!
//! Document types are passed over, so that nothing that a file declares is followed or fetched.

use roxmltree::{Document, Node, ParsingOptions};

use super::{Found, NEWS_ML, Record, Table, author, decoded, some};
use crate::read::date;

/// Most nodes of a file.
const MOST_NODES: u32 = 2_000_000;

/// How deep elements may be nested: time grows with it.
const DEEPEST: usize = 500;

/// Elements that are one item each.
const ITEMS: [&str; 4] = ["newsitem", "newsItem", "NewsItem", "nitf"];

/// Elements, the surer first.
const TITLES: [&str; 5] = ["headline", "HeadLine", "hl1", "hedline", "title"];
const AUTHORS: [&str; 4] = ["byline", "ByLine", "by", "bytag"];
const DAYS: [&str; 6] = [
    "firstCreated",
    "FirstCreated",
    "versionCreated",
    "ThisRevisionCreated",
    "DateId",
    "dateline",
];
const IDS: [&str; 2] = ["NewsItemId", "docid"];

/// Lists the items of a file; see [`crate::read::table`].
pub(in crate::read) fn list(path: &str, bytes: &[u8]) -> Option<Table> {
    let text = decoded(path, bytes)?;
    if !ITEMS.iter().any(|item| text.contains(&format!("<{item}"))) {
        return None;
    }
    let mut found = Found::default();
    match tree(&text) {
        Ok(tree) => {
            let is_item = |node: &Node<'_, '_>| ITEMS.contains(&node.tag_name().name());
            // An item may be packed in another.
            let items = tree.descendants().filter(|node| {
                is_item(node) && !node.ancestors().skip(1).any(|above| is_item(&above))
            });
            for item in items {
                found.add(record(item));
            }
        }
        Err(fault) => found.faults.push(fault),
    }
    found.table(path, NEWS_ML)
}

/// Reads XML.
///
/// # Errors
/// A clause that says what is wrong.
pub(super) fn tree(text: &str) -> Result<Document<'_>, String> {
    let rest = match text.find("<!DOCTYPE") {
        None => text,
        Some(at) => {
            let after = &text[at..];
            let end = after.find('>').unwrap_or(after.len());
            if after[..end].contains('[') {
                return Err("the file declares entities, which are not followed".to_owned());
            }
            after.get(end + 1..).unwrap_or_default()
        }
    };
    if depth(rest) > DEEPEST {
        return Err(format!("the file is nested more than {DEEPEST} deep"));
    }
    let options = ParsingOptions {
        nodes_limit: MOST_NODES,
        ..ParsingOptions::default()
    };
    Document::parse_with_options(rest, options)
        .map_err(|error| format!("the file is damaged or cut off ({error})"))
}

/// Returns how deep elements are nested at most, as tags say.
fn depth(xml: &str) -> usize {
    let (mut open, mut most) = (0usize, 0usize);
    for (at, _) in xml.match_indices('<') {
        let tag = &xml[at + 1..];
        if tag.starts_with('/') {
            open = open.saturating_sub(1);
        } else if !tag.starts_with(['!', '?']) {
            open += 1;
            most = most.max(open);
            // The next of these ends the tag, but for signs within values, which only make it look deeper.
            let end = tag.find(['<', '>']).unwrap_or(tag.len());
            if tag[..end].ends_with('/') {
                open -= 1;
            }
        }
    }
    most
}

/// Returns the words within an element.
pub(super) fn words(node: Node<'_, '_>) -> String {
    let texts = node.descendants().filter(Node::is_text);
    texts.filter_map(|text| text.text()).collect()
}

fn record(item: Node<'_, '_>) -> Record {
    let element = |names: &[&str]| {
        names.iter().find_map(|name| {
            let mut within = item.descendants().filter(|node| node.has_tag_name(*name));
            within.find_map(|node| some(&words(node)))
        })
    };
    let attribute = |element: &str, name: &str| {
        let mut within = item.descendants().filter(|node| node.has_tag_name(element));
        within.find_map(|node| node.attribute(name).and_then(some))
    };
    let said = |name: &str| {
        let mut within = item.descendants().filter(|node| {
            let is_it = node.attribute("element") == Some(name);
            node.has_tag_name("dc") && is_it
        });
        within.find_map(|node| node.attribute("value").and_then(some))
    };
    let language = item
        .attribute(("http://www.w3.org/XML/1998/namespace", "lang"))
        .map(str::to_owned)
        .or_else(|| attribute("language", "tag"))
        .or_else(|| attribute("Language", "FormalName"));
    Record {
        id: item
            .attribute("itemid")
            .or_else(|| item.attribute("guid"))
            .and_then(some)
            .or_else(|| attribute("doc-id", "id-string"))
            .or_else(|| element(&IDS)),
        title: element(&TITLES),
        date: day(item, &element),
        publisher: said("dc.source")
            .or_else(|| attribute("pubdata", "name"))
            .or_else(|| attribute("provider", "literal"))
            .or_else(|| element(&["provider", "Provider"]))
            .or_else(|| said("dc.publisher"))
            .or_else(|| attribute("doc.copyright", "holder")),
        byline: element(&AUTHORS).as_deref().and_then(author),
        language,
        url: None,
        body: body(item),
        other: said("dc.creator.location")
            .map(|place| ("place".to_owned(), place))
            .into_iter()
            .collect(),
    }
}

fn day(item: Node<'_, '_>, element: &dyn Fn(&[&str]) -> Option<String>) -> Option<String> {
    let norms = item
        .descendants()
        .filter_map(|node| node.attribute("norm"))
        .map(str::to_owned);
    let said = item.attribute("date").map(str::to_owned).into_iter();
    let elements = DAYS.iter().filter_map(|name| element(&[*name]));
    said.chain(elements).chain(norms).find_map(|said| {
        // `20250224T091200Z`
        let digits = said.get(..8);
        let packed = digits.filter(|digits| super::is_number(digits));
        match packed {
            Some(day) => date::whole(&format!("{}-{}-{}", &day[..4], &day[4..6], &day[6..])),
            None => date::within(said.split('T').next().unwrap_or(&said)),
        }
    })
}

/// Returns the paragraphs of an item, else all that its text holds.
fn body(item: Node<'_, '_>) -> String {
    let is_paragraph = |node: &Node<'_, '_>| node.has_tag_name("p");
    let paragraphs = item.descendants().filter(|node| {
        let is_inner = node.ancestors().skip(1).any(|above| is_paragraph(&above));
        is_paragraph(node) && !is_inner
    });
    let all: Vec<String> = paragraphs.filter_map(|node| some(&words(node))).collect();
    if !all.is_empty() {
        return all.join("\n\n");
    }
    let wholes = ["text", "body.content", "DataContent", "inlineData", "body"];
    let whole = wholes.iter().find_map(|name| {
        let mut within = item.descendants().filter(|node| node.has_tag_name(*name));
        within.find_map(|node| some(&words(node)))
    });
    whole.unwrap_or_default()
}
