//! The desk: small windows, coming back to where one was, messages that cover nothing.

use egui::accesskit::Role;

use crate::support::window::{HARBOUR, ISLAND, Project, Window};

const QUOTE: &str = "“We keep our word,”";

/// Tells whether the list of articles is there.
fn lists_articles(window: &Window) -> bool {
    window
        .names(Role::Pane)
        .iter()
        .any(|name| name == "Articles")
}

#[test]
fn in_a_narrow_window_the_list_lies_over_the_page() {
    let project = Project::new();
    let mut window = project.look().size(800.0, 600.0).open();
    assert!(!lists_articles(&window), "{}", window.tree());
    let article = window.rect("Article text");
    assert!(article.width() > 480.0, "{article:?}");
    window.keys("Ctrl+1");
    assert!(lists_articles(&window));
    assert_eq!(window.rect("Article text"), article, "nothing moves");
    window.keys("Escape");
    assert!(!lists_articles(&window));
    window.click_as(Role::Button, "Articles");
    window.wait("titles", |window| {
        window.says("Island council meets, untouched")
    });
    window.click("Island council meets, untouched, 0 statements");
    window.wait("the other article", |window| window.open_path() == ISLAND);
    assert!(!lists_articles(&window), "who has chosen goes on reading");
    window.keys("Ctrl+1");
    window.click_at(window.rect("Article text").right_center() - egui::vec2(40.0, 0.0));
    assert!(!lists_articles(&window), "a click elsewhere folds it");
}

#[test]
fn every_size_of_window_leaves_the_article_room() {
    let project = Project::new();
    for (width, height, least) in [
        (800.0, 600.0, 500.0),
        (1024.0, 640.0, 520.0),
        (1440.0, 900.0, 700.0),
    ] {
        let window = project.look().size(width, height).open();
        let article = window.rect("Article text");
        assert!(article.width() >= least, "{width}: {article:?}");
        assert!(article.height() >= height * 0.5, "{height}: {article:?}");
    }
}

#[test]
fn a_menu_never_leaves_the_screen() {
    let project = Project::new();
    let mut window = project.look().size(800.0, 600.0).open();
    window.keys("Escape");
    let menu = window.rect_of_menu("Statement");
    window.click_at(menu.center());
    let first = window.rect("Next statement");
    assert!(first.top() > 0.0 && first.bottom() < 600.0, "{first:?}");
}

#[test]
fn larger_text_makes_the_interface_larger_too() {
    let project = Project::new();
    let mut window = project.open("anna");
    let height = |window: &Window| window.rect("Filter articles").height();
    let usual = height(&window);
    window.keys("Ctrl+Plus Ctrl+Plus Ctrl+Plus Ctrl+Plus Ctrl+Plus Ctrl+Plus");
    assert!(height(&window) > usual + 2.0, "{usual} {}", height(&window));
    window.keys("Ctrl+0");
    assert!((height(&window) - usual).abs() < 0.5);
}

#[test]
fn who_comes_back_to_an_article_is_where_they_were() {
    let project = Project::new();
    let paragraphs =
        (0..80).map(|n| format!("“Paragraph {n} is here,” said the mayor of the town."));
    let long = paragraphs.collect::<Vec<_>>().join("\n\n");
    project.put(&format!("project/{HARBOUR}"), long);
    let mut window = project.open("anna");
    window.state("“Paragraph 2 is here,”");
    let selected = window.selected();
    window.keys("PageDown PageDown");
    let seen = window.place_of_first_paragraph();
    window.keys("Ctrl+PageDown");
    window.wait("the other article", |window| window.open_path() == ISLAND);
    window.keys("Ctrl+PageUp");
    window.wait("the first again", |window| window.open_path() == HARBOUR);
    assert_eq!(window.place_of_first_paragraph(), seen, "{}", window.tree());
    window.keys("L");
    assert!(window.is_focused("Labels"), "the statement is selected");
    window.keys("Escape F");
    assert!(window.has("1 flagged"), "{}", window.tree());
    assert!(!selected.is_empty());
}

