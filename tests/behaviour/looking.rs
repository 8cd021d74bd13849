//! What changes how the window looks and what it shows: palette, keys, filter, find, table, colours, sizes.

use egui::accesskit::Role;

use crate::support::window::{Project, Window};

#[test]
fn the_palette_runs_a_command_by_a_few_letters() {
    let project = Project::new();
    let mut window = project.open("anna");
    window.state("“We keep our word,”");
    window.keys("Ctrl+K");
    assert!(window.is_focused("Command"));
    window.text("flag st");
    window.keys("Enter");
    assert!(window.has("1 flagged"), "{}", window.tree());
    assert!(!window.has("Command"), "the palette closes");
    window.keys("Ctrl+K Escape");
    assert!(!window.has("Command"));
    window.keys("F");
    assert!(!window.has("1 flagged"), "keys are commands again");
}

#[test]
fn commands_that_cannot_run_say_why() {
    let project = Project::new();
    let mut window = project.open("anna");
    window.keys("Ctrl+K");
    window.text("flag st");
    assert!(window.has("Select a statement first"), "{}", window.tree());
    window.keys("Enter");
    assert!(window.has("Command"), "the palette stays");
}

#[test]
fn f1_shows_all_keys_and_they_can_be_changed_for_good() {
    let project = Project::new();
    let settings = project.around().join("settings.ron");
    let mut window = project.look().settings(settings.clone()).open();
    window.keys("F1");
    window.text("make statement");
    window.click("Make statement: Q");
    assert!(window.says("Press the new keys"), "{}", window.tree());
    window.keys("W");
    assert!(window.has("Make statement: W"), "{}", window.tree());
    window.keys("Escape");
    check_made_by(&mut window, "Q", 0);
    check_made_by(&mut window, "W", 1);
    window.wait("the settings are written", |_| {
        std::fs::read_to_string(&settings).is_ok_and(|text| text.contains("MakeStatement"))
    });
    let mut again = project.look().settings(settings).open();
    check_made_by(&mut again, "Q", 1);
    check_made_by(&mut again, "W", 2);
}

#[track_caller]
fn check_made_by(window: &mut Window, key: &str, count: usize) {
    let words = if count < 2 {
        "“We keep our word,”"
    } else {
        "a welcome step, at last"
    };
    window.select(words);
    window.keys(key);
    assert_eq!(window.marks().len(), count, "{key}: {:?}", window.marks());
}

#[test]
fn keys_taken_from_another_command_are_announced() {
    let project = Project::new();
    let mut window = project.open("anna");
    window.keys("F1");
    window.click("Flag statement: F");
    window.keys("C");
    assert!(
        window.says("C gives “Selection is the cue”. Give it"),
        "{}",
        window.tree()
    );
    window.keys("Escape");
    assert!(window.has("Flag statement: F") && window.has("Selection is the cue: C"));
    window.click("Flag statement: F");
    window.keys("C");
    window.click("Give it (Enter)");
    assert!(
        window.says("“Selection is the cue” has lost it"),
        "{}",
        window.tree()
    );
    assert!(window.has("Flag statement: C"));
    assert!(window.has("Selection is the cue: no keys"));
    window.click("Selection is the cue: no keys");
    window.keys("Escape");
    assert!(
        window.has("Selection is the cue: no keys"),
        "Escape leaves keys as they are"
    );
}

#[test]
fn keys_are_changed_by_the_keyboard_alone() {
    let project = Project::new();
    let mut window = project.open("anna");
    window.keys("F1");
    window.text("statement");
    window.keys("ArrowDown Enter");
    assert!(window.says("Press the new keys"), "{}", window.tree());
    window.keys("Ctrl+M");
    assert!(window.says("Ctrl+M gives “"), "{}", window.tree());
    window.keys("Ctrl+A");
    window.text("flag");
    window.keys("Enter W");
    assert!(window.has("Flag statement: W"), "{}", window.tree());
    window.keys("Enter C Enter");
    assert!(window.has("Flag statement: C"), "{}", window.tree());
    window.keys("Escape");
    assert!(!window.has("Filter keys"));
}

#[test]
fn articles_are_filtered_and_gone_to() {
    let project = Project::new();
    let mut window = project.open("anna");
    window.wait("titles", |window| window.says("Lighthouse goes dark"));
    window.click_field("Filter articles");
    window.text("coast wire");
    assert_eq!(window.articles(), ["Lighthouse goes dark"]);
    assert!(window.has("1 of 3"), "{}", window.tree());
    window.keys("Enter");
    window.wait("the article", |window| {
        window.says("will be switched off in May")
    });
    window.click_field("Filter articles");
    window.keys("Ctrl+A");
    window.text("nothing like it");
    assert!(window.has("No article fits"));
    window.click_as(Role::Button, "Show all");
    assert_eq!(window.articles().len(), 3);
    window.keys("Ctrl+P");
    window.text("isl");
    window.keys("Enter");
    window.wait("the island", |window| {
        window.says("The council of the island met")
    });
}

