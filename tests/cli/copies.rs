//! What sync tools leave beside articles and codebooks, and names that do not work everywhere.

use onrecord::format;
use onrecord::model::codebook::{Codebook, Speaker};

use crate::{LEFT_OUT, ONE, Project, SIDECAR};

/// Runs `check`; returns its status and the kind and path of each problem.
fn found(project: &Project) -> (Option<i32>, Vec<(String, String)>) {
    let before = project.files();
    let ran = project.run(&["check", "--json", "-q"]);
    let found: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    let problems = found["problems"].as_array().unwrap().iter();
    let shown = problems.map(|problem| (text(&problem["kind"]), text(&problem["path"])));
    assert_eq!(project.files(), before);
    (ran.status, shown.collect())
}

/// Checks that `check` finds just these kinds of problems, each in this file.
#[track_caller]
pub(crate) fn check_found(project: &Project, expected: &[(&str, &str)]) {
    let (status, found) = found(project);
    let found: Vec<(&str, &str)> = found
        .iter()
        .map(|(kind, path)| (kind.as_str(), path.as_str()))
        .collect();
    assert_eq!(found, expected);
    assert_eq!(status, Some(i32::from(!expected.is_empty())));
}

const COPY: &str = "articles/one.sync-conflict-20250224-091244-ABCDEFG.txt";

#[test]
fn a_copy_of_an_article_is_no_article() {
    let project = Project::sample();
    let export = ["export", "-q", "--format", "jsonl", "--out", "-"];
    let before = project.run(&export).out;
    project.write(COPY, b"Another version.\n");
    project.check(
        "check",
        1,
        &format!(
            "{COPY}: a sync tool made this copy of \"one.txt\"; it is not taken for an article of its own. \
             Compare the two, keep the right one as \"one.txt\", and delete the other\n"
        ),
        "1 problem in 2 articles and 2 sidecars with 2 statements\n",
    );
    check_found(&project, &[("conflict_copy", COPY)]);
    // Nothing is left out elsewhere.
    let ran = project.run(&export);
    assert_eq!(
        (ran.status, ran.out, ran.err.as_str()),
        (Some(0), before, "")
    );
    for line in ["stats -q", "suggest -q", "accept . --annotator ann -q"] {
        let ran = project.run(&line.split(' ').collect::<Vec<_>>());
        assert_eq!((ran.status, ran.err.as_str()), (Some(0), ""), "{line}");
        assert!(!ran.out.contains("sync-conflict"), "{line}");
    }
    // Whoever names it gets it.
    project.check(&format!("text {COPY}"), 0, "Another version.\n", "");
}

/// Checks that a file among the articles is an article, and none that anything is to be said of.
#[track_caller]
fn check_is_article(name: &str) {
    let project = Project::sample();
    project.write(&format!("articles/{name}"), b"Another version.\n");
    let summary = "0 problems in 3 articles and 2 sidecars with 2 statements\n";
    let ran = project.run(&["check"]);
    assert_eq!(
        (ran.status, ran.out.as_str(), ran.err.as_str()),
        (Some(0), "", summary)
    );
}

#[test]
fn what_may_be_an_article_of_its_own_is_one() {
    check_is_article("one (1).txt");
    check_is_article("one-LAPTOP.txt");
    check_is_article("one - Copy.txt");
    check_is_article("one 2.txt");
    check_is_article("one.Conflict.txt");
}

#[test]
fn a_copy_whose_original_is_gone_is_an_article_and_named() {
    for (name, original) in [
        ("one (Case Conflict).md", "one.md"),
        ("three (Anna's conflicted copy 2025-02-24).txt", "three.txt"),
        (
            "deep/one.sync-conflict-20250224-091244-ABCDEFG.txt",
            "deep/one.txt",
        ),
    ] {
        let project = Project::sample();
        let path = format!("articles/{name}");
        project.write(&path, ONE.as_bytes());
        let original = format!("articles/{original}");
        project.check(
            "check",
            1,
            &format!(
                "{path}: it is called as a sync tool calls a copy of {original:?}, which is not there; it is an article of \
                 its own. If its text is right, rename it to {original:?}\n"
            ),
            "1 problem in 3 articles and 2 sidecars with 2 statements\n",
        );
        project.check("text articles/one.txt", 0, ONE, "");
    }
}

