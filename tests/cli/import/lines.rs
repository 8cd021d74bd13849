//! Lines that cannot be used, that repeat others, or that contradict each other.

use super::{check_file, exported, import};
use crate::Project;

/// What is said of a file of which nothing could be used.
const UNUSED: &str = "left out: 1 files of which nothing could be used (their articles are not marked done) (x_a.ann)\n";

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
        "T1\tPerson 0 2\tHe",
        &format!("left out: 1 Person spans that belong to no statement (x_a.ann:1)\n{UNUSED}"),
        "",
    );
    check_unused(
        "R1\tnext Arg1:T1 Arg2:T2",
        &format!("{UNUSED}left out: 1 relations next (x_a.ann:1)\n"),
        "",
    );
    check_unused(
        "*\tEquiv T1 T2",
        &format!("left out: 1 equivalences of what is no span (x_a.ann:1)\n{UNUSED}"),
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
