//! What is left out is named, counted and told by the exit status: 1 where something was left out, 2 where nothing was
//! written.

use crate::{LEFT_OUT, ONE, Project, Ran, SIDECAR};

const EXPORT: [&str; 6] = ["export", "-q", "--format", "csv", "--out", "x.csv"];

/// Runs commands over a project; each ends so, says so and counts what is left out, and nothing but the export is written.
#[track_caller]
fn check(project: &Project, status: i32, said: &str, counted: &str) {
    let said = match counted {
        "" => said.to_owned(),
        counted => format!("{said}{LEFT_OUT}{counted}\n"),
    };
    let commands: [&[&str]; 2] = [&EXPORT, &["stats", "-q"]];
    for command in commands {
        let ran = project.run(command);
        assert_eq!(ran.status, Some(status), "{command:?}: {}", ran.err);
        assert_eq!(ran.err, said, "{command:?}");
    }
}

#[test]
fn a_whole_project_loses_nothing() {
    check(&Project::sample(), 0, "", "");
}

#[test]
fn unreadable_files_are_named() {
    let project = Project::sample();
    project.write("articles/bad.txt", b"caf\0\xE9");
    check(
        &project,
        1,
        "onrecord: articles/bad.txt: the file is not text: it is full of NUL bytes\n",
        "1 article",
    );
    let project = Project::sample();
    project.write("annotations/bob/one.txt.ron", b"");
    check(
        &project,
        1,
        "onrecord: annotations/bob/one.txt.ron: the file is empty. Restore it from a backup, or delete it to begin anew\n",
        "1 sidecar",
    );
}

#[test]
fn codebooks_that_cannot_be_read_are_named() {
    for path in ["codebook.ron", "annotations/ann/codebook.ron"] {
        let project = Project::sample();
        project.write(path, b"(format: 1, oops");
        for command in [&EXPORT[..], &["stats", "-q"]] {
            let ran = project.run(command);
            assert_eq!(ran.status, Some(1), "{command:?}: {}", ran.err);
            assert!(
                ran.err.starts_with(&format!("onrecord: {path}:1:")),
                "{}",
                ran.err
            );
            let count = format!("{LEFT_OUT}1 codebook\n");
            assert!(ran.err.ends_with(&count), "{}", ran.err);
            assert_eq!(ran.err.lines().count(), 2, "{}", ran.err);
        }
    }
}

#[test]
fn annotations_of_an_article_that_was_renamed_are_named() {
    let project = Project::sample();
    std::fs::rename(
        project.path("articles/one.txt"),
        project.path("articles/1.txt"),
    )
    .unwrap();
    let line = |annotator: &str| {
        format!(
            "onrecord: annotations/{annotator}/one.txt.ron: the article of these annotations (one statement) does not exist. Bring the article back, or move the annotations to where it went\n"
        )
    };
    // Another article keeps the dataset from being empty.
    project.write("articles/one.txt", ONE.as_bytes());
    project.write("articles/three.txt", ONE.as_bytes());
    let from = project.path("annotations/bob/one.txt.ron");
    std::fs::rename(from, project.path("annotations/bob/three.txt.ron")).unwrap();
    std::fs::remove_file(project.path("articles/one.txt")).unwrap();
    for command in [&EXPORT[..], &["stats", "-q"]] {
        let ran = project.run(command);
        assert_eq!(ran.status, Some(1), "{}", ran.err);
        assert!(ran.err.contains(&line("ann")), "{}", ran.err);
        let count = format!("{LEFT_OUT}1 statement, 2 sidecars\n");
        assert!(ran.err.ends_with(&count), "{}", ran.err);
    }
    // Whose work is not asked for is not missed.
    let ran = project.run(&[&EXPORT[..], &["--annotators", "bob"]].concat());
    assert!(!ran.err.contains("annotations/ann"), "{}", ran.err);
}

#[test]
fn statements_whose_words_are_gone_are_named() {
    let project = Project::sample();
    let other = ONE.replace("We never agreed", "We always agreed");
    project.write("articles/one.txt", other.as_bytes());
    let ran = project.run(&EXPORT);
    let line = |annotator: &str| {
        format!(
            "onrecord: annotations/{annotator}/one.txt.ron: one statement is left out, since not all of its words (quote, cue, who) stand in the article any more: \"“We never agreed,”\". It stays in the file; label it anew where it stands now\n"
        )
    };
    let nothing = "onrecord: nothing was written: of what there is no statement could be read\n";
    assert_eq!(
        (ran.status, ran.err),
        (
            Some(2),
            format!(
                "{}{}{LEFT_OUT}2 statements\n{nothing}",
                line("ann"),
                line("bob")
            )
        )
    );
    assert!(!project.path("x.csv").exists());
}

