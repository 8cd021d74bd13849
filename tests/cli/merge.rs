//! `onrecord merge`, by hand and as git's merge driver: two annotators, and both machines of one, in clones of one
//! repository.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Arc;

use onrecord::format::sidecar::{self, ParsedSidecar};
use onrecord::model::id::StatementId;
use onrecord::model::statement::Statement;
use onrecord::store::{OpenOptions, Store};

use crate::{ONE, Project, SIDECAR};

/// Three versions of a sidecar in a project.
struct Three(Project);

impl Three {
    /// Makes three versions of the sample's sidecar: replaced in each is the first text of the pair by the second.
    fn new(ours: (&str, &str), theirs: (&str, &str)) -> Self {
        let project = Project::sample();
        let base = project.read(SIDECAR);
        let with = |(from, to): (&str, &str)| {
            assert!(base.contains(from), "{base}");
            let changed = base.replacen(from, to, 1);
            changed.split("// integrity").next().unwrap().to_owned()
        };
        let (ours, theirs) = (with(ours), with(theirs));
        project.write("base", base.as_bytes());
        project.write("ours", ours.as_bytes());
        project.write("theirs", theirs.as_bytes());
        Self(project)
    }

    fn result(&self) -> ParsedSidecar {
        parsed(&self.0.path("ours"))
    }
}

fn parsed(path: &Path) -> ParsedSidecar {
    let bytes = std::fs::read(path).unwrap();
    let loaded = sidecar::parse("", &bytes);
    assert_eq!(
        loaded.read_only,
        None,
        "{}",
        String::from_utf8_lossy(&bytes)
    );
    loaded.value.unwrap()
}

fn only(parsed: &ParsedSidecar) -> &Statement<onrecord::model::span::Anchored> {
    assert_eq!(parsed.statements.len(), 1);
    &parsed.statements[0].said
}

const LATER: &str = "changed: \"2025-02-24T09:12:44Z\"";

#[test]
fn what_each_side_changed_is_in_the_result() {
    let three = Three::new(
        ("note: \"\"", "note: \"why\""),
        ("flagged: false", "flagged: true"),
    );
    let ran = three.0.run(&["merge", "base", "ours", "theirs"]);
    assert_eq!((ran.status, ran.out.as_str()), (Some(0), ""), "{}", ran.err);
    let result = three.result();
    assert!(only(&result).flagged);
    assert_eq!(only(&result).note, "why");
    assert_eq!(only(&result).conflicts, []);
    // Merging again changes nothing.
    let before = three.0.files();
    three
        .0
        .run(&["merge", "base", "ours", "theirs", "--path", "x.ron"]);
    assert_eq!(three.0.files(), before);
}

#[test]
fn two_values_of_one_field_are_both_kept() {
    let later = "changed: \"2025-02-24T09:12:45Z\"";
    let three = Three::new(("stance: \"no\"", "stance: \"yes\""), (LATER, later));
    let theirs = three.0.read("theirs");
    let theirs = theirs.replace("stance: \"no\"", "stance: \"mixed\"");
    three.0.write("theirs", theirs.as_bytes());
    let ran = three.0.run(&[
        "merge",
        "base",
        "ours",
        "theirs",
        "--path",
        "annotations/ann/one.txt.ron",
    ]);
    assert_eq!(ran.status, Some(1), "{}", ran.err);
    let said = "onrecord: annotations/ann/one.txt.ron: the field stance of statement 01JMX3S8V7Q2W4AAAAAAAAAAAA was set to \
                two values; the later stands, and the other is kept beside it\n\
                annotations/ann/one.txt.ron: 1 conflict; the file is whole\n";
    assert!(ran.err.ends_with(said), "{}", ran.err);
    let result = three.result();
    let statement = only(&result);
    let stances: Vec<&str> = statement
        .stances
        .iter()
        .filter_map(|taken| taken.stance.as_deref())
        .collect();
    assert_eq!((stances, statement.conflicts.len()), (vec!["mixed"], 1));
}

