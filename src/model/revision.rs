//! Under which revision of the codebook stances were taken, and which of them are to be looked at again since it changed.
//!
//! What a stance means hangs on two things: what its target means (definition, what to include and exclude), and which
//! stances there were to choose from. Names, examples, colours and order may change without anything to look at.

use std::collections::BTreeMap;

use super::codebook::Codebook;
use super::recode::{Coded, Recoded, Recoding, Use};
use super::sidecar::Sidecar;
use super::statement::Statement;

/// Hexadecimal digits for either half of a revision.
const HALF: usize = 16;

/// Says what changed since a stance was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Changed {
    /// What the target means.
    Meaning,
    /// The stances that there are to choose from.
    Scale,
    /// Both, or it is not known which.
    Both,
}

/// A stance that is to be looked at again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Again {
    /// The statement.
    pub place: Use,
    /// The target of the stance, by its id in the statement.
    pub target: String,
    /// What changed.
    pub changed: Changed,
}

impl Changed {
    /// Says what changed, a clause without a full stop.
    pub fn what(self) -> &'static str {
        match self {
            Self::Meaning => "what the target means has changed",
            Self::Scale => "the stances to choose from have changed",
            Self::Both => "what the target means and the stances to choose from have changed",
        }
    }
}

impl Codebook {
    /// Returns what identifies what a target means and the stances towards it, as they are now: 16 hexadecimal digits for
    /// each. None for a target that the codebook lacks.
    pub fn revision(&self, target: &str) -> Option<String> {
        let target = self.target(self.current_target(target))?;
        let meaning = half(&[&target.definition, &target.include, &target.exclude]);
        let scale = self.scale_of(&target.id);
        let mut stances: Vec<(&str, &str)> = scale.map_or_else(Vec::new, |scale| {
            let stances = scale.offered();
            stances
                .map(|stance| (stance.id.as_str(), stance.label.as_str()))
                .collect()
        });
        stances.sort_unstable();
        let stances: Vec<&str> = stances
            .iter()
            .flat_map(|(id, label)| [*id, *label])
            .collect();
        Some(meaning + &half(&stances))
    }

    /// Tells what changed since a stance towards a target was taken under the revision `read`. None if nothing did, or the
    /// codebook lacks the target.
    pub fn changed_since(&self, target: &str, read: &str) -> Option<Changed> {
        let now = self.revision(target)?;
        differing(&now, read)
    }

    /// Notes in a statement under which revision its stances are taken; those that are as they were `before` keep theirs.
    pub fn stamp<S>(&self, before: Option<&Statement<S>>, statement: &mut Statement<S>) {
        for taken in &mut statement.stances {
            let target = taken.target.as_str();
            let mut others = before.iter().flat_map(|before| &before.stances);
            let is_kept = others.any(|old| {
                // It may have been merged into this one meanwhile, and its stance into that.
                let is_it = old.target == target || self.current_target(&old.target) == target;
                let stance = old.stance.as_deref();
                let current = stance.map(|stance| self.current_stance(target, stance));
                is_it && (stance == taken.stance.as_deref() || current == taken.stance.as_deref())
            });
            if !is_kept {
                taken.read = self.revision(target);
            }
        }
    }

    /// Returns a statement as it is once somebody has looked at its stance towards a target again and leaves it as it is.
    /// None if there was nothing to look at.
    ///
    /// `now` is RFC 3339 in UTC with seconds.
    pub fn ticked_off<S: Clone>(
        &self,
        statement: &Statement<S>,
        target: &str,
        now: &str,
    ) -> Option<Statement<S>> {
        let revision = self.revision(target)?;
        let place = statement
            .stances
            .iter()
            .position(|taken| taken.target == target)?;
        let read = statement.stances[place].read.as_ref()?;
        differing(&revision, read)?;
        let mut next = statement.clone();
        next.stances[place].read = Some(revision);
        now.clone_into(&mut next.changed);
        Some(next)
    }
}

/// Returns the stances of these works that were taken before their target's meaning or scale changed, in the order of the
/// work. Ticked off is what [`Codebook::ticked_off`] makes of it, or another stance; what was not recorded is not known.
pub fn to_look_at_again<'a>(
    codebook: &Codebook,
    work: impl IntoIterator<Item = &'a Sidecar>,
) -> Vec<Again> {
    let mut revisions: BTreeMap<String, Option<String>> = BTreeMap::new();
    let mut again = Vec::new();
    for sidecar in work {
        for statement in sidecar.statements() {
            for taken in &statement.stances {
                let Some(read) = &taken.read else { continue };
                let now = revisions
                    .entry(taken.target.clone().into())
                    .or_insert_with_key(|target| codebook.revision(target));
                let changed = now.as_ref().and_then(|now| differing(now, read));
                again.extend(changed.map(|changed| Again {
                    place: Use {
                        annotator: sidecar.annotator.clone(),
                        article: sidecar.article.path.clone(),
                        statement: statement.id.clone(),
                    },
                    target: taken.target.clone().into(),
                    changed,
                }));
            }
        }
    }
    again
}

