//! `onrecord search`: words in context, over texts and over statements.

use serde_json::{Value, json};

use crate::Project;

#[test]
fn words_are_shown_in_context() {
    let project = Project::sample();
    let before = project.files();
    let line = "articles/one.txt:29-44: MOSCOW — “[We never agreed],” the min\n";
    for words in ["we NEVER agreed", "Wé  never agreed"] {
        let ran = project.run(&["search", ".", words, "--context", "10", "-q"]);
        assert_eq!(
            (ran.status, ran.out.as_str(), ran.err.as_str()),
            (Some(0), line, "")
        );
    }
    project.check(
        "search talks --context 3",
        0,
        "articles/one.txt:2-7: 😀 [Talks] en\narticles/two.md:19-24: he [talks] go\n",
        "2 places\n",
    );
    project.check("search nowhere", 0, "", "0 places\n");
    project.check("search TALKS --exact", 0, "", "0 places\n");
    assert_eq!(project.files(), before);
}

#[test]
fn a_regular_expression_is_one_between_slashes_or_when_said() {
    let project = Project::sample();
    let line = "articles/one.txt:2-7: [Talks]\narticles/two.md:19-24: [talks]\n";
    project.check("search . /t[ae]lks/ --context 0 -q", 0, line, "");
    project.check("search . t[ae]lks --regex --context 0 -q", 0, line, "");
    project.check(
        "search . /T[ae]lks/ --exact --context 0 -q",
        0,
        "articles/one.txt:2-7: [Talks]\n",
        "",
    );
    project.check(
        "search /(a/",
        2,
        "",
        "onrecord: the regular expression: unclosed group\n",
    );
    assert_eq!(project.run(&["search"]).status, Some(2));
    assert_eq!(project.run(&["search", ".", " "]).status, Some(2));
}

#[test]
fn statements_are_searched_field_by_field() {
    let project = Project::sample();
    let id = "01JMX3S8V7Q2W4AAAAAAAAAAAA";
    let out = format!(
        "articles/one.txt:51-59: ann {id} mention he [minister] sa\narticles/one.txt: ann {id} speaker he [Minister]\n"
    );
    project.check(
        "search minister --statements --annotators ann --context 3 -q",
        0,
        &out,
        "",
    );
    let both = project.run(&["search", "never", "--statements", "-q"]);
    assert_eq!(both.out.lines().count(), 2, "{}", both.out);
    project.check(
        "search minister --statements --annotators eve",
        2,
        "",
        "onrecord: nobody called `eve` labels in this project (there are: ann, bob)\n",
    );
}

#[test]
fn places_are_one_json_document() {
    let project = Project::sample();
    let ran = project.run(&["search", "talks", "--json", "--context", "3", "-q"]);
    let found: Value = serde_json::from_str(&ran.out).unwrap();
    let expected = json!({
        "pattern": "talks",
        "places": [
            {"article": "articles/one.txt", "start": 2, "end": 7, "before": "😀 ", "text": "Talks", "after": " en"},
            {"article": "articles/two.md", "start": 19, "end": 24, "before": "he ", "text": "talks", "after": " go"},
        ],
        "count": 2,
    });
    assert_eq!(found, expected);
    let ran = project.run(&["search", "nowhere", "--json", "-q"]);
    let found: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(
        found,
        json!({"pattern": "nowhere", "places": [], "count": 0})
    );
}
