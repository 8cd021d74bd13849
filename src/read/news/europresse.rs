//! Europresse: pages of articles one after the other, in two layouts.

use dom_query::{Document, NodeRef};

use super::{EUROPRESSE, Found, Record, Table, decoded, first, piece, some, tag_around};
use crate::read::{blocks, date};

/// Longest line under a title that says who wrote the article, in bytes.
const LONGEST_NAME: usize = 100;

/// Lists the articles of a page; see [`crate::read::table`].
pub(in crate::read) fn list(path: &str, bytes: &[u8]) -> Option<Table> {
    let page = decoded(path, bytes)?;
    let mut found = Found::default();
    for html in found.pieces(&page, &starts(&page)) {
        found.take(piece(path, html, &record));
    }
    found.table_if_any(path, EUROPRESSE)
}

/// Returns where the articles begin: at the names of their papers, or at the elements that they are.
fn starts(page: &str) -> Vec<usize> {
    let papers: Vec<usize> = page
        .match_indices("DocPublicationName")
        .filter_map(|(at, _)| tag_around(page, at))
        .collect();
    if papers.is_empty() || !page.contains("docOcurrContainer") {
        return papers;
    }
    page.match_indices("<article").map(|(at, _)| at).collect()
}

fn record(page: &Document) -> Record {
    let mut record = Record {
        publisher: first(page, "[class*='DocPublicationName']")
            .as_deref()
            .and_then(paper),
        ..Record::default()
    };
    let heads = page.select("[class*='DocHeader']");
    let said: String = heads
        .nodes()
        .iter()
        .map(|head| head.text().to_string())
        .collect();
    record.keep_date(&blocks::line(&said));
    let section = said.split(',').next().and_then(some);
    let is_section = |said: &String| date::within(said).is_none();
    if let Some(section) = section.filter(|_| said.contains(',')).filter(is_section) {
        record.keep("section", &section);
    }
    let found = page.select(".titreArticleVisu, .TitreArticleVisu, .rdp__articletitle");
    let Some(title) = found.nodes().first() else {
        return record;
    };
    record.title = some(&blocks::text(*title));
    let newer = page.select(".docOcurrContainer");
    let text = match newer.nodes().first() {
        Some(text) => {
            record.byline = first(page, ".sm-margin-bottomNews");
            blocks::text(*text)
        }
        None => below(&mut record, *title),
    };
    let (body, id) = without_end(&text);
    record.body = body;
    record.id = id.or_else(|| first(page, ".publiC-lblNodoc"));
    record
}

/// Returns what follows a title, but for who wrote it, which stands alone above the first paragraph.
fn below(record: &mut Record, title: NodeRef<'_>) -> String {
    let mut html = String::new();
    let mut next = title.next_sibling();
    while let Some(node) = next {
        html.push_str(&node.html());
        next = node.next_sibling();
    }
    let (above, rest) = html.split_once("<p>").unwrap_or(("", html.as_str()));
    let bare = above.trim_end();
    let name = blocks::text(Document::from(above).root());
    let is_name = bare.ends_with("<br>") && !name.is_empty() && name.len() <= LONGEST_NAME;
    if is_name && !name.contains('\n') {
        record.byline = some(&name);
        return blocks::text(Document::from(rest).root());
    }
    blocks::text(Document::from(html.as_str()).root())
}

/// Cuts off what the database sets under an article; returns the number that it gives there.
fn without_end(text: &str) -> (String, Option<String>) {
    let mut body: Vec<&str> = Vec::new();
    let (mut is_over, mut id) = (false, None);
    for paragraph in text.split("\n\n") {
        let number = paragraph
            .split_whitespace()
            .find(|word| word.starts_with("news·"));
        is_over |= paragraph.starts_with('©') || number.is_some();
        id = id.or_else(|| number.map(str::to_owned));
        if !is_over {
            body.push(paragraph);
        }
    }
    (body.join("\n\n"), id)
}

/// Returns a paper's name without the number of its issue: `Magazine, no. 5968`.
fn paper(said: &str) -> Option<String> {
    let bare = said.split(", no").next().unwrap_or(said);
    some(bare)
}
