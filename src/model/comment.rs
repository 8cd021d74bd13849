//! What is said about statements: comments, replies, verdicts. Resolving is a comment too, so that nothing that was said
//! is ever changed, and two machines can add to it at once.

use serde::{Deserialize, Serialize};

use super::id::{CommentId, StatementId};

/// Represents a comment on a statement, which is mostly somebody else's.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Comment {
    /// When, RFC 3339 in UTC with seconds.
    pub at: String,
    /// Unique for ever.
    pub id: CommentId,
    /// What it is about.
    pub on: Place,
    /// Id of the comment that it answers.
    pub reply_to: Option<CommentId>,
    /// What is said; may be empty where a verdict says it.
    pub text: String,
    /// The verdict; none for words alone.
    pub verdict: Option<Verdict>,
}

/// Names a statement of an annotator.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    /// Whose statement.
    pub annotator: String,
    /// The statement's id.
    pub statement: StatementId,
}

/// Says what somebody thinks of a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Verdict {
    /// It is right.
    Agree,
    /// It is wrong.
    Disagree,
    /// There is a question.
    Question,
    /// What was asked or said is settled.
    Resolved,
}

impl Verdict {
    /// Every verdict.
    pub const ALL: [Self; 4] = [Self::Agree, Self::Disagree, Self::Question, Self::Resolved];

    /// Returns its name in files and exports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Agree => "agree",
            Self::Disagree => "disagree",
            Self::Question => "question",
            Self::Resolved => "resolved",
        }
    }
}

/// Returns the verdict that counts of those on one statement: the newest, and of one second an answer before what it
/// answers.
pub fn newest_verdict<'a>(comments: impl IntoIterator<Item = &'a Comment>) -> Option<Verdict> {
    let said = comments
        .into_iter()
        .filter(|comment| comment.verdict.is_some());
    let newest = said.max_by_key(|comment| (&comment.at, comment.reply_to.is_some(), &comment.id));
    newest.and_then(|comment| comment.verdict)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each comment is `at verdict`, with `>` before the verdict if it is an answer; `-` is no verdict.
    #[track_caller]
    fn check(given: &[&str], expected: Option<Verdict>) {
        let comment = |(number, given): (usize, &&str)| {
            let (at, verdict) = given.split_once(' ').unwrap();
            let name = verdict.trim_start_matches('>');
            Comment {
                at: at.to_owned(),
                id: number.to_string().into(),
                on: Place::default(),
                reply_to: verdict
                    .starts_with('>')
                    .then(|| "x".to_owned())
                    .map(Into::into),
                text: String::new(),
                verdict: Verdict::ALL.into_iter().find(|known| known.name() == name),
            }
        };
        let comments: Vec<Comment> = given.iter().enumerate().map(comment).collect();
        assert_eq!(newest_verdict(&comments), expected);
        assert_eq!(newest_verdict(comments.iter().rev()), expected);
    }

    #[test]
    fn the_newest_verdict_counts() {
        check(&[], None);
        check(&["1 -"], None);
        check(&["1 question", "2 -"], Some(Verdict::Question));
        check(&["1 question", "2 >resolved"], Some(Verdict::Resolved));
        check(&["1 question", "1 >resolved"], Some(Verdict::Resolved));
        check(
            &["1 question", "2 >resolved", "3 disagree"],
            Some(Verdict::Disagree),
        );
    }
}
