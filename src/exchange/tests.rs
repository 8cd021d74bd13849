//! Tests of the formats over one record that has everything.

use std::collections::BTreeSet;
use std::sync::Arc;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::model::article::{Article, Encoding, Metadata, Reader};
use crate::model::codebook::{Codebook, Scale, Speaker, Stance, Target};
use crate::model::comment::{Comment, Place, Verdict};
use crate::model::decision::{Decision, Judged};
use crate::model::sidecar::{ArticleRef, Sidecar, Status};
use crate::model::span::{Anchored, CharSpan, Span};
use crate::model::statement::conflict::FieldValue;
use crate::model::statement::{Kind, Mention, Origin, StanceTaken, Statement};
use crate::model::text::Text;

const TEXT: &str = "😀 “Ні,” said =Ann, “never.”";

fn find(words: &str) -> Span {
    let start = TEXT.find(words).unwrap();
    Span::new(start, start + words.len())
}

fn article(text: &str) -> Article {
    Article {
        path: "a/b.txt".to_owned(),
        text: Text::new(text),
        blake3: "00ff".to_owned(),
        meta: Metadata {
            title: Some("T".to_owned()),
            title_span: Some(Span::new(0, 4)),
            date: Some("2025-02-24".to_owned()),
            other: vec![("k".to_owned(), "v".to_owned())],
            ..Metadata::default()
        },
        dimmed: vec![Span::new(0, 4)],
        lead: 4,
        reader: Reader {
            name: "plain text".to_owned(),
            version: 1,
        },
        encoding: Encoding::default(),
    }
}

fn codebook() -> Codebook {
    let stance = Stance {
        id: "no".into(),
        label: "ruled out".to_owned(),
        polarity: Some(-2.0),
        ..Stance::default()
    };
    Codebook {
        scales: vec![Scale {
            id: "s".into(),
            stances: vec![stance],
            ..Scale::default()
        }],
        targets: vec![Target {
            id: "talks".into(),
            name: "Talks".to_owned(),
            ..Target::default()
        }],
        speakers: vec![Speaker {
            id: "ann".into(),
            name: "Ann Oak".to_owned(),
            ..Speaker::default()
        }],
        ..Codebook::default()
    }
}

fn statement() -> Statement {
    let quote = vec![find("“Ні,”"), find("“never.”")];
    let mut statement =
        Statement::new("01A".into(), quote, Kind::Direct, "2025-02-24T09:12:44Z").unwrap();
    statement.cue = Some(find("said"));
    statement.speaker = Some(Mention {
        name: Some("ann".into()),
        mention: Some(find("=Ann")),
    });
    statement.via = vec![Mention {
        name: Some("paper".into()),
        mention: None,
    }];
    let evidence = vec![find("never")];
    statement.stances = vec![
        StanceTaken {
            target: "talks".into(),
            stance: Some("no".into()),
            evidence,
            confidence: Some(0.5),
            read: Some("ab12".to_owned()),
        },
        StanceTaken {
            target: "war".into(),
            ..StanceTaken::default()
        },
    ];
    statement.labels = vec!["x".into()];
    statement.note = "-1, \"so\"\nhe said".to_owned();
    statement.origin = Origin::Suggested {
        by: "rules".to_owned(),
    };
    statement
}

