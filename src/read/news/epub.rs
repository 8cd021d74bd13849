//! E-papers and electronic books (EPUB): each document of the reading order is an article, since e-papers have one for each
//! article and books one for each chapter. What has no text (covers) and tables of contents are none.

use std::collections::BTreeMap;

use dom_query::Document;
use roxmltree::Node;

use super::newsml::{self, words};
use super::{E_BOOK, Found, Record, Table, author, first, piece, some};
use crate::read::office::{self, Archive};
use crate::read::{blocks, decode};

/// Most bytes of all documents when unpacked.
const LARGEST: usize = 128 * 1024 * 1024;

/// How the list of what is encrypted speaks of texts; fonts are made unreadable in another way.
const LOCKED: &str = "http://www.w3.org/2001/04/xmlenc#";

/// Elements within which a page of the web has nothing but text.
const SWALLOWERS: [&str; 5] = ["iframe", "script", "style", "textarea", "title"];

/// Lists the articles of a file; see [`crate::read::table`].
pub(in crate::read) fn list(path: &str, bytes: &[u8]) -> Option<Table> {
    let mut found = Found::default();
    if let Err(fault) = read(path, bytes, &mut found) {
        found.faults.push(fault);
    }
    if found.records.is_empty() && found.faults.is_empty() {
        found.faults.push("the book holds no text".to_owned());
    }
    found.table(path, E_BOOK)
}

/// What a book says of itself.
#[derive(Default)]
struct Book {
    about: Record,
    /// The documents in their order: what they are called, and where they lie.
    documents: Vec<(String, String)>,
}

fn read(path: &str, bytes: &[u8], found: &mut Found) -> Result<(), String> {
    if !bytes.starts_with(b"PK") {
        return Err(decode::not_a("electronic book", bytes).0);
    }
    let mut archive = office::archive(bytes)?;
    let locked = office::packed_part(&mut archive, "META-INF/encryption.xml");
    if locked.is_ok_and(|xml| String::from_utf8_lossy(&xml).contains(LOCKED)) {
        return Err("the book is protected against copying".to_owned());
    }
    let book = book(&mut archive)?;
    let mut left = LARGEST;
    for (id, place) in book.documents {
        let Ok(page) = office::packed_part(&mut archive, &place) else {
            let fault = format!("the document {place:?} of the book is missing or damaged");
            found.faults.push(fault);
            continue;
        };
        left = left.checked_sub(page.len()).ok_or_else(|| {
            let most = LARGEST / 1024 / 1024;
            format!("the book is too large (at most {most} MiB of text are read)")
        })?;
        let page = without_empty(&String::from_utf8_lossy(&page));
        let record = piece(path, &page, &|page: &Document| Record {
            id: Some(id.clone()),
            title: first(page, "h1").or_else(|| first(page, "h2, h3")),
            body: blocks::text(page.root()),
            ..book.about.clone()
        });
        match record {
            Ok(record) if record.body.is_empty() => {}
            record => found.take(record),
        }
    }
    Ok(())
}

/// Takes out elements that XML closes at once: in a page of the web they would swallow all that follows.
fn without_empty(page: &str) -> String {
    let mut kept = String::with_capacity(page.len());
    let mut rest = page;
    while let Some(at) = rest.find('<') {
        let tag = rest[at..].find('>').map_or(rest.len(), |end| at + end + 1);
        let name = rest[at + 1..tag]
            .split(|char: char| !char.is_ascii_alphanumeric())
            .next();
        let is_swallower = name.is_some_and(|name| SWALLOWERS.contains(&name));
        let is_empty = is_swallower && rest[..tag].ends_with("/>");
        kept.push_str(&rest[..if is_empty { at } else { tag }]);
        rest = &rest[tag..];
    }
    kept.push_str(rest);
    kept
}

/// Reads what a book says of itself, and which documents it has.
fn book(archive: &mut Archive<'_>) -> Result<Book, String> {
    let mut part = |name: &str| {
        let xml = office::packed_part(archive, name)?;
        String::from_utf8(xml).map_err(|error| format!("{name} is damaged ({error})"))
    };
    let container = part("META-INF/container.xml")?;
    let container = newsml::tree(container.trim_start_matches('\u{feff}'))?;
    let place = container
        .descendants()
        .filter(|node| node.has_tag_name("rootfile"))
        .find_map(|node| node.attribute("full-path"))
        .ok_or("the file does not say where its book is")?;
    let package = part(place)?;
    let package = newsml::tree(package.trim_start_matches('\u{feff}'))?;
    let folder = place.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut items = BTreeMap::new();
    for item in package
        .descendants()
        .filter(|node| node.has_tag_name("item"))
    {
        let is_list = item
            .attribute("properties")
            .is_some_and(|all| all.split_whitespace().any(|one| one == "nav"));
        let is_page = item
            .attribute("media-type")
            .is_some_and(|kind| kind.contains("html"));
        if let (Some(id), Some(href)) = (item.attribute("id"), item.attribute("href"))
            && is_page
            && !is_list
        {
            items.insert(id, located(folder, href));
        }
    }
    let order = package
        .descendants()
        .filter(|node| node.has_tag_name("itemref") && node.attribute("linear") != Some("no"));
    let documents = order
        .filter_map(|node| node.attribute("idref"))
        .filter_map(|id| Some((id.to_owned(), items.get(id)?.clone())))
        .collect();
    Ok(Book {
        about: about(package.root_element()),
        documents,
    })
}

fn about(package: Node<'_, '_>) -> Record {
    let said = |name: &str| {
        let mut within = package
            .descendants()
            .filter(|node| node.has_tag_name(("http://purl.org/dc/elements/1.1/", name)));
        within.find_map(|node| some(&words(node)))
    };
    let mut record = Record {
        byline: said("creator").as_deref().and_then(author),
        publisher: said("publisher"),
        language: said("language"),
        url: said("source").filter(|url| url.starts_with("http")),
        ..Record::default()
    };
    if let Some(date) = said("date") {
        record.keep_date(date.split('T').next().unwrap_or(&date));
    }
    if let Some(title) = said("title") {
        record.keep("book", &title);
    }
    record
}

/// Returns where a document lies in the archive: relative to a folder, percent-encoded.
fn located(folder: &str, href: &str) -> String {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    let href = href.split('#').next().unwrap_or(href);
    for part in href.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    decoded(&parts.join("/"))
}

fn decoded(href: &str) -> String {
    let mut bytes = Vec::with_capacity(href.len());
    let mut rest = href.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let digits = after.get(..2).filter(|_| byte == b'%');
        let digits = digits.and_then(|digits| std::str::from_utf8(digits).ok());
        let number = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(number.unwrap_or(byte));
        rest = if number.is_some() { &after[2..] } else { after };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
