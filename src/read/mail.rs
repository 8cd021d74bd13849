//! Mails: the subject as the title, and the text that a mail program would show.
//!
//! A mailbox (`mbox`) holds many: each begins with a line `From …` at its start or after a blank line. A mail is named
//! by its Message-ID.

use std::ops::Range;

use mail_parser::{Message, MessageParser, PartType};

use super::head::Markup;
use super::html::put_above;
use super::names::Names;
use super::{Draft, Part, Source, Table, blocks, date, decode, html, plain, unreadable};
use crate::model::article::Metadata;
use crate::model::problem::Problem;

/// How a mail begins in a mailbox.
const FROM: &[u8] = b"From ";

/// Reads a file; see [`super::read`].
pub(super) fn read(source: Source<'_>) -> Result<Draft, Problem> {
    let Source { path, bytes, .. } = source;
    if bytes.is_empty() {
        return Err(unreadable(path, "the file is empty"));
    }
    let none = || {
        let (what, hint) = decode::not_a("mail", bytes);
        unreadable(path, what).hinted(hint)
    };
    if decode::other_format(bytes).is_some() {
        return Err(none());
    }
    let mail = MessageParser::default().parse(bytes).ok_or_else(none)?;
    draft(path, &mail)
}

/// Reads metadata from the first bytes of a file.
pub(super) fn peek(source: Source<'_>) -> Metadata {
    let mail = MessageParser::default().parse(source.bytes);
    mail.map_or_else(Metadata::default, |mail| metadata(&mail))
}

/// Reads a page that a browser saved with all that belongs to it (`mhtml`), which has the form of a mail.
pub(super) fn read_page(source: Source<'_>) -> Result<Draft, Problem> {
    let Source { path, bytes, .. } = source;
    if bytes.is_empty() {
        return Err(unreadable(path, "the file is empty"));
    }
    let none = || {
        let (what, hint) = decode::not_a("saved page", bytes);
        unreadable(path, what).hinted(hint)
    };
    let mail = MessageParser::default().parse(bytes).ok_or_else(none)?;
    let mut pages = mail.parts.iter().filter_map(|part| match &part.body {
        PartType::Html(page) => Some(page),
        _ => None,
    });
    let page = pages.next().ok_or_else(none)?;
    let mut draft = html::draft(path, page)?;
    let from = mail.header_raw("Snapshot-Content-Location");
    let from = from.map(blocks::line).filter(|url| url.starts_with("http"));
    draft.meta.url = draft.meta.url.take().or(from);
    Ok(draft)
}

fn draft(path: &str, mail: &Message<'_>) -> Result<Draft, Problem> {
    let text = body(path, mail)?;
    if text.is_empty() {
        return Err(unreadable(path, "the mail holds no text"));
    }
    let mut draft = plain::draft(text, Markup::None);
    let said = metadata(mail);
    let meta = &mut draft.meta;
    meta.date = said.date.or(meta.date.take());
    meta.byline = said.byline.or(meta.byline.take());
    if let Some(title) = said.title {
        put_above(&mut draft, title);
    }
    Ok(draft)
}

fn metadata(mail: &Message<'_>) -> Metadata {
    let subject = mail.subject().map(blocks::line);
    let date = mail.date().and_then(|sent| {
        let (year, month, day) = (sent.year, sent.month, sent.day);
        date::whole(&format!("{year:04}-{month:02}-{day:02}"))
    });
    let sender = mail.from().and_then(|from| from.first());
    let name = sender.and_then(|sender| sender.name());
    Metadata {
        title: subject.filter(|subject| !subject.is_empty()),
        date,
        byline: name.map(blocks::line).filter(|name| !name.is_empty()),
        ..Metadata::default()
    }
}

/// Returns the text of a mail's bodies; attachments are none.
fn body(path: &str, mail: &Message<'_>) -> Result<String, Problem> {
    let mut text = String::new();
    for part in mail.text_bodies() {
        let more = match &part.body {
            PartType::Text(words) => words.replace("\r\n", "\n"),
            PartType::Html(page) => html::all_words(path, page)?,
            _ => continue,
        };
        let more = more.trim();
        if !more.is_empty() && !text.is_empty() {
            text.push_str("\n\n");
        }
        text.push_str(more);
    }
    Ok(text)
}

/// Lists the mails of a mailbox; see [`super::table`].
pub(super) fn list(path: &str, bytes: &[u8]) -> Option<Table> {
    let mut table = Table::default();
    let mut names = Names::default();
    for place in places(bytes) {
        let mail = &bytes[place.clone()];
        let read = MessageParser::default().parse_headers(mail);
        let id = read.as_ref().and_then(|mail| mail.message_id());
        match names.name(id, mail) {
            Ok(id) => table.parts.push(Part { id, bytes: place }),
            Err(what) => {
                let line = bytes[..place.start].split(|byte| *byte == b'\n').count();
                let problem = unreadable(path, format!("a mail is left out: {what}"));
                table.problems.push(problem.at(line, 1));
            }
        }
    }
    (!table.parts.is_empty()).then_some(table)
}

/// Reads one mail of a mailbox; see [`super::part`].
pub(super) fn part(path: &str, file: &[u8], place: Range<usize>) -> Result<Draft, Problem> {
    let mail = file.get(place).unwrap_or_default();
    let bytes = unquoted(mail);
    let none = || unreadable(path, "no mail can be read from this part of the file");
    let mail = MessageParser::default().parse(&bytes).ok_or_else(none)?;
    draft(path, &mail)
}

