//! What holds for every sidecar: it comes back as it was written, and two versions of it merge into one in either order.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod common;

use std::sync::Arc;

use common::any;
use onrecord::anchor;
use onrecord::format::sidecar::{parse, write};
use onrecord::model::comment::{Comment, Place, Verdict};
use onrecord::model::sidecar::{Sidecar, Status};
use onrecord::model::statement::Statement;
use onrecord::store::merge::{same_work, three_way, with_copy};
use proptest::prelude::*;

/// Fewer cases than usual, since each is a whole sidecar; `PROPTEST_CASES` asks for more.
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

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_sidecar_comes_back_as_it_was_written((article, sidecar) in any::sidecar()) {
        let written = write(&sidecar, &article.text).unwrap();
        let loaded = parse("a.txt.ron", written.as_bytes());
        prop_assert_eq!(&loaded.problems, &[]);
        prop_assert_eq!(loaded.read_only, None);
        prop_assert_eq!(&loaded.value.as_ref().unwrap().article.reader, &article.reader);
        let carried = anchor::carry(loaded.value.unwrap(), &article, "a.txt.ron", &|_| None);
        prop_assert_eq!(&carried.problems, &[]);
        prop_assert_eq!(&carried.sidecar, &sidecar);
        prop_assert_eq!(write(&carried.sidecar, &article.text).unwrap(), written);
    }

    #[test]
    fn nothing_that_holds_control_characters_is_written((article, sidecar) in any::sidecar()) {
        let written = write(&sidecar, &article.text).unwrap();
        prop_assert!(!written.chars().any(|c| c.is_control() && c != '\n'));
    }

    #[test]
    fn line_ends_of_another_system_change_nothing((article, sidecar) in any::sidecar()) {
        let written = write(&sidecar, &article.text).unwrap();
        let foreign = format!("\u{feff}{}", written.replace('\n', "\r\n"));
        prop_assert_eq!(parse("x", foreign.as_bytes()), parse("x", written.as_bytes()));
    }

    #[test]
    fn a_text_in_front_moves_everything((article, sidecar) in any::sidecar()) {
        let written = write(&sidecar, &article.text).unwrap();
        let longer = any::article(&format!("Новое.\n{}", &*article.text));
        let parsed = parse("x", written.as_bytes()).value.unwrap();
        let carried = anchor::carry(parsed, &longer, "x", &|_| None);
        // Whatever is found again is the same words; whatever is not is set aside, not lost.
        for statement in carried.sidecar.statements() {
            let old = sidecar.statement(&statement.id).map(|old| anchor::describe(old, &article.text).unwrap());
            let old = old.or_else(|| sidecar.detached.iter().find(|entry| entry.statement.id == statement.id).cloned());
            let new = anchor::describe(statement, &longer.text).unwrap();
            prop_assert_eq!(old.unwrap().texts, new.texts);
        }
        let all = sidecar.statements().len() + sidecar.detached.len();
        prop_assert_eq!(carried.sidecar.statements().len() + carried.sidecar.detached.len(), all);
    }
}

/// One change of a sidecar: to which statement, and what.
#[derive(Clone, Debug)]
enum Step {
    Note(usize, String, u8),
    Remove(usize, u8),
    Add(String),
    Status(Status),
    Say(String, u8),
    Label(String),
    About(String),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        (0..5usize, "[a-c]", 0..60u8).prop_map(|(index, note, at)| Step::Note(index, note, at)),
        (0..5usize, 0..60u8).prop_map(|(index, at)| Step::Remove(index, at)),
        "[a-f]".prop_map(Step::Add),
        prop::sample::select(&Status::ALL[..]).prop_map(Step::Status),
        ("[a-c]", 0..60u8).prop_map(|(name, at)| Step::Say(name, at)),
        "[a-c]".prop_map(Step::Label),
        "[a-c]".prop_map(Step::About),
    ]
}