#[test]
fn statements_that_moved_are_marked_and_counted() {
    let project = Project::sample();
    project.write("articles/one.txt", format!("Corrected. {ONE}").as_bytes());
    let ran = project.run(&EXPORT);
    assert_eq!(ran.status, Some(0), "{}", ran.err);
    assert!(
        ran.err
            .starts_with("onrecord: 2 statements stand elsewhere"),
        "{}",
        ran.err
    );
    let csv = project.read("x.csv");
    assert!(
        csv.lines()
            .skip(1)
            .all(|row| row.ends_with("\"true\",\"\"")),
        "{csv}"
    );
    let ran = project.run(&["export", "-q", "--format", "jsonl", "--out", "-"]);
    assert_eq!(ran.out.matches("\"moved\":true").count(), 2);
}

/// A project file that cannot be read stops every command that reads a whole project or writes one.
#[track_caller]
fn check_refused(spoil: impl Fn(&Project), said: &str) {
    let project = Project::sample();
    project.write("x.csv", b"a good dataset");
    project.write("from/x.txt", b"He said no.");
    project.write("from/x_ann.ann", b"T1\tQuote 8 10\tno\n");
    spoil(&project);
    let commands: [&[&str]; 5] = [
        &EXPORT,
        &["stats", "-q"],
        &["accept", ".", "--annotator", "ann", "-q"],
        &["suggest", "-q"],
        &["import", ".", "-q", "--format", "brat", "--from", "from"],
    ];
    for command in commands {
        let ran = project.run(command);
        assert_eq!(
            (ran.status, ran.err.as_str()),
            (Some(2), said),
            "{command:?}"
        );
        assert_eq!(ran.out, "");
    }
    assert_eq!(project.read("x.csv"), "a good dataset");
}

#[test]
fn a_project_file_that_cannot_be_read_replaces_no_dataset() {
    check_refused(
        |project| project.write("onrecord.ron", b""),
        "onrecord: onrecord.ron: the file is empty. Restore it from a backup, or delete it to begin anew\n",
    );
    check_refused(
        |project| {
            std::fs::remove_file(project.path("onrecord.ron")).unwrap();
            std::fs::create_dir(project.path("onrecord.ron")).unwrap();
        },
        "onrecord: onrecord.ron: it is a folder, not a file. Put the file back, or delete what stands there in its place\n",
    );
    check_refused(
        |project| {
            std::fs::remove_file(project.path("onrecord.ron")).unwrap();
            std::os::unix::fs::symlink("gone.ron", project.path("onrecord.ron")).unwrap();
        },
        "onrecord: onrecord.ron: it is a link to nothing. Bring back what it leads to, or delete the link\n",
    );
}

#[test]
fn a_link_to_nothing_is_no_article_and_is_named() {
    let project = Project::sample();
    std::os::unix::fs::symlink("gone.txt", project.path("articles/three.txt")).unwrap();
    check(
        &project,
        1,
        "onrecord: articles/three.txt: it is a link to nothing. Bring back what it leads to, or delete the link\n",
        "1 article",
    );
}

#[test]
fn a_sidecar_with_a_statement_of_no_meaning_is_named() {
    let project = Project::sample();
    let sidecar = project.read(SIDECAR);
    project.write(
        SIDECAR,
        sidecar.replace("start: 28", "start: 128").as_bytes(),
    );
    let ran = project.run(&EXPORT);
    assert_eq!(ran.status, Some(1), "{}", ran.err);
    assert!(
        ran.err.contains(&format!("onrecord: {SIDECAR}:")),
        "{}",
        ran.err
    );
}

