//! The table of keys: what each of them does to a statement.

use egui::accesskit::Role;

use crate::support::window::{HARBOUR, Project, Window};

const QUOTE: &str = "“We keep our word,”";

/// Opens the project and makes a statement of [`QUOTE`].
fn with_statement(project: &Project) -> Window {
    let mut window = project.open("anna");
    window.state(QUOTE);
    window
}

#[test]
fn a_folder_opens_with_its_first_article() {
    let project = Project::new();
    let mut window = project.open("anna");
    window.wait("titles", |window| window.says("Lighthouse goes dark"));
    assert_eq!(
        window.articles(),
        [
            "Harbour to stay open",
            "Island council meets",
            "Lighthouse goes dark"
        ]
    );
    for name in [
        "Articles",
        "Statement",
        "Statements",
        "Filter articles",
        "Article text",
    ] {
        assert!(window.has(name), "{name}\n{}", window.tree());
    }
    assert!(window.says("the harbour would stay open through the winter"));
    assert!(window.status().starts_with("Saved"), "{}", window.status());
    assert!(
        !project.root().join("annotations").exists(),
        "opening writes nothing"
    );
}

#[test]
fn words_are_selected_by_keys_alone() {
    let project = Project::new();
    let mut window = project.open("anna");
    window.keys("Ctrl+Shift+ArrowRight Ctrl+Shift+ArrowRight Q");
    assert_eq!(
        window.marks(),
        ["Statement: no speaker, no stance: The mayor"],
        "the caret starts where the body does"
    );
    window.keys("Ctrl+ArrowRight Ctrl+Shift+ArrowRight Q K S");
    window.text("lind");
    window.keys("Enter");
    assert_eq!(window.marks().len(), 2, "{:?}", window.marks());
    assert!(
        window.marks()[0].contains("Ada Lindqvist"),
        "{:?}",
        window.marks()
    );
}

#[test]
fn words_become_a_statement_with_speaker_target_and_stance_by_keys_alone() {
    let project = Project::new();
    let mut window = project.open("anna");
    window.select(QUOTE);
    window.keys("Q S");
    assert!(window.is_focused("Speaker"));
    window.text("lind");
    window.keys("Enter");
    assert!(!window.is_focused("Speaker"));
    assert_eq!(window.value("Speaker"), "Ada Lindqvist");
    window.keys("T");
    assert!(window.is_focused("Target"));
    window.text("wint");
    window.keys("Enter 3");
    assert!(window.is_set("Stance: for"));
    assert!(!window.is_set("Stance: against"));
    let name = format!("Statement: Ada Lindqvist, for: {QUOTE}");
    assert_eq!(window.marks(), [name.as_str()]);
    assert_eq!(window.selected(), name);
    window.wait_saved();
    let written = project.read_sidecar("anna", HARBOUR);
    for part in [
        "name: \"ada\"",
        "target: \"winter\"",
        "stance: \"for\"",
        // Under which definition and scale.
        "read: \"",
        "status: in_progress",
        "kind: direct",
    ] {
        assert!(written.contains(part), "{part}\n{written}");
    }
}

#[test]
fn with_nothing_selected_the_quotation_at_the_caret_is_taken() {
    let project = Project::new();
    let mut window = project.open("anna");
    let at = window.place("Nobody", 2);
    window.click_at(at);
    window.keys("Q");
    let name = "Statement: no speaker, no stance: “Nobody will be left alone with the ice.”";
    assert_eq!(window.marks(), [name]);
}

#[test]
fn new_speakers_and_targets_are_added_to_the_annotators_own_codebook() {
    let project = Project::new();
    let mut window = with_statement(&project);
    window.keys("S");
    window.text("Pia Holm");
    window.keys("Enter T");
    window.text("Second pier");
    window.keys("Enter 1");
    assert_eq!(window.value("Speaker"), "Pia Holm");
    assert!(window.says("Second pier"), "{}", window.tree());
    window.wait_saved();
    let added =
        std::fs::read_to_string(project.root().join("annotations/anna/codebook.ron")).unwrap();
    assert!(
        added.contains("Pia Holm") && added.contains("Second pier"),
        "{added}"
    );
}