/// Checks that a file beside `one.txt` is no article if it holds this text, and that it is named.
#[track_caller]
fn check_copy(name: &str, text: &str) {
    let project = Project::sample();
    let export = ["export", "-q", "--format", "jsonl", "--out", "-"];
    let before = project.run(&export).out;
    let path = format!("articles/{name}");
    project.write(&path, text.as_bytes());
    project.check(
        "check",
        1,
        &format!(
            "{path}: its name and its text are those of a copy of \"one.txt\"; it is not taken for an article of its own. \
             Compare the two, keep the right one as \"one.txt\", and delete the other\n"
        ),
        "1 problem in 2 articles and 2 sidecars with 2 statements\n",
    );
    let ran = project.run(&export);
    assert_eq!(
        (ran.status, ran.out, ran.err.as_str()),
        (Some(0), before, "")
    );
}

#[test]
fn a_name_like_a_copys_and_the_text_of_the_original_make_a_copy() {
    for name in [
        "one 2.txt",
        "one (1).txt",
        "one(1).txt",
        "one.Conflict.txt",
        "one_conflict.txt",
        "one-ANNAS-PC.txt",
        "one-LAPTOP.txt",
        "one-DESKTOP-ABC.txt",
        "one - Copy.txt",
    ] {
        check_copy(name, ONE);
        check_copy(name, &ONE.replace('\n', "\r\n"));
    }
    // Two versions that differ in one place; a word more is enough to tell two short articles apart.
    let long = |word: &str| {
        format!(
            "{ONE}\n{}{word} {}",
            "And so on. ".repeat(30),
            "So it went. ".repeat(30)
        )
    };
    let project = Project::sample();
    project.write("articles/long.txt", long("Yes").as_bytes());
    project.write("articles/long.conflict.txt", long("No").as_bytes());
    project.write("articles/long_conflict.txt", long("45").as_bytes());
    project.write("articles/long 2.txt", long("No").as_bytes());
    check_found(&project, &[("conflict_copy", "articles/long.conflict.txt")]);
    let ran = project.run(&["stats", "-q"]);
    assert_eq!(ran.status, Some(0), "{}", ran.err);
}

#[test]
fn a_copy_that_is_annotated_stays_an_article() {
    let project = Project::sample();
    project.write("articles/one 2.txt", ONE.as_bytes());
    let sidecar = project
        .read(SIDECAR)
        .replace("articles/one.txt", "articles/one 2.txt");
    let sidecar = sidecar.split("// integrity").next().unwrap();
    project.write("annotations/ann/one 2.txt.ron", sidecar.as_bytes());
    let ran = project.run(&["check"]);
    assert!(ran.out.contains("it stays an article"), "{}", ran.out);
    check_found(&project, &[("conflict_copy", "articles/one 2.txt")]);
}

#[test]
fn a_copy_that_somebody_works_on_stays_an_article() {
    let project = Project::sample();
    project.write(COPY, ONE.as_bytes());
    let sidecar = project.read(SIDECAR).replace("articles/one.txt", COPY);
    let sidecar = sidecar.split("// integrity").next().unwrap();
    let path = "annotations/ann/one.sync-conflict-20250224-091244-ABCDEFG.txt.ron";
    project.write(path, sidecar.as_bytes());
    let ran = project.run(&["check"]);
    assert_eq!(
        ran.err,
        "1 problem in 3 articles and 3 sidecars with 3 statements\n"
    );
    assert!(ran.out.contains("it stays an article"), "{}", ran.out);
    check_found(&project, &[("conflict_copy", COPY)]);
    // Once the copy is gone, its annotations are not lost.
    std::fs::remove_file(project.path(COPY)).unwrap();
    check_found(&project, &[("missing_article", path)]);
    let ran = project.run(&["check", "-q"]);
    assert!(ran.out.contains("of a copy of \"one.txt\""), "{}", ran.out);
}

#[test]
fn a_copy_that_is_assigned_stays_an_article() {
    let project = Project::sample();
    project.write(
        "onrecord.ron",
        format!(
            "(format: 1, articles: \"articles\", assignments: [(annotator: \"ann\", articles: [{COPY:?}])])"
        )
        .as_bytes(),
    );
    project.write(COPY, b"Another version.\n");
    check_found(&project, &[("conflict_copy", COPY)]);
}

