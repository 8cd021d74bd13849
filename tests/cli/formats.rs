//! Articles of every format in one project: all are read, and what cannot be is named with its reason.

use std::io::{Cursor, Write as _};

use serde_json::Value;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::Project;

const PAGE: &str = include_str!("../fixtures/pages/talks.html");

const SAID: &str = "“We never agreed to any of this,” said Maria Ortiz";

fn packed(name: &str, content: &str) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    archive.start_file(name, options).unwrap();
    archive.write_all(content.as_bytes()).unwrap();
    archive.finish().unwrap().into_inner()
}

/// Writes the same words in every format.
fn project() -> Project {
    let project = Project::empty();
    let word = format!("<w:document><w:p><w:r><w:t>{SAID}</w:t></w:r></w:p></w:document>");
    let open = format!("<office:text><text:p>{SAID}</text:p></office:text>");
    for (name, bytes) in [
        ("a.txt", SAID.as_bytes().to_vec()),
        ("b.md", SAID.as_bytes().to_vec()),
        ("c.html", PAGE.as_bytes().to_vec()),
        ("d.docx", packed("word/document.xml", &word)),
        ("e.odt", packed("content.xml", &open)),
        (
            "f.rtf",
            format!(
                "{{\\rtf1\\ansi {}}}",
                SAID.replace('“', "\\'93").replace('”', "\\'94")
            )
            .into_bytes(),
        ),
        (
            "g.eml",
            format!("Subject: Talks\nContent-Type: text/plain; charset=utf-8\n\n{SAID}\n")
                .into_bytes(),
        ),
        (
            "h.srt",
            format!("1\n00:00:01,000 --> 00:00:02,000\n{SAID}\n").into_bytes(),
        ),
        ("i.csv", format!("id,text\nrow,\"{SAID}\"\n").into_bytes()),
        (
            "j.mbox",
            format!(
                "From a\nMessage-ID: <m@x>\nContent-Type: text/plain; charset=utf-8\n\n{SAID}\n"
            )
            .into_bytes(),
        ),
    ] {
        project.write(name, &bytes);
    }
    project
}

#[test]
fn every_format_gives_its_words() {
    let project = project();
    project.check(
        "check",
        0,
        "",
        "0 problems in 10 articles and 0 sidecars with 0 statements\n",
    );
    for path in [
        "a.txt",
        "b.md",
        "c.html",
        "d.docx",
        "e.odt",
        "f.rtf",
        "g.eml",
        "h.srt",
        "i.csv#row",
        "j.mbox#m%40x",
    ] {
        let ran = project.run(&["text", path]);
        assert_eq!(ran.status, Some(0), "{path}: {}", ran.err);
        assert!(ran.out.contains(SAID), "{path}: {}", ran.out);
    }
    let found: Value =
        serde_json::from_str(&project.run(&["text", "--json", "c.html"]).out).unwrap();
    assert_eq!(found["meta"]["byline"], "Anna Berg");
}

#[test]
fn what_is_not_what_its_name_says_is_named() {
    let project = project();
    let whole = packed("word/document.xml", &"One. ".repeat(2000));
    let files: [(&str, &[u8]); 8] = [
        ("1.docx", b"{\\rtf1 One.}"),
        ("2.docx", &whole[..60]),
        ("3.docx", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"),
        ("4.html", b"<html><body></body></html>"),
        ("5.rtf", b"{\\rtf1 One"),
        ("6.txt", b"{\\rtf1 One.}"),
        ("7.srt", b"One."),
        ("8.eml", b"%PDF-1.7"),
    ];
    for (path, bytes) in files {
        project.write(path, bytes);
    }
    let ran = project.run(&["check", "-q"]);
    assert_eq!(ran.status, Some(1));
    let said: Vec<&str> = ran.out.lines().collect();
    for (line, expected) in said.iter().zip([
        "1.docx: the file is no document of this kind but a rich text (RTF) file. Let its name end in .rtf",
        "2.docx: the document is damaged or cut off (",
        "3.docx: the document is protected by a password, or of an old Word version. ",
        "4.html: no article can be told from the rest of the page. ",
        "5.rtf: the document is cut off",
        "6.txt: the file is not text but a rich text (RTF) file. Let its name end in .rtf",
        "7.srt: the file holds no subtitles. ",
        "8.eml: the file is no mail but a PDF file. ",
    ]) {
        assert!(line.starts_with(expected), "{line}");
    }
    assert_eq!(said.len(), 8, "{}", ran.out);
    // The rest goes on.
    let ran = project.run(&["text", "d.docx"]);
    assert_eq!(ran.status, Some(0), "{}", ran.err);
}