/// Presses keys while the only statement is selected, and checks what is said and written.
#[track_caller]
fn check_key(keys: &str, said: &str, written: &str) {
    let project = Project::new();
    let mut window = with_statement(&project);
    window.keys("T");
    window.text("wint");
    window.keys("Enter");
    window.keys(keys);
    assert!(window.says(said), "{said:?} is not said\n{}", window.tree());
    window.wait_saved();
    let sidecar = project.read_sidecar("anna", HARBOUR);
    assert!(
        sidecar.contains(written),
        "{written:?} is not in\n{sidecar}"
    );
}

#[test]
fn keys_set_what_the_table_says() {
    check_key("1", ", against: ", "stance: \"against\"");
    check_key("2", ", neutral: ", "stance: \"neutral\"");
    check_key("U", ", unclear: ", "stance: \"unclear\"");
    check_key("M", ", mixed: ", "stance: \"mixed\"");
    check_key("0", ", not stated: ", "stance: \"not-stated\"");
    check_key("F", "1 flagged", "flagged: true");
    check_key("Y", "mixed", "kind: mixed");
    check_key("Y Y", "indirect", "kind: indirect");
}

#[track_caller]
fn check_nudge(keys: &str, quote: &str) {
    let project = Project::new();
    let mut window = project.open("anna");
    window.state("harbour would stay open");
    window.keys(keys);
    assert_eq!(
        window.selected(),
        format!("Statement: no speaker, no stance: {quote}")
    );
}

#[test]
fn brackets_move_the_ends_of_the_quote_by_words() {
    check_nudge("[", "the harbour would stay open");
    check_nudge("]", "would stay open");
    check_nudge("Shift+[", "harbour would stay");
    check_nudge("Shift+]", "harbour would stay open through");
    check_nudge(
        "[ [ Shift+] Shift+]",
        "that the harbour would stay open through the",
    );
}

#[test]
fn ends_that_are_moved_by_words_come_back_and_stay_in_the_paragraph() {
    check_nudge("[ [ [ ] ] ]", "harbour would stay open");
    check_nudge("Shift+] Shift+] Shift+[ Shift+[", "harbour would stay open");
    let project = Project::new();
    let mut window = project.open("anna");
    window.state("harbour would stay open");
    for _ in 0..20 {
        window.keys("[ Shift+]");
    }
    let selected = window.selected();
    assert!(selected.contains("NORDHAVN"), "{selected}");
    assert!(!selected.contains("Harbour to"), "{selected}");
    assert!(!selected.contains("We keep"), "{selected}");
}

/// Makes a statement, selects other words, presses keys.
#[track_caller]
fn check_selection(keys: &str, said: &str, written: &str) {
    let project = Project::new();
    let mut window = with_statement(&project);
    window.keys("T");
    window.text("wint");
    window.keys("Enter 3");
    window.select("Ada Lindqvist");
    window.keys(keys);
    assert!(window.says(said), "{said:?} is not said\n{}", window.tree());
    window.wait_saved();
    let sidecar = project.read_sidecar("anna", HARBOUR);
    assert!(
        sidecar.contains(written),
        "{written:?} is not in\n{sidecar}"
    );
}

#[test]
fn selected_words_take_the_part_that_the_key_says() {
    check_selection(
        "S",
        "Statement: Ada Lindqvist, for:",
        "speaker: (name: \"ada\", mention: (start:",
    );
    check_selection("C", "Clear cue", "cue: (start:");
    check_selection("V", "Remove source Ada Lindqvist", "via: [(");
    check_selection("A", "Remove addressee Ada Lindqvist", "addressees: [(");
    check_selection("E", "Clear evidence", "evidence: [(");
    check_selection("Plus", "word,” … Ada Lindqvist", "text: \"Ada Lindqvist\"");
}

