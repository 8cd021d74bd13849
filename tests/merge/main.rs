//! The laws of merging, for sidecars of any content: who merges does not matter, merging again adds nothing, nothing is
//! lost, and of one field or one suggestion there are never two.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[path = "../common/mod.rs"]
mod common;
mod files;
mod twins;

use std::sync::Arc;

use common::any;
use onrecord::anchor;
use onrecord::format::sidecar::{parse, write};
use onrecord::merge::{Conflict, merge3, same_work, with_copy};
use onrecord::model::article::Article;
use onrecord::model::comment::{Comment, Place, Verdict};
use onrecord::model::sidecar::{Sidecar, Status};
use onrecord::model::span::Span;
use onrecord::model::statement::conflict::FieldValue;
use onrecord::model::statement::{Kind, Mention, Origin, Statement};
use proptest::prelude::*;

/// Fewer cases than usual, since each is three whole sidecars; `PROPTEST_CASES` asks for more.
fn config() -> ProptestConfig {
    let asked = std::env::var_os("PROPTEST_CASES").is_some();
    ProptestConfig {
        cases: if asked {
            ProptestConfig::default().cases
        } else {
            64
        },
        ..ProptestConfig::default()
    }
}

/// One change of a sidecar.
#[derive(Clone, Debug)]
enum Step {
    /// Sets a field of the statement with this number to a value, at this second.
    Set(usize, usize, String, u8),
    Remove(usize, u8),
    Add(String),
    Status(Status),
    /// Says something, at this second.
    Say(String, u8),
    Label(String),
    About(String),
}

/// How many fields [`set`] knows.
const FIELDS: usize = 16;

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        6 => (0..5_usize, 0..FIELDS, "[a-d]", 0..60_u8)
            .prop_map(|(index, field, value, at)| Step::Set(index, field, value, at)),
        1 => (0..5_usize, 0..60_u8).prop_map(|(index, at)| Step::Remove(index, at)),
        1 => "[a-f]".prop_map(Step::Add),
        1 => prop::sample::select(&Status::ALL[..]).prop_map(Step::Status),
        1 => ("[a-c]", 0..60_u8).prop_map(|(name, at)| Step::Say(name, at)),
        1 => "[a-c]".prop_map(Step::Label),
        1 => "[a-c]".prop_map(Step::About),
    ]
}

/// Sets a field to something that depends on `value` alone; the last fields are emptied.
fn set(statement: &mut Statement, field: usize, value: &str, span: Span) {
    let word = value.to_owned();
    let target = "t".to_owned();
    let person = Mention {
        name: Some(word.clone().into()),
        mention: Some(span),
    };
    match field {
        0 => statement.note = format!("{} {value}", statement.note),
        1 => statement.note = format!("{value} {}", statement.note),
        2 => FieldValue::Cue(span).put(statement),
        3 => FieldValue::Speaker(word.into()).put(statement),
        4 => FieldValue::Mention(span).put(statement),
        5 => statement.via = vec![person],
        6 => statement.addressees.push(person),
        7 => statement.parent = Some(word.into()),
        8 => FieldValue::Stance {
            target: target.into(),
            stance: Some(word.into()),
        }
        .put(statement),
        9 => FieldValue::Evidence {
            target: target.into(),
            evidence: vec![span],
        }
        .put(statement),
        10 => FieldValue::Confidence {
            target: target.into(),
            confidence: if value < "c" { 0.25 } else { 0.75 },
        }
        .put(statement),
        11 => statement.labels.push(word.into()),
        12 => {
            statement.kind = if value < "c" {
                Kind::Direct
            } else {
                Kind::Mixed
            }
        }
        13 => {
            statement.set_quote(vec![span]);
        }
        14 => statement.flagged = !statement.flagged,
        _ => {
            statement.cue = None;
            statement.labels.clear();
            statement.stances.clear();
            statement.conflicts.clear();
        }
    }
}