/// Puts a copy of a codebook that alone knows the speaker of a statement; `check` names the copy, and nothing is missing.
#[track_caller]
fn check_codebook(copy: &str) {
    let project = Project::sample();
    let codebook = Codebook {
        speakers: vec![Speaker {
            id: "envoy".into(),
            name: "The Envoy".to_owned(),
            ..Speaker::default()
        }],
        ..Codebook::default()
    };
    project.annotate("ann", |statement| {
        let speaker = statement.speaker.as_mut().unwrap();
        speaker.name = Some("envoy".into());
    });
    check_found(&project, &[("unknown_speaker", SIDECAR)]);
    let codebook = format::codebook::write(&codebook).unwrap();
    project.write(copy, codebook.as_bytes());
    check_found(&project, &[("conflict_copy", copy)]);
    let stats = project.run(&["stats", "-q"]);
    assert_eq!((stats.status, stats.err.as_str()), (Some(0), ""));
    assert!(stats.out.contains("The Envoy"), "{}", stats.out);
}

#[test]
fn copies_of_codebooks_are_read_with_them() {
    check_codebook("codebook.sync-conflict-20250224-091244-ABCDEFG.ron");
    check_codebook("codebook (Anna's conflicted copy 2025-02-24).ron");
    check_codebook("codebook-DESKTOP-AB12CD.ron");
    check_codebook("codebook (SFConflict bob@x.org 2026-11-20-10-11-12).ron");
    check_codebook("annotations/ann/codebook (SFConflict bob@x.org 2026-11-20-10-11-12).ron");
    check_codebook("annotations/ann/codebook-LAPTOP123.ron");
    check_codebook("annotations/ann/codebook.sync-conflict-20250224-091244-ABCDEFG.ron");
    check_codebook("annotations/ann/codebook (Anna's conflicted copy 2025-02-24).ron");
    check_codebook("annotations/ann/codebook-LAPTOP.ron");
}

#[test]
fn copies_that_cannot_be_used_are_named() {
    let project = Project::sample();
    let own = "annotations/ann/codebook (1).ron";
    project.write(own, b"(format: 1, speakers: [");
    project.write("codebook_conf(1).ron", b"(format: 99)");
    project.write("onrecord (Case Conflict).ron", b"(format: 1)");
    check_found(
        &project,
        &[
            ("conflict_copy", "onrecord (Case Conflict).ron"),
            ("conflict_copy", "codebook_conf(1).ron"),
            // Nothing is left of what it was a copy of.
            ("unreadable_project", own),
        ],
    );
}

#[cfg(target_os = "linux")]
#[test]
fn names_that_fall_together_elsewhere_are_named() {
    let project = Project::sample();
    let (single, parts) = ("articles/caf\u{e9}.txt", "articles/cafe\u{301}.txt");
    for path in ["articles/One.txt", "articles/deep/one.txt", single, parts] {
        project.write(path, b"Another version.\n");
    }
    project.write("annotations/Bob/codebook.ron", b"(format: 1)");
    let same = "on Windows and macOS this is the same name as";
    project.check(
        "check",
        1,
        &format!(
            "{parts}: {same} {single:?}: only how accents are written differs (Unicode NFC and NFD). Rename one of them\n\
             articles/One.txt: {same} \"articles/one.txt\": only capital and small letters differ. Rename one of them\n\
             annotations/Bob: {same} \"annotations/bob\": only capital and small letters differ. Rename one of them\n"
        ),
        "3 problems in 6 articles and 2 sidecars with 2 statements\n",
    );
    check_found(
        &project,
        &[
            ("clashing_names", parts),
            ("clashing_names", "articles/One.txt"),
            ("clashing_names", "annotations/Bob"),
        ],
    );
}

