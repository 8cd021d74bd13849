//! Suggestions: what is found before the annotator looks, and what becomes of it.

use crate::support::window::{HARBOUR, Project, Window};

fn open(project: &Project) -> Window {
    let mut window = project.look().suggestions().open();
    window.wait("suggestions", |window| !window.suggestions().is_empty());
    window
}

const ADA: &str =
    "Suggestion: Ada Lindqvist: “We keep our word,” … “Nobody will be left alone with the ice.”";

#[test]
fn enter_accepts_a_suggestion_with_all_that_belongs_to_it() {
    let project = Project::new();
    let mut window = open(&project);
    assert_eq!(window.suggestions().len(), 4, "{}", window.tree());
    assert!(window.says("4 suggestions left"));
    assert!(window.marks().is_empty(), "nobody labelled anything yet");
    window.keys("J J");
    assert_eq!(window.selected(), ADA);
    assert!(window.says("told + name"), "{}", window.tree());
    window.keys("Enter");
    let name = "Statement: Ada Lindqvist, no stance: “We keep our word,” … “Nobody will be left alone with the ice.”";
    assert_eq!(window.marks(), [name]);
    assert_eq!(window.selected(), name);
    assert_eq!(window.suggestions().len(), 3);
    window.wait_saved();
    let written = project.read_sidecar("anna", HARBOUR);
    for part in [
        "name: \"ada\"",
        "text: \"told\"",
        "suggested(by: \"rules\")",
    ] {
        assert!(written.contains(part), "{part}\n{written}");
    }
    window.keys("Enter");
    assert!(window.selected().starts_with("Suggestion: Tomas Berg"));
    window.keys("Ctrl+Z");
    assert!(window.marks().is_empty());
    assert_eq!(window.selected(), ADA, "undo brings the suggestion back");
}

#[test]
fn who_is_new_becomes_an_entry_of_the_registry() {
    let project = Project::new();
    let text = "Ines Solberg runs the ferry. “We sail at noon,” Solberg said. “Who comes, comes,” she added.\n";
    project.put(&format!("project/{HARBOUR}"), text);
    let mut window = open(&project);
    window.keys("J");
    assert!(window.says("Ines Solberg (new)"), "{}", window.tree());
    window.keys("Enter");
    assert_eq!(window.value("Speaker"), "Ines Solberg");
    window.wait_saved();
    assert!(project.read_added("anna").contains("Ines Solberg"));
    window.keys("Ctrl+Z");
    assert!(
        window.says("Ines Solberg (new)"),
        "one undo takes both back"
    );
    window.keys("Enter Enter");
    window.wait("the other is by the same person", |window| {
        window.says("Ines Solberg") && !window.says("Ines Solberg (new)")
    });
}

#[test]
fn a_role_that_the_article_gives_is_proposed_and_not_stored() {
    let project = Project::new();
    let text = "“We sail at noon,” harbour spokesman Nils Gran told the paper on Monday.\n";
    project.put(&format!("project/{HARBOUR}"), text);
    let mut window = open(&project);
    window.keys("J Enter");
    assert_eq!(window.value("Speaker"), "Nils Gran");
    window.wait_saved();
    assert!(!project.read_added("anna").contains("spokesman"));
    window.wait("it is proposed", |window| {
        window.has("Take over the role: harbour spokesman")
    });
    window.click("Take over the role: harbour spokesman");
    window.wait_saved();
    assert!(project.read_added("anna").contains("harbour spokesman"));
    assert!(!window.says("Take over the role"), "{}", window.tree());
    window.keys("Ctrl+Z");
    window.wait_saved();
    assert!(!project.read_added("anna").contains("spokesman"));
}

#[test]
fn a_rejected_suggestion_does_not_come_back() {
    let project = Project::new();
    let mut window = open(&project);
    window.keys("J J X");
    assert_eq!(window.suggestions().len(), 3);
    assert!(window.selected().starts_with("Suggestion: Tomas Berg"));
    assert!(window.marks().is_empty(), "nothing of it is a statement");
    window.wait_saved();
    drop(window);
    let mut window = open(&project);
    assert_eq!(window.suggestions().len(), 3);
    window.keys("J X X X");
    assert!(window.suggestions().is_empty());
    window.keys("Ctrl+Z");
    assert_eq!(window.suggestions().len(), 1);
    window.state("“We keep our word,”");
    window.keys("X");
    assert!(window.says("Delete removes it"), "{}", window.tree());
    assert_eq!(window.marks().len(), 1);
}

#[test]
fn whoever_changes_a_suggestion_has_accepted_it() {
    let project = Project::new();
    let mut window = open(&project);
    window.keys("J J T");
    assert!(window.is_focused("Target"));
    window.text("wint");
    window.keys("Enter 3");
    let marks = window.marks();
    assert!(
        marks[0].starts_with("Statement: Ada Lindqvist, for: “We keep"),
        "{marks:?}"
    );
    window.keys("J F");
    assert!(window.marks()[1].starts_with("Statement: Tomas Berg"));
    window.keys("X");
    assert_eq!(window.marks().len(), 1, "it is no statement any more");
    assert_eq!(window.suggestions().len(), 2, "{}", window.tree());
}

#[test]
fn what_was_worked_on_is_not_lost_by_one_letter() {
    let project = Project::new();
    let mut window = open(&project);
    window.keys("J J Enter");
    assert!(window.has("Reject"), "{}", window.tree());
    window.keys("N");
    window.text("ask her");
    window.keys("Escape");
    assert!(!window.has("Reject"), "it would do nothing now");
    window.keys("X");
    assert_eq!(window.marks().len(), 1, "{}", window.tree());
    assert!(
        window.says("You have worked on this statement; Delete removes it"),
        "{}",
        window.tree()
    );
    window.keys("Delete");
    assert!(window.marks().is_empty());
    assert_eq!(window.suggestions().len(), 3, "it does not come back");
}

