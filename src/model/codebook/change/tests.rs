use proptest::prelude::*;

use super::super::edit::apply_all;
use super::super::presets::SCALES;
use super::super::registry::Role;
use super::*;

fn codebook() -> Codebook {
    let target = |id: &str, parent: Option<&str>| Target {
        id: id.into(),
        name: id.to_uppercase(),
        parent: parent.map(Into::into),
        ..Target::default()
    };
    let speaker = |id: &str, aliases: &[&str]| Speaker {
        id: id.into(),
        name: id.to_uppercase(),
        aliases: aliases.iter().map(|&alias| alias.to_owned()).collect(),
        ..Speaker::default()
    };
    Codebook {
        scales: SCALES.iter().map(ScalePreset::scale).collect(),
        targets: vec![
            target("a", None),
            target("b", Some("a")),
            target("c", Some("b")),
            target("d", None),
        ],
        labels: vec![Label {
            id: "x".into(),
            name: "X".to_owned(),
            ..Label::default()
        }],
        speakers: vec![speaker("p", &["Q"]), speaker("q", &["P", "R"])],
        ..Codebook::default()
    }
}

/// Returns the tree of targets after changes, which are then taken back.
fn tree(edits: Vec<CodebookEdit>) -> String {
    let before = codebook();
    let mut after = before.clone();
    let back = apply_all(edits, &mut after);
    let rows = after.tree();
    let rows = rows.iter();
    let rows = rows.map(|(depth, target)| format!("{}{}", ".".repeat(*depth), target.id));
    let rows = rows.collect::<Vec<_>>().join(" ");
    apply_all(back, &mut after);
    assert_eq!(after, before);
    rows
}

#[track_caller]
fn check_tree(edits: Result<Vec<CodebookEdit>, Refusal>, expected: Result<&str, &str>) {
    let found = edits.map(tree).map_err(|refusal| refusal.to_string());
    match (&found, expected) {
        (Err(found), Err(expected)) => assert!(found.contains(expected), "{found}"),
        _ => assert_eq!(found.as_deref(), Ok(expected.unwrap_or("a refusal"))),
    }
}

#[test]
fn targets_are_moved_merged_split_and_removed() {
    let book = codebook();
    let target = |id: &str| EntryId::target(id);
    check_tree(Ok(Vec::new()), Ok("a .b ..c d"));
    check_tree(
        book.new_target(" E ", Some("a")).map(|new| new.1),
        Ok("a .b ..c .e d"),
    );
    check_tree(
        book.new_target("E", Some("z")).map(|new| new.1),
        Err("no target \"z\""),
    );
    check_tree(book.new_target("  ", None).map(|new| new.1), Err("empty"));
    let long = "x".repeat(10_000);
    check_tree(
        book.new_target(&long, None).map(|new| new.1),
        Err("10000 characters"),
    );
    check_tree(
        book.place_target("d", Some("a"), Some("b")),
        Ok("a .d .b ..c"),
    );
    check_tree(book.place_target("d", None, Some("a")), Ok("d a .b ..c"));
    check_tree(book.place_target("a", None, None), Ok("d a .b ..c"));
    check_tree(book.place_target("a", Some("c"), None), Err("under itself"));
    check_tree(book.place_target("a", Some("a"), None), Err("under itself"));
    check_tree(book.remove(&target("b")), Ok("a .c d"));
    check_tree(book.merge(&target("b"), &target("d")), Ok("a d .c"));
    check_tree(book.merge(&target("a"), &target("c")), Ok("b .c d"));
    check_tree(book.merge(&target("a"), &target("b")), Ok("b .c d"));
    check_tree(book.merge(&target("a"), &target("a")), Err("cannot be one"));
    check_tree(
        book.merge(&target("a"), &EntryId::label("x")),
        Err("cannot be one"),
    );
    let split = book.split_target("a", &["One", "Two"]).map(|parts| parts.1);
    check_tree(split, Ok("one .b ..c two d"));
    check_tree(
        book.split_target("a", &["One"]).map(|parts| parts.1),
        Err("at least two"),
    );
}

