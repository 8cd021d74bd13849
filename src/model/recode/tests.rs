use proptest::prelude::*;

use super::*;
use crate::model::codebook::edit::apply_all;
use crate::model::codebook::presets::{SCALES, starter};
use crate::model::sidecar::ArticleRef;
use crate::model::span::Span;
use crate::model::statement::{Kind, StanceTaken};

const NOW: &str = "2025-03-01T00:00:00Z";

fn codebook() -> Codebook {
    let mut codebook = starter(&SCALES[2]);
    for name in ["A", "B"] {
        let (_, edits) = codebook.new_target(name, None).unwrap();
        apply_all(edits, &mut codebook);
        let (_, edits) = codebook.new_speaker(name).unwrap();
        apply_all(edits, &mut codebook);
    }
    codebook
}

/// Makes work with one statement for each of these, which are targets and, as the speaker, the same name.
fn sidecar(annotator: &str, statements: &[&[&str]]) -> Sidecar {
    let article = ArticleRef {
        path: "x.txt".to_owned(),
        ..ArticleRef::default()
    };
    let mut sidecar = Sidecar::new(article, annotator);
    for (number, targets) in statements.iter().enumerate() {
        let quote = vec![Span::new(number, number + 1)];
        let made = Statement::new(number.to_string().into(), quote, Kind::Direct, "2025");
        let mut statement = made.unwrap();
        let taken = |target: &&str| StanceTaken {
            stance: Some("yes".into()),
            ..StanceTaken::new(*target)
        };
        statement.stances = targets.iter().map(taken).collect();
        statement.speaker = Some(Mention {
            name: Some(targets[0].into()),
            mention: None,
        });
        sidecar.put(Arc::new(statement));
    }
    sidecar
}

fn plan(after: &Codebook, answers: &Answers, work: &[&Sidecar]) -> Plan {
    let before = codebook();
    let mut planner = Planner::new("test", "anna", [&before, after], answers, NOW);
    for sidecar in work {
        planner.add(sidecar);
    }
    planner.finish()
}

#[test]
fn targets_are_merged_and_speakers_of_the_same_id_are_not() {
    let mut after = codebook();
    let edits = after.merge(&EntryId::target("a"), &EntryId::target("b"));
    apply_all(edits.unwrap(), &mut after);
    let anna = sidecar("anna", &[&["a"], &["b"], &["a", "b"]]);
    let bob = sidecar("bob", &[&["a"], &["b"]]);
    let plan = plan(&after, &Answers::new(), &[&anna, &bob]);
    assert_eq!(plan.count(), (1, 1));
    assert_eq!(plan.others, BTreeMap::from([("bob".to_owned(), 1)]));
    assert_eq!(plan.twice.len(), 1);
    let mut work = anna.clone();
    assert_eq!(plan.recoding.apply("x.txt", &mut work), 1);
    let statement = work.statement("0").unwrap();
    assert_eq!(statement.stances[0].target, "b");
    assert_eq!(statement.speaker_id(), Some("a"));
    assert_eq!(statement.changed, NOW);
    // Again, it changes nothing; taken back, everything is as it was.
    assert_eq!(plan.recoding.apply("x.txt", &mut work), 0);
    assert_eq!(plan.recoding.reversed().apply("x.txt", &mut work), 1);
    assert_eq!(work, anna);
}

#[test]
fn uses_of_what_was_split_are_asked_for() {
    let mut after = codebook();
    let (parts, edits) = after.split_target("a", &["One", "Two"]).unwrap();
    apply_all(edits, &mut after);
    let anna = sidecar("anna", &[&["a"], &["a"], &["b"]]);
    let place = |id: &str| ("x.txt".to_owned(), id.into());
    let answers = Answers::from([(place("1"), parts[1].clone())]);
    let plan = plan(&after, &answers, &[&anna]);
    assert_eq!(plan.count(), (1, 1));
    let left: Vec<&str> = plan
        .unanswered
        .iter()
        .map(|one| one.statement.as_str())
        .collect();
    assert_eq!(left, ["0"]);
    let mut work = anna;
    plan.recoding.apply("x.txt", &mut work);
    assert_eq!(work.statement("1").unwrap().stances[0].target, "two");
    assert!(plan.recoding.is_in(&after));
    assert!(!plan.recoding.is_in(&codebook()));
}

#[test]
fn answers_may_come_later() {
    let mut book = codebook();
    let entry = EntryId::target("a");
    let (_, edits) = book.split_target("a", &["One", "Two"]).unwrap();
    apply_all(edits, &mut book);
    let anna = sidecar("anna", &[&["a"], &["a", "b"], &["b"]]);
    let asked = |work: &Sidecar| -> Vec<String> {
        let open = open_questions(&book, [work]);
        open.into_iter()
            .map(|(entry, used)| format!("{} {}", entry.id, used.statement))
            .collect()
    };
    assert_eq!(asked(&anna), ["a 0", "a 1"]);
    let answers = Answers::from([(("x.txt".to_owned(), "1".into()), "two".to_owned())]);
    let mut planner = Planner::of_split("answer", "anna", &book, &entry, &answers, NOW);
    planner.add(&anna);
    let plan = planner.finish();
    assert_eq!((plan.count(), plan.unanswered.len()), ((1, 1), 1));
    // The codebook is as it was: what is broken off is finished.
    assert!(plan.recoding.is_in(&book));
    let mut work = anna.clone();
    assert_eq!(plan.recoding.apply("x.txt", &mut work), 1);
    let taken = &work.statement("1").unwrap().stances[0];
    assert_eq!(taken.target, "two");
    assert_eq!(taken.read, book.revision("two"));
    assert_eq!(asked(&work), ["a 0"]);
    assert_eq!(plan.recoding.reversed().apply("x.txt", &mut work), 1);
    assert_eq!(work, anna);
}

