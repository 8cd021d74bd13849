//! What belongs together in a folder, and whose it is.

use super::{exported, import, shown};
use crate::Project;

const TEXT: &[u8] = b"He said no, and she said yes.";
const NO: &[u8] = b"T1\tQuote 8 10\tno\n";
const YES: &[u8] = b"T1\tQuote 25 28\tyes\n";

/// Another text, with annotations, and a third.
const SHE: &[u8] = b"She said no, too.";
const SHE_NO: &[u8] = b"T1\tQuote 9 11\tno\n";
const THEY: &[u8] = b"They said no.";
const THEY_NO: &[u8] = b"T1\tQuote 10 12\tno\n";
const EMPTY: &[u8] = b"";

/// Imports files; expects a status, what is told with `-q`, and `ARTICLE ANNOTATOR: QUOTE` of every statement.
#[track_caller]
fn check(files: &[(&str, &[u8])], more: &[&str], status: i32, told: &str, expected: &[&str]) {
    let project = Project::empty();
    for (path, bytes) in files {
        project.write(&format!("from/{path}"), bytes);
    }
    let ran = import(&project, "from", &[&["-q"], more].concat());
    assert_eq!((ran.status, ran.err.as_str()), (Some(status), told));
    let all = exported(&project);
    let found: Vec<String> = all
        .iter()
        .flat_map(|((article, annotator), record)| {
            let statements = record["statements"].as_array().unwrap().iter();
            statements.map(move |one| format!("{article} {annotator}: {}", shown(one)))
        })
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn endings_are_seen_in_any_case() {
    check(
        &[("x.TXT", TEXT), ("x.Ann", NO)],
        &["--annotator", "a"],
        0,
        "",
        &["articles/x.TXT a: indirect no"],
    );
    check(
        &[("x.Txt", TEXT), ("x_a.ANN", NO), ("x_b.ann", YES)],
        &[],
        0,
        "",
        &[
            "articles/x.Txt a: indirect no",
            "articles/x.Txt b: indirect yes",
        ],
    );
    check(
        &[("x.TXT", SHE), ("x.txt", TEXT), ("x_a.ann", NO)],
        &[],
        1,
        "onrecord: x.TXT: it is not imported, because the text x.txt has the same name but for the case of its ending, \
         the way its letters are composed or its folder. Rename one of the two, with what belongs to it\n",
        &["articles/x.txt a: indirect no"],
    );
    check(
        &[("x.txt", TEXT), ("x_a.ANN", YES), ("x_a.ann", NO)],
        &[],
        1,
        "onrecord: x_a.ann: it is not imported, because the file of annotations x_a.ANN has the same name but for the case \
         of its ending, the way its letters are composed or its folder. Rename one of the two, with what belongs to it\n",
        &["articles/x.txt a: indirect yes"],
    );
    // An empty file, and one that is the same, lose nothing.
    check(
        &[
            ("text/x.txt", TEXT),
            ("text/x_a.ann", EMPTY),
            ("annotations/x_a.ann", NO),
        ],
        &[],
        0,
        "",
        &["articles/x.txt a: indirect no"],
    );
}

#[test]
fn folders_and_names_are_seen_in_any_case() {
    for (texts, annotations) in [
        ("Text", "Annotations"),
        ("TEXT", "ATTRIBUTIONS"),
        ("text", "Ann"),
    ] {
        let (text, work, hers) = (
            format!("{texts}/2024/x.TXT"),
            format!("{annotations}/2024/x_a.Ann"),
            format!("{annotations}/anna/2024/X.ANN"),
        );
        let files = [
            (text.as_str(), TEXT),
            (work.as_str(), NO),
            (hers.as_str(), YES),
        ];
        check(
            &files,
            &[],
            0,
            "",
            &[
                "articles/2024/x.TXT a: indirect no",
                "articles/2024/x.TXT anna: indirect yes",
            ],
        );
    }
    check(
        &[("Talks.txt", TEXT), ("TALKS_a.ann", NO)],
        &[],
        0,
        "",
        &["articles/Talks.txt a: indirect no"],
    );
    check(
        &[
            ("anna/X.txt", TEXT),
            ("anna/x.ann", NO),
            ("ben/X.txt", TEXT),
            ("ben/x.ann", YES),
        ],
        &[],
        0,
        "",
        &[
            "articles/X.txt anna: indirect no",
            "articles/X.txt ben: indirect yes",
        ],
    );
    // The same name comes first, and of two that are alike neither is guessed.
    check(
        &[("X.txt", TEXT), ("x.txt", SHE), ("X_a.ann", NO)],
        &[],
        0,
        "",
        &["articles/X.txt a: indirect no"],
    );
    check(
        &[
            ("Xy.txt", TEXT),
            ("xY.txt", SHE),
            ("xy_a.ann", NO),
            ("Xy_b.ann", NO),
        ],
        &[],
        1,
        "onrecord: xy_a.ann: there is no text for these annotations. Put xy_a.txt beside it, or into the folder `text`\n",
        &["articles/Xy.txt b: indirect no"],
    );
}

#[test]
fn composed_and_decomposed_names_meet() {
    check(
        &[("caf\u{e9}.txt", TEXT), ("cafe\u{301}_a.ann", NO)],
        &[],
        0,
        "",
        &["articles/caf\u{e9}.txt a: indirect no"],
    );
    let project = Project::empty();
    project.write("from/text/cafe\u{301}/x.txt", TEXT);
    project.write("from/annotations/caf\u{e9}/x_a.ann", NO);
    let ran = import(&project, "from", &["-q"]);
    assert_eq!((ran.status, ran.err.as_str()), (Some(0), ""));
    assert_eq!(exported(&project).len(), 1);
}

#[test]
fn an_annotators_text_may_have_other_line_ends() {
    let (lf, crlf): (&[u8], &[u8]) = (
        b"He said no.\nAnd she said yes.\n",
        b"He said no.\r\nAnd she said yes.\r\n",
    );
    let no_and = |yes: &str| format!("T1\tQuote 8 10\tno\nT2\tQuote {yes}\tyes\n");
    let (in_lf, in_crlf) = (no_and("25 28"), no_and("26 29"));
    let only_yes = |work: &str| work.lines().skip(1).collect::<String>();
    let (yes_in_lf, yes_in_crlf) = (only_yes(&in_lf), only_yes(&in_crlf));
    let expected = [
        "articles/x.txt anna: indirect no",
        "articles/x.txt anna: indirect yes",
        "articles/x.txt ben: indirect yes",
    ];
    check(
        &[
            ("anna/x.txt", lf),
            ("anna/x.ann", in_lf.as_bytes()),
            ("ben/x.txt", crlf),
            ("ben/x.ann", yes_in_crlf.as_bytes()),
        ],
        &[],
        0,
        "",
        &expected,
    );
    // Who comes first says what the article is; the others count in their own text all the same.
    check(
        &[
            ("anna/x.txt", crlf),
            ("anna/x.ann", in_crlf.as_bytes()),
            ("ben/x.txt", lf),
            ("ben/x.ann", yes_in_lf.as_bytes()),
        ],
        &[],
        0,
        "",
        &expected,
    );
}

#[test]
fn folders_that_share_texts_are_annotators() {
    check(
        &[
            ("anna/x.txt", TEXT),
            ("anna/x.ann", NO),
            ("ben/x.txt", TEXT),
            ("ben/x.ann", YES),
            ("anna/y.txt", SHE),
            ("anna/y.ann", SHE_NO),
        ],
        &[],
        0,
        "",
        &[
            "articles/x.txt anna: indirect no",
            "articles/x.txt ben: indirect yes",
            "articles/y.txt anna: indirect no",
        ],
    );
    // Texts of one name that differ are two articles.
    check(
        &[
            ("anna/x.txt", TEXT),
            ("anna/x.ann", NO),
            ("ben/x.txt", TEXT),
            ("ben/x.ann", YES),
            ("anna/y.txt", SHE),
            ("anna/y.ann", SHE_NO),
            ("ben/y.txt", THEY),
            ("ben/y.ann", THEY_NO),
        ],
        &[],
        0,
        "",
        &[
            "articles/anna/y.txt anna: indirect no",
            "articles/ben/y.txt ben: indirect no",
            "articles/x.txt anna: indirect no",
            "articles/x.txt ben: indirect yes",
        ],
    );
    // Whoever says whose all of it is has folders of articles.
    check(
        &[
            ("2024/x.txt", TEXT),
            ("2024/x.ann", NO),
            ("2025/x.txt", TEXT),
            ("2025/x.ann", YES),
        ],
        &["--annotator", "a"],
        0,
        "",
        &[
            "articles/2024/x.txt a: indirect no",
            "articles/2025/x.txt a: indirect yes",
        ],
    );
}

#[test]
fn folders_of_annotations_beside_the_texts_are_annotators() {
    let expected = [
        "articles/x.txt anna: indirect no",
        "articles/x.txt ben: indirect yes",
    ];
    for (text, folder) in [
        ("text/x.txt", "annotations"),
        ("text/x.txt", "attributions"),
        ("x.txt", "annotations"),
        ("x.txt", "ann"),
    ] {
        let (anna, ben) = (
            format!("{folder}/anna/x.ann"),
            format!("{folder}/ben/x.ann"),
        );
        let files = [(text, TEXT), (anna.as_str(), NO), (ben.as_str(), YES)];
        check(&files, &[], 0, "", &expected);
        check(&files, &["--annotator", "c"], 0, "", &expected);
    }
    check(
        &[
            ("text/2024/x.txt", TEXT),
            ("annotations/anna/2024/x.ann", NO),
            ("annotations/2024/ben/x.ann", YES),
        ],
        &[],
        0,
        "",
        &[
            "articles/2024/x.txt anna: indirect no",
            "articles/2024/x.txt ben: indirect yes",
        ],
    );
    check(
        &[
            ("x.txt", TEXT),
            ("annotations/x.ann", NO),
            ("annotations/x_ben.ann", YES),
        ],
        &["--annotator", "a"],
        0,
        "",
        &[
            "articles/x.txt a: indirect no",
            "articles/x.txt ben: indirect yes",
        ],
    );
}

#[test]
fn one_folder_alone_is_a_path() {
    let files: [(&str, &[u8]); 2] = [("corpus/x.txt", TEXT), ("corpus/x.ann", NO)];
    check(
        &files,
        &["--annotator", "a"],
        0,
        "",
        &["articles/corpus/x.txt a: indirect no"],
    );
    for other in [SHE, TEXT] {
        let project = Project::empty();
        for (path, bytes) in files {
            project.write(&format!("from/{path}"), bytes);
        }
        // Another text, or the same without annotations of its own, shows nothing.
        project.write("from/other/x.txt", other);
        let ran = import(&project, "from", &["-q"]);
        assert_eq!(ran.status, Some(2));
        assert_eq!(
            ran.err,
            "onrecord: corpus/x.ann: nobody says whose annotations these are. Give --annotator NAME, or call the files NAME_<annotator>.ann\n"
        );
        assert!(!project.path("p").exists());
    }
}

#[test]
fn two_files_of_one_annotator_are_one_article() {
    let project = Project::empty();
    project.write("from/x.txt", TEXT);
    project.write("from/x.ann", NO);
    project.write("from/x_a.ann", YES);
    let ran = import(&project, "from", &["--annotator", "a"]);
    let summary = "2 new statements in 1 article of 1 annotator; 1 article copied into the project\n  \
                   a: 2 new statements in 1 article\n";
    assert_eq!((ran.status, ran.err.as_str()), (Some(0), summary));
    let ran = import(&project, "from", &["--annotator", "a", "--json", "-q"]);
    let told: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(told["annotators"][0]["articles"], 1);
    assert_eq!(told["statements"]["present"], 2);
}
