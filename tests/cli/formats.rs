//! Articles of every format in one project: all are read, and what cannot be is named with its reason.

use std::io::{Cursor, Write as _};

use serde_json::Value;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::Project;

const PAGE: &str = include_str!("../fixtures/pages/talks.html");

const PDF: &[u8] = include_bytes!("../fixtures/pages/talks.pdf");

const SAID: &str = "“We never agreed to any of this,” said Maria Ortiz";

fn packed(name: &str, content: &str) -> Vec<u8> {
    packed_all(&[(name, content)])
}

fn packed_all(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, content) in parts {
        archive.start_file(*name, options).unwrap();
        archive.write_all(content.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

/// Makes a page of Factiva that holds two articles.
fn factiva() -> String {
    let article = |number: u32, words: &str| {
        format!(
            "<div id=\"article-x\" class=\"article\"><div class=\"article enArticle\"><div id=\"hd\"><span>Talks {number}</span></div>\
             <div>9 words</div><div>24 February 2025</div><div>The Wire</div><p class=\"articleParagraph\">{words}</p>\
             <p>Document WIRE000020250224el2o{number:05}</p></div></div>"
        )
    };
    let (first, second) = (article(1, SAID), article(2, "More."));
    format!("<html><head><title>Factiva</title></head><body>{first}{second}</body></html>")
}

/// Makes a download of Nexis Uni that holds two articles.
fn nexis() -> Vec<u8> {
    let article = |title: &str, words: &str| {
        [
            title,
            "The Wire",
            "July 1, 2019 Monday",
            "Length: 9 words",
            "Body",
            words,
            "Load-Date: July 2, 2019",
            "End of Document",
        ]
        .map(|words| format!("<w:p><w:r><w:t>{words}</w:t></w:r></w:p>"))
        .concat()
    };
    let body = article("Talks end", SAID) + &article("Two", "More.");
    packed(
        "word/document.xml",
        &format!("<w:document>{body}</w:document>"),
    )
}

/// Makes a workbook with one row under its names.
fn workbook() -> Vec<u8> {
    let (main, of, package) = (
        "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "http://schemas.openxmlformats.org/package/2006/relationships",
    );
    let cell =
        |at: &str, text: &str| format!("<c r=\"{at}\" t=\"inlineStr\"><is><t>{text}</t></is></c>");
    let row = |at: u32, id: &str, text: &str| {
        let (first, second) = (cell(&format!("A{at}"), id), cell(&format!("B{at}"), text));
        format!("<row r=\"{at}\">{first}{second}</row>")
    };
    let rows = row(1, "id", "text") + &row(2, "row", SAID);
    let book = format!(
        "<workbook xmlns=\"{main}\" xmlns:r=\"{of}\"><sheets><sheet name=\"One\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
    );
    let links = format!(
        "<Relationships xmlns=\"{package}\"><Relationship Id=\"rId1\" Type=\"{of}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
    );
    let sheet = format!("<worksheet xmlns=\"{main}\"><sheetData>{rows}</sheetData></worksheet>");
    let whole = format!(
        "<Relationships xmlns=\"{package}\"><Relationship Id=\"rId1\" Type=\"{of}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
    );
    packed_all(&[
        ("_rels/.rels", whole.as_str()),
        ("xl/workbook.xml", book.as_str()),
        ("xl/_rels/workbook.xml.rels", links.as_str()),
        ("xl/worksheets/sheet1.xml", sheet.as_str()),
    ])
}

/// Makes an e-paper of one article.
fn e_paper() -> Vec<u8> {
    let page = format!("<html><body><h1>Talks end</h1><p>{SAID}</p></body></html>");
    packed_all(&[
        (
            "META-INF/container.xml",
            "<container><rootfiles><rootfile full-path=\"content.opf\"/></rootfiles></container>",
        ),
        (
            "content.opf",
            "<package><manifest><item id=\"a1\" href=\"a.xhtml\" media-type=\"application/xhtml+xml\"/></manifest>\
             <spine><itemref idref=\"a1\"/></spine></package>",
        ),
        ("a.xhtml", page.as_str()),
    ])
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
        ("k.html", factiva().into_bytes()),
        (
            "l.xml",
            format!("<newsitem itemid=\"7\"><headline>Talks</headline><text><p>{SAID}</p></text></newsitem>")
                .into_bytes(),
        ),
        ("m.xlsx", workbook()),
        ("n.epub", e_paper()),
        ("o.pdf", PDF.to_vec()),
        ("p.docx", nexis()),
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
        "0 problems in 18 articles and 0 sidecars with 0 statements\n",
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
        "k.html#WIRE000020250224el2o00001",
        "l.xml#7",
        "m.xlsx#row",
        "n.epub#a1",
        "o.pdf",
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
fn a_pdf_file_is_read_without_what_every_page_has() {
    let project = Project::empty();
    project.write("o.pdf", PDF);
    project.check(
        "text o.pdf",
        0,
        "Harbour talks end without a deal\n\n\
         “We never agreed to any of this,” said Maria Ortiz, who leads the council of the island. The talks about the harbour \
         ended late on Monday, and nobody of the council said when they would go on.\n\n\
         The ferry goes on as before, its owners said, and the council meets again in spring, when the harbour is free of ice.\n\n\
         Nothing else was decided.",
        "",
    );
}

#[test]
fn a_download_is_its_articles_and_a_page_is_one() {
    let project = project();
    for path in ["k.html", "p.docx"] {
        let whole = project.run(&["text", path]);
        assert_eq!(whole.status, Some(2), "{path}: {}", whole.out);
        assert!(
            whole.err.contains("holds articles within it"),
            "{}",
            whole.err
        );
    }
    for path in ["c.html#x", "d.docx#x"] {
        let part = project.run(&["text", path]);
        assert_eq!(part.status, Some(2), "{path}: {}", part.out);
        assert!(
            part.err.contains("no download of a news database"),
            "{}",
            part.err
        );
    }
    let found = project.run(&["text", "--json", "k.html#WIRE000020250224el2o00001"]);
    let found: Value = serde_json::from_str(&found.out).unwrap();
    assert_eq!(found["meta"]["title"], "Talks 1");
    assert_eq!(found["meta"]["date"], "2025-02-24");
    assert_eq!(found["meta"]["publisher"], "The Wire");
}

#[test]
fn what_is_not_what_its_name_says_is_named() {
    let project = project();
    let whole = packed("word/document.xml", &"One. ".repeat(2000));
    let files: [(&str, &[u8]); 13] = [
        ("1.docx", b"{\\rtf1 One.}"),
        ("2.docx", &whole[..60]),
        ("3.docx", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"),
        ("4.html", b"<html><body></body></html>"),
        ("5.rtf", b"{\\rtf1 One"),
        ("6.txt", b"{\\rtf1 One.}"),
        ("7.srt", b"One."),
        ("8.eml", b"%PDF-1.7"),
        ("9.txt", PDF),
        ("91.pdf", &PDF[..PDF.len() / 2]),
        ("92.xlsx", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"),
        ("93.epub", b"%PDF-1.7"),
        ("94.xml", b"<newsitem><p>One.</p>"),
    ];
    for (path, bytes) in files {
        project.write(path, bytes);
    }
    let ran = project.run(&["check", "-q"]);
    assert_eq!(ran.status, Some(1));
    let said: Vec<&str> = ran.out.lines().collect();
    for (line, expected) in said.iter().zip([
        "92.xlsx: the file is protected by a password, or of an old Excel version. ",
        "93.epub: the file is no electronic book but a PDF file. ",
        "94.xml: the file is damaged or cut off (",
        "1.docx: the file is no document of this kind but a rich text (RTF) file. Let its name end in .rtf",
        "2.docx: the document is damaged or cut off (",
        "3.docx: the document is protected by a password, or of an old Word version. ",
        "4.html: no article can be told from the rest of the page. ",
        "5.rtf: the document is cut off",
        "6.txt: the file is not text but a rich text (RTF) file. Let its name end in .rtf",
        "7.srt: the file holds no subtitles. ",
        "8.eml: the file is no mail but a PDF file. ",
        "9.txt: the file is not text but a PDF file. Let its name end in .pdf",
        "91.pdf: the PDF file is damaged or cut off. ",
    ]) {
        assert!(line.starts_with(expected), "{line}");
    }
    assert_eq!(said.len(), 13, "{}", ran.out);
    // The rest goes on.
    let ran = project.run(&["text", "d.docx"]);
    assert_eq!(ran.status, Some(0), "{}", ran.err);
}
