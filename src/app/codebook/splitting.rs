//! An entry that is to become several: each of one's own uses is asked for.

use crate::model::codebook::edit::{CodebookEdit, EntryId};
use crate::model::recode::Answers;

use super::Use;

/// Represents an entry that is to become several.
#[derive(Clone, Debug)]
pub struct Splitting {
    /// The entry.
    pub from: EntryId,
    /// Its name.
    pub name: String,
    /// The parts: their ids and names.
    pub parts: Vec<(String, String)>,
    /// What becomes of the codebook.
    pub edits: Vec<CodebookEdit>,
    /// One's own statements that use the entry; none until they were found.
    pub uses: Option<Vec<Use>>,
    /// Which part each of them goes to, by its place; none where nobody said so.
    pub answers: Vec<Option<usize>>,
    /// Place of the use that is asked for.
    pub place: usize,
}

impl Splitting {
    /// Takes in one's own uses.
    pub fn take(&mut self, uses: Vec<Use>) {
        self.answers = vec![None; uses.len()];
        self.uses = Some(uses);
        self.place = 0;
    }

    /// Goes to the next use, or the one before.
    pub fn walk(&mut self, is_on: bool) {
        self.place = if is_on {
            (self.place + 1).min(self.answers.len().saturating_sub(1))
        } else {
            self.place.saturating_sub(1)
        };
    }

    /// Says which part a use goes to.
    pub fn answer(&mut self, place: usize, part: Option<usize>) {
        if let Some(answer) = self.answers.get_mut(place) {
            *answer = part.filter(|part| *part < self.parts.len());
            self.place = place;
        }
    }

    /// Has the use that is asked for go to the next part; behind the last one nothing is said of it.
    pub fn turn(&mut self) {
        let now = self.answers.get(self.place).copied().flatten();
        self.answer(self.place, Some(now.map_or(0, |part| part + 1)));
    }

    /// Returns the name of the part that a use goes to.
    pub fn answered(&self, place: usize) -> Option<&str> {
        let part = self.answers.get(place).copied().flatten()?;
        self.parts.get(part).map(|(_, name)| name.as_str())
    }

    /// Returns which part each use goes to, by article and statement.
    pub fn said(&self) -> Answers {
        let uses = self.uses.iter().flatten().zip(&self.answers);
        uses.filter_map(|(one, part)| {
            let (id, _) = self.parts.get((*part)?)?;
            let source = &one.source;
            Some((
                (source.article.clone(), source.statement.clone()),
                id.clone(),
            ))
        })
        .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::codebook::Source;

    #[test]
    fn each_use_goes_to_a_part_or_none() {
        let part = |name: &str| (name.to_lowercase(), name.to_owned());
        let mut splitting = Splitting {
            from: EntryId::target("land"),
            name: "Land".to_owned(),
            parts: ["Fields", "Woods"].map(part).into(),
            edits: Vec::new(),
            uses: None,
            answers: Vec::new(),
            place: 0,
        };
        splitting.turn();
        assert!(splitting.said().is_empty());
        let found = |statement: &str| Use {
            source: Source {
                article: "a.txt".to_owned(),
                statement: statement.into(),
                annotator: "anna".to_owned(),
            },
            text: String::new(),
        };
        splitting.take(["x", "y"].map(found).into());
        splitting.turn();
        assert_eq!(splitting.answered(0), Some("Fields"));
        splitting.turn();
        assert_eq!(splitting.answered(0), Some("Woods"));
        splitting.walk(true);
        splitting.walk(true);
        splitting.turn();
        assert_eq!(splitting.answered(1), Some("Fields"));
        splitting.answer(1, None);
        assert_eq!(splitting.answered(1), None);
        let place = ("a.txt".to_owned(), "x".into());
        assert_eq!(
            splitting.said(),
            Answers::from([(place, "woods".to_owned())])
        );
        splitting.walk(false);
        splitting.turn();
        assert_eq!(splitting.answered(0), None, "behind the last part is none");
    }
}
