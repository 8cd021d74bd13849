//! What must hold between a sidecar, the codebook and the policy. Pure: no files.

use crate::corpus::walk::Work;
use crate::model::codebook::{Codebook, OFF_SCALE};
use crate::model::problem::ProblemKind;
use crate::model::project::{Policy, Split};
use crate::model::sidecar::Sidecar;
use crate::model::statement::conflict::FieldValue;
use crate::model::statement::{Kind, Statement};

/// Something wrong in a sidecar, before it is said where that lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Finding {
    pub(super) kind: ProblemKind,
    /// Id of the statement it is about.
    pub(super) statement: Option<String>,
    pub(super) what: String,
    pub(super) hint: &'static str,
}

impl Finding {
    pub(super) fn new(kind: ProblemKind, what: impl Into<String>) -> Self {
        Self {
            kind,
            statement: None,
            what: what.into(),
            hint: "",
        }
    }

    pub(super) fn hinted(mut self, hint: &'static str) -> Self {
        self.hint = hint;
        self
    }

    fn of<S>(
        statement: &Statement<S>,
        kind: ProblemKind,
        what: impl Into<String>,
        hint: &'static str,
    ) -> Self {
        Self {
            statement: Some(statement.id.clone().into()),
            ..Self::new(kind, what).hinted(hint)
        }
    }
}

const ADD: &str = "Add it to the codebook, or choose another";

/// Checks one annotator's work on one article.
pub(super) fn sidecar(sidecar: &Sidecar, codebook: &Codebook, policy: Policy) -> Vec<Finding> {
    let mut out = Vec::new();
    for statement in sidecar.statements() {
        stances(statement, codebook, &mut out);
        names(statement, codebook, &mut out);
        parent(statement, sidecar, &mut out);
        conflicts(statement, &mut out);
        allowed(statement, policy, &mut out);
    }
    if !policy.nesting {
        nesting(sidecar, &mut out);
    }
    for detached in &sidecar.detached {
        let text = detached.quote.first().map_or("", |span| span.text.as_str());
        let what = format!(
            "the text of statement {} is gone from the article: {text:?}",
            detached.id
        );
        let hint = "It stays in the file; label it anew where it stands now";
        out.push(Finding::of(detached, ProblemKind::Detached, what, hint));
    }
    out
}

fn stances(statement: &Statement, codebook: &Codebook, out: &mut Vec<Finding>) {
    for taken in &statement.stances {
        let target = &taken.target;
        if codebook.target(target).is_none() {
            let what = format!("the target {target:?} is not in the codebook");
            out.push(Finding::of(
                statement,
                ProblemKind::UnknownTarget,
                what,
                ADD,
            ));
            continue;
        }
        let Some(stance) = &taken.stance else {
            continue;
        };
        let is_off = OFF_SCALE.iter().any(|(id, _)| id == stance);
        if !is_off && codebook.stance(target, stance).is_none() {
            let what =
                format!("the stance {stance:?} is not on the scale of the target {target:?}");
            out.push(Finding::of(
                statement,
                ProblemKind::UnknownStance,
                what,
                ADD,
            ));
        }
    }
}

fn names(statement: &Statement, codebook: &Codebook, out: &mut Vec<Finding>) {
    for label in statement
        .labels
        .iter()
        .filter(|label| codebook.label(label).is_none())
    {
        let what = format!("the label {label:?} is not in the codebook");
        out.push(Finding::of(statement, ProblemKind::UnknownLabel, what, ADD));
    }
    let people = statement
        .speaker
        .iter()
        .chain(&statement.via)
        .chain(&statement.addressees);
    let unknown = people
        .filter_map(|person| person.name.as_ref())
        .filter(|name| codebook.speaker(name).is_none());
    for name in unknown {
        let what = format!("the speaker {name:?} is not in the registry");
        let hint = "Add them to the codebook, or choose another";
        out.push(Finding::of(
            statement,
            ProblemKind::UnknownSpeaker,
            what,
            hint,
        ));
    }
}

fn parent(statement: &Statement, sidecar: &Sidecar, out: &mut Vec<Finding>) {
    let above = |id: &str| sidecar.statement(id)?.parent.as_deref();
    let mut next = statement.parent.as_deref();
    let mut steps = 0;
    while let Some(id) = next {
        if steps == 0 && sidecar.statement(id).is_none() {
            let what = format!("the statement it is nested in, {id:?}, does not exist");
            out.push(Finding::of(
                statement,
                ProblemKind::Inconsistent,
                what,
                "Choose another, or none",
            ));
            return;
        }
        if id == statement.id {
            let what = "the statement is nested in itself";
            out.push(Finding::of(
                statement,
                ProblemKind::Inconsistent,
                what,
                "Choose another, or none",
            ));
            return;
        }
        steps += 1;
        if steps > sidecar.statements().len() {
            return;
        }
        next = above(id);
    }
}

