//! `export` and `import` in other programs' formats: what is said of losses, and that work goes out and comes back.

use crate::{LEFT_OUT, Project};

/// Exports, imports into another project, and exports that as JSON Lines.
fn round(format: &str, out: &str, from: &str) -> (Project, String) {
    let project = Project::sample();
    let arguments = ["export", "-q", "--format", format, "--out", out];
    let ran = project.run(&arguments);
    assert!(matches!(ran.status, Some(0 | 1)), "{}", ran.err);
    let ran = project.run(&["import", "p", "-q", "--format", format, "--from", from]);
    assert_eq!((ran.status, ran.err.as_str()), (Some(0), ""), "{format}");
    let ran = project.run(&["export", "p", "-q", "--format", "jsonl", "--out", "-"]);
    assert_eq!(ran.status, Some(0), "{}", ran.err);
    (project, ran.out)
}

#[test]
fn json_lines_come_back_letter_by_letter() {
    let (project, again) = round("jsonl", "all.jsonl", "all.jsonl");
    let before = project.read("all.jsonl");
    let lines = |text: &str| -> Vec<serde_json::Value> {
        text.lines()
            .map(|line| {
                let mut line: serde_json::Value = serde_json::from_str(line).unwrap();
                // An annotator of a project without a list of them has no name, and a new project one revision.
                line["annotator"]["name"] = "".into();
                line["rev"] = 0.into();
                line
            })
            .collect()
    };
    assert_eq!(lines(&again), lines(&before));
}

#[test]
fn a_new_project_has_the_annotators_names() {
    let project = Project::sample();
    let named = b"(format: 1, articles: \"articles\", annotators: [(id: \"ann\", name: \"Ann Oak\"), (id: \"bob\")])";
    project.write("onrecord.ron", named);
    for line in [
        "export -q --format jsonl --out all.jsonl",
        "import p -q --format jsonl --from all.jsonl",
    ] {
        project.check(line, 0, "", "");
    }
    let made = project.read("p/onrecord.ron");
    let expected = ["\"Ann Oak\"", "\"bob\""];
    assert!(expected.iter().all(|name| made.contains(name)), "{made}");
}

#[test]
fn other_formats_bring_the_statements_back() {
    let formats = [
        ("doccano", "out.jsonl", "out.jsonl"),
        ("spacy", "out.jsonl", "out.jsonl"),
        ("labelstudio", "out", "out/tasks.json"),
        ("brat", "out", "out"),
    ];
    for (format, out, from) in formats {
        let (_, again) = round(format, out, from);
        assert_eq!(again.lines().count(), 2, "{format}");
        for words in [
            "\"text\":\"“We never agreed,”\"",
            "\"text\":\"the minister\"",
            "\"id\":\"minister\",\"name\":\"The Minister\"",
            "\"target\":\"talks\"",
            "\"stance\":\"no\"",
        ] {
            assert!(again.contains(words), "{format}: {words}: {again}");
        }
    }
}

#[test]
fn what_a_format_cannot_hold_is_said_before_it_is_written() {
    let project = Project::sample();
    let ran = project.run(&["export", "--format", "brat", "--out", "out"]);
    assert_eq!(ran.status, Some(1), "{}", ran.err);
    let said: Vec<&str> = ran.err.lines().collect();
    assert!(
        said.contains(
            &"left out: brat holds no evidence for stances: 1 (articles/one.txt 28-46 by ann)"
        ),
        "{said:?}"
    );
    let ids = "note: brat holds no ids and times of statements: 2 (articles/one.txt 28-46 by ann, articles/one.txt 28-46 by bob)";
    assert!(said.contains(&ids), "{said:?}");
    let polarities = "note: brat holds no polarities of stances, which the codebook’s scales have: 1 (articles/one.txt 28-46 by ann)";
    assert!(said.contains(&polarities), "{said:?}");
    assert_eq!(
        said.last(),
        Some(&format!("{LEFT_OUT}1 annotation").as_str())
    );
    assert!(project.path("out/annotation.conf").exists());
    let quiet = [
        "export", "-q", "--format", "brat", "--out", "quiet", "--losses", "lost.csv",
    ];
    let ran = project.run(&quiet);
    assert!(!ran.err.contains("note: "), "{}", ran.err);
    let lost = project.read("lost.csv");
    assert!(
        lost.starts_with("what,article,annotator,start,end\n"),
        "{lost}"
    );
    assert!(
        lost.contains("evidence for stances,articles/one.txt,ann,28,46\n"),
        "{lost}"
    );
}

#[test]
fn a_folder_is_never_written_over() {
    let project = Project::sample();
    project.write("out/mine.txt", b"mine");
    let ran = project.run(&["export", "-q", "--format", "brat", "--out", "out"]);
    assert_eq!(ran.status, Some(2));
    assert!(ran.err.contains("the folder is not empty"), "{}", ran.err);
    assert_eq!(project.read("out/mine.txt"), "mine");
    let ran = project.run(&["export", "-q", "--format", "brat", "--out", "-"]);
    assert_eq!(ran.status, Some(2));
    assert!(ran.err.contains("brat is a folder of files"), "{}", ran.err);
}

