//! The chosen entry while it is typed into: what is typed stands in the fields even where it cannot be taken yet.

use crate::app::action::{Action, codebook};
use crate::app::state::OpenProject;
use crate::model::codebook::edit::Entry;
use crate::model::codebook::{Example, Scale, Stance};

use super::roles;

/// Represents what is typed of an entry.
pub(super) struct Draft {
    /// The entry as it is typed.
    pub(super) entry: Entry,
    /// What is typed of lists and numbers.
    pub(super) texts: Texts,
    /// Why what is typed is not taken; none where it is.
    pub(super) refusal: Option<String>,
    /// The entry as the codebook had it when it was compared last.
    known: Entry,
    /// The state of the codebook that it was compared with.
    key: u64,
}

/// Represents what is typed of lists, a line each, and of numbers.
#[derive(Default)]
pub(super) struct Texts {
    /// Other names of a speaker.
    pub(super) aliases: String,
    /// Whatever else is recorded of a speaker: `party: green`.
    pub(super) attributes: String,
    /// Examples of a target.
    pub(super) examples: String,
    /// What looks like a target and is not.
    pub(super) counter_examples: String,
    /// For each stance of a scale what is typed of it.
    pub(super) stances: Vec<StanceTexts>,
}

/// Represents what is typed of a stance.
pub(super) struct StanceTexts {
    /// How far against or for.
    pub(super) polarity: String,
    /// The key.
    pub(super) key: String,
    /// The colour.
    pub(super) colour: String,
}

impl Draft {
    /// Brings a draft up to date with what is chosen. What is typed stays while the codebook has it, or did not change.
    pub(super) fn refresh(slot: &mut Option<Self>, project: &OpenProject) {
        let key = project.codebook_key;
        let Some(id) = &project.desk.chosen else {
            *slot = None;
            return;
        };
        let is_known = slot.as_ref().is_some_and(|draft| draft.entry.id() == *id);
        if is_known && slot.as_ref().is_some_and(|draft| draft.key == key) {
            return;
        }
        let Some(entry) = project.codebook.entry(id) else {
            *slot = None;
            return;
        };
        match slot.as_mut() {
            // The codebook took what is typed, or changed elsewhere: what it cannot take yet stays in the fields.
            Some(draft) if is_known && (draft.entry == entry || draft.known == entry) => {
                (draft.known, draft.key) = (entry, key);
            }
            _ => *slot = Some(Self::of(entry, key)),
        }
    }

    fn of(entry: Entry, key: u64) -> Self {
        let texts = match &entry {
            Entry::Target(target) => Texts {
                examples: lines(&target.examples),
                counter_examples: lines(&target.counter_examples),
                ..Texts::default()
            },
            Entry::Scale(Scale { stances, .. }) => Texts {
                stances: stances.iter().map(StanceTexts::of).collect(),
                ..Texts::default()
            },
            Entry::Speaker(speaker) => Texts {
                aliases: speaker.aliases.join("\n"),
                attributes: roles::attribute_lines(&speaker.attributes),
                ..Texts::default()
            },
            Entry::Stance { .. } | Entry::Label(_) => Texts::default(),
        };
        Self {
            known: entry.clone(),
            entry,
            texts,
            refusal: None,
            key,
        }
    }

    /// Asks for what is typed to be taken, or says why it cannot be.
    pub(super) fn set(
        &mut self,
        project: &OpenProject,
        entry: Entry,
        (step, is_typed): (&'static str, bool),
        actions: &mut Vec<Action>,
    ) {
        self.refusal = match project.codebook.set(entry.clone()) {
            Ok(edits) => {
                if !edits.is_empty() {
                    let set = codebook::Action::Set {
                        entry: Box::new(entry),
                        step,
                        is_typed,
                    };
                    actions.push(set.into());
                }
                None
            }
            Err(refusal) => Some(refusal.to_string()),
        };
    }

    /// Asks for the whole entry, as it is typed, to be taken.
    pub(super) fn set_typed(
        &mut self,
        project: &OpenProject,
        step: &'static str,
        actions: &mut Vec<Action>,
    ) {
        let entry = self.entry.clone();
        self.set(project, entry, (step, true), actions);
    }

    /// The same for what is picked at once.
    pub(super) fn set_picked(
        &mut self,
        project: &OpenProject,
        step: &'static str,
        actions: &mut Vec<Action>,
    ) {
        let entry = self.entry.clone();
        self.set(project, entry, (step, false), actions);
    }
}

impl StanceTexts {
    fn of(stance: &Stance) -> Self {
        let polarity = stance.polarity.map(|number| number.to_string());
        Self {
            polarity: polarity.unwrap_or_default(),
            key: stance.key.map(String::from).unwrap_or_default(),
            colour: stance.colour.clone().unwrap_or_default(),
        }
    }
}

/// Writes examples a line each.
fn lines(examples: &[Example]) -> String {
    let shown: Vec<String> = examples.iter().map(shown).collect();
    shown.join("\n")
}

fn shown(example: &Example) -> String {
    example.text.replace('\n', " ")
}

/// Reads examples from lines; those that were there keep their source.
pub(super) fn examples(text: &str, known: &[Example]) -> Vec<Example> {
    let written = text.lines().map(str::trim).filter(|line| !line.is_empty());
    written
        .map(|line| {
            let mut known = known.iter();
            let same = known.find(|example| shown(example) == line);
            same.cloned().unwrap_or_else(|| Example::from(line))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::codebook::Source;

    #[test]
    fn examples_keep_their_source() {
        let taken = Example {
            text: "We never\nsell land".to_owned(),
            source: Some(Source {
                article: "a.txt".to_owned(),
                statement: "s1".into(),
                annotator: "anna".to_owned(),
            }),
        };
        let known = [taken.clone(), Example::from("gone")];
        let text = format!("{}\n\n  new  ", lines(&known[..1]));
        assert_eq!(examples(&text, &known), [taken, Example::from("new")]);
    }
}
