//! Statements that two windows made of the same words: one takes the other in, and what is done to the other since goes on
//! there.

use std::sync::Arc;

use onrecord::merge::{merge3, with_copy};
use onrecord::model::comment::{Comment, Place};
use onrecord::model::decision::Decision;
use onrecord::model::sidecar::Sidecar;
use onrecord::model::statement::Origin;
use onrecord::model::statement::conflict::FieldValue;

use crate::common;
use crate::{Change, MADE, name, quote, sidecar, span, stance, statement};

/// Makes one statement on each side, ours a second before theirs; tells which ids are there then.
#[track_caller]
fn check_twins(ours: Change<'_>, theirs: Change<'_>, expected: &[&str]) {
    let make = |id: &str, second: u8, change: Change<'_>| {
        let mut one = statement(id);
        one.created = format!("2025-02-24T10:00:{second:02}Z");
        change(&mut one);
        sidecar(vec![one])
    };
    let (ours, theirs) = (make("Z", 1, ours), make("A", 2, theirs));
    let base = Sidecar::default();
    let (merged, _) = merge3(&base, &ours, &theirs);
    assert_eq!(common::ids(&merged), expected);
    let (again, _) = merge3(&base, &merged, &theirs);
    assert_eq!(again, merged);
    if expected.len() == 1 {
        assert_eq!(merged.removed[0].id, "A");
    }
}

#[test]
fn a_suggestion_that_two_windows_accepted_is_one_statement() {
    check_twins(&|_| {}, &|_| {}, &["Z"]);
    check_twins(
        &|a| a.note = "b".to_owned(),
        &|a| stance(a, "u", "yes"),
        &["Z"],
    );
    check_twins(&|_| {}, &|a| a.quote = vec![span(5)], &["A", "Z"]);
    check_twins(&|_| {}, &|a| a.cue = None, &["A", "Z"]);
    check_twins(&|a| a.origin = Origin::Manual, &|_| {}, &["A", "Z"]);
}

#[test]
fn work_on_a_statement_that_its_twin_took_in_goes_on_there() {
    let base = Sidecar::default();
    let (ours, theirs) = (sidecar(vec![statement("A")]), sidecar(vec![statement("B")]));
    let (there, _) = merge3(&base, &ours, &theirs);
    assert_eq!(common::ids(&there), ["A"]);
    // The window that made B has not heard of that yet.
    let mut on = statement("B");
    on.note = "note goes on".to_owned();
    on.changed = "2025-02-24T11:00:00Z".to_owned();
    let mut child = statement("C");
    child.parent = Some("B".into());
    child.origin = Origin::Manual;
    let (merged, _) = merge3(&theirs, &sidecar(vec![on, child]), &there);
    assert_eq!(common::ids(&merged), ["A", "C"]);
    assert_eq!(merged.statement("A").unwrap().note, "note goes on");
    let parent = merged.statement("C").unwrap().parent.clone();
    assert_eq!(parent.as_deref(), Some("A"));
}

/// What a window has after it took the other's statement of the same words in: A, and B that is gone into it.
fn folded() -> Sidecar {
    let (ours, theirs) = (sidecar(vec![statement("A")]), sidecar(vec![statement("B")]));
    merge3(&Sidecar::default(), &ours, &theirs).0
}

#[test]
fn it_is_known_which_statement_took_another_in() {
    let there = folded();
    assert_eq!(common::ids(&there), ["A"]);
    assert_eq!(there.removed[0].into.as_deref(), Some("A"));
    assert_eq!(there.successor("B"), "A");
}

