//! What a person wrote by hand survives every change.

use std::fmt::Write as _;

use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use super::*;
use crate::model::codebook::registry::Role;
use crate::model::codebook::{Example, Scale, Speaker, Stance, Target};

const SOURCE: &str = r##"// The codebook of the study.
(
    format: 2, // do not touch
    scales: [
        // From against to for.
        (id: "s", name: r#"Position"#, stances: [(id: "no", polarity: -2.0, key: '1'), (id: "yes")]),
    ],

    /* What it is about. */
    targets: [
        // Land first.
        (
            id: "land",
            definition: "Giving up \u{41}ny land.", // revised in May
            examples: ["one", "two"],
        ), // end of land
        (id: "talks", name: "Talks", parent: Some("land"))
    ],
    speakers: [(id: "p", attributes: {"party": "x"})],
)
// The end.
"##;

fn source() -> Codebook {
    parse("", SOURCE.as_bytes()).value.unwrap()
}

/// Changes the codebook of `SOURCE` and compares the file, in which each of `expected` is put in place of the other.
#[track_caller]
fn check(change: impl FnOnce(&mut Codebook), expected: &[(&str, &str)]) {
    let before = source();
    let mut after = before.clone();
    change(&mut after);
    let mut text = SOURCE.to_owned();
    for (old, new) in expected {
        assert!(text.contains(old), "{old}");
        text = text.replacen(old, new, 1);
    }
    let found = rewrite(SOURCE.as_bytes(), &before, &after);
    assert_eq!(found.unwrap_or_else(|problem| problem.to_string()), text);
}

#[test]
fn a_change_touches_what_it_changes() {
    check(|_| {}, &[]);
    check(
        |book| book.targets[0].definition = "Any.".to_owned(),
        &[(r#""Giving up \u{41}ny land.""#, r#""Any.""#)],
    );
    check(
        |book| book.targets[1].parent = None,
        &[("Some(\"land\")", "None")],
    );
    check(
        |book| book.targets[1].name = "Peace talks".to_owned(),
        &[("\"Talks\"", "\"Peace talks\"")],
    );
    check(
        |book| book.targets[1].scale = Some("s".into()),
        &[(
            "parent: Some(\"land\")",
            "parent: Some(\"land\"), scale: \"s\"",
        )],
    );
    check(
        |book| book.targets[0].exclude = "Sea.".to_owned(),
        &[(
            "examples: [\"one\", \"two\"],",
            "examples: [\"one\", \"two\"],\n            exclude: \"Sea.\",",
        )],
    );
    check(
        |book| book.targets[0].examples.insert(1, Example::from("half")),
        &[("\"one\",", "\"one\", \"half\",")],
    );
    check(
        |book| drop(book.targets[0].examples.pop()),
        &[(", \"two\"", ",")],
    );
    check(
        |book| book.scales[0].stances[1].key = Some('2'),
        &[("(id: \"yes\")", "(id: \"yes\", key: '2')")],
    );
    check(
        |book| {
            let attributes = &mut book.speakers[0].attributes;
            attributes.insert("born".to_owned(), "1967".to_owned());
        },
        &[("\"party\": \"x\"", "\"party\": \"x\", \"born\": \"1967\"")],
    );
}

#[test]
fn entries_come_go_and_move() {
    let new = || Target {
        id: "new".into(),
        name: "New".to_owned(),
        ..Target::default()
    };
    check(
        |book| book.targets.push(new()),
        &[(
            "parent: Some(\"land\"))\n",
            "parent: Some(\"land\")),\n        (\n            id: \"new\",\n            name: \"New\",\n        ),\n",
        )],
    );
    check(
        |book| {
            let stance = Stance {
                id: "open".into(),
                label: "open".to_owned(),
                ..Stance::default()
            };
            book.scales[0].stances.insert(1, stance);
        },
        &[("key: '1'),", "key: '1'), (id: \"open\", label: \"open\"),")],
    );
    check(
        |book| drop(book.targets.remove(1)),
        &[(
            "        (id: \"talks\", name: \"Talks\", parent: Some(\"land\"))\n",
            "",
        )],
    );
    let land = &SOURCE[SOURCE.find("        // Land first").unwrap()
        ..SOURCE.find("        (id: \"talks\"").unwrap()];
    let talks = "        (id: \"talks\", name: \"Talks\", parent: Some(\"land\"))\n";
    let moved = format!("{},\n{land}", talks.trim_end());
    let both = format!("{land}{talks}");
    let is_moved = |found: &str| found == SOURCE.replace(&both, &moved);
    let before = source();
    let mut after = before.clone();
    after.targets.swap(0, 1);
    let found = rewrite(SOURCE.as_bytes(), &before, &after).unwrap();
    // Either of the two may be the one that moves; no comment is lost.
    assert!(
        is_moved(&found) || found.contains("// revised in May"),
        "{found}"
    );
    check(
        |book| book.guidelines = "# How\nSo.".to_owned(),
        &[(
            "{\"party\": \"x\"})],\n",
            "{\"party\": \"x\"})],\n    guidelines: r#\"# How\nSo.\"#,\n",
        )],
    );
}

#[test]
fn an_older_file_becomes_one_of_this_format() {
    let old = SOURCE.replace("format: 2", "format: 1");
    let before = source();
    let same = rewrite(old.as_bytes(), &before, &before).unwrap();
    assert_eq!(same, old);
    let mut after = before.clone();
    after.targets[1].name = "Other".to_owned();
    let found = rewrite(old.as_bytes(), &before, &after).unwrap();
    assert_eq!(found, SOURCE.replace("\"Talks\"", "\"Other\""));
}

#[test]
fn line_ends_stay() {
    let windows = SOURCE.replace('\n', "\r\n");
    let before = source();
    let mut after = before.clone();
    after.targets[0].exclude = "Sea.".to_owned();
    after.guidelines = "a\nb".to_owned();
    let found = rewrite(windows.as_bytes(), &before, &after).unwrap();
    assert_eq!(found.matches('\n').count(), found.matches("\r\n").count());
}

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(String::new()),
        "[a-c\"\\\\\n№]{1,4}",
        select(vec!["// no".to_owned()])
    ]
}

fn any_ids() -> impl Strategy<Value = Vec<&'static str>> {
    subsequence(vec!["a", "b", "c", "d", "e"], 0..=5).prop_shuffle()
}

