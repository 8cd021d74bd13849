//! The picker of speakers: whom it offers, and in which order.

use crate::support::window::{HARBOUR, Project, Window};

/// Opens an article that names people whom the codebook knows, and others.
fn open(project: &Project) -> Window {
    let text = "Ferry question\n\nIda Falk watched. “We will sail on Sunday,” said Greta Holm, a captain. Tomas Berg did not come.\n";
    project.put(&format!("project/{HARBOUR}"), text);
    let codebook = project.root().join("codebook.ron");
    let known = std::fs::read_to_string(&codebook).unwrap();
    let more = "(id: \"union\", name: \"Union of Sailors\", aliases: [\"Sun\", \"un\"], role: \"\", affiliation: \"\", country: \"\", attributes: {}),";
    project.put(
        "project/codebook.ron",
        known.replace("speakers: [", &format!("speakers: [{more}")),
    );
    let mut window = project.open("anna");
    window.state("“We will sail on Sunday,”");
    window
}

#[test]
fn names_that_only_the_article_has_are_offered() {
    let project = Project::new();
    let mut window = open(&project);
    window.keys("S");
    assert_eq!(
        window.choices(),
        [
            "Greta Holm",
            "Tomas Berg",
            "Ida Falk",
            "Ada Lindqvist",
            "Union of Sailors"
        ]
    );
    window.keys("Enter");
    assert_eq!(window.value("Speaker"), "Greta Holm");
    window.wait_saved();
    let added = project.root().join("annotations/anna/codebook.ron");
    let added = std::fs::read_to_string(added).unwrap();
    assert!(added.contains("Greta Holm"), "{added}");
}

#[test]
fn enter_keeps_the_speaker_that_is_set() {
    let project = Project::new();
    let mut window = open(&project);
    window.keys("S");
    window.text("lindq");
    window.keys("Enter");
    assert_eq!(window.value("Speaker"), "Ada Lindqvist");
    window.keys("S");
    assert_eq!(window.choices()[0], "Ada Lindqvist");
    window.keys("Enter");
    assert_eq!(window.value("Speaker"), "Ada Lindqvist");
}

#[test]
fn letters_that_hardly_fit_are_a_new_name() {
    let project = Project::new();
    let mut window = open(&project);
    window.keys("S");
    window.text("tsg");
    assert_eq!(window.choices(), ["Add “tsg”"]);
    window.keys("Escape S");
    window.text("to");
    assert_eq!(window.choices()[0], "Tomas Berg");
}
