//! Lines that cannot be used, that repeat others, or that contradict each other.

use super::{check_file, exported, import, shown};
use crate::Project;

/// What is said of a file of which nothing could be used.
const UNUSED: &str = "left out: files of which nothing could be used (their articles are not marked done): 1 (x_a.ann)\n";

/// Imports annotations of which nothing can be used; expects what is told beside that.
#[track_caller]
fn check_unused(annotations: &str, left_out: &str, problems: &str) {
    let project = Project::empty();
    project.write("from/x.txt", b"He said no.");
    project.write("from/x_a.ann", annotations.as_bytes());
    project.write("from/x_b.ann", b"T1\tQuote 8 10\tno\n");
    let ran = import(&project, "from", &["-q"]);
    let told = format!("{left_out}{problems}");
    assert_eq!((ran.status, ran.err), (Some(1), told));
    assert!(!project.path("p/annotations/a/x.txt.ron").exists());
    assert!(project.path("p/annotations/b/x.txt.ron").exists());
    let all = exported(&project);
    let who: Vec<&str> = all
        .keys()
        .map(|(_, annotator)| annotator.as_str())
        .collect();
    assert_eq!(who, ["b"]);
}

#[test]
fn an_article_of_which_nothing_could_be_used_is_not_done() {
    check_unused(
        "T1\tQuote 8 10\tyes",
        UNUSED,
        "onrecord: x_a.ann:1:1: the words at these offsets are not those in the line\n",
    );
    check_unused(
        "T1\tQuote 80 90\tno",
        UNUSED,
        "onrecord: x_a.ann:1:1: the span 80 90 is not in the text, which has 11 characters\n",
    );
    check_unused(
        "no annotation",
        UNUSED,
        "onrecord: x_a.ann:1:1: \"no annotation\" is no annotation: a line begins with an id as T1 and a tab\n",
    );
    check_unused(
        "R1\tnext Arg1:T1 Arg2:T2\nN1\tReference T1 Wiki:Q1\tCarl\n",
        &format!(
            "{UNUSED}left out: references of what is no span: 1 (x_a.ann:2)\nleft out: relations next: 1 (x_a.ann:1)\n"
        ),
        "",
    );
    check_unused(
        "T1\tPerson 0 2\tHe",
        &format!("left out: Person spans that belong to no statement: 1 (x_a.ann:1)\n{UNUSED}"),
        "",
    );
    check_unused(
        "R1\tnext Arg1:T1 Arg2:T2",
        &format!("{UNUSED}left out: relations next: 1 (x_a.ann:1)\n"),
        "",
    );
    check_unused(
        "*\tEquiv T1 T2",
        &format!("left out: equivalences of what is no span: 1 (x_a.ann:1)\n{UNUSED}"),
        "",
    );
}

#[test]
fn an_article_in_which_all_is_ignored_is_done() {
    check_file(b"He said no.", b"T1\tDiscard 0 2\tHe\n", 0, "", &[]);
    let project = Project::empty();
    project.write("from/x.txt", b"He said no.");
    project.write("from/x_a.ann", b"T1\tPerson 0 2\tHe\n");
    let ran = import(&project, "from", &["-q", "--map", "Person=ignore"]);
    assert_eq!((ran.status, ran.err.as_str()), (Some(0), ""));
    let all = exported(&project);
    let record = &all[&("articles/x.txt".to_owned(), "a".to_owned())];
    assert_eq!(record["status"], "done");
    assert_eq!(record["statements"].as_array().map(Vec::len), Some(0));
}

/// Imports annotations of one text by `a`, with a target `War` in the codebook; expects the statements and what is told.
#[track_caller]
fn check_told(annotations: &str, told: &[&str], expected: &[&str]) {
    let project = Project::empty();
    project.write("p/onrecord.ron", b"(format: 1, articles: \"articles\")");
    project.write(
        "p/codebook.ron",
        b"(format: 1, scales: [(id: \"s\", stances: [(id: \"yes\", label: \"for\"), (id: \"no\", label: \"against\")])], targets: [(id: \"w\", name: \"War\")])",
    );
    project.write("from/x.txt", b"He said no, and she said yes.");
    project.write("from/x_a.ann", annotations.as_bytes());
    let ran = import(&project, "from", &[]);
    let lost = told.iter().any(|line| !line.starts_with("note: "));
    assert_eq!(ran.status, Some(i32::from(lost)), "{}", ran.err);
    let found: Vec<&str> = ran
        .err
        .lines()
        .filter(|line| line.contains("x.txt") || line.contains("x_a.ann"))
        .collect();
    assert_eq!(found, told);
    let all = exported(&project);
    let statements = all
        .values()
        .flat_map(|record| record["statements"].as_array().unwrap());
    assert_eq!(statements.map(shown).collect::<Vec<_>>(), expected);
}

