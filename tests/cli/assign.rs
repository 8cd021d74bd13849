//! `onrecord assign`: who labels what, dealt by seed, and only what is new the next time.

use serde_json::Value;

use crate::Project;

/// Makes a project of so many articles of two publishers.
fn project(articles: usize) -> Project {
    let project = Project::empty();
    project.write(
        "onrecord.ron",
        b"(\n    format: 2,\n    // Ours.\n    articles: \"articles\",\n)\n",
    );
    add(&project, 0..articles);
    project
}

fn add(project: &Project, numbers: std::ops::Range<usize>) {
    for number in numbers {
        let publisher = if number % 2 == 0 { "CNN" } else { "Reuters" };
        let text = format!(
            "Talks {number} - {publisher}\n\n{}\n",
            "They talked. ".repeat(20 + number)
        );
        project.write(&format!("articles/a{number:02}.txt"), text.as_bytes());
    }
}

fn json(project: &Project, line: &str) -> Value {
    let ran = project.run(&line.split(' ').collect::<Vec<_>>());
    assert_eq!(ran.status, Some(0), "{}", ran.err);
    serde_json::from_str(&ran.out).unwrap()
}

fn lengths(found: &Value, list: &str) -> Vec<usize> {
    let people = found["annotators"].as_array().unwrap();
    people
        .iter()
        .map(|one| one[list].as_array().unwrap().len())
        .collect()
}

const DEAL: &str = "assign . --annotators ann,bob,eve --overlap 2 --seed 7 --json --quiet";

#[test]
fn articles_are_dealt_and_kept_in_the_project_file() {
    let project = project(12);
    let found = json(&project, DEAL);
    assert_eq!(found["new"], 12);
    assert_eq!(found["free"], 0);
    assert_eq!(lengths(&found, "articles"), [8, 8, 8]);
    let file = project.read("onrecord.ron");
    assert!(
        file.contains("// Ours.") && file.contains("assignments: ["),
        "{file}"
    );
    // The same seed deals the same; another does not.
    let other = self::project(12);
    assert_eq!(json(&other, DEAL), found);
    let is_other = |seed: usize| {
        let third = self::project(12);
        json(&third, &DEAL.replace("seed 7", &format!("seed {seed}"))) != found
    };
    assert!((8..24).any(is_other));
    // Nothing is dealt twice, and nothing is written then.
    let before = project.files();
    let again = json(&project, DEAL);
    assert_eq!(again["new"], 0);
    assert_eq!(project.files(), before);
    assert_eq!(
        json(&project, "assign --json -q")["annotators"],
        again["annotators"]
    );
}

#[test]
fn dealing_again_deals_only_what_is_new() {
    let project = project(6);
    let first = json(&project, DEAL);
    add(&project, 6..12);
    assert_eq!(json(&project, "assign --json -q")["free"], 6);
    let second = json(&project, DEAL);
    assert_eq!(second["new"], 6);
    for (before, after) in first["annotators"]
        .as_array()
        .unwrap()
        .iter()
        .zip(second["annotators"].as_array().unwrap())
    {
        let after: Vec<&Value> = after["articles"].as_array().unwrap().iter().collect();
        let kept = before["articles"].as_array().unwrap().iter();
        assert!(kept.clone().all(|article| after.contains(&article)));
    }
    assert_eq!(project.run(&["check", "-q"]).status, Some(0));
}

#[test]
fn a_part_may_be_labelled_by_several() {
    let project = project(10);
    let found = json(
        &project,
        "assign . --annotators ann,bob --overlap 2 --share 0.3 --json -q",
    );
    let all: usize = lengths(&found, "articles").iter().sum();
    assert_eq!(all, 13);
}

#[test]
fn who_has_what_is_a_table() {
    let project = project(4);
    let ran = project.run(&["assign", ".", "--annotators", "ann,bob"]);
    assert_eq!(
        (ran.status, ran.err.as_str()),
        (Some(0), "4 articles dealt\n")
    );
    let mut lines = ran.out.lines();
    assert_eq!(
        lines.next(),
        Some("annotator  articles  new  shared  characters  publishers")
    );
    for line in lines {
        let cells: Vec<&str> = line.split_whitespace().collect();
        assert_eq!(cells[1..4], ["2", "2", "0"], "{line}");
        assert!(line.ends_with("CNN 1, Reuters 1"), "{line}");
    }
}

#[test]
fn wrong_use_is_refused_and_nothing_is_written() {
    let project = project(2);
    let before = project.files();
    for (line, said) in [
        (
            "assign . --annotators ann,bob --overlap 3",
            "onrecord: --overlap 3 does not fit 2 annotators. Give a number from 1 to 2\n",
        ),
        (
            "assign . --annotators ann,ann",
            "onrecord: `ann` is named twice\n",
        ),
        (
            "assign . --annotators gold",
            "onrecord: `gold` is what adjudication makes, and labels nothing\n",
        ),
        (
            "assign . --annotators ann --share 2",
            "onrecord: --share 2 is not between 0 and 1\n",
        ),
    ] {
        project.check(line, 2, "", said);
    }
    assert_eq!(
        project.run(&["assign", ".", "--overlap", "2"]).status,
        Some(2)
    );
    assert_eq!(project.files(), before);
    project.write(
        "onrecord.ron",
        b"(format: 2, articles: \"articles\", lead: \"lea\")",
    );
    project.check(
        "assign . --annotators ann --as bob -q",
        2,
        "",
        "onrecord: onrecord.ron: the file is not overwritten: it is written by the lead alone, who is lea. Correct or move the \
         file; what is not saved yet is kept and tried again\n",
    );
    project.write(
        "onrecord.ron",
        b"(format: 2, articles: \"articles\", colour: 3)",
    );
    let ran = project.run(&["assign", ".", "--annotators", "ann", "-q"]);
    assert_eq!(ran.status, Some(2), "{}", ran.err);
    let file = project.read("onrecord.ron");
    assert_eq!(file, "(format: 2, articles: \"articles\", colour: 3)");
}
