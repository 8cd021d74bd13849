//! How the small parts of a sidecar look: which article it belongs to, its status, reviews, removed statements.

use serde::{Deserialize, Serialize};

use crate::model::sidecar::{ArticleRef, Review, Status, Tombstone, Verdict};

#[derive(Serialize, Deserialize)]
#[serde(rename = "article")]
pub(super) struct ArticleFile {
    path: String,
    blake3: String,
    chars: usize,
}

#[derive(Clone, Copy, Default, Serialize, Deserialize)]
#[serde(rename = "status", rename_all = "snake_case")]
pub(super) enum StatusFile {
    #[default]
    Untouched,
    InProgress,
    Done,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename = "verdict", rename_all = "snake_case")]
pub(super) enum VerdictFile {
    Agree,
    Disagree,
    Question,
}

#[derive(Serialize, Deserialize)]
#[serde(rename = "review")]
pub(super) struct ReviewFile {
    annotator: String,
    statement: String,
    verdict: VerdictFile,
    #[serde(default)]
    comment: String,
    #[serde(default)]
    at: String,
    #[serde(default)]
    resolved: bool,
}

#[derive(Serialize, Deserialize)]
#[serde(rename = "removed")]
pub(super) struct TombstoneFile {
    id: String,
    #[serde(default)]
    at: String,
}

impl From<&ArticleRef> for ArticleFile {
    fn from(article: &ArticleRef) -> Self {
        Self {
            path: article.path.clone(),
            blake3: article.blake3.clone(),
            chars: article.chars,
        }
    }
}

impl From<ArticleFile> for ArticleRef {
    fn from(file: ArticleFile) -> Self {
        Self {
            path: file.path,
            blake3: file.blake3,
            chars: file.chars,
        }
    }
}

impl From<Status> for StatusFile {
    fn from(status: Status) -> Self {
        match status {
            Status::Untouched => Self::Untouched,
            Status::InProgress => Self::InProgress,
            Status::Done => Self::Done,
        }
    }
}

impl From<StatusFile> for Status {
    fn from(status: StatusFile) -> Self {
        match status {
            StatusFile::Untouched => Self::Untouched,
            StatusFile::InProgress => Self::InProgress,
            StatusFile::Done => Self::Done,
        }
    }
}

impl From<&Review> for ReviewFile {
    fn from(review: &Review) -> Self {
        Self {
            annotator: review.annotator.clone(),
            statement: review.statement.clone(),
            verdict: match review.verdict {
                Verdict::Agree => VerdictFile::Agree,
                Verdict::Disagree => VerdictFile::Disagree,
                Verdict::Question => VerdictFile::Question,
            },
            comment: review.comment.clone(),
            at: review.at.clone(),
            resolved: review.resolved,
        }
    }
}

impl From<ReviewFile> for Review {
    fn from(file: ReviewFile) -> Self {
        Self {
            annotator: file.annotator,
            statement: file.statement,
            verdict: match file.verdict {
                VerdictFile::Agree => Verdict::Agree,
                VerdictFile::Disagree => Verdict::Disagree,
                VerdictFile::Question => Verdict::Question,
            },
            comment: file.comment,
            at: file.at,
            resolved: file.resolved,
        }
    }
}

impl From<&Tombstone> for TombstoneFile {
    fn from(tombstone: &Tombstone) -> Self {
        Self {
            id: tombstone.id.clone(),
            at: tombstone.at.clone(),
        }
    }
}

impl From<TombstoneFile> for Tombstone {
    fn from(file: TombstoneFile) -> Self {
        Self {
            id: file.id,
            at: file.at,
        }
    }
}
