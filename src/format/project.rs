//! The project file, `onrecord.ron`: every field may be left out.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::ron_file::{self, FORMAT};
use super::{Loaded, lossless};
use crate::model::problem::{Problem, ProblemKind};
use crate::model::project::{Annotator, Assignment, Marks, Policy, Project, Split};

/// Levels that have lines of their own: the file and its lists.
const DEPTH: usize = 2;

#[derive(Serialize, Deserialize)]
#[serde(rename = "annotator")]
struct AnnotatorFile {
    id: String,
    #[serde(default)]
    name: String,
}

#[derive(Serialize, Deserialize)]
#[serde(rename = "assignment")]
struct AssignmentFile {
    annotator: String,
    #[serde(default)]
    articles: Vec<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename = "marks", rename_all = "snake_case")]
enum MarksFile {
    Inside,
    Outside,
}

#[derive(Serialize, Deserialize)]
#[serde(rename = "split", rename_all = "snake_case")]
enum SplitFile {
    One,
    Several,
}

#[derive(Serialize, Deserialize)]
#[serde(rename = "policy", default)]
struct PolicyFile {
    marks: MarksFile,
    split: SplitFile,
    indirect: bool,
    nesting: bool,
}

#[derive(Serialize, Deserialize)]
#[serde(rename = "project")]
struct ProjectFile {
    format: u32,
    #[serde(default)]
    name: String,
    #[serde(default)]
    articles: String,
    #[serde(default = "default_annotations")]
    annotations: String,
    #[serde(default)]
    annotators: Vec<AnnotatorFile>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    lead: Option<String>,
    #[serde(default)]
    assignments: Vec<AssignmentFile>,
    #[serde(default)]
    language: Option<String>,
    #[serde(default)]
    policy: PolicyFile,
    #[serde(default = "yes")]
    keep_texts: bool,
    #[serde(default)]
    blind: bool,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    encodings: BTreeMap<String, String>,
}

/// Reads the project file. `path` is for messages.
pub fn parse(path: &str, source: &[u8]) -> Loaded<Project> {
    ron_file::read_whole::<ProjectFile>(path, source).map(Project::from)
}

/// Tells whether a project file means what was read of it: it is of no newer format, and holds at most fields that are
/// not known. It may not be written then, but everything else in the project may.
pub fn is_understood(loaded: &Loaded<Project>) -> bool {
    loaded.value.is_some() && loaded.problems.iter().all(ron_file::is_unknown_field)
}

/// Writes the project file.
///
/// # Errors
/// If the project cannot be written as RON.
pub fn write(project: &Project) -> Result<String, Problem> {
    ron_file::write(&ProjectFile::from(project), DEPTH)
        .map_err(|what| Problem::new(ProblemKind::NotSaved, "onrecord.ron", what))
}

/// Writes a project into the file that it came from, of which what does not change stays as somebody wrote it.
///
/// # Errors
/// If the file is not understood well enough to change it; nothing is to be written then.
pub fn rewrite(source: &[u8], before: &Project, after: &Project) -> Result<String, Problem> {
    let (was, is) = (write(before)?, write(after)?);
    lossless::rewritten("onrecord.ron", source, (&was, &is), after, |bytes| {
        parse("", bytes)
    })
}

fn default_annotations() -> String {
    Project::default().annotations
}

fn yes() -> bool {
    true
}

impl Default for PolicyFile {
    fn default() -> Self {
        Self::from(Policy::default())
    }
}

impl From<Policy> for PolicyFile {
    fn from(policy: Policy) -> Self {
        Self {
            marks: match policy.marks {
                Marks::Inside => MarksFile::Inside,
                Marks::Outside => MarksFile::Outside,
            },
            split: match policy.split {
                Split::One => SplitFile::One,
                Split::Several => SplitFile::Several,
            },
            indirect: policy.indirect,
            nesting: policy.nesting,
        }
    }
}