#[test]
fn a_click_on_an_article_opens_it() {
    let project = Project::new();
    let mut window = project.open("anna");
    window.wait("titles", |window| window.says("Island council meets"));
    window.click("Island council meets, untouched, 0 statements");
    window.wait("the island", |window| {
        window.says("The council of the island met")
    });
}

#[test]
fn words_are_found_in_the_article_and_become_the_selection() {
    let project = Project::new();
    let mut window = project.open("anna");
    window.keys("Ctrl+F");
    assert!(window.is_focused("Find in article"));
    window.text("harbour");
    assert!(window.has("1 of 2"), "{}", window.tree());
    window.keys("F3");
    assert!(window.has("2 of 2"));
    window.keys("F3");
    assert!(window.has("1 of 2"), "round the end");
    window.keys("Shift+F3");
    assert!(window.has("2 of 2"));
    window.keys("Escape");
    assert!(!window.has("Find in article"));
    window.keys("Q");
    assert_eq!(
        window.marks(),
        ["Statement: no speaker, no stance: harbour"]
    );
    window.keys("Ctrl+F");
    window.text("whale");
    assert!(window.has("not found"));
}

#[test]
fn the_table_lists_sorts_and_selects() {
    let project = Project::new();
    let mut window = project.open("anna");
    window.state("“We keep our word,”");
    window.keys("S");
    window.text("lind");
    window.keys("Enter");
    window.state("a welcome step, at last");
    window.keys("S");
    window.text("berg");
    window.keys("Enter T");
    window.text("wint");
    window.keys("Enter 3");
    let (ada, berg) = (
        "1: “We keep our word,”, Ada Lindqvist, no target, no stance",
        "2: “a welcome step, at last”, Tomas Berg, Winter opening, for",
    );
    assert_eq!(window.names(Role::Row), [ada, berg]);
    window.click_in("Statements", "Stance");
    assert_eq!(window.names(Role::Row), [ada, berg]);
    window.click_in("Statements", "Stance ▾");
    assert_eq!(window.names(Role::Row), [berg, ada]);
    window.click_in("Statements", "Stance ▴");
    assert_eq!(window.names(Role::Row), [ada, berg]);
    window.click_in("Statements", "“We keep our word,”");
    assert_eq!(
        window.selected(),
        "Statement: Ada Lindqvist, no stance: “We keep our word,”"
    );
}

#[test]
fn colours_follow_the_choice() {
    let project = Project::new();
    let mut window = project.open("anna");
    for (letters, theme) in [
        ("dark", egui::Theme::Dark),
        ("light col", egui::Theme::Light),
    ] {
        window.keys("Ctrl+K");
        window.text(letters);
        window.keys("Enter");
        assert_eq!(window.harness.ctx.theme(), theme);
    }
}

#[test]
fn text_grows_and_shrinks() {
    let project = Project::new();
    let mut window = project.open("anna");
    let width = |window: &Window| window.place("word", 4).x - window.place("word", 0).x;
    let usual = width(&window);
    window.keys("Ctrl+Plus Ctrl+Plus");
    let large = width(&window);
    assert!(large > usual, "{large} {usual}");
    window.keys("Ctrl+Minus");
    assert!((usual..large).contains(&width(&window)));
    window.keys("Ctrl+0");
    assert!((width(&window) - usual).abs() < 0.01);
}

#[test]
fn panels_fold() {
    let project = Project::new();
    let mut window = project.open("anna");
    for (keys, name) in [
        ("Ctrl+1", "Articles"),
        ("Ctrl+2", "Statement"),
        ("Ctrl+3", "Statements"),
    ] {
        let shown = |window: &Window| window.names(Role::Pane).iter().any(|known| known == name);
        assert!(shown(&window), "{name}");
        window.keys(keys);
        assert!(!shown(&window), "{name}");
        window.keys(keys);
        assert!(shown(&window), "{name}");
    }
}

#[test]
fn the_table_shows_every_column_in_a_small_window() {
    let project = Project::new();
    let mut window = project.look().size(1024.0, 640.0).open();
    window.state("“We keep our word,”");
    window.state("a welcome step, at last");
    let table = window.panel("Statements");
    for column in ["#", "Quote", "Kind", "Speaker", "Target", "Stance", "Marks"] {
        let heads = window.rects_of_value(column);
        assert!(
            heads.iter().any(|head| table.contains_rect(*head)),
            "{column}: {heads:?} in {table:?}"
        );
    }
    // Anywhere on a row, also where nothing is written.
    let row = window.rect("1: “We keep our word,”, no speaker, no target, no stance");
    window.click_at(row.right_center() - egui::vec2(12.0, 0.0));
    assert!(
        window.selected().ends_with("“We keep our word,”"),
        "{}",
        window.tree()
    );
}