#[test]
fn minus_takes_the_selection_out_of_the_quote() {
    let project = Project::new();
    let mut window = project.open("anna");
    window.state("the harbour would stay open");
    window.select("would stay");
    window.keys("Minus");
    assert_eq!(
        window.selected(),
        "Statement: no speaker, no stance: the harbour … open"
    );
}

#[test]
fn j_k_and_clicks_walk_and_deleting_goes_on() {
    let project = Project::new();
    let mut window = with_statement(&project);
    window.state("a welcome step, at last");
    let (first, second) = (
        "Statement: no speaker, no stance: “We keep our word,”",
        "Statement: no speaker, no stance: “a welcome step, at last”",
    );
    assert_eq!(window.selected(), second);
    window.keys("K");
    assert_eq!(window.selected(), first);
    window.keys("J");
    assert_eq!(window.selected(), second);
    window.click_as(Role::Mark, first);
    assert_eq!(window.selected(), first);
    window.keys("X");
    assert_eq!(window.marks().len(), 2, "X is for suggestions");
    window.keys("Delete");
    assert_eq!(window.marks(), [second]);
    assert_eq!(window.selected(), second);
    window.keys("Delete");
    assert!(window.marks().is_empty());
}

#[test]
fn buttons_do_what_keys_do() {
    let project = Project::new();
    let mut window = with_statement(&project);
    window.keys("T");
    window.text("wint");
    window.keys("Enter");
    window.click_as(Role::Button, "Stance: neutral");
    assert!(window.is_set("Stance: neutral"));
    window.click_as(Role::Button, "Stance: neutral");
    assert!(
        !window.is_set("Stance: neutral"),
        "a second click takes the stance away"
    );
    window.state("a welcome step, at last");
    window.keys("K");
    window.click_as(Role::Button, "Next");
    assert!(window.selected().ends_with("“a welcome step, at last”"));
    window.click_as(Role::Button, "Delete statement");
    assert_eq!(window.marks().len(), 1);
    window.click_as(Role::Button, "Delete statement");
    assert!(window.marks().is_empty());
}

#[test]
fn labels_and_notes_are_typed() {
    let project = Project::new();
    let mut window = with_statement(&project);
    window.keys("L");
    assert!(window.is_focused("Labels"));
    window.text("prom");
    window.keys("Enter");
    assert!(window.has("Remove label Promise"), "{}", window.tree());
    window.keys("N");
    assert!(window.is_focused("Note"));
    window.text("Said on the quay; q is no command here");
    window.keys("Escape");
    assert!(!window.is_focused("Note"));
    window.wait_saved();
    let sidecar = project.read_sidecar("anna", HARBOUR);
    assert!(sidecar.contains("labels: [\"promise\"]"), "{sidecar}");
    assert!(
        sidecar.contains("note: \"Said on the quay; q is no command here\""),
        "{sidecar}"
    );
    assert_eq!(window.marks().len(), 1);
}

#[test]
fn d_marks_the_article_as_done_and_opens_the_next() {
    let project = Project::new();
    let mut window = with_statement(&project);
    assert!(!window.is_set("Done"));
    window.keys("D");
    window.wait("the next article", |window| {
        window.says("The council of the island met")
    });
    assert!(!window.is_set("Done"));
    window.wait_saved();
    assert!(
        project
            .read_sidecar("anna", HARBOUR)
            .contains("status: done")
    );
    assert!(
        window.says("Harbour to stay open, done, 1 statement"),
        "{}",
        window.tree()
    );
    window.keys("Ctrl+PageUp");
    window.wait("the first article", |window| {
        window.says("We keep our word")
    });
    assert!(window.is_set("Done"));
    window.click_as(Role::Button, "Done");
    assert!(!window.is_set("Done"));
}