/// Two quotes, and cues for both.
const TWO: &str =
    "T1\tQuote 8 10\tno\nT2\tQuote 25 28\tyes\nT3\tCue 3 7\tsaid\nT4\tCue 20 24\tsaid\n";

#[test]
fn the_same_event_id_twice_keeps_both() {
    check_told(
        &format!("{TWO}E1\tSay:T3 Content:T1\nE1\tSay:T4 Content:T2\nA1\tLoud E1\n"),
        &["note: ids used twice (both lines are kept): 1 (x_a.ann:6)"],
        &[
            "indirect no cue=said label=loud",
            "indirect yes cue=said label=loud",
        ],
    );
    check_told(
        &format!(
            "{TWO}E1\tSay:T3 Content:T1\nE2\tSay:T4 Content:T2\nA1\tLoud E1\nA1\tSlow E2\n#1\tNote E1\tone\n#1\tNote E2\ttwo\n"
        ),
        &["note: ids used twice (both lines are kept): 2 (x_a.ann:8, x_a.ann:10)"],
        &[
            "indirect no cue=said label=loud note=one",
            "indirect yes cue=said label=slow note=two",
        ],
    );
    check_told(
        &format!("{TWO}T1\tQuote 8 10\tno\nE1\tSay:T3 Content:T1\n"),
        &[
            "left out: Cue spans that belong to no statement: 1 (x_a.ann:4)",
            "left out: Quote spans that belong to no statement: 1 (x_a.ann:2)",
            "note: lines that repeat another: 1 (x_a.ann:5)",
        ],
        &["indirect no cue=said"],
    );
    check_told(
        "T1\tQuote 8 10\tno\nT1\tQuote 25 28\tyes\n",
        &["onrecord: x_a.ann:2:1: the id T1 is used in line 1 already"],
        &["indirect no"],
    );
    check_told(
        "T1\tQuote 8 x\tno\nT1\tQuote 25 28\tyes\n",
        &["onrecord: x_a.ann:1:10: \"8 x\" is no span: START END, or several with `;`"],
        &["indirect yes"],
    );
}

#[test]
fn of_two_references_or_stances_none_is_lost_in_silence() {
    let said = "T1\tQuote 8 10\tno\nT2\tSpeaker 0 2\tHe\nT3\tCue 3 7\tsaid\nE1\tSay:T3 Content:T1 Source:T2\n";
    check_told(
        &format!(
            "{said}N1\tReference T2 Wikidata:Q1\tCarl Oss\nN2\tReference T2 Wikidata:Q2\tAnna Berg\n"
        ),
        &["left out: further references of a mention (the first is kept): 1 (x_a.ann:6)"],
        &["indirect no cue=said by=He is=carl-oss"],
    );
    check_told(
        &format!("{said}N1\tReference T3 Wikidata:Q1\tCarl Oss\n"),
        &["left out: references of what is nobody in a statement: 1 (x_a.ann:5)"],
        &["indirect no cue=said by=He"],
    );
    check_told(
        &format!("{said}A1\tWar E1 for\nA2\tWar E1 against\nA3\tWar E1 for\n"),
        &["left out: further stances on a target (the first is kept): 1 (articles/x.txt)"],
        &["indirect no cue=said by=He stance=yes"],
    );
}

#[test]
fn a_file_in_utf_16_is_named_once() {
    let project = Project::empty();
    project.write("from/x.txt", b"He said no.");
    let wide: Vec<u8> = "\u{feff}T1\tQuote 8 10\tno\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    project.write("from/x_a.ann", &wide);
    let ran = import(&project, "from", &["-q"]);
    let said = "onrecord: x_a.ann:1:1: the file is UTF-16; save it as UTF-8\n";
    assert_eq!((ran.status, ran.err), (Some(1), format!("{UNUSED}{said}")));
}

#[test]
fn a_reference_that_is_said_twice_is_one() {
    let said = "T1\tQuote 8 10\tno\nT2\tSpeaker 0 2\tHe\nT3\tCue 3 7\tsaid\nE1\tSay:T3 Content:T1 Source:T2\n";
    let reference = "Reference T2 Wikidata:Q1\tCarl Oss\n";
    check_told(
        &format!("{said}N1\t{reference}N1\t{reference}N2\t{reference}"),
        &["note: lines that repeat another: 2 (x_a.ann:6, x_a.ann:7)"],
        &["indirect no cue=said by=He is=carl-oss"],
    );
}
