//! What adjudication made of the annotators' statements: the gold layer's memory of where its statements come from.

use serde::{Deserialize, Serialize};

use super::id::StatementId;

/// Represents one decision. It is asked again only when what it was made of is not what it was.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Decision {
    /// When, RFC 3339 in UTC with seconds.
    pub at: String,
    /// The statements that it was made of.
    pub from: Vec<Judged>,
    /// Id of the gold statement that came of it; none if there is no statement.
    pub result: Option<StatementId>,
    /// Id of the person who decided.
    pub by: String,
    /// Why.
    pub reason: String,
    /// The rule by which it was decided without a person looking; empty if one looked.
    pub rule: String,
}

/// Names a statement as it was when it was judged.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Judged {
    /// Whose statement.
    pub annotator: String,
    /// The statement's id.
    pub statement: StatementId,
    /// Identifies what it said.
    pub hash: String,
}

impl Decision {
    /// Returns what tells one decision from another: the statements that it was made of, whatever they said.
    pub fn key(&self) -> Vec<(&str, &str)> {
        let mut key: Vec<(&str, &str)> = self
            .from
            .iter()
            .map(|judged| (judged.annotator.as_str(), judged.statement.as_str()))
            .collect();
        key.sort_unstable();
        key
    }
}
