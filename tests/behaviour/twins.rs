//! Articles that share copy: marked in the list, shown alone, walked, and compared word by word.

use egui::accesskit::Role;

use crate::support::window::{HARBOUR, Project, Window};

const STORY: &str = "The new quay was opened on Sunday after a long conflict about who would pay for it, and the first ship to \
    land there carried stones for a second one, which the council wants to have built before the winter comes and the ice closes \
    the way to the island for months.";

const QUAY: &str = "articles/quay.txt";
const QUAY_LATER: &str = "articles/quay-later.txt";

/// Opens a project in which two articles are versions of one story.
fn open(project: &Project) -> Window {
    let other = STORY.replace("conflict", "war");
    project.put(
        &format!("project/{QUAY}"),
        format!("Quay opens\n\n{STORY}\n"),
    );
    project.put(
        &format!("project/{QUAY_LATER}"),
        format!("New quay opens\n\n{other}\n\nFew had believed it.\n"),
    );
    let mut window = project.open("anna");
    window.wait("twins", |window| {
        window.says("Quay opens, untouched, 0 statements, one of 2")
    });
    window
}

/// Opens an article by its row.
#[track_caller]
fn open_row(window: &mut Window, title: &str, path: &str) {
    let name = format!("{title}, untouched, 0 statements, one of 2 that share its copy");
    window.click_at(window.rect(&name).center());
    window.wait("the article", |window| window.open_path() == path);
}

#[test]
fn twins_are_marked_and_can_be_shown_alone() {
    let project = Project::new();
    let mut window = open(&project);
    assert!(window.has("Island council meets, untouched, 0 statements"));
    window.click("Filter and sort articles");
    window.click("Only those that share copy");
    window.wait("the list", |window| {
        window.articles() == ["New quay opens", "Quay opens"]
    });
}

#[test]
fn one_goes_from_twin_to_twin() {
    let project = Project::new();
    let mut window = open(&project);
    window.keys("Ctrl+T");
    assert!(window.says("No other article shares the copy of this one"));
    assert_eq!(window.open_path(), HARBOUR);
    open_row(&mut window, "Quay opens", QUAY);
    for path in [QUAY_LATER, QUAY] {
        window.keys("Ctrl+T");
        window.wait("its twin", |window| window.open_path() == path);
    }
}

#[test]
fn words_that_differ_are_listed_and_gone_to() {
    let project = Project::new();
    let mut window = open(&project);
    open_row(&mut window, "Quay opens", QUAY);
    window.keys("Ctrl+Shift+T");
    window.wait("the versions", |window| window.has("conflict (there: war)"));
    assert!(
        window.says("2 articles share this copy"),
        "{}",
        window.tree()
    );
    assert!(window.has("5 words stand there alone"), "{}", window.tree());
    window.click_as(Role::Button, "conflict (there: war)");
    assert!(!window.has("conflict (there: war)"), "it closes");
    let open = window.app().state.open().unwrap();
    let selected = open.selection.map(|span| open.text().slice(span));
    assert_eq!(selected, Some("conflict"));
}

#[test]
fn an_article_that_changes_is_no_twin_any_more() {
    let project = Project::new();
    let mut window = open(&project);
    let text = "Quay opens\n\nThe quay is closed again, and nobody says why.\n";
    project.put(&format!("project/{QUAY}"), text);
    window.wait("the mark is gone", |window| {
        !window.says("that share its copy")
    });
}