fn sidecar() -> Sidecar {
    let reference = ArticleRef {
        path: "a/b.txt".to_owned(),
        blake3: "00ff".to_owned(),
        chars: 27,
        ..ArticleRef::default()
    };
    let mut sidecar = Sidecar::new(reference, "ann");
    sidecar.status = Status::Done;
    sidecar.rev = 3;
    sidecar.put(Arc::new(statement()));
    let plain = Statement::new(
        "01B".into(),
        vec![find("said =Ann")],
        Kind::Indirect,
        "2025-02-24T09:12:44Z",
    );
    sidecar.put(Arc::new(plain.clone().unwrap()));
    sidecar.put(Arc::new(Statement {
        id: "01C".into(),
        ..plain.clone().unwrap()
    }));
    sidecar.remove("01C", "2025-02-25T00:00:00Z");
    sidecar.labels = vec!["opinion".into()];
    sidecar.comments.push(Comment {
        at: "2025-02-25T00:00:00Z".to_owned(),
        id: "01K".into(),
        on: Place {
            annotator: "bob".to_owned(),
            statement: "01X".into(),
        },
        reply_to: None,
        text: "why?".to_owned(),
        verdict: Some(Verdict::Question),
    });
    sidecar.decisions.push(Decision {
        at: "2025-02-26T00:00:00Z".to_owned(),
        from: vec![Judged {
            annotator: "bob".to_owned(),
            statement: "01X".into(),
            hash: "ff".to_owned(),
        }],
        by: "ann".to_owned(),
        ..Decision::default()
    });
    let gone = Statement {
        id: "01D".into(),
        quote: vec![Span::new(900, 905)],
        ..plain.unwrap()
    };
    let gone = gone.try_map_spans(&mut |span| {
        Some(Anchored {
            at: CharSpan {
                start: span.start,
                end: span.end,
            },
            text: "gone!".to_owned(),
            before: "be".to_owned(),
            after: "af".to_owned(),
        })
    });
    sidecar.detached.extend(gone);
    sidecar
}

fn written(writer: &dyn Write) -> (String, usize) {
    let (article, sidecar, codebook) = (article(TEXT), sidecar(), codebook());
    let annotator = Annotator {
        id: "ann".to_owned(),
        name: "Ann".to_owned(),
    };
    let record = Record {
        article: &article,
        annotator: &annotator,
        sidecar: &sidecar,
        moved: &BTreeSet::new(),
        codebook: &codebook,
    };
    let mut out = Vec::new();
    let head = Head {
        codebook: &codebook,
        annotators: std::slice::from_ref(&annotator),
        name: "Talks",
    };
    writer.begin(head, &mut out);
    let rows = writer.record(&record, &mut out);
    (String::from_utf8(out).unwrap(), rows)
}

fn csv_of(guard: bool) -> csv::Csv {
    csv::Csv::new(&ExportOptions {
        guard,
        ..ExportOptions::default()
    })
}

#[test]
fn json_lines_hold_everything() {
    let (line, lines) = written(&jsonl::Jsonl { texts: true });
    assert_eq!((lines, line.matches('\n').count()), (1, 1));
    let span =
        |start: usize, end: usize, text: &str| json!({"start": start, "end": end, "text": text});
    let plain = |id: &str, quote: Value| {
        json!({
            "id": id, "kind": "indirect", "quote": [quote], "cue": null, "speaker": null, "via": [], "addressees": [],
            "parent": null, "stances": [], "labels": [], "note": "", "flagged": false, "origin": {"how": "manual"},
            "created": "2025-02-24T09:12:44Z", "changed": "2025-02-24T09:12:44Z",
        })
    };
    let mut gone = plain("01D", span(900, 905, "gone!"));
    gone["quote"][0]["before"] = json!("be");
    gone["quote"][0]["after"] = json!("af");
    let expected = json!({
        "format": 2,
        "article": {
            "path": "a/b.txt", "blake3": "00ff", "chars": 27, "reader": {"name": "plain text", "version": 1},
            "meta": {
                "title": "T", "title_span": [0, 1], "date": "2025-02-24", "place": null, "publisher": null,
                "byline": null, "url": null, "language": null, "other": {"k": "v"},
            },
            "dimmed": [[0, 1]],
            "text": TEXT,
        },
        "annotator": {"id": "ann", "name": "Ann"},
        "status": "done", "reason": null, "labels": ["opinion"], "note": "", "revealed": null,
        "rev": 3,
        "statements": [
            {
                "id": "01A", "kind": "direct", "quote": [span(2, 7, "“Ні,”"), span(19, 27, "“never.”")],
                "cue": span(8, 12, "said"),
                "speaker": {"id": "ann", "name": "Ann Oak", "mention": span(13, 17, "=Ann")},
                "via": [{"id": "paper", "name": "paper", "mention": null}], "addressees": [], "parent": null,
                "stances": [
                    {
                        "target": "talks", "target_name": "Talks", "stance": "no", "label": "ruled out",
                        "polarity": -2.0, "evidence": [span(20, 25, "never")], "confidence": 0.5, "read": "ab12",
                    },
                    {
                        "target": "war", "target_name": "war", "stance": null, "label": null, "polarity": null,
                        "evidence": [], "confidence": null, "read": null,
                    },
                ],
                "labels": ["x"], "note": "-1, \"so\"\nhe said", "flagged": false,
                "origin": {"how": "suggested", "from": "rules"},
                "created": "2025-02-24T09:12:44Z", "changed": "2025-02-24T09:12:44Z",
            },
            plain("01B", span(8, 17, "said =Ann")),
        ],
        "comments": [{
            "id": "01K", "on": {"annotator": "bob", "statement": "01X"}, "reply_to": null, "text": "why?",
            "verdict": "question", "at": "2025-02-25T00:00:00Z",
        }],
        "decisions": [{
            "from": [{"annotator": "bob", "statement": "01X", "hash": "ff"}], "result": null, "by": "ann",
            "at": "2025-02-26T00:00:00Z", "reason": "", "rule": "",
        }],
        "detached": [gone],
        "removed": [{"id": "01C", "at": "2025-02-25T00:00:00Z"}],
    });
    assert_eq!(serde_json::from_str::<Value>(&line).unwrap(), expected);
}