#[track_caller]
fn check_refused(path: &str, bytes: &[u8], expected: &str) {
    let three = Three::new(("note: \"\"", "note: \"a\""), ("note: \"\"", "note: \"b\""));
    three.0.write(path, bytes);
    let before = three.0.files();
    let ran = three.0.run(&["merge", "base", "ours", "theirs"]);
    assert_eq!((ran.status, ran.out.as_str()), (Some(2), ""), "{}", ran.err);
    assert!(ran.err.contains(expected), "{}", ran.err);
    assert_eq!(ran.err.lines().count(), 1, "{}", ran.err);
    assert_eq!(three.0.files(), before);
}

#[test]
fn what_cannot_be_read_is_not_merged_and_nothing_is_written() {
    check_refused("theirs", b"(format: 2, article", "onrecord: theirs");
    check_refused("base", b"no", "onrecord: base");
    check_refused("ours", b"", "onrecord: ours: the file is empty");
    check_refused("theirs", b"(format: 99)", "theirs: the file has format 99");
    let three = Three::new(("note: \"\"", "note: \"a\""), ("note: \"\"", "note: \"b\""));
    let of_bob = three.0.read("theirs").replace("\"ann\"", "\"bob\"");
    check_refused(
        "theirs",
        of_bob.as_bytes(),
        "it is bob's work, and that in ours is ann's",
    );
    three.0.check(
        "merge base ours none",
        2,
        "",
        "onrecord: none: there is no such file or folder. Nothing was written\n",
    );
}

#[test]
fn work_on_two_texts_is_not_merged_without_either() {
    let three = Three::new(("note: \"\"", "note: \"a\""), ("blake3: \"", "blake3: \"0"));
    three.0.write("articles/one.txt", b"Something else.\n");
    std::fs::remove_dir_all(three.0.path("annotations/texts")).unwrap();
    let before = three.0.files();
    three.0.check(
        "merge base ours theirs",
        2,
        "",
        "onrecord: theirs: the article changed between the two versions, and its text is not at hand. Merge within the project \
         and say with --path where the file lies in it\n",
    );
    assert_eq!(three.0.files(), before);
}

#[test]
fn a_file_that_both_made_has_no_common_version() {
    let three = Three::new(
        ("note: \"\"", "note: \"a\""),
        ("flagged: false", "flagged: true"),
    );
    three.0.write("base", b"");
    let ran = three.0.run(&["merge", "base", "ours", "theirs"]);
    assert!(matches!(ran.status, Some(0 | 1)), "{}", ran.err);
    assert_eq!(only(&three.result()).note, "a");
}

#[test]
fn work_on_two_texts_of_an_article_is_carried_over_to_one() {
    let project = Project::sample();
    let base = project.read(SIDECAR);
    project.write("base", base.as_bytes());
    project.write(
        "theirs",
        base.replacen("note: \"\"", "note: \"theirs\"", 1)
            .as_bytes(),
    );
    project.write(
        "articles/one.txt",
        ONE.replace("Talks", "All Talks").as_bytes(),
    );
    project.annotate("ann", |statement| {
        // Where it stands in the text of today.
        let more = "All ".len();
        let move_on = |span: &mut onrecord::model::span::Span| {
            span.start += more;
            span.end += more;
        };
        statement.quote.iter_mut().for_each(move_on);
        statement.cue.iter_mut().for_each(move_on);
        let mention = statement
            .speaker
            .iter_mut()
            .filter_map(|one| one.mention.as_mut());
        mention.for_each(move_on);
        statement.stances[0].evidence.iter_mut().for_each(move_on);
        statement.stances[0].stance = Some("no".into());
        statement.flagged = true;
    });
    let ran = project.run(&["merge", "base", SIDECAR, "theirs", "--path", SIDECAR]);
    assert!(matches!(ran.status, Some(0 | 1)), "{}", ran.err);
    let result = parsed(&project.path(SIDECAR));
    assert_eq!(
        (only(&result).note.as_str(), only(&result).flagged),
        ("theirs", true)
    );
    assert_eq!(only(&result).quote[0].text, "“We never agreed,”");
}

/// A repository on the disk, and clones of it.
struct Git {
    folder: tempfile::TempDir,
}

