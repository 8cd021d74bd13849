//! Articles in other encodings than UTF-8: which is taken, and how a project sets another.

use serde_json::Value;

use crate::Project;

const RUSSIAN: &str = "Переговоры завершились в Женеве без соглашения, сказал министр.\n";

fn legacy(text: &str, label: &str) -> Vec<u8> {
    let encoding = encoding_rs::Encoding::for_label(label.as_bytes()).unwrap();
    encoding.encode(text).0.into_owned()
}

/// Reads an article; the answer is its text and its encoding.
fn read(project: &Project, path: &str) -> (String, String) {
    let ran = project.run(&["text", "--json", path]);
    assert_eq!(ran.status, Some(0), "{}", ran.err);
    let found: Value = serde_json::from_str(&ran.out).unwrap();
    let string = |field: &str| found[field].as_str().unwrap().to_owned();
    (string("text"), string("encoding"))
}

#[test]
fn a_text_is_decoded_and_another_encoding_can_be_set() {
    let project = Project::empty();
    project.write("a/one.txt", &legacy(RUSSIAN, "windows-1251"));
    project.write("a/two.txt", &legacy(RUSSIAN, "koi8-r"));
    assert_eq!(
        read(&project, "a/one.txt"),
        (RUSSIAN.to_owned(), "windows-1251".to_owned())
    );
    assert_eq!(read(&project, "a/two.txt").0, RUSSIAN);
    project.write(
        "onrecord.ron",
        b"(format: 2, encodings: {\"a/\": \"cp866\", \"a/two.txt\": \"koi8-r\"})",
    );
    project.write("a/three.txt", &legacy(RUSSIAN, "ibm866"));
    for name in ["a/two.txt", "a/three.txt"] {
        assert_eq!(read(&project, name).0, RUSSIAN, "{name}");
    }
    let (text, encoding) = read(&project, "a/one.txt");
    assert_eq!((text == RUSSIAN, encoding.as_str()), (false, "IBM866"));
}

#[test]
fn an_encoding_that_is_not_known_is_named() {
    let project = Project::sample();
    project.write(
        "onrecord.ron",
        b"(format: 2, articles: \"articles\", encodings: {\"articles/one.txt\": \"klingon\"})",
    );
    let ran = project.run(&["check", "-q"]);
    let expected = "onrecord.ron: the encoding \"klingon\" of \"articles/one.txt\" is not known.";
    assert_eq!(ran.status, Some(1));
    assert!(ran.out.contains(expected), "{}", ran.out);
}

/// What was kept of a file is not taken over when another encoding was set since.
#[test]
fn an_export_follows_the_encoding_that_is_set() {
    let project = Project::sample();
    let export = |more: &[&str]| {
        let usual = ["export", "-q", "--format", "jsonl", "--out", "-"];
        project.run(&[&usual[..], more].concat()).out
    };
    let before = export(&[]);
    project.write(
        "onrecord.ron",
        b"(format: 2, articles: \"articles\", encodings: {\".\": \"windows-1252\"})",
    );
    let after = export(&[]);
    assert_ne!(after, before);
    assert_eq!(after, export(&["--fresh"]));
}