#[test]
fn annotations_that_cannot_be_reached_replace_no_dataset() {
    let spoil = |spoil: &dyn Fn(&Project)| {
        let project = Project::sample();
        project.write("x.csv", b"a good dataset");
        spoil(&project);
        let ran = project.run(&EXPORT);
        assert_eq!(ran.status, Some(2), "{}", ran.err);
        assert_eq!(project.read("x.csv"), "a good dataset");
        assert_ne!(project.run(&["stats", "-q"]).status, Some(0));
        assert_eq!(project.run(&["check", "-q"]).status, Some(1));
        ran.err
    };
    let move_away = |project: &Project, path: &str| {
        std::fs::rename(project.path(path), project.path("away")).unwrap();
    };
    let said = spoil(&|project| {
        move_away(project, "annotations");
        std::os::unix::fs::symlink("share", project.path("annotations")).unwrap();
    });
    assert!(said.starts_with("onrecord: annotations: the folder of the annotations is not there: it is a link to nothing"), "{said}");
    let said = spoil(&|project| {
        move_away(project, "annotations");
        project.write("annotations", b"a file");
    });
    assert!(
        said.starts_with("onrecord: annotations: the folder of the annotations cannot be read"),
        "{said}"
    );
    let said = spoil(&|project| {
        project.write(
            "onrecord.ron",
            b"(format: 1, articles: \"articles\", annotations: \"annotatoins\")",
        );
    });
    assert!(
        said.contains("does not exist, but \"annotations\" does"),
        "{said}"
    );
}

#[test]
fn a_sidecar_that_is_a_link_to_nothing_is_named() {
    let project = Project::sample();
    std::fs::remove_file(project.path(SIDECAR)).unwrap();
    std::os::unix::fs::symlink("gone", project.path(SIDECAR)).unwrap();
    check(
        &project,
        1,
        &format!(
            "onrecord: {SIDECAR}: it is a link to nothing. Bring back what it leads to, or delete the link\n"
        ),
        "1 sidecar",
    );
}

#[cfg(unix)]
#[test]
fn what_stands_in_the_place_of_a_file_is_named() {
    let project = Project::sample();
    std::os::unix::fs::symlink("gone", project.path("annotations/ann/z.txt.ron")).unwrap();
    let ran = project.run(&["check"]);
    assert_eq!(ran.status, Some(1));
    let said = "annotations/ann/z.txt.ron: it is a link to nothing. Bring back";
    assert!(ran.out.contains(said), "{}", ran.out);
    let pipe = project.path("articles/pipe.txt");
    let made = std::process::Command::new("mkfifo").arg(pipe).status();
    assert!(made.unwrap().success());
    let ran = project.run(&["check"]);
    assert!(
        ran.out.contains("articles/pipe.txt: it is no file. Put"),
        "{}",
        ran.out
    );
}

#[test]
fn an_article_or_a_folder_within_a_project_means_the_project() {
    let project = Project::sample();
    let whole = project
        .run(&["export", "-q", "--format", "csv", "--out", "-"])
        .out;
    for path in ["articles", "articles/one.txt"] {
        let ran = project.run(&["export", path, "-q", "--format", "csv", "--out", "-"]);
        assert_eq!(
            (ran.status, ran.out.as_str()),
            (Some(0), whole.as_str()),
            "{path}"
        );
    }
    // Annotations of it mark a project as well as its file does.
    std::fs::remove_file(project.path("onrecord.ron")).unwrap();
    std::fs::create_dir(project.path("annotations/ann/articles")).unwrap();
    std::fs::rename(
        project.path(SIDECAR),
        project.path("annotations/ann/articles/one.txt.ron"),
    )
    .unwrap();
    for path in ["articles", "articles/one.txt"] {
        let ran = project.run(&[
            "export",
            path,
            "-q",
            "--annotators",
            "ann",
            "--format",
            "csv",
            "--out",
            "-",
        ]);
        assert_eq!(ran.out.lines().count(), 2, "{path}: {}", ran.err);
    }
}

#[test]
fn a_dataset_takes_the_place_of_no_file_of_the_project() {
    let project = Project::sample();
    project.write("annotations/ann/codebook.ron", b"(format: 1)");
    let before = project.files();
    for path in [
        "articles/one.txt",
        "onrecord.ron",
        "codebook.ron",
        SIDECAR,
        "annotations/ann/codebook.ron",
        "./annotations/new.csv",
    ] {
        let ran = project.run(&["export", "-q", "--format", "csv", "--out", path]);
        assert_eq!(ran.status, Some(2), "{path}");
        assert!(
            ran.err.contains("a file of the project itself"),
            "{}",
            ran.err
        );
    }
    assert_eq!(project.files(), before);
}

