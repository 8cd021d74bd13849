//! What is left out, and what moved, is named one by one, and a dataset is not replaced by nothing.

use crate::{ONE, Project};

/// Gives `ann` so many statements of whose words nothing is left afterwards, one to each article line.
fn with_detached(count: usize) -> Project {
    let project = Project::empty();
    let line = |number: usize| format!("The envoy said that road {number} is open.\n");
    let text: String = (0..count).map(line).collect();
    project.write("onrecord.ron", b"(format: 1)");
    project.write("a.txt", text.as_bytes());
    let starts = text.match_indices("that").map(|(at, _)| at);
    let suggestion = |(number, start): (usize, usize)| {
        let end = start + format!("that road {number}").len();
        format!("{{\"article\":\"a.txt\",\"quote\":[[{start},{end}]]}}\n")
    };
    let lines: String = (0..count).zip(starts).map(suggestion).collect();
    project.write("lines.jsonl", lines.as_bytes());
    let ran = project.run(&[
        "accept",
        ".",
        "-q",
        "--annotator",
        "ann",
        "--from",
        "lines.jsonl",
    ]);
    assert_eq!((ran.status, ran.err.as_str()), (Some(0), ""));
    project.write("a.txt", text.replace("road", "way").as_bytes());
    project
}

#[test]
fn each_statement_whose_words_are_gone_is_named() {
    for (count, words) in [(3, 3), (11, 8)] {
        let project = with_detached(count);
        let sidecar = project.read("annotations/ann/a.txt.ron");
        let ids: Vec<&str> = sidecar
            .split("id: \"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .filter(|id| id.len() == 26)
            .collect();
        assert_eq!(ids.len(), count, "{sidecar}");
        for line in [
            "export -q --format csv --out -",
            "stats -q",
            "accept . -q --annotator ann --from lines.jsonl",
        ] {
            let ran = project.run(&line.split(' ').collect::<Vec<_>>());
            assert_ne!(ran.status, Some(0), "{line}");
            let said = ran.err.lines().next().unwrap();
            assert!(ids.iter().all(|id| said.contains(id)), "{line}: {said}");
            assert_eq!(said.matches("\"that road").count(), words, "{line}: {said}");
            assert_eq!(
                said.contains(" and 3 more ("),
                count > words,
                "{line}: {said}"
            );
        }
    }
}

#[test]
fn figures_count_what_moved_and_say_so() {
    let project = Project::sample();
    project.write("articles/one.txt", format!("Corrected. {ONE}").as_bytes());
    let said = |are: &str| {
        format!(
            "onrecord: 2 statements stand elsewhere than when they were labelled, since the article changed, and are {are}. \
             Look through them in the window\n"
        )
    };
    let stats = project.run(&["stats", "-q"]);
    assert_eq!((stats.status, stats.err), (Some(0), said("counted")));
    let rows = stats
        .out
        .lines()
        .filter(|row| row.starts_with("ann ") || row.starts_with("bob "));
    assert_eq!(
        rows.filter(|row| row.ends_with(" 1")).count(),
        2,
        "{}",
        stats.out
    );
    let json = project.run(&["stats", "-q", "--json"]);
    let found: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(found["annotators"][0]["moved"], 1);
    let export = project.run(&["export", "-q", "--format", "csv", "--out", "x.csv"]);
    assert_eq!(
        (export.status, export.err),
        (Some(0), said("marked `moved`"))
    );
    let one = project.run(&["stats", "-q", "--annotators", "ann"]);
    assert!(
        one.err
            .starts_with("onrecord: 1 statement stands elsewhere"),
        "{}",
        one.err
    );
}

#[test]
fn an_empty_export_takes_the_place_of_nothing() {
    let project = Project::empty();
    project.write("onrecord.ron", b"(format: 1, articles: \"articles\")");
    project.write("articles/a.txt", b"One.");
    let summary = |unit: &str| format!("0 statements of 0 articles, 0 {unit}\n");
    let refused = |name: &str| {
        format!(
            "onrecord: {name}: nothing was written: nobody has labelled anything that would be in it, and the file there \
             holds something. Delete it first, or choose another name\n"
        )
    };
    // Twice: what is there may be the same.
    for _ in 0..2 {
        project.check("export --format csv --out x.csv", 0, "", &summary("rows"));
        project.check(
            "export --format jsonl --out x.jsonl",
            0,
            "",
            &summary("lines"),
        );
    }
    assert!(project.read("x.csv").starts_with("\"article\""));
    assert_eq!(project.read("x.jsonl"), "");
    for (format, good) in [("csv", "good.csv"), ("jsonl", "good.jsonl")] {
        let content = "\"a good dataset\"\r\n".repeat(100);
        project.write(good, content.as_bytes());
        let line = format!("export --format {format} --out {good}");
        project.check(&line, 2, "", &refused(good));
        assert_eq!(project.read(good), content);
    }
    // Nor does that of an annotator who has labelled nothing, in a project in which others have.
    let project = Project::sample();
    project.write("annotations/cat/notes.md", b"");
    project.write("good.jsonl", b"a good dataset");
    let line = "export --format jsonl --out good.jsonl --annotators cat";
    project.check(line, 2, "", &refused("good.jsonl"));
    assert_eq!(project.read("good.jsonl"), "a good dataset");
}

#[test]
fn what_was_not_written_is_not_counted() {
    let project = Project::sample();
    project.write("x.csv", b"old");
    for path in ["articles/one.txt", "articles/two.md"] {
        std::fs::remove_file(project.path(path)).unwrap();
    }
    for out in ["x.csv", "-"] {
        let ran = project.run(&["export", "--format", "csv", "--out", out]);
        assert_eq!((ran.status, ran.out.as_str()), (Some(2), ""));
        assert!(!ran.err.contains("0 statements"), "{}", ran.err);
        let last = ran.err.lines().last().unwrap();
        assert!(
            last.starts_with("onrecord: nothing was written: "),
            "{last}"
        );
    }
    assert_eq!(project.read("x.csv"), "old");
}
