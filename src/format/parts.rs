//! How the small parts of a sidecar look: which article it belongs to, its status, comments, decisions, removed
//! statements.

use serde::{Deserialize, Serialize};

use crate::model::article::Reader;
use crate::model::comment::{Comment, Place, Verdict};
use crate::model::decision::{Decision, Judged};
use crate::model::id::{CommentId, StatementId};
use crate::model::sidecar::{ArticleRef, LetterCounts, Status, Tombstone};

#[derive(Serialize, Deserialize)]
#[serde(rename = "article")]
pub(super) struct ArticleFile {
    path: String,
    blake3: String,
    chars: usize,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reader: Option<ReaderFile>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    letters: Option<LettersFile>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename = "letters")]
struct LettersFile {
    blake3: String,
    before: Vec<usize>,
}

impl ArticleFile {
    /// Adds where spans stand among the text's letters.
    pub(super) fn with_letters(mut self, letters: Option<&LetterCounts>) -> Self {
        self.letters = letters.map(|letters| LettersFile {
            blake3: letters.blake3.clone(),
            before: letters.before.clone(),
        });
        self
    }

    /// Takes out where spans stand among the text's letters, if the file says it.
    pub(super) fn take_letters(&mut self) -> Option<LetterCounts> {
        self.letters.take().map(|letters| LetterCounts {
            blake3: letters.blake3,
            before: letters.before,
        })
    }
}

#[derive(Serialize, Deserialize)]
#[serde(rename = "reader")]
struct ReaderFile {
    name: String,
    version: u32,
}

#[derive(Clone, Copy, Default, Serialize, Deserialize)]
#[serde(rename = "status", rename_all = "snake_case")]
pub(super) enum StatusFile {
    #[default]
    Untouched,
    InProgress,
    Done,
    Excluded,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename = "verdict", rename_all = "snake_case")]
pub(super) enum VerdictFile {
    Agree,
    Disagree,
    Question,
    Resolved,
}

#[derive(Serialize, Deserialize)]
#[serde(rename = "on")]
struct PlaceFile {
    annotator: String,
    statement: StatementId,
}

#[derive(Serialize, Deserialize)]
#[serde(rename = "comment")]
pub(super) struct CommentFile {
    id: CommentId,
    on: PlaceFile,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reply_to: Option<CommentId>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    text: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    verdict: Option<VerdictFile>,
    #[serde(default)]
    at: String,
}

#[derive(Serialize, Deserialize)]
#[serde(rename = "from")]
struct JudgedFile {
    annotator: String,
    statement: StatementId,
    hash: String,
}

#[derive(Serialize, Deserialize)]
#[serde(rename = "decision")]
pub(super) struct DecisionFile {
    #[serde(default)]
    from: Vec<JudgedFile>,
    #[serde(default)]
    result: Option<StatementId>,
    #[serde(default)]
    by: String,
    #[serde(default)]
    at: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    reason: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    rule: String,
}

#[derive(Serialize, Deserialize)]
#[serde(rename = "removed")]
pub(super) struct TombstoneFile {
    id: StatementId,
    #[serde(default)]
    at: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    into: Option<StatementId>,
}

/// The readers that there were before files named them: of a file that names none it was one of these.
const UNNAMED: [&str; 2] = ["plain text", "Markdown"];

impl From<&ArticleRef> for ArticleFile {
    fn from(article: &ArticleRef) -> Self {
        let Reader { name, version } = &article.reader;
        let is_named = *version > 1 || !(name.is_empty() || UNNAMED.contains(&name.as_str()));
        Self {
            path: article.path.clone(),
            blake3: article.blake3.clone(),
            chars: article.chars,
            reader: is_named.then(|| ReaderFile {
                name: name.clone(),
                version: *version,
            }),
            letters: None,
        }
    }
}

impl From<ArticleFile> for ArticleRef {
    fn from(file: ArticleFile) -> Self {
        let reader = file.reader.map(|reader| Reader {
            name: reader.name,
            version: reader.version,
        });
        Self {
            path: file.path,
            blake3: file.blake3,
            chars: file.chars,
            reader: reader.unwrap_or_default(),
        }
    }
}

impl From<Status> for StatusFile {
    fn from(status: Status) -> Self {
        match status {
            Status::Untouched => Self::Untouched,
            Status::InProgress => Self::InProgress,
            Status::Done => Self::Done,
            Status::Excluded => Self::Excluded,
        }
    }
}

impl From<StatusFile> for Status {
    fn from(status: StatusFile) -> Self {
        match status {
            StatusFile::Untouched => Self::Untouched,
            StatusFile::InProgress => Self::InProgress,
            StatusFile::Done => Self::Done,
            StatusFile::Excluded => Self::Excluded,
        }
    }
}

impl From<Verdict> for VerdictFile {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Agree => Self::Agree,
            Verdict::Disagree => Self::Disagree,
            Verdict::Question => Self::Question,
            Verdict::Resolved => Self::Resolved,
        }
    }
}

impl From<VerdictFile> for Verdict {
    fn from(verdict: VerdictFile) -> Self {
        match verdict {
            VerdictFile::Agree => Self::Agree,
            VerdictFile::Disagree => Self::Disagree,
            VerdictFile::Question => Self::Question,
            VerdictFile::Resolved => Self::Resolved,
        }
    }
}

impl From<&Comment> for CommentFile {
    fn from(comment: &Comment) -> Self {
        Self {
            id: comment.id.clone(),
            on: PlaceFile {
                annotator: comment.on.annotator.clone(),
                statement: comment.on.statement.clone(),
            },
            reply_to: comment.reply_to.clone(),
            text: comment.text.clone(),
            verdict: comment.verdict.map(VerdictFile::from),
            at: comment.at.clone(),
        }
    }
}

impl From<CommentFile> for Comment {
    fn from(file: CommentFile) -> Self {
        Self {
            at: file.at,
            id: file.id,
            on: Place {
                annotator: file.on.annotator,
                statement: file.on.statement,
            },
            reply_to: file.reply_to,
            text: file.text,
            verdict: file.verdict.map(Verdict::from),
        }
    }
}

impl From<&Decision> for DecisionFile {
    fn from(decision: &Decision) -> Self {
        let judged = |judged: &Judged| JudgedFile {
            annotator: judged.annotator.clone(),
            statement: judged.statement.clone(),
            hash: judged.hash.clone(),
        };
        Self {
            from: decision.from.iter().map(judged).collect(),
            result: decision.result.clone(),
            by: decision.by.clone(),
            at: decision.at.clone(),
            reason: decision.reason.clone(),
            rule: decision.rule.clone(),
        }
    }
}

impl From<DecisionFile> for Decision {
    fn from(file: DecisionFile) -> Self {
        let judged = |file: JudgedFile| Judged {
            annotator: file.annotator,
            statement: file.statement,
            hash: file.hash,
        };
        Self {
            at: file.at,
            from: file.from.into_iter().map(judged).collect(),
            result: file.result,
            by: file.by,
            reason: file.reason,
            rule: file.rule,
        }
    }
}

impl From<&Tombstone> for TombstoneFile {
    fn from(tombstone: &Tombstone) -> Self {
        Self {
            id: tombstone.id.clone(),
            at: tombstone.at.clone(),
            into: tombstone.into.clone(),
        }
    }
}

impl From<TombstoneFile> for Tombstone {
    fn from(file: TombstoneFile) -> Self {
        Self {
            id: file.id,
            at: file.at,
            into: file.into,
        }
    }
}
