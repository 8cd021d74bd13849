//! What entries of the codebook became that were merged away, and statements as they read with what they became.
//!
//! Nobody's file is changed by a merge in the codebook: whoever reads it maps its ids, and its owner's next edit of a
//! statement writes the new ones.

use std::sync::Arc;

use super::codebook::{Codebook, Scale};
use super::id::{LabelId, TargetId};
use super::sidecar::Sidecar;
use super::statement::conflict::FieldValue;
use super::statement::{Mention, StanceTaken, Statement};

/// Follows `next` as far as it leads. A chain that comes back to where it was leads nowhere: the id stands.
fn follow<'a>(id: &'a str, next: impl Fn(&str) -> Option<&'a str>) -> &'a str {
    let mut seen = vec![id];
    let mut at = id;
    while let Some(further) = next(at) {
        if seen.contains(&further) {
            return id;
        }
        seen.push(further);
        at = further;
    }
    at
}

impl Scale {
    /// Returns the id of the stance of this scale that this one became.
    pub fn current_stance<'a>(&'a self, stance: &'a str) -> &'a str {
        let found = |id: &str| self.stances.iter().find(|entry| entry.id == id);
        follow(stance, |id| found(id)?.replaced_by.as_deref())
    }
}

impl Codebook {
    /// Returns the id of the target that this one became, which is itself if it was not merged away.
    pub fn current_target<'a>(&'a self, id: &'a str) -> &'a str {
        follow(id, |id| self.target(id)?.replaced_by.as_deref())
    }

    /// Returns the id of the label that this one became.
    pub fn current_label<'a>(&'a self, id: &'a str) -> &'a str {
        follow(id, |id| self.label(id)?.replaced_by.as_deref())
    }

    /// Returns the id of the speaker that this one became.
    pub fn current_speaker<'a>(&'a self, id: &'a str) -> &'a str {
        follow(id, |id| self.speaker(id)?.replaced_by.as_deref())
    }

    /// Returns the id of the scale that this one became.
    pub fn current_scale<'a>(&'a self, id: &'a str) -> &'a str {
        let scale = |id: &str| self.scales.iter().find(|scale| scale.id == id);
        follow(id, |id| scale(id)?.replaced_by.as_deref())
    }

    /// Returns the id of the stance that this one became, on the scale of a target that is current.
    pub fn current_stance<'a>(&'a self, target: &str, stance: &'a str) -> &'a str {
        follow(stance, |id| self.stance(target, id)?.replaced_by.as_deref())
    }

    /// Tells whether any entry was merged away.
    pub fn has_merged(&self) -> bool {
        let mut stances = self.scales.iter().flat_map(|scale| &scale.stances);
        self.targets.iter().any(|entry| entry.replaced_by.is_some())
            || self.labels.iter().any(|entry| entry.replaced_by.is_some())
            || self
                .speakers
                .iter()
                .any(|entry| entry.replaced_by.is_some())
            || self.scales.iter().any(|entry| entry.replaced_by.is_some())
            || stances.any(|entry| entry.replaced_by.is_some())
    }

    /// Returns the statements of a sidecar as they read with what its targets, stances, labels and speakers became. For
    /// showing and counting: what an annotator edits and saves is what their own file says.
    #[must_use]
    pub fn mapped(&self, mut sidecar: Sidecar) -> Sidecar {
        if !self.has_merged() {
            return sidecar;
        }
        let mapped: Vec<Arc<Statement>> = sidecar
            .statements()
            .iter()
            .map(|statement| Arc::new(self.mapped_statement(statement)))
            .collect();
        for statement in mapped {
            sidecar.put(statement);
        }
        for detached in &mut sidecar.detached {
            *detached = self.mapped_statement(detached);
        }
        let label = |id: &LabelId| LabelId::from(self.current_label(id));
        sidecar.labels = unique(sidecar.labels.iter().map(label));
        sidecar
    }

    /// Returns a statement as it reads with what its targets, stances, labels and speakers became.
    #[must_use]
    pub fn mapped_statement<S: Clone>(&self, statement: &Statement<S>) -> Statement<S> {
        let mut out = statement.clone();
        let people = out.speaker.iter_mut();
        let people = people.chain(&mut out.via).chain(&mut out.addressees);
        for mention in people {
            self.map_mention(mention);
        }
        let label = |id: &LabelId| LabelId::from(self.current_label(id));
        out.labels = unique(statement.labels.iter().map(label));
        for index in 0..out.stances.len() {
            let target = TargetId::from(self.current_target(&out.stances[index].target));
            let is_taken = |taken: &StanceTaken<S>| taken.target == target;
            let others = out.stances.iter().enumerate();
            // Of two stances on what is one target now none is thrown away: one keeps the target that was merged away.
            if others
                .filter(|(other, _)| *other != index)
                .any(|(_, taken)| is_taken(taken))
            {
                continue;
            }
            let taken = &mut out.stances[index];
            if let Some(stance) = &taken.stance {
                taken.stance = Some(self.current_stance(&target, stance).into());
            }
            taken.target = target;
        }
        for value in &mut out.conflicts {
            self.map_value(value);
        }
        out
    }