#[cfg(target_os = "linux")]
#[test]
fn accents_that_a_sync_tool_wrote_otherwise_lose_nothing() {
    let (single, parts) = ("caf\u{e9}.txt", "cafe\u{301}.txt");
    for (article, named, sidecar) in [
        (parts, single, single),
        (single, parts, parts),
        (parts, single, parts),
    ] {
        let project = Project::sample();
        let before = project
            .run(&["export", "-q", "--format", "csv", "--out", "-"])
            .out;
        let work = project
            .read(SIDECAR)
            .replace("articles/one.txt", &format!("articles/{named}"));
        let work = work.split("// integrity").next().unwrap();
        std::fs::remove_file(project.path("annotations/bob/one.txt.ron")).unwrap();
        std::fs::remove_file(project.path(SIDECAR)).unwrap();
        std::fs::remove_file(project.path("articles/one.txt")).unwrap();
        project.write(&format!("articles/{article}"), ONE.as_bytes());
        project.write(&format!("annotations/ann/{sidecar}.ron"), work.as_bytes());
        check_found(&project, &[]);
        let after = project.run(&["export", "-q", "--format", "csv", "--out", "-"]);
        assert_eq!((after.status, after.err.as_str()), (Some(0), ""));
        assert_eq!(after.out.lines().count() + 1, before.lines().count());
        // A sidecar that is not read, since another has the article's very name, is named.
        for name in [single, parts] {
            project.write(&format!("annotations/ann/{name}.ron"), work.as_bytes());
        }
        let other = format!(
            "annotations/ann/{}.ron",
            if article == parts { single } else { parts }
        );
        check_found(&project, &[("missing_article", other.as_str())]);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn names_that_windows_forbids_are_named() {
    let project = Project::sample();
    for path in [
        "articles/q?.txt",
        "articles/a: b/x.txt",
        "articles/a: b/y.txt",
    ] {
        project.write(path, b"Another version.\n");
    }
    let hint = "a copy of the project there lacks it. Rename it, and what its annotations are named after it";
    project.check(
        "check",
        1,
        &format!(
            "articles/a: b: Windows allows no ':' in a name: {hint}\n\
             articles/q?.txt: Windows allows no '?' in a name: {hint}\n"
        ),
        "2 problems in 5 articles and 2 sidecars with 2 statements\n",
    );
    check_found(
        &project,
        &[
            ("forbidden_name", "articles/a: b"),
            ("forbidden_name", "articles/q?.txt"),
        ],
    );
    // Such articles are articles all the same.
    let export = project.run(&["export", "-q", "--format", "jsonl", "--out", "-"]);
    assert_eq!((export.status, export.err.as_str()), (Some(0), ""));
    // Those that no system should hold are refused, and named by every command.
    project.write("articles/nul.txt", b"x");
    project.write("articles/tab\t.txt", b"x");
    check_found(
        &project,
        &[
            ("unreadable_article", "articles/nul.txt"),
            ("unreadable_article", "articles/tab\t.txt"),
            ("forbidden_name", "articles/a: b"),
            ("forbidden_name", "articles/q?.txt"),
        ],
    );
}

#[cfg(target_os = "linux")]
#[test]
fn a_folder_that_cannot_be_an_annotators_is_named() {
    let project = Project::sample();
    let work = project.read(SIDECAR);
    project.write("annotations/ann /one.txt.ron", work.as_bytes());
    project.write("annotations/texts/one.zst", b"x");
    project.write("annotations/.stversions/one.txt.ron", work.as_bytes());
    std::fs::create_dir(project.path("annotations/con")).unwrap();
    let said = "annotations/ann : the folder is nobody's: the annotator's name \"ann \" begins or ends with a dot or a \
                space. What lies in it is left out; give it the name of an annotator\n";
    check_found(&project, &[("unreadable_folder", "annotations/ann ")]);
    for line in ["export -q --format csv --out all.csv", "stats -q"] {
        let ran = project.run(&line.split(' ').collect::<Vec<_>>());
        let told = format!("onrecord: {said}{LEFT_OUT}1 folder\n");
        assert_eq!((ran.status, ran.err), (Some(1), told), "{line}");
    }
}

#[test]
fn annotations_in_nobodys_folder_are_named() {
    let project = Project::sample();
    let work = project.read(SIDECAR);
    project.write("annotations/one.txt.ron", work.as_bytes());
    project.write("annotations/codebook.ron", b"(format: 1)");
    project.write("annotations/notes.txt", b"x");
    check_found(
        &project,
        &[
            ("unreadable_sidecar", "annotations/one.txt.ron"),
            ("unread_file", "annotations/codebook.ron"),
            ("unread_file", "annotations/notes.txt"),
        ],
    );
    let ran = project.run(&["export", "-q", "--format", "csv", "--out", "-"]);
    let said = "onrecord: annotations/one.txt.ron: these annotations lie in no annotator's folder. \
                They are left out; move the file to the folder of whom it names\n";
    let said = format!("{said}{LEFT_OUT}1 sidecar\n");
    assert_eq!((ran.status, ran.err), (Some(1), said));
}

#[test]
fn articles_with_the_words_and_nearly_the_name_of_another_are_named() {
    for name in ["one (old).txt", "one.v2.txt", "one_2.txt", "one-old.txt"] {
        let project = Project::sample();
        let path = format!("articles/{name}");
        project.write(&path, ONE.replace('\n', "\r\n").as_bytes());
        project.check(
            "check -q",
            1,
            &format!(
                "{path}: its words are those of \"articles/one.txt\", and its name is like that of a copy; it is an article of \
                 its own. Delete it if it is a copy\n"
            ),
            "",
        );
        check_found(&project, &[("conflict_copy", path.as_str())]);
        // Whatever it is, nothing is left out.
        let export = project.run(&["export", "-q", "--format", "csv", "--out", "-"]);
        assert_eq!((export.status, export.err.as_str()), (Some(0), ""));
    }
    for name in ["ones.txt", "one (1).md", "deep/one (1).txt", "o.txt"] {
        let project = Project::sample();
        project.write(&format!("articles/{name}"), ONE.as_bytes());
        check_found(&project, &[]);
    }
}

#[test]
fn copies_of_every_sync_tool_are_no_articles() {
    for name in [
        "one.sync-conflict-20250224-091244-ABCDEFG.txt",
        "one (Anna's conflicted copy 2025-02-24).txt",
        "one (conflicted copy 2025-02-24 091244).txt",
        "one_conflict-20250224-091244.txt",
        "one-DESKTOP-7GH2K9A.txt",
        "one-LAPTOP-7GH2K9AB.txt",
    ] {
        let project = Project::sample();
        let path = format!("articles/{name}");
        project.write(&path, b"Another version.\n");
        check_found(&project, &[("conflict_copy", path.as_str())]);
    }
}

#[test]
fn files_that_no_format_reads_are_named() {
    let project = Project::sample();
    let hint = "Articles end in .txt, .md, .html, .docx, .odt, .rtf, .pdf, .eml, .srt or .vtt; \
                save its text as such a file, or move it out of the folder";
    let said = |path: &str| {
        format!("{path}: the file is of no known article format, and is not read. {hint}\n")
    };
    // Outside of the articles' folder anything may lie, and these say themselves that they are none.
    for path in [
        "notes.docx",
        "articles/.hidden.png",
        "articles/.gitattributes",
        "articles/README",
        "articles/License.rst",
        "articles/Thumbs.db",
        "articles/~$notes.docx",
        "articles/one.txt~",
        "articles/.~01JMX3S8V7Q2W4E5R6T7Y8Z9AB.1.tmp",
        "articles/codebook (1).ron",
    ] {
        project.write(path, b"x");
    }
    check_found(&project, &[]);
    for path in [
        "articles/deep/page.pptx",
        "articles/scan.png",
        "articles/notes",
    ] {
        project.write(path, b"x");
    }
    let expected = [
        said("articles/deep/page.pptx"),
        said("articles/notes"),
        said("articles/scan.png"),
    ];
    let summary = "3 problems in 2 articles and 2 sidecars with 2 statements\n";
    project.check("check", 1, &expected.concat(), summary);
    check_found(
        &project,
        &[
            ("unread_file", "articles/deep/page.pptx"),
            ("unread_file", "articles/notes"),
            ("unread_file", "articles/scan.png"),
        ],
    );
    // No other command says anything of them.
    let export = project.run(&["export", "-q", "--format", "csv", "--out", "-"]);
    assert_eq!((export.status, export.err.as_str()), (Some(0), ""));
}

#[test]
fn many_files_that_no_format_reads_are_counted() {
    let project = Project::empty();
    project.write("a.txt", b"One.");
    project.write("codebook.ron", b"(format: 1)");
    for number in 0..22 {
        project.write(&format!("{number:02}.png"), b"x");
    }
    let ran = project.run(&["check", "-q"]);
    assert_eq!((ran.status, ran.out.lines().count()), (Some(1), 21));
    assert!(ran.out.starts_with("00.png: "), "{}", ran.out);
    let last = ".: and 2 more of no known article format\n";
    assert!(ran.out.ends_with(last), "{}", ran.out);
    // An article that is opened alone stands for itself.
    let alone = project.run(&["check", "a.txt", "-q"]);
    assert_eq!((alone.status, alone.out.as_str()), (Some(0), ""));
}
