//! The program itself in a real window: started on a display, driven over egui's inspection protocol, killed, started
//! again.
//!
//! Without `DISPLAY` each test starts an `Xvfb` of its own on a free display number. A machine without `Xvfb` fails.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod display;
mod driver;

use std::fs::File;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use display::Display;
use driver::Window;

const ARTICLE: &str = "Harbour to stay open

“We keep our word,” Ada Lindqvist told reporters on the quay. “Nobody will be left alone with the ice.”

Tomas Berg of the union called the plan a welcome step and asked for a second pier.
";

const CODEBOOK: &str = r#"#![enable(implicit_some)]
(
    format: 1,
    scales: [(id: "position", name: "Position", stances: [
        (id: "against", label: "against", polarity: -1.0),
        (id: "for", label: "for", polarity: 1.0),
    ])],
    targets: [(id: "winter", name: "Winter opening", scale: "position")],
    speakers: [(id: "ada", name: "Ada Lindqvist")],
)
"#;

/// Makes a folder with one article and a codebook in `project`; settings and data of the program lie beside it.
fn project() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    put(&folder.path().join("project/harbour.txt"), ARTICLE);
    put(&folder.path().join("project/codebook.ron"), CODEBOOK);
    folder
}

fn put(path: &Path, content: &str) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    File::create(path)
        .unwrap()
        .write_all(content.as_bytes())
        .unwrap();
}

#[test]
fn a_statement_survives_the_kill_of_the_program() {
    let (folder, display) = (project(), Display::new());
    let mut window = Window::start(&display, folder.path());
    window.wait_for("Article text");
    window.select("“We keep our word,”");
    window.key("q");
    window.key("s");
    window.text("lind");
    window.key("Enter");
    window.key("t");
    window.text("wint");
    window.key("Enter");
    window.key("2");
    let mark = "Statement: Ada Lindqvist, for: “We keep our word,”";
    window.wait_for(mark);
    // The time stands there only once something was written.
    window.wait("Saved with its time", |tree| {
        tree.starts("Saved ").is_some()
    });
    window.kill();

    let mut window = Window::start(&display, folder.path());
    window.wait_for(mark);
    window.click(mark);
    window.wait("the stance is set", |tree| tree.is_selected("Stance: for"));
    window.wait("the speaker", |tree| {
        tree.has_value("Speaker", "Ada Lindqvist")
    });
}

#[test]
fn what_was_set_just_before_the_program_is_told_to_end_is_kept() {
    let (folder, display) = (project(), Display::new());
    let mut window = Window::start(&display, folder.path());
    window.wait_for("Article text");
    window.select("“We keep our word,”");
    window.key("q");
    window.control("Plus");
    assert!(window.terminate(), "it closes as if its button was pressed");
    let settings = std::fs::read_to_string(folder.path().join("settings.ron")).unwrap();
    assert!(settings.contains("text_size: 19"), "{settings}");
    let sidecar = folder
        .path()
        .join("project/annotations/anna/harbour.txt.ron");
    let written = std::fs::read_to_string(sidecar).unwrap();
    assert!(written.contains("We keep our word"), "{written}");
}

/// Says how many messages are on screen.
fn notices(tree: &driver::Tree) -> usize {
    tree.count("Dismiss")
}

#[test]
fn the_first_start_is_quiet_and_the_second_remembers() {
    let (folder, display) = (project(), Display::new());
    let home = folder.path().join("home");
    std::fs::create_dir(&home).unwrap();
    let mut window = Window::start_at_home(&display, &home, &[]);
    window.wait_for("Article text");
    // The sample's own message goes away by itself.
    window.wait("no message but the sample's", |tree| {
        notices(tree) == usize::from(tree.starts("This is the bundled sample").is_some())
    });
    assert!(
        home.join(".local/share/onrecord/sample/onrecord.ron")
            .is_file()
    );
    window.kill();

    let settings = home.join(".config/onrecord/settings.ron");
    let opened = folder.path().join("project");
    let mut window = Window::start_at_home(&display, &home, &[&opened]);
    window.wait_for("Article text");
    window.wait("the settings are kept", |_| {
        std::fs::read_to_string(&settings).is_ok_and(|kept| kept.contains("project"))
    });
    window.kill();

    let mut window = Window::start_at_home(&display, &home, &[]);
    window.wait_for("Article text");
    window.wait("what was open last, and no message", |tree| {
        tree.starts("Harbour to stay open").is_some() && notices(tree) == 0
    });
}

#[test]
fn a_home_in_which_nothing_can_be_kept_is_told_in_one_line() {
    let (folder, display) = (project(), Display::new());
    put(&folder.path().join("home"), "no folder");
    let (home, opened) = (folder.path().join("home"), folder.path().join("project"));
    let mut window = Window::start_at_home(&display, &home, &[&opened]);
    window.wait_for("Article text");
    window.wait("why settings are not kept", |tree| {
        tree.starts("Settings last until this window closes")
            .is_some()
            && notices(tree) == 1
    });
    window.select("“We keep our word,”");
    window.key("q");
    window.wait("labelling works", |tree| tree.starts("Saved ").is_some());
}

#[test]
fn what_a_second_window_writes_appears_in_the_first() {
    let (folder, display) = (project(), Display::new());
    let mut first = Window::start(&display, folder.path());
    first.wait_for("Article text");
    let mut second = Window::start(&display, folder.path());
    second.wait_for("Article text");
    second.select("a welcome step");
    second.key("q");
    second.wait_for_statement("a welcome step");
    first.wait_for_statement("a welcome step");
    first.select("Nobody will be left alone");
    first.key("q");
    second.wait_for_statement("Nobody will be left alone");
}

#[test]
fn the_window_shows_the_article() {
    let (folder, display) = (project(), Display::new());
    let mut window = Window::start(&display, folder.path());
    window.wait_for("Article text");
}

#[test]
fn a_machine_without_a_display_is_told_so() {
    let folder = project();
    let output = Command::new(env!("CARGO_BIN_EXE_onrecord"))
        .arg(folder.path().join("project"))
        .env("ONRECORD_CONFIG", folder.path().join("settings.ron"))
        .env("ONRECORD_DATA", folder.path().join("data"))
        .env("ONRECORD_CACHE", folder.path().join("cache"))
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .env_remove("WAYLAND_SOCKET")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("no window could be opened"), "{said}");
    assert!(said.contains("onrecord --help"), "{said}");
    assert!(!said.contains("panicked"), "{said}");
}
