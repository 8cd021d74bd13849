//! `agree` and `diff`: what two annotators have in common, and what not.

use onrecord::model::sidecar::Status;
use onrecord::model::statement::Kind;
use onrecord::store::{OpenOptions, Store};
use serde_json::Value;

use crate::Project;

/// The sample, in which ann has a stance where bob has no target.
fn sample() -> Project {
    Project::sample()
}

#[track_caller]
fn json(project: &Project, line: &str) -> Value {
    let ran = project.run(&line.split(' ').collect::<Vec<_>>());
    assert_eq!(ran.status, Some(0), "{}", ran.err);
    serde_json::from_str(&ran.out).unwrap()
}

#[test]
fn figures_are_those_of_the_form() {
    let project = sample();
    let found = json(&project, "agree -q --json");
    assert_eq!(found["annotators"], serde_json::json!(["ann", "bob"]));
    assert_eq!(found["articles"], 1);
    let overall = &found["overall"];
    assert_eq!(overall["detection_f1_exact"]["value"], 1.0);
    assert_eq!(overall["detection_f1_exact"]["n"], 1);
    assert_eq!(overall["detection_f1_exact"]["low"], Value::Null);
    assert_eq!(
        overall["detection_f1_exact"]["why"],
        "an interval needs two articles or more that have it"
    );
    assert_eq!(overall["frame_f1"]["value"], 0.0);
    assert_eq!(overall["gamma"]["value"], Value::Null);
    for layer in ["kind", "speaker", "target", "stance", "label"] {
        for coefficient in ["kappa", "fleiss", "alpha", "ac1"] {
            let name = format!("{coefficient}_{layer}");
            assert!(overall[&name].is_object(), "{name}");
        }
    }
    for name in ["alpha_ordinal", "alpha_interval", "kappa_weighted", "ac2"] {
        assert!(overall[format!("{name}_stance")].is_object(), "{name}");
    }
    let names: Vec<&str> = overall
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    assert_eq!(names.len(), 31);
    assert_eq!(found["pairs"][0]["a"], "ann");
    assert_eq!(
        found["pairs"][0]["figures"]["boundary_jaccard"]["value"],
        1.0
    );
    assert!(found["by_target"]["talks"].is_object());
    assert_eq!(found["by_article"][0]["article"], "articles/one.txt");
    assert_eq!(found["over_time"][0]["articles"], 1);
    let gamma = json(&project, "agree -q --json --gamma");
    assert_eq!(gamma["overall"]["gamma"]["n"], 1);
}

#[test]
fn figures_are_told_with_a_sentence() {
    let project = sample();
    let ran = project.run(&["agree", "-q"]);
    assert_eq!(ran.status, Some(0), "{}", ran.err);
    for part in [
        "2 annotators (ann, bob), 1 article\n",
        "\ndetection_f1_exact     1.000   -",
        "the same first and last character (F1)\n",
        "\nann and bob ",
        "\nTalks ",
    ] {
        assert!(ran.out.contains(part), "{part:?} {}", ran.out);
    }
    let ran = project.run(&["agree", "-q", "--methods"]);
    assert!(
        ran.out
            .starts_with("Agreement was computed with On Record ")
    );
    assert_eq!(ran.out.lines().count(), 1);
}

#[test]
fn agreement_takes_two() {
    let project = sample();
    let told = "onrecord: agreement takes two annotators or more, and there is only ann. Name two that have worked on the same articles\n";
    project.check("agree --annotators ann", 2, "", told);
    let told = "onrecord: nobody called `carol` labels in this project (there are: ann, bob)\n";
    project.check("agree --annotators ann,carol", 2, "", told);
    project.check("diff ann carol", 2, "", told);
    let told = "onrecord: ann is compared with ann, which is the same annotator\n";
    project.check("diff ann ann", 2, "", told);
}

#[test]
fn excluded_and_unbegun_articles_are_out() {
    let project = sample();
    let (store, _) = Store::open(&project.path(""), OpenOptions::default()).unwrap();
    let article = store.read_article("articles/one.txt").unwrap();
    let mut opened = store.load("ann", &article);
    opened.sidecar.status = Status::Excluded;
    "a list of links".clone_into(&mut opened.sidecar.reason);
    let sidecar = &opened.sidecar;
    store.save(sidecar, &article.text, &opened.base).unwrap();
    let found = json(&project, "agree -q --json");
    assert_eq!(found["articles"], 0);
    assert_eq!(found["excluded"], 1);
    let ran = project.run(&["diff", "-q", "ann", "bob"]);
    assert_eq!((ran.status, ran.out.as_str()), (Some(0), ""));
}

#[test]
fn only_what_is_done_counts_where_it_is_asked_for() {
    let project = sample();
    assert_eq!(json(&project, "agree -q --json --done")["articles"], 0);
    for name in ["ann", "bob"] {
        let path = format!("annotations/{name}/one.txt.ron");
        let done = project.read(&path);
        let done = done.replace("status: in_progress", "status: done");
        let done = done.split("// integrity").next().unwrap().to_owned();
        project.write(&path, done.as_bytes());
    }
    assert_eq!(json(&project, "agree -q --json --done")["articles"], 1);
}