    /// Maps what was set elsewhere, which is shown and counted as the statement itself is.
    fn map_value<S>(&self, value: &mut FieldValue<S>) {
        match value {
            FieldValue::Speaker(id) => *id = self.current_speaker(id).into(),
            FieldValue::Via(people) | FieldValue::Addressees(people) => {
                for one in people {
                    self.map_mention(one);
                }
            }
            FieldValue::Stance { target, stance } => {
                *target = self.current_target(target).into();
                if let Some(stance) = stance {
                    *stance = self.current_stance(target, stance).into();
                }
            }
            FieldValue::Evidence { target, .. } | FieldValue::Confidence { target, .. } => {
                *target = self.current_target(target).into();
            }
            FieldValue::Labels(labels) => {
                let label = |id: &LabelId| LabelId::from(self.current_label(id));
                *labels = unique(labels.iter().map(label));
            }
            // Nothing of the codebook is named in these.
            FieldValue::Quote { .. }
            | FieldValue::Cue(_)
            | FieldValue::Mention(_)
            | FieldValue::Parent(_)
            | FieldValue::Note(_) => {}
        }
    }

    fn map_mention<S>(&self, mention: &mut Mention<S>) {
        if let Some(id) = &mention.name {
            mention.name = Some(self.current_speaker(id).into());
        }
    }
}

/// Returns the ids without those that stand there already, in their order.
pub(super) fn unique<T: PartialEq>(ids: impl Iterator<Item = T>) -> Vec<T> {
    let mut out: Vec<T> = Vec::new();
    for id in ids {
        if !out.contains(&id) {
            out.push(id);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::codebook::{Label, Speaker, Stance, Target};
    use crate::model::sidecar::ArticleRef;
    use crate::model::span::Span;
    use crate::model::statement::Kind;

    /// Makes targets of `id>replaced by`.
    fn codebook(targets: &[&str]) -> Codebook {
        let target = |given: &&str| {
            let (id, next) = given.split_once('>').unwrap_or((*given, ""));
            Target {
                id: id.into(),
                replaced_by: (!next.is_empty()).then(|| next.into()),
                ..Target::default()
            }
        };
        Codebook {
            targets: targets.iter().map(target).collect(),
            ..Codebook::default()
        }
    }

    #[track_caller]
    fn check(targets: &[&str], id: &str, expected: &str) {
        assert_eq!(codebook(targets).current_target(id), expected);
    }

    #[test]
    fn chains_are_followed() {
        check(&["a"], "a", "a");
        check(&["a>b", "b"], "a", "b");
        check(&["a>b", "b>c", "c"], "a", "c");
        check(&["a>gone"], "a", "gone");
        check(&[], "a", "a");
        check(&["a>a"], "a", "a");
        check(&["a>b", "b>c", "c>b"], "a", "a");
    }

    #[test]
    fn uses_are_mapped_when_they_are_read() {
        let mut entries = codebook(&["a>b", "b", "c"]);
        let yes = Stance {
            id: "yes".into(),
            replaced_by: Some("for".into()),
            ..Stance::default()
        };
        entries.scales = vec![Scale {
            stances: vec![yes],
            ..Scale::default()
        }];
        entries.labels = vec![Label {
            id: "l".into(),
            replaced_by: Some("m".into()),
            ..Label::default()
        }];
        entries.speakers = vec![Speaker {
            id: "p".into(),
            replaced_by: Some("q".into()),
            ..Speaker::default()
        }];
        let taken = |target: &str| StanceTaken {
            target: target.into(),
            stance: Some("yes".into()),
            ..StanceTaken::default()
        };
        let quote = vec![Span::new(0, 1)];
        let mut made = Statement::new("x".into(), quote, Kind::Direct, "").unwrap();
        made.stances = vec![taken("a"), taken("c")];
        made.labels = vec!["l".into(), "m".into()];
        made.speaker = Some(Mention {
            name: Some("p".into()),
            mention: None,
        });
        let mut sidecar = Sidecar::new(ArticleRef::default(), "anna");
        sidecar.put(Arc::new(made.clone()));
        let mapped = entries.mapped(sidecar);
        let read = mapped.statement("x").unwrap();
        let targets: Vec<&str> = read.stances.iter().map(|one| one.target.as_str()).collect();
        assert_eq!(targets, ["b", "c"]);
        assert_eq!(read.stances[0].stance.as_deref(), Some("for"));
        assert_eq!(read.labels, ["m"]);
        assert_eq!(read.speaker_id(), Some("q"));
        // What was set elsewhere says the same.
        made.conflicts = vec![
            FieldValue::Speaker("p".into()),
            FieldValue::Labels(vec!["l".into(), "m".into()]),
            FieldValue::Stance {
                target: "a".into(),
                stance: Some("yes".into()),
            },
        ];
        let elsewhere = entries.mapped_statement(&made).conflicts;
        let expected = vec![
            FieldValue::Speaker("q".into()),
            FieldValue::Labels(vec!["m".into()]),
            FieldValue::Stance {
                target: "b".into(),
                stance: Some("for".into()),
            },
        ];
        assert_eq!(elsewhere, expected);
        // Both stand on one target now: neither is lost.
        made.stances = vec![taken("a"), taken("b")];
        let both = entries.mapped_statement(&made);
        assert_eq!(both.stances[0].target, "a");
        assert_eq!(both.stances[1].target, "b");
    }
}
