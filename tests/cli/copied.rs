//! Copies of whole folders and single files of annotators, files that may be copies, and copies whose original is gone.

use crate::copies::check_found;
use crate::{LEFT_OUT, Project, SIDECAR};

/// Copies the folder of `ann` under another name.
fn copy_of_ann(project: &Project, name: &str) {
    let work = project.read(SIDECAR);
    project.write(&format!("annotations/{name}/one.txt.ron"), work.as_bytes());
    project.write(&format!("annotations/{name}/codebook.ron"), b"(format: 1)");
}

#[test]
fn a_folder_of_an_annotator_that_was_copied_is_nobodys() {
    for name in [
        "ann (1)",
        "ann - Copy",
        "Kopie von ann",
        "ann (Bob's conflicted copy 2026-11-20)",
    ] {
        let project = Project::sample();
        let commands = ["export -q --format csv --out -", "stats -q"];
        let run = |line: &str| project.run(&line.split(' ').collect::<Vec<_>>());
        let before = commands.map(|line| run(line).out);
        copy_of_ann(&project, name);
        let folder = format!("annotations/{name}");
        check_found(&project, &[("unreadable_folder", folder.as_str())]);
        let said = format!(
            "onrecord: {folder}: the folder is a copy of that of \"ann\", and is left out: its files say that they belong there. \
             Compare the two, bring what only the copy has to the other, and delete it\n{LEFT_OUT}1 folder\n"
        );
        for (line, before) in commands.iter().zip(before) {
            let ran = run(line);
            assert_eq!(
                (ran.status, ran.out, ran.err),
                (Some(1), before, said.clone()),
                "{line}"
            );
        }
    }
    // What the original lacks is counted.
    let project = Project::sample();
    copy_of_ann(&project, "ann (1)");
    let work = project.read(SIDECAR);
    project.write("annotations/ann (1)/two.md.ron", work.as_bytes());
    let ran = project.run(&["stats", "-q"]);
    assert!(
        ran.err
            .ends_with(&format!("{LEFT_OUT}1 statement, 1 folder\n")),
        "{}",
        ran.err
    );
    // A folder with work of its own is somebody's, whatever it is called.
    let project = Project::sample();
    project.annotate("ann (1)", |_| ());
    check_found(&project, &[]);
    // So is one of which the original is gone.
    let project = Project::sample();
    let from = project.path("annotations/ann");
    std::fs::rename(from, project.path("annotations/ann (1)")).unwrap();
    check_found(
        &project,
        &[("inconsistent", "annotations/ann (1)/one.txt.ron")],
    );
}

#[test]
fn a_file_that_was_copied_to_another_annotator_counts_once() {
    let project = Project::sample();
    std::fs::remove_file(project.path("annotations/bob/one.txt.ron")).unwrap();
    let export = ["export", "-q", "--format", "csv", "--out", "-"];
    let before = project.run(&export);
    assert_eq!(before.status, Some(0), "{}", before.err);
    let copy = "annotations/bob/one.txt.ron";
    let work = project.read(SIDECAR);
    project.write(copy, work.as_bytes());
    check_found(&project, &[("inconsistent", copy)]);
    for _ in 0..2 {
        let ran = project.run(&export);
        let said = format!(
            "onrecord: {copy}: it is a copy of the file that \"ann\" has of this article, and is left out. \
             Bring what only it has to the other file, and delete it\n{LEFT_OUT}1 sidecar\n"
        );
        assert_eq!(
            (ran.status, ran.out, ran.err),
            (Some(1), before.out.clone(), said)
        );
    }
    // Whose file is gone, the copy is all there is.
    std::fs::remove_file(project.path(SIDECAR)).unwrap();
    let ran = project.run(&export);
    assert_eq!(
        (ran.status, ran.out.lines().count()),
        (Some(1), 2),
        "{}",
        ran.err
    );
}