#[test]
fn stances_keep_to_keys_and_colours() {
    let book = codebook();
    let id = EntryId::stance("stance", "supported");
    let Some(Entry::Stance { scale, stance }) = book.entry(&id) else {
        panic!("the preset has it");
    };
    let set = |change: fn(&mut Stance)| {
        let mut stance = stance.clone();
        change(&mut stance);
        let scale = scale.clone();
        let edits = book.set(Entry::Stance { scale, stance });
        edits
            .map(|edits| edits.len())
            .map_err(|refusal| refusal.to_string())
    };
    assert_eq!(set(|_| {}), Ok(0));
    assert_eq!(set(|stance| stance.key = Some('9')), Ok(1));
    let taken = "the key 1 sets \"opposed\" already; choose another".to_owned();
    assert_eq!(set(|stance| stance.key = Some('1')), Err(taken));
    assert!(set(|stance| stance.key = Some('x')).is_err());
    assert!(set(|stance| stance.colour = Some("red".to_owned())).is_err());
    assert!(set(|stance| stance.polarity = Some(f64::NAN)).is_err());
    let (id, edits) = book.new_stance("agreement", "Perhaps").unwrap();
    let mut after = book.clone();
    apply_all(edits, &mut after);
    let added = after.scale("agreement").unwrap().stances.last().unwrap();
    assert_eq!((id.as_str(), added.key), ("perhaps", Some('3')));
    assert_ne!(
        book.new_stance("agreement", "unclear").unwrap().0,
        "unclear"
    );
}

#[test]
fn a_merged_speaker_leaves_names_and_roles_to_the_other() {
    let mut book = codebook();
    book.speakers[1].roles = vec![Role {
        role: "minister".to_owned(),
        from: "2004".to_owned(),
        ..Role::default()
    }];
    let (from, into) = (EntryId::speaker("q"), EntryId::speaker("p"));
    let edits = book.merge(&from, &into).unwrap();
    let mut after = book.clone();
    let back = apply_all(edits, &mut after);
    assert_eq!(after.speakers[0].aliases, ["Q", "R"]);
    assert_eq!(after.speakers[0].role_at(Some("2005-01-01")).0, "minister");
    assert_eq!(after.current_speaker("q"), "p");
    apply_all(back, &mut after);
    assert_eq!(after, book);
}

/// One of many things that can be done, some of them refused.
fn something(book: &Codebook, what: u8, which: usize, other: usize) -> Vec<CodebookEdit> {
    let all: Vec<EntryId> = {
        let targets = book.targets.iter().map(|entry| EntryId::target(&entry.id));
        let labels = book.labels.iter().map(|entry| EntryId::label(&entry.id));
        let speakers = book
            .speakers
            .iter()
            .map(|entry| EntryId::speaker(&entry.id));
        let scales = book.scales.iter().map(|entry| EntryId::scale(&entry.id));
        let stances = book.scales.iter().flat_map(|scale| {
            let stances = scale.stances.iter();
            stances.map(|stance| EntryId::stance(&scale.id, &stance.id))
        });
        targets
            .chain(labels)
            .chain(speakers)
            .chain(scales)
            .chain(stances)
            .collect()
    };
    if all.is_empty() {
        return book.new_target("New", None).unwrap().1;
    }
    let (one, two) = (&all[which % all.len()], &all[other % all.len()]);
    let done = match what {
        0 => book.new_target("New", Some(&one.id)).map(|new| new.1),
        1 => book.new_label("New").map(|new| new.1),
        2 => book.new_speaker("New").map(|new| new.1),
        3 => book.new_stance(&one.id, "New").map(|new| new.1),
        4 => book.rename(one, "Another"),
        5 => book.place_target(&one.id, Some(&two.id), None),
        6 => book.place_before(one, Some(two)),
        7 => book.remove(one),
        8 => book
            .split_target(&one.id, &["One", "Two"])
            .map(|parts| parts.1),
        9 => book
            .split_speaker(&one.id, &["One", "Two"])
            .map(|parts| parts.1),
        10 => Ok(vec![CodebookEdit::SetGuidelines(one.id.clone())]),
        11 => Ok(book.new_scale_from(&SCALES[which % 3]).1),
        _ => book.merge(one, two),
    };
    done.unwrap_or_default()
}

proptest! {
    #[test]
    fn whatever_is_done_can_be_taken_back_and_done_again(
        steps in proptest::collection::vec((0_u8..14, 0_usize..40, 0_usize..40), 1..30),
    ) {
        let mut book = codebook();
        for (what, which, other) in steps {
            let before = book.clone();
            let edits = something(&book, what, which, other);
            let back = apply_all(edits, &mut book);
            let after = book.clone();
            let again = apply_all(back, &mut book);
            prop_assert_eq!(&book, &before);
            apply_all(again, &mut book);
            prop_assert_eq!(&book, &after);
            // The tree never loops, and never loses anything.
            let offered = book.offered_targets().count();
            prop_assert_eq!(book.tree().len(), offered);
        }
    }
}
