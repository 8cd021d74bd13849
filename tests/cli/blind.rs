//! `--as`: the project as one person sees it, where work is blind.

use crate::{Project, SIDECAR};

const NOTE: &str = "onrecord: this project labels blind: what others made of articles that ann has not finished is left out\n";

fn blind() -> Project {
    let project = Project::sample();
    project.write(
        "onrecord.ron",
        b"(format: 2, name: \"Talks\", articles: \"articles\", blind: true, lead: \"bob\")",
    );
    project
}

/// Counts the rows of an export of what somebody sees.
#[track_caller]
fn check_rows(project: &Project, person: &[&str], rows: usize, told: &str) {
    let line = ["export", "-q", "--format", "csv", "--out", "-"];
    let ran = project.run(&[&line[..], person].concat());
    assert_eq!((ran.status, ran.err.as_str()), (Some(0), told));
    assert_eq!(ran.out.matches("\r\n").count() - 1, rows, "{}", ran.out);
}

#[test]
fn nothing_of_others_comes_through_until_ones_own_is_done() {
    let project = blind();
    check_rows(&project, &[], 2, "");
    check_rows(&project, &["--as", "ann"], 1, NOTE);
    check_rows(&project, &["--as", "bob"], 2, "");
    let stats = project.run(&["stats", "-q", "--as", "ann"]);
    assert!(stats.out.contains("1 statement\n"), "{}", stats.out);
    project.write("annotations/bob/one.txt.ron", b"(format: 1, oops");
    project.check("check -q --as ann", 0, "", NOTE);
    assert_eq!(project.run(&["check", "-q"]).status, Some(1));
}

#[test]
fn searches_and_networks_show_no_more() {
    let project = blind();
    project.annotate("bob", |statement| {
        statement.stances[0].stance = Some("yes".into());
    });
    let lines = |person: &[&str]| {
        let line = ["search", "never", "--statements", "-q"];
        let ran = project.run(&[&line[..], person].concat());
        assert_eq!(ran.status, Some(0), "{}", ran.err);
        ran.out.lines().count()
    };
    assert_eq!((lines(&[]), lines(&["--as", "ann"])), (2, 1));
    let edges = |person: &[&str]| {
        let line = ["network", "-q", "--mode", "two", "--each", "--out", "n.csv"];
        let ran = project.run(&[&line[..], person].concat());
        assert_eq!(ran.status, Some(0), "{}", ran.err);
        project.read("n.csv")
    };
    assert!(edges(&[]).contains("\"Talks\",\"2\",\"1\",\"1\""));
    assert!(edges(&["--as", "ann"]).contains("\"Talks\",\"1\",\"0\",\"1\""));
    project.write(
        "articles/one.txt",
        crate::ONE.replace("Talks", "All Talks").as_bytes(),
    );
    let ran = project.run(&["reanchor", "-q", "--as", "ann"]);
    assert_eq!(ran.status, Some(1), "{}", ran.err);
    assert!(
        ran.out.contains("ann/one") && !ran.out.contains("bob"),
        "{}",
        ran.out
    );
}

#[test]
fn what_one_has_finished_is_compared() {
    let project = blind();
    let done = project
        .read(SIDECAR)
        .replace("status: in_progress", "status: done");
    project.write(
        SIDECAR,
        done.split("// integrity").next().unwrap().as_bytes(),
    );
    check_rows(&project, &["--as", "ann"], 2, NOTE);
}

#[test]
fn nobody_unknown_sees_anything() {
    let told = "onrecord: nobody called `carol` labels in this project (there are: ann, bob)\n";
    for command in [
        "stats --as carol",
        "check --as carol",
        "search . x --as carol",
        "reanchor --as carol",
        "network --mode one --out n.csv --as carol",
    ] {
        blind().check(command, 2, "", told);
    }
}