/// Returns where mails are in a mailbox, without the line before each.
fn places(bytes: &[u8]) -> Vec<Range<usize>> {
    let mut places: Vec<Range<usize>> = Vec::new();
    let (mut at, mut is_free) = (0, true);
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        let end = at + line.len();
        if is_free && line.starts_with(FROM) {
            if let Some(last) = places.last_mut() {
                last.end = at;
            }
            places.push(end..bytes.len());
        }
        is_free = line.trim_ascii().is_empty();
        at = end;
    }
    places.retain(|place| !bytes[place.clone()].trim_ascii().is_empty());
    places
}

/// Takes away the mark that mailboxes set before lines that begin like a mail: `>From`.
fn unquoted(mail: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(mail.len());
    for line in mail.split_inclusive(|byte| *byte == b'\n') {
        let bare = line.strip_prefix(b">").filter(|bare| {
            let marks = bare.iter().take_while(|byte| **byte == b'>').count();
            bare[marks..].starts_with(FROM)
        });
        bytes.extend_from_slice(bare.unwrap_or(line));
    }
    bytes
}

#[cfg(test)]
mod tests {
    use crate::read;

    const PLAIN: &str = "From: Anna Berg <anna@wire.example>\r\nSubject: =?utf-8?q?Talks_end_=E2=80=93_no_deal?=\r\n\
        Date: Mon, 24 Feb 2025 09:12:00 +0100\r\nMessage-ID: <a1@wire.example>\r\nContent-Type: text/plain; charset=windows-1252\r\n\
        Content-Transfer-Encoding: quoted-printable\r\n\r\n=93We never agreed,=94 said Ortiz.\r\n\r\nThe end.\r\n";

    const PAGE: &str = "From: Jan\nSubject: Two\nContent-Type: text/html; charset=utf-8\n\n<p>One <b>two</b>.</p><p>Three.</p>\n";

    #[test]
    fn a_mail_is_its_subject_and_its_text() {
        let article = read::read("a.eml", PLAIN.as_bytes()).unwrap();
        assert_eq!(
            &*article.text,
            "Talks end – no deal\n\n“We never agreed,” said Ortiz.\n\nThe end."
        );
        assert_eq!(article.meta.date.as_deref(), Some("2025-02-24"));
        assert_eq!(article.meta.byline.as_deref(), Some("Anna Berg"));
        assert_eq!(article.meta.title.as_deref(), Some("Talks end – no deal"));
        let article = read::read("a.eml", PAGE.as_bytes()).unwrap();
        assert_eq!(&*article.text, "Two\n\nOne two.\n\nThree.");
    }

    #[test]
    fn a_mailbox_holds_its_mails_by_their_names() {
        let mbox = format!(
            "From a@b Mon Feb 24 09:12:00 2025\r\n{PLAIN}\r\nFrom b@c Mon Feb 24 09:12:00 2025\n{PAGE}\n>From here on.\nFrom there.\n",
        );
        let table = read::table("m.mbox", mbox.as_bytes()).unwrap();
        assert_eq!(table.problems, []);
        let ids: Vec<&str> = table.parts.iter().map(|part| part.id.as_str()).collect();
        assert_eq!(ids.len(), 2, "{ids:?}");
        assert_eq!(ids[0], "a1@wire.example");
        let article = |number: usize| {
            let part = &table.parts[number];
            let id = read::article_id(&format!("m.mbox#{number}"));
            read::part(&id, mbox.as_bytes(), part.bytes.clone()).unwrap()
        };
        assert!(article(0).text.ends_with("The end."));
        assert!(
            article(1).text.contains("From here on. From there."),
            "{}",
            &*article(1).text
        );
        assert_eq!(read::table("m.mbox", b"Nothing of the kind.\n"), None);
    }

    #[test]
    fn a_page_that_was_saved_whole_is_read() {
        let page = include_str!("../../tests/fixtures/pages/talks.html");
        let page = page.replace(
            "<link rel=\"canonical\" href=\"https://wire.example/harbour\">",
            "",
        );
        let file = format!(
            "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://wire.example/saved\r\nMIME-Version: 1.0\r\n\
             Content-Type: multipart/related; type=\"text/html\"; boundary=\"----b\"\r\n\r\n------b\r\nContent-Type: text/html\r\n\
             Content-Transfer-Encoding: binary\r\n\r\n{page}\r\n------b\r\nContent-Type: text/css\r\n\r\np {{}}\r\n------b--\r\n"
        );
        let article = read::read("a.mhtml", file.as_bytes()).unwrap();
        let expected = include_str!("../../tests/fixtures/pages/talks.txt");
        assert_eq!(&*article.text, expected.trim_end());
        assert_eq!(
            article.meta.url.as_deref(),
            Some("https://wire.example/saved")
        );
        assert_eq!(
            read::read("a.mht", b"\n").unwrap_err().hint,
            "Let its name end in what it is, as .txt"
        );
    }

    #[test]
    fn what_is_no_mail_is_named() {
        for bytes in [&b"%PDF-1.7\n"[..], b"", b"Subject: x\n\n \n"] {
            assert!(read::read("a.eml", bytes).is_err());
        }
    }
}
