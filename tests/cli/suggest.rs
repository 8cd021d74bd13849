//! `suggest` and `accept`: over a project, as a filter of lines, with a program of the user's, and back in.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::Stdio;

use proptest::prelude::*;
use serde_json::Value;

use crate::{LEFT_OUT, Project, Ran};

/// The suggestion for the one statement of the sample.
const LINE: &str = r#"{"article":"articles/one.txt","quote":[[28,46]],"kind":"direct","cue":[[60,64]],"speaker":{"mention":[[47,59]],"name":"minister"},"via":[],"score":0.864,"by":"rules","why":"said + noun"}
"#;

/// The same, as the program writes it for a project: it says which text of the article is meant.
const FULL: &str = r#"{"article":"articles/one.txt","quote":[[28,46]],"kind":"direct","cue":[[60,64]],"speaker":{"mention":[[47,59]],"name":"minister"},"via":[],"score":0.864,"by":"rules","why":"said + noun","blake3":"4ea568ccbe3364796f12e27bade9c3b60f857daf592ba17b98f27a3c8e71215c"}
"#;

/// Runs the program with bytes as its standard input.
fn pipe(project: &Project, arguments: &[&str], input: &[u8]) -> Ran {
    let mut command = project.command(arguments);
    let piped = command.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = piped.stderr(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let output = std::thread::scope(|scope| {
        // Beside the reading, since both pipes are short. A program that reads no further is no fault of the test.
        scope.spawn(move || drop(stdin.write_all(input)));
        child.wait_with_output().unwrap()
    });
    Ran {
        status: output.status.code(),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

#[test]
fn a_line_for_each_statement() {
    let project = Project::sample();
    let before = project.files();
    let said = "1 statement suggested in 2 articles\n";
    project.check("suggest", 0, FULL, said);
    project.check("suggest . -q", 0, FULL, "");
    project.check("suggest articles/one.txt -q", 0, FULL, "");
    project.check("suggest articles/two.md -q", 0, "", "");
    assert_eq!(project.files(), before);
    project.write("articles/aa.txt", b"");
    let ran = project.run(&["suggest", "-q"]);
    assert_eq!((ran.status, ran.out.as_str()), (Some(1), FULL));
    assert!(
        ran.err.starts_with("onrecord: articles/aa.txt: "),
        "{}",
        ran.err
    );
}

#[test]
fn too_few_labels_leave_the_rules() {
    let project = Project::sample();
    let few = "the rules are used: Talks has too few labels to learn from (four articles marked as done are the least)\n";
    project.check("suggest -q --learned", 0, FULL, few);
    let missing = project.run(&["suggest", "-", "--learned"]);
    assert_eq!(missing.status, Some(2));
    assert!(missing.err.contains("--project"), "{}", missing.err);
    assert_eq!(project.run(&["suggest", "--project", "."]).status, Some(2));
}

#[test]
fn a_model_is_learned_once() {
    let project = Project::empty();
    for number in 0..6 {
        let text = format!(
            "“We saw {number} of them,” Anna Berg said.\nIt rained. Carl Oss denied that it was so.\n"
        );
        project.write(&format!("{number}.txt"), text.as_bytes());
    }
    let lines = project.run(&["suggest", "-q"]).out;
    let accepted = pipe(
        &project,
        &["accept", ".", "--annotator", "ann", "-q"],
        lines.as_bytes(),
    );
    assert_eq!((accepted.status, accepted.err.as_str()), (Some(0), ""));
    for number in 0..6 {
        let path = format!("annotations/ann/{number}.txt.ron");
        let done = project
            .read(&path)
            .replace("status: in_progress", "status: done");
        project.write(&path, done.split("// integrity").next().unwrap().as_bytes());
    }
    let files = project.files();
    let first = project.run(&["suggest", "-q", "--learned"]);
    assert_eq!(
        (first.status, first.out.as_str()),
        (Some(0), lines.as_str()),
        "{}",
        first.err
    );
    let verdict =
        "the rules are used: learned from 12 labels of 6 articles; F1 on labels held back: ";
    assert!(first.err.starts_with(verdict), "{}", first.err);
    assert_eq!(
        project.files(),
        files,
        "nothing is written into the project"
    );
    let kept = project.cached();
    let is_model = |path: &std::path::PathBuf| path.ends_with("learned.model");
    assert!(kept.keys().any(is_model), "{:?}", kept.keys());
    let again = project.run(&["suggest", "-q", "--learned"]);
    assert_eq!((again.out, again.err), (first.out, first.err));
    let again = project.cached();
    let models = |files: &std::collections::BTreeMap<std::path::PathBuf, Vec<u8>>| {
        let mut models = files.clone();
        models.retain(|path, _| is_model(path));
        models
    };
    assert!(models(&again) == models(&kept));
}

/// Sends lines through the filter and compares what comes out and what is said.
#[track_caller]
fn check_stream(given: &[u8], status: i32, expected: &[u8], said: &str) {
    let ran = pipe(&Project::empty(), &["suggest", "-"], given);
    assert_eq!(
        (ran.status, ran.out.as_str(), ran.err.as_str()),
        (Some(status), &*String::from_utf8_lossy(expected), said)
    );
}

const SAID: &str = r#""statements":[{"quote":[[0,18]],"kind":"direct","cue":[[29,33]],"speaker":{"mention":[[19,28]],"name":"Anna Berg"},"via":[],"score":0.96,"by":"rules","why":"said + name"}]"#;

#[test]
fn a_stream_gets_statements() {
    let out = |line: &str| line.replace("STATEMENTS", SAID).into_bytes();
    check_stream(b"", 0, b"", "");
    check_stream(b"\n \r\n\n", 0, b"\n \r\n\n", "");
    check_stream(
        "{\"id\":\"a\",\"text\":\"“We never agreed,” Anna Berg said.\"}".as_bytes(),
        0,
        &out("{\"id\":\"a\",\"text\":\"“We never agreed,” Anna Berg said.\",STATEMENTS}"),
        "",
    );
    check_stream(
        "{ \"text\": \"\\u201cWe never agreed,\\u201d Anna Berg said.\", \"n\": 1e400, \"m\": 00 }\n".replace("00", "12345678901234567890123").as_bytes(),
        0,
        &out("{ \"text\": \"\\u201cWe never agreed,\\u201d Anna Berg said.\", \"n\": 1e400, \"m\": 00 ,STATEMENTS}\n".replace("00", "12345678901234567890123").as_str()),
        "",
    );
    let (given, expected) = (
        b"\n{\"text\":\"\"}\r\n\n{\"text\":\"No.\"} ",
        b"\n{\"text\":\"\",\"statements\":[]}\r\n\n{\"text\":\"No.\",\"statements\":[]} ",
    );
    check_stream(given, 0, expected, "");
}

/// Sends one bad line between two good ones: it comes out unchanged, is named, and the others get their statements.
#[track_caller]
fn check_bad(line: &[u8], what: &str) {
    let good = b"{\"text\":\"No.\"}\n";
    let done = b"{\"text\":\"No.\",\"statements\":[]}\n";
    let given = [good, line, b"\n", good].concat();
    let expected = [done.as_slice(), line, b"\n", done].concat();
    let said = format!("onrecord: line 2: {what}; it is passed on unchanged\n");
    check_stream(&given, 1, &expected, &said);
}

#[test]
fn a_bad_line_is_passed_on() {
    check_bad(b"nothing", "it is no JSON object");
    check_bad(b"[{\"text\":\"x\"}]", "it is no JSON object");
    check_bad(b"{\"id\":1}", "it has no `text`");
    check_bad(b"{\"text\":\"caf\xe9\"}", "it is not UTF-8 (at byte 12)");
    check_bad(
        b"{\"text\":\"a\",\"statements\":[1]}",
        "it has `statements` already",
    );
    check_bad(
        b"{\"text\":\"a\"",
        "it is no article in JSON: EOF while parsing an object (column 11)",
    );
    check_bad(
        b"{\"text\":\"\\ud800\"}",
        "it is no article in JSON: unexpected end of hex escape (column 16)",
    );
    check_bad("x".repeat(5 << 20).as_bytes(), "it is longer than 2 MiB");
}

#[test]
fn a_stream_answers_each_line_as_it_comes() {
    let project = Project::empty();
    let mut command = project.command(&["suggest", "-"]);
    let piped = command.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = piped.spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    for number in 0..3 {
        writeln!(stdin, "{{\"text\":\"{number}\"}}").unwrap();
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        assert_eq!(
            line,
            format!("{{\"text\":\"{number}\",\"statements\":[]}}\n")
        );
    }
    // Whoever reads it wants no more, while lines still come.
    drop(stdout);
    while stdin.write_all(b"{\"text\":\"x\"}\n").is_ok() {}
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn a_stream_changes_nothing_else(
        lines in proptest::collection::vec(
            (proptest::collection::vec("(“|”|\"|,| he said|Anna Berg said that |Ólafur 😀|\\.|\n|\\PC{0,9})", 0..12), "[ \t]{0,2}", "[ \t]{0,2}\r?", 0..4u8),
            0..40,
        ),
    ) {
        let line = |(parts, before, after, sort): &(Vec<String>, String, String, u8)| {
            let text = serde_json::json!(parts.concat());
            match sort {
                0 => format!("{before}{after}"),
                1 => format!("{before}{{\"text\" :{text},\"x\":[1.50,-0e9,{text}]{before}}}{after}"),
                2 => format!("{{\"id\":{text},\"text\":{text}}}{after}"),
                _ => format!("{{\"nothing\":{text}}}{after}"),
            }
        };
        let given: Vec<String> = lines.iter().map(line).collect();
        let given = given.join("\n");
        let ran = pipe(&Project::empty(), &["suggest", "-"], given.as_bytes());
        let bare: Vec<String> = ran.out.split('\n').map(without_statements).collect();
        prop_assert_eq!(bare.join("\n"), given);
    }
}

/// Takes the statements out of a line, which are its last field.
fn without_statements(line: &str) -> String {
    let Some(at) = line.rfind(",\"statements\":[") else {
        return line.to_owned();
    };
    let rest = &line[at + ",\"statements\":".len()..];
    let mut values = serde_json::Deserializer::from_str(rest).into_iter::<Value>();
    values.next().unwrap().unwrap();
    format!("{}{}", &line[..at], &rest[values.byte_offset()..])
}

const TWO: &str = "{\"id\":\"a\",\"text\":\"abc\"}\n{\"id\":2,\"text\":\"de\"}\n";

/// Runs a stream of two articles with a shell line in the engine's place, which may be silent for so many seconds; returns
/// what came, and what is to come if the articles get these statements.
#[cfg(unix)]
fn run_with(program: &str, patience: &str, first: &str, second: &str) -> (Ran, String) {
    let arguments = ["suggest", "-", "--patience", patience, "--with", program];
    let ran = pipe(&Project::empty(), &arguments, TWO.as_bytes());
    let line = |line: &str, statements: &str| match statements {
        "" => format!("{line}\n"),
        statements => format!(
            "{},\"statements\":{statements}}}\n",
            &line[..line.len() - 1]
        ),
    };
    let mut lines = TWO.lines();
    let expected = line(lines.next().unwrap(), first) + &line(lines.next().unwrap(), second);
    (ran, expected)
}

/// Checks a shell line that ends by itself, however long that takes; `said` is part of what is said.
#[cfg(unix)]
#[track_caller]
fn check_with(program: &str, status: i32, first: &str, second: &str, said: &str) {
    let (ran, expected) = run_with(program, "600", first, second);
    assert_eq!(
        (ran.status, ran.out.as_str()),
        (Some(status), expected.as_str()),
        "{}",
        ran.err
    );
    assert!(ran.err.contains(said), "{}", ran.err);
    assert_eq!(said.is_empty(), ran.err.is_empty(), "{}", ran.err);
}

/// Checks a shell line that becomes silent for ever. How soon it does depends on the machine, so that a short patience may
/// end it too early; then a longer one must do.
#[cfg(unix)]
#[track_caller]
fn check_silent(program: &str, statements: &str, said: &str) {
    let mut last = None;
    for patience in ["1", "4", "16", "64"] {
        let (ran, expected) = run_with(program, patience, statements, statements);
        let said = said.replace("1 s", &format!("{patience} s"));
        if ran.status == Some(1) && ran.out == expected && ran.err.contains(&said) {
            return;
        }
        last = Some(ran);
    }
    panic!("{program}: {last:?}");
}

#[cfg(unix)]
#[test]
fn programs_take_the_place_of_the_rules() {
    let own = format!("'{}' suggest -", env!("CARGO_BIN_EXE_onrecord"));
    check_with(&own, 0, "[]", "[]", "");
    let quote = r#"[{"quote":[[0,3]],"kind":null,"cue":null,"speaker":null,"via":[],"score":null,"by":"x","why":null}]"#;
    let answer = format!(
        "sed 's/\"text\".*\"abc\"/\"statements\":{quote}/;s/\"text\".*\"de\"/\"statements\":[]/'"
    );
    check_with(&answer, 0, quote, "[]", "");
    // A line for each statement, in the order of the articles.
    let line = r#"cat >/dev/null; echo '{"article":"a","quote":[[0,3]],"by":"x"}'"#;
    check_with(line, 0, quote, "[]", "");
}

#[cfg(unix)]
#[test]
fn programs_that_fail_leave_the_articles() {
    let read = "cat >/dev/null; echo";
    check_with("exit 3", 1, "", "", "it failed (exit status: 3)");
    check_with(
        "no-such-program-anywhere",
        1,
        "",
        "",
        "it failed (exit status: 127)",
    );
    check_with("kill -9 $$", 1, "", "", "it failed (signal: 9");
    check_silent("sleep 300", "", "it answered nothing for 1 s");
    check_silent(
        "cat >/dev/null; sleep 300",
        "",
        "it gave no answer for 2 articles (the first: line 1)",
    );
    check_with(
        "cat >/dev/null",
        1,
        "",
        "",
        "it wrote no answer and ended before it answered 2 articles",
    );
    check_with(
        "cat >/dev/null; yes",
        1,
        "",
        "",
        "it was ended, since it writes no answers",
    );
    check_with(
        "cat >/dev/null; head -c 9000000 /dev/zero",
        1,
        "",
        "",
        "a line is too long",
    );
    check_with(&format!("{read} garbage"), 1, "", "", "a line is no answer");
}

#[cfg(unix)]
#[test]
fn answers_that_are_wrong_leave_the_others() {
    let read = "cat >/dev/null; echo";
    let first = r#"'{"id":"a","statements":[]}'"#;
    check_with(
        &format!("{read} {first}"),
        1,
        "[]",
        "",
        "it ended before it answered 1 article (the first: line 2)",
    );
    check_with(
        &format!("{read} {first}; exit 1"),
        1,
        "[]",
        "",
        "it failed (exit status: 1)",
    );
    let second = r#"'{"id":2,"statements":[]}'"#;
    check_with(
        &format!("{read} {second}"),
        1,
        "",
        "[]",
        "line 1: the program of --with left it out",
    );
    let both = format!("{read} {first}; echo {second}");
    check_silent(
        &format!("{both}; sleep 300"),
        "[]",
        "it did not end 1 s after its input",
    );
    check_with(
        &format!("{both}; echo {first}"),
        1,
        "[]",
        "[]",
        "was not asked about, or is through",
    );
    let outside = r#"'{"id":"a","statements":[{"quote":[[2,4]]}]}'"#;
    let lies =
        "line 1: the program of --with: statement 1: the range [2, 4] lies outside of the text";
    check_with(
        &format!("{read} {outside}; echo {second}"),
        1,
        "[]",
        "[]",
        lies,
    );
}

#[cfg(unix)]
#[test]
fn programs_are_asked_about_projects_too() {
    let project = Project::sample();
    project.write("articles/aa.txt", b"");
    let own = format!("'{}' suggest -", env!("CARGO_BIN_EXE_onrecord"));
    let ran = project.run(&["suggest", "-q", "--with", &own]);
    assert_eq!(
        (ran.status, ran.out.as_str()),
        (Some(1), LINE),
        "{}",
        ran.err
    );
    assert!(
        ran.err.starts_with("onrecord: articles/aa.txt: "),
        "{}",
        ran.err
    );
}

fn accept(project: &Project, lines: &str) -> Ran {
    pipe(
        project,
        &["accept", ".", "--annotator", "cat"],
        lines.as_bytes(),
    )
}

#[test]
fn suggestions_become_statements() {
    let project = Project::sample();
    let line = LINE.replace(
        "[[47,59]],\"name\":\"minister\"",
        "null,\"name\":\"Igor Vik\"",
    );
    let ran = accept(&project, &line);
    assert_eq!(
        (ran.status, ran.err.as_str()),
        (
            Some(0),
            "1 statement accepted in 1 article, 1 speaker added; left as they are: 0 already there, 0 rejected\n"
        )
    );
    let sidecar = project.read("annotations/cat/one.txt.ron");
    for part in [
        "status: in_progress",
        "suggested(by: \"rules\")",
        "name: \"igor-vik\"",
        "start: 28",
    ] {
        assert!(sidecar.contains(part), "{part}: {sidecar}");
    }
    assert!(
        project
            .read("annotations/cat/codebook.ron")
            .contains("Igor Vik")
    );
    assert_eq!(project.run(&["check", "-q"]).status, Some(0));
    let files = project.files();
    let again = accept(&project, &line);
    assert!(
        again.err.contains("0 statements accepted") && again.err.contains("1 already there"),
        "{}",
        again.err
    );
    assert_eq!(project.files(), files);
}

/// Accepts one line before a good one; it is refused, and the good one is taken.
#[track_caller]
fn check_refused(line: &str, what: &str) {
    let project = Project::sample();
    let ran = accept(&project, &format!("{line}\n{LINE}"));
    assert_eq!(ran.status, Some(1), "{}", ran.err);
    assert!(
        ran.err.starts_with(&format!("onrecord: {what}")),
        "{}",
        ran.err
    );
    assert!(ran.err.contains("; it is left out\n"), "{}", ran.err);
    let count = ["1 line\n", "1 suggestion\n"].map(|count| format!("{LEFT_OUT}{count}"));
    assert!(
        count.iter().any(|count| ran.err.ends_with(count)),
        "{}",
        ran.err
    );
    assert!(
        ran.err.contains("1 statement accepted in 1 article"),
        "{}",
        ran.err
    );
}

#[test]
fn lines_that_cannot_be_accepted_are_named() {
    let at = |what: &str| format!("standard input:1: {what}");
    check_refused(
        "nothing",
        &at("it is no suggestion: expected ident (column 2)"),
    );
    check_refused(
        "{}",
        &at("it has neither `statements` nor `article` and `quote`"),
    );
    check_refused(
        r#"{"article":5,"quote":[[0,1]]}"#,
        &at("it does not say of which article it is"),
    );
    check_refused(
        r#"{"article":"x.txt","quote":[[0,1]]}"#,
        &at("the project has no article \"x.txt\""),
    );
    check_refused(
        r#"{"article":"../one.txt","quote":[[0,1]]}"#,
        &at("the project has no article"),
    );
    check_refused(
        r#"{"article":"articles/one.txt","quote":[[0,999]]}"#,
        "standard input:1: articles/one.txt: the range [0, 999] lies outside of the text, which has 66 characters",
    );
    check_refused(
        r#"{"article":"articles/one.txt","quote":[[5,5]]}"#,
        "standard input:1: articles/one.txt: the range [5, 5] is empty or turned round",
    );
}

#[test]
fn wrong_annotators_are_refused() {
    let project = Project::sample();
    let before = project.files();
    for name in ["../x", "", "texts", ".cache"] {
        let ran = pipe(
            &project,
            &["accept", ".", "--annotator", name],
            LINE.as_bytes(),
        );
        assert_eq!(ran.status, Some(2), "{name}");
    }
    let ran = project.run(&["accept", ".", "--annotator", "ann", "--from", "none.jsonl"]);
    assert_eq!(ran.status, Some(2));
    assert!(ran.err.starts_with("onrecord: none.jsonl: "), "{}", ran.err);
    assert_eq!(project.files(), before);
}

#[test]
fn a_line_of_a_text_that_was_rewritten_is_carried_over() {
    // Line ends need no copy of the text; everything else finds it where somebody labelled it.
    type Change = fn(&str) -> String;
    let changes: [(bool, usize, Change); 2] = [
        (false, 30, |text| text.replace('\n', "\r\n")),
        (true, 34, |text| text.replace(' ', "  ")),
    ];
    for (is_labelled, start, change) in changes {
        let project = Project::sample();
        if !is_labelled {
            std::fs::remove_dir_all(project.path("annotations")).unwrap();
        }
        let text = project.read("articles/one.txt");
        project.write("articles/one.txt", change(&text).as_bytes());
        let ran = accept(&project, FULL);
        assert_eq!(ran.status, Some(0), "{}", ran.err);
        let sidecar = project.read("annotations/cat/one.txt.ron");
        assert!(sidecar.contains(&format!("start: {start}")), "{sidecar}");
        let again = accept(&project, FULL);
        assert!(again.err.contains("1 already there"), "{}", again.err);
    }
}

#[test]
fn a_line_of_another_text_is_refused() {
    let project = Project::sample();
    std::fs::remove_dir_all(project.path("annotations")).unwrap();
    let text = project.read("articles/one.txt");
    project.write("articles/one.txt", format!("Corrected. {text}").as_bytes());
    let ran = accept(&project, FULL);
    assert_eq!(ran.status, Some(2));
    assert_eq!(
        ran.err,
        "onrecord: standard input:1: articles/one.txt: the article is another than when this was suggested; it is left out\n\
         0 statements accepted in 0 articles, 0 speakers added; left as they are: 0 already there, 0 rejected\n\
         onrecord: left out, or not wholly read: 1 suggestion\n\
         onrecord: nothing was accepted\n"
    );
    assert!(!project.path("annotations/ann").exists());
}