fn any_target() -> impl Strategy<Value = Target> {
    let examples = proptest::collection::vec(any_text(), 0..3);
    (
        any_text(),
        any_text(),
        proptest::option::of(any_text()),
        examples,
    )
        .prop_map(|(name, definition, parent, examples)| Target {
            name,
            definition,
            parent: parent.map(Into::into),
            examples: examples
                .iter()
                .map(|text| Example::from(text.as_str()))
                .collect(),
            ..Target::default()
        })
}

fn any_speaker() -> impl Strategy<Value = Speaker> {
    let attributes = proptest::collection::btree_map("[a-c\"]", any_text(), 0..3);
    let roles = proptest::collection::vec(any_text(), 0..3);
    (any_text(), attributes, roles).prop_map(|(role, attributes, roles)| {
        let role_of = |role: String| Role {
            role,
            ..Role::default()
        };
        Speaker {
            role,
            attributes,
            roles: roles.into_iter().map(role_of).collect(),
            ..Speaker::default()
        }
    })
}

fn any_codebook() -> impl Strategy<Value = Codebook> {
    let targets = (any_ids(), proptest::collection::vec(any_target(), 5));
    let speakers = (any_ids(), proptest::collection::vec(any_speaker(), 5));
    let stances = (any_ids(), any_ids());
    (targets, speakers, stances, any_text()).prop_map(|(targets, speakers, stances, text)| {
        let named = |name: String, id: &str| if name.is_empty() { id.to_owned() } else { name };
        let target = |(id, target): (&&str, Target)| Target {
            id: (*id).into(),
            name: named(target.name.clone(), id),
            ..target
        };
        let speaker = |(id, speaker): (&&str, Speaker)| Speaker {
            id: (*id).into(),
            name: (*id).to_owned(),
            ..speaker
        };
        let scale = |id: &str, stances: &[&str]| Scale {
            id: id.into(),
            name: id.to_owned(),
            stances: stances
                .iter()
                .map(|id| Stance {
                    id: (*id).into(),
                    label: (*id).to_owned(),
                    polarity: (*id != "a").then_some(1.5),
                    ..Stance::default()
                })
                .collect(),
            ..Scale::default()
        };
        Codebook {
            scales: vec![scale("one", &stances.0), scale("two", &stances.1)],
            targets: targets.0.iter().zip(targets.1).map(target).collect(),
            speakers: speakers.0.iter().zip(speakers.1).map(speaker).collect(),
            guidelines: text,
            ..Codebook::default()
        }
    })
}

/// Puts comments and blanks into a file, at the places that `marks` choose; returns how many.
fn by_hand(text: &str, marks: &[u8]) -> (String, usize) {
    let mut out = String::new();
    let mut count = 0;
    for (number, line) in text.lines().enumerate() {
        let mark = marks[number % marks.len()];
        match mark {
            1 if number > 1 => {
                writeln!(out, "  // above, {count}.").unwrap();
                count += 1;
            }
            2 => out.push('\n'),
            _ => {}
        }
        out.push_str(line);
        if mark == 3 {
            write!(out, " // behind ] ) {count}.").unwrap();
            count += 1;
        }
        out.push('\n');
    }
    (out, count)
}

proptest! {
    #[test]
    fn what_is_written_is_what_was_meant_and_no_comment_is_lost(
        before in any_codebook(),
        after in any_codebook(),
        marks in proptest::collection::vec(0_u8..6, 1..9),
    ) {
        let (source, count) = by_hand(&write(&before).unwrap(), &marks);
        prop_assert_eq!(rewrite(source.as_bytes(), &before, &before).unwrap(), source.clone());
        let found = rewrite(source.as_bytes(), &before, &after);
        prop_assert!(found.is_ok(), "{}", source);
        let found = found.unwrap();
        let back = parse("", found.as_bytes());
        prop_assert_eq!(back.value.as_ref(), Some(&after));
        // Comments within an entry that is gone go with it; all that stand beside entries stay.
        let kept = found.matches("// above, ").count() + found.matches("// behind ").count();
        prop_assert!(kept <= count);
        // Another change to the same text goes on from there.
        let again = rewrite(found.as_bytes(), &after, &before).unwrap();
        prop_assert_eq!(parse("", again.as_bytes()).value, Some(before));
    }
}
