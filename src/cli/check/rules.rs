//! What must hold between a sidecar, the codebook and the policy. Pure: no files.

use crate::exchange::walk::Work;
use crate::model::codebook::{Codebook, OFF_SCALE};
use crate::model::problem::{Problem, ProblemKind};
use crate::model::project::{Policy, Split};
use crate::model::sidecar::Sidecar;
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

    fn of(
        statement: &Statement,
        kind: ProblemKind,
        what: impl Into<String>,
        hint: &'static str,
    ) -> Self {
        Self {
            statement: Some(statement.id.clone()),
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
        allowed(statement, policy, &mut out);
    }
    if !policy.nesting {
        nesting(sidecar, &mut out);
    }
    for detached in &sidecar.detached {
        let text = detached.texts.first().map_or("", String::as_str);
        let what = format!(
            "the text of statement {} is gone from the article: {text:?}",
            detached.statement.id
        );
        let hint = "Attach it again in the window, or delete it";
        out.push(Finding::of(
            &detached.statement,
            ProblemKind::Detached,
            what,
            hint,
        ));
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

/// Checks that what was reviewed exists. A statement that its annotator removed is no fault.
pub(super) fn reviews(sidecar: &Sidecar, work: &[Work<'_>]) -> Vec<Finding> {
    let mut out = Vec::new();
    for review in &sidecar.reviews {
        let theirs = work
            .iter()
            .find(|(annotator, _)| annotator.id == review.annotator);
        let is_known = theirs.is_some_and(|(_, opened)| {
            let theirs = &opened.sidecar;
            opened.read_only.is_some()
                || theirs.statement(&review.statement).is_some()
                || theirs
                    .detached
                    .iter()
                    .any(|detached| detached.statement.id == review.statement)
                || theirs
                    .removed
                    .iter()
                    .any(|tombstone| tombstone.id == review.statement)
        });
        if !is_known {
            let what = format!(
                "it reviews statement {} of {:?}, which does not exist",
                review.statement, review.annotator
            );
            out.push(
                Finding::new(ProblemKind::Inconsistent, what)
                    .hinted("Nothing is lost; the review stays"),
            );
        }
    }
    out
}

/// Checks what the project's codebook says of itself.
pub(super) fn codebook(codebook: &Codebook) -> Vec<Problem> {
    let mut out = Vec::new();
    let mut wrong = |what: String, hint: &str| {
        out.push(Problem::new(ProblemKind::Inconsistent, "codebook.ron", what).hinted(hint));
    };
    for target in &codebook.targets {
        if let Some(parent) = &target.parent {
            let loops = codebook.target(parent).is_some()
                && codebook.ancestry(&target.id).last().is_some_and(|top| {
                    top.parent
                        .as_deref()
                        .is_some_and(|parent| codebook.target(parent).is_some())
                });
            if codebook.target(parent).is_none() {
                wrong(
                    format!(
                        "the target {:?} lies under {parent:?}, which does not exist",
                        target.id
                    ),
                    "Correct it",
                );
            } else if loops {
                wrong(
                    format!("the target {:?} lies under itself", target.id),
                    "Correct it",
                );
            }
        }
        if let Some(scale) = target
            .scale
            .as_ref()
            .filter(|id| !codebook.scales.iter().any(|scale| scale.id == **id))
        {
            wrong(
                format!(
                    "the scale {scale:?} of the target {:?} does not exist",
                    target.id
                ),
                "Correct it",
            );
        }
    }
    let ids = |name: &str, ids: Vec<&str>, wrong: &mut dyn FnMut(String, &str)| {
        let mut seen = std::collections::HashSet::new();
        for id in ids.into_iter().filter(|id| !seen.insert(*id)) {
            wrong(
                format!("two {name} have the id {id:?}"),
                "The first counts; give the other its own id",
            );
        }
    };
    ids(
        "scales",
        codebook
            .scales
            .iter()
            .map(|entry| entry.id.as_str())
            .collect(),
        &mut wrong,
    );
    ids(
        "targets",
        codebook
            .targets
            .iter()
            .map(|entry| entry.id.as_str())
            .collect(),
        &mut wrong,
    );
    ids(
        "labels",
        codebook
            .labels
            .iter()
            .map(|entry| entry.id.as_str())
            .collect(),
        &mut wrong,
    );
    ids(
        "speakers",
        codebook
            .speakers
            .iter()
            .map(|entry| entry.id.as_str())
            .collect(),
        &mut wrong,
    );
    out
}
