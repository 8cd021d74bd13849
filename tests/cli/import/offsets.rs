//! Which way of counting offsets is taken, and that it is said.

use super::{exported, import, shown};
use crate::Project;

/// Imports texts `NAME.txt`, each with annotations by `a`; expects a status, what is said of counting, and all quotes.
#[track_caller]
fn check(texts: &[(&str, &str, &str)], status: i32, told: &[&str], expected: &[&str]) {
    let project = Project::empty();
    for (name, text, annotations) in texts {
        project.write(&format!("from/{name}.txt"), text.as_bytes());
        project.write(&format!("from/{name}_a.ann"), annotations.as_bytes());
    }
    let ran = import(&project, "from", &[]);
    assert_eq!(ran.status, Some(status), "{}", ran.err);
    let is_of_counting = |line: &&str| line.contains("count") || line.starts_with("onrecord: ");
    let found: Vec<&str> = ran.err.lines().filter(is_of_counting).collect();
    assert_eq!(found, told);
    let all = exported(&project);
    let statements = all
        .values()
        .flat_map(|record| record["statements"].as_array().unwrap());
    assert_eq!(statements.map(shown).collect::<Vec<_>>(), expected);
    assert_eq!(project.run(&["check", "p", "-q"]).status, Some(0));
}

const WIDE: &str = "😀 He said “No.” End";
const DOTS: &str = "😀..........";

#[test]
fn the_way_that_is_taken_is_said() {
    let expected = ["direct “No.”"];
    check(&[("x", WIDE, "T1\tQuote 10 15\t“No.”")], 0, &[], &expected);
    check(
        &[("x", WIDE, "T1\tQuote 11 16\t“No.”")],
        0,
        &["note: files counted in UTF-16 units: 1 (x_a.ann)"],
        &expected,
    );
    check(
        &[("x", WIDE, "T1\tQuote 13 22\t“No.”")],
        0,
        &["note: files counted in UTF-8 bytes: 1 (x_a.ann)"],
        &expected,
    );
    check(
        &[
            ("x", "He said:\r\n“No.”\r\n", "T1\tQuote 9 14\t“No.”"),
            ("y", "\u{feff}He said “No.”", "T1\tQuote 8 13\t“No.”"),
        ],
        0,
        &[
            "note: files counted in code points, CRLF as one: 1 (x_a.ann)",
            "note: files counted in code points, without the byte order mark: 1 (y_a.ann)",
        ],
        &["direct “No.”", "direct “No.”"],
    );
}

#[test]
fn without_words_the_borders_of_spans_decide() {
    let expected = ["direct “No.”"];
    check(&[("x", WIDE, "T1\tQuote 10 15")], 0, &[], &expected);
    check(
        &[("x", WIDE, "T1\tQuote 11 16")],
        0,
        &["note: files counted in UTF-16 units (which the borders of words show): 1 (x_a.ann)"],
        &expected,
    );
    check(
        &[("x", "\u{feff}He said no, and left.", "T1\tQuote 8 10")],
        0,
        &[
            "note: files counted in code points, without the byte order mark (which the borders of words show): 1 (x_a.ann)",
        ],
        &["indirect no"],
    );
    check(
        &[("x", "He said:\r\nno.\r\nEnd", "T1\tQuote 9 11")],
        0,
        &[
            "note: files counted in code points, CRLF as one (which the borders of words show): 1 (x_a.ann)",
        ],
        &["indirect no"],
    );
}

#[test]
fn what_nothing_shows_is_assumed_and_said() {
    check(
        &[("x", DOTS, "T1\tQuote 4 6")],
        1,
        &[
            "onrecord: x_a.ann: nothing shows how its offsets are counted, and over this text it matters; code points were assumed. \
           Look whether the statements begin and end where they should",
        ],
        &["indirect .."],
    );
    // Another file of the import shows it.
    check(
        &[
            ("x", "😀.:-;,+", "T1\tQuote 4 6"),
            ("y", WIDE, "T1\tQuote 11 16\t“No.”"),
        ],
        0,
        &[
            "note: files counted in UTF-16 units: 1 (y_a.ann)",
            "note: files counted in UTF-16 units (as other files are): 1 (x_a.ann)",
        ],
        &["indirect -;", "direct “No.”"],
    );
}

#[test]
fn files_of_one_text_may_count_in_different_ways() {
    let project = Project::empty();
    project.write("from/x.txt", WIDE.as_bytes());
    for (annotator, line) in [
        ("wide", "T1\tQuote 11 16\t“No.”"),
        ("own", "T1\tQuote 10 15\t“No.”"),
        ("bytes", "T1\tQuote 13 22\t“No.”"),
        ("a", "T1\tQuote 10 15"),
        ("b", "T1\tQuote 11 16"),
        ("c", "T1\tQuote 13 22"),
    ] {
        project.write(&format!("from/x_{annotator}.ann"), line.as_bytes());
    }
    let ran = import(&project, "from", &[]);
    assert_eq!(ran.status, Some(0), "{}", ran.err);
    let told: Vec<&str> = ran
        .err
        .lines()
        .filter(|line| line.contains("count"))
        .collect();
    let expected = [
        "note: files counted in UTF-16 units: 1 (x_wide.ann)",
        "note: files counted in UTF-16 units (which the borders of words show): 1 (x_b.ann)",
        "note: files counted in UTF-8 bytes: 1 (x_bytes.ann)",
        "note: files counted in UTF-8 bytes (which the borders of words show): 1 (x_c.ann)",
    ];
    assert_eq!(told, expected);
    for record in exported(&project).values() {
        let statements = record["statements"].as_array().unwrap().iter();
        assert_eq!(statements.map(shown).collect::<Vec<_>>(), ["direct “No.”"]);
    }
}