#[test]
fn csv_is_written_as_spreadsheets_want_it() {
    let project = Project::sample();
    let line = "export -q --format csv --out - --bom --separator ;";
    let ran = project.run(&line.split(' ').collect::<Vec<_>>());
    assert_eq!((ran.status, ran.err.as_str()), (Some(0), ""));
    assert!(
        ran.out.starts_with("\u{feff}\"article\";\"title\";"),
        "{}",
        ran.out
    );
    let line = "export -q --format jsonl --out - --bom";
    let ran = project.run(&line.split(' ').collect::<Vec<_>>());
    assert_eq!(ran.status, Some(2));
    assert!(
        ran.err.contains("--bom belongs to another format"),
        "{}",
        ran.err
    );
}

#[test]
fn web_annotations_come_back_to_the_articles() {
    let project = Project::sample();
    let arguments = ["export", "-q", "--format", "w3c", "--out", "out.jsonld"];
    assert_eq!(project.run(&arguments).status, Some(0));
    let written: serde_json::Value = serde_json::from_str(&project.read("out.jsonld")).unwrap();
    assert_eq!(written.as_array().unwrap().len(), 2);
    assert_eq!(written[0]["target"][0]["source"], "articles/one.txt");
    let selector = &written[0]["target"][0]["selector"];
    assert_eq!(
        (&selector[0]["start"], &selector[1]["exact"]),
        (&28.into(), &"“We never agreed,”".into())
    );
    let ran = project.run(&[
        "import",
        ".",
        "-q",
        "--format",
        "w3c",
        "--from",
        "out.jsonld",
    ]);
    assert_eq!((ran.status, ran.err.as_str()), (Some(0), ""));
    let ran = project.run(&[
        "import",
        "new",
        "-q",
        "--format",
        "w3c",
        "--from",
        "out.jsonld",
    ]);
    assert_eq!(ran.status, Some(2), "{}", ran.err);
    assert!(
        ran.err.contains("does not come with the annotations"),
        "{}",
        ran.err
    );
}

#[test]
fn tokens_have_tags() {
    let project = Project::sample();
    let line = "export -q --format bio --out - --annotators ann";
    let ran = project.run(&line.split(' ').collect::<Vec<_>>());
    assert_eq!(ran.status, Some(1), "{}", ran.err);
    let rows: Vec<&str> = ran.out.lines().collect();
    assert_eq!(rows[0], "# article = articles/one.txt");
    assert!(
        rows.contains(&"“\t28\t29\tB-direct\tO\tO\tO\tO\tB-talks=no"),
        "{}",
        ran.out
    );
    assert!(
        rows.contains(&"We\t29\t31\tI-direct\tO\tO\tO\tO\tI-talks=no"),
        "{}",
        ran.out
    );
    assert!(
        rows.contains(&"minister\t51\t59\tO\tO\tI-speaker\tO\tO\tO"),
        "{}",
        ran.out
    );
}

#[test]
fn stances_are_events() {
    let project = Project::sample();
    let line = "export -q --format dna --out -";
    let ran = project.run(&line.split(' ').collect::<Vec<_>>());
    assert_eq!(ran.status, Some(1), "{}", ran.err);
    let rows: Vec<&str> = ran.out.lines().collect();
    assert_eq!(rows.len(), 2, "{}", ran.out);
    assert!(
        rows[0].starts_with("\"statement_id\";\"time\";\"person\";"),
        "{}",
        rows[0]
    );
    // The emoji in the headline is two units of UTF-16.
    let expected = ";\"The Minister\";\"\";\"Talks\";0;29;47;\"“We never agreed,”\";\"ann\";\"articles/one.txt\";";
    assert!(rows[1].contains(expected), "{}", rows[1]);
    assert!(
        ran.err
            .contains("DNA event list holds no statements without a stance: 1"),
        "{}",
        ran.err
    );
}

#[test]
fn workbooks_and_projects_are_archives() {
    let project = Project::sample();
    for (format, name) in [("xlsx", "out.xlsx"), ("refi", "out.qdpx")] {
        let ran = project.run(&["export", "-q", "--format", format, "--out", name]);
        assert!(matches!(ran.status, Some(0 | 1)), "{}", ran.err);
        let bytes = std::fs::read(project.path(name)).unwrap();
        assert!(bytes.starts_with(b"PK"), "{name}");
        let ran = project.run(&["export", "-q", "--format", format, "--out", "-"]);
        assert_eq!(ran.status, Some(2));
        assert!(
            ran.err.contains("is an archive. Name a file"),
            "{}",
            ran.err
        );
    }
    let ran = project.run(&[
        "import", "p", "-q", "--format", "refi", "--from", "out.qdpx",
    ]);
    assert_eq!((ran.status, ran.err.as_str()), (Some(0), ""));
    let ran = project.run(&["export", "p", "-q", "--format", "jsonl", "--out", "-"]);
    assert_eq!(ran.out.lines().count(), 2);
    assert!(
        ran.out
            .contains("\"stance\":\"no\",\"label\":\"ruled out\""),
        "{}",
        ran.out
    );
}