#[test]
fn the_place_stays_while_window_and_text_change_their_size() {
    let project = Project::new();
    let paragraphs =
        (0..80).map(|n| format!("“Paragraph {n} is here,” said the mayor of the town."));
    let long = paragraphs.collect::<Vec<_>>().join("\n\n");
    project.put(&format!("project/{HARBOUR}"), long);
    let mut window = project.open("anna");
    window.state("“Paragraph 2 is here,”");
    let selected = window.selected();
    window.keys("PageDown PageDown");
    // The edge of the one above may show, by a line more or less.
    let number = |window: &Window| -> i32 {
        let (seen, _) = window.place_of_first_paragraph();
        let digits: String = seen.chars().filter(char::is_ascii_digit).collect();
        digits.parse().expect("the paragraph's number")
    };
    let seen = number(&window);
    assert!(seen > 5, "{seen}");
    for (width, height) in [(1024.0, 640.0), (800.0, 600.0), (1440.0, 900.0)] {
        window.harness.set_size(egui::vec2(width, height));
        window.run();
        assert!((number(&window) - seen).abs() <= 1, "{width}");
    }
    for keys in ["Ctrl+Plus Ctrl+Plus", "Ctrl+Minus", "Ctrl+0"] {
        window.keys(keys);
        assert!((number(&window) - seen).abs() <= 1, "{keys}");
    }
    let chosen = window.app().state.selected().map(|one| one.id.clone());
    assert!(chosen.is_some() && !selected.is_empty());
}

#[test]
fn the_bar_over_selected_text_makes_every_part() {
    let project = Project::new();
    let mut window = project.open("anna");
    window.state(QUOTE);
    for (button, made) in [
        ("Mark as source in between", "Remove source Ada Lindqvist"),
        ("Mark as addressee", "Remove addressee Ada Lindqvist"),
    ] {
        window.select("Ada Lindqvist");
        window.click(button);
        assert!(window.has(made), "{button}\n{}", window.tree());
    }
    window.select("Ada Lindqvist");
    window.click("Mark as speaker");
    assert!(window.is_focused("Speaker"), "{}", window.tree());
    window.keys("Ctrl+E");
    assert!(window.has("Browse…"), "{}", window.tree());
}

#[test]
fn a_screen_reader_is_told_what_things_are() {
    let project = Project::new();
    let mut window = project.open("anna");
    window.state(QUOTE);
    for name in [
        "Width of the list of articles",
        "Width of the statement panel",
        "1: “We keep our word,”, no speaker, no target, no stance",
    ] {
        assert!(window.has(name), "{name}\n{}", window.tree());
    }
    window.keys("T");
    window.text("lighth");
    window.keys("Enter");
    assert!(window.has("Stance: unclear"), "{}", window.tree());
    for jargon in ["code point", "sidecar", "offset", "span"] {
        assert!(!window.says(jargon), "{jargon}\n{}", window.tree());
    }
}

#[test]
fn messages_cover_nothing_and_escape_takes_them_away() {
    let project = Project::new();
    let mut window = project.open("anna");
    window.state(QUOTE);
    window.keys("Delete");
    let cross = window.rect("Dismiss");
    for panel in ["Articles", "Statement", "Statements"] {
        let rect = window.panel(panel);
        assert!(!rect.intersects(cross), "{panel}: {rect:?} {cross:?}");
    }
    assert!(!window.rect("Article text").intersects(cross));
    window.keys("Escape");
    assert!(!window.has("Dismiss"), "{}", window.tree());
}

