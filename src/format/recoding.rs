//! What is kept of a re-coding while it is under way, so that one that was broken off can be finished.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Loaded;
use super::codebook::SortFile;
use super::ron_file::{self, FORMAT};
use crate::model::codebook::edit::EntryId;
use crate::model::id::{LabelId, SpeakerId, StanceId, StatementId, TargetId};
use crate::model::problem::{Problem, ProblemKind};
use crate::model::recode::{Coded, Fate, FateChange, Recoded, Recoding};

/// Levels that have lines of their own: the file, its articles, their statements.
const DEPTH: usize = 4;

#[derive(Serialize, Deserialize)]
#[serde(rename = "recoding")]
struct RecodingFile {
    format: u32,
    name: String,
    annotator: String,
    fates: Vec<FateChangeFile>,
    articles: BTreeMap<String, Vec<RecodedFile>>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename = "fate")]
struct FateChangeFile {
    sort: SortFile,
    id: String,
    was: FateFile,
    becomes: FateFile,
}

#[derive(Serialize, Deserialize)]
#[serde(rename = "fate")]
struct FateFile {
    #[serde(default)]
    replaced_by: Option<String>,
    #[serde(default)]
    split_into: Vec<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename = "recoded")]
struct RecodedFile {
    statement: StatementId,
    was: CodedFile,
    becomes: CodedFile,
}

#[derive(Serialize, Deserialize)]
#[serde(rename = "coded")]
struct CodedFile {
    speaker: Option<SpeakerId>,
    via: Vec<Option<SpeakerId>>,
    addressees: Vec<Option<SpeakerId>>,
    labels: Vec<LabelId>,
    stances: Vec<(TargetId, Option<StanceId>)>,
    changed: String,
}

/// Reads a re-coding that was broken off. `path` is for messages.
pub fn parse(path: &str, source: &[u8]) -> Loaded<Recoding> {
    ron_file::read_whole::<RecodingFile>(path, source).map(Recoding::from)
}

/// Writes a re-coding that is begun.
///
/// # Errors
/// If it cannot be written as RON.
pub fn write(recoding: &Recoding) -> Result<String, Problem> {
    ron_file::write(&RecodingFile::from(recoding), DEPTH)
        .map_err(|what| Problem::new(ProblemKind::NotSaved, "the re-coding", what))
}

impl From<&Recoding> for RecodingFile {
    fn from(recoding: &Recoding) -> Self {
        let articles = recoding.articles.iter();
        Self {
            format: FORMAT,
            name: recoding.name.clone(),
            annotator: recoding.annotator.clone(),
            fates: recoding.fates.iter().map(FateChangeFile::from).collect(),
            articles: articles
                .map(|(path, all)| (path.clone(), all.iter().map(RecodedFile::from).collect()))
                .collect(),
        }
    }
}

impl From<RecodingFile> for Recoding {
    fn from(file: RecodingFile) -> Self {
        let articles = file.articles.into_iter();
        Self {
            name: file.name,
            annotator: file.annotator,
            fates: file.fates.into_iter().map(FateChange::from).collect(),
            articles: articles
                .map(|(path, all)| (path, all.into_iter().map(Recoded::from).collect()))
                .collect(),
        }
    }
}

impl From<&FateChange> for FateChangeFile {
    fn from(change: &FateChange) -> Self {
        let fate = |fate: &Fate| FateFile {
            replaced_by: fate.replaced_by.clone(),
            split_into: fate.split_into.clone(),
        };
        Self {
            sort: change.entry.sort.into(),
            id: change.entry.id.clone(),
            was: fate(&change.was),
            becomes: fate(&change.becomes),
        }
    }
}

impl From<FateChangeFile> for FateChange {
    fn from(file: FateChangeFile) -> Self {
        let fate = |file: FateFile| Fate {
            replaced_by: file.replaced_by,
            split_into: file.split_into,
        };
        Self {
            entry: EntryId {
                sort: file.sort.into(),
                id: file.id,
            },
            was: fate(file.was),
            becomes: fate(file.becomes),
        }
    }
}

impl From<&Recoded> for RecodedFile {
    fn from(recoded: &Recoded) -> Self {
        let coded = |coded: &Coded| CodedFile {
            speaker: coded.speaker.clone(),
            via: coded.via.clone(),
            addressees: coded.addressees.clone(),
            labels: coded.labels.clone(),
            stances: coded.stances.clone(),
            changed: coded.changed.clone(),
        };
        Self {
            statement: recoded.statement.clone(),
            was: coded(&recoded.was),
            becomes: coded(&recoded.becomes),
        }
    }
}

impl From<RecodedFile> for Recoded {
    fn from(file: RecodedFile) -> Self {
        let coded = |file: CodedFile| Coded {
            speaker: file.speaker,
            via: file.via,
            addressees: file.addressees,
            labels: file.labels,
            stances: file.stances,
            changed: file.changed,
        };
        Self {
            statement: file.statement,
            was: coded(file.was),
            becomes: coded(file.becomes),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recoding_comes_back_as_it_was_written() {
        let coded = |target: &str| Coded {
            speaker: Some("p".into()),
            via: vec![None, Some("q".into())],
            labels: vec!["key".into()],
            stances: vec![(target.into(), Some("no".into())), ("x".into(), None)],
            changed: "2025-01-01T00:00:00Z".to_owned(),
            ..Coded::default()
        };
        let recoding = Recoding {
            name: "merge \u{201c}A\u{201d} into B".to_owned(),
            annotator: "anna".to_owned(),
            fates: vec![FateChange {
                entry: EntryId::stance("s", "no"),
                was: Fate::default(),
                becomes: Fate {
                    replaced_by: Some("yes".to_owned()),
                    split_into: vec!["a".to_owned()],
                },
            }],
            articles: BTreeMap::from([(
                "a/wire.jsonl#1".to_owned(),
                vec![Recoded {
                    statement: "01A".into(),
                    was: coded("a"),
                    becomes: coded("b"),
                }],
            )]),
        };
        let written = write(&recoding).unwrap();
        assert_eq!(
            parse("", written.as_bytes()),
            Loaded::whole(recoding.clone())
        );
        assert_eq!(recoding.reversed().reversed(), recoding);
        assert!(parse("", &written.as_bytes()[..90]).value.is_none());
    }
}
