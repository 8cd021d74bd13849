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