fn conflicts(statement: &Statement, out: &mut Vec<Finding>) {
    let mut fields: Vec<&str> = statement.conflicts.iter().map(FieldValue::field).collect();
    fields.dedup();
    if !fields.is_empty() {
        let what = format!(
            "fields of statement {} were set to other values elsewhere: {}",
            statement.id,
            fields.join(", ")
        );
        let hint = "Choose one in the window, in the statement's panel";
        out.push(Finding::of(statement, ProblemKind::Conflict, what, hint));
    }
}

fn allowed(statement: &Statement, policy: Policy, out: &mut Vec<Finding>) {
    let mut against = |what: &str| {
        out.push(Finding::of(
            statement,
            ProblemKind::AgainstPolicy,
            what,
            "Change the statement, or the project's policy",
        ));
    };
    if !policy.indirect && statement.kind == Kind::Indirect {
        against("the statement is indirect speech, which the policy does not label");
    }
    if policy.split == Split::Several && statement.quote.len() > 1 {
        against("the quote has several parts, which the policy makes statements of their own");
    }
}

/// Finds quotes that overlap where no statement may lie within another. Statements come in the order of the text, so
/// each is compared only with those that begin before the furthest end so far.
fn nesting(sidecar: &Sidecar, out: &mut Vec<Finding>) {
    let mut furthest: Option<&Statement> = None;
    for statement in sidecar.statements() {
        let overlaps = |other: &&Statement| {
            let parts = |quote: &Statement| quote.quote.clone();
            parts(statement)
                .iter()
                .any(|a| other.quote.iter().any(|b| a.overlaps(*b)))
        };
        if let Some(other) = furthest.filter(overlaps) {
            let what = format!(
                "its quote overlaps that of statement {}, and the policy allows no nesting",
                other.id
            );
            let hint = "Change one of them, or the project's policy";
            out.push(Finding::of(
                statement,
                ProblemKind::AgainstPolicy,
                what,
                hint,
            ));
        }
        if furthest.is_none_or(|other| other.extent().end < statement.extent().end) {
            furthest = Some(statement);
        }
    }
}

