//! Tables of articles: each line of a `.jsonl` file is an article of its own, wherever a path is asked for.

use serde_json::{Value, json};

use crate::Project;

const QUOTE: &str = "“We never agreed,” Anna Berg said.";

/// Makes a project of one table; each article is its id and its text.
fn table(articles: &[(&str, &str)]) -> Project {
    let project = Project::empty();
    project.write("onrecord.ron", b"(format: 2, articles: \"articles\")");
    write_table(&project, articles);
    project
}

fn write_table(project: &Project, articles: &[(&str, &str)]) {
    let line = |(id, text): &(&str, &str)| format!("{}\n", json!({"id": id, "text": text}));
    let lines: String = articles.iter().map(line).collect();
    project.write("articles/wire.jsonl", lines.as_bytes());
}

#[test]
fn an_article_of_a_table_is_read_by_its_name() {
    let project = table(&[("a", QUOTE), ("b/ж", "Two.\r\n")]);
    project.check("text articles/wire.jsonl#a", 0, QUOTE, "");
    project.check("text articles/wire.jsonl#b%2F%D0%B6", 0, "Two.\r\n", "");
    let found = project
        .run(&["text", "--json", "articles/wire.jsonl#a"])
        .out;
    let found: Value = serde_json::from_str(&found).unwrap();
    assert_eq!(found["path"], "articles/wire.jsonl#a");
    let gone = project.run(&["text", "articles/wire.jsonl#z"]);
    assert_eq!((gone.status, gone.out.as_str()), (Some(2), ""));
    assert!(gone.err.contains("no article of this id"), "{}", gone.err);
    let whole = project.run(&["text", "articles/wire.jsonl"]);
    assert_eq!(whole.status, Some(2));
    assert!(whole.err.contains("holds articles"), "{}", whole.err);
    project.check(
        "check",
        0,
        "",
        "0 problems in 2 articles and 0 sidecars with 0 statements\n",
    );
}

#[test]
fn lines_that_are_no_articles_are_named() {
    let project = table(&[("a", QUOTE)]);
    let table = project.read("articles/wire.jsonl") + "oops\n";
    project.write("articles/wire.jsonl", table.as_bytes());
    let expected = "articles/wire.jsonl:2:1: the line is left out: it is no JSON object. \
                    Correct the line, or take it out of the file\n";
    let summary = "1 problem in 1 article and 0 sidecars with 0 statements\n";
    project.check("check", 1, expected, summary);
    let export = project.run(&["export", "-q", "--format", "csv", "--out", "-"]);
    // Nobody has labelled anything yet, and something cannot be read: a header would say that there is nothing.
    assert_eq!(export.status, Some(2));
    assert!(export.err.contains("wire.jsonl:2:1"), "{}", export.err);
}

#[test]
fn other_lines_are_left_alone() {
    let project = table(&[("a", QUOTE)]);
    for (path, content) in [
        ("articles/empty.jsonl", ""),
        ("articles/log.jsonl", "{\"at\": 1}\nnot JSON\n"),
        (
            "articles/found.jsonl",
            "{\"article\":\"x\",\"quote\":[[0,1]]}\n",
        ),
        (
            "articles/answers.jsonl",
            "{\"id\":1,\"text\":\"x\",\"statements\":[]}\n",
        ),
        ("elsewhere.jsonl", "{\"id\":1,\"text\":\"x\"}\n"),
    ] {
        project.write(path, content.as_bytes());
    }
    project.check(
        "check",
        0,
        "",
        "0 problems in 1 article and 0 sidecars with 0 statements\n",
    );
    let other = project.run(&["check", "articles/log.jsonl"]);
    // Within a project the project is opened.
    assert_eq!(other.status, Some(0), "{}", other.err);
    let alone = Project::empty();
    alone.write("log.jsonl", b"{\"at\": 1}\n");
    assert_eq!(alone.run(&["check", "log.jsonl"]).status, Some(2));
    alone.write("wire.jsonl", b"{\"id\":\"a\",\"text\":\"One.\"}\n");
    alone.check("text wire.jsonl#a", 0, "One.", "");
    let summary = "0 problems in 1 article and 0 sidecars with 0 statements\n";
    alone.check("check wire.jsonl", 0, "", summary);
}

#[test]
fn suggestions_are_accepted_and_exported() {
    let project = table(&[("b", "It rained.\n"), ("a", QUOTE)]);
    let lines = project.run(&["suggest", "-q"]).out;
    assert!(
        lines.starts_with("{\"article\":\"articles/wire.jsonl#a\","),
        "{lines}"
    );
    project.write("lines.jsonl", lines.as_bytes());
    let accept = [
        "accept",
        ".",
        "--annotator",
        "ann",
        "--from",
        "lines.jsonl",
        "-q",
    ];
    let accepted = project.run(&accept);
    assert_eq!((accepted.status, accepted.err.as_str()), (Some(0), ""));
    let sidecar = "annotations/ann/wire.jsonl#/a.ron";
    let written = project.read(sidecar);
    assert!(written.contains("path: \"articles/wire.jsonl#a\""));
    assert!(written.contains("name: \"JSON Lines\""));
    assert_eq!(project.run(&accept).status, Some(0));
    assert_eq!(project.read(sidecar), written);
    // Lines may come, go and be sorted: what was labelled stays with its article.
    write_table(&project, &[("a", QUOTE), ("0", "New.\n")]);
    assert_eq!(project.run(&["check", "-q"]).status, Some(0));
    let export = project.run(&["export", "-q", "--format", "jsonl", "--out", "-"]);
    assert_eq!((export.status, export.err.as_str()), (Some(0), ""));
    let record: Value = serde_json::from_str(&export.out).unwrap();
    assert_eq!(record["article"]["path"], "articles/wire.jsonl#a");
    assert_eq!(
        record["article"]["reader"],
        json!({"name": "JSON Lines", "version": 1})
    );
    assert_eq!(
        record["statements"][0]["quote"][0]["text"],
        "“We never agreed,”"
    );
    // An article that is gone leaves its annotations behind, named.
    write_table(&project, &[("0", "New.\n")]);
    let ran = project.run(&["check", "-q"]);
    assert_eq!(ran.status, Some(1));
    assert!(ran.out.starts_with(sidecar), "{}", ran.out);
}