/// Moves something while an export is written, which waits until its output is taken; returns its status, how many lines
/// were written, and what was said.
#[cfg(unix)]
fn moved_meanwhile(from: &str, to: &str) -> (Option<i32>, usize, Vec<String>) {
    use std::io::{BufRead as _, BufReader, Read as _};
    use std::process::Stdio;

    const ARTICLES: usize = 800;
    let project = Project::empty();
    let name = |number: usize| format!("a{number:03}.txt");
    // Long, so that the output of a part of them fills what the system holds of it.
    let text = format!("{ONE}{}", "The talks go on. ".repeat(1500));
    project.write("onrecord.ron", b"(format: 2)");
    project.write(&name(0), text.as_bytes());
    let line = project.run(&["suggest", "-q"]).out;
    for number in 1..ARTICLES {
        project.write(&name(number), text.as_bytes());
    }
    let lines: String = (0..ARTICLES)
        .map(|number| line.replace(&name(0), &name(number)))
        .collect();
    project.write("lines.jsonl", lines.as_bytes());
    let accept = [
        "accept",
        ".",
        "--annotator",
        "ann",
        "-q",
        "--from",
        "lines.jsonl",
    ];
    assert_eq!(project.run(&accept).status, Some(0));
    let mut export =
        project.command(&["export", "-q", "--fresh", "--format", "jsonl", "--out", "-"]);
    let mut export = export
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut out = BufReader::new(export.stdout.take().unwrap());
    let mut written = String::new();
    out.read_line(&mut written).unwrap();
    std::fs::rename(project.path(from), project.path(to)).unwrap();
    out.read_to_string(&mut written).unwrap();
    let ended = export.wait_with_output().unwrap();
    let said = Ran {
        status: ended.status.code(),
        out: String::new(),
        err: String::from_utf8(ended.stderr).unwrap(),
    };
    let said = said.counted();
    let lines = said.err.lines().map(str::to_owned).collect();
    (said.status, written.lines().count(), lines)
}

#[cfg(unix)]
#[test]
fn what_is_moved_while_an_export_runs_is_named() {
    let (status, written, said) = moved_meanwhile("a799.txt", "b.txt");
    assert_eq!((status, written), (Some(1), 799));
    assert_eq!(said.len(), 1, "{said:?}");
    let gone = "onrecord: a799.txt: there is no such file or folder; ";
    assert!(said[0].starts_with(gone), "{said:?}");
    // Of an annotator's folder what was read before is there, and everything else is named.
    let (status, written, said) = moved_meanwhile("annotations/ann", "annotations/bea");
    assert_eq!((status, written + said.len()), (Some(1), 800));
    assert!(written > 0 && !said.is_empty());
    let gone =
        ".ron: the file went away while the project was read. Do it again once nobody moves files";
    assert!(said.iter().all(|line| line.ends_with(gone)), "{said:?}");
}

#[test]
fn standard_output_gets_no_header_where_nothing_can_be_read() {
    let project = Project::sample();
    for path in ["articles/one.txt", "articles/two.md"] {
        std::fs::remove_file(project.path(path)).unwrap();
    }
    let ran = project.run(&["export", "--format", "csv", "--out", "-"]);
    assert_eq!((ran.status, ran.out.as_str()), (Some(2), ""), "{}", ran.err);
}

#[test]
fn what_is_accepted_only_in_part_is_named_by_file_and_line_and_counted() {
    let project = Project::sample();
    let good = r#"{"article":"articles/one.txt","quote":[[28,46]]}"#;
    let line = |article: &str| format!("{{\"article\":\"{article}\",\"quote\":[[0,3]]}}\n");
    let lines = format!(
        "nothing\n{}{}{}{good}\n",
        line("articles/gone.txt"),
        line("articles/two.md"),
        line("articles/two.md"),
    );
    project.write("lines.jsonl", lines.as_bytes());
    // Work that cannot be read is not written over, and a codebook that cannot be read is told.
    project.write("annotations/cat/two.md.ron", b"");
    project.write("codebook.ron", b"(format: 1, oops");
    let accept = ["accept", ".", "-q", "--annotator", "cat", "--from"];
    let ran = project.run(&[&accept[..], &["lines.jsonl"]].concat());
    assert_eq!(ran.status, Some(1), "{}", ran.err);
    let said: Vec<&str> = ran.err.lines().collect();
    let expected = [
        "onrecord: codebook.ron:1:",
        "onrecord: lines.jsonl:1: it is no suggestion: ",
        "onrecord: lines.jsonl:2: the project has no article \"articles/gone.txt\"; it is left out",
        "onrecord: lines.jsonl:3: 2 suggestions are left out: articles/two.md: the annotations of cat are not changed: ",
        "onrecord: left out, or not wholly read: 2 suggestions, 2 lines, 1 codebook",
    ];
    assert_eq!(said.len(), expected.len(), "{}", ran.err);
    for (said, expected) in said.iter().zip(expected) {
        assert!(said.starts_with(expected), "{said}\n{expected}");
    }
    assert!(
        project
            .read("annotations/cat/one.txt.ron")
            .contains("start: 28")
    );
}

