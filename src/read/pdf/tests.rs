//! Small files put together by hand.

use std::fmt::Write as _;

use crate::read;

/// Puts a file together: a page for each content, and what the trailer says beside.
fn file(contents: &[&str], trailer: &str) -> Vec<u8> {
    let pages: Vec<usize> = (0..contents.len()).map(|at| 4 + 2 * at).collect();
    let kids: Vec<String> = pages.iter().map(|page| format!("{page} 0 R")).collect();
    let kids = kids.join(" ");
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        format!(
            "<< /Type /Pages /Count {} /Kids [{kids}] /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> >>",
            pages.len()
        ),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
            .to_owned(),
    ];
    for (content, page) in contents.iter().zip(&pages) {
        let stream = page + 1;
        objects.push(format!(
            "<< /Type /Page /Parent 2 0 R /Contents {stream} 0 R >>"
        ));
        let length = content.len();
        objects.push(format!(
            "<< /Length {length} >>\nstream\n{content}\nendstream"
        ));
    }
    let mut out = String::from("%PDF-1.4\n");
    let mut places = Vec::new();
    for (at, object) in objects.iter().enumerate() {
        places.push(out.len());
        writeln!(out, "{} 0 obj\n{object}\nendobj", at + 1).unwrap();
    }
    let (start, size) = (out.len(), objects.len() + 1);
    write!(out, "xref\n0 {size}\n0000000000 65535 f \n").unwrap();
    for place in places {
        writeln!(out, "{place:010} 00000 n ").unwrap();
    }
    write!(
        out,
        "trailer\n<< /Size {size} /Root 1 0 R {trailer} >>\nstartxref\n{start}\n%%EOF\n"
    )
    .unwrap();
    out.into_bytes()
}

/// Draws lines 14 points apart from the top of a page.
fn drawn(lines: &[&str]) -> String {
    let mut content = String::from("BT /F1 12 Tf 14 TL 50 780 Td\n");
    for line in lines {
        writeln!(content, "({line}) Tj T*").unwrap();
    }
    content + "ET"
}

const FULL: &str =
    "The talks about the harbour of Harlow ended late on Monday with no deal, and no-";

#[test]
fn the_words_of_a_file_are_read() {
    let first = drawn(&[FULL, "body said when they would go on.", "“Never.”"]);
    let first = first.replace('“', "\\223").replace('”', "\\224");
    let bytes = file(&[&first, &drawn(&["More."])], "");
    let article = read::read("a.pdf", &bytes).unwrap();
    let expected = format!(
        "{}body said when they would go on.\n\n“Never.”\n\nMore.",
        FULL.strip_suffix('-').unwrap()
    );
    assert_eq!(&*article.text, expected);
    assert_eq!(article.reader.name, "PDF");
    assert_eq!(read::read("a.pdf", &bytes).unwrap(), article);
}

#[track_caller]
fn check_refused(bytes: &[u8], expected: &str) {
    let problem = read::read("a.pdf", bytes).unwrap_err();
    let said = problem.to_string();
    assert!(said.starts_with(&format!("a.pdf: {expected}")), "{said}");
}

#[test]
fn what_has_no_text_is_named() {
    check_refused(b"", "the file is empty");
    check_refused(b"PK\x03\x04", "the file is no PDF file but a zip archive");
    check_refused(b"One.", "the file is no PDF file but something else");
    check_refused(b"%PDF-1.4\nnothing", "the PDF file is damaged or cut off");
    let scan = file(&["0 0 595 842 re f"], "");
    check_refused(
        &scan,
        "the PDF file holds pictures of its pages and no text. Let a program",
    );
    check_refused(
        &scan[..scan.len() / 2],
        "the PDF file is damaged or cut off",
    );
    check_refused(
        &file(&["BT /F9 12 Tf (One.) Tj ET"], ""),
        "page 1 of the PDF file cannot be read",
    );
}
