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

/// Every size and look in which the Codebook screen is drawn, with the end of the pictures' names.
const CODEBOOK_LOOKS: [(Theme, (f32, f32), &str); 6] = [
    (Theme::Light, (800.0, 600.0), "800_light"),
    (Theme::Dark, (800.0, 600.0), "800_dark"),
    (Theme::Light, SMALL, "1024_light"),
    (Theme::Dark, SMALL, "1024_dark"),
    (Theme::Light, LARGE, "1440_light"),
    (Theme::Dark, LARGE, "1440_dark"),
];

const GUIDELINES: &str = "# What we label\\n\\nA statement is what an article *reports* that somebody said: **quoted or not**.\\n\\n- Take the whole quote.\\n- Take the cue, like `ruled out`.\\n  - Never the speaker\\u{2019}s title.\\n\\n> \\u{201c}We keep our word,\\u{201d} she said.\\n\\n1. First the speaker.\\n2. Then the target.";

/// Returns what the sample's codebook says with guidelines in it.
fn with_guidelines(codebook: &str) -> String {
    let field = format!("    guidelines: \"{GUIDELINES}\",\n    scales: [");
    codebook.replacen("    scales: [", &field, 1)
}

#[test]
fn the_codebook() {
    let mut results = SnapshotResults::new();
    for (theme, (width, height), name) in CODEBOOK_LOOKS {
        let project = Project::new();
        let root = project.around().join("sample");
        copy(
            &Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/sample"),
            &root,
        );
        let codebook = std::fs::read_to_string(root.join("codebook.ron")).unwrap();
        project.put("sample/codebook.ron", with_guidelines(&codebook));
        let look = project.look().path(root).theme(theme).size(width, height);
        let mut window = look.open();
        for (keys, state) in [
            ("F6", "target"),
            ("2", "scale"),
            ("4", "speaker"),
            ("5", "guidelines"),
            ("6", "rules"),
            ("7", "checks"),
        ] {
            window.keys(keys);
            window.harness.remove_cursor();
            window.run();
            let name = format!("codebook_{state}_{name}");
            results.add(window.harness.try_snapshot(name));
        }
        window.keys("F5 H");
        window.run();
        let name = format!("guidelines_beside_{name}");
        results.add(window.harness.try_snapshot(name));
    }
}

#[test]
fn the_codebook_of_an_empty_project() {
    let mut results = SnapshotResults::new();
    for (theme, (width, height), name) in CODEBOOK_LOOKS {
        let project = Project::new();
        project.put(
            "bare/quay.txt",
            "\u{201c}We never sell,\u{201d} said Ada Berg.\n",
        );
        let root = project.around().join("bare");
        let look = project.look().path(root).theme(theme).size(width, height);
        let mut window = look.open();
        window.keys("F6");
        window.harness.remove_cursor();
        window.run();
        let name = format!("codebook_empty_{name}");
        results.add(window.harness.try_snapshot(name));
    }
}

#[test]
fn a_folder_without_articles() {
    let project = Project::new();
    project.put("empty/readme.png", "x");
    let look = project.look().path(project.around().join("empty"));
    let mut window = look.size(SMALL.0, SMALL.1).open();
    window.harness.snapshot("empty");
}