#[test]
fn what_went_wrong_stays_listed() {
    let project = Project::new();
    let mut window = project.open("anna");
    window.keys("Ctrl+E");
    window.click_field("Path");
    window.keys("Ctrl+A");
    let own = project.root().join(HARBOUR).display().to_string();
    window.text(&own);
    window.keys("Enter");
    let said = "That is a file of the project itself";
    window.wait("it is said", |window| window.says(said));
    window.keys("Escape");
    assert!(!window.says(said), "{}", window.tree());
    window.keys("Ctrl+K");
    window.text("problems with files");
    window.keys("Enter");
    assert!(window.says(said), "{}", window.tree());
}

#[test]
fn a_right_click_offers_what_the_keys_do() {
    let project = Project::new();
    let mut window = project.open("anna");
    window.select(QUOTE);
    window.menu_at(window.place(QUOTE, 4));
    window.click_as(Role::MenuItem, "Make statement");
    let made = "Statement: no speaker, no stance: “We keep our word,”";
    assert_eq!(window.marks(), [made]);
    window.state("a welcome step");
    assert_ne!(window.selected(), made);
    window.menu_at(window.place(QUOTE, 4));
    assert_eq!(window.selected(), made, "the menu is of what is under it");
    window.click_as(Role::MenuItem, "Flag statement");
    assert!(window.has("1 flagged"), "{}", window.tree());
    let row = window.rect("1: “We keep our word,”, no speaker, no target, no stance, ⚑");
    window.menu_at(row.center());
    window.click_as(Role::MenuItem, "Delete statement");
    assert_eq!(window.marks().len(), 1, "{}", window.tree());
}

#[test]
fn an_article_of_the_list_has_a_menu() {
    let project = Project::new();
    let mut window = project.open("anna");
    window.wait("titles", |window| {
        window.says("Island council meets, untouched")
    });
    let row = window.rect("Island council meets, untouched, 0 statements");
    window.menu_at(row.center());
    window.click_as(Role::Button, "Open");
    window.wait("the article", |window| window.open_path() == ISLAND);
}

#[test]
fn an_article_is_described_and_excluded_in_one_step() {
    let project = Project::new();
    let mut window = project.open("anna");
    window.keys("Ctrl+I");
    window.click_as(Role::CheckBox, "Irony");
    window.click_field("New label");
    window.text("Wire copy");
    window.click_field("Note on the article");
    window.text("the same as yesterday’s");
    window.click_as(Role::CheckBox, "Exclude this article");
    window.click_field("Reason");
    window.text("a duplicate");
    window.click_as(Role::Button, "Save");
    assert!(window.has("excluded"), "{}", window.tree());
    window.wait_saved();
    let written = project.read_sidecar("anna", HARBOUR);
    for said in [
        "excluded",
        "a duplicate",
        "irony",
        "wire-copy",
        "yesterday’s",
    ] {
        assert!(written.contains(said), "{said}\n{written}");
    }
    assert!(project.read_added("anna").contains("Wire copy"));
    window.keys("Ctrl+Z");
    assert!(!window.has("excluded"), "{}", window.tree());
    window.wait_saved();
    let written = project.read_sidecar("anna", HARBOUR);
    assert!(!written.contains("a duplicate"), "{written}");
}

#[test]
fn somebody_is_picked_as_source_and_as_addressee() {
    let project = Project::new();
    let mut window = project.open("anna");
    window.state(QUOTE);
    for (key, field, said) in [
        ("V", "Source in between", "Remove source Tomas Berg"),
        ("A", "Addressee", "Remove addressee Tomas Berg"),
    ] {
        window.keys(key);
        assert!(window.is_focused(field), "{}", window.tree());
        window.text("berg");
        window.keys("Enter");
        assert!(window.has(said), "{}", window.tree());
    }
    window.wait_saved();
    let written = project.read_sidecar("anna", HARBOUR);
    assert!(written.contains("via: [(") && written.contains("addressees: [("));
}

#[test]
fn a_statement_is_copied_with_its_source() {
    let project = Project::new();
    let mut window = project.open("anna");
    window.state(QUOTE);
    window.keys("S");
    window.text("lind");
    window.keys("Enter Ctrl+B");
    assert!(
        window.has("Copied the statement with its source"),
        "{}",
        window.tree()
    );
}

