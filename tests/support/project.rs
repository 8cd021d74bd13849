//! A project in a temporary folder, for tests that open it in a window.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::window::{Look, Window};

/// Path of the first article.
pub(crate) const HARBOUR: &str = "articles/harbour.txt";
/// Path of the second article.
pub(crate) const ISLAND: &str = "articles/island.txt";
/// Path of the third article.
pub(crate) const LIGHTHOUSE: &str = "articles/lighthouse.md";

/// A folder with three articles and a codebook.
pub(crate) struct Project {
    folder: TempDir,
}

impl Project {
    /// Makes the folder.
    pub(crate) fn new() -> Self {
        let project = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        project.put("project/codebook.ron", CODEBOOK);
        project.put(&format!("project/{HARBOUR}"), HARBOUR_TEXT);
        project.put(&format!("project/{ISLAND}"), ISLAND_TEXT);
        project.put(&format!("project/{LIGHTHOUSE}"), LIGHTHOUSE_TEXT);
        project
    }

    /// Returns the project's folder; what lies beside it goes away with it.
    pub(crate) fn root(&self) -> PathBuf {
        self.folder.path().join("project")
    }

    /// Returns the folder around the project's.
    pub(crate) fn around(&self) -> &Path {
        self.folder.path()
    }

    /// Writes a file, by its path from the folder around the project's.
    pub(crate) fn put(&self, path: &str, content: impl AsRef<[u8]>) {
        let path = self.folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        let mut file = std::fs::File::create(path).unwrap();
        file.write_all(content.as_ref()).unwrap();
    }

    /// Returns where an annotator's work on an article lies.
    pub(crate) fn sidecar(&self, annotator: &str, article: &str) -> PathBuf {
        let name = format!("annotations/{annotator}/{article}.ron");
        self.root().join(name)
    }

    /// Returns what lies there; nothing if there is no such file.
    pub(crate) fn read_sidecar(&self, annotator: &str, article: &str) -> String {
        std::fs::read_to_string(self.sidecar(annotator, article)).unwrap_or_default()
    }

    /// Returns the file of what an annotator added to the codebook.
    pub(crate) fn read_added(&self, annotator: &str) -> String {
        let path = self.root().join("annotations").join(annotator);
        std::fs::read_to_string(path.join("codebook.ron")).unwrap_or_default()
    }

    /// Opens the project in a window of its own.
    pub(crate) fn open(&self, annotator: &str) -> Window {
        self.look().annotator(annotator).open()
    }

    /// Begins to say how the project is opened.
    pub(crate) fn look(&self) -> Look {
        Look::at(self.root())
    }
}

const CODEBOOK: &str = r#"#![enable(implicit_some)]
(
    format: 1,
    scales: [
        (id: "position", name: "Position", stances: [
            (id: "against", label: "against", polarity: -1.0, colour: None, key: None),
            (id: "neutral", label: "neutral", polarity: 0.0, colour: None, key: None),
            (id: "for", label: "for", polarity: 1.0, colour: None, key: None),
        ]),
    ],
    targets: [
        (id: "harbour", name: "Harbour", parent: None, scale: "position",
         definition: "Everything about the harbour.", include: "", exclude: "", examples: []),
        (id: "winter", name: "Winter opening", parent: "harbour", scale: "position",
         definition: "Whether ships may land in winter.", include: "", exclude: "", examples: []),
        (id: "lighthouse", name: "Lighthouse", parent: None, scale: "position",
         definition: "", include: "", exclude: "", examples: []),
    ],
    labels: [
        (id: "promise", name: "Promise", definition: "Something that the speaker will do."),
        (id: "irony", name: "Irony", definition: ""),
    ],
    speakers: [
        (id: "ada", name: "Ada Lindqvist", aliases: ["Lindqvist"], role: "mayor", affiliation: "", country: "", attributes: {}),
        (id: "berg", name: "Tomas Berg", aliases: ["Berg"], role: "head of the union", affiliation: "", country: "", attributes: {}),
    ],
)
"#;

const HARBOUR_TEXT: &str = "Harbour to stay open

NORDHAVN, Feb 24 – The mayor said that the harbour would stay open through the winter.

“We keep our word,” Ada Lindqvist told reporters on the quay. “Nobody will be left alone with the ice.”

Tomas Berg of the union called the plan “a welcome step, at last” and asked for a second pier.
";

const ISLAND_TEXT: &str = "Island council meets

The council of the island met on Tuesday. “Half a pier is no pier,” Berg said.
";

const LIGHTHOUSE_TEXT: &str = "---
title: Lighthouse goes dark
date: 2025-02-26
publisher: Coast Wire
---

The lighthouse will be switched off in May. “Ships have maps,” the office said.
";
