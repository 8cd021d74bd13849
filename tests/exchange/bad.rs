//! Files that are damaged: what is wrong is named with its line, what is good is imported, and nothing is half written.

use std::fs;
use std::path::Path;

use onrecord::exchange::Format;
use onrecord::exchange::import::ImportError;
use tempfile::TempDir;

use crate::{complaints, import, write};

/// A line of doccano's, of a text of its own.
fn line(id: usize) -> String {
    format!("{{\"id\":{id},\"text\":\"One said {id}.\",\"label\":[[0,3,\"Quote\"]]}}\n")
}

/// Imports a file of doccano's; returns how many statements there are then, and everything that is complained of.
#[track_caller]
fn check(bytes: &[u8], statements: usize, expected: &[&str]) {
    let place = TempDir::new().unwrap();
    let from = place.path().join("in.jsonl");
    write(&from, bytes);
    let to = place.path().join("to");
    let report = import(&to, Format::Doccano, &from, Some("ann")).unwrap();
    assert_eq!(report.statements, statements);
    let complaints = complaints(&report);
    assert_eq!(complaints.len(), expected.len(), "{complaints:?}");
    for (found, expected) in complaints.iter().zip(expected) {
        assert!(found.contains(expected), "{found}");
    }
    if statements == 0 {
        assert!(!to.exists() || !to.join("annotations").exists());
    }
}

#[test]
fn good_records_are_imported_and_bad_ones_named() {
    let (one, two) = (line(1), line(2));
    check(format!("{one}{two}").as_bytes(), 2, &[]);
    check(format!("\u{feff}{one}").as_bytes(), 1, &[]);
    check(
        format!("{one}{}", &two[..20]).as_bytes(),
        1,
        &["in.jsonl:2:1: the record is cut off"],
    );
    check(
        format!("nothing\n{one}").as_bytes(),
        1,
        &["in.jsonl:1:1: it is no JSON"],
    );
    let wrong = [one.as_bytes(), b"{\"text\":\"caf\xE9\",\"label\":[]}\n"].concat();
    check(
        &wrong,
        1,
        &["in.jsonl:2:1: the line is not UTF-8 (byte 0xE9"],
    );
    let outside = two.replace("[0,3,", "[0,300,");
    check(
        format!("{one}{outside}").as_bytes(),
        1,
        &["in.jsonl:2:1: the span 0 300 is not in the text"],
    );
    let turned = two.replace("[0,3,", "[3,0,");
    check(
        format!("{one}{turned}").as_bytes(),
        1,
        &["empty or turned round"],
    );
    let deep = format!("{{\"text\":{}\n{one}", "[".repeat(100_000));
    check(deep.as_bytes(), 1, &["in.jsonl:1:1: "]);
}

#[test]
fn circles_are_broken() {
    let nested = |from: usize, to: usize| {
        format!("{{\"id\":{from},\"from_id\":{from},\"to_id\":{to},\"type\":\"nested_in\"}}")
    };
    let entity = |id: usize| {
        format!(
            "{{\"id\":{id},\"label\":\"Quote\",\"start_offset\":{id},\"end_offset\":{}}}",
            id + 1
        )
    };
    let (a, b) = (entity(1), entity(2));
    let (there, back) = (nested(1, 2), nested(2, 1));
    let record = format!(
        "{{\"text\":\"One said.\",\"entities\":[{a},{b}],\"relations\":[{there},{back}]}}\n"
    );
    check(
        record.as_bytes(),
        2,
        &["statements nested in what they hold"],
    );
}