impl From<PolicyFile> for Policy {
    fn from(file: PolicyFile) -> Self {
        Self {
            marks: match file.marks {
                MarksFile::Inside => Marks::Inside,
                MarksFile::Outside => Marks::Outside,
            },
            split: match file.split {
                SplitFile::One => Split::One,
                SplitFile::Several => Split::Several,
            },
            indirect: file.indirect,
            nesting: file.nesting,
        }
    }
}

impl From<&Project> for ProjectFile {
    fn from(project: &Project) -> Self {
        let annotator = |entry: &Annotator| AnnotatorFile {
            id: entry.id.clone(),
            name: entry.name.clone(),
        };
        let assignment = |entry: &Assignment| AssignmentFile {
            annotator: entry.annotator.clone(),
            articles: entry.articles.clone(),
        };
        Self {
            format: FORMAT,
            name: project.name.clone(),
            articles: project.articles.clone(),
            annotations: project.annotations.clone(),
            annotators: project.annotators.iter().map(annotator).collect(),
            lead: project.lead.clone(),
            assignments: project.assignments.iter().map(assignment).collect(),
            language: project.language.clone(),
            policy: project.policy.into(),
            keep_texts: project.keep_texts,
            blind: project.blind,
            encodings: project.encodings.clone(),
        }
    }
}

impl From<ProjectFile> for Project {
    fn from(file: ProjectFile) -> Self {
        let annotator = |entry: AnnotatorFile| Annotator {
            name: if entry.name.is_empty() {
                entry.id.clone()
            } else {
                entry.name
            },
            id: entry.id,
        };
        let assignment = |entry: AssignmentFile| Assignment {
            annotator: entry.annotator,
            articles: entry.articles,
        };
        Self {
            name: file.name,
            articles: file.articles,
            annotations: file.annotations,
            annotators: file.annotators.into_iter().map(annotator).collect(),
            lead: file.lead,
            assignments: file.assignments.into_iter().map(assignment).collect(),
            language: file.language,
            policy: file.policy.into(),
            keep_texts: file.keep_texts,
            blind: file.blind,
            encodings: file.encodings,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_project_says_only_what_it_wants() {
        let source =
            b"(format: 1, name: \"Talks\", annotators: [(id: \"a\")], lead: \"a\", policy: (nesting: false), encodings: {\"a/\": \"koi8-r\"})";
        let project = parse("onrecord.ron", source).value.unwrap();
        assert_eq!(project.name, "Talks");
        assert_eq!(project.annotators[0].name, "a");
        assert_eq!(project.annotations, "annotations");
        assert_eq!(project.lead.as_deref(), Some("a"));
        assert_eq!(project.encoding_of("a/b.txt"), Some("koi8-r"));
        assert!(!project.policy.nesting && project.policy.indirect && project.keep_texts);
        let written = write(&project).unwrap();
        assert_eq!(
            parse("onrecord.ron", written.as_bytes()),
            Loaded::whole(project)
        );
    }

    #[track_caller]
    fn check_problem(source: &str, expected: &str) {
        let loaded = parse("onrecord.ron", source.as_bytes());
        let harmless = loaded.problems[0].what.starts_with("unknown field");
        assert!(loaded.read_only.is_some());
        assert_eq!(is_understood(&loaded), harmless);
        assert_eq!(
            loaded.problems[0].to_string().find(expected),
            Some(0),
            "{}",
            loaded.problems[0]
        );
    }

    #[test]
    fn faults_are_named_with_their_place() {
        check_problem("", "onrecord.ron: the file is empty");
        check_problem("(format: 3)", "onrecord.ron: the file has format 3");
        check_problem(
            "(format: 3, colour: 3)",
            "onrecord.ron: the file has format 3",
        );
        check_problem(
            "(format: 1, colour: 3)",
            "onrecord.ron: unknown field \"colour\"",
        );
        check_problem("(format: 1,\n name: 3)", "onrecord.ron:2:7: ");
        check_problem(
            "<<<<<<< a\n(\n=======\n>>>>>>> b\n",
            "onrecord.ron: git left conflict markers",
        );
    }
}
