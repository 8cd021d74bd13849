//! What in the codebook is to be looked at, and what becomes of a codebook that a hand changes while the screen is open.

use egui::accesskit::Role;

use crate::support::window::{HARBOUR, Project, Window};

fn on_disk(project: &Project) -> String {
    std::fs::read_to_string(project.root().join("codebook.ron")).unwrap()
}

/// Changes the codebook's file as a hand does.
fn by_hand(project: &Project, from: &str, to: &str) {
    let text = on_disk(project);
    assert!(text.contains(from), "{text}");
    project.put("project/codebook.ron", text.replace(from, to));
}

fn rows(window: &Window) -> Vec<String> {
    window.names(Role::ListBoxOption)
}

/// Opens a project in whose codebook a hand wrote something, at what is to be checked; tells what is listed.
fn listed(from: &str, to: &str) -> Vec<String> {
    let project = Project::new();
    by_hand(&project, from, to);
    let mut window = project.open("anna");
    window.keys("F6 7");
    rows(&window)
}

#[track_caller]
fn check(from: &str, to: &str, expected: &str) {
    let rows = listed(from, to);
    assert!(
        rows.iter().any(|row| row.contains(expected)),
        "{expected:?} is not in {rows:?}"
    );
}

const BERG: &str = "(id: \"berg\"";

/// Where the scales end.
const ONE_SCALE: &str = "        ]),\n    ],\n    targets: [";
/// The same with another scale of the same id.
const TWO_SCALES: &str = "        ]),\n        (id: \"position\", name: \"Other\", stances: []),\n    ],\n    targets: [";

#[test]
fn a_codebook_of_two_scales_of_one_id_is_shown_and_not_written() {
    let project = Project::new();
    by_hand(&project, ONE_SCALE, TWO_SCALES);
    let before = on_disk(&project);
    let mut window = project.open("anna");
    window.keys("F6");
    let what = "two scales have the id \"position\"";
    window.wait(what, |window| window.says(what));
    window.click_field("Definition");
    window.text("Another. ");
    window.keys("Escape F5");
    assert_eq!(on_disk(&project), before);
}

#[test]
fn what_contradicts_itself_is_named_with_its_place() {
    assert_eq!(listed(BERG, BERG), Vec::<String>::new());
    check(
        "polarity: -1.0, colour: None, key: None",
        "polarity: -1.0, colour: None, key: '2'), (id: \"no\", label: \"no\", polarity: None, colour: None, key: '2'",
        "have the same key, 2, codebook.ron:5:",
    );
    check(
        "name: \"Harbour\", parent: None",
        "name: \"Harbour\", parent: \"winter\"",
        "the target \"harbour\" lies under itself, codebook.ron:12:",
    );
    check(
        "name: \"Lighthouse\", parent: None",
        "name: \"HARBOUR\", parent: None",
        "differ only in case: \"Harbour\" and \"HARBOUR\"",
    );
    let long = format!("name: \"{}\"", "x".repeat(10_000));
    check("name: \"Irony\"", &long, "has 10000 characters");
    check(
        "name: \"Promise\"",
        "name: \"הבטחה\"), (id: \"gone\", name: \"Gone\", replaced_by: \"nowhere\"",
        "leads to nothing that exists",
    );
}

#[test]
fn what_statements_use_and_nobody_defined_is_named() {
    let project = Project::new();
    let mut window = project.open("anna");
    window.state("“We keep our word,”");
    window.keys("T");
    window.text("lighthouse");
    window.keys("Enter");
    window.wait_saved();
    drop(window);
    by_hand(&project, "(id: \"lighthouse\"", "(id: \"beacon\"");
    let mut window = project.open("anna");
    window.keys("F6 7");
    let what = "the target \"lighthouse\" is used by 1 statement and stands in no codebook";
    assert!(
        rows(&window).iter().any(|row| row.starts_with(what)),
        "{:?}",
        rows(&window)
    );
    window.click("Show where it is used");
    window.wait("the use", |window| {
        rows(window)
            .iter()
            .any(|row| row.contains("We keep our word"))
    });
}

#[test]
fn who_may_be_one_and_the_same_is_merged_from_the_list() {
    let project = Project::new();
    by_hand(
        &project,
        BERG,
        "(id: \"t-berg\", name: \"T. Berg\"), (id: \"berg\"",
    );
    let mut window = project.open("anna");
    window.keys("F6");
    window.wait("what is to be checked", |window| window.has("To check: 1"));
    window.keys("7");
    assert!(
        rows(&window)[0].contains("may be the same"),
        "{:?}",
        rows(&window)
    );
    window.click("Merge T. Berg into Tomas Berg");
    window.wait("what changes", |window| {
        window.says("Your statements that change: 0")
    });
    window.click_as(Role::Button, "Merge");
    window.wait("it is done", |window| {
        window.says("Done: merge T. Berg into Tomas Berg")
    });
    window.wait("it is looked through again", |window| {
        window.says("nobody seems to be there twice")
    });
    assert!(on_disk(&project).contains("replaced_by"));
}

