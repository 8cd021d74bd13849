//! Codes of REFI-QDA that no passage has are not taken over, which is said.

use onrecord::exchange::Format;
use onrecord::exchange::import::Report;
use onrecord::model::span::Span;
use onrecord::model::statement::{Kind, Statement};
use tempfile::TempDir;

use crate::{complaints, export, import, project, save, write};

/// Another program's project: one passage, with one code of four.
const FOREIGN: &str = r#"<Project xmlns="urn:QDA-XML:project:1.0" name="x">
<Users><User guid="u" name="ann"/></Users>
<CodeBook><Codes>
<Code guid="a" name="Talks">
<Code guid="b" name="against"/>
<Code guid="c" name="for"/>
</Code>
<Code guid="d" name="Never"/>
</Codes></CodeBook>
<Sources><TextSource guid="t" name="one">
<PlainTextContent>One said.</PlainTextContent>
<PlainTextSelection guid="s" startPosition="0" endPosition="3" creatingUser="u">
<Coding guid="k"><CodeRef targetGUID="b"/></Coding>
</PlainTextSelection>
</TextSource></Sources>
</Project>
"#;

/// Expects so many codes without a passage, and the lines of the first.
#[track_caller]
fn check(report: &Report, count: usize, lines: &[usize]) {
    assert_eq!(complaints(report), Vec::<String>::new());
    assert_eq!(report.statements, 1);
    let mut remarks = report.notes.remarks.iter();
    let found = remarks.find(|(what, _)| what.contains("codes without a passage"));
    let (_, found) = found.unwrap();
    assert_eq!(found.count, count);
    let places: Vec<usize> = found.places.iter().filter_map(|(_, line)| *line).collect();
    assert!(places.starts_with(lines), "{places:?}");
}

#[test]
fn codes_without_a_passage_are_told() {
    let place = TempDir::new().unwrap();
    let from = place.path().join("in.qde");
    write(&from, FOREIGN.as_bytes());
    let report = import(&place.path().join("to"), Format::Refi, &from, None).unwrap();
    check(&report, 2, &[6, 8]);
}

#[test]
fn entries_without_a_use_are_told() {
    let place = TempDir::new().unwrap();
    let store = project(&place.path().join("from"));
    let quote = vec![Span::new(0, "Ê\u{301}".len())];
    let statement = Statement::new("01A".into(), quote, Kind::Direct, "2026-01-01T00:00:00Z");
    save(&store, "coder1", vec![statement.unwrap()]);
    let out = place.path().join("out.qdpx");
    export(&store, Format::Refi, &out);
    let report = import(&place.path().join("to"), Format::Refi, &out, None).unwrap();
    // Two targets with two stances each, a label, two speakers.
    check(&report, 9, &[]);
}
