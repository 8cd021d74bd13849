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
    project.write("articles/bad.txt", b"caf\xE9");
    check(
        &project,
        1,
        "onrecord: articles/bad.txt:1:4: the file is not UTF-8 (byte 0xE9 at offset 3). Save it as UTF-8\n",
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
            "onrecord: annotations/{annotator}/one.txt.ron: the article of these annotations does not exist. Bring the article back, or move the annotations to where it went\n"
        )
    };
    check(&project, 1, &(line("ann") + &line("bob")));
    // Whose work is not asked for is not missed.
    let ran = project.run(&[&EXPORT[..], &["--annotators", "ann"]].concat());
    assert_eq!((ran.status, ran.err), (Some(1), line("ann")));
}

#[test]
fn statements_whose_words_are_gone_are_named() {
    let project = Project::sample();
    let other = ONE.replace("We never agreed", "We always agreed");
    project.write("articles/one.txt", other.as_bytes());
    let ran = project.run(&EXPORT);
    let line = |annotator: &str| {
        format!(
            "onrecord: annotations/{annotator}/one.txt.ron: one statement is left out, since the words are gone from the article: \"“We never agreed,”\". They stay in the file; label them anew where they stand now\n"
        )
    };
    assert_eq!((ran.status, ran.err), (Some(1), line("ann") + &line("bob")));
    assert_eq!(project.read("x.csv").lines().count(), 1);
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
        csv.lines().skip(1).all(|row| row.ends_with("\"true\"")),
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
        "onrecord: onrecord.ron: it is a folder, not a file. Check whether you may read it\n",
    );
    check_refused(
        |project| {
            std::fs::remove_file(project.path("onrecord.ron")).unwrap();
            std::os::unix::fs::symlink("gone.ron", project.path("onrecord.ron")).unwrap();
        },
        "onrecord: onrecord.ron: it is a link to nothing. Check whether you may read it\n",
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