/// Ticks off all of an annotator's stances towards a target, for a change that leaves them as they are, as one re-coding.
///
/// `now` is RFC 3339 in UTC with seconds.
pub fn ticking_off<'a>(
    name: &str,
    annotator: &str,
    codebook: &Codebook,
    target: &str,
    work: impl IntoIterator<Item = &'a Sidecar>,
    now: &str,
) -> Recoding {
    let mut recoding = Recoding {
        name: name.to_owned(),
        annotator: annotator.to_owned(),
        ..Recoding::default()
    };
    for sidecar in work.into_iter().filter(|work| work.annotator == annotator) {
        let ticked = sidecar.statements().iter().filter_map(|statement| {
            let next = codebook.ticked_off(statement, target, now)?;
            Some(Recoded {
                statement: statement.id.clone(),
                was: Coded::of(statement),
                becomes: Coded::of(&next),
            })
        });
        let ticked: Vec<Recoded> = ticked.collect();
        if !ticked.is_empty() {
            let article = sidecar.article.path.clone();
            recoding.articles.insert(article, ticked);
        }
    }
    recoding
}

/// Tells in what two revisions differ.
fn differing(now: &str, read: &str) -> Option<Changed> {
    if now == read {
        return None;
    }
    let halves = (now.split_at_checked(HALF), read.split_at_checked(HALF));
    let (Some(now), Some(read)) = halves else {
        return Some(Changed::Both);
    };
    Some(if now.0 == read.0 {
        Changed::Scale
    } else if now.1 == read.1 {
        Changed::Meaning
    } else {
        Changed::Both
    })
}