impl Git {
    /// Makes a bare repository that holds the sample and says which driver merges annotations; none where there is no git.
    fn new() -> Option<Self> {
        let Ok(found) = Command::new("git").arg("--version").output() else {
            eprintln!("no `git` program: not tested");
            return None;
        };
        assert!(found.status.success());
        let git = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        git.run(
            ".",
            &[
                "init",
                "--quiet",
                "--bare",
                "--initial-branch=main",
                "team.git",
            ],
        );
        git.clone_to("one");
        let sample = Project::sample();
        for (path, bytes) in sample.files() {
            let inside = path.strip_prefix(sample.path("")).unwrap();
            let to = git.path("one").join(inside);
            std::fs::create_dir_all(to.parent().unwrap()).unwrap();
            onrecord::store::write_file(&to, &bytes).unwrap();
        }
        let attributes = git.path("one").join(".gitattributes");
        onrecord::store::write_file(&attributes, b"annotations/**/*.ron merge=onrecord\n").unwrap();
        git.commit("one", "the sample");
        git.run("one", &["push", "--quiet", "origin", "HEAD:main"]);
        git.clone_to("two");
        Some(git)
    }

    fn clone_to(&self, name: &str) {
        self.run(".", &["clone", "--quiet", "team.git", name]);
        let driver = format!(
            "'{}' merge %O %A %B --path %P",
            env!("CARGO_BIN_EXE_onrecord")
        );
        for (key, value) in [
            ("merge.onrecord.driver", driver.as_str()),
            ("user.name", name),
            ("user.email", "nobody@example.org"),
            ("commit.gpgsign", "false"),
        ] {
            self.run(name, &["config", key, value]);
        }
    }

    fn path(&self, clone: &str) -> PathBuf {
        self.folder.path().join(clone)
    }

    fn output(&self, clone: &str, arguments: &[&str]) -> Output {
        let mut git = Command::new("git");
        git.current_dir(self.path(clone)).args(arguments);
        git.env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_CONFIG_GLOBAL", "/dev/null");
        git.env("ONRECORD_CACHE", self.folder.path().join("cache"));
        git.output().unwrap()
    }

    #[track_caller]
    fn run(&self, clone: &str, arguments: &[&str]) {
        let output = self.output(clone, arguments);
        let err = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "git {arguments:?}: {err}");
    }

    fn commit(&self, clone: &str, message: &str) {
        self.run(clone, &["add", "--all"]);
        self.run(
            clone,
            &["commit", "--quiet", "--allow-empty", "-m", message],
        );
    }

    /// Changes the work of an annotator in a clone, and commits.
    fn edit(
        &self,
        clone: &str,
        annotator: &str,
        article: &str,
        change: impl FnOnce(&mut Statement),
    ) {
        let (store, _) = Store::open(&self.path(clone), OpenOptions::default()).unwrap();
        let article = store.read_article(article).unwrap();
        let mut opened = store.load(annotator, &article);
        assert_eq!(opened.read_only, None);
        let mut statement = opened.sidecar.statements().first().map_or_else(
            || {
                let quote = vec![
                    article
                        .text
                        .snap_to_words(onrecord::model::span::Span::new(20, 24)),
                ];
                let kind = onrecord::model::statement::Kind::Indirect;
                Statement::new("FIRST".into(), quote, kind, "2025-02-24T09:12:44Z").unwrap()
            },
            |known| Statement::clone(known),
        );
        change(&mut statement);
        opened.sidecar.put(Arc::new(statement));
        store
            .save(&opened.sidecar, &article.text, &opened.base)
            .unwrap();
        self.commit(clone, "work");
    }

    /// Takes in what the other clone published, and publishes. A conflict is whole on the disk: it is taken as it is.
    fn sync(&self, clone: &str) -> bool {
        self.run(clone, &["fetch", "--quiet"]);
        let merged = self.output(clone, &["merge", "--no-edit", "origin/main"]);
        if !merged.status.success() {
            self.commit(clone, "both values");
        }
        self.run(clone, &["push", "--quiet", "origin", "HEAD:main"]);
        merged.status.success()
    }

    fn ids(&self, clone: &str, sidecar: &str) -> Vec<StatementId> {
        let parsed = parsed(&self.path(clone).join(sidecar));
        let ids = parsed.statements.iter().map(|entry| entry.said.id.clone());
        ids.collect()
    }
}