/// Checks that what was commented on exists. A statement that its annotator removed is no fault.
pub(super) fn comments(sidecar: &Sidecar, work: &[Work<'_>]) -> Vec<Finding> {
    let mut out = Vec::new();
    for comment in &sidecar.comments {
        let on = &comment.on;
        let theirs = work
            .iter()
            .find(|(annotator, _)| annotator.id == on.annotator);
        let is_known = theirs.is_some_and(|(_, opened)| {
            let theirs = &opened.sidecar;
            opened.read_only.is_some()
                || theirs.statement(&on.statement).is_some()
                || theirs
                    .detached
                    .iter()
                    .any(|detached| detached.id == on.statement)
                || theirs
                    .removed
                    .iter()
                    .any(|tombstone| tombstone.id == on.statement)
        });
        if !is_known {
            let what = format!(
                "it comments on statement {} of {:?}, which does not exist",
                on.statement, on.annotator
            );
            out.push(
                Finding::new(ProblemKind::Inconsistent, what)
                    .hinted("Nothing is lost; the comment stays"),
            );
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::model::codebook::{Label, Scale, Speaker, Stance, Target};
    use crate::model::span::Anchored;
    use crate::model::span::Span;
    use crate::model::statement::{Mention, StanceTaken};

    fn entries() -> Codebook {
        let stance = Stance {
            id: "against".into(),
            ..Stance::default()
        };
        Codebook {
            scales: vec![Scale {
                id: "s".into(),
                stances: vec![stance],
                ..Scale::default()
            }],
            targets: vec![Target {
                id: "war".into(),
                ..Target::default()
            }],
            labels: vec![Label {
                id: "key".into(),
                ..Label::default()
            }],
            speakers: vec![Speaker {
                id: "ann".into(),
                ..Speaker::default()
            }],
            ..Codebook::default()
        }
    }

    fn statement(id: &str, quote: &[(usize, usize)]) -> Statement {
        let quote = quote.iter().map(|&(a, b)| Span::new(a, b)).collect();
        Statement::new(id.into(), quote, Kind::Direct, "2025-01-01T00:00:00Z").unwrap()
    }

    /// Checks statements under a policy; `expected` lists `statement kind`.
    #[track_caller]
    fn check_under(policy: Policy, statements: Vec<Statement>, expected: &[&str]) {
        let mut work = Sidecar::default();
        work.extend(statements.into_iter().map(Arc::new));
        let found = sidecar(&work, &entries(), policy);
        let show = |finding: &Finding| {
            format!(
                "{} {}",
                finding.statement.as_deref().unwrap_or("-"),
                finding.kind.name()
            )
        };
        assert_eq!(found.iter().map(show).collect::<Vec<_>>(), expected);
    }

    #[track_caller]
    fn check(change: impl FnOnce(&mut Statement), expected: &[&str]) {
        let mut one = statement("a", &[(0, 5)]);
        change(&mut one);
        check_under(Policy::default(), vec![one], expected);
    }

    fn taken(target: &str, stance: Option<&str>) -> StanceTaken {
        let stance = stance.map(str::to_owned);
        StanceTaken {
            target: target.into(),
            stance: stance.map(Into::into),
            ..StanceTaken::default()
        }
    }

    fn person(name: &str) -> Mention {
        Mention {
            name: Some(name.into()),
            mention: None,
        }
    }

    #[test]
    fn names_must_be_known() {
        check(|_| {}, &[]);
        check(
            |one| one.stances = vec![taken("war", Some("against")), taken("war", Some("unclear"))],
            &[],
        );
        check(|one| one.stances = vec![taken("war", None)], &[]);
        check(
            |one| one.stances = vec![taken("war", Some("for"))],
            &["a unknown_stance"],
        );
        check(
            |one| one.stances = vec![taken("peace", Some("for"))],
            &["a unknown_target"],
        );
        check(
            |one| one.labels = vec!["key".into(), "no".into()],
            &["a unknown_label"],
        );
        check(|one| one.speaker = Some(person("ann")), &[]);
        check(|one| one.via = vec![person("bob")], &["a unknown_speaker"]);
    }

    #[test]
    fn conflicts_are_named() {
        let cue = FieldValue::Cue(Span::new(1, 2));
        check(|one| one.conflicts = vec![cue], &["a conflict"]);
    }

    #[test]
    fn parents_must_exist_and_not_loop() {
        check(|one| one.parent = Some("b".into()), &["a inconsistent"]);
        check(|one| one.parent = Some("a".into()), &["a inconsistent"]);
        let nested = |id: &str, parent: &str| Statement {
            parent: Some(parent.into()),
            ..statement(id, &[(0, 5)])
        };
        check_under(
            Policy::default(),
            vec![nested("a", "b"), nested("b", "a")],
            &["a inconsistent", "b inconsistent"],
        );
        check_under(
            Policy::default(),
            vec![nested("a", "b"), statement("b", &[(0, 9)])],
            &[],
        );
        // A loop further up is the fault of those that are in it.
        let three = vec![nested("a", "b"), nested("b", "c"), nested("c", "b")];
        check_under(
            Policy::default(),
            three,
            &["b inconsistent", "c inconsistent"],
        );
    }

    #[test]
    fn the_policy_is_kept() {
        let strict = Policy {
            nesting: false,
            indirect: false,
            split: Split::Several,
            ..Policy::default()
        };
        let indirect = Statement {
            kind: Kind::Indirect,
            ..statement("a", &[(0, 5)])
        };
        check_under(strict, vec![indirect], &["a against_policy"]);
        check_under(
            strict,
            vec![statement("a", &[(0, 5), (8, 9)])],
            &["a against_policy"],
        );
        check_under(
            strict,
            vec![statement("a", &[(0, 5)]), statement("b", &[(5, 9)])],
            &[],
        );
        check_under(
            strict,
            vec![
                statement("a", &[(0, 9)]),
                statement("b", &[(2, 3)]),
                statement("c", &[(8, 12)]),
            ],
            &["b against_policy", "c against_policy"],
        );
    }

    #[test]
    fn what_is_detached_is_told() {
        let mut work = Sidecar::default();
        let gone = statement("a", &[(0, 5)]).try_map_spans(&mut |_| {
            Some(Anchored {
                text: "gone".to_owned(),
                ..Anchored::default()
            })
        });
        work.detached.extend(gone);
        let found = sidecar(&work, &entries(), Policy::default());
        assert!(found[0].what.contains("\"gone\"") && found[0].kind == ProblemKind::Detached);
    }
}
