//! Stances and targets that are typed where they are missing, and what is ready to be taken where one picks.

use crate::support::window::{HARBOUR, Project, Window};

const QUOTE: &str = "“We keep our word,”";

const ARTICLES: [&str; 5] = [
    "The Kremlin praised the talks on Sunday.\n\n“This is a dialogue between two presidents,” Kremlin spokesman Dmitry Peskov told \
     state TV on Sunday.\n\nPeskov on Sunday ruled out any territorial concessions as part of a settlement.\n",
    "The council met on Monday. “We will wait,” Ida Falk said.\n",
    "The ferry sails again. “It is the ice,” the captain said.\n",
    "It rained all day.\n",
    "“Nobody pays for a bridge,” Greta Holm told reporters.\n",
];

/// A folder with five articles and nothing else.
fn five_articles() -> Project {
    let project = Project::new();
    std::fs::remove_dir_all(project.root()).unwrap();
    for (number, text) in ARTICLES.iter().enumerate() {
        project.put(&format!("project/00{number}.txt"), text);
    }
    project
}

#[test]
fn the_first_statement_takes_twelve_keys_in_a_folder_without_codebook() {
    let project = five_articles();
    let mut window = project.look().suggestions().open();
    window.wait("suggestions", |window| !window.suggestions().is_empty());
    let mut presses = 0;
    let mut press = |window: &mut Window, key: &str| {
        window.keys(key);
        presses += 1;
    };
    for _ in 0..6 {
        if !window.selected().contains("territorial concessions") {
            press(&mut window, "J");
        }
    }
    assert!(
        window.selected().contains("territorial concessions"),
        "{}",
        window.tree()
    );
    press(&mut window, "T");
    window.text("Territorial concessions");
    press(&mut window, "Enter");
    press(&mut window, "P");
    window.text("ruled out");
    press(&mut window, "Enter");
    assert!(presses <= 12, "{presses} presses");
    window.wait_saved();
    let written = project.read_sidecar("anna", "000.txt");
    for part in [
        "target: \"territorial-concessions\"",
        "stance: \"ruled-out\"",
    ] {
        assert!(written.contains(part), "{part}\n{written}");
    }
    let added = project.read_added("anna");
    for part in ["Territorial concessions", "ruled out"] {
        assert!(added.contains(part), "{part}\n{added}");
    }
}

/// A window with a statement on the target `Winter opening`.
fn with_target(project: &Project) -> Window {
    let mut window = project.open("anna");
    window.state(QUOTE);
    window.keys("T");
    window.text("wint");
    window.keys("Enter");
    window
}

#[test]
fn a_stance_is_typed_and_one_that_is_missing_is_added() {
    let project = Project::new();
    let mut window = with_target(&project);
    window.keys("P");
    assert!(window.is_focused("Stance"), "{}", window.tree());
    window.text("neut");
    window.keys("Enter");
    assert!(window.is_set("Stance: neutral"));
    window.keys("P");
    window.text("left open");
    assert_eq!(window.choices(), ["Add stance “left open”"]);
    window.keys("Enter");
    assert!(window.is_set("Stance: left open"), "{}", window.tree());
    window.click("New stance: against");
    window.wait_saved();
    let added = project.read_added("anna");
    assert!(
        added.contains("left open") && added.contains("polarity: -1"),
        "{added}"
    );
    let lead = std::fs::read_to_string(project.root().join("codebook.ron")).unwrap();
    assert!(!lead.contains("left open"), "the codebook is the lead’s");
    assert!(
        project
            .read_sidecar("anna", HARBOUR)
            .contains("stance: \"left-open\"")
    );
    window.keys("4");
    assert!(!window.is_set("Stance: left open"), "its key takes it away");
    window.keys("4");
    assert!(window.is_set("Stance: left open"), "and sets it");
}

#[test]
fn an_added_stance_is_taken_back_with_its_use() {
    let project = Project::new();
    let mut window = with_target(&project);
    window.keys("P");
    window.text("left open");
    window.keys("Enter Ctrl+Z");
    assert!(!window.has("Stance: left open"), "{}", window.tree());
    window.keys("Ctrl+Shift+Z");
    assert!(window.is_set("Stance: left open"), "{}", window.tree());
}

#[test]
fn enter_takes_no_target_that_nothing_speaks_for() {
    let project = Project::new();
    let mut window = with_target(&project);
    window.state("a welcome step, at last");
    window.keys("T");
    assert_eq!(window.choices()[0], "Winter opening", "the one set last");
    assert_eq!(window.picked(), "", "nothing is ready");
    window.keys("Enter");
    assert!(
        window.is_focused("Target"),
        "nothing is taken\n{}",
        window.tree()
    );
    window.keys("ArrowDown");
    assert_eq!(window.picked(), "Winter opening");
    window.keys("Enter");
    assert!(
        window.says("Winter opening – no stance yet"),
        "{}",
        window.tree()
    );
}

#[test]
fn a_target_is_replaced_and_its_stance_stays() {
    let project = Project::new();
    let mut window = with_target(&project);
    window.keys("3 R");
    assert!(window.is_focused("Target"), "{}", window.tree());
    window.text("lighth");
    window.keys("Enter");
    assert!(window.says("Lighthouse – for"), "{}", window.tree());
    assert!(!window.says("Winter opening – for"), "{}", window.tree());
    window.keys("Shift+T");
    assert!(!window.says("Lighthouse – for"), "{}", window.tree());
}

#[test]
fn what_was_set_last_is_set_again_by_a_key() {
    let project = Project::new();
    let mut window = project.open("anna");
    window.state(QUOTE);
    window.keys(".");
    assert!(window.says("No target was set yet"), "{}", window.tree());
    window.keys("T");
    window.text("wint");
    window.keys("Enter");
    window.state("a welcome step, at last");
    window.keys(",");
    assert!(window.says("No stance was set"), "{}", window.tree());
    assert!(window.says("Again Winter opening (.)"), "{}", window.tree());
    window.keys(".");
    assert!(
        window.says("Winter opening – no stance yet"),
        "{}",
        window.tree()
    );
    window.keys("3");
    window.state("the harbour would stay open");
    assert!(
        window.says("Again Winter opening (.), for (,)"),
        "{}",
        window.tree()
    );
    window.keys(",");
    assert!(window.is_set("Stance: for"), "{}", window.tree());
    window.wait_saved();
    let written = project.read_sidecar("anna", HARBOUR);
    assert_eq!(written.matches("stance: \"for\"").count(), 2, "{written}");
    window.keys("Ctrl+Z");
    assert!(
        window.says("Choose a target (T)"),
        "one step\n{}",
        window.tree()
    );
}