#[test]
fn an_export_can_be_of_a_part_and_under_other_names() {
    let project = Project::sample();
    let export = |more: &str| {
        let line = format!("export -q --format jsonl --out - {more}");
        let ran = project.run(&line.trim().split(' ').collect::<Vec<_>>());
        assert_eq!((ran.status, ran.err.as_str()), (Some(0), ""), "{more}");
        ran.out
    };
    let count = |more: &str| export(more).lines().count();
    assert_eq!(count(""), 2);
    assert_eq!(count("--target talks"), 1);
    assert_eq!(count("--target Talks --stance no"), 1);
    assert_eq!(count("--target Talks --stance yes"), 0);
    assert_eq!(count("--speaker minister"), 2);
    project.annotate("bob", |statement| {
        statement.speaker.as_mut().unwrap().name = Some("stranger".into());
        statement.stances[0].target = "war".into();
    });
    assert_eq!(count("--speaker stranger"), 1);
    assert_eq!(count("--target war --stance unclear"), 0);
    assert_eq!(count("--status done"), 0);
    assert_eq!(count("--status done,in_progress"), 2);
    assert_eq!(count("--from-date 2025-01-01"), 0);
    let named = export("--pseudonyms");
    assert!(
        named.contains("\"annotator\":{\"id\":\"A1\",\"name\":\"\"}"),
        "{named}"
    );
    assert!(
        named.contains("\"annotator\":{\"id\":\"A2\",\"name\":\"\"}"),
        "{named}"
    );
    assert!(
        !named.contains("\"ann\"") && !named.contains("\"bob\""),
        "{named}"
    );
}

/// Expects that an export is refused for what it asks for, and leaves what is there.
#[track_caller]
fn check_asked(project: &Project, more: &str, expected: &str) {
    project.write("x.jsonl", b"good\n");
    let line = format!("export -q --format jsonl --out x.jsonl {more}");
    let ran = project.run(&line.split(' ').collect::<Vec<_>>());
    assert_eq!(ran.status, Some(2), "{more}: {}", ran.err);
    assert!(ran.err.contains(expected), "{more}: {}", ran.err);
    assert_eq!(project.read("x.jsonl"), "good\n", "{more}");
}

#[test]
fn nobody_asks_for_what_is_not_there() {
    let project = Project::sample();
    let wrong = "there is no speaker `nobody` in this project (there are: minister)";
    check_asked(&project, "--speaker minister --speaker nobody", wrong);
    let wrong = "there is no target `nosuch` in this project (there are: talks)";
    check_asked(&project, "--target nosuch", wrong);
    let wrong = "there is no stance `nosuch` in this project (there are: mixed, no, not-stated, unclear, yes)";
    check_asked(&project, "--target talks --stance nosuch", wrong);
}

#[test]
fn dates_are_in_the_calendar_and_in_order() {
    let project = Project::sample();
    let wrong = "2025-13-45 is not in the calendar";
    check_asked(&project, "--from-date 2025-13-45", wrong);
    check_asked(&project, "--to-date 2025-13-45", wrong);
    check_asked(&project, "--to-date today", "write a day as 2025-02-24");
    let turned = "no day is both from 2025-03-02 on and up to 2025-03-01";
    let dates = "--from-date 2025-03-02 --to-date 2025-03-01";
    check_asked(&project, dates, turned);
    let dates = "--from-date 2025-03 --to-date 2024";
    check_asked(&project, dates, "no day is both");
    let line = "export -q --format jsonl --out - --from-date 2025-03-02 --to-date 2025-03";
    project.check(line, 0, "", "");
}

#[test]
fn a_split_is_a_file_for_each_part() {
    let project = Project::sample();
    let split = "train=.5,test=.5";
    let line = [
        "export",
        "-q",
        "--format",
        "jsonl",
        "--out",
        "all.jsonl",
        "--split",
        split,
    ];
    let ran = project.run(&line);
    assert_eq!((ran.status, ran.err.as_str()), (Some(0), ""));
    let parts = ["all.train.jsonl", "all.test.jsonl"].map(|name| project.read(name));
    // Both annotators' work on the one article falls into one part.
    let mut counts = parts.map(|part| part.lines().count());
    counts.sort_unstable();
    assert_eq!(counts, [0, 2]);
    assert!(!project.path("all.jsonl").exists());
    let ran = project.run(&[
        "export", "-q", "--format", "jsonl", "--out", "x", "--split", "a=.5",
    ]);
    assert_eq!(ran.status, Some(2));
    assert!(ran.err.contains("should be 1"), "{}", ran.err);
}
