//! What format 1 had that format 2 has not, and what becomes of it.
//!
//! A review was a verdict with a comment, and settled or not, without an id. It becomes a comment, and the settling
//! another one that answers it. Their ids are made of what they say: two machines that upgrade the same file make the
//! same comments, and of a review that was settled on one of them the comment is one.

use std::fmt::Write as _;

use serde::Deserialize;

use super::parts::VerdictFile;
use crate::model::comment::{Comment, Place, Verdict};

/// Length of the ids of statements and comments, in bytes of the hash that they are made of; twice as many digits.
const ID: usize = 13;

/// A review as format 1 has it. Format 2 writes none.
#[derive(Deserialize)]
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

/// Appends what became of the reviews of format 1 to the comments.
pub(super) fn add_reviews(reviews: impl IntoIterator<Item = ReviewFile>, to: &mut Vec<Comment>) {
    for comment in reviews.into_iter().flat_map(comments) {
        // A review that stands there twice is one.
        if !to.iter().any(|known| known.id == comment.id) {
            to.push(comment);
        }
    }
}

fn comments(review: ReviewFile) -> impl Iterator<Item = Comment> {
    let verdict = Verdict::from(review.verdict);
    let fields = [
        review.annotator.as_str(),
        review.statement.as_str(),
        verdict.name(),
        review.comment.as_str(),
        review.at.as_str(),
    ];
    let id = id_of("review", &fields);
    let settled = review.resolved.then(|| Comment {
        at: review.at.clone(),
        id: id_of("resolved", &[id.as_str()]).into(),
        on: Place {
            annotator: review.annotator.clone(),
            statement: review.statement.clone().into(),
        },
        reply_to: Some(id.clone().into()),
        text: String::new(),
        verdict: Some(Verdict::Resolved),
    });
    let said = Comment {
        at: review.at,
        id: id.into(),
        on: Place {
            annotator: review.annotator,
            statement: review.statement.into(),
        },
        reply_to: None,
        text: review.comment,
        verdict: Some(verdict),
    };
    std::iter::once(said).chain(settled)
}

/// Makes an id of a sort and its fields. What it is made of must never change: each field as its length in eight bytes,
/// least first, and its UTF-8.
fn id_of(sort: &str, fields: &[&str]) -> String {
    let mut hasher = blake3::Hasher::new();
    for field in std::iter::once(&sort).chain(fields) {
        hasher.update(&(field.len() as u64).to_le_bytes());
        hasher.update(field.as_bytes());
    }
    let mut id = String::with_capacity(2 * ID);
    for byte in &hasher.finalize().as_bytes()[..ID] {
        // Writing to a string cannot fail.
        let _ = write!(id, "{byte:02X}");
    }
    id
}

#[cfg(test)]
mod tests {
    use super::*;

    fn review(comment: &str, resolved: bool) -> ReviewFile {
        ReviewFile {
            annotator: "ben".to_owned(),
            statement: "01X".to_owned(),
            verdict: VerdictFile::Question,
            comment: comment.to_owned(),
            at: "2025-02-25T10:00:00Z".to_owned(),
            resolved,
        }
    }

    #[track_caller]
    fn check(reviews: Vec<ReviewFile>, expected: &[&str]) {
        let mut found = Vec::new();
        add_reviews(reviews, &mut found);
        let show = |comment: &Comment| {
            let verdict = comment.verdict.map_or("-", Verdict::name);
            let answers = found.first().map(|first| first.id.clone());
            let is_answer = comment.reply_to.is_some() && comment.reply_to == answers;
            format!(
                "{}{verdict} {}",
                if is_answer { ">" } else { "" },
                comment.text
            )
        };
        let shown: Vec<String> = found.iter().map(show).collect();
        assert_eq!(shown, expected);
    }

    #[test]
    fn reviews_become_comments() {
        check(vec![review("why?", false)], &["question why?"]);
        check(vec![review("why?", true)], &["question why?", ">resolved "]);
        let twice = vec![review("why?", false), review("why?", true)];
        check(twice, &["question why?", ">resolved "]);
        let two = vec![review("a", false), review("b", false)];
        check(two, &["question a", "question b"]);
    }

    #[test]
    fn ids_are_made_of_what_is_said_and_stay() {
        let mut found = Vec::new();
        add_reviews([review("why?", true)], &mut found);
        let ids: Vec<&str> = found.iter().map(|comment| comment.id.as_str()).collect();
        // Another program, in another year, makes the same of the same review.
        assert_eq!(
            ids,
            ["0743F0337A3C51C933C9D21054", "56921A8EE8C812BBCE4326E3E2"]
        );
        assert_ne!(id_of("a", &["bc", ""]), id_of("a", &["b", "c"]));
    }
}