#[test]
fn speakers_are_split_too() {
    let mut after = codebook();
    let (_, edits) = after.split_speaker("a", &["One", "Two"]).unwrap();
    apply_all(edits, &mut after);
    let anna = sidecar("anna", &[&["a"], &["a"], &["b"]]);
    let bob = sidecar("bob", &[&["a"]]);
    let answers = Answers::from([(("x.txt".to_owned(), "1".into()), "one".to_owned())]);
    let plan = plan(&after, &answers, &[&anna, &bob]);
    assert_eq!((plan.count(), plan.unanswered.len()), ((1, 1), 1));
    assert_eq!(plan.others, BTreeMap::from([("bob".to_owned(), 1)]));
    let mut work = anna.clone();
    plan.recoding.apply("x.txt", &mut work);
    let statement = work.statement("1").unwrap();
    assert_eq!(statement.speaker_id(), Some("one"));
    assert_eq!(statement.stances[0].target, "a");
    let open = open_questions(&after, [&work, &bob]);
    let open: Vec<&str> = open
        .iter()
        .map(|(_, used)| used.annotator.as_str())
        .collect();
    assert_eq!(open, ["anna", "bob"]);
}

#[track_caller]
fn check_parts(change: impl FnOnce(&mut Codebook), expected: &[&str]) {
    let mut book = codebook();
    let (_, edits) = book.split_target("a", &["One", "Two"]).unwrap();
    apply_all(edits, &mut book);
    change(&mut book);
    assert_eq!(book.open_parts(&EntryId::target("a")), expected);
}

#[test]
fn parts_are_what_they_are_now() {
    check_parts(|_| {}, &["one", "two"]);
    let merged = |from: &'static str, into: &'static str| {
        move |book: &mut Codebook| {
            let edits = book.merge(&EntryId::target(from), &EntryId::target(into));
            apply_all(edits.unwrap(), book);
        }
    };
    check_parts(merged("one", "two"), &["two"]);
    check_parts(merged("one", "b"), &["b", "two"]);
    check_parts(
        |book| {
            let (_, edits) = book.split_target("one", &["Three", "Four"]).unwrap();
            apply_all(edits, book);
        },
        &["three", "four", "two"],
    );
    check_parts(
        |book| {
            let edits = book.remove(&EntryId::target("two")).unwrap();
            apply_all(edits, book);
        },
        &["one"],
    );
    // A hand may write that it was split into itself.
    check_parts(
        |book| book.targets[0].split_into = vec!["a".into(), "b".into()],
        &["b"],
    );
}

/// Which statement gets which of three parts, or none.
fn any_answers() -> impl Strategy<Value = Vec<Option<usize>>> {
    proptest::collection::vec(proptest::option::of(0_usize..3), 6)
}

proptest! {
    #[test]
    fn a_split_taken_back_leaves_the_work_as_it_was(given in any_answers(), is_speaker in any::<bool>()) {
        let mut after = codebook();
        let names = ["One", "Two", "Three"];
        let split = if is_speaker {
            after.split_speaker("a", &names)
        } else {
            after.split_target("a", &names)
        };
        let (parts, edits) = split.unwrap();
        apply_all(edits, &mut after);
        let statements: [&[&str]; 6] = [&["a"], &["b"], &["a", "b"], &["b", "a"], &["c"], &["a"]];
        let anna = sidecar("anna", &statements);
        let answers: Answers = given
            .iter()
            .enumerate()
            .filter_map(|(number, part)| {
                let part = parts[(*part)?].clone();
                Some((("x.txt".to_owned(), number.to_string().into()), part))
            })
            .collect();
        let plan = plan(&after, &answers, &[&anna]);
        // A statement's speaker is its first target.
        let uses = |targets: &[&str]| {
            if is_speaker { targets[0] == "a" } else { targets.contains(&"a") }
        };
        let used = statements.iter().filter(|targets| uses(targets)).count();
        prop_assert_eq!(plan.count().0 + plan.unanswered.len(), used);
        let mut work = anna.clone();
        plan.recoding.apply("x.txt", &mut work);
        let open = open_questions(&after, [&work]);
        let open: Vec<Use> = open.into_iter().map(|(_, used)| used).collect();
        prop_assert_eq!(&open, &plan.unanswered);
        // Doing it again changes nothing, and back everything is as it was.
        let once = work.clone();
        plan.recoding.apply("x.txt", &mut work);
        prop_assert_eq!(&work, &once);
        plan.recoding.reversed().apply("x.txt", &mut work);
        prop_assert_eq!(&work, &anna);
    }
}
