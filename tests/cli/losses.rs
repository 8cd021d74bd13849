//! What is left out is named, counted and told by the exit status: 1 where something was left out, 2 where nothing was
//! written.

use crate::{ONE, Project, SIDECAR};

const EXPORT: [&str; 6] = ["export", "-q", "--format", "csv", "--out", "x.csv"];

/// Runs commands over a project; each ends so and says so, and nothing but the export is written.
#[track_caller]
fn check(project: &Project, status: i32, said: &str) {
    let commands: [&[&str]; 2] = [&EXPORT, &["stats", "-q"]];
    for command in commands {
        let ran = project.run(command);
        assert_eq!(ran.status, Some(status), "{command:?}: {}", ran.err);
        assert_eq!(ran.err, said, "{command:?}");
    }
}

#[test]
fn a_whole_project_loses_nothing() {
    check(&Project::sample(), 0, "");
}

#[test]
fn unreadable_files_are_named() {
    let project = Project::sample();
    project.write("articles/bad.txt", b"caf\0\xE9");
    check(
        &project,
        1,
        "onrecord: articles/bad.txt: the file is not text: it is full of NUL bytes\n",
    );
    let project = Project::sample();
    project.write("annotations/bob/one.txt.ron", b"");
    check(
        &project,
        1,
        "onrecord: annotations/bob/one.txt.ron: the file is empty. Restore it from a backup, or delete it to begin anew\n",
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
            assert_eq!(ran.err.lines().count(), 1, "{}", ran.err);
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
        (Some(2), line("ann") + &line("bob") + nothing)
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
    spoil(&project);
    let commands: [&[&str]; 4] = [
        &EXPORT,
        &["stats", "-q"],
        &["accept", ".", "--annotator", "ann", "-q"],
        &["suggest", "-q"],
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

    const ARTICLES: usize = 260;
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
    let said = String::from_utf8(ended.stderr).unwrap();
    let said = said.lines().map(str::to_owned).collect();
    (ended.status.code(), written.lines().count(), said)
}

#[cfg(unix)]
#[test]
fn what_is_moved_while_an_export_runs_is_named() {
    let (status, written, said) = moved_meanwhile("a259.txt", "b.txt");
    assert_eq!((status, written), (Some(1), 259));
    assert_eq!(said.len(), 1, "{said:?}");
    let gone = "onrecord: a259.txt: there is no such file or folder; ";
    assert!(said[0].starts_with(gone), "{said:?}");
    // Of an annotator's folder what was read before is there, and everything else is named.
    let (status, written, said) = moved_meanwhile("annotations/ann", "annotations/bea");
    assert_eq!((status, written + said.len()), (Some(1), 260));
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