fn apply(base: &Sidecar, steps: &[Step], side: &str) -> Sidecar {
    let mut out = base.clone();
    let at = |second: &u8| format!("2025-02-24T10:00:{second:02}Z");
    let quotes: Vec<Span> = base
        .statements()
        .iter()
        .flat_map(|statement| statement.quote.clone())
        .collect();
    for step in steps {
        match step {
            Step::Set(index, field, value, second) => {
                if let Some(old) = out.statement(&format!("live{index}")) {
                    let mut new = Statement::clone(old);
                    let place = usize::from(value.as_bytes()[0]) % quotes.len();
                    set(&mut new, *field, value, quotes[place]);
                    new.changed = at(second);
                    out.put(Arc::new(new));
                }
            }
            Step::Remove(index, second) => drop(out.remove(&format!("live{index}"), &at(second))),
            Step::Add(name) => {
                let model = base.statements().first().cloned();
                let id = format!("{side}{name}");
                out.extend(model.map(|model| {
                    Arc::new(Statement {
                        id: id.into(),
                        ..Statement::clone(&model)
                    })
                }));
            }
            Step::Status(status) => out.status = *status,
            Step::Say(name, second) => {
                let id = format!("{side}{name}");
                out.comments.retain(|comment| comment.id != id.as_str());
                out.comments.push(Comment {
                    at: at(second),
                    id: id.into(),
                    on: Place::default(),
                    reply_to: None,
                    text: name.clone(),
                    verdict: Some(Verdict::Question),
                });
            }
            Step::Label(label) => out.labels = vec![label.clone().into()],
            Step::About(note) => out.note.clone_from(note),
        }
    }
    out
}

/// An article, a sidecar of it, and two versions that grew out of that.
fn versions() -> impl Strategy<Value = (Article, Sidecar, Sidecar, Sidecar)> {
    let steps = || prop::collection::vec(step(), 0..8);
    (any::sidecar(), steps(), steps()).prop_map(|((article, base), ours, theirs)| {
        let (ours, theirs) = (apply(&base, &ours, "ours"), apply(&base, &theirs, "theirs"));
        (article, base, ours, theirs)
    })
}

fn sorted_detached(mut sidecar: Sidecar) -> Sidecar {
    sidecar.detached.sort_by(|a, b| a.id.cmp(&b.id));
    sidecar
}

/// Returns a value entry by entry; quote, kind and note are looked at apart.
fn pieces(value: FieldValue) -> Vec<FieldValue> {
    match value {
        FieldValue::Quote { .. } | FieldValue::Stance { stance: None, .. } => Vec::new(),
        FieldValue::Labels(labels) => {
            let labels = labels.into_iter();
            labels.map(|one| FieldValue::Labels(vec![one])).collect()
        }
        FieldValue::Addressees(people) => {
            let people = people.into_iter();
            people
                .map(|one| FieldValue::Addressees(vec![one]))
                .collect()
        }
        FieldValue::Evidence { target, evidence } => {
            let one = |span| FieldValue::Evidence {
                target: target.clone(),
                evidence: vec![span],
            };
            evidence.into_iter().map(one).collect()
        }
        value => vec![value],
    }
}

fn values(statement: &Statement) -> Vec<FieldValue> {
    let all = FieldValue::all_of(statement).into_iter();
    all.flat_map(pieces).collect()
}