#[test]
fn a_pasted_article_is_a_new_file() {
    let project = Project::new();
    let mut window = project.open("anna");
    for (title, path) in [
        ("Ferry is late", "articles/ferry-is-late.txt"),
        ("Harbour", "articles/harbour-2.txt"),
    ] {
        window.keys("Ctrl+N");
        assert!(window.is_focused("Headline"), "{}", window.tree());
        window.text(title);
        window.click_field("Text of the article");
        window.text("“It is the ice,” the captain said.");
        window.click_as(Role::Button, "Add article");
        window.wait("the article", |window| window.open_path() == path);
        let written = std::fs::read_to_string(project.root().join(path)).unwrap();
        assert_eq!(
            written,
            format!("{title}\n\n“It is the ice,” the captain said.\n")
        );
    }
}

#[test]
fn annotations_of_brat_are_imported() {
    let project = Project::new();
    project.put("brat/dune.txt", "Dunes move. “They do,” said Ida.\n");
    project.put("brat/dune.ann", "T1\tQuote 12 22\t“They do,”\n");
    let mut window = project.open("anna");
    window.keys("Ctrl+K");
    window.text("import");
    window.keys("Enter");
    window.click_field("Folder or file");
    window.text(&project.around().join("brat").display().to_string());
    window.click_field("Annotator of the import");
    window.text("ida");
    window.click_as(Role::Button, "Import");
    window.wait("it is said", |window| window.says("Imported"));
    assert!(
        project.root().join("dune.txt").exists(),
        "{}",
        window.tree()
    );
}

#[test]
fn anothers_name_is_asked_for_before_it_is_taken() {
    let project = Project::new();
    let mut ben = project.open("ben");
    ben.state(QUOTE);
    ben.wait_saved();
    let mut window = project.open("anna");
    window.wait("what others did", |window| {
        let project = window.app().state.project.as_ref().unwrap();
        project.infos.values().any(|info| !info.work.is_empty())
    });
    let ask = |window: &mut Window| {
        window.click_as(Role::Button, "anna");
        window.keys("Ctrl+A");
        window.text("ben");
        window.keys("Enter");
        assert!(
            window.says("has labelled 1 article here"),
            "{}",
            window.tree()
        );
    };
    ask(&mut window);
    window.keys("Escape");
    assert!(window.has("anna"), "nothing was taken");
    ask(&mut window);
    window.click_as(Role::Button, "Yes, label as ben");
    window.wait("ben’s work", |window| window.marks().len() == 1);
}

#[test]
fn an_export_says_what_is_excluded_and_where_it_lies() {
    let project = Project::new();
    let mut window = project.open("anna");
    window.state(QUOTE);
    window.keys("Ctrl+I");
    window.click_as(Role::CheckBox, "Exclude this article");
    window.click_field("Reason");
    window.text("a duplicate");
    window.click_as(Role::Button, "Save");
    window.wait_saved();
    window.keys("Ctrl+E");
    window.click_as(Role::Button, "Export");
    let said = "Exported 0 statements of 0 articles";
    window.wait("the export", |window| window.says(said));
    assert!(
        window.says("1 excluded article is left out"),
        "{}",
        window.tree()
    );
    assert!(window.has("Show in folder"), "{}", window.tree());
}

#[test]
fn excluding_needs_a_reason() {
    let project = Project::new();
    let mut window = project.open("anna");
    window.keys("Ctrl+I");
    window.click_as(Role::CheckBox, "Exclude this article");
    window.click_as(Role::Button, "Save");
    assert!(window.has("Reason"), "the dialog stays\n{}", window.tree());
    window.click_as(Role::Button, "Cancel");
    assert!(!window.has("excluded"), "{}", window.tree());
    assert!(
        !project.root().join("annotations").exists(),
        "nothing is written"
    );
}
