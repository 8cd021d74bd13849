//! The whole window on the bundled sample, in both looks and two sizes, and what can lie over it.

use std::path::Path;

use egui::Theme;
use egui::accesskit::Role;
use egui_kittest::SnapshotResults;

use crate::support::window::{Project, Window};

/// Opens a copy of the sample as one of its annotators. Nothing is edited, so that no time of saving is shown.
fn sample(theme: Theme, (width, height): (f32, f32)) -> (Project, Window) {
    let project = Project::new();
    let root = project.around().join("sample");
    copy(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/sample"),
        &root,
    );
    let look = project.look().path(root).theme(theme).size(width, height);
    let mut window = look.open();
    // A text cursor that blinks shows or not, as the time happens to be.
    window
        .harness
        .ctx
        .all_styles_mut(|style| style.visuals.text_cursor.blink = false);
    window.wait("every title is known", |window| {
        let articles = window.articles();
        !articles.is_empty() && articles.iter().all(|title| title.contains(' '))
    });
    window.keys("J J");
    window.run();
    (project, window)
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &to);
        } else {
            std::fs::copy(entry.path(), to).unwrap();
        }
    }
}

const LARGE: (f32, f32) = (1440.0, 900.0);
const SMALL: (f32, f32) = (1024.0, 640.0);

#[test]
fn the_whole_window() {
    let mut results = SnapshotResults::new();
    for (theme, size, name) in [
        (Theme::Light, LARGE, "window_light"),
        (Theme::Dark, LARGE, "window_dark"),
        (Theme::Light, SMALL, "window_small_light"),
        (Theme::Dark, SMALL, "window_small_dark"),
    ] {
        let (_project, mut window) = sample(theme, size);
        results.add(window.harness.try_snapshot(name));
    }
}

#[test]
fn suggestions() {
    let project = Project::new();
    let look = project.look().suggestions().size(SMALL.0, SMALL.1);
    let mut window = look.open();
    window.wait("suggestions", |window| !window.suggestions().is_empty());
    window.wait("titles", |window| window.says("Lighthouse goes dark"));
    window.keys("J J");
    window.harness.snapshot("suggestions");
}

/// Draws the small window after something was done in it.
#[track_caller]
fn check(name: &str, theme: Theme, act: impl FnOnce(&mut Window)) {
    let (_project, mut window) = sample(theme, SMALL);
    act(&mut window);
    window.harness.snapshot(name);
}

#[test]
fn the_palette() {
    check("palette", Theme::Light, |window| {
        window.keys("Ctrl+K");
        window.text("sta");
    });
}

#[test]
fn all_keys() {
    let (_project, mut window) = sample(Theme::Light, LARGE);
    window.keys("F1");
    window.harness.snapshot("keys");
}

#[test]
fn the_speaker_being_picked() {
    check("speaker", Theme::Dark, |window| window.keys("S"));
}

#[test]
fn the_export_dialog() {
    check("export", Theme::Light, |window| {
        window.keys("Ctrl+E");
        // The path is the machine's.
        window.wait("the folder is listed", |window| !window.says("Listing"));
        let field = window.field_rect("Path");
        window.harness.mask(field);
    });
}

#[test]
fn teammates() {
    let (_project, mut window) = sample(Theme::Light, LARGE);
    window.keys("G");
    for name in ["Ben Okafor", "Chloe Marchetti"] {
        window.click_as(Role::CheckBox, name);
    }
    window.click_as(Role::Button, "Close");
    window.wait("their work", |window| {
        window.has("Teammates: 2") && window.says("’s Statement")
    });
    window.harness.remove_cursor();
    window.run();
    window.harness.snapshot("teammates");
}

#[test]
fn the_codebook() {
    let mut results = SnapshotResults::new();
    for (theme, size, name) in [
        (Theme::Light, LARGE, "codebook_light"),
        (Theme::Dark, SMALL, "codebook_small_dark"),
    ] {
        let (_project, mut window) = sample(theme, size);
        window.keys("F6");
        window.harness.remove_cursor();
        window.run();
        results.add(window.harness.try_snapshot(name));
    }
}

#[test]
fn a_folder_without_articles() {
    let project = Project::new();
    project.put("empty/readme.pdf", "%PDF");
    let look = project.look().path(project.around().join("empty"));
    let mut window = look.size(SMALL.0, SMALL.1).open();
    window.harness.snapshot("empty");
}