#[test]
fn targets_used_last_come_first_in_the_next_window_too() {
    let project = Project::new();
    let settings = project.around().join("settings.ron");
    let mut window = project.look().settings(settings.clone()).open();
    window.state("“We keep our word,”");
    window.keys("T");
    window.text("lighth");
    window.keys("Enter");
    window.wait("the settings are written", |_| {
        std::fs::read_to_string(&settings).is_ok_and(|text| text.contains("lighthouse"))
    });
    window.wait_saved();
    let mut again = project.look().settings(settings).open();
    again.state("a welcome step, at last");
    again.keys("T");
    assert_eq!(again.choices()[0], "Lighthouse");
    again.keys("ArrowDown Enter");
    assert!(again.says("Lighthouse – no stance yet"), "{}", again.tree());
}

#[test]
fn an_article_without_a_headline_shows_its_first_sentence_once() {
    let project = Project::new();
    let text = "the reef is wide and its water is warm. Nobody knows how deep it is.\n";
    project.put("project/articles/harbour.txt", text);
    let window = project.open("anna");
    assert!(window.says("the reef is wide"));
    assert_eq!(
        window.articles()[0],
        "the reef is wide and its water is warm."
    );
    // Below the margin above the page there is room for the line of metadata, and none for a headline.
    let place = window.place("the reef", 0);
    assert!(
        place.y - window.rect("Article text").top() < 100.0,
        "{place:?}"
    );
}

#[test]
fn the_list_shows_dates_as_the_article_does() {
    let project = Project::new();
    let mut window = project.open("anna");
    window.wait("titles", |window| window.says("Lighthouse goes dark"));
    window.click("Lighthouse goes dark, untouched, 0 statements, 26 Feb 2025");
}

#[test]
fn the_palette_finds_who_labels_by_the_word_annotator() {
    let project = Project::new();
    for typed in ["annotator", "annot who"] {
        let mut window = project.open("anna");
        window.keys("Ctrl+K");
        window.text(typed);
        window.keys("Enter");
        assert!(window.is_focused("Annotator"), "{typed}\n{}", window.tree());
    }
}

#[test]
fn who_is_named_first_is_remembered_and_who_is_named_later_is_not() {
    let project = Project::new();
    let settings = project.around().join("settings.ron");
    let keeps =
        |words: &str| std::fs::read_to_string(&settings).is_ok_and(|text| text.contains(words));
    let look = || project.look().settings(settings.clone());
    let mut first = look().annotator("carla").open();
    first.wait("the name is kept", |_| keeps("carla"));
    let second = look().open();
    assert!(second.has("carla"), "{}", second.tree());
    let mut third = look().annotator("dora").open();
    assert!(third.has("dora"), "{}", third.tree());
    third.keys("Ctrl+Plus");
    third.wait("a setting is kept", |_| keeps("text_size: 19"));
    assert!(keeps("carla") && !keeps("dora"));
}

#[test]
fn settings_with_gits_marks_are_told_once_and_kept_aside() {
    let project = Project::new();
    let settings = project.around().join("settings.ron");
    let merged = "(\n<<<<<<< HEAD\ntext_size: 20.0,\n=======\ntext_size: 24.0,\n>>>>>>> other\n)\n";
    project.put("settings.ron", merged);
    let mut window = project.look().settings(settings.clone()).open();
    assert!(
        window.says("git put two versions of the settings"),
        "{}",
        window.tree()
    );
    window.keys("Ctrl+Plus");
    let aside = settings.with_extension("unread.ron");
    window.wait("the file is kept", |_| {
        std::fs::read_to_string(&aside).is_ok_and(|kept| kept == merged)
    });
    let again = project.look().settings(settings).open();
    assert!(!again.says("git put two versions"), "{}", again.tree());
}

#[cfg(unix)]
#[test]
fn a_settings_folder_that_must_not_be_written_is_told_in_one_line() {
    use std::fs::{File, Permissions, set_permissions};
    use std::os::unix::fs::PermissionsExt as _;

    let project = Project::new();
    project.put("config/settings.ron", "(text_size: 20.0)");
    let folder = project.around().join("config");
    set_permissions(&folder, Permissions::from_mode(0o500)).unwrap();
    // Whoever may write everything has no such folder.
    let may_write = File::create(folder.join("probe")).is_ok();
    let mut window = project.look().settings(folder.join("settings.ron")).open();
    if !may_write {
        window.keys("Ctrl+Plus");
        window.wait("why it is not kept", |window| {
            window.says("Settings last until this window closes")
        });
    }
    drop(window);
    set_permissions(&folder, Permissions::from_mode(0o700)).unwrap();
    let kept = std::fs::read_to_string(folder.join("settings.ron")).unwrap();
    assert!(may_write || kept == "(text_size: 20.0)", "{kept}");
}