fn named(id: &str) -> impl FnOnce(&mut Statement) {
    let id = StatementId::from(id);
    move |statement| statement.id = id
}

#[test]
fn two_annotators_never_meet_a_conflict() {
    let Some(git) = Git::new() else { return };
    git.edit("one", "ann", "articles/one.txt", named("A"));
    git.edit("two", "bob", "articles/one.txt", named("B"));
    assert!(git.sync("one") && git.sync("two") && git.sync("one"));
    for clone in ["one", "two"] {
        assert!(git.ids(clone, SIDECAR).contains(&"A".into()));
        assert!(
            git.ids(clone, "annotations/bob/one.txt.ron")
                .contains(&"B".into())
        );
    }
}

#[test]
fn both_machines_of_one_annotator_are_merged() {
    let Some(git) = Git::new() else { return };
    git.edit("one", "ann", "articles/one.txt", named("A"));
    git.edit("two", "ann", "articles/one.txt", named("B"));
    git.edit("one", "ann", "articles/two.md", named("C"));
    git.edit("two", "ann", "articles/two.md", named("D"));
    assert!(git.sync("one") && git.sync("two") && git.sync("one"));
    for clone in ["one", "two"] {
        let first = git.ids(clone, SIDECAR);
        assert!(
            first.contains(&"A".into()) && first.contains(&"B".into()),
            "{first:?}"
        );
        // A file that both made.
        let second = git.ids(clone, "annotations/ann/two.md.ron");
        assert_eq!(second, [StatementId::from("C"), StatementId::from("D")]);
    }
}

#[test]
fn one_field_set_on_two_machines_is_a_conflict_that_keeps_both() {
    let Some(git) = Git::new() else { return };
    let stance = |id: &str, at: &str| {
        let (id, at) = (id.to_owned(), at.to_owned());
        move |statement: &mut Statement| {
            statement.stances[0].stance = Some(id.as_str().into());
            statement.changed = at;
        }
    };
    git.edit(
        "one",
        "ann",
        "articles/one.txt",
        stance("yes", "2025-02-24T09:13:00Z"),
    );
    git.edit(
        "two",
        "ann",
        "articles/one.txt",
        stance("mixed", "2025-02-24T09:14:00Z"),
    );
    assert!(git.sync("one"));
    assert!(!git.sync("two"));
    assert!(git.sync("one"));
    for clone in ["one", "two"] {
        let parsed = parsed(&git.path(clone).join(SIDECAR));
        let statement = only(&parsed);
        assert_eq!(statement.stances[0].stance, Some("mixed".into()));
        assert_eq!(statement.conflicts.len(), 1, "{statement:?}");
    }
}

#[test]
fn no_id_is_lost_in_many_histories() {
    let Some(git) = Git::new() else { return };
    let histories = std::env::var("ONRECORD_HISTORIES").ok();
    let histories: u32 = histories
        .and_then(|number| number.parse().ok())
        .unwrap_or(50);
    let mut random = 0x2545_F491_u32;
    let mut made: Vec<StatementId> = Vec::new();
    for history in 0..histories {
        for clone in ["one", "two"] {
            // Marsaglia's xorshift: the same histories each time.
            for shift in [13, 17, 5] {
                random ^= if shift == 17 {
                    random >> shift
                } else {
                    random << shift
                };
            }
            for edit in 0..random % 3 {
                let id = format!("{clone}{history}{edit}");
                if edit == 0 {
                    made.push(id.as_str().into());
                }
                git.edit(clone, "ann", "articles/one.txt", |statement| {
                    if edit == 0 {
                        statement.id = id.as_str().into();
                    }
                    // Both machines set this field of one statement now and then.
                    statement.stances[0].stance = Some(id.as_str().into());
                    statement.changed = format!("2025-02-24T10:00:{:02}Z", history % 60);
                });
            }
        }
        let (first, second) = if random & 64 == 0 {
            ("one", "two")
        } else {
            ("two", "one")
        };
        git.sync(first);
        git.sync(second);
    }
    git.sync("one");
    git.sync("two");
    for clone in ["one", "two"] {
        let ids = git.ids(clone, SIDECAR);
        for id in &made {
            assert!(ids.contains(id), "{id} is gone from {clone}");
        }
    }
}
