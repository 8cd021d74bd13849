//! The Codebook screen: what there is to choose from is added, changed, ordered and merged there.

use egui::accesskit::Role;

use crate::support::window::{HARBOUR, Project, Window};

/// Returns the rows of the list, in order.
fn entries(window: &Window) -> Vec<String> {
    window.names(Role::ListBoxOption)
}

fn on_disk(project: &Project) -> String {
    std::fs::read_to_string(project.root().join("codebook.ron")).unwrap_or_default()
}

/// A project whose codebook has a remark that a hand wrote, with the Codebook screen shown.
fn open() -> (Project, Window) {
    let project = Project::new();
    let text = on_disk(&project).replace("format: 1", "format: 2");
    let text = text.replace("    labels: [", "    // Agreed in May.\n    labels: [");
    project.put("project/codebook.ron", text);
    let mut window = project.open("anna");
    window.keys("F6");
    (project, window)
}

/// Adds an entry to the part that is shown.
fn add(window: &mut Window, name: &str) {
    window.keys("A");
    window.text(name);
    window.keys("Enter");
}

/// Picks in a field by some letters.
fn pick(window: &mut Window, field: &str, letters: &str) {
    window.click_field(field);
    window.text(letters);
    window.keys("Enter");
}

#[test]
fn a_target_is_added_and_used_and_taken_back() {
    let (project, mut window) = open();
    assert!(
        entries(&window)[0].starts_with("Harbour"),
        "{}",
        window.tree()
    );
    add(&mut window, "Second pier");
    assert_eq!(window.value("Name"), "Second pier");
    pick(&mut window, "Scale", "Position");
    assert_eq!(window.value("Scale"), "Position");
    window.wait_saved();
    let written = on_disk(&project);
    assert!(written.contains("// Agreed in May."), "{written}");
    assert!(written.contains("Second pier"), "{written}");

    window.keys("F5");
    window.state("“We keep our word,”");
    window.keys("T");
    window.text("second");
    assert_eq!(window.choices()[0], "Second pier");
    window.keys("Escape");

    window.keys("F6 Ctrl+Z Ctrl+Z");
    let left = entries(&window);
    assert!(
        !left.iter().any(|name| name.starts_with("Second")),
        "{left:?}"
    );
    window.wait_saved();
    let written = on_disk(&project);
    assert!(!written.contains("Second pier"), "{written}");
    assert!(written.contains("// Agreed in May."), "{written}");
    window.keys("Ctrl+Shift+Z");
    let left = entries(&window);
    assert!(
        left.iter().any(|name| name.starts_with("Second")),
        "{left:?}"
    );
}

#[test]
fn the_undo_of_each_screen_is_its_own() {
    let (_project, mut window) = open();
    window.keys("F5");
    window.state("“We keep our word,”");
    window.keys("F6");
    add(&mut window, "Second pier");
    window.keys("F5 Ctrl+Z");
    assert!(window.marks().is_empty(), "{:?}", window.marks());
    window.keys("F6");
    let left = entries(&window);
    assert!(
        left.iter().any(|name| name.starts_with("Second")),
        "{left:?}"
    );
}

#[test]
fn entries_are_moved_by_keys() {
    let (_project, mut window) = open();
    let names = |window: &Window| -> Vec<String> {
        let rows = entries(window).into_iter();
        rows.map(|row| row.split(',').next().unwrap_or_default().to_owned())
            .collect()
    };
    assert_eq!(names(&window), ["Harbour", "Winter opening", "Lighthouse"]);
    window.keys("J J Alt+Up");
    assert_eq!(names(&window), ["Lighthouse", "Harbour", "Winter opening"]);
    window.keys("Alt+Down");
    assert_eq!(names(&window), ["Harbour", "Winter opening", "Lighthouse"]);
    window.keys("Alt+Right");
    assert_eq!(window.value("Lies under"), "Harbour");
    window.keys("Alt+Left");
    assert_eq!(window.value("Lies under"), "nothing");
}

#[test]
fn what_is_typed_is_one_step_and_what_cannot_be_is_said() {
    let (project, mut window) = open();
    window.click_field("Definition");
    for letters in [" And", " the", " quay."] {
        window.keys("Ctrl+End");
        window.text(letters);
    }
    window.wait_saved();
    let written = on_disk(&project);
    assert!(written.contains("And the quay."), "{written}");
    window.click_field("Name");
    window.keys("Ctrl+A Delete");
    assert!(window.says("the name is empty"), "{}", window.tree());
    assert!(on_disk(&project).contains("\"Harbour\""));
    window.keys("Escape J K Ctrl+Z");
    assert!(!window.value("Definition").contains("quay"));
}