/// Names what one side set and the merged statement neither says nor keeps.
fn lost(base: Option<&Statement>, side: &Statement, merged: &Statement) -> Vec<String> {
    let known = base.map(values).unwrap_or_default();
    let mut there = values(merged);
    there.extend(merged.conflicts.iter().cloned().flat_map(pieces));
    let mut out: Vec<String> = values(side)
        .into_iter()
        .filter(|value| !known.contains(value) && !there.contains(value))
        .map(|value| format!("{value:?}"))
        .collect();
    let is_kept = |is_it: &dyn Fn(&[Span], Kind) -> bool| {
        let mut kept = merged.conflicts.iter();
        is_it(&merged.quote, merged.kind)
            || kept.any(|value| match value {
                FieldValue::Quote { quote, kind } => is_it(quote, *kind),
                _ => false,
            })
    };
    if base.is_none_or(|base| base.quote != side.quote) && !is_kept(&|quote, _| quote == side.quote)
    {
        out.push("the quote".to_owned());
    }
    if base.is_none_or(|base| base.kind != side.kind) && !is_kept(&|_, kind| kind == side.kind) {
        out.push("the kind".to_owned());
    }
    let mut notes: Vec<&str> = vec![&merged.note];
    for value in &merged.conflicts {
        if let FieldValue::Note(note) = value {
            notes.push(note);
        }
    }
    for word in side.note.split_whitespace() {
        let is_old = base.is_some_and(|base| base.note.contains(word));
        if !is_old && !notes.iter().any(|note| note.contains(word)) {
            out.push(format!("the word {word}"));
        }
    }
    out
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn merging_does_not_depend_on_who_merges((_, base, ours, theirs) in versions()) {
        let (here, _) = merge3(&base, &ours, &theirs);
        let (there, _) = merge3(&base, &theirs, &ours);
        prop_assert_eq!(&here, &there);
        // Whoever merges again finds nothing to do, and nothing to tell.
        for (base, other) in [(&base, &there), (&ours, &there), (&base, &theirs), (&base, &ours)] {
            let (again, conflicts) = merge3(base, &here, other);
            prop_assert_eq!(&again, &here);
            prop_assert!(conflicts.is_empty(), "{:?}", conflicts);
        }
    }

    #[test]
    fn merging_with_what_did_not_change_is_the_other((_, base, ours, _) in versions()) {
        let ours = sorted_detached(ours);
        prop_assert!(same_work(&merge3(&base, &ours, &base).0, &ours));
        prop_assert!(same_work(&merge3(&base, &base, &ours).0, &ours));
        prop_assert!(same_work(&merge3(&base, &ours, &ours).0, &ours));
    }

    #[test]
    fn merging_loses_nothing((_, base, ours, theirs) in versions()) {
        let (merged, _) = merge3(&base, &ours, &theirs);
        for (one, other) in [(&ours, &theirs), (&theirs, &ours)] {
            for statement in one.statements() {
                let id = &statement.id;
                let unchanged = base.statement(id) == Some(statement);
                let Some(stands) = merged.statement(id) else {
                    // Removed there, or taken in by the twin that was made there.
                    let is_twin = matches!(statement.origin, Origin::Suggested { .. } | Origin::Imported { .. });
                    let removed_there = unchanged && other.statement(id).is_none();
                    prop_assert!(removed_there || is_twin, "{}", id);
                    prop_assert!(merged.removed.iter().any(|tombstone| &tombstone.id == id));
                    continue;
                };
                let base = base.statement(id).map(|base| &**base);
                prop_assert_eq!(lost(base, statement, stands), Vec::<String>::new(), "{}", id);
            }
        }
        prop_assert!(merged.removed.is_sorted());
        for comment in ours.comments.iter().chain(&theirs.comments) {
            prop_assert!(merged.comments.iter().any(|kept| kept.id == comment.id));
        }
        for note in [&ours.note, &theirs.note] {
            for word in note.split_whitespace() {
                prop_assert!(base.note.contains(word) || merged.note.contains(word), "{}", word);
            }
        }
    }

    #[test]
    fn what_is_merged_is_written_and_comes_back((article, base, ours, theirs) in versions()) {
        let (merged, _) = merge3(&base, &ours, &theirs);
        let written = write(&merged, &article.text).unwrap();
        let loaded = parse("a.txt.ron", written.as_bytes());
        prop_assert_eq!(&loaded.problems, &[]);
        let carried = anchor::carry(loaded.value.unwrap(), &article, "a.txt.ron", &|_| None);
        prop_assert_eq!(&carried.sidecar, &merged);
    }

    #[test]
    fn a_copy_adds_and_never_removes((_, _, ours, copy) in versions()) {
        let merged = with_copy(&ours, &copy);
        for statement in ours.statements() {
            let stands = merged.statement(merged.successor(&statement.id));
            prop_assert!(stands.is_some());
            let stands = stands.unwrap();
            for side in [Some(statement), copy.statement(&statement.id)].into_iter().flatten() {
                prop_assert_eq!(lost(Some(stands), side, stands), Vec::<String>::new());
            }
        }
        prop_assert!(same_work(&with_copy(&merged, &copy), &merged));
        prop_assert!(same_work(&with_copy(&ours, &ours), &sorted_detached(ours.clone())));
    }
}