#[test]
fn who_is_not_the_same_is_told_apart_for_good() {
    let project = Project::new();
    by_hand(
        &project,
        BERG,
        "(id: \"t-berg\", name: \"T. Berg\"), (id: \"berg\"",
    );
    let mut window = project.open("anna");
    window.keys("F6");
    window.wait("what is to be checked", |window| window.has("To check: 1"));
    window.keys("7 X");
    assert_eq!(rows(&window), Vec::<String>::new());
    window.wait_saved();
    let written = on_disk(&project);
    let packed: String = written.split_whitespace().collect();
    assert!(packed.contains("distinct_from:[\"berg\",]"), "{written}");
    window.keys("X");
    assert!(
        window.says("Nobody is pointed out here"),
        "{}",
        window.tree()
    );

    window.keys("Ctrl+Z");
    window.wait("it is pointed out again", |window| rows(window).len() == 1);
    window.click("They are not the same");
    window.wait_saved();
    drop(window);
    let mut window = project.open("anna");
    window.keys("F6 7");
    assert_eq!(rows(&window), Vec::<String>::new(), "it is kept");
}

#[test]
fn what_a_hand_changes_is_seen_at_once() {
    let project = Project::new();
    let mut window = project.open("anna");
    window.keys("F6");
    assert_eq!(window.value("Definition"), "Everything about the harbour.");
    by_hand(
        &project,
        "Everything about the harbour.",
        "Quays and ships.",
    );
    window.wait("what a hand wrote", |window| {
        window.value("Definition") == "Quays and ships."
    });
    window.click_field("Include");
    window.text("ferries");
    window.wait_saved();
    let written = on_disk(&project);
    assert!(
        written.contains("Quays and ships.") && written.contains("ferries"),
        "{written}"
    );
}

#[test]
fn a_codebook_that_cannot_be_read_is_named_and_never_overwritten() {
    let project = Project::new();
    let mut window = project.open("anna");
    window.keys("F6");
    let good = on_disk(&project);
    let broken = good.replace("    targets: [", "    targets: (");
    project.put("project/codebook.ron", &broken);
    window.wait("it is named", |window| {
        window.says("The codebook is read-only") && window.says("codebook.ron:")
    });
    // What was read before is still there, and can be looked at.
    assert!(rows(&window)[0].starts_with("Harbour"));
    window.keys("A");
    window.text("Second pier");
    window.keys("Enter");
    assert!(!rows(&window).iter().any(|row| row.starts_with("Second")));
    window.keys("Escape Ctrl+Z");
    assert_eq!(on_disk(&project), broken);

    project.put("project/codebook.ron", &good);
    window.wait("it can be changed", |window| {
        window.says("The codebook can be changed again")
    });
    window.keys("A");
    window.text("Second pier");
    window.keys("Enter");
    window.wait_saved();
    assert!(on_disk(&project).contains("Second pier"));

    drop(window);
    project.put("project/codebook.ron", &broken);
    let mut window = project.open("anna");
    window.keys("F6");
    assert!(window.says("codebook.ron:"), "{}", window.tree());
    assert_eq!(on_disk(&project), broken);
}

#[test]
fn beside_two_scales_of_one_id_labelling_goes_on() {
    let project = Project::new();
    by_hand(&project, ONE_SCALE, TWO_SCALES);
    let broken = on_disk(&project);
    let mut window = project.open("anna");
    window.state("“We keep our word,”");
    window.keys("T");
    window.text("lighthouse");
    window.keys("Enter 3");
    assert!(window.is_set("Stance: for"), "{}", window.tree());
    window.keys("F6");
    assert!(window.says("read-only"), "{}", window.tree());
    window.keys("A");
    window.text("Second pier");
    window.keys("Enter");
    window.wait_saved();
    let sidecar = project.read_sidecar("anna", HARBOUR);
    assert!(sidecar.contains("stance: \"for\""), "{sidecar}");
    assert_eq!(on_disk(&project), broken);
}

#[test]
fn names_of_any_length_and_direction_are_picked() {
    let long = "x".repeat(10_000);
    for (name, letters) in [(long.as_str(), "xxx"), ("מגדלור", "מגד")] {
        let project = Project::new();
        let named = format!("name: \"{name}\"");
        by_hand(&project, "name: \"Lighthouse\"", &named);
        let mut window = project.look().any_letters().open();
        window.state("“We keep our word,”");
        window.keys("T");
        window.text(letters);
        assert_eq!(window.picked(), name);
        window.keys("Enter 3");
        window.wait_saved();
        let sidecar = project.read_sidecar("anna", HARBOUR);
        assert!(sidecar.contains("target: \"lighthouse\""), "{sidecar}");
        window.keys("F6");
        assert!(
            rows(&window).iter().any(|row| row.starts_with(name)),
            "{:?}",
            rows(&window).len()
        );
    }
}

#[test]
fn stances_from_before_a_definition_changed_are_looked_at_again() {
    let project = Project::new();
    let mut window = project.open("anna");
    window.state("“We keep our word,”");
    window.keys("T");
    window.text("harbour");
    window.keys("Enter 3");
    window.wait_saved();
    window.keys("F6 8");
    assert!(window.says("no definition and no scale has changed"));
    window.keys("1");
    window.click_field("Definition");
    window.text(" And the quays.");
    window.wait_saved();
    window.keys("Escape F5 F6 8");
    let why = "Harbour: what the target means has changed";
    assert!(rows(&window)[0].ends_with(why), "{:?}", rows(&window));
    window.keys("Enter");
    assert!(
        window.selected().contains("We keep our word"),
        "{}",
        window.tree()
    );

    window.keys("F6 T");
    window.wait("it is left as it is", |window| {
        window.says("Done: leave stances on Harbour") && rows(window).is_empty()
    });
    window.keys("Ctrl+Z");
    window.wait("it is taken back", |window| {
        window.says("Undo: leave stances on Harbour") && rows(window).len() == 1
    });
    window.click("Leave all on Harbour as they are");
    window.wait("all are left as they are", |window| rows(window).is_empty());
}
