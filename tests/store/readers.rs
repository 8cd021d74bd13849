//! What becomes of work on a text that another version of a reader made.

use std::sync::Arc;

use onrecord::model::article::{Article, Reader};
use onrecord::model::span::Span;
use onrecord::model::statement::{Kind, Statement};
use onrecord::model::text::Text;

use crate::common::{folder, get_file, open, put_file};

const PAGE: &str = include_str!("../fixtures/pages/talks.html");

const SIDECAR: &str = "annotations/anna/talks.html.ron";

/// Words that were labelled.
const LABELLED: [&str; 3] = [
    "ruled out further concessions",
    "“and we never will.”",
    "The harbour belongs",
];

/// Labels the text that an older version of the reader made, then opens the page with today's. `expected` is what is said.
#[track_caller]
fn check(older: fn(&str) -> String, expected: Option<&str>) {
    let folder = folder();
    let root = folder.path();
    put_file(root, "talks.html", PAGE);
    let store = open(root);
    let today = store.read_article("talks.html").unwrap();
    let text = older(&today.text);
    let then = Article {
        path: today.path.clone(),
        blake3: blake3::hash(text.as_bytes()).to_hex().to_string(),
        text: Text::new(text),
        reader: Reader {
            version: today.reader.version - 1,
            ..today.reader.clone()
        },
        ..Article::default()
    };
    let opened = store.load("anna", &then);
    let mut work = opened.sidecar.clone();
    for (number, words) in LABELLED.into_iter().enumerate() {
        let start = then.text.find(words).unwrap();
        let span = Span::new(start, start + words.len());
        let id = format!("S{number}");
        let now = "2025-02-24T09:12:44Z";
        work.put(Arc::new(
            Statement::new(id.into(), vec![span], Kind::Direct, now).unwrap(),
        ));
    }
    store.save(&work, &then.text, &opened.base).unwrap();
    let written = get_file(root, SIDECAR);
    assert!(
        written.contains("name: \"web page\",\n            version: 0,"),
        "{written}"
    );

    let opened = open(root).load("anna", &today);
    let words = |statement: &Statement| today.text[statement.quote[0].range()].to_owned();
    let found = opened.sidecar.statements().iter();
    let mut found: Vec<String> = found.map(|statement| words(statement)).collect();
    found.sort();
    let mut labelled = LABELLED.map(str::to_owned);
    labelled.sort();
    assert_eq!(found, labelled);
    assert_eq!(opened.sidecar.article.reader, today.reader);
    let said = opened.problems.first().map(|problem| problem.what.as_str());
    assert_eq!(said, expected);
    assert_eq!(get_file(root, SIDECAR), written);
}

#[test]
fn another_layout_of_the_same_words_carries_everything_and_says_nothing() {
    check(|text| text.replace("\n\n", "\n"), None);
    check(|text| text.replace('\n', "\r\n"), None);
}

#[test]
fn menus_that_are_left_out_today_take_no_statement_with_them() {
    check(
        |text| format!("Home\nWorld\nSport\n\n{text}\n\nMost read\nOne more story"),
        Some(
            "this version of On Record makes another text of the file than the one that was annotated, or the file \
             changed: 0 kept, 3 moved, 0 detached",
        ),
    );
}
