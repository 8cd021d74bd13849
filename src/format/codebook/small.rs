//! How the small parts of a codebook look in its file: examples, roles, what was declined.

use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use crate::model::codebook::registry::{Role, SpeakerKind};
use crate::model::codebook::{Declined, Example, Sort, Source};
use crate::model::id::StatementId;

/// Tells whether a value need not be written.
pub(super) fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// An example: its words alone, or with the statement that it was taken from.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum ExampleFile {
    Words(String),
    Taken(TakenFile),
}

#[derive(Serialize, Deserialize)]
#[serde(rename = "example")]
pub(super) struct TakenFile {
    text: String,
    article: String,
    statement: StatementId,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    annotator: String,
}

impl<'de> Deserialize<'de> for ExampleFile {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ExampleVisitor)
    }
}

struct ExampleVisitor;

impl<'de> Visitor<'de> for ExampleVisitor {
    type Value = ExampleFile;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "an example: a string, or (text: …, article: …, statement: …)"
        )
    }

    fn visit_str<E: Error>(self, words: &str) -> Result<ExampleFile, E> {
        Ok(ExampleFile::Words(words.to_owned()))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<ExampleFile, A::Error> {
        let taken = TakenFile::deserialize(MapAccessDeserializer::new(map))?;
        Ok(ExampleFile::Taken(taken))
    }
}

impl From<Example> for ExampleFile {
    fn from(example: Example) -> Self {
        match example.source {
            None => Self::Words(example.text),
            Some(source) => Self::Taken(TakenFile {
                text: example.text,
                article: source.article,
                statement: source.statement,
                annotator: source.annotator,
            }),
        }
    }
}

impl From<ExampleFile> for Example {
    fn from(file: ExampleFile) -> Self {
        match file {
            ExampleFile::Words(text) => Self { text, source: None },
            ExampleFile::Taken(taken) => Self {
                text: taken.text,
                source: Some(Source {
                    article: taken.article,
                    statement: taken.statement,
                    annotator: taken.annotator,
                }),
            },
        }
    }
}

#[derive(Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename = "kind", rename_all = "snake_case")]
pub(super) enum KindFile {
    #[default]
    Person,
    Body,
}

impl From<SpeakerKind> for KindFile {
    fn from(kind: SpeakerKind) -> Self {
        match kind {
            SpeakerKind::Person => Self::Person,
            SpeakerKind::Body => Self::Body,
        }
    }
}

impl From<KindFile> for SpeakerKind {
    fn from(file: KindFile) -> Self {
        match file {
            KindFile::Person => Self::Person,
            KindFile::Body => Self::Body,
        }
    }
}

#[derive(Serialize, Deserialize)]
#[serde(rename = "role")]
pub(super) struct RoleFile {
    #[serde(default, skip_serializing_if = "String::is_empty")]
    role: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    affiliation: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    from: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    to: String,
}

impl From<Role> for RoleFile {
    fn from(role: Role) -> Self {
        Self {
            role: role.role,
            affiliation: role.affiliation,
            from: role.from,
            to: role.to,
        }
    }
}

impl From<RoleFile> for Role {
    fn from(file: RoleFile) -> Self {
        Self {
            role: file.role,
            affiliation: file.affiliation,
            from: file.from,
            to: file.to,
        }
    }
}

#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename = "sort", rename_all = "snake_case")]
pub(in crate::format) enum SortFile {
    Target,
    Scale,
    Stance,
    Label,
    Speaker,
}

impl From<Sort> for SortFile {
    fn from(sort: Sort) -> Self {
        match sort {
            Sort::Target => Self::Target,
            Sort::Scale => Self::Scale,
            Sort::Stance => Self::Stance,
            Sort::Label => Self::Label,
            Sort::Speaker => Self::Speaker,
        }
    }
}

impl From<SortFile> for Sort {
    fn from(file: SortFile) -> Self {
        match file {
            SortFile::Target => Self::Target,
            SortFile::Scale => Self::Scale,
            SortFile::Stance => Self::Stance,
            SortFile::Label => Self::Label,
            SortFile::Speaker => Self::Speaker,
        }
    }
}

#[derive(Serialize, Deserialize)]
#[serde(rename = "declined")]
pub(super) struct DeclinedFile {
    annotator: String,
    sort: SortFile,
    id: String,
    #[serde(default)]
    why: String,
    #[serde(default)]
    at: String,
}

impl From<Declined> for DeclinedFile {
    fn from(declined: Declined) -> Self {
        Self {
            annotator: declined.annotator,
            sort: declined.sort.into(),
            id: declined.id,
            why: declined.why,
            at: declined.at,
        }
    }
}

impl From<DeclinedFile> for Declined {
    fn from(file: DeclinedFile) -> Self {
        Self {
            annotator: file.annotator,
            sort: file.sort.into(),
            id: file.id,
            why: file.why,
            at: file.at,
        }
    }
}