fn apply(sidecar: &Sidecar, steps: &[Step], side: &str) -> Sidecar {
    let mut out = sidecar.clone();
    let at = |second: &u8| format!("2025-02-24T10:00:{second:02}Z");
    for step in steps {
        match step {
            Step::Note(index, note, second) => {
                if let Some(old) = out.statement(&format!("live{index}")) {
                    let new = Statement {
                        note: note.clone(),
                        changed: at(second),
                        ..Statement::clone(old)
                    };
                    out.put(Arc::new(new));
                }
            }
            Step::Remove(index, second) => drop(out.remove(&format!("live{index}"), &at(second))),
            Step::Add(name) => {
                let model = sidecar.statements().first().cloned();
                let id = format!("{side}{name}");
                out.extend(model.map(|model| {
                    Arc::new(Statement {
                        id,
                        ..Statement::clone(&model)
                    })
                }));
            }
            Step::Status(status) => out.status = *status,
            Step::Say(name, second) => {
                let id = format!("{side}{name}");
                out.comments.retain(|comment| comment.id != id);
                out.comments.push(Comment {
                    at: at(second),
                    id,
                    on: Place::default(),
                    reply_to: None,
                    text: name.clone(),
                    verdict: Some(Verdict::Question),
                });
            }
            Step::Label(label) => out.labels = vec![label.clone()],
            Step::About(note) => out.note.clone_from(note),
        }
    }
    out
}

/// A sidecar, and two versions that grew out of it.
fn versions() -> impl Strategy<Value = (Sidecar, Sidecar, Sidecar)> {
    let steps = || prop::collection::vec(step(), 0..6);
    (any::sidecar(), steps(), steps()).prop_map(|((_, base), ours, theirs)| {
        let (ours, theirs) = (apply(&base, &ours, "ours"), apply(&base, &theirs, "theirs"));
        (base, ours, theirs)
    })
}

fn sorted_detached(mut sidecar: Sidecar) -> Sidecar {
    sidecar
        .detached
        .sort_by(|a, b| a.statement.id.cmp(&b.statement.id));
    sidecar
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn merging_does_not_depend_on_who_merges((base, ours, theirs) in versions()) {
        let here = three_way(&base, &ours, &theirs);
        let there = three_way(&base, &theirs, &ours);
        prop_assert_eq!(&here, &there);
        // Whoever merges again finds nothing to do.
        prop_assert_eq!(&three_way(&base, &here, &there), &here);
        prop_assert_eq!(&three_way(&ours, &here, &there), &here);
        prop_assert_eq!(&three_way(&base, &here, &theirs), &here);
    }

    #[test]
    fn merging_with_what_did_not_change_is_the_other((base, ours, _) in versions()) {
        let ours = sorted_detached(ours);
        prop_assert!(same_work(&three_way(&base, &ours, &base), &ours));
        prop_assert!(same_work(&three_way(&base, &base, &ours), &ours));
        prop_assert!(same_work(&three_way(&base, &ours, &ours), &ours));
    }

    #[test]
    fn merging_loses_nothing((base, ours, theirs) in versions()) {
        let merged = three_way(&base, &ours, &theirs);
        for (one, other) in [(&ours, &theirs), (&theirs, &ours)] {
            for statement in one.statements() {
                let id = &statement.id;
                let unchanged = base.statement(id) == Some(statement);
                let removed_there = unchanged && other.statement(id).is_none();
                prop_assert_eq!(merged.statement(id).is_none(), removed_there, "{}", id);
                // A version that does not stand under its id stands beside it.
                let says = |entry: &&Arc<Statement>| entry.note == statement.note;
                let kept = unchanged || merged.statements().iter().any(|entry| says(&entry));
                prop_assert!(kept, "{} lost a note", id);
            }
        }
        prop_assert!(merged.removed.is_sorted());
        for comment in ours.comments.iter().chain(&theirs.comments) {
            prop_assert!(merged.comments.iter().any(|kept| kept.id == comment.id));
        }
        for note in [&ours.note, &theirs.note] {
            prop_assert!(*note == base.note || merged.note.contains(note.as_str()));
        }
    }

    #[test]
    fn a_copy_adds_and_never_removes((_, ours, copy) in versions()) {
        let merged = with_copy(&ours, &copy);
        for statement in ours.statements() {
            prop_assert!(merged.statement(&statement.id).is_some());
        }
        prop_assert!(same_work(&with_copy(&merged, &copy), &merged));
        prop_assert!(same_work(&with_copy(&ours, &ours), &sorted_detached(ours.clone())));
    }
}