#[test]
fn what_was_set_elsewhere_is_exported_as_what_it_is() {
    let (article, codebook) = (article(TEXT), codebook());
    let mut sidecar = Sidecar::new(ArticleRef::default(), "ann");
    let mut one = statement();
    one.conflicts = vec![
        FieldValue::Cue(find("=Ann")),
        FieldValue::Note("why?".to_owned()),
        FieldValue::Quote {
            quote: vec![find("never")],
            kind: Kind::Mixed,
        },
        FieldValue::Stance {
            target: "war".into(),
            stance: Some("no".into()),
        },
        FieldValue::Stance {
            target: "talks".into(),
            stance: None,
        },
    ];
    sidecar.put(Arc::new(one));
    let annotator = Annotator {
        id: "ann".to_owned(),
        name: "Ann".to_owned(),
    };
    let record = Record {
        article: &article,
        annotator: &annotator,
        sidecar: &sidecar,
        moved: &BTreeSet::new(),
        codebook: &codebook,
    };
    let mut out = Vec::new();
    jsonl::Jsonl { texts: true }.record(&record, &mut out);
    let line: Value = serde_json::from_slice(&out).unwrap();
    let never = json!({"start": 20, "end": 25, "text": "never"});
    let expected = json!([
        {"field": "cue", "value": {"start": 13, "end": 17, "text": "=Ann"}},
        {"field": "note", "value": "why?"},
        {"field": "quote", "value": {"quote": [never], "kind": "mixed"}},
        {"field": "stance", "target": "war", "value": "no"},
        {"field": "stance", "target": "talks", "value": null},
    ]);
    assert_eq!(line["statements"][0]["conflicts"], expected);
    let mut out = Vec::new();
    csv_of(true).record(&record, &mut out);
    let rows = String::from_utf8(out).unwrap();
    assert_eq!(
        rows.matches("\"cue | note | quote | stance\"\r\n").count(),
        2
    );
}