#[test]
fn nothing_of_others_comes_through_where_work_is_blind() {
    let project = sample();
    project.write(
        "onrecord.ron",
        b"(format: 2, name: \"Talks\", articles: \"articles\", blind: true, lead: \"bob\")",
    );
    assert_eq!(json(&project, "agree -q --json --as ann")["articles"], 0);
    assert_eq!(json(&project, "agree -q --json --as bob")["articles"], 1);
    assert_eq!(json(&project, "agree -q --json")["articles"], 1);
    let ran = project.run(&["diff", "-q", "--as", "ann", "ann", "bob"]);
    assert_eq!((ran.status, ran.out.as_str()), (Some(0), ""));
}

#[test]
fn differences_are_listed_and_found() {
    let project = sample();
    project.check(
        "diff -q ann bob",
        1,
        "articles/one.txt:3:10: target differs: “We never agreed,”\n  target: ann Talks | bob none\n",
        "",
    );
    project.check(
        "diff -q . bob ann",
        1,
        "articles/one.txt:3:10: target differs: “We never agreed,”\n  target: bob none | ann Talks\n",
        "",
    );
    let ran = project.run(&["diff", "-q", "--json", "ann", "bob"]);
    assert_eq!(ran.status, Some(1));
    let found: Value = serde_json::from_str(&ran.out).unwrap();
    let one = &found["differences"][0];
    assert_eq!(one["article"], "articles/one.txt");
    assert_eq!(one["span"], serde_json::json!([28, 46]));
    assert_eq!(one["fields"][0]["field"], "target");
    project.annotate("bob", |statement| {
        statement.stances[0].stance = Some("no".into());
    });
    project.check("diff -q ann bob", 0, "", "");
    project.annotate("bob", |statement| {
        statement.stances[0].stance = Some("yes".into());
        statement.kind = Kind::Mixed;
    });
    let ran = project.run(&["diff", "-q", "ann", "bob"]);
    let expected = "articles/one.txt:3:10: stance, kind differ: “We never agreed,”\n  stance: ann Talks: ruled out | bob Talks: supported\n  kind: ann direct | bob mixed\n";
    assert_eq!((ran.status, ran.out.as_str()), (Some(1), expected));
}

#[test]
fn any_table_has_coefficients() {
    let project = Project::empty();
    project.write(
        "codes.csv",
        b"\xEF\xBB\xBFA,B,C,D\n1,1,,1\n2,2,3,2\n3,3,3,3\n3,3,3,3\n2,2,2,2\n1,2,3,4\n4,4,4,4\n1,1,2,1\n2,2,2,2\n,5,5,5\n,,1,1\n,3,,\n",
    );
    let found = json(&project, "agree --table codes.csv --level ordinal --json");
    let near = |value: &Value, expected: f64| {
        let value = value.as_f64().unwrap();
        assert!((value - expected).abs() < 1e-9, "{value} {expected}");
    };
    near(&found["alpha"], 0.815_387_503_754_881_4);
    near(&found["ac1"], 0.775_444_068_126_995);
    near(&found["ac2"], 0.898_939_769_907_511);
    near(&found["fleiss"], 0.761_169_275_422_411);
    assert_eq!(found["pairs"].as_array().unwrap().len(), 6);
    near(&found["pairs"][0]["kappa"], 0.844_827_586_206_896_6);
    near(
        &found["pairs"][0]["kappa_quadratic"],
        0.939_597_315_436_241_6,
    );
    project.write("one.csv", b"A,B\nx,x\nx,x\n");
    let found = json(&project, "agree --table one.csv --json");
    assert_eq!(found["alpha"], Value::Null);
    assert!(
        found["why"]["alpha"]
            .as_str()
            .unwrap()
            .starts_with("only one category")
    );
    let shown = project.run(&["agree", "--table", "codes.csv"]);
    assert!(
        shown.out.contains("Krippendorff's alpha  0.743\n"),
        "{}",
        shown.out
    );
}

#[test]
fn a_table_that_is_none_is_refused() {
    let project = Project::empty();
    project.write("one.csv", b"A\nx\n");
    let told = "onrecord: one.csv: it has fewer than two columns. Each column is a coder, with a name in the first row; columns are separated by commas\n";
    project.check("agree --table one.csv", 2, "", told);
    project.write("names.csv", b"A,B\nx,y\n");
    let told = "onrecord: names.csv: not all of its values are numbers, which this level needs. Give the level as nominal, or the values as numbers in their order\n";
    project.check("agree --table names.csv --level interval", 2, "", told);
    project.write("ragged.csv", b"A,B\nx\n");
    let ran = project.run(&["agree", "--table", "ragged.csv"]);
    assert_eq!(ran.status, Some(2));
    assert!(
        ran.err
            .starts_with("onrecord: ragged.csv: it is no table: "),
        "{}",
        ran.err
    );
    let ran = project.run(&["agree", "--table", "gone.csv"]);
    assert!(
        ran.err
            .starts_with("onrecord: gone.csv: it cannot be read: "),
        "{}",
        ran.err
    );
    let ran = project.run(&["agree", "--table", "one.csv", "--gamma"]);
    assert_eq!(ran.status, Some(2));
}
