//! The Codebook screen: what there is to choose from is added, changed, ordered and merged there.

use std::ops::ControlFlow;

use egui::accesskit::Role;
use onrecord::corpus::{Corpus, recoding};
use onrecord::model::codebook::edit::{EntryId, apply_all};
use onrecord::model::recode::{Answers, Planner};
use onrecord::store::{OpenOptions, Store};

use crate::support::window::{HARBOUR, Project, Window};

/// Returns the rows of the list, in order.
fn entries(window: &Window) -> Vec<String> {
    window.names(Role::ListBoxOption)
}

/// Tells whether an entry of the list begins so.
fn is_listed(window: &Window, begin: &str) -> bool {
    entries(window).iter().any(|name| name.starts_with(begin))
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
    assert!(!is_listed(&window, "Second"), "{}", window.tree());
    window.wait_saved();
    let written = on_disk(&project);
    assert!(!written.contains("Second pier"), "{written}");
    assert!(written.contains("// Agreed in May."), "{written}");
    window.keys("Ctrl+Shift+Z");
    assert!(is_listed(&window, "Second"), "{}", window.tree());
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
    assert!(is_listed(&window, "Second"), "{}", window.tree());
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
    assert!(!is_listed(&window, "Winter"), "{}", window.tree());
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
fn the_scale_to_begin_with_is_chosen_by_a_key_before_anything_else() {
    for (keys, chosen) in [
        ("Alt+1", "rather opposed"),
        ("F6 Alt+2", "ruled out"),
        ("Alt+3", "yes"),
    ] {
        let project = Project::new();
        project.put("bare/quay.txt", "“We never sell,” said Ada Berg.\n");
        let look = project.look().path(project.around().join("bare"));
        let mut window = look.open();
        assert!(window.has("Begin with: ruled out … accepted"));
        window.keys(keys);
        window.wait_saved();
        let file = project.around().join("bare/codebook.ron");
        let written = std::fs::read_to_string(&file).unwrap();
        assert!(written.contains(chosen), "{written}");
        // There is a codebook now: the keys leave it as it is.
        window.keys("Alt+1 Alt+2 Alt+3");
        assert!(window.says("has a codebook already"), "{}", window.tree());
        assert_eq!(std::fs::read_to_string(&file).unwrap(), written);
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
    window.keys("9");
    assert!(
        window.has("Second pier, target of anna"),
        "{}",
        window.tree()
    );
    window.click_as(Role::Button, "Take it");
    window.wait_saved();
    assert!(on_disk(&project).contains("Second pier"));
}

/// Leaves a merge of two targets behind as a kill would: what is to be done is kept, and the codebook may be written.
fn break_off(project: &Project, is_written: bool) {
    let (store, _) = Store::open(&project.root(), OpenOptions::default()).unwrap();
    let (loaded, base) = store.load_codebook();
    let before = loaded.value.unwrap();
    let (from, into) = (EntryId::target("lighthouse"), EntryId::target("harbour"));
    let mut after = before.clone();
    apply_all(before.merge(&from, &into).unwrap(), &mut after);
    let (answers, now) = (Answers::new(), "2025-03-01T00:00:00Z");
    let name = "merge Lighthouse into Harbour";
    let planner = Planner::new(name, "anna", [&before, &after], &answers, now);
    let go = |_, _| ControlFlow::Continue(());
    let corpus = Corpus::open(&store);
    let plan = recoding::plan(corpus, planner, &store.annotators(), &go).unwrap();
    assert_eq!(plan.count(), (1, 1));
    store.begin_recoding(&plan.recoding).unwrap();
    if is_written {
        store.save_codebook("anna", &after, &base).unwrap();
    }
}

#[test]
fn a_merge_that_was_broken_off_is_settled_at_the_next_start() {
    for (is_written, said, target) in [
        (true, "it is finished now (1 statement)", "harbour"),
        (false, "everything is as it was", "lighthouse"),
    ] {
        let (project, mut window) = open();
        window.keys("F5");
        window.state("“We keep our word,”");
        window.keys("T");
        window.text("lighthouse");
        window.keys("Enter");
        window.wait_saved();
        drop(window);
        break_off(&project, is_written);
        let window = project.open("anna");
        assert!(window.says("merge Lighthouse into Harbour"));
        assert!(window.says(said), "{}", window.tree());
        let sidecar = project.read_sidecar("anna", HARBOUR);
        let expected = format!("target: \"{target}\"");
        assert!(sidecar.contains(&expected), "{sidecar}");
    }
}

#[test]
fn what_was_added_is_merged_into_an_entry_by_the_lead() {
    let (project, _) = open();
    project.put(
        "project/onrecord.ron",
        "(format: 2, lead: \"lea\", annotators: [(id: \"lea\"), (id: \"anna\")])",
    );
    let mut window = project.open("anna");
    window.keys("F6");
    add(&mut window, "The lamp");
    window.wait_saved();
    drop(window);

    let mut window = project.open("lea");
    window.keys("F6");
    window.wait("the addition", |window| window.says("Additions: 1"));
    window.keys("9 M");
    assert!(window.is_focused("Merge into"), "{}", window.tree());
    window.text("lighth");
    window.keys("Enter");
    window.wait_saved();
    let written = on_disk(&project);
    assert!(written.contains("replaced_by: \"lighthouse\""), "{written}");
    window.keys("Ctrl+Z");
    window.wait_saved();
    assert!(!on_disk(&project).contains("The lamp"));
}

#[test]
fn a_codebook_is_written_and_read_in_from_the_window() {
    let (project, mut window) = open();
    let table = project.around().join("book.csv");
    let run = |window: &mut Window, command: &str, path: &str| {
        window.keys("Ctrl+K");
        window.text(command);
        window.keys("Enter");
        window.click_field("File");
        window.keys("Ctrl+A");
        window.text(path);
    };
    run(&mut window, "export codebook", &table.display().to_string());
    window.click_as(Role::Button, "Export");
    window.wait("it is written", |window| {
        window.says("Wrote the codebook to")
    });
    let written = std::fs::read_to_string(&table).unwrap();
    assert!(written.contains("Winter opening"), "{written}");
    project.put("more.csv", "sort,id,name\ntarget,pier,Second pier\n");
    let more = project.around().join("more.csv");
    run(&mut window, "import codebook", &more.display().to_string());
    window.click_as(Role::Button, "Import");
    window.wait("it is read", |window| window.says("1 entry added"));
    window.wait_saved();
    let file = on_disk(&project);
    assert!(file.contains("Second pier"), "{file}");
    assert!(file.contains("// Agreed in May."), "{file}");
    window.keys("Ctrl+Z");
    window.wait_saved();
    assert!(!on_disk(&project).contains("Second pier"), "one step");
    // The project's own files stay as they are.
    let own = project.root().join("codebook.ron");
    run(&mut window, "export codebook", &own.display().to_string());
    window.click_as(Role::Button, "Export");
    window.wait("it is refused", |window| {
        window.says("a file of the project itself")
    });
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

#[test]
fn targets_are_moved_by_dragging_and_never_under_themselves() {
    let (_project, mut window) = open();
    window.wait("uses", |window| window.has("Lighthouse, not used"));
    let place = |window: &Window, name: &str| window.rect(name).center();
    let from = place(&window, "Lighthouse, not used");
    let to = place(&window, "Harbour, not used");
    window.drag(from, to);
    assert_eq!(window.value("Name"), "Lighthouse");
    assert_eq!(window.value("Lies under"), "Harbour");
    assert!(entries(&window)[2].starts_with("Lighthouse"));

    let from = place(&window, "Harbour, not used");
    let to = place(&window, "Winter opening, not used");
    window.drag(from, to);
    assert!(window.says("would lie under itself"), "{}", window.tree());
    assert!(entries(&window)[0].starts_with("Harbour"));

    // In the gap above a row it comes to stand before it.
    let from = place(&window, "Lighthouse, not used");
    let to = window.rect("Winter opening, not used").center_top() + egui::vec2(0.0, 2.0);
    window.drag(from, to);
    assert!(entries(&window)[1].starts_with("Lighthouse"));
    window.keys("Ctrl+Z Ctrl+Z");
    assert_eq!(window.value("Lies under"), "nothing");
}

#[test]
fn a_stance_is_moved_along_its_scale_by_keys() {
    let (project, mut window) = open();
    window.keys("2");
    assert_eq!(window.value("Label of stance 3"), "for");
    window.click_field("Label of stance 3");
    window.keys("Alt+Up");
    assert_eq!(window.value("Label of stance 2"), "for");
    assert!(
        window.is_focused("Label of stance 2"),
        "the caret goes with it"
    );
    window.keys("Alt+Up");
    assert_eq!(window.value("Label of stance 1"), "for");
    window.keys("Alt+Down");
    assert_eq!(window.value("Label of stance 2"), "for");
    window.wait_saved();
    let written = on_disk(&project);
    let at = |label: &str| written.find(&format!("label: \"{label}\"")).unwrap();
    assert!(
        at("against") < at("for") && at("for") < at("neutral"),
        "{written}"
    );
}

#[test]
fn a_role_has_its_time_and_a_speaker_whatever_is_recorded() {
    let (project, mut window) = open();
    window.keys("4");
    window.click("Add a role of a time");
    window.click_field("Role of role 1");
    window.text("harbour master");
    window.click_field("From of role 1");
    window.text("2019-13");
    // What is saved meanwhile takes away nothing that stands in the fields.
    window.wait_saved();
    assert!(window.says("\"2019-13\" is no date"), "{}", window.tree());
    assert_eq!(window.value("From of role 1"), "2019-13");
    window.keys("Ctrl+A");
    window.text("2019-03");
    window.click_field("Whatever else is recorded, a line each, like party: Greens");
    window.text("party: Greens");
    window.click_field("Wikidata item");
    window.text("7747");
    assert!(window.says("no item of Wikidata"), "{}", window.tree());
    window.keys("Ctrl+A");
    window.text("Q7747");
    window.wait_saved();
    let written = on_disk(&project);
    for part in ["harbour master", "2019-03", "Greens", "Q7747"] {
        assert!(written.contains(part), "{part}: {written}");
    }
    assert!(!written.contains("2019-13"), "{written}");
}

#[test]
fn a_target_is_split_and_each_use_is_asked_for() {
    let (project, mut window) = open();
    window.keys("F5");
    for words in ["“We keep our word,”", "a welcome step, at last"] {
        window.state(words);
        window.keys("T");
        window.text("lighthouse");
        window.keys("Enter");
    }
    window.wait_saved();
    let before = project.read_sidecar("anna", HARBOUR);
    window.keys("F6 J J S");
    window.text("Lamp\nTower");
    window.click("Split…");
    assert!(window.has("Your uses of Lighthouse"), "{}", window.tree());
    assert_eq!(entries(&window).len(), 2);
    window.keys("Enter J Enter Enter");
    assert!(entries(&window)[0].ends_with(", Lamp"));
    assert!(entries(&window)[1].ends_with(", Tower"));
    window.keys("Enter");
    assert!(entries(&window)[1].ends_with(", not said"));
    assert!(window.says("Said for 1 of 2"), "{}", window.tree());
    window.click("See what changes");
    window.wait("what changes", |window| {
        window.says("Your statements that change: 1, in articles: 1")
            && window.says("Statements that keep the old entry, and are listed to be checked: 1")
    });
    window.click_as(Role::Button, "Split");
    window.wait("it is done", |window| window.says("Done: split Lighthouse"));
    let split = project.read_sidecar("anna", HARBOUR);
    assert!(
        split.contains("\"lamp\"") && split.contains("\"lighthouse\""),
        "{split}"
    );
    assert!(
        entries(&window)
            .iter()
            .any(|row| row.starts_with("Lamp, 1 use"))
    );
    window.wait("what is left", |window| window.has("To check: 1"));
    window.keys("7");
    let what = "the target \"Lighthouse\" was split and is still used by 1 statement";
    assert!(
        entries(&window)[0].starts_with(what),
        "{:?}",
        entries(&window)
    );

    // What is left is answered for later.
    window.click("Say which part yours are about");
    assert_eq!(entries(&window).len(), 1);
    window.keys("Enter Enter");
    window.click("See what changes");
    window.wait("what changes", |window| {
        window.says("Your statements that change: 1, in articles: 1")
    });
    window.click_as(Role::Button, "Split");
    window.wait("it is done", |window| {
        window.says("Done: answer for Lighthouse")
    });
    let answered = project.read_sidecar("anna", HARBOUR);
    assert!(answered.contains("\"tower\""), "{answered}");
    assert!(!answered.contains("\"lighthouse\""), "{answered}");

    window.keys("1 Ctrl+Z");
    window.wait("the answer is taken back", |window| {
        window.says("Undo: answer for Lighthouse")
    });
    window.keys("Ctrl+Z");
    window.wait("the split is taken back", |window| {
        window.says("Undo: split Lighthouse")
    });
    let back = project.read_sidecar("anna", HARBOUR);
    assert_eq!(
        back.matches("\"lighthouse\"").count(),
        before.matches("\"lighthouse\"").count()
    );
    assert!(!back.contains("\"lamp\""), "{back}");
}
