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
    let rows = window.names(Role::Button);
    let first = rows.iter().find(|name| name.starts_with("Next statement"));
    let first = window.rect(first.expect("the menu is open"));
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
    let long: String = (0..80)
        .map(|n| format!("“Paragraph {n} is here,” said the mayor of the town.\n\n"))
        .collect();
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
