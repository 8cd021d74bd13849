//! What everybody is to know who labels: the guidelines and the project's rules for quotes.

use egui::accesskit::Role;
use onrecord::model::project::{Marks, POLICIES, Policy};

use crate::support::window::{HARBOUR, Project, Window};

fn policy(window: &Window) -> Policy {
    *window.app().state.project.as_ref().unwrap().policy.value()
}

#[test]
fn guidelines_are_written_and_shown_while_labelling() {
    let project = Project::new();
    let mut window = project.open("anna");
    window.keys("F5 H");
    assert!(window.says("Nothing is written yet"), "{}", window.tree());
    window.keys("F6 5 Enter");
    assert!(window.is_focused("Guidelines"));
    window.text("# What a quote is\n\nMark **all** of it:\n\n- words\n- marks");
    assert!(window.has("What a quote is"), "{}", window.tree());
    window.wait_saved();
    let codebook = project.root().join("codebook.ron");
    let written = std::fs::read_to_string(&codebook).unwrap();
    assert!(written.contains("Mark **all** of it"), "{written}");

    window.keys("F5");
    assert!(window.says("Mark all of it:"), "{}", window.tree());
    assert!(
        window.has("Quotation marks belong to the quote"),
        "{}",
        window.tree()
    );
    window.state("“We keep our word,”");
    assert_eq!(window.marks().len(), 1, "labelling goes on beside them");
    window.keys("H");
    assert_eq!(window.articles().len(), 3);
    window.keys("F6 Ctrl+Z");
    assert_eq!(window.value("Guidelines"), "");
}

#[test]
fn guidelines_fit_a_narrow_window() {
    let project = Project::new();
    let mut window = project.look().size(800.0, 600.0).open();
    window.keys("H");
    assert!(window.says("Nothing is written yet"), "{}", window.tree());
    window.keys("Escape");
    assert!(!window.says("Nothing is written yet"), "{}", window.tree());
    window.keys("H H");
    assert!(!window.says("Nothing is written yet"), "{}", window.tree());
}

#[test]
fn rules_are_those_of_a_corpus_or_ones_own_and_in_force_at_once() {
    let project = Project::new();
    let mut window = project.open("anna");
    window.keys("F6 6");
    window.click_as(Role::Button, "PDNC");
    assert_eq!(policy(&window), POLICIES[1].policy);
    let file = project.root().join("onrecord.ron");
    let written = std::fs::read_to_string(&file).unwrap();
    assert!(written.contains("indirect: false"), "{written}");

    window.click_as(
        Role::RadioButton,
        "Quotation marks stay outside of the quote",
    );
    assert!(window.has("the project’s own"), "{}", window.tree());
    window.keys("F5");
    window.state("“We keep our word,”");
    window.wait_saved();
    let sidecar = project.read_sidecar("anna", HARBOUR);
    assert!(sidecar.contains("text: \"We keep our word"), "{sidecar}");
    window.keys("Shift+[ Shift+]");
    window.wait_saved();
    let sidecar = project.read_sidecar("anna", HARBOUR);
    assert!(sidecar.contains("text: \"We keep our word,\""), "{sidecar}");

    window.keys("F6 Ctrl+Z");
    assert_eq!(policy(&window).marks, Marks::Inside);
    window.keys("Ctrl+Z");
    assert_eq!(policy(&window), Policy::default());
    let written = std::fs::read_to_string(&file).unwrap();
    assert!(!written.contains("indirect: false"), "{written}");
}

#[test]
fn rules_are_the_leads_to_set() {
    let project = Project::new();
    let file = "(format: 2, lead: \"lea\", annotators: [(id: \"lea\"), (id: \"anna\")])";
    project.put("project/onrecord.ron", file);
    let mut window = project.open("anna");
    window.keys("F6 6");
    assert!(
        window.says("The rules are the lead’s to set"),
        "{}",
        window.tree()
    );
    window.keys("5 Enter");
    window.text("x");
    assert_eq!(window.value("Guidelines"), "");
    let path = project.root().join("onrecord.ron");
    assert_eq!(std::fs::read_to_string(path).unwrap(), file);
}

#[test]
fn rules_that_cannot_be_written_are_said_and_waited_for() {
    let project = Project::new();
    let mut window = project.open("anna");
    window.keys("F6 6");
    window.wait_saved();
    // A folder stands where the file would be.
    let file = project.root().join("onrecord.ron");
    std::fs::create_dir(&file).unwrap();
    window.click_as(Role::Button, "PDNC");
    window.wait("the failure", |window| {
        window.status().starts_with("Not saved") && window.status().contains("rules")
    });
    assert_eq!(policy(&window), POLICIES[1].policy, "they are in force");
    window.keys("Ctrl+Q");
    assert!(window.says("Close again to lose them"), "{}", window.tree());

    std::fs::remove_dir(&file).unwrap();
    window.click_as(Role::Button, "PolNeAR");
    window.wait_saved();
    let written = std::fs::read_to_string(&file).unwrap();
    assert!(!written.contains("indirect: false"), "{written}");
    window.keys("Ctrl+Z");
    window.wait_saved();
    let written = std::fs::read_to_string(&file).unwrap();
    assert!(written.contains("indirect: false"), "{written}");
}