const MADE: &str = "2025-02-24T09:00:00Z";

fn span(place: usize) -> Span {
    Span::new(place * 10, place * 10 + 5)
}

fn statement(id: &str) -> Statement {
    let mut made = Statement::new(id.into(), vec![span(0)], Kind::Direct, MADE).unwrap();
    made.cue = Some(span(1));
    "note".clone_into(&mut made.note);
    made.labels = vec!["x".into()];
    made.origin = Origin::Suggested {
        by: "rules".to_owned(),
    };
    stance(&mut made, "t", "no");
    made
}

fn stance(statement: &mut Statement, target: &str, stance: &str) {
    FieldValue::Stance {
        target: target.into(),
        stance: Some(stance.into()),
    }
    .put(statement);
}

fn name(statement: &mut Statement, name: &str) {
    FieldValue::Speaker(name.into()).put(statement);
}

fn quote(statement: &mut Statement, place: usize) {
    statement.set_quote(vec![span(place)]);
}

fn sidecar(statements: Vec<Statement>) -> Sidecar {
    let mut made = Sidecar::default();
    made.extend(statements.into_iter().map(Arc::new));
    made
}

type Change<'a> = &'a dyn Fn(&mut Statement);

/// Changes one statement on both sides, here a second before there; compares what comes of it with a third change.
#[track_caller]
fn check(ours: Change<'_>, theirs: Change<'_>, expected: Change<'_>) {
    let make = |change: Change<'_>, second: u8| {
        let mut one = statement("A");
        change(&mut one);
        one.changed = format!("2025-02-24T10:00:{second:02}Z");
        sidecar(vec![one])
    };
    let base = sidecar(vec![statement("A")]);
    let (ours, theirs, expected) = (make(ours, 1), make(theirs, 2), make(expected, 2));
    let (here, conflicts) = merge3(&base, &ours, &theirs);
    assert_eq!(here, expected);
    let kept = &here.statements()[0].conflicts;
    let told = conflicts.iter().map(|conflict| match conflict {
        Conflict::Statement { lost, .. } => lost,
        Conflict::Entry { .. } => panic!("{conflict:?}"),
    });
    assert!(told.eq(kept));
    assert_eq!(merge3(&base, &theirs, &ours).0, expected);
}

#[test]
fn fields_that_one_side_set_are_both_taken() {
    check(&|a| a.cue = Some(span(2)), &|a| a.flagged = true, &|a| {
        a.cue = Some(span(2));
        a.flagged = true;
    });
    check(&|a| name(a, "ann"), &|a| a.kind = Kind::Mixed, &|a| {
        name(a, "ann");
        a.kind = Kind::Mixed;
    });
    check(&|a| quote(a, 3), &|a| a.parent = Some("P".into()), &|a| {
        quote(a, 3);
        a.parent = Some("P".into());
    });
    check(
        &|a| stance(a, "t", "yes"),
        &|a| stance(a, "u", "yes"),
        &|a| {
            stance(a, "t", "yes");
            stance(a, "u", "yes");
        },
    );
    check(
        &|a| a.labels.push("y".into()),
        &|a| a.labels.clear(),
        &|a| a.labels = vec!["y".into()],
    );
    check(
        &|a| a.note = "note here".to_owned(),
        &|a| a.note = "note there".to_owned(),
        &|a| a.note = "note here there".to_owned(),
    );
    check(
        &|a| name(a, "ann"),
        &|a| FieldValue::Mention(span(2)).put(a),
        &|a| {
            name(a, "ann");
            FieldValue::Mention(span(2)).put(a);
        },
    );
}