#[test]
fn figures_say_what_they_lack() {
    let project = Project::sample();
    project.write("annotations/ann/codebook.ron", b"(format: 1, oops");
    project.write("articles/bad.txt", b"caf\0\xE9");
    let text = project.read("annotations/bob/one.txt.ron");
    project.write("annotations/bob/gone.txt.ron", text.as_bytes());
    let ran = project.run(&["stats", "--json", "-q"]);
    assert_eq!(ran.status, Some(1));
    let found: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(
        found["left_out"],
        serde_json::json!({"articles": 1, "codebooks": 1, "sidecars": 1, "statements": 1})
    );
    // An article that cannot be read takes its statements with it.
    project.write("articles/one.txt", b"caf\0\xE9");
    let ran = project.run(&["stats", "-q"]);
    let count = format!("{LEFT_OUT}3 statements, 2 articles, 1 sidecar, 1 codebook\n");
    assert!(ran.err.ends_with(&count), "{}", ran.err);
}

/// Imports statements of `ann` and `bob` on an article of its own and on `one.txt`.
fn import(project: &Project) -> Ran {
    let (one, two) = (ONE.as_bytes(), b"He said no.");
    project.write("from/one.txt", one);
    project.write("from/new.txt", two);
    for annotator in ["ann", "bob"] {
        let quote = "T1\tQuote 47 59\tthe minister\n";
        project.write(&format!("from/one_{annotator}.ann"), quote.as_bytes());
        let quote = b"T1\tQuote 8 10\tno\n";
        project.write(&format!("from/new_{annotator}.ann"), quote);
    }
    project.run(&["import", ".", "-q", "--format", "brat", "--from", "from"])
}

#[test]
fn what_an_import_cannot_put_anywhere_is_counted() {
    let ran = import(&Project::sample());
    assert_eq!((ran.status, ran.err.as_str()), (Some(0), ""));
    // A codebook of one's own that cannot be read.
    let project = Project::sample();
    project.write("annotations/ann/codebook.ron", b"(format: 1, oops");
    let ran = import(&project);
    assert_eq!(ran.status, Some(1), "{}", ran.err);
    let first = ran.err.lines().next().unwrap();
    assert!(
        first.starts_with("onrecord: annotations/ann/codebook.ron:1:"),
        "{first}"
    );
    let count = format!("{LEFT_OUT}2 statements, 1 codebook\n");
    assert!(ran.err.ends_with(&count), "{}", ran.err);
    assert!(project.path("annotations/bob/new.txt.ron").exists());
    // A sidecar that cannot be read, and an article of other words.
    let project = Project::sample();
    project.write(SIDECAR, b"");
    project.write("articles/new.txt", b"She said yes.");
    let ran = import(&project);
    assert_eq!(ran.status, Some(1), "{}", ran.err);
    let said: Vec<&str> = ran.err.lines().collect();
    let count = format!("{LEFT_OUT}3 statements, 1 sidecar, 1 file");
    assert_eq!((said.len(), said[2]), (3, count.as_str()), "{}", ran.err);
    assert!(
        said[0].starts_with(&format!("onrecord: {SIDECAR}: ")),
        "{}",
        ran.err
    );
    assert!(
        said[1].starts_with("onrecord: articles/new.txt: another text"),
        "{}",
        ran.err
    );
    // The lead's codebook, without which names would be guesses: nothing is written.
    let project = Project::sample();
    project.write("codebook.ron", b"(format: 1, oops");
    let before = project.files();
    let ran = import(&project);
    assert_eq!(
        (ran.status, ran.err.lines().count()),
        (Some(2), 1),
        "{}",
        ran.err
    );
    assert!(
        ran.err.starts_with("onrecord: codebook.ron:1:"),
        "{}",
        ran.err
    );
    for (path, bytes) in before {
        assert!(std::fs::read(&path).unwrap() == bytes, "{}", path.display());
    }
    assert!(!project.path("articles/new.txt").exists());
}
