use super::super::edit::apply_all;
use super::super::presets::{SCALES, starter};
use super::*;

/// Makes a codebook of the scale yes/no, and targets of `id:parent:definition`.
fn book(targets: &[&str]) -> Codebook {
    let target = |given: &&str| {
        let parts: Vec<&str> = given.split(':').collect();
        let part = |index: usize| parts.get(index).copied().unwrap_or_default();
        Target {
            id: part(0).into(),
            name: part(0).to_owned(),
            parent: Some(part(1).to_owned())
                .filter(|id| !id.is_empty())
                .map(Into::into),
            definition: part(2).to_owned(),
            ..Target::default()
        }
    };
    Codebook {
        targets: targets.iter().map(target).collect(),
        ..starter(&SCALES[2])
    }
}

fn shown(all: &[FieldsOf]) -> Vec<String> {
    let one = |of: &FieldsOf| {
        let entry = of.entry.as_ref().map_or("-", |id| &id.id);
        format!("{entry} {}", of.fields.join("+"))
    };
    all.iter().map(one).collect()
}

/// Takes targets into targets: what is added, changes, and stays. The edits lead where it says, and can be taken back.
#[track_caller]
fn check(
    ours: &[&str],
    theirs: &[&str],
    differing: Differing,
    [added, changed, kept]: [&[&str]; 3],
) {
    let before = book(ours);
    let taken = before.taking(&book(theirs), differing);
    let ids: Vec<&str> = taken.added.iter().map(|id| id.id.as_str()).collect();
    assert_eq!(ids, added);
    assert_eq!(shown(&taken.changed), changed);
    assert_eq!(shown(&taken.kept), kept);
    let mut after = before.clone();
    let back = apply_all(taken.edits.clone(), &mut after);
    assert_eq!(after, taken.codebook);
    apply_all(back, &mut after);
    assert_eq!(after, before);
    // Once more there is nothing to do.
    assert!(taken.codebook.taking(&book(theirs), differing).is_empty());
}

#[test]
fn what_is_missing_is_taken_and_what_differs_is_named() {
    use Differing::{Replaced, Stays};
    check(&[], &[], Stays, [&[], &[], &[]]);
    check(&["a"], &["a", "b:a"], Stays, [&["b"], &[], &[]]);
    check(&["a"], &["a::x"], Stays, [&[], &["a definition"], &[]]);
    check(&["a::x"], &["a::y"], Stays, [&[], &[], &["a definition"]]);
    check(
        &["a::x"],
        &["a::y"],
        Replaced,
        [&[], &["a definition"], &[]],
    );
    // What is empty says nothing, and what is not mentioned stays.
    check(&["a::x", "b"], &["a"], Replaced, [&[], &[], &[]]);
    // A parent from below would make a loop.
    check(&["a", "b:a"], &["a:b"], Replaced, [&[], &[], &["a parent"]]);
    check(&["a"], &["a:a"], Stays, [&[], &[], &["a parent"]]);
}

#[test]
fn a_key_that_is_taken_stays_with_who_has_it() {
    let ours = book(&[]);
    let mut theirs = ours.clone();
    let new = Stance {
        id: "perhaps".into(),
        label: "perhaps".to_owned(),
        key: Some('1'),
        ..Stance::default()
    };
    theirs.scales[0].stances.push(new);
    let taken = ours.taking(&theirs, Differing::Replaced);
    assert_eq!(taken.added, [EntryId::stance("agreement", "perhaps")]);
    assert_eq!(shown(&taken.kept), ["agreement/perhaps key"]);
    let scale = taken.codebook.scale("agreement").unwrap();
    assert_eq!(scale.stances.last().unwrap().key, None);
}

#[test]
fn who_is_not_the_lead_proposes() {
    let lead = book(&["a::x"]);
    let added = Codebook {
        targets: book(&["own::old"]).targets,
        ..Codebook::default()
    };
    let mut theirs = book(&["a::y", "own::new", "b"]);
    theirs.guidelines = "So.".to_owned();
    theirs.scales[0].stances.push(Stance {
        id: "perhaps".into(),
        label: "perhaps".to_owned(),
        ..Stance::default()
    });
    let taken = lead.with(&added).taking(&theirs, Differing::Replaced);
    let proposed = taken.proposed(&lead, &added);
    assert_eq!(shown(&proposed.changed), ["own definition"]);
    assert_eq!(shown(&proposed.kept), ["a definition", "- guidelines"]);
    let targets: Vec<&str> = proposed
        .codebook
        .targets
        .iter()
        .map(|one| one.id.as_str())
        .collect();
    assert_eq!(targets, ["own", "b"]);
    assert_eq!(proposed.codebook.targets[0].definition, "new");
    let scale = proposed.codebook.scale("agreement").unwrap();
    assert_eq!(scale.stances.len(), 1);
    let mut after = added;
    apply_all(proposed.edits, &mut after);
    assert_eq!(after, proposed.codebook);
}