/// What the window that made B did to it since, and what was done to A meanwhile; compares what comes of A.
#[track_caller]
fn check_folded(to_b: Change<'_>, to_a: Change<'_>, expected: Change<'_>) {
    let make = |id: &str, second: u8, change: Change<'_>| {
        let mut one = statement(id);
        one.changed = format!("2025-02-24T11:00:{second:02}Z");
        change(&mut one);
        one
    };
    let base = sidecar(vec![make("B", 0, &|_| {})]);
    let ours = sidecar(vec![make("B", 1, to_b)]);
    let mut theirs = folded();
    theirs.put(Arc::new(make("A", 2, to_a)));
    let (merged, _) = merge3(&base, &ours, &theirs);
    assert_eq!(common::ids(&merged), ["A"]);
    assert_eq!(**merged.statement("A").unwrap(), make("A", 2, expected));
    assert_eq!(merge3(&base, &theirs, &ours).0, merged);
    assert_eq!(merge3(&base, &merged, &ours).0, merged);
    assert_eq!(merge3(&base, &merged, &theirs).0, merged);
}

#[test]
fn what_is_done_to_a_statement_that_was_taken_in_goes_on_in_the_other() {
    check_folded(&|b| b.note.push_str(" on"), &|_| {}, &|a| {
        a.note.push_str(" on");
    });
    check_folded(&|b| b.note.push_str(" on"), &|a| quote(a, 4), &|a| {
        a.note.push_str(" on");
        quote(a, 4);
    });
    check_folded(&|b| quote(b, 3), &|a| a.cue = Some(span(6)), &|a| {
        quote(a, 3);
        a.cue = Some(span(6));
    });
    check_folded(&|b| name(b, "ann"), &|a| a.origin = Origin::Manual, &|a| {
        name(a, "ann");
        a.origin = Origin::Manual;
    });
}

#[test]
fn who_removes_a_statement_that_was_taken_in_removes_the_other() {
    let base = sidecar(vec![statement("B")]);
    let mut ours = base.clone();
    ours.remove("B", "2025-02-24T12:00:00Z");
    let (merged, _) = merge3(&base, &ours, &folded());
    assert!(merged.statements().is_empty(), "{:?}", common::ids(&merged));
    let gone: Vec<&str> = merged.removed.iter().map(|gone| gone.id.as_str()).collect();
    assert_eq!(gone, ["A", "B"]);
    assert_eq!(merge3(&base, &folded(), &ours).0, merged);
}

#[test]
fn what_names_a_statement_that_was_taken_in_names_the_other() {
    let anna = |mut sidecar: Sidecar| {
        "anna".clone_into(&mut sidecar.annotator);
        sidecar
    };
    let base = anna(sidecar(vec![statement("B")]));
    let mut ours = base.clone();
    let mut child = statement("C");
    child.origin = Origin::Manual;
    child.parent = Some("B".into());
    child.conflicts = vec![FieldValue::Parent("B".into())];
    ours.put(Arc::new(child));
    for annotator in ["anna", "ben"] {
        ours.comments.push(Comment {
            at: MADE.to_owned(),
            id: annotator.into(),
            on: Place {
                annotator: annotator.to_owned(),
                statement: "B".into(),
            },
            reply_to: None,
            text: "scare quotes?".to_owned(),
            verdict: None,
        });
    }
    ours.decisions.push(Decision {
        result: Some("B".into()),
        ..Decision::default()
    });
    let (merged, _) = merge3(&base, &ours, &anna(folded()));
    let child = merged.statement("C").unwrap();
    assert_eq!(child.parent.as_deref(), Some("A"));
    assert!(child.conflicts.is_empty(), "{:?}", child.conflicts);
    let on: Vec<&str> = merged
        .comments
        .iter()
        .map(|one| one.on.statement.as_str())
        .collect();
    assert_eq!(on, ["A", "B"], "ben's own statement of that id is another");
    assert_eq!(merged.decisions[0].result.as_deref(), Some("A"));
}

#[test]
fn a_suggestion_that_a_copy_has_accepted_too_is_one_statement() {
    let (ours, copy) = (sidecar(vec![statement("A")]), sidecar(vec![statement("B")]));
    let merged = with_copy(&ours, &copy);
    assert_eq!(common::ids(&merged), ["A"]);
    assert_eq!(with_copy(&merged, &copy), merged);
    assert_eq!(with_copy(&copy, &folded()).successor("B"), "A");
}