#[test]
fn texts_can_be_left_out() {
    let (line, _) = written(&jsonl::Jsonl { texts: false });
    for word in ["never", "Ні", "gone!", "=Ann", "before"] {
        assert!(!line.contains(word), "{word}");
    }
    assert!(line.contains(r#"{"start":2,"end":7}"#));
}

#[test]
fn csv_has_a_row_per_statement_and_stance() {
    let (table, rows) = written(&csv_of(true));
    assert!(table.ends_with("\r\n"));
    let mut reader = ::csv::Reader::from_reader(table.as_bytes());
    let header = reader.headers().unwrap().clone();
    let records: Vec<::csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!((rows, records.len()), (3, 3));
    let field = |row: usize, name: &str| {
        let column = header.iter().position(|title| title == name).unwrap();
        records[row][column].to_owned()
    };
    let check = |name: &str, expected: [&str; 3]| {
        assert_eq!(
            [field(0, name), field(1, name), field(2, name)],
            expected,
            "{name}"
        );
    };
    check("article", ["a/b.txt"; 3]);
    check("title", ["T"; 3]);
    check("status", ["done"; 3]);
    check("statement", ["01A", "01A", "01B"]);
    check("start", ["2", "2", "8"]);
    check("end", ["27", "27", "17"]);
    check("parts", ["2-7 | 19-27", "2-7 | 19-27", "8-17"]);
    check(
        "quote",
        ["“Ні,” | “never.”", "“Ні,” | “never.”", "said =Ann"],
    );
    check("cue", ["said", "said", ""]);
    check("speaker", ["Ann Oak", "Ann Oak", ""]);
    check("speaker_mention", ["'=Ann", "'=Ann", ""]);
    check("via", ["paper", "paper", ""]);
    check("target", ["Talks", "war", ""]);
    check("stance", ["ruled out", "", ""]);
    check("polarity", ["-2", "", ""]);
    check("confidence", ["0.5", "", ""]);
    check("evidence", ["never", "", ""]);
    check("note", ["'-1, \"so\"\nhe said", "'-1, \"so\"\nhe said", ""]);
    check("origin", ["suggested", "suggested", "manual"]);
    let (raw, _) = written(&csv_of(false));
    assert!(raw.contains("\"=Ann\"") && raw.contains("\"-1, "));
}

const DOCUMENT: &str = include_str!("../../docs/formats.md");

/// Checks every object with `start`, `end` and `text`; returns how many there were.
fn check_spans(value: &Value, text: &[char]) -> usize {
    let inner = match value {
        Value::Array(values) => values.iter().map(|value| check_spans(value, text)).sum(),
        Value::Object(fields) => fields.values().map(|value| check_spans(value, text)).sum(),
        _ => 0,
    };
    let (Some(start), Some(end)) = (value["start"].as_u64(), value["end"].as_u64()) else {
        return inner;
    };
    let range = usize::try_from(start).unwrap()..usize::try_from(end).unwrap();
    assert_eq!(value["text"], text[range].iter().collect::<String>());
    inner + 1
}

#[test]
fn the_documented_line_is_one() {
    let (_, rest) = DOCUMENT.split_once("```json\n").unwrap();
    let (example, _) = rest.split_once("```").unwrap();
    let example: Value = serde_json::from_str(example).unwrap();
    let text: Vec<char> = example["article"]["text"]
        .as_str()
        .unwrap()
        .chars()
        .collect();
    assert_eq!(example["article"]["chars"], text.len());
    assert_eq!(check_spans(&example, &text), 5);
    // It has the fields that a written line has.
    let (line, _) = written(&jsonl::Jsonl { texts: true });
    let line: Value = serde_json::from_str(&line).unwrap();
    let keys = |value: &Value| {
        value
            .as_object()
            .unwrap()
            .keys()
            .cloned()
            .collect::<Vec<_>>()
    };
    for path in [
        "",
        "/article",
        "/article/meta",
        "/statements/0",
        "/statements/0/stances/0",
        "/article/reader",
        "/comments/0",
        "/comments/0/on",
        "/decisions/0",
        "/decisions/0/from/0",
        "/removed/0",
    ] {
        assert_eq!(
            keys(example.pointer(path).unwrap()),
            keys(line.pointer(path).unwrap()),
            "{path}"
        );
    }
}

/// Checks that each field of a value is one that the schema names, and that none that it asks for is missing.
#[track_caller]
fn check_schema(schema: &Value, of: &Value, value: &Value) {
    if let Some(name) = of["$ref"].as_str() {
        let of = schema.pointer(name.trim_start_matches('#')).unwrap();
        return check_schema(schema, of, value);
    }
    if let Some(any) = of["anyOf"].as_array() {
        let is_null = |one: &&Value| (one["type"] == "null") == value.is_null();
        return check_schema(schema, any.iter().find(is_null).unwrap(), value);
    }
    match value {
        Value::Array(all) if of["items"].is_object() => {
            for one in all {
                check_schema(schema, &of["items"], one);
            }
        }
        Value::Object(fields) if of["properties"].is_object() => {
            for (name, value) in fields {
                let of = &of["properties"][name];
                assert!(of.is_object(), "{name} is not in the schema");
                check_schema(schema, of, value);
            }
            for name in of["required"].as_array().into_iter().flatten() {
                let name = name.as_str().unwrap();
                assert!(fields.contains_key(name), "{name} is missing");
            }
        }
        _ => {}
    }
}

#[test]
fn the_published_schema_is_that_of_a_line() {
    let schema: Value = serde_json::from_str(include_str!("../../docs/jsonl.schema.json")).unwrap();
    let (line, _) = written(&jsonl::Jsonl { texts: true });
    let line: Value = serde_json::from_str(&line).unwrap();
    check_schema(&schema, &schema, &line);
    assert_eq!(schema["properties"]["format"]["const"], line["format"]);
}

#[test]
fn what_ends_lines_elsewhere_is_escaped() {
    let mut out = b"before ".to_vec();
    write_line(&json!("a\u{2028}b\u{2029}c\u{85}d — “é”"), &mut out);
    let written = String::from_utf8(out).unwrap();
    assert_eq!(written, "before \"a\\u2028b\\u2029c\\u0085d — “é”\"\n");
}

#[test]
fn every_column_is_documented() {
    for column in csv::HEADER {
        assert!(DOCUMENT.contains(&format!("`{column}`")), "{column}");
    }
}

#[track_caller]
fn check_guarded(text: &str, expected: &str) {
    assert_eq!(csv::guarded(text), expected);
}

#[test]
fn formulas_are_guarded() {
    check_guarded("=1+1", "'=1+1");
    check_guarded("+1", "'+1");
    check_guarded("@SUM(A1)", "'@SUM(A1)");
    check_guarded("\t=1", "'\t=1");
    check_guarded("＝1", "'＝1");
    check_guarded("'=1", "''=1");
    check_guarded("\n=1", "'\n=1");
    check_guarded("\u{2028} -1", "'\u{2028} -1");
    check_guarded("'\n=1", "''\n=1");
    check_guarded(" a", " a");
    check_guarded("'Inappropriate'", "'Inappropriate'");
    check_guarded("1-2", "1-2");
    check_guarded("", "");
}

proptest! {
    #[test]
    fn one_guard_taken_away_gives_the_text(text in "[='@a+ \n-]{0,6}") {
        let shown = csv::guarded(&text);
        // The rule that docs/formats.md gives to readers.
        let read = match shown.strip_prefix('\'') {
            Some(rest) if rest.trim_start_matches('\'').trim_start().starts_with(['=', '+', '-', '@']) => rest,
            _ => &shown,
        };
        prop_assert_eq!(read, text.as_str());
        prop_assert_eq!(csv::unguarded(&shown), text.as_str());
        prop_assert!(!shown.trim_start().starts_with(['=', '+', '-', '@']));
    }

    #[test]
    fn csv_fields_come_back(text in "[a\"',;=\n\r\t]{1,20}") {
        let article = Article { meta: Metadata { title: Some(text.clone()), ..Metadata::default() }, ..article(TEXT) };
        let annotator = Annotator { id: "ann".to_owned(), name: String::new() };
        let (sidecar, codebook) = (sidecar(), codebook());
        let record = Record { article: &article, annotator: &annotator, sidecar: &sidecar, moved: &BTreeSet::new(), codebook: &codebook };
        let mut out = Vec::new();
        csv_of(false).record(&record, &mut out);
        let mut reader = ::csv::ReaderBuilder::new().has_headers(false).from_reader(&out[..]);
        for row in reader.records() {
            prop_assert_eq!(&row.unwrap()[1], text.as_str());
        }
    }
}