/// Returns one half of a revision: what identifies texts in their order.
fn half(texts: &[&str]) -> String {
    let mut hasher = blake3::Hasher::new();
    for text in texts {
        // Where one text ends and the next begins matters.
        hasher.update(text.len().to_string().as_bytes());
        hasher.update(b":");
        hasher.update(text.as_bytes());
    }
    let hash = hasher.finalize().to_hex();
    hash.chars().take(HALF).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::model::codebook::edit::{Entry, EntryId, apply_all};
    use crate::model::codebook::presets::{SCALES, starter};
    use crate::model::codebook::{Example, Stance, Target};
    use crate::model::sidecar::ArticleRef;
    use crate::model::span::Span;
    use crate::model::statement::{Kind, StanceTaken};

    const NOW: &str = "2025-03-01T00:00:00Z";

    fn codebook() -> Codebook {
        let target = |id: &str| Target {
            id: id.into(),
            name: id.to_owned(),
            definition: format!("What {id} means"),
            ..Target::default()
        };
        Codebook {
            targets: vec![target("a"), target("b")],
            ..starter(&SCALES[2])
        }
    }

    fn statement(target: &str) -> Statement {
        let quote = vec![Span::new(0, 1)];
        let made = Statement::new(target.into(), quote, Kind::Direct, "2025");
        Statement {
            stances: vec![StanceTaken {
                stance: Some("yes".into()),
                ..StanceTaken::new(target)
            }],
            ..made.unwrap()
        }
    }

    /// Makes work with a stance on each target, taken under a codebook.
    fn work(codebook: &Codebook) -> Sidecar {
        let mut sidecar = Sidecar::new(ArticleRef::default(), "anna");
        for target in ["a", "b", "gone"] {
            let mut made = statement(target);
            codebook.stamp(None, &mut made);
            sidecar.put(Arc::new(made));
        }
        sidecar
    }

    /// Changes a codebook; says which targets' stances are to be looked at again, and that ticking them off ends it.
    #[track_caller]
    fn check(change: impl FnOnce(&mut Codebook), expected: &[(&str, Changed)]) {
        let before = codebook();
        let mut work = work(&before);
        assert_eq!(to_look_at_again(&before, [&work]), []);
        let mut after = before.clone();
        change(&mut after);
        let again = to_look_at_again(&after, [&work]);
        let found: Vec<(&str, Changed)> = again
            .iter()
            .map(|one| (one.target.as_str(), one.changed))
            .collect();
        assert_eq!(found, expected);
        for one in &again {
            let statement = work.statement(&one.place.statement).unwrap();
            let ticked = after.ticked_off(statement, &one.target, NOW).unwrap();
            assert_eq!(after.ticked_off(&ticked, &one.target, NOW), None);
            assert_eq!(ticked.changed, NOW);
            work.put(Arc::new(ticked));
        }
        assert_eq!(to_look_at_again(&after, [&work]), []);
        // Back where they were taken under, they were looked at under something else meanwhile.
        assert_eq!(to_look_at_again(&before, [&work]).len(), expected.len());
    }

    #[test]
    fn what_a_stance_means_is_looked_at_again() {
        let stance = |id: &str| Stance {
            id: id.into(),
            label: id.to_owned(),
            ..Stance::default()
        };
        let (meaning, scale, both) = (Changed::Meaning, Changed::Scale, Changed::Both);
        check(|_| {}, &[]);
        check(
            |book| book.targets[0].definition.push_str(", or not"),
            &[("a", meaning)],
        );
        check(
            |book| book.targets[1].exclude = "War".to_owned(),
            &[("b", meaning)],
        );
        check(
            |book| {
                let words = std::mem::take(&mut book.targets[0].definition);
                book.targets[0].include = words;
            },
            &[("a", meaning)],
        );
        check(
            |book| book.scales[0].stances.push(stance("perhaps")),
            &[("a", scale), ("b", scale)],
        );
        check(
            |book| {
                book.scales[0].stances[0].label = "never".to_owned();
                book.targets[0].definition.clear();
            },
            &[("a", both), ("b", scale)],
        );
    }

    #[test]
    fn what_changes_nothing_is_not_looked_at_again() {
        check(|book| book.targets[0].name = "Other".to_owned(), &[]);
        check(
            |book| book.targets[0].examples.push(Example::from("so")),
            &[],
        );
        check(|book| book.targets.reverse(), &[]);
        check(
            |book| {
                let stances = &mut book.scales[0].stances;
                stances.reverse();
                stances[0].polarity = None;
                stances[0].key = Some('7');
            },
            &[],
        );
        // A target that is gone leaves nothing to compare with.
        check(|book| drop(book.targets.remove(0)), &[]);
    }

    #[test]
    fn all_are_ticked_off_and_taken_back() {
        let before = codebook();
        let anna = work(&before);
        let mut bob = Sidecar::new(ArticleRef::default(), "bob");
        bob.put(Arc::new(statement("a")));
        let mut after = before.clone();
        after.targets[0].include = "More".to_owned();
        after.targets[1].include = "More".to_owned();
        let all = ticking_off("tick off A", "anna", &after, "a", [&anna, &bob], NOW);
        assert!(all.is_in(&after));
        let mut work = anna.clone();
        assert_eq!(all.apply("", &mut work), 1);
        let left = to_look_at_again(&after, [&work]);
        let left: Vec<&str> = left.iter().map(|one| one.target.as_str()).collect();
        assert_eq!(left, ["b"]);
        all.reversed().apply("", &mut work);
        assert_eq!(work, anna);
    }

    #[test]
    fn a_stance_keeps_its_revision_until_it_is_another() {
        let before = codebook();
        let mut after = before.clone();
        after.targets[0].definition.push_str(", or not");
        let mut old = statement("a");
        before.stamp(None, &mut old);
        let mut new = old.clone();
        new.note = "Seen".to_owned();
        after.stamp(Some(&old), &mut new);
        assert_eq!(new.stances, old.stances);
        new.stances[0].stance = Some("no".into());
        after.stamp(Some(&old), &mut new);
        assert_eq!(new.stances[0].read, after.revision("a"));
        // Of whoever was not asked nothing is known, and nothing is asked.
        let mut sidecar = Sidecar::new(ArticleRef::default(), "anna");
        sidecar.put(Arc::new(statement("a")));
        assert_eq!(to_look_at_again(&after, [&sidecar]), []);
        // A revision that another program wrote is another one.
        let changed = after.changed_since("a", "r7");
        assert_eq!(changed, Some(Changed::Both));
    }

    #[test]
    fn what_is_merged_is_looked_at_again_if_it_means_something_else() {
        let before = codebook();
        let mut old = statement("a");
        before.stamp(None, &mut old);
        let mut after = before.clone();
        let merged = after.merge(&EntryId::target("a"), &EntryId::target("b"));
        apply_all(merged.unwrap(), &mut after);
        let mut new = after.mapped_statement(&old);
        after.stamp(Some(&old), &mut new);
        assert_eq!(new.stances[0].target, "b");
        assert_eq!(new.stances[0].read, old.stances[0].read);
        let read = new.stances[0].read.as_deref().unwrap();
        assert_eq!(after.changed_since("b", read), Some(Changed::Meaning));
        let same = before.targets[1].definition.clone();
        let mut one = before.targets[0].clone();
        one.definition = same;
        let alike = before.set(Entry::Target(one)).unwrap();
        let mut book = before;
        apply_all(alike, &mut book);
        assert_eq!(book.revision("a"), book.revision("b"));
    }
}