#[test]
fn of_a_field_that_both_set_the_later_stands_and_the_other_is_kept() {
    check(
        &|a| a.cue = Some(span(2)),
        &|a| a.cue = Some(span(3)),
        &|a| {
            a.cue = Some(span(3));
            a.conflicts = vec![FieldValue::Cue(span(2))];
        },
    );
    check(&|a| name(a, "ann"), &|a| name(a, "bob"), &|a| {
        name(a, "bob");
        a.conflicts = vec![FieldValue::Speaker("ann".into())];
    });
    check(
        &|a| stance(a, "t", "maybe"),
        &|a| stance(a, "t", "yes"),
        &|a| {
            stance(a, "t", "yes");
            a.conflicts = vec![FieldValue::Stance {
                target: "t".into(),
                stance: Some("maybe".into()),
            }];
        },
    );
    check(&|a| quote(a, 3), &|a| quote(a, 4), &|a| {
        quote(a, 4);
        a.conflicts = vec![FieldValue::Quote {
            quote: vec![span(3)],
            kind: Kind::Direct,
        }];
    });
    check(
        &|a| a.note = "other".to_owned(),
        &|a| a.note = "another".to_owned(),
        &|a| {
            a.note = "another".to_owned();
            a.conflicts = vec![FieldValue::Note("other".to_owned())];
        },
    );
}

#[test]
fn who_sets_a_field_says_more_than_who_empties_it() {
    check(&|a| a.cue = Some(span(2)), &|a| a.cue = None, &|a| {
        a.cue = Some(span(2));
    });
    check(&|a| stance(a, "t", "yes"), &|a| a.stances.clear(), &|a| {
        stance(a, "t", "yes");
    });
    check(&|a| a.cue = None, &|a| a.cue = None, &|a| a.cue = None);
}

#[test]
fn whoever_settles_a_conflict_settles_it_for_all() {
    let conflict = || vec![FieldValue::Cue(span(2))];
    let with = |change: Change<'_>| {
        let mut one = statement("A");
        one.conflicts = conflict();
        let before = one.clone();
        change(&mut one);
        one.settle(&before);
        sidecar(vec![one])
    };
    let base = with(&|_| {});
    let ours = with(&|a| a.cue = Some(span(2)));
    let theirs = with(&|a| a.flagged = true);
    let (merged, _) = merge3(&base, &ours, &theirs);
    let one = &merged.statements()[0];
    assert_eq!(
        (one.cue, one.flagged, &one.conflicts),
        (Some(span(2)), true, &vec![])
    );
}

#[test]
fn where_a_file_is_gone_its_copy_knows_how_far_the_work_is() {
    use onrecord::model::sidecar::{ArticleRef, Sidecar, Status};

    let of = |status: Status| {
        let mut sidecar = Sidecar::new(ArticleRef::default(), "anna");
        sidecar.status = status;
        sidecar
    };
    for (here, copy, expected) in [
        (Status::Untouched, Status::InProgress, Status::InProgress),
        (Status::Untouched, Status::Done, Status::Done),
        (Status::InProgress, Status::Done, Status::InProgress),
        (Status::Done, Status::InProgress, Status::Done),
        (Status::Done, Status::Untouched, Status::Done),
    ] {
        let merged = onrecord::merge::with_copy(&of(here), &of(copy));
        assert_eq!(merged.status, expected, "{here:?} {copy:?}");
    }
}