#[test]
fn what_may_be_a_copy_of_the_leads_files_is_named() {
    let project = Project::sample();
    let before = project.run(&["stats", "-q"]).out;
    project.write("codebook-LAPTOP123.ron", b"(format: 1, oops");
    project.write("onrecord-LAPTOP123.ron", b"(format: 1)");
    project.write("codebook-old.ron", b"(format: 1)");
    check_found(
        &project,
        &[
            ("conflict_copy", "onrecord-LAPTOP123.ron"),
            ("conflict_copy", "codebook-LAPTOP123.ron"),
        ],
    );
    let ran = project.run(&["stats", "-q"]);
    assert_eq!(
        (ran.status, ran.out, ran.err.as_str()),
        (Some(0), before, "")
    );
    // Where the articles lie beside it, it is no article either.
    let project = Project::empty();
    project.write("onrecord.ron", b"(format: 1)");
    project.write("codebook.ron", b"(format: 1)");
    project.write("codebook-LAPTOP123.ron", b"(format: 1)");
    project.write(
        "codebook (SFConflict bob@x.org 2026-11-20-10-11-12).ron",
        b"(format: 1)",
    );
    check_found(
        &project,
        &[
            (
                "conflict_copy",
                "codebook (SFConflict bob@x.org 2026-11-20-10-11-12).ron",
            ),
            ("conflict_copy", "codebook-LAPTOP123.ron"),
        ],
    );
}

#[test]
fn a_copy_whose_original_is_gone_is_pointed_to() {
    // Of an article.
    let project = Project::sample();
    let copy = "one (Anna's conflicted copy 2025-02-24).txt";
    let to = project.path(&format!("articles/{copy}"));
    std::fs::rename(project.path("articles/one.txt"), to).unwrap();
    let ran = project.run(&["stats", "-q"]);
    let said = format!(
        "onrecord: {SIDECAR}: the article of these annotations (one statement) does not exist, but a copy that a sync tool \
         made of it does: {copy:?}. If its text is right, rename it to \"one.txt\"\n"
    );
    assert_eq!(ran.status, Some(1));
    assert!(ran.err.starts_with(&said), "{}", ran.err);
    // Of the codebook: it stands in, and says so.
    let project = Project::sample();
    let copy = "codebook.sync-conflict-20250224-091244-ABCDEFG.ron";
    std::fs::rename(project.path("codebook.ron"), project.path(copy)).unwrap();
    let said = format!(
        "{copy}: codebook.ron is gone, and this looks like a copy that a sync tool made of it. If it is right, rename it to \
         codebook.ron\n"
    );
    project.check("check -q", 1, &said, "");
    assert!(project.run(&["stats", "-q"]).out.contains("The Minister"));
    project.write(copy, b"(format: 1, oops");
    let ran = project.run(&["stats", "-q"]);
    assert_eq!(ran.status, Some(1), "{}", ran.err);
    assert!(
        ran.err
            .starts_with(&format!("onrecord: {copy}: codebook.ron is gone; ")),
        "{}",
        ran.err
    );
    // Of the project file: where the annotations lie is not known.
    let project = Project::sample();
    let copy = "onrecord (1).ron";
    std::fs::rename(project.path("onrecord.ron"), project.path(copy)).unwrap();
    let said = format!(
        "onrecord: onrecord.ron: the project file is gone, but a copy that a sync tool made of it is there: {copy:?}. \
         If it is right, rename it to onrecord.ron\n"
    );
    project.check("stats -q", 2, "", &said);
    project.check("export -q --format csv --out x.csv", 2, "", &said);
    assert!(!project.path("x.csv").exists());
}

#[test]
fn files_among_the_annotations_that_nothing_reads_are_named() {
    let project = Project::sample();
    // These say themselves what they are, or are hidden.
    for path in [
        "ann/README.md",
        "ann/Thumbs.db",
        "ann/.hidden",
        "texts/x.zst",
        ".gitattributes",
    ] {
        project.write(&format!("annotations/{path}"), b"x");
    }
    check_found(&project, &[]);
    for path in [
        "ann/notes.docx",
        "ann/deep/old.zip",
        "texts/notes.txt",
        "list.csv",
    ] {
        project.write(&format!("annotations/{path}"), b"x");
    }
    let said = |path: &str| {
        format!(
            "annotations/{path}: nothing reads this file among the annotations. \
             Annotations end in .ron; move it out of the folder\n"
        )
    };
    let all = [
        "ann/deep/old.zip",
        "ann/notes.docx",
        "list.csv",
        "texts/notes.txt",
    ]
    .map(said);
    project.check("check -q", 1, &all.concat(), "");
    // Nothing is left out elsewhere.
    let ran = project.run(&["stats", "-q"]);
    assert_eq!((ran.status, ran.err.as_str()), (Some(0), ""));
    for number in 0..20 {
        project.write(&format!("annotations/bob/{number:02}.bak"), b"x");
    }
    let ran = project.run(&["check", "-q"]);
    assert!(
        ran.out
            .ends_with("annotations: and 4 more that nothing reads\n"),
        "{}",
        ran.out
    );
}
