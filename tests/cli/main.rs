//! Runs the real program over temporary projects: what each command prints and how it exits, and what it makes of bad
//! input. Tests read like transcripts.
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test that cannot set its files up must fail"
)]

mod agree;
mod assign;
mod bad_input;
mod blind;
mod catalogue;
mod codebooks;
mod commands;
mod copied;
mod copies;
mod encodings;
mod exchange;
mod exports;
mod formats;
mod import;
mod losses;
mod merge;
mod named;
mod network;
mod parts;
mod reanchor;
mod rewritten;
mod search;
mod suggest;
mod twins;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;

use onrecord::format;
use onrecord::model::codebook::{Codebook, Scale, Speaker, Stance, Target};
use onrecord::model::sidecar::Status;
use onrecord::model::span::Span;
use onrecord::model::statement::{Kind, Mention, StanceTaken, Statement};
use onrecord::store::{OpenOptions, Store};
use tempfile::TempDir;

/// A project in a temporary folder, and the user's cache in another.
pub(crate) struct Project(TempDir);

/// What a run of the program gave.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) status: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// Begins the line that counts what was left out.
pub(crate) const LEFT_OUT: &str = "onrecord: left out, or not wholly read: ";

impl Ran {
    /// Takes the line that counts what was left out off what was said: it is there, once and behind what is named, if and
    /// only if something was.
    #[track_caller]
    pub(crate) fn counted(mut self) -> Self {
        let is_count = |line: &&str| line.starts_with(LEFT_OUT);
        let counts = self.err.lines().filter(is_count).count();
        match self.status {
            Some(0) => assert_eq!(counts, 0, "{}", self.err),
            Some(1) => assert_eq!(counts, 1, "{}", self.err),
            _ => assert!(counts <= 1, "{}", self.err),
        }
        if let Some(at) = self.err.find(LEFT_OUT) {
            let after = self.err.split_off(at);
            let (_, rest) = after.split_once('\n').unwrap();
            assert!(matches!(rest.lines().count(), 0 | 1), "{after}");
            self.err.push_str(rest);
        }
        self
    }
}

impl Project {
    /// Makes an empty folder.
    pub(crate) fn empty() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("project")).unwrap();
        Self(folder)
    }

    /// Makes a project of two articles, a codebook, and the work of two annotators on the first.
    pub(crate) fn sample() -> Self {
        let project = Self::empty();
        project.write(
            "onrecord.ron",
            b"(format: 1, name: \"Talks\", articles: \"articles\")",
        );
        project.write(
            "codebook.ron",
            format::codebook::write(&codebook()).unwrap().as_bytes(),
        );
        project.write("articles/one.txt", ONE.as_bytes());
        project.write("articles/two.md", b"# Nothing yet\n\nThe talks go on.\n");
        project.annotate("ann", |statement| {
            statement.stances[0].stance = Some("no".into());
        });
        project.annotate("bob", |statement| statement.stances.clear());
        project
    }

    /// Writes a file, with its folders.
    pub(crate) fn write(&self, path: &str, bytes: &[u8]) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap()
    }

    /// Returns the folder, which lies in one of its own: what lies beside it goes away with it.
    fn root(&self) -> PathBuf {
        self.0.path().join("project")
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.root().join(path)
    }

    /// Saves one statement of an annotator in `articles/one.txt`, changed by `change`.
    pub(crate) fn annotate(&self, annotator: &str, change: impl FnOnce(&mut Statement)) {
        let (store, _) = Store::open(&self.root(), OpenOptions::default()).unwrap();
        let article = store.read_article("articles/one.txt").unwrap();
        let mut opened = store.load(annotator, &article);
        let mut statement = statement();
        change(&mut statement);
        opened.sidecar.put(Arc::new(statement));
        opened.sidecar.status = Status::InProgress;
        store
            .save(&opened.sidecar, &article.text, &opened.base)
            .unwrap();
    }

    /// Runs the program in the project's folder.
    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        let mut command = self.command(arguments);
        let output = command.stdin(Stdio::null()).output().unwrap();
        Ran {
            status: output.status.code(),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_onrecord"));
        command.current_dir(self.root()).args(arguments);
        command.env("ONRECORD_CACHE", self.0.path().join("cache"));
        command
    }

    /// Returns the files that the program keeps in the user's cache, with their content.
    pub(crate) fn cached(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut files = BTreeMap::new();
        gather(&self.0.path().join("cache"), &mut files);
        files
    }

    /// Runs a command line (split at spaces) and compares all that it gives.
    #[track_caller]
    pub(crate) fn check(&self, line: &str, status: i32, out: &str, err: &str) {
        let ran = self.run(&line.split(' ').collect::<Vec<_>>());
        assert_eq!(
            (ran.status, ran.out.as_str(), ran.err.as_str()),
            (Some(status), out, err),
            "onrecord {line}"
        );
    }

    /// Returns every file with its content.
    pub(crate) fn files(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut files = BTreeMap::new();
        gather(&self.root(), &mut files);
        files
    }
}

fn gather(folder: &Path, files: &mut BTreeMap<PathBuf, Vec<u8>>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            gather(&path, files);
        } else {
            files.insert(path.clone(), fs::read(&path).unwrap());
        }
    }
}

/// An article with a dateline, whose offsets in bytes and in code points differ.
pub(crate) const ONE: &str =
    "😀 Talks end - CNN\n\nMOSCOW — “We never agreed,” the minister said.\n";

/// The sidecar that `ann` has in the sample.
pub(crate) const SIDECAR: &str = "annotations/ann/one.txt.ron";

pub(crate) fn codebook() -> Codebook {
    let stance = |id: &str, label: &str, polarity| Stance {
        id: id.into(),
        label: label.to_owned(),
        polarity: Some(polarity),
        ..Stance::default()
    };
    let scale = Scale {
        id: "stance".into(),
        name: "Stance".to_owned(),
        stances: vec![
            stance("no", "ruled out", -2.0),
            stance("yes", "supported", 2.0),
        ],
        ..Scale::default()
    };
    Codebook {
        scales: vec![scale],
        targets: vec![Target {
            id: "talks".into(),
            name: "Talks".to_owned(),
            ..Target::default()
        }],
        speakers: vec![Speaker {
            id: "minister".into(),
            name: "The Minister".to_owned(),
            ..Speaker::default()
        }],
        ..Codebook::default()
    }
}

fn statement() -> Statement {
    let find = |words: &str| {
        let start = ONE.find(words).unwrap();
        Span::new(start, start + words.len())
    };
    let quote = vec![find("“We never agreed,”")];
    let id = "01JMX3S8V7Q2W4AAAAAAAAAAAA".to_owned();
    let statement = Statement::new(id.into(), quote, Kind::Direct, "2025-02-24T09:12:44Z").unwrap();
    Statement {
        cue: Some(find("said")),
        speaker: Some(Mention {
            name: Some("minister".into()),
            mention: Some(find("the minister")),
        }),
        stances: vec![StanceTaken {
            target: "talks".into(),
            evidence: vec![find("never")],
            ..StanceTaken::default()
        }],
        ..statement
    }
}