#[test]
fn an_entry_in_use_stays() {
    let (_project, mut window) = open();
    window.keys("F5");
    window.state("“We keep our word,”");
    window.keys("T");
    window.text("lighthouse");
    window.keys("Enter");
    window.wait_saved();
    window.keys("F6 J J");
    window.wait("uses", |window| window.says("1 use"));
    window.keys("Delete");
    assert!(window.says("1 statement uses it"), "{}", window.tree());
    window.keys("K Delete");
    let left = entries(&window);
    assert!(
        !left.iter().any(|name| name.starts_with("Winter")),
        "{left:?}"
    );
}

#[test]
fn two_targets_become_one_and_two_again() {
    let (project, mut window) = open();
    window.keys("F5");
    window.state("“We keep our word,”");
    window.keys("T");
    window.text("lighthouse");
    window.keys("Enter");
    window.wait_saved();
    let before = project.read_sidecar("anna", HARBOUR);
    assert!(before.contains("\"lighthouse\""), "{before}");
    window.keys("F6 J J M");
    window.text("harbour");
    window.keys("Enter");
    window.wait("what changes", |window| {
        window.says("Your statements that change: 1, in articles: 1")
    });
    window.click_as(Role::Button, "Merge");
    window.wait("it is done", |window| window.says("Done: merge Lighthouse"));
    let merged = project.read_sidecar("anna", HARBOUR);
    assert!(!merged.contains("\"lighthouse\""), "{merged}");
    window.keys("Ctrl+Z");
    window.wait("it is taken back", |window| window.says("Undo: merge"));
    let back = project.read_sidecar("anna", HARBOUR);
    assert!(back.contains("\"lighthouse\""), "{back}");
    assert!(window.has("Lighthouse, 1 use"), "{}", window.tree());
}

#[test]
fn a_project_without_a_codebook_chooses_a_scale() {
    for screen in ["F5", "F6"] {
        let project = Project::new();
        project.put("bare/quay.txt", "“We never sell,” said Ada Berg.\n");
        let look = project.look().path(project.around().join("bare"));
        let mut window = look.open();
        window.state("“We never sell,”");
        window.keys(screen);
        let file = project.around().join("bare/codebook.ron");
        assert!(!file.exists());
        window.click("Begin with: ruled out … accepted");
        window.wait_saved();
        assert!(!window.says("Begin with"), "it is chosen");
        let written = std::fs::read_to_string(&file).unwrap();
        assert!(written.contains("ruled out"), "{written}");
        assert!(!written.contains("rather opposed"), "{written}");
        window.keys("F5 T");
        window.text("Land");
        window.keys("Enter");
        assert!(window.has("Stance: ruled out"), "{}", window.tree());
    }
}

#[test]
fn who_is_not_the_lead_proposes() {
    let (project, _) = open();
    project.put(
        "project/onrecord.ron",
        "(format: 2, lead: \"lea\", annotators: [(id: \"lea\"), (id: \"anna\")])",
    );
    let before = on_disk(&project);
    let mut window = project.open("anna");
    window.keys("F6");
    assert!(
        window.says("by the lead alone, who is lea"),
        "{}",
        window.tree()
    );
    add(&mut window, "Second pier");
    window.wait_saved();
    assert!(project.read_added("anna").contains("Second pier"));
    assert_eq!(on_disk(&project), before);
    drop(window);

    let mut window = project.open("lea");
    window.keys("F6");
    window.wait("the addition", |window| window.says("Additions: 1"));
    window.keys("5");
    assert!(
        window.has("Second pier, target of anna"),
        "{}",
        window.tree()
    );
    window.click_as(Role::Button, "Take it");
    window.wait_saved();
    assert!(on_disk(&project).contains("Second pier"));
}

#[test]
fn the_list_is_filtered_and_kept_by_hand_meanwhile() {
    let (project, mut window) = open();
    window.keys("4 F");
    window.text("lind");
    assert_eq!(entries(&window).len(), 1, "{}", window.tree());
    window.keys("Ctrl+A Delete Escape 3");
    assert_eq!(entries(&window).len(), 2);
    let text = on_disk(&project).replace(
        "(id: \"irony\"",
        "(id: \"joke\", name: \"Joke\"), (id: \"irony\"",
    );
    project.put("project/codebook.ron", text);
    window.wait("what a hand wrote", |window| {
        entries(window).iter().any(|name| name.starts_with("Joke"))
    });
}