#[test]
fn q_takes_what_is_suggested_there() {
    let project = Project::new();
    let mut window = open(&project);
    let at = window.place("Nobody", 2);
    window.click_at(at);
    window.keys("Q");
    assert!(
        window.marks()[0].starts_with("Statement: Ada Lindqvist, no stance: “We keep our word,” …"),
        "{:?}",
        window.marks()
    );
    assert!(window.has("Clear cue"), "{}", window.tree());
    window.keys("Ctrl+Z");
    window.state("“Nobody will be left alone with the ice.”");
    assert_eq!(
        window.marks(),
        ["Statement: Ada Lindqvist, no stance: “Nobody will be left alone with the ice.”"]
    );
}

#[test]
fn what_was_accepted_and_trimmed_does_not_come_back() {
    let project = Project::new();
    let mut window = open(&project);
    window.keys("J J Enter");
    assert_eq!(window.suggestions().len(), 3);
    window.select("“Nobody will be left alone with the ice.”");
    window.keys("Minus");
    assert_eq!(
        window.marks(),
        ["Statement: Ada Lindqvist, no stance: “We keep our word,”"]
    );
    assert_eq!(window.suggestions().len(), 3, "{}", window.tree());
}

#[test]
fn a_key_that_is_refused_accepts_nothing() {
    let project = Project::new();
    let mut window = open(&project);
    window.keys("J J C");
    assert!(window.says("Select some text first"), "{}", window.tree());
    assert!(window.marks().is_empty());
    assert_eq!(window.selected(), ADA);
}

#[test]
fn what_was_accepted_and_deleted_does_not_come_back() {
    let project = Project::new();
    let mut window = open(&project);
    window.keys("J J Enter Delete");
    assert!(window.marks().is_empty());
    assert_eq!(window.suggestions().len(), 3, "{}", window.tree());
    window.keys("Ctrl+Z");
    assert_eq!(window.marks().len(), 1);
}

#[test]
fn all_above_a_score_are_accepted_in_one_step() {
    let project = Project::new();
    let mut window = open(&project);
    window.keys("Shift+Enter");
    assert!(window.has("Least score"), "{}", window.tree());
    for _ in 0..16 {
        window.keys("ArrowLeft");
    }
    window.click("Accept 4 of 4");
    assert_eq!(window.marks().len(), 4);
    assert!(window.suggestions().is_empty());
    window.keys("Ctrl+Z");
    assert!(window.marks().is_empty());
    assert_eq!(window.suggestions().len(), 4);
    window.keys("J X Enter Shift+Enter");
    for part in ["accepted", "rejected", "100 %", "0 %"] {
        assert!(window.says(part), "{part}\n{}", window.tree());
    }
}

#[test]
fn suggestions_are_off_by_a_switch() {
    let project = Project::new();
    let mut window = open(&project);
    window.keys("J Ctrl+4");
    assert!(window.suggestions().is_empty());
    assert_eq!(window.selected(), "");
    window.keys("J");
    assert!(window.says("No statements yet"), "{}", window.tree());
    window.keys("Ctrl+4");
    window.wait("they are back", |window| window.suggestions().len() == 4);
}

#[test]
fn it_is_learned_from_what_is_labelled() {
    let project = Project::new();
    for (index, name) in ["Oda Lund", "Per Vik", "Nils Aune", "Eva Moen"]
        .iter()
        .enumerate()
    {
        let text = format!(
            "Ferry plan {index} debated\n\n{name} spoke on the quay. “We will sail in winter,” {name} said. The union \
             warned that prices would rise. “Nobody is left behind,” the mayor added.\n"
        );
        project.put(&format!("project/articles/a{index}.txt"), text);
    }
    let mut window = open(&project);
    assert!(!window.says("learned"), "{}", window.tree());
    for index in 0..4 {
        let path = format!("a{index}.txt");
        window.wait("suggestions", |window| {
            window.open_path().ends_with(&path) && !window.suggestions().is_empty()
        });
        while !window.suggestions().is_empty() {
            window.keys("J Enter");
        }
        window.keys("D");
    }
    window.keys("Shift+Enter");
    window.wait("what was learned is measured", |window| {
        window.says("Tried on articles that it had not seen")
    });
    assert!(
        !project
            .root()
            .join("annotations/anna/learned.model")
            .exists(),
        "models lie in the cache"
    );
}

#[test]
fn the_list_is_ordered_by_what_is_expected() {
    let project = Project::new();
    project.put(
        "project/articles/a.txt",
        "Nothing said\n\nIt rained all day.\n",
    );
    let mut window = project.look().suggestions().open();
    window.wait("titles", |window| window.articles().len() == 4);
    assert_eq!(window.articles()[0], "Nothing said");
    window.click("Filter and sort articles");
    window.click("Most expected statements first");
    window.wait("the order", |window| {
        let articles = window.articles();
        articles[0] == "Harbour to stay open" && articles[3] == "Nothing said"
    });
}

#[test]
fn what_is_labelled_is_not_suggested() {
    let project = Project::new();
    let mut window = open(&project);
    window.state("“We keep our word,” Ada Lindqvist told reporters on the quay. “Nobody will be left alone with the ice.”");
    assert_eq!(window.suggestions().len(), 3, "{}", window.tree());
    window.keys("Delete");
    assert_eq!(window.suggestions().len(), 4);
}