#[test]
fn nothing_leads_out_of_the_project() {
    let climbing = |path: &str, annotator: &str| {
        format!(
            "{{\"text\":\"One said.\",\"label\":[[0,3,\"Quote\"]],\"onrecord\":{{\"path\":\"{path}\",\"annotator\":\"{annotator}\"}}}}\n"
        )
    };
    let good = climbing("articles/a.txt", "ann");
    for (path, annotator) in [
        ("../../out.txt", "ann"),
        ("/tmp/out.txt", "ann"),
        ("articles/../../out.txt", "ann"),
        ("articles/b.txt", "../ann"),
        ("articles/b.txt", "/ann"),
    ] {
        let place = TempDir::new().unwrap();
        let from = place.path().join("in.jsonl");
        let lines = format!("{good}{}", climbing(path, annotator));
        write(&from, lines.as_bytes());
        let to = place.path().join("to");
        let report = import(&to, Format::Doccano, &from, None).unwrap();
        assert_eq!(report.statements, 1, "{path} {annotator}");
        assert_eq!(complaints(&report).len(), 1, "{path} {annotator}");
        let names: Vec<_> = fs::read_dir(place.path()).unwrap().collect();
        assert_eq!(names.len(), 2);
    }
}

/// Expects that nothing is imported from a file of doccano's.
#[track_caller]
fn check_refused(bytes: &[u8], annotator: Option<&str>, expected: &str) {
    check_refused_of(Format::Doccano, bytes, annotator, expected);
}

#[track_caller]
fn check_refused_of(format: Format, bytes: &[u8], annotator: Option<&str>, expected: &str) {
    let place = TempDir::new().unwrap();
    let from = place.path().join("in.json");
    write(&from, bytes);
    let to = place.path().join("to");
    let refused = import(&to, format, &from, annotator);
    let Err(ImportError::Unusable(problem)) = refused else {
        panic!("{refused:?}");
    };
    assert!(problem.to_string().contains(expected), "{problem}");
    assert!(!to.exists());
}

#[test]
fn what_cannot_be_used_at_all_writes_nothing() {
    check_refused(line(1).as_bytes(), None, "Say it with --annotator");
    let wide: Vec<u8> = line(1).encode_utf16().flat_map(u16::to_le_bytes).collect();
    let wide = [&b"\xFF\xFE"[..], &wide].concat();
    check_refused(&wide, Some("ann"), "the file is UTF-16");
    let place = TempDir::new().unwrap();
    let missing = import(
        &place.path().join("to"),
        Format::Jsonl,
        Path::new("/no/file"),
        None,
    );
    assert!(missing.is_err());
}

#[test]
fn an_empty_document_is_refused() {
    for format in [Format::LabelStudio, Format::Cas, Format::W3c, Format::Refi] {
        check_refused_of(format, b"", Some("ann"), "in.json");
        check_refused_of(format, b"\n", Some("ann"), "in.json");
    }
    check_refused_of(Format::Cas, b"", Some("ann"), "the file is empty");
    check_refused_of(
        Format::LabelStudio,
        b"\xEF\xBB\xBF \n",
        None,
        "the file is empty",
    );
    let place = TempDir::new().unwrap();
    let from = place.path().join("in");
    write(&from.join("ann/one.json"), b"");
    let to = place.path().join("to");
    let refused = import(&to, Format::Cas, &from, None);
    assert!(matches!(refused, Err(ImportError::Unusable(_))));
    assert!(!to.exists());
}

#[test]
fn a_newer_format_and_other_words_are_refused() {
    let line = |format: usize, words: &str| {
        format!(
            "{{\"format\":{format},\"article\":{{\"path\":\"a.txt\",\"text\":\"One said.\"}},\"annotator\":{{\"id\":\"ann\"}},\"status\":\"done\",\"statements\":[{{\"id\":\"01\",\"kind\":\"direct\",\"quote\":[{{\"start\":0,\"end\":3,\"text\":\"{words}\"}}]}}]}}\n"
        )
    };
    let place = TempDir::new().unwrap();
    let from = place.path().join("in.jsonl");
    let to = place.path().join("to");
    write(&from, line(3, "One").as_bytes());
    let report = import(&to, Format::Jsonl, &from, None).unwrap();
    assert!(complaints(&report)[0].contains("newer"), "{report:?}");
    assert!(!to.exists());
    write(&from, line(2, "Two").as_bytes());
    let report = import(&to, Format::Jsonl, &from, None).unwrap();
    assert!(
        complaints(&report)[0].contains("the words at 0 3"),
        "{report:?}"
    );
    assert_eq!(report.statements, 0);
}
