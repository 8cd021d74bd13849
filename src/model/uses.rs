//! Which entries of the codebook a statement uses.

use std::collections::BTreeSet;

use super::codebook::Codebook;
use super::codebook::edit::EntryId;
use super::statement::Statement;

impl Codebook {
    /// Returns the entries that a statement uses: its targets, its stances (also those that stand beside every scale), its
    /// labels, and everybody that it names. Entries that the codebook lacks are named too.
    pub fn used_by<S>(&self, statement: &Statement<S>) -> BTreeSet<EntryId> {
        let people = statement.speaker.iter();
        let people = people.chain(&statement.via).chain(&statement.addressees);
        let people = people.filter_map(|one| one.name.as_ref());
        let mut used: BTreeSet<EntryId> = people.map(EntryId::speaker).collect();
        used.extend(statement.labels.iter().map(EntryId::label));
        for taken in &statement.stances {
            used.insert(EntryId::target(&taken.target));
            if let Some(stance) = &taken.stance {
                let scale = self.scale_of(&taken.target);
                let scale = scale.map_or("", |scale| &scale.id);
                used.insert(EntryId::stance(scale, stance));
            }
        }
        used
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::codebook::presets::{SCALES, starter};
    use crate::model::span::Span;
    use crate::model::statement::{Kind, Mention, StanceTaken};

    #[test]
    fn a_statement_uses_each_entry_once() {
        let codebook = starter(&SCALES[2]);
        let quote = vec![Span::new(0, 1)];
        let made = Statement::new("x".into(), quote, Kind::Direct, "");
        let mut statement = made.unwrap();
        assert_eq!(codebook.used_by(&statement), BTreeSet::new());
        let somebody = Mention {
            name: Some("ann".into()),
            mention: None,
        };
        statement.speaker = Some(somebody.clone());
        statement.addressees = vec![somebody, Mention::default()];
        statement.labels = vec!["key".into()];
        statement.stances = vec![
            StanceTaken {
                stance: Some("yes".into()),
                ..StanceTaken::new("a")
            },
            StanceTaken {
                stance: Some("unclear".into()),
                ..StanceTaken::new("b")
            },
            StanceTaken::new("c"),
        ];
        let used = codebook.used_by(&statement);
        let used: Vec<String> = used.into_iter().map(|entry| entry.id).collect();
        let expected = [
            "a",
            "b",
            "c",
            "agreement/unclear",
            "agreement/yes",
            "key",
            "ann",
        ];
        assert_eq!(used, expected);
    }
}
